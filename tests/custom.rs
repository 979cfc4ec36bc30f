//! Custom derivative rules, checkpoints and the search for non-finite values: alone, at second order, in forward mode,
//! under maps, and with captured arrays.

#[path = "common/numbers.rs"]
mod numbers;

use numbers::{close, number};
use numtape::prelude::*;
use numtape::testing::stack_depth;
use numtape::{
    check_finite, checkpoint, checkpoint_keeping, clip_gradient, clip_gradient_norm,
    custom_gradient, custom_jvp, custom_vjp, grad_pass_through, hessian, jacfwd, jacrev,
    scale_gradient,
};

/// A function under test.
type Boxed<T> = Box<dyn Fn(&T) -> Array>;

/// x², with 100 instead of 2 in the derivative.
fn rules() -> Vec<(&'static str, Boxed<Array>)> {
    vec![
        (
            "custom_vjp",
            Box::new(custom_vjp(
                |x: &Array| x * x,
                |x: &Array, _y: &Array, ct: &Array| x * ct * 100.0,
            )),
        ),
        (
            "custom_gradient",
            Box::new(custom_gradient(|x: &Array| {
                let scaled = x * 100.0;
                (x * x, move |ct: &Array| &scaled * ct)
            })),
        ),
        (
            "custom_jvp",
            Box::new(custom_jvp(
                |x: &Array| x * x,
                |x: &Array, t: &Array| x * t * 100.0,
            )),
        ),
    ]
}

#[test]
fn the_rule_is_used_everywhere() {
    for (name, f) in rules() {
        println!("{name}");
        let (x, one) = (array(3.0), array(1.0));
        assert_eq!(number(&f(&x)), 9.0);
        assert_eq!(number(&grad(&f)(&x)), 300.0);
        assert_eq!(number(&jvp(&f, &x, &one).1), 300.0);
        // The rule itself is differentiated.
        assert_eq!(number(&grad(grad(&f))(&x)), 100.0);
        assert_eq!(number(&jvp(grad(&f), &x, &one).1), 100.0);
        assert_eq!(number(&grad(|x: &Array| jvp(&f, x, &one).1)(&x)), 100.0);
        // Through the values the rule is used as well: d/dx f(f(x)) = 100·x²·100·x.
        assert_eq!(number(&grad(|x: &Array| f(&f(x)))(&x)), 100.0 * 9.0 * 300.0);
        let xs = array([1.0, 2.0, 3.0]);
        close(
            &vectorized_map(|x| grad(&f)(&x), &xs),
            array([100.0, 200.0, 300.0]),
        );
        close(
            &grad(|xs: &Array| vectorized_map(|x| f(&x), xs).sum(..))(&xs),
            array([100.0, 200.0, 300.0]),
        );
        close(
            &grad(|xs: &Array| vectorized_map(|x| grad(&f)(&x), xs).sum(..))(&xs),
            array([100.0; 3]),
        );
        close(
            &vectorized_map(|x| grad(grad(&f))(&x), &xs),
            array([100.0; 3]),
        );
        close(
            &jvp(
                |xs: &Array| vectorized_map(|x| f(&x), xs),
                &xs,
                &np::ones([3]),
            )
            .1,
            array([100.0, 200.0, 300.0]),
        );
        close(&jacrev(&f, &xs), np::diag(array([100.0, 200.0, 300.0]), 0));
        close(&jacfwd(&f, &xs), np::diag(array([100.0, 200.0, 300.0]), 0));
        close(
            &hessian(|x: &Array| f(x).sum(..), &xs),
            np::diag(array([100.0; 3]), 0),
        );
        // A map over rows inside a map over columns.
        let grid = array([[1.0, 2.0], [3.0, 4.0]]);
        let nested = grad(|grid: &Array| {
            vectorized_map(|row| vectorized_map(|x| f(&x), &row), grid).sum(..)
        });
        close(&nested(&grid), &grid * 100.0);
        assert_eq!(stack_depth(), 0);
    }
}

