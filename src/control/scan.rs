//! Loops over the rows of arrays: `scan` and `map`.

use super::{avals, check_alike};
use crate::array::Array;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::random::StreamState;
use crate::primitives::Outputs;
use crate::primitives::split::unstack;
use crate::shape::Shape;
use crate::tree::{Elems, Tree};

/// How a [`scan_with`] goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// From the last row to the first; results stand in the order of the rows.
    pub reverse: bool,
    /// The number of steps, for scans over `()`. Otherwise it must be the size of axis 0.
    pub length: Option<usize>,
}

/// Carries a state along axis 0 of arrays and collects a result of every step (JAX: `lax.scan`; TensorFlow: `scan`).
///
/// `f(state, row)` returns the next state, which keeps structure, shapes and dtypes, and the step's result. `xs` is an array, a reference to any
/// [`Tree`], or tuples and lists of those, with equal sizes of axis 0. Returns the last state and the results
/// stacked along axis 0.
///
/// In reverse mode a tape records every step; with [`checkpoint`](crate::checkpoint) around `f` it keeps the states only. `f` runs once on
/// zeros if there are no rows, to learn the shapes of its results.
///
/// # Panics
/// If sizes of axis 0 differ or an array has none, or `f` changes the structure, a shape or a dtype of the state or of its results.
///
/// # Examples
/// Exponential smoothing, its states, and the derivative of the last one by the rate:
/// ```
/// use numtape::{prelude::*, scan};
/// let xs = array([1.0, 2.0, 4.0]);
/// let smooth = |rate: &Array| {
///     scan(|mean: Array, x: Array| {
///         let mean = &mean + rate * (x - &mean);
///         (mean.clone(), mean)
///     }, np::zeros([]), &xs)
/// };
/// let (last, all) = smooth(&array(0.5));
/// assert_eq!(all.to_vec::<f64>().unwrap(), [0.5, 1.25, 2.625]);
/// assert_eq!(last.item::<f64>().unwrap(), 2.625);
/// let slope = grad(|rate: &Array| smooth(rate).0)(&array(0.5));
/// assert_eq!(slope.item::<f64>().unwrap(), 3.75);
/// ```
#[track_caller]
pub fn scan<C: Tree, E: Elems, Y: Tree>(
    f: impl Fn(C, E::Mapped) -> (C, Y),
    init: C,
    xs: E,
) -> (C, Y) {
    run("scan", &f, init, &xs, Scan::default()).or_raise()
}

/// [`scan`] backwards, or of a given length.
///
/// # Panics
/// As [`scan`], or if there is no array and no length.
///
/// # Examples
/// ```
/// use numtape::{control::Scan, prelude::*, scan_with};
/// let suffix = |total: Array, x: Array| {
///     let total = total + x;
///     (total.clone(), total)
/// };
/// let (_, sums) = scan_with(suffix, array(0.0), array([1.0, 2.0, 3.0]), Scan { reverse: true, ..Scan::default() });
/// assert_eq!(sums.to_vec::<f64>().unwrap(), [6.0, 5.0, 3.0]);
/// let (last, ()) = scan_with(|x: Array, ()| (x * 2.0, ()), array(1.0), (), Scan { length: Some(3), ..Scan::default() });
/// assert_eq!(last.item::<f64>().unwrap(), 8.0);
/// ```
#[track_caller]
pub fn scan_with<C: Tree, E: Elems, Y: Tree>(
    f: impl Fn(C, E::Mapped) -> (C, Y),
    init: C,
    xs: E,
    options: Scan,
) -> (C, Y) {
    run("scan", &f, init, &xs, options).or_raise()
}

/// Runs `f` on every row along axis 0, one after the other, and stacks the results (JAX: `lax.map`; TensorFlow: `map_fn`).
///
/// Like [`vectorized_map`](crate::vectorized_map), slower, with the temporaries of one row at a time; `vmap(f).chunk(n)` stands between the
/// two.
///
/// # Panics
/// If sizes of axis 0 differ or an array has none, or the results of two rows differ in structure, shape or dtype.
///
/// # Examples
/// ```
/// use numtape::{control, prelude::*};
/// let rows = array([[3.0, 4.0], [6.0, 8.0]]);
/// let norms = control::map(|x: Array| x.square().sum(..).sqrt(), &rows);
/// assert_eq!(norms.to_vec::<f64>().unwrap(), [5.0, 10.0]);
/// ```
#[track_caller]
pub fn map<E: Elems, Y: Tree>(f: impl Fn(E::Mapped) -> Y, xs: E) -> Y {
    let step = |(), x| ((), f(x));
    run("map", &step, (), &xs, Scan::default()).or_raise().1
}

