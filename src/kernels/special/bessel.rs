//! Bessel functions of whole order: `J` and `Y` from libm, the modified ones by Chebyshev series and recurrences
//! (DLMF 10.29, 10.31).

use super::bessel_tables::*;

/// The sum of a Chebyshev series (Clenshaw's recurrence).
fn chebyshev(coefficients: &[f64], t: f64) -> f64 {
    let (mut above, mut value) = (0.0, 0.0);
    for &c in coefficients[1..].iter().rev() {
        (above, value) = (value, 2.0 * t * value - above + c);
    }
    t * value - above + coefficients[0]
}

/// `J` of whole order.
pub(super) fn jn(n: i32, x: f64) -> f64 {
    match n {
        0 => libm::j0(x),
        1 => libm::j1(x),
        n => libm::jn(n, x),
    }
}

/// `Y` of whole order; minus infinity at 0, nan on the left.
pub(super) fn yn(n: i32, x: f64) -> f64 {
    if x < 0.0 {
        return f64::NAN;
    }
    match n {
        0 => libm::y0(x),
        1 => libm::y1(x),
        n => libm::yn(n, x),
    }
}

/// `exp(-|x|) Iₙ(x)`.
pub(super) fn ine(n: u32, x: f64) -> f64 {
    let size = x.abs();
    let value = match n {
        _ if size.is_infinite() => 0.0,
        0 if size == 0.0 => 1.0,
        0 if size <= 8.0 => chebyshev(&I0_SMALL, size / 4.0 - 1.0),
        0 => chebyshev(&I0_LARGE, 16.0 / size - 1.0) / size.sqrt(),
        1 if size <= 8.0 => size * chebyshev(&I1_SMALL, size / 4.0 - 1.0),
        1 => chebyshev(&I1_LARGE, 16.0 / size - 1.0) / size.sqrt(),
        n => ine_by_recurrence(n, size),
    };
    if n % 2 == 1 && x < 0.0 { -value } else { value }
}

/// Higher orders: upward while that is stable, else the series near 0 or Miller's downward recurrence.
fn ine_by_recurrence(n: u32, x: f64) -> f64 {
    let order = f64::from(n);
    if x == 0.0 || x.is_nan() {
        return x;
    }
    if x * x <= 4.0 * (order + 1.0) {
        let mut term = (1..=n).fold((-x).exp(), |product, k| product * (0.5 * x / f64::from(k)));
        let mut sum = term;
        for k in 1..100 {
            let k = f64::from(k);
            term *= 0.25 * x * x / (k * (k + order));
            sum += term;
            if term <= 1e-18 * sum {
                break;
            }
        }
        return sum;
    }
    if x > 50.0 * order * order {
        let (mut before, mut value) = (ine(0, x), ine(1, x));
        for k in 1..n {
            (before, value) = (value, before - 2.0 * f64::from(k) / x * value);
        }
        return value;
    }
    // The ratio I(k) / I(k-1) = 1 / (2k/x + ratio above), from far enough above.
    let start = n + 30 + (8.0 * x.max(order)).sqrt() as u32 + (x.min(4e4) / 8.0) as u32;
    let mut ratio = 0.0;
    let mut product = 1.0;
    for k in (1..=start).rev() {
        ratio = 1.0 / (2.0 * f64::from(k) / x + ratio);
        if k <= n {
            product *= ratio;
        }
    }
    product * ine(0, x)
}

/// `Iₙ(x)`.
pub(super) fn inx(n: u32, x: f64) -> f64 {
    let size = x.abs();
    if size > 700.0 {
        // The exponential alone overflows first.
        let half = (0.5 * size).exp();
        let scaled = if size.is_infinite() {
            f64::INFINITY
        } else {
            ine(n, x) * half * half
        };
        return if n % 2 == 1 && x == f64::NEG_INFINITY {
            -scaled
        } else {
            scaled
        };
    }
    size.exp() * ine(n, x)
}

/// `exp(x) Kₙ(x)`; infinite at 0, nan on the left.
pub(super) fn kne(n: u32, x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::INFINITY;
    }
    if x.is_infinite() {
        return 0.0;
    }
    let pair = if x <= 2.0 {
        let t = 0.5 * x * x - 1.0;
        let (grow, logarithm) = (x.exp(), (0.5 * x).ln());
        [
            grow * (chebyshev(&K0_SMALL, t) - logarithm * inx(0, x)),
            grow * (chebyshev(&K1_SMALL, t) / x + logarithm * inx(1, x)),
        ]
    } else {
        let (t, root) = (4.0 / x - 1.0, x.sqrt());
        [
            chebyshev(&K0_LARGE, t) / root,
            chebyshev(&K1_LARGE, t) / root,
        ]
    };
    if n < 2 {
        return pair[n as usize];
    }
    let [mut before, mut value] = pair;
    for k in 1..n {
        (before, value) = (value, before + 2.0 * f64::from(k) / x * value);
    }
    value
}

/// `Kₙ(x)`.
pub(super) fn kn(n: u32, x: f64) -> f64 {
    kne(n, x) * (-x).exp()
}
