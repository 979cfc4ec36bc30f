//! Iterating over indices and elements in C order, on the host: `ndindex` and `ndenumerate`.
//!
//! Iterating over the parts of an array along an axis is `unstack`.

use crate::array::Array;
use crate::dtype::element::Element;
use crate::error::OrRaise;
use crate::np::args::ShapeArg;

/// All indices of a shape in C order; made by [`ndindex`].
#[derive(Clone, Debug)]
pub struct NdIndex {
    shape: Vec<usize>,
    next: usize,
    len: usize,
}

/// All indices of a shape in C order (numpy: `ndindex`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let all: Vec<Vec<usize>> = np::ndindex([2, 2]).collect();
/// assert_eq!(all, [[0, 0], [0, 1], [1, 0], [1, 1]]);
/// ```
#[track_caller]
pub fn ndindex(shape: impl Into<ShapeArg>) -> NdIndex {
    let shape = shape.into().0.to_vec();
    let len = crate::shape::checked_len("ndindex", &shape, 1).or_raise();
    NdIndex {
        shape,
        next: 0,
        len,
    }
}

impl Iterator for NdIndex {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        if self.next >= self.len {
            return None;
        }
        let mut rest = self.next;
        self.next += 1;
        let mut index = vec![0; self.shape.len()];
        for (place, &size) in index.iter_mut().zip(&self.shape).rev() {
            *place = rest % size;
            rest /= size;
        }
        Some(index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len - self.next, Some(self.len - self.next))
    }
}

impl ExactSizeIterator for NdIndex {}

/// The elements of an array in C order, each with its index (numpy: `ndenumerate`).
///
/// # Panics
/// If the dtype is not that of `T`, or inside `vectorized_map`, where values are hidden.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0]]);
/// for (index, value) in np::ndenumerate::<f64>(&x) {
///     assert_eq!(value, index[1] as f64 + 1.0);
/// }
/// ```
#[track_caller]
pub fn ndenumerate<T: Element>(x: &Array) -> impl ExactSizeIterator<Item = (Vec<usize>, T)> {
    let values = x.to_vec::<T>().or_raise();
    ndindex(x.shape()).zip(values)
}
