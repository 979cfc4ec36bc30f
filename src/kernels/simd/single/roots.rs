//! The cube root of f32, and the length of a hypotenuse, which is f64 inside.

use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::vector::{Vector, Vector32, polynomial};

/// `2^j` and `2^(-j / 3)` for `j` from 0 to 2.
const POWERS: [f32; 8] = [1.0, 2.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0];
const ROOTS: [f32; 8] = [1.0, 0.793_700_5, 0.629_960_5, 0.0, 0.0, 0.0, 0.0, 0.0];

#[inline(always)]
pub(in crate::kernels::simd) fn cbrt<V: Vector32>(x: V) -> V {
    let a = x.abs();
    let (m, k) = a.split();
    // k = 3 q + j with a `j` of 0, 1 or 2.
    let third = V::splat(c::THIRD_F32);
    let q = (k - V::splat(1.0)).fma(third, V::magic()) - V::magic();
    let j = q.nfma(V::splat(3.0), k) + V::magic();
    let m_scaled = m * V::lookup(&POWERS, j);
    // About m^(-1/3), then a step of Newton's.
    let inverse = polynomial(m - V::splat(1.0), &c::CBRT_F32) * V::lookup(&ROOTS, j);
    let square = inverse * inverse;
    let root = m_scaled * square;
    let residual = (root * root).nfma(root, m_scaled);
    let result = (residual * square).fma(third, root);
    let is_plain = V::splat(0.0).lt(a) & a.lt(V::splat(f32::INFINITY));
    V::select(is_plain, result.scale(q).copysign(x), x)
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
