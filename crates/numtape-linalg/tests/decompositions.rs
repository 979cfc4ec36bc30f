//! Factors multiplied back, in complex f64, for every type and for sizes on both sides of the thresholds.

#[macro_use]
mod support;

use numtape_linalg::{Scalar, Threads, Triangular, faer};
use support::{C, Element, Slow, crew, identity, random};

const SIZES: [usize; 14] = [0, 1, 2, 3, 7, 8, 17, 20, 31, 47, 48, 50, 64, 130];
const SHAPES: [(usize, usize); 14] = [
    (0, 0),
    (0, 3),
    (3, 0),
    (1, 1),
    (1, 4),
    (4, 1),
    (2, 3),
    (3, 2),
    (5, 5),
    (4, 30),
    (30, 4),
    (50, 55),
    (90, 60),
    (130, 130),
];

fn cholesky<T: Element>() {
    for n in SIZES {
        let x = Slow::of(&random::<T>(n * n, 1), n, n);
        let shift = Slow::new(n, n, |i, j| identity(n).at(i, j) * 0.5);
        let product = x.times(&x.adjoint());
        let definite = Slow::new(n, n, |i, j| product.at(i, j) + shift.at(i, j));
        // Numbers above the diagonal must not matter.
        let mut a: Vec<T> = (0..n * n)
            .map(|at| {
                if at % n.max(1) > at / n.max(1) {
                    T::narrow(C::new(f64::NAN, 0.0))
                } else {
                    T::narrow(definite.data[at])
                }
            })
            .collect();
        assert!(T::cholesky(&mut a, n, Threads::Many(crew)));
        let l = Slow::of(&a, n, n);
        l.times(&l.adjoint())
            .assert_near(&definite, 40.0 * T::EPSILON);
        if n > 0 {
            let mut indefinite: Vec<T> = definite.data.iter().map(|x| T::narrow(*x)).collect();
            indefinite[n * n - 1] = T::narrow(C::new(-1.0, 0.0));
            assert!(!T::cholesky(&mut indefinite, n, Threads::One), "{n}");
            assert!(indefinite[n * n - 1].wide().is_nan());
            let mut nan: Vec<T> = definite.data.iter().map(|x| T::narrow(*x)).collect();
            nan[(n - 1) * n] = T::narrow(C::new(f64::NAN, 0.0));
            assert!(!T::cholesky(&mut nan, n, Threads::One), "{n}");
        }
    }
}

fn triangular<T: Element>() {
    for n in SIZES {
        for k in [0, 1, 3, 65] {
            for bits in 0..16 {
                let form = Triangular {
                    lower: bits & 1 > 0,
                    transpose: bits & 2 > 0,
                    conjugate: bits & 4 > 0,
                    unit_diagonal: bits & 8 > 0,
                };
                let size = n.max(1) as f64;
                let values = Slow::of(&random::<T>(n * n, 2), n, n);
                let values = Slow::new(n, n, |i, j| {
                    if i == j {
                        values.at(i, j) + 2.0
                    } else {
                        values.at(i, j) / size
                    }
                });
                let a: Vec<T> = values.data.iter().map(|x| T::narrow(*x)).collect();
                let op = Slow::new(n, n, |i, j| {
                    let (i, j) = if form.transpose { (j, i) } else { (i, j) };
                    let is_read = if form.lower { i > j } else { i < j };
                    match (i == j, form.unit_diagonal) {
                        (true, true) => C::new(1.0, 0.0),
                        (false, _) if !is_read => C::new(0.0, 0.0),
                        _ if form.conjugate => values.at(i, j).conj(),
                        _ => values.at(i, j),
                    }
                });
                let b = random::<T>(n * k, 3);
                let mut x = b.clone();
                T::triangular_solve(&a, &mut x, (n, k), form, Threads::Many(crew));
                op.times(&Slow::of(&x, n, k))
                    .assert_near(&Slow::of(&b, n, k), 60.0 * T::EPSILON);
            }
        }
    }
}

