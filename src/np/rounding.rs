//! Rounding to whole numbers and to decimals, and limiting to ranges.

use super::args::{common_dtype, convert};
use super::ufunc::{Rule, unary_by};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::Primitive;
use crate::primitives::cast::cast_owned;
use crate::primitives::select::{clamp, select};
use crate::primitives::unary_round::{Ceil, Floor, Rint, Trunc};

/// Rounding functions that leave bool and integers as they are.
macro_rules! rounding_functions {
    ($($(#[$doc:meta])* $name:ident: $primitive:ident, $x:literal => $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::prelude::*;
        #[doc = concat!("assert_eq!(np::", stringify!($name), "(", $x, ").to_vec::<f64>().unwrap(), [", $y, "]);")]
        /// ```
        #[track_caller]
        pub fn $name<'a>(x: impl IntoArray<'a>) -> Array {
            whole(&$primitive, x.into_operand()).or_raise()
        }
    )*};
}

rounding_functions! {
    /// The largest whole number not above; bool and integers stay (numpy: `floor`).
    floor: Floor, "[1.7, -1.2]" => "1.0, -2.0";
    /// The smallest whole number not below; bool and integers stay (numpy: `ceil`).
    ceil: Ceil, "[1.2, -1.7]" => "2.0, -1.0";
    /// The whole part; bool and integers stay (numpy: `trunc`).
    trunc: Trunc, "[1.7, -1.7]" => "1.0, -1.0";
    /// The whole part; bool and integers stay (numpy: `fix`).
    fix: Trunc, "[1.7, -1.7]" => "1.0, -1.0";
}

fn whole(primitive: &dyn Primitive, x: Operand<'_>) -> Result<Array> {
    let dtype = common_dtype(std::slice::from_ref(&x));
    if dtype.is_bool() || dtype.is_integer() {
        Ok(x.into_array())
    } else {
        unary_by(primitive, Rule::Common, x)
    }
}

/// The nearest whole number, ties to even; integers become floats (numpy: `rint`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::rint([0.5, 1.5, -1.7]).to_vec::<f64>().unwrap(), [0.0, 2.0, -2.0]);
/// ```
#[track_caller]
pub fn rint<'a>(x: impl IntoArray<'a>) -> Array {
    unary_by(&Rint, Rule::Inexact, x.into_operand()).or_raise()
}

/// The nearest number with so many decimals, ties to even; a negative count rounds to tens, hundreds, …
/// (numpy: `round`, `around`). Integers stay integers, bool becomes f16.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::round([1.25, 1.35], 1).to_vec::<f64>().unwrap(), [1.2, 1.4]);
/// assert_eq!(np::round([123, 455], -1).to_vec::<i32>().unwrap(), [120, 460]);
/// ```
#[track_caller]
pub fn round<'a>(x: impl IntoArray<'a>, decimals: i32) -> Array {
    round_op(x.into_array(), decimals).or_raise()
}

/// Another name of [`round`] (numpy: `around`).
#[track_caller]
pub fn around<'a>(x: impl IntoArray<'a>, decimals: i32) -> Array {
    round(x, decimals)
}

fn round_op(x: Array, decimals: i32) -> Result<Array> {
    let dtype = x.dtype();
    if dtype.is_integer() && decimals >= 0 {
        return Ok(x);
    }
    if dtype.is_integer() {
        // numpy divides, rounds and multiplies in f64, and converts back.
        let scale = 10f64.powi(-decimals);
        let rounded = rint(cast_owned(x, DType::F64)? / scale) * scale;
        if dtype.item_size() == 8 {
            return cast_owned(rounded, dtype);
        }
        // What is rounded beyond the limits of a narrow type wraps, as there.
        return cast_owned(cast_owned(rounded, DType::I64)?, dtype);
    }
    if dtype.is_bool() && decimals != 0 {
        let wanted = "numbers, unless decimals is 0";
        return Err(Error::unsupported_dtype("round", "x", dtype, wanted));
    }
    let scale = 10f64.powi(decimals.abs());
    Ok(match decimals {
        0 => rint(x),
        1.. => rint(x * scale) / scale,
        _ => rint(x / scale) * scale,
    })
}

