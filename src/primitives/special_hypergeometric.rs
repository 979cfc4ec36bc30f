//! Hypergeometric functions, and the Legendre functions that spherical harmonics are made of.
//!
//! Each differentiates in its last argument, by itself with neighbouring parameters. Derivatives in the other parameters have
//! no closed form and are an error.

use super::class::{Partials, Values};
use super::special_several::several;
use crate::array::Array;
use crate::error::{Error, OrRaise, Result, raise};
use crate::kernels::special;
use crate::np;
use crate::transform::stack::bind_one;

/// The confluent hypergeometric function of `a`, `b` and `x`.
#[derive(Clone, Debug)]
pub(crate) struct Hyp1f1;

/// Gauss's hypergeometric function of `a`, `b`, `c` and `x`.
#[derive(Clone, Debug)]
pub(crate) struct Hyp2f1;

/// The normalised associated Legendre function of the cosine of an angle: degree `n`, order `m` and the angle.
#[derive(Clone, Debug)]
pub(crate) struct SphLegendre;

/// The Legendre function of arrays of one dtype.
pub(crate) fn sph_legendre(n: &Array, m: &Array, theta: &Array) -> Result<Array> {
    bind_one(&SphLegendre, &[n, m, theta])
}

several! {
    Hyp1f1 = "hyp1f1", 3 of f64: |own, [a, b, x]| special::hyp1f1(a, b, x);
    Hyp2f1 = "hyp2f1", 4 of f64: |own, [a, b, c, x]| special::hyp2f1(a, b, c, x);
    SphLegendre = "sph_harm_y", 3 of f64: |own, [n, m, theta]| special::sph_legendre(n, m, theta);
}

fn parameter_derivative(op: &'static str, argument: &'static str) -> Array {
    let reason = format!("it has derivatives with respect to {argument} only");
    raise(Error::not_differentiable(op, reason).hinted("wrap the parameters in stop_gradient"))
}

impl Partials for Hyp1f1 {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        if position < 2 {
            return parameter_derivative("hyp1f1", "x");
        }
        let (a, b, x) = (values.input(0), values.input(1), values.input(2));
        t * (a / b) * bind_one(&Hyp1f1, &[&(a + 1.0), &(b + 1.0), x]).or_raise()
    }
}

impl Partials for Hyp2f1 {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        if position < 3 {
            return parameter_derivative("hyp2f1", "x");
        }
        let [a, b, c, x] = std::array::from_fn(|i| values.input(i));
        let next = [&(a + 1.0), &(b + 1.0), &(c + 1.0), x];
        t * (a * b / c) * bind_one(&Hyp2f1, &next).or_raise()
    }
}

/// Half the difference of the functions of the orders beside, with the factors of the ladder operators; no division by the
/// sine, which is 0 at the poles.
impl Partials for SphLegendre {
    fn scale(&self, position: usize, t: &Array, values: &Values) -> Array {
        if position < 2 {
            return parameter_derivative("sph_harm_y", "the angles");
        }
        let (n, m, theta) = (values.input(0), values.input(1), values.input(2));
        let at = |m: &Array| sph_legendre(n, m, theta).or_raise();
        let (up, down) = (m + 1.0, m - 1.0);
        // Beyond the degree the functions are 0, the products below it.
        let root = |x: Array| np::sqrt(np::maximum(x, 0.0));
        let above = root((n - m) * (n + &up)) * at(&up);
        let below = root((n + m) * (n - &down)) * at(&down);
        t * (above - below) * 0.5
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<crate::testing::OpRecord> {
    use super::special_several::records::{FOUR, THREE, calls};
    use super::special_slow as slow;
    use super::table::records;
    use crate::kernels::special::Element;
    use crate::testing::{Check, OpRecord};
    const PARAMETERS: &[(Check, &str)] = &[
        (
            Check::Gradient,
            "no derivatives in the parameters; the surface tests check those in the last argument",
        ),
        (
            Check::SecondGradient,
            "no derivatives in the parameters; the surface tests check those in the last argument",
        ),
    ];
    let record = |primitive, samples, reference| OpRecord {
        primitive,
        dtypes: records::accepted_dtypes(f64::holds),
        samples,
        reference,
        // The Legendre functions have roots nearby.
        ulps: 1024.0,
        skips: PARAMETERS,
    };
    vec![
        record(
            "Hyp1f1",
            |s, dtype| calls(&Hyp1f1, THREE, |shape, _| s.array(dtype, shape, 0.5, 2.0)),
            |inputs, sample| {
                records::reference(inputs, sample, |v, _| {
                    slow::hypergeometric(v[0].re, None, v[1].re, v[2].re).into()
                })
            },
        ),
        record(
            "Hyp2f1",
            |s, dtype| {
                calls(&Hyp2f1, FOUR, |shape, i| {
                    let (low, high) = if i == 3 { (0.125, 0.875) } else { (0.5, 2.0) };
                    s.array(dtype, shape, low, high)
                })
            },
            |inputs, sample| {
                records::reference(inputs, sample, |v, _| {
                    slow::hypergeometric(v[0].re, Some(v[1].re), v[2].re, v[3].re).into()
                })
            },
        ),
        record(
            "SphLegendre",
            |s, dtype| {
                calls(&SphLegendre, THREE, |shape, i| match i {
                    0 => np::floor(s.array(dtype, shape, 3.0, 6.0)),
                    1 => np::floor(s.array(dtype, shape, 0.0, 4.0)),
                    _ => s.array(dtype, shape, 0.5, 0.75),
                })
            },
            |inputs, sample| {
                records::reference(inputs, sample, |v, _| {
                    slow::sph_legendre(v[0].re as i32, v[1].re as i32, v[2].re).into()
                })
            },
        ),
    ]
}
