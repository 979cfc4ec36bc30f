//! General products of two arrays of any layout.
//!
//! [`dot`] merges the axes of both operands into one row, one column and one summed axis where strides
//! allow, loops over what is left, and splits the work over threads. Large products of floats and complex
//! numbers go to the crate `matrixmultiply`, which takes any strides; small ones, products with a vector,
//! and integers have loops of their own. 16-bit floats are widened.

use super::arg::Shared;
use super::copy::{contiguous, fill_scalar};
use super::half;
use super::loops::{parallel_for, thread_count};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::dot::Dot;
use crate::shape::Strides;
use matrixmultiply::CGemmOption::Standard;
use num_complex::Complex;
use smallvec::SmallVec;

/// An axis of the product with its strides (in elements) in both operands and the output; 0 where absent.
#[derive(Clone, Copy, Debug)]
struct Axis {
    size: usize,
    x: isize,
    y: isize,
    out: isize,
}

type Axes = SmallVec<[Axis; 6]>;

/// The axes of a product by their role.
struct Plan {
    /// Batch axes, and free axes that do not merge with the main one.
    outer: Axes,
    /// Summed axes that do not merge with the main one.
    summed: Axes,
    m: Axis,
    n: Axis,
    k: Axis,
}

const UNIT: Axis = Axis {
    size: 1,
    x: 0,
    y: 0,
    out: 0,
};

/// Multiplications that one parallel task does at least.
const GRAIN: usize = 1 << 17;
/// A main axis shorter than this, with other axes to loop over, is not worth avoiding a copy.
const SHORT: usize = 8;

/// Fills `out`, whose shape and dtype follow from the operands.
pub(crate) fn dot(x: &Dense, y: &Dense, dot: &Dot, out: &mut Dense) {
    if out.len() == 0 {
        return;
    }
    if x.len() == 0 || y.len() == 0 {
        fill_scalar(out, 0i64.into());
        return;
    }
    if half::is_half(x.dtype()) {
        dot_halves(x, y, dot, out);
        return;
    }
    let plan = Plan::new(x, y, dot, out);
    if plan.is_fragmented() {
        let (x, y) = (gathered(x, dot, 0), gathered(y, dot, 1));
        let batch = dot.batch.0.len();
        let (x_free, y_free) = (
            x.ndim() - batch - dot.contract.0.len(),
            y.ndim() - batch - dot.contract.0.len(),
        );
        let packed = Dot {
            contract: (
                (batch + x_free..x.ndim()).collect(),
                (batch + y_free..y.ndim()).collect(),
            ),
            batch: ((0..batch).collect(), (0..batch).collect()),
        };
        Plan::new(&x, &y, &packed, out).run(&x, &y, out);
    } else {
        plan.run(x, y, out);
    }
}

/// An operand in C order of its batch, free and contracted axes.
fn gathered(x: &Dense, dot: &Dot, which: usize) -> Dense {
    let (contract, batch) = if which == 0 {
        (&dot.contract.0, &dot.batch.0)
    } else {
        (&dot.contract.1, &dot.batch.1)
    };
    let free = dot.free(which, x.ndim());
    let order: SmallVec<[usize; 6]> = batch.iter().chain(&free).chain(contract).copied().collect();
    contiguous(&x.with_layout(x.layout().permute(&order)))
}

fn dot_halves(x: &Dense, y: &Dense, params: &Dot, out: &mut Dense) {
    let (x, y) = (widened(x), widened(y));
    let mut wide =
        Dense::uninit("dot", DType::F32, out.shape()).expect("not larger than the operands");
    dot(&x, &y, params, &mut wide);
    // SAFETY: both are in C order and of one length.
    unsafe {
        let values = std::slice::from_raw_parts(wide.as_ptr().cast::<f32>(), wide.len());
        half::narrow(
            out.dtype(),
            values,
            out.as_mut_ptr(),
            out.dtype().item_size() as isize,
        );
    }
}

fn widened(x: &Dense) -> Dense {
    let x = contiguous(x);
    let mut wide = Dense::uninit("dot", DType::F32, x.shape()).expect("twice an existing array");
    let len = wide.len();
    // SAFETY: both are in C order and of one length; f32 may hold any bytes.
    unsafe {
        let values = std::slice::from_raw_parts_mut(wide.as_mut_ptr().cast::<f32>(), len);
        half::widen(
            x.dtype(),
            x.as_ptr(),
            x.dtype().item_size() as isize,
            values,
        );
    }
    wide
}

