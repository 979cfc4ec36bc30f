//! Medians, quantiles and percentiles against numpy's answers.

use crate::calls::{self, Call, Skip, ints};
use numtape::np::args::Reduce;
use numtape::np::{Quantile, QuantileMethod};
use numtape::prelude::*;
use serde_json::Value;

const SKIPS: &[Skip] = &[];

/// The axes and `keepdims` of a case; all axes where they are absent or null.
pub(crate) fn over(call: &Call) -> Reduce {
    let options = match &call.kwargs["axis"] {
        Value::Null => all(),
        list => axes(ints(list)),
    };
    if call.kwargs["keepdims"].as_bool().unwrap_or(false) {
        options.keepdims()
    } else {
        options
    }
}

fn method(name: &str) -> QuantileMethod {
    match name {
        "inverted_cdf" => QuantileMethod::InvertedCdf,
        "averaged_inverted_cdf" => QuantileMethod::AveragedInvertedCdf,
        "closest_observation" => QuantileMethod::ClosestObservation,
        "interpolated_inverted_cdf" => QuantileMethod::InterpolatedInvertedCdf,
        "hazen" => QuantileMethod::Hazen,
        "weibull" => QuantileMethod::Weibull,
        "linear" => QuantileMethod::Linear,
        "median_unbiased" => QuantileMethod::MedianUnbiased,
        "normal_unbiased" => QuantileMethod::NormalUnbiased,
        "lower" => QuantileMethod::Lower,
        "higher" => QuantileMethod::Higher,
        "midpoint" => QuantileMethod::Midpoint,
        "nearest" => QuantileMethod::Nearest,
        other => panic!("unknown method {other}"),
    }
}

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let (x, over) = (call.array(0), over(call));
    let options = Quantile {
        method: call.kwargs["method"]
            .as_str()
            .map_or_else(QuantileMethod::default, method),
        weights: match &call.kwargs["weights"] {
            Value::Null => None,
            weights => Some(call.golden.array(weights)),
        },
    };
    macro_rules! with_q {
        ($function:path) => {
            match call.scalar(1) {
                Some(q) => $function(x, q, over, options),
                None => $function(x, call.array(1), over, options),
            }
        };
    }
    Some(vec![match function {
        "median" => np::median(x, over),
        "nanmedian" => np::nanmedian(x, over),
        "quantile" => with_q!(np::quantile_with),
        "percentile" => with_q!(np::percentile_with),
        "nanquantile" => with_q!(np::nanquantile_with),
        "nanpercentile" => with_q!(np::nanpercentile_with),
        _ => return None,
    }])
}

#[test]
fn agrees_with_numpy() {
    calls::check("quantiles", 16.0, 3000, SKIPS, evaluate);
}
