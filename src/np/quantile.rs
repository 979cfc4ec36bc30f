//! Medians, quantiles and percentiles, with numpy's 13 methods, weights, and versions that ignore NaN.
//!
//! All are order statistics: the reduced axes are merged, and elements taken by their position in the sorted line, which
//! need not be sorted if the positions are known. So the gradient of a result goes to the elements that it was made of,
//! and elements equal to them share it. Lines are merged and put in order in `order`; means and variances are in
//! `statistics`.

use super::args::Reduce;
use super::order::{Lines, Order, with_ones};
use super::reduce::only_options;
use super::search::{Side, search};
use super::statistics::mean_dtypes;
use super::{
    add, ceil, divide, equal, floor, greater_equal, less, multiply, remainder, rint, subtract,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::{Scalar, promote_types};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::create::full;
use crate::primitives::cumulative::{CumulativeKind, cumulative};
use crate::primitives::meta::stop_gradient;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::AxisList;
use num_complex::Complex;

/// What a quantile is between two elements (numpy: `method=`). The first nine are those of Hyndman and Fan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuantileMethod {
    /// The element at which the distribution function reaches `q`. The only method that takes weights.
    InvertedCdf,
    /// The same, but the mean of two elements where it is level at `q`.
    AveragedInvertedCdf,
    /// The nearest element, of two the one with the even place.
    ClosestObservation,
    /// Linear interpolation of the inverted distribution function.
    InterpolatedInvertedCdf,
    /// Linear, with steps in the middle of elements.
    Hazen,
    /// Linear, with elements at k / (n + 1).
    Weibull,
    /// Linear, with the ends at 0 and 1.
    #[default]
    Linear,
    /// Linear, unbiased for the median whatever the distribution.
    MedianUnbiased,
    /// Linear, unbiased for normal distributions.
    NormalUnbiased,
    /// As `Linear`, but the element below.
    Lower,
    /// As `Linear`, but the element above.
    Higher,
    /// As `Linear`, but half way between the elements.
    Midpoint,
    /// As `Linear`, but the nearest element, of two the one with the even index.
    Nearest,
}

use QuantileMethod as Method;

impl Method {
    /// Whether results are elements themselves, so that no interpolation changes their dtype.
    fn takes_elements(self) -> bool {
        matches!(
            self,
            Method::InvertedCdf
                | Method::ClosestObservation
                | Method::Lower
                | Method::Higher
                | Method::Nearest
        )
    }

    /// The place of the quantile among `n` sorted elements: whole for elements, else with a fraction.
    fn place(self, n: &Array, q: &Array) -> Array {
        let last = || multiply(subtract(n, 1), q);
        let hyndman_fan = |alpha: f64, beta: f64| {
            let shift = add(alpha, multiply(q, 1.0 - alpha - beta));
            subtract(add(multiply(n, q), shift), 1)
        };
        match self {
            Method::Linear => last(),
            Method::Lower => floor(last()),
            Method::Higher => ceil(last()),
            Method::Nearest => rint(last()),
            Method::Midpoint => multiply(add(floor(last()), ceil(last())), 0.5),
            Method::AveragedInvertedCdf | Method::InterpolatedInvertedCdf => {
                subtract(multiply(n, q), 1)
            }
            Method::InvertedCdf => above(&subtract(multiply(n, q), 1), |_, fraction| {
                equal(fraction, 0)
            }),
            Method::ClosestObservation => {
                above(&subtract(multiply(n, q), 1.5), |below, fraction| {
                    super::logical_and(equal(fraction, 0), equal(remainder(below, 2), 1))
                })
            }
            Method::Weibull => subtract(add(multiply(n, q), q), 1),
            Method::Hazen => hyndman_fan(0.5, 0.5),
            Method::MedianUnbiased => hyndman_fan(1.0 / 3.0, 1.0 / 3.0),
            Method::NormalUnbiased => hyndman_fan(3.0 / 8.0, 3.0 / 8.0),
        }
    }

    /// How far the result is from the element below to the one above, given the fraction of the place.
    fn weight(self, fraction: Array) -> Result<Array> {
        let constant = |value: f64| scalar_array(Scalar::Float(value), fraction.dtype());
        match self {
            Method::AveragedInvertedCdf => {
                select(&equal(&fraction, 0), &constant(0.5), &constant(1.0))
            }
            Method::Midpoint => select(&equal(&fraction, 0), &constant(0.0), &constant(0.5)),
            _ => Ok(fraction),
        }
    }
}

