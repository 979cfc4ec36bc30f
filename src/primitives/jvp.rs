//! Forward derivatives by class: the tangents of one op from what its primitive declares.
//!
//! Forward mode runs them (`transform::forward`), and the catalogue checks them and the reverse ones of
//! [`super::diff_rules`] against each other.

use super::class::{Diff, Gradients, Mask, Values};
use super::diff_rules::{vjp, zeros_of};
use super::{Outputs, Primitive};
use crate::array::Array;
use crate::array::value::Aval;
use crate::error::OrRaise;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::transform::backward;
use crate::transform::stack::bind;
use crate::transform::tape::TapeCore;
use smallvec::SmallVec;
use std::rc::Rc;

/// The inputs whose values the tangents of an op depend on; the buffers of others may have been reused for its results.
pub(crate) fn inputs_read(primitive: &dyn Primitive, wrt: Mask) -> Mask {
    match primitive.diff() {
        Diff::Zero => Mask::NONE,
        Diff::Elementwise(_) => primitive.saves(wrt).inputs,
        Diff::Linear(_) | Diff::Bilinear(_) | Diff::Custom(_) => Mask::ALL,
    }
}

/// The tangents of the outputs of one op, from all its inputs and outputs and the tangents of the inputs
/// (`None` is zero). The counterpart of [`vjp`].
pub(crate) fn jvp(
    primitive: &dyn Primitive,
    inputs: &[Array],
    outputs: &Outputs,
    tangents: &[Option<Array>],
) -> Gradients {
    let wrt = Mask::present(tangents);
    let read = inputs_read(primitive, wrt);
    let saved_inputs: SmallVec<[Option<Array>; 3]> = inputs
        .iter()
        .enumerate()
        .map(|(i, input)| read.contains(i).then(|| input.clone()))
        .collect();
    let saved_outputs: SmallVec<[Option<Array>; 1]> = outputs.iter().cloned().map(Some).collect();
    let input_avals: SmallVec<[Aval; 3]> = inputs.iter().map(Array::aval).collect();
    let output_avals: SmallVec<[Aval; 1]> = outputs.iter().map(Array::aval).collect();
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
            let tangent = partials.tangent(tangents, &values);
            let whole = |t: Array| {
                if t.shape() == outputs[0].shape() {
                    t
                } else {
                    broadcast_to(&t, outputs[0].shape()).or_raise()
                }
            };
            SmallVec::from_iter([tangent.map(whole)])
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
    let args: SmallVec<[Array; 3]> = inputs
        .iter()
        .zip(tangents)
        .map(|(x, t)| match t {
            Some(t) => t.clone(),
            None if x.dtype().is_differentiable() => zeros_of(&x.aval()),
            None => x.clone(),
        })
        .collect();
    bind(primitive, &args.iter().collect::<SmallVec<[&Array; 3]>>())
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
        Some(np::real(np::sum(&product, ..)))
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
