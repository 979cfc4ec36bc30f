//! Vectors as plain arrays, for targets whose compilers turn them into registers: `aarch64`, where `mul_add` is an
//! instruction. Tests use them everywhere, to compare the other sets with.

use super::vector::{Mask, Vector, Vector32, Vector64, scale32, scale64, split32, split64};
use std::array::from_fn;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Sub};

/// The operations for one width. Arguments: the type, its mask, scalar and bits, the number of lanes.
macro_rules! vector {
    ($name:ident, $mask:ident, $scalar:ident, $bits:ident, $lanes:literal, $scale:ident, $split:ident) => {
        #[derive(Clone, Copy)]
        pub(in crate::kernels) struct $name(pub(super) [$scalar; $lanes]);
        #[derive(Clone, Copy)]
        pub(in crate::kernels) struct $mask([bool; $lanes]);

        impl $name {
            #[inline(always)]
            fn of_bits(f: impl Fn(usize) -> $bits) -> Self {
                Self(from_fn(|i| $scalar::from_bits(f(i))))
            }
        }
        impl Add for $name {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                Self(from_fn(|i| self.0[i] + other.0[i]))
            }
        }
        impl Sub for $name {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                Self(from_fn(|i| self.0[i] - other.0[i]))
            }
        }
        impl Mul for $name {
            type Output = Self;
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                Self(from_fn(|i| self.0[i] * other.0[i]))
            }
        }
        impl Div for $name {
            type Output = Self;
            #[inline(always)]
            fn div(self, other: Self) -> Self {
                Self(from_fn(|i| self.0[i] / other.0[i]))
            }
        }
        impl BitAnd for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                Self(from_fn(|i| self.0[i] & other.0[i]))
            }
        }
        impl BitOr for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                Self(from_fn(|i| self.0[i] | other.0[i]))
            }
        }
        impl Not for $mask {
            type Output = Self;
            #[inline(always)]
            fn not(self) -> Self {
                Self(self.0.map(|lane| !lane))
            }
        }
        impl Mask for $mask {
            const LANES: usize = $lanes;
            #[inline(always)]
            fn any(self) -> bool {
                self.0.contains(&true)
            }
            #[inline(always)]
            fn all(self) -> bool {
                !self.0.contains(&false)
            }
            #[inline(always)]
            fn bits(self) -> u32 {
                (0..$lanes).map(|i| u32::from(self.0[i]) << i).sum()
            }
        }

        impl Vector for $name {
            type Scalar = $scalar;
            type Bits = $bits;
            type Mask = $mask;
            const LANES: usize = $lanes;
            const BIAS: i32 = <$scalar>::MAX_EXP - 1;

            #[inline(always)]
            fn splat(value: $scalar) -> Self {
                Self([value; $lanes])
            }
            #[inline(always)]
            fn one() -> Self {
                Self::splat(1.0)
            }
            #[inline(always)]
            fn of(value: f64) -> Self {
                Self::splat(value as $scalar)
            }
            #[inline(always)]
            fn splat_bits(bits: $bits) -> Self {
                Self([$scalar::from_bits(bits); $lanes])
            }
            #[inline(always)]
            unsafe fn load(from: *const $scalar) -> Self {
                // SAFETY: as the caller promises.
                Self(unsafe { from.cast::<[$scalar; $lanes]>().read() })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $scalar) {
                // SAFETY: as the caller promises.
                unsafe { to.cast::<[$scalar; $lanes]>().write(self.0) }
            }
            #[inline(always)]
            unsafe fn load_part(from: *const $scalar, count: usize) -> Self {
                Self(from_fn(|i| {
                    if i < count {
                        // SAFETY: as the caller promises; other elements are not touched.
                        unsafe { from.add(i).read() }
                    } else {
                        0.0
                    }
                }))
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $scalar, count: usize) {
                for (i, &lane) in self.0.iter().take(count).enumerate() {
                    // SAFETY: as the caller promises.
                    unsafe { to.add(i).write(lane) };
                }
            }
            #[inline(always)]
            fn fma(self, factor: Self, term: Self) -> Self {
                Self(from_fn(|i| self.0[i].mul_add(factor.0[i], term.0[i])))
            }
            #[inline(always)]
            fn nfma(self, factor: Self, term: Self) -> Self {
                Self(from_fn(|i| (-self.0[i]).mul_add(factor.0[i], term.0[i])))
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Self(self.0.map($scalar::sqrt))
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self(self.0.map($scalar::abs))
            }
            #[inline(always)]
            fn neg(self) -> Self {
                Self(self.0.map(|x| -x))
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                Self(from_fn(|i| self.0[i].copysign(sign.0[i])))
            }
            #[inline(always)]
            fn xor_sign(self, sign: Self) -> Self {
                self.xor(sign.and(Self::splat(-0.0)))
            }
            #[inline(always)]
            fn round(self) -> Self {
                Self(self.0.map($scalar::round_ties_even))
            }
            #[inline(always)]
            fn floor(self) -> Self {
                Self(self.0.map($scalar::floor))
            }
            #[inline(always)]
            fn ceil(self) -> Self {
                Self(self.0.map($scalar::ceil))
            }
            #[inline(always)]
            fn trunc(self) -> Self {
                Self(self.0.map($scalar::trunc))
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self(from_fn(|i| {
                    if self.0[i] > other.0[i] {
                        self.0[i]
                    } else {
                        other.0[i]
                    }
                }))
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                Self(from_fn(|i| {
                    if self.0[i] < other.0[i] {
                        self.0[i]
                    } else {
                        other.0[i]
                    }
                }))
            }
            #[inline(always)]
            fn lt(self, other: Self) -> $mask {
                $mask(from_fn(|i| self.0[i] < other.0[i]))
            }
            #[inline(always)]
            fn le(self, other: Self) -> $mask {
                $mask(from_fn(|i| self.0[i] <= other.0[i]))
            }
            #[inline(always)]
            fn eq(self, other: Self) -> $mask {
                $mask(from_fn(|i| self.0[i] == other.0[i]))
            }
            #[inline(always)]
            fn is_nan(self) -> $mask {
                $mask(self.0.map($scalar::is_nan))
            }
            #[inline(always)]
            fn is_negative(self) -> $mask {
                $mask(self.0.map($scalar::is_sign_negative))
            }
            #[inline(always)]
            fn select(mask: $mask, yes: Self, no: Self) -> Self {
                Self(from_fn(|i| if mask.0[i] { yes.0[i] } else { no.0[i] }))
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits() & other.0[i].to_bits())
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits() | other.0[i].to_bits())
            }
            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits() ^ other.0[i].to_bits())
            }
            #[inline(always)]
            fn int_add(self, other: Self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits().wrapping_add(other.0[i].to_bits()))
            }
            #[inline(always)]
            fn int_sub(self, other: Self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits().wrapping_sub(other.0[i].to_bits()))
            }
            #[inline(always)]
            fn magic() -> Self {
                Self::splat(1.5 / <$scalar>::EPSILON)
            }
            #[inline(always)]
            fn to_exponent(self) -> Self {
                self.shift_left::<{ <$scalar>::MANTISSA_DIGITS - 1 }>()
            }
            #[inline(always)]
            fn of_integer(value: i32) -> Self {
                Self::splat_bits(value as $bits)
            }
            #[inline(always)]
            fn shift_left<const N: u32>(self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits() << N)
            }
            #[inline(always)]
            fn shift_right<const N: u32>(self) -> Self {
                Self::of_bits(|i| self.0[i].to_bits() >> N)
            }
            #[inline(always)]
            fn scale(self, power: Self) -> Self {
                $scale(self, power)
            }
            #[inline(always)]
            fn split(self) -> (Self, Self) {
                $split(self)
            }
        }
    };
}

