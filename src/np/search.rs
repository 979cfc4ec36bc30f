//! Binary search in sorted arrays: `searchsorted` and `digitize`.
//!
//! The search itself is a primitive, which maps over batches of either argument. Counting by bins is in `histogram`,
//! sorting in `sort`.

use super::args::promote;
use super::take;
use super::{flip, greater, subtract};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::promote::promote_types;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::searchsorted::searchsorted as searchsorted_in;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;

/// On which side of equal elements [`searchsorted_with`] inserts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Before them.
    #[default]
    Left,
    /// After them.
    Right,
}

/// Options of [`searchsorted_with`]; a [`Side`] stands for itself.
#[derive(Clone, Debug, Default)]
pub struct Searchsorted {
    /// On which side of equal elements to insert.
    pub side: Side,
    /// The order that sorts the array, as `argsort` gives it.
    pub sorter: Option<Array>,
}

impl From<Side> for Searchsorted {
    fn from(side: Side) -> Self {
        Searchsorted { side, sorter: None }
    }
}

/// Where elements would have to be inserted into a sorted 1-d array to keep it sorted, before equal ones
/// (numpy: `searchsorted`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::searchsorted([1, 3, 5], [0, 3, 9]).to_vec::<i64>().unwrap(), [0, 1, 3]);
/// ```
#[track_caller]
pub fn searchsorted<'a, 'b>(sorted: impl IntoArray<'a>, x: impl IntoArray<'b>) -> Array {
    searchsorted_with(sorted, x, Side::Left)
}

/// [`searchsorted`] with the choice of side, and of an order that sorts the array (numpy:
/// `searchsorted(side=, sorter=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::{Searchsorted, Side};
/// assert_eq!(np::searchsorted_with([1, 3, 5], 3, Side::Right).item::<i64>().unwrap(), 2);
/// let x = array([5, 1, 3]);
/// let options = Searchsorted { sorter: Some(np::argsort(&x, -1)), ..Searchsorted::default() };
/// assert_eq!(np::searchsorted_with(&x, 4, options).item::<i64>().unwrap(), 2);
/// ```
#[track_caller]
pub fn searchsorted_with<'a, 'b>(
    sorted: impl IntoArray<'a>,
    x: impl IntoArray<'b>,
    options: impl Into<Searchsorted>,
) -> Array {
    searchsorted_op(sorted.into_operand(), x.into_operand(), &options.into()).or_raise()
}

fn searchsorted_op(sorted: Operand<'_>, x: Operand<'_>, options: &Searchsorted) -> Result<Array> {
    const OP: &str = "searchsorted";
    let [mut sorted, x] = promote(OP, [sorted, x])?;
    vector(OP, "the sorted array", &sorted)?;
    if let Some(sorter) = &options.sorter {
        if !sorter.dtype().is_integer() {
            let dtype = sorter.dtype();
            return Err(Error::unsupported_dtype(
                OP,
                "the sorter",
                dtype,
                "integers",
            ));
        }
        if sorter.shape() != sorted.shape() {
            let (found, wanted) = (sorter.shape(), sorted.shape());
            return Err(Error::shape(
                OP,
                format!("the sorter has shape {found:?}, the array {wanted:?}"),
            ));
        }
        sorted = take(&sorted, sorter, 0);
    }
    search(&sorted, &x, options.side)
}

/// Checks that an argument has one axis.
pub(crate) fn vector(op: &'static str, argument: &str, x: &Array) -> Result<()> {
    if x.ndim() == 1 {
        return Ok(());
    }
    let shape = x.shape();
    Err(Error::shape(
        op,
        format!("{argument} must be 1-d, its shape is {shape:?}"),
    ))
}

/// The position of every element in sorted lines. The last axis of `sorted` is sorted; its other axes are the first
/// ones of `x` too.
pub(crate) fn search(sorted: &Array, x: &Array, side: Side) -> Result<Array> {
    let dtype = promote_types(sorted.dtype(), x.dtype());
    let (sorted, x) = (cast(sorted, dtype)?, cast(x, dtype)?);
    searchsorted_in(&sorted, &x, side == Side::Right)
}

/// Whether no element of a 1-d array is less than the one before; unknown inside `vmap`.
pub(crate) fn is_increasing(x: &Array) -> Result<Option<bool>> {
    let n = x.len();
    if x.dense().is_none() || n == 0 {
        return Ok((n == 0).then_some(true));
    }
    let falls = greater(slice_axis(x, 0, 0, n - 1)?, slice_axis(x, 0, 1, n)?);
    Ok(Some(!reduce(ReduceKind::Any, &falls, &[0])?.to_bool()?))
}

/// The bin of each element (numpy: `digitize`): `i` with `bins[i - 1] <= x < bins[i]`, so 0 below and the number of
/// edges above all. Bins may decrease; then `bins[i - 1] > x >= bins[i]`.
///
/// # Panics
/// If the bins neither increase nor decrease (inside `vmap`, for mapped bins, that is not checked); for complex
/// numbers.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::digitize([0.2, 1.0, 6.4], [0.0, 1.0, 2.5]).to_vec::<i64>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn digitize<'a, 'b>(x: impl IntoArray<'a>, bins: impl IntoArray<'b>) -> Array {
    digitize_with(x, bins, Side::Left)
}

/// [`digitize`] with the edge that belongs to a bin (numpy: `digitize(right=)`): with [`Side::Right`],
/// `bins[i - 1] < x <= bins[i]`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::digitize_with([1.0], [0.0, 1.0, 2.5], np::Side::Right).to_vec::<i64>().unwrap(), [1]);
/// ```
#[track_caller]
pub fn digitize_with<'a, 'b>(
    x: impl IntoArray<'a>,
    bins: impl IntoArray<'b>,
    closed: Side,
) -> Array {
    digitize_op(x.into_operand(), bins.into_operand(), closed).or_raise()
}

fn digitize_op(x: Operand<'_>, bins: Operand<'_>, closed: Side) -> Result<Array> {
    const OP: &str = "digitize";
    let [x, bins] = promote(OP, [x, bins])?;
    if x.dtype().is_complex() {
        let dtype = x.dtype();
        return Err(Error::unsupported_dtype(
            OP,
            "an operand",
            dtype,
            "real numbers",
        ));
    }
    vector(OP, "the array of bins", &bins)?;
    let reversed = flip(&bins, 0);
    let side = match closed {
        Side::Left => Side::Right,
        Side::Right => Side::Left,
    };
    let up = || search(&bins, &x, side);
    let down = || -> Result<Array> { Ok(subtract(bins.len(), search(&reversed, &x, side)?)) };
    match (is_increasing(&bins)?, is_increasing(&reversed)?) {
        (Some(true), _) => up(),
        (_, Some(true)) => down(),
        (Some(false), _) => Err(Error::value(
            OP,
            "bins must be monotonically increasing or decreasing",
        )),
        (None, _) => {
            let end = |x: &Array| reshape(&slice_axis(x, 0, 0, 1)?, &[]);
            let falls = greater(end(&bins)?, end(&reversed)?);
            select(&falls, &down()?, &up()?)
        }
    }
}
