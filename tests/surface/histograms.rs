//! Histograms, counts and binary search.

use crate::record::{Record, record};
use numtape::np::{Bincount, Histogram, Histogramdd, Searchsorted, Side};
use numtape::prelude::*;

fn x() -> Array {
    array([0.5, -1.25, 2.0, 3.5, 0.25])
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = histograms();
    records.extend(searches());
    records
}

fn histograms() -> Vec<Record> {
    let weights = || array([0.5, 1.0, 2.0, 0.75, 3.0]);
    let edges = || array([-2.0, 0.0, 1.0, 4.0]);
    let pair = |(counts, edges): (Array, Array)| vec![counts, edges];
    let grid = |(counts, edges): (Array, Vec<Array>)| -> Vec<Array> {
        [counts].into_iter().chain(edges).collect()
    };
    vec![
        record("histogram")
            .discrete([x()], move |[x]| pair(np::histogram(x, 3)))
            .discrete([x(), edges()], move |[x, edges]| {
                pair(np::histogram(x, edges))
            }),
        record("histogram_with")
            .smooth([x(), weights()], move |[x, weights]| {
                let weights = Some(weights.clone());
                pair(np::histogram_with(
                    x,
                    4,
                    Histogram {
                        weights,
                        ..Histogram::default()
                    },
                ))
            })
            .smooth([edges(), weights()], move |[edges, weights]| {
                let weights = Some(weights.clone());
                let options = Histogram {
                    weights,
                    density: true,
                    ..Histogram::default()
                };
                pair(np::histogram_with(x(), edges, options))
            })
            .discrete([x()], move |[x]| {
                let options = Histogram {
                    range: Some((0.0, 2.0)),
                    ..Histogram::default()
                };
                pair(np::histogram_with(x, 2, options))
            }),
        record("histogram_bin_edges").smooth([x()], |[x]| vec![np::histogram_bin_edges(x, 4)]),
        record("histogram_bin_edges_with").discrete([x()], |[x]| {
            vec![np::histogram_bin_edges_with(x, 4, (0.0, 1.0))]
        }),
        record("histogramdd").discrete([np::stack([x(), x().square()], 1)], move |[x]| {
            grid(np::histogramdd(x, [2, 3]))
        }),
        record("histogramdd_with").smooth([weights()], move |[weights]| {
            let options = Histogramdd {
                weights: Some(weights.clone()),
                density: true,
                ..Histogramdd::default()
            };
            grid(np::histogramdd_with(
                np::stack([x(), x().square()], 1),
                2,
                options,
            ))
        }),
        record("histogram2d").discrete([x(), x().square()], |[x, y]| {
            let (counts, x_edges, y_edges) = np::histogram2d(x, y, 3);
            vec![counts, x_edges, y_edges]
        }),
        record("histogram2d_with").smooth([weights()], |[weights]| {
            let options = Histogramdd {
                weights: Some(weights.clone()),
                range: vec![None, Some((0.0, 9.0))],
                ..Histogramdd::default()
            };
            vec![np::histogram2d_with(x(), x().square(), 2, options).0]
        }),
        record("bincount").discrete([], |[]| vec![np::bincount([1, 0, 1])]),
        record("bincount_with")
            .smooth([weights()], |[weights]| {
                let options = Bincount {
                    weights: Some(weights.clone()),
                    ..Bincount::default()
                };
                vec![np::bincount_with([0, 2, 2, 1, 0], options)]
            })
            .discrete([array([0, 2, 2, 1, 7])], |[x]| {
                let options = Bincount {
                    length: Some(4),
                    ..Bincount::default()
                };
                vec![np::bincount_with(x, options)]
            }),
    ]
}

fn searches() -> Vec<Record> {
    let sorted = || array([-1.0, 0.5, 0.5, 2.0]);
    vec![
        record("searchsorted").discrete([sorted(), x()], |[sorted, x]| {
            vec![np::searchsorted(sorted, x)]
        }),
        record("searchsorted_with")
            .discrete([sorted(), x()], |[sorted, x]| {
                vec![np::searchsorted_with(sorted, x, Side::Right)]
            })
            .discrete([x(), x()], |[unsorted, x]| {
                let sorter = Some(np::argsort(unsorted, -1));
                let options = Searchsorted {
                    sorter,
                    ..Searchsorted::default()
                };
                vec![np::searchsorted_with(unsorted, x, options)]
            }),
        record("digitize").discrete([x(), sorted()], |[x, bins]| vec![np::digitize(x, bins)]),
        record("digitize_with").discrete([x()], |[x]| {
            vec![np::digitize_with(x, [3.0, 1.0, 0.0], Side::Right)]
        }),
    ]
}
