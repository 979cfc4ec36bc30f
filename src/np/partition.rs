//! Partitions, the largest elements, and sorting by several keys.
//!
//! Lines are divided where positions ask for it, and not sorted. Plain sorting is in `sort`.

use super::args::Axis;
use super::shape::Integers;
use super::sort::{along, descending};
use super::take_along_axis;
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::argsort;
use crate::primitives::create::{full, iota};
use crate::primitives::flip::flip;
use crate::primitives::slice::slice_axis;
use crate::primitives::sort as primitive;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// The elements along an axis (`..`: of the flattened array) so arranged that those at the positions `kth` are
/// where sorting would put them, with nothing larger before and nothing smaller after them (numpy: `partition`).
/// Elements on each side of those keep their old order, but lines that are short, have many positions, complex elements
/// or single bytes are sorted, which is one such arrangement.
///
/// # Panics
/// If a position is not on the axis; negative ones count from its end.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::partition([7, 1, 5, 3], 1, -1);
/// assert_eq!(x.i(1).item::<i32>().unwrap(), 3);
/// ```
#[track_caller]
pub fn partition<'a>(
    x: impl IntoArray<'a>,
    kth: impl Into<Integers>,
    axis: impl Into<Axis>,
) -> Array {
    partitioned("partition", &x.into_array(), &kth.into(), axis.into())
        .and_then(|(x, axis, at)| Ok(primitive::partition(&x, &[], axis, at)?.remove(0)))
        .or_raise()
}

/// The positions of the elements of [`partition`], as i64 (numpy: `argpartition`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let order = np::argpartition([7, 1, 5, 3], [0, -1], -1);
/// assert_eq!(order.i(0).item::<i64>().unwrap(), 1);
/// assert_eq!(order.i(-1).item::<i64>().unwrap(), 0);
/// ```
#[track_caller]
pub fn argpartition<'a>(
    x: impl IntoArray<'a>,
    kth: impl Into<Integers>,
    axis: impl Into<Axis>,
) -> Array {
    partitioned("argpartition", &x.into_array(), &kth.into(), axis.into())
        .and_then(|(x, axis, at)| argsort::argpartition(&x, axis, at))
        .or_raise()
}

/// The array, the axis and the increasing positions to divide at.
fn partitioned(
    op: &'static str,
    x: &Array,
    kth: &Integers,
    axis: Axis,
) -> Result<(Array, usize, Shape)> {
    let (x, axis) = along(op, x, axis)?;
    let size = x.shape()[axis] as isize;
    if let Some(k) = kth.0.iter().find(|&&k| k < -size || k >= size) {
        return Err(Error::value(
            op,
            format!("kth has the position {k}, but the axis has size {size}"),
        ));
    }
    let mut at: Shape = kth.0.iter().map(|k| k.rem_euclid(size) as usize).collect();
    at.sort_unstable();
    at.dedup();
    Ok((x, axis, at))
}

/// The `k` largest elements along the last axis, largest first, and their positions as i64 (numpy has none;
/// `jax.lax.top_k`). Of equal elements the first counts as larger; NaN is larger than all numbers.
///
/// # Panics
/// If the array is 0-d or the axis has fewer than `k` elements.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (values, positions) = np::top_k([7.0, 1.0, 9.0, 3.0], 2);
/// assert_eq!(values.to_vec::<f64>().unwrap(), [9.0, 7.0]);
/// assert_eq!(positions.to_vec::<i64>().unwrap(), [2, 0]);
/// ```
#[track_caller]
pub fn top_k<'a>(x: impl IntoArray<'a>, k: usize) -> (Array, Array) {
    top_k_op(&x.into_array(), k).or_raise()
}

