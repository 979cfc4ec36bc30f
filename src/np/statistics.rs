//! Means, variances, and the stable forms of log-sum-exp and softmax.
//!
//! Compositions of the reductions in `reduce`; softmax and its relatives are ops of their own for real arrays. Integers are averaged in f64, 16-bit floats in f32. Weighted means
//! and covariances are in `covariance`, medians in `quantile`.

use super::args::Reduce;
use super::reduce::{broadcast_mask, only_options, without_nan};
use super::{conj, divide, exp, isnan, log, logical_not, multiply, real, sqrt, square, subtract};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{OrRaise, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::deviations::squared_deviations;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reduce::{ReduceKind, reduce, spread};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::softmax::{Exponentials, exponentials};
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::AxisList;

/// The dtype of the result, and the one to compute in.
pub(crate) fn mean_dtypes(x: DType, asked: Option<DType>) -> (DType, DType) {
    let result = asked.unwrap_or(if x.is_differentiable() { x } else { DType::F64 });
    let compute = if matches!(result, DType::F16 | DType::BF16) {
        DType::F32
    } else {
        result
    };
    (result, compute)
}

/// What the average functions work on: values in the computing dtype, their mask, the axes and the dtype
/// of the result.
struct Prepared {
    x: Array,
    mask: Option<Array>,
    axes: AxisList,
    result: DType,
}

impl Prepared {
    fn new(op: &'static str, x: &Array, options: &Reduce) -> Result<Prepared> {
        // As in numpy, a 0-d array has no axis 0, unless there is a mask.
        let mut axes = match &options.where_ {
            Some(_) => options.sorted_axes(op, x.ndim())?,
            None => options.resolve_axes(op, x.ndim())?,
        };
        axes.sort_unstable();
        let (result, compute) = mean_dtypes(x.dtype(), options.dtype);
        let mask = options
            .where_
            .as_ref()
            .map(|mask| broadcast_mask(op, mask, x))
            .transpose()?;
        Ok(Prepared {
            x: cast(x, compute)?,
            mask,
            axes,
            result,
        })
    }

    /// The values with 0 outside the mask.
    fn only_masked(&self, x: &Array) -> Result<Array> {
        match &self.mask {
            Some(mask) => select(mask, x, &scalar_array(Scalar::Int(0), x.dtype())),
            None => Ok(x.clone()),
        }
    }

    fn sum(&self, x: &Array) -> Result<Array> {
        reduce(ReduceKind::Sum, &self.only_masked(x)?, &self.axes)
    }

    /// The number of elements less `ddof`, in the real dtype of the computation: an array with a mask.
    fn count(&self, ddof: f64) -> Result<Array> {
        let dtype = self.x.dtype().real_part();
        let Some(mask) = &self.mask else {
            let count: usize = self.axes.iter().map(|&a| self.x.shape()[a]).product();
            return Ok(scalar_array(
                Scalar::Float((count as f64 - ddof).max(0.0)),
                dtype,
            ));
        };
        let count = reduce(ReduceKind::Sum, &cast(mask, DType::I64)?, &self.axes)?;
        let count = subtract(&cast(&count, DType::F64)?, ddof);
        cast(&super::maximum(count, 0.0), dtype)
    }

    fn mean(&self) -> Result<Array> {
        let (sum, count) = (self.sum(&self.x)?, self.count(0.0)?);
        Ok(if self.x.dtype().is_integer() || self.x.dtype().is_bool() {
            cast(&divide(sum, count), self.x.dtype())?
        } else {
            divide(sum, count)
        })
    }

    fn variance(&self, options: &Reduce) -> Result<Array> {
        let is_plain = self.mask.is_none() && options.mean.is_none();
        if is_plain && matches!(self.x.dtype(), DType::F32 | DType::F64) {
            let total = squared_deviations(&self.x, &self.axes)?;
            return Ok(divide(total, self.count(options.ddof.unwrap_or(0.0))?));
        }
        let mean = match &options.mean {
            Some(mean) => broadcast_to(&cast(mean, self.x.dtype())?, self.x.shape())?,
            None => spread(&self.mean()?, &self.axes, self.x.shape())?,
        };
        // Masked before it is squared, so that no gradient meets what the mask leaves out.
        let deviation = self.only_masked(&subtract(&self.x, &mean))?;
        let squares = if deviation.dtype().is_complex() {
            real(multiply(&deviation, conj(&deviation)))
        } else {
            square(&deviation)
        };
        let total = reduce(ReduceKind::Sum, &squares, &self.axes)?;
        Ok(divide(total, self.count(options.ddof.unwrap_or(0.0))?))
    }

    fn finish(&self, options: &Reduce, y: Array) -> Result<Array> {
        let result = if y.dtype().is_complex() {
            self.result
        } else {
            self.result.real_part()
        };
        options.keep(cast(&y, result)?, &self.axes)
    }
}

fn mean_op(op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    only_options(op, options, &["keepdims", "dtype", "where_"])?;
    let prepared = Prepared::new(op, x, options)?;
    prepared.finish(options, prepared.mean()?)
}

/// Options of variances.
const OF_VARIANCES: &[&str] = &["keepdims", "dtype", "where_", "ddof", "mean"];

/// Which statistic of the deviations.
#[derive(Clone, Copy, PartialEq)]
enum Spread {
    Variance,
    Deviation,
}

fn var_op(op: &'static str, x: &Array, options: &Reduce, what: Spread) -> Result<Array> {
    only_options(op, options, OF_VARIANCES)?;
    let prepared = Prepared::new(op, x, options)?;
    let variance = prepared.variance(options)?;
    finish_spread(&prepared, options, &variance, what)
}

fn finish_spread(
    prepared: &Prepared,
    options: &Reduce,
    variance: &Array,
    what: Spread,
) -> Result<Array> {
    let y = match what {
        Spread::Variance => variance.clone(),
        Spread::Deviation => root(variance)?,
    };
    prepared.finish(options, y)
}

/// The square root, with the gradient 0 at 0.
fn root(x: &Array) -> Result<Array> {
    let is_zero = super::equal(x, 0);
    let number = |n: i128| scalar_array(Scalar::Int(n), x.dtype());
    select(
        &is_zero,
        &number(0),
        &sqrt(select(&is_zero, &number(1), x)?),
    )
}

/// [`var_op`] without NaN, and NaN where no degrees of freedom are left.
fn nanvar_op(op: &'static str, x: &Array, options: Reduce, what: Spread) -> Result<Array> {
    only_options(op, &options, OF_VARIANCES)?;
    let (x, options) = ignoring_nan(op, x, options)?;
    let prepared = Prepared::new(op, &x, &options)?;
    let mut variance = prepared.variance(&options)?;
    if x.dtype().is_differentiable() {
        let freedom = prepared.count(options.ddof.unwrap_or(0.0))?;
        let nan = scalar_array(Scalar::Float(f64::NAN), variance.dtype());
        variance = select(&super::equal(freedom, 0), &nan, &variance)?;
    }
    finish_spread(&prepared, &options, &variance, what)
}

/// The arithmetic mean (numpy: `mean`): of integers in f64; of no elements NaN.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::mean([[1, 2], [3, 5]], 0).to_vec::<f64>().unwrap(), [2.0, 3.5]);
/// ```
#[track_caller]
pub fn mean<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    mean_op("mean", &x.into_array(), &over.into()).or_raise()
}

