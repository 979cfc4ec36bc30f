//! Derivative rules of primitives: against finite differences, against each other, in every dtype, and
//! reading only what they declare.

use super::allclose::{compare, distance, same};
use super::check_grads::{check_order, inner_all, is_double, pull_back};
use super::check_values::epsilon;
use super::finite_diff::{direction_like, directional_derivative};
use super::layouts::owned_copy;
use super::report::Report;
use super::samples::Samples;
use super::{Check, OpRecord, Sample, SlowArray};
use crate::array::Array;
use crate::array::departures::Departures;
use crate::dtype::DType;
use crate::primitives::Outputs;
use crate::primitives::class::{Diff, Mask};
use crate::primitives::jvp::jvp;
use crate::transform::gradient_tape::{GradientOptions, GradientTape};

/// Reverse and forward rules of all samples: to order 2 in f64 and c128, in the other dtypes against those.
pub fn check_derivatives(record: &OpRecord) -> Report {
    let mut report = Report::default();
    if record.skips(Check::Gradient) {
        return report;
    }
    for &dtype in record.dtypes.iter().filter(|d| d.is_differentiable()) {
        for (i, sample) in record.samples_of(1, dtype).into_iter().enumerate() {
            if matches!(sample.primitive.diff(), Diff::Zero) {
                report.case(
                    || format!("{} has no derivative", sample.text()),
                    || check_zero(&sample),
                );
                continue;
            }
            if !sample.inputs.iter().any(|x| x.dtype().is_differentiable()) {
                continue;
            }
            report.case(|| format!("{} jvp", sample.text()), || check_jvp(&sample));
            if is_all_double(&sample) {
                let order = if record.skips(Check::SecondGradient) {
                    1
                } else {
                    2
                };
                report.case(
                    || format!("{} gradient", sample.text()),
                    || {
                        check_order(
                            &|xs| sample.call(xs),
                            &sample.inputs,
                            1,
                            order,
                            &mut Samples::new(2),
                        )
                    },
                );
            } else {
                report.case(
                    || format!("{} gradient against double precision", sample.text()),
                    || check_narrow(record, &sample, i, dtype),
                );
            }
        }
    }
    report
}

fn is_all_double(sample: &Sample) -> bool {
    let outputs = sample.call(&sample.inputs);
    let mut floats = sample
        .inputs
        .iter()
        .chain(&outputs)
        .filter(|x| x.dtype().is_differentiable());
    floats.all(|x| is_double(x.dtype()))
}

/// The op does not connect its outputs to its inputs.
fn check_zero(sample: &Sample) -> Result<(), String> {
    let inputs: Vec<Array> = sample.inputs.iter().map(owned_copy).collect();
    let tape = GradientTape::new();
    tape.watch(floats_of(&inputs));
    let outputs = sample.call(&inputs);
    let gradients = tape.gradient(&outputs, &inputs);
    match gradients.iter().position(Option::is_some) {
        Some(i) => Err(format!("input {i} has a gradient")),
        None => Ok(()),
    }
}

fn floats_of(arrays: &[Array]) -> Vec<Array> {
    arrays
        .iter()
        .filter(|x| x.dtype().is_differentiable())
        .cloned()
        .collect()
}

/// Forward mode against finite differences where they are exact enough, and ⟨ct, J·t⟩ = ⟨Jᵀ·ct, t⟩ in every
/// dtype, for each input alone and all together.
fn check_jvp(sample: &Sample) -> Result<(), String> {
    let mut rng = Samples::new(3);
    let inputs = &sample.inputs;
    let outputs: Outputs = sample.call(inputs).into();
    let cts: Vec<Array> = outputs.iter().map(|y| ct_like(y, &mut rng)).collect();
    let gradients = pull_back(&|xs| sample.call(xs), inputs, &cts);
    let moving: Vec<usize> = (0..inputs.len())
        .filter(|&i| inputs[i].dtype().is_differentiable())
        .collect();
    let mut groups: Vec<Vec<usize>> = moving.iter().map(|&i| vec![i]).collect();
    groups.push(moving);
    for group in groups {
        let tangents: Vec<Option<Array>> = (0..inputs.len())
            .map(|i| {
                group
                    .contains(&i)
                    .then(|| direction_like(&inputs[i], &mut rng))
            })
            .collect();
        let forward = jvp(&*sample.primitive, inputs, &outputs, &tangents);
        let forward = filled(&forward, &outputs)?;
        if is_all_double(sample) {
            against_differences(sample, &tangents, &forward)
                .map_err(|text| format!("inputs {group:?}: {text}"))?;
        }
        let reverse: Vec<SlowArray> = group
            .iter()
            .map(|&i| SlowArray::of(&gradients[i]))
            .collect();
        let directions: Vec<SlowArray> = tangents.iter().flatten().map(SlowArray::of).collect();
        let slow_cts: Vec<SlowArray> = cts.iter().map(SlowArray::of).collect();
        let (left, left_size) = inner_all(&slow_cts, &forward);
        let (right, right_size) = inner_all(&reverse, &directions);
        let widest = outputs
            .iter()
            .chain(inputs)
            .filter(|x| x.dtype().is_differentiable());
        let rounding = widest.map(|x| epsilon(x.dtype())).fold(0.0, f64::max);
        let is_close =
            (left - right).abs() <= 64.0 * rounding * (left_size + right_size) + f64::MIN_POSITIVE;
        if !is_close && left.is_finite() && right.is_finite() {
            return Err(format!(
                "inputs {group:?}: ⟨ct, J·t⟩ is {left}, ⟨Jᵀ·ct, t⟩ is {right}"
            ));
        }
    }
    Ok(())
}

