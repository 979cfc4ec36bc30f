//! Arithmetic and rounding, over any vector of either float type. Results are those of `scalar_real`, bit for bit.

use super::vector::Vector;

#[inline(always)]
pub(super) fn add<V: Vector>(x: V, y: V) -> V {
    x + y
}

#[inline(always)]
pub(super) fn subtract<V: Vector>(x: V, y: V) -> V {
    x - y
}

#[inline(always)]
pub(super) fn multiply<V: Vector>(x: V, y: V) -> V {
    x * y
}

#[inline(always)]
pub(super) fn double_product<V: Vector>(x: V, y: V) -> V {
    let product = x * y;
    product + product
}

#[inline(always)]
pub(super) fn tanh_slope<V: Vector>(t: V, y: V) -> V {
    t * (V::one() - y * y)
}

#[inline(always)]
pub(super) fn sigmoid_slope<V: Vector>(t: V, y: V) -> V {
    t * (y * (V::one() - y))
}

#[inline(always)]
pub(super) fn product_sum<V: Vector>(x: V, y: V, z: V, w: V) -> V {
    x * y + z * w
}

#[inline(always)]
pub(super) fn quotient_tangent<V: Vector>(x: V, d: V, r: V, q: V) -> V {
    x / d - r * q
}

#[inline(always)]
pub(super) fn tanh_bend<V: Vector>(t: V, x: V, y: V) -> V {
    let product = (t * x) * y;
    (product + product).neg()
}

#[inline(always)]
pub(super) fn sigmoid_bend<V: Vector>(t: V, x: V, y: V) -> V {
    (t * x) * (V::one() - (y + y))
}

#[inline(always)]
pub(super) fn divide<V: Vector>(x: V, y: V) -> V {
    x / y
}

/// The larger; NaN if either is. Equal values give the second.
#[inline(always)]
pub(super) fn maximum<V: Vector>(x: V, y: V) -> V {
    V::select(x.is_nan(), x, x.max(y))
}

/// The smaller; NaN if either is. Equal values give the second.
#[inline(always)]
pub(super) fn minimum<V: Vector>(x: V, y: V) -> V {
    V::select(x.is_nan(), x, x.min(y))
}

/// The larger, ignoring a NaN. Equal values give the first.
#[inline(always)]
pub(super) fn fmax<V: Vector>(x: V, y: V) -> V {
    V::select(x.is_nan(), y, y.max(x))
}

/// The smaller, ignoring a NaN. Equal values give the first.
#[inline(always)]
pub(super) fn fmin<V: Vector>(x: V, y: V) -> V {
    V::select(x.is_nan(), y, y.min(x))
}

#[inline(always)]
pub(super) fn copysign<V: Vector>(x: V, sign: V) -> V {
    x.copysign(sign)
}

#[inline(always)]
pub(super) fn negative<V: Vector>(x: V) -> V {
    x.neg()
}

#[inline(always)]
pub(super) fn absolute<V: Vector>(x: V) -> V {
    x.abs()
}

#[inline(always)]
pub(super) fn square<V: Vector>(x: V) -> V {
    x * x
}

#[inline(always)]
pub(super) fn sqrt<V: Vector>(x: V) -> V {
    x.sqrt()
}

#[inline(always)]
pub(super) fn reciprocal<V: Vector>(x: V) -> V {
    V::one() / x
}

#[inline(always)]
pub(super) fn rsqrt<V: Vector>(x: V) -> V {
    V::one() / x.sqrt()
}

#[inline(always)]
pub(super) fn rint<V: Vector>(x: V) -> V {
    x.round()
}

#[inline(always)]
pub(super) fn floor<V: Vector>(x: V) -> V {
    x.floor()
}

#[inline(always)]
pub(super) fn ceil<V: Vector>(x: V) -> V {
    x.ceil()
}

#[inline(always)]
pub(super) fn trunc<V: Vector>(x: V) -> V {
    x.trunc()
}
