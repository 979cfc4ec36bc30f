//! Factors of matrices whose elements lie anywhere in the range of their type: scaled as a whole, graded, nearly
//! decoupled, with tiny numbers beside the diagonal. Residuals are measured by norms.

#[macro_use]
mod support;

use numtape_linalg::{Threads, Triangular};
use support::{C, Element, Random, Slow, identity};

/// `x·2^exponent`, for exponents beyond those of a power that is a number too.
fn shifted(x: C, exponent: i32) -> C {
    let half = exponent / 2;
    x * 2f64.powi(half) * 2f64.powi(exponent - half)
}

fn narrowed<T: Element>(a: &Slow, exponent: i32) -> Vec<T> {
    let narrow = |x: &C| T::narrow(shifted(*x, exponent));
    a.data.iter().map(narrow).collect()
}

fn widened<T: Element>(a: &[T], m: usize, n: usize, exponent: i32) -> Slow {
    let wide = Slow::of(a, m, n);
    Slow::new(m, n, |i, j| shifted(wide.at(i, j), -exponent))
}

/// That `a` is `b` but for some rounding relative to the norm of `b`.
#[track_caller]
fn assert_close<T: Element>(a: &Slow, b: &Slow, what: &str) {
    assert_within::<T>(8.0, a, b, what);
}

#[track_caller]
fn assert_within<T: Element>(factor: f64, a: &Slow, b: &Slow, what: &str) {
    let off = Slow::new(b.m, b.n, |i, j| a.at(i, j) - b.at(i, j));
    let norm = |x: &Slow| x.data.iter().map(C::norm_sqr).sum::<f64>().sqrt();
    let bound = factor * (2 + b.m.max(b.n)) as f64 * T::EPSILON * norm(b);
    let off = norm(&off);
    assert!(off <= bound, "{what}: off by {off:e}, not {bound:e}");
}

fn check_qr<T: Element>(a: &Slow, exponent: i32, what: &str) {
    let (m, n) = (a.m, a.n);
    let a = narrowed::<T>(a, exponent);
    for columns in [m.min(n), m] {
        let zero = T::narrow(C::new(0.0, 0.0));
        let (mut q, mut r) = (vec![zero; m * columns], vec![zero; columns * n]);
        T::qr(&a, (m, n), columns == m, &mut q, &mut r, Threads::One);
        let q = Slow::of(&q, m, columns);
        assert_close::<T>(&q.adjoint().times(&q), &identity(columns), what);
        let product = q.times(&widened(&r, columns, n, exponent));
        // The large ones are faer's, which is less exact on graded matrices.
        let factor = if m.max(n) > 48 { 40.0 } else { 8.0 };
        assert_within::<T>(factor, &product, &widened(&a, m, n, exponent), what);
    }
}

fn check_svd<T: Element>(a: &Slow, exponent: i32, what: &str) {
    let (m, n) = (a.m, a.n);
    let k = m.min(n);
    let a = narrowed::<T>(a, exponent);
    let zero = T::narrow(C::new(0.0, 0.0));
    let mut s = vec![T::ZERO_REAL; k];
    let (mut u, mut vh) = (vec![zero; m * k], vec![zero; k * n]);
    let vectors = Some((&mut u[..], &mut vh[..]));
    assert!(T::svd(&a, (m, n), &mut s, vectors, false, Threads::One));
    let (u, vh) = (Slow::of(&u, m, k), Slow::of(&vh, k, n));
    assert_close::<T>(&u.adjoint().times(&u), &identity(k), what);
    assert_close::<T>(&vh.times(&vh.adjoint()), &identity(k), what);
    let s: Vec<f64> = s.into_iter().map(Into::into).collect();
    let scaled = Slow::new(k, n, |i, j| {
        shifted(C::new(s[i], 0.0), -exponent) * vh.at(i, j)
    });
    // As for large matrices above.
    let product = u.times(&scaled);
    assert_within::<T>(40.0, &product, &widened(&a, m, n, exponent), what);
}

