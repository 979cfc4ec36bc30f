//! Logic, bits, shifts and divisors: what has no derivative.

use super::table::elementwise;
#[cfg(feature = "testing")]
use super::table::records;
use crate::kernels::{binary, compare};
#[cfg(feature = "testing")]
use crate::testing::OpRecord;

elementwise! {
    /// The bits of both.
    BitwiseAnd = "bitwise_and"(2) {
        kernel: binary::bitwise_and,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -9.0, 9.0),
        reference: |v, d| records::real((v[0].re as i64 & v[1].re as i64) as f64, d),
        ulps: 0.0,
    }
    /// The bits of either.
    BitwiseOr = "bitwise_or"(2) {
        kernel: binary::bitwise_or,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -9.0, 9.0),
        reference: |v, d| records::real((v[0].re as i64 | v[1].re as i64) as f64, d),
        ulps: 0.0,
    }
    /// The bits of one of the two.
    BitwiseXor = "bitwise_xor"(2) {
        kernel: binary::bitwise_xor,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -9.0, 9.0),
        reference: |v, d| records::real((v[0].re as i64 ^ v[1].re as i64) as f64, d),
        ulps: 0.0,
    }
    /// Bits moved up.
    LeftShift = "left_shift"(2) {
        kernel: binary::left_shift,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, -9.0, 9.0) } else { s.array(d, shape, 0.0, 7.0) },
        reference: |v, d| records::real(v[0].re * v[1].re.exp2(), d),
        ulps: 0.0,
    }
    /// Bits moved down.
    RightShift = "right_shift"(2) {
        kernel: binary::right_shift,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, -99.0, 99.0) } else { s.array(d, shape, 0.0, 7.0) },
        reference: |v, d| records::real((v[0].re / v[1].re.exp2()).floor(), d),
        ulps: 0.0,
    }
    /// The greatest common divisor.
    Gcd = "gcd"(2) {
        kernel: binary::gcd,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -30.0, 30.0),
        reference: |v, d| records::real(slow_gcd(v[0].re.abs(), v[1].re.abs()), d),
        ulps: 0.0,
    }
    /// The least common multiple.
    Lcm = "lcm"(2) {
        kernel: binary::lcm,
        result: Same,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -9.0, 9.0),
        reference: |v, d| {
            let (x, y) = (v[0].re.abs(), v[1].re.abs());
            records::real(if x * y == 0.0 { 0.0 } else { x * y / slow_gcd(x, y) }, d)
        },
        ulps: 0.0,
    }
    /// Both are not 0.
    LogicalAnd = "logical_and"(2) {
        kernel: compare::logical_and,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(v.iter().all(|x| x.norm() != 0.0)),
        ulps: 0.0,
    }
    /// One at least is not 0.
    LogicalOr = "logical_or"(2) {
        kernel: compare::logical_or,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(v.iter().any(|x| x.norm() != 0.0)),
        ulps: 0.0,
    }
    /// One of the two is not 0.
    LogicalXor = "logical_xor"(2) {
        kernel: compare::logical_xor,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth((v[0].norm() != 0.0) != (v[1].norm() != 0.0)),
        ulps: 0.0,
    }
}

/// By trial of all candidates.
#[cfg(feature = "testing")]
fn slow_gcd(x: f64, y: f64) -> f64 {
    if x == 0.0 || y == 0.0 {
        return x.max(y);
    }
    (1..=x.min(y) as u32)
        .map(f64::from)
        .filter(|k| x % k == 0.0 && y % k == 0.0)
        .fold(1.0, f64::max)
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
