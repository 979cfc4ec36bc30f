//! The cube root of f32, and the length of a hypotenuse, which is f64 inside.

use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::sums;
use crate::kernels::simd::vector::{Vector, Vector32, polynomial};

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
    sums::cbrt(
        x,
        f32::MIN_POSITIVE.into(),
        #[inline(always)]
        |a| cbrt_of_normal(a),
    )
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
