//! Products against three loops.

use super::dot_at;
use super::level::Level;
use super::selected;
use crate::DType;
use crate::array::Array;
use crate::array::value::Dense;
use crate::np;
use crate::primitives::dot::Dot;
use crate::primitives::flip::flip;
use crate::primitives::slice::slice;
use crate::primitives::transpose::transpose;
use crate::primitives::windows::windows;
use crate::s;
use crate::testing::Samples;
use num_complex::Complex;
use smallvec::smallvec;

fn values(x: &Array) -> Vec<Complex<f64>> {
    np::astype(x, DType::C128).to_vec::<Complex<f64>>().unwrap()
}

/// matmul by three loops.
fn slow(x: &Array, y: &Array) -> Vec<Complex<f64>> {
    let ([m, k], [_, n]) = (
        <[usize; 2]>::try_from(x.shape()).unwrap(),
        <[usize; 2]>::try_from(y.shape()).unwrap(),
    );
    let (x, y) = (values(x), values(y));
    (0..m * n)
        .map(|at| (0..k).map(|l| x[at / n * k + l] * y[l * n + at % n]).sum())
        .collect()
}

/// The same matrix lying in memory in other ways.
fn layouts(x: &Array) -> Vec<Array> {
    let turned = transpose(&np::copy(transpose(x, &[1, 0]).unwrap()), &[1, 0]).unwrap();
    let flipped = flip(&np::copy(flip(x, &[0, 1]).unwrap()), &[0, 1]).unwrap();
    let (m, n) = (x.shape()[0], x.shape()[1]);
    let wide = np::repeat(x, 2, 1);
    let strided = slice(&wide, &[0, 0], &[m, 2 * n], &[1, 2]).unwrap();
    vec![x.clone(), turned, flipped, strided]
}

#[test]
fn every_dtype_and_layout_matches_three_loops() {
    let mut samples = Samples::new(11);
    for dtype in DType::ALL {
        for (m, k, n) in [
            (1, 1, 1),
            (3, 5, 2),
            (1, 40, 7),
            (7, 40, 1),
            (17, 9, 21),
            (40, 33, 35),
        ] {
            // Small whole numbers: exact in every dtype.
            let x = samples.array(DType::U8, &[m, k], 0.0, 2.0).astype(dtype);
            let y = samples.array(DType::U8, &[k, n], 0.0, 2.0).astype(dtype);
            let wanted: Vec<_> = slow(&x, &y)
                .into_iter()
                .map(|z| {
                    if dtype.is_bool() {
                        Complex::new(z.re.min(1.0), 0.0)
                    } else {
                        z
                    }
                })
                .collect();
            for x in layouts(&x) {
                for y in layouts(&y) {
                    assert_eq!(values(&np::matmul(&x, &y)), wanted, "{dtype} {m}x{k}x{n}");
                }
            }
        }
    }
}

#[test]
fn batches_broadcast_without_loops() {
    let mut samples = Samples::new(12);
    let shapes: &[(&[usize], &[usize])] = &[
        (&[3, 2, 4], &[4, 5]),
        (&[2, 4], &[3, 4, 5]),
        (&[2, 1, 3, 4], &[5, 4, 2]),
        (&[3, 1, 2, 4], &[1, 2, 4, 3]),
        (&[3, 2, 4], &[4]),
        (&[4], &[3, 4, 2]),
        (&[1, 2, 3], &[1, 3, 2]),
        (&[0, 2, 3], &[3, 2]),
    ];
    for (a, b) in shapes {
        let (x, y) = (
            samples.array(DType::F64, a, -1.0, 1.0),
            samples.array(DType::F64, b, -1.0, 1.0),
        );
        let product = np::matmul(&x, &y);
        // The slow way: multiply with broadcasting, then sum.
        let row = if a.len() == 1 {
            x.reshape([1, a[0]])
        } else {
            x.clone()
        };
        let column = if b.len() == 1 {
            y.reshape([b[0], 1])
        } else {
            y.clone()
        };
        let (row, column) = (
            np::expand_dims(&row, row.ndim() as isize),
            np::expand_dims(&column, column.ndim() as isize - 2),
        );
        let axis = row.ndim().max(column.ndim()) as isize - 2;
        let all = np::sum(np::multiply(row, column), axis);
        assert_eq!(product.len(), all.len());
        for (p, q) in product
            .to_vec::<f64>()
            .unwrap()
            .into_iter()
            .zip(all.to_vec::<f64>().unwrap())
        {
            assert!((p - q).abs() < 1e-12, "{a:?} {b:?}: {p} {q}");
        }
    }
}