#[test]
fn shared_arguments_of_a_map_get_the_sum() {
    for rule in 0..3 {
        let product = |x: &(Array, Array)| &x.0 * &x.1;
        let f: Boxed<(Array, Array)> = match rule {
            0 => Box::new(custom_vjp(
                product,
                |x: &(Array, Array), _y: &Array, ct: &Array| (&x.1 * ct * 10.0, &x.0 * ct * 10.0),
            )),
            1 => Box::new(custom_gradient(move |x: &(Array, Array)| {
                let (a, b) = x.clone();
                (product(x), move |ct: &Array| {
                    (&b * ct * 10.0, &a * ct * 10.0)
                })
            })),
            _ => Box::new(custom_jvp(
                product,
                |x: &(Array, Array), t: &(Array, Array)| (&x.0 * &t.1 + &x.1 * &t.0) * 10.0,
            )),
        };
        let (w, xs) = (array(2.0), array([1.0, 2.0, 3.0]));
        let loss = |w: &Array| vectorized_map(|x| f(&(x, w.clone())), &xs).sum(..);
        assert_eq!(number(&grad(loss)(&w)), 60.0);
        assert_eq!(number(&jvp(loss, &w, &array(1.0)).1), 60.0);
    }
    // A rule that does not look at the example still counts once for each.
    let constant = custom_vjp(
        |x: &Array| x * 2.0,
        |_: &Array, _: &Array, _: &Array| array(7.0),
    );
    let loss = |w: &Array| vectorized_map(|x| constant(w) * x, np::ones([4])).sum(..);
    assert_eq!(number(&grad(loss)(&array(1.0))), 7.0);
}

#[test]
fn captured_arrays_are_differentiated() {
    let (x, w) = (array([1.0, 2.0]), array([3.0, 4.0]));
    let tape = GradientTape::new();
    tape.watch([&x, &w]);
    let captured = w.clone();
    let f = custom_gradient(move |x: &Array| {
        let w = captured.clone();
        (x * &w, move |ct: &Array| ct * 1000.0)
    });
    let y = f(&x).sum(..);
    let [dx, dw] = tape.gradient(&y, [&x, &w]);
    close(&dx.unwrap(), array([1000.0, 1000.0]));
    close(&dw.unwrap(), array([1.0, 2.0]));
}

#[test]
fn structures_unused_results_and_integers() {
    let f = custom_vjp(
        |(x, n): &(Array, Vec<Array>)| (x * 2.0, vec![n[0].clone(), x.exp()]),
        |(x, n): &(Array, Vec<Array>), _y, ct: &(Array, Vec<Array>)| {
            assert_eq!(ct.1[0].dtype(), I64);
            assert_eq!(
                number(&ct.1[1]),
                0.0,
                "an unused result has a zero cotangent"
            );
            (&ct.0 * 5.0 + x * 0.0, vec![np::zeros_like(&n[0])])
        },
    );
    let (_, gradient) = value_and_grad(
        |x: &Array| f(&(x.clone(), vec![array(3i64)])).0,
        &array(1.0),
    );
    assert_eq!(number(&gradient), 5.0);
}

#[test]
fn wrong_rules_are_refused_at_once() {
    let message = |f: Boxed<Array>| {
        let x = array([1.0, 2.0]);
        let error = try_run(|| grad(|x: &Array| f(x).sum(..))(&x)).unwrap_err();
        assert_eq!(stack_depth(), 0);
        error.to_string()
    };
    let shape = custom_vjp(
        |x: &Array| x * 2.0,
        |_: &Array, _: &Array, ct: &Array| ct.sum(..),
    );
    let text = message(Box::new(shape));
    assert!(
        text.contains("custom_vjp: the rule returned f64[] as gradient 0, which must be f64[2]"),
        "{text}"
    );
    let dtype = custom_gradient(|x: &Array| (x * 2.0, |ct: &Array| ct.astype(F32)));
    let text = message(Box::new(dtype));
    assert!(text.contains("f32[2] as gradient 0"), "{text}");
    let tangent = custom_jvp(|x: &Array| x * 2.0, |_: &Array, t: &Array| t.sum(..));
    let text = message(Box::new(tangent));
    assert!(text.contains("as tangent 0"), "{text}");
    let many = custom_vjp(
        |x: &Vec<Array>| x[0].clone() * 1.0,
        |_: &Vec<Array>, _: &Array, ct: &Array| vec![ct.clone(), ct.clone()],
    );
    let text = message(Box::new(move |x| many(&vec![x.clone()])));
    assert!(
        text.contains("the rule returned 2 arrays instead of 1"),
        "{text}"
    );
}