/// All singular values of graded bidiagonal matrices have their digits, whichever end is large: their product is that of
/// the diagonal.
fn bidiagonal<T: Element>() {
    let mut random = Random::new(25);
    for n in 1..=48 {
        for power in [0, 1, 2, T::EXPONENTS.1 / 100] {
            let place = |i: usize| (i as i32 * 2 - n as i32).abs();
            let powers: [&dyn Fn(usize) -> i32; 4] = [
                &|i| -power * i as i32,
                &|i| -power * (n - 1 - i) as i32,
                &|i| -power * place(i),
                &|i| power * (place(i) - n as i32),
            ];
            for exponent in powers {
                let entries: Vec<C> = (0..2 * n)
                    .map(|_| C::new(1.0 + random.real() / 2.0, random.real()))
                    .collect();
                let a = Slow::new(n, n, |i, j| match j.checked_sub(i) {
                    Some(above @ 0..=1) => shifted(entries[2 * i + above], exponent(i)),
                    _ => C::new(0.0, 0.0),
                });
                check_svd::<T>(&a, 0, &format!("bidiagonal, {n}"));
                let a = narrowed::<T>(&a, 0);
                let mut s = vec![T::ZERO_REAL; n];
                assert!(T::svd(&a, (n, n), &mut s, None, false, Threads::One));
                let mut diagonal: Vec<f64> = (0..n).map(|i| a[i * (n + 1)].wide().norm()).collect();
                diagonal.sort_by(|x, y| y.total_cmp(x));
                // Of each pair, so as to stay in the range.
                let pairs = s.into_iter().zip(&diagonal);
                let quotient: f64 = pairs.map(|(s, d)| s.into() / d).product();
                assert!(
                    (quotient - 1.0).abs() <= (100 * n) as f64 * T::EPSILON,
                    "{n}, powers of 2^{power}: {quotient}"
                );
            }
        }
    }
}

/// Of the Hermitian matrix that has the lower triangle of `a`.
fn check_eigh<T: Element>(a: &Slow, exponent: i32, what: &str) -> Vec<f64> {
    let n = a.n;
    let a = narrowed::<T>(a, exponent);
    let mut w = vec![T::ZERO_REAL; n];
    let mut alone = w.clone();
    let mut v = vec![T::narrow(C::new(0.0, 0.0)); n * n];
    assert!(T::eigh(&a, n, &mut w, Some(&mut v), Threads::One), "{what}");
    assert!(T::eigh(&a, n, &mut alone, None, Threads::One), "{what}");
    let values =
        |w: Vec<T::Real>| Slow::new(n, 1, |i, _| shifted(C::new(w[i].into(), 0.0), -exponent));
    let (w, alone) = (values(w), values(alone));
    let v = Slow::of(&v, n, n);
    assert_close::<T>(&v.adjoint().times(&v), &identity(n), what);
    let a = widened(&a, n, n, exponent);
    let a = Slow::new(n, n, |i, j| match i.cmp(&j) {
        std::cmp::Ordering::Less => a.at(j, i).conj(),
        std::cmp::Ordering::Equal => C::new(a.at(i, i).re, 0.0),
        std::cmp::Ordering::Greater => a.at(i, j),
    });
    let scaled = Slow::new(n, n, |i, j| v.at(i, j) * w.at(j, 0));
    assert_close::<T>(&scaled.times(&v.adjoint()), &a, what);
    if n > 0 {
        assert_close::<T>(&alone, &w, what);
    }
    alone.data.iter().map(|x| x.re).collect()
}

fn factors<T: Element>(a: &[T], (m, n): (usize, usize)) -> (Vec<T>, Vec<i32>) {
    let mut factors = a.to_vec();
    let (mut pivots, mut permutation) = (vec![0; m.min(n)], vec![0; m]);
    T::lu(
        &mut factors,
        (m, n),
        &mut pivots,
        &mut permutation,
        Threads::One,
    );
    (factors, permutation)
}

fn check_lu<T: Element>(a: &Slow, exponent: i32, what: &str) {
    let (m, n) = (a.m, a.n);
    let k = m.min(n);
    let a = narrowed::<T>(a, exponent);
    let (factors, permutation) = factors(&a, (m, n));
    let one = C::new(1.0, 0.0);
    let lower = Slow::of(&factors, m, n);
    let upper = widened(&factors, m, n, exponent);
    let lower = Slow::new(m, k, |i, j| match i.cmp(&j) {
        std::cmp::Ordering::Less => C::new(0.0, 0.0),
        std::cmp::Ordering::Equal => one,
        std::cmp::Ordering::Greater => lower.at(i, j),
    });
    assert!(lower.data.iter().all(|x| x.norm() < 1.5), "{what}");
    let upper = Slow::new(k, n, |i, j| {
        if i <= j {
            upper.at(i, j)
        } else {
            C::new(0.0, 0.0)
        }
    });
    let a = widened(&a, m, n, exponent);
    let permuted = Slow::new(m, n, |i, j| a.at(permutation[i] as usize, j));
    assert_close::<T>(&lower.times(&upper), &permuted, what);
}

