//! Sorting, and the order of elements.
//!
//! All sorts are stable, with NaN last. Partitions, the largest elements and sorting by several keys are in
//! `partition`, binary search in `search`, quantiles in `quantile`; sorting several arrays together is the primitive
//! `Sort`.

use super::args::Axis;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{OrRaise, Result};
use crate::primitives::argsort;
use crate::primitives::cast::cast_owned;
use crate::primitives::create::{full, iota};
use crate::primitives::flip::flip;
use crate::primitives::reshape::reshape;
use crate::primitives::sort as primitive;

/// The elements in increasing order along an axis; `..` sorts the flattened array (numpy: `sort` with
/// `kind="stable"`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::sort([3.0, f64::NAN, 1.0], -1).to_vec::<f64>().unwrap()[..2], [1.0, 3.0]);
/// ```
#[track_caller]
pub fn sort<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
    let x = x.into_array();
    along("sort", &x, axis.into())
        .and_then(|(x, axis)| primitive::sort(&x, axis))
        .or_raise()
}

/// The positions of the elements in increasing order along an axis, as i64 (numpy: `argsort` with
/// `kind="stable"`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::argsort([3, 1, 2], -1).to_vec::<i64>().unwrap(), [1, 2, 0]);
/// ```
#[track_caller]
pub fn argsort<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
    let x = x.into_array();
    argsort_op(&x, axis.into()).or_raise()
}

fn argsort_op(x: &Array, axis: Axis) -> Result<Array> {
    // numpy finds the order of a 0-d array, though it refuses to sort one.
    if x.ndim() == 0 && matches!(axis, Axis(Some(0 | -1))) {
        return full(&[], 0i64.into(), DType::I64);
    }
    let (x, axis) = along("argsort", x, axis)?;
    argsort::argsort(&x, axis)
}

/// How [`sort_with`] and [`argsort_with`] order. All orders are stable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sorting {
    /// The largest first, NaN before all numbers; equal elements keep their order (array API: `descending=`).
    pub descending: bool,
}

/// [`sort`] with options (array API: `sort(descending=, stable=)`; numpy has none).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let down = np::Sorting { descending: true };
/// assert_eq!(np::sort_with([1, 3, 2], -1, down).to_vec::<i32>().unwrap(), [3, 2, 1]);
/// ```
#[track_caller]
pub fn sort_with<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>, options: Sorting) -> Array {
    let x = x.into_array();
    along("sort", &x, axis.into())
        .and_then(|(x, axis)| {
            if options.descending {
                flip(&primitive::sort(&flip(&x, &[axis])?, axis)?, &[axis])
            } else {
                primitive::sort(&x, axis)
            }
        })
        .or_raise()
}

/// [`argsort`] with options (array API: `argsort(descending=, stable=)`; numpy has none).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let down = np::Sorting { descending: true };
/// assert_eq!(np::argsort_with([1, 3, 1], -1, down).to_vec::<i64>().unwrap(), [1, 0, 2]);
/// ```
#[track_caller]
pub fn argsort_with<'a>(x: impl IntoArray<'a>, axis: impl Into<Axis>, options: Sorting) -> Array {
    let x = x.into_array();
    if !options.descending {
        return argsort(x, axis);
    }
    along("argsort", &x, axis.into())
        .and_then(|(x, axis)| descending(&x, axis))
        .map(|(_, positions)| positions)
        .or_raise()
}

/// The elements from the largest on, and their old positions; equal elements keep their order, because they
/// are turned round twice.
pub(super) fn descending(x: &Array, axis: usize) -> Result<(Array, Array)> {
    let positions = flip(&iota(x.shape(), DType::I64, axis)?, &[axis])?;
    let sorted = primitive::sort_with(&flip(x, &[axis])?, &[&positions], axis)?;
    Ok((flip(&sorted[0], &[axis])?, flip(&sorted[1], &[axis])?))
}

/// The elements as complex numbers, in increasing order along the last axis (numpy: `sort_complex`): of 8 and
/// 16-bit integers c64, of all other real dtypes c128.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::sort_complex([2i8, 1]).dtype(), C64);
/// ```
#[track_caller]
pub fn sort_complex<'a>(x: impl IntoArray<'a>) -> Array {
    let x = sort(x, -1);
    let dtype = match x.dtype() {
        DType::U8 | DType::I8 | DType::U16 | DType::I16 | DType::C64 => DType::C64,
        _ => DType::C128,
    };
    cast_owned(x, dtype).or_raise()
}

pub(super) fn along(op: &'static str, x: &Array, axis: Axis) -> Result<(Array, usize)> {
    match axis.resolve(op, x.ndim())? {
        Some(axis) => Ok((x.clone(), axis)),
        None => Ok((reshape(x, &[x.len()])?, 0)),
    }
}

#[cfg(test)]
mod tests {
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
}
