//! Activation functions. At kinks the derivative is that of `jax.nn` (of the left side for `relu`), and no branch that is
//! not taken leaves a nan.

use crate::array::Array;
use crate::array::convert::{IntoArray, Operand, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::{common_dtype, convert};
use crate::primitives::select::select;
use crate::shape::axes::normalize_axis;
use crate::special;

/// The operand as an array of a floating point dtype: integers become f64.
pub(super) fn float(op: &'static str, x: Operand<'_>) -> Array {
    let common = common_dtype(std::slice::from_ref(&x));
    let dtype = if common.is_differentiable() {
        common
    } else {
        DType::F64
    };
    convert(op, x, dtype).or_raise()
}

/// A number in the dtype of an array.
fn number(value: f64, like: &Array) -> Array {
    scalar_array(Scalar::Float(value), like.dtype())
}

/// `x` where the condition holds, else `y`.
pub(super) fn choose(condition: &Array, x: &Array, y: &Array) -> Array {
    select(condition, x, y).or_raise()
}

/// The larger of the element and 0 (jax: `nn.relu`). The derivative at 0 is 0. Keeps the dtype, also of integers.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::relu([-1.0, 2.0]).to_vec::<f64>().unwrap(), [0.0, 2.0]);
/// assert_eq!(grad(|x: &Array| nn::relu(x).sum(..))(&array([0.0])).to_vec::<f64>().unwrap(), [0.0]);
/// ```
#[track_caller]
pub fn relu<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    // Nan is not below 0, so it stays.
    choose(&np::less_equal(&x, 0), &np::zeros_like(&x), &x)
}

/// `relu` that ends at 6 (jax: `nn.relu6`). The derivative is 0 at both kinks.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::relu6([-1.0, 2.0, 9.0]).to_vec::<f64>().unwrap(), [0.0, 2.0, 6.0]);
/// ```
#[track_caller]
pub fn relu6<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("relu6", x.into_operand());
    relu(choose(&np::greater_equal(&x, 6.0), &number(6.0, &x), &x))
}

/// The element, scaled by `slope` where it is negative (jax: `nn.leaky_relu`). The derivative at 0 is 1.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::leaky_relu([-2.0, 2.0], 0.25).to_vec::<f64>().unwrap(), [-0.5, 2.0]);
/// ```
#[track_caller]
pub fn leaky_relu<'a, 'b>(x: impl IntoArray<'a>, slope: impl IntoArray<'b>) -> Array {
    let x = float("leaky_relu", x.into_operand());
    let scaled = np::multiply(&x, slope);
    np::where_(np::greater_equal(&x, 0.0), &x, scaled)
}

/// `alpha (exp(x) - 1)` for negative elements (jax: `nn.elu`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::elu([f64::NEG_INFINITY, 2.0], 0.5).to_vec::<f64>().unwrap(), [-0.5, 2.0]);
/// ```
#[track_caller]
pub fn elu<'a, 'b>(x: impl IntoArray<'a>, alpha: impl IntoArray<'b>) -> Array {
    let x = float("elu", x.into_operand());
    let is_positive = np::greater(&x, 0.0);
    let negative = choose(&is_positive, &np::zeros_like(&x), &x);
    np::where_(is_positive, &x, np::multiply(np::expm1(negative), alpha))
}

/// The self-normalising exponential unit, `1.0507 elu(x, 1.6733)` (jax: `nn.selu`; Klambauer et al. 2017).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::selu([0.0]).to_vec::<f64>().unwrap(), [0.0]);
/// ```
#[track_caller]
pub fn selu<'a>(x: impl IntoArray<'a>) -> Array {
    elu(x, 1.673_263_242_354_377_2) * 1.050_700_987_355_480_5
}

