//! Products that sum: matmul, dot, inner, outer, tensordot and their relatives.
//!
//! Each names the axes that pair up and binds the primitive `Dot`; axes that broadcast become free axes of
//! one operand, so nothing is copied or looped over.

use super::args::promote;
use super::{multiply, subtract};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::concat::concat;
use crate::primitives::dot::{dot_general, sum_of_products};
use crate::primitives::reduce::conjugate;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::{AxisList, normalize_axes};
use crate::shape::broadcast::broadcast_shapes;
use smallvec::SmallVec;

fn mismatch(op: &'static str, x: &Array, y: &Array, what: &str) -> Error {
    Error::shape(
        op,
        format!(
            "shapes {:?} and {:?} do not fit: {what}",
            x.shape(),
            y.shape()
        ),
    )
}

/// The matrix product (numpy: `matmul`, `@`): the last axis of the first operand with the last but one of
/// the second; axes before them broadcast. A 1-d operand is a row or a column that leaves no axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(np::matmul(&x, [1, 1]).to_vec::<i32>().unwrap(), [3, 7]);
/// assert_eq!(np::matmul(np::ones([5, 2, 3]), np::ones([3, 4])).shape(), [5, 2, 4]);
/// ```
#[track_caller]
pub fn matmul<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    matmul_op("matmul", x.into_operand(), y.into_operand()).or_raise()
}

fn matmul_op(op: &'static str, x: Operand<'_>, y: Operand<'_>) -> Result<Array> {
    let [x, y] = promote(op, [x, y])?;
    if x.ndim() == 0 || y.ndim() == 0 {
        return Err(
            mismatch(op, &x, &y, "0-d operands have no axis to sum over")
                .hinted("use multiply for scalars"),
        );
    }
    let (last, first) = (x.ndim() - 1, y.ndim().saturating_sub(2));
    if x.shape()[last] != y.shape()[first] {
        let what = format!(
            "axis {last} of the first has size {}, axis {first} of the second {}",
            x.shape()[last],
            y.shape()[first]
        );
        return Err(mismatch(op, &x, &y, &what));
    }
    // Plain matrices and vectors need no more.
    if x.ndim() <= 2 && y.ndim() <= 2 {
        return dot_general(&x, &y, (&[last], &[first]), (&[], &[]));
    }
    batched_matmul(op, &x, &y)
}

/// An operand without the batch axes of size 1, and the places of the others among the broadcast ones.
fn squeeze_batch(x: &Array, core: usize, batch_ndim: usize) -> Result<(Array, AxisList)> {
    let own = x.ndim() - core;
    let kept: AxisList = (0..own).filter(|&a| x.shape()[a] != 1).collect();
    let shape: Shape = kept
        .iter()
        .map(|&a| x.shape()[a])
        .chain(x.shape()[own..].iter().copied())
        .collect();
    Ok((
        reshape(x, &shape)?,
        kept.iter().map(|a| a + batch_ndim - own).collect(),
    ))
}

fn batched_matmul(op: &'static str, x: &Array, y: &Array) -> Result<Array> {
    let (x_core, y_core) = (x.ndim().min(2), y.ndim().min(2));
    let (x_own, y_own) = (x.ndim() - x_core, y.ndim() - y_core);
    let batch = broadcast_shapes(&x.shape()[..x_own], &y.shape()[..y_own])
        .ok_or_else(|| mismatch(op, x, y, "the axes before the last two do not broadcast"))?;
    let (x, x_places) = squeeze_batch(x, x_core, batch.len())?;
    let (y, y_places) = squeeze_batch(y, y_core, batch.len())?;
    let both: AxisList = x_places
        .iter()
        .copied()
        .filter(|place| y_places.contains(place))
        .collect();
    let axes_of = |places: &AxisList| -> AxisList {
        both.iter()
            .filter_map(|place| places.iter().position(|p| p == place))
            .collect()
    };
    let (x_batch, y_batch) = (axes_of(&x_places), axes_of(&y_places));
    let contract = (x.ndim() - 1, y_places.len());
    let product = dot_general(&x, &y, (&[contract.0], &[contract.1]), (&x_batch, &y_batch))?;
    // Where each axis of the product belongs: batch places, then the matrix axes.
    let (row, column) = (batch.len(), batch.len() + 1);
    let only = |places: &AxisList| -> AxisList {
        places
            .iter()
            .copied()
            .filter(|p| !both.contains(p))
            .collect()
    };
    let mut places: AxisList = both.iter().copied().chain(only(&x_places)).collect();
    places.extend((x_core == 2).then_some(row));
    places.extend(only(&y_places));
    places.extend((y_core == 2).then_some(column));
    let mut order: AxisList = (0..places.len()).collect();
    order.sort_by_key(|&axis| places[axis]);
    let product = transpose(&product, &order)?;
    let core = product.shape()[product.ndim() - (x_core - 1) - (y_core - 1)..]
        .iter()
        .copied();
    let shape: Shape = batch.iter().copied().chain(core).collect();
    reshape(&product, &shape)
}

