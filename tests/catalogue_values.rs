//! Values of every primitive against its slow reference: all dtypes, all memory layouts, inputs given up.

use numtape::testing::{check_catalogue, check_values};

#[test]
fn values_match_the_references() {
    check_catalogue("values", check_values).unwrap();
}
