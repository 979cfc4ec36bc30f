//! Printing against numpy's: every case of `golden/display.jsonl`, and what numpy has no word for.

#[path = "common/golden.rs"]
mod golden;

use golden::parse;
use numtape::PrintOptions;
use numtape::prelude::*;
use serde_json::Value;

fn options_of(case: &Value) -> PrintOptions {
    let options = &case["options"];
    if options.is_null() {
        return PrintOptions::default();
    }
    let size = |key: &str| options[key].as_u64().expect("a size") as usize;
    PrintOptions {
        precision: size("precision"),
        threshold: size("threshold"),
        edgeitems: size("edgeitems"),
        linewidth: size("linewidth"),
        suppress: options["suppress"].as_bool().expect("a truth value"),
    }
}

/// An array that is written out, or given by a rule.
fn display_array(value: &Value) -> Array {
    let Some(rule) = value["arange"].as_array() else {
        return parse(value);
    };
    let dtype = DType::from_name(value["dtype"].as_str().expect("a dtype")).expect("a known dtype");
    let shape: Vec<usize> = value["shape"]
        .as_array()
        .expect("a shape")
        .iter()
        .map(|n| n.as_u64().expect("a size") as usize)
        .collect();
    let len: usize = shape.iter().product();
    let [start, step] = [0, 1].map(|i| rule[i].as_str().expect("a number"));
    let flat = if dtype.is_integer() {
        let [start, step]: [i64; 2] = [start, step].map(|text| text.parse().expect("an integer"));
        (0..len as i64).map(|k| start + k * step).collect::<Array>()
    } else {
        let [start, step]: [f64; 2] = [start, step].map(|text| text.parse().expect("a float"));
        (0..len).map(|k| start + k as f64 * step).collect::<Array>()
    };
    flat.astype(dtype).reshape(shape)
}

#[test]
fn prints_as_numpy() {
    let golden = golden::read("display");
    assert!(golden.cases.len() > 400, "the golden file is complete");
    let mut wrong = Vec::new();
    for case in &golden.cases {
        let x = display_array(&case["array"]);
        let options = options_of(case);
        let printed = [
            x.display_with(&options).to_string(),
            x.repr_with(&options).to_string(),
        ];
        for (printed, key) in printed.iter().zip(["str", "repr"]) {
            let wanted = case[key].as_str().expect("a text");
            if printed != wanted {
                wrong.push(format!(
                    "{key} of {} with {}\n{wanted}\n--- printed:\n{printed}\n",
                    case["array"], case["options"]
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}

#[test]
fn defaults_are_used_by_display_and_repr() {
    let x = array([[1.0, 2.5]]);
    assert_eq!(x.to_string(), "[[1.  2.5]]");
    assert_eq!(x.repr().to_string(), "array([[1. , 2.5]])");
}

#[test]
fn bfloat16_prints_its_own_shortest_digits() {
    let x = array([0.1, 1.0, 2.015_625]).astype(BF16);
    assert_eq!(
        x.repr().to_string(),
        "array([0.1 , 1.  , 2.02], dtype=bfloat16)"
    );
}

#[test]
fn strided_arrays_print_their_own_order() {
    let x = np::arange(6).reshape([2, 3]);
    assert_eq!(x.t().to_string(), "[[0 3]\n [1 4]\n [2 5]]");
    assert_eq!(x.flip(..).to_string(), "[[5 4 3]\n [2 1 0]]");
    assert_eq!(np::broadcast_to(7, [2, 2]).to_string(), "[[7 7]\n [7 7]]");
}

#[test]
fn values_inside_a_map_are_not_shown() {
    let seen = std::cell::RefCell::new(String::new());
    vectorized_map(
        |x: Array| {
            *seen.borrow_mut() = format!("{x} {}", x.repr());
            x
        },
        np::ones([2, 3]),
    );
    assert_eq!(
        *seen.borrow(),
        "<f64[3] of vectorized_map> <f64[3] of vectorized_map>"
    );
}
