//! How accurate the special functions are: the largest relative error of each against 40-digit arithmetic, over the points
//! of `golden/accuracy.jsonl`, may not exceed the table in the documentation of `numtape::special`.

use crate::calls::Call;
use crate::golden::{self, parse};
use crate::special::{elementwise, several};
use numtape::prelude::*;
use numtape::special;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("../../src/special/accuracy.md");

/// The errors that the documentation states, by function.
fn stated() -> BTreeMap<String, f64> {
    let rows = TABLE.lines().skip(2).filter(|line| line.starts_with('|'));
    rows.flat_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = |cell: &str| cell.trim_matches('`').to_string();
        let pairs = cells.chunks(2).filter(|pair| !pair[0].is_empty());
        pairs
            .map(|pair| (name(pair[0]), pair[1].parse().expect("a number")))
            .collect::<Vec<(String, f64)>>()
    })
    .collect()
}

#[test]
fn errors_are_as_documented() {
    let golden = golden::read("accuracy");
    let mut worst: BTreeMap<String, (f64, usize)> = BTreeMap::new();
    for case in &golden.cases {
        let function = case["function"].as_str().expect("a name");
        let call = Call {
            golden: &golden,
            args: case["args"].as_array().expect("a list"),
            kwargs: &case["kwargs"],
        };
        let found = match function {
            "fresnel (S)" => special::fresnel(call.array(0)).0,
            "fresnel (C)" => special::fresnel(call.array(0)).1,
            "sici (Si)" => special::sici(call.array(0)).0,
            "sici (Ci)" => special::sici(call.array(0)).1,
            name => elementwise(name, &call)
                .or_else(|| several(name, &call))
                .expect("a known function"),
        };
        let wanted = parse(&case["out"]);
        let error = np::abs((&found - &wanted) / &wanted);
        let error: f64 = np::max(error, ..).item().expect("a number");
        let entry = worst.entry(function.to_string()).or_default();
        // Nan is an error too.
        if error.is_nan() || error > entry.0 {
            entry.0 = error;
        }
        entry.1 += found.len();
    }
    let stated = stated();
    let mut wrong = Vec::new();
    for (name, (error, count)) in &worst {
        println!("{name}: {error:.1e} over {count} points");
        let limit = stated.get(name).copied().unwrap_or(0.0);
        // Other processors and mathematical libraries differ in the last digit.
        if error.is_nan() || *error > 1.5 * limit + f64::EPSILON {
            wrong.push(format!(
                "{name}: {error:.1e}, the documentation says {limit:.1e}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        worst.keys().collect::<Vec<_>>(),
        stated.keys().collect::<Vec<_>>()
    );
}
