//! Mapping functions over batches: `vectorized_map`, `vmap`, and their frame.
//!
//! The function runs once, eagerly, on arrays that stand for one example each; every op on them becomes one
//! op on the whole batch. There is no tracing and no cache. How ops become batched is in
//! `batch_rules`, the loop for ops without a rule in `fallback`.

use super::batch_rules::{self, move_to};
use super::stack::{self, Frame, FrameGuard, bind};
use crate::array::value::Value;
use crate::array::{Array, fresh_id};
use crate::error::{Error, OrRaise, Result, raise};
use crate::np::random::StreamState;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::class::Batching;
use crate::primitives::collective::MapRef;
use crate::primitives::concat::concat;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice;
use crate::primitives::split::split;
use crate::primitives::{Outputs, Primitive};
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;
use crate::tree::{Elems, Tree};
use smallvec::SmallVec;
use std::ops::Range;
use std::sync::Arc;

pub use super::fallback::{Fallback, fallback_count};

/// What a draw from the stateful random functions means inside a mapped function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Randomness {
    /// Every example draws its own numbers.
    #[default]
    Different,
    /// All examples share one draw.
    Same,
    /// A draw is an error: pass keys instead.
    Error,
}

/// The frame of one `vectorized_map` call; opaque outside.
#[derive(Debug)]
pub struct MapFrame {
    id: u64,
    size: usize,
    /// The number of its first example in the whole map, of which this may be a chunk.
    first_row: usize,
    name: Option<String>,
    randomness: Randomness,
    pub(crate) fallback: Fallback,
}

impl MapFrame {
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The name of the mapped axis, for collectives.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(crate) fn reference(&self) -> MapRef {
        MapRef {
            frame: self.id,
            size: self.size,
        }
    }

    /// Runs an op: on whole batches if an input belongs to this frame, else on the frames below.
    pub(crate) fn process(
        self: &Arc<Self>,
        primitive: &dyn Primitive,
        inputs: &[&Array],
    ) -> Result<Outputs> {
        if !inputs.iter().any(|input| self.owns(input)) && !self.is_subject_of(primitive) {
            return bind(primitive, inputs);
        }
        let mut arrays: SmallVec<[Array; 3]> = SmallVec::new();
        let mut axes: SmallVec<[Option<usize>; 3]> = SmallVec::new();
        for input in inputs {
            let (array, axis) = self.unwrap(input);
            arrays.push(array);
            axes.push(axis);
        }
        let (outputs, output_axes) = batch_rules::batch(self, primitive, &arrays, &axes)?;
        Ok(outputs
            .into_iter()
            .zip(output_axes)
            .map(|(array, axis)| self.wrap(array, axis))
            .collect())
    }

    /// Whether the op is about this map, as collectives are.
    fn is_subject_of(&self, primitive: &dyn Primitive) -> bool {
        match primitive.batching() {
            Batching::Framed(rule) => rule.is_about(self),
            _ => false,
        }
    }

    /// Whether the array is an example of this map.
    fn owns(&self, array: &Array) -> bool {
        matches!(array.value(), Value::Batched(batched) if batched.frame == self.id)
    }

    /// The whole batch and its axis, if the array belongs to this frame.
    pub(crate) fn unwrap(&self, array: &Array) -> (Array, Option<usize>) {
        match array.value() {
            Value::Batched(b) if b.frame == self.id => (b.inner.clone(), Some(b.axis)),
            _ => (array.clone(), None),
        }
    }

    pub(crate) fn wrap(&self, array: Array, axis: Option<usize>) -> Array {
        match axis {
            Some(axis) => Array::from_batched(self.id, axis, array),
            None => array,
        }
    }
}

