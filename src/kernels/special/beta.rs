//! The beta function, its logarithm, the incomplete beta function with its derivatives in the parameters, and
//! binomial coefficients.
#![allow(
    clippy::needless_range_loop,
    reason = "tables of derivatives have two indices, as their formulas do"
)]

use super::super::scalar_real::{digamma, polygamma};
use super::gamma::{deviance, gamma, gammasgn, stirling_rest};
use super::quadrature::{choose, half_line};
use std::f64::consts::PI;

/// `ln(2π) / 2`.
const HALF_LN_2PI: f64 = 0.918_938_533_204_672_7;

/// `ln |B(a, b)|`. Large arguments by Stirling's series with its leading terms combined by hand (Didonato and Morris,
/// ACM TOMS 18, 1992), where the difference of logarithms of gamma functions would lose digits.
pub(super) fn betaln(a: f64, b: f64) -> f64 {
    let (small, large) = if a <= b { (a, b) } else { (b, a) };
    let is_large = small > 0.0 && large >= 10.0 && large.is_finite();
    if !is_large {
        return betaln_by_gamma(small, large);
    }
    let sum = small + large;
    let ratio = small / large;
    if small >= 10.0 {
        return -0.5 * large.ln() + HALF_LN_2PI + stirling_rest(small) + stirling_rest(large)
            - stirling_rest(sum)
            + (small - 0.5) * (small / sum).ln()
            - large * ratio.ln_1p();
    }
    libm::lgamma(small) + stirling_rest(large) - stirling_rest(sum) + small
        - small * sum.ln()
        - (large - 0.5) * ratio.ln_1p()
}

fn betaln_by_gamma(small: f64, large: f64) -> f64 {
    if small.is_nan() || large.is_nan() {
        return f64::NAN;
    }
    if small > 0.0 && large.is_infinite() {
        return f64::NEG_INFINITY;
    }
    if small > 1e-300 {
        return (gamma(small) * (gamma(large) / gamma(small + large))).ln();
    }
    if let Some((_, size)) = beta_of_negative_integer(small, large) {
        return size;
    }
    libm::lgamma(small) + libm::lgamma(large) - libm::lgamma(small + large)
}

/// The beta function at a pole of `Γ(small)` that a pole of `Γ(small + large)` may cancel: sign and logarithm.
fn beta_of_negative_integer(small: f64, large: f64) -> Option<(f64, f64)> {
    if small > 0.0 || small != small.floor() || small.is_infinite() {
        return None;
    }
    // Γ(small) / Γ(small + large) = ± Γ(1 - small - large) / Γ(1 - small), if `large` is whole too.
    if large == large.floor() && 1.0 - small - large > 0.0 {
        let sign = if large % 2.0 == 0.0 { 1.0 } else { -1.0 };
        return Some((sign, betaln(1.0 - small - large, large)));
    }
    Some((1.0, f64::INFINITY))
}

/// The beta function `Γ(a) Γ(b) / Γ(a + b)`.
pub(super) fn beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a <= b { (a, b) } else { (b, a) };
    if let Some((sign, size)) = beta_of_negative_integer(small, large) {
        return sign * size.exp();
    }
    // Beyond 10 the rounding of a + b would show in its gamma function.
    let limit = if small > 0.0 { 10.0 } else { 80.0 };
    if large < limit && small > -80.0 && small.abs() > 1e-200 {
        let top = gamma(large);
        let bottom = gamma(a + b);
        if bottom.is_nan() || bottom.is_infinite() {
            return 0.0;
        }
        // The larger ratio first, against overflow.
        return gamma(small) * (top / bottom);
    }
    gammasgn(a) * gammasgn(b) * gammasgn(a + b) * betaln(a, b).exp()
}

/// The binomial coefficient of real numbers, `1 / ((n + 1) B(n - k + 1, k + 1))` (DLMF 1.2.6).
pub(super) fn binom(n: f64, k: f64) -> f64 {
    if n.is_nan() || k.is_nan() || (n < 0.0 && n == n.floor()) {
        return f64::NAN;
    }
    let whole = k == k.floor();
    if whole && k.abs() < 1e8 {
        if k < 0.0 || (n >= 0.0 && n == n.floor() && k > n) {
            return 0.0;
        }
        // The product is exact as long as it is below 2^53, for whole n.
        let nearer = if n == n.floor() && n > 0.0 && k > n / 2.0 {
            n - k
        } else {
            k
        };
        if nearer < 30.0 {
            return (0..nearer as i32).fold(1.0, |product, i| {
                product * (n - f64::from(i)) / f64::from(i + 1)
            });
        }
    }
    let sign = gammasgn(n + 1.0) * gammasgn(k + 1.0) * gammasgn(n - k + 1.0);
    sign * (-betaln(n - k + 1.0, k + 1.0)).exp() / (n + 1.0).abs()
}

