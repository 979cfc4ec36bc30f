//! Differences, numerical derivatives, integrals and interpolation.

use crate::record::{Record, record};
use numtape::np::{Diff, Ediff1d, Gradient, Interp, Trapezoid};
use numtape::prelude::*;

fn x() -> Array {
    array([
        [0.5, -1.25, 2.0, 7.0],
        [3.5, 0.25, -0.75, 1.5],
        [1.0, 2.0, -1.0, 0.5],
    ])
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = differences();
    records.extend(integrals());
    records
}

fn places() -> Array {
    array([0.0, 0.5, 2.0, 3.5])
}

fn differences() -> Vec<Record> {
    vec![
        record("diff").smooth([x()], |[x]| vec![np::diff(x)]),
        record("diff_with")
            .smooth([x()], |[x]| {
                vec![np::diff_with(
                    x,
                    Diff {
                        n: 2,
                        axis: 0,
                        ..Diff::default()
                    },
                )]
            })
            .smooth([x(), array(0.5)], |[x, first]| {
                vec![np::diff_with(
                    x,
                    Diff {
                        prepend: Some(first.clone()),
                        ..Diff::default()
                    },
                )]
            }),
        record("ediff1d").smooth([x()], |[x]| vec![np::ediff1d(x)]),
        record("ediff1d_with").smooth([x(), array([1.0, 2.0])], |[x, end]| {
            vec![np::ediff1d_with(
                x,
                Ediff1d {
                    to_end: Some(end.clone()),
                    ..Ediff1d::default()
                },
            )]
        }),
        record("gradient")
            .smooth([x()], |[x]| np::gradient(x, ..))
            .smooth([x()], |[x]| np::gradient(x, -1)),
        record("gradient_with")
            .smooth([x(), places()], |[x, places]| {
                let spacing = vec![places.clone()];
                np::gradient_with(
                    x,
                    1,
                    Gradient {
                        spacing,
                        edge_order: 1,
                    },
                )
            })
            .smooth([x(), places()], |[x, places]| {
                let spacing = vec![array(0.5), places.clone()];
                np::gradient_with(
                    x,
                    ..,
                    Gradient {
                        spacing,
                        edge_order: 2,
                    },
                )
            }),
    ]
}

fn integrals() -> Vec<Record> {
    vec![
        record("trapezoid").smooth([x()], |[x]| vec![np::trapezoid(x)]),
        record("trapezoid_with")
            .smooth([x(), places()], |[y, x]| {
                vec![np::trapezoid_with(
                    y,
                    Trapezoid {
                        x: Some(x.clone()),
                        ..Trapezoid::default()
                    },
                )]
            })
            .smooth([x()], |[y]| {
                vec![np::trapezoid_with(
                    y,
                    Trapezoid {
                        dx: 0.5,
                        axis: 0,
                        ..Trapezoid::default()
                    },
                )]
            }),
        record("interp")
            .smooth(
                [
                    array([0.25, 1.0, 3.0, 9.0]),
                    places(),
                    array([1.0, -1.0, 2.0, 5.0]),
                ],
                |[x, xp, fp]| vec![np::interp(x, xp, fp)],
            )
            .discrete([array([0.0, 0.5, 3.5, f64::NAN])], |[x]| {
                vec![np::interp(x, [0.0, 0.5, 3.5], [1.0, 2.0, 3.0])]
            }),
        record("interp_with")
            .smooth(
                [array([0.25, 9.0]), places(), array([1.0, -1.0, 2.0, 5.0])],
                |[x, xp, fp]| {
                    let options = Interp {
                        period: Some(4.0),
                        ..Interp::default()
                    };
                    vec![np::interp_with(x, xp, fp, options)]
                },
            )
            .smooth([array([-0.25, 9.0, 0.75])], |[x]| {
                let options = Interp {
                    left: Some(7.into()),
                    right: Some(0.5.into()),
                    period: None,
                };
                vec![np::interp_with(
                    x,
                    [0.0, 0.5, 3.5],
                    [1.0, 2.0, 3.0],
                    options,
                )]
            }),
    ]
}
