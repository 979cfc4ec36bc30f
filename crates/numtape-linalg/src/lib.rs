//! The dense linear algebra under numtape: faer's decompositions over plain slices.
//!
//! A crate of its own so that faer's generic code is compiled once, not with every change of numtape. All
//! functions are methods of [`Scalar`], for `f32`, `f64` and their complex numbers; each takes one matrix in
//! row-major order. Small matrices take plain loops (`small`, `symmetric`, `singular`) where these are faster
//! than faer. Nothing here panics on the values of a matrix: what cannot be computed is NaN. Wrong lengths of slices are
//! the caller's fault and do.
#![allow(
    clippy::default_trait_access,
    reason = "faer's parameters are always the default ones, whatever their type is called"
)]

mod blocked;
mod columns;
mod crew;
mod direct;
mod eigen;
mod field;
mod orthogonal;
mod reflections;
mod rows;
mod sets;
mod singular;
mod small;
mod symmetric;

/// The library underneath, for those who exchange matrices with it.
pub use faer;

pub use crew::{Crew, Threads};

use num_complex::Complex;

/// Which triangular system is solved: `op(A)·X = B`, where `op` transposes, conjugates, both or neither.
#[allow(
    clippy::struct_excessive_bools,
    reason = "four independent properties, as in BLAS"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Triangular {
    /// Whether the lower triangle of `A` is read, else the upper one.
    pub lower: bool,
    /// Whether `op` transposes.
    pub transpose: bool,
    /// Whether `op` conjugates.
    pub conjugate: bool,
    /// Whether the diagonal counts as ones and is not read.
    pub unit_diagonal: bool,
}

/// The element types, with the decompositions of their matrices.
///
/// Matrices are row-major slices without gaps. One with an element that is not finite gives NaN, except that
/// [`lu`](Scalar::lu) and [`triangular_solve`](Scalar::triangular_solve) compute with it.
pub trait Scalar: Copy + Send + Sync + 'static {
    /// The type of singular values and of the eigenvalues of Hermitian matrices.
    type Real: Copy;
    /// The type of the eigenvalues of general matrices.
    type Complex: Copy;

    /// Replaces a Hermitian matrix, given by its lower triangle, by its lower Cholesky factor. Gives NaN in
    /// the lower triangle, and `false`, if it is not positive definite.
    fn cholesky(a: &mut [Self], n: usize, threads: Threads) -> bool;

    /// Replaces `b` (n×k) by the solution of a triangular system. Zeros on the diagonal divide.
    fn triangular_solve(
        a: &[Self],
        b: &mut [Self],
        size: (usize, usize),
        form: Triangular,
        threads: Threads,
    );

    /// Replaces an m×n matrix by the factors of `P·A = L·U` with partial pivoting, L below the diagonal. Row
    /// i was exchanged with row `pivots[i]`; row i of `P·A` is row `permutation[i]` of A. As in LAPACK a
    /// column without a nonzero pivot is left as it is.
    fn lu(
        a: &mut [Self],
        size: (usize, usize),
        pivots: &mut [i32],
        permutation: &mut [i32],
        threads: Threads,
    );

    /// Factors an m×n matrix into Q with orthonormal columns and upper triangular R with a real diagonal. The
    /// number of columns of Q and rows of R is m if `full`, else the smaller of m and n.
    fn qr(
        a: &[Self],
        size: (usize, usize),
        full: bool,
        q: &mut [Self],
        r: &mut [Self],
        threads: Threads,
    );

    /// The singular values of an m×n matrix in decreasing order, and its singular vectors if `vectors` has
    /// room for them: the columns of U and the rows of Vᴴ, all of them if `full`, else as many as there are
    /// values. In each column of U the first of the largest elements is real and positive. Returns whether
    /// the iteration converged; the results are NaN if not.
    fn svd(
        a: &[Self],
        size: (usize, usize),
        s: &mut [Self::Real],
        vectors: Option<(&mut [Self], &mut [Self])>,
        full: bool,
        threads: Threads,
    ) -> bool;

    /// The eigenvalues, in increasing order, and eigenvectors (columns of `v`) of a Hermitian matrix given by
    /// its lower triangle. In each vector the first of the largest elements is real and positive. Returns
    /// whether the iteration converged; the results are NaN if not.
    fn eigh(
        a: &[Self],
        n: usize,
        w: &mut [Self::Real],
        v: Option<&mut [Self]>,
        threads: Threads,
    ) -> bool;

    /// The eigenvalues and right eigenvectors (columns of `v`, of norm 1, the first of the largest elements
    /// real and positive) of a general matrix. Real matrices give conjugate pairs next to each other. Returns
    /// whether the iteration converged; the results are NaN if not.
    fn eig(
        a: &[Self],
        n: usize,
        w: &mut [Self::Complex],
        v: Option<&mut [Self::Complex]>,
        threads: Threads,
    ) -> bool;
}

macro_rules! scalar {
    ($($ty:ty, $real:ty;)*) => {$(
        impl Scalar for $ty {
            type Real = $real;
            type Complex = Complex<$real>;

            fn cholesky(a: &mut [Self], n: usize, threads: Threads) -> bool {
                direct::cholesky(a, n, threads)
            }

            fn triangular_solve(a: &[Self], b: &mut [Self], size: (usize, usize), form: Triangular, threads: Threads) {
                direct::triangular_solve(a, b, size, form, threads);
            }

            fn lu(a: &mut [Self], size: (usize, usize), pivots: &mut [i32], permutation: &mut [i32], threads: Threads) {
                direct::lu(a, size, pivots, permutation, threads);
            }

            fn qr(a: &[Self], size: (usize, usize), full: bool, q: &mut [Self], r: &mut [Self], threads: Threads) {
                orthogonal::qr(a, size, full, q, r, threads);
            }

            fn svd(
                a: &[Self],
                size: (usize, usize),
                s: &mut [$real],
                vectors: Option<(&mut [Self], &mut [Self])>,
                full: bool,
                threads: Threads,
            ) -> bool {
                orthogonal::svd(a, size, s, vectors, full, threads)
            }

            fn eigh(a: &[Self], n: usize, w: &mut [$real], v: Option<&mut [Self]>, threads: Threads) -> bool {
                eigen::eigh(a, n, w, v, threads)
            }

            fn eig(
                a: &[Self],
                n: usize,
                w: &mut [Complex<$real>],
                v: Option<&mut [Complex<$real>]>,
                threads: Threads,
            ) -> bool {
                eigen::eig(a, n, w, v, threads)
            }
        }
    )*};
}

scalar! {
    f32, f32;
    f64, f64;
    Complex<f32>, f32;
    Complex<f64>, f64;
}
