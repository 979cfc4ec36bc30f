//! Values of primitives against their references in every dtype and layout, and inference against values.

use super::allclose::{compare, distance, same};
use super::layouts::{owned_copy, repeated, variants, zeros};
use super::report::Report;
use super::{Check, OpRecord, Sample, SlowArray};
use crate::array::Array;
use crate::array::value::Aval;
use crate::dtype::DType;
use crate::error::{Error, OrRaise};
use crate::primitives::class::Fusion;
use crate::shape::dim::Dim;
use crate::transform::stack;
use half::{bf16, f16};
use num_complex::Complex;

/// Every sample in every dtype and layout against the reference, and with inputs given up for reuse.
pub fn check_values(record: &OpRecord) -> Report {
    let mut report = Report::default();
    if record.skips(Check::Values) {
        return report;
    }
    for &dtype in record.dtypes {
        report.case(
            || format!("{} samples for {dtype}", record.primitive),
            || {
                if record.samples_of(1, dtype).is_empty() {
                    Err("there are none".into())
                } else {
                    Ok(())
                }
            },
        );
        for sample in record.samples_of(1, dtype) {
            check_sample(record, &sample, &mut report);
        }
    }
    report
}

fn check_sample(record: &OpRecord, sample: &Sample, report: &mut Report) {
    let label = |variant: &str| format!("{} {variant}", sample.text());
    let mut plain = Vec::new();
    let failures = report.failures.len();
    report.case(
        || label("contiguous"),
        || {
            plain = sample.call(&sample.inputs);
            against_reference(record, sample, &sample.inputs, &plain)
        },
    );
    if report.failures.len() > failures {
        // The other layouts would say the same again.
        return;
    }
    for (variant, inputs) in laid_out(&sample.inputs) {
        report.case(
            || label(&variant),
            || {
                let outputs = sample.call(&inputs);
                against_reference(record, sample, &inputs, &outputs)?;
                // Sums may be taken in another order; everything else is the same arithmetic.
                if is_order_free(sample) {
                    equal(&outputs, &plain)
                } else {
                    Ok(())
                }
            },
        );
    }
    let repeats = if record.skips(Check::Repeats) {
        Vec::new()
    } else {
        with_repeats(&sample.inputs)
    };
    for (variant, inputs) in repeats {
        report.case(
            || label(&variant),
            || against_reference(record, sample, &inputs, &sample.call(&inputs)),
        );
    }
    for donated in 1..1u32 << sample.inputs.len().min(3) {
        report.case(
            || label(&format!("giving up inputs {donated:b}")),
            || {
                let inputs: Vec<Array> = sample.inputs.iter().map(owned_copy).collect();
                let inputs: Vec<&Array> = inputs.iter().collect();
                let outputs = stack::bind_donating(&*sample.primitive, &inputs, donated).or_raise();
                equal(&outputs, &plain)
            },
        );
    }
}

fn is_order_free(sample: &Sample) -> bool {
    sample.primitive.fusion() != Fusion::Reduce
}

fn against_reference(
    record: &OpRecord,
    sample: &Sample,
    inputs: &[Array],
    outputs: &[Array],
) -> Result<(), String> {
    let slow: Vec<SlowArray> = inputs.iter().map(SlowArray::of).collect();
    let expected = (record.reference)(&slow, sample);
    if expected.len() != outputs.len() {
        return Err(format!(
            "{} results instead of {}",
            outputs.len(),
            expected.len()
        ));
    }
    for (i, (output, expected)) in outputs.iter().zip(&expected).enumerate() {
        let dtype = output.dtype();
        let largest = if record.skips(Check::SmallElements) {
            largest_finite(expected)
        } else {
            0.0
        };
        let wrong = |a: Complex<f64>, e: Complex<f64>| {
            let e = rounded(e, dtype);
            let unit = unit(e.norm().max(largest), dtype);
            if within(a, e, record.ulps * unit, dtype) {
                None
            } else {
                Some(distance(a, e) / unit)
            }
        };
        compare(&SlowArray::of(output), expected, wrong).map_err(|text| {
            let inputs: Vec<String> = slow.iter().map(short).collect();
            format!(
                "result {i} ({dtype}, {} ulps allowed): {text}; inputs {}",
                record.ulps,
                inputs.join(" ")
            )
        })?;
    }
    Ok(())
}

