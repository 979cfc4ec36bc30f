//! The bridge to the crate `numtape-linalg`: its functions of one matrix over whole batches.
//!
//! Matrices are in the last two axes. Inputs of any layout are brought into C order first; results do not
//! depend on the layout or on the batch. Many matrices are split over threads; of a large one its block columns or, by faer,
//! its products.

use super::buffer::Buffer;
use super::copy::{contiguous, copy};
use super::loops::{parallel_for, thread_count};
use super::shared::Shared;
use crate::array::value::Dense;
use crate::dtype::DType;
use num_complex::Complex;
use num_traits::{One, Zero};
use numtape_linalg::{Scalar, Threads, Triangular};
use std::ops::Range;

/// Multiplications that one parallel task does at least.
const GRAIN: usize = 1 << 16;

/// Evaluates an expression with `$t` bound to the Rust type of a dtype that has linear algebra.
macro_rules! for_field {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            DType::F32 => {
                type $t = f32;
                $body
            }
            DType::F64 => {
                type $t = f64;
                $body
            }
            DType::C64 => {
                type $t = Complex<f32>;
                $body
            }
            DType::C128 => {
                type $t = Complex<f64>;
                $body
            }
            other => unreachable!("inference refuses matrices of {other}"),
        }
    };
}

/// The matrices (or vectors) of a batch in C order, each of `len` elements.
struct Parts<T> {
    start: Shared,
    len: usize,
    element: std::marker::PhantomData<fn() -> T>,
}

impl<T> Parts<T> {
    fn of(x: &Dense, count: usize) -> Self {
        debug_assert!(x.is_contiguous());
        debug_assert_eq!(x.dtype().item_size(), size_of::<T>());
        Parts {
            start: Shared(x.as_ptr().cast_mut()),
            len: x.len().checked_div(count).unwrap_or(0),
            element: std::marker::PhantomData,
        }
    }

    fn of_output(x: &mut Dense, count: usize) -> Self {
        Parts {
            start: Shared(x.as_mut_ptr()),
            ..Parts::of(x, count)
        }
    }

    fn at(&self, i: usize) -> *mut T {
        self.start
            .at((i * self.len * size_of::<T>()) as isize)
            .cast()
    }

    /// # Safety
    /// `i` must be below the count and the array must stay alive and unchanged.
    unsafe fn get<'a>(&self, i: usize) -> &'a [T] {
        // SAFETY: as promised.
        unsafe { std::slice::from_raw_parts(self.at(i), self.len) }
    }

    /// # Safety
    /// `i` must be below the count, the array must stay alive, and nothing else may use this part. Its
    /// bytes may be anything, as all elements are plain numbers.
    unsafe fn get_mut<'a>(&self, i: usize) -> &'a mut [T] {
        // SAFETY: as promised.
        unsafe { std::slice::from_raw_parts_mut(self.at(i), self.len) }
    }
}

/// Rows and columns of the matrices.
fn size(x: &Dense) -> (usize, usize) {
    let shape = x.shape();
    (shape[shape.len() - 2], shape[shape.len() - 1])
}

fn count(x: &Dense) -> usize {
    x.shape()[..x.ndim() - 2].iter().product()
}

/// Calls `body` for every matrix of a batch; `work` is the rough number of multiplications for one.
fn for_matrices(count: usize, work: usize, body: &(dyn Fn(usize, Threads) + Sync)) {
    for_ranges(count, work, &|range, threads| {
        range.for_each(|i| body(i, threads));
    });
}

/// As [`for_matrices`], for bodies that keep something from one matrix to the next.
fn for_ranges(count: usize, work: usize, body: &(dyn Fn(Range<usize>, Threads) + Sync)) {
    if count == 1 {
        let threads = if thread_count() > 1 {
            Threads::Many(on_all_threads)
        } else {
            Threads::One
        };
        body(0..1, threads);
    } else {
        let grain = (GRAIN / work.max(1)).max(1);
        parallel_for(count, grain, &|range| body(range, Threads::One));
    }
}

/// Calls a function on each thread of a kernel.
fn on_all_threads(body: &(dyn Fn() + Sync)) {
    parallel_for(thread_count(), 1, &|range| range.for_each(|_| body()));
}

fn cube(m: usize, n: usize) -> usize {
    m.saturating_mul(n).saturating_mul(m.min(n))
}

/// Lower Cholesky factors.
pub(crate) fn cholesky(x: &Dense, out: &mut Dense) {
    copy(x, out);
    let (n, count) = (size(x).0, count(x));
    for_field!(x.dtype(), T => {
        let parts = Parts::<T>::of_output(out, count);
        for_matrices(count, cube(n, n) / 3, &|i, threads| {
            // SAFETY: one task writes each part.
            T::cholesky(unsafe { parts.get_mut(i) }, n, threads);
        });
    });
}

