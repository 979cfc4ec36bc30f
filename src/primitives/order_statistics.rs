//! The elements that sorting along an axis would put at some positions, without sorting.
//!
//! Medians and quantiles are made of them in `np::quantile`. Where a line has NaN, all results are NaN. Elements equal
//! to a result share its derivative, as they do in `sort`. The loops are in `kernels::sort`.

use super::cast::cast;
use super::class::{Batching, Diff, Gradients, Mask, Rules, Saves, ShiftAxes, Values};
use super::concat::concat;
use super::reduce::{same_or_nan, spread, sum};
use super::select::select;
use super::slice::slice_axis;
use super::sort::check_positions;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred_one};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::shape::Shape;
use crate::shape::dim::Dim;
use crate::transform::stack;
use smallvec::smallvec;

/// The elements at increasing positions of the sorted lines along `axis`.
#[derive(Clone, Debug)]
pub(crate) struct OrderStatistics {
    pub(crate) axis: usize,
    pub(crate) positions: Shape,
}

/// The elements that sorting would put at increasing positions; NaN if a line has one.
pub(crate) fn order_statistics(x: &Array, axis: usize, positions: Shape) -> Result<Array> {
    stack::bind_one(&OrderStatistics { axis, positions }, &[x])
}

impl Primitive for OrderStatistics {
    fn name(&self) -> &'static str {
        "order_statistics"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        if self.axis >= x.ndim() {
            let axis = self.axis as isize;
            return Err(Error::axis_out_of_range(self.name(), axis, x.ndim()));
        }
        check_positions(self.name(), &self.positions, x.shape[self.axis])?;
        let mut shape = x.shape.clone();
        shape[self.axis] = self.positions.len().into();
        Ok(smallvec![Aval::new(shape, x.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        kernels::sort::pick(inputs[0], self.axis, &self.positions, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::inputs(Mask::only(0)).or(Saves::OUTPUT)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl ShiftAxes for OrderStatistics {
    fn shifted(&self, _size: Dim) -> PrimRef {
        OrderStatistics {
            axis: self.axis + 1,
            positions: self.positions.clone(),
        }
        .share()
    }
}

impl OrderStatistics {
    /// Which elements of `x` are the `i`-th result, and how many those are.
    fn winners(&self, values: &Values, i: usize) -> Result<(Array, Array)> {
        let (x, y) = (values.input(0), values.output(0));
        let winners = same_or_nan(x, &slice_axis(y, self.axis, i, i + 1)?);
        let count = sum(&cast(&winners, DType::I64)?, &[self.axis])?;
        // A line of halves may have more elements than halves can count.
        let dtype = match x.dtype() {
            DType::F16 | DType::BF16 => DType::F32,
            dtype => dtype,
        };
        let kept = slice_axis(y, self.axis, i, i + 1)?;
        let count = spread(&cast(&count, dtype)?, &[self.axis], kept.shape())?;
        Ok((winners, count))
    }

    fn shares(&self, ct: &Array, values: &Values) -> Result<Array> {
        let none = scalar_array(Scalar::Int(0), ct.dtype());
        let mut gradient = np::zeros_like(values.input(0));
        for i in 0..self.positions.len() {
            let (winners, count) = self.winners(values, i)?;
            let share = np::divide(slice_axis(ct, self.axis, i, i + 1)?, count);
            let share = cast(&share, ct.dtype())?;
            gradient = np::add(gradient, select(&winners, &share, &none)?);
        }
        Ok(gradient)
    }

    fn means(&self, tangent: &Array, values: &Values) -> Result<Array> {
        let none = scalar_array(Scalar::Int(0), tangent.dtype());
        let mut means = Vec::new();
        for i in 0..self.positions.len() {
            let (winners, count) = self.winners(values, i)?;
            let total = sum(&select(&winners, tangent, &none)?, &[self.axis])?;
            let total = spread(&total, &[self.axis], count.shape())?;
            means.push(cast(&np::divide(total, count), tangent.dtype())?);
        }
        if means.is_empty() {
            return Ok(np::zeros_like(values.output(0)));
        }
        concat(&means.iter().collect::<Vec<_>>(), self.axis)
    }
}

impl Rules for OrderStatistics {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None];
        };
        smallvec![Some(self.shares(ct, values).or_raise())]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let tangent = tangents[0].as_ref()?;
        Some(smallvec![Some(self.means(tangent, values).or_raise())])
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records::{self, Line};
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        for_records::lines()
            .map(|Line { shape, axis, at }| Sample {
                primitive: OrderStatistics {
                    axis,
                    positions: at.map(Shape::from_slice).unwrap_or_default(),
                }
                .share(),
                inputs: vec![if dtype.is_differentiable() {
                    samples.distinct(dtype, shape)
                } else {
                    samples.array(dtype, shape, 0.0, 3.0)
                }],
            })
            .collect()
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &OrderStatistics = for_records::parameters(sample);
        let x = &inputs[0];
        let mut shape = x.shape.clone();
        shape[op.axis] = op.positions.len();
        let mut order = for_records::sorted_order(x, op.axis, (sample.inputs[0].dtype(), None));
        vec![SlowArray::from_fn(&shape, |index| {
            let mut from = index.to_vec();
            from[op.axis] = order(index)[op.positions[index[op.axis]]];
            x.get(&from)
        })]
    }

    vec![OpRecord {
        primitive: "OrderStatistics",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
