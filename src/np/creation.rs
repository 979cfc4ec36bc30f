//! New arrays: from values, filled, ranges, grids.
//!
//! Joining existing arrays is in `join`, diagonals are in `indexing`, random numbers in [`super::random`].

use super::args::{ShapeArg, Spec, promote};
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays, Operand};
use crate::dtype::DType;
use crate::dtype::promote::{Scalar, promote_types};
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::broadcast::broadcast_to as broadcast_op;
use crate::primitives::cast::{bitcast, cast, cast_owned};
use crate::primitives::concat::concat;
use crate::primitives::create;
use crate::primitives::cumulative::{CumulativeKind, cumulative};
use crate::primitives::flip::flip;
use crate::primitives::meta::alias;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::shape::axes::normalize_axis;
use crate::shape::{Shape, checked_len};
#[cfg(feature = "testing")]
use num_complex::Complex;
use std::ops::Range;

/// An array in C order of values given as complex numbers, converted as `astype` does.
#[cfg(feature = "testing")]
pub(crate) fn asarray_of(values: &[Complex<f64>], shape: &[usize], dtype: DType) -> Array {
    let wide = Array::from_shape_vec(shape, values.to_vec()).or_raise();
    cast_owned(wide, dtype).or_raise()
}

/// An array of zeros (numpy: `zeros`), f64 unless a dtype is given.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::zeros([2]).to_vec::<f64>().unwrap(), [0.0, 0.0]);
/// assert_eq!(np::zeros(([2, 3], I16)).dtype(), I16);
/// ```
#[track_caller]
pub fn zeros(spec: impl Into<Spec>) -> Array {
    filled(&spec.into(), Scalar::Int(0)).or_raise()
}

/// An array of ones (numpy: `ones`), f64 unless a dtype is given.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::ones(([1, 2], I16)) + np::ones(([2, 1], U8));
/// assert_eq!((x.dtype(), x.shape()), (I16, &[2, 2][..]));
/// ```
#[track_caller]
pub fn ones(spec: impl Into<Spec>) -> Array {
    filled(&spec.into(), Scalar::Int(1)).or_raise()
}

fn filled(spec: &Spec, value: Scalar) -> Result<Array> {
    let dtype = spec.dtype.unwrap_or(DType::F64);
    checked_len("full", &spec.shape.0, dtype.item_size())?;
    create::full(&spec.shape.0, value, dtype)
}

/// An array filled with a value (numpy: `full`). Without a dtype it has that of the value: `I64`, `F64`, …
/// for Rust numbers. A value that is an array is broadcast.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::full([2], 7).to_vec::<i64>().unwrap(), [7, 7]);
/// assert_eq!(np::full(([2, 2], F32), 0.5).dtype(), F32);
/// ```
#[track_caller]
pub fn full<'a>(spec: impl Into<Spec>, value: impl IntoArray<'a>) -> Array {
    let spec = spec.into();
    full_op(&spec.shape, spec.dtype, value.into_operand()).or_raise()
}

fn full_op(shape: &ShapeArg, dtype: Option<DType>, value: Operand<'_>) -> Result<Array> {
    checked_len("full", &shape.0, dtype.map_or(1, DType::item_size))?;
    match value {
        Operand::Weak(scalar) => {
            let dtype = dtype.unwrap_or_else(|| scalar.dtype());
            scalar.check_fits("full", dtype)?;
            create::full(&shape.0, scalar, dtype)
        }
        value => {
            let value = value.into_array();
            let value = match dtype {
                Some(dtype) if dtype != value.dtype() => cast(&value, dtype)?,
                _ => value,
            };
            broadcast_op(&value, &shape.0)
        }
    }
}

/// An array of values: numbers, nested arrays and vectors of them, lists of arrays, `ndarray` arrays (numpy:
/// `array`).
///
/// The dtype is that of the Rust type, so `array([1, 2])` is `I32` as Rust reads the literals, and
/// `array([1i64])` is `I64`. Vectors are taken over without a copy. [`try_array`] reports ragged input as a
/// value.
///
/// # Panics
/// If nested input is ragged.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!((x.dtype(), x.shape()), (F64, &[2, 2][..]));
/// assert_eq!(array(1u8).ndim(), 0);
/// ```
#[track_caller]
pub fn array<'a>(x: impl IntoArray<'a>) -> Array {
    x.into_array()
}

