//! Real elementwise functions for `f32` and `f64`, one value at a time, with numpy's results at the edges (NaN,
//! infinities, signed zeros, subnormals). Special functions (`erfinv`, `digamma`, `polygamma`) follow scipy.
//! Half precision is not here: callers widen to `f32`. Integers are in `scalar_int.rs`, complex numbers in
//! `scalar_complex.rs`, and the loops over arrays in the kernels that call these.

/// Real functions of one element, as numpy and scipy define them.
///
/// Several names are also inherent methods of the float types, which win on concrete types. Generic code gets these.
pub(crate) trait RealFunctions: Copy {
    /// Negation; flips the sign bit of zero and NaN too.
    fn neg(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// -1, 0 or 1; NaN stays NaN and -0.0 gives 0.0.
    fn sign(self) -> Self;
    /// Square.
    fn square(self) -> Self;
    /// One over the value.
    fn reciprocal(self) -> Self;
    /// Largest integer not above.
    fn floor(self) -> Self;
    /// Smallest integer not below.
    fn ceil(self) -> Self;
    /// Nearest integer, halves to even (`numpy.rint`).
    fn round_ties_even(self) -> Self;
    /// Integer part.
    fn trunc(self) -> Self;
    /// Square root; NaN below zero.
    fn sqrt(self) -> Self;
    /// One over the square root; `rsqrt(-0.0)` is minus infinity.
    fn rsqrt(self) -> Self;
    /// Cube root.
    fn cbrt(self) -> Self;
    /// Exponential.
    fn exp(self) -> Self;
    /// Two to the power of the value.
    fn exp2(self) -> Self;
    /// `exp(x) - 1`, accurate near zero.
    fn expm1(self) -> Self;
    /// Natural logarithm.
    fn log(self) -> Self;
    /// Logarithm to base two.
    fn log2(self) -> Self;
    /// Logarithm to base ten.
    fn log10(self) -> Self;
    /// `log(1 + x)`, accurate near zero.
    fn log1p(self) -> Self;
    /// Sine.
    fn sin(self) -> Self;
    /// Cosine.
    fn cos(self) -> Self;
    /// Tangent.
    fn tan(self) -> Self;
    /// Inverse sine.
    fn asin(self) -> Self;
    /// Inverse cosine.
    fn acos(self) -> Self;
    /// Inverse tangent.
    fn atan(self) -> Self;
    /// Hyperbolic sine.
    fn sinh(self) -> Self;
    /// Hyperbolic cosine.
    fn cosh(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Inverse hyperbolic sine.
    fn asinh(self) -> Self;
    /// Inverse hyperbolic cosine.
    fn acosh(self) -> Self;
    /// Inverse hyperbolic tangent.
    fn atanh(self) -> Self;
    /// Error function.
    fn erf(self) -> Self;
    /// Complementary error function.
    fn erfc(self) -> Self;
    /// Inverse error function; infinite at -1 and 1, NaN outside. Keeps the sign of zero.
    fn erfinv(self) -> Self;
    /// Logarithm of the absolute value of the gamma function; infinite at its poles and at both infinities (C99;
    /// `scipy.special.gammaln` gives minus infinity at minus infinity).
    fn lgamma(self) -> Self;
    /// Logarithmic derivative of the gamma function; NaN at negative integers, infinite at zero with the opposite
    /// sign of that zero (`scipy.special.psi`).
    fn digamma(self) -> Self;
    /// Logistic function `1 / (1 + exp(-x))`, without overflow and with full relative accuracy in the left tail.
    fn sigmoid(self) -> Self;
    /// Whether the value is NaN.
    fn isnan(self) -> bool;
    /// Whether the value is neither infinite nor NaN.
    fn isfinite(self) -> bool;
    /// Whether the value is infinite.
    fn isinf(self) -> bool;
    /// Whether the sign bit is set.
    fn signbit(self) -> bool;
    /// Quotient rounded down (`numpy.floor_divide`, which follows `CPython`).
    fn floor_divide(self, divisor: Self) -> Self;
    /// Remainder with the sign of the divisor (`numpy.remainder`).
    fn remainder(self, divisor: Self) -> Self;
    /// Remainder with the sign of the dividend (`numpy.fmod`).
    fn fmod(self, divisor: Self) -> Self;
    /// Power (C99 `pow`).
    fn power(self, exponent: Self) -> Self;
    /// Angle of the point `(x, self)` (C99 `atan2`).
    fn arctan2(self, x: Self) -> Self;
    /// Length of the hypotenuse, without overflow on the way.
    fn hypot(self, other: Self) -> Self;
    /// `log(exp(a) + exp(b))` without overflow on the way.
    fn logaddexp(self, other: Self) -> Self;
    /// `log2(2**a + 2**b)` without overflow on the way.
    fn logaddexp2(self, other: Self) -> Self;
    /// Larger value; NaN if either is. Equal values (zeros of both signs) give the second, as in numpy's vector loops.
    fn maximum(self, other: Self) -> Self;
    /// Smaller value; NaN if either is. Equal values (zeros of both signs) give the second, as in numpy's vector loops.
    fn minimum(self, other: Self) -> Self;
    /// Larger value, ignoring a NaN. Equal values give the first.
    fn fmax(self, other: Self) -> Self;
    /// Smaller value, ignoring a NaN. Equal values give the first.
    fn fmin(self, other: Self) -> Self;
    /// Magnitude of the first with the sign of the second.
    fn copysign(self, sign: Self) -> Self;
    /// Next representable value towards `target`.
    fn nextafter(self, target: Self) -> Self;
    /// 0 below zero, 1 above, `at_zero` at zero, NaN for NaN.
    fn heaviside(self, at_zero: Self) -> Self;
}

macro_rules! real_functions {
    ($float:ident) => {
        #[allow(
            clippy::float_cmp,
            clippy::cast_possible_truncation,
            clippy::unnecessary_cast,
            clippy::useless_conversion
        )]
        impl RealFunctions for $float {
            #[inline(always)]
            fn neg(self) -> Self {
                -self
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $float::abs(self)
            }
            #[inline(always)]
            fn sign(self) -> Self {
                if self > 0.0 {
                    1.0
                } else if self < 0.0 {
                    -1.0
                } else if self == 0.0 {
                    0.0
                } else {
                    self
                }
            }
            #[inline(always)]
            fn square(self) -> Self {
                self * self
            }
            #[inline(always)]
            fn reciprocal(self) -> Self {
                1.0 / self
            }
            #[inline(always)]
            fn floor(self) -> Self {
                $float::floor(self)
            }
            #[inline(always)]
            fn ceil(self) -> Self {
                $float::ceil(self)
            }
            #[inline(always)]
            fn round_ties_even(self) -> Self {
                $float::round_ties_even(self)
            }
            #[inline(always)]
            fn trunc(self) -> Self {
                $float::trunc(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $float::sqrt(self)
            }
            #[inline(always)]
            fn rsqrt(self) -> Self {
                1.0 / $float::sqrt(self)
            }
            #[inline]
            fn cbrt(self) -> Self {
                $float::cbrt(self)
            }
            #[inline]
            fn exp(self) -> Self {
                $float::exp(self)
            }
            #[inline]
            fn exp2(self) -> Self {
                $float::exp2(self)
            }
            #[inline]
            fn expm1(self) -> Self {
                $float::exp_m1(self)
            }
            #[inline]
            fn log(self) -> Self {
                $float::ln(self)
            }
            #[inline]
            fn log2(self) -> Self {
                $float::log2(self)
            }
            #[inline]
            fn log10(self) -> Self {
                $float::log10(self)
            }
            #[inline]
            fn log1p(self) -> Self {
                $float::ln_1p(self)
            }
            #[inline]
            fn sin(self) -> Self {
                $float::sin(self)
            }
            #[inline]
            fn cos(self) -> Self {
                $float::cos(self)
            }
            #[inline]
            fn tan(self) -> Self {
                $float::tan(self)
            }
            #[inline]
            fn asin(self) -> Self {
                $float::asin(self)
            }
            #[inline]
            fn acos(self) -> Self {
                $float::acos(self)
            }
            #[inline]
            fn atan(self) -> Self {
                $float::atan(self)
            }
            #[inline]
            fn sinh(self) -> Self {
                $float::sinh(self)
            }
            #[inline]
            fn cosh(self) -> Self {
                $float::cosh(self)
            }
            #[inline]
            fn tanh(self) -> Self {
                $float::tanh(self)
            }
            // The standard library's inverse hyperbolic functions lose digits near the ends of their domains.
            #[inline]
            fn asinh(self) -> Self {
                libm::asinh(f64::from(self)) as $float
            }
            #[inline]
            fn acosh(self) -> Self {
                acosh(f64::from(self)) as $float
            }
            #[inline]
            fn atanh(self) -> Self {
                libm::atanh(f64::from(self)) as $float
            }
            #[inline]
            fn erf(self) -> Self {
                libm::erf(f64::from(self)) as $float
            }
            #[inline]
            fn erfc(self) -> Self {
                libm::erfc(f64::from(self)) as $float
            }
            #[inline]
            fn erfinv(self) -> Self {
                erfinv(f64::from(self)) as $float
            }
            #[inline]
            fn lgamma(self) -> Self {
                libm::lgamma(f64::from(self)) as $float
            }
            #[inline]
            fn digamma(self) -> Self {
                digamma(f64::from(self)) as $float
            }
            #[inline]
            fn sigmoid(self) -> Self {
                // exp(-|x|) cannot overflow; each branch divides a value that keeps its digits.
                let tail = $float::exp(-$float::abs(self));
                if self < 0.0 {
                    tail / (1.0 + tail)
                } else {
                    1.0 / (1.0 + tail)
                }
            }
            #[inline(always)]
            fn isnan(self) -> bool {
                self.is_nan()
            }
            #[inline(always)]
            fn isfinite(self) -> bool {
                self.is_finite()
            }
            #[inline(always)]
            fn isinf(self) -> bool {
                self.is_infinite()
            }
            #[inline(always)]
            fn signbit(self) -> bool {
                self.is_sign_negative()
            }
            #[inline]
            fn floor_divide(self, divisor: Self) -> Self {
                if divisor == 0.0 {
                    return self / divisor;
                }
                let rest = self % divisor;
                // The difference is a multiple of the divisor up to rounding, so the quotient is nearly an integer.
                let mut quotient = (self - rest) / divisor;
                if rest != 0.0 && (divisor < 0.0) != (rest < 0.0) {
                    quotient -= 1.0;
                }
                if quotient == 0.0 {
                    return $float::copysign(0.0, self / divisor);
                }
                let floored = $float::floor(quotient);
                if quotient - floored > 0.5 {
                    floored + 1.0
                } else {
                    floored
                }
            }
            #[inline]
            fn remainder(self, divisor: Self) -> Self {
                let rest = self % divisor;
                if rest == 0.0 {
                    $float::copysign(0.0, divisor)
                } else if (divisor < 0.0) != (rest < 0.0) {
                    rest + divisor
                } else {
                    rest
                }
            }
            #[inline]
            fn fmod(self, divisor: Self) -> Self {
                self % divisor
            }
            #[inline]
            fn power(self, exponent: Self) -> Self {
                $float::powf(self, exponent)
            }
            #[inline]
            fn arctan2(self, x: Self) -> Self {
                $float::atan2(self, x)
            }
            #[inline]
            fn hypot(self, other: Self) -> Self {
                $float::hypot(self, other)
            }
            #[inline]
            fn logaddexp(self, other: Self) -> Self {
                // In f64 for both types: the terms may cancel.
                let (x, y) = (self as f64, other as f64);
                if x == y {
                    // Covers equal infinities, whose difference is NaN.
                    return (x + std::f64::consts::LN_2) as $float;
                }
                let larger = RealFunctions::maximum(x, y);
                (larger + f64::ln_1p(f64::exp(-f64::abs(x - y)))) as $float
            }
            #[inline]
            fn logaddexp2(self, other: Self) -> Self {
                let (x, y) = (self as f64, other as f64);
                if x == y {
                    return (x + 1.0) as $float;
                }
                let larger = RealFunctions::maximum(x, y);
                let tail = f64::ln_1p(f64::exp2(-f64::abs(x - y)));
                (larger + std::f64::consts::LOG2_E * tail) as $float
            }
            #[inline(always)]
            fn maximum(self, other: Self) -> Self {
                if self > other || self.is_nan() {
                    self
                } else {
                    other
                }
            }
            #[inline(always)]
            fn minimum(self, other: Self) -> Self {
                if self < other || self.is_nan() {
                    self
                } else {
                    other
                }
            }
            #[inline(always)]
            fn fmax(self, other: Self) -> Self {
                if self >= other || other.is_nan() {
                    self
                } else {
                    other
                }
            }
            #[inline(always)]
            fn fmin(self, other: Self) -> Self {
                if self <= other || other.is_nan() {
                    self
                } else {
                    other
                }
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                $float::copysign(self, sign)
            }
            #[inline]
            fn nextafter(self, target: Self) -> Self {
                if self.is_nan() || target.is_nan() {
                    self + target
                } else if self == target {
                    target
                } else if self < target {
                    self.next_up()
                } else {
                    self.next_down()
                }
            }
            #[inline]
            fn heaviside(self, at_zero: Self) -> Self {
                if self == 0.0 {
                    at_zero
                } else if self > 0.0 {
                    1.0
                } else if self < 0.0 {
                    0.0
                } else {
                    self
                }
            }
        }
    };
}

real_functions!(f32);
real_functions!(f64);

/// Inverse hyperbolic cosine.
fn acosh(x: f64) -> f64 {
    if x < 1.0 {
        f64::NAN
    } else if x > 1e8 {
        x.ln() + std::f64::consts::LN_2
    } else {
        // With t = x - 1 exact near 1, x + sqrt(x² - 1) = 1 + t + sqrt(t (t + 2)).
        let t = x - 1.0;
        (t + (t * (t + 2.0)).sqrt()).ln_1p()
    }
}

/// Value of the polynomial with these coefficients, lowest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &c| sum * x + c)
}

