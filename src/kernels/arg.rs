//! Positions of extremes, and the walk over lines along one axis that other kernels share.
//!
//! [`for_lines`] hands out single lines, or bundles of neighbouring lines where those are closer in memory
//! than the elements of one line. What counts as larger is decided by the folds of [`super::reduce`].

use super::loops::{byte_strides, parallel_for};
use super::reduce::{Fold, Max, Min, is_nan};
use super::shared::Shared;
use super::simd::sets::{Entry, Isa, run};
use super::simd::{self, Set};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::argreduce::ArgKind;
use half::{bf16, f16};
use num_complex::Complex;
use smallvec::SmallVec;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

/// The most lines in a bundle.
pub(super) const BUNDLE: usize = 256;

/// Lines of at most so many elements are handed out several at a time.
const SHORT: usize = 256;

/// Neighbouring lines: byte offsets of the first one's start and byte strides between lines, per operand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<const N: usize> {
    pub(super) offsets: [isize; N],
    pub(super) steps: [isize; N],
    pub(super) count: usize,
}

/// Calls `body` for all lines along `axis` of operands of one shape, each given by byte strides; the strides
/// along `axis` itself are not used but for deciding about bundles: of neighbouring lines that are closer in memory
/// than the elements of one, or of short ones. Lines come one by one unless `bundle`.
pub(super) fn for_lines<const N: usize>(
    shape: &[usize],
    axis: usize,
    strides: [&[isize]; N],
    bundle: bool,
    body: &(dyn Fn(Lines<N>) + Sync),
) {
    let others: SmallVec<[usize; 6]> = (0..shape.len())
        .filter(|&a| a != axis && shape[a] != 1)
        .collect();
    let lines: usize = others.iter().map(|&a| shape[a]).product();
    if lines == 0 {
        return;
    }
    // The last operand is the one that is read.
    let source = strides[N - 1];
    let nearest = others.iter().copied().min_by_key(|&a| source[a].abs());
    let is_column = |&a: &usize| source[a].abs() < source[axis].abs() || shape[axis] <= SHORT;
    let column = nearest.filter(|a| bundle && is_column(a));
    let outer: SmallVec<[usize; 6]> = others.into_iter().filter(|&a| Some(a) != column).collect();
    let column_size = column.map_or(1, |a| shape[a]);
    let bundles = column_size.div_ceil(BUNDLE);
    let steps = strides.map(|s| column.map_or(0, |a| s[a]));
    let tasks = lines / column_size * bundles;
    let grain = (16_384 / (shape[axis].max(1) * column_size.min(BUNDLE))).max(1);
    parallel_for(tasks, grain, &|range| {
        for task in range {
            let first = task % bundles * BUNDLE;
            let mut offsets = steps.map(|step| step * first as isize);
            let mut rest = task / bundles;
            for &a in outer.iter().rev() {
                let index = (rest % shape[a]) as isize;
                rest /= shape[a];
                for (offset, s) in offsets.iter_mut().zip(strides) {
                    *offset += index * s[a];
                }
            }
            body(Lines {
                offsets,
                steps,
                count: (column_size - first).min(BUNDLE),
            });
        }
    });
}

/// Byte strides of an operand along the axes of a shape that has one more axis, where it does not move.
pub(super) fn with_axis(strides: &[isize], axis: usize) -> SmallVec<[isize; 6]> {
    let mut all = SmallVec::from_slice(strides);
    all.insert(axis, 0);
    all
}

/// Writes the position of the first extreme element of each line along `axis`, which is not empty.
pub(crate) fn arg_reduce(kind: ArgKind, x: &Dense, axis: usize, out: &mut Dense) {
    arg_reduce_with(simd::set(), kind, x, axis, out);
}

