//! Powers, over any vector of f64: the base's logarithm in two words, times the exponent, into the exponential. Both
//! come from tables and short polynomials.

use super::coefficients as c;
use super::exponential::clamp;
use super::sums;
use super::vector::{Mask, Vector64, polynomial, repair2};

/// Adding this rounds to a multiple of 1/16 and leaves it in the low bits.
const MAGIC: f64 = 422_212_465_065_984.0;

/// `log2(a)` in two words, the second up to 2^-15, for positive finite `a`.
#[inline(always)]
fn log2_in_two_words<V: Vector64>(a: V) -> (V, V) {
    let (m, k) = a.split();
    // The five bits after the leading one.
    let j = m.shift_right::<47>();
    let f = m.fma(V::lookup_wide(&c::LOG2_TABLE[0], j), V::splat(-1.0));
    let whole = k + V::lookup_wide(&c::LOG2_TABLE[1], j);
    sums::log2_in_two_words(
        [whole, V::lookup_wide(&c::LOG2_TABLE[2], j)],
        f,
        polynomial(f, &c::LOG2_TAIL),
        [V::splat(c::LOG2_E), V::splat(c::LOG2_E_LOW)],
    )
}

/// `2^(x + rest)` as a number in [1, 2) times a power of two: that number, the exponent rounded up to a multiple of
/// 1/16, and the bits of [`MAGIC`] that have it.
#[inline(always)]
fn exp2_parts<V: Vector64>(x: V, rest: V) -> (V, V, V) {
    let bits = (x + rest) + V::splat(MAGIC);
    let near = bits - V::splat(MAGIC);
    let r = (x - near) + rest;
    let power = V::lookup(&c::EXP2_TABLE[0], bits);
    let power_rest = V::lookup(&c::EXP2_TABLE[1], bits);
    let tail = r * polynomial(r, &c::EXP2_TAIL);
    (power + power.fma(tail, power_rest), near, bits)
}

#[inline(always)]
pub(super) fn power<V: Vector64>(x: V, y: V) -> V {
    let (zero, one, infinity) = (V::splat(0.0), V::splat(1.0), V::splat(f64::INFINITY));
    let a = x.abs();
    let (log, log_rest) = log2_in_two_words(a);
    let product = y * log;
    let product_rest = y.fma(log_rest, y.fma(log, product.neg()));
    let (mantissa, near, bits) = exp2_parts(product, product_rest);
    let result = if V::HAS_SCALE {
        mantissa.scale(near)
    } else {
        mantissa.int_add(bits.shift_right::<4>().shift_left::<52>())
    };
    // Not where the result is nearly subnormal or infinite; nor for NaN.
    let is_plain = zero.lt(x) & x.lt(infinity) & product.abs().lt(V::splat(1020.0));
    if is_plain.all() {
        return result;
    }
    let is_bounded = product.abs().lt(V::splat(1100.0));
    let product_rest = V::select(is_bounded, product_rest, zero);
    let (mantissa, near, _) = exp2_parts(clamp(product, -1100.0, 1100.0), product_rest);
    let other = mantissa.scale(near.floor());
    let half = y * V::splat(0.5);
    let is_integer = y.round().eq(y);
    let is_odd = is_integer & !half.round().eq(half);
    let sign = V::select(is_odd, x, zero);
    let other = V::select(x.lt(zero) & !is_integer, V::splat(f64::NAN), other);
    let of_zero = V::select(y.lt(zero), infinity, V::select(y.eq(zero), one, zero));
    let other = V::select(x.eq(zero), of_zero, other).xor_sign(sign);
    let result = V::select(is_plain, result, other);
    let is_finite = a.lt(infinity) & y.abs().lt(infinity);
    repair2(!is_finite, x, y, result, f64::powf)
}