/// The dot product (numpy: `dot`): the last axis of the first operand with the last but one of the second;
/// all other axes stay. A 0-d operand multiplies.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::dot([1, 2, 3], [4, 5, 6]).item::<i32>().unwrap(), 32);
/// ```
#[track_caller]
pub fn dot<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("dot", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| dot_op("dot", &x, &y, y.ndim().saturating_sub(2)))
        .or_raise()
}

/// The inner product over the last axes of both operands (numpy: `inner`). A 0-d operand multiplies.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::inner([[1, 2], [3, 4]], [1, 1]).to_vec::<i32>().unwrap(), [3, 7]);
/// ```
#[track_caller]
pub fn inner<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("inner", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| dot_op("inner", &x, &y, y.ndim().saturating_sub(1)))
        .or_raise()
}

fn dot_op(op: &'static str, x: &Array, y: &Array, y_axis: usize) -> Result<Array> {
    if x.ndim() == 0 || y.ndim() == 0 {
        return Ok(multiply(x, y));
    }
    let x_axis = x.ndim() - 1;
    if x.shape()[x_axis] != y.shape()[y_axis] {
        let what = format!(
            "axis {x_axis} of the first has size {}, axis {y_axis} of the second {}",
            x.shape()[x_axis],
            y.shape()[y_axis]
        );
        return Err(mismatch(op, x, y, &what));
    }
    dot_general(x, y, (&[x_axis], &[y_axis]), (&[], &[]))
}

/// All products of an element of the first with one of the second, both flattened (numpy: `outer`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::outer([1, 2], [3, 4]).to_vec::<i32>().unwrap(), [3, 4, 6, 8]);
/// ```
#[track_caller]
pub fn outer<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("outer", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| {
            Ok(multiply(
                reshape(&x, &[x.len(), 1])?,
                reshape(&y, &[1, y.len()])?,
            ))
        })
        .or_raise()
}

/// The sum of products of two flattened arrays, the first conjugated (numpy: `vdot`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vdot([[1, 2], [3, 4]], [1, 1, 1, 1]).item::<i32>().unwrap(), 10);
/// ```
#[track_caller]
pub fn vdot<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("vdot", [x.into_operand(), y.into_operand()]);
    promoted.and_then(|[x, y]| vdot_op(&x, &y)).or_raise()
}

fn vdot_op(x: &Array, y: &Array) -> Result<Array> {
    if x.len() != y.len() {
        return Err(mismatch(
            "vdot",
            x,
            y,
            &format!("{} and {} elements", x.len(), y.len()),
        ));
    }
    let (x, y) = (reshape(x, &[x.len()])?, reshape(y, &[y.len()])?);
    dot_general(&conjugate(&x), &y, (&[0], &[0]), (&[], &[]))
}

