//! The error function and the logarithm of the gamma function, for real dtypes. The rest of the special functions is
//! in the `special_*` files.

#[cfg(feature = "testing")]
use super::special_slow as slow;
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{OUT, X, elementwise};
use crate::kernels::unary;
use crate::np;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
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
        reference: |v, d| {
            let root = slow::root(-6.0, 6.0, |x| libm::erf(x) - v[0].re);
            records::real(if v[0].re == 0.0 { 0.0 } else { root }, d)
        },
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

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
