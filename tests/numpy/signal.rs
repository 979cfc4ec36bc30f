//! Windows, convolution, correlation and unwrapping against numpy's, case by case of
//! `golden/signal.jsonl.gz`.

use crate::calls::{self, Call, Skip, int, number, shape};
use numtape::np::{Overlap, Unwrap};
use numtape::prelude::*;

const SKIPS: &[Skip] = &[];

fn overlap(call: &Call) -> Overlap {
    match call.kwargs["mode"].as_str() {
        Some("full") => Overlap::Full,
        Some("same") => Overlap::Same,
        _ => Overlap::Valid,
    }
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let points = || int(&call.args[0]) as usize;
    Some(vec![match function {
        "bartlett" => np::bartlett(points()),
        "blackman" => np::blackman(points()),
        "kaiser" => np::kaiser(points(), call.scalar(1).expect("a number")),
        "hamming" => np::hamming(points()),
        "hanning" => np::hanning(points()),
        "convolve" => np::convolve(call.array(0), call.array(1), overlap(call)),
        "correlate" => np::correlate(call.array(0), call.array(1), overlap(call)),
        "unwrap" => {
            let default = Unwrap::default();
            let options = Unwrap {
                discont: call.kwargs["discont"].as_f64(),
                axis: call.int(9, "axis", -1),
                period: number(&call.kwargs["period"]).unwrap_or(default.period),
            };
            np::unwrap_with(call.array(0), options)
        }
        "sliding_window_view" => {
            np::sliding_window_view(call.array(0), shape(&call.args[1]), call.axes(9, "axis"))
        }
        _ => return None,
    }])
}

#[test]
fn signals_agree_with_numpy() {
    calls::check("signal", 64.0, 900, SKIPS, evaluate);
}