/// The continuously differentiable exponential unit: `alpha (exp(x / alpha) - 1)` for negative elements (jax: `nn.celu`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::celu([f64::NEG_INFINITY, 2.0], 0.5).to_vec::<f64>().unwrap(), [-0.5, 2.0]);
/// ```
#[track_caller]
pub fn celu<'a, 'b>(x: impl IntoArray<'a>, alpha: impl IntoArray<'b>) -> Array {
    let (x, alpha) = (float("celu", x.into_operand()), alpha.into_array());
    let is_positive = np::greater(&x, 0.0);
    let negative = choose(&is_positive, &np::zeros_like(&x), &x);
    let left = np::expm1(np::divide(negative, alpha.astype(x.dtype()))) * alpha.astype(x.dtype());
    np::where_(is_positive, &x, left)
}

/// The Gaussian error linear unit `x ndtr(x)` (jax: `nn.gelu` with `approximate=False`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::gelu([0.0, 40.0]).to_vec::<f64>().unwrap(), [0.0, 40.0]);
/// ```
#[track_caller]
pub fn gelu<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("gelu", x.into_operand());
    special::ndtr(&x) * x
}

/// The approximation of [`gelu`] by a hyperbolic tangent (jax: `nn.gelu` with `approximate=True`; Hendrycks and Gimpel 2016).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::gelu_tanh([0.0, 40.0]).to_vec::<f64>().unwrap(), [0.0, 40.0]);
/// ```
#[track_caller]
pub fn gelu_tanh<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("gelu_tanh", x.into_operand());
    // (1 + tanh z) / 2 is a logistic function of 2 z, which keeps the left tail.
    let inner = (np::square(&x) * 0.044_715 + 1.0) * &x;
    np::sigmoid(inner * (2.0 * (2.0 * std::f64::consts::FRAC_1_PI).sqrt())) * x
}

/// `x sigmoid(x)` (jax: `nn.silu`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::silu([0.0, 40.0]).to_vec::<f64>().unwrap(), [0.0, 40.0]);
/// ```
#[track_caller]
pub fn silu<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("silu", x.into_operand());
    np::sigmoid(&x) * x
}

/// Another name of [`silu`] (jax: `nn.swish`).
#[track_caller]
pub fn swish<'a>(x: impl IntoArray<'a>) -> Array {
    silu(x)
}

/// `x tanh(softplus(x))` (jax: `nn.mish`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::mish([0.0, 40.0]).to_vec::<f64>().unwrap(), [0.0, 40.0]);
/// ```
#[track_caller]
pub fn mish<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("mish", x.into_operand());
    np::tanh(softplus(&x)) * x
}

/// `log(1 + exp(x))`, without overflow (jax: `nn.softplus`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::softplus([1000.0]).to_vec::<f64>().unwrap(), [1000.0]);
/// ```
#[track_caller]
pub fn softplus<'a>(x: impl IntoArray<'a>) -> Array {
    np::logaddexp(float("softplus", x.into_operand()), 0.0)
}

/// `x / (1 + |x|)` (jax: `nn.soft_sign`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::soft_sign([-1.0, 3.0]).to_vec::<f64>().unwrap(), [-0.5, 0.75]);
/// ```
#[track_caller]
pub fn soft_sign<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("soft_sign", x.into_operand());
    &x / (np::abs(&x) + 1.0)
}

/// The logarithm of the logistic function, without underflow (jax: `nn.log_sigmoid`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::log_sigmoid([-1000.0]).to_vec::<f64>().unwrap(), [-1000.0]);
/// ```
#[track_caller]
pub fn log_sigmoid<'a>(x: impl IntoArray<'a>) -> Array {
    special::log_expit(x)
}

/// The element, limited to -1 and 1 (jax: `nn.hard_tanh`). The derivative at the kinks is 1.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::hard_tanh([-3.0, 0.5]).to_vec::<f64>().unwrap(), [-1.0, 0.5]);
/// ```
#[track_caller]
pub fn hard_tanh<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("hard_tanh", x.into_operand());
    let above = choose(&np::greater(&x, 1.0), &number(1.0, &x), &x);
    choose(&np::less(&x, -1.0), &number(-1.0, &x), &above)
}

/// `relu6(x + 3) / 6` (jax: `nn.hard_sigmoid`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::hard_sigmoid([-4.0, 0.0, 4.0]).to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn hard_sigmoid<'a>(x: impl IntoArray<'a>) -> Array {
    relu6(float("hard_sigmoid", x.into_operand()) + 3.0) / 6.0
}

