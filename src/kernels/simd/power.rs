//! Powers, over any vector of f64: the logarithm to about 68 bits, times the exponent, into the exponential.

use super::coefficients as c;
use super::exponential::{clamp, exp_parts};
use super::vector::{Vector64, polynomial, repair2};

/// `log(a)` in two words, for positive finite `a`.
#[inline(always)]
fn log_in_two_words<V: Vector64>(a: V) -> (V, V) {
    let (one, two) = (V::splat(1.0), V::splat(2.0));
    let (m, k) = a.split();
    let f = m - one;
    // s = f / (2 + f).
    let divisor = two + f;
    let divisor_rest = (two - divisor) + f;
    let inverse = one / divisor;
    let s = f * inverse;
    let s_rest = s.nfma(divisor_rest, s.nfma(divisor, f)) * inverse;
    // s², s³ and 2/3 s³.
    let z = s * s;
    let z_rest = (s + s).fma(s_rest, s.fma(s, z.neg()));
    let cube = s * z;
    let cube_rest = s_rest.fma(z, s.fma(z_rest, s.fma(z, cube.neg())));
    let third = cube * V::splat(c::TWO_THIRDS);
    let third_rest = cube.fma(V::splat(c::TWO_THIRDS), third.neg());
    let third_rest = cube.fma(V::splat(c::TWO_THIRDS_LOW), third_rest);
    let third_rest = cube_rest.fma(V::splat(c::TWO_THIRDS), third_rest);
    let tail = cube * z * polynomial(z, &c::LOG_LONG);
    // 2 s + 2/3 s³ + tail, larger terms first.
    let first = s + s;
    let sum = first + third;
    let sum_rest = ((first - sum) + third) + (s_rest + s_rest + third_rest + tail);
    let whole = k * V::splat(c::LN_2);
    let total = whole + sum;
    let rest = ((whole - total) + sum) + k.fma(V::splat(c::LN_2_LOW), sum_rest);
    let high = total + rest;
    (high, (total - high) + rest)
}

#[inline(always)]
pub(super) fn power<V: Vector64>(x: V, y: V) -> V {
    let (zero, one, infinity) = (V::splat(0.0), V::splat(1.0), V::splat(f64::INFINITY));
    let a = x.abs();
    // More is infinite or zero for every base but 1.
    let exponent = clamp(y, -1e25, 1e25);
    let (high, low) = log_in_two_words(a);
    let product = exponent * high;
    let low = exponent.fma(low, exponent.fma(high, product.neg()));
    let is_moderate = product.abs().lt(V::splat(760.0));
    let low = V::select(is_moderate, low, zero);
    let (mantissa, k) = exp_parts(clamp(product, -760.0, 760.0), low);
    let result = k.scale(mantissa, product.abs().le(V::splat(700.0)));

    let half = y * V::splat(0.5);
    let is_integer = y.round().eq(y);
    let is_odd = is_integer & !half.round().eq(half);
    let sign = V::select(is_odd, x, zero);
    let result = V::select(x.lt(zero) & !is_integer, V::splat(f64::NAN), result);
    let of_zero = V::select(y.lt(zero), infinity, V::select(y.eq(zero), one, zero));
    let result = V::select(x.eq(zero), of_zero, result).xor_sign(sign);
    let is_plain = a.lt(infinity) & y.abs().lt(infinity);
    repair2(!is_plain, x, y, result, f64::powf)
}
