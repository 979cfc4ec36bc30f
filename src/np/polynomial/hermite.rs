//! Hermite's polynomials as in physics (numpy: `numpy.polynomial.hermite`).
//!
//! What the functions have in common is in [`np::polynomial`](super).

use super::arithmetic::{from_powers, from_roots, power, product, quotient, to_powers};
use super::basis::HERMITE;
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
    basis HERMITE, module "hermite", "hermfromroots";
    hermval: val,
    hermval_with: val_with,
    hermval2d: val2d,
    hermval3d: val3d,
    hermgrid2d: grid2d,
    hermgrid3d: grid3d,
    hermvander: vander,
    hermvander2d: vander2d,
    hermvander3d: vander3d,
    hermadd: add,
    hermadd_untrimmed: add_untrimmed,
    hermsub: sub,
    hermsub_untrimmed: sub_untrimmed,
    hermmul: mul,
    hermmul_untrimmed: mul_untrimmed,
    hermmulx: mulx,
    hermmulx_untrimmed: mulx_untrimmed,
    hermdiv: div,
    hermdiv_untrimmed: div_untrimmed,
    hermpow: pow,
    hermpow_untrimmed: pow_untrimmed,
    hermder: der,
    hermder_with: der_with,
    hermint: int,
    hermint_with: int_with,
    hermfit: fit,
    hermfit_with: fit_with,
    hermcompanion: companion,
    hermroots: roots,
    hermfromroots: fromroots,
    hermline: line,
    hermtrim: trim,
    hermdomain: domain,
    hermzero: zero,
    hermone: one,
    hermx: x,
    poly2herm: from_poly,
    poly2herm_untrimmed: from_poly_untrimmed,
    herm2poly: to_poly,
    herm2poly_untrimmed: to_poly_untrimmed,
    hermgauss: gauss,
}

/// The weight `exp(-x²)` with which the polynomials are orthogonal (numpy: `hermweight`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::hermite::hermweight, prelude::*};
/// assert_eq!(hermweight([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn hermweight<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    np::exp(np::negative(np::square(&x)))
}
