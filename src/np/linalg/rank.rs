//! What singular values tell: rank, condition, pseudo-inverse and least squares.

use super::factor::svdvals_op;
use super::matrix::{
    check_matrices, check_square, computing, computing_both, epsilon, finish, from_lower, wide,
};
use super::norm::{Order, matrix_norm};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::{divide, isnan, matmul, max, min, multiply, subtract};
use crate::primitives::cast::cast;
use crate::primitives::linalg::inverse::inverse;
use crate::primitives::linalg::pseudo_inverse::pseudo_inverse;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;

/// From which size on a singular value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tolerance {
    /// The largest size of the matrix times the dtype's epsilon, relative.
    #[default]
    Default,
    /// A number, compared as it is (numpy: `tol`).
    Absolute(f64),
    /// A number, times the largest singular value (numpy: `rtol`, `rcond`).
    Relative(f64),
}

impl Tolerance {
    /// The limit for each matrix, with a last axis of size 1; none if there are no singular values.
    fn limit(self, s: &Array, x: &Array) -> Result<Option<Array>> {
        if s.shape().ends_with(&[0]) {
            return Ok(None);
        }
        let number = |x: f64| scalar_array(Scalar::Float(x), s.dtype());
        Ok(Some(match self {
            Tolerance::Absolute(limit) => number(limit),
            Tolerance::Relative(rtol) => multiply(np::expand_dims(max(s, -1), -1), number(rtol)),
            Tolerance::Default => {
                return Tolerance::Relative(default_rtol(x)).limit(s, x);
            }
        }))
    }
}

fn default_rtol(x: &Array) -> f64 {
    let size = x.shape()[x.ndim() - 2..].iter().max().copied().unwrap_or(0);
    size as f64 * epsilon(wide(x.dtype()))
}

/// The number of singular values that are not negligible, i64 (numpy: `linalg.matrix_rank`). An array below two
/// axes has rank 1, or 0 if all elements are zero.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::matrix_rank(np::ones([3, 3])).item::<i64>().unwrap(), 1);
/// ```
#[track_caller]
pub fn matrix_rank<'a>(x: impl IntoArray<'a>) -> Array {
    matrix_rank_op(&x.into_array(), Tolerance::Default, false).or_raise()
}

/// [`matrix_rank`] with a tolerance; if `hermitian`, only the lower triangle is read.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Tolerance, matrix_rank_with};
/// use numtape::prelude::*;
/// let x = array([[1.0, 0.0], [0.0, 1e-3]]);
/// assert_eq!(matrix_rank_with(&x, Tolerance::Relative(1e-2), false).item::<i64>().unwrap(), 1);
/// ```
#[track_caller]
pub fn matrix_rank_with<'a>(x: impl IntoArray<'a>, tolerance: Tolerance, hermitian: bool) -> Array {
    matrix_rank_op(&x.into_array(), tolerance, hermitian).or_raise()
}

fn matrix_rank_op(x: &Array, tolerance: Tolerance, hermitian: bool) -> Result<Array> {
    if x.ndim() < 2 {
        return cast(&np::any(np::not_equal(x, 0), ..), DType::I64);
    }
    let (x, _) = computing(x)?;
    let x = if hermitian {
        check_square("matrix_rank", &x)?;
        from_lower(&x)
    } else {
        x
    };
    let s = svdvals_op("matrix_rank", &x)?;
    let Some(limit) = tolerance.limit(&s, &x)? else {
        return cast(&np::sum(s, -1), DType::I64);
    };
    Ok(np::count_nonzero(np::greater(&s, limit), -1))
}

/// The condition number of each matrix: its norm times that of its inverse (numpy: `linalg.cond`). Singular
/// matrices give infinity, NaN only comes from NaN.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Order, cond};
/// use numtape::prelude::*;
/// let x = array([[2.0, 0.0], [0.0, 1.0]]);
/// assert!(np::allclose(cond(&x, Order::Default), 2.0));
/// assert!(np::allclose(cond(&x, 1), 2.0));
/// ```
#[track_caller]
pub fn cond<'a>(x: impl IntoArray<'a>, order: impl Into<Order>) -> Array {
    cond_op(&x.into_array(), order.into()).or_raise()
}

fn cond_op(x: &Array, order: Order) -> Result<Array> {
    check_matrices("cond", x)?;
    if x.shape().ends_with(&[0]) || x.shape()[x.ndim() - 2] == 0 {
        return Err(Error::value(
            "cond",
            "the condition of an empty matrix does not exist",
        ));
    }
    let (x, result) = computing(x)?;
    let ratio = match order {
        Order::Default | Order::P(2.0) => {
            let s = svdvals_op("cond", &x)?;
            divide(max(&s, -1), min(&s, -1))
        }
        Order::P(-2.0) => {
            let s = svdvals_op("cond", &x)?;
            divide(min(&s, -1), max(&s, -1))
        }
        order => {
            check_square("cond", &x)?;
            multiply(
                matrix_norm(&x, order, false),
                matrix_norm(inverse(&x)?, order, false),
            )
        }
    };
    let last = x.ndim() - 1;
    let had_nan = reduce(ReduceKind::Any, &isnan(&x), &[last - 1, last])?;
    let repaired = np::logical_and(isnan(&ratio), np::logical_not(had_nan));
    let infinity = scalar_array(Scalar::Float(f64::INFINITY), ratio.dtype());
    finish(&select(&repaired, &infinity, &ratio)?, result)
}

