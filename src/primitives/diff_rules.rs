//! Derivatives by class: from what a primitive declares to its VJP and JVP.
//!
//! These are the only interpreters of [`Diff`]. They use public ops, so what they compute is itself
//! recorded, mapped and differentiated by whatever frames are visible.

use super::class::{Diff, Gradients, Mask, Values};
use super::{Outputs, Primitive};
use crate::array::Array;
use crate::array::value::Aval;
use crate::error::OrRaise;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::shape::broadcast::SumTo;
use crate::shape::{known_shape, to_dims};
use crate::transform::backward;
use crate::transform::stack::bind;
use crate::transform::tape::TapeCore;
use smallvec::SmallVec;
use std::rc::Rc;

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
            Some(sum_to(scaled, &known(values.input_aval(i))))
        }),
        Diff::Linear(rule) | Diff::Bilinear(rule) => {
            each_wanted(values, |i| Some(rule.transpose(i, first()?, values)))
        }
        Diff::Custom(rules) => rules.vjp(cts, values),
    }
}

fn each_wanted(values: &Values, mut gradient: impl FnMut(usize) -> Option<Array>) -> Gradients {
    (0..values.input_count())
        .map(|i| if values.wants(i) { gradient(i) } else { None })
        .collect()
}

/// The tangents of the outputs of one op, from all its inputs and outputs and the tangents of the inputs
/// (`None` is zero). The counterpart of [`vjp`], which the catalogue checks it against.
pub(crate) fn jvp(
    primitive: &dyn Primitive,
    inputs: &[Array],
    outputs: &Outputs,
    tangents: &[Option<Array>],
) -> Gradients {
    let saved_inputs: Vec<Option<Array>> = inputs.iter().cloned().map(Some).collect();
    let saved_outputs: Vec<Option<Array>> = outputs.iter().cloned().map(Some).collect();
    let input_avals: Vec<Aval> = inputs.iter().map(Array::aval).collect();
    let output_avals: Vec<Aval> = outputs.iter().map(Array::aval).collect();
    let wrt = (0..inputs.len())
        .filter(|&i| tangents[i].is_some())
        .fold(Mask::NONE, |m, i| m.or(Mask::only(i)));
    let values = Values {
        inputs: &saved_inputs,
        outputs: &saved_outputs,
        input_avals: &input_avals,
        output_avals: &output_avals,
        wrt,
    };
    let none = || outputs.iter().map(|_| None).collect();
    if tangents.iter().all(Option::is_none) {
        return none();
    }
    match primitive.diff() {
        Diff::Zero => none(),
        Diff::Elementwise(partials) => {
            let shape = outputs[0].shape();
            let terms = tangents.iter().enumerate().filter_map(|(i, t)| {
                let t = broadcast_to(t.as_ref()?, shape).or_raise();
                Some(partials.scale(i, &t, &values))
            });
            SmallVec::from_iter([terms.reduce(|a, b| np::add(a, b))])
        }
        Diff::Linear(_) => linear_jvp(primitive, inputs, tangents),
        Diff::Bilinear(_) => {
            let term = |i: usize| {
                let t = tangents[i].as_ref()?;
                let mut args: SmallVec<[&Array; 2]> = inputs.iter().collect();
                args[i] = t;
                Some(bind(primitive, &args).or_raise().remove(0))
            };
            SmallVec::from_iter([[term(0), term(1)]
                .into_iter()
                .flatten()
                .reduce(|a, b| np::add(a, b))])
        }
        Diff::Custom(rules) => rules
            .jvp(tangents, &values)
            .unwrap_or_else(|| transposed_vjp(primitive, &values, tangents)),
    }
}

/// A linear op applied to the tangents: missing ones are zeros, inputs without derivative stay.
fn linear_jvp(
    primitive: &dyn Primitive,
    inputs: &[Array],
    tangents: &[Option<Array>],
) -> Gradients {
    let args: Vec<Array> = inputs
        .iter()
        .zip(tangents)
        .map(|(x, t)| match t {
            Some(t) => t.clone(),
            None if x.dtype().is_differentiable() => zeros_of(&x.aval()),
            None => x.clone(),
        })
        .collect();
    bind(primitive, &args.iter().collect::<Vec<_>>())
        .or_raise()
        .into_iter()
        .map(Some)
        .collect()
}

/// J·t as the gradient of ⟨t, Jᵀ·ct⟩ with respect to ct, at ct = 0: `vjp` is linear in ct.
fn transposed_vjp(
    primitive: &dyn Primitive,
    values: &Values,
    tangents: &[Option<Array>],
) -> Gradients {
    let tape = Rc::new(TapeCore::new());
    let cts: Vec<Array> = values.output_avals.iter().map(zeros_of).collect();
    let recording = crate::transform::stack::FrameGuard::push(
        crate::transform::stack::Frame::Tape(Rc::clone(&tape)),
    );
    for ct in cts.iter().filter(|ct| ct.dtype().is_differentiable()) {
        tape.watch(ct).or_raise();
    }
    let seeds: Vec<Option<Array>> = cts
        .iter()
        .map(|ct| ct.dtype().is_differentiable().then(|| ct.clone()))
        .collect();
    let gradients = vjp(primitive, &seeds, values);
    let products = gradients.iter().zip(tangents).filter_map(|(g, t)| {
        let product = np::multiply(np::conj(t.as_ref()?), g.as_ref()?);
        Some(np::real(&np::sum(&product, ..)))
    });
    let total = products.reduce(|a, b| np::add(a, b));
    drop(recording);
    match total {
        Some(total) => backward::gradients(&tape, &[total], &[None], &cts, false)
            .or_raise()
            .into(),
        None => cts.iter().map(|_| None).collect(),
    }
}
