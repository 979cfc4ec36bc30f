//! Systems of equations and inverses: general, triangular, and from factors that are there already.
//!
//! Singular matrices give infinities and NaN in their place of the batch; `try_solve` and `try_inv` name them.

use super::factor::LuFactor;
use super::matrix::{check_square, computing, computing_both, finish, refuse_any};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::{any, equal};
use crate::primitives::linalg::Triangular;
use crate::primitives::linalg::determinant::pivots_and_parity;
use crate::primitives::linalg::inverse::inverse;
use crate::primitives::linalg::solve::{permuted_rows, solve as solve_matrices, solve_factored};
use crate::primitives::linalg::triangular_solve::triangular_solve;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reshape::reshape;

/// The inverse of each square matrix (numpy: `linalg.inv`, which refuses singular matrices; here they give
/// infinities and NaN, and [`try_inv`] refuses them).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[2.0, 0.0], [0.0, 4.0]]);
/// assert_eq!(np::linalg::inv(&x).to_vec::<f64>().unwrap(), [0.5, 0.0, 0.0, 0.25]);
/// ```
#[track_caller]
pub fn inv<'a>(x: impl IntoArray<'a>) -> Array {
    inv_op("inv", &x.into_array()).or_raise()
}

pub(super) fn inv_op(op: &'static str, x: &Array) -> Result<Array> {
    check_square(op, x)?;
    let (x, result) = computing(x)?;
    finish(&inverse(&x)?, result)
}

/// [`inv`], with an error for singular matrices.
///
/// # Errors
/// If a matrix has a pivot that is exactly zero, as LAPACK and numpy define it; the text names the matrix.
/// Also inside a map, where the values are not available.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let batch = array([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [2.0, 4.0]]]);
/// let error = np::linalg::try_inv(&batch).unwrap_err();
/// assert_eq!(error.to_string(), "inv: matrix [1] of the batch is singular");
/// ```
pub fn try_inv<'a>(x: impl IntoArray<'a>) -> Result<Array> {
    let x = x.into_array();
    check_square("inv", &x)?;
    refuse_singular("inv", &x)?;
    inv_op("inv", &x)
}

fn refuse_singular(op: &'static str, x: &Array) -> Result<()> {
    let (x, _) = computing(&stop_gradient(x)?)?;
    let (pivots, _) = pivots_and_parity(&x)?;
    refuse_any(op, &any(equal(pivots, 0), -1), "is singular")
}

/// Solutions of square systems (numpy: `linalg.solve`): the right side is a vector if it is 1-d, else matrices
/// in the last two axes; axes before them broadcast. Singular matrices give infinities and NaN.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let a = array([[3.0, 1.0], [1.0, 2.0]]);
/// assert!(np::allclose(np::linalg::solve(&a, [9.0, 8.0]), [2.0, 3.0]));
/// assert_eq!(np::linalg::solve(&a, np::ones([5, 2, 3])).shape(), [5, 2, 3]);
/// ```
#[track_caller]
pub fn solve<'a, 'b>(a: impl IntoArray<'a>, b: impl IntoArray<'b>) -> Array {
    solve_op(&a.into_array(), &b.into_array()).or_raise()
}

pub(super) fn solve_op(a: &Array, b: &Array) -> Result<Array> {
    check_square("solve", a)?;
    let ([a, b], result) = computing_both(a, b)?;
    finish(
        &with_columns("solve", &a, &b, |b| solve_matrices(&a, b))?,
        result,
    )
}

/// [`solve`], with an error for singular matrices.
///
/// # Errors
/// As [`try_inv`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let error = np::linalg::try_solve([[1.0, 1.0], [1.0, 1.0]], [1.0, 2.0]).unwrap_err();
/// assert_eq!(error.to_string(), "solve: the matrix is singular");
/// ```
pub fn try_solve<'a, 'b>(a: impl IntoArray<'a>, b: impl IntoArray<'b>) -> Result<Array> {
    let (a, b) = (a.into_array(), b.into_array());
    check_square("solve", &a)?;
    refuse_singular("solve", &a)?;
    solve_op(&a, &b)
}

/// Runs a solver of matrices on a right side that may be a vector, after checking that it fits.
fn with_columns(
    op: &'static str,
    a: &Array,
    b: &Array,
    solver: impl Fn(&Array) -> Result<Array>,
) -> Result<Array> {
    let rows = b.ndim().saturating_sub(2);
    if b.ndim() == 0 || b.shape()[rows] != a.shape()[a.ndim() - 1] {
        return Err(Error::shape(
            op,
            format!(
                "a matrix {} and a right side {} do not fit",
                a.aval(),
                b.aval()
            ),
        ));
    }
    if b.ndim() > 1 {
        return solver(b);
    }
    let x = solver(&reshape(b, &[b.len(), 1])?)?;
    reshape(&x, &x.shape()[..x.ndim() - 1])
}

