//! Between raw bytes and Rust types, safely: vectors, `ndarray` arrays and matrices of faer become storage
//! without a copy, and dense data is read as slices and strided views.
//!
//! Which conversions the user sees is in `array::convert` and `array::interop`.

use super::buffer::Buffer;
use super::handle::Handle;
use super::{INLINE_BYTES, Storage};
use crate::array::value::Dense;
use crate::dtype::element::Element;
use crate::shape::layout::Layout;
use crate::shape::{Shape, Strides};
use ndarray::{ArcArray, ArrayViewD, Axis, Dimension, IxDyn, ShapeBuilder};
#[cfg(feature = "linalg")]
use numtape_linalg::faer::{Mat, MatRef};
use std::any::Any;
use std::ptr::NonNull;

/// The bytes of a vector: its own allocation, or a copy where the values fit into the handle.
pub(crate) fn from_vec<T: Element>(values: Vec<T>) -> Storage {
    if size_of_val(values.as_slice()) <= INLINE_BYTES || !is_aligned(values.as_ptr()) {
        return copy_of(&values);
    }
    let start = NonNull::from(values.as_slice()).cast::<u8>();
    let bytes = size_of_val(values.as_slice());
    // SAFETY: the vector owns these bytes, is aligned for `T`, and is not touched while the buffer holds it;
    // moving a vector does not move its elements.
    let buffer = unsafe { Buffer::foreign(start, bytes, Box::new(values)) };
    Storage::Heap(Handle::new(buffer))
}

/// The elements of a slice in storage of our own.
pub(crate) fn copy_of<T: Element>(values: &[T]) -> Storage {
    let bytes = size_of_val(values);
    let mut storage = Storage::uninit(bytes);
    // SAFETY: the storage is fresh, has room for `bytes` bytes and overlaps nothing.
    unsafe {
        std::ptr::copy_nonoverlapping(values.as_ptr().cast::<u8>(), storage.as_mut_ptr(), bytes);
    }
    storage
}

/// A shared `ndarray` array as dense data over the same elements.
pub(crate) fn from_arc_array<T: Element, D: Dimension>(array: ArcArray<T, D>) -> Dense {
    let array = array.into_dyn();
    let shape = Shape::from_slice(array.shape());
    let strides = Strides::from_slice(array.strides());
    let first = array.as_ptr();
    // SAFETY: the strides reach elements inside the allocation that `array` keeps alive, and `ArcArray` copies before
    // any write while this handle exists.
    let dense = unsafe { lent(&shape, &strides, first, array.clone()) };
    dense.unwrap_or_else(|| {
        let storage = copy_of(&array.iter().copied().collect::<Vec<T>>());
        Dense::new(T::DTYPE, Layout::Contiguous(shape), storage)
    })
}

/// A matrix of faer as dense data over the same elements: column-major, with faer's gaps between columns.
#[cfg(feature = "linalg")]
pub(crate) fn from_matrix<T: Element>(matrix: Mat<T>) -> Dense {
    let shape = Shape::from_slice(&[matrix.nrows(), matrix.ncols()]);
    let strides = Strides::from_slice(&[matrix.row_stride(), matrix.col_stride()]);
    if shape.contains(&0) || small_or_misaligned(&shape, &strides, matrix.as_ptr()) {
        return copy_of_matrix(matrix.as_ref());
    }
    let first = matrix.as_ptr();
    // SAFETY: the strides reach elements inside the allocation that `matrix` owns, which does not move with it; nobody
    // else can write to it.
    unsafe { lent(&shape, &strides, first, matrix) }.expect("checked to be large and aligned")
}

/// The elements of a matrix of faer in C order.
#[cfg(feature = "linalg")]
pub(crate) fn copy_of_matrix<T: Element>(matrix: MatRef<'_, T>) -> Dense {
    let (m, n) = (matrix.nrows(), matrix.ncols());
    let rows = (0..m).flat_map(|i| (0..n).map(move |j| *matrix.get(i, j)));
    let layout = Layout::Contiguous(Shape::from_slice(&[m, n]));
    Dense::new(T::DTYPE, layout, from_vec(rows.collect()))
}

/// The elements as a matrix of faer with the same strides, if the type and the number of axes are right.
#[cfg(feature = "linalg")]
pub(crate) fn matrix_view<T: Element>(dense: &Dense) -> Option<MatRef<'_, T>> {
    let &[m, n] = dense.shape() else {
        return None;
    };
    if dense.dtype() != T::DTYPE {
        return None;
    }
    let strides = dense.strides();
    let first = dense.as_ptr().cast::<T>();
    // SAFETY: the strides reach the elements of the array from its first, which are initialised, aligned and not written
    // while it is borrowed, which the lifetime of the result says.
    Some(unsafe { MatRef::from_raw_parts(first, m, n, strides[0], strides[1]) })
}

