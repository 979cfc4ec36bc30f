//! Where the blocks lie that one index array names along the first axis of an operand, for `gather` and `scatter`.
//!
//! Indices are turned into offsets a chunk at a time, so that neither needs another pass over memory, and blocks
//! that are read or changed soon are fetched into the cache. Several index arrays go through `block_offsets`.

use super::{OutOfRange, SKIPPED};
use crate::kernels::simd::compiled::compiled;
use crate::kernels::simd::{self, set};
use std::ops::Range;

/// Positions per chunk: few enough that reading the blocks of one overlaps with finding those of the next.
pub(in crate::kernels) const CHUNK: usize = 128;
/// How many blocks ahead are fetched.
pub(in crate::kernels) const AHEAD: usize = 8;
/// Bytes of a block that are fetched ahead; the processor finds the rest by itself.
const FETCHED: usize = 512;
const LINE: usize = 64;

/// The offsets of blocks, in elements.
#[derive(Clone, Copy)]
pub(in crate::kernels) enum Places<'a> {
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
pub(in crate::kernels) fn check_range(index: &[i64], size: usize) -> Result<(), OutOfRange> {
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
    pub(in crate::kernels) fn len(&self) -> usize {
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
                        for offset in to {
                            *offset *= stride;
                        }
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
    pub(in crate::kernels) fn for_chunks(
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
pub(in crate::kernels) fn fetch<T>(block: *const T, len: usize) {
    for line in (0..(len * size_of::<T>()).min(FETCHED)).step_by(LINE) {
        simd::fetch(block.cast::<u8>().wrapping_add(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_the_offsets_in_order() {
        for count in [0, 1, 7, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5] {
            for (skip, reach) in [(false, 10), (true, 12)] {
                // From -reach to reach - 1.
                let index: Vec<i64> = (0..count as i64)
                    .map(|i| i * 7 % (2 * reach) - reach)
                    .collect();
                let stride = -3;
                let expected: Vec<isize> = index
                    .iter()
                    .map(|&i| match i {
                        -10..0 => (i + 10) as isize * stride,
                        0..10 => i as isize * stride,
                        _ => SKIPPED,
                    })
                    .collect();
                let axis = Places::Axis {
                    index: &index,
                    size: 10,
                    stride,
                    skip,
                };
                for places in [axis, Places::Listed(&expected)] {
                    assert_eq!(places.len(), count);
                    for first in [0, count / 3] {
                        let mut found = Vec::new();
                        places.for_chunks(first..count, |start, offsets, skips| {
                            assert_eq!(start, first + found.len());
                            assert_eq!(skips, offsets.contains(&SKIPPED));
                            found.extend_from_slice(offsets);
                        });
                        assert_eq!(found, expected[first..]);
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_index_out_of_range_is_found() {
        for bad in [3, -4, i64::MAX, i64::MIN] {
            let mut index = vec![2, -3, 0, 1];
            index.extend([bad, 1, 100]);
            let found = check_range(&index, 3).unwrap_err();
            assert_eq!((found.index, found.position, found.size), (bad, 0, 3));
        }
        assert!(check_range(&[2, -3], 3).is_ok());
        assert!(check_range(&[], 0).is_ok());
        assert!(check_range(&[0], 0).is_err());
    }
}