/// The same as [`array()`] (numpy: `asarray`). An array is returned as it is.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::ones([2]);
/// assert!(np::asarray(&x).is_same(&x));
/// ```
#[track_caller]
pub fn asarray<'a>(x: impl IntoArray<'a>) -> Array {
    x.into_array()
}

/// [`array()`], with ragged nested input as an error (numpy: `array`, which raises).
///
/// # Errors
/// If nested input is ragged; the text has the index path of the first element that does not fit.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let error = np::try_array(vec![vec![1, 2], vec![3]]).unwrap_err();
/// assert!(error.to_string().contains("element [1] has shape [1]"));
/// ```
pub fn try_array<'a>(x: impl IntoArray<'a>) -> Result<Array> {
    crate::error::try_run(|| x.into_array())
}

/// The array with another element type (numpy: `astype`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::astype([1.7, -1.7], I8).to_vec::<i8>().unwrap(), [1, -1]);
/// ```
#[track_caller]
pub fn astype<'a>(x: impl IntoArray<'a>, dtype: DType) -> Array {
    cast_owned(x.into_array(), dtype).or_raise()
}

/// The same bytes read as another dtype of equal item size (numpy: `ndarray.view(dtype)`). Items of another
/// size, and a view as bool of anything else, are errors; numpy allows both. No gradient flows through.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let bits = np::view([1.0f32, -0.0], U32);
/// assert_eq!(bits.to_vec::<u32>().unwrap(), [0x3F80_0000, 0x8000_0000]);
/// ```
#[track_caller]
pub fn view<'a>(x: impl IntoArray<'a>, dtype: DType) -> Array {
    bitcast(&x.into_array(), dtype).or_raise()
}

/// The same values as an array with its own identity, in C order (numpy: `copy`). Arrays are immutable, so
/// this is needed only where identity counts, as for a tape.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::ones([2]);
/// assert!(!np::copy(&x).is_same(&x));
/// ```
#[track_caller]
pub fn copy<'a>(x: impl IntoArray<'a>) -> Array {
    alias(&x.into_array()).or_raise().contiguous()
}

/// The same as [`zeros`] (numpy: `empty`): there is no array without values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::empty([2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn empty(spec: impl Into<Spec>) -> Array {
    zeros(spec)
}

/// Zeros of the shape and dtype of another array (numpy: `zeros_like`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::zeros_like([1u8, 2]).to_vec::<u8>().unwrap(), [0, 0]);
/// ```
#[track_caller]
pub fn zeros_like<'a>(x: impl IntoArray<'a>) -> Array {
    full_like(x, 0)
}

/// Ones of the shape and dtype of another array (numpy: `ones_like`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ones_like([5u8, 2]).to_vec::<u8>().unwrap(), [1, 1]);
/// ```
#[track_caller]
pub fn ones_like<'a>(x: impl IntoArray<'a>) -> Array {
    full_like(x, 1)
}

/// The same as [`zeros_like`] (numpy: `empty_like`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::empty_like([5u8, 2]).dtype(), U8);
/// ```
#[track_caller]
pub fn empty_like<'a>(x: impl IntoArray<'a>) -> Array {
    zeros_like(x)
}

/// A value repeated in the shape of another array, converted to its dtype (numpy: `full_like`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::full_like([1u8, 2], 7).to_vec::<u8>().unwrap(), [7, 7]);
/// ```
#[track_caller]
pub fn full_like<'x, 'v>(x: impl IntoArray<'x>, value: impl IntoArray<'v>) -> Array {
    let x = x.into_array();
    full_op(&x.shape().into(), Some(x.dtype()), value.into_operand()).or_raise()
}

/// A range of numbers for [`arange`]: its end, or `start..stop`, alone or in a pair with a dtype.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arange {
    start: Scalar,
    stop: Scalar,
    dtype: Option<DType>,
}

macro_rules! arange_from {
    ($($Number:ty),*) => {$(
        impl From<$Number> for Arange {
            fn from(stop: $Number) -> Self {
                Arange { start: Scalar::Int(0), stop: stop.into(), dtype: None }
            }
        }

        impl From<Range<$Number>> for Arange {
            fn from(range: Range<$Number>) -> Self {
                Arange { start: range.start.into(), stop: range.end.into(), dtype: None }
            }
        }
    )*};
}

arange_from!(i32, i64, isize, u8, u32, u64, usize, f32, f64);

