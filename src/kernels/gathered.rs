//! Operands that run along another axis than the output, on their way to a typed loop.
//!
//! Taken row by row, each of their elements would cost a cache line. Here a plane of rows is cut into blocks, the part
//! of such an operand in a block is transposed into a buffer that stays in the first cache level, and the loop finds
//! contiguous rows there. The walk puts the two axes next to each other (`loops`).

use super::loops::{Body, Rows};
use super::strided::mover;
use super::transpose::{Plane, transposition};
use crate::dtype::dispatch::for_item_size;
use std::mem::MaybeUninit;

/// Rows of a block of a plane.
const HEIGHT: usize = 16;
/// Columns of a block of a plane.
const WIDTH: usize = 128;
/// Rows shorter than this are left to the loop, whatever their strides.
const SHORT: usize = 16;

/// The buffer of one operand.
#[repr(align(64))]
struct Buffer(MaybeUninit<[u8; HEIGHT * WIDTH * 8]>);

/// Calls `body` for rows, with operands that run across them gathered before. `sizes` are those of the elements.
/// `is_cheap` says that the loop is fast where all is contiguous: then other operands with gaps are gathered as well.
///
/// # Safety
/// The pointers and strides are those of rows that the body may be called with.
#[inline]
pub(super) unsafe fn gathered<const N: usize>(
    (sizes, is_cheap): ([usize; N], bool),
    pointers: [*mut u8; N],
    strides: [isize; N],
    n: usize,
    rows: &Rows<N>,
    body: &Body<'_, N>,
) {
    let fills_gaps = is_cheap && n >= SHORT && strides[0] == sizes[0] as isize;
    let marks: [bool; N] = std::array::from_fn(|i| {
        let (along, across) = (strides[i], rows.strides[i].unsigned_abs());
        let crosses = rows.count > 1 && across != 0 && across < along.unsigned_abs();
        let has_gaps = along != 0 && along != sizes[i] as isize;
        i > 0 && n > 1 && (crosses || fills_gaps && has_gaps)
    });
    if marks.contains(&true) {
        // SAFETY: passed on.
        unsafe { in_blocks(sizes, marks, pointers, strides, n, rows, body) }
    } else {
        body(pointers, strides, n, rows);
    }
}

/// # Safety
/// As for [`gathered`].
#[inline(never)]
unsafe fn in_blocks<const N: usize>(
    sizes: [usize; N],
    marks: [bool; N],
    pointers: [*mut u8; N],
    along: [isize; N],
    n: usize,
    rows: &Rows<N>,
    body: &Body<'_, N>,
) {
    let mut buffers = [const { Buffer(MaybeUninit::uninit()) }; N];
    let height = HEIGHT.min(rows.count);
    let is_wide = (1..N).any(|i| marks[i] && sizes[i] > 8);
    let width = if is_wide { WIDTH / 2 } else { WIDTH } * HEIGHT / height;
    let (mut strides, mut across) = (along, rows.strides);
    for i in (0..N).filter(|&i| marks[i]) {
        strides[i] = sizes[i] as isize;
        across[i] = (width * sizes[i]) as isize;
    }
    for left in (0..n).step_by(width) {
        let columns = width.min(n - left);
        for top in (0..rows.count).step_by(height) {
            let count = height.min(rows.count - top);
            let mut at: [*mut u8; N] = std::array::from_fn(|i| {
                let steps = left as isize * along[i] + top as isize * rows.strides[i];
                pointers[i].wrapping_offset(steps)
            });
            for i in (0..N).filter(|&i| marks[i]) {
                let buffer = buffers[i].0.as_mut_ptr().cast::<u8>();
                let plane = Plane {
                    out: buffer,
                    src: at[i],
                    out_stride: across[i],
                    src_stride: along[i],
                    rows: count,
                    columns,
                };
                // SAFETY: the block of the operand is inside the rows, and fits into the buffer.
                unsafe { gather(sizes[i], rows.strides[i], plane) };
                at[i] = buffer;
            }
            let rows = Rows {
                count,
                strides: across,
            };
            body(at, strides, columns, &rows);
        }
    }
}

