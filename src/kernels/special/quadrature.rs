//! Integrals over a half line or an interval, for the functions whose series and continued fractions are slow or whose
//! derivatives in a parameter have no closed form.
//!
//! The double exponential rule of Takahasi and Mori (Publ. RIMS 9, 1974) for integrands that fall off exponentially:
//! `s = w exp(u - exp(-u))` and the trapezoidal rule in `u`. Each halving of the step about doubles the right digits. For
//! smooth integrands on an interval the rule of Gauss and Legendre.

use std::f64::consts::PI;
use std::sync::{LazyLock, OnceLock};

/// One point: where, and with what weight per unit of `u`.
type Node = (f64, f64);

/// The coarsest step in `u`.
const STEP: f64 = 0.125;
/// How often the step may be halved.
const LEVELS: usize = 5;
/// The range of `u`: below, the weight is under 1e-17; above, `s` is 1400 scales away.
const RANGE: (f64, f64) = (-3.625, 7.25);

/// The points that each level adds, from left to right.
fn nodes(level: usize) -> &'static [Node] {
    static NODES: OnceLock<Vec<Vec<Node>>> = OnceLock::new();
    &NODES.get_or_init(|| (0..LEVELS).map(points).collect())[level]
}

fn points(level: usize) -> Vec<Node> {
    let step = STEP / f64::from(1u32 << level);
    let (first, stride) = if level == 0 { (0.0, 1.0) } else { (1.0, 2.0) };
    let count = ((RANGE.1 - RANGE.0) / (step * stride)) as u32;
    (0..=count)
        .map(|k| RANGE.0 + step * (first + stride * f64::from(k)))
        .map(|u| {
            let s = (u - (-u).exp()).exp();
            (s, s * (1.0 + (-u).exp()))
        })
        .collect()
}

/// The integral of `f(s)` over `s >= 0`. `f` must fall off exponentially from about `scale` on.
pub(super) fn half_line(scale: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mut step = STEP;
    let mut sum = level_sum(0, scale, &f);
    let mut integral = sum * step;
    for level in 1..LEVELS {
        sum += level_sum(level, scale, &f);
        step *= 0.5;
        let finer = sum * step;
        let change = (finer - integral).abs();
        integral = finer;
        // The next level would change the square of this.
        if change <= 1e-9 * finer.abs() {
            break;
        }
    }
    integral * scale
}

fn level_sum(level: usize, scale: f64, f: &impl Fn(f64) -> f64) -> f64 {
    let mut sum = 0.0f64;
    for &(s, weight) in nodes(level) {
        let term = f(scale * s) * weight;
        sum += term;
        // Past the scale the integrand only falls.
        if s > 8.0 && term.abs() <= 1e-19 * sum.abs() {
            break;
        }
    }
    sum
}

/// How many points the rule of Gauss and Legendre has.
const GAUSS: usize = 32;

/// The integral of a smooth function over an interval.
pub(in crate::kernels) fn interval(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    static RULE: LazyLock<Vec<Node>> = LazyLock::new(|| (0..GAUSS).map(gauss).collect());
    let half = 0.5 * (high - low);
    let centre = 0.5 * (high + low);
    let term = |&(x, weight): &Node| weight * f(centre + half * x);
    half * RULE.iter().map(term).sum::<f64>()
}

/// A root of the Legendre polynomial by Newton's method, and its weight (DLMF 3.5.22).
fn gauss(i: usize) -> Node {
    let n = GAUSS as f64;
    let mut x = (PI * (i as f64 + 0.75) / (n + 0.5)).cos();
    let mut slope = 1.0;
    for _ in 0..20 {
        let (mut before, mut value) = (1.0, x);
        for k in 2..=GAUSS {
            let k = k as f64;
            (before, value) = (
                value,
                ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k,
            );
        }
        slope = n * (x * value - before) / (x * x - 1.0);
        let step = value / slope;
        x -= step;
        if step.abs() < 1e-16 {
            break;
        }
    }
    (x, 2.0 / ((1.0 - x * x) * slope * slope))
}

/// `C(n, k)`, exact for the small orders of derivatives.
pub(super) fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_integrals() {
        for scale in [0.3, 1.0, 4.0] {
            let exponential = half_line(scale, |s| (-s).exp());
            assert!((exponential - 1.0).abs() < 2e-15, "{exponential}");
            let cubic = half_line(scale, |s| s.powi(3) * (-s).exp());
            assert!((cubic - 6.0).abs() < 2e-14, "{cubic}");
            let normal = half_line(scale, |s| (-s * s).exp());
            assert!((normal * std::f64::consts::FRAC_2_SQRT_PI - 1.0).abs() < 2e-15);
        }
        assert_eq!(choose(5, 2), 10.0);
        let logarithm = interval(1.0, 3.0, |x| 1.0 / x);
        assert!((logarithm / 3f64.ln() - 1.0).abs() < 1e-15, "{logarithm}");
    }
}
