//! Diagonals and triangles: reading them, building them, writing them, and their positions.
//!
//! Positions of elements by value are in `nonzero`, those of grids in `grid`.

use super::indexing::{flat, recycled};
use super::nonzero::nonzero_op;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::index::Slice;
use crate::index::at::converted;
use crate::np;
use crate::primitives::create::{full, iota};
use crate::primitives::gather::gather;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::Mode;
use crate::primitives::select::select;
use crate::primitives::transpose::{move_axis, transpose};
use crate::shape::axes::{AxisList, normalize_axis};
use crate::shape::checked_len;

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
            .and_then(|mask| nonzero_op("tril_indices", &mask))
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
            .and_then(|mask| nonzero_op("triu_indices", &np::logical_not(&mask)))
            .or_raise(),
    )
}

fn pair(mut positions: Vec<Array>) -> (Array, Array) {
    let columns = positions.pop().expect("a matrix has two axes");
    (positions.pop().expect("a matrix has two axes"), columns)
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

/// [`diag_indices`] for the size of an array, whose axes must be equal (numpy: `diag_indices_from`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(9).reshape([3, 3]);
/// let places = np::diag_indices_from(&x);
/// assert_eq!(x.i(s![&places[0], &places[1]]).to_vec::<i64>().unwrap(), [0, 4, 8]);
/// ```
#[track_caller]
pub fn diag_indices_from<'a>(x: impl IntoArray<'a>) -> Vec<Array> {
    let x = x.into_array();
    equal_axes("diag_indices_from", &x).or_raise();
    diag_indices(x.shape()[0], x.ndim())
}

fn equal_axes(op: &'static str, x: &Array) -> Result<()> {
    if x.ndim() < 2 || x.shape().iter().any(|&size| size != x.shape()[0]) {
        let reason = format!(
            "needs at least two axes, all of one size; the array is {}",
            x.aval()
        );
        return Err(Error::shape(op, reason));
    }
    Ok(())
}

/// [`tril_indices`] for the shape of a matrix (numpy: `tril_indices_from`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (rows, columns) = np::tril_indices_from(np::zeros([2, 3]), 0);
/// assert_eq!(rows.to_vec::<i64>().unwrap(), [0, 1, 1]);
/// assert_eq!(columns.to_vec::<i64>().unwrap(), [0, 0, 1]);
/// ```
#[track_caller]
pub fn tril_indices_from<'a>(x: impl IntoArray<'a>, k: isize) -> (Array, Array) {
    let [n, m] = matrix_shape("tril_indices_from", &x.into_array()).or_raise();
    tril_indices(n, k, m)
}

/// [`triu_indices`] for the shape of a matrix (numpy: `triu_indices_from`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (rows, columns) = np::triu_indices_from(np::zeros([2, 3]), 1);
/// assert_eq!(rows.to_vec::<i64>().unwrap(), [0, 0, 1]);
/// assert_eq!(columns.to_vec::<i64>().unwrap(), [1, 2, 2]);
/// ```
#[track_caller]
pub fn triu_indices_from<'a>(x: impl IntoArray<'a>, k: isize) -> (Array, Array) {
    let [n, m] = matrix_shape("triu_indices_from", &x.into_array()).or_raise();
    triu_indices(n, k, m)
}

fn matrix_shape(op: &'static str, x: &Array) -> Result<[usize; 2]> {
    match *x.shape() {
        [n, m] => Ok([n, m]),
        _ => Err(Error::shape(
            op,
            format!("takes a matrix, not {}", x.aval()),
        )),
    }
}

/// The rows and columns where a function leaves an `n` by `n` matrix of ones unlike zero (numpy:
/// `mask_indices`). The function is one such as `np::triu`, called with the matrix and `k`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (rows, columns) = np::mask_indices(3, |x, k| np::triu(x, k), 1);
/// assert_eq!(rows.to_vec::<i64>().unwrap(), [0, 0, 1]);
/// assert_eq!(columns.to_vec::<i64>().unwrap(), [1, 2, 2]);
/// ```
#[track_caller]
pub fn mask_indices(n: usize, f: impl FnOnce(&Array, isize) -> Array, k: isize) -> (Array, Array) {
    let mask = f(&np::ones(([n, n], DType::I64)), k);
    let [_, _] = matrix_shape("mask_indices", &mask).or_raise();
    pair(nonzero_op("mask_indices", &mask).or_raise())
}

/// The array with values on its main diagonal (numpy: `fill_diagonal`, which changes its argument). Several
/// values are used in turn. An array of more than two axes must have equal ones; with `wrap`, the diagonal of a
/// tall matrix starts again one row below its end.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fill_diagonal(np::zeros([2, 2]), 5.0, false);
/// assert_eq!(x.to_vec::<f64>().unwrap(), [5.0, 0.0, 0.0, 5.0]);
/// let x = np::fill_diagonal(np::zeros([4, 2]), [1.0, 2.0], true);
/// assert_eq!(x.to_vec::<f64>().unwrap(), [1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 1.0, 0.0]);
/// ```
#[track_caller]
pub fn fill_diagonal<'a, 'b>(
    x: impl IntoArray<'a>,
    values: impl IntoArray<'b>,
    wrap: bool,
) -> Array {
    const OP: &str = "fill_diagonal";
    let x = x.into_array();
    let values = converted(OP, Mode::Set, values.into_operand(), x.dtype()).or_raise();
    fill_op(OP, x, &values, wrap).or_raise()
}

fn fill_op(op: &'static str, x: Array, values: &Array, wrap: bool) -> Result<Array> {
    let shape = crate::shape::Shape::from_slice(x.shape());
    let (step, end) = if let [_, columns] = *x.shape() {
        (columns + 1, if wrap { x.len() } else { columns * columns })
    } else {
        equal_axes(op, &x)?;
        let before = |axis: usize| shape[..axis].iter().product::<usize>();
        (1 + (1..x.ndim()).map(before).sum::<usize>(), x.len())
    };
    let end = end.min(x.len());
    let count = end.div_ceil(step);
    let values = recycled(op, values, count)?;
    let slice = Slice::new(None, Some(end as i64), step as i64);
    reshape(&flat(&x)?.into_at(slice).set(values), &shape)
}
