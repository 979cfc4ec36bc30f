//! The error function's relatives: scaled, inverse, and as the normal distribution.

use super::quadrature::{half_line, interval};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, PI, SQRT_2};

const SQRT_PI: f64 = 1.772_453_850_905_516;

/// `exp(-x²/scale)` for large `x` without the rounding error of the square: the leading half of the digits has an
/// exact square, and the rest is small.
pub(super) fn gaussian(x: f64, scale: f64) -> f64 {
    let head = f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000);
    (-head * head / scale).exp() * (-(x - head) * (x + head) / scale).exp()
}

/// `exp(x²)`, likewise.
fn inverse_gaussian(x: f64) -> f64 {
    let head = f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000);
    (head * head).exp() * ((x - head) * (x + head)).exp()
}

/// `exp(x²) erfc(x)`: the product itself up to 10, beyond it the asymptotic series DLMF 7.12.1.
pub(super) fn erfcx(x: f64) -> f64 {
    if x < 10.0 {
        if x < -26.7 {
            return f64::INFINITY;
        }
        return inverse_gaussian(x) * libm::erfc(x);
    }
    let ratio = 0.5 / (x * x);
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..25 {
        term *= -ratio * f64::from(2 * k + 1);
        sum += term;
        if term.abs() < 1e-17 {
            break;
        }
    }
    sum / (x * SQRT_PI)
}

/// The derivative of order `n` of [`erfcx`]: right of 0 it is `(-2)ⁿ 2/√π` times the integral of
/// `sⁿ exp(-s² - 2 x s)` over `s >= 0`, left of 0 it follows from the recurrence `f⁽ⁿ⁺¹⁾ = 2 x f⁽ⁿ⁾ + 2 n f⁽ⁿ⁻¹⁾`.
pub(super) fn erfcx_derivative(n: u32, x: f64) -> f64 {
    if n == 0 || x.is_nan() {
        return erfcx(x);
    }
    if x > 0.0 {
        let integral = half_line(1.0 / (1.0 + 2.0 * x), |s| {
            s.powi(n as i32) * (-s * (s + 2.0 * x)).exp()
        });
        return (-2f64).powi(n as i32) * FRAC_2_SQRT_PI * integral;
    }
    let (mut before, mut value) = (erfcx(x), 2.0 * x * erfcx(x) - FRAC_2_SQRT_PI);
    for k in 1..n {
        (before, value) = (value, 2.0 * x * value + 2.0 * f64::from(k) * before);
    }
    value
}

/// The inverse of `erfc`; infinite at 0 and 2, nan outside.
pub(super) fn erfcinv(y: f64) -> f64 {
    if y > 0.5 {
        // 1 - y is exact here.
        return super::super::scalar_real::erfinv(1.0 - y);
    }
    if y.is_nan() || y < 0.0 {
        return f64::NAN;
    }
    if y == 0.0 {
        return f64::INFINITY;
    }
    // Newton's method for ln erfc(x) = ln y, from the leading terms of the asymptotic series.
    let target = y.ln();
    let mut x = (-target).sqrt();
    x = (-(target + (x.max(0.3) * SQRT_PI).ln())).max(0.1).sqrt();
    for _ in 0..8 {
        let scaled = erfcx(x);
        let step = (scaled.ln() - x * x - target) * scaled / FRAC_2_SQRT_PI;
        x += step;
        if step.abs() <= 1e-9 * x {
            break;
        }
    }
    // The last digits: the residual of erfc itself where it is no subnormal.
    if y > 1e-290 {
        let residual = (y - libm::erfc(x)) / FRAC_2_SQRT_PI * inverse_gaussian(x);
        x -= residual / (1.0 - x * residual);
    }
    x
}

