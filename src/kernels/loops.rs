//! Walks n-dimensional operands row by row, for every kernel that computes element by element.
//!
//! A kernel is a typed one-dimensional loop ([`Inner`]); the walk drops axes of size 1, orders the others by
//! the output's strides, merges what lies in one line, and splits large work over threads with [`parallel_for`].
//! The typed loops themselves are made in `typed`, the threads in `team`.

use crate::array::value::Dense;
use crate::config;
use crate::shape::Strides;
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::ops::Range;

/// A typed loop over rows of `n` elements: operand 0 is the output, strides are in bytes.
pub(crate) type Inner<const N: usize> =
    unsafe fn(pointers: [*mut u8; N], strides: [isize; N], n: usize, rows: &Rows<N>);

/// Rows at equal distances (in bytes), the first of which a loop is given. Loops take several at a time, because
/// a call for each would cost more than a short row itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<const N: usize> {
    pub(super) count: usize,
    pub(super) strides: [isize; N],
}

impl<const N: usize> Rows<N> {
    /// The first row alone.
    pub(crate) const ONE: Rows<N> = Rows {
        count: 1,
        strides: [0; N],
    };

    /// Calls `body` with the pointers of each row.
    #[inline(always)]
    pub(crate) fn each(&self, mut pointers: [*mut u8; N], mut body: impl FnMut([*mut u8; N])) {
        for _ in 0..self.count {
            body(pointers);
            advance(&mut pointers, &self.strides, 1);
        }
    }
}

/// What [`for_rows`] calls, with the arguments of an [`Inner`].
pub(crate) type Body<'a, const N: usize> =
    dyn Fn([*mut u8; N], [isize; N], usize, &Rows<N>) + Sync + 'a;

/// Work below this (in the unit of `cost` times 16 elements, roughly a nanosecond) stays on one thread. A part of a smaller
/// kernel can be handed over in a fraction of a microsecond, but then lies in another core's cache, where the next kernel
/// may have to fetch it from.
///
/// Measured on two cores with additions of f32, in microseconds: one thread, then two that are awake; the same where each
/// is followed by one that is not split; and after a millisecond of other work.
///
/// | elements | one, two | followed: one, two | after a pause: one, two |
/// |---|---|---|---|
/// | 16,000 | 1.1, 0.8 | 2.2, 3.3 | 1.1, 11.8 |
/// | 32,000 | 2.0, 1.3 | 4.1, 6.2 | 1.8, 13.8 |
/// | 64,000 | 3.3, 2.4 | 9.4, 10.7 | 3.8, 17.0 |
/// | 100,000 | 8.6, 3.7 | 18.3, 16.8 | 10.0, 19.7 |
/// | 300,000 | 36, 17 | | 33, 42 |
/// | 800,000 | 82, 47 | | 86, 72 |
const PARALLEL_WORK: usize = 5_000;
/// The work that one piece of a split should have.
const PIECE_WORK: usize = 2_500;
/// Work below this stays on one thread of a rayon pool, which takes longer to hand it over.
#[cfg(feature = "rayon")]
const POOL_WORK: usize = 20_000;
/// Rows shorter than this are not worth a call if another axis is longer.
const SHORT_ROW: usize = 8;
/// Elements at this distance, in bytes, share a cache line.
const NEAR: usize = 32;

/// Runs a typed loop over all elements. `cost` is a rough time in nanoseconds per 16 elements; an addition
/// has 1.
///
/// # Safety
/// For every index of `shape`, each pointer plus the index times the byte strides must be an element of the
/// type that `inner` expects: writable for operand 0, readable for the others. The output may overlap an
/// input only element for element, and must not be visible to other threads.
pub(crate) unsafe fn run<const N: usize>(
    shape: &[usize],
    pointers: [*mut u8; N],
    strides: [&[isize]; N],
    cost: usize,
    inner: Inner<N>,
) {
    // SAFETY: the caller's promise is that of `for_rows`, and each row is passed on as it is.
    unsafe {
        for_rows(shape, pointers, strides, cost, &|p, s, n, rows| {
            inner(p, s, n, rows);
        });
    }
}

