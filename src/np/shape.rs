//! The same elements in another shape or order of axes: reshape, transpose, broadcast, flip, roll.
//!
//! Most results are views that cost nothing. Joining is in `join`, cutting in `split`, repeating in `tile`.

use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::error::{Error, OrRaise, Result};
use crate::np::args::ShapeArg;
use crate::primitives::broadcast::broadcast_to as broadcast_op;
use crate::primitives::concat::concat;
use crate::primitives::flip::flip as flip_op;
use crate::primitives::reshape::{reshape as reshape_op, resolve_unknown};
use crate::primitives::slice::slice_axis;
use crate::primitives::transpose::{move_axis, transpose as transpose_op};
use crate::shape::axes::{AxisList, normalize_axes, normalize_axis};
use crate::shape::broadcast::{broadcast_avals, broadcast_shapes as broadcast_pair};
use crate::shape::{Shape, checked_len, known_shape};
use smallvec::SmallVec;
use std::ops::RangeFull;

/// Integers that may be negative: one, an array, a slice or a vector of any integer type; `()` for none.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let n: usize = 2;
/// assert_eq!(np::arange(6).reshape([n, 3]).shape(), [2, 3]);
/// assert_eq!(np::arange(6).reshape([3, -1]).shape(), [3, 2]);
/// assert_eq!(np::ones([1, 1]).reshape(()).ndim(), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integers(pub(crate) SmallVec<[isize; 6]>);

impl From<()> for Integers {
    fn from((): ()) -> Self {
        Integers(SmallVec::new())
    }
}

macro_rules! integers {
    ($($Int:ty),*) => {$(
        impl From<$Int> for Integers {
            fn from(value: $Int) -> Self {
                Integers(smallvec::smallvec![value as isize])
            }
        }

        impl<const N: usize> From<[$Int; N]> for Integers {
            fn from(values: [$Int; N]) -> Self {
                Integers(values.iter().map(|&v| v as isize).collect())
            }
        }

        impl From<&[$Int]> for Integers {
            fn from(values: &[$Int]) -> Self {
                Integers(values.iter().map(|&v| v as isize).collect())
            }
        }

        impl From<Vec<$Int>> for Integers {
            fn from(values: Vec<$Int>) -> Self {
                Integers(values.iter().map(|&v| v as isize).collect())
            }
        }

        impl From<&Vec<$Int>> for Integers {
            fn from(values: &Vec<$Int>) -> Self {
                Integers(values.iter().map(|&v| v as isize).collect())
            }
        }
    )*};
}

integers!(isize, usize, i32, i64);

/// Axes of an array: one, a list, or `..` for all of them. Negative axes count from the end.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 1, 3, 1]);
/// assert_eq!(x.squeeze(..).shape(), [2, 3]);
/// assert_eq!(x.squeeze(-1).shape(), [2, 1, 3]);
/// assert_eq!(x.transpose([3, 2, 1, 0]).shape(), [1, 3, 1, 2]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axes(pub(crate) Option<SmallVec<[isize; 6]>>);

impl From<RangeFull> for Axes {
    fn from(_: RangeFull) -> Self {
        Axes(None)
    }
}

impl From<isize> for Axes {
    fn from(axis: isize) -> Self {
        Axes(Some(smallvec::smallvec![axis]))
    }
}

impl<const N: usize> From<[isize; N]> for Axes {
    fn from(axes: [isize; N]) -> Self {
        Axes(Some(axes.iter().copied().collect()))
    }
}

impl From<&[isize]> for Axes {
    fn from(axes: &[isize]) -> Self {
        Axes(Some(axes.iter().copied().collect()))
    }
}

impl From<Vec<isize>> for Axes {
    fn from(axes: Vec<isize>) -> Self {
        Axes(Some(axes.into()))
    }
}

impl From<&[usize]> for Axes {
    fn from(axes: &[usize]) -> Self {
        Axes(Some(axes.iter().map(|&axis| axis as isize).collect()))
    }
}

