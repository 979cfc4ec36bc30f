//! Axis arguments: negative axes counted from the end, one or many, each at most once.

use crate::error::{Error, Result};
use smallvec::SmallVec;

/// Normalised axes: in range, without repetition.
pub type AxisList = SmallVec<[usize; 6]>;

/// An axis in `0..ndim` from one that may be negative.
pub(crate) fn normalize_axis(op: &'static str, axis: isize, ndim: usize) -> Result<usize> {
    let shifted = if axis < 0 { axis + ndim as isize } else { axis };
    if (0..ndim as isize).contains(&shifted) {
        Ok(shifted as usize)
    } else {
        Err(Error::axis_out_of_range(op, axis, ndim))
    }
}

/// The permutation that moves one axis to another place and leaves the others in their order; both are in `0..ndim`.
pub(crate) fn moved_axis(ndim: usize, from: usize, to: usize) -> AxisList {
    let mut axes: AxisList = (0..ndim).filter(|&axis| axis != from).collect();
    axes.insert(to, from);
    axes
}

/// Several axes, in the order given.
pub(crate) fn normalize_axes(op: &'static str, axes: &[isize], ndim: usize) -> Result<AxisList> {
    let mut normalized = AxisList::new();
    for &axis in axes {
        let axis = normalize_axis(op, axis, ndim)?;
        if normalized.contains(&axis) {
            return Err(Error::axis_repeated(op, axis));
        }
        normalized.push(axis);
    }
    Ok(normalized)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_axes_count_from_the_end() {
        assert_eq!(normalize_axis("sum", -1, 3).unwrap(), 2);
        assert_eq!(
            normalize_axes("sum", &[-1, 0], 2).unwrap().as_slice(),
            [1, 0]
        );
    }

    #[test]
    fn bad_axes_are_named() {
        let text = normalize_axis("sum", 3, 2).unwrap_err().to_string();
        assert!(
            text.contains("axis 3 is out of bounds for an array of dimension 2"),
            "{text}"
        );
        assert!(normalize_axes("sum", &[1, -1], 2).is_err());
        assert!(
            normalize_axis("sum", 0, 0)
                .unwrap_err()
                .to_string()
                .contains("0-d")
        );
    }
}