pub(super) fn arg_reduce_with(set: Set, kind: ArgKind, x: &Dense, axis: usize, out: &mut Dense) {
    let find = finder(kind, x.dtype());
    let source_strides = byte_strides(x);
    let out_strides = with_axis(&byte_strides(out), axis);
    let (source, out) = (Shared(x.as_ptr().cast_mut()), Shared(out.as_mut_ptr()));
    let (n, stride) = (x.shape()[axis], source_strides[axis]);
    for_lines(
        x.shape(),
        axis,
        [&out_strides, &source_strides],
        true,
        &|lines| {
            let [to, from] = lines.offsets;
            // SAFETY: the lines lie in the view; each is written by one task.
            unsafe { find(set, source.at(from), (n, stride), out.at(to), lines) };
        },
    );
}

type Find = unsafe fn(Set, source: *const u8, line: (usize, isize), out: *mut u8, Lines<2>);

/// The positions in some lines: the first element of the first, the size and stride of each, and the first output.
struct Positions<F> {
    source: *const u8,
    line: (usize, isize),
    out: *mut u8,
    lines: Lines<2>,
    fold: PhantomData<F>,
}

impl<F: Fold<Block: PartialEq>> Entry for Positions<F> {
    type Out = ();
    const IS_WIDE: bool = F::IS_WIDE;
    #[inline(always)]
    fn call<S: Isa>(self) {
        let (lines, line) = (self.lines, self.line);
        let [out_step, step] = lines.steps;
        // SAFETY: whoever makes this gives `lines.count` lines of `line.0` elements and as many positions.
        unsafe {
            if step.abs() < line.1.abs() && lines.count > 1 {
                find_in_bundle::<F>(self.source, line, self.out, lines);
                return;
            }
            let write = |i: usize, position: usize| {
                let out = self.out.wrapping_offset(i as isize * out_step);
                out.cast::<i64>().write(position as i64);
            };
            let start = |i: usize| self.source.wrapping_offset(i as isize * step);
            if line.0 > SHORT || line.1 != size_of::<F::Item>() as isize {
                for i in 0..lines.count {
                    write(i, find_in_line::<F, S>(start(i), line.0, line.1));
                }
                return;
            }
            // Short lines: first their extremes, several at once.
            let mut extremes = [F::BLOCK; BUNDLE];
            let extremes = &mut extremes[..lines.count];
            F::each::<S>(self.source, step, line.0, extremes);
            for (i, &extreme) in extremes.iter().enumerate() {
                let line = std::slice::from_raw_parts(start(i).cast::<F::Item>(), line.0);
                write(i, F::position::<S>(line, extreme));
            }
        }
    }
}

/// Elements of a block of which the extreme is taken first, without asking where.
const BLOCK: usize = 2048;

/// Takes the extremes of blocks, which needs no branches, and then looks for the best in its block.
///
/// # Safety
/// `n > 0` elements, `stride` bytes apart, must be readable.
#[inline(always)]
unsafe fn find_in_line<F: Fold<Block: PartialEq>, S: Isa>(
    source: *const u8,
    n: usize,
    stride: isize,
) -> usize {
    let mut buffer = [const { MaybeUninit::<F::Item>::uninit() }; BLOCK];
    let mut block_at = |at: usize| {
        let count = (n - at).min(BLOCK);
        let start = source.wrapping_offset(at as isize * stride);
        // SAFETY: `count` elements are left; what is not adjacent is copied.
        unsafe {
            if stride == size_of::<F::Item>() as isize {
                return std::slice::from_raw_parts(start.cast::<F::Item>(), count);
            }
            for (i, element) in buffer[..count].iter_mut().enumerate() {
                element.write(*start.offset(i as isize * stride).cast());
            }
            std::slice::from_raw_parts(buffer.as_ptr().cast::<F::Item>(), count)
        }
    };
    let (mut place, mut best) = (0, F::slice::<S>(block_at(0)));
    let mut at = BLOCK;
    while at < n && !is_nan(&best) {
        let extreme = F::slice::<S>(block_at(at));
        if F::step(best, extreme) != best {
            (place, best) = (at, extreme);
        }
        at += BLOCK;
    }
    place + F::position::<S>(block_at(place), best)
}

