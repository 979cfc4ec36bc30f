//! Selecting by position: take and its relatives, diagonals, triangles, positions of non-zero elements.
//!
//! `x.i(…)` and `x.at(…)`, the bracket syntax, are in `crate::index`. Functions whose result's shape depends
//! on values (`nonzero`, `argwhere`, `compress`, …) are errors inside `vmap` on arrays that it maps.

use super::args::{Axis, Reduce, ShapeArg};
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::index::at::converted;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::create::{full, iota};
use crate::primitives::gather::gather;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::{Mode, Scatter};
use crate::primitives::select::select;
use crate::primitives::transpose::{move_axis, transpose};
use crate::shape::axes::{AxisList, normalize_axis};
use crate::shape::broadcast::broadcast_shapes;
use crate::shape::{Shape, checked_len};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// What [`take_with`] does with an index that its axis does not have (numpy: `mode=`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TakeMode {
    /// Fails; negative indices count from the end.
    #[default]
    Raise,
    /// Counts on from the other end.
    Wrap,
    /// Uses the nearest end; negative indices mean the first element.
    Clip,
}

/// An array of positions: integers, as I64.
fn positions(op: &'static str, indices: Array) -> Result<Array> {
    match indices.dtype() {
        DType::I64 => Ok(indices),
        dtype if dtype.is_integer() => cast(&indices, DType::I64),
        dtype => Err(Error::unsupported_dtype(
            op,
            "the index array",
            dtype,
            "integers",
        )),
    }
}

fn flat(x: &Array) -> Result<Array> {
    reshape(x, &[x.len()])
}

/// The array and the axis of a function that flattens for `..`.
fn along(op: &'static str, x: Array, axis: Axis) -> Result<(Array, usize)> {
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
    take_with(x, indices, axis, TakeMode::Raise)
}

/// [`take`] with a rule for indices out of range (numpy: `take(..., mode=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([10, 20, 30]);
/// assert_eq!(np::take_with(&x, [3, 5], 0, np::TakeMode::Wrap).to_vec::<i32>().unwrap(), [10, 30]);
/// assert_eq!(np::take_with(&x, [-1, 5], 0, np::TakeMode::Clip).to_vec::<i32>().unwrap(), [10, 30]);
/// ```
#[track_caller]
pub fn take_with<'a, 'b>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    axis: impl Into<Axis>,
    mode: TakeMode,
) -> Array {
    take_op(x.into_array(), indices.into_array(), axis.into(), mode).or_raise()
}

fn take_op(x: Array, indices: Array, axis: Axis, mode: TakeMode) -> Result<Array> {
    const OP: &str = "take";
    let indices = positions(OP, indices)?;
    let (x, axis) = along(OP, x, axis)?;
    let size = x.shape()[axis];
    if size == 0 && !indices.is_empty() {
        return Err(Error::index(OP, "cannot take from an axis of size 0"));
    }
    let indices = match mode {
        TakeMode::Raise => indices,
        TakeMode::Wrap => np::remainder(&indices, size),
        TakeMode::Clip => np::minimum(np::maximum(&indices, 0), size - usize::from(size > 0)),
    };
    let front = move_axis(&x, axis, 0)?;
    let blocks = gather(&front, &[&indices], &[axis], 0).map_err(|error| error.renamed(OP))?;
    // The axes of the indices go back to where the axis was.
    let added = indices.ndim();
    let perm: AxisList = (added..added + axis)
        .chain(0..added)
        .chain(added + axis..blocks.ndim())
        .collect();
    transpose(&blocks, &perm)
}