impl Array {
    /// The kind of transform that this array belongs to, if that has ended or runs on another thread.
    pub(crate) fn ended_frame(&self) -> Option<&'static str> {
        match self.value() {
            Value::Batched(b) if !stack::contains(b.frame) => Some("vectorized_map"),
            _ => None,
        }
    }

    /// The values for all examples of all maps around, for control flow that has to know them.
    pub(crate) fn of_all_examples(&self, op: &'static str) -> Result<Array> {
        if let Some(transform) = self.ended_frame() {
            return Err(Error::escaped(op, transform));
        }
        match self.value() {
            Value::Dense(_) => Ok(self.clone()),
            Value::Batched(batched) => batched.inner.of_all_examples(op),
        }
    }
}

/// Runs `f` on every row of `elems` at once (TensorFlow: `tf.vectorized_map`).
///
/// `elems` is an array, a reference to any [`Tree`], or a tuple of those; all leaves are mapped over axis 0
/// and `f` receives the same structure with that axis removed. Results are stacked along axis 0; a result
/// that does not depend on `elems` is repeated. Leading sizes must be equal, or 1, which is broadcast.
/// Arrays that `f` captures are the same for every row. Draws from `np::random` differ from row to row.
///
/// # Panics
/// Before `f` runs: if a leaf is 0-d, or leading sizes differ. Inside `f`: if it needs the values of one
/// row, as `item` or a boolean mask does.
///
/// # Examples
/// Per-example gradients:
/// ```
/// use numtape::prelude::*;
/// let w = array([1.0, -1.0]);
/// let xs = array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
/// let ts = array([0.0, 1.0, 2.0]);
/// let loss = |w: &Array, x: &Array, t: &Array| (x.dot(w) - t).square();
/// let grads = vectorized_map(|(x, t)| grad(|w: &Array| loss(w, &x, &t))(&w), (&xs, &ts));
/// assert_eq!(grads.shape(), [3, 2]);
/// assert_eq!(grads.i(0).to_vec::<f64>().unwrap(), [-2.0, -4.0]);
/// ```
#[track_caller]
pub fn vectorized_map<E: Elems, R: Tree>(f: impl FnOnce(E::Mapped) -> R, elems: E) -> R {
    let options = Options {
        broadcast_ones: true,
        ..Options::default()
    };
    run(f, &elems, &options).or_raise()
}

/// A mapped function with chosen axes and options; see [`vectorized_map`] for the plain form (JAX: `vmap`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let xs = array([[1.0, 2.0], [3.0, 4.0]]);
/// let w = array([10.0, 1.0]);
/// let y = vmap(|(x, w): (Array, Array)| x.dot(&w)).in_axes([Some(1), None]).call((&xs, &w));
/// assert_eq!(y.to_vec::<f64>().unwrap(), [13.0, 24.0]);
/// ```
pub fn vmap<F>(f: F) -> Vmap<F> {
    Vmap {
        f,
        options: Options::default(),
    }
}

/// A mapped function under construction; made by [`vmap`].
#[derive(Clone, Debug)]
#[must_use = "nothing runs until `call`"]
pub struct Vmap<F> {
    f: F,
    options: Options,
}

#[derive(Clone, Debug, Default)]
struct Options {
    in_axes: AxesSpec,
    out_axes: AxesSpec,
    randomness: Randomness,
    fallback: Fallback,
    /// As `vectorized_map` does it: size 1 gives way to any other.
    broadcast_ones: bool,
    axis_name: Option<String>,
    axis_size: Option<usize>,
    chunk: Option<usize>,
}

impl Options {
    /// The function that the user called, for errors.
    fn op(&self) -> &'static str {
        if self.broadcast_ones {
            "vectorized_map"
        } else {
            "vmap"
        }
    }

    /// What to do about arrays that cannot be mapped like the others.
    fn hint(&self) -> &'static str {
        if self.broadcast_ones {
            "arrays that all examples share are captured by the closure; leading axes have one size, or size 1"
        } else {
            "pass None in in_axes for arrays that all examples share; mapped axes have one size"
        }
    }
}

