//! What the functions of `linalg` share: checks of shapes, the dtypes to compute in, the places of matrices.

use crate::array::Array;
use crate::dtype::DType;
#[cfg(feature = "linalg")]
use crate::dtype::promote::promote_types;
use crate::error::{Error, Result};
#[cfg(feature = "linalg")]
use crate::np;
use crate::primitives::cast::cast;
#[cfg(feature = "linalg")]
use crate::primitives::reduce::conjugate;

/// The float dtype of a result: f64 for bool and integers.
pub(super) fn inexact(dtype: DType) -> DType {
    if dtype.is_differentiable() {
        dtype
    } else {
        DType::F64
    }
}

/// The dtype to compute in: f32 for 16-bit floats.
pub(super) fn wide(dtype: DType) -> DType {
    match dtype {
        DType::F16 | DType::BF16 => DType::F32,
        other => other,
    }
}

/// Checks that an array has matrices in its last two axes.
pub(super) fn check_matrices(op: &'static str, x: &Array) -> Result<()> {
    if x.ndim() >= 2 {
        return Ok(());
    }
    Err(Error::shape(
        op,
        format!("the array must have at least two axes, it is {}", x.aval()),
    ))
}

/// Checks that the matrices are square.
pub(super) fn check_square(op: &'static str, x: &Array) -> Result<()> {
    check_matrices(op, x)?;
    match x.shape() {
        [.., m, n] if m == n => Ok(()),
        _ => Err(Error::shape(
            op,
            format!("the last two axes must be equal, the array is {}", x.aval()),
        )),
    }
}

/// The array in the dtype to compute in, and the dtype of the result.
#[cfg(feature = "linalg")]
pub(super) fn computing(x: &Array) -> Result<(Array, DType)> {
    let result = inexact(x.dtype());
    Ok((cast(x, wide(result))?, result))
}

/// A result in its dtype: the real one of a complex dtype if it is real.
pub(super) fn finish(y: &Array, result: DType) -> Result<Array> {
    cast(
        y,
        if y.dtype().is_complex() {
            result
        } else {
            result.real_part()
        },
    )
}

/// Two arrays in their common dtype to compute in, and the dtype of the result.
#[cfg(feature = "linalg")]
pub(super) fn computing_both(x: &Array, y: &Array) -> Result<([Array; 2], DType)> {
    let result = promote_types(inexact(x.dtype()), inexact(y.dtype()));
    Ok(([cast(x, wide(result))?, cast(y, wide(result))?], result))
}

/// The conjugate transpose of each matrix.
#[cfg(feature = "linalg")]
pub(super) fn adjoint(x: &Array) -> Array {
    conjugate(&np::matrix_transpose(x))
}

/// The Hermitian matrices with these lower triangles.
#[cfg(feature = "linalg")]
pub(super) fn from_lower(x: &Array) -> Array {
    np::add(np::tril(x, 0), adjoint(&np::tril(x, -1)))
}

/// The distance of 1 to the next number.
#[cfg(feature = "linalg")]
pub(super) fn epsilon(dtype: DType) -> f64 {
    match dtype.real_part() {
        DType::F32 => f32::EPSILON.into(),
        DType::F16 => 2f64.powi(-10),
        DType::BF16 => 2f64.powi(-7),
        _ => f64::EPSILON,
    }
}

/// An error for the first matrix of a batch whose flag is set. Reads the flags.
#[cfg(feature = "linalg")]
pub(super) fn refuse_any(op: &'static str, flags: &Array, what: &str) -> Result<()> {
    let Some(at) = flags.to_vec::<bool>()?.into_iter().position(|flag| flag) else {
        return Ok(());
    };
    let mut index = vec![0; flags.ndim()];
    let mut rest = at;
    for (place, &size) in index.iter_mut().zip(flags.shape()).rev() {
        (*place, rest) = (rest % size, rest / size);
    }
    Err(Error::value(
        op,
        if index.is_empty() {
            format!("the matrix {what}")
        } else {
            format!("matrix {index:?} of the batch {what}")
        },
    ))
}
