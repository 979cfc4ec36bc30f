//! Repeating: whole arrays with `tile`, single elements with `repeat`.

use super::args::Axis;
use super::indexing::take;
use super::shape::Integers;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::reshape::reshape;
use crate::shape::{Shape, checked_len};

/// The array repeated as a whole, so many times along each axis (numpy: `tile`). Missing counts and missing
/// axes are 1, in front.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::tile([1, 2], 2).to_vec::<i32>().unwrap(), [1, 2, 1, 2]);
/// assert_eq!(np::tile([1, 2], [3, 1]).shape(), [3, 2]);
/// ```
#[track_caller]
pub fn tile<'a>(x: impl IntoArray<'a>, repeats: impl Into<Integers>) -> Array {
    let counts = repeats
        .into()
        .0
        .iter()
        .map(|&n| count("tile", n))
        .collect::<Result<Shape>>()
        .or_raise();
    tile_by(&x.into_array(), &counts).or_raise()
}

fn count(op: &'static str, n: isize) -> Result<usize> {
    usize::try_from(n).map_err(|_| Error::value(op, format!("the repetition {n} is negative")))
}

/// Each axis becomes a pair `[count, size]`: the count is broadcast, the pair then merged.
fn tile_by(x: &Array, counts: &[usize]) -> Result<Array> {
    let ndim = x.ndim().max(counts.len());
    let padded = |list: &[usize]| -> Shape {
        std::iter::repeat_n(1, ndim - list.len())
            .chain(list.iter().copied())
            .collect()
    };
    let (sizes, counts) = (padded(x.shape()), padded(counts));
    let single: Shape = sizes.iter().flat_map(|&size| [1, size]).collect();
    let spread: Shape = sizes
        .iter()
        .zip(&counts)
        .flat_map(|(&size, &count)| [count, size])
        .collect();
    // `checked_len` leaves sizes of zero out, so no pair of the others overflows here.
    checked_len("tile", &spread, x.dtype().item_size())?;
    let merged: Shape = sizes
        .iter()
        .zip(&counts)
        .map(|(&size, &count)| size * count)
        .collect();
    reshape(&broadcast_to(&reshape(x, &single)?, &spread)?, &merged)
}

/// The array with each element repeated along an axis, all equally often or each by its own count; `..`
/// repeats the elements of the flattened array (numpy: `repeat`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::repeat([1, 2], 2, ..).to_vec::<i32>().unwrap(), [1, 1, 2, 2]);
/// assert_eq!(np::repeat([[1], [2]], [2, 1], 0).shape(), [3, 1]);
/// ```
#[track_caller]
pub fn repeat<'a>(
    x: impl IntoArray<'a>,
    repeats: impl Into<Integers>,
    axis: impl Into<Axis>,
) -> Array {
    let counts = repeats
        .into()
        .0
        .iter()
        .map(|&n| count("repeat", n))
        .collect::<Result<Shape>>()
        .or_raise();
    repeat_by(&x.into_array(), &counts, axis.into()).or_raise()
}

fn repeat_by(x: &Array, counts: &[usize], axis: Axis) -> Result<Array> {
    const OP: &str = "repeat";
    // A single element counts as a list of one, as in numpy.
    let x = &if x.ndim() == 0 {
        reshape(x, &[1])?
    } else {
        x.clone()
    };
    let (x, axis) = match axis.resolve(OP, x.ndim())? {
        Some(axis) => (x.clone(), axis),
        None => (reshape(x, &[x.len()])?, 0),
    };
    let size = x.shape()[axis];
    if let [count] = counts {
        return repeat_equally(&x, *count, axis);
    }
    if counts.len() != size {
        return Err(Error::shape(
            OP,
            format!("{} counts for an axis of size {size}", counts.len()),
        )
        .hinted("give one count, or one per element"));
    }
    let total = counts
        .iter()
        .fold(0, |sum: usize, &n| sum.saturating_add(n));
    checked_len(OP, &[total], size_of::<i64>())?;
    let positions: Vec<i64> = counts
        .iter()
        .enumerate()
        .flat_map(|(i, &count)| std::iter::repeat_n(i as i64, count))
        .collect();
    Ok(take(&x, positions, axis as isize))
}

fn repeat_equally(x: &Array, count: usize, axis: usize) -> Result<Array> {
    let mut single = Shape::from_slice(x.shape());
    single.insert(axis + 1, 1);
    let mut spread = single.clone();
    spread[axis + 1] = count;
    let mut merged = Shape::from_slice(x.shape());
    checked_len("repeat", &spread, x.dtype().item_size())?;
    merged[axis] *= count;
    reshape(&broadcast_to(&reshape(x, &single)?, &spread)?, &merged)
}