/// The mean squared deviation from the mean (numpy: `var`); the option `ddof` or `correction` is subtracted from
/// the number of elements, the option `mean` gives the mean if it is known. Real for complex arrays.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::var([1.0, 3.0], ..).item::<f64>().unwrap(), 1.0);
/// assert_eq!(np::var([1.0, 3.0], all().ddof(1)).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn var<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    var_op("var", &x.into_array(), &over.into(), Spread::Variance).or_raise()
}

/// The square root of [`var`] (numpy: `std`). Its gradient at equal elements, where it has a corner, is 0, not NaN.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::std([1.0, 5.0], ..).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn std<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    var_op("std", &x.into_array(), &over.into(), Spread::Deviation).or_raise()
}

/// The options with NaN masked out, and the array without it.
fn ignoring_nan(op: &'static str, x: &Array, options: Reduce) -> Result<(Array, Reduce)> {
    if !x.dtype().is_differentiable() {
        return Ok((x.clone(), options));
    }
    let mut mask = logical_not(isnan(x));
    if let Some(given) = &options.where_ {
        mask = super::logical_and(&mask, &broadcast_mask(op, given, x)?);
    }
    Ok((without_nan(x, Scalar::Int(0))?, options.where_(&mask)))
}

/// The mean of the elements that are not NaN (numpy: `nanmean`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanmean([1.0, f64::NAN, 3.0], ..).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn nanmean<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    let (x, options) = ignoring_nan("nanmean", &x.into_array(), over.into()).or_raise();
    mean_op("nanmean", &x, &options).or_raise()
}

/// The variance of the elements that are not NaN (numpy: `nanvar`); NaN where no more than `ddof` are left.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanvar([1.0, f64::NAN, 3.0], ..).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn nanvar<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    nanvar_op("nanvar", &x.into_array(), over.into(), Spread::Variance).or_raise()
}

/// The standard deviation of the elements that are not NaN (numpy: `nanstd`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanstd([1.0, f64::NAN, 5.0], ..).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn nanstd<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    nanvar_op("nanstd", &x.into_array(), over.into(), Spread::Deviation).or_raise()
}

/// The largest element of each line, without gradient and finite, as an offset that keeps `exp` in range.
fn offset(x: &Array, axes: &[usize]) -> Result<Array> {
    let x = stop_gradient(x)?;
    let high = reduce(ReduceKind::Max, &x, axes)?;
    let zero = scalar_array(Scalar::Int(0), high.dtype());
    select(&super::isfinite(&high), &high, &zero)
}

