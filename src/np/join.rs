//! Putting arrays together: concatenate, stack and their relatives, and padding.
//!
//! The lists are anything that [`IntoArrays`] takes. Cutting apart is in `split`.

use super::args::Axis;
use super::indexing::take;
use super::shape::at_least;
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays, scalar_array};
use crate::dtype::promote::{Scalar, promote_all};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use crate::primitives::concat::concat as concat_op;
use crate::primitives::pad::pad as pad_op;
use crate::primitives::reshape::reshape;
use crate::shape::axes::normalize_axis;
use crate::shape::{Shape, checked_len};

/// Arrays joined along an axis they have; with `..` the flattened arrays (numpy: `concatenate`). dtypes are
/// promoted.
///
/// # Panics
/// If the list is empty, an array is 0-d, or other sizes differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3]);
/// assert_eq!(np::concatenate([&x, &x], 0).shape(), [4, 3]);
/// assert_eq!(np::concatenate([&x, &x], ..).shape(), [12]);
/// ```
#[track_caller]
pub fn concatenate(arrays: impl IntoArrays, axis: impl Into<Axis>) -> Array {
    concatenate_list("concatenate", arrays.into_arrays(), axis.into()).or_raise()
}

/// The same as [`concatenate`] (numpy: `concat`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::concat(([1, 2], [3]), 0).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn concat(arrays: impl IntoArrays, axis: impl Into<Axis>) -> Array {
    concatenate_list("concat", arrays.into_arrays(), axis.into()).or_raise()
}

fn concatenate_list(op: &'static str, arrays: Vec<Array>, axis: Axis) -> Result<Array> {
    let mut arrays = promoted(op, arrays)?;
    if axis.0.is_none() {
        arrays = arrays
            .iter()
            .map(|x| reshape(x, &[x.len()]))
            .collect::<Result<_>>()?;
    }
    if let Some(at) = arrays.iter().position(|x| x.ndim() == 0) {
        return Err(Error::shape(
            op,
            format!("array {at} is 0-d, and has no axis to join along"),
        )
        .hinted("np::hstack and np::stack accept 0-d arrays"));
    }
    let axis = axis.resolve(op, arrays[0].ndim())?.unwrap_or(0);
    join(&arrays, axis)
}

fn join(arrays: &[Array], axis: usize) -> Result<Array> {
    if let [one] = arrays {
        return Ok(one.clone());
    }
    concat_op(&arrays.iter().collect::<Vec<_>>(), axis)
}

/// The arrays on their common dtype; at least one.
fn promoted(op: &'static str, arrays: Vec<Array>) -> Result<Vec<Array>> {
    let dtype = promote_all(arrays.iter().map(Array::dtype));
    let dtype = dtype
        .ok_or_else(|| Error::value(op, "the list of arrays is empty, but needs at least one"))?;
    arrays.iter().map(|x| cast(x, dtype)).collect()
}

/// Arrays of one shape joined along a new axis of the result (numpy: `stack`).
///
/// # Panics
/// If the list is empty or the shapes differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([3]);
/// assert_eq!(np::stack([&x, &x], 0).shape(), [2, 3]);
/// assert_eq!(np::stack([&x, &x], -1).shape(), [3, 2]);
/// ```
#[track_caller]
pub fn stack(arrays: impl IntoArrays, axis: isize) -> Array {
    stack_list(arrays.into_arrays(), axis).or_raise()
}

fn stack_list(arrays: Vec<Array>, axis: isize) -> Result<Array> {
    const OP: &str = "stack";
    let arrays = promoted(OP, arrays)?;
    let shape = arrays[0].shape();
    if let Some(at) = arrays.iter().position(|x| x.shape() != shape) {
        let found = arrays[at].shape();
        return Err(Error::shape(
            OP,
            format!("array 0 has shape {shape:?}, array {at} has {found:?}; all must be equal"),
        ));
    }
    let axis = normalize_axis(OP, axis, shape.len() + 1)?;
    let mut expanded = Shape::from_slice(shape);
    expanded.insert(axis, 1);
    let arrays: Vec<Array> = arrays
        .iter()
        .map(|x| reshape(x, &expanded))
        .collect::<Result<_>>()?;
    join(&arrays, axis)
}

