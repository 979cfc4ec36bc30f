//! Cholesky and LU factors of large matrices, in place in row-major order: block columns, which `columns` lets several
//! threads work on. Panels are factored by faer in column-major copies; most of the work are its matrix products.

use crate::Threads;
use crate::columns::{self, Steps};
use crate::field::Field;
use crate::small;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor as llt;
use faer::linalg::lu::partial_pivoting::factor as partial_pivoting;
use faer::linalg::matmul::matmul;
use faer::linalg::triangular_solve as solve;
use faer::reborrow::*;
use faer::{Accum, Auto, Conj, MatMut, MatRef, Par, RowMut, RowRef};
use num_traits::{Float, one, zero};
use std::marker::PhantomData;
use std::sync::OnceLock;

/// Matrices from this many elements on are split over threads.
const PARALLEL_FROM: usize = 256 * 256;

/// Columns that make a panel: more of them waste time in panels, fewer in passes over the rest of the matrix.
fn panel_width(n: usize) -> usize {
    if n < 2048 { 64 } else { 128 }
}

/// Some columns of a matrix.
struct Block<'a, T> {
    /// The first of them.
    start: usize,
    a: MatMut<'a, T>,
}

/// Cuts a row-major matrix into block columns, so that one begins after the first `panels` columns, unless these are all;
/// and how many blocks come before that.
fn split<T: Field>(
    a: &mut [T],
    (m, n): (usize, usize),
    panels: usize,
) -> (Vec<Block<'_, T>>, usize) {
    let width = panel_width(panels);
    let mut rest = MatMut::from_row_major_slice_mut(a, m, n);
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < n {
        let end = if start < panels { panels } else { n };
        let width = width.min(end - start);
        let (a, right) = rest.split_at_col_mut(width);
        blocks.push(Block { start, a });
        start += width;
        rest = right;
    }
    (blocks, panels.div_ceil(width))
}

/// Of a row of a row-major matrix.
fn elements<T>(row: RowRef<'_, T>) -> &[T] {
    row.try_as_row_major()
        .expect("a row has no gaps")
        .as_slice()
}

/// As [`elements`].
fn elements_mut<T>(row: RowMut<'_, T>) -> &mut [T] {
    let row = row.try_as_row_major_mut().expect("a row has no gaps");
    row.as_slice_mut()
}

/// Rows that are copied together, so that whole cache lines go to columns.
const TOGETHER: usize = 8;

/// A column-major copy of the rows of a row-major matrix.
fn to_columns<T: Field>(a: MatRef<'_, T>) -> Vec<T> {
    let (m, n) = a.shape();
    let mut copy = vec![zero(); m * n];
    let whole = m / TOGETHER * TOGETHER;
    for i in (0..whole).step_by(TOGETHER) {
        let rows: [&[T]; TOGETHER] = std::array::from_fn(|r| &elements(a.row(i + r))[..n]);
        for (j, column) in copy.chunks_exact_mut(m).enumerate() {
            if let Some(to) = column[i..].first_chunk_mut::<TOGETHER>() {
                *to = std::array::from_fn(|r| rows[r][j]);
            }
        }
    }
    for i in whole..m {
        for (to, &x) in copy[i..].iter_mut().step_by(m).zip(elements(a.row(i))) {
            *to = x;
        }
    }
    copy
}

/// The reverse of [`to_columns`].
fn from_columns<T: Field>(copy: &[T], mut a: MatMut<'_, T>) {
    let (m, n) = a.shape();
    let whole = n / TOGETHER * TOGETHER;
    for j in (0..whole).step_by(TOGETHER) {
        let columns: [&[T]; TOGETHER] = std::array::from_fn(|c| &copy[(j + c) * m..][..m]);
        for (i, row) in a.rb_mut().row_iter_mut().enumerate() {
            if let Some(to) = elements_mut(row)[j..].first_chunk_mut::<TOGETHER>() {
                *to = std::array::from_fn(|c| columns[c][i]);
            }
        }
    }
    for (j, column) in copy.chunks_exact(m).enumerate().skip(whole) {
        for (i, &x) in column.iter().enumerate() {
            a[(i, j)] = x;
        }
    }
}