impl Plan {
    fn new(x: &Dense, y: &Dense, dot: &Dot, out: &Dense) -> Plan {
        let (xs, ys, os): (Strides, Strides, Strides) = (x.strides(), y.strides(), out.strides());
        let batch_count = dot.batch.0.len();
        let (x_free, y_free) = (dot.free(0, x.ndim()), dot.free(1, y.ndim()));
        let batch = (0..batch_count).map(|i| {
            let (a, b) = (dot.batch.0[i], dot.batch.1[i]);
            Axis {
                size: x.shape()[a],
                x: xs[a],
                y: ys[b],
                out: os[i],
            }
        });
        let rows = x_free.iter().enumerate();
        let rows = rows.map(|(i, &a)| Axis {
            size: x.shape()[a],
            x: xs[a],
            y: 0,
            out: os[batch_count + i],
        });
        let columns = y_free.iter().enumerate();
        let columns = columns.map(|(i, &a)| Axis {
            size: y.shape()[a],
            x: 0,
            y: ys[a],
            out: os[batch_count + x_free.len() + i],
        });
        let summed = dot.contract.0.iter().zip(&dot.contract.1);
        let summed = summed.map(|(&a, &b)| Axis {
            size: x.shape()[a],
            x: xs[a],
            y: ys[b],
            out: 0,
        });
        let mut outer = merged(batch.collect());
        let (m, rest) = main_axis(merged(rows.collect()));
        outer.extend(rest);
        let (n, rest) = main_axis(merged(columns.collect()));
        outer.extend(rest);
        let mut summed: Axes = summed.collect();
        // The order of summed axes is free; that of memory merges best.
        summed.sort_by_key(|axis| std::cmp::Reverse(axis.x.abs()));
        let (k, summed) = main_axis(merged(summed));
        Plan {
            outer,
            summed,
            m,
            n,
            k,
        }
    }

    /// Whether loops around short products would cost more than copies of the operands.
    fn is_fragmented(&self) -> bool {
        let looped = |size: usize| self.outer.iter().any(|axis| axis.size > size);
        let is_free = |axis: &Axis| axis.x == 0 || axis.y == 0;
        let free_is_looped = self.outer.iter().any(is_free)
            && (self.m.size < SHORT || self.n.size < SHORT)
            && looped(1);
        free_is_looped || (!self.summed.is_empty() && self.k.size < SHORT)
    }

    fn run(&self, x: &Dense, y: &Dense, out: &mut Dense) {
        let item = x.dtype().item_size() as isize;
        let product = product_of(x.dtype());
        let (xp, yp) = (Shared(x.as_ptr().cast_mut()), Shared(y.as_ptr().cast_mut()));
        let op = Shared(out.as_mut_ptr());
        let summed_count: usize = self.summed.iter().map(|axis| axis.size).product();
        let outer_count: usize = self.outer.iter().map(|axis| axis.size).product();
        // Cut the longer side for as many threads as there are: each piece packs the other operand anew.
        // No sum is cut, so results do not depend on the number of pieces.
        let work = self.m.size * self.n.size * self.k.size * summed_count;
        let cut_rows = self.m.size >= self.n.size;
        let side = if cut_rows { self.m.size } else { self.n.size };
        let threads = thread_count();
        let pieces = if outer_count >= 4 * threads {
            1
        } else {
            (work / (GRAIN * 8)).clamp(1, side.div_ceil(64).min(threads))
        };
        parallel_for(
            outer_count * pieces,
            (GRAIN * pieces / work).max(1),
            &|range| {
                for task in range {
                    let range =
                        side * (task % pieces) / pieces..side * (task % pieces + 1) / pieces;
                    let (mut m, mut n) = (self.m, self.n);
                    let cut = if cut_rows { &mut m } else { &mut n };
                    cut.size = range.len();
                    let at = Axis {
                        size: range.start,
                        ..*cut
                    };
                    let base = offsets(&self.outer, task / pieces);
                    let start =
                        |axis_stride: isize, base: isize| base + at.size as isize * axis_stride;
                    let (x_at, y_at, out_at) = (
                        start(at.x, base.x),
                        start(at.y, base.y),
                        start(at.out, base.out),
                    );
                    for part in 0..summed_count {
                        let step = offsets(&self.summed, part);
                        let operands = Product {
                            m: m.size,
                            k: self.k.size,
                            n: n.size,
                            a: (xp.at((x_at + step.x) * item), m.x, self.k.x),
                            b: (yp.at((y_at + step.y) * item), self.k.y, n.y),
                            c: (op.at(out_at * item), m.out, n.out),
                            accumulate: part > 0,
                        };
                        // SAFETY: all elements lie in the three views, and tasks write disjoint parts.
                        unsafe { product(operands) };
                    }
                }
            },
        );
    }
}

