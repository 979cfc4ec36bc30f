//! Slow references for the records of special functions: their defining integrals, by Gauss's rule on many panels.
//!
//! Only the checks use this; the kernels are in `crate::kernels::special` and share nothing with it.

use num_complex::Complex;
use std::f64::consts::PI;

/// Gauss-Legendre points and weights of order 5 on (-1, 1).
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_08),
];

/// The integral from `low` to `high`.
pub(super) fn integral(low: f64, high: f64, panels: u32, f: impl Fn(f64) -> f64) -> f64 {
    let half = 0.5 * (high - low) / f64::from(panels);
    let panel = |i: u32| {
        let centre = low + half * f64::from(2 * i + 1);
        GAUSS
            .iter()
            .map(|&(x, w)| w * f(centre + half * x))
            .sum::<f64>()
    };
    half * (0..panels).map(panel).sum::<f64>()
}

/// The root of an increasing function.
pub(super) fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// `exp(x²) erfc(x)` and its derivatives.
pub(super) fn erfcx(n: i32, x: f64) -> f64 {
    let f = |s: f64| (-2.0 * s).powi(n) * (-s * (s + 2.0 * x)).exp();
    2.0 / PI.sqrt() * integral(0.0, 9.0, 80, f)
}

/// `sin(πx) / (πx)` and its derivatives.
pub(super) fn sinc(n: i32, x: f64) -> f64 {
    integral(0.0, 1.0, 40, |t| {
        (PI * t).powi(n) * (PI * x * t + 0.5 * PI * f64::from(n)).cos()
    })
}

/// `(eˣ - 1) / x` and its derivatives.
pub(super) fn exprel(n: i32, x: f64) -> f64 {
    integral(0.0, 1.0, 40, |t| t.powi(n) * (x * t).exp())
}

/// The exponential integral of order `n`.
pub(super) fn expn(n: i32, x: f64) -> f64 {
    integral(0.0, 1.0, 200, |u| u.powi(n - 2) * (-x / u).exp())
}

/// `J` of order `n`.
pub(super) fn bessel_j(n: i32, x: f64) -> f64 {
    integral(0.0, PI, 40, |t| (f64::from(n) * t - x * t.sin()).cos()) / PI
}

/// `Y` of order `n`.
pub(super) fn bessel_y(n: i32, x: f64) -> f64 {
    let order = f64::from(n);
    let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
    let near = integral(0.0, PI, 40, |t| (x * t.sin() - order * t).sin());
    let far = integral(0.0, 6.0, 200, |t| {
        ((order * t).exp() + sign * (-order * t).exp()) * (-x * t.sinh()).exp()
    });
    (near - far) / PI
}

/// `exp(-x) I` of order `n`, for positive `x`.
pub(super) fn bessel_ie(n: i32, x: f64) -> f64 {
    integral(0.0, PI, 40, |t| {
        (x * (t.cos() - 1.0)).exp() * (f64::from(n) * t).cos()
    }) / PI
}

/// `exp(x) K` of order `n`.
pub(super) fn bessel_ke(n: i32, x: f64) -> f64 {
    integral(0.0, 7.0, 200, |t| {
        (-x * (t.cosh() - 1.0)).exp() * (f64::from(n) * t).cosh()
    })
}

/// Dawson's integral and its derivatives.
pub(super) fn dawsn(n: i32, x: f64) -> f64 {
    integral(0.0, 7.0, 200, |t| {
        (2.0 * t).powi(n) * (-t * t).exp() * (2.0 * x * t + 0.5 * PI * f64::from(n)).sin()
    })
}

/// The Faddeeva function and its derivatives, above the real axis.
pub(super) fn wofz(n: i32, z: Complex<f64>) -> Complex<f64> {
    let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
    let factorial: f64 = (1..=n).map(f64::from).product();
    let f = |t: f64| (z - t).powi(-n - 1) * ((-t * t).exp() * sign * factorial / PI);
    // i times a number turns its parts.
    Complex::new(
        -integral(-7.0, 7.0, 400, |t| f(t).im),
        integral(-7.0, 7.0, 400, |t| f(t).re),
    )
}