fn short(x: &SlowArray) -> String {
    let real = x.data.iter().all(|z| z.im == 0.0);
    let shown = x.data.iter().take(12).map(|z| {
        if real {
            z.re.to_string()
        } else {
            z.to_string()
        }
    });
    format!(
        "[{}{}]",
        shown.collect::<Vec<_>>().join(", "),
        if x.data.len() > 12 { ", …" } else { "" }
    )
}

fn largest_finite(x: &SlowArray) -> f64 {
    let sizes = x.data.iter().map(|z| z.norm());
    sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
}

fn within(a: Complex<f64>, e: Complex<f64>, allowed: f64, dtype: DType) -> bool {
    let is_nan = |z: Complex<f64>| z.re.is_nan() || z.im.is_nan();
    let is_infinite = |z: Complex<f64>| z.re.is_infinite() || z.im.is_infinite();
    same(a, e)
        || (dtype.is_complex() && (is_nan(a) && is_nan(e) || is_infinite(a) && is_infinite(e)))
        || (dtype.is_differentiable() && distance(a, e) <= allowed)
}

/// The number as the dtype holds it; integers as they are.
fn rounded(z: Complex<f64>, dtype: DType) -> Complex<f64> {
    let part = |x: f64| match dtype {
        DType::F16 => f16::from_f64(x).to_f64(),
        DType::BF16 => bf16::from_f64(x).to_f64(),
        DType::F32 | DType::C64 => x as f32 as f64,
        _ => x,
    };
    Complex::new(part(z.re), part(z.im))
}

/// The spacing of the dtype's numbers around one, relative to it.
pub(crate) fn epsilon(dtype: DType) -> f64 {
    match dtype {
        DType::F16 => 2f64.powi(-10),
        DType::BF16 => 2f64.powi(-7),
        DType::F32 | DType::C64 => 2f64.powi(-23),
        _ => 2f64.powi(-52),
    }
}

/// One unit in the last place at a number of this size.
fn unit(size: f64, dtype: DType) -> f64 {
    let smallest = match dtype {
        DType::F16 => -24,
        DType::BF16 => -133,
        DType::F32 | DType::C64 => -149,
        _ => -1074,
    };
    let power = size.log2().floor().max(-1074.0).exp2();
    (epsilon(dtype) * power).max(2f64.powi(smallest))
}

pub(crate) fn equal(actual: &[Array], expected: &[Array]) -> Result<(), String> {
    for (a, e) in actual.iter().zip(expected) {
        if a.dtype() != e.dtype() {
            return Err(format!("dtype {} instead of {}", a.dtype(), e.dtype()));
        }
        compare(&SlowArray::of(a), &SlowArray::of(e), |a, e| {
            if same(a, e) {
                None
            } else {
                Some(distance(a, e))
            }
        })
        .map_err(|text| format!("not equal to the result of contiguous inputs: {text}"))?;
    }
    Ok(())
}

/// Each input alone in each layout, and all inputs in the same one.
fn laid_out(inputs: &[Array]) -> Vec<(String, Vec<Array>)> {
    let all: Vec<Vec<(&str, Array)>> = inputs.iter().map(variants).collect();
    let mut calls = Vec::new();
    for (i, own) in all.iter().enumerate() {
        for (name, variant) in own {
            let mut call = inputs.to_vec();
            call[i] = variant.clone();
            calls.push((format!("input {i} {name}"), call));
        }
    }
    if inputs.len() > 1 {
        let most = all.iter().map(Vec::len).max().unwrap_or(0);
        for k in 0..most {
            let call = all.iter().map(|own| own[k % own.len()].1.clone()).collect();
            calls.push((format!("all inputs in layout {k}"), call));
        }
    }
    calls
}

/// Each input alone with its first part repeated along each axis, with stride 0.
fn with_repeats(inputs: &[Array]) -> Vec<(String, Vec<Array>)> {
    let mut calls = Vec::new();
    for (i, x) in inputs.iter().enumerate().filter(|(_, x)| !x.is_empty()) {
        for axis in (0..x.ndim()).filter(|&axis| x.shape()[axis] > 1) {
            let mut call = inputs.to_vec();
            call[i] = repeated(x, axis);
            calls.push((format!("input {i} repeated along axis {axis}"), call));
        }
    }
    calls
}

