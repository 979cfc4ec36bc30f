//! Recording: what a tape keeps of the ops that pass it.
//!
//! A tape is a list of nodes in the order of execution, each with the primitive, the slots of its inputs
//! and outputs, and exactly the values its reverse rule declares. There are no closures, so a tape can be
//! printed and counted. Arrays are known by id. The reverse sweep is in [`super::backward`], the user's
//! handle in [`super::gradient_tape`].

use super::lines::CallSite;
use super::stack::{self, bind_donating};
use crate::array::value::Aval;
use crate::array::{Array, Liveness, fresh_id};
use crate::config;
use crate::error::{Error, Result};
use crate::primitives::class::{Diff, Mask, Saves};
use crate::primitives::{Outputs, PrimRef, Primitive};
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::mem::take;
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};
use std::thread::ThreadId;

/// A variable of the tape: something watched, or the result of a recorded op. Later slots never feed
/// earlier ones.
pub(crate) type Slot = u32;

/// An input that the tape does not track.
pub(crate) const UNTRACKED: Slot = Slot::MAX;

/// Nodes are swept for dead ones when there are at least this many.
const FIRST_SWEEP: usize = 1024;

/// How many cut paths of each kind a tape remembers for `explain_none`.
const REMEMBERED_CUTS: usize = 1024;

/// One recorded op: what the reverse sweep needs.
#[derive(Clone, Debug)]
pub(crate) struct Op {
    pub(crate) primitive: PrimRef,
    pub(crate) inputs: SmallVec<[Slot; 3]>,
    first_output: Slot,
    output_count: u32,
    pub(crate) saved: SmallVec<[(Position, Array); 2]>,
    /// Of the inputs, then of the outputs.
    pub(crate) avals: Rc<[Aval]>,
    pub(crate) site: CallSite,
}

impl Op {
    pub(crate) fn outputs(&self) -> Range<Slot> {
        self.first_output..self.first_output + self.output_count
    }
}

/// A recorded op with what tells whether it can still matter.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) op: Op,
    results: SmallVec<[OpResult; 1]>,
}

/// Where a saved value stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Input(u32),
    Output(u32),
}

#[derive(Debug)]
struct OpResult {
    /// Tells whether anyone can still use the result.
    handle: Liveness,
    /// Handles to the result that the node itself keeps.
    own: u32,
}

impl OpResult {
    fn is_alive(&self) -> bool {
        self.handle.handles() > self.own as usize
    }
}

/// Shapes and dtypes of the arrays of an op: the lists of the last ops, most of which meet them again.
#[derive(Default)]
struct AvalLists([Option<Rc<[Aval]>>; 32]);

impl AvalLists {
    fn of(&mut self, inputs: &[&Array], outputs: &[Array]) -> Rc<[Aval]> {
        let arrays = || inputs.iter().copied().chain(outputs);
        let mut mixed = 0u64;
        for array in arrays() {
            let shape = array.shape();
            mixed = mixed.rotate_left(9) ^ (array.dtype() as u64 | (shape.len() as u64) << 8);
            for &size in shape {
                mixed = mixed.rotate_left(9) ^ size as u64;
            }
        }
        let place = &mut self.0[(mixed.wrapping_mul(MIXER) >> 59) as usize];
        if let Some(list) = place
            && list.len() == inputs.len() + outputs.len()
            && list
                .iter()
                .zip(arrays())
                .all(|(aval, array)| aval.is_of(array))
        {
            return Rc::clone(list);
        }
        let list: Rc<[Aval]> = arrays().map(Array::aval).collect();
        *place = Some(Rc::clone(&list));
        list
    }
}

/// An op without derivative, or one that was not recorded, that used a tracked input: where a path ended.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) op: &'static str,
    pub(crate) inputs: SmallVec<[Slot; 2]>,
    pub(crate) outputs: SmallVec<[u64; 1]>,
    /// Whether the op has a derivative, but the tape did not record at that time.
    pub(crate) is_paused: bool,
}

