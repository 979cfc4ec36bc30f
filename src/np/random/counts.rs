//! Distributions of counts. They are computed in f64 and have no derivatives.
//!
//! Counts of invalid parameters are NaN in floating point dtypes and -1 among integers (the largest number
//! of an unsigned type). Counts beyond 2^53 are rounded as f64 is, and those beyond the dtype are its limit.

use super::arguments::{
    Settled, Size, common_float, count_dtype, counted, open_uniform, part, settle_counts,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::cast::cast;
use crate::primitives::draw::{Family, draw};
use crate::shape::Shape;
use crate::shape::broadcast::broadcast_shapes;

/// Poisson counts at a rate `lam`, i64 unless a dtype is given (numpy and jax: `poisson`). Exact for any rate.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::poisson(&np::random::key(7), [0.5, 100.0], [1000, 2]);
/// assert_eq!((x.shape(), x.dtype()), ([1000, 2].as_slice(), I64));
/// ```
#[track_caller]
pub fn poisson<'a>(key: &Array, lam: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    count(
        "poisson",
        Family::Poisson,
        key,
        [lam.into_operand()],
        &size.into(),
    )
    .or_raise()
}

/// Numbers of successes in `n` trials of probability `p` (numpy and jax: `binomial`). Exact for any `n` up to
/// 2^53.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::binomial(&np::random::key(7), 10, [0.1, 0.9], [1000, 2]);
/// assert!(np::all(x.le(10), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn binomial<'a, 'b>(
    key: &Array,
    n: impl IntoArray<'a>,
    p: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [n.into_operand(), p.into_operand()];
    count("binomial", Family::Binomial, key, parameters, &size.into()).or_raise()
}

/// Numbers of good items in samples of `nsample` without replacement from `ngood` and `nbad` items (numpy:
/// `hypergeometric`). Exact up to 10^9 items, numpy's limit.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::hypergeometric(&np::random::key(7), 20, 5, 10, 100);
/// assert!(np::all(x.ge(5), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn hypergeometric<'a, 'b, 'c>(
    key: &Array,
    ngood: impl IntoArray<'a>,
    nbad: impl IntoArray<'b>,
    nsample: impl IntoArray<'c>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [
        ngood.into_operand(),
        nbad.into_operand(),
        nsample.into_operand(),
    ];
    count(
        "hypergeometric",
        Family::Hypergeometric,
        key,
        parameters,
        &size.into(),
    )
    .or_raise()
}

fn count<const N: usize>(
    op: &'static str,
    family: Family,
    key: &Array,
    parameters: [Operand<'_>; N],
    size: &Size,
) -> Result<Array> {
    let Settled {
        parameters,
        shape,
        dtype,
        ..
    } = settle_counts(op, key, parameters, size)?;
    counted(&draw(family, key, &parameters.each_ref(), &shape)?, dtype)
}

/// Numbers of trials of probability `p` up to the first success, from 1 (numpy and jax: `geometric`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::geometric(&np::random::key(7), [0.3, 1.0], [50, 2]);
/// assert!(np::all(x.ge(1), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn geometric<'a>(key: &Array, p: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    geometric_op(key, p.into_operand(), &size.into()).or_raise()
}

fn geometric_op(key: &Array, p: Operand<'_>, size: &Size) -> Result<Array> {
    let Settled {
        parameters: [p],
        shape,
        dtype,
        ..
    } = settle_counts("geometric", key, [p], size)?;
    let u = open_uniform(key, &shape, DType::F64)?;
    let trials = np::maximum(np::ceil(np::log(u) / np::log1p(-&p)), 1.0);
    let is_valid = np::logical_and(np::greater(&p, 0.0), np::less_equal(&p, 1.0));
    counted(&np::where_(is_valid, trials, f64::NAN), dtype)
}

/// Whole numbers from 1 with probability proportional to `p^k / k` (numpy: `logseries`), for `0 <= p < 1`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::logseries(&np::random::key(7), [0.0, 0.9], [50, 2]);
/// assert!(np::all(x.ge(1), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn logseries<'a>(key: &Array, p: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    logseries_op(key, p.into_operand(), &size.into()).or_raise()
}

/// A geometric number whose probability of going on is random (Kemp, Appl. Statist. 30, 1981).
fn logseries_op(key: &Array, p: Operand<'_>, size: &Size) -> Result<Array> {
    let Settled {
        parameters: [p],
        shape,
        dtype,
        ..
    } = settle_counts("logseries", key, [p], size)?;
    let u = open_uniform(&part(key, 0)?, &shape, DType::F64)?;
    let v = open_uniform(&part(key, 1)?, &shape, DType::F64)?;
    let log_going_on = np::log(-np::expm1(u * np::log1p(-&p)));
    let trials = np::floor(np::log(v) / log_going_on) + 1.0;
    let is_valid = np::logical_and(np::greater_equal(&p, 0.0), np::less(&p, 1.0));
    counted(&np::where_(is_valid, trials, f64::NAN), dtype)
}

/// Whole numbers `k` from 1 with probability proportional to `k^-a`, for `a > 1` (numpy: `zipf`). Numbers from 2^63 on are not
/// drawn.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::zipf(&np::random::key(7), [1.5, 4.0], [50, 2]);
/// assert!(np::all(x.ge(1), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn zipf<'a>(key: &Array, a: impl IntoArray<'a>, size: impl Into<Size>) -> Array {
    count("zipf", Family::Zipf, key, [a.into_operand()], &size.into()).or_raise()
}

/// Numbers of failures before `n` successes of probability `p`; `n` need not be whole (numpy:
/// `negative_binomial`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::negative_binomial(&np::random::key(7), 3, 0.5, [4]).shape(), [4]);
/// ```
#[track_caller]
pub fn negative_binomial<'a, 'b>(
    key: &Array,
    n: impl IntoArray<'a>,
    p: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    negative_binomial_op(key, [n.into_operand(), p.into_operand()], &size.into()).or_raise()
}

