//! Sums of products, or of squared differences, of two arrays over some of their axes, without those in memory.
//!
//! [`sum_squared_differences`] takes two arrays of one shape, [`sum_products`] the general products (`kernels::gemm`) in which every axis belongs to both operands. Floats
//! are multiplied and folded in vectors, with the blocks and totals of a sum, so that they are as exact: along the
//! summed axis if that lies in one piece, else along rows onto the sums of their columns. Other layouts and dtypes are
//! multiplied into memory and summed. Work is cut by shape alone, so results do not depend on threads. Here are the
//! choice and the walk; the loops are in `lines` and `columns`, what is summed in `terms`.

mod columns;
mod lines;
mod terms;
#[cfg(test)]
mod tests;

pub(super) use lines::line_total;
pub(super) use terms::Product;

use super::folds::{Fold, Sum};
use super::reduce;
use super::softmax::Float;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::error::Result;
use crate::kernels::binary;
use crate::kernels::half::in_f32_if_half;
use crate::kernels::loops::parallel_for;
use crate::kernels::simd::sets::{Entry, Isa, run};
use crate::kernels::simd::{self, Set};
use crate::primitives::dot::Dot;
use crate::primitives::reduce::ReduceKind;
use crate::shape::axes::AxisList;
use smallvec::{SmallVec, smallvec};
use std::marker::PhantomData;
use std::ops::Range;
use terms::{SquaredDifference, Term};

/// Two vectors of fewer elements are left to `kernels::gemm`, which begins sooner; so are those of other dtypes than f32
/// and f64, which it reads as they lie.
const FEWEST: usize = 256;
/// Shorter lines are multiplied into memory, because those of a sum are folded several at once.
const SHORTEST_LINE: usize = 16;
/// Fewer columns are multiplied into memory, for the same reason.
const FEWEST_COLUMNS: usize = 32;

/// Fills `out` and returns true, if every axis of both operands is either summed or kept by both, the dtype is one of
/// floats or complex numbers, and there is something to gain.
pub(in crate::kernels) fn sum_products(x: &Dense, y: &Dense, dot: &Dot, out: &mut Dense) -> bool {
    let has_lines = matches!(x.dtype(), DType::F32 | DType::F64);
    let is_left = dot.batch.0.is_empty() && (x.len() < FEWEST || !has_lines);
    if is_left || x.len() == 0 || !x.dtype().is_differentiable() {
        return false;
    }
    let Some((y, summed)) = aligned(x, y, dot) else {
        return false;
    };
    let sum = |[x, y]: [&Dense; 2], out: &mut Dense| sum_aligned(simd::set(), x, y, &summed, out);
    in_f32_if_half("dot", [x, &y], out, sum).is_ok()
}

/// Fills `out` with the sums over `axes` of the squared differences of two arrays of f32 or f64 of one shape.
pub(crate) fn sum_squared_differences(
    x: &Dense,
    y: &Dense,
    axes: &[usize],
    out: &mut Dense,
) -> Result<()> {
    sum_terms::<SquaredDifference>(simd::set(), x, y, axes, out)
}

/// The second operand with its axes in the order of the first, and the summed axes in increasing order.
fn aligned(x: &Dense, y: &Dense, dot: &Dot) -> Option<(Dense, AxisList)> {
    let count = dot.batch.0.len() + dot.contract.0.len();
    if x.ndim() != count || y.ndim() != count || !dot.batch.0.is_sorted() {
        return None;
    }
    let mut order: AxisList = smallvec![0; count];
    for (own, other) in [
        (&dot.batch.0, &dot.batch.1),
        (&dot.contract.0, &dot.contract.1),
    ] {
        for (&a, &b) in own.iter().zip(other) {
            order[a] = b;
        }
    }
    let mut summed = dot.contract.0.clone();
    summed.sort_unstable();
    Some((y.with_layout(y.layout().permute(&order)), summed))
}

/// The sums over `axes` of the products of two arrays of one shape.
fn sum_aligned(set: Set, x: &Dense, y: &Dense, axes: &[usize], out: &mut Dense) -> Result<()> {
    // A cotangent of ones is common.
    for (one, other) in [(x, y), (y, x)] {
        if binary::is_one_throughout(one) {
            reduce(ReduceKind::Sum, other, axes, out);
            return Ok(());
        }
    }
    sum_terms::<Product>(set, x, y, axes, out)
}