/// Arrays joined along axis 0 after each got at least two axes (numpy: `vstack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vstack(([1, 2], [3, 4])).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn vstack(arrays: impl IntoArrays) -> Array {
    join_expanded("vstack", arrays.into_arrays(), 2, 0).or_raise()
}

/// Arrays joined along axis 1, 1-d and 0-d arrays along axis 0 (numpy: `hstack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::hstack(([1, 2], 3)).to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
#[track_caller]
pub fn hstack(arrays: impl IntoArrays) -> Array {
    let arrays = arrays.into_arrays();
    // numpy looks at the first array alone.
    let axis = usize::from(arrays.first().is_some_and(|x| x.ndim() > 1));
    join_expanded("hstack", arrays, 1, axis).or_raise()
}

/// Arrays joined along axis 2 after each got at least three axes (numpy: `dstack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::dstack(([1, 2], [3, 4])).shape(), [1, 2, 2]);
/// ```
#[track_caller]
pub fn dstack(arrays: impl IntoArrays) -> Array {
    join_expanded("dstack", arrays.into_arrays(), 3, 2).or_raise()
}

fn join_expanded(op: &'static str, arrays: Vec<Array>, ndim: usize, axis: usize) -> Result<Array> {
    let arrays = promoted(op, arrays)?;
    let arrays: Vec<Array> = arrays
        .iter()
        .map(|x| at_least(x, ndim))
        .collect::<Result<_>>()?;
    join(&arrays, axis)
}

/// Arrays as columns: 1-d arrays become columns, the others stay, all are joined along axis 1 (numpy:
/// `column_stack`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::column_stack(([1, 2], [3, 4])).to_vec::<i32>().unwrap(), [1, 3, 2, 4]);
/// ```
#[track_caller]
pub fn column_stack(arrays: impl IntoArrays) -> Array {
    column_list(arrays.into_arrays()).or_raise()
}

fn column_list(arrays: Vec<Array>) -> Result<Array> {
    let arrays = promoted("column_stack", arrays)?;
    let column = |x: &Array| {
        if x.ndim() < 2 {
            reshape(x, &[x.len(), 1])
        } else {
            Ok(x.clone())
        }
    };
    let arrays: Vec<Array> = arrays.iter().map(column).collect::<Result<_>>()?;
    join(&arrays, 1)
}

/// The array with others behind it along an axis; with `..` both flattened (numpy: `append`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::append([1, 2], [[3], [4]], ..).to_vec::<i32>().unwrap(), [1, 2, 3, 4]);
/// ```
#[track_caller]
pub fn append<'x, 'v>(
    x: impl IntoArray<'x>,
    values: impl IntoArray<'v>,
    axis: impl Into<Axis>,
) -> Array {
    concatenate_list(
        "append",
        vec![x.into_array(), values.into_array()],
        axis.into(),
    )
    .or_raise()
}

/// How many elements to add before and after each axis: one number for all ends, a pair for all axes, or a
/// pair per axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3]);
/// assert_eq!(np::pad(&x, 1, 0).shape(), [4, 5]);
/// assert_eq!(np::pad(&x, (1, 0), 0).shape(), [3, 4]);
/// assert_eq!(np::pad(&x, [[1, 0], [0, 2]], 0).shape(), [3, 5]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PadWidth(Vec<[usize; 2]>);

impl From<usize> for PadWidth {
    fn from(width: usize) -> Self {
        PadWidth(vec![[width, width]])
    }
}

impl From<(usize, usize)> for PadWidth {
    fn from((before, after): (usize, usize)) -> Self {
        PadWidth(vec![[before, after]])
    }
}

impl<const N: usize> From<[[usize; 2]; N]> for PadWidth {
    fn from(widths: [[usize; 2]; N]) -> Self {
        PadWidth(widths.to_vec())
    }
}

impl From<Vec<[usize; 2]>> for PadWidth {
    fn from(widths: Vec<[usize; 2]>) -> Self {
        PadWidth(widths)
    }
}

