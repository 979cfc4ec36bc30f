//! Eigenvalues and eigenvectors of Hermitian and of general matrices.

use crate::Threads;
use crate::field::{Field, balancing_power, fill, matrix, parallelism, phase};
use crate::symmetric::{self, SMALL};
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{self, ComputeEigenvectors, tridiag};
use faer::linalg::qr::no_pivoting::factor as householder;
use faer::{Mat, Par};
use num_complex::Complex;
use num_traits::{Float, one, zero};

pub(crate) fn eigh<T: Field>(
    a: &[T],
    n: usize,
    w: &mut [T::R],
    v: Option<&mut [T]>,
    threads: Threads,
) -> bool {
    check_lengths(a.len(), w.len(), v.as_ref().map(|v| v.len()), n);
    if n == 0 {
        return true;
    }
    if T::REAL && n <= SMALL {
        return small_eigh(a, n, w, v);
    }
    let lower = |i: usize, j: usize| {
        // Nobody reads the upper triangle; the diagonal counts as real.
        match i.cmp(&j) {
            std::cmp::Ordering::Less => zero(),
            std::cmp::Ordering::Equal => T::of_real(a[i * n + j].re()),
            std::cmp::Ordering::Greater => a[i * n + j],
        }
    };
    let triangle = Mat::from_fn(n, n, lower);
    let elements = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
    let computed = scaled(triangle, elements).and_then(|(triangle, scale)| {
        let (values, vectors) = if v.is_some() {
            compute_eigh(&triangle, n, threads)?
        } else {
            (compute_values(triangle, n, threads)?, Mat::new())
        };
        Some((values, vectors, scale))
    });
    let Some((values, mut vectors, scale)) = computed else {
        w.fill(<T::R as Float>::nan());
        if let Some(v) = v {
            v.fill(T::not_a_number());
        }
        return false;
    };
    for (out, value) in w.iter_mut().zip(values) {
        *out = value / scale;
    }
    if let Some(v) = v {
        for j in 0..n {
            let factor = phase((0..n).map(|i| vectors[(i, j)])).unwrap_or_else(one);
            (0..n).for_each(|i| vectors[(i, j)] *= factor);
        }
        fill(v, n, |i, j| vectors[(i, j)]);
    }
    true
}

fn check_lengths(a: usize, w: usize, v: Option<usize>, n: usize) {
    assert_eq!((a, w), (n * n, n), "lengths of an eigenproblem");
    assert!(v.is_none_or(|v| v == n * n), "length of eigenvectors");
}

/// The matrix times a power of two that brings its largest element near one; `None` if an element is not
/// finite.
fn scaled<T: Field>(
    mut a: Mat<T>,
    elements: impl Iterator<Item = (usize, usize)> + Clone,
) -> Option<(Mat<T>, T::R)> {
    let mut largest = zero::<T::R>();
    for index in elements.clone() {
        let x = a[index];
        if !x.finite() {
            return None;
        }
        largest = largest.max(x.size());
    }
    let scale = balancing_power(largest);
    if scale != one() {
        for index in elements {
            a[index] = a[index].scaled(scale);
        }
    }
    Some((a, scale))
}

fn compute_eigh<T: Field>(a: &Mat<T>, n: usize, threads: Threads) -> Option<(Vec<T::R>, Mat<T>)> {
    let parallel = parallelism(threads, n * n);
    let (mut w, mut v) = (Diag::<T>::zeros(n), Mat::<T>::zeros(n, n));
    let kind = ComputeEigenvectors::Yes;
    let scratch = evd::self_adjoint_evd_scratch::<T>(n, kind, parallel, Default::default());
    let mut buffer = MemBuffer::new(scratch);
    let result = evd::self_adjoint_evd(
        a.as_ref(),
        w.as_mut(),
        Some(v.as_mut()),
        parallel,
        MemStack::new(&mut buffer),
        Default::default(),
    );
    let values: Vec<T::R> = (0..n).map(|i| w[i].re()).collect();
    (result.is_ok() && values.iter().all(|x| x.is_finite())).then_some((values, v))
}

