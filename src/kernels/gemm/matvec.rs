//! Products of a matrix and a vector, whose time is that of reading the matrix once.
//!
//! Rows that lie in one piece are multiplied with the vector one by one; where columns do, the result is
//! their weighted sum. Each element of the result is summed in an order that depends on the length alone.

use super::vector::{Factors, Ring, SumOf, Sums};
use std::mem::MaybeUninit;

/// `to[i] = row i of the matrix times the vector`. Rows and vector lie in one piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<T, U> {
    pub(super) matrix: *const T,
    /// From one row to the next.
    pub(super) step: isize,
    pub(super) count: usize,
    pub(super) vector: *const T,
    pub(super) depth: usize,
    pub(super) to: *mut U,
    pub(super) to_step: isize,
    pub(super) accumulate: bool,
}

/// `to += sum of column p times vector[p]`. Columns and `to` lie in one piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns<T, U> {
    pub(super) matrix: *const T,
    /// From one column to the next.
    pub(super) step: isize,
    pub(super) rows: usize,
    pub(super) vector: *const T,
    pub(super) vector_step: isize,
    pub(super) depth: usize,
    pub(super) to: *mut U,
    /// Whether `to` holds numbers already; if not, it is filled.
    pub(super) accumulate: bool,
}

/// Rows that are read at once, and registers of sums for each.
const ROWS: usize = 4;
const SUMS: usize = 2;

/// # Safety
/// The instruction set of `V` must be there, and the memory that `p` describes.
#[inline(always)]
pub(super) unsafe fn dot_rows<V: Factors>(p: &Rows<V::Element, SumOf<V>>) {
    let mut i = 0;
    // SAFETY: the caller's promise.
    unsafe {
        while i + ROWS <= p.count {
            dot_some::<V, ROWS>(p, i);
            i += ROWS;
        }
        while i < p.count {
            dot_some::<V, 1>(p, i);
            i += 1;
        }
    }
}

/// # Safety
/// As for [`dot_rows`]; the rows `first..first + R` must exist.
#[inline(always)]
unsafe fn dot_some<V: Factors, const R: usize>(p: &Rows<V::Element, SumOf<V>>, first: usize) {
    let width = V::LANES;
    // SAFETY: the caller's promise.
    unsafe {
        let rows: [*const V::Element; R] =
            std::array::from_fn(|r| p.matrix.offset((first + r) as isize * p.step));
        let mut sums = [[V::Sums::zero(); SUMS]; R];
        let mut at = 0;
        while at + SUMS * width <= p.depth {
            let x: [V; SUMS] = std::array::from_fn(|s| V::load(p.vector.add(at + s * width)));
            for (sums, row) in sums.iter_mut().zip(rows) {
                for (s, sum) in sums.iter_mut().enumerate() {
                    *sum = V::load(row.add(at + s * width)).multiply_add(x[s], *sum);
                }
            }
            at += SUMS * width;
        }
        while at < p.depth {
            let count = (p.depth - at).min(width);
            let x = V::load_first(p.vector.add(at), count);
            for (sums, row) in sums.iter_mut().zip(rows) {
                sums[0] = V::load_first(row.add(at), count).multiply_add(x, sums[0]);
            }
            at += width;
        }
        for (r, sums) in sums.into_iter().enumerate() {
            let sum = total::<V::Sums>(sums[1..].iter().fold(sums[0], |sum, &more| sum.plus(more)));
            let to = p.to.offset((first + r) as isize * p.to_step);
            *to = if p.accumulate { (*to).plus(sum) } else { sum };
        }
    }
}

/// The sum of all lanes, by halves.
///
/// # Safety
/// The instruction set of `V` must be there.
#[inline(always)]
unsafe fn total<V: Sums>(x: V) -> V::Element {
    let mut lanes = [MaybeUninit::<V::Element>::uninit(); 64];
    // SAFETY: no register has more than 64 lanes, and those that it has are initialised by the store.
    unsafe {
        x.store(lanes.as_mut_ptr().cast());
        let mut half = V::LANES / 2;
        while half > 0 {
            for i in 0..half {
                let sum = lanes[i].assume_init().plus(lanes[i + half].assume_init());
                lanes[i].write(sum);
            }
            half /= 2;
        }
        lanes[0].assume_init()
    }
}

