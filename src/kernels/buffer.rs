//! Memory for kernels to work in, from the cache that arrays have theirs from.

use crate::array::value::Dense;
use crate::dtype::DType;
use std::marker::PhantomData;

/// Some numbers of a type without padding, all of whose patterns of bits are values. They are anything at first.
pub(super) struct Buffer<E> {
    bytes: Dense,
    len: usize,
    element: PhantomData<E>,
}

impl<E: Copy> Buffer<E> {
    pub(super) fn new(len: usize) -> Self {
        let bytes = len.saturating_mul(size_of::<E>());
        let bytes = Dense::uninit("buffer", DType::C128, &[bytes.div_ceil(16)]);
        Buffer {
            bytes: bytes.expect("a buffer is about as large as an array that exists"),
            len,
            element: PhantomData,
        }
    }

    pub(super) fn slice(&mut self) -> &mut [E] {
        // SAFETY: the memory is this buffer's alone, aligned for complex numbers and large enough, and holds values.
        unsafe { std::slice::from_raw_parts_mut(self.bytes.as_mut_ptr().cast(), self.len) }
    }
}
