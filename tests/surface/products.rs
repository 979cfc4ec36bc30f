//! Products of vectors, matrices and tensors.

use crate::record::{Record, record};
use num_complex::Complex;
use numtape::prelude::*;

fn u() -> Array {
    array([0.5, -1.25, 2.0])
}

fn v() -> Array {
    array([1.5, 0.75, -0.5])
}

fn m() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]])
}

/// Stacked matrices.
fn stack() -> Array {
    np::linspace(-1.0, 2.0, 12).reshape([2, 3, 2]).sin()
}

fn complex(re: [f64; 3], im: [f64; 3]) -> Array {
    array(re) + array(im) * Complex::new(0.0, 1.0)
}

fn z() -> [Array; 2] {
    [
        complex([0.5, -1.0, 2.0], [1.5, 0.25, -0.5]),
        complex([1.0, 0.75, -0.25], [-0.5, 2.0, 1.25]),
    ]
}

pub(crate) fn records() -> Vec<Record> {
    let mut records = of_vectors();
    records.extend(of_matrices());
    records.extend(of_tensors());
    records
}

fn of_vectors() -> Vec<Record> {
    vec![
        record("inner")
            .smooth([u(), v()], |[x, y]| vec![np::inner(x, y)])
            .smooth([m(), u()], |[x, y]| vec![np::inner(x, y)])
            .smooth([m(), array(2.5)], |[x, y]| vec![np::inner(x, y)]),
        record("vdot")
            .smooth([u(), v()], |[x, y]| vec![np::vdot(x, y)])
            .smooth([m(), m().t() * 0.5], |[x, y]| vec![np::vdot(x, y)])
            .smooth(z(), |[x, y]| vec![np::vdot(x, y)]),
        record("vecdot")
            .smooth([m(), v()], |[x, y]| vec![np::vecdot(x, y)])
            .smooth(z(), |[x, y]| vec![np::vecdot(x, y)]),
        record("outer")
            .smooth([u(), v()], |[x, y]| vec![np::outer(x, y)])
            .smooth([m(), u()], |[x, y]| vec![np::outer(x, y)]),
        record("cross")
            .smooth([u(), v()], |[x, y]| vec![np::cross(x, y)])
            .smooth([m(), v()], |[x, y]| vec![np::cross(x, y)]),
    ]
}

fn of_matrices() -> Vec<Record> {
    vec![
        record("matmul")
            .smooth([m(), stack()], |[x, y]| vec![np::matmul(x, y)])
            .smooth([u(), m().t()], |[x, y]| vec![np::matmul(x, y)])
            .smooth([m(), u()], |[x, y]| vec![np::matmul(x, y)])
            .smooth(z(), |[x, y]| vec![np::matmul(x, y)]),
        record("dot")
            .smooth([m(), stack()], |[x, y]| vec![np::dot(x, y)])
            .smooth([u(), v()], |[x, y]| vec![np::dot(x, y)])
            .smooth([array(0.5), m()], |[x, y]| vec![np::dot(x, y)]),
        record("matvec")
            .smooth([m(), u()], |[x, y]| vec![np::matvec(x, y)])
            .smooth([stack(), array([0.5, 2.0])], |[x, y]| {
                vec![np::matvec(x, y)]
            }),
        record("vecmat")
            .smooth([array([0.5, 2.0]), m()], |[x, y]| vec![np::vecmat(x, y)])
            .smooth([u(), stack()], |[x, y]| vec![np::vecmat(x, y)]),
    ]
}

fn of_tensors() -> Vec<Record> {
    vec![
        record("tensordot")
            .smooth([m().t(), stack()], |[x, y]| vec![np::tensordot(x, y, 1)])
            .smooth([m(), stack()], |[x, y]| {
                vec![np::tensordot(x, y, ([0, 1], [-1, 1]))]
            })
            .smooth([u(), array([0.5, 2.0])], |[x, y]| {
                vec![np::tensordot(x, y, 0)]
            }),
        record("kron")
            .smooth([m(), array([[1.0, -0.5]])], |[x, y]| vec![np::kron(x, y)])
            .smooth([u(), m()], |[x, y]| vec![np::kron(x, y)])
            .smooth([u(), array(2.0)], |[x, y]| vec![np::kron(x, y)]),
    ]
}
