//! Sums of products and of squared differences against those terms in memory, summed, over layouts, lengths and
//! instruction sets.

use super::terms::SquaredDifference;
use super::{sum_aligned, sum_terms};
use crate::array::Array;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::error::Result;
use crate::kernels::simd::{Set, available};
use crate::np;
use crate::primitives::reduce::sum;
use crate::primitives::transpose::transpose;
use crate::testing::samples::Samples;

fn wide(x: &Array) -> Array {
    let is_complex = x.dtype().is_complex();
    x.astype(if is_complex { DType::C128 } else { DType::F64 })
}

type Sum = fn(Set, &Dense, &Dense, &[usize], &mut Dense) -> Result<()>;

fn check(x: &Array, y: &Array, axes: &[usize]) {
    check_terms(x, y, axes, &(wide(x) * wide(y)), sum_aligned);
    if !x.dtype().is_complex() {
        let squares = np::square(wide(x) - wide(y));
        check_terms(x, y, axes, &squares, sum_terms::<SquaredDifference>);
    }
}

/// Compares with the sum in f64, to the digits of the dtype beside the sum of magnitudes.
fn check_terms(x: &Array, y: &Array, axes: &[usize], terms: &Array, run: Sum) {
    let wanted = sum(terms, axes).unwrap();
    let digits = match x.dtype() {
        DType::F64 | DType::C128 => 1e-14,
        _ => 1e-6,
    };
    let bound = sum(&np::absolute(terms), axes).unwrap() * digits;
    for &set in available() {
        let mut out = Dense::uninit("test", x.dtype(), wanted.shape()).unwrap();
        let (x, y) = (x.dense().unwrap(), y.dense().unwrap());
        assert!(run(set, x, y, axes, &mut out).is_ok());
        let found = wide(&Array::from_dense(out));
        let is_close = np::less_equal(np::absolute(&found - &wanted), &bound);
        assert!(
            np::all(is_close, ..).item::<bool>().unwrap(),
            "{:?} over {axes:?} with {set:?}: {found}, not {wanted}",
            x.shape()
        );
    }
}

#[test]
fn lines_and_columns_of_every_length() {
    let mut samples = Samples::new(11);
    for dtype in [DType::F32, DType::F64] {
        for n in (16..70).chain([257, 1030, 5000]) {
            let mut pair = || samples.array(dtype, &[3, n], -2.0, 2.0);
            let (x, y) = (pair(), pair());
            check(&x, &y, &[1]);
            check(&x, &y, &[0]);
            check(&x, &y, &[0, 1]);
            let row = np::broadcast_to(y.i(0), [3, n]);
            let column = np::broadcast_to(y.i((.., ..1)), [3, n]);
            for repeated in [row, column] {
                check(&x, &repeated, &[1]);
                check(&repeated, &x, &[0]);
            }
        }
    }
}

#[test]
fn work_that_is_cut() {
    let mut samples = Samples::new(12);
    for (shape, axes) in [
        (&[300_000usize] as &[usize], &[0usize] as &[usize]),
        (&[400, 500], &[0, 1]),
        (&[6000, 40], &[0]),
        (&[70, 50, 60], &[0, 2]),
        (&[2, 3000, 1100], &[1]),
    ] {
        let mut pair = || samples.array(DType::F32, shape, -2.0, 2.0);
        let (x, y) = (pair(), pair());
        check(&x, &y, axes);
    }
}

#[test]
fn any_layout_and_dtype() {
    let mut samples = Samples::new(13);
    for dtype in [DType::F32, DType::F64, DType::C64, DType::C128] {
        let mut array = |shape: &[usize]| samples.array(dtype, shape, -2.0, 2.0);
        let x = array(&[9, 20, 33]);
        let moved = transpose(&array(&[33, 20, 9]), &[2, 1, 0]).unwrap();
        let flipped = np::flip(array(&[9, 20, 33]), -1);
        let stepped = crate::primitives::slice::slice(
            &array(&[9, 20, 66]),
            &[0, 0, 0],
            &[9, 20, 66],
            &[1, 1, 2],
        )
        .unwrap();
        for y in [moved, flipped, stepped] {
            for axes in [
                &[0usize] as &[usize],
                &[1],
                &[2],
                &[0, 1],
                &[0, 2],
                &[1, 2],
                &[],
            ] {
                check(&x, &y, axes);
                check(&y, &x, axes);
            }
        }
    }
}

#[test]
fn what_is_beyond_a_line_does_not_count() {
    let line = |value: f32| Array::from_shape_vec([70], vec![value; 70]).unwrap();
    let number = |value: f32| np::broadcast_to(line(value).i(0), [70]);
    let ramp = np::arange(70).astype(DType::F32) + 1.0;
    for &set in available() {
        let total_by = |run: Sum, x: &Array, y: &Array| {
            let mut out = Dense::uninit("test", DType::F32, &[]).unwrap();
            let (x, y) = (x.dense().unwrap(), y.dense().unwrap());
            assert!(run(set, x, y, &[0], &mut out).is_ok());
            Array::from_dense(out).item::<f32>().unwrap()
        };
        let total = |x: &Array, y: &Array| total_by(sum_aligned, x, y);
        let squares = |x: &Array, y: &Array| total_by(sum_terms::<SquaredDifference>, x, y);
        for other in [line(5.0), number(5.0)] {
            assert_eq!(squares(&line(5.0), &other), 0.0);
            assert_eq!(squares(&line(3.0), &other), 280.0);
            assert_eq!(squares(&other, &line(7.0)), 280.0);
        }
        let infinite = f32::INFINITY;
        assert_eq!(total(&ramp, &line(infinite)), infinite);
        assert_eq!(total(&line(infinite), &ramp), infinite);
        assert_eq!(total(&ramp, &number(infinite)), infinite);
        assert_eq!(total(&ramp, &number(-1.0)), -2485.0);
        // A sum of -0.0 alone keeps its sign.
        assert!(total(&line(-0.0), &number(2.0)).is_sign_negative());
        assert!(total(&line(-0.0), &line(2.0)).is_sign_negative());
    }
}
