//! Polynomials against numpy's, case by case of `golden/polynomial.jsonl.gz`.

use crate::calls::{self, Call, Skip};
use numtape::np::{Polyint, TrimZeros};
use numtape::prelude::*;

const SKIPS: &[Skip] = &[];

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let one = |x: Array| Some(vec![x]);
    match function {
        "polyadd" => one(np::polyadd(call.array(0), call.array(1))),
        "polysub" => one(np::polysub(call.array(0), call.array(1))),
        "polymul" => one(np::polymul(call.array(0), call.array(1))),
        "polydiv" => {
            let (quotient, remainder) = np::polydiv(call.array(0), call.array(1));
            Some(vec![quotient, remainder])
        }
        "polyval" => one(np::polyval(call.array(0), call.array(1))),
        "poly" => one(np::poly(call.array(0))),
        "polyder" => one(np::polyder_with(
            call.array(0),
            call.int(9, "m", 1) as usize,
        )),
        "polyint" => {
            let k = &call.kwargs["k"];
            let k = (!k.is_null()).then(|| call.golden.array(k));
            let m = call.int(9, "m", 1) as usize;
            one(np::polyint_with(call.array(0), Polyint { m, k }))
        }
        "trim_zeros" => {
            let trim = call.kwargs["trim"].as_str().unwrap_or("fb");
            let options = TrimZeros {
                front: trim.contains('f'),
                back: trim.contains('b'),
                axes: call.axes(9, "axis"),
            };
            one(np::trim_zeros_with(call.array(0), options))
        }
        _ => None,
    }
}

#[test]
fn polynomials_agree_with_numpy() {
    calls::check("polynomial", 64.0, 700, SKIPS, evaluate);
}
