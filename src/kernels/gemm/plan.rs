//! The axes of a product by their role, merged where strides allow.
//!
//! What merges into one row, one column and one summed axis is a matrix product; loops go over the rest. The
//! loops here, and whether they or the products themselves are split over threads.

use super::level::Level;
use super::product::{Operand, Operands, ProductFn};
use crate::array::value::Dense;
use crate::kernels::loops::{parallel_for, thread_count};
use crate::kernels::shared::Shared;
use crate::primitives::dot::Dot;
use crate::shape::Strides;
use smallvec::SmallVec;

/// An axis of the product with its strides (in elements) in both operands and the output; 0 where absent.
#[derive(Clone, Copy, Debug)]
struct Axis {
    size: usize,
    x: isize,
    y: isize,
    out: isize,
}

type Axes = SmallVec<[Axis; 6]>;

/// The axes of a product by their role.
pub(super) struct Plan {
    /// Batch axes, and free axes that do not merge with the main one.
    outer: Axes,
    /// Summed axes that do not merge with the main one.
    summed: Axes,
    m: Axis,
    n: Axis,
    k: Axis,
}

const UNIT: Axis = Axis {
    size: 1,
    x: 0,
    y: 0,
    out: 0,
};

/// Multiplications that one parallel task does at least.
const GRAIN: usize = 1 << 18;
/// A main axis shorter than this, with other axes to loop over, is not worth avoiding a copy.
const SHORT: usize = 8;

impl Plan {
    pub(super) fn new(x: &Dense, y: &Dense, dot: &Dot, out: &Dense) -> Plan {
        let (xs, ys, os): (Strides, Strides, Strides) = (x.strides(), y.strides(), out.strides());
        let batch_count = dot.batch.0.len();
        let (x_free, y_free) = (dot.free(0, x.ndim()), dot.free(1, y.ndim()));
        let batch = (0..batch_count).map(|i| {
            let (a, b) = (dot.batch.0[i], dot.batch.1[i]);
            Axis {
                size: x.shape()[a],
                x: xs[a],
                y: ys[b],
                out: os[i],
            }
        });
        let rows = x_free.iter().enumerate();
        let rows = rows.map(|(i, &a)| Axis {
            size: x.shape()[a],
            x: xs[a],
            y: 0,
            out: os[batch_count + i],
        });
        let columns = y_free.iter().enumerate();
        let columns = columns.map(|(i, &a)| Axis {
            size: y.shape()[a],
            x: 0,
            y: ys[a],
            out: os[batch_count + x_free.len() + i],
        });
        let summed = dot.contract.0.iter().zip(&dot.contract.1);
        let summed = summed.map(|(&a, &b)| Axis {
            size: x.shape()[a],
            x: xs[a],
            y: ys[b],
            out: 0,
        });
        let mut outer = merged(batch.collect());
        let (m, rest) = main_axis(merged(rows.collect()));
        outer.extend(rest);
        let (n, rest) = main_axis(merged(columns.collect()));
        outer.extend(rest);
        let mut summed: Axes = summed.collect();
        // The order of summed axes is free; that of memory merges best.
        summed.sort_by_key(|axis| std::cmp::Reverse(axis.x.abs()));
        let (k, summed) = main_axis(merged(summed));
        Plan {
            outer,
            summed,
            m,
            n,
            k,
        }
    }

    /// Whether loops around short products would cost more than copies of the operands.
    pub(super) fn is_fragmented(&self) -> bool {
        let looped = |size: usize| self.outer.iter().any(|axis| axis.size > size);
        let is_free = |axis: &Axis| axis.x == 0 || axis.y == 0;
        let free_is_looped = self.outer.iter().any(is_free)
            && (self.m.size < SHORT || self.n.size < SHORT)
            && looped(1);
        free_is_looped || (!self.summed.is_empty() && self.k.size < SHORT)
    }

    /// Computes the product by a function for one matrix product.
    pub(super) fn run(
        &self,
        level: Level,
        product: ProductFn,
        item: [usize; 2],
        x: &Dense,
        y: &Dense,
        out: &mut Dense,
    ) {
        let [item, out_item] = item.map(|size| size as isize);
        let (xp, yp) = (Shared(x.as_ptr().cast_mut()), Shared(y.as_ptr().cast_mut()));
        let op = Shared(out.as_mut_ptr());
        let summed_count: usize = self.summed.iter().map(|axis| axis.size).product();
        let outer_count: usize = self.outer.iter().map(|axis| axis.size).product();
        let work = self.m.size * self.n.size * self.k.size * summed_count;
        // Many products are shared out whole; few are split, if they are large.
        let splits = outer_count < 4 * thread_count() && work >= 4 * GRAIN;
        let grain = if splits {
            outer_count
        } else {
            (GRAIN / work).max(1)
        };
        parallel_for(outer_count, grain, &|range| {
            for task in range {
                let base = offsets(&self.outer, task);
                for part in 0..summed_count {
                    let step = offsets(&self.summed, part);
                    let operands = Operands {
                        m: self.m.size,
                        k: self.k.size,
                        n: self.n.size,
                        a: Operand {
                            at: xp.at((base.x + step.x) * item),
                            row: self.m.x,
                            column: self.k.x,
                        },
                        b: Operand {
                            at: yp.at((base.y + step.y) * item),
                            row: self.k.y,
                            column: self.n.y,
                        },
                        c: Operand {
                            at: op.at(base.out * out_item),
                            row: self.m.out,
                            column: self.n.out,
                        },
                        accumulate: part > 0,
                    };
                    // SAFETY: all elements lie in the three views, and tasks write disjoint parts.
                    unsafe { product(level, operands, splits) };
                }
            }
        });
    }
}

/// Joins neighbours that are evenly spaced in all three arrays, and drops axes of size 1.
fn merged(axes: Axes) -> Axes {
    let mut merged = Axes::new();
    for axis in axes.into_iter().filter(|axis| axis.size != 1) {
        let n = axis.size as isize;
        match merged.last_mut() {
            Some(last) if (last.x, last.y, last.out) == (axis.x * n, axis.y * n, axis.out * n) => {
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

/// The longest axis, and the others.
fn main_axis(mut axes: Axes) -> (Axis, Axes) {
    match (0..axes.len()).max_by_key(|&i| axes[i].size) {
        Some(i) => (axes.remove(i), axes),
        None => (UNIT, axes),
    }
}

/// The offsets (in elements) of one point of some axes.
fn offsets(axes: &[Axis], point: usize) -> Axis {
    let (mut sum, mut rest) = (UNIT, point);
    for axis in axes.iter().rev() {
        let index = (rest % axis.size) as isize;
        rest /= axis.size;
        sum.x += index * axis.x;
        sum.y += index * axis.y;
        sum.out += index * axis.out;
    }
    sum
}
