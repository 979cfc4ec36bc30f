//! Associated Legendre functions of an angle, normalised as spherical harmonics are.

use std::f64::consts::PI;

/// `2⁻⁴⁰⁰`.
const SMALL: f64 = f64::from_bits((1023 - 400) << 52);

/// `(-1)ᵐ sqrt((2n + 1) / 4π · (n - m)! / (n + m)!) Pₙᵐ(cos θ)` without the sign in `P`: the factor of `exp(i m φ)` in the
/// spherical harmonic, of whole `n` and `m`. 0 beyond `|m| <= n`, nan for orders that are not whole.
///
/// From the diagonal `n = |m|` upwards in `n` (the normalised form of DLMF 14.10.3), which is stable.
pub(super) fn sph_legendre(n: f64, m: f64, theta: f64) -> f64 {
    if n.is_nan() || m.is_nan() || theta.is_nan() || n != n.floor() || m != m.floor() {
        return f64::NAN;
    }
    let order = m.abs();
    if order > n {
        return 0.0;
    }
    let (sine, x) = theta.sin_cos();
    // The value is that times SMALL to the power of `scaled`: the diagonal of high orders is below all numbers.
    let (mut diagonal, mut scaled) = (0.5 / PI.sqrt(), 0u32);
    for k in 1..=order as u64 {
        let k = k as f64;
        diagonal *= -((2.0 * k + 1.0) / (2.0 * k)).sqrt() * sine;
        if diagonal != 0.0 && diagonal.abs() < SMALL {
            diagonal /= SMALL;
            scaled += 1;
        }
    }
    if m < 0.0 && order % 2.0 == 1.0 {
        diagonal = -diagonal;
    }
    let (mut before, mut value) = (0.0, diagonal);
    for k in order as u64 + 1..=n as u64 {
        let k = k as f64;
        let outer = ((4.0 * k * k - 1.0) / ((k - order) * (k + order))).sqrt();
        let below = k - 1.0;
        let inner = ((below - order) * (below + order) / (4.0 * below * below - 1.0))
            .max(0.0)
            .sqrt();
        (before, value) = (value, outer * (x * value - inner * before));
        if scaled > 0 && value.abs() > 1.0 / SMALL {
            (before, value) = (before * SMALL, value * SMALL);
            scaled -= 1;
        }
    }
    // Rounds to 0 after a few steps.
    (0..scaled.min(5)).fold(value, |value, _| value * SMALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_degrees() {
        let (s, c) = 0.7_f64.sin_cos();
        let quarter = 0.25 / PI;
        let known = [
            (0.0, 0.0, quarter.sqrt()),
            (1.0, 0.0, (3.0 * quarter).sqrt() * c),
            (1.0, 1.0, -(1.5 * quarter).sqrt() * s),
            (1.0, -1.0, (1.5 * quarter).sqrt() * s),
            (2.0, 1.0, -(7.5 * quarter).sqrt() * s * c),
            (2.0, 0.0, (5.0 * quarter).sqrt() * (1.5 * c * c - 0.5)),
            (2.0, 3.0, 0.0),
        ];
        for (n, m, expected) in known {
            assert!(
                (sph_legendre(n, m, 0.7) - expected).abs() < 1e-15,
                "{n} {m}"
            );
        }
    }

    #[test]
    fn diagonals_below_all_numbers() {
        // By 60-digit arithmetic.
        for (n, m, theta, expected) in [
            (10_000.0, 1000.0, 0.3, -0.455_385_670_598_543_07),
            (3000.0, 2900.0, 1.2, 1.578_203_273_314_503_9e-26),
        ] {
            let found = sph_legendre(n, m, theta);
            assert!((found / expected - 1.0).abs() < 1e-9, "{n} {m}: {found}");
        }
        assert_eq!(sph_legendre(10_000.0, 9999.0, 0.1), 0.0);
    }
}
