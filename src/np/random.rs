//! Random numbers: functions of a key, and numpy's stateful functions on top of them.
//!
//! A key is a `u32` array of two elements; the same key gives the same numbers, on any number of threads
//! and under any transform. Split a key for independent draws. [`seed`], [`rand`], [`randn`], [`random`],
//! [`standard_normal`] and [`integers`] draw from a stream of keys that each thread keeps.

use super::args::{ShapeArg, Spec};
use super::{
    add, argsort as argsort_of, erf, less, log, log1p, maximum, minimum, multiply, negative,
    remainder, subtract,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::kernels::threefry::{self, Key};
use crate::primitives::argreduce::arg_max;
use crate::primitives::cast::cast;
use crate::primitives::create::iota;
use crate::primitives::gather::gather;
use crate::primitives::random as primitive;
use num_complex::Complex;
use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

/// The key for a seed (jax: `random.key`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(7);
/// assert_eq!(np::random::uniform(&key, 3).to_vec::<f64>().unwrap(), np::random::uniform(&key, 3).to_vec::<f64>().unwrap());
/// ```
pub fn key(seed: u64) -> Array {
    array_of(threefry::key_from_seed(seed))
}

fn array_of(key: Key) -> Array {
    Array::from_shape_vec([2], key.to_vec()).or_raise()
}

/// `count` independent keys from one, as the rows of an array (jax: `random.split`). Row `i` does not depend
/// on the count.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let keys = np::random::split(&np::random::key(7), 3);
/// assert_eq!(keys.shape(), [3, 2]);
/// ```
#[track_caller]
pub fn split(key: &Array, count: usize) -> Array {
    primitive::split(key, count).or_raise()
}

/// A new key from a key and a number, for instance of a step (jax: `random.fold_in`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::fold_in(&np::random::key(7), 3).shape(), [2]);
/// ```
#[track_caller]
pub fn fold_in<'a>(key: &Array, data: impl IntoArray<'a>) -> Array {
    primitive::fold_in(key, &data.into_array()).or_raise()
}

/// Uniformly distributed bits, as `U32` or `U64` (jax: `random.bits`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::bits(&np::random::key(7), [2, 2], U32).dtype(), U32);
/// ```
#[track_caller]
pub fn bits(key: &Array, shape: impl Into<ShapeArg>, dtype: DType) -> Array {
    primitive::random_bits(key, &shape.into().0, dtype).or_raise()
}

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

fn float_dtype(op: &'static str, spec: &Spec) -> Result<DType> {
    let dtype = spec.dtype.unwrap_or(DType::F64);
    if dtype.is_float() {
        Ok(dtype)
    } else {
        Err(Error::unsupported_dtype(
            op,
            "the result",
            dtype,
            "real floating point types",
        ))
    }
}

/// Integers below 2^digits as numbers of a float type, which holds them exactly.
fn whole(key: &Array, shape: &[usize], dtype: DType, digits: usize) -> Result<Array> {
    let source = if dtype == DType::F64 {
        DType::U64
    } else {
        DType::U32
    };
    let bits = primitive::random_bits(key, shape, source)?;
    cast(
        &super::right_shift(bits, source.item_size() * 8 - digits),
        dtype,
    )
}

fn uniform_op(key: &Array, spec: &Spec) -> Result<Array> {
    let dtype = float_dtype("uniform", spec)?;
    let digits = match dtype {
        DType::F64 => 53,
        DType::F32 => 24,
        DType::F16 => 11,
        _ => 8,
    };
    Ok(multiply(
        whole(key, &spec.shape.0, dtype, digits)?,
        0.5f64.powi(digits as i32),
    ))
}

/// Numbers in the open interval (0, 1), at the centres of equal cells; 16-bit types in f32.
fn open_uniform(op: &'static str, key: &Array, spec: &Spec) -> Result<Array> {
    let (dtype, digits) = match float_dtype(op, spec)? {
        DType::F64 => (DType::F64, 52),
        _ => (DType::F32, 23),
    };
    let cells = whole(key, &spec.shape.0, dtype, digits)?;
    Ok(multiply(add(cells, 0.5), 0.5f64.powi(digits as i32)))
}

