//! The cost of one op when there is nothing to compute: adding two arrays of 4 elements, without and with
//! transforms.

use super::{Case, Group, random};
use criterion::Bencher;
use numtape::prelude::*;
use std::hint::black_box;
use std::time::Instant;

pub(crate) const CASES: &[Case] = &[("small_op/add", add), ("small_op/multiply", multiply)];

fn add(group: &mut Group) {
    let (a, b) = (random([4], 1), random([4], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&b));
    });
    group.bench_function("numtape, by value", |bencher| {
        bencher.iter(|| a.clone() + black_box(&b));
    });
    group.bench_function("numtape, untracked tape", |bencher| {
        let _tape = GradientTape::new();
        bencher.iter(|| black_box(&a) + black_box(&b));
    });
    group.bench_function("numtape, recorded", |bencher| {
        recorded(bencher, &a, || black_box(&a) + black_box(&b));
    });
    group.bench_function("numtape, one vmap", |bencher| {
        mapped(bencher, &random([2, 2], 1), &random([2, 2], 2));
    });
    group.bench_function("numtape, two vmaps", |bencher| {
        let (a, b) = (random([2, 1, 2], 1), random([2, 1, 2], 2));
        vectorized_map(|(a, b): (Array, Array)| mapped(bencher, &a, &b), (&a, &b));
    });
    group.bench_function("numtape, three vmaps", |bencher| {
        let (a, b) = (random([2, 1, 1, 2], 1), random([2, 1, 1, 2], 2));
        vectorized_map(
            |(a, b): (Array, Array)| {
                vectorized_map(|(a, b): (Array, Array)| mapped(bencher, &a, &b), (&a, &b))
            },
            (&a, &b),
        );
    });
    group.bench_function("numtape, recorded in a vmap", |bencher| {
        let (a, b) = (random([2, 2], 1), random([2, 2], 2));
        vectorized_map(
            |(a, b): (Array, Array)| {
                recorded(bencher, &a, || black_box(&a) + black_box(&b));
                a
            },
            (&a, &b),
        );
    });
}

fn multiply(group: &mut Group) {
    let (a, b) = (random([4], 1), random([4], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a) * black_box(&b));
    });
    group.bench_function("numtape, by a number", |bencher| {
        bencher.iter(|| black_box(&a) * black_box(2.0));
    });
    group.bench_function("numtape, recorded", |bencher| {
        recorded(bencher, &a, || black_box(&a) * black_box(&b));
    });
}

/// The op on one row, while the rows of `a` and `b` are mapped over. Four elements in all, whatever the
/// number of frames.
fn mapped(bencher: &mut Bencher, a: &Array, b: &Array) -> Array {
    vectorized_map(
        |(a, b): (Array, Array)| {
            bencher.iter(|| black_box(&a) + black_box(&b));
            a
        },
        (a, b),
    )
}

/// The op under tapes that each record a thousand of them; making and dropping the tapes counts.
fn recorded(bencher: &mut Bencher, source: &Array, mut op: impl FnMut() -> Array) {
    const OPS_PER_TAPE: u64 = 1000;
    bencher.iter_custom(|iterations| {
        let start = Instant::now();
        for first in (0..iterations).step_by(OPS_PER_TAPE as usize) {
            let tape = GradientTape::new();
            tape.watch(source);
            for _ in first..iterations.min(first + OPS_PER_TAPE) {
                black_box(op());
            }
        }
        start.elapsed()
    });
}
