//! Chebyshev's polynomials of the first kind (numpy: `numpy.polynomial.chebyshev`).
//!
//! What the functions have in common is in [`np::polynomial`](super).

use super::arithmetic::{from_powers, from_roots, power, product, quotient, to_powers};
use super::basis::CHEBYSHEV;
use super::calculus::{Derivative, Integral, derivative, integral};
use super::evaluate::{values, values_at, values_on_grid, vander, vander_of_products};
#[cfg(feature = "linalg")]
use super::fit::{Degrees, Fit, FitOptions, fit};
use super::functions::{
    functions, line, on_one_trimmed, on_trimmed, trimmed_quotient, x_series, zeros_of,
};
use super::polyutils::trim_op;
#[cfg(feature = "linalg")]
use super::roots::{companion, roots};
#[cfg(feature = "linalg")]
use super::series::trimmed;
use super::series::{series, sum, times_x, two_series};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, raise};
use crate::np;
use std::f64::consts::PI;

functions! {
    basis CHEBYSHEV, module "chebyshev", "chebfromroots";
    chebval: val,
    chebval_with: val_with,
    chebval2d: val2d,
    chebval3d: val3d,
    chebgrid2d: grid2d,
    chebgrid3d: grid3d,
    chebvander: vander,
    chebvander2d: vander2d,
    chebvander3d: vander3d,
    chebadd: add,
    chebadd_untrimmed: add_untrimmed,
    chebsub: sub,
    chebsub_untrimmed: sub_untrimmed,
    chebmul: mul,
    chebmul_untrimmed: mul_untrimmed,
    chebmulx: mulx,
    chebmulx_untrimmed: mulx_untrimmed,
    chebdiv: div,
    chebdiv_untrimmed: div_untrimmed,
    chebpow: pow,
    chebpow_untrimmed: pow_untrimmed,
    chebder: der,
    chebder_with: der_with,
    chebint: int,
    chebint_with: int_with,
    chebfit: fit,
    chebfit_with: fit_with,
    chebcompanion: companion,
    chebroots: roots,
    chebfromroots: fromroots,
    chebline: line,
    chebtrim: trim,
    chebdomain: domain,
    chebzero: zero,
    chebone: one,
    chebx: x,
    poly2cheb: from_poly,
    poly2cheb_untrimmed: from_poly_untrimmed,
    cheb2poly: to_poly,
    cheb2poly_untrimmed: to_poly_untrimmed,
}

/// The weight `1 / sqrt(1 - x²)` (numpy: `chebweight`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::chebyshev::chebweight, prelude::*};
/// assert_eq!(chebweight([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn chebweight<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    np::divide(
        1.0,
        np::multiply(np::sqrt(np::add(1.0, &x)), np::sqrt(np::subtract(1.0, &x))),
    )
}

/// The nodes and weights of Gauss's quadrature with [`chebweight`] (numpy: `chebgauss`).
///
/// # Panics
/// If the degree is 0.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::chebyshev::chebgauss, prelude::*};
/// let (x, w) = chebgauss(3);
/// assert!(np::allclose(np::sum(&x * &x * w, ..), std::f64::consts::FRAC_PI_2));
/// ```
#[track_caller]
pub fn chebgauss(deg: usize) -> (Array, Array) {
    if deg == 0 {
        raise(Error::value(
            "chebgauss",
            "the degree is a positive integer",
        ));
    }
    let node = |k: usize| (PI * (2 * k + 1) as f64 / (2 * deg) as f64).cos();
    let nodes: Vec<f64> = (0..deg).map(node).collect();
    (
        Array::from_vec(nodes),
        Array::from_vec(vec![PI / deg as f64; deg]),
    )
}

/// The zeros of the polynomial of degree `npts` in increasing order (numpy: `chebpts1`).
///
/// # Panics
/// If there are no points.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::chebyshev::chebpts1, prelude::*};
/// assert!(np::allclose(chebpts1(2), [-0.5f64.sqrt(), 0.5f64.sqrt()]));
/// ```
#[track_caller]
pub fn chebpts1(npts: usize) -> Array {
    if npts == 0 {
        raise(Error::value("chebpts1", "at least one point is needed"));
    }
    let point = |k: usize| {
        let steps = 2 * k as isize + 1 - npts as isize;
        (0.5 * PI / npts as f64 * steps as f64).sin()
    };
    Array::from_vec((0..npts).map(point).collect::<Vec<f64>>())
}

/// The extrema of the polynomial of degree `npts - 1` on the interval from -1 to 1, its ends among them (numpy: `chebpts2`).
///
/// # Panics
/// For fewer than two points.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::chebyshev::chebpts2, prelude::*};
/// assert!(np::allclose(chebpts2(3), [-1.0, 0.0, 1.0]));
/// ```
#[track_caller]
pub fn chebpts2(npts: usize) -> Array {
    if npts < 2 {
        raise(Error::value("chebpts2", "at least two points are needed"));
    }
    let point = |k: usize| (PI * k as f64 / (npts - 1) as f64 - PI).cos();
    Array::from_vec((0..npts).map(point).collect::<Vec<f64>>())
}

/// The series of a degree that agrees with a function at the points [`chebpts1`] (numpy: `chebinterpolate`). The function
/// takes all points and gives one row of values for each.
///
/// # Panics
/// If the function gives another number of values.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::chebyshev::chebinterpolate, prelude::*};
/// let c = chebinterpolate(|x: &Array| x * x * 2.0, 3);
/// assert!(np::allclose(c, [1.0, 0.0, 1.0, 0.0]));
/// ```
#[track_caller]
pub fn chebinterpolate(f: impl FnOnce(&Array) -> Array, deg: usize) -> Array {
    let points = chebpts1(deg + 1);
    let matrix = chebvander(&points, deg);
    let scale: Vec<f64> = (0..=deg)
        .map(|k| if k == 0 { 1.0 } else { 2.0 } / (deg + 1) as f64)
        .collect();
    let matrix = np::multiply(matrix, Array::from_vec(scale));
    np::matmul(np::transpose(matrix, ..), f(&points))
}
