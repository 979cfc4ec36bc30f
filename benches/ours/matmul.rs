//! Matrix products in f32: cubes, one layer of the digits network, and many small ones.

use super::{Case, Group, random};
use std::hint::black_box;

pub(crate) const BATCH: usize = 512;

pub(crate) const CASES: &[Case] = &[
    ("matmul/64x64x64", |group| product(group, [64, 64, 64])),
    ("matmul/256x256x256", |group| {
        product(group, [256, 256, 256]);
    }),
    ("matmul/1024x1024x1024", |group| {
        product(group, [1024, 1024, 1024]);
    }),
    ("matmul/64x64x128", |group| product(group, [64, 64, 128])),
    ("matmul/512 of 32x32x32", batched),
];

fn product(group: &mut Group, [m, k, n]: [usize; 3]) {
    let (a, b) = (random([m, k], 1), random([k, n], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a).matmul(black_box(&b)));
    });
}

fn batched(group: &mut Group) {
    let (a, b) = (random([BATCH, 32, 32], 1), random([BATCH, 32, 32], 2));
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| black_box(&a).matmul(black_box(&b)));
    });
}
