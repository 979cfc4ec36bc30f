//! Sums of products of two arrays over some of their axes, without the products in memory.
//!
//! [`sum_products`] takes the general products (`kernels::gemm`) in which every axis belongs to both operands. Floats
//! are multiplied and folded in vectors, with the blocks and totals of a sum, so that they are as exact: along the
//! summed axis if that lies in one piece, else along rows onto the sums of their columns. Other layouts and dtypes are
//! multiplied into memory and summed. Work is cut by shape alone, so results do not depend on threads.

use super::folds::{Fold, Sum};
use super::softmax::{Float, MAX_LANES, load, store};
use super::vectors::{self, Map, Plus};
use super::{BLOCK, GRAIN, ROW_BLOCK, ROWS, piece, pieces, reduce};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::kernels::binary;
use crate::kernels::cast::cast;
use crate::kernels::half::is_half;
use crate::kernels::loops::parallel_for;
use crate::kernels::simd::sets::{Entry, Isa, run};
use crate::kernels::simd::shuffle::Shuffle;
use crate::kernels::simd::vector::Vector;
use crate::kernels::simd::{self, Set};
use crate::primitives::dot::Dot;
use crate::primitives::reduce::ReduceKind;
use crate::shape::axes::AxisList;
use smallvec::{SmallVec, smallvec};
use std::mem::MaybeUninit;
use std::ops::Range;

/// Arrays of fewer elements are left to the products of vectors.
const FEWEST: usize = 256;
/// Shorter lines are multiplied into memory, because those of a sum are folded several at once.
const SHORTEST_LINE: usize = 16;
/// Fewer columns are multiplied into memory, for the same reason.
const FEWEST_COLUMNS: usize = 32;

