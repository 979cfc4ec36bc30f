//! The Faddeeva function `w(z) = exp(-z²) erfc(-i z)` of complex numbers with its derivatives, and what are its values on
//! lines through 0: Dawson's integral (the real axis) and Fresnel's integrals (the diagonal).

use num_complex::Complex;
use std::f64::consts::{FRAC_1_PI, FRAC_PI_2, PI};

const SQRT_PI: f64 = 1.772_453_850_905_516;
const I: Complex<f64> = Complex::new(0.0, 1.0);

/// The step of the sums below, `sqrt(π / 12)`.
const STEP: f64 = 0.511_663_353_973_244_3;
/// How many points of the rules are not negligible.
const POINTS: i32 = 13;

/// `w(z)`; nan where a part is, and where infinite parts leave the value open.
pub(super) fn wofz(z: Complex<f64>) -> Complex<f64> {
    if z.re.is_nan() || z.im.is_nan() {
        return Complex::new(f64::NAN, f64::NAN);
    }
    if z.im < 0.0 {
        return exp_minus_square(z) * 2.0 - wofz(-z);
    }
    if z.re < 0.0 {
        return wofz(Complex::new(-z.re, z.im)).conj();
    }
    if z.re.max(z.im) > 1e8 {
        // The next term of the asymptotic series is below a unit in the last place.
        let (large, small) = (z.re.max(z.im), z.re.min(z.im));
        if large.is_infinite() {
            return Complex::new(0.0, 0.0);
        }
        let ratio = small / large;
        let scale = 1.0 / (large * (1.0 + ratio * ratio) * SQRT_PI);
        let (re, im) = (z.re / large, z.im / large);
        return Complex::new(im * scale, re * scale);
    }
    if z.im == 0.0 {
        let gaussian = super::error::gaussian(z.re, 1.0);
        return Complex::new(gaussian, 2.0 / SQRT_PI * dawsn_derivative(0, z.re));
    }
    first_quadrant(z.re, z.im)
}

/// `w(x + iy)` for `x >= 0`, `y > 0` by the midpoint rule for `i/π ∫ exp(-t²) / (z - t)` over the real line or the
/// trapezoidal rule, whichever has its points farther from `x`, with what the pole of the integrand adds (Al Azah and
/// Chandler-Wilde, SIAM J. Numer. Anal. 59, 2021). Real and imaginary parts are summed apart, so each has its digits.
fn first_quadrant(x: f64, y: f64) -> Complex<f64> {
    let cell = x / STEP;
    let is_midpoint = !(0.25..=0.75).contains(&(cell - cell.floor())) || y >= PI / STEP;
    let (mut re, mut im) = (0.0, 0.0);
    for k in 0..POINTS {
        let t = STEP * (f64::from(k) + if is_midpoint { 0.5 } else { 0.0 });
        let weight = (-t * t).exp() * if t == 0.0 { 0.5 } else { 1.0 };
        let (left, right) = (x + t, x - t);
        let (far, near) = (left * left + y * y, right * right + y * y);
        re += weight * y * (1.0 / near + 1.0 / far);
        im += weight * (right / near + left / far);
    }
    let sum = Complex::new(re, im) * (STEP * FRAC_1_PI);
    if y >= PI / STEP {
        return sum;
    }
    // 2 exp(-z²) / (1 ± exp(-2πiz / step)) = exp(-z²) (1 + i tan(πz / step)), or with -cot for tan.
    let angle = 2.0 * PI * (cell - cell.floor());
    let height = 2.0 * PI * y / STEP;
    let (sine, cosine) = angle.sin_cos();
    let sign = if is_midpoint { 1.0 } else { -1.0 };
    // 1 - sinh(h) / (cosh(h) ± cos) as (exp(-h) ± cos) / (cosh(h) ± cos).
    let below = height.cosh() + sign * cosine;
    let factor = Complex::new(
        ((-height).exp() + sign * cosine) / below,
        sign * sine / below,
    );
    sum + exp_minus_square(Complex::new(x, y)) * factor
}

/// `exp(-z²)`, the size from the factors of `x² - y²`.
fn exp_minus_square(z: Complex<f64>) -> Complex<f64> {
    let size = ((z.im - z.re) * (z.im + z.re)).exp();
    let (sine, cosine) = (-2.0 * z.re * z.im).sin_cos();
    // No nan where an infinite size meets a sine that is 0.
    let times = |v: f64| if v == 0.0 { v } else { size * v };
    Complex::new(times(cosine), times(sine))
}

