//! Sorting of up to a few hundred keys in vector registers, without branches.
//!
//! Keys are loaded as a matrix whose rows are registers. A sorting network over the rows sorts every column; then
//! neighbouring columns merge, twice as many in each round, and a transposition brings the keys into order. What an
//! instruction set must offer is [`Lanes`], which `x86` implements; `quick` splits longer runs until they fit.

use super::keys::Key;

/// A vector of keys.
pub(super) trait Lanes: Copy {
    type Key: Key;
    const LANES: usize;

    /// A key in all lanes.
    fn splat(key: Self::Key) -> Self;
    /// The largest key in all lanes.
    #[inline(always)]
    fn largest() -> Self {
        Self::splat(Self::Key::LARGEST)
    }
    /// # Safety
    /// `LANES` keys must be readable.
    unsafe fn load(from: *const Self::Key) -> Self;
    /// # Safety
    /// `LANES` keys must be writable.
    unsafe fn store(self, to: *mut Self::Key);
    /// The first `count <= LANES` keys; other lanes have the largest key.
    ///
    /// # Safety
    /// `count` keys must be readable.
    unsafe fn load_part(from: *const Self::Key, count: usize) -> Self;
    /// # Safety
    /// `count <= LANES` keys must be writable.
    unsafe fn store_part(self, to: *mut Self::Key, count: usize);
    fn min(self, other: Self) -> Self;
    fn max(self, other: Self) -> Self;
    /// Lane `i` of the result is lane `i ^ M`.
    fn swap<const M: usize>(self) -> Self;
    /// Lanes `i` with `i & M == 0` of `self`, the others of `other`.
    fn blend<const M: usize>(self, other: Self) -> Self;
    /// Exchanges the lanes `i` with `i & M != 0` of `self` for the lanes `i ^ M` of `other`.
    #[inline(always)]
    fn transpose<const M: usize>(self, other: Self) -> (Self, Self) {
        (
            self.blend::<M>(other.swap::<M>()),
            self.swap::<M>().blend::<M>(other),
        )
    }
}

/// Comparators that sort 8 rows: the least possible number, 19.
const EIGHT: [(usize, usize); 19] = [
    (0, 2),
    (1, 3),
    (4, 6),
    (5, 7),
    (0, 4),
    (1, 5),
    (2, 6),
    (3, 7),
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7),
    (2, 4),
    (3, 5),
    (1, 4),
    (3, 6),
    (1, 2),
    (3, 4),
    (5, 6),
];

/// Comparators that sort 16 rows: the least number known, 60.
const SIXTEEN: [(usize, usize); 60] = [
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7),
    (8, 9),
    (10, 11),
    (12, 13),
    (14, 15),
    (0, 2),
    (1, 3),
    (4, 6),
    (5, 7),
    (8, 10),
    (9, 11),
    (12, 14),
    (13, 15),
    (0, 4),
    (1, 5),
    (2, 6),
    (3, 7),
    (8, 12),
    (9, 13),
    (10, 14),
    (11, 15),
    (0, 8),
    (1, 9),
    (2, 10),
    (3, 11),
    (4, 12),
    (5, 13),
    (6, 14),
    (7, 15),
    (5, 10),
    (6, 9),
    (3, 12),
    (13, 14),
    (4, 8),
    (7, 11),
    (1, 2),
    (1, 4),
    (7, 13),
    (2, 8),
    (11, 14),
    (2, 4),
    (5, 6),
    (9, 10),
    (11, 13),
    (3, 8),
    (7, 12),
    (6, 8),
    (10, 12),
    (3, 5),
    (7, 9),
    (3, 4),
    (5, 6),
    (7, 8),
    (9, 10),
    (11, 12),
    (6, 7),
    (8, 9),
];

#[inline(always)]
fn exchange<V: Lanes, const R: usize>(rows: &mut [V; R], i: usize, j: usize) {
    (rows[i], rows[j]) = (rows[i].min(rows[j]), rows[i].max(rows[j]));
}

/// Compares every lane with lane `i ^ M`; the smaller key goes where `i & BIT == 0`.
#[inline(always)]
fn exchange_lanes<V: Lanes, const M: usize, const BIT: usize>(x: V, y: V) -> V {
    let y = y.swap::<M>();
    x.min(y).blend::<BIT>(x.max(y))
}

