//! Means, variances, averages, covariances, histograms, searches, interpolation and differences against numpy's
//! answers.

use crate::calls::{self, Call, Skip, int, list, number, with_operand};
use crate::quantiles::over;
use numtape::Scalar;
use numtape::np::args::Reduce;
use numtape::np::{
    BinRule, Bincount, Bins, BinsPerAxis, Corrcoef, Cov, Diff, Ediff1d, Gradient, Histogram,
    Histogramdd, Interp, Searchsorted, Side, Trapezoid,
};
use numtape::prelude::*;
use serde_json::Value;

const SKIPS: &[Skip] = &[
    (
        "gradient",
        r#"{"ref":"boolx4x5"},{"data":["0.0","1.0","3.0","3.5"]"#,
        "bool is refused; numpy forgets to if all formulas multiply",
    ),
    (
        "bincount",
        r#"{"data":[],"dtype""#,
        "weighted counts are f64, whatever the number of elements; numpy's are i64 if there are none",
    ),
];

/// An optional array: a keyword, or a positional argument.
fn optional(call: &Call, value: &Value) -> Option<Array> {
    match value {
        Value::Null => None,
        value => Some(match number(value) {
            Some(scalar) => np::array(scalar),
            None => call.golden.array(value),
        }),
    }
}

fn keyword(call: &Call, name: &str) -> Option<Array> {
    optional(call, &call.kwargs[name])
}

fn flag(call: &Call, name: &str) -> bool {
    call.kwargs[name].as_bool().unwrap_or(false)
}

/// All options of reductions.
fn reduction(call: &Call) -> Reduce {
    let mut options = over(call);
    if let Some(dtype) = call.dtype() {
        options = options.dtype(dtype);
    }
    if let Some(mask) = keyword(call, "where") {
        options = options.where_(mask);
    }
    if let Some(mean) = keyword(call, "mean") {
        options = options.mean(mean);
    }
    if let Some(ddof) = call.kwargs["ddof"].as_f64() {
        options = options.ddof(ddof);
    }
    if let Some(correction) = call.kwargs["correction"].as_f64() {
        options = options.correction(correction);
    }
    if let Some(initial) = number(&call.kwargs["initial"]) {
        options = options.initial(initial);
    }
    if flag(call, "include_initial") {
        options = options.include_initial();
    }
    options
}

