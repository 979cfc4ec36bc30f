//! The larger and the smaller of two, and what moves a number's sign or last bit.

#[cfg(feature = "testing")]
use super::table::records;
use super::table::{NOTHING, X, XY, elementwise};
use crate::array::Array;
use crate::dtype::DType;
use crate::error::OrRaise;
use crate::kernels::binary;
use crate::np;
use crate::primitives::cast::cast;
#[cfg(feature = "testing")]
use crate::testing::{Check, OpRecord, samples::Samples};

/// For ops that the class excludes from derivatives, or whose results are steps.
#[cfg(feature = "testing")]
pub(crate) const ZERO_DERIVATIVE: &[(Check, &str)] = &[
    (Check::Gradient, "zero by class"),
    (Check::SecondGradient, "zero by class"),
];

#[cfg(feature = "testing")]
const STEPS: &[(Check, &str)] = &[(
    Check::Gradient,
    "the result follows single bits, which finite differences cannot see",
)];

/// The share of an operand in the derivative of a choice: 1 where it won, one half where both are equal.
fn share(won: Array, tied: Array, dtype: DType) -> Array {
    cast(&won, dtype).or_raise() + cast(&tied, dtype).or_raise() * 0.5
}

/// The input at a position, and the other one.
fn ordered<'a>(values: &'a super::class::Values, position: usize) -> (&'a Array, &'a Array) {
    (values.input(position), values.input(1 - position))
}

/// Where `x` is chosen because only `other` is nan.
fn alone(x: &Array, other: &Array) -> Array {
    np::logical_and(np::isnan(other), np::logical_not(np::isnan(x)))
}

/// The share of `x` in the derivative of the larger of two: nan is larger than any number.
pub(crate) fn share_of_larger(x: &Array, other: &Array, dtype: DType) -> Array {
    let won = np::logical_or(np::greater(x, other), alone(other, x));
    share(won, undecided(x, other), dtype)
}

/// The share of `x` in the derivative of the smaller of two: nan is smaller than any number.
pub(crate) fn share_of_smaller(x: &Array, other: &Array, dtype: DType) -> Array {
    let won = np::logical_or(np::less(x, other), alone(other, x));
    share(won, undecided(x, other), dtype)
}

/// Where there is no preference: equal numbers, or nan twice.
fn undecided(x: &Array, other: &Array) -> Array {
    np::logical_or(
        np::equal(x, other),
        np::logical_and(np::isnan(x), np::isnan(other)),
    )
}

elementwise! {
    /// The larger, or nan.
    Maximum = "maximum"(2) {
        kernel: binary::maximum,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, other) = ordered(v, position);
            t * share_of_larger(x, other, t.dtype())
        }),
        inputs: untied,
        reference: |v, _| if less(v[0], v[1]) { v[1] } else { v[0] },
        ulps: 0.0,
    }
    /// The smaller, or nan.
    Minimum = "minimum"(2) {
        kernel: binary::minimum,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, other) = ordered(v, position);
            t * share_of_smaller(x, other, t.dtype())
        }),
        inputs: untied,
        reference: |v, _| if less(v[0], v[1]) { v[0] } else { v[1] },
        ulps: 0.0,
    }
    /// The larger; the other one beside nan.
    Fmax = "fmax"(2) {
        kernel: binary::fmax,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, other) = ordered(v, position);
            t * share(np::logical_or(np::greater(x, other), alone(x, other)), undecided(x, other), t.dtype())
        }),
        inputs: untied,
        reference: |v, _| if less(v[0], v[1]) { v[1] } else { v[0] },
        ulps: 0.0,
    }
    /// The smaller; the other one beside nan.
    Fmin = "fmin"(2) {
        kernel: binary::fmin,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, other) = ordered(v, position);
            t * share(np::logical_or(np::less(x, other), alone(x, other)), undecided(x, other), t.dtype())
        }),
        inputs: untied,
        reference: |v, _| if less(v[0], v[1]) { v[0] } else { v[1] },
        ulps: 0.0,
    }
    /// `|x|` with the sign of `y`.
    Copysign = "copysign"(2) {
        kernel: binary::copysign,
        result: Same,
        diff: partials(|wrt| if wrt.contains(0) { XY } else { NOTHING }, |position, t, v| {
            if position == 1 {
                return np::zeros_like(t);
            }
            let sign = np::copysign(np::ones_like(v.input(1)), v.input(1));
            t * (np::sign(v.input(0)) * sign)
        }),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.25, 3.0),
        reference: |v, _| v[0].re.copysign(v[1].re).into(),
        ulps: 0.0,
    }
    /// The neighbour of `x` in the direction of `y`. The derivative is that of the identity.
    Nextafter = "nextafter"(2) {
        kernel: binary::nextafter,
        result: Same,
        diff: partials(|_| NOTHING, |position, t, _| if position == 0 { t.clone() } else { np::zeros_like(t) }),
        inputs: untied,
        reference: |v, d| next(v[0].re, v[1].re, d).into(),
        ulps: 0.0,
        skips: STEPS,
    }
    /// The step function, with `y` at 0.
    Heaviside = "heaviside"(2) {
        kernel: binary::heaviside,
        result: Same,
        diff: partials(|_| X, |position, t, v| {
            if position == 0 { np::zeros_like(t) } else { t * cast(&np::equal(v.input(0), 0.0), t.dtype()).or_raise() }
        }),
        inputs: |s, d, shape, _| records::away_from_zero(s, d, shape, 0.25, 3.0),
        reference: |v, _| if v[0].re < 0.0 { 0.0.into() } else { 1.0.into() },
        ulps: 0.0,
    }
}

/// Numbers whose distance to those of the other position is at least 1/16: odd and even multiples of it.
#[cfg(feature = "testing")]
fn untied(samples: &mut Samples, dtype: DType, shape: &[usize], position: usize) -> Array {
    if !dtype.is_differentiable() {
        return samples.array(dtype, shape, -9.0, 9.0);
    }
    let len: usize = shape.iter().product();
    let mut part = || (2 * samples.integer(-12, 12) + position as i64) as f64 / 16.0;
    let values: Vec<_> = std::iter::repeat_with(|| num_complex::Complex::new(part(), part()))
        .take(len)
        .collect();
    np::asarray_of(&values, shape, dtype)
}

/// numpy's order of complex numbers, without nan.
#[cfg(feature = "testing")]
pub(crate) fn less(x: num_complex::Complex<f64>, y: num_complex::Complex<f64>) -> bool {
    (x.re, x.im) < (y.re, y.im)
}

/// The neighbour of `x` in a dtype, by steps of bits.
#[cfg(feature = "testing")]
fn next(x: f64, y: f64, dtype: DType) -> f64 {
    fn moved<B: num_traits::PrimInt>(bits: B, sign: B, x: f64, y: f64) -> B {
        if x == 0.0 {
            return if y < 0.0 { sign | B::one() } else { B::one() };
        }
        if (y > x) == (x > 0.0) {
            bits + B::one()
        } else {
            bits - B::one()
        }
    }
    if x == y {
        return y;
    }
    match dtype {
        DType::F16 => {
            half::f16::from_bits(moved(half::f16::from_f64(x).to_bits(), 1 << 15, x, y)).into()
        }
        DType::BF16 => {
            half::bf16::from_bits(moved(half::bf16::from_f64(x).to_bits(), 1 << 15, x, y)).into()
        }
        DType::F32 => f32::from_bits(moved((x as f32).to_bits(), 1 << 31, x, y)).into(),
        _ => f64::from_bits(moved(x.to_bits(), 1 << 63, x, y)),
    }
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
