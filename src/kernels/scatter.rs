//! Blocks written at computed places, replacing what is there or combined with it: the kernel of `Scatter`.
//!
//! Positions are taken in order, so of several blocks for one place the last wins, and sums do not depend
//! on the number of threads: threads share the columns of blocks or the places that are written, never the positions.

use super::copy::contiguous;
use super::gather::places::{AHEAD, CHUNK, Places, fetch};
use super::gather::{OutOfRange, SKIPPED, with_places};
use super::loops::{parallel_for, thread_count};
use super::shared::Shared;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::dtype::dispatch::{for_dtype, for_item_size};
use crate::primitives::scatter::Mode;
use crate::shape::Shape;
use half::{bf16, f16};
use num_complex::Complex;
use std::ops::Range;

/// Elements that are worth a thread of their own.
const GRAIN: usize = 1 << 15;
/// Blocks of so many elements are shared by columns, however few there are.
const MANY_COLUMNS: usize = 512;
/// Shorter blocks of so many elements are shared by places: of fewer, finding out whose they are costs too much. Threads
/// that share columns of short blocks fetch each other's cache lines.
const SOME_COLUMNS: usize = 16;
/// How many blocks ahead are fetched where those of other threads lie between them, which the machine does not foresee.
const FAR_AHEAD: usize = 32;

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
    places: Places<'a>,
    len: usize,
}

/// The part of a scatter that one thread does: these columns of the blocks at these elements, or of all blocks.
#[derive(Clone)]
struct Part {
    columns: Range<usize>,
    elements: Option<Range<usize>>,
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
    let (shape, strides) = (Shape::from_slice(out.shape()), out.strides());
    let updates = contiguous(updates);
    let (target, dtype, elements) = (Shared(out.as_mut_ptr()), out.dtype(), out.len());
    with_places(&shape, &strides, indices, batch, skip, |places| {
        if updates.len() == 0 {
            return;
        }
        let len = updates.len() / places.len();
        let blocks = Blocks {
            out: target,
            updates: Shared(updates.as_ptr().cast_mut()),
            places,
            len,
        };
        // SAFETY: offsets were checked against the axes of `out`, which is contiguous, as are the updates; parts
        // do not overlap.
        in_parts(&blocks, elements, &|part| unsafe {
            scatter_part(mode, dtype, blocks, &part);
        });
    })
}

/// Calls `body` for parts of a scatter, on several threads if it is large: each takes a range of the columns, or, of
/// short blocks, of the elements that are written.
fn in_parts(blocks: &Blocks<'_>, elements: usize, body: &(dyn Fn(Part) + Sync)) {
    let (count, len) = (blocks.places.len(), blocks.len);
    if len >= MANY_COLUMNS {
        parallel_for(len, (GRAIN / count).max(MANY_COLUMNS / 2), &|columns| {
            body(Part {
                columns,
                elements: None,
            });
        });
        return;
    }
    let is_large = len >= SOME_COLUMNS && count * len >= 2 * GRAIN;
    // As every part goes through all places, there are no more than threads.
    let parts = if is_large { thread_count() } else { 1 };
    if parts == 1 {
        body(Part {
            columns: 0..len,
            elements: None,
        });
        return;
    }
    let bound = |part: usize| {
        if part == parts {
            elements
        } else {
            elements / len * part / parts * len
        }
    };
    parallel_for(parts, 1, &|range| {
        body(Part {
            columns: 0..len,
            elements: Some(bound(range.start)..bound(range.end)),
        });
    });
}

/// # Safety
/// As for [`write_blocks`], for the dtype's type.
unsafe fn scatter_part(mode: Mode, dtype: DType, blocks: Blocks<'_>, part: &Part) {
    // SAFETY: passed on from the caller.
    unsafe {
        match mode {
            Mode::Set => {
                for_item_size!(dtype.item_size(), T => write_blocks::<T>(blocks, part, |_, new| new));
            }
            Mode::Add => {
                for_dtype!(dtype, T => write_blocks::<T>(blocks, part, Combine::add));
            }
            Mode::Multiply => {
                for_dtype!(dtype, T => write_blocks::<T>(blocks, part, Combine::multiply));
            }
            Mode::Minimum => {
                for_dtype!(dtype, T => write_blocks::<T>(blocks, part, Combine::minimum));
            }
            Mode::Maximum => {
                for_dtype!(dtype, T => write_blocks::<T>(blocks, part, Combine::maximum));
            }
        }
    }
}

/// # Safety
/// `len` elements from every offset that is not skipped must be inside the output's buffer, and the updates must have `len`
/// elements for every offset.
#[inline(never)]
unsafe fn write_blocks<T: Copy>(blocks: Blocks<'_>, part: &Part, combine: impl Fn(T, T) -> T) {
    let (out, updates) = (
        blocks.out.get().cast::<T>(),
        blocks.updates.get().cast::<T>(),
    );
    let (first, count) = (part.columns.start, part.columns.len());
    let place = |offset: isize| out.wrapping_offset(offset).wrapping_add(first);
    let update = |number: usize| updates.wrapping_add(number * blocks.len + first);
    let write = |offset: isize, number: usize| {
        let (place, update) = (place(offset), update(number));
        for column in 0..count {
            // SAFETY: by the contract of this function.
            unsafe {
                let place = place.add(column);
                place.write(combine(place.read(), update.add(column).read()));
            }
        }
    };
    let all = 0..blocks.places.len();
    if let Some(elements) = &part.elements {
        // The part's blocks, of which the last ones wait until those after them are known.
        let mut queue = [(0, 0); CHUNK + FAR_AHEAD];
        let mut len = 0;
        blocks.places.for_chunks(all, |start, offsets, _| {
            for (i, &offset) in offsets.iter().enumerate() {
                queue[len] = (offset, start + i);
                // Without a branch, which would be taken by chance. What is left out has the offset of no element.
                len += usize::from(elements.contains(&(offset as usize)));
            }
            let mut done = 0;
            while done + FAR_AHEAD < len {
                let (offset, number) = queue[done + FAR_AHEAD];
                fetch(place(offset), count);
                fetch(update(number), count);
                write(queue[done].0, queue[done].1);
                done += 1;
            }
            queue.copy_within(done..len, 0);
            len -= done;
        });
        for &(offset, number) in &queue[..len] {
            write(offset, number);
        }
        return;
    }
    blocks.places.for_chunks(all, |start, offsets, skips| {
        if blocks.len == 1 && !skips {
            for (i, &offset) in offsets.iter().enumerate() {
                // SAFETY: by the contract of this function.
                unsafe {
                    let place = out.offset(offset);
                    place.write(combine(place.read(), updates.add(start + i).read()));
                }
            }
            return;
        }
        for (i, &offset) in offsets.iter().enumerate() {
            if let Some(&ahead) = offsets.get(i + AHEAD) {
                fetch(place(ahead), count);
            }
            if offset != SKIPPED {
                write(offset, start + i);
            }
        }
    });
}
