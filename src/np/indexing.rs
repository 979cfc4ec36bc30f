//! Selecting by position: take and its relatives, compress, choose.
//!
//! `x.i(…)` and `x.at(…)`, the bracket syntax, are in `crate::index`. Writing by position is in `put`, positions of
//! elements that are not zero in `nonzero`.

use super::args::Axis;
use super::nonzero::nonzero_op;
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::index::resolve::{as_i64, filled_where, in_range};
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::gather::{gather, gather_with};
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::{move_axis, transpose};
use crate::shape::axes::AxisList;
use crate::shape::broadcast::broadcast_shapes;

pub use crate::index::IndexMode;

/// An array of positions: integers, as I64.
pub(super) fn positions(op: &'static str, indices: Array) -> Result<Array> {
    let dtype = indices.dtype();
    if dtype.is_integer() {
        return as_i64(&indices);
    }
    Err(Error::unsupported_dtype(
        op,
        "the index array",
        dtype,
        "integers",
    ))
}

/// As [`positions`]; truth values count as 0 and 1.
pub(super) fn positions_or_bools(op: &'static str, indices: Array) -> Result<Array> {
    if indices.dtype() == DType::Bool {
        return cast(&indices, DType::I64);
    }
    positions(op, indices)
}

pub(super) fn flat(x: &Array) -> Result<Array> {
    reshape(x, &[x.len()])
}

/// The flattened array, cut off or repeated from the start until it has `count` elements.
pub(super) fn recycled(op: &'static str, values: &Array, count: usize) -> Result<Array> {
    let values = flat(values)?;
    if count == values.len() {
        return Ok(values);
    }
    match values.len() {
        0 => Err(Error::value(op, format!("no values for {count} elements"))),
        1 => broadcast_to(&values, &[count]),
        len => {
            let source: Vec<i64> = (0..count).map(|i| (i % len) as i64).collect();
            gather(&values, &[&Array::from_vec(source)], &[0], 0)
        }
    }
}

/// Gathered blocks with the mode's value where an index is out of range of the leading axes.
fn filled(
    op: &'static str,
    blocks: Array,
    index: &Array,
    sizes: &[usize],
    mode: IndexMode,
) -> Result<Array> {
    filled_where(op, blocks, mode, || {
        in_range(std::slice::from_ref(index), sizes)
    })
}

/// The array and the axis of a function that flattens for `..`.
pub(super) fn along(op: &'static str, x: Array, axis: Axis) -> Result<(Array, usize)> {
    match axis.resolve(op, x.ndim())? {
        Some(axis) => Ok((x, axis)),
        None => Ok((flat(&x)?, 0)),
    }
}

/// The elements at some positions along an axis, or of the flattened array for `..` (numpy: `take`, with the
/// axis always given). Indices of any shape: their axes replace the one they index.
///
/// # Panics
/// If an index is out of range; see [`take_with`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2, 3], [4, 5, 6]]);
/// assert_eq!(np::take(&x, [2, 0], 1).to_vec::<i32>().unwrap(), [3, 1, 6, 4]);
/// assert_eq!(np::take(&x, -1, ..).item::<i32>().unwrap(), 6);
/// ```
#[track_caller]
pub fn take<'a, 'b>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    axis: impl Into<Axis>,
) -> Array {
    take_with(x, indices, axis, IndexMode::Error)
}

/// [`take`] with a rule for indices out of range (numpy: `take(..., mode=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([10, 20, 30]);
/// assert_eq!(np::take_with(&x, [-1, 5], 0, np::IndexMode::fill(0)).to_vec::<i32>().unwrap(), [30, 0]);
/// assert_eq!(np::take_with(&x, [3, 5], 0, np::IndexMode::Wrap).to_vec::<i32>().unwrap(), [10, 30]);
/// assert_eq!(np::take_with(&x, [-1, 5], 0, np::IndexMode::Clip).to_vec::<i32>().unwrap(), [10, 30]);
/// ```
#[track_caller]
pub fn take_with<'a, 'b>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    axis: impl Into<Axis>,
    mode: IndexMode,
) -> Array {
    take_op(x.into_array(), indices.into_array(), axis.into(), mode).or_raise()
}

fn take_op(x: Array, indices: Array, axis: Axis, mode: IndexMode) -> Result<Array> {
    const OP: &str = "take";
    let indices = positions_or_bools(OP, indices)?;
    let (x, axis) = along(OP, x, axis)?;
    let size = x.shape()[axis];
    let indices = mode.bring_in(OP, indices, axis, size)?;
    let front = move_axis(&x, axis, 0)?;
    let blocks = gather_with(&front, &[&indices], &[axis], 0, mode.skips())
        .map_err(|error| error.renamed(OP))?;
    let blocks = filled(OP, blocks, &indices, &[size], mode)?;
    // The axes of the indices go back to where the axis was.
    let added = indices.ndim();
    let perm: AxisList = (added..added + axis)
        .chain(0..added)
        .chain(added + axis..blocks.ndim())
        .collect();
    transpose(&blocks, &perm)
}

