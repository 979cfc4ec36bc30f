//! Eigenvalues and eigenvectors, of general and of Hermitian matrices.

use super::matrix::{adjoint, check_square, computing, finish};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::primitives::linalg::eig::{eig as eig_matrices, eigvals as eigvals_matrices};
use crate::primitives::linalg::eigh::{eigh as eigh_matrices, eigvalsh as eigvalsh_matrices};

/// What [`eig`] finds.
#[derive(Clone, Debug)]
pub struct Eig {
    /// Complex, in no particular order.
    pub eigenvalues: Array,
    /// Complex, of norm 1, in columns.
    pub eigenvectors: Array,
}

/// Eigenvalues and right eigenvectors of square matrices (numpy: `linalg.eig`). Always complex, where numpy
/// gives real arrays if all imaginary parts happen to be zero.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0.0, 1.0], [-1.0, 0.0]]);
/// let e = np::linalg::eig(&x);
/// assert_eq!(e.eigenvalues.dtype(), C128);
/// assert!(np::allclose(x.matmul(&e.eigenvectors), &e.eigenvectors * &e.eigenvalues));
/// ```
#[track_caller]
pub fn eig<'a>(x: impl IntoArray<'a>) -> Eig {
    eig_op(&x.into_array()).or_raise()
}

fn eig_op(x: &Array) -> Result<Eig> {
    check_square("eig", x)?;
    let (x, _) = computing(x)?;
    let (eigenvalues, eigenvectors) = eig_matrices(&x)?;
    Ok(Eig {
        eigenvalues,
        eigenvectors,
    })
}

/// The eigenvalues of square matrices, complex and in no particular order (numpy: `linalg.eigvals`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let w = np::linalg::eigvals([[2.0, 1.0], [0.0, 3.0]]);
/// assert!(np::allclose(np::sum(np::real(&w), ..), 5.0));
/// ```
#[track_caller]
pub fn eigvals<'a>(x: impl IntoArray<'a>) -> Array {
    eigvals_op(&x.into_array()).or_raise()
}

fn eigvals_op(x: &Array) -> Result<Array> {
    check_square("eigvals", x)?;
    eigvals_matrices(&computing(x)?.0)
}

/// Which triangle of a Hermitian matrix is read (numpy: `UPLO`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Uplo {
    /// The lower one.
    #[default]
    Lower,
    /// The upper one.
    Upper,
}

/// What [`eigh`] finds.
#[derive(Clone, Debug)]
pub struct Eigh {
    /// Real, in increasing order.
    pub eigenvalues: Array,
    /// Orthonormal, in columns.
    pub eigenvectors: Array,
}

/// Eigenvalues and eigenvectors of Hermitian matrices, of which the lower triangle is read (numpy:
/// `linalg.eigh`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let e = np::linalg::eigh([[2.0, 1.0], [1.0, 2.0]]);
/// assert!(np::allclose(&e.eigenvalues, [1.0, 3.0]));
/// ```
#[track_caller]
pub fn eigh<'a>(x: impl IntoArray<'a>) -> Eigh {
    eigh_op(&x.into_array(), Uplo::Lower).or_raise()
}

/// [`eigh`] from either triangle.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Uplo, eigh_with};
/// use numtape::prelude::*;
/// let e = eigh_with([[2.0, 1.0], [0.0, 2.0]], Uplo::Upper);
/// assert!(np::allclose(&e.eigenvalues, [1.0, 3.0]));
/// ```
#[track_caller]
pub fn eigh_with<'a>(x: impl IntoArray<'a>, uplo: Uplo) -> Eigh {
    eigh_op(&x.into_array(), uplo).or_raise()
}

/// Matrices to compute with, which have the Hermitian matrix in their lower triangle.
fn lower(op: &'static str, x: &Array, uplo: Uplo) -> Result<(Array, DType)> {
    check_square(op, x)?;
    let (x, result) = computing(x)?;
    // The lower triangle of the adjoint is the upper one of the same Hermitian matrix.
    Ok((if uplo == Uplo::Lower { x } else { adjoint(&x) }, result))
}

fn eigh_op(x: &Array, uplo: Uplo) -> Result<Eigh> {
    let (x, result) = lower("eigh", x, uplo)?;
    let (w, v) = eigh_matrices(&x)?;
    Ok(Eigh {
        eigenvalues: finish(&w, result)?,
        eigenvectors: finish(&v, result)?,
    })
}

fn eigvalsh_op(x: &Array, uplo: Uplo) -> Result<Array> {
    let (x, result) = lower("eigvalsh", x, uplo)?;
    finish(&eigvalsh_matrices(&x)?, result)
}

/// The eigenvalues of Hermitian matrices, in increasing order (numpy: `linalg.eigvalsh`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose(np::linalg::eigvalsh([[2.0, 1.0], [1.0, 2.0]]), [1.0, 3.0]));
/// ```
#[track_caller]
pub fn eigvalsh<'a>(x: impl IntoArray<'a>) -> Array {
    eigvalsh_op(&x.into_array(), Uplo::Lower).or_raise()
}

/// [`eigvalsh`] from either triangle.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Uplo, eigvalsh_with};
/// use numtape::prelude::*;
/// assert!(np::allclose(eigvalsh_with([[2.0, 1.0], [0.0, 2.0]], Uplo::Upper), [1.0, 3.0]));
/// ```
#[track_caller]
pub fn eigvalsh_with<'a>(x: impl IntoArray<'a>, uplo: Uplo) -> Array {
    eigvalsh_op(&x.into_array(), uplo).or_raise()
}
