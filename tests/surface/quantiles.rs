//! Medians and quantiles.

use crate::record::{Check, Record, record};
use crate::statistics::holed;
use numtape::np::{Quantile, QuantileMethod};
use numtape::prelude::*;

fn x() -> Array {
    array([[0.5, -1.25, 2.0, 7.0], [3.5, 0.25, -0.75, 1.5]])
}

fn by(method: QuantileMethod) -> Quantile {
    Quantile {
        method,
        ..Quantile::default()
    }
}

fn weighted(weights: &Array) -> Quantile {
    Quantile {
        method: QuantileMethod::InvertedCdf,
        weights: Some(weights.clone()),
    }
}

pub(crate) fn records() -> Vec<Record> {
    let q = || array([0.1, 0.45, 0.8]);
    let weights = || array([[1.0, 2.0, 0.5, 0.7], [0.1, 0.6, 3.0, 1.0]]);
    vec![
        record("median")
            .smooth([x()], |[x]| vec![np::median(x, 1)])
            .smooth([x()], |[x]| vec![np::median(x, all().keepdims())])
            .discrete([holed()], |[x]| vec![np::median(x, 1)])
            .discrete([np::sin(np::arange(300) * 5)], |[x]| {
                vec![np::median(x, ..)]
            })
            .discrete([np::zeros([0])], |[x]| vec![np::median(x, ..)]),
        record("nanmedian")
            .smooth([x()], |[x]| vec![np::nanmedian(x, 1)])
            .discrete([holed()], |[x]| vec![np::nanmedian(x, 1)])
            .discrete([holed()], |[x]| vec![np::nanmedian(x, axis(0).keepdims())]),
        record("quantile")
            .smooth([x()], |[x]| vec![np::quantile(x, 0.3, ..)])
            .smooth([x(), q()], |[x, q]| {
                vec![np::quantile(x, q, axis(1).keepdims())]
            })
            .skip(Check::Dtypes, "q in integer dtypes is rounded out of range")
            .discrete([holed()], |[x]| vec![np::quantile(x, [0.2, 1.0], 1)]),
        record("quantile_with")
            .smooth([x()], |[x]| {
                vec![np::quantile_with(
                    x,
                    [0.2, 0.9],
                    1,
                    by(QuantileMethod::Hazen),
                )]
            })
            .smooth([x()], |[x]| {
                vec![np::quantile_with(x, 0.4, 1, by(QuantileMethod::Midpoint))]
            })
            .smooth([x()], |[x]| {
                vec![np::quantile_with(x, 0.4, 0, by(QuantileMethod::Higher))]
            })
            .smooth([x()], move |[x]| {
                vec![np::quantile_with(x, [0.3, 0.5], 1, weighted(&weights()))]
            })
            .discrete([x(), weights()], |[x, weights]| {
                vec![np::quantile_with(x, [0.3, 0.5], .., weighted(weights))]
            }),
        record("percentile")
            .smooth([x()], |[x]| {
                vec![np::percentile(x, [[10, 40], [70, 99]], 1)]
            })
            .smooth([x()], |[x]| vec![np::percentile(x, 33, ..)]),
        record("percentile_with").smooth([x()], |[x]| {
            vec![np::percentile_with(x, 40.0, 1, by(QuantileMethod::Weibull))]
        }),
        record("nanquantile")
            .smooth([x()], |[x]| vec![np::nanquantile(x, 0.3, 1)])
            .discrete([holed()], |[x]| vec![np::nanquantile(x, [0.2, 0.7], 1)]),
        record("nanquantile_with")
            .discrete([holed()], |[x]| {
                vec![np::nanquantile_with(
                    x,
                    0.3,
                    0,
                    by(QuantileMethod::MedianUnbiased),
                )]
            })
            .smooth([x()], move |[x]| {
                vec![np::nanquantile_with(x, 0.7, 1, weighted(&weights()))]
            }),
        record("nanpercentile")
            .discrete([holed()], |[x]| vec![np::nanpercentile(x, 25, ..)])
            .smooth([array([0.5, -1.25, 2.0, 3.5])], |[x]| {
                vec![np::nanpercentile(x, 30, ..)]
            }),
        record("nanpercentile_with")
            .discrete([holed()], |[x]| {
                vec![np::nanpercentile_with(x, 25, 1, by(QuantileMethod::Lower))]
            })
            .smooth([array([0.5, -1.25, 2.0, 3.5])], |[x]| {
                vec![np::nanpercentile_with(x, 30, 0, by(QuantileMethod::Hazen))]
            }),
    ]
}
