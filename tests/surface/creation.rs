//! Functions that make arrays from arrays: fills, ranges between arrays, grids, copies and casts.

use crate::record::{Check, Record, record};
use numtape::prelude::*;

fn x() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]])
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = copies();
    records.extend(fills());
    records.extend(ranges());
    records.extend(grids());
    records
}

fn copies() -> Vec<Record> {
    vec![
        record("array").smooth([x()], |[x]| vec![np::array(x)]),
        record("asarray").smooth([x()], |[x]| vec![np::asarray(x)]),
        record("asanyarray").smooth([x()], |[x]| vec![np::asanyarray(x)]),
        record("ascontiguousarray")
            .smooth([x()], |[x]| vec![np::ascontiguousarray(x.t())])
            .smooth([array(0.5)], |[x]| vec![np::ascontiguousarray(x)]),
        record("asarray_chkfinite")
            .smooth([x()], |[x]| vec![np::asarray_chkfinite(x)])
            .skip(Check::Batching, "reads the values of its argument"),
        record("copy").smooth([x()], |[x]| vec![np::copy(x.t())]),
        record("astype")
            .smooth([x()], |[x]| vec![np::astype(x, C128)])
            .discrete([x()], |[x]| vec![np::astype(x, I16), np::astype(x, Bool)]),
        record("view")
            .discrete([x()], |[x]| vec![np::view(x, U64)])
            .discrete([array([1.5f32, -2.0])], |[x]| vec![np::view(x, I32)]),
        record("real_if_close_with").discrete([x()], |[x]| vec![np::real_if_close_with(x, 10.0)]),
    ]
}

fn fills() -> Vec<Record> {
    vec![
        record("zeros_like").discrete([x()], |[x]| vec![np::zeros_like(x)]),
        record("ones_like").discrete([x()], |[x]| vec![np::ones_like(x)]),
        record("empty_like").discrete([x()], |[x]| vec![np::empty_like(x)]),
        record("full")
            .smooth([array(0.5)], |[v]| vec![np::full([2, 3], v)])
            .smooth([array([0.5, 1.0, -2.0])], |[v]| vec![np::full([2, 3], v)]),
        record("full_like")
            .smooth([x(), array(0.5)], |[x, v]| vec![np::full_like(x, v)])
            .smooth([x(), array([[0.5], [1.5]])], |[x, v]| {
                vec![np::full_like(x, v)]
            }),
    ]
}

fn ranges() -> Vec<Record> {
    let ends = || [array([0.5, -1.0]), array([[2.0], [3.5]])];
    let positive = || [array([0.5, 1.0]), array([[2.0], [3.5]])];
    vec![
        record("linspace")
            .smooth(ends(), |[a, b]| vec![np::linspace(a, b, 4)])
            .smooth([array(0.5), array(2.0)], |[a, b]| {
                vec![np::linspace(a, b, 1)]
            }),
        record("linspace_with").smooth(ends(), |[a, b]| {
            let options = np::Linspace {
                endpoint: false,
                axis: -1,
                ..Default::default()
            };
            vec![np::linspace_with(a, b, 3, options)]
        }),
        record("linspace_and_step").smooth(ends(), |[a, b]| {
            let (values, step) = np::linspace_and_step(a, b, 3, np::Linspace::default());
            vec![values, step]
        }),
        record("logspace").smooth(ends(), |[a, b]| vec![np::logspace(a / 4, b / 4, 3)]),
        record("logspace_with").smooth(ends(), |[a, b]| {
            let options = np::Logspace {
                base: 2.0,
                axis: 1,
                ..Default::default()
            };
            vec![np::logspace_with(a, b, 3, options)]
        }),
        record("geomspace").smooth(positive(), |[a, b]| vec![np::geomspace(a, b, 4)]),
        record("geomspace_with").smooth(positive(), |[a, b]| {
            let options = np::Geomspace {
                endpoint: false,
                axis: -1,
                ..Default::default()
            };
            vec![np::geomspace_with(a, b, 3, options)]
        }),
    ]
}

fn grids() -> Vec<Record> {
    let axes = || [array([0.5, -1.0]), array([2.0, 3.5, 0.25])];
    vec![
        record("meshgrid").smooth(axes(), |[a, b]| np::meshgrid((a, b))),
        record("meshgrid_with").smooth(axes(), |[a, b]| {
            let options = np::Meshgrid {
                indexing: np::Indexing::Ij,
                sparse: true,
            };
            np::meshgrid_with((a, b), options)
        }),
        record("vander").smooth([array([0.5, -1.0, 2.0])], |[x]| vec![np::vander(x)]),
        record("vander_with").smooth([array([0.5, -1.0, 2.0])], |[x]| {
            let options = np::Vander {
                columns: Some(4),
                increasing: true,
            };
            vec![np::vander_with(x, options)]
        }),
    ]
}
