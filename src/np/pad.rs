//! Padding: elements added around an array, constant, copied, mirrored or computed.
//!
//! Constants are the primitive `Pad`, copies are gathers, all else is composed of blocks.

use super::creation::Linspace;
use super::indexing::take;
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::pad::pad as pad_op;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::shape::{Shape, checked_len};

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
///
/// Pairs of values or lengths are for before and after: one pair for all axes, or a pair per axis. The modes that
/// compute from the ends of an axis take how many elements to use; an empty list means all (numpy: `stat_length`).
#[derive(Clone, Debug, PartialEq)]
pub enum PadMode {
    /// Values before and after, converted to the dtype of the array (numpy: `constant_values`).
    Constant(Vec<[Scalar; 2]>),
    /// The element at the edge.
    Edge,
    /// Even steps from the edge to values at the outer ends (numpy: `linear_ramp`, `end_values`).
    LinearRamp(Vec<[Scalar; 2]>),
    /// The largest element.
    Maximum(Vec<[usize; 2]>),
    /// The mean, rounded for integers.
    Mean(Vec<[usize; 2]>),
    /// The median, rounded for integers.
    Median(Vec<[usize; 2]>),
    /// The smallest element.
    Minimum(Vec<[usize; 2]>),
    /// The elements mirrored at the edge element: `3 2 | 1 2 3 | 2 1`.
    Reflect,
    /// The elements turned round at the edge element: `-1 0 | 1 2 3 | 4 5` (numpy: `reflect_type="odd"`).
    ReflectOdd,
    /// The elements mirrored behind the edge element: `2 1 | 1 2 3 | 3 2`.
    Symmetric,
    /// The elements turned round behind the edge element: `0 1 | 1 2 3 | 3 4`.
    SymmetricOdd,
    /// The elements from the other end: `2 3 | 1 2 3 | 1 2`.
    Wrap,
    /// Whatever is quick; zeros here, undefined in numpy.
    Empty,
}

impl<S: Into<Scalar>> From<S> for PadMode {
    fn from(value: S) -> Self {
        let value = value.into();
        PadMode::Constant(vec![[value, value]])
    }
}

/// The array with elements added around it (numpy: `pad`, with the modes of [`PadMode`]; a function as mode is
/// [`pad_with`]).
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
/// assert_eq!(np::pad(&x, (2, 0), PadMode::LinearRamp(vec![[0.into(); 2]])).to_vec::<i32>().unwrap(), [0, 0, 1, 2, 3]);
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
            return pad_constant(x, &widths, &values);
        }
        PadMode::Empty => return pad_at(x, Scalar::Int(0), |axis| widths[axis]),
        _ => {}
    }
    let (mut ends, mut lengths) = (Vec::new(), None);
    match mode {
        PadMode::LinearRamp(values) => ends = per_axis("end values", x, values)?,
        PadMode::Maximum(used)
        | PadMode::Mean(used)
        | PadMode::Median(used)
        | PadMode::Minimum(used)
            if !used.is_empty() =>
        {
            lengths = Some(per_axis("lengths", x, used)?);
        }
        _ => {}
    }
    for (axis, width) in widths.iter().enumerate() {
        let widest = size_of::<i64>().max(x.dtype().item_size());
        checked_padding(x.shape()[axis], *width, widest)?;
        if x.shape()[axis] == 0 && *width != [0, 0] {
            return Err(Error::value(
                "pad",
                format!("axis {axis} is empty, so there is nothing to copy"),
            )
            .hinted("pad with a constant"));
        }
    }
    if x.is_empty() {
        return pad_at(x, Scalar::Int(0), |axis| widths[axis]);
    }
    // Axis by axis, so that later axes see what earlier ones added, as in numpy.
    (0..x.ndim()).try_fold(x.clone(), |x, axis| {
        let width = widths[axis];
        if width == [0, 0] {
            return Ok(x);
        }
        match mode {
            PadMode::LinearRamp(_) => pad_ramp(&x, axis, width, ends[axis]),
            PadMode::Maximum(_) | PadMode::Mean(_) | PadMode::Median(_) | PadMode::Minimum(_) => {
                let used = lengths.as_ref().map(|lengths| lengths[axis]);
                pad_statistic(&x, axis, width, used, mode)
            }
            PadMode::ReflectOdd => pad_odd(&x, axis, width, false),
            PadMode::SymmetricOdd => pad_odd(&x, axis, width, true),
            mode => Ok(pad_copying(&x, axis, width, mode)),
        }
    })
}

