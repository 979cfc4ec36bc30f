//! Sine, cosine, tangent and their inverses, over any vector of f64.
//!
//! An argument is reduced by a multiple of `pi / 2`, known to three words; beyond [`LARGE`] the scalar functions of
//! the standard library take over. `SHORT` is the form whose result will be rounded to f32, for what `single` leaves out.

use super::coefficients as c;
use super::vector::{Vector, Vector64, Whole, polynomial, repair};

/// Adding this rounds to an integer and leaves it in the low bits.
const MAGIC: f64 = 6_755_399_441_055_744.0;
/// Arguments up to here are reduced accurately by [`reduce`].
const LARGE: f64 = 4_194_304.0;
/// Arguments of f32 up to here keep f32 accuracy in the short forms.
const LARGE_SHORT: f64 = 1_073_741_824.0;

/// `x` less the nearest multiple of `pi / 2`, in two words, and that multiple in the low bits of the third; `half_pi`
/// is in three words of the vector's type.
#[inline(always)]
pub(super) fn reduce_by<V: Vector>(
    x: V,
    two_over_pi: V::Scalar,
    half_pi: [V::Scalar; 3],
) -> (V, V, V) {
    let k = Whole::of_product(x, V::splat(two_over_pi));
    let [first, second, third] = half_pi.map(V::splat);
    // Exact: a multiple of the last place of pi / 2, and below 1.
    let difference = k.value.nfma(first, x);
    // The product in two words, as next to a multiple of pi / 2 it may cancel all of the difference.
    let product = k.value * second;
    let product_rest = k.value.fma(second, product.neg());
    let high = difference - product;
    let low = ((difference - high) - product) - product_rest;
    (high, k.value.nfma(third, low), k.bits)
}

#[inline(always)]
fn reduce<V: Vector64>(x: V) -> (V, V, V) {
    reduce_by(
        x,
        c::TWO_OVER_PI,
        [c::HALF_PI, c::HALF_PI_LOW, c::HALF_PI_LOWEST],
    )
}

/// Sine of `r + low` for `|r| <= pi / 4` as a sum, by the polynomial of `(sin(r) - r) / r³`.
#[inline(always)]
fn sin_parts<V: Vector, const N: usize>(r: V, low: V, tail: &[V::Scalar; N]) -> [V; 2] {
    let z = r * r;
    let half = z * V::of(0.5);
    let shift = half.nfma(low, low);
    [r, (r * z).fma(polynomial(z, tail), shift)]
}

/// Cosine of `r + low` for `|r| <= pi / 4` as a sum, by the polynomial of `(cos(r) - 1 + r²/2) / r⁴`.
#[inline(always)]
fn cos_parts<V: Vector, const N: usize>(r: V, low: V, tail: &[V::Scalar; N]) -> [V; 2] {
    let one = V::one();
    let z = r * r;
    let half = z * V::of(0.5);
    let high = one - half;
    let rest = (one - high) - half;
    [high, (z * z).fma(polynomial(z, tail), r.nfma(low, rest))]
}

/// The sum of [`sin_parts`].
#[inline(always)]
pub(super) fn sin_by<V: Vector, const N: usize>(r: V, low: V, tail: &[V::Scalar; N]) -> V {
    let [high, rest] = sin_parts(r, low, tail);
    high + rest
}

/// The sum of [`cos_parts`].
#[inline(always)]
pub(super) fn cos_by<V: Vector, const N: usize>(r: V, low: V, tail: &[V::Scalar; N]) -> V {
    let [high, rest] = cos_parts(r, low, tail);
    high + rest
}

#[inline(always)]
fn sin_near_zero<V: Vector64>(r: V, low: V) -> V {
    sin_by(r, low, &c::SIN)
}

#[inline(always)]
fn cos_near_zero<V: Vector64>(r: V, low: V) -> V {
    cos_by(r, low, &c::COS)
}

/// A truth value: the bit that a shift makes the highest.
#[inline(always)]
pub(super) fn bit<V: Vector, const SHIFT: u32>(bits: V) -> V::Mask {
    bits.shift_left::<SHIFT>().is_negative()
}