/// The array and the indices with the axis last and equal sizes on the axes before.
fn aligned(
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

/// The array with the elements that [`take_along_axis`] would take replaced by values, which are broadcast to
/// the indices and converted to the array's dtype (numpy: `put_along_axis`, which changes its argument).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[10, 30, 20], [60, 40, 50]]);
/// let largest = np::expand_dims(np::argmax(&x, 1), 1);
/// let y = np::put_along_axis(&x, &largest, 0, 1);
/// assert_eq!(y.to_vec::<i32>().unwrap(), [10, 0, 20, 0, 40, 50]);
/// ```
#[track_caller]
pub fn put_along_axis<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    values: impl IntoArray<'c>,
    axis: impl Into<Axis>,
) -> Array {
    let x = x.into_array();
    let values = converted(
        "put_along_axis",
        Mode::Set,
        values.into_operand(),
        x.dtype(),
    )
    .or_raise();
    put_along_axis_op(x, indices.into_array(), values, axis.into()).or_raise()
}

fn put_along_axis_op(x: Array, indices: Array, values: Array, axis: Axis) -> Result<Array> {
    const OP: &str = "put_along_axis";
    let shape = Shape::from_slice(x.shape());
    let values = broadcast_to(&values, indices.shape())?;
    let (x, indices, axis) = aligned(OP, x, indices, axis)?;
    let last = x.ndim() - 1;
    let values = broadcast_to(&move_axis(&values, axis, last)?, indices.shape())?;
    let primitive = Scatter {
        mode: Mode::Set,
        axes: smallvec![axis],
        batch: last,
    };
    let updated =
        bind_one(&primitive, &[&x, &indices, &values]).map_err(|error| error.renamed(OP))?;
    let updated = move_axis(&updated, last, axis)?;
    if updated.len() != shape.iter().product::<usize>() {
        return Err(Error::shape(
            OP,
            format!(
                "the indices of shape {:?} are larger than the array",
                indices.shape()
            ),
        ));
    }
    reshape(&updated, &shape)
}

/// The rows and columns of the diagonal `offset` places above the main one.
fn diagonal_positions(rows: usize, columns: usize, offset: isize) -> Result<[Array; 2]> {
    let down = offset.min(0).unsigned_abs().min(rows);
    let right = offset.max(0).unsigned_abs().min(columns);
    let len = rows.saturating_sub(down).min(columns.saturating_sub(right));
    let counts = iota(&[len], DType::I64, 0)?;
    Ok([np::add(&counts, down), np::add(&counts, right)])
}

/// A diagonal of two axes, as a new last axis (numpy: `diagonal`, whose defaults are `0, 0, 1`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(6).reshape([2, 3]);
/// assert_eq!(np::diagonal(&x, 1, 0, 1).to_vec::<i64>().unwrap(), [1, 5]);
/// ```
#[track_caller]
pub fn diagonal<'a>(x: impl IntoArray<'a>, offset: isize, axis1: isize, axis2: isize) -> Array {
    diagonal_op("diagonal", &x.into_array(), offset, axis1, axis2).or_raise()
}

fn diagonal_op(
    op: &'static str,
    x: &Array,
    offset: isize,
    axis1: isize,
    axis2: isize,
) -> Result<Array> {
    if x.ndim() < 2 {
        return Err(Error::shape(
            op,
            format!("needs at least two axes, the array is {}", x.aval()),
        ));
    }
    let (first, second) = (
        normalize_axis(op, axis1, x.ndim())?,
        normalize_axis(op, axis2, x.ndim())?,
    );
    if first == second {
        return Err(Error::axis_repeated(op, first));
    }
    let others = (0..x.ndim()).filter(|&axis| axis != first && axis != second);
    let perm: AxisList = [first, second].into_iter().chain(others).collect();
    let [rows, columns] = diagonal_positions(x.shape()[first], x.shape()[second], offset)?;
    let taken = gather(
        &transpose(x, &perm)?,
        &[&rows, &columns],
        &[first, second],
        0,
    )?;
    move_axis(&taken, 0, taken.ndim() - 1)
}

