//! `associative_scan`: running combinations in a logarithmic number of batched steps.

use super::{avals, check_alike};
use crate::array::Array;
use crate::array::value::Aval;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::concat::concat;
use crate::primitives::flip::flip;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::{slice, slice_axis};
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;
use crate::tree::Tree;
use smallvec::SmallVec;

type Leaves = Vec<Array>;

/// All running combinations of the elements along axis 0 by an associative function (JAX: `associative_scan`).
///
/// Row i of the result is row 0 combined with row 1, with row 2 … with row i. `f(a, b)` combines *batches* of
/// elements, row by row, where `a` comes before `b`; it runs about 2·log₂(n) times on batches that halve in size, so about 2n
/// combinations in all, where a [`scan`](crate::scan) would take n steps of one row.
///
/// # Panics
/// If sizes of axis 0 differ or an array has none, or `f` changes the structure, a shape or a dtype.
///
/// # Examples
/// The recurrence yᵢ = aᵢ·yᵢ₋₁ + bᵢ:
/// ```
/// use numtape::{associative_scan, prelude::*};
/// let (a, b) = (array([2.0, 3.0, 4.0]), array([1.0, 1.0, 1.0]));
/// let f = |(a1, b1): &(Array, Array), (a2, b2): &(Array, Array)| (a1 * a2, b1 * a2 + b2);
/// let (_, y) = associative_scan(f, &(a, b));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [1.0, 4.0, 17.0]);
/// ```
#[track_caller]
pub fn associative_scan<T: Tree>(f: impl Fn(&T, &T) -> T, elements: &T) -> T {
    run(&f, elements, false, 0).or_raise()
}

/// [`associative_scan`] along any axis, forwards or backwards (from the last element; `f`'s first argument is then the
/// combination of what comes behind, as in JAX).
///
/// # Panics
/// As [`associative_scan`], or if the axis is out of range.
///
/// # Examples
/// ```
/// use numtape::{control::associative_scan_with, prelude::*};
/// let x = array([[1.0, 2.0, 3.0]]);
/// let sums = associative_scan_with(|a: &Array, b: &Array| a + b, &x, true, 1);
/// assert_eq!(sums.to_vec::<f64>().unwrap(), [6.0, 5.0, 3.0]);
/// ```
#[track_caller]
pub fn associative_scan_with<T: Tree>(
    f: impl Fn(&T, &T) -> T,
    elements: &T,
    reverse: bool,
    axis: isize,
) -> T {
    run(&f, elements, reverse, axis).or_raise()
}

fn run<T: Tree>(f: &impl Fn(&T, &T) -> T, elements: &T, reverse: bool, axis: isize) -> Result<T> {
    let mut leaves = elements.leaves();
    let mut along = None;
    for (leaf, x) in leaves.iter().enumerate() {
        let at = normalize_axis(OP, axis, x.ndim())?;
        let size = x.shape()[at];
        match along {
            None => along = Some((at, size)),
            Some((first, expected)) if first == at && expected == size => {}
            Some((first, _)) if first != at => {
                let text = format!("the axis is {first} of leaf 0 and {at} of leaf {leaf}");
                return Err(Error::axis(OP, text).hinted(
                    "a negative axis counts from the end of each array: give it from the start",
                ));
            }
            Some((_, expected)) => {
                let text = format!(
                    "leaf 0 has {expected} elements along the axis, leaf {leaf} has {size}"
                );
                return Err(Error::shape(OP, text).hinted("all arrays run along the same axis"));
            }
        }
    }
    let Some((axis, _)) = along else {
        return Ok(elements.map_leaves(&mut Array::clone));
    };
    let turn =
        |leaves: Leaves| -> Result<Leaves> { leaves.iter().map(|x| flip(x, &[axis])).collect() };
    if reverse {
        leaves = turn(leaves)?;
    }
    let combine = |a: Leaves, b: Leaves| -> Result<Leaves> {
        let (a, b) = (elements.with_leaves(a), elements.with_leaves(b));
        let wanted: Vec<Aval> = avals(&a);
        let found = f(&a, &b);
        let names = ["the elements", "what the function returned"];
        check_alike(OP, names, &wanted, &avals(&found))?;
        Ok(found.leaves())
    };
    let mut scanned = scanned(&combine, leaves, axis)?;
    if reverse {
        scanned = turn(scanned)?;
    }
    Ok(elements.with_leaves(scanned))
}

const OP: &str = "associative_scan";

/// Neighbours are combined, the half as many elements are scanned, and give every second result; the others are those
/// combined with one more element each.
fn scanned(
    combine: &dyn Fn(Leaves, Leaves) -> Result<Leaves>,
    leaves: Leaves,
    axis: usize,
) -> Result<Leaves> {
    let size = leaves[0].shape()[axis];
    if size < 2 {
        return Ok(leaves);
    }
    let every_second = |xs: &Leaves, start: usize, limit: usize| -> Result<Leaves> {
        xs.iter()
            .map(|x| every_second(x, axis, start, limit))
            .collect()
    };
    let pairs = size / 2;
    let reduced = combine(
        every_second(&leaves, 0, 2 * pairs)?,
        every_second(&leaves, 1, size)?,
    )?;
    let odd = scanned(combine, reduced, axis)?;
    let rest = every_second(&leaves, 2, size)?;
    let first = every_second(&leaves, 0, 1)?;
    let later = (size - 1) / 2;
    let even = if later == 0 {
        first
    } else {
        let before = odd
            .iter()
            .map(|x| slice_axis(x, axis, 0, later))
            .collect::<Result<Leaves>>()?;
        let later = combine(before, rest)?;
        first
            .iter()
            .zip(&later)
            .map(|(first, later)| concat(&[first, later], axis))
            .collect::<Result<Leaves>>()?
    };
    even.iter()
        .zip(&odd)
        .map(|(even, odd)| interleaved(even, odd, axis))
        .collect()
}

fn every_second(x: &Array, axis: usize, start: usize, limit: usize) -> Result<Array> {
    let mut starts: SmallVec<[usize; 6]> = SmallVec::from_elem(0, x.ndim());
    let mut limits: SmallVec<[usize; 6]> = SmallVec::from_slice(x.shape());
    let mut steps: SmallVec<[usize; 6]> = SmallVec::from_elem(1, x.ndim());
    (starts[axis], limits[axis], steps[axis]) = (start.min(limit), limit, 2);
    slice(x, &starts, &limits, &steps)
}

/// Elements of both in turn, beginning with `even`, which may have one more.
fn interleaved(even: &Array, odd: &Array, axis: usize) -> Result<Array> {
    let pairs = odd.shape()[axis];
    let extra = even.shape()[axis] - pairs;
    let paired = slice_axis(even, axis, 0, pairs)?;
    let both = np::stack([&paired, odd], axis as isize + 1);
    let mut shape = Shape::from_slice(odd.shape());
    shape[axis] = 2 * pairs;
    let both = reshape(&both, &shape)?;
    if extra == 0 {
        return Ok(both);
    }
    let last = slice_axis(even, axis, pairs, pairs + extra)?;
    concat(&[&both, &last], axis)
}
