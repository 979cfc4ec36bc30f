//! Reductions against plain loops: accuracy, layouts, NaN, empty axes, instruction sets.

use super::reduce_with;
use crate::array::Array;
use crate::array::value::Dense;
use crate::kernels::arg::arg_reduce_with;
use crate::kernels::cumulative::cumulative_with;
use crate::kernels::simd;
use crate::np;
use crate::np::args::{all, axis};
use crate::primitives::argreduce::ArgKind;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cumulative::CumulativeKind;
use crate::primitives::flip::flip;
use crate::primitives::reduce::{Reduce, ReduceKind, sum};
use crate::primitives::transpose::transpose;
use crate::primitives::{Primitive, avals_of};
use crate::shape::dim::Dim;
use crate::testing::Samples;
use crate::{Aval, DType};
use smallvec::smallvec;

fn noisy_ones(n: usize) -> (Vec<f32>, f64) {
    let mut samples = Samples::new(5);
    let values: Vec<f32> = (0..n)
        .map(|_| 1.0 + samples.real(-0.01, 0.01) as f32)
        .collect();
    let exact = values.iter().map(|&x| f64::from(x)).sum();
    (values, exact)
}

#[test]
fn long_sums_are_accurate_along_every_axis() {
    let (values, exact) = noisy_ones(1_000_000);
    let x = Array::from_vec(values);
    let close = |y: f64, exact: f64| assert!((y / exact - 1.0).abs() < 1e-6, "{y} {exact}");
    close(f64::from(np::sum(&x, ..).item::<f32>().unwrap()), exact);
    let tall = np::sum(x.reshape([250_000, 4]), 0);
    close(np::sum(tall.astype(DType::F64), ..).item().unwrap(), exact);
    let wide = np::sum(x.reshape([4, 250_000]), 1);
    close(np::sum(wide.astype(DType::F64), ..).item().unwrap(), exact);
}

#[test]
fn blocks_of_doubles_that_cancel_keep_their_digits() {
    // Whole blocks: totals are compensated across blocks, not within one.
    let x = Array::from_vec(vec![1e16; 3 * super::ROW_BLOCK]);
    let both = np::concatenate(
        [&x, &np::ones([3 * super::ROW_BLOCK]), &np::negative(&x)],
        0,
    );
    assert_eq!(
        np::sum(&both, ..).item::<f64>().unwrap(),
        3.0 * super::ROW_BLOCK as f64
    );
    assert_eq!(
        np::sum([f64::INFINITY, 1.0], ..).item::<f64>().unwrap(),
        f64::INFINITY
    );
    assert!(
        np::sum([f64::INFINITY, f64::NEG_INFINITY], ..)
            .item::<f64>()
            .unwrap()
            .is_nan()
    );
}

#[test]
fn layouts_agree() {
    let x = Samples::new(1).array(DType::I32, &[5, 7, 3, 2], -9.0, 9.0);
    let views = [
        x.clone(),
        flip(&x, &[0, 2]).unwrap(),
        transpose(&transpose(&x, &[2, 0, 3, 1]).unwrap(), &[1, 3, 0, 2]).unwrap(),
    ];
    for (i, view) in views.iter().enumerate() {
        let copy = Array::from_shape_vec([5, 7, 3, 2], view.to_vec::<i32>().unwrap()).unwrap();
        for subset in 0..16usize {
            let axes: Vec<usize> = (0..4).filter(|a| subset >> a & 1 == 1).collect();
            let (found, wanted) = (sum(view, &axes).unwrap(), sum(&copy, &axes).unwrap());
            assert_eq!(
                found.to_vec::<i32>().unwrap(),
                wanted.to_vec::<i32>().unwrap(),
                "view {i}, axes {axes:?}"
            );
            let slow: i64 = copy
                .to_vec::<i32>()
                .unwrap()
                .into_iter()
                .map(i64::from)
                .sum();
            assert_eq!(
                wanted
                    .to_vec::<i32>()
                    .unwrap()
                    .into_iter()
                    .map(i64::from)
                    .sum::<i64>(),
                slow
            );
        }
    }
    let repeated = broadcast_to(&Array::from_vec(vec![1i32, 2]), &[1000, 2]).unwrap();
    assert_eq!(
        sum(&repeated, &[0]).unwrap().to_vec::<i32>().unwrap(),
        [1000, 2000]
    );
}

#[test]
fn nan_wins_wherever_it_is() {
    for position in [0, 1, 15, 16, 700, 1999] {
        let mut values = vec![1.0f32; 2000];
        values[position] = f32::NAN;
        let x = Array::from_vec(values);
        assert!(np::max(&x, ..).item::<f32>().unwrap().is_nan());
        assert!(np::min(&x, ..).item::<f32>().unwrap().is_nan());
        assert_eq!(np::argmax(&x, ..).item::<i64>().unwrap(), position as i64);
        assert_eq!(np::nanmax(&x, ..).item::<f32>().unwrap(), 1.0);
        let columns = x.reshape([200, 10]);
        let found = np::max(&columns, 0).to_vec::<f32>().unwrap();
        assert!(
            found
                .iter()
                .enumerate()
                .all(|(j, y)| y.is_nan() == (j == position % 10))
        );
    }
}