/// Fills a plane from a source whose rows have elements `step` bytes apart.
///
/// # Safety
/// All elements of the source are readable and those of the output writable; the two do not overlap.
unsafe fn gather(size: usize, step: isize, plane: Plane) {
    if step == size as isize && plane.rows > 1 {
        // SAFETY: passed on.
        return unsafe { transposition(size)(plane) };
    }
    let mover = for_item_size!(size, T => mover::<T>());
    for row in 0..plane.rows as isize {
        let (to, from) = (
            plane.out.wrapping_offset(row * plane.out_stride),
            plane.src.wrapping_offset(row * step),
        );
        // SAFETY: passed on.
        unsafe {
            mover(
                [to, from.cast_mut()],
                [size as isize, plane.src_stride],
                plane.columns,
            );
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::array::Array;
    use crate::np;
    use crate::testing::Samples;
    use crate::{DType, s};

    fn numbers(shape: &[usize], dtype: DType, seed: u64) -> Array {
        let mut samples = Samples::new(seed);
        let n = shape.iter().product();
        let values: Vec<f64> = (0..n).map(|_| samples.real(0.0, 9.0)).collect();
        np::reshape(np::astype(Array::from_vec(values), dtype), shape.to_vec())
    }

    /// Every op on views in unlike orders gives what it gives on copies of them.
    fn check(op: impl Fn(&Array, &Array) -> Array, dtypes: &[DType], name: &str) {
        for &dtype in dtypes {
            for (rows, columns) in [(1, 5), (2, 40), (17, 3), (33, 130), (64, 300)] {
                let wide = numbers(&[rows, columns], dtype, 1);
                let tall = numbers(&[columns, rows], dtype, 2);
                let cube = numbers(&[4, columns, rows], dtype, 3);
                let gaps = numbers(&[columns, 3 * rows], dtype, 4);
                let pairs = [
                    (wide.clone(), tall.t()),
                    (tall.t(), wide.clone()),
                    (tall.clone(), wide.t()),
                    (wide.clone(), np::transpose(&cube, [0, 2, 1])),
                    (wide.clone(), gaps.i(s![.., 1..;3]).t()),
                    (np::flip(&wide, ..), np::flip(tall.t(), 0)),
                    (wide.i(s![..;2, ..;2]), tall.t().i(s![..;2, ..;2])),
                    (wide.i(s![.., ..;2]), tall.t().i(s![.., ..;2])),
                    (wide.i(s![0]), np::transpose(&cube, [2, 0, 1])),
                ];
                for (i, (x, y)) in pairs.iter().enumerate() {
                    let Ok(found) = crate::try_run(|| op(x, y)) else {
                        continue;
                    };
                    let wanted = op(&x.contiguous(), &y.contiguous());
                    let same = np::array_equal(&found, &wanted);
                    assert!(same, "{name} {dtype} {rows} x {columns}, pair {i}");
                }
            }
        }
    }

    #[test]
    fn operands_in_unlike_orders() {
        let all = [
            DType::Bool,
            DType::U8,
            DType::I16,
            DType::U32,
            DType::I64,
            DType::F16,
            DType::BF16,
            DType::F32,
            DType::F64,
            DType::C64,
            DType::C128,
        ];
        check(|x, y| np::add(x, y), &all, "add");
        check(|x, y| np::less(x, y), &all, "less");
        check(
            |x, y| np::where_(np::greater(y, 4.0f32), y, np::astype(x, DType::C128)),
            &all,
            "where",
        );
        check(|x, y| np::astype(x, DType::F32) + y, &all, "mixed");
        check(|_, y| np::exp(y), &all[7..], "exp");
        check(|_, y| np::astype(y, DType::F64), &all[..9], "cast");
    }
}