impl Axes {
    /// The axes in `0..ndim`, in the order given.
    pub(crate) fn resolve(&self, op: &'static str, ndim: usize) -> Result<AxisList> {
        match &self.0 {
            None => Ok((0..ndim).collect()),
            Some(axes) => normalize_axes(op, axes, ndim),
        }
    }
}

/// The same elements in C order under another shape, one size of which may be -1 (numpy: `reshape`).
///
/// numpy's `order` does not exist: the order is C.
///
/// # Panics
/// If the numbers of elements differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::reshape(np::arange(6), [2, -1]).shape(), [2, 3]);
/// ```
#[track_caller]
pub fn reshape<'a>(x: impl IntoArray<'a>, shape: impl Into<Integers>) -> Array {
    reshape_to(&x.into_array(), &shape.into().0).or_raise()
}

fn reshape_to(x: &Array, shape: &[isize]) -> Result<Array> {
    let dims = resolve_unknown(&x.aval(), shape)?;
    reshape_op(x, &known_shape("reshape", &dims)?)
}

/// All elements in C order along one axis (numpy: `ravel`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ravel([[1, 2], [3, 4]]).to_vec::<i32>().unwrap(), [1, 2, 3, 4]);
/// ```
#[track_caller]
pub fn ravel<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    reshape_op(&x, &[x.len()]).or_raise()
}

/// The array with its axes in another order; `..` reverses them (numpy: `transpose`).
///
/// # Panics
/// If `axes` is not a permutation of all axes.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3, 4]);
/// assert_eq!(np::transpose(&x, ..).shape(), [4, 3, 2]);
/// assert_eq!(np::transpose(&x, [0, 2, 1]).shape(), [2, 4, 3]);
/// ```
#[track_caller]
pub fn transpose<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    transpose_by(&x.into_array(), &axes.into()).or_raise()
}

fn transpose_by(x: &Array, axes: &Axes) -> Result<Array> {
    const OP: &str = "transpose";
    let mut perm = axes.resolve(OP, x.ndim())?;
    if axes.0.is_none() {
        perm.reverse();
    }
    if perm.len() != x.ndim() {
        return Err(Error::axis(
            OP,
            format!(
                "{} axes are named for an array of dimension {}",
                perm.len(),
                x.ndim()
            ),
        ));
    }
    transpose_op(x, &perm)
}

/// The array with its axes in another order (numpy: `permute_dims`, the same as `transpose`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::permute_dims(np::zeros([2, 3]), [1, 0]).shape(), [3, 2]);
/// ```
#[track_caller]
pub fn permute_dims<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    transpose_by(&x.into_array(), &axes.into()).or_raise()
}

/// The array with its last two axes exchanged (numpy: `matrix_transpose`).
///
/// # Panics
/// If there are fewer than two axes.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::matrix_transpose(np::zeros([5, 2, 3])).shape(), [5, 3, 2]);
/// ```
#[track_caller]
pub fn matrix_transpose<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    exchange("matrix_transpose", &x, -1, -2).or_raise()
}

/// The array with two axes exchanged (numpy: `swapaxes`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::swapaxes(np::zeros([2, 3, 4]), 0, -1).shape(), [4, 3, 2]);
/// ```
#[track_caller]
pub fn swapaxes<'a>(x: impl IntoArray<'a>, axis1: isize, axis2: isize) -> Array {
    exchange("swapaxes", &x.into_array(), axis1, axis2).or_raise()
}

fn exchange(op: &'static str, x: &Array, axis1: isize, axis2: isize) -> Result<Array> {
    let mut perm: AxisList = (0..x.ndim()).collect();
    perm.swap(
        normalize_axis(op, axis1, x.ndim())?,
        normalize_axis(op, axis2, x.ndim())?,
    );
    transpose_op(x, &perm)
}

/// The array with some axes at other positions, the rest in order (numpy: `moveaxis`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3, 4]);
/// assert_eq!(np::moveaxis(&x, 0, -1).shape(), [3, 4, 2]);
/// assert_eq!(np::moveaxis(&x, [0, 1], [-1, -2]).shape(), [4, 3, 2]);
/// ```
#[track_caller]
pub fn moveaxis<'a>(
    x: impl IntoArray<'a>,
    source: impl Into<Axes>,
    destination: impl Into<Axes>,
) -> Array {
    moveaxis_by(&x.into_array(), &source.into(), &destination.into()).or_raise()
}

