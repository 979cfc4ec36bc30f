//! Two vectors that are computed side by side.
//!
//! Functions are long chains of operations that wait for each other. A processor looks only so far ahead, so it is
//! busier with two chains whose operations alternate than with one after the other.

use super::vector::{Mask, Vector, Vector32, Vector64};
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Sub};

/// Two vectors, or two masks; the lanes of the first come first.
#[derive(Clone, Copy)]
pub(super) struct Pair<V>(V, V);

macro_rules! operators {
    ($bound:ident: $($trait:ident $method:ident)*) => {$(
        impl<V: $bound> $trait for Pair<V> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Pair(self.0.$method(other.0), self.1.$method(other.1))
            }
        }
    )*};
}
operators!(Vector: Add add Sub sub Mul mul Div div);
operators!(Mask: BitAnd bitand BitOr bitor);

impl<M: Mask> Not for Pair<M> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Pair(!self.0, !self.1)
    }
}

impl<M: Mask> Mask for Pair<M> {
    const LANES: usize = 2 * M::LANES;
    #[inline(always)]
    fn any(self) -> bool {
        (self.0 | self.1).any()
    }
    #[inline(always)]
    fn all(self) -> bool {
        (self.0 & self.1).all()
    }
    #[inline(always)]
    fn bits(self) -> u32 {
        self.0.bits() | self.1.bits() << M::LANES
    }
}

macro_rules! methods {
    (constants: $($constant:ident($($argument:ident: $type:ty)?))*; unary: $($unary:ident)*; binary: $($binary:ident)*;
     compare: $($compare:ident)*; test: $($test:ident)*) => {
        $(#[inline(always)]
        fn $constant($($argument: $type)?) -> Self {
            Pair(V::$constant($($argument)?), V::$constant($($argument)?))
        })*
        $(#[inline(always)]
        fn $unary(self) -> Self {
            Pair(self.0.$unary(), self.1.$unary())
        })*
        $(#[inline(always)]
        fn $binary(self, other: Self) -> Self {
            Pair(self.0.$binary(other.0), self.1.$binary(other.1))
        })*
        $(#[inline(always)]
        fn $compare(self, other: Self) -> Self::Mask {
            Pair(self.0.$compare(other.0), self.1.$compare(other.1))
        })*
        $(#[inline(always)]
        fn $test(self) -> Self::Mask {
            Pair(self.0.$test(), self.1.$test())
        })*
    };
}

impl<V: Vector> Vector for Pair<V> {
    type Scalar = V::Scalar;
    type Bits = V::Bits;
    type Mask = Pair<V::Mask>;
    const LANES: usize = 2 * V::LANES;
    const BIAS: i32 = V::BIAS;
    const HAS_SCALE: bool = V::HAS_SCALE;

    methods! {
        constants: splat(value: V::Scalar) one() of(value: f64) splat_bits(bits: V::Bits) magic() of_integer(value: i32);
        unary: sqrt abs neg round floor ceil trunc to_exponent;
        binary: copysign xor_sign max min and or xor int_add int_sub scale;
        compare: lt le eq;
        test: is_nan is_negative
    }

    #[inline(always)]
    unsafe fn load(from: *const V::Scalar) -> Self {
        // SAFETY: the caller promises elements for both vectors.
        unsafe { Pair(V::load(from), V::load(from.add(V::LANES))) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut V::Scalar) {
        // SAFETY: the caller promises room for both vectors.
        unsafe {
            self.0.store(to);
            self.1.store(to.add(V::LANES));
        }
    }
    #[inline(always)]
    unsafe fn load_part(from: *const V::Scalar, count: usize) -> Self {
        // SAFETY: the caller promises `count` elements, and each part is below its vector's lanes.
        unsafe {
            if count < V::LANES {
                Pair(V::load_part(from, count), V::load_part(from, 0))
            } else {
                let rest = V::load_part(from.add(V::LANES), count - V::LANES);
                Pair(V::load(from), rest)
            }
        }
    }
    #[inline(always)]
    unsafe fn store_part(self, to: *mut V::Scalar, count: usize) {
        // SAFETY: as for `load_part`.
        unsafe {
            if count < V::LANES {
                self.0.store_part(to, count);
            } else {
                self.0.store(to);
                self.1.store_part(to.add(V::LANES), count - V::LANES);
            }
        }
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        Pair(self.0.fma(factor.0, term.0), self.1.fma(factor.1, term.1))
    }
    #[inline(always)]
    fn nfma(self, factor: Self, term: Self) -> Self {
        Pair(self.0.nfma(factor.0, term.0), self.1.nfma(factor.1, term.1))
    }
    #[inline(always)]
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
        Pair(
            V::select(mask.0, yes.0, no.0),
            V::select(mask.1, yes.1, no.1),
        )
    }
    #[inline(always)]
    fn shift_left<const N: u32>(self) -> Self {
        Pair(self.0.shift_left::<N>(), self.1.shift_left::<N>())
    }
    #[inline(always)]
    fn shift_right<const N: u32>(self) -> Self {
        Pair(self.0.shift_right::<N>(), self.1.shift_right::<N>())
    }
    #[inline(always)]
    fn split(self) -> (Self, Self) {
        let (first, second) = (self.0.split(), self.1.split());
        (Pair(first.0, second.0), Pair(first.1, second.1))
    }
}

macro_rules! lookups {
    ($($name:ident: $table:ty),*) => {$(
        #[inline(always)]
        fn $name(table: &$table, index: Self) -> Self {
            Pair(V::$name(table, index.0), V::$name(table, index.1))
        }
    )*};
}

impl<V: Vector64> Vector64 for Pair<V> {
    lookups!(lookup: [f64; 16], lookup_wide: [f64; 32]);
}

impl<V: Vector32> Vector32 for Pair<V> {
    type Wide = Pair<V::Wide>;
    const HAS_WIDE_LOOKUP: bool = V::HAS_WIDE_LOOKUP;
    #[inline(always)]
    fn widen(self) -> (Self::Wide, Self::Wide) {
        let (first, second) = (self.0.widen(), self.1.widen());
        (Pair(first.0, first.1), Pair(second.0, second.1))
    }
    #[inline(always)]
    fn narrow(low: Self::Wide, high: Self::Wide) -> Self {
        Pair(V::narrow(low.0, low.1), V::narrow(high.0, high.1))
    }
    lookups!(lookup: [f32; 8], lookup_wide: [f32; 32]);
}
