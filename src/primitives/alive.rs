//! Which elements of a cotangent a `where` has not cut off.
//!
//! The cotangent of the branch that `where` did not take is zero by construction, so whatever the branch is made of
//! by elementwise ops has the derivative zero there, even if a slope on the way is infinite or NaN: `where_(x.gt(0), x.log(), 0)`
//! has the gradient 0 at 0, not 0·∞. The reverse sweep therefore carries the condition with the cotangent through
//! elementwise ops and views, an input that was broadcast included; any other op ends that. A zero that was computed is left alone: `exp(log(x))` at 0 stays NaN, because its true
//! derivative is not 0. Forward mode needs none of this, because it chooses among tangents.

use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::Aval;
use crate::dtype::promote::Scalar;
use crate::error::OrRaise;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::class::{Diff, Fusion, Mask, Values};
use crate::primitives::diff_rules::sum_to;
use crate::primitives::select::{Select, select};
use crate::primitives::{PrimRef, Primitive};
use crate::shape::{Shape, known_shape};
use smallvec::SmallVec;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

/// Elements whose cotangent may differ from zero: a mask of a shape that broadcasts to that of the cotangent.
///
/// It is computed when a rule needs it, because most sweeps meet no rule that does below a `where`.
#[derive(Clone, Debug)]
pub(crate) struct Alive(Rc<RefCell<Pending>>);

#[derive(Debug)]
struct Pending {
    source: Source,
    /// The longest chain of masks to compute before this one.
    depth: usize,
}

/// Longer chains are computed at once: to follow and to drop them takes stack.
const DEEPEST: usize = 200;

/// What a mask is made of.
#[derive(Clone, Debug)]
enum Source {
    /// Where a condition holds, or where it does not.
    Condition {
        condition: Array,
        holds: bool,
    },
    Both(Alive, Alive),
    Either(Alive, Alive),
    /// Of the cotangent of an op's input, from that of its output.
    Before(Alive, Rc<Op>),
}

/// An op that moves, repeats or broadcasts elements, as its rule needs it.
#[derive(Debug)]
struct Op {
    primitive: PrimRef,
    position: usize,
    inputs: SmallVec<[Option<Array>; 2]>,
    outputs: SmallVec<[Option<Array>; 2]>,
    input_avals: SmallVec<[Aval; 3]>,
    output_avals: SmallVec<[Aval; 1]>,
    wrt: Mask,
}

impl Op {
    fn new(primitive: &PrimRef, position: usize, values: &Values) -> Op {
        // Only the rules of views are run again: what other ops have saved can go.
        let kept = |saved: &[Option<Array>]| match primitive.fusion() {
            Fusion::View => saved.iter().cloned().collect(),
            _ => SmallVec::new(),
        };
        Op {
            primitive: primitive.clone(),
            position,
            inputs: kept(values.inputs),
            outputs: kept(values.outputs),
            input_avals: values.input_avals.iter().cloned().collect(),
            output_avals: values.output_avals.iter().cloned().collect(),
            wrt: values.wrt,
        }
    }

    /// Alive is what any living element of the output was made of.
    fn mask_before(&self, mask: &Array) -> Array {
        let output = &self.output_avals[0];
        let ones = cast(mask, output.dtype).or_raise();
        let ones = broadcast_to(&ones, &known(output)).or_raise();
        let values = Values {
            inputs: &self.inputs,
            outputs: &self.outputs,
            input_avals: &self.input_avals,
            output_avals: &self.output_avals,
            wrt: self.wrt,
        };
        let counts = match self.primitive.diff() {
            Diff::Linear(rule) if self.primitive.fusion() == Fusion::View => {
                rule.transpose(self.position, &ones, &values)
            }
            _ => sum_to(ones, &known(&self.input_avals[self.position])),
        };
        np::not_equal(counts, 0)
    }
}

fn known(aval: &Aval) -> Shape {
    known_shape("gradient", &aval.shape).or_raise()
}

