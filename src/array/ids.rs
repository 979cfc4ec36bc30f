//! Identities: numbers that are never used again, and tables by them.

use std::cell::Cell;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// A fresh identity. Threads draw from blocks, so the shared counter is touched once in 65,536 arrays.
pub(crate) fn fresh_id() -> u64 {
    const BLOCK: u64 = 1 << 16;
    static NEXT_BLOCK: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NEXT: Cell<u64> = const { Cell::new(0) };
    }
    let next = NEXT.get();
    let id = if next.is_multiple_of(BLOCK) {
        NEXT_BLOCK.fetch_add(1, Ordering::Relaxed) * BLOCK
    } else {
        next
    };
    NEXT.set(id + 1);
    id
}

/// An odd number whose multiples spread to the high bits: 2⁶⁴ over the golden ratio.
pub(crate) const MIXER: u64 = 0x9E37_79B9_7F4A_7C15;

/// For tables by id or by slot, which are consecutive numbers.
#[derive(Clone, Copy, Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only numbers are hashed")
    }
    fn write_u32(&mut self, slot: u32) {
        self.write_u64(u64::from(slot));
    }
    fn write_u64(&mut self, id: u64) {
        // Spread to the high bits, which the table uses for its tags.
        self.0 = id.wrapping_mul(MIXER);
    }
}

/// A hasher for maps and sets whose keys are ids.
pub(crate) type ById = BuildHasherDefault<IdHasher>;
