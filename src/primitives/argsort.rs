//! The order of the elements along an axis, as positions.
//!
//! Ties stay in their old order, NaN comes last. Sorting itself, with other arrays in the same order, is in
//! [`super::sort`].

use super::class::{Batching, Diff, ShiftAxes};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::kernels;
use crate::shape::dim::Dim;
use crate::transform::stack;
use smallvec::smallvec;

/// The positions, as i64, that the elements along `axis` have in increasing order.
#[derive(Clone, Debug)]
pub(crate) struct Argsort {
    pub(crate) axis: usize,
}

/// The positions, as i64, that the sorted elements had; ties in their old order.
pub(crate) fn argsort(x: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(&Argsort { axis }, &[x])
}

impl Primitive for Argsort {
    fn name(&self) -> &'static str {
        "argsort"
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
        Ok(smallvec![Aval::new(x.shape.clone(), DType::I64)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        kernels::sort::argsort(inputs[0], self.axis, &mut out);
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
        }
        .share()
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], usize)] = &[
            (&[0], 0),
            (&[1], 0),
            (&[7], 0),
            (&[2, 3], 0),
            (&[3, 1], 1),
            (&[0, 3], 1),
            (&[3, 2, 4], 1),
            (&[700], 0),
        ];
        CASES
            .iter()
            .map(|&(shape, axis)| Sample {
                primitive: Argsort { axis }.share(),
                // Few different values, so that there are ties.
                inputs: vec![samples.array(dtype, shape, 0.0, 3.0)],
            })
            .collect()
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Argsort = for_records::parameters(sample);
        let x = &inputs[0];
        vec![SlowArray::from_fn(&x.shape, |index| {
            let at = |k: usize| {
                let mut full = index.to_vec();
                full[op.axis] = k;
                x.get(&full)
            };
            let mut order: Vec<usize> = (0..x.shape[op.axis]).collect();
            order.sort_by(|&a, &b| for_records::order(&at(a), &at(b)));
            Complex::new(order[index[op.axis]] as f64, 0.0)
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
