//! Sorting, and reading and adding at indices.

use super::protocol::Workload;
use super::{indices, of_one, run, uniform, workload};
use numtape::prelude::*;
use std::hint::black_box;

pub(super) fn workloads() -> Vec<Workload> {
    vec![
        workload("sort 1,000", || {
            of_one(uniform(&[1000], F32, 1), |x| np::sort(x, -1))
        }),
        workload("sort 1,000,000", || {
            of_one(uniform(&[1_000_000], F32, 1), |x| np::sort(x, -1))
        }),
        workload("argsort 1,000,000", || {
            of_one(uniform(&[1_000_000], F32, 1), |x| np::argsort(x, -1))
        }),
        workload("take 100,000 rows of 64", || {
            let (x, rows) = (uniform(&[100_000, 64], F32, 1), indices(100_000, 100_000));
            run(move || np::take(black_box(&x), &rows, 0))
        }),
        workload("take 1,000,000 numbers", || {
            let (x, at) = (uniform(&[1_000_000], F32, 1), indices(1_000_000, 1_000_000));
            run(move || np::take(black_box(&x), &at, 0))
        }),
        workload("scatter-add 100,000 rows of 64", || {
            let x = np::zeros(([10_000, 64], F32));
            let (rows, updates) = (indices(100_000, 10_000), uniform(&[100_000, 64], F32, 1));
            run(move || black_box(&x).at(&rows).add(&updates))
        }),
    ]
}
