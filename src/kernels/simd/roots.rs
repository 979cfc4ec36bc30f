//! Cube root and length of a hypotenuse, over any vector of f64.

use super::coefficients as c;
use super::sums;
use super::vector::{Vector64, polynomial};

/// The cube root of normal numbers.
#[inline(always)]
fn cbrt_of_normal<V: Vector64>(a: V) -> V {
    // A third of the bits is a third of the exponent, and about that of the mantissa's logarithm. Here the upper half
    // of the bits, as the low bits of a number of ulp 1.
    let bits = a.shift_right::<32>().or(V::splat(4_503_599_627_370_496.0));
    let third = bits.nfma(V::splat(c::THIRD), V::splat(c::CBRT_START));
    let guess = third.shift_left::<32>();
    let error = (a * guess).nfma(guess * guess, V::one());
    let inverse = guess.fma(error * polynomial(error, &c::CBRT), guess);
    // a^(1/3) is about `root` = a inverse², and exactly root (1 - error)^(-2/3).
    let square = inverse * inverse;
    let square_rest = inverse.fma(inverse, square.neg());
    let root = a * square;
    let root_rest = a.fma(square_rest, a.fma(square, root.neg()));
    let error = root_rest.nfma(inverse, root.nfma(inverse, V::one()));
    let series = error.fma(V::splat(c::FIVE_NINTHS), V::splat(c::TWO_THIRDS));
    root + root.fma(error * series, root_rest)
}

#[inline(always)]
pub(super) fn cbrt<V: Vector64>(x: V) -> V {
    sums::cbrt(
        x,
        f64::MIN_POSITIVE,
        #[inline(always)]
        |a| cbrt_of_normal(a),
    )
}

/// `2^power`, its inverse or 1 for a number that is huge, tiny or neither.
#[inline(always)]
fn power_of_two<V: Vector64>(is_huge: V::Mask, is_tiny: V::Mask, power: i32) -> V {
    let other = V::select(is_tiny, V::splat(2f64.powi(-power)), V::one());
    V::select(is_huge, V::splat(2f64.powi(power)), other)
}

#[inline(always)]
pub(super) fn hypot<V: Vector64>(x: V, y: V) -> V {
    let infinity = V::splat(f64::INFINITY);
    let (a, b) = (x.abs(), y.abs());
    let (larger, smaller) = (a.max(b), a.min(b));
    let is_huge = V::splat(1e150).lt(larger);
    let is_tiny = larger.lt(V::splat(1e-140));
    let factor = power_of_two(is_huge, is_tiny, -600);
    let (larger, smaller) = (larger * factor, smaller * factor);
    let (p, q) = (larger * larger, smaller * smaller);
    let sum = p + q;
    let rest = larger.fma(larger, p.neg()) + smaller.fma(smaller, q.neg());
    let sum_rest = ((p - sum) + q) + rest;
    let root = sum.sqrt();
    let correction = (root.nfma(root, sum) + sum_rest) / (root + root);
    let length = V::select(sum.eq(V::splat(0.0)), sum, root + correction)
        * power_of_two(is_huge, is_tiny, 600);
    let length = V::select(x.is_nan() | y.is_nan(), x + y, length);
    V::select(a.eq(infinity) | b.eq(infinity), infinity, length)
}
