//! Elementwise ops on a million f32, bound by memory, beside plain loops over buffers that exist already.

use super::{Case, Group, random, values};
use std::hint::black_box;

pub(crate) const N: usize = 1 << 20;
pub(crate) const ROWS: usize = 1 << 10;
pub(crate) const SIDE: usize = 2048;

pub(crate) const CASES: &[Case] = &[
    ("elementwise/add 1M", add),
    ("elementwise/four ops 1M", four_ops),
    ("elementwise/exp 1M", exp),
    ("elementwise/add a row 1024x1024", add_row),
    ("elementwise/add a transpose 2048x2048", add_transpose),
];

fn add(group: &mut Group) {
    let (a, b) = (random([N], 1), random([N], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&b));
    });
    let (a, b, mut out) = (values(N, 1), values(N, 2), vec![0.0f32; N]);
    group.bench_function("loop", |bencher| {
        bencher.iter(|| zip_into(black_box(&mut out), &a, &b, |a, b| a + b));
    });
}

fn four_ops(group: &mut Group) {
    let (a, b, c) = (random([N], 1), random([N], 2), random([N], 3));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| ((black_box(&a) + &b) * &c - &a) * &b);
    });
    group.bench_function("numtape, without reuse", |bencher| {
        bencher.iter(|| {
            let x = black_box(&a) + &b;
            let y = &x * &c;
            let z = &y - &a;
            &z * &b
        });
    });
    let (a, b, c, mut out) = (values(N, 1), values(N, 2), values(N, 3), vec![0.0f32; N]);
    group.bench_function("loop per op", |bencher| {
        bencher.iter(|| {
            zip_into(black_box(&mut out), &a, &b, |a, b| a + b);
            zip_onto(black_box(&mut out), &c, |x, c| x * c);
            zip_onto(black_box(&mut out), &a, |x, a| x - a);
            zip_onto(black_box(&mut out), &b, |x, b| x * b);
        });
    });
    group.bench_function("fused loop", |bencher| {
        bencher.iter(|| {
            for (((out, &a), &b), &c) in black_box(&mut out).iter_mut().zip(&a).zip(&b).zip(&c) {
                *out = ((a + b) * c - a) * b;
            }
        });
    });
}

fn exp(group: &mut Group) {
    let a = random([N], 1);
    group.bench_function("numtape", |bencher| bencher.iter(|| black_box(&a).exp()));
    let (a, mut out) = (values(N, 1), vec![0.0f32; N]);
    group.bench_function("loop", |bencher| {
        bencher.iter(|| {
            black_box(&mut out)
                .iter_mut()
                .zip(&a)
                .for_each(|(out, a)| *out = a.exp());
        });
    });
}

fn add_row(group: &mut Group) {
    let (a, row) = (random([ROWS, N / ROWS], 1), random([N / ROWS], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&row));
    });
    let (a, row, mut out) = (values(N, 1), values(N / ROWS, 2), vec![0.0f32; N]);
    group.bench_function("loop", |bencher| {
        bencher.iter(|| {
            for (out, a) in black_box(&mut out)
                .chunks_exact_mut(N / ROWS)
                .zip(a.chunks_exact(N / ROWS))
            {
                zip_into(out, a, &row, |a, b| a + b);
            }
        });
    });
}

fn add_transpose(group: &mut Group) {
    let (a, b) = (random([SIDE, SIDE], 1), random([SIDE, SIDE], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a) + black_box(&b).t());
    });
    let (a, b, mut out) = (
        values(SIDE * SIDE, 1),
        values(SIDE * SIDE, 2),
        vec![0.0f32; SIDE * SIDE],
    );
    group.bench_function("loop", |bencher| {
        bencher.iter(|| {
            for (i, row) in black_box(&mut out).chunks_exact_mut(SIDE).enumerate() {
                for (j, out) in row.iter_mut().enumerate() {
                    *out = a[i * SIDE + j] + b[j * SIDE + i];
                }
            }
        });
    });
}

fn zip_into(out: &mut [f32], a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = f(a, b);
    }
}

fn zip_onto(out: &mut [f32], b: &[f32], f: impl Fn(f32, f32) -> f32) {
    for (out, &b) in out.iter_mut().zip(b) {
        *out = f(*out, b);
    }
}
