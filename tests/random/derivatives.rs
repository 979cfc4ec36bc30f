//! Derivatives of draws at a fixed key: implicit ones against the distribution function and against
//! derivatives of moments; the smooth ones are checked by `tests/surface/random.rs`.

use crate::f64s;
use np::random as r;
use numtape::prelude::*;
use numtape::special;

const N: usize = 40_000;

/// The gamma distribution function by its power series, apart from the factor `1 / Γ(a + 1)`.
fn gamma_cdf(a: f64, x: f64, log_gamma: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0, 1.0, 0.0);
    while term > 1e-18 * sum {
        n += 1.0;
        term *= x / (a + n);
        sum += term;
    }
    sum * (a * x.ln() - x - log_gamma).exp()
}

/// `dx/da` at a fixed quantile, by differences of fourth order of the distribution function.
fn slope(a: f64, x: f64) -> f64 {
    let h = 1e-3 * a;
    let log_gamma = |a: f64| np::lgamma(a).item::<f64>().unwrap();
    let cdf = |a: f64| gamma_cdf(a, x, log_gamma(a + 1.0));
    let first = (cdf(a + h) - cdf(a - h)) / (2.0 * h);
    let wide = (cdf(a + 2.0 * h) - cdf(a - 2.0 * h)) / (4.0 * h);
    let density = ((a - 1.0) * x.ln() - x - log_gamma(a)).exp();
    -(4.0 * first - wide) / 3.0 / density
}

#[test]
fn gamma_draws_move_along_their_quantiles() {
    let key = np::random::key(1);
    for a in [0.2, 0.9, 1.0, 3.3, 12.0] {
        let x = f64s(&np::random::gamma(&key, a, 50));
        let parameters = np::full(50, a);
        let found = f64s(&grad(|a: &Array| np::random::gamma(&key, a, ..).sum(..))(
            &parameters,
        ));
        let logs = f64s(&grad(|a: &Array| np::random::loggamma(&key, a, ..).sum(..))(&parameters));
        let narrow =
            grad(|a: &Array| np::random::gamma(&key, a, ..).sum(..))(&parameters.astype(F32));
        assert_eq!(narrow.dtype(), F32);
        let narrow = f64s(&narrow);
        for i in 0..50 {
            if !(1e-8..15.0).contains(&x[i]) {
                continue;
            }
            let expected = slope(a, x[i]);
            let error = |found: f64| (found / expected - 1.0).abs();
            assert!(
                error(found[i]) < 1e-6,
                "a = {a}, x = {}: {}, not {expected}",
                x[i],
                found[i]
            );
            assert!(error(logs[i] * x[i]) < 1e-6, "a = {a}: logarithm");
            assert!(
                error(narrow[i]) < 2e-5,
                "a = {a}, x = {}: f32 {}, not {expected}",
                x[i],
                narrow[i]
            );
        }
    }
}

#[test]
fn ratios_of_gamma_draws_follow_the_chain_rule() {
    let key = np::random::key(2);
    let (a, b) = (np::full(20, 0.8), np::full(20, 2.5));
    let x = f64s(&np::random::beta(&key, &a, &b, ..));
    let parts = [np::random::fold_in(&key, 0), np::random::fold_in(&key, 1)];
    let of_a = f64s(&np::random::gamma(&parts[0], &a, ..));
    let of_b = f64s(&np::random::gamma(&parts[1], &b, ..));
    let da = f64s(&grad(|a: &Array| np::random::beta(&key, a, &b, ..).sum(..))(&a));
    let db = f64s(&grad(|b: &Array| np::random::beta(&key, &a, b, ..).sum(..))(&b));
    for i in 0..20 {
        assert!((x[i] - of_a[i] / (of_a[i] + of_b[i])).abs() < 1e-14);
        let spread = x[i] * (1.0 - x[i]);
        let expected = [
            spread * slope(0.8, of_a[i]) / of_a[i],
            -spread * slope(2.5, of_b[i]) / of_b[i],
        ];
        assert!(
            (da[i] / expected[0] - 1.0).abs() < 1e-6 && (db[i] / expected[1] - 1.0).abs() < 1e-6,
            "{i}"
        );
    }
    let alpha = array([0.5, 1.5, 4.0]);
    let y = f64s(&np::random::loggamma(&key, &alpha, ..));
    let p = f64s(&np::random::dirichlet(&key, &alpha, ..));
    let found = f64s(&grad(|alpha: &Array| {
        np::random::dirichlet(&key, alpha, ..).i(0)
    })(&alpha));
    for j in 0..3 {
        let rate = slope([0.5, 1.5, 4.0][j], y[j].exp()) / y[j].exp();
        let expected = p[0] * (f64::from(u8::from(j == 0)) - p[j]) * rate;
        assert!(
            (found[j] / expected - 1.0).abs() < 1e-6,
            "{j}: {} {expected}",
            found[j]
        );
    }
}

