//! Fourier transforms and linear algebra.

use super::protocol::Workload;
use super::{name_of, of_one, positive_definite, run, uniform, workload};
use numtape::np::{fft, linalg};
use numtape::prelude::*;
use std::hint::black_box;

pub(super) fn workloads() -> Vec<Workload> {
    let mut all = Vec::new();
    let shapes: [(&str, &[usize]); 3] = [
        ("1024", &[1024]),
        ("2^20", &[1 << 20]),
        ("256 of 1024", &[256, 1024]),
    ];
    for (dtype, part) in [(C64, F32), (C128, F64)] {
        for (name, shape) in shapes {
            let name = format!("fft {} {name}", name_of(dtype));
            all.push(workload(name, move || {
                let i = np::array(num_complex::Complex64::I);
                let x = (uniform(shape, part, 1) + uniform(shape, part, 2) * i).astype(dtype);
                of_one(x, |x| fft::fft(x))
            }));
        }
    }
    all.push(workload("rfft f32 256 of 1024", || {
        of_one(uniform(&[256, 1024], F32, 1), |x| fft::rfft(x))
    }));
    for n in [16, 256, 1000] {
        all.push(matrix("cholesky", n, |a, _| drop(linalg::cholesky(a))));
        all.push(matrix("solve", n, |a, b| drop(linalg::solve(a, b))));
        all.push(matrix("inv", n, |a, _| drop(linalg::inv(a))));
    }
    for n in [16, 256] {
        all.push(matrix("qr", n, |a, _| drop(linalg::qr(a))));
        all.push(matrix("eigvalsh", n, |a, _| drop(linalg::eigvalsh(a))));
        all.push(matrix("eigh", n, |a, _| drop(linalg::eigh(a))));
        all.push(matrix("svd", n, |a, _| drop(linalg::svd(a, true))));
    }
    all
}

fn matrix(name: &str, n: usize, f: fn(&Array, &Array)) -> Workload {
    workload(format!("{name} {n}"), move || {
        let (a, b) = (positive_definite(n), uniform(&[n], F64, 1));
        run(move || f(black_box(&a), black_box(&b)))
    })
}
