//! Cholesky, LU and QR factors and triangular systems of small matrices: plain loops over rows, without workspace.

use crate::Triangular;
use crate::field::{Divisor, Field, is_faithful, square};
use crate::rows::{CHUNK, add_scaled, chunk_start, dot, subtract_rows};
use crate::sets::with_sets;
use num_traits::{Float, one, zero};
use std::cmp::Ordering;

/// Sizes below this are small.
pub(crate) const SMALL: usize = 48;

with_sets! {
    /// Replaces the lower triangle by the Cholesky factor, and the rest by anything; false if there is none.
    fn cholesky / cholesky_loops(a: &mut [T], n: usize) -> bool;
}

/// The upper factor row by row, in the upper triangle, so that all reads are along rows.
#[inline(always)]
fn cholesky_loops<T: Field>(a: &mut [T], n: usize) -> bool {
    for i in 0..n {
        for j in 0..i {
            a[j * n + i] = a[i * n + j].conjugate();
        }
    }
    for j in 0..n {
        let (above, row) = a.split_at_mut(j * n);
        let row = &mut row[..n];
        // What comes out before the diagonal is not used.
        let start = chunk_start(j);
        if j > 0 {
            let factor = |k: usize| above[k * n + j].conjugate();
            subtract_rows(&mut row[start..], factor, &above[start..], (n, j));
        }
        let pivot = row[j].re();
        // Written so that NaN fails too.
        if !(pivot > zero() && pivot.is_finite()) {
            return false;
        }
        let pivot = Float::sqrt(pivot);
        let inverse = one::<T::R>() / pivot;
        for x in &mut row[j + 1..] {
            *x = x.scaled(inverse);
        }
        row[j] = T::of_real(pivot);
    }
    for i in 0..n {
        for j in 0..i {
            a[i * n + j] = a[j * n + i].conjugate();
        }
    }
    true
}

with_sets! {
    /// Solves a triangular system in place of its right sides.
    fn triangular_solve / substitute(a: &[T], b: &mut [T], size: (usize, usize), form: Triangular);
}

/// Forward or backward substitution: all right hand sides at once if there are several.
#[inline(always)]
fn substitute<T: Field>(a: &[T], b: &mut [T], (n, k): (usize, usize), form: Triangular) {
    if k < 4 && n <= SMALL {
        let mut x = [zero::<T>(); SMALL];
        for c in 0..k {
            (0..n).for_each(|i| x[i] = b[i * k + c]);
            substitute_one(a, &mut x[..n], form);
            (0..n).for_each(|i| b[i * k + c] = x[i]);
        }
        return;
    }
    let is_lower = form.lower != form.transpose;
    for step in 0..n {
        let i = if is_lower { step } else { n - 1 - step };
        let (before, rest) = b.split_at_mut(i * k);
        let (row, after) = rest.split_at_mut(k);
        let known = if is_lower { &*before } else { &*after };
        let first = if is_lower { 0 } else { i + 1 };
        let factor = |j: usize| element(a, n, (i, first + j), form);
        subtract_rows(row, factor, known, (k, known.len() / k));
        if !form.unit_diagonal {
            let pivot = Divisor::new(element(a, n, (i, i), form));
            for x in row {
                *x = pivot.divide(*x);
            }
        }
    }
}

/// An element of `op(A)`.
#[inline(always)]
fn element<T: Field>(a: &[T], n: usize, (i, j): (usize, usize), form: Triangular) -> T {
    conjugated(
        if form.transpose {
            a[j * n + i]
        } else {
            a[i * n + j]
        },
        form,
    )
}

#[inline(always)]
fn conjugated<T: Field>(x: T, form: Triangular) -> T {
    if form.conjugate { x.conjugate() } else { x }
}

/// One right hand side. Rows of A are read whichever way round it is.
#[inline(always)]
fn substitute_one<T: Field>(a: &[T], x: &mut [T], form: Triangular) {
    let n = x.len();
    let is_lower = form.lower != form.transpose;
    if form.conjugate {
        for x in x.iter_mut() {
            *x = x.conjugate();
        }
    }
    for step in 0..n {
        let i = if is_lower { step } else { n - 1 - step };
        let row = &a[i * n..][..n];
        if !form.transpose {
            let known = if is_lower { 0..i } else { i + 1..n };
            let sum = dot(&row[known.clone()], &x[known]);
            x[i] -= sum;
        }
        if !form.unit_diagonal {
            x[i] = Divisor::new(row[i]).divide(x[i]);
        }
        if form.transpose {
            let open = if is_lower { i + 1..n } else { 0..i };
            let factor = -x[i];
            add_scaled(&mut x[open.clone()], factor, &row[open]);
        }
    }
    if form.conjugate {
        for x in x.iter_mut() {
            *x = x.conjugate();
        }
    }
}

