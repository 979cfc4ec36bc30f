//! Jacobians and Hessians of functions, and their products with vectors.
//!
//! A Jacobian is a map over unit vectors: of tangents, column by column (`jacfwd`), or of cotangents, row by row
//! (`jacrev`). The unit vectors go through in chunks, so memory stays bounded. Jacobians of tapes are in
//! `gradient_tape`, by the same `rows`.

use super::backward;
use super::forward::{along, jvp};
use super::grad::{grad, record, value_and_grad};
use super::tape::TapeCore;
use super::vmap::vmap;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::Axis;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::flip::flip;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::primitives::windows::windows;
use crate::tree::Tree;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

/// How many bytes of unit vectors go through at once, unless [`JacobianOptions::chunk`] says otherwise.
const CHUNK_BYTES: usize = 64 << 20;

/// Whether a Jacobian is computed by columns or by rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Forward if the inputs have at most as many elements as the results, else reverse.
    #[default]
    Auto,
    /// One tangent for each element of the inputs.
    Forward,
    /// One cotangent for each element of the results.
    Reverse,
}

/// The rarely used arguments of the Jacobian family.
///
/// # Examples
/// ```
/// use numtape::{JacobianOptions, jacobian_with, prelude::*};
/// let square = |z: &Array| z * z;
/// let options = JacobianOptions::new().holomorphic();
/// let z = array(num_complex::Complex::new(1.0, 2.0));
/// let dz = jacobian_with(square, &z, &options);
/// assert_eq!(dz.to_string(), "(2+4j)");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct JacobianOptions {
    mode: Mode,
    chunk: Option<usize>,
    holomorphic: bool,
}

impl JacobianOptions {
    /// The defaults: the cheaper mode, chunks of bounded memory, real functions.
    pub fn new() -> Self {
        Self::default()
    }

    /// By columns or by rows.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// How many rows or columns are computed at once. 0 is an error of the function that takes the options.
    pub fn chunk(mut self, size: usize) -> Self {
        self.chunk = Some(size);
        self
    }

    /// Promises that the function is complex differentiable; its inputs and results are then complex, and the
    /// Jacobian is the complex derivative, without conjugation.
    pub fn holomorphic(mut self) -> Self {
        self.holomorphic = true;
        self
    }
}

/// What a function may return whose Jacobian is taken: arrays, and tuples, lists and maps of them. Each array of
/// the result becomes a structure like the inputs.
pub trait Results: Tree {
    /// The structure with `T` in place of every array.
    type Of<T>;

    /// The structure, taking the members from `next` in the order of the leaves.
    fn build<T>(&self, next: &mut dyn FnMut() -> T) -> Self::Of<T>;
}

impl Results for Array {
    type Of<T> = T;
    fn build<T>(&self, next: &mut dyn FnMut() -> T) -> T {
        next()
    }
}

impl<R: Results> Results for Vec<R> {
    type Of<T> = Vec<R::Of<T>>;
    fn build<T>(&self, next: &mut dyn FnMut() -> T) -> Self::Of<T> {
        self.iter().map(|result| result.build(next)).collect()
    }
}

impl<R: Results, const N: usize> Results for [R; N] {
    type Of<T> = [R::Of<T>; N];
    fn build<T>(&self, next: &mut dyn FnMut() -> T) -> Self::Of<T> {
        self.each_ref().map(|result| result.build(next))
    }
}

impl<K: Clone + Ord, R: Results> Results for BTreeMap<K, R> {
    type Of<T> = BTreeMap<K, R::Of<T>>;
    fn build<T>(&self, next: &mut dyn FnMut() -> T) -> Self::Of<T> {
        self.iter()
            .map(|(key, result)| (key.clone(), result.build(next)))
            .collect()
    }
}

impl<K: Clone + Ord + Hash, R: Results, S: BuildHasher + Default> Results for HashMap<K, R, S> {
    type Of<T> = HashMap<K, R::Of<T>, S>;
    fn build<T>(&self, next: &mut dyn FnMut() -> T) -> Self::Of<T> {
        let mut entries: Vec<_> = self.iter().collect();
        entries.sort_by_key(|(key, _)| *key);
        entries
            .into_iter()
            .map(|(key, result)| (key.clone(), result.build(next)))
            .collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*)),* $(,)?) => {$(
        impl<$($name: Results),*> Results for ($($name,)*) {
            type Of<Member> = ($($name::Of<Member>,)*);
            fn build<Member>(&self, next: &mut dyn FnMut() -> Member) -> Self::Of<Member> {
                ($(self.$index.build(next),)*)
            }
        }
    )*};
}

