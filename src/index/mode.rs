//! What an index that its axis does not have means: an error, the nearest end, counting on, a value, nothing.
//!
//! The modes apply to integers and integer arrays. Slices are always cut off at the ends, as in Python, and masks
//! have the size of their axes.

use crate::array::Array;
use crate::dtype::promote::Scalar;
use crate::error::{Error, Result};
use crate::np;

/// What reading or writing does with an integer that is out of range (numpy: `mode=`; JAX: `mode=` of `x.at`).
///
/// | mode | `-1` | out of range, reading | out of range, writing |
/// |---|---|---|---|
/// | `Error` | the last element | error | error |
/// | `Wrap` | the last element | counts on from the other end | the same |
/// | `Clip` | the first element | the nearest end | the same |
/// | `Fill(v)` | the last element | gives `v` | writes nothing |
/// | `Drop` | the last element | error | writes nothing |
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::IndexMode;
/// let x = array([10, 20, 30]);
/// let get = |mode| x.at([1, 4]).mode(mode).get().to_vec::<i32>().unwrap();
/// assert_eq!(get(IndexMode::Clip), [20, 30]);
/// assert_eq!(get(IndexMode::Wrap), [20, 20]);
/// assert_eq!(get(IndexMode::fill(-1)), [20, -1]);
/// let y = x.at([1, 4]).mode(IndexMode::Drop).set(0);
/// assert_eq!(y.to_vec::<i32>().unwrap(), [10, 0, 30]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum IndexMode {
    /// Fails; negative indices count from the end (numpy: `raise`).
    #[default]
    Error,
    /// Uses the nearest end; negative indices mean the first element.
    Clip,
    /// Counts on from the other end.
    Wrap,
    /// Reads this value and writes nothing; negative indices count from the end.
    Fill(Scalar),
    /// Writes nothing; negative indices count from the end. Reading needs a value: an error.
    Drop,
}

impl IndexMode {
    /// [`IndexMode::Fill`] with a Rust number.
    pub fn fill(value: impl Into<Scalar>) -> Self {
        IndexMode::Fill(value.into())
    }

    /// Whether positions out of range are left out by the kernels.
    pub(crate) fn skips(self) -> bool {
        matches!(self, IndexMode::Fill(_) | IndexMode::Drop)
    }

    /// What `apply` reads where it will write nothing.
    pub(crate) fn for_update(self) -> Self {
        match self {
            IndexMode::Drop => IndexMode::Fill(Scalar::Int(0)),
            other => other,
        }
    }

    /// The positions of an i64 array that the modes `Clip` and `Wrap` mean; the others leave them as they are.
    pub(crate) fn bring_in(
        self,
        op: &'static str,
        positions: Array,
        axis: usize,
        size: usize,
    ) -> Result<Array> {
        match self {
            IndexMode::Error | IndexMode::Fill(_) | IndexMode::Drop => Ok(positions),
            IndexMode::Clip | IndexMode::Wrap if size == 0 => {
                if positions.is_empty() {
                    Ok(positions)
                } else {
                    Err(nothing_there(op, axis))
                }
            }
            IndexMode::Wrap => Ok(np::remainder(positions, size)),
            IndexMode::Clip => Ok(np::minimum(np::maximum(positions, 0), size - 1)),
        }
    }

    /// [`IndexMode::bring_in`] for one integer: its place from the start, or `None` if it is left out.
    pub(crate) fn place(
        self,
        op: &'static str,
        position: i64,
        axis: usize,
        size: usize,
    ) -> Result<Option<usize>> {
        let from_start = if position < 0 {
            position.saturating_add(size as i64)
        } else {
            position
        };
        let in_range = from_start >= 0 && from_start < size as i64;
        match self {
            IndexMode::Clip | IndexMode::Wrap if size == 0 => Err(nothing_there(op, axis)),
            IndexMode::Clip => Ok(Some(position.clamp(0, size as i64 - 1) as usize)),
            IndexMode::Wrap => Ok(Some(position.rem_euclid(size as i64) as usize)),
            _ if in_range => Ok(Some(from_start as usize)),
            IndexMode::Error => Err(Error::index_out_of_range(op, position.into(), axis, size)),
            IndexMode::Fill(_) | IndexMode::Drop => Ok(None),
        }
    }
}

fn nothing_there(op: &'static str, axis: usize) -> Error {
    Error::index(
        op,
        format!("axis {axis} has size 0, so no index has an element"),
    )
}
