//! The gamma function and what is made of it. `gammaln`, `digamma` and `polygamma` are shared with `np`.

use super::{binary_functions, of_complex, unary_functions};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::create::full;
use crate::primitives::select::select;
use crate::primitives::special_binary::{Gammaincc, Poch};
use crate::primitives::special_incomplete::{Gammainc, Zeta};
use crate::primitives::special_orders::ComplexOrder;
use crate::primitives::special_unary::{Gamma, Gammasgn};

unary_functions! {
    /// The gamma function (scipy: `special.gamma`); nan at negative integers, infinite at 0.
    gamma: Gamma, "[5.0]" => "24.0";
    /// The sign of the gamma function (scipy: `special.gammasgn`); nan at negative integers. No derivative.
    gammasgn: Gammasgn, "[2.0, -0.5, -1.5]" => "1.0, -1.0, 1.0";
}

binary_functions! {
    /// The regularised lower incomplete gamma function `P(a, x)` (scipy: `special.gammainc`), for `a, x >= 0`: the series
    /// DLMF 8.11.4 or the complement of [`gammaincc`]; for large `a` near `x` the integral of the tail. Derivatives in `x`
    /// have a closed form; those in `a` are the same integral with powers of a logarithm.
    gammainc(a, x): Gammainc { n: 0 }, "[1.0]", "f64::INFINITY" => "1.0";
    /// The regularised upper incomplete gamma function `Q(a, x) = 1 - P(a, x)`, with its own digits where it is small
    /// (scipy: `special.gammaincc`): the continued fraction DLMF 8.9.2, for `x <= 1` the series 8.7.1.
    gammaincc(a, x): Gammaincc, "[1.0]", "0.0" => "1.0";
    /// The Hurwitz zeta function, the sum of `(q + k)^-x` over `k >= 0` (scipy: `special.zeta`); `q = 1` gives Riemann's.
    /// For `x > 1` (nan below) by the Euler-Maclaurin formula (DLMF 25.11.5). Differentiates in both arguments for
    /// `q > 0`.
    zeta(x, q): Zeta { n: 0 }, "[2.0]", "f64::INFINITY" => "0.0";
    /// Pochhammer's symbol `Γ(z + m) / Γ(z)` of real numbers (scipy: `special.poch`): a product for whole `m` up to 30, exact for
    /// whole numbers while it is below 2^53. At poles of the gamma functions there is no derivative.
    poch(z, m): Poch, "[3.0, -2.0]", "2.0" => "12.0, 2.0";
}

/// The principal branch of the logarithm of the gamma function (scipy: `special.loggamma`): of complex numbers the branch that is
/// continuous off the negative real axis, of real ones [`gammaln`](crate::np::gammaln), nan for negative numbers. Stirling's
/// series after a recurrence, Taylor's series at the roots 1 and 2 (DLMF 5.7.3), and reflection. Its derivatives are digamma
/// and polygamma of complex numbers.
///
/// # Examples
/// ```
/// use num_complex::Complex;
/// use numtape::{prelude::*, special};
/// assert_eq!(special::loggamma([1.0]).to_vec::<f64>().unwrap(), [0.0]);
/// let z = special::loggamma(Complex::new(-0.5, 0.0)).item::<Complex<f64>>().unwrap();
/// assert!((z.im + std::f64::consts::PI).abs() < 1e-15);
/// ```
#[track_caller]
pub fn loggamma<'a>(z: impl IntoArray<'a>) -> Array {
    loggamma_op(z.into_array()).or_raise()
}

fn loggamma_op(z: Array) -> Result<Array> {
    const OP: &str = "loggamma";
    if z.dtype().is_complex() {
        return of_complex(OP, ComplexOrder::Loggamma, z.into_operand());
    }
    let [x] = super::promote_float(OP, [z.into_operand()])?;
    let nan = full(&[], f64::NAN.into(), x.dtype())?;
    select(&np::less(&x, 0.0), &nan, &np::lgamma(&x))
}

/// The factorial of real numbers `n >= 0`, 0 below (scipy: `special.factorial`). Always a floating point array.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// assert_eq!(special::factorial([0, 5, -1]).to_vec::<f64>().unwrap(), [1.0, 120.0, 0.0]);
/// ```
#[track_caller]
pub fn factorial<'a>(n: impl IntoArray<'a>) -> Array {
    factorial_op(n.into_array()).or_raise()
}

fn factorial_op(n: Array) -> Result<Array> {
    let [n] = super::promote_float("factorial", [n.into_operand()])?;
    let zero = np::zeros_like(&n);
    let is_negative = np::less(&n, &zero);
    let product = gamma(select(&is_negative, &zero, &n)? + 1.0);
    select(&is_negative, &zero, &product)
}

/// The logarithm of the multivariate gamma function of dimension `d` (scipy: `special.multigammaln`):
/// `d (d - 1) / 4 · ln π + Σ gammaln(a - j / 2)` over `j < d`.
///
/// # Errors
/// If `d` is 0. Elements `a <= (d - 1) / 2`, which scipy refuses, give what the formula gives.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let y = special::multigammaln([3.0], 1);
/// assert_eq!(y.to_vec::<f64>().unwrap(), special::gammaln([3.0]).to_vec::<f64>().unwrap());
/// ```
#[track_caller]
pub fn multigammaln<'a>(a: impl IntoArray<'a>, d: u32) -> Array {
    multigammaln_op(a.into_array(), d).or_raise()
}

fn multigammaln_op(a: Array, d: u32) -> Result<Array> {
    if d == 0 {
        return Err(Error::value(
            "multigammaln",
            "the dimension must be positive",
        ));
    }
    let [a] = super::promote_float("multigammaln", [a.into_operand()])?;
    let dimension = f64::from(d);
    let constant = 0.25 * dimension * (dimension - 1.0) * std::f64::consts::PI.ln();
    let sum = (1..d).fold(np::lgamma(&a), |sum, j| {
        sum + np::lgamma(&a - 0.5 * f64::from(j))
    });
    Ok(if d == 1 { sum } else { sum + constant })
}

/// The Bernoulli numbers of index 0 to `n`, with -1/2 at 1 (scipy: `special.bernoulli`): from `ζ(2k)` (DLMF 25.6.2).
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let b = special::bernoulli(2).to_vec::<f64>().unwrap();
/// assert!((b[2] - 1.0 / 6.0).abs() < 1e-15 && b[1] == -0.5);
/// ```
#[track_caller]
pub fn bernoulli(n: usize) -> Array {
    let number = |k: usize| match k {
        0 => 1.0,
        1 => -0.5,
        k if k % 2 == 1 => 0.0,
        k => {
            // 2 k! ζ(k) / (2π)ᵏ, factor by factor against overflow.
            let ratio = (1..=k).fold(2.0, |product, i| product * i as f64 / std::f64::consts::TAU);
            let riemann: f64 = zeta(k as f64, 1.0).item().or_raise();
            if k % 4 == 0 {
                -ratio * riemann
            } else {
                ratio * riemann
            }
        }
    };
    Array::from_shape_vec([n + 1], (0..=n).map(number).collect::<Vec<f64>>()).or_raise()
}
