//! Sums of products, or other terms, onto the columns of rows that lie in one piece.

use super::super::softmax::{Float, load, store};
use super::super::{BLOCK, Fold, GRAIN, ROWS, Sum, piece, pieces};
use super::terms::Term;
use super::{Along, Jobs, Plan, Target, count, in_pieces};
use crate::array::value::Dense;
use crate::kernels::simd::Set;
use crate::kernels::simd::sets::Isa;
use crate::kernels::simd::vector::{Vector, in_vectors};
use std::ops::Range;

/// Rows whose terms are added at once.
const TOGETHER: usize = 4;

/// Sums of rows onto columns: for each point of the other kept axes and each chunk of columns.
#[inline(always)]
pub(super) fn fill<T: Float, S: Isa, K: Term>(jobs: Jobs<T, K>)
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let Plan { kept, summed, x, y } = jobs.plan;
    let (column, outer) = kept.split_last().expect("columns are along a kept axis");
    let chunks = column.size.div_ceil(BLOCK);
    let (rows, width) = (count(summed), column.size.min(BLOCK));
    let mut totals = [Sum::<T>::TOTAL; BLOCK];
    let mut sums = [T::default(); BLOCK];
    for job in jobs.range {
        let (task, part) = (job / jobs.pieces, job % jobs.pieces);
        let columns = columns_of(task % chunks, column.size);
        let (totals, sums) = (&mut totals[..columns.len()], &mut sums[..columns.len()]);
        totals.fill(Sum::<T>::TOTAL);
        let mut left = piece(rows, jobs.pieces, part);
        // SAFETY: every point is inside the operands, and a job has its own places.
        unsafe {
            let start = Plan::at::<T>(outer, task / chunks, [x.cast(), y.cast()]);
            let start = Plan::at([*column].as_slice(), columns.start, start);
            let row = |at: usize| Plan::at(summed, at, start);
            while !left.is_empty() {
                let end = left.end.min(left.start + ROWS);
                sums.fill(Sum::<T>::BLOCK);
                let mut at = left.start;
                while at + TOGETHER <= end {
                    let rows: [_; TOGETHER] = std::array::from_fn(|r| row(at + r));
                    add_rows::<T, S, K, TOGETHER>(sums, rows, column.y);
                    at += TOGETHER;
                }
                while at < end {
                    add_rows::<T, S, K, 1>(sums, [row(at)], column.y);
                    at += 1;
                }
                for (total, &sum) in totals.iter_mut().zip(&*sums) {
                    *total = Sum::<T>::add(*total, sum);
                }
                left.start = end;
            }
            let first = match jobs.target {
                Target::Output(_) => task / chunks * column.size + columns.start,
                Target::Totals(_) => job * width,
            };
            for (i, &total) in totals.iter().enumerate() {
                jobs.target.write(first + i, total);
            }
        }
    }
}

fn columns_of(chunk: usize, columns: usize) -> Range<usize> {
    chunk * BLOCK..((chunk + 1) * BLOCK).min(columns)
}

/// Adds the terms of `R` rows to the sums of their columns.
///
/// # Safety
/// The rows have as many elements as `sums`, adjacent in the first operand, `y_step` (0 or 1) apart in the second.
#[inline(always)]
unsafe fn add_rows<T: Float, S: Isa, K: Term, const R: usize>(
    sums: &mut [T],
    rows: [[*const T; 2]; R],
    y_step: isize,
) {
    // SAFETY: every row has an element.
    let repeated = rows.map(|[_, y]| T::Vector::<S>::splat(unsafe { *y }));
    let n = sums.len();
    let sums = sums.as_mut_ptr();
    in_vectors::<T::Vector<S>>(
        n,
        #[inline(always)]
        |j, count| {
            // SAFETY: so many columns are left.
            unsafe {
                // Filled by a loop: closures that make arrays are not always part of the vector code around them.
                let mut terms = repeated;
                for (term, &[x, y]) in terms.iter_mut().zip(&rows) {
                    let y = if y_step == 0 {
                        *term
                    } else {
                        load::<T::Vector<S>>(y.add(j), count)
                    };
                    *term = K::of(load::<T::Vector<S>>(x.add(j), count), y);
                }
                let mut width = R / 2;
                while width > 0 {
                    for i in 0..width {
                        terms[i] = terms[2 * i] + terms[2 * i + 1];
                    }
                    width /= 2;
                }
                let sum = load::<T::Vector<S>>(sums.add(j), count) + terms[0];
                store(sum, sums.add(j), count);
            }
        },
    );
}

pub(super) fn onto_columns<T: Float, K: Term>(set: Set, plan: &Plan, out: &mut Dense)
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let (column, outer) = plan.kept.split_last().expect("a kept axis");
    let chunks = column.size.div_ceil(BLOCK);
    let (rows, width) = (count(&plan.summed), column.size.min(BLOCK));
    let tasks = count(outer) * chunks;
    let pieces = pieces(rows, width, tasks);
    let grain = (GRAIN / (rows * width)).max(1);
    let columns = column.size;
    let place = |task: usize| {
        let range = columns_of(task % chunks, columns);
        let first = task / chunks * columns;
        first + range.start..first + range.end
    };
    let parts = (pieces, width);
    in_pieces::<T, K>(
        (set, Along::Columns, plan),
        (tasks, grain),
        parts,
        out,
        place,
    );
}