#[test]
fn large_products_and_empty_ones() {
    let mut samples = Samples::new(13);
    let (x, y) = (
        samples.array(DType::F32, &[150, 300], -1.0, 1.0),
        samples.array(DType::F32, &[300, 170], -1.0, 1.0),
    );
    let wanted = slow(&x, &y);
    for (found, wanted) in values(&np::matmul(&x, &y)).into_iter().zip(wanted) {
        assert!((found.re - wanted.re).abs() < 1e-3);
    }
    assert_eq!(
        np::matmul(np::ones([2, 0]), np::ones([0, 3]))
            .to_vec::<f64>()
            .unwrap(),
        [0.0; 6]
    );
    assert!(crate::try_run(|| np::matmul(&x, &x)).is_err());
}

/// A matrix product by the loops of one instruction set.
fn matmul_at(level: Level, x: &Array, y: &Array) -> Array {
    let dot = Dot {
        contract: (smallvec![1], smallvec![0]),
        batch: (smallvec![], smallvec![]),
    };
    let shape = [x.shape()[0], y.shape()[1]];
    let mut out = Dense::uninit("matmul", x.dtype(), &shape).unwrap();
    dot_at(
        level,
        x.dense().unwrap(),
        y.dense().unwrap(),
        &dot,
        &mut out,
    );
    Array::from_dense(out)
}

/// Small whole numbers, whose products are exact in every dtype but bool, whose sums end at 1.
fn whole_numbers(samples: &mut Samples, dtype: DType, shape: &[usize]) -> Array {
    samples.array(DType::U8, shape, 0.0, 2.0).astype(dtype)
}

fn check_exact(level: Level, x: &Array, y: &Array) {
    let wanted = slow(x, y).into_iter().map(|z| match x.dtype() {
        DType::Bool => Complex::new(z.re.min(1.0), 0.0),
        _ => z,
    });
    let wanted: Vec<_> = wanted.collect();
    let found = values(&matmul_at(level, x, y));
    let place = found.iter().zip(&wanted).position(|(a, b)| a != b);
    assert_eq!(
        place,
        None,
        "{level:?} {} {:?} {:?}",
        x.dtype(),
        x.shape(),
        y.shape()
    );
}

#[test]
fn every_instruction_set_and_dtype_at_the_edges_of_tiles() {
    let mut samples = Samples::new(21);
    let sizes = [
        1, 2, 3, 4, 6, 7, 8, 13, 14, 15, 16, 17, 28, 29, 31, 32, 33, 63, 64, 65, 66,
    ];
    for level in Level::available() {
        for dtype in DType::ALL {
            for _ in 0..12 {
                let mut size = || sizes[samples.integer(0, sizes.len() as i64 - 1) as usize];
                let (m, k, n) = (size(), size(), size());
                let x = whole_numbers(&mut samples, dtype, &[m, k]);
                let y = whole_numbers(&mut samples, dtype, &[k, n]);
                let (xs, ys) = (layouts(&x), layouts(&y));
                let i = samples.integer(0, 15) as usize;
                check_exact(level, &xs[i % 4], &ys[i / 4]);
            }
        }
    }
}

