//! Elementwise ops with three inputs: choosing by a condition, and limiting to a range.
//!
//! numpy's `where` and `clip` are made of these in `crate::np`.

use super::binary_order::{share_of_larger, share_of_smaller};
use super::class::{Batching, Diff, Fusion, Gradients, Mask, Partials, Rules, Saves, Values};
use super::diff_rules::sum_to;
use super::table::{broadcast_three, known_input_shape};
use super::{Avals, DenseOut, EvalCx, Primitive, avals_of};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::kernels;
use crate::np;
use crate::primitives::create::full;
use crate::shape::broadcast::broadcast_avals;
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// `x` where the condition (bool) holds, `y` elsewhere; all three broadcast, `x` and `y` have one dtype.
pub(crate) fn select(condition: &Array, x: &Array, y: &Array) -> Result<Array> {
    bind_one(&Select, &[condition, x, y])
}

/// `minimum(maximum(x, low), high)` of arrays of one dtype.
pub(crate) fn clamp(x: &Array, low: &Array, high: &Array) -> Result<Array> {
    bind_one(&Clamp, &[x, low, high])
}

/// Choice by a condition.
#[derive(Clone, Debug)]
pub(crate) struct Select;

impl Primitive for Select {
    fn name(&self) -> &'static str {
        "where"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let [condition, x, y] = inputs else {
            unreachable!("where has three inputs")
        };
        if !condition.dtype.is_bool() {
            return Err(Error::unsupported_dtype(
                "where",
                "the condition",
                condition.dtype,
                "bool conditions",
            )
            .hinted("compare, or convert with astype(Bool)"));
        }
        if x.dtype != y.dtype {
            return Err(Error::dtypes_differ("where", x.dtype, y.dtype));
        }
        Ok(smallvec![Aval::new(
            broadcast_avals("where", inputs)?,
            x.dtype
        )])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let [condition, x, y] = inputs else {
            unreachable!("where has three inputs")
        };
        let dtype = x.dtype();
        let shape = broadcast_three(condition.shape(), x.shape(), y.shape());
        match shape {
            Some(shape) if condition.dtype().is_bool() && y.dtype() == dtype => {
                let mut out = cx.output("where", dtype, &shape, inputs)?;
                kernels::select::select(dtype).run(&mut out, inputs);
                Ok(smallvec![out])
            }
            _ => Err(self
                .infer(&avals_of(inputs))
                .expect_err("inference rejects what evaluation does")),
        }
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::inputs(Mask::only(0))
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

/// Cotangents are chosen, not multiplied by 0 and 1: what is not finite in the branch that was not taken
/// stays out.
impl Rules for Select {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let mut gradients: Gradients = smallvec![None, None, None];
        let Some(ct) = &cts[0] else { return gradients };
        let condition = values.input(0);
        let zero = full(&[], 0.0.into(), ct.dtype()).or_raise();
        for position in 1..3 {
            if values.wants(position) {
                let part = if position == 1 {
                    select(condition, ct, &zero)
                } else {
                    select(condition, &zero, ct)
                };
                gradients[position] = Some(sum_to(
                    part.or_raise(),
                    &known_input_shape(values, position),
                ));
            }
        }
        gradients
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let dtype = values.output_aval(0).dtype;
        let shape = crate::shape::known_shape("where", &values.output_aval(0).shape).or_raise();
        let zero = full(&shape, 0.0.into(), dtype).or_raise();
        let (x, y) = (
            tangents[1].as_ref().unwrap_or(&zero),
            tangents[2].as_ref().unwrap_or(&zero),
        );
        Some(smallvec![Some(select(values.input(0), x, y).or_raise())])
    }
}

/// Limiting to a range.
#[derive(Clone, Debug)]
pub(crate) struct Clamp;