#[test]
fn gradients_changed_at_a_point() {
    let x = array([3.0, -4.0]);
    close(
        &grad(|x: &Array| scale_gradient(x, 0.5).square().sum(..))(&x),
        array([3.0, -4.0]),
    );
    close(
        &grad(|x: &Array| clip_gradient(x, -1.0, 2.0).square().sum(..))(&x),
        array([2.0, -1.0]),
    );
    close(
        &grad(|x: &Array| clip_gradient_norm(x, 1.0).square().sum(..))(&x),
        array([0.6, -0.8]),
    );
    close(
        &grad(|x: &Array| clip_gradient_norm(x, 100.0).square().sum(..))(&x),
        array([6.0, -8.0]),
    );
    let zero = grad(|x: &Array| (clip_gradient_norm(x, 1.0) * 0.0).sum(..))(&x);
    close(&zero, array([0.0, 0.0]));
    let per_example = vectorized_map(
        |x| grad(|x: &Array| clip_gradient_norm(x, 1.0).square().sum(..))(&x),
        array([[3.0, -4.0], [0.3, 0.4]]),
    );
    close(&per_example, array([[0.6, -0.8], [0.6, 0.8]]));
    let straight = grad_pass_through(|x: &Array| np::floor(x));
    close(
        &jvp(&straight, &array([1.5]), &array([2.0])).1,
        array([2.0]),
    );
}

/// A layer with captured weights, checkpointed and plain.
fn layers(w: &Array) -> [Boxed<Array>; 3] {
    let layer = |w: Array| move |x: &Array| w.matmul(x).tanh() + x;
    [
        Box::new(layer(w.clone())),
        Box::new(checkpoint(layer(w.clone()))),
        Box::new(checkpoint_keeping(&["dot_general"], layer(w.clone()))),
    ]
}

#[test]
fn checkpoints_change_no_derivative() {
    let w = array([[0.5, -1.0], [2.0, 0.25]]);
    let x = array([1.0, -0.5]);
    let mut found = Vec::new();
    for layer in layers(&w) {
        let f = |x: &Array| layer(&layer(&layer(x))).square().sum(..);
        let tape = GradientTape::new();
        tape.watch([&x, &w]);
        let [dx, dw] = tape.gradient(f(&x), [&x, &w]);
        let xs = np::stack([&x, &(&x * 2.0), &(&x - 1.0)], 0);
        found.push([
            dx.unwrap(),
            dw.unwrap(),
            hessian(f, &x),
            jacrev(grad(f), &x),
            jvp(f, &x, &array([1.0, 2.0])).1,
            grad(|x: &Array| jvp(f, x, &array([1.0, 2.0])).1)(&x),
            vectorized_map(|x| grad(f)(&x), &xs),
            grad(|xs: &Array| vectorized_map(|x| f(&x), xs).sum(..))(&xs),
            vectorized_map(|x| hessian(f, &x), &xs),
        ]);
        assert_eq!(stack_depth(), 0);
    }
    for other in &found[1..] {
        for (i, (plain, other)) in found[0].iter().zip(other).enumerate() {
            assert!(np::allclose(plain, other), "{i}: {plain} and {other}");
        }
    }
}

