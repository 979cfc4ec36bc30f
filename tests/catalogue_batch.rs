//! Batching rules of every primitive against a loop, without the loop fallback. `NUMTAPE_FULL=1` runs all
//! dtypes and all combinations of axes.

use numtape::testing::{Coverage, check_batching, check_catalogue};

#[test]
fn batches_match_loops() {
    let coverage = Coverage::from_env();
    check_catalogue("batching", |record| check_batching(record, coverage)).unwrap();
}
