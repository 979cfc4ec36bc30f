//! Forward mode: tangents that travel with the values. The frame, `jvp`, `linearize` and `ForwardAccumulator`.
//!
//! Like a tape, the frame knows arrays by id: any array that already exists can carry a tangent, results are
//! ordinary arrays, and a tangent is forgotten with its array. The rules are in `primitives::jvp`.

use super::backward;
use super::grad::{Pullback, vjp, with_zeros};
use super::lines;
use super::stack::{self, Frame, FrameGuard, bind_donating};
use super::tape::TapeCore;
use crate::array::departures::Departures;
use crate::array::ids::ById;
use crate::array::{Array, fresh_id};
use crate::error::{Error, OrRaise, Result, raise};
use crate::np;
use crate::primitives::class::{Diff, Mask};
use crate::primitives::jvp::{inputs_read, jvp as tangents_of};
use crate::primitives::meta::alias;
use crate::primitives::{Outputs, Primitive};
use crate::tree::{Elems, Tree};
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

/// The frame of one forward derivative.
pub(crate) struct ForwardCore {
    id: u64,
    /// Of the arrays that have one, by id.
    tangents: RefCell<HashMap<u64, Array, ById>>,
    /// Tells which of those arrays nobody holds any more.
    departures: Departures,
}

impl ForwardCore {
    pub(crate) fn new() -> ForwardCore {
        ForwardCore {
            id: fresh_id(),
            tangents: RefCell::default(),
            departures: Departures::new(),
        }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// The tangent that an array carries; `None` is zero.
    pub(crate) fn tangent(&self, array: &Array) -> Option<Array> {
        if array.tracked_by() == 0 {
            return None;
        }
        self.tangents.borrow().get(&array.id()).cloned()
    }

    /// Makes an array carry a tangent of its own shape and dtype.
    pub(crate) fn carry(&self, array: &Array, tangent: Array) {
        debug_assert_eq!(array.aval(), tangent.aval());
        if array.tracked_by() == 0 {
            array.set_tracked_by(self.id);
        }
        self.departures.ask(array, array.id());
        let mut tangents = self.tangents.borrow_mut();
        // Those of arrays that are gone go first, so that their buffers are soon used again.
        let mut dead: SmallVec<[Array; 2]> = SmallVec::new();
        self.departures.look(|id| dead.extend(tangents.remove(&id)));
        let replaced = tangents.insert(array.id(), tangent);
        // Dropping arrays runs no code of ours, but the table is released first all the same.
        drop(tangents);
        drop((replaced, dead));
    }

    /// Runs an op on the frames below, and its derivative if an input carries a tangent.
    pub(crate) fn process(
        &self,
        primitive: &dyn Primitive,
        inputs: &[&Array],
        donated: u32,
    ) -> Result<Outputs> {
        let tangents: SmallVec<[Option<Array>; 3]> =
            inputs.iter().map(|input| self.tangent(input)).collect();
        if tangents.iter().all(Option::is_none) {
            return bind_donating(primitive, inputs, donated);
        }
        // An input that the tangents depend on keeps its buffer.
        let read = inputs_read(primitive, Mask::present(&tangents));
        let donated = donated & !(read.bits() as u32);
        let outputs = bind_donating(primitive, inputs, donated)?;
        if matches!(primitive.diff(), Diff::Zero) {
            return Ok(outputs);
        }
        let inputs: SmallVec<[Array; 3]> = inputs.iter().map(|&input| input.clone()).collect();
        for (output, tangent) in outputs
            .iter()
            .zip(tangents_of(primitive, &inputs, &outputs, &tangents))
        {
            if let Some(tangent) = tangent.filter(|_| output.dtype().is_differentiable()) {
                self.carry(output, tangent);
            }
        }
        Ok(outputs)
    }

    /// Gives an array of the user a tangent of the user's.
    fn watch(&self, op: &'static str, leaf: usize, primal: &Array, tangent: &Array) -> Result<()> {
        if primal.aval() != tangent.aval() {
            return Err(Error::tangent(op, leaf, &primal.aval(), &tangent.aval()));
        }
        if let Some(transform) = primal.ended_frame() {
            return Err(Error::escaped(op, transform));
        }
        if stack::is_mapped_above(primal, self.id) {
            return Err(Error::watched_inside_map());
        }
        if primal.dtype().is_differentiable() {
            // An array that is its own tangent would keep itself alive in the table.
            let tangent = if primal.is_same(tangent) {
                alias(tangent)?
            } else {
                tangent.clone()
            };
            self.carry(primal, tangent);
        }
        Ok(())
    }
}

/// The value of a function and its derivative in the direction `tangents` (JAX: `jvp`).
///
/// Both results have the structure that `f` returns; the second is the Jacobian times the tangents, with zeros where the
/// function does not depend on the inputs or a dtype has no derivative. Costs about twice the function,
/// whatever the number of inputs, and keeps nothing.
///
/// # Panics
/// If a tangent's shape or dtype is not its primal's.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([1.0, 2.0, 3.0]);
/// let (y, dy) = jvp(|x: &Array| x.square().sum(..), &x, &array([1.0, 0.0, -1.0]));
/// assert_eq!(y.item::<f64>().unwrap(), 14.0);
/// assert_eq!(dy.item::<f64>().unwrap(), -4.0);
/// ```
#[track_caller]
pub fn jvp<T: Tree, R: Tree>(f: impl FnOnce(&T) -> R, primals: &T, tangents: &T) -> (R, R) {
    let directions = tangents.leaves().into_iter().map(Some).collect();
    let (value, tangents) = along("jvp", f, primals, directions).or_raise();
    let tangents = with_zeros(&value, tangents);
    (value, tangents)
}

/// [`jvp`] with absent tangents for zeros, in and out.
pub(crate) fn along<T: Tree, R: Tree>(
    op: &'static str,
    f: impl FnOnce(&T) -> R,
    primals: &T,
    tangents: Vec<Option<Array>>,
) -> Result<(R, Vec<Option<Array>>)> {
    let leaves = primals.leaves();
    if leaves.len() != tangents.len() {
        return Err(Error::tangent_count(op, tangents.len(), leaves.len()));
    }
    // New identities that outer frames see: the same array may stand at two places, or carry a tangent of an
    // outer derivative.
    let inputs = leaves.iter().map(alias).collect::<Result<Vec<_>>>()?;
    lines::forget();
    let core = Rc::new(ForwardCore::new());
    let _frame = FrameGuard::push(Frame::Forward(Rc::clone(&core)));
    for (leaf, (input, tangent)) in inputs.iter().zip(&tangents).enumerate() {
        if let Some(tangent) = tangent {
            core.watch(op, leaf, input, tangent)?;
        }
    }
    let value = f(&primals.with_leaves(inputs));
    let tangents = value.leaves().iter().map(|y| core.tangent(y)).collect();
    Ok((value, tangents))
}

/// The value of a function at `x`, and its derivative there as a linear function (JAX: `linearize`).
///
/// `f` runs once; the linear function can be called with any number of tangents, each at about the cost of two reverse
/// sweeps of the recording, which it keeps.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([1.0, 2.0]);
/// let (y, linear) = linearize(|x: &Array| x * x, &x);
/// assert_eq!(y.to_vec::<f64>().unwrap(), [1.0, 4.0]);
/// assert_eq!(linear.call(&array([1.0, 0.0])).to_vec::<f64>().unwrap(), [2.0, 0.0]);
/// assert_eq!(linear.call(&array([0.0, 1.0])).to_vec::<f64>().unwrap(), [0.0, 4.0]);
/// ```
#[track_caller]
pub fn linearize<T: Tree, R: Tree>(f: impl FnOnce(&T) -> R, x: &T) -> (R, Linearized<T, R>) {
    let (value, pullback) = vjp(f, x);
    let linear = Linearized::new(&value, &pullback).or_raise();
    (value, linear)
}

/// The derivative of a function at a point, as a linear function; made by [`linearize`].
pub struct Linearized<T, R> {
    /// The recording of the pullback: cotangents are its sources, gradients of the inputs its targets.
    tape: Rc<TapeCore>,
    cotangents: Vec<Array>,
    /// By input leaf; `None` where the function does not depend on it.
    gradients: Vec<Option<Array>>,
    value: R,
    inputs: PhantomData<fn(T)>,
}

impl<T: Tree, R: Tree> Linearized<T, R> {
    /// The pullback is linear, so its own transpose, at any cotangent, is the derivative.
    fn new(value: &R, pullback: &Pullback<T, R>) -> Result<Self> {
        let tape = Rc::new(TapeCore::new());
        let cotangents: Vec<Array> = value.leaves().iter().map(np::zeros_like).collect();
        let gradients = {
            let _frame = FrameGuard::push(Frame::Tape(Rc::clone(&tape)));
            for ct in cotangents
                .iter()
                .filter(|ct| ct.dtype().is_differentiable())
            {
                tape.watch(ct)?;
            }
            pullback.gradients(cotangents.iter().cloned().map(Some).collect())?
        };
        Ok(Linearized {
            tape,
            cotangents,
            gradients,
            value: value.map_leaves(&mut Array::clone),
            inputs: PhantomData,
        })
    }

