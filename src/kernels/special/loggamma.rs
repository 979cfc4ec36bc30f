//! The logarithm of the gamma function of complex numbers on its principal branch, with its derivatives, which are the
//! polygamma functions.

use super::gamma::{EULER, STIRLING};
use crate::kernels::scalar_real::zeta;
use num_complex::Complex;
use std::f64::consts::{FRAC_PI_2, PI};
use std::sync::LazyLock;

const LN_2PI: f64 = 1.837_877_066_409_345_6;
const ONE: Complex<f64> = Complex::new(1.0, 0.0);

/// The derivative of order `n` of the principal branch of `ln Γ(z)`, which is continuous off the negative real axis. On that
/// axis the sign of the zero in the imaginary part says from which side.
pub(super) fn loggamma_derivative(n: u32, z: Complex<f64>) -> Complex<f64> {
    if z.re.is_nan() || z.im.is_nan() {
        return Complex::new(f64::NAN, f64::NAN);
    }
    if z.im.is_sign_negative() {
        return loggamma_derivative(n, z.conj()).conj();
    }
    if z.im == 0.0 && z.re <= 0.0 && z.re == z.re.floor() {
        let pole = if n == 0 { f64::INFINITY } else { f64::NAN };
        return Complex::new(pole, 0.0);
    }
    match n {
        0 => upper_half(z),
        n => polygamma(n - 1, z),
    }
}

/// `ln Γ(z)` for an imaginary part of at least 0.
fn upper_half(z: Complex<f64>) -> Complex<f64> {
    if z.re.is_infinite() || z.im.is_infinite() {
        return if z.re == f64::INFINITY && z.im.is_finite() {
            let angle = if z.im == 0.0 { 0.0 } else { f64::INFINITY };
            Complex::new(f64::INFINITY, angle)
        } else {
            Complex::new(f64::NEG_INFINITY, f64::INFINITY)
        };
    }
    if z.re < 0.0 {
        // With sin(πz) = i/2 exp(-iπz) (1 - exp(2iπz)), all of whose factors have logarithms that are continuous here.
        let sine = one_minus_wave(z).ln();
        let turn = Complex::new(-PI * z.im, PI * z.re - FRAC_PI_2);
        return turn - sine + LN_2PI - upper_half_or_axis(ONE - z);
    }
    if (z - ONE).norm() < 0.25 {
        return near_one(z - ONE);
    }
    if (z - ONE * 2.0).norm() < 0.25 {
        let e = z - ONE * 2.0;
        return log1p(e) + near_one(e);
    }
    let (mut end, mut logarithms) = (z, Complex::new(0.0, 0.0));
    while end.norm() < 10.0 {
        logarithms += end.ln();
        end += 1.0;
    }
    stirling(end) - logarithms
}

/// `ln Γ` where the imaginary part is at most 0 because of a reflection.
fn upper_half_or_axis(z: Complex<f64>) -> Complex<f64> {
    upper_half(z.conj()).conj()
}

/// DLMF 5.11.1, for a real part of at least 0 and from 10 on.
fn stirling(z: Complex<f64>) -> Complex<f64> {
    let inverse = z.inv();
    let square = inverse * inverse;
    let rest = STIRLING
        .iter()
        .rev()
        .fold(Complex::new(0.0, 0.0), |sum, &c| sum * square + c);
    (z - 0.5) * z.ln() - z + 0.5 * LN_2PI + rest * inverse
}

/// `ln(1 + e)`, with its digits near 0.
fn log1p(e: Complex<f64>) -> Complex<f64> {
    let size = (2.0 * e.re + e.re * e.re) + e.im * e.im;
    Complex::new(0.5 * size.ln_1p(), e.im.atan2(1.0 + e.re))
}

/// `ln Γ(1 + e) = -γ e + Σ ζ(k) (-e)ᵏ / k` (DLMF 5.7.3), for small `e`.
fn near_one(e: Complex<f64>) -> Complex<f64> {
    static COEFFICIENTS: LazyLock<Vec<f64>> = LazyLock::new(|| {
        (2..30)
            .map(|k| zeta(f64::from(k), 1.0) / f64::from(k))
            .collect()
    });
    let sum = COEFFICIENTS
        .iter()
        .rev()
        .fold(Complex::new(0.0, 0.0), |sum, &c| c - sum * e);
    e * (sum * e - EULER)
}

