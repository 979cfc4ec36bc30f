//! Quicksort of integer keys with vector registers, for the instruction sets that have them.
//!
//! Keys move to and fro between two buffers: each round writes what is below the pivot from the front of the other
//! buffer and the rest from its back. Short runs are sorted by `network`. Keys are plain integers, so equal ones
//! need no order; the mapping from elements to keys is in `keys`.

use super::keys::Key;
use super::network::{Lanes, sort_lanes};
use std::mem::MaybeUninit;

/// Vectors that can be split by a pivot.
pub(super) trait Split: Lanes {
    /// The keys that must still be unwritten between the two ends when a vector is split.
    const WINDOW: usize;
    /// The lanes of keys below the pivot (not above it with `OR_EQUAL`) as bits.
    fn below<const OR_EQUAL: bool>(self, pivot: Self) -> u32;
    /// Writes the keys of the lanes in `mask` in their order. May write a whole vector.
    ///
    /// # Safety
    /// `LANES` keys must be writable.
    unsafe fn pack(self, mask: u32, to: *mut Self::Key);
    /// Writes the keys of the lanes in `low` from `left` on and the others up to `right`. May write anything
    /// between them.
    ///
    /// # Safety
    /// At least [`Split::WINDOW`] keys from `left` to `right` must be writable.
    unsafe fn place(self, low: u32, left: *mut Self::Key, right: *mut Self::Key);
    /// [`Split::place`] of the keys below the pivot (not above it with `OR_EQUAL`) and the others; the number of the
    /// former.
    ///
    /// # Safety
    /// As for [`Split::place`].
    #[inline(always)]
    unsafe fn split<const OR_EQUAL: bool>(
        self,
        pivot: Self,
        left: *mut Self::Key,
        right: *mut Self::Key,
    ) -> usize {
        let low = self.below::<OR_EQUAL>(pivot);
        // SAFETY: passed on from the caller.
        unsafe { self.place(low, left, right) };
        low.count_ones() as usize
    }
    /// [`Split::split`] of the `count <= LANES` keys at a place, which are as many as the gap has room for.
    ///
    /// # Safety
    /// As many keys must be readable and, from `left` to `right`, writable.
    #[inline(always)]
    unsafe fn split_part<const OR_EQUAL: bool>(
        from: *const Self::Key,
        count: usize,
        pivot: Self::Key,
        left: *mut Self::Key,
        right: *mut Self::Key,
    ) -> usize {
        let (mut below, mut above) = (0, 0);
        for i in 0..count {
            // SAFETY: of `count` keys, fewer than that are written before this one, so the gap has room for it.
            unsafe {
                let key = *from.add(i);
                let goes_left = if OR_EQUAL { key <= pivot } else { key < pivot };
                left.add(below).write(key);
                right.sub(1 + above).write(key);
                below += usize::from(goes_left);
                above += usize::from(!goes_left);
            }
        }
        below
    }
}

/// How keys of one type are sorted with one instruction set.
pub(super) trait Sorter: Copy {
    type Key: Key;
    type Vector: Split<Key = Self::Key>;
    /// The longest run that [`Sorter::block`] takes.
    const BLOCK: usize;
    /// Sorts up to `BLOCK` keys.
    ///
    /// # Safety
    /// `n` keys must be readable and writable; the machine must have the instruction set.
    unsafe fn block(from: *const Self::Key, to: *mut Self::Key, n: usize);
    /// [`sort_run`], compiled for the instruction set.
    ///
    /// # Safety
    /// That of [`sort_run`].
    unsafe fn run(
        from: *mut Self::Key,
        other: *mut Self::Key,
        n: usize,
        into_other: bool,
        rounds: u32,
    );
}

