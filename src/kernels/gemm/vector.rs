//! Vectors of one register, as the loops of products see them, and the form of them that runs anywhere.
//!
//! A loop is written once over [`Factors`] and instantiated for each instruction set. Registers of real numbers are
//! those of `simd`, integers and complex numbers in `x86`; [`Lanes`], an array that the compiler maps to what the
//! target has, is the rest.

use super::pack::Packed;
use crate::kernels::simd::vector::Vector;
use num_complex::Complex;

/// Numbers that add and multiply; bools with or and and, integers wrapping.
pub(super) trait Ring: Copy + Send + Sync + 'static {
    const ZERO: Self;
    fn multiply_add(self, a: Self, b: Self) -> Self;
    fn plus(self, other: Self) -> Self;
}

macro_rules! rings {
    ($($t:ty, $zero:expr, |$s:ident, $a:ident, $b:ident| $fma:expr, |$x:ident, $y:ident| $plus:expr;)*) => {$(
        impl Ring for $t {
            const ZERO: $t = $zero;
            #[inline(always)]
            fn multiply_add($s, $a: $t, $b: $t) -> $t { $fma }
            #[inline(always)]
            fn plus($x, $y: $t) -> $t { $plus }
        }
    )*};
}

macro_rules! integer_rings {
    ($($t:ty)*) => { rings! { $(
        $t, 0, |self, a, b| self.wrapping_add(a.wrapping_mul(b)), |self, other| self.wrapping_add(other);
    )* } };
}
integer_rings!(i16 i32 i64);

/// A bool as a byte of 0 or 1.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(super) struct Bit(u8);

rings! {
    f32, 0.0, |self, a, b| if FUSED { a.mul_add(b, self) } else { self + a * b }, |self, other| self + other;
    f64, 0.0, |self, a, b| if FUSED { a.mul_add(b, self) } else { self + a * b }, |self, other| self + other;
    Complex<f32>, Complex::new(0.0, 0.0), |self, a, b| self + a * b, |self, other| self + other;
    Complex<f64>, Complex::new(0.0, 0.0), |self, a, b| self + a * b, |self, other| self + other;
    Bit, Bit(0), |self, a, b| Bit(self.0 | (a.0 & b.0)), |self, other| Bit(self.0 | other.0);
}

/// Whether every processor of the target multiplies and adds in one instruction. Elsewhere a fused
/// operation would be a call.
const FUSED: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));

/// Copied as they are.
impl<T: Ring> Packed for T {
    type Unit = T;
    const UNITS: usize = 1;

