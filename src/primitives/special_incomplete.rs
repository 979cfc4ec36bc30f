//! The incomplete gamma and beta functions and the Hurwitz zeta function, each with its derivatives in the parameters.
//!
//! Derivatives in the last argument have closed forms; those in the parameters are the same primitive at a higher
//! order, evaluated by integrals or series (`kernels::special`), so every order exists.

use super::class::{Partials, Values};
use super::special_several::several;
use crate::array::Array;
use crate::error::{OrRaise, Result};
use crate::kernels::special;
use crate::np;
use crate::special::{betaln, xlog1py, xlogy};
use crate::transform::stack::bind_one;

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

several! {
    Gammainc = "gammainc", 2 of f64: |own, [a, x]| special::gammainc(own.n, a, x);
    Betainc = "betainc", 3 of f64: |own, [a, b, x]| special::betainc(own.i, own.j, a, b, x);
    Zeta = "zeta", 2 of f64: |own, [s, q]| special::zeta_derivative(own.n, s, q);
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
    use super::special_several::records::{THREE, TWO, calls, orders};
    use super::special_slow as slow;
    use super::table::records;
    use crate::kernels::special::Element;
    use crate::testing::OpRecord;
    use crate::testing::samples::Samples;
    let dtypes = records::accepted_dtypes(f64::holds);
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