/// Joins neighbours that are evenly spaced in all three arrays, and drops axes of size 1.
fn merged(axes: Axes) -> Axes {
    let mut merged = Axes::new();
    for axis in axes.into_iter().filter(|axis| axis.size != 1) {
        let n = axis.size as isize;
        match merged.last_mut() {
            Some(last) if (last.x, last.y, last.out) == (axis.x * n, axis.y * n, axis.out * n) => {
                *last = Axis {
                    size: last.size * axis.size,
                    ..axis
                };
            }
            _ => merged.push(axis),
        }
    }
    merged
}

/// The longest axis, and the others.
fn main_axis(mut axes: Axes) -> (Axis, Axes) {
    match (0..axes.len()).max_by_key(|&i| axes[i].size) {
        Some(i) => (axes.remove(i), axes),
        None => (UNIT, axes),
    }
}

/// The offsets (in elements) of one point of some axes.
fn offsets(axes: &[Axis], point: usize) -> Axis {
    let (mut sum, mut rest) = (UNIT, point);
    for axis in axes.iter().rev() {
        let index = (rest % axis.size) as isize;
        rest /= axis.size;
        sum.x += index * axis.x;
        sum.y += index * axis.y;
        sum.out += index * axis.out;
    }
    sum
}

/// One matrix product: pointers with row and column strides in elements. `c` is written, or added to.
#[derive(Clone, Copy)]
struct Product {
    m: usize,
    k: usize,
    n: usize,
    a: (*mut u8, isize, isize),
    b: (*mut u8, isize, isize),
    c: (*mut u8, isize, isize),
    accumulate: bool,
}

/// Numbers that add and multiply; bools with or and and, integers wrapping.
trait Ring: Copy + Send + Sync + 'static {
    const ZERO: Self;
    fn multiply_add(self, a: Self, b: Self) -> Self;
    fn plus(self, other: Self) -> Self;
}

macro_rules! rings {
    ($($t:ty, $zero:expr, |$s:ident, $a:ident, $b:ident| $fma:expr, |$x:ident, $y:ident| $plus:expr;)*) => {$(
        impl Ring for $t {
            const ZERO: $t = $zero;
            #[inline(always)]
            fn multiply_add($s, $a: $t, $b: $t) -> $t { $fma }
            #[inline(always)]
            fn plus($x, $y: $t) -> $t { $plus }
        }
    )*};
}

macro_rules! integer_rings {
    ($($t:ty)*) => { rings! { $(
        $t, 0, |self, a, b| self.wrapping_add(a.wrapping_mul(b)), |self, other| self.wrapping_add(other);
    )* } };
}
integer_rings!(u8 u16 u32 u64 i8 i16 i32 i64);
rings! {
    f32, 0.0, |self, a, b| self + a * b, |self, other| self + other;
    f64, 0.0, |self, a, b| self + a * b, |self, other| self + other;
    Complex<f32>, Complex::new(0.0, 0.0), |self, a, b| self + a * b, |self, other| self + other;
    Complex<f64>, Complex::new(0.0, 0.0), |self, a, b| self + a * b, |self, other| self + other;
    bool, false, |self, a, b| self | (a & b), |self, other| self | other;
}

/// Products up to this many multiplications are not worth the packing of the large kernel.
const SMALL: usize = 1 << 10;

