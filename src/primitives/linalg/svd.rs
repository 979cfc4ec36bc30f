//! Singular values and singular vectors.
//!
//! Where singular values coincide or vanish, see the module's text on degenerate cases; the gradient of the
//! values alone is finite always. In the complete form the vectors beyond the smaller side are any basis of
//! the rest, and the derivative is that of functions that do not depend on which.

use super::{
    adjoint, columns, diagonal_matrix, diagonal_of, matrix_size, narrow, product,
    reciprocal_differences, reciprocal_or_zero, scale_columns, scale_rows, smaller, turning,
    widened, with_phase_choice,
};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::promote::Scalar;
use crate::error::{OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::cast::cast;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::concat::concat;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, inferred};
use crate::shape::Dims;
use crate::transform::stack;
use num_complex::Complex;
use smallvec::smallvec;

/// Which singular vectors are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vectors {
    None,
    /// As many as there are singular values.
    Reduced,
    /// Square matrices.
    Full,
}

/// `A = U·diag(s)·Vᴴ`: s alone, or U, s and Vᴴ.
#[derive(Clone, Debug)]
pub(crate) struct Svd {
    pub(crate) vectors: Vectors,
}

/// U, s and Vᴴ; s is real and in decreasing order.
pub(crate) fn svd(x: &Array, vectors: Vectors) -> Result<(Option<Array>, Array, Option<Array>)> {
    let (x, narrowed) = widened(x)?;
    let mut outputs = stack::bind(&Svd { vectors }, &[&x])?.into_iter();
    let mut next = || narrow(outputs.next().expect("as many as inferred"), narrowed);
    Ok(if vectors == Vectors::None {
        (None, next()?, None)
    } else {
        (Some(next()?), next()?, Some(next()?))
    })
}

impl Primitive for Svd {
    fn name(&self) -> &'static str {
        "svd"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        let [m, n] = matrix_size(self.name(), "the array", x)?;
        let k = smaller(self.name(), m, n)?;
        let with_size = |size: &[_], dtype| {
            let mut shape: Dims = x.shape[..x.ndim() - 2].into();
            shape.extend_from_slice(size);
            Aval::new(shape, dtype)
        };
        let values = with_size(&[k], x.dtype.real_part());
        let (u, v) = match self.vectors {
            Vectors::None => return Ok(smallvec![values]),
            Vectors::Reduced => (k, k),
            Vectors::Full => (m, n),
        };
        Ok(smallvec![
            with_size(&[m, u], x.dtype),
            values,
            with_size(&[v, n], x.dtype)
        ])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut outputs = inferred(self, inputs)?;
        let full = self.vectors == Vectors::Full;
        match &mut outputs[..] {
            [u, s, vh] => kernels::linalg::svd(inputs[0], s, Some((u, vh)), full),
            [s] => kernels::linalg::svd(inputs[0], s, None, full),
            _ => unreachable!("one or three results were inferred"),
        }
        Ok(outputs)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        if self.vectors == Vectors::None {
            return Saves::inputs(Mask::only(0));
        }
        Saves {
            inputs: Mask::NONE,
            outputs: Mask::only(0).or(Mask::only(1)).or(Mask::only(2)),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Svd {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        if cts.iter().all(Option::is_none) {
            return smallvec![None];
        }
        if self.vectors == Vectors::None {
            let (u, s, vh) = svd(values.input(0), Vectors::Reduced).or_raise();
            let (Some(u), Some(vh)) = (u, vh) else {
                unreachable!("the vectors were asked for");
            };
            let factors = Factors {
                u,
                s,
                v: adjoint(&vh),
            };
            return smallvec![Some(factors.gradient(None, cts[0].clone(), None))];
        }
        let u = values.output(0).clone();
        let (s, v) = (values.output(1).clone(), adjoint(values.output(2)));
        let (u_ct, v_ct) = (cts[0].clone(), cts[2].as_ref().map(adjoint));
        let gradient = Factors { u, s, v }.full_gradient(u_ct, cts[1].clone(), v_ct);
        smallvec![Some(gradient.or_raise())]
    }
}

struct Factors {
    u: Array,
    s: Array,
    v: Array,
}

impl Factors {
    /// The vectors beyond the singular values are folded into the cotangents of the others.
    fn full_gradient(
        self,
        u_ct: Option<Array>,
        s_ct: Option<Array>,
        v_ct: Option<Array>,
    ) -> Result<Array> {
        let k = self.s.shape()[self.s.ndim() - 1];
        let (mut u_ct, mut v_ct) = (u_ct, v_ct);
        if self.u.dtype().is_complex() && (u_ct.is_some() || v_ct.is_some()) {
            let zeros = |x: &Array| Some(np::zeros_like(x));
            (u_ct, v_ct) = (
                u_ct.or_else(|| zeros(&self.u)),
                v_ct.or_else(|| zeros(&self.v)),
            );
        }
        let is_complex = self.u.dtype().is_complex();
        if let (true, Some(u_given), Some(v_given)) = (is_complex, &u_ct, &v_ct) {
            // Both vectors of a pair turn together, by the phase that the one in U asks for.
            let (in_u, in_v) = (turning(&self.u, u_given), turning(&self.v, v_given));
            let last = in_u.ndim() - 1;
            let cut = |x: &Array, from: usize, to: usize| {
                crate::primitives::slice::slice_axis(x, last, from, to)
            };
            let shared = np::add(cut(&in_u, 0, k)?, cut(&in_v, 0, k)?);
            let rest = |x: &Array| cut(x, k, x.shape()[last]);
            let of_u = concat(&[&shared, &rest(&in_u)?], last)?;
            let of_v = concat(&[&np::zeros_like(&shared), &rest(&in_v)?], last)?;
            let turned_u = with_phase_choice(&self.u, u_given, &of_u);
            let turned_v = with_phase_choice(&self.v, v_given, &of_v);
            (u_ct, v_ct) = (Some(turned_u), Some(turned_v));
        }
        let (u, u_ct) = reduced(self.u, u_ct, k)?;
        let (v, v_ct) = reduced(self.v, v_ct, k)?;
        let s = self.s;
        Ok(Factors { u, s, v }.gradient(u_ct, s_ct, v_ct))
    }