/// [`run`] with a closure in place of a function pointer.
///
/// # Safety
/// As for [`run`].
pub(crate) unsafe fn for_rows<const N: usize>(
    shape: &[usize],
    pointers: [*mut u8; N],
    strides: [&[isize]; N],
    cost: usize,
    body: &Body<'_, N>,
) {
    if shape.contains(&0) {
        return;
    }
    let walk = Walk::new(shape, pointers, strides);
    let rows = walk.rows();
    let row_work = (walk.row.size * cost.max(1)).div_ceil(16);
    if !walk.may_split || !is_worth_sharing(row_work.saturating_mul(rows)) {
        walk.visit(0..rows, body);
    } else if rows >= 32 {
        parallel_for(rows, PIECE_WORK.div_ceil(row_work), &|range| {
            walk.visit(range, body);
        });
    } else {
        let grain = (PIECE_WORK * 16).div_ceil(cost.max(1));
        for row in 0..rows {
            parallel_for(walk.row.size, grain, &|range| {
                walk.visit_part(row, range, body);
            });
        }
    }
}

/// One axis of a walk: its size, and the byte stride of every operand.
#[derive(Clone, Copy)]
struct Axis<const N: usize> {
    size: usize,
    strides: [isize; N],
}

/// The order in which elements are visited.
struct Walk<const N: usize> {
    pointers: [*mut u8; N],
    /// Outermost first.
    outer: SmallVec<[Axis<N>; 6]>,
    row: Axis<N>,
    /// Different indices write different elements, so parts can run at once.
    may_split: bool,
}

// SAFETY: a walk is shared between threads only by `for_rows`, whose parts write disjoint elements
// (`may_split`); the caller promises that the memory is good on any thread.
unsafe impl<const N: usize> Sync for Walk<N> {}

impl<const N: usize> Walk<N> {
    fn new(shape: &[usize], pointers: [*mut u8; N], strides: [&[isize]; N]) -> Self {
        let mut axes: SmallVec<[Axis<N>; 6]> = SmallVec::new();
        for (axis, &size) in shape.iter().enumerate() {
            if size != 1 {
                axes.push(Axis {
                    size,
                    strides: std::array::from_fn(|operand| strides[operand][axis]),
                });
            }
        }
        axes.sort_by_key(|axis| Reverse(axis.strides[0].unsigned_abs()));
        let may_split = axes.iter().all(|axis| axis.strides[0] != 0);
        let mut outer: SmallVec<[Axis<N>; 6]> = SmallVec::new();
        for axis in axes {
            match outer.last_mut() {
                Some(last)
                    if (0..N).all(|i| last.strides[i] == axis.strides[i] * axis.size as isize) =>
                {
                    *last = Axis {
                        size: last.size * axis.size,
                        strides: axis.strides,
                    };
                }
                _ => outer.push(axis),
            }
        }
        let mut row = outer.pop().unwrap_or(Axis {
            size: 1,
            strides: [0; N],
        });
        if row.size < SHORT_ROW
            && let Some(longest) = (0..outer.len()).max_by_key(|&i| outer[i].size)
            && outer[longest].size >= 4 * row.size
        {
            std::mem::swap(&mut row, &mut outer[longest]);
        }
        Walk {
            pointers,
            outer,
            row,
            may_split,
        }
        .crossed()
    }

    /// Where an operand runs along another axis than the output, that axis is put next to the rows: a body then
    /// sees both as one plane, of which it can take blocks (`gathered`, `copy`).
    fn crossed(mut self) -> Self {
        let runs_along = |axis: &Axis<N>| {
            (1..N).any(|i| {
                let step = axis.strides[i].unsigned_abs();
                (1..=NEAR).contains(&step) && step < self.row.strides[i].unsigned_abs()
            })
        };
        if let Some(across) = self.outer.iter().rposition(runs_along) {
            let across = self.outer.remove(across);
            self.outer.push(across);
        }
        self
    }

    fn rows(&self) -> usize {
        self.outer.iter().map(|axis| axis.size).product()
    }

    /// The pointers of a row, and the index of each outer axis there.
    fn start(&self, row: usize) -> ([*mut u8; N], SmallVec<[usize; 6]>) {
        let mut index: SmallVec<[usize; 6]> = SmallVec::from_elem(0, self.outer.len());
        let (mut rest, mut pointers) = (row, self.pointers);
        for (i, axis) in self.outer.iter().enumerate().rev() {
            index[i] = rest % axis.size;
            rest /= axis.size;
            advance(&mut pointers, &axis.strides, index[i] as isize);
        }
        (pointers, index)
    }

