//! The confluent hypergeometric function and Gauss's hypergeometric function of real numbers.
//!
//! Each has several expansions that hold for the same arguments. The power series is summed with about 32 digits and knows
//! how many of them it has lost, so the functions take the first expansion that kept enough, else the best; nan without ten digits.

use super::beta::poch;
use std::ops::{Add, Div, Mul};

/// A number as the sum of two doubles, the second below the last place of the first (Dekker, Numer. Math. 18, 1971).
#[derive(Clone, Copy)]
struct Twofold {
    high: f64,
    low: f64,
}

impl Twofold {
    /// The sum of two doubles, exactly (Knuth).
    fn sum(x: f64, y: f64) -> Self {
        let high = x + y;
        let part = high - x;
        Twofold {
            high,
            low: (x - (high - part)) + (y - part),
        }
    }

    /// The product of two doubles, exactly.
    fn product(x: f64, y: f64) -> Self {
        let high = x * y;
        Twofold {
            high,
            low: x.mul_add(y, -high),
        }
    }
}

impl From<f64> for Twofold {
    fn from(high: f64) -> Self {
        Twofold { high, low: 0.0 }
    }
}

impl Add for Twofold {
    type Output = Twofold;

    fn add(self, other: Twofold) -> Twofold {
        let sum = Twofold::sum(self.high, other.high);
        Twofold::sum(sum.high, sum.low + (self.low + other.low))
    }
}

impl Mul for Twofold {
    type Output = Twofold;

    fn mul(self, other: Twofold) -> Twofold {
        let product = Twofold::product(self.high, other.high);
        let cross = self.high * other.low + self.low * other.high;
        Twofold::sum(product.high, product.low + cross)
    }
}

impl Div for Twofold {
    type Output = Twofold;

    fn div(self, other: Twofold) -> Twofold {
        let quotient = self.high / other.high;
        let back = other * Twofold::from(-quotient);
        let rest = self + back;
        Twofold::sum(quotient, rest.high / other.high)
    }
}

/// A value with an estimate of its relative error.
#[derive(Clone, Copy)]
struct Estimate {
    value: f64,
    error: f64,
}

impl Estimate {
    const NOTHING: Estimate = Estimate {
        value: f64::NAN,
        error: f64::INFINITY,
    };
    /// What an expansion that lost no digits is off by.
    const ROUNDING: f64 = 4e-16;

    fn is_good(self) -> bool {
        self.error <= Self::ROUNDING
    }

    fn times(self, factor: f64) -> Self {
        Estimate {
            value: self.value * factor,
            error: if factor.is_finite() && factor != 0.0 {
                self.error
            } else {
                f64::INFINITY
            },
        }
    }
}

/// The first good estimate, or the best; nan if none has ten digits.
fn best(expansions: &[&dyn Fn() -> Estimate]) -> f64 {
    let mut best = Estimate::NOTHING;
    for expansion in expansions {
        let estimate = expansion();
        if estimate.error < best.error {
            best = estimate;
        }
        if best.is_good() {
            break;
        }
    }
    if best.error < 1e-10 {
        best.value
    } else {
        f64::NAN
    }
}

/// `Σ Π (p)ₖ / Π (q)ₖ xᵏ / k!` over numerators `p` and one denominator `q`; finite if a numerator is a whole number
/// below 1.
fn series<const N: usize>(numerators: [Twofold; N], denominator: Twofold, x: Twofold) -> Estimate {
    let (mut term, mut sum) = (Twofold::from(1.0), Twofold::from(1.0));
    let mut largest = 1.0_f64;
    for k in 0..20_000 {
        let index = Twofold::from(f64::from(k));
        let below = (denominator + index) * (index + Twofold::from(1.0));
        let mut above = x;
        for numerator in numerators {
            above = above * (numerator + index);
        }
        if above.high == 0.0 {
            return finished(sum, largest);
        }
        let ratio = above / below;
        term = term * ratio;
        sum = sum + term;
        largest = largest.max(term.high.abs());
        let is_falling = ratio.high.abs() < 0.9 && denominator.high + f64::from(k) > 1.0;
        let is_settled = numerators.iter().all(|p| p.high + f64::from(k) > 0.0);
        if is_falling && is_settled && term.high.abs() <= 1e-18 * sum.high.abs() {
            return finished(sum, largest);
        }
    }
    Estimate::NOTHING
}

