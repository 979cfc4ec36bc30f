//! Discrete Fourier transforms against numpy's, case by case of `golden/fft.jsonl.gz`.

use crate::calls::{self, Call, Skip, ints};
use numtape::np::fft::{self, Along, Norm, Over};
use numtape::prelude::*;

const SKIPS: &[Skip] = &[
    (
        "fft.fftshift",
        "not enough values to unpack",
        "a shift along no axes, which numpy does not foresee, changes nothing",
    ),
    (
        "fft.ifftshift",
        "not enough values to unpack",
        "a shift along no axes, which numpy does not foresee, changes nothing",
    ),
];

fn norm(call: &Call) -> Norm {
    match call.kwargs["norm"].as_str() {
        Some("ortho") => Norm::Ortho,
        Some("forward") => Norm::Forward,
        _ => Norm::Backward,
    }
}

fn along(call: &Call) -> Along {
    let n = &call.kwargs["n"];
    Along {
        n: (!n.is_null()).then(|| calls::int(n) as usize),
        axis: call.int(9, "axis", -1),
        norm: norm(call),
    }
}

fn over(call: &Call) -> Over {
    let list = |name: &str| {
        let value = &call.kwargs[name];
        (!value.is_null()).then(|| ints(value))
    };
    Over {
        s: list("s"),
        axes: list("axes"),
        norm: norm(call),
    }
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = || call.array(0);
    let frequency = |f: fn(usize, f64) -> Array| {
        let (n, d) = (&call.args[0], &call.args[1]);
        f(calls::int(n) as usize, d.as_f64().expect("a spacing"))
    };
    Some(vec![match function.strip_prefix("fft.")? {
        "fft" => fft::fft_with(x(), along(call)),
        "ifft" => fft::ifft_with(x(), along(call)),
        "rfft" => fft::rfft_with(x(), along(call)),
        "irfft" => fft::irfft_with(x(), along(call)),
        "hfft" => fft::hfft_with(x(), along(call)),
        "ihfft" => fft::ihfft_with(x(), along(call)),
        "fft2" => fft::fft2_with(x(), over(call)),
        "ifft2" => fft::ifft2_with(x(), over(call)),
        "rfft2" => fft::rfft2_with(x(), over(call)),
        "irfft2" => fft::irfft2_with(x(), over(call)),
        "fftn" => fft::fftn_with(x(), over(call)),
        "ifftn" => fft::ifftn_with(x(), over(call)),
        "rfftn" => fft::rfftn_with(x(), over(call)),
        "irfftn" => fft::irfftn_with(x(), over(call)),
        "fftfreq" => frequency(fft::fftfreq),
        "rfftfreq" => frequency(fft::rfftfreq),
        "fftshift" => fft::fftshift(x(), call.axes(1, "axes")),
        "ifftshift" => fft::ifftshift(x(), call.axes(1, "axes")),
        _ => return None,
    }])
}

#[test]
fn transforms_agree_with_numpy() {
    calls::check("fft", 512.0, 1800, SKIPS, evaluate);
}

/// Long lines, and enough of them for several threads and several blocks of columns.
#[test]
fn large_transforms_invert_each_other() {
    for (shape, axis) in [
        (vec![65_537], 0),
        (vec![64, 300, 30], 1),
        (vec![5000, 17], 0),
        (vec![3000, 50], 1),
    ] {
        let x = np::sin(np::arange(shape.iter().product::<usize>()).square()).reshape(&shape);
        let options = Along {
            n: Some(shape[axis]),
            axis: axis as isize,
            norm: Norm::Ortho,
        };
        let error = |y: Array| np::absolute(y - &x).max(..).item::<f64>().unwrap();
        let spectrum = fft::fft_with(&x, options);
        assert!(error(np::real(fft::ifft_with(&spectrum, options))) < 1e-12);
        let half = fft::rfft_with(&x, options);
        assert!(error(fft::irfft_with(&half, options)) < 1e-12);
        // Half of a spectrum is half of the spectrum.
        let count = half.shape()[axis] as i64;
        let beginning = np::take_with(
            &spectrum,
            np::arange(count),
            axis as isize,
            np::IndexMode::Error,
        );
        let difference = np::absolute(beginning - &half)
            .max(..)
            .item::<f64>()
            .unwrap();
        assert!(difference < 1e-12, "{difference}");
    }
}
