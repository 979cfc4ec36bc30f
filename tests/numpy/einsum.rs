//! numpy's answers for `einsum`: expressions in every dtype, random ones, refusals, and the costs of paths.

use crate::calls::{self, Call, Skip, list, shape};
use numtape::np::{Einsum, Optimize};
use numtape::prelude::*;

const SKIPS: &[Skip] = &[];

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let subscripts = call.args[0].as_str().expect("subscripts");
    match function {
        "einsum" => {
            let options = Einsum {
                dtype: call.dtype(),
                ..Einsum::default()
            };
            Some(vec![np::einsum_with(subscripts, call.arrays(1), options)])
        }
        "einsum_path" => {
            let operands: Vec<Array> = list(&call.args[1])
                .iter()
                .map(|value| np::broadcast_to(0.0, shape(value)))
                .collect();
            let optimize = match call.args[2].as_str() {
                Some("optimal") => Optimize::Optimal,
                _ => Optimize::Greedy,
            };
            let path = np::einsum_path(subscripts, &operands, optimize);
            // A greedy path may be better than numpy's, which takes another of equal pairs.
            let at_most = call.kwargs["at_most"].as_f64().unwrap_or(0.0);
            Some(vec![array([path.naive_cost, path.cost.max(at_most)])])
        }
        _ => None,
    }
}

#[test]
fn agrees_with_numpy() {
    calls::check("einsum", 4.0, 1400, SKIPS, evaluate);
}