impl<R: Into<Arange>> From<(R, DType)> for Arange {
    fn from((range, dtype): (R, DType)) -> Self {
        Arange {
            dtype: Some(dtype),
            ..range.into()
        }
    }
}

/// The numbers from 0, or the start of a range, up to but not including the end (numpy: `arange`).
///
/// Integers give `I64`, floats `F64`, as in numpy; a pair with a dtype gives that. Steps other than 1 are
/// [`arange_with`]'s.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::arange(3).to_vec::<i64>().unwrap(), [0, 1, 2]);
/// assert_eq!(np::arange(2..5).to_vec::<i64>().unwrap(), [2, 3, 4]);
/// assert_eq!(np::arange((0..3, F32)).to_vec::<f32>().unwrap(), [0.0, 1.0, 2.0]);
/// ```
#[track_caller]
pub fn arange(range: impl Into<Arange>) -> Array {
    let range = range.into();
    range_op(range.start, range.stop, Scalar::Int(1), range.dtype).or_raise()
}

/// Evenly spaced numbers from `start` by `step` up to but not including `stop` (numpy: `arange`).
///
/// All three integers give `I64`, else `F64`. There are `ceil((stop - start) / step)` of them, so with steps
/// that are not exact the end may be off by one; [`linspace`] fixes the number instead.
///
/// # Panics
/// If `step` is 0 or nan.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::arange_with(10, 0, -4).to_vec::<i64>().unwrap(), [10, 6, 2]);
/// assert_eq!(np::arange_with(0, 1, 0.25).to_vec::<f64>().unwrap(), [0.0, 0.25, 0.5, 0.75]);
/// ```
#[track_caller]
pub fn arange_with(
    start: impl Into<Scalar>,
    stop: impl Into<Scalar>,
    step: impl Into<Scalar>,
) -> Array {
    range_op(start.into(), stop.into(), step.into(), None).or_raise()
}

fn range_op(start: Scalar, stop: Scalar, step: Scalar, dtype: Option<DType>) -> Result<Array> {
    const OP: &str = "arange";
    let parts = [start, stop, step];
    let values = match parts.map(Scalar::dtype).into_iter().reduce(promote_types) {
        Some(DType::C64 | DType::C128) => {
            return Err(Error::dtype(
                OP,
                "complex numbers have no order, so there is no range of them",
            ));
        }
        Some(DType::F64) if parts.iter().any(|part| matches!(part, Scalar::Float(_))) => {
            float_range(OP, start.as_f64(), stop.as_f64(), step.as_f64())?
        }
        _ => integer_range(OP, start.as_i128(), stop.as_i128(), step.as_i128())?,
    };
    cast_owned(values, dtype.unwrap_or_else(|| values_dtype(&parts)))
}

fn values_dtype(parts: &[Scalar; 3]) -> DType {
    let dtype = parts
        .iter()
        .map(|part| part.dtype())
        .reduce(promote_types)
        .unwrap_or(DType::I64);
    if dtype.is_bool() { DType::I64 } else { dtype }
}

fn integer_range(op: &'static str, start: i128, stop: i128, step: i128) -> Result<Array> {
    if step == 0 {
        return Err(zero_step(op));
    }
    let span = stop - start;
    let len = if (span > 0) == (step > 0) {
        span.unsigned_abs().div_ceil(step.unsigned_abs())
    } else {
        0
    };
    let len = range_len(op, len as f64)?;
    if stop > i128::from(i64::MAX) {
        return Ok(Array::from_vec(
            (0..len)
                .map(|i| (start + i as i128 * step) as u64)
                .collect(),
        ));
    }
    Ok(Array::from_vec(
        (0..len)
            .map(|i| (start + i as i128 * step) as i64)
            .collect(),
    ))
}

fn float_range(op: &'static str, start: f64, stop: f64, step: f64) -> Result<Array> {
    if step == 0.0 || step.is_nan() {
        return Err(zero_step(op));
    }
    let len = range_len(op, ((stop - start) / step).ceil())?;
    // numpy's step is the rounded difference of the first two numbers.
    let step = (start + step) - start;
    Ok(Array::from_vec(
        (0..len).map(|i| start + i as f64 * step).collect(),
    ))
}

fn zero_step(op: &'static str) -> Error {
    Error::value(op, "the step must not be 0 or nan")
}

