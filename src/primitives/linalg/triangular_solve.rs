//! Solutions of triangular systems, as forward and backward substitution give them.
//!
//! The other triangle of the matrix is not read; nor is the diagonal, if it counts as ones. A zero on the
//! diagonal divides: infinities and NaN, as in numpy's arithmetic.

use super::{Triangular, adjoint, matrix_size, narrow, product, square_size, widened};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::class::{
    BatchRule, Batched, Batching, Diff, Gradients, Mask, Rules, Saves, Values,
};
use crate::primitives::reduce::conjugate;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::primitives::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::shape::Shape;
use crate::shape::broadcast::broadcast_shapes;
use crate::transform::stack;
use smallvec::{SmallVec, smallvec};

/// X with `op(A)·X = B`; the axes before the last two are equal.
#[derive(Clone, Debug)]
pub(crate) struct TriangularSolve {
    pub(crate) form: Triangular,
}

/// The solution X of `op(A)·X = B` with matrices `[.., n, n]` and `[.., n, k]`, whose first axes broadcast.
pub(crate) fn triangular_solve(a: &Array, b: &Array, form: Triangular) -> Result<Array> {
    const OP: &str = "triangular_solve";
    let ((a, _), (b, narrowed)) = (widened(a)?, widened(b)?);
    if a.ndim() < 2 || b.ndim() < 2 {
        return Err(Error::shape(
            OP,
            format!(
                "both arrays must have at least two axes, they are {} and {}",
                a.aval(),
                b.aval()
            ),
        ));
    }
    let (a_batch, b_batch) = (&a.shape()[..a.ndim() - 2], &b.shape()[..b.ndim() - 2]);
    let Some(batch) = broadcast_shapes(a_batch, b_batch) else {
        return Err(Error::shape(
            OP,
            format!(
                "cannot broadcast the batches of {} and {}",
                a.aval(),
                b.aval()
            ),
        ));
    };
    let full = |x: &Array| {
        let mut shape = batch.clone();
        shape.extend_from_slice(&x.shape()[x.ndim() - 2..]);
        broadcast_to(x, &shape)
    };
    let solved = stack::bind_one(&TriangularSolve { form }, &[&full(&a)?, &full(&b)?])?;
    narrow(solved, narrowed)
}

impl Primitive for TriangularSolve {
    fn name(&self) -> &'static str {
        "triangular_solve"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let (a, b) = (&inputs[0], &inputs[1]);
        if a.dtype != b.dtype {
            return Err(Error::dtypes_differ(self.name(), a.dtype, b.dtype));
        }
        let n = square_size(self.name(), "the matrix", a)?;
        let [rows, _] = matrix_size(self.name(), "the right-hand side", b)?;
        let refuse = || {
            Error::shape(
                self.name(),
                format!("a matrix {a} does not fit a right-hand side {b}"),
            )
        };
        if a.ndim() != b.ndim() {
            return Err(refuse());
        }
        let batch = a.shape.iter().zip(&b.shape).take(a.ndim() - 2);
        for (&x, &y) in batch.chain([(&n, &rows)]) {
            match x.equals(y) {
                Some(true) => {}
                Some(false) => return Err(refuse()),
                None => return Err(Error::undecided(self.name(), x, y)),
            }
        }
        Ok(smallvec![b.clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut out = Dense::uninit(self.name(), inputs[1].dtype(), inputs[1].shape())?;
        kernels::linalg::triangular_solve(inputs[0], inputs[1], self.form, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, wrt: Mask) -> Saves {
        Saves {
            inputs: Mask::only(0),
            outputs: Mask::only(0).when(wrt.contains(0)),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Custom(self)
    }
}

impl TriangularSolve {
    fn apply(&self, a: &Array, b: &Array) -> Result<Array> {
        stack::bind_one(self, &[a, b])
    }
}

impl Rules for TriangularSolve {
    /// With T = op(A): the cotangent of B solves Tᴴ·B̄ = X̄, and that of T is −B̄·Xᴴ.
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None, None];
        };
        let adjoint_form = Triangular {
            transpose: !self.form.transpose,
            conjugate: !self.form.conjugate,
            ..self.form
        };
        let adjoint_solve = TriangularSolve { form: adjoint_form };
        let b_ct = adjoint_solve.apply(values.input(0), ct).or_raise();
        let a_ct = values.wants(0).then(|| {
            // −B̄·Xᴴ, transposed and conjugated back to A in one step.
            let outer = match (self.form.transpose, self.form.conjugate) {
                (false, false) => product(&b_ct, &adjoint(values.output(0))),
                (true, true) => product(values.output(0), &adjoint(&b_ct)),
                (false, true) => {
                    let x = np::matrix_transpose(values.output(0));
                    product(&conjugate(&b_ct), &x)
                }
                (true, false) => {
                    let x = conjugate(values.output(0));
                    product(&x, &np::matrix_transpose(&b_ct))
                }
            };
            let offset = isize::from(self.form.unit_diagonal);
            np::negative(if self.form.lower {
                np::tril(&outer, -offset)
            } else {
                np::triu(&outer, offset)
            })
        });
        let b_ct = values.wants(1).then_some(b_ct);
        smallvec![a_ct, b_ct]
    }
}

