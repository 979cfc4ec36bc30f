//! Cholesky factors of Hermitian positive definite matrices.
//!
//! Only the lower triangle of the input is read (and the real part of its diagonal), so only there the
//! gradient is not zero. The rule is the one of Murray, "Differentiation of the Cholesky decomposition"
//! (2016).

use super::Triangular;
use super::triangular_solve::triangular_solve;
use super::{adjoint, halve_diagonal, lower_gradient, narrow, product, square_size, widened};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::transform::stack;
use smallvec::smallvec;

/// L with `A = L·Lᴴ`.
#[derive(Clone, Debug)]
pub(crate) struct Cholesky;

/// The lower Cholesky factor of the matrix that the lower triangle describes; NaN in the lower triangle if it
/// is not positive definite.
pub(crate) fn cholesky(x: &Array) -> Result<Array> {
    let (x, narrowed) = widened(x)?;
    narrow(stack::bind_one(&Cholesky, &[&x])?, narrowed)
}

impl Primitive for Cholesky {
    fn name(&self) -> &'static str {
        "cholesky"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        square_size(self.name(), "the array", &inputs[0])?;
        Ok(smallvec![inputs[0].clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut out = Dense::uninit(self.name(), inputs[0].dtype(), inputs[0].shape())?;
        kernels::linalg::cholesky(inputs[0], &mut out);
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

impl Rules for Cholesky {
    /// With Φ for the lower triangle with half its diagonal, dL = L·Φ(L⁻¹·dA·L⁻ᴴ).
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None];
        };
        let l = values.output(0);
        let adjoint_form = Triangular {
            lower: true,
            transpose: true,
            conjugate: true,
            unit_diagonal: false,
        };
        let solve = |b: &Array| triangular_solve(l, b, adjoint_form).or_raise();
        let inner = np::tril(product(&adjoint(l), &np::tril(ct, 0)), 0);
        let left = solve(&halve_diagonal(&inner));
        let full = adjoint(&solve(&adjoint(&left)));
        smallvec![Some(lower_gradient(&full))]
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let shapes: [&[usize]; 7] = [
            &[0, 0],
            &[1, 1],
            &[2, 2],
            &[4, 4],
            &[0, 2, 2],
            &[2, 3, 3],
            &[2, 1, 2, 2],
        ];
        let sample = |shape: &&[usize]| Sample {
            primitive: Cholesky.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, 0)],
        };
        shapes.iter().map(sample).collect()
    }

    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        slow::for_each_matrix(inputs, |a| vec![slow::cholesky(&a[0])])
    }

    vec![OpRecord {
        primitive: "Cholesky",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 256.0,
        skips: &[],
    }]
}
