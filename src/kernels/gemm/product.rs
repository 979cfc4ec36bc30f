//! One matrix product of any element type: which loops compute it.
//!
//! The choice depends on sizes and strides, not on threads, so that results do not either.

use super::blocks::{self, Matrix, Product};
use super::level::{Level, Lined};
use super::matvec::{Columns, Rows};
#[cfg(target_arch = "x86_64")]
use super::pairs::Paired;
use super::source::Source;
use super::vector::Bit;
use crate::dtype::DType;
use crate::kernels::loops::parallel_for;
use crate::kernels::shared::Shared;
use half::{bf16, f16};
use num_complex::Complex;

/// Where a matrix begins, with strides in elements of its type.
pub(super) type Operand = Matrix<*mut u8>;

/// A product of matrices of a type that the function knows: `c` is filled, or added to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operands {
    pub(super) m: usize,
    pub(super) k: usize,
    pub(super) n: usize,
    pub(super) a: Operand,
    pub(super) b: Operand,
    pub(super) c: Operand,
    pub(super) accumulate: bool,
}

/// Computes a product, on all threads if the last argument says so.
pub(super) type ProductFn = unsafe fn(Level, Operands, bool);

/// The function for operands of a dtype. Results of bytes are 16-bit integers, those of 16-bit floats f32.
pub(super) fn of(dtype: DType) -> ProductFn {
    match dtype {
        DType::Bool => product::<Bit>,
        DType::U8 | DType::I8 => product::<u8>,
        DType::U16 | DType::I16 => product::<i16>,
        DType::U32 | DType::I32 => product::<i32>,
        DType::U64 | DType::I64 => product::<i64>,
        DType::F16 => product::<f16>,
        DType::BF16 => product_bf16,
        DType::F32 => product::<f32>,
        DType::F64 => product::<f64>,
        DType::C64 => product::<Complex<f32>>,
        DType::C128 => product::<Complex<f64>>,
    }
}

/// # Safety
/// The instruction set must be there, and three matrices of these sizes; `c` must be initialised if it is
/// added to, and overlap nothing.
unsafe fn product<S: Source<Sum = <S as Lined>::Sum> + Lined>(
    level: Level,
    p: Operands,
    parallel: bool,
) {
    // SAFETY: passed on from the caller.
    unsafe {
        if (p.m == 1 || p.n == 1) && vector_product::<S>(level, p, parallel) {
            return;
        }
        blocks::multiply(level, &typed::<S>(along_rows(p)), parallel);
    }
}

/// # Safety
/// As for [`product`].
unsafe fn product_bf16(level: Level, p: Operands, parallel: bool) {
    // SAFETY: passed on from the caller.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        if level == Level::Avx512Bf16 && p.m > 1 && p.n > 1 {
            blocks::multiply(level, &typed::<Paired>(along_rows(p)), parallel);
            return;
        }
        product::<bf16>(level, p, parallel);
    }
}

fn typed<S: Source>(p: Operands) -> Product<S> {
    let of = |x: Operand| Matrix {
        at: x.at.cast::<S>().cast_const(),
        row: x.row,
        column: x.column,
    };
    Product {
        m: p.m,
        k: p.k,
        n: p.n,
        a: of(p.a),
        b: of(p.b),
        c: Matrix {
            at: p.c.at.cast::<S::Sum>(),
            row: p.c.row,
            column: p.c.column,
        },
        accumulate: p.accumulate,
    }
}

/// The transposed product where its result has adjacent rows.
fn along_rows(p: Operands) -> Operands {
    if p.c.column == 1 || p.c.row != 1 {
        return p;
    }
    transposed(p)
}

fn transposed(p: Operands) -> Operands {
    let flip = |x: Operand| Matrix {
        at: x.at,
        row: x.column,
        column: x.row,
    };
    Operands {
        m: p.n,
        n: p.m,
        a: flip(p.b),
        b: flip(p.a),
        c: flip(p.c),
        ..p
    }
}

/// Elements of a matrix that one parallel task reads at least.
const GRAIN: usize = 1 << 17;

/// A matrix times a vector, if the matrix is adjacent along one of its axes.
///
/// # Safety
/// As for [`product`].
unsafe fn vector_product<T: Lined>(level: Level, p: Operands, parallel: bool) -> bool {
    let p = if p.n == 1 { p } else { transposed(p) };
    let lines = T::lines(level);
    let (matrix, vector) = (p.a.at.cast::<T>(), p.b.at.cast::<T>());
    let (matrix, out) = (Shared(matrix.cast::<u8>()), Shared(p.c.at));
    let (item, out_item) = (size_of::<T>() as isize, size_of::<T::Sum>() as isize);
    let grain = if parallel { (GRAIN / p.k).max(64) } else { p.m };
    if p.a.column == 1 || p.k == 1 {
        let mut buffer = Vec::new();
        // SAFETY: the caller gives the vector.
        let vector = unsafe { adjacent(vector, p.b.row, p.k, &mut buffer) };
        parallel_for(p.m, grain, &|range| {
            let start = range.start as isize;
            // SAFETY: tasks take different rows of the caller's matrices.
            unsafe {
                (lines.dot_rows)(&Rows {
                    matrix: matrix.at(start * p.a.row * item).cast::<T>(),
                    step: p.a.row,
                    count: range.len(),
                    vector: vector.at(0).cast::<T>(),
                    depth: p.k,
                    to: out.at(start * p.c.row * out_item).cast::<T::Sum>(),
                    to_step: p.c.row,
                    accumulate: p.accumulate,
                });
            }
        });
        return true;
    }
    if p.a.row != 1 || p.c.row != 1 {
        return false;
    }
    let vector = Shared(vector.cast::<u8>());
    parallel_for(p.m, grain, &|range| {
        let start = range.start as isize;
        // SAFETY: as above.
        unsafe {
            (lines.add_columns)(&Columns {
                matrix: matrix.at(start * item).cast::<T>(),
                step: p.a.column,
                rows: range.len(),
                vector: vector.at(0).cast::<T>(),
                vector_step: p.b.row,
                depth: p.k,
                to: out.at(start * out_item).cast::<T::Sum>(),
                accumulate: p.accumulate,
            });
        }
    });
    true
}

/// The elements of a strided vector in one piece: as they lie, or copied into `buffer`.
///
/// # Safety
/// There must be `n` elements.
unsafe fn adjacent<T: Copy>(start: *mut T, stride: isize, n: usize, buffer: &mut Vec<T>) -> Shared {
    if stride == 1 || n == 1 {
        return Shared(start.cast::<u8>());
    }
    // SAFETY: the caller's promise.
    buffer.extend((0..n as isize).map(|i| unsafe { *start.offset(i * stride) }));
    Shared(buffer.as_mut_ptr().cast())
}
