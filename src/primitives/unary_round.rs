//! Sign, rounding, classification and negation: what looks at one number's sign, size or bits.

use super::class::{Gradients, Rules, Values};
#[cfg(feature = "testing")]
use super::table::records;
use super::table::{NOTHING, X, elementwise};
use crate::array::Array;
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::OrRaise;
use crate::kernels::unary;
use crate::np;
use crate::primitives::select::select;
#[cfg(feature = "testing")]
use crate::testing::{Check, OpRecord};
use smallvec::smallvec;

/// Of a complex number rounding, signs and moduli are not holomorphic, and the finite differences of the
/// catalogue move both parts.
#[cfg(feature = "testing")]
const ZERO_DERIVATIVE: &[(Check, &str)] = &[
    (Check::Gradient, "zero by class"),
    (Check::SecondGradient, "zero by class"),
];

elementwise! {
    /// `-x`.
    Negative = "negative"(1) {
        kernel: unary::negative,
        result: Same,
        diff: partials(|_| NOTHING, |_, t, _| -t),
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| if d.is_integer() { records::real(-v[0].re, d) } else { -v[0] },
        ulps: 0.0,
    }
    /// `|x|`.
    Absolute = "absolute"(1) {
        kernel: unary::absolute,
        result: Real,
        diff: custom(|_| X),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.25, 3.0),
        reference: |v, _| v[0].norm().into(),
        ulps: 2.0,
    }
    /// `x / |x|`, 0 at 0.
    Sign = "sign"(1) {
        kernel: unary::sign,
        result: Same,
        diff: custom(|_| X),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.25, 3.0),
        reference: |v, _| if v[0].norm() == 0.0 { v[0] } else { v[0] / v[0].norm() },
        ulps: 4.0,
    }
    /// The largest whole number not above.
    Floor = "floor"(1) {
        kernel: unary::floor,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| records::real(v[0].re.floor(), d),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// The smallest whole number not below.
    Ceil = "ceil"(1) {
        kernel: unary::ceil,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| records::real(v[0].re.ceil(), d),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// The nearest whole number, ties to even; parts of complex numbers each.
    Rint = "rint"(1) {
        kernel: unary::rint,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| num_complex::Complex::new(v[0].re.round_ties_even(), v[0].im.round_ties_even()),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// The whole part.
    Trunc = "trunc"(1) {
        kernel: unary::trunc,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, d| records::real(v[0].re.trunc(), d),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// Whether the number is 0.
    LogicalNot = "logical_not"(1) {
        kernel: unary::logical_not,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(v[0] == 0.0.into()),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// Every bit inverted.
    BitwiseNot = "bitwise_not"(1) {
        kernel: unary::bitwise_not,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -9.0, 9.0),
        reference: |v, d| if d.is_bool() { records::truth(v[0].re == 0.0) } else { records::real(-1.0 - v[0].re, d) },
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// The number of one bits in the absolute value.
    BitwiseCount = "bitwise_count"(1) {
        kernel: unary::bitwise_count,
        result: U8,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -99.0, 99.0),
        reference: |v, _| f64::from((v[0].re.abs() as u64).count_ones()).into(),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// Whether the number, or one of its parts, is nan.
    Isnan = "isnan"(1) {
        kernel: unary::isnan,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| with_special_values(s, d, shape),
        reference: |v, _| records::truth(v[0].is_nan()),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// Whether the number, or one of its parts, is infinite.
    Isinf = "isinf"(1) {
        kernel: unary::isinf,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| with_special_values(s, d, shape),
        reference: |v, _| records::truth(v[0].re.is_infinite() || v[0].im.is_infinite()),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// Whether the number with all its parts is finite.
    Isfinite = "isfinite"(1) {
        kernel: unary::isfinite,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| with_special_values(s, d, shape),
        reference: |v, _| records::truth(v[0].is_finite()),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
    /// Whether the sign bit is set.
    Signbit = "signbit"(1) {
        kernel: unary::signbit,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -3.0, 3.0),
        reference: |v, _| records::truth(v[0].re.is_sign_negative()),
        ulps: 0.0,
        skips: ZERO_DERIVATIVE,
    }
}

/// Numbers with nan and the infinities among them, where the dtype has these.
#[cfg(feature = "testing")]
fn with_special_values(
    samples: &mut crate::testing::samples::Samples,
    dtype: DType,
    shape: &[usize],
) -> Array {
    if !dtype.is_differentiable() {
        return samples.array(dtype, shape, -3.0, 3.0);
    }
    let special = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1.5];
    let mut part = || special[samples.integer(0, special.len() as i64) as usize];
    let len = shape.iter().product();
    let values: Vec<_> = std::iter::repeat_with(|| num_complex::Complex::new(part(), part()))
        .take(len)
        .collect();
    np::asarray_of(&values, shape, dtype)
}

/// `|z|` grows in the direction of `sign(z)`.
impl Rules for Absolute {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        smallvec![cts[0].as_ref().map(|ct| ct * np::sign(values.input(0)))]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let sign = np::sign(values.input(0));
        Some(smallvec![
            tangents[0].as_ref().map(|t| np::real(np::conj(sign) * t))
        ])
    }
}

/// Constant for real numbers. For complex ones `z / |z|` turns only: of a change of `z`, the part across `z`
/// counts. That map is its own adjoint.
impl Rules for Sign {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        smallvec![cts[0].as_ref().map(|ct| turn(ct, values.input(0)))]
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        Some(smallvec![
            tangents[0].as_ref().map(|t| turn(t, values.input(0)))
        ])
    }
}

fn turn(t: &Array, z: &Array) -> Array {
    let zero = np::zeros_like(t);
    if !t.dtype().is_complex() {
        return zero;
    }
    let is_zero = np::equal(z, 0.0);
    let sign = np::sign(z);
    let modulus = select(&is_zero, &np::ones_like(np::absolute(z)), &np::absolute(z)).or_raise();
    let along = np::real(np::conj(&sign) * t);
    select(&is_zero, &zero, &((t - sign * along) / modulus)).or_raise()
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
