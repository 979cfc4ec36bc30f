//! `vectorized_map` and `vmap`: axes, sizes, structures, randomness, fallback.

#[path = "common/numbers.rs"]
mod numbers;

use numbers::numbers;
use numtape::prelude::*;
use numtape::transform::vmap::{Fallback, fallback_count};

#[test]
fn leaves_of_size_one_broadcast() {
    let xs = array([[1.0], [2.0], [3.0]]);
    let one = array([[10.0]]);
    let y = vectorized_map(|(x, o)| x + o, (&xs, &one));
    assert_eq!(
        (y.shape(), numbers(&y)),
        ([3, 1].as_slice(), vec![11.0, 12.0, 13.0])
    );
    let y = vectorized_map(|(o, x)| x + o, (&one, &xs));
    assert_eq!(y.shape(), [3, 1]);
    let y = vectorized_map(|x: Array| x * 2.0, &one);
    assert_eq!(numbers(&y), [20.0]);
}

#[test]
fn different_sizes_are_an_error_before_the_function_runs() {
    let mut ran = false;
    let (a, b) = (np::ones([3, 2]), np::ones([2, 2]));
    let error = try_run(|| {
        vectorized_map(
            |(a, b): (Array, Array)| {
                ran = true;
                a + b
            },
            (&a, &b),
        )
    })
    .unwrap_err();
    assert!(
        error.to_string().contains("leaf 0 has 3, leaf 1 has 2"),
        "{error}"
    );
    assert!(!ran);
    assert!(
        try_run(|| vectorized_map(|x: Array| x, array(1.0)))
            .unwrap_err()
            .to_string()
            .contains("0-d")
    );
}

#[test]
fn results_that_do_not_depend_on_the_batch_are_repeated() {
    let y = vectorized_map(
        |_: Array| (array([1.0, 2.0]), np::zeros([])),
        np::ones([3, 5]),
    );
    assert_eq!(
        (y.0.shape(), y.1.shape()),
        ([3, 2].as_slice(), [3].as_slice())
    );
}

#[test]
fn empty_batches() {
    let y = vectorized_map(|x: Array| x.sum(..) * 2.0, np::ones([0, 2]));
    assert_eq!(y.shape(), [0]);
    let y = vectorized_map(|x: Array| np::stack(&[x.clone(), x], 0), np::ones([0, 2]));
    assert_eq!(y.shape(), [0, 2, 2]);
}

#[test]
fn in_and_out_axes() {
    let xs = array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let w = array([10.0, 100.0]);
    let f = |(x, w): (Array, Array)| x * w;
    let y = vmap(f).in_axes([Some(1), None]).call((&xs, &w));
    assert_eq!(
        (y.shape(), numbers(&y)),
        (
            [3, 2].as_slice(),
            vec![10.0, 400.0, 20.0, 500.0, 30.0, 600.0]
        )
    );
    let y = vmap(f)
        .in_axes([Some(-1), None])
        .out_axes(-1)
        .call((&xs, &w));
    assert_eq!(
        (y.shape(), numbers(&y)),
        (
            [2, 3].as_slice(),
            vec![10.0, 20.0, 30.0, 400.0, 500.0, 600.0]
        )
    );
    let shared = vmap(|x: Array| (&x * 2.0, array(1.0)))
        .out_axes([Some(0), None])
        .call(&xs);
    assert_eq!(
        (shared.0.shape(), shared.1.shape()),
        ([2, 3].as_slice(), [].as_slice())
    );
}

#[test]
fn bad_axes_are_named() {
    let xs = np::ones([2, 3]);
    let error = try_run(|| vmap(|x: Array| x).in_axes(2).call(&xs)).unwrap_err();
    assert!(
        error.to_string().contains("axis 2 is out of bounds"),
        "{error}"
    );
    let error = try_run(|| {
        vmap(|(x, _): (Array, Array)| x)
            .in_axes([Some(0)])
            .call((&xs, &xs))
    })
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("in_axes lists 1 axes for 2 arrays"),
        "{error}"
    );
    let error = try_run(|| vmap(|x: Array| x).in_axes([None]).call(&xs)).unwrap_err();
    assert!(
        error.to_string().contains("no argument is mapped"),
        "{error}"
    );
    let error = try_run(|| vmap(|x: Array| x * 1.0).out_axes([None]).call(&xs)).unwrap_err();
    assert!(error.to_string().contains("out_axes has None"), "{error}");
    // strict about size 1, unlike vectorized_map
    let one = np::ones([1, 3]);
    assert!(try_run(|| vmap(|(x, y): (Array, Array)| x + y).call((&xs, &one))).is_err());
}

