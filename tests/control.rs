//! Branches, loops and scans: alone, differentiated both ways, mapped with concrete and with batched predicates.

use numtape::control::{Scan, associative_scan_with, map};
use numtape::prelude::*;
use numtape::testing::{check_grads, stack_depth};
use numtape::{
    associative_scan, checkpoint, cond, fori_loop, hvp, scan, scan_with, switch, vmap, while_loop,
};
use std::cell::Cell;

fn numbers(x: &Array) -> Vec<f64> {
    x.to_vec::<f64>().unwrap()
}

fn number(x: &Array) -> f64 {
    x.item().unwrap()
}

fn close(found: &Array, wanted: &Array) {
    assert_eq!(found.shape(), wanted.shape());
    assert!(np::allclose(found, wanted), "{found} is not {wanted}");
}

/// The rows of a function's results, one call per row.
fn by_rows(f: impl Fn(&Array) -> Array, xs: &Array) -> Array {
    let rows: Vec<Array> = (0..xs.shape()[0]).map(|i| f(&xs.i(i as isize))).collect();
    np::stack(rows, 0)
}

fn error_of<R>(f: impl FnOnce() -> R) -> String {
    let Err(error) = try_run(f) else {
        panic!("no error")
    };
    assert_eq!(stack_depth(), 0);
    error.to_string()
}

/// A branch that captures, with a different derivative on each side.
fn branchy(x: &Array, w: &Array) -> Array {
    cond(x.gt(0.0), || (x * w).sin(), || x.square() * w)
}

#[test]
fn one_branch_runs_where_the_predicate_is_one_number() {
    let ran = Cell::new((0, 0));
    let f = |p: bool| {
        cond(
            p,
            || {
                ran.set((ran.get().0 + 1, ran.get().1));
                array([1.0])
            },
            || {
                ran.set((ran.get().0, ran.get().1 + 1));
                // Another shape: only one result exists.
                array([1.0, 2.0])
            },
        )
    };
    assert_eq!((f(true).len(), f(false).len()), (1, 2));
    assert_eq!(ran.get(), (1, 1));
    assert_eq!(number(&cond(array(2), || array(1.0), || array(0.0))), 1.0);
    assert_eq!(number(&cond(0.0, || array(1.0), || array(0.0))), 0.0);
}

#[test]
fn cond_under_every_transform() {
    let w = array(0.7);
    let xs = array([0.5, -1.5, 2.0, 0.0]);
    let f = |x: &Array| branchy(x, &w);
    close(&vectorized_map(|x: Array| f(&x), &xs), &by_rows(f, &xs));
    close(
        &vectorized_map(|x: Array| grad(f)(&x), &xs),
        &by_rows(grad(f), &xs),
    );
    close(
        &vectorized_map(|x: Array| grad(grad(f))(&x), &xs),
        &by_rows(grad(grad(f)), &xs),
    );
    let tangent = |x: &Array| jvp(f, x, &np::ones_like(x)).1;
    close(
        &vectorized_map(|x: Array| tangent(&x), &xs),
        &by_rows(grad(f), &xs),
    );
    let total = |xs: &Array| vectorized_map(|x: Array| f(&x), xs).sum(..);
    close(&grad(total)(&xs), &by_rows(grad(f), &xs));
    // The captured weight, from outside and from inside the map.
    let by_weight = |w: &Array| vectorized_map(|x: Array| branchy(&x, w), &xs).sum(..);
    let inside = vectorized_map(|x: Array| grad(|w: &Array| branchy(&x, w))(&w), &xs);
    close(&grad(by_weight)(&w), &inside.sum(..));
    // Two maps, of which only the outer one batches the predicate.
    let ws = array([0.1, 0.2, 0.3]);
    let nested = vectorized_map(
        |x: Array| vectorized_map(|w: Array| branchy(&x, &w), &ws),
        &xs,
    );
    assert_eq!(nested.shape(), [4, 3]);
    close(&nested.i((1, 2)), &branchy(&xs.i(1), &ws.i(2)));
    check_grads(|x: &Array| branchy(&x.i(0), &x.i(1)), &array([0.5, 0.7]), 2).unwrap();
    assert_eq!(stack_depth(), 0);
}

