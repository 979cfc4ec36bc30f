//! Special functions of one element: the normal distribution, gamma, integrals, entropy.

use super::class::Saves;
#[cfg(feature = "testing")]
use super::special_slow as slow;
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{OUT, X, elementwise};
use crate::kernels::special;
use crate::np;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI, FRAC_2_SQRT_PI, PI};

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
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
