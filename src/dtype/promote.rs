//! How dtypes combine: NumPy 2's table for arrays (NEP 50), and weak Rust scalars.
//!
//! `bf16`, which numpy lacks, is placed as in JAX's lattice: beside `f16` below `f32`, above every integer.
//! A Rust scalar operand is weak: it takes the array's dtype if its kind allows that and is converted by
//! `Scalar::cast`; only a wider kind (a float against an integer array) widens the array.

use super::{DType, Kind};
use crate::error::{Error, Result};
use num_complex::Complex;

/// A Rust number on its way into an operation: it adapts to the dtype of the arrays it meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// Any integer; all of `u64` and `i64` fit.
    Int(i128),
    /// A real number.
    Float(f64),
    /// A complex number.
    Complex(Complex<f64>),
}

impl Scalar {
    /// The dtype this scalar has on its own: `Bool`, `I64` (or `U64` above its range), `F64`, `C128`.
    pub fn dtype(self) -> DType {
        match self {
            Scalar::Bool(_) => DType::Bool,
            Scalar::Int(v) if v > i128::from(i64::MAX) => DType::U64,
            Scalar::Int(_) => DType::I64,
            Scalar::Float(_) => DType::F64,
            Scalar::Complex(_) => DType::C128,
        }
    }

    /// The dtype of an operation between an array of type `dtype` and this scalar.
    ///
    /// bool with an integer gives `I64`; integers with a float `F64`, with a complex `C128`; floats with a
    /// complex the complex type of their width; everything else keeps the array's dtype (numpy: NEP 50).
    pub fn promote_with(self, dtype: DType) -> DType {
        let kind = dtype.kind();
        match self {
            Scalar::Bool(_) => dtype,
            Scalar::Int(_) => match kind {
                Kind::Bool => self.dtype(),
                _ => dtype,
            },
            Scalar::Float(_) => match kind {
                Kind::Float | Kind::Complex => dtype,
                _ => DType::F64,
            },
            Scalar::Complex(_) => match dtype {
                DType::F16 | DType::BF16 | DType::F32 | DType::C64 => DType::C64,
                _ => DType::C128,
            },
        }
    }

    /// Checks that the scalar can be held by `dtype`: an integer outside an integer type's range cannot.
    ///
    /// # Errors
    /// A value error that names the operation, the number and the range, as numpy's `OverflowError`.
    pub fn check_fits(self, op: &'static str, dtype: DType) -> Result<()> {
        if let (Scalar::Int(v), Some((low, high))) = (self, dtype.integer_limits())
            && (v < low || v > high)
        {
            return Err(Error::integer_out_of_range(op, v, dtype, low, high));
        }
        Ok(())
    }

    /// The scalar as a real number: bools are 0 and 1, imaginary parts are dropped.
    pub fn as_f64(self) -> f64 {
        match self {
            Scalar::Bool(b) => f64::from(u8::from(b)),
            Scalar::Int(v) => v as f64,
            Scalar::Float(v) => v,
            Scalar::Complex(z) => z.re,
        }
    }

    /// The scalar as a complex number.
    pub fn as_complex(self) -> Complex<f64> {
        match self {
            Scalar::Complex(z) => z,
            other => Complex::new(other.as_f64(), 0.0),
        }
    }

    /// The scalar as an integer, truncated towards zero and saturating, as Rust's `as` does.
    pub fn as_i128(self) -> i128 {
        match self {
            Scalar::Bool(b) => i128::from(b),
            Scalar::Int(v) => v,
            Scalar::Float(v) => v as i128,
            Scalar::Complex(z) => z.re as i128,
        }
    }

    /// Whether the scalar is not zero (nan is true, as in numpy).
    pub fn as_bool(self) -> bool {
        match self {
            Scalar::Bool(b) => b,
            Scalar::Int(v) => v != 0,
            Scalar::Float(v) => v != 0.0,
            Scalar::Complex(z) => z.re != 0.0 || z.im != 0.0,
        }
    }
}

/// The dtype of an operation between arrays of the two types (numpy: `promote_types`).
///
/// # Examples
/// ```
/// use numtape::{promote_types, DType::*};
/// assert_eq!(promote_types(I16, U8), I16);
/// assert_eq!(promote_types(I64, F32), F64);
/// assert_eq!(promote_types(BF16, F16), F32);
/// ```
pub fn promote_types(a: DType, b: DType) -> DType {
    if a == b {
        return a;
    }
    let (narrow, wide) = if a.kind() <= b.kind() { (a, b) } else { (b, a) };
    match (narrow.kind(), wide.kind()) {
        (Kind::Bool, _) => wide,
        // The two 16-bit floats: neither holds the other.
        (Kind::Float, Kind::Float) if narrow.item_size() == wide.item_size() => DType::F32,
        (Kind::Unsigned, Kind::Unsigned)
        | (Kind::Signed, Kind::Signed)
        | (Kind::Float, Kind::Float)
        | (Kind::Complex, Kind::Complex) => larger(narrow, wide),
        (Kind::Unsigned, Kind::Signed) => unsigned_with_signed(narrow, wide),
        (Kind::Unsigned | Kind::Signed, Kind::Float) => integer_with_float(narrow, wide),
        (Kind::Unsigned | Kind::Signed | Kind::Float, Kind::Complex) => with_complex(narrow, wide),
        (narrow, wide) => unreachable!("kinds are ordered: {narrow:?} after {wide:?}"),
    }
}

/// The dtype of an operation between arrays of several types (numpy: `result_type`); `None` of none.
///
/// The widest kind comes first, so that each integer type meets it alone: i16, u16 and f32 give f32, although
/// i16 and u16 would meet at i32, which gives f64.
pub(crate) fn promote_all(dtypes: impl Iterator<Item = DType> + Clone) -> Option<DType> {
    let widest = dtypes.clone().map(DType::kind).max()?;
    let start = dtypes
        .clone()
        .filter(|dtype| dtype.kind() == widest)
        .reduce(promote_types)?;
    let others = dtypes.filter(|dtype| dtype.kind() != widest);
    Some(others.fold(start, promote_types))
}

fn larger(a: DType, b: DType) -> DType {
    if a.item_size() >= b.item_size() { a } else { b }
}

/// The narrowest signed type that holds both; `F64` where there is none (with `U64`).
fn unsigned_with_signed(unsigned: DType, signed: DType) -> DType {
    match unsigned.item_size().max(signed.item_size() / 2) * 2 {
        2 => DType::I16,
        4 => DType::I32,
        8 => DType::I64,
        _ => DType::F64,
    }
}

/// The narrowest float that is at least `float` and holds all integers of the type, as numpy counts it:
/// `F16` holds 8 bits, `F32` 16, `F64` all others. `BF16` absorbs every integer (JAX's rule).
fn integer_with_float(integer: DType, float: DType) -> DType {
    if float == DType::BF16 {
        return DType::BF16;
    }
    larger(float, integer.to_inexact())
}

fn with_complex(real: DType, complex: DType) -> DType {
    let needs_double = match real {
        DType::BF16 | DType::F16 => false,
        other => other.to_inexact() == DType::F64,
    };
    if needs_double { DType::C128 } else { complex }
}