#[test]
fn branches_that_no_example_takes_do_not_run() {
    let xs = array([1.0, 2.0]);
    let never = || -> Array { panic!("nobody takes this branch") };
    let y = vectorized_map(|x: Array| cond(x.gt(0.0), || x.square(), never), &xs);
    assert_eq!(numbers(&y), [1.0, 4.0]);
    let y = vectorized_map(|x: Array| cond(x.lt(0.0), never, || -&x), &xs);
    assert_eq!(numbers(&y), [-1.0, -2.0]);
    let pick = array([2, 0]);
    let y: Array = vectorized_map(
        |(i, x): (Array, Array)| switch(i, &[&|| -&x, &never, &|| &x * 10.0]),
        (&pick, &xs),
    );
    assert_eq!(numbers(&y), [10.0, -2.0]);
}

#[test]
fn structures_come_back_as_structures() {
    let f = |x: &Array| {
        cond(
            x.gt(0.0),
            || (x.clone(), vec![x * 2.0, np::zeros([2])]),
            || (-x, vec![x * 3.0, np::ones([2])]),
        )
    };
    let (a, b) = vectorized_map(|x: Array| f(&x), array([1.0, -1.0]));
    assert_eq!(numbers(&a), [1.0, 1.0]);
    assert_eq!(numbers(&b[0]), [2.0, -3.0]);
    assert_eq!(b[1].shape(), [2, 2]);
}

#[test]
fn switch_clamps_its_index() {
    let f = |i: i32| {
        number(&switch(
            i,
            &[&|| array(0.0), &|| array(1.0), &|| array(2.0)],
        ))
    };
    assert_eq!([f(-7), f(0), f(1), f(2), f(9)], [0.0, 0.0, 1.0, 2.0, 2.0]);
}

#[test]
fn integers_beyond_i64_are_large() {
    let last = switch(array(u64::MAX), &[&|| array(0.0), &|| array(1.0)]);
    assert_eq!(number(&last), 1.0);
    let none = fori_loop(array(u64::MAX), 3, |_, x: Array| x + 1.0, array(0.0));
    assert_eq!(number(&none), 0.0);
}

#[test]
fn the_gradient_of_many_results_is_linear_in_their_number() {
    // With work that is quadratic in the number of rows this would take minutes.
    let n = 20_000;
    let xs = np::ones([n]);
    let slope = grad(|xs: &Array| scan(|c: Array, x: Array| (c, x), array(0.0), xs).1.sum(..))(&xs);
    assert_eq!(slope.len(), n);
}

#[test]
fn branches_must_agree_where_both_run() {
    let two = array([1.0, -1.0]);
    let shapes = error_of(|| {
        vectorized_map(
            |x: Array| cond(x.gt(0.0), || np::zeros([3]), || np::zeros([2])),
            &two,
        )
    });
    assert!(
        shapes
            .contains("cond: array 0 is f64[3] in the true branch and f64[2] in the false branch"),
        "{shapes}"
    );
    let dtypes = error_of(|| {
        vectorized_map(
            |x: Array| cond(x.gt(0.0), || np::zeros(([], F32)), || x.clone()),
            &two,
        )
    });
    assert!(dtypes.contains("astype"), "{dtypes}");
    let counts = error_of(|| {
        vectorized_map(
            |x: Array| cond(x.gt(0.0), || vec![x.clone()], || vec![x.clone(), x.clone()]),
            &two,
        )
    });
    assert!(counts.contains("1 arrays"), "{counts}");
    let predicate = error_of(|| cond(array([true, false]), || array(1.0), || array(2.0)));
    assert!(predicate.contains("np::all"), "{predicate}");
    let index = error_of(|| switch(1.5, &[&|| array(0.0)]));
    assert!(index.contains("must be an integer"), "{index}");
    let none = error_of(|| switch::<Array>(0, &[]));
    assert!(none.contains("no branches"), "{none}");
}

