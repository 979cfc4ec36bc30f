//! Decompositions of matrices: the primitives of linear algebra, and what their rules share.
//!
//! All take matrices in the last two axes and map over the axes before; all are computed in f32, f64 or their
//! complex numbers, so the functions here widen 16-bit floats to f32 and narrow the results. Failure, such as
//! a matrix that is not positive definite, gives NaN in that matrix. The surface is `np::linalg`; the
//! algorithms are in the crate `numtape-linalg`.
//!
//! Vectors are unique up to a factor of modulus 1. [`eigh`], [`eig`] and [`svd`] choose it so that the first
//! of the largest elements of each vector is real and positive, and the derivatives include that choice.
//! Where eigenvalues or singular values coincide, those of the vectors do not exist; the terms that would
//! divide by zero are left out, which is right for symmetric functions of the values. (Functions of matrices written with the
//! vectors, `V·f(w)·Vᴴ`, lose terms there that have a limit; `np::linalg::expm` keeps them.)

pub(crate) mod cholesky;
pub(crate) mod determinant;
pub(crate) mod eig;
pub(crate) mod eigh;
pub(crate) mod inverse;
pub(crate) mod lu;
pub(crate) mod pseudo_inverse;
pub(crate) mod qr;
pub(crate) mod solve;
pub(crate) mod svd;
pub(crate) mod triangular_solve;

pub(crate) use numtape_linalg::Triangular;

use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::Aval;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::axis;
use crate::primitives::cast::{cast, cast_owned};
use crate::primitives::reduce::conjugate;
use crate::primitives::slice::slice_axis;
use crate::shape::dim::Dim;
use num_complex::Complex;

/// Rows and columns of the matrices, if the dtype has linear algebra.
fn matrix_size(op: &'static str, argument: &str, x: &Aval) -> Result<[Dim; 2]> {
    let wanted = "f32, f64, c64 or c128";
    if !matches!(x.dtype, DType::F32 | DType::F64 | DType::C64 | DType::C128) {
        return Err(Error::unsupported_dtype(op, argument, x.dtype, wanted));
    }
    match x.shape[..] {
        [.., m, n] => Ok([m, n]),
        _ => Err(Error::shape(
            op,
            format!("{argument} is {x}, but must have at least two axes"),
        )),
    }
}

/// The size of square matrices.
fn square_size(op: &'static str, argument: &str, x: &Aval) -> Result<Dim> {
    let [m, n] = matrix_size(op, argument, x)?;
    match m.equals(n) {
        Some(true) => Ok(m),
        Some(false) => Err(Error::shape(
            op,
            format!("the last two axes of {argument} must be equal, it is {x}"),
        )),
        None => Err(Error::undecided(op, m, n)),
    }
}

/// The smaller of two sizes.
fn smaller(op: &'static str, m: Dim, n: Dim) -> Result<Dim> {
    if m.equals(n) == Some(true) {
        return Ok(m);
    }
    match (m.known(), n.known()) {
        (Some(a), Some(b)) => Ok(Dim::from(a.min(b))),
        _ => Err(Error::undecided(op, m, n)),
    }
}

/// 16-bit floats as f32, other arrays as they are; and whether to [`narrow`] results.
fn widened(x: &Array) -> Result<(Array, Option<DType>)> {
    match x.dtype() {
        dtype @ (DType::F16 | DType::BF16) => Ok((cast(x, DType::F32)?, Some(dtype))),
        _ => Ok((x.clone(), None)),
    }
}

fn narrow(x: Array, dtype: Option<DType>) -> Result<Array> {
    match dtype {
        Some(dtype) => cast_owned(x, dtype),
        None => Ok(x),
    }
}

/// The conjugate transpose.
fn adjoint(x: &Array) -> Array {
    conjugate(&np::matrix_transpose(x))
}

/// Some columns of each matrix.
fn columns(x: &Array, from: usize, to: usize) -> Result<Array> {
    slice_axis(x, x.ndim() - 1, from, to)
}

/// Some rows of each matrix.
fn rows(x: &Array, from: usize, to: usize) -> Result<Array> {
    slice_axis(x, x.ndim() - 2, from, to)
}

