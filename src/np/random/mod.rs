//! Random numbers: functions of a key, and numpy's stateful functions on top of them.
//!
//! A key is a `u32` array of two elements; the same key gives the same numbers, on any number of threads
//! and under any transform. Split a key for independent draws. Functions of a key are those of `jax.random`:
//! most have no location and scale, which arithmetic adds with its derivatives. [`Generator`] has numpy's
//! methods, and [`seed`], [`rand`], [`randn`], [`random`], [`standard_normal`] and [`integers`] draw from a
//! generator that each thread keeps. One file per kind of distribution; how draws are settled is in
//! `arguments`.

mod arguments;
mod closed_form;
mod counts;
mod gamma;
mod generator;
#[cfg(feature = "linalg")]
mod multivariate;
mod picks;
mod uniform;

pub use arguments::Size;
pub use closed_form::*;
pub use counts::*;
pub use gamma::*;
pub use generator::*;
#[cfg(feature = "linalg")]
pub use multivariate::*;
pub use picks::*;
pub use uniform::*;

use super::args::ShapeArg;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::threefry::{self, Key};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::random as primitive;
use crate::shape::Shape;
use crate::shape::broadcast::broadcast_shapes;

/// The key for a seed (jax: `random.key`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(7);
/// assert_eq!(np::random::uniform(&key, 3).to_vec::<f64>().unwrap(), np::random::uniform(&key, 3).to_vec::<f64>().unwrap());
/// ```
pub fn key(seed: u64) -> Array {
    array_of(threefry::key_from_seed(seed))
}

fn array_of(key: Key) -> Array {
    Array::from_shape_vec([2], key.to_vec()).or_raise()
}

/// `count` independent keys from one, as the rows of an array (jax: `random.split`). Row `i` does not depend
/// on the count.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let keys = np::random::split(&np::random::key(7), 3);
/// assert_eq!(keys.shape(), [3, 2]);
/// ```
#[track_caller]
pub fn split(key: &Array, count: usize) -> Array {
    primitive::split(key, count).or_raise()
}

/// A new key from a key and a number, for instance of a step (jax: `random.fold_in`). Arrays of keys and
/// numbers broadcast.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(7);
/// assert_eq!(np::random::fold_in(&key, 3).shape(), [2]);
/// assert_eq!(np::random::fold_in(&key, [0, 1, 2, 3]).shape(), [4, 2]);
/// ```
#[track_caller]
pub fn fold_in<'a>(key: &Array, data: impl IntoArray<'a>) -> Array {
    fold_in_op(key, &data.into_array()).or_raise()
}

fn fold_in_op(key: &Array, data: &Array) -> Result<Array> {
    let keys = &key.shape()[..key.ndim().saturating_sub(1)];
    let Some(shape) = broadcast_shapes(keys, data.shape()) else {
        return Err(Error::shape(
            "fold_in",
            format!(
                "keys of shape {keys:?} and numbers of shape {:?} do not broadcast",
                data.shape()
            ),
        ));
    };
    let full: Shape = shape
        .iter()
        .copied()
        .chain(key.shape().last().copied())
        .collect();
    primitive::fold_in(&broadcast_to(key, &full)?, &broadcast_to(data, &shape)?)
}

/// Uniformly distributed bits, as `U32` or `U64` (jax: `random.bits`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::bits(&np::random::key(7), [2, 2], U32).dtype(), U32);
/// ```
#[track_caller]
pub fn bits(key: &Array, shape: impl Into<ShapeArg>, dtype: DType) -> Array {
    primitive::random_bits(key, &shape.into().0, dtype).or_raise()
}