fn finished(sum: Twofold, largest: f64) -> Estimate {
    let lost = largest / sum.high.abs() * 1e-30;
    Estimate {
        value: sum.high,
        error: if lost.is_finite() {
            lost.max(0.5 * f64::EPSILON)
        } else {
            f64::INFINITY
        },
    }
}

/// Whether a gamma function has a pole here.
fn is_pole(x: f64) -> bool {
    x <= 0.0 && x == x.floor()
}

/// The confluent hypergeometric function `M(a, b, x)`: the power series (DLMF 13.2.2) or that of Kummer's transformation
/// (13.2.39), for polynomials of high degree the recurrence in `a` (13.3.1), far out the asymptotic series (13.7.1).
pub(super) fn hyp1f1(a: f64, b: f64, x: f64) -> f64 {
    if a.is_nan() || b.is_nan() || x.is_nan() {
        return f64::NAN;
    }
    let is_polynomial = is_pole(a);
    if is_pole(b) && !(is_polynomial && a >= b) {
        return f64::INFINITY;
    }
    if a == 0.0 || x == 0.0 {
        return 1.0;
    }
    if a.is_infinite() || b.is_infinite() {
        return f64::NAN;
    }
    if a == b && !is_polynomial {
        return x.exp();
    }
    if x.is_infinite() {
        return confluent_at_infinity(a, b, x, is_polynomial);
    }
    let direct = || series([a.into()], b.into(), x.into());
    let kummer = || series([Twofold::sum(b, -a)], b.into(), (-x).into()).times(x.exp());
    let far = || {
        if is_polynomial || x.abs() < 30.0 {
            Estimate::NOTHING
        } else {
            confluent_asymptotic(a, b, x)
        }
    };
    if is_polynomial {
        let recurrence = || laguerre(a, b, x);
        return best(&[&direct, &recurrence]);
    }
    if x < 0.0 {
        best(&[&far, &kummer, &direct])
    } else {
        best(&[&far, &direct, &kummer])
    }
}

fn confluent_at_infinity(a: f64, b: f64, x: f64, is_polynomial: bool) -> f64 {
    let sign = |v: f64| super::gamma::gammasgn(v);
    if is_polynomial {
        let parity = if x < 0.0 || a % 2.0 == 0.0 { 1.0 } else { -1.0 };
        // The factors b + k below 0.
        let negative = (-a).min((-b).ceil().max(0.0));
        let leading = if negative % 2.0 == 0.0 { 1.0 } else { -1.0 };
        return parity * leading * f64::INFINITY;
    }
    if x > 0.0 {
        return sign(a) * sign(b) * f64::INFINITY;
    }
    if a > 0.0 || is_pole(b - a) {
        0.0
    } else {
        sign(b) * sign(b - a) * f64::INFINITY
    }
}

