//! Softmax, its logarithm, and the logarithm of a sum of exponentials, along one axis of a real array.
//!
//! One op each, so that a row is read while it is in the cache, and so that gradients need the result alone (and the
//! input, for the sum). Complex arrays and several axes are brought here, or composed, by `np::statistics`. Loops:
//! `kernels::reduce::softmax`.

use super::class::{Batching, Diff, Gradients, Mask, Rules, Saves, ShiftAxes, Values};
use super::dot::sum_of_products;
use super::reduce::{spread, sum, without_axes};
use super::softmax_slope::softmax_slope;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::dim::Dim;
use crate::transform::stack;
use smallvec::smallvec;

/// What is made of the exponentials of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exponentials {
    /// Each over their sum.
    Softmax,
    /// The logarithm of that.
    LogSoftmax,
    /// The logarithm of their sum; the axis is gone.
    LogSum,
}

/// The exponentials along `axis`, normalised or summed.
#[derive(Clone, Debug)]
pub(crate) struct Softmax {
    pub(crate) kind: Exponentials,
    pub(crate) axis: usize,
}

/// Normalises or sums the exponentials of a real array along an axis.
pub(crate) fn exponentials(kind: Exponentials, x: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(&Softmax { kind, axis }, &[x])
}

impl Primitive for Softmax {
    fn name(&self) -> &'static str {
        match self.kind {
            Exponentials::Softmax => "softmax",
            Exponentials::LogSoftmax => "log_softmax",
            Exponentials::LogSum => "logsumexp",
        }
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        if self.axis >= x.ndim() {
            return Err(Error::axis_out_of_range(
                self.name(),
                self.axis as isize,
                x.ndim(),
            ));
        }
        if !x.dtype.is_differentiable() || x.dtype.is_complex() {
            return Err(Error::unsupported_dtype(
                self.name(),
                "the array",
                x.dtype,
                "real floats",
            ));
        }
        let shape = match self.kind {
            Exponentials::LogSum => without_axes(&x.shape, &[self.axis]),
            _ => x.shape.clone(),
        };
        Ok(smallvec![Aval::new(shape, x.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        if out.len() == 0 {
            return Ok(smallvec![out]);
        }
        if inputs[0].len() == 0 {
            kernels::copy::fill_scalar(&mut out, f64::NEG_INFINITY.into());
            return Ok(smallvec![out]);
        }
        let fill = |[x]: [&Dense; 1], out: &mut Dense| {
            let x = kernels::copy::contiguous(x);
            kernels::reduce::softmax::exponentials_along(self.kind, &x, self.axis, out);
            Ok(())
        };
        kernels::half::in_f32_if_half(self.name(), [inputs[0]], &mut out, fill)?;
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        match self.kind {
            Exponentials::LogSum => Saves::inputs(Mask::only(0)),
            _ => Saves::OUTPUT,
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl ShiftAxes for Softmax {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Softmax {
            kind: self.kind,
            axis: self.axis + 1,
        }
        .share()
    }
}

impl Rules for Softmax {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None];
        };
        let gradient = match self.kind {
            Exponentials::Softmax => softmax_slope(values.output(0), ct, self.axis),
            Exponentials::LogSoftmax => sum(ct, &[self.axis])
                .and_then(|total| self.along(&total, ct.shape()))
                .map(|total| np::subtract(ct, np::multiply(np::exp(values.output(0)), total))),
            Exponentials::LogSum => self
                .shares(values)
                .and_then(|shares| Ok(np::multiply(&shares, self.along(ct, shares.shape())?))),
        };
        smallvec![Some(gradient.or_raise())]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let t = tangents[0].as_ref()?;
        let tangent = match self.kind {
            Exponentials::Softmax => softmax_slope(values.output(0), t, self.axis),
            Exponentials::LogSoftmax => {
                sum_of_products(&np::exp(values.output(0)), t, &[self.axis])
                    .and_then(|mean| Ok(np::subtract(t, self.along(&mean, t.shape())?)))
            }
            Exponentials::LogSum => self
                .shares(values)
                .and_then(|shares| sum_of_products(&shares, t, &[self.axis])),
        };
        Some(smallvec![Some(tangent.or_raise())])
    }
}

impl Softmax {
    /// One number for each line, repeated along the axis.
    fn along(&self, numbers: &Array, shape: &[usize]) -> Result<Array> {
        spread(numbers, &[self.axis], shape)
    }

    /// What each element contributes to the sum whose logarithm the result is: not from the result, which has rounded
    /// away what is small beside the largest element.
    fn shares(&self, values: &Values) -> Result<Array> {
        exponentials(Exponentials::Softmax, values.input(0), self.axis)
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records;
    use crate::dtype::DType;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], usize)] = &[
            (&[1], 0),
            (&[6], 0),
            (&[0], 0),
            (&[2, 3], 0),
            (&[2, 3], 1),
            (&[0, 3], 1),
            (&[2, 70], 1),
            (&[3, 2, 4], 1),
        ];
        let mut calls = Vec::new();
        for kind in [
            Exponentials::Softmax,
            Exponentials::LogSoftmax,
            Exponentials::LogSum,
        ] {
            for &(shape, axis) in CASES {
                if kind == Exponentials::LogSum && shape == [0] {
                    continue;
                }
                calls.push(Sample {
                    primitive: Softmax { kind, axis }.share(),
                    inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Softmax = for_records::parameters(sample);
        let x = &inputs[0];
        let n = x.shape[op.axis];
        let log_sum = |line: &[usize]| -> f64 {
            let mut at = line.to_vec();
            let elements: Vec<f64> = (0..n)
                .map(|k| {
                    at[op.axis] = k;
                    x.get(&at).re
                })
                .collect();
            let high = elements.iter().copied().fold(f64::MIN, f64::max);
            high + elements.iter().map(|x| (x - high).exp()).sum::<f64>().ln()
        };
        let number = |y: f64| Complex::new(y, 0.0);
        if op.kind == Exponentials::LogSum {
            let mut shape = x.shape.clone();
            shape.remove(op.axis);
            return vec![SlowArray::from_fn(&shape, |index| {
                let mut line = index.to_vec();
                line.insert(op.axis, 0);
                number(log_sum(&line))
            })];
        }
        vec![SlowArray::from_fn(&x.shape, |index| {
            let y = x.get(index).re;
            let log = y - log_sum(index);
            number(if op.kind == Exponentials::Softmax {
                log.exp()
            } else {
                log
            })
        })]
    }

    vec![OpRecord {
        primitive: "Softmax",
        dtypes: &[DType::F16, DType::BF16, DType::F32, DType::F64],
        samples,
        reference,
        ulps: 16.0,
        skips: &[],
    }]
}
