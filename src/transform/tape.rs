//! Recording: what a tape keeps of the ops that pass it.
//!
//! A tape is a list of nodes in the order of execution, each with the primitive, the slots of its inputs
//! and outputs, and exactly the values its reverse rule declares. There are no closures, so a tape can be
//! printed and counted. Arrays are known by id. The reverse sweep is in [`super::backward`], the user's
//! handle in [`super::gradient_tape`].

use super::lines::CallSite;
use super::stack::{self, bind_donating};
use crate::array::departures::Departures;
use crate::array::ids::{ById, MIXER};
use crate::array::value::Aval;
use crate::array::{Array, fresh_id};
use crate::config;
use crate::error::{Error, Result};
use crate::primitives::class::{Diff, Mask, Saves};
use crate::primitives::{Outputs, PrimRef, Primitive};
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet, VecDeque};
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

    /// Whether a result is saved here and nowhere else. Of a result that several tapes save, none of them is the only
    /// holder: they keep its node until they end.
    fn is_only_holder(&self, slot: Slot) -> bool {
        let place = Position::Output(slot - self.first_output);
        let mut saved = self.saved.iter();
        saved.any(|(position, array)| *position == place && array.is_unique())
    }
}

/// Where a saved value stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Input(u32),
    Output(u32),
}

/// Shapes and dtypes of the arrays of an op: the lists of the last ops, most of which meet them again.
#[derive(Default)]
struct AvalLists {
    lists: [Option<Rc<[Aval]>>; 32],
    /// The place of the last op's list, which is often the next one's too.
    last: usize,
}

impl AvalLists {
    fn of(&mut self, inputs: &[&Array], outputs: &[Array]) -> Rc<[Aval]> {
        let arrays = || inputs.iter().copied().chain(outputs);
        let is_theirs = |list: &Rc<[Aval]>| {
            list.len() == inputs.len() + outputs.len()
                && list
                    .iter()
                    .zip(arrays())
                    .all(|(aval, array)| aval.is_of(array))
        };
        if let Some(list) = self.lists[self.last].as_ref()
            && is_theirs(list)
        {
            return Rc::clone(list);
        }
        let mut mixed = 0u64;
        for array in arrays() {
            let shape = array.shape();
            mixed = mixed.rotate_left(9) ^ (array.dtype() as u64 | (shape.len() as u64) << 8);
            for &size in shape {
                mixed = mixed.rotate_left(9) ^ size as u64;
            }
        }
        self.last = (mixed.wrapping_mul(MIXER) >> 59) as usize;
        let place = &mut self.lists[self.last];
        if let Some(list) = place
            && is_theirs(list)
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

/// Slots by array id.
type Slots = HashMap<u64, Slot, ById>;

thread_local! {
    /// The empty node list and slot table of a tape that ended, for the next tape of this thread: growing
    /// them anew costs about as much as recording. And the lists of shapes, which it will meet again.
    static SPARE: RefCell<(Vec<Op>, Slots, AvalLists)> = RefCell::default();
}

/// The most nodes for which an ended tape leaves room behind.
const MOST_SPARE: usize = 4096;

/// The recording itself.
pub(crate) struct Recording {
    /// Tells which results nobody holds any more, by their slots. The results' notes of this are also how their slots are
    /// found; a tape that starts anew listens anew, and does not take old notes for its own.
    departures: Departures,
    /// Of those results, the slots of which a node is left.
    departed: HashSet<u64, ById>,
    /// Of watched arrays, and of results that had no room for a note.
    slots: Slots,
    aval_lists: AvalLists,
    pub(crate) slot_count: u32,
    pub(crate) nodes: Vec<Op>,
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
            departures: Departures::new(),
            departed: HashSet::default(),
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
        if let Some(slot) = array.noted_token(self.departures.id()) {
            return Some(slot as Slot);
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
        let departed = &mut self.departed;
        self.departures.look(|slot| {
            departed.insert(slot);
        });
        let mut used: HashSet<Slot, ById> = HashSet::default();
        let mut keep = vec![true; self.nodes.len()];
        for (at, op) in self.nodes.iter().enumerate().rev() {
            let is_held = |slot| !departed.contains(&u64::from(slot)) && !op.is_only_holder(slot);
            keep[at] = op
                .outputs()
                .any(|slot| used.contains(&slot) || is_held(slot));
            if keep[at] {
                used.extend(op.inputs.iter().filter(|&&slot| slot != UNTRACKED));
            }
        }
        let mut removed: HashSet<Slot, ById> = HashSet::default();
        let mut at = 0;
        let dead = self.nodes.extract_if(.., |_| {
            at += 1;
            !keep[at - 1]
        });
        for op in dead {
            removed.extend(op.outputs());
        }
        self.slots.retain(|_, slot| !removed.contains(slot));
        self.departed
            .retain(|&slot| !removed.contains(&(slot as Slot)));
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
        self.record(primitive, inputs, &slots, saves, &outputs);
        Ok(outputs)
    }

    fn record(
        &self,
        primitive: &dyn Primitive,
        inputs: &[&Array],
        slots: &[Slot],
        saves: Saves,
        outputs: &Outputs,
    ) {
        let mut recording = self.recording.borrow_mut();
        let recording = &mut *recording;
        let first_output = recording.slot_count;
        for _ in outputs {
            recording.new_slot();
        }
        recording.nodes.push(Op {
            primitive: primitive.share(),
            inputs: SmallVec::new(),
            first_output,
            output_count: outputs.len() as u32,
            saved: SmallVec::new(),
            avals: recording.aval_lists.of(inputs, outputs),
            site: CallSite::here(),
        });
        // The lists are filled where they lie: moving what was just written in pieces makes the processor wait.
        let op = recording.nodes.last_mut().expect("pushed above");
        op.inputs.extend_from_slice(slots);
        for (i, &input) in inputs.iter().enumerate() {
            if saves.inputs.contains(i) {
                op.saved.push((Position::Input(i as u32), input.clone()));
            }
        }
        for (i, (output, slot)) in outputs.iter().zip(op.outputs()).enumerate() {
            // Through other results nothing flows, whether anyone holds them or not.
            if output.dtype().is_differentiable() {
                output.set_tracked_by(self.id);
                if !recording.departures.ask(output, u64::from(slot)) {
                    recording.slots.insert(output.id(), slot);
                }
            } else {
                recording.departed.insert(u64::from(slot));
            }
            if saves.outputs.contains(i) {
                op.saved.push((Position::Output(i as u32), output.clone()));
            }
        }
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
