//! Exponential, sine, cosine and Fresnel integrals, Spence's function, and forms of elementary functions that keep their digits.

use super::{promote_float, unary_functions};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::np;
use crate::primitives::Primitive;
use crate::primitives::select::select;
use crate::primitives::special_orders::{Order, Ordered};
use crate::primitives::special_unary::{
    CosineIntegral, Expi, FresnelC, FresnelS, SineIntegral, Spence,
};
use crate::transform::stack::bind_one;

unary_functions! {
    /// The exponential integral `Ei(x)` (scipy: `special.expi`): the series DLMF 6.6.2 (about the root 0.3725 with the
    /// distance to it as a factor), from 40 on the asymptotic series 6.12.2.
    expi: Expi, "[0.0]" => "f64::NEG_INFINITY";
    /// The exponential integral `E1(x)` for `x >= 0` (scipy: `special.exp1`); nan for negative numbers.
    exp1: Ordered { function: Order::Expn, n: 1 }, "[0.0]" => "f64::INFINITY";
    /// Spence's function, the dilogarithm of `1 - x` (scipy: `special.spence`), by the reflections DLMF 25.12 and the series
    /// in `ln x`.
    spence: Spence, "[1.0]" => "0.0";
    /// `(exp(x) - 1) / x`, 1 at 0 (scipy: `special.exprel`). Its derivatives are exact at 0 too.
    exprel: Ordered { function: Order::Exprel, n: 0 }, "[0.0]" => "1.0";
}

/// `cos(x) - 1` with its digits near 0 (scipy: `special.cosm1`): `-2 sin²(x / 2)`.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let y = special::cosm1(1e-8).item::<f64>().unwrap();
/// assert!((y + 0.5e-16).abs() < 1e-30);
/// ```
#[track_caller]
pub fn cosm1<'a>(x: impl IntoArray<'a>) -> Array {
    let [x] = promote_float("cosm1", [x.into_operand()]).or_raise();
    let wide = if x.dtype().item_size() == 2 {
        x.astype(DType::F32)
    } else {
        x.clone()
    };
    (np::square(np::sin(wide * 0.5)) * -2.0).astype(x.dtype())
}

/// Two functions of the same elements.
fn pair<'a>(
    op: &'static str,
    x: impl IntoArray<'a>,
    functions: [&dyn Primitive; 2],
) -> Result<(Array, Array)> {
    let [x] = promote_float(op, [x.into_operand()])?;
    Ok((
        bind_one(functions[0], &[&x])?,
        bind_one(functions[1], &[&x])?,
    ))
}

/// Fresnel's integrals `(S, C)` of `sin(πt²/2)` and `cos(πt²/2)` from 0 to `x` (scipy: `special.fresnel`): power series up to
/// 1.5, then by the Faddeeva function (DLMF 7.5.10).
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let (s, c) = special::fresnel([0.0, f64::INFINITY]);
/// assert_eq!(s.to_vec::<f64>().unwrap(), [0.0, 0.5]);
/// assert_eq!(c.to_vec::<f64>().unwrap(), [0.0, 0.5]);
/// ```
#[track_caller]
pub fn fresnel<'a>(x: impl IntoArray<'a>) -> (Array, Array) {
    pair("fresnel", x, [&FresnelS, &FresnelC]).or_raise()
}

/// The sine and cosine integrals `(Si, Ci)` (scipy: `special.sici`), the second of `|x|`: power series up to 2.5, then the
/// continued fraction of `E1(ix)` (DLMF 6.9.1).
///
/// # Examples
/// ```
/// use numtape::{prelude::*, special};
/// let (si, ci) = special::sici([0.0]);
/// assert_eq!(si.to_vec::<f64>().unwrap(), [0.0]);
/// assert_eq!(ci.to_vec::<f64>().unwrap(), [f64::NEG_INFINITY]);
/// ```
#[track_caller]
pub fn sici<'a>(x: impl IntoArray<'a>) -> (Array, Array) {
    pair("sici", x, [&SineIntegral, &CosineIntegral]).or_raise()
}

/// `log(1 + h) / h`, 1 at 0, with derivatives to order 8 there.
pub(crate) fn log1p_ratio(h: &Array) -> Array {
    log1p_ratio_op(h).or_raise()
}

fn log1p_ratio_op(h: &Array) -> Result<Array> {
    let is_small = np::less(np::abs(h), 0.02);
    let one = np::ones_like(h);
    let (near, far) = (
        select(&is_small, h, &np::zeros_like(h))?,
        select(&is_small, &one, h)?,
    );
    // 1 - h/2 + h²/3 - …; the dead branches get harmless arguments, so their derivatives are finite.
    let series = (1..=10).rev().fold(one * (1.0 / 11.0), |sum, k| {
        np::subtract(1.0 / f64::from(k), &near * sum)
    });
    select(&is_small, &series, &(np::log1p(&far) / far))
}
