//! Blocks read at computed places: the kernel of `Gather`, and the offsets that `scatter` shares.
//!
//! An operand is seen as batch axes, then one axis per index array, then the rest, whose elements move
//! together. Only element sizes matter here; the primitives' shapes are checked in `primitives::gather`.

pub(super) mod places;

use super::copy::contiguous;
use super::loops::parallel_for;
use super::shared::Shared;
use crate::array::value::Dense;
use crate::dtype::dispatch::for_item_size;
use crate::shape::contiguous_strides;
use places::{AHEAD, Places, check_range, fetch};
use std::ops::Range;

/// Elements that are worth a thread of their own.
const GRAIN: usize = 1 << 15;

/// An index that no axis has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutOfRange {
    /// As the caller gave it.
    pub(crate) index: i64,
    /// Which of the index arrays holds it.
    pub(crate) position: usize,
    pub(crate) size: usize,
}

/// The offset of a block that is left out because an index is out of range.
pub(super) const SKIPPED: isize = isize::MIN;

/// The offset of every addressed block, in elements from the operand's first one, in the C order of batch
/// and index positions. Negative indices count from the end of their axis. Blocks out of range are [`SKIPPED`]
/// with `skip`, else an error.
///
/// `shape` and `strides` are the operand's; its first `batch` axes are those of the index arrays too.
#[allow(
    clippy::cast_ptr_alignment,
    reason = "buffers are aligned for every element type"
)]
pub(super) fn block_offsets(
    shape: &[usize],
    strides: &[isize],
    indices: &[&Dense],
    batch: usize,
    skip: bool,
) -> Result<Vec<isize>, OutOfRange> {
    let mut offsets = batch_offsets(&shape[..batch], &strides[..batch], indices[0].len());
    for (position, index) in indices.iter().enumerate() {
        let (size, stride) = (shape[batch + position], strides[batch + position]);
        let index = contiguous(index);
        // SAFETY: the primitive has checked that index arrays are i64; this one is contiguous.
        let index =
            unsafe { std::slice::from_raw_parts(index.as_ptr().cast::<i64>(), index.len()) };
        for (offset, &i) in offsets.iter_mut().zip(index) {
            let from_start = if i < 0 {
                i.saturating_add(size as i64)
            } else {
                i
            };
            if from_start < 0 || from_start >= size as i64 {
                if skip {
                    *offset = SKIPPED;
                    continue;
                }
                return Err(OutOfRange {
                    index: i,
                    position,
                    size,
                });
            }
            if *offset != SKIPPED {
                *offset += from_start as isize * stride;
            }
        }
    }
    Ok(offsets)
}

/// The part of the offsets that comes from the batch axes, for `len` positions.
fn batch_offsets(shape: &[usize], strides: &[isize], len: usize) -> Vec<isize> {
    let examples: usize = shape.iter().product();
    if examples == 0 {
        return Vec::new();
    }
    let mut offsets = Vec::with_capacity(len);
    for example in element_offsets(shape, strides) {
        offsets.extend(std::iter::repeat_n(example, len / examples));
    }
    offsets
}

/// The offsets of all elements of a strided shape, in C order.
fn element_offsets(shape: &[usize], strides: &[isize]) -> Vec<isize> {
    let mut offsets = vec![0];
    for (&size, &stride) in shape.iter().zip(strides) {
        offsets = offsets
            .iter()
            .flat_map(|&start| (0..size as isize).map(move |i| start + i * stride))
            .collect();
    }
    offsets
}

/// How the elements of one block lie behind its first one.
enum Block {
    /// Next to each other.
    Contiguous(usize),
    /// At these offsets.
    Strided(Vec<isize>),
}

impl Block {
    fn new(shape: &[usize], strides: &[isize]) -> Self {
        let dense = contiguous_strides(shape);
        if (0..shape.len()).all(|axis| shape[axis] == 1 || strides[axis] == dense[axis]) {
            Block::Contiguous(shape.iter().product())
        } else {
            Block::Strided(element_offsets(shape, strides))
        }
    }

    fn len(&self) -> usize {
        match self {
            Block::Contiguous(len) => *len,
            Block::Strided(offsets) => offsets.len(),
        }
    }
}