/// The array and the indices with the axis last and equal sizes on the axes before.
pub(super) fn aligned(
    op: &'static str,
    x: Array,
    indices: Array,
    axis: Axis,
) -> Result<(Array, Array, usize)> {
    let indices = positions(op, indices)?;
    let (x, axis) = along(op, x, axis)?;
    if indices.ndim() != x.ndim() {
        let reason = format!(
            "the array has {} axes and the index array {}; they must have the same",
            x.ndim(),
            indices.ndim()
        );
        return Err(Error::index(op, reason));
    }
    let last = x.ndim() - 1;
    let (x, indices) = (move_axis(&x, axis, last)?, move_axis(&indices, axis, last)?);
    let common =
        broadcast_shapes(&x.shape()[..last], &indices.shape()[..last]).ok_or_else(|| {
            Error::shape(
                op,
                format!(
                    "shapes {:?} and {:?} differ on axes other than {axis}",
                    x.shape(),
                    indices.shape()
                ),
            )
        })?;
    let with_last = |array: &Array| -> Result<Array> {
        let mut shape = common.clone();
        shape.push(array.shape()[last]);
        broadcast_to(array, &shape)
    };
    Ok((with_last(&x)?, with_last(&indices)?, axis))
}

/// For each place of the index array, the element at that index along an axis (numpy: `take_along_axis`).
/// Undoes `argsort` and `argmax`. The other axes are broadcast; `..` flattens the array.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[3.0, 1.0, 2.0]]);
/// let order = np::argsort(&x, -1);
/// assert_eq!(np::take_along_axis(&x, &order, -1).to_vec::<f64>().unwrap(), [1.0, 2.0, 3.0]);
/// ```
#[track_caller]
pub fn take_along_axis<'a, 'b>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    axis: impl Into<Axis>,
) -> Array {
    take_along_axis_op(x.into_array(), indices.into_array(), axis.into()).or_raise()
}

fn take_along_axis_op(x: Array, indices: Array, axis: Axis) -> Result<Array> {
    const OP: &str = "take_along_axis";
    let (x, indices, axis) = aligned(OP, x, indices, axis)?;
    let last = x.ndim() - 1;
    let taken = gather(&x, &[&indices], &[axis], last).map_err(|error| error.renamed(OP))?;
    move_axis(&taken, last, axis)
}

/// The parts of an array along an axis (`..`: of the flattened array) where a vector of conditions is not
/// zero (numpy: `compress`). A condition shorter than the axis leaves out the rest.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4], [5, 6]]);
/// assert_eq!(np::compress([false, true], &x, 0).to_vec::<i32>().unwrap(), [3, 4]);
/// ```
#[track_caller]
pub fn compress<'a, 'b>(
    condition: impl IntoArray<'a>,
    x: impl IntoArray<'b>,
    axis: impl Into<Axis>,
) -> Array {
    compress_op(&condition.into_array(), x.into_array(), axis.into()).or_raise()
}

fn compress_op(condition: &Array, x: Array, axis: Axis) -> Result<Array> {
    if condition.ndim() != 1 {
        return Err(Error::shape(
            "compress",
            format!(
                "the condition must have one axis, it is {}",
                condition.aval()
            ),
        ));
    }
    let kept = nonzero_op("compress", condition)?.remove(0);
    take_op(x, kept, axis, IndexMode::Error)
}

/// The elements of the flattened array where the flattened condition is not zero (numpy: `extract`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(np::extract(np::greater(&x, 2), &x).to_vec::<i32>().unwrap(), [3, 4]);
/// ```
#[track_caller]
pub fn extract<'a, 'b>(condition: impl IntoArray<'a>, x: impl IntoArray<'b>) -> Array {
    let condition = flat(&condition.into_array()).or_raise();
    compress_op(&condition, x.into_array(), Axis::from(..)).or_raise()
}

/// For each element of an index array, the element at its place of the choice that it names (numpy: `choose`). Index
/// and choices are broadcast together, and the choices promoted.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::IndexMode;
/// let y = np::choose([1, 0, 1], ([1, 2, 3], [10, 20, 30]), IndexMode::Error);
/// assert_eq!(y.to_vec::<i32>().unwrap(), [10, 2, 30]);
/// assert_eq!(np::choose([5], [7, 8], IndexMode::Clip).to_vec::<i32>().unwrap(), [8]);
/// ```
#[track_caller]
pub fn choose<'a>(indices: impl IntoArray<'a>, choices: impl IntoArrays, mode: IndexMode) -> Array {
    choose_op(indices.into_array(), choices.into_arrays(), mode).or_raise()
}

fn choose_op(indices: Array, choices: Vec<Array>, mode: IndexMode) -> Result<Array> {
    const OP: &str = "choose";
    if choices.is_empty() {
        return Err(Error::value(OP, "there are no choices"));
    }
    let count = choices.len();
    let mut all = choices;
    all.push(positions_or_bools(OP, indices)?);
    let mut all = super::shape::broadcast_list(OP, &all)?;
    let indices = all.pop().expect("the index was pushed");
    let indices = mode.bring_in(OP, indices, 0, count)?;
    // The choice becomes the last axis, all others are shared.
    let stacked = np::stack(all, -1);
    let shape = crate::shape::Shape::from_slice(indices.shape());
    let mut single = shape.clone();
    single.push(1);
    let chosen = gather_with(
        &stacked,
        &[&reshape(&indices, &single)?],
        &[0],
        shape.len(),
        mode.skips(),
    )
    .map_err(|error| error.renamed(OP))?;
    filled(OP, reshape(&chosen, &shape)?, &indices, &[count], mode)
}
