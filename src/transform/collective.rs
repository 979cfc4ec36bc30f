//! Collectives: what the examples of a map know of each other.
//!
//! Inside a function mapped by `vmap(..).axis_name("batch")`, these speak of all examples at once: sums, extrema,
//! everybody's array, one's own number. They differentiate and nest like other ops. The two primitives under them are in
//! `primitives::collective`.

use super::custom::custom_jvp;
use super::stack::{self, Frame};
use crate::array::Array;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::axis;
use crate::np::reduce::accumulator;
use crate::np::statistics::mean_dtypes;
use crate::primitives::collective as primitives;
use crate::primitives::collective::MapRef;
use crate::tree::Tree;

/// The innermost visible map with this name.
fn map_named(op: &'static str, name: &str) -> Result<MapRef> {
    let mut others = Vec::new();
    for frame in stack::visible_frames().iter().rev() {
        let Frame::Vmap(frame) = frame else { continue };
        match frame.name() {
            Some(found) if found == name => return Ok(frame.reference()),
            Some(other) => others.push(format!("'{other}'")),
            None => {}
        }
    }
    let text = if others.is_empty() {
        format!("no mapped axis is named '{name}', and none has a name here")
    } else {
        format!(
            "no mapped axis is named '{name}', only {}",
            others.join(", ")
        )
    };
    Err(Error::axis(op, text).hinted("name it with vmap(f).axis_name(..), and call this inside f"))
}

/// The sum over all examples of the map with this name, the same for every example (JAX: `lax.psum`).
///
/// `x` is an array or any [`Tree`]. An array that does not depend on the example counts once for each. Dtypes are those of
/// [`np::sum`]: small integers give 64-bit ones, bools are counted.
///
/// # Panics
/// If no map around has the name.
///
/// # Examples
/// Normalised by the total of the batch:
/// ```
/// use numtape::{prelude::*, psum};
/// let shares = vmap(|x: Array| &x / psum(&x, "batch")).axis_name("batch");
/// let y: Array = shares.call(array([1.0, 3.0]));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [0.25, 0.75]);
/// ```
#[track_caller]
pub fn psum<T: Tree>(x: &T, axis_name: &str) -> T {
    let map = map_named("psum", axis_name).or_raise();
    x.map_leaves(&mut |x| summed(x, map).or_raise())
}

fn summed(x: &Array, map: MapRef) -> Result<Array> {
    primitives::axis_sum(&x.astype(accumulator(x.dtype())), map)
}

/// The mean over all examples of the map with this name (JAX: `lax.pmean`), in the dtypes of [`np::mean`]: integers and bools give
/// f64.
///
/// # Panics
/// If no map around has the name.
///
/// # Examples
/// ```
/// use numtape::{pmean, prelude::*};
/// let centred = vmap(|x: Array| &x - pmean(&x, "batch")).axis_name("batch");
/// let y: Array = centred.call(array([1.0, 3.0]));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [-1.0, 1.0]);
/// ```
#[track_caller]
pub fn pmean<T: Tree>(x: &T, axis_name: &str) -> T {
    let map = map_named("pmean", axis_name).or_raise();
    x.map_leaves(&mut |x| {
        let (result, compute) = mean_dtypes(x.dtype(), None);
        let sum = primitives::axis_sum(&x.astype(compute), map).or_raise();
        (sum / map.size as f64).astype(result)
    })
}

/// The elementwise maximum over all examples of the map with this name (JAX: `lax.pmax`, which has no derivative). NaN if one is.
///
/// Examples that tie share the derivative equally, those that are NaN if one is.
///
/// # Panics
/// If no map around has the name.
///
/// # Examples
/// ```
/// use numtape::{pmax, prelude::*};
/// let scaled = vmap(|x: Array| &x / pmax(&x, "batch")).axis_name("batch");
/// let y: Array = scaled.call(array([1.0, 4.0]));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [0.25, 1.0]);
/// ```
#[track_caller]
pub fn pmax<T: Tree>(x: &T, axis_name: &str) -> T {
    let map = map_named("pmax", axis_name).or_raise();
    x.map_leaves(&mut |x| extreme(x, map, |all| np::max(all, axis(0))))
}

/// The elementwise minimum over all examples of the map with this name (JAX: `lax.pmin`); as [`pmax`].
///
/// # Examples
/// ```
/// use numtape::{pmin, prelude::*};
/// let above = vmap(|x: Array| &x - pmin(&x, "batch")).axis_name("batch");
/// let y: Array = above.call(array([1.0, 4.0]));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [0.0, 3.0]);
/// ```
#[track_caller]
pub fn pmin<T: Tree>(x: &T, axis_name: &str) -> T {
    let map = map_named("pmin", axis_name).or_raise();
    x.map_leaves(&mut |x| extreme(x, map, |all| np::min(all, axis(0))))
}

