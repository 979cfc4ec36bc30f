//! The gamma distribution and what is made of it; and the inverse Gaussian, which is drawn the same way.
//!
//! Draws differentiate with respect to their shape parameters at a fixed quantile, once: second derivatives
//! in a shape parameter are an error. Ratios are taken between logarithms, where small shape parameters
//! do not underflow.

use super::arguments::{Settled, Size, common_float, float_dtype, part, settle, wide};
use super::closed_form::{exponential_of, normal_of};
use super::uniform::rademacher_op;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::Spec;
use crate::primitives::cast::cast;
use crate::primitives::draw::{Family, draw};

/// Numbers of a gamma distribution with shape parameter `a` and scale 1 (jax: `random.gamma`; numpy:
/// `Generator.standard_gamma`). Multiply by a scale, or divide by a rate. Differentiable in `a`, once; NaN for negative `a`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(7);
/// assert_eq!(np::random::gamma(&key, [0.5, 2.0], ..).shape(), [2]);
/// let slope = grad(|a: &Array| np::random::gamma(&key, a, [1000]).mean(..))(&array(3.0));
/// // The mean of the distribution is `a` itself.
/// assert!((slope.item::<f64>().unwrap() - 1.0).abs() < 0.1);
/// ```
#[track_caller]
pub fn gamma<'a>(key: &Array, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    gamma_op("gamma", Family::Gamma, key, a.into_operand(), &size.into()).or_raise()
}

/// The logarithm of [`gamma`] draws, finite where those underflow for small `a` (jax: `random.loggamma`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::loggamma(&np::random::key(7), 1e-4, 100);
/// assert!(np::all(np::isfinite(&x), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn loggamma<'a>(key: &Array, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    gamma_op(
        "loggamma",
        Family::LogGamma,
        key,
        a.into_operand(),
        &size.into(),
    )
    .or_raise()
}

fn gamma_op(
    op: &'static str,
    family: Family,
    key: &Array,
    a: Operand<'_>,
    size: &Size,
) -> Result<Array> {
    let Settled {
        parameters,
        shape,
        dtype,
        ..
    } = settle(op, key, [a], size)?;
    cast(&draw(family, key, &[&parameters[0]], &shape)?, dtype)
}

/// Numbers of the chi-square distribution: sums of `df` squared normal numbers (numpy and jax: `chisquare`).
/// Differentiable in `df`, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::chisquare(&np::random::key(7), 3.0, 9).gt(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn chisquare<'a>(key: &Array, df: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    chisquare_op(key, df.into_operand(), &size.into()).or_raise()
}

fn chisquare_op(key: &Array, df: Operand<'_>, size: &Size) -> Result<Array> {
    let Settled {
        parameters: [df],
        shape,
        dtype,
        ..
    } = settle("chisquare", key, [df], size)?;
    cast(
        &(draw(Family::Gamma, key, &[&(df * 0.5)], &shape)? * 2.0),
        dtype,
    )
}

/// Numbers of the F distribution: the ratio of two mean squares with `dfnum` and `dfden` degrees of freedom
/// (numpy and jax: `f`). Differentiable in both, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::f(&np::random::key(7), 3.0, [5.0, 6.0], [4, 2]).shape(), [4, 2]);
/// ```
#[track_caller]
pub fn f<'a, 'b>(
    key: &Array,
    dfnum: impl IntoArray<'a>,
    dfden: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    f_op(
        key,
        [dfnum.into_operand(), dfden.into_operand()],
        &size.into(),
    )
    .or_raise()
}

fn f_op(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let Settled {
        parameters: [num, den],
        shape,
        dtype,
        ..
    } = settle("f", key, parameters, size)?;
    let log_ratio = log_gamma_ratio(key, &(&num * 0.5), &(&den * 0.5), &shape)?;
    cast(&(np::exp(log_ratio) * (den / num)), dtype)
}

/// The difference of the logarithms of two gamma draws.
fn log_gamma_ratio(key: &Array, a: &Array, b: &Array, shape: &[usize]) -> Result<Array> {
    let of_a = draw(Family::LogGamma, &part(key, 0)?, &[a], shape)?;
    let of_b = draw(Family::LogGamma, &part(key, 1)?, &[b], shape)?;
    Ok(of_a - of_b)
}

/// Numbers of Student's t distribution with `df` degrees of freedom (numpy: `standard_t`; jax: `random.t`).
/// Differentiable in `df`, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::student_t(&np::random::key(7), 3.0, [2, 2]).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn student_t<'a>(key: &Array, df: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    student_t_op(key, df.into_operand(), &size.into()).or_raise()
}

fn student_t_op(key: &Array, df: Operand<'_>, size: &Size) -> Result<Array> {
    let settled = settle("student_t", key, [df], size)?;
    let half = &settled.parameters[0] * 0.5;
    let u = super::arguments::open_uniform(&part(key, 0)?, &settled.shape, settled.wide)?;
    let log_square = draw(Family::LogGamma, &part(key, 1)?, &[&half], &settled.shape)?;
    cast(
        &(normal_of(u) * np::exp((np::log(half) - log_square) * 0.5)),
        settled.dtype,
    )
}