/// Doubles until it passes 10, counting.
fn doubled(x: &Array) -> (Array, Array) {
    while_loop(
        |(x, _): &(Array, Array)| x.lt(10.0),
        |(x, n)| (x * 2.0, n + 1),
        (x.clone(), array(0_i64)),
    )
}

#[test]
fn examples_of_a_while_loop_stop_on_their_own() {
    let xs = array([1.0, 3.0, 20.0, 9.0]);
    let (y, n) = vectorized_map(|x: Array| doubled(&x), &xs);
    assert_eq!(numbers(&y), [16.0, 12.0, 20.0, 18.0]);
    assert_eq!(n.to_vec::<i64>().unwrap(), [4, 2, 0, 1]);
    // The derivative is 2ⁿ, forward, backward, inside and outside.
    let slopes = [16.0, 4.0, 1.0, 2.0];
    let f = |x: &Array| doubled(x).0;
    assert_eq!(
        numbers(&vectorized_map(|x: Array| grad(f)(&x), &xs)),
        slopes
    );
    let outside = grad(|xs: &Array| vectorized_map(|x: Array| f(&x), xs).sum(..))(&xs);
    assert_eq!(numbers(&outside), slopes);
    let forward = vectorized_map(|x: Array| jvp(f, &x, &array(1.0)).1, &xs);
    assert_eq!(numbers(&forward), slopes);
    let nested = vectorized_map(
        |xs: Array| vectorized_map(|x: Array| f(&x), &xs),
        xs.reshape([2, 2]),
    );
    assert_eq!(numbers(&nested), [16.0, 12.0, 20.0, 18.0]);
    assert_eq!(
        vectorized_map(|x: Array| f(&x), np::zeros([0])).shape(),
        [0]
    );
}

#[test]
fn the_body_runs_as_often_as_the_slowest_example_needs() {
    let runs = Cell::new(0);
    let count = |n: Array| {
        while_loop(
            |i: &Array| i.lt(&n),
            |i| {
                runs.set(runs.get() + 1);
                i + 1
            },
            array(0_i64),
        )
    };
    let y = vectorized_map(count, array([2_i64, 7, 3]));
    assert_eq!(y.to_vec::<i64>().unwrap(), [2, 7, 3]);
    assert_eq!(runs.get(), 7);
}

#[test]
fn while_loop_keeps_examples_that_are_done() {
    // A condition that would hold again for an example that was done does not wake it.
    let f = |x: Array| {
        while_loop(
            |(i, limit): &(Array, Array)| i.lt(limit),
            |(i, limit)| (i + 1, limit),
            (array(0_i64), x),
        )
        .0
    };
    assert_eq!(
        vectorized_map(f, array([3_i64, 0, -2]))
            .to_vec::<i64>()
            .unwrap(),
        [3, 0, 0]
    );
}

#[test]
fn states_keep_their_shapes_and_dtypes() {
    let grows = error_of(|| {
        while_loop(
            |x: &Array| np::sum(x, ..).lt(10.0),
            |x| np::concatenate([&x, &x], 0),
            np::ones([1]),
        )
    });
    assert!(
        grows.contains(
            "while_loop: array 0 is f64[1] in the first state and f64[2] in what the body returned"
        ),
        "{grows}"
    );
    let converts = error_of(|| fori_loop(0, 2, |_, x: Array| x.astype(F32), np::ones([1])));
    assert!(
        converts.contains("fori_loop") && converts.contains("astype"),
        "{converts}"
    );
    let condition = error_of(|| while_loop(|x: &Array| x.lt(1.0), |x: Array| x, np::zeros([2])));
    assert!(condition.contains("condition is bool[2]"), "{condition}");
    let bound = error_of(|| fori_loop(0.5, 2, |_, x: Array| x, np::ones([1])));
    assert!(bound.contains("lower bound"), "{bound}");
}