fn check_lu<T: Element>(a: &[T], m: usize, n: usize) {
    let k = m.min(n);
    let mut factors = a.to_vec();
    let (mut pivots, mut permutation) = (vec![0; k], vec![0; m]);
    T::lu(
        &mut factors,
        (m, n),
        &mut pivots,
        &mut permutation,
        Threads::Many(crew),
    );
    let f = Slow::of(&factors, m, n);
    let l = Slow::new(m, k, |i, j| match i.cmp(&j) {
        std::cmp::Ordering::Greater => f.at(i, j),
        std::cmp::Ordering::Equal => C::new(1.0, 0.0),
        std::cmp::Ordering::Less => C::new(0.0, 0.0),
    });
    let u = Slow::new(
        k,
        n,
        |i, j| if i <= j { f.at(i, j) } else { C::new(0.0, 0.0) },
    );
    let original = Slow::of(a, m, n);
    let permuted = Slow::new(m, n, |i, j| original.at(permutation[i] as usize, j));
    let tolerance = 40.0_f64.max(0.3 * k as f64) * T::EPSILON;
    l.times(&u).assert_near(&permuted, tolerance);
    let mut rows: Vec<i32> = (0..m as i32).collect();
    for (i, &p) in pivots.iter().enumerate() {
        rows.swap(i, p as usize);
    }
    assert_eq!(rows, permutation);
    assert!(l.data.iter().all(|x| x.norm() <= 1.5));
}

fn lu<T: Element>() {
    for (m, n) in SHAPES {
        check_lu(&random::<T>(m * n, 4), m, n);
        // Rank one, then a column of zeros: no pivot is left, as in LAPACK.
        check_lu(&vec![T::narrow(C::new(2.0, 0.0)); m * n], m, n);
        let mut a = random::<T>(m * n, 5);
        for row in a.chunks_mut(n.max(1)) {
            row[0] = T::narrow(C::new(0.0, 0.0));
        }
        check_lu(&a, m, n);
    }
    for n in [1, 5, 60] {
        let mut a = random::<T>(n * n, 6);
        a[n * n / 2] = T::narrow(C::new(f64::NAN, 0.0));
        let (mut pivots, mut permutation) = (vec![0; n], vec![0; n]);
        T::lu(&mut a, (n, n), &mut pivots, &mut permutation, Threads::One);
        assert!(a[n * n - 1].wide().is_nan());
    }
}

fn check_qr<T: Element>(a: &[T], m: usize, n: usize) {
    for full in [false, true] {
        let columns = if full { m } else { m.min(n) };
        let zero = T::narrow(C::new(0.0, 0.0));
        let (mut q, mut r) = (vec![zero; m * columns], vec![zero; columns * n]);
        T::qr(a, (m, n), full, &mut q, &mut r, Threads::Many(crew));
        let (q, r) = (Slow::of(&q, m, columns), Slow::of(&r, columns, n));
        q.times(&r)
            .assert_near(&Slow::of(a, m, n), 60.0 * T::EPSILON);
        q.adjoint()
            .times(&q)
            .assert_near(&identity(columns), 60.0 * T::EPSILON);
        for i in 0..columns {
            for j in 0..n.min(i) {
                assert_eq!(r.at(i, j).norm(), 0.0);
            }
            assert!(i >= n || r.at(i, i).im == 0.0);
        }
    }
}

fn qr<T: Element>() {
    for (m, n) in SHAPES {
        check_qr(&random::<T>(m * n, 7), m, n);
        check_qr(&vec![T::narrow(C::new(2.0, 0.0)); m * n], m, n);
        check_qr(&vec![T::narrow(C::new(0.0, 0.0)); m * n], m, n);
    }
    let mut q = vec![T::narrow(C::new(0.0, 0.0)); 4];
    let mut r = q.clone();
    T::qr(
        &[T::narrow(C::new(f64::NAN, 0.0)); 4],
        (2, 2),
        false,
        &mut q,
        &mut r,
        Threads::One,
    );
    assert!(q[0].wide().is_nan() && r[3].wide().is_nan());
}