impl Alive {
    fn new(source: Source) -> Alive {
        let depth = match &source {
            Source::Condition { .. } => 0,
            Source::Both(a, b) | Source::Either(a, b) => 1 + a.depth().max(b.depth()),
            Source::Before(after, _) => 1 + after.depth(),
        };
        let alive = Alive(Rc::new(RefCell::new(Pending { source, depth })));
        if depth > DEEPEST {
            alive.condition();
        }
        alive
    }

    fn depth(&self) -> usize {
        self.0.borrow().depth
    }

    fn source(&self) -> Source {
        self.0.borrow().source.clone()
    }

    /// The condition, and whether alive is where it holds; computed the first time.
    fn condition(&self) -> (Array, bool) {
        let mask = match self.source() {
            Source::Condition { condition, holds } => return (condition, holds),
            Source::Both(a, b) => np::logical_and(a.mask(), b.mask()),
            Source::Either(a, b) => np::logical_or(a.mask(), b.mask()),
            Source::Before(after, op) => op.mask_before(&after.mask()),
        };
        let source = Source::Condition {
            condition: mask.clone(),
            holds: true,
        };
        *self.0.borrow_mut() = Pending { source, depth: 0 };
        (mask, true)
    }

    fn mask(&self) -> Array {
        match self.condition() {
            (condition, true) => condition,
            (condition, false) => np::logical_not(&condition),
        }
    }

    fn is_same(&self, other: &Alive) -> bool {
        if Rc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        match (&self.0.borrow().source, &other.0.borrow().source) {
            (
                Source::Condition {
                    condition: a,
                    holds: a_holds,
                },
                Source::Condition {
                    condition: b,
                    holds: b_holds,
                },
            ) => a_holds == b_holds && a.is_same(b),
            _ => false,
        }
    }

    fn and(self, other: &Alive) -> Alive {
        if self.is_same(other) {
            return self;
        }
        Alive::new(Source::Both(self, other.clone()))
    }

    /// The elements alive in either of two terms of a sum.
    pub(crate) fn or(self, other: &Alive) -> Alive {
        if self.is_same(other) {
            return self;
        }
        Alive::new(Source::Either(self, other.clone()))
    }

    /// Zeros in place of the elements that are not alive.
    pub(crate) fn keep(&self, x: &Array) -> Array {
        let zero = scalar_array(Scalar::Int(0), x.dtype());
        let (condition, holds) = self.condition();
        if holds {
            select(&condition, x, &zero)
        } else {
            select(&condition, &zero, x)
        }
        .or_raise()
    }

    /// The mask for the rule of an op, if it needs one: slopes that are constants are finite.
    pub(crate) fn needed_by<'a>(
        alive: Option<&'a Alive>,
        primitive: &dyn Primitive,
        wrt: Mask,
    ) -> Option<&'a Alive> {
        alive.filter(|_| {
            let saves = primitive.saves(wrt);
            let reads_nothing = saves.inputs == Mask::NONE && saves.outputs == Mask::NONE;
            primitive.fusion() == Fusion::Elementwise && !reads_nothing
        })
    }

    /// The mask for the cotangent of an input, from that of the output.
    pub(crate) fn of_input(
        alive: Option<&Alive>,
        primitive: &PrimRef,
        position: usize,
        values: &Values,
    ) -> Option<Alive> {
        let any: &dyn Any = &**primitive;
        let own = any.is::<Select>().then(|| {
            Alive::new(Source::Condition {
                condition: values.input(0).clone(),
                holds: position == 1,
            })
        });
        let alive = match (own, alive) {
            (Some(own), Some(alive)) => own.and(alive),
            (own, alive) => own.or_else(|| alive.cloned())?,
        };
        let moves = match primitive.fusion() {
            Fusion::View if matches!(primitive.diff(), Diff::Linear(_)) => true,
            Fusion::Elementwise => values.input_aval(position).shape != values.output_aval(0).shape,
            _ => return None,
        };
        if !moves {
            return Some(alive);
        }
        let op = Op::new(primitive, position, values);
        Some(Alive::new(Source::Before(alive, Rc::new(op))))
    }
}
