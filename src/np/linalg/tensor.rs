//! Inverses and systems of tensors, whose axes are grouped to those of a matrix.

use super::solve::{inv_op, solve_op};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::np::Axes;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::AxisList;

/// The inverse with respect to `tensordot` over `ind` axes (numpy: `linalg.tensorinv`, where `ind` is 2 unless
/// given): the first `ind` axes are the rows of a square matrix, the others its columns.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::eye([6, 6]).reshape([2, 3, 6]);
/// assert_eq!(np::linalg::tensorinv(&x, 2).shape(), [6, 2, 3]);
/// ```
#[track_caller]
pub fn tensorinv<'a>(x: impl IntoArray<'a>, ind: usize) -> Array {
    tensorinv_op(&x.into_array(), ind).or_raise()
}

fn tensorinv_op(x: &Array, ind: usize) -> Result<Array> {
    if ind == 0 || ind > x.ndim() {
        return Err(Error::value(
            "tensorinv",
            format!(
                "the number of axes to invert, {ind}, does not fit {}",
                x.aval()
            ),
        ));
    }
    let (rows, columns) = x.shape().split_at(ind);
    let (m, n): (usize, usize) = (rows.iter().product(), columns.iter().product());
    if m != n {
        return Err(Error::shape(
            "tensorinv",
            format!(
                "the first {ind} axes of {} have {m} elements, the others {n}",
                x.aval()
            ),
        ));
    }
    let shape: Shape = columns.iter().chain(rows).copied().collect();
    reshape(&inv_op("tensorinv", &reshape(x, &[m, n])?)?, &shape)
}

/// `x` with `tensordot(a, x, x.ndim()) = b` (numpy: `linalg.tensorsolve`). The named axes of `a` are moved to its
/// end first; `..` moves none.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let a = np::eye([6, 6]).reshape([2, 3, 6]);
/// let b = np::ones([2, 3]);
/// assert_eq!(np::linalg::tensorsolve(&a, &b, ..).to_vec::<f64>().unwrap(), [1.0; 6]);
/// ```
#[track_caller]
pub fn tensorsolve<'a, 'b>(
    a: impl IntoArray<'a>,
    b: impl IntoArray<'b>,
    axes: impl Into<Axes>,
) -> Array {
    tensorsolve_op(&a.into_array(), &b.into_array(), &axes.into()).or_raise()
}

fn tensorsolve_op(a: &Array, b: &Array, axes: &Axes) -> Result<Array> {
    const OP: &str = "tensorsolve";
    let moved = match &axes.0 {
        Some(_) => axes.resolve(OP, a.ndim())?,
        None => AxisList::new(),
    };
    let kept = (0..a.ndim()).filter(|axis| !moved.contains(axis));
    let order: AxisList = kept.chain(moved.iter().copied()).collect();
    let a = transpose(a, &order)?;
    let shape = Shape::from_slice(a.shape().get(b.ndim()..).unwrap_or(&[]));
    let n: usize = shape.iter().product();
    if a.len() != n * n || b.len() != n {
        return Err(Error::shape(
            OP,
            format!("{} and {} do not make a square system", a.aval(), b.aval()),
        ));
    }
    let x = solve_op(&reshape(&a, &[n, n])?, &reshape(b, &[n])?)?;
    reshape(&x, &shape)
}
