//! Softmax, its logarithm, and the logarithm of a sum of exponentials, along one axis of f32 or f64.
//!
//! A row is read for its largest element, which is subtracted, and again for the exponentials and their sum, while it
//! is in the first cache. Along other axes than the last, bundles of columns go the same way. Sums are kept in f64 over
//! blocks. What infinite elements give: [`log_of_sum`].

use super::vectors::{self, Larger, Map, Plus};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::kernels::loops::parallel_for;
use crate::kernels::shared::Shared;
use crate::kernels::simd::functions::{ExpOfNegative, Unary};
use crate::kernels::simd::sets::{Entry, Isa, run};
use crate::kernels::simd::shuffle::Shuffle;
use crate::kernels::simd::vector::Vector;
use crate::kernels::simd::{self, Set, fetch};
use crate::primitives::softmax::Exponentials;

/// A float type with its vectors and exponentials.
pub(super) trait Float: Copy + Default + 'static {
    type Vector<S: Isa>: Shuffle<Scalar = Self>;
    const NEG_INFINITY: Self;
    /// The exponential of a number that is not positive.
    fn exp<S: Isa>(x: Self::Vector<S>) -> Self::Vector<S>;
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
}

/// More lanes than any vector has.
pub(super) const MAX_LANES: usize = 16;

macro_rules! floats {
    ($($t:ident, $vector:ident, $function:ident;)*) => {$(
        impl Float for $t {
            type Vector<S: Isa> = S::$vector;
            const NEG_INFINITY: $t = $t::NEG_INFINITY;
            #[inline(always)]
            fn exp<S: Isa>(x: S::$vector) -> S::$vector {
                if S::HAS_FMA {
                    return ExpOfNegative::$function(x);
                }
                let mut lanes = [0.0; MAX_LANES];
                // SAFETY: room for the lanes of any vector.
                unsafe {
                    x.store(lanes.as_mut_ptr());
                    for lane in &mut lanes[..S::$vector::LANES] {
                        *lane = lane.exp();
                    }
                    Vector::load(lanes.as_ptr())
                }
            }
            #[inline(always)]
            fn of(x: f64) -> $t {
                x as $t
            }
            #[inline(always)]
            fn wide(self) -> f64 {
                self.into()
            }
        }
    )*};
}
floats! { f32, Single, single; f64, Double, double; }

/// The logarithm of a sum from that of the exponentials less the largest element. An infinite one is the result, while
/// shares and their logarithms are nan then, as what subtracting it leaves.
#[inline(always)]
fn log_of_sum<T: Float>(total: f64, largest: T) -> T {
    let largest = largest.wide();
    T::of(if largest.is_infinite() {
        largest
    } else {
        total.ln() + largest
    })
}

/// Exponentials of a row, less an offset, stored if `STORE`. The elements from `ahead` on are fetched meanwhile.
struct Shifted<T: Float, S: Isa, const STORE: bool> {
    offset: T::Vector<S>,
    out: *mut T,
    ahead: *const T,
}

impl<T: Float, S: Isa, const STORE: bool> Map<T::Vector<S>> for Shifted<T, S, STORE> {
    #[inline(always)]
    unsafe fn at(&self, x: T::Vector<S>, i: usize, count: usize) -> T::Vector<S> {
        fetch(self.ahead.wrapping_add(i));
        let y = T::exp::<S>(x - self.offset);
        if STORE {
            // SAFETY: whoever makes this gives as many elements of output as the row has.
            unsafe { store(y, self.out.add(i), count) };
        }
        y
    }
}

/// # Safety
/// `count <= LANES` elements must be writable.
#[inline(always)]
pub(super) unsafe fn store<V: Shuffle>(x: V, to: *mut V::Scalar, count: usize) {
    // SAFETY: as the caller promises.
    unsafe {
        if count == V::LANES {
            x.store(to);
        } else {
            x.store_part(to, count);
        }
    }
}

/// # Safety
/// `count <= LANES` elements must be readable.
#[inline(always)]
pub(super) unsafe fn load<V: Shuffle>(from: *const V::Scalar, count: usize) -> V {
    // SAFETY: as the caller promises.
    unsafe {
        if count == V::LANES {
            V::load(from)
        } else {
            V::load_part(from, count)
        }
    }
}

/// Elements that are summed in their own precision.
const BLOCK: usize = 4096;

