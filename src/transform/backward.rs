//! The reverse sweep: from the cotangents of targets to those of sources.
//!
//! Not recursive, in the fixed order of the tape, so gradients are bit-reproducible and depth does not
//! matter. Each rule's ops are bound on whatever frames are visible, which is how higher derivatives and
//! batched sweeps come about.

use super::observe::differentiating;
use super::tape::{Op, Position, Recording, Slot, TapeCore, UNTRACKED};
use crate::array::Array;
use crate::error::{Error, Result};
use crate::np;
use crate::primitives::alive::Alive;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::class::{Mask, Values};
use crate::primitives::diff_rules::vjp_where;
use smallvec::SmallVec;

/// The gradients of the sum of all targets with respect to each source; `None` where no path connects them.
///
/// `seeds` are the targets' cotangents, ones where `None`. With `keep` the recording stays usable; without
/// it, every node's residuals are dropped as soon as they have been read.
pub(crate) fn gradients(
    tape: &TapeCore,
    targets: &[Array],
    seeds: &[Option<Array>],
    sources: &[Array],
    keep: bool,
) -> Result<Vec<Option<Array>>> {
    let seeds = targets
        .iter()
        .zip(seeds)
        .enumerate()
        .map(|(i, (t, s))| seed(i, t, s.as_ref()));
    let seeds = seeds.collect::<Result<Vec<_>>>()?;
    let plan = Plan::new(&tape.recording.borrow(), targets, sources);
    let mut cts: Vec<Option<Cotangent>> = vec![None; plan.slot_count];
    for (slot, seed) in plan.targets.iter().zip(seeds) {
        if let (Some(slot), Some(seed)) = (slot, seed) {
            accumulate(&mut cts[*slot as usize], seed, None);
        }
    }
    let _held = tape.hold_nodes();
    let mut nodes = Nodes::new(tape, keep);
    while let Some(op) = nodes.next_back() {
        if op.outputs().all(|slot| slot < plan.first_source) {
            break;
        }
        pull_back(op, &plan, &mut cts);
    }
    Ok(plan
        .sources
        .iter()
        .map(|slot| slot.and_then(|s| Some(cts[s as usize].as_ref()?.sum.clone())))
        .collect())
}

/// The cotangent of a target: as given (a 0-d one is converted and fills the shape), else ones; none for
/// targets without derivative.
fn seed(position: usize, target: &Array, seed: Option<&Array>) -> Result<Option<Array>> {
    if !target.dtype().is_differentiable() {
        return Ok(None);
    }
    let Some(seed) = seed else {
        return Ok(Some(np::ones_like(target)));
    };
    let drops_imaginary_part = seed.dtype().is_complex() && !target.dtype().is_complex();
    if seed.ndim() == 0 && !drops_imaginary_part {
        return broadcast_to(&cast(seed, target.dtype())?, target.shape()).map(Some);
    }
    if seed.aval() == target.aval() {
        return Ok(Some(seed.clone()));
    }
    Err(Error::output_gradient(
        position,
        &seed.aval(),
        &target.aval(),
    ))
}

/// What has come back to a slot so far.
#[derive(Clone)]
struct Cotangent {
    sum: Array,
    /// Absent if all elements may differ from zero.
    alive: Option<Alive>,
}

fn accumulate(cotangent: &mut Option<Cotangent>, term: Array, alive: Option<Alive>) {
    // By value, so that the buffer of a sum that nobody else holds is reused.
    *cotangent = Some(match cotangent.take() {
        None => Cotangent { sum: term, alive },
        Some(old) => Cotangent {
            sum: np::add(old.sum, term),
            alive: old.alive.zip(alive).map(|(old, alive)| old.or(&alive)),
        },
    });
}

/// Which slots matter.
struct Plan {
    targets: Vec<Option<Slot>>,
    sources: Vec<Option<Slot>>,
    /// Slots that depend on a source.
    reached: Vec<bool>,
    is_source: Vec<bool>,
    first_source: Slot,
    slot_count: usize,
}

