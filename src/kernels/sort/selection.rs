//! The keys that sorting would put at some positions, without sorting all.
//!
//! Of long lines a sorted sample gives two keys that most likely enclose the wanted ones: one pass over the elements
//! counts those outside and keeps those between. What is left is split as quicksort does, but only sides that hold a
//! wanted position are looked at again. Rounds are counted, and what they do not finish is sorted. Arranging lines
//! around the keys that are found here is in `parting`.

use super::compiled::to_stable_keys;
use super::keys::{Item, Key};
use super::level::{Plan, Sortable, Vectors, rounds, sort_keys};
#[cfg(target_arch = "x86_64")]
use super::quick::Split;
use super::values::room;
use std::mem::MaybeUninit;

/// Lines from this length on are enclosed.
const ENCLOSED_FROM: usize = 1 << 14;
/// Elements of the sample.
const SAMPLE: usize = 2048;
/// How far in the sample the enclosing keys are from where the wanted one is expected: three standard deviations.
const MARGIN: usize = 70;
/// The most passes over a line.
const PASSES: usize = 4;
/// Elements whose keys stay in the first cache.
pub(super) const BLOCK: usize = 1024;
/// More keys than vectors have lanes.
pub(super) const SPARE: usize = 16;
/// Runs up to this length are sorted.
const SORTED_UP_TO: usize = 256;

/// How many keys are less than two bounds or equal to them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Enclosed {
    /// Less than the lower bound.
    below: usize,
    /// Up to the lower bound.
    to_low: usize,
    /// Between the bounds, and kept.
    between: usize,
    /// Up to the upper bound.
    to_high: usize,
}

/// Counts `n` keys by two bounds, and keeps those that are strictly between.
///
/// # Safety
/// `n` keys must be readable, and `n +` [`SPARE`] writable.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) unsafe fn enclose<V: Split>(
    from: *const V::Key,
    n: usize,
    [low, high]: [V::Key; 2],
    kept: *mut V::Key,
) -> Enclosed {
    let (lows, highs) = (V::splat(low), V::splat(high));
    let mut counts = Enclosed::default();
    let mut i = 0;
    // SAFETY: reads stay below `n`, and what is kept is no more than that, with room for a vector.
    unsafe {
        while i + V::LANES <= n {
            let v = V::load(from.add(i));
            let to_low = v.below::<true>(lows);
            let between = v.below::<false>(highs) & !to_low;
            v.pack(between, kept.add(counts.between));
            counts.below += v.below::<false>(lows).count_ones() as usize;
            counts.to_low += to_low.count_ones() as usize;
            counts.between += between.count_ones() as usize;
            counts.to_high += v.below::<true>(highs).count_ones() as usize;
            i += V::LANES;
        }
        while i < n {
            let key = *from.add(i);
            counts.below += usize::from(key < low);
            counts.to_low += usize::from(key <= low);
            counts.to_high += usize::from(key <= high);
            if low < key && key < high {
                kept.add(counts.between).write(key);
                counts.between += 1;
            }
            i += 1;
        }
    }
    counts
}

/// Writes data of `n` keys to one of three places: where the key is less than the pivot, equal to it or larger. How
/// many went where.
///
/// # Safety
/// `n` keys and data must be readable, and `n +` [`SPARE`] writable at each place.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) unsafe fn part_block<V: Split>(
    keys: *const V::Key,
    data: *const V::Key,
    n: usize,
    pivot: V::Key,
    sides: [*mut V::Key; 3],
) -> [usize; 3] {
    let pivots = V::splat(pivot);
    let all = (1u32 << V::LANES) - 1;
    let mut counts = [0; 3];
    let mut i = 0;
    // SAFETY: reads stay below `n`, and no more is written to a place, with room for a vector.
    unsafe {
        while i + V::LANES <= n {
            let (v, x) = (V::load(keys.add(i)), V::load(data.add(i)));
            let (less, up_to) = (v.below::<false>(pivots), v.below::<true>(pivots));
            for (side, mask) in [less, up_to & !less, all & !up_to].into_iter().enumerate() {
                if side != 1 || mask != 0 {
                    x.pack(mask, sides[side].add(counts[side]));
                    counts[side] += mask.count_ones() as usize;
                }
            }
            i += V::LANES;
        }
        while i < n {
            let key = *keys.add(i);
            let side = usize::from(key >= pivot) + usize::from(key > pivot);
            sides[side].add(counts[side]).write(*data.add(i));
            counts[side] += 1;
            i += 1;
        }
    }
    counts
}