/// Batch axes: one for every leaf (an integer), or one per leaf in order (a list, with `None` for leaves
/// that are not mapped).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxesSpec(AxesKind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum AxesKind {
    All(isize),
    PerLeaf(Vec<Option<isize>>),
}

impl Default for AxesSpec {
    fn default() -> Self {
        AxesSpec(AxesKind::All(0))
    }
}

impl From<isize> for AxesSpec {
    fn from(axis: isize) -> Self {
        AxesSpec(AxesKind::All(axis))
    }
}

impl<const N: usize> From<[Option<isize>; N]> for AxesSpec {
    fn from(axes: [Option<isize>; N]) -> Self {
        AxesSpec(AxesKind::PerLeaf(axes.to_vec()))
    }
}

impl<const N: usize> From<[isize; N]> for AxesSpec {
    fn from(axes: [isize; N]) -> Self {
        AxesSpec(AxesKind::PerLeaf(axes.map(Some).to_vec()))
    }
}

impl From<Vec<Option<isize>>> for AxesSpec {
    fn from(axes: Vec<Option<isize>>) -> Self {
        AxesSpec(AxesKind::PerLeaf(axes))
    }
}

impl AxesSpec {
    fn of_leaf(&self, leaf: usize) -> Option<isize> {
        match &self.0 {
            AxesKind::All(axis) => Some(*axis),
            AxesKind::PerLeaf(axes) => axes[leaf],
        }
    }

    fn check_count(&self, argument: &str, leaves: usize) -> Result<()> {
        match &self.0 {
            AxesKind::PerLeaf(axes) if axes.len() != leaves => Err(Error::axis(
                "vmap",
                format!("{argument} lists {} axes for {leaves} arrays", axes.len()),
            )
            .hinted("give one axis for each array, `None` for those that are not mapped, or one integer for all")),
            _ => Ok(()),
        }
    }
}

impl<F> Vmap<F> {
    /// The batch axis of each argument array, negative counting from the end, `None` for arrays that all
    /// examples share. Default: axis 0 of all.
    pub fn in_axes(mut self, axes: impl Into<AxesSpec>) -> Self {
        self.options.in_axes = axes.into();
        self
    }

    /// Where each result carries the batch; `None` asserts that a result does not depend on the batch.
    /// Default: axis 0.
    pub fn out_axes(mut self, axes: impl Into<AxesSpec>) -> Self {
        self.options.out_axes = axes.into();
        self
    }

    /// What draws from the stateful random functions mean. Default: different for every example.
    pub fn randomness(mut self, randomness: Randomness) -> Self {
        self.options.randomness = randomness;
        self
    }

    /// What to do with ops that have no batching rule. Default: loop, with one warning per op.
    pub fn fallback(mut self, fallback: Fallback) -> Self {
        self.options.fallback = fallback;
        self
    }

    /// A name for the mapped axis, by which collectives such as [`psum`](crate::psum) speak of it inside the function.
    pub fn axis_name(mut self, name: impl Into<String>) -> Self {
        self.options.axis_name = Some(name.into());
        self
    }

    /// The number of examples, for calls in which no argument is mapped. Otherwise it must be the size of the mapped
    /// axes.
    pub fn axis_size(mut self, size: usize) -> Self {
        self.options.axis_size = Some(size);
        self
    }

    /// At most this many examples at a time, so that memory stays bounded (JAX: `lax.map` with `batch_size`).
    ///
    /// The function runs once for every chunk. Results, with the draws from `np::random`, are those of the whole map, up to the rounding
    /// of products whose order of summation depends on the shape. A chunked map cannot have a named axis.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::arange(10.0);
    /// let runs = std::cell::Cell::new(0);
    /// let f = |x: Array| {
    ///     runs.set(runs.get() + 1);
    ///     x.square()
    /// };
    /// assert_eq!(vmap(f).chunk(4).call(&x).i(9).item::<f64>().unwrap(), 81.0);
    /// assert_eq!(runs.get(), 3);
    /// ```
    pub fn chunk(mut self, examples: usize) -> Self {
        self.options.chunk = Some(examples);
        self
    }

