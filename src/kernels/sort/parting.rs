//! Lines divided at some positions, and the elements there alone.
//!
//! What is less than a wanted element comes before it, what is larger after it, and each of these keeps its old
//! order: so the result does not depend on how the wanted elements were found, which is the subject of `selection`.
//! Single bytes are counted, and short lines sorted, which is one such arrangement too.

use super::compiled::{count_below, to_stable_keys};
use super::keys::{Item, Key};
use super::level::{Plan, Sortable};
use super::order::order_line;
use super::selection::{BLOCK, SPARE, select_line};
use super::values::{room, sort_line};
use std::mem::MaybeUninit;

/// Lines up to this length, and those with more positions, are sorted.
const SORTED_UP_TO: usize = 64;
const MOST_POSITIONS: usize = 8;

/// Whether a line of `n` elements of some size is divided at so many positions, not sorted.
pub(super) fn divides(item_size: usize, n: usize, positions: usize) -> bool {
    item_size > 1 && n > SORTED_UP_TO && positions <= MOST_POSITIONS
}

/// Writes the elements that sorting would put at increasing `positions`, bit for bit; if one of the `n` is NaN, that
/// everywhere.
///
/// # Safety
/// `source` must have `n` elements, and `target` belong to the caller alone and be as long as the positions, which
/// are below `n`.
pub(super) unsafe fn pick_line<T: Item<Key: Sortable>>(
    source: *const T,
    target: *mut T,
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    // SAFETY: passed on from the caller; there is room for all elements.
    unsafe {
        let target =
            std::slice::from_raw_parts_mut(target.cast::<MaybeUninit<T>>(), positions.len());
        if size_of::<T>() == 1 || positions.len() > 2 * MOST_POSITIONS {
            let sorted = room::<T>(n);
            let sorted = sorted.as_mut_ptr().cast::<T>();
            sort_line(source, sorted, n, plan);
            let last = *sorted.add(n - 1);
            for (x, &position) in target.iter_mut().zip(positions) {
                x.write(if last.is_nan() {
                    last
                } else {
                    *sorted.add(position)
                });
            }
            return;
        }
        let mut keys = [T::Key::default(); 2 * MOST_POSITIONS];
        let keys = &mut keys[..positions.len()];
        let nans = select_line(source, n, positions, plan, keys);
        let elements = std::slice::from_raw_parts(source, n);
        if nans > 0 {
            let nan = elements.iter().find(|x| x.is_nan());
            target.fill(MaybeUninit::new(*nan.expect("one has been counted")));
            return;
        }
        for (x, &key) in target.iter_mut().zip(&*keys) {
            x.write(T::from_key(key));
        }
        // The key is that of both zeros.
        let zero = T::Key::default();
        if T::IS_FLOAT && keys.contains(&zero) {
            let [below, _] = count_below(plan.set, source, n, &zero);
            let mut zeros = elements.iter().filter(|x| x.is_zero());
            let mut next = below;
            for ((x, &position), &key) in target.iter_mut().zip(positions).zip(&*keys) {
                if key == zero {
                    let skipped = position - next;
                    x.write(*zeros.nth(skipped).expect("as many zeros as keys of zero"));
                    next = position + 1;
                }
            }
        }
    }
}

/// Writes the elements in a new order, with those that sorting would put at `positions` there.
///
/// # Safety
/// Both lines must have `n` elements, and the second belong to the caller alone; the positions must be increasing
/// and below `n`.
pub(super) unsafe fn part_line<T: Item<Key: Sortable>>(
    source: *const T,
    target: *mut T,
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    // SAFETY: passed on from the caller; a key is as large as an element where elements are read as keys.
    unsafe {
        if !divides(size_of::<T>(), n, positions.len()) {
            return sort_line(source, target, n, plan);
        }
        let parting = Parting::new(source, n, positions, plan);
        let is_plain =
            size_of::<T>() == size_of::<T::Key>() && align_of::<T>() == align_of::<T::Key>();
        if is_plain && parting.has_vectors() {
            let target = target.cast::<T::Key>();
            parting.run(
                |start| source.add(start).cast::<T::Key>(),
                |from, _, to, count| {
                    target.add(to).copy_from_nonoverlapping(from, count);
                },
            );
        } else {
            parting.run_plain(|i, place| target.add(place).write(*source.add(i)));
        }
    }
}