impl Plan {
    fn new(recording: &Recording, targets: &[Array], sources: &[Array]) -> Plan {
        let slots = |arrays: &[Array]| {
            arrays
                .iter()
                .map(|x| recording.slot_of(x))
                .collect::<Vec<_>>()
        };
        let sources = slots(sources);
        let slot_count = recording.slot_count as usize;
        let mut is_source = vec![false; slot_count];
        sources
            .iter()
            .flatten()
            .for_each(|&s| is_source[s as usize] = true);
        let mut reached = is_source.clone();
        for op in &recording.nodes {
            let is_reached = |&slot: &Slot| slot != UNTRACKED && reached[slot as usize];
            if op.inputs.iter().any(is_reached) {
                op.outputs().for_each(|slot| reached[slot as usize] = true);
            }
        }
        Plan {
            targets: slots(targets),
            first_source: sources.iter().flatten().copied().min().unwrap_or(UNTRACKED),
            sources,
            reached,
            is_source,
            slot_count,
        }
    }
}

/// The ops from last to first. The tape is not borrowed between two of them, because the rules that run
/// in between may record on it.
enum Nodes<'a> {
    Consumed { tape: &'a TapeCore, nodes: Vec<Op> },
    Kept { tape: &'a TapeCore, left: usize },
}

impl Nodes<'_> {
    fn new(tape: &TapeCore, keep: bool) -> Nodes<'_> {
        if keep {
            let left = tape.recording.borrow().nodes.len();
            Nodes::Kept { tape, left }
        } else {
            let nodes = std::mem::take(&mut tape.recording.borrow_mut().nodes);
            Nodes::Consumed { tape, nodes }
        }
    }

    fn next_back(&mut self) -> Option<Op> {
        match self {
            Nodes::Consumed { nodes, .. } => nodes.pop(),
            Nodes::Kept { tape, left } => {
                *left = left.checked_sub(1)?;
                let recording = tape.recording.borrow();
                recording.nodes.get(*left).cloned()
            }
        }
    }
}

impl Drop for Nodes<'_> {
    fn drop(&mut self) {
        if let Nodes::Consumed { tape, nodes } = self {
            nodes.clear();
            // The tape gets its list back, to leave it to the next one.
            let own = &mut tape.recording.borrow_mut().nodes;
            if own.capacity() == 0 {
                *own = std::mem::take(nodes);
            }
        }
    }
}

fn pull_back(op: Op, plan: &Plan, cts: &mut [Option<Cotangent>]) {
    let mut wrt = Mask::NONE;
    for (i, &slot) in op.inputs.iter().enumerate() {
        if slot != UNTRACKED && plan.reached[slot as usize] {
            wrt = wrt.or(Mask::only(i));
        }
    }
    if wrt == Mask::NONE {
        return;
    }
    let mut alive = None;
    let output_cts: SmallVec<[Option<Array>; 1]> = op
        .outputs()
        .map(|slot| {
            let ct = &mut cts[slot as usize];
            let ct = if plan.is_source[slot as usize] {
                ct.clone()
            } else {
                ct.take()
            };
            // Elementwise ops have one output.
            let Cotangent { sum, alive: mask } = ct?;
            alive = mask;
            Some(sum)
        })
        .collect();
    if output_cts.iter().all(Option::is_none) {
        return;
    }
    let (input_avals, output_avals) = op.avals.split_at(op.inputs.len());
    let mut inputs: SmallVec<[Option<Array>; 3]> = input_avals.iter().map(|_| None).collect();
    let mut outputs: SmallVec<[Option<Array>; 1]> = output_avals.iter().map(|_| None).collect();
    for (position, array) in op.saved {
        match position {
            Position::Input(i) => inputs[i as usize] = Some(array),
            Position::Output(i) => outputs[i as usize] = Some(array),
        }
    }
    let values = Values {
        inputs: &inputs,
        outputs: &outputs,
        input_avals,
        output_avals,
        wrt,
    };
    let gradients = differentiating(op.primitive.name(), op.site.line(), || {
        vjp_where(&*op.primitive, &output_cts, &values, alive.as_ref())
    });
    for (position, (&slot, gradient)) in op.inputs.iter().zip(gradients).enumerate() {
        if let Some(gradient) = gradient
            && slot != UNTRACKED
            && plan.reached[slot as usize]
        {
            debug_assert_eq!(
                &gradient.aval(),
                &input_avals[position],
                "the gradient rule of {}",
                op.primitive.name()
            );
            let alive = Alive::of_input(alive.as_ref(), &op.primitive, position, &values);
            accumulate(&mut cts[slot as usize], gradient, alive);
        }
    }
}