/// The diagonal `k` of a matrix, or the matrix with a vector on its diagonal `k` (numpy: `diag`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::diag([1, 2], 0).to_vec::<i32>().unwrap(), [1, 0, 0, 2]);
/// assert_eq!(np::diag([[1, 2], [3, 4]], -1).to_vec::<i32>().unwrap(), [3]);
/// ```
#[track_caller]
pub fn diag<'a>(x: impl IntoArray<'a>, k: isize) -> Array {
    diag_op(&x.into_array(), k).or_raise()
}

fn diag_op(x: &Array, k: isize) -> Result<Array> {
    match x.ndim() {
        1 => diagonal_matrix(x, k),
        2 => diagonal_op("diag", x, k, 0, 1),
        _ => Err(Error::shape(
            "diag",
            format!("takes a vector or a matrix, not {}", x.aval()),
        )),
    }
}

/// Neighbours on a diagonal are `n + 1` places apart in the flattened matrix.
fn diagonal_matrix(x: &Array, k: isize) -> Result<Array> {
    let n = x.len().saturating_add(k.unsigned_abs());
    checked_len("diag", &[n, n], x.dtype().item_size())?;
    let low = if k >= 0 {
        k.unsigned_abs()
    } else {
        k.unsigned_abs() * n
    };
    let covered = if x.is_empty() {
        0
    } else {
        (x.len() - 1) * (n + 1) + 1
    };
    let low = low.min(n * n);
    let padded = pad_zeros(
        x,
        &[low as isize],
        &[(n * n - low - covered) as isize],
        &[n],
    )?;
    reshape(&padded, &[n, n])
}

/// The matrix with the flattened array on its diagonal `k` (numpy: `diagflat`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::diagflat([[1, 2], [3, 4]], 1).shape(), [5, 5]);
/// ```
#[track_caller]
pub fn diagflat<'a>(x: impl IntoArray<'a>, k: isize) -> Array {
    flat(&x.into_array())
        .and_then(|x| diagonal_matrix(&x, k))
        .or_raise()
}

/// The sum of a diagonal of two axes (numpy: `trace`, whose defaults are `0, 0, 1`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::trace([[1.0, 2.0], [3.0, 4.0]], 0, 0, 1).item::<f64>().unwrap(), 5.0);
/// ```
#[track_caller]
pub fn trace<'a>(x: impl IntoArray<'a>, offset: isize, axis1: isize, axis2: isize) -> Array {
    np::sum(
        diagonal_op("trace", &x.into_array(), offset, axis1, axis2).or_raise(),
        -1,
    )
}

/// Where the column is at most `k` to the right of the row.
pub(crate) fn lower_mask(rows: usize, columns: usize, k: isize) -> Result<Array> {
    let row = iota(&[rows, columns], DType::I64, 0)?;
    let column = iota(&[rows, columns], DType::I64, 1)?;
    // Beyond the corners no diagonal differs from the next; within them the sum cannot overflow.
    let k = k.clamp(-(rows as isize), columns as isize);
    Ok(np::less_equal(&column, np::add(&row, k)))
}

fn triangle(op: &'static str, x: &Array, k: isize, lower: bool) -> Result<Array> {
    let (rows, columns) = match x.shape() {
        [] => {
            return Err(Error::shape(
                op,
                "needs at least one axis, the array is 0-d",
            ));
        }
        [n] => (*n, *n),
        [.., rows, columns] => (*rows, *columns),
    };
    let zero = full(&[], Scalar::Int(0), x.dtype())?;
    if lower {
        select(&lower_mask(rows, columns, k)?, x, &zero)
    } else {
        select(&lower_mask(rows, columns, k.saturating_sub(1))?, &zero, x)
    }
}

/// The array with zeros above the diagonal `k` of its last two axes (numpy: `tril`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::tril([[1, 2], [3, 4]], 0).to_vec::<i32>().unwrap(), [1, 0, 3, 4]);
/// ```
#[track_caller]
pub fn tril<'a>(x: impl IntoArray<'a>, k: isize) -> Array {
    triangle("tril", &x.into_array(), k, true).or_raise()
}

