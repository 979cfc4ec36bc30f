//! Distributions of vectors and matrices that need a decomposition (feature `linalg`).

use super::arguments::{Size, common_float, float_dtype};
use super::normal;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::{ShapeArg, Spec};
use crate::primitives::cast::cast;
use crate::primitives::linalg::cholesky::cholesky;
use crate::shape::Shape;
use crate::shape::broadcast::broadcast_shapes;

/// Normal vectors with a mean along the last axis and a covariance in the last two, read from its lower triangle (numpy
/// and jax: `multivariate_normal`). `size` is the shape without that axis, or `..` for that of the parameters. A covariance that is not
/// positive definite gives NaN, where numpy warns. Differentiable in both parameters.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let cov = array([[2.0, 0.5], [0.5, 1.0]]);
/// let x = np::random::multivariate_normal(&np::random::key(7), [1.0, -1.0], &cov, 20000);
/// assert_eq!(x.shape(), [20000, 2]);
/// let spread = np::cov(x.t()) - cov;
/// assert!(spread.abs().max(..).item::<f64>().unwrap() < 0.1);
/// ```
#[track_caller]
pub fn multivariate_normal<'a, 'b>(
    key: &Array,
    mean: impl IntoArray<'a>,
    cov: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    const OP: &str = "multivariate_normal";
    let parameters = [mean.into_operand(), cov.into_operand()];
    let strong = common_float(OP, &parameters).or_raise();
    let [mean, cov] = parameters.map(Operand::into_array);
    normal_vectors(OP, key, &mean, &cov, strong, size.into()).or_raise()
}

fn normal_vectors(
    op: &'static str,
    key: &Array,
    mean: &Array,
    cov: &Array,
    strong: Option<DType>,
    size: Size,
) -> Result<Array> {
    let dtype = float_dtype(op, size.dtype.or(strong))?;
    let misfit = || {
        let reason = format!(
            "a mean {} and a covariance {} do not fit",
            mean.aval(),
            cov.aval()
        );
        Error::shape(op, reason).hinted("[…, n] and […, n, n]")
    };
    let [batch @ .., n] = mean.shape() else {
        return Err(misfit());
    };
    let [matrices @ .., rows, columns] = cov.shape() else {
        return Err(misfit());
    };
    if rows != n || columns != n {
        return Err(misfit());
    }
    let mut shape = match size.shape {
        Some(ShapeArg(shape)) => shape,
        None => broadcast_shapes(batch, matrices).ok_or_else(misfit)?,
    };
    shape.push(*n);
    let spec = Spec {
        shape: ShapeArg(shape),
        dtype: Some(dtype),
    };
    let factor = cholesky(&cast(cov, dtype)?)?;
    let draws = normal(key, spec);
    Ok(cast(mean, dtype)? + np::matvec(factor, draws))
}

/// Orthogonal matrices in the last two axes, uniform among all of them (jax: `random.orthogonal`). `size` is the shape of the
/// axes before.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let q = np::random::orthogonal(&np::random::key(7), 3, [2]);
/// assert_eq!(q.shape(), [2, 3, 3]);
/// assert!(np::allclose(q.matmul(np::matrix_transpose(&q)), np::eye([3, 3])));
/// ```
#[track_caller]
pub fn orthogonal(key: &Array, n: usize, size: impl Into<Spec>) -> Array {
    let spec = size.into();
    let mut shape: Shape = spec.shape.0;
    shape.extend([n, n]);
    let dtype = float_dtype("orthogonal", spec.dtype).or_raise();
    let spec = Spec {
        shape: ShapeArg(shape),
        dtype: Some(dtype),
    };
    let qr = np::linalg::qr(normal(key, spec));
    // With a positive diagonal of R the distribution is uniform.
    let signs = np::sign(np::diagonal(&qr.r, 0, -2, -1));
    qr.q * np::expand_dims(signs, -2)
}
