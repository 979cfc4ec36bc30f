//! Discrete Fourier transforms.

use crate::record::{Record, record};
use num_complex::Complex;
use numtape::np::fft::{self, Along, Norm, Over};
use numtape::prelude::*;

fn real() -> Array {
    array([
        [0.5, -1.25, 2.0, 0.75, -0.25],
        [3.5, 0.25, -0.75, 1.5, 2.25],
    ])
}

fn complex() -> Array {
    real()
        + array([[0.25, 1.0, -0.5, 1.25, -2.0], [0.75, -1.5, 0.5, 2.0, 1.0]])
            * Complex::new(0.0, 1.0)
}

/// A cube whose last axis is short: both kinds of n appear.
fn cube() -> Array {
    np::reshape(np::sin(np::arange(12) * 1.7), [2, 2, 3])
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = lines();
    records.extend(grids());
    records.extend(helpers());
    records
}

/// Functions along one axis: plain, and with options.
fn lines() -> Vec<Record> {
    type Function = (
        &'static str,
        fn(&Array) -> Array,
        &'static str,
        fn(&Array, Along) -> Array,
        bool,
    );
    let functions: [Function; 6] = [
        (
            "fft::fft",
            |x| fft::fft(x),
            "fft::fft_with",
            |x, o| fft::fft_with(x, o),
            true,
        ),
        (
            "fft::ifft",
            |x| fft::ifft(x),
            "fft::ifft_with",
            |x, o| fft::ifft_with(x, o),
            true,
        ),
        (
            "fft::rfft",
            |x| fft::rfft(x),
            "fft::rfft_with",
            |x, o| fft::rfft_with(x, o),
            false,
        ),
        (
            "fft::irfft",
            |x| fft::irfft(x),
            "fft::irfft_with",
            |x, o| fft::irfft_with(x, o),
            true,
        ),
        (
            "fft::hfft",
            |x| fft::hfft(x),
            "fft::hfft_with",
            |x, o| fft::hfft_with(x, o),
            true,
        ),
        (
            "fft::ihfft",
            |x| fft::ihfft(x),
            "fft::ihfft_with",
            |x, o| fft::ihfft_with(x, o),
            false,
        ),
    ];
    let options = [
        Along {
            n: Some(3),
            ..Along::default()
        },
        Along {
            n: Some(8),
            norm: Norm::Ortho,
            ..Along::default()
        },
        Along {
            n: Some(4),
            axis: 0,
            norm: Norm::Forward,
        },
        Along {
            n: Some(1),
            ..Along::default()
        },
        Along {
            n: Some(2),
            axis: -1,
            norm: Norm::Backward,
        },
    ];
    let mut records = Vec::new();
    for (name, plain, name_with, with, takes_complex) in functions {
        let mut inputs = vec![real(), real().i(0), np::transpose(cube(), [2, 0, 1])];
        inputs.extend(takes_complex.then(complex));
        let both = |record: Record, body: &dyn Fn(Record, Array) -> Record| {
            inputs
                .iter()
                .fold(record, |record, x| body(record, x.clone()))
        };
        records.push(both(record(name), &|record, x| {
            record.smooth([x], move |[x]| vec![plain(x)])
        }));
        records.push(both(record(name_with), &|record, x| {
            options
                .iter()
                .filter(|o| o.axis == -1 || x.ndim() > 1)
                .fold(record, |record, &options| {
                    record.smooth([x.clone()], move |[x]| vec![with(x, options)])
                })
        }));
    }
    records
}

/// Functions along several axes.
fn grids() -> Vec<Record> {
    type Function = (
        &'static str,
        fn(&Array) -> Array,
        &'static str,
        fn(&Array, Over) -> Array,
        bool,
    );
    let functions: [Function; 8] = [
        (
            "fft::fft2",
            |x| fft::fft2(x),
            "fft::fft2_with",
            |x, o| fft::fft2_with(x, o),
            true,
        ),
        (
            "fft::ifft2",
            |x| fft::ifft2(x),
            "fft::ifft2_with",
            |x, o| fft::ifft2_with(x, o),
            true,
        ),
        (
            "fft::rfft2",
            |x| fft::rfft2(x),
            "fft::rfft2_with",
            |x, o| fft::rfft2_with(x, o),
            false,
        ),
        (
            "fft::irfft2",
            |x| fft::irfft2(x),
            "fft::irfft2_with",
            |x, o| fft::irfft2_with(x, o),
            true,
        ),
        (
            "fft::fftn",
            |x| fft::fftn(x),
            "fft::fftn_with",
            |x, o| fft::fftn_with(x, o),
            true,
        ),
        (
            "fft::ifftn",
            |x| fft::ifftn(x),
            "fft::ifftn_with",
            |x, o| fft::ifftn_with(x, o),
            true,
        ),
        (
            "fft::rfftn",
            |x| fft::rfftn(x),
            "fft::rfftn_with",
            |x, o| fft::rfftn_with(x, o),
            false,
        ),
        (
            "fft::irfftn",
            |x| fft::irfftn(x),
            "fft::irfftn_with",
            |x, o| fft::irfftn_with(x, o),
            true,
        ),
    ];
    let options = [
        Over {
            s: Some(vec![3, 4]),
            axes: Some(vec![0, -1]),
            norm: Norm::Ortho,
        },
        Over {
            s: Some(vec![-1, 5]),
            axes: Some(vec![1, 0]),
            norm: Norm::Forward,
        },
    ];
    let mut records = Vec::new();
    for (name, plain, name_with, with, takes_complex) in functions {
        let mut inputs = vec![cube(), real()];
        inputs.extend(takes_complex.then(complex));
        let plain_record = inputs.iter().fold(record(name), |record, x| {
            record.smooth([x.clone()], move |[x]| vec![plain(x)])
        });
        records.push(plain_record);
        let mut with_record = record(name_with);
        for (x, options) in inputs
            .iter()
            .flat_map(|x| options.iter().map(move |o| (x, o.clone())))
        {
            with_record =
                with_record.smooth([x.clone()], move |[x]| vec![with(x, options.clone())]);
        }
        records.push(with_record);
    }
    records
}

fn helpers() -> Vec<Record> {
    vec![
        record("fft::fftshift")
            .smooth([real()], |[x]| vec![fft::fftshift(x, ..)])
            .smooth([real()], |[x]| vec![fft::fftshift(x, -1)]),
        record("fft::ifftshift")
            .smooth([real()], |[x]| vec![fft::ifftshift(x, ..)])
            .smooth([cube()], |[x]| vec![fft::ifftshift(x, [0, 2])]),
        record("fft::fftfreq").discrete([], |[]| vec![fft::fftfreq(5, 0.5)]),
        record("fft::rfftfreq").discrete([], |[]| vec![fft::rfftfreq(5, 0.5)]),
    ]
}