/// The array between two blocks along an axis.
fn between(before: &Array, x: &Array, after: &Array, axis: usize) -> Result<Array> {
    concat(&[before, x, after], axis)
}

fn pad_ramp(
    x: &Array,
    axis: usize,
    [before, after]: [usize; 2],
    ends: [Scalar; 2],
) -> Result<Array> {
    let size = x.shape()[axis];
    let ramp = |edge: usize, end: Scalar, count: usize| -> Result<Array> {
        let mut shape = Shape::from_slice(x.shape());
        shape.remove(axis);
        let edge = reshape(&slice_axis(x, axis, edge, edge + 1)?, &shape)?;
        let options = Linspace {
            endpoint: false,
            dtype: Some(x.dtype()),
            axis: axis as isize,
        };
        let end = broadcast_to(&cast(&strong(end), x.dtype())?, &shape)?;
        Ok(np::linspace_with(end, edge, count, options))
    };
    let after = np::flip(ramp(size - 1, ends[1], after)?, axis as isize);
    between(&ramp(0, ends[0], before)?, x, &after, axis)
}

/// A number as an array of its own dtype.
fn strong(number: Scalar) -> Array {
    scalar_array(number, number.dtype())
}

fn pad_statistic(
    x: &Array,
    axis: usize,
    [before, after]: [usize; 2],
    used: Option<[usize; 2]>,
    mode: &PadMode,
) -> Result<Array> {
    let size = x.shape()[axis];
    let used = used.unwrap_or([size, size]).map(|length| length.min(size));
    if used.contains(&0) && matches!(mode, PadMode::Maximum(_) | PadMode::Minimum(_)) {
        return Err(
            Error::value("pad", "of no elements there is no maximum or minimum")
                .hinted("give a length of at least 1"),
        );
    }
    let block = |start: usize, limit: usize, count: usize| -> Result<Array> {
        let y = statistic(&slice_axis(x, axis, start, limit)?, axis, mode)?;
        let y = if x.dtype().is_integer() {
            np::rint(y)
        } else {
            y
        };
        let mut shape = Shape::from_slice(x.shape());
        shape[axis] = count;
        broadcast_to(&cast(&y, x.dtype())?, &shape)
    };
    between(
        &block(0, used[0], before)?,
        x,
        &block(size - used[1], size, after)?,
        axis,
    )
}

/// A statistic along an axis, which stays with size 1.
fn statistic(x: &Array, axis: usize, mode: &PadMode) -> Result<Array> {
    let over = || super::args::axis(axis as isize).keepdims();
    Ok(match mode {
        PadMode::Maximum(_) => np::max(x, over()),
        PadMode::Minimum(_) => np::min(x, over()),
        PadMode::Mean(_) => np::mean(x, over()),
        _ if x.shape()[axis] == 0 => np::mean(x, over()),
        _ => {
            // The mean of the middle one or two; nan sorts last, and spoils the whole slice.
            let (sorted, size) = (np::sort(x, axis as isize), x.shape()[axis]);
            let middle = slice_axis(&sorted, axis, (size - 1) / 2, size / 2 + 1)?;
            let last = slice_axis(&sorted, axis, size - 1, size)?;
            let median = np::mean(&middle, over());
            np::where_(np::isnan(&last), cast(&last, median.dtype())?, median)
        }
    })
}