#[test]
fn empty_reductions() {
    let x = np::zeros([0, 3]);
    assert_eq!(np::sum(&x, 0).to_vec::<f64>().unwrap(), [0.0; 3]);
    assert_eq!(np::prod(&x, 0).to_vec::<f64>().unwrap(), [1.0; 3]);
    assert!(np::all(&x, ..).item::<bool>().unwrap() && !np::any(&x, ..).item::<bool>().unwrap());
    assert_eq!(np::max(&x, 1).shape(), [0]);
    let error = crate::try_run(|| np::max(&x, 0)).unwrap_err().to_string();
    assert!(
        error.starts_with("max: reduction of an empty axis"),
        "{error}"
    );
    assert_eq!(
        np::max(&x, axis(0).initial(2.0)).to_vec::<f64>().unwrap(),
        [2.0; 3]
    );
    assert!(crate::try_run(|| np::argmin(&x, 0)).is_err());
    assert_eq!(np::sum(3.5, all().keepdims()).shape(), [0usize; 0]);
}

#[test]
fn infer_takes_symbols() {
    let (n, m) = (Dim::symbol("rows"), Dim::from(3));
    let op = Reduce {
        kind: ReduceKind::Max,
        axes: smallvec![1],
    };
    let x = Aval::new(smallvec![n, m, n * m], DType::F32);
    assert_eq!(
        op.infer(&[x]).unwrap()[0],
        Aval::new(smallvec![n, n * m], DType::F32)
    );
    let dense = np::zeros([2]);
    assert!(
        op.infer(&avals_of(&[dense.dense().unwrap()])).is_err(),
        "axis 1 of a vector"
    );
}

/// The result of a kernel for each instruction set, as f64; they must agree to the bit.
fn in_every_set(dtype: DType, shape: &[usize], fill: impl Fn(simd::Set, &mut Dense)) -> Vec<f64> {
    let results: Vec<Vec<f64>> = simd::available()
        .iter()
        .map(|&set| {
            let mut out = Dense::uninit("test", dtype, shape).unwrap();
            fill(set, &mut out);
            let y = Array::from_dense(out).astype(DType::F64);
            y.to_vec::<f64>().unwrap()
        })
        .collect();
    let bits = |ys: &Vec<f64>| -> Vec<u64> {
        ys.iter()
            .map(|y| if y.is_nan() { u64::MAX } else { y.to_bits() })
            .collect()
    };
    for other in &results[1..] {
        assert_eq!(bits(&results[0]), bits(other), "{dtype} {shape:?}");
    }
    results.into_iter().next().unwrap()
}

/// Rows of numbers with few digits, so that sums are exact in every order and there are ties.
fn numbers(samples: &mut Samples, dtype: DType, shape: &[usize], with_nan: bool) -> Array {
    let n: usize = shape.iter().product();
    let values: Vec<f64> = (0..n)
        .map(|_| {
            let x = samples.integer(if is_unsigned(dtype) { 0 } else { -9 }, 9) as f64;
            if with_nan && samples.integer(0, 40) == 0 {
                f64::NAN
            } else {
                x
            }
        })
        .collect();
    Array::from_shape_vec(shape, values).unwrap().astype(dtype)
}

fn is_unsigned(dtype: DType) -> bool {
    dtype.integer_limits().is_some_and(|(low, _)| low == 0)
}

fn is_small(dtype: DType) -> bool {
    dtype.item_size() <= 2
}

/// Every layout in which rows and columns of `x` can lie, of the same elements.
fn layouts(x: &Array) -> Vec<Array> {
    let transposed = np::ascontiguousarray(transpose(x, &[1, 0]).unwrap());
    let flipped = np::ascontiguousarray(flip(x, &[0, 1]).unwrap());
    let wide = np::repeat(x, 2, 1);
    vec![
        x.clone(),
        transpose(&transposed, &[1, 0]).unwrap(),
        flip(&flipped, &[0, 1]).unwrap(),
        wide.i(crate::prelude::s![.., ..;2]),
    ]
}

const FLOATS_AND_INTEGERS: [DType; 8] = [
    DType::F32,
    DType::F64,
    DType::F16,
    DType::BF16,
    DType::I64,
    DType::I32,
    DType::U8,
    DType::I16,
];

fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