fn top_k_op(x: &Array, k: usize) -> Result<(Array, Array)> {
    let axis = normalize_axis("top_k", -1, x.ndim())?;
    let size = x.shape()[axis];
    if k > size {
        return Err(Error::value(
            "top_k",
            format!("k is {k}, but the last axis has size {size}"),
        ));
    }
    if k == 0 || 2 * k > size {
        let (values, positions) = descending(x, axis)?;
        return Ok((
            slice_axis(&values, axis, 0, k)?,
            slice_axis(&positions, axis, 0, k)?,
        ));
    }
    // Turned round twice, so that of equal elements the first come first. Where elements equal to the least one are too
    // many, the last of them are where they should be.
    let positions = flip(&iota(x.shape(), DType::I64, axis)?, &[axis])?;
    let at = Shape::from_slice(&[size - k]);
    let divided = primitive::partition(&flip(x, &[axis])?, &[&positions], axis, at)?;
    let last = |x: &Array| slice_axis(x, axis, size - k, size);
    let sorted = primitive::sort_with(&last(&divided[0])?, &[&last(&divided[1])?], axis)?;
    Ok((flip(&sorted[0], &[axis])?, flip(&sorted[1], &[axis])?))
}

/// The positions, as i64, that sort by several keys along an axis: by the last key, where equal by the one
/// before, and so on (numpy: `lexsort`). The keys have one shape.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (first, last) = ([2, 1, 3], ["b", "a", "a"].map(|name| name.as_bytes()[0]));
/// assert_eq!(np::lexsort((first, last), -1).to_vec::<i64>().unwrap(), [1, 2, 0]);
/// ```
#[track_caller]
pub fn lexsort(keys: impl IntoArrays, axis: isize) -> Array {
    lexsort_op(&keys.into_arrays(), axis).or_raise()
}

fn lexsort_op(keys: &[Array], axis: isize) -> Result<Array> {
    const OP: &str = "lexsort";
    let Some((first, rest)) = keys.split_first() else {
        return Err(Error::value(OP, "there are no keys"));
    };
    if let Some(other) = rest.iter().find(|key| key.shape() != first.shape()) {
        return Err(Error::shape(
            OP,
            format!(
                "the keys have different shapes, {:?} and {:?}",
                first.shape(),
                other.shape()
            ),
        ));
    }
    if first.ndim() == 0 && matches!(axis, 0 | -1) {
        return full(&[], 0i64.into(), DType::I64);
    }
    let axis = normalize_axis(OP, axis, first.ndim())?;
    let positions = iota(first.shape(), DType::I64, axis)?;
    let mut order = primitive::sort_with(first, &[&positions], axis)?.remove(1);
    for key in rest {
        let key = take_along_axis(key, &order, axis as isize);
        order = primitive::sort_with(&key, &[&order], axis)?.remove(1);
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use crate::array::Array;
    use crate::np;
    use crate::testing::Samples;

    /// Few different values in lines that are divided.
    fn repeated(n: usize) -> Array {
        let mut samples = Samples::new(21);
        Array::from_vec((0..n).map(|_| samples.integer(0, 9) as f64).collect())
    }

    #[test]
    fn the_largest_elements_come_in_the_order_of_a_sort() {
        for n in [3, 100, 3000, 40_000] {
            let x = repeated(n);
            let down = np::Sorting { descending: true };
            let expected = np::argsort_with(&x, -1, down).to_vec::<i64>().unwrap();
            for k in [0, 1, 2, n / 3, n / 2, n] {
                let (values, positions) = np::top_k(&x, k);
                let positions = positions.to_vec::<i64>().unwrap();
                assert_eq!(positions, expected[..k], "{k} of {n}");
                let taken = np::take(&x, Array::from_vec(positions), 0);
                assert_eq!(
                    values.to_vec::<f64>().unwrap(),
                    taken.to_vec::<f64>().unwrap()
                );
            }
        }
    }

    #[test]
    fn equal_elements_share_the_gradient() {
        let x = repeated(101);
        let data = x.to_vec::<f64>().unwrap();
        let median = np::median(&x, ..).item::<f64>().unwrap();
        let equal = data.iter().filter(|&&x| x == median).count() as f64;
        let expected: Vec<f64> = data
            .iter()
            .map(|&x| if x == median { 1.0 / equal } else { 0.0 })
            .collect();
        let of_median = |x: &Array| np::median(x, ..);
        let of_partition = |x: &Array| np::partition(x, 50, 0).i(50);
        for f in [&of_median as &dyn Fn(&Array) -> Array, &of_partition] {
            let gradient = crate::grad(f)(&x).to_vec::<f64>().unwrap();
            let differs = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-12;
            assert!(!gradient.iter().zip(&expected).any(differs), "{gradient:?}");
        }
    }
}