/// An odd number whose multiples spread to the high bits: 2⁶⁴ over the golden ratio.
const MIXER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Ids are already well mixed for a table: consecutive numbers.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only u64 ids are hashed")
    }
    fn write_u64(&mut self, id: u64) {
        // Spread to the high bits, which the table uses for its tags.
        self.0 = id.wrapping_mul(MIXER);
    }
}

/// Slots by array id.
type Slots = HashMap<u64, Slot, BuildHasherDefault<IdHasher>>;

thread_local! {
    /// The empty node list and slot table of a tape that ended, for the next tape of this thread: growing
    /// them anew costs about as much as recording. And the lists of shapes, which it will meet again.
    static SPARE: RefCell<(Vec<Node>, Slots, AvalLists)> = RefCell::default();
}

/// The most nodes for which an ended tape leaves room behind.
const MOST_SPARE: usize = 4096;

/// The recording itself.
pub(crate) struct Recording {
    /// What the notes on its arrays say: a tape that starts anew must not take old notes for its own.
    id: u64,
    /// Of watched arrays, and of results that had no room for a note.
    slots: Slots,
    aval_lists: AvalLists,
    pub(crate) slot_count: u32,
    pub(crate) nodes: Vec<Node>,
    pub(crate) cuts: VecDeque<Cut>,
    /// Cuts from while the tape was paused, apart so that they displace no others.
    pub(crate) paused_cuts: VecDeque<Cut>,
    /// For each watched array its slot, and an id that was new when it was watched.
    pub(crate) watched: Vec<(Slot, u64)>,
    sweep_at: usize,
}

/// An empty recording.
impl Default for Recording {
    fn default() -> Recording {
        let (nodes, slots, aval_lists) = SPARE.take();
        Recording {
            id: fresh_id(),
            slots,
            aval_lists,
            slot_count: 0,
            nodes,
            cuts: VecDeque::new(),
            paused_cuts: VecDeque::new(),
            watched: Vec::new(),
            sweep_at: 0,
        }
    }
}

impl Recording {
    fn new_slot(&mut self) -> Slot {
        let slot = self.slot_count;
        self.slot_count = slot
            .checked_add(1)
            .filter(|&s| s != UNTRACKED)
            .expect("a tape holds at most 2^32 values");
        slot
    }

    #[inline]
    pub(crate) fn slot_of(&self, array: &Array) -> Option<Slot> {
        if let Some(slot) = array.noted_slot(self.id) {
            return Some(slot);
        }
        // Most untracked operands were never tracked by any tape, which is quicker to see than that the
        // table lacks them.
        if array.tracked_by() == 0 {
            return None;
        }
        self.slots.get(&array.id()).copied()
    }

    /// Removes nodes whose results nobody holds and no remaining node uses.
    fn remove_dead_nodes(&mut self) {
        let mut used = vec![false; self.slot_count as usize];
        let mut removed = vec![false; self.slot_count as usize];
        let mut keep = vec![true; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let mut outputs = node.op.outputs();
            keep[at] = outputs.any(|slot| used[slot as usize])
                || node.results.iter().any(OpResult::is_alive);
            if keep[at] {
                let inputs = node.op.inputs.iter().filter(|&&slot| slot != UNTRACKED);
                inputs.for_each(|&slot| used[slot as usize] = true);
            } else {
                node.op
                    .outputs()
                    .for_each(|slot| removed[slot as usize] = true);
            }
        }
        let mut at = 0;
        self.nodes.retain(|_| {
            at += 1;
            keep[at - 1]
        });
        self.slots.retain(|_, slot| !removed[*slot as usize]);
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let (mut nodes, mut slots) = (take(&mut self.nodes), take(&mut self.slots));
        nodes.clear();
        slots.clear();
        let lists = take(&mut self.aval_lists);
        // They are borrowed only here and in `default`, where no array is dropped; they are gone while the
        // thread's locals are destroyed.
        if nodes.capacity() <= MOST_SPARE && slots.capacity() <= 2 * MOST_SPARE {
            let _ = SPARE.try_with(|spare| *spare.borrow_mut() = (nodes, slots, lists));
        }
    }
}

