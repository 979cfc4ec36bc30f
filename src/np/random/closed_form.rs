//! Distributions whose quantiles have closed forms: a draw is the quantile of one uniform number.
//!
//! The functions `*_of` are those quantiles; `Generator` puts location and scale around them.

use super::arguments::{Size, float_dtype, part, standard, wide, with_parameters};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{OrRaise, Result};
use crate::np;
use crate::np::args::Spec;
use crate::primitives::cast::cast;
use num_complex::Complex;
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// The standard normal quantile.
pub(super) fn normal_of(u: Array) -> Array {
    np::erfinv(u * 2.0 - 1.0) * SQRT_2
}

/// The exponential quantile, of mean 1.
pub(super) fn exponential_of(u: Array) -> Array {
    -np::log1p(-u)
}

/// The standard Gumbel quantile.
pub(super) fn gumbel_of(u: Array) -> Array {
    -np::log(-np::log(u))
}

/// The standard Laplace quantile.
pub(super) fn laplace_of(u: Array) -> Array {
    let x = u * 2.0 - 1.0;
    np::sign(&x) * -np::log1p(-np::abs(&x))
}

/// The standard logistic quantile.
pub(super) fn logistic_of(u: Array) -> Array {
    np::log(&u) - np::log1p(-u)
}

/// The standard Cauchy quantile.
pub(super) fn cauchy_of(u: Array) -> Array {
    np::tan((u - 0.5) * PI)
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

pub(super) fn normal_op(key: &Array, spec: &Spec) -> Result<Array> {
    if let Some(dtype) = spec.dtype.filter(|dtype| dtype.is_complex()) {
        let of_part = Spec {
            shape: spec.shape.clone(),
            dtype: Some(dtype.real_part()),
        };
        let re = normal_op(&part(key, 0)?, &of_part)?;
        let im = normal_op(&part(key, 1)?, &of_part)?;
        return Ok((re + im * Complex::new(0.0, 1.0)) * FRAC_1_SQRT_2);
    }
    standard("normal", key, spec, normal_of)
}

/// Standard normal numbers between two bounds, numbers or arrays (jax: `random.truncated_normal`).
/// Differentiable in the bounds. By the quantile, so bounds that lie together beyond 8 (f32: 5) standard
/// deviations give the nearer bound.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::truncated_normal(&np::random::key(7), -1.0, 2.0, 100);
/// assert!(np::all(x.ge(-1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn truncated_normal<'a, 'b>(
    key: &Array,
    low: impl IntoArray<'a>,
    high: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let bounds = [low.into_operand(), high.into_operand()];
    with_parameters(
        "truncated_normal",
        key,
        bounds,
        &size.into(),
        |u, [low, high]| {
            let from = np::erf(&low * FRAC_1_SQRT_2);
            let to = np::erf(&high * FRAC_1_SQRT_2);
            let x = np::erfinv(u * (to - &from) + from) * SQRT_2;
            np::minimum(np::maximum(x, low), high)
        },
    )
    .or_raise()
}

/// Exponentially distributed numbers of mean 1 (numpy: `Generator.standard_exponential`; jax:
/// `random.exponential`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::exponential(&np::random::key(7), 9).ge(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn exponential(key: &Array, spec: impl Into<Spec>) -> Array {
    standard("exponential", key, &spec.into(), exponential_of).or_raise()
}

/// Numbers of the standard Gumbel distribution (jax: `random.gumbel`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::gumbel(&np::random::key(7), ([2, 3], F32)).dtype(), F32);
/// ```
#[track_caller]
pub fn gumbel(key: &Array, spec: impl Into<Spec>) -> Array {
    standard("gumbel", key, &spec.into(), gumbel_of).or_raise()
}

/// Numbers of the standard Laplace distribution, of variance 2 (jax: `random.laplace`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::laplace(&np::random::key(7), [2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn laplace(key: &Array, spec: impl Into<Spec>) -> Array {
    standard("laplace", key, &spec.into(), laplace_of).or_raise()
}

/// Numbers of the standard logistic distribution (jax: `random.logistic`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::logistic(&np::random::key(7), [2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn logistic(key: &Array, spec: impl Into<Spec>) -> Array {
    standard("logistic", key, &spec.into(), logistic_of).or_raise()
}

/// Numbers of the standard Cauchy distribution, which has no mean (jax: `random.cauchy`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::cauchy(&np::random::key(7), [2, 3]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn cauchy(key: &Array, spec: impl Into<Spec>) -> Array {
    standard("cauchy", key, &spec.into(), cauchy_of).or_raise()
}

