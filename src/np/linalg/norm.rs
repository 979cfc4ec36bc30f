//! Norms of vectors and matrices. Their gradients at zero are zero, not NaN.
//!
//! Spectral and nuclear norms need singular values, and with them the feature `linalg`.

use super::matrix::{check_matrices, finish, inexact, wide};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np::args::Reduce;
use crate::np::reduce::only_options;
use crate::np::{absolute, add, divide, equal, imag, not_equal, power, real, sqrt, square};
use crate::primitives::cast::cast;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::select::select;
use crate::shape::axes::{AxisList, normalize_axes};
use smallvec::SmallVec;

/// Which norm [`norm_with`] and its relatives compute; numbers convert to [`Order::P`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Order {
    /// The 2-norm of a vector, the Frobenius norm of a matrix, and that of all elements if no axes are named.
    #[default]
    Default,
    /// Of vectors the p-norm: `f64::INFINITY` the largest modulus, its negative the smallest, 0 the number of
    /// elements that are not zero. Of matrices ±1 (sums of columns), ±infinity (sums of rows) and ±2 (singular
    /// values), the largest or, negative, the smallest.
    P(f64),
    /// The square root of the sum of squares of a matrix (numpy: `"fro"`).
    Frobenius,
    /// The sum of the singular values of a matrix (numpy: `"nuc"`).
    Nuclear,
}

impl From<f64> for Order {
    fn from(p: f64) -> Self {
        Order::P(p)
    }
}

impl From<i32> for Order {
    fn from(p: i32) -> Self {
        Order::P(p.into())
    }
}

/// The norm of a vector or matrix, or of all elements (numpy: `linalg.norm`): the square root of the sum of
/// squares. Takes axes and keepdims; integers give f64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[3.0, 4.0], [0.0, 0.0]]);
/// assert_eq!(np::linalg::norm(&x, ..).item::<f64>().unwrap(), 5.0);
/// assert_eq!(np::linalg::norm(&x, axis(1).keepdims()).shape(), [2, 1]);
/// ```
#[track_caller]
pub fn norm<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    norm_op(&x.into_array(), Order::Default, &over.into()).or_raise()
}

/// [`norm`] of another order (numpy: `linalg.norm` with `ord`): one axis makes it a vector norm, two a matrix
/// norm; without axes the array's own decide.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, -2.0], [3.0, 4.0]]);
/// assert_eq!(np::linalg::norm_with(&x, 1, ..).item::<f64>().unwrap(), 6.0);
/// assert_eq!(np::linalg::norm_with(&x, f64::INFINITY, 1).to_vec::<f64>().unwrap(), [2.0, 4.0]);
/// ```
#[track_caller]
pub fn norm_with<'a>(
    x: impl IntoArray<'a>,
    order: impl Into<Order>,
    over: impl Into<Reduce>,
) -> Array {
    norm_op(&x.into_array(), order.into(), &over.into()).or_raise()
}

/// The norm of the named axes together, all of them for `..` (numpy: `linalg.vector_norm`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, -2.0], [3.0, 4.0]]);
/// assert_eq!(np::linalg::vector_norm(&x, 1, ..).item::<f64>().unwrap(), 10.0);
/// ```
#[track_caller]
pub fn vector_norm<'a>(
    x: impl IntoArray<'a>,
    order: impl Into<Order>,
    over: impl Into<Reduce>,
) -> Array {
    vector_norm_op(&x.into_array(), order.into(), &over.into()).or_raise()
}

/// The norm of the matrices in the last two axes (numpy: `linalg.matrix_norm`).
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Order, matrix_norm};
/// use numtape::prelude::*;
/// let x = array([[1.0, -2.0], [3.0, 4.0]]);
/// assert_eq!(matrix_norm(&x, -1, false).item::<f64>().unwrap(), 4.0);
/// assert_eq!(matrix_norm(&x, Order::Frobenius, true).shape(), [1, 1]);
/// ```
#[track_caller]
pub fn matrix_norm<'a>(x: impl IntoArray<'a>, order: impl Into<Order>, keepdims: bool) -> Array {
    let x = x.into_array();
    let over = if keepdims {
        Reduce::from([-2, -1]).keepdims()
    } else {
        Reduce::from([-2, -1])
    };
    check_matrices("matrix_norm", &x)
        .and_then(|()| of_axes("matrix_norm", &x, order.into(), &over, true))
        .or_raise()
}

fn norm_op(x: &Array, order: Order, over: &Reduce) -> Result<Array> {
    let ndim = x.ndim();
    let flattens = match order {
        Order::Default => true,
        Order::Frobenius => ndim == 2,
        Order::P(p) => ndim == 1 && p == 2.0,
        Order::Nuclear => false,
    };
    let named = over.axes.as_ref().map_or(ndim, SmallVec::len);
    if over.axes.is_none() && flattens {
        return of_axes("norm", x, Order::Default, over, false);
    }
    match named {
        1 => of_axes("norm", x, order, over, false),
        2 => of_axes("norm", x, order, over, true),
        n => Err(Error::axis(
            "norm",
            format!("norms are of one axis or two, not of {n}"),
        )),
    }
}

fn vector_norm_op(x: &Array, order: Order, over: &Reduce) -> Result<Array> {
    of_axes("vector_norm", x, order, over, false)
}