/// For `x > 0` the growing part `Γ(b)/Γ(a) eˣ x^(a - b) Σ (1 - a)ₛ (b - a)ₛ / s! x⁻ˢ`, for `x < 0` the other,
/// `Γ(b)/Γ(b - a) |x|⁻ᵃ Σ (a)ₛ (a - b + 1)ₛ / s! |x|⁻ˢ`; the parts left out are `exp(-|x|)` of these.
fn confluent_asymptotic(a: f64, b: f64, x: f64) -> Estimate {
    let (p, q, factor) = if x > 0.0 {
        let half = (0.5 * x).exp();
        (1.0 - a, b - a, poch(a, b - a) * half * x.powf(a - b) * half)
    } else if is_pole(b - a) {
        return Estimate::NOTHING;
    } else {
        (a, a - b + 1.0, poch(b - a, a) * (-x).powf(-a))
    };
    let (mut term, mut sum, mut largest) = (1.0_f64, 1.0_f64, 1.0_f64);
    for k in 0..200 {
        let k = f64::from(k);
        let next = term * (p + k) * (q + k) / ((k + 1.0) * x.abs());
        if next.abs() > term.abs() && next.abs() > 1e-17 {
            // Where the series turns is where it is best, unless its first terms grow.
            return Estimate {
                value: factor * sum,
                error: (term / sum).abs().max(1e-17),
            };
        }
        term = next;
        sum += term;
        largest = largest.max(term.abs());
        if term.abs() <= 1e-17 * sum.abs() {
            break;
        }
    }
    let omitted = (-x.abs()).exp() * (x.abs() + a.abs() + b.abs()).powf((a - b).abs() + a.abs());
    Estimate {
        value: sum,
        error: (term / sum).abs().max(largest / sum.abs() * 1e-16) + omitted,
    }
    .times(factor)
}

/// `M(-n, b, x)` by `(b + k) M(-k - 1) = (2k + b - x) M(-k) - k M(-k + 1)`, for `b > 0` and `x > 0`, where the polynomials
/// oscillate or grow with the degree.
fn laguerre(a: f64, b: f64, x: f64) -> Estimate {
    if !(b > 0.0 && x > 0.0 && a > -1e6) {
        return Estimate::NOTHING;
    }
    let (mut before, mut value, mut largest) = (0.0, 1.0, 1.0_f64);
    for k in 0..(-a) as u32 {
        let k = f64::from(k);
        (before, value) = (value, ((2.0 * k + b - x) * value - k * before) / (b + k));
        largest = if value.abs() > before.abs() {
            value.abs()
        } else {
            largest
        };
    }
    let scale = value.abs().max(before.abs());
    Estimate {
        value,
        error: -a * f64::EPSILON * scale / value.abs(),
    }
}

/// Gauss's hypergeometric function `F(a, b; c; x)` of real numbers up to 1, or of any real number for polynomials.
pub(super) fn hyp2f1(a: f64, b: f64, c: f64, x: f64) -> f64 {
    if [a, b, c, x].iter().any(|v| v.is_nan()) || [a, b, c].iter().any(|v| v.is_infinite()) {
        return f64::NAN;
    }
    let degree = [a, b].into_iter().filter(|&p| is_pole(p)).reduce(f64::max);
    if is_pole(c) && degree.is_none_or(|p| p < c) {
        return f64::INFINITY;
    }
    if a == 0.0 || b == 0.0 || x == 0.0 {
        return 1.0;
    }
    if degree.is_some() {
        return polynomial(a, b, c, x);
    }
    if x > 1.0 {
        return f64::INFINITY;
    }
    let excess = (Twofold::sum(c, -a) + Twofold::from(-b)).high;
    if x == 1.0 {
        if excess <= 0.0 {
            // Γ(c) Γ(a + b - c) / (Γ(a) Γ(b)) times a growing power or logarithm (DLMF 15.4.21, 15.4.23).
            let sign: f64 = [a, b, c].into_iter().map(super::gamma::gammasgn).product();
            return sign * f64::INFINITY;
        }
        // Γ(c) Γ(c - a - b) / (Γ(c - a) Γ(c - b)) (DLMF 15.4.20).
        return poch(c - a, a) / poch(excess, a);
    }
    if x.is_infinite() {
        return if a > 0.0 && b > 0.0 { 0.0 } else { f64::NAN };
    }
    let complement = 1.0 - x;
    let one = Gauss::new(a, b, c);
    if x < 0.0 {
        // Pfaff's transformations (DLMF 15.8.1), in which all arguments are positive.
        let argument = Twofold::from(x) / Twofold::sum(x, -1.0);
        let rest = 1.0 / complement;
        let direct = || {
            if x > -0.6 {
                one.sum(x.into())
            } else {
                Estimate::NOTHING
            }
        };
        let of = |kept: f64, other: f64| {
            Gauss {
                a: kept.into(),
                b: Twofold::sum(c, -other),
                c: c.into(),
            }
            .value(argument, rest)
            .times(complement.powf(-kept))
        };
        return best(&[&direct, &|| of(a, b), &|| of(b, a)]);
    }
    let euler = || {
        Gauss {
            a: Twofold::sum(c, -a),
            b: Twofold::sum(c, -b),
            c: c.into(),
        }
        .value(x.into(), complement)
        .times(complement.powf(excess))
    };
    let direct = || one.value(x.into(), complement);
    if is_pole(c - a) || is_pole(c - b) {
        best(&[&euler, &direct])
    } else {
        best(&[&direct, &euler])
    }
}