/// Replaces the lower triangle by the Cholesky factor and the rest by zeros. False, with anything in the matrix, if it is
/// not positive definite.
pub(crate) fn cholesky<T: Field>(a: &mut [T], n: usize, threads: Threads) -> bool {
    let (blocks, panels) = split(a, (n, n), n);
    columns::factor(
        &Cholesky(PhantomData),
        blocks,
        panels,
        threads.from(PARALLEL_FROM, n * n),
    )
}

struct Cholesky<'a, T>(PhantomData<fn(&'a T)>);

impl<'a, T: Field> Steps for Cholesky<'a, T> {
    type Column = Block<'a, T>;

    fn factor(&self, _: usize, Block { start, a }: &mut Self::Column) -> bool {
        let width = a.ncols();
        let a = a.rb_mut().split_at_row_mut(*start).1;
        let rows = a.nrows();
        let mut copy = to_columns(a.rb());
        let panel = MatMut::from_column_major_slice_mut(&mut copy, rows, width);
        let (mut top, below) = panel.split_at_row_mut(width);
        let scratch = llt::cholesky_in_place_scratch::<T>(width, Par::Seq, Default::default());
        let mut buffer = MemBuffer::new(scratch);
        let result = llt::cholesky_in_place(
            top.rb_mut(),
            Default::default(),
            Par::Seq,
            MemStack::new(&mut buffer),
            Default::default(),
        );
        if result.is_err() || !(0..width).all(|i| top[(i, i)].finite()) {
            return false;
        }
        solve::solve_lower_triangular_in_place_with_conj(
            top.rb(),
            Conj::Yes,
            below.transpose_mut(),
            Par::Seq,
        );
        from_columns(&copy, a);
        true
    }

    fn update(&self, _: usize, panel: &Self::Column, Block { start, a }: &mut Self::Column) {
        let width = a.ncols();
        let rows = a.nrows() - *start;
        let below = panel.a.rb().subrows(*start, rows);
        matmul(
            a.rb_mut().subrows_mut(*start, rows),
            Accum::Add,
            below,
            below.subrows(0, width).adjoint(),
            -one::<T>(),
            Par::Seq,
        );
    }

    fn finish(&self, _: usize, Block { start, a }: &mut Self::Column) {
        for i in 0..*start + a.ncols() {
            let first = (i + 1).saturating_sub(*start);
            elements_mut(a.rb_mut().row_mut(i))[first..].fill(zero());
        }
    }
}

/// LU factors as `Scalar::lu` describes them.
pub(crate) fn lu<T: Field>(
    a: &mut [T],
    (m, n): (usize, usize),
    pivots: &mut [i32],
    permutation: &mut [i32],
    threads: Threads,
) {
    let (blocks, panels) = split(a, (m, n), m.min(n));
    let starts: Vec<usize> = blocks[..panels].iter().map(|block| block.start).collect();
    let steps = Lu {
        exchanges: starts.iter().map(|_| OnceLock::new()).collect(),
        starts,
        element: PhantomData,
    };
    columns::factor(&steps, blocks, panels, threads.from(PARALLEL_FROM, m * n));
    permutation.iter_mut().zip(0..).for_each(|(p, i)| *p = i);
    for (i, j) in steps.exchanges_from(0) {
        pivots[i] = j as i32;
        permutation.swap(i, j);
    }
}

struct Lu<'a, T> {
    /// The first columns of the panels.
    starts: Vec<usize>,
    /// For each panel the rows that were exchanged with its first one and so on.
    exchanges: Vec<OnceLock<Vec<i32>>>,
    element: PhantomData<fn(&'a T)>,
}

impl<T: Field> Lu<'_, T> {
    /// Pairs of rows that panels from `k` on exchange.
    fn exchanges_from(&self, k: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        (k..self.starts.len()).flat_map(|k| self.exchanges_of(k))
    }

    fn exchanges_of(&self, k: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let start = self.starts[k];
        let places = self.exchanges[k].get().into_iter().flatten();
        places
            .enumerate()
            .map(move |(i, &j)| (start + i, start + j as usize))
    }
}

