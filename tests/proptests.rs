//! Laws over random shapes, indices and expressions; and the public checkers driven by proptest, as a user
//! would drive them.

use ndarray::{ArrayD, IxDyn, Slice};
use numtape::prelude::*;
use numtape::testing::{SlowArray, allclose, check_batch, check_grads, stack_depth};
use numtape::{Element, promote_types};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// Failing cases are kept beside this file, to be tried first in later runs.
fn config(cases: u32) -> ProptestConfig {
    let regressions = FileFailurePersistence::WithSource("regressions");
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(regressions)),
        ..ProptestConfig::default()
    }
}

fn shapes(max_ndim: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0usize..4, 0..=max_ndim)
}

/// A shape that broadcasts with the given one: axes dropped at the left, sizes replaced by 1.
fn compatible(shape: Vec<usize>) -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    let n = shape.len();
    (0..=n, prop::collection::vec(any::<bool>(), n)).prop_map(move |(dropped, ones)| {
        let other = shape
            .iter()
            .zip(&ones)
            .skip(dropped)
            .map(|(&size, &one)| if one { 1 } else { size });
        (shape.clone(), other.collect())
    })
}

/// Elements that differ from each other.
fn counted(shape: &[usize], start: f64) -> Array {
    let len: usize = shape.iter().product();
    Array::from_shape_vec(
        shape,
        (0..len).map(|i| start + i as f64).collect::<Vec<f64>>(),
    )
    .unwrap()
}

fn to_ndarray(x: &Array) -> ArrayD<f64> {
    ArrayD::from_shape_vec(IxDyn(x.shape()), x.to_vec::<f64>().unwrap()).unwrap()
}

fn same_values(x: &Array, reference: &ArrayD<f64>) -> Result<(), TestCaseError> {
    prop_assert_eq!(x.shape(), reference.shape());
    prop_assert_eq!(
        x.to_vec::<f64>().unwrap(),
        reference.iter().copied().collect::<Vec<f64>>()
    );
    Ok(())
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn broadcasting_matches_a_slow_version((a, b) in shapes(4).prop_flat_map(compatible), flipped: bool) {
        let (a, b) = if flipped { (b, a) } else { (a, b) };
        let (x, y) = (counted(&a, 1.0), counted(&b, 100.0));
        let sum = &x - &y;
        let (slow_x, slow_y) = (SlowArray::of(&x), SlowArray::of(&y));
        let ndim = a.len().max(b.len());
        let size = |shape: &[usize], axis: usize| (axis + shape.len()).checked_sub(ndim).map_or(1, |i| shape[i]);
        let shape: Vec<usize> =
            (0..ndim).map(|k| if size(&a, k) == 1 { size(&b, k) } else { size(&a, k) }).collect();
        let expected = SlowArray::from_fn(&shape, |i| slow_x.get_broadcast(i) - slow_y.get_broadcast(i));
        prop_assert_eq!(SlowArray::of(&sum), expected);
    }

    #[test]
    fn shapes_that_do_not_broadcast_are_errors(a in shapes(3), b in shapes(3)) {
        let fits = a.iter().rev().zip(b.iter().rev()).all(|(m, n)| m == n || *m == 1 || *n == 1);
        let (x, y) = (np::ones(&a), np::ones(&b));
        prop_assert_eq!(try_run(|| &x + &y).is_ok(), fits);
        prop_assert_eq!(stack_depth(), 0);
    }

    #[test]
    fn reshape_keeps_the_order((shape, order) in shapes(4).prop_flat_map(|s| {
        let n = s.len();
        (Just(s), Just((0..n).collect::<Vec<usize>>()).prop_shuffle())
    })) {
        let x = counted(&shape, 0.0);
        let axes: Vec<isize> = order.iter().map(|&a| a as isize).collect();
        let moved = np::transpose(&x, &axes[..]);
        let reference = to_ndarray(&x).permuted_axes(IxDyn(&order));
        same_values(&moved, &reference)?;
        let len = x.len();
        let flat = moved.reshape([len]);
        prop_assert_eq!(flat.to_vec::<f64>().unwrap(), reference.iter().copied().collect::<Vec<f64>>());
        same_values(&flat.reshape(moved.shape()), &reference)?;
    }

    #[test]
    fn slices_match_ndarray(
        shape in prop::collection::vec(0usize..6, 1..=3),
        cuts in prop::collection::vec((-7isize..7, -7isize..7, 1isize..4, any::<bool>()), 3),
    ) {
        let x = counted(&shape, 0.0);
        let mut reference = to_ndarray(&x);
        let mut view = x;
        for (axis, &(start, end, step, backwards)) in cuts.iter().enumerate().take(shape.len()) {
            let n = shape[axis] as isize;
            // Python's rule: negative counts from the end, then clamp.
            let clamp = |i: isize| if i < 0 { (i + n).max(0) } else { i.min(n) };
            let (low, high) = (clamp(start), clamp(end).max(clamp(start)));
            reference.slice_axis_inplace(ndarray::Axis(axis), Slice::new(low, Some(high), step));
            view = sliced(&view, axis, start, end, step);
            if backwards {
                reference.invert_axis(ndarray::Axis(axis));
                view = np::flip(&view, axis as isize);
            }
        }
        same_values(&view, &reference)?;
    }

    #[test]
    fn buffer_reuse_changes_nothing(
        shape in prop::collection::vec(1usize..5, 1..=3),
        ops in prop::collection::vec(0usize..6, 1..12),
    ) {
        let (x, y) = (counted(&shape, 0.25), counted(&shape, -2.0));
        // By value, so that every step may write over its input; and with every input kept alive.
        let owned = ops.iter().fold(&x + 0.0, |x: Array, &op| step(op, x, &y));
        let mut kept: Vec<Array> = vec![&x + 0.0];
        for &op in &ops {
            let next = step(op, kept.last().unwrap().clone(), &y);
            kept.push(next);
        }
        let bits = |x: &Array| x.to_vec::<f64>().unwrap().into_iter().map(f64::to_bits).collect::<Vec<u64>>();
        prop_assert_eq!(bits(&owned), bits(kept.last().unwrap()));
        prop_assert_eq!(bits(&kept[0]), bits(&x));
    }
}