/// Finds the stable keys that sorting would put at increasing `positions`; how many of the `n` elements are NaN.
///
/// # Safety
/// `source` must have `n` elements; the positions must be less than that, and as many as the keys to find.
pub(super) unsafe fn select_line<T: Item<Key: Sortable>>(
    source: *const T,
    n: usize,
    positions: &[usize],
    plan: Plan,
    found: &mut [T::Key],
) -> usize {
    // SAFETY: passed on from the caller; there is room for all keys.
    unsafe {
        if let Some(vectors) = T::Key::vectors(plan.set)
            && n >= ENCLOSED_FROM
            && let Some(nans) = select_enclosed(source, n, positions, (&vectors, plan), found)
        {
            return nans;
        }
        let keys = room::<T::Key>(n);
        let keys = keys.as_mut_ptr().cast::<T::Key>();
        let nans = to_stable_keys(plan.set, source, keys, n);
        select_keys(keys, n, positions, plan, found);
        nans
    }
}

/// Some neighbouring positions, and keys that most likely enclose what belongs there.
struct Group<'a, K> {
    positions: &'a [usize],
    bounds: [K; 2],
}

/// The positions in groups, by a sorted sample.
fn groups<'a, K: Key>(positions: &'a [usize], n: usize, sample: &[K]) -> Vec<Group<'a, K>> {
    let place = |position: usize| position * sample.len() / n;
    let mut groups = Vec::new();
    let mut rest = positions;
    while let Some(&first) = rest.first() {
        let near = |pair: &[usize]| place(pair[1]) <= place(pair[0]) + MARGIN;
        let count = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
        let low = place(first).checked_sub(MARGIN);
        let high = sample.get(place(rest[count - 1]) + MARGIN);
        groups.push(Group {
            positions: &rest[..count],
            bounds: [
                low.map_or(K::LEAST, |i| sample[i]),
                high.copied().unwrap_or(K::LARGEST),
            ],
        });
        rest = &rest[count..];
    }
    groups
}

/// [`select_line`] of long lines, unless the sample misleads or there are too many groups of positions.
///
/// # Safety
/// As for [`select_line`], with the functions of a set that the machine has.
unsafe fn select_enclosed<T: Item<Key: Sortable>>(
    source: *const T,
    n: usize,
    positions: &[usize],
    (vectors, plan): (&Vectors<T::Key>, Plan),
    found: &mut [T::Key],
) -> Option<usize> {
    // SAFETY: passed on from the caller; places of the sample are below `n`, and all keys have room.
    unsafe {
        let mut sample = [T::Key::default(); SAMPLE];
        let mut other = sample;
        let step = n / SAMPLE;
        for (i, key) in sample.iter_mut().enumerate() {
            // Not at equal distances, which would fall in with patterns.
            let jitter = (((i * 0x9e37) & 0xffff) * step) >> 16;
            *key = (*source.add(i * step + jitter)).stable_key();
        }
        let (from, to) = (sample.as_mut_ptr(), other.as_mut_ptr());
        (vectors.run)(from, to, SAMPLE, false, rounds(SAMPLE));
        let groups = groups(positions, n, &sample);
        if groups.len() > PASSES {
            return None;
        }
        let kept = room::<T::Key>(n + SPARE);
        let kept = kept.as_mut_ptr().cast::<T::Key>();
        let mut nans = 0;
        let mut found = found;
        for Group { positions, bounds } in groups {
            let mut counts = Enclosed::default();
            nans = 0;
            for start in (0..n).step_by(BLOCK) {
                let mut keys = [const { MaybeUninit::<T::Key>::uninit() }; BLOCK];
                let keys = keys.as_mut_ptr().cast::<T::Key>();
                let size = BLOCK.min(n - start);
                nans += to_stable_keys(plan.set, source.add(start), keys, size);
                let here = (vectors.enclose)(keys, size, bounds, kept.add(counts.between));
                counts.below += here.below;
                counts.to_low += here.to_low;
                counts.between += here.between;
                counts.to_high += here.to_high;
            }
            let at_low = positions.partition_point(|&p| p < counts.to_low);
            let inside = positions.partition_point(|&p| p < counts.to_low + counts.between);
            let is_enclosed = positions[0] >= counts.below
                && positions.iter().all(|&position| position < counts.to_high);
            if !is_enclosed {
                return None;
            }
            let (here, rest) = found.split_at_mut(positions.len());
            here[..at_low].fill(bounds[0]);
            here[inside..].fill(bounds[1]);
            let wanted: Vec<usize> = positions[at_low..inside]
                .iter()
                .map(|&position| position - counts.to_low)
                .collect();
            select_keys(
                kept,
                counts.between,
                &wanted,
                plan,
                &mut here[at_low..inside],
            );
            found = rest;
        }
        Some(nans)
    }
}

