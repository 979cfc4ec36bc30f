//! Ops that compute nothing: a new identity for the same values.
//!
//! Transforms need them. `Alias` gives a functional argument an identity of its own, `StopGradient` cuts
//! the path of derivatives. Both share the buffer of their input.

#[cfg(feature = "testing")]
use super::Share;
use super::class::{Batching, Diff, Fusion, Transpose, Values};
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::Result;
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// The same array under a new identity.
#[derive(Clone, Debug)]
pub(crate) struct Alias;

/// The same values without derivative.
#[derive(Clone, Debug)]
pub(crate) struct StopGradient;

/// The array under a new identity, recorded as the identity function.
pub(crate) fn alias(x: &Array) -> Result<Array> {
    bind_one(&Alias, &[x])
}

/// The array as a constant of every derivative (TensorFlow: `stop_gradient`).
pub(crate) fn stop_gradient(x: &Array) -> Result<Array> {
    bind_one(&StopGradient, &[x])
}

impl Primitive for Alias {
    fn name(&self) -> &'static str {
        "alias"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        Ok(smallvec![inputs[0].clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        Ok(smallvec![inputs[0].clone()])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Linear(self)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::View
    }
}

impl Transpose for Alias {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        ct.clone()
    }
}

impl Primitive for StopGradient {
    fn name(&self) -> &'static str {
        "stop_gradient"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        Ok(smallvec![inputs[0].clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        Ok(smallvec![inputs[0].clone()])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Zero
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::View
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    const SHAPES: [&[usize]; 5] = [&[], &[3], &[0, 2], &[2, 3], &[2, 1, 3, 2]];
    fn aliases(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let inputs = SHAPES.map(|shape| vec![samples.array(dtype, shape, -2.0, 2.0)]);
        inputs
            .into_iter()
            .map(|inputs| Sample {
                primitive: Alias.share(),
                inputs,
            })
            .collect()
    }
    fn constants(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let inputs = SHAPES.map(|shape| vec![samples.array(dtype, shape, -2.0, 2.0)]);
        inputs
            .into_iter()
            .map(|inputs| Sample {
                primitive: StopGradient.share(),
                inputs,
            })
            .collect()
    }
    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        inputs.to_vec()
    }
    vec![
        OpRecord {
            primitive: "Alias",
            dtypes: &DType::ALL,
            samples: aliases,
            reference,
            ulps: 0.0,
            skips: &[],
        },
        OpRecord {
            primitive: "StopGradient",
            dtypes: &DType::ALL,
            samples: constants,
            reference,
            ulps: 0.0,
            skips: &[],
        },
    ]
}
