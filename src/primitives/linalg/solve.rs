//! `Solve`: solutions of square systems, through LU factors; batch axes of the two sides broadcast.
//!
//! A primitive for the sake of its derivative, which is one more system, where that of the factors would be two
//! and several products. Singular matrices give infinities and NaN.

use super::inverse::dense_of;
use super::lu::lu;
use super::triangular_solve::triangular_solve;
use super::{Triangular, adjoint, product, square_size};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::class::{
    BatchRule, Batched, Batching, Diff, Gradients, Mask, Rules, Saves, Values,
};
use crate::primitives::diff_rules::sum_to;
use crate::primitives::gather::gather;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::shape::broadcast::{broadcast_avals, broadcast_shapes};
use crate::shape::{Shape, known_shape};
use crate::transform::stack;
use smallvec::smallvec;

/// X with `A·X = B`.
#[derive(Clone, Debug)]
pub(crate) struct Solve;

/// X with `a·X = b` for matrices `a` [.., n, n] and `b` [.., n, k], whose batch axes broadcast.
pub(crate) fn solve(a: &Array, b: &Array) -> Result<Array> {
    stack::bind_one(&Solve, &[a, b])
}

/// The rows of each matrix in the order of a permutation, whose batch axes broadcast with the matrices'.
pub(crate) fn permuted_rows(x: &Array, permutation: &Array) -> Result<Array> {
    let permutation = cast(permutation, DType::I64)?;
    let (own, n) = (x.ndim() - 2, permutation.shape()[permutation.ndim() - 1]);
    if permutation.ndim() == 1 && own == 0 {
        return gather(x, &[&permutation], &[0], 0);
    }
    let batch = broadcast_shapes(
        &x.shape()[..own],
        &permutation.shape()[..permutation.ndim() - 1],
    );
    let batch = batch.ok_or_else(|| Error::shape("solve", "the batch axes do not broadcast"))?;
    let with = |core: &[usize]| -> Shape { batch.iter().chain(core).copied().collect() };
    let x = broadcast_to(x, &with(&x.shape()[own..]))?;
    let permutation = broadcast_to(&permutation, &with(&[n]))?;
    gather(&x, &[&permutation], &[batch.len()], batch.len())
}

/// The solution from packed factors and the permutation of rows.
pub(crate) fn solve_factored(factors: &Array, permutation: &Array, b: &Array) -> Result<Array> {
    let form = |lower: bool| Triangular {
        lower,
        transpose: false,
        conjugate: false,
        unit_diagonal: lower,
    };
    let y = triangular_solve(factors, &permuted_rows(b, permutation)?, form(true))?;
    triangular_solve(factors, &y, form(false))
}

impl Primitive for Solve {
    fn name(&self) -> &'static str {
        "solve"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (a, b) = (&inputs[0], &inputs[1]);
        let n = square_size("solve", "the matrix", a)?;
        if a.dtype != b.dtype {
            return Err(Error::dtypes_differ("solve", a.dtype, b.dtype));
        }
        let [b_batch @ .., rows, columns] = &b.shape[..] else {
            return Err(Error::shape(
                "solve",
                format!("the right side is {b}, but must have at least two axes"),
            ));
        };
        match n.equals(*rows) {
            Some(true) => {}
            Some(false) => {
                return Err(Error::shape(
                    "solve",
                    format!("a matrix {a} and a right side {b} differ in their number of rows"),
                ));
            }
            None => return Err(Error::undecided("solve", n, *rows)),
        }
        let batches = [
            Aval::new(a.shape[..a.ndim() - 2].iter().copied().collect(), a.dtype),
            Aval::new(b_batch.iter().copied().collect(), b.dtype),
        ];
        let mut shape = broadcast_avals("solve", &batches)?;
        shape.extend([n, *columns]);
        Ok(smallvec![Aval::new(shape, a.dtype)])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        let out = self.infer(&avals_of(inputs))?;
        let shape = known_shape("solve", &out[0].shape)?;
        let batch = &shape[..shape.len() - 2];
        let own = &inputs[0].shape()[..inputs[0].ndim() - 2];
        if own == batch || own.iter().all(|&n| n == 1) {
            let layout = inputs[1].layout().broadcast_to(&shape);
            let mut x = Dense::uninit("solve", out[0].dtype, &shape)?;
            kernels::linalg::solve(inputs[0], &inputs[1].with_layout(layout), &mut x);
            return Ok(smallvec![x]);
        }
        // Some matrices stand for several, which factors them once each.
        let [a, b] = [0, 1].map(|i| Array::from_dense(inputs[i].clone()));
        let (factors, _, permutation) = lu(&a)?;
        let x = solve_factored(&factors, &permutation, &b)?;
        debug_assert_eq!(x.shape(), &shape[..]);
        Ok(smallvec![dense_of("solve", x)?])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, wrt: Mask) -> Saves {
        let a = Saves::inputs(Mask::only(0));
        if wrt.contains(0) {
            a.or(Saves::OUTPUT)
        } else {
            a
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl Rules for Solve {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None, None];
        };
        let shape =
            |position: usize| known_shape("solve", &values.input_aval(position).shape).or_raise();
        let b = solve(&adjoint(values.input(0)), ct).or_raise();
        let a = values.wants(0).then(|| {
            let outer = product(&b, &adjoint(values.output(0)));
            sum_to(np::negative(outer), &shape(0))
        });
        smallvec![a, values.wants(1).then(|| sum_to(b, &shape(1)))]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let moved = tangents[0].as_ref().map(|t| product(t, values.output(0)));
        let right = match (&tangents[1], moved) {
            (Some(b), Some(moved)) => Some(np::subtract(b, moved)),
            (Some(b), None) => Some(b.clone()),
            (None, moved) => moved.map(np::negative),
        };
        let tangent = right.map(|right| solve(values.input(0), &right).or_raise());
        // A tangent has the shape of the output, also where only one side's batch axes do.
        let shape = values.output(0).shape();
        Some(smallvec![
            tangent.map(|t| broadcast_to(&t, shape).or_raise())
        ])
    }
}

