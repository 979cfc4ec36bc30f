//! Sums, products, quotients and powers of series, and the way to other bases.
//!
//! Everything here keeps all coefficients; [`trimmed`](super::series::trimmed) is applied by the callers that numpy's names
//! belong to.

use super::basis::{Basis, POWERS, Product};
use super::series::{coefficient, next, shifted, sum, times_x};
use crate::array::Array;
use crate::array::convert::Operand;
use crate::error::{Error, Result};
use crate::np;
use crate::np::signal::{Overlap, convolve_op};
use crate::primitives::flip::flip;
use crate::primitives::slice::slice_axis;

pub(super) fn product(op: &'static str, basis: &Basis, a: &Array, b: &Array) -> Result<Array> {
    let convolved =
        |a: Array, b: Array| convolve_op(op, Operand::Owned(a), Operand::Owned(b), Overlap::Full);
    match basis.product {
        Product::Powers => convolved(a.clone(), b.clone()),
        Product::Cosines => {
            let y = convolved(both_sides(a)?, both_sides(b)?)?;
            let middle = a.len() + b.len() - 2;
            let right = slice_axis(&y, 0, middle, y.len())?;
            sum(
                &right,
                &shifted(&slice_axis(&right, 0, 1, right.len())?, 1, 0)?,
            )
        }
        Product::Recurrence => {
            let (short, long) = if a.len() > b.len() { (b, a) } else { (a, b) };
            let scaled = |k| Ok(np::multiply(long, coefficient(short, k)?));
            clenshaw(basis, short.len(), scaled, |rule, c| next(basis, rule, c))
        }
    }
}

/// `c[n] / 2, …, c[1] / 2, c[0], c[1] / 2, …`: the series of cosines as one of exponentials.
fn both_sides(c: &Array) -> Result<Array> {
    let first = coefficient(c, 0)?;
    let rest = np::multiply(slice_axis(c, 0, 1, c.len())?, 0.5);
    Ok(np::concatenate([flip(&rest, &[0])?, first, rest], 0))
}

/// The sum of `scaled(k)` times `P[k]`, where `times` multiplies by `a x + b`. Lengths grow by one with each product.
fn clenshaw(
    basis: &Basis,
    n: usize,
    scaled: impl Fn(usize) -> Result<Array>,
    times: impl Fn([f64; 3], &Array) -> Result<Array>,
) -> Result<Array> {
    if n == 1 {
        return scaled(0);
    }
    // What is left is c0 P[k] + c1 P[k+1].
    let (mut c0, mut c1) = (scaled(n - 2)?, scaled(n - 1)?);
    for k in (1..n - 1).rev() {
        let rule = (basis.recurrence)(k);
        let lower = sum(&scaled(k - 1)?, &np::multiply(&c1, -rule[2]))?;
        c1 = sum(&c0, &times(rule, &c1)?)?;
        c0 = lower;
    }
    sum(&c0, &times((basis.recurrence)(0), &c1)?)
}

pub(super) fn quotient(
    op: &'static str,
    basis: &Basis,
    u: &Array,
    v: &Array,
) -> Result<(Array, Array)> {
    let (n, m) = (u.len(), v.len());
    let zero = || Ok(np::multiply(coefficient(u, 0)?, 0));
    if n < m {
        return Ok((zero()?, u.clone()));
    }
    if m == 1 {
        return Ok((np::divide(u, v), zero()?));
    }
    // The divisor times P[0], P[1], …
    let mut multiples = vec![v.clone()];
    for k in 0..n - m {
        let rule = (basis.recurrence)(k);
        let mut multiple = next(basis, rule, &multiples[k])?;
        if k > 0 && rule[2] != 0.0 {
            multiple = sum(&multiple, &np::multiply(&multiples[k - 1], -rule[2]))?;
        }
        multiples.push(multiple);
    }
    let mut rest = u.clone();
    let mut found = Vec::new();
    for multiple in multiples.iter().rev() {
        let last = multiple.len() - 1;
        let factor = np::divide(coefficient(&rest, last)?, coefficient(multiple, last)?);
        let below = |c: &Array| slice_axis(c, 0, 0, last);
        rest = np::subtract(below(&rest)?, np::multiply(&factor, below(multiple)?));
        found.push(factor);
    }
    found.reverse();
    if found.is_empty() {
        return Err(Error::value(op, "there is nothing to divide"));
    }
    Ok((np::concatenate(found, 0), rest))
}

pub(super) fn power(op: &'static str, basis: &Basis, c: &Array, exponent: usize) -> Result<Array> {
    if exponent == 0 {
        return Ok(np::ones(([1], c.dtype())));
    }
    (1..exponent).try_fold(c.clone(), |y, _| product(op, basis, &y, c))
}

/// The same polynomial by its powers of x.
pub(super) fn to_powers(basis: &Basis, c: &Array) -> Result<Array> {
    let times = |[a, b, _]: [f64; 3], c: &Array| {
        let raised = np::multiply(times_x(&POWERS, c)?, a);
        if b == 0.0 {
            return Ok(raised);
        }
        sum(&raised, &np::multiply(c, b))
    };
    clenshaw(basis, c.len(), |k| coefficient(c, k), times)
}

/// The polynomial with these coefficients of powers of x, in another basis.
pub(super) fn from_powers(basis: &Basis, c: &Array) -> Result<Array> {
    let last = coefficient(c, c.len() - 1)?;
    (0..c.len() - 1)
        .rev()
        .try_fold(last, |y, k| sum(&times_x(basis, &y)?, &coefficient(c, k)?))
}

/// The polynomial with these zeros whose coefficient of the highest power of x is 1.
pub(super) fn from_roots(basis: &Basis, roots: &Array) -> Result<Array> {
    let one = np::ones(([1], roots.dtype()));
    (0..roots.len()).try_fold(one, |y, k| {
        sum(
            &times_x(basis, &y)?,
            &np::multiply(&y, -coefficient(roots, k)?),
        )
    })
}
