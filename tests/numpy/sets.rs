//! Sorting, partitions, distinct elements and set operations against numpy's answers.
//!
//! What numpy has no function for (`top_k`, descending orders, sized forms) is written out in `generate_sets.py`.

use crate::calls::{self, Call, Skip, int, ints, number};
use numtape::np::{Sorting, Unique, UniqueOptions};
use numtape::prelude::*;

const SKIPS: &[Skip] = &[];

fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let one = |x: Array| Some(vec![x]);
    let two = |(x, y): (Array, Array)| Some(vec![x, y]);
    let pair = || (call.array(0), call.array(1));
    match function {
        "unique" => one(np::unique(call.array(0))),
        "unique_all" => all_of(np::unique_all(call.array(0))),
        "unique_counts" => two(np::unique_counts(call.array(0))),
        "unique_inverse" => two(np::unique_inverse(call.array(0))),
        "unique_all_options" => {
            let axis = &call.kwargs["axis"];
            let options = UniqueOptions {
                axis: (!axis.is_null()).then(|| int(axis)),
                equal_nan: call.kwargs["equal_nan"].as_bool().unwrap_or(true),
            };
            all_of(np::unique_with(call.array(0), options))
        }
        "unique_sized" => {
            let fill = number(&call.args[2]).expect("a number");
            let size = int(&call.args[1]) as usize;
            all_of(np::unique_sized(call.array(0), size, fill))
        }
        "nonzero_sized" => {
            let (size, fill) = (int(&call.args[1]) as usize, int(&call.args[2]) as i64);
            Some(np::nonzero_sized(call.array(0), size, fill))
        }
        "sort" => one(np::sort(call.array(0), call.axis(-1))),
        "argsort" => one(np::argsort(call.array(0), call.axis(-1))),
        "descending" => {
            let down = Sorting { descending: true };
            let (x, axis) = (call.array(0), call.axis(-1));
            two((
                np::sort_with(&x, axis, down),
                np::argsort_with(&x, axis, down),
            ))
        }
        "sort_complex" => one(np::sort_complex(call.array(0))),
        "partition" | "argpartition" => one(partition(function, call)),
        "lexsort" => one(np::lexsort(call.arrays(0), call.int(1, "axis", -1))),
        "top_k" => two(np::top_k(call.array(0), int(&call.args[1]) as usize)),
        "isin" => {
            let (x, values) = pair();
            let invert = call.kwargs["invert"].as_bool().unwrap_or(false);
            one(np::isin_with(x, values, invert))
        }
        "intersect1d" => {
            let (x, y) = pair();
            if call.kwargs["return_indices"] == true {
                let (common, in_x, in_y) = np::intersect1d_indices(x, y);
                Some(vec![common, in_x, in_y])
            } else {
                one(np::intersect1d(x, y))
            }
        }
        "union1d" => one(np::union1d(call.array(0), call.array(1))),
        "setdiff1d" => one(np::setdiff1d(call.array(0), call.array(1))),
        "setxor1d" => one(np::setxor1d(call.array(0), call.array(1))),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what every case gives")]
fn all_of(found: Unique) -> Option<Vec<Array>> {
    Some(vec![found.values, found.index, found.inverse, found.counts])
}

/// The elements that a partition puts at its places.
fn partition(function: &str, call: &Call) -> Array {
    let (x, axis) = (call.array(0), call.axis(-1));
    let is_flat = call.kwargs["axis"].is_null() && call.kwargs.get("axis").is_some();
    let kth = ints(&call.args[1]);
    let (x, along) = if is_flat {
        (x.ravel(), 0)
    } else {
        (x, call.int(9, "axis", -1))
    };
    let found = if function == "partition" {
        np::partition(&x, kth.clone(), if is_flat { 0.into() } else { axis })
    } else {
        let order = np::argpartition(&x, kth.clone(), if is_flat { 0.into() } else { axis });
        np::take_along_axis(&x, order, along)
    };
    if call.args[1].is_array() {
        let places: Vec<i64> = kth.iter().map(|&k| k as i64).collect();
        np::take(found, places, along)
    } else {
        np::take(found, kth[0] as i64, along)
    }
}

#[test]
fn agrees_with_numpy() {
    calls::check("sets", 4.0, 5500, SKIPS, evaluate);
}

#[test]
fn results_of_unknown_size_name_the_sized_forms_inside_a_map() {
    let x = array([[1.0, 2.0], [3.0, 3.0]]);
    let message = |f: fn(&Array) -> Array| {
        let failed = try_run(|| vectorized_map(|row| f(&row), &x));
        failed.expect_err("the sizes differ").to_string()
    };
    for f in [
        (|x| np::unique(x)) as fn(&Array) -> Array,
        |x| np::union1d(x, x),
        |x| np::setdiff1d(x, 1.0),
        |x| np::unique_with(x, UniqueOptions::default()).counts,
    ] {
        let text = message(f);
        assert!(text.contains("unique_sized"), "{text}");
    }
    let text = message(|x| np::nonzero(x).remove(0));
    assert!(text.contains("nonzero_sized"), "{text}");
}

#[test]
fn common_dtypes_of_several_arrays_do_not_depend_on_their_order() {
    let (i, u, f) = (
        np::ones(([1], I16)),
        np::ones(([1], U16)),
        np::ones(([1], F32)),
    );
    for arrays in [[&i, &u, &f], [&f, &i, &u], [&u, &f, &i]] {
        assert_eq!(np::concatenate(arrays, 0).dtype(), F32);
    }
    assert_eq!(np::clip(&i, &u, &f).dtype(), F32);
    assert_eq!(np::arctan2(&i, &u).dtype(), F32);
}

#[test]
fn partitions_of_long_lines_keep_their_promise() {
    let x = np::remainder(np::arange(5000) * 7919, 1237);
    for kth in [0, 17, 2500, -1] {
        let parts = np::partition(&x, kth, 0);
        let at = if kth < 0 { 5000 + kth } else { kth };
        let pivot = parts.i(kth);
        assert!(
            np::all(parts.i(..at).le(&pivot), ..)
                .item::<bool>()
                .unwrap()
        );
        assert!(
            np::all(parts.i(at..).ge(&pivot), ..)
                .item::<bool>()
                .unwrap()
        );
    }
}
