//! Decompositions into factors: Cholesky, QR, LU and singular values.
//!
//! Signs and phases that mathematics leaves open are those of `primitives::linalg`.

use super::matrix::{
    adjoint, check_matrices, check_square, computing, finish, from_lower, refuse_any,
};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::np;
use crate::np::{any, isnan};
use crate::primitives::cast::cast;
use crate::primitives::linalg::cholesky::cholesky as cholesky_matrices;
use crate::primitives::linalg::eigh::eigh;
use crate::primitives::linalg::lu::lu as lu_matrices;
use crate::primitives::linalg::qr::qr as qr_matrices;
use crate::primitives::linalg::svd::{Vectors, svd as svd_matrices};
use crate::primitives::meta::stop_gradient;
use crate::primitives::slice::slice_axis;

/// The lower factor L with `L·Lᴴ = A` of each Hermitian positive definite matrix, of which the lower triangle is
/// read (numpy: `linalg.cholesky`, which refuses other matrices; here they give NaN, and [`try_cholesky`]
/// refuses them).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let l = np::linalg::cholesky([[4.0, 2.0], [2.0, 5.0]]);
/// assert_eq!(l.to_vec::<f64>().unwrap(), [2.0, 0.0, 1.0, 2.0]);
/// ```
#[track_caller]
pub fn cholesky<'a>(x: impl IntoArray<'a>) -> Array {
    cholesky_op(&x.into_array()).or_raise()
}

fn cholesky_op(x: &Array) -> Result<Array> {
    check_square("cholesky", x)?;
    let (x, result) = computing(x)?;
    finish(&cholesky_matrices(&x)?, result)
}

/// The upper factor U with `Uᴴ·U = A`, from the upper triangle (numpy: `linalg.cholesky` with `upper=True`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let u = np::linalg::cholesky_upper([[4.0, 2.0], [2.0, 5.0]]);
/// assert_eq!(u.to_vec::<f64>().unwrap(), [2.0, 1.0, 0.0, 2.0]);
/// ```
#[track_caller]
pub fn cholesky_upper<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    let factor = check_square("cholesky", &x).and_then(|()| cholesky_op(&adjoint(&x)));
    adjoint(&factor.or_raise())
}

/// [`cholesky`], with an error for matrices that are not positive definite.
///
/// # Errors
/// If a factor does not exist; the text names the matrix. Also inside a map, where values are not available.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let error = np::linalg::try_cholesky([[1.0, 2.0], [2.0, 1.0]]).unwrap_err();
/// assert_eq!(error.to_string(), "cholesky: the matrix is not positive definite");
/// ```
pub fn try_cholesky<'a>(x: impl IntoArray<'a>) -> Result<Array> {
    let factor = cholesky_op(&x.into_array())?;
    let failed = any(isnan(stop_gradient(&factor)?), [-2, -1]);
    refuse_any("cholesky", &failed, "is not positive definite")?;
    Ok(factor)
}

/// What [`qr`] finds.
#[derive(Clone, Debug)]
pub struct Qr {
    /// Orthonormal columns.
    pub q: Array,
    /// An upper triangle.
    pub r: Array,
}

/// `A = Q·R` with as many columns of Q as A has rows or columns, whichever is less (numpy: `linalg.qr`). The
/// mode `raw` does not exist.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
/// let f = np::linalg::qr(&x);
/// assert_eq!((f.q.shape(), f.r.shape()), ([3, 2].as_slice(), [2, 2].as_slice()));
/// assert!(np::allclose(f.q.matmul(&f.r), &x));
/// ```
#[track_caller]
pub fn qr<'a>(x: impl IntoArray<'a>) -> Qr {
    qr_op(&x.into_array(), false).or_raise()
}

/// [`qr`] with a square Q (numpy: `mode="complete"`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::qr_complete(np::ones([3, 2])).q.shape(), [3, 3]);
/// ```
#[track_caller]
pub fn qr_complete<'a>(x: impl IntoArray<'a>) -> Qr {
    qr_op(&x.into_array(), true).or_raise()
}

/// The R of [`qr`] alone (numpy: `mode="r"`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::qr_r(np::ones([3, 2])).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn qr_r<'a>(x: impl IntoArray<'a>) -> Array {
    qr(x).r
}

fn qr_op(x: &Array, full: bool) -> Result<Qr> {
    check_matrices("qr", x)?;
    let (x, result) = computing(x)?;
    let (q, r) = qr_matrices(&x, full)?;
    Ok(Qr {
        q: finish(&q, result)?,
        r: finish(&r, result)?,
    })
}

/// What [`svd`] finds.
#[derive(Clone, Debug)]
pub struct Svd {
    /// The left singular vectors, in columns.
    pub u: Array,
    /// The singular values, in decreasing order.
    pub s: Array,
    /// The right singular vectors, conjugated, in rows.
    pub vh: Array,
}

/// Singular values and vectors, `A = U·diag(s)·Vᴴ` (numpy: `linalg.svd`): square U and V if
/// `full_matrices`, else as many vectors as values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[3.0, 0.0, 0.0], [0.0, 4.0, 0.0]]);
/// let f = np::linalg::svd(&x, false);
/// assert_eq!(f.vh.shape(), [2, 3]);
/// assert!(np::allclose((&f.u * &f.s).matmul(&f.vh), &x));
/// ```
#[track_caller]
pub fn svd<'a>(x: impl IntoArray<'a>, full_matrices: bool) -> Svd {
    svd_op(&x.into_array(), full_matrices).or_raise()
}