    /// For thin factors of any phase. With dP = Uᴴ·dA·V and F = 1/(sⱼ² − sᵢ²) off the diagonal: ds is the
    /// real diagonal of dP, dU = U·(F∘(dP·S + S·dPᴴ)), dV = V·(F∘(S·dP + dPᴴ·S)), both plus what lies
    /// outside the spans; the imaginary diagonal of dP turns U.
    fn gradient(&self, u_ct: Option<Array>, s_ct: Option<Array>, v_ct: Option<Array>) -> Array {
        let Factors { u, s, v } = self;
        let f = reciprocal_differences(&np::square(s));
        let inverse = reciprocal_or_zero(s);
        let (m, n, k) = (
            u.shape()[u.ndim() - 2],
            v.shape()[v.ndim() - 2],
            s.shape()[s.ndim() - 1],
        );
        let vh = adjoint(v);
        let mut inner = s_ct.as_ref().map(|ct| {
            let diagonal = diagonal_matrix(ct);
            cast(&diagonal, u.dtype()).or_raise()
        });
        let mut outer: Option<Array> = None;
        let add = |sum: &mut Option<Array>, term: Array| {
            *sum = Some(match sum.take() {
                Some(sum) => np::add(sum, term),
                None => term,
            });
        };
        if let Some(ct) = &u_ct {
            let inside = product(&adjoint(u), ct);
            let j = np::multiply(&f, &inside);
            add(&mut inner, scale_columns(&np::add(&j, adjoint(&j)), s));
            if u.dtype().is_complex() {
                let turn = np::multiply(np::imag(diagonal_of(&inside)), &inverse);
                let i = scalar_array(Scalar::from(Complex::new(0.0, 1.0)), u.dtype());
                add(&mut inner, diagonal_matrix(&np::multiply(turn, i)));
            }
            if m > k {
                let outside = np::subtract(ct, product(u, &inside));
                add(&mut outer, product(&scale_columns(&outside, &inverse), &vh));
            }
        }
        if let Some(ct) = &v_ct {
            let inside = product(&vh, ct);
            let j = np::multiply(&f, &inside);
            add(&mut inner, scale_rows(&np::add(&j, adjoint(&j)), s));
            if n > k {
                let outside = np::subtract(ct, product(v, &inside));
                add(
                    &mut outer,
                    product(&scale_columns(u, &inverse), &adjoint(&outside)),
                );
            }
        }
        let inner = inner.expect("one result has a cotangent");
        let spanned = product(&product(u, &inner), &vh);
        match outer {
            Some(outer) => np::add(spanned, outer),
            None => spanned,
        }
    }
}

/// The first k vectors with their cotangent. The rest W stay orthogonal to them: dW = −X·dXᴴ·W.
fn reduced(x: Array, ct: Option<Array>, k: usize) -> Result<(Array, Option<Array>)> {
    let count = x.shape()[x.ndim() - 1];
    if count == k {
        return Ok((x, ct));
    }
    let (first, rest) = (columns(&x, 0, k)?, columns(&x, k, count)?);
    let Some(ct) = ct else {
        return Ok((first, None));
    };
    let (first_ct, rest_ct) = (columns(&ct, 0, k)?, columns(&ct, k, count)?);
    let turned = product(&rest, &product(&adjoint(&rest_ct), &first));
    let first_ct = np::subtract(first_ct, turned);
    Ok((first, Some(first_ct)))
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples_of(
        cases: &[(&[usize], Vectors)],
        samples: &mut Samples,
        dtype: DType,
    ) -> Vec<Sample> {
        let sample = |&(shape, vectors): &(&[usize], Vectors)| Sample {
            primitive: Svd { vectors }.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, 0)],
        };
        cases.iter().map(sample).collect()
    }

    fn unique(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: [(&[usize], Vectors); 16] = [
            (&[0, 0], Vectors::Reduced),
            (&[0, 2], Vectors::None),
            (&[3, 0], Vectors::Reduced),
            (&[1, 1], Vectors::Full),
            (&[2, 2], Vectors::None),
            (&[2, 2], Vectors::Reduced),
            (&[3, 3], Vectors::Full),
            (&[4, 2], Vectors::Reduced),
            (&[2, 4], Vectors::Reduced),
            (&[4, 2], Vectors::None),
            (&[3, 2], Vectors::Full),
            (&[2, 3], Vectors::Full),
            (&[0, 3, 2], Vectors::Reduced),
            (&[2, 2, 3], Vectors::Reduced),
            (&[2, 2, 3], Vectors::None),
            (&[2, 1, 3, 2], Vectors::Reduced),
        ];
        samples_of(&CASES, samples, dtype)
    }

    fn completed(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: [(&[usize], Vectors); 4] = [
            (&[3, 0], Vectors::Full),
            (&[4, 2], Vectors::Full),
            (&[1, 4], Vectors::Full),
            (&[2, 2, 4], Vectors::Full),
        ];
        samples_of(&CASES, samples, dtype)
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Svd = for_records::parameters(sample);
        slow::for_each_matrix(inputs, |a| {
            let (u, s, v) = slow::svd(&a[0], op.vectors == Vectors::Full);
            if op.vectors == Vectors::None {
                return vec![s];
            }
            vec![u, s, slow::adjoint(&v)]
        })
    }

    const EQUAL_ROWS: (Check, &str) = (
        Check::Repeats,
        "singular values that vanish together have no unique vectors",
    );
    let record = OpRecord {
        primitive: "Svd",
        dtypes: &FIELDS,
        samples: unique,
        reference,
        ulps: 4096.0,
        skips: &[EQUAL_ROWS],
    };
    vec![
        record,
        OpRecord {
            samples: completed,
            skips: &[
                (
                    Check::Values,
                    "the basis of the rest is not unique; unit tests multiply the factors",
                ),
                (
                    Check::Gradient,
                    "the basis of the rest is not unique; unit tests check functions of its span",
                ),
            ],
            ..record
        },
    ]
}
