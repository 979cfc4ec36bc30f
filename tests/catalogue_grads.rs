//! Derivative rules of every primitive: to order 2 against finite differences, forward against reverse, in
//! narrow dtypes against double precision, and reading only declared values.

use numtape::testing::{check_catalogue, check_derivatives, check_residuals};

#[test]
fn derivatives_match_finite_differences() {
    check_catalogue("derivatives", check_derivatives).unwrap();
}

#[test]
fn rules_read_what_they_declare() {
    check_catalogue("residuals", check_residuals).unwrap();
}
