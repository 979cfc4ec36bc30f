//! `Split`: consecutive parts of an array along an axis, as views.
//!
//! One op with many results, so that the gradient of taking an array apart, as loops over its rows do, is one
//! concatenation instead of as many arrays of zeros as there are parts. Where to cut is decided in `np::split`;
//! `Concat` is the inverse.

use super::class::{Batching, Diff, Fusion, Gradients, Rules, ShiftAxes, Values};
use super::concat::concat;
use super::diff_rules::zeros_of;
use super::reshape::reshape;
use super::{Avals, DenseOut, EvalCx, Outputs, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::shape::dim::Dim;
use crate::shape::{Dims, Shape};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind;
use smallvec::{SmallVec, smallvec};

/// Parts of the given sizes along `axis`, which they cover.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    axis: usize,
    sizes: Vec<usize>,
    /// The parts have size 1 and lose the axis.
    squeezed: bool,
}

/// The parts of the given sizes along an axis; at least one, and together as long as the axis.
pub(crate) fn split(x: &Array, axis: usize, sizes: &[usize]) -> Result<Outputs> {
    if sizes.len() == 1 && x.shape().get(axis) == sizes.first() {
        return Ok(smallvec![x.clone()]);
    }
    let primitive = Split {
        axis,
        sizes: sizes.to_vec(),
        squeezed: false,
    };
    bind(&primitive, &[x])
}

/// The rows along an axis, without the axis; none if it is empty.
pub(crate) fn unstack(x: &Array, axis: usize) -> Result<Outputs> {
    let count = x.shape()[axis];
    if count == 0 {
        return Ok(Outputs::new());
    }
    let primitive = Split {
        axis,
        sizes: vec![1; count],
        squeezed: true,
    };
    bind(&primitive, &[x])
}

impl Primitive for Split {
    fn name(&self) -> &'static str {
        "split"
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
        let (size, total) = (
            x.shape[self.axis],
            Dim::from(self.sizes.iter().sum::<usize>()),
        );
        match size.equals(total) {
            Some(true) => {}
            Some(false) => {
                let text = format!("parts of {total} elements from axis {} of {x}", self.axis);
                return Err(Error::shape(self.name(), text));
            }
            None => return Err(Error::undecided(self.name(), size, total)),
        }
        let part = |&size: &usize| {
            let mut shape: Dims = x.shape.clone();
            if self.squeezed {
                shape.remove(self.axis);
            } else {
                shape[self.axis] = Dim::from(size);
            }
            Aval::new(shape, x.dtype)
        };
        Ok(self.sizes.iter().map(part).collect())
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let x = inputs[0];
        let steps: SmallVec<[usize; 6]> = SmallVec::from_elem(1, x.ndim());
        let mut starts: SmallVec<[usize; 6]> = SmallVec::from_elem(0, x.ndim());
        let mut shape = Shape::from_slice(x.shape());
        let mut parts = DenseOut::new();
        for &size in &self.sizes {
            shape[self.axis] = size;
            let mut layout = x.layout().slice(&starts, &shape, &steps);
            if self.squeezed {
                let mut row = shape.clone();
                row.remove(self.axis);
                layout = layout
                    .reshape(&row)
                    .expect("an axis of size 1 can always be dropped");
            }
            parts.push(x.with_layout(layout));
            starts[self.axis] += size;
        }
        Ok(parts)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::View
    }
}

impl Rules for Split {
    /// The parts' cotangents one after the other, zeros for parts that were not used.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let part = |(i, ct): (usize, &Option<Array>)| {
            let ct = match ct {
                Some(ct) => ct.clone(),
                None => zeros_of(values.output_aval(i)),
            };
            if !self.squeezed {
                return ct;
            }
            let mut shape = Shape::from_slice(ct.shape());
            shape.insert(self.axis, 1);
            reshape(&ct, &shape).or_raise()
        };
        let parts: Vec<Array> = cts.iter().enumerate().map(part).collect();
        let parts: Vec<&Array> = parts.iter().collect();
        smallvec![Some(concat(&parts, self.axis).or_raise())]
    }

    fn jvp(&self, tangents: &[Option<Array>], _values: &Values) -> Option<Gradients> {
        let Some(tangent) = &tangents[0] else {
            return Some(self.sizes.iter().map(|_| None).collect());
        };
        let parts = bind(self, &[tangent]).or_raise();
        Some(parts.into_iter().map(Some).collect())
    }
}

impl ShiftAxes for Split {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Split {
            axis: self.axis + 1,
            ..self.clone()
        }
        .share()
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let cases: &[(&[usize], usize, &[usize], bool)] = &[
            (&[5], 0, &[2, 3], false),
            (&[5], 0, &[5], false),
            (&[3], 0, &[1, 1, 1], true),
            (&[2, 5], 1, &[1, 0, 4], false),
            (&[2, 3], 0, &[1, 1], true),
            (&[2, 3, 0], 1, &[1, 1, 1], true),
            (&[0, 2], 0, &[0, 0], false),
            (&[2, 3, 2, 4], 3, &[3, 1], false),
        ];
        let mut sample = |&(shape, axis, sizes, squeezed): &(&[usize], usize, &[usize], bool)| {
            let primitive = Split {
                axis,
                sizes: sizes.to_vec(),
                squeezed,
            };
            Sample {
                primitive: primitive.share(),
                inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
            }
        };
        cases.iter().map(&mut sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let split = sample.primitive_as::<Split>();
        let x = &inputs[0];
        let mut start = 0;
        let part = |&size: &usize| {
            let mut shape = x.shape.clone();
            shape[split.axis] = size;
            if split.squeezed {
                shape.remove(split.axis);
            }
            let part = SlowArray::from_fn(&shape, |index| {
                let mut own = index.to_vec();
                if split.squeezed {
                    own.insert(split.axis, start);
                } else {
                    own[split.axis] += start;
                }
                x.get(&own)
            });
            start += size;
            part
        };
        split.sizes.iter().map(part).collect()
    }
    vec![OpRecord {
        primitive: "Split",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
