//! Draws with fixed seeds against the probabilities that `SciPy` gives: chi-square over bins, and the largest
//! deviation of the distribution function at their edges (Kolmogorov and Smirnov's statistic).

use crate::{draw, f64s};
use numtape::DType;
use numtape::prelude::*;
use serde_json::Value;

const DRAWS: usize = 20_000;

pub(crate) fn tables() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/random.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect(path)).expect(path)
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().expect("a list");
    list.iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// What is wrong with draws, if anything is.
fn misfit(x: &[f64], edges: &[f64], probabilities: &[f64]) -> Option<String> {
    let mut counts = vec![0.0; probabilities.len()];
    for value in x {
        if value.is_nan() {
            return Some("a draw is nan".into());
        }
        counts[edges.partition_point(|edge| edge < value)] += 1.0;
    }
    let n = x.len() as f64;
    let (mut chi2, mut bins) = (0.0, 0.0);
    let (mut below, mut expected_below, mut deviation) = (0.0, 0.0, 0.0_f64);
    for (count, p) in counts.iter().zip(probabilities) {
        if p * n >= 5.0 {
            chi2 += (count - p * n).powi(2) / (p * n);
            bins += 1.0;
        }
        below += count / n;
        expected_below += p;
        deviation = deviation.max((below - expected_below).abs());
    }
    // Each limit is passed by chance about once in 20 000 tests.
    let limit = bins + 4.5 * (2.0_f64 * bins).sqrt() + 6.0;
    let statistic = deviation * n.sqrt();
    (chi2 > limit || statistic > 2.3)
        .then(|| format!("chi2 {chi2:.1} of {bins} bins, largest deviation {statistic:.2}"))
}

fn check(kind: &str, dtype: DType, chosen: impl Fn(&str, &[f64]) -> bool) {
    let tables = tables();
    let entries = tables[kind].as_array().expect("a list");
    let mut failures = Vec::new();
    let mut checked = 0;
    for (i, entry) in entries.iter().enumerate() {
        let name = entry["name"].as_str().expect("a name");
        let parameters = numbers(&entry["parameters"]);
        if !chosen(name, &parameters) {
            continue;
        }
        let key = np::random::fold_in(&np::random::key(2024), i);
        let x = draw(name, &key, &parameters, (DRAWS, dtype));
        assert_eq!(
            (x.shape(), x.dtype()),
            ([DRAWS].as_slice(), dtype),
            "{name}"
        );
        checked += 1;
        if let Some(text) = misfit(
            &f64s(&x),
            &numbers(&entry["edges"]),
            &numbers(&entry["probabilities"]),
        ) {
            failures.push(format!("{name}{parameters:?}: {text}"));
        }
    }
    assert!(checked > 20);
    assert!(failures.is_empty(), "{dtype}\n{}", failures.join("\n"));
}

#[test]
fn continuous_distributions() {
    check("continuous", F64, |_, _| true);
}

#[test]
fn continuous_distributions_in_single_precision() {
    // Rounding to f32 moves draws over edges where they are dense.
    check("continuous", F32, |name, p| {
        !(name == "gamma" && p[0] > 1e5)
    });
}

#[test]
fn discrete_distributions() {
    check("discrete", I64, |_, _| true);
}

#[test]
fn misfits_are_seen() {
    let x = f64s(&np::random::normal(&np::random::key(1), DRAWS));
    let edges: Vec<f64> = vec![-1.0, 0.0, 1.0];
    let right = [0.158_655, 0.341_345, 0.341_345, 0.158_655];
    assert_eq!(misfit(&x, &edges, &right), None);
    assert!(misfit(&x, &edges, &[0.17, 0.33, 0.33, 0.17]).is_some());
    let shifted: Vec<f64> = x.iter().map(|x| x + 0.03).collect();
    assert!(misfit(&shifted, &edges, &right).is_some());
}