fn check_svd<T: Element>(a: &[T], m: usize, n: usize) {
    let k = m.min(n);
    let tolerance = (100 + 4 * (m + n)) as f64 * T::EPSILON;
    let mut values = vec![T::ZERO_REAL; k];
    assert!(T::svd(
        a,
        (m, n),
        &mut values,
        None,
        false,
        Threads::Many(crew)
    ));
    for full in [false, true] {
        let (u_columns, v_rows) = if full { (m, n) } else { (k, k) };
        let zero = T::narrow(C::new(0.0, 0.0));
        let mut s = vec![T::ZERO_REAL; k];
        let (mut u, mut vh) = (vec![zero; m * u_columns], vec![zero; v_rows * n]);
        assert!(T::svd(
            a,
            (m, n),
            &mut s,
            Some((&mut u, &mut vh)),
            full,
            Threads::Many(crew)
        ));
        let s: Vec<f64> = s.into_iter().map(Into::into).collect();
        let (u, vh) = (Slow::of(&u, m, u_columns), Slow::of(&vh, v_rows, n));
        let middle = Slow::new(u_columns, v_rows, |i, j| {
            if i == j && i < k {
                C::new(s[i], 0.0)
            } else {
                C::new(0.0, 0.0)
            }
        });
        u.times(&middle)
            .times(&vh)
            .assert_near(&Slow::of(a, m, n), tolerance);
        u.adjoint()
            .times(&u)
            .assert_near(&identity(u_columns), tolerance);
        vh.times(&vh.adjoint())
            .assert_near(&identity(v_rows), tolerance);
        assert!(s.windows(2).all(|pair| pair[0] >= pair[1]) && s.iter().all(|x| *x >= 0.0));
        for (x, &y) in s.iter().zip(&values) {
            assert!((x - y.into()).abs() <= tolerance * s[0]);
        }
    }
}

/// Zeros on the diagonal at both ends and between, which only steps without shift get rid of.
fn bidiagonal_with_zeros<T: Element>(m: usize, n: usize) -> Vec<T> {
    let last = m.min(n) - 1;
    let a = Slow::new(m, n, |i, j| match j.checked_sub(i) {
        Some(0) if i % 4 != 0 && i != last => C::new(1.0, 1.0),
        Some(1) => C::new(2.0, -1.0),
        _ => C::new(0.0, 0.0),
    });
    a.data.iter().map(|x| T::narrow(*x)).collect()
}

fn svd<T: Element>() {
    for (m, n) in SHAPES {
        check_svd(&random::<T>(m * n, 8), m, n);
        check_svd(&vec![T::narrow(C::new(2.0, 0.0)); m * n], m, n);
        check_svd(&vec![T::narrow(C::new(0.0, 0.0)); m * n], m, n);
    }
    for m in (1..20).chain([32, 47, 48, 49]) {
        for n in [1, 2, 3, 8, 15, 16, 17, 24, 48] {
            check_svd(&random::<T>(m * n, 30), m, n);
            check_svd(&bidiagonal_with_zeros::<T>(m, n), m, n);
            // Every third column, or every row, is zero.
            let mut a = random::<T>(m * n, 31);
            a.chunks_mut(3)
                .for_each(|part| part[0] = T::narrow(C::new(0.0, 0.0)));
            check_svd(&a, m, n);
        }
    }
    for bad in [f64::NAN, f64::INFINITY] {
        let mut s = [T::ZERO_REAL; 2];
        assert!(!T::svd(
            &[T::narrow(C::new(bad, 0.0)); 6],
            (2, 3),
            &mut s,
            None,
            false,
            Threads::One
        ));
        assert!(s[1].into().is_nan());
    }
    // Far from one, where squares leave the range.
    for exponent in [-100.0, 100.0] {
        let power = 2f64.powf(exponent);
        let a = [3.0, 0.0, 0.0, 4.0].map(|x| T::narrow(C::new(x * power, 0.0)));
        let mut s = [T::ZERO_REAL; 2];
        assert!(T::svd(&a, (2, 2), &mut s, None, false, Threads::One));
        assert!(
            (s[0].into() / power - 4.0).abs() < 1e-5 && (s[1].into() / power - 3.0).abs() < 1e-5
        );
    }
}

/// The first of the largest elements of each column is real and positive.
#[track_caller]
fn assert_phases(v: &Slow, epsilon: f64) {
    for j in 0..v.n {
        let largest = (0..v.m).map(|i| v.at(i, j).norm()).fold(0.0, f64::max);
        // Rounding may decide for an element right at the limit.
        let is_chosen = |limit: f64| {
            let mut elements = (0..v.m).map(|i| v.at(i, j));
            let first = elements.find(|x| x.norm() >= limit * largest);
            first.is_some_and(|x| x.re > 0.0 && x.im.abs() <= 8.0 * epsilon)
        };
        assert!(
            is_chosen(0.999 - 1e-6) || is_chosen(0.999 + 1e-6),
            "column {j} of {}",
            v.n
        );
    }
}

