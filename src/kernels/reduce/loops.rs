//! The typed loops of reductions behind function pointers, so that the walk over axes is compiled once.

use super::folds::Fold;
use super::{BLOCK, ROW_BLOCK, ROWS, TOTAL_BYTES};
use crate::kernels::simd::Set;
use crate::kernels::simd::sets::{Entry, Isa, run};
use std::marker::PhantomData;
use std::mem::MaybeUninit;

/// Rows of at most so many elements are folded several at once.
const SHORT: usize = 512;
/// How many of them.
const GROUP: usize = 64;

/// A pointer and the bytes from one element, or row, to the next.
pub(super) type Steps<P> = (P, isize);
/// How many elements, and the bytes from one to the next.
pub(super) type Run = (usize, isize);

/// A [`Fold`] as function pointers, for an instruction set.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) set: Set,
    pub(super) total_size: usize,
    pub(super) out_size: usize,
    pub(super) init: unsafe fn(totals: *mut u8, n: usize),
    /// Folds rows into an output element each: the outputs, the rows, the number of rows, and what a row is.
    pub(super) fold_each: unsafe fn(Set, Steps<*mut u8>, Steps<*const u8>, usize, Run),
    /// Folds a row into one total.
    pub(super) fold_row: unsafe fn(Set, total: *mut u8, source: *const u8, row: Run),
    /// Folds rows of `n <= BLOCK` elements into `n` totals: the totals, the rows, and the columns.
    pub(super) fold_rows:
        unsafe fn(Set, totals: *mut u8, source: *const u8, rows: Run, columns: Run),
    pub(super) merge: unsafe fn(totals: *mut u8, others: *const u8, n: usize),
    pub(super) finish: unsafe fn(totals: *const u8, out: *mut u8, stride: isize, n: usize),
}

impl Typed {
    pub(super) fn of<F: Fold>(set: Set) -> Typed {
        const { assert!(size_of::<F::Total>() <= TOTAL_BYTES) };
        Typed {
            set,
            total_size: size_of::<F::Total>(),
            out_size: size_of::<F::Out>(),
            init: init::<F>,
            fold_each: |set, out, source, rows, row| {
                run(
                    set,
                    Each::<F> {
                        out,
                        source,
                        rows,
                        row,
                        fold: PhantomData,
                    },
                );
            },
            fold_row: |set, total, source, row| {
                run(
                    set,
                    IntoOne::<F> {
                        total: total.cast(),
                        source,
                        row,
                    },
                );
            },
            fold_rows: |set, totals, source, rows, columns| {
                run(
                    set,
                    OntoTotals::<F> {
                        totals: totals.cast(),
                        source,
                        rows,
                        columns,
                    },
                );
            },
            merge: merge::<F>,
            finish: finish::<F>,
        }
    }
}

unsafe fn init<F: Fold>(totals: *mut u8, n: usize) {
    for i in 0..n {
        // SAFETY: the caller gives room for `n` totals.
        unsafe { totals.cast::<F::Total>().add(i).write(F::TOTAL) };
    }
}

unsafe fn merge<F: Fold>(totals: *mut u8, others: *const u8, n: usize) {
    for i in 0..n {
        // SAFETY: the caller gives `n` totals on both sides.
        unsafe {
            let total = totals.cast::<F::Total>().add(i);
            *total = F::merge(*total, *others.cast::<F::Total>().add(i));
        }
    }
}

unsafe fn finish<F: Fold>(totals: *const u8, out: *mut u8, stride: isize, n: usize) {
    for i in 0..n {
        // SAFETY: the caller gives `n` totals and `n` output elements `stride` bytes apart.
        unsafe {
            out.offset(i as isize * stride)
                .cast::<F::Out>()
                .write(F::finish(*totals.cast::<F::Total>().add(i)));
        };
    }
}

/// A row into one total.
struct IntoOne<F: Fold> {
    total: *mut F::Total,
    source: *const u8,
    row: Run,
}

impl<F: Fold> Entry for IntoOne<F> {
    type Out = ();
    const IS_WIDE: bool = F::IS_WIDE;
    #[inline(always)]
    fn call<S: Isa>(self) {
        // SAFETY: whoever makes an `IntoOne` gives a total and the elements of the row.
        unsafe { *self.total = fold_row::<F, S>(*self.total, self.source, self.row) };
    }
}

/// # Safety
/// The row's elements must be readable.
#[inline(always)]
unsafe fn fold_row<F: Fold, S: Isa>(
    mut total: F::Total,
    source: *const u8,
    (n, stride): Run,
) -> F::Total {
    let mut at = 0;
    let is_adjacent = stride == size_of::<F::Item>() as isize;
    while F::PAIRS_PAY && is_adjacent && n - at >= 2 * ROW_BLOCK {
        let start = source.wrapping_offset(at as isize * stride).cast();
        // SAFETY: as many elements of the row are left.
        let blocks = unsafe {
            F::two_slices::<S>(
                std::slice::from_raw_parts(start, ROW_BLOCK),
                std::slice::from_raw_parts(start.add(ROW_BLOCK), ROW_BLOCK),
            )
        };
        total = F::add(F::add(total, blocks[0]), blocks[1]);
        at += 2 * ROW_BLOCK;
    }
    while at < n && !F::is_final(&total) {
        let count = (n - at).min(ROW_BLOCK);
        let start = source.wrapping_offset(at as isize * stride);
        // SAFETY: `count` elements of the row are left.
        let block = unsafe {
            if is_adjacent {
                F::slice::<S>(std::slice::from_raw_parts(start.cast(), count))
            } else {
                fold_strided::<F>(start, stride, count)
            }
        };
        total = F::add(total, block);
        at += count;
    }
    total
}

