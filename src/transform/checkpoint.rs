//! Checkpoints: functions whose inner values are computed again for the gradient instead of being kept.
//!
//! The forward run is not recorded; a rule attached to its results (`primitives::attach`) runs the function again under a
//! tape of its own when the gradient arrives. Arrays that the function captures are found while it runs and get
//! their gradients like the arguments.

use super::backward;
use super::custom::Keep;
use super::forward::ForwardCore;
use super::gradient_tape::unrecorded;
use super::observe::{Observe, observe};
use super::stack::{self, Frame, FrameGuard};
use super::tape::TapeCore;
use crate::array::Array;
use crate::error::{OrRaise, Result};
use crate::np;
use crate::np::random::StreamState;
use crate::primitives::attach::{AttachedRule, Call, Tangents, attach};
use crate::primitives::meta::alias;
use crate::primitives::{Outputs, Primitive};
use crate::tree::Tree;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// The function without residuals: it keeps its inputs only, and runs again when its gradient is computed (TensorFlow:
/// `recompute_grad`; JAX: `checkpoint`, `remat`).
///
/// Gradients of any order, of captured arrays, in forward mode and under `vmap` are those of the function itself. Random
/// draws from `np::random` are repeated exactly. Checkpoints nest: for a chain of n steps, one around every √n of them holds
/// memory to O(√n), and nested ones to O(log n).
///
/// # Examples
/// ```
/// use numtape::{checkpoint, prelude::*};
/// let w = array([[0.5, -1.0], [2.0, 0.25]]);
/// let layer = {
///     let w = w.clone();
///     checkpoint(move |x: &Array| w.matmul(x).tanh())
/// };
/// let x = array([1.0, 2.0]);
/// let tape = GradientTape::new();
/// tape.watch([&x, &w]);
/// let y = layer(&layer(&x)).sum(..);
/// assert_eq!(tape.stats().nodes, 3); // two checkpoints and the sum
/// let [dx, dw] = tape.gradient(&y, [&x, &w]);
/// assert_eq!(dx.unwrap().shape(), [2]);
/// assert_eq!(dw.unwrap().shape(), [2, 2]);
/// ```
pub fn checkpoint<T: Tree + Keep, R: Tree>(f: impl Fn(&T) -> R + Keep) -> impl Fn(&T) -> R {
    checkpoint_keeping(&[], f)
}

/// [`checkpoint`] that keeps the results of the ops named, so that they are not computed twice: `&["matmul"]` keeps the
/// expensive ones and computes the cheap ones again (PyTorch: selective checkpointing).
///
/// Names are those of the ops in printed tapes and errors; products are `dot_general`.
///
/// # Examples
/// ```
/// use numtape::{checkpoint_keeping, prelude::*};
/// let f = checkpoint_keeping(&["exp"], |x: &Array| x.exp().sin().sum(..));
/// let slope = grad(&f)(&array([0.0])).item::<f64>().unwrap();
/// assert!((slope - 1f64.cos()).abs() < 1e-12);
/// ```
pub fn checkpoint_keeping<T: Tree + Keep, R: Tree>(
    ops: &'static [&'static str],
    f: impl Fn(&T) -> R + Keep,
) -> impl Fn(&T) -> R {
    let f = Arc::new(f);
    move |x| {
        if !stack::has_tape() {
            return f(x);
        }
        run(&f, ops, x).or_raise()
    }
}

fn run<T: Tree + Keep, R: Tree>(
    f: &Arc<impl Fn(&T) -> R + Keep>,
    ops: &'static [&'static str],
    x: &T,
) -> Result<R> {
    let arguments = x.leaves();
    let stream = StreamState::now();
    let seen = Rc::new(FirstRun {
        ops,
        ids: RefCell::new(arguments.iter().map(Array::id).collect()),
        captures: RefCell::default(),
        kept: RefCell::default(),
    });
    let y = unrecorded(|| {
        let _frame = observe(Rc::clone(&seen) as Rc<dyn Observe>);
        f(x)
    });
    let results = y.leaves();
    let captures = seen.captures.take();
    let structure = x.map_leaves(&mut |_| np::zeros([]));
    let f = Arc::clone(f);
    let rule = Recompute {
        run: Arc::new(move |leaves| f(&structure.with_leaves(leaves.iter().cloned())).leaves()),
        captures: captures.clone(),
        kept: seen.kept.take(),
        ops,
        stream,
    };
    let inputs = [arguments, captures].concat();
    let outputs = attach(Arc::new(rule), &inputs, &results)?;
    Ok(y.with_leaves(outputs))
}

/// Watches the first run: which arrays come from outside, and the results of the ops to keep.
struct FirstRun {
    ops: &'static [&'static str],
    /// Of the arguments and of what was computed from them; ids are never used again.
    ids: RefCell<HashSet<u64>>,
    captures: RefCell<Vec<Array>>,
    kept: RefCell<Vec<Outputs>>,
}

