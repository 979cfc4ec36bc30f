//! The gamma distribution and what is made of it; and the inverse Gaussian and von Mises distributions, which are drawn the
//! same way.
//!
//! Draws differentiate with respect to their shape parameters at a fixed quantile, once: second derivatives
//! in a shape parameter are an error. Ratios are taken between logarithms, where small shape parameters
//! do not underflow.

use super::arguments::{Settled, Size, common_float, float_dtype, part, settle, wide};
use super::closed_form::{exponential_of, normal_of};
use super::uniform::rademacher_op;
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::Spec;
use crate::primitives::cast::cast;
use crate::primitives::draw::{Family, draw};
use std::f64::consts::{FRAC_1_PI, PI, TAU};

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

/// Numbers of the noncentral chi-square distribution: sums of `df` squared normal numbers whose squared means have the sum
/// `nonc` (numpy: `noncentral_chisquare`). Differentiable in `df`, once. Derivatives in `nonc` are those of the draws for
/// `df > 1`; below, where draws are mixtures, there are none in `nonc` (they count as 0).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all(np::random::noncentral_chisquare(&np::random::key(7), 3.0, 2.0, 9).gt(0.0), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn noncentral_chisquare<'a, 'b>(
    key: &Array,
    df: impl IntoArray<'a>,
    nonc: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [df.into_operand(), nonc.into_operand()];
    noncentral_chisquare_op(key, parameters, &size.into()).or_raise()
}

fn noncentral_chisquare_op(
    key: &Array,
    parameters: [Operand<'_>; 2],
    size: &Size,
) -> Result<Array> {
    let Settled {
        parameters: [df, nonc],
        shape,
        dtype,
        wide,
    } = settle("noncentral_chisquare", key, parameters, size)?;
    cast(&noncentral(key, &df, &nonc, &shape, wide)?, dtype)
}

/// With more than one degree of freedom, one squared normal number has all of the noncentrality; with fewer, there are twice as
/// many more as a Poisson count says.
fn noncentral(
    key: &Array,
    df: &Array,
    nonc: &Array,
    shape: &[usize],
    wide: DType,
) -> Result<Array> {
    let has_normal = np::greater(df, 1.0);
    let is_valid = np::logical_and(np::greater(df, 0.0), np::greater_equal(nonc, 0.0));
    let u = super::arguments::open_uniform(&part(key, 1)?, shape, wide)?;
    // No root of 0 where it is not wanted, and no infinite derivative from there.
    let is_shifted = np::logical_and(&has_normal, np::greater(nonc, 0.0));
    let root = np::sqrt(np::where_(&is_shifted, nonc, 1.0));
    let normal = normal_of(u) + np::where_(is_shifted, root, 0.0);
    let more = draw(Family::Poisson, &part(key, 2)?, &[&(nonc * 0.5)], shape)?;
    let half = np::where_(&has_normal, (df - 1.0) * 0.5, df * 0.5 + more);
    let central = draw(Family::Gamma, &part(key, 0)?, &[&half], shape)? * 2.0;
    let sum = &central + np::where_(has_normal, np::square(normal), 0.0);
    Ok(np::where_(is_valid, sum, f64::NAN))
}

/// Numbers of the noncentral F distribution: the ratio of a noncentral mean square and a central one (numpy: `noncentral_f`).
/// Differentiable as [`noncentral_chisquare`] and in `dfden`, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::noncentral_f(&np::random::key(7), 3.0, [5.0, 6.0], 2.0, [4, 2]).shape(), [4, 2]);
/// ```
#[track_caller]
pub fn noncentral_f<'a, 'b, 'c>(
    key: &Array,
    dfnum: impl IntoArray<'a>,
    dfden: impl IntoArray<'b>,
    nonc: impl IntoArray<'c>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [
        dfnum.into_operand(),
        dfden.into_operand(),
        nonc.into_operand(),
    ];
    noncentral_f_op(key, parameters, &size.into()).or_raise()
}

fn noncentral_f_op(key: &Array, parameters: [Operand<'_>; 3], size: &Size) -> Result<Array> {
    let Settled {
        parameters: [num, den, nonc],
        shape,
        dtype,
        wide,
    } = settle("noncentral_f", key, parameters, size)?;
    let above = noncentral(&part(key, 0)?, &num, &nonc, &shape, wide)?;
    let log_below = draw(Family::LogGamma, &part(key, 1)?, &[&(&den * 0.5)], &shape)?;
    cast(&(above * np::exp(-log_below) * (den / num) * 0.5), dtype)
}

/// Angles in -π to π of a von Mises distribution around `mu` with concentration `kappa` (numpy: `vonmises`). Differentiable in
/// `mu`, and in `kappa`, once.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::vonmises(&np::random::key(7), 3.0, [0.5, 4.0], [100, 2]);
/// assert!(np::all(x.abs().le(std::f64::consts::PI), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn vonmises<'a, 'b>(
    key: &Array,
    mu: impl IntoArray<'a>,
    kappa: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [mu.into_operand(), kappa.into_operand()];
    vonmises_op(key, parameters, &size.into()).or_raise()
}

fn vonmises_op(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let Settled {
        parameters: [mu, kappa],
        shape,
        dtype,
        ..
    } = settle("vonmises", key, parameters, size)?;
    let angle = draw(Family::Vonmises, key, &[&kappa], &shape)? + mu;
    let turns = np::rint(&angle * (0.5 * FRAC_1_PI));
    let wrapped = angle - turns * TAU;
    // Rounding may leave an angle beyond the ends.
    cast(&np::clip(wrapped, -PI, PI), dtype)
}

/// Numbers of a Maxwell distribution with a random sign, times `scale`, plus `loc` (jax: `random.double_sided_maxwell`).
/// Differentiable in both.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::double_sided_maxwell(&np::random::key(7), 0.0, [1.0, 2.0], ..).shape(), [2]);
/// ```
#[track_caller]
pub fn double_sided_maxwell<'a, 'b>(
    key: &Array,
    loc: impl IntoArray<'a>,
    scale: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [loc.into_operand(), scale.into_operand()];
    double_sided_maxwell_op(key, parameters, &size.into()).or_raise()
}

fn double_sided_maxwell_op(
    key: &Array,
    parameters: [Operand<'_>; 2],
    size: &Size,
) -> Result<Array> {
    let Settled {
        parameters: [loc, scale],
        shape,
        dtype,
        wide,
    } = settle("double_sided_maxwell", key, parameters, size)?;
    let spec = Spec {
        shape: shape.as_slice().into(),
        dtype: Some(wide),
    };
    let length = super::closed_form::maxwell_op(&part(key, 0)?, &spec)?;
    let sign = rademacher_op(&part(key, 1)?, &spec)?;
    cast(&(length * sign * scale + loc), dtype)
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