    fn visit(&self, rows: Range<usize>, body: &Body<'_, N>) {
        let Some(last) = self.outer.last() else {
            body(self.pointers, self.row.strides, self.row.size, &Rows::ONE);
            return;
        };
        let (mut pointers, mut index) = self.start(rows.start);
        let mut left = rows.len();
        while left > 0 {
            // What is left along the last outer axis goes in one call.
            let count = left.min(last.size - index[index.len() - 1]);
            left -= count;
            let rows = Rows {
                count,
                strides: last.strides,
            };
            body(pointers, self.row.strides, self.row.size, &rows);
            let mut steps = count;
            for (position, axis) in index.iter_mut().zip(&self.outer).rev() {
                *position += steps;
                advance(&mut pointers, &axis.strides, steps as isize);
                if *position < axis.size {
                    break;
                }
                steps = 1;
                advance(&mut pointers, &axis.strides, -(axis.size as isize));
                *position = 0;
            }
        }
    }

    fn visit_part(&self, row: usize, part: Range<usize>, body: &Body<'_, N>) {
        let (mut pointers, _) = self.start(row);
        advance(&mut pointers, &self.row.strides, part.start as isize);
        body(pointers, self.row.strides, part.len(), &Rows::ONE);
    }
}

/// Moves every pointer by `steps` strides. Wrapping, because the odometer passes the end of an axis for a
/// moment; what is handed to a body is always inside.
#[inline(always)]
fn advance<const N: usize>(pointers: &mut [*mut u8; N], strides: &[isize; N], steps: isize) {
    for (pointer, stride) in pointers.iter_mut().zip(strides) {
        *pointer = pointer.wrapping_offset(stride * steps);
    }
}

/// The number of threads that [`parallel_for`] may use: the limit of `config`, and inside a pool of rayon at most its
/// number.
pub(crate) fn thread_count() -> usize {
    #[cfg(feature = "rayon")]
    if rayon::current_thread_index().is_some() {
        return config::num_threads().min(rayon::current_num_threads());
    }
    config::num_threads()
}

/// Whether a kernel of so much work should be split now.
fn is_worth_sharing(work: usize) -> bool {
    #[cfg(feature = "rayon")]
    if work >= PARALLEL_WORK && thread_count() > 1 {
        return if rayon::current_thread_index().is_some() {
            work >= POOL_WORK
        } else {
            super::team::is_worth_asking(work)
        };
    }
    let _ = work;
    false
}

/// Whether so many elements are too few to be worth another thread.
#[inline]
pub(super) fn is_small(n: usize, cost: usize) -> bool {
    n.saturating_mul(cost) < 16 * PARALLEL_WORK
}

/// Runs `body` over `0..n` in pieces of at least about `grain`, which should take some five microseconds. The pieces
/// run on the library's team of threads; in a thread of the user's rayon pool, on that pool, whose threads would
/// otherwise compete with the team; on this thread alone without the feature `rayon`.
pub(crate) fn parallel_for(n: usize, grain: usize, body: &(dyn Fn(Range<usize>) + Sync)) {
    if n == 0 {
        return;
    }
    #[cfg(feature = "rayon")]
    if n / grain.max(1) >= 2 {
        let threads = thread_count();
        let is_in_pool = rayon::current_thread_index().is_some();
        // Any thread of a pool may take a piece, so there the limit of threads is one of pieces.
        let most = if is_in_pool { threads } else { threads * 4 };
        let pieces = (n / grain.max(1)).min(most);
        let run = |i: usize| body(piece(n, i, pieces)..piece(n, i + 1, pieces));
        if threads > 1 && is_in_pool {
            use rayon::prelude::*;
            (0..pieces).into_par_iter().for_each(run);
            return;
        }
        if threads > 1 && super::team::run(threads, pieces, &run) {
            return;
        }
    }
    #[cfg(not(feature = "rayon"))]
    let _ = grain;
    body(0..n);
}

