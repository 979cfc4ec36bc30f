//! Powers of f32: with tables the logarithm in two words of f32, without in f64.

use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::sums;
use crate::kernels::simd::vector::{Mask, Vector, Vector32, polynomial, repair2};

/// `a^y` in f64 lanes from `a = 2^k (1 + f)`: `2^(y log2 a)`.
#[inline(always)]
fn power_of_parts<W: Vector<Scalar = f64>>(f: W, k: W, y: W) -> W {
    let s = f / (W::splat(2.0) + f);
    let z = s * s;
    let log = s * z.fma(polynomial(z, &c::LOG_SHORT), W::splat(2.0));
    let product = y * log.fma(W::splat(c::LOG2_E), k);
    // Beyond these the result is 0 or infinite.
    let product = W::splat(-200.0).max(W::splat(200.0).min(product));
    let whole = product.round();
    polynomial(product - whole, &c::EXP2_SHORT).scale(whole)
}

#[inline(always)]
fn power_wide<V: Vector32>(x: V, y: V) -> V {
    let (zero, one, infinity) = (V::splat(0.0), V::splat(1.0), V::splat(f32::INFINITY));
    let a = x.abs();
    let (m, k) = a.split();
    let (f, k, y_wide) = ((m - one).widen(), k.widen(), y.widen());
    let result = V::narrow(
        power_of_parts(f.0, k.0, y_wide.0),
        power_of_parts(f.1, k.1, y_wide.1),
    );
    let is_plain = zero.lt(x) & x.lt(infinity) & y.abs().lt(infinity);
    if !(!is_plain).any() {
        return result;
    }
    let half = y * V::splat(0.5);
    let is_integer = y.round().eq(y);
    let is_odd = is_integer & !half.round().eq(half);
    let result = V::select(x.lt(zero) & !is_integer, V::splat(f32::NAN), result);
    let of_zero = V::select(y.lt(zero), infinity, V::select(y.eq(zero), one, zero));
    let result = V::select(x.eq(zero), of_zero, result);
    let result = result.xor_sign(V::select(is_odd, x, zero));
    let is_finite = a.lt(infinity) & y.abs().lt(infinity);
    repair2(!is_finite, x, y, result, f32::powf)
}

/// `log2(a)` in two words, the second up to 2^-15, with an error of about 2^-33 of it, for positive finite `a`.
#[inline(always)]
fn log2_in_two_words<V: Vector32>(a: V) -> (V, V) {
    let (m, k) = a.split();
    // The five bits after the leading one.
    let j = m.shift_right::<18>();
    let f = m.fma(V::lookup_wide(&c::LOG2_TABLE_F32[0], j), V::splat(-1.0));
    let whole = k + V::lookup_wide(&c::LOG2_TABLE_F32[1], j);
    sums::log2_in_two_words(
        [whole, V::lookup_wide(&c::LOG2_TABLE_F32[2], j)],
        f,
        polynomial(f, &c::LOG2_TAIL_F32),
        [V::splat(c::LOG2_E_F32), V::splat(c::LOG2_E_F32_LOW)],
    )
}

/// Adding this rounds to a multiple of 1/32 and leaves it in the low bits.
const MAGIC: f32 = 393_216.0;

#[inline(always)]
pub(in crate::kernels::simd) fn power<V: Vector32>(x: V, y: V) -> V {
    if !V::HAS_WIDE_LOOKUP {
        return power_wide(x, y);
    }
    let (log, log_rest) = log2_in_two_words(x);
    let product = y * log;
    let product_rest = y.fma(log_rest, y.fma(log, product.neg()));
    let bits = (product + product_rest) + V::splat(MAGIC);
    let near = bits - V::splat(MAGIC);
    let r = (product - near) + product_rest;
    let power = V::lookup_wide(&c::EXP2_TABLE_F32[0], bits);
    let power_rest = V::lookup_wide(&c::EXP2_TABLE_F32[1], bits);
    let tail = r * polynomial(r, &c::EXP2_TAIL_F32);
    let result = (power + power.fma(tail, power_rest)).scale(near);
    let (zero, infinity) = (V::splat(0.0), V::splat(f32::INFINITY));
    // Not where the logarithm is too small for its words, or the result nearly subnormal or infinite; nor for NaN.
    let is_plain = zero.lt(x) & x.lt(infinity) & product.abs().lt(V::splat(125.0));
    if is_plain.all() {
        return result;
    }
    V::select(is_plain, result, power_wide(x, y))
}
