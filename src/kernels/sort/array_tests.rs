//! Sorting of arrays: any axis and layout, and numpy's order of special values.

use crate::array::Array;
use crate::np;
use crate::primitives::flip::flip;
use crate::testing::Samples;
use num_complex::Complex;

#[test]
fn any_axis_and_layout() {
    let mut samples = Samples::new(16);
    let data: Vec<i32> = (0..4 * 5 * 6)
        .map(|_| samples.integer(0, 9) as i32)
        .collect();
    let x = Array::from_shape_vec([4, 5, 6], data).unwrap();
    for view in [
        x.clone(),
        np::transpose(&x, ..),
        flip(&x, &[0, 2]).unwrap(),
        np::expand_dims(&x, 3),
    ] {
        for axis in 0..view.ndim() {
            let lines = np::moveaxis(&view, axis as isize, -1);
            let n = view.shape()[axis];
            let mut expected = Vec::new();
            let mut order = Vec::new();
            for line in lines.to_vec::<i32>().unwrap().chunks(n) {
                let mut positions: Vec<i64> = (0..n as i64).collect();
                positions.sort_by_key(|&i| line[i as usize]);
                expected.extend(positions.iter().map(|&i| line[i as usize]));
                order.extend(positions);
            }
            let last = |x: Array| np::moveaxis(x, axis as isize, -1);
            assert_eq!(
                last(np::sort(&view, axis as isize))
                    .to_vec::<i32>()
                    .unwrap(),
                expected
            );
            assert_eq!(
                last(np::argsort(&view, axis as isize))
                    .to_vec::<i64>()
                    .unwrap(),
                order
            );
        }
    }
}

#[test]
fn long_and_short_lines_sort_alike() {
    let mut samples = Samples::new(3);
    for n in [0, 1, 2, 50, 1023, 1024, 5000] {
        let floats: Vec<f64> = (0..n).map(|_| samples.real(-1e3, 1e3)).collect();
        let narrow: Vec<f32> = floats.iter().map(|&x| x as f32).collect();
        let integers: Vec<i64> = (0..n).map(|_| samples.integer(-30, 30)).collect();
        let mut sorted = floats.clone();
        sorted.sort_by(f64::total_cmp);
        assert_eq!(
            np::sort(Array::from_vec(floats), 0)
                .to_vec::<f64>()
                .unwrap(),
            sorted
        );
        let mut sorted = narrow.clone();
        sorted.sort_by(f32::total_cmp);
        assert_eq!(
            np::sort(Array::from_vec(narrow), 0)
                .to_vec::<f32>()
                .unwrap(),
            sorted
        );
        let mut order: Vec<i64> = (0..n as i64).collect();
        order.sort_by_key(|&i| integers[i as usize]);
        let x = Array::from_vec(integers);
        assert_eq!(np::argsort(&x, 0).to_vec::<i64>().unwrap(), order, "stable");
        let reversed = flip(&x, &[0]).unwrap();
        assert_eq!(
            np::sort(&reversed, 0).to_vec::<i64>().unwrap(),
            np::sort(&x, 0).to_vec::<i64>().unwrap()
        );
    }
}

#[test]
fn zeros_keep_their_order_and_nan_is_last() {
    for n in [8, 2000] {
        let cycle = [
            0.0f32,
            f32::NAN,
            -0.0,
            1.0,
            -1.0,
            -f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
        ];
        let values: Vec<f32> = (0..n).map(|i| cycle[i % 8]).collect();
        let sorted = np::sort(Array::from_vec(values), 0)
            .to_vec::<f32>()
            .unwrap();
        let part = n / 8;
        assert!(sorted[..part].iter().all(|x| *x == f32::NEG_INFINITY));
        assert!(sorted[6 * part..].iter().all(|x| x.is_nan()));
        let zeros = &sorted[2 * part..4 * part];
        assert!(
            zeros
                .iter()
                .enumerate()
                .all(|(i, x)| *x == 0.0 && x.is_sign_negative() == (i % 2 == 1))
        );
    }
}

#[test]
fn complex_numbers_with_nan_follow_numpy() {
    let nan = f64::NAN;
    let order = [
        (1.0, 2.0),
        (2.0, 1.0),
        (0.0, nan),
        (1.0, nan),
        (nan, 0.0),
        (nan, 3.0),
        (nan, nan),
    ];
    let values: Vec<Complex<f64>> = order
        .iter()
        .rev()
        .map(|&(re, im)| Complex::new(re, im))
        .collect();
    let positions = np::argsort(Array::from_vec(values), 0)
        .to_vec::<i64>()
        .unwrap();
    assert_eq!(positions, [6, 5, 4, 3, 2, 1, 0]);
}

#[test]
fn binary_search_finds_the_side() {
    let sorted = Array::from_vec(vec![1.0, 2.0, 2.0, 5.0, f64::NAN]);
    let x = Array::from_vec(vec![0.0, 2.0, 9.0, f64::NAN]);
    assert_eq!(
        np::searchsorted(&sorted, &x).to_vec::<i64>().unwrap(),
        [0, 1, 4, 4]
    );
    assert_eq!(
        np::searchsorted_with(&sorted, &x, np::Side::Right)
            .to_vec::<i64>()
            .unwrap(),
        [0, 3, 4, 5]
    );
}
