//! Linear algebra in f64: matrices of some sizes, and many small ones.

use super::{Case, Group, random};
use numtape::np::linalg;
use numtape::prelude::*;
use std::hint::black_box;

type Function = fn(&Array) -> Array;

const CHOLESKY: Function = |x| linalg::cholesky(x);
const SOLVE: Function = |x| linalg::solve(x, x);
const INVERSE: Function = |x| linalg::inv(x);
const QR: Function = |x| linalg::qr(x).q;
const EIGENVALUES: Function = |x| linalg::eigvalsh(x);
const EIGENVECTORS: Function = |x| linalg::eigh(x).eigenvectors;
const SVD: Function = |x| linalg::svd(x, false).u;

pub(crate) const CASES: &[Case] = &[
    ("cholesky/4", |group| run(group, &[4, 4], CHOLESKY)),
    ("cholesky/32", |group| run(group, &[32, 32], CHOLESKY)),
    ("cholesky/256", |group| run(group, &[256, 256], CHOLESKY)),
    ("cholesky/1000 of 8", |group| {
        run(group, &[1000, 8, 8], CHOLESKY);
    }),
    ("solve/4", |group| run(group, &[4, 4], SOLVE)),
    ("solve/32", |group| run(group, &[32, 32], SOLVE)),
    ("solve/256", |group| run(group, &[256, 256], SOLVE)),
    ("solve/1000 of 8", |group| run(group, &[1000, 8, 8], SOLVE)),
    ("inverse/32", |group| run(group, &[32, 32], INVERSE)),
    ("inverse/256", |group| run(group, &[256, 256], INVERSE)),
    ("qr/32", |group| run(group, &[32, 32], QR)),
    ("qr/256", |group| run(group, &[256, 256], QR)),
    ("eigvalsh/32", |group| run(group, &[32, 32], EIGENVALUES)),
    ("eigvalsh/256", |group| run(group, &[256, 256], EIGENVALUES)),
    ("eigh/32", |group| run(group, &[32, 32], EIGENVECTORS)),
    ("eigh/256", |group| run(group, &[256, 256], EIGENVECTORS)),
    ("svd/32", |group| run(group, &[32, 32], SVD)),
];

/// The function of symmetric matrices with a strong diagonal.
fn run(group: &mut Group, shape: &[usize], function: Function) {
    let n = shape[shape.len() - 1];
    let x = random([shape.iter().product()], 1).astype(DType::F64);
    let x = np::reshape(x, shape);
    let x = &x + np::swapaxes(&x, -1, -2) + np::eye([n, n]) * (2 * n) as f64;
    group.bench_function("numtape", |bencher| {
        bencher.iter(|| function(black_box(&x)));
    });
}