fn reduced(function: &str, call: &Call) -> Option<Array> {
    let (x, options) = (call.array(0), reduction(call));
    Some(match function {
        "mean" => np::mean(x, options),
        "var" => np::var(x, options),
        "std" => np::std(x, options),
        "max" => np::max(x, options),
        "min" => np::min(x, options),
        "ptp" => np::ptp(x, options),
        "argmax" => np::argmax(x, options),
        "argmin" => np::argmin(x, options),
        "count_nonzero" => np::count_nonzero(x, options),
        "cumsum" => np::cumsum(x, options),
        "cumprod" => np::cumprod(x, options),
        "cumulative_sum" => np::cumulative_sum(x, options),
        "cumulative_prod" => np::cumulative_prod(x, options),
        "nansum" => np::nansum(x, options),
        "nanprod" => np::nanprod(x, options),
        "nanmax" => np::nanmax(x, options),
        "nanmin" => np::nanmin(x, options),
        "nanmean" => np::nanmean(x, options),
        "nanvar" => np::nanvar(x, options),
        "nanstd" => np::nanstd(x, options),
        "nanargmax" => np::nanargmax(x, options),
        "nanargmin" => np::nanargmin(x, options),
        "nancumsum" => np::nancumsum(x, options),
        "nancumprod" => np::nancumprod(x, options),
        _ => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "a table: one arm per function")]
fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    if let Some(y) = reduced(function, call) {
        return Some(vec![y]);
    }
    let one = |x: Array| Some(vec![x]);
    match function {
        "average" => {
            let weights = keyword(call, "weights").expect("weights");
            if flag(call, "returned") {
                let (mean, sum) = np::average_and_sum(call.array(0), over(call), weights);
                return Some(vec![mean, sum]);
            }
            one(np::average(call.array(0), over(call), weights))
        }
        "cov" => one(np::cov_with(call.array(0), covariance(call))),
        "corrcoef" => {
            let Cov {
                y, rowvar, dtype, ..
            } = covariance(call);
            one(np::corrcoef_with(
                call.array(0),
                Corrcoef { y, rowvar, dtype },
            ))
        }
        "histogram" => {
            let options = Histogram {
                range: range(&call.kwargs["range"]),
                density: flag(call, "density"),
                weights: keyword(call, "weights"),
            };
            let (counts, edges) =
                np::histogram_with(call.array(0), bins(call, &call.args[1]), options);
            Some(vec![counts, edges])
        }
        "histogram_bin_edges" => {
            let (x, bins) = (call.array(0), bins(call, &call.args[1]));
            one(match range(&call.kwargs["range"]) {
                Some(range) => np::histogram_bin_edges_with(x, bins, range),
                None => np::histogram_bin_edges(x, bins),
            })
        }
        "histogram2d" => {
            let (x, y) = (call.array(0), call.array(1));
            let (counts, x_edges, y_edges) =
                np::histogram2d_with(x, y, bins_per_axis(call, &call.args[2]), grid(call));
            Some(vec![counts, x_edges, y_edges])
        }
        "histogramdd" => {
            let bins = bins_per_axis(call, &call.args[1]);
            let (counts, edges) = np::histogramdd_with(call.array(0), bins, grid(call));
            Some([counts].into_iter().chain(edges).collect())
        }
        "bincount" => {
            let options = Bincount {
                weights: call.args.get(1).and_then(|value| optional(call, value)),
                minlength: call.int(9, "minlength", 0) as usize,
                length: None,
            };
            one(np::bincount_with(call.array(0), options))
        }
        "searchsorted" => {
            let side = if call.kwargs["side"] == "right" {
                Side::Right
            } else {
                Side::Left
            };
            let sorter = keyword(call, "sorter");
            let options = Searchsorted { side, sorter };
            let sorted = call.array(0);
            one(with_operand!(call, 1, x => np::searchsorted_with(sorted, x, options)))
        }
        "digitize" => {
            let side = if flag(call, "right") {
                Side::Right
            } else {
                Side::Left
            };
            one(np::digitize_with(call.array(0), call.array(1), side))
        }
        "interp" => {
            let options = Interp {
                left: number(&call.kwargs["left"]),
                right: number(&call.kwargs["right"]),
                period: call.kwargs["period"].as_f64(),
            };
            one(np::interp_with(
                call.array(0),
                call.array(1),
                call.array(2),
                options,
            ))
        }
        "diff" => {
            let options = Diff {
                n: call.int(9, "n", 1) as usize,
                axis: call.int(9, "axis", -1),
                prepend: keyword(call, "prepend"),
                append: keyword(call, "append"),
            };
            one(np::diff_with(call.array(0), options))
        }
        "ediff1d" => {
            let options = Ediff1d {
                to_begin: keyword(call, "to_begin"),
                to_end: keyword(call, "to_end"),
            };
            one(np::ediff1d_with(call.array(0), options))
        }
        "trapezoid" => {
            let options = Trapezoid {
                x: keyword(call, "x"),
                dx: call.kwargs["dx"].as_f64().unwrap_or(1.0),
                axis: call.int(9, "axis", -1),
            };
            one(np::trapezoid_with(call.array(0), options))
        }
        "gradient" => {
            let spacing = call.args[1..]
                .iter()
                .filter_map(|value| optional(call, value))
                .collect();
            let options = Gradient {
                spacing,
                edge_order: call.int(9, "edge_order", 1) as usize,
            };
            Some(np::gradient_with(
                call.array(0),
                call.axes(9, "axis"),
                options,
            ))
        }
        _ => None,
    }
}

fn covariance(call: &Call) -> Cov {
    Cov {
        y: call.args.get(1).and_then(|value| optional(call, value)),
        rowvar: call.kwargs["rowvar"].as_bool().unwrap_or(true),
        bias: flag(call, "bias"),
        ddof: call.kwargs["ddof"].as_i64(),
        fweights: keyword(call, "fweights"),
        aweights: keyword(call, "aweights"),
        dtype: call.dtype(),
    }
}

fn range(value: &Value) -> Option<(f64, f64)> {
    let ends = value.as_array()?;
    let end = |i: usize| number(&ends[i]).map_or(f64::NAN, Scalar::as_f64);
    Some((end(0), end(1)))
}

fn bins(call: &Call, value: &Value) -> Bins {
    match value {
        Value::Number(_) => Bins::Count(int(value) as usize),
        Value::String(name) => Bins::Rule(match name.as_str() {
            "auto" => BinRule::Auto,
            "fd" => BinRule::Fd,
            "doane" => BinRule::Doane,
            "scott" => BinRule::Scott,
            "stone" => BinRule::Stone,
            "rice" => BinRule::Rice,
            "sturges" => BinRule::Sturges,
            "sqrt" => BinRule::Sqrt,
            other => panic!("unknown rule {other}"),
        }),
        edges => Bins::Edges(call.golden.array(edges)),
    }
}

fn bins_per_axis(call: &Call, value: &Value) -> BinsPerAxis {
    match value {
        Value::Array(each) => {
            BinsPerAxis::Each(each.iter().map(|value| bins(call, value)).collect())
        }
        same => BinsPerAxis::Same(bins(call, same)),
    }
}

fn grid(call: &Call) -> Histogramdd {
    Histogramdd {
        range: match &call.kwargs["range"] {
            Value::Null => Vec::new(),
            ranges => list(ranges).iter().map(range).collect(),
        },
        density: flag(call, "density"),
        weights: keyword(call, "weights"),
    }
}

#[test]
fn agrees_with_numpy() {
    calls::check("statistics", 64.0, 3500, SKIPS, evaluate);
}
