//! Arrays of coefficients: what may be one, dropping zeros at the end, and linear maps from neighbour to neighbour.

use super::basis::Basis;
use crate::array::Array;
use crate::dtype::DType;
use crate::dtype::promote::promote_types;
use crate::error::{Error, Result};
use crate::np;
use crate::np::powers::values_of;
use crate::primitives::cast::cast;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use num_complex::Complex;

/// The dtype that bool and integers are computed in, and that of other arrays.
pub(super) fn inexact(dtype: DType) -> DType {
    if dtype.is_differentiable() {
        dtype
    } else {
        DType::F64
    }
}

/// With at least one axis, in a dtype with fractions.
pub(super) fn with_axis(c: &Array) -> Result<Array> {
    let c = cast(c, inexact(c.dtype()))?;
    if c.ndim() == 0 {
        reshape(&c, &[1])
    } else {
        Ok(c)
    }
}

/// Coefficients on one axis, of which there is at least one.
pub(super) fn series(op: &'static str, c: &Array) -> Result<Array> {
    if c.dtype().is_bool() {
        let wanted = "numbers";
        return Err(Error::unsupported_dtype(
            op,
            "the coefficients",
            c.dtype(),
            wanted,
        ));
    }
    let c = with_axis(c)?;
    if c.ndim() != 1 || c.is_empty() {
        return Err(Error::shape(
            op,
            format!(
                "coefficients are one axis with at least one element, not {}",
                c.aval()
            ),
        ));
    }
    Ok(c)
}

/// Two series on their common dtype.
pub(super) fn two_series(op: &'static str, a: &Array, b: &Array) -> Result<[Array; 2]> {
    let (a, b) = (series(op, a)?, series(op, b)?);
    let dtype = promote_types(a.dtype(), b.dtype());
    Ok([cast(&a, dtype)?, cast(&b, dtype)?])
}

/// Without zeros at the end, but for the first coefficient. The number of coefficients depends on their values, so inside `vmap`
/// this refuses.
pub(super) fn trimmed(op: &'static str, c: &Array) -> Result<Array> {
    let values = values_of(op, c).map_err(|error| {
        error.hinted("how many coefficients are zero is not known; the functions whose names end in `_untrimmed` keep all")
    })?;
    let zero = Complex::new(0.0, 0.0);
    let last = values.iter().rposition(|z| *z != zero).unwrap_or(0);
    slice_axis(c, 0, 0, last + 1)
}

/// Real numbers as a constant that multiplies the first axis of coefficients.
pub(super) fn column(values: impl Iterator<Item = f64>, c: &Array) -> Result<Array> {
    let values = Array::from_vec(values.collect::<Vec<f64>>());
    let mut shape = vec![1; c.ndim()];
    shape[0] = values.len();
    reshape(&cast(&values, c.dtype().real_part())?, &shape)
}

/// The coefficients with zeros before and after, or fewer of them, along the first axis.
pub(super) fn shifted(c: &Array, before: isize, after: isize) -> Result<Array> {
    let (mut low, mut high) = (vec![0; c.ndim()], vec![0; c.ndim()]);
    (low[0], high[0]) = (before, after);
    pad_zeros(c, &low, &high, &vec![0; c.ndim()])
}

/// One coefficient more: where coefficient `k` goes to `k + 1`, `k` and `k - 1`, by the rule.
pub(super) fn banded(c: &Array, rule: impl Fn(usize) -> [f64; 3]) -> Result<Array> {
    let rules: Vec<[f64; 3]> = (0..c.shape()[0]).map(rule).collect();
    let mut y: Option<Array> = None;
    for (part, after) in [(0, 0), (1, 1), (2, 2)] {
        if part > 0 && rules.iter().all(|rule| rule[part] == 0.0) {
            continue;
        }
        let factors = column(rules.iter().map(|rule| rule[part]), c)?;
        let term = shifted(&np::multiply(c, factors), 1 - part as isize, after)?;
        y = Some(match y {
            Some(y) => np::add(y, term),
            None => term,
        });
    }
    Ok(y.expect("the first part is never left out"))
}

/// The series times x.
pub(super) fn times_x(basis: &Basis, c: &Array) -> Result<Array> {
    banded(c, |k| basis.times_x(k))
}

/// The sum of series of any lengths.
pub(super) fn sum(a: &Array, b: &Array) -> Result<Array> {
    let len = a.len().max(b.len()) as isize;
    let longer = |c: &Array| shifted(c, 0, len - c.len() as isize);
    Ok(np::add(longer(a)?, longer(b)?))
}

/// `(a x + b)` times the series, for the first two numbers of a recurrence.
pub(super) fn next(basis: &Basis, [a, b, _]: [f64; 3], c: &Array) -> Result<Array> {
    let y = np::multiply(times_x(basis, c)?, a);
    if b == 0.0 {
        return Ok(y);
    }
    sum(&y, &np::multiply(c, b))
}

/// One coefficient, as an array with one element.
pub(super) fn coefficient(c: &Array, k: usize) -> Result<Array> {
    slice_axis(c, 0, k, k + 1)
}
