//! Complex elementwise functions for `Complex<f32>` and `Complex<f64>`, one value at a time, with the branch cuts,
//! signed zeros and infinities of C99 Annex G as numpy shows them (the methods of `num_complex` differ there). The
//! transcendental functions are written once in `f64`; single precision computes in `f64` and rounds. Reals are in
//! `scalar_real.rs`, integers in `scalar_int.rs`; sums and products are the operators of `num_complex`.

use num_complex::Complex;
use std::f64::consts::{FRAC_PI_2, LN_2, LOG2_E, LOG10_E};

/// Complex functions of one element, as numpy defines them.
///
/// Many names are also inherent methods of `Complex`, which win on concrete types. Generic code gets these; concrete
/// code has to write `ComplexFunctions::sqrt(z)`.
pub(crate) trait ComplexFunctions: Copy {
    /// The type of the parts.
    type Real;
    /// Negation of both parts.
    fn neg(self) -> Self;
    /// Conjugate.
    fn conj(self) -> Self;
    /// Modulus, without overflow on the way.
    fn abs(self) -> Self::Real;
    /// Argument, in `[-pi, pi]`.
    fn angle(self) -> Self::Real;
    /// `z / |z|`, 0 at 0 (numpy 2). An infinite part beside a finite or NaN one gives a unit, two give NaN.
    fn sign(self) -> Self;
    /// Square.
    fn square(self) -> Self;
    /// One over the value, scaled against overflow; NaN at 0 as in numpy.
    fn reciprocal(self) -> Self;
    /// Quotient by Smith's method, scaled against overflow.
    fn divide(self, divisor: Self) -> Self;
    /// Power: exponent 0 gives 1, integers below 100 multiply, 0 to an exponent without positive real part is NaN.
    fn power(self, exponent: Self) -> Self;
    /// Principal square root.
    fn sqrt(self) -> Self;
    /// Exponential.
    fn exp(self) -> Self;
    /// Two to the power of the value.
    fn exp2(self) -> Self;
    /// `exp(z) - 1`, accurate near zero.
    fn expm1(self) -> Self;
    /// Natural logarithm, accurate also where the modulus is near one.
    fn log(self) -> Self;
    /// Logarithm to base two.
    fn log2(self) -> Self;
    /// Logarithm to base ten.
    fn log10(self) -> Self;
    /// `log(1 + z)`, accurate near zero (numpy loses digits there).
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
    /// Logistic function `1 / (1 + exp(-z))`, without overflow on the way.
    fn sigmoid(self) -> Self;
    /// Whether either part is NaN.
    fn isnan(self) -> bool;
    /// Whether both parts are finite.
    fn isfinite(self) -> bool;
    /// Whether either part is infinite.
    fn isinf(self) -> bool;
    /// Lexicographic order; false where a NaN takes part.
    fn less(self, other: Self) -> bool;
    /// Lexicographic order or equality; false where a NaN takes part.
    fn less_equal(self, other: Self) -> bool;
    /// Reversed `less`.
    fn greater(self, other: Self) -> bool;
    /// Reversed `less_equal`.
    fn greater_equal(self, other: Self) -> bool;
    /// Lexicographically larger value; the first with a NaN part if either has one.
    fn maximum(self, other: Self) -> Self;
    /// Lexicographically smaller value; the first with a NaN part if either has one.
    fn minimum(self, other: Self) -> Self;
    /// Lexicographically larger value, ignoring one with a NaN part.
    fn fmax(self, other: Self) -> Self;
    /// Lexicographically smaller value, ignoring one with a NaN part.
    fn fmin(self, other: Self) -> Self;
}

/// Forwards unary functions to the free functions in double precision below.
macro_rules! in_double_precision {
    ($float:ident: $($name:ident),* $(,)?) => {
        $(
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast, clippy::useless_conversion)]
            fn $name(self) -> Self {
                let wide = $name(Complex::new(f64::from(self.re), f64::from(self.im)));
                Complex::new(wide.re as $float, wide.im as $float)
            }
        )*
    };
}

macro_rules! complex_functions {
    ($float:ident) => {
        #[allow(
            clippy::float_cmp,
            clippy::cast_possible_truncation,
            clippy::unnecessary_cast,
            clippy::useless_conversion
        )]
        impl ComplexFunctions for Complex<$float> {
            type Real = $float;

            in_double_precision!(
                $float: sqrt, exp, exp2, expm1, log, log2, log10, log1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, sigmoid
            );

            #[inline(always)]
            fn neg(self) -> Self {
                -self
            }
            #[inline(always)]
            fn conj(self) -> Self {
                Complex::new(self.re, -self.im)
            }
            #[inline]
            fn abs(self) -> $float {
                self.re.hypot(self.im)
            }
            #[inline]
            fn angle(self) -> $float {
                self.im.atan2(self.re)
            }
            #[inline]
            fn sign(self) -> Self {
                let modulus = self.re.hypot(self.im);
                if modulus == 0.0 {
                    return Complex::new(0.0, 0.0);
                }
                if modulus.is_infinite() {
                    return match (self.re.is_infinite(), self.im.is_infinite()) {
                        (true, true) => Complex::new($float::NAN, $float::NAN),
                        (true, false) => Complex::new(self.re.signum(), 0.0),
                        (false, true) => Complex::new(0.0, self.im.signum()),
                        // Finite parts whose modulus overflows.
                        (false, false) => ComplexFunctions::sign(self * 0.25),
                    };
                }
                Complex::new(self.re / modulus, self.im / modulus)
            }
            #[inline]
            fn square(self) -> Self {
                self * self
            }
            #[inline]
            fn reciprocal(self) -> Self {
                if self.im.abs() <= self.re.abs() {
                    let ratio = self.im / self.re;
                    let scale = self.re + self.im * ratio;
                    Complex::new(1.0 / scale, -ratio / scale)
                } else {
                    let ratio = self.re / self.im;
                    let scale = self.re * ratio + self.im;
                    Complex::new(ratio / scale, -1.0 / scale)
                }
            }
            #[inline]
            fn divide(self, divisor: Self) -> Self {
                let (re_size, im_size) = (divisor.re.abs(), divisor.im.abs());
                if re_size >= im_size {
                    if re_size == 0.0 {
                        return Complex::new(self.re / re_size, self.im / re_size);
                    }
                    let ratio = divisor.im / divisor.re;
                    let scale = 1.0 / (divisor.re + divisor.im * ratio);
                    Complex::new(
                        (self.re + self.im * ratio) * scale,
                        (self.im - self.re * ratio) * scale,
                    )
                } else {
                    let ratio = divisor.re / divisor.im;
                    let scale = 1.0 / (divisor.im + divisor.re * ratio);
                    Complex::new(
                        (self.re * ratio + self.im) * scale,
                        (self.im * ratio - self.re) * scale,
                    )
                }
            }
            #[inline]
            fn power(self, exponent: Self) -> Self {
                let wide = power(
                    Complex::new(f64::from(self.re), f64::from(self.im)),
                    Complex::new(f64::from(exponent.re), f64::from(exponent.im)),
                );
                Complex::new(wide.re as $float, wide.im as $float)
            }
            #[inline(always)]
            fn isnan(self) -> bool {
                self.re.is_nan() || self.im.is_nan()
            }
            #[inline(always)]
            fn isfinite(self) -> bool {
                self.re.is_finite() && self.im.is_finite()
            }
            #[inline(always)]
            fn isinf(self) -> bool {
                self.re.is_infinite() || self.im.is_infinite()
            }
            #[inline(always)]
            fn less(self, other: Self) -> bool {
                let comparable = !self.im.is_nan() && !other.im.is_nan();
                (self.re < other.re && comparable) || (self.re == other.re && self.im < other.im)
            }
            #[inline(always)]
            fn less_equal(self, other: Self) -> bool {
                let comparable = !self.im.is_nan() && !other.im.is_nan();
                (self.re < other.re && comparable) || (self.re == other.re && self.im <= other.im)
            }
            #[inline(always)]
            fn greater(self, other: Self) -> bool {
                ComplexFunctions::less(other, self)
            }
            #[inline(always)]
            fn greater_equal(self, other: Self) -> bool {
                ComplexFunctions::less_equal(other, self)
            }
            #[inline]
            fn maximum(self, other: Self) -> Self {
                if self.isnan() || self.greater_equal(other) {
                    self
                } else {
                    other
                }
            }
            #[inline]
            fn minimum(self, other: Self) -> Self {
                if self.isnan() || self.less_equal(other) {
                    self
                } else {
                    other
                }
            }
            #[inline]
            fn fmax(self, other: Self) -> Self {
                if other.isnan() || self.greater_equal(other) {
                    self
                } else {
                    other
                }
            }
            #[inline]
            fn fmin(self, other: Self) -> Self {
                if other.isnan() || self.less_equal(other) {
                    self
                } else {
                    other
                }
            }
        }
    };
}

complex_functions!(f32);
complex_functions!(f64);

type C64 = Complex<f64>;

const NAN: C64 = Complex::new(f64::NAN, f64::NAN);

/// 2**100 and 2**-100: moving tiny or huge parts into the middle of the range, where hypot keeps its digits.
const UP: f64 = 1_267_650_600_228_229_401_496_703_205_376.0;
const DOWN: f64 = 1.0 / UP;

/// Above this the exponential overflows, though its product with a small sine may not.
const EXP_LIMIT: f64 = 709.0;

fn times_i(z: C64) -> C64 {
    Complex::new(-z.im, z.re)
}

fn times_minus_i(z: C64) -> C64 {
    Complex::new(z.im, -z.re)
}

fn sqrt(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if x == 0.0 && y == 0.0 {
        return Complex::new(0.0, y);
    }
    if y.is_infinite() {
        return Complex::new(f64::INFINITY, y);
    }
    if x.is_nan() {
        return NAN;
    }
    if x.is_infinite() {
        // Zero for a finite imaginary part, else NaN.
        let other = if y.is_nan() { y } else { 0.0 };
        return if x > 0.0 {
            Complex::new(x, other.copysign(y))
        } else {
            Complex::new(other.abs(), f64::INFINITY.copysign(y))
        };
    }
    let size = x.abs().max(y.abs());
    if size > 1e300 {
        return half_plane_sqrt(x * DOWN, y * DOWN) * UP.sqrt();
    }
    if size < 1e-280 {
        return half_plane_sqrt(x * UP, y * UP) * DOWN.sqrt();
    }
    half_plane_sqrt(x, y)
}

/// Square root of finite parts of moderate size, not both zero; the larger part comes first, without cancellation.
fn half_plane_sqrt(x: f64, y: f64) -> C64 {
    let larger = (0.5 * (x.abs() + x.hypot(y))).sqrt();
    let smaller = y / (2.0 * larger);
    if x >= 0.0 {
        Complex::new(larger, smaller)
    } else {
        Complex::new(smaller.abs(), larger.copysign(y))
    }
}

fn exp(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if y == 0.0 {
        return Complex::new(x.exp(), y);
    }
    if !y.is_finite() {
        return if x == f64::NEG_INFINITY {
            Complex::new(0.0, 0.0_f64.copysign(y))
        } else if x == f64::INFINITY {
            Complex::new(x, f64::NAN)
        } else {
            NAN
        };
    }
    let (sine, cosine) = y.sin_cos();
    scaled_exp(1.0, x, cosine, sine)
}

/// `factor exp(x)`, with a factor of at most 1, times a pair of numbers of at most unit size: overflowing or vanishing only
/// where the products do.
fn scaled_exp(factor: f64, x: f64, cosine: f64, sine: f64) -> C64 {
    if x > EXP_LIMIT && x.is_finite() {
        let root = (0.5 * x).exp();
        let rest = factor * root;
        Complex::new(root * cosine * rest, root * sine * rest)
    } else {
        let size = x.exp();
        Complex::new(size * cosine * factor, size * sine * factor)
    }
}

fn exp2(z: C64) -> C64 {
    if z.im == 0.0 {
        return Complex::new(z.re.exp2(), z.im);
    }
    exp(z * LN_2)
}

fn expm1(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if y == 0.0 && x.is_finite() {
        return Complex::new(x.exp_m1(), y);
    }
    if x.is_finite() && x > EXP_LIMIT {
        let value = exp(z);
        return Complex::new(value.re - 1.0, value.im);
    }
    // exp(x) cos(y) - 1 with 1 - cos(y) = 2 sin²(y/2).
    let half_sine = (0.5 * y).sin();
    Complex::new(
        x.exp_m1() * y.cos() - 2.0 * half_sine * half_sine,
        x.exp() * y.sin(),
    )
}

/// Sum and its rounding error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// `start + x² + y²` rounded about once: the squares' and the sums' errors are carried along.
fn sum_with_squares(start: f64, x: f64, y: f64) -> f64 {
    let (x_square, y_square) = (x * x, y * y);
    let x_error = x.mul_add(x, -x_square);
    let y_error = y.mul_add(y, -y_square);
    let (first, first_error) = two_sum(start, x_square);
    let (second, second_error) = two_sum(first, y_square);
    second + (first_error + second_error + x_error + y_error)
}

/// Logarithm of the modulus.
fn log_modulus(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    let size = x.max(y);
    if size > 0.5 && size < 1.5 {
        let square = x * x + y * y;
        if square > 0.5 && square < 2.0 {
            return 0.5 * sum_with_squares(-1.0, x, y).ln_1p();
        }
    }
    if size > 1e300 && size.is_finite() {
        return (x * DOWN).hypot(y * DOWN).ln() + 100.0 * LN_2;
    }
    if size < 1e-280 && size > 0.0 {
        return (x * UP).hypot(y * UP).ln() - 100.0 * LN_2;
    }
    x.hypot(y).ln()
}

fn log(z: C64) -> C64 {
    Complex::new(log_modulus(z.re, z.im), z.im.atan2(z.re))
}

fn log2(z: C64) -> C64 {
    let natural = log(z);
    Complex::new(natural.re * LOG2_E, natural.im * LOG2_E)
}

fn log10(z: C64) -> C64 {
    let natural = log(z);
    Complex::new(natural.re * LOG10_E, natural.im * LOG10_E)
}

fn log1p(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    let angle = y.atan2(1.0 + x);
    // |1 + z|² - 1
    let excess = if x.abs() < 2.0 && y.abs() < 2.0 {
        sum_with_squares(2.0 * x, x, y)
    } else {
        f64::INFINITY
    };
    if excess > -0.5 && excess < 1.0 {
        Complex::new(0.5 * excess.ln_1p(), angle)
    } else {
        Complex::new(log_modulus(1.0 + x, y), angle)
    }
}

fn sinh(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if y == 0.0 {
        return Complex::new(x.sinh(), y);
    }
    if !y.is_finite() {
        return if x == 0.0 || x.is_infinite() {
            Complex::new(x, f64::NAN)
        } else {
            NAN
        };
    }
    let (sine, cosine) = y.sin_cos();
    if x.abs() > EXP_LIMIT {
        let half = scaled_exp(0.5, x.abs(), cosine, sine);
        return Complex::new(half.re * 1.0_f64.copysign(x), half.im);
    }
    Complex::new(x.sinh() * cosine, x.cosh() * sine)
}

