//! Reductions over any axes of any layout: sums, products, extremes, any and all.
//!
//! [`reduce`] plans the walk without types: either each output element folds rows of the input (when a
//! reduced axis is innermost in memory), or rows of the input fold into rows of accumulators. The typed
//! loops under it work on blocks with several lanes and keep a wider or compensated total across blocks,
//! so long sums of floats lose no digits. Work is cut by shape alone, so results do not depend on threads.

use super::loops::parallel_for;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::reduce::ReduceKind;
use half::{bf16, f16};
use num_complex::Complex;
use smallvec::SmallVec;

/// One reduction of one dtype: how elements combine, in three steps of growing exactness.
pub(super) trait Fold: 'static {
    type Item: Copy;
    /// Accumulates within a block of elements.
    type Block: Copy;
    /// Accumulates over blocks.
    type Total: Copy;
    type Out: Copy;
    const BLOCK: Self::Block;
    const TOTAL: Self::Total;
    fn load(x: Self::Item) -> Self::Block;
    fn step(a: Self::Block, b: Self::Block) -> Self::Block;
    fn add(total: Self::Total, block: Self::Block) -> Self::Total;
    fn merge(a: Self::Total, b: Self::Total) -> Self::Total;
    fn finish(total: Self::Total) -> Self::Out;
    /// Whether no further element can change the total.
    fn is_final(_total: &Self::Total) -> bool {
        false
    }
}

/// Elements per block of a long row; also the most accumulators of a block of rows.
const BLOCK: usize = 1024;
/// Rows that fold into block accumulators before those go to the totals.
const ROWS: usize = 32;
/// Independent accumulators of a contiguous row.
const LANES: usize = 16;
/// Rows of fewer elements than lanes are folded one by one.
const SHORT: usize = LANES - 1;
/// The largest `Fold::Total`, in bytes.
const TOTAL_BYTES: usize = 32;
/// Elements that one parallel task handles at least.
const GRAIN: usize = 1 << 16;

/// How many elements, and the bytes from one to the next.
type Run = (usize, isize);

/// The output elements and the rows, each as the first and the distance between two, the number of rows, and
/// the size and stride of each.
type FoldEach = unsafe fn(out: (*mut u8, isize), source: (*const u8, isize), rows: usize, row: Run);

/// A [`Fold`] behind function pointers, so that the walk is compiled once.
#[derive(Clone, Copy)]
struct Typed {
    total_size: usize,
    out_size: usize,
    init: unsafe fn(totals: *mut u8, n: usize),
    /// Folds rows into an output element each.
    fold_each: FoldEach,
    /// Folds a row into one total.
    fold_row: unsafe fn(total: *mut u8, source: *const u8, stride: isize, n: usize),
    /// Folds rows of `n <= BLOCK` elements into `n` totals.
    fold_rows: unsafe fn(totals: *mut u8, source: *const u8, rows: Run, columns: Run),
    merge: unsafe fn(totals: *mut u8, others: *const u8, n: usize),
    finish: unsafe fn(totals: *const u8, out: *mut u8, stride: isize, n: usize),
}