fn sum_terms<K: Term>(
    set: Set,
    x: &Dense,
    y: &Dense,
    axes: &[usize],
    out: &mut Dense,
) -> Result<()> {
    let plan = Plan::new(x, y, axes);
    let is_planned = match x.dtype() {
        DType::F32 => plan.run::<f32, K>(set, out),
        DType::F64 => plan.run::<f64, K>(set, out),
        _ => false,
    };
    if is_planned {
        return Ok(());
    }
    let mut terms = Dense::uninit("dot", x.dtype(), x.shape())?;
    K::write(x, y, &mut terms);
    reduce(ReduceKind::Sum, &terms, axes, out);
    Ok(())
}

/// An axis with the steps along it, in elements.
#[derive(Clone, Copy, Debug)]
struct Axis {
    size: usize,
    x: isize,
    y: isize,
}

type Axes = SmallVec<[Axis; 6]>;

impl Axis {
    const ONE: Axis = Axis {
        size: 1,
        x: 0,
        y: 0,
    };

    /// Whether the first operand's elements are adjacent and the second's too, or one.
    fn is_line(&self) -> bool {
        self.x == 1 && (self.y == 0 || self.y == 1)
    }
}

/// The axes by their role, in the order of the output for those that are kept. The operands may be exchanged, so that
/// the first is the one whose elements are adjacent along the axis that vectors take.
struct Plan {
    kept: Axes,
    summed: Axes,
    x: *const u8,
    y: *const u8,
}

// SAFETY: the pointers are read only, by functions that the owner of the arrays waits for.
unsafe impl Sync for Plan {}

impl Plan {
    fn new(x: &Dense, y: &Dense, axes: &[usize]) -> Plan {
        let (xs, ys) = (x.strides(), y.strides());
        let of = |is_summed: bool| -> Axes {
            let own = (0..x.ndim()).filter(|a| axes.contains(a) == is_summed && x.shape()[*a] != 1);
            let axis = |a: usize| Axis {
                size: x.shape()[a],
                x: xs[a],
                y: ys[a],
            };
            own.map(axis).collect()
        };
        let mut summed = of(true);
        // The order of summed axes is free: that of memory merges best.
        summed.sort_by_key(|axis| std::cmp::Reverse(axis.x.abs().max(axis.y.abs())));
        Plan {
            kept: merged(of(false)),
            summed: merged(summed),
            x: x.as_ptr(),
            y: y.as_ptr(),
        }
    }

    fn exchanged(mut self) -> Plan {
        std::mem::swap(&mut self.x, &mut self.y);
        for axis in self.kept.iter_mut().chain(&mut self.summed) {
            std::mem::swap(&mut axis.x, &mut axis.y);
        }
        self
    }

    /// Fills the output, if an axis lies in one piece.
    fn run<T: Float, K: Term>(mut self, set: Set, out: &mut Dense) -> bool
    where
        Sum<T>: Fold<Item = T, Block = T, Out = T>,
    {
        for _ in 0..2 {
            let is_line = |axis: Option<&Axis>, fewest: usize| {
                axis.is_some_and(|axis| axis.is_line() && axis.size >= fewest)
            };
            if is_line(self.summed.last(), SHORTEST_LINE) {
                lines::along_lines::<T, K>(set, &self, out);
                return true;
            }
            if is_line(self.kept.last(), FEWEST_COLUMNS) {
                columns::onto_columns::<T, K>(set, &self, out);
                return true;
            }
            self = self.exchanged();
        }
        false
    }

    /// Where the operands are at a point of some axes.
    ///
    /// # Safety
    /// The point is inside, and `from` is where the operands of `T` are at some point of the other axes.
    #[inline(always)]
    unsafe fn at<T>(axes: &[Axis], mut point: usize, from: [*const T; 2]) -> [*const T; 2] {
        let [mut x, mut y] = from;
        for axis in axes.iter().rev() {
            let index = (point % axis.size) as isize;
            point /= axis.size;
            // SAFETY: an element of the operands.
            (x, y) = unsafe { (x.offset(index * axis.x), y.offset(index * axis.y)) };
        }
        [x, y]
    }
}

/// Joins neighbours that are evenly spaced in both operands.
fn merged(axes: Axes) -> Axes {
    let mut merged = Axes::new();
    for axis in axes {
        let n = axis.size as isize;
        match merged.last_mut() {
            Some(last) if (last.x, last.y) == (axis.x * n, axis.y * n) => {
                *last = Axis {
                    size: last.size * axis.size,
                    ..axis
                };
            }
            _ => merged.push(axis),
        }
    }
    merged
}

