//! Exponentials, hyperbolic functions and the logistic function, over any vector of f64.
//!
//! `SHORT` is the form whose result will be rounded to f32: shorter polynomials, and no second words. An argument
//! is `k log 2 + r` with `|r| <= log 2 / 2`; the polynomial gives `exp(r)`, and `k` goes into the exponent.

use super::coefficients as c;
use super::vector::{Vector64, polynomial};

/// `k` and `r` of `x = k log 2 + r`, `r` in two words.
#[inline(always)]
fn reduce<V: Vector64>(x: V) -> (V, V, V) {
    let k = (x * V::splat(c::LOG2_E)).round();
    let high = k.nfma(V::splat(c::LN_2), x);
    let r = k.nfma(V::splat(c::LN_2_LOW), high);
    (k, r, k.nfma(V::splat(c::LN_2_LOW), high - r))
}

/// `exp(r + low) - 1 - r`.
#[inline(always)]
fn tail<V: Vector64, const SHORT: bool>(r: V, low: V) -> V {
    if SHORT {
        (r * r) * polynomial(r, &c::EXPM1_SHORT)
    } else {
        (r * r).fma(polynomial(r, &c::EXP), low)
    }
}

/// `exp(r + low)`.
#[inline(always)]
fn near_one<V: Vector64, const SHORT: bool>(r: V, low: V) -> V {
    if SHORT {
        (r * r).fma(polynomial(r, &c::EXP_SHORT), r) + V::splat(1.0)
    } else {
        V::splat(1.0) + (r + tail::<V, false>(r, low))
    }
}

/// `x` within limits; NaN stays.
#[inline(always)]
pub(super) fn clamp<V: Vector64>(x: V, low: f64, high: f64) -> V {
    V::splat(low).max(V::splat(high).min(x))
}

/// `exp(x + low)` as mantissa and exponent, for `|x| <= 1000` and a `low` of at most some units in its last place.
#[inline(always)]
pub(super) fn exp_parts<V: Vector64, const SHORT: bool>(x: V, low: V) -> (V, V) {
    let (k, r, rest) = reduce(x);
    if SHORT {
        return (near_one::<V, true>(r, rest), k);
    }
    let low = rest + low;
    let sum = r + low;
    (near_one::<V, false>(sum, (r - sum) + low), k)
}

/// `exp(x + low)` as mantissa in two words and exponent, as [`exp_parts`].
#[inline(always)]
pub(super) fn exp_in_two_words<V: Vector64>(x: V, low: V) -> (V, V, V) {
    let one = V::splat(1.0);
    let (k, r, rest) = reduce(x);
    let low = rest + low;
    let sum = r + low;
    let rest = (r - sum) + low;
    let tail = tail::<V, false>(sum, rest);
    let high = one + sum;
    (high, ((one - high) + sum) + tail, k)
}

#[inline(always)]
pub(super) fn exp<V: Vector64, const SHORT: bool>(x: V) -> V {
    // Beyond these the result is 0 or infinite.
    let x = clamp(x, -746.0, 710.0);
    let (k, r, low) = reduce(x);
    near_one::<V, SHORT>(r, low).scale(k)
}

#[inline(always)]
pub(super) fn exp2<V: Vector64, const SHORT: bool>(x: V) -> V {
    let x = clamp(x, -1080.0, 1025.0);
    let k = x.round();
    let fraction = x - k;
    let r = fraction * V::splat(c::LN_2_FULL);
    let rest = fraction.fma(V::splat(c::LN_2_FULL), r.neg());
    let low = fraction.fma(V::splat(c::LN_2_FULL_LOW), rest);
    near_one::<V, SHORT>(r, low).scale(k)
}

