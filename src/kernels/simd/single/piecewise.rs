//! Functions of f32 that a table of polynomials gives: the hyperbolic tangent and the error functions.
//!
//! The argument's interval chooses a centre `c`, `f(c)` and the coefficients of `f(c + t) = f(c) + t + t P(t)`.

use super::reduce;
use crate::kernels::simd::coefficients as c;
use crate::kernels::simd::vector::{Vector32, polynomial};

/// `f(c)`, `t` and `P(t)` of an argument of the `j`-th interval from the table of centres, values and coefficients.
#[inline(always)]
fn piece<V: Vector32, const N: usize, const SIZE: usize>(
    a: V,
    j: V,
    table: &[[f32; SIZE]; N],
    lookup: impl Fn(&[f32; SIZE], V) -> V,
) -> (V, V, V) {
    let t = a - lookup(&table[0], j);
    let square = t * t;
    // Two interleaved chains, as in `polynomial`.
    let (mut last, mut next) = (lookup(&table[N - 1], j), lookup(&table[N - 2], j));
    let mut i = N - 2;
    while i >= 4 {
        i -= 2;
        last = last.fma(square, lookup(&table[i + 1], j));
        next = next.fma(square, lookup(&table[i], j));
    }
    let sum = if i == 3 {
        last = last.fma(square, lookup(&table[2], j));
        next.fma(t, last)
    } else {
        last.fma(t, next)
    };
    (lookup(&table[1], j), t, sum)
}

/// An odd function of the magnitude `a` and the sign of `x`, whose slope in the table is 1.
#[inline(always)]
fn odd<V: Vector32, const N: usize, const SIZE: usize>(
    x: V,
    a: V,
    j: V,
    table: &[[f32; SIZE]; N],
    lookup: impl Fn(&[f32; SIZE], V) -> V,
) -> V {
    let (value, t, sum) = piece(a, j, table, lookup);
    (value + sum.fma(t, t)).copysign(x)
}

#[inline(always)]
pub(in crate::kernels::simd) fn tanh<V: Vector32>(x: V) -> V {
    // It rounds to 1 from here on, where half of its distance from 1 is left for errors.
    let a = V::splat(9.3).min(x.abs());
    if V::HAS_WIDE_LOOKUP {
        // Two bits of the exponent and three of the mantissa.
        let j = (a + V::one()).shift_right::<20>();
        return odd(
            x,
            a,
            j,
            &c::TANH_WIDE_TABLE,
            #[inline(always)]
            |column, j| V::lookup_wide(column, j),
        );
    }
    let (value, t, sum) = piece(
        a,
        a.fma(V::splat(c::TANH_TABLE_STEPS), V::magic()),
        &c::TANH_TABLE,
        #[inline(always)]
        |column, j| V::lookup(column, j),
    );
    // With few intervals the slopes vary, and only the first is near 1.
    let is_first = a.lt(V::splat(0.5 / c::TANH_TABLE_STEPS));
    let base = V::select(is_first, t, value);
    sum.fma(t, base).copysign(x)
}

#[inline(always)]
pub(in crate::kernels::simd) fn erf<V: Vector32>(x: V) -> V {
    let a = V::splat(4.0).min(x.abs());
    odd(
        x,
        a,
        a.fma(V::splat(c::ERF_TABLE_STEPS), V::magic()),
        &c::ERF_TABLE,
        #[inline(always)]
        |column, j| V::lookup(column, j),
    )
}

#[inline(always)]
pub(in crate::kernels::simd) fn erfc<V: Vector32>(x: V) -> V {
    // erfc(10.1) is 0.
    let a = V::splat(10.1).min(x.abs());
    let (value, t, sum) = piece(
        a,
        (a - V::splat(0.5 / c::ERFC_TABLE_STEPS)).fma(V::splat(c::ERFC_TABLE_STEPS), V::magic()),
        &c::ERFC_TABLE,
        #[inline(always)]
        |column, j| V::lookup(column, j),
    );
    // exp(-a²), the square in two words.
    let square = a * a;
    let square_rest = a.fma(a, square.neg());
    let (k, r, low) = reduce(square.neg());
    let low = low - square_rest;
    let exponent = r + low;
    let low = (r - exponent) + low;
    // Both factors in two words.
    let one = V::splat(1.0);
    let fraction = (exponent * exponent).fma(polynomial(exponent, &c::EXP_F32), low);
    let e = one + exponent;
    let e_rest = ((one - e) + exponent) + fraction;
    let scaled = t.fma(sum, value);
    let scaled_rest = t.fma(sum, value - scaled);
    let product = e.fma(scaled, e.fma(scaled_rest, e_rest * scaled));
    let result = k.scale(product, a.le(V::splat(9.0)));
    V::select(x.lt(V::splat(0.0)), V::splat(2.0) - result, result)
}
