//! Reductions over any axes of any layout: sums, products, extremes, any and all.
//!
//! [`reduce`] plans the walk without types: either each output element folds rows of the input (when a
//! reduced axis is innermost in memory), or rows of the input fold into rows of accumulators. The typed
//! loops under it work on blocks with several lanes and keep a wider or compensated total across blocks,
//! so long sums of floats lose no digits (`folds` and `vectors`, behind the pointers of `loops`). Work is cut by shape alone, so results do not depend on threads.

mod folds;
mod loops;
pub(crate) mod products;
pub(crate) mod softmax;
pub(crate) mod softmax_slope;
pub(super) mod vectors;

pub(super) use folds::{Fold, Max, Min, Prod, Sum, is_nan};

use super::loops::parallel_for;
use super::shared::Shared;
use super::simd::{self, Set};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::reduce::ReduceKind;
use folds::{All, Any};
use half::{bf16, f16};
use loops::Typed;
use num_complex::Complex;
use smallvec::SmallVec;

/// Elements per block of a long row.
const ROW_BLOCK: usize = 4096;
/// The most accumulators of a block of rows. Longer parts of rows are read faster, while accumulators stay in the first cache.
const BLOCK: usize = 2048;
/// Rows that fold into block accumulators before those go to the totals.
const ROWS: usize = 64;
/// The largest `Fold::Total`, in bytes.
const TOTAL_BYTES: usize = 32;
/// Elements that one parallel task handles at least.
const GRAIN: usize = 1 << 16;
/// Rows, too, where they fold into totals of each task, which have to be added up.
const ROWS_GRAIN: usize = 256;

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
    reduce_with(simd::set(), kind, x, axes, out);
}

