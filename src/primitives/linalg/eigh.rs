//! Eigenvalues and eigenvectors of Hermitian matrices.
//!
//! Only the lower triangle of the input is read (and the real part of its diagonal), so only there the
//! gradient is not zero. Where eigenvalues coincide, see the module's text on degenerate cases.

use super::{
    adjoint, diagonal_matrix, lower_gradient, narrow, product, reciprocal_differences, square_size,
    turning, widened, with_phase_choice,
};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::cast::cast;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, inferred};
use crate::transform::stack;
use smallvec::smallvec;

/// `A·V = V·diag(w)`: w alone, or w and V.
#[derive(Clone, Debug)]
pub(crate) struct Eigh {
    pub(crate) vectors: bool,
}

/// The eigenvalues in increasing order (of the real dtype), and the eigenvectors as columns.
pub(crate) fn eigh(x: &Array) -> Result<(Array, Array)> {
    let (x, narrowed) = widened(x)?;
    let mut outputs = stack::bind(&Eigh { vectors: true }, &[&x])?.into_iter();
    let mut next = || narrow(outputs.next().expect("two results"), narrowed);
    Ok((next()?, next()?))
}

/// The eigenvalues alone, in a fraction of the time.
pub(crate) fn eigvalsh(x: &Array) -> Result<Array> {
    let (x, narrowed) = widened(x)?;
    narrow(stack::bind_one(&Eigh { vectors: false }, &[&x])?, narrowed)
}

impl Primitive for Eigh {
    fn name(&self) -> &'static str {
        "eigh"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        square_size(self.name(), "the array", x)?;
        let values = Aval::new(x.shape[..x.ndim() - 1].into(), x.dtype.real_part());
        Ok(if self.vectors {
            smallvec![values, x.clone()]
        } else {
            smallvec![values]
        })
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut outputs = inferred(self, inputs)?;
        match &mut outputs[..] {
            [w, v] => kernels::linalg::eigh(inputs[0], w, Some(v)),
            [w] => kernels::linalg::eigh(inputs[0], w, None),
            _ => unreachable!("one or two results were inferred"),
        }
        Ok(outputs)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        if self.vectors {
            Saves {
                inputs: Mask::NONE,
                outputs: Mask::only(0).or(Mask::only(1)),
            }
        } else {
            Saves::inputs(Mask::only(0))
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Eigh {
    /// With dP = Vᴴ·dA·V: dw is its diagonal, and dV = V·(F∘dP) with F = 1/(wⱼ − wᵢ) off the diagonal.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let computed;
        let (w, v) = if self.vectors {
            (values.output(0), values.output(1))
        } else {
            computed = eigh(values.input(0)).or_raise();
            (&computed.0, &computed.1)
        };
        let from_values = cts[0].as_ref().map(diagonal_matrix);
        let from_vectors = cts.get(1).and_then(Option::as_ref).map(|ct| {
            let ct = if v.dtype().is_complex() {
                with_phase_choice(v, ct, &turning(v, ct))
            } else {
                ct.clone()
            };
            np::multiply(reciprocal_differences(w), product(&adjoint(v), &ct))
        });
        let inner = match (from_values, from_vectors) {
            (Some(a), Some(b)) => np::add(a, b),
            (Some(a), None) => cast(&a, v.dtype()).or_raise(),
            (None, Some(b)) => b,
            (None, None) => return smallvec![None],
        };
        let full = product(&product(v, &inner), &adjoint(v));
        smallvec![Some(lower_gradient(&full))]
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

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
        let mut calls = Vec::new();
        for vectors in [true, false] {
            calls.extend(shapes.iter().map(|shape| Sample {
                primitive: Eigh { vectors }.share(),
                inputs: vec![slow::dominant(samples, dtype, shape, 0)],
            }));
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Eigh = for_records::parameters(sample);
        slow::for_each_matrix(inputs, |a| {
            let (w, v) = slow::eigh(&slow::hermitian(&a[0]));
            let mut results = vec![w, slow::phased(&v)];
            results.truncate(if op.vectors { 2 } else { 1 });
            results
        })
    }

    vec![OpRecord {
        primitive: "Eigh",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 4096.0,
        skips: &[(
            Check::Repeats,
            "equal rows may give eigenvalues so close that vectors are not exact",
        )],
    }]
}
