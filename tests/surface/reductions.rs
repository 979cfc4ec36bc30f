//! Sums, products, extremes, their versions without NaN, and running ones.

use crate::record::{Record, record};
use crate::statistics::holed;
use numtape::prelude::*;

fn x() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]])
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = whole();
    records.extend(without_nan());
    records.extend(running());
    records
}

fn whole() -> Vec<Record> {
    let mask = || array([[true, false, true], [true, true, false]]);
    vec![
        record("sum")
            .smooth([x()], |[x]| vec![np::sum(x, ..)])
            .smooth([x()], move |[x]| {
                vec![np::sum(x, axis(0).initial(2.0).where_(mask()))]
            }),
        record("prod")
            .smooth([x()], |[x]| vec![np::prod(x, 1)])
            .smooth([x()], |[x]| vec![np::prod(x, all().keepdims())]),
        record("max")
            .smooth([x()], |[x]| vec![np::max(x, axis(-1).keepdims())])
            .smooth([x()], |[x]| vec![np::max(x, all().initial(1.0))]),
        record("min").smooth([x()], |[x]| vec![np::min(x, 0)]),
        record("amax").smooth([x()], |[x]| vec![np::amax(x, ..)]),
        record("amin").smooth([x()], |[x]| vec![np::amin(x, 1)]),
        record("ptp").smooth([x()], |[x]| vec![np::ptp(x, 1)]),
        record("any").discrete([x()], |[x]| vec![np::any(x, 0)]),
        record("all").discrete([x()], |[x]| vec![np::all(x, axis(1).keepdims())]),
        record("argmax")
            .discrete([x()], |[x]| vec![np::argmax(x, axis(1).keepdims())])
            .discrete([x()], |[x]| vec![np::argmax(x, ..)]),
        record("argmin").discrete([x()], |[x]| vec![np::argmin(x, 0)]),
        record("count_nonzero").discrete([x()], |[x]| vec![np::count_nonzero(x, 0)]),
    ]
}

fn without_nan() -> Vec<Record> {
    let some = || array([[1.0, f64::NAN, -2.5], [0.5, 0.25, f64::NAN]]);
    vec![
        record("nansum")
            .discrete([holed()], |[x]| vec![np::nansum(x, 1)])
            .smooth([x()], |[x]| vec![np::nansum(x, ..)]),
        record("nanprod")
            .discrete([holed()], |[x]| vec![np::nanprod(x, 0)])
            .smooth([x()], |[x]| vec![np::nanprod(x, 1)]),
        record("nanmax")
            .discrete([holed()], |[x]| vec![np::nanmax(x, 1)])
            .smooth([x()], |[x]| vec![np::nanmax(x, 0)]),
        record("nanmin")
            .discrete([holed()], |[x]| vec![np::nanmin(x, axis(1).keepdims())])
            .smooth([x()], |[x]| vec![np::nanmin(x, ..)]),
        record("nanargmax").discrete([some()], move |[x]| vec![np::nanargmax(x, 1)]),
        record("nanargmin").discrete([some()], move |[x]| vec![np::nanargmin(x, ..)]),
        record("nancumsum")
            .discrete([holed()], |[x]| vec![np::nancumsum(x, 1)])
            .smooth([x()], |[x]| vec![np::nancumsum(x, ..)]),
        record("nancumprod")
            .discrete([holed()], |[x]| vec![np::nancumprod(x, 1)])
            .smooth([x()], |[x]| vec![np::nancumprod(x, 0)]),
    ]
}

fn running() -> Vec<Record> {
    vec![
        record("cumsum")
            .smooth([x()], |[x]| vec![np::cumsum(x, 0)])
            .smooth([x()], |[x]| vec![np::cumsum(x, ..)]),
        record("cumprod").smooth([x()], |[x]| vec![np::cumprod(x, -1)]),
        record("cumulative_sum").smooth([x()], |[x]| {
            vec![np::cumulative_sum(x, axis(1).include_initial())]
        }),
        record("cumulative_prod").smooth([x()], |[x]| {
            vec![np::cumulative_prod(x, axis(0).include_initial())]
        }),
        record("cummax").smooth([x()], |[x]| vec![np::cummax(x, 1)]),
        record("cummin").smooth([x()], |[x]| vec![np::cummin(x, 0)]),
    ]
}