fn reduce_with(set: Set, kind: ReduceKind, x: &Dense, axes: &[usize], out: &mut Dense) {
    let typed = typed(set, kind, x.dtype());
    let (mut kept, mut reduced, mut source) = split_axes(x, axes, typed.out_size);
    flip_negative(&mut reduced, &mut source);
    // The order of reduced axes is free: walk memory forwards.
    reduced.sort_by_key(|axis| std::cmp::Reverse(axis.source.abs()));
    merge_axes(&mut kept);
    merge_axes(&mut reduced);
    let out = out.as_mut_ptr();
    let item = x.dtype().item_size();
    if rows_are_better(&kept, &reduced, item as isize) {
        fold_into_rows(&typed, source, out, kept, &reduced, item);
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
/// memory, or the reduced rows are short and not of adjacent elements.
fn rows_are_better(kept: &[Axis], reduced: &[Axis], item: isize) -> bool {
    let Some(inner) = reduced.last() else {
        return true;
    };
    let Some(column) = kept.iter().min_by_key(|axis| axis.source.abs()) else {
        return false;
    };
    column.source.abs() < inner.source
        || (inner.size < 8 && inner.source != item && column.size >= 16)
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

/// [`pieces`] of `n` times `others` rows, evenly for the usual numbers of threads.
fn pieces_of_rows(n: usize, others: usize, width: usize, tasks_already: usize) -> usize {
    pieces(n, width * others, tasks_already)
        .min(n.saturating_mul(others) / ROWS_GRAIN)
        .max(1)
        .next_power_of_two()
        .min(n)
}

fn piece(n: usize, pieces: usize, at: usize) -> std::ops::Range<usize> {
    n * at / pieces..n * (at + 1) / pieces
}

/// [`piece`] of a long row, in whole blocks, so that those lie evenly in memory.
fn piece_of_row(n: usize, pieces: usize, at: usize) -> std::ops::Range<usize> {
    let bound = |at: usize| {
        if at == pieces {
            n
        } else {
            n * at / pieces / ROW_BLOCK * ROW_BLOCK
        }
    };
    bound(at)..bound(at + 1)
}

/// Each output element folds rows along the innermost reduced axis.
fn fold_into_elements(
    typed: &Typed,
    source: *const u8,
    out: *mut u8,
    kept: &[Axis],
    reduced: &[Axis],
) {
    let (inner, outer) = reduced
        .split_last()
        .map_or((Axis::ONE, reduced), |(i, o)| (*i, o));
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
                let range = piece_of_row(inner.size, pieces, at);
                let start = source.wrapping_offset(range.start as isize * inner.source);
                (typed.fold_row)(typed.set, total, start, (range.len(), inner.source));
            } else {
                for_points(outer, piece(rows, pieces, at), |offset, _| {
                    let row = (inner.size, inner.source);
                    (typed.fold_row)(typed.set, total, source.wrapping_offset(offset), row);
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
                            typed.set,
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

/// How many rows are folded as one long row, to fill vectors where adjacent rows are short.
fn rows_together(column: Axis, row: Axis, item: usize) -> usize {
    let is_adjacent = column.source == item as isize
        && row.source == (column.size * item) as isize
        && column.size < 128;
    if is_adjacent {
        (512 / column.size).min(row.size / 16).max(1)
    } else {
        1
    }
}

/// Rows of the input along the innermost kept axis fold into rows of totals.
fn fold_into_rows(
    typed: &Typed,
    source: *const u8,
    out: *mut u8,
    mut kept: AxesOf,
    reduced: &[Axis],
    item: usize,
) {
    let at = (0..kept.len()).min_by_key(|&i| kept[i].source.abs());
    let column = at.map_or(Axis::ONE, |i| kept.remove(i));
    let (row, outer) = reduced
        .split_last()
        .map_or((Axis::ONE, reduced), |(r, o)| (*r, o));
    let chunks = column.size.div_ceil(BLOCK);
    let tasks = count(&kept) * chunks;
    let (width, outer_count) = (column.size.min(BLOCK), count(outer));
    let together = rows_together(column, row, item);
    // Cut the longer of the two lists of rows.
    let cut_row = row.size >= outer_count;
    let pieces = if cut_row {
        pieces_of_rows(row.size, outer_count, width, tasks)
    } else {
        pieces_of_rows(outer_count, row.size, width, tasks)
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
            (typed.init)(totals, width * together);
            for_points(outer, points, |offset, _| {
                let source = source.wrapping_offset(offset);
                let fold = |first: usize, rows: usize, together: usize| {
                    (typed.fold_rows)(
                        typed.set,
                        totals,
                        source.wrapping_offset(first as isize * row.source),
                        (rows, row.source * together as isize),
                        (width * together, column.source),
                    );
                };
                let whole = rows.len() / together;
                fold(0, whole, together);
                if whole * together < rows.len() {
                    fold(whole * together, rows.len() - whole * together, 1);
                }
            });
            for other in 1..together {
                let other = totals.add(other * width * typed.total_size);
                (typed.merge)(totals, other, width);
            }
        }
    };
    let chunk_range = |chunk: usize| chunk * BLOCK..((chunk + 1) * BLOCK).min(column.size);
    let slots = width * together * typed.total_size;
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
            // All columns of a piece of the rows, then those of the next, as they lie in memory.
            let (task, at) = (job % tasks, job / tasks);
            let columns = chunk_range(task % chunks);
            // SAFETY: each job has its own `rooms`.
            let totals = unsafe { shared_totals.get().add((task * pieces + at) * rooms) };
            for_points(&kept, task / chunks..task / chunks + 1, |from, _| {
                let from = from + columns.start as isize * column.source;
                fold(totals.cast(), from, columns.len(), at);
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

/// The typed loops of a reduction that has an arm for every dtype; bool is read as `u8`.
macro_rules! numeric {
    ($fold:ident, $dtype:expr, $set:expr) => {
        match $dtype {
            DType::Bool | DType::U8 => Typed::of::<$fold<u8>>($set),
            DType::U16 => Typed::of::<$fold<u16>>($set),
            DType::U32 => Typed::of::<$fold<u32>>($set),
            DType::U64 => Typed::of::<$fold<u64>>($set),
            DType::I8 => Typed::of::<$fold<i8>>($set),
            DType::I16 => Typed::of::<$fold<i16>>($set),
            DType::I32 => Typed::of::<$fold<i32>>($set),
            DType::I64 => Typed::of::<$fold<i64>>($set),
            DType::F16 => Typed::of::<$fold<f16>>($set),
            DType::BF16 => Typed::of::<$fold<bf16>>($set),
            DType::F32 => Typed::of::<$fold<f32>>($set),
            DType::F64 => Typed::of::<$fold<f64>>($set),
            DType::C64 => Typed::of::<$fold<Complex<f32>>>($set),
            DType::C128 => Typed::of::<$fold<Complex<f64>>>($set),
        }
    };
}

/// The typed loops of any and all, where signed and unsigned integers are the same.
macro_rules! logical {
    ($fold:ident, $dtype:expr, $set:expr) => {
        match $dtype {
            DType::Bool | DType::U8 | DType::I8 => Typed::of::<$fold<u8>>($set),
            DType::U16 | DType::I16 => Typed::of::<$fold<u16>>($set),
            DType::U32 | DType::I32 => Typed::of::<$fold<u32>>($set),
            DType::U64 | DType::I64 => Typed::of::<$fold<u64>>($set),
            DType::F16 => Typed::of::<$fold<f16>>($set),
            DType::BF16 => Typed::of::<$fold<bf16>>($set),
            DType::F32 => Typed::of::<$fold<f32>>($set),
            DType::F64 => Typed::of::<$fold<f64>>($set),
            DType::C64 => Typed::of::<$fold<Complex<f32>>>($set),
            DType::C128 => Typed::of::<$fold<Complex<f64>>>($set),
        }
    };
}

fn typed(set: Set, kind: ReduceKind, dtype: DType) -> Typed {
    match kind {
        ReduceKind::Sum => numeric!(Sum, dtype, set),
        ReduceKind::Prod => numeric!(Prod, dtype, set),
        ReduceKind::Max => numeric!(Max, dtype, set),
        ReduceKind::Min => numeric!(Min, dtype, set),
        ReduceKind::Any => logical!(Any, dtype, set),
        ReduceKind::All => logical!(All, dtype, set),
    }
}

#[cfg(test)]
mod tests;
