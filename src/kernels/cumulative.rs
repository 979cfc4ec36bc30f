//! Running sums, products and extremes along one axis.
//!
//! A line is a chain of dependent steps, so lines that are neighbours in memory run side by side, and lines of adjacent
//! floats go by vectors, each scanned in log steps. How elements combine is defined by the folds of [`super::reduce`];
//! f32 and 16-bit sums run in f64. Long f64 sums associate otherwise than numpy's chain; products stay chains,
//! as their parts may overflow where the whole does not.

use super::arg::{BUNDLE, Lines, for_lines};
use super::loops::byte_strides;
use super::reduce::vectors::{Larger, Plus, Smaller, Step};
use super::reduce::{Fold, Max, Min, Prod, Sum};
use super::shared::Shared;
use super::simd::sets::{Entry, Isa, run};
use super::simd::shuffle::Shuffle;
use super::simd::vector::Vector32;
use super::simd::{self, Set};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::cumulative::CumulativeKind;
use half::{bf16, f16};
use num_complex::Complex;
use std::marker::PhantomData;

/// Fills `out`, in C order and of the shape of `x`.
pub(crate) fn cumulative(
    kind: CumulativeKind,
    x: &Dense,
    axis: usize,
    reverse: bool,
    out: &mut Dense,
) {
    cumulative_with(simd::set(), kind, x, axis, reverse, out);
}

pub(super) fn cumulative_with(
    set: Set,
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
            unsafe {
                scan(
                    set,
                    (source.at(from), from_step),
                    (out.at(to), to_step),
                    n,
                    lines,
                );
            }
        },
    );
}

type ScanFn = unsafe fn(Set, source: Steps, out: Steps, n: usize, Lines<2>);

/// The first element of a line, and the bytes to the next.
type Steps = (*mut u8, isize);

/// A running fold, with the lines of adjacent elements that go faster in vectors.
trait Scan: Fold<Out = <Self as Fold>::Item> {
    /// Fills a line of adjacent elements, from its end if `reverse`; false if there is no such loop.
    ///
    /// # Safety
    /// `n` elements must be readable at `source` and writable at `out`.
    #[inline(always)]
    unsafe fn line<S: Isa>(
        _source: *const Self::Item,
        _out: *mut Self::Item,
        _n: usize,
        _reverse: bool,
    ) -> bool {
        false
    }
}

/// Lines to scan: the first element of the first line on both sides, and the bytes to the next element.
struct Scans<F> {
    source: Steps,
    out: Steps,
    n: usize,
    lines: Lines<2>,
    fold: PhantomData<F>,
}

unsafe fn scan<F: Scan>(set: Set, source: Steps, out: Steps, n: usize, lines: Lines<2>) {
    let fold = PhantomData::<F>;
    run(
        set,
        Scans {
            source,
            out,
            n,
            lines,
            fold,
        },
    );
}

impl<F: Scan> Entry for Scans<F> {
    type Out = ();
    const IS_WIDE: bool = F::IS_WIDE;
    #[inline(always)]
    fn call<S: Isa>(self) {
        let (lines, (source, from_step), (out, to_step)) = (self.lines, self.source, self.out);
        let [out_line, source_line] = lines.steps;
        // SAFETY: whoever makes this gives `lines.count` lines of `n` elements on both sides.
        unsafe {
            if lines.count > 1 && source_line.abs() < from_step.abs() {
                scan_bundle::<F>(self.source, self.out, self.n, lines);
                return;
            }
            for i in 0..lines.count as isize {
                let source = source.wrapping_offset(i * source_line);
                let out = out.wrapping_offset(i * out_line);
                scan_line::<F, S>((source, from_step), (out, to_step), self.n);
            }
        }
    }
}

#[inline(always)]
fn plus<F: Fold>(total: F::Total, x: F::Item) -> F::Total {
    F::add(total, F::step(F::BLOCK, F::load(x)))
}

