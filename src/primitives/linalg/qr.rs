//! QR factors, with a real diagonal of R.
//!
//! The sign of each diagonal element is the one that Householder's reflections give, as in LAPACK. In the
//! complete form of a tall matrix the last columns of Q are any basis of the rest; the derivative is that of
//! functions that do not depend on which.

use super::triangular_solve::triangular_solve;
use super::{
    Triangular, adjoint, columns, halve_diagonal, matrix_size, narrow, product, rows, smaller,
    widened,
};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::concat::concat;
use crate::primitives::diff_rules::zeros_of;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, inferred};
use crate::transform::stack;
use smallvec::smallvec;

/// `A = Q·R`; Q has as many columns as rows if `full`, else as many as the smaller side of A.
#[derive(Clone, Debug)]
pub(crate) struct Qr {
    pub(crate) full: bool,
}

/// Q and R.
pub(crate) fn qr(x: &Array, full: bool) -> Result<(Array, Array)> {
    let (x, narrowed) = widened(x)?;
    let mut outputs = stack::bind(&Qr { full }, &[&x])?.into_iter();
    let mut next = || narrow(outputs.next().expect("two results"), narrowed);
    Ok((next()?, next()?))
}

impl Primitive for Qr {
    fn name(&self) -> &'static str {
        "qr"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        let [m, n] = matrix_size(self.name(), "the array", x)?;
        let k = if self.full {
            m
        } else {
            smaller(self.name(), m, n)?
        };
        let with_size = |size: [_; 2]| {
            let mut shape = x.shape.clone();
            shape.truncate(x.ndim() - 2);
            shape.extend(size);
            Aval::new(shape, x.dtype)
        };
        Ok(smallvec![with_size([m, k]), with_size([k, n])])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut outputs = inferred(self, inputs)?;
        let [q, r] = &mut outputs[..] else {
            unreachable!("two results were inferred");
        };
        kernels::linalg::qr(inputs[0], self.full, q, r);
        Ok(outputs)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves {
            inputs: Mask::NONE,
            outputs: Mask::only(0).or(Mask::only(1)),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Qr {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        if cts.iter().all(Option::is_none) {
            return smallvec![None];
        }
        let ct = |i: usize| {
            let given = cts[i].clone();
            given.unwrap_or_else(|| zeros_of(values.output_aval(i)))
        };
        let gradient = gradient(values.output(0), values.output(1), ct(0), ct(1));
        smallvec![Some(gradient.or_raise())]
    }
}

fn gradient(q: &Array, r: &Array, q_ct: Array, r_ct: Array) -> Result<Array> {
    let (m, n) = (q.shape()[q.ndim() - 2], r.shape()[r.ndim() - 1]);
    let k = q.shape()[q.ndim() - 1];
    if k > n {
        // The columns Q₂ beyond A's stay orthogonal to the first: dQ₂ = −Q₁·dQ₁ᴴ·Q₂.
        let (q, rest) = (columns(q, 0, n)?, columns(q, n, k)?);
        let (q_ct, rest_ct) = (columns(&q_ct, 0, n)?, columns(&q_ct, n, k)?);
        let turned = product(&rest, &product(&adjoint(&rest_ct), &q));
        let q_ct = np::subtract(q_ct, turned);
        return tall_gradient(&q, &rows(r, 0, n)?, &q_ct, &rows(&r_ct, 0, n)?);
    }
    if n <= m {
        return tall_gradient(q, r, &q_ct, &r_ct);
    }
    // A = [A₁ A₂] with A₁ = Q·R₁ square, and R₂ = Qᴴ·A₂.
    let (square, rest) = (columns(r, 0, m)?, columns(r, m, n)?);
    let (square_ct, rest_ct) = (columns(&r_ct, 0, m)?, columns(&r_ct, m, n)?);
    let through_q = product(&product(q, &rest), &adjoint(&rest_ct));
    let first = tall_gradient(q, &square, &np::add(q_ct, through_q), &square_ct)?;
    concat(&[&first, &product(q, &rest_ct)], q.ndim() - 1)
}

/// For R square: with C = Qᴴ·dA·R⁻¹, dR = T·R and dQ = dA·R⁻¹ − Q·T, where T is the upper triangle of C
/// plus the adjoint of its strictly lower one, with a real diagonal.
fn tall_gradient(q: &Array, r: &Array, q_ct: &Array, r_ct: &Array) -> Result<Array> {
    let t_ct = np::triu(
        np::subtract(product(r_ct, &adjoint(r)), product(&adjoint(q), q_ct)),
        0,
    );
    let c_ct = halve_diagonal(&np::add(&t_ct, adjoint(&t_ct)));
    let sum = np::add(q_ct, product(q, &c_ct));
    let upper = Triangular {
        lower: false,
        transpose: false,
        conjugate: false,
        unit_diagonal: false,
    };
    Ok(adjoint(&triangular_solve(r, &adjoint(&sum), upper)?))
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples_of(cases: &[(&[usize], bool)], samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let sample = |&(shape, full): &(&[usize], bool)| Sample {
            primitive: Qr { full }.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, 0)],
        };
        cases.iter().map(sample).collect()
    }

    fn unique(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: [(&[usize], bool); 12] = [
            (&[0, 0], false),
            (&[0, 2], true),
            (&[3, 0], false),
            (&[1, 1], false),
            (&[2, 2], true),
            (&[3, 3], false),
            (&[4, 2], false),
            (&[2, 4], false),
            (&[2, 3], true),
            (&[0, 3, 2], false),
            (&[2, 3, 2], false),
            (&[2, 1, 2, 3], false),
        ];
        samples_of(&CASES, samples, dtype)
    }

    fn completed(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: [(&[usize], bool); 4] = [
            (&[3, 0], true),
            (&[3, 2], true),
            (&[4, 1], true),
            (&[2, 3, 2], true),
        ];
        samples_of(&CASES, samples, dtype)
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Qr = for_records::parameters(sample);
        slow::for_each_matrix(inputs, |a| slow::qr(&a[0], op.full))
    }

    const EQUAL_ROWS: (Check, &str) = (
        Check::Repeats,
        "columns that depend on each other have no unique Q",
    );
    let record = OpRecord {
        primitive: "Qr",
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
