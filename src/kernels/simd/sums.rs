//! Hyperbolic functions from their parts, their inverses and sums of exponentials, over any vector of either float
//! type.
//!
//! Each of the latter is a logarithm of a sum in two words, for which it takes `log_of_sum`: `log(u + rest) + extra log 2` for
//! positive finite `u`, a `rest` of at most some units in its last place, and `extra`.

use super::vector::Vector;

/// `1 + x` with its rounding error, for `x > -1`.
#[inline(always)]
pub(super) fn one_plus<V: Vector>(x: V) -> (V, V) {
    let one = V::one();
    let sum = one + x;
    (sum, x.min(one) - (sum - x.max(one)))
}

// The closures passed must be `#[inline(always)]`: a function item would be called through code outside the set.

/// Arguments from which on `sqrt(x² ± 1)` is `x`; their squares are finite in either type.
const LARGE: f64 = 1e9;

/// `log(x + sqrt(x² + offset))` for positive `x`; `offset` is 1 or -1.
#[inline(always)]
fn log_with_root<V: Vector>(x: V, offset: f64, log_of_sum: impl Fn(V, V, V) -> V) -> V {
    let offset = V::of(offset);
    let square = x * x;
    let square_rest = x.fma(x, square.neg());
    let sum = square + offset;
    let larger = square.max(offset);
    let smaller = square.min(offset);
    let sum_rest = (larger - sum) + smaller + square_rest;
    let root = sum.sqrt();
    let correction = (root.nfma(root, sum) + sum_rest) / (root + root);
    let correction = V::select(sum.eq(V::of(0.0)), sum, correction);
    let total = root + x;
    let rest = (root.max(x) - total) + root.min(x) + correction;
    let is_large = V::of(LARGE).lt(x);
    log_of_sum(
        V::select(is_large, x, total),
        V::select(is_large, V::of(0.0), rest),
        V::select(is_large, V::one(), V::of(0.0)),
    )
}

#[inline(always)]
pub(super) fn arcsinh<V: Vector>(x: V, log_of_sum: impl Fn(V, V, V) -> V) -> V {
    let a = x.abs();
    let result = log_with_root(a, 1.0, log_of_sum);
    V::select(a.lt(V::of(f64::INFINITY)), result, a).copysign(x)
}

#[inline(always)]
pub(super) fn arccosh<V: Vector>(x: V, log_of_sum: impl Fn(V, V, V) -> V) -> V {
    let result = log_with_root(x, -1.0, log_of_sum);
    let is_inside = V::one().le(x);
    let result = V::select(is_inside, result, V::of(f64::NAN));
    V::select(x.eq(V::of(f64::INFINITY)), x, result)
}

#[inline(always)]
pub(super) fn arctanh<V: Vector>(x: V, log_of_sum: impl Fn(V, V, V) -> V) -> V {
    let a = x.abs();
    let one = V::one();
    // log of (1 + a) / (1 - a) in two words.
    let above = one + a;
    let above_rest = a - (above - one);
    let below = one - a;
    let below_rest = (one - below) - a;
    let inverse = one / below;
    let quotient = above * inverse;
    let remainder = quotient.nfma(below, above) + quotient.nfma(below_rest, above_rest);
    let result = log_of_sum(quotient, remainder * inverse, V::of(0.0));
    let result = V::select(a.lt(one), result * V::of(0.5), V::of(f64::NAN));
    V::select(a.eq(one), V::of(f64::INFINITY), result).copysign(x)
}

/// `log(exp(x) + exp(y))` over the logarithm of the base, for `of_equal` being that of 2: the larger number, and
/// `factor log(1 + power(difference))`. Equal numbers cover equal infinities, whose difference is NaN.
#[inline(always)]
pub(super) fn add_logarithms<V: Vector>(
    x: V,
    y: V,
    [of_equal, factor]: [f64; 2],
    power: impl Fn(V) -> V,
    log: impl Fn(V, V, V) -> V,
) -> V {
    let larger = x.max(y);
    let (u, rest) = one_plus(power(x.min(y) - larger));
    let result = log(u, rest, V::of(0.0)).fma(V::of(factor), larger);
    let result = V::select(x.eq(y), x + V::of(of_equal), result);
    V::select(x.is_nan() | y.is_nan(), x + y, result)
}

/// `sinh(x)` from `2^k / 4` and `2^-k / 4` for `|x| = k log 2 + r`, then `r`, `sinh(r) - r`, and two factors of
/// `cosh(r) - 1`; `rest` is the rounding error of the first two's difference, or 0 where it may be left out.
#[inline(always)]
pub(super) fn sinh<V: Vector>(x: V, [up, down, r, sinh_tail, z, cosh_tail]: [V; 6], rest: V) -> V {
    let (difference, sum) = (up - down, up + down);
    let tail = (difference * z).fma(cosh_tail, sum.fma(sinh_tail, rest));
    // Both terms may be large beside their sum, so the product is not rounded before.
    let rough = sum.fma(r, difference);
    let half = rough + (sum.fma(r, difference - rough) + tail);
    let result = (half + half).copysign(x);
    // Where products may be subnormal and lose bits, sinh(x) rounds to x.
    V::select(x.abs().lt(V::of(2f64.powi(-100))), x, result)
}

/// `cosh(x)` from the same parts as [`sinh`].
#[inline(always)]
pub(super) fn cosh<V: Vector>([up, down, r, sinh_tail, z, cosh_tail]: [V; 6]) -> V {
    let (difference, sum) = (up - down, up + down);
    let tail = (sum * z).fma(cosh_tail, difference * sinh_tail);
    let half = up + (difference.fma(r, tail) + down);
    half + half
}

/// `log2` of a number `c (1 + f)` in two words, the second not small beside the last place of the first: `log2(c)` is
/// `whole + rest`, the first of few digits and 0 or the larger; `tail` is `2 (log(1 + f) - f + f²/2) log2(e) / f³`.
#[inline(always)]
pub(super) fn log2_in_two_words<V: Vector>(
    [whole, rest]: [V; 2],
    f: V,
    tail: V,
    [log2_e, log2_e_low]: [V; 2],
) -> (V, V) {
    // f - f²/2 in two words, then these times log2(e).
    let half = f * V::of(0.5);
    let high = half.nfma(f, f);
    let low = half.nfma(f, f - high);
    let product = high * log2_e;
    let product_rest = high.fma(log2_e, product.neg());
    let low = low.fma(log2_e, high.fma(log2_e_low, product_rest));
    let low = (half * f * f).fma(tail, low);
    let sum = whole + product;
    (sum, ((whole - sum) + product) + (low + rest))
}
