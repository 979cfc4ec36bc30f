//! What most tests say of arrays: the number in one, its numbers, and that it is close to another.
#![allow(dead_code, reason = "each test uses a part of it")]

use numtape::prelude::*;

/// The one element of an f64 array.
#[track_caller]
pub(crate) fn number(x: &Array) -> f64 {
    x.item().unwrap()
}

/// The elements of an f64 array in C order.
#[track_caller]
pub(crate) fn numbers(x: &Array) -> Vec<f64> {
    x.to_vec().unwrap()
}

/// The shape that is wanted and values as close as `np::allclose` asks.
#[track_caller]
pub(crate) fn close(found: &Array, wanted: impl IntoArray<'static>) {
    let wanted = wanted.into_array();
    assert_eq!(found.shape(), wanted.shape());
    assert!(np::allclose(found, &wanted), "{found} is not {wanted}");
}
