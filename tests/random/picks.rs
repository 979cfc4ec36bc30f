//! Choosing, permuting and categorical draws.

use crate::f64s;
use np::random::{Categorical, Choice, Permutation};
use numtape::prelude::*;

const N: usize = 20_000;

/// How often each of the first integers occurs.
fn shares(x: &Array, categories: usize) -> Vec<f64> {
    let x = f64s(x);
    let share = |k: usize| x.iter().filter(|&&v| v == k as f64).count() as f64 / x.len() as f64;
    (0..categories).map(share).collect()
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        // Five standard deviations of a share.
        assert!(
            (a - b).abs() <= 5.0 * (b * (1.0 - b) / N as f64).sqrt(),
            "{found:?}, not {expected:?}"
        );
    }
}

#[test]
fn choices_have_their_weights() {
    let key = np::random::key(1);
    close(&shares(&np::random::choice(&key, 4, N), 4), &[0.25; 4]);
    let p = array([1.0, 0.0, 2.0, 5.0]);
    let options = Choice {
        p: Some(p.clone()),
        ..Default::default()
    };
    close(
        &shares(&np::random::choice_with(&key, 4, N, options), 4),
        &[0.125, 0.0, 0.25, 0.625],
    );
    // Two of three without replacement: the first by weight, the second by what is left.
    let keys = np::random::split(&key, N);
    let w = array([0.5, 0.3, 0.2]);
    let pairs = vectorized_map(
        |key: Array| {
            np::random::choice_with(
                &key,
                3,
                2,
                Choice {
                    replace: false,
                    p: Some(w.clone()),
                    ..Default::default()
                },
            )
        },
        &keys,
    );
    close(&shares(&pairs.i(s![.., 0]), 3), &[0.5, 0.3, 0.2]);
    let second = [
        0.3 * 0.5 / 0.7 + 0.2 * 0.5 / 0.8,
        0.5 * 0.3 / 0.5 + 0.2 * 0.3 / 0.8,
        0.5 * 0.2 / 0.5 + 0.3 * 0.2 / 0.7,
    ];
    close(&shares(&pairs.i(s![.., 1]), 3), &second);
}

#[test]
fn choices_of_rows_and_columns() {
    let key = np::random::key(2);
    let x = np::arange(12).reshape([3, 4]);
    assert_eq!(np::random::choice(&key, &x, [2, 5]).shape(), [2, 5, 4]);
    let columns = np::random::choice_with(
        &key,
        &x,
        4,
        Choice {
            replace: false,
            axis: 1,
            ..Default::default()
        },
    );
    assert!(np::array_equal(np::sort(&columns, 1), &x));
    let all = np::random::choice_with(
        &key,
        100,
        [10, 10],
        Choice {
            replace: false,
            ..Default::default()
        },
    );
    assert!(np::array_equal(
        np::sort(all.reshape([100]), 0),
        np::arange(100)
    ));
    assert_eq!(np::random::choice(&key, 5, 0).shape(), [0]);
    assert_eq!(np::random::choice(&key, 5, [0usize; 0]).ndim(), 0);
    assert!(try_run(|| np::random::choice(&key, 0, 3)).is_err());
    assert!(
        try_run(|| np::random::choice_with(
            &key,
            5,
            6,
            Choice {
                replace: false,
                ..Default::default()
            }
        ))
        .is_err()
    );
    let short = Choice {
        p: Some(np::ones(3)),
        ..Default::default()
    };
    assert!(try_run(|| np::random::choice_with(&key, 5, 6, short)).is_err());
    assert!(try_run(|| np::random::choice(&key, 2.5, 6)).is_err());
}

#[test]
fn choices_under_a_map() {
    let keys = np::random::split(&np::random::key(3), 4);
    for replace in [true, false] {
        for p in [None, Some(np::linspace(1.0, 2.0, 9))] {
            let options = Choice {
                replace,
                p,
                axis: 0,
            };
            let of = |key: &Array| np::random::choice_with(key, 9, [2, 3], options.clone());
            let batched = vectorized_map(|key: Array| of(&key), &keys);
            assert!(
                np::array_equal(&batched, of(&keys)),
                "an array of keys, {options:?}"
            );
            for row in 0..4 {
                assert!(np::array_equal(batched.i(row), of(&keys.i(row))));
            }
        }
    }
}

