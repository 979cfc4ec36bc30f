//! Cutting an array into several along an axis.
//!
//! The parts are views. Joining them again is in `join`.

use super::shape::Integers;
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::slice::slice_axis;
use crate::primitives::split as parts;
use crate::shape::axes::normalize_axis;

/// Where to cut: into a number of equal parts, or at a list of positions.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(6);
/// assert_eq!(np::split(&x, 3, 0).len(), 3);
/// assert_eq!(np::split(&x, [1, 4], 0)[1].to_vec::<i64>().unwrap(), [1, 2, 3]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sections {
    /// This many parts.
    Count(usize),
    /// A cut before each of these positions, negative ones counted from the end.
    Positions(Vec<isize>),
}

impl From<usize> for Sections {
    fn from(count: usize) -> Self {
        Sections::Count(count)
    }
}

impl<const N: usize> From<[isize; N]> for Sections {
    fn from(positions: [isize; N]) -> Self {
        Sections::Positions(positions.to_vec())
    }
}

impl From<&[isize]> for Sections {
    fn from(positions: &[isize]) -> Self {
        Sections::Positions(positions.to_vec())
    }
}

impl From<Vec<isize>> for Sections {
    fn from(positions: Vec<isize>) -> Self {
        Sections::Positions(positions)
    }
}

impl From<Vec<usize>> for Sections {
    fn from(positions: Vec<usize>) -> Self {
        Sections::Positions(Integers::from(positions).0.to_vec())
    }
}

impl From<&[usize]> for Sections {
    fn from(positions: &[usize]) -> Self {
        Sections::Positions(Integers::from(positions).0.to_vec())
    }
}

/// Equal parts along an axis, or the parts between positions (numpy: `split`).
///
/// # Panics
/// If the axis cannot be divided equally; see [`array_split`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let parts = np::split(np::arange(4), 2, 0);
/// assert_eq!(parts[1].to_vec::<i64>().unwrap(), [2, 3]);
/// ```
#[track_caller]
pub fn split<'a>(x: impl IntoArray<'a>, sections: impl Into<Sections>, axis: isize) -> Vec<Array> {
    split_equally("split", &x.into_array(), &sections.into(), axis).or_raise()
}

/// Parts along an axis, the first ones longer by one if they cannot be equal (numpy: `array_split`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let sizes: Vec<usize> = np::array_split(np::arange(7), 3, 0).iter().map(|x| x.len()).collect();
/// assert_eq!(sizes, [3, 2, 2]);
/// ```
#[track_caller]
pub fn array_split<'a>(
    x: impl IntoArray<'a>,
    sections: impl Into<Sections>,
    axis: isize,
) -> Vec<Array> {
    split_any("array_split", &x.into_array(), &sections.into(), axis).or_raise()
}

/// [`split`] along axis 0 of an array with at least two axes (numpy: `vsplit`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::vsplit(np::zeros([4, 3]), 2)[0].shape(), [2, 3]);
/// ```
#[track_caller]
pub fn vsplit<'a>(x: impl IntoArray<'a>, sections: impl Into<Sections>) -> Vec<Array> {
    let x = x.into_array();
    at_least("vsplit", &x, 2).or_raise();
    split_equally("vsplit", &x, &sections.into(), 0).or_raise()
}

/// [`split`] along axis 1, or axis 0 of a 1-d array (numpy: `hsplit`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::hsplit(np::zeros([2, 4]), 2)[0].shape(), [2, 2]);
/// ```
#[track_caller]
pub fn hsplit<'a>(x: impl IntoArray<'a>, sections: impl Into<Sections>) -> Vec<Array> {
    let x = x.into_array();
    at_least("hsplit", &x, 1).or_raise();
    split_equally("hsplit", &x, &sections.into(), isize::from(x.ndim() > 1)).or_raise()
}

/// [`split`] along axis 2 of an array with at least three axes (numpy: `dsplit`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::dsplit(np::zeros([2, 3, 4]), 2)[0].shape(), [2, 3, 2]);
/// ```
#[track_caller]
pub fn dsplit<'a>(x: impl IntoArray<'a>, sections: impl Into<Sections>) -> Vec<Array> {
    let x = x.into_array();
    at_least("dsplit", &x, 3).or_raise();
    split_equally("dsplit", &x, &sections.into(), 2).or_raise()
}

/// The slices along an axis, without that axis (numpy: `unstack`). The inverse of `np::stack`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let columns = np::unstack([[1, 2], [3, 4]], 1);
/// assert_eq!(columns[1].to_vec::<i32>().unwrap(), [2, 4]);
/// ```
#[track_caller]
pub fn unstack<'a>(x: impl IntoArray<'a>, axis: isize) -> Vec<Array> {
    unstack_by(&x.into_array(), axis).or_raise()
}

fn unstack_by(x: &Array, axis: isize) -> Result<Vec<Array>> {
    let axis = normalize_axis("unstack", axis, x.ndim())?;
    Ok(parts::unstack(x, axis)?.into_vec())
}

fn at_least(op: &'static str, x: &Array, ndim: usize) -> Result<()> {
    if x.ndim() < ndim {
        return Err(Error::shape(
            op,
            format!("the array has {} axes, but needs at least {ndim}", x.ndim()),
        ));
    }
    Ok(())
}

fn split_equally(
    op: &'static str,
    x: &Array,
    sections: &Sections,
    axis: isize,
) -> Result<Vec<Array>> {
    let size = x.shape()[normalize_axis(op, axis, x.ndim())?];
    if let &Sections::Count(count) = sections
        && count > 0
        && !size.is_multiple_of(count)
    {
        return Err(Error::value(
            op,
            format!("an axis of size {size} cannot be divided into {count} equal parts"),
        )
        .hinted("np::array_split makes parts of different sizes"));
    }
    split_any(op, x, sections, axis)
}

fn split_any(op: &'static str, x: &Array, sections: &Sections, axis: isize) -> Result<Vec<Array>> {
    let axis = normalize_axis(op, axis, x.ndim())?;
    let size = x.shape()[axis];
    let cuts = cuts(op, size, sections)?;
    if cuts.is_sorted() {
        let sizes: Vec<usize> = cuts.windows(2).map(|cut| cut[1] - cut[0]).collect();
        return Ok(parts::split(x, axis, &sizes)?.into_vec());
    }
    // A cut that lies before the one in front of it gives an empty part, as Python's slices do.
    cuts.windows(2)
        .map(|cut| slice_axis(x, axis, cut[0], cut[1].max(cut[0])))
        .collect()
}

/// All borders of the parts, 0 and the size included.
fn cuts(op: &'static str, size: usize, sections: &Sections) -> Result<Vec<usize>> {
    match sections {
        Sections::Count(0) => Err(Error::value(op, "the number of parts must be at least 1")),
        Sections::Count(count) => {
            let (each, longer) = (size / count, size % count);
            Ok((0..=*count).map(|i| i * each + i.min(longer)).collect())
        }
        Sections::Positions(positions) => {
            let clamp = |&position: &isize| {
                let position = if position < 0 {
                    position + size as isize
                } else {
                    position
                };
                position.clamp(0, size as isize) as usize
            };
            Ok([0]
                .into_iter()
                .chain(positions.iter().map(clamp))
                .chain([size])
                .collect())
        }
    }
}
