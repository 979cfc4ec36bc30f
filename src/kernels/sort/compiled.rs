//! Loops between elements, keys and positions, compiled for each instruction set.

use super::keys::{Item, Key};
use crate::kernels::simd::compiled::compiled;

compiled! {
    /// Writes the keys of `n` elements; how many of those are NaN, and negative zeros.
    ///
    /// # Safety
    /// The set must be there, the elements readable and the keys writable.
    fn to_keys<T: Item>(source: *const T, keys: *mut T::Key, n: usize) -> [usize; 2] {
        let mut counts = [0, 0];
        // SAFETY: by the contract.
        unsafe {
            // Counters of 32 bits have as many lanes as most keys.
            for start in (0..n).step_by(1 << 16) {
                let mut here = [0u32; 2];
                for i in start..n.min(start + (1 << 16)) {
                    let x = *source.add(i);
                    keys.add(i).write(x.key());
                    if T::IS_FLOAT {
                        here[0] += u32::from(x.is_nan());
                        here[1] += u32::from(x.is_negative_zero());
                    }
                }
                counts[0] += here[0] as usize;
                counts[1] += here[1] as usize;
            }
        }
        counts
    }
}

compiled! {
    /// Writes the elements of `n` keys, which may lie in the same place.
    ///
    /// # Safety
    /// The set must be there, the keys readable and the elements writable.
    fn from_keys<T: Item>(keys: *const T::Key, target: *mut T, n: usize) -> () {
        for i in 0..n {
            // SAFETY: by the contract.
            unsafe { target.add(i).write(T::from_key(keys.add(i).read())) };
        }
    }
}

compiled! {
    /// The least and the largest stable key of `n` elements.
    ///
    /// # Safety
    /// The set must be there and the elements readable.
    fn key_bounds<T: Item>(source: *const T, n: usize) -> (T::Key, T::Key) {
        // SAFETY: by the contract.
        unsafe {
            let first = (*source).stable_key();
            let mut bounds = (first, first);
            for i in 0..n {
                let key = (*source.add(i)).stable_key();
                bounds = (bounds.0.min(key), bounds.1.max(key));
            }
            bounds
        }
    }
}

/// How keys and positions share an integer.
#[derive(Clone, Copy)]
pub(super) struct Packing {
    /// The least key.
    pub(super) least: i64,
    /// The low bits of keys that are left out.
    pub(super) shift: u32,
    /// The bits of a position, which are the lowest.
    pub(super) bits: u32,
}

compiled! {
    /// Packs the stable keys of `n` elements with their positions from `start` on.
    ///
    /// # Safety
    /// The set must be there, the elements readable and `to` writable.
    fn pack<T: Item, P: Key>(source: *const T, to: *mut P, n: usize, start: usize, packing: Packing) -> () {
        for i in 0..n {
            // SAFETY: by the contract.
            unsafe {
                let key = (*source.add(i)).stable_key().wide().wrapping_sub(packing.least) as u64;
                let packed = (key >> packing.shift) << packing.bits | (start + i) as u64;
                to.add(i).write(P::narrow(packed as i64));
            }
        }
    }
}

compiled! {
    /// The positions of `n` packed keys. They may lie at the end of `to`.
    ///
    /// # Safety
    /// The set must be there, the keys readable and `to` writable.
    fn unpack<P: Key>(from: *const P, to: *mut i64, n: usize, bits: u32) -> () {
        let mask = (1i64 << bits) - 1;
        for i in 0..n {
            // SAFETY: by the contract; a position is written no further than the key that was read.
            unsafe { to.add(i).write((*from.add(i)).wide() & mask) };
        }
    }
}

compiled! {
    /// Writes the stable keys of `n` elements; how many of those are NaN.
    ///
    /// # Safety
    /// The set must be there, the elements readable and the keys writable.
    fn to_stable_keys<T: Item>(source: *const T, keys: *mut T::Key, n: usize) -> usize {
        let mut nans = 0u32;
        for i in 0..n {
            // SAFETY: by the contract.
            unsafe {
                let x = *source.add(i);
                keys.add(i).write(x.stable_key());
                if T::IS_FLOAT {
                    nans += u32::from(x.is_nan());
                }
            }
        }
        nans as usize
    }
}

compiled! {
    /// How many of `n` elements have a stable key below one, and up to it.
    ///
    /// # Safety
    /// The set must be there and the elements readable.
    fn count_below<T: Item>(source: *const T, n: usize, key: &T::Key) -> [usize; 2] {
        let mut counts = [0, 0];
        for start in (0..n).step_by(1 << 16) {
            let mut here = [0u32; 2];
            for i in start..n.min(start + (1 << 16)) {
                // SAFETY: by the contract.
                let x = unsafe { *source.add(i) }.stable_key();
                here[0] += u32::from(x < *key);
                here[1] += u32::from(x <= *key);
            }
            counts[0] += here[0] as usize;
            counts[1] += here[1] as usize;
        }
        counts
    }
}