fn exchange<T: Field>(a: &mut MatMut<'_, T>, (i, j): (usize, usize)) {
    if i != j {
        let (above, below) = a.rb_mut().split_at_row_mut(j);
        elements_mut(above.row_mut(i)).swap_with_slice(elements_mut(below.row_mut(0)));
    }
}

impl<'a, T: Field> Steps for Lu<'a, T> {
    type Column = Block<'a, T>;

    fn factor(&self, k: usize, Block { start, a }: &mut Self::Column) -> bool {
        let width = a.ncols();
        let mut a = a.rb_mut().split_at_row_mut(*start).1;
        let mut exchanges = vec![0; width];
        if !factor_panel(a.rb_mut(), &mut exchanges) {
            // faer divides by zero pivots; the plain loops pass over them as LAPACK does.
            let rows = a.nrows();
            let mut copy: Vec<T> = (0..rows)
                .flat_map(|i| elements(a.rb().row(i)))
                .copied()
                .collect();
            let mut permutation = vec![0; rows];
            small::lu(&mut copy, (rows, width), &mut exchanges, &mut permutation);
            for (row, from) in a.row_iter_mut().zip(copy.chunks_exact(width)) {
                elements_mut(row).copy_from_slice(from);
            }
        }
        // A panel is factored once.
        let _ = self.exchanges[k].set(exchanges);
        true
    }

    fn update(&self, k: usize, panel: &Self::Column, Block { a, .. }: &mut Self::Column) {
        for rows in self.exchanges_of(k) {
            exchange(a, rows);
        }
        let (start, width) = (panel.start, panel.a.ncols());
        let rows = a.nrows() - start;
        let panel = panel.a.rb().subrows(start, rows);
        let (mut top, below) = a.rb_mut().subrows_mut(start, rows).split_at_row_mut(width);
        solve::solve_unit_lower_triangular_in_place_with_conj(
            panel.subrows(0, width),
            Conj::No,
            top.rb_mut(),
            Par::Seq,
        );
        matmul(
            below,
            Accum::Add,
            panel.subrows(width, rows - width),
            top.rb(),
            -one::<T>(),
            Par::Seq,
        );
    }

    fn finish(&self, j: usize, Block { a, .. }: &mut Self::Column) {
        for rows in self.exchanges_from(j + 1) {
            exchange(a, rows);
        }
    }
}

/// False, with the panel as it was, if a pivot is zero or next to it. Says with which row each row was exchanged.
fn factor_panel<T: Field>(a: MatMut<'_, T>, exchanges: &mut [i32]) -> bool {
    let (m, n) = a.shape();
    let mut copy = to_columns(a.rb());
    let mut panel = MatMut::from_column_major_slice_mut(&mut copy, m, n);
    let params = partial_pivoting::PartialPivLuParams {
        recursion_threshold: 4,
        ..Auto::<T>::auto()
    };
    let (mut forward, mut backward) = (vec![0u32; m], vec![0u32; m]);
    let scratch = partial_pivoting::lu_in_place_scratch::<u32, T>(m, n, Par::Seq, params.into());
    let mut buffer = MemBuffer::new(scratch);
    partial_pivoting::lu_in_place(
        panel.rb_mut(),
        &mut forward,
        &mut backward,
        Par::Seq,
        MemStack::new(&mut buffer),
        params.into(),
    );
    let is_regular = (0..n).all(|i| has_reciprocal(panel[(i, i)]));
    if is_regular {
        exchanges_making(&forward, exchanges);
        from_columns(&copy, a);
    }
    is_regular
}

/// Whether dividing by it may be done by multiplying: not by zero, or numbers next to it.
pub(crate) fn has_reciprocal<T: Field>(x: T) -> bool {
    x.finite() && x.size() >= T::R::min_positive_value()
}

/// The exchanges of rows that make a permutation, first to last.
fn exchanges_making(permutation: &[u32], exchanges: &mut [i32]) {
    // `rows[i]` is the row that is at place i so far, `places` its inverse.
    let mut rows: Vec<usize> = (0..permutation.len()).collect();
    let mut places = rows.clone();
    for (i, exchange) in exchanges.iter_mut().enumerate() {
        let place = places[permutation[i] as usize];
        *exchange = place as i32;
        places.swap(rows[i], rows[place]);
        rows.swap(i, place);
    }
}
