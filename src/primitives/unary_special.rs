//! The error function and the gamma family, for real dtypes.

use super::class::{Batching, Diff, Fusion, Mask, Partials, Saves, Values};
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{OUT, ResultDtype, X, elementwise, eval_unary, infer};
use super::{Avals, DenseOut, EvalCx, Primitive};
use crate::array::Array;
use crate::array::value::{Aval, Dense};
use crate::error::Result;
use crate::kernels::unary;
use crate::np;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample};
use std::f64::consts::FRAC_2_SQRT_PI;

elementwise! {
    /// The error function.
    Erf = "erf"(1) {
        kernel: unary::erf,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::exp(-(v.input(0) * v.input(0))) * FRAC_2_SQRT_PI),
        inputs: |s, d, shape, _| s.array(d, shape, -2.0, 2.0),
        reference: |v, d| records::real(libm::erf(v[0].re), d),
        ulps: 8.0,
    }
    /// `1 - erf(x)`.
    Erfc = "erfc"(1) {
        kernel: unary::erfc,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::exp(-(v.input(0) * v.input(0))) * -FRAC_2_SQRT_PI),
        inputs: |s, d, shape, _| s.array(d, shape, -2.0, 2.0),
        reference: |v, d| records::real(libm::erfc(v[0].re), d),
        ulps: 16.0,
    }
    /// The inverse of the error function.
    Erfinv = "erfinv"(1) {
        kernel: unary::erfinv,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * np::exp(v.output(0) * v.output(0)) * (1.0 / FRAC_2_SQRT_PI)),
        inputs: |s, d, shape, _| s.array(d, shape, -0.75, 0.75),
        reference: |v, d| records::real(slow::erfinv(v[0].re), d),
        ulps: 16.0,
    }
    /// The logarithm of the absolute value of the gamma function.
    Lgamma = "lgamma"(1) {
        kernel: unary::lgamma,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::digamma(v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, 2.25, 6.0),
        reference: |v, d| records::real(libm::lgamma(v[0].re), d),
        ulps: 32.0,
    }
    /// The derivative of [`Lgamma`].
    Digamma = "digamma"(1) {
        kernel: unary::digamma,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::polygamma(1, v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, 1.75, 6.0),
        reference: |v, d| records::real(slow::digamma(v[0].re), d),
        ulps: 64.0,
    }
}

/// The derivative of order `n` of [`Digamma`].
#[derive(Clone, Debug)]
pub(crate) struct Polygamma {
    pub(crate) n: u32,
}

impl Primitive for Polygamma {
    fn name(&self) -> &'static str {
        "polygamma"
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        infer("polygamma", unary::trigamma, ResultDtype::Same, inputs)
    }

    fn eval(&self, inputs: &[&Dense], cx: &mut EvalCx) -> Result<DenseOut> {
        match self.n {
            0 => eval_unary(self, unary::digamma, ResultDtype::Same, inputs, cx),
            1 => eval_unary(self, unary::trigamma, ResultDtype::Same, inputs, cx),
            n => {
                let x = inputs[0];
                if unary::trigamma(x.dtype()).is_none() {
                    return Err(super::table::rejection(self, inputs));
                }
                let mut out = cx.output("polygamma", x.dtype(), x.shape(), inputs)?;
                unary::polygamma(n, x, &mut out);
                Ok(smallvec::smallvec![out])
            }
        }
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Elementwise(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        X
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Elementwise
    }

    fn fusion(&self) -> Fusion {
        Fusion::Elementwise
    }
}

impl Partials for Polygamma {
    fn scale(&self, _position: usize, t: &Array, values: &Values) -> Array {
        t * np::polygamma(self.n + 1, values.input(0))
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    let mut records = table_records();
    records.push(OpRecord {
        primitive: "Polygamma",
        dtypes: records::accepted_dtypes(|dtype| unary::trigamma(dtype).is_some()),
        samples: |samples, dtype| {
            let sampler: records::Sampler = |s, d, shape, _| s.array(d, shape, 0.75, 5.0);
            // Digamma has a root at 1.46, where differences of logarithms and sums have no digits.
            let above_root: records::Sampler = |s, d, shape, _| s.array(d, shape, 1.75, 5.0);
            let of_order = |n: u32, s: &mut _| -> Vec<Sample> {
                let sampler = if n == 0 { above_root } else { sampler };
                records::samples(&Polygamma { n }, 1, s, dtype, sampler)
            };
            (0..4).flat_map(|n| of_order(n, samples)).collect()
        },
        reference: |inputs, sample| {
            // The order is a field of a trait object; its debug form is the way to it that needs no cast.
            let text = format!("{:?}", sample.primitive);
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let n: u32 = digits.parse().expect("the debug form names the order");
            vec![crate::testing::SlowArray::from_fn(
                &inputs[0].shape,
                |index| {
                    let x = inputs[0].get(index).re;
                    (if n == 0 {
                        slow::digamma(x)
                    } else {
                        slow::polygamma(n, x)
                    })
                    .into()
                },
            )]
        },
        ulps: 128.0,
        skips: &[],
    });
    records
}

/// Slow versions by sums and bisection.
#[cfg(feature = "testing")]
pub(super) mod slow {
    pub(super) fn erfinv(y: f64) -> f64 {
        if y == 0.0 {
            return 0.0;
        }
        let (mut low, mut high) = (-6.0, 6.0);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if libm::erf(middle) < y {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Terms that are summed before the tail is taken from the Euler-Maclaurin formula.
    const TERMS: u32 = 500;

    pub(in crate::primitives) fn digamma(x: f64) -> f64 {
        let end = x + f64::from(TERMS);
        let sum: f64 = (0..TERMS).rev().map(|k| 1.0 / (x + f64::from(k))).sum();
        end.ln() - 0.5 / end - 1.0 / (12.0 * end * end) + 1.0 / (120.0 * end.powi(4)) - sum
    }

    pub(super) fn polygamma(n: u32, x: f64) -> f64 {
        let power = n as i32 + 1;
        let end = x + f64::from(TERMS);
        let tail = end.powi(-(n as i32)) / f64::from(n)
            + 0.5 * end.powi(-power)
            + f64::from(power) / 12.0 * end.powi(-power - 1);
        let sum: f64 = (0..TERMS)
            .rev()
            .map(|k| (x + f64::from(k)).powi(-power))
            .sum::<f64>()
            + tail;
        let factorial: f64 = (1..=n).map(f64::from).product();
        if n % 2 == 1 {
            factorial * sum
        } else {
            -factorial * sum
        }
    }
}
