//! The matrix of transforms inside transforms, against closed forms. After every test the stack is empty.

#[path = "common/numbers.rs"]
mod numbers;

use approx::assert_relative_eq;
use numbers::{number, numbers};
use numtape::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a test body and asserts that no frame is left.
fn clean(body: impl FnOnce()) {
    body();
    assert_eq!(
        numtape::testing::stack_depth(),
        0,
        "frames were left on the stack"
    );
}

fn assert_close(x: &Array, expected: &[f64]) {
    let actual = numbers(x);
    assert_eq!(actual.len(), expected.len());
    for (a, e) in actual.iter().zip(expected) {
        assert_relative_eq!(*a, *e, max_relative = 1e-12, epsilon = 1e-12);
    }
}

fn cube(x: &Array) -> Array {
    x * x * x
}

#[test]
fn first_to_fourth_derivative_of_a_cube() {
    clean(|| {
        let x = array(2.0);
        assert_eq!(number(&grad(cube)(&x)), 12.0);
        assert_eq!(number(&grad(grad(cube))(&x)), 12.0);
        assert_eq!(number(&grad(grad(grad(cube)))(&x)), 6.0);
        assert_eq!(number(&grad(grad(grad(grad(cube))))(&x)), 0.0);
    });
}

#[test]
fn third_derivatives_through_several_rules() {
    clean(|| {
        let x = array(0.7);
        let f = |x: &Array| (x.sin() * x.exp()).tanh();
        // by finite differences of the second derivative
        let second = |v: f64| number(&grad(grad(f))(&array(v)));
        let numeric = (second(0.7 + 1e-5) - second(0.7 - 1e-5)) / 2e-5;
        assert_relative_eq!(
            number(&grad(grad(grad(f)))(&x)),
            numeric,
            max_relative = 1e-6
        );
    });
}

#[test]
fn tape_inside_vmap() {
    clean(|| {
        let xs = array([1.0, 2.0, 3.0]);
        let dx = vectorized_map(
            |x: Array| {
                let tape = GradientTape::new();
                tape.watch(&x);
                let y = cube(&x);
                tape.gradient(&y, &x).unwrap()
            },
            &xs,
        );
        assert_close(&dx, &[3.0, 12.0, 27.0]);
    });
}

#[test]
fn vmap_inside_tape() {
    clean(|| {
        let xs = array([1.0, 2.0, 3.0]);
        let w = array(5.0);
        let tape = GradientTape::new();
        tape.watch(&xs);
        tape.watch(&w);
        // the captured weight is the same for every row, and its gradient is the sum over rows
        let y = vectorized_map(|x: Array| &x * &x * &w, &xs);
        let [dx, dw] = tape.gradient(&y, [&xs, &w]);
        assert_close(&dx.unwrap(), &[10.0, 20.0, 30.0]);
        assert_close(&dw.unwrap(), &[14.0]);
    });
}

#[test]
fn hessian_by_vmap_of_grad_and_grad_of_vmap() {
    clean(|| {
        let xs = array([1.0, 2.0]);
        assert_close(
            &vectorized_map(|x: Array| grad(grad(cube))(&x), &xs),
            &[6.0, 12.0],
        );
        let sum_of_cubes = |x: &Array| vectorized_map(|x: Array| cube(&x), x).sum(..);
        assert_close(&grad(sum_of_cubes)(&xs), &[3.0, 12.0]);
        let sum_of_slopes = |x: &Array| vectorized_map(|x: Array| grad(cube)(&x), x).sum(..);
        assert_close(&grad(sum_of_slopes)(&xs), &[6.0, 12.0]);
    });
}

#[test]
fn nested_vmaps_keep_their_axes_apart() {
    clean(|| {
        let xs = array([1.0, 2.0]);
        let ys = array([10.0, 20.0, 30.0]);
        // the outer row is captured by the inner function and does not vary there
        let table = vectorized_map(|x: Array| vectorized_map(|y: Array| &x * &x + y, &ys), &xs);
        assert_eq!(table.shape(), [2, 3]);
        assert_close(&table, &[11.0, 21.0, 31.0, 14.0, 24.0, 34.0]);
        let cube_of_rows = vectorized_map(
            |row: Array| vectorized_map(|x: Array| cube(&x), &row),
            &table,
        );
        assert_relative_eq!(numbers(&cube_of_rows)[5], 34.0_f64.powi(3));
    });
}

