//! Batching rules of every primitive against a loop, without the loop fallback: all dtypes, all subsets of
//! inputs, all combinations of axes, batches of 0, 1 and 3.

use numtape::testing::{check_batching, check_catalogue};

#[test]
fn batches_match_loops() {
    check_catalogue("batching", check_batching).unwrap();
}