#[test]
fn permutations_are_equally_likely() {
    let keys = np::random::split(&np::random::key(4), N);
    let orders = np::random::permutation(&keys, 3);
    let code = orders.i(s![.., 0]) * 3 + orders.i(s![.., 1]);
    close(
        &shares(&code, 8),
        &[
            0.0,
            1.0 / 6.0,
            1.0 / 6.0,
            1.0 / 6.0,
            0.0,
            1.0 / 6.0,
            1.0 / 6.0,
            1.0 / 6.0,
        ],
    );
    let x = np::arange(30).reshape([5, 6]);
    let key = np::random::key(5);
    let columns = np::random::permutation_with(
        &key,
        &x,
        Permutation {
            axis: -1,
            ..Default::default()
        },
    );
    assert!(np::array_equal(np::sort(&columns, 1), &x));
    let steps = columns.i(1) - columns.i(0);
    assert!(
        np::all(steps.eq_(6), ..).item::<bool>().unwrap(),
        "all rows alike"
    );
    let independent = np::random::permutation_with(
        &key,
        &x,
        Permutation {
            axis: 1,
            independent: true,
        },
    );
    assert!(np::array_equal(np::sort(&independent, 1), &x));
    let steps = independent.i(1) - independent.i(0);
    assert!(!np::all(steps.eq_(6), ..).item::<bool>().unwrap());
    let weights =
        grad(|x: &Array| (np::random::permutation(&key, x) * array([1.0, 2.0, 3.0])).sum(..))(
            &array([1.0, 1.0, 1.0]),
        );
    assert_eq!(
        np::sort(&weights, 0).to_vec::<f64>().unwrap(),
        [1.0, 2.0, 3.0]
    );
}

#[test]
fn categories_have_the_probabilities_of_softmax() {
    let key = np::random::key(6);
    let logits = np::log([[0.1, 0.2, 0.7], [0.6, 0.4, 0.0]]);
    let options = |axis, logits: &Array| {
        np::random::categorical_with(
            &key,
            logits,
            Categorical {
                axis,
                shape: Some([N, 2].into()),
            },
        )
    };
    let x = options(-1, &logits);
    close(&shares(&x.i(s![.., 0]), 3), &[0.1, 0.2, 0.7]);
    close(&shares(&x.i(s![.., 1]), 3), &[0.6, 0.4, 0.0]);
    assert!(np::array_equal(&x, options(0, &logits.transpose([1, 0]))));
    assert_eq!(np::random::categorical(&key, &logits).shape(), [2]);
    let misfit = Categorical {
        shape: Some([3].into()),
        ..Default::default()
    };
    assert!(try_run(|| np::random::categorical_with(&key, &logits, misfit)).is_err());
    assert!(try_run(|| np::random::categorical(&key, 1.0)).is_err());
}

#[test]
fn integers_between_arrays() {
    let key = np::random::key(7);
    let low = array([0, 10, -5]);
    let x = np::random::randint(&key, &low, &low + 4, [N, 3]) - &low;
    for column in 0..3 {
        close(&shares(&x.i(s![.., column]), 4), &[0.25; 4]);
    }
    assert_eq!(
        np::random::randint(&key, [3, 5], 3, ..)
            .to_vec::<i64>()
            .unwrap(),
        [3, 5],
        "empty ranges"
    );
    assert!(try_run(|| np::random::randint(&key, 3, 3, 2)).is_err());
    assert!(try_run(|| np::random::randint(&key, 0.5, 3, 2)).is_err());
    assert!(try_run(|| np::random::randint(&key, [0.5], 3, 2)).is_err());
    assert!(try_run(|| np::random::randint(&key, 0, 300, (2, U8))).is_err());
}
