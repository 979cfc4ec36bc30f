//! QR factors and singular values.

use crate::Threads;
use crate::field::{Field, fill, parallelism, phase};
use crate::singular;
use crate::small::{self, SMALL};
use faer::Conj;
use faer::Mat;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder;
use faer::linalg::qr::no_pivoting::factor as qr_factor;
use faer::linalg::svd::{self as faer_svd, ComputeSvdVectors};
use num_traits::{one, zero};

pub(crate) fn qr<T: Field>(
    a: &[T],
    (m, n): (usize, usize),
    full: bool,
    q: &mut [T],
    r: &mut [T],
    threads: Threads,
) {
    let k = m.min(n);
    let columns = if full { m } else { k };
    assert_eq!(
        (a.len(), q.len(), r.len()),
        (m * n, m * columns, columns * n),
        "lengths of a QR factorisation"
    );
    if !a.iter().all(|x| x.finite()) {
        q.fill(T::not_a_number());
        fill(r, n, |i, j| if i > j { zero() } else { T::not_a_number() });
        return;
    }
    if k == 0 {
        fill(q, columns, identity);
        return;
    }
    if m.max(n) <= SMALL {
        small_qr(a, (m, n), q, columns, r);
        return;
    }
    let parallel = parallelism(threads, m * n);
    let (scale, _) = scale_of(a);
    let mut factors = Mat::from_fn(m, n, |i, j| a[i * n + j].scaled(scale));
    let block = qr_factor::recommended_block_size::<T>(m, n);
    let mut coefficients = Mat::zeros(block, k);
    let scratch = qr_factor::qr_in_place_scratch::<T>(m, n, block, parallel, Default::default())
        .or(
            householder::apply_block_householder_sequence_on_the_left_in_place_scratch::<T>(
                m, block, columns,
            ),
        );
    let mut buffer = MemBuffer::new(scratch);
    qr_factor::qr_in_place(
        factors.as_mut(),
        coefficients.as_mut(),
        parallel,
        MemStack::new(&mut buffer),
        Default::default(),
    );
    let mut basis = Mat::from_fn(m, columns, identity::<T>);
    householder::apply_block_householder_sequence_on_the_left_in_place_with_conj(
        factors.as_ref().subcols(0, k),
        coefficients.as_ref(),
        Conj::No,
        basis.as_mut(),
        parallel,
        MemStack::new(&mut buffer),
    );
    let phases: Vec<T> = (0..k).map(|i| diagonal_phase(factors[(i, i)])).collect();
    let phase_of = |i: usize| phases.get(i).copied().unwrap_or_else(one);
    fill(q, columns, |i, j| basis[(i, j)] * phase_of(j));
    fill(r, n, |i, j| match i.cmp(&j) {
        std::cmp::Ordering::Greater => zero(),
        // The product is real but for rounding.
        std::cmp::Ordering::Equal => {
            T::of_real((phase_of(i).conjugate() * factors[(i, j)]).re() / scale)
        }
        std::cmp::Ordering::Less => (phase_of(i).conjugate() * factors[(i, j)]).over(scale),
    });
}

fn small_qr<T: Field>(a: &[T], (m, n): (usize, usize), q: &mut [T], columns: usize, r: &mut [T]) {
    if columns == m {
        r.copy_from_slice(a);
        small::qr(r, (m, n), q, columns);
    } else {
        let mut factors = a.to_vec();
        small::qr(&mut factors, (m, n), q, columns);
        r.copy_from_slice(&factors[..columns * n]);
    }
    for (i, row) in r.chunks_exact_mut(n).enumerate() {
        row[..i.min(n)].fill(zero());
    }
}

/// The number of modulus 1 that, taken out of a diagonal element of R, leaves it real with the sign of its
/// real part. One for real numbers.
fn diagonal_phase<T: Field>(x: T) -> T {
    if x.im() == zero() {
        return one();
    }
    let x = x.scaled(x.balance());
    let phase = x.over(x.modulus());
    if x.re() < zero() { -phase } else { phase }
}

fn identity<T: Field>(i: usize, j: usize) -> T {
    if i == j { one() } else { zero() }
}

