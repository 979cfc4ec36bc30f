//! Putting arrays together: concatenate, stack, block and their relatives.
//!
//! The lists are anything that [`IntoArrays`] takes. Cutting apart is in `split`, padding in
//! `pad`.

use super::args::Axis;
use super::shape::at_least;
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::promote::promote_all;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use crate::primitives::concat::concat as concat_op;
use crate::primitives::reshape::reshape;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// Arrays joined along an axis they have; with `..` the flattened arrays (numpy: `concatenate`). dtypes are
/// promoted.
///
/// # Panics
/// If the list is empty, an array is 0-d, or other sizes differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3]);
/// assert_eq!(np::concatenate([&x, &x], 0).shape(), [4, 3]);
/// assert_eq!(np::concatenate([&x, &x], ..).shape(), [12]);
/// ```
#[track_caller]
pub fn concatenate(arrays: impl IntoArrays, axis: impl Into<Axis>) -> Array {
    concatenate_list("concatenate", arrays.into_arrays(), axis.into()).or_raise()
}

/// The same as [`concatenate`] (numpy: `concat`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::concat(([1, 2], [3]), 0).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn concat(arrays: impl IntoArrays, axis: impl Into<Axis>) -> Array {
    concatenate_list("concat", arrays.into_arrays(), axis.into()).or_raise()
}

fn concatenate_list(op: &'static str, arrays: Vec<Array>, axis: Axis) -> Result<Array> {
    let mut arrays = promoted(op, arrays)?;
    if axis.0.is_none() {
        arrays = arrays
            .iter()
            .map(|x| reshape(x, &[x.len()]))
            .collect::<Result<_>>()?;
    }
    if let Some(at) = arrays.iter().position(|x| x.ndim() == 0) {
        return Err(Error::shape(
            op,
            format!("array {at} is 0-d, and has no axis to join along"),
        )
        .hinted("np::hstack and np::stack accept 0-d arrays"));
    }
    let axis = axis.resolve(op, arrays[0].ndim())?.unwrap_or(0);
    join(&arrays, axis)
}

fn join(arrays: &[Array], axis: usize) -> Result<Array> {
    if let [one] = arrays {
        return Ok(one.clone());
    }
    concat_op(&arrays.iter().collect::<Vec<_>>(), axis)
}

/// The arrays on their common dtype; at least one.
fn promoted(op: &'static str, arrays: Vec<Array>) -> Result<Vec<Array>> {
    let dtype = promote_all(arrays.iter().map(Array::dtype));
    let dtype = dtype
        .ok_or_else(|| Error::value(op, "the list of arrays is empty, but needs at least one"))?;
    arrays.iter().map(|x| cast(x, dtype)).collect()
}

/// Arrays of one shape joined along a new axis of the result (numpy: `stack`).
///
/// # Panics
/// If the list is empty or the shapes differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([3]);
/// assert_eq!(np::stack([&x, &x], 0).shape(), [2, 3]);
/// assert_eq!(np::stack([&x, &x], -1).shape(), [3, 2]);
/// ```
#[track_caller]
pub fn stack(arrays: impl IntoArrays, axis: isize) -> Array {
    stack_list(arrays.into_arrays(), axis).or_raise()
}

fn stack_list(arrays: Vec<Array>, axis: isize) -> Result<Array> {
    const OP: &str = "stack";
    let arrays = promoted(OP, arrays)?;
    let shape = arrays[0].shape();
    if let Some(at) = arrays.iter().position(|x| x.shape() != shape) {
        let found = arrays[at].shape();
        return Err(Error::shape(
            OP,
            format!("array 0 has shape {shape:?}, array {at} has {found:?}; all must be equal"),
        ));
    }
    let axis = normalize_axis(OP, axis, shape.len() + 1)?;
    let mut expanded = Shape::from_slice(shape);
    expanded.insert(axis, 1);
    let arrays: Vec<Array> = arrays
        .iter()
        .map(|x| reshape(x, &expanded))
        .collect::<Result<_>>()?;
    join(&arrays, axis)
}

/// Arrays joined along axis 0 after each got at least two axes (numpy: `vstack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vstack(([1, 2], [3, 4])).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn vstack(arrays: impl IntoArrays) -> Array {
    join_expanded("vstack", arrays.into_arrays(), 2, 0).or_raise()
}

/// Arrays joined along axis 1, 1-d and 0-d arrays along axis 0 (numpy: `hstack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::hstack(([1, 2], 3)).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn hstack(arrays: impl IntoArrays) -> Array {
    let arrays = arrays.into_arrays();
    // numpy looks at the first array alone.
    let axis = usize::from(arrays.first().is_some_and(|x| x.ndim() > 1));
    join_expanded("hstack", arrays, 1, axis).or_raise()
}

/// Arrays joined along axis 2 after each got at least three axes (numpy: `dstack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::dstack(([1, 2], [3, 4])).shape(), [1, 2, 2]);
/// ```
#[track_caller]
pub fn dstack(arrays: impl IntoArrays) -> Array {
    join_expanded("dstack", arrays.into_arrays(), 3, 2).or_raise()
}

