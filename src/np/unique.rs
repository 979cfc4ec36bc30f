//! The distinct elements of an array, where they are and how often.
//!
//! Their number depends on the values, so the plain functions are errors inside `vmap` on arrays that it maps;
//! [`unique_sized`] and [`nonzero_sized`] have a fixed number of results and are not. Operations on sets are in
//! `sets`.

use super::search::{Side, search};
use super::{
    add, concatenate, cumsum, full_like, isnan, less, logical_and, logical_not, not_equal,
    remainder, subtract, take, where_,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::argsort::argsort;
use crate::primitives::create::{full, iota};
use crate::primitives::gather::gather;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use crate::primitives::sort as primitive;
use crate::primitives::transpose::move_axis;
use crate::shape::axes::normalize_axis;

/// The distinct elements of an array with their positions: the result of [`unique_with`].
#[derive(Clone, Debug)]
pub struct Unique {
    /// The distinct elements in increasing order; with an axis, the distinct slices.
    pub values: Array,
    /// Where each of them stands first, in the flattened array or along the axis (numpy: `return_index`).
    pub index: Array,
    /// For each element of the array, or each slice, its position in `values` (numpy: `return_inverse`).
    pub inverse: Array,
    /// How often each of them occurs (numpy: `return_counts`).
    pub counts: Array,
}

/// Options of [`unique_with`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UniqueOptions {
    /// The axis whose slices are compared; without it, elements are.
    pub axis: Option<isize>,
    /// Whether all NaN count as one element. Slices with NaN are always distinct, as in numpy.
    pub equal_nan: bool,
}

impl Default for UniqueOptions {
    fn default() -> Self {
        UniqueOptions {
            axis: None,
            equal_nan: true,
        }
    }
}

/// The distinct elements in increasing order, 1-d; NaN counts as one (numpy: `unique`). Gradients flow to the
/// first occurrence of each.
///
/// # Panics
/// Inside `vmap`, for an array that it maps: use [`unique_sized`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::unique([[3, 1], [1, 2]]).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn unique<'a>(x: impl IntoArray<'a>) -> Array {
    values_op("unique", &x.into_array(), true).or_raise()
}

/// [`unique`] with options, and with positions and counts (numpy: `unique(axis=, equal_nan=)`, with all of
/// `return_index`, `return_inverse` and `return_counts`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let found = np::unique_with([5, 7, 5], np::UniqueOptions::default());
/// assert_eq!(found.values.to_vec::<i32>().unwrap(), [5, 7]);
/// assert_eq!(found.index.to_vec::<i64>().unwrap(), [0, 1]);
/// assert_eq!(found.inverse.to_vec::<i64>().unwrap(), [0, 1, 0]);
/// assert_eq!(found.counts.to_vec::<i64>().unwrap(), [2, 1]);
/// let rows = np::unique_with([[2, 1], [2, 1]], np::UniqueOptions { axis: Some(0), ..Default::default() });
/// assert_eq!(rows.values.shape(), [1, 2]);
/// ```
#[track_caller]
pub fn unique_with<'a>(x: impl IntoArray<'a>, options: UniqueOptions) -> Unique {
    unique_op("unique", &x.into_array(), options).or_raise()
}

/// The options of the array API's functions: every NaN is an element of its own.
const ARRAY_API: UniqueOptions = UniqueOptions {
    axis: None,
    equal_nan: false,
};

/// The distinct elements with positions and counts, where each NaN is one of its own (numpy: `unique_all`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::unique_all([f64::NAN, f64::NAN]).counts.to_vec::<i64>().unwrap(), [1, 1]);
/// ```
#[track_caller]
pub fn unique_all<'a>(x: impl IntoArray<'a>) -> Unique {
    unique_op("unique_all", &x.into_array(), ARRAY_API).or_raise()
}

/// The distinct elements and how often they occur, where each NaN is one of its own (numpy: `unique_counts`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (values, counts) = np::unique_counts([5, 7, 5]);
/// assert_eq!(values.to_vec::<i32>().unwrap(), [5, 7]);
/// assert_eq!(counts.to_vec::<i64>().unwrap(), [2, 1]);
/// ```
#[track_caller]
pub fn unique_counts<'a>(x: impl IntoArray<'a>) -> (Array, Array) {
    let found = unique_op("unique_counts", &x.into_array(), ARRAY_API).or_raise();
    (found.values, found.counts)
}

/// The distinct elements and for each element of the array its position there, where each NaN is one of its
/// own (numpy: `unique_inverse`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (values, inverse) = np::unique_inverse([[5, 7], [7, 5]]);
/// assert_eq!(np::take(&values, &inverse, ..).to_vec::<i32>().unwrap(), [5, 7, 7, 5]);
/// ```
#[track_caller]
pub fn unique_inverse<'a>(x: impl IntoArray<'a>) -> (Array, Array) {
    let found = unique_op("unique_inverse", &x.into_array(), ARRAY_API).or_raise();
    (found.values, found.inverse)
}