/// Solutions of triangular systems with equal batch axes. A matrix that the batch repeats is read in place.
pub(crate) fn triangular_solve(a: &Dense, b: &Dense, form: Triangular, out: &mut Dense) {
    copy(b, out);
    if out.len() == 0 {
        return;
    }
    let ((n, k), count) = (size(b), count(b));
    let batch = a.ndim() - 2;
    let is_repeated = a.strides()[..batch]
        .iter()
        .zip(a.shape())
        .all(|(&stride, &size)| stride == 0 || size == 1);
    let own = if is_repeated && count > 1 {
        let layout = a.layout();
        let (shape, strides) = (layout.shape(), layout.strides());
        let one = crate::shape::layout::Layout::new(
            shape[batch..].into(),
            strides[batch..].into(),
            layout.offset(),
        );
        contiguous(&a.with_layout(one))
    } else {
        contiguous(a)
    };
    let own_count = if is_repeated { 1 } else { count };
    for_field!(b.dtype(), T => {
        let (matrices, parts) = (Parts::<T>::of(&own, own_count), Parts::<T>::of_output(out, count));
        for_matrices(count, n * n * k / 2, &|i, threads| {
            // SAFETY: one task writes each part; the matrices are read only.
            let (a, b) = unsafe { (matrices.get(i.min(own_count - 1)), parts.get_mut(i)) };
            T::triangular_solve(a, b, (n, k), form, threads);
        });
    });
}

/// LU factors of one matrix after the other, in the same memory.
struct Factors<T> {
    n: usize,
    matrix: Buffer<T>,
    /// Pivots, then the permutation.
    rows: Buffer<i32>,
    threads: Threads,
}

impl<T: Scalar> Factors<T> {
    fn new(n: usize, threads: Threads) -> Self {
        Factors {
            n,
            matrix: Buffer::new(n * n),
            rows: Buffer::new(2 * n),
            threads,
        }
    }

    fn factor(&mut self, a: &[T]) {
        let (pivots, permutation) = self.rows.slice().split_at_mut(self.n);
        let matrix = self.matrix.slice();
        matrix.copy_from_slice(a);
        T::lu(matrix, (self.n, self.n), pivots, permutation, self.threads);
    }

    fn pivots(&mut self) -> &[i32] {
        &self.rows.slice()[..self.n]
    }

    fn permutation(&mut self) -> &[i32] {
        &self.rows.slice()[self.n..]
    }

    /// Replaces right sides of `k` columns, the rows of which are permuted already.
    fn substitute(&mut self, b: &mut [T], k: usize) {
        for lower in [true, false] {
            let form = Triangular {
                lower,
                transpose: false,
                conjugate: false,
                unit_diagonal: lower,
            };
            T::triangular_solve(self.matrix.slice(), b, (self.n, k), form, self.threads);
        }
    }
}

/// Solutions of square systems with as many matrices as right sides, or one matrix for all.
pub(crate) fn solve(a: &Dense, b: &Dense, out: &mut Dense) {
    copy(b, out);
    if out.len() == 0 {
        return;
    }
    let ((n, k), own, count) = (size(b), count(a), count(b));
    let a = contiguous(a);
    for_field!(b.dtype(), T => {
        let (matrices, parts) = (Parts::<T>::of(&a, own), Parts::<T>::of_output(out, count));
        for_ranges(count, cube(n, n + k) / 2, &|range, threads| {
            let mut factors = Factors::<T>::new(n, threads);
            for i in range.clone() {
                // SAFETY: one task writes each part; the matrices are read only.
                let (a, b) = unsafe { (matrices.get(i.min(own - 1)), parts.get_mut(i)) };
                if own > 1 || i == range.start {
                    factors.factor(a);
                }
                for (i, &pivot) in factors.pivots().iter().enumerate() {
                    exchange_rows(b, k, i, pivot as usize);
                }
                factors.substitute(b, k);
            }
        });
    });
}

fn exchange_rows<T>(x: &mut [T], columns: usize, i: usize, j: usize) {
    if i < j {
        let (above, below) = x.split_at_mut(j * columns);
        above[i * columns..][..columns].swap_with_slice(&mut below[..columns]);
    }
}

/// Inverses of square matrices.
pub(crate) fn inverse(x: &Dense, out: &mut Dense) {
    if out.len() == 0 {
        return;
    }
    let (n, count) = (size(x).0, count(x));
    let x = contiguous(x);
    for_field!(x.dtype(), T => {
        let (matrices, parts) = (Parts::<T>::of(&x, count), Parts::<T>::of_output(out, count));
        for_ranges(count, cube(n, n), &|range, threads| {
            let mut factors = Factors::<T>::new(n, threads);
            for i in range {
                // SAFETY: one task writes each part; the matrices are read only.
                let (a, b) = unsafe { (matrices.get(i), parts.get_mut(i)) };
                factors.factor(a);
                b.fill(T::zero());
                for (row, &from) in b.chunks_exact_mut(n).zip(factors.permutation()) {
                    row[from as usize] = T::one();
                }
                factors.substitute(b, n);
            }
        });
    });
}

