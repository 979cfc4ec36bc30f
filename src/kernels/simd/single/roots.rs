//! The cube root of f32, and the length of a hypotenuse, which is f64 inside.

use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::vector::{Mask, Vector, Vector32, polynomial};

/// The cube root of normal numbers, as of f64 but for a last step of Newton's.
#[inline(always)]
fn cbrt_of_normal<V: Vector32>(a: V) -> V {
    let bits = a.shift_right::<8>().or(V::splat(8_388_608.0));
    let start = bits.nfma(V::splat(c::THIRD_F32), V::splat(c::CBRT_START_F32));
    let guess = start.shift_left::<8>();
    let error = (a * guess).nfma(guess * guess, V::one());
    let inverse = guess.fma(error * polynomial(error, &c::CBRT_F32), guess);
    let square = inverse * inverse;
    let root = a * square;
    let residual = (root * root).nfma(root, a);
    (residual * square).fma(V::splat(c::THIRD_F32), root)
}

#[inline(always)]
pub(in crate::kernels::simd) fn cbrt<V: Vector32>(x: V) -> V {
    let a = x.abs();
    let (smallest, infinity) = (V::splat(f32::MIN_POSITIVE), V::splat(f32::INFINITY));
    let is_plain = smallest.le(a) & a.lt(infinity);
    let result = cbrt_of_normal(a).copysign(x);
    if is_plain.all() {
        return result;
    }
    // Subnormal numbers times 2^24.
    let root = cbrt_of_normal(a * V::splat(16_777_216.0)) * V::splat(1.0 / 256.0);
    let is_zero = a.eq(V::splat(0.0));
    let small = V::select(a.lt(smallest) & !is_zero, root.copysign(x), x);
    V::select(is_plain, result, small)
}

/// The length, whose squares are exact in f64.
#[inline(always)]
fn length<W: Vector>(x: W, y: W) -> W {
    x.fma(x, y * y).sqrt()
}

#[inline(always)]
pub(in crate::kernels::simd) fn hypot<V: Vector32>(x: V, y: V) -> V {
    let infinity = V::splat(f32::INFINITY);
    let ((x_low, x_high), (y_low, y_high)) = (x.widen(), y.widen());
    let result = V::narrow(length(x_low, y_low), length(x_high, y_high));
    // Also beside NaN.
    let is_infinite = x.abs().eq(infinity) | y.abs().eq(infinity);
    V::select(is_infinite, infinity, result)
}