#[test]
fn half_precision_results_have_their_moments() {
    for dtype in [F16, BF16] {
        for (name, p, mean) in [
            ("gamma", vec![2.5], 2.5),
            ("beta", vec![2.0, 6.0], 0.25),
            ("laplace", vec![], 0.0),
            ("weibull_min", vec![2.0, 1.0], 2.0),
            ("student_t", vec![9.0], 0.0),
        ] {
            let x = draw(name, &np::random::key(11), &p, (DRAWS, dtype));
            assert_eq!(x.dtype(), dtype);
            let found = f64s(&x).iter().sum::<f64>() / DRAWS as f64;
            assert!((found - mean).abs() < 0.06, "{name} {dtype}: {found}");
        }
    }
}

#[test]
fn vectors_lie_where_they_should() {
    let key = np::random::key(12);
    let mean = |x: &Array| f64s(&x.mean(0));
    let x = np::random::dirichlet(&key, [0.5, 1.0, 2.5], DRAWS);
    assert!(np::allclose(x.sum(-1), 1.0));
    for (found, expected) in mean(&x).iter().zip([0.125, 0.25, 0.625]) {
        assert!((found - expected).abs() < 0.01, "{found} {expected}");
    }
    // Sparse: nearly all of the mass on one category, and never nan.
    let sparse = np::random::dirichlet(&key, [1e-5, 1e-5, 1e-5], 100);
    assert!(np::allclose(np::max(&sparse, -1), 1.0));
    let counts = np::random::multinomial(&key, 12, [1.0, 2.0, 0.0, 3.0], DRAWS);
    assert!(np::array_equal(counts.sum(-1), np::full(DRAWS, 12i64)));
    for (found, expected) in mean(&counts.astype(F64)).iter().zip([2.0, 4.0, 0.0, 6.0]) {
        assert!((found - expected).abs() < 0.06, "{found} {expected}");
    }
    let items = np::random::multivariate_hypergeometric(&key, [6, 0, 10, 4], 8, DRAWS);
    assert!(np::array_equal(items.sum(-1), np::full(DRAWS, 8i64)));
    let means = mean(&items.astype(F64));
    for (found, expected) in means.iter().zip([2.4, 0.0, 4.0, 1.6]) {
        assert!((found - expected).abs() < 0.06, "{found} {expected}");
    }
    assert!(np::all(items.le([6, 0, 10, 4]), ..).item::<bool>().unwrap());
    let too_many = np::random::multivariate_hypergeometric(&key, [2, 3], 6, 1);
    assert_eq!(too_many.to_vec::<i64>().unwrap()[0], -1);
    // Invalid parameters, whatever the number of categories.
    let colors: [&[f64]; 3] = [&[2.0], &[2.0, 0.0], &[2.0, 0.0, 0.0]];
    for colors in colors {
        let draw = |first: f64, n: f64| {
            let mut colors = colors.to_vec();
            colors[0] = first;
            f64s(&np::random::multivariate_hypergeometric(
                &key,
                colors,
                n,
                (1, F64),
            ))
        };
        for (first, n) in [(2.0, 3.0), (-1.0, 0.0), (2.5, 1.0), (2.0, 0.5), (2.0, -1.0)] {
            assert!(draw(first, n).iter().all(|x| x.is_nan()), "{first} {n}");
        }
        assert_eq!(draw(2.0, 1.0)[0], 1.0);
        assert_eq!(draw(2.0, 0.0)[0], 0.0);
        let draw = |n: f64| f64s(&np::random::multinomial(&key, n, colors.to_vec(), (1, F64)));
        for n in [-1.0, 0.5, 2.5, f64::INFINITY, f64::NAN] {
            assert!(draw(n).iter().all(|x| x.is_nan()), "{n}");
        }
        assert_eq!(draw(4.0)[0], 4.0);
    }
    // Rows are judged one by one.
    let rows = np::random::multivariate_hypergeometric(&key, [[1, 1], [1, 5]], 3, 2);
    let rows = rows.to_vec::<i64>().unwrap();
    assert_eq!(rows[..2], [-1, -1]);
    assert_eq!(rows[2] + rows[3], 3);
    let negative = np::random::multinomial(&key, 4, [1.0, -1.0, 1.0], 1);
    assert_eq!(negative.to_vec::<i64>().unwrap(), [-1; 3]);
    // Radii of a disc in the 2-norm are square roots of uniform numbers.
    let disc = np::random::ball(&key, 2, 2.0, DRAWS);
    let square = f64s(&disc.square().sum(-1));
    assert_eq!(misfit(&square, &[0.25, 0.5, 0.75], &[0.25; 4]), None);
    assert!(f64s(&disc.mean(0)).iter().all(|m| m.abs() < 0.02));
}