/// The array with zeros below the diagonal `k` of its last two axes (numpy: `triu`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::triu([[1, 2], [3, 4]], 1).to_vec::<i32>().unwrap(), [0, 2, 0, 0]);
/// ```
#[track_caller]
pub fn triu<'a>(x: impl IntoArray<'a>, k: isize) -> Array {
    triangle("triu", &x.into_array(), k, false).or_raise()
}

/// The rows and columns of the lower triangle of an `n` by `m` matrix, up to the diagonal `k`
/// (numpy: `tril_indices`, with `m` always given).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (rows, columns) = np::tril_indices(2, 0, 2);
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(x.i(s![&rows, &columns]).to_vec::<i32>().unwrap(), [1, 3, 4]);
/// ```
#[track_caller]
pub fn tril_indices(n: usize, k: isize, m: usize) -> (Array, Array) {
    pair(
        lower_mask(n, m, k)
            .and_then(|mask| nonzero_op(&mask))
            .or_raise(),
    )
}

/// The rows and columns of the upper triangle of an `n` by `m` matrix, from the diagonal `k` on
/// (numpy: `triu_indices`, with `m` always given).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (rows, columns) = np::triu_indices(2, 1, 2);
/// assert_eq!((rows.item::<i64>().unwrap(), columns.item::<i64>().unwrap()), (0, 1));
/// ```
#[track_caller]
pub fn triu_indices(n: usize, k: isize, m: usize) -> (Array, Array) {
    pair(
        lower_mask(n, m, k.saturating_sub(1))
            .and_then(|mask| nonzero_op(&np::logical_not(&mask)))
            .or_raise(),
    )
}

fn pair(mut positions: Vec<Array>) -> (Array, Array) {
    let columns = positions.pop().expect("a matrix has two axes");
    (positions.pop().expect("a matrix has two axes"), columns)
}

/// The flat positions of the elements that are not zero, in C order.
fn flat_positions(op: &'static str, x: &Array) -> Result<Vec<usize>> {
    if x.dense().is_none() {
        let hint = "the shape of the result would depend on the example: use where_ or nonzero_sized, or select outside of vmap";
        return Err(Error::hidden_data(op, "inside vectorized_map", hint));
    }
    let mask = if x.dtype() == DType::Bool {
        x.clone()
    } else {
        np::not_equal(x, &full(&[], Scalar::Int(0), x.dtype())?)
    };
    let truths = mask.to_vec::<bool>()?;
    Ok(truths
        .iter()
        .enumerate()
        .filter(|(_, truth)| **truth)
        .map(|(i, _)| i)
        .collect())
}

/// The positions of the elements that are not zero, one array per axis; for a 0-d array one, as if it had
/// one axis.
pub(crate) fn nonzero_op(x: &Array) -> Result<Vec<Array>> {
    let flat = flat_positions("nonzero", x)?;
    let shape = if x.ndim() == 0 { &[1] } else { x.shape() };
    let mut step: usize = shape.iter().filter(|&&size| size > 0).product();
    let mut positions = Vec::with_capacity(shape.len());
    for &size in shape {
        step /= size.max(1);
        positions.push(Array::from_vec(
            flat.iter()
                .map(|i| (i / step % size) as i64)
                .collect::<Vec<_>>(),
        ));
    }
    Ok(positions)
}

/// The positions of the elements that are not zero: an index array for each axis, in C order
/// (numpy: `nonzero`, and `where` with one argument).
///
/// # Panics
/// For a 0-d array, as in numpy, and for one that `vmap` maps.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0, 5], [7, 0]]);
/// let places = np::nonzero(&x);
/// assert_eq!(places[0].to_vec::<i64>().unwrap(), [0, 1]);
/// assert_eq!(places[1].to_vec::<i64>().unwrap(), [1, 0]);
/// ```
#[track_caller]
pub fn nonzero<'a>(x: impl IntoArray<'a>) -> Vec<Array> {
    let x = x.into_array();
    if x.ndim() == 0 {
        let error =
            Error::shape("nonzero", "a 0-d array has no positions").hinted("use atleast_1d first");
        return Err(error).or_raise();
    }
    nonzero_op(&x).or_raise()
}