tuples! {
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
}

/// The Jacobian of a function at `x`, by columns or by rows, whichever are fewer.
///
/// For a function that returns one array, the result has the structure of `x`, and each leaf the shape of the result followed by
/// that of the input; for one that returns several, each is replaced by such a structure. Leaves without derivative give zeros.
///
/// # Panics
/// If an input or a result is complex: see [`JacobianOptions::holomorphic`].
///
/// # Examples
/// ```
/// use numtape::{jacobian, prelude::*};
/// let x = array([1.0, 2.0]);
/// let j = jacobian(|x: &Array| x * x, &x);
/// assert_eq!(j.to_string(), "[[2. 0.]\n [0. 4.]]");
///
/// let (by_w, by_b) = jacobian(|(w, b): &(Array, Array)| w.matmul(&x) + b, &(np::ones([3, 2]), np::ones([3])));
/// assert_eq!((by_w.shape(), by_b.shape()), (&[3, 3, 2][..], &[3, 3][..]));
/// ```
#[track_caller]
pub fn jacobian<T: Tree, R: Results>(f: impl Fn(&T) -> R, x: &T) -> R::Of<T> {
    jacobian_with(f, x, &JacobianOptions::new())
}

/// [`jacobian`] with options.
#[track_caller]
pub fn jacobian_with<T: Tree, R: Results>(
    f: impl Fn(&T) -> R,
    x: &T,
    options: &JacobianOptions,
) -> R::Of<T> {
    compute("jacobian", &f, x, options).or_raise()
}

/// The Jacobian in forward mode: one tangent for each element of the inputs (JAX: `jacfwd`).
///
/// # Panics
/// As [`jacobian`].
///
/// # Examples
/// ```
/// use numtape::{jacfwd, prelude::*};
/// let j = jacfwd(|x: &Array| np::cumsum(x, 0), &array([1.0, 1.0]));
/// assert_eq!(j.to_string(), "[[1. 0.]\n [1. 1.]]");
/// ```
#[track_caller]
pub fn jacfwd<T: Tree, R: Results>(f: impl Fn(&T) -> R, x: &T) -> R::Of<T> {
    let options = JacobianOptions::new().mode(Mode::Forward);
    compute("jacfwd", &f, x, &options).or_raise()
}

/// The Jacobian in reverse mode: one cotangent for each element of the results (JAX: `jacrev`).
///
/// # Panics
/// As [`jacobian`].
///
/// # Examples
/// ```
/// use numtape::{jacrev, prelude::*};
/// let j = jacrev(|x: &Array| (x * x).sum(..), &array([1.0, 2.0]));
/// assert_eq!(j.to_string(), "[2. 4.]");
/// ```
#[track_caller]
pub fn jacrev<T: Tree, R: Results>(f: impl Fn(&T) -> R, x: &T) -> R::Of<T> {
    let options = JacobianOptions::new().mode(Mode::Reverse);
    compute("jacrev", &f, x, &options).or_raise()
}

/// The Hessian of a scalar function: forward over reverse (JAX: `hessian`).
///
/// For one array of shape `s` the result has shape `s + s`; for a tuple of arrays it is a tuple of tuples.
///
/// # Panics
/// If `f` returns an array that is not 0-d or not real.
///
/// # Examples
/// ```
/// use numtape::{hessian, prelude::*};
/// let f = |x: &Array| x.square().sum(..) + x.i(0) * x.i(1);
/// let h = hessian(f, &array([1.0, 2.0]));
/// assert_eq!(h.to_string(), "[[2. 1.]\n [1. 2.]]");
/// ```
#[track_caller]
pub fn hessian<T: Results>(f: impl Fn(&T) -> Array, x: &T) -> T::Of<T> {
    jacfwd(grad(f), x)
}

