//! Running sums, products and extremes along an axis, in either direction.
//!
//! The derivatives of all but the sum solve the linear recurrence `s_k = b_k + a_k·s_(k+1)`, written with
//! public ops in log n steps, so they are exact where factors are zero and differentiate again. Elements met so far
//! that tie for a running extreme share its cotangent equally. Loops: `kernels::cumulative`.

use super::class::{Batching, Diff, Gradients, Mask, Rules, Saves, ShiftAxes, Transpose, Values};
use super::pad::pad;
use super::reduce::{conjugate, same_or_nan};
use super::{Avals, DenseOut, EvalCx, PrimRef, Primitive, Share, avals_of};
use crate::array::Array;
use crate::array::convert::scalar_array;
use crate::array::value::{Aval, Dense};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::cast::cast;
use crate::shape::dim::Dim;
use crate::transform::stack;
use smallvec::smallvec;

/// What runs along the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CumulativeKind {
    Sum,
    Prod,
    /// NaN stays, once met; complex numbers are ordered by their real, then their imaginary part.
    Max,
    Min,
}

/// The reductions of all prefixes along `axis`, or of all suffixes if `reverse`.
#[derive(Clone, Debug)]
pub(crate) struct Cumulative {
    pub(crate) kind: CumulativeKind,
    pub(crate) axis: usize,
    pub(crate) reverse: bool,
}

/// The running reduction of `x` along `axis`, from the end if `reverse`.
pub(crate) fn cumulative(
    kind: CumulativeKind,
    x: &Array,
    axis: usize,
    reverse: bool,
) -> Result<Array> {
    stack::bind_one(
        &Cumulative {
            kind,
            axis,
            reverse,
        },
        &[x],
    )
}

/// The product of the elements before each one (after it, if `reverse`) along an axis.
pub(crate) fn exclusive_product(x: &Array, axis: usize, reverse: bool) -> Result<Array> {
    cumulative(
        CumulativeKind::Prod,
        &shift(x, 1, axis, reverse, 1)?,
        axis,
        reverse,
    )
}

impl Primitive for Cumulative {
    fn name(&self) -> &'static str {
        match self.kind {
            CumulativeKind::Sum => "cumsum",
            CumulativeKind::Prod => "cumprod",
            CumulativeKind::Max => "cummax",
            CumulativeKind::Min => "cummin",
        }
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let x = &inputs[0];
        if self.axis >= x.ndim() {
            return Err(Error::axis_out_of_range(
                self.name(),
                self.axis as isize,
                x.ndim(),
            ));
        }
        if x.dtype.is_bool() && matches!(self.kind, CumulativeKind::Sum | CumulativeKind::Prod) {
            return Err(
                Error::unsupported_dtype(self.name(), "the array", x.dtype, "numbers")
                    .hinted("the functions in `np` convert truth values to i64"),
            );
        }
        Ok(smallvec![x.clone()])
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        self.infer(&avals_of(inputs))?;
        let mut out = Dense::uninit(self.name(), inputs[0].dtype(), inputs[0].shape())?;
        kernels::cumulative::cumulative(self.kind, inputs[0], self.axis, self.reverse, &mut out);
        Ok(smallvec![out])
    }

    fn diff(&self) -> Diff<'_> {
        match self.kind {
            CumulativeKind::Sum => Diff::Linear(self),
            _ => Diff::Custom(self),
        }
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        match self.kind {
            CumulativeKind::Sum => Saves::NOTHING,
            CumulativeKind::Prod => Saves::inputs(Mask::only(0)),
            CumulativeKind::Max | CumulativeKind::Min => {
                Saves::inputs(Mask::only(0)).or(Saves::OUTPUT)
            }
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Axes(self)
    }
}

impl ShiftAxes for Cumulative {
    fn shifted(&self, _size: Dim) -> PrimRef {
        Cumulative {
            axis: self.axis + 1,
            ..self.clone()
        }
        .share()
    }
}

impl Transpose for Cumulative {
    fn transpose(&self, _position: usize, ct: &Array, _values: &Values) -> Array {
        cumulative(self.kind, ct, self.axis, !self.reverse).or_raise()
    }
}

