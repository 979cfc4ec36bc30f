//! Arrays from bytes, iterators and text, and the conversions that change nothing here.
//!
//! Zeros, ranges and grids are in `creation`; files are no part of this module.

use super::shape::Axes;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::dispatch::for_dtype;
use crate::dtype::element::Element;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use half::{bf16, f16};
use num_complex::Complex;

/// Options of [`frombuffer_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FromBuffer {
    /// How many elements to read; all if not given.
    pub count: Option<usize>,
    /// How many bytes to leave out in front.
    pub offset: usize,
}

/// A 1-d array of the elements whose bytes are given, in the machine's order (numpy: `frombuffer`). The bytes are
/// copied.
///
/// # Errors
/// If the bytes are not a whole number of elements.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::frombuffer(&1.5f64.to_ne_bytes(), F64).unwrap();
/// assert_eq!(x.to_vec::<f64>().unwrap(), [1.5]);
/// ```
pub fn frombuffer(bytes: &[u8], dtype: DType) -> Result<Array> {
    frombuffer_with(bytes, dtype, FromBuffer::default())
}

/// [`frombuffer`] of a part of the bytes (numpy: `frombuffer(count=, offset=)`).
///
/// # Errors
/// If there are fewer bytes, or, without a count, no whole number of elements.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let part = np::FromBuffer { count: Some(2), offset: 1 };
/// let x = np::frombuffer_with(&[9, 1, 2, 3], U8, part).unwrap();
/// assert_eq!(x.to_vec::<u8>().unwrap(), [1, 2]);
/// ```
pub fn frombuffer_with(bytes: &[u8], dtype: DType, options: FromBuffer) -> Result<Array> {
    const OP: &str = "frombuffer";
    let item = dtype.item_size();
    let Some(rest) = bytes.get(options.offset..) else {
        return Err(Error::value(
            OP,
            format!(
                "the offset {} is beyond {} bytes",
                options.offset,
                bytes.len()
            ),
        ));
    };
    let wanted = match options.count {
        Some(count) => count.saturating_mul(item),
        None if rest.len().is_multiple_of(item) => rest.len(),
        None => {
            let reason = format!(
                "{} bytes are no whole number of {dtype} elements",
                rest.len()
            );
            return Err(Error::value(OP, reason));
        }
    };
    let Some(used) = rest.get(..wanted) else {
        return Err(Error::value(
            OP,
            format!("{wanted} bytes are wanted, but there are {}", rest.len()),
        ));
    };
    Ok(for_dtype!(dtype, T => Array::from_vec(
        used.chunks_exact(item).map(<T as FromBytes>::from_bytes).collect::<Vec<T>>()
    )))
}

/// An element from its bytes.
trait FromBytes: Element {
    fn from_bytes(bytes: &[u8]) -> Self;
}

impl FromBytes for bool {
    fn from_bytes(bytes: &[u8]) -> Self {
        bytes[0] != 0
    }
}

macro_rules! from_bytes {
    ($($ty:ty)*) => {$(
        impl FromBytes for $ty {
            fn from_bytes(bytes: &[u8]) -> Self {
                <$ty>::from_ne_bytes(bytes.try_into().expect("one element"))
            }
        }
    )*};
}

from_bytes!(u8 u16 u32 u64 i8 i16 i32 i64 f16 bf16 f32 f64);

macro_rules! complex_from_bytes {
    ($($part:ty)*) => {$(
        impl FromBytes for Complex<$part> {
            fn from_bytes(bytes: &[u8]) -> Self {
                let (re, im) = bytes.split_at(bytes.len() / 2);
                Complex::new(<$part>::from_bytes(re), <$part>::from_bytes(im))
            }
        }
    )*};
}

complex_from_bytes!(f32 f64);

/// A 1-d array of the numbers of an iterator (numpy: `fromiter`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fromiter((1..4).map(|i| i * i));
/// assert_eq!(x.to_vec::<i32>().unwrap(), [1, 4, 9]);
/// ```
pub fn fromiter<T: Element>(numbers: impl IntoIterator<Item = T>) -> Array {
    Array::from_vec(numbers.into_iter().collect::<Vec<T>>())
}

