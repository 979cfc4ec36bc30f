//! The user's tapes: `GradientTape`, used up by one gradient, and `PersistentTape`.
//!
//! Semantics follow TensorFlow's `GradientTape` without its traps: using a tape twice is a compile-time
//! error, an absent gradient is visible in the type, output gradients are checked. Recording itself is in
//! `tape`, the sweep in `backward`.

use super::backward;
use super::jacobian;
use super::stack::{self, Frame};
use super::tape::{Cut, Slot, TapeCore, UNTRACKED};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::tree::{Elems, Sources, Tree};
use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;

/// What a gradient is when no path connects target and source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unconnected {
    /// `None`, so that it cannot go unnoticed.
    #[default]
    None,
    /// Zeros of the source's shape and dtype.
    Zero,
}

/// The rarely used arguments of a gradient; see [`GradientTape::gradient_with`].
#[derive(Clone, Debug, Default)]
pub struct GradientOptions {
    output_gradients: Option<Vec<Option<Array>>>,
    unconnected: Unconnected,
}

impl GradientOptions {
    /// The defaults: ones as output gradients, `None` for unconnected sources.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the targets' gradients start from, one for each target in order (TensorFlow:
    /// `output_gradients`). Each has its target's dtype and shape, or is 0-d and fills the shape.
    pub fn output_gradients<'a, I>(mut self, seeds: I) -> Self
    where
        I: IntoIterator,
        I::Item: IntoArray<'a>,
    {
        self.output_gradients = Some(
            seeds
                .into_iter()
                .map(|seed| Some(seed.into_array()))
                .collect(),
        );
        self
    }

    /// What unconnected sources get.
    pub fn unconnected(mut self, unconnected: Unconnected) -> Self {
        self.unconnected = unconnected;
        self
    }
}

/// The rarely used arguments of a tape's Jacobian; see [`GradientTape::jacobian_with`].
#[derive(Clone, Copy, Debug, Default)]
pub struct TapeJacobian {
    chunk: Option<usize>,
    unconnected: Unconnected,
}

impl TapeJacobian {
    /// The defaults: chunks of bounded memory, `None` for unconnected sources.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many elements of the target are differentiated at once; at least one.
    pub fn chunk(mut self, size: usize) -> Self {
        self.chunk = Some(size.max(1));
        self
    }

    /// What unconnected sources get.
    pub fn unconnected(mut self, unconnected: Unconnected) -> Self {
        self.unconnected = unconnected;
        self
    }
}

/// Counts of what a tape holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TapeStats {
    /// Recorded ops.
    pub nodes: usize,
    /// Arrays kept for the reverse rules.
    pub residuals: usize,
    /// Bytes of the elements of those arrays; one that several nodes keep counts once.
    pub bytes: usize,
}

/// Records what is computed from watched arrays, once, and gives the gradients.
///
/// The counterpart of TensorFlow's `tf.GradientTape()`. Recording starts with `new` and ends when the tape
/// is used or dropped. [`gradient`](Self::gradient) takes the tape by value; for several gradients of one
/// recording use [`GradientTape::persistent`]. Tapes nest, in any order, and belong to their thread.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([1.0, 2.0, 3.0]);
/// let tape = GradientTape::new();
/// tape.watch(&x);
/// let y = (&x * &x).sum(..);
/// let dx = tape.gradient(&y, &x).unwrap();
/// assert_eq!(dx.to_vec::<f64>().unwrap(), [2.0, 4.0, 6.0]);
/// ```
#[must_use = "a tape that is dropped records nothing"]
pub struct GradientTape {
    tape: Tape,
}

/// A tape that gives any number of gradients of one recording (TensorFlow: `persistent=True`).
///
/// While it records, its own gradients are recorded as well, so that they can be differentiated again;
/// [`stop`](Self::stop) it first if you do not want that.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array(3.0);
/// let tape = GradientTape::persistent();
/// tape.watch(&x);
/// let y = &x * &x * &x;
/// let dy = tape.gradient(&y, &x).unwrap();
/// let d2y = tape.gradient(&dy, &x).unwrap();
/// assert_eq!(dy.item::<f64>().unwrap(), 27.0);
/// assert_eq!(d2y.item::<f64>().unwrap(), 18.0);
/// ```
#[must_use = "a tape that is dropped records nothing"]
pub struct PersistentTape {
    tape: Tape,
}

