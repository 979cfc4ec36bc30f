//! Means, variances, averages, covariances and the stable exponentials.

use crate::record::{Record, record};
use num_complex::Complex;
use numtape::np::{Corrcoef, Cov};
use numtape::prelude::*;

fn x() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]])
}

/// A matrix with some NaN, and a row of nothing else.
pub(crate) fn holed() -> Array {
    let nan = f64::NAN;
    array([[1.0, nan, -2.5, 0.75], [nan; 4], [nan, 0.25, 3.0, -1.5]])
}

fn z() -> Array {
    array([
        Complex::new(0.5, -1.0),
        Complex::new(2.0, 0.25),
        Complex::new(-1.5, 0.75),
    ])
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = means();
    records.extend(covariances());
    records.extend(exponentials());
    records
}

fn means() -> Vec<Record> {
    let mask = || array([[true, false, true], [true, true, false]]);
    vec![
        record("mean")
            .smooth([x()], |[x]| vec![np::mean(x, ..)])
            .smooth([x()], |[x]| vec![np::mean(x, axis(-1).keepdims())])
            .smooth([x()], move |[x]| vec![np::mean(x, axis(0).where_(mask()))])
            .smooth([z()], |[z]| vec![np::mean(z, ..)]),
        record("var")
            .smooth([x()], |[x]| vec![np::var(x, axis(0).ddof(1))])
            .smooth([x()], |[x]| vec![np::var(x, ..)])
            .smooth([x()], move |[x]| vec![np::var(x, axis(1).where_(mask()))])
            .smooth([x(), array([[0.5], [1.0]])], |[x, mean]| {
                vec![np::var(x, axis(1).mean(mean).correction(1))]
            })
            .smooth([z()], |[z]| vec![np::var(z, ..)]),
        record("std")
            .smooth([x()], |[x]| vec![np::std(x, axis(0).ddof(1))])
            .smooth([x()], |[x]| vec![np::std(x, all().keepdims())])
            .discrete([np::ones([3])], |[x]| vec![np::std(x, ..)]),
        record("nanmean")
            .discrete([holed()], |[x]| vec![np::nanmean(x, 1)])
            .discrete([holed()], |[x]| vec![np::nanmean(x, axis(0).keepdims())])
            .smooth([x()], |[x]| vec![np::nanmean(x, ..)]),
        record("nanvar")
            .discrete([holed()], |[x]| vec![np::nanvar(x, axis(1).ddof(1))])
            .smooth([x()], |[x]| vec![np::nanvar(x, 0)]),
        record("nanstd")
            .discrete([holed()], |[x]| vec![np::nanstd(x, axis(1).keepdims())])
            .smooth([x()], |[x]| vec![np::nanstd(x, 1)]),
    ]
}

fn covariances() -> Vec<Record> {
    let weights = || array([[0.5, 1.0, 2.0], [1.5, 0.75, 0.25]]);
    let more = || array([[0.5, -1.0, 2.0]]);
    vec![
        record("average")
            .smooth([x(), weights()], |[x, w]| vec![np::average(x, .., w)])
            .smooth([x(), weights()], |[x, w]| {
                vec![np::average(x, axis(0).keepdims(), w)]
            })
            .smooth([x(), array([0.5, 1.0, 2.0])], |[x, w]| {
                vec![np::average(x, -1, w)]
            }),
        record("average_and_sum").smooth([x(), weights()], |[x, w]| {
            let (mean, sum) = np::average_and_sum(x, 1, w);
            vec![mean, sum]
        }),
        record("cov")
            .smooth([x()], |[x]| vec![np::cov(x)])
            .smooth([array([0.5, 2.0, -1.0])], |[x]| vec![np::cov(x)])
            .smooth([z()], |[z]| vec![np::cov(z)]),
        record("cov_with")
            .smooth([x(), more()], |[x, y]| {
                let y = Some(y.clone());
                vec![np::cov_with(
                    x,
                    Cov {
                        y,
                        bias: true,
                        ..Cov::default()
                    },
                )]
            })
            .smooth([x(), array([0.5, 1.0])], |[x, weights]| {
                let aweights = Some(weights.clone());
                vec![np::cov_with(
                    x,
                    Cov {
                        rowvar: false,
                        aweights,
                        ..Cov::default()
                    },
                )]
            })
            .smooth([x(), array([0.5, 1.0, 0.75])], |[x, weights]| {
                let (fweights, aweights) = (Some(array([1, 3, 2])), Some(weights.clone()));
                vec![np::cov_with(
                    x,
                    Cov {
                        fweights,
                        aweights,
                        ddof: Some(0),
                        ..Cov::default()
                    },
                )]
            }),
        record("corrcoef")
            .smooth([x()], |[x]| vec![np::corrcoef(x)])
            .discrete([z()], |[z]| vec![np::corrcoef(z)]),
        record("corrcoef_with").smooth([x(), more()], |[x, y]| {
            let y = Some(y.clone());
            vec![np::corrcoef_with(
                x,
                Corrcoef {
                    y,
                    ..Corrcoef::default()
                },
            )]
        }),
    ]
}