/// `erfinv(x) / x` in powers of `x²` for `|x| <= 1/2`, within 2e-8.
const ERFINV_CENTRE: [f64; 6] = [
    0.886_226_915_132_341_3,
    0.232_016_629_899_978_7,
    0.127_420_028_460_653_64,
    0.088_801_823_850_162_16,
    0.048_639_383_964_352_12,
    0.102_593_281_713_780_02,
];

/// `erfinv(x)` in powers of `sqrt(-log(1 - x)) - 3.465` for `1/2 <= x < 1`, within 1e-4.
const ERFINV_TAIL: [f64; 10] = [
    3.198_042_733_063_036,
    1.036_837_654_165_504_2,
    -0.005_201_801_408_095_742,
    0.000_467_869_995_363_295_93,
    0.000_265_435_090_475_388_6,
    -0.000_107_030_096_212_422_57,
    -4.230_664_639_229_813e-5,
    6.953_928_474_386_927e-6,
    1.218_353_247_417_993_4e-5,
    -3.072_020_124_928_022_6e-6,
];

/// Inverse error function: a polynomial guess and Halley steps, each of which triples the number of right digits.
pub(crate) fn erfinv(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude.is_nan() || magnitude > 1.0 {
        return f64::NAN;
    }
    if magnitude == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    let half_sqrt_pi = std::f64::consts::FRAC_2_SQRT_PI.recip();
    if magnitude < 1e-9 {
        return x * half_sqrt_pi;
    }
    let root = if magnitude <= 0.5 {
        let guess = magnitude * polynomial(&ERFINV_CENTRE, magnitude * magnitude);
        halley_step(guess, libm::erf(guess) - magnitude)
    } else {
        // 1 - x is exact here, and erfc keeps relative accuracy where erf rounds to 1.
        let complement = 1.0 - magnitude;
        let guess = polynomial(&ERFINV_TAIL, (-complement.ln()).sqrt() - 3.465);
        let once = halley_step(guess, complement - libm::erfc(guess));
        halley_step(once, complement - libm::erfc(once))
    };
    root.copysign(x)
}

/// One Halley step for `erf(y) = x` from `y`, given the residual `erf(y) - x`.
fn halley_step(y: f64, residual: f64) -> f64 {
    let newton = residual * (y * y).exp() / std::f64::consts::FRAC_2_SQRT_PI;
    y - newton / (1.0 + y * newton)
}

/// The positive zero of digamma: its nearest double and the rest.
const DIGAMMA_ROOT: (f64, f64) = (1.461_632_144_968_362_2, 9.549_995_429_965_697e-17);

/// Taylor series of digamma about its positive zero, from the linear term on.
const DIGAMMA_TAYLOR: [f64; 24] = [
    0.967_672_245_447_621_2,
    -0.442_763_168_983_592_1,
    0.258_499_760_955_651,
    -0.163_942_705_442_406_52,
    0.107_824_050_691_262_37,
    -0.072_199_561_256_454_71,
    0.048_804_288_164_143_11,
    -0.033_161_126_474_847_36,
    0.022_597_648_232_218_104,
    -0.015_424_765_904_948_96,
    0.010_538_791_616_612_175,
    -0.007_204_534_386_356_869,
    0.004_926_781_395_729_853,
    -0.003_369_801_655_439_328,
    0.002_305_126_326_734_928,
    -0.001_576_936_771_430_197_2,
    0.001_078_825_201_916_296_7,
    -0.000_738_070_938_996_005_2,
    0.000_504_953_265_834_602,
    -0.000_345_468_025_106_307_7,
    0.000_236_356_015_640_270_53,
    -0.000_161_706_220_919_748_03,
    0.000_110_633_727_687_474_1,
    -7.569_179_582_195_066e-5,
];