/// Padding with elements turned round at the edges: `2 · edge - mirrored`, again and again. On each stretch the result
/// is an element with a sign and a multiple of the distance of the edges.
fn pad_odd(x: &Array, axis: usize, [before, after]: [usize; 2], symmetric: bool) -> Result<Array> {
    let size = x.shape()[axis] as i64;
    let (period, last) = if symmetric {
        (2 * size, 2 * size - 1)
    } else {
        (2 * (size - 1).max(1), 2 * (size - 1))
    };
    let places: Vec<i64> = (-(before as i64)..size + after as i64).collect();
    let turned = |place: &i64| place.rem_euclid(period) >= size;
    let source: Vec<i64> = places
        .iter()
        .map(|place| {
            let place = place.rem_euclid(period);
            if place < size { place } else { last - place }
        })
        .map(|place| place.clamp(0, size - 1))
        .collect();
    let sign: Vec<i64> = places
        .iter()
        .map(|place| if turned(place) { -1 } else { 1 })
        .collect();
    let turns = |place: &i64| 2 * place.div_euclid(period);
    let of_last: Vec<i64> = places
        .iter()
        .map(|place| turns(place) + if turned(place) { 2 } else { 0 })
        .collect();
    let of_first: Vec<i64> = places.iter().map(|place| -turns(place)).collect();
    // bool computes in i64, as in numpy.
    let wide = cast(
        x,
        if x.dtype().is_bool() {
            DType::I64
        } else {
            x.dtype()
        },
    )?;
    let along = |values: Vec<i64>| -> Result<Array> {
        let mut shape: Shape = x.shape().iter().map(|_| 1).collect();
        shape[axis] = values.len();
        cast(&reshape(&Array::from_vec(values), &shape)?, wide.dtype())
    };
    let edge = |place: usize| slice_axis(&wide, axis, place, place + 1);
    let (first, far) = (edge(0)?, edge(size as usize - 1)?);
    let elements = np::take(&wide, source, axis as isize);
    let padded = np::multiply(elements, along(sign)?);
    let padded = np::add(padded, np::multiply(first, along(of_first)?));
    let padded = np::add(padded, np::multiply(far, along(of_last)?));
    cast(&padded, x.dtype())
}

/// The array with zeros added around it and then, axis by axis, a function of every padded 1-d slice (numpy: `pad` with
/// a function as mode). The function gets the slice, the two widths and the axis, and returns the slice with other
/// padding; unlike numpy's it changes nothing in place, and it runs once for all slices, through `vmap`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4]]);
/// let framed = np::pad_with(&x, 1, |slice, [before, after], _axis| {
///     let end = slice.len() - after;
///     slice.into_at(..before).set(10).into_at(end..).set(10)
/// });
/// assert_eq!(framed.i(0).to_vec::<i32>().unwrap(), [10, 10, 10, 10]);
/// assert_eq!(framed.i(1).to_vec::<i32>().unwrap(), [10, 1, 2, 10]);
/// ```
#[track_caller]
pub fn pad_with<'a>(
    x: impl IntoArray<'a>,
    width: impl Into<PadWidth>,
    f: impl Fn(Array, [usize; 2], usize) -> Array,
) -> Array {
    let x = x.into_array();
    let widths = per_axis("widths", &x, &width.into().0).or_raise();
    let padded = pad_at(&x, Scalar::Int(0), |axis| widths[axis]).or_raise();
    (0..x.ndim()).fold(padded, |padded, axis| {
        np::apply_along_axis(|slice| f(slice, widths[axis], axis), axis as isize, padded)
    })
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
fn pad_copying(x: &Array, axis: usize, [before, after]: [usize; 2], mode: &PadMode) -> Array {
    let size = x.shape()[axis] as i64;
    let source = |i: i64| match mode {
        PadMode::Reflect => mirrored(i, 2 * (size - 1).max(1), size - 1),
        PadMode::Symmetric => {
            let i = i.rem_euclid(2 * size);
            i.min(2 * size - 1 - i)
        }
        PadMode::Wrap => i.rem_euclid(size),
        _ => i.clamp(0, size - 1),
    };
    let positions: Vec<i64> = (-(before as i64)..size + after as i64)
        .map(source)
        .collect();
    take(x, positions, axis as isize)
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