/// The derivative of order `n` of [`wofz`]: by the recurrence `w⁽ᵏ⁺¹⁾ = -2 z w⁽ᵏ⁾ - 2 k w⁽ᵏ⁻¹⁾` near 0, by the asymptotic
/// series DLMF 7.12.1 where the recurrence loses digits.
pub(super) fn wofz_derivative(n: u32, z: Complex<f64>) -> Complex<f64> {
    if n == 0 {
        return wofz(z);
    }
    if z.norm() < 7.0 || z.re.is_nan() || z.im.is_nan() {
        return by_recurrence(n, z, wofz(z), z * wofz(z) * -2.0 + I * (2.0 / SQRT_PI));
    }
    if z.im >= 0.0 {
        return asymptotic(n, z);
    }
    // w(z) = 2 exp(-z²) - w(-z).
    let sign = if n.is_multiple_of(2) { -1.0 } else { 1.0 };
    let gaussian = exp_minus_square(z) * 2.0;
    asymptotic(n, -z) * sign + by_recurrence(n, z, gaussian, z * gaussian * -2.0)
}

fn by_recurrence(
    n: u32,
    z: Complex<f64>,
    value: Complex<f64>,
    slope: Complex<f64>,
) -> Complex<f64> {
    let (mut before, mut value) = (value, slope);
    for k in 1..n {
        (before, value) = (value, z * value * -2.0 - before * (2.0 * f64::from(k)));
    }
    value
}

/// The derivative of order `n` of `i/√π Σ (2k - 1)!! / (2ᵏ z^(2k + 1))`.
fn asymptotic(n: u32, z: Complex<f64>) -> Complex<f64> {
    let inverse = z.inv();
    let mut term = (1..=n).fold(I * inverse / SQRT_PI, |term, k| {
        term * inverse * -f64::from(k)
    });
    let (square, mut sum) = (inverse * inverse, term);
    for k in 0..40u32 {
        // (2k + 1) / 2 · (2k + 1 + n)(2k + 2 + n) / ((2k + 1)(2k + 2)).
        let (odd, order) = (f64::from(2 * k + 1), f64::from(n));
        let ratio = 0.5 * (odd + order) * (odd + 1.0 + order) / (odd + 1.0);
        let next = term * square * ratio;
        if next.norm() > term.norm() || next.norm() < 1e-18 * sum.norm() {
            break;
        }
        term = next;
        sum += term;
    }
    sum
}

/// The step of Rybicki's sum.
const RYBICKI: f64 = 0.25;

/// Dawson's integral `exp(-x²) ∫ exp(t²)` over `0 <= t <= x`, or its derivative of order `n`: the power series near 0, then
/// `1/√π Σ exp(-(x - k h)²) / k` over odd `k` (Rybicki, Comput. Phys. 3, 1989), whose terms are differentiated; from 7 on
/// the asymptotic series DLMF 7.12.1.
pub(super) fn dawsn_derivative(n: u32, x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x < 0.0 {
        let value = dawsn_derivative(n, -x);
        return if n.is_multiple_of(2) { -value } else { value };
    }
    if x < 0.75 {
        return dawsn_series(n, x);
    }
    if x >= 7.0 {
        // Rounds to 0 only where the function does.
        if x > 1e150 {
            return if n == 0 { 0.5 / x } else { 0.0 };
        }
        return asymptotic(n, Complex::new(x, 0.0)).im * (0.5 * SQRT_PI);
    }
    // Points within 6.75 of x.
    let first = ((x - 6.75) / RYBICKI) as i32 | 1;
    let last = ((x + 6.75) / RYBICKI) as i32;
    let sum: f64 = (first..=last)
        .step_by(2)
        .map(|k| gaussian_derivative(n, x - RYBICKI * f64::from(k)) / f64::from(k))
        .sum();
    sum / SQRT_PI
}

/// The derivative of order `n` of `exp(-s²)`, by the recurrence of Hermite's polynomials.
fn gaussian_derivative(n: u32, s: f64) -> f64 {
    let gaussian = (-s * s).exp();
    let (mut before, mut value) = (0.0, gaussian);
    for k in 0..n {
        (before, value) = (value, -2.0 * (s * value + f64::from(k) * before));
    }
    value
}

