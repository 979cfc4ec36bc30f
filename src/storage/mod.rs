//! Where elements live: sixteen bytes inside the handle, or a reference-counted buffer.
//!
//! Storage knows bytes only. Types, shapes and strides are in [`crate::array::value::Dense`]; the allocator
//! calls in [`buffer`], the free lists in [`cache`], the reference counts in [`handle`].
#![allow(unsafe_code, reason = "this module and `kernels` own all raw memory")]

pub(crate) mod buffer;
pub(crate) mod cache;
pub(crate) mod handle;
pub(crate) mod typed;

use buffer::Buffer;
use handle::Handle;

/// Bytes that fit into the handle: any scalar, four `f32`, sixteen `bool`.
pub(crate) const INLINE_BYTES: usize = 16;

/// Aligned for every element type.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(16))]
pub(crate) struct InlineBytes([u8; INLINE_BYTES]);

/// The bytes of a dense array.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    Inline(InlineBytes),
    Heap(Handle<Buffer>),
}

impl Storage {
    /// Storage for `bytes` bytes. Heap bytes are not initialised: the caller must write them all before
    /// the array is shared.
    pub(crate) fn uninit(bytes: usize) -> Storage {
        if bytes <= INLINE_BYTES {
            Storage::Inline(InlineBytes::default())
        } else {
            Storage::Heap(Buffer::uninit(bytes))
        }
    }

    /// Storage of bytes that fit into the handle.
    pub(crate) fn inline(bytes: [u8; INLINE_BYTES]) -> Storage {
        Storage::Inline(InlineBytes(bytes))
    }

    /// The first byte, for reading.
    #[inline]
    pub(crate) fn as_ptr(&self) -> *const u8 {
        match self {
            Storage::Inline(bytes) => bytes.0.as_ptr(),
            Storage::Heap(buffer) => buffer.as_ptr(),
        }
    }

    /// The first byte, for the kernel that fills this storage. Writing is sound only while no one else
    /// reads the bytes: storage fresh from [`Storage::uninit`], or reused under [`Storage::is_unique`].
    #[inline]
    pub(crate) fn as_mut_ptr(&mut self) -> *mut u8 {
        match self {
            Storage::Inline(bytes) => bytes.0.as_mut_ptr(),
            Storage::Heap(buffer) => buffer.as_mut_ptr(),
        }
    }

    /// Whether this handle is the only one to a buffer that our allocator made.
    #[inline]
    pub(crate) fn is_unique(&self) -> bool {
        match self {
            Storage::Inline(_) => false,
            Storage::Heap(buffer) => buffer.is_ours() && buffer.is_unique(),
        }
    }

    /// Bytes of the whole buffer, which may be larger than the view that holds it.
    pub(crate) fn capacity(&self) -> usize {
        match self {
            Storage::Inline(_) => INLINE_BYTES,
            Storage::Heap(buffer) => buffer.len(),
        }
    }
}
