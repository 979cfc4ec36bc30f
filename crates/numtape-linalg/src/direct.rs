//! Factorisations that end after a known number of steps: Cholesky and LU, and triangular systems.
//!
//! Small matrices take the plain loops of `small`, which need no copy and no workspace; large ones faer's blocked
//! algorithms.

use crate::field::{Field, fill, matrix, parallelism};
use crate::small::{self, SMALL};
use crate::{Threads, Triangular};
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor as llt;
use faer::linalg::lu::partial_pivoting::factor as partial_pivoting;
use faer::linalg::triangular_solve as solve;
use faer::{Conj, MatMut, MatRef};
use num_traits::Float;

pub(crate) fn cholesky<T: Field>(a: &mut [T], n: usize, threads: Threads) -> bool {
    assert_eq!(a.len(), n * n);
    let is_definite = if n < SMALL {
        small::cholesky(a, n)
    } else {
        blocked_cholesky(a, n, threads)
    };
    fill_triangle(a, n, is_definite);
    is_definite
}

/// Zeros above the diagonal, NaN elsewhere unless the factor is valid.
fn fill_triangle<T: Field>(a: &mut [T], n: usize, is_valid: bool) {
    for i in 0..n {
        let row = &mut a[i * n..(i + 1) * n];
        row[i + 1..].fill(num_traits::zero());
        if !is_valid {
            row[..=i].fill(T::not_a_number());
        }
    }
}

fn blocked_cholesky<T: Field>(a: &mut [T], n: usize, threads: Threads) -> bool {
    let parallel = parallelism(threads, n * n);
    let mut l = matrix(a, n, n);
    let scratch = llt::cholesky_in_place_scratch::<T>(n, parallel, Default::default());
    let mut buffer = MemBuffer::new(scratch);
    let result = llt::cholesky_in_place(
        l.as_mut(),
        Default::default(),
        parallel,
        MemStack::new(&mut buffer),
        Default::default(),
    );
    fill(a, n, |i, j| l[(i, j)]);
    result.is_ok() && (0..n).all(|i| a[i * n + i].finite())
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
    let parallel = parallelism(threads, n * n.max(k));
    let conjugate = if form.conjugate { Conj::Yes } else { Conj::No };
    let a = MatRef::from_row_major_slice(a, n, n);
    let a = if form.transpose { a.transpose() } else { a };
    let b = MatMut::from_row_major_slice_mut(b, n, k);
    match (form.lower != form.transpose, form.unit_diagonal) {
        (true, false) => {
            solve::solve_lower_triangular_in_place_with_conj(a, conjugate, b, parallel);
        }
        (true, true) => {
            solve::solve_unit_lower_triangular_in_place_with_conj(a, conjugate, b, parallel);
        }
        (false, false) => {
            solve::solve_upper_triangular_in_place_with_conj(a, conjugate, b, parallel);
        }
        (false, true) => {
            solve::solve_unit_upper_triangular_in_place_with_conj(a, conjugate, b, parallel);
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
    // faer divides by zero pivots; the plain loops pass over them as LAPACK does.
    if k < SMALL || !blocked_lu(a, (m, n), permutation, threads) {
        small::lu(a, (m, n), pivots, permutation);
    } else {
        pivots_of(permutation, pivots);
    }
}

fn has_reciprocal<T: Field>(x: T) -> bool {
    x.finite() && x.size() >= T::R::min_positive_value()
}

/// False, with `a` as it was, if a pivot is zero or next to it.
fn blocked_lu<T: Field>(
    a: &mut [T],
    (m, n): (usize, usize),
    permutation: &mut [i32],
    threads: Threads,
) -> bool {
    let parallel = parallelism(threads, m * n);
    let mut factors = matrix(a, m, n);
    let (mut forward, mut backward) = (vec![0usize; m], vec![0usize; m]);
    let scratch =
        partial_pivoting::lu_in_place_scratch::<usize, T>(m, n, parallel, Default::default());
    let mut buffer = MemBuffer::new(scratch);
    partial_pivoting::lu_in_place(
        factors.as_mut(),
        &mut forward,
        &mut backward,
        parallel,
        MemStack::new(&mut buffer),
        Default::default(),
    );
    let is_regular = (0..m.min(n)).all(|i| has_reciprocal(factors[(i, i)]));
    if is_regular {
        fill(a, n, |i, j| factors[(i, j)]);
        permutation
            .iter_mut()
            .zip(&forward)
            .for_each(|(p, &from)| *p = from as i32);
    }
    is_regular
}

/// The exchanges of rows that make a permutation, first to last.
fn pivots_of(permutation: &[i32], pivots: &mut [i32]) {
    // `rows[i]` is the row that is at place i so far, `places` its inverse.
    let mut rows: Vec<usize> = (0..permutation.len()).collect();
    let mut places = rows.clone();
    for (i, pivot) in pivots.iter_mut().enumerate() {
        let place = places[permutation[i] as usize];
        *pivot = place as i32;
        places.swap(rows[i], rows[place]);
        rows.swap(i, place);
    }
}
