//! The gamma function and the incomplete gamma functions with their derivatives in the parameter.
//!
//! Digamma, polygamma and zeta of real numbers are in `scalar_real`. Formulas are from the NIST handbook (DLMF) unless
//! a comment says otherwise.

use super::super::scalar_real::{digamma, polygamma, zeta};
use super::quadrature::{choose, half_line};
use std::f64::consts::PI;

/// `B(2k) / (2k (2k - 1))`: the Stirling series of `ln Γ` in odd powers of `1/z` (DLMF 5.11.1).
pub(super) const STIRLING: [f64; 9] = [
    0.083_333_333_333_333_33,
    -0.002_777_777_777_777_778,
    0.000_793_650_793_650_793_7,
    -0.000_595_238_095_238_095_3,
    0.000_841_750_841_750_841_7,
    -0.001_917_526_917_526_917_6,
    0.006_410_256_410_256_41,
    -0.029_550_653_594_771_242,
    0.179_644_372_368_830_57,
];

/// Euler's constant.
pub(super) const EULER: f64 = 0.577_215_664_901_532_9;

/// `ln Γ(z) - (z - 1/2) ln z + z - ln(2π)/2` for `z >= 10`.
pub(super) fn stirling_rest(z: f64) -> f64 {
    let inverse = 1.0 / z;
    let square = inverse * inverse;
    inverse * STIRLING.iter().rev().fold(0.0, |sum, &c| sum * square + c)
}