/// The sum of products over the last axis, the first operand conjugated; other axes broadcast (numpy:
/// `vecdot`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vecdot([[1, 2], [3, 4]], [1, 1]).to_vec::<i32>().unwrap(), [3, 7]);
/// ```
#[track_caller]
pub fn vecdot<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("vecdot", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| {
            // Without broadcasting there are no matrices to multiply.
            if x.ndim() > 0 && x.shape() == y.shape() {
                return sum_of_products(&conjugate(&x), &y, &[x.ndim() - 1]);
            }
            let (row, column) = (
                with_axis_before_last("vecdot", &conjugate(&x))?,
                with_axis_after_last("vecdot", &y)?,
            );
            let product = matmul_op("vecdot", Operand::Owned(row), Operand::Owned(column))?;
            reshape(&product, &product.shape()[..product.ndim() - 2])
        })
        .or_raise()
}

/// A matrix times a vector over the last axes; other axes broadcast (numpy: `matvec`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::matvec([[1, 2], [3, 4]], [1, 1]).to_vec::<i32>().unwrap(), [3, 7]);
/// ```
#[track_caller]
pub fn matvec<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("matvec", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| {
            let column = with_axis_after_last("matvec", &y)?;
            let product = matmul_op("matvec", Operand::Owned(x), Operand::Owned(column))?;
            reshape(&product, &product.shape()[..product.ndim() - 1])
        })
        .or_raise()
}

/// A conjugated vector times a matrix over the last axes; other axes broadcast (numpy: `vecmat`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vecmat([1, 1], [[1, 2], [3, 4]]).to_vec::<i32>().unwrap(), [4, 6]);
/// ```
#[track_caller]
pub fn vecmat<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("vecmat", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| {
            let row = with_axis_before_last("vecmat", &conjugate(&x))?;
            let product = matmul_op("vecmat", Operand::Owned(row), Operand::Owned(y))?;
            let last = product.ndim() - 1;
            let shape: Shape = product.shape()[..last - 1]
                .iter()
                .chain(&product.shape()[last..])
                .copied()
                .collect();
            reshape(&product, &shape)
        })
        .or_raise()
}

fn with_axis_before_last(op: &'static str, x: &Array) -> Result<Array> {
    let Some(last) = x.ndim().checked_sub(1) else {
        return Err(Error::axis_out_of_range(op, -1, 0));
    };
    let mut shape = Shape::from_slice(x.shape());
    shape.insert(last, 1);
    reshape(x, &shape)
}

fn with_axis_after_last(op: &'static str, x: &Array) -> Result<Array> {
    if x.ndim() == 0 {
        return Err(Error::axis_out_of_range(op, -1, 0));
    }
    let mut shape = Shape::from_slice(x.shape());
    shape.push(1);
    reshape(x, &shape)
}

/// The axes that [`tensordot`] sums over: a number of axes, or one list per operand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TensordotAxes {
    /// The last axes of the first operand with the first of the second.
    Count(usize),
    /// The axes of each operand, paired in order; negative ones count from the end.
    Pairs(SmallVec<[isize; 4]>, SmallVec<[isize; 4]>),
}

impl From<usize> for TensordotAxes {
    fn from(count: usize) -> Self {
        TensordotAxes::Count(count)
    }
}

impl<const N: usize> From<([isize; N], [isize; N])> for TensordotAxes {
    fn from((x, y): ([isize; N], [isize; N])) -> Self {
        TensordotAxes::from((x.as_slice(), y.as_slice()))
    }
}

impl From<(&[isize], &[isize])> for TensordotAxes {
    fn from((x, y): (&[isize], &[isize])) -> Self {
        TensordotAxes::Pairs(SmallVec::from_slice(x), SmallVec::from_slice(y))
    }
}

/// The sum of products over any axes (numpy: `tensordot`): the other axes of the first operand, then those
/// of the second.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (x, y) = (np::ones([2, 3, 4]), np::ones([4, 3, 5]));
/// assert_eq!(np::tensordot(&x, &y, ([1, 2], [1, 0])).shape(), [2, 5]);
/// assert_eq!(np::tensordot(&x, &y, 1).shape(), [2, 3, 3, 5]);
/// ```
#[track_caller]
pub fn tensordot<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    axes: impl Into<TensordotAxes>,
) -> Array {
    let promoted = promote("tensordot", [x.into_operand(), y.into_operand()]);
    promoted
        .and_then(|[x, y]| tensordot_op(&x, &y, &axes.into()))
        .or_raise()
}