    /// The derivative in a direction, in the structure of the function's results.
    ///
    /// # Panics
    /// If a tangent's shape or dtype is not its primal's.
    #[track_caller]
    pub fn call(&self, tangents: &T) -> R {
        self.apply(&tangents.leaves()).or_raise()
    }

    fn apply(&self, tangents: &[Array]) -> Result<R> {
        if tangents.len() != self.gradients.len() {
            let count = self.gradients.len();
            return Err(Error::tangent_count("linearize", tangents.len(), count));
        }
        let (mut targets, mut seeds) = (Vec::new(), Vec::new());
        for (leaf, (gradient, tangent)) in self.gradients.iter().zip(tangents).enumerate() {
            let Some(gradient) = gradient else { continue };
            if gradient.aval() != tangent.aval() {
                let (primal, tangent) = (gradient.aval(), tangent.aval());
                return Err(Error::tangent("linearize", leaf, &primal, &tangent));
            }
            targets.push(gradient.clone());
            seeds.push(Some(tangent.clone()));
        }
        let sources = &self.cotangents;
        let tangents = backward::gradients(&self.tape, &targets, &seeds, sources, true)?;
        Ok(with_zeros(&self.value, tangents))
    }
}

/// Shows the numbers of inputs and results.
impl<T, R: Tree> fmt::Debug for Linearized<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (inputs, results) = (self.gradients.len(), self.cotangents.len());
        write!(f, "Linearized({inputs} inputs, {results} results)")
    }
}

