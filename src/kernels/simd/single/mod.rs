//! Functions computed in f32 itself: here exponential and logarithm with their relatives, and in files of their own
//! what comes from tables (`piecewise`, `power`), sines and their inverses (`trigonometric`), inverse hyperbolic
//! functions (`hyperbolic`) and the cube root.
//!
//! f64 lanes serve where a rare argument needs more digits: large ones of sines, and edges of `power`.

mod hyperbolic;
mod piecewise;
mod power;
mod roots;
mod trigonometric;

pub(super) use hyperbolic::{arccosh, arcsinh, arctanh};
pub(super) use piecewise::{erf, erfc, tanh};
pub(super) use power::power;
pub(super) use roots::{cbrt, hypot};
pub(super) use trigonometric::{arccos, arcsin, arctan, arctan2, cos, cos_slope, sin, tan};

use super::coefficients as c;
use super::vector::{Mask, Vector32, Whole, polynomial};
use super::{logarithm, sums};

/// `x` within limits; NaN stays.
#[inline(always)]
fn clamp<V: Vector32>(x: V, low: f32, high: f32) -> V {
    V::splat(low).max(V::splat(high).min(x))
}

/// `k` and `r` of `x = k log 2 + r`, `r` in two words.
#[inline(always)]
fn reduce<V: Vector32>(x: V) -> (Whole<V>, V, V) {
    let k = Whole::of_product(x, V::splat(c::LOG2_E_F32));
    let high = k.value.nfma(V::splat(c::LN_2_F32), x);
    let r = k.value.nfma(V::splat(c::LN_2_F32_LOW), high);
    (k, r, k.value.nfma(V::splat(c::LN_2_F32_LOW), high - r))
}

/// Whether `exp(x)` is a normal number, with some room; not for NaN.
#[inline(always)]
fn is_moderate<V: Vector32>(x: V) -> V::Mask {
    x.abs().le(V::splat(87.0))
}

/// `exp(r + low)` for `|r| <= log 2 / 2`.
#[inline(always)]
fn near_one<V: Vector32>(r: V, low: V) -> V {
    let tail = (r * r).fma(polynomial(r, &c::EXP_F32), low);
    V::splat(1.0) + (r + tail)
}

#[inline(always)]
pub(super) fn exp<V: Vector32>(x: V) -> V {
    let (k, r, low) = reduce(clamp(x, -104.0, 89.0));
    k.scale(near_one(r, low), is_moderate(x))
}

/// `exp(x)` for `x <= 0`, not quite as near to the true value as [`exp`].
#[inline(always)]
pub(in crate::kernels) fn exp_of_negative<V: Vector32>(x: V) -> V {
    let x = V::splat(-104.0).max(x);
    let k = Whole::of_product(x, V::splat(c::LOG2_E_F32));
    let high = k.value.nfma(V::splat(c::LN_2_F32), x);
    let r = k.value.nfma(V::splat(c::LN_2_F32_LOW), high);
    let power = V::splat(1.0) + (r * r).fma(polynomial(r, &c::EXP_F32), r);
    k.scale(power, V::splat(-87.0).le(x))
}

#[inline(always)]
pub(super) fn exp2<V: Vector32>(x: V) -> V {
    let bounded = clamp(x, -151.0, 129.0);
    let k = Whole::of_product(bounded, V::one());
    let fraction = bounded - k.value;
    let r = fraction * V::splat(c::LN_2_FULL_F32);
    let rest = fraction.fma(V::splat(c::LN_2_FULL_F32), r.neg());
    let low = fraction.fma(V::splat(c::LN_2_FULL_F32_LOW), rest);
    k.scale(near_one(r, low), x.abs().le(V::splat(125.0)))
}

/// `exp(x) - 1`.
#[inline(always)]
pub(super) fn expm1<V: Vector32>(x: V) -> V {
    let bounded = clamp(x, -20.0, 89.0);
    let (k, r, r_rest) = reduce(bounded);
    let one = V::splat(1.0);
    // The smallest exponent is -29; from 64 on the power is lost beside 1.
    let power = k.inverse_power_of_two(64.0, 0);
    let base = one - power;
    let base_rest = (one - base) - power;
    let sum = base + r;
    let rest = ((base - sum) + r) + (r_rest + base_rest);
    // r²/2 in two words: it is not small beside a sum of 1/2 and a negative `r`.
    let square = r * r;
    let square_rest = r.fma(r, square.neg());
    let rest = square_rest.fma(V::splat(0.5), rest);
    let tail = (r * square).fma(polynomial(r, &c::EXPM1_F32), rest);
    let mantissa = sum + square.fma(V::splat(0.5), tail);
    k.scale(mantissa, is_moderate(bounded)).copysign(x)
}

/// The parts that [`sums::sinh`] takes.
#[inline(always)]
fn hyperbolic_parts<V: Vector32>(x: V) -> [V; 6] {
    let (k, r, low) = reduce(V::splat(89.5).min(x.abs()));
    // Powers below 2^-64 are lost beside the others.
    let (up, down) = (k.power_of_two(-2), k.inverse_power_of_two(64.0, -2));
    let z = r * r;
    let sinh_tail = (r * z).fma(polynomial(z, &c::SINH_F32), low);
    [up, down, r, sinh_tail, z, polynomial(z, &c::COSH_F32)]
}

#[inline(always)]
pub(super) fn sinh<V: Vector32>(x: V) -> V {
    sums::sinh(x, hyperbolic_parts(x), V::splat(0.0))
}

#[inline(always)]
pub(super) fn cosh<V: Vector32>(x: V) -> V {
    sums::cosh(hyperbolic_parts(x))
}