vector!(Lanes64, Mask64, f64, u64, 4, scale64, split64);
vector!(Lanes32, Mask32, f32, u32, 8, scale32, split32);

impl Vector64 for Lanes64 {
    #[inline(always)]
    fn lookup(table: &[f64; 16], index: Self) -> Self {
        Lanes64(index.0.map(|lane| table[lane.to_bits() as usize % 16]))
    }
    #[inline(always)]
    fn lookup_wide(table: &[f64; 32], index: Self) -> Self {
        Lanes64(index.0.map(|lane| table[lane.to_bits() as usize % 32]))
    }
}

impl Vector32 for Lanes32 {
    type Wide = Lanes64;
    #[inline(always)]
    fn widen(self) -> (Lanes64, Lanes64) {
        (
            Lanes64(from_fn(|i| self.0[i].into())),
            Lanes64(from_fn(|i| self.0[i + 4].into())),
        )
    }
    #[inline(always)]
    fn narrow(low: Lanes64, high: Lanes64) -> Self {
        Lanes32(from_fn(|i| {
            if i < 4 {
                low.0[i] as f32
            } else {
                high.0[i - 4] as f32
            }
        }))
    }
    #[inline(always)]
    fn lookup(table: &[f32; 8], index: Self) -> Self {
        Lanes32(index.0.map(|lane| table[lane.to_bits() as usize % 8]))
    }
}