/// Reads a block of `operand` for each position of the index arrays into the fresh `out`. With `skip`, blocks
/// out of range are zeros, else they are an error.
pub(crate) fn gather(
    operand: &Dense,
    indices: &[&Dense],
    batch: usize,
    skip: bool,
    out: &mut Dense,
) -> Result<(), OutOfRange> {
    let (shape, strides) = (operand.shape(), operand.strides());
    let rest = batch + indices.len();
    let block = Block::new(&shape[rest..], &strides[rest..]);
    with_places(shape, &strides, indices, batch, skip, |places| {
        if out.len() == 0 {
            return;
        }
        let (from, to) = (
            Shared(operand.as_ptr().cast_mut()),
            Shared(out.as_mut_ptr()),
        );
        let size = operand.dtype().item_size();
        parallel_for(places.len(), (GRAIN / block.len()).max(1), &|positions| {
            for_item_size!(size, T => {
                // SAFETY: offsets were checked against the operand's axes, the output has a block for each
                // position, and pieces of the positions do not overlap.
                unsafe { read_blocks::<T>(from.get().cast(), to.get().cast(), places, &block, positions) }
            });
        });
    })
}

/// Calls `body` with the places of all blocks, once every index is known to be in range or to be left out. The
/// arguments are those of [`block_offsets`].
#[allow(
    clippy::cast_ptr_alignment,
    reason = "buffers are aligned for every element type"
)]
pub(super) fn with_places(
    shape: &[usize],
    strides: &[isize],
    indices: &[&Dense],
    batch: usize,
    skip: bool,
    body: impl FnOnce(Places<'_>),
) -> Result<(), OutOfRange> {
    let ([index], 0) = (indices, batch) else {
        let offsets = block_offsets(shape, strides, indices, batch, skip)?;
        body(Places::Listed(&offsets));
        return Ok(());
    };
    let index = contiguous(index);
    // SAFETY: the primitive has checked that index arrays are i64; this one is contiguous.
    let index = unsafe { std::slice::from_raw_parts(index.as_ptr().cast::<i64>(), index.len()) };
    if !skip {
        check_range(index, shape[0])?;
    }
    body(Places::Axis {
        index,
        size: shape[0],
        stride: strides[0],
        skip,
    });
    Ok(())
}

/// # Safety
/// Every offset that is not [`SKIPPED`] plus every element of the block must be inside the buffer of `from`; `to`
/// must have room for the blocks of all positions; zero bytes must be a value of `T`.
#[inline(never)]
unsafe fn read_blocks<T: Copy>(
    from: *const T,
    to: *mut T,
    places: Places<'_>,
    block: &Block,
    positions: Range<usize>,
) {
    places.for_chunks(positions, |start, offsets, skips| {
        let to = to.wrapping_add(start * block.len());
        // SAFETY: by the contract of this function.
        unsafe {
            match block {
                Block::Contiguous(1) if !skips => {
                    for (i, &offset) in offsets.iter().enumerate() {
                        to.add(i).write(from.offset(offset).read());
                    }
                }
                _ => read_chunk(from, to, offsets, block),
            }
        }
    });
}

/// # Safety
/// As for [`read_blocks`], for one chunk of positions.
unsafe fn read_chunk<T: Copy>(from: *const T, to: *mut T, offsets: &[isize], block: &Block) {
    let len = block.len();
    for (position, &offset) in offsets.iter().enumerate() {
        // SAFETY: the target has room for a block for each position.
        let to = unsafe { to.add(position * len) };
        if offset == SKIPPED {
            // SAFETY: as above.
            unsafe { to.write_bytes(0, len) };
            continue;
        }
        let source = from.wrapping_offset(offset);
        match block {
            // SAFETY: by the contract of this function, here and below.
            Block::Contiguous(1) => unsafe { to.write(source.read()) },
            Block::Contiguous(len) => {
                if let Some(&ahead) = offsets.get(position + AHEAD) {
                    fetch(from.wrapping_offset(ahead), *len);
                }
                // SAFETY: as above.
                unsafe { std::ptr::copy_nonoverlapping(source, to, *len) };
            }
            Block::Strided(elements) => {
                for (i, &element) in elements.iter().enumerate() {
                    // SAFETY: as above.
                    unsafe { to.add(i).write(source.offset(element).read()) };
                }
            }
        }
    }
}
