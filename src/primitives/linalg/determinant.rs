//! `Determinant`: the determinants of square matrices, with a derivative that also holds for singular ones.
//!
//! The derivative is the matrix of cofactors. Of a well-conditioned matrix that is the determinant times the
//! inverse; of others it is taken from singular vectors, without a division, and its own derivative is right
//! too. Third derivatives at singular matrices are incomplete.

use super::inverse::inverse;
use super::lu::lu;
use super::svd::{Vectors, svd};
use super::{adjoint, identity, product, square_size};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::class::{Batching, Diff, Gradients, Mask, Rules, Saves, Values};
use crate::primitives::create::iota;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reduce::{ReduceKind, conjugate, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::shape::Shape;
use crate::transform::stack;
use smallvec::smallvec;

/// The determinant of each matrix.
#[derive(Clone, Debug)]
pub(crate) struct Determinant;

/// The determinant of each square matrix in the last two axes.
pub(crate) fn determinant(x: &Array) -> Result<Array> {
    stack::bind_one(&Determinant, &[x])
}

/// The diagonal of packed factors, and in `true` whether their rows were exchanged an odd number of times.
pub(crate) fn pivots_and_parity(x: &Array) -> Result<(Array, Array)> {
    let (factors, pivots, _) = lu(x)?;
    let own = iota(pivots.shape(), pivots.dtype(), pivots.ndim() - 1)?;
    let moves = reduce(
        ReduceKind::Sum,
        &cast(&np::not_equal(&pivots, &own), DType::I64)?,
        &[pivots.ndim() - 1],
    )?;
    Ok((
        np::diagonal(&factors, 0, -2, -1),
        np::equal(np::remainder(&moves, 2), 1),
    ))
}

/// -1 where the condition holds, else 1.
pub(crate) fn sign_of(is_odd: &Array, dtype: DType) -> Result<Array> {
    let number = |x: i64| scalar_array(Scalar::from(x), dtype);
    select(is_odd, &number(-1), &number(1))
}

impl Primitive for Determinant {
    fn name(&self) -> &'static str {
        "det"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        square_size("det", "the matrix", &inputs[0])?;
        let batch = inputs[0].ndim() - 2;
        let shape = inputs[0].shape[..batch].iter().copied().collect();
        Ok(smallvec![Aval::new(shape, inputs[0].dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let x = inputs[0];
        let mut out = Dense::uninit("det", x.dtype(), &x.shape()[..x.ndim() - 2])?;
        kernels::linalg::determinant(x, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::inputs(Mask::only(0))
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Leading
    }
}

impl Rules for Determinant {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let gradient = cts[0].as_ref().map(|ct| {
            let cofactors = cofactors(values.input(0)).or_raise();
            np::multiply(as_matrix(ct).or_raise(), conjugate(&cofactors))
        });
        smallvec![gradient]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let tangent = tangents[0].as_ref().map(|t| {
            let products = np::multiply(t, cofactors(values.input(0)).or_raise());
            let n = products.ndim();
            reduce(ReduceKind::Sum, &products, &[n - 2, n - 1]).or_raise()
        });
        Some(smallvec![tangent])
    }
}

/// With two more axes of size 1.
fn as_matrix(x: &Array) -> Result<Array> {
    let mut shape = Shape::from_slice(x.shape());
    shape.extend_from_slice(&[1, 1]);
    reshape(x, &shape)
}

/// The derivative of the determinant with respect to each element.
fn cofactors(x: &Array) -> Result<Array> {
    let n = x.shape()[x.ndim() - 1];
    if n == 0 {
        return Ok(x.clone());
    }
    let fixed = stop_gradient(x)?;
    let (Some(u), s, Some(vh)) = svd(&fixed, Vectors::Full)? else {
        return Err(Error::value("det", "singular vectors are missing"));
    };
    let (largest, smallest) = (np::max(&s, -1), np::min(&s, -1));
    // Half of the digits are left to the inverse of a matrix that is not regarded as singular.
    let tolerance = if s.dtype() == DType::F32 { 3e-4 } else { 1e-8 };
    let is_singular = as_matrix(&np::less_equal(smallest, np::multiply(largest, tolerance)))?;
    let safe = select(
        &is_singular,
        &broadcast_to(&identity(n, x.dtype()), x.shape())?,
        x,
    )?;
    let regular = np::multiply(
        as_matrix(&determinant(&safe)?)?,
        np::matrix_transpose(inverse(&safe)?),
    );
    select(&is_singular, &singular_cofactors(x, &u, &s, &vh)?, &regular)
}

/// The cofactors, by those of `B = Uᴴ·A·V`, which is diagonal and whose off-diagonal elements may be treated to
/// first order.
fn singular_cofactors(x: &Array, u: &Array, s: &Array, vh: &Array) -> Result<Array> {
    let n = x.shape()[x.ndim() - 1];
    let rotated = product(&product(&adjoint(u), x), &adjoint(vh));
    let unit = np::equal(identity(n, DType::I64), 1);
    let zero = scalar_array(Scalar::from(0.0), s.dtype());
    let row = np::expand_dims(s, -2);
    // In row i the singular values with 1 in place of the i-th: without it, and without it and the j-th.
    let without_one = select(
        &unit,
        &scalar_array(Scalar::from(1.0), s.dtype()),
        &broadcast_rows(&row, n)?,
    )?;
    let all_but_one = reduce(ReduceKind::Prod, &without_one, &[without_one.ndim() - 1])?;
    let all_but_two = select(&unit, &zero, &products_of_others(&without_one)?)?;
    let moved = np::subtract(np::diagonal(&rotated, 0, -2, -1), s);
    let diagonal = np::add(
        &all_but_one,
        np::matvec(cast(&all_but_two, x.dtype())?, moved),
    );
    let beside = np::negative(np::multiply(np::matrix_transpose(&rotated), &all_but_two));
    let cofactors = np::where_(&unit, np::expand_dims(diagonal, -1), beside);
    let phase = np::multiply(determinant(u)?, determinant(vh)?);
    let outer = product(&product(&conjugate(u), &cofactors), &conjugate(vh));
    Ok(np::multiply(outer, as_matrix(&phase)?))
}

fn broadcast_rows(row: &Array, n: usize) -> Result<Array> {
    let mut shape = Shape::from_slice(row.shape());
    let rows = shape.len() - 2;
    shape[rows] = n;
    broadcast_to(row, &shape)
}

/// For each place along the last axis the product of the other elements.
fn products_of_others(x: &Array) -> Result<Array> {
    let last = x.ndim() - 1;
    let mut one = Shape::from_slice(x.shape());
    let n = one[last];
    one[last] = 1;
    let one = np::ones((&one[..], x.dtype()));
    let before = |x: &Array| -> Result<Array> {
        let running = np::cumprod(crate::primitives::slice::slice_axis(x, last, 0, n - 1)?, -1);
        crate::primitives::concat::concat(&[&one, &running], last)
    };
    let after = np::flip(before(&np::flip(x, -1))?, -1);
    Ok(np::multiply(before(x)?, after))
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::primitives::Share;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

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
            primitive: Determinant.share(),
            inputs: vec![slow::dominant(samples, dtype, shape, 1)],
        };
        SHAPES.iter().map(sample).collect()
    }

    /// By the first row.
    fn expanded(rows: &[usize], columns: &[usize], x: &SlowArray) -> Complex<f64> {
        let Some((&row, rest)) = rows.split_first() else {
            return slow::number(1.0);
        };
        let term = |(k, &column): (usize, &usize)| {
            let others: Vec<usize> = columns.iter().copied().filter(|&c| c != column).collect();
            let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
            x.get(&[row, column]) * expanded(rest, &others, x) * sign
        };
        columns.iter().enumerate().map(term).sum()
    }

    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        slow::for_each_matrix(inputs, |inputs| {
            let all: Vec<usize> = (0..inputs[0].shape[0]).collect();
            vec![SlowArray {
                shape: vec![],
                data: vec![expanded(&all, &all, &inputs[0])],
            }]
        })
    }

    vec![OpRecord {
        primitive: "Determinant",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 2000.0,
        skips: &[(
            Check::Repeats,
            "equal rows make a singular matrix, whose determinant is zero up to rounding",
        )],
    }]
}