impl Rules for Cumulative {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let Some(ct) = &cts[0] else {
            return smallvec![None];
        };
        let gradient = match self.kind {
            CumulativeKind::Prod => self.product_vjp(ct, values.input(0)),
            _ => self.extreme_vjp(ct, values.input(0), values.output(0)),
        };
        smallvec![Some(gradient.or_raise())]
    }
}

impl Cumulative {
    /// Factor k is in the products i ≥ k: `Σ ctᵢ·∂yᵢ/∂x_k` is the product before k times
    /// `s_k = ct_k + x_(k+1)·s_(k+1)`.
    fn product_vjp(&self, ct: &Array, x: &Array) -> Result<Array> {
        let x = conjugate(x);
        let next = shift(&x, 1, self.axis, !self.reverse, 0)?;
        let sums = self.recurrence(next, ct.clone(), !self.reverse)?;
        Ok(np::multiply(
            &exclusive_product(&x, self.axis, self.reverse)?,
            &sums,
        ))
    }

    /// The elements met so far that tie for a running extreme share its cotangent equally. Between two new extremes
    /// those are counted from the first on, and the shares add up from the last on.
    fn extreme_vjp(&self, ct: &Array, x: &Array, y: &Array) -> Result<Array> {
        let previous = shift(y, 1, self.axis, self.reverse, 0)?;
        // The first element is new in any case; a shifted-in number must not hide that.
        let inside = shift(&np::ones_like(x), 1, self.axis, self.reverse, 0)?;
        let unchanged = np::logical_and(same_or_nan(y, &previous), np::not_equal(&inside, 0));
        let ties = same_or_nan(x, y);
        let count = self.recurrence(
            cast(&unchanged, DType::I64)?,
            cast(&ties, DType::I64)?,
            self.reverse,
        )?;
        let share = np::divide(ct, cast(&count, ct.dtype())?);
        let continues = shift(
            &cast(&unchanged, x.dtype())?,
            1,
            self.axis,
            !self.reverse,
            0,
        )?;
        let sums = self.recurrence(continues, share, !self.reverse)?;
        Ok(np::multiply(&sums, cast(&ties, x.dtype())?))
    }

    /// Solves `s_k = b_k + a_k·s_(k+1)` (with `s_(k-1)` unless `from_end`) by doubling the span of each step.
    fn recurrence(&self, mut a: Array, mut b: Array, from_end: bool) -> Result<Array> {
        let n = b.shape()[self.axis];
        let mut span = 1;
        while span < n {
            b = np::add(
                &b,
                np::multiply(&a, &shift(&b, span, self.axis, from_end, 0)?),
            );
            if span * 2 < n {
                a = np::multiply(&a, &shift(&a, span, self.axis, from_end, 0)?);
            }
            span *= 2;
        }
        Ok(b)
    }
}

/// Moves elements along an axis by `by` places towards the end (towards the start if `backward`), shifting
/// in a number.
fn shift(x: &Array, by: usize, axis: usize, backward: bool, fill: i64) -> Result<Array> {
    let by = by.min(x.shape()[axis]) as isize;
    let mut low = vec![0; x.ndim()];
    let mut high = vec![0; x.ndim()];
    (low[axis], high[axis]) = if backward { (-by, by) } else { (by, -by) };
    let fill = scalar_array(Scalar::from(fill), x.dtype());
    pad(x, &fill, &low, &high, &vec![0; x.ndim()])
}