/// # Safety
/// `lines.count <= BUNDLE` lines of `line.0 > 0` elements must be readable, and as many positions writable.
#[inline(always)]
unsafe fn find_in_bundle<F: Fold<Block: PartialEq>>(
    source: *const u8,
    line: (usize, isize),
    out: *mut u8,
    lines: Lines<2>,
) {
    let mut best = [F::BLOCK; BUNDLE];
    let mut positions = [0u32; BUNDLE];
    let mut chunk = [const { MaybeUninit::<F::Item>::uninit() }; BUNDLE];
    let (best, positions) = (&mut best[..lines.count], &mut positions[..lines.count]);
    let [out_step, step] = lines.steps;
    // Positions are counted in 32 bits, which go well with elements of 32 bits, from `base` on.
    let mut base = 0;
    let write = |positions: &[u32], base: usize| {
        for (j, &position) in positions.iter().enumerate() {
            if position > 0 || base == 0 {
                // SAFETY: the caller gives one output element per line.
                unsafe {
                    out.offset(j as isize * out_step)
                        .cast::<i64>()
                        .write((base + position as usize) as i64);
                };
            }
        }
    };
    for k in 0..line.0 {
        if k - base == u32::MAX as usize {
            write(positions, base);
            positions.fill(0);
            base = k - 1;
        }
        let row = source.wrapping_offset(k as isize * line.1);
        // SAFETY: the caller gives `lines.count` elements in each row of the bundle.
        let row = unsafe {
            if step == size_of::<F::Item>() as isize {
                std::slice::from_raw_parts(row.cast::<F::Item>(), lines.count)
            } else {
                for (j, element) in chunk[..lines.count].iter_mut().enumerate() {
                    element.write(*row.offset(j as isize * step).cast());
                }
                std::slice::from_raw_parts(chunk.as_ptr().cast::<F::Item>(), lines.count)
            }
        };
        if k == 0 {
            for (best, &x) in best.iter_mut().zip(row) {
                *best = F::load(x);
            }
            continue;
        }
        let number = (k - base) as u32;
        for ((best, position), &x) in best.iter_mut().zip(&mut *positions).zip(row) {
            let after = F::step(*best, F::load(x));
            let is_new = (after != *best) & !is_nan(best);
            *position = if is_new { number } else { *position };
            *best = if is_new { after } else { *best };
        }
    }
    write(positions, base);
}

unsafe fn find<F: Fold<Block: PartialEq>>(
    set: Set,
    source: *const u8,
    line: (usize, isize),
    out: *mut u8,
    lines: Lines<2>,
) {
    let fold = PhantomData::<F>;
    run(
        set,
        Positions {
            source,
            line,
            out,
            lines,
            fold,
        },
    );
}

macro_rules! finders {
    ($fold:ident, $dtype:expr) => {
        match $dtype {
            DType::Bool | DType::U8 => find::<$fold<u8>>,
            DType::U16 => find::<$fold<u16>>,
            DType::U32 => find::<$fold<u32>>,
            DType::U64 => find::<$fold<u64>>,
            DType::I8 => find::<$fold<i8>>,
            DType::I16 => find::<$fold<i16>>,
            DType::I32 => find::<$fold<i32>>,
            DType::I64 => find::<$fold<i64>>,
            DType::F16 => find::<$fold<f16>>,
            DType::BF16 => find::<$fold<bf16>>,
            DType::F32 => find::<$fold<f32>>,
            DType::F64 => find::<$fold<f64>>,
            DType::C64 => find::<$fold<Complex<f32>>>,
            DType::C128 => find::<$fold<Complex<f64>>>,
        }
    };
}

fn finder(kind: ArgKind, dtype: DType) -> Find {
    match kind {
        ArgKind::Max => finders!(Max, dtype),
        ArgKind::Min => finders!(Min, dtype),
    }
}