/// Sorts the lanes of one vector.
#[inline(always)]
pub(super) fn sort_lanes<V: Lanes>(mut x: V) -> V {
    x = exchange_lanes::<V, 1, 1>(x, x);
    x = exchange_lanes::<V, 3, 2>(x, x);
    x = exchange_lanes::<V, 1, 1>(x, x);
    if V::LANES > 4 {
        x = exchange_lanes::<V, 7, 4>(x, x);
        x = exchange_lanes::<V, 2, 2>(x, x);
        x = exchange_lanes::<V, 1, 1>(x, x);
    }
    if V::LANES > 8 {
        x = exchange_lanes::<V, 15, 8>(x, x);
        x = exchange_lanes::<V, 4, 4>(x, x);
        x = exchange_lanes::<V, 2, 2>(x, x);
        x = exchange_lanes::<V, 1, 1>(x, x);
    }
    x
}

/// Merges sorted runs of `WIDTH` columns in pairs. `LAST` is `2 * WIDTH - 1`.
#[inline(always)]
fn merge<V: Lanes, const R: usize, const WIDTH: usize, const LAST: usize>(rows: &mut [V; R]) {
    for i in 0..R / 2 {
        let (x, y) = (rows[i], rows[R - 1 - i]);
        rows[i] = exchange_lanes::<V, LAST, WIDTH>(x, y);
        rows[R - 1 - i] = exchange_lanes::<V, LAST, WIDTH>(y, x);
    }
    for row in rows.iter_mut() {
        if WIDTH > 4 {
            *row = exchange_lanes::<V, 4, 4>(*row, *row);
        }
        if WIDTH > 2 {
            *row = exchange_lanes::<V, 2, 2>(*row, *row);
        }
        if WIDTH > 1 {
            *row = exchange_lanes::<V, 1, 1>(*row, *row);
        }
    }
    let mut distance = R / 2;
    while distance > 0 {
        for i in 0..R {
            if i & distance == 0 {
                exchange(rows, i, i + distance);
            }
        }
        distance /= 2;
    }
}

#[inline(always)]
fn transpose<V: Lanes, const R: usize, const M: usize>(rows: &mut [V; R]) {
    for i in 0..R {
        if i & M == 0 {
            (rows[i], rows[i + M]) = rows[i].transpose::<M>(rows[i + M]);
        }
    }
}

/// Sorts `n <= R * LANES` keys from one place to another, which may be the same. `R` is 8 or 16 and a multiple of
/// the number of lanes.
///
/// # Safety
/// `n` keys must be readable and writable.
#[inline(always)]
pub(super) unsafe fn sort_block<V: Lanes, const R: usize>(
    from: *const V::Key,
    to: *mut V::Key,
    n: usize,
) {
    let mut rows = [V::largest(); R];
    for (i, row) in rows.iter_mut().enumerate() {
        let start = i * V::LANES;
        // SAFETY: keys below `n` are read.
        unsafe {
            if start + V::LANES <= n {
                *row = V::load(from.add(start));
            } else if start < n {
                *row = V::load_part(from.add(start), n - start);
            }
        }
    }
    if R == 8 {
        for (i, j) in EIGHT {
            exchange(&mut rows, i, j);
        }
    } else {
        for (i, j) in SIXTEEN {
            exchange(&mut rows, i, j);
        }
    }
    merge::<V, R, 1, 1>(&mut rows);
    merge::<V, R, 2, 3>(&mut rows);
    if V::LANES > 4 {
        merge::<V, R, 4, 7>(&mut rows);
    }
    if V::LANES > 8 {
        merge::<V, R, 8, 15>(&mut rows);
    }
    transpose::<V, R, 1>(&mut rows);
    transpose::<V, R, 2>(&mut rows);
    if V::LANES > 4 {
        transpose::<V, R, 4>(&mut rows);
    }
    if V::LANES > 8 {
        transpose::<V, R, 8>(&mut rows);
    }
    for column in 0..V::LANES {
        for block in 0..R / V::LANES {
            let start = column * R + block * V::LANES;
            let row = rows[block * V::LANES + column];
            // SAFETY: keys below `n` are written.
            unsafe {
                if start + V::LANES <= n {
                    row.store(to.add(start));
                } else if start < n {
                    row.store_part(to.add(start), n - start);
                }
            }
        }
    }
}