/// `x hard_sigmoid(x)` (jax: `nn.hard_silu`, `nn.hard_swish`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::hard_silu([0.0, 4.0]).to_vec::<f64>().unwrap(), [0.0, 4.0]);
/// ```
#[track_caller]
pub fn hard_silu<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("hard_silu", x.into_operand());
    hard_sigmoid(&x) * x
}

/// `(x + sqrt(x² + b)) / 2` (jax: `nn.squareplus`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::squareplus([0.0], 4.0).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn squareplus<'a, 'b>(x: impl IntoArray<'a>, b: impl IntoArray<'b>) -> Array {
    let x = float("squareplus", x.into_operand());
    (np::sqrt(np::add(np::square(&x), b)) + x) * 0.5
}

/// 0 up to -1, the element from 1 on, and the parabola `(x + 1)² / 4` between (jax: `nn.sparse_plus`).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::sparse_plus([-3.0, 0.0, 3.0]).to_vec::<f64>().unwrap(), [0.0, 0.25, 3.0]);
/// ```
#[track_caller]
pub fn sparse_plus<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("sparse_plus", x.into_operand());
    let is_above = np::greater_equal(&x, 1.0);
    // The parabola at -1, where its slope is 0, stands for everything below.
    let inside = choose(&is_above, &number(1.0, &x), &x);
    let inside = choose(&np::less_equal(&x, -1.0), &number(-1.0, &x), &inside);
    choose(&is_above, &x, &(np::square(inside + 1.0) * 0.25))
}

/// `(x + 1) / 2` between 0 and 1 (jax: `nn.sparse_sigmoid`): the derivative of [`sparse_plus`].
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::sparse_sigmoid([-3.0, 0.0, 3.0]).to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn sparse_sigmoid<'a>(x: impl IntoArray<'a>) -> Array {
    (hard_tanh(float("sparse_sigmoid", x.into_operand())) + 1.0) * 0.5
}

/// `log(1 - exp(-x))` without loss of digits (jax: `nn.log1mexp`; Mächler 2012): nan below 0, -inf at 0.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert!(np::allclose(nn::log1mexp([1e-20, 50.0]), [1e-20f64.ln(), -(-50f64).exp()]));
/// ```
#[track_caller]
pub fn log1mexp<'a>(x: impl IntoArray<'a>) -> Array {
    let x = float("log1mexp", x.into_operand());
    let is_small = np::less(&x, std::f64::consts::LN_2);
    let one = number(1.0, &x);
    let small = np::log(-np::expm1(-choose(&is_small, &x, &one)));
    let large = np::log1p(-np::exp(-choose(&is_small, &one, &x)));
    choose(&is_small, &small, &large)
}

/// The logarithm of the mean of exponentials, without overflow (jax: `nn.logmeanexp`). Elements outside the mask of the option
/// `where_` do not count; no elements give nan.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::logmeanexp([1000.0, 1000.0], ..).item::<f64>().unwrap(), 1000.0);
/// ```
#[track_caller]
pub fn logmeanexp<'a>(x: impl IntoArray<'a>, over: impl Into<np::args::Reduce>) -> Array {
    let (x, over) = (float("logmeanexp", x.into_operand()), over.into());
    let dtype = x.dtype();
    // 16 bits do not hold the count of many elements.
    let x = if matches!(dtype, DType::F16 | DType::BF16) {
        x.astype(DType::F32)
    } else {
        x
    };
    let total = np::logsumexp(&x, over.clone());
    let count = np::sum(np::ones((x.shape(), DType::I64)), over);
    let count = count.astype(total.dtype().real_part());
    (total - np::log(count)).astype(dtype)
}

/// The first half along an axis, times the logistic function of the second (jax: `nn.glu`).
///
/// # Errors
/// If the axis has an odd size.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::glu([3.0, 0.0], -1).to_vec::<f64>().unwrap(), [1.5]);
/// ```
#[track_caller]
pub fn glu<'a>(x: impl IntoArray<'a>, axis: isize) -> Array {
    let x = float("glu", x.into_operand());
    let position = halved_axis(&x, axis).or_raise();
    let halves = np::split(&x, 2usize, position);
    np::sigmoid(&halves[1]) * &halves[0]
}

