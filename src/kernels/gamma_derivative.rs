//! How a gamma draw moves with its shape parameter: `dx/da` along a fixed quantile.
//!
//! With `P(a, x)` the distribution function, `dx/da = -(dP/da) / p(x)`. All branches compute the relative rate
//! `(dx/da) / x`: a power series for small parameters, else one of two integrals with positive integrands,
//! from `dP/da = ∫ p(t) (log t - ψ(a)) dt` below and above the draw with `t = x exp(∓v)`. The error is
//! below 1e-9 of the result.
//!
//! `kernels::special` has the derivatives of `P(a, x)` themselves, of all orders and with all digits, for a multiple of the
//! time; divided by the density they would be 0/0 far out, where draws do fall.

use super::scalar_real::RealFunctions as Real;
use super::special::exp_after_linear;
use super::typed::{Kernel, map2};
use crate::dtype::DType;
use std::sync::LazyLock;

/// `dx/da` from `a` and a draw `x`.
pub(crate) fn of_gamma(dtype: DType) -> Option<Kernel<3>> {
    let inner = match dtype {
        DType::F32 => {
            map2::<false, _, _, _, _>(|a: f32, x: f32| derivative(a.into(), x.into()) as f32)
        }
        DType::F64 => map2::<false, _, _, _, _>(derivative),
        _ => return None,
    };
    Some(Kernel::new(inner, COST))
}

/// `dy/da` from `a` and the logarithm `y` of a draw.
pub(crate) fn of_log_gamma(dtype: DType) -> Option<Kernel<3>> {
    let inner = match dtype {
        DType::F32 => map2::<false, _, _, _, _>(|a: f32, y: f32| {
            rate(a.into(), f64::from(y).exp(), y.into()) as f32
        }),
        DType::F64 => map2::<false, _, _, _, _>(|a: f64, y: f64| rate(a, y.exp(), y)),
        _ => return None,
    };
    Some(Kernel::new(inner, COST))
}

const COST: u32 = 12_000;

fn derivative(a: f64, x: f64) -> f64 {
    // A draw that underflowed stays there.
    if x == 0.0 {
        return if a >= 0.0 { 0.0 } else { f64::NAN };
    }
    x * rate(a, x, x.ln())
}

/// `(dx/da) / x` for a draw given with its logarithm, which may be below what the draw can show.
fn rate(a: f64, x: f64, log_x: f64) -> f64 {
    if !(a > 0.0 && a < f64::INFINITY && log_x < f64::INFINITY) {
        return f64::NAN;
    }
    if a < 25.0 && (x < a + 0.5 || x < 1.0) {
        return by_series(a, x, log_x);
    }
    let offset = log_x - Real::digamma(a);
    let scale = 1.0 / ((x - a).abs() + (0.5 * x).sqrt());
    if x < a {
        // exp(-a v - x expm1(-v)), the parts that cancel taken apart.
        integrate(scale, |v| {
            (-(a - x) * v - x * exp_after_linear(-v)).exp() * (v - offset)
        })
    } else {
        integrate(scale, |v| {
            ((a - x) * v - x * exp_after_linear(v)).exp() * (v + offset)
        })
    }
}

/// From `P = x^a e^-x / Γ(a + 1) Σ x^n / ((a + 1) … (a + n))`, whose terms are differentiated one by one.
fn by_series(a: f64, x: f64, log_x: f64) -> f64 {
    let offset = log_x - Real::digamma(a + 1.0);
    let (mut term, mut harmonic) = (1.0, 0.0);
    let (mut sum, mut slope) = (1.0, 0.0);
    let mut n = 0.0;
    loop {
        n += 1.0;
        term *= x / (a + n);
        harmonic += 1.0 / (a + n);
        sum += term;
        slope -= term * harmonic;
        if term * (harmonic + offset.abs()) <= 1e-17 * (sum * offset + slope).abs() || n > 500.0 {
            return -(sum * offset + slope) / a;
        }
    }
}

/// The nodes of the rule `s = exp(u - exp(-u))`, which suits decay like `exp(-s)` and faster, and their weights.
static NODES: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    const STEP: f64 = 0.08;
    (-44..48)
        .map(|i| {
            let u = STEP * f64::from(i);
            let s = (u - (-u).exp()).exp();
            (s, s * (1.0 + (-u).exp()) * STEP)
        })
        .collect()
});