#[test]
fn per_example_gradients_equal_the_loop() {
    clean(|| {
        let w = array([[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]]);
        let xs = array([[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]]);
        let ts = array([[1.0, 0.0], [0.0, 1.0]]);
        let loss = |w: &Array, x: &Array, t: &Array| (x.matmul(w).tanh() - t).square().sum(..);
        let batched = vectorized_map(|(x, t)| grad(|w: &Array| loss(w, &x, &t))(&w), (&xs, &ts));
        assert_eq!(batched.shape(), [2, 3, 2]);
        for row in 0..2 {
            let one = grad(|w: &Array| loss(w, &xs.i(row), &ts.i(row)))(&w);
            assert_close(&batched.i(row), &numbers(&one));
        }
        let whole =
            grad(|w: &Array| vectorized_map(|(x, t)| loss(w, &x, &t), (&xs, &ts)).sum(..))(&w);
        assert_close(&batched.sum(0), &numbers(&whole));
    });
}

#[test]
fn jacobian_by_vmap_over_a_persistent_tape() {
    clean(|| {
        let x = array([1.0, 2.0, 3.0]);
        let tape = GradientTape::persistent();
        tape.watch(&x);
        let y = &x * &x + x.sum(..);
        tape.stop();
        let row = |seed: Array| {
            let options = GradientOptions::new().output_gradients([seed]);
            tape.gradient_with(&y, &x, &options).unwrap()
        };
        let jacobian = vectorized_map(row, np::eye(3));
        assert_close(&jacobian, &[3.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0, 1.0, 7.0]);
    });
}

#[test]
fn persistent_tape_inside_its_own_scope() {
    clean(|| {
        let x = array(3.0);
        let tape = GradientTape::persistent();
        tape.watch(&x);
        let y = cube(&x);
        let dy = tape.gradient(&y, &x).unwrap();
        let d2y = tape.gradient(&dy, &x).unwrap();
        let d3y = tape.gradient(&d2y, &x).unwrap();
        assert_eq!([number(&dy), number(&d2y), number(&d3y)], [27.0, 18.0, 6.0]);
    });
}

#[test]
fn two_tapes_on_one_array() {
    clean(|| {
        let x = array(2.0);
        let outer = GradientTape::new();
        outer.watch(&x);
        let inner = GradientTape::new();
        inner.watch(&x);
        let y = cube(&x);
        let dy = inner.gradient(&y, &x).unwrap();
        assert_eq!(number(&dy), 12.0);
        assert_eq!(number(&outer.gradient(&dy, &x).unwrap()), 12.0);
    });
}

#[test]
fn watching_is_per_tape() {
    clean(|| {
        let x = array(2.0);
        let outer = GradientTape::new();
        let inner = GradientTape::new();
        inner.watch(&x);
        let y = cube(&x);
        let dy = inner.gradient(&y, &x).unwrap();
        assert!(outer.gradient(&dy, &x).is_none());
    });
}

#[test]
fn tapes_stopped_out_of_order() {
    clean(|| {
        let x = array(2.0);
        let first = GradientTape::new();
        first.watch(&x);
        let second = GradientTape::new();
        second.watch(&x);
        let y = cube(&x);
        // the older tape is used while the younger still records
        let dy = first.gradient(&y, &x).unwrap();
        assert_eq!(number(&dy), 12.0);
        let z = &y * 2.0;
        assert_eq!(number(&second.gradient(&z, &x).unwrap()), 24.0);
    });
    clean(|| {
        let x = array(2.0);
        let first = GradientTape::new();
        let second = GradientTape::new();
        second.watch(&x);
        drop(first);
        let y = cube(&x);
        assert_eq!(number(&second.gradient(&y, &x).unwrap()), 12.0);
    });
}

#[test]
fn gradient_of_an_older_tape_is_recorded_by_a_younger() {
    clean(|| {
        let x = array(2.0);
        let older = GradientTape::new();
        older.watch(&x);
        let younger = GradientTape::new();
        younger.watch(&x);
        let y = cube(&x);
        let dy = older.gradient(&y, &x).unwrap();
        assert_eq!(number(&younger.gradient(&dy, &x).unwrap()), 12.0);
    });
}

#[test]
fn no_confusion_of_perturbations() {
    clean(|| {
        // d/dx [x · d/dy (x + y)] at 1 is 1, not 2
        let f = |x: &Array| x * grad(|y: &Array| x + y)(&array(1.0));
        assert_eq!(number(&grad(f)(&array(1.0))), 1.0);
        // d/dx [x · d/dy (x·y)] = d/dx x² = 2x
        let g = |x: &Array| x * grad(|y: &Array| x * y)(&array(2.0));
        assert_eq!(number(&grad(g)(&array(3.0))), 6.0);
    });
}

