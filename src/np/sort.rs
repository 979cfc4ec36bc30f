//! Sorting, the order of elements, binary search, and differences along an axis.
//!
//! All sorts are stable, with NaN last. Sorting several arrays together is the primitive `Sort`.

use super::args::{Axis, promote};
use super::{
    add, isnan, less, less_equal, logical_and, logical_not, logical_or, minimum, subtract,
};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::create::full;
use crate::primitives::gather::gather;
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use crate::primitives::sort as primitive;
use crate::shape::axes::normalize_axis;

/// The elements in increasing order along an axis; `..` sorts the flattened array (numpy: `sort` with
/// `kind="stable"`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::sort([3.0, f64::NAN, 1.0], -1).to_vec::<f64>().unwrap()[..2], [1.0, 3.0]);
/// ```
#[track_caller]
pub fn sort<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
    let x = x.into_array();
    along("sort", &x, axis.into())
        .and_then(|(x, axis)| primitive::sort(&x, axis))
        .or_raise()
}

/// The positions of the elements in increasing order along an axis, as i64 (numpy: `argsort` with
/// `kind="stable"`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::argsort([3, 1, 2], -1).to_vec::<i64>().unwrap(), [1, 2, 0]);
/// ```
#[track_caller]
pub fn argsort<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
    let x = x.into_array();
    argsort_op(&x, axis.into()).or_raise()
}

fn argsort_op(x: &Array, axis: Axis) -> Result<Array> {
    // numpy finds the order of a 0-d array, though it refuses to sort one.
    if x.ndim() == 0 && matches!(axis, Axis(Some(0 | -1))) {
        return full(&[], 0i64.into(), DType::I64);
    }
    let (x, axis) = along("argsort", x, axis)?;
    primitive::argsort(&x, axis)
}

fn along(op: &'static str, x: &Array, axis: Axis) -> Result<(Array, usize)> {
    match axis.resolve(op, x.ndim())? {
        Some(axis) => Ok((x.clone(), axis)),
        None => Ok((reshape(x, &[x.len()])?, 0)),
    }
}

/// On which side of equal elements [`searchsorted_with`] inserts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Before them.
    #[default]
    Left,
    /// After them.
    Right,
}

/// Where elements would have to be inserted into a sorted 1-d array to keep it sorted, before equal ones
/// (numpy: `searchsorted`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::searchsorted([1, 3, 5], [0, 3, 9]).to_vec::<i64>().unwrap(), [0, 1, 3]);
/// ```
#[track_caller]
pub fn searchsorted<'a, 'b>(sorted: impl IntoArray<'a>, x: impl IntoArray<'b>) -> Array {
    searchsorted_with(sorted, x, Side::Left)
}

/// [`searchsorted`] with the choice of side (numpy: `searchsorted` with `side`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::searchsorted_with([1, 3, 5], 3, np::Side::Right).item::<i64>().unwrap(), 2);
/// ```
#[track_caller]
pub fn searchsorted_with<'a, 'b>(
    sorted: impl IntoArray<'a>,
    x: impl IntoArray<'b>,
    side: Side,
) -> Array {
    let promoted = promote("searchsorted", [sorted.into_operand(), x.into_operand()]);
    promoted
        .and_then(|[sorted, x]| search(&sorted, &x, side))
        .or_raise()
}

/// Binary search for all elements at once: each step tries to skip a power of two of sorted elements.
fn search(sorted: &Array, x: &Array, side: Side) -> Result<Array> {
    if sorted.ndim() != 1 {
        return Err(Error::shape(
            "searchsorted",
            format!(
                "the sorted array must be 1-d, its shape is {:?}",
                sorted.shape()
            ),
        ));
    }
    let n = sorted.len();
    let mut skipped = full(x.shape(), 0i64.into(), DType::I64)?;
    if n == 0 {
        return Ok(skipped);
    }
    let mut step = 1usize << n.ilog2();
    while step > 0 {
        let next = add(&skipped, step);
        let last = subtract(minimum(&next, n), 1);
        let candidate = gather(sorted, &[&last], &[0], 0)?;
        let goes_before = match side {
            Side::Left => precedes(&candidate, x),
            Side::Right => logical_not(precedes(x, &candidate)),
        };
        skipped = select(
            &logical_and(&goes_before, less_equal(&next, n)),
            &next,
            &skipped,
        )?;
        step /= 2;
    }
    Ok(skipped)
}

/// Whether an element sorts before another, NaN last.
fn precedes(x: &Array, y: &Array) -> Array {
    let is_less = less(x, y);
    if !x.dtype().is_differentiable() {
        return is_less;
    }
    logical_or(&is_less, logical_and(isnan(y), logical_not(isnan(x))))
}

/// Differences of neighbours along the last axis (numpy: `diff`): one element fewer.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::diff([1, 4, 9]).to_vec::<i32>().unwrap(), [3, 5]);
/// ```
#[track_caller]
pub fn diff<'a>(x: impl IntoArray<'a>) -> Array {
    diff_with(x, 1, -1)
}

/// Differences of neighbours along an axis, taken `n` times (numpy: `diff` with `n` and `axis`). For bool,
/// whether neighbours differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::diff_with([1, 4, 9, 16], 2, 0).to_vec::<i32>().unwrap(), [2, 2]);
/// ```
#[track_caller]
pub fn diff_with<'a>(x: impl IntoArray<'a>, n: usize, axis: isize) -> Array {
    diff_op(x.into_array(), n, axis).or_raise()
}

fn diff_op(mut x: Array, n: usize, axis: isize) -> Result<Array> {
    let axis = normalize_axis("diff", axis, x.ndim())?;
    for _ in 0..n {
        let size = x.shape()[axis];
        let high = slice_axis(&x, axis, size.min(1), size)?;
        let low = slice_axis(&x, axis, 0, size.saturating_sub(1))?;
        x = if x.dtype().is_bool() {
            super::not_equal(&high, &low)
        } else {
            subtract(&high, &low)
        };
    }
    Ok(x)
}