/// An open recording: the frame on the stack is removed when this is dropped.
struct Tape {
    core: Rc<TapeCore>,
}

impl Drop for Tape {
    fn drop(&mut self) {
        stack::remove(self.core.id());
    }
}

impl Tape {
    fn open() -> Tape {
        let core = Rc::new(TapeCore::new());
        stack::push(Frame::Tape(Rc::clone(&core)));
        Tape { core }
    }

    #[track_caller]
    fn watch(&self, arrays: &impl Elems) {
        let mut leaves = Vec::new();
        arrays.visit(&mut |leaf| leaves.push(leaf.clone()));
        for leaf in &leaves {
            self.core.watch(leaf).or_raise();
        }
    }

    fn stop_recording<R>(&self, f: impl FnOnce() -> R) -> R {
        let _pause = Pause::new(vec![Rc::clone(&self.core)]);
        f()
    }

    fn reset(&self) {
        // Taken out first: dropping arrays must not find the recording borrowed.
        let old = self.core.recording.take();
        drop(old);
    }

    fn gradients(
        &self,
        targets: &impl Sources,
        options: &GradientOptions,
        sources: &[Array],
        keep: bool,
    ) -> Result<Vec<Option<Array>>> {
        let targets = leaves_of(targets);
        let ones = vec![None; targets.len()];
        let seeds = match &options.output_gradients {
            None => &ones,
            Some(seeds) if seeds.len() == targets.len() => seeds,
            Some(seeds) => return Err(Error::output_gradient_count(seeds.len(), targets.len())),
        };
        let mut gradients = backward::gradients(&self.core, &targets, seeds, sources, keep)?;
        if options.unconnected == Unconnected::Zero {
            for (gradient, source) in gradients.iter_mut().zip(sources) {
                gradient.get_or_insert_with(|| np::zeros_like(source));
            }
        }
        Ok(gradients)
    }

    fn jacobian(
        &self,
        target: &Array,
        sources: &[Array],
        options: &TapeJacobian,
    ) -> Result<Vec<Option<Array>>> {
        let blocks = jacobian::of_target(&self.core, target, sources, options.chunk)?;
        Ok(match options.unconnected {
            Unconnected::None => blocks,
            Unconnected::Zero => jacobian::or_zero_blocks(target, sources, blocks),
        })
    }

    fn stats(&self) -> TapeStats {
        let recording = self.core.recording.borrow();
        let mut seen = HashSet::new();
        let mut stats = TapeStats {
            nodes: recording.nodes.len(),
            ..TapeStats::default()
        };
        for (_, array) in recording.nodes.iter().flat_map(|op| &op.saved) {
            stats.residuals += 1;
            if seen.insert(array.id()) {
                stats.bytes += bytes_of(array);
            }
        }
        stats
    }