/// The pseudo-inverse of Moore and Penrose (numpy: `linalg.pinv`). Singular values up to 1e-15 times the largest
/// count as zero, or up to [`Tolerance::Default`] if that is more, as it is in f32; the derivative is that
/// along matrices of the same rank.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]);
/// let wanted = array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.0]]);
/// assert!(np::allclose(np::linalg::pinv(&x), wanted));
/// ```
#[track_caller]
pub fn pinv<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    check_matrices("pinv", &x).or_raise();
    let rtol = default_rtol(&x).max(1e-15);
    pinv_op(&x, Tolerance::Relative(rtol), false).or_raise()
}

/// [`pinv`] with a tolerance; if `hermitian`, only the lower triangle is read.
///
/// # Panics
/// If the tolerance is absolute, which numpy does not have here.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Tolerance, pinv_with};
/// use numtape::prelude::*;
/// let x = array([[1.0, 0.0], [0.0, 1e-3]]);
/// let y = pinv_with(&x, Tolerance::Relative(1e-2), true);
/// assert!(np::allclose(y, [[1.0, 0.0], [0.0, 0.0]]));
/// ```
#[track_caller]
pub fn pinv_with<'a>(x: impl IntoArray<'a>, tolerance: Tolerance, hermitian: bool) -> Array {
    pinv_op(&x.into_array(), tolerance, hermitian).or_raise()
}

fn pinv_op(x: &Array, tolerance: Tolerance, hermitian: bool) -> Result<Array> {
    check_matrices("pinv", x)?;
    let (x, result) = computing(x)?;
    let x = if hermitian {
        check_square("pinv", &x)?;
        from_lower(&x)
    } else {
        x
    };
    let rtol = match tolerance {
        Tolerance::Relative(rtol) => rtol,
        Tolerance::Default => default_rtol(&x),
        Tolerance::Absolute(_) => {
            return Err(Error::value("pinv", "takes a relative tolerance"));
        }
    };
    finish(&pseudo_inverse(&x, rtol)?, result)
}

/// What [`lstsq`] finds.
#[derive(Clone, Debug)]
pub struct Lstsq {
    /// The solutions.
    pub x: Array,
    /// The squared distance of each right side from what is reached: one for each column if there are more rows
    /// than columns, else none. NaN for matrices that are not of full rank.
    pub residuals: Array,
    /// The rank of each matrix, i64.
    pub rank: Array,
    /// The singular values of each matrix.
    pub s: Array,
}

/// The solutions of least squares and, among those, of least norm (numpy: `linalg.lstsq`, which takes one
/// matrix): the right side is a vector if it is 1-d, else matrices; axes before them broadcast.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Tolerance, lstsq};
/// use numtape::prelude::*;
/// let a = array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]);
/// let fit = lstsq(&a, [1.0, 3.0, 5.0], Tolerance::Default);
/// assert!(np::allclose(&fit.x, [1.0, 2.0]));
/// assert_eq!(fit.rank.item::<i64>().unwrap(), 2);
/// ```
#[track_caller]
pub fn lstsq<'a, 'b>(a: impl IntoArray<'a>, b: impl IntoArray<'b>, tolerance: Tolerance) -> Lstsq {
    lstsq_op(&a.into_array(), &b.into_array(), tolerance).or_raise()
}

fn lstsq_op(a: &Array, b: &Array, tolerance: Tolerance) -> Result<Lstsq> {
    check_matrices("lstsq", a)?;
    let ([a, b], result) = computing_both(a, b)?;
    let (m, n) = (a.shape()[a.ndim() - 2], a.shape()[a.ndim() - 1]);
    if b.ndim() == 0 || b.shape()[b.ndim().saturating_sub(2)] != m {
        return Err(Error::shape(
            "lstsq",
            format!(
                "a matrix {} and a right side {} do not fit",
                a.aval(),
                b.aval()
            ),
        ));
    }
    let rtol = match tolerance {
        Tolerance::Relative(rtol) => rtol,
        Tolerance::Default => default_rtol(&a),
        Tolerance::Absolute(_) => {
            return Err(Error::value("lstsq", "takes a relative tolerance"));
        }
    };
    let columns = if b.ndim() == 1 {
        reshape(&b, &[m, 1])?
    } else {
        b.clone()
    };
    let x = matmul(pseudo_inverse(&a, rtol)?, &columns);
    let s = svdvals_op("lstsq", &a)?;
    let rank = match Tolerance::Relative(rtol).limit(&s, &a)? {
        Some(limit) => np::count_nonzero(np::greater(&s, limit), -1),
        None => cast(&np::sum(&s, -1), DType::I64)?,
    };
    let distance = subtract(&columns, matmul(&a, &x));
    let squares = np::real(multiply(&distance, np::conj(&distance)));
    let squares = np::sum(squares, -2);
    let residuals = if m > n {
        let is_full = np::expand_dims(np::equal(&rank, n), -1);
        select(
            &is_full,
            &squares,
            &scalar_array(Scalar::Float(f64::NAN), squares.dtype()),
        )?
    } else {
        let last = squares.ndim() - 1;
        crate::primitives::slice::slice_axis(&squares, last, 0, 0)?
    };
    let x = if b.ndim() == 1 {
        reshape(&x, &x.shape()[..x.ndim() - 1])?
    } else {
        x
    };
    Ok(Lstsq {
        x: finish(&x, result)?,
        residuals: finish(&residuals, result)?,
        rank,
        s: finish(&s, result)?,
    })
}
