//! The one path of every op, and the thread's stack of active transforms.
//!
//! Frames are ordered; the top visible frame processes an op with itself and everything above hidden, so
//! what it binds reaches the frames below. With no visible frame an op is a direct kernel call.
//!
//! Rules that keep nesting right, each of them tested in `tests/nesting.rs`:
//! * a frame is inserted at the visible top and removed by its id, in any order;
//! * guards restore visibility on unwind, so a panic in a rule leaves the stack as it was;
//! * an op never returns a handle with the id of an input (shortcuts go before `bind`, or bind `Alias`);
//! * the stack's `RefCell` is never borrowed while a rule runs: frames are `Rc`s and are cloned out.

use super::forward::ForwardCore;
use super::observe::ObserverFrame;
use super::tape::TapeCore;
use super::vmap::MapFrame;
use crate::array::Array;
use crate::array::value::Value;
use crate::error::{Error, Result};
use crate::primitives::{EvalCx, Outputs, Primitive};
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// An active transform.
#[derive(Clone)]
pub(crate) enum Frame {
    Tape(Rc<TapeCore>),
    Forward(Rc<ForwardCore>),
    Observer(Rc<ObserverFrame>),
    Vmap(Arc<MapFrame>),
}

impl Frame {
    pub(crate) fn id(&self) -> u64 {
        match self {
            Frame::Tape(core) => core.id(),
            Frame::Forward(core) => core.id(),
            Frame::Observer(frame) => frame.id(),
            Frame::Vmap(frame) => frame.id(),
        }
    }
}

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
    /// How many frames, from the bottom, the next op sees. Apart from the frames, so that the test for
    /// "none" is a plain load.
    static VISIBLE: Cell<usize> = const { Cell::new(0) };
    /// How often a frame was opened or closed: tells whether the frames still stand where they stood.
    static CHANGES: Cell<u64> = const { Cell::new(0) };
}

/// Runs an op: through the visible frames, or directly.
#[inline]
pub(crate) fn bind(primitive: &dyn Primitive, inputs: &[&Array]) -> Result<Outputs> {
    bind_donating(primitive, inputs, 0)
}

/// [`bind`] for ops with one output.
#[inline]
pub(crate) fn bind_one(primitive: &dyn Primitive, inputs: &[&Array]) -> Result<Array> {
    Ok(only(bind_donating(primitive, inputs, 0)?))
}

/// [`bind`], with a bit for each input whose only handle the caller will drop without reading it again: a
/// kernel may write its result over that input's buffer.
#[inline]
pub(crate) fn bind_donating(
    primitive: &dyn Primitive,
    inputs: &[&Array],
    donated: u32,
) -> Result<Outputs> {
    let visible = VISIBLE.get();
    if visible == 0 {
        evaluate(primitive, inputs, donated)
    } else {
        through_frames(primitive, inputs, donated, visible)
    }
}

/// The single output of an op that has one.
#[inline]
pub(crate) fn only(mut outputs: Outputs) -> Array {
    debug_assert_eq!(outputs.len(), 1);
    outputs.pop().expect("an op has at least one output")
}

#[inline]
fn evaluate(primitive: &dyn Primitive, inputs: &[&Array], donated: u32) -> Result<Outputs> {
    let mut dense = SmallVec::<[_; 4]>::with_capacity(inputs.len());
    for input in inputs {
        match input.value() {
            Value::Dense(data) => dense.push(data),
            Value::Batched(_) => return Err(Error::escaped(primitive.name(), "vectorized_map")),
        }
        #[cfg(debug_assertions)]
        super::tape::check_thread(primitive.name(), input)?;
    }
    primitive.results(&dense, &mut EvalCx::new(donated))
}

#[inline(never)]
fn through_frames(
    primitive: &dyn Primitive,
    inputs: &[&Array],
    donated: u32,
    visible: usize,
) -> Result<Outputs> {
    let frame = FRAMES.with_borrow(|frames| frames[visible - 1].clone());
    let _hidden = Hidden::new(&frame, visible);
    match &frame {
        Frame::Tape(core) => core.process(primitive, inputs, donated),
        Frame::Forward(core) => core.process(primitive, inputs, donated),
        Frame::Observer(frame) => frame.process(primitive, inputs, donated),
        Frame::Vmap(frame) => frame.process(primitive, inputs),
    }
}

/// Hides a frame and all above it while it processes an op.
struct Hidden {
    id: u64,
    visible: usize,
    changes: u64,
}

impl Hidden {
    fn new(frame: &Frame, visible: usize) -> Self {
        VISIBLE.set(visible - 1);
        Hidden {
            id: frame.id(),
            visible,
            changes: CHANGES.get(),
        }
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if CHANGES.get() == self.changes {
            VISIBLE.set(self.visible);
            return;
        }
        // A rule has left frames behind or removed some.
        FRAMES.with_borrow(|frames| {
            let visible = frames
                .iter()
                .position(|f| f.id() == self.id)
                .map_or(VISIBLE.get().min(frames.len()), |at| at + 1);
            VISIBLE.set(visible);
        });
    }
}

