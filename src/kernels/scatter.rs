//! Blocks written at computed places, replacing what is there or combined with it: the kernel of `Scatter`.
//!
//! Positions are taken in order, so of several blocks for one place the last wins, and sums do not depend
//! on the number of threads: threads share the columns of a block, never its rows.

use super::copy::contiguous;
use super::gather::{OutOfRange, SKIPPED, Shared, block_offsets};
use super::loops::parallel_for;
use crate::array::value::Dense;
use crate::dtype::dispatch::{for_dtype, for_item_size};
use crate::primitives::scatter::Mode;
use half::{bf16, f16};
use num_complex::Complex;
use std::ops::Range;

/// Elements that are worth a thread of their own.
const GRAIN: usize = 1 << 15;

/// What a combining scatter does to one element.
trait Combine: Copy {
    fn add(self, other: Self) -> Self;
    fn multiply(self, other: Self) -> Self;
    fn minimum(self, other: Self) -> Self;
    fn maximum(self, other: Self) -> Self;
}

macro_rules! combine {
    ($($ty:ty),* => |$x:ident, $y:ident| $add:expr, $multiply:expr, $minimum:expr, $maximum:expr) => {$(
        impl Combine for $ty {
            fn add(self, $y: Self) -> Self { let $x = self; $add }
            fn multiply(self, $y: Self) -> Self { let $x = self; $multiply }
            fn minimum(self, $y: Self) -> Self { let $x = self; $minimum }
            fn maximum(self, $y: Self) -> Self { let $x = self; $maximum }
        }
    )*};
}

combine!(bool => |x, y| x | y, x & y, x & y, x | y);
combine!(u8, u16, u32, u64, i8, i16, i32, i64 => |x, y| x.wrapping_add(y), x.wrapping_mul(y), x.min(y), x.max(y));
// nan wins, as in numpy's minimum and maximum
combine!(f16, bf16, f32, f64 => |x, y| x + y, x * y, if x < y || x.is_nan() { x } else { y }, if x > y || x.is_nan() { x } else { y });
combine!(Complex<f32>, Complex<f64> => |x, y| x + y, x * y,
    if is_nan(x) || !is_nan(y) && (x.re, x.im) <= (y.re, y.im) { x } else { y },
    if is_nan(x) || !is_nan(y) && (x.re, x.im) >= (y.re, y.im) { x } else { y });

fn is_nan<T: num_traits::Float>(z: Complex<T>) -> bool {
    z.re.is_nan() || z.im.is_nan()
}

/// The addresses of a scatter: where the blocks go, and the blocks.
#[derive(Clone, Copy)]
struct Blocks<'a> {
    out: Shared,
    updates: Shared,
    offsets: &'a [isize],
    len: usize,
}

/// Writes the blocks of `updates` into `out`, which holds the operand's values in C order. With `skip`, blocks
/// out of range are left out; else nothing is written if an index is out of range.
pub(crate) fn scatter(
    mode: Mode,
    indices: &[&Dense],
    updates: &Dense,
    batch: usize,
    skip: bool,
    out: &mut Dense,
) -> Result<(), OutOfRange> {
    let strides = out.strides();
    let offsets = block_offsets(out.shape(), &strides, indices, batch, skip)?;
    if updates.len() == 0 {
        return Ok(());
    }
    let updates = contiguous(updates);
    let len = updates.len() / offsets.len();
    let blocks = Blocks {
        out: Shared::new(out.as_mut_ptr()),
        updates: Shared::new(updates.as_ptr().cast_mut()),
        offsets: &offsets,
        len,
    };
    let dtype = out.dtype();
    parallel_for(len, (GRAIN / offsets.len()).max(64), &|columns| {
        // SAFETY: offsets were checked against the axes of `out`, which is contiguous, as are the updates;
        // pieces of the columns do not overlap.
        unsafe {
            match mode {
                Mode::Set => {
                    for_item_size!(dtype.item_size(), T => write_blocks::<T>(blocks, columns, |_, new| new));
                }
                Mode::Add => {
                    for_dtype!(dtype, T => write_blocks::<T>(blocks, columns, Combine::add));
                }
                Mode::Multiply => {
                    for_dtype!(dtype, T => write_blocks::<T>(blocks, columns, Combine::multiply));
                }
                Mode::Minimum => {
                    for_dtype!(dtype, T => write_blocks::<T>(blocks, columns, Combine::minimum));
                }
                Mode::Maximum => {
                    for_dtype!(dtype, T => write_blocks::<T>(blocks, columns, Combine::maximum));
                }
            }
        }
    });
    Ok(())
}

/// # Safety
/// `len` elements from every offset that is not skipped must be inside the output's buffer, and the updates must have `len`
/// elements for every offset.
#[inline(never)]
unsafe fn write_blocks<T: Copy>(
    blocks: Blocks<'_>,
    columns: Range<usize>,
    combine: impl Fn(T, T) -> T,
) {
    let (out, updates) = (
        blocks.out.get().cast::<T>(),
        blocks.updates.get().cast::<T>(),
    );
    for (position, &offset) in blocks.offsets.iter().enumerate() {
        if offset == SKIPPED {
            continue;
        }
        for column in columns.clone() {
            // SAFETY: by the contract of this function.
            unsafe {
                let place = out.offset(offset).add(column);
                let update = updates.add(position * blocks.len + column).read();
                place.write(combine(place.read(), update));
            }
        }
    }
}