#[test]
fn fori_loop_with_bounds_per_example() {
    let f = |n: Array| fori_loop(0, &n, |i, total: Array| total + i, array(0_i64));
    let y = vectorized_map(f, array([0_i64, 1, 5, 3]));
    assert_eq!(y.to_vec::<i64>().unwrap(), [0, 0, 10, 3]);
    let g = |n: Array| fori_loop(&n, 6, |i, total: Array| total + i, array(0_i64));
    let y = vectorized_map(g, array([4_i64, 6, 9]));
    assert_eq!(y.to_vec::<i64>().unwrap(), [9, 0, 0]);
    let table = array([1.0, 10.0, 100.0]);
    let picked = fori_loop(0, 3, |i, x: Array| x + table.i(i), array(0.0));
    assert_eq!(number(&picked), 111.0);
}

/// A small recurrent network: weights captured, a state carried, an output at each step.
fn network(w: &Array, h: &Array, xs: &Array) -> (Array, Array) {
    scan(
        |h: Array, x: Array| {
            let h = (w.matmul(&h) + x).tanh();
            (h.clone(), h.square().sum(..))
        },
        h.clone(),
        xs,
    )
}

fn network_inputs() -> (Array, Array, Array) {
    let w = array([[0.5, -0.3], [0.2, 0.8]]);
    let h = array([0.1, -0.2]);
    let xs = array([[0.3, 0.1], [-0.5, 0.7], [0.2, -0.4], [0.6, 0.0]]);
    (w, h, xs)
}

#[test]
fn scan_is_the_loop() {
    let (w, h, xs) = network_inputs();
    let (last, ys) = network(&w, &h, &xs);
    let mut state = h;
    for i in 0..4 {
        state = (w.matmul(&state) + xs.i(i)).tanh();
        close(&ys.i(i), &state.square().sum(..));
    }
    close(&last, &state);
}

#[test]
fn scan_differentiates_in_everything() {
    let (w, h, xs) = network_inputs();
    let loss = |(w, h, xs): &(Array, Array, Array)| {
        let (last, ys) = network(w, h, xs);
        last.sum(..) + ys.sum(..)
    };
    check_grads(loss, &(w.clone(), h.clone(), xs.clone()), 2).unwrap();
    // A gradient of taking the rows apart is one node, whatever the number of rows.
    let long = np::ones([100]);
    let tape = GradientTape::new();
    tape.watch(&long);
    let (total, ()) = scan(|total: Array, x: Array| (total + x, ()), array(0.0), &long);
    assert_eq!(tape.stats().nodes, 101);
    let slope = tape.gradient(&total, &long).unwrap();
    close(&slope, &np::ones([100]));
}

#[test]
fn scan_under_maps_and_derivatives() {
    let (w, h, xs) = network_inputs();
    let f = |h: &Array| network(&w, h, &xs).1.sum(..);
    let hs = array([[0.1, -0.2], [0.4, 0.0], [-1.0, 0.5]]);
    close(&vectorized_map(|h: Array| f(&h), &hs), &by_rows(f, &hs));
    close(
        &vectorized_map(|h: Array| grad(f)(&h), &hs),
        &by_rows(grad(f), &hs),
    );
    let second = |h: &Array| hvp(f, h, &array([1.0, -1.0]));
    close(
        &vectorized_map(|h: Array| second(&h), &hs),
        &by_rows(second, &hs),
    );
    // The rows are a batch, the state is not until the first step.
    let batch = np::stack([&xs, &(&xs * 2.0)], 1);
    let y: Array = vmap(|xs: Array| network(&w, &h, &xs).0)
        .in_axes(1)
        .call(&batch);
    close(&y.i(1), &network(&w, &h, &(&xs * 2.0)).0);
    let total = grad(|hs: &Array| vectorized_map(|h: Array| f(&h), hs).sum(..))(&hs);
    close(&total, &by_rows(grad(f), &hs));
}

