//! Elementwise ops and copies of a million elements, bound by memory, some beside plain loops over buffers that exist
//! already.

use super::{Case, Group, random, values};
use numtape::{Array, DType, np, s};
use std::hint::black_box;

pub(crate) const N: usize = 1 << 20;
pub(crate) const ROWS: usize = 1 << 10;
pub(crate) const SIDE: usize = 2048;

pub(crate) const CASES: &[Case] = &[
    ("elementwise/add 1M", add),
    ("elementwise/four ops 1M", four_ops),
    ("elementwise/exp 1M", exp),
    ("elementwise/add a row 1024x1024", add_row),
    ("elementwise/add a column 1024x1024", add_column),
    ("elementwise/add a transpose 2048x2048", add_transpose),
    ("elementwise/copy a transpose 2048x2048", copy_transpose),
    ("elementwise/copy permuted axes 32x32x32x32", copy_permuted),
    ("elementwise/copy reversed 1M", copy_reversed),
    ("elementwise/copy every second 1M", copy_every_second),
    ("elementwise/less 1M", less),
    ("elementwise/where 1M", choose),
    ("elementwise/clip 1M", clip),
    ("elementwise/cast to i32 1M", cast_to_i32),
    ("elementwise/cast to f16 1M", cast_to_f16),
    ("elementwise/cast to bf16 1M", cast_to_bf16),
    ("elementwise/add bf16 1M", add_bf16),
    ("elementwise/multiply i64 1M", multiply_i64),
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

/// numtape's entry for a function of one array of a million.
fn one(group: &mut Group, x: Array, f: impl Fn(&Array) -> Array) {
    group.bench_function("numtape", |bencher| bencher.iter(|| f(black_box(&x))));
}

fn add_column(group: &mut Group) {
    let column = random([ROWS, 1], 2);
    one(group, random([ROWS, N / ROWS], 1), |x| x + &column);
}

fn copy_transpose(group: &mut Group) {
    one(group, random([SIDE, SIDE], 1), |x| x.t().contiguous());
}

fn copy_permuted(group: &mut Group) {
    one(group, random([32, 32, 32, 32], 1), |x| {
        np::transpose(x, [2, 0, 3, 1]).contiguous()
    });
}

fn copy_reversed(group: &mut Group) {
    one(group, random([N], 1), |x| np::flip(x, ..).contiguous());
}

fn copy_every_second(group: &mut Group) {
    one(group, random([2 * N], 1), |x| x.i(s![..;2]).contiguous());
}

fn less(group: &mut Group) {
    let other = random([N], 2);
    one(group, random([N], 1), |x| np::less(x, &other));
}

fn choose(group: &mut Group) {
    let other = random([N], 2);
    let condition = np::less(random([N], 3), 0.5f32);
    one(group, random([N], 1), |x| np::where_(&condition, x, &other));
}

fn clip(group: &mut Group) {
    one(group, random([N], 1), |x| np::clip(x, 0.25f32, 0.75f32));
}

fn cast_to_i32(group: &mut Group) {
    one(group, random([N], 1) * 100.0f32, |x| x.astype(DType::I32));
}

fn cast_to_f16(group: &mut Group) {
    one(group, random([N], 1), |x| x.astype(DType::F16));
}

fn cast_to_bf16(group: &mut Group) {
    one(group, random([N], 1), |x| x.astype(DType::BF16));
}

fn add_bf16(group: &mut Group) {
    let other = random([N], 2).astype(DType::BF16);
    one(group, random([N], 1).astype(DType::BF16), |x| x + &other);
}

fn multiply_i64(group: &mut Group) {
    let other = np::arange(N);
    one(group, np::arange(N), |x| x * &other);
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
