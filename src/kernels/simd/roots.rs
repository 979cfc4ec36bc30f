//! Cube root and length of a hypotenuse, over any vector of f64.

use super::coefficients as c;
use super::vector::{Vector64, polynomial};

#[inline(always)]
pub(super) fn cbrt<V: Vector64>(x: V) -> V {
    let (one, third) = (V::splat(1.0), V::splat(c::THIRD));
    let a = x.abs();
    let (m, k) = a.split();
    // k = 3 q + rest with a rest of 0, 1 or 2.
    let q = ((k - one) * third).round();
    let rest = q.nfma(V::splat(3.0), k);
    // m^(-1/3), then a step of third order.
    let guess = polynomial(m - one, &c::CBRT);
    let error = (m * guess).nfma(guess * guess, one);
    let correction = error * error.fma(V::splat(c::TWO_THIRDS * c::THIRD), third);
    let inverse = guess.fma(correction, guess);
    let square = inverse * inverse;
    let root = m * square;
    let choose = |of_1: f64, of_2: f64, of_4: f64| {
        V::select(
            rest.eq(one),
            V::splat(of_2),
            V::select(rest.lt(one), V::splat(of_1), V::splat(of_4)),
        )
    };
    let factor = choose(1.0, c::CBRT_2, c::CBRT_4);
    // The error of `root` from m - root³, then the product in two words.
    let power = root * root;
    let power_rest = root.fma(root, power.neg());
    let residual = power_rest.nfma(root, power.nfma(root, m));
    let root_rest = residual * square * third;
    let product = root * factor;
    let product_rest = root.fma(factor, product.neg());
    let factor_rest = choose(0.0, c::CBRT_2_LOW, c::CBRT_4_LOW);
    let result = product + root_rest.fma(factor, root.fma(factor_rest, product_rest));
    let is_plain = V::splat(0.0).lt(a) & a.lt(V::splat(f64::INFINITY));
    V::select(is_plain, result.scale(q).copysign(x), x)
}

#[inline(always)]
pub(super) fn hypot<V: Vector64>(x: V, y: V) -> V {
    let infinity = V::splat(f64::INFINITY);
    let (a, b) = (x.abs(), y.abs());
    let one = V::splat(1.0);
    let (larger, smaller) = (a.max(b), a.min(b));
    let is_huge = V::splat(1e150).lt(larger);
    let is_tiny = larger.lt(V::splat(1e-140));
    let choose = |huge: i32, tiny: i32| {
        let other = V::select(is_tiny, V::splat(2f64.powi(tiny)), one);
        V::select(is_huge, V::splat(2f64.powi(huge)), other)
    };
    let factor = choose(-600, 600);
    let (larger, smaller) = (larger * factor, smaller * factor);
    let (p, q) = (larger * larger, smaller * smaller);
    let sum = p + q;
    let rest = larger.fma(larger, p.neg()) + smaller.fma(smaller, q.neg());
    let sum_rest = ((p - sum) + q) + rest;
    let root = sum.sqrt();
    let correction = (root.nfma(root, sum) + sum_rest) / (root + root);
    let length = V::select(sum.eq(V::splat(0.0)), sum, root + correction) * choose(600, -600);
    let length = V::select(x.is_nan() | y.is_nan(), x + y, length);
    V::select(a.eq(infinity) | b.eq(infinity), infinity, length)
}