fn to_inexact(x: &Array) -> Result<Array> {
    cast(
        x,
        if x.dtype().is_differentiable() {
            x.dtype()
        } else {
            DType::F64
        },
    )
}

/// The logarithm of the sum of exponentials, without overflow (scipy: `special.logsumexp`). Integers are
/// computed in f64; no elements give -inf. Elements outside the mask of the option `where_` do not count.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let y = np::logsumexp([1000.0, 1000.0], ..).item::<f64>().unwrap();
/// assert!((y - 1000.0 - 2f64.ln()).abs() < 1e-12);
/// ```
#[track_caller]
pub fn logsumexp<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    logsumexp_op(&x.into_array(), &over.into()).or_raise()
}

fn logsumexp_op(x: &Array, options: &Reduce) -> Result<Array> {
    const OP: &str = "logsumexp";
    only_options(OP, options, &["keepdims", "where_"])?;
    let mut x = to_inexact(x)?;
    if let Some(mask) = &options.where_ {
        let nothing = scalar_array(Scalar::Float(f64::NEG_INFINITY), x.dtype());
        x = select(&broadcast_mask(OP, mask, &x)?, &x, &nothing)?;
    }
    let axes = options.sorted_axes(OP, x.ndim())?;
    if !x.dtype().is_complex() {
        let y = if let [axis] = axes[..] {
            exponentials(Exponentials::LogSum, &x, axis)?
        } else {
            let (lines, _) = as_lines(&x, &axes)?;
            exponentials(Exponentials::LogSum, &lines, lines.ndim() - 1)?
        };
        return options.keep(y, &axes);
    }
    if axes.iter().any(|&a| x.shape()[a] == 0) {
        return options.keep(log(reduce(ReduceKind::Sum, &x, &axes)?), &axes);
    }
    let offset = offset(&x, &axes)?;
    let shifted = subtract(&x, &spread(&offset, &axes, x.shape())?);
    let y = super::add(log(reduce(ReduceKind::Sum, &exp(shifted), &axes)?), &offset);
    options.keep(y, &axes)
}

/// Exponentials divided by their sum (scipy: `special.softmax`); integers are computed in f64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::softmax([0.0, 0.0], -1).to_vec::<f64>().unwrap(), [0.5, 0.5]);
/// ```
#[track_caller]
pub fn softmax<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    softmax_op("softmax", &x.into_array(), &over.into(), false).or_raise()
}

/// The logarithm of [`softmax`], without its loss of digits (scipy: `special.log_softmax`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::log_softmax([0.0, -1000.0], -1).to_vec::<f64>().unwrap(), [0.0, -1000.0]);
/// ```
#[track_caller]
pub fn log_softmax<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    softmax_op("log_softmax", &x.into_array(), &over.into(), true).or_raise()
}

fn softmax_op(op: &'static str, x: &Array, options: &Reduce, logarithm: bool) -> Result<Array> {
    only_options(op, options, &[])?;
    let x = to_inexact(x)?;
    let axes = options.sorted_axes(op, x.ndim())?;
    if x.is_empty() {
        return Ok(x);
    }
    if !x.dtype().is_complex() {
        let kind = if logarithm {
            Exponentials::LogSoftmax
        } else {
            Exponentials::Softmax
        };
        if let [axis] = axes[..] {
            return exponentials(kind, &x, axis);
        }
        let (lines, back) = as_lines(&x, &axes)?;
        let y = exponentials(kind, &lines, lines.ndim() - 1)?;
        let (shape, order) = back;
        return transpose(&reshape(&y, &shape)?, &order);
    }
    let shifted = subtract(&x, &spread(&offset(&x, &axes)?, &axes, x.shape())?);
    let exponentials = exp(&shifted);
    let sum = reduce(ReduceKind::Sum, &exponentials, &axes)?;
    Ok(if logarithm {
        subtract(shifted, &spread(&log(sum), &axes, x.shape())?)
    } else {
        divide(exponentials, &spread(&sum, &axes, x.shape())?)
    })
}

/// The array with the elements along `axes` as its last axis, and what undoes that: the shape before the axes were
/// joined, and the order of axes.
fn as_lines(x: &Array, axes: &[usize]) -> Result<(Array, (Shape, Shape))> {
    let kept = (0..x.ndim()).filter(|a| !axes.contains(a));
    let order: Shape = kept.chain(axes.iter().copied()).collect();
    let moved = transpose(x, &order)?;
    let mut back: Shape = order.clone();
    for (position, &axis) in order.iter().enumerate() {
        back[axis] = position;
    }
    let mut shape = Shape::from_slice(&moved.shape()[..x.ndim() - axes.len()]);
    shape.push(axes.iter().map(|&a| x.shape()[a]).product());
    let lines = reshape(&moved, &shape)?;
    Ok((lines, (Shape::from_slice(moved.shape()), back)))
}
