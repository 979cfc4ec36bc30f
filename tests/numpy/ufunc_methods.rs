//! The methods of binary ufuncs against numpy's answers, case by case of `golden/ufunc_methods.jsonl`.

use crate::calls::{self, Call, Skip, int, ints, number};
use numtape::np::args::Reduce;
use numtape::np::ufuncs;
use numtape::prelude::*;
use serde_json::Value;

const SKIPS: &[Skip] = &[];

fn evaluate(method: &str, call: &Call) -> Option<Vec<Array>> {
    let ufunc = ufuncs::named(call.args[1].as_str()?)?;
    let x = || call.array(0);
    let axis = || call.int(9, "axis", 0);
    Some(vec![match method {
        "reduce" => ufunc.reduce(x(), over(call)),
        "accumulate" => match call.dtype() {
            Some(dtype) => ufunc.accumulate_as(x(), axis(), dtype),
            None => ufunc.accumulate(x(), axis()),
        },
        "outer" => ufunc.outer(x(), call.array(2)),
        "reduceat" => match call.dtype() {
            Some(dtype) => ufunc.reduceat_as(x(), call.array(2), axis(), dtype),
            None => ufunc.reduceat(x(), call.array(2), axis()),
        },
        "at" => ufunc.at(x(), call.array(2), call.array(3)),
        _ => return None,
    }])
}

/// The options of a reduction.
fn over(call: &Call) -> Reduce {
    let mut over = match &call.kwargs["axis"] {
        Value::Null => Reduce::from(..),
        Value::Array(_) => Reduce::from(ints(&call.kwargs["axis"]).as_slice()),
        value => Reduce::from(int(value)),
    };
    if call.kwargs["keepdims"].as_bool() == Some(true) {
        over = over.keepdims();
    }
    if let Some(dtype) = call.dtype() {
        over = over.dtype(dtype);
    }
    if let Some(initial) = call.kwargs.get("initial").and_then(number) {
        over = over.initial(initial);
    }
    match call.kwargs.get("where") {
        Some(mask) => over.where_(call.golden.array(mask)),
        None => over,
    }
}

#[test]
fn agrees_with_numpy() {
    calls::check("ufunc_methods", 32.0, 12_000, SKIPS, evaluate);
}
