//! Free lists of blocks by size class, because fresh large blocks cost page faults and small ones a trip
//! through the allocator.
//!
//! Classes are powers of two with four steps between. Small blocks are kept per thread without locks, large
//! ones in one global list under a byte limit. The user's view of this is `numtape::memory`.

use super::buffer::deallocate;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// Blocks up to this size are cached per thread.
const SMALL: usize = 64 * 1024;
/// Bytes that one thread keeps of small blocks.
const SMALL_LIMIT: usize = 2 * 1024 * 1024;
/// Bytes that the global list keeps, unless the user sets another limit.
const DEFAULT_LIMIT: usize = 1024 * 1024 * 1024;

static LIMIT: AtomicUsize = AtomicUsize::new(DEFAULT_LIMIT);
static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static CACHED_SMALL: AtomicUsize = AtomicUsize::new(0);

/// A cached block. The list owns it.
struct Block(NonNull<u8>);

// SAFETY: a cached block has no other reference; ownership moves with the value.
unsafe impl Send for Block {}

/// Free blocks by class.
#[derive(Default)]
struct FreeLists {
    by_class: HashMap<usize, Vec<Block>>,
    bytes: usize,
}

impl FreeLists {
    fn take(&mut self, class: usize) -> Option<Block> {
        let block = self.by_class.get_mut(&class)?.pop()?;
        self.bytes -= class;
        Some(block)
    }

    fn give(&mut self, class: usize, block: Block, limit: usize) -> bool {
        if self.bytes + class > limit {
            return false;
        }
        self.by_class.entry(class).or_default().push(block);
        self.bytes += class;
        true
    }

    fn clear(&mut self) {
        for (class, blocks) in self.by_class.drain() {
            for block in blocks {
                deallocate(class, block.0);
            }
        }
        self.bytes = 0;
    }
}

/// Small classes are few, so a thread's lists are an array.
const SMALL_CLASSES: usize = 45;

struct ThreadLists {
    by_class: [Vec<Block>; SMALL_CLASSES],
    bytes: usize,
}

impl ThreadLists {
    fn clear(&mut self) {
        for (index, blocks) in self.by_class.iter_mut().enumerate() {
            for block in blocks.drain(..) {
                deallocate(class_size(index), block.0);
            }
        }
        CACHED_SMALL.fetch_sub(self.bytes, Ordering::Relaxed);
        self.bytes = 0;
    }
}

impl Drop for ThreadLists {
    fn drop(&mut self) {
        self.clear();
    }
}

thread_local! {
    static LOCAL: RefCell<ThreadLists> =
        const { RefCell::new(ThreadLists { by_class: [const { Vec::new() }; SMALL_CLASSES], bytes: 0 }) };
}

fn global() -> MutexGuard<'static, FreeLists> {
    static GLOBAL: LazyLock<Mutex<FreeLists>> = LazyLock::new(Mutex::default);
    // Nothing that runs under the lock can leave the lists inconsistent, so poisoning does not matter.
    GLOBAL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The size of the class with this index: 32, 40, 48, 56, 64, 80, 96, 112, 128, …
fn class_size(index: usize) -> usize {
    (4 + index % 4) << (index / 4 + 3)
}

fn class_index(len: usize) -> usize {
    let len = len.max(32);
    let exponent = len.ilog2() as usize;
    let quarter = (len - (1 << exponent)).div_ceil(1 << (exponent - 2));
    (exponent - 5) * 4 + quarter
}

/// The size of the block that serves a request of `len` bytes.
pub(super) fn class_of(len: usize) -> usize {
    class_size(class_index(len))
}

/// A block of the class, if one is cached.
pub(super) fn take(class: usize) -> Option<NonNull<u8>> {
    if class > SMALL {
        return global().take(class).map(|block| block.0);
    }
    // During the destruction of a thread's locals there is no list any more.
    LOCAL
        .try_with(|local| {
            let mut local = local.borrow_mut();
            let block = local.by_class[class_index(class)].pop()?;
            local.bytes -= class;
            CACHED_SMALL.fetch_sub(class, Ordering::Relaxed);
            Some(block.0)
        })
        .ok()
        .flatten()
}

/// Keeps a block; `false` if the lists are full and the caller must free it.
pub(super) fn give(class: usize, ptr: NonNull<u8>) -> bool {
    let limit = LIMIT.load(Ordering::Relaxed);
    if class > SMALL {
        return global().give(class, Block(ptr), limit);
    }
    LOCAL
        .try_with(|local| {
            let mut local = local.borrow_mut();
            if local.bytes + class > SMALL_LIMIT.min(limit) {
                return false;
            }
            local.by_class[class_index(class)].push(Block(ptr));
            local.bytes += class;
            CACHED_SMALL.fetch_add(class, Ordering::Relaxed);
            true
        })
        .unwrap_or(false)
}

pub(super) fn count_allocated(class: usize) {
    let now = IN_USE.fetch_add(class, Ordering::Relaxed) + class;
    if now > PEAK.load(Ordering::Relaxed) {
        PEAK.fetch_max(now, Ordering::Relaxed);
    }
}

pub(super) fn count_freed(class: usize) {
    IN_USE.fetch_sub(class, Ordering::Relaxed);
}

/// Bytes in live buffers, their highest value since the last reset, and bytes in the free lists.
pub(crate) fn counts() -> (usize, usize, usize) {
    let cached = global().bytes + CACHED_SMALL.load(Ordering::Relaxed);
    (
        IN_USE.load(Ordering::Relaxed),
        PEAK.load(Ordering::Relaxed),
        cached,
    )
}

pub(crate) fn reset_peak() {
    PEAK.store(IN_USE.load(Ordering::Relaxed), Ordering::Relaxed);
}

/// Frees the global lists and those of the calling thread.
pub(crate) fn clear() {
    global().clear();
    let _ = LOCAL.try_with(|local| local.borrow_mut().clear());
}

pub(crate) fn limit() -> usize {
    LIMIT.load(Ordering::Relaxed)
}

pub(crate) fn set_limit(bytes: usize) {
    LIMIT.store(bytes, Ordering::Relaxed);
    let mut lists = global();
    if lists.bytes > bytes {
        lists.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_cover_requests_with_little_waste() {
        for len in (17..5000).chain([65_535, 65_536, 65_537, 1 << 20, (1 << 20) + 1, 3_000_000]) {
            let class = class_of(len);
            assert!(class >= len, "{len} got {class}");
            assert!(len < 32 || class <= len + len / 4 + 1, "{len} got {class}");
            assert_eq!(class_of(class), class, "a class serves itself");
        }
        assert!(class_index(SMALL) < SMALL_CLASSES);
        assert_eq!(class_size(class_index(SMALL)), SMALL);
    }
}