fn moveaxis_by(x: &Array, source: &Axes, destination: &Axes) -> Result<Array> {
    const OP: &str = "moveaxis";
    let source = source.resolve(OP, x.ndim())?;
    let destination = destination.resolve(OP, x.ndim())?;
    if source.len() != destination.len() {
        return Err(Error::axis(
            OP,
            format!(
                "{} source and {} destination axes",
                source.len(),
                destination.len()
            ),
        ));
    }
    let mut perm: AxisList = (0..x.ndim())
        .filter(|axis| !source.contains(axis))
        .collect();
    let mut moves: Vec<(usize, usize)> = destination.into_iter().zip(source).collect();
    moves.sort_unstable();
    for (to, from) in moves {
        perm.insert(to, from);
    }
    transpose_op(x, &perm)
}

/// The array with one axis moved before the position `start` (numpy: `rollaxis`, which recommends `moveaxis`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::rollaxis(np::zeros([3, 4, 5, 6]), 3, 1).shape(), [3, 6, 4, 5]);
/// ```
#[track_caller]
pub fn rollaxis<'a>(x: impl IntoArray<'a>, axis: isize, start: isize) -> Array {
    rollaxis_by(&x.into_array(), axis, start).or_raise()
}

fn rollaxis_by(x: &Array, axis: isize, start: isize) -> Result<Array> {
    let axis = normalize_axis("rollaxis", axis, x.ndim())?;
    // `start` is a gap between axes, of which there is one more.
    let shifted = if start < 0 {
        start + x.ndim() as isize
    } else {
        start
    };
    let start = normalize_axis("rollaxis", shifted, x.ndim() + 1)?;
    move_axis(x, axis, if axis < start { start - 1 } else { start })
}

/// The array without axes of size 1: all of them for `..`, else those named (numpy: `squeeze`).
///
/// # Panics
/// If a named axis has another size.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::squeeze(np::zeros([1, 3, 1]), ..).shape(), [3]);
/// ```
#[track_caller]
pub fn squeeze<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    squeeze_by(&x.into_array(), &axes.into()).or_raise()
}

fn squeeze_by(x: &Array, axes: &Axes) -> Result<Array> {
    const OP: &str = "squeeze";
    let named = axes.resolve(OP, x.ndim())?;
    if axes.0.is_some()
        && let Some(&axis) = named.iter().find(|&&axis| x.shape()[axis] != 1)
    {
        return Err(Error::axis(
            OP,
            format!(
                "axis {axis} of shape {:?} has size {}, not 1",
                x.shape(),
                x.shape()[axis]
            ),
        ));
    }
    let dropped = |axis: usize| x.shape()[axis] == 1 && named.contains(&axis);
    let shape: Shape = (0..x.ndim())
        .filter(|&axis| !dropped(axis))
        .map(|axis| x.shape()[axis])
        .collect();
    reshape_op(x, &shape)
}

/// The array with new axes of size 1 at the given positions of the result (numpy: `expand_dims`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::zeros([2, 3]);
/// assert_eq!(np::expand_dims(&x, 0).shape(), [1, 2, 3]);
/// assert_eq!(np::expand_dims(&x, [0, -1]).shape(), [1, 2, 3, 1]);
/// ```
#[track_caller]
pub fn expand_dims<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    expand_by(&x.into_array(), &axes.into()).or_raise()
}

fn expand_by(x: &Array, axes: &Axes) -> Result<Array> {
    let added = axes.0.as_ref().map_or(0, SmallVec::len);
    let ndim = x.ndim() + added;
    let new = if added == 0 {
        AxisList::new()
    } else {
        axes.resolve("expand_dims", ndim)?
    };
    let mut sizes = x.shape().iter();
    let shape: Shape = (0..ndim)
        .map(|axis| {
            if new.contains(&axis) {
                1
            } else {
                sizes.next().copied().unwrap_or(1)
            }
        })
        .collect();
    reshape_op(x, &shape)
}

