//! What the six bases share (numpy: `numpy.polynomial.polyutils`): dropping small coefficients, and linear maps of intervals.

use super::series::{series, trimmed};
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::promote::promote_types;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::powers::values_of;
use crate::primitives::cast::cast;
use crate::primitives::slice::slice_axis;

/// The coefficients up to the last whose absolute value is above `tol`; of none a single 0 (numpy: `trimcoef`).
///
/// # Panics
/// If `tol` is negative; inside `vmap`, as the shape depends on values.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polyutils, prelude::*};
/// let c = polyutils::trimcoef([1.0, 0.5, 1e-9, 0.0], 1e-6);
/// assert_eq!(c.to_vec::<f64>().unwrap(), [1.0, 0.5]);
/// ```
#[track_caller]
pub fn trimcoef<'a>(c: impl IntoArray<'a>, tol: f64) -> Array {
    trim_op("trimcoef", &c.into_array(), tol).or_raise()
}

pub(super) fn trim_op(op: &'static str, c: &Array, tol: f64) -> Result<Array> {
    if tol < 0.0 {
        return Err(Error::value(op, "the tolerance is negative"));
    }
    let c = trimmed(op, &series(op, c)?)?;
    let values = values_of(op, &c)?;
    match values.iter().rposition(|z| z.norm() > tol) {
        Some(last) => slice_axis(&c, 0, 0, last + 1),
        None => Ok(np::multiply(slice_axis(&c, 0, 0, 1)?, 0)),
    }
}

/// Without zeros at the end, but for the first element (numpy: `trimseq`).
///
/// # Panics
/// Inside `vmap`, as the shape depends on values.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polyutils, prelude::*};
/// assert_eq!(polyutils::trimseq([0, 1, 0, 0]).to_vec::<i32>().unwrap(), [0, 1]);
/// ```
#[track_caller]
pub fn trimseq<'a>(c: impl IntoArray<'a>) -> Array {
    let c = c.into_array();
    if c.is_empty() {
        return c;
    }
    trimmed("trimseq", &c).or_raise()
}

/// Coefficients as series on one axis, without zeros at the end, on their common dtype (numpy: `as_series`).
///
/// # Panics
/// If one has several axes or no elements; inside `vmap`, as shapes depend on values.
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polyutils, prelude::*};
/// let both = polyutils::as_series([array([1, 2, 0]), array(3)]);
/// assert_eq!(both[0].to_vec::<f64>().unwrap(), [1.0, 2.0]);
/// assert_eq!(both[1].to_vec::<f64>().unwrap(), [3.0]);
/// ```
#[track_caller]
pub fn as_series(arrays: impl IntoArrays) -> Vec<Array> {
    as_series_op(&arrays.into_arrays()).or_raise()
}

fn as_series_op(arrays: &[Array]) -> Result<Vec<Array>> {
    const OP: &str = "as_series";
    let found = arrays
        .iter()
        .map(|c| trimmed(OP, &series(OP, c)?))
        .collect::<Result<Vec<Array>>>()?;
    let common = found.iter().map(Array::dtype).reduce(promote_types);
    found
        .iter()
        .map(|c| cast(c, common.unwrap_or(c.dtype())))
        .collect()
}

/// The interval that the points fill, as two numbers; of complex points the corners of the rectangle (numpy: `getdomain`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polyutils, prelude::*};
/// assert_eq!(polyutils::getdomain([2.0, -1.0, 0.5]).to_vec::<f64>().unwrap(), [-1.0, 2.0]);
/// ```
#[track_caller]
pub fn getdomain<'a>(x: impl IntoArray<'a>) -> Array {
    const OP: &str = "getdomain";
    let x = series(OP, &x.into_array()).or_raise();
    let ends = |x: &Array| np::stack([np::min(x, ..), np::max(x, ..)], 0);
    if !x.dtype().is_complex() {
        return ends(&x);
    }
    let imaginary = ends(&np::imag(&x)).astype(x.dtype());
    let unit = num_complex::Complex::new(0.0, 1.0);
    ends(&np::real(&x)).astype(x.dtype()) + imaginary * unit
}

/// `offset` and `scale` of the linear map from one interval to another (numpy: `mapparms`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polyutils, prelude::*};
/// let [offset, scale] = polyutils::mapparms([0.0, 4.0], [-1.0, 1.0]);
/// assert_eq!((offset.item::<f64>().unwrap(), scale.item::<f64>().unwrap()), (-1.0, 0.5));
/// ```
#[track_caller]
pub fn mapparms<'a, 'b>(old: impl IntoArray<'a>, new: impl IntoArray<'b>) -> [Array; 2] {
    mapparms_op("mapparms", &old.into_array(), &new.into_array()).or_raise()
}

fn mapparms_op(op: &'static str, old: &Array, new: &Array) -> Result<[Array; 2]> {
    for interval in [old, new] {
        if interval.shape() != [2] {
            let text = format!("an interval is two numbers, not {}", interval.aval());
            return Err(Error::shape(op, text));
        }
    }
    let end = |interval: &Array, i: isize| interval.i(i);
    let old_length = np::subtract(end(old, 1), end(old, 0));
    let new_length = np::subtract(end(new, 1), end(new, 0));
    let offset = np::subtract(
        np::multiply(end(old, 1), end(new, 0)),
        np::multiply(end(old, 0), end(new, 1)),
    );
    Ok([
        np::divide(offset, &old_length),
        np::divide(new_length, &old_length),
    ])
}

/// The points, mapped linearly so that one interval becomes another (numpy: `mapdomain`).
///
/// # Examples
/// ```
/// use numtape::{np::polynomial::polyutils, prelude::*};
/// let x = polyutils::mapdomain([0.0, 1.0, 4.0], [0.0, 4.0], [-1.0, 1.0]);
/// assert_eq!(x.to_vec::<f64>().unwrap(), [-1.0, -0.5, 1.0]);
/// ```
#[track_caller]
pub fn mapdomain<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    old: impl IntoArray<'b>,
    new: impl IntoArray<'c>,
) -> Array {
    let [offset, scale] = mapparms_op("mapdomain", &old.into_array(), &new.into_array()).or_raise();
    offset + scale * x.into_array()
}