fn product(x: &Array, y: &Array) -> Array {
    np::matmul(x, y)
}

/// The identity as a matrix of a dtype.
fn identity(n: usize, dtype: DType) -> Array {
    np::eye(([n, n], dtype))
}

/// The matrix with its diagonal halved.
fn halve_diagonal(x: &Array) -> Array {
    let n = x.shape()[x.ndim() - 1];
    let real = x.dtype().real_part();
    let half = np::multiply(identity(n, real), scalar_array(Scalar::from(0.5), real));
    np::multiply(x, np::subtract(scalar_array(Scalar::from(1.0), real), half))
}

/// The gradient of a function that reads the lower triangle of a Hermitian matrix, from one that would read
/// all of it.
fn lower_gradient(full: &Array) -> Array {
    halve_diagonal(&np::tril(np::add(full, adjoint(full)), 0))
}

/// 1/x, and 0 where x is 0.
fn reciprocal_or_zero(x: &Array) -> Array {
    let is_zero = np::equal(x, 0);
    let safe = np::where_(&is_zero, np::ones_like(x), x);
    np::where_(&is_zero, np::zeros_like(x), np::reciprocal(safe))
}

/// `1/(xⱼ − xᵢ)` in row i and column j, and 0 where the two are equal.
fn reciprocal_differences(x: &Array) -> Array {
    let ndim = x.ndim() as isize;
    let (row, column) = (np::expand_dims(x, ndim - 1), np::expand_dims(x, ndim));
    reciprocal_or_zero(&np::subtract(row, column))
}

/// Each column times an element of a vector.
fn scale_columns(x: &Array, by: &Array) -> Array {
    np::multiply(x, np::expand_dims(by, by.ndim() as isize - 1))
}

/// Each row times an element of a vector.
fn scale_rows(x: &Array, by: &Array) -> Array {
    np::multiply(x, np::expand_dims(by, by.ndim() as isize))
}

/// A diagonal matrix.
fn diagonal_matrix(x: &Array) -> Array {
    let n = x.shape()[x.ndim() - 1];
    scale_columns(&identity(n, x.dtype()), x)
}

/// The diagonal of each square matrix.
fn diagonal_of(x: &Array) -> Array {
    np::diagonal(x, 0, -2, -1)
}

/// For each column `Im(vᴴ·ct)`: how fast the loss changes when the phase of the column turns, up to its sign.
fn turning(v: &Array, ct: &Array) -> Array {
    np::imag(np::sum(np::multiply(conjugate(v), ct), -2))
}

/// Adds to the cotangent of vectors with any phase what comes from choosing the phase: turning by θ the
/// column whose chosen element is `p` makes `Im(dp + iθp)` zero, and changes the loss by `turning·θ`.
fn with_phase_choice(v: &Array, ct: &Array, turning: &Array) -> Array {
    let modulus = np::absolute(v);
    let largest = np::max(&modulus, axis(-2).keepdims());
    let almost = np::multiply(largest, scalar_array(Scalar::from(0.999), modulus.dtype()));
    let is_large = np::greater_equal(&modulus, almost);
    let rank = np::cumsum(cast_owned(is_large.clone(), DType::I32).or_raise(), -2);
    let is_chosen = np::logical_and(is_large, np::equal(rank, 1));
    let is_chosen = cast_owned(is_chosen, modulus.dtype()).or_raise();
    let element = np::sum(np::multiply(&is_chosen, np::real(v)), -2);
    let slope = np::multiply(turning, reciprocal_or_zero(&element));
    let slope = np::multiply(
        slope,
        scalar_array(Scalar::from(Complex::new(0.0, -1.0)), ct.dtype()),
    );
    np::add(ct, scale_columns(&is_chosen, &slope))
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    [
        cholesky::records(),
        determinant::records(),
        eig::records(),
        eigh::records(),
        inverse::records(),
        lu::records(),
        pseudo_inverse::records(),
        qr::records(),
        solve::records(),
        svd::records(),
        triangular_solve::records(),
    ]
    .concat()
}

#[cfg(feature = "testing")]
mod slow;

#[cfg(test)]
mod tests;