/// The integral from 0 to infinity of a function that decays on the given scale.
fn integrate(scale: f64, f: impl Fn(f64) -> f64) -> f64 {
    let sum: f64 = NODES
        .iter()
        .map(|&(node, weight)| weight * f(scale * node))
        .sum();
    scale * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_have_their_digits() {
        // From 40-digit quadrature: (a, x, dx/da).
        let golden: &[(f64, f64, f64)] = GOLDEN;
        for &(a, x, expected) in golden {
            let found = derivative(a, x);
            assert!(
                (found / expected - 1.0).abs() < 1e-9,
                "a = {a:e}, x = {x:e}: {found:e}, not {expected:e}"
            );
            let logarithmic = rate(a, x, x.ln());
            assert!((logarithmic * x / expected - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn ends_and_invalid_parameters() {
        assert_eq!(derivative(0.5, 0.0), 0.0);
        for (a, x) in [(-1.0, 1.0), (f64::NAN, 1.0), (1.0, f64::NAN), (0.0, 1.0)] {
            assert!(derivative(a, x).is_nan(), "{a} {x}");
        }
        // Far below the smallest double, where P = x^a / Γ(a + 1).
        let (a, y) = (1e-3_f64, -5000.0_f64);
        let expected = (Real::digamma(a + 1.0) - y) / a;
        assert!((rate(a, 0.0, y) / expected - 1.0).abs() < 1e-14);
    }

    #[test]
    fn remainders_are_smooth_at_their_seams() {
        for v in [0.5_f64, -0.5] {
            let direct = v.exp_m1() - v;
            assert!((exp_after_linear(v) / direct - 1.0).abs() < 1e-14, "{v}");
        }
        assert!((exp_after_linear(1e-8) / 0.5e-16 - 1.0).abs() < 1e-8);
    }

    #[expect(clippy::unreadable_literal, reason = "a table of digits")]
    const GOLDEN: &[(f64, f64, f64)] = &[
        (0.001, 3.29825e-161, 1.216880221188e-155),
        (0.001, 0.171547, 275.18392212744),
        (0.001, 11.3262, 927.11583449784),
        (0.1, 2.27484e-66, 3.4287514861779e-63),
        (0.1, 1.07557e-12, 2.9184963195366e-10),
        (0.1, 0.00025865, 0.020273857209468),
        (0.1, 0.0153868, 0.58719071059204),
        (0.1, 3.1194, 9.5316233950667),
        (0.1, 15.94, 12.5770339589),
        (0.5, 6.45355e-14, 3.9247975388626e-12),
        (0.5, 0.00351361, 0.040072776810893),
        (0.5, 0.187929, 0.76429564974611),
        (0.5, 0.518463, 1.3629684152321),
        (0.5, 5.13651, 3.465135455333),
        (0.5, 18.6756, 4.8176614312475),
        (1.0, 2.86652e-07, 4.4396041235902e-6),
        (1.0, 0.0691435, 0.22276699182303),
        (1.0, 0.616505, 0.90787570680542),
        (1.0, 1.17591, 1.2727118818569),
        (1.0, 6.60773, 2.5987979194235),
        (1.0, 20.7368, 3.6552204305334),
        (1.5, 5.25617e-05, 0.00036992608547356),
        (1.5, 0.216858, 0.35802916355109),
        (1.5, 1.08011, 0.94076934856749),
        (1.5, 1.79794, 1.2202797519832),
        (1.5, 7.81528, 2.2693649170822),
        (1.5, 22.4344, 3.1857395426391),
        (3.0, 0.0120173, 0.022814356225299),
        (3.0, 0.923651, 0.55194549360494),
        (3.0, 2.51556, 0.96645458861655),
        (3.0, 3.56753, 1.1513683851943),
        (3.0, 10.8696, 1.8760060785962),
        (3.0, 26.6868, 2.5867719946691),
        (10.0, 5.25658, 0.72446200630623),
        (10.0, 9.68377, 1.0005704560853),
        (10.0, 11.5811, 1.093278441446),
        (10.0, 19.4868, 1.3931820367364),
        (10.0, 28.9737, 1.6509314638181),
        (24.0, 16.6515, 0.83407971251064),
        (24.0, 23.5101, 0.99662421432751),
        (24.0, 26.4495, 1.0566947949924),
        (24.0, 38.6969, 1.2665098695846),
        (24.0, 53.3939, 1.4624790797044),
        (26.0, 0.504902, 0.078390605779245),
        (26.0, 18.3515, 0.84125433797478),
        (26.0, 25.4901, 0.99650001432155),
        (26.0, 28.5495, 1.0542397652013),
        (26.0, 41.2971, 1.2571121500655),
        (26.0, 56.5941, 1.4479053657978),
        (60.0, 21.2702, 0.57106393162353),
        (60.0, 48.381, 0.89872827592998),
        (60.0, 59.2254, 0.9962813206559),
        (60.0, 63.873, 1.0344721967535),
        (60.0, 83.2379, 1.1758452900234),
        (60.0, 106.476, 1.3176721646334),
        (1000.0, 841.886, 0.91656455458566),
        (1000.0, 952.566, 0.97606150024829),
        (1000.0, 996.838, 0.99858375042371),
        (1000.0, 1015.81, 1.0080316596953),
        (1000.0, 1094.87, 1.0461765960503),
        (1000.0, 1189.74, 1.0895628491677),
        (100000.0, 98418.9, 0.99205415625065),
        (100000.0, 99525.7, 0.99762640444986),
        (100000.0, 99968.4, 0.99984364975967),
        (100000.0, 100158.0, 1.0007912522459),
        (100000.0, 100949.0, 1.0047317353497),
        (100000.0, 101897.0, 1.0094272680271),
        (100000000.0, 99950000.0, 0.99974995998916),
        (100000000.0, 99985000.0, 0.99992499791626),
        (100000000.0, 99999000.0, 0.99999500164999),
        (100000000.0, 100005000.0, 1.0000250012501),
        (100000000.0, 100030000.0, 1.0001499866692),
        (100000000.0, 100060000.0, 1.0002999416852),
    ];
}
