//! A product of two matrices as a loop over blocks that fit the caches, and blocks as loops over tiles.
//!
//! `b` is copied once, in panels that every thread reads; each block of rows of `a` by the thread that
//! computes it. Operands that would be read only a few times are not copied. The summed axis is cut by its
//! length alone, so that results depend neither on the number of threads nor on the other sizes.

use super::level::{Compute, Kernels, Level};
use super::pack::{Packed, Panels};
use super::source::Source;
use super::tile::{Tile, TileFn};
use super::vector::Ring;
use crate::kernels::loops::{parallel_for, thread_count};
use crate::storage::buffer::Buffer;
use crate::storage::handle::Handle;
use std::ops::Range;

/// Where a matrix lies, with strides in elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix<P> {
    pub(super) at: P,
    pub(super) row: isize,
    pub(super) column: isize,
}

/// `c = a b`, or `c += a b`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Product<S: Source> {
    pub(super) m: usize,
    pub(super) k: usize,
    pub(super) n: usize,
    pub(super) a: Matrix<*const S>,
    pub(super) b: Matrix<*const S>,
    pub(super) c: Matrix<*mut S::Sum>,
    pub(super) accumulate: bool,
}

// SAFETY: a product is shared by tasks that write disjoint parts of `c` and only read the operands.
unsafe impl<S: Source> Sync for Product<S> {}

/// Longest piece of the summed axis that one pass over tiles takes, in bytes of one column.
const DEPTH: usize = 2048;
/// Bytes of `b` that stay in the second cache level while all rows of a block pass.
const GROUP: usize = 512 << 10;
/// Rows of `a` in a block, in tiles.
const ROW_TILES: usize = 24;
/// Bytes of `b` that are copied at a time, and the longest part of the summed axis therein.
const COPY: usize = 8 << 20;
const COPY_DEPTH: usize = 4096;
/// Rows from which copying `b` pays, and columns from which copying `a` does.
const ROWS_TO_COPY: usize = 64;
const COLUMNS_TO_COPY: usize = 192;
/// Elements from which the copy of `b` is split over threads.
const PARALLEL_COPY: usize = 1 << 19;

/// The pieces in which a product is done.
struct Blocks<'a, S: Source> {
    product: &'a Product<S>,
    kernels: &'static Kernels<S::Compute>,
    /// Length of the summed axis in elements of panels, as all of its parts below.
    steps: usize,
    depth: usize,
    copies_a: bool,
    copies_b: bool,
}

/// Computes a product, on this thread or on all.
///
/// # Safety
/// The instruction set must be there, and the three matrices; `c` must be initialised if it is added to,
/// and overlap nothing.
pub(super) unsafe fn multiply<S: Source>(level: Level, product: &Product<S>, parallel: bool) {
    let kernels = S::Compute::kernels(level);
    let p = product;
    let steps = p.k.div_ceil(S::Compute::UNITS);
    let longest = DEPTH / size_of::<S::Compute>();
    let ragged = !kernels.has_masks && !p.n.is_multiple_of(kernels.lanes);
    let blocks = Blocks {
        product,
        kernels,
        steps,
        depth: steps.div_ceil(steps.div_ceil(longest).max(1)).max(1),
        copies_a: !S::IS_COMPUTED || p.n > COLUMNS_TO_COPY,
        copies_b: !S::IS_COMPUTED || p.b.column != 1 || ragged || p.m > ROWS_TO_COPY,
    };
    // SAFETY: passed on from the caller.
    unsafe {
        if blocks.copies_a || blocks.copies_b || parallel || steps > longest {
            blocks.run(if parallel { thread_count() } else { 1 });
        } else {
            blocks.run_small();
        }
    }
}