#[test]
fn checkpoints_give_captured_arrays_their_gradients_under_maps() {
    let xs = array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.25]]);
    let gradient = |wrap: bool| {
        grad(|w: &Array| {
            let loss = |row: Array| {
                // `row` is an example of the map and is captured, not passed.
                let (w, captured) = (w.clone(), row.clone());
                let f = move |x: &Array| (&w * x).sin() * &captured;
                if wrap { checkpoint(f)(&row) } else { f(&row) }.sum(..)
            };
            vectorized_map(loss, &xs).sum(..)
        })(&array([0.5, 1.5]))
    };
    close(&gradient(true), gradient(false));
}

#[test]
fn checkpoints_keep_inputs_only() {
    let x = np::ones([1000]);
    let bytes = |wrap: bool| {
        let tape = GradientTape::new();
        tape.watch(&x);
        let block = |x: &Array| (0..10).fold(x.clone(), |y, _| y.sin().exp());
        let wrapped = checkpoint(block);
        let y = (0..4).fold(x.clone(), |y, _| if wrap { wrapped(&y) } else { block(&y) });
        let stats = tape.stats();
        drop(y);
        (stats.nodes, stats.bytes)
    };
    assert_eq!(bytes(true), (4, 4 * 8000));
    assert_eq!(bytes(false), (80, 41 * 8000));
}

#[test]
fn checkpoints_repeat_their_random_draws() {
    let noisy = checkpoint(|x: &Array| x * np::random::randn([3]) * np::random::randn([3]));
    np::random::seed(7);
    let x = array([1.0, 2.0, 3.0]);
    let tape = GradientTape::new();
    tape.watch(&x);
    let y = noisy(&x);
    let after = np::random::randn([2]);
    let slope = tape.gradient(&y, &x).unwrap();
    close(&(slope * &x), y);
    let next = np::random::randn([2]);
    // The stream goes on where it stood.
    np::random::seed(7);
    let _ = (np::random::randn([3]), np::random::randn([3]));
    close(&np::random::randn([2]), after);
    close(&np::random::randn([2]), next);
}

#[test]
fn checkpoints_fail_cleanly() {
    let f = checkpoint(|x: &Array| x.reshape([5]));
    let x = array([1.0, 2.0]);
    let tape = GradientTape::new();
    tape.watch(&x);
    assert!(try_run(|| f(&x)).is_err());
    let y = (&x * 2.0).sum(..);
    close(&tape.gradient(&y, &x).unwrap(), array([2.0, 2.0]));
    assert_eq!(stack_depth(), 0);
}

#[test]
fn the_first_non_finite_op_is_named() {
    let x = array([[1.0, 0.0], [2.0, 3.0]]);
    let text = |f: &dyn Fn() -> Array| {
        let error = try_run(|| check_finite(f)).unwrap_err();
        assert_eq!(stack_depth(), 0);
        (
            error.to_string(),
            error.location().map(std::panic::Location::file),
        )
    };
    let (forward, file) = text(&|| (1.0 / &x).sum(..) + 1.0);
    assert!(
        forward.contains("divide: made inf out of finite numbers"),
        "{forward}"
    );
    assert!(forward.contains("f64[2, 2]"), "{forward}");
    assert!(file.unwrap().ends_with("custom.rs"));
    let (backward, _) = text(&|| grad(|x: &Array| x.sqrt().sum(..))(&x));
    assert!(backward.contains("in the derivative of sqrt"), "{backward}");
    let (mapped, _) = text(&|| vectorized_map(|row| np::log(row), &x));
    assert!(mapped.contains("log: made -inf"), "{mapped}");
    // What comes in non-finite is not the op's doing.
    let passed = check_finite(|| array([f64::INFINITY]) * 2.0);
    assert_eq!(passed.to_vec::<f64>().unwrap(), [f64::INFINITY]);
}

#[test]
fn constants_that_are_not_finite_are_no_surprise() {
    let x = check_finite(|| np::full([3], f64::INFINITY) + array([f64::NAN]));
    assert_eq!(x.shape(), [3]);
}
