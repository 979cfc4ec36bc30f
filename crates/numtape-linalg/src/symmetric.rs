//! Eigenvalues and eigenvectors of small real symmetric matrices: reflections to tridiagonal form, then the QL
//! iteration with implicit shifts. Vectors are rows here, so that both work along rows.

use crate::field::Field;
use crate::reflections::{LARGEST, accumulate, reflection};
use crate::rows::{add_scaled, chunk_start, dot, rotate};
use crate::sets::with_sets;
use num_traits::{Float, one, zero};

/// Sizes up to this are faster here than by blocks.
pub(crate) const SMALL: usize = LARGEST;
/// Steps of the iteration for one eigenvalue; two or three are usual.
const STEPS: usize = 40;

with_sets! {
    /// Replaces a symmetric matrix, both triangles of which are given, by its eigenvectors in rows if
    /// `has_vectors` (else by anything), and fills `w` with the eigenvalues, in increasing order both. False if the
    /// iteration does not converge.
    fn symmetric / symmetric_loops(a: &mut [T], w: &mut [T], has_vectors: bool) -> bool;
}

#[inline(always)]
fn symmetric_loops<T: Field>(a: &mut [T], w: &mut [T], has_vectors: bool) -> bool {
    let n = w.len();
    let mut factors = [zero::<T>(); LARGEST];
    let mut beside = [zero::<T>(); LARGEST];
    tridiagonal(a, w, &mut beside[..n], &mut factors);
    if !has_vectors {
        return iterate_values(w, &mut beside[..n]);
    }
    accumulate(a, n, &factors, 1);
    let converged = iterate(w, &mut beside[..n], a);
    if converged {
        sort(w, a);
    }
    converged
}

with_sets! {
    /// Fills `d`, the diagonal of a symmetric tridiagonal matrix, with the eigenvalues, in increasing order; `beside`
    /// is what lies beside it, with one more element. False if the iteration does not converge.
    fn tridiagonal_values / iterate_values(d: &mut [T], beside: &mut [T]) -> bool;
}

/// Leaves the diagonal in `w` and what is beside it in `beside[..n - 1]`. Row `k` keeps the vector v of its reflection
/// `I - factor·v·vᵀ`, which is zero up to the diagonal.
#[inline(always)]
fn tridiagonal<T: Field>(a: &mut [T], w: &mut [T], beside: &mut [T], factors: &mut [T; LARGEST]) {
    let n = w.len();
    let unit: T = one();
    let half: T = unit / (unit + unit);
    let mut products = [zero::<T>(); LARGEST];
    for k in 0..n {
        let (above, below) = a.split_at_mut((k + 1) * n);
        let v = &mut above[k * n..];
        w[k] = v[k];
        v[..=k].fill(zero());
        if k + 1 == n {
            break;
        }
        let start = chunk_start(k + 1);
        let (length, factor) = reflection(&mut v[start..], k + 1 - start);
        (beside[k], factors[k]) = (T::of_real(length), factor);
        if factor == zero() {
            continue;
        }

        // With p = factor·A·v and w = p - ½factor·(p·v)·v the matrix loses v·wᵀ + w·vᵀ.
        let v = &v[start..];
        let p = &mut products[..n];
        p[..=k].fill(zero());
        for (p, row) in p[k + 1..].iter_mut().zip(below.chunks_exact(n)) {
            *p = factor * dot(&row[start..], v);
        }
        let p = &mut p[start..];
        let along = dot(p, v);
        let overlap: T = half * factor * along;
        add_scaled(p, -overlap, v);
        for (i, row) in below.chunks_exact_mut(n).enumerate() {
            let i = k + 1 - start + i;
            add_scaled(&mut row[start..], -v[i], p);
            add_scaled(&mut row[start..], -p[i], v);
        }
    }
}