/// The sum of a row's exponentials.
///
/// # Safety
/// `n` elements must be readable at `x`, and writable at `out` if `STORE`.
#[inline(always)]
unsafe fn exponentials<T: Float, S: Isa, const STORE: bool>(
    x: *const T,
    out: *mut T,
    n: usize,
    offset: T,
) -> f64 {
    let nothing = T::Vector::<S>::splat(T::NEG_INFINITY);
    let mut total = 0.0;
    let mut i = 0;
    while i < n {
        let count = (n - i).min(BLOCK);
        let map = Shifted::<T, S, STORE> {
            offset: T::Vector::<S>::splat(offset),
            out: out.wrapping_add(i),
            // The next row.
            ahead: x.wrapping_add(i + n),
        };
        // SAFETY: as many elements are left.
        let block = unsafe {
            vectors::fold_map::<T::Vector<S>, Plus, _>(x.wrapping_add(i), count, nothing, &map)
        };
        total += block.wide();
        i += count;
    }
    total
}

/// `out = (x - offset) - log` for `n` elements.
///
/// # Safety
/// `n` elements must be readable and writable.
#[inline(always)]
unsafe fn subtract<T: Float, S: Isa>(x: *const T, out: *mut T, n: usize, offset: T, log: T) {
    let (offset, log) = (T::Vector::<S>::splat(offset), T::Vector::<S>::splat(log));
    let mut i = 0;
    while i < n {
        let count = (n - i).min(T::Vector::<S>::LANES);
        // SAFETY: as many elements are left.
        unsafe {
            let y = (load::<T::Vector<S>>(x.add(i), count) - offset) - log;
            store(y, out.add(i), count);
        }
        i += count;
    }
}

/// # Safety
/// `n` elements must be readable and writable.
#[inline(always)]
unsafe fn scale<T: Float, S: Isa>(out: *mut T, n: usize, factor: T) {
    let factor = T::Vector::<S>::splat(factor);
    let mut i = 0;
    while i < n {
        let count = (n - i).min(T::Vector::<S>::LANES);
        // SAFETY: as many elements are left.
        unsafe {
            store(
                load::<T::Vector<S>>(out.add(i), count) * factor,
                out.add(i),
                count,
            );
        };
        i += count;
    }
}

/// Rows of `n` adjacent elements one after the other, and their outputs: as many elements, or one for each row.
struct Adjacent<T> {
    kind: Exponentials,
    source: *const T,
    out: *mut T,
    rows: usize,
    n: usize,
}

/// Rows of at most so many elements go in groups.
const SHORT: usize = 64;
/// How many of them.
const GROUP: usize = 64;

impl<T: Float> Entry for Adjacent<T> {
    type Out = ();
    #[inline(always)]
    fn call<S: Isa>(self) {
        let n = self.n;
        let per_row = if self.kind == Exponentials::LogSum {
            1
        } else {
            n
        };
        let mut at = 0;
        while at < self.rows {
            let count = if n <= SHORT {
                GROUP.min(self.rows - at)
            } else {
                1
            };
            let part = Adjacent {
                source: self.source.wrapping_add(at * n),
                out: self.out.wrapping_add(at * per_row),
                rows: count,
                ..self
            };
            // SAFETY: as whoever makes an `Adjacent` promises.
            unsafe {
                if n <= SHORT {
                    part.short_rows::<S>();
                } else {
                    part.row::<S>();
                }
            }
            at += count;
        }
    }
}

impl<T: Float> Adjacent<T> {
    /// # Safety
    /// The row and its output are there.
    #[inline(always)]
    unsafe fn row<S: Isa>(&self) {
        let (x, out, n) = (self.source, self.out, self.n);
        // SAFETY: as the caller promises.
        unsafe {
            let row = std::slice::from_raw_parts(x, n);
            let offset = vectors::slice::<T::Vector<S>, Larger>(row);
            match self.kind {
                Exponentials::Softmax => {
                    let total = exponentials::<T, S, true>(x, out, n, offset);
                    scale::<T, S>(out, n, T::of(1.0 / total));
                }
                Exponentials::LogSoftmax => {
                    let total = exponentials::<T, S, false>(x, out, n, offset);
                    subtract::<T, S>(x, out, n, offset, T::of(total.ln()));
                }
                Exponentials::LogSum => {
                    let total = exponentials::<T, S, false>(x, out, n, offset);
                    out.write(log_of_sum(total, offset));
                }
            }
        }
    }

