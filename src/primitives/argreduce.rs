//! The position of the largest or smallest element along an axis.
//!
//! Ties go to the first, NaN wins, as in numpy. Reductions to values are in [`super::reduce`].

use super::class::{Batching, Diff, Fusion, ShiftAxes};
use super::reduce::without_axes;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::kernels;
use crate::shape::dim::Dim;
use crate::shape::known_shape;
use crate::transform::stack;
use smallvec::smallvec;

/// Which position is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArgKind {
    Max,
    Min,
}

/// Positions of extremes along `axis`, as i64; the axis is gone.
#[derive(Clone, Debug)]
pub(crate) struct ArgReduce {
    pub(crate) kind: ArgKind,
    pub(crate) axis: usize,
}

/// The position of the largest element along an axis.
pub(crate) fn arg_max(x: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(
        &ArgReduce {
            kind: ArgKind::Max,
            axis,
        },
        &[x],
    )
}

/// The position of the smallest element along an axis.
pub(crate) fn arg_min(x: &Array, axis: usize) -> Result<Array> {
    stack::bind_one(
        &ArgReduce {
            kind: ArgKind::Min,
            axis,
        },
        &[x],
    )
}

impl Primitive for ArgReduce {
    fn name(&self) -> &'static str {
        match self.kind {
            ArgKind::Max => "argmax",
            ArgKind::Min => "argmin",
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
        if x.shape[self.axis].is(0) {
            return Err(Error::empty_reduction(self.name(), x.shape_text()));
        }
        Ok(smallvec![Aval::new(
            without_axes(&x.shape, &[self.axis]),
            DType::I64
        )])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let out = self.infer(&avals_of(inputs))?;
        let mut result = Dense::uninit(
            self.name(),
            DType::I64,
            &known_shape(self.name(), &out[0].shape)?,
        )?;
        kernels::arg::arg_reduce(self.kind, inputs[0], self.axis, &mut result);
        Ok(smallvec![result])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::Reduce
    }
}

impl ShiftAxes for ArgReduce {
    fn shifted(&self, _size: Dim) -> PrimRef {
        ArgReduce {
            kind: self.kind,
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
            (&[1], 0),
            (&[5], 0),
            (&[2, 3], 0),
            (&[2, 3], 1),
            (&[0, 3], 1),
            (&[3, 2, 4], 1),
            (&[2, 1, 3, 2], 2),
            (&[600], 0),
        ];
        let mut calls = Vec::new();
        for kind in [ArgKind::Max, ArgKind::Min] {
            for &(shape, axis) in CASES {
                // Few different values, so that there are ties.
                let x = samples.array(dtype, shape, 0.0, 3.0);
                calls.push(Sample {
                    primitive: ArgReduce { kind, axis }.share(),
                    inputs: vec![x],
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &ArgReduce = for_records::parameters(sample);
        let x = &inputs[0];
        let mut shape = x.shape.clone();
        let n = shape.remove(op.axis);
        vec![SlowArray::from_fn(&shape, |index| {
            let at = |k: usize| {
                let mut full = index.to_vec();
                full.insert(op.axis, k);
                x.get(&full)
            };
            let wanted = match op.kind {
                ArgKind::Max => std::cmp::Ordering::Greater,
                ArgKind::Min => std::cmp::Ordering::Less,
            };
            let best = (1..n).fold(0, |best, k| {
                if for_records::order(&at(k), &at(best)) == wanted {
                    k
                } else {
                    best
                }
            });
            Complex::new(best as f64, 0.0)
        })]
    }

    vec![OpRecord {
        primitive: "ArgReduce",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
