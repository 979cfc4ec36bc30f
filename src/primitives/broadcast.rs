//! `BroadcastTo`: repeats an array along new axes and axes of size 1. Always a view with strides of 0.
//!
//! Elementwise ops broadcast by themselves and do not need it. Its transpose, the sum back to the smaller
//! shape, is `diff_rules::sum_to`.

#[cfg(feature = "testing")]
use super::Share;
use super::class::{BatchRule, Batched, Batching, Diff, Fusion, Transpose, Values};
use super::diff_rules::sum_to;
use super::reshape::reshape;
use super::transpose::move_axis;
use super::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::shape::{Dims, Shape, checked_len, known_shape, to_dims};
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::{SmallVec, smallvec};

/// The input repeated to a shape, by numpy's rule.
#[derive(Clone, Debug)]
pub(crate) struct BroadcastTo {
    pub(crate) shape: Dims,
}

/// The array repeated to a shape (numpy: `broadcast_to`).
pub(crate) fn broadcast_to(x: &Array, shape: &[usize]) -> Result<Array> {
    if x.shape() == shape {
        return Ok(x.clone());
    }
    bind_one(
        &BroadcastTo {
            shape: to_dims(shape),
        },
        &[x],
    )
}

impl Primitive for BroadcastTo {
    fn name(&self) -> &'static str {
        "broadcast_to"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        let out = Aval::new(self.shape.clone(), x.dtype);
        let refuse = || {
            Error::shape(
                self.name(),
                format!("cannot broadcast {x} to shape {}", out.shape_text()),
            )
        };
        let added = self.shape.len().checked_sub(x.ndim()).ok_or_else(refuse)?;
        for (&own, &wanted) in x.shape.iter().zip(&self.shape[added..]) {
            match own.equals(wanted) {
                Some(true) => {}
                _ if own.is(1) => {}
                Some(false) => return Err(refuse()),
                None => return Err(Error::undecided(self.name(), own, wanted)),
            }
        }
        Ok(smallvec![out])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let shape = known_shape(self.name(), &self.shape)?;
        checked_len(self.name(), &shape, inputs[0].dtype().item_size())?;
        Ok(smallvec![
            inputs[0].with_layout(inputs[0].layout().broadcast_to(&shape))
        ])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }

    fn fusion(&self) -> Fusion {
        Fusion::View
    }
}

impl Transpose for BroadcastTo {
    fn transpose(&self, _position: usize, ct: &Array, values: &Values) -> Array {
        let shape = known_shape(self.name(), &values.input_aval(0).shape).or_raise();
        sum_to(ct.clone(), &shape)
    }
}

/// The batch axis goes in front of axes of size 1 for those that broadcasting adds.
impl BatchRule for BroadcastTo {
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let Some(axis) = axes[0] else {
            return Ok((smallvec![bind_one(self, &[&inputs[0]])?], smallvec![None]));
        };
        let x = move_axis(&inputs[0], axis, 0)?;
        let shape = known_shape(self.name(), &self.shape)?;
        let mut aligned: Shape =
            SmallVec::from_elem(1, 1 + shape.len().saturating_sub(x.ndim() - 1));
        aligned[0] = size;
        aligned.extend_from_slice(&x.shape()[1..]);
        let mut whole = shape;
        whole.insert(0, size);
        let out = broadcast_to(&reshape(&x, &aligned)?, &whole)?;
        Ok((smallvec![out], smallvec![Some(0)]))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let shapes: &[(&[usize], &[usize])] = &[
            (&[], &[]),
            (&[], &[2, 3]),
            (&[1], &[0]),
            (&[3], &[2, 3]),
            (&[2, 1], &[2, 4]),
            (&[1, 3, 1], &[2, 3, 2]),
            (&[3, 1], &[2, 2, 3, 2]),
        ];
        let sample = |&(from, to): &(&[usize], &[usize])| Sample {
            primitive: BroadcastTo { shape: to_dims(to) }.share(),
            inputs: vec![samples.array(dtype, from, -2.0, 2.0)],
        };
        shapes.iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let shape =
            known_shape("broadcast_to", &sample.primitive_as::<BroadcastTo>().shape).or_raise();
        vec![SlowArray::from_fn(&shape, |index| {
            inputs[0].get_broadcast(index)
        })]
    }
    vec![OpRecord {
        primitive: "BroadcastTo",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[],
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dtype::DType;
    use crate::shape::dim::Dim;

    #[test]
    fn symbolic_sizes() {
        let n = Dim::symbol("n");
        let row = Aval::new(smallvec![Dim::ONE, Dim::from(3)], DType::F32);
        let to = BroadcastTo {
            shape: smallvec![Dim::from(2), n, Dim::from(3)],
        };
        assert_eq!(
            to.infer(std::slice::from_ref(&row)).unwrap()[0].shape,
            to.shape
        );
        let wrong = BroadcastTo {
            shape: smallvec![n, Dim::from(4)],
        };
        assert!(matches!(
            wrong.infer(std::slice::from_ref(&row)),
            Err(Error::Shape(_))
        ));
        let fewer = BroadcastTo {
            shape: smallvec![Dim::from(3)],
        };
        assert!(matches!(fewer.infer(&[row]), Err(Error::Shape(_))));
        let column = Aval::new(smallvec![Dim::symbol("m")], DType::F32);
        let undecided = BroadcastTo {
            shape: smallvec![n],
        };
        assert!(matches!(undecided.infer(&[column]), Err(Error::Tracing(_))));
    }
}
