//! Binary search in sorted lines, and the distinct elements of sorted ones.

use super::keys::Item;
use crate::kernels::simd::compiled::compiled;
use num_complex::Complex;

/// An element with an integer that orders it: one for both zeros, and the largest for every NaN.
pub(super) trait Rank: Copy {
    type Rank: Copy + Ord + Default;
    fn rank(self) -> Self::Rank;
}

macro_rules! ranks {
    ($($t:ty)*) => {$(
        impl Rank for $t {
            type Rank = <$t as Item>::Key;
            #[inline(always)]
            fn rank(self) -> Self::Rank {
                self.stable_key()
            }
        }
    )*};
}
ranks!(u8 u16 u32 u64 i8 i16 i32 i64 half::f16 half::bf16 f32 f64);

impl Rank for Complex<f32> {
    type Rank = i64;
    #[inline(always)]
    fn rank(self) -> i64 {
        if Item::is_nan(self) {
            i64::MAX
        } else {
            self.stable_key()
        }
    }
}

impl Rank for Complex<f64> {
    type Rank = (i64, i64);
    #[inline(always)]
    fn rank(self) -> (i64, i64) {
        if self.re.is_nan() | self.im.is_nan() {
            (i64::MAX, i64::MAX)
        } else {
            (self.re.stable_key(), self.im.stable_key())
        }
    }
}

/// A sorted line, and whether elements go after equal ones.
#[derive(Clone, Copy)]
pub(super) struct Line<T> {
    pub(super) sorted: *const T,
    pub(super) n: usize,
    pub(super) right: bool,
}

/// Skips `half` more elements if the last of those comes before an element.
///
/// # Safety
/// The line must have the element.
#[inline(always)]
unsafe fn step<T: Rank>(line: Line<T>, skipped: i64, half: i64, wanted: T::Rank) -> i64 {
    // SAFETY: by the contract.
    let rank = unsafe { *line.sorted.offset((skipped + half - 1) as isize) }.rank();
    let goes_on = (rank < wanted) | (line.right & (rank == wanted));
    skipped + if goes_on { half } else { 0 }
}

/// The position of an element, which is among `left` elements after those skipped, or after all.
///
/// # Safety
/// The line must have the elements.
#[inline(always)]
unsafe fn search_one<T: Rank>(
    line: Line<T>,
    mut skipped: i64,
    mut left: i64,
    wanted: T::Rank,
) -> i64 {
    while left > 0 {
        let half = left - left / 2;
        // SAFETY: by the contract.
        skipped = unsafe { step(line, skipped, half, wanted) };
        left -= half;
    }
    skipped
}

/// The position of an element, which is not before `from`: first looks nearby.
///
/// # Safety
/// The line must have `from` elements.
#[inline(always)]
unsafe fn gallop<T: Rank>(line: Line<T>, mut from: i64, wanted: T::Rank) -> i64 {
    let (n, mut width) = (line.n as i64, SIDE_BY_SIDE as i64);
    // SAFETY: no step goes beyond the line.
    unsafe {
        while from + width < n && step(line, from, width, wanted) > from {
            from += width;
            width *= 2;
        }
        search_one(line, from, width.min(n - from), wanted)
    }
}

/// Searches that run side by side, so that none waits for another's memory.
const SIDE_BY_SIDE: usize = 16;

compiled! {
    /// Writes where `count` elements would be inserted into a line.
    ///
    /// # Safety
    /// The set must be there, the line and the elements readable and `to` writable.
    fn search_line<T: Rank>(line: Line<T>, x: *const T, to: *mut i64, count: usize) -> () {
        let n = line.n;
        // The last of the sorted elements before these, and its position.
        let mut before: Option<(T::Rank, i64)> = None;
        let mut wanted = [T::Rank::default(); SIDE_BY_SIDE];
        for start in (0..count).step_by(SIDE_BY_SIDE) {
            let here = SIDE_BY_SIDE.min(count - start);
            let mut skipped = [0i64; SIDE_BY_SIDE];
            // SAFETY: by the contract; positions that are read stay below `n`.
            unsafe {
                for (j, wanted) in wanted[..here].iter_mut().enumerate() {
                    *wanted = (*x.add(start + j)).rank();
                }
                // The position is among `left` elements after those skipped, or after all.
                let mut left = n as i64;
                if here > 1 && wanted[..here].is_sorted() {
                    let known = before.filter(|before| before.0 <= wanted[0]);
                    let first = gallop(line, known.map_or(0, |before| before.1), wanted[0]);
                    let last = gallop(line, first, wanted[here - 1]);
                    before = Some((wanted[here - 1], last));
                    skipped = [first; SIDE_BY_SIDE];
                    left = last - first;
                }
                while left > 0 {
                    let half = left - left / 2;
                    for (skipped, &wanted) in skipped.iter_mut().zip(&wanted) {
                        *skipped = step(line, *skipped, half, wanted);
                    }
                    left -= half;
                }
                for (j, &skipped) in skipped[..here].iter().enumerate() {
                    to.add(start + j).write(skipped);
                }
            }
        }
    }
}

/// Moves the first of each run of equal elements of a sorted line to the front: how many there are. NaNs are all
/// different without `equal_nan`.
///
/// # Safety
/// The line must have `n` elements and belong to the caller alone.
pub(super) unsafe fn keep_first<T: Rank>(
    line: *mut T,
    n: usize,
    equal_nan: bool,
    is_nan: impl Fn(T) -> bool,
) -> usize {
    let mut kept = 0;
    let mut last = None;
    for i in 0..n {
        // SAFETY: no more are kept than were read.
        unsafe {
            let x = *line.add(i);
            let rank = x.rank();
            line.add(kept).write(x);
            kept += usize::from(last != Some(rank) || !equal_nan && is_nan(x));
            last = Some(rank);
        }
    }
    kept
}
