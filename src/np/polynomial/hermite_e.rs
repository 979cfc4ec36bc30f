//! Hermite's polynomials as in probability theory (numpy: `numpy.polynomial.hermite_e`).
//!
//! What the functions have in common is in [`np::polynomial`](super).

use super::arithmetic::{from_powers, from_roots, power, product, quotient, to_powers};
use super::basis::HERMITE_E;
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
    basis HERMITE_E, module "hermite_e", "hermefromroots";
    hermeval: val,
    hermeval_with: val_with,
    hermeval2d: val2d,
    hermeval3d: val3d,
    hermegrid2d: grid2d,
    hermegrid3d: grid3d,
    hermevander: vander,
    hermevander2d: vander2d,
    hermevander3d: vander3d,
    hermeadd: add,
    hermeadd_untrimmed: add_untrimmed,
    hermesub: sub,
    hermesub_untrimmed: sub_untrimmed,
    hermemul: mul,
    hermemul_untrimmed: mul_untrimmed,
    hermemulx: mulx,
    hermemulx_untrimmed: mulx_untrimmed,
    hermediv: div,
    hermediv_untrimmed: div_untrimmed,
    hermepow: pow,
    hermepow_untrimmed: pow_untrimmed,
    hermeder: der,
    hermeder_with: der_with,
    hermeint: int,
    hermeint_with: int_with,
    hermefit: fit,
    hermefit_with: fit_with,
    hermecompanion: companion,
    hermeroots: roots,
    hermefromroots: fromroots,
    hermeline: line,
    hermetrim: trim,
    hermedomain: domain,
    hermezero: zero,
    hermeone: one,
    hermex: x,
    poly2herme: from_poly,
    poly2herme_untrimmed: from_poly_untrimmed,
    herme2poly: to_poly,
    herme2poly_untrimmed: to_poly_untrimmed,
    hermegauss: gauss,
}

/// The weight `exp(-x² / 2)` with which the polynomials are orthogonal (numpy: `hermeweight`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::hermite_e::hermeweight, prelude::*};
/// assert_eq!(hermeweight([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn hermeweight<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    np::exp(np::multiply(np::square(&x), -0.5))
}