#[test]
fn methods_of_a_generator_have_location_and_scale() {
    let rng = np::random::default_rng(5);
    let n = DRAWS;
    let moments = |x: Array, mean: f64, variance: f64| {
        let (m, v) = (
            x.mean(..).item::<f64>().unwrap(),
            x.var(..).item::<f64>().unwrap(),
        );
        assert!(
            (m - mean).abs() < 6.0 * (variance / n as f64).sqrt(),
            "mean {m}, not {mean}"
        );
        assert!(
            (v / variance - 1.0).abs() < 0.2,
            "variance {v}, not {variance}"
        );
    };
    let pi2 = std::f64::consts::PI.powi(2);
    moments(rng.normal(1.0, 2.0, n), 1.0, 4.0);
    moments(rng.uniform(-1.0, 2.0, n), 0.5, 0.75);
    moments(rng.laplace(1.0, 2.0, n), 1.0, 8.0);
    moments(rng.logistic(1.0, 2.0, n), 1.0, 4.0 * pi2 / 3.0);
    moments(
        rng.gumbel(1.0, 2.0, n),
        1.0 + 2.0 * 0.577_215_664_9,
        4.0 * pi2 / 6.0,
    );
    moments(rng.exponential(3.0, n), 3.0, 9.0);
    moments(rng.gamma(2.0, 3.0, n), 6.0, 18.0);
    moments(rng.standard_gamma(2.0, n), 2.0, 2.0);
    moments(rng.wald(2.0, 5.0, n), 2.0, 8.0 / 5.0);
    moments(
        rng.lognormal(0.5, 0.25, n),
        (0.5 + 0.031_25f64).exp(),
        (0.0625f64.exp() - 1.0) * 1.0625f64.exp(),
    );
    moments(rng.pareto(6.0, n), 0.2, 6.0 / (25.0 * 4.0));
    moments(rng.power(2.0, n), 2.0 / 3.0, 1.0 / 18.0);
    moments(
        rng.rayleigh(2.0, n),
        2.0 * (std::f64::consts::PI / 2.0).sqrt(),
        (4.0 - std::f64::consts::PI) * 2.0,
    );
    moments(rng.integers(0, 7, n).astype(F64), 3.0, 4.0);
    moments(rng.binomial(10, 0.5, n).astype(F64), 5.0, 2.5);
    moments(rng.poisson(4.0, n).astype(F64), 4.0, 4.0);
}

