//! Lines sorted by value.
//!
//! Narrow elements are counted, others sorted as keys. Equal elements of different bits, which are the two zeros and
//! NaNs, keep the order that they had: NaNs are taken out before, and zeros put back afterwards.

use super::compiled::{from_keys, to_keys};
use super::keys::{Item, Key};
use super::level::{Plan, Sortable, sort_keys};
use crate::kernels::loops::parallel_for;
use crate::kernels::shared::Shared;
use crate::storage::buffer::Buffer;
use crate::storage::handle::Handle;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Lines of 8 and of 16 bits from these lengths on are counted.
const COUNT_8_FROM: usize = 256;
const COUNT_16_FROM: usize = 1 << 15;
/// Elements that are worth a thread of their own for a map.
const GRAIN: usize = 1 << 16;

/// Room for `n` keys, not initialised.
pub(super) fn room<K>(n: usize) -> Handle<Buffer> {
    Buffer::uninit((n * size_of::<K>()).max(1))
}

/// Calls `body` for pieces of `0..n`, on several threads where that is allowed.
pub(super) fn pieces(n: usize, plan: Plan, body: &(dyn Fn(std::ops::Range<usize>) + Sync)) {
    if plan.splits && n >= 2 * GRAIN {
        parallel_for(n, GRAIN, body);
    } else {
        body(0..n);
    }
}

/// Sorts a line of `n` elements from one place to another.
///
/// # Safety
/// Both lines must have `n` elements, and the second belong to the caller alone.
pub(super) unsafe fn sort_line<T: Item<Key: Sortable>>(
    source: *const T,
    target: *mut T,
    n: usize,
    plan: Plan,
) {
    // SAFETY: passed on from the caller; each function gets the `n` elements or room for `n` keys.
    unsafe {
        let counts_from = match size_of::<T>() {
            1 => COUNT_8_FROM,
            2 => COUNT_16_FROM,
            _ => usize::MAX,
        };
        if n >= counts_from && u32::try_from(n).is_ok() {
            return count_line(source, target, n);
        }
        let keys = room::<T::Key>(n);
        let keys = keys.as_mut_ptr().cast::<T::Key>();
        let [nans, negative_zeros] = keys_of(source, keys, n, plan);
        let numbers = n - nans;
        if nans > 0 {
            let mut next = 0;
            for i in 0..n {
                let x = *source.add(i);
                if !x.is_nan() {
                    keys.add(next).write(x.key());
                    next += 1;
                }
            }
        }
        if size_of::<T>() == size_of::<T::Key>() && align_of::<T>() == align_of::<T::Key>() {
            let sorted = target.cast::<T::Key>();
            sort_keys(keys, sorted, numbers, true, plan);
            elements_of(sorted, target, numbers, plan);
        } else {
            let other = room::<T::Key>(n);
            sort_keys(keys, other.as_mut_ptr().cast(), numbers, false, plan);
            elements_of(keys, target, numbers, plan);
        }
        put_back(source, target, n, nans, negative_zeros);
    }
}

/// [`to_keys`] in pieces.
unsafe fn keys_of<T: Item>(
    source: *const T,
    keys: *mut T::Key,
    n: usize,
    plan: Plan,
) -> [usize; 2] {
    let counts = [AtomicUsize::new(0), AtomicUsize::new(0)];
    let (source, keys) = (
        Shared(source.cast_mut().cast::<u8>()),
        Shared(keys.cast::<u8>()),
    );
    pieces(n, plan, &|range| {
        let source = source
            .at((range.start * size_of::<T>()) as isize)
            .cast::<T>();
        let keys = keys.at((range.start * size_of::<T::Key>()) as isize).cast();
        // SAFETY: passed on from the caller; pieces are apart.
        let here = unsafe { to_keys(plan.set, source, keys, range.len()) };
        for (count, here) in counts.iter().zip(here) {
            count.fetch_add(here, Ordering::Relaxed);
        }
    });
    counts.map(AtomicUsize::into_inner)
}

/// [`from_keys`] in pieces.
unsafe fn elements_of<T: Item>(keys: *const T::Key, target: *mut T, n: usize, plan: Plan) {
    let (keys, target) = (
        Shared(keys.cast_mut().cast::<u8>()),
        Shared(target.cast::<u8>()),
    );
    pieces(n, plan, &|range| {
        let keys = keys
            .at((range.start * size_of::<T::Key>()) as isize)
            .cast::<T::Key>();
        let target = target.at((range.start * size_of::<T>()) as isize).cast();
        // SAFETY: passed on from the caller; pieces are apart.
        unsafe { from_keys::<T>(plan.set, keys, target, range.len()) };
    });
}

/// Writes what sorting by keys left out: NaNs behind the numbers, and zeros in their old order.
unsafe fn put_back<T: Item>(
    source: *const T,
    target: *mut T,
    n: usize,
    nans: usize,
    negative_zeros: usize,
) {
    // SAFETY: the caller's lines have `n` elements; the zeros of the target are as many as those of the source.
    unsafe {
        if nans > 0 {
            let mut next = n - nans;
            for i in 0..n {
                let x = *source.add(i);
                if x.is_nan() {
                    target.add(next).write(x);
                    next += 1;
                }
            }
        }
        if negative_zeros > 0 {
            let sorted = std::slice::from_raw_parts(target, n - nans);
            let mut next = sorted.partition_point(|x| !x.is_zero() && x.key().wide() < 0);
            for i in 0..n {
                let x = *source.add(i);
                if x.is_zero() {
                    target.add(next).write(x);
                    next += 1;
                }
            }
        }
    }
}

/// Sorts elements of 8 or 16 bits by counting them.
///
/// # Safety
/// As for [`sort_line`].
unsafe fn count_line<T: Item<Key: Sortable>>(source: *const T, target: *mut T, n: usize) {
    // Equal neighbours would wait for each other's sum in a single table.
    const TABLES: usize = 4;
    let size = 1usize << (8 * size_of::<T>());
    let index = |key: i64| key as usize & (size - 1);
    let mut counts = vec![0u32; TABLES * size];
    let element = |key: i64| T::from_key(T::Key::narrow(key));
    let least = if element(-1).key().wide() == -1 {
        -(size as i64 / 2)
    } else {
        0
    };
    // SAFETY: the caller's lines have `n` elements, which is what the counts add up to.
    unsafe {
        for i in 0..n {
            counts[i % TABLES * size + index((*source.add(i)).key().wide())] += 1;
        }
        let (mut next, mut negative_zeros) = (0, 0);
        for key in least..least + size as i64 {
            let count = (0..TABLES)
                .map(|table| counts[table * size + index(key)] as usize)
                .sum();
            let x = element(key);
            if count == 0 || x.is_nan() {
                continue;
            }
            std::slice::from_raw_parts_mut(target.add(next).cast::<MaybeUninit<T>>(), count)
                .fill(MaybeUninit::new(x));
            next += count;
            if x.is_negative_zero() {
                negative_zeros = count;
            }
        }
        put_back(source, target, n, n - next, negative_zeros);
    }
}