#[test]
fn every_length_layout_and_set_as_a_plain_loop() {
    let mut samples = Samples::new(11);
    for dtype in FLOATS_AND_INTEGERS {
        for n in (1..70).chain([127, 128, 129, 300, 600, 5000]) {
            let rows = if n > 100 { 3 } else { [1, 2, 5, 19, 70][n % 5] };
            let with_nan = dtype.is_differentiable() && n % 3 == 0;
            let x = numbers(&mut samples, dtype, &[rows, n], with_nan);
            let values = x.astype(DType::F64).to_vec::<f64>().unwrap();
            let at = |i: usize, j: usize| values[i * n + j];
            let same = |found: &[f64], wanted: &[f64], what: &str| {
                let is_same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
                assert!(
                    found.iter().zip(wanted).all(is_same) && found.len() == wanted.len(),
                    "{what} of {dtype} {rows} x {n}: {found:?}, not {wanted:?}"
                );
            };
            for view in layouts(&x) {
                let view = view.dense().unwrap();
                let reduced = |kind, axis: usize| {
                    let shape = [if axis == 0 { n } else { rows }];
                    in_every_set(dtype, &shape, |set, out| {
                        reduce_with(set, kind, view, &[axis], out);
                    })
                };
                let line = |axis: usize, k: usize| -> Vec<f64> {
                    if axis == 0 {
                        (0..rows).map(|i| at(i, k)).collect()
                    } else {
                        (0..n).map(|j| at(k, j)).collect()
                    }
                };
                for axis in [0, 1] {
                    let lines: Vec<Vec<f64>> = (0..if axis == 0 { n } else { rows })
                        .map(|k| line(axis, k))
                        .collect();
                    let max: Vec<f64> = lines
                        .iter()
                        .map(|line| line.iter().copied().reduce(larger).unwrap())
                        .collect();
                    same(&reduced(ReduceKind::Max, axis), &max, "max");
                    // Small integers overflow in long sums, and 16 bits do not hold them.
                    if !is_small(dtype) || lines[0].len() < 20 {
                        let sum: Vec<f64> = lines.iter().map(|line| line.iter().sum()).collect();
                        same(&reduced(ReduceKind::Sum, axis), &sum, "sum");
                    }
                    let argmax: Vec<f64> = lines
                        .iter()
                        .zip(&max)
                        .map(|(line, &max)| {
                            let is_it = |&x: &f64| x == max || (x.is_nan() && max.is_nan());
                            line.iter().position(is_it).unwrap() as f64
                        })
                        .collect();
                    let found = in_every_set(DType::I64, &[lines.len()], |set, out| {
                        arg_reduce_with(set, ArgKind::Max, view, axis, out);
                    });
                    same(&found, &argmax, "argmax");
                }
                for (kind, reverse) in [(CumulativeKind::Sum, false), (CumulativeKind::Max, true)] {
                    if kind == CumulativeKind::Sum && is_small(dtype) && n >= 20 {
                        continue;
                    }
                    let found = in_every_set(dtype, &[rows, n], |set, out| {
                        cumulative_with(set, kind, view, 1, reverse, out);
                    });
                    let mut wanted = vec![0.0; rows * n];
                    for i in 0..rows {
                        let mut total = if reverse { f64::NEG_INFINITY } else { 0.0 };
                        for k in 0..n {
                            let j = if reverse { n - 1 - k } else { k };
                            total = if reverse {
                                larger(total, at(i, j))
                            } else {
                                total + at(i, j)
                            };
                            wanted[i * n + j] = total;
                        }
                    }
                    same(&found, &wanted, "running");
                }
            }
        }
    }
}

#[test]
fn long_and_narrow_axes_are_exact_in_every_set() {
    let mut samples = Samples::new(12);
    for (shape, axis) in [
        ([5000, 3], 0),
        ([5000, 3], 1),
        ([3, 5000], 0),
        ([700, 130], 0),
    ] {
        for dtype in [DType::F32, DType::F64, DType::I64, DType::C64, DType::C128] {
            let x = numbers(&mut samples, DType::F64, &shape, false);
            let typed = x.astype(dtype);
            let found = in_every_set(dtype, &[shape[1 - axis]], |set, out| {
                reduce_with(set, ReduceKind::Sum, typed.dense().unwrap(), &[axis], out);
            });
            let values = x.to_vec::<f64>().unwrap();
            for (k, y) in found.into_iter().enumerate() {
                let wanted: f64 = (0..shape[axis])
                    .map(|i| {
                        values[if axis == 0 {
                            i * shape[1] + k
                        } else {
                            k * shape[1] + i
                        }]
                    })
                    .sum();
                assert_eq!(y, wanted, "{dtype} {shape:?} axis {axis}");
            }
        }
    }
}

#[test]
fn zeros_keep_their_sign_and_running_sums_their_digits() {
    for n in [1, 7, 16, 17, 64, 65, 5000] {
        let zeros = Array::from_vec(vec![-0.0f32; n]);
        let sum = np::sum(&zeros, ..).item::<f32>().unwrap();
        assert!(sum == 0.0 && sum.is_sign_negative(), "{n}");
        let last = np::cumsum(&zeros, 0).to_vec::<f32>().unwrap()[n - 1];
        assert!(last == 0.0 && last.is_sign_negative(), "{n}");
    }
    let (values, exact) = noisy_ones(100_000);
    let y = np::cumsum(Array::from_vec(values), 0)
        .to_vec::<f32>()
        .unwrap();
    assert!((f64::from(y[99_999]) / exact - 1.0).abs() < 1e-7);
}