fn exponentials() -> Vec<Record> {
    vec![
        record("logsumexp")
            .smooth([x()], |[x]| vec![np::logsumexp(x, ..)])
            .smooth([x()], |[x]| vec![np::logsumexp(x, axis(0).keepdims())]),
        record("softmax").smooth([x()], |[x]| vec![np::softmax(x, -1)]),
        record("log_softmax").smooth([x()], |[x]| vec![np::log_softmax(x, 0)]),
    ]
}

/// The gradient of the sum of a function's results.
fn gradient(f: impl Fn(&Array) -> Array, x: &Array) -> Vec<f64> {
    let g = grad(|x: &Array| np::nansum(f(x), ..))(x);
    g.to_vec::<f64>().expect("f64")
}

#[test]
fn nan_gets_no_gradient() {
    type Function = fn(&Array) -> Array;
    let x = array([1.0, f64::NAN, -2.5, 0.75]);
    let functions: [(&str, Function); 12] = [
        ("nansum", |x| np::nansum(x, ..)),
        ("nanprod", |x| np::nanprod(x, ..)),
        ("nanmax", |x| np::nanmax(x, ..)),
        ("nanmin", |x| np::nanmin(x, ..)),
        ("nanmean", |x| np::nanmean(x, ..)),
        ("nanvar", |x| np::nanvar(x, ..)),
        ("nanstd", |x| np::nanstd(x, ..)),
        ("nanmedian", |x| np::nanmedian(x, ..)),
        ("nanquantile", |x| np::nanquantile(x, [0.1, 0.6], ..)),
        ("nancumsum", |x| np::nancumsum(x, 0)),
        ("nancumprod", |x| np::nancumprod(x, 0)),
        ("where_", |x| {
            np::var(x, all().where_(array([true, false, true, true])))
        }),
    ];
    for (name, function) in functions {
        let g = gradient(function, &x);
        assert_eq!(g[1], 0.0, "{name}: {g:?}");
        assert!(g.iter().all(|g| g.is_finite()), "{name}: {g:?}");
        assert!(g.iter().any(|&g| g != 0.0), "{name}: {g:?}");
        // A line of nothing but NaN has no gradient either.
        if name != "where_" {
            let none = gradient(function, &array([f64::NAN, f64::NAN]));
            assert_eq!(none, [0.0, 0.0], "{name}");
        }
    }
    assert_eq!(gradient(|x| np::median(x, ..), &x), [0.0; 4]);
}

#[test]
fn deviations_of_equal_elements_have_gradient_zero() {
    assert_eq!(gradient(|x| np::std(x, ..), &np::ones([3])), [0.0; 3]);
    assert_eq!(gradient(|x| np::nanstd(x, ..), &np::ones([3])), [0.0; 3]);
}

#[test]
fn order_statistics_share_the_gradient_among_ties() {
    assert_eq!(
        gradient(|x| np::median(x, ..), &array([2.0, 2.0, 2.0])),
        [1.0 / 3.0; 3]
    );
    assert_eq!(
        gradient(|x| np::median(x, ..), &array([3.0, 3.0])),
        [0.5, 0.5]
    );
}

#[test]
fn data_dependent_sizes_name_the_alternative_inside_vmap() {
    use numtape::np::BinRule;
    let x = array([[1, 2, 3], [0, 0, 1]]);
    let error = try_run(|| vectorized_map(|x: Array| np::bincount(&x), &x)).unwrap_err();
    assert!(error.to_string().contains("length: Some(n)"), "{error}");
    let error =
        try_run(|| vectorized_map(|x: Array| np::histogram(&x, BinRule::Auto).0, &x)).unwrap_err();
    assert!(error.to_string().contains("give it"), "{error}");
    let error = try_run(|| np::nanargmax([[f64::NAN], [1.0]], 1)).unwrap_err();
    assert!(error.to_string().contains("NaN"), "{error}");
}
