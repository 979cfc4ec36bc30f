//! Matrix products: cubes, a layer of a network, many small ones, a vector, and halves.

use super::protocol::Workload;
use super::{name_of, of_two, uniform, workload};
use numtape::prelude::*;

pub(super) fn workloads() -> Vec<Workload> {
    let mut all = Vec::new();
    for dtype in [F32, F64] {
        for n in [64, 256, 1024, 2048] {
            all.push(product(format!("{n}³"), dtype, vec![n, n], vec![n, n]));
        }
    }
    let mut f32_product = |name: &str, left: &[usize], right: &[usize]| {
        all.push(product(
            name.to_string(),
            F32,
            left.to_vec(),
            right.to_vec(),
        ));
    };
    f32_product("512 of 32³", &[512, 32, 32], &[512, 32, 32]);
    f32_product("64x784x128", &[64, 784], &[784, 128]);
    f32_product("matrix by vector 1024²", &[1024, 1024], &[1024]);
    for dtype in [BF16, F16] {
        all.push(product(
            "1024³".to_string(),
            dtype,
            vec![1024, 1024],
            vec![1024, 1024],
        ));
    }
    all
}

fn product(name: String, dtype: DType, left: Vec<usize>, right: Vec<usize>) -> Workload {
    workload(format!("product {} {name}", name_of(dtype)), move || {
        of_two(
            uniform(&left, dtype, 1),
            uniform(&right, dtype, 2),
            |a, b| a.matmul(b),
        )
    })
}
