//! What vector functions of either float type share: hyperbolic sines and cosines from their parts, logarithms in
//! two words, and cube roots of any number from those of normal ones.

use super::vector::{Mask, Vector};

/// `1 + x` with its rounding error, for `x > -1`.
#[inline(always)]
pub(super) fn one_plus<V: Vector>(x: V) -> (V, V) {
    let one = V::one();
    let sum = one + x;
    (sum, x.min(one) - (sum - x.max(one)))
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

/// The cube root of any number by that of positive normal ones, of which `smallest` is the smallest.
/// The function passed must be an `#[inline(always)]` closure: a function item would be called through code outside the set.
#[inline(always)]
pub(super) fn cbrt<V: Vector>(x: V, smallest: f64, of_normal: impl Fn(V) -> V) -> V {
    let a = x.abs();
    let smallest = V::of(smallest);
    let is_plain = smallest.le(a) & a.lt(V::of(f64::INFINITY));
    let result = of_normal(a).copysign(x);
    if is_plain.all() {
        return result;
    }
    let root = of_normal(a * V::of(2f64.powi(54))) * V::of(2f64.powi(-18));
    let is_subnormal = a.lt(smallest) & V::of(0.0).lt(a);
    let other = V::select(is_subnormal, root.copysign(x), x);
    V::select(is_plain, result, other)
}