/// Pochhammer's symbol `Γ(z + m) / Γ(z)`: a product for small whole `m`, for large arguments Stirling's series with its
/// leading terms combined.
pub(super) fn poch(z: f64, m: f64) -> f64 {
    if z.is_nan() || m.is_nan() {
        return f64::NAN;
    }
    let is_whole = m == m.floor();
    if is_whole && m.abs() <= 30.0 {
        let steps = m.abs() as i32;
        return if m >= 0.0 {
            (0..steps).map(|i| z + f64::from(i)).product()
        } else {
            1.0 / (1..=steps).map(|i| z - f64::from(i)).product::<f64>()
        };
    }
    let end = z + m;
    let is_pole = |x: f64| x <= 0.0 && x == x.floor();
    match (is_pole(end), is_pole(z)) {
        (true, true) if is_whole => {
            // Γ(1 - z) / Γ(1 - z - m) with the sign of the reflections.
            let sign = if m % 2.0 == 0.0 { 1.0 } else { -1.0 };
            return sign * poch(1.0 - end, m);
        }
        (true, false) => return f64::INFINITY,
        (_, true) => return 0.0,
        _ => {}
    }
    if z >= 10.0 && end >= 10.0 {
        let small = (z - 0.5) * (m / z).ln_1p() - m + stirling_rest(end) - stirling_rest(z);
        let power = end.powf(m);
        if power.is_normal() {
            return power * small.exp();
        }
        return (m * end.ln() + small).exp();
    }
    let (top, bottom) = (gamma(end), gamma(z));
    if top.is_normal() && bottom.is_normal() {
        return top / bottom;
    }
    gammasgn(end) * gammasgn(z) * (libm::lgamma(end) - libm::lgamma(z)).exp()
}

/// `xᵃ yᵇ / B(a, b)` for `x + y = 1` and positive parameters. Like `gamma_factor` by direct powers for moderate
/// parameters and by deviances from the mean for large ones.
fn beta_factor(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let total = a + b;
    if a >= 10.0 && b >= 10.0 {
        let rests = stirling_rest(total) - stirling_rest(a) - stirling_rest(b);
        let exponent = rests - deviance(a, total * x) - deviance(b, total * y);
        return (a / total * b / (2.0 * PI)).sqrt() * exponent.exp();
    }
    let power = |base: f64, rest: f64, exponent: f64| {
        // Near 1 the distance to 1 has more digits.
        if base > 0.5 {
            (exponent * (-rest).ln_1p()).exp()
        } else {
            base.powf(exponent)
        }
    };
    let direct = power(x, y, a) * power(y, x, b);
    if total < 150.0 && direct.is_normal() && a.min(b) > 1e-290 {
        return direct / beta(a, b);
    }
    let logarithm = |base: f64, rest: f64| {
        if base > 0.5 {
            (-rest).ln_1p()
        } else {
            base.ln()
        }
    };
    (a * logarithm(x, y) + b * logarithm(y, x) - betaln(a, b)).exp()
}

/// What the incomplete beta function is at the ends of its domain, if this is one.
fn beta_edge(a: f64, b: f64, x: f64) -> Option<f64> {
    let is_end = |v: f64| v == 0.0 || v.is_infinite();
    if !(a >= 0.0 && b >= 0.0 && (0.0..=1.0).contains(&x)) {
        return Some(f64::NAN);
    }
    if (a == 0.0 && b == 0.0) || (a.is_infinite() && b.is_infinite()) {
        return Some(f64::NAN);
    }
    if is_end(a) || is_end(b) {
        // All mass is at 0 or at 1.
        let at_zero = a == 0.0 || b.is_infinite();
        return Some(if at_zero {
            1.0
        } else {
            f64::from(u8::from(x == 1.0))
        });
    }
    if x == 0.0 || x == 1.0 { Some(x) } else { None }
}

/// The regularised incomplete beta function `I_x(a, b)`.
pub(super) fn betainc(a: f64, b: f64, x: f64) -> f64 {
    beta_edge(a, b, x).unwrap_or_else(|| {
        let y = 1.0 - x;
        if is_left(a, b, x) {
            left_tail(a, b, x, y)
        } else {
            1.0 - left_tail(b, a, y, x)
        }
    })
}

/// Whether `x` is left of the mean.
fn is_left(a: f64, b: f64, x: f64) -> bool {
    x <= a / (a + b)
}

/// `I_x(a, b)` left of the mean: the continued fraction DLMF 8.17.22, or for large parameters the integral.
fn left_tail(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let factor = beta_factor(a, b, x, y);
    if factor == 0.0 {
        return 0.0;
    }
    // With a small b, x may be close to the mean from where the fraction loses digits.
    let is_close = b < 1.0 && x > (a + 1.0) / (a + b + 2.0);
    if is_close && a < 1.0 {
        return left_tail(a + 1.0, b, x, y) + factor / a;
    }
    if is_close || (a.max(b) > 3000.0 && a > 1.0) {
        return factor * tail_moment(a, b, x, y, 0, 0);
    }
    factor * continued_fraction(a, b, x) / a
}

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let nonzero = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..20_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        fraction *= c * d;
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 2e-16 {
            break;
        }
    }
    fraction
}

