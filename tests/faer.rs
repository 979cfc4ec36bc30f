//! Matrices of faer to arrays and back: elements, strides, and that no copy is made where none is needed.
#![cfg(feature = "linalg")]

use num_complex::Complex;
use numtape::faer::Mat;
use numtape::prelude::*;

fn counted(m: usize, n: usize) -> Mat<f64> {
    Mat::from_fn(m, n, |i, j| (10 * i + j) as f64)
}

#[test]
fn a_matrix_comes_in_with_its_memory_and_strides() {
    for (m, n) in [(6, 5), (5, 6), (1, 40), (40, 1), (7, 7)] {
        let theirs = counted(m, n);
        let (start, strides) = (theirs.as_ptr(), [theirs.row_stride(), theirs.col_stride()]);
        let ours = Array::from(theirs);
        assert_eq!((ours.shape(), ours.dtype()), ([m, n].as_slice(), F64));
        let view = ours.as_faer::<f64>().unwrap();
        assert_eq!((view.as_ptr(), view.nrows(), view.ncols()), (start, m, n));
        assert_eq!(ours.as_ndarray::<f64>().unwrap().as_ptr(), start);
        if m > 1 && n > 1 {
            assert_eq!([view.row_stride(), view.col_stride()], strides);
        }
        let wanted = np::add(
            np::arange(m as i64).reshape([m as isize, 1]) * 10,
            np::arange(n as i64),
        );
        assert!(np::array_equal(&ours, &wanted));
        assert!(np::array_equal(&ours + 1.0, wanted + 1.0));
    }
}

#[test]
fn small_and_empty_matrices_come_in_too() {
    for (m, n) in [(0, 0), (0, 3), (3, 0), (1, 1), (2, 2)] {
        let ours = Array::from(counted(m, n));
        assert_eq!(ours.shape(), [m, n]);
        let view = ours.as_faer::<f64>().unwrap();
        assert_eq!((view.nrows(), view.ncols()), (m, n));
        assert_eq!(view.to_owned(), counted(m, n));
    }
}

#[test]
fn views_are_copied() {
    let theirs = counted(6, 5);
    let part = theirs.as_ref().submatrix(1, 2, 4, 3);
    for ours in [Array::from(part), Array::from(&theirs).i((1..5, 2..5))] {
        assert_eq!(ours.shape(), [4, 3]);
        assert_eq!(ours.to_vec::<f64>().unwrap()[..4], [12.0, 13.0, 14.0, 22.0]);
    }
    assert_ne!(
        Array::from(&theirs).as_faer::<f64>().unwrap().as_ptr(),
        theirs.as_ptr()
    );
    assert_eq!(np::sum(&theirs, ..).item::<f64>().unwrap(), 810.0);
}

#[test]
fn arrays_go_out_with_any_strides() {
    let x = np::arange(24.0).reshape([4, 6]);
    let start = x.as_slice::<f64>().unwrap().as_ptr();
    let view = x.as_faer::<f64>().unwrap();
    assert_eq!(
        (view.as_ptr(), view.row_stride(), view.col_stride()),
        (start, 6, 1)
    );
    for y in [
        x.t(),
        x.i(s![..;-1, 1..;2]),
        np::broadcast_to(x.i(2), [3, 6]),
        np::flip(&x, ..),
    ] {
        let view = y.as_faer::<f64>().unwrap();
        let same = Array::from(view);
        assert!(np::array_equal(same, &y), "{y}");
    }
}

#[test]
fn elements_of_every_field_are_exchanged() {
    let theirs = Mat::from_fn(5, 4, |i, j| Complex::new(i as f64, -(j as f64)));
    let ours = Array::from(theirs.clone());
    assert_eq!(ours.dtype(), C128);
    assert_eq!(ours.as_faer::<Complex<f64>>().unwrap(), theirs);
    assert_eq!(Array::from(Mat::<Complex<f32>>::zeros(5, 4)).dtype(), C64);
    assert_eq!(Array::from(Mat::<f32>::zeros(9, 9)).dtype(), F32);
}

#[test]
fn what_is_no_such_matrix_gives_none() {
    let x = np::ones([4, 6]);
    assert!(x.as_faer::<f32>().is_none());
    assert!(x.as_faer::<Complex<f64>>().is_none());
    assert!(x.i(0).as_faer::<f64>().is_none());
    assert!(np::ones([1, 2, 2]).as_faer::<f64>().is_none());
    let inside = vectorized_map(
        |x: Array| {
            assert!(x.as_faer::<f64>().is_none());
            x
        },
        np::ones([2, 3, 3]),
    );
    assert_eq!(inside.shape(), [2, 3, 3]);
}

#[test]
fn a_matrix_can_be_used_while_the_array_lives_on() {
    let x = Array::from(counted(8, 8));
    let doubled = &x * 2.0;
    let view = x.as_faer::<f64>().unwrap();
    let product = view * view;
    assert!(np::allclose(Array::from(product), x.matmul(&x)));
    drop(x);
    assert_eq!(doubled.i((1, 1)).item::<f64>().unwrap(), 22.0);
}