/// The positions of the elements of the flattened array that are not zero (numpy: `flatnonzero`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::flatnonzero([[0, 5], [7, 0]]).to_vec::<i64>().unwrap(), [1, 2]);
/// ```
#[track_caller]
pub fn flatnonzero<'a>(x: impl IntoArray<'a>) -> Array {
    let positions = flat_positions("flatnonzero", &x.into_array()).or_raise();
    Array::from_vec(positions.into_iter().map(|i| i as i64).collect::<Vec<_>>())
}

/// The positions of the elements that are not zero, one per row (numpy: `argwhere`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::argwhere([[0, 5], [7, 0]]).to_vec::<i64>().unwrap(), [0, 1, 1, 0]);
/// ```
#[track_caller]
pub fn argwhere<'a>(x: impl IntoArray<'a>) -> Array {
    argwhere_op(&x.into_array()).or_raise()
}

fn argwhere_op(x: &Array) -> Result<Array> {
    let positions = nonzero_op(x)?;
    let count = positions[0].len();
    if x.ndim() == 0 {
        return full(&[count, 0], Scalar::Int(0), DType::I64);
    }
    let columns = positions
        .iter()
        .map(|axis| reshape(axis, &[count, 1]))
        .collect::<Result<Vec<_>>>()?;
    concat(&columns.iter().collect::<Vec<_>>(), 1)
}

/// The number of elements that are not zero, over all or some axes (numpy: `count_nonzero`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0, 5], [7, 1]]);
/// assert_eq!(np::count_nonzero(&x, ..).item::<i64>().unwrap(), 3);
/// assert_eq!(np::count_nonzero(&x, 0).to_vec::<i64>().unwrap(), [1, 2]);
/// ```
#[track_caller]
pub fn count_nonzero<'a>(x: impl IntoArray<'a>, reduce: impl Into<Reduce>) -> Array {
    let x = x.into_array();
    let zero = full(&[], Scalar::Int(0), x.dtype()).or_raise();
    np::sum(np::not_equal(&x, &zero), reduce)
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
    let kept = nonzero_op(condition)?.remove(0);
    take_op(x, kept, axis, TakeMode::Raise)
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

/// Vectors of positions (or masks) shaped so that they select all combinations together (numpy: `ix_`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(12).reshape([3, 4]);
/// let grid = np::ix_(([0, 2], [1, 3]));
/// assert_eq!(x.i(s![&grid[0], &grid[1]]).to_vec::<i64>().unwrap(), [1, 3, 9, 11]);
/// ```
#[track_caller]
pub fn ix_(vectors: impl IntoArrays) -> Vec<Array> {
    ix_op(vectors.into_arrays()).or_raise()
}

fn ix_op(vectors: Vec<Array>) -> Result<Vec<Array>> {
    let ndim = vectors.len();
    let one = |(axis, vector): (usize, Array)| {
        if vector.ndim() != 1 {
            return Err(Error::shape(
                "ix_",
                format!(
                    "argument {axis} must have one axis, it is {}",
                    vector.aval()
                ),
            ));
        }
        let vector = if vector.dtype() == DType::Bool {
            nonzero_op(&vector)?.remove(0)
        } else {
            positions("ix_", vector)?
        };
        let mut shape = vec![1; ndim];
        shape[axis] = vector.len();
        reshape(&vector, &shape)
    };
    vectors.into_iter().enumerate().map(one).collect()
}

/// The indices of a grid: for each axis an array of the shape with the index along it, stacked
/// (numpy: `indices`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let grid = np::indices([2, 3]);
/// assert_eq!(grid.shape(), [2, 2, 3]);
/// assert_eq!(grid.i(1).to_vec::<i64>().unwrap(), [0, 1, 2, 0, 1, 2]);
/// ```
#[track_caller]
pub fn indices(shape: impl Into<ShapeArg>) -> Array {
    indices_op(&shape.into().0).or_raise()
}

fn indices_op(shape: &[usize]) -> Result<Array> {
    let stacked: Shape = [1].iter().chain(shape).copied().collect();
    let grids = (1..stacked.len())
        .map(|axis| iota(&stacked, DType::I64, axis))
        .collect::<Result<Vec<_>>>()?;
    if grids.is_empty() {
        return full(&[0], Scalar::Int(0), DType::I64);
    }
    concat(&grids.iter().collect::<Vec<_>>(), 0)
}

/// Index arrays of the main diagonal of an array with `ndim` axes of size `n` (numpy: `diag_indices`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let places = np::diag_indices(3, 2);
/// let x = np::zeros([3, 3]).at(s![&places[0], &places[1]]).set(1.0);
/// assert_eq!(np::trace(&x, 0, 0, 1).item::<f64>().unwrap(), 3.0);
/// ```
#[track_caller]
pub fn diag_indices(n: usize, ndim: usize) -> Vec<Array> {
    vec![iota(&[n], DType::I64, 0).or_raise(); ndim]
}

/// Fails if an index array whose data is known has an index outside `0..size`.
fn check_range(op: &'static str, indices: &Array, axis: usize, size: usize) -> Result<()> {
    if indices.dense().is_none() {
        return Ok(());
    }
    match indices
        .to_vec::<i64>()?
        .iter()
        .find(|&&i| i < 0 || i as usize >= size)
    {
        Some(&index) => Err(Error::index_out_of_range(op, index.into(), axis, size)),
        None => Ok(()),
    }
}

/// The index arrays, one per axis of a shape, of positions in the flattened array (numpy: `unravel_index`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let places = np::unravel_index([5, 0], [2, 3]);
/// assert_eq!(places[0].to_vec::<i64>().unwrap(), [1, 0]);
/// assert_eq!(places[1].to_vec::<i64>().unwrap(), [2, 0]);
/// ```
#[track_caller]
pub fn unravel_index<'a>(indices: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Vec<Array> {
    unravel_op(indices.into_array(), &shape.into().0).or_raise()
}

