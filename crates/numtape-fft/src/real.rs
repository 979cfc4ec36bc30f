//! Transforms of real numbers to half a spectrum and back, by complex ones.
//!
//! An even number of reals is read as half as many complex numbers; their transform is that of the even elements
//! plus i times that of the odd ones, which `combine` takes apart and puts together. Odd lengths take a complex
//! transform of the whole length.

use crate::complex::{Number, plan};
use crate::{Complex, Lines, Plan};
use rustfft::Fft;
use std::sync::Arc;
#[cfg(target_arch = "x86_64")]
use std::sync::LazyLock;

pub(crate) fn forward<T: Number + Pairs>(n: usize) -> Plan<T, Complex<T>, T> {
    if n.is_multiple_of(2) {
        Arc::new(Even::new(n, false))
    } else {
        Arc::new(Odd {
            fft: plan(n, false),
        })
    }
}

pub(crate) fn inverse<T: Number + Pairs>(n: usize) -> Plan<Complex<T>, T, T> {
    if n.is_multiple_of(2) {
        Arc::new(Even::new(n, true))
    } else {
        Arc::new(Odd { fft: plan(n, true) })
    }
}

/// Of a length that is even.
struct Even<T> {
    /// Of half the length.
    fft: Arc<dyn Fft<T>>,
    /// `∓i·exp(∓2πi·k/n)` for k from 1 to n/4, the upper sign for the forward transform.
    factors: Factors<T>,
}

/// Real and imaginary parts.
struct Factors<T> {
    re: Vec<T>,
    im: Vec<T>,
}

impl<T: Number> Even<T> {
    fn new(n: usize, inverse: bool) -> Self {
        let sign = if inverse { 1.0 } else { -1.0 };
        let convert = |x: f64| T::from_f64(x).expect("floats convert");
        let angles = (1..=n / 4).map(|k| std::f64::consts::TAU * k as f64 / n as f64);
        let (re, im) = angles
            .map(|a| (convert(-a.sin()), convert(sign * a.cos())))
            .unzip();
        Even {
            fft: plan(n / 2, inverse),
            factors: Factors { re, im },
        }
    }
}

impl<T: Number + Pairs> Lines<T, Complex<T>, T> for Even<T> {
    fn scratch_len(&self) -> usize {
        self.fft.get_immutable_scratch_len()
    }

    fn transform(&self, from: &[T], to: &mut [Complex<T>], scratch: &mut [Complex<T>], scale: T) {
        let half = self.fft.len();
        check(from.len(), 2 * half, to.len(), half + 1);
        let from = as_complex(from);
        let half_scale = scale * T::from_f64(0.5).expect("floats convert");
        for (from, to) in from.chunks_exact(half).zip(to.chunks_exact_mut(half + 1)) {
            self.fft
                .process_immutable_with_scratch(from, &mut to[..half], scratch);
            let first = to[0];
            T::combine(
                &mut to[1..half],
                &self.factors.re,
                &self.factors.im,
                half_scale,
            );
            let real = |x: T| Complex::new(x * scale, T::zero());
            (to[0], to[half]) = (real(first.re + first.im), real(first.re - first.im));
        }
    }
}

impl<T: Number + Pairs> Lines<Complex<T>, T, T> for Even<T> {
    fn scratch_len(&self) -> usize {
        self.fft.len() + self.fft.get_outofplace_scratch_len()
    }

    fn transform(&self, from: &[Complex<T>], to: &mut [T], scratch: &mut [Complex<T>], scale: T) {
        let half = self.fft.len();
        check(from.len(), half + 1, to.len(), 2 * half);
        let (line, scratch) = scratch.split_at_mut(half);
        let to = as_complex_mut(to);
        for (from, to) in from.chunks_exact(half + 1).zip(to.chunks_exact_mut(half)) {
            let (first, last) = (from[0].re, from[half].re);
            line[0] = Complex::new((first + last) * scale, (first - last) * scale);
            line[1..].copy_from_slice(&from[1..half]);
            T::combine(&mut line[1..], &self.factors.re, &self.factors.im, scale);
            self.fft.process_outofplace_with_scratch(line, to, scratch);
        }
    }
}

