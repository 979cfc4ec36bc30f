//! What floating point numbers are made of: mantissa and exponent, whole part and fraction, distance to the
//! next number; and complex numbers that are nearly real.
//!
//! Elementwise functions that are one primitive are in `ufunc`, rounding is in `rounding`.

use super::args::promote_inexact;
use super::{
    bitwise_and, copysign, exp2, finfo, isfinite, less, logical_and, maximum, minimum, nextafter,
    not_equal, right_shift, subtract, trunc, where_,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::{DType, Kind};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::{bitcast, cast, cast_owned};
use crate::primitives::meta::stop_gradient;
use crate::primitives::select::select;

/// The operand in the float dtype that numpy computes in; complex numbers are an error.
fn real_float(op: &'static str, x: Operand<'_>) -> Result<Array> {
    let [x] = promote_inexact(op, [x])?;
    if x.dtype().is_complex() {
        return Err(Error::unsupported_dtype(op, "x", x.dtype(), "real numbers"));
    }
    Ok(x)
}

/// Fractional and whole part, both with the sign of the element (numpy: `modf`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (fraction, whole) = np::modf([2.5, -0.25]);
/// assert_eq!(fraction.to_vec::<f64>().unwrap(), [0.5, -0.25]);
/// assert_eq!(whole.to_vec::<f64>().unwrap(), [2.0, 0.0]);
/// ```
#[track_caller]
pub fn modf<'a>(x: impl IntoArray<'a>) -> (Array, Array) {
    let x = real_float("modf", x.into_operand()).or_raise();
    let whole = trunc(&x);
    let fraction = select(&super::isinf(&x), &super::zeros_like(&x), &(&x - &whole)).or_raise();
    (copysign(fraction, &x), whole)
}

/// `x · 2^n` for integers `n`, in the float dtype of `x`, rounded once (numpy: `ldexp`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ldexp([1.5, 3.0], [2, -1]).to_vec::<f64>().unwrap(), [6.0, 1.5]);
/// ```
#[track_caller]
pub fn ldexp<'a, 'b>(x: impl IntoArray<'a>, n: impl IntoArray<'b>) -> Array {
    ldexp_op(x.into_operand(), n.into_array()).or_raise()
}

fn ldexp_op(x: Operand<'_>, n: Array) -> Result<Array> {
    let x = real_float("ldexp", x)?;
    if !matches!(n.dtype().kind(), Kind::Bool | Kind::Unsigned | Kind::Signed) {
        return Err(Error::unsupported_dtype(
            "ldexp",
            "the exponent",
            n.dtype(),
            "integer exponents",
        ));
    }
    let dtype = x.dtype();
    // Beyond this every finite number has become 0 or infinity. In f64 the narrow dtypes never leave the
    // normal range, so only the last conversion rounds; f64 itself needs three steps.
    let limit = if dtype == DType::F64 { 2100.0 } else { 420.0 };
    let n = cast_owned(n, DType::F64)?;
    let n = maximum(minimum(n, limit), -limit);
    let x = cast_owned(x, DType::F64)?;
    let scaled = if dtype == DType::F64 {
        let third = trunc(&n / 3.0);
        let step = exp2(&third);
        x * &step * &step * exp2(n - third * 2.0)
    } else {
        x * exp2(n)
    };
    cast_owned(scaled, dtype)
}

/// Mantissa and exponent: `x = mantissa · 2^exponent` with `0.5 ≤ |mantissa| < 1` and an i32 exponent, which is 0
/// for 0, infinities and NaN (numpy: `frexp`). Real dtypes only; the exponent counts as constant in derivatives.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (mantissa, exponent) = np::frexp([6.0, 0.25]);
/// assert_eq!(mantissa.to_vec::<f64>().unwrap(), [0.75, 0.5]);
/// assert_eq!(exponent.to_vec::<i32>().unwrap(), [3, -1]);
/// ```
#[track_caller]
pub fn frexp<'a>(x: impl IntoArray<'a>) -> (Array, Array) {
    frexp_op(x.into_operand()).or_raise()
}

fn frexp_op(x: Operand<'_>) -> Result<(Array, Array)> {
    let x = real_float("frexp", x)?;
    // All narrower floats are normal numbers in f64; its own subnormal ones become that by 2^54.
    let wide = cast(&stop_gradient(&x)?, DType::F64)?;
    let is_tiny = less(super::absolute(&wide), f64::MIN_POSITIVE);
    let scaled = where_(&is_tiny, &wide * 2f64.powi(54), &wide);
    let bits = right_shift(bitcast(&scaled, DType::I64)?, 52);
    let exponent = subtract(bitwise_and(bits, 0x7ff), where_(&is_tiny, 1022 + 54, 1022));
    let counts = logical_and(not_equal(&wide, 0.0), isfinite(&wide));
    let exponent = where_(counts, exponent, 0);
    let mantissa = ldexp(&x, super::negative(&exponent));
    Ok((mantissa, cast_owned(exponent, DType::I32)?))
}

/// The distance to the next number away from 0, with the sign of the element (numpy: `spacing`). Real dtypes
/// only; constant in derivatives. In f16, as in numpy, it is the distance to the next larger number.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::spacing([1.0]).to_vec::<f64>().unwrap(), [f64::EPSILON]);
/// ```
#[track_caller]
pub fn spacing<'a>(x: impl IntoArray<'a>) -> Array {
    spacing_op(x.into_operand()).or_raise()
}

fn spacing_op(x: Operand<'_>) -> Result<Array> {
    let x = stop_gradient(&real_float("spacing", x)?)?;
    let direction = if x.dtype() == DType::F16 {
        super::full_like(&x, f64::INFINITY)
    } else {
        // The sum turns -0 into 0.
        copysign(f64::INFINITY, &x + 0.0)
    };
    let distance = subtract(nextafter(&x, direction), &x);
    Ok(where_(super::isinf(&x), f64::NAN, distance))
}

/// The absolute value in a float dtype (numpy: `fabs`). Real dtypes only.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fabs([-3, 2]).to_vec::<f64>().unwrap(), [3.0, 2.0]);
/// ```
#[track_caller]
pub fn fabs<'a>(x: impl IntoArray<'a>) -> Array {
    super::absolute(real_float("fabs", x.into_operand()).or_raise())
}

/// The real part if all imaginary parts are within 100 spacings of 0, else the array (numpy: `real_if_close`).
/// Reads the values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::real_if_close(array([1.5]).astype(C128)).dtype(), F64);
/// ```
#[track_caller]
pub fn real_if_close<'a>(z: impl IntoArray<'a>) -> Array {
    real_if_close_with(z, 100.0)
}

/// [`real_if_close`] with another tolerance: machine epsilons if above 1, else an absolute one (numpy:
/// `real_if_close(tol=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let z = array([1.0]) + num_complex::Complex::new(0.0, 1e-3);
/// assert_eq!(np::real_if_close_with(&z, 1e-2).dtype(), F64);
/// assert_eq!(np::real_if_close_with(&z, 1e-4).dtype(), C128);
/// ```
#[track_caller]
pub fn real_if_close_with<'a>(z: impl IntoArray<'a>, tolerance: f64) -> Array {
    let z = z.into_array();
    if !z.dtype().is_complex() {
        return z;
    }
    let limit = if tolerance > 1.0 {
        finfo(z.dtype()).eps * tolerance
    } else {
        tolerance
    };
    let is_close = super::all(less(super::absolute(super::imag(&z)), limit), ..);
    if is_close.item::<bool>().or_raise() {
        super::real(z)
    } else {
        z
    }
}
