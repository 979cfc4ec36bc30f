//! Legendre's polynomials (numpy: `numpy.polynomial.legendre`).
//!
//! What the functions have in common is in [`np::polynomial`](super).

use super::arithmetic::{from_powers, from_roots, power, product, quotient, to_powers};
use super::basis::LEGENDRE;
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
    basis LEGENDRE, module "legendre", "legfromroots";
    legval: val,
    legval_with: val_with,
    legval2d: val2d,
    legval3d: val3d,
    leggrid2d: grid2d,
    leggrid3d: grid3d,
    legvander: vander,
    legvander2d: vander2d,
    legvander3d: vander3d,
    legadd: add,
    legadd_untrimmed: add_untrimmed,
    legsub: sub,
    legsub_untrimmed: sub_untrimmed,
    legmul: mul,
    legmul_untrimmed: mul_untrimmed,
    legmulx: mulx,
    legmulx_untrimmed: mulx_untrimmed,
    legdiv: div,
    legdiv_untrimmed: div_untrimmed,
    legpow: pow,
    legpow_untrimmed: pow_untrimmed,
    legder: der,
    legder_with: der_with,
    legint: int,
    legint_with: int_with,
    legfit: fit,
    legfit_with: fit_with,
    legcompanion: companion,
    legroots: roots,
    legfromroots: fromroots,
    legline: line,
    legtrim: trim,
    legdomain: domain,
    legzero: zero,
    legone: one,
    legx: x,
    poly2leg: from_poly,
    poly2leg_untrimmed: from_poly_untrimmed,
    leg2poly: to_poly,
    leg2poly_untrimmed: to_poly_untrimmed,
    leggauss: gauss,
}

/// The weight `1` with which the polynomials are orthogonal (numpy: `legweight`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::legendre::legweight, prelude::*};
/// assert_eq!(legweight([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn legweight<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    np::add(np::multiply(&x, 0.0), 1.0)
}
