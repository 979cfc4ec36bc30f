//! Powers of x (numpy: `numpy.polynomial.polynomial`), the lowest degree first.
//!
//! What the functions have in common is in [`np::polynomial`](super).

use super::arithmetic::{from_roots, power, product, quotient};
use super::basis::POWERS;
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
use super::series::{series, sum, times_x, two_series, with_axis};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{Error, OrRaise, raise};
use crate::np;
use crate::np::args::promote;
use crate::primitives::reshape::reshape;

functions! {
    basis POWERS, module "polynomial", "polyfromroots";
    polyval: val,
    polyval_with: val_with,
    polyval2d: val2d,
    polyval3d: val3d,
    polygrid2d: grid2d,
    polygrid3d: grid3d,
    polyvander: vander,
    polyvander2d: vander2d,
    polyvander3d: vander3d,
    polyadd: add,
    polyadd_untrimmed: add_untrimmed,
    polysub: sub,
    polysub_untrimmed: sub_untrimmed,
    polymul: mul,
    polymul_untrimmed: mul_untrimmed,
    polymulx: mulx,
    polymulx_untrimmed: mulx_untrimmed,
    polydiv: div,
    polydiv_untrimmed: div_untrimmed,
    polypow: pow,
    polypow_untrimmed: pow_untrimmed,
    polyder: der,
    polyder_with: der_with,
    polyint: int,
    polyint_with: int_with,
    polyfit: fit,
    polyfit_with: fit_with,
    polycompanion: companion,
    polyroots: roots,
    polyfromroots: fromroots,
    polyline: line,
    polytrim: trim,
    polydomain: domain,
    polyzero: zero,
    polyone: one,
    polyx: x,
}

/// The values of the polynomial with zeros `r` and leading coefficient 1 at the points (numpy: `polyvalfromroots`). Zeros with
/// more axes are as many polynomials, along the first axis, each of which is taken at every point.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polynomial::polyvalfromroots, prelude::*};
/// assert_eq!(polyvalfromroots([0.0, 3.0], [1.0, 2.0]).to_vec::<f64>().unwrap(), [2.0, 2.0]);
/// ```
#[track_caller]
pub fn polyvalfromroots<'a, 'b>(x: impl IntoArray<'a>, r: impl IntoArray<'b>) -> Array {
    polyvalfromroots_with(x, r, true)
}

/// [`polyvalfromroots`]; without `tensor` the further axes of the zeros broadcast with the points (numpy: `tensor=False`).
///
/// # Panics
/// Without `tensor`, if the points have as many axes as the zeros.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polynomial::polyvalfromroots_with, prelude::*};
/// let y = polyvalfromroots_with([0.0, 3.0], [[1.0, 2.0]], false);
/// assert_eq!(y.to_vec::<f64>().unwrap(), [-1.0, 1.0]);
/// ```
#[track_caller]
pub fn polyvalfromroots_with<'a, 'b>(
    x: impl IntoArray<'a>,
    r: impl IntoArray<'b>,
    tensor: bool,
) -> Array {
    const OP: &str = "polyvalfromroots";
    let r = with_axis(&r.into_array()).or_raise();
    let [x, r] = promote(OP, [x.into_operand(), Operand::Owned(r)]).or_raise();
    if !tensor && x.ndim() >= r.ndim() {
        let text = "without tensor the points have fewer axes than the zeros";
        raise(Error::shape(OP, text));
    }
    let mut shape = r.shape().to_vec();
    if tensor {
        shape.extend(vec![1; x.ndim()]);
    }
    let r = reshape(&r, &shape).or_raise();
    np::prod(np::subtract(x, r), 0)
}