    fn explain_none(&self, target: &Array, source: &Array) -> Option<String> {
        let recording = self.core.recording.borrow();
        for (name, array) in [("source", source), ("target", target)] {
            if !array.dtype().is_differentiable() {
                return Some(format!(
                    "the {name} has dtype {}, which has no gradients",
                    array.dtype()
                ));
            }
        }
        let Some(start) = recording.slot_of(source) else {
            return Some(
                "the source was not watched: call `tape.watch(&source)` before using it"
                    .to_string(),
            );
        };
        let mut reached: Vec<bool> = vec![false; recording.slot_count as usize];
        reached[start as usize] = true;
        let is_reached = |reached: &[bool], slots: &[Slot]| {
            slots.iter().any(|&s| s != UNTRACKED && reached[s as usize])
        };
        let mut last_op = None;
        for op in &recording.nodes {
            if is_reached(&reached, &op.inputs) {
                op.outputs().for_each(|slot| reached[slot as usize] = true);
                last_op = Some(op.primitive.name());
            }
        }
        if recording
            .slot_of(target)
            .is_some_and(|slot| reached[slot as usize])
        {
            return None;
        }
        let cuts: Vec<&Cut> = recording
            .paused_cuts
            .iter()
            .chain(&recording.cuts)
            .filter(|cut| is_reached(&reached, &cut.inputs))
            .collect();
        if let Some(cut) = cuts.iter().find(|cut| cut.outputs.contains(&target.id())) {
            let op = cut.op;
            return Some(match (op, cut.is_paused) {
                (_, true) => format!(
                    "the target was made by `{op}` in `no_grad` or `stop_recording`, where nothing is recorded"
                ),
                ("stop_gradient", _) => "`stop_gradient` made the target".to_string(),
                _ => format!("the target was made by `{op}`, which has no derivative"),
            });
        }
        let mut ops = Vec::new();
        for cut in cuts.iter().rev() {
            let op = if cut.is_paused {
                format!("`{}` in `no_grad` or `stop_recording`", cut.op)
            } else {
                format!("`{}`", cut.op)
            };
            if !ops.contains(&op) {
                ops.push(op);
            }
        }
        let known = match (ops.is_empty(), last_op) {
            (false, _) => format!(
                "no recorded path leads to the target; paths end at the ops without derivative that used the source: {}",
                ops.join(", ")
            ),
            (true, Some(op)) => {
                format!(
                    "the target does not depend on the source; the last recorded op on its path is `{op}`"
                )
            }
            (true, None) => "no op that was recorded uses the source".to_string(),
        };
        let tape = target.tracked_by();
        let unrecorded = if recording.slot_of(target).is_some() {
            ""
        } else if tape != 0 && tape != self.core.id() {
            "; the target was recorded by another tape, not by this one"
        } else if recording
            .watched
            .iter()
            .any(|&(slot, id)| slot == start && target.id() < id)
        {
            "; the target was made before the source was watched: watch first, then compute"
        } else {
            "; the target was not recorded (it depends on no watched array, or was made in `no_grad` or `stop_recording`, \
             after the tape ended, or on another thread)"
        };
        Some(known + unrecorded)
    }
}

/// The bytes of the elements.
fn bytes_of(x: &Array) -> usize {
    x.len() * x.dtype().item_size()
}

fn leaves_of(sources: &impl Sources) -> Vec<Array> {
    let mut leaves = Vec::new();
    sources.visit(&mut |leaf| leaves.push(leaf.clone()));
    leaves
}

fn collect<S: Sources>(sources: &S, gradients: Vec<Option<Array>>) -> S::Grads {
    let mut gradients = gradients.into_iter();
    sources.collect(&mut || gradients.next().expect("one gradient per source"))
}

/// Zeros for unconnected sources, in the structure of the sources.
fn collect_tree<T: Tree>(sources: &T, gradients: Vec<Option<Array>>) -> T {
    sources.with_leaves(
        gradients
            .into_iter()
            .map(|g| g.expect("zeros stand for unconnected gradients")),
    )
}

impl Default for GradientTape {
    fn default() -> Self {
        Self::new()
    }
}

impl GradientTape {
    /// Starts recording.
    pub fn new() -> Self {
        GradientTape { tape: Tape::open() }
    }

    /// Starts a recording that gives any number of gradients.
    pub fn persistent() -> PersistentTape {
        PersistentTape { tape: Tape::open() }
    }

    /// Makes arrays sources: what is computed from them from now on is recorded.
    ///
    /// Takes an array, any [`Tree`], or tuples and lists of those: `&x`, `[&w, &b]`, `&model`. Arrays of other than floating point or complex dtype have no
    /// gradients; watching one warns once.
    ///
    /// # Panics
    /// If an array belongs to a `vectorized_map` that has ended.
    #[track_caller]
    pub fn watch(&self, arrays: impl Elems) {
        self.tape.watch(&arrays);
    }

    /// Runs `f` without recording. Arrays from before stay connected to what comes after.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array(2.0);
    /// let tape = GradientTape::new();
    /// tape.watch(&x);
    /// let factor = tape.stop_recording(|| &x * 10.0);
    /// let y = &x * factor;
    /// assert_eq!(tape.gradient(&y, &x).unwrap().item::<f64>().unwrap(), 20.0);
    /// ```
    pub fn stop_recording<R>(&self, f: impl FnOnce() -> R) -> R {
        self.tape.stop_recording(f)
    }

    /// Forgets everything, watched arrays included.
    pub fn reset(&self) {
        self.tape.reset();
    }