fn check_eigh<T: Element>(a: &Slow) {
    let n = a.n;
    let tolerance = (100 + 8 * n) as f64 * T::EPSILON;
    let lower: Vec<T> = (0..n * n)
        .map(|at| {
            if at % n > at / n {
                T::narrow(C::new(f64::NAN, 0.0))
            } else {
                T::narrow(a.data[at])
            }
        })
        .collect();
    let mut w = vec![T::ZERO_REAL; n];
    let mut values = w.clone();
    let mut v = vec![T::narrow(C::new(0.0, 0.0)); n * n];
    assert!(T::eigh(
        &lower,
        n,
        &mut w,
        Some(&mut v),
        Threads::Many(crew)
    ));
    assert!(T::eigh(&lower, n, &mut values, None, Threads::Many(crew)));
    let w: Vec<f64> = w.into_iter().map(Into::into).collect();
    let v = Slow::of(&v, n, n);
    assert!(w.windows(2).all(|pair| pair[0] <= pair[1]));
    let scaled = Slow::new(n, n, |i, j| v.at(i, j) * w[j]);
    scaled.times(&v.adjoint()).assert_near(a, tolerance);
    v.adjoint().times(&v).assert_near(&identity(n), tolerance);
    assert_phases(&v, T::EPSILON);
    let scale = w.iter().map(|x| x.abs()).fold(0.0, f64::max);
    for (x, y) in w.iter().zip(values) {
        assert!((x - y.into()).abs() <= tolerance * scale);
    }
}

fn eigh<T: Element>() {
    for n in SIZES {
        let x = Slow::of(&random::<T>(n * n, 9), n, n);
        check_eigh::<T>(&Slow::new(n, n, |i, j| {
            (x.at(i, j) + x.at(j, i).conj()) / 2.0
        }));
        check_eigh::<T>(&identity(n));
        check_eigh::<T>(&Slow::new(n, n, |_, _| C::new(0.0, 0.0)));
        check_eigh::<T>(&Slow::new(n, n, |_, _| C::new(1.0, 0.0)));
    }
    let mut w = [T::ZERO_REAL; 2];
    assert!(!T::eigh(
        &[T::narrow(C::new(f64::NAN, 0.0)); 4],
        2,
        &mut w,
        None,
        Threads::One
    ));
    assert!(w[0].into().is_nan());
}

fn eigenpairs<T: Element>(a: &[T], n: usize) -> (Vec<C>, Slow) {
    let mut w = vec![T::zero_complex(); n];
    let mut v = vec![T::zero_complex(); n * n];
    assert!(T::eig(a, n, &mut w, Some(&mut v), Threads::Many(crew)));
    let wide = |xs: Vec<T::Complex>| xs.into_iter().map(|x| x.into().0).collect::<Vec<C>>();
    (
        wide(w),
        Slow {
            m: n,
            n,
            data: wide(v),
        },
    )
}