/// Of a length that is odd.
struct Odd<T> {
    fft: Arc<dyn Fft<T>>,
}

impl<T: Number> Lines<T, Complex<T>, T> for Odd<T> {
    fn scratch_len(&self) -> usize {
        self.fft.len() + self.fft.get_inplace_scratch_len()
    }

    fn transform(&self, from: &[T], to: &mut [Complex<T>], scratch: &mut [Complex<T>], scale: T) {
        let n = self.fft.len();
        check(from.len(), n, to.len(), n / 2 + 1);
        let (line, scratch) = scratch.split_at_mut(n);
        for (from, to) in from.chunks_exact(n).zip(to.chunks_exact_mut(n / 2 + 1)) {
            for (z, &x) in line.iter_mut().zip(from) {
                *z = Complex::new(x * scale, T::zero());
            }
            self.fft.process_with_scratch(line, scratch);
            to.copy_from_slice(&line[..=n / 2]);
            to[0].im = T::zero();
        }
    }
}

impl<T: Number> Lines<Complex<T>, T, T> for Odd<T> {
    fn scratch_len(&self) -> usize {
        self.fft.len() + self.fft.get_inplace_scratch_len()
    }

    fn transform(&self, from: &[Complex<T>], to: &mut [T], scratch: &mut [Complex<T>], scale: T) {
        let n = self.fft.len();
        check(from.len(), n / 2 + 1, to.len(), n);
        let (line, scratch) = scratch.split_at_mut(n);
        for (from, to) in from.chunks_exact(n / 2 + 1).zip(to.chunks_exact_mut(n)) {
            line[0] = Complex::new(from[0].re * scale, T::zero());
            for (k, &z) in from.iter().enumerate().skip(1) {
                let z = Complex::new(z.re * scale, z.im * scale);
                (line[k], line[n - k]) = (z, z.conj());
            }
            self.fft.process_with_scratch(line, scratch);
            for (x, z) in to.iter_mut().zip(line.iter()) {
                *x = z.re;
            }
        }
    }
}

/// Equally many whole lines of two lengths.
fn check(from: usize, n: usize, to: usize, m: usize) {
    assert!(
        from.is_multiple_of(n) && to.is_multiple_of(m) && from / n == to / m,
        "whole lines"
    );
}

/// Pairs of neighbours as real and imaginary parts.
#[allow(
    unsafe_code,
    reason = "two equal numbers are laid out as a complex one"
)]
fn as_complex<T>(line: &[T]) -> &[Complex<T>] {
    // SAFETY: `Complex<T>` is `repr(C)` of two `T`, so half as many fit into the same memory.
    unsafe { std::slice::from_raw_parts(line.as_ptr().cast(), line.len() / 2) }
}

/// As [`as_complex`].
#[allow(
    unsafe_code,
    reason = "two equal numbers are laid out as a complex one"
)]
fn as_complex_mut<T>(line: &mut [T]) -> &mut [Complex<T>] {
    // SAFETY: as above.
    unsafe { std::slice::from_raw_parts_mut(line.as_mut_ptr().cast(), line.len() / 2) }
}

/// The loop that connects the transform of real numbers with that of half as many complex ones.
pub(crate) trait Pairs: Sized {
    /// For the first element `a` and the last one `b` of a line, the next and the last but one and so on: with
    /// `p = (a + b̄)·scale` and `q = (a - b̄)·scale·factor` they become `p + q` and the conjugate of `p - q`. One in
    /// the middle is both.
    fn combine(line: &mut [Complex<Self>], re: &[Self], im: &[Self], scale: Self);
}

/// Whether the machine has the set and the environment variable `NUMTAPE_SIMD` does not hold it back.
#[cfg(target_arch = "x86_64")]
static HAS_AVX2: LazyLock<bool> = LazyLock::new(|| {
    use std::arch::is_x86_feature_detected as has;
    let is_baseline = std::env::var("NUMTAPE_SIMD").is_ok_and(|wish| wish == "baseline");
    has!("avx2") && has!("fma") && !is_baseline
});

