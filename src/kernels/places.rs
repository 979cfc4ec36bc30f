//! Where the blocks lie that one index array names along the first axis of an operand, for `gather` and `scatter`.
//!
//! Indices are turned into offsets a chunk at a time, so that neither needs another pass over memory, and blocks
//! that are read or changed soon are fetched into the cache. Several index arrays go through `gather::block_offsets`.

use super::gather::{OutOfRange, SKIPPED};
use super::simd::compiled::compiled;
use super::simd::set;
use std::ops::Range;

/// Positions per chunk: few enough that reading the blocks of one overlaps with finding those of the next.
pub(super) const CHUNK: usize = 128;
/// How many blocks ahead are fetched.
pub(super) const AHEAD: usize = 8;
/// Bytes of a block that are fetched ahead; the processor finds the rest by itself.
const FETCHED: usize = 512;
const LINE: usize = 64;

/// The offsets of blocks, in elements.
#[derive(Clone, Copy)]
pub(super) enum Places<'a> {
    /// As they are.
    Listed(&'a [isize]),
    /// Of an axis of `size` blocks at distances of `stride`; negative indices count from its end.
    Axis {
        index: &'a [i64],
        size: usize,
        stride: isize,
        /// Whether indices out of range are left out; else there are none.
        skip: bool,
    },
}

compiled! {
    /// Writes the positions that indices name, counted from the start, and whether all are in range.
    ///
    /// # Safety
    /// The set must be there.
    fn from_start(index: &[i64], size: i64, positions: &mut [isize; CHUNK]) -> bool {
        let mut signs = 0;
        for (position, &i) in positions.iter_mut().zip(index) {
            let from_start = i.wrapping_add(size & (i >> 63));
            // Negative if either end is exceeded.
            signs |= from_start | (size - 1).wrapping_sub(from_start);
            *position = from_start as isize;
        }
        signs >= 0
    }
}

compiled! {
    /// Whether all indices are in range.
    ///
    /// # Safety
    /// The set must be there.
    fn in_range(index: &[i64], size: i64) -> bool {
        let mut signs = 0;
        for &i in index {
            let from_start = i.wrapping_add(size & (i >> 63));
            signs |= from_start | (size - 1).wrapping_sub(from_start);
        }
        signs >= 0
    }
}

/// Fails with the first index that an axis does not have.
pub(super) fn check_range(index: &[i64], size: usize) -> Result<(), OutOfRange> {
    // SAFETY: the set in use is one that the machine has.
    if unsafe { in_range(set(), index, size as i64) } {
        return Ok(());
    }
    let is_outside = |i: i64| i < -(size as i64) || i >= size as i64;
    match index.iter().find(|&&i| is_outside(i)) {
        Some(&index) => Err(OutOfRange {
            index,
            position: 0,
            size,
        }),
        None => Ok(()),
    }
}

impl Places<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Places::Listed(offsets) => offsets.len(),
            Places::Axis { index, .. } => index.len(),
        }
    }

    /// The offsets of at most [`CHUNK`] blocks from `start` on. Those left out are [`SKIPPED`]; whether there are
    /// any is told.
    #[inline(never)]
    fn offsets(&self, start: usize, count: usize, to: &mut [isize; CHUNK]) -> bool {
        match *self {
            Places::Listed(offsets) => {
                to[..count].copy_from_slice(&offsets[start..start + count]);
                to[..count].contains(&SKIPPED)
            }
            Places::Axis {
                index,
                size,
                stride,
                skip,
            } => {
                let index = &index[start..start + count];
                // SAFETY: the set in use is one that the machine has.
                let all = unsafe { from_start(set(), index, size as i64, to) };
                debug_assert!(all || skip);
                let to = &mut to[..count];
                if all {
                    if stride != 1 {
                        to.iter_mut().for_each(|offset| *offset *= stride);
                    }
                    return false;
                }
                for offset in to {
                    *offset = if *offset < 0 || *offset as usize >= size {
                        SKIPPED
                    } else {
                        *offset * stride
                    };
                }
                true
            }
        }
    }

    /// Calls `body` with the number of the first block, the offsets and whether some are [`SKIPPED`], for chunks of
    /// blocks.
    #[inline(always)]
    pub(super) fn for_chunks(
        &self,
        blocks: Range<usize>,
        mut body: impl FnMut(usize, &[isize], bool),
    ) {
        let mut offsets = [0; CHUNK];
        for start in blocks.clone().step_by(CHUNK) {
            let count = CHUNK.min(blocks.end - start);
            let skips = self.offsets(start, count, &mut offsets);
            body(start, &offsets[..count], skips);
        }
    }
}

/// Fetches the start of a block that will be needed soon. The address need not be that of a block.
#[inline(always)]
pub(super) fn fetch<T>(block: *const T, len: usize) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..(len * size_of::<T>()).min(FETCHED)).step_by(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: fetching has no effect but on caches, at any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(block.cast::<i8>().wrapping_add(line)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (block, len, FETCHED, LINE);
}