/// A cotangent of a floating point output; other outputs get one that is never read.
fn ct_like(y: &Array, rng: &mut Samples) -> Array {
    if y.dtype().is_differentiable() {
        direction_like(y, rng)
    } else {
        super::layouts::zeros(y.shape(), y.dtype())
    }
}

/// Tangents of the outputs, zeros where there are none.
fn filled(tangents: &[Option<Array>], outputs: &Outputs) -> Result<Vec<SlowArray>, String> {
    let fill = |(t, y): (&Option<Array>, &Array)| match t {
        Some(t) if t.aval() == y.aval() => Ok(SlowArray::of(t)),
        Some(t) => Err(format!(
            "the tangent is {}, the result {}",
            t.aval(),
            y.aval()
        )),
        None => Ok(SlowArray {
            shape: y.shape().to_vec(),
            data: vec![0.0.into(); y.len()],
        }),
    };
    tangents.iter().zip(outputs).map(fill).collect()
}

fn against_differences(
    sample: &Sample,
    tangents: &[Option<Array>],
    forward: &[SlowArray],
) -> Result<(), String> {
    let numeric = directional_derivative(&|xs| sample.call(xs), &sample.inputs, tangents);
    let values = sample.call(&sample.inputs);
    for (i, ((f, n), y)) in forward.iter().zip(&numeric).zip(&values).enumerate() {
        if !y.dtype().is_differentiable() {
            continue;
        }
        let scale = |x: &SlowArray| x.data.iter().map(|z| z.norm()).fold(0.0, f64::max);
        let allowed = 1e-9 + 1e-6 * scale(n) + 1e-11 * scale(&SlowArray::of(y));
        compare(f, n, |a, e| {
            if distance(a, e) <= allowed {
                None
            } else {
                Some(distance(a, e))
            }
        })
        .map_err(|text| format!("tangent of result {i} against finite differences: {text}"))?;
    }
    Ok(())
}

/// The gradients of one dtype against those of the same numbers in double precision.
fn check_narrow(
    record: &OpRecord,
    sample: &Sample,
    position: usize,
    dtype: DType,
) -> Result<(), String> {
    let double = |d: DType| match d {
        d if d.is_complex() => DType::C128,
        d if d.is_float() => DType::F64,
        d => d,
    };
    let widen = |x: &Array| {
        if x.dtype() == double(x.dtype()) {
            x.clone()
        } else {
            wide_copy(x, double(x.dtype()))
        }
    };
    let wide_samples = record.samples_of(1, double(dtype));
    let inputs: Vec<Array> = sample.inputs.iter().map(widen).collect();
    let Some(wide) = wide_samples.get(position) else {
        return Err(format!(
            "there is no sample {position} for {}",
            double(dtype)
        ));
    };
    if !wide
        .inputs
        .iter()
        .zip(&inputs)
        .all(|(a, b)| a.aval() == b.aval())
    {
        // An op whose parameters name dtypes, such as a cast: the identity of `check_jvp` is its test.
        return Ok(());
    }
    let mut rng = Samples::new(4);
    let outputs = sample.call(&sample.inputs);
    let cts: Vec<Array> = outputs.iter().map(|y| ct_like(y, &mut rng)).collect();
    let wide_cts: Vec<Array> = cts.iter().map(widen).collect();
    let wide_outputs = wide.call(&inputs);
    if wide_outputs
        .iter()
        .zip(&wide_cts)
        .any(|(y, ct)| y.aval() != ct.aval())
    {
        return Ok(());
    }
    let narrow = pull_back(&|xs| sample.call(xs), &sample.inputs, &cts);
    let exact = pull_back(&|xs| wide.call(xs), &inputs, &wide_cts);
    for (i, (n, e)) in narrow
        .iter()
        .zip(&exact)
        .enumerate()
        .filter(|(_, (n, _))| n.dtype().is_differentiable())
    {
        let (values, e) = (SlowArray::of(n), SlowArray::of(e));
        let scale = e.data.iter().map(|z| z.norm()).fold(1.0, f64::max);
        let allowed = 64.0 * epsilon(n.dtype()) * scale;
        compare(&values, &e, |a, e| {
            if same(a, e) || distance(a, e) <= allowed {
                None
            } else {
                Some(distance(a, e))
            }
        })
        .map_err(|text| format!("input {i}: {text}"))?;
    }
    Ok(())
}