/// The eigenvalues alone: faer's reduction to a tridiagonal matrix, and the iteration of `symmetric`.
fn compute_values<T: Field>(mut a: Mat<T>, n: usize, threads: Threads) -> Option<Vec<T::R>> {
    let parallel = parallelism(threads, n * n);
    let block = householder::recommended_block_size::<T>(n, n);
    let mut coefficients = Mat::<T>::zeros(block, n.saturating_sub(1));
    let scratch = tridiag::tridiag_in_place_scratch::<T>(n, parallel, Default::default());
    let mut buffer = MemBuffer::new(scratch);
    tridiag::tridiag_in_place(
        a.as_mut(),
        coefficients.as_mut(),
        parallel,
        MemStack::new(&mut buffer),
        Default::default(),
    );
    let mut values: Vec<T::R> = (0..n).map(|i| a[(i, i)].re()).collect();
    let mut beside: Vec<T::R> = (1..n).map(|i| a[(i, i - 1)].modulus()).collect();
    beside.push(zero());
    let converged = symmetric::tridiagonal_values(&mut values, &mut beside);
    (converged && values.iter().all(|x| x.is_finite())).then_some(values)
}

/// The real problem by plain loops.
fn small_eigh<T: Field>(a: &[T], n: usize, w: &mut [T::R], v: Option<&mut [T]>) -> bool {
    let mut own = Vec::new();
    let has_vectors = v.is_some();
    let matrix = v.unwrap_or_else(|| {
        own.resize(n * n, zero());
        &mut own
    });
    let mut largest = zero::<T::R>();
    let mut finite = true;
    for i in 0..n {
        for j in 0..=i {
            let x = a[i * n + j];
            finite &= x.finite();
            largest = largest.max(x.size());
            (matrix[i * n + j], matrix[j * n + i]) = (x, x);
        }
    }
    let scale = balancing_power(largest);
    if scale != one() {
        for x in matrix.iter_mut() {
            *x = x.scaled(scale);
        }
    }
    let mut values = [zero::<T>(); SMALL];
    let values = &mut values[..n];
    if !finite || !symmetric::symmetric(matrix, values, has_vectors) {
        w.fill(<T::R as Float>::nan());
        matrix.fill(T::not_a_number());
        return false;
    }
    for (out, value) in w.iter_mut().zip(values) {
        *out = value.re() / scale;
    }
    if has_vectors {
        for row in matrix.chunks_exact_mut(n) {
            if let Some(factor) = phase(row.iter().copied()) {
                for x in row {
                    *x *= factor;
                }
            }
        }
        for i in 0..n {
            for j in 0..i {
                matrix.swap(i * n + j, j * n + i);
            }
        }
    }
    true
}

/// The general problem by Hessenberg reduction and the QR iteration, on real or complex numbers.
pub(crate) trait Spectrum: Field {
    /// Eigenvalues and vectors (no columns if not `has_vectors`) of some length.
    fn spectrum(a: &Mat<Self>, has_vectors: bool, parallel: Par) -> Option<Spectral<Self::R>>;
}

type Spectral<R> = (Vec<Complex<R>>, Mat<Complex<R>>);