/// A series that ends; beyond 1/2 it may have more digits in powers of `1 - x` (DLMF 15.8.7).
fn polynomial(a: f64, b: f64, c: f64, x: f64) -> f64 {
    let direct = || Gauss::new(a, b, c).sum(x.into());
    let reflected = || {
        let (whole, other) = if is_pole(a) && (!is_pole(b) || a >= b) {
            (a, b)
        } else {
            (b, a)
        };
        let factor = poch(c - other, -whole) / poch(c, -whole);
        let below = (Twofold::sum(whole, other) + Twofold::sum(1.0, -c)).high;
        if is_pole(c) || is_pole(below) {
            return Estimate::NOTHING;
        }
        series(
            [whole.into(), other.into()],
            Twofold::sum(whole, other) + Twofold::sum(1.0, -c),
            Twofold::sum(1.0, -x),
        )
        .times(factor)
    };
    best(&[&direct, &reflected])
}

/// The parameters.
struct Gauss {
    a: Twofold,
    b: Twofold,
    c: Twofold,
}

impl Gauss {
    fn new(a: f64, b: f64, c: f64) -> Self {
        Gauss {
            a: a.into(),
            b: b.into(),
            c: c.into(),
        }
    }

    /// The power series at 0.
    fn sum(&self, x: Twofold) -> Estimate {
        series([self.a, self.b], self.c, x)
    }

    /// The function of `x` in (0, 1), given with `1 - x`: the power series up to 0.6, and beyond it Taylor's series of the
    /// differential equation (DLMF 15.10.1) from point to point, each half as far from 1 as the one before. That takes no
    /// note of whether `c - a - b` is a whole number.
    fn value(&self, x: Twofold, complement: f64) -> Estimate {
        if complement >= 0.4 || is_pole(self.a.high) || is_pole(self.b.high) {
            return self.sum(x);
        }
        let one = Twofold::from(1.0);
        let half = Twofold::from(0.5);
        let start = self.sum(half);
        let beside = series([self.a + one, self.b + one], self.c + one, half);
        let slope = beside.times((self.a * self.b / self.c).high);
        let (a, b, c) = (self.a.high, self.b.high, self.c.high);
        let (mut at, mut value, mut slope) = (0.5, start.value, slope.value);
        let mut lost = start.error.max(beside.error);
        while at > complement {
            let next = (0.5 * at).max(complement);
            // A last step that is tiny would only add rounding.
            let next = if next - complement < 0.1 * next {
                complement
            } else {
                next
            };
            let step = Taylor::new([a, b, c], at, at - next, value, slope);
            (value, slope) = (step.value, step.slope);
            lost = lost.max(step.lost);
            at = next;
        }
        Estimate { value, error: lost }
    }
}

/// Taylor's series of a solution at distance `at` from 1, evaluated `step` nearer to it.
struct Taylor {
    value: f64,
    slope: f64,
    lost: f64,
}