#[inline(always)]
unsafe fn fold_strided<F: Fold>(source: *const u8, stride: isize, n: usize) -> F::Block {
    let mut lanes = [F::BLOCK; 4];
    for i in 0..n {
        // SAFETY: the caller gives `n` elements `stride` bytes apart.
        let x = unsafe { *source.offset(i as isize * stride).cast::<F::Item>() };
        lanes[i % 4] = F::step(lanes[i % 4], F::load(x));
    }
    F::step(F::step(lanes[0], lanes[1]), F::step(lanes[2], lanes[3]))
}

/// Rows into an output element each. One call for all of them: for short ones, a call each would cost more than the row.
struct Each<F: Fold> {
    out: Steps<*mut u8>,
    source: Steps<*const u8>,
    rows: usize,
    row: Run,
    fold: PhantomData<F>,
}

impl<F: Fold> Entry for Each<F> {
    type Out = ();
    const IS_WIDE: bool = F::IS_WIDE;
    #[inline(always)]
    fn call<S: Isa>(self) {
        let ((out, out_stride), (source, source_stride)) = (self.out, self.source);
        let write = |at: usize, total: F::Total| {
            let out = out.wrapping_offset(at as isize * out_stride);
            // SAFETY: whoever makes an `Each` gives as many output elements as rows.
            unsafe { out.cast::<F::Out>().write(F::finish(total)) };
        };
        let row_at = |at: usize| source.wrapping_offset(at as isize * source_stride);
        let (n, stride) = self.row;
        if n > SHORT || stride != size_of::<F::Item>() as isize {
            for at in 0..self.rows {
                // SAFETY: `at` is one of the rows.
                write(at, unsafe {
                    fold_row::<F, S>(F::TOTAL, row_at(at), self.row)
                });
            }
            return;
        }
        let mut blocks = [F::BLOCK; GROUP];
        let mut at = 0;
        while at < self.rows {
            let blocks = &mut blocks[..GROUP.min(self.rows - at)];
            // SAFETY: as many rows are left, of `n` adjacent elements each.
            unsafe { F::each::<S>(row_at(at), source_stride, n, blocks) };
            if out_stride == size_of::<F::Out>() as isize {
                let out = out.cast::<F::Out>().wrapping_add(at);
                for (i, &block) in blocks.iter().enumerate() {
                    // SAFETY: as in `write`.
                    unsafe { out.add(i).write(F::finish(F::add(F::TOTAL, block))) };
                }
            } else {
                for (i, &block) in blocks.iter().enumerate() {
                    write(at + i, F::add(F::TOTAL, block));
                }
            }
            at += blocks.len();
        }
    }
}

/// Room for accumulators at the start of a cache line: vectors that cross lines take twice as long.
#[repr(align(64))]
struct Room<T>([MaybeUninit<T>; BLOCK]);

/// Rows of `columns.0 <= BLOCK` elements into as many totals.
struct OntoTotals<F: Fold> {
    totals: *mut F::Total,
    source: *const u8,
    rows: Run,
    columns: Run,
}

impl<F: Fold> Entry for OntoTotals<F> {
    type Out = ();
    const IS_WIDE: bool = F::IS_WIDE;
    #[inline(always)]
    fn call<S: Isa>(self) {
        let (rows, row_stride) = self.rows;
        let (columns, stride) = self.columns;
        let mut room = Room([const { MaybeUninit::uninit() }; BLOCK]);
        let room = &mut room.0[..columns];
        let mut at = 0;
        while at < rows {
            let count = (rows - at).min(ROWS);
            room.fill(MaybeUninit::new(F::BLOCK));
            // SAFETY: whoever makes an `OntoTotals` gives so many rows of so many columns, and as many totals; the room is
            // filled.
            unsafe {
                let block = std::slice::from_raw_parts_mut(room.as_mut_ptr().cast(), columns);
                let start = self.source.offset(at as isize * row_stride);
                if stride == size_of::<F::Item>() as isize {
                    F::rows::<S>(block, start, count, row_stride);
                } else {
                    fold_strided_rows::<F>(block, start, (count, row_stride), stride);
                }
                for (j, &b) in block.iter().enumerate() {
                    let total = self.totals.add(j);
                    *total = F::add(*total, b);
                }
            }
            at += count;
        }
    }
}

#[inline(always)]
unsafe fn fold_strided_rows<F: Fold>(
    block: &mut [F::Block],
    source: *const u8,
    rows: Run,
    stride: isize,
) {
    for i in 0..rows.0 {
        // SAFETY: the caller gives `rows.0` rows of as many elements as `block` has, `stride` bytes apart.
        let row = unsafe { source.offset(i as isize * rows.1) };
        for (j, b) in block.iter_mut().enumerate() {
            // SAFETY: as above.
            let x = unsafe { *row.offset(j as isize * stride).cast::<F::Item>() };
            *b = F::step(*b, F::load(x));
        }
    }
}