#[test]
fn structures_in_and_out() {
    let pair = (
        array([1.0, 2.0]),
        vec![array([3.0, 4.0]), array([5.0, 6.0])],
    );
    let y = vectorized_map(
        |(a, v): (Array, Vec<Array>)| vec![&a + &v[0], &a * &v[1]],
        &pair,
    );
    assert_eq!(
        (numbers(&y[0]), numbers(&y[1])),
        (vec![4.0, 6.0], vec![5.0, 12.0])
    );
}

#[test]
fn the_function_runs_once() {
    let mut calls = 0;
    let _ = vectorized_map(
        |x: Array| {
            calls += 1;
            x
        },
        np::ones([100]),
    );
    assert_eq!(calls, 1);
}

#[test]
fn random_draws_by_mode() {
    let xs = np::zeros([4]);
    np::random::seed(7);
    let differ = numbers(&vectorized_map(|x: Array| x + np::random::rand([]), &xs));
    assert!(differ.iter().all(|v| (0.0..1.0).contains(v)));
    assert!(differ.windows(2).all(|w| w[0] != w[1]), "{differ:?}");
    let same = vmap(|x: Array| x + np::random::rand([]))
        .randomness(Randomness::Same)
        .call(&xs);
    let same = numbers(&same);
    assert!(same.windows(2).all(|w| w[0] == w[1]), "{same:?}");
    let error = try_run(|| {
        vmap(|x: Array| x + np::random::rand([]))
            .randomness(Randomness::Error)
            .call(&xs)
    });
    assert!(error.is_err());
}

#[test]
fn mapped_keys_equal_single_draws() {
    let keys = np::random::split(&np::random::key(3), 5);
    let batched = vectorized_map(|key: Array| np::random::normal(&key, [2, 3]), &keys);
    for row in 0..5 {
        assert_eq!(
            numbers(&batched.i(row)),
            numbers(&np::random::normal(&keys.i(row), [2, 3]))
        );
    }
}

#[test]
fn nested_random_draws_differ_on_both_levels() {
    np::random::seed(1);
    let y = vectorized_map(
        |row: Array| vectorized_map(|x: Array| x + np::random::rand([]), &row),
        np::zeros([3, 4]),
    );
    let mut all = numbers(&y);
    all.sort_by(f64::total_cmp);
    all.dedup();
    assert_eq!((y.shape(), all.len()), ([3, 4].as_slice(), 12));
}

#[test]
fn values_of_one_example_are_hidden() {
    let xs = np::ones([3]);
    let error =
        try_run(|| vectorized_map(|x: Array| array(x.item::<f64>().map_or(-1.0, |v| v)), &xs));
    assert_eq!(
        numbers(&error.unwrap()),
        [-1.0, -1.0, -1.0],
        "item gives an Err inside vmap"
    );
    let error =
        try_run(|| vectorized_map(|x: Array| x.i(s![&x.gt(0.0)]), np::ones([3, 2]))).unwrap_err();
    assert!(matches!(error, Error::Escaped(_)), "{error}");
}

#[test]
fn ordinary_code_never_loops() {
    let before = fallback_count();
    let xs = np::linspace(0.0, 1.0, 24).reshape([2, 3, 4]);
    let y = vmap(|x: Array| {
        let a = np::concatenate([&x, &(&x * 2.0)], 0);
        let b = a.transpose([1, 0]).matmul(&a) + x.mean(..);
        let c = np::where_(b.gt(0.5), b.sqrt(), -&b);
        np::softmax(c.sort(-1).cumsum(0).i(s![..;-1, 0]), -1)
    })
    .fallback(Fallback::Error)
    .call(&xs);
    assert_eq!(y.shape(), [2, 4]);
    assert_eq!(fallback_count(), before);
}