/// Numbers in (0, 1) of a beta distribution (numpy and jax: `beta`). Differentiable in both parameters, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::beta(&np::random::key(7), 2.0, [1.0, 5.0], [100, 2]);
/// assert!(np::all(x.le(1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn beta<'a, 'b>(
    key: &Array,
    a: impl IntoArray<'a>,
    b: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    beta_op(key, [a.into_operand(), b.into_operand()], &size.into()).or_raise()
}

fn beta_op(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let Settled {
        parameters: [a, b],
        shape,
        dtype,
        ..
    } = settle("beta", key, parameters, size)?;
    cast(&np::sigmoid(log_gamma_ratio(key, &a, &b, &shape)?), dtype)
}

/// Vectors along the last axis that are positive and sum to 1, of a Dirichlet distribution with
/// concentrations `alpha` along its last axis (numpy and jax: `dirichlet`). `size` is the shape without
/// that axis, or `..` for that of `alpha`. Differentiable in `alpha`, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::dirichlet(&np::random::key(7), [1.0, 2.0, 3.0], 5);
/// assert_eq!(x.shape(), [5, 3]);
/// assert!(np::allclose(x.sum(-1), 1.0));
/// ```
#[track_caller]
pub fn dirichlet<'a>(key: &Array, alpha: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    dirichlet_op(key, alpha.into_operand(), size.into()).or_raise()
}

fn dirichlet_op(key: &Array, alpha: Operand<'_>, mut size: Size) -> Result<Array> {
    const OP: &str = "dirichlet";
    let strong = common_float(OP, std::slice::from_ref(&alpha))?;
    size.dtype = Some(float_dtype(OP, size.dtype.or(strong))?);
    let alpha = alpha.into_array();
    let Some(&categories) = alpha.shape().last() else {
        return Err(Error::shape(
            OP,
            "concentrations lie along the last axis, this array is 0-d",
        ));
    };
    if let Some(shape) = &mut size.shape {
        shape.0.push(categories);
    }
    let Settled {
        parameters,
        shape,
        dtype,
        ..
    } = settle(OP, key, [Operand::Owned(alpha)], &size)?;
    let logs = draw(Family::LogGamma, key, &[&parameters[0]], &shape)?;
    cast(&np::softmax(logs, -1), dtype)
}

/// Numbers with density proportional to `exp(-|x|^p)` (jax: `random.generalized_normal`). Differentiable in
/// `p`, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::generalized_normal(&np::random::key(7), 1.5, 4).shape(), [4]);
/// ```
#[track_caller]
pub fn generalized_normal<'a>(key: &Array, p: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    generalized_normal_op(key, p.into_operand(), &size.into()).or_raise()
}

fn generalized_normal_op(key: &Array, p: Operand<'_>, size: &Size) -> Result<Array> {
    let settled = settle("generalized_normal", key, [p], size)?;
    let inverse = 1.0 / &settled.parameters[0];
    let log = draw(
        Family::LogGamma,
        &part(key, 0)?,
        &[&inverse],
        &settled.shape,
    )?;
    let sign = rademacher_op(
        &part(key, 1)?,
        &Spec {
            shape: settled.shape.as_slice().into(),
            dtype: Some(settled.wide),
        },
    )?;
    cast(&(np::exp(log * inverse) * sign), settled.dtype)
}

/// Points of the unit ball of `d` dimensions in the `p`-norm, evenly spread, along a new last axis (jax:
/// `random.ball`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::ball(&np::random::key(7), 3, 2.0, 100);
/// assert_eq!(x.shape(), [100, 3]);
/// assert!(np::all(x.square().sum(-1).le(1.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn ball(key: &Array, d: usize, p: f64, spec: impl Into<Spec>) -> Array {
    ball_op(key, d, p, &spec.into()).or_raise()
}

fn ball_op(key: &Array, d: usize, p: f64, spec: &Spec) -> Result<Array> {
    let dtype = float_dtype("ball", spec.dtype)?;
    let mut shape = spec.shape.clone();
    shape.0.push(d);
    let coordinates = Size {
        shape: Some(shape),
        dtype: Some(wide(dtype)),
    };
    let x = generalized_normal_op(&part(key, 0)?, p.into_operand(), &coordinates)?;
    let mut shape = spec.shape.clone();
    shape.0.push(1);
    let u = super::arguments::open_uniform(&part(key, 1)?, &shape.0, wide(dtype))?;
    let norm = np::sum(np::power(np::abs(&x), p), np::args::axis(-1).keepdims());
    cast(&(x / np::power(norm + exponential_of(u), 1.0 / p)), dtype)
}

/// Numbers of the inverse Gaussian distribution with a mean and scale 1 (jax: `random.wald`). Differentiable
/// in `mean`, to any order.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::wald(&np::random::key(7), 2.0, 9).gt(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn wald<'a>(key: &Array, mean: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    gamma_op("wald", Family::Wald, key, mean.into_operand(), &size.into()).or_raise()
}