/// `1 / (1 + exp(-x))`.
#[inline(always)]
pub(super) fn sigmoid<V: Vector32>(x: V) -> V {
    let one = V::splat(1.0);
    // sigmoid(87) rounds to 1.
    let (k, r, _) = reduce(clamp(x, -87.0, 87.0).neg());
    let fraction = (r * r).fma(polynomial(r, &c::EXP_F32), r);
    let e = (one + fraction).int_add(k.bits.to_exponent());
    let divisor = one + e;
    let divisor_rest = (e.max(one) - divisor) + e.min(one);
    let quotient = one / divisor;
    let rest = divisor_rest.nfma(quotient, divisor.nfma(quotient, one));
    let result = rest.fma(quotient, quotient);
    // Further down it rounds to exp(x), and may be subnormal; NaN is not right either.
    let is_plain = V::splat(-87.0).le(x);
    if is_plain.all() {
        return result;
    }
    V::select(is_plain, result, exp(x))
}

/// What all logarithms give outside (0, inf): NaN below zero, minus infinity at zero.
#[inline(always)]
fn outside<V: Vector32>(x: V, result: V) -> V {
    let (zero, infinity) = (V::splat(0.0), V::splat(f32::INFINITY));
    let is_plain = zero.lt(x) & x.lt(infinity);
    if !(!is_plain).any() {
        return result;
    }
    let below = V::select(x.eq(zero), infinity.neg(), V::splat(f32::NAN));
    V::select(is_plain, result, V::select(x.le(zero), below, x))
}

/// `log(1 + f)` in two words, the first being `f - f²/2`.
#[inline(always)]
fn log_one_plus<V: Vector32>(f: V) -> (V, V) {
    let half = f * V::splat(0.5);
    let high = half.nfma(f, f);
    let rest = half.nfma(f, f - high);
    (high, (f * f * f).fma(polynomial(f, &c::LOG_F32), rest))
}

/// `k log 2 + high + low`.
#[inline(always)]
fn sum_up<V: Vector32>(k: V, (high, low): (V, V)) -> V {
    let whole = k * V::splat(c::LN_2_F32);
    let sum = whole + high;
    let rest = (whole - sum) + high;
    sum + (rest + k.fma(V::splat(c::LN_2_F32_LOW), low))
}

#[inline(always)]
pub(super) fn log<V: Vector32>(x: V) -> V {
    let (m, k) = x.split();
    outside(x, sum_up(k, log_one_plus(m - V::splat(1.0))))
}

/// `k unit + log(1 + f) factor`; `unit` and `factor` come in two words.
#[inline(always)]
fn other_base<V: Vector32>(x: V, unit: [f32; 2], factor: [f32; 2]) -> V {
    let (m, k) = x.split();
    let (high, low) = log_one_plus(m - V::splat(1.0));
    let whole = k * V::splat(unit[0]);
    let product = high * V::splat(factor[0]);
    let product_rest = high.fma(V::splat(factor[0]), product.neg());
    let sum = whole + product;
    let rest = ((whole - sum) + product) + high.fma(V::splat(factor[1]), product_rest);
    let tail = low.fma(V::splat(factor[0]), k.fma(V::splat(unit[1]), rest));
    outside(x, sum + tail)
}

#[inline(always)]
pub(super) fn log2<V: Vector32>(x: V) -> V {
    other_base(x, [1.0, 0.0], [c::LOG2_E_F32, c::LOG2_E_F32_LOW])
}

#[inline(always)]
pub(super) fn log10<V: Vector32>(x: V) -> V {
    other_base(
        x,
        [c::LOG10_2_F32, c::LOG10_2_F32_LOW],
        [c::LOG10_E_F32, c::LOG10_E_F32_LOW],
    )
}

/// `log(u + rest) + extra log 2` for positive finite `u` and a `rest` of at most some units in its last place.
#[inline(always)]
fn log_of_sum<V: Vector32>(u: V, rest: V, extra: V) -> V {
    let (m, k) = u.split();
    let one = V::splat(1.0);
    let f = m - one;
    // `rest / m`, for which few digits of 1 / (1 + f) do; the power of two may be flushed to zero.
    let rest = if V::HAS_SCALE {
        rest.scale(k.neg())
    } else {
        rest * Whole::of_integer(k.min(V::splat(127.0)).neg()).power_of_two(0)
    };
    let f_rest = rest * f.fma(f - one, one);
    let (high, low) = log_one_plus(f);
    sum_up(k + extra, (high, low + f_rest))
}

#[inline(always)]
pub(super) fn log1p<V: Vector32>(x: V) -> V {
    let (u, rest) = sums::one_plus(x);
    outside(u, log_of_sum(u, rest, V::splat(0.0))).copysign(x)
}

/// Both halves in f64, as the terms may cancel.
#[inline(always)]
fn in_halves<V: Vector32>(x: V, y: V, of_half: impl Fn(V::Wide, V::Wide) -> V::Wide) -> V {
    let ((x_low, x_high), (y_low, y_high)) = (x.widen(), y.widen());
    V::narrow(of_half(x_low, y_low), of_half(x_high, y_high))
}

#[inline(always)]
pub(super) fn logaddexp<V: Vector32>(x: V, y: V) -> V {
    in_halves(
        x,
        y,
        #[inline(always)]
        |x, y| logarithm::add_logarithms_of_singles(x, y, [1.0, 1.0]),
    )
}

#[inline(always)]
pub(super) fn logaddexp2<V: Vector32>(x: V, y: V) -> V {
    in_halves(
        x,
        y,
        #[inline(always)]
        |x, y| logarithm::add_logarithms_of_singles(x, y, [c::LN_2_FULL, c::LOG2_E]),
    )
}