/// A tape's frame: shared by the stack and the user's handle.
pub(crate) struct TapeCore {
    id: u64,
    paused: Cell<u32>,
    /// Pauses that the user did not ask for: the ops that run then end no path of his.
    silent: Cell<u32>,
    /// Reverse sweeps under way: nodes must keep their places until they end.
    sweeping: Cell<u32>,
    pub(crate) recording: RefCell<Recording>,
}

/// Tapes that are alive, with their threads. Looked at in debug builds only, to notice an array that one
/// thread tracks and another uses: its gradient would be lost in silence.
static LIVE_TAPES: Mutex<Vec<(u64, ThreadId)>> = Mutex::new(Vec::new());

fn live_tapes<R>(f: impl FnOnce(&mut Vec<(u64, ThreadId)>) -> R) -> R {
    f(&mut LIVE_TAPES.lock().unwrap_or_else(PoisonError::into_inner))
}

thread_local! {
    /// Reverse sweeps under way on this thread.
    static SWEEPS: Cell<usize> = const { Cell::new(0) };
}

/// Fails if another thread's live tape tracks the array and none of this thread does.
#[cfg(debug_assertions)]
pub(crate) fn check_thread(op: &'static str, array: &Array) -> Result<()> {
    let tape = array.tracked_by();
    // A sweep reads what its own tape has kept, after the tape was closed.
    if tape == 0 || SWEEPS.get() > 0 || stack::is_tracked_here(array) {
        return Ok(());
    }
    let here = std::thread::current().id();
    let elsewhere = live_tapes(|tapes| {
        tapes
            .iter()
            .any(|&(id, thread)| id == tape && thread != here)
    });
    if elsewhere {
        Err(Error::tracked_elsewhere(op))
    } else {
        Ok(())
    }
}

impl TapeCore {
    pub(crate) fn new() -> Self {
        let id = fresh_id();
        if cfg!(debug_assertions) {
            live_tapes(|tapes| tapes.push((id, std::thread::current().id())));
        }
        TapeCore {
            id,
            paused: Cell::new(0),
            silent: Cell::new(0),
            sweeping: Cell::new(0),
            recording: RefCell::default(),
        }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Makes an array a source. Does nothing, with a warning, if its dtype has no derivatives.
    pub(crate) fn watch(&self, array: &Array) -> Result<()> {
        if !array.dtype().is_differentiable() {
            config::warn_once(
                "watch",
                &format!(
                    "watching an array of dtype {} has no effect: only floating point and complex arrays have gradients",
                    array.dtype()
                ),
            );
            return Ok(());
        }
        if let Some(transform) = array.ended_frame() {
            return Err(Error::escaped("watch", transform));
        }
        if stack::is_mapped_above(array, self.id) {
            return Err(Error::watched_inside_map());
        }
        let mut recording = self.recording.borrow_mut();
        if recording.slot_of(array).is_none() {
            let slot = recording.new_slot();
            recording.slots.insert(array.id(), slot);
            recording.watched.push((slot, fresh_id()));
            array.set_tracked_by(self.id);
        }
        Ok(())
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused.get() > 0
    }

    pub(crate) fn pause(&self) {
        self.paused.set(self.paused.get() + 1);
    }

    pub(crate) fn resume(&self) {
        self.paused.set(self.paused.get() - 1);
    }

    /// Pauses without remembering where paths end.
    pub(crate) fn pause_silently(&self) {
        self.pause();
        self.silent.set(self.silent.get() + 1);
    }

    pub(crate) fn resume_silently(&self) {
        self.resume();
        self.silent.set(self.silent.get() - 1);
    }

    /// Keeps all nodes in place while the guard lives.
    pub(crate) fn hold_nodes(&self) -> HeldNodes<'_> {
        self.sweeping.set(self.sweeping.get() + 1);
        SWEEPS.set(SWEEPS.get() + 1);
        HeldNodes(self)
    }