impl Taylor {
    fn new([a, b, c]: [f64; 3], at: f64, step: f64, value: f64, slope: f64) -> Self {
        // With coefficients uₙ stepⁿ: x(1 - x) w'' + (c - (a + b + 1) x) w' - a b w = 0 at x + s.
        let curvature = (1.0 - at) * at;
        let drift = (c - a - b - 1.0) + (a + b + 1.0) * at;
        let (mut before, mut term) = (value, slope * step);
        let (mut sum, mut rise) = (value + term, term);
        let mut largest = value.abs().max(term.abs());
        for n in 0..2000 {
            let k = f64::from(n);
            let next = ((k + a) * (k + b) * before * step * step
                - (k + 1.0) * (k * (2.0 * at - 1.0) + drift) * term * step)
                / ((k + 2.0) * (k + 1.0) * curvature);
            (before, term) = (term, next);
            sum += term;
            rise += (k + 2.0) * term;
            largest = largest.max(term.abs());
            let small = 1e-17 * sum.abs();
            if term.abs() * (k + 2.0) <= small && before.abs() * (k + 1.0) <= small && n > 4 {
                break;
            }
        }
        Taylor {
            value: sum,
            slope: rise / step,
            lost: largest / sum.abs() * 2e-16,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twofold_arithmetic_keeps_its_digits() {
        let third = Twofold::from(1.0) / Twofold::from(3.0);
        let one = third * Twofold::from(3.0);
        assert!(
            (one.high - 1.0).abs() + one.low.abs() < 1e-31,
            "{} {}",
            one.high,
            one.low
        );
        let sum = Twofold::sum(1.0, 1e-25);
        assert_eq!((sum.high, sum.low), (1.0, 1e-25));
    }

    #[test]
    fn closed_forms() {
        for x in [-700.0, -40.0, -3.0, -0.01, 0.5, 10.0, 60.0, 600.0] {
            // M(1, 2, x) = (eˣ - 1) / x.
            let found = hyp1f1(1.0, 2.0, x) / (f64::exp_m1(x) / x);
            assert!((found - 1.0).abs() < 1e-14, "{x}: {found}");
        }
        for x in [-1e8, -700.0, -2.0, -0.5, 0.3, 0.7, 0.99, 0.999_999] {
            // F(1, 1; 2; x) = -ln(1 - x) / x.
            let found = hyp2f1(1.0, 1.0, 2.0, x) / (-f64::ln_1p(-x) / x);
            assert!((found - 1.0).abs() < 1e-14, "{x}: {found}");
            // F(a, b; b; x) = (1 - x)⁻ᵃ.
            let found = hyp2f1(0.3, 1.7, 1.7, x) * f64::powf(1.0 - x, 0.3);
            assert!((found - 1.0).abs() < 1e-14, "{x}: {found}");
        }
    }

    #[test]
    fn lost_digits_are_nan() {
        assert!(hyp1f1(89.04, 7.0, -762.7).is_nan());
    }

    #[test]
    fn signs_of_infinities() {
        let (up, down) = (f64::INFINITY, f64::NEG_INFINITY);
        assert_eq!(hyp2f1(0.5, 1.0, 1.0, 1.0), up);
        assert_eq!(hyp2f1(-0.5, 2.0, 1.0, 1.0), down);
        assert_eq!(hyp2f1(-0.5, 2.0, 1.5, 1.0), down);
        assert!(hyp2f1(-0.5, 2.0, 1.0, 0.999_999) < -100.0);
        assert_eq!(hyp1f1(-3.0, 1.0, up), down);
        assert_eq!(hyp1f1(-3.0, -3.5, up), up);
        assert_eq!(hyp1f1(-3.0, -1.5, down), up);
        assert_eq!(hyp1f1(-4e9, 1.0, up), up);
        assert_eq!(hyp1f1(-4e9 - 1.0, 1.0, up), down);
    }
}