fn unravel_op(indices: Array, shape: &[usize]) -> Result<Vec<Array>> {
    const OP: &str = "unravel_index";
    let indices = positions(OP, indices)?;
    let mut step: usize = shape.iter().product();
    check_range(OP, &indices, 0, step)?;
    let mut places = Vec::with_capacity(shape.len());
    for &size in shape {
        step /= size.max(1);
        places.push(np::remainder(
            np::floor_divide(&indices, step.max(1)),
            size.max(1),
        ));
    }
    Ok(places)
}

/// The positions in the flattened array of index arrays, one per axis of a shape
/// (numpy: `ravel_multi_index`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let flat = np::ravel_multi_index(([1, 0], [2, 0]), [2, 3]);
/// assert_eq!(flat.to_vec::<i64>().unwrap(), [5, 0]);
/// ```
#[track_caller]
pub fn ravel_multi_index(indices: impl IntoArrays, shape: impl Into<ShapeArg>) -> Array {
    ravel_op(indices.into_arrays(), &shape.into().0).or_raise()
}

fn ravel_op(indices: Vec<Array>, shape: &[usize]) -> Result<Array> {
    const OP: &str = "ravel_multi_index";
    if indices.len() != shape.len() || shape.is_empty() {
        return Err(Error::shape(
            OP,
            format!("{} index arrays for the shape {shape:?}", indices.len()),
        ));
    }
    let mut flat: Option<Array> = None;
    for (axis, (index, &size)) in indices.into_iter().zip(shape).enumerate() {
        let index = positions(OP, index)?;
        check_range(OP, &index, axis, size)?;
        flat = Some(match flat {
            None => index,
            Some(before) => np::add(np::multiply(&before, size), &index),
        });
    }
    Ok(flat.expect("the shape is not empty"))
}