    /// The gradients of the targets' sum with respect to the sources, in the structure of the sources;
    /// `None` where no path connects them.
    ///
    /// A target that is not 0-d is summed. A target that is itself a source contributes its ones.
    /// Intermediate results can be sources.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let (x, w) = (array(2.0), array(5.0));
    /// let tape = GradientTape::new();
    /// tape.watch([&x, &w]);
    /// let y = &x * &x;
    /// let [dx, dw] = tape.gradient(&y, [&x, &w]);
    /// assert_eq!(dx.unwrap().item::<f64>().unwrap(), 4.0);
    /// assert!(dw.is_none());
    /// ```
    #[track_caller]
    pub fn gradient<S: Sources>(self, targets: impl Sources, sources: S) -> S::Grads {
        self.gradient_with(targets, sources, &GradientOptions::default())
    }

    /// [`gradient`](Self::gradient) with output gradients and a choice for unconnected sources.
    ///
    /// # Panics
    /// If the number, dtype or shape of the output gradients does not match the targets.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1.0, 2.0]);
    /// let tape = GradientTape::new();
    /// tape.watch(&x);
    /// let y = &x * 3.0;
    /// let options = GradientOptions::new().output_gradients([array([10.0, 100.0])]);
    /// let dx = tape.gradient_with(&y, &x, &options).unwrap();
    /// assert_eq!(dx.to_vec::<f64>().unwrap(), [30.0, 300.0]);
    /// ```
    #[track_caller]
    pub fn gradient_with<S: Sources>(
        self,
        targets: impl Sources,
        sources: S,
        options: &GradientOptions,
    ) -> S::Grads {
        // The sweep is not part of the recording.
        stack::remove(self.tape.core.id());
        let gradients = self
            .tape
            .gradients(&targets, options, &leaves_of(&sources), false)
            .or_raise();
        collect(&sources, gradients)
    }

    /// The gradients in the structure of any [`Tree`], zeros where no path connects.
    #[track_caller]
    pub fn gradient_or_zeros<T: Tree>(self, targets: impl Sources, sources: &T) -> T {
        stack::remove(self.tape.core.id());
        let options = GradientOptions::new().unconnected(Unconnected::Zero);
        collect_tree(
            sources,
            self.tape
                .gradients(&targets, &options, &sources.leaves(), false)
                .or_raise(),
        )
    }

    /// The Jacobian of the target by each source: arrays of shape `target + source`, `None` where no path
    /// connects them.
    ///
    /// Sweeps a batch of unit cotangents, in chunks of bounded memory. For complex arrays the rows are the gradients of the target's
    /// elements, in the convention of [`gradient`](Self::gradient).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1.0, 2.0]);
    /// let tape = GradientTape::new();
    /// tape.watch(&x);
    /// let y = &x * &x;
    /// assert_eq!(tape.jacobian(&y, &x).unwrap().to_string(), "[[2. 0.]\n [0. 4.]]");
    /// ```
    #[track_caller]
    pub fn jacobian<S: Sources>(self, target: &Array, sources: S) -> S::Grads {
        self.jacobian_with(target, sources, &TapeJacobian::default())
    }

    /// [`jacobian`](Self::jacobian) with a chunk size and a choice for unconnected sources.
    #[track_caller]
    pub fn jacobian_with<S: Sources>(
        self,
        target: &Array,
        sources: S,
        options: &TapeJacobian,
    ) -> S::Grads {
        stack::remove(self.tape.core.id());
        let blocks = self.tape.jacobian(target, &leaves_of(&sources), options);
        collect(&sources, blocks.or_raise())
    }

    /// The Jacobians of the rows of a target by the same rows of a source: for `[b, y…]` and `[b, x…]` an array `[b,
    /// y…, x…]`. Right only if no row of the target depends on another row of the source, which is not checked.
    ///
    /// # Panics
    /// If an array is 0-d, or the first axes differ.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    /// let tape = GradientTape::new();
    /// tape.watch(&x);
    /// let y = &x * &x;
    /// let j = tape.batch_jacobian(&y, &x).unwrap();
    /// assert_eq!(j.shape(), [3, 2, 2]);
    /// assert_eq!(j.i(1).to_string(), "[[6. 0.]\n [0. 8.]]");
    /// ```
    #[track_caller]
    pub fn batch_jacobian(self, target: &Array, source: &Array) -> Option<Array> {
        stack::remove(self.tape.core.id());
        jacobian::of_rows(&self.tape.core, target, source).or_raise()
    }