fn range_len(op: &'static str, len: f64) -> Result<usize> {
    if len.is_nan() || len > (isize::MAX / 8) as f64 {
        return Err(Error::value(
            op,
            format!("a range of {len} numbers does not fit the address space"),
        ));
    }
    Ok(len.max(0.0) as usize)
}

/// Options of [`linspace_with`].
#[derive(Clone, Debug, PartialEq)]
pub struct Linspace {
    /// Whether the last number is `stop` (numpy's default: true).
    pub endpoint: bool,
    /// The dtype of the result; rounded down for integers.
    pub dtype: Option<DType>,
    /// The axis of the result along which the numbers run, for `start` and `stop` that are arrays.
    pub axis: isize,
}

impl Default for Linspace {
    fn default() -> Self {
        Linspace {
            endpoint: true,
            dtype: None,
            axis: 0,
        }
    }
}

/// `num` evenly spaced numbers from `start` to `stop`, both included (numpy: `linspace`). Both may be arrays;
/// the numbers then run along a new first axis. Differentiable in both.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::linspace(0, 1, 5).to_vec::<f64>().unwrap(), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
#[track_caller]
pub fn linspace<'a, 'b>(start: impl IntoArray<'a>, stop: impl IntoArray<'b>, num: usize) -> Array {
    linspace_with(start, stop, num, Linspace::default())
}

/// [`linspace`] with options (numpy: `linspace(endpoint=, dtype=, axis=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Linspace;
/// let open = Linspace { endpoint: false, ..Linspace::default() };
/// assert_eq!(np::linspace_with(0, 1, 4, open).to_vec::<f64>().unwrap(), [0.0, 0.25, 0.5, 0.75]);
/// ```
#[track_caller]
pub fn linspace_with<'a, 'b>(
    start: impl IntoArray<'a>,
    stop: impl IntoArray<'b>,
    num: usize,
    options: Linspace,
) -> Array {
    linspace_and_step(start, stop, num, options).0
}

/// [`linspace_with`], and the step (numpy: `linspace(retstep=True)`); the step is nan if there is none.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Linspace;
/// let (_, step) = np::linspace_and_step(0, 1, 5, Linspace::default());
/// assert_eq!(step.item::<f64>().unwrap(), 0.25);
/// ```
#[track_caller]
pub fn linspace_and_step<'a, 'b>(
    start: impl IntoArray<'a>,
    stop: impl IntoArray<'b>,
    num: usize,
    options: Linspace,
) -> (Array, Array) {
    linspace_op(start.into_operand(), stop.into_operand(), num, &options).or_raise()
}

fn linspace_op(
    start: Operand<'_>,
    stop: Operand<'_>,
    num: usize,
    options: &Linspace,
) -> Result<(Array, Array)> {
    const OP: &str = "linspace";
    let [start, stop] = promote(OP, [start, stop])?;
    // The number of points takes part in numpy's promotion as a float.
    let dtype = Scalar::Float(0.0).promote_with(start.dtype());
    let (start, stop) = (cast_owned(start, dtype)?, cast_owned(stop, dtype)?);
    let delta = np::subtract(&stop, &start);
    let intervals = if options.endpoint {
        num.saturating_sub(1)
    } else {
        num
    };
    let step = np::divide(
        &delta,
        if intervals == 0 {
            f64::NAN
        } else {
            intervals as f64
        },
    );

    let mut counted = Shape::from_elem(1, delta.ndim() + 1);
    counted[0] = num;
    let count = create::iota(&counted, dtype.real_part(), 0)?;
    let rise = if intervals == 0 {
        np::multiply(&count, &delta)
    } else {
        np::multiply(&count, &step)
    };
    let mut points = np::add(rise, &start);
    if options.endpoint && num > 1 {
        let last = np::equal(&count, (num - 1) as f64);
        points = np::where_(last, &stop, points);
    }
    let axis = normalize_axis(OP, options.axis, points.ndim())?;
    let points = move_axis(&points, 0, axis)?;
    let points = match options.dtype {
        Some(dtype) if dtype.is_integer() => np::floor(points),
        _ => points,
    };
    Ok((cast_owned(points, options.dtype.unwrap_or(dtype))?, step))
}