/// `r` of `x = k pi + r` and `k` in the low bits, good for f32; `shift` is added to `x / pi` before rounding.
#[inline(always)]
fn reduce_short<V: Vector64>(x: V, shift: f64) -> (V, V) {
    let bits = x.fma(V::splat(c::ONE_OVER_PI), V::splat(shift)) + V::splat(MAGIC);
    let k = bits - V::splat(MAGIC) - V::splat(shift);
    let first = k.nfma(V::splat(c::PI), x);
    (k.nfma(V::splat(c::PI_LOW), first), bits)
}

/// Sine for `|r| <= pi / 2`, good for f32.
#[inline(always)]
fn sin_short<V: Vector64>(r: V) -> V {
    let z = r * r;
    r * z.fma(polynomial(z, &c::SIN_SHORT), V::splat(1.0))
}

/// Lanes too large to reduce, and NaN.
#[inline(always)]
fn beyond<V: Vector64, const SHORT: bool>(x: V) -> V::Mask {
    !x.abs()
        .le(V::splat(if SHORT { LARGE_SHORT } else { LARGE }))
}

#[inline(always)]
pub(super) fn sin<V: Vector64, const SHORT: bool>(x: V) -> V {
    let result = if SHORT {
        let (r, bits) = reduce_short(x, 0.0);
        sin_short(r).xor_sign(bits.shift_left::<63>())
    } else {
        let (r, low, bits) = reduce(x);
        let is_odd = bit::<V, 63>(bits);
        let value = V::select(is_odd, cos_near_zero(r, low), sin_near_zero(r, low));
        let value = value.xor_sign(bits.shift_left::<62>());
        V::select(x.eq(V::splat(0.0)), x, value)
    };
    repair(beyond::<V, SHORT>(x), x, result, f64::sin)
}

#[inline(always)]
pub(super) fn cos<V: Vector64, const SHORT: bool>(x: V) -> V {
    let result = if SHORT {
        let (r, bits) = reduce_short(x, 0.5);
        sin_short(r).xor_sign(bits.shift_left::<63>())
    } else {
        let (r, low, bits) = reduce(x);
        let is_odd = bit::<V, 63>(bits);
        let value = V::select(is_odd, sin_near_zero(r, low), cos_near_zero(r, low));
        // Quadrants 1 and 2 are negative.
        let next = bits.int_add(V::splat_bits(1));
        value.xor_sign(next.shift_left::<62>())
    };
    repair(beyond::<V, SHORT>(x), x, result, f64::cos)
}

/// `-t·sin(x)`.
#[inline(always)]
pub(super) fn cos_slope<V: Vector64>(t: V, x: V) -> V {
    (t * sin::<V, false>(x)).neg()
}

#[inline(always)]
pub(super) fn tan<V: Vector64, const SHORT: bool>(x: V) -> V {
    let (r, low, bits) = reduce(x);
    let is_odd = bit::<V, 63>(bits);
    let result = if SHORT {
        let z = r * r;
        let sine = r * z.fma(polynomial(z, &c::SIN_QUARTER_SHORT), V::splat(1.0));
        let tail = z.fma(polynomial(z, &c::COS_QUARTER_SHORT), V::splat(-0.5));
        let cosine = z.fma(tail, V::splat(1.0));
        V::select(is_odd, cosine, sine) / V::select(is_odd, sine, cosine)
    } else {
        let (sine, cosine) = (sin_parts(r, low, &c::SIN), cos_parts(r, low, &c::COS));
        let above = V::select(is_odd, cosine[0], sine[0]);
        let above_rest = V::select(is_odd, cosine[1], sine[1]);
        let below = V::select(is_odd, sine[0], cosine[0]);
        let below_rest = V::select(is_odd, sine[1], cosine[1]);
        let inverse = V::one() / (below + below_rest);
        let quotient = (above + above_rest) * inverse;
        let rest = quotient.nfma(below, above) + above_rest;
        quotient.nfma(below_rest, rest).fma(inverse, quotient)
    };
    let result = result.xor_sign(bits.shift_left::<63>());
    let result = V::select(x.eq(V::splat(0.0)), x, result);
    repair(beyond::<V, SHORT>(x), x, result, f64::tan)
}

