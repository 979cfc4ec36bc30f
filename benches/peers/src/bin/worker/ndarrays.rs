//! ndarray's workloads, with arrays whose rank is known at run time only, as numtape's is.

use super::protocol::{Run, Workload};
use super::{run, uniform, workload};
use ndarray::{Array3, ArrayD, ArrayView2, Axis, Ix2, Ix3, s};
use std::hint::black_box;

pub(super) fn workloads() -> Vec<Workload> {
    let mut all = vec![
        workload("add of 4", || pair(&[4], &[4], |a, b| a + b)),
        workload("add a row 2048²", || {
            pair(&[2048, 2048], &[2048], |a, b| a + b)
        }),
        workload("add a column 2048²", || {
            pair(&[2048, 2048], &[2048, 1], |a, b| a + b)
        }),
        workload("a + bᵀ 2048²", || {
            pair(&[2048, 2048], &[2048, 2048], |a, b| a + &b.t())
        }),
        workload("transposed copy 2048²", || {
            one(&[2048, 2048], |x| x.t().as_standard_layout().into_owned())
        }),
        workload("cast f32 to f64 1,000,000", || {
            one(&[1_000_000], |x| x.mapv(f64::from))
        }),
        workload("sum 1,000", || one(&[1000], |x| x.sum())),
        workload("sum 10,000,000", || one(&[10_000_000], |x| x.sum())),
        workload("mean axis 0 of 2000²", || {
            one(&[2000, 2000], |x| x.mean_axis(Axis(0)))
        }),
        workload("mean axis 1 of 2000²", || {
            one(&[2000, 2000], |x| x.mean_axis(Axis(1)))
        }),
        workload("mean axis 0 of 100,000x10", || {
            one(&[100_000, 10], |x| x.mean_axis(Axis(0)))
        }),
        workload("mean axis 1 of 100,000x10", || {
            one(&[100_000, 10], |x| x.mean_axis(Axis(1)))
        }),
        product("64³", [64, 64, 64]),
        product("256³", [256, 256, 256]),
        product("1024³", [1024, 1024, 1024]),
        product("64x784x128", [64, 784, 128]),
        workload("product f32 512 of 32³", batched),
    ];
    for (name, n) in [
        ("1,000", 1000),
        ("100,000", 100_000),
        ("10,000,000", 10_000_000),
    ] {
        all.push(workload(format!("add f32 {name}"), move || {
            pair(&[n], &[n], |a, b| a + b)
        }));
        all.push(workload(format!("multiply f32 {name}"), move || {
            pair(&[n], &[n], |a, b| a * b)
        }));
    }
    let functions: [(&str, fn(f32) -> f32); 4] = [
        ("exp", f32::exp),
        ("log", f32::ln),
        ("sin", f32::sin),
        ("tanh", f32::tanh),
    ];
    for (name, f) in functions {
        all.push(workload(format!("{name} f32 50,000"), move || {
            let x = random(&[50_000], 1);
            run(move || black_box(&x).mapv(f))
        }));
    }
    all
}

fn random(shape: &[usize], seed: u64) -> ArrayD<f32> {
    ArrayD::from_shape_vec(shape, uniform(shape.iter().product(), seed))
        .expect("values for the shape")
}

fn one<R: 'static>(shape: &[usize], f: fn(&ArrayD<f32>) -> R) -> Run {
    let x = random(shape, 1);
    run(move || f(black_box(&x)))
}

fn pair(left: &[usize], right: &[usize], f: fn(&ArrayD<f32>, &ArrayD<f32>) -> ArrayD<f32>) -> Run {
    let (a, b) = (random(left, 1), random(right, 2));
    run(move || f(black_box(&a), black_box(&b)))
}

fn product(name: &str, [m, k, n]: [usize; 3]) -> Workload {
    workload(format!("product f32 {name}"), move || {
        let matrix = |rows, columns, seed| {
            let x = random(&[rows, columns], seed);
            x.into_dimensionality::<Ix2>().expect("two axes")
        };
        let (a, b) = (matrix(m, k, 1), matrix(k, n, 2));
        run(move || black_box(&a).dot(black_box(&b)))
    })
}

/// ndarray has no batched product: a loop over the matrices.
fn batched() -> Run {
    fn matrix(x: &Array3<f32>, i: usize) -> ArrayView2<'_, f32> {
        x.slice(s![i, .., ..])
    }
    let cube = |seed| {
        let x = random(&[512, 32, 32], seed);
        x.into_dimensionality::<Ix3>().expect("three axes")
    };
    let (a, b) = (cube(1), cube(2));
    run(move || {
        let mut out = Array3::<f32>::zeros((512, 32, 32));
        for i in 0..512 {
            let (a, b) = (matrix(&a, i), matrix(&b, i));
            out.slice_mut(s![i, .., ..]).assign(&a.dot(&b));
        }
        out
    })
}
