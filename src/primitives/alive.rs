//! Which elements of a cotangent a `where` has not cut off.
//!
//! The cotangent of the branch that `where` did not take is zero by construction, so whatever the branch is made of
//! by elementwise ops has the derivative zero there, even if a slope on the way is infinite or NaN: `where_(x.gt(0), x.log(), 0)`
//! has the gradient 0 at 0, not 0·∞. The reverse sweep therefore carries the condition with the cotangent through
//! elementwise ops and views. A zero that was computed is left alone: `exp(log(x))` at 0 stays NaN, because its true
//! derivative is not 0. Forward mode needs none of this, because it chooses among tangents.

use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::dtype::promote::Scalar;
use crate::error::OrRaise;
use crate::np;
use crate::primitives::Primitive;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::class::{Diff, Fusion, Mask, Transpose, Values};
use crate::primitives::select::{Select, select};
use crate::shape::known_shape;
use std::any::Any;

/// Elements whose cotangent may differ from zero: where a condition, of a shape that broadcasts to that of the
/// cotangent, holds or does not.
#[derive(Clone, Debug)]
pub(crate) struct Alive {
    condition: Array,
    holds: bool,
}

impl Alive {
    fn truth(&self) -> Array {
        if self.holds {
            self.condition.clone()
        } else {
            np::logical_not(&self.condition)
        }
    }

    fn is_same(&self, other: &Alive) -> bool {
        self.holds == other.holds && self.condition.is_same(&other.condition)
    }

    fn and(self, other: &Alive) -> Alive {
        if self.is_same(other) {
            return self;
        }
        Alive {
            condition: np::logical_and(self.truth(), other.truth()),
            holds: true,
        }
    }

    /// The elements alive in either of two terms of a sum.
    pub(crate) fn or(self, other: &Alive) -> Alive {
        if self.is_same(other) {
            return self;
        }
        Alive {
            condition: np::logical_or(self.truth(), other.truth()),
            holds: true,
        }
    }

    /// Zeros in place of the elements that are not alive.
    pub(crate) fn keep(&self, x: &Array) -> Array {
        let zero = scalar_array(Scalar::Int(0), x.dtype());
        if self.holds {
            select(&self.condition, x, &zero)
        } else {
            select(&self.condition, &zero, x)
        }
        .or_raise()
    }

    /// The mask before an op that moves elements: alive is what a living element was made of.
    fn moved_back(&self, rule: &dyn Transpose, position: usize, values: &Values) -> Alive {
        let output = values.output_aval(0);
        let shape = known_shape("gradient", &output.shape).or_raise();
        let ones = cast(&self.truth(), output.dtype).or_raise();
        let ones = broadcast_to(&ones, &shape).or_raise();
        Alive {
            condition: np::not_equal(rule.transpose(position, &ones, values), 0),
            holds: true,
        }
    }

    /// The mask for the rule of an op, if it needs one: slopes that are constants are finite.
    pub(crate) fn needed_by<'a>(
        alive: Option<&'a Alive>,
        primitive: &dyn Primitive,
        wrt: Mask,
    ) -> Option<&'a Alive> {
        let saves = primitive.saves(wrt);
        let reads_nothing = saves.inputs == Mask::NONE && saves.outputs == Mask::NONE;
        alive.filter(|_| primitive.fusion() == Fusion::Elementwise && !reads_nothing)
    }

    /// The mask for the cotangent of an input, from that of the output.
    pub(crate) fn of_input(
        alive: Option<&Alive>,
        primitive: &dyn Primitive,
        position: usize,
        values: &Values,
    ) -> Option<Alive> {
        if primitive.fusion() == Fusion::View
            && let Diff::Linear(rule) = primitive.diff()
        {
            return alive.map(|alive| alive.moved_back(rule, position, values));
        }
        // Where the input was broadcast, its cotangent is a sum of dead and living elements.
        if primitive.fusion() != Fusion::Elementwise
            || values.input_aval(position).shape != values.output_aval(0).shape
        {
            return None;
        }
        let primitive: &dyn Any = primitive;
        if !primitive.is::<Select>() {
            return alive.cloned();
        }
        let own = Alive {
            condition: values.input(0).clone(),
            holds: position == 1,
        };
        Some(match alive {
            Some(alive) => own.and(alive),
            None => own,
        })
    }
}