    /// All steps for all rows, so that the extremes and sums of several rows are found at once.
    ///
    /// # Safety
    /// At most [`GROUP`] rows of at most [`SHORT`] elements and their outputs are there.
    #[inline(always)]
    unsafe fn short_rows<S: Isa>(&self) {
        let (x, out, n, rows) = (self.source, self.out, self.n, self.rows);
        let mut buffer = [const { std::mem::MaybeUninit::<T>::uninit() }; SHORT * GROUP];
        let powers = if self.kind == Exponentials::Softmax {
            out
        } else {
            buffer.as_mut_ptr().cast::<T>()
        };
        let (mut offsets, mut totals) = ([T::default(); GROUP], [T::default(); GROUP]);
        let (offsets, totals) = (&mut offsets[..rows], &mut totals[..rows]);
        let bytes = (n * size_of::<T>()) as isize;
        // SAFETY: as the caller promises; the buffer has room for all rows.
        unsafe {
            vectors::each::<T::Vector<S>, Larger>(x.cast(), bytes, n, offsets);
            for (i, &largest) in offsets.iter().enumerate() {
                let shift = T::Vector::<S>::splat(largest);
                let mut j = 0;
                while j < n {
                    let count = (n - j).min(T::Vector::<S>::LANES);
                    let shifted = load::<T::Vector<S>>(x.add(i * n + j), count) - shift;
                    store(T::exp::<S>(shifted), powers.add(i * n + j), count);
                    j += count;
                }
            }
            vectors::each::<T::Vector<S>, Plus>(powers.cast(), bytes, n, totals);
            for (i, (&offset, &total)) in offsets.iter().zip(&*totals).enumerate() {
                let total = total.wide();
                match self.kind {
                    Exponentials::Softmax => scale::<T, S>(out.add(i * n), n, T::of(1.0 / total)),
                    Exponentials::LogSoftmax => {
                        let log = T::of(total.ln());
                        subtract::<T, S>(x.add(i * n), out.add(i * n), n, offset, log);
                    }
                    Exponentials::LogSum => out.add(i).write(log_of_sum(total, offset)),
                }
            }
        }
    }
}

/// The most columns of a bundle.
const COLUMNS: usize = 256;
/// Bytes of a bundle, which should stay in the second cache.
const BUNDLE_BYTES: usize = 1 << 18;
/// Rows of exponentials that are summed in their own precision.
const ROWS: usize = 64;

/// Neighbouring columns of `n` elements, `step` elements apart; the outputs likewise, or one for each column.
struct Apart<T> {
    kind: Exponentials,
    source: *const T,
    out: *mut T,
    columns: usize,
    n: usize,
    step: usize,
}

impl<T: Float> Entry for Apart<T> {
    type Out = ();
    #[inline(always)]
    fn call<S: Isa>(self) {
        let mut offsets = [T::NEG_INFINITY; COLUMNS];
        let offsets = &mut offsets[..self.columns];
        let bytes = (self.step * size_of::<T>()) as isize;
        let mut totals = [0.0; COLUMNS];
        let totals = &mut totals[..self.columns];
        // SAFETY: whoever makes this gives `n` rows of `columns` elements, and the outputs.
        unsafe {
            vectors::rows::<T::Vector<S>, Larger>(offsets, self.source.cast(), self.n, bytes);
            let mut at = 0;
            while at < self.n {
                let count = (self.n - at).min(ROWS);
                let mut sums = [T::default(); COLUMNS];
                for i in at..at + count {
                    self.powers::<S>(i, offsets, &mut sums[..self.columns]);
                }
                for (total, sum) in totals.iter_mut().zip(&sums) {
                    *total += sum.wide();
                }
                at += count;
            }
            self.finish::<S>(offsets, totals);
        }
    }
}

impl<T: Float> Apart<T> {
    /// The exponentials of a row, added to the columns' sums.
    ///
    /// # Safety
    /// The row and its output are there.
    #[inline(always)]
    unsafe fn powers<S: Isa>(&self, row: usize, offsets: &[T], sums: &mut [T]) {
        let (x, out) = (
            self.source.wrapping_add(row * self.step),
            self.out.wrapping_add(row * self.step),
        );
        let mut j = 0;
        while j < self.columns {
            let count = (self.columns - j).min(T::Vector::<S>::LANES);
            // SAFETY: as many columns are left.
            unsafe {
                let shift = load::<T::Vector<S>>(offsets.as_ptr().add(j), count);
                let y = T::exp::<S>(load::<T::Vector<S>>(x.add(j), count) - shift);
                if self.kind == Exponentials::Softmax {
                    store(y, out.add(j), count);
                }
                let sum = load::<T::Vector<S>>(sums.as_ptr().add(j), count) + y;
                store(sum, sums.as_mut_ptr().add(j), count);
            }
            j += count;
        }
    }

