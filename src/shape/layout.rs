//! How the elements of a dense array lie in its buffer, and the views that cost nothing.
//!
//! A layout is a shape, signed strides and an offset, all in elements. Arrays are immutable, so a view can
//! never be told from a copy; kernels that want C order call `contiguous` on the array first.

use super::{Shape, Strides, contiguous_strides};
use smallvec::SmallVec;

/// Shape and placement. The common case, C order from the start of the buffer, needs no allocation.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    Contiguous(Shape),
    Strided(Box<StridedLayout>),
}

/// A shape with its strides and the position of its first element.
#[derive(Clone, Debug)]
pub(crate) struct StridedLayout {
    pub(crate) shape: Shape,
    pub(crate) strides: Strides,
    pub(crate) offset: usize,
}

impl Layout {
    /// The layout of the given parts, in its simplest form.
    pub(crate) fn new(shape: Shape, strides: Strides, offset: usize) -> Self {
        debug_assert_eq!(shape.len(), strides.len());
        if offset == 0 && is_c_order(&shape, &strides) {
            return Layout::Contiguous(shape);
        }
        Layout::Strided(Box::new(StridedLayout {
            shape,
            strides,
            offset,
        }))
    }

    pub(crate) fn shape(&self) -> &Shape {
        match self {
            Layout::Contiguous(shape) => shape,
            Layout::Strided(strided) => &strided.shape,
        }
    }

    pub(crate) fn strides(&self) -> Strides {
        match self {
            Layout::Contiguous(shape) => contiguous_strides(shape),
            Layout::Strided(strided) => strided.strides.clone(),
        }
    }

    /// Position of the first element, in elements from the start of the buffer.
    pub(crate) fn offset(&self) -> usize {
        match self {
            Layout::Contiguous(_) => 0,
            Layout::Strided(strided) => strided.offset,
        }
    }

    /// Whether the elements lie in C order without gaps (at any offset).
    pub(crate) fn is_contiguous(&self) -> bool {
        match self {
            Layout::Contiguous(_) => true,
            Layout::Strided(strided) => is_c_order(&strided.shape, &strided.strides),
        }
    }

    pub(crate) fn permute(&self, axes: &[usize]) -> Layout {
        let (shape, strides) = (self.shape(), self.strides());
        Layout::new(
            axes.iter().map(|&a| shape[a]).collect(),
            axes.iter().map(|&a| strides[a]).collect(),
            self.offset(),
        )
    }

    /// The view of a broadcast; the caller has checked that it is one.
    pub(crate) fn broadcast_to(&self, shape: &[usize]) -> Layout {
        let added = shape.len() - self.shape().len();
        let own = self.strides();
        let strides = (0..shape.len())
            .map(|axis| match axis.checked_sub(added) {
                Some(a) if self.shape()[a] == shape[axis] => own[a],
                _ => 0,
            })
            .collect();
        Layout::new(Shape::from_slice(shape), strides, self.offset())
    }

    /// Elements `start`, `start + step`, … along each axis; `sizes` of them. The caller has checked the range.
    pub(crate) fn slice(&self, starts: &[usize], sizes: &[usize], steps: &[usize]) -> Layout {
        let own = self.strides();
        let mut offset = self.offset() as isize;
        let mut strides = Strides::new();
        for axis in 0..own.len() {
            // An empty slice may start one past the end: keep the offset inside the buffer.
            if sizes.iter().all(|&n| n > 0) {
                offset += own[axis] * starts[axis] as isize;
            }
            strides.push(own[axis] * steps[axis] as isize);
        }
        Layout::new(Shape::from_slice(sizes), strides, offset as usize)
    }

    pub(crate) fn flip(&self, axes: &[usize]) -> Layout {
        let mut strides = self.strides();
        let mut offset = self.offset() as isize;
        for &axis in axes {
            let size = self.shape()[axis];
            if size > 0 {
                offset += strides[axis] * (size as isize - 1);
            }
            strides[axis] = -strides[axis];
        }
        if self.shape().contains(&0) {
            offset = self.offset() as isize;
        }
        Layout::new(self.shape().clone(), strides, offset as usize)
    }

    /// The view with another shape of the same length, if the strides allow one.
    pub(crate) fn reshape(&self, shape: &[usize]) -> Option<Layout> {
        if let Layout::Contiguous(_) = self {
            return Some(Layout::Contiguous(Shape::from_slice(shape)));
        }
        if self.is_contiguous() || shape.contains(&0) {
            return Some(Layout::new(
                Shape::from_slice(shape),
                contiguous_strides(shape),
                self.offset(),
            ));
        }
        let strides = reshape_strides(self.shape(), &self.strides(), shape)?;
        Some(Layout::new(
            Shape::from_slice(shape),
            strides,
            self.offset(),
        ))
    }
}

/// C order without gaps. Strides of axes of size 1 do not matter, nor any stride of an empty array.
fn is_c_order(shape: &[usize], strides: &[isize]) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut expected = 1isize;
    for (&size, &stride) in shape.iter().zip(strides).rev() {
        if size != 1 {
            if stride != expected {
                return false;
            }
            expected *= size as isize;
        }
    }
    true
}

/// Strides for `new` over the same elements: groups of old axes whose product equals that of a group of new
/// axes must be mergeable, that is each stride is the next one times the next size.
fn reshape_strides(old: &[usize], old_strides: &[isize], new: &[usize]) -> Option<Strides> {
    let kept: SmallVec<[(usize, isize); 6]> = old
        .iter()
        .copied()
        .zip(old_strides.iter().copied())
        .filter(|&(size, _)| size != 1)
        .collect();
    let mut strides: Strides = SmallVec::from_elem(0, new.len());
    let (mut i, mut j) = (0, 0);
    while i < kept.len() {
        let (group_start, mut old_len) = (i, kept[i].0);
        let (new_start, mut new_len) = (j, new[j]);
        while old_len != new_len {
            if old_len < new_len {
                i += 1;
                old_len *= kept[i].0;
            } else {
                j += 1;
                new_len *= new[j];
            }
        }
        for k in group_start..i {
            if kept[k].1 != kept[k + 1].1 * kept[k + 1].0 as isize {
                return None;
            }
        }
        let mut stride = kept[i].1;
        for k in (new_start..=j).rev() {
            strides[k] = stride;
            stride *= new[k] as isize;
        }
        i += 1;
        j += 1;
    }
    // What is left of `new` has size 1, and any stride will do.
    Some(strides)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strided(shape: &[usize], strides: &[isize]) -> Layout {
        Layout::new(Shape::from_slice(shape), Strides::from_slice(strides), 0)
    }

    #[test]
    fn reshape_of_views() {
        // rows of a wider matrix: the row axis can be split, not merged with the columns
        let rows = strided(&[4, 3], &[8, 1]);
        assert_eq!(
            rows.reshape(&[2, 2, 3]).unwrap().strides().as_slice(),
            [16, 8, 1]
        );
        assert!(rows.reshape(&[12]).is_none());
        // a broadcast row merges with itself only
        let repeated = strided(&[5, 2], &[0, 0]);
        assert_eq!(repeated.reshape(&[10]).unwrap().strides().as_slice(), [0]);
        assert_eq!(rows.reshape(&[4, 1, 3, 1]).unwrap().strides()[2], 1);
    }

    #[test]
    fn flip_and_slice_of_empty_stay_inside() {
        let empty = strided(&[0, 3], &[3, 1]);
        assert_eq!(empty.flip(&[0, 1]).offset(), 0);
        assert_eq!(empty.slice(&[0, 3], &[0, 0], &[1, 1]).offset(), 0);
    }
}