/// Fills `out` and returns true, if every axis of both operands is either summed or kept by both, and the dtype is one
/// of floats or complex numbers.
pub(in crate::kernels) fn sum_products(x: &Dense, y: &Dense, dot: &Dot, out: &mut Dense) -> bool {
    if x.len() < FEWEST || !x.dtype().is_differentiable() {
        return false;
    }
    let Some((y, summed)) = aligned(x, y, dot) else {
        return false;
    };
    if !is_half(x.dtype()) {
        return sum_aligned(simd::set(), x, &y, &summed, out);
    }
    let widened = |from: &Dense| {
        let mut wide = Dense::uninit("dot", DType::F32, from.shape()).ok()?;
        cast(from, &mut wide);
        Some(wide)
    };
    let (Some(x), Some(y)) = (widened(x), widened(&y)) else {
        return false;
    };
    let Ok(mut sums) = Dense::uninit("dot", DType::F32, out.shape()) else {
        return false;
    };
    let is_done = sum_aligned(simd::set(), &x, &y, &summed, &mut sums);
    cast(&sums, out);
    is_done
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
pub(super) fn sum_aligned(set: Set, x: &Dense, y: &Dense, axes: &[usize], out: &mut Dense) -> bool {
    // A cotangent of ones is common.
    for (one, other) in [(x, y), (y, x)] {
        if binary::is_one_throughout(one) {
            reduce(ReduceKind::Sum, other, axes, out);
            return true;
        }
    }
    let plan = Plan::new(x, y, axes);
    let is_planned = match x.dtype() {
        DType::F32 => plan.run::<f32>(set, out),
        DType::F64 => plan.run::<f64>(set, out),
        _ => false,
    };
    if is_planned {
        return true;
    }
    let Ok(mut products) = Dense::uninit("dot", x.dtype(), x.shape()) else {
        return false;
    };
    let Some(kernel) = binary::multiply(x.dtype()) else {
        return false;
    };
    kernel.run(&mut products, &[x, y]);
    reduce(ReduceKind::Sum, &products, axes, out);
    true
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
    fn run<T: Float>(mut self, set: Set, out: &mut Dense) -> bool
    where
        Sum<T>: Fold<Item = T, Block = T, Out = T>,
    {
        for _ in 0..2 {
            let is_line = |axis: Option<&Axis>, fewest: usize| {
                axis.is_some_and(|axis| axis.is_line() && axis.size >= fewest)
            };
            if is_line(self.summed.last(), SHORTEST_LINE) {
                along_lines::<T>(set, &self, out);
                return true;
            }
            if is_line(self.kept.last(), FEWEST_COLUMNS) {
                onto_columns::<T>(set, &self, out);
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

/// The products of a line's vectors with the other operand, adjacent or (`REPEATED`) one element.
struct Times<T: Float, S: Isa, const REPEATED: bool> {
    y: *const T,
    factor: T::Vector<S>,
}

impl<T: Float, S: Isa, const REPEATED: bool> Map<T::Vector<S>> for Times<T, S, REPEATED> {
    #[inline(always)]
    unsafe fn at(&self, x: T::Vector<S>, i: usize, count: usize) -> T::Vector<S> {
        if !REPEATED {
            // SAFETY: whoever makes this gives as many elements as the line has. Beyond it is -0 times 0.
            return x * unsafe { load::<T::Vector<S>>(self.y.add(i), count) };
        }
        let product = x * self.factor;
        if count == T::Vector::<S>::LANES {
            return product;
        }
        // What is beyond the line must not change the sum, whatever the factor makes of it.
        let mut lanes = [T::default(); MAX_LANES];
        // SAFETY: room for the lanes of any vector.
        unsafe {
            product.store_part(lanes.as_mut_ptr(), count);
            Shuffle::load_or(lanes.as_ptr(), count, nothing::<T, S>())
        }
    }
}

/// What adds nothing, not even to -0.
#[inline(always)]
fn nothing<T: Float, S: Isa>() -> T::Vector<S> {
    (T::Vector::<S>::one() - T::Vector::<S>::one()).neg()
}

/// The sum of the products of two lines.
///
/// # Safety
/// `n` elements are readable at `x`, and as many, `y_step` elements apart, at `y`.
#[inline(always)]
pub(super) unsafe fn line_total<T: Float, S: Isa>(
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
                let times = Times::<T, S, true> {
                    y,
                    factor: T::Vector::<S>::splat(*y),
                };
                vectors::fold_map::<T::Vector<S>, Plus, _>(x, count, nothing::<T, S>(), &times)
            } else {
                let times = Times::<T, S, false> {
                    y: y.add(at),
                    factor: nothing::<T, S>(),
                };
                vectors::fold_map::<T::Vector<S>, Plus, _>(x, count, nothing::<T, S>(), &times)
            }
        };
        total = Sum::<T>::add(total, block);
        at += count;
    }
    total
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

/// Runs jobs that each write `width` sums of one of `pieces` pieces: `jobs` outputs or groups of them, times the
/// pieces.
fn in_pieces<T: Float>(
    (jobs, grain): (usize, usize),
    (pieces, width): (usize, usize),
    out: &mut Dense,
    body: &(dyn Fn(Range<usize>, Target<T>) + Sync),
    place: impl Fn(usize) -> Range<usize>,
) where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    let out = out.as_mut_ptr().cast::<T>();
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

/// Sums along the last summed axis, for each point of the kept ones.
struct Lines<'a, T: Float>
where
    Sum<T>: Fold,
{
    plan: &'a Plan,
    pieces: usize,
    jobs: Range<usize>,
    target: Target<T>,
}

impl<T: Float> Entry for Lines<'_, T>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    type Out = ();
    #[inline(always)]
    fn call<S: Isa>(self) {
        let Plan { kept, summed, x, y } = self.plan;
        let (inner, outer) = summed.split_last().expect("lines are along a summed axis");
        let rows = count(outer);
        if rows == 1 && self.pieces == 1 && inner.y == 1 && inner.size <= SHORT {
            self.short_lines::<S>(inner.size);
            return;
        }
        for job in self.jobs {
            let (point, part) = (job / self.pieces, job % self.pieces);
            // SAFETY: every point is inside the operands, and a job has its own place.
            unsafe {
                let start = Plan::at::<T>(kept, point, [x.cast(), y.cast()]);
                let total = if rows == 1 {
                    let range = piece(inner.size, self.pieces, part);
                    let at = Plan::at([*inner].as_slice(), range.start, start);
                    line_total::<T, S>(at, inner.y, range.len())
                } else {
                    let mut total = Sum::<T>::TOTAL;
                    for row in piece(rows, self.pieces, part) {
                        let at = Plan::at(outer, row, start);
                        total = Sum::<T>::merge(total, line_total::<T, S>(at, inner.y, inner.size));
                    }
                    total
                };
                self.target.write(job, total);
            }
        }
    }
}

/// Lines of at most so many elements are multiplied in groups, into the first cache, and the sums of a group are found
/// at once.
const SHORT: usize = 256;
/// How many of them at most.
const GROUP: usize = 64;
/// Products of a group at most.
const PRODUCTS: usize = 4096;

impl<T: Float> Lines<'_, T>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    #[inline(always)]
    fn short_lines<S: Isa>(self, n: usize) {
        let mut products = [const { MaybeUninit::<T>::uninit() }; PRODUCTS];
        let products = products.as_mut_ptr().cast::<T>();
        let mut sums = [T::default(); GROUP];
        let mut left = self.jobs;
        while !left.is_empty() {
            let sums = &mut sums[..left.len().min(GROUP).min(PRODUCTS / n)];
            // SAFETY: every point is inside the operands, and has its own place; the products have room for the group.
            unsafe {
                for i in 0..sums.len() {
                    let start = [self.plan.x.cast(), self.plan.y.cast()];
                    let [x, y] = Plan::at::<T>(&self.plan.kept, left.start + i, start);
                    let mut j = 0;
                    while j < n {
                        let count = (n - j).min(T::Vector::<S>::LANES);
                        let y = load::<T::Vector<S>>(y.add(j), count);
                        let product = load::<T::Vector<S>>(x.add(j), count) * y;
                        store(product, products.add(i * n + j), count);
                        j += count;
                    }
                }
                let stride = (n * size_of::<T>()) as isize;
                vectors::each::<T::Vector<S>, Plus>(products.cast(), stride, n, sums);
                for (i, &sum) in sums.iter().enumerate() {
                    let total = Sum::<T>::add(Sum::<T>::TOTAL, sum);
                    self.target.write(left.start + i, total);
                }
            }
            left.start += sums.len();
        }
    }
}

fn along_lines<T: Float>(set: Set, plan: &Plan, out: &mut Dense)
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
    let body = |jobs: Range<usize>, target| {
        let lines = Lines {
            plan,
            pieces,
            jobs,
            target,
        };
        run(set, lines);
    };
    in_pieces::<T>((outputs, grain), (pieces, 1), out, &body, |job| {
        job..job + 1
    });
}

