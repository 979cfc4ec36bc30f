//! Sums of products, or other terms, along lines that lie in one piece.

use super::super::softmax::{Float, MAX_LANES, load};
use super::super::vectors::{self, Map, Plus};
use super::super::{Fold, GRAIN, ROW_BLOCK, Sum, piece, pieces};
use super::terms::Term;
use super::{Along, Jobs, Plan, Points, Total, count, in_pieces};
use crate::array::value::Dense;
use crate::kernels::simd::Set;
use crate::kernels::simd::sets::Isa;
use crate::kernels::simd::shuffle::Shuffle;
use crate::kernels::simd::vector::Vector;
use std::marker::PhantomData;

/// The terms of a line's vectors with the other operand, adjacent or (`REPEATED`) one element.
struct Terms<T: Float, S: Isa, K, const REPEATED: bool> {
    y: *const T,
    repeated: T::Vector<S>,
    term: PhantomData<K>,
}

impl<T: Float, S: Isa, K: Term, const REPEATED: bool> Map<T::Vector<S>>
    for Terms<T, S, K, REPEATED>
{
    #[inline(always)]
    unsafe fn at(&self, x: T::Vector<S>, i: usize, count: usize) -> T::Vector<S> {
        if !REPEATED {
            // SAFETY: whoever makes this gives as many elements as the line has. Beyond it are -0 and 0.
            return K::of(x, unsafe { load::<T::Vector<S>>(self.y.add(i), count) });
        }
        let term = K::of(x, self.repeated);
        if count == T::Vector::<S>::LANES {
            return term;
        }
        // What is beyond the line must not change the sum, whatever the other operand makes of it.
        let mut lanes = [T::default(); MAX_LANES];
        // SAFETY: room for the lanes of any vector.
        unsafe {
            term.store_part(lanes.as_mut_ptr(), count);
            Shuffle::load_or(lanes.as_ptr(), count, nothing::<T, S>())
        }
    }
}

/// What adds nothing, not even to -0.
#[inline(always)]
fn nothing<T: Float, S: Isa>() -> T::Vector<S> {
    (T::Vector::<S>::one() - T::Vector::<S>::one()).neg()
}

/// The sum of the terms of two lines.
///
/// # Safety
/// `n` elements are readable at `x`, and as many, `y_step` elements apart, at `y`.
#[inline(always)]
pub(in super::super) unsafe fn line_total<T: Float, S: Isa, K: Term>(
    [x, y]: [*const T; 2],
    y_step: isize,
    n: usize,
) -> Total<T>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let mut total = Sum::<T>::TOTAL;
    let mut at = 0;
    while at < n {
        let count = (n - at).min(ROW_BLOCK);
        // SAFETY: as many elements are left.
        let block = unsafe {
            let x = x.add(at);
            if y_step == 0 {
                let terms = Terms::<T, S, K, true> {
                    y,
                    repeated: T::Vector::<S>::splat(*y),
                    term: PhantomData,
                };
                vectors::fold_map::<T::Vector<S>, Plus, _>(x, count, nothing::<T, S>(), &terms)
            } else {
                let terms = Terms::<T, S, K, false> {
                    y: y.add(at),
                    repeated: nothing::<T, S>(),
                    term: PhantomData,
                };
                vectors::fold_map::<T::Vector<S>, Plus, _>(x, count, nothing::<T, S>(), &terms)
            }
        };
        total = Sum::<T>::add(total, block);
        at += count;
    }
    total
}

/// Sums along the last summed axis, for each point of the kept ones.
#[inline(always)]
pub(super) fn fill<T: Float, S: Isa, K: Term>(jobs: Jobs<T, K>)
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let Plan { kept, summed, x, y } = jobs.plan;
    let (inner, outer) = summed.split_last().expect("lines are along a summed axis");
    let rows = count(outer);
    if rows == 1 && jobs.pieces == 1 {
        let start = [x.cast(), y.cast()];
        let mut points = Points::<T>::new(kept, jobs.range.start, start);
        for job in jobs.range {
            // SAFETY: every point is inside the operands, and a job has its own place.
            unsafe {
                let total = line_total::<T, S, K>(points.next(), inner.y, inner.size);
                jobs.target.write(job, total);
            }
        }
        return;
    }
    for job in jobs.range {
        let (point, part) = (job / jobs.pieces, job % jobs.pieces);
        // SAFETY: as above.
        unsafe {
            let start = Plan::at::<T>(kept, point, [x.cast(), y.cast()]);
            let total = if rows == 1 {
                let range = piece(inner.size, jobs.pieces, part);
                let at = Plan::at([*inner].as_slice(), range.start, start);
                line_total::<T, S, K>(at, inner.y, range.len())
            } else {
                let mut total = Sum::<T>::TOTAL;
                for row in piece(rows, jobs.pieces, part) {
                    let at = Plan::at(outer, row, start);
                    total = Sum::<T>::merge(total, line_total::<T, S, K>(at, inner.y, inner.size));
                }
                total
            };
            jobs.target.write(job, total);
        }
    }
}

pub(super) fn along_lines<T: Float, K: Term>(set: Set, plan: &Plan, out: &mut Dense)
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let outputs = count(&plan.kept);
    let (inner, outer) = plan.summed.split_last().expect("a summed axis");
    let rows = count(outer);
    let pieces = if rows == 1 {
        pieces(inner.size, 1, outputs)
    } else {
        pieces(rows, inner.size, outputs)
    };
    let grain = (GRAIN / (rows * inner.size)).max(1);
    let parts = (pieces, 1);
    in_pieces::<T, K>(
        (set, Along::Lines, plan),
        (outputs, grain),
        parts,
        out,
        |job| job..job + 1,
    );
}