/// Where piece `i` of `pieces` begins; at multiples of 64 elements, so that rows start on cache lines.
#[cfg(feature = "rayon")]
fn piece(n: usize, i: usize, pieces: usize) -> usize {
    let even = (n as u128 * i as u128 / pieces as u128) as usize;
    if i == pieces || n < 64 * pieces {
        even
    } else {
        even / 64 * 64
    }
}

/// The strides of a dense array in bytes.
pub(crate) fn byte_strides(x: &Dense) -> Strides {
    let size = x.dtype().item_size() as isize;
    x.strides().iter().map(|stride| stride * size).collect()
}

/// The byte strides under which the array has a shape that it broadcasts to: 0 along stretched axes.
pub(crate) fn broadcast_byte_strides(x: &Dense, shape: &[usize]) -> Strides {
    let size = x.dtype().item_size() as isize;
    let (own_shape, own) = (x.shape(), x.strides());
    let added = shape.len() - own_shape.len();
    (0..shape.len())
        .map(|axis| match axis.checked_sub(added) {
            Some(a) if own_shape[a] == shape[axis] => own[a] * size,
            _ => 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Every output offset a walk writes, with the input offset it is paired with, in any order.
    fn visited(shape: &[usize], out: &[isize], input: &[isize]) -> Vec<(isize, isize)> {
        let seen = Mutex::new(Vec::new());
        let base = std::ptr::without_provenance_mut::<u8>(1 << 40);
        let body = |p: [*mut u8; 2], s: [isize; 2], n: usize, rows: &Rows<2>| {
            rows.each(p, |p| {
                let start = p.map(|p| p.addr().wrapping_sub(1 << 40) as isize);
                let row = (0..n as isize).map(|i| (start[0] + i * s[0], start[1] + i * s[1]));
                seen.lock().unwrap().extend(row);
            });
        };
        // SAFETY: the body only computes with addresses.
        unsafe { for_rows(shape, [base, base], [out, input], 1, &body) };
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        seen
    }

    fn expected(shape: &[usize], out: &[isize], input: &[isize]) -> Vec<(isize, isize)> {
        let mut all = vec![(0, 0)];
        for (axis, &size) in shape.iter().enumerate() {
            all = all
                .iter()
                .flat_map(|&(o, i)| {
                    (0..size as isize).map(move |k| (o + k * out[axis], i + k * input[axis]))
                })
                .collect();
        }
        all.sort_unstable();
        all
    }

    #[test]
    fn every_element_is_visited_once() {
        let cases: [(&[usize], &[isize], &[isize]); 9] = [
            (&[], &[], &[]),
            (&[5], &[4], &[-4]),
            (&[2, 3, 4], &[48, 16, 4], &[48, 16, 4]),
            (&[2, 3, 4], &[48, 16, 4], &[4, 8, 24]),
            (&[2, 1, 4], &[16, 16, 4], &[0, 7, 4]),
            (&[0, 3], &[12, 4], &[12, 4]),
            (&[1000, 2], &[8, 4], &[4, 4000]),
            (&[96, 128], &[512, 4], &[4, 384]),
            (&[300, 1024], &[4096, 4], &[4, 1200]),
        ];
        for (shape, out, input) in cases {
            assert_eq!(
                visited(shape, out, input),
                expected(shape, out, input),
                "{shape:?}"
            );
        }
    }

    #[test]
    fn large_work_is_split_without_gaps() {
        for shape in [&[1_000_003usize][..], &[40, 20_001], &[3, 400_001]] {
            let mut strides = vec![4isize; shape.len()];
            if shape.len() == 2 {
                strides[0] = 4 * shape[1] as isize;
            }
            let zeros = vec![0; shape.len()];
            let total: usize = shape.iter().product();
            let seen = visited(shape, &strides, &zeros);
            assert_eq!(seen.len(), total);
            assert!(
                seen.iter()
                    .enumerate()
                    .all(|(i, &(out, _))| out == 4 * i as isize)
            );
        }
    }

    #[test]
    fn parallel_for_covers_the_range() {
        for n in [0usize, 1, 63, 64, 1000, 12_345] {
            let seen = Mutex::new(vec![0u8; n]);
            parallel_for(n, 10, &|range| {
                let mut seen = seen.lock().unwrap();
                for i in range {
                    seen[i] += 1;
                }
            });
            assert!(seen.into_inner().unwrap().iter().all(|&count| count == 1));
        }
    }
}
