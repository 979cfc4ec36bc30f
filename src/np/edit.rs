//! Arrays with parts put in or taken out along an axis: insert, delete, resize.
//!
//! Appending is in `join`. Where something goes is given by an [`Index`]: an integer, a range, positions or a mask.

use super::args::Axis;
use super::indexing::{along, flat, positions, recycled};
use super::nonzero::nonzero_op;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::index::at::{converted, fit};
use crate::index::resolve::positions as slice_positions;
use crate::index::{Index, Slice};
use crate::np;
use crate::np::args::ShapeArg;
use crate::primitives::concat::concat;
use crate::primitives::create::{full, iota};
use crate::primitives::gather::gather;
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::Mode;
use crate::primitives::slice::{slice, slice_axis};
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;

/// The array with values put in before positions along an axis, or into the flattened array for `..` (numpy:
/// `insert`). Positions are those of the array as it is: an integer, a range, a list, or a mask of up to one axis. For
/// one integer, the values' first axis becomes the axis; else they broadcast to one block per position. They are
/// converted to the array's dtype.
///
/// # Panics
/// If a position is out of range, or the values do not broadcast.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::insert([1, 2, 3], 1, 9, ..).to_vec::<i32>().unwrap(), [1, 9, 2, 3]);
/// assert_eq!(np::insert([1, 2, 3], [0, 2], [8, 9], 0).to_vec::<i32>().unwrap(), [8, 1, 2, 9, 3]);
/// let x = array([[1, 1], [2, 2]]);
/// assert_eq!(np::insert(&x, 1, [5, 6], 1).to_vec::<i32>().unwrap(), [1, 5, 1, 2, 6, 2]);
/// ```
#[track_caller]
pub fn insert<'a, 'b>(
    x: impl IntoArray<'a>,
    at: impl Into<Index>,
    values: impl IntoArray<'b>,
    axis: impl Into<Axis>,
) -> Array {
    insert_op(
        x.into_array(),
        &at.into(),
        values.into_operand(),
        axis.into(),
    )
    .or_raise()
}

/// The positions of a python slice on an axis.
fn counted(slice: Slice, size: usize) -> Result<Vec<i64>> {
    if slice.step == 0 {
        return Err(Error::value("slice", "slice step cannot be zero"));
    }
    let (start, count, step) = slice_positions(slice, size);
    let sign = if slice.step < 0 { -1 } else { 1 };
    Ok((0..count as i64)
        .map(|i| start as i64 + sign * i * step as i64)
        .collect())
}

/// Refuses items that name no positions on one axis.
fn not_positions(op: &'static str, at: &Index) -> Error {
    Error::index(
        op,
        format!("{at:?} names no positions; give an integer, a range, an array or a mask"),
    )
}

fn insert_op(x: Array, at: &Index, values: Operand<'_>, axis: Axis) -> Result<Array> {
    const OP: &str = "insert";
    let (x, axis) = along(OP, x, axis)?;
    let size = x.shape()[axis];
    let values = converted(OP, Mode::Set, values, x.dtype())?;
    let places = match at {
        Index::Int(place) => return insert_one(OP, &x, *place, &values, axis, true),
        Index::Slice(slice) => Array::from_vec(counted(*slice, size)?),
        Index::Array(mask) if mask.dtype() == DType::Bool => {
            if mask.ndim() > 1 {
                return Err(Error::shape(OP, "a mask of positions has one axis"));
            }
            nonzero_op(OP, mask)?.remove(0)
        }
        Index::Array(places) => positions(OP, places.clone())?,
        Index::NewAxis | Index::Ellipsis => return Err(not_positions(OP, at)),
    };
    if places.ndim() > 1 {
        return Err(Error::shape(
            OP,
            format!("positions have one axis, not {}", places.ndim()),
        ));
    }
    if places.len() == 1 && places.dense().is_some() {
        let place = places.item::<i64>()?;
        return insert_one(OP, &x, place, &values, axis, places.ndim() == 0);
    }
    insert_many(OP, &x, &flat(&places)?, values, axis)
}

/// The values as one block before one position.
fn insert_one(
    op: &'static str,
    x: &Array,
    place: i64,
    values: &Array,
    axis: usize,
    scalar: bool,
) -> Result<Array> {
    let size = x.shape()[axis];
    let start = if place < 0 {
        place.saturating_add(size as i64)
    } else {
        place
    };
    if start < 0 || start > size as i64 {
        return Err(Error::index_out_of_range(op, place.into(), axis, size));
    }
    let mut shape = Shape::from_slice(values.shape());
    while shape.len() < x.ndim() {
        shape.insert(0, 1);
    }
    let values = reshape(values, &shape)?;
    let values = if scalar {
        move_axis(&values, 0, axis)?
    } else {
        values
    };
    let mut block = Shape::from_slice(x.shape());
    block[axis] = values.shape()[axis];
    let values = fit(op, values, &block)?;
    concat(
        &[
            &slice_axis(x, axis, 0, start as usize)?,
            &values,
            &slice_axis(x, axis, start as usize, size)?,
        ],
        axis,
    )
}