fn step(op: usize, x: Array, y: &Array) -> Array {
    match op {
        0 => x + y,
        1 => y - x,
        2 => x * 0.5,
        3 => x.sin(),
        4 => -x,
        _ => np::maximum(x, y),
    }
}

fn sliced(x: &Array, axis: usize, start: isize, end: isize, step: isize) -> Array {
    match axis {
        0 => x.i(s![start..end;step]),
        1 => x.i(s![.., start..end;step]),
        _ => x.i(s![.., .., start..end;step]),
    }
}

#[test]
fn promotion_is_a_lattice() {
    for a in numtape::DType::ALL {
        assert_eq!(promote_types(a, a), a);
        for b in numtape::DType::ALL {
            let ab = promote_types(a, b);
            assert_eq!(ab, promote_types(b, a));
            assert_eq!(
                promote_types(ab, a),
                ab,
                "{a} and {b} meet at {ab}, which does not absorb {a}"
            );
            assert!(ab.kind() >= a.kind().max(b.kind()));
            assert_eq!((np::zeros(([1], a)) + np::zeros(([1], b))).dtype(), ab);
        }
    }
}

/// A random expression of smooth functions of two variables.
#[derive(Clone, Debug)]
enum Expression {
    X,
    Y,
    Constant(f64),
    Unary(usize, Box<Expression>),
    Binary(usize, Box<Expression>, Box<Expression>),
}

impl Expression {
    fn evaluate(&self, x: &Array, y: &Array) -> Array {
        match self {
            Expression::X => x.clone(),
            Expression::Y => y.clone(),
            Expression::Constant(c) => np::full([], *c),
            Expression::Unary(op, a) => {
                let a: Array = a.evaluate(x, y);
                match op {
                    0 => a.sin(),
                    1 => a.tanh(),
                    2 => (a * 0.25).tanh().exp(),
                    3 => (a.square() + 1.0).sqrt(),
                    4 => (a.square() + 1.0).log(),
                    5 => -a,
                    6 if a.ndim() > 0 => a.sum(axis(-1).keepdims()),
                    7 if a.ndim() > 0 => a.mean(-1),
                    8 => a.t(),
                    9 if a.ndim() > 0 => np::flip(a, 0),
                    _ => a.reshape([a.len()]),
                }
            }
            Expression::Binary(op, a, b) => {
                let (a, b): (Array, Array) = (a.evaluate(x, y).sum(..), b.evaluate(x, y));
                match op {
                    0 => a + b,
                    1 => a - b,
                    2 => a * b,
                    3 => a / (b.square() + 1.0),
                    _ => np::hypot(a + 2.0, b.tanh() + 4.0),
                }
            }
        }
    }
}