/// # Safety
/// `n` elements must be readable at `source` and writable at `out`.
#[inline(always)]
unsafe fn scan_line<F: Scan, S: Isa>((source, from_step): Steps, (out, to_step): Steps, n: usize) {
    let size = size_of::<F::Item>() as isize;
    if from_step == to_step && from_step.abs() == size {
        let reverse = from_step < 0;
        let back = if reverse {
            (n as isize - 1) * from_step
        } else {
            0
        };
        let (source, out) = (source.wrapping_offset(back), out.wrapping_offset(back));
        // SAFETY: these are the lowest addresses of the adjacent elements.
        if unsafe { F::line::<S>(source.cast(), out.cast(), n, reverse) } {
            return;
        }
    }
    let mut total = F::TOTAL;
    for k in 0..n as isize {
        // SAFETY: as the caller promises.
        unsafe {
            total = plus::<F>(total, *source.offset(k * from_step).cast::<F::Item>());
            out.offset(k * to_step)
                .cast::<F::Out>()
                .write(F::finish(total));
        }
    }
}

/// # Safety
/// `lines.count <= BUNDLE` lines of `n` elements must be readable at `source` and writable at `out`.
#[inline(always)]
unsafe fn scan_bundle<F: Fold>(
    (source, from_step): Steps,
    (out, to_step): Steps,
    n: usize,
    lines: Lines<2>,
) {
    let [out_line, source_line] = lines.steps;
    let mut totals = [F::TOTAL; BUNDLE];
    let totals = &mut totals[..lines.count];
    let is_adjacent =
        source_line == size_of::<F::Item>() as isize && out_line == size_of::<F::Out>() as isize;
    for k in 0..n as isize {
        let (from, to) = (
            source.wrapping_offset(k * from_step),
            out.wrapping_offset(k * to_step),
        );
        // SAFETY: as the caller promises.
        unsafe {
            if is_adjacent {
                let (from, to) = (from.cast::<F::Item>(), to.cast::<F::Out>());
                for (j, total) in totals.iter_mut().enumerate() {
                    *total = plus::<F>(*total, *from.add(j));
                    to.add(j).write(F::finish(*total));
                }
                continue;
            }
            for (j, total) in totals.iter_mut().enumerate() {
                let (from, to) = (
                    from.offset(j as isize * source_line),
                    to.offset(j as isize * out_line),
                );
                *total = plus::<F>(*total, *from.cast::<F::Item>());
                to.cast::<F::Out>().write(F::finish(*total));
            }
        }
    }
}

/// The scan of the lanes of one vector.
#[inline(always)]
fn prefixes<V: Shuffle, O: Step>(mut x: V) -> V {
    let identity = O::identity::<V>();
    x = O::apply(x, x.slide::<1>(identity));
    x = O::apply(x, x.slide::<2>(identity));
    if V::LANES > 4 {
        x = O::apply(x, x.slide::<4>(identity));
    }
    if V::LANES > 8 {
        x = O::apply(x, x.slide::<8>(identity));
    }
    x
}

/// The scan of a vector that others come before: their total is in all lanes of `total`, which takes this one in.
#[inline(always)]
fn continued<V: Shuffle, O: Step>(x: V, total: &mut V) -> V {
    let own = prefixes::<V, O>(x);
    let result = O::apply(own, *total);
    // Not from `result`, so that vectors wait for one operation only of those before them.
    *total = O::apply(own.last(), *total);
    result
}

/// What takes the vectors of a line in order. Not a closure, which the compiler might leave outside of the code that it
/// compiles for an instruction set.
trait Chain<V> {
    fn next(&mut self, x: V) -> V;
}

/// The total so far in all lanes.
struct OfOne<V, O>(V, PhantomData<O>);

impl<V: Shuffle, O: Step> Chain<V> for OfOne<V, O> {
    #[inline(always)]
    fn next(&mut self, x: V) -> V {
        continued::<V, O>(x, &mut self.0)
    }
}

/// A sum of f32 in f64.
struct Wide<V>(V);

impl<V: Vector32<Wide: Shuffle>> Chain<V> for Wide<V::Wide> {
    #[inline(always)]
    fn next(&mut self, x: V) -> V {
        let (low, high) = x.widen();
        let low = continued::<_, Plus>(low, &mut self.0);
        let high = continued::<_, Plus>(high, &mut self.0);
        V::narrow(low, high)
    }
}