macro_rules! spectra {
    ($($real:ty),*) => {$(
        impl Spectrum for $real {
            fn spectrum(a: &Mat<Self>, has_vectors: bool, parallel: Par) -> Option<Spectral<Self>> {
                let n = a.nrows();
                let kind = kind_of(has_vectors);
                let columns = if has_vectors { n } else { 0 };
                let (mut re, mut im) = (Diag::<Self>::zeros(n), Diag::<Self>::zeros(n));
                let mut packed = Mat::<Self>::zeros(n, columns);
                let scratch = evd::evd_scratch::<Self>(
                    n, ComputeEigenvectors::No, kind, parallel, Default::default(),
                );
                let mut buffer = MemBuffer::new(scratch);
                evd::evd_real::<Self>(
                    a.as_ref(),
                    re.as_mut(),
                    im.as_mut(),
                    None,
                    has_vectors.then(|| packed.as_mut()),
                    parallel,
                    MemStack::new(&mut buffer),
                    Default::default(),
                )
                .ok()?;
                // The two vectors of a conjugate pair share two columns: real and imaginary parts.
                let vectors = Mat::from_fn(n, columns, |i, j| {
                    if im[j] > 0.0 && j + 1 < n {
                        Complex::new(packed[(i, j)], packed[(i, j + 1)])
                    } else if im[j] < 0.0 && j > 0 {
                        Complex::new(packed[(i, j - 1)], -packed[(i, j)])
                    } else {
                        Complex::new(packed[(i, j)], 0.0)
                    }
                });
                Some(((0..n).map(|i| Complex::new(re[i], im[i])).collect(), vectors))
            }
        }

        impl Spectrum for Complex<$real> {
            fn spectrum(a: &Mat<Self>, has_vectors: bool, parallel: Par) -> Option<Spectral<$real>> {
                let n = a.nrows();
                let columns = if has_vectors { n } else { 0 };
                let mut values = Diag::<Self>::zeros(n);
                let mut vectors = Mat::<Self>::zeros(n, columns);
                let scratch = evd::evd_scratch::<Self>(
                    n, ComputeEigenvectors::No, kind_of(has_vectors), parallel, Default::default(),
                );
                let mut buffer = MemBuffer::new(scratch);
                evd::evd_cplx::<$real>(
                    a.as_ref(),
                    values.as_mut(),
                    None,
                    has_vectors.then(|| vectors.as_mut()),
                    parallel,
                    MemStack::new(&mut buffer),
                    Default::default(),
                )
                .ok()?;
                Some(((0..n).map(|i| values[i]).collect(), vectors))
            }
        }
    )*};
}
spectra!(f32, f64);

fn kind_of(has_vectors: bool) -> ComputeEigenvectors {
    if has_vectors {
        ComputeEigenvectors::Yes
    } else {
        ComputeEigenvectors::No
    }
}

pub(crate) fn eig<T: Spectrum>(
    a: &[T],
    n: usize,
    w: &mut [Complex<T::R>],
    v: Option<&mut [Complex<T::R>]>,
    threads: Threads,
) -> bool
where
    Complex<T::R>: Field<R = T::R>,
{
    check_lengths(a.len(), w.len(), v.as_ref().map(|v| v.len()), n);
    if n == 0 {
        return true;
    }
    let elements = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
    let computed = scaled(matrix(a, n, n), elements).and_then(|(a, scale)| {
        let pairs = T::spectrum(&a, v.is_some(), parallelism(threads, n * n))?;
        pairs.0.iter().all(|x| x.finite()).then_some((pairs, scale))
    });
    let Some(((values, mut vectors), scale)) = computed else {
        let nan = Complex::new(<T::R as Float>::nan(), <T::R as Float>::nan());
        w.fill(nan);
        if let Some(v) = v {
            v.fill(nan);
        }
        return false;
    };
    for (out, value) in w.iter_mut().zip(values) {
        *out = Complex::new(value.re / scale, value.im / scale);
    }
    if let Some(v) = v {
        for j in 0..n {
            normalise(&mut vectors, n, j);
        }
        fill(v, n, |i, j| vectors[(i, j)]);
    }
    true
}

/// Scales a column to norm 1, with a real and positive element among its largest.
fn normalise<R: Float>(vectors: &mut Mat<Complex<R>>, n: usize, j: usize)
where
    Complex<R>: Field<R = R>,
{
    let largest = (0..n)
        .map(|i| vectors[(i, j)].modulus())
        .fold(R::zero(), R::max);
    let inverse = R::one() / largest;
    let mut squares = R::zero();
    for i in 0..n {
        let x = vectors[(i, j)].scaled(inverse);
        squares = squares + x.re * x.re + x.im * x.im;
        vectors[(i, j)] = x;
    }
    let factor = phase((0..n).map(|i| vectors[(i, j)])).unwrap_or_else(one);
    let factor = factor.scaled(R::one() / squares.sqrt());
    (0..n).for_each(|i| vectors[(i, j)] *= factor);
}