fn halved_axis(x: &Array, axis: isize) -> Result<isize> {
    let position = normalize_axis("glu", axis, x.ndim())?;
    if x.shape()[position] % 2 == 1 {
        return Err(Error::shape(
            "glu",
            format!("axis {axis} of shape {:?} has an odd size", x.shape()),
        ));
    }
    Ok(position as isize)
}

/// The array less its mean, over its standard deviation, along axes: `(x - mean) / sqrt(var + epsilon)`
/// (jax: `nn.standardize`, whose `epsilon` is 1e-5).
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::standardize([1.0, 3.0], -1, 0.0).to_vec::<f64>().unwrap(), [-1.0, 1.0]);
/// ```
#[track_caller]
pub fn standardize<'a>(
    x: impl IntoArray<'a>,
    over: impl Into<np::args::Reduce>,
    epsilon: f64,
) -> Array {
    let x = float("standardize", x.into_operand());
    let over = over.into().keepdims();
    let deviation = &x - np::mean(&x, over.clone());
    deviation * np::rsqrt(np::var(&x, over) + epsilon)
}

/// One row of length `classes` a label, 1 at the label and 0 elsewhere; zeros for labels out of range (jax: `nn.one_hot`). The
/// new axis is the last; f64.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// assert_eq!(nn::one_hot([1, 3], 3).to_vec::<f64>().unwrap(), [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
/// ```
#[track_caller]
pub fn one_hot<'a>(labels: impl IntoArray<'a>, classes: usize) -> Array {
    one_hot_with(labels, classes, OneHot::default())
}

/// Options of [`one_hot_with`].
#[derive(Clone, Copy, Debug)]
pub struct OneHot {
    /// Where the new axis goes.
    pub axis: isize,
    /// The dtype of the result.
    pub dtype: DType,
}

impl Default for OneHot {
    fn default() -> Self {
        OneHot {
            axis: -1,
            dtype: DType::F64,
        }
    }
}

/// [`one_hot`] with the place of the new axis and the dtype.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let y = nn::one_hot_with([1, 0], 3, nn::OneHot { axis: 0, dtype: F32 });
/// assert_eq!((y.shape(), y.dtype()), (&[3, 2][..], F32));
/// ```
#[track_caller]
pub fn one_hot_with<'a>(labels: impl IntoArray<'a>, classes: usize, options: OneHot) -> Array {
    let labels = np::expand_dims(labels.into_array(), -1);
    let rows = np::equal(labels, np::arange(classes as i64)).astype(options.dtype);
    np::moveaxis(rows, -1, options.axis)
}

/// Zeroes each element with probability `rate` and scales the rest by `1 / (1 - rate)`, by the bits of a key (flax:
/// `nn.Dropout`).
///
/// # Errors
/// If `rate` is not in 0 to 1.
///
/// # Examples
/// ```
/// use numtape::{nn, prelude::*};
/// let y = nn::dropout(&np::random::key(1), 0.5, np::ones(100)).to_vec::<f64>().unwrap();
/// assert!(y.iter().all(|&v| v == 0.0 || v == 2.0) && y.contains(&0.0) && y.contains(&2.0));
/// ```
#[track_caller]
pub fn dropout<'a>(key: &Array, rate: f64, x: impl IntoArray<'a>) -> Array {
    check_rate(rate).or_raise();
    let x = float("dropout", x.into_operand());
    let zero = np::zeros_like(&x);
    if rate == 1.0 {
        return zero;
    }
    let kept = np::greater_equal(np::random::uniform(key, (x.shape(), DType::F32)), rate);
    choose(&kept, &(x / (1.0 - rate)), &zero)
}

fn check_rate(rate: f64) -> Result<()> {
    if (0.0..=1.0).contains(&rate) {
        return Ok(());
    }
    Err(Error::value(
        "dropout",
        format!("the rate {rate} is not in 0 to 1"),
    ))
}
