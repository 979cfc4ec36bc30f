//! Uniform numbers, integers and truth values.

use super::arguments::{Size, count_dtype, float_dtype, settle, whole};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::{ShapeArg, Spec};
use crate::primitives::cast::cast;
use crate::primitives::random as primitive;

/// Numbers in `[0, 1)`, f64 unless a dtype is given: equally likely multiples of 2^-53 (f64), 2^-24 (f32),
/// 2^-11 (f16) or 2^-8 (bf16) (numpy: `Generator.random`; jax: `random.uniform`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::uniform(&np::random::key(7), ([100], F32));
/// assert!(np::all(x.lt(1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn uniform(key: &Array, spec: impl Into<Spec>) -> Array {
    uniform_op(key, &spec.into()).or_raise()
}

pub(super) fn uniform_op(key: &Array, spec: &Spec) -> Result<Array> {
    let dtype = float_dtype("uniform", spec.dtype)?;
    let digits = match dtype {
        DType::F64 => 53,
        DType::F32 => 24,
        DType::F16 => 11,
        _ => 8,
    };
    Ok(whole(key, &spec.shape.0, dtype, digits)? * 0.5f64.powi(digits as i32))
}

/// Numbers between two bounds, the lower one included (jax: `random.uniform` with `minval` and `maxval`).
/// Differentiable in the bounds.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::uniform_between(&np::random::key(7), -1.0, 1.0, 10);
/// assert!(np::all(np::abs(&x).lt(1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn uniform_between<'a, 'b>(
    key: &Array,
    low: impl IntoArray<'a>,
    high: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let bounds = [low.into_operand(), high.into_operand()];
    between_op(key, bounds, &size.into()).or_raise()
}

pub(super) fn between_op(key: &Array, bounds: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let settled = settle("uniform_between", key, bounds, size)?;
    let unit = uniform_op(
        key,
        &Spec {
            shape: settled.shape.as_slice().into(),
            dtype: Some(settled.wide),
        },
    )?;
    let [low, high] = settled.parameters;
    cast(&(unit * (high - &low) + low), settled.dtype)
}

/// Integers in `low..high`, i64 unless a dtype is given; bounds are numbers, or arrays that broadcast to the
/// shape (numpy: `integers`; jax: `random.randint`). The remainder of 64 random bits: for ranges below 2^32
/// no number is favoured by more than 2^-32.
///
/// # Panics
/// If the bounds are numbers and the range is empty or reaches outside the dtype. With arrays an empty range
/// gives `low`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(7);
/// let x = np::random::randint(&key, 0, 6, [100]);
/// assert!(np::all(x.lt(6), ..).item::<bool>().unwrap());
/// assert_eq!(np::random::randint(&key, [0, 10], [1, 11], ..).to_vec::<i64>().unwrap(), [0, 10]);
/// ```
#[track_caller]
pub fn randint<'a, 'b>(
    key: &Array,
    low: impl IntoArray<'a>,
    high: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let bounds = [low.into_operand(), high.into_operand()];
    randint_op(key, bounds, &size.into()).or_raise()
}

const RANDINT: &str = "randint";

pub(super) fn randint_op(key: &Array, bounds: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let dtype = count_dtype(RANDINT, Some(size.dtype.unwrap_or(DType::I64)))?;
    if !dtype.is_integer() {
        return Err(Error::unsupported_dtype(
            RANDINT,
            "the result",
            dtype,
            "integers",
        ));
    }
    if let [Operand::Weak(low), Operand::Weak(high)] = &bounds {
        let shape = size.shape.clone().unwrap_or(ShapeArg::from([0usize; 0]));
        return between_numbers(
            key,
            [whole_number(*low)?, whole_number(*high)?],
            &shape,
            dtype,
        );
    }
    let [low, high] = bounds.map(Operand::into_array);
    for bound in [&low, &high] {
        if !bound.dtype().is_integer() {
            return Err(Error::unsupported_dtype(
                RANDINT,
                "a bound",
                bound.dtype(),
                "integers",
            ));
        }
    }
    let shapes = [low.shape(), high.shape()];
    let shape = super::arguments::common_shape(RANDINT, key, &shapes, size)?;
    let (low, high) = (cast(&low, DType::I64)?, cast(&high, DType::I64)?);
    // The difference wraps around, so it is right for every range of i64.
    let span = cast(
        &np::where_(np::less(&low, &high), high - &low, 1i64),
        DType::U64,
    )?;
    let offset = primitive::random_bits(key, &shape, DType::U64)? % span;
    cast(&(cast(&offset, DType::I64)? + low), dtype)
}

fn whole_number(bound: Scalar) -> Result<i64> {
    let Scalar::Int(bound) = bound else {
        return Err(Error::value(RANDINT, "bounds are integers"));
    };
    i64::try_from(bound)
        .map_err(|_| Error::value(RANDINT, format!("the bound {bound} is outside i64")))
}

/// Integers between two numbers, which are checked.
pub(super) fn between_numbers(
    key: &Array,
    [low, high]: [i64; 2],
    shape: &ShapeArg,
    dtype: DType,
) -> Result<Array> {
    if low >= high {
        return Err(Error::value(
            RANDINT,
            format!("the range {low}..{high} is empty"),
        ));
    }
    for bound in [low, high - 1] {
        Scalar::from(bound).check_fits(RANDINT, dtype)?;
    }
    let offset = primitive::random_bits(key, &shape.0, DType::U64)? % high.abs_diff(low);
    // The sum wraps around as the difference did, so it is right for every range of i64.
    cast(&(cast(&offset, DType::I64)? + low), dtype)
}

/// Truth values that are true with probability `p`, a number or an array that broadcasts to the shape (jax:
/// `random.bernoulli`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(7);
/// assert!(np::all(np::random::bernoulli(&key, 1.0, [10]), ..).item::<bool>().unwrap());
/// assert_eq!(np::random::bernoulli(&key, [0.5, 0.1], ..).shape(), [2]);
/// ```
#[track_caller]
pub fn bernoulli<'a>(key: &Array, p: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    bernoulli_op(key, p.into_operand(), &size.into()).or_raise()
}

fn bernoulli_op(key: &Array, p: Operand<'_>, size: &Size) -> Result<Array> {
    const OP: &str = "bernoulli";
    let dtype = size.dtype.unwrap_or(DType::Bool);
    let wanted = Size {
        shape: size.shape.clone(),
        dtype: Some(DType::F64),
    };
    let settled = settle(OP, key, [p], &wanted)?;
    let u = uniform_op(key, &settled.shape.as_slice().into())?;
    cast(&np::less(u, &settled.parameters[0]), dtype)
}

/// -1 or 1, equally likely; i64 unless a dtype is given (jax: `random.rademacher`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::rademacher(&np::random::key(7), 20);
/// assert!(np::all(np::abs(&x).eq_(1), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn rademacher(key: &Array, spec: impl Into<Spec>) -> Array {
    rademacher_op(key, &spec.into()).or_raise()
}

pub(super) fn rademacher_op(key: &Array, spec: &Spec) -> Result<Array> {
    let dtype = spec.dtype.unwrap_or(DType::I64);
    if dtype.kind() == crate::dtype::Kind::Unsigned || dtype == DType::Bool {
        return Err(Error::unsupported_dtype(
            "rademacher",
            "the result",
            dtype,
            "signed numbers",
        ));
    }
    // The highest bit of a word decides.
    let bits = primitive::random_bits(key, &spec.shape.0, DType::U32)?;
    let sign = cast(&np::right_shift(bits, 31), DType::I8)? * 2 - 1;
    cast(&sign, dtype)
}