/// Determinants of square matrices, one number each.
pub(crate) fn determinant(x: &Dense, out: &mut Dense) {
    let (n, count) = (size(x).0, count(x));
    let x = contiguous(x);
    for_field!(x.dtype(), T => {
        let (matrices, parts) = (Parts::<T>::of(&x, count), Parts::<T>::of_output(out, count));
        for_ranges(count, cube(n, n) / 2, &|range, threads| {
            let mut factors = Factors::<T>::new(n, threads);
            for i in range {
                // SAFETY: one task writes each part; the matrices are read only.
                let (a, out) = unsafe { (matrices.get(i), parts.get_mut(i)) };
                factors.factor(a);
                let pivots = factors.pivots().iter().zip(0..);
                let is_odd = pivots.filter(|&(&row, i)| row != i).count() % 2 == 1;
                let product = (0..n).fold(T::one(), |product, i| product * factors.matrix.slice()[i * n + i]);
                out[0] = if is_odd { -product } else { product };
            }
        });
    });
}

/// Packed factors, pivots and permutations.
pub(crate) fn lu(x: &Dense, out: &mut Dense, pivots: &mut Dense, permutation: &mut Dense) {
    copy(x, out);
    let ((m, n), count) = (size(x), count(x));
    for_field!(x.dtype(), T => {
        let parts = Parts::<T>::of_output(out, count);
        let pivots = Parts::<i32>::of_output(pivots, count);
        let permutation = Parts::<i32>::of_output(permutation, count);
        for_matrices(count, cube(m, n) / 2, &|i, threads| {
            // SAFETY: one task writes each part.
            let (a, p, q) = unsafe { (parts.get_mut(i), pivots.get_mut(i), permutation.get_mut(i)) };
            T::lu(a, (m, n), p, q, threads);
        });
    });
}

/// Factors with orthonormal columns and upper triangular factors.
pub(crate) fn qr(x: &Dense, full: bool, q: &mut Dense, r: &mut Dense) {
    let ((m, n), count) = (size(x), count(x));
    let x = contiguous(x);
    for_field!(x.dtype(), T => {
        let a = Parts::<T>::of(&x, count);
        let (q, r) = (Parts::<T>::of_output(q, count), Parts::<T>::of_output(r, count));
        for_matrices(count, 4 * cube(m, n), &|i, threads| {
            // SAFETY: one task writes each part of the outputs.
            let (a, q, r) = unsafe { (a.get(i), q.get_mut(i), r.get_mut(i)) };
            T::qr(a, (m, n), full, q, r, threads);
        });
    });
}

/// Singular values, and U and Vᴴ if there is room for them.
pub(crate) fn svd(x: &Dense, s: &mut Dense, vectors: Option<(&mut Dense, &mut Dense)>, full: bool) {
    let ((m, n), count) = (size(x), count(x));
    let x = contiguous(x);
    for_field!(x.dtype(), T => {
        let a = Parts::<T>::of(&x, count);
        let s = Parts::<<T as Scalar>::Real>::of_output(s, count);
        let vectors = vectors.map(|(u, vh)| (Parts::<T>::of_output(u, count), Parts::<T>::of_output(vh, count)));
        for_matrices(count, 20 * cube(m, n), &|i, threads| {
            // SAFETY: one task writes each part of the outputs.
            let (a, s) = unsafe { (a.get(i), s.get_mut(i)) };
            // SAFETY: as above.
            let vectors = vectors.as_ref().map(|(u, vh)| unsafe { (u.get_mut(i), vh.get_mut(i)) });
            T::svd(a, (m, n), s, vectors, full, threads);
        });
    });
}

/// Eigenvalues, and eigenvectors if there is room for them, of Hermitian matrices.
pub(crate) fn eigh(x: &Dense, w: &mut Dense, v: Option<&mut Dense>) {
    let (n, count) = (size(x).0, count(x));
    let x = contiguous(x);
    for_field!(x.dtype(), T => {
        let a = Parts::<T>::of(&x, count);
        let w = Parts::<<T as Scalar>::Real>::of_output(w, count);
        let v = v.map(|v| Parts::<T>::of_output(v, count));
        for_matrices(count, 10 * cube(n, n), &|i, threads| {
            // SAFETY: one task writes each part of the outputs.
            let (a, w) = unsafe { (a.get(i), w.get_mut(i)) };
            // SAFETY: as above.
            let v = v.as_ref().map(|v| unsafe { v.get_mut(i) });
            T::eigh(a, n, w, v, threads);
        });
    });
}

/// Eigenvalues, and eigenvectors if there is room for them, of general matrices.
pub(crate) fn eig(x: &Dense, w: &mut Dense, v: Option<&mut Dense>) {
    let (n, count) = (size(x).0, count(x));
    let x = contiguous(x);
    for_field!(x.dtype(), T => {
        let a = Parts::<T>::of(&x, count);
        let w = Parts::<<T as Scalar>::Complex>::of_output(w, count);
        let v = v.map(|v| Parts::<<T as Scalar>::Complex>::of_output(v, count));
        for_matrices(count, 30 * cube(n, n), &|i, threads| {
            // SAFETY: one task writes each part of the outputs.
            let (a, w) = unsafe { (a.get(i), w.get_mut(i)) };
            // SAFETY: as above.
            let v = v.as_ref().map(|v| unsafe { v.get_mut(i) });
            T::eig(a, n, w, v, threads);
        });
    });
}
