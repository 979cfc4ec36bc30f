//! Eigenvalues and right eigenvectors of general matrices: complex, of norm 1, in no order.
//!
//! Where eigenvalues coincide, see the module's text on degenerate cases; of defective matrices, whose
//! vectors do not span the space, derivatives are infinite or NaN.

use super::lu::solve;
use super::{
    adjoint, diagonal_matrix, identity, product, reciprocal_differences, scale_columns,
    square_size, turning, widened, with_phase_choice,
};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::np::args::axis;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::reduce::conjugate;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, inferred};
use crate::transform::stack;
use smallvec::smallvec;

/// `A·V = V·diag(w)`: w alone, or w and V.
#[derive(Clone, Debug)]
pub(crate) struct Eig {
    pub(crate) vectors: bool,
}

/// The eigenvalues and the eigenvectors as columns, complex also for real matrices. The two of a conjugate
/// pair of a real matrix are neighbours.
pub(crate) fn eig(x: &Array) -> Result<(Array, Array)> {
    let (x, _) = widened(x)?;
    let mut outputs = stack::bind(&Eig { vectors: true }, &[&x])?.into_iter();
    let mut next = || outputs.next().expect("two results");
    Ok((next(), next()))
}

/// The eigenvalues alone, in a fraction of the time.
pub(crate) fn eigvals(x: &Array) -> Result<Array> {
    let (x, _) = widened(x)?;
    stack::bind_one(&Eig { vectors: false }, &[&x])
}

impl Primitive for Eig {
    fn name(&self) -> &'static str {
        "eig"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        square_size(self.name(), "the array", x)?;
        let dtype = match x.dtype {
            DType::F32 | DType::C64 => DType::C64,
            _ => DType::C128,
        };
        let values = Aval::new(x.shape[..x.ndim() - 1].into(), dtype);
        Ok(if self.vectors {
            smallvec![values, Aval::new(x.shape.clone(), dtype)]
        } else {
            smallvec![values]
        })
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut outputs = inferred(self, inputs)?;
        match &mut outputs[..] {
            [w, v] => kernels::linalg::eig(inputs[0], w, Some(v)),
            [w] => kernels::linalg::eig(inputs[0], w, None),
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
            Saves::inputs(Mask::only(0)).or(Saves::OUTPUT)
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Eig {
    /// With dP = V⁻¹·dA·V: dw is its diagonal, and dV = V·(F∘dP) with F = 1/(wⱼ − wᵢ) off the diagonal, minus
    /// what changes the norm, and turned back to the chosen phase.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let w = values.output(0);
        let computed;
        let v = if self.vectors {
            values.output(1)
        } else {
            computed = vectors_of(values.input(0), w).or_raise();
            &computed
        };
        let vh = adjoint(v);
        let from_values = cts[0].as_ref().map(diagonal_matrix);
        let from_vectors = cts.get(1).and_then(Option::as_ref).map(|ct| {
            let growing = np::real(np::sum(np::multiply(np::conj(v), ct), -2));
            let ct = with_phase_choice(
                v,
                &np::subtract(ct, scale_columns(v, &growing)),
                &turning(v, ct),
            );
            let f = conjugate(&reciprocal_differences(w));
            np::multiply(f, product(&vh, &ct))
        });
        let inner = match (from_values, from_vectors) {
            (Some(a), Some(b)) => np::add(a, b),
            (Some(a), None) => a,
            (None, Some(b)) => b,
            (None, None) => return smallvec![None],
        };
        let gradient = solve(&vh, &product(&inner, &vh)).or_raise();
        smallvec![Some(if values.input_aval(0).dtype.is_complex() {
            gradient
        } else {
            np::real(gradient)
        })]
    }
}

/// The eigenvectors in the order of given eigenvalues: without vectors the iteration may find them in another.
fn vectors_of(x: &Array, w: &Array) -> Result<Array> {
    let (own, v) = eig(x)?;
    if w.is_empty() {
        return Ok(v);
    }
    let ndim = w.ndim() as isize;
    let distances = np::absolute(np::subtract(
        np::expand_dims(w, ndim),
        np::expand_dims(own, ndim - 1),
    ));
    // Of values that are equal but for rounding, each takes the one at its own place.
    let rounding = match w.dtype() {
        DType::C64 => 1e-4,
        _ => 1e-12,
    };
    let n = v.shape()[v.ndim() - 1];
    let elsewhere = np::subtract(
        np::ones(([n, n], distances.dtype())),
        identity(n, distances.dtype()),
    );
    let largest = np::max(np::absolute(w), axis(-1).keepdims());
    let penalty = np::multiply(np::expand_dims(largest, ndim), elsewhere);
    let distances = np::add(distances, np::multiply(penalty, rounding));
    let nearest = np::expand_dims(np::argmin(distances, -1), ndim - 1);
    Ok(np::take_along_axis(v, nearest, -1))
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        // Rolled matrices have complex eigenvalues.
        const CASES: [(&[usize], usize); 8] = [
            (&[0, 0], 0),
            (&[1, 1], 0),
            (&[2, 2], 0),
            (&[3, 3], 1),
            (&[4, 4], 0),
            (&[0, 2, 2], 0),
            (&[2, 3, 3], 1),
            (&[2, 1, 2, 2], 0),
        ];
        let mut calls = Vec::new();
        for vectors in [true, false] {
            for (shape, shift) in CASES {
                // Without vectors the order of more values depends on the precision.
                if vectors || shape[shape.len() - 1] < 4 {
                    calls.push(Sample {
                        primitive: Eig { vectors }.share(),
                        inputs: vec![slow::dominant(samples, dtype, shape, shift)],
                    });
                }
            }
        }
        calls
    }

    /// The eigenpairs of the slow algorithm, in the order of the fast one, which is arbitrary.
    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Eig = for_records::parameters(sample);
        slow::for_each_matrix(inputs, |a| {
            let (n, dtype) = (a[0].shape[0], sample.inputs[0].dtype());
            let matrix = np::asarray_of(&a[0].data, &[n, n], dtype);
            let order = stack::bind(op, &[&matrix]).or_raise().remove(0);
            let (w, v) = slow::eig(&a[0], &SlowArray::of(&order).data);
            let mut results = vec![w, slow::phased(&v)];
            results.truncate(if op.vectors { 2 } else { 1 });
            results
        })
    }

    vec![OpRecord {
        primitive: "Eig",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 16384.0,
        skips: &[(
            Check::Repeats,
            "eigenvalues that vanish together have no unique vectors",
        )],
    }]
}