/// Sums of rows onto columns: for each point of the other kept axes and each chunk of columns.
struct Columns<'a, T: Float>
where
    Sum<T>: Fold,
{
    plan: &'a Plan,
    pieces: usize,
    jobs: Range<usize>,
    target: Target<T>,
}

/// Rows whose products are added at once.
const TOGETHER: usize = 4;

impl<T: Float> Entry for Columns<'_, T>
where
    Sum<T>: Fold<Item = T, Block = T, Out = T>,
{
    type Out = ();
    #[inline(always)]
    fn call<S: Isa>(self) {
        let Plan { kept, summed, x, y } = self.plan;
        let (column, outer) = kept.split_last().expect("columns are along a kept axis");
        let chunks = column.size.div_ceil(BLOCK);
        let (rows, width) = (count(summed), column.size.min(BLOCK));
        let mut totals = [Sum::<T>::TOTAL; BLOCK];
        let mut sums = [T::default(); BLOCK];
        for job in self.jobs {
            let (task, part) = (job / self.pieces, job % self.pieces);
            let columns = columns_of(task % chunks, column.size);
            let (totals, sums) = (&mut totals[..columns.len()], &mut sums[..columns.len()]);
            totals.fill(Sum::<T>::TOTAL);
            let mut left = piece(rows, self.pieces, part);
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
                        add_rows::<T, S, TOGETHER>(sums, rows, column.y);
                        at += TOGETHER;
                    }
                    while at < end {
                        add_rows::<T, S, 1>(sums, [row(at)], column.y);
                        at += 1;
                    }
                    for (total, &sum) in totals.iter_mut().zip(&*sums) {
                        *total = Sum::<T>::add(*total, sum);
                    }
                    left.start = end;
                }
                let first = match self.target {
                    Target::Output(_) => task / chunks * column.size + columns.start,
                    Target::Totals(_) => job * width,
                };
                for (i, &total) in totals.iter().enumerate() {
                    self.target.write(first + i, total);
                }
            }
        }
    }
}

fn columns_of(chunk: usize, columns: usize) -> Range<usize> {
    chunk * BLOCK..((chunk + 1) * BLOCK).min(columns)
}

/// Adds the products of `R` rows to the sums of their columns.
///
/// # Safety
/// The rows have as many elements as `sums`, adjacent in the first operand, `y_step` (0 or 1) apart in the second.
#[inline(always)]
unsafe fn add_rows<T: Float, S: Isa, const R: usize>(
    sums: &mut [T],
    rows: [[*const T; 2]; R],
    y_step: isize,
) {
    // SAFETY: every row has an element.
    let factors = rows.map(|[_, y]| T::Vector::<S>::splat(unsafe { *y }));
    let mut j = 0;
    while j < sums.len() {
        let count = (sums.len() - j).min(T::Vector::<S>::LANES);
        // SAFETY: so many columns are left.
        unsafe {
            let product = |r: usize| {
                let [x, y] = rows[r];
                let y = if y_step == 0 {
                    factors[r]
                } else {
                    load::<T::Vector<S>>(y.add(j), count)
                };
                load::<T::Vector<S>>(x.add(j), count) * y
            };
            let mut products: [T::Vector<S>; R] = std::array::from_fn(product);
            let mut width = R / 2;
            while width > 0 {
                for i in 0..width {
                    products[i] = products[2 * i] + products[2 * i + 1];
                }
                width /= 2;
            }
            let to = sums.as_mut_ptr().add(j);
            store(load::<T::Vector<S>>(to, count) + products[0], to, count);
        }
        j += count;
    }
}

fn onto_columns<T: Float>(set: Set, plan: &Plan, out: &mut Dense)
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
    let body = |jobs: Range<usize>, target| {
        let columns = Columns {
            plan,
            pieces,
            jobs,
            target,
        };
        run(set, columns);
    };
    let place = |task: usize| {
        let range = columns_of(task % chunks, columns);
        let first = task / chunks * columns;
        first + range.start..first + range.end
    };
    in_pieces::<T>((tasks, grain), (pieces, width), out, &body, place);
}