/// Opens a frame at the visible top.
pub(crate) fn push(frame: Frame) {
    let visible = VISIBLE.get();
    FRAMES.with_borrow_mut(|frames| frames.insert(visible, frame));
    CHANGES.set(CHANGES.get() + 1);
    VISIBLE.set(visible + 1);
}

/// Closes a frame, wherever it stands. Does nothing if it is closed already.
pub(crate) fn remove(id: u64) {
    // During the destruction of the thread's locals there is no stack any more.
    let removed = FRAMES.try_with(|frames| {
        let mut frames = frames.borrow_mut();
        let at = frames.iter().position(|f| f.id() == id)?;
        Some((at, frames.remove(at)))
    });
    CHANGES.set(CHANGES.get() + 1);
    // The frame is dropped here, after the borrow: dropping a tape drops arrays.
    if let Ok(Some((at, _frame))) = removed
        && at < VISIBLE.get()
    {
        VISIBLE.set(VISIBLE.get() - 1);
    }
}

/// The frames that the next op passes, bottom first.
pub(crate) fn visible_frames() -> Vec<Frame> {
    FRAMES.with_borrow(|frames| frames[..VISIBLE.get()].to_vec())
}

/// Whether the next op passes this frame.
pub(crate) fn is_visible(id: u64) -> bool {
    any_visible(|frame| frame.id() == id)
}

/// Whether the next op passes a frame like that. The test must not run ops.
fn any_visible(test: impl Fn(&Frame) -> bool) -> bool {
    FRAMES.with_borrow(|frames| frames[..VISIBLE.get()].iter().any(test))
}

/// Whether the next op passes no transform at all.
pub(crate) fn is_idle() -> bool {
    VISIBLE.get() == 0
}

/// Whether the next op passes a tape that records.
pub(crate) fn has_tape() -> bool {
    any_visible(|frame| matches!(frame, Frame::Tape(core) if !core.is_paused()))
}

/// Runs `f` as if no transform were active.
pub(crate) fn hidden_from_all<R>(f: impl FnOnce() -> R) -> R {
    struct Restore(usize);
    impl Drop for Restore {
        fn drop(&mut self) {
            VISIBLE.set(self.0);
        }
    }
    let _restore = Restore(VISIBLE.replace(0));
    f()
}

/// Whether a frame is open on this thread, hidden or not.
pub(crate) fn contains(id: u64) -> bool {
    FRAMES.with_borrow(|frames| frames.iter().any(|f| f.id() == id))
}

/// Whether the array is an example of a map whose frame is above that of a tape or a forward derivative, which
/// then sees the ops on whole batches, never the example.
pub(crate) fn is_mapped_above(array: &Array, below: u64) -> bool {
    let Value::Batched(batched) = array.value() else {
        return false;
    };
    FRAMES.with_borrow(|frames| {
        let place = |id| frames.iter().position(|frame| frame.id() == id);
        place(below).is_some_and(|below| place(batched.frame) > Some(below))
    })
}

/// Whether a visible tape tracks the array, or it carries a visible forward derivative's tangent; of an example of a
/// map, whether that holds for the batch.
pub(crate) fn is_known(array: &Array) -> bool {
    any_visible(|frame| match frame {
        Frame::Tape(core) => core.recording.borrow().slot_of(array).is_some(),
        Frame::Forward(core) => core.tangent(array).is_some(),
        Frame::Observer(_) | Frame::Vmap(_) => false,
    }) || match array.value() {
        Value::Dense(_) => false,
        Value::Batched(batched) => is_known(&batched.inner),
    }
}

/// Whether an open tape of this thread, hidden or not, tracks the array.
#[cfg(debug_assertions)]
pub(crate) fn is_tracked_here(array: &Array) -> bool {
    FRAMES.with_borrow(|frames| {
        frames.iter().any(|frame| match frame {
            Frame::Tape(core) => core.recording.borrow().slot_of(array).is_some(),
            Frame::Forward(_) | Frame::Observer(_) | Frame::Vmap(_) => false,
        })
    })
}

/// The number of open frames on this thread, hidden ones included. Tests assert that it is 0 afterwards.
#[cfg(feature = "testing")]
pub(crate) fn depth() -> usize {
    FRAMES.with_borrow(Vec::len)
}

/// Frames in [`push`] order with a guard that closes the frame.
pub(crate) struct FrameGuard(u64);

impl FrameGuard {
    pub(crate) fn push(frame: Frame) -> Self {
        let id = frame.id();
        push(frame);
        FrameGuard(id)
    }
}

impl Drop for FrameGuard {
    fn drop(&mut self) {
        remove(self.0);
    }
}
