//! Running sums, products and extremes along one axis.
//!
//! A line is a chain of dependent steps, so lines that are neighbours in memory run side by side. How
//! elements combine is defined by the folds of [`super::reduce`]; f32 and 16-bit sums run in f64.

use super::arg::{BUNDLE, Lines, Shared, for_lines};
use super::loops::byte_strides;
use super::reduce::{Fold, Max, Min, Prod, Sum};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::cumulative::CumulativeKind;
use half::{bf16, f16};
use num_complex::Complex;

/// Fills `out`, in C order and of the shape of `x`.
pub(crate) fn cumulative(
    kind: CumulativeKind,
    x: &Dense,
    axis: usize,
    reverse: bool,
    out: &mut Dense,
) {
    let n = x.shape()[axis];
    if x.len() == 0 {
        return;
    }
    let scan = scanner(kind, x.dtype());
    let (source_strides, out_strides) = (byte_strides(x), byte_strides(out));
    let (mut from_step, mut to_step) = (source_strides[axis], out_strides[axis]);
    let (mut source, mut out) = (Shared(x.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    if reverse {
        let last = n as isize - 1;
        (source, out) = (
            Shared(source.at(last * from_step)),
            Shared(out.at(last * to_step)),
        );
        (from_step, to_step) = (-from_step, -to_step);
    }
    for_lines(
        x.shape(),
        axis,
        [&out_strides, &source_strides],
        true,
        &|lines| {
            let [to, from] = lines.offsets;
            // SAFETY: the lines lie in the two views; each is written by one task.
            unsafe { scan(source.at(from), from_step, out.at(to), to_step, n, lines) };
        },
    );
}

type Scan = unsafe fn(
    source: *const u8,
    from_step: isize,
    out: *mut u8,
    to_step: isize,
    n: usize,
    lines: Lines<2>,
);

#[inline(never)]
unsafe fn scan<F: Fold<Out = <F as Fold>::Item>>(
    source: *const u8,
    from_step: isize,
    out: *mut u8,
    to_step: isize,
    n: usize,
    lines: Lines<2>,
) {
    let step = |total: F::Total, x: F::Item| F::add(total, F::step(F::BLOCK, F::load(x)));
    // SAFETY: the caller gives `lines.count` lines of `n` elements in both views.
    unsafe {
        if lines.count == 1 {
            let mut total = F::TOTAL;
            for k in 0..n as isize {
                total = step(total, *source.offset(k * from_step).cast::<F::Item>());
                out.offset(k * to_step)
                    .cast::<F::Out>()
                    .write(F::finish(total));
            }
            return;
        }
        let [out_line, source_line] = lines.steps;
        let mut totals = [F::TOTAL; BUNDLE];
        for k in 0..n as isize {
            let (from, to) = (source.offset(k * from_step), out.offset(k * to_step));
            for (j, total) in totals[..lines.count].iter_mut().enumerate() {
                *total = step(
                    *total,
                    *from.offset(j as isize * source_line).cast::<F::Item>(),
                );
                to.offset(j as isize * out_line)
                    .cast::<F::Out>()
                    .write(F::finish(*total));
            }
        }
    }
}

/// A running sum in the element's own precision, as numpy's; the compensated totals of [`Sum`] would cost
/// more than the sum.
struct Running<T>(std::marker::PhantomData<T>);

macro_rules! running {
    ($($t:ty, $zero:expr;)*) => {$(
        impl Fold for Running<$t> {
            type Item = $t;
            type Block = $t;
            type Total = $t;
            type Out = $t;
            const BLOCK: $t = $zero;
            const TOTAL: $t = $zero;
            #[inline(always)]
            fn load(x: $t) -> $t { x }
            #[inline(always)]
            fn step(a: $t, b: $t) -> $t { a + b }
            #[inline(always)]
            fn add(total: $t, block: $t) -> $t { total + block }
            #[inline(always)]
            fn merge(a: $t, b: $t) -> $t { a + b }
            #[inline(always)]
            fn finish(total: $t) -> $t { total }
        }
    )*};
}
running! { f64, -0.0; Complex<f64>, Complex::new(-0.0, -0.0); }

macro_rules! scanners {
    ($fold:ident, $wide:ident, $dtype:expr) => {
        match $dtype {
            DType::Bool | DType::U8 => scan::<$fold<u8>>,
            DType::U16 => scan::<$fold<u16>>,
            DType::U32 => scan::<$fold<u32>>,
            DType::U64 => scan::<$fold<u64>>,
            DType::I8 => scan::<$fold<i8>>,
            DType::I16 => scan::<$fold<i16>>,
            DType::I32 => scan::<$fold<i32>>,
            DType::I64 => scan::<$fold<i64>>,
            DType::F16 => scan::<$fold<f16>>,
            DType::BF16 => scan::<$fold<bf16>>,
            DType::F32 => scan::<$fold<f32>>,
            DType::F64 => scan::<$wide<f64>>,
            DType::C64 => scan::<$fold<Complex<f32>>>,
            DType::C128 => scan::<$wide<Complex<f64>>>,
        }
    };
}

fn scanner(kind: CumulativeKind, dtype: DType) -> Scan {
    match kind {
        CumulativeKind::Sum => scanners!(Sum, Running, dtype),
        CumulativeKind::Prod => scanners!(Prod, Prod, dtype),
        CumulativeKind::Max => scanners!(Max, Max, dtype),
        CumulativeKind::Min => scanners!(Min, Min, dtype),
    }
}