/// Options of [`logspace_with`].
#[derive(Clone, Debug, PartialEq)]
pub struct Logspace {
    /// Whether the last number is `base` to the `stop`.
    pub endpoint: bool,
    /// The base of the powers (numpy's default: 10).
    pub base: f64,
    /// The dtype of the result.
    pub dtype: Option<DType>,
    /// The axis of the result along which the numbers run.
    pub axis: isize,
}

impl Default for Logspace {
    fn default() -> Self {
        Logspace {
            endpoint: true,
            base: 10.0,
            dtype: None,
            axis: 0,
        }
    }
}

/// `num` powers of 10 with evenly spaced exponents from `start` to `stop` (numpy: `logspace`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::logspace(0, 2, 3).to_vec::<f64>().unwrap(), [1.0, 10.0, 100.0]);
/// ```
#[track_caller]
pub fn logspace<'a, 'b>(start: impl IntoArray<'a>, stop: impl IntoArray<'b>, num: usize) -> Array {
    logspace_with(start, stop, num, Logspace::default())
}

/// [`logspace`] with options (numpy: `logspace(endpoint=, base=, dtype=, axis=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Logspace;
/// let binary = Logspace { base: 2.0, ..Logspace::default() };
/// assert_eq!(np::logspace_with(0, 3, 4, binary).to_vec::<f64>().unwrap(), [1.0, 2.0, 4.0, 8.0]);
/// ```
#[track_caller]
pub fn logspace_with<'a, 'b>(
    start: impl IntoArray<'a>,
    stop: impl IntoArray<'b>,
    num: usize,
    options: Logspace,
) -> Array {
    let linear = Linspace {
        endpoint: options.endpoint,
        dtype: None,
        axis: options.axis,
    };
    let powers = np::power(options.base, linspace_with(start, stop, num, linear));
    match options.dtype {
        Some(dtype) => cast_owned(powers, dtype).or_raise(),
        None => powers,
    }
}

/// Options of [`geomspace_with`].
#[derive(Clone, Debug, PartialEq)]
pub struct Geomspace {
    /// Whether the last number is `stop`.
    pub endpoint: bool,
    /// The dtype of the result.
    pub dtype: Option<DType>,
    /// The axis of the result along which the numbers run.
    pub axis: isize,
}

impl Default for Geomspace {
    fn default() -> Self {
        Geomspace {
            endpoint: true,
            dtype: None,
            axis: 0,
        }
    }
}

/// `num` numbers from `start` to `stop`, each the same multiple of the one before (numpy: `geomspace`).
///
/// Both may be negative, or complex: then the numbers lie on a spiral. With a zero the result is nan or
/// infinite (numpy refuses).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::geomspace(1, 1000, 4);
/// assert!(np::allclose(&x, [1.0, 10.0, 100.0, 1000.0]));
/// ```
#[track_caller]
pub fn geomspace<'a, 'b>(start: impl IntoArray<'a>, stop: impl IntoArray<'b>, num: usize) -> Array {
    geomspace_with(start, stop, num, Geomspace::default())
}

/// [`geomspace`] with options (numpy: `geomspace(endpoint=, dtype=, axis=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Geomspace;
/// let open = Geomspace { endpoint: false, ..Geomspace::default() };
/// assert!(np::allclose(np::geomspace_with(1, 1000, 3, open), [1.0, 10.0, 100.0]));
/// ```
#[track_caller]
pub fn geomspace_with<'a, 'b>(
    start: impl IntoArray<'a>,
    stop: impl IntoArray<'b>,
    num: usize,
    options: Geomspace,
) -> Array {
    geomspace_op(start.into_operand(), stop.into_operand(), num, &options).or_raise()
}

fn geomspace_op(
    start: Operand<'_>,
    stop: Operand<'_>,
    num: usize,
    options: &Geomspace,
) -> Result<Array> {
    const OP: &str = "geomspace";
    let [start, stop] = promote(OP, [start, stop])?;
    let dtype = Scalar::Float(0.0).promote_with(start.dtype());
    let (start, stop) = (cast_owned(start, dtype)?, cast_owned(stop, dtype)?);
    // Divided by its direction the start is positive, so the logarithm of a negative range is real.
    let direction = np::sign(&start);
    let from = np::log10(np::divide(&start, &direction));
    let to = np::log10(np::divide(&stop, &direction));
    let linear = Linspace {
        endpoint: options.endpoint,
        dtype: None,
        axis: 0,
    };
    let exponents = linspace_with(from, to, num, linear);
    let mut points = np::multiply(np::power(10.0, exponents), direction);

    let mut counted = Shape::from_elem(1, points.ndim());
    counted[0] = num;
    let count = create::iota(&counted, DType::I64, 0)?;
    points = np::where_(np::equal(&count, 0), &start, points);
    if options.endpoint && num > 1 {
        points = np::where_(np::equal(&count, num - 1), &stop, points);
    }
    let axis = normalize_axis(OP, options.axis, points.ndim())?;
    cast_owned(move_axis(&points, 0, axis)?, options.dtype.unwrap_or(dtype))
}

