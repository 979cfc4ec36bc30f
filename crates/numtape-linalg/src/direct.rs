//! Factorisations that end after a known number of steps: Cholesky and LU, and triangular systems.
//!
//! Small matrices take the plain loops of `small`, which need no copy and no workspace; large ones faer's blocked
//! algorithms.

use crate::blocked::{self, has_reciprocal};
use crate::field::{Field, fill};
use crate::small::{self, SMALL};
use crate::{Threads, Triangular};
use faer::linalg::triangular_solve as solve;
use faer::{Conj, MatMut, MatRef, Par};
use num_traits::zero;

pub(crate) fn cholesky<T: Field>(a: &mut [T], n: usize, threads: Threads) -> bool {
    assert_eq!(a.len(), n * n);
    let is_definite = if n < SMALL {
        small::cholesky(a, n) && {
            (0..n).for_each(|i| a[i * n + i + 1..][..n - i - 1].fill(zero()));
            true
        }
    } else {
        blocked::cholesky(a, n, threads)
    };
    if !is_definite {
        fill(a, n, |i, j| if i < j { zero() } else { T::not_a_number() });
    }
    is_definite
}

pub(crate) fn triangular_solve<T: Field>(
    a: &[T],
    b: &mut [T],
    (n, k): (usize, usize),
    form: Triangular,
    threads: Threads,
) {
    assert_eq!((a.len(), b.len()), (n * n, n * k));
    if k == 0 {
        return;
    }
    // faer multiplies by reciprocals, which subnormal numbers have not.
    let is_regular = |i: usize| form.unit_diagonal || has_reciprocal(a[i * n + i]);
    if n < SMALL || !(0..n).all(is_regular) {
        small::triangular_solve(a, b, (n, k), form);
        return;
    }
    let right = MatMut::from_row_major_slice_mut(b, n, k);
    let parts = Parts(right);
    threads
        .from(PARALLEL_FROM, n * k)
        .share(parts, |part| substitute(a, part, form));
}

/// Right sides that one thread solves for at a time.
const TOGETHER: usize = 64;
/// Triangular systems are split over threads from this many elements of the right sides on.
const PARALLEL_FROM: usize = 256 * 64;

/// Some columns of a matrix after the other.
struct Parts<'a, T>(MatMut<'a, T>);

impl<'a, T: Field> Iterator for Parts<'a, T> {
    type Item = MatMut<'a, T>;

    fn next(&mut self) -> Option<MatMut<'a, T>> {
        let (m, n) = self.0.shape();
        if n == 0 {
            return None;
        }
        let empty = MatMut::from_row_major_slice_mut(&mut [], m, 0);
        let rest = std::mem::replace(&mut self.0, empty);
        let (part, rest) = rest.split_at_col_mut(n.min(TOGETHER));
        self.0 = rest;
        Some(part)
    }
}

/// Solves for some of the right sides.
fn substitute<T: Field>(a: &[T], b: MatMut<'_, T>, form: Triangular) {
    let n = b.nrows();
    let conjugate = if form.conjugate { Conj::Yes } else { Conj::No };
    let a = MatRef::from_row_major_slice(a, n, n);
    let a = if form.transpose { a.transpose() } else { a };
    match (form.lower != form.transpose, form.unit_diagonal) {
        (true, false) => {
            solve::solve_lower_triangular_in_place_with_conj(a, conjugate, b, Par::Seq);
        }
        (true, true) => {
            solve::solve_unit_lower_triangular_in_place_with_conj(a, conjugate, b, Par::Seq);
        }
        (false, false) => {
            solve::solve_upper_triangular_in_place_with_conj(a, conjugate, b, Par::Seq);
        }
        (false, true) => {
            solve::solve_unit_upper_triangular_in_place_with_conj(a, conjugate, b, Par::Seq);
        }
    }
}

pub(crate) fn lu<T: Field>(
    a: &mut [T],
    (m, n): (usize, usize),
    pivots: &mut [i32],
    permutation: &mut [i32],
    threads: Threads,
) {
    let k = m.min(n);
    assert_eq!(
        (a.len(), pivots.len(), permutation.len()),
        (m * n, k, m),
        "lengths of an LU factorisation"
    );
    if k < SMALL {
        small::lu(a, (m, n), pivots, permutation);
    } else {
        blocked::lu(a, (m, n), pivots, permutation, threads);
    }
}
