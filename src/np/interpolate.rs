//! Linear interpolation of sampled functions.
//!
//! The pieces are found by `search`; what is taken from them is differentiable in all three arguments.

use super::search::{Side, search, vector};
use super::{
    add, argsort, divide, equal, greater, isnan, less, logical_and, logical_or, maximum, minimum,
    multiply, remainder, subtract, take,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::gather::gather;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;

/// Options of [`interp_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interp {
    /// The value below the first sample; that of the first sample if absent.
    pub left: Option<Scalar>,
    /// The value above the last sample; that of the last sample if absent.
    pub right: Option<Scalar>,
    /// The period of the coordinates, which then need not increase; `left` and `right` do not matter.
    pub period: Option<f64>,
}

/// The values at `x` of the piecewise linear function through the samples `fp` at the increasing places `xp`, both
/// 1-d (numpy: `interp`): f64, or c128 for complex samples. Outside it is constant. Differentiable in all three;
/// at a sample the slope is that of the piece to its right, at the last sample to its left.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let y = np::interp([0.5, 1.5, 9.0], [0.0, 1.0, 2.0], [0.0, 10.0, 30.0]);
/// assert_eq!(y.to_vec::<f64>().unwrap(), [5.0, 20.0, 30.0]);
/// ```
#[track_caller]
pub fn interp<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    xp: impl IntoArray<'b>,
    fp: impl IntoArray<'c>,
) -> Array {
    interp_with(x, xp, fp, Interp::default())
}

/// [`interp`] with values outside the samples, or a period (numpy: `interp(left=, right=, period=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Interp;
/// let zero = Interp { left: Some(0.into()), ..Interp::default() };
/// assert_eq!(np::interp_with(-1.0, [0.0, 1.0], [5.0, 6.0], zero).item::<f64>().unwrap(), 0.0);
/// let angle = Interp { period: Some(360.0), ..Interp::default() };
/// assert_eq!(np::interp_with(370.0, [0.0, 180.0], [0.0, 18.0], angle).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn interp_with<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    xp: impl IntoArray<'b>,
    fp: impl IntoArray<'c>,
    options: Interp,
) -> Array {
    interp_op(&x.into_array(), &xp.into_array(), &fp.into_array(), options).or_raise()
}

const OP: &str = "interp";

fn interp_op(x: &Array, xp: &Array, fp: &Array, options: Interp) -> Result<Array> {
    for (name, places) in [("x", x), ("xp", xp)] {
        if places.dtype().is_complex() {
            return Err(Error::unsupported_dtype(
                OP,
                name,
                places.dtype(),
                "real numbers",
            ));
        }
    }
    vector(OP, "xp", xp)?;
    vector(OP, "fp", fp)?;
    if xp.len() != fp.len() || xp.is_empty() {
        let (n, m) = (xp.len(), fp.len());
        return Err(Error::shape(
            OP,
            format!("{n} places and {m} samples; there must be as many of both, at least 1"),
        ));
    }
    let dtype = if fp.dtype().is_complex() {
        DType::C128
    } else {
        DType::F64
    };
    for scalar in [options.left, options.right].into_iter().flatten() {
        if matches!(scalar, Scalar::Complex(_)) && !dtype.is_complex() {
            return Err(Error::dtype(
                OP,
                "a value outside is complex, the samples are real",
            ));
        }
    }
    let (x, xp, fp) = (
        cast(x, DType::F64)?,
        cast(xp, DType::F64)?,
        cast(fp, dtype)?,
    );
    let Some(period) = options.period else {
        return piecewise(&x, &xp, &fp, options);
    };
    if period == 0.0 {
        return Err(Error::value(OP, "the period must not be 0"));
    }
    let (xp, fp) = one_period(&xp, &fp, period.abs())?;
    piecewise(&remainder(x, period.abs()), &xp, &fp, Interp::default())
}

/// The samples of one period in order, and one more at each end.
fn one_period(xp: &Array, fp: &Array, period: f64) -> Result<(Array, Array)> {
    let xp = remainder(xp, period);
    let order = argsort(&stop_gradient(&xp)?, 0);
    let (xp, fp) = (take(&xp, &order, 0), take(fp, &order, 0));
    let n = xp.len();
    let ends = |x: &Array| -> Result<[Array; 2]> {
        Ok([slice_axis(x, 0, n - 1, n)?, slice_axis(x, 0, 0, 1)?])
    };
    let ([last, first], [value_last, value_first]) = (ends(&xp)?, ends(&fp)?);
    Ok((
        concat(&[&subtract(last, period), &xp, &add(first, period)], 0)?,
        concat(&[&value_last, &fp, &value_first], 0)?,
    ))
}

fn piecewise(x: &Array, xp: &Array, fp: &Array, options: Interp) -> Result<Array> {
    let n = xp.len();
    let at = |values: &Array, position: &Array| gather(values, &[position], &[0], 0);
    let end = |values: &Array, i: usize| reshape(&slice_axis(values, 0, i, i + 1)?, &[]);
    let outside = |value: Option<Scalar>, i: usize| match value {
        Some(scalar) => Ok(scalar_array(scalar, fp.dtype())),
        None => end(fp, i),
    };
    // With one sample both ends of the only piece are that sample.
    let after = minimum(maximum(search(xp, x, Side::Right)?, 1), n - 1);
    let before = maximum(subtract(&after, 1), 0);
    let (x0, x1) = (at(xp, &before)?, at(xp, &after)?);
    let (f0, f1) = (at(fp, &before)?, at(fp, &after)?);

    let width = subtract(&x1, &x0);
    let is_empty = equal(&width, 0);
    let width = select(&is_empty, &scalar_array(Scalar::Int(1), DType::F64), &width)?;
    let slope = divide(subtract(&f1, &f0), width);
    let from = |place: &Array, value: &Array| add(multiply(&slope, subtract(x, place)), value);
    let (from_left, from_right) = (from(&x0, &f0), from(&x1, &f1));
    let y = select(&equal(x, &x1), &from_right, &from_left)?;
    let ends = [(&f0, equal(x, &x0)), (&f1, equal(x, &x1))];
    let y = repaired(&y, &from_right, ends)?;

    let y = select(&less(x, end(xp, 0)?), &outside(options.left, 0)?, &y)?;
    let y = select(
        &greater(x, end(xp, n - 1)?),
        &outside(options.right, n - 1)?,
        &y,
    )?;
    select(&isnan(x), &cast(x, fp.dtype())?, &y)
}

/// Beside infinite samples: the formula of the right end, the value that both ends have, a sample's own value.
fn repaired(y: &Array, from_right: &Array, ends: [(&Array, Array); 2]) -> Result<Array> {
    if y.dtype().is_complex() {
        return Ok(y.clone());
    }
    let mut y = select(&isnan(y), from_right, y)?;
    let is_level = equal(ends[0].0, ends[1].0);
    for (value, is_here) in ends {
        let is_known = logical_and(isnan(&y), logical_or(is_here, &is_level));
        y = select(&is_known, value, &y)?;
    }
    Ok(y)
}
