//! From Rust values and `ndarray` to arrays and back: shapes, dtypes, and that no copy is made where none is
//! needed.

use ndarray::{ArcArray, ArrayD, Axis, CowArray, arr2, s as nd_s};
use num_complex::Complex;
use numtape::Element;
use numtape::prelude::*;

#[test]
fn nested_literals_have_the_rust_type() {
    assert_eq!(
        array([[1, 2, 3], [4, 5, 6]]).aval().to_string(),
        "i32[2, 3]"
    );
    assert_eq!(array([1i64]).dtype(), I64);
    assert_eq!(
        array(vec![vec![1u8], vec![2]]).aval().to_string(),
        "u8[2, 1]"
    );
    assert_eq!(array(vec![[true; 3]; 2]).aval().to_string(), "bool[2, 3]");
    assert_eq!(
        array([[[[[[1.0f32; 1]; 2]; 3]; 4]; 5]; 6]).shape(),
        [6, 5, 4, 3, 2, 1]
    );
    assert_eq!(array(&[1.0, 2.0][..]).to_vec::<f64>().unwrap(), [1.0, 2.0]);
    assert_eq!(array(2.5f32).aval().to_string(), "f32[]");
    assert_eq!(array(Complex::new(1.0f32, 2.0)).dtype(), C64);
    assert_eq!(Array::from(7u16).aval().to_string(), "u16[]");
}

#[test]
fn empty_literals() {
    assert_eq!(array(Vec::<f64>::new()).shape(), [0]);
    assert_eq!(array(vec![Vec::<f64>::new(); 2]).shape(), [2, 0]);
    assert_eq!(array(Vec::<[f32; 3]>::new()).shape(), [0, 3]);
    assert_eq!(
        Array::from_shape_vec([2, 0, 3], Vec::<u8>::new())
            .unwrap()
            .to_vec::<u8>()
            .unwrap(),
        [] as [u8; 0]
    );
}

#[test]
fn ragged_input_names_the_place() {
    let error = np::try_array(vec![
        vec![vec![1, 2], vec![3, 4]],
        vec![vec![5, 6], vec![7]],
    ])
    .unwrap_err()
    .to_string();
    assert!(
        error.contains("element [1][1] has shape [1], earlier ones [2]"),
        "{error}"
    );
    assert!(np::try_array(vec![vec![], vec![1]]).is_err());
    assert!(std::panic::catch_unwind(|| array(vec![vec![1], vec![1, 2]])).is_err());
}

#[test]
fn lists_of_arrays_are_stacked() {
    let (x, y) = (np::zeros([3]), np::ones(([3], F32)));
    assert_eq!(array([&x, &y]).aval().to_string(), "f64[2, 3]");
    assert_eq!(array(vec![x.clone(), y.clone()]).shape(), [2, 3]);
    assert!(np::try_array([x, np::zeros([2])]).is_err());
}

#[test]
fn vectors_are_taken_over() {
    let values = vec![1.5f64; 100];
    let start = values.as_ptr();
    let x = Array::from_vec(values);
    assert_eq!(x.as_slice::<f64>().unwrap().as_ptr(), start);
    assert_eq!(array(vec![0u8; 100]).as_slice::<u8>().unwrap().len(), 100);
    // and given back
    assert_eq!(x.into_ndarray::<f64>().unwrap().as_ptr(), start);
}

#[test]
fn a_shared_vector_is_copied_out() {
    let x = Array::from_vec(vec![1.5f64; 100]);
    let y = x.clone();
    let start = y.as_slice::<f64>().unwrap().as_ptr();
    let out = x.into_ndarray::<f64>().unwrap();
    assert_ne!(out.as_ptr(), start);
    assert_eq!(out.sum(), 150.0);
    // operations on an array that came in must not write into the vector
    let z = y.clone() + 1.0;
    assert_eq!(
        (y.to_vec::<f64>().unwrap()[0], z.to_vec::<f64>().unwrap()[0]),
        (1.5, 2.5)
    );
}

fn counted() -> ndarray::Array2<f64> {
    ndarray::Array::from_shape_fn((6, 5), |(i, j)| (10 * i + j) as f64)
}

