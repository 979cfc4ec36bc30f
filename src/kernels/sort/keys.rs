//! Elements as integers of the same order.
//!
//! [`Item`] maps an element to a key and back without loss: NaN apart, which callers take out before, keys differ
//! wherever bits do. `values` sorts such keys, `order` those of [`Item::stable_key`], in which equal elements are
//! equal.

use half::{bf16, f16};
use num_complex::Complex;

/// The integers that are sorted.
pub(super) trait Key: Copy + Ord + Default + Send + Sync {
    const LEAST: Self;
    const LARGEST: Self;
    fn wide(self) -> i64;
    /// The lowest bits.
    fn narrow(wide: i64) -> Self;
}

impl Key for i32 {
    const LEAST: i32 = i32::MIN;
    const LARGEST: i32 = i32::MAX;
    #[inline(always)]
    fn wide(self) -> i64 {
        self.into()
    }
    #[inline(always)]
    fn narrow(wide: i64) -> i32 {
        wide as i32
    }
}

impl Key for i64 {
    const LEAST: i64 = i64::MIN;
    const LARGEST: i64 = i64::MAX;
    #[inline(always)]
    fn wide(self) -> i64 {
        self
    }
    #[inline(always)]
    fn narrow(wide: i64) -> i64 {
        wide
    }
}

/// An element type with an order-preserving map to keys, and back.
pub(super) trait Item: Copy {
    type Key: Key;
    /// Whether there are NaN and two zeros.
    const IS_FLOAT: bool = false;
    /// Puts the negative zero before the other one; NaN gets the key of its bits.
    fn key(self) -> Self::Key;
    fn from_key(key: Self::Key) -> Self;
    fn is_nan(self) -> bool {
        false
    }
    fn is_zero(self) -> bool {
        false
    }
    fn is_negative_zero(self) -> bool {
        false
    }
    /// The same for both zeros, and the largest for every NaN.
    fn stable_key(self) -> Self::Key {
        self.key()
    }
}

macro_rules! integer_items {
    ($($t:ty, $key:ty, |$x:ident| $to:expr, |$k:ident| $from:expr;)*) => {$(
        impl Item for $t {
            type Key = $key;
            #[inline(always)]
            fn key(self) -> $key {
                let $x = self;
                $to
            }
            #[inline(always)]
            fn from_key($k: $key) -> $t {
                $from
            }
        }
    )*};
}
integer_items! {
    u8, i32, |x| x.into(), |k| k as u8;
    i8, i32, |x| x.into(), |k| k as i8;
    u16, i32, |x| x.into(), |k| k as u16;
    i16, i32, |x| x.into(), |k| k as i16;
    u32, i32, |x| (x ^ 1 << 31) as i32, |k| k as u32 ^ 1 << 31;
    i32, i32, |x| x, |k| k;
    u64, i64, |x| (x ^ 1 << 63) as i64, |k| k as u64 ^ 1 << 63;
    i64, i64, |x| x, |k| k;
}

macro_rules! float_items {
    ($($t:ty, $bits:ty, $signed:ty, $key:ty;)*) => {$(
        impl Item for $t {
            type Key = $key;
            const IS_FLOAT: bool = true;
            #[inline(always)]
            fn key(self) -> $key {
                // Negative numbers have all other bits flipped.
                let bits = self.to_bits() as $signed;
                (bits ^ ((bits >> (<$bits>::BITS - 1)) as $bits >> 1) as $signed).into()
            }
            #[inline(always)]
            fn from_key(key: $key) -> $t {
                let key = key as $signed;
                <$t>::from_bits((key ^ ((key >> (<$bits>::BITS - 1)) as $bits >> 1) as $signed) as $bits)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                self.to_bits() << 1 > <$t>::INFINITY.to_bits() << 1
            }
            #[inline(always)]
            fn is_zero(self) -> bool {
                self.to_bits() << 1 == 0
            }
            #[inline(always)]
            fn is_negative_zero(self) -> bool {
                self.to_bits() == 1 << (<$bits>::BITS - 1)
            }
            #[inline(always)]
            fn stable_key(self) -> $key {
                let key = if self.is_negative_zero() { 0 } else { self.key() };
                if self.is_nan() { <$signed>::MAX.into() } else { key }
            }
        }
    )*};
}
float_items! {
    f16, u16, i16, i32;
    bf16, u16, i16, i32;
    f32, u32, i32, i32;
    f64, u64, i64, i64;
}

/// By the real, then the imaginary part.
impl Item for Complex<f32> {
    type Key = i64;
    const IS_FLOAT: bool = true;
    #[inline(always)]
    fn key(self) -> i64 {
        i64::from(self.re.key()) << 32 | i64::from(self.im.key() as u32 ^ 1 << 31)
    }
    #[inline(always)]
    fn from_key(key: i64) -> Self {
        Complex::new(
            f32::from_key((key >> 32) as i32),
            f32::from_key((key as u32 ^ 1 << 31) as i32),
        )
    }
    #[inline(always)]
    fn is_nan(self) -> bool {
        Item::is_nan(self.re) | Item::is_nan(self.im)
    }
    #[inline(always)]
    fn is_negative_zero(self) -> bool {
        self.re.is_negative_zero() | self.im.is_negative_zero()
    }
    #[inline(always)]
    fn stable_key(self) -> i64 {
        i64::from(self.re.stable_key()) << 32 | i64::from(self.im.stable_key() as u32 ^ 1 << 31)
    }
}
