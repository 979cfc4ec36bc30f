//! Free lists of buffers by size class, because fresh large blocks cost page faults and small ones a trip
//! through the allocator; and the count of the bytes in use.
//!
//! Classes are powers of two with four steps between. Small buffers are kept per thread without locks, large
//! ones in one global list under a byte limit. The user's view of this is `numtape::memory`.

use super::buffer::Buffer;
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Buffers up to this size are cached per thread.
const SMALL: usize = 256 * 1024;
/// Bytes that one thread keeps of small buffers.
const SMALL_LIMIT: usize = 4 * 1024 * 1024;
/// Bytes that the global list keeps, unless the user sets another limit.
const DEFAULT_LIMIT: usize = 1024 * 1024 * 1024;

/// Small classes are few, so a thread's lists are an array without allocation.
const SMALL_CLASSES: usize = 53;
/// As many as there are sizes below that of an address space.
const ALL_CLASSES: usize = 240;

static LIMIT: AtomicUsize = AtomicUsize::new(DEFAULT_LIMIT);

/// Free buffers by class. Each is the only reference to its buffer.
struct FreeLists<const CLASSES: usize> {
    by_class: [Vec<Arc<Buffer>>; CLASSES],
    bytes: usize,
}

impl<const CLASSES: usize> FreeLists<CLASSES> {
    const fn new() -> Self {
        FreeLists {
            by_class: [const { Vec::new() }; CLASSES],
            bytes: 0,
        }
    }

    #[inline]
    fn take(&mut self, class: usize) -> Option<Arc<Buffer>> {
        let buffer = self.by_class[class_index(class)].pop()?;
        self.bytes -= class;
        Some(buffer)
    }

    /// Keeps a buffer, or gives it back if that is more than `limit` bytes.
    #[inline]
    fn give(&mut self, class: usize, buffer: Arc<Buffer>, limit: usize) -> Option<Arc<Buffer>> {
        if self.bytes + class > limit {
            return Some(buffer);
        }
        self.by_class[class_index(class)].push(buffer);
        self.bytes += class;
        None
    }

    fn clear(&mut self) {
        self.by_class.iter_mut().for_each(Vec::clear);
        self.bytes = 0;
    }
}

static GLOBAL: Mutex<FreeLists<ALL_CLASSES>> = Mutex::new(FreeLists::new());

fn global() -> MutexGuard<'static, FreeLists<ALL_CLASSES>> {
    // Nothing that runs under the lock can leave the lists inconsistent, so poisoning does not matter.
    GLOBAL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a thread keeps for itself.
struct Local {
    lists: RefCell<FreeLists<SMALL_CLASSES>>,
    /// Since the last report: bytes allocated less bytes freed, and the highest value of that.
    change: Cell<isize>,
    highest: Cell<isize>,
    /// Bytes in the lists at the last report.
    cached: Cell<isize>,
}

impl Drop for Local {
    fn drop(&mut self) {
        self.lists.get_mut().clear();
        self.report();
    }
}

thread_local! {
    static LOCAL: Local = const {
        Local {
            lists: RefCell::new(FreeLists::new()),
            change: Cell::new(0),
            highest: Cell::new(0),
            cached: Cell::new(0),
        }
    };
}

/// The size of the class with this index: 32, 40, 48, 56, 64, 80, 96, 112, 128, …
fn class_size(index: usize) -> usize {
    (4 + index % 4) << (index / 4 + 3)
}

#[inline]
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

/// A buffer of the class, if one is cached. Its bytes count as used from here on, wherever they come from.
pub(super) fn take(class: usize) -> Option<Arc<Buffer>> {
    count(class as isize);
    if class > SMALL {
        return global().take(class);
    }
    // During the destruction of a thread's locals there is no list any more.
    LOCAL
        .try_with(|local| local.lists.borrow_mut().take(class))
        .ok()
        .flatten()
}

/// Keeps the only reference to a buffer, whose bytes are no longer used, or drops it if the lists are full.
pub(super) fn give(class: usize, buffer: Arc<Buffer>) {
    let limit = LIMIT.load(Ordering::Relaxed);
    count_freed(class);
    // What is too much is dropped after the lists are released.
    let _too_much = if class > SMALL {
        global().give(class, buffer, limit)
    } else {
        let limit = limit.min(SMALL_LIMIT);
        LOCAL
            .try_with(|local| local.lists.borrow_mut().give(class, buffer, limit))
            .ok()
            .flatten()
    };
}

/// Counts the bytes of a buffer as no longer used.
pub(super) fn count_freed(class: usize) {
    count(-(class as isize));
}

/// Counts bytes by this thread, or for all of them if its locals are being destroyed.
fn count(change: isize) {
    if LOCAL.try_with(|local| local.count(change)).is_err() {
        add_to_all(change, 0);
    }
}

/// Bytes in use by all threads, as far as they have reported; their highest value; and bytes in the threads' lists.
static IN_USE: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);
static CACHED_SMALL: AtomicIsize = AtomicIsize::new(0);

/// A thread reports its changes to the sum over all threads when they are this many bytes: a locked instruction for each
/// buffer would cost more than the rest of what is done for a small one.
const REPORTED: isize = 1024 * 1024;

/// Adds what a thread has counted: the change, and by how much it had been exceeded in between.
fn add_to_all(change: isize, highest: isize) {
    let before = IN_USE.fetch_add(change, Ordering::Relaxed);
    let high = before + change.max(highest);
    if high > PEAK.load(Ordering::Relaxed) {
        PEAK.fetch_max(high, Ordering::Relaxed);
    }
}

impl Local {
    #[inline]
    fn count(&self, bytes: isize) {
        let change = self.change.get() + bytes;
        self.change.set(change);
        self.highest.set(self.highest.get().max(change));
        if change.abs() >= REPORTED {
            self.report();
        }
    }

    fn report(&self) {
        add_to_all(self.change.take(), self.highest.take());
        let cached = self.lists.borrow().bytes as isize;
        CACHED_SMALL.fetch_add(cached - self.cached.replace(cached), Ordering::Relaxed);
    }
}

/// Bytes in live buffers, their highest value since the last reset, and bytes in the free lists.
pub(crate) fn counts() -> (usize, usize, usize) {
    let _ = LOCAL.try_with(Local::report);
    // A buffer that one thread made and another freed may be missing from the one report and not from the other.
    let read = |count: &AtomicIsize| usize::try_from(count.load(Ordering::Relaxed)).unwrap_or(0);
    let cached = global().bytes + read(&CACHED_SMALL);
    (read(&IN_USE), read(&PEAK), cached)
}

pub(crate) fn reset_peak() {
    let _ = LOCAL.try_with(Local::report);
    PEAK.store(IN_USE.load(Ordering::Relaxed), Ordering::Relaxed);
}

/// Frees the global lists and those of the calling thread.
pub(crate) fn clear() {
    global().clear();
    let _ = LOCAL.try_with(|local| local.lists.borrow_mut().clear());
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
        assert_eq!(class_index(SMALL), SMALL_CLASSES - 1);
        assert_eq!(class_size(class_index(SMALL)), SMALL);
        assert!(class_index(isize::MAX as usize) < ALL_CLASSES);
    }
}