    /// Why the gradient of `target` with respect to `source` is `None`: the op at which the path ends, or
    /// what was not watched or recorded. `None` if there is a path.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array(2.5);
    /// let tape = GradientTape::new();
    /// tape.watch(&x);
    /// let y = np::floor(&x) * 2.0;
    /// assert!(tape.explain_none(&y, &x).unwrap().contains("`floor`"));
    /// ```
    pub fn explain_none(&self, target: &Array, source: &Array) -> Option<String> {
        self.tape.explain_none(target, source)
    }

    /// Counts of recorded ops and of the bytes kept for them.
    pub fn stats(&self) -> TapeStats {
        self.tape.stats()
    }
}

impl PersistentTape {
    /// Makes arrays sources; see [`GradientTape::watch`].
    #[track_caller]
    pub fn watch(&self, arrays: impl Elems) {
        self.tape.watch(&arrays);
    }

    /// Runs `f` without recording; see [`GradientTape::stop_recording`].
    pub fn stop_recording<R>(&self, f: impl FnOnce() -> R) -> R {
        self.tape.stop_recording(f)
    }

    /// Ends the recording; gradients can still be taken. Harmless if it has ended.
    pub fn stop(&self) {
        stack::remove(self.tape.core.id());
    }

    /// Goes on recording after [`stop`](Self::stop).
    ///
    /// # Panics
    /// If the tape is recording.
    #[track_caller]
    pub fn start(&self) {
        if stack::contains(self.tape.core.id()) {
            crate::error::raise(
                Error::value("start", "the tape is still recording").hinted("call `stop` first"),
            );
        }
        stack::push(Frame::Tape(Rc::clone(&self.tape.core)));
    }

    /// Forgets everything, watched arrays included.
    pub fn reset(&self) {
        self.tape.reset();
    }

    /// The gradients; see [`GradientTape::gradient`]. Recorded too while the tape records.
    #[track_caller]
    pub fn gradient<S: Sources>(&self, targets: impl Sources, sources: S) -> S::Grads {
        self.gradient_with(targets, sources, &GradientOptions::default())
    }

    /// The gradients with options; see [`GradientTape::gradient_with`].
    #[track_caller]
    pub fn gradient_with<S: Sources>(
        &self,
        targets: impl Sources,
        sources: S,
        options: &GradientOptions,
    ) -> S::Grads {
        collect(
            &sources,
            self.tape
                .gradients(&targets, options, &leaves_of(&sources), true)
                .or_raise(),
        )
    }

    /// The gradients in the structure of any [`Tree`], zeros where no path connects.
    #[track_caller]
    pub fn gradient_or_zeros<T: Tree>(&self, targets: impl Sources, sources: &T) -> T {
        let options = GradientOptions::new().unconnected(Unconnected::Zero);
        collect_tree(
            sources,
            self.tape
                .gradients(&targets, &options, &sources.leaves(), true)
                .or_raise(),
        )
    }

    /// The Jacobian of the target by each source: arrays of shape `target + source`, `None` where no path
    /// connects them.
    ///
    /// Sweeps a batch of unit cotangents, in chunks of bounded memory. For complex arrays the rows are the gradients of the target's
    /// elements, in the convention of [`gradient`](Self::gradient).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1.0, 2.0]);
    /// let tape = GradientTape::persistent();
    /// tape.watch(&x);
    /// let y = &x * &x;
    /// assert_eq!(tape.jacobian(&y, &x).unwrap().to_string(), "[[2. 0.]\n [0. 4.]]");
    /// ```
    #[track_caller]
    pub fn jacobian<S: Sources>(&self, target: &Array, sources: S) -> S::Grads {
        self.jacobian_with(target, sources, &TapeJacobian::default())
    }

    /// [`jacobian`](Self::jacobian) with a chunk size and a choice for unconnected sources.
    #[track_caller]
    pub fn jacobian_with<S: Sources>(
        &self,
        target: &Array,
        sources: S,
        options: &TapeJacobian,
    ) -> S::Grads {
        let blocks = self.tape.jacobian(target, &leaves_of(&sources), options);
        collect(&sources, blocks.or_raise())
    }