/// The standard normal distribution function.
pub(super) fn ndtr(x: f64) -> f64 {
    if x < -1.0 {
        if x < -38.6 {
            return 0.0;
        }
        return 0.5 * gaussian(x, 2.0) * erfcx(-x * FRAC_1_SQRT_2);
    }
    if x < 1.0 {
        return 0.5 + 0.5 * libm::erf(x * FRAC_1_SQRT_2);
    }
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Its logarithm.
pub(super) fn log_ndtr(x: f64) -> f64 {
    if x < -1.0 {
        if x < -1e150 {
            return -0.5 * x * x;
        }
        return (0.5 * erfcx(-x * FRAC_1_SQRT_2)).ln() - 0.5 * x * x;
    }
    if x < 1.0 {
        return libm::erf(x * FRAC_1_SQRT_2).ln_1p() - LN_2;
    }
    // The complement is a left tail, with all of its digits.
    (-ndtr(-x)).ln_1p()
}

/// The inverse of [`ndtr`].
pub(super) fn ndtri(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if (p - 0.5).abs() < 0.25 {
        return SQRT_2 * super::super::scalar_real::erfinv(2.0 * (p - 0.5));
    }
    if p < 0.5 {
        -SQRT_2 * erfcinv(2.0 * p)
    } else {
        SQRT_2 * erfcinv(2.0 * (1.0 - p))
    }
}

/// Owen's `T(h, a) = 1/2π ∫ exp(-h² (1 + t²) / 2) / (1 + t²)` over `0 <= t <= a`: by quadrature of as much of the interval as
/// counts, for `a > 1` from `T(ah, 1/a)` (Owen, Ann. Math. Stat. 27, 1956, 2.3).
pub(super) fn owens_t(h: f64, a: f64) -> f64 {
    if h.is_nan() || a.is_nan() {
        return f64::NAN;
    }
    if a < 0.0 {
        return -owens_t(h, -a);
    }
    let h = h.abs();
    if h.is_infinite() {
        return 0.0;
    }
    if a > 1.0 {
        let (near, far) = (ndtr(-h), if h == 0.0 { 0.5 } else { ndtr(-a * h) });
        return 0.5 * (near + far)
            - near * far
            - owens_t(if h == 0.0 { 0.0 } else { a * h }, 1.0 / a);
    }
    let end = a.min(9.0 / h);
    let integral = interval(0.0, end, |t| {
        (-0.5 * (h * t) * (h * t)).exp() / (1.0 + t * t)
    });
    gaussian(h, 2.0) * integral / (2.0 * PI)
}

/// `sin(πx) / (πx)` and its derivatives in `x`, of order `n`.
///
/// With `t = πx`: beyond `n + 1` by the recurrence from `t f = sin t`, nearer to 0 by the power series.
pub(super) fn sinc_derivative(n: u32, x: f64) -> f64 {
    let t = PI * x;
    let outer = PI.powi(n as i32);
    if n == 0 {
        return if t == 0.0 { 1.0 } else { t.sin() / t };
    }
    if t.abs() > f64::from(n) + 1.0 || t.is_nan() {
        let (sine, cosine) = t.sin_cos();
        let mut value = sine / t;
        for k in 1..=n {
            let turned = [sine, cosine, -sine, -cosine][k as usize % 4];
            value = (turned - f64::from(k) * value) / t;
        }
        return outer * value;
    }
    // Σ (-1)ᵏ (2k)! / (2k - n)! t^(2k - n) / (2k + 1)!, from the first k with 2k >= n.
    let first = n.div_ceil(2);
    let odd = 2 * first - n;
    let falling: f64 = (1..=n).map(|i| f64::from(2 * first - n + i)).product();
    let factorial: f64 = (1..=2 * first + 1).map(f64::from).product();
    let mut term = falling / factorial * t.powi(odd as i32);
    if first % 2 == 1 {
        term = -term;
    }
    let mut sum = term;
    for k in first..first + 40 {
        let power = f64::from(2 * k);
        let rest = f64::from(2 * k - n);
        term *= -t * t * (power + 1.0) * (power + 2.0)
            / ((rest + 1.0) * (rest + 2.0) * (power + 2.0) * (power + 3.0));
        sum += term;
        if term.abs() <= 1e-18 * sum.abs() {
            break;
        }
    }
    outer * sum
}
