//! Sorting, searching and moving elements by position: a million numbers, and rows of 64.

use super::{Case, Group, random, values};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    ("sort/f32", sort),
    ("sort/argsort", argsort),
    ("sort/searchsorted", searchsorted),
    ("sort/unique", unique),
    ("sort/take", take),
    ("sort/take_rows", take_rows),
    ("sort/add_at", add_at),
    ("sort/add_at_rows", add_at_rows),
];

const MANY: usize = 1_000_000;
const ROWS: usize = 100_000;
const COLUMNS: usize = 64;

fn sort(group: &mut Group) {
    for n in [1000, MANY] {
        let x = random([n], 1);
        group.bench_function(format!("numtape, {n}"), |bencher| {
            bencher.iter(|| np::sort(black_box(&x), -1));
        });
        let x = values(n, 1);
        group.bench_function(format!("std, unstable, {n}"), |bencher| {
            bencher.iter(|| {
                let mut x = black_box(&x).clone();
                x.sort_unstable_by(f32::total_cmp);
                x
            });
        });
    }
}

fn argsort(group: &mut Group) {
    for n in [1000, MANY] {
        let x = random([n], 1);
        group.bench_function(format!("numtape, {n}"), |bencher| {
            bencher.iter(|| np::argsort(black_box(&x), -1));
        });
    }
}

fn searchsorted(group: &mut Group) {
    let (sorted, x) = (np::sort(random([1000], 1), -1), random([MANY], 2));
    group.bench_function("numtape, among 1000", |bencher| {
        bencher.iter(|| np::searchsorted(&sorted, black_box(&x)));
    });
}

fn unique(group: &mut Group) {
    let x = random([MANY], 1);
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| np::unique(black_box(&x)));
    });
}

/// Reproducible positions below `n`.
fn positions(count: usize, n: usize) -> Array {
    values(count, 3)
        .into_iter()
        .map(|x| (f64::from(x - 0.1) * n as f64) as i64 % n as i64)
        .collect()
}

fn take(group: &mut Group) {
    let (x, places) = (random([MANY], 1), positions(MANY, MANY));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| np::take(black_box(&x), &places, 0));
    });
}

fn take_rows(group: &mut Group) {
    let (x, places) = (random([ROWS, COLUMNS], 1), positions(ROWS, ROWS));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| np::take(black_box(&x), &places, 0));
    });
}

fn add_at(group: &mut Group) {
    let (updates, places) = (random([MANY], 2), positions(MANY, MANY));
    group.bench_function("numtape, in place", |bencher| {
        let mut x = random([MANY], 1);
        bencher.iter(|| x.assign_add(&places, black_box(&updates)));
    });
}

fn add_at_rows(group: &mut Group) {
    let (updates, places) = (random([ROWS, COLUMNS], 2), positions(ROWS, ROWS));
    group.bench_function("numtape, in place", |bencher| {
        let mut x = random([ROWS, COLUMNS], 1);
        bencher.iter(|| x.assign_add(&places, black_box(&updates)));
    });
}