/// What [`pad`] adds. A number stands for `Constant` with that number at all ends.
#[derive(Clone, Debug, PartialEq)]
pub enum PadMode {
    /// Values before and after: one pair for all axes, or a pair per axis. They are converted to the dtype of
    /// the array.
    Constant(Vec<[Scalar; 2]>),
    /// The element at the edge.
    Edge,
    /// The elements mirrored at the edge element: `3 2 | 1 2 3 | 2 1`.
    Reflect,
    /// The elements mirrored behind the edge element: `2 1 | 1 2 3 | 3 2`.
    Symmetric,
    /// The elements from the other end: `2 3 | 1 2 3 | 1 2`.
    Wrap,
}

impl<S: Into<Scalar>> From<S> for PadMode {
    fn from(value: S) -> Self {
        let value = value.into();
        PadMode::Constant(vec![[value, value]])
    }
}

/// The array with elements added around it (numpy: `pad`, with the modes of [`PadMode`]).
///
/// # Panics
/// If the number of pairs is neither 1 nor the number of axes, or a mode that copies elements meets an empty
/// axis.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::PadMode;
/// let x = array([1, 2, 3]);
/// assert_eq!(np::pad(&x, 1, 9).to_vec::<i32>().unwrap(), [9, 1, 2, 3, 9]);
/// assert_eq!(np::pad(&x, (2, 0), PadMode::Reflect).to_vec::<i32>().unwrap(), [3, 2, 1, 2, 3]);
/// ```
#[track_caller]
pub fn pad<'a>(
    x: impl IntoArray<'a>,
    width: impl Into<PadWidth>,
    mode: impl Into<PadMode>,
) -> Array {
    pad_by(&x.into_array(), &width.into().0, &mode.into()).or_raise()
}

fn pad_by(x: &Array, widths: &[[usize; 2]], mode: &PadMode) -> Result<Array> {
    let widths = per_axis("widths", x, widths)?;
    match mode {
        PadMode::Constant(values) => {
            let values = per_axis("constant values", x, values)?;
            pad_constant(x, &widths, &values)
        }
        mode => (0..x.ndim()).try_fold(x.clone(), |x, axis| {
            pad_copying(&x, axis, widths[axis], mode)
        }),
    }
}

/// One pair for each axis.
fn per_axis<T: Copy>(what: &str, x: &Array, pairs: &[[T; 2]]) -> Result<Vec<[T; 2]>> {
    match pairs {
        [one] => Ok(vec![*one; x.ndim()]),
        pairs if pairs.len() == x.ndim() => Ok(pairs.to_vec()),
        pairs => Err(Error::shape(
            "pad",
            format!("{} pairs of {what} for {} axes", pairs.len(), x.ndim()),
        )
        .hinted("give one pair, or one per axis")),
    }
}

fn pad_constant(x: &Array, widths: &[[usize; 2]], values: &[[Scalar; 2]]) -> Result<Array> {
    let flat: Vec<Scalar> = values.iter().flatten().copied().collect();
    if flat.windows(2).all(|pair| pair[0] == pair[1]) {
        let value = flat.first().copied().unwrap_or(Scalar::Int(0));
        return pad_at(x, value, |axis| widths[axis]);
    }
    // Different values per end are added axis by axis, so that later axes own the corners, as in numpy.
    let mut result = x.clone();
    for (axis, (width, ends)) in widths.iter().zip(values).enumerate() {
        result = pad_at(&result, ends[0], |a| {
            if a == axis { [width[0], 0] } else { [0, 0] }
        })?;
        result = pad_at(&result, ends[1], |a| {
            if a == axis { [0, width[1]] } else { [0, 0] }
        })?;
    }
    Ok(result)
}

/// The size of a padded axis fits the address space.
fn checked_padding(size: usize, [before, after]: [usize; 2], item_size: usize) -> Result<usize> {
    let padded = size.saturating_add(before).saturating_add(after);
    checked_len("pad", &[padded], item_size)
}

fn pad_at(x: &Array, value: Scalar, width: impl Fn(usize) -> [usize; 2]) -> Result<Array> {
    let (mut low, mut high) = (Vec::new(), Vec::new());
    for axis in 0..x.ndim() {
        let widths = width(axis);
        checked_padding(x.shape()[axis], widths, x.dtype().item_size())?;
        let [before, after] = widths;
        low.push(before as isize);
        high.push(after as isize);
    }
    pad_op(
        x,
        &scalar_array(value, x.dtype()),
        &low,
        &high,
        &vec![0; x.ndim()],
    )
}