impl Typed {
    const fn of<F: Fold>() -> Typed {
        assert!(size_of::<F::Total>() <= TOTAL_BYTES);
        Typed {
            total_size: size_of::<F::Total>(),
            out_size: size_of::<F::Out>(),
            init: init::<F>,
            fold_each: fold_each::<F>,
            fold_row: fold_row::<F>,
            fold_rows: fold_rows::<F>,
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

#[inline(never)]
unsafe fn fold_row<F: Fold>(total: *mut u8, source: *const u8, stride: isize, n: usize) {
    // SAFETY: the caller gives one total, and `n` elements `stride` bytes apart.
    unsafe {
        let total = total.cast::<F::Total>();
        let mut at = 0;
        while at < n && !F::is_final(&*total) {
            let count = (n - at).min(BLOCK);
            let start = source.offset(at as isize * stride).cast::<F::Item>();
            let block = if stride == size_of::<F::Item>() as isize {
                fold_slice::<F>(std::slice::from_raw_parts(start, count))
            } else {
                fold_strided::<F>(start.cast(), stride, count)
            };
            *total = F::add(*total, block);
            at += count;
        }
    }
}

/// One call for all rows: for short ones, a call each would cost more than the row.
#[inline(never)]
unsafe fn fold_each<F: Fold>(
    (mut out, out_stride): (*mut u8, isize),
    (mut source, source_stride): (*const u8, isize),
    rows: usize,
    (n, stride): (usize, isize),
) {
    for _ in 0..rows {
        let mut total = F::TOTAL;
        // SAFETY: the caller gives `rows` rows of `n` elements and as many output elements, at these strides.
        unsafe {
            if n <= SHORT && stride == size_of::<F::Item>() as isize {
                let row = std::slice::from_raw_parts(source.cast::<F::Item>(), n);
                let fold = |block, &x: &F::Item| F::step(block, F::load(x));
                total = F::add(total, row.iter().fold(F::BLOCK, fold));
            } else {
                fold_row::<F>((&raw mut total).cast(), source, stride, n);
            }
            out.cast::<F::Out>().write(F::finish(total));
        }
        (out, source) = (
            out.wrapping_offset(out_stride),
            source.wrapping_offset(source_stride),
        );
    }
}

#[inline(always)]
pub(super) fn fold_slice<F: Fold>(xs: &[F::Item]) -> F::Block {
    let mut lanes = [F::BLOCK; LANES];
    let mut chunks = xs.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = F::step(*lane, F::load(x));
        }
    }
    if xs.len() >= LANES {
        let mut width = LANES / 2;
        while width > 0 {
            for i in 0..width {
                lanes[i] = F::step(lanes[i], lanes[i + width]);
            }
            width /= 2;
        }
    }
    chunks
        .remainder()
        .iter()
        .fold(lanes[0], |block, &x| F::step(block, F::load(x)))
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

#[inline(never)]
unsafe fn fold_rows<F: Fold>(
    totals: *mut u8,
    source: *const u8,
    rows: (usize, isize),
    columns: (usize, isize),
) {
    let mut block = [F::BLOCK; BLOCK];
    let (row_count, row_stride) = rows;
    let block = &mut block[..columns.0];
    let mut at = 0;
    while at < row_count {
        let count = (row_count - at).min(ROWS);
        block.fill(F::BLOCK);
        // SAFETY: the caller gives `row_count` rows of `columns`, and as many totals as columns.
        unsafe {
            let start = source.offset(at as isize * row_stride);
            if columns.1 == size_of::<F::Item>() as isize {
                fold_contiguous_rows::<F>(block, start, count, row_stride);
            } else {
                fold_strided_rows::<F>(block, start, (count, row_stride), columns.1);
            }
            for (j, &b) in block.iter().enumerate() {
                let total = totals.cast::<F::Total>().add(j);
                *total = F::add(*total, b);
            }
        }
        at += count;
    }
}

#[inline(always)]
unsafe fn fold_contiguous_rows<F: Fold>(
    block: &mut [F::Block],
    source: *const u8,
    rows: usize,
    stride: isize,
) {
    let n = block.len();
    // SAFETY: the caller gives `rows` rows of `n` adjacent elements, `stride` bytes apart.
    let row = |i: usize| unsafe {
        std::slice::from_raw_parts(source.offset(i as isize * stride).cast::<F::Item>(), n)
    };
    let fours = rows / 4 * 4;
    for i in (0..fours).step_by(4) {
        let (a, b, c, d) = (row(i), row(i + 1), row(i + 2), row(i + 3));
        for j in 0..n {
            let ab = F::step(F::load(a[j]), F::load(b[j]));
            let cd = F::step(F::load(c[j]), F::load(d[j]));
            block[j] = F::step(block[j], F::step(ab, cd));
        }
    }
    for i in fours..rows {
        for (b, &x) in block.iter_mut().zip(row(i)) {
            *b = F::step(*b, F::load(x));
        }
    }
}

#[inline(always)]
unsafe fn fold_strided_rows<F: Fold>(
    block: &mut [F::Block],
    source: *const u8,
    rows: (usize, isize),
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

/// An axis of the walk: its size and its byte strides in the input and the output (0 for reduced axes).
#[derive(Clone, Copy, Debug)]
struct Axis {
    size: usize,
    source: isize,
    out: isize,
}

impl Axis {
    const ONE: Axis = Axis {
        size: 1,
        source: 0,
        out: 0,
    };
}

type AxesOf = SmallVec<[Axis; 6]>;

/// Folds `axes` of `x` into `out`, whose shape is that of `x` without them. Extremes need a reduced element.
pub(crate) fn reduce(kind: ReduceKind, x: &Dense, axes: &[usize], out: &mut Dense) {
    if out.len() == 0 {
        return;
    }
    if x.len() == 0 {
        let identity = matches!(kind, ReduceKind::Prod | ReduceKind::All);
        super::copy::fill_scalar(out, i64::from(identity).into());
        return;
    }
    let typed = typed(kind, x.dtype());
    let (mut kept, mut reduced, mut source) = split_axes(x, axes, typed.out_size);
    flip_negative(&mut reduced, &mut source);
    // The order of reduced axes is free: walk memory forwards.
    reduced.sort_by_key(|axis| std::cmp::Reverse(axis.source.abs()));
    merge_axes(&mut kept);
    merge_axes(&mut reduced);
    let out = out.as_mut_ptr();
    if rows_are_better(&kept, &reduced) {
        fold_into_rows(&typed, source, out, kept, &reduced);
    } else {
        fold_into_elements(&typed, source, out, &kept, &reduced);
    }
}

fn split_axes(x: &Dense, axes: &[usize], out_size: usize) -> (AxesOf, AxesOf, *const u8) {
    let item = x.dtype().item_size() as isize;
    let strides = x.strides();
    let (mut kept, mut reduced) = (AxesOf::new(), AxesOf::new());
    let mut out = out_size as isize;
    for a in (0..x.ndim()).rev() {
        let size = x.shape()[a];
        if axes.contains(&a) {
            reduced.push(Axis {
                size,
                source: strides[a] * item,
                out: 0,
            });
        } else {
            kept.push(Axis {
                size,
                source: strides[a] * item,
                out,
            });
            out *= size as isize;
        }
    }
    kept.retain(|axis| axis.size != 1);
    reduced.retain(|axis| axis.size != 1);
    kept.reverse();
    (kept, reduced, x.as_ptr())
}

fn flip_negative(axes: &mut AxesOf, source: &mut *const u8) {
    for axis in axes.iter_mut().filter(|axis| axis.source < 0) {
        *source = source.wrapping_offset(axis.source * (axis.size as isize - 1));
        axis.source = -axis.source;
    }
}

/// Joins neighbours whose elements are evenly spaced in input and output.
fn merge_axes(axes: &mut AxesOf) {
    let mut merged = AxesOf::new();
    for &axis in axes.iter() {
        match merged.last_mut() {
            Some(last) if joins(last, &axis) => {
                *last = Axis {
                    size: last.size * axis.size,
                    ..axis
                }
            }
            _ => merged.push(axis),
        }
    }
    *axes = merged;
}

fn joins(outer: &Axis, inner: &Axis) -> bool {
    let n = inner.size as isize;
    outer.source == inner.source * n && outer.out == inner.out * n
}

fn count(axes: &[Axis]) -> usize {
    axes.iter().map(|axis| axis.size).product()
}

/// Whether accumulating whole rows beats one output element at a time: when a kept axis is innermost in
/// memory, or the reduced rows are too short to be worth a call each.
fn rows_are_better(kept: &[Axis], reduced: &[Axis]) -> bool {
    let Some(inner) = reduced.last() else {
        return true;
    };
    let Some(column) = kept.iter().min_by_key(|axis| axis.source.abs()) else {
        return false;
    };
    column.source.abs() < inner.source || (inner.size < 8 && column.size >= 16)
}

/// Calls `body` with the byte offsets (input, output) of each point of some axes, the last one fastest.
fn for_points(axes: &[Axis], range: std::ops::Range<usize>, mut body: impl FnMut(isize, isize)) {
    let mut index: SmallVec<[usize; 6]> = SmallVec::from_elem(0, axes.len());
    let (mut source, mut out) = (0, 0);
    let mut rest = range.start;
    for (i, axis) in axes.iter().enumerate().rev() {
        index[i] = rest % axis.size;
        rest /= axis.size;
        source += index[i] as isize * axis.source;
        out += index[i] as isize * axis.out;
    }
    for _ in range {
        body(source, out);
        for (i, axis) in axes.iter().enumerate().rev() {
            index[i] += 1;
            source += axis.source;
            out += axis.out;
            if index[i] < axis.size {
                break;
            }
            index[i] = 0;
            source -= axis.size as isize * axis.source;
            out -= axis.size as isize * axis.out;
        }
    }
}

/// [`for_points`] with one call for all points that differ along the last axis only: the offsets of the first,
/// the axis, and their number.
fn for_runs(
    axes: &[Axis],
    range: std::ops::Range<usize>,
    mut body: impl FnMut(isize, isize, Axis, usize),
) {
    const POINT: Axis = Axis {
        size: 1,
        source: 0,
        out: 0,
    };
    let (last, outer) = axes.split_last().map_or((POINT, axes), |(l, o)| (*l, o));
    let runs = range.start / last.size..range.end.div_ceil(last.size);
    let mut at = runs.start;
    for_points(outer, runs, |source, out| {
        let first = range.start.max(at * last.size) - at * last.size;
        let end = range.end.min((at + 1) * last.size) - at * last.size;
        let skipped = first as isize;
        body(
            source + skipped * last.source,
            out + skipped * last.out,
            last,
            end - first,
        );
        at += 1;
    });
}

/// A pointer that tasks share; they write to disjoint places.
#[derive(Clone, Copy)]
struct Shared<T>(*mut T);
// SAFETY: tasks that hold a `Shared` write to disjoint elements of one live allocation.
unsafe impl<T> Sync for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Send for Shared<T> {}

impl<T> Shared<T> {
    fn get(&self) -> *mut T {
        self.0
    }
}

/// Room for one total, aligned for every type of total.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Room([u8; TOTAL_BYTES]);

const EMPTY: Room = Room([0; TOTAL_BYTES]);

/// Cuts `n` units of `weight` elements each into equal pieces of at least a grain, from the sizes alone.
fn pieces(n: usize, weight: usize, tasks_already: usize) -> usize {
    if tasks_already >= 16 {
        return 1;
    }
    (n.saturating_mul(weight) / GRAIN).clamp(1, n.min(256))
}

fn piece(n: usize, pieces: usize, at: usize) -> std::ops::Range<usize> {
    n * at / pieces..n * (at + 1) / pieces
}

/// Each output element folds rows along the innermost reduced axis.
fn fold_into_elements(
    typed: &Typed,
    source: *const u8,
    out: *mut u8,
    kept: &[Axis],
    reduced: &[Axis],
) {
    let (inner, outer) = reduced.split_last().map_or(
        (
            Axis {
                size: 1,
                source: 0,
                out: 0,
            },
            reduced,
        ),
        |(i, o)| (*i, o),
    );
    let outputs = count(kept);
    let rows = count(outer);
    // A single long row is cut itself, otherwise the list of rows is.
    let cut_row = rows == 1;
    let pieces = if cut_row {
        pieces(inner.size, 1, outputs)
    } else {
        pieces(rows, inner.size, outputs)
    };
    let mut totals = vec![EMPTY; if pieces > 1 { outputs * pieces } else { 0 }];
    let (shared_source, shared_out) = (Shared(source.cast_mut()), Shared(out));
    let shared_totals = Shared(totals.as_mut_ptr());
    let fold = |total: *mut u8, from: isize, at: usize| {
        // SAFETY: every offset stays inside the view that `axes` describes.
        unsafe {
            let source = shared_source.get().cast_const().wrapping_offset(from);
            (typed.init)(total, 1);
            if cut_row {
                let range = piece(inner.size, pieces, at);
                let start = source.wrapping_offset(range.start as isize * inner.source);
                (typed.fold_row)(total, start, inner.source, range.len());
            } else {
                for_points(outer, piece(rows, pieces, at), |offset, _| {
                    (typed.fold_row)(
                        total,
                        source.wrapping_offset(offset),
                        inner.source,
                        inner.size,
                    );
                });
            }
        }
    };
    if pieces == 1 {
        let grain = (GRAIN / (rows * inner.size)).max(1);
        if cut_row {
            parallel_for(outputs, grain, &|range| {
                let out = shared_out.get();
                for_runs(kept, range, |from, to, along, count| {
                    let source = shared_source.get().cast_const().wrapping_offset(from);
                    // SAFETY: `count` rows and output elements along the axis are inside their views.
                    unsafe {
                        (typed.fold_each)(
                            (out.wrapping_offset(to), along.out),
                            (source, along.source),
                            count,
                            (inner.size, inner.source),
                        );
                    }
                });
            });
            return;
        }
        parallel_for(outputs, grain, &|range| {
            let mut total = EMPTY;
            for_points(kept, range, |from, to| {
                fold(total.0.as_mut_ptr(), from, 0);
                // SAFETY: `to` is the offset of one output element.
                unsafe {
                    (typed.finish)(total.0.as_ptr(), shared_out.get().wrapping_offset(to), 0, 1);
                };
            });
        });
        return;
    }
    parallel_for(outputs * pieces, 1, &|range| {
        for task in range {
            // SAFETY: there is one total per task.
            let total = unsafe { shared_totals.get().add(task) };
            for_points(kept, task / pieces..task / pieces + 1, |from, _| {
                fold(total.cast(), from, task % pieces);
            });
        }
    });
    let mut at = 0;
    for_points(kept, 0..outputs, |_, to| {
        let (first, others) = totals[at..at + pieces]
            .split_first_mut()
            .expect("at least one piece");
        // SAFETY: all totals were folded above; `to` is the offset of one output element.
        unsafe {
            for other in others {
                (typed.merge)(first.0.as_mut_ptr(), other.0.as_ptr(), 1);
            }
            (typed.finish)(first.0.as_ptr(), out.wrapping_offset(to), 0, 1);
        }
        at += pieces;
    });
}

/// Rows of the input along the innermost kept axis fold into rows of totals.
fn fold_into_rows(
    typed: &Typed,
    source: *const u8,
    out: *mut u8,
    mut kept: AxesOf,
    reduced: &[Axis],
) {
    let at = (0..kept.len()).min_by_key(|&i| kept[i].source.abs());
    let column = at.map_or(Axis::ONE, |i| kept.remove(i));
    let (row, outer) = reduced.split_last().map_or(
        (
            Axis {
                size: 1,
                source: 0,
                out: 0,
            },
            reduced,
        ),
        |(r, o)| (*r, o),
    );
    let chunks = column.size.div_ceil(BLOCK);
    let tasks = count(&kept) * chunks;
    let width = column.size.min(BLOCK);
    let outer_count = count(outer);
    // Cut the longer of the two lists of rows.
    let cut_row = row.size >= outer_count;
    let pieces = if cut_row {
        pieces(row.size, width * outer_count, tasks)
    } else {
        pieces(outer_count, width * row.size, tasks)
    };
    let (shared_source, shared_out) = (Shared(source.cast_mut()), Shared(out));
    let fold = |totals: *mut u8, from: isize, width: usize, at: usize| {
        let source = shared_source.get().cast_const().wrapping_offset(from);
        let (rows, points) = if cut_row {
            (piece(row.size, pieces, at), 0..outer_count)
        } else {
            (0..row.size, piece(outer_count, pieces, at))
        };
        let source = source.wrapping_offset(rows.start as isize * row.source);
        // SAFETY: every offset stays inside the view that the axes describe; `totals` has room for `width`.
        unsafe {
            (typed.init)(totals, width);
            for_points(outer, points, |offset, _| {
                (typed.fold_rows)(
                    totals,
                    source.wrapping_offset(offset),
                    (rows.len(), row.source),
                    (width, column.source),
                );
            });
        }
    };
    let chunk_range = |chunk: usize| chunk * BLOCK..((chunk + 1) * BLOCK).min(column.size);
    let slots = width * typed.total_size;
    if pieces == 1 {
        let grain = (GRAIN / (width * row.size * outer_count)).max(1);
        parallel_for(tasks, grain, &|range| {
            let mut totals = vec![EMPTY; slots.div_ceil(TOTAL_BYTES)];
            let totals = totals.as_mut_ptr().cast::<u8>();
            for task in range {
                let columns = chunk_range(task % chunks);
                for_points(&kept, task / chunks..task / chunks + 1, |from, to| {
                    let start = columns.start as isize;
                    fold(totals, from + start * column.source, columns.len(), 0);
                    let to = shared_out.get().wrapping_offset(to + start * column.out);
                    // SAFETY: the column's output elements lie `column.out` bytes apart.
                    unsafe { (typed.finish)(totals, to, column.out, columns.len()) };
                });
            }
        });
        return;
    }
    let rooms = slots.div_ceil(TOTAL_BYTES);
    let mut totals = vec![EMPTY; rooms * tasks * pieces];
    let shared_totals = Shared(totals.as_mut_ptr());
    parallel_for(tasks * pieces, 1, &|range| {
        for job in range {
            let task = job / pieces;
            let columns = chunk_range(task % chunks);
            // SAFETY: each job has its own `rooms`.
            let totals = unsafe { shared_totals.get().add(job * rooms) };
            for_points(&kept, task / chunks..task / chunks + 1, |from, _| {
                let from = from + columns.start as isize * column.source;
                fold(totals.cast(), from, columns.len(), job % pieces);
            });
        }
    });
    for task in 0..tasks {
        let columns = chunk_range(task % chunks);
        let (first, others) =
            totals[task * pieces * rooms..(task + 1) * pieces * rooms].split_at_mut(rooms);
        for_points(&kept, task / chunks..task / chunks + 1, |_, to| {
            let to = out.wrapping_offset(to + columns.start as isize * column.out);
            // SAFETY: the totals were folded above; the output elements lie `column.out` bytes apart.
            unsafe {
                for other in others.chunks(rooms) {
                    (typed.merge)(
                        first.as_mut_ptr().cast(),
                        other.as_ptr().cast(),
                        columns.len(),
                    );
                }
                (typed.finish)(first.as_ptr().cast(), to, column.out, columns.len());
            }
        });
    }
}

pub(super) struct Sum<T>(std::marker::PhantomData<T>);
pub(super) struct Prod<T>(std::marker::PhantomData<T>);
pub(super) struct Max<T>(std::marker::PhantomData<T>);
pub(super) struct Min<T>(std::marker::PhantomData<T>);
struct Any<T>(std::marker::PhantomData<T>);
struct All<T>(std::marker::PhantomData<T>);

/// A running sum with the digits that it lost (Neumaier's compensation).
#[derive(Clone, Copy)]
pub(crate) struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    const ZERO: Compensated = Compensated {
        sum: -0.0,
        lost: 0.0,
    };

    fn plus(self, x: f64) -> Self {
        let sum = self.sum + x;
        let lost = if self.sum.abs() >= x.abs() {
            (self.sum - sum) + x
        } else {
            (x - sum) + self.sum
        };
        Compensated {
            sum,
            lost: self.lost + lost,
        }
    }

    fn merge(self, other: Self) -> Self {
        let total = self.plus(other.sum);
        Compensated {
            lost: total.lost + other.lost,
            ..total
        }
    }

    fn value(self) -> f64 {
        // Infinities make the lost digits nan; a sum of -0.0 alone keeps its sign.
        if self.sum.is_finite() && self.lost != 0.0 {
            self.sum + self.lost
        } else {
            self.sum
        }
    }
}

/// A fold of a type whose blocks and totals are one plain type.
macro_rules! plain_fold {
    ($fold:ident, $item:ty, $acc:ty, $identity:expr, $load:expr, $step:expr, $finish:expr => $out:ty) => {
        impl Fold for $fold<$item> {
            type Item = $item;
            type Block = $acc;
            type Total = $acc;
            type Out = $out;
            const BLOCK: $acc = $identity;
            const TOTAL: $acc = $identity;
            #[inline(always)]
            fn load(x: $item) -> $acc {
                ($load)(x)
            }
            #[inline(always)]
            fn step(a: $acc, b: $acc) -> $acc {
                ($step)(a, b)
            }
            #[inline(always)]
            fn add(total: $acc, block: $acc) -> $acc {
                ($step)(total, block)
            }
            #[inline(always)]
            fn merge(a: $acc, b: $acc) -> $acc {
                ($step)(a, b)
            }
            #[inline(always)]
            fn finish(total: $acc) -> $out {
                ($finish)(total)
            }
        }
    };
}

/// A sum whose totals are wider than its blocks.
macro_rules! wide_sum {
    ($item:ty, $block:ty, $total:ty, $zero:expr, $total_zero:expr, $load:expr, $widen:expr, $finish:expr) => {
        impl Fold for Sum<$item> {
            type Item = $item;
            type Block = $block;
            type Total = $total;
            type Out = $item;
            const BLOCK: $block = $zero;
            const TOTAL: $total = $total_zero;
            #[inline(always)]
            fn load(x: $item) -> $block {
                ($load)(x)
            }
            #[inline(always)]
            fn step(a: $block, b: $block) -> $block {
                a + b
            }
            #[inline(always)]
            fn add(total: $total, block: $block) -> $total {
                total + ($widen)(block)
            }
            #[inline(always)]
            fn merge(a: $total, b: $total) -> $total {
                a + b
            }
            #[inline(always)]
            fn finish(total: $total) -> $item {
                ($finish)(total)
            }
        }
    };
}

wide_sum!(f32, f32, f64, -0.0, -0.0, |x| x, f64::from, |t| t as f32);
wide_sum!(
    f16,
    f32,
    f64,
    -0.0,
    -0.0,
    f16::to_f32,
    f64::from,
    super::half::f16_from_f64
);
wide_sum!(
    bf16,
    f32,
    f64,
    -0.0,
    -0.0,
    bf16::to_f32,
    f64::from,
    |t: f64| bf16::from_f32(t as f32)
);
wide_sum!(
    Complex<f32>,
    Complex<f32>,
    Complex<f64>,
    Complex::new(-0.0, -0.0),
    Complex::new(-0.0, -0.0),
    |x| x,
    |b: Complex<f32>| Complex::new(b.re.into(), b.im.into()),
    |t: Complex<f64>| Complex::new(t.re as f32, t.im as f32)
);

impl Fold for Sum<f64> {
    type Item = f64;
    type Block = f64;
    type Total = Compensated;
    type Out = f64;
    const BLOCK: f64 = -0.0;
    const TOTAL: Compensated = Compensated::ZERO;
    #[inline(always)]
    fn load(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn step(a: f64, b: f64) -> f64 {
        a + b
    }
    #[inline(always)]
    fn add(total: Compensated, block: f64) -> Compensated {
        total.plus(block)
    }
    fn merge(a: Compensated, b: Compensated) -> Compensated {
        a.merge(b)
    }
    #[inline(always)]
    fn finish(total: Compensated) -> f64 {
        total.value()
    }
}

impl Fold for Sum<Complex<f64>> {
    type Item = Complex<f64>;
    type Block = Complex<f64>;
    type Total = [Compensated; 2];
    type Out = Complex<f64>;
    const BLOCK: Complex<f64> = Complex::new(-0.0, -0.0);
    const TOTAL: [Compensated; 2] = [Compensated::ZERO; 2];
    #[inline(always)]
    fn load(x: Complex<f64>) -> Complex<f64> {
        x
    }
    #[inline(always)]
    fn step(a: Complex<f64>, b: Complex<f64>) -> Complex<f64> {
        a + b
    }
    #[inline(always)]
    fn add(total: [Compensated; 2], block: Complex<f64>) -> [Compensated; 2] {
        [total[0].plus(block.re), total[1].plus(block.im)]
    }
    fn merge(a: [Compensated; 2], b: [Compensated; 2]) -> [Compensated; 2] {
        [a[0].merge(b[0]), a[1].merge(b[1])]
    }
    #[inline(always)]
    fn finish(total: [Compensated; 2]) -> Complex<f64> {
        Complex::new(total[0].value(), total[1].value())
    }
}

macro_rules! integer_folds {
    ($($t:ty)*) => {$(
        plain_fold!(Sum, $t, $t, 0, |x| x, <$t>::wrapping_add, |t| t => $t);
        plain_fold!(Prod, $t, $t, 1, |x| x, <$t>::wrapping_mul, |t| t => $t);
        plain_fold!(Max, $t, $t, <$t>::MIN, |x| x, <$t as Ord>::max, |t| t => $t);
        plain_fold!(Min, $t, $t, <$t>::MAX, |x| x, <$t as Ord>::min, |t| t => $t);
    )*};
}
integer_folds!(u8 u16 u32 u64 i8 i16 i32 i64);

macro_rules! float_folds {
    ($($t:ty, $acc:ty, $load:expr, $finish:expr;)*) => {$(
        plain_fold!(Prod, $t, $acc, 1.0, $load, |a: $acc, b: $acc| a * b, $finish => $t);
        plain_fold!(Max, $t, $acc, <$acc>::NEG_INFINITY, $load,
            |a: $acc, b: $acc| if (b > a) | b.is_nan() { b } else { a }, $finish => $t);
        plain_fold!(Min, $t, $acc, <$acc>::INFINITY, $load,
            |a: $acc, b: $acc| if (b < a) | b.is_nan() { b } else { a }, $finish => $t);
    )*};
}
float_folds! {
    f32, f32, |x| x, |t| t;
    f64, f64, |x| x, |t| t;
    f16, f32, f16::to_f32, f16::from_f32;
    bf16, f32, bf16::to_f32, bf16::from_f32;
}

/// Whether `b` replaces `a` as the larger complex number: nan wins, the first one stays.
#[inline(always)]
pub(super) fn complex_greater<T: num_traits::Float>(b: Complex<T>, a: Complex<T>) -> bool {
    let is_nan = |z: Complex<T>| z.re.is_nan() || z.im.is_nan();
    !is_nan(a) && (is_nan(b) || b.re > a.re || (b.re == a.re && b.im > a.im))
}

#[inline(always)]
pub(super) fn complex_less<T: num_traits::Float>(b: Complex<T>, a: Complex<T>) -> bool {
    complex_greater(-b, -a)
}

macro_rules! complex_folds {
    ($($t:ty)*) => {$(
        plain_fold!(Prod, Complex<$t>, Complex<$t>, Complex::new(1.0, 0.0), |x| x,
            |a: Complex<$t>, b: Complex<$t>| a * b, |t| t => Complex<$t>);
        plain_fold!(Max, Complex<$t>, Complex<$t>, Complex::new(<$t>::NEG_INFINITY, <$t>::NEG_INFINITY), |x| x,
            |a, b| if complex_greater(b, a) { b } else { a }, |t| t => Complex<$t>);
        plain_fold!(Min, Complex<$t>, Complex<$t>, Complex::new(<$t>::INFINITY, <$t>::INFINITY), |x| x,
            |a, b| if complex_less(b, a) { b } else { a }, |t| t => Complex<$t>);
    )*};
}
complex_folds!(f32 f64);

/// Elements as truth values: zero is false, nan true. Integers and floats of one size share a fold: the
/// sign bit of a float does not count, which only matters for the items below that clear it.
macro_rules! logical_folds {
    ($($t:ty, $is_true:expr;)*) => {$(
        impl Fold for Any<$t> {
            type Item = $t;
            type Block = bool;
            type Total = bool;
            type Out = bool;
            const BLOCK: bool = false;
            const TOTAL: bool = false;
            #[inline(always)]
            fn load(x: $t) -> bool { ($is_true)(x) }
            #[inline(always)]
            fn step(a: bool, b: bool) -> bool { a | b }
            #[inline(always)]
            fn add(total: bool, block: bool) -> bool { total | block }
            #[inline(always)]
            fn merge(a: bool, b: bool) -> bool { a | b }
            #[inline(always)]
            fn finish(total: bool) -> bool { total }
            #[inline(always)]
            fn is_final(total: &bool) -> bool { *total }
        }
        impl Fold for All<$t> {
            type Item = $t;
            type Block = bool;
            type Total = bool;
            type Out = bool;
            const BLOCK: bool = true;
            const TOTAL: bool = true;
            #[inline(always)]
            fn load(x: $t) -> bool { ($is_true)(x) }
            #[inline(always)]
            fn step(a: bool, b: bool) -> bool { a & b }
            #[inline(always)]
            fn add(total: bool, block: bool) -> bool { total & block }
            #[inline(always)]
            fn merge(a: bool, b: bool) -> bool { a & b }
            #[inline(always)]
            fn finish(total: bool) -> bool { total }
            #[inline(always)]
            fn is_final(total: &bool) -> bool { !*total }
        }
    )*};
}
logical_folds! {
    u8, |x| x != 0; u16, |x| x != 0; u32, |x| x != 0; u64, |x| x != 0;
    f16, |x: f16| x.to_bits() << 1 != 0; bf16, |x: bf16| x.to_bits() << 1 != 0;
    f32, |x| x != 0.0; f64, |x| x != 0.0;
    Complex<f32>, |x: Complex<f32>| (x.re != 0.0) | (x.im != 0.0);
    Complex<f64>, |x: Complex<f64>| (x.re != 0.0) | (x.im != 0.0);
}

/// The typed loops of a reduction that has an arm for every dtype; bool is read as `u8`.
macro_rules! numeric {
    ($fold:ident, $dtype:expr) => {
        match $dtype {
            DType::Bool | DType::U8 => Typed::of::<$fold<u8>>(),
            DType::U16 => Typed::of::<$fold<u16>>(),
            DType::U32 => Typed::of::<$fold<u32>>(),
            DType::U64 => Typed::of::<$fold<u64>>(),
            DType::I8 => Typed::of::<$fold<i8>>(),
            DType::I16 => Typed::of::<$fold<i16>>(),
            DType::I32 => Typed::of::<$fold<i32>>(),
            DType::I64 => Typed::of::<$fold<i64>>(),
            DType::F16 => Typed::of::<$fold<f16>>(),
            DType::BF16 => Typed::of::<$fold<bf16>>(),
            DType::F32 => Typed::of::<$fold<f32>>(),
            DType::F64 => Typed::of::<$fold<f64>>(),
            DType::C64 => Typed::of::<$fold<Complex<f32>>>(),
            DType::C128 => Typed::of::<$fold<Complex<f64>>>(),
        }
    };
}

/// The typed loops of any and all, where signed and unsigned integers are the same.
macro_rules! logical {
    ($fold:ident, $dtype:expr) => {
        match $dtype {
            DType::Bool | DType::U8 | DType::I8 => Typed::of::<$fold<u8>>(),
            DType::U16 | DType::I16 => Typed::of::<$fold<u16>>(),
            DType::U32 | DType::I32 => Typed::of::<$fold<u32>>(),
            DType::U64 | DType::I64 => Typed::of::<$fold<u64>>(),
            DType::F16 => Typed::of::<$fold<f16>>(),
            DType::BF16 => Typed::of::<$fold<bf16>>(),
            DType::F32 => Typed::of::<$fold<f32>>(),
            DType::F64 => Typed::of::<$fold<f64>>(),
            DType::C64 => Typed::of::<$fold<Complex<f32>>>(),
            DType::C128 => Typed::of::<$fold<Complex<f64>>>(),
        }
    };
}

fn typed(kind: ReduceKind, dtype: DType) -> Typed {
    match kind {
        ReduceKind::Sum => numeric!(Sum, dtype),
        ReduceKind::Prod => numeric!(Prod, dtype),
        ReduceKind::Max => numeric!(Max, dtype),
        ReduceKind::Min => numeric!(Min, dtype),
        ReduceKind::Any => logical!(Any, dtype),
        ReduceKind::All => logical!(All, dtype),
    }
}

#[cfg(test)]
mod tests {
    use crate::array::Array;
    use crate::np;
    use crate::np::args::{all, axis};
    use crate::primitives::broadcast::broadcast_to;
    use crate::primitives::flip::flip;
    use crate::primitives::reduce::{Reduce, ReduceKind, sum};
    use crate::primitives::transpose::transpose;
    use crate::primitives::{Primitive, avals_of};
    use crate::shape::dim::Dim;
    use crate::testing::Samples;
    use crate::{Aval, DType};
    use smallvec::smallvec;

    fn noisy_ones(n: usize) -> (Vec<f32>, f64) {
        let mut samples = Samples::new(5);
        let values: Vec<f32> = (0..n)
            .map(|_| 1.0 + samples.real(-0.01, 0.01) as f32)
            .collect();
        let exact = values.iter().map(|&x| f64::from(x)).sum();
        (values, exact)
    }

    #[test]
    fn long_sums_are_accurate_along_every_axis() {
        let (values, exact) = noisy_ones(1_000_000);
        let x = Array::from_vec(values);
        let close = |y: f64, exact: f64| assert!((y / exact - 1.0).abs() < 1e-6, "{y} {exact}");
        close(f64::from(np::sum(&x, ..).item::<f32>().unwrap()), exact);
        let tall = np::sum(x.reshape([250_000, 4]), 0);
        close(np::sum(tall.astype(DType::F64), ..).item().unwrap(), exact);
        let wide = np::sum(x.reshape([4, 250_000]), 1);
        close(np::sum(wide.astype(DType::F64), ..).item().unwrap(), exact);
    }

    #[test]
    fn blocks_of_doubles_that_cancel_keep_their_digits() {
        // Whole blocks: totals are compensated across blocks, not within one.
        let x = Array::from_vec(vec![1e16; 3 * super::BLOCK]);
        let both = np::concatenate([&x, &np::ones([3 * super::BLOCK]), &np::negative(&x)], 0);
        assert_eq!(np::sum(&both, ..).item::<f64>().unwrap(), 3072.0);
        assert_eq!(
            np::sum([f64::INFINITY, 1.0], ..).item::<f64>().unwrap(),
            f64::INFINITY
        );
        assert!(
            np::sum([f64::INFINITY, f64::NEG_INFINITY], ..)
                .item::<f64>()
                .unwrap()
                .is_nan()
        );
    }

    #[test]
    fn layouts_agree() {
        let x = Samples::new(1).array(DType::I32, &[5, 7, 3, 2], -9.0, 9.0);
        let views = [
            x.clone(),
            flip(&x, &[0, 2]).unwrap(),
            transpose(&transpose(&x, &[2, 0, 3, 1]).unwrap(), &[1, 3, 0, 2]).unwrap(),
        ];
        for (i, view) in views.iter().enumerate() {
            let copy = Array::from_shape_vec([5, 7, 3, 2], view.to_vec::<i32>().unwrap()).unwrap();
            for subset in 0..16usize {
                let axes: Vec<usize> = (0..4).filter(|a| subset >> a & 1 == 1).collect();
                let (found, wanted) = (sum(view, &axes).unwrap(), sum(&copy, &axes).unwrap());
                assert_eq!(
                    found.to_vec::<i32>().unwrap(),
                    wanted.to_vec::<i32>().unwrap(),
                    "view {i}, axes {axes:?}"
                );
                let slow: i64 = copy
                    .to_vec::<i32>()
                    .unwrap()
                    .into_iter()
                    .map(i64::from)
                    .sum();
                assert_eq!(
                    wanted
                        .to_vec::<i32>()
                        .unwrap()
                        .into_iter()
                        .map(i64::from)
                        .sum::<i64>(),
                    slow
                );
            }
        }
        let repeated = broadcast_to(&Array::from_vec(vec![1i32, 2]), &[1000, 2]).unwrap();
        assert_eq!(
            sum(&repeated, &[0]).unwrap().to_vec::<i32>().unwrap(),
            [1000, 2000]
        );
    }

    #[test]
    fn nan_wins_wherever_it_is() {
        for position in [0, 1, 15, 16, 700, 1999] {
            let mut values = vec![1.0f32; 2000];
            values[position] = f32::NAN;
            let x = Array::from_vec(values);
            assert!(np::max(&x, ..).item::<f32>().unwrap().is_nan());
            assert!(np::min(&x, ..).item::<f32>().unwrap().is_nan());
            assert_eq!(np::argmax(&x, ..).item::<i64>().unwrap(), position as i64);
            assert_eq!(np::nanmax(&x, ..).item::<f32>().unwrap(), 1.0);
            let columns = x.reshape([200, 10]);
            let found = np::max(&columns, 0).to_vec::<f32>().unwrap();
            assert!(
                found
                    .iter()
                    .enumerate()
                    .all(|(j, y)| y.is_nan() == (j == position % 10))
            );
        }
    }

    #[test]
    fn empty_reductions() {
        let x = np::zeros([0, 3]);
        assert_eq!(np::sum(&x, 0).to_vec::<f64>().unwrap(), [0.0; 3]);
        assert_eq!(np::prod(&x, 0).to_vec::<f64>().unwrap(), [1.0; 3]);
        assert!(
            np::all(&x, ..).item::<bool>().unwrap() && !np::any(&x, ..).item::<bool>().unwrap()
        );
        assert_eq!(np::max(&x, 1).shape(), [0]);
        let error = crate::try_run(|| np::max(&x, 0)).unwrap_err().to_string();
        assert!(
            error.starts_with("max: reduction of an empty axis"),
            "{error}"
        );
        assert_eq!(
            np::max(&x, axis(0).initial(2.0)).to_vec::<f64>().unwrap(),
            [2.0; 3]
        );
        assert!(crate::try_run(|| np::argmin(&x, 0)).is_err());
        assert_eq!(np::sum(3.5, all().keepdims()).shape(), [0usize; 0]);
    }

    #[test]
    fn infer_takes_symbols() {
        let (n, m) = (Dim::symbol("rows"), Dim::from(3));
        let op = Reduce {
            kind: ReduceKind::Max,
            axes: smallvec![1],
        };
        let x = Aval::new(smallvec![n, m, n * m], DType::F32);
        assert_eq!(
            op.infer(&[x]).unwrap()[0],
            Aval::new(smallvec![n, n * m], DType::F32)
        );
        let dense = np::zeros([2]);
        assert!(
            op.infer(&avals_of(&[dense.dense().unwrap()])).is_err(),
            "axis 1 of a vector"
        );
    }
}
