//! A block of bytes: from our allocator (through the cache), or kept alive on behalf of someone else.
//!
//! This file makes the only allocator calls of the crate. Large blocks are aligned to 64 bytes, small ones
//! to 16: larger alignment for small blocks takes the slow path of common allocators.

use super::cache;
use super::handle::{Handle, Retire, only_mut};
use std::alloc::{Layout, handle_alloc_error};
use std::any::Any;
use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

/// Blocks of at least this size are aligned to a cache line.
const LARGE: usize = 4096;
/// For blocks of at least this size large pages are asked for: there are fewer page faults while they are new, and the
/// machine reads them faster, as what it fetches ahead ends with a page.
const HUGE: usize = 4 << 20;

/// A block of bytes with its owner.
pub(crate) struct Buffer {
    ptr: NonNull<u8>,
    len: usize,
    owner: Owner,
}

enum Owner {
    /// Allocated by us; goes to the cache. `class` is the true size of the block.
    Ours { class: usize },
    /// The same while it waits in the cache.
    Spare { class: usize },
    /// A value of another library (a `Vec`, an `ndarray`) that keeps the bytes alive. Never written.
    Foreign(Box<dyn Any + Send + Sync>),
}

// SAFETY: the bytes are written only by the thread that made the buffer, before it is shared, or under
// proof of uniqueness (`Storage::is_unique`); foreign owners are `Send + Sync` by their bound.
unsafe impl Send for Buffer {}
// SAFETY: as above; shared access only reads.
unsafe impl Sync for Buffer {}

fn layout_of(class: usize) -> Layout {
    let align = if class >= LARGE { 64 } else { 16 };
    Layout::from_size_align(class, align).expect("size classes are below isize::MAX")
}

impl Buffer {
    /// At least `len` bytes, not initialised.
    pub(crate) fn uninit(len: usize) -> Handle<Buffer> {
        let class = cache::class_of(len);
        let Some(mut spare) = cache::take(class) else {
            return Handle::new(Buffer {
                ptr: allocate(class),
                len,
                owner: Owner::Ours { class },
            });
        };
        let buffer = only_mut(&mut spare);
        buffer.len = len;
        buffer.owner = Owner::Ours { class };
        Handle::from_arc(spare)
    }

    /// The bytes of a value of another library.
    ///
    /// # Safety
    /// `ptr` must be readable for `len` bytes, aligned for the element type that the array will claim, and
    /// stay valid and unchanged while `owner` lives, wherever `owner` is moved.
    pub(crate) unsafe fn foreign(
        ptr: NonNull<u8>,
        len: usize,
        owner: Box<dyn Any + Send + Sync>,
    ) -> Buffer {
        Buffer {
            ptr,
            len,
            owner: Owner::Foreign(owner),
        }
    }

    #[inline]
    pub(crate) fn as_ptr(&self) -> *const u8 {
        self.ptr.as_ptr()
    }

    /// For the writer that [`super::Storage::as_mut_ptr`] describes.
    #[inline]
    pub(crate) fn as_mut_ptr(&self) -> *mut u8 {
        self.ptr.as_ptr()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.owner, Owner::Ours { .. })
    }

    /// Whether the bytes belong to a value of type `T`.
    pub(crate) fn holds<T: 'static>(&self) -> bool {
        matches!(&self.owner, Owner::Foreign(owner) if owner.is::<T>())
    }

    /// Takes the foreign owner out, if it is of type `T`.
    pub(crate) fn into_foreign<T: 'static>(mut self) -> Option<T> {
        match std::mem::replace(&mut self.owner, Owner::Foreign(Box::new(()))) {
            Owner::Foreign(owner) => owner.downcast::<T>().ok().map(|boxed| *boxed),
            ours => {
                self.owner = ours;
                None
            }
        }
    }
}

impl Retire for Buffer {
    /// A block of ours waits in the cache, with its counts, for the next array.
    fn retire(mut last: Arc<Buffer>) {
        let buffer = only_mut(&mut last);
        if let Owner::Ours { class } = buffer.owner {
            buffer.owner = Owner::Spare { class };
            cache::give(class, last);
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        match self.owner {
            Owner::Ours { class } => {
                cache::count_freed(class);
                deallocate(class, self.ptr);
            }
            Owner::Spare { class } => deallocate(class, self.ptr),
            Owner::Foreign(_) => {}
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.len)
    }
}

fn allocate(class: usize) -> NonNull<u8> {
    let layout = layout_of(class);
    // SAFETY: size classes are never zero.
    let ptr = unsafe { std::alloc::alloc(layout) };
    let ptr = NonNull::new(ptr).unwrap_or_else(|| handle_alloc_error(layout));
    if class >= HUGE {
        ask_for_huge_pages(class, ptr);
    }
    ptr
}

/// Asks Linux to use large pages for a block. The system may not have them: then nothing changes.
fn ask_for_huge_pages(class: usize, ptr: NonNull<u8>) {
    #[cfg(target_os = "linux")]
    {
        use std::ffi::{c_int, c_void};
        const PAGE: usize = 4096;
        const MADV_HUGEPAGE: c_int = 14;
        unsafe extern "C" {
            fn madvise(start: *mut c_void, length: usize, advice: c_int) -> c_int;
        }
        // Whole pages of the block: advice for others would be about what is next to it.
        let skipped = ptr.as_ptr().align_offset(PAGE).min(class);
        let length = (class - skipped) / PAGE * PAGE;
        // SAFETY: the range is inside the block, whose contents this advice does not change.
        unsafe { madvise(ptr.as_ptr().add(skipped).cast(), length, MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (class, ptr);
}

/// Returns a block to the system.
fn deallocate(class: usize, ptr: NonNull<u8>) {
    // SAFETY: every block that reaches this was made by `allocate` with the same class.
    unsafe { std::alloc::dealloc(ptr.as_ptr(), layout_of(class)) }
}
