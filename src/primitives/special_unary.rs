//! Special functions of one element: the normal distribution, gamma, integrals, entropy.

use super::class::Saves;
use super::special_orders::{Order, of_order};
#[cfg(feature = "testing")]
use super::special_slow as slow;
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{OUT, X, elementwise};
use crate::array::Array;
use crate::error::OrRaise;
use crate::kernels::special;
use crate::np;
use crate::primitives::select::select;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI, FRAC_2_SQRT_PI, FRAC_PI_2, PI};

/// Saves of rules that read the input and the output.
const X_OUT: Saves = X.or(OUT);

elementwise! {
    /// The inverse of `1 - erf(x)`.
    Erfcinv = "erfcinv"(1) {
        kernel: special::erfcinv,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * np::exp(np::square(v.output(0))) * (-1.0 / FRAC_2_SQRT_PI)),
        inputs: |s, d, shape, _| s.array(d, shape, 0.125, 0.875),
        reference: |v, d| records::real(slow::root(-6.0, 6.0, |x| v[0].re - libm::erfc(x)), d),
        ulps: 16.0,
    }
    /// The standard normal distribution function.
    Ndtr = "ndtr"(1) {
        kernel: special::ndtr,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::exp(np::square(v.input(0)) * -0.5) * (0.5 * FRAC_1_SQRT_2 * FRAC_2_SQRT_PI)),
        inputs: |s, d, shape, _| s.array(d, shape, -2.0, 2.0),
        reference: |v, d| records::real(0.5 * libm::erfc(-v[0].re * FRAC_1_SQRT_2), d),
        ulps: 16.0,
    }
    /// The logarithm of [`Ndtr`].
    LogNdtr = "log_ndtr"(1) {
        kernel: special::log_ndtr,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * FRAC_2_PI.sqrt() / crate::special::erfcx(v.input(0) * -FRAC_1_SQRT_2)),
        inputs: |s, d, shape, _| s.array(d, shape, -2.0, 1.0),
        reference: |v, d| records::real((0.5 * libm::erfc(-v[0].re * FRAC_1_SQRT_2)).ln(), d),
        ulps: 32.0,
    }
    /// The inverse of [`Ndtr`].
    Ndtri = "ndtri"(1) {
        kernel: special::ndtri,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * np::exp(np::square(v.output(0)) * 0.5) * (2.0 * PI).sqrt()),
        inputs: |s, d, shape, _| s.array(d, shape, 0.125, 0.375),
        reference: |v, d| records::real(slow::root(-9.0, 9.0, |x| 0.5 * libm::erfc(-x * FRAC_1_SQRT_2) - v[0].re), d),
        ulps: 32.0,
    }
    /// The gamma function.
    Gamma = "gamma"(1) {
        kernel: special::gamma,
        result: Same,
        diff: partials(|_| X_OUT, |_, t, v| t * v.output(0) * np::digamma(v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, 1.75, 4.0),
        reference: |v, d| records::real(libm::lgamma(v[0].re).exp(), d),
        ulps: 32.0,
    }
    /// The sign of the gamma function.
    Gammasgn = "gammasgn"(1) {
        kernel: special::gammasgn,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -4.0, 2.0) + 1.0 / 256.0,
        reference: |v, d| records::real(libm::tgamma(v[0].re).signum(), d),
        ulps: 0.0,
        skips: super::binary_order::ZERO_DERIVATIVE,
    }
    /// The exponential integral.
    Expi = "expi"(1) {
        kernel: special::expi,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::exp(v.input(0)) / v.input(0)),
        inputs: |s, d, shape, _| s.array(d, shape, 0.75, 4.0),
        reference: |v, d| records::real(slow::expi(v[0].re), d),
        ulps: 32.0,
    }
    /// Spence's function.
    Spence = "spence"(1) {
        kernel: special::spence,
        result: Same,
        diff: partials(|_| X, |_, t, v| -(t * crate::special::log1p_ratio(&(v.input(0) - 1.0)))),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, d| records::real(slow::spence(v[0].re), d),
        ulps: 32.0,
    }
    /// The inverse of the logistic function.
    Logit = "logit"(1) {
        kernel: special::logit,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / (v.input(0) * np::subtract(1.0, v.input(0)))),
        inputs: |s, d, shape, _| s.array(d, shape, 0.125, 0.375),
        reference: |v, d| records::real((v[0].re / (1.0 - v[0].re)).ln(), d),
        ulps: 16.0,
    }
    /// `-x log x`.
    Entr = "entr"(1) {
        kernel: special::entr,
        result: Same,
        diff: partials(|_| X, |_, t, v| -(t * (np::log(v.input(0)) + 1.0))),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, d| records::real(-v[0].re * v[0].re.ln(), d),
        ulps: 8.0,
    }
    /// Fresnel's integral of the sine.
    FresnelS = "fresnel"(1) {
        kernel: special::fresnel_s,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::sin(fresnel_angle(v.input(0)))),
        inputs: |s, d, shape, _| s.array(d, shape, 0.25, 0.75),
        reference: |v, d| records::real(slow::fresnel(v[0].re).0, d),
        ulps: 64.0,
    }
    /// Fresnel's integral of the cosine.
    FresnelC = "fresnel"(1) {
        kernel: special::fresnel_c,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::cos(fresnel_angle(v.input(0)))),
        inputs: |s, d, shape, _| s.array(d, shape, 0.25, 0.75),
        reference: |v, d| records::real(slow::fresnel(v[0].re).1, d),
        ulps: 64.0,
    }
    /// The sine integral.
    SineIntegral = "sici"(1) {
        kernel: special::sine_integral,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * sine_ratio(v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 3.0),
        reference: |v, d| records::real(slow::sici(v[0].re).0, d),
        ulps: 64.0,
    }
    /// The cosine integral of the absolute value.
    CosineIntegral = "sici"(1) {
        kernel: special::cosine_integral,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::cos(v.input(0)) / v.input(0)),
        inputs: |s, d, shape, _| s.array(d, shape, 0.75, 1.5),
        reference: |v, d| records::real(slow::sici(v[0].re).1, d),
        ulps: 64.0,
    }
}

/// `sin(x) / x`, with all its derivatives at 0.
fn sine_ratio(x: &Array) -> Array {
    let is_small = np::less(np::abs(x), 1.0);
    let safe = |near: bool, other: f64| {
        let other = np::full_like(x, other);
        let chosen = if near { (x, &other) } else { (&other, x) };
        select(&is_small, chosen.0, chosen.1).or_raise()
    };
    let near = of_order(Order::Sinc, 0, &(safe(true, 0.0) / PI)).or_raise();
    let far = safe(false, 1.0);
    select(&is_small, &near, &(np::sin(&far) / &far)).or_raise()
}

/// `πx²/2`.
fn fresnel_angle(x: &Array) -> Array {
    np::square(x) * FRAC_PI_2
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