/// Splits `n` keys by a pivot; the number of those that went to the left.
///
/// # Safety
/// Both places must have `n` keys and be apart.
#[inline(always)]
pub(super) unsafe fn partition<V: Split, const OR_EQUAL: bool>(
    from: *const V::Key,
    n: usize,
    to: *mut V::Key,
    pivot: V::Key,
) -> usize {
    let pivots = V::splat(pivot);
    // SAFETY: reads stay below `n`. What is not read yet is as long as the gap between the two ends.
    unsafe {
        let (mut left, mut right) = (to, to.add(n));
        let mut i = 0;
        while i + 4 * V::LANES + V::WINDOW <= n {
            let vectors: [V; 4] = std::array::from_fn(|k| V::load(from.add(i + k * V::LANES)));
            for v in vectors {
                let below = v.split::<OR_EQUAL>(pivots, left, right);
                left = left.add(below);
                right = right.sub(V::LANES - below);
            }
            i += 4 * V::LANES;
        }
        while i + V::WINDOW <= n {
            let below = V::load(from.add(i)).split::<OR_EQUAL>(pivots, left, right);
            left = left.add(below);
            right = right.sub(V::LANES - below);
            i += V::LANES;
        }
        while i < n {
            let count = V::LANES.min(n - i);
            let below = V::split_part::<OR_EQUAL>(from.add(i), count, pivot, left, right);
            left = left.add(below);
            right = right.sub(count - below);
            i += count;
        }
        left.offset_from_unsigned(to)
    }
}

/// The middle of some keys of a run.
///
/// # Safety
/// `n` keys must be readable.
#[inline(always)]
unsafe fn pivot<S: Sorter>(from: *const S::Key, n: usize) -> S::Key {
    let count = match n {
        0..4096 => S::Vector::LANES,
        4096..65_536 => 63,
        _ => S::BLOCK - 1,
    };
    // SAFETY: places are below `n`, and a block has room for the samples.
    unsafe {
        let mut samples = [const { MaybeUninit::<S::Key>::uninit() }; 256];
        let step = n / count;
        for (i, sample) in samples[..count].iter_mut().enumerate() {
            // Not at equal distances, which would fall in with patterns.
            let jitter = (((i * 0x9e37) & 0xffff) * step) >> 16;
            sample.write(*from.add(i * step + jitter));
        }
        let start = samples.as_mut_ptr().cast::<S::Key>();
        if count == S::Vector::LANES {
            sort_lanes(S::Vector::load(start)).store(start);
        } else {
            S::block(start, start, count);
        }
        *start.add(count / 2)
    }
}

/// Splits keys at one of them, or, where a pivot is given, separates its copies as the least: how many went to the
/// left, and the pivot.
///
/// # Safety
/// As for [`sort_run`].
#[inline(always)]
pub(super) unsafe fn split_at<S: Sorter>(
    from: *const S::Key,
    n: usize,
    to: *mut S::Key,
    least: Option<S::Key>,
) -> (usize, S::Key) {
    // SAFETY: passed on from the caller.
    unsafe {
        if let Some(least) = least {
            return (partition::<S::Vector, true>(from, n, to, least), least);
        }
        let pivot = pivot::<S>(from, n);
        (partition::<S::Vector, false>(from, n, to, pivot), pivot)
    }
}

/// Sorts `n` keys at `from`, with as many at `other` to work in, into `other` if `into_other`, else in place. After
/// so many `rounds` it leaves the work to the standard library, whose time is bounded.
///
/// # Safety
/// Both places must have `n` keys and be apart; the machine must have the instruction set.
#[inline(always)]
pub(super) unsafe fn sort_run<S: Sorter>(
    mut from: *mut S::Key,
    mut other: *mut S::Key,
    mut n: usize,
    mut into_other: bool,
    mut rounds: u32,
) {
    // SAFETY: sides of a run lie in it.
    unsafe {
        while n > S::BLOCK {
            if rounds == 0 {
                std::slice::from_raw_parts_mut(from, n).sort_unstable();
                if into_other {
                    other.copy_from_nonoverlapping(from, n);
                }
                return;
            }
            rounds -= 1;
            let pivot = pivot::<S>(from, n);
            let mut below = partition::<S::Vector, false>(from, n, other, pivot);
            if below == 0 {
                // The pivot is the least key: its copies are sorted.
                below = partition::<S::Vector, true>(from, n, other, pivot);
                let target = if into_other { other } else { from };
                std::slice::from_raw_parts_mut(target, below).fill(pivot);
            } else {
                S::run(other, from, below, !into_other, rounds);
            }
            (from, other) = (other.add(below), from.add(below));
            n -= below;
            into_other = !into_other;
        }
        S::block(from, if into_other { other } else { from }, n);
    }
}
