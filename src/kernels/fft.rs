//! The bridge to the crate `numtape-fft`: its transforms of lines along any axis of an array.
//!
//! Lines along the last axis are transformed where they lie. Along another axis, lines that are neighbours in
//! memory are copied out together, transformed and written back. Lines are split over threads; one alone is not.

use super::buffer::Buffer;
use super::copy::contiguous;
use super::loops::parallel_for;
use super::shared::Shared;
use crate::array::value::Dense;
use crate::dtype::DType;
use num_complex::Complex;
use numtape_fft::{Lines, Real};

/// Neighbouring lines that are copied together: eight elements fill one cache line or two.
const COLUMNS: usize = 8;
/// Elements that are worth a thread of their own.
const GRAIN: usize = 1 << 14;

/// Fills `out`, of the shape and dtype of `x`, with `scale · Σ x_j exp(∓2πi·jk/n)` along the axis; the
/// exponent is negative unless `inverse`.
pub(crate) fn complex(x: &Dense, axis: usize, inverse: bool, scale: f64, out: &mut Dense) {
    let n = x.shape()[axis];
    match x.dtype() {
        DType::C64 => for_lines(x, axis, &*f32::complex(n, inverse), scale as f32, out),
        DType::C128 => for_lines(x, axis, &*f64::complex(n, inverse), scale, out),
        other => unreachable!("inference rejects {other}"),
    }
}

/// As [`complex`] forward, of real numbers: the first `n/2 + 1` terms, which determine the others.
pub(crate) fn real_to_complex(x: &Dense, axis: usize, scale: f64, out: &mut Dense) {
    let n = x.shape()[axis];
    match x.dtype() {
        DType::F32 => for_lines(x, axis, &*f32::forward(n), scale as f32, out),
        DType::F64 => for_lines(x, axis, &*f64::forward(n), scale, out),
        other => unreachable!("inference rejects {other}"),
    }
}

/// The inverse of [`real_to_complex`] but for the scale: reads the terms as the first half of a Hermitian
/// sequence of the length that `out` has along the axis.
pub(crate) fn complex_to_real(x: &Dense, axis: usize, scale: f64, out: &mut Dense) {
    let n = out.shape()[axis];
    match x.dtype() {
        DType::C64 => for_lines(x, axis, &*f32::inverse(n), scale as f32, out),
        DType::C128 => for_lines(x, axis, &*f64::inverse(n), scale, out),
        other => unreachable!("inference rejects {other}"),
    }
}