#[test]
fn every_instruction_set_at_the_edges_of_blocks() {
    let mut samples = Samples::new(22);
    // Cuts of the summed axis, of rows, of panels, and copies of `b` in parts.
    let cases = [
        (3, 511, 40),
        (5, 513, 33),
        (70, 257, 65),
        (90, 129, 300),
        (340, 20, 200),
        (2, 4200, 70),
    ];
    for level in Level::available() {
        for dtype in [
            DType::F32,
            DType::F64,
            DType::C64,
            DType::C128,
            DType::I64,
            DType::U8,
            DType::BF16,
        ] {
            for (m, k, n) in cases {
                let (x, y) = (
                    whole_numbers(&mut samples, DType::Bool, &[m, k]).astype(dtype),
                    whole_numbers(&mut samples, DType::Bool, &[k, n]).astype(dtype),
                );
                if matches!(dtype, DType::U8 | DType::BF16) && k > 255 {
                    continue;
                }
                check_exact(level, &x, &y);
            }
        }
    }
}

#[test]
fn vectors_of_every_stride() {
    let mut samples = Samples::new(23);
    for level in Level::available() {
        for dtype in DType::ALL {
            for (m, k) in [
                (1, 1),
                (1, 70),
                (5, 3),
                (4, 64),
                (7, 33),
                (66, 131),
                (131, 9),
            ] {
                let (x, y) = (
                    whole_numbers(&mut samples, dtype, &[m, k]),
                    whole_numbers(&mut samples, dtype, &[k, 1]),
                );
                for x in layouts(&x) {
                    for y in layouts(&y) {
                        check_exact(level, &x, &y);
                        let (x, y) = (
                            transpose(&y, &[1, 0]).unwrap(),
                            transpose(&x, &[1, 0]).unwrap(),
                        );
                        check_exact(level, &x, &y);
                    }
                }
            }
        }
    }
}

#[test]
fn real_numbers_within_rounding_on_every_instruction_set() {
    let mut samples = Samples::new(24);
    for (dtype, unit) in [
        (DType::F32, f64::from(f32::EPSILON)),
        (DType::F64, f64::EPSILON),
        (DType::C64, f64::from(f32::EPSILON)),
        (DType::C128, f64::EPSILON),
    ] {
        let (m, k, n) = (37, 300, 45);
        let x = samples.array(dtype, &[m, k], -1.0, 1.0);
        let y = samples.array(dtype, &[k, n], -1.0, 1.0);
        let wanted = slow(&x, &y);
        for level in Level::available() {
            for (found, wanted) in values(&matmul_at(level, &x, &y)).iter().zip(&wanted) {
                assert!(
                    (found - wanted).norm() < 300.0 * unit,
                    "{level:?} {dtype}: {found} {wanted}"
                );
            }
        }
    }
}

#[test]
fn halves_round_once_from_sums_in_f32() {
    let mut samples = Samples::new(26);
    for (dtype, unit) in [(DType::BF16, 2f64.powi(-8)), (DType::F16, 2f64.powi(-11))] {
        for (m, k, n) in [
            (37, 301, 45),
            (2, 1500, 33),
            (30, 1, 17),
            (1, 301, 45),
            (37, 301, 1),
        ] {
            let x = samples.array(dtype, &[m, k], -1.0, 1.0);
            let y = samples.array(dtype, &[k, n], -1.0, 1.0);
            let wanted = slow(&x, &y);
            // Sums of products of numbers below 1, so partial sums of so many are below `k`.
            let sums = k as f64 * k as f64 * f64::from(f32::EPSILON) / 2.0;
            for level in Level::available() {
                for (found, wanted) in values(&matmul_at(level, &x, &y)).iter().zip(&wanted) {
                    let error = (found - wanted).norm();
                    assert!(
                        error <= wanted.norm() * unit + sums,
                        "{level:?} {dtype} {m}x{k}x{n}: {found} {wanted}"
                    );
                }
            }
        }
    }
}

#[test]
fn infinities_and_nan_propagate_past_zeros() {
    let shapes = [(1, 3, 1), (2, 3, 2), (20, 3, 40), (80, 3, 1), (1, 3, 80)];
    for level in Level::available() {
        for dtype in [DType::F64, DType::F32, DType::BF16, DType::F16, DType::C64] {
            // The last of three indices has no partner where they are taken in pairs.
            for ((m, k, n), place) in shapes.iter().flat_map(|&shape| [(shape, 1), (shape, 2)]) {
                for value in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
                    let mut x = vec![0f64; m * k];
                    x[place] = value;
                    let y = np::zeros([k, n]).astype(dtype);
                    let x = np::array(x).reshape([m, k]).astype(dtype);
                    let found = values(&matmul_at(level, &x, &y));
                    let place = format!("{level:?} {dtype} {m}x{k}x{n} {value}");
                    assert!(found[..n].iter().all(|x| x.re.is_nan()), "{place}");
                    assert!(found[n..].iter().all(|x| x.re == 0.0), "{place}");
                }
            }
        }
    }
}

