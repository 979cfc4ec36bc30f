//! `PseudoInverse`: Moore and Penrose's inverse of matrices of any shape and rank, through singular values.
//!
//! A primitive for the sake of its derivative, which is that along matrices of equal rank and needs the result
//! only, where that of singular vectors divides by differences of singular values.

use super::inverse::dense_of;
use super::svd::{Vectors, svd};
use super::{adjoint, matrix_size, product};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::promote::Scalar;
use crate::error::{Error, Result};
use crate::np;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::select::select;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::transform::stack;
use smallvec::smallvec;

/// The pseudo-inverse of each matrix; singular values up to `rtol` times the largest count as zero.
#[derive(Clone, Debug)]
pub(crate) struct PseudoInverse {
    pub(crate) rtol: f64,
}

/// The pseudo-inverse of each matrix in the last two axes.
pub(crate) fn pseudo_inverse(x: &Array, rtol: f64) -> Result<Array> {
    stack::bind_one(&PseudoInverse { rtol }, &[x])
}

impl PseudoInverse {
    fn compute(&self, x: &Array) -> Result<Array> {
        let (Some(u), s, Some(vh)) = svd(x, Vectors::Reduced)? else {
            return Err(Error::value("pinv", "singular vectors are missing"));
        };
        if s.shape().ends_with(&[0]) {
            return Ok(product(&adjoint(&vh), &adjoint(&u)));
        }
        let number = |x: f64| scalar_array(Scalar::from(x), s.dtype());
        let limit = np::multiply(np::expand_dims(np::max(&s, -1), -1), number(self.rtol));
        // Not `s > limit`, so that NaN stays.
        let is_small = np::less_equal(&s, limit);
        let inverse = np::divide(number(1.0), select(&is_small, &number(1.0), &s)?);
        let inverse = select(&is_small, &number(0.0), &inverse)?;
        let scaled = np::multiply(adjoint(&vh), np::expand_dims(inverse, -2));
        Ok(product(&scaled, &adjoint(&u)))
    }
}

impl Primitive for PseudoInverse {
    fn name(&self) -> &'static str {
        "pinv"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let [m, n] = matrix_size("pinv", "the matrix", &inputs[0])?;
        let mut out = inputs[0].clone();
        let first = out.ndim() - 2;
        (out.shape[first], out.shape[first + 1]) = (n, m);
        Ok(smallvec![out])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let y = self.compute(&Array::from_dense(inputs[0].clone()))?;
        Ok(smallvec![dense_of("pinv", y)?])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::OUTPUT.or(Saves::inputs(Mask::only(0)))
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for PseudoInverse {
    /// The adjoint of `dP = -P·dA·P + P·Pᴴ·dAᴴ·(1 - A·P) + (1 - P·A)·dAᴴ·Pᴴ·P`.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let gradient = cts[0].as_ref().map(|ct| {
            let (a, p) = (values.input(0), values.output(0));
            let (ph, cth) = (adjoint(p), adjoint(ct));
            let inner = product(&product(&ph, ct), &ph);
            // (1 - A·P)·ctᴴ·P·Pᴴ and Pᴴ·P·ctᴴ·(1 - P·A), without the identity.
            let left = product(&product(&cth, p), &ph);
            let left = np::subtract(&left, product(a, &product(p, &left)));
            let right = product(&product(&ph, p), &cth);
            let right = np::subtract(&right, product(&product(&right, p), a));
            np::subtract(np::add(left, right), inner)
        });
        smallvec![gradient]
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const SHAPES: [&[usize]; 9] = [
            &[0, 0],
            &[0, 2],
            &[2, 0],
            &[1, 1],
            &[3, 3],
            &[2, 3],
            &[3, 2],
            &[0, 2, 2],
            &[2, 3, 2],
        ];
        let sample = |shape: &&[usize]| Sample {
            primitive: PseudoInverse { rtol: 1e-6 }.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, 1)],
        };
        SHAPES.iter().map(sample).collect()
    }

    /// Of full rank: `(AᴴA)⁻¹Aᴴ`, or `Aᴴ(AAᴴ)⁻¹`, the adjoint of which solves `(AAᴴ)X = A`.
    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        let adjoint = |x: &SlowArray| {
            SlowArray::from_fn(&[x.shape[1], x.shape[0]], |at| {
                x.get(&[at[1], at[0]]).conj()
            })
        };
        let times = |x: &SlowArray, y: &SlowArray| {
            SlowArray::from_fn(&[x.shape[0], y.shape[1]], |at| {
                (0..y.shape[0])
                    .map(|k| x.get(&[at[0], k]) * y.get(&[k, at[1]]))
                    .sum()
            })
        };
        slow::for_each_matrix(inputs, |inputs| {
            let (a, h) = (&inputs[0], adjoint(&inputs[0]));
            vec![if a.shape[0] >= a.shape[1] {
                slow::solve(&times(&h, a), &h)
            } else {
                adjoint(&slow::solve(&times(a, &h), a))
            }]
        })
    }

    vec![OpRecord {
        primitive: "PseudoInverse",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 5000.0,
        skips: &[(
            Check::Repeats,
            "equal rows lower the rank, and the reference takes full rank",
        )],
    }]
}