    /// Runs the function on every example at once.
    ///
    /// # Panics
    /// Before the function runs: if sizes of mapped axes differ, an axis is out of range, `in_axes` lists another number of axes than
    /// there are arrays, nothing is mapped and no `axis_size` given, or `chunk` is 0 or stands beside `axis_name`.
    /// After it: if `out_axes` does not fit the results, or has `None` for one that differs between examples. See
    /// [`vectorized_map`].
    #[track_caller]
    pub fn call<E: Elems, R: Tree>(&self, elems: E) -> R
    where
        F: Fn(E::Mapped) -> R,
    {
        match self.options.chunk {
            None => run(&self.f, &elems, &self.options).or_raise(),
            Some(chunk) => run_in_chunks(&self.f, &elems, &self.options, chunk).or_raise(),
        }
    }
}

/// A leaf's batch axis and size.
struct Mapped {
    axis: usize,
    size: usize,
}

fn run<E: Elems, R: Tree>(
    f: impl FnOnce(E::Mapped) -> R,
    elems: &E,
    options: &Options,
) -> Result<R> {
    let mapped = mapped_axes(elems, options)?;
    let size = batch_size(&mapped, options)?;
    let (mut arrays, mut leaf) = (Vec::new(), 0);
    elems.visit(&mut |x| {
        arrays.push(as_mapped(x, mapped[leaf].as_ref(), size));
        leaf += 1;
    });
    let arrays = arrays.into_iter().collect::<Result<Vec<_>>>()?;
    run_rows(f, elems, &arrays, 0..size, options)
}

/// A leaf as a map of this size takes it: the whole array with its batch axis, or what all examples share.
fn as_mapped(x: &Array, mapped: Option<&Mapped>, size: usize) -> Result<(Array, Option<usize>)> {
    match mapped {
        None => Ok((x.clone(), None)),
        // Size 1 where the others have more: the same for every example.
        Some(m) if m.size != size => Ok((squeeze_axis(x, m.axis)?, None)),
        Some(m) => Ok((x.clone(), Some(m.axis))),
    }
}

/// Runs the function on some rows: those of the leaves, along their batch axes.
fn run_rows<E: Elems, R: Tree>(
    f: impl FnOnce(E::Mapped) -> R,
    elems: &E,
    arrays: &[(Array, Option<usize>)],
    rows: Range<usize>,
    options: &Options,
) -> Result<R> {
    let frame = Arc::new(MapFrame {
        id: fresh_id(),
        size: rows.len(),
        first_row: rows.start,
        name: options.axis_name.clone(),
        randomness: options.randomness,
        fallback: options.fallback,
    });
    let mut leaves = arrays.iter();
    let examples = elems.map(&mut |_| {
        let (array, axis) = leaves.next().expect("one array per leaf");
        frame.wrap(array.clone(), *axis)
    });
    let result = {
        let _open = FrameGuard::push(Frame::Vmap(Arc::clone(&frame)));
        f(examples)
    };
    unwrap_results(&frame, &result, &options.out_axes)
}

