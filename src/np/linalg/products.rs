//! Powers and chains of matrices, and the products of `np` with the checks and axes that `linalg` gives them.

use super::matrix::check_square;
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays, Operand};
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::{common_dtype, convert};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::shape::axes::normalize_axis;

/// A square matrix times itself, `n` times (numpy: `linalg.matrix_power`); negative powers are those of the
/// inverse and need the feature `linalg`. Integers stay integers for powers that are not negative.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 1], [1, 0]]);
/// assert_eq!(np::linalg::matrix_power(&x, 10).to_vec::<i32>().unwrap(), [89, 55, 55, 34]);
/// ```
#[track_caller]
pub fn matrix_power<'a>(x: impl IntoArray<'a>, n: i64) -> Array {
    matrix_power_op(&x.into_array(), n).or_raise()
}

fn matrix_power_op(x: &Array, n: i64) -> Result<Array> {
    check_square("matrix_power", x)?;
    let x = if n < 0 { inverse(x)? } else { x.clone() };
    let Some(mut rest) = n.unsigned_abs().checked_sub(1) else {
        let size = x.shape()[x.ndim() - 1];
        return broadcast_to(&np::eye(([size, size], x.dtype())), x.shape());
    };
    // x times the squares that the bits of n - 1 choose.
    let (mut product, mut square) = (x.clone(), x);
    while rest > 0 {
        if rest & 1 == 1 {
            product = np::matmul(&product, &square);
        }
        rest >>= 1;
        if rest > 0 {
            square = np::matmul(&square, &square);
        }
    }
    Ok(product)
}

#[cfg(feature = "linalg")]
fn inverse(x: &Array) -> Result<Array> {
    super::solve::inv_op("matrix_power", x)
}

#[cfg(not(feature = "linalg"))]
fn inverse(_x: &Array) -> Result<Array> {
    Err(Error::value(
        "matrix_power",
        "negative powers need the feature `linalg`",
    ))
}

/// The product of a chain of matrices in the order that costs least (numpy: `linalg.multi_dot`). The first may
/// be a row, the last a column. Two arrays are multiplied as by [`np::dot`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (x, y) = (np::ones([10, 100]), np::ones([100, 5]));
/// assert_eq!(np::linalg::multi_dot((&x, &y, [1.0; 5])).shape(), [10]);
/// ```
#[track_caller]
pub fn multi_dot(arrays: impl IntoArrays) -> Array {
    multi_dot_op(&arrays.into_arrays()).or_raise()
}

fn multi_dot_op(arrays: &[Array]) -> Result<Array> {
    const OP: &str = "multi_dot";
    let ([first, .., last], n) = (arrays, arrays.len()) else {
        return Err(Error::value(
            OP,
            format!("needs two arrays, {} given", arrays.len()),
        ));
    };
    if n == 2 {
        return Ok(np::dot(first, last));
    }
    let borrowed: Vec<Operand<'_>> = arrays.iter().map(Operand::Borrowed).collect();
    let dtype = common_dtype(&borrowed);
    let mut matrices: Vec<Array> = borrowed
        .into_iter()
        .map(|x| convert(OP, x, dtype))
        .collect::<Result<_>>()?;
    if first.ndim() == 1 {
        matrices[0] = reshape(&matrices[0], &[1, first.len()])?;
    }
    if last.ndim() == 1 {
        matrices[n - 1] = reshape(&matrices[n - 1], &[last.len(), 1])?;
    }
    for (i, x) in matrices.iter().enumerate() {
        if x.ndim() != 2 {
            return Err(Error::shape(
                OP,
                format!(
                    "array {i} is {}, but matrices are multiplied",
                    arrays[i].aval()
                ),
            ));
        }
        if i > 0 && matrices[i - 1].shape()[1] != x.shape()[0] {
            return Err(Error::shape(
                OP,
                format!(
                    "shapes {:?} and {:?} of arrays {} and {i} do not fit",
                    arrays[i - 1].shape(),
                    arrays[i].shape(),
                    i - 1
                ),
            ));
        }
    }
    let mut sizes: Vec<usize> = matrices.iter().map(|x| x.shape()[0]).collect();
    sizes.push(matrices[n - 1].shape()[1]);
    let product = multiply_chain(&matrices, &best_splits(&sizes), 0, n - 1);
    let kept: Vec<usize> = [(first, 0), (last, 1)]
        .iter()
        .filter(|(x, _)| x.ndim() == 2)
        .map(|&(_, axis)| product.shape()[axis])
        .collect();
    reshape(&product, &kept)
}

