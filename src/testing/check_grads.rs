//! Gradients of any function against finite differences, to any order.

use super::SlowArray;
use super::finite_diff::{Function, direction_like, directional_derivative, inner};
use super::report::caught;
use super::samples::Samples;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::OrRaise;
use crate::np;
use crate::transform::forward::along;
use crate::transform::grad::vjp;
use crate::tree::Tree;

/// Compares the derivatives of a function with finite differences, up to the given order.
///
/// `inputs` is any [`Tree`]: an array, a tuple, a vector, a struct of parameters; so is what `f` returns.
/// Reverse and forward mode are checked along a random direction of every array alone and of all together; for order 2,
/// `x ↦ vjp(f)(x)·ct` is checked in turn, and so on. Floating point arrays must be f64 or c128, and `f`
/// smooth within 1e-4 of the inputs. Complex arrays count as pairs of real numbers, with ∂L/∂re + i·∂L/∂im
/// as the gradient. Arrays of other dtypes stay as they are.
///
/// # Errors
/// A text that names the order, the input and both numbers, or what the function failed with.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, testing::check_grads};
/// let x = array([[0.3, -0.8], [1.2, 0.5]]);
/// check_grads(|x: &Array| x.tanh().matmul(x), &x, 2).unwrap();
///
/// let wrong = |x: &Array| x * stop_gradient(x);
/// let text = check_grads(wrong, &x, 1).unwrap_err();
/// assert!(text.contains("order 1"), "{text}");
/// ```
pub fn check_grads<T: Tree, R: Tree>(
    f: impl Fn(&T) -> R,
    inputs: &T,
    order: usize,
) -> Result<(), String> {
    let flat = |xs: &[Array]| f(&inputs.with_leaves(xs.iter().cloned())).leaves();
    caught(|| check_order(&flat, &inputs.leaves(), 1, order, &mut Samples::new(0)))
}

/// [`check_grads`] for tests that are not property tests.
///
/// # Panics
/// With the text of the error.
#[track_caller]
pub fn assert_grads<T: Tree, R: Tree>(f: impl Fn(&T) -> R, inputs: &T, order: usize) {
    if let Err(text) = check_grads(f, inputs, order) {
        panic!("{text}");
    }
}

/// Checks orders `order..=last`.
pub(crate) fn check_order(
    f: Function<'_>,
    inputs: &[Array],
    order: usize,
    last: usize,
    rng: &mut Samples,
) -> Result<(), String> {
    if order > last {
        return Ok(());
    }
    let smooth = |xs: &[Array]| -> Vec<Array> {
        f(xs)
            .into_iter()
            .filter(|y| y.dtype().is_differentiable())
            .collect()
    };
    let outputs = smooth(inputs);
    for (what, array) in inputs
        .iter()
        .map(|x| ("input", x))
        .chain(outputs.iter().map(|y| ("result", y)))
    {
        if array.dtype().is_differentiable() && !is_double(array.dtype()) {
            return Err(format!(
                "finite differences need f64 or c128; an {what} is {}",
                array.aval()
            ));
        }
    }
    let cts: Vec<Array> = outputs.iter().map(|y| direction_like(y, rng)).collect();
    check_first(&smooth, inputs, &outputs, &cts, rng)
        .map_err(|text| format!("order {order}: {text}"))?;

    let gradient = |args: &[Array]| {
        let (xs, cts) = args.split_at(inputs.len());
        let gradients = pull_back(&smooth, xs, cts);
        gradients
            .into_iter()
            .filter(|g| g.dtype().is_differentiable())
            .collect()
    };
    let args: Vec<Array> = inputs.iter().chain(&cts).cloned().collect();
    check_order(&gradient, &args, order + 1, last, rng)
}

/// The cotangents of all inputs.
pub(crate) fn pull_back(f: Function<'_>, inputs: &[Array], cts: &[Array]) -> Vec<Array> {
    let (_, pullback) = vjp(|xs: &Vec<Array>| f(xs), &inputs.to_vec());
    pullback.call(&cts.to_vec())
}

