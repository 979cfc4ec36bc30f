//! Functions computed in f32 itself, where that is faster than the short forms in f64 lanes and as good: exponential
//! and logarithm with their relatives, the error function, and powers, which are f64 inside.

use super::coefficients as c;
use super::vector::{Mask, Vector, Vector32, polynomial, repair2};

/// `x` within limits; NaN stays.
#[inline(always)]
fn clamp<V: Vector32>(x: V, low: f32, high: f32) -> V {
    V::splat(low).max(V::splat(high).min(x))
}

/// `k` and `r` of `x = k log 2 + r`, `r` in two words.
#[inline(always)]
fn reduce<V: Vector32>(x: V) -> (V, V, V) {
    let k = (x * V::splat(c::LOG2_E_F32)).round();
    let high = k.nfma(V::splat(c::LN_2_F32), x);
    let r = k.nfma(V::splat(c::LN_2_F32_LOW), high);
    (k, r, k.nfma(V::splat(c::LN_2_F32_LOW), high - r))
}

/// `exp(r + low)` for `|r| <= log 2 / 2`.
#[inline(always)]
fn near_one<V: Vector32>(r: V, low: V) -> V {
    let tail = (r * r).fma(polynomial(r, &c::EXP_F32), low);
    V::splat(1.0) + (r + tail)
}

/// `exp(x)` as mantissa and exponent, for moderate `x`.
#[inline(always)]
fn exp_parts<V: Vector32>(x: V) -> (V, V) {
    let (k, r, low) = reduce(x);
    (near_one(r, low), k)
}

#[inline(always)]
pub(super) fn exp<V: Vector32>(x: V) -> V {
    let (mantissa, k) = exp_parts(clamp(x, -104.0, 89.0));
    mantissa.scale(k)
}

#[inline(always)]
pub(super) fn exp2<V: Vector32>(x: V) -> V {
    let x = clamp(x, -151.0, 129.0);
    let k = x.round();
    let fraction = x - k;
    let r = fraction * V::splat(c::LN_2_FULL_F32);
    let rest = fraction.fma(V::splat(c::LN_2_FULL_F32), r.neg());
    let low = fraction.fma(V::splat(c::LN_2_FULL_F32_LOW), rest);
    near_one(r, low).scale(k)
}

/// `exp(x) - 1` as `(high + low) 2^k`.
#[inline(always)]
fn expm1_parts<V: Vector32>(x: V) -> (V, V, V) {
    let (k, r, r_rest) = reduce(x);
    let one = V::splat(1.0);
    let power = one.scale(k.neg());
    let base = one - power;
    let base_rest = (one - base) - power;
    let sum = base + r;
    let rest = ((base - sum) + r) + (r_rest + base_rest);
    // r²/2 in two words: it is not small beside a sum of 1/2 and a negative `r`.
    let square = r * r;
    let square_rest = r.fma(r, square.neg());
    let rest = square_rest.fma(V::splat(0.5), rest);
    let tail = (r * square).fma(polynomial(r, &c::EXPM1_F32), rest);
    (sum, square.fma(V::splat(0.5), tail), k)
}

#[inline(always)]
pub(super) fn expm1<V: Vector32>(x: V) -> V {
    let (high, low, k) = expm1_parts(clamp(x, -20.0, 89.0));
    (high + low).scale(k).copysign(x)
}

#[inline(always)]
pub(super) fn sinh<V: Vector32>(x: V) -> V {
    let (high, low, k) = expm1_parts(V::splat(90.0).min(x.abs()));
    // Half of exp(|x|) - 1, which itself may overflow.
    let sum = high + low;
    let power = k - V::splat(1.0);
    let half = sum.scale(power);
    let rest = ((high - sum) + low).scale(power);
    let bounded = V::splat(1e37).min(half);
    let ratio = bounded / (bounded + bounded + V::splat(1.0));
    let result = (half + (ratio + rest)).copysign(x);
    // Where halves may be subnormal and lose bits, sinh(x) rounds to x.
    V::select(x.abs().lt(V::splat(2f32.powi(-100))), x, result)
}

#[inline(always)]
pub(super) fn cosh<V: Vector32>(x: V) -> V {
    let (mantissa, k) = exp_parts(V::splat(90.0).min(x.abs()));
    let half = mantissa.scale(k - V::splat(1.0));
    half + V::splat(0.25) / half
}

#[inline(always)]
pub(super) fn tanh<V: Vector32>(x: V) -> V {
    // tanh(10) rounds to 1.
    let a = V::splat(10.0).min(x.abs());
    let (high, low, k) = expm1_parts(a + a);
    let two = V::splat(2.0);
    // E / (E + 2) for E = exp(2a) - 1, in two words.
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
pub(super) fn sigmoid<V: Vector32>(x: V) -> V {
    let one = V::splat(1.0);
    let is_negative = x.lt(V::splat(0.0));
    // exp(-|x|) in two words.
    let (k, r, low) = reduce(V::splat(-104.0).max(x.abs().neg()));
    let tail = (r * r).fma(polynomial(r, &c::EXP_F32), low);
    let high = one + r;
    let rest = ((one - high) + r) + tail;
    let sum = high + rest;
    let (e, e_rest) = (sum.scale(k), ((high - sum) + rest).scale(k));
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

#[inline(always)]
pub(super) fn log1p<V: Vector32>(x: V) -> V {
    let one = V::splat(1.0);
    let u = one + x;
    let u_rest = x.min(one) - (u - x.max(one));
    let (m, k) = u.split();
    let f = m - one;
    // `u_rest / m`, for which few digits of 1 / (1 + f) do.
    let f_rest = u_rest.scale(k.neg()) * f.fma(f - one, one);
    let (high, low) = log_one_plus(f);
    outside(u, sum_up(k, (high, low + f_rest))).copysign(x)
}

#[inline(always)]
pub(super) fn erf<V: Vector32>(x: V) -> V {
    let one = V::splat(1.0);
    // erf(4) rounds to 1.
    let a = V::splat(4.0).min(x.abs());
    let small = a.fma(polynomial(a * a, &c::ERF_F32), a);
    let exponent = polynomial(a - one, &c::ERFC_F32);
    let (mantissa, k) = exp_parts(exponent.neg());
    // No less than 2^-30.
    let large = one - mantissa.scale(k);
    V::select(a.lt(one), small, large).copysign(x)
}

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
pub(super) fn power<V: Vector32>(x: V, y: V) -> V {
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