/// Dense data over the elements of a value of another library, which it keeps alive. `None` if that would not pay or
/// cannot be: there are few elements, or they are not aligned.
///
/// # Safety
/// All elements that the strides reach from `first` must be initialised and stay valid and unchanged while `owner`
/// lives, wherever it is moved.
unsafe fn lent<T: Element>(
    shape: &Shape,
    strides: &Strides,
    first: *const T,
    owner: impl Any + Send + Sync,
) -> Option<Dense> {
    if shape.contains(&0) || small_or_misaligned(shape, strides, first) {
        return None;
    }
    let (low, high) = reach(shape, strides);
    // The lowest element: strides may run backwards.
    let start = first.wrapping_offset(low).cast_mut().cast::<u8>();
    let start = NonNull::new(start).expect("a pointer into an allocation is not null");
    let bytes = (high - low + 1) as usize * size_of::<T>();
    // SAFETY: `start` and `bytes` span the elements that the strides reach, which the caller vouches for.
    let buffer = unsafe { Buffer::foreign(start, bytes, Box::new(owner)) };
    let layout = Layout::new(shape.clone(), strides.clone(), low.unsigned_abs());
    Some(Dense::new(
        T::DTYPE,
        layout,
        Storage::Heap(Handle::new(buffer)),
    ))
}

/// Whether the elements are better copied: they fit into the handle, or kernels could not read them in place.
fn small_or_misaligned<T: Element>(shape: &[usize], strides: &[isize], first: *const T) -> bool {
    let (low, high) = reach(shape, strides);
    let bytes = (high - low + 1) as usize * size_of::<T>();
    bytes <= INLINE_BYTES || !is_aligned(first.wrapping_offset(low))
}

/// Offsets of the lowest and the highest element, relative to the first, of an array that is not empty.
pub(crate) fn reach(shape: &[usize], strides: &[isize]) -> (isize, isize) {
    shape
        .iter()
        .zip(strides)
        .fold((0, 0), |(low, high), (&size, &stride)| {
            let last = stride * (size as isize - 1);
            (low + last.min(0), high + last.max(0))
        })
}

/// Kernels that move bytes read units of up to eight, more than `Complex<f32>` asks of an allocator.
fn is_aligned<T>(start: *const T) -> bool {
    start.addr().is_multiple_of(size_of::<T>().min(8))
}

/// The elements as a slice, if the type is right and they lie in C order.
pub(crate) fn typed_slice<T: Element>(dense: &Dense) -> Option<&[T]> {
    if dense.dtype() != T::DTYPE || !dense.is_contiguous() {
        return None;
    }
    if dense.len() == 0 {
        return Some(&[]);
    }
    // SAFETY: the data of an array is initialised, aligned for its dtype and spans `len` elements from
    // `as_ptr` when contiguous; nobody writes to it while it is borrowed.
    Some(unsafe { std::slice::from_raw_parts(dense.as_ptr().cast::<T>(), dense.len()) })
}

/// The elements as an `ndarray` view with the same strides, if the type is right.
pub(crate) fn typed_view<T: Element>(dense: &Dense) -> Option<ArrayViewD<'_, T>> {
    if dense.dtype() != T::DTYPE {
        return None;
    }
    let (shape, strides) = (dense.shape(), dense.strides());
    if dense.len() == 0 {
        return ArrayViewD::from_shape(IxDyn(shape), &[]).ok();
    }
    let (low, _) = reach(shape, &strides);
    let start = dense.as_ptr().cast::<T>().wrapping_offset(low);
    let steps: Vec<usize> = strides.iter().map(|s| s.unsigned_abs()).collect();
    // SAFETY: `start` is the lowest element and the steps stay among the elements of the array, which are
    // initialised and not written while it is borrowed.
    let mut view =
        unsafe { ArrayViewD::from_shape_ptr(IxDyn(shape).strides(IxDyn(&steps)), start) };
    for (axis, &stride) in strides.iter().enumerate() {
        if stride < 0 {
            view.invert_axis(Axis(axis));
        }
    }
    Some(view)
}

/// The vector that an array was made from, if it holds the only reference to it.
pub(crate) fn into_vec<T: Element>(storage: Storage) -> Result<Vec<T>, Storage> {
    match storage {
        Storage::Heap(buffer) if buffer.is_unique() && buffer.holds::<Vec<T>>() => {
            let buffer = buffer
                .try_unwrap()
                .expect("checked to be the only reference");
            Ok(buffer
                .into_foreign::<Vec<T>>()
                .expect("checked to hold a vector"))
        }
        other => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::Array;
    use std::sync::Arc;

    #[test]
    fn the_owner_lives_as_long_as_the_last_view() {
        let marker = Arc::new(());
        let owner = (vec![1.5; 64], Arc::clone(&marker));
        let first = owner.0.as_ptr();
        let (shape, strides) = (Shape::from_slice(&[4, 16]), Strides::from_slice(&[1, 4]));
        // SAFETY: the strides reach the 64 elements of the vector, whose memory does not move with it.
        let dense = unsafe { lent(&shape, &strides, first, owner) }.expect("64 numbers are many");
        let x = Array::from_dense(dense);
        let view = crate::np::transpose(&x, ..);
        drop(x);
        assert_eq!(Arc::strong_count(&marker), 2);
        assert_eq!(view.as_slice::<f64>().unwrap().as_ptr(), first);
        drop(view);
        assert_eq!(Arc::strong_count(&marker), 1);
    }
}