fn tensordot_op(x: &Array, y: &Array, axes: &TensordotAxes) -> Result<Array> {
    let (x_axes, y_axes) = match axes {
        TensordotAxes::Count(n) if *n > x.ndim().min(y.ndim()) => {
            return Err(mismatch(
                "tensordot",
                x,
                y,
                &format!("there are not {n} axes to sum over"),
            ));
        }
        TensordotAxes::Count(n) => ((x.ndim() - n..x.ndim()).collect(), (0..*n).collect()),
        TensordotAxes::Pairs(a, b) if a.len() != b.len() => {
            return Err(Error::axis(
                "tensordot",
                format!(
                    "{} axes of the first operand are paired with {}",
                    a.len(),
                    b.len()
                ),
            ));
        }
        TensordotAxes::Pairs(a, b) => (
            normalize_axes("tensordot", a, x.ndim())?,
            normalize_axes("tensordot", b, y.ndim())?,
        ),
    };
    for (&a, &b) in x_axes.iter().zip(&y_axes) {
        if x.shape()[a] != y.shape()[b] {
            let what = format!(
                "axis {a} of the first has size {}, axis {b} of the second {}",
                x.shape()[a],
                y.shape()[b]
            );
            return Err(mismatch("tensordot", x, y, &what));
        }
    }
    dot_general(x, y, (&x_axes, &y_axes), (&[], &[]))
}

/// The Kronecker product (numpy: `kron`): blocks of the second operand, each times an element of the first.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::kron([1, 10], [1, 2]).to_vec::<i32>().unwrap(), [1, 2, 10, 20]);
/// ```
#[track_caller]
pub fn kron<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("kron", [x.into_operand(), y.into_operand()]);
    promoted.and_then(|[x, y]| kron_op(&x, &y)).or_raise()
}

fn kron_op(x: &Array, y: &Array) -> Result<Array> {
    let ndim = x.ndim().max(y.ndim());
    let padded = |z: &Array| -> Shape {
        std::iter::repeat_n(1, ndim - z.ndim())
            .chain(z.shape().iter().copied())
            .collect()
    };
    let (x_shape, y_shape) = (padded(x), padded(y));
    let interleaved = |first: &Shape, is_first: bool| -> Shape {
        first
            .iter()
            .flat_map(|&n| if is_first { [n, 1] } else { [1, n] })
            .collect()
    };
    let product = multiply(
        reshape(x, &interleaved(&x_shape, true))?,
        reshape(y, &interleaved(&y_shape, false))?,
    );
    let shape: Shape = x_shape.iter().zip(&y_shape).map(|(a, b)| a * b).collect();
    reshape(&product, &shape)
}

/// The vector product of 3-vectors along the last axis; other axes broadcast (numpy: `cross`, without its
/// deprecated 2-vectors).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cross([1, 0, 0], [0, 1, 0]).to_vec::<i32>().unwrap(), [0, 0, 1]);
/// ```
#[track_caller]
pub fn cross<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let promoted = promote("cross", [x.into_operand(), y.into_operand()]);
    promoted.and_then(|[x, y]| cross_op(&x, &y)).or_raise()
}

fn cross_op(x: &Array, y: &Array) -> Result<Array> {
    if x.shape().last() != Some(&3) || y.shape().last() != Some(&3) {
        return Err(mismatch("cross", x, y, "the last axes must have size 3"));
    }
    let part = |z: &Array, i: usize| slice_axis(z, z.ndim() - 1, i, i + 1);
    let mut parts = Vec::new();
    for (i, j) in [(1, 2), (2, 0), (0, 1)] {
        parts.push(subtract(
            multiply(part(x, i)?, part(y, j)?),
            multiply(part(x, j)?, part(y, i)?),
        ));
    }
    let last = parts[0].ndim() - 1;
    concat(&parts.iter().collect::<Vec<_>>(), last)
}