/// An extremum whose derivative is a sum over the examples, so that it costs as much as the values do; through the
/// gathered array every example would have a gradient for all the others.
fn extreme(x: &Array, map: MapRef, reduce: fn(Array) -> Array) -> Array {
    if map.size == 0 {
        // No example will see the result.
        return x.clone();
    }
    let value = move |x: &Array| reduce(primitives::all_gather(x, map).or_raise());
    let of_examples = custom_jvp(value, move |x: &Array, t: &Array| {
        let value = value(x);
        let hit = np::equal(x, &value) | (np::isnan(x) & np::isnan(&value));
        let hit = hit.astype(t.dtype());
        let ties = primitives::axis_sum(&hit, map).or_raise();
        primitives::axis_sum(&(t * hit / ties), map).or_raise()
    });
    of_examples(x)
}

/// Everybody's array along a new leading axis, in order of the examples; the same for every example (JAX: `lax.all_gather`).
///
/// # Panics
/// If no map around has the name.
///
/// # Examples
/// How many examples are larger:
/// ```
/// use numtape::{all_gather, prelude::*};
/// let rank = vmap(|x: Array| np::sum(all_gather(&x, "batch").gt(&x), ..)).axis_name("batch");
/// let y: Array = rank.call(array([1.0, 4.0, 2.0]));
/// assert_eq!(y.to_vec::<i64>().unwrap(), [2, 0, 1]);
/// ```
#[track_caller]
pub fn all_gather<T: Tree>(x: &T, axis_name: &str) -> T {
    let map = map_named("all_gather", axis_name).or_raise();
    x.map_leaves(&mut |x| primitives::all_gather(x, map).or_raise())
}

/// The number of the example in the map with this name, i64, from 0 (JAX: `lax.axis_index`).
///
/// # Panics
/// If no map around has the name.
///
/// # Examples
/// ```
/// use numtape::{axis_index, prelude::*};
/// let y: Array = vmap(|x: Array| x * axis_index("batch")).axis_name("batch").call(array([5, 5, 5]));
/// assert_eq!(y.to_vec::<i64>().unwrap(), [0, 5, 10]);
/// ```
#[track_caller]
pub fn axis_index(axis_name: &str) -> Array {
    primitives::axis_index(map_named("axis_index", axis_name).or_raise())
}

/// The number of examples of the map with this name (JAX: `lax.axis_size`).
///
/// # Panics
/// If no map around has the name.
///
/// # Examples
/// ```
/// use numtape::{axis_size, prelude::*};
/// let y: Array = vmap(|x: Array| x / axis_size("batch") as f64).axis_name("batch").call(array([2.0, 4.0]));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [1.0, 2.0]);
/// ```
#[track_caller]
pub fn axis_size(axis_name: &str) -> usize {
    map_named("axis_size", axis_name).or_raise().size
}

/// Sends arrays between examples: each pair is a source and a destination, and an example that no pair names gets zeros
/// (JAX: `lax.ppermute`).
///
/// # Panics
/// If no map around has the name, an index is out of range, or a source or a destination stands in two pairs.
///
/// # Examples
/// A ring:
/// ```
/// use numtape::{ppermute, prelude::*};
/// let next = vmap(|x: Array| ppermute(&x, "ring", &[(0, 1), (1, 2), (2, 0)])).axis_name("ring");
/// let y: Array = next.call(array([1.0, 2.0, 3.0]));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [3.0, 1.0, 2.0]);
/// ```
#[track_caller]
pub fn ppermute<T: Tree>(x: &T, axis_name: &str, pairs: &[(usize, usize)]) -> T {
    let map = map_named("ppermute", axis_name).or_raise();
    let sources = sources(map.size, pairs).or_raise();
    let own = np::take(sources, primitives::axis_index(map), 0);
    let has_source = own.ge(0);
    let own = np::maximum(own, 0);
    x.map_leaves(&mut |x| {
        let all = primitives::all_gather(x, map).or_raise();
        np::where_(&has_source, np::take(all, &own, 0), np::zeros_like(x))
    })
}

/// The source of every example, −1 where there is none.
fn sources(size: usize, pairs: &[(usize, usize)]) -> Result<Array> {
    let mut sources = vec![-1_i64; size];
    let mut sent = vec![false; size];
    for &(source, destination) in pairs {
        if source >= size || destination >= size {
            let text = format!("the pair ({source}, {destination}) in a map of {size} examples");
            return Err(Error::index("ppermute", text));
        }
        if sent[source] || sources[destination] >= 0 {
            let text =
                format!("the pair ({source}, {destination}) repeats a source or a destination");
            return Err(Error::value("ppermute", text));
        }
        sent[source] = true;
        sources[destination] = source as i64;
    }
    Ok(np::array(sources))
}