/// The Hessian of a scalar function times a vector: the gradient of the derivative in its direction, at about twice the
/// cost of the gradient.
///
/// # Examples
/// ```
/// use numtape::{hvp, prelude::*};
/// let f = |x: &Array| x.square().sum(..) + x.i(0) * x.i(1);
/// let product = hvp(f, &array([1.0, 2.0]), &array([1.0, 0.0]));
/// assert_eq!(product.to_vec::<f64>().unwrap(), [2.0, 1.0]);
/// ```
#[track_caller]
pub fn hvp<T: Tree>(f: impl Fn(&T) -> Array, x: &T, vector: &T) -> T {
    // Reverse over forward: forward over reverse would also compute the gradient, of which nothing is wanted.
    value_and_grad(|x: &T| jvp(&f, x, vector).1, x).1
}

/// A vector times the Hessian of a scalar function, reverse over reverse. The Hessian of a smooth function is
/// symmetric, so this is [`hvp`] by another route.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, vhp};
/// let f = |x: &Array| x.square().sum(..) + x.i(0) * x.i(1);
/// let product = vhp(f, &array([1.0, 2.0]), &array([1.0, 0.0]));
/// assert_eq!(product.to_vec::<f64>().unwrap(), [2.0, 1.0]);
/// ```
#[track_caller]
pub fn vhp<T: Tree>(f: impl Fn(&T) -> Array, x: &T, vector: &T) -> T {
    super::grad::vjp(grad(f), x).1.call(vector)
}

fn compute<T: Tree, R: Results>(
    op: &'static str,
    f: &impl Fn(&T) -> R,
    x: &T,
    options: &JacobianOptions,
) -> Result<R::Of<T>> {
    if options.chunk == Some(0) {
        return Err(Error::value(op, "chunk is 0 rows or columns")
            .hinted("give at least 1, or leave it out for chunks of bounded memory"));
    }
    let inputs = x.leaves();
    inputs
        .iter()
        .try_for_each(|input| check_kind(op, "an input", input, options))?;
    let blocks = match options.mode {
        Mode::Forward => forward(op, f, x, &inputs, options)?,
        Mode::Reverse => reverse(op, f, x, &inputs, options, false)?.expect("asked for"),
        Mode::Auto => match reverse(op, f, x, &inputs, options, true)? {
            Some(blocks) => blocks,
            None => forward(op, f, x, &inputs, options)?,
        },
    };
    let mut rows = blocks.by_result.into_iter();
    Ok(blocks.value.build(&mut || {
        let row = rows.next().expect("one row of blocks per result");
        x.with_leaves(row)
    }))
}

/// Complex numbers only for holomorphic functions, and only them for those.
fn check_kind(op: &'static str, what: &str, x: &Array, options: &JacobianOptions) -> Result<()> {
    let aval = x.aval();
    if x.dtype().is_complex() && !options.holomorphic {
        let reason =
            format!("{what} is {aval}, and a complex function need not be complex differentiable");
        return Err(Error::not_differentiable(op, reason).hinted(
            "split it into real and imaginary parts, or promise `JacobianOptions::holomorphic`",
        ));
    }
    if x.dtype().is_float() && options.holomorphic {
        let reason = format!("{what} is {aval}, but holomorphic functions are complex");
        return Err(Error::not_differentiable(op, reason));
    }
    Ok(())
}

/// The derivative of every result by every input, each of shape `result + input`.
struct Blocks<R> {
    value: R,
    by_result: Vec<Vec<Array>>,
}

