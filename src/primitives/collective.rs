//! Ops over the rows of a map: `AxisSum` adds an array up over all examples, `AllGather` shows every example the
//! arrays of all.
//!
//! They name their map by its frame. Outside it, where a frame below the map sees them, an array is the same for every
//! example, and that is what evaluation computes. The functions for users, and the collectives that are made of
//! these two, are in `transform::collective`.

use super::broadcast::broadcast_to;
use super::class::{Batched, Batching, Diff, FramedRule, Transpose, Values};
use super::meta::alias;
use super::reduce::{ReduceKind, reduce};
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{OrRaise, Result};
use crate::kernels::binary;
use crate::kernels::copy::{contiguous, fill_scalar};
use crate::np;
use crate::shape::Shape;
use crate::shape::dim::Dim;
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::{self, bind, bind_one};
use crate::transform::vmap::MapFrame;
use smallvec::smallvec;
use std::sync::Arc;

/// A map, as ops refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MapRef {
    pub(crate) frame: u64,
    pub(crate) size: usize,
}

/// The sum over the examples of a map.
#[derive(Clone, Debug)]
pub(crate) struct AxisSum(MapRef);

/// The arrays of all examples of a map, along a new leading axis.
#[derive(Clone, Debug)]
pub(crate) struct AllGather(MapRef);

/// The sum of the examples' arrays; the same for every example. Not for bool.
pub(crate) fn axis_sum(x: &Array, map: MapRef) -> Result<Array> {
    bind_one(&AxisSum(map), &[x])
}

/// The examples' arrays along a new leading axis; the same for every example.
pub(crate) fn all_gather(x: &Array, map: MapRef) -> Result<Array> {
    bind_one(&AllGather(map), &[x])
}

/// The number of the example.
pub(crate) fn axis_index(map: MapRef) -> Array {
    Array::from_batched(map.frame, 0, np::arange(map.size as i64))
}

impl Primitive for AxisSum {
    fn name(&self) -> &'static str {
        "psum"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        Ok(smallvec![inputs[0].clone()])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let x = inputs[0];
        let mut size = Dense::uninit(self.name(), x.dtype(), &[])?;
        fill_scalar(&mut size, Scalar::from(self.0.size as i64));
        let mut out = cx.output(self.name(), x.dtype(), x.shape(), inputs)?;
        let kernel = binary::multiply(x.dtype()).expect("every dtype has a product");
        kernel.run(&mut out, &[x, &size]);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Framed(self)
    }
}

/// Every example's array counts in every example's sum.
impl Transpose for AxisSum {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        axis_sum(ct, self.0).or_raise()
    }
}

impl FramedRule for AxisSum {
    fn is_about(&self, frame: &MapFrame) -> bool {
        frame.id() == self.0.frame
    }

    fn batch(
        &self,
        frame: &Arc<MapFrame>,
        inputs: &[Array],
        axes: &[Option<usize>],
    ) -> Result<Batched> {
        let x = &inputs[0];
        if !self.is_about(frame) {
            return Ok((bind(self, &[x])?, smallvec![axes[0]]));
        }
        let sum = if let Some(axis) = axes[0] {
            reduce(ReduceKind::Sum, x, &[axis])?
        } else {
            // Sixteen bits may not hold the number of examples.
            let wide = match x.dtype() {
                DType::F16 | DType::BF16 => DType::F32,
                dtype => dtype,
            };
            let size = np::array(self.0.size as i64).astype(wide);
            np::multiply(x.astype(wide), size).astype(x.dtype())
        };
        Ok((smallvec![sum], smallvec![None]))
    }
}

impl Primitive for AllGather {
    fn name(&self) -> &'static str {
        "all_gather"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let mut out = inputs[0].clone();
        out.shape.insert(0, Dim::from(self.0.size));
        Ok(smallvec![out])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let x = contiguous(inputs[0]);
        let mut shape = Shape::from_slice(x.shape());
        shape.insert(0, self.0.size);
        let repeated = x.with_layout(x.layout().broadcast_to(&shape));
        debug_assert!(self.infer(&avals_of(inputs))?[0] == repeated.aval());
        Ok(smallvec![repeated])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Framed(self)
    }
}

/// An example's array stands in its own row of what every example sees.
impl Transpose for AllGather {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        if stack::is_visible(self.0.frame) {
            let seen = axis_sum(ct, self.0).or_raise();
            np::take(seen, axis_index(self.0), 0)
        } else {
            reduce(ReduceKind::Sum, ct, &[0]).or_raise()
        }
    }
}

impl FramedRule for AllGather {
    fn is_about(&self, frame: &MapFrame) -> bool {
        frame.id() == self.0.frame
    }

    fn batch(
        &self,
        frame: &Arc<MapFrame>,
        inputs: &[Array],
        axes: &[Option<usize>],
    ) -> Result<Batched> {
        let x = &inputs[0];
        if !self.is_about(frame) {
            let axis = axes[0].map(|axis| axis + 1);
            return Ok((bind(self, &[x])?, smallvec![axis]));
        }
        let all = match axes[0] {
            Some(0) => alias(x)?,
            Some(axis) => move_axis(x, axis, 0)?,
            None => {
                let mut shape = Shape::from_slice(x.shape());
                shape.insert(0, self.0.size);
                broadcast_to(x, &shape)?
            }
        };
        Ok((smallvec![all], smallvec![None]))
    }
}

/// The records of this file: outside their map, where all examples are equal. `tests/collectives.rs` is about the rest.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    /// The size of the map that no frame belongs to.
    const OUTSIDE: MapRef = MapRef { frame: 0, size: 3 };
    const SHAPES: [&[usize]; 4] = [&[], &[4], &[2, 3], &[2, 0]];
    fn sums(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        SHAPES
            .iter()
            .map(|shape| Sample {
                primitive: super::Share::share(&AxisSum(OUTSIDE)),
                inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
            })
            .collect()
    }
    fn gathers(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        SHAPES
            .iter()
            .map(|shape| Sample {
                primitive: super::Share::share(&AllGather(OUTSIDE)),
                inputs: vec![samples.array(dtype, shape, -2.0, 2.0)],
            })
            .collect()
    }
    fn sum(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        let x = &inputs[0];
        vec![SlowArray::from_fn(&x.shape, |index| x.get(index) * 3.0)]
    }
    fn gather(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        let shape = [&[3], inputs[0].shape.as_slice()].concat();
        vec![SlowArray::from_fn(&shape, |index| {
            inputs[0].get(&index[1..])
        })]
    }
    vec![
        OpRecord {
            primitive: "AxisSum",
            dtypes: &DType::ALL[1..],
            samples: sums,
            reference: sum,
            ulps: 0.0,
            skips: &[],
        },
        OpRecord {
            primitive: "AllGather",
            dtypes: &DType::ALL,
            samples: gathers,
            reference: gather,
            ulps: 0.0,
            skips: &[],
        },
    ]
}