#[test]
fn scan_of_checkpoints_keeps_the_states_only() {
    let (w, h, xs) = network_inputs();
    let run = |w: &Array, wrapped: bool| {
        let w = w.clone();
        let step = move |(h, x): &(Array, Array)| (w.matmul(h) + x).tanh();
        if wrapped {
            let step = checkpoint(step);
            scan(|h: Array, x: Array| (step(&(h, x)), ()), h.clone(), &xs).0
        } else {
            scan(|h: Array, x: Array| (step(&(h, x)), ()), h.clone(), &xs).0
        }
    };
    let slope = |wrapped| {
        let tape = GradientTape::new();
        tape.watch(&w);
        let y = run(&w, wrapped).sum(..);
        let nodes = tape.stats().nodes;
        (tape.gradient(&y, &w).unwrap(), nodes)
    };
    let ((plain, many), (checkpointed, few)) = (slope(false), slope(true));
    close(&plain, &checkpointed);
    assert!(few < many, "{few} nodes against {many}");
}

#[test]
fn scan_backwards_empty_and_without_arrays() {
    let xs = array([1.0, 2.0, 3.0]);
    let step = |total: Array, x: Array| {
        let total = total + x;
        (total.clone(), total)
    };
    let reverse = Scan {
        reverse: true,
        ..Scan::default()
    };
    let (last, ys) = scan_with(step, array(0.0), &xs, reverse);
    assert_eq!((number(&last), numbers(&ys)), (6.0, vec![6.0, 5.0, 3.0]));

    let (last, ys) = scan(step, array(7.0), np::zeros([0]));
    assert_eq!(number(&last), 7.0);
    assert_eq!((ys.shape(), ys.dtype()), ([0].as_slice(), F64));
    // Inside a map, where the discarded run must leave the stream of draws alone.
    np::random::seed(5);
    let before = np::random::rand([1]);
    np::random::seed(5);
    let noisy = |x: Array, _row: Array| (x + np::random::rand([]), ());
    let _ = vectorized_map(
        |x: Array| scan(noisy, x, np::zeros([0])).0,
        array([1.0, 2.0]),
    );
    assert_eq!(numbers(&np::random::rand([1])), numbers(&before));

    let three = Scan {
        length: Some(3),
        ..Scan::default()
    };
    let (last, ()) = scan_with(|x: Array, ()| (x * 2.0, ()), array(1.0), (), three);
    assert_eq!(number(&last), 8.0);
}

#[test]
fn scan_says_what_does_not_fit() {
    let add = |total: Array, (a, b): (Array, Array)| (total + a + b, ());
    let sizes = error_of(|| scan(add, array(0.0), (np::ones([3]), np::ones([4]))));
    assert!(
        sizes.contains("scan: 3 steps, but argument leaf 1 has 4 rows"),
        "{sizes}"
    );
    let rank = error_of(|| scan(add, array(0.0), (np::ones([3]), array(1.0))));
    assert!(rank.contains("leaf 1 is 0-d"), "{rank}");
    let unknown = error_of(|| scan(|x: Array, ()| (x, ()), array(0.0), ()));
    assert!(unknown.contains("length"), "{unknown}");
    let state = error_of(|| {
        scan(
            |c: Array, x: Array| (np::stack([&c, &x], 0), ()),
            array(0.0),
            np::ones([2]),
        )
    });
    assert!(
        state.contains("f64[] in the first state and f64[2]"),
        "{state}"
    );
    let calls = Cell::new(0);
    let changing = |c: Array, _: Array| {
        calls.set(calls.get() + 1);
        (c, np::zeros([calls.get()]))
    };
    let results = error_of(|| scan(changing, array(0.0), np::ones([2])));
    assert!(results.contains("a later step's result"), "{results}");
}