fn cosh(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if y == 0.0 {
        let imaginary = if x.is_nan() {
            y
        } else {
            y * 1.0_f64.copysign(x)
        };
        return Complex::new(x.cosh(), imaginary);
    }
    if !y.is_finite() {
        return if x == 0.0 {
            Complex::new(f64::NAN, x)
        } else if x.is_infinite() {
            Complex::new(f64::INFINITY, f64::NAN)
        } else {
            NAN
        };
    }
    let (sine, cosine) = y.sin_cos();
    if x.abs() > EXP_LIMIT {
        let half = scaled_exp(0.5, x.abs(), cosine, sine);
        return Complex::new(half.re, half.im * 1.0_f64.copysign(x));
    }
    Complex::new(x.cosh() * cosine, x.sinh() * sine)
}

fn tanh(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if x.is_nan() {
        return Complex::new(x, if y == 0.0 { y } else { f64::NAN });
    }
    if !y.is_finite() {
        return if x.is_infinite() {
            Complex::new(1.0_f64.copysign(x), 0.0_f64.copysign(y))
        } else if x == 0.0 {
            Complex::new(x, f64::NAN)
        } else {
            NAN
        };
    }
    if x.abs() > 22.0 {
        // tanh is 1 to double precision; the imaginary part is 4 sin(y) cos(y) exp(-2 |x|).
        let (sine, cosine) = y.sin_cos();
        let decay = (-x.abs()).exp();
        return Complex::new(1.0_f64.copysign(x), 4.0 * sine * cosine * decay * decay);
    }
    // Kahan's form, free of cancellation.
    let tangent = y.tan();
    let secant_square = 1.0 + tangent * tangent;
    let sine = x.sinh();
    let cosine = (1.0 + sine * sine).sqrt();
    let denominator = 1.0 + secant_square * sine * sine;
    Complex::new(
        secant_square * cosine * sine / denominator,
        tangent / denominator,
    )
}

fn sin(z: C64) -> C64 {
    if !z.re.is_finite() && z.im.is_infinite() {
        // C leaves the sign open; glibc's, hence numpy's, is positive.
        return Complex::new(f64::NAN, f64::INFINITY);
    }
    times_minus_i(sinh(times_i(z)))
}

fn cos(z: C64) -> C64 {
    cosh(times_i(z))
}

fn tan(z: C64) -> C64 {
    times_minus_i(tanh(times_i(z)))
}

/// Above this modulus the inverse functions equal their leading terms in double precision.
const LARGE: f64 = 1e10;

fn is_large(x: f64, y: f64) -> bool {
    x.abs() > LARGE || y.abs() > LARGE
}

fn asin(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if x.is_nan() || y.is_nan() {
        return if x == 0.0 {
            Complex::new(x, y)
        } else if y.is_infinite() || x.is_infinite() {
            let imaginary = if x.is_infinite() {
                x.abs().copysign(y)
            } else {
                y
            };
            Complex::new(f64::NAN, imaginary)
        } else {
            NAN
        };
    }
    if is_large(x, y) {
        let imaginary = log_modulus(x, y) + LN_2;
        return Complex::new(x.atan2(y.abs()), imaginary.copysign(y));
    }
    // Kahan: both combinations of the two roots add numbers of equal sign.
    let left = sqrt(Complex::new(1.0 - x, -y));
    let right = sqrt(Complex::new(1.0 + x, y));
    Complex::new(
        x.atan2(left.re * right.re - left.im * right.im),
        libm::asinh(left.re * right.im - left.im * right.re),
    )
}

fn acos(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if x.is_nan() || y.is_nan() {
        return if x == 0.0 {
            Complex::new(FRAC_PI_2, f64::NAN)
        } else if y.is_infinite() || x.is_infinite() {
            let imaginary = if x.is_infinite() { f64::INFINITY } else { y };
            Complex::new(f64::NAN, -imaginary)
        } else {
            NAN
        };
    }
    if is_large(x, y) {
        let imaginary = log_modulus(x, y) + LN_2;
        return Complex::new(y.abs().atan2(x), -imaginary.copysign(y));
    }
    let left = sqrt(Complex::new(1.0 - x, -y));
    let right = sqrt(Complex::new(1.0 + x, y));
    Complex::new(
        2.0 * left.re.atan2(right.re),
        libm::asinh(left.im * right.re - left.re * right.im),
    )
}

fn asinh(z: C64) -> C64 {
    times_minus_i(asin(times_i(z)))
}

fn acosh(z: C64) -> C64 {
    let angle = acos(z);
    if angle.re.is_nan() {
        return Complex::new(angle.im.abs(), angle.re);
    }
    Complex::new(angle.im.abs(), angle.re.copysign(z.im))
}

fn atanh(z: C64) -> C64 {
    let Complex { re: x, im: y } = z;
    if x.is_nan() || y.is_nan() {
        return if x == 0.0 {
            Complex::new(x, y)
        } else if y.is_infinite() {
            Complex::new(0.0_f64.copysign(x), FRAC_PI_2.copysign(y))
        } else if x.is_infinite() {
            Complex::new(0.0_f64.copysign(x), f64::NAN)
        } else {
            NAN
        };
    }
    if is_large(x, y) {
        let modulus = (x * 0.5).hypot(y * 0.5);
        let real = if modulus.is_infinite() {
            0.0_f64.copysign(x)
        } else {
            0.25 * (x / modulus / modulus)
        };
        return Complex::new(real, FRAC_PI_2.copysign(y));
    }
    let size = x.abs();
    let gap = 1.0 - size;
    let real = if gap == 0.0 && y.abs() < 1e-100 {
        // The squared distance to the pole would underflow.
        0.5 * (LN_2 - y.abs().ln())
    } else {
        0.25 * (4.0 * size / (gap * gap + y * y)).ln_1p()
    };
    let imaginary = 0.5 * (2.0 * y).atan2(gap * (1.0 + size) - y * y);
    Complex::new(real.copysign(x), imaginary)
}

fn atan(z: C64) -> C64 {
    times_minus_i(atanh(times_i(z)))
}

fn sigmoid(z: C64) -> C64 {
    // The exponential that is taken has at most unit modulus.
    let one = Complex::new(1.0, 0.0);
    if z.re < 0.0 {
        let tail = exp(z);
        ComplexFunctions::divide(tail, one + tail)
    } else {
        ComplexFunctions::divide(one, one + exp(-z))
    }
}

fn power(base: C64, exponent: C64) -> C64 {
    let Complex { re: x, im: y } = exponent;
    if x == 0.0 && y == 0.0 {
        return Complex::new(1.0, 0.0);
    }
    if base.re == 0.0 && base.im == 0.0 {
        return if x > 0.0 { Complex::new(0.0, 0.0) } else { NAN };
    }
    if y == 0.0 {
        if x.abs() < 100.0 && x.trunc() == x {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let raised = integer_power(base, x.abs() as u32);
            return if x > 0.0 {
                raised
            } else {
                ComplexFunctions::divide(Complex::new(1.0, 0.0), raised)
            };
        }
        if base.im == 0.0 && base.re > 0.0 && base.re.is_finite() && x.is_finite() {
            return Complex::new(base.re.powf(x), base.im * x);
        }
    }
    exp(exponent * log(base))
}

/// Power by repeated squaring, for an exponent of at least 1.
fn integer_power(base: C64, exponent: u32) -> C64 {
    let (mut square, mut rest) = (base, exponent);
    while rest & 1 == 0 {
        square = square * square;
        rest >>= 1;
    }
    let mut result = square;
    rest >>= 1;
    while rest > 0 {
        square = square * square;
        if rest & 1 == 1 {
            result *= square;
        }
        rest >>= 1;
    }
    result
}

#[cfg(test)]
#[allow(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    clippy::approx_constant,
    clippy::type_complexity
)]
mod tests {
    use super::{C64, ComplexFunctions as F};
    use num_complex::Complex;

    const I: f64 = f64::INFINITY;
    const N: f64 = f64::NAN;

    fn same_edge(got: f64, expected: f64) -> bool {
        if expected.is_nan() {
            got.is_nan()
        } else if expected == 0.0 || expected.is_infinite() {
            got.to_bits() == expected.to_bits()
        } else {
            (got - expected).abs() <= 1e-15 * expected.abs()
        }
    }

    type Table = &'static [(f64, f64, f64, f64)];

