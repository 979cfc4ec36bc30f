//! Derivatives without rules: differences of values.
//!
//! Central differences with one step of Richardson extrapolation, in f64: the error is of order h⁴, so that
//! about nine digits are right for smooth functions.

use super::SlowArray;
use super::samples::Samples;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::OrRaise;
use num_complex::Complex;

/// A function of several arrays, as the checkers see every function.
pub(crate) type Function<'a> = &'a dyn Fn(&[Array]) -> Vec<Array>;

/// How far inputs are moved. Functions must be smooth within this distance.
const STEP: f64 = 1e-4;

/// The derivative of all outputs when the inputs move along a direction.
///
/// Inputs without a direction stay. Those with one must be f64 or c128; a complex direction moves real and
/// imaginary parts as independent variables.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, testing::directional_derivative};
/// let square = |xs: &[Array]| vec![&xs[0] * &xs[0]];
/// let slope = directional_derivative(&square, &[array(3.0)], &[Some(array(1.0))]);
/// assert!((slope[0].data[0].re - 6.0).abs() < 1e-8);
/// ```
pub fn directional_derivative(
    f: &dyn Fn(&[Array]) -> Vec<Array>,
    inputs: &[Array],
    direction: &[Option<Array>],
) -> Vec<SlowArray> {
    let wide = difference(f, inputs, direction, STEP);
    let narrow = difference(f, inputs, direction, STEP / 2.0);
    let extrapolate = |w: SlowArray, n: SlowArray| SlowArray {
        data: w
            .data
            .iter()
            .zip(&n.data)
            .map(|(&w, &n)| (n * 4.0 - w) / 3.0)
            .collect(),
        shape: w.shape,
    };
    wide.into_iter()
        .zip(narrow)
        .map(|(w, n)| extrapolate(w, n))
        .collect()
}

fn difference(
    f: Function<'_>,
    inputs: &[Array],
    direction: &[Option<Array>],
    step: f64,
) -> Vec<SlowArray> {
    let at = |factor: f64| {
        let moved: Vec<Array> = inputs
            .iter()
            .zip(direction)
            .map(|(x, v)| displaced(x, v.as_ref(), factor))
            .collect();
        f(&moved)
    };
    let quotient = |above: &Array, below: &Array| {
        let (above, below) = (SlowArray::of(above), SlowArray::of(below));
        let data = above
            .data
            .iter()
            .zip(&below.data)
            .map(|(&a, &b)| (a - b) / (2.0 * step))
            .collect();
        SlowArray {
            shape: above.shape,
            data,
        }
    };
    at(step)
        .iter()
        .zip(at(-step))
        .map(|(above, below)| quotient(above, &below))
        .collect()
}

fn displaced(x: &Array, direction: Option<&Array>, factor: f64) -> Array {
    let Some(direction) = direction else {
        return x.clone();
    };
    let mut values = SlowArray::of(x);
    for (value, v) in values.data.iter_mut().zip(SlowArray::of(direction).data) {
        *value += v * factor;
    }
    array_of(&values, x.dtype())
}

/// An f64 or c128 array of values.
pub(crate) fn array_of(values: &SlowArray, dtype: DType) -> Array {
    let shape = values.shape.as_slice();
    match dtype {
        DType::F64 => Array::from_shape_vec(shape, values.data.iter().map(|z| z.re).collect()),
        DType::C128 => Array::from_shape_vec(shape, values.data.clone()),
        other => unreachable!("finite differences need f64 or c128, not {other}"),
    }
    .or_raise()
}

/// Random numbers of the dtype, some of them near 1 and none of them 0.
pub(crate) fn direction_like(x: &Array, rng: &mut Samples) -> Array {
    let len = x.len();
    let mut part = || {
        if rng.next_u64() & 1 == 0 {
            rng.real(0.25, 1.0)
        } else {
            rng.real(-1.0, -0.25)
        }
    };
    // On a grid, so that every dtype holds the same numbers.
    let mut part = || (part() * 64.0).round() / 64.0;
    let is_complex = x.dtype().is_complex();
    let values: Vec<Complex<f64>> = (0..len)
        .map(|_| Complex::new(part(), if is_complex { part() } else { 0.0 }))
        .collect();
    crate::np::asarray_of(&values, x.shape(), x.dtype())
}

/// The inner product over the reals: Σ Re(conj(a)·b); and the sum of the terms' sizes.
pub(crate) fn inner(a: &SlowArray, b: &SlowArray) -> (f64, f64) {
    let pairs = a.data.iter().zip(&b.data);
    pairs.fold((0.0, 0.0), |(sum, size), (a, b)| {
        (sum + (a.conj() * b).re, size + a.norm() * b.norm())
    })
}