/// One block before each of several positions, which may be hidden by `vmap`.
fn insert_many(
    op: &'static str,
    x: &Array,
    places: &Array,
    values: Array,
    axis: usize,
) -> Result<Array> {
    let (size, count) = (x.shape()[axis], places.len());
    if places.dense().is_some()
        && let Some(&wrong) = places
            .to_vec::<i64>()?
            .iter()
            .find(|&&place| place < -(size as i64) || place > size as i64)
    {
        return Err(Error::index_out_of_range(op, wrong.into(), axis, size));
    }
    let mut block = Shape::from_slice(x.shape());
    block[axis] = count;
    let values = fit(op, values, &block)?;
    let places = np::where_(np::less(places, 0), np::add(places, size), places);
    let order = np::argsort(&places, 0);
    let sorted = gather(&places, &[&order], &[0], 0)?;
    // An element moves up by the number of blocks before it, a block by the number of earlier blocks.
    let old = iota(&[size], DType::I64, 0)?;
    let moved = np::add(&old, np::searchsorted_with(&sorted, &old, np::Side::Right));
    let blocks = np::add(&sorted, iota(&[count], DType::I64, 0)?);
    let source = full(&[size + count], Scalar::Int(0), DType::I64)?
        .into_at(moved)
        .set(old)
        .into_at(blocks)
        .set(np::add(order, size));
    Ok(np::take(
        concat(&[x, &values], axis)?,
        source,
        axis as isize,
    ))
}

/// The array without some positions along an axis, or of the flattened array for `..` (numpy: `delete`): an integer,
/// a range, positions of any shape, or a mask.
///
/// # Panics
/// If a position is out of range, or a mask is not of the axis' size; for several positions that `vmap` maps, as
/// the size of the result would depend on them.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::delete([1, 2, 3, 4], 1, ..).to_vec::<i32>().unwrap(), [1, 3, 4]);
/// assert_eq!(np::delete([1, 2, 3, 4], s_range(), 0).to_vec::<i32>().unwrap(), [2, 4]);
/// assert_eq!(np::delete([1, 2, 3, 4], [0, 0, -1], 0).to_vec::<i32>().unwrap(), [2, 3]);
/// fn s_range() -> numtape::index::Slice { numtape::index::Slice::from(..).step(2) }
/// ```
#[track_caller]
pub fn delete<'a>(x: impl IntoArray<'a>, at: impl Into<Index>, axis: impl Into<Axis>) -> Array {
    delete_op(x.into_array(), &at.into(), axis.into()).or_raise()
}

fn delete_op(x: Array, at: &Index, axis: Axis) -> Result<Array> {
    const OP: &str = "delete";
    let (x, axis) = along(OP, x, axis)?;
    let size = x.shape()[axis];
    let mut keep = vec![true; size];
    let mut remove = |place: i64| {
        let start = if place < 0 {
            place.saturating_add(size as i64)
        } else {
            place
        };
        if start < 0 || start >= size as i64 {
            return Err(Error::index_out_of_range(OP, place.into(), axis, size));
        }
        keep[start as usize] = false;
        Ok(())
    };
    match at {
        Index::Int(place) => remove(*place)?,
        Index::Slice(slice) => counted(*slice, size)?.into_iter().try_for_each(remove)?,
        Index::Array(mask) if mask.dtype() == DType::Bool => {
            if mask.shape() != [size] {
                let reason = format!(
                    "a mask of shape {:?} for an axis of size {size}",
                    mask.shape()
                );
                return Err(Error::shape(OP, reason));
            }
            let taken = nonzero_op(OP, mask)?.remove(0);
            taken.to_vec::<i64>()?.into_iter().try_for_each(remove)?;
        }
        Index::Array(places) => {
            let places = positions(OP, places.clone())?;
            if places.dense().is_none() {
                return delete_hidden(OP, &x, &places, axis);
            }
            places.to_vec::<i64>()?.into_iter().try_for_each(remove)?;
        }
        Index::NewAxis | Index::Ellipsis => return Err(not_positions(OP, at)),
    }
    let kept: Vec<i64> = (0..size as i64).filter(|&i| keep[i as usize]).collect();
    if kept.len() == size {
        return Ok(x);
    }
    Ok(np::take(&x, kept, axis as isize))
}

/// One position that differs between the examples of a batch.
fn delete_hidden(op: &'static str, x: &Array, place: &Array, axis: usize) -> Result<Array> {
    let size = x.shape()[axis];
    if place.len() != 1 || size == 0 {
        let hint = "how many differ decides the shape: delete one position at a time, or np::take those that stay";
        return Err(Error::hidden_data(op, "inside vectorized_map", hint));
    }
    let place = reshape(place, &[])?;
    let place = np::where_(np::less(&place, 0), np::add(&place, size), &place);
    let kept = iota(&[size - 1], DType::I64, 0)?;
    let source = np::add(&kept, np::greater_equal(&kept, place));
    Ok(np::take(x, source, axis as isize))
}

/// The flattened array under another shape, its elements repeated from the start or cut off as needed; zeros if it is
/// empty (numpy: the function `resize`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::resize([1, 2, 3], [2, 2]).to_vec::<i32>().unwrap(), [1, 2, 3, 1]);
/// ```
#[track_caller]
pub fn resize<'a>(x: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Array {
    resize_op(&x.into_array(), &shape.into().0).or_raise()
}

fn resize_op(x: &Array, shape: &[usize]) -> Result<Array> {
    const OP: &str = "resize";
    let len = crate::shape::checked_len(OP, shape, x.dtype().item_size().max(size_of::<i64>()))?;
    if x.is_empty() {
        return full(shape, Scalar::Int(0), x.dtype());
    }
    let flattened = flat(x)?;
    if len <= x.len() {
        return reshape(&slice(&flattened, &[0], &[len], &[1])?, shape);
    }
    reshape(&recycled(OP, &flattened, len)?, shape)
}
