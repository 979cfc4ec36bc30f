//! `Inverse`: the inverse of square matrices, through their LU factors.
//!
//! A primitive for the sake of its derivative, which needs the result and two products only, where that of the
//! factors would solve again. Singular matrices give infinities and NaN.

use super::{adjoint, product, square_size};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{Error, Result};
use crate::kernels;
use crate::np;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::transform::stack;
use smallvec::smallvec;

/// The inverse of each matrix.
#[derive(Clone, Debug)]
pub(crate) struct Inverse;

/// The inverse of each square matrix in the last two axes.
pub(crate) fn inverse(x: &Array) -> Result<Array> {
    stack::bind_one(&Inverse, &[x])
}

/// The result of a composition that ran on dense arrays.
pub(super) fn dense_of(op: &'static str, x: Array) -> Result<Dense> {
    x.into_dense()
        .ok_or_else(|| Error::escaped(op, "vectorized_map"))
}

impl Primitive for Inverse {
    fn name(&self) -> &'static str {
        "inv"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        square_size("inv", "the matrix", &inputs[0])?;
        Ok(smallvec![inputs[0].clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut out = Dense::uninit("inv", inputs[0].dtype(), inputs[0].shape())?;
        kernels::linalg::inverse(inputs[0], &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::OUTPUT
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Inverse {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let gradient = cts[0].as_ref().map(|ct| {
            let y = adjoint(values.output(0));
            np::negative(product(&product(&y, ct), &y))
        });
        smallvec![gradient]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let tangent = tangents[0].as_ref().map(|t| {
            let y = values.output(0);
            np::negative(product(&product(y, t), y))
        });
        Some(smallvec![tangent])
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const SHAPES: [&[usize]; 6] = [
            &[0, 0],
            &[1, 1],
            &[3, 3],
            &[0, 2, 2],
            &[2, 3, 3],
            &[2, 1, 2, 2],
        ];
        let sample = |shape: &&[usize]| Sample {
            primitive: Inverse.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, 1)],
        };
        SHAPES.iter().map(sample).collect()
    }

    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        slow::for_each_matrix(inputs, |inputs| {
            let one = |at: &[usize]| slow::number(f64::from(u8::from(at[0] == at[1])));
            vec![slow::solve(
                &inputs[0],
                &SlowArray::from_fn(&inputs[0].shape, one),
            )]
        })
    }

    vec![OpRecord {
        primitive: "Inverse",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 2000.0,
        skips: &[(
            Check::Repeats,
            "equal rows make a singular matrix, whose infinities and NaN depend on rounding",
        )],
    }]
}