    /// Argument and result on special values (numpy 2.4).
    #[rustfmt::skip]
    const EDGES: &[(&str, fn(C64) -> C64, Table)] = &[
        ("sqrt", <C64 as F>::sqrt, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, 1.0, 1.0), (0.0,
            -2.0, 1.0, -1.0), (0.0, I, I, I), (0.0, -I, I, -I), (0.0, N, N, N), (-0.0, 0.0, 0.0, 0.0), (-0.0,
            -0.0, 0.0, -0.0), (-0.0, 2.0, 1.0, 1.0), (-0.0, -2.0, 1.0, -1.0), (-0.0, I, I, I), (-0.0, -I, I,
            -I), (-0.0, N, N, N), (2.0, 0.0, 1.4142135623730951, 0.0), (2.0, -0.0, 1.4142135623730951, -0.0),
            (2.0, 2.0, 1.5537739740300374, 0.6435942529055826), (2.0, -2.0, 1.5537739740300374,
            -0.6435942529055826), (2.0, I, I, I), (2.0, -I, I, -I), (2.0, N, N, N), (-2.0, 0.0, 0.0,
            1.4142135623730951), (-2.0, -0.0, 0.0, -1.4142135623730951), (-2.0, 2.0, 0.6435942529055826,
            1.5537739740300374), (-2.0, -2.0, 0.6435942529055826, -1.5537739740300374), (-2.0, I, I, I), (-2.0,
            -I, I, -I), (-2.0, N, N, N), (I, 0.0, I, 0.0), (I, -0.0, I, -0.0), (I, 2.0, I, 0.0), (I, -2.0, I,
            -0.0), (I, I, I, I), (I, -I, I, -I), (I, N, I, N), (-I, 0.0, 0.0, I), (-I, -0.0, 0.0, -I), (-I, 2.0,
            0.0, I), (-I, -2.0, 0.0, -I), (-I, I, I, I), (-I, -I, I, -I), (-I, N, N, I), (N, 0.0, N, N), (N,
            -0.0, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, I, I), (N, -I, I, -I), (N, N, N, N)]),
        ("exp", <C64 as F>::exp, &[(0.0, 0.0, 1.0, 0.0), (0.0, -0.0, 1.0, -0.0), (0.0, 2.0, -0.4161468365471424,
            0.9092974268256817), (0.0, -2.0, -0.4161468365471424, -0.9092974268256817), (0.0, I, N, N), (0.0,
            -I, N, N), (0.0, N, N, N), (-0.0, 0.0, 1.0, 0.0), (-0.0, -0.0, 1.0, -0.0), (-0.0, 2.0,
            -0.4161468365471424, 0.9092974268256817), (-0.0, -2.0, -0.4161468365471424, -0.9092974268256817),
            (-0.0, I, N, N), (-0.0, -I, N, N), (-0.0, N, N, N), (2.0, 0.0, 7.38905609893065, 0.0), (2.0, -0.0,
            7.38905609893065, -0.0), (2.0, 2.0, -3.074932320639359, 6.71884969742825), (2.0, -2.0,
            -3.074932320639359, -6.71884969742825), (2.0, I, N, N), (2.0, -I, N, N), (2.0, N, N, N), (-2.0, 0.0,
            0.1353352832366127, 0.0), (-2.0, -0.0, 0.1353352832366127, -0.0), (-2.0, 2.0, -0.05631934999212789,
            0.12306002480577674), (-2.0, -2.0, -0.05631934999212789, -0.12306002480577674), (-2.0, I, N, N),
            (-2.0, -I, N, N), (-2.0, N, N, N), (I, 0.0, I, 0.0), (I, -0.0, I, -0.0), (I, 2.0, -I, I), (I, -2.0,
            -I, -I), (I, I, I, N), (I, -I, I, N), (I, N, I, N), (-I, 0.0, 0.0, 0.0), (-I, -0.0, 0.0, -0.0), (-I,
            2.0, -0.0, 0.0), (-I, -2.0, -0.0, -0.0), (-I, I, 0.0, 0.0), (-I, -I, 0.0, -0.0), (-I, N, 0.0, 0.0),
            (N, 0.0, N, 0.0), (N, -0.0, N, -0.0), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, N, N), (N, -I, N, N),
            (N, N, N, N)]),
        ("log", <C64 as F>::log, &[(0.0, 0.0, -I, 0.0), (0.0, -0.0, -I, -0.0), (0.0, 2.0, 0.6931471805599453,
            1.5707963267948966), (0.0, -2.0, 0.6931471805599453, -1.5707963267948966), (0.0, I, I,
            1.5707963267948966), (0.0, -I, I, -1.5707963267948966), (0.0, N, N, N), (-0.0, 0.0, -I,
            3.141592653589793), (-0.0, -0.0, -I, -3.141592653589793), (-0.0, 2.0, 0.6931471805599453,
            1.5707963267948966), (-0.0, -2.0, 0.6931471805599453, -1.5707963267948966), (-0.0, I, I,
            1.5707963267948966), (-0.0, -I, I, -1.5707963267948966), (-0.0, N, N, N), (2.0, 0.0,
            0.6931471805599453, 0.0), (2.0, -0.0, 0.6931471805599453, -0.0), (2.0, 2.0, 1.039720770839918,
            0.7853981633974483), (2.0, -2.0, 1.039720770839918, -0.7853981633974483), (2.0, I, I,
            1.5707963267948966), (2.0, -I, I, -1.5707963267948966), (2.0, N, N, N), (-2.0, 0.0,
            0.6931471805599453, 3.141592653589793), (-2.0, -0.0, 0.6931471805599453, -3.141592653589793), (-2.0,
            2.0, 1.039720770839918, 2.356194490192345), (-2.0, -2.0, 1.039720770839918, -2.356194490192345),
            (-2.0, I, I, 1.5707963267948966), (-2.0, -I, I, -1.5707963267948966), (-2.0, N, N, N), (I, 0.0, I,
            0.0), (I, -0.0, I, -0.0), (I, 2.0, I, 0.0), (I, -2.0, I, -0.0), (I, I, I, 0.7853981633974483), (I,
            -I, I, -0.7853981633974483), (I, N, I, N), (-I, 0.0, I, 3.141592653589793), (-I, -0.0, I,
            -3.141592653589793), (-I, 2.0, I, 3.141592653589793), (-I, -2.0, I, -3.141592653589793), (-I, I, I,
            2.356194490192345), (-I, -I, I, -2.356194490192345), (-I, N, I, N), (N, 0.0, N, N), (N, -0.0, N, N),
            (N, 2.0, N, N), (N, -2.0, N, N), (N, I, I, N), (N, -I, I, N), (N, N, N, N)]),
        ("log1p", <C64 as F>::log1p, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0,
            0.8047189562170503, 1.1071487177940904), (0.0, -2.0, 0.8047189562170503, -1.1071487177940904), (0.0,
            I, I, 1.5707963267948966), (0.0, -I, I, -1.5707963267948966), (0.0, N, N, N), (-0.0, 0.0, 0.0, 0.0),
            (-0.0, -0.0, 0.0, -0.0), (-0.0, 2.0, 0.8047189562170503, 1.1071487177940904), (-0.0, -2.0,
            0.8047189562170503, -1.1071487177940904), (-0.0, I, I, 1.5707963267948966), (-0.0, -I, I,
            -1.5707963267948966), (-0.0, N, N, N), (2.0, 0.0, 1.0986122886681098, 0.0), (2.0, -0.0,
            1.0986122886681098, -0.0), (2.0, 2.0, 1.2824746787307684, 0.5880026035475675), (2.0, -2.0,
            1.2824746787307684, -0.5880026035475675), (2.0, I, I, 1.5707963267948966), (2.0, -I, I,
            -1.5707963267948966), (2.0, N, N, N), (-2.0, 0.0, 0.0, 3.141592653589793), (-2.0, -0.0, 0.0,
            -3.141592653589793), (-2.0, 2.0, 0.8047189562170503, 2.0344439357957027), (-2.0, -2.0,
            0.8047189562170503, -2.0344439357957027), (-2.0, I, I, 1.5707963267948966), (-2.0, -I, I,
            -1.5707963267948966), (-2.0, N, N, N), (I, 0.0, I, 0.0), (I, -0.0, I, -0.0), (I, 2.0, I, 0.0), (I,
            -2.0, I, -0.0), (I, I, I, 0.7853981633974483), (I, -I, I, -0.7853981633974483), (I, N, I, N), (-I,
            0.0, I, 3.141592653589793), (-I, -0.0, I, -3.141592653589793), (-I, 2.0, I, 3.141592653589793), (-I,
            -2.0, I, -3.141592653589793), (-I, I, I, 2.356194490192345), (-I, -I, I, -2.356194490192345), (-I,
            N, I, N), (N, 0.0, N, N), (N, -0.0, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, I, N), (N, -I, I,
            N), (N, N, N, N)]),
        ("asin", <C64 as F>::asin, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, 0.0,
            1.4436354751788103), (0.0, -2.0, 0.0, -1.4436354751788103), (0.0, I, 0.0, I), (0.0, -I, 0.0, -I),
            (0.0, N, 0.0, N), (-0.0, 0.0, -0.0, 0.0), (-0.0, -0.0, -0.0, -0.0), (-0.0, 2.0, -0.0,
            1.4436354751788103), (-0.0, -2.0, -0.0, -1.4436354751788103), (-0.0, I, -0.0, I), (-0.0, -I, -0.0,
            -I), (-0.0, N, -0.0, N), (2.0, 0.0, 1.5707963267948966, 1.3169578969248166), (2.0, -0.0,
            1.5707963267948966, -1.3169578969248166), (2.0, 2.0, 0.7542491446980462, 1.7343245214879663), (2.0,
            -2.0, 0.7542491446980462, -1.7343245214879663), (2.0, I, 0.0, I), (2.0, -I, 0.0, -I), (2.0, N, N,
            N), (-2.0, 0.0, -1.5707963267948966, 1.3169578969248166), (-2.0, -0.0, -1.5707963267948966,
            -1.3169578969248166), (-2.0, 2.0, -0.7542491446980462, 1.7343245214879663), (-2.0, -2.0,
            -0.7542491446980462, -1.7343245214879663), (-2.0, I, -0.0, I), (-2.0, -I, -0.0, -I), (-2.0, N, N,
            N), (I, 0.0, 1.5707963267948966, I), (I, -0.0, 1.5707963267948966, -I), (I, 2.0, 1.5707963267948966,
            I), (I, -2.0, 1.5707963267948966, -I), (I, I, 0.7853981633974483, I), (I, -I, 0.7853981633974483,
            -I), (I, N, N, I), (-I, 0.0, -1.5707963267948966, I), (-I, -0.0, -1.5707963267948966, -I), (-I, 2.0,
            -1.5707963267948966, I), (-I, -2.0, -1.5707963267948966, -I), (-I, I, -0.7853981633974483, I), (-I,
            -I, -0.7853981633974483, -I), (-I, N, N, I), (N, 0.0, N, N), (N, -0.0, N, N), (N, 2.0, N, N), (N,
            -2.0, N, N), (N, I, N, I), (N, -I, N, -I), (N, N, N, N)]),
        ("acos", <C64 as F>::acos, &[(0.0, 0.0, 1.5707963267948966, -0.0), (0.0, -0.0, 1.5707963267948966, 0.0),
            (0.0, 2.0, 1.5707963267948966, -1.4436354751788103), (0.0, -2.0, 1.5707963267948966,
            1.4436354751788103), (0.0, I, 1.5707963267948966, -I), (0.0, -I, 1.5707963267948966, I), (0.0, N,
            1.5707963267948966, N), (-0.0, 0.0, 1.5707963267948966, -0.0), (-0.0, -0.0, 1.5707963267948966,
            0.0), (-0.0, 2.0, 1.5707963267948966, -1.4436354751788103), (-0.0, -2.0, 1.5707963267948966,
            1.4436354751788103), (-0.0, I, 1.5707963267948966, -I), (-0.0, -I, 1.5707963267948966, I), (-0.0, N,
            1.5707963267948966, N), (2.0, 0.0, 0.0, -1.3169578969248166), (2.0, -0.0, 0.0, 1.3169578969248166),
            (2.0, 2.0, 0.8165471820968504, -1.7343245214879663), (2.0, -2.0, 0.8165471820968504,
            1.7343245214879663), (2.0, I, 1.5707963267948966, -I), (2.0, -I, 1.5707963267948966, I), (2.0, N, N,
            N), (-2.0, 0.0, 3.141592653589793, -1.3169578969248166), (-2.0, -0.0, 3.141592653589793,
            1.3169578969248166), (-2.0, 2.0, 2.3250454714929427, -1.7343245214879663), (-2.0, -2.0,
            2.3250454714929427, 1.7343245214879663), (-2.0, I, 1.5707963267948966, -I), (-2.0, -I,
            1.5707963267948966, I), (-2.0, N, N, N), (I, 0.0, 0.0, -I), (I, -0.0, 0.0, I), (I, 2.0, 0.0, -I),
            (I, -2.0, 0.0, I), (I, I, 0.7853981633974483, -I), (I, -I, 0.7853981633974483, I), (I, N, N, -I),
            (-I, 0.0, 3.141592653589793, -I), (-I, -0.0, 3.141592653589793, I), (-I, 2.0, 3.141592653589793,
            -I), (-I, -2.0, 3.141592653589793, I), (-I, I, 2.356194490192345, -I), (-I, -I, 2.356194490192345,
            I), (-I, N, N, -I), (N, 0.0, N, N), (N, -0.0, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, N, -I),
            (N, -I, N, I), (N, N, N, N)]),
        ("atan", <C64 as F>::atan, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0,
            1.5707963267948966, 0.5493061443340549), (0.0, -2.0, 1.5707963267948966, -0.5493061443340549), (0.0,
            I, 1.5707963267948966, 0.0), (0.0, -I, 1.5707963267948966, -0.0), (0.0, N, N, N), (-0.0, 0.0, -0.0,
            0.0), (-0.0, -0.0, -0.0, -0.0), (-0.0, 2.0, -1.5707963267948966, 0.5493061443340549), (-0.0, -2.0,
            -1.5707963267948966, -0.5493061443340549), (-0.0, I, -1.5707963267948966, 0.0), (-0.0, -I,
            -1.5707963267948966, -0.0), (-0.0, N, N, N), (2.0, 0.0, 1.1071487177940904, 0.0), (2.0, -0.0,
            1.1071487177940904, -0.0), (2.0, 2.0, 1.311223269671635, 0.23887786125685911), (2.0, -2.0,
            1.311223269671635, -0.2388778612568591), (2.0, I, 1.5707963267948966, 0.0), (2.0, -I,
            1.5707963267948966, -0.0), (2.0, N, N, N), (-2.0, 0.0, -1.1071487177940904, 0.0), (-2.0, -0.0,
            -1.1071487177940904, -0.0), (-2.0, 2.0, -1.311223269671635, 0.23887786125685911), (-2.0, -2.0,
            -1.311223269671635, -0.2388778612568591), (-2.0, I, -1.5707963267948966, 0.0), (-2.0, -I,
            -1.5707963267948966, -0.0), (-2.0, N, N, N), (I, 0.0, 1.5707963267948966, 0.0), (I, -0.0,
            1.5707963267948966, -0.0), (I, 2.0, 1.5707963267948966, 0.0), (I, -2.0, 1.5707963267948966, -0.0),
            (I, I, 1.5707963267948966, 0.0), (I, -I, 1.5707963267948966, -0.0), (I, N, 1.5707963267948966, 0.0),
            (-I, 0.0, -1.5707963267948966, 0.0), (-I, -0.0, -1.5707963267948966, -0.0), (-I, 2.0,
            -1.5707963267948966, 0.0), (-I, -2.0, -1.5707963267948966, -0.0), (-I, I, -1.5707963267948966, 0.0),
            (-I, -I, -1.5707963267948966, -0.0), (-I, N, -1.5707963267948966, 0.0), (N, 0.0, N, 0.0), (N, -0.0,
            N, -0.0), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, N, 0.0), (N, -I, N, -0.0), (N, N, N, N)]),
        ("sinh", <C64 as F>::sinh, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, -0.0,
            0.9092974268256817), (0.0, -2.0, -0.0, -0.9092974268256817), (-0.0, 0.0, -0.0, 0.0), (-0.0, -0.0,
            -0.0, -0.0), (-0.0, 2.0, 0.0, 0.9092974268256817), (-0.0, -2.0, 0.0, -0.9092974268256817), (2.0,
            0.0, 3.626860407847019, 0.0), (2.0, -0.0, 3.626860407847019, -0.0), (2.0, 2.0, -1.5093064853236158,
            3.4209548611170133), (2.0, -2.0, -1.5093064853236158, -3.4209548611170133), (2.0, I, N, N), (2.0,
            -I, N, N), (2.0, N, N, N), (-2.0, 0.0, -3.626860407847019, 0.0), (-2.0, -0.0, -3.626860407847019,
            -0.0), (-2.0, 2.0, 1.5093064853236158, 3.4209548611170133), (-2.0, -2.0, 1.5093064853236158,
            -3.4209548611170133), (-2.0, I, N, N), (-2.0, -I, N, N), (-2.0, N, N, N), (I, 0.0, I, 0.0), (I,
            -0.0, I, -0.0), (I, 2.0, -I, I), (I, -2.0, -I, -I), (-I, 0.0, -I, 0.0), (-I, -0.0, -I, -0.0), (-I,
            2.0, I, I), (-I, -2.0, I, -I), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, N, N), (N, -I, N, N), (N, N,
            N, N)]),
        ("cosh", <C64 as F>::cosh, &[(0.0, 0.0, 1.0, 0.0), (0.0, -0.0, 1.0, -0.0), (0.0, 2.0,
            -0.4161468365471424, 0.0), (0.0, -2.0, -0.4161468365471424, -0.0), (-0.0, 0.0, 1.0, -0.0), (-0.0,
            -0.0, 1.0, 0.0), (-0.0, 2.0, -0.4161468365471424, -0.0), (-0.0, -2.0, -0.4161468365471424, 0.0),
            (2.0, 0.0, 3.7621956910836314, 0.0), (2.0, -0.0, 3.7621956910836314, -0.0), (2.0, 2.0,
            -1.5656258353157435, 3.297894836311237), (2.0, -2.0, -1.5656258353157435, -3.297894836311237), (2.0,
            I, N, N), (2.0, -I, N, N), (2.0, N, N, N), (-2.0, 0.0, 3.7621956910836314, -0.0), (-2.0, -0.0,
            3.7621956910836314, 0.0), (-2.0, 2.0, -1.5656258353157435, -3.297894836311237), (-2.0, -2.0,
            -1.5656258353157435, 3.297894836311237), (-2.0, I, N, N), (-2.0, -I, N, N), (-2.0, N, N, N), (I,
            0.0, I, 0.0), (I, -0.0, I, -0.0), (I, 2.0, -I, I), (I, -2.0, -I, -I), (-I, 0.0, I, -0.0), (-I, -0.0,
            I, 0.0), (-I, 2.0, -I, -I), (-I, -2.0, -I, I), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, N, N), (N,
            -I, N, N), (N, N, N, N)]),
        ("tanh", <C64 as F>::tanh, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, 0.0,
            -2.185039863261519), (0.0, -2.0, 0.0, 2.185039863261519), (0.0, I, 0.0, N), (0.0, -I, 0.0, N), (0.0,
            N, 0.0, N), (-0.0, 0.0, -0.0, 0.0), (-0.0, -0.0, -0.0, -0.0), (-0.0, 2.0, -0.0, -2.185039863261519),
            (-0.0, -2.0, -0.0, 2.185039863261519), (-0.0, I, -0.0, N), (-0.0, -I, -0.0, N), (-0.0, N, -0.0, N),
            (2.0, 0.0, 0.9640275800758168, 0.0), (2.0, -0.0, 0.9640275800758168, -0.0), (2.0, 2.0,
            1.0238355945704727, -0.028392952868232287), (2.0, -2.0, 1.0238355945704727, 0.028392952868232287),
            (2.0, I, N, N), (2.0, -I, N, N), (2.0, N, N, N), (-2.0, 0.0, -0.9640275800758168, 0.0), (-2.0, -0.0,
            -0.9640275800758168, -0.0), (-2.0, 2.0, -1.0238355945704727, -0.028392952868232287), (-2.0, -2.0,
            -1.0238355945704727, 0.028392952868232287), (-2.0, I, N, N), (-2.0, -I, N, N), (-2.0, N, N, N), (I,
            0.0, 1.0, 0.0), (I, -0.0, 1.0, -0.0), (I, 2.0, 1.0, -0.0), (I, -2.0, 1.0, 0.0), (I, I, 1.0, 0.0),
            (I, -I, 1.0, -0.0), (I, N, 1.0, 0.0), (-I, 0.0, -1.0, 0.0), (-I, -0.0, -1.0, -0.0), (-I, 2.0, -1.0,
            -0.0), (-I, -2.0, -1.0, 0.0), (-I, I, -1.0, 0.0), (-I, -I, -1.0, -0.0), (-I, N, -1.0, 0.0), (N, 0.0,
            N, 0.0), (N, -0.0, N, -0.0), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, N, N), (N, -I, N, N), (N, N, N,
            N)]),
        ("sin", <C64 as F>::sin, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, 0.0,
            3.626860407847019), (0.0, -2.0, 0.0, -3.626860407847019), (0.0, I, 0.0, I), (0.0, -I, 0.0, -I),
            (-0.0, 0.0, -0.0, 0.0), (-0.0, -0.0, -0.0, -0.0), (-0.0, 2.0, -0.0, 3.626860407847019), (-0.0, -2.0,
            -0.0, -3.626860407847019), (-0.0, I, -0.0, I), (-0.0, -I, -0.0, -I), (2.0, 0.0, 0.9092974268256817,
            -0.0), (2.0, -0.0, 0.9092974268256817, 0.0), (2.0, 2.0, 3.4209548611170133, -1.5093064853236158),
            (2.0, -2.0, 3.4209548611170133, 1.5093064853236158), (2.0, I, I, -I), (2.0, -I, I, I), (2.0, N, N,
            N), (-2.0, 0.0, -0.9092974268256817, -0.0), (-2.0, -0.0, -0.9092974268256817, 0.0), (-2.0, 2.0,
            -3.4209548611170133, -1.5093064853236158), (-2.0, -2.0, -3.4209548611170133, 1.5093064853236158),
            (-2.0, I, -I, -I), (-2.0, -I, -I, I), (-2.0, N, N, N), (I, 2.0, N, N), (I, -2.0, N, N), (I, N, N,
            N), (-I, 2.0, N, N), (-I, -2.0, N, N), (-I, N, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, N, N,
            N)]),
        ("cos", <C64 as F>::cos, &[(0.0, 0.0, 1.0, -0.0), (0.0, -0.0, 1.0, 0.0), (0.0, 2.0, 3.7621956910836314,
            -0.0), (0.0, -2.0, 3.7621956910836314, 0.0), (0.0, I, I, -0.0), (0.0, -I, I, 0.0), (-0.0, 0.0, 1.0,
            0.0), (-0.0, -0.0, 1.0, -0.0), (-0.0, 2.0, 3.7621956910836314, 0.0), (-0.0, -2.0,
            3.7621956910836314, -0.0), (-0.0, I, I, 0.0), (-0.0, -I, I, -0.0), (2.0, 0.0, -0.4161468365471424,
            -0.0), (2.0, -0.0, -0.4161468365471424, 0.0), (2.0, 2.0, -1.5656258353157435, -3.297894836311237),
            (2.0, -2.0, -1.5656258353157435, 3.297894836311237), (2.0, I, -I, -I), (2.0, -I, -I, I), (2.0, N, N,
            N), (-2.0, 0.0, -0.4161468365471424, 0.0), (-2.0, -0.0, -0.4161468365471424, -0.0), (-2.0, 2.0,
            -1.5656258353157435, 3.297894836311237), (-2.0, -2.0, -1.5656258353157435, -3.297894836311237),
            (-2.0, I, -I, I), (-2.0, -I, -I, -I), (-2.0, N, N, N), (I, 2.0, N, N), (I, -2.0, N, N), (I, N, N,
            N), (-I, 2.0, N, N), (-I, -2.0, N, N), (-I, N, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, N, N,
            N)]),
        ("tan", <C64 as F>::tan, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, 0.0,
            0.9640275800758168), (0.0, -2.0, 0.0, -0.9640275800758168), (0.0, I, 0.0, 1.0), (0.0, -I, 0.0,
            -1.0), (0.0, N, 0.0, N), (-0.0, 0.0, -0.0, 0.0), (-0.0, -0.0, -0.0, -0.0), (-0.0, 2.0, -0.0,
            0.9640275800758168), (-0.0, -2.0, -0.0, -0.9640275800758168), (-0.0, I, -0.0, 1.0), (-0.0, -I, -0.0,
            -1.0), (-0.0, N, -0.0, N), (2.0, 0.0, -2.185039863261519, 0.0), (2.0, -0.0, -2.185039863261519,
            -0.0), (2.0, 2.0, -0.028392952868232287, 1.0238355945704727), (2.0, -2.0, -0.028392952868232287,
            -1.0238355945704727), (2.0, I, -0.0, 1.0), (2.0, -I, -0.0, -1.0), (2.0, N, N, N), (-2.0, 0.0,
            2.185039863261519, 0.0), (-2.0, -0.0, 2.185039863261519, -0.0), (-2.0, 2.0, 0.028392952868232287,
            1.0238355945704727), (-2.0, -2.0, 0.028392952868232287, -1.0238355945704727), (-2.0, I, 0.0, 1.0),
            (-2.0, -I, 0.0, -1.0), (-2.0, N, N, N), (I, 0.0, N, 0.0), (I, -0.0, N, -0.0), (I, 2.0, N, N), (I,
            -2.0, N, N), (I, I, 0.0, 1.0), (I, -I, 0.0, -1.0), (I, N, N, N), (-I, 0.0, N, 0.0), (-I, -0.0, N,
            -0.0), (-I, 2.0, N, N), (-I, -2.0, N, N), (-I, I, -0.0, 1.0), (-I, -I, -0.0, -1.0), (-I, N, N, N),
            (N, 0.0, N, 0.0), (N, -0.0, N, -0.0), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, 0.0, 1.0), (N, -I,
            0.0, -1.0), (N, N, N, N)]),
        ("asinh", <C64 as F>::asinh, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0,
            1.3169578969248166, 1.5707963267948966), (0.0, -2.0, 1.3169578969248166, -1.5707963267948966), (0.0,
            I, I, 1.5707963267948966), (0.0, -I, I, -1.5707963267948966), (0.0, N, N, N), (-0.0, 0.0, -0.0,
            0.0), (-0.0, -0.0, -0.0, -0.0), (-0.0, 2.0, -1.3169578969248166, 1.5707963267948966), (-0.0, -2.0,
            -1.3169578969248166, -1.5707963267948966), (-0.0, I, -I, 1.5707963267948966), (-0.0, -I, -I,
            -1.5707963267948966), (-0.0, N, N, N), (2.0, 0.0, 1.4436354751788103, 0.0), (2.0, -0.0,
            1.4436354751788103, -0.0), (2.0, 2.0, 1.7343245214879663, 0.7542491446980462), (2.0, -2.0,
            1.7343245214879663, -0.7542491446980462), (2.0, I, I, 1.5707963267948966), (2.0, -I, I,
            -1.5707963267948966), (2.0, N, N, N), (-2.0, 0.0, -1.4436354751788103, 0.0), (-2.0, -0.0,
            -1.4436354751788103, -0.0), (-2.0, 2.0, -1.7343245214879663, 0.7542491446980462), (-2.0, -2.0,
            -1.7343245214879663, -0.7542491446980462), (-2.0, I, -I, 1.5707963267948966), (-2.0, -I, -I,
            -1.5707963267948966), (-2.0, N, N, N), (I, 0.0, I, 0.0), (I, -0.0, I, -0.0), (I, 2.0, I, 0.0), (I,
            -2.0, I, -0.0), (I, I, I, 0.7853981633974483), (I, -I, I, -0.7853981633974483), (I, N, I, N), (-I,
            0.0, -I, 0.0), (-I, -0.0, -I, -0.0), (-I, 2.0, -I, 0.0), (-I, -2.0, -I, -0.0), (-I, I, -I,
            0.7853981633974483), (-I, -I, -I, -0.7853981633974483), (-I, N, -I, N), (N, 0.0, N, 0.0), (N, -0.0,
            N, -0.0), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, I, N), (N, -I, I, N), (N, N, N, N)]),
        ("acosh", <C64 as F>::acosh, &[(0.0, 0.0, 0.0, 1.5707963267948966), (0.0, -0.0, 0.0,
            -1.5707963267948966), (0.0, 2.0, 1.4436354751788103, 1.5707963267948966), (0.0, -2.0,
            1.4436354751788103, -1.5707963267948966), (0.0, I, I, 1.5707963267948966), (0.0, -I, I,
            -1.5707963267948966), (0.0, N, N, 1.5707963267948966), (-0.0, 0.0, 0.0, 1.5707963267948966), (-0.0,
            -0.0, 0.0, -1.5707963267948966), (-0.0, 2.0, 1.4436354751788103, 1.5707963267948966), (-0.0, -2.0,
            1.4436354751788103, -1.5707963267948966), (-0.0, I, I, 1.5707963267948966), (-0.0, -I, I,
            -1.5707963267948966), (-0.0, N, N, 1.5707963267948966), (2.0, 0.0, 1.3169578969248166, 0.0), (2.0,
            -0.0, 1.3169578969248166, -0.0), (2.0, 2.0, 1.7343245214879663, 0.8165471820968504), (2.0, -2.0,
            1.7343245214879663, -0.8165471820968504), (2.0, I, I, 1.5707963267948966), (2.0, -I, I,
            -1.5707963267948966), (2.0, N, N, N), (-2.0, 0.0, 1.3169578969248166, 3.141592653589793), (-2.0,
            -0.0, 1.3169578969248166, -3.141592653589793), (-2.0, 2.0, 1.7343245214879663, 2.3250454714929427),
            (-2.0, -2.0, 1.7343245214879663, -2.3250454714929427), (-2.0, I, I, 1.5707963267948966), (-2.0, -I,
            I, -1.5707963267948966), (-2.0, N, N, N), (I, 0.0, I, 0.0), (I, -0.0, I, -0.0), (I, 2.0, I, 0.0),
            (I, -2.0, I, -0.0), (I, I, I, 0.7853981633974483), (I, -I, I, -0.7853981633974483), (I, N, I, N),
            (-I, 0.0, I, 3.141592653589793), (-I, -0.0, I, -3.141592653589793), (-I, 2.0, I, 3.141592653589793),
            (-I, -2.0, I, -3.141592653589793), (-I, I, I, 2.356194490192345), (-I, -I, I, -2.356194490192345),
            (-I, N, I, N), (N, 0.0, N, N), (N, -0.0, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, I, N), (N,
            -I, I, N), (N, N, N, N)]),
        ("atanh", <C64 as F>::atanh, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, -0.0), (0.0, 2.0, 0.0,
            1.1071487177940904), (0.0, -2.0, 0.0, -1.1071487177940904), (0.0, I, 0.0, 1.5707963267948966), (0.0,
            -I, 0.0, -1.5707963267948966), (0.0, N, 0.0, N), (-0.0, 0.0, -0.0, 0.0), (-0.0, -0.0, -0.0, -0.0),
            (-0.0, 2.0, -0.0, 1.1071487177940904), (-0.0, -2.0, -0.0, -1.1071487177940904), (-0.0, I, -0.0,
            1.5707963267948966), (-0.0, -I, -0.0, -1.5707963267948966), (-0.0, N, -0.0, N), (2.0, 0.0,
            0.5493061443340549, 1.5707963267948966), (2.0, -0.0, 0.5493061443340549, -1.5707963267948966), (2.0,
            2.0, 0.23887786125685911, 1.311223269671635), (2.0, -2.0, 0.23887786125685911, -1.311223269671635),
            (2.0, I, 0.0, 1.5707963267948966), (2.0, -I, 0.0, -1.5707963267948966), (2.0, N, N, N), (-2.0, 0.0,
            -0.5493061443340549, 1.5707963267948966), (-2.0, -0.0, -0.5493061443340549, -1.5707963267948966),
            (-2.0, 2.0, -0.2388778612568591, 1.311223269671635), (-2.0, -2.0, -0.2388778612568591,
            -1.311223269671635), (-2.0, I, -0.0, 1.5707963267948966), (-2.0, -I, -0.0, -1.5707963267948966),
            (-2.0, N, N, N), (I, 0.0, 0.0, 1.5707963267948966), (I, -0.0, 0.0, -1.5707963267948966), (I, 2.0,
            0.0, 1.5707963267948966), (I, -2.0, 0.0, -1.5707963267948966), (I, I, 0.0, 1.5707963267948966), (I,
            -I, 0.0, -1.5707963267948966), (I, N, 0.0, N), (-I, 0.0, -0.0, 1.5707963267948966), (-I, -0.0, -0.0,
            -1.5707963267948966), (-I, 2.0, -0.0, 1.5707963267948966), (-I, -2.0, -0.0, -1.5707963267948966),
            (-I, I, -0.0, 1.5707963267948966), (-I, -I, -0.0, -1.5707963267948966), (-I, N, -0.0, N), (N, 0.0,
            N, N), (N, -0.0, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N, I, 0.0, 1.5707963267948966), (N, -I,
            0.0, -1.5707963267948966), (N, N, N, N)]),
        ("sign", <C64 as F>::sign, &[(0.0, 0.0, 0.0, 0.0), (0.0, -0.0, 0.0, 0.0), (0.0, 2.0, 0.0, 1.0), (0.0,
            -2.0, 0.0, -1.0), (0.0, I, 0.0, 1.0), (0.0, -I, 0.0, -1.0), (0.0, N, N, N), (-0.0, 0.0, 0.0, 0.0),
            (-0.0, -0.0, 0.0, 0.0), (-0.0, 2.0, -0.0, 1.0), (-0.0, -2.0, -0.0, -1.0), (-0.0, I, 0.0, 1.0),
            (-0.0, -I, 0.0, -1.0), (-0.0, N, N, N), (2.0, 0.0, 1.0, 0.0), (2.0, -0.0, 1.0, -0.0), (2.0, 2.0,
            0.7071067811865475, 0.7071067811865475), (2.0, -2.0, 0.7071067811865475, -0.7071067811865475), (2.0,
            I, 0.0, 1.0), (2.0, -I, 0.0, -1.0), (2.0, N, N, N), (-2.0, 0.0, -1.0, 0.0), (-2.0, -0.0, -1.0,
            -0.0), (-2.0, 2.0, -0.7071067811865475, 0.7071067811865475), (-2.0, -2.0, -0.7071067811865475,
            -0.7071067811865475), (-2.0, I, 0.0, 1.0), (-2.0, -I, 0.0, -1.0), (-2.0, N, N, N), (I, 0.0, 1.0,
            0.0), (I, -0.0, 1.0, 0.0), (I, 2.0, 1.0, 0.0), (I, -2.0, 1.0, 0.0), (I, I, N, N), (I, -I, N, N), (I,
            N, 1.0, 0.0), (-I, 0.0, -1.0, 0.0), (-I, -0.0, -1.0, 0.0), (-I, 2.0, -1.0, 0.0), (-I, -2.0, -1.0,
            0.0), (-I, I, N, N), (-I, -I, N, N), (-I, N, -1.0, 0.0), (N, 0.0, N, N), (N, -0.0, N, N), (N, 2.0,
            N, N), (N, -2.0, N, N), (N, I, 0.0, 1.0), (N, -I, 0.0, -1.0), (N, N, N, N)]),
        ("reciprocal", <C64 as F>::reciprocal, &[(0.0, 0.0, N, N), (0.0, -0.0, N, N), (0.0, 2.0, 0.0, -0.5),
            (0.0, -2.0, 0.0, 0.5), (0.0, I, 0.0, -0.0), (0.0, -I, 0.0, 0.0), (0.0, N, N, N), (-0.0, 0.0, N, N),
            (-0.0, -0.0, N, N), (-0.0, 2.0, -0.0, -0.5), (-0.0, -2.0, -0.0, 0.5), (-0.0, I, -0.0, -0.0), (-0.0,
            -I, -0.0, 0.0), (-0.0, N, N, N), (2.0, 0.0, 0.5, -0.0), (2.0, -0.0, 0.5, 0.0), (2.0, 2.0, 0.25,
            -0.25), (2.0, -2.0, 0.25, 0.25), (2.0, I, 0.0, -0.0), (2.0, -I, 0.0, 0.0), (2.0, N, N, N), (-2.0,
            0.0, -0.5, -0.0), (-2.0, -0.0, -0.5, 0.0), (-2.0, 2.0, -0.25, -0.25), (-2.0, -2.0, -0.25, 0.25),
            (-2.0, I, -0.0, -0.0), (-2.0, -I, -0.0, 0.0), (-2.0, N, N, N), (I, 0.0, 0.0, -0.0), (I, -0.0, 0.0,
            0.0), (I, 2.0, 0.0, -0.0), (I, -2.0, 0.0, 0.0), (I, I, N, N), (I, -I, N, N), (I, N, N, N), (-I, 0.0,
            -0.0, -0.0), (-I, -0.0, -0.0, 0.0), (-I, 2.0, -0.0, -0.0), (-I, -2.0, -0.0, 0.0), (-I, I, N, N),
            (-I, -I, N, N), (-I, N, N, N), (N, 0.0, N, N), (N, -0.0, N, N), (N, 2.0, N, N), (N, -2.0, N, N), (N,
            I, N, N), (N, -I, N, N), (N, N, N, N)]),
];

    /// Correctly rounded values from 40-digit arithmetic.
    #[rustfmt::skip]
    const ACCURACY: &[(&str, fn(C64) -> C64, Table)] = &[
        ("sqrt", <C64 as F>::sqrt, &[(2.1665063113826895, 2.0787013806176717, 1.607632339230575,
            0.6465101907605796), (0.3102133821565055, 3.2193253660366277, 1.3312494611841683,
            1.2091367771044899), (-0.5659484544322734, -0.28196382614157345, 0.18213996575053581,
            -0.7740306334738178), (1.5987023777881724, -1.1027448159609274, 1.3305711548643617,
            -0.4143877657085318), (4.321812517402494, 2.038413130709244, 2.1330988500459016, 0.477805595053736),
            (4.3511506452407875, -0.053178374311559605, 2.0859801344818414, -0.012746615711364179),
            (-0.7661771005226143, 0.33409600433385117, 0.18664706743897985, 0.8949939822737276),
            (1.4691530052123813, -1.174855373748023, 1.2942749190581113, -0.45386623678182914),
            (0.7594034939448948, -0.03360855784166852, 0.8716508254556727, -0.01927868181854757),
            (3.2313635211528875, -1.3254036246017313, 1.8335736998670868, -0.3614263295491771),
            (0.0015386972003416284, 0.02138681804549727, 0.10719327264239704, 0.09975821018565659),
            (3.656235411207879e-06, 0.023109325429439012, 0.10750112081761136, 0.10748411390355071),
            (0.005822259023395916, 0.4415894684034117, 0.4729958289216955, 0.46680059463750245),
            (0.00019163573665763347, 1.981961191430404e-09, 0.013843255999321763, 7.1585802918313e-08),
            (0.000805632954561217, 2.7200145539336003, 1.1663662174028282, 1.1660208060510844),
            (0.0109700574877137, 0.01197283494622095, 0.11663751708643193, 0.051324973496086675), (0.6, 0.8,
            0.8944271909999159, 0.447213595499958), (1.0, 1e-12, 1.0, 5e-13), (-0.5, 1e-09,
            7.071067811865476e-10, 0.7071067811865476)]),
        ("exp", <C64 as F>::exp, &[(2.1665063113826895, 2.0787013806176717, -4.24471673295551,
            7.625995206550833), (0.3102133821565055, 3.2193253660366277, -1.3595981082387347,
            -0.10589862781930993), (-0.5659484544322734, -0.28196382614157345, 0.5453985685276633,
            -0.1579920062364445), (1.5987023777881724, -1.1027448159609274, 2.231654016644348,
            -4.414596831012469), (4.321812517402494, 2.038413130709244, -33.953528194129795, 67.23851912977779),
            (4.3511506452407875, -0.053178374311559605, 77.45801197333763, -4.122978398215022),
            (-0.7661771005226143, 0.33409600433385117, 0.4390871282399571, 0.15241060400716708),
            (1.4691530052123813, -1.174855373748023, 1.6759777053375293, -4.009355175355613),
            (0.7594034939448948, -0.03360855784166852, 2.1357943107845228, -0.07180800522360443),
            (3.2313635211528875, -1.3254036246017313, 6.149750733481638, -24.555788471481403),
            (0.0015386972003416284, 0.02138681804549727, 1.001310840171811, 0.02141811836577544),
            (3.656235411207879e-06, 0.023109325429439012, 0.999736646688055, 0.023107353082553805),
            (0.005822259023395916, 0.4415894684034117, 0.9093526066501134, 0.4298725580327183),
            (0.00019163573665763347, 1.981961191430404e-09, 1.0001916540999585, 1.9823410424187e-09),
            (0.000805632954561217, 2.7200145539336003, -0.9131797083701282, 0.4095306886138752),
            (0.0109700574877137, 0.01197283494622095, 1.0109579850764654, 0.012104611492161908), (0.6, 0.8,
            1.269482393459676, 1.3071080198026634), (1.0, 1e-12, 2.718281828459045, 2.718281828459045e-12),
            (-0.5, 1e-09, 0.6065306597126334, 6.065306597126334e-10)]),
        ("expm1", <C64 as F>::expm1, &[(2.1665063113826895, 2.0787013806176717, -5.24471673295551,
            7.625995206550833), (0.3102133821565055, 3.2193253660366277, -2.3595981082387345,
            -0.10589862781930993), (-0.5659484544322734, -0.28196382614157345, -0.4546014314723367,
            -0.1579920062364445), (1.5987023777881724, -1.1027448159609274, 1.231654016644348,
            -4.414596831012469), (4.321812517402494, 2.038413130709244, -34.953528194129795, 67.23851912977779),
            (4.3511506452407875, -0.053178374311559605, 76.45801197333763, -4.122978398215022),
            (-0.7661771005226143, 0.33409600433385117, -0.5609128717600429, 0.15241060400716708),
            (1.4691530052123813, -1.174855373748023, 0.6759777053375292, -4.009355175355613),
            (0.7594034939448948, -0.03360855784166852, 1.1357943107845225, -0.07180800522360443),
            (3.2313635211528875, -1.3254036246017313, 5.149750733481638, -24.555788471481403),
            (0.0015386972003416284, 0.02138681804549727, 0.0013108401718108641, 0.02141811836577544),
            (3.656235411207879e-06, 0.023109325429439012, -0.00026335331194506274, 0.023107353082553805),
            (0.005822259023395916, 0.4415894684034117, -0.09064739334988657, 0.4298725580327183),
            (0.00019163573665763347, 1.981961191430404e-09, 0.0001916540999584165, 1.9823410424187e-09),
            (0.000805632954561217, 2.7200145539336003, -1.913179708370128, 0.4095306886138752),
            (0.0109700574877137, 0.01197283494622095, 0.01095798507646541, 0.012104611492161908), (0.6, 0.8,
            0.26948239345967595, 1.3071080198026634), (1.0, 1e-12, 1.7182818284590453, 2.718281828459045e-12),
            (-0.5, 1e-09, -0.3934693402873666, 6.065306597126334e-10)]),
        ("log", <C64 as F>::log, &[(2.1665063113826895, 2.0787013806176717, 1.0994310083913839,
            0.7647178058298115), (0.3102133821565055, 3.2193253660366277, 1.1737930032623098,
            1.4747331677270696), (-0.5659484544322734, -0.28196382614157345, -0.4583938622689328,
            -2.679374323104923), (1.5987023777881724, -1.1027448159609274, 0.6637888197695561,
            -0.6038304840699886), (4.321812517402494, 2.038413130709244, 1.564107623042759,
            0.44071721757866134), (4.3511506452407875, -0.053178374311559605, 1.4705150054332412,
            -0.012221072342076566), (-0.7661771005226143, 0.33409600433385117, -0.1793044854267778,
            2.7303949962909764), (1.4691530052123813, -1.174855373748023, 0.6318791067378962,
            -0.6745470762276983), (0.7594034939448948, -0.03360855784166852, -0.2742436681903999,
            -0.04422766224661246), (3.2313635211528875, -1.3254036246017313, 1.2506526016757193,
            -0.3892414993486606), (0.0015386972003416284, 0.02138681804549727, -3.842399083797691,
            1.4989740236341274), (3.656235411207879e-06, 0.023109325429439012, -3.76751903215854,
            1.5706381120779909), (0.005822259023395916, 0.4415894684034117, -0.8172877213989366,
            1.5576123129136348), (0.00019163573665763347, 1.981961191430404e-09, -8.559914192763904,
            1.0342336069084064e-05), (0.000805632954561217, 2.7200145539336003, 1.0006372748678414,
            1.570500139802133), (0.0109700574877137, 0.01197283494622095, -4.120366415128682,
            0.8290779060700438), (0.6, 0.8, 2.2204460492503132e-17, 0.9272952180016123), (1.0, 1e-12, 5e-25,
            1e-12), (-0.5, 1e-09, -0.6931471805599453, 3.1415926515897934)]),
        ("log1p", <C64 as F>::log1p, &[(2.1665063113826895, 2.0787013806176717, 1.3317969737236595,
            0.5809067984601156), (0.3102133821565055, 3.2193253660366277, 1.245805186403769,
            1.1842839388304438), (-0.5659484544322734, -0.28196382614157345, -0.6585626447825697,
            -0.5761003610931105), (1.5987023777881724, -1.1027448159609274, 1.0377983409257865,
            -0.40131522210175563), (4.321812517402494, 2.038413130709244, 1.7402632491155126,
            0.36579190059509165), (4.3511506452407875, -0.053178374311559605, 1.6773609886162562,
            -0.009937418572200561), (-0.7661771005226143, 0.33409600433385117, -0.8970011258972822,
            0.9601593661125456), (1.4691530052123813, -1.174855373748023, 1.0059159355183012,
            -0.4441115531892693), (0.7594034939448948, -0.03360855784166852, 0.5651572423238445,
            -0.019099922774002052), (3.2313635211528875, -1.3254036246017313, 1.4893218463641253,
            -0.30355271660429867), (0.0015386972003416284, 0.02138681804549727, 0.0017654584726366216,
            0.021350715911047584), (3.656235411207879e-06, 0.023109325429439012, 0.00027060346355063994,
            0.02310512852421277), (0.005822259023395916, 0.4415894684034117, 0.09393625889484619,
            0.41369668557245337), (0.00019163573665763347, 1.981961191430404e-09, 0.00019161737687540943,
            1.981581449609561e-09), (0.000805632954561217, 2.7200145539336003, 1.0641212748335809,
            1.2182284398273409), (0.0109700574877137, 0.01197283494622095, 0.010980445301082414,
            0.011842363832520327), (0.6, 0.8, 0.5815754049028404, 0.46364760900080615), (1.0, 1e-12,
            0.6931471805599453, 5e-13), (-0.5, 1e-09, -0.6931471805599453, 2e-09)]),
        ("sin", <C64 as F>::sin, &[(2.1665063113826895, 2.0787013806176717, 3.3603242847861052,
            -2.2076312480591187), (0.3102133821565055, 3.2193253660366277, 3.823591231641721,
            11.889671118724548), (-0.5659484544322734, -0.28196382614157345, -0.5576738017304128,
            -0.24116634472072715), (1.5987023777881724, -1.1027448159609274, 1.6715398850851322,
            0.037395736368287434), (4.321812517402494, 2.038413130709244, -3.61028932109062,
            -1.4368772482621812), (4.3511506452407875, -0.053178374311559605, -0.9367828963409488,
            0.018803847711321844), (-0.7661771005226143, 0.33409600433385117, -0.7324448576831755,
            0.24524205052853582), (1.4691530052123813, -1.174855373748023, 1.7641168901545226,
            -0.14859087323974954), (0.7594034939448948, -0.03360855784166852, 0.6888778263429193,
            -0.024379088855639715), (3.2313635211528875, -1.3254036246017313, -0.18061853764300995,
            1.7419615242793818), (0.0015386972003416284, 0.02138681804549727, 0.001539048503410588,
            0.021388423137382175), (3.656235411207879e-06, 0.023109325429439012, 3.6572117443133896e-06,
            0.023111382371784107), (0.005822259023395916, 0.4415894684034117, 0.006399181719304612,
            0.45607407040253756), (0.00019163573665763347, 1.981961191430404e-09, 0.00019163573548468686,
            1.9819611550373794e-09), (0.000805632954561217, 2.7200145539336003, 0.006141507312934776,
            7.5573322396105524), (0.0109700574877137, 0.01197283494622095, 0.010970623728082291,
            0.011972400568407456), (0.6, 0.8, 0.7551725760865238, 0.7329854969137857), (1.0, 1e-12,
            0.8414709848078965, 5.403023058681397e-13), (-0.5, 1e-09, -0.479425538604203,
            8.775825618903727e-10)]),
        ("cos", <C64 as F>::cos, &[(2.1665063113826895, 2.0787013806176717, -2.2778202532376,
            -3.256778880669609), (0.3102133821565055, 3.2193253660366277, 11.927744737383286,
            -3.811386245899181), (-0.5659484544322734, -0.28196382614157345, 0.8778570115613271,
            -0.15320507843370976), (1.5987023777881724, -1.1027448159609274, -0.04665818955164187,
            1.339710466102332), (4.321812517402494, 2.038413130709244, -1.4864605976184497, 3.4898621553980713),
            (4.3511506452407875, -0.053178374311559605, -0.3539327780385575, -0.049769685133393346),
            (-0.7661771005226143, 0.33409600433385117, 0.7611570090551547, 0.2359910986305948),
            (1.4691530052123813, -1.174855373748023, 0.17993077105920185, 1.4568473622491382),
            (0.7594034939448948, -0.03360855784166852, 0.7256564620263037, 0.023143477138201543),
            (3.2313635211528875, -1.3254036246017313, -2.0065873437982633, -0.1567988276803178),
            (0.0015386972003416284, 0.02138681804549727, 1.000227522645272, -3.291033277393093e-05),
            (3.656235411207879e-06, 0.023109325429439012, 1.0002670323377487, -8.450065463005912e-08),
            (0.005822259023395916, 0.4415894684034117, 1.0990767304317028, -0.002655411376803887),
            (0.00019163573665763347, 1.981961191430404e-09, 0.9999999816378723, -3.7981459062187167e-13),
            (0.000805632954561217, 2.7200145539336003, 7.62320601392962, -0.006088437218020389),
            (0.0109700574877137, 0.01197283494622095, 1.0000115004545804, -0.00013134319125147133), (0.6, 0.8,
            1.1038326938102014, -0.5014623584193467), (1.0, 1e-12, 0.5403023058681398, -8.414709848078965e-13),
            (-0.5, 1e-09, 0.8775825618903728, 4.794255386042031e-10)]),
        ("tan", <C64 as F>::tan, &[(2.1665063113826895, 2.0787013806176717, -0.02940460391061424,
            1.0112279657693406), (0.3102133821565055, 3.2193253660366277, 0.0018539245817255235,
            0.9974003806511862), (-0.5659484544322734, -0.28196382614157345, -0.5699625399984072,
            -0.3741924892542838), (1.5987023777881724, -1.1027448159609274, -0.015521173079111673,
            -1.24714685562658), (4.321812517402494, 2.038413130709244, 0.02446706223816148, 1.024086292808449),
            (4.3511506452407875, -0.053178374311559605, 2.588134102034495, -0.41706921825843224),
            (-0.7661771005226143, 0.33409600433385117, -0.7867556682236915, 0.5661241766155347),
            (1.4691530052123813, -1.174855373748023, 0.04684688109259107, -1.2051281007279406),
            (0.7594034939448948, -0.03360855784166852, 0.9472817095941947, -0.06380771600348685),
            (3.2313635211528875, -1.3254036246017313, 0.022041426217983703, -0.8698438168990282),
            (0.0015386972003416284, 0.02138681804549727, 0.0015379948330861688, 0.021383608498132985),
            (3.656235411207879e-06, 0.023109325429439012, 3.654283526855997e-06, 0.023105212533175983),
            (0.005822259023395916, 0.4415894684034117, 0.004819734846920194, 0.41497272770222177),
            (0.00019163573665763347, 1.981961191430404e-09, 0.00019163573900352675, 1.981961264216455e-09),
            (0.000805632954561217, 2.7200145539336003, 1.3863134754463663e-05, 0.9913587944765138),
            (0.0109700574877137, 0.01197283494622095, 0.010968924916022966, 0.011973703558976586), (0.6, 0.8,
            0.31703926782658287, 0.808065172259716), (1.0, 1e-12, 1.5574077246549023, 3.4255188208147596e-12),
            (-0.5, 1e-09, -0.5463024898437905, 1.2984464104095248e-09)]),
        ("asin", <C64 as F>::asin, &[(2.1665063113826895, 2.0787013806176717, 0.7783455778442412,
            1.7925848092167052), (0.3102133821565055, 3.2193253660366277, 0.09179777737621934,
            1.889642230232967), (-0.5659484544322734, -0.28196382614157345, -0.56660200512497,
            -0.32826024613725535), (1.5987023777881724, -1.1027448159609274, 0.9012509468070474,
            -1.3391260714045337), (4.321812517402494, 2.038413130709244, 1.121451762399768, 2.250329054435061),
            (4.3511506452407875, -0.053178374311559605, 1.5582392151514861, -2.150194217975922),
            (-0.7661771005226143, 0.33409600433385117, -0.7682168572239291, 0.4493000796537653),
            (1.4691530052123813, -1.174855373748023, 0.8251842414827976, -1.3168065497506392),
            (0.7594034939448948, -0.03360855784166852, 0.8608486290346227, -0.05154032918875074),
            (3.2313635211528875, -1.3254036246017313, 1.1665129423191118, -1.929220889453868),
            (0.0015386972003416284, 0.02138681804549727, 0.0015383460299704143, 0.021385213307144192),
            (3.656235411207879e-06, 0.023109325429439012, 3.6552595124113714e-06, 0.023107269036168474),
            (0.005822259023395916, 0.4415894684034117, 0.00532608863299505, 0.4283736215835432),
            (0.00019163573665763347, 1.981961191430404e-09, 0.0001916357378305801, 1.9819612278234297e-09),
            (0.000805632954561217, 2.7200145539336003, 0.000277994938561967, 1.72598066415708),
            (0.0109700574877137, 0.01197283494622095, 0.010969491196819236, 0.011973269244659454), (0.6, 0.8,
            0.4636476090008061, 0.8047189562170503), (1.0, 1e-12, 1.5707953267948966, 1.0000000000000834e-06),
            (-0.5, 1e-09, -0.5235987755982989, 1.1547005383792515e-09)]),
        ("acos", <C64 as F>::acos, &[(2.1665063113826895, 2.0787013806176717, 0.7924507489506554,
            -1.7925848092167052), (0.3102133821565055, 3.2193253660366277, 1.4789985494186773,
            -1.889642230232967), (-0.5659484544322734, -0.28196382614157345, 2.137398331919867,
            0.32826024613725535), (1.5987023777881724, -1.1027448159609274, 0.6695453799878492,
            1.3391260714045337), (4.321812517402494, 2.038413130709244, 0.44934456439512876,
            -2.250329054435061), (4.3511506452407875, -0.053178374311559605, 0.012557111643410545,
            2.150194217975922), (-0.7661771005226143, 0.33409600433385117, 2.3390131840188255,
            -0.4493000796537653), (1.4691530052123813, -1.174855373748023, 0.745612085312099,
            1.3168065497506392), (0.7594034939448948, -0.03360855784166852, 0.709947697760274,
            0.05154032918875074), (3.2313635211528875, -1.3254036246017313, 0.4042833844757847,
            1.929220889453868), (0.0015386972003416284, 0.02138681804549727, 1.5692579807649263,
            -0.021385213307144192), (3.656235411207879e-06, 0.023109325429439012, 1.5707926715353842,
            -0.023107269036168474), (0.005822259023395916, 0.4415894684034117, 1.5654702381619017,
            -0.4283736215835432), (0.00019163573665763347, 1.981961191430404e-09, 1.5706046910570661,
            -1.9819612278234297e-09), (0.000805632954561217, 2.7200145539336003, 1.5705183318563347,
            -1.72598066415708), (0.0109700574877137, 0.01197283494622095, 1.5598268355980773,
            -0.011973269244659454), (0.6, 0.8, 1.1071487177940906, -0.8047189562170503), (1.0, 1e-12,
            9.999999999999167e-07, -1.0000000000000834e-06), (-0.5, 1e-09, 2.0943951023931957,
            -1.1547005383792515e-09)]),
        ("atan", <C64 as F>::atan, &[(2.1665063113826895, 2.0787013806176717, 1.3229859309587813,
            0.22089556300645577), (0.3102133821565055, 3.2193253660366277, 1.538052104234456,
            0.317746342667789), (-0.5659484544322734, -0.28196382614157345, -0.5416177062252518,
            -0.21353076039444696), (1.5987023777881724, -1.1027448159609274, 1.1425159539345902,
            -0.2500419544268083), (4.321812517402494, 2.038413130709244, 1.3823155567110332,
            0.08637748838663081), (4.3511506452407875, -0.053178374311559605, 1.3449258173525154,
            -0.0026675682074782524), (-0.7661771005226143, 0.33409600433385117, -0.6883072630012729,
            0.20788865030657203), (1.4691530052123813, -1.174855373748023, 1.1416810183933364,
            -0.286600457114624), (0.7594034939448948, -0.03360855784166852, 0.6498373438021376,
            -0.021313485299419795), (3.2313635211528875, -1.3254036246017313, 1.3090865285603486,
            -0.10180541672522145), (0.0015386972003416284, 0.02138681804549727, 0.0015394000986558361,
            0.021390029007475816), (3.656235411207879e-06, 0.023109325429439012, 3.658189033835305e-06,
            0.023113440522938882), (0.005822259023395916, 0.4415894684034117, 0.0072324313321779615,
            0.4741804863556627), (0.00019163573665763347, 1.981961191430404e-09, 0.00019163573431174027,
            1.9819611186443573e-09), (0.000805632954561217, 2.7200145539336003, 1.5706704167412806,
            0.3856973710018147), (0.0109700574877137, 0.01197283494622095, 0.010971189857230512,
            0.011971966016001994), (0.6, 0.8, 0.7853981633974483, 0.5493061443340549), (1.0, 1e-12,
            0.7853981633974483, 5e-13), (-0.5, 1e-09, -0.4636476090008061, 8e-10)]),
        ("sinh", <C64 as F>::sinh, &[(2.1665063113826895, 2.0787013806176717, -2.094496176727558,
            3.8630544006653023), (0.3102133821565055, 3.2193253660366277, -0.3142609661767686,
            -0.08142094953068534), (-0.5659484544322734, -0.28196382614157345, -0.5730868862122062,
            -0.3240048125129446), (1.5987023777881724, -1.1027448159609274, 1.070225245922664,
            -2.2975065724499206), (4.321812517402494, 2.038413130709244, -16.973771996007333,
            33.625184853213774), (4.3511506452407875, -0.053178374311559605, 38.72256911396938,
            -2.0618318245689156), (-0.7661771005226143, 0.33409600433385117, -0.7967371502654705,
            0.428964350398358), (1.4691530052123813, -1.174855373748023, 0.7936128524508193,
            -2.1108360082634605), (0.7594034939448948, -0.03360855784166852, 0.834056545129544,
            -0.0437660086478929), (3.2313635211528875, -1.3254036246017313, 3.0700769183872922,
            -12.297054310330232), (0.0015386972003416284, 0.02138681804549727, 0.0015383459238211396,
            0.021385213024334958), (3.656235411207879e-06, 0.023109325429439012, 3.6552591649988023e-06,
            0.023107268596940105), (0.005822259023395916, 0.4415894684034117, 0.005263779851482584,
            0.4273842443762441), (0.00019163573665763347, 1.981961191430404e-09, 0.0001916357378305801,
            1.981961227823429e-09), (0.000805632954561217, 2.7200145539336003, -0.0007350952904723284,
            0.4092010228561447), (0.0109700574877137, 0.01197283494622095, 0.010969491237237585,
            0.011973269308160667), (0.6, 0.8, 0.4435608222125864, 0.8504006948556228), (1.0, 1e-12,
            1.1752011936438014, 1.5430806348152438e-12), (-0.5, 1e-09, -0.5210953054937474,
            1.1276259652063808e-09)]),
        ("cosh", <C64 as F>::cosh, &[(2.1665063113826895, 2.0787013806176717, -2.150220556227952,
            3.7629408058855303), (0.3102133821565055, 3.2193253660366277, -1.0453371420619662,
            -0.024477678288624606), (-0.5659484544322734, -0.28196382614157345, 1.1184854547398695,
            0.16601280627650009), (1.5987023777881724, -1.1027448159609274, 1.1614287707216842,
            -2.1170902585625484), (4.321812517402494, 2.038413130709244, -16.979756198122463,
            33.613334276564004), (4.3511506452407875, -0.053178374311559605, 38.735442859368256,
            -2.061146573646106), (-0.7661771005226143, 0.33409600433385117, 1.2358242785054276,
            -0.2765537463911909), (1.4691530052123813, -1.174855373748023, 0.88236485288671,
            -1.8985191670921522), (0.7594034939448948, -0.03360855784166852, 1.3017377656549785,
            -0.028041996575711537), (3.2313635211528875, -1.3254036246017313, 3.079673815094346,
            -12.25873416115117), (0.0015386972003416284, 0.02138681804549727, 0.9997724942479898,
            3.2905341440482e-05), (3.656235411207879e-06, 0.023109325429439012, 0.9997329914288899,
            8.448561370004774e-08), (0.005822259023395916, 0.4415894684034117, 0.9040888267986309,
            0.0024883136564742125), (0.00019163573665763347, 1.981961191430404e-09, 1.0000000183621278,
            3.7981459527134105e-13), (0.000805632954561217, 2.7200145539336003, -0.9124446130796559,
            0.0003296657577304934), (0.0109700574877137, 0.01197283494622095, 0.9999884938392278,
            0.00013134218400123946), (0.6, 0.8, 0.8259215712470895, 0.4567073249470405), (1.0, 1e-12,
            1.5430806348152437, 1.1752011936438014e-12), (-0.5, 1e-09, 1.1276259652063807,
            -5.210953054937474e-10)]),
        ("tanh", <C64 as F>::tanh, &[(2.1665063113826895, 2.0787013806176717, 1.0136772332933497,
            -0.02262417935114063), (0.3102133821565055, 3.2193253660366277, 0.3022893265393232,
            0.07081122985791974), (-0.5659484544322734, -0.28196382614157345, -0.5434026405246397,
            -0.20902642428708484), (1.5987023777881724, -1.1027448159609274, 1.047338671453122,
            -0.06904949810296364), (4.321812517402494, 2.038413130709244, 1.0002092326336913,
            -0.00028372434419721013), (4.3511506452407875, -0.053178374311559605, 0.9996695264893766,
            -3.52753232194153e-05), (-0.7661771005226143, 0.33409600433385117, -0.6879271704848201,
            0.19316299113753094), (1.4691530052123813, -1.174855373748023, 1.0740999744533515,
            -0.08118707262219046), (0.7594034939448948, -0.03360855784166852, 0.6411522090540053,
            -0.019809535589616834), (3.2313635211528875, -1.3254036246017313, 1.0027553741960848,
            -0.0014750748512703392), (0.0015386972003416284, 0.02138681804549727, 0.0015393999923726477,
            0.021390028724423065), (3.656235411207879e-06, 0.023109325429439012, 3.658188685902828e-06,
            0.023113440083241104), (0.005822259023395916, 0.4415894684034117, 0.007123211564225461,
            0.4727041269881979), (0.00019163573665763347, 1.981961191430404e-09, 0.00019163573431174024,
            1.9819611186443565e-09), (0.000805632954561217, 2.7200145539336003, 0.00096766343558357,
            -0.44846634851569017), (0.0109700574877137, 0.01197283494622095, 0.010971189897684077,
            0.011971966079484883), (0.6, 0.8, 0.8473188881809383, 0.561099223207919), (1.0, 1e-12,
            0.7615941559557649, 4.1997434161402605e-13), (-0.5, 1e-09, -0.46211715726000974,
            7.864477329659275e-10)]),
        ("asinh", <C64 as F>::asinh, &[(2.1665063113826895, 2.0787013806176717, 1.7948607832990588,
            0.7371738161668889), (0.3102133821565055, 3.2193253660366277, 1.842645361803759,
            1.4698214132377163), (-0.5659484544322734, -0.28196382614157345, -0.554639475056869,
            -0.24600886986664475), (1.5987023777881724, -1.1027448159609274, 1.3845525331962967,
            -0.546542767846435), (4.321812517402494, 2.038413130709244, 2.26424943882218, 0.43244280279825575),
            (4.3511506452407875, -0.053178374311559605, 2.176607304848873, -0.011910638624015138),
            (-0.7661771005226143, 0.33409600433385117, -0.7278480796517063, 0.26475212474504217),
            (1.4691530052123813, -1.174855373748023, 1.3465005357361755, -0.6095856125124705),
            (0.7594034939448948, -0.03360855784166852, 0.700869680754089, -0.02676524065123255),
            (3.2313635211528875, -1.3254036246017313, 1.9583643349620963, -0.3754596391609106),
            (0.0015386972003416284, 0.02138681804549727, 0.0015390486096491158, 0.021388423420353724),
            (3.656235411207879e-06, 0.023109325429439012, 3.6572120920724587e-06, 0.02311138281132534),
            (0.005822259023395916, 0.4415894684034117, 0.006489162638537788, 0.4573590938910307),
            (0.00019163573665763347, 1.981961191430404e-09, 0.00019163573548468686, 1.9819611550373802e-09),
            (0.000805632954561217, 2.7200145539336003, 1.6581397623805862, 1.570477834577614),
            (0.0109700574877137, 0.01197283494622095, 0.010970623687640464, 0.011972400504918455), (0.6, 0.8,
            0.7127084715353063, 0.684719203002283), (1.0, 1e-12, 0.881373587019543, 7.071067811865475e-13),
            (-0.5, 1e-09, -0.48121182505960347, 8.94427190999916e-10)]),
        ("acosh", <C64 as F>::acosh, &[(2.1665063113826895, 2.0787013806176717, 1.7925848092167052,
            0.7924507489506554), (0.3102133821565055, 3.2193253660366277, 1.889642230232967,
            1.4789985494186773), (-0.5659484544322734, -0.28196382614157345, 0.32826024613725535,
            -2.137398331919867), (1.5987023777881724, -1.1027448159609274, 1.3391260714045337,
            -0.6695453799878492), (4.321812517402494, 2.038413130709244, 2.250329054435061,
            0.44934456439512876), (4.3511506452407875, -0.053178374311559605, 2.150194217975922,
            -0.012557111643410545), (-0.7661771005226143, 0.33409600433385117, 0.4493000796537653,
            2.3390131840188255), (1.4691530052123813, -1.174855373748023, 1.3168065497506392,
            -0.745612085312099), (0.7594034939448948, -0.03360855784166852, 0.05154032918875074,
            -0.709947697760274), (3.2313635211528875, -1.3254036246017313, 1.929220889453868,
            -0.4042833844757847), (0.0015386972003416284, 0.02138681804549727, 0.021385213307144192,
            1.5692579807649263), (3.656235411207879e-06, 0.023109325429439012, 0.023107269036168474,
            1.5707926715353842), (0.005822259023395916, 0.4415894684034117, 0.4283736215835432,
            1.5654702381619017), (0.00019163573665763347, 1.981961191430404e-09, 1.9819612278234297e-09,
            1.5706046910570661), (0.000805632954561217, 2.7200145539336003, 1.72598066415708,
            1.5705183318563347), (0.0109700574877137, 0.01197283494622095, 0.011973269244659454,
            1.5598268355980773), (0.6, 0.8, 0.8047189562170503, 1.1071487177940906), (1.0, 1e-12,
            1.0000000000000834e-06, 9.999999999999167e-07), (-0.5, 1e-09, 1.1547005383792515e-09,
            2.0943951023931957)]),
        ("atanh", <C64 as F>::atanh, &[(2.1665063113826895, 2.0787013806176717, 0.23158426411351954,
            1.3315411091388365), (0.3102133821565055, 3.2193253660366277, 0.027095040931559324,
            1.2720036852301313), (-0.5659484544322734, -0.28196382614157345, -0.5615038942752293,
            -0.37712544419167643), (1.5987023777881724, -1.1027448159609274, 0.40541621208804396,
            -1.234751463725709), (4.321812517402494, 2.038413130709244, 0.18997943026374087,
            1.4784962222391138), (4.3511506452407875, -0.053178374311559605, 0.23396566686721082,
            -1.5678313564430866), (-0.7661771005226143, 0.33409600433385117, -0.7416986154640807,
            0.5735568522711827), (1.4691530052123813, -1.174855373748023, 0.38539617856083686,
            -1.1974175378700362), (0.7594034939448948, -0.03360855784166852, 0.9900643864621839,
            -0.07894515495110592), (3.2313635211528875, -1.3254036246017313, 0.26780630748255774,
            -1.4545790148874846), (0.0015386972003416284, 0.02138681804549727, 0.0015379949391908507,
            0.02138360878086111), (3.656235411207879e-06, 0.023109325429439012, 3.6542838740954734e-06,
            0.02310521297224803), (0.005822259023395916, 0.4415894684034117, 0.004872194150238358,
            0.4158482358860498), (0.00019163573665763347, 1.981961191430404e-09, 0.00019163573900352678,
            1.981961264216456e-09), (0.000805632954561217, 2.7200145539336003, 9.592604631523647e-05,
            1.2184893600828626), (0.0109700574877137, 0.01197283494622095, 0.010968924875616357,
            0.01197370349546927), (0.6, 0.8, 0.34657359027997264, 0.7853981633974483), (1.0, 1e-12,
            14.162084148244247, 0.7853981633976983), (-0.5, 1e-09, -0.5493061443340549,
            1.3333333333333335e-09)]),
];

    /// Two arguments and the result (numpy 2.4).
    #[rustfmt::skip]
    const BINARY: &[(&str, fn(C64, C64) -> C64, &[[f64; 6]])] = &[
        ("power", <C64 as F>::power, &[[0.0, 0.0, -2.0, 0.0, N, N], [1.0, 2.0, 1.0, 2.0, -0.22251715680177267,
            0.10070913113607541], [1.0, 2.0, 1.0, -2.0, 17.942606816838993, -9.855490195363002], [1.0, 2.0,
            -2.0, 0.0, -0.12, -0.16], [1.0, 2.0, 2.0, 0.0, -3.0, 4.0], [1.0, 2.0, 3.0, 0.0, -11.0, -2.0], [1.0,
            -2.0, 1.0, 2.0, 17.942606816838993, 9.855490195363002], [1.0, -2.0, 1.0, -2.0, -0.22251715680177267,
            -0.10070913113607541], [1.0, -2.0, -2.0, 0.0, -0.12, 0.16], [1.0, -2.0, 2.0, 0.0, -3.0, -4.0], [1.0,
            -2.0, 3.0, 0.0, -11.0, 2.0], [-2.0, 0.0, 1.0, 2.0, -0.0006851907881310297, -0.0036714960177966108],
            [-2.0, 0.0, 1.0, -2.0, -196.479358245711, 1052.806304279171], [2.0, 0.0, 1.0, 2.0,
            0.36691394948660344, 1.9660554808224875], [2.0, 0.0, 1.0, -2.0, 0.36691394948660344,
            -1.9660554808224875], [3.0, 0.0, 1.0, 2.0, -1.7587648028740572, 2.430379881452976], [3.0, 0.0, 1.0,
            -2.0, -1.7587648028740572, -2.430379881452976]]),
        ("divide", <C64 as F>::divide, &[[0.0, 0.0, 0.0, 0.0, N, N], [0.0, 0.0, 1.0, 2.0, 0.0, 0.0], [0.0, 0.0,
            1.0, -2.0, -0.0, 0.0], [0.0, 0.0, -2.0, 0.0, -0.0, -0.0], [0.0, 0.0, N, 1.0, N, N], [0.0, 0.0, 1.0,
            N, N, N], [0.0, 0.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 3.0, 0.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0, I,
            I], [1.0, 2.0, 1.0, 2.0, 1.0, 0.0], [1.0, 2.0, 1.0, -2.0, -0.6000000000000001, 0.8], [1.0, 2.0,
            -2.0, 0.0, -0.5, -1.0], [1.0, 2.0, N, 1.0, N, N], [1.0, 2.0, 1.0, N, N, N], [1.0, 2.0, 2.0, 0.0,
            0.5, 1.0], [1.0, 2.0, 3.0, 0.0, 0.3333333333333333, 0.6666666666666666], [1.0, -2.0, 0.0, 0.0, I,
            -I], [1.0, -2.0, 1.0, 2.0, -0.6000000000000001, -0.8], [1.0, -2.0, 1.0, -2.0, 1.0, -0.0], [1.0,
            -2.0, -2.0, 0.0, -0.5, 1.0], [1.0, -2.0, N, 1.0, N, N], [1.0, -2.0, 1.0, N, N, N], [1.0, -2.0, 2.0,
            0.0, 0.5, -1.0], [1.0, -2.0, 3.0, 0.0, 0.3333333333333333, -0.6666666666666666], [-2.0, 0.0, 0.0,
            0.0, -I, N], [-2.0, 0.0, 1.0, 2.0, -0.4, 0.8], [-2.0, 0.0, 1.0, -2.0, -0.4, -0.8], [-2.0, 0.0, -2.0,
            0.0, 1.0, -0.0], [-2.0, 0.0, N, 1.0, N, N], [-2.0, 0.0, 1.0, N, N, N], [-2.0, 0.0, 2.0, 0.0, -1.0,
            0.0], [-2.0, 0.0, 3.0, 0.0, -0.6666666666666666, 0.0], [N, 1.0, 0.0, 0.0, N, I], [N, 1.0, 1.0, 2.0,
            N, N], [N, 1.0, 1.0, -2.0, N, N], [N, 1.0, -2.0, 0.0, N, N], [N, 1.0, N, 1.0, N, N], [N, 1.0, 1.0,
            N, N, N], [N, 1.0, 2.0, 0.0, N, N], [N, 1.0, 3.0, 0.0, N, N], [1.0, N, 0.0, 0.0, I, N], [1.0, N,
            1.0, 2.0, N, N], [1.0, N, 1.0, -2.0, N, N], [1.0, N, -2.0, 0.0, N, N], [1.0, N, N, 1.0, N, N], [1.0,
            N, 1.0, N, N, N], [1.0, N, 2.0, 0.0, N, N], [1.0, N, 3.0, 0.0, N, N], [2.0, 0.0, 0.0, 0.0, I, N],
            [2.0, 0.0, 1.0, 2.0, 0.4, -0.8], [2.0, 0.0, 1.0, -2.0, 0.4, 0.8], [2.0, 0.0, -2.0, 0.0, -1.0, -0.0],
            [2.0, 0.0, N, 1.0, N, N], [2.0, 0.0, 1.0, N, N, N], [2.0, 0.0, 2.0, 0.0, 1.0, 0.0], [2.0, 0.0, 3.0,
            0.0, 0.6666666666666666, 0.0], [3.0, 0.0, 0.0, 0.0, I, N], [3.0, 0.0, 1.0, 2.0, 0.6000000000000001,
            -1.2000000000000002], [3.0, 0.0, 1.0, -2.0, 0.6000000000000001, 1.2000000000000002], [3.0, 0.0,
            -2.0, 0.0, -1.5, -0.0], [3.0, 0.0, N, 1.0, N, N], [3.0, 0.0, 1.0, N, N, N], [3.0, 0.0, 2.0, 0.0,
            1.5, 0.0], [3.0, 0.0, 3.0, 0.0, 1.0, 0.0]]),
        ("maximum", <C64 as F>::maximum, &[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 1.0, 2.0], [0.0,
            0.0, 1.0, -2.0, 1.0, -2.0], [0.0, 0.0, -2.0, 0.0, 0.0, 0.0], [0.0, 0.0, N, 1.0, N, 1.0], [0.0, 0.0,
            1.0, N, 1.0, N], [0.0, 0.0, 2.0, 0.0, 2.0, 0.0], [0.0, 0.0, 3.0, 0.0, 3.0, 0.0], [1.0, 2.0, 0.0,
            0.0, 1.0, 2.0], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, -2.0, 1.0, 2.0], [1.0, 2.0, -2.0,
            0.0, 1.0, 2.0], [1.0, 2.0, N, 1.0, N, 1.0], [1.0, 2.0, 1.0, N, 1.0, N], [1.0, 2.0, 2.0, 0.0, 2.0,
            0.0], [1.0, 2.0, 3.0, 0.0, 3.0, 0.0], [1.0, -2.0, 0.0, 0.0, 1.0, -2.0], [1.0, -2.0, 1.0, 2.0, 1.0,
            2.0], [1.0, -2.0, 1.0, -2.0, 1.0, -2.0], [1.0, -2.0, -2.0, 0.0, 1.0, -2.0], [1.0, -2.0, N, 1.0, N,
            1.0], [1.0, -2.0, 1.0, N, 1.0, N], [1.0, -2.0, 2.0, 0.0, 2.0, 0.0], [1.0, -2.0, 3.0, 0.0, 3.0, 0.0],
            [-2.0, 0.0, 0.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 1.0, 2.0, 1.0, 2.0], [-2.0, 0.0, 1.0, -2.0, 1.0, -2.0],
            [-2.0, 0.0, -2.0, 0.0, -2.0, 0.0], [-2.0, 0.0, N, 1.0, N, 1.0], [-2.0, 0.0, 1.0, N, 1.0, N], [-2.0,
            0.0, 2.0, 0.0, 2.0, 0.0], [-2.0, 0.0, 3.0, 0.0, 3.0, 0.0], [N, 1.0, 0.0, 0.0, N, 1.0], [N, 1.0, 1.0,
            2.0, N, 1.0], [N, 1.0, 1.0, -2.0, N, 1.0], [N, 1.0, -2.0, 0.0, N, 1.0], [N, 1.0, N, 1.0, N, 1.0],
            [N, 1.0, 1.0, N, N, 1.0], [N, 1.0, 2.0, 0.0, N, 1.0], [N, 1.0, 3.0, 0.0, N, 1.0], [1.0, N, 0.0, 0.0,
            1.0, N], [1.0, N, 1.0, 2.0, 1.0, N], [1.0, N, 1.0, -2.0, 1.0, N], [1.0, N, -2.0, 0.0, 1.0, N], [1.0,
            N, N, 1.0, 1.0, N], [1.0, N, 1.0, N, 1.0, N], [1.0, N, 2.0, 0.0, 1.0, N], [1.0, N, 3.0, 0.0, 1.0,
            N], [2.0, 0.0, 0.0, 0.0, 2.0, 0.0], [2.0, 0.0, 1.0, 2.0, 2.0, 0.0], [2.0, 0.0, 1.0, -2.0, 2.0, 0.0],
            [2.0, 0.0, -2.0, 0.0, 2.0, 0.0], [2.0, 0.0, N, 1.0, N, 1.0], [2.0, 0.0, 1.0, N, 1.0, N], [2.0, 0.0,
            2.0, 0.0, 2.0, 0.0], [2.0, 0.0, 3.0, 0.0, 3.0, 0.0], [3.0, 0.0, 0.0, 0.0, 3.0, 0.0], [3.0, 0.0, 1.0,
            2.0, 3.0, 0.0], [3.0, 0.0, 1.0, -2.0, 3.0, 0.0], [3.0, 0.0, -2.0, 0.0, 3.0, 0.0], [3.0, 0.0, N, 1.0,
            N, 1.0], [3.0, 0.0, 1.0, N, 1.0, N], [3.0, 0.0, 2.0, 0.0, 3.0, 0.0], [3.0, 0.0, 3.0, 0.0, 3.0,
            0.0]]),
        ("minimum", <C64 as F>::minimum, &[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 0.0, 0.0], [0.0,
            0.0, 1.0, -2.0, 0.0, 0.0], [0.0, 0.0, -2.0, 0.0, -2.0, 0.0], [0.0, 0.0, N, 1.0, N, 1.0], [0.0, 0.0,
            1.0, N, 1.0, N], [0.0, 0.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 3.0, 0.0, 0.0, 0.0], [1.0, 2.0, 0.0,
            0.0, 0.0, 0.0], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, -2.0, 1.0, -2.0], [1.0, 2.0, -2.0,
            0.0, -2.0, 0.0], [1.0, 2.0, N, 1.0, N, 1.0], [1.0, 2.0, 1.0, N, 1.0, N], [1.0, 2.0, 2.0, 0.0, 1.0,
            2.0], [1.0, 2.0, 3.0, 0.0, 1.0, 2.0], [1.0, -2.0, 0.0, 0.0, 0.0, 0.0], [1.0, -2.0, 1.0, 2.0, 1.0,
            -2.0], [1.0, -2.0, 1.0, -2.0, 1.0, -2.0], [1.0, -2.0, -2.0, 0.0, -2.0, 0.0], [1.0, -2.0, N, 1.0, N,
            1.0], [1.0, -2.0, 1.0, N, 1.0, N], [1.0, -2.0, 2.0, 0.0, 1.0, -2.0], [1.0, -2.0, 3.0, 0.0, 1.0,
            -2.0], [-2.0, 0.0, 0.0, 0.0, -2.0, 0.0], [-2.0, 0.0, 1.0, 2.0, -2.0, 0.0], [-2.0, 0.0, 1.0, -2.0,
            -2.0, 0.0], [-2.0, 0.0, -2.0, 0.0, -2.0, 0.0], [-2.0, 0.0, N, 1.0, N, 1.0], [-2.0, 0.0, 1.0, N, 1.0,
            N], [-2.0, 0.0, 2.0, 0.0, -2.0, 0.0], [-2.0, 0.0, 3.0, 0.0, -2.0, 0.0], [N, 1.0, 0.0, 0.0, N, 1.0],
            [N, 1.0, 1.0, 2.0, N, 1.0], [N, 1.0, 1.0, -2.0, N, 1.0], [N, 1.0, -2.0, 0.0, N, 1.0], [N, 1.0, N,
            1.0, N, 1.0], [N, 1.0, 1.0, N, N, 1.0], [N, 1.0, 2.0, 0.0, N, 1.0], [N, 1.0, 3.0, 0.0, N, 1.0],
            [1.0, N, 0.0, 0.0, 1.0, N], [1.0, N, 1.0, 2.0, 1.0, N], [1.0, N, 1.0, -2.0, 1.0, N], [1.0, N, -2.0,
            0.0, 1.0, N], [1.0, N, N, 1.0, 1.0, N], [1.0, N, 1.0, N, 1.0, N], [1.0, N, 2.0, 0.0, 1.0, N], [1.0,
            N, 3.0, 0.0, 1.0, N], [2.0, 0.0, 0.0, 0.0, 0.0, 0.0], [2.0, 0.0, 1.0, 2.0, 1.0, 2.0], [2.0, 0.0,
            1.0, -2.0, 1.0, -2.0], [2.0, 0.0, -2.0, 0.0, -2.0, 0.0], [2.0, 0.0, N, 1.0, N, 1.0], [2.0, 0.0, 1.0,
            N, 1.0, N], [2.0, 0.0, 2.0, 0.0, 2.0, 0.0], [2.0, 0.0, 3.0, 0.0, 2.0, 0.0], [3.0, 0.0, 0.0, 0.0,
            0.0, 0.0], [3.0, 0.0, 1.0, 2.0, 1.0, 2.0], [3.0, 0.0, 1.0, -2.0, 1.0, -2.0], [3.0, 0.0, -2.0, 0.0,
            -2.0, 0.0], [3.0, 0.0, N, 1.0, N, 1.0], [3.0, 0.0, 1.0, N, 1.0, N], [3.0, 0.0, 2.0, 0.0, 2.0, 0.0],
            [3.0, 0.0, 3.0, 0.0, 3.0, 0.0]]),
        ("fmax", <C64 as F>::fmax, &[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 1.0, 2.0], [0.0, 0.0,
            1.0, -2.0, 1.0, -2.0], [0.0, 0.0, -2.0, 0.0, 0.0, 0.0], [0.0, 0.0, N, 1.0, 0.0, 0.0], [0.0, 0.0,
            1.0, N, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0, 2.0, 0.0], [0.0, 0.0, 3.0, 0.0, 3.0, 0.0], [1.0, 2.0, 0.0,
            0.0, 1.0, 2.0], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, -2.0, 1.0, 2.0], [1.0, 2.0, -2.0,
            0.0, 1.0, 2.0], [1.0, 2.0, N, 1.0, 1.0, 2.0], [1.0, 2.0, 1.0, N, 1.0, 2.0], [1.0, 2.0, 2.0, 0.0,
            2.0, 0.0], [1.0, 2.0, 3.0, 0.0, 3.0, 0.0], [1.0, -2.0, 0.0, 0.0, 1.0, -2.0], [1.0, -2.0, 1.0, 2.0,
            1.0, 2.0], [1.0, -2.0, 1.0, -2.0, 1.0, -2.0], [1.0, -2.0, -2.0, 0.0, 1.0, -2.0], [1.0, -2.0, N, 1.0,
            1.0, -2.0], [1.0, -2.0, 1.0, N, 1.0, -2.0], [1.0, -2.0, 2.0, 0.0, 2.0, 0.0], [1.0, -2.0, 3.0, 0.0,
            3.0, 0.0], [-2.0, 0.0, 0.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 1.0, 2.0, 1.0, 2.0], [-2.0, 0.0, 1.0, -2.0,
            1.0, -2.0], [-2.0, 0.0, -2.0, 0.0, -2.0, 0.0], [-2.0, 0.0, N, 1.0, -2.0, 0.0], [-2.0, 0.0, 1.0, N,
            -2.0, 0.0], [-2.0, 0.0, 2.0, 0.0, 2.0, 0.0], [-2.0, 0.0, 3.0, 0.0, 3.0, 0.0], [N, 1.0, 0.0, 0.0,
            0.0, 0.0], [N, 1.0, 1.0, 2.0, 1.0, 2.0], [N, 1.0, 1.0, -2.0, 1.0, -2.0], [N, 1.0, -2.0, 0.0, -2.0,
            0.0], [N, 1.0, N, 1.0, N, 1.0], [N, 1.0, 1.0, N, N, 1.0], [N, 1.0, 2.0, 0.0, 2.0, 0.0], [N, 1.0,
            3.0, 0.0, 3.0, 0.0], [1.0, N, 0.0, 0.0, 0.0, 0.0], [1.0, N, 1.0, 2.0, 1.0, 2.0], [1.0, N, 1.0, -2.0,
            1.0, -2.0], [1.0, N, -2.0, 0.0, -2.0, 0.0], [1.0, N, N, 1.0, 1.0, N], [1.0, N, 1.0, N, 1.0, N],
            [1.0, N, 2.0, 0.0, 2.0, 0.0], [1.0, N, 3.0, 0.0, 3.0, 0.0], [2.0, 0.0, 0.0, 0.0, 2.0, 0.0], [2.0,
            0.0, 1.0, 2.0, 2.0, 0.0], [2.0, 0.0, 1.0, -2.0, 2.0, 0.0], [2.0, 0.0, -2.0, 0.0, 2.0, 0.0], [2.0,
            0.0, N, 1.0, 2.0, 0.0], [2.0, 0.0, 1.0, N, 2.0, 0.0], [2.0, 0.0, 2.0, 0.0, 2.0, 0.0], [2.0, 0.0,
            3.0, 0.0, 3.0, 0.0], [3.0, 0.0, 0.0, 0.0, 3.0, 0.0], [3.0, 0.0, 1.0, 2.0, 3.0, 0.0], [3.0, 0.0, 1.0,
            -2.0, 3.0, 0.0], [3.0, 0.0, -2.0, 0.0, 3.0, 0.0], [3.0, 0.0, N, 1.0, 3.0, 0.0], [3.0, 0.0, 1.0, N,
            3.0, 0.0], [3.0, 0.0, 2.0, 0.0, 3.0, 0.0], [3.0, 0.0, 3.0, 0.0, 3.0, 0.0]]),
        ("fmin", <C64 as F>::fmin, &[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 0.0, 0.0], [0.0, 0.0,
            1.0, -2.0, 0.0, 0.0], [0.0, 0.0, -2.0, 0.0, -2.0, 0.0], [0.0, 0.0, N, 1.0, 0.0, 0.0], [0.0, 0.0,
            1.0, N, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 3.0, 0.0, 0.0, 0.0], [1.0, 2.0, 0.0,
            0.0, 0.0, 0.0], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, -2.0, 1.0, -2.0], [1.0, 2.0, -2.0,
            0.0, -2.0, 0.0], [1.0, 2.0, N, 1.0, 1.0, 2.0], [1.0, 2.0, 1.0, N, 1.0, 2.0], [1.0, 2.0, 2.0, 0.0,
            1.0, 2.0], [1.0, 2.0, 3.0, 0.0, 1.0, 2.0], [1.0, -2.0, 0.0, 0.0, 0.0, 0.0], [1.0, -2.0, 1.0, 2.0,
            1.0, -2.0], [1.0, -2.0, 1.0, -2.0, 1.0, -2.0], [1.0, -2.0, -2.0, 0.0, -2.0, 0.0], [1.0, -2.0, N,
            1.0, 1.0, -2.0], [1.0, -2.0, 1.0, N, 1.0, -2.0], [1.0, -2.0, 2.0, 0.0, 1.0, -2.0], [1.0, -2.0, 3.0,
            0.0, 1.0, -2.0], [-2.0, 0.0, 0.0, 0.0, -2.0, 0.0], [-2.0, 0.0, 1.0, 2.0, -2.0, 0.0], [-2.0, 0.0,
            1.0, -2.0, -2.0, 0.0], [-2.0, 0.0, -2.0, 0.0, -2.0, 0.0], [-2.0, 0.0, N, 1.0, -2.0, 0.0], [-2.0,
            0.0, 1.0, N, -2.0, 0.0], [-2.0, 0.0, 2.0, 0.0, -2.0, 0.0], [-2.0, 0.0, 3.0, 0.0, -2.0, 0.0], [N,
            1.0, 0.0, 0.0, 0.0, 0.0], [N, 1.0, 1.0, 2.0, 1.0, 2.0], [N, 1.0, 1.0, -2.0, 1.0, -2.0], [N, 1.0,
            -2.0, 0.0, -2.0, 0.0], [N, 1.0, N, 1.0, N, 1.0], [N, 1.0, 1.0, N, N, 1.0], [N, 1.0, 2.0, 0.0, 2.0,
            0.0], [N, 1.0, 3.0, 0.0, 3.0, 0.0], [1.0, N, 0.0, 0.0, 0.0, 0.0], [1.0, N, 1.0, 2.0, 1.0, 2.0],
            [1.0, N, 1.0, -2.0, 1.0, -2.0], [1.0, N, -2.0, 0.0, -2.0, 0.0], [1.0, N, N, 1.0, 1.0, N], [1.0, N,
            1.0, N, 1.0, N], [1.0, N, 2.0, 0.0, 2.0, 0.0], [1.0, N, 3.0, 0.0, 3.0, 0.0], [2.0, 0.0, 0.0, 0.0,
            0.0, 0.0], [2.0, 0.0, 1.0, 2.0, 1.0, 2.0], [2.0, 0.0, 1.0, -2.0, 1.0, -2.0], [2.0, 0.0, -2.0, 0.0,
            -2.0, 0.0], [2.0, 0.0, N, 1.0, 2.0, 0.0], [2.0, 0.0, 1.0, N, 2.0, 0.0], [2.0, 0.0, 2.0, 0.0, 2.0,
            0.0], [2.0, 0.0, 3.0, 0.0, 2.0, 0.0], [3.0, 0.0, 0.0, 0.0, 0.0, 0.0], [3.0, 0.0, 1.0, 2.0, 1.0,
            2.0], [3.0, 0.0, 1.0, -2.0, 1.0, -2.0], [3.0, 0.0, -2.0, 0.0, -2.0, 0.0], [3.0, 0.0, N, 1.0, 3.0,
            0.0], [3.0, 0.0, 1.0, N, 3.0, 0.0], [3.0, 0.0, 2.0, 0.0, 2.0, 0.0], [3.0, 0.0, 3.0, 0.0, 3.0,
            0.0]]),
];

    #[test]
    fn special_values() {
        for (name, function, table) in EDGES {
            for &(x, y, re, im) in *table {
                let got = function(Complex::new(x, y));
                let same = same_edge(got.re, re) && same_edge(got.im, im);
                assert!(
                    same,
                    "{name}({x:?}, {y:?}): got {got:?}, expected ({re:?}, {im:?})"
                );
            }
        }
    }

    #[test]
    fn accuracy() {
        for (name, function, table) in ACCURACY {
            for &(x, y, re, im) in *table {
                let (got, expected) = (function(Complex::new(x, y)), Complex::new(re, im));
                let error = (got - expected).norm() / expected.norm();
                assert!(
                    error < 1e-15,
                    "{name}({x:?}, {y:?}): got {got:?}, expected {expected:?}"
                );
            }
        }
    }

    #[test]
    fn two_arguments() {
        for (name, function, table) in BINARY {
            for &[a, b, c, d, re, im] in *table {
                let got = function(Complex::new(a, b), Complex::new(c, d));
                let same = same_edge(got.re, re) && same_edge(got.im, im);
                assert!(
                    same,
                    "{name}({a}, {b}; {c}, {d}): got {got:?}, expected ({re:?}, {im:?})"
                );
            }
        }
    }

    #[test]
    fn powers_and_order() {
        let z = |re, im| Complex::<f64>::new(re, im);
        assert_eq!(F::power(z(0.0, 0.0), z(0.0, 0.0)), z(1.0, 0.0));
        assert_eq!(F::power(z(N, N), z(0.0, 0.0)), z(1.0, 0.0));
        assert!(F::isnan(F::power(z(0.0, 0.0), z(-1.0, 0.0))));
        assert!(F::less(z(1.0, 2.0), z(1.0, 3.0)) && F::less_equal(z(1.0, 2.0), z(1.0, 2.0)));
        assert!(
            F::greater(z(2.0, -9.0), z(1.0, 3.0)) && F::greater_equal(z(1.0, 2.0), z(1.0, 2.0))
        );
        assert!(!F::less(z(1.0, N), z(2.0, 0.0)) && !F::greater_equal(z(3.0, 0.0), z(2.0, N)));
    }

    #[test]
    fn ranges_and_single_precision() {
        let big = F::exp(Complex::new(709.9_f64, 0.785));
        assert!(big.re.is_finite() && big.im.is_finite());
        assert_eq!(
            F::sqrt(Complex::new(1e200, 1e-200)),
            Complex::new(1e100, 5e-301)
        );
        assert_eq!(
            F::sqrt(Complex::new(-4.0_f32, -0.0)),
            Complex::new(0.0, -2.0)
        );
        assert!(F::isfinite(F::asin(Complex::new(1e308, 1e308))));
        assert_eq!(F::sigmoid(Complex::new(-I, 1.0)).re, 0.0);
        assert_eq!(F::sigmoid(Complex::new(I, 1.0)).re, 1.0);
    }

    /// Where a step on the way would overflow or vanish (values of numpy 2.4).
    #[test]
    fn results_in_range_of_extreme_arguments() {
        let tiny = 5e-324;
        let cases: [(fn(C64) -> C64, (f64, f64), (f64, f64)); 6] = [
            (<C64 as F>::sinh, (I, tiny), (I, I)),
            (<C64 as F>::cosh, (I, tiny), (I, I)),
            (
                <C64 as F>::sinh,
                (720.0, tiny),
                (I, 1.215_574_641_551_207_5e-11),
            ),
            (
                <C64 as F>::atanh,
                (1.0, 1e-310),
                (357.247_263_004_357, 0.785_398_163_397_448_3),
            ),
            (
                <C64 as F>::atanh,
                (1.0, tiny),
                (372.566_609_550_970_55, 0.785_398_163_397_448_3),
            ),
            (
                <C64 as F>::atan,
                (tiny, 1.0),
                (0.785_398_163_397_448_3, 372.566_609_550_970_55),
            ),
        ];
        for (f, (x, y), (re, im)) in cases {
            let z = f(Complex::new(x, y));
            assert!(
                same_edge(z.re, re) && same_edge(z.im, im),
                "{x} + {y}i: {z}"
            );
        }
    }
}
