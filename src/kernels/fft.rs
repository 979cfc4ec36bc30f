//! Discrete Fourier transforms of all lines along one axis, by the crates `rustfft` and `realfft`.
//!
//! Lines are copied into a buffer, transformed and written to their places in the output; lines that are
//! neighbours in memory go together. Plans are kept per thread, because making one costs more than using it.

use super::arg::Shared;
use super::copy::contiguous;
use super::loops::parallel_for;
use crate::array::value::Dense;
use crate::dtype::DType;
use num_complex::Complex;
use num_traits::Zero;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use rustfft::{Fft, FftDirection, FftNum, FftPlanner};
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;
use std::thread::LocalKey;

/// Lines that are gathered together where elements of one line lie apart: a cache line of f64.
const COLUMNS: usize = 8;
/// Elements that are worth a thread of their own.
const GRAIN: usize = 1 << 14;
/// A thread forgets its plans when they hold tables for more points than this.
const KEPT_POINTS: usize = 1 << 22;

/// Fills `out`, of the shape and dtype of `x`, with `scale · Σ x_j exp(∓2πi·jk/n)` along the axis; the
/// exponent is negative unless `inverse`.
pub(crate) fn complex(x: &Dense, axis: usize, inverse: bool, scale: f64, out: &mut Dense) {
    match x.dtype() {
        DType::C64 => complex_lines::<f32>(x, axis, inverse, scale, out),
        DType::C128 => complex_lines::<f64>(x, axis, inverse, scale, out),
        other => unreachable!("inference rejects {other}"),
    }
}

/// As [`complex`] forward, of real numbers: the first `n/2 + 1` terms, which determine the others.
pub(crate) fn real_to_complex(x: &Dense, axis: usize, scale: f64, out: &mut Dense) {
    match x.dtype() {
        DType::F32 => real_lines::<f32>(x, axis, scale, out),
        DType::F64 => real_lines::<f64>(x, axis, scale, out),
        other => unreachable!("inference rejects {other}"),
    }
}

/// The inverse of [`real_to_complex`] but for the scale: reads the terms as the first half of a Hermitian
/// sequence of the length that `out` has along the axis.
pub(crate) fn complex_to_real(x: &Dense, axis: usize, scale: f64, out: &mut Dense) {
    match x.dtype() {
        DType::C64 => hermitian_lines::<f32>(x, axis, scale, out),
        DType::C128 => hermitian_lines::<f64>(x, axis, scale, out),
        other => unreachable!("inference rejects {other}"),
    }
}

/// The plans of one thread for one precision.
struct Plans<T: FftNum> {
    complex: FftPlanner<T>,
    real: RealFftPlanner<T>,
    lengths: HashSet<usize>,
    points: usize,
}

impl<T: FftNum> Plans<T> {
    fn new() -> Self {
        Plans {
            complex: FftPlanner::new(),
            real: RealFftPlanner::new(),
            lengths: HashSet::new(),
            points: 0,
        }
    }

    /// Counts a length that is about to be planned.
    fn admit(&mut self, n: usize) -> &mut Self {
        if self.lengths.insert(n) {
            self.points += n;
            if self.points > KEPT_POINTS {
                *self = Plans::new();
                self.lengths.insert(n);
                self.points = n;
            }
        }
        self
    }
}

/// The two precisions.
trait Real: FftNum {
    fn plans() -> &'static LocalKey<RefCell<Plans<Self>>>;

    fn complex_plan(n: usize, inverse: bool) -> Arc<dyn Fft<Self>> {
        let direction = if inverse {
            FftDirection::Inverse
        } else {
            FftDirection::Forward
        };
        Self::plans().with_borrow_mut(|plans| plans.admit(n).complex.plan_fft(n, direction))
    }

    fn forward_plan(n: usize) -> Arc<dyn RealToComplex<Self>> {
        Self::plans().with_borrow_mut(|plans| plans.admit(n).real.plan_fft_forward(n))
    }

    fn inverse_plan(n: usize) -> Arc<dyn ComplexToReal<Self>> {
        Self::plans().with_borrow_mut(|plans| plans.admit(n).real.plan_fft_inverse(n))
    }
}

thread_local! {
    static SINGLE: RefCell<Plans<f32>> = RefCell::new(Plans::new());
    static DOUBLE: RefCell<Plans<f64>> = RefCell::new(Plans::new());
}

impl Real for f32 {
    fn plans() -> &'static LocalKey<RefCell<Plans<f32>>> {
        &SINGLE
    }
}

impl Real for f64 {
    fn plans() -> &'static LocalKey<RefCell<Plans<f64>>> {
        &DOUBLE
    }
}

fn complex_lines<T: Real>(x: &Dense, axis: usize, inverse: bool, scale: f64, out: &mut Dense) {
    let plan = T::complex_plan(x.shape()[axis], inverse);
    let scale = factor::<T>(scale);
    for_lines::<Complex<T>, Complex<T>, T>(
        x,
        axis,
        plan.get_outofplace_scratch_len(),
        out,
        &|from, to, scratch| {
            plan.process_outofplace_with_scratch(from, to, scratch);
            if let Some(scale) = scale {
                scale_all(to, |z| z.scale(scale));
            }
        },
    );
}