#[test]
fn mean_derivatives_are_derivatives_of_means() {
    let key = np::random::key(3);
    let check = |name: &str, at: f64, expected: f64, f: &dyn Fn(&Array) -> Array| {
        let found = grad(|p: &Array| f(p).mean(..))(&array(at))
            .item::<f64>()
            .unwrap();
        assert!(
            (found / expected - 1.0).abs() < 0.06,
            "{name}: {found}, not {expected}"
        );
    };
    let trigamma = |a: f64| np::polygamma(1, a).item::<f64>().unwrap();
    check("gamma", 0.3, 1.0, &|a| r::gamma(&key, a, N));
    check("gamma", 60.0, 1.0, &|a| r::gamma(&key, a, N));
    check("loggamma", 0.05, trigamma(0.05), &|a| {
        r::loggamma(&key, a, N)
    });
    check("chisquare", 3.0, 1.0, &|df| r::chisquare(&key, df, N));
    check("beta", 2.0, 3.0 / 25.0, &|a| r::beta(&key, a, 3.0, N));
    check("beta", 2.0, -3.0 / 25.0, &|b| r::beta(&key, 3.0, b, N));
    check("noncentral_chisquare", 3.0, 1.0, &|df| {
        r::noncentral_chisquare(&key, df, 2.0, N)
    });
    check("noncentral_chisquare", 2.0, 1.0, &|nonc| {
        r::noncentral_chisquare(&key, 3.0, nonc, N)
    });
    check("noncentral_chisquare", 0.5, 1.0, &|df| {
        r::noncentral_chisquare(&key, df, 2.0, N)
    });
    check("noncentral_f", 2.0, 8.0 / 18.0, &|nonc| {
        r::noncentral_f(&key, 3.0, 8.0, nonc, N)
    });
    // The mean of the cosine is A = I1 / I0, with the derivative 1 - A / κ - A².
    let mean = |k: f64| {
        (special::iv(1, k) / special::iv(0, k))
            .item::<f64>()
            .unwrap()
    };
    check(
        "vonmises",
        2.0,
        1.0 - mean(2.0) / 2.0 - mean(2.0).powi(2),
        &|kappa| np::cos(r::vonmises(&key, 0.5, kappa, N) - 0.5),
    );
    check("vonmises", 0.5, 1.0, &|mu| r::vonmises(&key, mu, 2.0, N));
    check("student_t", 12.0, -0.02, &|df| {
        r::student_t(&key, df, N).square()
    });
    check("f", 12.0, -0.02, &|den| r::f(&key, 5.0, den, N));
    check("generalized_normal", 2.0, -0.259_12, &|p| {
        r::generalized_normal(&key, p, N).square()
    });
    check("wald", 0.5, 1.0, &|mean| r::wald(&key, mean, N));
    check("wald", 2.0, 2.0 * 2.0 + 3.0 * 4.0, &|mean| {
        r::wald(&key, mean, N).square()
    });
    check("wald", 0.01, 1.0, &|mean| r::wald(&key, mean, N));
    // A second derivative exists for the inverse Gaussian: that of its variance μ³ plus μ².
    let second =
        grad(|m: &Array| grad(|m: &Array| r::wald(&key, m, N).square().mean(..))(m))(&array(1.0));
    assert!(
        (second.item::<f64>().unwrap() / 8.0 - 1.0).abs() < 0.1,
        "{second}"
    );
}

#[test]
fn second_derivatives_in_a_shape_parameter_are_refused() {
    let key = np::random::key(4);
    let first = |a: &Array| grad(|a: &Array| np::random::gamma(&key, a, 3).sum(..))(a);
    let error = try_run(|| grad(|a: &Array| first(a))(&array(2.0))).unwrap_err();
    assert!(matches!(error, Error::NotDifferentiable(_)), "{error}");
    assert!(error.to_string().contains("stop_gradient"), "{error}");
    // Scale and location around a draw have derivatives of every order.
    let x = np::random::gamma(&key, 2.0, 3);
    let second = grad(|s: &Array| {
        grad(|s: &Array| (np::random::gamma(&key, 2.0, 3) * s.square()).sum(..))(s)
    })(&array(3.0));
    assert!(np::allclose(second, x.sum(..) * 2.0));
}

#[test]
fn counts_have_no_derivatives_and_parameters_may_be_mapped() {
    let key = np::random::key(5);
    let rate = array(5.0);
    let tape = GradientTape::new();
    tape.watch(&rate);
    let x = np::random::poisson(&key, &rate, (4, F64)).sum(..);
    assert!(tape.gradient(&x, &rate).is_none());
    // Derivatives inside a map, by example.
    let a = array([0.5, 2.0, 9.0]);
    let of = |a: &Array| grad(|a: &Array| np::random::gamma(&key, a, 6).sum(..))(a);
    let mapped = vectorized_map(|a: Array| of(&a), &a);
    for i in 0..3 {
        assert!(np::allclose(mapped.i(i), of(&a.i(i))));
    }
}
