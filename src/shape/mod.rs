//! Sizes and strides: what a shape is, in its two forms.
//!
//! A dense array has a [`Shape`] of known sizes. An abstract value (`Aval`), and every shape-valued
//! parameter of a primitive, has [`Dims`]: sizes that are known or symbolic ([`dim::Dim`]). Axis arguments
//! are in [`axes`], broadcasting in [`broadcast`], views in `layout`.

pub mod axes;
pub mod broadcast;
pub mod dim;
pub(crate) mod layout;

use crate::error::{Error, Result};
use dim::Dim;
use smallvec::SmallVec;

/// The sizes of a dense array's axes, inline up to rank 6.
pub type Shape = SmallVec<[usize; 6]>;

/// Steps between neighbours along each axis, in elements; 0 repeats one element, negative runs backwards.
pub type Strides = SmallVec<[isize; 6]>;

/// Known or symbolic sizes, as abstract values and parameters of primitives have them.
pub type Dims = SmallVec<[Dim; 6]>;

/// The number of elements of a shape.
///
/// # Errors
/// If the product, or the number of bytes, does not fit `isize`.
pub(crate) fn checked_len(op: &'static str, shape: &[usize], item_size: usize) -> Result<usize> {
    // A zero anywhere makes the array empty, but numpy also rejects the product of the other sizes.
    let len = shape
        .iter()
        .filter(|&&n| n != 0)
        .try_fold(1usize, |len, &n| len.checked_mul(n));
    match len.and_then(|n| n.checked_mul(item_size)) {
        Some(bytes) if isize::try_from(bytes).is_ok() => Ok(shape.iter().product()),
        _ => Err(Error::value(
            op,
            format!("an array of shape {shape:?} does not fit the address space"),
        )),
    }
}

/// Whether two shapes are equal: for the few sizes of a shape a loop is quicker than comparing memory.
#[inline]
pub(crate) fn is_same(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

/// The sizes of `dims`, all of which must be known.
pub(crate) fn known_shape(op: &'static str, dims: &[Dim]) -> Result<Shape> {
    dims.iter()
        .map(|d| {
            d.known()
                .ok_or_else(|| Error::symbolic(op, format!("dimension {d}")))
        })
        .collect()
}

/// A shape as symbolic sizes, all of them known.
pub(crate) fn to_dims(shape: &[usize]) -> Dims {
    shape.iter().map(|&n| Dim::from(n)).collect()
}

/// C-order strides of a shape.
pub(crate) fn contiguous_strides(shape: &[usize]) -> Strides {
    let mut strides: Strides = SmallVec::from_elem(0, shape.len());
    let mut step = 1isize;
    for axis in (0..shape.len()).rev() {
        strides[axis] = step;
        step *= shape[axis] as isize;
    }
    strides
}
