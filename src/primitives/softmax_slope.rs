//! `y (t - sum(y t))` along one axis of real arrays: the derivative of softmax with the result `y`, whose matrix is
//! symmetric, so that the op serves tangents and cotangents.
//!
//! One op, so that a line is read for its sum and again for the result while it is in the cache. Loops:
//! `kernels::reduce::softmax_slope`.

use super::class::{Batching, Diff, Gradients, Mask, Rules, Saves, ShiftAxes, Values};
use super::combined::product_sum;
use super::dot::{Dot, sum_of_products};
use super::reduce::spread;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::Shape;
use crate::shape::axes::AxisList;
use crate::shape::dim::Dim;
use crate::shape::layout::Layout;
use crate::transform::stack;
use smallvec::smallvec;

/// What softmax along `axis` does to tangents. The inputs are its result and the tangent.
#[derive(Clone, Debug)]
pub(crate) struct SoftmaxSlope {
    pub(crate) axis: usize,
}

/// `y (t - sum(y t))` along an axis.
pub(crate) fn softmax_slope(y: &Array, t: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(&SoftmaxSlope { axis }, &[y, t])
}

impl Primitive for SoftmaxSlope {
    fn name(&self) -> &'static str {
        "softmax_slope"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (y, t) = (&inputs[0], &inputs[1]);
        if self.axis >= y.ndim() {
            let axis = self.axis as isize;
            return Err(Error::axis_out_of_range(self.name(), axis, y.ndim()));
        }
        if !y.dtype.is_float() {
            let (op, dtype) = (self.name(), y.dtype);
            return Err(Error::unsupported_dtype(
                op,
                "the array",
                dtype,
                "real floats",
            ));
        }
        if y.dtype != t.dtype {
            return Err(Error::dtypes_differ(self.name(), y.dtype, t.dtype));
        }
        if y.shape != t.shape {
            let reason = format!("the tangent is {t}, the result of softmax {y}");
            return Err(Error::shape(self.name(), reason));
        }
        Ok(smallvec![y.clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        if out.len() == 0 {
            return Ok(smallvec![out]);
        }
        let fill = |[y, t]: [&Dense; 2], out: &mut Dense| self.fill(y, t, out);
        kernels::half::in_f32_if_half(self.name(), [inputs[0], inputs[1]], &mut out, fill)?;
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, wrt: Mask) -> Saves {
        Saves::inputs(Mask::only(0).or(Mask::only(1).when(wrt.contains(0))))
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl ShiftAxes for SoftmaxSlope {
    fn shifted(&self, _size: Dim) -> PrimRef {
        SoftmaxSlope {
            axis: self.axis + 1,
        }
        .share()
    }
}

impl SoftmaxSlope {
    /// The result for f32 or f64.
    fn fill(&self, y: &Dense, t: &Dense, out: &mut Dense) -> Result<()> {
        if self.axis + 1 == y.ndim() {
            let (y, t) = (kernels::copy::contiguous(y), kernels::copy::contiguous(t));
            kernels::reduce::softmax_slope::slope_along_last(&y, &t, out);
            return Ok(());
        }
        let kept: AxisList = (0..y.ndim()).filter(|&a| a != self.axis).collect();
        let sum = Dot {
            contract: (smallvec![self.axis], smallvec![self.axis]),
            batch: (kept.clone(), kept.clone()),
        };
        let mut shape: Shape = kept.iter().map(|&a| y.shape()[a]).collect();
        let mut means = Dense::uninit(self.name(), y.dtype(), &shape)?;
        kernels::gemm::dot(y, t, &sum, &mut means);
        shape.insert(self.axis, 1);
        let means = means.with_layout(Layout::Contiguous(shape));
        kernels::reduce::softmax_slope::centred_product(y.dtype()).run(out, &[y, t, &means]);
        Ok(())
    }

    /// The sum of the products of each line, repeated along the axis.
    fn total(&self, x: &Array, y: &Array) -> Result<Array> {
        spread(
            &sum_of_products(x, y, &[self.axis])?,
            &[self.axis],
            x.shape(),
        )
    }

    /// How the result changes with `y`, along or against `s`: `s (t - sum(y t)) - other sum(along s)`, where for a
    /// tangent `other` is `y` and `along` is `t`, and for a cotangent the other way round.
    fn bend(&self, s: &Array, other: &Array, along: &Array, values: &Values) -> Result<Array> {
        let (y, t) = (values.input(0), values.input(1));
        let centred = np::subtract(t, self.total(y, t)?);
        let sum = np::negative(sum_of_products(along, s, &[self.axis])?);
        let sum = spread(&sum, &[self.axis], s.shape())?;
        Ok(product_sum([s, &centred], [other, &sum]))
    }
}

impl Rules for SoftmaxSlope {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let mut gradients: Gradients = smallvec![None, None];
        let Some(ct) = &cts[0] else { return gradients };
        let y = values.input(0);
        if values.wants(0) {
            gradients[0] = Some(self.bend(ct, values.input(1), y, values).or_raise());
        }
        if values.wants(1) {
            gradients[1] = Some(softmax_slope(y, ct, self.axis).or_raise());
        }
        gradients
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let y = values.input(0);
        let of_y = tangents[0].as_ref();
        let of_y = of_y.map(|dy| self.bend(dy, y, values.input(1), values).or_raise());
        let of_t = tangents[1].as_ref();
        let of_t = of_t.map(|dt| softmax_slope(y, dt, self.axis).or_raise());
        let tangent = match (of_y, of_t) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
        Some(smallvec![tangent])
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records;
    use crate::dtype::DType;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let sample = |line: for_records::Line| Sample {
            primitive: SoftmaxSlope { axis: line.axis }.share(),
            inputs: vec![
                samples.array(dtype, line.shape, 0.1, 0.9),
                samples.array(dtype, line.shape, -2.0, 2.0),
            ],
        };
        let lines = for_records::lines().filter(|line| line.at.is_none());
        let long = [(&[2usize, 300] as &[usize], 1), (&[40, 40], 0)];
        let long = long.map(|(shape, axis)| for_records::Line {
            shape,
            axis,
            at: None,
        });
        lines.chain(long).map(sample).collect()
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &SoftmaxSlope = for_records::parameters(sample);
        let (y, t) = (&inputs[0], &inputs[1]);
        vec![SlowArray::from_fn(&y.shape, |index| {
            let mut at = index.to_vec();
            let products = (0..y.shape[op.axis]).map(|k| {
                at[op.axis] = k;
                y.get(&at) * t.get(&at)
            });
            let mean: Complex<f64> = products.sum();
            y.get(index) * (t.get(index) - mean)
        })]
    }

    vec![OpRecord {
        primitive: "SoftmaxSlope",
        dtypes: &[DType::F16, DType::BF16, DType::F32, DType::F64],
        samples,
        reference,
        ulps: 64.0,
        skips: &[],
    }]
}
