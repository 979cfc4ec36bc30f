//! Frames that look at ops without changing what they mean: for checkpoints and for the search for non-finite
//! values.
//!
//! An observer sees every op that reaches its place in the stack, before and after it runs on the frames below, and
//! may answer in its stead. It is the base of `checkpoint` and [`check_finite`].

use super::stack::{self, Frame, FrameGuard, bind_donating};
use crate::array::{Array, fresh_id};
use crate::error::{Error, Result};
use crate::np;
use crate::np::args::all;
use crate::primitives::{Outputs, Primitive};
use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

/// What an observer does.
pub(crate) trait Observe {
    /// The op's results, if it need not run.
    fn answer(&self, _primitive: &dyn Primitive, _inputs: &[&Array]) -> Option<Outputs> {
        None
    }

    /// Called with the results of an op that ran. The inputs may not be read if they were donated.
    fn ran(&self, primitive: &dyn Primitive, inputs: &[&Array], outputs: &Outputs) -> Result<()>;

    /// Whether inputs must survive the op, for `ran`.
    fn reads_inputs(&self) -> bool {
        false
    }
}

/// The frame of an observer.
pub(crate) struct ObserverFrame {
    id: u64,
    observer: Rc<dyn Observe>,
}

impl ObserverFrame {
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn process(
        &self,
        primitive: &dyn Primitive,
        inputs: &[&Array],
        donated: u32,
    ) -> Result<Outputs> {
        if let Some(outputs) = self.observer.answer(primitive, inputs) {
            return Ok(outputs);
        }
        let donated = if self.observer.reads_inputs() {
            0
        } else {
            donated
        };
        let outputs = bind_donating(primitive, inputs, donated)?;
        self.observer.ran(primitive, inputs, &outputs)?;
        Ok(outputs)
    }
}

/// Opens an observer at the visible top, until the guard is dropped.
pub(crate) fn observe(observer: Rc<dyn Observe>) -> FrameGuard {
    FrameGuard::push(Frame::Observer(Rc::new(ObserverFrame {
        id: fresh_id(),
        observer,
    })))
}

/// An op, and the line of the user's code that it came from.
type Differentiated = (&'static str, Option<&'static Location<'static>>);

thread_local! {
    /// The op whose reverse rule runs, for messages.
    static DIFFERENTIATED: Cell<Option<Differentiated>> = const { Cell::new(None) };
}

/// The line of the op whose reverse rule runs.
pub(crate) fn differentiated_line() -> Option<&'static Location<'static>> {
    DIFFERENTIATED.get().and_then(|(_, line)| line)
}

/// Runs the reverse rule of an op, which messages will name.
pub(crate) fn differentiating<R>(
    op: &'static str,
    line: Option<&'static Location<'static>>,
    f: impl FnOnce() -> R,
) -> R {
    struct Restore(Option<Differentiated>);
    impl Drop for Restore {
        fn drop(&mut self) {
            DIFFERENTIATED.set(self.0);
        }
    }
    let _restore = Restore(DIFFERENTIATED.replace(Some((op, line))));
    f()
}

/// Runs `f` and fails at the first op that makes a NaN or an infinity out of finite numbers, forward or backward
/// (JAX: `debug_nans`, `debug_infs`).
///
/// The error names the op, the line that called it, and in a gradient the op whose derivative it was (in debug builds
/// with the line of that op). Every op is followed by a
/// reduction over its results, so this is for searching, not for production. Results of maps are looked at as
/// whole batches.
///
/// # Panics
/// If a non-finite number appears; [`try_run`](crate::try_run) catches it.
///
/// # Examples
/// ```
/// use numtape::{check_finite, prelude::*};
/// let x = array([1.0, 0.0]);
/// let error = try_run(|| check_finite(|| (x.log() * 2.0).sum(..))).unwrap_err();
/// assert!(error.to_string().contains("log: made -inf out of finite numbers"), "{error}");
///
/// let slope = |x: &Array| (x.sqrt() * 2.0).sum(..);
/// let error = try_run(|| check_finite(|| grad(slope)(&x))).unwrap_err();
/// assert!(error.to_string().contains("derivative of sqrt"), "{error}");
/// ```
#[track_caller]
pub fn check_finite<R>(f: impl FnOnce() -> R) -> R {
    let _frame = observe(Rc::new(FiniteCheck));
    f()
}

struct FiniteCheck;

impl Observe for FiniteCheck {
    fn ran(&self, primitive: &dyn Primitive, inputs: &[&Array], outputs: &Outputs) -> Result<()> {
        let Some(found) = outputs.iter().find_map(first_non_finite) else {
            return Ok(());
        };
        // An op without inputs was asked for what it made.
        if inputs.is_empty() || inputs.iter().any(|x| first_non_finite(x).is_some()) {
            return Ok(());
        }
        let avals: Vec<String> = inputs.iter().map(|x| x.aval().to_string()).collect();
        Err(Error::non_finite(
            primitive.name(),
            &found,
            &avals.join(", "),
            DIFFERENTIATED.get().map(|(op, _)| op),
        ))
    }

    fn reads_inputs(&self) -> bool {
        true
    }
}

/// A NaN or infinity among the elements, as a text.
fn first_non_finite(x: &Array) -> Option<String> {
    if !x.dtype().is_differentiable() {
        return None;
    }
    let x = &x.of_all_examples("check_finite").ok()?;
    // What looks at values is not itself looked at, recorded or mapped.
    stack::hidden_from_all(|| {
        let bad = np::logical_not(np::isfinite(x));
        if x.is_empty() || !bad.any(all()).item::<bool>().ok()? {
            return None;
        }
        let at = np::argmax(np::ravel(&bad), ..).item::<i64>().ok()?;
        Some(np::ravel(x).i(at as isize).to_string())
    })
}
