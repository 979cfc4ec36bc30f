//! The incomplete gamma and beta functions and the Hurwitz zeta function, each with its derivatives in the parameters.
//!
//! Derivatives in the last argument have closed forms; those in the parameters are the same primitive at a higher
//! order, evaluated by integrals or series (`kernels::special`), so every order exists.

use super::class::{Batching, Diff, Fusion, Mask, Partials, Saves, Values};
use super::table::{ResultDtype, XY, broadcast_three, eval_binary, infer};
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::{OrRaise, Result};
use crate::kernels::special;
use crate::np;
use crate::shape::broadcast::broadcast_shapes;
use crate::special::{betaln, xlog1py, xlogy};
use crate::transform::stack::bind_one;
use smallvec::smallvec;

/// `P(a, x)`, or its derivative of order `n` in `a`.
#[derive(Clone, Debug)]
pub(crate) struct Gammainc {
    pub(crate) n: u32,
}

/// `I_x(a, b)`, or its derivative of order `i` in `a` and `j` in `b`. The inputs are `a`, `b` and `x`.
#[derive(Clone, Debug)]
pub(crate) struct Betainc {
    pub(crate) i: u32,
    pub(crate) j: u32,
}

/// The Hurwitz zeta function of `s` and `q`, or its derivative of order `n` in `s`.
#[derive(Clone, Debug)]
pub(crate) struct Zeta {
    pub(crate) n: u32,
}

/// `I_x(a, b)` of arrays of one dtype.
pub(crate) fn betainc(a: &Array, b: &Array, x: &Array) -> Result<Array> {
    bind_one(&Betainc { i: 0, j: 0 }, &[a, b, x])
}

fn eval_two(
    primitive: &dyn Primitive,
    inputs: &[&Dense],
    cx: &mut EvalCx,
    function: impl Fn([f64; 2]) -> f64 + Sync,
) -> Result<DenseOut> {
    let (x, y) = (inputs[0], inputs[1]);
    let shape = broadcast_shapes(x.shape(), y.shape());
    match shape {
        Some(shape) if special::ndtr(x.dtype()).is_some() && y.dtype() == x.dtype() => {
            let mut out = cx.output(primitive.name(), x.dtype(), &shape, inputs)?;
            special::run_with::<2, 3>(&mut out, [x, y], function);
            Ok(smallvec![out])
        }
        _ => Err(super::table::rejection(primitive, inputs)),
    }
}

