//! Exponential integrals, the dilogarithm, the relative error exponential, and small functions of probabilities.

use super::super::scalar_real::zeta;
use super::gamma::{EULER, deviance};

/// The root of `Ei`: its nearest double and the rest.
const EI_ROOT: (f64, f64) = (0.372_507_410_781_366_6, 1.314_018_341_438_602_8e-17);

/// The exponential integral `Ei(x)`.
pub(super) fn expi(x: f64) -> f64 {
    if x < 0.0 {
        return -expn(1, -x);
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x > 720.0 || x.is_nan() {
        return x + f64::INFINITY;
    }
    let distance = (x - EI_ROOT.0) - EI_ROOT.1;
    if distance.abs() < 0.2 {
        return expi_near_root(x, distance);
    }
    if x >= 40.0 {
        // DLMF 6.12.2: eˣ / x Σ k! / xᵏ.
        let (mut term, mut sum) = (1.0, 1.0);
        for k in 1..=40 {
            term *= f64::from(k) / x;
            sum += term;
            if term < 1e-17 {
                break;
            }
        }
        // Half of the exponent twice: eˣ alone overflows first.
        let half = (0.5 * x).exp();
        return half / x * sum * half;
    }
    EULER + x.ln() + power_sum(x)
}

/// `Σ xᵏ / (k k!)` from k = 1 (DLMF 6.6.2).
fn power_sum(x: f64) -> f64 {
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 1..200 {
        let k = f64::from(k);
        power *= x / k;
        sum += power / k;
        if power <= 1e-18 * sum {
            break;
        }
    }
    sum
}

/// The difference of the series at `x` and at the root, with `x - root` as a factor.
fn expi_near_root(x: f64, distance: f64) -> f64 {
    let root = EI_ROOT.0;
    let (mut difference, mut root_power, mut factorial, mut sum) = (0.0, 1.0, 1.0, 0.0);
    for k in 1..30 {
        let k = f64::from(k);
        // (xᵏ - rᵏ) / (x - r) from the one before.
        difference = difference * x + root_power;
        root_power *= root;
        factorial *= k;
        sum += difference / (k * factorial);
    }
    (distance / root).ln_1p() + distance * sum
}

/// The generalised exponential integral of whole order: the series DLMF 8.19.8 up to 1, then the continued
/// fraction DLMF 8.19.17.
pub(super) fn expn(n: u32, x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if n == 0 {
        return (-x).exp() / x;
    }
    let order = f64::from(n);
    if x == 0.0 {
        return if n == 1 {
            f64::INFINITY
        } else {
            1.0 / (order - 1.0)
        };
    }
    if x > 1.0 {
        if x > 750.0 {
            return 0.0;
        }
        return expn_fraction(order, x);
    }
    let digamma = (1..n).map(|k| 1.0 / f64::from(k)).sum::<f64>() - EULER;
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 0..60u32 {
        if k > 0 {
            power *= -x / f64::from(k);
        }
        sum += if k == n - 1 {
            power * (digamma - x.ln())
        } else {
            -power / (f64::from(k) + 1.0 - order)
        };
        if power.abs() < 1e-18 * sum.abs() && k + 1 > n {
            break;
        }
        if power.abs() < 1e-40 {
            break;
        }
    }
    sum
}

fn expn_fraction(order: f64, x: f64) -> f64 {
    let mut b = x + order;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..1000 {
        let i = f64::from(i);
        let numerator = -i * (order - 1.0 + i);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction * (-x).exp()
}

/// `B(2k) / (2k + 1)!`: the dilogarithm in powers of `-ln(1 - y)`.
const DILOGARITHM: [f64; 11] = [
    0.027_777_777_777_777_776,
    -0.000_277_777_777_777_777_8,
    4.724_111_866_969_01e-6,
    -9.185_773_074_661_964e-8,
    1.897_886_998_897_1e-9,
    -4.064_761_645_144_225_6e-11,
    8.921_691_020_456_452e-13,
    -1.993_929_586_072_107_4e-14,
    4.518_980_029_619_918e-16,
    -1.035_651_761_218_124_7e-17,
    2.395_218_621_026_187e-19,
];

const ZETA_2: f64 = 1.644_934_066_848_226_4;

/// Spence's function `Li₂(1 - z)`, by the reflections DLMF 25.12.4 and 25.12.6 to arguments where
/// `u = -ln(1 - y)` is at most ln 2, and the series of Debye's kind in `u`.
pub(super) fn spence(z: f64) -> f64 {
    if z.is_nan() || z < 0.0 {
        return f64::NAN;
    }
    if z == 0.0 {
        return ZETA_2;
    }
    if z == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    if z < 0.5 {
        // Li2(1 - z) = π²/6 - ln(1 - z) ln z - Li2(z).
        return ZETA_2 - (-z).ln_1p() * z.ln() - debye(-(-z).ln_1p());
    }
    if z <= 2.0 {
        // 1 - y is z itself; z - 1 is exact.
        return debye(-(z - 1.0).ln_1p());
    }
    // Inversion: spence(z) = -spence(1 / z) - ln²z / 2.
    let logarithm = z.ln();
    -spence(1.0 / z) - 0.5 * logarithm * logarithm
}

/// `Li₂(y)` from `u = -ln(1 - y)`.
fn debye(u: f64) -> f64 {
    let square = u * u;
    let tail = DILOGARITHM
        .iter()
        .rev()
        .fold(0.0, |sum, &c| sum * square + c);
    u - 0.25 * square + u * square * tail
}

/// `∫ tⁿ exp(x t)` over `0 <= t <= 1`: `(eˣ - 1) / x` for n = 0, and its derivatives.
pub(super) fn exprel_derivative(n: u32, x: f64) -> f64 {
    if n == 0 {
        return if x == 0.0 {
            1.0
        } else if x > 717.0 {
            f64::INFINITY
        } else {
            x.exp_m1() / x
        };
    }
    if x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return x.max(0.0);
    }
    let order = f64::from(n);
    if x.abs() <= order.max(2.0) + 1.0 {
        // Kummer's transformation keeps all terms positive on the left.
        let (mut term, mut sum) = (1.0 / (order + 1.0), 0.0);
        for k in 0..200 {
            sum += term;
            let k = f64::from(k);
            term *= if x >= 0.0 {
                x / (k + 1.0) * ((order + 1.0 + k) / (order + 2.0 + k))
            } else {
                -x / (order + 2.0 + k)
            };
            if term <= 1e-18 * sum {
                break;
            }
        }
        return if x >= 0.0 { sum } else { x.exp() * sum };
    }
    let mut value = x.exp_m1() / x;
    for k in 1..=n {
        value = (x.exp() - f64::from(k) * value) / x;
    }
    value
}

/// `ln(x / (1 - x))`.
pub(super) fn logit(x: f64) -> f64 {
    if (x - 0.5).abs() < 0.25 {
        let s = 2.0 * (x - 0.5);
        return s.ln_1p() - (-s).ln_1p();
    }
    (x / (1.0 - x)).ln()
}

/// `-x ln x`; 0 at 0, minus infinity on the left.
pub(super) fn entr(x: f64) -> f64 {
    if x > 0.0 {
        -x * x.ln()
    } else if x == 0.0 {
        0.0
    } else if x.is_nan() {
        x
    } else {
        f64::NEG_INFINITY
    }
}

/// `(x^λ - 1) / λ`, `ln x` for λ = 0, from that logarithm.
fn power_minus_one(logarithm: f64, lambda: f64) -> f64 {
    let exponent = lambda * logarithm;
    if lambda == 0.0 || (exponent.abs() < 1e-30 && logarithm.is_finite()) {
        logarithm
    } else if exponent < 709.78 {
        exponent.exp_m1() / lambda
    } else {
        // The quotient may be finite where the power is not.
        lambda.signum() * (exponent - lambda.abs().ln()).exp()
    }
}

/// The Box-Cox transformation `(x^λ - 1) / λ`.
pub(super) fn boxcox(x: f64, lambda: f64) -> f64 {
    power_minus_one(x.ln(), lambda)
}

/// The same of `1 + x`.
pub(super) fn boxcox1p(x: f64, lambda: f64) -> f64 {
    power_minus_one(x.ln_1p(), lambda)
}

/// `x ln y`, 0 where `x` is.
pub(super) fn xlogy(x: f64, y: f64) -> f64 {
    if x == 0.0 && !y.is_nan() {
        0.0
    } else {
        x * y.ln()
    }
}

/// `x ln(1 + y)`, 0 where `x` is.
pub(super) fn xlog1py(x: f64, y: f64) -> f64 {
    if x == 0.0 && !y.is_nan() {
        0.0
    } else {
        x * y.ln_1p()
    }
}

/// `x ln(x / y) - x + y`.
pub(super) fn kl_div(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x > 0.0 && y > 0.0 {
        deviance(x, y)
    } else if x == 0.0 && y >= 0.0 {
        y
    } else {
        f64::INFINITY
    }
}

/// `x ln(x / y)`.
pub(super) fn rel_entr(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x > 0.0 && y > 0.0 {
        let ratio = x / y;
        if (0.5..2.0).contains(&ratio) {
            // x - y is exact here.
            x * ((x - y) / y).ln_1p()
        } else if ratio.is_normal() {
            x * ratio.ln()
        } else {
            x * (x.ln() - y.ln())
        }
    } else if x == 0.0 && y >= 0.0 {
        0.0
    } else {
        f64::INFINITY
    }
}

/// The derivative of order `n` in `s` of the Hurwitz zeta function, for `s > 1` and `q > 0` (nan elsewhere): the
/// Euler-Maclaurin formula (DLMF 25.11.5) in truncated Taylor series about `s`.
pub(super) fn zeta_derivative(n: usize, s: f64, q: f64) -> f64 {
    if n == 0 {
        return zeta(s, q);
    }
    if !(s > 1.0 && q > 0.0) {
        return f64::NAN;
    }
    let start = 12.0 + s;
    let mut total = vec![0.0; n + 1];
    let add = |total: &mut Vec<f64>, scale: f64, series: &[f64]| {
        for (t, v) in total.iter_mut().zip(series) {
            *t += scale * v;
        }
    };
    let mut a = q;
    while a < start {
        let power = power_series(n, s, a);
        add(&mut total, 1.0, &power);
        a += 1.0;
    }
    let edge = power_series(n, s, a);
    add(&mut total, 0.5, &edge);
    // a^(1 - s) / (s - 1): Taylor coefficients of 1 / (s - 1) are alternating powers.
    let inverse: Vec<f64> = (0..=n)
        .map(|k| (-1f64).powi(k as i32) * (s - 1.0).powi(-(k as i32) - 1))
        .collect();
    add(&mut total, a, &product(&edge, &inverse));
    let mut factor = product(&edge, &linear(n, s));
    let mut rising = s;
    let mut scale = 1.0 / a;
    for weight in super::super::scalar_real::EULER_MACLAURIN {
        add(&mut total, weight * scale, &factor);
        factor = product(
            &product(&factor, &linear(n, rising + 1.0)),
            &linear(n, rising + 2.0),
        );
        scale /= a * a;
        rising += 2.0;
    }
    (1..=n).fold(total[n], |value, k| value * k as f64)
}

/// Taylor coefficients of `a⁻ˢ` about `s`.
fn power_series(n: usize, s: f64, a: f64) -> Vec<f64> {
    let (value, slope) = (a.powf(-s), -a.ln());
    let mut series = vec![value];
    for k in 1..=n {
        series.push(series[k - 1] * slope / k as f64);
    }
    series
}

/// Taylor coefficients of the function `s` itself.
fn linear(n: usize, s: f64) -> Vec<f64> {
    let mut series = vec![0.0; n + 1];
    series[0] = s;
    series[1] = 1.0;
    series
}

fn product(x: &[f64], y: &[f64]) -> Vec<f64> {
    (0..x.len())
        .map(|k| (0..=k).map(|i| x[i] * y[k - i]).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_beyond_the_largest_number() {
        let near = |found: f64, expected: f64| (found / expected - 1.0).abs() < 1e-12;
        // exp(710) / 10, in logarithms.
        let expected = (710.0 - 10f64.ln()).exp();
        assert!(near(boxcox(71f64.exp(), 10.0), expected));
        assert!(near(boxcox((-71f64).exp(), -10.0), -expected));
        assert_eq!(boxcox(1e300, 2.0), f64::INFINITY);
        assert_eq!(boxcox(0.0, -1.0), f64::NEG_INFINITY);
        assert_eq!(boxcox(f64::INFINITY, 0.5), f64::INFINITY);
    }
}