/// The array repeated along axes of size 1 and new leading axes, without a copy (numpy: `broadcast_to`).
///
/// # Panics
/// If the shapes do not fit.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::broadcast_to([1, 2], [3, 2]).shape(), [3, 2]);
/// ```
#[track_caller]
pub fn broadcast_to<'a>(x: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Array {
    let shape = shape.into().0;
    checked_len("broadcast_to", &shape, 1).or_raise();
    broadcast_op(&x.into_array(), &shape).or_raise()
}

/// All arrays broadcast to their common shape; dtypes stay (numpy: `broadcast_arrays`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let xs = np::broadcast_arrays([np::zeros([2, 1]), np::ones([3])]);
/// assert!(xs.iter().all(|x| x.shape() == [2, 3]));
/// ```
#[track_caller]
pub fn broadcast_arrays(arrays: impl IntoArrays) -> Vec<Array> {
    broadcast_list("broadcast_arrays", &arrays.into_arrays()).or_raise()
}

pub(crate) fn broadcast_list(op: &'static str, arrays: &[Array]) -> Result<Vec<Array>> {
    let avals: Vec<_> = arrays.iter().map(Array::aval).collect();
    let shape = known_shape(op, &broadcast_avals(op, &avals)?)?;
    arrays.iter().map(|x| broadcast_op(x, &shape)).collect()
}

/// The shape that arrays of the given shapes broadcast to (numpy: `broadcast_shapes`).
///
/// # Panics
/// If the shapes do not fit.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::broadcast_shapes(&[&[2, 1], &[3]]), [2, 3]);
/// ```
#[track_caller]
pub fn broadcast_shapes(shapes: &[&[usize]]) -> Vec<usize> {
    let mut common = Shape::new();
    for shape in shapes {
        common = broadcast_pair(&common, shape)
            .ok_or_else(|| {
                Error::shape(
                    "broadcast_shapes",
                    format!("cannot broadcast the shapes {shapes:?}"),
                )
            })
            .or_raise();
    }
    common.to_vec()
}

/// The array with at least one axis (numpy: `atleast_1d`, of one array).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::atleast_1d(5.0).shape(), [1]);
/// ```
#[track_caller]
pub fn atleast_1d<'a>(x: impl IntoArray<'a>) -> Array {
    at_least(&x.into_array(), 1).or_raise()
}

/// The array with at least two axes, new ones in front (numpy: `atleast_2d`, of one array).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::atleast_2d([1, 2, 3]).shape(), [1, 3]);
/// ```
#[track_caller]
pub fn atleast_2d<'a>(x: impl IntoArray<'a>) -> Array {
    at_least(&x.into_array(), 2).or_raise()
}

/// The array with at least three axes (numpy: `atleast_3d`, of one array): `[n]` becomes `[1, n, 1]` and
/// `[n, m]` becomes `[n, m, 1]`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::atleast_3d([1, 2]).shape(), [1, 2, 1]);
/// ```
#[track_caller]
pub fn atleast_3d<'a>(x: impl IntoArray<'a>) -> Array {
    at_least(&x.into_array(), 3).or_raise()
}

pub(crate) fn at_least(x: &Array, ndim: usize) -> Result<Array> {
    match (ndim, x.shape()) {
        (_, shape) if shape.len() >= ndim => Ok(x.clone()),
        (3, &[n]) => reshape_op(x, &[1, n, 1]),
        (3, &[n, m]) => reshape_op(x, &[n, m, 1]),
        (2, &[n]) => reshape_op(x, &[1, n]),
        _ => reshape_op(x, &[1; 3][..ndim]),
    }
}

/// The array backwards along the axes (numpy: `flip`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::flip([1, 2, 3], ..).to_vec::<i32>().unwrap(), [3, 2, 1]);
/// ```
#[track_caller]
pub fn flip<'a>(x: impl IntoArray<'a>, axes: impl Into<Axes>) -> Array {
    let x = x.into_array();
    flip_op(&x, &axes.into().resolve("flip", x.ndim()).or_raise()).or_raise()
}