fn count(axes: &[Axis]) -> usize {
    axes.iter().map(|axis| axis.size).product()
}

/// What a sum is kept in between blocks.
type Total<T> = <Sum<T> as Fold>::Total;

/// The points of some axes in their order.
struct Points<'a, T> {
    axes: &'a [Axis],
    from: [*const T; 2],
    next: usize,
    /// Where the next point is, unless none is left along the last axis.
    at: [*const T; 2],
    left: usize,
}

impl<'a, T> Points<'a, T> {
    #[inline(always)]
    fn new(axes: &'a [Axis], next: usize, from: [*const T; 2]) -> Self {
        Points {
            axes,
            from,
            next,
            at: from,
            left: 0,
        }
    }

    /// # Safety
    /// The point is inside.
    #[inline(always)]
    unsafe fn next(&mut self) -> [*const T; 2] {
        let last = self.axes.last().copied().unwrap_or(Axis::ONE);
        if self.left == 0 {
            // SAFETY: as promised.
            self.at = unsafe { Plan::at(self.axes, self.next, self.from) };
            self.left = last.size - self.next % last.size;
        }
        let [x, y] = self.at;
        // The step after the last point is not followed.
        self.at = [x.wrapping_offset(last.x), y.wrapping_offset(last.y)];
        self.left -= 1;
        self.next += 1;
        [x, y]
    }
}

/// Where the sums go: straight to the output, or as totals of pieces that are merged at the end.
#[derive(Clone, Copy)]
enum Target<T: Float>
where
    Sum<T>: Fold,
{
    Output(*mut T),
    Totals(*mut Total<T>),
}

// SAFETY: every job writes elements of its own.
unsafe impl<T: Float> Sync for Target<T> where Sum<T>: Fold {}

impl<T: Float> Target<T>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    /// # Safety
    /// There is an element at `at`, which nobody else writes.
    #[inline(always)]
    unsafe fn write(self, at: usize, total: Total<T>) {
        // SAFETY: as promised.
        unsafe {
            match self {
                Target::Output(out) => out.add(at).write(Sum::<T>::finish(total)),
                Target::Totals(totals) => totals.add(at).write(total),
            }
        }
    }
}

/// Runs a plan as jobs that each write `width` sums of one of `pieces` pieces: `jobs` outputs or groups of them, times
/// the pieces.
fn in_pieces<T: Float, K: Term>(
    (set, along, plan): (Set, Along, &Plan),
    (jobs, grain): (usize, usize),
    (pieces, width): (usize, usize),
    out: &mut Dense,
    place: impl Fn(usize) -> Range<usize>,
) where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let out = out.as_mut_ptr().cast::<T>();
    let body = |range: Range<usize>, target: Target<T>| {
        let part = Jobs::<T, K> {
            term: PhantomData,
            along,
            plan,
            pieces,
            range,
            target,
        };
        run(set, part);
    };
    if pieces == 1 {
        let target = Target::Output(out);
        parallel_for(jobs, grain, &|range| body(range, target));
        return;
    }
    let mut totals = vec![Sum::<T>::TOTAL; jobs * pieces * width];
    let target = Target::Totals(totals.as_mut_ptr());
    parallel_for(jobs * pieces, 1, &|range| body(range, target));
    for job in 0..jobs {
        let parts = &totals[job * pieces * width..(job + 1) * pieces * width];
        for (i, at) in place(job).enumerate() {
            let merge = |a, part: &[Total<T>]| Sum::<T>::merge(a, part[i]);
            let total = parts[width..].chunks(width).fold(parts[i], merge);
            // SAFETY: the places of all jobs are those of the output.
            unsafe { out.add(at).write(Sum::<T>::finish(total)) };
        }
    }
}

/// Which loops a plan runs.
#[derive(Clone, Copy)]
enum Along {
    Lines,
    Columns,
}

/// A part of the work of a plan.
struct Jobs<'a, T: Float, K>
where
    Sum<T>: Fold,
{
    term: PhantomData<K>,
    along: Along,
    plan: &'a Plan,
    pieces: usize,
    range: Range<usize>,
    target: Target<T>,
}

impl<T: Float, K: Term> Entry for Jobs<'_, T, K>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    type Out = ();
    #[inline(always)]
    fn call<S: Isa>(self) {
        match self.along {
            Along::Lines => lines::fill::<T, S, K>(self),
            Along::Columns => columns::fill::<T, S, K>(self),
        }
    }
}