/// Applies a chain to the vectors of a line, from the end if `reverse` and then with their lanes reversed.
///
/// # Safety
/// `n` elements must be readable at `source` and writable at `out`.
#[inline(always)]
unsafe fn for_vectors<V: Shuffle>(
    source: *const V::Scalar,
    out: *mut V::Scalar,
    n: usize,
    reverse: bool,
    mut chain: impl Chain<V>,
) {
    let mut i = 0;
    // SAFETY: elements stay below `n`.
    unsafe {
        while i + V::LANES <= n {
            if reverse {
                let at = n - i - V::LANES;
                chain
                    .next(V::load(source.add(at)).reversed())
                    .reversed()
                    .store(out.add(at));
            } else {
                chain.next(V::load(source.add(i))).store(out.add(i));
            }
            i += V::LANES;
        }
        let left = n - i;
        if left == 0 {
            return;
        }
        if !reverse {
            chain
                .next(V::load_part(source.add(i), left))
                .store_part(out.add(i), left);
            return;
        }
        // The last elements of the reversed order are the first in memory: bring them to the lanes' start.
        let mut lanes = [V::Scalar::default(); MAX_LANES];
        for (k, lane) in lanes.iter_mut().enumerate().take(left) {
            *lane = *source.add(left - 1 - k);
        }
        chain
            .next(V::load(lanes.as_ptr()))
            .store(lanes.as_mut_ptr());
        for (k, &lane) in lanes.iter().enumerate().take(left) {
            out.add(left - 1 - k).write(lane);
        }
    }
}

/// More lanes than any vector has.
const MAX_LANES: usize = 16;

/// Shorter sums of f64 stay chains, which round as numpy's do: results that decide ties, as quantiles of weighted
/// samples, are then its own.
const ROUNDED_ALIKE: usize = 512;

/// The scans of floats in vectors, from a length on.
macro_rules! vector_scans {
    ($($fold:ident $t:ty, $vector:ident, $from:expr, $chain:expr;)*) => {$(
        impl Scan for $fold<$t> {
            #[inline(always)]
            unsafe fn line<S: Isa>(source: *const $t, out: *mut $t, n: usize, reverse: bool) -> bool {
                if n < $from {
                    return false;
                }
                // SAFETY: passed on.
                unsafe { for_vectors::<S::$vector>(source, out, n, reverse, $chain) };
                true
            }
        }
    )*};
}
vector_scans! {
    Sum f32, Single, 8, Wide(Plus::identity::<S::Double>());
    Max f32, Single, 8, OfOne(Larger::identity(), PhantomData::<Larger>);
    Max f64, Double, 8, OfOne(Larger::identity(), PhantomData::<Larger>);
    Min f32, Single, 8, OfOne(Smaller::identity(), PhantomData::<Smaller>);
    Min f64, Double, 8, OfOne(Smaller::identity(), PhantomData::<Smaller>);
}

impl Scan for Running<f64> {
    #[inline(always)]
    unsafe fn line<S: Isa>(source: *const f64, out: *mut f64, n: usize, reverse: bool) -> bool {
        if n < ROUNDED_ALIKE {
            return false;
        }
        let chain = OfOne(Plus::identity(), PhantomData::<Plus>);
        // SAFETY: passed on; the last total is that of the first element in memory where the order is reversed.
        let last = unsafe {
            for_vectors::<S::Double>(source, out, n, reverse, chain);
            *out.add(if reverse { 0 } else { n - 1 })
        };
        // The sum of some neighbours can overflow where no total of the chain does: then it is the chain that counts.
        last.is_finite()
    }
}

macro_rules! scalar_scans {
    ($($fold:ident: $($t:ty)*;)*) => {$($(impl Scan for $fold<$t> {})*)*};
}
scalar_scans! {
    Sum: u8 u16 u32 u64 i8 i16 i32 i64 f16 bf16 Complex<f32>;
    Running: Complex<f64>;
    Prod: u8 u16 u32 u64 i8 i16 i32 i64 f16 bf16 f32 f64 Complex<f32> Complex<f64>;
    Max: u8 u16 u32 u64 i8 i16 i32 i64 f16 bf16 Complex<f32> Complex<f64>;
    Min: u8 u16 u32 u64 i8 i16 i32 i64 f16 bf16 Complex<f32> Complex<f64>;
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
            const IS_WIDE: bool = true;
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

fn scanner(kind: CumulativeKind, dtype: DType) -> ScanFn {
    match kind {
        CumulativeKind::Sum => scanners!(Sum, Running, dtype),
        CumulativeKind::Prod => scanners!(Prod, Prod, dtype),
        CumulativeKind::Max => scanners!(Max, Max, dtype),
        CumulativeKind::Min => scanners!(Min, Min, dtype),
    }
}
