//! Random starting values with orthonormal rows or columns (`jax.nn.initializers`).
//!
//! Initialisers that draw every weight by itself are in `initializers`.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::Spec;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// The rarely used arguments of [`orthogonal_with`] and [`delta_orthogonal_with`], under jax's names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orthogonal {
    /// What the orthonormal rows or columns are multiplied by.
    pub scale: f64,
    /// The axis along which the columns lie side by side; all other axes together are the rows.
    pub column_axis: isize,
}

impl Default for Orthogonal {
    fn default() -> Self {
        Orthogonal {
            scale: 1.0,
            column_axis: -1,
        }
    }
}

/// Weights that are a uniformly distributed orthogonal matrix (jax: `initializers.orthogonal`; Saxe et al. 2013). With
/// the last axis as columns and all others as rows, the smaller side is orthonormal.
///
/// # Errors
/// If the shape has fewer than two axes.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let w = nn::orthogonal(&np::random::key(1), [5, 3]);
/// assert!(np::allclose(w.t().matmul(&w), np::eye([3, 3])));
/// ```
#[track_caller]
pub fn orthogonal(key: &Array, spec: impl Into<Spec>) -> Array {
    orthogonal_with(key, spec, Orthogonal::default())
}

/// [`orthogonal`] with a scale and another axis of columns.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let options = nn::Orthogonal { scale: 2.0, column_axis: 0 };
/// let w = nn::orthogonal_with(&np::random::key(1), [3, 5], options);
/// assert!(np::allclose(w.matmul(w.t()), np::eye([3, 3]) * 4.0));
/// ```
#[track_caller]
pub fn orthogonal_with(key: &Array, spec: impl Into<Spec>, options: Orthogonal) -> Array {
    orthogonal_op("orthogonal", key, spec.into(), options).or_raise()
}

fn orthogonal_op(op: &'static str, key: &Array, spec: Spec, options: Orthogonal) -> Result<Array> {
    let (shape, dtype) = (spec.shape.0, spec.dtype.unwrap_or(DType::F64));
    if shape.len() < 2 {
        let text = format!("a shape of at least two axes is needed, not {shape:?}");
        return Err(Error::shape(op, text));
    }
    let axis = normalize_axis(op, options.column_axis, shape.len())?;
    if shape.contains(&0) {
        return Ok(np::zeros((&shape[..], dtype)));
    }
    let columns = shape[axis];
    let rows = shape.iter().product::<usize>() / columns;
    let tall = [rows.max(columns), rows.min(columns)];
    let qr = np::linalg::qr(np::random::normal(key, (tall, dtype)));
    // With a positive diagonal of R the distribution is uniform.
    let q = qr.q * np::sign(np::diagonal(&qr.r, 0, -2, -1));
    let q = if rows < columns { q.t() } else { q };
    let mut last = shape;
    last.remove(axis);
    last.push(columns);
    let weights = reshape(&q, &last)?;
    Ok(np::moveaxis(weights, -1, axis as isize) * options.scale)
}

/// Weights of a convolution that hands its input on through an orthogonal matrix: it is at the centre of the window, all
/// else is 0 (jax: `initializers.delta_orthogonal`; Xiao et al. 2018).
///
/// # Errors
/// If the shape has not three to five axes, or more inputs than outputs.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let w = nn::delta_orthogonal(&np::random::key(1), [3, 2, 2]);
/// assert!(np::allclose(w.i(1).t().matmul(w.i(1)), np::eye([2, 2])));
/// assert_eq!(np::count_nonzero(w, ..).item::<i64>().unwrap(), 4);
/// ```
#[track_caller]
pub fn delta_orthogonal(key: &Array, spec: impl Into<Spec>) -> Array {
    delta_orthogonal_with(key, spec, Orthogonal::default())
}

/// [`delta_orthogonal`] with a scale and another axis of columns.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let options = nn::Orthogonal { scale: 3.0, ..nn::Orthogonal::default() };
/// let w = nn::delta_orthogonal_with(&np::random::key(1), [1, 1, 1], options);
/// assert_eq!(np::abs(w).item::<f64>().unwrap(), 3.0);
/// ```
#[track_caller]
pub fn delta_orthogonal_with(key: &Array, spec: impl Into<Spec>, options: Orthogonal) -> Array {
    delta_orthogonal_op(key, spec.into(), options).or_raise()
}

fn delta_orthogonal_op(key: &Array, spec: Spec, options: Orthogonal) -> Result<Array> {
    const OP: &str = "delta_orthogonal";
    let (shape, dtype) = (spec.shape.0, spec.dtype.unwrap_or(DType::F64));
    if !(3..=5).contains(&shape.len()) {
        let text = format!("a shape of three to five axes is needed, not {shape:?}");
        return Err(Error::shape(OP, text));
    }
    let (window, matrix) = shape.split_at(shape.len() - 2);
    if matrix[1] < matrix[0] {
        let text = format!("{} inputs are more than {} outputs", matrix[0], matrix[1]);
        return Err(Error::shape(OP, text));
    }
    let weights = orthogonal_op(OP, key, Spec::from((matrix, dtype)), options)?;
    if shape.contains(&0) {
        return Ok(np::zeros((&shape[..], dtype)));
    }
    let mut centre: Shape = window.iter().map(|_| 1).collect();
    centre.extend_from_slice(matrix);
    let (mut low, mut high) = (vec![0; shape.len()], vec![0; shape.len()]);
    for (axis, &size) in window.iter().enumerate() {
        low[axis] = (size as isize - 1) / 2;
        high[axis] = size as isize - 1 - low[axis];
    }
    let interior = vec![0; shape.len()];
    pad_zeros(&reshape(&weights, &centre)?, &low, &high, &interior)
}
