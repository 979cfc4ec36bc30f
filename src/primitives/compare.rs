//! The six comparisons. Complex numbers are ordered by real part, then imaginary part, as in numpy.

#[cfg(feature = "testing")]
use super::binary_order::less;
use super::table::elementwise;
#[cfg(feature = "testing")]
use super::table::records;
use crate::kernels::compare;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;

elementwise! {
    /// `x = y`.
    Equal = "equal"(2) {
        kernel: compare::equal,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(v[0] == v[1]),
        ulps: 0.0,
    }
    /// `x ≠ y`.
    NotEqual = "not_equal"(2) {
        kernel: compare::not_equal,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(v[0] != v[1]),
        ulps: 0.0,
    }
    /// `x < y`.
    Less = "less"(2) {
        kernel: compare::less,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(less(v[0], v[1])),
        ulps: 0.0,
    }
    /// `x ≤ y`.
    LessEqual = "less_equal"(2) {
        kernel: compare::less_equal,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(!less(v[1], v[0])),
        ulps: 0.0,
    }
    /// `x > y`.
    Greater = "greater"(2) {
        kernel: compare::greater,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(less(v[1], v[0])),
        ulps: 0.0,
    }
    /// `x ≥ y`.
    GreaterEqual = "greater_equal"(2) {
        kernel: compare::greater_equal,
        result: Bool,
        diff: zero,
        inputs: |s, d, shape, _| s.array(d, shape, -0.0625, 0.0625),
        reference: |v, _| records::truth(!less(v[0], v[1])),
        ulps: 0.0,
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