/// Padding with elements of the array: one gather along the axis.
fn pad_copying(
    x: &Array,
    axis: usize,
    [before, after]: [usize; 2],
    mode: &PadMode,
) -> Result<Array> {
    let size = x.shape()[axis] as i64;
    if [before, after] == [0, 0] {
        return Ok(x.clone());
    }
    let widest = size_of::<i64>().max(x.dtype().item_size());
    checked_padding(x.shape()[axis], [before, after], widest)?;
    if size == 0 {
        return Err(Error::value(
            "pad",
            format!("axis {axis} is empty, so there is nothing to copy"),
        )
        .hinted("pad with a constant"));
    }
    let source = |i: i64| match mode {
        PadMode::Reflect => mirrored(i, 2 * (size - 1).max(1), size - 1),
        PadMode::Symmetric => {
            let i = i.rem_euclid(2 * size);
            i.min(2 * size - 1 - i)
        }
        PadMode::Wrap => i.rem_euclid(size),
        PadMode::Edge | PadMode::Constant(_) => i.clamp(0, size - 1),
    };
    let positions: Vec<i64> = (-(before as i64)..size + after as i64)
        .map(source)
        .collect();
    Ok(take(x, positions, axis as isize))
}

/// The position of `i` on a path that runs to `last` and back.
fn mirrored(i: i64, period: i64, last: i64) -> i64 {
    let i = i.rem_euclid(period);
    i.min(period - i).min(last)
}

#[cfg(test)]
mod tests {
    use super::PadMode;
    use crate::prelude::*;

    #[test]
    fn paddings_that_fit_no_address_space() {
        let x = array([1.0, 2.0]);
        let modes = || [PadMode::from(0), PadMode::Edge, PadMode::Wrap];
        for width in [usize::MAX, usize::MAX / 2, isize::MAX as usize, 1 << 61] {
            for mode in modes() {
                for width in [[width, width], [width, 0], [0, width]] {
                    let error = try_run(|| np::pad(&x, [width], mode.clone())).unwrap_err();
                    assert!(
                        error.to_string().starts_with("pad: an array of shape"),
                        "{error}"
                    );
                    assert!(error.to_string().contains("does not fit the address space"));
                }
            }
        }
        let matrix = np::ones([2, 2]);
        let error = try_run(|| np::pad(&matrix, 1usize << 40, 0)).unwrap_err();
        assert!(
            error.to_string().contains("does not fit the address space"),
            "{error}"
        );
    }

    #[test]
    fn other_sizes_that_fit_no_address_space() {
        let huge = isize::MAX;
        let empty = np::zeros([0, 3]);
        let refused: [&dyn Fn() -> Array; 8] = [
            &|| np::tile([1, 2], huge),
            &|| np::tile(&empty, [1, huge]),
            &|| np::repeat([1, 2], huge, 0),
            &|| np::repeat([1, 2], [huge, huge], 0),
            &|| np::diag([1, 2], huge),
            &|| np::diag([1, 2], isize::MIN),
            &|| np::eye(1usize << 62),
            &|| np::linspace(0, 1, usize::MAX),
        ];
        for (i, f) in refused.iter().enumerate() {
            let error = try_run(f).unwrap_err().to_string();
            assert!(
                error.contains("does not fit the address space"),
                "{i}: {error}"
            );
        }
        for k in [isize::MIN, -3, 3, isize::MAX] {
            let above = f64::from(u8::from(k > 0));
            assert!(np::array_equal(np::tri_with(2, k), np::full([2, 2], above)));
            assert!(np::array_equal(
                np::tril(np::ones([2, 2]), k),
                np::full([2, 2], above)
            ));
            assert!(np::array_equal(
                np::triu(np::ones([2, 2]), k),
                np::full([2, 2], 1.0 - above)
            ));
            assert!(np::array_equal(np::eye_with(2, k), np::zeros([2, 2])));
            assert_eq!(np::diagonal(np::ones([2, 2]), k, 0, 1).shape(), [0]);
        }
    }
}
