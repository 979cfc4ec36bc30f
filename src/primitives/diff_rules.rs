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
use crate::primitives::dot::sum_of_products;
use crate::primitives::reduce::{ReduceKind, conjugate, reduce};
use crate::primitives::reshape::reshape;
use crate::shape::axes::AxisList;
use crate::shape::broadcast::{SumTo, broadcast_shapes};
use crate::shape::{known_shape, to_dims};

/// Sums the axes that broadcasting added or stretched, so that `x` has the shape `shape` again.
pub(crate) fn sum_to(x: Array, shape: &[usize]) -> Array {
    if x.shape() == shape {
        return x;
    }
    let summed = reduce(ReduceKind::Sum, &x, &axes_to_sum(x.shape(), shape)).or_raise();
    reshape(&summed, shape).or_raise()
}

/// [`sum_to`] of a product, which is not in memory if there is something to sum.
pub(crate) fn sum_product_to(x: &Array, y: &Array, shape: &[usize]) -> Array {
    let whole = broadcast_shapes(x.shape(), y.shape()).expect("the factors broadcast");
    if *whole == *shape {
        return np::multiply(x, y);
    }
    let summed = sum_of_products(x, y, &axes_to_sum(&whole, shape)).or_raise();
    reshape(&summed, shape).or_raise()
}

fn axes_to_sum(from: &[usize], to: &[usize]) -> AxisList {
    let plan = SumTo::new(&to_dims(from), &to_dims(to));
    let stretched = plan.stretched.iter().map(|axis| axis + plan.added);
    (0..plan.added).chain(stretched).collect()
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
        Diff::Elementwise(partials) => {
            let Some(ct) = first() else {
                return each_wanted(values, |_| None);
            };
            // The adjoint of t ↦ p·t is ct ↦ conj(p)·ct, which is conj(p·conj(ct)).
            let t = partials.prepare(&conjugate(ct), values);
            each_wanted(values, |i| {
                let gradient = scaled_and_summed(partials, i, &t, values, alive);
                Some(conjugate(&gradient))
            })
        }
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
    match alive {
        None => {
            let summed = if *t.shape() == *shape {
                partials.scale(position, t, values)
            } else {
                partials.scale_and_sum(position, t, values, &shape)
            };
            partials.scale_after_sum(position, summed, values)
        }
        // What is dead must not enter the sum, however its slope ends.
        Some(alive) => {
            let scaled = partials.scale(position, t, values);
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
