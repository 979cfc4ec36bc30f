//! Laguerre's polynomials (numpy: `numpy.polynomial.laguerre`).
//!
//! What the functions have in common is in [`np::polynomial`](super).

use super::arithmetic::{from_powers, from_roots, power, product, quotient, to_powers};
use super::basis::LAGUERRE;
use super::calculus::{Derivative, Integral, derivative, integral};
use super::evaluate::{values, values_at, values_on_grid, vander, vander_of_products};
#[cfg(feature = "linalg")]
use super::fit::{Degrees, Fit, FitOptions, fit};
use super::functions::{
    functions, line, on_one_trimmed, on_trimmed, trimmed_quotient, x_series, zeros_of,
};
#[cfg(feature = "linalg")]
use super::gauss::gauss;
use super::polyutils::trim_op;
#[cfg(feature = "linalg")]
use super::roots::{companion, roots};
#[cfg(feature = "linalg")]
use super::series::trimmed;
use super::series::{series, sum, times_x, two_series};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::OrRaise;
use crate::np;

functions! {
    basis LAGUERRE, module "laguerre", "lagfromroots";
    lagval: val,
    lagval_with: val_with,
    lagval2d: val2d,
    lagval3d: val3d,
    laggrid2d: grid2d,
    laggrid3d: grid3d,
    lagvander: vander,
    lagvander2d: vander2d,
    lagvander3d: vander3d,
    lagadd: add,
    lagadd_untrimmed: add_untrimmed,
    lagsub: sub,
    lagsub_untrimmed: sub_untrimmed,
    lagmul: mul,
    lagmul_untrimmed: mul_untrimmed,
    lagmulx: mulx,
    lagmulx_untrimmed: mulx_untrimmed,
    lagdiv: div,
    lagdiv_untrimmed: div_untrimmed,
    lagpow: pow,
    lagpow_untrimmed: pow_untrimmed,
    lagder: der,
    lagder_with: der_with,
    lagint: int,
    lagint_with: int_with,
    lagfit: fit,
    lagfit_with: fit_with,
    lagcompanion: companion,
    lagroots: roots,
    lagfromroots: fromroots,
    lagline: line,
    lagtrim: trim,
    lagdomain: domain,
    lagzero: zero,
    lagone: one,
    lagx: x,
    poly2lag: from_poly,
    poly2lag_untrimmed: from_poly_untrimmed,
    lag2poly: to_poly,
    lag2poly_untrimmed: to_poly_untrimmed,
    laggauss: gauss,
}

/// The weight `exp(-x)` with which the polynomials are orthogonal (numpy: `lagweight`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::laguerre::lagweight, prelude::*};
/// assert_eq!(lagweight([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn lagweight<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    np::exp(np::negative(&x))
}