/// The integral over `s <= 0` of `Aⁱ (-ℓ)ʲ exp(a s - (a + b) ℓ)` with `ℓ = ln(1 + x (eˢ - 1))` and `A = s - ℓ`.
///
/// With `t / (1 - t) = eˢ x / (1 - x)` in the definition of the incomplete beta function, [`beta_factor`] times the
/// integral for `i = j = 0` is the left tail; `A` and `-ℓ` are `ln(t / x)` and `ln((1 - t) / (1 - x))`, which
/// derivatives in `a` and `b` bring down.
fn tail_moment(a: f64, b: f64, x: f64, y: f64, i: usize, j: usize) -> f64 {
    let slope = (a * y - b * x).max(0.0);
    let scale = 1.0 / (slope + ((a + b) * x * y).sqrt()).max(0.1);
    half_line(scale, |distance| {
        let s = -distance;
        let drop = x * s.exp_m1();
        let log = if drop > -0.5 {
            drop.ln_1p()
        } else {
            (y + x * s.exp()).ln()
        };
        (s - log).powi(i as i32) * (-log).powi(j as i32) * (a * s - (a + b) * log).exp()
    })
}

/// Derivatives `∂aⁱ ∂bʲ exp(L)` over the value, up to the orders given, from those of `L`: row i, column j.
fn exponential_derivatives(
    orders: (usize, usize),
    logarithm: impl Fn(usize, usize) -> f64,
) -> Vec<Vec<f64>> {
    let mut values = vec![vec![1.0; orders.1 + 1]; orders.0 + 1];
    for i in 0..=orders.0 {
        for j in 0..=orders.1 {
            if i + j == 0 {
                continue;
            }
            // One derivative is taken of the exponential, the others by Leibniz's rule.
            let (di, dj) = if i > 0 { (1, 0) } else { (0, 1) };
            let mut sum = 0.0;
            for k in 0..=i - di {
                for l in 0..=j - dj {
                    sum += choose(i - di, k)
                        * choose(j - dj, l)
                        * logarithm(i - k, j - l)
                        * values[k][l];
                }
            }
            values[i][j] = sum;
        }
    }
    values
}

/// Derivatives of `a ln x + b ln y + ln Γ(a + b) - ln Γ(a) - ln Γ(b)`, shifted as the tail needs it: `Γ(a + shift)`.
fn factor_slope(a: f64, b: f64, x: f64, y: f64, shift: f64, i: usize, j: usize) -> f64 {
    let psi = |order: usize, at: f64| {
        if order == 0 {
            digamma(at)
        } else {
            polygamma(order as u32, at)
        }
    };
    let both = psi(i + j - 1, a + b);
    match (i, j) {
        (i, 0) => both - psi(i - 1, a + shift) + if i == 1 { log_of(x, y) } else { 0.0 },
        (0, j) => both - psi(j - 1, b) + if j == 1 { log_of(y, x) } else { 0.0 },
        _ => both,
    }
}

fn log_of(base: f64, rest: f64) -> f64 {
    if base > 0.5 {
        (-rest).ln_1p()
    } else {
        base.ln()
    }
}

/// `∂aⁱ ∂bʲ I_x(a, b)` for `i + j >= 1`.
pub(super) fn betainc_derivative(i: usize, j: usize, a: f64, b: f64, x: f64) -> f64 {
    if let Some(edge) = beta_edge(a, b, x) {
        let outside = edge.is_nan() || a == 0.0 || b == 0.0;
        return if outside { f64::NAN } else { 0.0 };
    }
    let y = 1.0 - x;
    if is_left(a, b, x) {
        left_derivative((i, j), a, b, x, y)
    } else {
        -left_derivative((j, i), b, a, y, x)
    }
}

fn left_derivative(orders: (usize, usize), a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a < 1.0 {
        // I_x(a, b) = I_x(a + 1, b) + xᵃ yᵇ / (a B(a, b)) (DLMF 8.17.20): the integral for a small `a` has two scales.
        let factor = beta_factor(a, b, x, y) / a;
        let slopes = exponential_derivatives(orders, |i, j| factor_slope(a, b, x, y, 1.0, i, j));
        return left_derivative(orders, a + 1.0, b, x, y) + factor * slopes[orders.0][orders.1];
    }
    let factor = beta_factor(a, b, x, y);
    if factor == 0.0 {
        return 0.0;
    }
    let outer = exponential_derivatives(orders, |i, j| factor_slope(a, b, x, y, 0.0, i, j));
    let mut sum = 0.0;
    for i in 0..=orders.0 {
        for j in 0..=orders.1 {
            let weight = choose(orders.0, i) * choose(orders.1, j) * outer[i][j];
            sum += weight * tail_moment(a, b, x, y, orders.0 - i, orders.1 - j);
        }
    }
    factor * sum
}