/// Runs a transform on every line along the axis.
fn for_lines<A: Copy, B: Copy, T: Real>(
    x: &Dense,
    axis: usize,
    plan: &dyn Lines<A, B, T>,
    scale: T,
    out: &mut Dense,
) {
    if out.len() == 0 {
        return;
    }
    let x = contiguous(x);
    let (n, m) = (x.shape()[axis], out.shape()[axis]);
    let outer: usize = x.shape()[..axis].iter().product();
    let inner: usize = x.shape()[axis + 1..].iter().product();
    let (source, target) = (Shared(x.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    let grain = (GRAIN / (n.max(m) * inner.min(COLUMNS))).max(1);
    if inner == 1 {
        parallel_for(outer, grain, &|lines| {
            let mut scratch = Buffer::<Complex<T>>::new(plan.scratch_len());
            let count = lines.len();
            // SAFETY: both arrays are in C order, of `outer` lines of `n` elements `A` and of `m` elements `B`; each
            // line of the output belongs to one task.
            let (from, to) = unsafe {
                let from = source.at(0).cast::<A>().add(lines.start * n);
                let to = target.at(0).cast::<B>().add(lines.start * m);
                (
                    std::slice::from_raw_parts(from, count * n),
                    std::slice::from_raw_parts_mut(to, count * m),
                )
            };
            plan.transform(from, to, scratch.slice(), scale);
        });
        return;
    }
    let blocks = inner.div_ceil(COLUMNS);
    parallel_for(outer * blocks, grain, &|range| {
        let mut scratch = Buffer::<Complex<T>>::new(plan.scratch_len());
        let mut from = Buffer::<A>::new(n * COLUMNS);
        let mut to = Buffer::<B>::new(m * COLUMNS);
        for block in range {
            let (row, column) = (block / blocks, block % blocks * COLUMNS);
            let count = (inner - column).min(COLUMNS);
            let (from, to) = (&mut from.slice()[..n * count], &mut to.slice()[..m * count]);
            // SAFETY: both arrays are in C order, of `outer` times `n` (or `m`) times `inner` elements of types
            // `A` and `B`; columns `column..column + count` of a row belong to one task.
            unsafe {
                let source = source.at(0).cast::<A>().add(row * n * inner + column);
                gather(source, inner, count, from);
                plan.transform(from, to, scratch.slice(), scale);
                let target = target.at(0).cast::<B>().add(row * m * inner + column);
                scatter(to, target, inner, count);
            }
        }
    });
}

/// Copies `count` neighbouring columns to lines, one after the other.
///
/// # Safety
/// Element `k` of column `c` is readable at `source + k·stride + c`.
unsafe fn gather<A: Copy>(source: *const A, stride: usize, count: usize, lines: &mut [A]) {
    let n = lines.len() / count;
    for k in 0..n {
        // SAFETY: by the contract.
        let row = unsafe { std::slice::from_raw_parts(source.add(k * stride), count) };
        // The number of columns is nearly always this one, which the compiler then unrolls.
        if let Ok(row) = <&[A; COLUMNS]>::try_from(row) {
            (0..COLUMNS).for_each(|c| lines[c * n + k] = row[c]);
        } else {
            (0..count).for_each(|c| lines[c * n + k] = row[c]);
        }
    }
}

/// The reverse of [`gather`].
///
/// # Safety
/// Element `k` of column `c` is writable at `target + k·stride + c`, for nobody else.
unsafe fn scatter<B: Copy>(lines: &[B], target: *mut B, stride: usize, count: usize) {
    let m = lines.len() / count;
    for k in 0..m {
        // SAFETY: by the contract.
        let row = unsafe { std::slice::from_raw_parts_mut(target.add(k * stride), count) };
        if let Ok(row) = <&mut [B; COLUMNS]>::try_from(&mut *row) {
            (0..COLUMNS).for_each(|c| row[c] = lines[c * m + k]);
        } else {
            (0..count).for_each(|c| row[c] = lines[c * m + k]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::np::fft::{Along, fft, fft_with, irfft, irfft_with, rfft, rfft_with};
    use crate::prelude::*;

    /// Asserts that a transform along the first axis is the one along the last of the transpose.
    fn check(x: &Array, last: fn(&Array) -> Array, along: fn(&Array, Along) -> Array) {
        let first = Along {
            axis: 0,
            ..Along::default()
        };
        let (got, wanted) = (
            along(x, first),
            np::matrix_transpose(last(&np::matrix_transpose(x))),
        );
        assert_eq!((got.shape(), got.dtype()), (wanted.shape(), wanted.dtype()));
        assert!(np::array_equal(got, wanted), "{}", x.aval());
    }

    #[test]
    fn columns_are_transformed_as_rows_are() {
        for (n, columns) in [(5, 7), (6, 8), (16, 9), (12, 21), (300, 130)] {
            for dtype in [DType::F32, DType::F64] {
                let x = np::sin(np::arange(n * columns)).reshape([n, columns]);
                let x = x.astype(dtype);
                check(&x, |x| rfft(x), |x, along| rfft_with(x, along));
                check(&x, |x| irfft(x), |x, along| irfft_with(x, along));
                let z = fft(&x);
                check(&z, |x| fft(x), |x, along| fft_with(x, along));
            }
        }
    }
}
