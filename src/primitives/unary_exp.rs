//! Exponentials, logarithms, roots, the square and the reciprocal.

use super::binary_arith::{DoubleProduct, SigmoidSlope};
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{OUT, X, elementwise};
use crate::error::OrRaise;
use crate::kernels::unary;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use crate::transform::stack::bind_one;
use std::f64::consts::{LN_2, LN_10};

elementwise! {
    /// `x²`.
    Square = "square"(1) {
        kernel: unary::square,
        result: Same,
        diff: partials(|_| X, |_, t, v| bind_one(&DoubleProduct, &[t, v.input(0)]).or_raise()),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| if d.is_integer() { records::real(v[0].re * v[0].re, d) } else { v[0] * v[0] },
        ulps: 2.0,
    }
    /// `1 / x`.
    Reciprocal = "reciprocal"(1) {
        kernel: unary::reciprocal,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| -(t * v.output(0) * v.output(0))),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 1.0, 4.0),
        reference: |v, d| if d.is_integer() { records::real((1.0 / v[0].re).trunc(), d) } else { v[0].inv() },
        ulps: 4.0,
    }
    /// `√x`.
    Sqrt = "sqrt"(1) {
        kernel: unary::sqrt,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * 0.5 / v.output(0)),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 4.0),
        reference: |v, _| v[0].sqrt(),
        ulps: 4.0,
    }
    /// `1 / √x`.
    Rsqrt = "rsqrt"(1) {
        kernel: unary::rsqrt,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * (v.output(0) * v.output(0) * v.output(0)) * -0.5),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 4.0),
        reference: |v, _| v[0].sqrt().inv(),
        ulps: 6.0,
    }
    /// The cube root.
    Cbrt = "cbrt"(1) {
        kernel: unary::cbrt,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t / (v.output(0) * v.output(0) * 3.0)),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.5, 4.0),
        reference: |v, d| records::real(v[0].re.cbrt(), d),
        ulps: 4.0,
    }
    /// `eˣ`.
    Exp = "exp"(1) {
        kernel: unary::exp,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * v.output(0)),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0].exp(),
        ulps: 8.0,
    }
    /// `2ˣ`.
    Exp2 = "exp2"(1) {
        kernel: unary::exp2,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * v.output(0) * LN_2),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| (v[0] * LN_2).exp(),
        ulps: 16.0,
    }
    /// `eˣ - 1`.
    Expm1 = "expm1"(1) {
        kernel: unary::expm1,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * (v.output(0) + 1.0)),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.5, 3.0),
        reference: |v, d| if d.is_complex() { v[0].exp() - 1.0 } else { records::real(v[0].re.exp_m1(), d) },
        ulps: 16.0,
    }
    /// The natural logarithm.
    Log = "log"(1) {
        kernel: unary::log,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / v.input(0)),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, _| v[0].ln(),
        ulps: 8.0,
    }
    /// The logarithm to base 2.
    Log2 = "log2"(1) {
        kernel: unary::log2,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / (v.input(0) * LN_2)),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, _| v[0].ln() / LN_2,
        ulps: 8.0,
    }
    /// The logarithm to base 10.
    Log10 = "log10"(1) {
        kernel: unary::log10,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / (v.input(0) * LN_10)),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, _| v[0].ln() / LN_10,
        ulps: 8.0,
    }
    /// `log(1 + x)`.
    Log1p = "log1p"(1) {
        kernel: unary::log1p,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / (v.input(0) + 1.0)),
        inputs: |s, d, shape, _| s.array(d, shape, 0.25, 4.0),
        reference: |v, d| if d.is_complex() { (v[0] + 1.0).ln() } else { records::real(v[0].re.ln_1p(), d) },
        ulps: 8.0,
    }
    /// The logistic function.
    Sigmoid = "sigmoid"(1) {
        kernel: unary::sigmoid,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| bind_one(&SigmoidSlope, &[t, v.output(0)]).or_raise()),
        inputs: |s, d, shape, _| s.array(d, shape, -2.0, 2.0),
        reference: |v, _| ((-v[0]).exp() + 1.0).inv(),
        ulps: 16.0,
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
