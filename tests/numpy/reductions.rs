//! numpy's answers for reductions and running functions: values, dtypes, shapes and refusals.

use crate::golden::{Exactness, Golden, Report, read};
use numtape::np::args::{Reduce, all, axes};
use numtape::{Array, DType, np, try_run};
use serde_json::Value;

/// The options that a case gives.
fn options(golden: &Golden, case: &Value) -> Reduce {
    let mut options = match &case["axis"] {
        Value::Null => all(),
        Value::Array(list) => axes(
            list.iter()
                .map(|a| a.as_i64().unwrap() as isize)
                .collect::<Vec<_>>(),
        ),
        axis => axes([axis.as_i64().unwrap() as isize]),
    };
    if case["keepdims"].as_bool().unwrap_or(false) {
        options = options.keepdims();
    }
    if let Some(name) = case["dtype"].as_str() {
        options = options.dtype(DType::from_name(name).unwrap());
    }
    match &case["initial"] {
        Value::Null => {}
        number if number.is_i64() => options = options.initial(number.as_i64().unwrap()),
        number => options = options.initial(number.as_f64().unwrap()),
    }
    if !case["where"].is_null() {
        options = options.where_(golden.array(&case["where"]));
    }
    if let Some(ddof) = case["ddof"].as_f64() {
        options = options.ddof(ddof);
    }
    options
}

fn call(function: &str, x: &Array, options: Reduce) -> Array {
    match function {
        "sum" => np::sum(x, options),
        "prod" => np::prod(x, options),
        "max" => np::max(x, options),
        "min" => np::min(x, options),
        "any" => np::any(x, options),
        "all" => np::all(x, options),
        "mean" => np::mean(x, options),
        "var" => np::var(x, options),
        "std" => np::std(x, options),
        "ptp" => np::ptp(x, options),
        "argmax" => np::argmax(x, options),
        "argmin" => np::argmin(x, options),
        "cumsum" => np::cumsum(x, options),
        "cumprod" => np::cumprod(x, options),
        "count_nonzero" => np::count_nonzero(x, options),
        other => panic!("unknown function {other}"),
    }
}

#[test]
fn reductions_are_numpys() {
    let golden = read("reductions");
    let mut report = Report::default();
    for case in &golden.cases {
        let x = golden.array(&case["input"]);
        let function = case["function"].as_str().unwrap();
        // Running sums of 16-bit floats are kept in f64 here, so they do not stick at inf as numpy's do.
        if function == "cumsum" && case["input"]["ref"] == "f16_large" {
            report.skip();
            continue;
        }
        let found = try_run(|| call(function, &x, options(&golden, case)));
        report.check(&golden, case, found, Exactness::of(case, 8.0));
    }
    report.finish(3000);
}