/// The elements limited to a range: `minimum(maximum(x, low), high)` (numpy: `clip`). One bound may be
/// infinite; equal elements and bounds share the gradient.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::clip([-1.0, 0.5, 7.0], 0.0, 1.0).to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn clip<'a, 'b, 'c>(
    x: impl IntoArray<'a>,
    low: impl IntoArray<'b>,
    high: impl IntoArray<'c>,
) -> Array {
    clip_op(x.into_operand(), low.into_operand(), high.into_operand()).or_raise()
}

fn clip_op(x: Operand<'_>, low: Operand<'_>, high: Operand<'_>) -> Result<Array> {
    let operands = [x, low, high];
    let dtype = common_dtype(&operands);
    let [x, low, high] = operands;
    clamp(
        &convert("clip", x, dtype)?,
        &convert("clip", low, dtype)?,
        &convert("clip", high, dtype)?,
    )
}

/// Finite numbers in place of nan (by 0) and the infinities (by the largest and lowest number of the dtype)
/// (numpy: `nan_to_num`). Other replacements: [`nan_to_num_with`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nan_to_num([1.0, f64::NAN]).to_vec::<f64>().unwrap(), [1.0, 0.0]);
/// ```
#[track_caller]
pub fn nan_to_num<'a>(x: impl IntoArray<'a>) -> Array {
    nan_to_num_with(x, 0.0, None, None)
}

/// [`nan_to_num`] with given replacements of nan, +inf and -inf; `None` is the dtype's limit (numpy:
/// `nan_to_num(x, nan=…, posinf=…, neginf=…)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::nan_to_num_with([f64::NAN, f64::INFINITY], -1.0, Some(9.0), None);
/// assert_eq!(x.to_vec::<f64>().unwrap(), [-1.0, 9.0]);
/// ```
#[track_caller]
pub fn nan_to_num_with<'a>(
    x: impl IntoArray<'a>,
    nan: f64,
    posinf: Option<f64>,
    neginf: Option<f64>,
) -> Array {
    nan_to_num_op(x.into_array(), nan, posinf, neginf).or_raise()
}

fn nan_to_num_op(x: Array, nan: f64, posinf: Option<f64>, neginf: Option<f64>) -> Result<Array> {
    let dtype = x.dtype();
    if !dtype.is_differentiable() {
        return Ok(x);
    }
    if dtype.is_complex() {
        let re = nan_to_num_op(super::real(&x), nan, posinf, neginf)?;
        let im = nan_to_num_op(super::imag(&x), nan, posinf, neginf)?;
        let replaced = super::add(re, im * num_complex::Complex::new(0.0, 1.0));
        // The sum of the parts would lose the sign of zeros.
        return select(&super::isfinite(&x), &x, &replaced);
    }
    let limit = largest(dtype)?;
    let constant = |value: f64| crate::primitives::create::full(&[], value.into(), dtype);
    let x = select(&super::isnan(&x), &constant(nan)?, &x)?;
    let x = select(
        &super::equal(&x, f64::INFINITY),
        &constant(posinf.unwrap_or(limit))?,
        &x,
    )?;
    select(
        &super::equal(&x, f64::NEG_INFINITY),
        &constant(neginf.unwrap_or(-limit))?,
        &x,
    )
}

/// The largest finite number of a real float dtype.
fn largest(dtype: DType) -> Result<f64> {
    match dtype {
        DType::F16 => Ok(half::f16::MAX.into()),
        DType::BF16 => Ok(half::bf16::MAX.into()),
        DType::F32 => Ok(f32::MAX.into()),
        DType::F64 => Ok(f64::MAX),
        other => Err(Error::unsupported_dtype(
            "nan_to_num",
            "x",
            other,
            "real floats",
        )),
    }
}