fn forward<T: Tree, R: Results>(
    op: &'static str,
    f: &impl Fn(&T) -> R,
    x: &T,
    inputs: &[Array],
    options: &JacobianOptions,
) -> Result<Blocks<R>> {
    // The value, also where there is no input to vary.
    let value = RefCell::new(None);
    let mut by_input: Vec<Vec<Option<Array>>> = Vec::new();
    for (leaf, input) in inputs.iter().enumerate() {
        if !input.dtype().is_differentiable() {
            by_input.push(Vec::new());
            continue;
        }
        let columns = rows(input, options.chunk, |unit| {
            let mut directions = vec![None; inputs.len()];
            directions[leaf] = Some(unit);
            let (y, tangents) = along(op, f, x, directions)?;
            value.replace(Some(y));
            Ok(tangents)
        })?;
        // Columns lie along the first axis; they belong at the end.
        let columns = columns.into_iter().map(|block| {
            let Some(block) = block else { return Ok(None) };
            let to = block.ndim() - 1;
            let block = move_axis(&block, 0, to)?;
            let shape = [&block.shape()[..to], input.shape()].concat();
            reshape(&block, &shape).map(Some)
        });
        by_input.push(columns.collect::<Result<_>>()?);
    }
    // Values seen inside a map over tangents do not depend on the map, but on nothing else either: they are taken
    // from a run of their own if there was none.
    let value = value.into_inner().filter(|y: &R| is_settled(y));
    let value = value.unwrap_or_else(|| f(x));
    let results = value.leaves();
    results
        .iter()
        .try_for_each(|y| check_kind(op, "a result", y, options))?;
    let by_result = results.iter().enumerate().map(|(k, y)| {
        let row = inputs.iter().zip(&by_input).map(|(input, columns)| {
            columns
                .get(k)
                .cloned()
                .flatten()
                .unwrap_or_else(|| zero_block(y, input))
        });
        row.collect()
    });
    Ok(Blocks {
        by_result: by_result.collect(),
        value,
    })
}

/// Whether no result belongs to a map that has ended.
fn is_settled(value: &impl Tree) -> bool {
    value.leaves().iter().all(|y| y.ended_frame().is_none())
}

/// `None` if `only_if_fewer` and forward mode has no more unit vectors.
fn reverse<T: Tree, R: Results>(
    op: &'static str,
    f: &impl Fn(&T) -> R,
    x: &T,
    leaves: &[Array],
    options: &JacobianOptions,
    only_if_fewer: bool,
) -> Result<Option<Blocks<R>>> {
    let (value, tape, inputs) = record(f, x)?;
    let results = value.leaves();
    results
        .iter()
        .try_for_each(|y| check_kind(op, "a result", y, options))?;
    let count = |arrays: &[Array]| {
        let moving = arrays.iter().filter(|x| x.dtype().is_differentiable());
        moving.map(Array::len).sum::<usize>()
    };
    if only_if_fewer && count(leaves) <= count(&results) {
        return Ok(None);
    }
    let by_result = results.iter().map(|y| {
        let blocks = of_target(&tape, y, &inputs, options.chunk)?;
        let row = inputs.iter().zip(blocks).map(|(input, block)| match block {
            // A row is the cotangent of an element: by our convention the conjugate of the derivative.
            Some(block) if options.holomorphic => np::conj(block),
            Some(block) => block,
            None => zero_block(y, input),
        });
        Ok(row.collect())
    });
    let by_result = by_result.collect::<Result<_>>()?;
    Ok(Some(Blocks { value, by_result }))
}

fn zero_block(result: &Array, input: &Array) -> Array {
    let shape = [result.shape(), input.shape()].concat();
    np::zeros((shape, input.dtype()))
}

/// The derivative of one target of a tape by each source, of shape `target + source`; `None` where no path connects
/// them. The tape keeps its recording.
pub(crate) fn of_target(
    tape: &TapeCore,
    target: &Array,
    sources: &[Array],
    chunk: Option<usize>,
) -> Result<Vec<Option<Array>>> {
    if !target.dtype().is_differentiable() {
        return Ok(vec![None; sources.len()]);
    }
    let blocks = rows(target, chunk, |unit| {
        let targets = std::slice::from_ref(target);
        backward::gradients(tape, targets, &[Some(unit)], sources, true)
    })?;
    let shaped = blocks.into_iter().zip(sources).map(|(block, source)| {
        let Some(block) = block else { return Ok(None) };
        let shape = [target.shape(), source.shape()].concat();
        reshape(&block, &shape).map(Some)
    });
    shaped.collect()
}

/// Maps a linear function over all unit vectors of the shape and dtype of `like`: the results, stacked along a new first axis.
/// What is `None` for one unit vector is so for all.
fn rows(
    like: &Array,
    chunk: Option<usize>,
    f: impl Fn(Array) -> Result<Vec<Option<Array>>>,
) -> Result<Vec<Option<Array>>> {
    let count = like.len();
    let bytes = (count * like.dtype().item_size()).max(1);
    let chunk = chunk.unwrap_or((CHUNK_BYTES / bytes).max(1));
    let mut parts: Vec<Vec<Option<Array>>> = Vec::new();
    let mut start = 0;
    // At least once, to learn the structure.
    while start < count || parts.is_empty() {
        let size = chunk.min(count - start);
        parts.push(chunk_of_rows(like, start, size, &f)?);
        start += size;
    }
    if parts.len() == 1 {
        return Ok(parts.remove(0));
    }
    let results = parts[0].len();
    let joined = (0..results).map(|k| {
        let pieces: Option<Vec<Array>> = parts.iter().map(|part| part[k].clone()).collect();
        pieces.map(|pieces| np::concatenate(pieces, Axis::from(0)))
    });
    Ok(joined.collect())
}

