//! Logarithms, over any vector of f64.
//!
//! A number is `2^k m` with `m` in [0.75, 1.5); with `f = m - 1` and `s = f / (2 + f)`, `log m = log((1 + s) / (1 - s))`
//! is `f - f²/2 + s (f²/2 + s² L(s²))`.

use super::coefficients as c;
use super::exponential::{exp, exp_of_moderate, exp2};
use super::sums;
use super::vector::{Mask, Vector64, polynomial};

/// `log(1 + f)` in two words.
#[inline(always)]
fn log_one_plus<V: Vector64>(f: V) -> (V, V) {
    let s = f / (V::splat(2.0) + f);
    let z = s * s;
    let half = f * V::splat(0.5);
    let high = half.nfma(f, f);
    let low = half.nfma(f, f - high);
    let tail = half.fma(f, z * polynomial(z, &c::LOG));
    (high, s.fma(tail, low))
}

/// What all logarithms give outside (0, inf): NaN below zero, minus infinity at zero.
#[inline(always)]
fn outside<V: Vector64>(x: V, result: V) -> V {
    let (zero, infinity) = (V::splat(0.0), V::splat(f64::INFINITY));
    let is_plain = zero.lt(x) & x.lt(infinity);
    if !(!is_plain).any() {
        return result;
    }
    let below = V::select(x.eq(zero), infinity.neg(), V::splat(f64::NAN));
    let other = V::select(x.le(zero), below, x);
    V::select(is_plain, result, other)
}

#[inline(always)]
pub(super) fn log<V: Vector64>(x: V) -> V {
    let (m, k) = x.split();
    let f = m - V::splat(1.0);
    let result = sum_up(k, log_one_plus(f));
    outside(x, result)
}

/// `k log 2 + high + low`.
#[inline(always)]
fn sum_up<V: Vector64>(k: V, (high, low): (V, V)) -> V {
    let whole = k * V::splat(c::LN_2);
    // The first term is 0 or the larger, so the rounding error of the sum is exact.
    let sum = whole + high;
    let rest = (whole - sum) + high;
    sum + (rest + k.fma(V::splat(c::LN_2_LOW), low))
}

#[inline(always)]
pub(super) fn log2<V: Vector64>(x: V) -> V {
    let (m, k) = x.split();
    let f = m - V::splat(1.0);
    let (high, low) = times(log_one_plus(f), c::LOG2_E, c::LOG2_E_LOW);
    let sum = k + high;
    let result = sum + (((k - sum) + high) + low);
    outside(x, result)
}

#[inline(always)]
pub(super) fn log10<V: Vector64>(x: V) -> V {
    let (m, k) = x.split();
    let f = m - V::splat(1.0);
    let (high, low) = times(log_one_plus(f), c::LOG10_E, c::LOG10_E_LOW);
    let whole = k * V::splat(c::LOG10_2);
    let sum = whole + high;
    let result = sum + (((whole - sum) + high) + k.fma(V::splat(c::LOG10_2_LOW), low));
    outside(x, result)
}

/// Two words times two words.
#[inline(always)]
fn times<V: Vector64>((high, low): (V, V), factor: f64, factor_low: f64) -> (V, V) {
    let (factor, factor_low) = (V::splat(factor), V::splat(factor_low));
    let product = high * factor;
    let rest = high.fma(factor, product.neg());
    (product, low.fma(factor, high.fma(factor_low, rest)))
}

/// `log(u + rest) + extra log 2` for positive finite `u` and a `rest` of at most some units in its last place.
#[inline(always)]
fn log_of_sum<V: Vector64>(u: V, rest: V, extra: V) -> V {
    let (m, k) = u.split();
    let f = m - V::splat(1.0);
    // `rest / m`, for which few digits of 1 / m = 1 / (1 + f) do.
    let rest = rest.scale(k.neg());
    let rest = rest * f.fma(f - V::splat(1.0), V::splat(1.0));
    let k = k + extra;
    let (high, low) = log_one_plus(f);
    sum_up(k, (high, low + rest))
}

#[inline(always)]
pub(super) fn log1p<V: Vector64>(x: V) -> V {
    let (u, rest) = sums::one_plus(x);
    let result = log_of_sum(u, rest, V::splat(0.0));
    outside(u, result).copysign(x)
}