/// `1 - exp(2πiz)` for an imaginary part of at least 0, with its digits near whole numbers.
fn one_minus_wave(z: Complex<f64>) -> Complex<f64> {
    let angle = PI * (z.re - z.re.round());
    let (sine, cosine) = angle.sin_cos();
    let size = (-2.0 * PI * z.im).exp();
    Complex::new(
        2.0 * size * sine * sine - (-2.0 * PI * z.im).exp_m1(),
        -2.0 * size * sine * cosine,
    )
}

/// The derivative of order `n` of digamma, for an imaginary part of at least 0: by recurrence to where the asymptotic series
/// (DLMF 5.11.2, 5.15.8) has all digits, left of 0 by reflection (5.15.6).
fn polygamma(n: u32, z: Complex<f64>) -> Complex<f64> {
    let sign = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
    if z.re < 0.0 {
        let mirrored = polygamma(n, ONE - z.conj()).conj();
        return mirrored * sign - cotangent_derivative(n, z);
    }
    let order = f64::from(n);
    let factorial: f64 = (1..=n).map(f64::from).product();
    let (mut end, mut sum) = (z, Complex::new(0.0, 0.0));
    while end.norm() < 12.0 + order {
        sum += end.powi(-(n as i32) - 1);
        end += 1.0;
    }
    let inverse = end.inv();
    let leading = if n == 0 {
        -end.ln()
    } else {
        inverse.powi(n as i32) * (factorial / order)
    };
    let mut series = leading + inverse.powi(n as i32 + 1) * (0.5 * factorial);
    let mut power = inverse.powi(n as i32 + 2);
    // (2k + n - 1)! / (2k - 2)!, from k = 1.
    let mut falling: f64 = (1..=n + 1).map(f64::from).product();
    for (k, coefficient) in (1u32..).zip(STIRLING) {
        series += power * (coefficient * falling);
        let (even, shifted) = (f64::from(2 * k), f64::from(2 * k + n));
        falling *= shifted * (shifted + 1.0) / (even * (even - 1.0));
        power *= inverse * inverse;
    }
    (sum * factorial + series) * -sign
}

/// The derivative of order `n` of `π cot(πz)`, as a polynomial in the cotangent.
fn cotangent_derivative(n: u32, z: Complex<f64>) -> Complex<f64> {
    let below = one_minus_wave(z);
    // cot = -i (2 - below) / below.
    let cotangent = Complex::new(0.0, -1.0) * (ONE * 2.0 - below) / below;
    let mut polynomial = vec![0.0, 1.0];
    for _ in 0..n {
        // p(c)' = -(1 + c²) dp/dc.
        let mut next = vec![0.0; polynomial.len() + 1];
        for (k, coefficient) in polynomial.iter().enumerate().skip(1) {
            next[k - 1] -= coefficient * k as f64;
            next[k + 1] -= coefficient * k as f64;
        }
        polynomial = next;
    }
    let value = polynomial
        .iter()
        .rev()
        .fold(Complex::new(0.0, 0.0), |sum, &c| sum * cotangent + c);
    value * PI.powi(n as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_real_functions() {
        for x in [0.01, 0.9, 1.0, 1.3, 2.1, 3.7, 9.9, 30.0] {
            let z = Complex::new(x, 0.0);
            let found = loggamma_derivative(0, z);
            assert!((found.re - libm::lgamma(x)).abs() <= 4e-15 * (1.0 + found.re.abs()));
            assert_eq!(found.im, 0.0);
            for n in 1..4 {
                let real = crate::kernels::scalar_real::polygamma(n - 1, x);
                let found = loggamma_derivative(n, z);
                assert!(
                    (found.re - real).abs() < 1e-13 * (1.0 + real.abs()),
                    "{x} {n}"
                );
            }
        }
        // Left of 0 the parts are ln |Γ| and a multiple of -π.
        let left = loggamma_derivative(0, Complex::new(-2.5, 0.0));
        assert!((left.re - libm::lgamma(-2.5)).abs() < 1e-14 && (left.im + 3.0 * PI).abs() < 1e-14);
        let below = loggamma_derivative(0, Complex::new(-2.5, -0.0));
        assert_eq!(below, left.conj());
    }
}
