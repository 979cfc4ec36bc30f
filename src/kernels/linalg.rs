//! The bridge to the crate `numtape-linalg`: its functions of one matrix over whole batches.
//!
//! Matrices are in the last two axes. Inputs of any layout are brought into C order first; results do not
//! depend on the layout or on the batch. Many matrices are split over threads, a large one by faer.

use super::arg::Shared;
use super::copy::{contiguous, copy};
use super::loops::parallel_for;
use crate::array::value::Dense;
use crate::dtype::DType;
use num_complex::Complex;
use numtape_linalg::{Scalar, Threads, Triangular};

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
    if count == 1 {
        body(0, Threads::Many);
    } else {
        let grain = (GRAIN / work.max(1)).max(1);
        parallel_for(count, grain, &|range| {
            range.for_each(|i| body(i, Threads::One));
        });
    }
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
