//! The innermost loops: one tile of the result, held in registers while the summed axis goes by.
//!
//! A tile has at most [`Kernels::rows`] rows and [`Kernels::vectors`] registers of columns; there is a
//! function for every smaller size, so that edges do no work in vain. `level` makes the tables of them.

use super::vector::{Factors, SumOf, Sums};

/// The operands of a tile. Strides are in elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tile<T, U = T> {
    /// Length of the summed axis.
    pub(super) depth: usize,
    pub(super) a: *const T,
    /// From one row of `a` to the next; 1 if `a` is packed.
    pub(super) a_row: isize,
    /// From one column of `a` to the next.
    pub(super) a_step: isize,
    /// Rows of `b` lie in one piece. A packed one may be read up to whole registers.
    pub(super) b: *const T,
    pub(super) b_step: isize,
    /// Rows of `c` lie in one piece.
    pub(super) c: *mut U,
    pub(super) c_row: isize,
    /// Columns in the last register, at least one.
    pub(super) last: usize,
    /// Adds to `c` instead of filling it.
    pub(super) accumulate: bool,
}

/// Computes a tile of so many rows and registers.
pub(super) type TileFn<T, U> = unsafe fn(&Tile<T, U>);

/// `M` rows by `N` registers. The operands are `PACKED` (see `pack`), or lie as they do.
///
/// # Safety
/// The instruction set of `V` must be there, and the memory that `tile` describes; `c` must be initialised if
/// it is added to, and overlap nothing.
#[inline(always)]
pub(super) unsafe fn tile<V: Factors, const M: usize, const N: usize, const PACKED: bool>(
    tile: &Tile<V::Element, SumOf<V>>,
) {
    let (mut a, mut b) = (tile.a, tile.b);
    // SAFETY: the caller's promise. Pointers move past the end once, without being read.
    unsafe {
        let mut sums = [[V::Sums::zero(); N]; M];
        for _ in 0..tile.depth {
            let row: [V; N] = std::array::from_fn(|j| {
                let at = b.add(j * V::LANES);
                if PACKED || j + 1 < N {
                    V::load(at)
                } else {
                    V::load_first(at, tile.last)
                }
            });
            for (i, sums) in sums.iter_mut().enumerate() {
                let x = if PACKED {
                    *a.add(i)
                } else {
                    *a.offset(i as isize * tile.a_row)
                };
                let x = V::splat(x);
                for (sum, &row) in sums.iter_mut().zip(&row) {
                    *sum = x.multiply_add(row, *sum);
                }
            }
            a = a.wrapping_offset(tile.a_step);
            b = b.wrapping_offset(tile.b_step);
        }
        for (i, sums) in sums.iter().enumerate() {
            let c = tile.c.offset(i as isize * tile.c_row);
            for (j, &sum) in sums.iter().enumerate() {
                let at = c.add(j * V::LANES);
                if j + 1 < N {
                    let sum = if tile.accumulate {
                        V::Sums::load(at).plus(sum)
                    } else {
                        sum
                    };
                    sum.store(at);
                } else {
                    let sum = if tile.accumulate {
                        V::Sums::load_first(at, tile.last).plus(sum)
                    } else {
                        sum
                    };
                    sum.store_first(at, tile.last);
                }
            }
        }
    }
}
