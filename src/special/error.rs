//! The error function's relatives and the normal distribution. `erf`, `erfc` and `erfinv` are shared with `np`.

use super::{binary_functions, of_complex, unary_functions};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::OrRaise;
use crate::primitives::special_binary::OwensT;
use crate::primitives::special_orders::{ComplexOrder, Order, Ordered};
use crate::primitives::special_unary::{Erfcinv, LogNdtr, Ndtr, Ndtri};

unary_functions! {
    /// The scaled complementary error function `exp(x²) erfc(x)` (scipy: `special.erfcx`). Up to 10 the product with the
    /// square's rounding error taken out, then the asymptotic series (DLMF 7.12.1). Derivatives right of 0 are integrals
    /// (DLMF 7.18), so that they keep their digits for large `x`.
    erfcx: Ordered { function: Order::Erfcx, n: 0 }, "[0.0]" => "1.0";
    /// The inverse of `erfc` (scipy: `special.erfcinv`), down to the smallest numbers: Newton's method for the logarithm.
    erfcinv: Erfcinv, "[1.0, 0.0]" => "0.0, f64::INFINITY";
    /// The standard normal distribution function (scipy: `special.ndtr`): the left tail as `exp(-x²/2) erfcx(-x/√2) / 2`.
    ndtr: Ndtr, "[0.0]" => "0.5";
    /// The logarithm of [`ndtr`], without underflow (scipy: `special.log_ndtr`).
    log_ndtr: LogNdtr, "[f64::INFINITY]" => "0.0";
    /// The inverse of [`ndtr`] (scipy: `special.ndtri`), through `erfcinv`.
    ndtri: Ndtri, "[0.5, 1.0]" => "0.0, f64::INFINITY";
    /// Dawson's integral `exp(-x²) ∫ exp(t²)` over 0 to `x` (scipy: `special.dawsn`): Rybicki's sum (Comput. Phys. 3, 1989),
    /// near 0 the power series, from 7 on the asymptotic one. Its derivatives are the same sums term by term.
    dawsn: Ordered { function: Order::Dawsn, n: 0 }, "[0.0]" => "0.0";
}

binary_functions! {
    /// Owen's T function (scipy: `special.owens_t`): the probability that a standard normal number is above `h` and another,
    /// independent one between 0 and `a` times it. By quadrature, so that small values keep their digits.
    owens_t(h, a): OwensT, "[0.0]", "f64::INFINITY" => "0.25";
}

/// The Faddeeva function `exp(-z²) erfc(-i z)` of complex numbers (scipy: `special.wofz`). The result is complex, c64 for numbers
/// of up to 32 bits. By the trapezoidal rules of Al Azah and Chandler-Wilde (SIAM J. Numer. Anal. 59, 2021), below the real
/// axis by reflection; the error is relative to the modulus.
///
/// # Examples
/// ```
/// use num_complex::Complex;
/// use numtape::{prelude::*, special};
/// let w = special::wofz(Complex::new(0.0, 1.0)).item::<Complex<f64>>().unwrap();
/// assert!((w.re - special::erfcx(1.0).item::<f64>().unwrap()).abs() < 1e-15 && w.im == 0.0);
/// ```
#[track_caller]
pub fn wofz<'a>(z: impl IntoArray<'a>) -> Array {
    of_complex("wofz", ComplexOrder::Wofz, z.into_operand()).or_raise()
}