#[test]
fn large_and_special_bf16_as_in_f32() {
    let (largest, inf) = (3.389e38, f64::INFINITY);
    let x = np::array([
        [largest, 1.0, 0.0],
        [inf, 1.0, -2.0],
        [-0.0, 0.0, -0.0],
        [1.0, 3.0, f64::NAN],
    ]);
    let y = np::array([[2.0, 0.0], [1.0, -inf], [1.0, 1.0]]);
    let (x, y) = (x.astype(DType::BF16), y.astype(DType::BF16));
    for level in Level::available() {
        let found: Vec<f64> = values(&matmul_at(level, &x, &y))
            .iter()
            .map(|z| z.re)
            .collect();
        let wanted = [inf, -inf, inf, f64::NAN, 0.0, f64::NAN, f64::NAN, f64::NAN];
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(
                found == &wanted || found.is_nan() && wanted.is_nan(),
                "{level:?}: {found} {wanted}"
            );
        }
    }
}

/// The one difference between instruction sets that is not rounding; see `pairs`.
#[cfg(target_arch = "x86_64")]
#[test]
fn products_of_pairs_take_subnormal_bf16_for_zeros() {
    let (tiny, small) = (2f64.powi(-130), 2f64.powi(-100));
    let x = np::array([[tiny, 0.0], [small, 0.0]]).astype(DType::BF16);
    let y = np::array([[1.0, 2f64.powi(100)], [0.0, 0.0]]).astype(DType::BF16);
    for level in Level::available() {
        let found: Vec<f64> = values(&matmul_at(level, &x, &y))
            .iter()
            .map(|z| z.re)
            .collect();
        let kept = if level == Level::Avx512Bf16 { 0.0 } else { 1.0 };
        assert_eq!(
            found,
            [kept * tiny, kept * tiny * 2f64.powi(100), small, 1.0],
            "{level:?}"
        );
    }
}

#[test]
fn integers_wrap() {
    for level in Level::available() {
        for dtype in [DType::U8, DType::I8, DType::I16, DType::U32, DType::I64] {
            let x = np::full([3, 40], 77).astype(dtype);
            let y = np::full([40, 35], 93).astype(dtype);
            let found = matmul_at(level, &x, &y);
            let wanted = np::full([3, 35], 40 * 77 * 93).astype(DType::I64);
            let wanted = crate::primitives::cast::cast(&wanted, dtype).unwrap();
            assert_eq!(values(&found), values(&wanted), "{level:?} {dtype}");
        }
    }
}

#[cfg(feature = "rayon")]
#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let mut samples = Samples::new(25);
    for (m, k, n) in [
        (300, 200, 100),
        (100, 900, 200),
        (64, 784, 128),
        (2000, 700, 1),
        (1, 700, 2000),
        (1000, 40, 30),
    ] {
        for dtype in [DType::F32, DType::F64, DType::C64] {
            let x = samples.array(dtype, &[m, k], -1.0, 1.0);
            let y = samples.array(dtype, &[k, n], -1.0, 1.0);
            let run =
                |threads: usize| crate::with_num_threads(threads, || values(&np::matmul(&x, &y)));
            let one = run(1);
            for threads in [2, 3, 7] {
                assert!(
                    one == run(threads),
                    "{dtype} {m}x{k}x{n} on {threads} threads"
                );
            }
        }
    }
}

/// `count` unit vectors of a length as windows onto one line, which holds `one` at the place of the first one.
fn lined_units(one: &Array, count: usize, len: usize, start: usize) -> Array {
    let line = np::zeros(([count + len - 1], one.dtype()));
    let line = line.at(count - 1 + start).set(one);
    flip(&windows(&line, 0, len).unwrap(), &[0]).unwrap()
}