/// The derivative of all outputs along a direction, by forward mode.
fn push_forward(
    f: Function<'_>,
    inputs: &[Array],
    outputs: &[Array],
    direction: Vec<Option<Array>>,
) -> Vec<SlowArray> {
    let (_, tangents) = along(
        "check_grads",
        |xs: &Vec<Array>| f(xs),
        &inputs.to_vec(),
        direction,
    )
    .or_raise();
    tangents
        .iter()
        .zip(outputs)
        .map(|(t, y)| {
            t.as_ref()
                .map_or_else(|| SlowArray::of(&np::zeros_like(y)), SlowArray::of)
        })
        .collect()
}

fn check_first(
    f: Function<'_>,
    inputs: &[Array],
    outputs: &[Array],
    cts: &[Array],
    rng: &mut Samples,
) -> Result<(), String> {
    let gradients = pull_back(f, inputs, cts);
    let slow_cts: Vec<SlowArray> = cts.iter().map(SlowArray::of).collect();
    for (i, (x, g)) in inputs.iter().zip(&gradients).enumerate() {
        if x.aval() != g.aval() {
            return Err(format!(
                "the gradient of input {i} is {}, the input {}",
                g.aval(),
                x.aval()
            ));
        }
    }
    for (name, direction) in directions(inputs, rng) {
        let numeric = directional_derivative(f, inputs, &direction);
        let differences = inner_all(&slow_cts, &numeric);
        let tangents = push_forward(f, inputs, outputs, direction.clone());
        let forward = inner_all(&slow_cts, &tangents);
        let moved: Vec<(SlowArray, SlowArray)> = gradients
            .iter()
            .zip(&direction)
            .filter_map(|(g, v)| Some((SlowArray::of(g), SlowArray::of(v.as_ref()?))))
            .collect();
        let (moved_gradients, moved_directions): (Vec<_>, Vec<_>) = moved.into_iter().unzip();
        let reverse = inner_all(&moved_gradients, &moved_directions);
        let values = outputs
            .iter()
            .flat_map(|y| SlowArray::of(y).data)
            .map(num_complex::Complex::norm)
            .sum::<f64>();
        let allowed = 1e-9 + 1e-6 * (differences.1 + reverse.1) + 1e-11 * values;
        for (mode, found) in [("the gradient", reverse.0), ("forward mode", forward.0)] {
            // Written so that nan fails.
            let is_close = (differences.0 - found).abs() <= allowed;
            if !is_close {
                return Err(format!(
                    "the derivative along {name} is {found} by {mode}, {} by finite differences",
                    differences.0
                ));
            }
        }
    }
    Ok(())
}

/// Every differentiable input alone, then all of them.
fn directions(inputs: &[Array], rng: &mut Samples) -> Vec<(String, Vec<Option<Array>>)> {
    let moving: Vec<usize> = (0..inputs.len())
        .filter(|&i| inputs[i].dtype().is_differentiable())
        .collect();
    let mut along = |movers: &[usize]| -> Vec<Option<Array>> {
        (0..inputs.len())
            .map(|i| movers.contains(&i).then(|| direction_like(&inputs[i], rng)))
            .collect()
    };
    let mut directions: Vec<_> = moving
        .iter()
        .map(|&i| (format!("input {i}"), along(&[i])))
        .collect();
    if moving.len() > 1 {
        directions.push(("all inputs".to_string(), along(&moving)));
    }
    directions
}

pub(crate) fn inner_all(a: &[SlowArray], b: &[SlowArray]) -> (f64, f64) {
    a.iter()
        .zip(b)
        .map(|(a, b)| inner(a, b))
        .fold((0.0, 0.0), |sum, term| (sum.0 + term.0, sum.1 + term.1))
}

pub(crate) fn is_double(dtype: DType) -> bool {
    matches!(dtype, DType::F64 | DType::C128)
}
