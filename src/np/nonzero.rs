//! Positions of the elements that are not zero, as many as there are or a fixed number.
//!
//! How many there are depends on the values, so `nonzero` and its relatives are errors inside `vmap` on arrays that
//! it maps. The `_sized` forms give a fixed number and work anywhere; `nonzero_sized` is in `unique`.

use super::args::Reduce;
use super::reduce::only_options;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::concat::concat;
use crate::primitives::create::full;
use crate::primitives::reshape::reshape;

/// The flat positions of the elements that are not zero, in C order.
fn flat_positions(op: &'static str, x: &Array) -> Result<Vec<usize>> {
    if x.dense().is_none() {
        let hint = "the shape of the result would depend on the example: keep the shape with np::where_(mask, x, other), or \
                    fix the size with np::nonzero_sized";
        return Err(Error::hidden_data(op, "inside vectorized_map", hint));
    }
    let mask = if x.dtype() == DType::Bool {
        x.clone()
    } else {
        np::not_equal(x, &full(&[], Scalar::Int(0), x.dtype())?)
    };
    let truths = mask.to_vec::<bool>()?;
    Ok(truths
        .iter()
        .enumerate()
        .filter(|(_, truth)| **truth)
        .map(|(i, _)| i)
        .collect())
}

/// The positions of the elements that are not zero, one array per axis; for a 0-d array one, as if it had
/// one axis.
pub(crate) fn nonzero_op(op: &'static str, x: &Array) -> Result<Vec<Array>> {
    let flat = flat_positions(op, x)?;
    let shape = if x.ndim() == 0 { &[1] } else { x.shape() };
    let mut step: usize = shape.iter().filter(|&&size| size > 0).product();
    let mut positions = Vec::with_capacity(shape.len());
    for &size in shape {
        step /= size.max(1);
        positions.push(Array::from_vec(
            flat.iter()
                .map(|i| (i / step % size) as i64)
                .collect::<Vec<_>>(),
        ));
    }
    Ok(positions)
}

/// The positions of the elements that are not zero: an index array for each axis, in C order
/// (numpy: `nonzero`, and `where` with one argument).
///
/// # Panics
/// For a 0-d array, as in numpy, and for one that `vmap` maps.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0, 5], [7, 0]]);
/// let places = np::nonzero(&x);
/// assert_eq!(places[0].to_vec::<i64>().unwrap(), [0, 1]);
/// assert_eq!(places[1].to_vec::<i64>().unwrap(), [1, 0]);
/// ```
#[track_caller]
pub fn nonzero<'a>(x: impl IntoArray<'a>) -> Vec<Array> {
    let x = x.into_array();
    if x.ndim() == 0 {
        let error =
            Error::shape("nonzero", "a 0-d array has no positions").hinted("use atleast_1d first");
        return Err(error).or_raise();
    }
    nonzero_op("nonzero", &x).or_raise()
}

/// The positions of the elements of the flattened array that are not zero (numpy: `flatnonzero`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::flatnonzero([[0, 5], [7, 0]]).to_vec::<i64>().unwrap(), [1, 2]);
/// ```
#[track_caller]
pub fn flatnonzero<'a>(x: impl IntoArray<'a>) -> Array {
    let positions = flat_positions("flatnonzero", &x.into_array()).or_raise();
    Array::from_vec(positions.into_iter().map(|i| i as i64).collect::<Vec<_>>())
}

/// The positions of the elements that are not zero, one per row (numpy: `argwhere`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::argwhere([[0, 5], [7, 0]]).to_vec::<i64>().unwrap(), [0, 1, 1, 0]);
/// ```
#[track_caller]
pub fn argwhere<'a>(x: impl IntoArray<'a>) -> Array {
    argwhere_op(&x.into_array()).or_raise()
}

fn argwhere_op(x: &Array) -> Result<Array> {
    let positions = nonzero_op("argwhere", x)?;
    let count = positions[0].len();
    if x.ndim() == 0 {
        return full(&[count, 0], Scalar::Int(0), DType::I64);
    }
    let columns = positions
        .iter()
        .map(|axis| reshape(axis, &[count, 1]))
        .collect::<Result<Vec<_>>>()?;
    concat(&columns.iter().collect::<Vec<_>>(), 1)
}

/// The number of elements that are not zero, over all or some axes (numpy: `count_nonzero`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0, 5], [7, 1]]);
/// assert_eq!(np::count_nonzero(&x, ..).item::<i64>().unwrap(), 3);
/// assert_eq!(np::count_nonzero(&x, 0).to_vec::<i64>().unwrap(), [1, 2]);
/// ```
#[track_caller]
pub fn count_nonzero<'a>(x: impl IntoArray<'a>, reduce: impl Into<Reduce>) -> Array {
    let (x, reduce) = (x.into_array(), reduce.into());
    only_options("count_nonzero", &reduce, &["keepdims"]).or_raise();
    let zero = full(&[], Scalar::Int(0), x.dtype()).or_raise();
    np::sum(np::not_equal(&x, &zero), reduce)
}

/// [`flatnonzero`] with a fixed number of positions: the first `size` ones, then `fill` if there are fewer
/// (numpy has none; JAX: `flatnonzero(x, size=, fill_value=)`). Works inside `vmap`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[0, 5, 1], [0, 0, 0]]);
/// let first = vectorized_map(|row: Array| np::flatnonzero_sized(row, 2, -1), &x);
/// assert_eq!(first.to_vec::<i64>().unwrap(), [1, 2, -1, -1]);
/// ```
#[track_caller]
pub fn flatnonzero_sized<'a>(x: impl IntoArray<'a>, size: usize, fill: i64) -> Array {
    np::nonzero_sized(np::ravel(x), size, fill).swap_remove(0)
}

/// [`argwhere`] with a fixed number of rows; see [`flatnonzero_sized`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let rows = np::argwhere_sized([[0, 5], [7, 0]], 3, -1);
/// assert_eq!(rows.to_vec::<i64>().unwrap(), [0, 1, 1, 0, -1, -1]);
/// ```
#[track_caller]
pub fn argwhere_sized<'a>(x: impl IntoArray<'a>, size: usize, fill: i64) -> Array {
    np::stack(np::nonzero_sized(x, size, fill), 1)
}
