//! Means, variances and their relatives.

use crate::record::{Record, record};
use numtape::prelude::*;

pub(crate) fn records() -> Vec<Record> {
    let x = || array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]]);
    vec![
        record("mean")
            .smooth([x()], |[x]| vec![np::mean(x, ..)])
            .smooth([x()], |[x]| vec![np::mean(x, axis(-1).keepdims())]),
        record("var")
            .smooth([x()], |[x]| vec![np::var(x, axis(0).ddof(1))])
            .smooth([x()], |[x]| vec![np::var(x, ..)]),
        record("nanmean").discrete([array([[1.0, f64::NAN], [f64::NAN, f64::NAN]])], |[x]| {
            vec![np::nanmean(x, 0)]
        }),
    ]
}
