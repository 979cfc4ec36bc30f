//! The error function and its complement, over any vector of f64. `SHORT` is the form whose result will be rounded
//! to f32.

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
fn erfc_roughly<V: Vector64, const SHORT: bool>(a: V) -> V {
    let square = a * a;
    let divisor = a + a + V::splat(1.0);
    let t = variable(a);
    if SHORT {
        let (e, k) = exp_parts::<V, true>(square.neg(), V::splat(0.0));
        let g = t.fma(polynomial(t, &c::ERFC_SHORT), V::splat(c::ERFC_CONSTANT));
        return (e * g / divisor).scale(k);
    }
    let rest = a.fma(a, square.neg());
    let (e, k) = exp_parts::<V, false>(square.neg(), rest.neg());
    let g = t.fma(polynomial(t, &c::ERFC), V::splat(c::ERFC_CONSTANT));
    (e * (g / divisor)).scale(k)
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
    remainder.fma(inverse, quotient).scale(k)
}

#[inline(always)]
pub(super) fn erfc<V: Vector64, const SHORT: bool>(x: V) -> V {
    // erfc(28) is 0 in f64, erfc(11) in f32.
    let a = V::splat(if SHORT { 11.0 } else { 28.0 }).min(x.abs());
    let result = if SHORT {
        erfc_roughly::<V, true>(a)
    } else {
        erfc_well(a)
    };
    let result = V::select(x.lt(V::splat(0.0)), V::splat(2.0) - result, result);
    let is_small = a.lt(V::splat(0.5));
    if SHORT || !is_small.any() {
        return result;
    }
    // Here G is steep, and the rounding of t would show.
    let small = V::splat(1.0) - x.fma(polynomial(x * x, &c::ERF), x);
    V::select(is_small, small, result)
}

#[inline(always)]
pub(super) fn erf<V: Vector64, const SHORT: bool>(x: V) -> V {
    if SHORT {
        // erf(4) is 1 in f32.
        let a = V::splat(4.0).min(x.abs());
        let u = (a * a).fma(V::splat(0.125), V::splat(-1.0));
        return (a * polynomial(u, &c::ERF_SHORT)).copysign(x);
    }
    let one = V::splat(1.0);
    // erf(6) is 1.
    let a = V::splat(6.0).min(x.abs());
    let small = a.fma(polynomial(a * a, &c::ERF), a);
    let large = one - erfc_roughly::<V, false>(a);
    V::select(a.lt(one), small, large).copysign(x)
}