    #[inline(always)]
    unsafe fn join<const N: usize>(from: *const T, _: isize) -> [T; N] {
        // SAFETY: the caller gives so many; alignment is not assumed.
        unsafe { from.cast::<[T; N]>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn join_part(from: *const T, _: isize, _: usize) -> T {
        // SAFETY: the caller gives one.
        unsafe { *from }
    }
}

/// A register of [`Factors::LANES`] factors.
///
/// # Safety
/// Every function of this trait and of [`Sums`] must run where the instruction set of the type is available.
/// Memory: `load` and `store` touch all lanes; `load_first` and `store_first` only the first `count`, at least
/// one and at most all.
pub(super) trait Factors: Copy {
    /// What a lane is made from.
    type Element: Copy + 'static;
    /// What products are added to: the same type, unless factors are narrower than sums.
    type Sums: Sums;
    const LANES: usize;

    unsafe fn splat(x: Self::Element) -> Self;
    unsafe fn load(at: *const Self::Element) -> Self;
    /// Zero in the other lanes.
    unsafe fn load_first(at: *const Self::Element, count: usize) -> Self;
    /// `sums + self * other`, where the factors come from a load or a splat.
    unsafe fn multiply_add(self, other: Self, sums: Self::Sums) -> Self::Sums;
}

/// A register of sums.
pub(super) trait Sums: Factors<Element: Ring, Sums = Self> {
    /// Whether `load_first` is about as fast as `load`.
    const HAS_MASKS: bool;

    unsafe fn zero() -> Self;
    unsafe fn store(self, at: *mut Self::Element);
    unsafe fn store_first(self, at: *mut Self::Element, count: usize);
    unsafe fn plus(self, other: Self) -> Self;
}

/// The type of the sums of factors.
pub(super) type SumOf<V> = <<V as Factors>::Sums as Factors>::Element;

/// Registers of real numbers are those of all vector code.
impl<V: Vector<Scalar: Ring>> Factors for V {
    type Element = V::Scalar;
    type Sums = V;
    const LANES: usize = V::LANES;

    #[inline(always)]
    unsafe fn splat(x: V::Scalar) -> V {
        V::splat(x)
    }

    #[inline(always)]
    unsafe fn load(at: *const V::Scalar) -> V {
        // SAFETY: passed on from the caller.
        unsafe { V::load(at) }
    }

    #[inline(always)]
    unsafe fn load_first(at: *const V::Scalar, count: usize) -> V {
        // SAFETY: passed on from the caller.
        unsafe { V::load_part(at, count) }
    }

    #[inline(always)]
    unsafe fn multiply_add(self, other: V, sums: V) -> V {
        self.fma(other, sums)
    }
}

impl<V: Vector<Scalar: Ring>> Sums for V {
    const HAS_MASKS: bool = true;

    #[inline(always)]
    unsafe fn zero() -> V {
        V::splat(V::Scalar::ZERO)
    }

    #[inline(always)]
    unsafe fn store(self, at: *mut V::Scalar) {
        // SAFETY: passed on from the caller.
        unsafe { self.store(at) }
    }

    #[inline(always)]
    unsafe fn store_first(self, at: *mut V::Scalar, count: usize) {
        // SAFETY: passed on from the caller.
        unsafe { self.store_part(at, count) }
    }

    #[inline(always)]
    unsafe fn plus(self, other: V) -> V {
        self + other
    }
}

/// An array in place of a register.
#[derive(Clone, Copy)]
pub(super) struct Lanes<T, const N: usize>(pub(super) [T; N]);

impl<T: Ring, const N: usize> Factors for Lanes<T, N> {
    type Element = T;
    type Sums = Self;
    const LANES: usize = N;

    #[inline(always)]
    unsafe fn splat(x: T) -> Self {
        Lanes([x; N])
    }

    #[inline(always)]
    unsafe fn load(at: *const T) -> Self {
        // SAFETY: the caller gives all lanes; alignment is not assumed.
        Lanes(unsafe { at.cast::<[T; N]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn load_first(at: *const T, count: usize) -> Self {
        let mut lanes = [T::ZERO; N];
        for (i, lane) in lanes.iter_mut().enumerate() {
            if i < count {
                // SAFETY: the caller gives so many.
                *lane = unsafe { at.add(i).read() };
            }
        }
        Lanes(lanes)
    }

    #[inline(always)]
    unsafe fn multiply_add(self, other: Self, mut sums: Self) -> Self {
        for i in 0..N {
            sums.0[i] = sums.0[i].multiply_add(self.0[i], other.0[i]);
        }
        sums
    }
}

impl<T: Ring, const N: usize> Sums for Lanes<T, N> {
    const HAS_MASKS: bool = false;

    #[inline(always)]
    unsafe fn zero() -> Self {
        Lanes([T::ZERO; N])
    }

    #[inline(always)]
    unsafe fn store(self, at: *mut T) {
        // SAFETY: as for `load`.
        unsafe { at.cast::<[T; N]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    unsafe fn store_first(self, at: *mut T, count: usize) {
        for (i, &lane) in self.0.iter().enumerate() {
            if i < count {
                // SAFETY: as for `load_first`.
                unsafe { at.add(i).write(lane) };
            }
        }
    }

    #[inline(always)]
    unsafe fn plus(mut self, other: Self) -> Self {
        for i in 0..N {
            self.0[i] = self.0[i].plus(other.0[i]);
        }
        self
    }
}