/// Whether a factor stands in the system as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transposed {
    /// `A·x = b`.
    #[default]
    No,
    /// `Aᵀ·x = b`.
    Yes,
    /// `Aᴴ·x = b`.
    Conjugate,
}

/// Options of [`solve_triangular`]; by default the upper triangle of the matrix as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SolveTriangular {
    /// Whether the lower triangle is read, else the upper.
    pub lower: bool,
    /// Which system is solved.
    pub transposed: Transposed,
    /// Whether the diagonal counts as ones.
    pub unit_diagonal: bool,
}

/// Solutions of triangular systems (scipy: `linalg.solve_triangular`), with the shapes of [`solve`]. The other
/// triangle is not read.
///
/// # Examples
/// ```
/// use numtape::np::linalg::{SolveTriangular, solve_triangular};
/// use numtape::prelude::*;
/// let l = array([[2.0, 0.0], [1.0, 4.0]]);
/// let options = SolveTriangular { lower: true, ..SolveTriangular::default() };
/// assert_eq!(solve_triangular(&l, [2.0, 9.0], options).to_vec::<f64>().unwrap(), [1.0, 2.0]);
/// ```
#[track_caller]
pub fn solve_triangular<'a, 'b>(
    a: impl IntoArray<'a>,
    b: impl IntoArray<'b>,
    options: SolveTriangular,
) -> Array {
    solve_triangular_op(&a.into_array(), &b.into_array(), options).or_raise()
}

fn solve_triangular_op(a: &Array, b: &Array, options: SolveTriangular) -> Result<Array> {
    const OP: &str = "solve_triangular";
    check_square(OP, a)?;
    let ([a, b], result) = computing_both(a, b)?;
    let form = Triangular {
        lower: options.lower,
        transpose: options.transposed != Transposed::No,
        conjugate: options.transposed == Transposed::Conjugate,
        unit_diagonal: options.unit_diagonal,
    };
    finish(
        &with_columns(OP, &a, &b, |b| triangular_solve(&a, b, form))?,
        result,
    )
}

/// Solutions of systems whose matrix is factored already by [`lu_factor`](super::lu_factor) (scipy:
/// `linalg.lu_solve`).
///
/// # Examples
/// ```
/// use numtape::np::linalg::{Transposed, lu_factor, lu_solve};
/// use numtape::prelude::*;
/// let factor = lu_factor([[3.0, 1.0], [1.0, 2.0]]);
/// assert!(np::allclose(lu_solve(&factor, [9.0, 8.0], Transposed::No), [2.0, 3.0]));
/// ```
#[track_caller]
pub fn lu_solve<'b>(factor: &LuFactor, b: impl IntoArray<'b>, transposed: Transposed) -> Array {
    lu_solve_op(factor, &b.into_array(), transposed).or_raise()
}

fn lu_solve_op(factor: &LuFactor, b: &Array, transposed: Transposed) -> Result<Array> {
    check_square("lu_solve", &factor.lu)?;
    let ([a, b], result) = computing_both(&factor.lu, b)?;
    let solved = with_columns("lu_solve", &a, &b, |b| {
        if transposed == Transposed::No {
            return solve_factored(&a, &factor.permutation, b);
        }
        let form = |lower: bool| Triangular {
            lower,
            transpose: true,
            conjugate: transposed == Transposed::Conjugate,
            unit_diagonal: lower,
        };
        let y = triangular_solve(&a, &triangular_solve(&a, b, form(false))?, form(true))?;
        permuted_rows(&y, &np::argsort(&factor.permutation, -1))
    });
    finish(&solved?, result)
}

/// Solutions of systems whose matrix has a Cholesky factor, lower or upper (scipy: `linalg.cho_solve`).
///
/// # Examples
/// ```
/// use numtape::np::linalg::{cho_solve, cholesky};
/// use numtape::prelude::*;
/// let a = array([[4.0, 2.0], [2.0, 3.0]]);
/// let x = cho_solve(cholesky(&a), true, [8.0, 8.0]);
/// assert!(np::allclose(a.matmul(&x), [8.0, 8.0]));
/// ```
#[track_caller]
pub fn cho_solve<'a, 'b>(factor: impl IntoArray<'a>, lower: bool, b: impl IntoArray<'b>) -> Array {
    cho_solve_op(&factor.into_array(), lower, &b.into_array()).or_raise()
}

fn cho_solve_op(factor: &Array, lower: bool, b: &Array) -> Result<Array> {
    check_square("cho_solve", factor)?;
    let ([a, b], result) = computing_both(factor, b)?;
    let form = |adjoint: bool| Triangular {
        lower,
        transpose: adjoint,
        conjugate: adjoint,
        unit_diagonal: false,
    };
    let solved = with_columns("cho_solve", &a, &b, |b| {
        triangular_solve(&a, &triangular_solve(&a, b, form(!lower))?, form(lower))
    });
    finish(&solved?, result)
}
