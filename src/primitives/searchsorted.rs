//! Binary search: where elements would have to be inserted into sorted lines.
//!
//! NaN sorts last, as in [`super::sort`]; complex numbers with a NaN are all alike here.

use super::class::{BatchRule, Batched, Batching, Diff};
use super::gather::{batch_in_front, same_sizes};
use super::{Avals, DenseOut, EvalCx, Primitive, inferred_one};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::kernels;
use crate::transform::stack::bind_one;
use smallvec::{SmallVec, smallvec};

/// For each element of the second input, how many elements of a line of the first come before it, as i64. Lines are
/// sorted and run along the last axis of the first input; its other axes are `batch` leading axes of the second too.
#[derive(Clone, Debug)]
pub(crate) struct Searchsorted {
    /// Whether equal elements come before it.
    pub(crate) right: bool,
    pub(crate) batch: usize,
}

/// The positions in sorted lines; both arrays have one dtype.
pub(crate) fn searchsorted(sorted: &Array, x: &Array, right: bool) -> Result<Array> {
    let batch = sorted.ndim().saturating_sub(1);
    bind_one(&Searchsorted { right, batch }, &[sorted, x])
}

impl Primitive for Searchsorted {
    fn name(&self) -> &'static str {
        "searchsorted"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (sorted, x) = (&inputs[0], &inputs[1]);
        if sorted.dtype != x.dtype {
            return Err(Error::dtypes_differ(self.name(), sorted.dtype, x.dtype));
        }
        if sorted.ndim() != self.batch + 1 || x.ndim() < self.batch {
            let (sorted, x, batch) = (sorted.shape_text(), x.shape_text(), self.batch);
            return Err(Error::shape(
                self.name(),
                format!(
                    "{batch} batch axes do not fit sorted lines of shape {sorted} and elements of shape {x}"
                ),
            ));
        }
        same_sizes(
            self.name(),
            "batch axes of sorted lines and elements differ",
            &sorted.shape[..self.batch],
            &x.shape[..self.batch],
        )?;
        Ok(smallvec![Aval::new(x.shape.clone(), DType::I64)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut out = inferred_one(self, inputs)?;
        kernels::sort::search(inputs[0], inputs[1], self.right, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

/// Batched elements of one line are more elements. Otherwise lines and elements share a batch axis.
impl BatchRule for Searchsorted {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let mut moved = batch_in_front(size, inputs, axes)?;
        let mut batch = self.batch + 1;
        if axes[0].is_none() && self.batch == 0 {
            moved[0] = inputs[0].clone();
            batch = 0;
        }
        let operands: SmallVec<[&Array; 4]> = moved.iter().collect();
        let right = self.right;
        let out = bind_one(&Searchsorted { right, batch }, &operands)?;
        Ok((smallvec![out], smallvec![Some(0)]))
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::Share;
    use super::reduce::for_records;
    use super::sort::sort;
    use crate::error::OrRaise;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;
    use std::cmp::Ordering;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], &[usize])] = &[
            (&[0], &[3]),
            (&[1], &[]),
            (&[5], &[0]),
            (&[5], &[4]),
            (&[6], &[2, 20]),
            (&[2, 4], &[2, 3]),
            (&[2, 3, 4], &[2, 3]),
            (&[3, 0], &[3, 2, 1]),
        ];
        let mut calls = Vec::new();
        for right in [false, true] {
            for &(sorted, x) in CASES {
                let batch = sorted.len() - 1;
                // Few different values, so that there are ties.
                let lines = samples.array(dtype, sorted, 0.0, 3.0);
                calls.push(Sample {
                    primitive: Searchsorted { right, batch }.share(),
                    inputs: vec![
                        sort(&lines, batch).or_raise(),
                        samples.array(dtype, x, 0.0, 3.0),
                    ],
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Searchsorted = for_records::parameters(sample);
        let (sorted, x) = (&inputs[0], &inputs[1]);
        vec![SlowArray::from_fn(&x.shape, |index| {
            let comes_before = |k: &usize| {
                let element = sorted.get(&[&index[..op.batch], &[*k]].concat());
                match for_records::order(&element, &x.get(index)) {
                    Ordering::Less => true,
                    Ordering::Equal => op.right,
                    Ordering::Greater => false,
                }
            };
            let count = (0..sorted.shape[op.batch]).filter(comes_before).count();
            Complex::new(count as f64, 0.0)
        })]
    }

    vec![OpRecord {
        primitive: "Searchsorted",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