#[test]
fn ends_of_the_parameters() {
    let key = np::random::key(3);
    let one = |x: Array| f64s(&x)[0];
    assert_eq!(one(np::random::gamma(&key, 0.0, 1)), 0.0);
    assert_eq!(one(np::random::poisson(&key, 0.0, 1)), 0.0);
    assert_eq!(one(np::random::binomial(&key, 0, 0.5, 1)), 0.0);
    assert_eq!(one(np::random::binomial(&key, 9, 1.0, 1)), 9.0);
    assert_eq!(one(np::random::binomial(&key, 9, 0.0, 1)), 0.0);
    assert_eq!(one(np::random::geometric(&key, 1.0, 1)), 1.0);
    assert_eq!(one(np::random::hypergeometric(&key, 5, 0, 3, 1)), 3.0);
    assert_eq!(one(np::random::hypergeometric(&key, 0, 50, 20, 1)), 0.0);
    for bad in [-1.0, -0.5, f64::NAN] {
        assert!(one(np::random::gamma(&key, bad, 1)).is_nan());
        assert!(one(np::random::loggamma(&key, bad, 1)).is_nan());
        assert!(one(np::random::wald(&key, bad, 1)).is_nan());
        assert!(one(np::random::beta(&key, bad, 1.0, 1)).is_nan());
        assert!(one(np::random::poisson(&key, bad, (1, F32))).is_nan());
        assert!(one(np::random::binomial(&key, bad, 0.5, (1, F64))).is_nan());
        assert!(one(np::random::binomial(&key, 3, bad, (1, F64))).is_nan());
        assert!(one(np::random::geometric(&key, bad, (1, F64))).is_nan());
        assert!(one(np::random::hypergeometric(&key, bad, 3, 2, (1, F64))).is_nan());
        assert_eq!(one(np::random::poisson(&key, bad, 1)), -1.0);
        assert_eq!(one(np::random::binomial(&key, bad, 0.5, (1, I8))), -1.0);
        assert_eq!(one(np::random::poisson(&key, bad, (1, U8))), 255.0);
    }
    // Limits of the dtype.
    assert_eq!(one(np::random::poisson(&key, 1e4, (1, I8))), 127.0);
}

#[test]
fn shapes_and_dtypes_of_draws() {
    let key = np::random::key(4);
    let a = array([[1.0f32], [2.0]]);
    assert_eq!(
        np::random::gamma(&key, &a, ..).aval().to_string(),
        "f32[2, 1]"
    );
    assert_eq!(
        np::random::gamma(&key, &a, [3, 2, 4]).aval().to_string(),
        "f32[3, 2, 4]"
    );
    assert_eq!(
        np::random::beta(&key, &a, [1.0f32, 2.0, 3.0], (.., F64))
            .aval()
            .to_string(),
        "f64[2, 3]"
    );
    assert_eq!(np::random::beta(&key, 1, 2, ..).aval().to_string(), "f64[]");
    assert_eq!(
        np::random::poisson(&key, &a, (.., U16)).aval().to_string(),
        "u16[2, 1]"
    );
    assert_eq!(np::random::gamma(&key, 1.0, [2, 0]).shape(), [2, 0]);
    assert_eq!(
        np::random::poisson(&key, np::zeros([0, 3]), ..).shape(),
        [0, 3]
    );
    assert_eq!(np::random::rademacher(&key, ([2], F16)).dtype(), F16);
    let error = try_run(|| np::random::gamma(&key, &a, [3])).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("do not broadcast to the shape [3]"),
        "{error}"
    );
    assert!(try_run(|| np::random::beta(&key, [1.0, 2.0], [1.0, 2.0, 3.0], ..)).is_err());
    assert!(matches!(
        try_run(|| np::random::gamma(&key, 1.0, (2, I32))),
        Err(Error::Dtype(_))
    ));
    assert!(matches!(
        try_run(|| np::random::poisson(&key, 1.0, (2, C64))),
        Err(Error::Dtype(_))
    ));
    let z = np::ones((2, C128));
    assert!(matches!(
        try_run(|| np::random::gamma(&key, &z, ..)),
        Err(Error::Dtype(_))
    ));
    assert!(matches!(
        try_run(|| np::random::rademacher(&key, (2, U8))),
        Err(Error::Dtype(_))
    ));
    assert!(
        try_run(|| np::random::gamma(&a, 1.0, ..)).is_err(),
        "not a key"
    );
    assert!(
        try_run(|| np::random::gamma(&array(1u32), 1.0, ..)).is_err(),
        "not a key"
    );
}