/// `B(2j) / (2j)` for j from 1: digamma's asymptotic series in powers of `1 / x²`.
const DIGAMMA_ASYMPTOTIC: [f64; 8] = [
    0.083_333_333_333_333_33,
    -0.008_333_333_333_333_333,
    0.003_968_253_968_253_968,
    -0.004_166_666_666_666_667,
    0.007_575_757_575_757_576,
    -0.021_092_796_092_796_094,
    0.083_333_333_333_333_33,
    -0.443_259_803_921_568_6,
];

/// Logarithmic derivative of gamma.
pub(crate) fn digamma(x: f64) -> f64 {
    if x == 0.0 {
        return f64::INFINITY.copysign(-x);
    }
    if x < 0.0 {
        let offset = x - x.round();
        if offset == 0.0 || x.is_infinite() {
            return f64::NAN;
        }
        let pi = std::f64::consts::PI;
        // For |x| below one half the recurrence avoids rounding x away in 1 - x.
        if x > -0.5 {
            return digamma(x + 1.0) - 1.0 / x;
        }
        return digamma(1.0 - x) - pi / (pi * offset).tan();
    }
    let distance = (x - DIGAMMA_ROOT.0) - DIGAMMA_ROOT.1;
    if distance.abs() < 0.25 {
        return distance * polynomial(&DIGAMMA_TAYLOR, distance);
    }
    let mut shifted = x;
    let mut reciprocals = 0.0;
    while shifted < 10.0 {
        reciprocals += 1.0 / shifted;
        shifted += 1.0;
    }
    let inverse_square = 1.0 / (shifted * shifted);
    let series = inverse_square * polynomial(&DIGAMMA_ASYMPTOTIC, inverse_square);
    shifted.ln() - 0.5 / shifted - series - reciprocals
}

/// Derivative of digamma of the given order, digamma itself for order 0. Overflows for orders above 169.
pub(crate) fn polygamma(order: u32, x: f64) -> f64 {
    if order == 0 {
        return digamma(x);
    }
    let factorial: f64 = (1..=order).map(f64::from).product();
    let value = factorial * zeta(f64::from(order) + 1.0, x);
    if order % 2 == 1 { value } else { -value }
}

/// `B(2j) / (2j)!` for j from 1, the weights of the Euler-Maclaurin formula.
pub(crate) const EULER_MACLAURIN: [f64; 12] = [
    0.083_333_333_333_333_33,
    -0.001_388_888_888_888_889,
    3.306_878_306_878_307e-5,
    -8.267_195_767_195_768e-7,
    2.087_675_698_786_81e-8,
    -5.284_190_138_687_493e-10,
    1.338_253_653_068_467_9e-11,
    -3.389_680_296_322_582_7e-13,
    8.586_062_056_277_845e-15,
    -2.174_868_698_558_062e-16,
    5.509_002_828_360_229_5e-18,
    -1.395_446_468_581_252_3e-19,
];

/// Hurwitz zeta function, the sum of `(q + k) ** -s` over `k >= 0`, for `s > 1`; infinite at the poles `q = 0, -1, -2, …`.
#[allow(clippy::float_cmp)]
pub(crate) fn zeta(s: f64, q: f64) -> f64 {
    if s.is_nan() || q.is_nan() || s < 1.0 {
        return f64::NAN;
    }
    if s == 1.0 {
        return f64::INFINITY;
    }
    if q > 0.0 {
        return zeta_right(s, q);
    }
    if q == q.floor() {
        return f64::INFINITY;
    }
    if s != s.floor() {
        return f64::NAN;
    }
    // The terms left of zero are, up to sign, a finite piece of another zeta series: no loop over a far-left q.
    let offset = q - q.floor();
    let left = zeta_right(s, q.ceil() - q) - zeta_right(s, 1.0 - q);
    let right = zeta_right(s, offset);
    if s % 2.0 == 0.0 {
        right + left
    } else {
        right - left
    }
}

/// Hurwitz zeta function for `s > 1` and `q > 0`: a direct sum up to where the Euler-Maclaurin tail converges fast.
fn zeta_right(s: f64, q: f64) -> f64 {
    let start = 12.0 + s;
    let mut a = q;
    let mut sum = 0.0;
    while a < start {
        let term = a.powf(-s);
        sum += term;
        if term <= 1e-18 * sum || sum.is_infinite() {
            return sum;
        }
        a += 1.0;
    }
    let edge = a.powf(-s);
    let mut tail = a.powf(1.0 - s) / (s - 1.0) + 0.5 * edge;
    let mut factor = edge * s / a;
    let mut rising = s;
    for weight in EULER_MACLAURIN {
        tail += weight * factor;
        factor *= (rising + 1.0) / a * ((rising + 2.0) / a);
        rising += 2.0;
    }
    sum + tail
}

#[cfg(test)]
#[allow(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    clippy::approx_constant,
    clippy::type_complexity
)]
mod tests {
    use super::RealFunctions as F;

    const I: f64 = f64::INFINITY;
    const N: f64 = f64::NAN;

    /// Equal in NaN, sign of zero and infinity, else within a relative tolerance.
    #[track_caller]
    fn check(what: &str, got: f64, expected: f64, tolerance: f64) {
        let close = (got - expected).abs() <= tolerance * expected.abs();
        let same = if expected.is_nan() {
            got.is_nan()
        } else if expected == 0.0 || expected.is_infinite() {
            got.to_bits() == expected.to_bits()
        } else {
            close
        };
        assert!(same, "{what}: got {got:?}, expected {expected:?}");
    }

    type Unary = (
        &'static str,
        fn(f64) -> f64,
        fn(f32) -> f32,
        &'static [(f64, f64)],
    );

