//! Between raw bytes and Rust types, safely: vectors and `ndarray` arrays become storage without a copy,
//! and dense data is read as slices and strided views.
//!
//! Which conversions the user sees is in `array::convert` and `array::interop`.

use super::buffer::Buffer;
use super::{INLINE_BYTES, Storage};
use crate::array::value::Dense;
use crate::dtype::element::Element;
use crate::shape::layout::Layout;
use crate::shape::{Shape, Strides};
use ndarray::{ArcArray, ArrayViewD, Axis, Dimension, IxDyn, ShapeBuilder};
use std::ptr::NonNull;
use std::sync::Arc;

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
    Storage::Heap(Arc::new(buffer))
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
    if array.is_empty() {
        return Dense::new(T::DTYPE, Layout::Contiguous(shape), Storage::uninit(0));
    }
    let (low, high) = reach(&shape, &strides);
    // The lowest element of the array: strides may run backwards.
    let start = array.as_ptr().wrapping_offset(low);
    let bytes = (high - low + 1) as usize * size_of::<T>();
    let layout = Layout::new(shape, strides, low.unsigned_abs());
    if bytes <= INLINE_BYTES || !is_aligned(start) {
        let values: Vec<T> = array.iter().copied().collect();
        return Dense::new(
            T::DTYPE,
            Layout::Contiguous(layout.shape().clone()),
            copy_of(&values),
        );
    }
    let start = NonNull::new(start.cast_mut().cast::<u8>())
        .expect("a pointer into an allocation is not null");
    // SAFETY: `start` and `bytes` span the elements that the strides reach, all inside the allocation that
    // `array` keeps alive. `ArcArray` copies before any write while the handle in the buffer exists.
    let buffer = unsafe { Buffer::foreign(start, bytes, Box::new(array)) };
    Dense::new(T::DTYPE, layout, Storage::Heap(Arc::new(buffer)))
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
        Storage::Heap(buffer) if super::is_unique(&buffer) && buffer.holds::<Vec<T>>() => {
            let buffer = Arc::try_unwrap(buffer).expect("checked to be the only reference");
            Ok(buffer
                .into_foreign::<Vec<T>>()
                .expect("checked to hold a vector"))
        }
        other => Err(other),
    }
}
