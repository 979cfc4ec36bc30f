//! Logits, products with logarithms, entropies, the Box-Cox transformation, and weighted log-sum-exp.

use super::{binary_functions, promote_float, unary_functions};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{OrRaise, Result};
use crate::np;
use crate::np::args::Reduce;
use crate::np::only_options;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::create::full;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reduce::{ReduceKind, reduce, spread};
use crate::primitives::select::select;
use crate::primitives::special_binary::{Boxcox, Boxcox1p, KlDiv, RelEntr, Xlog1py, Xlogy};
use crate::primitives::special_unary::{Entr, Logit};
use crate::shape::broadcast::broadcast_shapes;

unary_functions! {
    /// `log(x / (1 - x))`, the inverse of `expit`, with its digits near 1/2 (scipy: `special.logit`).
    logit: Logit, "[0.5, 1.0]" => "0.0, f64::INFINITY";
    /// `-x log(x)`, 0 at 0 and -inf for negative numbers (scipy: `special.entr`). The derivative at 0 is inf.
    entr: Entr, "[0.0, 1.0, -1.0]" => "0.0, -0.0, f64::NEG_INFINITY";
}

binary_functions! {
    /// `x log(y)`, 0 where `x` is (scipy: `special.xlogy`). The derivative in `x` is `log(y)`, but 0 where both are 0; that in
    /// `y` is `x / y`, 0 where `x` is.
    xlogy(x, y): Xlogy, "[0.0, 2.0]", "[0.0, 1.0]" => "0.0, 0.0";
    /// `x log(1 + y)`, 0 where `x` is (scipy: `special.xlog1py`). Derivatives as of [`xlogy`].
    xlog1py(x, y): Xlog1py, "[0.0, 2.0]", "[-1.0, 0.0]" => "0.0, 0.0";
    /// `x log(x / y) - x + y`, inf outside the domain (scipy: `special.kl_div`), without cancellation where `x` is near `y`
    /// (Loader's deviance, 2000).
    kl_div(x, y): KlDiv, "[0.0, 1.0]", "[2.0, 1.0]" => "2.0, 0.0";
    /// `x log(x / y)`, inf outside the domain (scipy: `special.rel_entr`).
    rel_entr(x, y): RelEntr, "[0.0, 1.0]", "[2.0, 1.0]" => "0.0, 0.0";
    /// The Box-Cox transformation `(x^lmbda - 1) / lmbda`, the logarithm for `lmbda = 0` (scipy: `special.boxcox`), for
    /// `x >= 0`. Derivatives in `lmbda` are exact at 0 too.
    boxcox(x, lmbda): Boxcox, "[3.0]", "[1.0]" => "2.0";
    /// The Box-Cox transformation of `1 + x`, with the digits of small `x` (scipy: `special.boxcox1p`).
    boxcox1p(x, lmbda): Boxcox1p, "[0.0]", "[1.0]" => "0.0";
}

/// The logarithm of `expit`, without underflow (scipy: `special.log_expit`): `-log(1 + exp(-x))`.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// assert_eq!(special::log_expit([-1000.0]).to_vec::<f64>().unwrap(), [-1000.0]);
/// ```
#[track_caller]
pub fn log_expit<'a>(x: impl IntoArray<'a>) -> Array {
    let [x] = promote_float("log_expit", [x.into_operand()]).or_raise();
    -np::logaddexp(-x, 0.0)
}

/// [`np::logsumexp`] of `b exp(x)` with weights `b` of any sign, which broadcast with `x` (scipy: `special.logsumexp` with `b`):
/// nan where the sum is negative. Elements with weight 0 do not count, whatever they are.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let y = special::logsumexp_weighted([1000.0, 1000.0], .., [3.0, -2.0]);
/// assert_eq!(y.item::<f64>().unwrap(), 1000.0);
/// ```
#[track_caller]
pub fn logsumexp_weighted<'a, 'b>(
    x: impl IntoArray<'a>,
    over: impl Into<Reduce>,
    b: impl IntoArray<'b>,
) -> Array {
    let [value, sign] = signed(x.into_array(), &over.into(), b.into_array()).or_raise();
    let nan = full(&[], f64::NAN.into(), value.dtype()).or_raise();
    select(&np::less(sign, 0.0), &nan, &value).or_raise()
}

/// The logarithm of the absolute value of the sum of `b exp(x)`, and the sign of the sum (scipy: `special.logsumexp` with
/// `return_sign`).
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let [value, sign] = special::logsumexp_signed([0.0, 0.0], .., [1.0, -2.0]);
/// assert_eq!((value.item::<f64>().unwrap(), sign.item::<f64>().unwrap()), (0.0, -1.0));
/// ```
#[track_caller]
pub fn logsumexp_signed<'a, 'b>(
    x: impl IntoArray<'a>,
    over: impl Into<Reduce>,
    b: impl IntoArray<'b>,
) -> [Array; 2] {
    signed(x.into_array(), &over.into(), b.into_array()).or_raise()
}

fn signed(x: Array, options: &Reduce, b: Array) -> Result<[Array; 2]> {
    let op = "logsumexp";
    only_options(op, options, &["keepdims"])?;
    let [x, b] = promote_float(op, [x.into_operand(), b.into_operand()])?;
    let Some(shape) = broadcast_shapes(x.shape(), b.shape()) else {
        return Err(crate::Error::shape(
            op,
            format!(
                "weights of shape {:?} do not fit an array of shape {:?}",
                b.shape(),
                x.shape()
            ),
        ));
    };
    let (x, b) = (broadcast_to(&x, &shape)?, broadcast_to(&b, &shape)?);
    let axes = options.sorted_axes(op, x.ndim())?;
    let nothing = full(&[], f64::NEG_INFINITY.into(), x.dtype())?;
    let x = select(&np::equal(&b, 0.0), &nothing, &x)?;
    if axes.iter().any(|&a| x.shape()[a] == 0) {
        let sum = options.keep(reduce(ReduceKind::Sum, &x, &axes)?, &axes)?;
        return Ok([np::log(&sum), sum]);
    }
    let high = reduce(ReduceKind::Max, &stop_gradient(&x)?, &axes)?;
    let offset = select(&np::isfinite(&high), &high, &np::zeros_like(&high))?;
    let terms = b * np::exp(&x - spread(&offset, &axes, x.shape())?);
    let sum = reduce(ReduceKind::Sum, &terms, &axes)?;
    let value = np::log(np::abs(&sum)) + offset;
    Ok([
        options.keep(value, &axes)?,
        options.keep(np::sign(sum), &axes)?,
    ])
}