const UPPER: Triangular = Triangular {
    lower: false,
    transpose: false,
    conjugate: false,
    unit_diagonal: false,
};

/// The solution of `A·X = B` as callers compute it.
fn solve<T: Element>(a: &[T], b: &[T], (n, k): (usize, usize)) -> Vec<T> {
    let (factors, permutation) = factors(a, (n, n));
    let rows = permutation.iter().map(|&i| i as usize);
    let mut x: Vec<T> = rows.flat_map(|i| b[i * k..][..k].iter().copied()).collect();
    let unit_lower = Triangular {
        lower: true,
        unit_diagonal: true,
        ..UPPER
    };
    T::triangular_solve(&factors, &mut x, (n, k), unit_lower, Threads::One);
    T::triangular_solve(&factors, &mut x, (n, k), UPPER, Threads::One);
    x
}

/// Exponents from the smallest to the largest with which numbers below `2^bits` stay normal.
fn exponents<T: Element>(bits: i32) -> impl Iterator<Item = i32> {
    let (least, most) = T::EXPONENTS;
    let step = if most > 500 { 7 } else { 1 };
    (least..most - bits).step_by(step as usize)
}

/// A number of modulus `r·2^exponent` that is as complex as the type allows.
fn diagonal<T: Element>(r: f64, exponent: i32) -> T {
    T::narrow(shifted(C::new(r, r), exponent))
}

fn tiny_beside_the_diagonal<T: Element>() {
    for exponent in exponents::<T>(0) {
        let e = shifted(C::new(1.0, 0.0), exponent.min(-10));
        let dense = |i: usize, j: usize| match (i, j) {
            _ if i == j => C::new(i as f64 + 1.0, 0.0),
            (1, 2) | (2, 1) => C::new(0.0, 0.0),
            _ => e,
        };
        let what = format!("2^{exponent} beside the diagonal");
        for global in [0, T::EXPONENTS.0 / 4, -30, 60] {
            let w = check_eigh::<T>(&Slow::new(3, 3, dense), global, &what);
            for (i, x) in w.iter().enumerate() {
                assert!((x - i as f64 - 1.0).abs() < 4e-6, "{what}: {w:?}");
            }
        }
        // An arrow of every size on both sides of the thresholds.
        for n in [2, 5, 17, 64, 66] {
            let arrow = Slow::new(n, n, |i, j| match (i, j) {
                _ if i == j => C::new((1 + i % 5) as f64, 0.0),
                (0, _) | (_, 0) => e * (1.0 + (i + j) as f64 / 100.0),
                _ => C::new(0.0, 0.0),
            });
            if n < 20 || exponent % 16 == 0 {
                check_eigh::<T>(&arrow, 0, &what);
            }
        }
    }
}

fn reflections<T: Element>() {
    let one = C::new(1.0, 0.0);
    let turned = C::new(0.6, 0.8);
    for exponent in exponents::<T>(2) {
        let e = shifted(one, exponent);
        let what = format!("2^{exponent} in a column");
        let zero = C::new(0.0, 0.0);
        let columns: [&[C]; 6] = [
            &[one, zero, zero, e],
            &[one, zero, zero, turned * e],
            &[one, zero, zero, turned * e, zero, e],
            &[one, one, turned * e, turned, e, e],
            &[e, e, turned * e, turned],
            &[turned * e, one],
        ];
        for data in columns {
            let (m, n) = if data.len() == 2 {
                (2, 1)
            } else {
                (data.len() / 2, 2)
            };
            let a = Slow::new(m, n, |i, j| data[i * n + j]);
            check_qr::<T>(&a, 0, &what);
            check_svd::<T>(&a, 0, &what);
        }
        let column = Slow::new(3, 1, |i, _| if i == 1 { turned } else { one });
        check_qr::<T>(&column, exponent, &what);
    }
}

