//! `vectorized_map` against a loop: a small function over a thousand rows, the gradients of single
//! examples, and a Hessian by gradients of gradients.

use super::tape::{self, Mlp};
use super::{Case, Group, random};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const ROWS: usize = 1000;
pub(crate) const COLUMNS: usize = 8;
const VARIABLES: usize = 20;

pub(crate) const CASES: &[Case] = &[
    ("vmap/function of 1000 rows", function_of_rows),
    ("vmap/gradients of 64 examples", gradients_of_examples),
    ("vmap/hessian of 20 variables", hessian),
];

fn function_of_rows(group: &mut Group) {
    let xs = random([ROWS, COLUMNS], 1);
    let f = |x: &Array| (x.tanh() * 2.0f64 + x).sum(-1);
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| vectorized_map(|x: Array| f(&x), black_box(&xs)));
    });
    group.bench_function("numtape, batched by hand", |bencher| {
        bencher.iter(|| f(black_box(&xs)));
    });
    group.bench_function("numtape, loop", |bencher| {
        bencher.iter(|| {
            let rows: Vec<Array> = (0..ROWS)
                .map(|i| f(&black_box(&xs).i(i as isize)))
                .collect();
            np::stack(&rows, 0)
        });
    });
}

fn gradients_of_examples(group: &mut Group) {
    let (model, (xs, targets)) = (Mlp::new(), tape::batch());
    let gradient = |x: &Array, t: &Array| grad(|model: &Mlp| model.loss(x, t))(&model);
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| {
            vectorized_map(
                |(x, t): (Array, Array)| gradient(&x, &t),
                (black_box(&xs), &targets),
            )
        });
    });
    group.bench_function("numtape, loop", |bencher| {
        bencher.iter(|| {
            let rows =
                (0..tape::BATCH as isize).map(|i| gradient(&black_box(&xs).i(i), &targets.i(i)));
            stack_leaves(&rows.map(|row| row.leaves()).collect::<Vec<_>>())
        });
    });
}

/// Many structures of arrays as one with a new first axis, as `vectorized_map` returns.
fn stack_leaves(rows: &[Vec<Array>]) -> Vec<Array> {
    (0..rows[0].len())
        .map(|leaf| {
            np::stack(
                rows.iter().map(|row| row[leaf].clone()).collect::<Vec<_>>(),
                0,
            )
        })
        .collect()
}

fn hessian(group: &mut Group) {
    let x = random([VARIABLES], 1).astype(F64);
    let basis = np::eye(VARIABLES);
    // Rosenbrock's function
    let f = |x: &Array| {
        let (head, tail) = (x.i(..-1), x.i(1..));
        ((tail - head.square()).square() * 100.0f64 + (1.0f64 - head).square()).sum(..)
    };
    let row = |direction: &Array| grad(|x: &Array| grad(f)(x).dot(direction))(&x);
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| vectorized_map(|direction: Array| row(&direction), black_box(&basis)));
    });
    group.bench_function("numtape, loop", |bencher| {
        bencher.iter(|| {
            let rows: Vec<Array> = (0..VARIABLES)
                .map(|i| row(&black_box(&basis).i(i as isize)))
                .collect();
            np::stack(&rows, 0)
        });
    });
}
