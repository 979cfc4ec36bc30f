//! Special functions with derivatives, under scipy's names (`scipy.special`, `jax.scipy.special`).
//!
//! Elementwise functions take real arrays that broadcast; integers and bool are computed in f64, 16-bit floats through
//! f32 (scipy has no 16-bit results), f32 is computed in f64 and rounded once. Complex arrays are an error except where
//! a function says otherwise (`wofz`, `loggamma`). All differentiate to any order, in every argument, unless stated; where the derivative
//! has a pole, as that of `entr` at 0, it is infinite rather than nan.
//!
//! # Accuracy
//!
//! The largest relative errors in f64 against 40-digit mpmath, over the cases of `tests/golden/accuracy.jsonl.gz` (a
//! test holds each function to its number):
//!
#![doc = include_str!("accuracy.md")]

mod bessel;
mod beta;
mod error;
mod gamma;
mod hypergeometric;
mod integrals;
mod logarithms;

pub use crate::np::{
    digamma, erf, erfc, erfinv, expit, gammaln, lgamma, log_softmax, logsumexp, polygamma, psi,
    sigmoid, sinc, softmax,
};
pub use bessel::*;
pub use beta::*;
pub use error::*;
pub use gamma::*;
pub use hypergeometric::*;
pub use integrals::*;
pub use logarithms::*;

use crate::array::Array;
use crate::array::convert::Operand;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::np::args::{common_dtype, convert};
use crate::np::{Rule, unary_by};
use crate::primitives::special_orders::{ComplexOrder, ComplexOrdered, Order, Ordered};
use crate::transform::stack::bind_one;

/// A function with a whole-number order.
fn ordered(function: Order, n: u32, x: Operand<'_>) -> Result<Array> {
    unary_by(&Ordered { function, n }, Rule::Division, x)
}

/// An analytic function of complex numbers; real ones are taken as such.
fn of_complex(op: &'static str, function: ComplexOrder, z: Operand<'_>) -> Result<Array> {
    let dtype = complex_of(common_dtype(std::slice::from_ref(&z)));
    bind_one(
        &ComplexOrdered { function, n: 0 },
        &[&convert(op, z, dtype)?],
    )
}

/// The complex dtype in which numbers of a type are computed.
fn complex_of(dtype: DType) -> DType {
    match dtype {
        DType::C64 | DType::F16 | DType::BF16 | DType::F32 => DType::C64,
        _ => DType::C128,
    }
}

/// Operands on their common floating point dtype.
fn promote_float<const N: usize>(
    op: &'static str,
    operands: [Operand<'_>; N],
) -> Result<[Array; N]> {
    let common = common_dtype(&operands);
    if common.is_complex() {
        return Err(Error::unsupported_dtype(
            op,
            "the operands' common type",
            common,
            "real dtypes",
        ));
    }
    let dtype = if common.is_differentiable() {
        common
    } else {
        DType::F64
    };
    let mut arrays = Vec::with_capacity(N);
    for operand in operands {
        arrays.push(convert(op, operand, dtype)?);
    }
    Ok(arrays.try_into().expect("one array per operand"))
}

/// Functions of one operand: documentation, name, primitive, and an example with its result.
macro_rules! unary_functions {
    ($($(#[$doc:meta])* $name:ident: $primitive:expr, $x:literal => $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::{prelude::*, special};
        #[doc = concat!("assert_eq!(special::", stringify!($name), "(", $x, ").to_vec::<f64>().unwrap(), [", $y, "]);")]
        /// ```
        #[track_caller]
        pub fn $name<'a>(x: impl $crate::array::convert::IntoArray<'a>) -> $crate::Array {
            use $crate::error::OrRaise;
            $crate::np::unary_by(&$primitive, $crate::np::Rule::Division, x.into_operand()).or_raise()
        }
    )*};
}
use unary_functions;

/// Functions of two operands.
macro_rules! binary_functions {
    ($($(#[$doc:meta])* $name:ident($a:ident, $b:ident): $primitive:expr, $x:literal, $y:literal => $z:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::{prelude::*, special};
        #[doc = concat!("assert_eq!(special::", stringify!($name), "(", $x, ", ", $y, ").to_vec::<f64>().unwrap(), [", $z, "]);")]
        /// ```
        #[track_caller]
        pub fn $name<'a, 'b>(
            $a: impl $crate::array::convert::IntoArray<'a>,
            $b: impl $crate::array::convert::IntoArray<'b>,
        ) -> $crate::Array {
            use $crate::error::OrRaise;
            $crate::np::binary_by(&$primitive, $crate::np::Rule::Division, $a.into_operand(), $b.into_operand()).or_raise()
        }
    )*};
}
use binary_functions;