/// A result computed in f32 or f64, in the dtype that was asked for.
fn finish(op: &'static str, x: Array, spec: &Spec) -> Result<Array> {
    cast(&x, float_dtype(op, spec)?)
}

/// Numbers between two bounds, the lower one included (jax: `random.uniform` with `minval` and `maxval`).
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
    spec: impl Into<Spec>,
) -> Array {
    let (low, high) = (low.into_operand(), high.into_operand());
    let unit = uniform(key, spec);
    // Two numbers stay weak, so that they do not widen the result.
    if let (Operand::Weak(low), Operand::Weak(high)) = (&low, &high) {
        let (low, high) = (low.as_f64(), high.as_f64());
        return add(multiply(unit, high - low), low);
    }
    let low = low.into_array();
    add(multiply(unit, subtract(high, &low)), low)
}

/// Standard normal numbers, f64 unless a dtype is given; for complex types both parts have variance 1/2
/// (numpy: `Generator.standard_normal`; jax: `random.normal`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::normal(&np::random::key(7), [10_000]);
/// assert!(np::abs(x.mean(..)).item::<f64>().unwrap() < 0.05);
/// ```
#[track_caller]
pub fn normal(key: &Array, spec: impl Into<Spec>) -> Array {
    normal_op(key, &spec.into()).or_raise()
}

fn normal_op(key: &Array, spec: &Spec) -> Result<Array> {
    if let Some(dtype) = spec.dtype.filter(|dtype| dtype.is_complex()) {
        let part = Spec {
            shape: spec.shape.clone(),
            dtype: Some(dtype.real_part()),
        };
        let re = normal_op(&primitive::fold_in(key, &number(0))?, &part)?;
        let im = normal_op(&primitive::fold_in(key, &number(1))?, &part)?;
        let z = add(re, multiply(im, Complex::new(0.0, 1.0)));
        return Ok(multiply(z, 0.5f64.sqrt()));
    }
    let u = open_uniform("normal", key, spec)?;
    finish(
        "normal",
        normal_quantile(subtract(multiply(u, 2.0), 1.0)),
        spec,
    )
}

/// The normal quantile at (1 + x) / 2.
fn normal_quantile(x: Array) -> Array {
    multiply(super::erfinv(x), std::f64::consts::SQRT_2)
}

fn number(n: i64) -> Array {
    Operand::Weak(Scalar::from(n)).into_array()
}

/// Standard normal numbers between two bounds (jax: `random.truncated_normal`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::truncated_normal(&np::random::key(7), -1.0, 2.0, 100);
/// assert!(np::all(x.ge(-1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn truncated_normal(key: &Array, low: f64, high: f64, spec: impl Into<Spec>) -> Array {
    truncated_op(key, low, high, &spec.into()).or_raise()
}

fn truncated_op(key: &Array, low: f64, high: f64, spec: &Spec) -> Result<Array> {
    let u = open_uniform("truncated_normal", key, spec)?;
    let edge = |bound: f64| cast(&erf(bound / std::f64::consts::SQRT_2), u.dtype());
    let (from, to) = (edge(low)?, edge(high)?);
    let x = normal_quantile(add(multiply(&u, subtract(to, &from)), &from));
    finish("truncated_normal", minimum(maximum(x, low), high), spec)
}

/// Integers in `low..high`, i64 unless a dtype is given (numpy: `integers`; jax: `random.randint`). The
/// remainder of 64 random bits: for ranges below 2^32 no number is favoured by more than 2^-32.
///
/// # Panics
/// If the range is empty or reaches outside the dtype.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::randint(&np::random::key(7), 0, 6, [100]);
/// assert!(np::all(x.lt(6), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn randint(key: &Array, low: i64, high: i64, spec: impl Into<Spec>) -> Array {
    randint_op(key, low, high, &spec.into()).or_raise()
}

