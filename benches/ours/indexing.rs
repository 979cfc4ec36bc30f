//! Assignment to parts of an array, in place and with a copy, beside ndarray's slice assignment.
//!
//! A quarter of the rows of a matrix of 1024 by 1024 are written from another matrix.

use super::{Case, Group, random, values};
use ndarray::{Array2, s as part};
use numtape::prelude::*;
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[("indexing/assign", assign), ("indexing/add_at", add_at)];

const SIZE: usize = 1024;

fn assign(group: &mut Group) {
    let rows = random([SIZE / 4, SIZE], 2);
    group.bench_function("numtape, in place", |bencher| {
        let mut x = random([SIZE, SIZE], 1);
        bencher.iter(|| x.assign(s![..;4], black_box(&rows)));
    });
    group.bench_function("numtape, with a copy", |bencher| {
        let x = random([SIZE, SIZE], 1);
        bencher.iter(|| x.at(s![..;4]).set(black_box(&rows)));
    });
    group.bench_function("ndarray", |bencher| {
        let mut x = matrix(SIZE, 1);
        let rows = matrix(SIZE / 4, 2);
        bencher.iter(|| x.slice_mut(part![..;4, ..]).assign(black_box(&rows)));
    });
}

fn add_at(group: &mut Group) {
    let rows = random([SIZE / 4, SIZE], 2);
    let places: Array = (0..SIZE as i64 / 4).map(|i| i * 7 % SIZE as i64).collect();
    group.bench_function("numtape, in place", |bencher| {
        let mut x = random([SIZE, SIZE], 1);
        bencher.iter(|| x.assign_add(&places, black_box(&rows)));
    });
    group.bench_function("ndarray, a loop", |bencher| {
        let mut x = matrix(SIZE, 1);
        let rows = matrix(SIZE / 4, 2);
        bencher.iter(|| {
            for (i, row) in black_box(&rows).outer_iter().enumerate() {
                let mut place = x.row_mut(i * 7 % SIZE);
                place += &row;
            }
        });
    });
}

fn matrix(rows: usize, seed: u64) -> Array2<f32> {
    Array2::from_shape_vec((rows, SIZE), values(rows * SIZE, seed))
        .expect("as many values as the shape holds")
}