#[test]
fn ndarray_comes_in_with_its_strides() {
    let mut source = counted();
    source.swap_axes(0, 1);
    source.invert_axis(Axis(1));
    source.slice_collapse(nd_s![1..4;2, ..]);
    let wanted: Vec<f64> = source.iter().copied().collect();
    let (start, strides) = (source.as_ptr(), source.strides().to_vec());
    let x = Array::from(source);
    let view = x.as_ndarray::<f64>().unwrap();
    assert_eq!((view.as_ptr(), view.strides()), (start, strides.as_slice()));
    assert_eq!(x.strides(), strides);
    assert_eq!(
        (x.shape(), x.to_vec::<f64>().unwrap()),
        (&[2, 6][..], wanted)
    );
}

#[test]
fn ndarray_goes_out_as_it_came_in() {
    let mut source = counted();
    source.swap_axes(0, 1);
    source.invert_axis(Axis(0));
    let (start, copy) = (source.as_ptr(), source.clone());
    let back: ndarray::Array2<f64> = Array::from(source).try_into().unwrap();
    assert_eq!(back.as_ptr(), start);
    assert_eq!(back, copy);
}

#[test]
fn shared_views_and_cows() {
    let shared: ArcArray<f64, _> = counted().into_shared();
    let start = shared.as_ptr();
    let x = Array::from(shared.clone());
    assert_eq!(x.as_slice::<f64>().unwrap().as_ptr(), start);
    // the other owner copies before it writes
    let mut other = shared;
    other[[0, 0]] = -1.0;
    assert_eq!(x.to_vec::<f64>().unwrap()[0], 0.0);

    let source = counted();
    let view = source.slice(nd_s![..;-1, 1..3]);
    let wanted: Vec<f64> = view.iter().copied().collect();
    assert_eq!(Array::from(view).to_vec::<f64>().unwrap(), wanted);
    assert_eq!(Array::from(&source).shape(), [6, 5]);
    assert_eq!(Array::from(CowArray::from(source.view())).shape(), [6, 5]);
    let mut flipped: ArcArray<f64, _> = counted().into_shared();
    flipped.invert_axis(Axis(0));
    assert_eq!(
        Array::from(flipped.clone()).to_vec::<f64>().unwrap(),
        flipped.iter().copied().collect::<Vec<_>>()
    );
}

#[test]
fn ndarray_stands_where_an_array_does() {
    let m = arr2(&[[1.0, 2.0]]);
    assert_eq!(
        np::sum(np::add(np::ones([1, 2]), &m), ..)
            .item::<f64>()
            .unwrap(),
        5.0
    );
    assert_eq!(np::sum(m, ..).item::<f64>().unwrap(), 3.0);
}

#[test]
fn views_of_strided_arrays() {
    let x = np::arange(6).reshape([2, 3]);
    let t = x.t();
    let view = t.as_ndarray::<i64>().unwrap();
    assert_eq!((view.shape(), view[[2, 1]]), (&[3, 2][..], 5));
    assert_eq!(x.flip(..).to_ndarray::<i64>().unwrap()[[0, 0]], 5);
    assert_eq!(
        np::broadcast_to(7i64, [2, 2]).to_vec::<i64>().unwrap(),
        [7; 4]
    );
    assert_eq!(
        np::zeros([0, 3]).as_ndarray::<f64>().unwrap().shape(),
        [0, 3]
    );
    let flat: Result<ndarray::Array1<i64>, _> = (&x).try_into();
    assert!(flat.unwrap_err().to_string().contains("2 axes"));
}

#[test]
fn wrong_types_are_errors() {
    let x = np::ones([2]);
    assert!(
        x.to_vec::<f32>()
            .unwrap_err()
            .to_string()
            .contains("astype(F32)")
    );
    assert!(x.item::<f64>().is_err());
    assert!(x.as_ndarray::<i64>().is_err());
    assert!(x.as_slice::<i64>().is_none());
    assert!(x.to_bool().is_err());
    assert!(array(f64::NAN).to_bool().unwrap());
    assert!(!array([[0.0f32]]).to_bool().unwrap());
}