/// Systems of one and of two unknowns anywhere in the range, with few and with many right sides.
fn quotients<T: Element>() {
    for exponent in exponents::<T>(4) {
        for k in [1, 3, 4, 9] {
            let what = format!("2^{exponent}, {k} right sides");
            let check =
                |a: &[T], b: &[T], n: usize, expected: &dyn Fn(usize, usize) -> C, shift: i32| {
                    let x = widened(&solve(a, b, (n, k)), n, k, shift);
                    assert_close::<T>(&x, &Slow::new(n, k, expected), &what);
                };
            // Both sides far out: (r + ri)·x = c has x = c/(r + ri).
            let ratio = |c: f64| {
                let (x, y) = (diagonal::<T>(1.0, 0).wide(), C::new(c, 0.0));
                y / x
            };
            let sides: Vec<T> = (0..k)
                .map(|c| T::narrow(shifted(C::new(c as f64 + 1.0, 0.0), exponent)))
                .collect();
            check(
                &[diagonal(1.0, exponent)],
                &sides,
                1,
                &|_, c| ratio(c as f64 + 1.0),
                0,
            );
            // An inverse, where it is a number.
            if -exponent > T::EXPONENTS.0 {
                let ones = vec![T::narrow(C::new(1.0, 0.0)); k];
                check(
                    &[diagonal(1.0, exponent)],
                    &ones,
                    1,
                    &|_, _| ratio(1.0),
                    -exponent,
                );
            }
            // [[0, d], [2d, d]]: rows exchanged, x = [0, c].
            let d = |r: f64| diagonal::<T>(r, exponent);
            let sides: Vec<T> = [1.0, 1.0]
                .iter()
                .flat_map(|_| (0..k).map(|c| d((c + 1) as f64 / 4.0)))
                .collect();
            let a = [d(0.0), d(1.0), d(2.0), d(1.0)];
            let expected = |i: usize, c: usize| C::new(i as f64 * (c + 1) as f64 / 4.0, 0.0);
            check(&a, &sides, 2, &expected, 0);
        }
    }
}

/// Rows times any power: substitution is accurate row by row.
fn triangular_rows<T: Element>() {
    let mut random = Random::new(21);
    let (least, most) = T::EXPONENTS;
    for n in 0..70 {
        let powers: Vec<i32> = (0..n)
            .map(|_| random.integer(least + 12, most - 12))
            .collect();
        let entry = Slow::new(n, n, |_, _| C::new(0.0, 0.0));
        let entry = Slow {
            data: entry.data.iter().map(|_| random.number()).collect(),
            ..entry
        };
        for (bits, k) in [1, 2, 5]
            .into_iter()
            .flat_map(|k| (0..8).map(move |bits| (bits, k)))
        {
            let form = Triangular {
                lower: bits & 1 > 0,
                transpose: bits & 2 > 0,
                conjugate: bits & 4 > 0,
                unit_diagonal: false,
            };
            // op(A), whose rows have the powers.
            let is_lower = form.lower != form.transpose;
            let op = Slow::new(n, n, |i, j| match i.cmp(&j) {
                std::cmp::Ordering::Equal => entry.at(i, i) + C::new(2.0, 2.0),
                order if (order == std::cmp::Ordering::Greater) == is_lower => {
                    entry.at(i, j) / n as f64
                }
                _ => C::new(0.0, 0.0),
            });
            let a = Slow::new(n, n, |i, j| {
                let (row, column) = if form.transpose { (j, i) } else { (i, j) };
                let x = shifted(op.at(row, column), powers[row]);
                if form.conjugate { x.conj() } else { x }
            });
            let b = Slow::new(n, k, |i, j| {
                shifted(C::new(1.0 + i as f64, j as f64) / 70.0, powers[i])
            });
            let (a, b) = (narrowed::<T>(&a, 0), narrowed::<T>(&b, 0));
            let mut x = b.clone();
            T::triangular_solve(&a, &mut x, (n, k), form, Threads::One);
            let (x, b) = (Slow::of(&x, n, k), Slow::of(&b, n, k));
            let unscaled = Slow::new(n, k, |i, j| shifted(b.at(i, j), -powers[i]));
            let what = format!("{n}x{k} {form:?}");
            let real = |x: C| if T::IS_COMPLEX { x } else { C::new(x.re, 0.0) };
            let op = Slow::new(n, n, |i, j| real(T::narrow(op.at(i, j)).wide()));
            assert_close::<T>(&op.times(&x), &unscaled, &what);
        }
    }
}