    /// Runs an op on the frames below and records it if an input is tracked.
    pub(crate) fn process(
        &self,
        primitive: &dyn Primitive,
        inputs: &[&Array],
        donated: u32,
    ) -> Result<Outputs> {
        let mut slots: SmallVec<[Slot; 3]> = SmallVec::new();
        let mut wrt = Mask::NONE;
        {
            let recording = self.recording.borrow();
            for (position, input) in inputs.iter().enumerate() {
                let slot = recording.slot_of(input).unwrap_or(UNTRACKED);
                wrt = wrt.or(Mask::only(position).when(slot != UNTRACKED));
                slots.push(slot);
            }
        }
        if wrt == Mask::NONE {
            return bind_donating(primitive, inputs, donated);
        }
        let is_zero = matches!(primitive.diff(), Diff::Zero);
        if is_zero || self.paused.get() > 0 {
            let outputs = bind_donating(primitive, inputs, donated)?;
            self.remember_cut(primitive.name(), &slots, &outputs, !is_zero);
            return Ok(outputs);
        }
        let saves = primitive.saves(wrt);
        // A saved input keeps its buffer.
        let donated = donated & !(saves.inputs.bits() as u32);
        let outputs = bind_donating(primitive, inputs, donated)?;
        debug_assert!(
            outputs
                .iter()
                .all(|y| inputs.iter().all(|x| x.id() != y.id())),
            "{} returned one of its inputs",
            primitive.name()
        );
        self.record(primitive, inputs, slots, saves, &outputs);
        Ok(outputs)
    }

    fn record(
        &self,
        primitive: &dyn Primitive,
        inputs: &[&Array],
        slots: SmallVec<[Slot; 3]>,
        saves: Saves,
        outputs: &Outputs,
    ) {
        let mut recording = self.recording.borrow_mut();
        let recording = &mut *recording;
        let mut saved = SmallVec::new();
        for (i, &input) in inputs.iter().enumerate() {
            if saves.inputs.contains(i) {
                saved.push((Position::Input(i as u32), input.clone()));
            }
        }
        let first_output = recording.slot_count;
        let mut results = SmallVec::new();
        for (i, output) in outputs.iter().enumerate() {
            let slot = recording.new_slot();
            if output.dtype().is_differentiable() {
                output.set_tracked_by(self.id);
                if !output.note_slot(recording.id, slot) {
                    recording.slots.insert(output.id(), slot);
                }
            }
            let own = u32::from(saves.outputs.contains(i));
            if own > 0 {
                saved.push((Position::Output(i as u32), output.clone()));
            }
            results.push(OpResult {
                handle: output.liveness(),
                own,
            });
        }
        let op = Op {
            primitive: primitive.share(),
            inputs: slots,
            first_output,
            output_count: outputs.len() as u32,
            saved,
            avals: recording.aval_lists.of(inputs, outputs),
            site: CallSite::here(),
        };
        recording.nodes.push(Node { op, results });
        if self.sweeping.get() == 0 && recording.nodes.len() >= recording.sweep_at.max(FIRST_SWEEP)
        {
            recording.remove_dead_nodes();
            recording.sweep_at = recording.nodes.len() * 2;
        }
    }

    fn remember_cut(&self, op: &'static str, slots: &[Slot], outputs: &Outputs, is_paused: bool) {
        if self.silent.get() > 0 {
            return;
        }
        let mut recording = self.recording.borrow_mut();
        let cuts = if self.is_paused() {
            &mut recording.paused_cuts
        } else {
            &mut recording.cuts
        };
        if cuts.len() == REMEMBERED_CUTS {
            cuts.pop_front();
        }
        cuts.push_back(Cut {
            op,
            inputs: slots.iter().copied().filter(|&s| s != UNTRACKED).collect(),
            outputs: outputs.iter().map(Array::id).collect(),
            is_paused,
        });
    }
}

/// See [`TapeCore::hold_nodes`].
pub(crate) struct HeldNodes<'a>(&'a TapeCore);

impl Drop for HeldNodes<'_> {
    fn drop(&mut self) {
        self.0.sweeping.set(self.0.sweeping.get() - 1);
        SWEEPS.set(SWEEPS.get() - 1);
    }
}

impl Drop for TapeCore {
    fn drop(&mut self) {
        if cfg!(debug_assertions) {
            live_tapes(|tapes| tapes.retain(|&(id, _)| id != self.id));
        }
    }
}
