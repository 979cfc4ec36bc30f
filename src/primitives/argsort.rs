//! The order of the elements along an axis, as positions.
//!
//! Ties stay in their old order, NaN comes last. Sorting itself, with other arrays in the same order, is in
//! [`super::sort`].

use super::class::{Batching, Diff, ShiftAxes};
use super::sort::check_positions;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::kernels;
use crate::shape::Shape;
use crate::shape::dim::Dim;
use crate::transform::stack;
use smallvec::smallvec;

/// The positions, as i64, that the elements along `axis` have in increasing order.
#[derive(Clone, Debug)]
pub(crate) struct Argsort {
    pub(crate) axis: usize,
    /// Positions on the axis, increasing, if the order matters up to the elements there alone.
    pub(crate) at: Option<Shape>,
}

/// The positions, as i64, that the sorted elements had; ties in their old order.
pub(crate) fn argsort(x: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(&Argsort { axis, at: None }, &[x])
}

/// The positions, as i64, that the elements of [`partition`](super::sort::partition) had.
pub(crate) fn argpartition(x: &Array, axis: usize, at: Shape) -> Result<Array> {
    stack::bind_one(&Argsort { axis, at: Some(at) }, &[x])
}

impl Primitive for Argsort {
    fn name(&self) -> &'static str {
        if self.at.is_some() {
            "argpartition"
        } else {
            "argsort"
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
        if let Some(at) = &self.at {
            check_positions(self.name(), at, x.shape[self.axis])?;
        }
        Ok(smallvec![Aval::new(x.shape.clone(), DType::I64)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        kernels::sort::argsort(inputs[0], self.axis, self.at.as_deref(), &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl ShiftAxes for Argsort {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Argsort {
            axis: self.axis + 1,
            at: self.at.clone(),
        }
        .share()
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records::{self, Line};
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let long = Line {
            shape: &[700],
            axis: 0,
            at: None,
        };
        for_records::lines()
            .chain(std::iter::once(long))
            .map(|Line { shape, axis, at }| Sample {
                primitive: Argsort {
                    axis,
                    at: at.map(Shape::from_slice),
                }
                .share(),
                // Few different values, so that there are ties.
                inputs: vec![samples.array(dtype, shape, 0.0, 3.0)],
            })
            .collect()
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Argsort = for_records::parameters(sample);
        let x = &inputs[0];
        let rule = (sample.inputs[0].dtype(), op.at.as_deref());
        let mut order = for_records::sorted_order(x, op.axis, rule);
        vec![SlowArray::from_fn(&x.shape, |index| {
            Complex::new(order(index)[index[op.axis]] as f64, 0.0)
        })]
    }

    vec![OpRecord {
        primitive: "Argsort",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