/// `(s, s³ A)` with `arcsin(s) = s + s³ A`, where `s` is `|x|` up to 1/2 and `sqrt((1 - |x|) / 2)` (mask set) above.
#[inline(always)]
fn arcsin_parts<V: Vector64>(x: V) -> (V, V, V::Mask) {
    let half = V::splat(0.5);
    let a = x.abs();
    let is_large = half.lt(a);
    let z = V::select(is_large, a.nfma(half, half), a * a);
    let s = V::select(is_large, z.sqrt(), a);
    (s, s * z * polynomial(z, &c::ASIN), is_large)
}

#[inline(always)]
pub(super) fn arcsin<V: Vector64>(x: V) -> V {
    let (s, tail, is_large) = arcsin_parts(x);
    let two = V::splat(2.0);
    let small = s + tail;
    let rest = tail.nfma(two, V::splat(c::HALF_PI_LOW));
    let large = V::splat(c::HALF_PI) - (s.fma(two, rest.neg()));
    V::select(is_large, large, small).copysign(x)
}

#[inline(always)]
pub(super) fn arccos<V: Vector64>(x: V) -> V {
    let (s, tail, is_large) = arcsin_parts(x);
    let is_negative = x.lt(V::splat(0.0));
    // Near zero pi/2 - arcsin(x); else 2 arcsin(s), or pi less that.
    let signed = (s + (tail - V::splat(c::HALF_PI_LOW).copysign(x))).copysign(x);
    let near_zero = V::splat(c::HALF_PI) - signed;
    let twice = (s + tail) + (s + tail);
    let rest = twice - V::splat(c::PI_LOW);
    let far = V::select(is_negative, V::splat(c::PI) - rest, twice);
    V::select(is_large, far, near_zero)
}

/// `arctan(above / below)` for numbers that are not negative, of which at most `below` is zero or `above` infinite.
#[inline(always)]
fn arctan_of_ratio<V: Vector64>(above: V, below: V) -> V {
    let zero = V::splat(0.0);
    // Below tan(pi/8) as it is; below tan(3 pi/8) about pi/4; else about pi/2.
    let is_small = above.le(below * V::splat(0.414_213_5));
    let is_large = (below * V::splat(2.414_213_5)).lt(above);
    let numerator = V::select(is_large, below.neg(), above - below);
    let numerator = V::select(is_small, above, numerator);
    let denominator = V::select(is_large, above, above + below);
    let denominator = V::select(is_small, below, denominator);
    let choose = |small: V, middle: f64, large: f64| {
        V::select(
            is_small,
            small,
            V::select(is_large, V::splat(large), V::splat(middle)),
        )
    };
    let t = numerator / denominator;
    let z = t * t;
    let tail = t * z * polynomial(z, &c::ATAN);
    let low = choose(zero, c::QUARTER_PI_LOW, c::HALF_PI_LOW);
    choose(zero, c::QUARTER_PI, c::HALF_PI) + (t + (tail + low))
}

#[inline(always)]
pub(super) fn arctan<V: Vector64>(x: V) -> V {
    arctan_of_ratio(x.abs(), V::splat(1.0)).copysign(x)
}

#[inline(always)]
pub(super) fn arctan2<V: Vector64>(y: V, x: V) -> V {
    let (zero, one, infinity) = (V::splat(0.0), V::splat(1.0), V::splat(f64::INFINITY));
    let (mut above, mut below) = (y.abs(), x.abs());
    let is_infinite = above.eq(infinity) & below.eq(infinity);
    above = V::select(is_infinite, one, above);
    below = V::select(is_infinite, one, below);
    // Keeps sums finite and differences normal.
    let larger = above.max(below);
    let down = V::select(V::splat(1e300).lt(larger), V::splat(2f64.powi(-100)), one);
    let factor = V::select(larger.lt(V::splat(1e-200)), V::splat(2f64.powi(200)), down);
    above = above * factor;
    below = below * factor;
    // An angle of zero whatever the other is.
    let below = V::select(above.eq(zero) & below.eq(zero), one, below);
    let angle = arctan_of_ratio(above, below);
    let rest = angle - V::splat(c::PI_LOW);
    let angle = V::select(x.is_negative(), V::splat(c::PI) - rest, angle);
    V::select(x.is_nan() | y.is_nan(), x + y, angle.copysign(y))
}
