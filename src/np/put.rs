//! Writing by position or condition: numpy's functions that change their argument, as functions that return the
//! changed array.
//!
//! `put` changes an array given by value in place if nobody else holds its buffer. `x.at(…)` and `x.assign(…)`, the
//! general forms, are in `crate::index`.

use super::args::Axis;
use super::indexing::{aligned, flat, positions_or_bools, recycled};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::index::IndexMode;
use crate::index::at::{converted, fit};
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::gather::gather;
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::{Mode, Scatter, scatter_with};
use crate::primitives::select::select;
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// The array with values at some positions of its flattened form (numpy: `put`, which changes its argument). Values
/// are cut off or repeated to the number of positions, and converted to the array's dtype; of several values for
/// one element the last counts.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::IndexMode;
/// let x = np::put(np::arange(5), [0, 2], [-44, -55], IndexMode::Error);
/// assert_eq!(x.to_vec::<i64>().unwrap(), [-44, 1, -55, 3, 4]);
/// let x = np::put(np::arange(5), 22, -5, IndexMode::Clip);
/// assert_eq!(x.to_vec::<i64>().unwrap(), [0, 1, 2, 3, -5]);
/// ```
#[track_caller]
pub fn put<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    values: impl IntoArray<'c>,
    mode: IndexMode,
) -> Array {
    put_op(
        x.into_array(),
        indices.into_array(),
        values.into_operand(),
        mode,
    )
    .or_raise()
}

fn put_op(x: Array, indices: Array, values: Operand<'_>, mode: IndexMode) -> Result<Array> {
    const OP: &str = "put";
    let values = converted(OP, Mode::Set, values, x.dtype())?;
    let indices = flat(&positions_or_bools(OP, indices)?)?;
    if x.is_empty() && !indices.is_empty() && !mode.skips() {
        return Err(Error::index(
            OP,
            "the array is empty, so no index has an element",
        ));
    }
    // numpy writes nothing if there is nothing to write.
    if indices.is_empty() || values.is_empty() {
        return Ok(x);
    }
    let indices = mode.bring_in(OP, indices, 0, x.len())?;
    let values = recycled(OP, &values, indices.len())?;
    let shape = Shape::from_slice(x.shape());
    let flattened = flat(&x)?;
    drop(x);
    let donate = flattened.is_unique();
    let updated = scatter_with(
        Mode::Set,
        &flattened,
        &[&indices],
        &values,
        &[0],
        mode.skips(),
        donate,
    )
    .map_err(|error| error.renamed(OP))?;
    reshape(&updated, &shape)
}

/// The array with values where a mask of its size is not zero (numpy: `putmask`, which changes its argument). The
/// values are repeated over the flattened array: an element gets the value of its position, unlike in [`place`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(5);
/// assert_eq!(np::putmask(&x, x.gt(1), [-33, -44]).to_vec::<i64>().unwrap(), [0, 1, -33, -44, -33]);
/// ```
#[track_caller]
pub fn putmask<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    mask: impl IntoArray<'b>,
    values: impl IntoArray<'c>,
) -> Array {
    putmask_op(&x.into_array(), &mask.into_array(), values.into_operand()).or_raise()
}

/// The mask as bool, in the shape of an array of the same size.
fn mask_like(op: &'static str, x: &Array, mask: &Array) -> Result<Array> {
    if mask.len() != x.len() {
        let reason = format!(
            "a mask of shape {:?} for an array of shape {:?}",
            mask.shape(),
            x.shape()
        );
        return Err(Error::shape(op, reason));
    }
    reshape(&cast(mask, DType::Bool)?, x.shape())
}

fn putmask_op(x: &Array, mask: &Array, values: Operand<'_>) -> Result<Array> {
    const OP: &str = "putmask";
    let values = converted(OP, Mode::Set, values, x.dtype())?;
    let mask = mask_like(OP, x, mask)?;
    if values.is_empty() {
        return Ok(x.clone());
    }
    let values = reshape(&recycled(OP, &values, x.len())?, x.shape())?;
    select(&mask, &values, x)
}

/// The array with values, one after the other, at the elements where a mask of its size is not zero (numpy: `place`,
/// which changes its argument). If there are too few values, they start again.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(5);
/// assert_eq!(np::place(&x, x.gt(1), [-33, -44]).to_vec::<i64>().unwrap(), [0, 1, -33, -44, -33]);
/// ```
#[track_caller]
pub fn place<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    mask: impl IntoArray<'b>,
    values: impl IntoArray<'c>,
) -> Array {
    place_op(&x.into_array(), &mask.into_array(), values.into_operand()).or_raise()
}