/// A 1-d array of the numbers in a text (numpy: `fromstring`). A separator of white space stands for any.
///
/// # Errors
/// If a part of the text is no number, or none that the dtype holds.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fromstring("1, 2, 3", I64, ",").unwrap();
/// assert_eq!(x.to_vec::<i64>().unwrap(), [1, 2, 3]);
/// ```
pub fn fromstring(text: &str, dtype: DType, separator: &str) -> Result<Array> {
    const OP: &str = "fromstring";
    let is_space = separator.trim().is_empty();
    let parts: Vec<&str> = if is_space {
        text.split_whitespace().collect()
    } else if text.trim().is_empty() {
        Vec::new()
    } else {
        text.split(separator.trim()).map(str::trim).collect()
    };
    let unreadable = |part: &&str| Error::value(OP, format!("{part:?} is not a number"));
    if let Some((low, high)) = dtype.integer_limits() {
        let number = |part: &&str| match part.parse::<i128>() {
            Ok(value) if (low..=high).contains(&value) => Ok(value),
            Ok(value) => Err(Error::integer_out_of_range(OP, value, dtype, low, high)),
            Err(_) => Err(unreadable(part)),
        };
        let numbers: Vec<i128> = parts.iter().map(number).collect::<Result<_>>()?;
        if dtype == DType::U64 {
            let numbers: Vec<u64> = numbers.into_iter().map(|v| v as u64).collect();
            return Ok(Array::from_vec(numbers));
        }
        let numbers: Vec<i64> = numbers.into_iter().map(|v| v as i64).collect();
        return cast(&Array::from_vec(numbers), dtype);
    }
    let number = |part: &&str| part.parse::<f64>().map_err(|_| unreadable(part));
    let numbers: Vec<f64> = parts.iter().map(number).collect::<Result<_>>()?;
    cast(&Array::from_vec(numbers), dtype)
}

/// The same as `np::asarray` (numpy: `asanyarray`): there are no subclasses.
#[track_caller]
pub fn asanyarray<'a>(x: impl IntoArray<'a>) -> Array {
    x.into_array()
}

/// The array with at least one axis and its elements in C order (numpy: `ascontiguousarray`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ascontiguousarray(3).shape(), [1]);
/// ```
#[track_caller]
pub fn ascontiguousarray<'a>(x: impl IntoArray<'a>) -> Array {
    super::atleast_1d(x.into_array()).contiguous()
}

/// The array, if all its elements are finite (numpy: `asarray_chkfinite`).
///
/// # Panics
/// If an element is infinite or NaN. Reads the values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(try_run(|| np::asarray_chkfinite([1.0, f64::NAN])).is_err());
/// ```
#[track_caller]
pub fn asarray_chkfinite<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    let is_finite = super::all(super::isfinite(&x), ..).item::<bool>();
    if is_finite.or_raise() {
        x
    } else {
        let reason = "an element is infinite or nan";
        Err(Error::value("asarray_chkfinite", reason)).or_raise()
    }
}

/// The number of axes (numpy: `ndim`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ndim([[1, 2]]), 2);
/// ```
#[track_caller]
pub fn ndim<'a>(x: impl IntoArray<'a>) -> usize {
    x.into_array().ndim()
}

/// The sizes of the axes (numpy: `shape`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::shape([[1, 2]]), [1, 2]);
/// ```
#[track_caller]
pub fn shape<'a>(x: impl IntoArray<'a>) -> Vec<usize> {
    x.into_array().shape().to_vec()
}

/// The number of elements along some axes, or of all with `..` (numpy: `size`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::size([[1, 2, 3]], ..), 3);
/// assert_eq!(np::size([[1, 2, 3]], 0), 1);
/// ```
#[track_caller]
pub fn size<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> usize {
    let x = x.into_array();
    let axes = axes.into().resolve("size", x.ndim()).or_raise();
    axes.iter().map(|&axis| x.shape()[axis]).product()
}

/// Whether it is a number, not an array (numpy: `isscalar`); 0-d arrays are arrays.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::isscalar(3.0));
/// assert!(!np::isscalar(array(3.0)));
/// ```
#[track_caller]
pub fn isscalar<'a>(x: impl IntoArray<'a>) -> bool {
    matches!(x.into_operand(), Operand::Weak(_))
}

/// Whether there is an axis to go along (numpy: `iterable`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::iterable([1, 2]) && !np::iterable(1));
/// ```
#[track_caller]
pub fn iterable<'a>(x: impl IntoArray<'a>) -> bool {
    x.into_array().ndim() > 0
}