/// The product of one float type by `matrixmultiply`: the function, what it wants before the sizes (complex
/// ones a flag for each operand: as it is), and a real number as its scalar type.
macro_rules! float_product {
    ($name:ident, $t:ty, $gemm:ident($($as_is:expr),*), |$real:ident| $scalar:expr) => {
        unsafe fn $name(p: Product) {
            let scalar = |$real| $scalar;
            let beta = if p.accumulate { 1.0 } else { 0.0 };
            let (a, b, c) = (p.a, p.b, p.c);
            // SAFETY: passed on from the caller.
            unsafe {
                if p.m == 1 || p.n == 1 {
                    vector_product::<$t>(p);
                } else if p.m * p.n * p.k <= SMALL {
                    row_product::<$t>(p);
                } else {
                    matrixmultiply::$gemm(
                        $($as_is,)*
                        p.m, p.k, p.n,
                        scalar(1.0),
                        a.0.cast(), a.1, a.2,
                        b.0.cast(), b.1, b.2,
                        scalar(beta),
                        c.0.cast(), c.1, c.2,
                    );
                }
            }
        }
    };
}

float_product!(product_f32, f32, sgemm(), |x| x);
float_product!(product_f64, f64, dgemm(), |x| x);
float_product!(product_c64, Complex<f32>, cgemm(Standard, Standard), |x| [
    x, 0.0
]);
float_product!(product_c128, Complex<f64>, zgemm(Standard, Standard), |x| [
    x, 0.0
]);

unsafe fn plain_product<T: Ring>(p: Product) {
    // SAFETY: passed on from the caller.
    unsafe {
        if p.m == 1 || p.n == 1 {
            vector_product::<T>(p);
        } else {
            row_product::<T>(p);
        }
    }
}

fn product_of(dtype: DType) -> unsafe fn(Product) {
    match dtype {
        DType::Bool => plain_product::<bool>,
        DType::U8 | DType::I8 => plain_product::<u8>,
        DType::U16 | DType::I16 => plain_product::<u16>,
        DType::U32 | DType::I32 => plain_product::<u32>,
        DType::U64 | DType::I64 => plain_product::<u64>,
        DType::F32 => product_f32,
        DType::F64 => product_f64,
        DType::C64 => product_c64,
        DType::C128 => product_c128,
        DType::F16 | DType::BF16 => unreachable!("16-bit floats are widened first"),
    }
}

/// The elements `start + i * stride`, as a slice: borrowed if adjacent, else copied into `buffer`.
unsafe fn as_slice<T: Ring>(start: *const T, stride: isize, n: usize, buffer: &mut Vec<T>) -> &[T] {
    // SAFETY: the caller gives `n` elements that outlive the slice.
    unsafe {
        if stride == 1 {
            return std::slice::from_raw_parts(start, n);
        }
        buffer.clear();
        buffer.extend((0..n as isize).map(|i| *start.offset(i * stride)));
        buffer
    }
}

unsafe fn store<T: Ring>(c: *mut T, value: T, accumulate: bool) {
    // SAFETY: the caller gives an element that is initialised if it accumulates.
    unsafe { *c = if accumulate { (*c).plus(value) } else { value } };
}

/// A matrix times a vector: dot products if the matrix's rows are adjacent in memory, else a weighted sum
/// of its columns.
#[inline(never)]
unsafe fn vector_product<T: Ring>(p: Product) {
    // A row vector times a matrix is the transposed matrix times a column vector.
    let (m, a, b, c) = if p.n == 1 {
        (p.m, p.a, (p.b.0, p.b.1), (p.c.0, p.c.1))
    } else {
        (p.n, (p.b.0, p.b.2, p.b.1), (p.a.0, p.a.2), (p.c.0, p.c.2))
    };
    let (matrix, out) = (a.0.cast::<T>().cast_const(), c.0.cast::<T>());
    let (mut vector_buffer, mut row_buffer) = (Vec::new(), Vec::new());
    // SAFETY: the caller gives matrices of these sizes.
    unsafe {
        let vector = as_slice(b.0.cast::<T>().cast_const(), b.1, p.k, &mut vector_buffer);
        if a.1.abs() >= a.2.abs() || m == 1 {
            for i in 0..m as isize {
                let row = as_slice(matrix.offset(i * a.1), a.2, p.k, &mut row_buffer);
                store(
                    out.offset(i * c.1),
                    inner_product(row, vector),
                    p.accumulate,
                );
            }
            return;
        }
        let mut sums = vec![T::ZERO; m];
        for (k, &factor) in vector.iter().enumerate() {
            let column = as_slice(matrix.offset(k as isize * a.2), a.1, m, &mut row_buffer);
            for (sum, &x) in sums.iter_mut().zip(column) {
                *sum = sum.multiply_add(x, factor);
            }
        }
        for (i, &sum) in sums.iter().enumerate() {
            store(out.offset(i as isize * c.1), sum, p.accumulate);
        }
    }
}