#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::reduce::for_records;
    use crate::testing::{OpRecord, Sample, Samples, SlowArray};

    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        const CASES: &[(&[usize], usize)] = &[
            (&[0], 0),
            (&[1], 0),
            (&[6], 0),
            (&[2, 3], 0),
            (&[2, 3], 1),
            (&[0, 3], 1),
            (&[3, 2, 4], 1),
            (&[2, 1, 3, 2], 2),
        ];
        let mut calls = Vec::new();
        for kind in [
            CumulativeKind::Sum,
            CumulativeKind::Prod,
            CumulativeKind::Max,
            CumulativeKind::Min,
        ] {
            for (i, &(shape, axis)) in CASES.iter().enumerate() {
                if dtype.is_bool() && matches!(kind, CumulativeKind::Sum | CumulativeKind::Prod) {
                    continue;
                }
                let x = match kind {
                    CumulativeKind::Max | CumulativeKind::Min => samples.distinct(dtype, shape),
                    _ => samples.array(dtype, shape, 0.5, 2.0),
                };
                calls.push(Sample {
                    primitive: Cumulative {
                        kind,
                        axis,
                        reverse: i % 2 == 1,
                    }
                    .share(),
                    inputs: vec![x],
                });
            }
        }
        calls
    }

    fn reference(inputs: &[SlowArray], sample: &Sample) -> Vec<SlowArray> {
        let op: &Cumulative = for_records::parameters(sample);
        let x = &inputs[0];
        let dtype = sample.inputs[0].dtype();
        vec![SlowArray::from_fn(&x.shape, |index| {
            let range = if op.reverse {
                index[op.axis]..x.shape[op.axis]
            } else {
                0..index[op.axis] + 1
            };
            let line = range.map(|k| {
                let mut at = index.to_vec();
                at[op.axis] = k;
                x.get(&at)
            });
            match op.kind {
                CumulativeKind::Sum => for_records::wrapped(line.sum(), dtype),
                CumulativeKind::Prod => for_records::wrapped(line.product(), dtype),
                CumulativeKind::Max => line.max_by(for_records::order).expect("not empty"),
                CumulativeKind::Min => line.min_by(for_records::order).expect("not empty"),
            }
        })]
    }

    vec![OpRecord {
        primitive: "Cumulative",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 8.0,
        skips: &[],
    }]
}

#[cfg(test)]
mod tests {
    use crate::np;
    use crate::prelude::{GradientTape, array};

    #[test]
    fn products_differentiate_exactly_where_factors_are_zero() {
        for values in [
            [2.0, 3.0, 4.0],
            [2.0, 0.0, 4.0],
            [0.0, 3.0, 0.0],
            [0.0, 0.0, 0.0],
        ] {
            let [a, b, c] = values;
            let x = array(values);
            let outer = GradientTape::new();
            outer.watch(&x);
            let tape = GradientTape::new();
            tape.watch(&x);
            let gradient = tape.gradient(np::prod(&x, ..), &x).unwrap();
            assert_eq!(gradient.to_vec::<f64>().unwrap(), [b * c, a * c, a * b]);
            // The derivative of bc + 2ac + 4ab.
            let weighted = np::sum(np::multiply(&gradient, array([1.0, 2.0, 4.0])), ..);
            let second = outer.gradient(&weighted, &x).unwrap();
            assert_eq!(
                second.to_vec::<f64>().unwrap(),
                [2.0 * c + 4.0 * b, c + 4.0 * a, b + 2.0 * a]
            );

            let tape = GradientTape::new();
            tape.watch(&x);
            let y = np::sum(
                np::multiply(np::cumprod(&x, 0), array([1.0, 10.0, 100.0])),
                ..,
            );
            let gradient = tape.gradient(&y, &x).unwrap().to_vec::<f64>().unwrap();
            assert_eq!(
                gradient,
                [
                    1.0 + 10.0 * b + 100.0 * b * c,
                    10.0 * a + 100.0 * a * c,
                    100.0 * a * b
                ]
            );
        }
    }

    #[test]
    fn running_extremes_share_the_gradient_among_those_met() {
        let x = array([1.0, 3.0, 3.0, 2.0, 5.0]);
        let tape = GradientTape::new();
        tape.watch(&x);
        let y = np::sum(
            np::multiply(np::cummax(&x, 0), array([1.0, 2.0, 4.0, 8.0, 16.0])),
            ..,
        );
        assert_eq!(
            tape.gradient(&y, &x).unwrap().to_vec::<f64>().unwrap(),
            [1.0, 8.0, 6.0, 0.0, 16.0]
        );
        let tape = GradientTape::new();
        tape.watch(&x);
        let gradient = tape.gradient(np::max(x.reshape([5]), ..), &x).unwrap();
        assert_eq!(gradient.to_vec::<f64>().unwrap(), [0.0, 0.0, 0.0, 0.0, 1.0]);
    }
}