/// A Poisson count whose rate has a gamma distribution.
fn negative_binomial_op(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    let Settled {
        parameters: [n, p],
        shape,
        dtype,
        ..
    } = settle_counts("negative_binomial", key, parameters, size)?;
    let rate = draw(Family::Gamma, &part(key, 0)?, &[&n], &shape)? * ((1.0 - &p) / &p);
    counted(
        &draw(Family::Poisson, &part(key, 1)?, &[&rate], &shape)?,
        dtype,
    )
}

/// Counts of `n` trials that fall into categories, along a new last axis; `pvals` are weights along its last
/// axis, which need not sum to 1 (numpy and jax: `multinomial`). `size` is the shape without that axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::multinomial(&np::random::key(7), 20, [0.2, 0.3, 0.5], 4);
/// assert_eq!(x.shape(), [4, 3]);
/// assert!(np::all(x.sum(-1).eq_(20), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn multinomial<'a, 'b>(
    key: &Array,
    n: impl IntoArray<'a>,
    pvals: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    multinomial_op(key, [n.into_operand(), pvals.into_operand()], &size.into()).or_raise()
}

/// One binomial count after another: of the trials that are left, at the weight among those that are left.
fn multinomial_op(key: &Array, parameters: [Operand<'_>; 2], size: &Size) -> Result<Array> {
    by_category(
        "multinomial",
        key,
        parameters,
        size,
        |weights, _| {
            let is_weight = np::logical_and(
                np::greater_equal(weights, 0.0),
                np::less(weights, f64::INFINITY),
            );
            np::all(is_weight, -1)
        },
        |key, [left, weight, later], shape| {
            let share = np::where_(np::greater(weight, 0.0), weight / later, 0.0);
            // Rounding may leave a share of 1 + 2^-52.
            let share = np::minimum(share, 1.0);
            draw(Family::Binomial, key, &[left, &share], shape)
        },
    )
}

/// Counts by category, one after another: `draw_one` makes each from a key, the number that is left, the category's weight and
/// the sum of that and the later ones, and the last category has the rest. All counts are invalid unless the number is whole and
/// `is_valid` of the weights and the number.
fn by_category(
    op: &'static str,
    key: &Array,
    parameters: [Operand<'_>; 2],
    size: &Size,
    is_valid: impl Fn(&Array, &Array) -> Array,
    draw_one: impl Fn(&Array, [&Array; 3], &[usize]) -> Result<Array>,
) -> Result<Array> {
    common_float(op, &parameters)?;
    let dtype = count_dtype(op, size.dtype)?;
    let [n, weights] = parameters.map(Operand::into_array);
    let (n, weights) = (cast(&n, DType::F64)?, cast(&weights, DType::F64)?);
    let Some((&categories, rows)) = weights.shape().split_last() else {
        return Err(Error::shape(
            op,
            "weights lie along the last axis, this array is 0-d",
        ));
    };
    if categories == 0 {
        return Err(Error::value(op, "there are no categories"));
    }
    let shape: Shape = super::arguments::common_shape(op, key, &[n.shape(), rows], size)?;
    let keys = &key.shape()[..key.ndim().saturating_sub(1)];
    let full: Shape = keys.iter().chain(&shape).copied().collect();
    let is_valid = np::logical_and(is_whole(&n), is_valid(&weights, &n));
    // The counts drawn from a number that is nan are nan, and so is what they leave.
    let mut left = np::where_(is_valid, n, f64::NAN);
    let mut counts = Vec::new();
    for category in 0..categories - 1 {
        let weight = np::take(&weights, category, -1);
        let later = np::take(&weights, np::arange(category as i64..categories as i64), -1);
        let later = np::sum(later, -1);
        let drawn = draw_one(&part(key, category)?, [&left, &weight, &later], &shape)?;
        left -= &drawn;
        counts.push(drawn);
    }
    counts.push(left);
    for count in &mut counts {
        if broadcast_shapes(count.shape(), &full).is_some() {
            *count = np::broadcast_to(&*count, full.as_slice());
        }
    }
    counted(&np::stack(counts, -1), dtype)
}

/// Whether numbers are whole, from 0 on.
fn is_whole(x: &Array) -> Array {
    let is_count = np::logical_and(np::greater_equal(x, 0.0), np::less(x, f64::INFINITY));
    np::logical_and(is_count, np::equal(x, np::floor(x)))
}

/// Counts by color, along the last axis, of `nsample` items taken without replacement from `colors` items of each color along
/// its last axis (numpy: `multivariate_hypergeometric`). `size` is the shape without that axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::multivariate_hypergeometric(&np::random::key(7), [16, 8, 4], 6, 5);
/// assert_eq!(x.shape(), [5, 3]);
/// assert!(np::all(x.sum(-1).eq_(6), ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn multivariate_hypergeometric<'a, 'b>(
    key: &Array,
    colors: impl IntoArray<'a>,
    nsample: impl IntoArray<'b>,
    size: impl Into<Size>,
) -> Array {
    let parameters = [nsample.into_operand(), colors.into_operand()];
    by_category(
        "multivariate_hypergeometric",
        key,
        parameters,
        &size.into(),
        |colors, nsample| {
            let is_enough = np::less_equal(nsample, np::sum(colors, -1));
            np::logical_and(np::all(is_whole(colors), -1), is_enough)
        },
        |key, [left, items, later], shape| {
            let drawn = [items, &(later - items), left];
            draw(Family::Hypergeometric, key, &drawn, shape)
        },
    )
    .or_raise()
}