#[test]
fn the_same_array_twice() {
    clean(|| {
        let x = array(3.0);
        // by id on a tape: one gradient for both uses, asked for twice
        let tape = GradientTape::new();
        tape.watch(&x);
        let y = &x * &x;
        let (a, b) = tape.gradient(&y, (&x, &x));
        assert_eq!((number(&a.unwrap()), number(&b.unwrap())), (6.0, 6.0));
        // by argument in the functional form: each has its own
        let (a, b) = grad(|(a, b): &(Array, Array)| a * a * b)(&(x.clone(), x));
        assert_eq!((number(&a), number(&b)), (18.0, 9.0));
    });
}

#[test]
fn values_of_an_ended_map_are_recognised() {
    clean(|| {
        let mut escaped = None;
        let _ = vectorized_map(
            |x: Array| {
                escaped = Some(x.clone());
                x
            },
            np::ones([3]),
        );
        let escaped = escaped.unwrap();
        let error = try_run(|| &escaped + 1.0).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("belongs to a vectorized_map that has ended"),
            "{error}"
        );
        // also inside another map, and under a tape
        let error = try_run(|| vectorized_map(|x: Array| x + &escaped, np::ones([3]))).unwrap_err();
        assert!(matches!(error, Error::Escaped(_)), "{error}");
        let tape = GradientTape::new();
        assert!(try_run(|| tape.watch(&escaped)).is_err());
    });
}

#[test]
fn panics_leave_the_stack_empty() {
    clean(|| {
        let run = || {
            let tape = GradientTape::new();
            let x = np::ones([3]);
            tape.watch(&x);
            vectorized_map(
                |x: Array| {
                    let inner = GradientTape::new();
                    inner.watch(&x);
                    let y = &x * 2.0;
                    assert!(y.ndim() == 99, "in the middle");
                    y
                },
                &x,
            )
        };
        let payload = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
        assert!(
            payload
                .downcast_ref::<&str>()
                .unwrap()
                .contains("in the middle")
        );
    });
    clean(|| {
        // an error inside a batching rule: the op itself fails on the whole batch
        let error =
            try_run(|| vectorized_map(|x: Array| x.reshape([7]), np::ones([2, 3]))).unwrap_err();
        assert_eq!(error.op(), "reshape");
    });
    clean(|| {
        // and inside a reverse sweep, through a bad output gradient
        let x = np::ones([3]);
        let tape = GradientTape::new();
        tape.watch(&x);
        let y = &x * 2.0;
        let options = GradientOptions::new().output_gradients([np::ones([2])]);
        assert!(try_run(|| tape.gradient_with(&y, &x, &options)).is_err());
    });
}

#[test]
fn stop_gradient_on_every_level() {
    clean(|| {
        let x = array(3.0);
        let f = |x: &Array| x * x * stop_gradient(x);
        assert_eq!(number(&grad(f)(&x)), 18.0);
        assert_eq!(number(&grad(grad(f))(&x)), 6.0);
        let g = |x: Array| grad(|x: &Array| x * stop_gradient(x))(&x);
        assert_close(&vectorized_map(g, array([1.0, 2.0])), &[1.0, 2.0]);
    });
}

#[test]
fn tape_between_two_maps() {
    clean(|| {
        let xs = array([[1.0, 2.0], [3.0, 4.0]]);
        let per_row = |row: Array| {
            let tape = GradientTape::new();
            tape.watch(&row);
            let y = vectorized_map(|x: Array| cube(&x), &row).sum(..);
            tape.gradient(&y, &row).unwrap()
        };
        assert_close(&vectorized_map(per_row, &xs), &[3.0, 12.0, 27.0, 48.0]);
    });
}

#[test]
fn map_between_two_tapes() {
    clean(|| {
        let x = array([1.0, 2.0, 3.0]);
        let outer = GradientTape::new();
        outer.watch(&x);
        let slopes = vectorized_map(|x: Array| grad(cube)(&x), &x);
        let second = outer.gradient(&slopes, &x).unwrap();
        assert_close(&second, &[6.0, 12.0, 18.0]);
    });
}

#[test]
fn hessian_of_a_quadratic_form() {
    clean(|| {
        let a = array([[2.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 4.0]]);
        let f = |x: &Array| x.dot(a.dot(x)) * 0.5;
        let x = array([0.3, -0.2, 0.9]);
        let hessian = vectorized_map(
            |direction: Array| grad(|x: &Array| grad(f)(x).dot(&direction))(&x),
            np::eye(3),
        );
        assert_close(&hessian, &numbers(&a));
    });
}

#[test]
fn a_tape_below_a_map_cannot_watch_its_examples() {
    clean(|| {
        let tape = GradientTape::persistent();
        let error =
            try_run(|| vectorized_map(|x: Array| tape.watch(&x), np::ones([3]))).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("open the tape inside the mapped function"),
            "{error}"
        );
    });
}