/// For each part of the chain (first matrix, last matrix) where it is best cut: after which matrix.
fn best_splits(sizes: &[usize]) -> Vec<Vec<usize>> {
    let n = sizes.len() - 1;
    let mut cost = vec![vec![0.0; n]; n];
    let mut split = vec![vec![0; n]; n];
    for length in 1..n {
        for i in 0..n - length {
            let j = i + length;
            let cut = |k: usize| {
                let own = sizes[i] as f64 * sizes[k + 1] as f64 * sizes[j + 1] as f64;
                cost[i][k] + cost[k + 1][j] + own
            };
            let best = (i..j)
                .min_by(|&a, &b| cut(a).total_cmp(&cut(b)))
                .unwrap_or(i);
            (cost[i][j], split[i][j]) = (cut(best), best);
        }
    }
    split
}

fn multiply_chain(matrices: &[Array], split: &[Vec<usize>], i: usize, j: usize) -> Array {
    if i == j {
        return matrices[i].clone();
    }
    let k = split[i][j];
    np::matmul(
        multiply_chain(matrices, split, i, k),
        multiply_chain(matrices, split, k + 1, j),
    )
}

/// All products of an element of one vector with one of another (numpy: `linalg.outer`, which unlike
/// [`np::outer`] refuses matrices).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::outer([1, 2], [3, 4]).to_vec::<i32>().unwrap(), [3, 4, 6, 8]);
/// ```
#[track_caller]
pub fn outer<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    let (x, y) = (x.into_array(), y.into_array());
    let vectors = match (x.ndim(), y.ndim()) {
        (1, 1) => Ok(()),
        _ => Err(Error::shape(
            "outer",
            format!("takes two vectors, not {} and {}", x.aval(), y.aval()),
        )),
    };
    vectors.or_raise();
    np::outer(x, y)
}

/// The vector product of 3-vectors along an axis (numpy: `linalg.cross`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::cross([1, 0, 0], [0, 1, 0], -1).to_vec::<i32>().unwrap(), [0, 0, 1]);
/// ```
#[track_caller]
pub fn cross<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, axis: isize) -> Array {
    let (x, y) = (x.into_array(), y.into_array());
    let ([x, y], back) = axis_last("cross", &x, &y, axis).or_raise();
    let product = np::cross(x, y);
    let last = product.ndim() - 1;
    move_axis(&product, last, last + 1 - back).or_raise()
}

/// Two operands with an axis moved to the end, and its distance from the end.
fn axis_last(op: &'static str, x: &Array, y: &Array, axis: isize) -> Result<([Array; 2], usize)> {
    let at = [
        normalize_axis(op, axis, x.ndim())?,
        normalize_axis(op, axis, y.ndim())?,
    ];
    // Counted from the start, the axis must be the same of the broadcast operands.
    let ndim = x.ndim().max(y.ndim());
    let place = normalize_axis(op, axis, ndim)?;
    Ok((
        [
            move_axis(x, at[0], x.ndim() - 1)?,
            move_axis(y, at[1], y.ndim() - 1)?,
        ],
        ndim - place,
    ))
}

/// The sum of products along an axis, the first operand conjugated (numpy: `linalg.vecdot`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::vecdot([[1, 2], [3, 4]], [[1, 1], [2, 2]], 0).to_vec::<i32>().unwrap(), [7, 10]);
/// ```
#[track_caller]
pub fn vecdot<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, axis: isize) -> Array {
    let ([x, y], _) = axis_last("vecdot", &x.into_array(), &y.into_array(), axis).or_raise();
    np::vecdot(x, y)
}

/// The sum of the elements `offset` places right of the main diagonal of each matrix (numpy: `linalg.trace`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::trace(np::ones([5, 3, 3]), 0).to_vec::<f64>().unwrap(), [3.0; 5]);
/// ```
#[track_caller]
pub fn trace<'a>(x: impl IntoArray<'a>, offset: isize) -> Array {
    np::trace(x, offset, -2, -1)
}

/// The elements `offset` places right of the main diagonal of each matrix (numpy: `linalg.diagonal`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linalg::diagonal([[1, 2], [3, 4]], 0).to_vec::<i32>().unwrap(), [1, 4]);
/// ```
#[track_caller]
pub fn diagonal<'a>(x: impl IntoArray<'a>, offset: isize) -> Array {
    np::diagonal(x, offset, -2, -1)
}
