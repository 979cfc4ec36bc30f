//! What the library keeps in memory, and the limit of its buffer cache.
//!
//! Freed buffers are kept for reuse, because fresh memory costs page faults. The cache itself is in
//! `storage::cache`.

use crate::array;
use crate::storage::cache;

/// A snapshot of the library's buffers, over all threads. Arrays of up to 16 bytes need no buffer.
///
/// What the calling thread allocates and frees is exact; another thread reports its changes when they are a mebibyte, and
/// when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryStats {
    /// Bytes in buffers of live arrays.
    pub in_use: usize,
    /// The highest value of `in_use` since the program started or [`reset_peak`] was called.
    pub peak: usize,
    /// Bytes kept for reuse.
    pub cached: usize,
}

/// The current numbers.
///
/// # Examples
/// ```
/// use numtape::{memory, prelude::*};
/// let x = np::zeros([1000]);
/// assert!(memory::stats().in_use >= 8000);
/// # drop(x);
/// ```
pub fn stats() -> MemoryStats {
    let (in_use, peak, cached) = cache::counts();
    MemoryStats {
        in_use,
        peak,
        cached,
    }
}

/// Starts a new measurement of the peak.
pub fn reset_peak() {
    cache::reset_peak();
}

/// Frees all cached buffers of the global list and of the calling thread.
pub fn clear_cache() {
    cache::clear();
    array::clear_spare();
}

/// The most bytes that the cache keeps (1 GiB unless set).
pub fn cache_limit() -> usize {
    cache::limit()
}

/// Sets the most bytes that the cache keeps; 0 turns it off.
///
/// # Examples
/// ```
/// numtape::memory::set_cache_limit(64 << 20);
/// assert_eq!(numtape::memory::cache_limit(), 64 << 20);
/// ```
pub fn set_cache_limit(bytes: usize) {
    cache::set_limit(bytes);
}