impl<S: Source> Blocks<'_, S> {
    /// Operands that are neither copied nor cut: tile by tile, without the divisions that cuts take, which count
    /// where there are many small products.
    unsafe fn run_small(&self) {
        let (p, columns) = (self.product, self.kernels.columns());
        let mut first = 0;
        while first < p.m {
            let height = (p.m - first).min(self.kernels.rows);
            let mut left = 0;
            while left < p.n {
                let tile = Tile {
                    depth: p.k,
                    a: at(p.a.at, first, p.a.row, 0, p.a.column).cast(),
                    a_row: p.a.row,
                    a_step: p.a.column,
                    b: at(p.b.at, 0, p.b.row, left, 1).cast(),
                    b_step: p.b.row,
                    c: p.c.at,
                    c_row: p.c.row,
                    last: 0,
                    accumulate: p.accumulate,
                };
                // SAFETY: passed on from the caller.
                unsafe { self.run_tile(height, (p.n - left).min(columns), [first, left], tile) };
                left += columns;
            }
            first += height;
        }
    }

    unsafe fn run(&self, threads: usize) {
        let p = self.product;
        let columns = self.kernels.columns();
        let (mut depth_step, mut column_step) = (self.steps, p.n);
        if self.copies_b {
            depth_step = self.depth * (COPY_DEPTH / self.depth).max(1);
            let bytes = depth_step.min(self.steps) * size_of::<S::Compute>();
            column_step = (COPY / bytes / columns).max(1) * columns;
        }
        for left in (0..p.n).step_by(column_step) {
            let across = left..(left + column_step).min(p.n);
            for top in (0..self.steps).step_by(depth_step) {
                let along = top..(top + depth_step).min(self.steps);
                // SAFETY: passed on from the caller.
                unsafe { self.run_part(across.clone(), along, threads) };
            }
        }
    }

    /// Some columns of the result, with a part of the summed axis.
    unsafe fn run_part(&self, across: Range<usize>, along: Range<usize>, threads: usize) {
        let p = self.product;
        let columns = self.kernels.columns();
        let panels = across.len().div_ceil(columns);
        let copy = self.copies_b.then(|| {
            let copy = scratch::<S::Compute>(panels * columns * along.len());
            let grain = if threads > 1 && across.len() * along.len() >= PARALLEL_COPY {
                1
            } else {
                panels
            };
            parallel_for(panels, grain, &|range| {
                // SAFETY: the copy has room for all panels, each written by one task.
                unsafe { self.copy_columns(range, &across, &along, &copy) };
            });
            copy
        });
        let row_tiles = p.m.div_ceil(self.kernels.rows);
        let (row_cuts, column_cuts) = if threads > 1 {
            let row_cuts = row_tiles.div_ceil(ROW_TILES).next_multiple_of(2 * threads);
            let row_cuts = row_cuts.min(row_tiles);
            (row_cuts, (2 * threads).div_ceil(row_cuts).min(panels))
        } else {
            (row_tiles.div_ceil(ROW_TILES), 1)
        };
        let tasks = row_cuts * column_cuts;
        let grain = if threads > 1 { 1 } else { tasks };
        parallel_for(tasks, grain, &|range| {
            for task in range {
                let part =
                    |size: usize, i: usize, cuts: usize| size * i / cuts..size * (i + 1) / cuts;
                let rows = part(row_tiles, task / column_cuts, row_cuts);
                let rows = rows.start * self.kernels.rows..(rows.end * self.kernels.rows).min(p.m);
                let panels = part(panels, task % column_cuts, column_cuts);
                // SAFETY: tasks have different rows or columns of the result.
                unsafe { self.run_block(rows, panels, &across, &along, copy.as_deref()) };
            }
        });
    }

    /// Elements of operands that a part of the summed axis takes.
    fn elements(&self, along: &Range<usize>) -> Range<usize> {
        along.start * S::Compute::UNITS..(along.end * S::Compute::UNITS).min(self.product.k)
    }

    /// Copies some panels of `b`.
    unsafe fn copy_columns(
        &self,
        panels: Range<usize>,
        across: &Range<usize>,
        along: &Range<usize>,
        copy: &Buffer,
    ) {
        let (p, columns) = (self.product, self.kernels.columns());
        let left = across.start + panels.start * columns;
        let right = (across.start + panels.end * columns).min(across.end);
        let to = copy.as_mut_ptr().cast::<S::Compute>();
        let summed = self.elements(along);
        // SAFETY: passed on from the caller.
        unsafe {
            S::pack(
                self.kernels,
                &Panels {
                    from: at(p.b.at, summed.start, p.b.row, left, p.b.column),
                    across: p.b.column,
                    width: right - left,
                    along: p.b.row,
                    depth: summed.len(),
                    group: columns,
                    step: columns,
                },
                to.add(panels.start * columns * along.len()),
            );
        }
    }

    /// Some rows and panels of columns of the result.
    unsafe fn run_block(
        &self,
        rows: Range<usize>,
        panels: Range<usize>,
        across: &Range<usize>,
        along: &Range<usize>,
        copy: Option<&Buffer>,
    ) {
        let (p, kernels) = (self.product, self.kernels);
        let (columns, row_step) = (kernels.columns(), kernels.row_step());
        let tiles = rows.len().div_ceil(kernels.rows);
        let panel_bytes = self.depth * columns * size_of::<S::Compute>();
        let group = (GROUP / panel_bytes).max(1);
        let a_copy = self
            .copies_a
            .then(|| scratch::<S::Compute>(tiles * row_step * self.depth));
        for top in along.clone().step_by(self.depth) {
            let depth = (along.end - top).min(self.depth);
            // SAFETY: all indices are inside of the matrices that the caller gives; the copies are as large as
            // their panels.
            unsafe {
                if let Some(a_copy) = &a_copy {
                    let summed = self.elements(&(top..top + depth));
                    S::pack(
                        kernels,
                        &Panels {
                            from: at(p.a.at, rows.start, p.a.row, summed.start, p.a.column),
                            across: p.a.row,
                            width: rows.len(),
                            along: p.a.column,
                            depth: summed.len(),
                            group: kernels.rows,
                            step: row_step,
                        },
                        a_copy.as_mut_ptr().cast::<S::Compute>(),
                    );
                }
                for group in groups(panels.clone(), group) {
                    for i in 0..tiles {
                        let first = rows.start + i * kernels.rows;
                        let height = (rows.end - first).min(kernels.rows);
                        let (a, a_row, a_step) = match &a_copy {
                            Some(copy) => {
                                let start = i * row_step * depth;
                                (
                                    copy.as_ptr().cast::<S::Compute>().add(start),
                                    1,
                                    row_step as isize,
                                )
                            }
                            None => (
                                at(p.a.at, first, p.a.row, top, p.a.column).cast::<S::Compute>(),
                                p.a.row,
                                p.a.column,
                            ),
                        };
                        for panel in group.clone() {
                            let left = across.start + panel * columns;
                            let width = (across.end - left).min(columns);
                            let (b, b_step) = match copy {
                                Some(copy) => {
                                    let start = panel * columns * along.len()
                                        + (top - along.start) * columns;
                                    (
                                        copy.as_ptr().cast::<S::Compute>().add(start),
                                        columns as isize,
                                    )
                                }
                                None => (
                                    at(p.b.at, top, p.b.row, left, 1).cast::<S::Compute>(),
                                    p.b.row,
                                ),
                            };
                            let tile = Tile {
                                depth,
                                a,
                                a_row,
                                a_step,
                                b,
                                b_step,
                                c: p.c.at,
                                c_row: p.c.row,
                                last: 0,
                                accumulate: p.accumulate || top > 0,
                            };
                            self.run_tile(height, width, [first, left], tile);
                        }
                    }
                }
            }
        }
    }

    /// One tile, whose first row and column are given; `c` is the start of the result.
    #[inline(always)]
    unsafe fn run_tile(
        &self,
        rows: usize,
        width: usize,
        [first, left]: [usize; 2],
        mut tile: Tile<S::Compute, S::Sum>,
    ) {
        let (kernels, column) = (self.kernels, self.product.c.column);
        let mut vectors = 1;
        while vectors * kernels.lanes < width {
            vectors += 1;
        }
        let run = kernels.tile(rows, vectors, self.copies_a && self.copies_b);
        tile.last = width - (vectors - 1) * kernels.lanes;
        // SAFETY: passed on from the caller.
        unsafe {
            tile.c = tile
                .c
                .offset(first as isize * tile.c_row + left as isize * column);
            if column == 1 {
                run(&tile);
            } else {
                scattered(run, tile, rows, width, column);
            }
        }
    }
}