/// Definite matrices with rows and columns times any power: the factor has the powers of the rows.
fn cholesky_rows<T: Element>() {
    let mut random = Random::new(23);
    let (least, most) = T::EXPONENTS;
    for n in 0..70 {
        let powers: Vec<i32> = (0..n)
            .map(|_| random.integer(least / 2 + 8, most / 2 - 8))
            .collect();
        let base = Slow::of(&support::random::<T>(n * n, 24), n, n);
        let product = base.times(&base.adjoint());
        let scaled = |i: usize, j: usize| {
            let shift = C::new(f64::from(u8::from(i == j)), 0.0);
            shifted(product.at(i, j) / 4.0 + shift, powers[i] + powers[j])
        };
        let a = narrowed::<T>(&Slow::new(n, n, scaled), 0);
        let mut l = a.clone();
        assert!(T::cholesky(&mut l, n, Threads::One), "{n}");
        let (a, l) = (Slow::of(&a, n, n), Slow::of(&l, n, n));
        let l = Slow::new(n, n, |i, j| shifted(l.at(i, j), -powers[i]));
        let a = Slow::new(n, n, |i, j| shifted(a.at(i, j), -powers[i] - powers[j]));
        assert_close::<T>(&l.times(&l.adjoint()), &a, &format!("{n}"));
    }
}

/// Kinds of matrices with elements up to one in modulus and `bits` powers of two below.
fn kinds(random: &mut Random, m: usize, n: usize, bits: i32) -> Vec<(&'static str, Slow)> {
    let base: Vec<C> = (0..m * n).map(|_| random.number() / 2.0).collect();
    // The first is not scaled down, so that some element is of a size near one.
    let wild: Vec<i32> = (0..m * n)
        .map(|at| if at == 0 { 0 } else { random.integer(-bits, 0) })
        .collect();
    let level = random.integer(-bits, 0);
    let span = (m + n).max(2) as i32;
    let kind = |exponent: &dyn Fn(usize, usize) -> i32| {
        Slow::new(m, n, |i, j| shifted(base[i * n + j], exponent(i, j)))
    };
    let beside = |i: usize, j: usize, e: i32| if i == j { 0 } else { e };
    vec![
        ("plain", kind(&|_, _| 0)),
        ("graded down", kind(&|i, j| -bits / span * (i + j) as i32)),
        (
            "graded up",
            kind(&|i, j| -bits / span * ((m - 1 - i) + (n - 1 - j)) as i32),
        ),
        ("graded in rows", kind(&|i, _| -bits / span * i as i32)),
        ("graded in columns", kind(&|_, j| -bits / span * j as i32)),
        ("wild", kind(&|i, j| wild[i * n + j])),
        ("wild beside", kind(&|i, j| beside(i, j, wild[i * n + j]))),
        ("tiny beside", kind(&|i, j| beside(i, j, level))),
        (
            "decoupled",
            kind(&|i, j| if i / 3 == j / 3 { 0 } else { level }),
        ),
        (
            "apart",
            kind(&|i, j| {
                if i.min(j) < m / 2 {
                    beside(i, j, level)
                } else {
                    0
                }
            }),
        ),
    ]
}

fn any_matrix<T: Element>() {
    let mut random = Random::new(22);
    let (least, most) = T::EXPONENTS;
    for n in (0..24).chain([31, 40, 47, 48, 49, 63, 64, 65, 69]) {
        let m = if n % 3 == 0 { n } else { (n * 7 + 3) % 70 };
        let bits = most - 4;
        for (name, a) in kinds(&mut random, m, n, bits) {
            for exponent in [0, random.integer(least + 12, most - 10)] {
                let what = format!("{name}, {m}x{n}, times 2^{exponent}");
                check_qr::<T>(&a, exponent, &what);
                check_svd::<T>(&a, exponent, &what);
                check_lu::<T>(&a, exponent, &what);
            }
        }
        for (name, a) in kinds(&mut random, n, n, bits) {
            for exponent in [0, random.integer(least + 12, most - 10)] {
                let what = format!("{name}, {n}x{n}, times 2^{exponent}");
                check_eigh::<T>(&a, exponent, &what);
            }
        }
    }
}

mod every_type {
    use num_complex::Complex;
    for_all_types!(
        tiny_beside_the_diagonal,
        reflections,
        quotients,
        triangular_rows,
        cholesky_rows,
        bidiagonal,
        any_matrix
    );
}

/// Points of which one is far from the others: the entries between them are subnormal as squares.
#[test]
fn kernel_of_distant_points() {
    let x = [0.0, 10.0, 10.5, 10.1, 10.3f64];
    let kernel = Slow::new(5, 5, |i, j| {
        C::new((-(x[i] - x[j]).powi(2) / 2.0).exp(), 0.0)
    });
    let w = check_eigh::<f32>(&kernel, 0, "kernel");
    assert!((w[4] - 3.859_22).abs() < 1e-5, "{w:?}");
}