/// Finds the keys that sorting would put at increasing `positions`, and rearranges the keys.
///
/// # Safety
/// `keys` must be `n` keys that belong to the caller alone, and the positions below that.
unsafe fn select_keys<K: Sortable>(
    keys: *mut K,
    n: usize,
    positions: &[usize],
    plan: Plan,
    found: &mut [K],
) {
    if positions.is_empty() {
        return;
    }
    let Some(vectors) = K::vectors(plan.set) else {
        // SAFETY: passed on from the caller.
        let keys = unsafe { std::slice::from_raw_parts_mut(keys, n) };
        return select_plain(keys, 0, positions, found);
    };
    let other = room::<K>(n);
    let whole = Side {
        keys,
        other: other.as_mut_ptr().cast::<K>(),
        n,
        start: 0,
    };
    // SAFETY: passed on from the caller; there is room for as many keys.
    unsafe { whole.select(positions, (&vectors, plan), found, rounds(n)) };
}

/// Selection by the standard library, whose time is bounded.
fn select_plain<K: Key>(keys: &mut [K], start: usize, positions: &[usize], found: &mut [K]) {
    if positions.is_empty() {
        return;
    }
    let middle = positions.len() / 2;
    let here = positions[middle] - start;
    let (below, key, above) = keys.select_nth_unstable(here);
    found[middle] = *key;
    select_plain(below, start, &positions[..middle], &mut found[..middle]);
    let after = middle + 1;
    let above_from = start + here + 1;
    select_plain(above, above_from, &positions[after..], &mut found[after..]);
}

/// Some of the keys, with as many others to work in, that are next to each other once they are sorted.
struct Side<K> {
    keys: *mut K,
    other: *mut K,
    n: usize,
    /// How many keys come before them.
    start: usize,
}

impl<K: Sortable> Side<K> {
    /// Finds the keys at `positions`, which are on this side.
    ///
    /// # Safety
    /// Both places must have `n` keys, be apart and belong to the caller alone; the functions must be those of a set
    /// that the machine has.
    unsafe fn select(
        mut self,
        mut positions: &[usize],
        (vectors, plan): (&Vectors<K>, Plan),
        mut found: &mut [K],
        mut rounds: u32,
    ) {
        // SAFETY: sides lie in the whole.
        unsafe {
            while !positions.is_empty() {
                let n = self.n;
                if n <= SORTED_UP_TO || rounds == 0 {
                    sort_keys(self.keys, self.other, n, false, plan);
                    for (found, position) in found.iter_mut().zip(positions) {
                        *found = *self.keys.add(position - self.start);
                    }
                    return;
                }
                rounds -= 1;
                let (mut below, pivot) = (vectors.split)(self.keys, n, self.other, None);
                let is_least = below == 0;
                if is_least {
                    (below, _) = (vectors.split)(self.keys, n, self.other, Some(pivot));
                }
                let cut = positions.partition_point(|&position| position < self.start + below);
                let (here, there) = found.split_at_mut(cut);
                if is_least {
                    here.fill(pivot);
                } else {
                    let left = Side {
                        keys: self.other,
                        other: self.keys,
                        n: below,
                        start: self.start,
                    };
                    left.select(&positions[..cut], (vectors, plan), here, rounds);
                }
                (positions, found) = (&positions[cut..], there);
                (self.keys, self.other) = (self.other.add(below), self.keys.add(below));
                self.n -= below;
                self.start += below;
            }
        }
    }
}
