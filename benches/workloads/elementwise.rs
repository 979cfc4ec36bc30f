//! Elementwise functions: arithmetic of all sizes, broadcast and transposed operands, and the common functions.

use super::protocol::Workload;
use super::{name_of, of_one, of_two, uniform, with_commas, workload};
use numtape::prelude::*;

type Unary = fn(&Array) -> Array;
type Binary = fn(&Array, &Array) -> Array;

pub(super) fn workloads() -> Vec<Workload> {
    let mut all = vec![workload("add of 4", || {
        of_two(uniform(&[4], F32, 1), uniform(&[4], F32, 2), |a, b| a + b)
    })];
    let operators: [(&str, Binary); 2] = [("add", |a, b| a + b), ("multiply", |a, b| a * b)];
    for (op, f) in operators {
        for dtype in [F32, F64] {
            for n in [1000, 100_000, 10_000_000] {
                let name = format!("{op} {} {}", name_of(dtype), with_commas(n));
                all.push(workload(name, move || {
                    of_two(uniform(&[n], dtype, 1), uniform(&[n], dtype, 2), f)
                }));
            }
        }
    }
    let square: &[usize] = &[2048, 2048];
    let broadcasts: [(&str, &[usize], Binary); 6] = [
        ("add a row", &[2048], |a, b| a + b),
        ("add a column", &[2048, 1], |a, b| a + b),
        ("a + bᵀ", square, |a, b| a + b.t()),
        ("transposed copy", square, |_, b| {
            np::ascontiguousarray(b.t())
        }),
        ("a > b", square, |a, b| np::greater(a, b)),
        ("where(a > b, a, b)", square, |a, b| {
            np::where_(np::greater(a, b), a, b)
        }),
    ];
    for (name, other, f) in broadcasts {
        all.push(workload(format!("{name} 2048²"), move || {
            of_two(uniform(square, F32, 1), uniform(other, F32, 2), f)
        }));
    }
    all.push(workload("cast f32 to f64 1,000,000", || {
        of_one(uniform(&[1_000_000], F32, 1), |x| x.astype(F64))
    }));
    let functions: [(&str, Unary); 6] = [
        ("exp", |x| np::exp(x)),
        ("log", |x| np::log(x)),
        ("sin", |x| np::sin(x)),
        ("tanh", |x| np::tanh(x)),
        ("erf", |x| numtape::special::erf(x)),
        ("power", |x| np::power(x, x)),
    ];
    for (name, f) in functions {
        for dtype in [F32, F64] {
            let name = format!("{name} {} 50,000", name_of(dtype));
            all.push(workload(name, move || {
                of_one(uniform(&[50_000], dtype, 1), f)
            }));
        }
    }
    all
}
