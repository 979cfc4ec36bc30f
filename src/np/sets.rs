//! Arrays as sets: union, intersection, differences, membership.
//!
//! All of them sort and search, in O(n log n), and flatten their arguments. Only [`isin`] has a shape that does
//! not depend on values; the others are errors inside `vmap` on arrays that it maps. Distinct elements are in
//! `unique`.

use super::args::promote;
use super::search::{Side, search};
use super::unique::begins;
use super::{
    UniqueOptions, concatenate, equal, flatnonzero, logical_and, logical_not, minimum, take,
    unique, unique_with,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::primitives::create::full;
use crate::primitives::gather::gather;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::primitives::sort::sort;

/// Where elements of `x` are among those of `values`, in the shape of `x`; NaN never is (numpy: `isin`; with
/// `invert=True` its `logical_not`). Works inside `vmap`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::isin([1, 2, 3], [3, 1]).to_vec::<bool>().unwrap(), [true, false, true]);
/// ```
#[track_caller]
pub fn isin<'a, 'b>(x: impl IntoArray<'a>, values: impl IntoArray<'b>) -> Array {
    isin_op(x.into_operand(), values.into_operand()).or_raise()
}

/// [`isin`] with the option to ask for the contrary (numpy: `isin(invert=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::isin_with([1, 2, 3], [3, 1], true).to_vec::<bool>().unwrap(), [false, true, false]);
/// ```
#[track_caller]
pub fn isin_with<'a, 'b>(x: impl IntoArray<'a>, values: impl IntoArray<'b>, invert: bool) -> Array {
    let found = isin(x, values);
    if invert { logical_not(found) } else { found }
}

fn isin_op(x: Operand<'_>, values: Operand<'_>) -> Result<Array> {
    let [x, values] = promote("isin", [x, values])?;
    let n = values.len();
    if n == 0 {
        return full(x.shape(), false.into(), DType::Bool);
    }
    let sorted = sort(&reshape(&values, &[n])?, 0)?;
    let place = minimum(search(&sorted, &x, Side::Left)?, n - 1);
    Ok(equal(gather(&sorted, &[&place], &[0], 0)?, &x))
}

/// The distinct elements of either array, in increasing order (numpy: `union1d`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::union1d([3, 1], [2, 1]).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn union1d<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    unique(concatenate([x.into_array(), y.into_array()], ..))
}

/// The distinct elements that are in both arrays, in increasing order (numpy: `intersect1d`). Gradients flow
/// to `x`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::intersect1d([3, 1, 3], [2, 3, 1]).to_vec::<i32>().unwrap(), [1, 3]);
/// ```
#[track_caller]
pub fn intersect1d<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    intersect1d_indices(x, y).0
}

/// [`intersect1d`] with the first positions of its elements in the flattened `x` and `y` (numpy:
/// `intersect1d(return_indices=True)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (common, in_x, in_y) = np::intersect1d_indices([3, 1, 3], [2, 3, 1]);
/// assert_eq!(common.to_vec::<i32>().unwrap(), [1, 3]);
/// assert_eq!(in_x.to_vec::<i64>().unwrap(), [1, 0]);
/// assert_eq!(in_y.to_vec::<i64>().unwrap(), [2, 1]);
/// ```
#[track_caller]
pub fn intersect1d_indices<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
) -> (Array, Array, Array) {
    let distinct = |x: Array| unique_with(x, UniqueOptions::default());
    let (x, y) = (distinct(x.into_array()), distinct(y.into_array()));
    // Both are sorted, so the common elements come in the same order.
    let in_x = flatnonzero(isin(&x.values, &y.values));
    let in_y = flatnonzero(isin(&y.values, &x.values));
    let operands = [Operand::Borrowed(&x.values), Operand::Borrowed(&y.values)];
    let [values, _] = promote("intersect1d", operands).or_raise();
    (
        take(&values, &in_x, 0),
        take(&x.index, &in_x, 0),
        take(&y.index, &in_y, 0),
    )
}

/// The distinct elements of `x` that are not in `y`, in increasing order (numpy: `setdiff1d`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::setdiff1d([3, 1, 2, 3], [1, 9]).to_vec::<i32>().unwrap(), [2, 3]);
/// ```
#[track_caller]
pub fn setdiff1d<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let x = unique(x.into_array());
    let others = flatnonzero(isin_with(&x, y.into_array(), true));
    take(&x, others, 0)
}

/// The distinct elements that are in one of two arrays only, in increasing order (numpy: `setxor1d`). A NaN in
/// each array counts as two elements.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::setxor1d([3, 1, 2], [1, 9]).to_vec::<i32>().unwrap(), [2, 3, 9]);
/// ```
#[track_caller]
pub fn setxor1d<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    setxor1d_op(x.into_array(), y.into_array()).or_raise()
}

#[track_caller]
fn setxor1d_op(x: Array, y: Array) -> Result<Array> {
    let both = sort(&concatenate([unique(x), unique(y)], 0), 0)?;
    let n = both.len();
    if n == 0 {
        return Ok(both);
    }
    // An element is alone where a group begins both here and at the next element.
    let starts = begins(&both, false)?;
    let end = full(&[1], true.into(), DType::Bool)?;
    let ends = concatenate([&slice_axis(&starts, 0, 1, n)?, &end], 0);
    Ok(take(&both, flatnonzero(logical_and(starts, ends)), 0))
}