/// The QL iteration on a tridiagonal matrix; `rows` turn along.
#[inline(always)]
fn iterate<T: Field>(d: &mut [T], e: &mut [T], rows: &mut [T]) -> bool {
    let n = d.len();
    let unit: T = one();
    let two: T = unit + unit;
    let floor = floor(d, e);
    for l in 0..n {
        for step in 0.. {
            let mut m = l;
            while m + 1 < n && !is_negligible(e[m], d[m], d[m + 1], floor) {
                m += 1;
            }
            if m == l {
                break;
            }
            if step == STEPS {
                return false;
            }
            let slope: T = (d[l + 1] - d[l]) / (two * e[l]);
            let length = norm(slope, unit);
            let signed = if slope.re() < zero() { -length } else { length };
            let mut g = d[m] - d[l] + e[l] / (slope + signed);
            let (mut s, mut c, mut p) = (one::<T>(), one::<T>(), zero::<T>());
            let mut is_split = false;
            for i in (l..m).rev() {
                let (f, b) = (s * e[i], c * e[i]);
                let square = f * f + g * g;
                let r = norm_of(square);
                e[i + 1] = r;
                if square.re() < T::R::min_positive_value() {
                    d[i + 1] -= p;
                    e[m] = zero();
                    is_split = true;
                    break;
                }
                // The root and the quotient at once, as each takes long.
                let inverse: T = r * (unit / square);
                (s, c) = (f * inverse, g * inverse);
                g = d[i + 1] - p;
                let r = (d[i] - g) * s + two * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                let (upper, lower) = rows.split_at_mut((i + 1) * n);
                rotate(&mut upper[i * n..], &mut lower[..n], c.re(), -s.re());
            }
            if !is_split {
                d[l] -= p;
                e[l] = g;
                e[m] = zero();
            }
        }
    }
    true
}

/// The same iteration for the values alone: without rotations it needs no square roots, as Pal, Walker and Kahan found,
/// and works on squares `e` of what is beside the diagonal.
#[inline(always)]
fn iterate_values<T: Field>(d: &mut [T], e: &mut [T]) -> bool {
    let n = d.len();
    let unit: T = one();
    let two: T = unit + unit;
    let floor = floor(d, e);
    let smallest = T::of_real(T::R::min_positive_value());
    for e in e.iter_mut() {
        *e *= *e;
    }
    for l in 0..n {
        for step in 0.. {
            let mut m = l;
            while m + 1 < n && !is_negligible(norm_of(e[m]), d[m], d[m + 1], floor) {
                m += 1;
            }
            if m == l {
                break;
            }
            if step == STEPS {
                return false;
            }
            let root = norm_of(e[l]);
            let slope: T = (d[l + 1] - d[l]) / (two * root);
            let length = norm(slope, unit);
            let signed = if slope.re() < zero() { -length } else { length };
            let shift = d[l] - root / (slope + signed);
            let (mut c, mut s) = (one::<T>(), zero::<T>());
            let mut g = d[m] - shift;
            let mut p = g * g;
            for i in (l..m).rev() {
                let square = e[i];
                let r = p + square;
                if i + 1 != m {
                    e[i + 1] = s * r;
                }
                let before = c;
                // Both quotients at once, as each takes long.
                let stretch = r / p;
                (c, s) = (p / r, square / r);
                let last = g;
                g = c * (d[i] - shift) - s * last;
                d[i + 1] = last + (d[i] - g);
                p = if c.re() < smallest.re() {
                    before * square
                } else {
                    g * g * stretch
                };
            }
            e[l] = s * p;
            d[l] = shift + g;
        }
    }
    sort(d, &mut []);
    true
}

#[inline(always)]
fn norm<T: Field>(x: T, y: T) -> T {
    norm_of(x * x + y * y)
}

#[inline(always)]
fn norm_of<T: Field>(square: T) -> T {
    T::of_real(Float::sqrt(square.re()))
}

/// Whether an element beside the diagonal counts as zero next to two on it, or because it is below the floor.
#[inline(always)]
fn is_negligible<T: Field>(e: T, d: T, next: T, floor: T::R) -> bool {
    let beside = e.re().abs();
    beside <= floor || beside <= <T::R as Float>::epsilon() * (d.re().abs() + next.re().abs())
}

/// What changes no digit of the largest eigenvalue of a balanced matrix by far, and is large enough to be squared.
#[inline(always)]
fn floor<T: Field>(d: &[T], e: &[T]) -> T::R {
    let elements = d.iter().chain(e);
    let largest = elements.fold(zero::<T::R>(), |largest, x| largest.max(x.re().abs()));
    let least = Float::sqrt(T::R::min_positive_value());
    Float::max(
        largest * <T::R as Float>::epsilon() * <T::R as Float>::epsilon(),
        least,
    )
}

/// Brings the eigenvalues, and the rows with them, into increasing order.
#[inline(always)]
fn sort<T: Field>(w: &mut [T], rows: &mut [T]) {
    let n = w.len();
    for i in 0..n {
        let least = (i + 1..n).fold(
            i,
            |least, j| if w[j].re() < w[least].re() { j } else { least },
        );
        if least != i {
            w.swap(i, least);
            if !rows.is_empty() {
                let (upper, lower) = rows.split_at_mut(least * n);
                upper[i * n..][..n].swap_with_slice(&mut lower[..n]);
            }
        }
    }
}