fn randint_op(key: &Array, low: i64, high: i64, spec: &Spec) -> Result<Array> {
    let dtype = spec.dtype.unwrap_or(DType::I64);
    if low >= high {
        return Err(Error::value(
            "randint",
            format!("the range {low}..{high} is empty"),
        ));
    }
    if !dtype.is_integer() {
        return Err(Error::unsupported_dtype(
            "randint",
            "the result",
            dtype,
            "integers",
        ));
    }
    for bound in [low, high - 1] {
        Scalar::from(bound).check_fits("randint", dtype)?;
    }
    let bits = primitive::random_bits(key, &spec.shape.0, DType::U64)?;
    let offset = remainder(bits, high.abs_diff(low));
    // The sum wraps around as the difference did, so it is right for every range of i64.
    cast(&add(cast(&offset, DType::I64)?, low), dtype)
}

/// Truth values that are true with probability `p`, a number or an array that broadcasts to the shape (jax:
/// `random.bernoulli`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::bernoulli(&np::random::key(7), 1.0, [10]), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn bernoulli<'a>(key: &Array, p: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Array {
    less(
        uniform(
            key,
            Spec {
                shape: shape.into(),
                dtype: None,
            },
        ),
        p,
    )
}

/// Exponentially distributed numbers of mean 1 (numpy: `Generator.standard_exponential`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::exponential(&np::random::key(7), 9).ge(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn exponential(key: &Array, spec: impl Into<Spec>) -> Array {
    let spec = spec.into();
    let u = open_uniform("exponential", key, &spec).or_raise();
    finish("exponential", negative(log1p(negative(u))), &spec).or_raise()
}

/// Numbers of the standard Gumbel distribution (numpy: `Generator.gumbel`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::gumbel(&np::random::key(7), ([2, 3], F32)).dtype(), F32);
/// ```
#[track_caller]
pub fn gumbel(key: &Array, spec: impl Into<Spec>) -> Array {
    gumbel_op(key, &spec.into()).or_raise()
}

fn gumbel_op(key: &Array, spec: &Spec) -> Result<Array> {
    let u = open_uniform("gumbel", key, spec)?;
    finish("gumbel", negative(log(negative(log(u)))), spec)
}

/// Positions along the last axis, drawn with the probabilities that [`softmax`](super::softmax) of the
/// logits gives (jax: `random.categorical`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let logits = array([[0.0, f64::NEG_INFINITY], [f64::NEG_INFINITY, 0.0]]);
/// assert_eq!(np::random::categorical(&np::random::key(7), &logits).to_vec::<i64>().unwrap(), [0, 1]);
/// ```
#[track_caller]
pub fn categorical<'a>(key: &Array, logits: impl IntoArray<'a>) -> Array {
    categorical_op(key, &logits.into_array()).or_raise()
}

fn categorical_op(key: &Array, logits: &Array) -> Result<Array> {
    let Some(axis) = logits.ndim().checked_sub(1) else {
        return Err(Error::axis_out_of_range("categorical", -1, 0));
    };
    let logits = cast(
        logits,
        if logits.dtype().is_float() {
            logits.dtype()
        } else {
            DType::F64
        },
    )?;
    let noise = gumbel_op(
        key,
        &Spec {
            shape: logits.shape().into(),
            dtype: Some(logits.dtype()),
        },
    )?;
    arg_max(&add(&logits, noise), axis)
}

/// The rows of an array in random order, or the integers below a number (numpy: `permutation`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::permutation(&np::random::key(7), 5);
/// assert_eq!(np::sort(&x, -1).to_vec::<i64>().unwrap(), [0, 1, 2, 3, 4]);
/// ```
#[track_caller]
pub fn permutation<'a>(key: &Array, x: impl IntoArray<'a>) -> Array {
    permutation_op(key, &rows_of("permutation", x.into_operand()).or_raise()).or_raise()
}

/// An array as it is; a number as the integers below it.
fn rows_of(op: &'static str, x: Operand<'_>) -> Result<Array> {
    let Operand::Weak(scalar) = x else {
        let x = x.into_array();
        return if x.ndim() > 0 {
            Ok(x)
        } else {
            Err(Error::axis_out_of_range(op, 0, 0))
        };
    };
    let Scalar::Int(n) = scalar else {
        return Err(Error::value(op, "a number of rows must be an integer"));
    };
    let n = usize::try_from(n)
        .map_err(|_| Error::value(op, format!("{n} rows cannot be drawn from")))?;
    iota(&[n], DType::I64, 0)
}