impl Primitive for Gammainc {
    fn name(&self) -> &'static str {
        "gammainc"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        infer("gammainc", special::gammainc, ResultDtype::Same, inputs)
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        match self.n {
            0 => eval_binary(self, special::gammainc, ResultDtype::Same, inputs, cx),
            n => eval_two(self, inputs, cx, |[a, x]| {
                special::gammainc_derivative(n, a, x)
            }),
        }
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Elementwise(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        XY
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

impl Partials for Gammainc {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        let (a, x) = (values.input(0), values.input(1));
        if position == 0 {
            return t * bind_one(&Gammainc { n: self.n + 1 }, &[a, x]).or_raise();
        }
        // The density x^(a-1) exp(-x) / Γ(a), and its derivatives in a by Leibniz's rule.
        let density = np::exp(xlogy(a - 1.0, x) - x - np::lgamma(a));
        if self.n == 0 {
            return t * density;
        }
        let slope = |order: u32| match order {
            1 => np::log(x) - np::digamma(a),
            order => -np::polygamma(order - 1, a),
        };
        let mut derivatives = vec![density];
        for n in 0..self.n {
            let terms = (0..=n).map(|k| &derivatives[k as usize] * slope(n - k + 1) * choose(n, k));
            derivatives.push(terms.reduce(|x, y| x + y).expect("at least one term"));
        }
        t * &derivatives[self.n as usize]
    }
}

fn choose(n: u32, k: u32) -> f64 {
    (0..k).fold(1.0, |product, i| {
        product * f64::from(n - i) / f64::from(i + 1)
    })
}

impl Primitive for Betainc {
    fn name(&self) -> &'static str {
        "betainc"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        infer("betainc", special::betainc, ResultDtype::Same, inputs)
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let [a, b, x] = inputs else {
            unreachable!("betainc has three inputs")
        };
        let dtype = a.dtype();
        let shape = broadcast_three(a.shape(), b.shape(), x.shape());
        match (shape, special::betainc(dtype)) {
            (Some(shape), Some(kernel)) if b.dtype() == dtype && x.dtype() == dtype => {
                let mut out = cx.output("betainc", dtype, &shape, inputs)?;
                match (self.i, self.j) {
                    (0, 0) => kernel.run(&mut out, inputs),
                    (i, j) => special::run_with::<3, 4>(&mut out, [a, b, x], |[a, b, x]| {
                        special::betainc_derivative(i, j, a, b, x)
                    }),
                }
                Ok(smallvec![out])
            }
            _ => Err(super::table::rejection(self, inputs)),
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

impl Partials for Betainc {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        let (a, b, x) = (values.input(0), values.input(1), values.input(2));
        let (i, j) = (self.i, self.j);
        match position {
            0 => t * bind_one(&Betainc { i: i + 1, j }, &[a, b, x]).or_raise(),
            1 => t * bind_one(&Betainc { i, j: j + 1 }, &[a, b, x]).or_raise(),
            _ => t * beta_density(i, j, a, b, x),
        }
    }
}

/// `∂aⁱ ∂bʲ` of `x^(a-1) (1-x)^(b-1) / B(a, b)`: one derivative is taken of the exponential of its logarithm, the
/// others by Leibniz's rule.
fn beta_density(i: u32, j: u32, a: &Array, b: &Array, x: &Array) -> Array {
    if i + j == 0 {
        return np::exp(xlogy(a - 1.0, x) + xlog1py(b - 1.0, &-x) - betaln(a, b));
    }
    let psi = |order: u32, at: &Array| np::polygamma(order, at);
    let slope = |i: u32, j: u32| {
        let both = psi(i + j - 1, &(a + b));
        match (i, j) {
            (1, 0) => both - psi(0, a) + np::log(x),
            (0, 1) => both - psi(0, b) + np::log1p(-x),
            (i, 0) => both - psi(i - 1, a),
            (0, j) => both - psi(j - 1, b),
            _ => both,
        }
    };
    let (di, dj) = if i > 0 { (1, 0) } else { (0, 1) };
    let mut sum: Option<Array> = None;
    for k in 0..=i - di {
        for l in 0..=j - dj {
            let weight = choose(i - di, k) * choose(j - dj, l);
            let term = beta_density(k, l, a, b, x) * slope(i - k, j - l) * weight;
            sum = Some(match sum {
                Some(sum) => sum + term,
                None => term,
            });
        }
    }
    sum.expect("at least one term")
}

impl Primitive for Zeta {
    fn name(&self) -> &'static str {
        "zeta"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        infer("zeta", special::gammainc, ResultDtype::Same, inputs)
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        let n = self.n;
        eval_two(self, inputs, cx, |[s, q]| special::zeta_derivative(n, s, q))
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Elementwise(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        XY
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

impl Partials for Zeta {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        let (s, q) = (values.input(0), values.input(1));
        let zeta = |n: u32, s: &Array| bind_one(&Zeta { n }, &[s, q]).or_raise();
        if position == 0 {
            return t * zeta(self.n + 1, s);
        }
        // ∂q ζ(s, q) = -s ζ(s + 1, q), differentiated n times in s.
        let next = s + 1.0;
        let slope = s * zeta(self.n, &next);
        if self.n == 0 {
            return -(t * slope);
        }
        -(t * (slope + zeta(self.n - 1, &next) * f64::from(self.n)))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
#[expect(
    clippy::too_many_lines,
    reason = "a table: samples and a reference per primitive"
)]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::Share;
    use super::special_slow as slow;
    use super::table::records;
    use crate::testing::samples::Samples;
    use crate::testing::{OpRecord, Sample};
    type Shapes<'a> = &'a [&'a [&'a [usize]]];
    const TWO: Shapes = &[
        &[&[], &[]],
        &[&[4], &[]],
        &[&[0, 2], &[1, 2]],
        &[&[2, 1], &[1, 3]],
        &[&[20], &[20]],
    ];
    const THREE: Shapes = &[
        &[&[], &[], &[]],
        &[&[3], &[], &[3]],
        &[&[0, 2], &[1, 2], &[2]],
        &[&[2, 1, 1, 1], &[3, 1, 2], &[2]],
        &[&[20], &[20], &[]],
    ];
    fn calls(
        primitive: &dyn Share,
        shapes: Shapes,
        mut input: impl FnMut(&[usize], usize) -> Array,
    ) -> Vec<Sample> {
        let mut inputs = |shapes: &[&[usize]]| -> Vec<Array> {
            shapes
                .iter()
                .enumerate()
                .map(|(i, shape)| input(shape, i))
                .collect()
        };
        shapes
            .iter()
            .map(|shapes| Sample {
                primitive: primitive.share(),
                inputs: inputs(shapes),
            })
            .collect()
    }
    /// The whole numbers in a primitive's debug form.
    fn orders(sample: &Sample) -> Vec<u32> {
        let text = format!("{:?}", sample.primitive);
        text.split(|c: char| !c.is_ascii_digit())
            .filter_map(|digits| digits.parse().ok())
            .collect()
    }
    let dtypes = records::accepted_dtypes(|dtype| special::ndtr(dtype).is_some());
    let record = |primitive, samples, reference| OpRecord {
        primitive,
        dtypes,
        samples,
        reference,
        // The references subtract numbers near one another.
        ulps: 1024.0,
        skips: &[],
    };
    vec![
        record(
            "Gammainc",
            |s: &mut Samples, dtype| {
                // The second derivative has roots nearby.
                let ranges = [
                    (0, 1.5, 3.0, 1.5, 3.0),
                    (1, 1.5, 3.0, 1.5, 3.0),
                    (2, 1.5, 2.0, 2.5, 3.0),
                ];
                ranges
                    .into_iter()
                    .flat_map(|(n, low, high, x_low, x_high)| {
                        calls(&Gammainc { n }, TWO, |shape, i| {
                            if i == 0 {
                                s.array(dtype, shape, low, high)
                            } else {
                                s.array(dtype, shape, x_low, x_high)
                            }
                        })
                    })
                    .collect()
            },
            |inputs, sample| {
                records::reference(
                    inputs,
                    sample,
                    match orders(sample)[0] {
                        0 => |v, _| slow::gammainc(0, v[0].re, v[1].re).into(),
                        1 => |v, _| slow::gammainc(1, v[0].re, v[1].re).into(),
                        _ => |v, _| slow::gammainc(2, v[0].re, v[1].re).into(),
                    },
                )
            },
        ),
        record(
            "Betainc",
            |s: &mut Samples, dtype| {
                [(0, 0), (1, 0), (0, 1), (1, 1)]
                    .into_iter()
                    .flat_map(|(i, j)| {
                        calls(&Betainc { i, j }, THREE, |shape, position| match position {
                            0 => s.array(dtype, shape, 1.5, 2.0),
                            1 => s.array(dtype, shape, 2.25, 3.0),
                            _ => s.array(dtype, shape, 0.125, 0.1875),
                        })
                    })
                    .collect()
            },
            |inputs, sample| {
                let orders = orders(sample);
                records::reference(
                    inputs,
                    sample,
                    match (orders[0], orders[1]) {
                        (0, 0) => |v, _| slow::betainc(0, 0, v[0].re, v[1].re, v[2].re).into(),
                        (1, 0) => |v, _| slow::betainc(1, 0, v[0].re, v[1].re, v[2].re).into(),
                        (0, 1) => |v, _| slow::betainc(0, 1, v[0].re, v[1].re, v[2].re).into(),
                        _ => |v, _| slow::betainc(1, 1, v[0].re, v[1].re, v[2].re).into(),
                    },
                )
            },
        ),
        record(
            "Zeta",
            |s: &mut Samples, dtype| {
                [0, 1]
                    .into_iter()
                    .flat_map(|n| {
                        calls(&Zeta { n }, TWO, |shape, i| {
                            if i == 0 {
                                s.array(dtype, shape, 8.0, 9.0)
                            } else {
                                s.array(dtype, shape, 1.25, 2.0)
                            }
                        })
                    })
                    .collect()
            },
            |inputs, sample| {
                records::reference(
                    inputs,
                    sample,
                    match orders(sample)[0] {
                        0 => |v, _| slow::zeta(0, v[0].re, v[1].re).into(),
                        _ => |v, _| slow::zeta(1, v[0].re, v[1].re).into(),
                    },
                )
            },
        ),
    ]
}