/// Runs the function on at most `chunk` rows at a time and joins the results.
fn run_in_chunks<E: Elems, R: Tree>(
    f: &impl Fn(E::Mapped) -> R,
    elems: &E,
    options: &Options,
    chunk: usize,
) -> Result<R> {
    if chunk == 0 {
        return Err(Error::value("vmap", "chunk is 0 examples")
            .hinted("give the largest number of examples to run at once"));
    }
    if let Some(name) = &options.axis_name {
        let text = format!("the axis '{name}' is named, and run in chunks");
        return Err(Error::value("vmap", text)
            .hinted("a collective needs all examples at once: leave out axis_name or chunk"));
    }
    let mapped = mapped_axes(elems, options)?;
    let total = batch_size(&mapped, options)?;
    if total <= chunk {
        return run(f, elems, options);
    }
    let mut sizes = vec![chunk; total / chunk];
    if !total.is_multiple_of(chunk) {
        sizes.push(total % chunk);
    }
    // By leaf, then by chunk.
    let mut parts: Vec<Vec<(Array, Option<usize>)>> = Vec::new();
    let mut leaves = Vec::new();
    elems.visit(&mut |x| leaves.push(x.clone()));
    for (x, m) in leaves.iter().zip(&mapped) {
        let (x, axis) = as_mapped(x, m.as_ref(), total)?;
        parts.push(match axis {
            None => vec![(x, None); sizes.len()],
            Some(axis) => split(&x, axis, &sizes)?
                .into_iter()
                .map(|part| (part, Some(axis)))
                .collect(),
        });
    }
    // Each chunk draws what its rows would draw in the whole map.
    let stream = StreamState::now();
    let mut results = Vec::with_capacity(sizes.len());
    for (i, &size) in sizes.iter().enumerate() {
        let arrays: Vec<_> = parts.iter().map(|chunks| chunks[i].clone()).collect();
        let rows = i * chunk..i * chunk + size;
        stream.resume();
        results.push(run_rows(f, elems, &arrays, rows, options)?);
    }
    join_chunks(&results, &options.out_axes)
}

fn join_chunks<R: Tree>(results: &[R], out_axes: &AxesSpec) -> Result<R> {
    let by_chunk: Vec<Vec<Array>> = results.iter().map(Tree::leaves).collect();
    let count = by_chunk[0].len();
    if by_chunk.iter().any(|leaves| leaves.len() != count) {
        return Err(Error::value(
            "vmap",
            "the chunks returned different structures",
        ));
    }
    let joined = (0..count).map(|leaf| {
        let parts: Vec<&Array> = by_chunk.iter().map(|leaves| &leaves[leaf]).collect();
        match out_axes.of_leaf(leaf) {
            None => Ok(parts[0].clone()),
            Some(axis) => concat(&parts, normalize_axis("vmap", axis, parts[0].ndim())?),
        }
    });
    let joined = joined.collect::<Result<Vec<_>>>()?;
    Ok(results[0].with_leaves(joined))
}

fn mapped_axes<E: Elems>(elems: &E, options: &Options) -> Result<Vec<Option<Mapped>>> {
    let mut leaves = Vec::new();
    elems.visit(&mut |x| leaves.push((x.shape().len(), Shape::from_slice(x.shape()))));
    options.in_axes.check_count("in_axes", leaves.len())?;
    let mapped = leaves.iter().enumerate().map(|(leaf, (ndim, shape))| {
        let Some(axis) = options.in_axes.of_leaf(leaf) else {
            return Ok(None);
        };
        if *ndim == 0 {
            return Err(Error::axis(
                options.op(),
                format!("argument leaf {leaf} is 0-d and has no axis to map over"),
            )
            .hinted(options.hint()));
        }
        let axis = normalize_axis(options.op(), axis, *ndim)?;
        Ok(Some(Mapped {
            axis,
            size: shape[axis],
        }))
    });
    mapped.collect()
}

/// The common size. With `broadcast_ones`, size 1 gives way to any other.
fn batch_size(mapped: &[Option<Mapped>], options: &Options) -> Result<usize> {
    let mut first: Option<(usize, usize)> = None;
    let given = options.axis_size;
    for (leaf, m) in mapped.iter().enumerate() {
        let Some(m) = m else { continue };
        first = match first {
            None => Some((leaf, m.size)),
            Some((_, size)) if size == m.size => first,
            Some((_, 1)) if options.broadcast_ones => Some((leaf, m.size)),
            Some(_) if options.broadcast_ones && m.size == 1 => first,
            Some((other, size)) => {
                return Err(Error::mapped_sizes(
                    options.op(),
                    other,
                    size,
                    leaf,
                    m.size,
                    options.hint(),
                ));
            }
        };
    }
    match (first, given) {
        (Some((leaf, size)), Some(given)) if size != given => {
            let text =
                format!("axis_size is {given}, but argument leaf {leaf} has {size} examples");
            Err(Error::axis(options.op(), text).hinted("leave out axis_size, or make them equal"))
        }
        (Some((_, size)), _) | (None, Some(size)) => Ok(size),
        (None, None) => Err(Error::axis(
            options.op(),
            "no argument is mapped, so the batch size is unknown",
        )
        .hinted(
            "map at least one argument: an array, and an axis that is not None; or give axis_size",
        )),
    }
}