    /// # Safety
    /// The columns and their outputs are there.
    #[inline(always)]
    unsafe fn finish<S: Isa>(&self, offsets: &[T], totals: &[f64]) {
        let mut last = [T::default(); COLUMNS];
        for ((last, &total), &offset) in last.iter_mut().zip(totals).zip(offsets) {
            *last = match self.kind {
                Exponentials::Softmax => T::of(1.0 / total),
                Exponentials::LogSoftmax => T::of(total.ln()),
                Exponentials::LogSum => log_of_sum(total, offset),
            };
        }
        if self.kind == Exponentials::LogSum {
            // SAFETY: one output for each column.
            unsafe { std::ptr::copy_nonoverlapping(last.as_ptr(), self.out, self.columns) };
            return;
        }
        for i in 0..self.n {
            let (x, out) = (
                self.source.wrapping_add(i * self.step),
                self.out.wrapping_add(i * self.step),
            );
            let mut j = 0;
            while j < self.columns {
                let count = (self.columns - j).min(T::Vector::<S>::LANES);
                // SAFETY: as many columns are left.
                unsafe {
                    let last = load::<T::Vector<S>>(last.as_ptr().add(j), count);
                    let y = if self.kind == Exponentials::Softmax {
                        load::<T::Vector<S>>(out.add(j), count) * last
                    } else {
                        let shift = load::<T::Vector<S>>(offsets.as_ptr().add(j), count);
                        (load::<T::Vector<S>>(x.add(j), count) - shift) - last
                    };
                    store(y, out.add(j), count);
                }
                j += count;
            }
        }
    }
}

/// Fills `out` from `x`, which is in C order, not empty, and of f32 or f64.
pub(crate) fn exponentials_along(kind: Exponentials, x: &Dense, axis: usize, out: &mut Dense) {
    with_set(simd::set(), kind, x, axis, out);
}

fn with_set(set: Set, kind: Exponentials, x: &Dense, axis: usize, out: &mut Dense) {
    if x.dtype() == DType::F32 {
        typed::<f32>(set, kind, x, axis, out);
    } else {
        typed::<f64>(set, kind, x, axis, out);
    }
}

/// Elements that are worth a task.
const GRAIN: usize = 8192;

