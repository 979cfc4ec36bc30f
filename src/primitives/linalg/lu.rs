//! LU factors with partial pivoting, packed into one matrix.
//!
//! Rectangular matrices too. Pivots are integers and constant under small changes, so the derivative is that
//! of the factors of `P·A` with `P` fixed; it needs the leading square block to be regular.

use super::triangular_solve::triangular_solve;
use super::{
    Triangular, adjoint, columns, identity, matrix_size, narrow, product, rows, smaller, widened,
};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::argsort::argsort;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::concat::concat;
use crate::primitives::reshape::reshape;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, inferred};
use crate::transform::stack;
use smallvec::smallvec;

/// `P·A = L·U`: the factors in one matrix, the row exchanges, and P as a permutation.
#[derive(Clone, Debug)]
pub(crate) struct Lu;

/// The packed factors (L strictly below the diagonal, which is U's), for each step the row (i32) it exchanged
/// with, and for each row of `P·A` its row (i32) in A.
pub(crate) fn lu(x: &Array) -> Result<(Array, Array, Array)> {
    let (x, narrowed) = widened(x)?;
    let mut outputs = stack::bind(&Lu, &[&x])?.into_iter();
    let mut next = || outputs.next().expect("three results");
    let (factors, pivots, permutation) = (next(), next(), next());
    Ok((narrow(factors, narrowed)?, pivots, permutation))
}

/// X with `A·X = B` for square matrices with the same batch axes, for rules.
pub(super) fn solve(a: &Array, b: &Array) -> Result<Array> {
    let (factors, _, permutation) = lu(a)?;
    let b = take_rows(b, &permutation)?;
    let form = |lower: bool| Triangular {
        lower,
        transpose: false,
        conjugate: false,
        unit_diagonal: lower,
    };
    let x = triangular_solve(&factors, &b, form(true))?;
    triangular_solve(&factors, &x, form(false))
}

/// The rows of each matrix in the order of a permutation.
fn take_rows(x: &Array, order: &Array) -> Result<Array> {
    let mut shape = order.shape().to_vec();
    shape.push(1);
    Ok(np::take_along_axis(x, reshape(order, &shape)?, -2))
}

impl Primitive for Lu {
    fn name(&self) -> &'static str {
        "lu"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        let [m, n] = matrix_size(self.name(), "the array", x)?;
        let vector = |size| {
            let mut shape = x.shape.clone();
            shape.truncate(x.ndim() - 2);
            shape.push(size);
            Aval::new(shape, DType::I32)
        };
        Ok(smallvec![
            x.clone(),
            vector(smaller(self.name(), m, n)?),
            vector(m)
        ])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let mut outputs = inferred(self, inputs)?;
        let [factors, pivots, permutation] = &mut outputs[..] else {
            unreachable!("three results were inferred");
        };
        kernels::linalg::lu(inputs[0], factors, pivots, permutation);
        Ok(outputs)
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves {
            inputs: Mask::NONE,
            outputs: Mask::only(0).or(Mask::only(2)),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Lu {
    /// With L and U completed to square matrices by the identity and W = L⁻¹·P·dA·U⁻¹, the packed factors
    /// change by L·W₋ + W₊·U, where W₋ is strictly lower and W₊ upper triangular.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None];
        };
        let [.., m, n] = ct.shape()[..] else {
            unreachable!("inference checked the axes");
        };
        let factors = values.output(0);
        let k = m.min(n);
        let l = np::tril(columns(factors, 0, k).or_raise(), -1);
        let l = np::add(complete(&l, m, -1).or_raise(), identity(m, ct.dtype()));
        let u = np::triu(rows(factors, 0, k).or_raise(), 0);
        let u = complete(&u, n, -2).or_raise();
        // Ones where U has no rows of its own.
        let is_missing = np::greater_equal(np::arange(n as i64), k as i64);
        let u = np::add(u, np::multiply(identity(n, ct.dtype()), is_missing));
        let w = np::add(
            np::tril(product(&adjoint(&l), ct), -1),
            np::triu(product(ct, &adjoint(&u)), 0),
        );
        let form = |lower: bool| Triangular {
            lower,
            transpose: lower,
            conjugate: lower,
            unit_diagonal: lower,
        };
        let left = triangular_solve(&l, &w, form(true)).or_raise();
        let both = adjoint(&triangular_solve(&u, &adjoint(&left), form(false)).or_raise());
        let permutation = values.output(2);
        let inverse = argsort(permutation, permutation.ndim() - 1).or_raise();
        smallvec![Some(take_rows(&both, &inverse).or_raise())]
    }
}

/// Zeros appended along the last axis (-1) or the one before (-2), up to a size.
fn complete(x: &Array, size: usize, axis: isize) -> Result<Array> {
    let axis = (x.ndim() as isize + axis) as usize;
    let mut shape = x.shape().to_vec();
    shape[axis] = size - shape[axis];
    if shape[axis] == 0 {
        return Ok(x.clone());
    }
    concat(&[x, &np::zeros((shape.as_slice(), x.dtype()))], axis)
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::primitives::Share;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: [(&[usize], usize); 11] = [
            (&[0, 0], 0),
            (&[0, 2], 0),
            (&[3, 0], 0),
            (&[1, 1], 0),
            (&[2, 2], 1),
            (&[4, 4], 1),
            (&[2, 3], 1),
            (&[4, 2], 1),
            (&[0, 2, 2], 0),
            (&[2, 3, 3], 2),
            (&[2, 1, 3, 2], 1),
        ];
        let sample = |&(shape, shift): &(&[usize], usize)| Sample {
            primitive: Lu.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, shift)],
        };
        CASES.iter().map(sample).collect()
    }

    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        slow::for_each_matrix(inputs, |a| slow::lu(&a[0]))
    }

    vec![OpRecord {
        primitive: "Lu",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 4096.0,
        skips: &[(
            Check::Repeats,
            "after the first step rounding alone decides the pivots of equal rows",
        )],
    }]
}