fn real_lines<T: Real>(x: &Dense, axis: usize, scale: f64, out: &mut Dense) {
    let plan = T::forward_plan(x.shape()[axis]);
    let scale = factor::<T>(scale);
    for_lines::<T, Complex<T>, T>(
        x,
        axis,
        plan.get_scratch_len(),
        out,
        &|from, to, scratch| {
            plan.process_with_scratch(from, to, scratch)
                .expect("the buffers have the planned lengths");
            if let Some(scale) = scale {
                scale_all(to, |z| z.scale(scale));
            }
        },
    );
}

fn hermitian_lines<T: Real>(x: &Dense, axis: usize, scale: f64, out: &mut Dense) {
    let n = out.shape()[axis];
    let plan = T::inverse_plan(n);
    let scale = factor::<T>(scale);
    for_lines::<Complex<T>, T, T>(
        x,
        axis,
        plan.get_scratch_len(),
        out,
        &|from, to, scratch| {
            // These terms are real in a Hermitian sequence; what else they hold has no effect.
            from[0].im = T::zero();
            if n.is_multiple_of(2) {
                from[n / 2].im = T::zero();
            }
            plan.process_with_scratch(from, to, scratch)
                .expect("the buffers have the planned lengths");
            if let Some(scale) = scale {
                scale_all(to, |x| x * scale);
            }
        },
    );
}

/// The scale in the precision of the data, if it does anything.
fn factor<T: FftNum>(scale: f64) -> Option<T> {
    (scale != 1.0).then(|| T::from_f64(scale).expect("floats convert"))
}

fn scale_all<B: Copy>(line: &mut [B], scaled: impl Fn(B) -> B) {
    for element in line {
        *element = scaled(*element);
    }
}

/// Fills one line from another, which it may destroy, with a buffer to work in.
type Transform<'a, A, B, T> = dyn Fn(&mut [A], &mut [B], &mut [Complex<T>]) + Sync + 'a;

/// Runs `transform` on every line along the axis: from a copy of the line, which it may destroy, to the
/// line of the output, with a buffer of `scratch` elements.
fn for_lines<A: Copy + Zero, B: Copy + Zero, T: FftNum>(
    x: &Dense,
    axis: usize,
    scratch: usize,
    out: &mut Dense,
    transform: &Transform<'_, A, B, T>,
) {
    if out.len() == 0 {
        return;
    }
    let x = contiguous(x);
    let (n, m) = (x.shape()[axis], out.shape()[axis]);
    let inner: usize = x.shape()[axis + 1..].iter().product();
    let outer: usize = x.shape()[..axis].iter().product();
    let blocks = inner.div_ceil(COLUMNS);
    let (source, target) = (Shared(x.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    let grain = (GRAIN / (n.max(m) * inner.min(COLUMNS))).max(1);
    parallel_for(outer * blocks, grain, &|range| {
        let mut scratch = vec![Complex::zero(); scratch];
        let mut from = vec![A::zero(); n * COLUMNS.min(inner)];
        let mut to = vec![B::zero(); m * COLUMNS.min(inner)];
        for block in range {
            let (row, column) = (block / blocks, block % blocks * COLUMNS);
            let count = (inner - column).min(COLUMNS);
            // SAFETY: both arrays are in C order, of `outer` times `n` (or `m`) times `inner` elements of types
            // `A` and `B`; columns `column..column + count` of a row belong to one task.
            unsafe {
                let source = source.at(0).cast::<A>().add(row * n * inner + column);
                let target = target.at(0).cast::<B>().add(row * m * inner + column);
                gather(source, inner, n, count, &mut from);
                if inner == 1 {
                    let line = std::slice::from_raw_parts_mut(target, m);
                    transform(&mut from, line, &mut scratch);
                } else {
                    for (line, result) in from.chunks_mut(n).zip(to.chunks_mut(m)).take(count) {
                        transform(line, result, &mut scratch);
                    }
                    scatter(&to, target, inner, m, count);
                }
            }
        }
    });
}

/// Copies `count` neighbouring columns of `n` elements, each to a line of `lines`.
///
/// # Safety
/// Element `k` of column `c` is readable at `source + k·stride + c`.
unsafe fn gather<A: Copy>(
    source: *const A,
    stride: usize,
    n: usize,
    count: usize,
    lines: &mut [A],
) {
    for k in 0..n {
        for c in 0..count {
            // SAFETY: by the contract.
            lines[c * n + k] = unsafe { source.add(k * stride + c).read() };
        }
    }
}

/// The reverse of [`gather`].
///
/// # Safety
/// Element `k` of column `c` is writable at `target + k·stride + c`.
unsafe fn scatter<B: Copy>(lines: &[B], target: *mut B, stride: usize, m: usize, count: usize) {
    for k in 0..m {
        for c in 0..count {
            // SAFETY: by the contract.
            unsafe { target.add(k * stride + c).write(lines[c * m + k]) };
        }
    }
}
