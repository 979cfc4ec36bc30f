//! Derivatives by class: from what a primitive declares to its VJP. The JVP is in `jvp`.
//!
//! The two are the only interpreters of [`Diff`]. They use public ops, so what they compute is itself
//! recorded, mapped and differentiated by whatever frames are visible.

use super::Primitive;
use super::class::{Diff, Gradients, Partials, Values};
use crate::array::Array;
use crate::array::value::Aval;
use crate::error::OrRaise;
use crate::np;
use crate::primitives::alive::Alive;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::shape::broadcast::SumTo;
use crate::shape::{known_shape, to_dims};
use smallvec::SmallVec;

/// Sums the axes that broadcasting added or stretched, so that `x` has the shape `shape` again.
pub(crate) fn sum_to(x: Array, shape: &[usize]) -> Array {
    if x.shape() == shape {
        return x;
    }
    let plan = SumTo::new(&to_dims(x.shape()), &to_dims(shape));
    let axes: SmallVec<[usize; 6]> = (0..plan.added)
        .chain(plan.stretched.iter().map(|axis| axis + plan.added))
        .collect();
    let summed = reduce(ReduceKind::Sum, &x, &axes).or_raise();
    reshape(&summed, shape).or_raise()
}

fn known(aval: &Aval) -> crate::shape::Shape {
    known_shape("gradient", &aval.shape).or_raise()
}

/// Zeros of an abstract value.
pub(crate) fn zeros_of(aval: &Aval) -> Array {
    np::zeros((known(aval).as_slice(), aval.dtype))
}

/// The cotangents of the wanted inputs of one op.
pub(crate) fn vjp(primitive: &dyn Primitive, cts: &[Option<Array>], values: &Values) -> Gradients {
    vjp_where(primitive, cts, values, None)
}

/// [`vjp`] that knows where the cotangent of an elementwise op is zero because a `where` cut it off: slopes are
/// not looked at there.
pub(crate) fn vjp_where(
    primitive: &dyn Primitive,
    cts: &[Option<Array>],
    values: &Values,
    alive: Option<&Alive>,
) -> Gradients {
    let alive = Alive::needed_by(alive, primitive, values.wrt);
    let first = || cts[0].as_ref();
    match primitive.diff() {
        Diff::Zero => values.input_avals.iter().map(|_| None).collect(),
        Diff::Elementwise(partials) => each_wanted(values, |i| {
            let ct = first()?;
            // The adjoint of t ↦ p·t is ct ↦ conj(p)·ct, which is conj(p·conj(ct)).
            if ct.dtype().is_complex() {
                let gradient = scaled_and_summed(partials, i, &np::conj(ct), values, alive);
                Some(np::conj(gradient))
            } else {
                Some(scaled_and_summed(partials, i, ct, values, alive))
            }
        }),
        Diff::Linear(rule) | Diff::Bilinear(rule) => {
            each_wanted(values, |i| Some(rule.transpose(i, first()?, values)))
        }
        Diff::Custom(rules) => {
            let mut gradients = rules.vjp(cts, values);
            let output = &values.output_aval(0).shape;
            let Some(alive) = alive else {
                return gradients;
            };
            for (gradient, input) in gradients.iter_mut().zip(values.input_avals) {
                if let Some(gradient) = gradient
                    && input.shape == *output
                {
                    *gradient = alive.keep(gradient);
                }
            }
            gradients
        }
    }
}

/// The gradient of one input of an elementwise op, from the (conjugated) cotangent.
fn scaled_and_summed(
    partials: &dyn Partials,
    position: usize,
    t: &Array,
    values: &Values,
    alive: Option<&Alive>,
) -> Array {
    let shape = known(values.input_aval(position));
    let scaled = partials.scale(position, t, values);
    match alive {
        None => partials.scale_after_sum(position, sum_to(scaled, &shape), values),
        // What is dead must not enter the sum, however its slope ends.
        Some(alive) => {
            let scaled = partials.scale_after_sum(position, scaled, values);
            sum_to(alive.keep(&scaled), &shape)
        }
    }
}

fn each_wanted(values: &Values, mut gradient: impl FnMut(usize) -> Option<Array>) -> Gradients {
    (0..values.input_count())
        .map(|i| if values.wants(i) { gradient(i) } else { None })
        .collect()
}