/// The logarithm of the gamma function and its derivatives, right of 0: Stirling's series far out.
pub(super) fn loggamma(n: i32, z: Complex<f64>) -> Complex<f64> {
    let end = z + 40.0;
    let inverse = end.inv();
    let steps = (0..40).rev().map(|k| z + f64::from(k));
    let factorial: f64 = (1..n).map(f64::from).product();
    match n {
        0 => {
            let series = inverse / 12.0 - inverse.powi(3) / 360.0 + inverse.powi(5) / 1260.0;
            let logarithms: Complex<f64> = steps.map(Complex::ln).sum();
            (end - 0.5) * end.ln() - end + 0.5 * (2.0 * PI).ln() + series - logarithms
        }
        1 => {
            let series = inverse / 2.0 + inverse.powi(2) / 12.0 - inverse.powi(4) / 120.0
                + inverse.powi(6) / 252.0;
            let sum: Complex<f64> = steps.map(|z| z.inv()).sum();
            end.ln() - series - sum
        }
        _ => {
            let tail = inverse.powi(n - 1) / f64::from(n - 1)
                + inverse.powi(n) / 2.0
                + inverse.powi(n + 1) * (f64::from(n) / 12.0)
                - inverse.powi(n + 3) * (rising(n, 3) / 720.0)
                + inverse.powi(n + 5) * (rising(n, 5) / 30240.0);
            let sum: Complex<f64> = steps.map(|z| z.powi(-n)).sum();
            let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
            (sum + tail) * (sign * factorial)
        }
    }
}

/// Fresnel's integrals of the sine and the cosine.
pub(super) fn fresnel(x: f64) -> (f64, f64) {
    let of = |f: fn(f64) -> f64| integral(0.0, x, 60, |t| f(0.5 * PI * t * t));
    (of(f64::sin), of(f64::cos))
}

/// The sine and cosine integrals.
pub(super) fn sici(x: f64) -> (f64, f64) {
    let si = integral(0.0, x, 60, |t| t.sin() / t);
    let ci = integral(0.0, x, 60, |t| -2.0 * (0.5 * t).sin().powi(2) / t);
    (si, 0.577_215_664_901_532_9 + x.ln() + ci)
}

/// Owen's function.
pub(super) fn owens_t(h: f64, a: f64) -> f64 {
    let f = |t: f64| (-0.5 * h * h * (1.0 + t * t)).exp() / (1.0 + t * t);
    integral(0.0, a, 60, f) / (2.0 * PI)
}

/// The hypergeometric series with positive parameters; `None` leaves a parameter out.
pub(super) fn hypergeometric(a: f64, b: Option<f64>, c: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..400 {
        let k = f64::from(k);
        term *= (a + k) * b.map_or(1.0, |b| b + k) / ((c + k) * (k + 1.0)) * x;
        sum += term;
    }
    sum
}

/// The normalised associated Legendre function of `cos θ`, for `0 <= m <= n` by the finite sum DLMF 14.3.1.
pub(super) fn sph_legendre(n: i32, m: i32, theta: f64) -> f64 {
    let factorial = |k: i32| (1..=k).map(f64::from).product::<f64>();
    let half = (0.5 * theta).sin().powi(2);
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..n - m {
        let (low, high) = (f64::from(m - n + k), f64::from(m + n + 1 + k));
        term *= low * high / (f64::from(m + 1 + k) * f64::from(k + 1)) * half;
        sum += term;
    }
    let outer = factorial(n + m) / (factorial(m) * factorial(n - m) * 2f64.powi(m));
    let norm = f64::from(2 * n + 1) / (4.0 * PI) * factorial(n - m) / factorial(n + m);
    norm.sqrt() * outer * (-theta.sin()).powi(m) * sum
}