/// The same numbers in double precision.
fn wide_copy(x: &Array, dtype: DType) -> Array {
    super::finite_diff::array_of(&SlowArray::of(x), dtype)
}

/// With every subset of the first three inputs tracked: the rule reads what it declares (anything else
/// panics), the tape keeps exactly that, and the gradients are those of the full recording.
pub fn check_residuals(record: &OpRecord) -> Report {
    let mut report = Report::default();
    if record.skips(Check::Gradient) {
        return report;
    }
    let chosen = [DType::F64, DType::C128, DType::F32];
    let Some(&dtype) = chosen.iter().find(|d| record.dtypes.contains(d)) else {
        return report;
    };
    for sample in record.samples_of(1, dtype) {
        if matches!(sample.primitive.diff(), Diff::Zero) {
            continue;
        }
        let positions: Vec<usize> = (0..sample.inputs.len())
            .filter(|&i| sample.inputs[i].dtype().is_differentiable())
            .take(3)
            .collect();
        if positions.is_empty() {
            continue;
        }
        let cts: Vec<Array> = {
            let mut rng = Samples::new(5);
            sample
                .call(&sample.inputs)
                .iter()
                .map(|y| ct_like(y, &mut rng))
                .collect()
        };
        for subset in 1..1u32 << positions.len() {
            let tracked: Vec<usize> = positions
                .iter()
                .enumerate()
                .filter(|(k, _)| subset >> k & 1 == 1)
                .map(|(_, &i)| i)
                .collect();
            report.case(
                || format!("{} with inputs {tracked:?} tracked", sample.text()),
                || check_tracked(&sample, &tracked, &cts),
            );
        }
    }
    report
}

fn check_tracked(sample: &Sample, tracked: &[usize], cts: &[Array]) -> Result<(), String> {
    let full = pull_back(&|xs| sample.call(xs), &sample.inputs, cts);
    let inputs: Vec<Array> = sample.inputs.iter().map(owned_copy).collect();
    let wrt = tracked
        .iter()
        .fold(Mask::NONE, |mask, &i| mask.or(Mask::only(i)));
    let saves = sample.primitive.saves(wrt);
    let tape = GradientTape::new();
    let sources: Vec<Array> = tracked.iter().map(|&i| inputs[i].clone()).collect();
    tape.watch(&sources);
    let outputs = sample.call(&inputs);
    let declared = (0..inputs.len())
        .filter(|&i| saves.inputs.contains(i))
        .count()
        + (0..outputs.len())
            .filter(|&i| saves.outputs.contains(i))
            .count();
    let kept = tape.stats().residuals;
    if kept != declared {
        return Err(format!(
            "the tape keeps {kept} values, {declared} are declared"
        ));
    }
    let departures = Departures::new();
    for (i, input) in inputs.iter().enumerate() {
        departures.ask(input, i as u64);
    }
    let mut kept = vec![true; inputs.len()];
    let sources_too: Vec<bool> = (0..inputs.len()).map(|i| tracked.contains(&i)).collect();
    drop(inputs);
    departures.look(|i| kept[i as usize] = false);
    for (i, &is_kept) in kept.iter().enumerate().filter(|(i, _)| !sources_too[*i]) {
        if is_kept != saves.inputs.contains(i) {
            let is = if saves.inputs.contains(i) {
                "declared but not kept"
            } else {
                "kept but not declared"
            };
            return Err(format!("input {i} is {is}"));
        }
    }
    let options = GradientOptions::new().output_gradients(cts);
    let gradients = tape.gradient_with(&outputs, &sources, &options);
    for (&i, gradient) in tracked.iter().zip(&gradients) {
        let Some(gradient) = gradient else {
            return Err(format!("input {i} has no gradient"));
        };
        super::check_values::equal(
            std::slice::from_ref(gradient),
            std::slice::from_ref(&full[i]),
        )
        .map_err(|text| format!("gradient of input {i} with only {tracked:?} tracked: {text}"))?;
    }
    Ok(())
}