fn run<C: Tree, E: Elems, Y: Tree>(
    op: &'static str,
    f: &impl Fn(C, E::Mapped) -> (C, Y),
    init: C,
    xs: &E,
    options: Scan,
) -> Result<(C, Y)> {
    let mut leaves = Vec::new();
    xs.visit(&mut |x| leaves.push(x.clone()));
    let length = length(op, &leaves, options.length)?;
    if length == 0 {
        return without_rows(op, f, init, xs);
    }
    let rows = leaves
        .iter()
        .map(|x| unstack(x, 0))
        .collect::<Result<Vec<Outputs>>>()?;
    let wanted = avals(&init);
    let mut state = init;
    let mut results: Vec<Y> = Vec::with_capacity(length);
    for step in 0..length {
        let row = if options.reverse {
            length - 1 - step
        } else {
            step
        };
        let mut leaf = 0;
        let x = xs.map(&mut |_| {
            leaf += 1;
            rows[leaf - 1][row].clone()
        });
        let (next, result) = f(state, x);
        let names = ["the first state", "what the step returned"];
        check_alike(op, names, &wanted, &avals(&next))?;
        if let Some(first) = results.first() {
            let names = ["the first step's result", "a later step's result"];
            check_alike(op, names, &avals(first), &avals(&result))?;
        }
        state = next;
        results.push(result);
    }
    if options.reverse {
        results.reverse();
    }
    Ok((state, stacked(&results)))
}

fn length(op: &'static str, leaves: &[Array], given: Option<usize>) -> Result<usize> {
    let mut length = given;
    for (leaf, x) in leaves.iter().enumerate() {
        let Some(&size) = x.shape().first() else {
            let text = format!("argument leaf {leaf} is 0-d and has no rows");
            return Err(Error::axis(op, text)
                .hinted("values that all steps share are captured by the closure"));
        };
        match length {
            Some(length) if length != size => {
                let text = format!("{length} steps, but argument leaf {leaf} has {size} rows");
                return Err(Error::shape(op, text)
                    .hinted("arrays need equal sizes of axis 0, and `length` that size if given"));
            }
            _ => length = Some(size),
        }
    }
    length.ok_or_else(|| {
        Error::value(
            op,
            "no array to run along, so the number of steps is unknown",
        )
        .hinted("give `length` in scan_with")
    })
}

/// No rows: the state stays, and the results are empty arrays whose shapes come from a run on zeros.
fn without_rows<C: Tree, E: Elems, Y: Tree>(
    op: &'static str,
    f: &impl Fn(C, E::Mapped) -> (C, Y),
    init: C,
    xs: &E,
) -> Result<(C, Y)> {
    let zeros = xs.map(&mut |x| np::zeros((&x.shape()[1..], x.dtype())));
    let state = init.map_leaves(&mut Array::clone);
    let (next, result) = StreamState::now().replayed(|| f(state, zeros));
    let names = ["the first state", "what the step returned"];
    check_alike(op, names, &avals(&init), &avals(&next))?;
    let empty = result.map_leaves(&mut |y| {
        let mut shape = Shape::from_slice(y.shape());
        shape.insert(0, 0);
        np::zeros((shape.as_slice(), y.dtype()))
    });
    Ok((init, empty))
}

/// The results of all steps along a new axis 0.
fn stacked<Y: Tree>(results: &[Y]) -> Y {
    let by_step: Vec<Vec<Array>> = results.iter().map(Tree::leaves).collect();
    let count = by_step[0].len();
    let joined: Vec<Array> = (0..count)
        .map(|leaf| {
            let leaf: Vec<&Array> = by_step.iter().map(|leaves| &leaves[leaf]).collect();
            np::stack(leaf, 0)
        })
        .collect();
    results[0].with_leaves(joined)
}