/// Numbers whose logarithm is normal with mean 0 and standard deviation `sigma` (jax: `random.lognormal`).
/// Differentiable in `sigma`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::lognormal(&np::random::key(7), 0.5, 100);
/// assert!(np::all(x.gt(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn lognormal<'a>(key: &Array, sigma: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    let sigma = [sigma.into_operand()];
    with_parameters("lognormal", key, sigma, &size.into(), |u, [sigma]| {
        np::exp(normal_of(u) * sigma)
    })
    .or_raise()
}

/// Numbers from 1 up with density `b / x^(b + 1)` (jax: `random.pareto`; numpy's starts at 0, see
/// [`Generator::pareto`](super::Generator::pareto)). Differentiable in `b`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::pareto(&np::random::key(7), 3.0, 100);
/// assert!(np::all(x.ge(1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn pareto<'a>(key: &Array, b: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    pareto_op(key, b.into_operand(), &size.into(), np::exp).or_raise()
}

/// A function of the logarithm of a Pareto number.
pub(super) fn pareto_op(
    key: &Array,
    b: Operand<'_>,
    size: &Size,
    of_log: fn(Array) -> Array,
) -> Result<Array> {
    with_parameters("pareto", key, [b], size, |u, [b]| {
        of_log(exponential_of(u) / b)
    })
}

/// Weibull numbers `scale * e^(1 / concentration)` for exponential `e` (jax: `random.weibull_min`).
/// Differentiable in both parameters.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::weibull_min(&np::random::key(7), 2.0, [0.5, 1.0, 3.0], [10, 3]);
/// assert!(np::all(x.gt(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn weibull_min<'a, 'b>(
    key: &Array,
    scale: impl IntoArray<'a>,
    concentration: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [scale.into_operand(), concentration.into_operand()];
    with_parameters(
        "weibull_min",
        key,
        parameters,
        &size.into(),
        |u, [scale, shape]| np::power(exponential_of(u), 1.0 / shape) * scale,
    )
    .or_raise()
}

/// Lengths of normal vectors in the plane whose parts have standard deviation `scale` (jax:
/// `random.rayleigh`). Differentiable in `scale`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::rayleigh(&np::random::key(7), [1.0, 2.0], ..).shape(), [2]);
/// ```
#[track_caller]
pub fn rayleigh<'a>(key: &Array, scale: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    let scale = [scale.into_operand()];
    with_parameters("rayleigh", key, scale, &size.into(), |u, [scale]| {
        np::sqrt(exponential_of(u) * 2.0) * scale
    })
    .or_raise()
}

/// Lengths of standard normal vectors in space (jax: `random.maxwell`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::maxwell(&np::random::key(7), 9).gt(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn maxwell(key: &Array, spec: impl Into<Spec>) -> Array {
    maxwell_op(key, &spec.into()).or_raise()
}

pub(super) fn maxwell_op(key: &Array, spec: &Spec) -> Result<Array> {
    let dtype = float_dtype("maxwell", spec.dtype)?;
    let mut vectors = spec.shape.clone();
    vectors.0.push(3);
    let vectors = normal_op(
        key,
        &Spec {
            shape: vectors,
            dtype: Some(wide(dtype)),
        },
    )?;
    cast(&np::sqrt(np::sum(np::square(vectors), -1)), dtype)
}

/// Numbers of a triangular density from `left` over its peak at `mode` to `right` (jax:
/// `random.triangular`). Differentiable in all three.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::triangular(&np::random::key(7), -1.0, 0.0, 3.0, 100);
/// assert!(np::all(x.ge(-1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn triangular<'a, 'b, 'c>(
    key: &Array,
    left: impl IntoArray<'a>,
    mode: impl IntoArray<'b>,
    right: impl IntoArray<'c>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [
        left.into_operand(),
        mode.into_operand(),
        right.into_operand(),
    ];
    with_parameters(
        "triangular",
        key,
        parameters,
        &size.into(),
        |u, [left, mode, right]| {
            let (rise, span) = (&mode - &left, &right - &left);
            let is_rising = np::less(&u * &span, &rise);
            // Where a side is not taken, its root is that of 1: no infinite derivative comes from there.
            let below = np::where_(&is_rising, &u * &span * rise, 1.0);
            let above = np::where_(&is_rising, 1.0, (1.0 - u) * span * (&right - mode));
            np::where_(is_rising, left + np::sqrt(below), right - np::sqrt(above))
        },
    )
    .or_raise()
}
