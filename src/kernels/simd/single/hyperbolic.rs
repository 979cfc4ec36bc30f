//! Inverse hyperbolic functions of f32: logarithms, as `log(s) + 2 arctanh((u - s) / (u + s))` of `u` for the power of
//! two `s` next to it. Where `s` is 1 the argument itself is taken instead.

use super::log;
use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::vector::{Mask, Vector32, polynomial, repair};

/// Arguments from which on `sqrt(x² ± 1)` is `x`; their squares are finite.
const LARGE: f32 = 1e9;
/// The power of two 1 is next to numbers from 1 up to here.
const NEAR_ONE: f32 = 1.75;

/// The power of two next to a number that is at least 1, and its exponent.
#[inline(always)]
fn nearest_power<V: Vector32>(u: V) -> (V, V) {
    let exponent = u.int_sub(V::splat(NEAR_ONE / 2.0));
    let power = exponent.and(V::splat_bits(0xff80_0000)).int_add(V::one());
    let bits = exponent.shift_right::<23>().or(V::splat(8_388_608.0));
    (power, bits - V::splat(8_388_608.0))
}

/// `factor (k log(2) + 2 arctanh(d))` for whole `k`, given `2 d factor` too.
#[inline(always)]
fn sum_up<V: Vector32>(factor: f32, k: V, d: V, scaled: V) -> V {
    let z = d * d;
    let tail = (scaled * z).fma(
        polynomial(z, &c::ATANH_F32),
        k * V::splat(factor * c::LN_2_F32_LOW),
    );
    // The first term is 0 or the larger, so the rounding error of the sum is exact.
    let whole = k * V::splat(factor * c::LN_2_F32);
    let sum = whole + scaled;
    sum + (((whole - sum) + scaled) + tail)
}

/// The logarithm of a sum of two numbers, or what is given for it near 1.
#[inline(always)]
fn log_of_sum<V: Vector32>(larger: V, smaller: V, near_one: V) -> V {
    let u = larger + smaller;
    let rest = smaller - (u - larger);
    let (power, k) = nearest_power(u);
    let d = ((u - power) + rest) / (u + power);
    let far = sum_up(1.0, k, d, d + d);
    V::select(u.lt(V::splat(NEAR_ONE)), near_one, far)
}

/// arcsinh near zero, for a number and its square.
#[inline(always)]
fn arcsinh_near_zero<V: Vector32>(x: V, square: V) -> V {
    (x * square).fma(polynomial(square, &c::ASINH_F32), x)
}

/// `log(2 x)`, which the functions are for large arguments.
#[inline(always)]
fn log_of_twice<V: Vector32>(x: V) -> V {
    log(x) + V::splat(std::f32::consts::LN_2)
}

#[inline(always)]
pub(in crate::kernels::simd) fn arcsinh<V: Vector32>(x: V) -> V {
    let a = x.abs();
    let root = a.fma(a, V::one()).sqrt();
    let result = log_of_sum(root, a, arcsinh_near_zero(a, a * a)).copysign(x);
    let is_plain = a.lt(V::splat(LARGE));
    if is_plain.all() {
        return result;
    }
    V::select(is_plain, result, log_of_twice(a).copysign(x))
}

#[inline(always)]
pub(in crate::kernels::simd) fn arccosh<V: Vector32>(x: V) -> V {
    let one = V::one();
    // x² - 1, and its root, of which arcsinh is the same.
    let above = x - one;
    let square = above.fma(above, above + above);
    let root = square.sqrt();
    let result = log_of_sum(x, root, arcsinh_near_zero(root, square));
    let is_inside = one.le(x);
    let is_plain = is_inside & x.lt(V::splat(LARGE));
    if is_plain.all() {
        return result;
    }
    let other = V::select(is_inside, log_of_twice(x), V::splat(f32::NAN));
    V::select(is_plain, result, other)
}

/// Half the logarithm of `(1 + a) / (1 - a)`; here `d` is `a (s + 1) - (s - 1)` over `(s + 1) - a (s - 1)`.
#[inline(always)]
pub(in crate::kernels::simd) fn arctanh<V: Vector32>(x: V) -> V {
    let one = V::one();
    let a = x.abs();
    let (power, k) = nearest_power((one + a) / (one - a));
    let (up, down) = (power + one, power - one);
    let d = a.fma(up, down.neg()) / a.nfma(down, up);
    let result = sum_up(0.5, k, d, d).copysign(x);
    // Not where `s + 1` is rounded, nor outside (-1, 1).
    let is_plain = a.lt(V::splat(0.999_999_8));
    repair(!is_plain, x, result, |x| f64::from(x).atanh() as f32)
}