/// The whole number above a place, or the one below if that is chosen.
fn above(place: &Array, stays: impl FnOnce(&Array, &Array) -> Array) -> Array {
    let below = floor(place);
    let fraction = subtract(place, &below);
    super::where_(stays(&below, &fraction), &below, add(&below, 1))
}

/// Options of [`quantile_with`] and its relatives.
#[derive(Clone, Debug, Default)]
pub struct Quantile {
    /// What a quantile is between two elements.
    pub method: QuantileMethod,
    /// Weights, not negative: of the array's shape, or of the reduced axes in the order given. They need
    /// [`QuantileMethod::InvertedCdf`].
    pub weights: Option<Array>,
}

/// The quantiles `q`, numbers from 0 to 1, of the elements (numpy: `quantile`), interpolated linearly. The result
/// has the shape of `q`, then the axes that are not reduced; of integers it is f64. A line with NaN has the
/// quantile NaN. Differentiable in the array and in `q`.
///
/// # Panics
/// If there are no elements; if a `q` is out of range (inside `vmap`, a mapped `q` out of range gives an end);
/// for bool, where two elements would be subtracted, and complex arrays.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::quantile([1.0, 2.0, 4.0, 8.0], 0.5, ..).item::<f64>().unwrap(), 3.0);
/// let x = array([[1.0, 5.0], [3.0, 7.0]]);
/// assert_eq!(np::quantile(&x, [0.0, 0.25, 1.0], 1).shape(), [3, 2]);
/// ```
#[track_caller]
pub fn quantile<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
) -> Array {
    quantile_with(x, q, over, Quantile::default())
}

/// [`quantile`] with a choice of method, and weights (numpy: `quantile(method=, weights=)`). Not differentiable in
/// the weights. Methods that choose elements keep the array's dtype.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::{Quantile, QuantileMethod};
/// let lower = Quantile { method: QuantileMethod::Lower, ..Quantile::default() };
/// assert_eq!(np::quantile_with([1, 2, 4, 8], 0.5, .., lower).item::<i32>().unwrap(), 2);
/// let weighted = Quantile { method: QuantileMethod::InvertedCdf, weights: Some(array([1, 1, 1, 5])) };
/// assert_eq!(np::quantile_with([1, 2, 4, 8], 0.5, .., weighted).item::<i32>().unwrap(), 8);
/// ```
#[track_caller]
pub fn quantile_with<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
    options: Quantile,
) -> Array {
    let call = Call::new("quantile", false, options);
    call.run(&x.into_array(), q.into_operand(), &over.into())
        .or_raise()
}

/// [`quantile`] with `q` from 0 to 100 (numpy: `percentile`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::percentile([1.0, 2.0, 3.0], 75, ..).item::<f64>().unwrap(), 2.5);
/// ```
#[track_caller]
pub fn percentile<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
) -> Array {
    percentile_with(x, q, over, Quantile::default())
}

/// [`quantile_with`] with `q` from 0 to 100 (numpy: `percentile(method=, weights=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::{Quantile, QuantileMethod};
/// let hazen = Quantile { method: QuantileMethod::Hazen, ..Quantile::default() };
/// assert_eq!(np::percentile_with([1.0, 2.0, 3.0, 4.0], 25, .., hazen).item::<f64>().unwrap(), 1.5);
/// ```
#[track_caller]
pub fn percentile_with<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
    options: Quantile,
) -> Array {
    let call = Call::new("percentile", false, options);
    hundredth(q.into_operand())
        .and_then(|q| call.run(&x.into_array(), q, &over.into()))
        .or_raise()
}

/// The quantiles of the elements that are not NaN (numpy: `nanquantile`); NaN where there are none.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanquantile([1.0, f64::NAN, 3.0], 0.5, ..).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn nanquantile<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
) -> Array {
    nanquantile_with(x, q, over, Quantile::default())
}

/// [`nanquantile`] with a choice of method, and weights (numpy: `nanquantile(method=, weights=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::{Quantile, QuantileMethod};
/// let higher = Quantile { method: QuantileMethod::Higher, ..Quantile::default() };
/// assert_eq!(np::nanquantile_with([1.0, f64::NAN, 3.0], 0.5, .., higher).item::<f64>().unwrap(), 3.0);
/// ```
#[track_caller]
pub fn nanquantile_with<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
    options: Quantile,
) -> Array {
    let call = Call::new("nanquantile", true, options);
    call.run(&x.into_array(), q.into_operand(), &over.into())
        .or_raise()
}