#[test]
fn values_are_hidden_inside_a_map() {
    vectorized_map(
        |x: Array| {
            assert!(
                x.item::<f64>()
                    .unwrap_err()
                    .to_string()
                    .contains("vectorized_map")
            );
            assert!(
                x.to_vec::<f64>().is_err()
                    && x.to_bool().is_err()
                    && x.as_ndarray::<f64>().is_err()
            );
            assert!(x.as_slice::<f64>().is_none());
            x
        },
        np::ones([2]),
    );
}

#[test]
fn every_element_type_makes_the_round_trip() {
    fn check<T: Element>(values: [T; 3]) {
        // three elements may lie in the handle, thirty do not
        for len in [3, 30] {
            let many: Vec<T> = values.iter().copied().cycle().take(len).collect();
            let x = Array::from_vec(many.clone());
            assert_eq!(
                (x.dtype(), x.to_vec::<T>().unwrap()),
                (T::DTYPE, many.clone())
            );
            let collected: Array = many.iter().copied().collect();
            assert_eq!(collected.as_slice::<T>().unwrap(), many);
            let out: ArrayD<T> = x.to_ndarray().unwrap();
            assert_eq!(out.as_slice().unwrap(), many);
        }
    }
    check([true, false, true]);
    check([1u8, 2, 255]);
    check([1u16, 2, u16::MAX]);
    check([1u32, 2, u32::MAX]);
    check([1u64, 2, u64::MAX]);
    check([1i8, -2, i8::MIN]);
    check([1i16, -2, i16::MIN]);
    check([1i32, -2, i32::MIN]);
    check([1i64, -2, i64::MIN]);
    check([1.5f32, -0.0, f32::INFINITY]);
    check([1.5f64, -0.0, f64::MIN_POSITIVE]);
    check([half::f16::ONE, half::f16::EPSILON, half::f16::MAX]);
    check([half::bf16::ONE, half::bf16::EPSILON, half::bf16::MAX]);
    check([
        Complex::new(1.0f32, 2.0),
        Complex::new(0.0, -1.0),
        Complex::new(3.0, 0.5),
    ]);
    check([
        Complex::new(1.0f64, 2.0),
        Complex::new(0.0, -1.0),
        Complex::new(3.0, 0.5),
    ]);
}

#[test]
fn operators_take_numbers_on_either_side_and_rebind() {
    let x = array([1.0, 2.0, 3.0]);
    assert_eq!((2.0 * &x - 1).to_vec::<f64>().unwrap(), [1.0, 3.0, 5.0]);
    assert_eq!((-&x / 2).to_vec::<f64>().unwrap(), [-0.5, -1.0, -1.5]);
    assert_eq!((&x + Complex::new(0.0, 1.0)).dtype(), C128);
    let n = array([-7, 7]);
    assert_eq!((&n % 3).to_vec::<i32>().unwrap(), [2, 1]);
    assert_eq!((!(&n) & 15).to_vec::<i32>().unwrap(), [6, 8]);
    assert_eq!((1 << array([1, 2])).to_vec::<i32>().unwrap(), [2, 4]);

    let mut y = Array::from_vec(vec![1.0; 64]) + 0.0;
    let start = y.as_slice::<f64>().unwrap().as_ptr();
    y += &np::ones([64]);
    assert_eq!(
        y.as_slice::<f64>().unwrap().as_ptr(),
        start,
        "a unique buffer is reused"
    );
    let kept = y.clone();
    y *= 3;
    assert_eq!(
        (
            kept.to_vec::<f64>().unwrap()[0],
            y.to_vec::<f64>().unwrap()[0]
        ),
        (2.0, 6.0)
    );
    // rebinding may change shape and dtype; an error leaves the variable alone
    let mut z = np::ones(([2], I8));
    assert!(try_run(|| z += 1000).is_err());
    assert_eq!(z.to_vec::<i8>().unwrap(), [1, 1]);
    z += np::ones([3, 1]);
    assert_eq!(z.aval().to_string(), "f64[3, 2]");
}