/// The array backwards along axis 1 (numpy: `fliplr`).
///
/// # Panics
/// If there are fewer than two axes.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::fliplr([[1, 2]]).to_vec::<i32>().unwrap(), [2, 1]);
/// ```
#[track_caller]
pub fn fliplr<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    let axis = normalize_axis("fliplr", 1, x.ndim()).or_raise();
    flip_op(&x, &[axis]).or_raise()
}

/// The array backwards along axis 0 (numpy: `flipud`).
///
/// # Panics
/// If the array is 0-d.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::flipud([[1], [2]]).to_vec::<i32>().unwrap(), [2, 1]);
/// ```
#[track_caller]
pub fn flipud<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    let axis = normalize_axis("flipud", 0, x.ndim()).or_raise();
    flip_op(&x, &[axis]).or_raise()
}

/// The array turned by `k` quarter turns from the first axis of the plane towards the second (numpy:
/// `rot90`).
///
/// # Panics
/// If `axes` are not two different axes.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(np::rot90(&x, 1, [0, 1]).to_vec::<i32>().unwrap(), [2, 4, 1, 3]);
/// ```
#[track_caller]
pub fn rot90<'a>(x: impl IntoArray<'a>, k: isize, axes: [isize; 2]) -> Array {
    rot90_by(&x.into_array(), k, axes).or_raise()
}

fn rot90_by(x: &Array, k: isize, axes: [isize; 2]) -> Result<Array> {
    let plane = normalize_axes("rot90", &axes, x.ndim())?;
    let (first, second) = (plane[0], plane[1]);
    let mut exchanged: AxisList = (0..x.ndim()).collect();
    exchanged.swap(first, second);
    match k.rem_euclid(4) {
        0 => Ok(x.clone()),
        1 => transpose_op(&flip_op(x, &[second])?, &exchanged),
        2 => flip_op(x, &[first, second]),
        _ => flip_op(&transpose_op(x, &exchanged)?, &[second]),
    }
}

/// The array with elements shifted along axes, those that leave one end entering at the other (numpy:
/// `roll`). With `..` the flattened array is shifted. One shift serves all axes, or each axis has its own.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::roll([1, 2, 3, 4], 1, ..).to_vec::<i32>().unwrap(), [4, 1, 2, 3]);
/// assert_eq!(np::roll([[1, 2], [3, 4]], [1, 1], [0, 1]).to_vec::<i32>().unwrap(), [4, 3, 2, 1]);
/// ```
#[track_caller]
pub fn roll<'a>(x: impl IntoArray<'a>, shift: impl Into<Integers>, axes: impl Into<Axes>) -> Array {
    roll_by(&x.into_array(), &shift.into().0, &axes.into()).or_raise()
}

fn roll_by(x: &Array, shifts: &[isize], axes: &Axes) -> Result<Array> {
    const OP: &str = "roll";
    let Some(axes) = &axes.0 else {
        let mut flat = reshape_op(x, &[x.len()])?;
        for &shift in shifts {
            flat = roll_axis(&flat, shift, 0)?;
        }
        return reshape_op(&flat, x.shape());
    };
    if shifts.len() != axes.len() && shifts.len() != 1 && axes.len() != 1 {
        return Err(Error::axis(
            OP,
            format!("{} shifts for {} axes", shifts.len(), axes.len()),
        ));
    }
    let mut result = x.clone();
    for i in 0..shifts.len().max(axes.len()) {
        let shift = shifts[if shifts.len() == 1 { 0 } else { i }];
        let axis = normalize_axis(OP, axes[if axes.len() == 1 { 0 } else { i }], x.ndim())?;
        result = roll_axis(&result, shift, axis)?;
    }
    Ok(result)
}

fn roll_axis(x: &Array, shift: isize, axis: usize) -> Result<Array> {
    let size = x.shape()[axis];
    if size == 0 {
        return Ok(x.clone());
    }
    let cut = size - shift.rem_euclid(size as isize) as usize;
    if cut == size {
        return Ok(x.clone());
    }
    concat(
        &[
            &slice_axis(x, axis, cut, size)?,
            &slice_axis(x, axis, 0, cut)?,
        ],
        axis,
    )
}