with_sets! {
    /// LU factors as `Scalar::lu` describes them. Works for any size; columns without a nonzero pivot are passed over.
    fn lu / lu_loops(a: &mut [T], size: (usize, usize), pivots: &mut [i32], permutation: &mut [i32]);
}

/// Some columns at a time: these are factored alone, then taken off the rest in one pass over each row.
#[inline(always)]
fn lu_loops<T: Field>(
    a: &mut [T],
    (m, n): (usize, usize),
    pivots: &mut [i32],
    permutation: &mut [i32],
) {
    permutation
        .iter_mut()
        .enumerate()
        .for_each(|(i, p)| *p = i as i32);
    let steps = pivots.len();
    for first in (0..steps).step_by(CHUNK) {
        let end = (first + CHUNK).min(steps);
        let width = (first + CHUNK).min(n);
        for (j, pivot) in (first..end).zip(&mut pivots[first..end]) {
            *pivot = exchange(a, (m, n), j, permutation) as i32;
            eliminate(a, n, j, (first, width));
        }
        for i in first + 1..m {
            if width == n {
                break;
            }
            let (above, row) = a.split_at_mut(i * n);
            let (factors, rest) = row[..n].split_at_mut(width);
            let count = i.min(end) - first;
            let tops = &above[first * n + width..];
            subtract_rows(rest, |k| factors[first + k], tops, (n, count));
        }
    }
}

/// Brings the largest element of the rest of column `j` onto the diagonal, and says in which row it was.
#[inline(always)]
fn exchange<T: Field>(
    a: &mut [T],
    (m, n): (usize, usize),
    j: usize,
    permutation: &mut [i32],
) -> usize {
    let mut pivot = j;
    let mut largest = a[j * n + j].size();
    for i in j + 1..m {
        let size = a[i * n + j].size();
        if size > largest {
            (pivot, largest) = (i, size);
        }
    }
    if pivot != j {
        permutation.swap(j, pivot);
        let (above, below) = a.split_at_mut(pivot * n);
        above[j * n..][..n].swap_with_slice(&mut below[..n]);
    }
    pivot
}

/// Makes column `j` below the diagonal the factors of elimination and does it for the columns from there up to `width`,
/// which lie in a chunk that begins at `first`. Without a pivot nothing is to do: the column is zero.
#[inline(always)]
fn eliminate<T: Field>(a: &mut [T], n: usize, j: usize, (first, width): (usize, usize)) {
    let (above, below) = a.split_at_mut((j + 1) * n);
    let mut top = [zero::<T>(); CHUNK];
    top[..width - first].copy_from_slice(&above[j * n..][first..width]);
    let place = j - first;
    if top[place] == zero() {
        return;
    }
    let pivot = Divisor::new(top[place]);
    if width == first + CHUNK {
        for row in below.chunks_exact_mut(n) {
            let factor = pivot.divide(row[j]);
            if let Some(row) = row[first..].first_chunk_mut::<CHUNK>() {
                let mut rest = *row;
                for i in 0..CHUNK {
                    let reduced = rest[i] - factor * top[i];
                    rest[i] = match i.cmp(&place) {
                        Ordering::Less => rest[i],
                        Ordering::Equal => factor,
                        Ordering::Greater => reduced,
                    };
                }
                *row = rest;
            }
        }
        return;
    }
    for row in below.chunks_exact_mut(n) {
        let row = &mut row[j..width];
        let factor = pivot.divide(row[0]);
        row[0] = factor;
        for (x, y) in row[1..].iter_mut().zip(&top[place + 1..]) {
            *x -= factor * *y;
        }
    }
}

with_sets! {
    /// QR factors by reflections: `r` (m×n) holds A and becomes R with the reflections below the diagonal; the first
    /// columns of the unitary factor come into `q` (m×columns).
    fn qr / qr_loops(r: &mut [T], size: (usize, usize), q: &mut [T], columns: usize);
}

