//! The methods of the binary ufuncs. They are no functions of `np`, so the names are those of the methods.

use crate::record::{Record, record};
use numtape::np::ufuncs::{self, Ufunc};
use numtape::prelude::*;

/// Those with derivatives, and whether the operands must be positive.
const SMOOTH: &[(Ufunc, bool)] = &[
    (ufuncs::ADD, false),
    (ufuncs::ARCTAN2, true),
    (ufuncs::DIVIDE, true),
    (ufuncs::HYPOT, true),
    (ufuncs::LOGADDEXP, false),
    (ufuncs::LOGADDEXP2, false),
    (ufuncs::MAXIMUM, false),
    (ufuncs::MINIMUM, false),
    (ufuncs::FMAX, false),
    (ufuncs::FMIN, false),
    (ufuncs::MULTIPLY, true),
    (ufuncs::POWER, true),
    (ufuncs::SUBTRACT, false),
];

fn x() -> Array {
    array([[1.25, 0.75, 1.5, 0.5], [0.875, 1.75, 1.125, 2.0]])
}

pub(crate) fn records() -> Vec<Record> {
    vec![
        SMOOTH
            .iter()
            .fold(record("Ufunc::reduce"), |record, &(ufunc, _)| {
                record.smooth([x()], move |[x]| {
                    vec![ufunc.reduce(x, 1), ufunc.reduce(x, axis(0).keepdims())]
                })
            }),
        SMOOTH
            .iter()
            .fold(record("Ufunc::accumulate"), |record, &(ufunc, _)| {
                record.smooth([x()], move |[x]| vec![ufunc.accumulate(x, 1)])
            }),
        SMOOTH
            .iter()
            .fold(record("Ufunc::outer"), |record, &(ufunc, _)| {
                record.smooth([x().i(0), x().i(1) + 0.1], move |[x, y]| {
                    vec![ufunc.outer(x, y)]
                })
            }),
        SMOOTH
            .iter()
            .fold(record("Ufunc::at"), |record, &(ufunc, _)| {
                record.smooth([x().i(0), array([0.7, 1.1, 1.3])], move |[x, y]| {
                    vec![ufunc.at(x, [2, 0, 2], y)]
                })
            }),
        SMOOTH
            .iter()
            .fold(record("Ufunc::reduceat"), |record, &(ufunc, _)| {
                record.smooth([x()], move |[x]| {
                    vec![
                        ufunc.reduceat(x, [0, 2], 1),
                        ufunc.reduceat(x, [0, 2, 1], 1),
                    ]
                })
            }),
        discrete(),
    ]
}

fn discrete() -> Record {
    let every = |record: Record, &ufunc: &Ufunc| {
        let is_bits = [
            "bitwise_and",
            "bitwise_or",
            "bitwise_xor",
            "gcd",
            "lcm",
            "left_shift",
            "right_shift",
        ]
        .contains(&ufunc.name());
        let compares = !is_bits && ufunc.call(1.5, 2.5).dtype() == Bool;
        let inputs = if is_bits {
            array([[12, 2, 3, 1], [8, 3, 1, 2]])
        } else {
            x() * 4.0
        };
        record.discrete([inputs], move |[x]| {
            let mut all = vec![ufunc.call(x, 2), ufunc.outer(x, x)];
            if compares {
                all.push(ufunc.reduce(x.ne_(0), 0));
                all.push(ufunc.accumulate(x.ne_(0), 1));
            } else {
                all.push(ufunc.reduce(x, 0));
                all.push(ufunc.accumulate(x, 1));
                all.push(ufunc.reduceat(x, [1, 0], 1));
            }
            all
        })
    };
    ufuncs::ALL
        .iter()
        .fold(record("Ufunc::call"), every)
        .smooth([x()], |[x]| {
            vec![ufuncs::MULTIPLY.call(x, x), ufuncs::SUBTRACT.call(2.0, x)]
        })
}
