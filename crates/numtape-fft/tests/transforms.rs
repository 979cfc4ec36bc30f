//! The transforms of both float types against their definition, over lengths of every kind.

use numtape_fft::{Complex, Lines, Real};
use std::f64::consts::TAU;

/// All lengths up to where blocks of pairs repeat, then primes, powers and products.
fn lengths() -> impl Iterator<Item = usize> {
    (1..=70).chain([81, 97, 100, 128, 210, 243, 256, 331, 512, 1000, 1024, 1031])
}

/// Numbers between -1 and 1.
fn numbers(n: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..n).map(next).collect()
}

fn complex_numbers(n: usize, seed: u64) -> Vec<Complex<f64>> {
    let parts = numbers(2 * n, seed);
    parts.chunks(2).map(|z| Complex::new(z[0], z[1])).collect()
}

/// `Σ x_j exp(sign·2πi·jk/n)` for all k.
fn sums(x: &[Complex<f64>], sign: f64) -> Vec<Complex<f64>> {
    let n = x.len();
    let root = |turns: usize| Complex::cis(sign * TAU * (turns % n) as f64 / n as f64);
    (0..n)
        .map(|k| x.iter().enumerate().map(|(j, z)| z * root(j * k)).sum())
        .collect()
}

/// Numbers of a test in one precision.
trait Precision: Real {
    const EPSILON: f64;
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
}

macro_rules! precisions {
    ($($ty:ident),*) => {$(
        impl Precision for $ty {
            const EPSILON: f64 = $ty::EPSILON as f64;
            fn of(x: f64) -> $ty { x as $ty }
            fn wide(self) -> f64 { f64::from(self) }
        }
    )*};
}
precisions!(f32, f64);

fn narrow<T: Precision>(z: Complex<f64>) -> Complex<T> {
    Complex::new(T::of(z.re), T::of(z.im))
}

fn wide<T: Precision>(z: Complex<T>) -> Complex<f64> {
    Complex::new(z.re.wide(), z.im.wide())
}

/// Runs a transform with a buffer full of garbage.
fn run<T: Precision, A, B: Clone>(
    plan: &dyn Lines<A, B, T>,
    from: &[A],
    (to, fill): (usize, B),
    scale: f64,
) -> Vec<B> {
    let mut out = vec![fill; to];
    let mut scratch = vec![narrow(Complex::new(f64::NAN, 3.0)); plan.scratch_len()];
    plan.transform(from, &mut out, &mut scratch, T::of(scale));
    out
}

#[track_caller]
fn assert_close<T: Precision>(
    got: impl Iterator<Item = Complex<f64>>,
    wanted: &[Complex<f64>],
    n: usize,
) {
    // The definition, summed term by term, is the less exact of the two.
    let tolerance = 2.0 * T::EPSILON * (n as f64).max(8.0);
    let mut count = 0;
    for (k, (got, wanted)) in got.zip(wanted).enumerate() {
        let error = (got - wanted).norm();
        assert!(
            error <= tolerance,
            "{n} points, term {k}: {got} for {wanted}"
        );
        count += 1;
    }
    assert_eq!(count, wanted.len());
}

const LINES: usize = 3;

fn check_complex<T: Precision>() {
    for n in lengths() {
        for inverse in [false, true] {
            for scale in [1.0, 1.0 / n as f64] {
                let x = complex_numbers(n * LINES, n as u64);
                let from: Vec<Complex<T>> = x.iter().map(|&z| narrow(z)).collect();
                let zero = narrow(Complex::default());
                let plan = T::complex(n, inverse);
                let out = run(&*plan, &from, (n * LINES, zero), scale);
                for (x, out) in x.chunks(n).zip(out.chunks(n)) {
                    let mut wanted = sums(x, if inverse { 1.0 } else { -1.0 });
                    for z in &mut wanted {
                        *z *= scale;
                    }
                    assert_close::<T>(out.iter().map(|&z| wide(z)), &wanted, n);
                }
            }
        }
    }
}

fn check_forward<T: Precision>() {
    for n in lengths() {
        for scale in [1.0, 1.0 / n as f64] {
            let x = numbers(n * LINES, n as u64);
            let from: Vec<T> = x.iter().map(|&x| T::of(x)).collect();
            let m = n / 2 + 1;
            let zero = narrow(Complex::default());
            let out = run(&*T::forward(n), &from, (m * LINES, zero), scale);
            for (x, out) in x.chunks(n).zip(out.chunks(m)) {
                let x: Vec<_> = x.iter().map(|&x| Complex::new(x * scale, 0.0)).collect();
                assert_close::<T>(out.iter().map(|&z| wide(z)), &sums(&x, -1.0)[..m], n);
                assert_eq!(out[0].im.wide(), 0.0, "the sum of real numbers is real");
            }
        }
    }
}

fn check_inverse<T: Precision>() {
    for n in lengths() {
        for scale in [1.0, 1.0 / n as f64] {
            let m = n / 2 + 1;
            let x = complex_numbers(m * LINES, n as u64);
            let from: Vec<Complex<T>> = x.iter().map(|&z| narrow(z)).collect();
            let out = run(&*T::inverse(n), &from, (n * LINES, T::of(0.0)), scale);
            for (x, out) in x.chunks(m).zip(out.chunks(n)) {
                // What is real in a Hermitian sequence counts as real here.
                let mut whole: Vec<_> = x.iter().map(|&z| z * scale).collect();
                whole[0].im = 0.0;
                if n % 2 == 0 {
                    whole[n / 2].im = 0.0;
                }
                whole.resize(n, Complex::default());
                (1..n.div_ceil(2)).for_each(|k| whole[n - k] = whole[k].conj());
                let got = out.iter().map(|x| Complex::new(x.wide(), 0.0));
                assert_close::<T>(got, &sums(&whole, 1.0), n);
            }
        }
    }
}

#[test]
fn complex_transforms_are_their_definition() {
    check_complex::<f32>();
    check_complex::<f64>();
}

#[test]
fn real_transforms_are_their_definition() {
    check_forward::<f32>();
    check_forward::<f64>();
}

#[test]
fn inverse_real_transforms_are_their_definition() {
    check_inverse::<f32>();
    check_inverse::<f64>();
}

#[test]
fn lines_do_not_mix() {
    for n in [16, 30, 33] {
        let mut x = numbers(2 * n, 1);
        x[0] = f64::NAN;
        let zero = Complex::default();
        let out = run(&*f64::forward(n), &x, (2 * (n / 2 + 1), zero), 1.0);
        assert!(out[..=n / 2].iter().all(|z| z.is_nan()));
        assert!(out[n / 2 + 1..].iter().all(|z| !z.is_nan()));
    }
}

#[test]
fn no_lines_are_nothing() {
    let none: [Complex<f32>; 0] = [];
    assert!(run(&*f32::complex(5, false), &none, (0, none_zero()), 1.0).is_empty());
    assert!(run(&*f32::forward(6), &[], (0, none_zero()), 1.0).is_empty());
    assert!(run(&*f32::inverse(7), &none, (0, 0.0), 1.0).is_empty());
}

fn none_zero() -> Complex<f32> {
    Complex::default()
}

#[test]
#[should_panic(expected = "whole lines")]
fn parts_of_lines_are_refused() {
    run(&*f64::forward(6), &[0.0; 9], (4, Complex::default()), 1.0);
}