fn squeeze_axis(x: &Array, axis: usize) -> Result<Array> {
    let mut shape = Shape::from_slice(x.shape());
    shape.remove(axis);
    reshape(x, &shape)
}

fn unwrap_results<R: Tree>(frame: &MapFrame, result: &R, out_axes: &AxesSpec) -> Result<R> {
    let count = result.leaves().len();
    out_axes.check_count("out_axes", count)?;
    let mut leaf = 0;
    let mut failure = None;
    let unwrapped = result.map_leaves(&mut |y| {
        leaf += 1;
        unwrap_result(frame, y, out_axes.of_leaf(leaf - 1)).unwrap_or_else(|e| {
            failure.get_or_insert(e);
            y.clone()
        })
    });
    failure.map_or(Ok(unwrapped), Err)
}

fn unwrap_result(frame: &MapFrame, y: &Array, out_axis: Option<isize>) -> Result<Array> {
    let (array, axis) = frame.unwrap(y);
    match (axis, out_axis) {
        (None, None) => Ok(array),
        (Some(_), None) => Err(Error::axis(
            "vmap",
            "out_axes has None for a result that differs between examples",
        )),
        (Some(axis), Some(to)) => move_to(&array, axis, normalize_axis("vmap", to, array.ndim())?),
        (None, Some(to)) => {
            let to = normalize_axis("vmap", to, array.ndim() + 1)?;
            let mut shape = Shape::from_slice(array.shape());
            shape.insert(to, 1);
            let expanded = reshape(&array, &shape)?;
            shape[to] = frame.size;
            broadcast_to(&expanded, &shape)
        }
    }
}

/// The key for a stateful draw at this point of the program: under `vmap` with different randomness one key
/// per example, derived from `key`; outside, `key` itself.
#[track_caller]
pub(crate) fn keys_for_rows(key: &Array) -> Array {
    let mut key = key.clone();
    for frame in stack::visible_frames() {
        let Frame::Vmap(frame) = frame else { continue };
        match frame.randomness {
            Randomness::Same => {}
            Randomness::Error => raise(Error::hidden_data(
                "random",
                "drawn from global state inside vmap",
                "pass keys to the mapped function, or choose another randomness mode",
            )),
            Randomness::Different => key = per_row(&frame, &key).or_raise(),
        }
    }
    key
}

/// The keys of this frame's rows, which may be some of the whole map's only.
fn per_row(frame: &MapFrame, key: &Array) -> Result<Array> {
    let keys = crate::primitives::random::split_from(key, frame.first_row, frame.size)?;
    // The key may itself be a batch of an outer frame; the split puts the new axis in front of one key.
    Ok(Array::from_batched(frame.id, 0, keys))
}

/// One example of a batch, for the loop fallback.
pub(crate) fn example(array: &Array, axis: usize, index: usize) -> Result<Array> {
    let ndim = array.ndim();
    let mut starts: SmallVec<[usize; 6]> = SmallVec::from_elem(0, ndim);
    let mut limits: SmallVec<[usize; 6]> = SmallVec::from_slice(array.shape());
    let steps: SmallVec<[usize; 6]> = SmallVec::from_elem(1, ndim);
    starts[axis] = index;
    limits[axis] = index + 1;
    squeeze_axis(&slice(array, &starts, &limits, &steps)?, axis)
}