#[inline(always)]
fn inner_product<T: Ring>(a: &[T], b: &[T]) -> T {
    const LANES: usize = 16;
    let mut lanes = [T::ZERO; LANES];
    let ((xs, x_rest), (ys, y_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (x, y) in xs.iter().zip(ys) {
        lanes = std::array::from_fn(|i| lanes[i].multiply_add(x[i], y[i]));
    }
    let eight: [T; 8] = std::array::from_fn(|i| lanes[i].plus(lanes[i + 8]));
    let four: [T; 4] = std::array::from_fn(|i| eight[i].plus(eight[i + 4]));
    let sum = four[0].plus(four[2]).plus(four[1].plus(four[3]));
    let rest = x_rest.iter().zip(y_rest);
    rest.fold(sum, |sum, (&x, &y)| sum.multiply_add(x, y))
}

/// Rows of the result as weighted sums of the rows of `b`, four at a time, in blocks of `b` that stay in
/// cache.
#[inline(never)]
unsafe fn row_product<T: Ring>(p: Product) {
    const DEPTH: usize = 128;
    const WIDTH: usize = 512;
    let (a, b, c) = (
        p.a.0.cast::<T>().cast_const(),
        p.b.0.cast::<T>().cast_const(),
        p.c.0.cast::<T>(),
    );
    let mut sums = [T::ZERO; WIDTH];
    let mut packed: Vec<T> = Vec::new();
    for left in (0..p.n).step_by(WIDTH) {
        let width = (p.n - left).min(WIDTH);
        let sums = &mut sums[..width];
        for top in (0..p.k).step_by(DEPTH) {
            let depth = (p.k - top).min(DEPTH);
            // SAFETY: the caller gives matrices of these sizes.
            unsafe {
                let block = b.offset(top as isize * p.b.1 + left as isize * p.b.2);
                let (block, step) = if p.b.2 == 1 {
                    (block, p.b.1)
                } else {
                    packed.clear();
                    for k in 0..depth as isize {
                        packed.extend(
                            (0..width as isize).map(|j| *block.offset(k * p.b.1 + j * p.b.2)),
                        );
                    }
                    (packed.as_ptr(), width as isize)
                };
                let row =
                    |k: usize| std::slice::from_raw_parts(block.offset(k as isize * step), width);
                for i in 0..p.m as isize {
                    let weight = |k: usize| *a.offset(i * p.a.1 + (top + k) as isize * p.a.2);
                    sums.fill(T::ZERO);
                    let fours = depth / 4 * 4;
                    for k in (0..fours).step_by(4) {
                        let (r0, r1, r2, r3) = (row(k), row(k + 1), row(k + 2), row(k + 3));
                        let (w0, w1, w2, w3) =
                            (weight(k), weight(k + 1), weight(k + 2), weight(k + 3));
                        for j in 0..width {
                            let sum = sums[j].multiply_add(w0, r0[j]).multiply_add(w1, r1[j]);
                            sums[j] = sum.multiply_add(w2, r2[j]).multiply_add(w3, r3[j]);
                        }
                    }
                    for k in fours..depth {
                        let w = weight(k);
                        for (sum, &x) in sums.iter_mut().zip(row(k)) {
                            *sum = sum.multiply_add(w, x);
                        }
                    }
                    let out = c.offset(i * p.c.1 + left as isize * p.c.2);
                    for (j, &sum) in sums.iter().enumerate() {
                        store(out.offset(j as isize * p.c.2), sum, p.accumulate || top > 0);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::DType;
    use crate::array::Array;
    use crate::np;
    use crate::primitives::flip::flip;
    use crate::primitives::slice::slice;
    use crate::primitives::transpose::transpose;
    use crate::testing::Samples;
    use num_complex::Complex;

    fn values(x: &Array) -> Vec<Complex<f64>> {
        np::astype(x, DType::C128).to_vec::<Complex<f64>>().unwrap()
    }

    /// matmul by three loops.
    fn slow(x: &Array, y: &Array) -> Vec<Complex<f64>> {
        let ([m, k], [_, n]) = (
            <[usize; 2]>::try_from(x.shape()).unwrap(),
            <[usize; 2]>::try_from(y.shape()).unwrap(),
        );
        let (x, y) = (values(x), values(y));
        (0..m * n)
            .map(|at| (0..k).map(|l| x[at / n * k + l] * y[l * n + at % n]).sum())
            .collect()
    }

    /// The same matrix lying in memory in other ways.
    fn layouts(x: &Array) -> Vec<Array> {
        let turned = transpose(&np::copy(transpose(x, &[1, 0]).unwrap()), &[1, 0]).unwrap();
        let flipped = flip(&np::copy(flip(x, &[0, 1]).unwrap()), &[0, 1]).unwrap();
        let (m, n) = (x.shape()[0], x.shape()[1]);
        let wide = np::repeat(x, 2, 1);
        let strided = slice(&wide, &[0, 0], &[m, 2 * n], &[1, 2]).unwrap();
        vec![x.clone(), turned, flipped, strided]
    }

    #[test]
    fn every_dtype_and_layout_matches_three_loops() {
        let mut samples = Samples::new(11);
        for dtype in DType::ALL {
            for (m, k, n) in [
                (1, 1, 1),
                (3, 5, 2),
                (1, 40, 7),
                (7, 40, 1),
                (17, 9, 21),
                (40, 33, 35),
            ] {
                // Small whole numbers: exact in every dtype.
                let x = samples.array(DType::U8, &[m, k], 0.0, 2.0).astype(dtype);
                let y = samples.array(DType::U8, &[k, n], 0.0, 2.0).astype(dtype);
                let wanted: Vec<_> = slow(&x, &y)
                    .into_iter()
                    .map(|z| {
                        if dtype.is_bool() {
                            Complex::new(z.re.min(1.0), 0.0)
                        } else {
                            z
                        }
                    })
                    .collect();
                for x in layouts(&x) {
                    for y in layouts(&y) {
                        assert_eq!(values(&np::matmul(&x, &y)), wanted, "{dtype} {m}x{k}x{n}");
                    }
                }
            }
        }
    }

    #[test]
    fn batches_broadcast_without_loops() {
        let mut samples = Samples::new(12);
        let shapes: &[(&[usize], &[usize])] = &[
            (&[3, 2, 4], &[4, 5]),
            (&[2, 4], &[3, 4, 5]),
            (&[2, 1, 3, 4], &[5, 4, 2]),
            (&[3, 1, 2, 4], &[1, 2, 4, 3]),
            (&[3, 2, 4], &[4]),
            (&[4], &[3, 4, 2]),
            (&[1, 2, 3], &[1, 3, 2]),
            (&[0, 2, 3], &[3, 2]),
        ];
        for (a, b) in shapes {
            let (x, y) = (
                samples.array(DType::F64, a, -1.0, 1.0),
                samples.array(DType::F64, b, -1.0, 1.0),
            );
            let product = np::matmul(&x, &y);
            // The slow way: multiply with broadcasting, then sum.
            let row = if a.len() == 1 {
                x.reshape([1, a[0]])
            } else {
                x.clone()
            };
            let column = if b.len() == 1 {
                y.reshape([b[0], 1])
            } else {
                y.clone()
            };
            let (row, column) = (
                np::expand_dims(&row, row.ndim() as isize),
                np::expand_dims(&column, column.ndim() as isize - 2),
            );
            let axis = row.ndim().max(column.ndim()) as isize - 2;
            let all = np::sum(np::multiply(row, column), axis);
            assert_eq!(product.len(), all.len());
            for (p, q) in product
                .to_vec::<f64>()
                .unwrap()
                .into_iter()
                .zip(all.to_vec::<f64>().unwrap())
            {
                assert!((p - q).abs() < 1e-12, "{a:?} {b:?}: {p} {q}");
            }
        }
    }

    #[test]
    fn large_products_and_empty_ones() {
        let mut samples = Samples::new(13);
        let (x, y) = (
            samples.array(DType::F32, &[150, 300], -1.0, 1.0),
            samples.array(DType::F32, &[300, 170], -1.0, 1.0),
        );
        let wanted = slow(&x, &y);
        for (found, wanted) in values(&np::matmul(&x, &y)).into_iter().zip(wanted) {
            assert!((found.re - wanted.re).abs() < 1e-3);
        }
        assert_eq!(
            np::matmul(np::ones([2, 0]), np::ones([0, 3]))
                .to_vec::<f64>()
                .unwrap(),
            [0.0; 6]
        );
        assert!(crate::try_run(|| np::matmul(&x, &x)).is_err());
    }
}
