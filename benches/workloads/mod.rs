//! The workloads that `benches/compare.py` times beside other libraries, in numtape: by subject, with the names of its
//! table. Inputs are as in `compare/libraries/data.py`.

mod differentiation;
mod elementwise;
mod order;
mod products;
pub(crate) mod protocol;
mod reductions;
mod transforms;

use numtape::prelude::*;
use protocol::{Run, Workload};
use std::hint::black_box;

/// Every workload.
pub(crate) fn all() -> Vec<Workload> {
    [
        elementwise::workloads(),
        reductions::workloads(),
        order::workloads(),
        products::workloads(),
        transforms::workloads(),
        differentiation::workloads(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A workload with this name.
fn workload(name: impl Into<String>, make: impl Fn() -> Run + 'static) -> Workload {
    (name.into(), Box::new(make))
}

/// A run that computes `f` and drops what it returns.
fn run<R>(mut f: impl FnMut() -> R + 'static) -> Run {
    Box::new(move || {
        black_box(f());
    })
}

/// A run of `f` on one array.
fn of_one(x: Array, f: fn(&Array) -> Array) -> Run {
    run(move || f(black_box(&x)))
}

/// A run of `f` on two arrays.
fn of_two(a: Array, b: Array, f: fn(&Array, &Array) -> Array) -> Run {
    run(move || f(black_box(&a), black_box(&b)))
}

/// Reproducible numbers in 0.1..1.1.
fn uniform(shape: &[usize], dtype: DType, seed: u64) -> Array {
    let numbers = np::random::default_rng(seed).random(shape);
    (numbers + 0.1).astype(dtype)
}

/// Reproducible indices below `below`.
fn indices(count: usize, below: usize) -> Array {
    np::random::default_rng(9).integers(0, below as i64, [count])
}

/// A symmetric matrix with eigenvalues from `n` on.
fn positive_definite(n: usize) -> Array {
    let x = uniform(&[n, n], F64, 1);
    x.matmul(x.t()) + n as f64 * np::eye(n)
}

/// 12345678 as `12,345,678`, as Python writes it.
fn with_commas(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn name_of(dtype: DType) -> &'static str {
    match dtype {
        BF16 => "bf16",
        F16 => "f16",
        F32 => "f32",
        F64 => "f64",
        C64 => "c64",
        _ => "c128",
    }
}