/// The distinct elements in increasing order, where each NaN is one of its own (numpy: `unique_values`, which
/// does not promise an order).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::unique_values([3, 1, 3]).to_vec::<i32>().unwrap(), [1, 3]);
/// ```
#[track_caller]
pub fn unique_values<'a>(x: impl IntoArray<'a>) -> Array {
    values_op("unique_values", &x.into_array(), false).or_raise()
}

/// Positions in sorted order, and where in that order groups of equal elements begin.
struct Groups {
    order: Vec<i64>,
    starts: Vec<usize>,
}

impl Groups {
    /// Of a 1-d array.
    fn of_elements(op: &'static str, x: &Array, equal_nan: bool) -> Result<Groups> {
        if x.dense().is_none() {
            return Err(Error::hidden_data(
                op,
                "inside vectorized_map",
                "how many elements are distinct would depend on the example: unique_sized gives a fixed number",
            ));
        }
        let x = stop_gradient(x)?;
        let order = argsort(&x, 0)?;
        let begins = begins(&gather(&x, &[&order], &[0], 0)?, equal_nan)?.to_vec::<bool>()?;
        Ok(Groups {
            order: order.to_vec()?,
            starts: positions(&begins),
        })
    }

    /// Of the rows of a matrix, compared element by element.
    fn of_rows(op: &'static str, x: &Array) -> Result<Groups> {
        let &[rows, columns] = x.shape() else {
            unreachable!("rows are those of a matrix")
        };
        let elements = Groups::of_elements(op, &reshape(x, &[rows * columns])?, true)?;
        // Numbered by value, elements of any dtype compare as integers.
        let ranks = elements.inverse();
        let row = |i: i64| &ranks[i as usize * columns..][..columns];
        let has_nan = if x.dtype().is_differentiable() {
            super::any(isnan(stop_gradient(x)?), 1).to_vec::<bool>()?
        } else {
            vec![false; rows]
        };
        let mut order: Vec<i64> = (0..rows as i64).collect();
        order.sort_by(|&a, &b| row(a).cmp(row(b)));
        let starts = (0..rows)
            .filter(|&i| i == 0 || row(order[i]) != row(order[i - 1]) || has_nan[order[i] as usize])
            .collect();
        Ok(Groups { order, starts })
    }

    /// The first position of each group. The order is stable.
    fn index(&self) -> Vec<i64> {
        self.starts.iter().map(|&start| self.order[start]).collect()
    }

    /// The group of each position.
    fn inverse(&self) -> Vec<i64> {
        let mut inverse = vec![0; self.order.len()];
        for (group, members) in self.members().enumerate() {
            for &position in members {
                inverse[position as usize] = group as i64;
            }
        }
        inverse
    }

    fn counts(&self) -> Vec<i64> {
        self.members().map(|members| members.len() as i64).collect()
    }

    fn members(&self) -> impl Iterator<Item = &[i64]> {
        let ends = self.starts.iter().skip(1).copied();
        let ends = ends.chain(std::iter::once(self.order.len()));
        self.starts
            .iter()
            .zip(ends)
            .map(|(&start, end)| &self.order[start..end])
    }
}

fn positions(truths: &[bool]) -> Vec<usize> {
    (0..truths.len()).filter(|&i| truths[i]).collect()
}

/// Where the elements of a sorted 1-d array differ from the one before.
pub(super) fn begins(sorted: &Array, equal_nan: bool) -> Result<Array> {
    let n = sorted.shape()[0];
    let first = full(&[n.min(1)], true.into(), DType::Bool)?;
    let here = slice_axis(sorted, 0, n.min(1), n)?;
    let before = slice_axis(sorted, 0, 0, n.saturating_sub(1))?;
    let mut differs = not_equal(&here, &before);
    if equal_nan && sorted.dtype().is_differentiable() {
        let both_nan = logical_and(isnan(&here), isnan(&before));
        differs = logical_and(differs, logical_not(both_nan));
    }
    Ok(concatenate([&first, &differs], 0))
}

/// The distinct elements alone: where no transform looks on, without their positions.
fn values_op(op: &'static str, x: &Array, equal_nan: bool) -> Result<Array> {
    if let Some(values) = primitive::distinct(&reshape(x, &[x.len()])?, equal_nan) {
        return Ok(values);
    }
    let options = UniqueOptions {
        axis: None,
        equal_nan,
    };
    Ok(unique_op(op, x, options)?.values)
}

fn unique_op(op: &'static str, x: &Array, options: UniqueOptions) -> Result<Unique> {
    let Some(axis) = options.axis else {
        let flat = reshape(x, &[x.len()])?;
        let groups = Groups::of_elements(op, &flat, options.equal_nan)?;
        let index = Array::from_vec(groups.index());
        return Ok(Unique {
            values: gather(&flat, &[&index], &[0], 0)?,
            inverse: reshape(&Array::from_vec(groups.inverse()), x.shape())?,
            counts: Array::from_vec(groups.counts()),
            index,
        });
    };
    let axis = normalize_axis(op, axis, x.ndim())?;
    let first = move_axis(x, axis, 0)?;
    let columns = first.shape()[1..].iter().product();
    let groups = Groups::of_rows(op, &reshape(&first, &[first.shape()[0], columns])?)?;
    let index = Array::from_vec(groups.index());
    Ok(Unique {
        values: take(x, &index, axis as isize),
        inverse: Array::from_vec(groups.inverse()),
        counts: Array::from_vec(groups.counts()),
        index,
    })
}