impl BatchRule for Solve {
    /// Right sides that share a matrix are columns of one system; else batches go in front.
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let ([a, b], [a_axis, b_axis]) = ([&inputs[0], &inputs[1]], [axes[0], axes[1]]);
        if let (None, Some(axis)) = (a_axis, b_axis) {
            let b = move_axis(b, axis, b.ndim() - 1)?;
            let (columns, last) = (b.shape()[b.ndim() - 2], b.ndim() - 2);
            let mut shape = Shape::from_slice(&b.shape()[..last]);
            shape.push(columns * size);
            let x = solve(a, &reshape(&b, &shape)?)?;
            let mut shape = Shape::from_slice(&x.shape()[..x.ndim() - 1]);
            shape.extend_from_slice(&[columns, size]);
            let out = x.ndim();
            return Ok((smallvec![reshape(&x, &shape)?], smallvec![Some(out)]));
        }
        let own = |x: &Array, axis: Option<usize>| x.ndim() - usize::from(axis.is_some());
        let ndim = own(a, a_axis).max(own(b, b_axis));
        let aligned = |x: &Array, axis: Option<usize>| -> Result<Array> {
            let Some(axis) = axis else {
                return Ok(x.clone());
            };
            let x = move_axis(x, axis, 0)?;
            let mut shape = Shape::from_slice(x.shape());
            (x.ndim()..=ndim).for_each(|_| shape.insert(1, 1));
            reshape(&x, &shape)
        };
        let x = solve(&aligned(a, a_axis)?, &aligned(b, b_axis)?)?;
        Ok((smallvec![x], smallvec![Some(0)]))
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::primitives::Share;
    use crate::testing::{Check, OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const SHAPES: [[&[usize]; 2]; 10] = [
            [&[0, 0], &[0, 2]],
            [&[1, 1], &[1, 1]],
            [&[3, 3], &[3, 2]],
            [&[3, 3], &[3, 0]],
            [&[0, 2, 2], &[0, 2, 1]],
            [&[2, 3, 3], &[2, 3, 2]],
            [&[2, 2], &[3, 2, 2]],
            [&[3, 2, 2], &[2, 1]],
            [&[2, 1, 2, 2], &[3, 2, 2]],
            [&[2, 2, 2], &[1, 2, 2]],
        ];
        let sample = |shapes: &[&[usize]; 2]| Sample {
            primitive: Solve.share(),
            inputs: vec![
                slow::dominant(samples, dtype, shapes[0], 1),
                samples.array(dtype, shapes[1], -2.0, 2.0),
            ],
        };
        SHAPES.iter().map(sample).collect()
    }

    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        let batch = |x: &SlowArray| x.shape[..x.shape.len() - 2].to_vec();
        let both =
            broadcast_shapes(&batch(&inputs[0]), &batch(&inputs[1])).expect("they broadcast");
        let repeated = |x: &SlowArray| {
            let shape = [&both[..], &x.shape[x.shape.len() - 2..]].concat();
            SlowArray::from_fn(&shape, |at| x.get_broadcast(at))
        };
        let inputs: Vec<SlowArray> = inputs.iter().map(repeated).collect();
        slow::for_each_matrix(&inputs, |inputs| vec![slow::solve(&inputs[0], &inputs[1])])
    }

    vec![OpRecord {
        primitive: "Solve",
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