/// Inferred shapes and dtypes against computed ones; what `eval` rejects, `infer` rejects, and the reverse;
/// symbolic sizes give the same ranks and dtypes or an error of that kind.
pub fn check_infer(record: &OpRecord) -> Report {
    let mut report = Report::default();
    for &dtype in record.dtypes {
        for sample in record.samples_of(1, dtype) {
            report.case(
                || sample.text(),
                || infer_as_eval(&sample, &sample.inputs, true),
            );
            report.case(
                || format!("{} with symbolic sizes", sample.text()),
                || symbolic(&sample),
            );
            for (change, inputs) in changed(&sample.inputs) {
                report.case(
                    || format!("{} {change}", sample.text()),
                    || infer_as_eval(&sample, &inputs, false),
                );
            }
        }
    }
    report
}

fn infer_as_eval(sample: &Sample, inputs: &[Array], must_work: bool) -> Result<(), String> {
    let avals: Vec<Aval> = inputs.iter().map(Array::aval).collect();
    let inferred = sample.primitive.infer(&avals);
    let computed = stack::bind(&*sample.primitive, &inputs.iter().collect::<Vec<_>>());
    match (inferred, computed) {
        (Ok(inferred), Ok(computed)) => {
            let computed: Vec<Aval> = computed.iter().map(Array::aval).collect();
            if inferred.as_slice() == computed {
                Ok(())
            } else {
                Err(format!("inferred {inferred:?}, computed {computed:?}"))
            }
        }
        // Whether an index is in range is a matter of values, of which inference knows nothing.
        (Err(_), Err(_)) | (Ok(_), Err(Error::Index(_))) if !must_work => Ok(()),
        (inferred, computed) => Err(format!(
            "infer: {}; eval: {}",
            inferred.map_or_else(|e| e.to_string(), |avals| format!("{avals:?}")),
            computed.map_or_else(|e| e.to_string(), |arrays| format!("{arrays:?}")),
        )),
    }
}

/// The inputs with one of them wrong: each other dtype, an axis more, an axis less, a size off by one.
fn changed(inputs: &[Array]) -> Vec<(String, Vec<Array>)> {
    let mut calls = Vec::new();
    for (i, x) in inputs.iter().enumerate() {
        let mut change = |text: String, shape: &[usize], dtype: DType| {
            let mut call = inputs.to_vec();
            call[i] = zeros(shape, dtype);
            calls.push((format!("with input {i} {text}"), call));
        };
        for dtype in DType::ALL.into_iter().filter(|&d| d != x.dtype()) {
            change(format!("of dtype {dtype}"), x.shape(), dtype);
        }
        let mut longer = x.shape().to_vec();
        longer.insert(0, 2);
        change("with one more axis".into(), &longer, x.dtype());
        if x.ndim() > 0 {
            change("with one axis less".into(), &x.shape()[1..], x.dtype());
        }
        for axis in 0..x.ndim() {
            let mut other = x.shape().to_vec();
            other[axis] += 1;
            change(format!("one larger along axis {axis}"), &other, x.dtype());
        }
    }
    calls
}

fn symbolic(sample: &Sample) -> Result<(), String> {
    let avals = sample.inputs.iter().map(|x| {
        let sizes = x.shape().iter().map(|&n| {
            if n < 2 {
                Dim::from(n)
            } else {
                Dim::symbol(&format!("size{n}"))
            }
        });
        Aval::new(sizes.collect(), x.dtype())
    });
    let known: Vec<Aval> = sample.inputs.iter().map(Array::aval).collect();
    let known = sample.primitive.infer(&known).or_raise();
    match sample.primitive.infer(&avals.collect::<Vec<_>>()) {
        Err(Error::Tracing(_)) => Ok(()),
        Err(other) => Err(format!("rejected: {other}")),
        Ok(inferred) => {
            let fits = inferred.len() == known.len()
                && inferred.iter().zip(&known).all(|(a, k)| {
                    a.dtype == k.dtype
                        && a.ndim() == k.ndim()
                        && a.shape
                            .iter()
                            .zip(&k.shape)
                            .all(|(a, k)| a.known().is_none() || a == k)
                });
            if fits {
                Ok(())
            } else {
                Err(format!("inferred {inferred:?}, with known sizes {known:?}"))
            }
        }
    }
}