macro_rules! pairs {
    ($($ty:ty),*) => {$(
        impl Pairs for $ty {
            #[allow(unsafe_code, reason = "code for an instruction set is called where the machine has it")]
            fn combine(line: &mut [Complex<$ty>], re: &[$ty], im: &[$ty], scale: $ty) {
                #[cfg(target_arch = "x86_64")]
                {
                    #[target_feature(enable = "avx2,fma")]
                    fn with_avx2(line: &mut [Complex<$ty>], re: &[$ty], im: &[$ty], scale: $ty) {
                        combine_pairs(line, re, im, scale);
                    }
                    if *HAS_AVX2 {
                        // SAFETY: the machine has the set.
                        unsafe { with_avx2(line, re, im, scale) };
                        return;
                    }
                }
                combine_pairs(line, re, im, scale);
            }
        }
    )*};
}

pairs!(f32, f64);

/// Pairs at a time.
const BLOCK: usize = 8;

#[inline(always)]
fn combine_pairs<T: Number>(line: &mut [Complex<T>], re: &[T], im: &[T], scale: T) {
    let middle = line.len() / 2;
    let (left, right) = line.split_at_mut(middle);
    if right.len() > left.len() {
        let z = right[0];
        right[0] = combined(z, z, Complex::new(re[middle], im[middle]), scale).0;
    }
    let skip = right.len() - left.len();
    let right = &mut right[skip..];
    let (left, left_rest) = left.as_chunks_mut::<BLOCK>();
    let (right_rest, right) = right.as_rchunks_mut::<BLOCK>();
    let (re, re_rest) = re[..middle].as_chunks::<BLOCK>();
    let (im, im_rest) = im[..middle].as_chunks::<BLOCK>();
    for (((a, b), re), im) in left.iter_mut().zip(right.iter_mut().rev()).zip(re).zip(im) {
        combine_block(a, b, re, im, scale);
    }
    for (i, (a, b)) in left_rest
        .iter_mut()
        .zip(right_rest.iter_mut().rev())
        .enumerate()
    {
        (*a, *b) = combined(*a, *b, Complex::new(re_rest[i], im_rest[i]), scale);
    }
}

#[inline(always)]
fn combined<T: Number>(
    a: Complex<T>,
    b: Complex<T>,
    factor: Complex<T>,
    scale: T,
) -> (Complex<T>, Complex<T>) {
    let (sum_re, sum_im) = ((a.re + b.re) * scale, (a.im - b.im) * scale);
    let (re, im) = ((a.re - b.re) * scale, (a.im + b.im) * scale);
    let turned_re = re * factor.re - im * factor.im;
    let turned_im = re * factor.im + im * factor.re;
    (
        Complex::new(sum_re + turned_re, sum_im + turned_im),
        Complex::new(sum_re - turned_re, turned_im - sum_im),
    )
}

/// [`combined`] for pairs that lie in opposite order, through arrays of parts, which become vectors.
#[inline(always)]
fn combine_block<T: Number>(
    a: &mut [Complex<T>; BLOCK],
    b: &mut [Complex<T>; BLOCK],
    re: &[T; BLOCK],
    im: &[T; BLOCK],
    scale: T,
) {
    let zero = [T::zero(); BLOCK];
    let (mut a_re, mut a_im, mut b_re, mut b_im) = (zero, zero, zero, zero);
    for i in 0..BLOCK {
        (a_re[i], a_im[i]) = (a[i].re, a[i].im);
        (b_re[i], b_im[i]) = (b[BLOCK - 1 - i].re, b[BLOCK - 1 - i].im);
    }
    for i in 0..BLOCK {
        let (x, y) = combined(
            Complex::new(a_re[i], a_im[i]),
            Complex::new(b_re[i], b_im[i]),
            Complex::new(re[i], im[i]),
            scale,
        );
        (a_re[i], a_im[i], b_re[i], b_im[i]) = (x.re, x.im, y.re, y.im);
    }
    for i in 0..BLOCK {
        a[i] = Complex::new(a_re[i], a_im[i]);
        b[BLOCK - 1 - i] = Complex::new(b_re[i], b_im[i]);
    }
}
