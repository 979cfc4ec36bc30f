//! The error function and its complement, over any vector of f64.

use super::coefficients as c;
use super::exponential::{exp_in_two_words, exp_parts};
use super::vector::{Mask, Vector64, polynomial};

/// `(a - 4) / (a + 4)`.
#[inline(always)]
fn variable<V: Vector64>(a: V) -> V {
    let four = V::splat(4.0);
    (a - four) / (a + four)
}

/// `erfc(a)` for `a >= 0`, as `exp(-a²) G(t) / (1 + 2a)`, with an error of some units in the last place.
#[inline(always)]
fn erfc_roughly<V: Vector64>(a: V) -> V {
    let square = a * a;
    let divisor = a + a + V::splat(1.0);
    let t = variable(a);
    let rest = a.fma(a, square.neg());
    let (e, k) = exp_parts(square.neg(), rest.neg());
    let g = t.fma(polynomial(t, &c::ERFC), V::splat(c::ERFC_CONSTANT));
    k.scale(e * (g / divisor), a.le(V::splat(26.0)))
}

/// `erfc(a)` for `a >= 0`, all but the polynomial in two words.
#[inline(always)]
fn erfc_well<V: Vector64>(a: V) -> V {
    let one = V::splat(1.0);
    let square = a * a;
    let (e, e_rest, k) = exp_in_two_words(square.neg(), a.fma(a, square.neg()).neg());
    // G = c + t P(t).
    let t = variable(a);
    let constant = V::splat(c::ERFC_CONSTANT);
    let term = t * polynomial(t, &c::ERFC);
    let g = constant + term;
    let g_rest = (constant - g) + term;
    let numerator = e * g;
    let rest = e.fma(g, numerator.neg());
    let numerator_rest = e_rest.fma(g, e.fma(g_rest, rest));
    let twice = a + a;
    let divisor = twice + one;
    let divisor_rest = (twice.max(one) - divisor) + twice.min(one);
    let inverse = one / divisor;
    let quotient = numerator * inverse;
    let remainder = quotient.nfma(divisor, numerator) + quotient.nfma(divisor_rest, numerator_rest);
    k.scale(remainder.fma(inverse, quotient), a.le(V::splat(26.0)))
}

#[inline(always)]
pub(super) fn erfc<V: Vector64>(x: V) -> V {
    // erfc(28) is 0.
    let a = V::splat(28.0).min(x.abs());
    let result = erfc_well(a);
    let result = V::select(x.lt(V::splat(0.0)), V::splat(2.0) - result, result);
    let is_small = a.lt(V::splat(0.5));
    if !is_small.any() {
        return result;
    }
    // Here G is steep, and the rounding of t would show.
    let small = V::splat(1.0) - x.fma(polynomial(x * x, &c::ERF), x);
    V::select(is_small, small, result)
}

#[inline(always)]
pub(super) fn erf<V: Vector64>(x: V) -> V {
    let one = V::splat(1.0);
    // erf(6) is 1.
    let a = V::splat(6.0).min(x.abs());
    let small = a.fma(polynomial(a * a, &c::ERF), a);
    let large = one - erfc_roughly(a);
    V::select(a.lt(one), small, large).copysign(x)
}
