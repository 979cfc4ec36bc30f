//! Special functions of two elements: beta, binomial coefficients, the upper incomplete gamma function, products with
//! logarithms, the Box-Cox transformation, Owen's T.

use super::special_incomplete::Gammainc;
use super::special_orders::{Order, of_order};
#[cfg(feature = "testing")]
use super::special_slow as slow;
use super::table::{XY, XY_OUT, elementwise};
use crate::array::Array;
use crate::error::OrRaise;
use crate::kernels::special;
use crate::np;
use crate::primitives::select::select;
#[cfg(feature = "testing")]
use crate::testing::OpRecord;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, PI};

/// `x / y`, 0 where `x` is.
fn quotient(x: &Array, y: &Array) -> Array {
    let is_zero = np::equal(x, 0.0);
    let divisor = select(&is_zero, &np::ones_like(y), y).or_raise();
    np::divide(x, divisor)
}

/// 1, but 0 where both are: the factor with which `0 log 0` stays 0.
fn unless_both_zero(x: &Array, y: &Array) -> Array {
    np::logical_or(np::not_equal(x, 0.0), np::not_equal(y, 0.0)).astype(x.dtype())
}

/// `log(x / y)`, 0 where both are 0.
fn log_ratio(x: &Array, y: &Array) -> Array {
    let both_zero = np::logical_and(np::equal(x, 0.0), np::equal(y, 0.0));
    let one = np::ones_like(x);
    let safe = |v: &Array| select(&both_zero, &one, v).or_raise();
    np::log(safe(x) / safe(y))
}

