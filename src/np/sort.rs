//! Sorting, and the order of elements.
//!
//! All sorts are stable, with NaN last. Partitions, the largest elements and sorting by several keys are in
//! `partition`, binary search in `search`, quantiles in `quantile`; sorting several arrays together is the primitive
//! `Sort`.

use super::args::Axis;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::primitives::argsort;
use crate::primitives::cast::cast_owned;
use crate::primitives::create::{full, iota};
use crate::primitives::flip::flip;
use crate::primitives::reshape::reshape;
use crate::primitives::sort as primitive;

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
    argsort::argsort(&x, axis)
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