fn chunk_of_rows(
    like: &Array,
    start: usize,
    size: usize,
    f: &impl Fn(Array) -> Result<Vec<Option<Array>>>,
) -> Result<Vec<Option<Array>>> {
    let units = unit_vectors(size, like.len(), start, like.dtype())?;
    let shape = [&[size], like.shape()].concat();
    map_units(reshape(&units, &shape)?, f)
}

/// `count` unit vectors of a length, the first with its one at `start`. They are windows onto one line of zeros with a
/// one in it: little to write and to read, and a layout by which products know unit vectors (`kernels::gemm`).
fn unit_vectors(count: usize, len: usize, start: usize, dtype: DType) -> Result<Array> {
    if count == 0 {
        return Ok(np::zeros(([0, len], dtype)));
    }
    let places = count + len - 1;
    let line = np::eye_with(([1, places], dtype), (count - 1 + start) as isize);
    let backwards = windows(&reshape(&line, &[places])?, 0, len)?;
    flip(&backwards, &[0])
}

/// Maps over the first axis, where some results may be absent.
fn map_units(
    units: Array,
    f: impl Fn(Array) -> Result<Vec<Option<Array>>>,
) -> Result<Vec<Option<Array>>> {
    // Which results there are cannot be said by the mapped function, which returns arrays.
    let present = RefCell::new(Ok(Vec::new()));
    let mapped = vmap(|unit: Array| {
        let results = f(unit);
        let arrays = results.as_ref().map_or(Vec::new(), |results| {
            results.iter().flatten().cloned().collect()
        });
        let is_present = results.map(|results| results.iter().map(Option::is_some).collect());
        drop(present.replace(is_present));
        arrays
    })
    .call(units);
    let mut mapped = mapped.into_iter();
    let present: Vec<bool> = present.into_inner()?;
    Ok(present
        .into_iter()
        .map(|is_present| is_present.then(|| mapped.next().expect("one array per result")))
        .collect())
}

/// The derivatives of rows of a target by the same rows of a source: `[b, y…]` by `[b, x…]` gives `[b, y…, x…]`.
pub(crate) fn of_rows(tape: &TapeCore, target: &Array, source: &Array) -> Result<Option<Array>> {
    let (batch, rest) = match (target.shape(), source.shape()) {
        ([n, rest @ ..], [m, ..]) if n == m => (*n, rest),
        _ => return Err(Error::batch_jacobian(&target.aval(), &source.aval())),
    };
    if !target.dtype().is_differentiable() {
        return Ok(None);
    }
    // Rows are independent, so one sweep serves one element of every row at once.
    let size = rest.iter().product();
    let units = unit_vectors(size, size, 0, target.dtype())?;
    let units = broadcast_to(&reshape(&units, &[size, 1, size])?, &[size, batch, size])?;
    let blocks = map_units(units, |unit| {
        let seed = reshape(&unit, target.shape())?;
        let (targets, sources) = (std::slice::from_ref(target), std::slice::from_ref(source));
        backward::gradients(tape, targets, &[Some(seed)], sources, true)
    })?;
    let Some(block) = blocks.into_iter().next().flatten() else {
        return Ok(None);
    };
    let shape = [target.shape(), &source.shape()[1..]].concat();
    reshape(&move_axis(&block, 0, 1)?, &shape).map(Some)
}

/// Zeros for absent blocks, for the tapes' own Jacobians.
pub(crate) fn or_zero_blocks(
    target: &Array,
    sources: &[Array],
    blocks: Vec<Option<Array>>,
) -> Vec<Option<Array>> {
    let filled = blocks.into_iter().zip(sources);
    filled
        .map(|(block, source)| Some(block.unwrap_or_else(|| zero_block(target, source))))
        .collect()
}