/// The product along the last axes as a view, if it is known to be one.
fn view_along_last(x: &Array, y: &Array) -> Option<Array> {
    let dot = Dot {
        contract: (smallvec![x.ndim() - 1], smallvec![y.ndim() - 1]),
        batch: (smallvec![], smallvec![]),
    };
    selected(x.dense().unwrap(), y.dense().unwrap(), &dot).map(Array::from_dense)
}

#[test]
fn products_with_unit_vectors_are_views() {
    let mut samples = Samples::new(14);
    for dtype in DType::ALL {
        let one = np::ones(([], dtype));
        for (count, len, start) in [(4, 4, 0), (2, 5, 0), (2, 5, 1), (3, 5, 2), (5, 2, 0)] {
            let units = lined_units(&one, count, len, start);
            let written = np::copy(&units);
            for shape in [&[len][..], &[6, len], &[2, 3, len]] {
                let x = samples.array(dtype, shape, 0.0, 2.0);
                let turned: Vec<usize> = (0..x.ndim()).rev().collect();
                let other_order = np::copy(transpose(&x, &turned).unwrap());
                let other_order = transpose(&other_order, &turned).unwrap();
                for x in [x, other_order] {
                    let wanted = np::inner(&x, &written);
                    assert_eq!(values(&np::inner(&x, &units)), values(&wanted));
                    let view = view_along_last(&x, &units);
                    // Five unit vectors of length two are not: three of them are zeros.
                    assert_eq!(view.is_some(), count <= len, "{dtype} {count} of {len}");
                    if let Some(view) = view {
                        assert_eq!(view.shape(), wanted.shape());
                        assert_eq!(values(&view), values(&wanted));
                    }
                    let wanted = np::inner(&written, &x);
                    let product = np::inner(&units, &x);
                    assert_eq!(product.shape(), wanted.shape());
                    assert_eq!(values(&product), values(&wanted));
                }
            }
            // Along the other axis of the unit vectors, where they are as many as long.
            if count == len {
                let x = samples.array(dtype, &[3, len], 0.0, 2.0);
                assert_eq!(values(&x.matmul(&units)), values(&x));
                assert_eq!(values(&units.t().matmul(x.t())), values(&x.t()));
            }
        }
    }
}

#[test]
fn what_only_looks_like_unit_vectors_is_multiplied() {
    let all = DType::ALL.into_iter();
    for dtype in all.filter(|dtype| dtype.is_differentiable()) {
        let units = lined_units(&np::ones(([], dtype)), 4, 4, 0);
        let x = np::arange((0..12, dtype)).reshape([3, 4]);
        assert!(view_along_last(&x, &units).is_some());
        let twos = lined_units(&np::full(([], dtype), 2), 4, 4, 0);
        assert!(view_along_last(&x, &twos).is_none(), "{dtype}");
        assert_eq!(values(&np::inner(&x, &twos)), values(&(&x * 2)));
        let many = np::flip(np::sliding_window_view(np::ones(([7], dtype)), 4, ..), 0);
        assert!(view_along_last(&x, &many).is_none());
        // Zero times infinity is NaN, and so is every sum with it.
        for bad in [f64::INFINITY, f64::NAN, f64::NEG_INFINITY] {
            let x = x.at((1, 2)).set(bad);
            assert!(view_along_last(&x, &units).is_none());
            let product = np::isnan(np::inner(&x, &units)).sum(-1);
            assert_eq!(product.to_vec::<i64>().unwrap()[0], 0);
            assert!(product.to_vec::<i64>().unwrap()[1] >= 3, "{dtype}");
        }
        // The largest finite number is one.
        let x = x
            .at((1, 2))
            .set(np::full(([], dtype), np::finfo(dtype).max));
        assert!(view_along_last(&x, &units).is_some());
        // Elements with gaps between them are not looked through.
        assert!(
            view_along_last(
                &x.i(s![.., ..2]),
                &lined_units(&np::ones(([], dtype)), 2, 2, 0)
            )
            .is_none()
        );
    }
}