pub(crate) fn svd<T: Field>(
    a: &[T],
    (m, n): (usize, usize),
    s: &mut [T::R],
    mut vectors: Option<(&mut [T], &mut [T])>,
    full: bool,
    threads: Threads,
) -> bool {
    let k = m.min(n);
    let (u_columns, v_columns) = if full { (m, n) } else { (k, k) };
    assert_eq!((a.len(), s.len()), (m * n, k), "lengths of an SVD");
    if let Some((u, vh)) = &vectors {
        assert_eq!(
            (u.len(), vh.len()),
            (m * u_columns, v_columns * n),
            "lengths of singular vectors"
        );
    }
    if k == 0 {
        if let Some((u, vh)) = vectors {
            fill(u, u_columns, identity);
            fill(vh, n, identity);
        }
        return true;
    }
    let (scale, has_result) = scale_of(a);
    if has_result && m.max(n) <= singular::SMALL {
        let vectors = vectors.as_mut().map(|(u, vh)| (&mut **u, &mut **vh));
        if singular::singular(a, (m, n), scale, s, vectors) {
            for s in s {
                *s /= scale;
            }
            return true;
        }
    }
    let computed = if has_result {
        compute_svd(a, (m, n), scale, vectors.is_some(), full, threads)
    } else {
        None
    };
    let Some((values, mut u_matrix, mut v_matrix)) = computed else {
        s.fill(<T::R as Field>::not_a_number());
        if let Some((u, vh)) = vectors {
            u.fill(T::not_a_number());
            vh.fill(T::not_a_number());
        }
        return false;
    };
    for (out, value) in s.iter_mut().zip(values) {
        *out = value / scale;
    }
    if let Some((u, vh)) = vectors {
        for j in 0..u_columns.max(v_columns) {
            // Beyond the singular values only one of the two has vectors.
            let factor = if j < u_columns {
                phase((0..m).map(|i| u_matrix[(i, j)]))
            } else {
                phase((0..n).map(|i| v_matrix[(i, j)]))
            };
            let factor = factor.unwrap_or_else(one);
            if j < u_columns {
                (0..m).for_each(|i| u_matrix[(i, j)] *= factor);
            }
            if j < v_columns {
                (0..n).for_each(|i| v_matrix[(i, j)] *= factor);
            }
        }
        fill(u, u_columns, |i, j| u_matrix[(i, j)]);
        fill(vh, n, |i, j| v_matrix[(j, i)].conjugate());
    }
    true
}

/// A power of two that brings the largest element near one, so that squares neither overflow nor vanish; and
/// whether all elements are finite.
fn scale_of<T: Field>(a: &[T]) -> (T::R, bool) {
    let largest = a.iter().fold(zero::<T::R>(), |largest, x| {
        let size = x.size();
        if size > largest || num_traits::Float::is_nan(size) {
            size
        } else {
            largest
        }
    });
    let finite = a.iter().all(|x| x.finite());
    (crate::field::balancing_power::<T::R>(largest), finite)
}

type Factors<T> = (Vec<<T as Field>::R>, Mat<T>, Mat<T>);

fn compute_svd<T: Field>(
    a: &[T],
    (m, n): (usize, usize),
    scale: T::R,
    has_vectors: bool,
    full: bool,
    threads: Threads,
) -> Option<Factors<T>> {
    let k = m.min(n);
    let (u_columns, v_columns) = match (has_vectors, full) {
        (false, _) => (0, 0),
        (true, false) => (k, k),
        (true, true) => (m, n),
    };
    let kind = match (has_vectors, full) {
        (false, _) => ComputeSvdVectors::No,
        (true, false) => ComputeSvdVectors::Thin,
        (true, true) => ComputeSvdVectors::Full,
    };
    let parallel = parallelism(threads, m * n);
    let a = Mat::from_fn(m, n, |i, j| a[i * n + j].scaled(scale));
    let mut s = faer::diag::Diag::<T>::zeros(k);
    let (mut u, mut v) = (Mat::zeros(m, u_columns), Mat::zeros(n, v_columns));
    let scratch = faer_svd::svd_scratch::<T>(m, n, kind, kind, parallel, Default::default());
    let mut buffer = MemBuffer::new(scratch);
    let result = faer_svd::svd(
        a.as_ref(),
        s.as_mut(),
        has_vectors.then(|| u.as_mut()),
        has_vectors.then(|| v.as_mut()),
        parallel,
        MemStack::new(&mut buffer),
        Default::default(),
    );
    let values: Vec<T::R> = (0..k).map(|i| s[i].re()).collect();
    (result.is_ok() && values.iter().all(|x| num_traits::Float::is_finite(*x)))
        .then_some((values, u, v))
}
