//! The sine and cosine integrals, together because their expansions give both at once. The other exponential integrals are in
//! `integrals`.

use num_complex::Complex;
use std::f64::consts::FRAC_PI_2;

/// The sine and cosine integrals: the power series DLMF 6.6.5 and 6.6.6 up to 2.5, then the continued fraction 6.9.1 of
/// `E1(ix)`, by Lentz's method, and far out the first terms of the asymptotic series 6.12.3 and 6.12.4.
pub(super) fn sici(x: f64) -> (f64, f64) {
    if x.is_nan() {
        return (x, x);
    }
    if x < 0.0 {
        let (si, ci) = sici(-x);
        return (-si, if x.is_infinite() { f64::NAN } else { ci });
    }
    if x.is_infinite() {
        return (FRAC_PI_2, 0.0);
    }
    if x <= 2.5 {
        return sici_series(x);
    }
    let (sine, cosine) = x.sin_cos();
    if x > 1e9 {
        return (FRAC_PI_2 - (cosine + sine / x) / x, (sine - cosine / x) / x);
    }
    let one = Complex::new(1.0, 0.0);
    let mut b = Complex::new(1.0, x);
    let mut c = Complex::new(1e300, 0.0);
    let mut d = b.inv();
    let mut fraction = d;
    for k in 1..1000 {
        let numerator = -f64::from(k) * f64::from(k);
        b += 2.0;
        d = (d * numerator + b).inv();
        c = b + c.inv() * numerator;
        let change = c * d;
        fraction *= change;
        if (change - one).norm() < 1e-16 {
            break;
        }
    }
    let e1 = Complex::new(cosine, -sine) * fraction;
    (FRAC_PI_2 + e1.im, -e1.re)
}

fn sici_series(x: f64) -> (f64, f64) {
    let (mut power, mut si, mut ci) = (x, x, 0.0);
    for k in 1..30 {
        let k = 2.0 * f64::from(k);
        power *= -x / k;
        ci += power / k;
        power *= x / (k + 1.0);
        si += power / (k + 1.0);
        if power.abs() < 1e-18 * si.abs() {
            break;
        }
    }
    (si, (super::gamma::EULER + x.ln()) + ci)
}

/// `Si(x)`.
pub(super) fn sine_integral(x: f64) -> f64 {
    sici(x).0
}

/// `Ci(|x|)`.
pub(super) fn cosine_integral(x: f64) -> f64 {
    sici(x).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_meet() {
        for (x, step) in [(2.5, 1e-15), (1e9, 1e-6)] {
            let ((si, ci), (next_si, next_ci)) = (sici(x), sici(x + step));
            assert!((si - next_si).abs() < 1e-14 && (ci - next_ci).abs() < 1e-14);
        }
    }

    #[test]
    fn far_out() {
        for x in [1e10, 1e100, 1e200, 1e300] {
            let (si, ci) = sici(x);
            assert_eq!(si, FRAC_PI_2 - x.cos() / x);
            assert!((ci * x / x.sin() - 1.0).abs() < 1e-8, "{x}: {ci}");
        }
        assert!((cosine_integral(1e200) + 6.44e-201).abs() < 1e-203);
    }
}