#[inline(always)]
fn qr_loops<T: Field>(r: &mut [T], (m, n): (usize, usize), q: &mut [T], columns: usize) {
    let steps = m.min(n);
    let mut factors = [zero::<T>(); SMALL];
    let mut sums = [zero::<T>(); SMALL];
    for (j, kept) in factors[..steps].iter_mut().enumerate() {
        let factor = reflection(r, (m, n), j);
        *kept = factor;
        reflect(
            r,
            (m, n),
            (j, j + 1),
            n,
            factor.conjugate(),
            &mut sums[..n],
            None,
        );
    }
    q.fill(zero());
    (0..m.min(columns)).for_each(|i| q[i * columns + i] = one());
    for j in (0..steps).rev() {
        reflect(
            r,
            (m, n),
            (j, j),
            columns,
            factors[j],
            &mut sums[..columns],
            Some(&mut *q),
        );
    }
}

/// Finds τ and v with first element 1 so that the adjoint of `I - τ·v·vᴴ` takes column `j` from the diagonal down to
/// a real multiple of the first unit vector; leaves that multiple and the rest of v in the column.
#[inline(always)]
fn reflection<T: Field>(r: &mut [T], (m, n): (usize, usize), j: usize) -> T {
    let mut scale = one::<T::R>();
    let mut rest = squares_below(r, (m, n), j);
    if !is_faithful(square(r[j * n + j]) + rest) {
        scale = balance_column(r, (m, n), j);
        rest = squares_below(r, (m, n), j);
    }
    let first = r[j * n + j];
    if rest == zero() && first.im() == zero() {
        r[j * n + j] = first.over(scale);
        return zero();
    }
    let norm = Float::sqrt(square(first) + rest);
    let signed = if first.re() < zero() { -norm } else { norm };
    // With nothing below, or next to nothing, only the phase of the first element is taken out.
    let (length, inverse) = if rest == zero() {
        (signed, zero())
    } else {
        (-signed, one::<T>() / (first + T::of_real(signed)))
    };
    for i in j + 1..m {
        r[i * n + j] *= inverse;
    }
    r[j * n + j] = T::of_real(length / scale);
    (T::of_real(length) - first).scaled(one::<T::R>() / length)
}

/// The sum of the squares below the diagonal in column `j`.
#[inline(always)]
fn squares_below<T: Field>(r: &[T], (m, n): (usize, usize), j: usize) -> T::R {
    (j + 1..m).fold(zero(), |sum: T::R, i| sum + square(r[i * n + j]))
}

/// Brings the elements of column `j` from the diagonal down near one; gives the power of two that does it.
#[cold]
fn balance_column<T: Field>(r: &mut [T], (m, n): (usize, usize), j: usize) -> T::R {
    let sizes = (j..m).map(|i| r[i * n + j].size());
    let scale = sizes.fold(zero(), Float::max).balance();
    for i in j..m {
        r[i * n + j] = r[i * n + j].scaled(scale);
    }
    scale
}

/// Applies `I - factor·v·vᴴ`, with v from column `j` of `r`, to columns `from..to` of `target`, or of `r` itself.
#[inline(always)]
fn reflect<T: Field>(
    r: &mut [T],
    (m, n): (usize, usize),
    (j, from): (usize, usize),
    to: usize,
    factor: T,
    sums: &mut [T],
    mut target: Option<&mut [T]>,
) {
    if factor == zero() || from >= to {
        return;
    }
    let start = chunk_start(from);
    let sums = &mut sums[start..to];
    sums.fill(zero());
    for i in j..m {
        let v = if i == j {
            one()
        } else {
            r[i * n + j].conjugate()
        };
        let row = match &target {
            Some(target) => &target[i * to..][start..to],
            None => &r[i * n..][start..to],
        };
        add_scaled(sums, v, row);
    }
    sums[..from - start].fill(zero());
    for i in j..m {
        let v = if i == j { one() } else { r[i * n + j] };
        let row = match &mut target {
            Some(target) => &mut target[i * to..][start..to],
            None => &mut r[i * n..][start..to],
        };
        add_scaled(row, -(factor * v), sums);
    }
}
