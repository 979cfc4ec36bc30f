//! Sorting keys with the instruction set that the machine has, on one thread or several.
//!
//! With vectors, `quick`; else by radix or, short runs, as the standard library does. Threads share the pieces that
//! the first rounds of quicksort make; as keys of one value are alike, the result is the same.

use super::keys::Key;
use super::radix::{Digits, radix_sort};
use super::selection::Enclosed;
use crate::kernels::loops::{parallel_for, thread_count};
use crate::kernels::shared::Shared;
use crate::kernels::simd::{Set, set};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs from this length on are shared among threads.
const SHARED_FROM: usize = 1 << 16;
/// The least keys of a piece that is split for other threads.
const PIECE: usize = 1 << 14;

/// Sorts keys with as many others to work in; see [`super::quick::sort_run`].
type Run<K> = unsafe fn(from: *mut K, other: *mut K, n: usize, into_other: bool, rounds: u32);
/// Splits keys at one of them: how many went to the left, and the pivot. Without any to the left, the pivot is the
/// least key, and `or_equal` separates its copies.
type SplitAt<K> = unsafe fn(from: *const K, n: usize, to: *mut K, pivot: Option<K>) -> (usize, K);

/// See [`super::selection::enclose`].
type Enclose<K> = unsafe fn(from: *const K, n: usize, bounds: [K; 2], kept: *mut K) -> Enclosed;
/// See [`super::selection::part_block`].
type Part<K> =
    unsafe fn(keys: *const K, data: *const K, n: usize, pivot: K, sides: [*mut K; 3]) -> [usize; 3];

/// The functions of one instruction set.
pub(super) struct Vectors<K> {
    pub(super) run: Run<K>,
    pub(super) split: SplitAt<K>,
    pub(super) enclose: Enclose<K>,
    pub(super) part: Part<K>,
}

/// Keys that some instruction sets sort in vectors.
pub(super) trait Sortable: Key + Digits {
    fn vectors(set: Set) -> Option<Vectors<Self>>;
}

macro_rules! sortable {
    ($key:ty, $wide:ident $narrow:ident) => {
        impl Sortable for $key {
            fn vectors(set: Set) -> Option<Vectors<$key>> {
                match set {
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx512 => Some(super::x86::$wide::VECTORS),
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx2 => Some(super::x86::$narrow::VECTORS),
                    _ => None,
                }
            }
        }
    };
}
sortable!(i32, Wide32 Narrow32);
sortable!(i64, Wide64 Narrow64);

/// How keys are to be sorted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) set: Set,
    /// Whether threads may share the work.
    pub(super) splits: bool,
    /// Bits from the lowest on by which the keys are in order already.
    pub(super) sorted_bits: u32,
}

impl Plan {
    pub(super) fn new(splits: bool) -> Self {
        Plan {
            set: set(),
            splits,
            sorted_bits: 0,
        }
    }
}

/// Sorts `n` keys at `from`, with as many at `other` to work in, into `other` if `into_other`, else in place.
///
/// # Safety
/// Both places must have `n` keys, be apart and belong to the caller alone.
pub(super) unsafe fn sort_keys<K: Sortable>(
    from: *mut K,
    other: *mut K,
    n: usize,
    into_other: bool,
    plan: Plan,
) {
    // SAFETY: passed on from the caller; the functions are those of a set that the machine has.
    unsafe {
        let Some(vectors) = K::vectors(plan.set) else {
            return radix_sort(from, other, n, into_other, plan.sorted_bits);
        };
        if plan.splits && n >= SHARED_FROM && thread_count() > 1 {
            sort_shared(&vectors, from, other, n, into_other);
        } else {
            (vectors.run)(from, other, n, into_other, rounds(n));
        }
    }
}

/// More rounds than halving takes, were every side up to three quarters of its run.
pub(super) fn rounds(n: usize) -> u32 {
    2 * n.max(1).ilog2() + 8
}

/// Some keys that are still to be sorted among themselves.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    len: usize,
    in_other: bool,
}

/// # Safety
/// As for [`sort_keys`].
unsafe fn sort_shared<K: Sortable>(
    vectors: &Vectors<K>,
    from: *mut K,
    other: *mut K,
    n: usize,
    into_other: bool,
) {
    let places = [Shared(from.cast::<u8>()), Shared(other.cast::<u8>())];
    // The keys of a piece, and the place opposite.
    let at = |piece: &Piece| {
        let offset = (piece.start * size_of::<K>()) as isize;
        let [mut here, mut there] = places.each_ref().map(|place| place.at(offset).cast::<K>());
        if piece.in_other {
            std::mem::swap(&mut here, &mut there);
        }
        (here, there)
    };
    let wanted = 4 * thread_count();
    let mut pieces = vec![Piece {
        start: 0,
        len: n,
        in_other: false,
    }];
    for _ in 0..=wanted.ilog2() {
        let is_long = |piece: &Piece| piece.len >= 2 * PIECE && piece.len > n / wanted;
        let sizes: Vec<AtomicUsize> = pieces.iter().map(|_| AtomicUsize::new(0)).collect();
        parallel_for(pieces.len(), 1, &|range| {
            for i in range {
                let piece = &pieces[i];
                if !is_long(piece) {
                    continue;
                }
                let (here, there) = at(piece);
                // SAFETY: pieces are apart, and each is split by one thread.
                unsafe {
                    let (mut below, pivot) = (vectors.split)(here, piece.len, there, None);
                    if below == 0 {
                        (below, _) = (vectors.split)(here, piece.len, there, Some(pivot));
                    }
                    sizes[i].store(below, Ordering::Relaxed);
                }
            }
        });
        pieces = pieces
            .iter()
            .zip(&sizes)
            .flat_map(|(piece, below)| {
                if !is_long(piece) {
                    return [Some(*piece), None];
                }
                let below = below.load(Ordering::Relaxed);
                let side = |start, len| Piece {
                    start,
                    len,
                    in_other: !piece.in_other,
                };
                [
                    Some(side(piece.start, below)),
                    Some(side(piece.start + below, piece.len - below)),
                ]
            })
            .flatten()
            .filter(|piece| piece.len > 0)
            .collect();
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len));
    parallel_for(pieces.len(), 1, &|range| {
        for piece in &pieces[range] {
            let (here, there) = at(piece);
            let moves = piece.in_other != into_other;
            // SAFETY: as above.
            unsafe { (vectors.run)(here, there, piece.len, moves, rounds(piece.len)) };
        }
    });
}