/// Writes the positions that the elements of [`part_line`] had.
///
/// # Safety
/// As for [`part_line`].
pub(super) unsafe fn part_order<T: Item<Key: Sortable>>(
    source: *const T,
    order: *mut i64,
    n: usize,
    positions: &[usize],
    plan: Plan,
) {
    // SAFETY: passed on from the caller.
    unsafe {
        if !divides(size_of::<T>(), n, positions.len()) {
            return order_line(source, order, n, plan);
        }
        let parting = Parting::new(source, n, positions, plan);
        if parting.has_vectors() {
            let numbers: [T::Key; BLOCK] = std::array::from_fn(|i| T::Key::narrow(i as i64));
            parting.run(
                |_| numbers.as_ptr(),
                |from, start, to, count| {
                    for i in 0..count {
                        order
                            .add(to + i)
                            .write((*from.add(i)).wide() + start as i64);
                    }
                },
            );
        } else {
            parting.run_plain(|i, place| order.add(place).write(i as i64));
        }
    }
}

/// How a line is divided: twice as many sides as pivots and one, for what is less than the first, equal to it,
/// between it and the second, and so on.
struct Parting<T: Item> {
    source: *const T,
    n: usize,
    plan: Plan,
    pivots: [T::Key; MOST_POSITIONS],
    count: usize,
    /// Where each side begins.
    starts: [usize; 2 * MOST_POSITIONS + 1],
}

impl<T: Item<Key: Sortable>> Parting<T> {
    /// # Safety
    /// As for [`part_line`].
    unsafe fn new(source: *const T, n: usize, positions: &[usize], plan: Plan) -> Self {
        let mut keys = [T::Key::default(); MOST_POSITIONS];
        let keys = &mut keys[..positions.len()];
        // SAFETY: passed on from the caller.
        unsafe { select_line(source, n, positions, plan, keys) };
        let mut parting = Parting {
            source,
            n,
            plan,
            pivots: [T::Key::default(); MOST_POSITIONS],
            count: 0,
            starts: [0; 2 * MOST_POSITIONS + 1],
        };
        for (i, &key) in keys.iter().enumerate() {
            if i > 0 && keys[i - 1] == key {
                continue;
            }
            parting.pivots[parting.count] = key;
            // SAFETY: passed on from the caller.
            let counts = unsafe { count_below(plan.set, source, n, &key) };
            parting.starts[2 * parting.count + 1..][..2].copy_from_slice(&counts);
            parting.count += 1;
        }
        parting
    }

    fn has_vectors(&self) -> bool {
        self.count == 1 && T::Key::vectors(self.plan.set).is_some()
    }

    /// Divides by a single pivot with vectors: of a block from `start` on, what `data` has is given to `write`,
    /// with its place and count.
    ///
    /// # Safety
    /// The line must still be there, and `data` give a block of keys for each start.
    unsafe fn run(
        &self,
        data: impl Fn(usize) -> *const T::Key,
        write: impl Fn(*const T::Key, usize, usize, usize),
    ) {
        let vectors = T::Key::vectors(self.plan.set).expect("asked for before");
        let mut next = self.starts;
        let mut keys = [const { MaybeUninit::<T::Key>::uninit() }; BLOCK];
        let keys = keys.as_mut_ptr().cast::<T::Key>();
        let mut sides = [[const { MaybeUninit::<T::Key>::uninit() }; BLOCK + SPARE]; 3];
        let sides = sides
            .each_mut()
            .map(|side| side.as_mut_ptr().cast::<T::Key>());
        for start in (0..self.n).step_by(BLOCK) {
            let size = BLOCK.min(self.n - start);
            // SAFETY: the block lies in the line; there is room for its keys, and on each side.
            let counts = unsafe {
                to_stable_keys(self.plan.set, self.source.add(start), keys, size);
                (vectors.part)(keys, data(start), size, self.pivots[0], sides)
            };
            for (side, count) in counts.into_iter().enumerate() {
                write(sides[side], start, next[side], count);
                next[side] += count;
            }
        }
    }

    /// Gives each element and its new place to `write`.
    ///
    /// # Safety
    /// The line must still be there.
    unsafe fn run_plain(&self, write: impl Fn(usize, usize)) {
        let mut next = self.starts;
        for i in 0..self.n {
            // SAFETY: the line has so many elements.
            let key = unsafe { *self.source.add(i) }.stable_key();
            let pivots = &self.pivots[..self.count];
            let side: usize = pivots
                .iter()
                .map(|&pivot| usize::from(key >= pivot) + usize::from(key > pivot))
                .sum();
            write(i, next[side]);
            next[side] += 1;
        }
    }
}
