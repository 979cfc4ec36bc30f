//! Exponentials, hyperbolic functions and the logistic function, over any vector of f64.
//!
//! An argument is `k log 2 + r` with `|r| <= log 2 / 2`; the polynomial gives `exp(r)`, and `k` goes into the exponent.

use super::coefficients as c;
use super::sums;
use super::vector::{Mask, Vector64, Whole, polynomial};

/// `k` and `r` of `x = k log 2 + r`, `r` in two words.
#[inline(always)]
fn reduce<V: Vector64>(x: V) -> (Whole<V>, V, V) {
    let k = Whole::of_product(x, V::splat(c::LOG2_E));
    let high = k.value.nfma(V::splat(c::LN_2), x);
    let r = k.value.nfma(V::splat(c::LN_2_LOW), high);
    (k, r, k.value.nfma(V::splat(c::LN_2_LOW), high - r))
}

/// Whether `exp(x)` is a normal number, with some room; not for NaN.
#[inline(always)]
fn is_moderate<V: Vector64>(x: V) -> V::Mask {
    x.abs().le(V::splat(708.0))
}

/// `exp(r + low) - 1 - r`.
#[inline(always)]
fn tail<V: Vector64>(r: V, low: V) -> V {
    (r * r).fma(polynomial(r, &c::EXP), low)
}

/// `exp(r + low)`.
#[inline(always)]
fn near_one<V: Vector64>(r: V, low: V) -> V {
    V::splat(1.0) + (r + tail(r, low))
}

/// `x` within limits; NaN stays.
#[inline(always)]
pub(super) fn clamp<V: Vector64>(x: V, low: f64, high: f64) -> V {
    V::splat(low).max(V::splat(high).min(x))
}

/// `exp(x + low)` as mantissa and exponent, for `|x| <= 1000` and a `low` of at most some units in its last place.
#[inline(always)]
pub(super) fn exp_parts<V: Vector64>(x: V, low: V) -> (V, Whole<V>) {
    let (k, r, rest) = reduce(x);
    let low = rest + low;
    let sum = r + low;
    (near_one(sum, (r - sum) + low), k)
}

/// `exp(x + low)` as mantissa in two words and exponent, as [`exp_parts`].
#[inline(always)]
pub(super) fn exp_in_two_words<V: Vector64>(x: V, low: V) -> (V, V, Whole<V>) {
    let one = V::splat(1.0);
    let (k, r, rest) = reduce(x);
    let low = rest + low;
    let sum = r + low;
    let rest = (r - sum) + low;
    let tail = tail(sum, rest);
    let high = one + sum;
    (high, ((one - high) + sum) + tail, k)
}

#[inline(always)]
pub(super) fn exp<V: Vector64>(x: V) -> V {
    // Beyond these the result is 0 or infinite.
    let (k, r, low) = reduce(clamp(x, -746.0, 710.0));
    k.scale(near_one(r, low), is_moderate(x))
}

/// `exp(x)` for `x <= 0`, not quite as near to the true value as [`exp`].
#[inline(always)]
pub(in crate::kernels) fn exp_of_negative<V: Vector64>(x: V) -> V {
    let x = V::splat(-746.0).max(x);
    let k = Whole::of_product(x, V::splat(c::LOG2_E));
    let high = k.value.nfma(V::splat(c::LN_2), x);
    let r = k.value.nfma(V::splat(c::LN_2_LOW), high);
    let power = V::splat(1.0) + (r * r).fma(polynomial(r, &c::EXP), r);
    k.scale(power, V::splat(-708.0).le(x))
}

/// `exp(x)` for `|x| <= 700` with 44 digits.
#[inline(always)]
pub(super) fn exp_of_moderate<V: Vector64>(x: V) -> V {
    let k = Whole::of_product(x, V::splat(c::LOG2_E));
    let r = k.value.nfma(V::splat(c::LN_2_FULL), x);
    let power = V::splat(1.0) + (r * r).fma(polynomial(r, &c::EXP_SHORT), r);
    if V::HAS_SCALE {
        power.scale(k.value)
    } else {
        power.int_add(k.bits.to_exponent())
    }
}

#[inline(always)]
pub(super) fn exp2<V: Vector64>(x: V) -> V {
    let bounded = clamp(x, -1080.0, 1025.0);
    let k = Whole::of_product(bounded, V::one());
    let fraction = bounded - k.value;
    let r = fraction * V::splat(c::LN_2_FULL);
    let rest = fraction.fma(V::splat(c::LN_2_FULL), r.neg());
    let low = fraction.fma(V::splat(c::LN_2_FULL_LOW), rest);
    k.scale(near_one(r, low), x.abs().le(V::splat(1020.0)))
}

