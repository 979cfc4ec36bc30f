//! Comparison of arrays with tolerances, and a message that says where they differ most.
//!
//! The elementwise function `np::isclose` gives an array; this is for tests.

use super::SlowArray;
use crate::array::Array;
use crate::array::convert::IntoArray;
use num_complex::Complex;

/// Asserts that two arrays are equal within tolerances (numpy: `testing.assert_allclose`).
///
/// Takes anything that converts to an array. `rtol` is 1e-7 and `atol` 0 unless given. Shapes must be equal,
/// or the expected value 0-d; dtypes are not compared. nan equals nan and infinities of the same sign are
/// equal. Unlike numpy, `rtol` is relative to the larger of the two numbers.
///
/// # Panics
/// If shapes or values differ; the message names the worst element.
///
/// # Examples
/// ```
/// use numtape::{assert_allclose, prelude::*};
/// assert_allclose!(np::sqrt([2.0, 4.0]), [1.41421356, 2.0], rtol = 1e-8);
/// assert_allclose!(array([1e-12]), [0.0], atol = 1e-9);
/// ```
#[macro_export]
macro_rules! assert_allclose {
    ($actual:expr, $expected:expr $(, rtol = $rtol:expr)? $(, atol = $atol:expr)? $(,)?) => {{
        #[allow(unused_mut, unused_assignments, reason = "tolerances are optional")]
        let (mut rtol, mut atol): (f64, f64) = (1e-7, 0.0);
        $(rtol = $rtol;)?
        $(atol = $atol;)?
        $crate::testing::allclose_or_panic($actual, $expected, rtol, atol);
    }};
    ($actual:expr, $expected:expr, atol = $atol:expr, rtol = $rtol:expr $(,)?) => {
        $crate::assert_allclose!($actual, $expected, rtol = $rtol, atol = $atol)
    };
}

/// What [`assert_allclose!`](crate::assert_allclose) calls.
///
/// # Panics
/// With the text of [`allclose`].
#[track_caller]
pub fn allclose_or_panic<'a, 'b>(
    actual: impl IntoArray<'a>,
    expected: impl IntoArray<'b>,
    rtol: f64,
    atol: f64,
) {
    if let Err(text) = allclose(&actual.into_array(), &expected.into_array(), rtol, atol) {
        panic!("{text}");
    }
}

/// Compares two arrays within tolerances; see [`assert_allclose!`](crate::assert_allclose).
///
/// # Errors
/// A text that names the worst element, its index, both values and the number of mismatches.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, testing::allclose};
/// let text = allclose(&array([1.0, 2.5]), &array([1.0, 2.0]), 1e-7, 0.0).unwrap_err();
/// assert!(text.starts_with("1 of 2 elements differ, the worst at [1]: 2.5 instead of 2"), "{text}");
/// ```
pub fn allclose(actual: &Array, expected: &Array, rtol: f64, atol: f64) -> Result<(), String> {
    let (actual, expected) = (SlowArray::of(actual), SlowArray::of(expected));
    let expected = if expected.shape.is_empty() {
        SlowArray {
            shape: actual.shape.clone(),
            data: vec![expected.data[0]; actual.data.len()],
        }
    } else {
        expected
    };
    compare(&actual, &expected, |a, e| {
        if is_close(a, e, rtol, atol) {
            None
        } else {
            Some(distance(a, e) / (atol + rtol * a.norm().max(e.norm())))
        }
    })
    .map_err(|text| format!("{text} (rtol {rtol:e}, atol {atol:e})"))
}

/// Compares element by element; `excess` gives how badly a pair differs, or `None`.
pub(crate) fn compare(
    actual: &SlowArray,
    expected: &SlowArray,
    excess: impl Fn(Complex<f64>, Complex<f64>) -> Option<f64>,
) -> Result<(), String> {
    if actual.shape != expected.shape {
        return Err(format!(
            "shape {:?} instead of {:?}",
            actual.shape, expected.shape
        ));
    }
    let mut count = 0;
    let mut worst: Option<(usize, f64)> = None;
    for (i, (&a, &e)) in actual.data.iter().zip(&expected.data).enumerate() {
        if let Some(excess) = excess(a, e) {
            count += 1;
            if worst
                .is_none_or(|(_, so_far)| excess > so_far || (excess.is_nan() && !so_far.is_nan()))
            {
                worst = Some((i, excess));
            }
        }
    }
    let Some((at, _)) = worst else { return Ok(()) };
    let (a, e) = (actual.data[at], expected.data[at]);
    Err(format!(
        "{count} of {} elements differ, the worst at {:?}: {} instead of {}, off by {:e}",
        actual.data.len(),
        multi_index(at, &actual.shape),
        number(a),
        number(e),
        distance(a, e),
    ))
}

/// Within `atol`, or within `rtol` of the larger. Complex numbers are compared by their distance, because one
/// part of a result may be all rounding error.
fn is_close(a: Complex<f64>, e: Complex<f64>, rtol: f64, atol: f64) -> bool {
    if same(a, e) {
        return true;
    }
    if a.im == 0.0 && e.im == 0.0 {
        return approx::relative_eq!(a.re, e.re, epsilon = atol, max_relative = rtol);
    }
    let allowed = atol.max(rtol * a.norm().max(e.norm()));
    a.is_finite() && e.is_finite() && approx::abs_diff_eq!(distance(a, e), 0.0, epsilon = allowed)
}

/// Equal, with nan equal to nan.
pub(crate) fn same(a: Complex<f64>, b: Complex<f64>) -> bool {
    let part = |x: f64, y: f64| x == y || (x.is_nan() && y.is_nan());
    part(a.re, b.re) && part(a.im, b.im)
}

pub(crate) fn distance(a: Complex<f64>, b: Complex<f64>) -> f64 {
    (a - b).norm()
}

fn number(z: Complex<f64>) -> String {
    if z.im == 0.0 {
        z.re.to_string()
    } else {
        z.to_string()
    }
}

fn multi_index(mut flat: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for axis in (0..shape.len()).rev() {
        index[axis] = flat % shape[axis];
        flat /= shape[axis];
    }
    index
}