/// `x ln(x / m) + m - x`, without cancellation where `x` is near `m` (Loader, "Fast and accurate computation of
/// binomial probabilities", 2000).
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    let difference = x - m;
    if difference.abs() >= 0.3 * (x + m) {
        return x * (x / m).ln() - difference;
    }
    // With v = (x - m) / (x + m), ln(x / m) = 2 artanh v.
    let v = difference / (x + m);
    let square = v * v;
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    for j in 1..100 {
        power *= square;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The gamma function; nan at negative integers, infinite at 0 with its sign.
pub(super) fn gamma(x: f64) -> f64 {
    if x == f64::NEG_INFINITY {
        return f64::NAN;
    }
    libm::tgamma(x)
}

/// The sign of the gamma function; nan at its poles left of 0.
pub(super) fn gammasgn(x: f64) -> f64 {
    if x.is_nan() {
        x
    } else if x > 0.0 {
        1.0
    } else if x == 0.0 {
        1f64.copysign(x)
    } else if x == x.floor() {
        f64::NAN
    } else if x.floor() % 2.0 == 0.0 {
        1.0
    } else {
        -1.0
    }
}

/// `xᵃ e⁻ˣ / Γ(a)` for positive `a` and `x`.
pub(super) fn gamma_factor(a: f64, x: f64) -> f64 {
    if a < 170.0 && x < 300.0 {
        let direct = x.powf(a) * (-x).exp() / libm::tgamma(a);
        if direct.is_normal() {
            return direct;
        }
    }
    if a >= 10.0 {
        return (a / (2.0 * PI)).sqrt() * (-stirling_rest(a) - deviance(a, x)).exp();
    }
    (a * x.ln() - x - libm::lgamma(a)).exp()
}

/// What the incomplete gamma functions are at the ends of their domain, if this is one: `P(a, x)`.
fn gamma_edge(a: f64, x: f64) -> Option<f64> {
    if !(a >= 0.0 && x >= 0.0) || (a == 0.0 && x == 0.0) || (a.is_infinite() && x.is_infinite()) {
        Some(f64::NAN)
    } else if a == 0.0 || x.is_infinite() {
        Some(1.0)
    } else if x == 0.0 || a.is_infinite() {
        Some(0.0)
    } else {
        None
    }
}

/// The regularised lower incomplete gamma function `P(a, x)`.
pub(super) fn gammainc(a: f64, x: f64) -> f64 {
    gamma_edge(a, x).unwrap_or_else(|| {
        if is_lower(a, x) {
            lower(a, x)
        } else {
            1.0 - upper(a, x)
        }
    })
}

/// The regularised upper incomplete gamma function `Q(a, x)`.
pub(super) fn gammaincc(a: f64, x: f64) -> f64 {
    if let Some(edge) = gamma_edge(a, x) {
        return 1.0 - edge;
    }
    if x <= 1.0 {
        upper_small(a, x)
    } else if is_lower(a, x) {
        1.0 - lower(a, x)
    } else {
        upper(a, x)
    }
}

/// Whether `P` is computed, and `Q` from it.
fn is_lower(a: f64, x: f64) -> bool {
    x <= a || x <= 1.0
}

/// Whether the tail is one of many terms, for which the integral is quicker.
fn is_central(a: f64, x: f64) -> bool {
    a > 200.0 && (x - a).abs() < 0.3 * a
}

/// `P(a, x)` by its series (DLMF 8.11.4), for `x` up to about `a`.
fn lower(a: f64, x: f64) -> f64 {
    let factor = gamma_factor(a, x);
    if factor == 0.0 {
        return 0.0;
    }
    if is_central(a, x) {
        return factor * tail_moment(a, x, 0);
    }
    let (mut term, mut sum, mut n) = (1.0, 1.0, a);
    while term > 1e-17 * sum {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    factor * sum / a
}

/// `Q(a, x)` for `x > a` and `x > 1` by its continued fraction (DLMF 8.9.2, evaluated by Lentz's method).
fn upper(a: f64, x: f64) -> f64 {
    let factor = gamma_factor(a, x);
    if factor == 0.0 {
        return 0.0;
    }
    if is_central(a, x) {
        return factor * tail_moment(a, x, 0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..2000 {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = numerator * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + numerator / c;
        if c.abs() < tiny {
            c = tiny;
        }
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    factor * fraction
}

/// `Q(a, x)` for `x <= 1`, where neither it nor `P` may be had from the other when `a` is small: with
/// `E = xᵃ / Γ(a + 1)`, `Q = 1 - E - E a Σ (-x)ⁿ / (n! (a + n))` (DLMF 8.7.1).
fn upper_small(a: f64, x: f64) -> f64 {
    let exponent = a * x.ln() - lgamma_1p(a);
    let (mut term, mut sum) = (1.0, 0.0);
    for n in 1..40 {
        let n = f64::from(n);
        term *= -x / n;
        sum += term / (a + n);
    }
    -exponent.exp_m1() - exponent.exp() * a * sum
}

/// `ln Γ(1 + a)` with all digits near 0.
fn lgamma_1p(a: f64) -> f64 {
    if a >= 0.25 {
        return libm::lgamma(1.0 + a);
    }
    // -γ a + Σ ζ(k) (-a)ᵏ / k (DLMF 5.7.3).
    let (mut power, mut sum) = (-a, 0.0);
    for k in 2..30 {
        power *= -a;
        let term = zeta(f64::from(k), 1.0) * power / f64::from(k);
        sum += term;
        if term.abs() <= 1e-18 * a.abs() {
            break;
        }
    }
    sum - EULER * a
}

/// The integral of `sⁿ exp(a s - x (eˢ - 1))` over `s <= 0` if `x <= a`, else over `s >= 0`. With `t = x eˢ` in the
/// definition of the incomplete gamma functions, [`gamma_factor`] times the integral for `n = 0` is the tail.
fn tail_moment(a: f64, x: f64, n: i32) -> f64 {
    let side = if x <= a { -1.0 } else { 1.0 };
    let scale = 1.0 / ((x - a).abs() + x.sqrt());
    half_line(scale, |distance| {
        let s = side * distance;
        s.powi(n) * ((a - x) * s - x * exp_after_linear(s)).exp()
    })
}

/// `exp(v) - 1 - v` without cancellation.
pub(in crate::kernels) fn exp_after_linear(v: f64) -> f64 {
    if v.abs() > 0.5 {
        return v.exp_m1() - v;
    }
    let mut sum = 0.0;
    for k in (2..=16_i32).rev() {
        sum = (sum * v + 1.0) / f64::from(k);
    }
    sum * v * v
}

/// Derivatives of `exp(L)` of order 0 to n over its value, from those of `L` from order 1 on.
fn exponential_derivatives(n: usize, logarithm: impl Fn(usize) -> f64) -> Vec<f64> {
    let slopes: Vec<f64> = (1..=n).map(logarithm).collect();
    let mut values = vec![1.0];
    for k in 0..n {
        values.push(
            (0..=k)
                .map(|j| choose(k, j) * slopes[k - j] * values[j])
                .sum(),
        );
    }
    values
}

/// The derivative of order `n >= 1` of `P(a, x)` in `a`.
///
/// For `x > 1` the tail (`P` or `-Q`) is `D(a) J(a)` with the factor and the integral above; the derivatives of `ln D`
/// are polygamma functions and those of `J` have a power of `s` under the integral. For `x <= 1` the series of
/// DLMF 8.7.1 is differentiated term by term.
///
/// `kernels::gamma_derivative` has the first derivative over the density, for gradients of random draws: one integral with a
/// fixed rule, and no factor that may underflow. Here every order has all of its digits, for a multiple of the time.
pub(super) fn gammainc_derivative(n: usize, a: f64, x: f64) -> f64 {
    if let Some(edge) = gamma_edge(a, x) {
        return if edge.is_nan() || a == 0.0 {
            f64::NAN
        } else {
            0.0
        };
    }
    let slope = |at: f64, order: usize| {
        if order == 1 {
            x.ln() - digamma(at)
        } else {
            -polygamma(order as u32 - 1, at)
        }
    };
    if x <= 1.0 {
        let logarithm = a * x.ln() - libm::lgamma(a + 1.0);
        let outer = exponential_derivatives(n, |order| slope(a + 1.0, order));
        let series: Vec<f64> = (0..=n).map(|k| small_series(k, a, x)).collect();
        let sum: f64 = (0..=n)
            .map(|k| choose(n, k) * outer[k] * series[n - k])
            .sum();
        return logarithm.exp() * sum;
    }
    let factor = gamma_factor(a, x);
    if factor == 0.0 {
        return 0.0;
    }
    let outer = exponential_derivatives(n, |order| slope(a, order));
    let sum: f64 = (0..=n)
        .map(|k| choose(n, k) * outer[k] * tail_moment(a, x, (n - k) as i32))
        .sum();
    if x <= a { factor * sum } else { -factor * sum }
}

/// The derivative of order `k` in `a` of `1 + Σ (-x)ᵐ / m! · a / (a + m)`.
fn small_series(k: usize, a: f64, x: f64) -> f64 {
    let (mut power, mut sum) = (1.0, if k == 0 { 1.0 } else { 0.0 });
    let sign = if k.is_multiple_of(2) { -1.0 } else { 1.0 };
    let factorial: f64 = (1..=k).map(|i| i as f64).product();
    for m in 1..40 {
        let m = f64::from(m);
        power *= -x / m;
        sum += power
            * if k == 0 {
                a / (a + m)
            } else {
                sign * factorial * m / (a + m).powi(k as i32 + 1)
            };
    }
    sum
}
