//! Polynomials against numpy's, case by case of `golden/polynomial.jsonl.gz`.

use crate::calls::{self, Call, Skip};
#[cfg(feature = "linalg")]
use numtape::np::PolyfitOptions;
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
        #[cfg(feature = "linalg")]
        "roots" => {
            let roots = np::sort_complex(np::round(np::roots(call.array(0)), 6));
            one(roots.astype(C128))
        }
        #[cfg(feature = "linalg")]
        "polyfit" | "polyfit_full" => {
            let w = &call.kwargs["w"];
            let options = PolyfitOptions {
                w: (!w.is_null()).then(|| call.golden.array(w)),
                unscaled: call.kwargs["cov"] == "unscaled",
                ..PolyfitOptions::default()
            };
            let degree = call.int(2, "deg", 0) as usize;
            let fit = np::polyfit_with(call.array(0), call.array(1), degree, &options);
            Some(if function == "polyfit_full" {
                vec![fit.coefficients, fit.residuals, fit.singular_values]
            } else if call.kwargs["cov"].is_null() {
                vec![np::polyfit(call.array(0), call.array(1), degree)]
            } else {
                vec![fit.coefficients, fit.covariance.expect("enough points")]
            })
        }
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
