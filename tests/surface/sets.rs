//! Sorting, partitions, distinct elements and sets.

use crate::record::{Check, Record, record};
use numtape::np::{Sorting, Unique, UniqueOptions};
use numtape::prelude::*;

const BY_VALUE: &str = "the shape of the result depends on values";

pub(crate) fn records() -> Vec<Record> {
    let mut all = orders();
    all.extend(distinct());
    all.extend(sets());
    all
}

fn x() -> Array {
    array([[0.5, -1.25, 2.0, 0.75], [3.5, 0.25, -0.75, 1.0]])
}

fn orders() -> Vec<Record> {
    let cube = || np::reshape(np::sin(np::arange(12) * 5), [2, 3, 2]);
    // Lines that are divided, not sorted.
    let long = || np::reshape(np::floor(np::sin(np::arange(160) * 5) * 40), [80, 2]);
    let z = || x() + np::flip(x(), 1) * num_complex::Complex::new(0.0, 1.0);
    let down = Sorting { descending: true };
    vec![
        record("sort")
            .smooth([x()], |[x]| vec![np::sort(x, -1)])
            .smooth([cube()], |[x]| vec![np::sort(x, 1)])
            .smooth([x()], |[x]| vec![np::sort(x, ..)])
            .smooth([z()], |[z]| vec![np::sort(z, 0)]),
        record("argsort").discrete([cube()], |[x]| vec![np::argsort(x, 0), np::argsort(x, ..)]),
        record("sort_with")
            .smooth([cube()], move |[x]| vec![np::sort_with(x, 1, down)])
            .smooth([x()], move |[x]| vec![np::sort_with(x, .., down)]),
        record("argsort_with").discrete([cube()], move |[x]| vec![np::argsort_with(x, 0, down)]),
        record("sort_complex").smooth([z()], |[z]| vec![np::sort_complex(z)]),
        record("partition")
            .smooth([x()], |[x]| vec![np::partition(x, 1, -1)])
            .smooth([cube()], |[x]| vec![np::partition(x, [0, -1], 1)])
            .smooth([x()], |[x]| vec![np::partition(x, 3, ..)])
            .discrete([long()], |[x]| vec![np::partition(x, [2, 40, 41], 0)]),
        record("argpartition")
            .discrete([x()], |[x]| vec![np::argpartition(x, 1, 0)])
            .discrete([long()], |[x]| vec![np::argpartition(x, 50, 0)]),
        record("top_k")
            .smooth([x()], |[x]| {
                let (values, positions) = np::top_k(x, 2);
                vec![values, positions]
            })
            .smooth([cube()], |[x]| vec![np::top_k(x, 1).0])
            .discrete([np::transpose(long(), ..)], |[x]| {
                let (values, positions) = np::top_k(x, 3);
                vec![values, positions]
            }),
        record("lexsort")
            .discrete([x(), array([[1, 0, 1, 0], [2, 2, 0, 1]])], |[x, y]| {
                vec![np::lexsort((x, y), -1), np::lexsort((x, y), 0)]
            })
            .discrete([x()], |[x]| vec![np::lexsort(x, -1)]),
    ]
}

fn distinct() -> Vec<Record> {
    let all_of = |found: Unique| vec![found.values, found.index, found.inverse, found.counts];
    let repeated = || array([[2.0, 0.5, 2.0], [0.5, 1.0, 2.0]]);
    vec![
        record("unique")
            .smooth([x()], |[x]| vec![np::unique(x)])
            .skip(Check::Batching, BY_VALUE),
        record("unique_with")
            .smooth([x()], move |[x]| {
                let rows = UniqueOptions {
                    axis: Some(0),
                    ..Default::default()
                };
                all_of(np::unique_with(x, rows))
            })
            .skip(Check::Batching, BY_VALUE),
        record("unique_all")
            .discrete([repeated()], move |[x]| all_of(np::unique_all(x)))
            .skip(Check::Batching, BY_VALUE),
        record("unique_counts")
            .discrete([repeated()], |[x]| vec![np::unique_counts(x).1])
            .skip(Check::Batching, BY_VALUE),
        record("unique_inverse")
            .discrete([repeated()], |[x]| vec![np::unique_inverse(x).1])
            .skip(Check::Batching, BY_VALUE),
        record("unique_values")
            .smooth([x()], |[x]| vec![np::unique_values(x)])
            .skip(Check::Batching, BY_VALUE),
        record("unique_sized")
            .smooth([x()], move |[x]| all_of(np::unique_sized(x, 10, 1)))
            .smooth([x()], move |[x]| vec![np::unique_sized(x, 3, 0).values])
            .discrete([repeated()], move |[x]| all_of(np::unique_sized(x, 4, 1))),
        record("nonzero_sized").discrete([array([[0.0, 2.0, 0.0], [1.0, 0.0, 3.0]])], |[x]| {
            let mut places = np::nonzero_sized(x, 2, -1);
            places.extend(np::nonzero_sized(x, 5, -1));
            places
        }),
    ]
}

fn sets() -> Vec<Record> {
    let left = || array([3.0, 1.5, 3.0, -2.0]);
    let right = || array([[1.5, 7.0], [-2.0, 0.25]]);
    vec![
        record("isin").discrete([right(), left()], |[x, y]| vec![np::isin(x, y)]),
        record("isin_with").discrete([right(), left()], |[x, y]| vec![np::isin_with(x, y, true)]),
        record("union1d")
            .smooth(
                [array([3.0, 1.5]), array([[0.5, 7.0], [-2.0, 0.25]])],
                |[x, y]| vec![np::union1d(x, y)],
            )
            .skip(Check::Batching, BY_VALUE),
        record("intersect1d")
            .discrete([left(), right()], |[x, y]| vec![np::intersect1d(x, y)])
            .skip(Check::Batching, BY_VALUE),
        record("intersect1d_indices")
            .discrete([left(), right()], |[x, y]| {
                let (common, in_x, in_y) = np::intersect1d_indices(x, y);
                vec![common, in_x, in_y]
            })
            .skip(Check::Batching, BY_VALUE),
        record("setdiff1d")
            .discrete([left(), right()], |[x, y]| vec![np::setdiff1d(x, y)])
            .skip(Check::Batching, BY_VALUE),
        record("setxor1d")
            .discrete([left(), right()], |[x, y]| vec![np::setxor1d(x, y)])
            .skip(Check::Batching, BY_VALUE),
    ]
}