/// `Σ (-2)ᵏ x^(2k + 1) / (2k + 1)!!`, differentiated `n` times.
fn dawsn_series(n: u32, x: f64) -> f64 {
    let mut sum = 0.0;
    let mut coefficient = 1.0;
    for k in 0..40 + n {
        let power = 2 * k + 1;
        if k > 0 {
            coefficient *= -2.0 / f64::from(power);
        }
        if power < n {
            continue;
        }
        let falling: f64 = (0..n).map(|i| f64::from(power - i)).product();
        let term = coefficient * falling * x.powi((power - n) as i32);
        sum += term;
        if term.abs() < 1e-18 * sum.abs() {
            break;
        }
    }
    sum
}

/// Fresnel's integrals of `sin(πt²/2)` and `cos(πt²/2)` from 0 to `x`.
pub(super) fn fresnel(x: f64) -> (f64, f64) {
    if x.is_nan() {
        return (x, x);
    }
    if x < 0.0 {
        let (s, c) = fresnel(-x);
        return (-s, -c);
    }
    if x < 1.5 {
        return fresnel_series(x);
    }
    if x > 1e20 {
        return (0.5, 0.5);
    }
    // C + iS = (1 + i)/2 (1 - exp(iπx²/2) w((1 + i) √π/2 x)) (DLMF 7.5.10).
    let side = 0.5 * SQRT_PI * x;
    let w = wofz(Complex::new(side, side));
    // x² modulo 4 with the digits that the rounding of the square leaves out.
    let square = x * x;
    let rest = x.mul_add(x, -square);
    let (sine, cosine) = (FRAC_PI_2 * (square % 4.0 + rest)).sin_cos();
    let wave = Complex::new(cosine, sine) * w;
    let value = Complex::new(0.5, 0.5) * (Complex::new(1.0, 0.0) - wave);
    (value.im, value.re)
}

/// The power series DLMF 7.6.4 and 7.6.6.
fn fresnel_series(x: f64) -> (f64, f64) {
    let angle = FRAC_PI_2 * x * x;
    let (mut power, mut s, mut c) = (x, 0.0, 0.0);
    for k in 0..30 {
        let k = f64::from(k);
        c += power / (4.0 * k + 1.0);
        power *= angle / (2.0 * k + 1.0);
        s += power / (4.0 * k + 3.0);
        power *= -angle / (2.0 * k + 2.0);
        if power.abs() < 1e-18 * s.abs() {
            break;
        }
    }
    (s, c)
}

/// `S(x)`.
pub(super) fn fresnel_s(x: f64) -> f64 {
    fresnel(x).0
}

/// `C(x)`.
pub(super) fn fresnel_c(x: f64) -> f64 {
    fresnel(x).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_meet() {
        let near = |a: Complex<f64>, b: Complex<f64>| (a - b).norm() / a.norm() < 1e-13;
        for y in [1e-12, 0.5, PI / STEP - 1e-12] {
            for cell in [0.25, 0.75, 3.25, 7.75] {
                let at = |shift: f64| wofz(Complex::new(STEP * cell + shift, y));
                assert!(near(at(-1e-15), at(1e-15)), "{cell} {y}");
            }
        }
        for (re, im) in [(7.0, 0.0), (5.0, 5.0), (0.0, 7.0), (-3.0, 6.3)] {
            let z = Complex::new(re, im) / Complex::<f64>::new(re, im).norm() * 7.0;
            for n in 1..4 {
                let inside = wofz_derivative(n, z * (1.0 - 1e-14));
                let outside = wofz_derivative(n, z * (1.0 + 1e-14));
                assert!((inside - outside).norm() / outside.norm() < 1e-9, "{z} {n}");
            }
        }
        for x in [0.75, 7.0] {
            for n in 0..4 {
                let (below, above) = (
                    dawsn_derivative(n, x * (1.0 - 1e-15)),
                    dawsn_derivative(n, x * (1.0 + 1e-15)),
                );
                assert!(
                    (below / above - 1.0).abs() < 1e-12,
                    "{x} {n}: {below} {above}"
                );
            }
        }
        let (s, c) = fresnel(1.5 - 1e-15);
        let (next_s, next_c) = fresnel(1.5);
        assert!((s - next_s).abs() < 1e-14 && (c - next_c).abs() < 1e-14);
    }
}
