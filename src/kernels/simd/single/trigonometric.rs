//! Sine, cosine, tangent and their inverses, in f32 itself.
//!
//! An argument is reduced by a multiple of `pi / 2`, known to three words; beyond [`LARGE`] the forms in f64 lanes
//! take over.

#![allow(
    clippy::redundant_closure,
    reason = "a function item would be called through code outside the set"
)]

use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::trigonometric as wide;
use crate::kernels::simd::vector::{Mask, Vector32, polynomial};

/// Arguments up to here are reduced accurately.
const LARGE: f32 = 50_000.0;

#[inline(always)]
fn reduce<V: Vector32>(x: V) -> (V, V, V) {
    let half_pi = [c::HALF_PI_F32, c::HALF_PI_F32_LOW, c::HALF_PI_F32_LOWEST];
    wide::reduce_by(x, c::TWO_OVER_PI_F32, half_pi)
}

/// `result`, or what a function of f64 lanes gives where `x` is too large to reduce.
#[inline(always)]
fn unless_large<V: Vector32>(x: V, result: V, wide: impl Fn(V::Wide) -> V::Wide) -> V {
    let is_plain = x.abs().le(V::splat(LARGE));
    if is_plain.all() {
        return result;
    }
    let (low, high) = x.widen();
    V::select(is_plain, result, V::narrow(wide(low), wide(high)))
}

#[inline(always)]
pub(in crate::kernels::simd) fn sin<V: Vector32>(x: V) -> V {
    let (r, low, bits) = reduce(x);
    let is_odd = wide::bit::<V, 31>(bits);
    let value = V::select(
        is_odd,
        wide::cos_by(r, low, &c::COS_F32),
        wide::sin_by(r, low, &c::SIN_F32),
    );
    let value = value.xor_sign(bits.shift_left::<30>());
    // Zero keeps its sign.
    let result = V::select(x.eq(V::splat(0.0)), x, value);
    unless_large(
        x,
        result,
        #[inline(always)]
        |x| wide::sin::<_, true>(x),
    )
}

#[inline(always)]
pub(in crate::kernels::simd) fn cos<V: Vector32>(x: V) -> V {
    let (r, low, bits) = reduce(x);
    let is_odd = wide::bit::<V, 31>(bits);
    let value = V::select(
        is_odd,
        wide::sin_by(r, low, &c::SIN_F32),
        wide::cos_by(r, low, &c::COS_F32),
    );
    // Quadrants 1 and 2 are negative.
    let next = bits.int_add(V::splat_bits(1));
    let result = value.xor_sign(next.shift_left::<30>());
    unless_large(
        x,
        result,
        #[inline(always)]
        |x| wide::cos::<_, true>(x),
    )
}

/// `-t·sin(x)`.
#[inline(always)]
pub(in crate::kernels::simd) fn cos_slope<V: Vector32>(t: V, x: V) -> V {
    (t * sin(x)).neg()
}

#[inline(always)]
pub(in crate::kernels::simd) fn tan<V: Vector32>(x: V) -> V {
    let (r, low, bits) = reduce(x);
    let z = r * r;
    // tan(r + low) is about tan(r) + low (1 + r²).
    let tangent = r + (r * z).fma(polynomial(z, &c::TAN_F32), low.fma(z, low));
    let cotangent = V::splat(-1.0) / tangent;
    let result = V::select(wide::bit::<V, 31>(bits), cotangent, tangent);
    let result = V::select(x.eq(V::splat(0.0)), x, result);
    unless_large(
        x,
        result,
        #[inline(always)]
        |x| wide::tan::<_, true>(x),
    )
}

/// `(s, s³ A)` with `arcsin(s) = s + s³ A`, where `s` is `|x|` up to 1/2 and `sqrt((1 - |x|) / 2)` (mask set) above.
#[inline(always)]
fn arcsin_parts<V: Vector32>(x: V) -> (V, V, V::Mask) {
    let half = V::splat(0.5);
    let a = x.abs();
    let is_large = half.lt(a);
    let z = V::select(is_large, a.nfma(half, half), a * a);
    let s = V::select(is_large, z.sqrt(), a);
    (s, s * z * polynomial(z, &c::ASIN_F32), is_large)
}

#[inline(always)]
pub(in crate::kernels::simd) fn arcsin<V: Vector32>(x: V) -> V {
    let (s, tail, is_large) = arcsin_parts(x);
    let two = V::splat(2.0);
    let small = s + tail;
    let rest = tail.nfma(two, V::splat(c::HALF_PI_F32_LOW));
    let large = V::splat(c::HALF_PI_F32) - s.fma(two, rest.neg());
    V::select(is_large, large, small).copysign(x)
}

#[inline(always)]
pub(in crate::kernels::simd) fn arccos<V: Vector32>(x: V) -> V {
    let (s, tail, is_large) = arcsin_parts(x);
    // Near zero pi/2 - arcsin(x); else 2 arcsin(s), or pi less that.
    let signed = (s + (tail - V::splat(c::HALF_PI_F32_LOW).copysign(x))).copysign(x);
    let near_zero = V::splat(c::HALF_PI_F32) - signed;
    let twice = (s + tail) + (s + tail);
    let rest = twice - V::splat(c::PI_F32_LOW);
    let far = V::select(x.lt(V::splat(0.0)), V::splat(c::PI_F32) - rest, twice);
    V::select(is_large, far, near_zero)
}

/// `base + base_rest + arctan(t)` for `|t| <= 1`.
#[inline(always)]
fn arctan_from<V: Vector32>(base: V, base_rest: V, t: V) -> V {
    let z = t * t;
    let tail = (t * z).fma(polynomial(z, &c::ATAN_F32), base_rest);
    base + (t + tail)
}

#[inline(always)]
pub(in crate::kernels::simd) fn arctan<V: Vector32>(x: V) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let a = x.abs();
    let is_large = one.lt(a);
    let t = V::select(is_large, V::splat(-1.0), a) / V::select(is_large, a, one);
    let base = V::select(is_large, V::splat(c::HALF_PI_F32), zero);
    let base_rest = V::select(is_large, V::splat(c::HALF_PI_F32_LOW), zero);
    arctan_from(base, base_rest, t).copysign(x)
}

#[inline(always)]
pub(in crate::kernels::simd) fn arctan2<V: Vector32>(y: V, x: V) -> V {
    let (zero, infinity) = (V::splat(0.0), V::splat(f32::INFINITY));
    let (above, below) = (y.abs(), x.abs());
    let is_steep = below.lt(above);
    let t = above.min(below) / above.max(below);
    let t = V::select(is_steep, t.neg(), t).xor_sign(x);
    let is_negative = x.is_negative();
    let base = |steep: f32, negative: f32| {
        let flat = V::select(is_negative, V::splat(negative), zero);
        V::select(is_steep, V::splat(steep), flat)
    };
    let angle = arctan_from(
        base(c::HALF_PI_F32, c::PI_F32),
        base(c::HALF_PI_F32_LOW, c::PI_F32_LOW),
        t,
    );
    let result = angle.copysign(y);
    // Neither both zero nor one of them infinite or NaN.
    let sum = above + below;
    let is_plain = zero.lt(sum) & sum.lt(infinity);
    if is_plain.all() {
        return result;
    }
    let ((y_low, y_high), (x_low, x_high)) = (y.widen(), x.widen());
    V::select(
        is_plain,
        result,
        V::narrow(wide::arctan2(y_low, x_low), wide::arctan2(y_high, x_high)),
    )
}