/// [`unique_with`] with a fixed number of results, for use inside `vmap` (numpy has none; JAX: `unique` with
/// `size` and `fill_value`): the first `size` distinct elements, and `fill` for those that there are not.
///
/// Of a fill the count is 0 and the index that of the smallest element. An element beyond the first `size`
/// distinct ones has an `inverse` not below `size`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let rows = array([[5, 7, 5], [4, 4, 4]]);
/// let (values, counts) = vectorized_map(
///     |row| {
///         let found = np::unique_sized(row, 2, -1);
///         (found.values, found.counts)
///     },
///     &rows,
/// );
/// assert_eq!(values.to_vec::<i32>().unwrap(), [5, 7, 4, -1]);
/// assert_eq!(counts.to_vec::<i64>().unwrap(), [2, 1, 3, 0]);
/// ```
#[track_caller]
pub fn unique_sized<'a>(x: impl IntoArray<'a>, size: usize, fill: impl Into<Scalar>) -> Unique {
    unique_sized_op(&x.into_array(), size, fill.into()).or_raise()
}

fn unique_sized_op(x: &Array, size: usize, fill: Scalar) -> Result<Unique> {
    const OP: &str = "unique_sized";
    let n = x.len();
    fill.check_fits(OP, x.dtype())?;
    let fill = scalar_array(fill, x.dtype());
    if n == 0 {
        let zeros = full(&[size], Scalar::Int(0), DType::I64)?;
        return Ok(Unique {
            values: super::broadcast_to(fill, [size]),
            index: zeros.clone(),
            inverse: full(x.shape(), Scalar::Int(0), DType::I64)?,
            counts: zeros,
        });
    }
    let flat = reshape(x, &[n])?;
    let sorted = primitive::sort_with(&flat, &[&iota(&[n], DType::I64, 0)?], 0)?;
    let (sorted, order) = (&sorted[0], &sorted[1]);
    // The number of groups up to each element, hence the places where the groups 1, 2, … begin.
    let group = cumsum(begins(&stop_gradient(sorted)?, true)?, 0);
    let wanted = add(iota(&[size + 1], DType::I64, 0)?, 1);
    let starts = search(&group, &wanted, Side::Left)?;
    let (here, next) = (
        slice_axis(&starts, 0, 0, size)?,
        slice_axis(&starts, 0, 1, size + 1)?,
    );
    let is_there = less(&here, n);
    let here_or_first = select(&is_there, &here, &full_like(&here, 0))?;
    let found = gather(sorted, &[&here_or_first], &[0], 0)?;
    let inverse = primitive::sort_with(order, &[&subtract(&group, 1)], 0)?;
    Ok(Unique {
        values: select(&is_there, &found, &fill)?,
        index: gather(order, &[&here_or_first], &[0], 0)?,
        inverse: reshape(&inverse[1], x.shape())?,
        counts: subtract(next, here),
    })
}

/// The positions of the first `size` elements that are not zero, one array per axis, and `fill` for those that
/// there are not: `nonzero` for use inside `vmap` (numpy has none; JAX: `nonzero` with `size` and `fill_value`).
///
/// # Panics
/// For a 0-d array.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let places = np::nonzero_sized([0, 3, 0, 5], 3, -1);
/// assert_eq!(places[0].to_vec::<i64>().unwrap(), [1, 3, -1]);
/// ```
#[track_caller]
pub fn nonzero_sized<'a>(x: impl IntoArray<'a>, size: usize, fill: i64) -> Vec<Array> {
    nonzero_sized_op(&x.into_array(), size, fill).or_raise()
}

fn nonzero_sized_op(x: &Array, size: usize, fill: i64) -> Result<Vec<Array>> {
    if x.ndim() == 0 {
        return Err(
            Error::shape("nonzero_sized", "a 0-d array has no positions")
                .hinted("use atleast_1d first"),
        );
    }
    let n = x.len();
    let is_nonzero = not_equal(reshape(x, &[n])?, full(&[], Scalar::Int(0), x.dtype())?);
    let wanted = add(iota(&[size], DType::I64, 0)?, 1);
    let places = search(&cumsum(is_nonzero, 0), &wanted, Side::Left)?;
    let is_there = less(&places, n);
    let mut step = n;
    x.shape()
        .iter()
        .map(|&axis_size| {
            step /= axis_size.max(1);
            let along = remainder(super::floor_divide(&places, step.max(1)), axis_size.max(1));
            Ok(where_(&is_there, along, fill))
        })
        .collect()
}