/// Carries tangents along with everything that is computed while it lives (TensorFlow:
/// `tf.autodiff.ForwardAccumulator`).
///
/// Arrays keep their identity, so arrays that already exist can be given tangents, and results stay usable when
/// the accumulator is gone. Accumulators nest with each other, with tapes and with maps in any order.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (x, w) = (array([1.0, 2.0]), array([3.0, 4.0]));
/// let forward = ForwardAccumulator::new(&w, &array([1.0, 0.0]));
/// let y = (&x * &w).sum(..);
/// assert_eq!(forward.jvp(&y).unwrap().item::<f64>().unwrap(), 1.0);
/// assert!(forward.jvp(&x).is_none());
/// ```
#[must_use = "tangents are carried while the accumulator lives"]
pub struct ForwardAccumulator {
    core: Rc<ForwardCore>,
}

impl ForwardAccumulator {
    /// Starts carrying: `primals` and `tangents` are arrays, references to trees, or tuples and lists of those.
    ///
    /// # Panics
    /// If the numbers of arrays differ, or a tangent's shape or dtype is not its primal's.
    #[track_caller]
    pub fn new(primals: impl Elems, tangents: impl Elems) -> ForwardAccumulator {
        let core = Rc::new(ForwardCore::new());
        stack::push(Frame::Forward(Rc::clone(&core)));
        // From here on the frame is closed by `drop`, also if a tangent does not fit.
        let accumulator = ForwardAccumulator { core };
        accumulator.watch(primals, tangents);
        accumulator
    }

    /// Gives further arrays tangents, or replaces them.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    #[track_caller]
    pub fn watch(&self, primals: impl Elems, tangents: impl Elems) {
        let (primals, tangents) = (arrays_of(&primals), arrays_of(&tangents));
        if primals.len() != tangents.len() {
            let (found, wanted) = (tangents.len(), primals.len());
            raise(Error::tangent_count("ForwardAccumulator", found, wanted));
        }
        for (leaf, (primal, tangent)) in primals.iter().zip(&tangents).enumerate() {
            self.core
                .watch("ForwardAccumulator", leaf, primal, tangent)
                .or_raise();
        }
    }

    /// The tangent of an array: its derivative in the directions given. `None` if it does not depend on the
    /// watched arrays, or was computed before.
    pub fn jvp(&self, array: &Array) -> Option<Array> {
        self.core.tangent(array)
    }

    /// The tangent of an array, zeros where it carries none.
    pub fn jvp_or_zeros(&self, array: &Array) -> Array {
        self.jvp(array).unwrap_or_else(|| np::zeros_like(array))
    }
}

impl Drop for ForwardAccumulator {
    fn drop(&mut self) {
        stack::remove(self.core.id());
    }
}

fn arrays_of(elems: &impl Elems) -> Vec<Array> {
    let mut leaves = Vec::new();
    elems.visit(&mut |leaf| leaves.push(leaf.clone()));
    leaves
}