fn typed<T: Float>(set: Set, kind: Exponentials, x: &Dense, axis: usize, out: &mut Dense) {
    debug_assert!(x.is_contiguous() && x.len() > 0);
    let n = x.shape()[axis];
    let inner: usize = x.shape()[axis + 1..].iter().product();
    let outer = x.len() / (n * inner);
    let (source, out) = (
        Shared(x.as_ptr().cast::<T>().cast_mut()),
        Shared(out.as_mut_ptr().cast::<T>()),
    );
    let per_line = if kind == Exponentials::LogSum { 1 } else { n };
    if inner == 1 {
        parallel_for(outer, GRAIN.div_ceil(n), &|range| {
            let rows = Adjacent {
                kind,
                source: source.at((range.start * n) as isize).cast_const(),
                out: out.at((range.start * per_line) as isize),
                rows: range.len(),
                n,
            };
            run(set, rows);
        });
        return;
    }
    let width =
        (BUNDLE_BYTES / (n * size_of::<T>())).clamp(MAX_LANES, COLUMNS) / MAX_LANES * MAX_LANES;
    let bundles = inner.div_ceil(width);
    parallel_for(outer * bundles, GRAIN.div_ceil(n * width), &|range| {
        for task in range {
            let (block, first) = (task / bundles, task % bundles * width);
            let columns = Apart {
                kind,
                source: source.at((block * n * inner + first) as isize).cast_const(),
                out: out.at((block * per_line * inner + first) as isize),
                columns: width.min(inner - first),
                n,
                step: inner,
            };
            run(set, columns);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::Array;
    use crate::np;
    use crate::testing::Samples;

    /// A line by the definition, in f64.
    fn plain(kind: Exponentials, line: &[f64]) -> Vec<f64> {
        let high = line.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let is_shifted = kind != Exponentials::LogSum || high.is_finite();
        let offset = if is_shifted { high } else { 0.0 };
        let powers: Vec<f64> = line.iter().map(|x| (x - offset).exp()).collect();
        let total: f64 = powers.iter().sum();
        match kind {
            Exponentials::Softmax => powers.iter().map(|p| p / total).collect(),
            Exponentials::LogSoftmax => line.iter().map(|x| (x - offset) - total.ln()).collect(),
            Exponentials::LogSum => vec![total.ln() + offset],
        }
    }

    const KINDS: [Exponentials; 3] = [
        Exponentials::Softmax,
        Exponentials::LogSoftmax,
        Exponentials::LogSum,
    ];

    fn check(values: &[f64], shape: [usize; 2], dtype: DType) {
        let x = Array::from_shape_vec(shape, values.to_vec())
            .unwrap()
            .astype(dtype);
        let rounded = x.astype(DType::F64).to_vec::<f64>().unwrap();
        // The plain sum of the longest line is itself no better.
        let digits = if dtype == DType::F32 { 2e-6 } else { 4e-14 };
        for (kind, axis) in KINDS.into_iter().flat_map(|kind| [(kind, 0), (kind, 1)]) {
            let (lines, n) = (shape[1 - axis], shape[axis]);
            let place = |line: usize, k: usize| {
                if axis == 1 {
                    line * n + k
                } else {
                    k * lines + line
                }
            };
            let out_shape = if kind == Exponentials::LogSum {
                vec![lines]
            } else {
                shape.to_vec()
            };
            for &set in simd::available() {
                let mut out = Dense::uninit("test", dtype, &out_shape).unwrap();
                with_set(set, kind, x.dense().unwrap(), axis, &mut out);
                let found = Array::from_dense(out).astype(DType::F64);
                let found = found.to_vec::<f64>().unwrap();
                for line in 0..lines {
                    let elements: Vec<f64> = (0..n).map(|k| rounded[place(line, k)]).collect();
                    for (k, wanted) in plain(kind, &elements).into_iter().enumerate() {
                        let y = found[if out_shape.len() == 1 {
                            line
                        } else {
                            place(line, k)
                        }];
                        let is_close = (y - wanted).abs() <= digits * wanted.abs().max(1e-30)
                            || y == wanted
                            || (y.is_nan() && wanted.is_nan())
                            || (y - wanted).abs() < digits * 10.0 && kind != Exponentials::Softmax;
                        assert!(
                            is_close,
                            "{kind:?} of {dtype} {shape:?} axis {axis} with {set:?}: {y}, not {wanted}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn lines_of_every_length() {
        let mut samples = Samples::new(3);
        for n in (1..70).chain([100, 257, 5000]) {
            for rows in [1, 3, 17, 65] {
                if rows * n > 20_000 {
                    continue;
                }
                let values: Vec<f64> = (0..rows * n).map(|_| samples.real(-9.0, 9.0)).collect();
                check(&values, [rows, n], DType::F32);
                check(&values, [rows, n], DType::F64);
            }
        }
    }

    #[test]
    fn infinities_and_nan_stay_in_their_lines() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        let lines = [
            [1.0, 2.0, -inf, 3.0],
            [-inf, -inf, -inf, -inf],
            [1.0, inf, 2.0, -inf],
            [inf, 1.0, inf, 0.0],
            [0.0, nan, 1.0, 2.0],
            [70.0, 80.0, 0.0, -80.0],
        ];
        for n in [4, 64, 80] {
            let values: Vec<f64> = lines
                .iter()
                .flat_map(|line| (0..n).map(|k| line[k % 4]))
                .collect();
            check(&values, [lines.len(), n], DType::F32);
            check(&values, [lines.len(), n], DType::F64);
        }
    }

    #[test]
    fn several_axes_and_layouts_agree() {
        let x = Samples::new(4).array(DType::F64, &[3, 4, 5], -2.0, 2.0);
        let moved = np::transpose(&x, [2, 0, 1]);
        let all = np::softmax(&x, [0, 2]);
        let wanted = np::exp(&x)
            / np::sum(
                np::exp(&x),
                crate::np::args::Reduce::from([0, 2]).keepdims(),
            );
        assert!(np::allclose(&all, &wanted));
        assert!(np::allclose(
            np::softmax(&moved, [0, 1]),
            np::transpose(&wanted, [2, 0, 1])
        ));
        let sums = np::logsumexp(&moved, [0, 1]);
        assert!(np::allclose(&sums, np::log(np::sum(np::exp(&x), [0, 2]))));
    }
}