    /// The Jacobians of the rows of a target by the same rows of a source: for `[b, y…]` and `[b, x…]` an array `[b,
    /// y…, x…]`. Right only if no row of the target depends on another row of the source, which is not checked.
    ///
    /// # Panics
    /// If an array is 0-d, or the first axes differ.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    /// let tape = GradientTape::persistent();
    /// tape.watch(&x);
    /// let y = &x * &x;
    /// let j = tape.batch_jacobian(&y, &x).unwrap();
    /// assert_eq!(j.shape(), [3, 2, 2]);
    /// assert_eq!(j.i(1).to_string(), "[[6. 0.]\n [0. 8.]]");
    /// ```
    #[track_caller]
    pub fn batch_jacobian(&self, target: &Array, source: &Array) -> Option<Array> {
        jacobian::of_rows(&self.tape.core, target, source).or_raise()
    }

    /// Why a gradient is `None`; see [`GradientTape::explain_none`].
    pub fn explain_none(&self, target: &Array, source: &Array) -> Option<String> {
        self.tape.explain_none(target, source)
    }

    /// Counts of recorded ops and of the bytes kept for them.
    pub fn stats(&self) -> TapeStats {
        self.tape.stats()
    }
}

/// One line per recorded op: its results, its name, its inputs (those without a number are constants of the tape), what the tape
/// keeps for it, and in debug builds the line that it came from.
impl fmt::Display for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recording = self.core.recording.borrow();
        for op in &recording.nodes {
            let mut avals = op.avals.iter();
            let inputs: Vec<String> = op
                .inputs
                .iter()
                .zip(avals.by_ref())
                .map(|(&slot, aval)| match slot {
                    UNTRACKED => aval.to_string(),
                    slot => format!("%{slot}: {aval}"),
                })
                .collect();
            let outputs: Vec<String> = op
                .outputs()
                .zip(avals)
                .map(|(slot, aval)| format!("%{slot}: {aval}"))
                .collect();
            let (outputs, inputs) = (outputs.join(", "), inputs.join(", "));
            write!(f, "{outputs} = {}({inputs})", op.primitive.name())?;
            if !op.saved.is_empty() {
                let bytes: usize = op.saved.iter().map(|(_, x)| bytes_of(x)).sum();
                write!(f, ", keeps {bytes} bytes")?;
            }
            if let Some(line) = op.site.line() {
                write!(f, "  // {}:{}", line.file(), line.line())?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for GradientTape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tape.fmt(f)
    }
}

impl fmt::Display for PersistentTape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tape.fmt(f)
    }
}

impl fmt::Debug for GradientTape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GradientTape({:?})", self.stats())
    }
}

impl fmt::Debug for PersistentTape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersistentTape({:?})", self.stats())
    }
}

/// Tapes that do not record while this lives.
struct Pause(Vec<Rc<TapeCore>>);

impl Pause {
    fn new(tapes: Vec<Rc<TapeCore>>) -> Self {
        for tape in &tapes {
            tape.pause();
        }
        Pause(tapes)
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        for tape in &self.0 {
            tape.resume();
        }
    }
}

/// Runs `f` while no open tape of this thread records.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array(2.0);
/// let tape = GradientTape::new();
/// tape.watch(&x);
/// let y = no_grad(|| &x * 2.0);
/// assert!(tape.gradient(&y, &x).is_none());
/// ```
pub fn no_grad<R>(f: impl FnOnce() -> R) -> R {
    let _pause = Pause::new(visible_tapes());
    f()
}

/// [`no_grad`] for runs of our own, which `explain_none` does not speak of.
pub(crate) fn unrecorded<R>(f: impl FnOnce() -> R) -> R {
    struct SilentPause(Vec<Rc<TapeCore>>);
    impl Drop for SilentPause {
        fn drop(&mut self) {
            self.0.iter().for_each(|tape| tape.resume_silently());
        }
    }
    let tapes = visible_tapes();
    for tape in &tapes {
        tape.pause_silently();
    }
    let _pause = SilentPause(tapes);
    f()
}

fn visible_tapes() -> Vec<Rc<TapeCore>> {
    stack::visible_frames()
        .into_iter()
        .filter_map(|frame| match frame {
            Frame::Tape(core) => Some(core),
            Frame::Forward(_) | Frame::Observer(_) | Frame::Vmap(_) => None,
        })
        .collect()
}