/// [`nanquantile`] with `q` from 0 to 100 (numpy: `nanpercentile`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanpercentile([1.0, f64::NAN, 3.0], 50, ..).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn nanpercentile<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
) -> Array {
    nanpercentile_with(x, q, over, Quantile::default())
}

/// [`nanquantile_with`] with `q` from 0 to 100 (numpy: `nanpercentile(method=, weights=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::{Quantile, QuantileMethod};
/// let lower = Quantile { method: QuantileMethod::Lower, ..Quantile::default() };
/// assert_eq!(np::nanpercentile_with([1.0, f64::NAN, 3.0], 50, .., lower).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn nanpercentile_with<'a, 'b>(
    x: impl IntoArray<'a>,
    q: impl IntoArray<'b>,
    over: impl Into<Reduce>,
    options: Quantile,
) -> Array {
    let call = Call::new("nanpercentile", true, options);
    hundredth(q.into_operand())
        .and_then(|q| call.run(&x.into_array(), q, &over.into()))
        .or_raise()
}

fn hundredth(q: Operand<'_>) -> Result<Operand<'static>> {
    match q {
        Operand::Weak(Scalar::Complex(_)) => Err(real_q(DType::C128)),
        Operand::Weak(scalar) => Ok(Operand::Weak(Scalar::Float(scalar.as_f64() / 100.0))),
        array => Ok(Operand::Owned(divide(array.into_array(), 100))),
    }
}

fn real_q(dtype: DType) -> Error {
    Error::unsupported_dtype("quantile", "q", dtype, "real numbers")
}

/// One of the quantile functions.
struct Call {
    op: &'static str,
    ignores_nan: bool,
    options: Quantile,
}

impl Call {
    fn new(op: &'static str, ignores_nan: bool, options: Quantile) -> Call {
        Call {
            op,
            ignores_nan,
            options,
        }
    }

    fn run(&self, x: &Array, q: Operand<'_>, over: &Reduce) -> Result<Array> {
        only_options(self.op, over, &["keepdims"])?;
        if x.dtype().is_complex() {
            let dtype = x.dtype();
            return Err(Error::unsupported_dtype(
                self.op,
                "the array",
                dtype,
                "real numbers",
            ));
        }
        let is_weak = matches!(q, Operand::Weak(_));
        let q = self.checked_q(q.into_array())?;
        let lines = Lines::new(self.op, x, over)?;
        if lines.size() == 0 {
            return self.of_nothing(&lines, &q, over);
        }
        let result = match &self.options.weights {
            Some(weights) => self.weighted(&lines, weights, &q, over)?,
            None => self.interpolated(&lines, &q, is_weak)?,
        };
        lines.finish(&result, q.ndim(), over)
    }

    /// `q` as numbers in range.
    fn checked_q(&self, q: Array) -> Result<Array> {
        if q.dtype().is_complex() {
            return Err(real_q(q.dtype()).renamed(self.op));
        }
        if q.ndim() > 2 {
            return Err(Error::shape(self.op, "q has more than two axes"));
        }
        // numpy multiplies truth values as integers.
        let q = if q.dtype().is_bool() {
            cast(&q, DType::I64)?
        } else {
            q
        };
        if q.dense().is_some() && !q.is_empty() {
            let within = super::logical_and(greater_equal(&q, 0), super::less_equal(&q, 1));
            if !reduce(ReduceKind::All, &within, &all_axes(&q))?.to_bool()? {
                let range = if self.op.ends_with("percentile") {
                    "from 0 to 100"
                } else {
                    "from 0 to 1"
                };
                return Err(Error::value(
                    self.op,
                    format!("q has a number that is not {range}"),
                ));
            }
        }
        Ok(q)
    }

    /// The versions that ignore NaN give NaN for no elements, the others have no answer.
    fn of_nothing(&self, lines: &Lines, q: &Array, over: &Reduce) -> Result<Array> {
        if !self.ignores_nan {
            return Err(Error::empty_reduction(self.op, format!("{:?}", lines.full)));
        }
        let dtype = mean_dtypes(lines.x.dtype(), None).0;
        let mut shape = lines.kept.clone();
        shape.extend_from_slice(q.shape());
        let nan = full(&shape, Scalar::Float(f64::NAN), dtype)?;
        lines.finish(&nan, q.ndim(), over)
    }

    /// The quantiles as an array of the kept axes, then those of `q`.
    fn interpolated(&self, lines: &Lines, q: &Array, is_weak: bool) -> Result<Array> {
        let method = self.options.method;
        let mut order = Order::new(lines, self.ignores_nan)?;
        let count = with_ones(&order.count, q.ndim())?;
        let is_whole = q.dtype().is_integer()
            && matches!(
                method,
                Method::Linear
                    | Method::AveragedInvertedCdf
                    | Method::InterpolatedInvertedCdf
                    | Method::Weibull
            );
        let float = if q.dtype().is_float() {
            q.dtype()
        } else {
            DType::F64
        };
        let place = method.place(&cast(&count, float)?, &cast(q, float)?);
        let y = if method.takes_elements() || (is_whole && method == Method::Linear) {
            let [y] = order.at([cast(&place, DType::I64)?], &count)?;
            y
        } else {
            let dtype = lines.x.dtype();
            if dtype.is_bool() {
                return Err(
                    Error::unsupported_dtype(self.op, "the array", dtype, "numbers").hinted(
                        "methods that choose elements, as `QuantileMethod::Lower`, take truth values",
                    ),
                );
            }
            let index = if is_whole { q.dtype() } else { float };
            let result = if is_weak {
                Scalar::Float(0.0).promote_with(dtype)
            } else {
                promote_types(dtype, index)
            };
            let below = floor(stop_gradient(&place)?);
            let part = method.weight(subtract(&place, &below))?;
            let below = cast(&below, DType::I64)?;
            let above = add(&below, 1);
            let [low, high] = order.at([below, above], &count)?;
            interpolate(&low, &high, &part, result)?
        };
        order.with_nan(&y, q.ndim())
    }

    /// The elements at which the sum of weights reaches `q` of the total.
    fn weighted(&self, lines: &Lines, weights: &Array, q: &Array, over: &Reduce) -> Result<Array> {
        if self.options.method != Method::InvertedCdf {
            return Err(Error::value(self.op, "the method does not take weights")
                .hinted("the one that does is `QuantileMethod::InvertedCdf`"));
        }
        let weights = aligned_weights(self.op, weights, lines, over)?;
        let (mut order, weights) = lines.sorted_with(&weights, self.ignores_nan)?;
        let line = lines.x.ndim() - 1;
        let sums = cumulative(CumulativeKind::Sum, &weights, line, false)?;
        let size = lines.size();
        let mut reached = divide(&sums, slice_axis(&sums, line, size - 1, size)?);
        if q.dtype().is_float() {
            reached = cast(&reached, q.dtype())?;
        }
        // So that q = 0 finds the first element whose weight is not 0.
        let minus_one = scalar_array(Scalar::Int(-1), reached.dtype());
        let reached = select(&equal(&reached, 0), &minus_one, &reached)?;
        let q = cast(q, reached.dtype())?;
        let mut shape = lines.kept.clone();
        shape.extend_from_slice(q.shape());
        let position = search(&reached, &broadcast_to(&q, &shape)?, Side::Left)?;
        let count = with_ones(&order.count, q.ndim())?;
        let [y] = order.at([position], &count)?;
        order.with_nan(&y, q.ndim())
    }
}

/// Linear interpolation that is exact at both ends, in the dtype of the result.
fn interpolate(low: &Array, high: &Array, part: &Array, dtype: DType) -> Result<Array> {
    let difference = cast(&subtract(high, low), dtype)?;
    let from_low = add(cast(low, dtype)?, multiply(&difference, cast(part, dtype)?));
    let rest = cast(&subtract(1, part), dtype)?;
    let from_high = subtract(cast(high, dtype)?, multiply(&difference, &rest));
    select(&greater_equal(part, 0.5), &from_high, &from_low)
}

/// The weights in the shape of the lines, in f64.
fn aligned_weights(
    op: &'static str,
    weights: &Array,
    lines: &Lines,
    over: &Reduce,
) -> Result<Array> {
    if weights.dtype().is_complex() {
        return Err(Error::unsupported_dtype(
            op,
            "the weights",
            weights.dtype(),
            "real numbers",
        ));
    }
    let weights = fit_weights(op, weights, &lines.full, over)?;
    let weights = lines.arrange(&stop_gradient(&cast(&weights, DType::F64)?)?)?;
    if weights.dense().is_some() {
        let axes = all_axes(&weights);
        if reduce(ReduceKind::Any, &less(&weights, 0), &axes)?.to_bool()? {
            return Err(Error::value(op, "a weight is negative"));
        }
        let total = reduce(ReduceKind::Sum, &weights, &[weights.ndim() - 1])?;
        let usable = super::logical_and(super::isfinite(&total), super::greater(&total, 0));
        if !reduce(ReduceKind::All, &usable, &all_axes(&usable))?.to_bool()? {
            return Err(Error::value(
                op,
                "the weights include nan or inf, or are all zero",
            ));
        }
    }
    Ok(weights)
}

/// Weights of the array's shape, or of the reduced axes in the order given, in the array's shape.
pub(crate) fn fit_weights(
    op: &'static str,
    weights: &Array,
    shape: &[usize],
    over: &Reduce,
) -> Result<Array> {
    if weights.shape() == shape {
        return Ok(weights.clone());
    }
    let misfit = || {
        let found = weights.shape();
        Error::shape(
            op,
            format!("weights of shape {found:?} do not fit an array of shape {shape:?}"),
        )
        .hinted("give weights of the array's shape, or of the reduced axes and name these")
    };
    if over.axes.is_none() {
        return Err(misfit());
    }
    let axes = over.resolve_axes(op, shape.len())?;
    if !axes
        .iter()
        .map(|&a| shape[a])
        .eq(weights.shape().iter().copied())
    {
        return Err(misfit());
    }
    let mut order: AxisList = (0..axes.len()).collect();
    order.sort_by_key(|&i| axes[i]);
    let kept: Shape = (0..shape.len())
        .map(|a| if axes.contains(&a) { shape[a] } else { 1 })
        .collect();
    broadcast_to(&reshape(&transpose(weights, &order)?, &kept)?, shape)
}

fn all_axes(x: &Array) -> AxisList {
    (0..x.ndim()).collect()
}

/// The middle of the sorted elements, or the mean of the middle two (numpy: `median`): of integers in f64, of no
/// elements NaN. A line with NaN has the median NaN. Complex numbers are ordered by their real, then their
/// imaginary part.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::median([[7, 1, 3], [2, 4, 6]], 1).to_vec::<f64>().unwrap(), [3.0, 4.0]);
/// assert_eq!(np::median([1.0, 2.0, 5.0, 9.0], ..).item::<f64>().unwrap(), 3.5);
/// ```
#[track_caller]
pub fn median<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    median_op("median", &x.into_array(), &over.into(), false).or_raise()
}