fn join_expanded(op: &'static str, arrays: Vec<Array>, ndim: usize, axis: usize) -> Result<Array> {
    let arrays = promoted(op, arrays)?;
    let arrays: Vec<Array> = arrays
        .iter()
        .map(|x| at_least(x, ndim))
        .collect::<Result<_>>()?;
    join(&arrays, axis)
}

/// Arrays as columns: 1-d arrays become columns, the others stay, all are joined along axis 1 (numpy:
/// `column_stack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::column_stack(([1, 2], [3, 4])).to_vec::<i32>().unwrap(), [1, 3, 2, 4]);
/// ```
#[track_caller]
pub fn column_stack(arrays: impl IntoArrays) -> Array {
    column_list(arrays.into_arrays()).or_raise()
}

fn column_list(arrays: Vec<Array>) -> Result<Array> {
    let arrays = promoted("column_stack", arrays)?;
    let column = |x: &Array| {
        if x.ndim() < 2 {
            reshape(x, &[x.len(), 1])
        } else {
            Ok(x.clone())
        }
    };
    let arrays: Vec<Array> = arrays.iter().map(column).collect::<Result<_>>()?;
    join(&arrays, 1)
}

/// The array with others behind it along an axis; with `..` both flattened (numpy: `append`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::append([1, 2], [[3], [4]], ..).to_vec::<i32>().unwrap(), [1, 2, 3, 4]);
/// ```
#[track_caller]
pub fn append<'x, 'v>(
    x: impl IntoArray<'x>,
    values: impl IntoArray<'v>,
    axis: impl Into<Axis>,
) -> Array {
    concatenate_list(
        "append",
        vec![x.into_array(), values.into_array()],
        axis.into(),
    )
    .or_raise()
}

/// What [`block`] puts together: an array, or a list of blocks.
#[derive(Clone, Debug)]
pub enum Block {
    /// A part.
    Array(Array),
    /// Parts side by side.
    List(Vec<Block>),
}

impl From<Array> for Block {
    fn from(x: Array) -> Self {
        Block::Array(x)
    }
}

impl From<&Array> for Block {
    fn from(x: &Array) -> Self {
        Block::Array(x.clone())
    }
}

impl<T: Into<Block>, const N: usize> From<[T; N]> for Block {
    fn from(parts: [T; N]) -> Self {
        Block::List(parts.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Block>> From<Vec<T>> for Block {
    fn from(parts: Vec<T>) -> Self {
        Block::List(parts.into_iter().map(Into::into).collect())
    }
}

macro_rules! number_blocks {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Block {
            fn from(number: $ty) -> Self {
                Block::Array(number.into_array())
            }
        }
    )*};
}

number_blocks!(bool, i32, i64, f32, f64);

/// An array from nested lists of blocks (numpy: `block`): the innermost lists are joined along the last axis, those
/// around them along the one before, and so on. Blocks get axes of size 1 in front as needed.
///
/// # Panics
/// If lists are empty or nested to different depths, or sizes do not fit.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (a, b) = (np::ones([2, 2]), np::zeros([2, 1]));
/// let x = np::block([[&a, &b], [&a, &b]]);
/// assert_eq!(x.shape(), [4, 3]);
/// assert_eq!(np::block([1, 2, 3]).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn block(blocks: impl Into<Block>) -> Array {
    block_op(&blocks.into()).or_raise()
}

fn block_op(blocks: &Block) -> Result<Array> {
    const OP: &str = "block";
    let mut parts = Vec::new();
    let depth = leaves(OP, blocks, &mut parts)?;
    let dtype = promoted(OP, parts.clone())?[0].dtype();
    let ndim = parts.iter().map(Array::ndim).max().unwrap_or(0).max(depth);
    joined_blocks(blocks, depth, ndim, dtype)
}

/// Collects the parts, and finds how deep they are nested.
fn leaves(op: &'static str, blocks: &Block, parts: &mut Vec<Array>) -> Result<usize> {
    let list = match blocks {
        Block::Array(x) => {
            parts.push(x.clone());
            return Ok(0);
        }
        Block::List(list) => list,
    };
    let mut depths = Vec::with_capacity(list.len());
    for part in list {
        depths.push(leaves(op, part, parts)?);
    }
    match depths.as_slice() {
        [] => Err(Error::value(op, "a list of blocks is empty")),
        [first, rest @ ..] if rest.iter().all(|depth| depth == first) => Ok(first + 1),
        _ => Err(Error::value(op, "lists are nested to different depths")),
    }
}

fn joined_blocks(
    blocks: &Block,
    depth: usize,
    ndim: usize,
    dtype: crate::dtype::DType,
) -> Result<Array> {
    match blocks {
        Block::Array(x) => {
            let mut shape: Shape = (x.ndim()..ndim).map(|_| 1).collect();
            shape.extend_from_slice(x.shape());
            reshape(&cast(x, dtype)?, &shape)
        }
        Block::List(list) => {
            let parts = list
                .iter()
                .map(|part| joined_blocks(part, depth - 1, ndim, dtype))
                .collect::<Result<Vec<_>>>()?;
            join(&parts, ndim - depth).map_err(|error| error.renamed("block"))
        }
    }
}