/// `Ei`.
pub(super) fn expi(x: f64) -> f64 {
    0.577_215_664_901_532_9 + x.ln() + integral(0.0, x, 40, |t| t.exp_m1() / t)
}

/// Spence's function.
pub(super) fn spence(z: f64) -> f64 {
    integral(1.0, z, 40, |t| -(t - 1.0).ln_1p() / (t - 1.0))
}

/// The first `n` derivatives of `P(a, x)` in `a`, from those of the integrand's logarithm.
pub(super) fn gammainc(n: u32, a: f64, x: f64) -> f64 {
    let normal = (a * x.ln() - x - libm::lgamma(a)).exp();
    integral(-40.0 / a, 0.0, 300, |s| {
        let logarithm = s + x.ln() - digamma(a);
        let weight = match n {
            0 => 1.0,
            1 => logarithm,
            _ => logarithm * logarithm - trigamma(a),
        };
        weight * (a * s - x * s.exp_m1()).exp()
    }) * normal
}

/// `∂aⁱ ∂bʲ I_x(a, b)` for `i + j <= 2`.
pub(super) fn betainc(i: u32, j: u32, a: f64, b: f64, x: f64) -> f64 {
    let normal = (libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)).exp();
    let inner = |s: f64| {
        let t = x * s.exp();
        let slope_a = t.ln() - digamma(a) + digamma(a + b);
        let slope_b = (-t).ln_1p() - digamma(b) + digamma(a + b);
        let both = trigamma(a + b);
        let weight = match (i, j) {
            (0, 0) => 1.0,
            (1, 0) => slope_a,
            (0, 1) => slope_b,
            (1, 1) => slope_a * slope_b + both,
            (2, 0) => slope_a * slope_a + both - trigamma(a),
            _ => slope_b * slope_b + both - trigamma(b),
        };
        weight * t.powf(a) * (1.0 - t).powf(b - 1.0)
    };
    normal * integral(-40.0 / a, 0.0, 300, inner)
}

/// Derivatives of the Hurwitz zeta function in `s`, for large `s`.
pub(super) fn zeta(n: i32, s: f64, q: f64) -> f64 {
    let term = |k: u32| {
        let base = q + f64::from(k);
        (-base.ln()).powi(n) * base.powf(-s)
    };
    (0..400).rev().map(term).sum()
}

/// Terms that are summed before the tail is taken from the Euler-Maclaurin formula.
const TERMS: u32 = 40;

pub(super) fn digamma(x: f64) -> f64 {
    let end = x + f64::from(TERMS);
    let square = 1.0 / (end * end);
    let series =
        square * (1.0 / 12.0 - square * (1.0 / 120.0 - square * (1.0 / 252.0 - square / 240.0)));
    let sum: f64 = (0..TERMS).rev().map(|k| 1.0 / (x + f64::from(k))).sum();
    end.ln() - 0.5 / end - series - sum
}

fn trigamma(x: f64) -> f64 {
    polygamma(1, x)
}

pub(super) fn polygamma(n: u32, x: f64) -> f64 {
    if n == 0 {
        return digamma(x);
    }
    let power = n as i32 + 1;
    let end = x + f64::from(TERMS);
    let tail = end.powi(-(n as i32)) / f64::from(n)
        + 0.5 * end.powi(-power)
        + f64::from(power) / 12.0 * end.powi(-power - 1)
        - rising(power, 3) / 720.0 * end.powi(-power - 3)
        + rising(power, 5) / 30240.0 * end.powi(-power - 5);
    let sum: f64 = (0..TERMS)
        .rev()
        .map(|k| (x + f64::from(k)).powi(-power))
        .sum::<f64>()
        + tail;
    let factorial: f64 = (1..=n).map(f64::from).product();
    if n % 2 == 1 {
        factorial * sum
    } else {
        -factorial * sum
    }
}

/// `x (x + 1) … (x + count - 1)`.
fn rising(x: i32, count: i32) -> f64 {
    (x..x + count).map(f64::from).product()
}
