//! Parts of complex numbers, and the same questions asked of real ones.

use super::args::promote_inexact;
use super::ufunc::unary;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::primitives::cast::cast_owned;
use crate::primitives::unary_complex::{Angle, Conj, Imag, Real};

/// The real part, as an array of the real dtype; real arrays stay (numpy: `real`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::real([1.5]).to_vec::<f64>().unwrap(), [1.5]);
/// ```
#[track_caller]
pub fn real<'a>(z: impl IntoArray<'a>) -> Array {
    let z = z.into_array();
    if z.dtype().is_complex() {
        unary(&Real, Operand::Owned(z)).or_raise()
    } else {
        z
    }
}

/// The imaginary part, as an array of the real dtype; zeros for real arrays (numpy: `imag`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::imag([1.5]).to_vec::<f64>().unwrap(), [0.0]);
/// ```
#[track_caller]
pub fn imag<'a>(z: impl IntoArray<'a>) -> Array {
    let z = z.into_array();
    if z.dtype().is_complex() {
        unary(&Imag, Operand::Owned(z)).or_raise()
    } else {
        super::zeros_like(&z)
    }
}

/// The complex conjugate; real arrays stay, bool becomes i8 (numpy: `conj`, `conjugate`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::conj([1.5, -2.0]).to_vec::<f64>().unwrap(), [1.5, -2.0]);
/// ```
#[track_caller]
pub fn conj<'a>(z: impl IntoArray<'a>) -> Array {
    conj_op(z.into_array()).or_raise()
}

fn conj_op(z: Array) -> Result<Array> {
    match z.dtype() {
        DType::Bool => cast_owned(z, DType::I8),
        dtype if dtype.is_complex() => unary(&Conj, Operand::Owned(z)),
        _ => Ok(z),
    }
}

/// Another name of [`conj`] (numpy: `conjugate`).
#[track_caller]
pub fn conjugate<'a>(z: impl IntoArray<'a>) -> Array {
    conj(z)
}

/// The angle to the positive real axis in radians: that of negative reals is π, of others 0 (numpy:
/// `angle`). Bool gives f64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::angle([2.0, -2.0]).to_vec::<f64>().unwrap(), [0.0, np::PI]);
/// ```
#[track_caller]
pub fn angle<'a>(z: impl IntoArray<'a>) -> Array {
    angle_op(z.into_array()).or_raise()
}

/// [`angle`] in degrees (numpy: `angle(z, deg=True)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::angle_degrees([2.0, -2.0]).to_vec::<f64>().unwrap(), [0.0, 180.0]);
/// ```
#[track_caller]
pub fn angle_degrees<'a>(z: impl IntoArray<'a>) -> Array {
    super::degrees(angle(z))
}

fn angle_op(z: Array) -> Result<Array> {
    if z.dtype().is_complex() {
        return unary(&Angle, Operand::Owned(z));
    }
    let z = if z.dtype().is_bool() {
        cast_owned(z, DType::F64)?
    } else {
        z
    };
    let [z] = promote_inexact("angle", [Operand::Owned(z)])?;
    // The angle of a point on the real axis; as arctan2 it keeps nan and the sign of zero.
    super::ufunc::binary(
        &crate::primitives::binary_arith::Arctan2,
        Operand::Borrowed(&super::zeros_like(&z)),
        Operand::Borrowed(&z),
    )
}

/// Where the imaginary part is 0; everywhere for real dtypes (numpy: `isreal`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::isreal([1.0, 2.0]).to_vec::<bool>().unwrap(), [true, true]);
/// ```
#[track_caller]
pub fn isreal<'a>(z: impl IntoArray<'a>) -> Array {
    super::equal(imag(z), 0)
}

/// Where the imaginary part is not 0; nowhere for real dtypes (numpy: `iscomplex`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::iscomplex([1.0, 2.0]).to_vec::<bool>().unwrap(), [false, false]);
/// ```
#[track_caller]
pub fn iscomplex<'a>(z: impl IntoArray<'a>) -> Array {
    super::not_equal(imag(z), 0)
}

/// Whether the dtype is complex, whatever the values (numpy: `iscomplexobj`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(!np::iscomplexobj([1.0]));
/// ```
pub fn iscomplexobj<'a>(z: impl IntoArray<'a>) -> bool {
    z.into_array().dtype().is_complex()
}

/// Whether the dtype is not complex (numpy: `isrealobj`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::isrealobj([1.0]));
/// ```
pub fn isrealobj<'a>(z: impl IntoArray<'a>) -> bool {
    !iscomplexobj(z)
}