impl BatchRule for TriangularSolve {
    /// A batch of right-hand sides for one matrix is more columns; other batches go to the front.
    fn batch(&self, size: usize, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
        let (a, b) = (&inputs[0], &inputs[1]);
        let (None, Some(b_axis)) = (axes[0], axes[1]) else {
            let fronted = |x: &Array, axis: Option<usize>| {
                if let Some(axis) = axis {
                    return move_axis(x, axis, 0);
                }
                let mut shape = Shape::from_slice(x.shape());
                shape.insert(0, size);
                broadcast_to(x, &shape)
            };
            let out = self.apply(&fronted(a, axes[0])?, &fronted(b, axes[1])?)?;
            return Ok((smallvec![out], smallvec![Some(0)]));
        };
        let last = b.ndim() - 1;
        let b = move_axis(b, b_axis, last)?;
        let shape: SmallVec<[usize; 6]> = SmallVec::from_slice(b.shape());
        let mut merged = shape.clone();
        merged.truncate(last);
        merged[last - 1] *= size;
        let out = self.apply(a, &reshape(&b, &merged)?)?;
        Ok((smallvec![reshape(&out, &shape)?], smallvec![Some(last)]))
    }
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::slow::{self, FIELDS};
    use crate::dtype::DType;
    use crate::primitives::Share;
    use crate::primitives::reduce::for_records;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};
    use num_complex::Complex;

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: [(&[usize], usize); 7] = [
            (&[0, 0], 2),
            (&[1, 1], 1),
            (&[2, 2], 0),
            (&[3, 3], 2),
            (&[0, 2, 2], 1),
            (&[2, 2, 2], 3),
            (&[2, 1, 2, 2], 2),
        ];
        let mut calls = Vec::new();
        for bits in 0..16 {
            let form = Triangular {
                lower: bits & 1 > 0,
                transpose: bits & 2 > 0,
                conjugate: bits & 4 > 0,
                unit_diagonal: bits & 8 > 0,
            };
            // Every form, and every shape with some of them.
            for &(shape, k) in CASES.iter().skip(bits % 3).step_by(3) {
                let mut b_shape = shape.to_vec();
                b_shape[shape.len() - 1] = k;
                calls.push(Sample {
                    primitive: TriangularSolve { form }.share(),
                    inputs: vec![
                        samples.array(dtype, shape, 0.5, 1.5),
                        samples.array(dtype, &b_shape, -2.0, 2.0),
                    ],
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let form = for_records::parameters::<TriangularSolve>(sample).form;
        slow::for_each_matrix(inputs, |x| {
            let (a, b) = (&x[0], &x[1]);
            let triangle = SlowArray::from_fn(&a.shape, |index| {
                let (i, j) = if form.transpose {
                    (index[1], index[0])
                } else {
                    (index[0], index[1])
                };
                let is_read = if form.lower { i >= j } else { i <= j };
                match (is_read, i == j && form.unit_diagonal) {
                    (_, true) => Complex::new(1.0, 0.0),
                    (false, _) => Complex::new(0.0, 0.0),
                    _ if form.conjugate => a.get(&[i, j]).conj(),
                    _ => a.get(&[i, j]),
                }
            });
            vec![slow::solve(&triangle, b)]
        })
    }

    vec![OpRecord {
        primitive: "TriangularSolve",
        dtypes: &FIELDS,
        samples,
        reference,
        ulps: 4096.0,
        skips: &[],
    }]
}