    /// Edges from numpy 2.4 and scipy 1.17.
    #[rustfmt::skip]
    const UNARY_EDGES: &[Unary] = &[
        ("neg", <f64 as F>::neg, <f32 as F>::neg, &[(0.0, -0.0), (-0.0, 0.0), (1.0, -1.0), (-1.0, 1.0), (2.5,
            -2.5), (-0.5, 0.5), (5e-324, -5e-324), (I, -I), (-I, I), (N, N)]),
        ("abs", <f64 as F>::abs, <f32 as F>::abs, &[(0.0, 0.0), (-0.0, 0.0), (1.0, 1.0), (-1.0, 1.0), (2.5,
            2.5), (-0.5, 0.5), (5e-324, 5e-324), (I, I), (-I, I), (N, N)]),
        ("sign", <f64 as F>::sign, <f32 as F>::sign, &[(0.0, 0.0), (-0.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (2.5,
            1.0), (-0.5, -1.0), (5e-324, 1.0), (I, 1.0), (-I, -1.0), (N, N)]),
        ("floor", <f64 as F>::floor, <f32 as F>::floor, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.0), (-1.0, -1.0),
            (2.5, 2.0), (-0.5, -1.0), (5e-324, 0.0), (I, I), (-I, -I), (N, N)]),
        ("ceil", <f64 as F>::ceil, <f32 as F>::ceil, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.0), (-1.0, -1.0), (2.5,
            3.0), (-0.5, -0.0), (5e-324, 1.0), (I, I), (-I, -I), (N, N)]),
        ("round_ties_even", <f64 as F>::round_ties_even, <f32 as F>::round_ties_even, &[(0.0, 0.0), (-0.0,
            -0.0), (1.0, 1.0), (-1.0, -1.0), (2.5, 2.0), (-0.5, -0.0), (5e-324, 0.0), (I, I), (-I, -I), (N,
            N)]),
        ("trunc", <f64 as F>::trunc, <f32 as F>::trunc, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.0), (-1.0, -1.0),
            (2.5, 2.0), (-0.5, -0.0), (5e-324, 0.0), (I, I), (-I, -I), (N, N)]),
        ("sqrt", <f64 as F>::sqrt, <f32 as F>::sqrt, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.0), (-1.0, N), (2.5,
            1.5811388300841898), (-0.5, N), (5e-324, 2.2227587494850775e-162), (I, I), (-I, N), (N, N)]),
        ("cbrt", <f64 as F>::cbrt, <f32 as F>::cbrt, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.0), (-1.0, -1.0), (2.5,
            1.3572088082974534), (-0.5, -0.7937005259840998), (5e-324, 1.7031839360032603e-108), (I, I), (-I,
            -I), (N, N)]),
        ("exp", <f64 as F>::exp, <f32 as F>::exp, &[(0.0, 1.0), (-0.0, 1.0), (1.0, 2.718281828459045), (-1.0,
            0.36787944117144233), (2.5, 12.182493960703473), (-0.5, 0.6065306597126334), (5e-324, 1.0), (I, I),
            (-I, 0.0), (N, N)]),
        ("exp2", <f64 as F>::exp2, <f32 as F>::exp2, &[(0.0, 1.0), (-0.0, 1.0), (1.0, 2.0), (-1.0, 0.5), (2.5,
            5.656854249492381), (-0.5, 0.7071067811865476), (5e-324, 1.0), (I, I), (-I, 0.0), (N, N)]),
        ("expm1", <f64 as F>::expm1, <f32 as F>::expm1, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.7182818284590453),
            (-1.0, -0.6321205588285577), (2.5, 11.182493960703473), (-0.5, -0.3934693402873666), (5e-324,
            5e-324), (I, I), (-I, -1.0), (N, N)]),
        ("log", <f64 as F>::log, <f32 as F>::log, &[(0.0, -I), (-0.0, -I), (1.0, 0.0), (-1.0, N), (2.5,
            0.9162907318741551), (-0.5, N), (5e-324, -744.4400719213812), (I, I), (-I, N), (N, N)]),
        ("log2", <f64 as F>::log2, <f32 as F>::log2, &[(0.0, -I), (-0.0, -I), (1.0, 0.0), (-1.0, N), (2.5,
            1.3219280948873624), (-0.5, N), (5e-324, -1074.0), (I, I), (-I, N), (N, N)]),
        ("log10", <f64 as F>::log10, <f32 as F>::log10, &[(0.0, -I), (-0.0, -I), (1.0, 0.0), (-1.0, N), (2.5,
            0.3979400086720376), (-0.5, N), (5e-324, -323.3062153431158), (I, I), (-I, N), (N, N)]),
        ("log1p", <f64 as F>::log1p, <f32 as F>::log1p, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 0.6931471805599453),
            (-1.0, -I), (2.5, 1.252762968495368), (-0.5, -0.6931471805599453), (5e-324, 5e-324), (I, I), (-I,
            N), (N, N)]),
        ("sin", <f64 as F>::sin, <f32 as F>::sin, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 0.8414709848078965), (-1.0,
            -0.8414709848078965), (2.5, 0.5984721441039565), (-0.5, -0.479425538604203), (5e-324, 5e-324), (I,
            N), (-I, N), (N, N)]),
        ("cos", <f64 as F>::cos, <f32 as F>::cos, &[(0.0, 1.0), (-0.0, 1.0), (1.0, 0.5403023058681398), (-1.0,
            0.5403023058681398), (2.5, -0.8011436155469337), (-0.5, 0.8775825618903728), (5e-324, 1.0), (I, N),
            (-I, N), (N, N)]),
        ("tan", <f64 as F>::tan, <f32 as F>::tan, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.5574077246549023), (-1.0,
            -1.5574077246549023), (2.5, -0.7470222972386603), (-0.5, -0.5463024898437905), (5e-324, 5e-324), (I,
            N), (-I, N), (N, N)]),
        ("asin", <f64 as F>::asin, <f32 as F>::asin, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.5707963267948966),
            (-1.0, -1.5707963267948966), (2.5, N), (-0.5, -0.5235987755982989), (5e-324, 5e-324), (I, N), (-I,
            N), (N, N)]),
        ("acos", <f64 as F>::acos, <f32 as F>::acos, &[(0.0, 1.5707963267948966), (-0.0, 1.5707963267948966),
            (1.0, 0.0), (-1.0, 3.141592653589793), (2.5, N), (-0.5, 2.0943951023931957), (5e-324,
            1.5707963267948966), (I, N), (-I, N), (N, N)]),
        ("atan", <f64 as F>::atan, <f32 as F>::atan, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 0.7853981633974483),
            (-1.0, -0.7853981633974483), (2.5, 1.1902899496825317), (-0.5, -0.4636476090008061), (5e-324,
            5e-324), (I, 1.5707963267948966), (-I, -1.5707963267948966), (N, N)]),
        ("sinh", <f64 as F>::sinh, <f32 as F>::sinh, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 1.1752011936438014),
            (-1.0, -1.1752011936438014), (2.5, 6.0502044810397875), (-0.5, -0.5210953054937474), (5e-324,
            5e-324), (I, I), (-I, -I), (N, N)]),
        ("cosh", <f64 as F>::cosh, <f32 as F>::cosh, &[(0.0, 1.0), (-0.0, 1.0), (1.0, 1.5430806348152437),
            (-1.0, 1.5430806348152437), (2.5, 6.132289479663686), (-0.5, 1.1276259652063807), (5e-324, 1.0), (I,
            I), (-I, I), (N, N)]),
        ("tanh", <f64 as F>::tanh, <f32 as F>::tanh, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 0.7615941559557649),
            (-1.0, -0.7615941559557649), (2.5, 0.9866142981514303), (-0.5, -0.46211715726000974), (5e-324,
            5e-324), (I, 1.0), (-I, -1.0), (N, N)]),
        ("asinh", <f64 as F>::asinh, <f32 as F>::asinh, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 0.881373587019543),
            (-1.0, -0.881373587019543), (2.5, 1.6472311463710958), (-0.5, -0.48121182505960347), (5e-324,
            5e-324), (I, I), (-I, -I), (N, N)]),
        ("acosh", <f64 as F>::acosh, <f32 as F>::acosh, &[(0.0, N), (-0.0, N), (1.0, 0.0), (-1.0, N), (2.5,
            1.566799236972411), (-0.5, N), (5e-324, N), (I, I), (-I, N), (N, N)]),
        ("atanh", <f64 as F>::atanh, <f32 as F>::atanh, &[(0.0, 0.0), (-0.0, -0.0), (1.0, I), (-1.0, -I), (2.5,
            N), (-0.5, -0.5493061443340549), (5e-324, 5e-324), (I, N), (-I, N), (N, N)]),
        ("erf", <f64 as F>::erf, <f32 as F>::erf, &[(0.0, 0.0), (-0.0, -0.0), (1.0, 0.8427007929497148), (-1.0,
            -0.8427007929497148), (2.5, 0.999593047982555), (-0.5, -0.5204998778130465), (5e-324, 5e-324), (I,
            1.0), (-I, -1.0), (N, N)]),
        ("erfc", <f64 as F>::erfc, <f32 as F>::erfc, &[(0.0, 1.0), (-0.0, 1.0), (1.0, 0.15729920705028516),
            (-1.0, 1.8427007929497148), (2.5, 0.00040695201744495886), (-0.5, 1.5204998778130465), (5e-324,
            1.0), (I, 0.0), (-I, 2.0), (N, N)]),
        ("erfinv", <f64 as F>::erfinv, <f32 as F>::erfinv, &[(0.0, 0.0), (1.0, I), (-1.0, -I), (2.5, N), (-0.5,
            -0.4769362762044699), (5e-324, 5e-324), (I, N), (-I, N), (N, N)]),
        ("lgamma", <f64 as F>::lgamma, <f32 as F>::lgamma, &[(0.0, I), (-0.0, I), (1.0, 0.0), (-1.0, I), (2.5,
            0.2846828704729192), (-0.5, 1.2655121234846454), (I, I), (N, N)]),
        ("digamma", <f64 as F>::digamma, <f32 as F>::digamma, &[(0.0, -I), (-0.0, I), (1.0,
            -0.5772156649015329), (-1.0, N), (2.5, 0.7031566406452432), (5e-324, -I), (I, I), (-I, N), (N, N)]),
        ("trigamma", |x| super::zeta(2.0, x), |x| super::zeta(2.0, f64::from(x)) as f32, &[(0.0, I), (-0.0, I), (1.0,
            1.6449340668482266), (-1.0, I), (2.5, 0.4903577561002349), (-0.5, 8.934802200544679), (5e-324, I),
            (I, 0.0), (-I, I), (N, N)]),
        ("sigmoid", <f64 as F>::sigmoid, <f32 as F>::sigmoid, &[(0.0, 0.5), (-0.0, 0.5), (1.0,
            0.7310585786300049), (-1.0, 0.2689414213699951), (2.5, 0.9241418199787566), (-0.5,
            0.3775406687981454), (5e-324, 0.5), (I, 1.0), (-I, 0.0), (N, N)]),
        ("rsqrt", <f64 as F>::rsqrt, <f32 as F>::rsqrt, &[(0.0, I), (-0.0, -I), (1.0, 1.0), (-1.0, N), (2.5,
            0.6324555320336759), (-0.5, N), (5e-324, 4.4989137945431964e+161), (I, 0.0), (-I, N), (N, N)]),
];

    /// Correctly rounded values from 40-digit arithmetic.
    #[rustfmt::skip]
    const ACCURACY: &[(&str, fn(f64) -> f64, &[(f64, f64)])] = &[
        ("erf", <f64 as F>::erf, &[(-3.314806662851005, -0.9999972390237739), (-2.1055159472312024,
            -0.9970953177730837), (2.410195721651175, 0.9993468645059027), (0.6572962885149423,
            0.6473996688095774), (-3.2469708620768065, -0.9999956079270416), (-0.5349844781082096,
            -0.5506998539416331), (-0.1675896148733278, -0.18734903300970193), (-2.7220886829033715,
            -0.9998816962412428), (1.8766172112737163, 0.992044144144187), (-3.0906238406287727,
            -0.999987620907673), (-0.8701744760347037, -0.7815321892225813), (0.1339214609709094,
            0.1502156178334197), (-0.5549758366865776, -0.5674610331856944), (0.6943885715051259,
            0.6739069184972334), (1.9027022983372817, 0.9928724939190012), (3.6501380386887883,
            0.9999997557722371), (-1.7263906900096684, -0.9853730092096917), (1.1883776566386004,
            0.9071632124562891), (1.5697279733612435, 0.9735765203089533), (-1.658234007900103,
            -0.9809778711367944)]),
        ("erfc", <f64 as F>::erfc, &[(-3.964237995787932, 1.9999999793277528), (19.363046594393907,
            4.3141761349914254e-165), (3.161629352405016, 7.777496335102843e-06), (3.535664048824083,
            5.727561345089624e-07), (17.401065690683772, 1.0163210505443878e-133), (10.043910557381793,
            8.623983495859111e-46), (7.311431964363953, 4.6489519287308315e-25), (14.558648231571595,
            3.4413540869071257e-94), (-3.2716958161006913, 1.9999962877844966), (12.967162295734965,
            4.091235684461345e-75), (4.981852003483299, 1.8492593819511838e-12), (-1.819534875897812,
            1.9899240212305047), (11.852001618269476, 4.6857614971295527e-63), (18.35513251379251,
            1.4739581175692807e-148), (0.9725880339440298, 0.16899284800846784), (11.122164794848231,
            9.553510639711884e-56), (3.155914175778194, 8.076851447643856e-06), (13.80216032166393,
            7.540629134191522e-85), (13.33195539541082, 2.712485454926784e-79), (1.2491701896513092,
            0.07729634309554942)]),
        ("erfinv", <f64 as F>::erfinv, &[(0.6597737485486246, 0.6743806813677885), (0.31530442174648643,
            0.28713060610591223), (0.3655978157207005, 0.33625750455844405), (0.64015150034107,
            0.6474650168763604), (-0.1428541914030761, -0.127285308996051), (0.517410922309838,
            0.49649110939466434), (0.7569603693325078, 0.8254926437881336), (-0.7953601561558512,
            -0.896924548072988), (0.6995366749323075, 0.7321668702519702), (-0.2121453347353297,
            -0.19028065689577245), (0.999999994805127, 4.130073850574597), (0.9999999999998881,
            5.250992111536306), (0.9999940025197117, 3.2007033804984086), (0.9999999999877622,
            4.792328896609532), (0.998429824859799, 2.2354410905875532), (0.9999999999928346,
            4.8467343662953555), (0.9999999266608179, 3.806208874976535), (0.9999999996062804,
            4.4240117530346055), (1e-11, 8.86226925452758e-12), (-1e-08, -8.86226925452758e-09)]),
        ("digamma", <f64 as F>::digamma, &[(12.262060743129757, 2.4651799579297107), (3.940818403044753,
            1.239178835241904), (3.613947941453472, 1.1401146312972539), (14.939739109140259,
            2.6701837330820206), (15.046946133201855, 2.6775778211265497), (11.343887710313714,
            2.383955390404646), (18.42238274888577, 2.886180011158912), (4.123443214098086, 1.2905575670398293),
            (17.01951348058711, 2.8046949038620013), (3.388056353428453, 1.0654803200541079),
            (1.4616321449683622, -9.241265521729427e-17), (1.4616321449683625, 1.2245374622004068e-16),
            (1.46163, -2.0756283887224574e-06), (1.5, 0.03648997397857652), (1.2, -0.2890398965921884), (-7.3,
            4.33730730551005), (-1e-09, 999999999.4227843)]),
        ("trigamma", |x| super::zeta(2.0, x), &[(28.932513740783676, 0.03516737810873737), (18.729597206779246,
            0.0548421058608836), (18.226169450899942, 0.05639882254376744), (29.118234955822082,
            0.03493920206125198), (23.62162977797369, 0.04324280920340904), (23.708028408852204,
            0.043081875128421036), (1.6701080482354096, 0.8116963432717422), (11.110124867527878,
            0.09418004491838192), (2.5925984263557673, 0.4694057506084788), (5.846151064892156,
            0.18651158455512248), (6.4553163712298085, 0.1675264497659083), (25.766325868368835,
            0.039573206623151974), (3.8463116425632466, 0.2966776902961273), (8.937895163264011,
            0.11837492978052433), (14.810767018783762, 0.06984907143770507)]),
        ("lgamma", <f64 as F>::lgamma, &[(25.49886629456715, 56.38551833685313), (28.960419483037526,
            67.75717766609903), (21.273528643548527, 43.16363269922924), (6.489247860973388, 5.643294045643207),
            (16.394982175594322, 28.986911490361333), (21.20817538530792, 42.965468439281715),
            (1.6512875790260924, -0.10501358729125476), (20.428536599999735, 40.61753612102883),
            (11.111626870658524, 15.367522181094778), (17.73203857469833, 32.740139095305224),
            (20.119045106135786, 39.69387309272391), (20.10691213476348, 39.65776173276188),
            (15.739188288223106, 27.18658892691409), (16.68664923070617, 29.79637055228252), (6.024676437044635,
            4.829647772263424)]),
        ("asinh", <f64 as F>::asinh, &[(-8.650067256362611, -2.854038843690644), (-0.022071163109837436,
            -0.022069371558632558), (6.067819126430408, 2.502868379254086), (3.7852902964826214,
            2.0412778917931056), (1.0782539184998021, 0.9356394328222196), (-1.5857782200867758,
            -1.2414216275930974), (1.4661684790011231, 1.1758491597677136), (-1.2166754287108783,
            -1.0266048653475899), (4.086032902462975, 2.1153701174426467), (-3.9722366944344096,
            -2.0879568696417183), (0.6711997354316941, 0.6289129121918732), (-0.5539006805579703,
            -0.5288954695395324), (2.716796947650762, 1.7248697688585042), (1.1231926182468845,
            0.9658583331928785), (12.75017318153953, 3.240226327911808)]),
        ("acosh", <f64 as F>::acosh, &[(1.0000203429739294, 0.0063785429303246915), (1.0124760462583697,
            0.1577985441392032), (1.0000000000910194, 1.3492176564695812e-05), (1.3031765222632044,
            0.7602456099661212), (22386011.478461023, 17.61709401474293), (1.6627707942294983,
            1.0956850330008465), (4190.038524422393, 9.033612373566944), (77616478.03357469,
            18.860437488964703), (483530.67108526046, 13.782017207965868), (4209.55702226612,
            9.038259867227922), (119245.54563062862, 12.382087235393028), (167079.23322957833,
            12.719370609910358), (1.0000002132352943, 0.0006530471449022743), (1.013219772790594,
            0.16242381581364632), (1.0000157417047963, 0.005611000534005976)]),
        ("atanh", <f64 as F>::atanh, &[(-0.4765334127426917, -0.5184895640132197), (0.1431031662452611,
            0.14409219411768803), (-0.36422815431815314, -0.38175216360097347), (0.23731309154530456,
            0.24192492080756078), (0.1648330605435142, 0.16635071385018857), (-0.7912020512360574,
            -1.0746375892126778), (-0.1151646968818325, -0.11567792683805403), (-0.22029025203956065,
            -0.2239611442537834), (0.41330482220076914, 0.4395903448393143), (-0.8237343123792285,
            -1.1683245262214437), (-0.6620836550800056, -0.7965144717593797), (0.025194911910982443,
            0.025200245047874808), (-0.19081254230436895, -0.19318027810906466), (0.33069336036343877,
            0.34360654931411827), (-0.3342866244882994, -0.3476464267628396)]),
        ("sigmoid", <f64 as F>::sigmoid, &[(-18.61177752424311, 8.260526318443196e-09), (9.625489845430646,
            0.9999339802004279), (49.262640642104515, 1.0), (-4.922671081296265, 0.007227049822592013),
            (-11.11731561587109, 1.4852676568439191e-05), (-23.423136680510858, 6.721419332027166e-11),
            (-26.700219151187653, 2.536542579856816e-12), (10.49966469128452, 0.9999724550746344),
            (17.01606065557105, 0.9999999592602147), (0.183494417649804, 0.5457453218671134),
            (6.651519773524168, 0.9987096102784624), (2.318331550142079, 0.9103839132820196),
            (2.7730969209444165, 0.9412045998493229), (-30.523181051656948, 5.545630111139675e-14),
            (-9.162365460984423, 0.00010490342741670681)]),
        ("expm1", <f64 as F>::expm1, &[(1.1147930758994773e-06, 1.1147936972815093e-06),
            (-7.831667805636854e-06, -7.831637138206604e-06), (-4.764297438598175e-06, -4.764286089351157e-06),
            (-8.191201803277346e-06, -8.191168255475453e-06), (-3.3349667419844134e-06, -3.33496118098901e-06),
            (8.53108274325136e-06, 8.531119133041228e-06), (-4.065803506555982e-06, -4.065795241188107e-06),
            (-1.5387068019710477e-06, -1.5387056181623436e-06)]),
        ("log1p", <f64 as F>::log1p, &[(8.13718359438118e-06, 8.137150487682352e-06), (6.447702141569163e-06,
            6.447681355227059e-06), (1.6952075589596333e-05, 1.6951931904786768e-05), (-2.0904850781285884e-05,
            -2.0905069290724255e-05), (8.56858944523106e-06, 8.568552735078222e-06), (-4.8228408677308225e-06,
            -4.822852497665233e-06), (1.3469181881788085e-06, 1.3469172810853202e-06), (8.37719384899064e-06,
            8.37715876049821e-06)]),
];

    /// Pairs and numpy's results.
    #[rustfmt::skip]
    const BINARY: &[(&str, fn(f64, f64) -> f64, &[(f64, f64, f64)])] = &[
        ("floor_divide", <f64 as F>::floor_divide, &[(0.0, 0.0, N), (0.0, -0.0, N), (0.0, 1.0, 0.0), (0.0, -2.5,
            -0.0), (0.0, I, 0.0), (0.0, -I, -0.0), (0.0, N, N), (-0.0, 0.0, N), (-0.0, -0.0, N), (-0.0, 1.0,
            -0.0), (-0.0, -2.5, 0.0), (-0.0, I, -0.0), (-0.0, -I, 0.0), (-0.0, N, N), (1.0, 0.0, I), (1.0, -0.0,
            -I), (1.0, 1.0, 1.0), (1.0, -2.5, -1.0), (1.0, I, 0.0), (1.0, -I, -1.0), (1.0, N, N), (-2.5, 0.0,
            -I), (-2.5, -0.0, I), (-2.5, 1.0, -3.0), (-2.5, -2.5, 1.0), (-2.5, I, -1.0), (-2.5, -I, 0.0), (-2.5,
            N, N), (I, 0.0, I), (I, -0.0, -I), (I, 1.0, N), (I, -2.5, N), (I, I, N), (I, -I, N), (I, N, N), (-I,
            0.0, -I), (-I, -0.0, I), (-I, 1.0, N), (-I, -2.5, N), (-I, I, N), (-I, -I, N), (-I, N, N), (N, 0.0,
            N), (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("remainder", <f64 as F>::remainder, &[(0.0, 0.0, N), (0.0, -0.0, N), (0.0, 1.0, 0.0), (0.0, -2.5,
            -0.0), (0.0, I, 0.0), (0.0, -I, -0.0), (0.0, N, N), (-0.0, 0.0, N), (-0.0, -0.0, N), (-0.0, 1.0,
            0.0), (-0.0, -2.5, -0.0), (-0.0, I, 0.0), (-0.0, -I, -0.0), (-0.0, N, N), (1.0, 0.0, N), (1.0, -0.0,
            N), (1.0, 1.0, 0.0), (1.0, -2.5, -1.5), (1.0, I, 1.0), (1.0, -I, -I), (1.0, N, N), (-2.5, 0.0, N),
            (-2.5, -0.0, N), (-2.5, 1.0, 0.5), (-2.5, -2.5, -0.0), (-2.5, I, I), (-2.5, -I, -2.5), (-2.5, N, N),
            (I, 0.0, N), (I, -0.0, N), (I, 1.0, N), (I, -2.5, N), (I, I, N), (I, -I, N), (I, N, N), (-I, 0.0,
            N), (-I, -0.0, N), (-I, 1.0, N), (-I, -2.5, N), (-I, I, N), (-I, -I, N), (-I, N, N), (N, 0.0, N),
            (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("fmod", <f64 as F>::fmod, &[(0.0, 0.0, N), (0.0, -0.0, N), (0.0, 1.0, 0.0), (0.0, -2.5, 0.0), (0.0, I,
            0.0), (0.0, -I, 0.0), (0.0, N, N), (-0.0, 0.0, N), (-0.0, -0.0, N), (-0.0, 1.0, -0.0), (-0.0, -2.5,
            -0.0), (-0.0, I, -0.0), (-0.0, -I, -0.0), (-0.0, N, N), (1.0, 0.0, N), (1.0, -0.0, N), (1.0, 1.0,
            0.0), (1.0, -2.5, 1.0), (1.0, I, 1.0), (1.0, -I, 1.0), (1.0, N, N), (-2.5, 0.0, N), (-2.5, -0.0, N),
            (-2.5, 1.0, -0.5), (-2.5, -2.5, -0.0), (-2.5, I, -2.5), (-2.5, -I, -2.5), (-2.5, N, N), (I, 0.0, N),
            (I, -0.0, N), (I, 1.0, N), (I, -2.5, N), (I, I, N), (I, -I, N), (I, N, N), (-I, 0.0, N), (-I, -0.0,
            N), (-I, 1.0, N), (-I, -2.5, N), (-I, I, N), (-I, -I, N), (-I, N, N), (N, 0.0, N), (N, -0.0, N), (N,
            1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("power", <f64 as F>::power, &[(0.0, 0.0, 1.0), (0.0, -0.0, 1.0), (0.0, 1.0, 0.0), (0.0, -2.5, I), (0.0,
            I, 0.0), (0.0, -I, I), (0.0, N, N), (-0.0, 0.0, 1.0), (-0.0, -0.0, 1.0), (-0.0, 1.0, -0.0), (-0.0,
            -2.5, I), (-0.0, I, 0.0), (-0.0, -I, I), (-0.0, N, N), (1.0, 0.0, 1.0), (1.0, -0.0, 1.0), (1.0, 1.0,
            1.0), (1.0, -2.5, 1.0), (1.0, I, 1.0), (1.0, -I, 1.0), (1.0, N, 1.0), (-2.5, 0.0, 1.0), (-2.5, -0.0,
            1.0), (-2.5, 1.0, -2.5), (-2.5, -2.5, N), (-2.5, I, I), (-2.5, -I, 0.0), (-2.5, N, N), (I, 0.0,
            1.0), (I, -0.0, 1.0), (I, 1.0, I), (I, -2.5, 0.0), (I, I, I), (I, -I, 0.0), (I, N, N), (-I, 0.0,
            1.0), (-I, -0.0, 1.0), (-I, 1.0, -I), (-I, -2.5, 0.0), (-I, I, I), (-I, -I, 0.0), (-I, N, N), (N,
            0.0, 1.0), (N, -0.0, 1.0), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("arctan2", <f64 as F>::arctan2, &[(0.0, 0.0, 0.0), (0.0, -0.0, 3.141592653589793), (0.0, 1.0, 0.0),
            (0.0, -2.5, 3.141592653589793), (0.0, I, 0.0), (0.0, -I, 3.141592653589793), (0.0, N, N), (-0.0,
            0.0, -0.0), (-0.0, -0.0, -3.141592653589793), (-0.0, 1.0, -0.0), (-0.0, -2.5, -3.141592653589793),
            (-0.0, I, -0.0), (-0.0, -I, -3.141592653589793), (-0.0, N, N), (1.0, 0.0, 1.5707963267948966), (1.0,
            -0.0, 1.5707963267948966), (1.0, 1.0, 0.7853981633974483), (1.0, -2.5, 2.761086276477428), (1.0, I,
            0.0), (1.0, -I, 3.141592653589793), (1.0, N, N), (-2.5, 0.0, -1.5707963267948966), (-2.5, -0.0,
            -1.5707963267948966), (-2.5, 1.0, -1.1902899496825317), (-2.5, -2.5, -2.356194490192345), (-2.5, I,
            -0.0), (-2.5, -I, -3.141592653589793), (-2.5, N, N), (I, 0.0, 1.5707963267948966), (I, -0.0,
            1.5707963267948966), (I, 1.0, 1.5707963267948966), (I, -2.5, 1.5707963267948966), (I, I,
            0.7853981633974483), (I, -I, 2.356194490192345), (I, N, N), (-I, 0.0, -1.5707963267948966), (-I,
            -0.0, -1.5707963267948966), (-I, 1.0, -1.5707963267948966), (-I, -2.5, -1.5707963267948966), (-I, I,
            -0.7853981633974483), (-I, -I, -2.356194490192345), (-I, N, N), (N, 0.0, N), (N, -0.0, N), (N, 1.0,
            N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("hypot", <f64 as F>::hypot, &[(0.0, 0.0, 0.0), (0.0, -0.0, 0.0), (0.0, 1.0, 1.0), (0.0, -2.5, 2.5),
            (0.0, I, I), (0.0, -I, I), (0.0, N, N), (-0.0, 0.0, 0.0), (-0.0, -0.0, 0.0), (-0.0, 1.0, 1.0),
            (-0.0, -2.5, 2.5), (-0.0, I, I), (-0.0, -I, I), (-0.0, N, N), (1.0, 0.0, 1.0), (1.0, -0.0, 1.0),
            (1.0, 1.0, 1.4142135623730951), (1.0, -2.5, 2.692582403567252), (1.0, I, I), (1.0, -I, I), (1.0, N,
            N), (-2.5, 0.0, 2.5), (-2.5, -0.0, 2.5), (-2.5, 1.0, 2.692582403567252), (-2.5, -2.5,
            3.5355339059327378), (-2.5, I, I), (-2.5, -I, I), (-2.5, N, N), (I, 0.0, I), (I, -0.0, I), (I, 1.0,
            I), (I, -2.5, I), (I, I, I), (I, -I, I), (I, N, I), (-I, 0.0, I), (-I, -0.0, I), (-I, 1.0, I), (-I,
            -2.5, I), (-I, I, I), (-I, -I, I), (-I, N, I), (N, 0.0, N), (N, -0.0, N), (N, 1.0, N), (N, -2.5, N),
            (N, I, I), (N, -I, I), (N, N, N)]),
        ("logaddexp", <f64 as F>::logaddexp, &[(0.0, 0.0, 0.6931471805599453), (0.0, -0.0, 0.6931471805599453),
            (0.0, 1.0, 1.3132616875182228), (0.0, -2.5, 0.07888973429254963), (0.0, I, I), (0.0, -I, 0.0), (0.0,
            N, N), (-0.0, 0.0, 0.6931471805599453), (-0.0, -0.0, 0.6931471805599453), (-0.0, 1.0,
            1.3132616875182228), (-0.0, -2.5, 0.07888973429254963), (-0.0, I, I), (-0.0, -I, 0.0), (-0.0, N, N),
            (1.0, 0.0, 1.3132616875182228), (1.0, -0.0, 1.3132616875182228), (1.0, 1.0, 1.6931471805599454),
            (1.0, -2.5, 1.0297504182726205), (1.0, I, I), (1.0, -I, 1.0), (1.0, N, N), (-2.5, 0.0,
            0.07888973429254963), (-2.5, -0.0, 0.07888973429254963), (-2.5, 1.0, 1.0297504182726205), (-2.5,
            -2.5, -1.8068528194400546), (-2.5, I, I), (-2.5, -I, -2.5), (-2.5, N, N), (I, 0.0, I), (I, -0.0, I),
            (I, 1.0, I), (I, -2.5, I), (I, I, I), (I, -I, I), (I, N, N), (-I, 0.0, 0.0), (-I, -0.0, 0.0), (-I,
            1.0, 1.0), (-I, -2.5, -2.5), (-I, I, I), (-I, -I, -I), (-I, N, N), (N, 0.0, N), (N, -0.0, N), (N,
            1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("logaddexp2", <f64 as F>::logaddexp2, &[(0.0, 0.0, 1.0), (0.0, -0.0, 1.0), (0.0, 1.0,
            1.584962500721156), (0.0, -2.5, 0.23484058107920172), (0.0, I, I), (0.0, -I, 0.0), (0.0, N, N),
            (-0.0, 0.0, 1.0), (-0.0, -0.0, 1.0), (-0.0, 1.0, 1.584962500721156), (-0.0, -2.5,
            0.23484058107920172), (-0.0, I, I), (-0.0, -I, 0.0), (-0.0, N, N), (1.0, 0.0, 1.584962500721156),
            (1.0, -0.0, 1.584962500721156), (1.0, 1.0, 2.0), (1.0, -2.5, 1.1221934162022744), (1.0, I, I), (1.0,
            -I, 1.0), (1.0, N, N), (-2.5, 0.0, 0.23484058107920172), (-2.5, -0.0, 0.23484058107920172), (-2.5,
            1.0, 1.1221934162022744), (-2.5, -2.5, -1.5), (-2.5, I, I), (-2.5, -I, -2.5), (-2.5, N, N), (I, 0.0,
            I), (I, -0.0, I), (I, 1.0, I), (I, -2.5, I), (I, I, I), (I, -I, I), (I, N, N), (-I, 0.0, 0.0), (-I,
            -0.0, 0.0), (-I, 1.0, 1.0), (-I, -2.5, -2.5), (-I, I, I), (-I, -I, -I), (-I, N, N), (N, 0.0, N), (N,
            -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("maximum", <f64 as F>::maximum, &[(0.0, 0.0, 0.0), (0.0, -0.0, -0.0), (0.0, 1.0, 1.0), (0.0, -2.5,
            0.0), (0.0, I, I), (0.0, -I, 0.0), (0.0, N, N), (-0.0, 0.0, 0.0), (-0.0, -0.0, -0.0), (-0.0, 1.0,
            1.0), (-0.0, -2.5, -0.0), (-0.0, I, I), (-0.0, -I, -0.0), (-0.0, N, N), (1.0, 0.0, 1.0), (1.0, -0.0,
            1.0), (1.0, 1.0, 1.0), (1.0, -2.5, 1.0), (1.0, I, I), (1.0, -I, 1.0), (1.0, N, N), (-2.5, 0.0, 0.0),
            (-2.5, -0.0, -0.0), (-2.5, 1.0, 1.0), (-2.5, -2.5, -2.5), (-2.5, I, I), (-2.5, -I, -2.5), (-2.5, N,
            N), (I, 0.0, I), (I, -0.0, I), (I, 1.0, I), (I, -2.5, I), (I, I, I), (I, -I, I), (I, N, N), (-I,
            0.0, 0.0), (-I, -0.0, -0.0), (-I, 1.0, 1.0), (-I, -2.5, -2.5), (-I, I, I), (-I, -I, -I), (-I, N, N),
            (N, 0.0, N), (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("minimum", <f64 as F>::minimum, &[(0.0, 0.0, 0.0), (0.0, -0.0, -0.0), (0.0, 1.0, 0.0), (0.0, -2.5,
            -2.5), (0.0, I, 0.0), (0.0, -I, -I), (0.0, N, N), (-0.0, 0.0, 0.0), (-0.0, -0.0, -0.0), (-0.0, 1.0,
            -0.0), (-0.0, -2.5, -2.5), (-0.0, I, -0.0), (-0.0, -I, -I), (-0.0, N, N), (1.0, 0.0, 0.0), (1.0,
            -0.0, -0.0), (1.0, 1.0, 1.0), (1.0, -2.5, -2.5), (1.0, I, 1.0), (1.0, -I, -I), (1.0, N, N), (-2.5,
            0.0, -2.5), (-2.5, -0.0, -2.5), (-2.5, 1.0, -2.5), (-2.5, -2.5, -2.5), (-2.5, I, -2.5), (-2.5, -I,
            -I), (-2.5, N, N), (I, 0.0, 0.0), (I, -0.0, -0.0), (I, 1.0, 1.0), (I, -2.5, -2.5), (I, I, I), (I,
            -I, -I), (I, N, N), (-I, 0.0, -I), (-I, -0.0, -I), (-I, 1.0, -I), (-I, -2.5, -I), (-I, I, -I), (-I,
            -I, -I), (-I, N, N), (N, 0.0, N), (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N),
            (N, N, N)]),
        ("fmax", <f64 as F>::fmax, &[(0.0, 1.0, 1.0), (0.0, -2.5, 0.0), (0.0, I, I), (0.0, -I, 0.0), (0.0, N,
            0.0), (-0.0, 1.0, 1.0), (-0.0, -2.5, -0.0), (-0.0, I, I), (-0.0, -I, -0.0), (-0.0, N, -0.0), (1.0,
            0.0, 1.0), (1.0, -0.0, 1.0), (1.0, 1.0, 1.0), (1.0, -2.5, 1.0), (1.0, I, I), (1.0, -I, 1.0), (1.0,
            N, 1.0), (-2.5, 0.0, 0.0), (-2.5, -0.0, -0.0), (-2.5, 1.0, 1.0), (-2.5, -2.5, -2.5), (-2.5, I, I),
            (-2.5, -I, -2.5), (-2.5, N, -2.5), (I, 0.0, I), (I, -0.0, I), (I, 1.0, I), (I, -2.5, I), (I, I, I),
            (I, -I, I), (I, N, I), (-I, 0.0, 0.0), (-I, -0.0, -0.0), (-I, 1.0, 1.0), (-I, -2.5, -2.5), (-I, I,
            I), (-I, -I, -I), (-I, N, -I), (N, 0.0, 0.0), (N, -0.0, -0.0), (N, 1.0, 1.0), (N, -2.5, -2.5), (N,
            I, I), (N, -I, -I), (N, N, N)]),
        ("fmin", <f64 as F>::fmin, &[(0.0, 1.0, 0.0), (0.0, -2.5, -2.5), (0.0, I, 0.0), (0.0, -I, -I), (0.0, N,
            0.0), (-0.0, 1.0, -0.0), (-0.0, -2.5, -2.5), (-0.0, I, -0.0), (-0.0, -I, -I), (-0.0, N, -0.0), (1.0,
            0.0, 0.0), (1.0, -0.0, -0.0), (1.0, 1.0, 1.0), (1.0, -2.5, -2.5), (1.0, I, 1.0), (1.0, -I, -I),
            (1.0, N, 1.0), (-2.5, 0.0, -2.5), (-2.5, -0.0, -2.5), (-2.5, 1.0, -2.5), (-2.5, -2.5, -2.5), (-2.5,
            I, -2.5), (-2.5, -I, -I), (-2.5, N, -2.5), (I, 0.0, 0.0), (I, -0.0, -0.0), (I, 1.0, 1.0), (I, -2.5,
            -2.5), (I, I, I), (I, -I, -I), (I, N, I), (-I, 0.0, -I), (-I, -0.0, -I), (-I, 1.0, -I), (-I, -2.5,
            -I), (-I, I, -I), (-I, -I, -I), (-I, N, -I), (N, 0.0, 0.0), (N, -0.0, -0.0), (N, 1.0, 1.0), (N,
            -2.5, -2.5), (N, I, I), (N, -I, -I), (N, N, N)]),
        ("copysign", <f64 as F>::copysign, &[(0.0, 0.0, 0.0), (0.0, -0.0, -0.0), (0.0, 1.0, 0.0), (0.0, -2.5,
            -0.0), (0.0, I, 0.0), (0.0, -I, -0.0), (0.0, N, 0.0), (-0.0, 0.0, 0.0), (-0.0, -0.0, -0.0), (-0.0,
            1.0, 0.0), (-0.0, -2.5, -0.0), (-0.0, I, 0.0), (-0.0, -I, -0.0), (-0.0, N, 0.0), (1.0, 0.0, 1.0),
            (1.0, -0.0, -1.0), (1.0, 1.0, 1.0), (1.0, -2.5, -1.0), (1.0, I, 1.0), (1.0, -I, -1.0), (1.0, N,
            1.0), (-2.5, 0.0, 2.5), (-2.5, -0.0, -2.5), (-2.5, 1.0, 2.5), (-2.5, -2.5, -2.5), (-2.5, I, 2.5),
            (-2.5, -I, -2.5), (-2.5, N, 2.5), (I, 0.0, I), (I, -0.0, -I), (I, 1.0, I), (I, -2.5, -I), (I, I, I),
            (I, -I, -I), (I, N, I), (-I, 0.0, I), (-I, -0.0, -I), (-I, 1.0, I), (-I, -2.5, -I), (-I, I, I), (-I,
            -I, -I), (-I, N, I), (N, 0.0, N), (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N),
            (N, N, N)]),
        ("nextafter", <f64 as F>::nextafter, &[(0.0, 0.0, 0.0), (0.0, -0.0, -0.0), (0.0, 1.0, 5e-324), (0.0,
            -2.5, -5e-324), (0.0, I, 5e-324), (0.0, -I, -5e-324), (0.0, N, N), (-0.0, 0.0, 0.0), (-0.0, -0.0,
            -0.0), (-0.0, 1.0, 5e-324), (-0.0, -2.5, -5e-324), (-0.0, I, 5e-324), (-0.0, -I, -5e-324), (-0.0, N,
            N), (1.0, 0.0, 0.9999999999999999), (1.0, -0.0, 0.9999999999999999), (1.0, 1.0, 1.0), (1.0, -2.5,
            0.9999999999999999), (1.0, I, 1.0000000000000002), (1.0, -I, 0.9999999999999999), (1.0, N, N),
            (-2.5, 0.0, -2.4999999999999996), (-2.5, -0.0, -2.4999999999999996), (-2.5, 1.0,
            -2.4999999999999996), (-2.5, -2.5, -2.5), (-2.5, I, -2.4999999999999996), (-2.5, -I,
            -2.5000000000000004), (-2.5, N, N), (I, 0.0, 1.7976931348623157e+308), (I, -0.0,
            1.7976931348623157e+308), (I, 1.0, 1.7976931348623157e+308), (I, -2.5, 1.7976931348623157e+308), (I,
            I, I), (I, -I, 1.7976931348623157e+308), (I, N, N), (-I, 0.0, -1.7976931348623157e+308), (-I, -0.0,
            -1.7976931348623157e+308), (-I, 1.0, -1.7976931348623157e+308), (-I, -2.5,
            -1.7976931348623157e+308), (-I, I, -1.7976931348623157e+308), (-I, -I, -I), (-I, N, N), (N, 0.0, N),
            (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N, -I, N), (N, N, N)]),
        ("heaviside", <f64 as F>::heaviside, &[(0.0, 0.0, 0.0), (0.0, -0.0, -0.0), (0.0, 1.0, 1.0), (0.0, -2.5,
            -2.5), (0.0, I, I), (0.0, -I, -I), (0.0, N, N), (-0.0, 0.0, 0.0), (-0.0, -0.0, -0.0), (-0.0, 1.0,
            1.0), (-0.0, -2.5, -2.5), (-0.0, I, I), (-0.0, -I, -I), (-0.0, N, N), (1.0, 0.0, 1.0), (1.0, -0.0,
            1.0), (1.0, 1.0, 1.0), (1.0, -2.5, 1.0), (1.0, I, 1.0), (1.0, -I, 1.0), (1.0, N, 1.0), (-2.5, 0.0,
            0.0), (-2.5, -0.0, 0.0), (-2.5, 1.0, 0.0), (-2.5, -2.5, 0.0), (-2.5, I, 0.0), (-2.5, -I, 0.0),
            (-2.5, N, 0.0), (I, 0.0, 1.0), (I, -0.0, 1.0), (I, 1.0, 1.0), (I, -2.5, 1.0), (I, I, 1.0), (I, -I,
            1.0), (I, N, 1.0), (-I, 0.0, 0.0), (-I, -0.0, 0.0), (-I, 1.0, 0.0), (-I, -2.5, 0.0), (-I, I, 0.0),
            (-I, -I, 0.0), (-I, N, 0.0), (N, 0.0, N), (N, -0.0, N), (N, 1.0, N), (N, -2.5, N), (N, I, N), (N,
            -I, N), (N, N, N)]),
];

    #[rustfmt::skip]
    const POLYGAMMA: &[(u32, f64, f64)] = &[
        (1, 0.05, 401.53235734211506), (1, 1.0, 1.6449340668482264), (1, 7.3, 0.1467957681314271), (1, 59.5,
            0.016948746829245357), (1, -0.3, 13.945160267805722), (1, -4.6, 10.716107835423417), (2, 0.05,
            -16002.108158021943), (2, 1.0, -2.4041138063191885), (2, 7.3, -0.02151081444162025), (2, 59.5,
            -0.000287253143805881), (2, -0.3, 67.63908119988317), (2, -4.6, -22.314382257130532), (3, 0.05,
            960005.388322313), (3, 1.0, 6.493939402266829), (3, 7.3, 0.00629315871319849), (3, 59.5,
            9.736695564823744e-06), (3, -0.3, 766.6198904191685), (3, -4.6, 283.5875035152743), (12, 0.05,
            -3.923981107199997e+25), (12, 1.0, -479060379.8898314), (12, 7.3, -0.0035756835236010775), (12,
            59.5, -2.239346496836096e-14), (12, -0.3, 3004370619256656.0), (12, -4.6, -71010055016660.16), (40,
            0.05, -1.79421668242242e+101), (40, 1.0, -8.159152832482688e+47), (40, 7.3, -3293605190494.9404),
            (40, 59.5, -2.9310558040679108e-25), (40, -0.3, 2.2370393559400477e+69), (40, -4.6,
            -1.6872731577420993e+64),
        (1, 0.0, I), (1, -1.0, I), (1, -I, I), (1, I, 0.0), (1, N, N), (2, 0.0, -I), (2, -1.0, -I), (2, -I, -I),
            (2, I, -0.0), (2, N, N), (3, 0.0, I), (3, -1.0, I), (3, -I, I), (3, I, 0.0), (3, N, N)
];

    #[test]
    fn unary_edges() {
        for (name, double, single, table) in UNARY_EDGES {
            for &(x, expected) in *table {
                check(&format!("{name}({x:?})"), double(x), expected, 1e-15);
                // The smallest double is no single.
                if f64::from(x as f32) == x || x.is_nan() {
                    check(
                        &format!("f32 {name}({x:?})"),
                        f64::from(single(x as f32)),
                        expected,
                        3e-7,
                    );
                }
            }
        }
    }

    #[test]
    fn accuracy() {
        for (name, function, table) in ACCURACY {
            for &(x, expected) in *table {
                check(&format!("{name}({x:?})"), function(x), expected, 2e-15);
            }
        }
    }

    #[test]
    fn binary_edges() {
        for (name, function, table) in BINARY {
            for &(a, b, expected) in *table {
                check(
                    &format!("{name}({a:?}, {b:?})"),
                    function(a, b),
                    expected,
                    1e-15,
                );
            }
        }
    }

    #[test]
    fn polygamma_and_poles() {
        for &(order, x, expected) in POLYGAMMA {
            check(
                &format!("polygamma({order}, {x:?})"),
                super::polygamma(order, x),
                expected,
                2e-15,
            );
        }
    }

    #[test]
    fn choices_of_our_own() {
        check("erfinv", F::erfinv(-0.0), -0.0, 0.0);
        check("lgamma", F::lgamma(-I), I, 0.0);
        assert!(super::zeta(1e308, 25.0) == 0.0);
    }
}
