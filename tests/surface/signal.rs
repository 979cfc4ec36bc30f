//! Convolution, correlation, unwrapping, sliding windows and window functions.

use crate::record::{Record, record};
use num_complex::Complex;
use numtape::np::{Overlap, Unwrap};
use numtape::prelude::*;

const OVERLAPS: [Overlap; 3] = [Overlap::Full, Overlap::Same, Overlap::Valid];

pub(crate) fn records() -> Vec<Record> {
    let x = || array([0.5, -1.25, 2.0, 0.75, -0.25]);
    let k = || array([1.5, -0.5, 0.25]);
    let z = || array([0.25, 1.0, -0.5]) * Complex::new(0.5, 1.0) + array([1.0, -2.0, 0.5]);
    let grid = || np::reshape(np::sin(np::arange(12) * 1.7), [2, 3, 2]);
    let mut products = vec![record("convolve"), record("correlate")];
    for overlap in OVERLAPS {
        let mut both = products.into_iter();
        let convolve = both.next().expect("two records");
        let correlate = both.next().expect("two records");
        let pairs = [[x(), k()], [k(), x()], [z(), x()], [x(), z()]];
        products = vec![
            pairs.iter().fold(convolve, |record, pair| {
                record.smooth(pair.clone(), move |[a, v]| {
                    vec![np::convolve(a, v, overlap)]
                })
            }),
            pairs.iter().fold(correlate, |record, pair| {
                record.smooth(pair.clone(), move |[a, v]| {
                    vec![np::correlate(a, v, overlap)]
                })
            }),
        ];
    }
    products.extend([
        record("sliding_window_view")
            .smooth([x()], |[x]| vec![np::sliding_window_view(x, 2, ..)])
            .smooth([x()], |[x]| vec![np::sliding_window_view(x, 4, ..)])
            .smooth([grid()], |[x]| {
                vec![np::sliding_window_view(x, [2, 1], [1, 2])]
            })
            .smooth([x()], |[x]| {
                vec![np::sliding_window_view(x, [2, 3], [0, 0])]
            }),
        record("unwrap")
            .smooth([array([0.5, 3.0, -3.0, -1.0, 5.0])], |[x]| {
                vec![np::unwrap(x)]
            })
            .smooth([grid() * 5.0], |[x]| vec![np::unwrap(x)]),
        record("unwrap_with").smooth([grid() * 5.0], |[x]| {
            let options = Unwrap {
                discont: Some(2.5),
                axis: 1,
                period: 4.0.into(),
            };
            vec![np::unwrap_with(x, options)]
        }),
        record("bartlett").discrete([], |[]| vec![np::bartlett(5)]),
        record("blackman").discrete([], |[]| vec![np::blackman(5)]),
        record("kaiser")
            .smooth([array(5.0)], |[beta]| vec![np::kaiser(6, beta)])
            .smooth([array(0.5)], |[beta]| vec![np::kaiser(3, beta)]),
        record("hamming").discrete([], |[]| vec![np::hamming(5)]),
        record("hanning").discrete([], |[]| vec![np::hanning(5)]),
    ]);
    products
}
