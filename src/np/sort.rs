//! Sorting, the order of elements, binary search, and differences along an axis.
//!
//! All sorts are stable, with NaN last. Partitions, the largest elements and sorting by several keys are in
//! `partition`; sorting several arrays together is the primitive `Sort`.

use super::args::{Axis, promote};
use super::{
    add, isnan, less, less_equal, logical_and, logical_not, logical_or, minimum, subtract,
};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast_owned;
use crate::primitives::create::{full, iota};
use crate::primitives::flip::flip;
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

/// How [`sort_with`] and [`argsort_with`] order. All orders are stable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sorting {
    /// The largest first, NaN before all numbers; equal elements keep their order (array API: `descending=`).
    pub descending: bool,
}

/// [`sort`] with options (array API: `sort(descending=, stable=)`; numpy has none).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let down = np::Sorting { descending: true };
/// assert_eq!(np::sort_with([1, 3, 2], -1, down).to_vec::<i32>().unwrap(), [3, 2, 1]);
/// ```
#[track_caller]
pub fn sort_with<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>, options: Sorting) -> Array {
    let x = x.into_array();
    along("sort", &x, axis.into())
        .and_then(|(x, axis)| {
            if options.descending {
                flip(&primitive::sort(&flip(&x, &[axis])?, axis)?, &[axis])
            } else {
                primitive::sort(&x, axis)
            }
        })
        .or_raise()
}

/// [`argsort`] with options (array API: `argsort(descending=, stable=)`; numpy has none).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let down = np::Sorting { descending: true };
/// assert_eq!(np::argsort_with([1, 3, 1], -1, down).to_vec::<i64>().unwrap(), [1, 0, 2]);
/// ```
#[track_caller]
pub fn argsort_with<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>, options: Sorting) -> Array {
    let x = x.into_array();
    if !options.descending {
        return argsort(x, axis);
    }
    along("argsort", &x, axis.into())
        .and_then(|(x, axis)| descending(&x, axis))
        .map(|(_, positions)| positions)
        .or_raise()
}

/// The elements from the largest on, and their old positions; equal elements keep their order, because they
/// are turned round twice.
pub(super) fn descending(x: &Array, axis: usize) -> Result<(Array, Array)> {
    let positions = flip(&iota(x.shape(), DType::I64, axis)?, &[axis])?;
    let sorted = primitive::sort_with(&flip(x, &[axis])?, &[&positions], axis)?;
    Ok((flip(&sorted[0], &[axis])?, flip(&sorted[1], &[axis])?))
}

/// The elements as complex numbers, in increasing order along the last axis (numpy: `sort_complex`): of 8 and
/// 16-bit integers c64, of all other real dtypes c128.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::sort_complex([2i8, 1]).dtype(), C64);
/// ```
#[track_caller]
pub fn sort_complex<'a>(x: impl IntoArray<'a>) -> Array {
    let x = sort(x, -1);
    let dtype = match x.dtype() {
        DType::U8 | DType::I8 | DType::U16 | DType::I16 | DType::C64 => DType::C64,
        _ => DType::C128,
    };
    cast_owned(x, dtype).or_raise()
}

pub(super) fn along(op: &'static str, x: &Array, axis: Axis) -> Result<(Array, usize)> {
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
pub(super) fn search(sorted: &Array, x: &Array, side: Side) -> Result<Array> {
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

/// Whether an element sorts before another, NaN last; complex numbers with NaN are all alike here.
fn precedes(x: &Array, y: &Array) -> Array {
    let is_less = less(x, y);
    if !x.dtype().is_differentiable() {
        return is_less;
    }
    logical_and(logical_not(isnan(x)), logical_or(&is_less, isnan(y)))
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