/// Columns that are added in one pass over the sums.
const COLUMNS: usize = 4;
/// Registers of sums, where they are so few that they stay in registers during all passes.
const FEW: usize = 4;
/// Sums that stay in the first cache level during all passes, in bytes.
const BLOCK: usize = 16 << 10;

/// # Safety
/// As for [`dot_rows`].
#[inline(always)]
pub(super) unsafe fn add_columns<V: Factors>(p: &Columns<V::Element, SumOf<V>>) {
    let block = BLOCK / size_of::<SumOf<V>>();
    if p.rows <= FEW * V::LANES {
        // SAFETY: passed on.
        unsafe {
            match p.rows.div_ceil(V::LANES) {
                1 => add_in_registers::<V, 1>(p),
                2 => add_in_registers::<V, 2>(p),
                3 => add_in_registers::<V, 3>(p),
                _ => add_in_registers::<V, FEW>(p),
            }
        }
        return;
    }
    for start in (0..p.rows).step_by(block) {
        let rows = (p.rows - start).min(block);
        let mut k = 0;
        // SAFETY: the caller's promise.
        unsafe {
            while k < p.depth {
                let fill = k == 0 && !p.accumulate;
                if k + COLUMNS <= p.depth {
                    add_some::<V, COLUMNS>(p, start, rows, k, fill);
                    k += COLUMNS;
                } else {
                    add_some::<V, 1>(p, start, rows, k, fill);
                    k += 1;
                }
            }
        }
    }
}

/// As many registers of rows as there are, in the order of [`add_some`].
///
/// # Safety
/// As for [`dot_rows`].
#[inline(always)]
unsafe fn add_in_registers<V: Factors, const N: usize>(p: &Columns<V::Element, SumOf<V>>) {
    // SAFETY: the caller's promise.
    unsafe {
        let last = p.rows - (N - 1) * V::LANES;
        let mut sums = [V::Sums::zero(); N];
        if p.accumulate {
            for (j, sum) in sums.iter_mut().enumerate() {
                *sum = load_at::<V::Sums, N>(p.to, j, last);
            }
        }
        for k in 0..p.depth as isize {
            let weight = V::splat(*p.vector.offset(k * p.vector_step));
            let column = p.matrix.offset(k * p.step);
            for (j, sum) in sums.iter_mut().enumerate() {
                *sum = load_at::<V, N>(column, j, last).multiply_add(weight, *sum);
            }
        }
        for (j, &sum) in sums.iter().enumerate() {
            let at = p.to.add(j * V::LANES);
            if j + 1 < N {
                sum.store(at);
            } else {
                sum.store_first(at, last);
            }
        }
    }
}

/// Register `j` of `N`, the last of which is filled in part.
///
/// # Safety
/// The instruction set of `V` must be there, and so many elements.
#[inline(always)]
unsafe fn load_at<V: Factors, const N: usize>(from: *const V::Element, j: usize, last: usize) -> V {
    let at = from.wrapping_add(j * V::LANES);
    // SAFETY: the caller's promise.
    unsafe {
        if j + 1 < N {
            V::load(at)
        } else {
            V::load_first(at, last)
        }
    }
}

/// # Safety
/// As for [`dot_rows`]; the rows from `start` and the columns from `first` must exist.
#[inline(always)]
unsafe fn add_some<V: Factors, const C: usize>(
    p: &Columns<V::Element, SumOf<V>>,
    start: usize,
    rows: usize,
    first: usize,
    fill: bool,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let weights: [V; C] = std::array::from_fn(|c| {
            V::splat(*p.vector.offset((first + c) as isize * p.vector_step))
        });
        let columns: [*const V::Element; C] =
            std::array::from_fn(|c| p.matrix.offset((first + c) as isize * p.step).add(start));
        let to = p.to.add(start);
        let mut at = 0;
        while at + V::LANES <= rows {
            let mut sum = if fill {
                V::Sums::zero()
            } else {
                V::Sums::load(to.add(at))
            };
            for c in 0..C {
                sum = V::load(columns[c].add(at)).multiply_add(weights[c], sum);
            }
            sum.store(to.add(at));
            at += V::LANES;
        }
        if at < rows {
            let count = rows - at;
            let mut sum = if fill {
                V::Sums::zero()
            } else {
                V::Sums::load_first(to.add(at), count)
            };
            for c in 0..C {
                sum = V::load_first(columns[c].add(at), count).multiply_add(weights[c], sum);
            }
            sum.store_first(to.add(at), count);
        }
    }
}