/// The norm over axes that are a matrix's rows and columns, or together a vector.
fn of_axes(
    op: &'static str,
    x: &Array,
    order: Order,
    over: &Reduce,
    is_matrix: bool,
) -> Result<Array> {
    only_options(op, over, &["keepdims"])?;
    let axes = match &over.axes {
        Some(axes) => normalize_axes(op, axes, x.ndim())?,
        None => (0..x.ndim()).collect(),
    };
    let result = inexact(x.dtype());
    let x = cast(x, wide(result))?;
    let mut sorted = axes.clone();
    sorted.sort_unstable();
    let y = if is_matrix {
        of_matrix(op, &x, order, &axes)?
    } else {
        of_vector(op, &x, order, &sorted)?
    };
    over.keep(finish(&y, result.real_part())?, &sorted)
}

fn of_vector(op: &'static str, x: &Array, order: Order, axes: &AxisList) -> Result<Array> {
    match order {
        Order::Default | Order::P(2.0) => root_of_squares(x, axes),
        Order::P(p) if p == f64::INFINITY => extreme(ReduceKind::Max, &absolute(x), axes),
        Order::P(p) if p == f64::NEG_INFINITY => extreme(ReduceKind::Min, &absolute(x), axes),
        Order::P(0.0) => {
            let counted = cast(&not_equal(x, 0), x.dtype().real_part())?;
            reduce(ReduceKind::Sum, &counted, axes)
        }
        Order::P(1.0) => reduce(ReduceKind::Sum, &absolute(x), axes),
        Order::P(p) => p_norm(&absolute(x), p, axes),
        Order::Frobenius | Order::Nuclear => Err(Error::value(
            op,
            format!("{order:?} is a norm of matrices, not of vectors"),
        )),
    }
}

fn of_matrix(op: &'static str, x: &Array, order: Order, axes: &AxisList) -> Result<Array> {
    let (row, column) = (axes[0], axes[1]);
    let sums = |along: usize, of: usize, kind: ReduceKind| -> Result<Array> {
        let sums = reduce(ReduceKind::Sum, &absolute(x), &[along])?;
        extreme(kind, &sums, &[of - usize::from(of > along)])
    };
    match order {
        Order::Default | Order::Frobenius => {
            root_of_squares(x, &[row.min(column), row.max(column)].into_iter().collect())
        }
        Order::P(1.0) => sums(row, column, ReduceKind::Max),
        Order::P(-1.0) => sums(row, column, ReduceKind::Min),
        Order::P(p) if p == f64::INFINITY => sums(column, row, ReduceKind::Max),
        Order::P(p) if p == f64::NEG_INFINITY => sums(column, row, ReduceKind::Min),
        Order::P(2.0) => of_singular_values(x, axes, ReduceKind::Max),
        Order::P(-2.0) => of_singular_values(x, axes, ReduceKind::Min),
        Order::Nuclear => of_singular_values(x, axes, ReduceKind::Sum),
        Order::P(p) => Err(
            Error::value(op, format!("{p} is not an order of matrix norms"))
                .hinted("matrices have the orders ±1, ±2, ±infinity, Frobenius and Nuclear"),
        ),
    }
}

#[cfg(feature = "linalg")]
fn of_singular_values(x: &Array, axes: &AxisList, kind: ReduceKind) -> Result<Array> {
    use crate::primitives::linalg::svd::{Vectors, svd};
    use crate::primitives::transpose::transpose;
    let others = (0..x.ndim()).filter(|axis| !axes.contains(axis));
    let order: AxisList = others.chain(axes.iter().copied()).collect();
    let (_, s, _) = svd(&transpose(x, &order)?, Vectors::None)?;
    let last = s.ndim() - 1;
    extreme(kind, &s, &[last])
}

#[cfg(not(feature = "linalg"))]
fn of_singular_values(_x: &Array, _axes: &AxisList, _kind: ReduceKind) -> Result<Array> {
    Err(Error::value(
        "norm",
        "norms of singular values need the feature `linalg`",
    ))
}

/// A reduction of moduli, the largest of which is 0 if there are none.
fn extreme(kind: ReduceKind, x: &Array, axes: &[usize]) -> Result<Array> {
    let is_empty = axes.iter().any(|&axis| x.shape()[axis] == 0);
    if is_empty && kind == ReduceKind::Max {
        return reduce(ReduceKind::Sum, x, axes);
    }
    reduce(kind, x, axes)
}

/// Zero where the sum is, without a derivative; a function of the sum elsewhere.
fn unless_zero(sum: &Array, at_zero: f64, f: impl Fn(&Array) -> Array) -> Result<Array> {
    let number = |x: f64| scalar_array(Scalar::Float(x), sum.dtype());
    let is_zero = equal(sum, 0);
    let safe = select(&is_zero, &number(1.0), sum)?;
    select(&is_zero, &number(at_zero), &f(&safe))
}

fn root_of_squares(x: &Array, axes: &AxisList) -> Result<Array> {
    let squares = if x.dtype().is_complex() {
        add(square(real(x)), square(imag(x)))
    } else {
        square(x)
    };
    unless_zero(&reduce(ReduceKind::Sum, &squares, axes)?, 0.0, |sum| {
        sqrt(sum)
    })
}

/// The p-norm of moduli.
fn p_norm(x: &Array, p: f64, axes: &AxisList) -> Result<Array> {
    let to_p = |x: &Array| power(x, p);
    let (powers, at_zero) = if p > 0.0 {
        (unless_zero(x, 0.0, to_p)?, 0.0)
    } else {
        (to_p(x), f64::INFINITY)
    };
    let root = divide(scalar_array(Scalar::Float(1.0), x.dtype()), p);
    unless_zero(&reduce(ReduceKind::Sum, &powers, axes)?, at_zero, |sum| {
        power(sum, &root)
    })
}