fn permutation_op(key: &Array, x: &Array) -> Result<Array> {
    let order = argsort_of(
        &primitive::random_bits(key, &[x.shape()[0]], DType::U64)?,
        0,
    );
    gather(x, &[&order], &[0], 0)
}

/// Another name of [`permutation`]; numpy's `shuffle` changes its argument, this returns a new array.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::shuffle(&np::random::key(7), [[1, 2], [3, 4]]).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn shuffle<'a>(key: &Array, x: impl IntoArray<'a>) -> Array {
    permutation(key, x)
}

/// Rows of an array, or integers below a number, drawn independently (numpy: `choice`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::choice(&np::random::key(7), [10, 20, 30], [2, 2]).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn choice<'a>(key: &Array, x: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Array {
    let x = rows_of("choice", x.into_operand()).or_raise();
    let positions = randint_op(
        key,
        0,
        x.shape()[0] as i64,
        &Spec {
            shape: shape.into(),
            dtype: None,
        },
    );
    positions
        .and_then(|positions| gather(&x, &[&positions], &[0], 0))
        .or_raise()
}

thread_local! {
    /// The key that the next stateful draw splits; seeded from the system until [`seed`] is called.
    static STATE: Cell<Option<Key>> = const { Cell::new(None) };
}

/// A place in this thread's stream of stateful draws, for functions that run again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamState(Key);

impl StreamState {
    /// Where the stream stands.
    pub(crate) fn now() -> StreamState {
        let key = state();
        STATE.set(Some(key));
        StreamState(key)
    }

    /// Runs `f` with the stream at this place, then sets it back to where it stood.
    pub(crate) fn replayed<R>(self, f: impl FnOnce() -> R) -> R {
        struct Restore(Option<Key>);
        impl Drop for Restore {
            fn drop(&mut self) {
                STATE.set(self.0);
            }
        }
        let _restore = Restore(STATE.replace(Some(self.0)));
        f()
    }
}

/// The key of the next draw.
fn state() -> Key {
    STATE
        .get()
        .unwrap_or_else(|| threefry::key_from_seed(RandomState::new().hash_one(0u8)))
}

/// Restarts this thread's stream of stateful draws (numpy: `random.seed`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// np::random::seed(1);
/// let x = np::random::rand(3).to_vec::<f64>().unwrap();
/// np::random::seed(1);
/// assert_eq!(np::random::rand(3).to_vec::<f64>().unwrap(), x);
/// ```
pub fn seed(seed: u64) {
    STATE.set(Some(threefry::key_from_seed(seed)));
}

/// The next key of this thread's stream. Inside `vmap` with different randomness, one key per example.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::next_key().shape(), [2]);
/// ```
#[track_caller]
pub fn next_key() -> Array {
    let children = threefry::split(state(), 2);
    STATE.set(Some(children[0]));
    crate::transform::vmap::keys_for_rows(&array_of(children[1]))
}

/// Uniform numbers in `[0, 1)` from this thread's stream (numpy: `random.rand`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::rand([2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn rand(spec: impl Into<Spec>) -> Array {
    uniform(&next_key(), spec)
}

/// Another name of [`rand`] (numpy: `random.random`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::random(([2], F32)).dtype(), F32);
/// ```
#[track_caller]
pub fn random(spec: impl Into<Spec>) -> Array {
    uniform(&next_key(), spec)
}

/// Standard normal numbers from this thread's stream (numpy: `random.randn`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::randn([2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn randn(spec: impl Into<Spec>) -> Array {
    normal(&next_key(), spec)
}

/// Another name of [`randn`] (numpy: `random.standard_normal`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::standard_normal(4).shape(), [4]);
/// ```
#[track_caller]
pub fn standard_normal(spec: impl Into<Spec>) -> Array {
    normal(&next_key(), spec)
}

/// Integers in `low..high` from this thread's stream (numpy: `Generator.integers`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::integers(0, 6, [10]).dtype(), I64);
/// ```
#[track_caller]
pub fn integers(low: i64, high: i64, spec: impl Into<Spec>) -> Array {
    randint(&next_key(), low, high, spec)
}