elementwise! {
    /// The upper incomplete gamma function `Q(a, x)`.
    Gammaincc = "gammaincc"(2) {
        kernel: special::gammaincc,
        result: Same,
        diff: partials(|_| XY, |position, t, v| -super::class::Partials::scale(&Gammainc { n: 0 }, position, t, v)),
        inputs: |s, d, shape, _| s.array(d, shape, 1.5, 3.0),
        reference: |v, _| (1.0 - slow::gammainc(0, v[0].re, v[1].re)).into(),
        ulps: 256.0,
    }
    /// The beta function.
    Beta = "beta"(2) {
        kernel: special::beta,
        result: Same,
        diff: partials(|_| XY_OUT, |position, t, v| {
            let (a, b) = (v.input(0), v.input(1));
            t * v.output(0) * (np::digamma(v.input(position)) - np::digamma(a + b))
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 1.5, 3.0),
        reference: |v, _| (libm::tgamma(v[0].re) * libm::tgamma(v[1].re) / libm::tgamma(v[0].re + v[1].re)).into(),
        ulps: 32.0,
    }
    /// The logarithm of the absolute value of the beta function.
    Betaln = "betaln"(2) {
        kernel: special::betaln,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (a, b) = (v.input(0), v.input(1));
            t * (np::digamma(v.input(position)) - np::digamma(a + b))
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 1.5, 3.0),
        reference: |v, _| (libm::lgamma(v[0].re) + libm::lgamma(v[1].re) - libm::lgamma(v[0].re + v[1].re)).into(),
        ulps: 32.0,
    }
    /// Binomial coefficients of real numbers.
    Binom = "binom"(2) {
        kernel: special::binom,
        result: Same,
        diff: partials(|_| XY_OUT, |position, t, v| {
            let (n, k) = (v.input(0), v.input(1));
            let between = np::digamma(n - k + 1.0);
            let slope = if position == 0 { np::digamma(n + 1.0) - between } else { between - np::digamma(k + 1.0) };
            t * v.output(0) * slope
        }),
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, 5.5, 7.0) } else { s.array(d, shape, 0.5, 2.0) },
        reference: |v, _| {
            let (n, k) = (v[0].re, v[1].re);
            (libm::tgamma(n + 1.0) / libm::tgamma(k + 1.0) / libm::tgamma(n - k + 1.0)).into()
        },
        ulps: 64.0,
    }
    /// `x log y`.
    Xlogy = "xlogy"(2) {
        kernel: special::xlogy,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, y) = (v.input(0), v.input(1));
            if position == 0 { t * crate::special::xlogy(unless_both_zero(x, y), y) } else { t * quotient(x, y) }
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 1.25, 4.0),
        reference: |v, _| (v[0].re * v[1].re.ln()).into(),
        ulps: 8.0,
    }
    /// `x log(1 + y)`.
    Xlog1py = "xlog1py"(2) {
        kernel: special::xlog1py,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, y) = (v.input(0), v.input(1));
            if position == 0 {
                t * crate::special::xlog1py(unless_both_zero(x, &(y + 1.0)), y)
            } else {
                t * quotient(x, &(y + 1.0))
            }
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 0.25, 4.0),
        reference: |v, _| (v[0].re * v[1].re.ln_1p()).into(),
        ulps: 8.0,
    }
    /// `x log(x / y) - x + y`.
    KlDiv = "kl_div"(2) {
        kernel: special::kl_div,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, y) = (v.input(0), v.input(1));
            if position == 0 { t * log_ratio(x, y) } else { t * np::subtract(1.0, quotient(x, y)) }
        }),
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, 3.0, 5.0) } else { s.array(d, shape, 0.5, 2.0) },
        reference: |v, _| (v[0].re * (v[0].re / v[1].re).ln() - v[0].re + v[1].re).into(),
        ulps: 32.0,
    }
    /// `x log(x / y)`.
    RelEntr = "rel_entr"(2) {
        kernel: special::rel_entr,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, y) = (v.input(0), v.input(1));
            if position == 0 { t * (log_ratio(x, y) + 1.0) } else { -(t * quotient(x, y)) }
        }),
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, 3.0, 5.0) } else { s.array(d, shape, 0.5, 2.0) },
        reference: |v, _| (v[0].re * (v[0].re / v[1].re).ln()).into(),
        ulps: 16.0,
    }
    /// `Γ(z + m) / Γ(z)`.
    Poch = "poch"(2) {
        kernel: special::poch,
        result: Same,
        diff: partials(|_| XY_OUT, |position, t, v| {
            let (z, m) = (v.input(0), v.input(1));
            let end = np::digamma(z + m);
            t * v.output(0) * if position == 0 { end - np::digamma(z) } else { end }
        }),
        inputs: |s, d, shape, i| if i == 0 { s.array(d, shape, 1.75, 3.0) } else { s.array(d, shape, 0.5, 2.0) },
        reference: |v, _| (libm::tgamma(v[0].re + v[1].re) / libm::tgamma(v[0].re)).into(),
        ulps: 64.0,
    }
    /// `(x^λ - 1) / λ`.
    Boxcox = "boxcox"(2) {
        kernel: special::boxcox,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, lambda) = (v.input(0), v.input(1));
            t * if position == 0 { np::power(x, lambda - 1.0) } else { boxcox_slope(&np::log(x), lambda) }
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 1.5, 3.0),
        reference: |v, _| ((v[0].re.powf(v[1].re) - 1.0) / v[1].re).into(),
        ulps: 32.0,
    }
    /// `((1 + x)^λ - 1) / λ`.
    Boxcox1p = "boxcox1p"(2) {
        kernel: special::boxcox1p,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (x, lambda) = (v.input(0), v.input(1));
            let logarithm = np::log1p(x);
            t * if position == 0 { np::exp(logarithm * (lambda - 1.0)) } else { boxcox_slope(&logarithm, lambda) }
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 2.0),
        reference: |v, _| (((1.0 + v[0].re).powf(v[1].re) - 1.0) / v[1].re).into(),
        ulps: 32.0,
    }
    /// Owen's T function of `h` and `a`.
    OwensT = "owens_t"(2) {
        kernel: special::owens_t,
        result: Same,
        diff: partials(|_| XY, |position, t, v| {
            let (h, a) = (v.input(0), v.input(1));
            let square = np::square(h);
            if position == 0 {
                let inner = np::erf(a * h * FRAC_1_SQRT_2);
                return t * np::exp(square * -0.5) * inner * (-0.25 * FRAC_1_SQRT_2 * FRAC_2_SQRT_PI);
            }
            let growth = np::square(a) + 1.0;
            t * np::exp(square * &growth * -0.5) / (growth * (2.0 * PI))
        }),
        inputs: |s, d, shape, _| s.array(d, shape, 0.5, 1.5),
        reference: |v, _| slow::owens_t(v[0].re, v[1].re).into(),
        ulps: 64.0,
    }
}

/// The derivative of `(exp(λ L) - 1) / λ` in `λ`, also at 0; with `L = -∞`, where the function is `-1 / λ`, `1 / λ²`.
fn boxcox_slope(logarithm: &Array, lambda: &Array) -> Array {
    let is_end = np::equal(logarithm, f64::NEG_INFINITY);
    let safe = select(&is_end, &np::zeros_like(logarithm), logarithm).or_raise();
    let slope = of_order(Order::Exprel, 1, &(&safe * lambda)).or_raise() * np::square(&safe);
    // Where the other is taken, λ = 0 is harmless.
    let divisor = select(&is_end, lambda, &np::ones_like(lambda)).or_raise();
    np::where_(&is_end, 1.0 / np::square(divisor), slope)
}

/// The records of this file.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    table_records()
}