fn place_op(x: &Array, mask: &Array, values: Operand<'_>) -> Result<Array> {
    const OP: &str = "place";
    let values = flat(&converted(OP, Mode::Set, values, x.dtype())?)?;
    let mask = flat(&mask_like(OP, x, mask)?)?;
    if values.is_empty() {
        let is_nothing = mask.dense().is_some() && !np::any(&mask, ..).to_bool()?;
        if x.is_empty() || is_nothing {
            return Ok(x.clone());
        }
        return Err(Error::value(OP, "there are no values to place"));
    }
    let rank = np::subtract(np::cumsum(&mask, 0), 1);
    let source = np::remainder(rank, values.len());
    let values = gather(&values, &[&source], &[0], 0)?;
    reshape(&select(&mask, &values, &flat(x)?)?, x.shape())
}

/// The array with its elements replaced by those of another, broadcast and converted, where a mask holds (numpy:
/// `copyto`, which changes its argument). The mask is broadcast too; `true` copies all.
///
/// # Panics
/// If the source or the mask does not broadcast to the array, or the source is of a wider kind (floats into
/// integers).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(np::copyto(&x, [7, 8], true).to_vec::<i32>().unwrap(), [7, 8, 7, 8]);
/// assert_eq!(np::copyto(&x, 0, x.gt(2)).to_vec::<i32>().unwrap(), [1, 2, 0, 0]);
/// ```
#[track_caller]
pub fn copyto<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    source: impl IntoArray<'b>,
    where_: impl IntoArray<'c>,
) -> Array {
    copyto_op(&x.into_array(), source.into_operand(), &where_.into_array()).or_raise()
}

fn copyto_op(x: &Array, source: Operand<'_>, mask: &Array) -> Result<Array> {
    const OP: &str = "copyto";
    let source = fit(OP, converted(OP, Mode::Add, source, x.dtype())?, x.shape())?;
    if mask.dtype() != DType::Bool {
        return Err(Error::unsupported_dtype(
            OP,
            "the mask",
            mask.dtype(),
            "bool",
        ));
    }
    let mask = broadcast_to(mask, x.shape()).map_err(|error| error.renamed(OP))?;
    select(&mask, &source, x)
}

/// The array with the elements that [`take_along_axis`](super::take_along_axis) would take replaced by values, which are broadcast to
/// the indices and converted to the array's dtype (numpy: `put_along_axis`, which changes its argument).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[10, 30, 20], [60, 40, 50]]);
/// let largest = np::expand_dims(np::argmax(&x, 1), 1);
/// let y = np::put_along_axis(&x, &largest, 0, 1);
/// assert_eq!(y.to_vec::<i32>().unwrap(), [10, 0, 20, 0, 40, 50]);
/// ```
#[track_caller]
pub fn put_along_axis<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    indices: impl IntoArray<'b>,
    values: impl IntoArray<'c>,
    axis: impl Into<Axis>,
) -> Array {
    let x = x.into_array();
    let values = converted(
        "put_along_axis",
        Mode::Set,
        values.into_operand(),
        x.dtype(),
    )
    .or_raise();
    put_along_axis_op(x, indices.into_array(), values, axis.into()).or_raise()
}

fn put_along_axis_op(x: Array, indices: Array, values: Array, axis: Axis) -> Result<Array> {
    const OP: &str = "put_along_axis";
    let shape = Shape::from_slice(x.shape());
    let values = broadcast_to(&values, indices.shape())?;
    let (x, indices, axis) = aligned(OP, x, indices, axis)?;
    let last = x.ndim() - 1;
    let values = broadcast_to(&move_axis(&values, axis, last)?, indices.shape())?;
    let primitive = Scatter {
        mode: Mode::Set,
        axes: smallvec![axis],
        batch: last,
        skip: false,
    };
    let updated =
        bind_one(&primitive, &[&x, &indices, &values]).map_err(|error| error.renamed(OP))?;
    let updated = move_axis(&updated, last, axis)?;
    if updated.len() != shape.iter().product::<usize>() {
        return Err(Error::shape(
            OP,
            format!(
                "the indices of shape {:?} are larger than the array",
                indices.shape()
            ),
        ));
    }
    reshape(&updated, &shape)
}