fn expressions() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        3 => Just(Expression::X),
        3 => Just(Expression::Y),
        1 => (-1.0..1.0).prop_map(Expression::Constant),
    ];
    leaf.prop_recursive(5, 16, 2, |inner| {
        prop_oneof![
            (0usize..11, inner.clone()).prop_map(|(op, a)| Expression::Unary(op, Box::new(a))),
            (0usize..5, inner.clone(), inner).prop_map(|(op, a, b)| Expression::Binary(
                op,
                Box::new(a),
                Box::new(b)
            )),
        ]
    })
}

/// Values in -1..1 on a grid.
fn values(shape: Vec<usize>) -> impl Strategy<Value = Array> {
    let len: usize = shape.iter().product();
    prop::collection::vec(-16i32..16, len).prop_map(move |v| {
        Array::from_shape_vec(
            &shape,
            v.into_iter()
                .map(|i| f64::from(i) / 16.0)
                .collect::<Vec<f64>>(),
        )
        .unwrap()
    })
}

fn inputs() -> impl Strategy<Value = (Array, Array)> {
    let small = || prop::collection::vec(1usize..4, 0..=2);
    (small().prop_flat_map(values), small().prop_flat_map(values))
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn gradients_of_expressions(expression in expressions(), inputs in inputs()) {
        let f = |(x, y): &(Array, Array)| expression.evaluate(x, y);
        check_grads(f, &inputs, 2).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn batches_of_expressions(expression in expressions(), inputs in inputs()) {
        let f = |(x, y): &(Array, Array)| expression.evaluate(x, y);
        check_batch(f, &inputs).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn gradients_map_over_batches(expression in expressions(), inputs in inputs()) {
        let f = grad(|(x, y): &(Array, Array)| expression.evaluate(x, y).sum(..));
        check_batch(f, &inputs).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn maps_differentiate(expression in expressions(), inputs in inputs()) {
        let rows = |x: &Array| np::stack([x, &(x * 0.5)], 0);
        let f = |(x, y): &(Array, Array)| {
            vectorized_map(|(x, y)| expression.evaluate(&x, &y), (&rows(x), &rows(y)))
        };
        check_grads(f, &inputs, 1).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn a_wrong_gradient_is_found() {
    let text = check_grads(|x: &Array| x * stop_gradient(x), &array([0.5, 2.0]), 1).unwrap_err();
    assert!(
        text.contains("order 1: the derivative along input 0"),
        "{text}"
    );
    let text = check_grads(
        |x: &Array| np::sin(x) + stop_gradient(x) * 0.001,
        &array(0.5),
        2,
    )
    .unwrap_err();
    assert!(text.contains("order 1"), "{text}");
}

#[test]
fn a_function_that_needs_values_does_not_batch() {
    let f = |x: &Array| x * x.sum(..).item::<f64>().unwrap_or(f64::NAN);
    assert!(check_batch(f, &array([1.0, 2.0])).is_err());
}

#[test]
fn a_batch_may_round_terms_that_cancel_otherwise() {
    // The terms of this gradient are of the inputs' size. Their sum is 0, or one rounding where a product is fused.
    let f = grad(|(x, y): &(Array, Array)| (x.sum(..) * x).sum(..) * y.sin());
    check_batch(f, &(array([0.375, -0.375]), array(0.0625))).unwrap();
    // Here they are larger than the inputs.
    let f = grad(|(x, y): &(Array, Array)| {
        let sum = ((x + x) * y).sum(..);
        let ratio = np::hypot(x + 2.0, y.tanh() + 4.0).sum(..) / (y.square() + 1.0);
        (sum * ratio).sum(..)
    });
    check_batch(f, &(array(0.6875), array([0.3125, 0.5, -0.8125]))).unwrap();
}

#[test]
fn allclose_names_the_worst() {
    let text = allclose(
        &array([[1.0, 2.0], [3.0, 5.0]]),
        &array([[1.0, 2.1], [3.0, 4.0]]),
        1e-3,
        0.0,
    )
    .unwrap_err();
    assert!(
        text.starts_with("2 of 4 elements differ, the worst at [1, 1]: 5 instead of 4"),
        "{text}"
    );
    assert!(allclose(&array([f64::NAN]), &array([f64::NAN]), 0.0, 0.0).is_ok());
    assert!(allclose(&array([f64::NAN]), &array([1.0]), 1.0, 1.0).is_err());
    assert!(
        allclose(&array([1.0]), &array([[1.0]]), 1.0, 1.0)
            .unwrap_err()
            .contains("shape")
    );
    assert_eq!(f64::DTYPE, F64);
}
