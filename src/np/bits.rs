//! Bits packed into bytes and back.
//!
//! Operations on the bits of integers (`bitwise_and`, `left_shift`, `bitwise_count`, …) are in `ufunc`.

use super::args::Axis;
use super::{not_equal, sum};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::axis as over_axis;
use crate::primitives::create::full;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// Which bit of a byte comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BitOrder {
    /// The highest (numpy's default).
    #[default]
    Big,
    /// The lowest.
    Little,
}

impl BitOrder {
    /// The number of places by which each of eight bits in a row is moved.
    fn shifts(self) -> Array {
        match self {
            BitOrder::Big => Array::from_vec(vec![7u8, 6, 5, 4, 3, 2, 1, 0]),
            BitOrder::Little => Array::from_vec(vec![0u8, 1, 2, 3, 4, 5, 6, 7]),
        }
    }
}

/// Options of [`unpackbits_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnpackBits {
    /// How many bits to give: missing ones are 0; a negative count leaves so many out at the end.
    pub count: Option<isize>,
    /// Which bit of a byte comes first.
    pub bitorder: BitOrder,
}

/// Eight elements along an axis (`..`: of the flattened array) as the bits of one u8, the first as the highest
/// bit; what is not zero is 1 (numpy: `packbits`). Integers and bool only.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::packbits([1, 0, 1], ..).to_vec::<u8>().unwrap(), [0b1010_0000]);
/// ```
#[track_caller]
pub fn packbits<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
    packbits_with(x, axis, BitOrder::Big)
}

/// [`packbits`] with the order of bits (numpy: `packbits(bitorder=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let packed = np::packbits_with([1, 0, 1], -1, np::BitOrder::Little);
/// assert_eq!(packed.to_vec::<u8>().unwrap(), [0b101]);
/// ```
#[track_caller]
pub fn packbits_with<'a>(
    x: impl IntoArray<'a>,
    axis: impl Into<Axis>,
    bitorder: BitOrder,
) -> Array {
    packbits_op(&x.into_array(), axis.into(), bitorder).or_raise()
}

fn packbits_op(x: &Array, axis: Axis, bitorder: BitOrder) -> Result<Array> {
    const OP: &str = "packbits";
    if x.dtype().is_differentiable() {
        return Err(Error::unsupported_dtype(
            OP,
            "x",
            x.dtype(),
            "integers and bool",
        ));
    }
    let (x, axis) = bits_last(OP, x, axis)?;
    let last = x.ndim() - 1;
    let bits = not_equal(&x, full(&[], Scalar::Int(0), x.dtype())?);
    let bytes = x.shape()[last].div_ceil(8);
    let mut missing = vec![0; x.ndim()];
    missing[last] = (bytes * 8 - x.shape()[last]) as isize;
    let bits = pad_zeros(
        &np::astype(bits, DType::U8),
        &vec![0; x.ndim()],
        &missing,
        &vec![0; x.ndim()],
    )?;
    let mut shape = Shape::from_slice(x.shape());
    shape[last] = bytes;
    shape.push(8);
    let places = np::left_shift(reshape(&bits, &shape)?, bitorder.shifts());
    move_axis(&sum(places, over_axis(-1).dtype(DType::U8)), last, axis)
}

/// The bits of u8 elements as eight elements along an axis (`..`: of the flattened array), the highest bit first
/// (numpy: `unpackbits`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::unpackbits([0b1010_0000u8], ..).to_vec::<u8>().unwrap(), [1, 0, 1, 0, 0, 0, 0, 0]);
/// ```
#[track_caller]
pub fn unpackbits<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
    unpackbits_with(x, axis, UnpackBits::default())
}

/// [`unpackbits`] with options (numpy: `unpackbits(count=, bitorder=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let three = np::UnpackBits { count: Some(3), ..Default::default() };
/// assert_eq!(np::unpackbits_with([0b1010_0000u8], -1, three).to_vec::<u8>().unwrap(), [1, 0, 1]);
/// ```
#[track_caller]
pub fn unpackbits_with<'a>(
    x: impl IntoArray<'a>,
    axis: impl Into<Axis>,
    options: UnpackBits,
) -> Array {
    unpackbits_op(&x.into_array(), axis.into(), options).or_raise()
}

fn unpackbits_op(x: &Array, axis: Axis, options: UnpackBits) -> Result<Array> {
    const OP: &str = "unpackbits";
    if x.dtype() != DType::U8 {
        return Err(Error::unsupported_dtype(OP, "x", x.dtype(), "u8"));
    }
    let (x, axis) = bits_last(OP, x, axis)?;
    let last = x.ndim() - 1;
    let places = np::right_shift(np::expand_dims(&x, -1), options.bitorder.shifts());
    let mut shape = Shape::from_slice(x.shape());
    shape[last] *= 8;
    let mut bits = reshape(&np::bitwise_and(places, 1), &shape)?;
    if let Some(count) = options.count {
        let size = shape[last];
        bits = if count < 0 {
            let Some(kept) = size.checked_sub(count.unsigned_abs()) else {
                return Err(Error::value(
                    OP,
                    format!(
                        "the count {count} leaves out more than the {size} bits that there are"
                    ),
                ));
            };
            slice_axis(&bits, last, 0, kept)?
        } else if count as usize <= size {
            slice_axis(&bits, last, 0, count as usize)?
        } else {
            let mut missing = vec![0; bits.ndim()];
            missing[last] = count - size as isize;
            pad_zeros(
                &bits,
                &vec![0; bits.ndim()],
                &missing,
                &vec![0; bits.ndim()],
            )?
        };
    }
    move_axis(&bits, last, axis)
}

/// The array with the axis of the bits last, and where that axis was.
fn bits_last(op: &'static str, x: &Array, axis: Axis) -> Result<(Array, usize)> {
    let Axis(Some(axis)) = axis else {
        return Ok((reshape(x, &[x.len()])?, 0));
    };
    // As in numpy, a 0-d array counts as one with an axis.
    let x = np::atleast_1d(x);
    let axis = normalize_axis(op, axis, x.ndim())?;
    Ok((move_axis(&x, axis, x.ndim() - 1)?, axis))
}
