//! The arithmetic that all element types share, and small helpers over matrices of them.

use crate::Threads;
use faer::traits::{ComplexField, RealField};
use faer::{Mat, Par};
use num_complex::Complex;
use num_traits::{Float, NumAssign, one, zero};
use std::ops::Neg;

/// A real or complex number of faer with ordinary operators.
pub(crate) trait Field:
    ComplexField<Real = Self::R> + NumAssign + Neg<Output = Self> + Copy
{
    type R: RealField + Field<R = Self::R> + Float + NumAssign;
    /// Whether there are no imaginary parts.
    const REAL: bool;
    fn conjugate(self) -> Self;
    fn re(self) -> Self::R;
    fn im(self) -> Self::R;
    fn of_real(x: Self::R) -> Self;
    fn not_a_number() -> Self;
    fn scaled(self, by: Self::R) -> Self;
    fn over(self, divisor: Self::R) -> Self;
    /// A power of two that brings the larger part to between ½ and 1, or as near as powers go.
    fn balance(self) -> Self::R;

    /// |re| + |im|, by which LAPACK chooses pivots.
    fn size(self) -> Self::R {
        self.re().abs() + self.im().abs()
    }

    fn modulus(self) -> Self::R {
        if self.im() == zero() {
            self.re().abs()
        } else {
            self.re().hypot(self.im())
        }
    }

    fn finite(self) -> bool {
        self.re().is_finite() && self.im().is_finite()
    }
}

macro_rules! fields {
    ($($real:ty),*) => {$(
        impl Field for $real {
            type R = $real;
            const REAL: bool = true;
            fn conjugate(self) -> Self { self }
            fn re(self) -> $real { self }
            fn im(self) -> $real { 0.0 }
            fn of_real(x: $real) -> Self { x }
            fn not_a_number() -> Self { <$real>::NAN }
            fn scaled(self, by: $real) -> Self { self * by }
            fn over(self, divisor: $real) -> Self { self / divisor }
            fn balance(self) -> $real {
                // The exponent is reversed, and kept off those of zero and infinity.
                let (infinity, least) = (<$real>::INFINITY.to_bits(), <$real>::MIN_POSITIVE.to_bits());
                let exponent = self.to_bits() & infinity;
                <$real>::from_bits((infinity - 2 * least).saturating_sub(exponent).max(least))
            }
        }

        impl Field for Complex<$real> {
            type R = $real;
            const REAL: bool = false;
            fn conjugate(self) -> Self { self.conj() }
            fn re(self) -> $real { self.re }
            fn im(self) -> $real { self.im }
            fn of_real(x: $real) -> Self { Complex::new(x, 0.0) }
            fn not_a_number() -> Self { Complex::new(<$real>::NAN, <$real>::NAN) }
            fn scaled(self, by: $real) -> Self { self * by }
            fn over(self, divisor: $real) -> Self { self / divisor }
            fn balance(self) -> $real { self.re.abs().max(self.im.abs()).balance() }
        }
    )*};
}
fields!(f32, f64);

/// What many numbers are divided by.
#[derive(Clone, Copy)]
pub(crate) struct Divisor<T: Field> {
    /// A real number itself; of a complex one the conjugate times a power of two, and `square` the square of its
    /// modulus times that power, so that neither leaves the range.
    factor: T,
    square: T::R,
}

impl<T: Field> Divisor<T> {
    #[inline(always)]
    pub(crate) fn new(number: T) -> Divisor<T> {
        if T::REAL {
            return Divisor {
                factor: number,
                square: one(),
            };
        }
        let power = number.balance();
        let near_one = number.scaled(power);
        Divisor {
            factor: near_one.conjugate().scaled(power),
            square: square(near_one),
        }
    }

    #[inline(always)]
    pub(crate) fn divide(self, x: T) -> T {
        if T::REAL {
            x / self.factor
        } else {
            (x * self.factor).over(self.square)
        }
    }
}

/// The square of the modulus.
#[inline(always)]
pub(crate) fn square<T: Field>(x: T) -> T::R {
    (x * x.conjugate()).re()
}

/// Whether what a sum of squares lost because some were too small is nothing next to it, and none were too large.
#[inline(always)]
pub(crate) fn is_faithful<R: Float>(squares: R) -> bool {
    squares > R::min_positive_value() / (R::epsilon() * R::epsilon())
        && squares < R::max_value() * R::epsilon()
}

/// A row-major slice as a column-major matrix, which faer prefers.
pub(crate) fn matrix<T: Field>(a: &[T], m: usize, n: usize) -> Mat<T> {
    Mat::from_fn(m, n, |i, j| a[i * n + j])
}

/// Fills a row-major slice of `n` columns from its elements' indices.
pub(crate) fn fill<T>(out: &mut [T], n: usize, f: impl Fn(usize, usize) -> T) {
    if n == 0 {
        return;
    }
    for (i, row) in out.chunks_exact_mut(n).enumerate() {
        for (j, element) in row.iter_mut().enumerate() {
            *element = f(i, j);
        }
    }
}

/// Where an element of a vector becomes real and positive, and the factor of modulus 1 that makes it so. Of
/// elements within a thousandth of the largest the first is taken, so that rounding seldom decides.
pub(crate) fn phase<T: Field>(v: impl Iterator<Item = T> + Clone) -> Option<T> {
    let largest = v.clone().map(Field::modulus).fold(zero(), Float::max);
    let almost = largest * <T::R as num_traits::NumCast>::from(0.999)?;
    let chosen = v.into_iter().find(|x| x.modulus() >= almost)?;
    let modulus = chosen.modulus();
    if modulus == zero() || !modulus.is_finite() {
        return None;
    }
    Some(chosen.conjugate().scaled(one::<T::R>() / modulus))
}

/// How faer may use threads on a matrix of about this many elements.
pub(crate) fn parallelism(threads: Threads, elements: usize) -> Par {
    /// Below this, two threads lose more in waiting than they gain.
    const PARALLEL_FROM: usize = 512 * 512;
    match threads {
        #[cfg(feature = "rayon")]
        Threads::Many(_) if elements >= PARALLEL_FROM => Par::rayon(0),
        _ => {
            let _ = (elements, PARALLEL_FROM);
            Par::Seq
        }
    }
}

/// A power of two that brings a number near one if its square could overflow or lose digits; else one.
pub(crate) fn balancing_power<R: Field<R = R> + Float>(x: R) -> R {
    let (tiny, huge) = (
        R::min_positive_value().sqrt().sqrt(),
        R::max_value().sqrt().sqrt(),
    );
    if x == zero() || !x.is_finite() || (x > tiny && x < huge) {
        return one();
    }
    x.balance()
}