fn svd_op(x: &Array, full_matrices: bool) -> Result<Svd> {
    check_matrices("svd", x)?;
    let (x, result) = computing(x)?;
    let vectors = if full_matrices {
        Vectors::Full
    } else {
        Vectors::Reduced
    };
    let (u, s, vh) = svd_matrices(&x, vectors)?;
    let (u, vh) = (
        u.expect("vectors were asked for"),
        vh.expect("vectors were asked for"),
    );
    Ok(Svd {
        u: finish(&u, result)?,
        s: finish(&s, result)?,
        vh: finish(&vh, result)?,
    })
}

/// The singular values of each matrix, in decreasing order (numpy: `linalg.svdvals`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose(np::linalg::svdvals([[3.0, 0.0], [0.0, 4.0]]), [4.0, 3.0]));
/// ```
#[track_caller]
pub fn svdvals<'a>(x: impl IntoArray<'a>) -> Array {
    svdvals_op("svdvals", &x.into_array()).or_raise()
}

pub(super) fn svdvals_op(op: &'static str, x: &Array) -> Result<Array> {
    check_matrices(op, x)?;
    let (x, result) = computing(x)?;
    finish(&svd_matrices(&x, Vectors::None)?.1, result)
}

/// [`svd`] of Hermitian matrices, of which the lower triangle is read, from their eigenvalues (numpy:
/// `linalg.svd` with `hermitian=True`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let f = np::linalg::svd_hermitian([[0.0, 2.0], [2.0, 0.0]]);
/// assert!(np::allclose(&f.s, [2.0, 2.0]));
/// ```
#[track_caller]
pub fn svd_hermitian<'a>(x: impl IntoArray<'a>) -> Svd {
    svd_hermitian_op(&x.into_array()).or_raise()
}

fn svd_hermitian_op(x: &Array) -> Result<Svd> {
    check_square("svd", x)?;
    let (x, result) = computing(x)?;
    let (w, v) = eigh(&from_lower(&x))?;
    let order = np::flip(np::argsort(np::absolute(&w), -1), -1);
    let w = np::take_along_axis(&w, &order, -1);
    let u = np::take_along_axis(&v, np::expand_dims(&order, -2), -1);
    let signs = np::where_(np::less(&w, 0), -1.0, 1.0);
    let vh = np::multiply(adjoint(&u), cast(&np::expand_dims(signs, -1), w.dtype())?);
    Ok(Svd {
        u: finish(&u, result)?,
        s: finish(&np::absolute(&w), result)?,
        vh: finish(&vh, result)?,
    })
}

/// What [`lu`] finds.
#[derive(Clone, Debug)]
pub struct Lu {
    /// A permutation matrix.
    pub p: Array,
    /// A lower triangle with ones on the diagonal.
    pub l: Array,
    /// An upper triangle.
    pub u: Array,
}

/// `A = P·L·U` (scipy: `linalg.lu`), by exchanges of rows.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0.0, 1.0], [2.0, 3.0]]);
/// let f = np::linalg::lu(&x);
/// assert!(np::allclose(f.p.matmul(&f.l).matmul(&f.u), &x));
/// ```
#[track_caller]
pub fn lu<'a>(x: impl IntoArray<'a>) -> Lu {
    lu_op(&x.into_array()).or_raise()
}

fn lu_op(x: &Array) -> Result<Lu> {
    check_matrices("lu", x)?;
    let (x, result) = computing(x)?;
    let (factors, _, permutation) = lu_matrices(&x)?;
    let (m, n) = (x.shape()[x.ndim() - 2], x.shape()[x.ndim() - 1]);
    let k = m.min(n);
    // Row permutation[i] of A is row i of L·U, so column i of P has its one there.
    let rows = np::arange(m as i64);
    let p = np::equal(np::expand_dims(rows, -1), np::expand_dims(&permutation, -2));
    let last = x.ndim() - 1;
    let lower = np::tril(slice_axis(&factors, last, 0, k)?, -1);
    let l = np::add(lower, np::eye(([m, k], x.dtype())));
    let u = np::triu(slice_axis(&factors, last - 1, 0, k)?, 0);
    Ok(Lu {
        p: cast(&p, result.real_part())?,
        l: finish(&l, result)?,
        u: finish(&u, result)?,
    })
}

/// What [`lu_factor`] finds, for [`lu_solve`](super::lu_solve).
#[derive(Clone, Debug)]
pub struct LuFactor {
    /// L below the diagonal, U on and above it.
    pub lu: Array,
    /// The row that each row was exchanged with, in order.
    pub pivots: Array,
    /// The rows of the matrix in the order of the factors.
    pub permutation: Array,
}

/// The LU factors of each matrix in one array, and the exchanges of rows (scipy: `linalg.lu_factor`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let f = np::linalg::lu_factor([[0.0, 1.0], [2.0, 3.0]]);
/// assert_eq!(f.pivots.to_vec::<i32>().unwrap(), [1, 1]);
/// assert_eq!(f.lu.to_vec::<f64>().unwrap(), [2.0, 3.0, 0.0, 1.0]);
/// ```
#[track_caller]
pub fn lu_factor<'a>(x: impl IntoArray<'a>) -> LuFactor {
    lu_factor_op(&x.into_array()).or_raise()
}

fn lu_factor_op(x: &Array) -> Result<LuFactor> {
    check_matrices("lu_factor", x)?;
    let (x, result) = computing(x)?;
    let (lu, pivots, permutation) = lu_matrices(&x)?;
    debug_assert_eq!(pivots.dtype(), DType::I32);
    Ok(LuFactor {
        lu: finish(&lu, result)?,
        pivots,
        permutation,
    })
}