/// `exp(x) - 1` as `(high + low) 2^k`, where `low` is a few units in the last place of `high`.
#[inline(always)]
fn expm1_parts<V: Vector64>(x: V) -> (V, V, Whole<V>) {
    let (k, r, low) = reduce(x);
    let one = V::splat(1.0);
    // From 2^100 on the power is lost beside 1.
    let power = k.inverse_power_of_two(100.0, 0);
    let base = one - power;
    // `base` is 0 or at least 1/2, so the rounding error of the sum is exact.
    let sum = base + r;
    let rest = (base - sum) + r;
    // r²/2 in two words: it is not small beside a sum of 1/2 and a negative `r`.
    let low = ((one - base) - power) + low;
    let square = r * r;
    let square_rest = r.fma(r, square.neg());
    let tail = (r * square).fma(
        polynomial(r, &c::EXPM1),
        square_rest.fma(V::splat(0.5), low),
    );
    (sum, square.fma(V::splat(0.5), rest + tail), k)
}

#[inline(always)]
pub(super) fn expm1<V: Vector64>(x: V) -> V {
    let bounded = clamp(x, -40.0, 710.0);
    let (high, low, k) = expm1_parts(bounded);
    k.scale(high + low, is_moderate(bounded)).copysign(x)
}

/// The parts that [`sums::sinh`] takes.
#[inline(always)]
fn hyperbolic_parts<V: Vector64>(x: V) -> [V; 6] {
    let (k, r, low) = reduce(V::splat(710.6).min(x.abs()));
    // Powers below 2^-100 are lost beside the others.
    let (up, down) = (k.power_of_two(-2), k.inverse_power_of_two(100.0, -2));
    let z = r * r;
    let sinh_tail = (r * z).fma(polynomial(z, &c::SINH), low);
    [up, down, r, sinh_tail, z, polynomial(z, &c::COSH)]
}

#[inline(always)]
pub(super) fn sinh<V: Vector64>(x: V) -> V {
    let parts = hyperbolic_parts(x);
    let [up, down, ..] = parts;
    let difference_rest = (up - (up - down)) - down;
    sums::sinh(x, parts, difference_rest)
}

#[inline(always)]
pub(super) fn cosh<V: Vector64>(x: V) -> V {
    sums::cosh(hyperbolic_parts(x))
}

/// For `|x| = k log 2 / 2 + h` the quotient of `(1 - i) + (1 + i) t` and `(1 + i) + (1 - i) t`, where `i = 2^-k` and
/// `t = tanh(h)`. There `h` reaches from -1/8 to 3/8 log 2, since negative ones would cost digits for `k = 1`.
#[inline(always)]
pub(super) fn tanh<V: Vector64>(x: V) -> V {
    let one = V::splat(1.0);
    // tanh(22) rounds to 1.
    let a = V::splat(22.0).min(x.abs());
    let k = Whole::of_product(
        a - V::splat(0.125 * c::LN_2_FULL),
        V::splat(2.0 * c::LOG2_E),
    );
    // Exact, as the last places of all three are at least 2^-55; the rest of log 2 / 2 is a fifth of its last place.
    let h = k.value.nfma(V::splat(c::HALF_LN_2), a);
    let i = V::of_integer(V::BIAS).int_sub(k.bits).to_exponent();
    let (difference, sum) = (one - i, one + i);
    let z = h * h;
    let tail = h * z * polynomial(z, &c::TANH);
    let t = h + tail;
    let divisor = difference.fma(t, sum);
    let inverse = one / divisor;
    let quotient = sum.fma(t, difference) * inverse;
    // What is left of the dividend: difference - quotient sum + t (sum - quotient difference), of which `sum` may be
    // rounded.
    let rest = quotient.nfma(i, difference - quotient);
    let factor = quotient.nfma(difference, sum);
    let rest = tail.fma(factor, h.fma(factor, rest));
    rest.fma(inverse, quotient).copysign(x)
}

/// `1 / (1 + exp(-x))`: for `-x = k log 2 + 2 h` the quotient of `i - i t` and `(1 + i) + (1 - i) t`, as [`tanh`].
#[inline(always)]
pub(super) fn sigmoid<V: Vector64>(x: V) -> V {
    let one = V::splat(1.0);
    // sigmoid(700) rounds to 1.
    let half = clamp(x, -700.0, 700.0) * V::splat(-0.5);
    let k = Whole::of_product(half, V::splat(2.0 * c::LOG2_E));
    let h = k.value.nfma(V::splat(c::HALF_LN_2), half);
    let low = k.value * V::splat(-c::HALF_LN_2_LOW);
    let i = V::of_integer(V::BIAS).int_sub(k.bits).to_exponent();
    let (difference, sum) = (one - i, one + i);
    let z = h * h;
    let tail = (h * z).fma(polynomial(z, &c::TANH), low - z * low);
    let t = h + tail;
    let divisor = difference.fma(t, sum);
    let inverse = one / divisor;
    let quotient = i.nfma(t, i) * inverse;
    let factor = quotient.fma(difference, i);
    let sum_rest = i.min(one) - (sum - i.max(one));
    let rest = quotient.nfma(sum_rest, quotient.nfma(sum, i));
    let rest = tail.nfma(factor, h.nfma(factor, rest));
    let result = rest.fma(inverse, quotient);
    // Further down it rounds to exp(x), and may be subnormal; NaN is not right either.
    let is_plain = V::splat(-700.0).le(x);
    if is_plain.all() {
        return result;
    }
    V::select(is_plain, result, exp(x))
}