/// `exp(x) - 1` as `(high + low) 2^k`, where `low` is a few units in the last place of `high`.
#[inline(always)]
fn expm1_parts<V: Vector64, const SHORT: bool>(x: V) -> (V, V, V) {
    let (k, r, low) = reduce(x);
    let one = V::splat(1.0);
    let power = one.scale(k.neg());
    let base = one - power;
    // `base` is 0 or at least 1/2, so the rounding error of the sum is exact.
    let sum = base + r;
    let rest = (base - sum) + r;
    if SHORT {
        return (sum, rest + tail::<V, true>(r, low), k);
    }
    // r²/2 in two words: it is not small beside a sum of 1/2 and a negative `r`.
    let low = ((one - base) - power) + low;
    let square = r * r;
    let square_rest = r.fma(r, square.neg());
    let tail = (r * square).fma(
        polynomial(r, &c::EXPM1),
        square_rest.fma(V::splat(0.5), low),
    );
    (sum, square.fma(V::splat(0.5), rest + tail), k)
}

#[inline(always)]
pub(super) fn expm1<V: Vector64, const SHORT: bool>(x: V) -> V {
    let bounded = clamp(x, -40.0, 710.0);
    let (high, low, k) = expm1_parts::<V, SHORT>(bounded);
    (high + low).scale(k).copysign(x)
}

#[inline(always)]
pub(super) fn sinh<V: Vector64, const SHORT: bool>(x: V) -> V {
    let (high, low, k) = expm1_parts::<V, SHORT>(V::splat(711.0).min(x.abs()));
    // E / 2 for E = exp(|x|) - 1, as E itself may overflow.
    let sum = high + low;
    let power = k - V::splat(1.0);
    let half = sum.scale(power);
    let rest = ((high - sum) + low).scale(power);
    let bounded = V::splat(1e300).min(half);
    let ratio = bounded / (bounded + bounded + V::splat(1.0));
    let result = (half + (ratio + rest)).copysign(x);
    // Where halves may be subnormal and lose bits, sinh(x) rounds to x.
    V::select(x.abs().lt(V::splat(2f64.powi(-100))), x, result)
}

#[inline(always)]
pub(super) fn cosh<V: Vector64, const SHORT: bool>(x: V) -> V {
    let (k, r, low) = reduce(V::splat(711.0).min(x.abs()));
    let half = near_one::<V, SHORT>(r, low).scale(k - V::splat(1.0));
    half + V::splat(0.25) / half
}

#[inline(always)]
pub(super) fn tanh<V: Vector64, const SHORT: bool>(x: V) -> V {
    // tanh(22) rounds to 1.
    let a = V::splat(22.0).min(x.abs());
    let (high, low, k) = expm1_parts::<V, SHORT>(a + a);
    let two = V::splat(2.0);
    if SHORT {
        let e = (high + low).scale(k);
        return (e / (e + two)).copysign(x);
    }
    // E / (E + 2) in two words.
    let sum = high + low;
    let (e, e_low) = (sum.scale(k), ((high - sum) + low).scale(k));
    let divisor = e + two;
    let divisor_low = (e.max(two) - divisor) + e.min(two) + e_low;
    let inverse = V::splat(1.0) / divisor;
    let quotient = e * inverse;
    let rest = quotient.nfma(divisor_low, quotient.nfma(divisor, e) + e_low);
    rest.fma(inverse, quotient).copysign(x)
}

#[inline(always)]
pub(super) fn sigmoid<V: Vector64, const SHORT: bool>(x: V) -> V {
    let one = V::splat(1.0);
    let is_negative = x.lt(V::splat(0.0));
    let bounded = V::splat(-746.0).max(x.abs().neg());
    if SHORT {
        let e = exp::<V, true>(bounded);
        return V::select(is_negative, e, one) / (one + e);
    }
    let (e, e_rest, k) = exp_in_two_words(bounded, V::splat(0.0));
    let sum = e + e_rest;
    let (e, e_rest) = (sum.scale(k), ((e - sum) + e_rest).scale(k));
    let divisor = one + e;
    let divisor_rest = (one - divisor) + e + e_rest;
    let numerator = V::select(is_negative, e, one);
    let numerator_rest = V::select(is_negative, e_rest, V::splat(0.0));
    let inverse = one / divisor;
    let quotient = numerator * inverse;
    let rest = quotient.nfma(
        divisor_rest,
        quotient.nfma(divisor, numerator) + numerator_rest,
    );
    rest.fma(inverse, quotient)
}