fn eig<T: Element>() {
    for n in SIZES {
        let a = random::<T>(n * n, 10);
        let (w, v) = eigenpairs(&a, n);
        let product = Slow::of(&a, n, n).times(&v);
        let tolerance = 40.0 * (n.max(4) as f64) * T::EPSILON;
        product.assert_near(&Slow::new(n, n, |i, j| v.at(i, j) * w[j]), tolerance);
        assert_phases(&v, T::EPSILON);
        for j in 0..n {
            let norm: f64 = (0..n).map(|i| v.at(i, j).norm_sqr()).sum();
            assert!((norm - 1.0).abs() < 20.0 * T::EPSILON);
            if !T::IS_COMPLEX && w[j].im > 0.0 {
                assert_eq!(w[j + 1], w[j].conj());
            }
        }
        let mut values = vec![T::zero_complex(); n];
        assert!(T::eig(&a, n, &mut values, None, Threads::Many(crew)));
        let values: Vec<C> = values.into_iter().map(|x| x.into().0).collect();
        for x in &w {
            assert!(
                values
                    .iter()
                    .any(|y| (x - y).norm() < 1e4 * T::EPSILON * (n as f64)),
                "{x} of {values:?}"
            );
        }
    }
    // Defective: one vector twice.
    let a = [1.0, 1.0, 0.0, 1.0].map(|x| T::narrow(C::new(x, 0.0)));
    let (w, v) = eigenpairs(&a, 2);
    assert!(w.iter().all(|x| (x - 1.0).norm() < 1e-3));
    assert!(
        (0..2).all(|j| (v.at(0, j).norm() - 1.0).abs() < 1e-3 && v.at(1, j).norm() < 1e-3),
        "{v:?}"
    );
    for special in [
        identity(4),
        Slow::new(4, 4, |_, _| C::new(0.0, 0.0)),
        Slow::new(4, 4, |_, _| C::new(1.0, 0.0)),
    ] {
        let a: Vec<T> = special.data.iter().map(|x| T::narrow(*x)).collect();
        let (w, v) = eigenpairs(&a, 4);
        special
            .times(&v)
            .assert_near(&Slow::new(4, 4, |i, j| v.at(i, j) * w[j]), 1e3 * T::EPSILON);
    }
    let mut w = [T::zero_complex(); 2];
    assert!(!T::eig(
        &[T::narrow(C::new(f64::NAN, 0.0)); 4],
        2,
        &mut w,
        None,
        Threads::One
    ));
    assert!(w[0].into().0.is_nan());
}

/// The singular values are those of faer.
#[test]
fn singular_values_of_faer() {
    for (m, n) in [(1, 1), (2, 2), (7, 3), (3, 7), (16, 16), (20, 48), (48, 48)] {
        let a = random::<C>(m * n, 32);
        let matrix = faer::Mat::from_fn(m, n, |i, j| a[i * n + j]);
        let expected = matrix.singular_values().unwrap();
        let mut s = vec![0.0; m.min(n)];
        assert!(C::svd(&a, (m, n), &mut s, None, false, Threads::One));
        for (x, y) in s.iter().zip(&expected) {
            assert!(
                (x - y).abs() <= 60.0 * f64::EPSILON * expected[0],
                "{m}x{n}: {s:?}, not {expected:?}"
            );
        }
    }
}

mod every_type {
    use num_complex::Complex;
    for_all_types!(cholesky, triangular, lu, qr, svd, eigh, eig, threads);
}

/// The bits of the results of `f` on one thread are those on several.
fn assert_same<T: Element>(f: impl Fn(Threads) -> Vec<T>) {
    let bits = |threads| -> Vec<(u64, u64)> {
        let wide = f(threads).into_iter().map(T::wide);
        wide.map(|x| (x.re.to_bits(), x.im.to_bits())).collect()
    };
    assert!(bits(Threads::One) == bits(Threads::Many(crew)));
}

/// Threads split large matrices without changing a bit.
fn threads<T: Element>() {
    let (n, k) = (300, 100);
    for (m, n) in [(n, n), (n - 50, n + 50), (n + 50, n - 50)] {
        let mut a = random::<T>(m * n, 11);
        // The second panel has columns without pivots.
        for row in a.chunks_exact_mut(n) {
            row[70] = T::narrow(C::new(0.0, 0.0));
            row[80] = row[81];
        }
        check_lu(&a, m, n);
        assert_same(|threads| {
            let mut factors = a.clone();
            let (mut pivots, mut permutation) = (vec![0; m.min(n)], vec![0; m]);
            T::lu(&mut factors, (m, n), &mut pivots, &mut permutation, threads);
            let numbers = pivots.iter().chain(&permutation);
            factors.extend(numbers.map(|&i| T::narrow(C::new(i.into(), 0.0))));
            factors
        });
    }
    let mut a = random::<T>(n * n, 12);
    for i in 0..n {
        a[i * n + i] = T::narrow(C::new(n as f64, 0.0));
    }
    assert_same(|threads| {
        let mut l = a.clone();
        assert!(T::cholesky(&mut l, n, threads));
        l
    });
    for (lower, transpose) in [(false, false), (false, true), (true, false), (true, true)] {
        let form = Triangular {
            lower,
            transpose,
            conjugate: transpose,
            unit_diagonal: false,
        };
        assert_same(|threads| {
            let mut x = random::<T>(n * k, 13);
            T::triangular_solve(&a, &mut x, (n, k), form, threads);
            x
        });
    }
}
