//! Zeros of series: the companion matrix, whose eigenvalues they are.

use super::basis::Basis;
use super::series::{coefficient, column};
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::np;
use crate::primitives::cast::cast;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;

/// The square roots by which the multiplication by x becomes symmetric, relative to the last.
fn balance(basis: &Basis, n: usize) -> Vec<f64> {
    let mut scale = vec![1.0; n];
    for k in (0..n - 1).rev() {
        let ([a, ..], [next, _, g]) = ((basis.recurrence)(k), (basis.recurrence)(k + 1));
        let ratio = if g == 0.0 {
            1.0
        } else {
            (next / (a * g)).sqrt()
        };
        scale[k] = scale[k + 1] * ratio;
    }
    scale
}

/// Multiplication by x of series up to degree `n - 1`, without what leads to degree n; balanced.
fn multiplication(basis: &Basis, n: usize) -> Vec<f64> {
    let scale = balance(basis, n);
    let mut matrix = vec![0.0; n * n];
    for k in 0..n {
        let [up, same, down] = basis.times_x(k);
        matrix[k * n + k] = same;
        if k + 1 < n {
            matrix[(k + 1) * n + k] = up * scale[k + 1] / scale[k];
        }
        if k > 0 {
            matrix[(k - 1) * n + k] = down * scale[k - 1] / scale[k];
        }
    }
    matrix
}

/// The matrix whose eigenvalues are the zeros; symmetric for a polynomial of an orthogonal basis.
pub(super) fn companion(op: &'static str, basis: &Basis, c: &Array) -> Result<Array> {
    let n = c.len() - 1;
    if n == 0 {
        return Err(Error::value(op, "a constant has no companion matrix"));
    }
    let matrix = Array::from_vec(multiplication(basis, n));
    let matrix = cast(&reshape(&matrix, &[n, n])?, c.dtype())?;
    let [up, ..] = basis.times_x(n - 1);
    let scale = column(balance(basis, n).into_iter().map(|s| s * up), c)?;
    let ratios = np::divide(slice_axis(c, 0, 0, n)?, coefficient(c, n)?);
    let last = reshape(&np::multiply(ratios, scale), &[n, 1])?;
    let last = pad_zeros(&last, &[0, n as isize - 1], &[0, 0], &[0, 0])?;
    Ok(np::subtract(matrix, last))
}

/// The zeros in numpy's order of complex numbers.
pub(super) fn roots(op: &'static str, basis: &Basis, c: &Array) -> Result<Array> {
    let dtype = match c.dtype() {
        DType::F32 | DType::C64 => DType::C64,
        _ => DType::C128,
    };
    if c.len() < 2 {
        return Ok(np::zeros(([0], dtype)));
    }
    // From the largest degree down the eigenvalues come out more exactly.
    let matrix = np::flip(companion(op, basis, c)?, ..);
    cast(&np::sort_complex(np::linalg::eigvals(matrix)), dtype)
}
