//! How a von Mises draw moves with its concentration: `dx/dκ` along a fixed quantile.
//!
//! With the density proportional to `exp(κ cos t)` and `A = I₁(κ) / I₀(κ)`, the mean of the cosine, that is the integral of
//! `(cos t - A) exp(κ (cos t - cos x))` from `x` to π, or minus that from 0 to `x`. Tests hold the result to
//! differences of quantiles.

use super::special::{Order, interval, ordered};
use super::typed::{Kernel, map2};
use crate::dtype::DType;
use std::f64::consts::PI;

/// `dx/dκ` from `κ` and a draw `x` in -π to π.
pub(crate) fn of_vonmises(dtype: DType) -> Option<Kernel<3>> {
    let inner = match dtype {
        DType::F32 => map2::<false, _, _, _, _>(|kappa: f32, x: f32| {
            derivative(kappa.into(), x.into()) as f32
        }),
        DType::F64 => map2::<false, _, _, _, _>(derivative),
        _ => return None,
    };
    Some(Kernel::new(inner, 12_000))
}

fn derivative(kappa: f64, x: f64) -> f64 {
    if x < 0.0 {
        return -derivative(kappa, -x);
    }
    // A draw in f32 may be the f32 next to π, which is beyond it.
    if !(kappa >= 0.0 && x <= f64::from(std::f32::consts::PI)) {
        return f64::NAN;
    }
    let x = x.min(PI);
    if kappa > super::draws::NORMAL_FROM {
        return -0.5 * x / kappa;
    }
    let bessel = |n| ordered(Order::BesselIe, n, kappa);
    let rest = (bessel(0) - bessel(1)) / bessel(0);
    // cos t - A and cos t - cos x without the differences of cosines.
    let weight = |t: f64| rest - 2.0 * (0.5 * t).sin().powi(2);
    let f = |t: f64| {
        let exponent = -2.0 * kappa * (0.5 * (t - x)).sin() * (0.5 * (t + x)).sin();
        weight(t) * exponent.exp()
    };
    if 2.0 * kappa * (0.5 * x).sin().powi(2) < 1.0 {
        return -interval(0.0, x, f);
    }
    // Where the density has fallen by exp(-40).
    let cosine = x.cos() - 40.0 / kappa;
    let end = if cosine > -1.0 { cosine.acos() } else { PI };
    interval(x, end, f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_keep_their_quantile() {
        let mass = |kappa: f64, x: f64| interval(0.0, x, |t| (kappa * (t.cos() - 1.0)).exp());
        for kappa in [0.1, 0.9, 3.0, 8.0] {
            for x in [0.05, 0.4, 1.0, 2.0, 3.0] {
                let quantile = |kappa: f64| mass(kappa, x) / mass(kappa, PI);
                let h = 1e-4 * kappa;
                let density = (kappa * (x.cos() - 1.0)).exp() / mass(kappa, PI);
                let expected = (quantile(kappa - h) - quantile(kappa + h)) / (2.0 * h) / density;
                let found = derivative(kappa, x);
                assert!(
                    (found - expected).abs() < 1e-6 * expected.abs() + 1e-9 / density,
                    "{kappa} {x}: {found}, not {expected}"
                );
                assert_eq!(derivative(kappa, -x), -found);
            }
        }
        assert!((derivative(0.0, 1.0) + 1f64.sin()).abs() < 1e-14);
        let (below, above) = (derivative(0.999_999e6, 2e-3), derivative(1.000_001e6, 2e-3));
        assert!((below / above - 1.0).abs() < 1e-5, "{below} {above}");
        assert!(derivative(-1.0, 0.5).is_nan());
        let end = f64::from(std::f32::consts::PI);
        for kappa in [0.1, 3.0, 50.0] {
            assert_eq!(derivative(kappa, end), derivative(kappa, PI));
            assert!(derivative(kappa, end).abs() < 1e-12);
            assert_eq!(derivative(kappa, -end), -derivative(kappa, PI));
        }
        assert!(derivative(1.0, 3.2).is_nan());
    }
}
