//! Ranges, filled arrays and grids at their edges; numpy's own answers are in `golden_shapes.rs`.

use numtape::np::{Indexing, Linspace, Meshgrid, PadMode};
use numtape::prelude::*;

#[test]
#[expect(
    clippy::reversed_empty_ranges,
    reason = "an empty range is one of the cases"
)]
fn ranges() {
    assert_eq!(np::arange(0).aval().to_string(), "i64[0]");
    assert_eq!(np::arange(-3).len(), 0);
    assert_eq!(np::arange(5..2).len(), 0);
    assert_eq!(np::arange(2.5).to_vec::<f64>().unwrap(), [0.0, 1.0, 2.0]);
    assert_eq!(
        np::arange((3u8, F32)).to_vec::<f32>().unwrap(),
        [0.0, 1.0, 2.0]
    );
    assert_eq!(
        np::arange_with(5, 0, -2).to_vec::<i64>().unwrap(),
        [5, 3, 1]
    );
    assert_eq!(
        np::arange_with(1, 2, 0.25).to_vec::<f64>().unwrap(),
        [1.0, 1.25, 1.5, 1.75]
    );
    for bad in [0.0, f64::NAN] {
        assert!(try_run(|| np::arange_with(0.0, 1.0, bad)).is_err());
    }
    assert!(try_run(|| np::arange_with(0, 1, 0)).is_err());
    assert!(try_run(|| np::arange_with(0.0, f64::INFINITY, 1.0)).is_err());
}

#[test]
fn linspace_ends_exactly() {
    for num in [2, 3, 10, 49] {
        let x = np::linspace(0.1, 0.7, num).to_vec::<f64>().unwrap();
        assert_eq!((x.len(), x[0], x[num - 1]), (num, 0.1, 0.7));
    }
    let (x, step) = np::linspace_and_step(0, 1, 0, Linspace::default());
    assert!(x.is_empty() && step.item::<f64>().unwrap().is_nan());
    let rows = np::linspace_with(
        [0.0, 10.0],
        [1.0, 20.0],
        3,
        Linspace {
            axis: -1,
            ..Linspace::default()
        },
    );
    assert_eq!(
        rows.to_vec::<f64>().unwrap(),
        [0.0, 0.5, 1.0, 10.0, 15.0, 20.0]
    );
}

#[test]
fn linspace_has_gradients() {
    let (_, dx) = value_and_grad(|x: &Array| np::linspace(x, 2.0, 3).sum(..), &array(1.0));
    assert_eq!(dx.item::<f64>().unwrap(), 1.5);
}

#[test]
fn filled_arrays_of_every_dtype() {
    for dtype in DType::ALL {
        for shape in [&[][..], &[0], &[3], &[2, 0, 2], &[2, 3]] {
            let x = np::full((shape, dtype), 1);
            assert_eq!((x.dtype(), x.shape()), (dtype, shape));
            assert!(np::array_equal(&x, np::ones((shape, dtype))));
            assert!(np::array_equal(
                np::zeros_like(&x),
                np::zeros((shape, dtype))
            ));
        }
    }
    assert_eq!(
        np::full([2, 2], [1u8, 2]).to_vec::<u8>().unwrap(),
        [1, 2, 1, 2]
    );
    assert!(try_run(|| np::zeros([usize::MAX, 2])).is_err());
}

#[test]
fn matrices_and_grids() {
    assert_eq!(
        np::eye_with([2, 3], -1).to_vec::<f64>().unwrap(),
        [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    );
    assert_eq!(np::eye(0).shape(), [0, 0]);
    assert_eq!(
        np::tri(([2, 3], Bool)).to_vec::<bool>().unwrap(),
        [true, false, false, true, true, false]
    );
    assert!(try_run(|| np::eye([1, 2, 3])).is_err());
    let grids = np::meshgrid_with(
        ([1, 2], [3, 4, 5]),
        Meshgrid {
            indexing: Indexing::Ij,
            sparse: false,
        },
    );
    assert!(grids.iter().all(|g| g.shape() == [2, 3]));
    assert!(try_run(|| np::meshgrid([np::zeros([2, 2])])).is_err());
    let product = np::fromfunction(|i| &i[0] * &i[1], ([3, 3], I32));
    assert_eq!(
        product.to_vec::<i32>().unwrap(),
        [0, 0, 0, 0, 1, 2, 0, 2, 4]
    );
}

#[test]
fn contiguous_copies_keep_gradients() {
    let (_, dx) = value_and_grad(
        |x: &Array| (x.t().contiguous() * array([[1.0, 2.0]])).sum(..),
        &array([[1.0], [1.0]]),
    );
    assert_eq!(dx.to_vec::<f64>().unwrap(), [1.0, 2.0]);
    assert!(np::arange(4).flip(0).contiguous().as_slice::<i64>() == Some(&[3, 2, 1, 0][..]));
}

#[test]
fn pads_further_than_the_array_is_long() {
    let x = array([1, 2, 3]);
    let padded = |mode: PadMode| np::pad(&x, (5, 0), mode).to_vec::<i32>().unwrap()[..5].to_vec();
    assert_eq!(padded(PadMode::Reflect), [2, 1, 2, 3, 2]);
    assert_eq!(padded(PadMode::Symmetric), [2, 3, 3, 2, 1]);
    assert_eq!(padded(PadMode::Wrap), [2, 3, 1, 2, 3]);
    assert_eq!(
        np::pad([7], 2, PadMode::Reflect).to_vec::<i32>().unwrap(),
        [7; 5]
    );
    assert!(try_run(|| np::pad(np::zeros([0]), 1, PadMode::Edge)).is_err());
}

#[test]
fn where_gives_the_choice_not_taken_no_gradient() {
    let (_, dx) = value_and_grad(
        |x: &Array| np::where_([true, false, false], x, 1).sum(..),
        &array([4.0, f64::NAN, f64::INFINITY]),
    );
    assert_eq!(dx.to_vec::<f64>().unwrap(), [1.0, 0.0, 0.0]);
}

#[test]
fn shape_functions_map_over_batches() {
    let x = np::arange((24, F64)).reshape([2, 3, 4]);
    let mapped = vectorized_map(
        |x: Array| np::roll(np::concatenate([&x.t(), &x.t()], 0), 1, 0),
        x.clone(),
    );
    for i in 0..2isize {
        let one = x.take(i, 0);
        assert!(np::array_equal(
            mapped.take(i, 0),
            np::roll(np::concatenate([&one.t(), &one.t()], 0), 1, 0)
        ));
    }
}
