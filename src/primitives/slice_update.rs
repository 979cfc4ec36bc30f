//! `SliceUpdate`: an array with the elements of a slice replaced. Linear in both inputs.
//!
//! Updates at basic indices (`x.at(s![1..3]).set(v)`) are this op; those at index arrays are `Scatter`. Where
//! the caller gives up the array, its buffer is written in place.

use super::class::{Batching, Diff, ShiftAxes, Transpose, Values};
use super::create::full;
use super::gather::same_sizes;
use super::slice::Slice;
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::copy::{copy, copy_into_region};
use crate::shape::dim::Dim;
use crate::shape::{Strides, contiguous_strides, known_shape};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// The first input with the elements of `region` replaced by the second input.
#[derive(Clone, Debug)]
pub(crate) struct SliceUpdate {
    pub(crate) region: Slice,
}

/// The operand's values in a buffer that the caller may write: the operand's own if it was donated.
pub(super) fn writable_operand(
    op: &'static str,
    inputs: &[&Dense],
    cx: &mut EvalCx,
) -> Result<Dense> {
    // Other donated inputs are read after the result has begun to change.
    let mut own = EvalCx::new(cx.donated & 1);
    let mut out = own.output(op, inputs[0].dtype(), inputs[0].shape(), inputs)?;
    if out.as_ptr() != inputs[0].as_ptr() {
        copy(inputs[0], &mut out);
    }
    Ok(out)
}

impl Primitive for SliceUpdate {
    fn name(&self) -> &'static str {
        "slice_update"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (operand, updates) = (&inputs[0], &inputs[1]);
        if operand.dtype != updates.dtype {
            return Err(Error::dtypes_differ(
                self.name(),
                operand.dtype,
                updates.dtype,
            ));
        }
        let part = self.region.infer(std::slice::from_ref(operand))?;
        same_sizes(
            self.name(),
            "slice and update differ in shape",
            &part[0].shape,
            &updates.shape,
        )?;
        Ok(smallvec![operand.clone()])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut out = writable_operand(self.name(), inputs, cx)?;
        if inputs[1].len() == 0 {
            return Ok(smallvec![out]);
        }
        let starts = known_shape(self.name(), &self.region.starts)?;
        let own = contiguous_strides(out.shape());
        let offset = starts
            .iter()
            .zip(&own)
            .map(|(&start, &stride)| start * stride as usize)
            .sum();
        let strides: Strides = own
            .iter()
            .zip(&self.region.steps)
            .map(|(stride, &step)| stride * step as isize)
            .collect();
        copy_into_region(inputs[1], &mut out, offset, &strides);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

/// The cotangent of the array has zeros where it was replaced; that of the update is the slice.
impl Transpose for SliceUpdate {
    fn transpose(&self, position: usize, ct: &Array, values: &Values) -> Array {
        if position == 1 {
            return bind_one(&self.region, &[ct]).or_raise();
        }
        let shape = known_shape(self.name(), &values.input_aval(1).shape).or_raise();
        let zeros = full(&shape, Scalar::Int(0), ct.dtype()).or_raise();
        bind_one(self, &[ct, &zeros]).or_raise()
    }
}

impl ShiftAxes for SliceUpdate {
    fn shifted(&self, size: Dim) -> PrimRef {
        SliceUpdate {
            region: self.region.with_batch(size),
        }
        .share()
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let sample = |(region, shape): (Slice, &[usize])| {
            let part = region.infer(&[Aval::known(shape, dtype)]).or_raise();
            let part = known_shape("slice_update", &part[0].shape).or_raise();
            Sample {
                primitive: SliceUpdate { region }.share(),
                inputs: vec![
                    samples.array(dtype, shape, -2.0, 2.0),
                    samples.array(dtype, &part, -2.0, 2.0),
                ],
            }
        };
        Slice::cases().into_iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let region = &sample.primitive_as::<SliceUpdate>().region;
        let starts = known_shape("slice_update", &region.starts).or_raise();
        let (x, updates) = (&inputs[0], &inputs[1]);
        let element = |index: &[usize]| {
            let place = |axis: usize| {
                let distance = index[axis].checked_sub(starts[axis])?;
                let i = distance / region.steps[axis];
                (distance % region.steps[axis] == 0 && i < updates.shape[axis]).then_some(i)
            };
            match (0..index.len()).map(place).collect::<Option<Vec<usize>>>() {
                Some(own) => updates.get(&own),
                None => x.get(index),
            }
        };
        vec![SlowArray::from_fn(&x.shape, element)]
    }
    vec![OpRecord {
        primitive: "SliceUpdate",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}