/// The identity matrix of a size, or of `[rows, columns]` (numpy: `eye`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::eye(2).to_vec::<f64>().unwrap(), [1.0, 0.0, 0.0, 1.0]);
/// assert_eq!(np::eye(([2, 3], I8)).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn eye(spec: impl Into<Spec>) -> Array {
    eye_with(spec, 0)
}

/// Ones on the `k`-th diagonal, counted upwards from the main one (numpy: `eye(k=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::eye_with(2, 1).to_vec::<f64>().unwrap(), [0.0, 1.0, 0.0, 0.0]);
/// ```
#[track_caller]
pub fn eye_with(spec: impl Into<Spec>, k: isize) -> Array {
    let spec = spec.into();
    let (rows, columns) = matrix_grid("eye", &spec, k).or_raise();
    cast_owned(np::equal(rows, columns), spec.dtype.unwrap_or(DType::F64)).or_raise()
}

/// The identity matrix (numpy: `identity`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::identity(3).shape(), [3, 3]);
/// ```
#[track_caller]
pub fn identity(spec: impl Into<Spec>) -> Array {
    eye_with(spec, 0)
}

/// Ones on and below the diagonal (numpy: `tri`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::tri(2).to_vec::<f64>().unwrap(), [1.0, 0.0, 1.0, 1.0]);
/// ```
#[track_caller]
pub fn tri(spec: impl Into<Spec>) -> Array {
    tri_with(spec, 0)
}

/// Ones on and below the `k`-th diagonal (numpy: `tri(k=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::tri_with(2, -1).to_vec::<f64>().unwrap(), [0.0, 0.0, 1.0, 0.0]);
/// ```
#[track_caller]
pub fn tri_with(spec: impl Into<Spec>, k: isize) -> Array {
    let spec = spec.into();
    let (rows, columns) = matrix_grid("tri", &spec, k).or_raise();
    cast_owned(
        np::greater_equal(rows, columns),
        spec.dtype.unwrap_or(DType::F64),
    )
    .or_raise()
}

/// Row numbers plus `k` as a column, and column numbers as a row.
fn matrix_grid(op: &'static str, spec: &Spec, k: isize) -> Result<(Array, Array)> {
    let (rows, columns) = match *spec.shape.0 {
        [n] => (n, n),
        [rows, columns] => (rows, columns),
        ref other => {
            return Err(Error::shape(
                op,
                format!("a matrix has one or two sizes, not {other:?}"),
            ));
        }
    };
    checked_len(op, &[rows, columns], size_of::<i64>())?;
    let numbers = create::iota(&[rows, 1], DType::I64, 0)?;
    Ok((
        // Beyond the corners no diagonal differs from the next; within them the sum cannot overflow.
        np::add(numbers, k.clamp(-(rows as isize), columns as isize)),
        create::iota(&[1, columns], DType::I64, 1)?,
    ))
}

/// Which axis of [`meshgrid`]'s results the first array runs along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indexing {
    /// Axis 1, as x in a plot (numpy's default).
    #[default]
    Xy,
    /// Axis 0, as row numbers in a matrix.
    Ij,
}

/// Options of [`meshgrid_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meshgrid {
    /// The order of the first two axes.
    pub indexing: Indexing,
    /// Whether results keep size 1 along axes they do not vary on.
    pub sparse: bool,
}

/// The coordinates of a grid from those of its axes, first array along axis 1 (numpy: `meshgrid`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let grid = np::meshgrid(([1, 2, 3], [4, 5]));
/// assert_eq!(grid[0].shape(), [2, 3]);
/// assert_eq!(grid[1].to_vec::<i32>().unwrap(), [4, 4, 4, 5, 5, 5]);
/// ```
#[track_caller]
pub fn meshgrid(arrays: impl IntoArrays) -> Vec<Array> {
    meshgrid_with(arrays, Meshgrid::default())
}