/// `log(exp(factor x) + exp(factor y)) / factor` of numbers of f32, with some 2^-45 of error, not a part of the result;
/// `inverse` is that of the factor.
#[inline(always)]
pub(super) fn add_logarithms_of_singles<V: Vector64>(x: V, y: V, [factor, inverse]: [f64; 2]) -> V {
    // NaN goes to one of them.
    let (larger, smaller) = (x.max(y), y.min(x));
    let difference = (smaller - larger) * V::splat(factor);
    // Further down powers round to nothing, even as subnormal numbers of f32.
    let power = exp_of_moderate(V::splat(-110.0).max(difference));
    let s = power / (V::splat(2.0) + power);
    let z = s * s;
    let logarithm = (s * z).fma(polynomial(z, &c::LOG_WIDE), s + s);
    let result = logarithm.fma(V::splat(inverse), larger);
    // Equal infinities, whose difference is NaN, and other equal numbers.
    let twice = x + V::splat(c::LN_2_FULL * inverse);
    V::select(x.eq(y), twice, result)
}

/// Arguments from which on `sqrt(x² ± 1)` is `x`; their squares are finite.
const LARGE: f64 = 1e9;

/// `log(x + sqrt(x² + offset))` for positive `x`; `offset` is 1 or -1.
#[inline(always)]
fn log_with_root<V: Vector64>(x: V, offset: f64) -> V {
    let offset = V::splat(offset);
    let square = x * x;
    let square_rest = x.fma(x, square.neg());
    let sum = square + offset;
    let larger = square.max(offset);
    let smaller = square.min(offset);
    let sum_rest = (larger - sum) + smaller + square_rest;
    let root = sum.sqrt();
    let correction = (root.nfma(root, sum) + sum_rest) / (root + root);
    let correction = V::select(sum.eq(V::splat(0.0)), sum, correction);
    let total = root + x;
    let rest = (root.max(x) - total) + root.min(x) + correction;
    let is_large = V::splat(LARGE).lt(x);
    log_of_sum(
        V::select(is_large, x, total),
        V::select(is_large, V::splat(0.0), rest),
        V::select(is_large, V::splat(1.0), V::splat(0.0)),
    )
}

#[inline(always)]
pub(super) fn arcsinh<V: Vector64>(x: V) -> V {
    let a = x.abs();
    let result = log_with_root(a, 1.0);
    V::select(a.lt(V::splat(f64::INFINITY)), result, a).copysign(x)
}

#[inline(always)]
pub(super) fn arccosh<V: Vector64>(x: V) -> V {
    let result = log_with_root(x, -1.0);
    let is_inside = V::splat(1.0).le(x);
    let result = V::select(is_inside, result, V::splat(f64::NAN));
    V::select(x.eq(V::splat(f64::INFINITY)), x, result)
}

#[inline(always)]
pub(super) fn arctanh<V: Vector64>(x: V) -> V {
    let a = x.abs();
    let one = V::splat(1.0);
    // log of (1 + a) / (1 - a) in two words.
    let above = one + a;
    let above_rest = a - (above - one);
    let below = one - a;
    let below_rest = (one - below) - a;
    let inverse = one / below;
    let quotient = above * inverse;
    let remainder = quotient.nfma(below, above) + quotient.nfma(below_rest, above_rest);
    let result = log_of_sum(quotient, remainder * inverse, V::splat(0.0));
    let result = V::select(a.lt(one), result * V::splat(0.5), V::splat(f64::NAN));
    V::select(a.eq(one), V::splat(f64::INFINITY), result).copysign(x)
}

/// `log(exp(x) + exp(y))` over the logarithm of the base, for `of_equal` being that of 2: the larger number, and
/// `factor log(1 + power(difference))`. Equal numbers cover equal infinities, whose difference is NaN. The power must be
/// `#[inline(always)]`: a function item would be called through code outside the set.
#[inline(always)]
fn add_logarithms<V: Vector64>(
    x: V,
    y: V,
    [of_equal, factor]: [f64; 2],
    power: impl Fn(V) -> V,
) -> V {
    let larger = x.max(y);
    let smaller = x.min(y);
    let difference = smaller - larger;
    // Its rounding error, which the power makes a relative one; NaN beside infinities.
    let back = difference - smaller;
    let lost = (smaller - (difference - back)) - (larger + back);
    let lost = V::select(lost.is_nan(), V::splat(0.0), lost);
    let power = power(difference);
    let (u, rest) = sums::one_plus(power.fma(lost * V::splat(1.0 / factor), power));
    let result = log_of_sum(u, rest, V::splat(0.0)).fma(V::splat(factor), larger);
    let result = V::select(x.eq(y), x + V::splat(of_equal), result);
    V::select(x.is_nan() | y.is_nan(), x + y, result)
}

#[inline(always)]
pub(super) fn logaddexp<V: Vector64>(x: V, y: V) -> V {
    add_logarithms(
        x,
        y,
        [c::LN_2_FULL, 1.0],
        #[inline(always)]
        |x| exp(x),
    )
}

#[inline(always)]
pub(super) fn logaddexp2<V: Vector64>(x: V, y: V) -> V {
    add_logarithms(
        x,
        y,
        [1.0, c::LOG2_E],
        #[inline(always)]
        |x| exp2(x),
    )
}
