//! Derivatives by class: from what a primitive declares to its VJP. The JVP is in `jvp`.
//!
//! The two are the only interpreters of [`Diff`]. They use public ops, so what they compute is itself
//! recorded, mapped and differentiated by whatever frames are visible.

use super::Primitive;
use super::class::{Diff, Gradients, Values};
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
    let living = |x: Array| alive.map_or_else(|| x.clone(), |alive| alive.keep(&x));
    let first = || cts[0].as_ref();
    match primitive.diff() {
        Diff::Zero => values.input_avals.iter().map(|_| None).collect(),
        Diff::Elementwise(partials) => each_wanted(values, |i| {
            let ct = first()?;
            // The adjoint of t ↦ p·t is ct ↦ conj(p)·ct, which is conj(p·conj(ct)).
            let scaled = if ct.dtype().is_complex() {
                np::conj(partials.scale(i, &np::conj(ct), values))
            } else {
                partials.scale(i, ct, values)
            };
            Some(sum_to(living(scaled), &known(values.input_aval(i))))
        }),
        Diff::Linear(rule) | Diff::Bilinear(rule) => {
            each_wanted(values, |i| Some(rule.transpose(i, first()?, values)))
        }
        Diff::Custom(rules) => {
            let mut gradients = rules.vjp(cts, values);
            let output = &values.output_aval(0).shape;
            for (gradient, input) in gradients.iter_mut().zip(values.input_avals) {
                if let Some(gradient) = gradient
                    && input.shape == *output
                {
                    *gradient = living(gradient.clone());
                }
            }
            gradients
        }
    }
}

fn each_wanted(values: &Values, mut gradient: impl FnMut(usize) -> Option<Array>) -> Gradients {
    (0..values.input_count())
        .map(|i| if values.wants(i) { gradient(i) } else { None })
        .collect()
}