/// [`meshgrid`] with options (numpy: `meshgrid(indexing=, sparse=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::{Indexing, Meshgrid};
/// let grid = np::meshgrid_with(([1, 2, 3], [4, 5]), Meshgrid { indexing: Indexing::Ij, sparse: true });
/// assert_eq!(grid[0].shape(), [3, 1]);
/// ```
#[track_caller]
pub fn meshgrid_with(arrays: impl IntoArrays, options: Meshgrid) -> Vec<Array> {
    meshgrid_list(&arrays.into_arrays(), options).or_raise()
}

fn meshgrid_list(arrays: &[Array], options: Meshgrid) -> Result<Vec<Array>> {
    let ndim = arrays.len();
    let swapped = options.indexing == Indexing::Xy && ndim > 1;
    let mut grids = Vec::with_capacity(ndim);
    for (i, x) in arrays.iter().enumerate() {
        if x.ndim() > 1 {
            return Err(Error::shape(
                "meshgrid",
                format!("array {i} has shape {:?}, but must be 1-d", x.shape()),
            ));
        }
        let axis = if swapped && i < 2 { 1 - i } else { i };
        let mut shape = Shape::from_elem(1, ndim);
        shape[axis] = x.len();
        grids.push(reshape(x, &shape)?);
    }
    if options.sparse {
        Ok(grids)
    } else {
        np::broadcast_list("meshgrid", &grids)
    }
}

/// For each axis the index along it.
fn index_grids(shape: &[usize], dtype: DType) -> Result<Vec<Array>> {
    (0..shape.len())
        .map(|axis| create::iota(shape, dtype, axis))
        .collect()
}

/// An array computed from its indices: the function gets one array of indices per axis (numpy:
/// `fromfunction`). The indices are `F64` unless a dtype is given, as in numpy.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::fromfunction(|i| &i[0] * 10 + &i[1], ([2, 2], I64));
/// assert_eq!(x.to_vec::<i64>().unwrap(), [0, 1, 10, 11]);
/// ```
#[track_caller]
pub fn fromfunction(function: impl FnOnce(&[Array]) -> Array, spec: impl Into<Spec>) -> Array {
    let spec = spec.into();
    function(&index_grids(&spec.shape.0, spec.dtype.unwrap_or(DType::F64)).or_raise())
}

/// Options of [`vander_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vander {
    /// The number of columns; that of the rows if not given.
    pub columns: Option<usize>,
    /// Whether powers increase from left to right.
    pub increasing: bool,
}

/// The Vandermonde matrix: columns are falling powers of a vector (numpy: `vander`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vander([2.0, 3.0]).to_vec::<f64>().unwrap(), [2.0, 1.0, 3.0, 1.0]);
/// ```
#[track_caller]
pub fn vander<'a>(x: impl IntoArray<'a>) -> Array {
    vander_with(x, Vander::default())
}

/// [`vander`] with options (numpy: `vander(N=, increasing=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Vander;
/// let x = np::vander_with([2.0], Vander { columns: Some(4), increasing: true });
/// assert_eq!(x.to_vec::<f64>().unwrap(), [1.0, 2.0, 4.0, 8.0]);
/// ```
#[track_caller]
pub fn vander_with<'a>(x: impl IntoArray<'a>, options: Vander) -> Array {
    vander_op(&x.into_array(), options).or_raise()
}

fn vander_op(x: &Array, options: Vander) -> Result<Array> {
    let &[rows] = x.shape() else {
        return Err(Error::shape(
            "vander",
            format!("x has shape {:?}, but must be 1-d", x.shape()),
        ));
    };
    let dtype = promote_types(x.dtype(), DType::I64);
    let columns = options.columns.unwrap_or(rows);
    if columns == 0 {
        return create::full(&[rows, 0], Scalar::Int(0), dtype);
    }
    let x = reshape(&cast(x, dtype)?, &[rows, 1])?;
    let first = create::full(&[rows, 1], Scalar::Int(1), dtype)?;
    let factors = concat(&[&first, &broadcast_op(&x, &[rows, columns - 1])?], 1)?;
    let powers = cumulative(CumulativeKind::Prod, &factors, 1, false)?;
    if options.increasing {
        Ok(powers)
    } else {
        flip(&powers, &[1])
    }
}