impl Primitive for Clamp {
    fn name(&self) -> &'static str {
        "clip"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        let [x, low, high] = inputs else {
            unreachable!("clip has three inputs")
        };
        for limit in [low, high] {
            if limit.dtype != x.dtype {
                return Err(Error::dtypes_differ("clip", x.dtype, limit.dtype));
            }
        }
        Ok(smallvec![Aval::new(
            broadcast_avals("clip", inputs)?,
            x.dtype
        )])
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let [x, low, high] = inputs else {
            unreachable!("clip has three inputs")
        };
        let dtype = x.dtype();
        match broadcast_three(x.shape(), low.shape(), high.shape()) {
            Some(shape) if low.dtype() == dtype && high.dtype() == dtype => {
                let mut out = cx.output("clip", dtype, &shape, inputs)?;
                kernels::select::clamp(dtype).run(&mut out, inputs);
                Ok(smallvec![out])
            }
            _ => Err(self
                .infer(&avals_of(inputs))
                .expect_err("inference rejects what evaluation does")),
        }
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Elementwise(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        Saves::inputs(Mask::ALL)
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

/// The op is `minimum(maximum(x, low), high)`, so it differentiates as these do: ties are shared equally.
impl Partials for Clamp {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        let (x, low, high) = (values.input(0), values.input(1), values.input(2));
        let raised = np::maximum(x, low);
        if position == 2 {
            return np::multiply(t, share_of_smaller(high, &raised, t.dtype()));
        }
        let (this, other) = if position == 0 { (x, low) } else { (low, x) };
        let below = np::multiply(t, share_of_smaller(&raised, high, t.dtype()));
        np::multiply(below, share_of_larger(this, other, t.dtype()))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::Share;
    use super::table::records::reference;
    use crate::testing::{OpRecord, Sample, samples::Samples};
    const SHAPES: &[[&[usize]; 3]] = &[
        [&[], &[], &[]],
        [&[4], &[4], &[4]],
        [&[4], &[], &[4]],
        [&[], &[3], &[2, 1]],
        [&[2, 3], &[3], &[]],
        [&[0, 2], &[1, 2], &[2]],
        [&[2, 1, 2, 1], &[3, 1, 2], &[2]],
        [&[300], &[300], &[]],
    ];
    fn calls(
        primitive: &dyn Share,
        mut input: impl FnMut(&[usize], usize) -> Array,
    ) -> Vec<Sample> {
        let inputs = |shapes: &[&[usize]; 3], input: &mut dyn FnMut(&[usize], usize) -> Array| {
            shapes
                .iter()
                .enumerate()
                .map(|(i, shape)| input(shape, i))
                .collect()
        };
        SHAPES
            .iter()
            .map(|shapes| Sample {
                primitive: primitive.share(),
                inputs: inputs(shapes, &mut input),
            })
            .collect()
    }
    /// Values at other eighths than the bounds, which are low for position 1 and high for position 2.
    fn limited(s: &mut Samples, dtype: DType, shape: &[usize], position: usize) -> Array {
        let len: usize = shape.iter().product();
        let mut part = || match position {
            0 => (2 * s.integer(0, 32) + 1) as f64 / 8.0,
            1 => s.integer(1, 4) as f64,
            _ => s.integer(5, 7) as f64,
        };
        let values: Vec<_> = std::iter::repeat_with(|| num_complex::Complex::new(part(), part()))
            .take(len)
            .collect();
        np::asarray_of(&values, shape, dtype)
    }
    vec![
        OpRecord {
            primitive: "Select",
            dtypes: &DType::ALL,
            samples: |s, dtype| {
                calls(&Select, |shape, i| {
                    s.array(if i == 0 { DType::Bool } else { dtype }, shape, -3.0, 3.0)
                })
            },
            reference: |inputs, sample| {
                reference(
                    inputs,
                    sample,
                    |v, _| if v[0].re == 0.0 { v[2] } else { v[1] },
                )
            },
            ulps: 0.0,
            skips: &[],
        },
        OpRecord {
            primitive: "Clamp",
            dtypes: &DType::ALL,
            samples: |s, dtype| calls(&Clamp, |shape, i| limited(s, dtype, shape, i)),
            reference: |inputs, sample| {
                reference(inputs, sample, |v, _| {
                    let order = |z: &num_complex::Complex<f64>| (z.re, z.im);
                    let raised = if order(&v[0]) < order(&v[1]) {
                        v[1]
                    } else {
                        v[0]
                    };
                    if order(&v[2]) < order(&raised) {
                        v[2]
                    } else {
                        raised
                    }
                })
            },
            ulps: 0.0,
            skips: &[],
        },
    ]
}
