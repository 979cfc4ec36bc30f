//! Trigonometric and hyperbolic functions and their inverses.

use super::binary_arith::{CosSlope, TanhSlope};
use super::table::{OUT, X, elementwise};
use crate::error::OrRaise;
use crate::kernels::unary;
use crate::np;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use crate::transform::stack::bind_one;

elementwise! {
    /// The sine.
    Sin = "sin"(1) {
        kernel: unary::sin,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::cos(v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0].sin(),
        ulps: 8.0,
    }
    /// The cosine.
    Cos = "cos"(1) {
        kernel: unary::cos,
        result: Same,
        diff: partials(|_| X, |_, t, v| bind_one(&CosSlope, &[t, v.input(0)]).or_raise()),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0].cos(),
        ulps: 8.0,
    }
    /// The tangent.
    Tan = "tan"(1) {
        kernel: unary::tan,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| t * (v.output(0) * v.output(0) + 1.0)),
        inputs: |s, d, shape, _| s.array(d, shape, -1.25, 1.25),
        reference: |v, _| v[0].tan(),
        ulps: 16.0,
    }
    /// The inverse sine.
    Arcsin = "arcsin"(1) {
        kernel: unary::arcsin,
        result: Same,
        // (1 - x)(1 + x) keeps its digits near 1, where 1 - x² loses them.
        diff: partials(|_| X, |_, t, v| t / np::sqrt(np::subtract(1.0, v.input(0)) * (v.input(0) + 1.0))),
        inputs: |s, d, shape, _| s.array(d, shape, -0.75, 0.75),
        reference: |v, d| if d.is_complex() { v[0].asin() } else { v[0].re.asin().into() },
        ulps: 64.0,
    }
    /// The inverse cosine.
    Arccos = "arccos"(1) {
        kernel: unary::arccos,
        result: Same,
        diff: partials(|_| X, |_, t, v| -(t / np::sqrt(np::subtract(1.0, v.input(0)) * (v.input(0) + 1.0)))),
        inputs: |s, d, shape, _| s.array(d, shape, -0.75, 0.75),
        reference: |v, d| if d.is_complex() { v[0].acos() } else { v[0].re.acos().into() },
        ulps: 16.0,
    }
    /// The inverse tangent.
    Arctan = "arctan"(1) {
        kernel: unary::arctan,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / (v.input(0) * v.input(0) + 1.0)),
        inputs: |s, d, shape, _| s.array(d, shape, -0.75, 0.75),
        reference: |v, d| if d.is_complex() { v[0].atan() } else { v[0].re.atan().into() },
        ulps: 16.0,
    }
    /// The hyperbolic sine.
    Sinh = "sinh"(1) {
        kernel: unary::sinh,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::cosh(v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| if d.is_complex() { v[0].sinh() } else { v[0].re.sinh().into() },
        ulps: 16.0,
    }
    /// The hyperbolic cosine.
    Cosh = "cosh"(1) {
        kernel: unary::cosh,
        result: Same,
        diff: partials(|_| X, |_, t, v| t * np::sinh(v.input(0))),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| v[0].cosh(),
        ulps: 16.0,
    }
    /// The hyperbolic tangent.
    Tanh = "tanh"(1) {
        kernel: unary::tanh,
        result: Same,
        diff: partials(|_| OUT, |_, t, v| bind_one(&TanhSlope, &[t, v.output(0)]).or_raise()),
        inputs: |s, d, shape, _| s.array(d, shape, -1.25, 1.25),
        reference: |v, d| if d.is_complex() { v[0].tanh() } else { v[0].re.tanh().into() },
        ulps: 16.0,
    }
    /// The inverse hyperbolic sine.
    Arcsinh = "arcsinh"(1) {
        kernel: unary::arcsinh,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / np::sqrt(v.input(0) * v.input(0) + 1.0)),
        inputs: |s, d, shape, _| s.array(d, shape, -0.75, 0.75),
        reference: |v, d| if d.is_complex() { v[0].asinh() } else { v[0].re.asinh().into() },
        ulps: 16.0,
    }
    /// The inverse hyperbolic cosine.
    Arccosh = "arccosh"(1) {
        kernel: unary::arccosh,
        result: Same,
        // Two roots: the root of the product would be on the wrong branch for complex numbers.
        diff: partials(|_| X, |_, t, v| t / (np::sqrt(v.input(0) - 1.0) * np::sqrt(v.input(0) + 1.0))),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, d| if d.is_complex() { v[0].acosh() } else { v[0].re.acosh().into() },
        ulps: 16.0,
    }
    /// The inverse hyperbolic tangent.
    Arctanh = "arctanh"(1) {
        kernel: unary::arctanh,
        result: Same,
        diff: partials(|_| X, |_, t, v| t / (np::subtract(1.0, v.input(0)) * (v.input(0) + 1.0))),
        inputs: |s, d, shape, _| s.array(d, shape, -0.75, 0.75),
        reference: |v, d| if d.is_complex() { v[0].atanh() } else { v[0].re.atanh().into() },
        ulps: 16.0,
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