impl Observe for FirstRun {
    fn ran(&self, primitive: &dyn Primitive, inputs: &[&Array], outputs: &Outputs) -> Result<()> {
        let mut ids = self.ids.borrow_mut();
        for &input in inputs {
            let from_outside = ids.insert(input.id());
            if from_outside && input.dtype().is_differentiable() && may_have_gradient(input) {
                self.captures.borrow_mut().push(input.clone());
            }
        }
        ids.extend(outputs.iter().map(Array::id));
        if self.ops.contains(&primitive.name()) {
            self.kept.borrow_mut().push(outputs.clone());
        }
        Ok(())
    }

    fn reads_inputs(&self) -> bool {
        true
    }
}

/// Whether some tape may track the array, or the batch that it is an example of.
fn may_have_gradient(array: &Array) -> bool {
    array.tracked_by() != 0 || array.dense().is_none()
}

/// Gives the second run the kept results of the first, in order.
struct Replay {
    ops: &'static [&'static str],
    kept: Vec<Outputs>,
    next: Cell<usize>,
}

impl Observe for Replay {
    fn answer(&self, primitive: &dyn Primitive, _inputs: &[&Array]) -> Option<Outputs> {
        if !self.ops.contains(&primitive.name()) {
            return None;
        }
        let at = self.next.replace(self.next.get() + 1);
        // A fresh identity: the kept handle may be known to an outer tape as the value of the first run.
        self.kept
            .get(at)
            .map(|kept| kept.iter().map(|y| alias(y).or_raise()).collect())
    }

    fn ran(&self, _primitive: &dyn Primitive, _inputs: &[&Array], _out: &Outputs) -> Result<()> {
        Ok(())
    }
}

type Rerun = dyn Fn(&[Array]) -> Vec<Array> + Send + Sync;

/// The rule of a checkpoint: run again, under a tape.
struct Recompute {
    run: Arc<Rerun>,
    captures: Vec<Array>,
    kept: Vec<Outputs>,
    ops: &'static [&'static str],
    stream: StreamState,
}

impl AttachedRule for Recompute {
    fn op(&self) -> &'static str {
        "checkpoint"
    }

    fn reads_results(&self) -> bool {
        false
    }

    fn vjp(&self, call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>> {
        let count = call.arguments.len() - self.captures.len();
        let inputs = call.arguments[..count]
            .iter()
            .map(alias)
            .collect::<Result<Vec<_>>>()?;
        // The closure uses its own handles, not those that arrive here: under `vmap` they differ.
        let sources = [inputs.clone(), self.captures.clone()].concat();
        let tape = Rc::new(TapeCore::new());
        let results = self.stream.replayed(|| {
            // Kept values are constants of higher derivatives, so these compute everything again.
            let keeps = !self.ops.is_empty() && !sources.iter().any(stack::is_known);
            let _replay = keeps.then(|| {
                observe(Rc::new(Replay {
                    ops: self.ops,
                    kept: self.kept.clone(),
                    next: Cell::new(0),
                }))
            });
            let _frame = FrameGuard::push(Frame::Tape(Rc::clone(&tape)));
            for source in &sources {
                if source.dtype().is_differentiable() {
                    tape.watch(source)?;
                }
            }
            Ok((self.run)(&inputs))
        })?;
        let seeds: Vec<Option<Array>> = cts.iter().cloned().map(Some).collect();
        backward::gradients(&tape, &results, &seeds, &sources, false)
    }

    fn jvp(&self, call: &Call, tangents: &[Option<Array>]) -> Tangents {
        if !stack::has_tape() {
            return Tangents::AlreadyCarried;
        }
        // A tape below the forward frame did not see how the tangents came about: they are a checkpoint of
        // their own, of the function's forward derivative.
        let count = call.arguments.len() - self.captures.len();
        let moving: Vec<usize> = (0..tangents.len())
            .filter(|&i| tangents[i].is_some())
            .collect();
        let directions = moving.iter().filter_map(|&i| tangents[i].clone());
        let inputs: Vec<Array> = call.arguments[..count]
            .iter()
            .cloned()
            .chain(directions)
            .collect();
        let (run, captures, stream) = (Arc::clone(&self.run), self.captures.clone(), self.stream);
        let derivative = checkpoint(move |inputs: &Vec<Array>| {
            let (arguments, directions) = inputs.split_at(count);
            let arguments = arguments.iter().map(alias).collect::<Result<Vec<_>>>();
            let arguments = arguments.or_raise();
            let primals = [arguments.as_slice(), &captures].concat();
            let core = Rc::new(ForwardCore::new());
            let _frame = FrameGuard::push(Frame::Forward(Rc::clone(&core)));
            for (&i, direction) in moving.iter().zip(directions) {
                core.carry(&primals[i], direction.clone());
            }
            let results = stream.replayed(|| run(&arguments));
            let tangents = results
                .iter()
                .map(|y| core.tangent(y).unwrap_or_else(|| np::zeros_like(y)));
            tangents.collect::<Vec<Array>>()
        });
        Tangents::Instead(derivative(&inputs).into_iter().map(Some).collect())
    }
}