/// Elements of the largest tile of all types and instruction sets.
const LARGEST_TILE: usize = 14 * 128;

/// Computes a tile beside the result and copies it there.
#[inline(never)]
unsafe fn scattered<T: Compute>(
    run: TileFn<T, T::Sum>,
    mut tile: Tile<T, T::Sum>,
    rows: usize,
    width: usize,
    column: isize,
) {
    let mut values = [T::Sum::ZERO; LARGEST_TILE];
    let (c, c_row, accumulate) = (tile.c, tile.c_row, tile.accumulate);
    (tile.c, tile.c_row, tile.accumulate) = (values.as_mut_ptr(), width as isize, false);
    // SAFETY: passed on from the caller; the largest tile fits.
    unsafe {
        run(&tile);
        for i in 0..rows {
            for j in 0..width {
                let to = c.offset(i as isize * c_row + j as isize * column);
                let value = values[i * width + j];
                *to = if accumulate { (*to).plus(value) } else { value };
            }
        }
    }
}

/// The address of an element.
#[inline(always)]
fn at<S>(start: *const S, i: usize, row: isize, j: usize, column: isize) -> *const S {
    start.wrapping_offset(i as isize * row + j as isize * column)
}

/// Room for so many elements, aligned to a cache line.
fn scratch<T>(len: usize) -> Handle<Buffer> {
    Buffer::uninit((len * size_of::<T>()).max(4096))
}

/// A range in pieces of one size.
fn groups(range: Range<usize>, size: usize) -> impl Iterator<Item = Range<usize>> {
    range
        .clone()
        .step_by(size)
        .map(move |start| start..(start + size).min(range.end))
}