#[test]
fn map_is_vectorized_map_one_row_at_a_time() {
    let xs = array([[0.5, 1.0], [2.0, -1.0], [0.0, 3.0]]);
    let f = |x: Array| (x.exp().sum(..), x.square());
    let (a, b) = map(f, &xs);
    let (wanted_a, wanted_b) = vectorized_map(f, &xs);
    close(&a, &wanted_a);
    close(&b, &wanted_b);
    let slope = grad(|xs: &Array| map(|x: Array| f(x).0, xs).sum(..))(&xs);
    close(&slope, &xs.exp());
}

#[test]
fn associative_scan_of_any_length() {
    for n in 0..14 {
        let xs = np::arange(f64::from(n)) + 1.0;
        close(
            &associative_scan(|a: &Array, b: &Array| a + b, &xs),
            &np::cumsum(&xs, 0),
        );
        let reversed = associative_scan_with(|a: &Array, b: &Array| a + b, &xs, true, -1);
        close(&reversed, &np::flip(np::cumsum(np::flip(&xs, 0), 0), 0));
    }
    // Products of matrices do not commute.
    let ms = np::sin(np::arange(5.0 * 4.0)).reshape([5, 2, 2]);
    let products = associative_scan(|a: &Array, b: &Array| a.matmul(b), &ms);
    let mut wanted = ms.i(0);
    for i in 1..5 {
        wanted = wanted.matmul(ms.i(i));
        close(&products.i(i), &wanted);
    }
    let columns = np::sin(np::arange(12.0)).reshape([3, 4]);
    let running =
        associative_scan_with(|a: &Array, b: &Array| np::maximum(a, b), &columns, false, 1);
    assert_eq!(running.shape(), [3, 4]);
    assert_eq!(number(&running.i((2, 3))), number(&columns.i(2).max(..)));
}

#[test]
fn associative_scan_differentiates_and_maps() {
    let (a, b) = (
        array([0.5, -0.8, 1.2, 0.3, 0.9]),
        array([1.0, 2.0, -1.0, 0.5, 0.1]),
    );
    let f = |(a1, b1): &(Array, Array), (a2, b2): &(Array, Array)| (a1 * a2, b1 * a2 + b2);
    let fast = |(a, b): &(Array, Array)| associative_scan(f, &(a.clone(), b.clone())).1;
    let slow = |(a, b): &(Array, Array)| {
        let step = |y: Array, (a, b): (Array, Array)| {
            let y = a * y + b;
            (y.clone(), y)
        };
        scan(step, array(0.0), (a, b)).1
    };
    let x = (a, b);
    close(&fast(&x), &slow(&x));
    let weights = np::arange(5.0);
    let (fast_a, fast_b) = grad(|x: &(Array, Array)| (fast(x) * &weights).sum(..))(&x);
    let (slow_a, slow_b) = grad(|x: &(Array, Array)| (slow(x) * &weights).sum(..))(&x);
    close(&fast_a, &slow_a);
    close(&fast_b, &slow_b);
    let many = np::stack([&x.0, &(&x.0 * 0.5)], 0);
    let y = vectorized_map(|a: Array| fast(&(a, x.1.clone())), &many);
    close(&y.i(1), &fast(&(&x.0 * 0.5, x.1.clone())));
}

#[test]
fn a_panic_in_a_body_leaves_the_stack_empty() {
    let result = std::panic::catch_unwind(|| {
        vectorized_map(
            |x: Array| while_loop(|x: &Array| x.lt(3.0), |_| panic!("mine"), x),
            array([1.0, 5.0]),
        )
    });
    assert!(result.is_err());
    assert_eq!(stack_depth(), 0);
    assert_eq!(
        numbers(&vectorized_map(|x: Array| doubled(&x).0, array([6.0]))),
        [12.0]
    );
}