/// The median of the elements that are not NaN (numpy: `nanmedian`); NaN where there are none.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanmedian([1.0, f64::NAN, 3.0], ..).item::<f64>().unwrap(), 2.0);
/// ```
#[track_caller]
pub fn nanmedian<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    median_op("nanmedian", &x.into_array(), &over.into(), true).or_raise()
}

fn median_op(op: &'static str, x: &Array, over: &Reduce, ignores_nan: bool) -> Result<Array> {
    only_options(op, over, &["keepdims"])?;
    let lines = Lines::new(op, x, over)?;
    let (result, compute) = mean_dtypes(x.dtype(), None);
    if lines.size() == 0 {
        let nan = full(
            &lines.kept,
            Scalar::Complex(Complex::new(f64::NAN, f64::NAN)),
            result,
        )?;
        return lines.finish(&nan, 0, over);
    }
    let mut order = Order::new(&lines, ignores_nan)?;
    let count = &order.count.clone();
    let middle = |count| super::floor_divide(count, 2);
    let [low, high] = order.at([middle(subtract(count, 1)), middle(count.clone())], count)?;
    let (low, high) = (cast(&low, compute)?, cast(&high, compute)?);
    // The sum of large elements may be infinite, which matters only where there are two.
    let is_single = equal(remainder(count, 2), 1);
    let mean = multiply(add(&low, &high), 0.5);
    let y = cast(&select(&is_single, &low, &mean)?, result)?;
    lines.finish(&order.with_nan(&y, 0)?, 0, over)
}
