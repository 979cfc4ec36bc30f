//! Positions of extremes, and the walk over lines along one axis that other kernels share.
//!
//! [`for_lines`] hands out single lines, or bundles of neighbouring lines where those are closer in memory
//! than the elements of one line. What counts as larger is decided by the folds of [`super::reduce`].

use super::loops::{byte_strides, parallel_for};
use super::reduce::{Fold, Max, Min, fold_slice};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::primitives::argreduce::ArgKind;
use half::{bf16, f16};
use num_complex::Complex;
use smallvec::SmallVec;

/// The most lines in a bundle.
pub(super) const BUNDLE: usize = 256;

/// Neighbouring lines: byte offsets of the first one's start and byte strides between lines, per operand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<const N: usize> {
    pub(super) offsets: [isize; N],
    pub(super) steps: [isize; N],
    pub(super) count: usize,
}

/// Calls `body` for all lines along `axis` of operands of one shape, each given by byte strides; the strides
/// along `axis` itself are not used but for deciding about bundles. Bundles are formed only if `bundle`.
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
    let column = nearest.filter(|&a| bundle && source[a].abs() < source[axis].abs());
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

/// A pointer that tasks share; they write to disjoint places.
#[derive(Clone, Copy)]
pub(super) struct Shared(pub(super) *mut u8);
// SAFETY: tasks that hold a `Shared` write to disjoint elements of one live allocation.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

impl Shared {
    pub(super) fn at(&self, offset: isize) -> *mut u8 {
        self.0.wrapping_offset(offset)
    }
}

/// Byte strides of an operand along the axes of a shape that has one more axis, where it does not move.
pub(super) fn with_axis(strides: &[isize], axis: usize) -> SmallVec<[isize; 6]> {
    let mut all = SmallVec::from_slice(strides);
    all.insert(axis, 0);
    all
}

/// Writes the position of the first extreme element of each line along `axis`, which is not empty.
pub(crate) fn arg_reduce(kind: ArgKind, x: &Dense, axis: usize, out: &mut Dense) {
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
            unsafe { find(source.at(from), (n, stride), out.at(to), lines) };
        },
    );
}

type Find = unsafe fn(source: *const u8, line: (usize, isize), out: *mut u8, lines: Lines<2>);

unsafe fn find<F: Fold<Item: PartialEq, Block: PartialEq>>(
    source: *const u8,
    line: (usize, isize),
    out: *mut u8,
    lines: Lines<2>,
) {
    // SAFETY: passed on from the caller.
    unsafe {
        if lines.count == 1 {
            out.cast::<i64>()
                .write(find_in_line::<F>(source, line.0, line.1) as i64);
        } else {
            find_in_bundle::<F>(source, line, out, lines);
        }
    }
}

/// Takes the extreme of a block first, which needs no branches, and looks for it only if it is a new one.
#[inline(never)]
unsafe fn find_in_line<F: Fold<Item: PartialEq, Block: PartialEq>>(
    source: *const u8,
    n: usize,
    stride: isize,
) -> usize {
    const BLOCK: usize = 512;
    let mut buffer: SmallVec<[F::Item; BLOCK]> = SmallVec::new();
    let mut best: Option<(usize, F::Block)> = None;
    let mut at = 0;
    while at < n {
        let count = (n - at).min(BLOCK);
        // SAFETY: the caller gives `n` elements `stride` bytes apart.
        let block = unsafe {
            let start = source.offset(at as isize * stride);
            if stride == size_of::<F::Item>() as isize {
                std::slice::from_raw_parts(start.cast::<F::Item>(), count)
            } else {
                buffer.clear();
                buffer.extend(
                    (0..count).map(|i| *start.offset(i as isize * stride).cast::<F::Item>()),
                );
                &buffer
            }
        };
        let extreme = fold_slice::<F>(block);
        if best.is_none_or(|(_, best)| F::step(best, extreme) != best) {
            let is_nan = is_nan(&extreme);
            let found = block.iter().position(|&x| {
                let x = F::load(x);
                if is_nan {
                    self::is_nan(&x)
                } else {
                    x == extreme
                }
            });
            best = Some((at + found.unwrap_or(0), extreme));
            if is_nan {
                break;
            }
        }
        at += count;
    }
    best.map_or(0, |(position, _)| position)
}

#[allow(clippy::eq_op, reason = "only nan differs from itself")]
#[inline(always)]
fn is_nan<T: PartialEq>(x: &T) -> bool {
    x != x
}

#[inline(never)]
unsafe fn find_in_bundle<F: Fold<Block: PartialEq>>(
    source: *const u8,
    line: (usize, isize),
    out: *mut u8,
    lines: Lines<2>,
) {
    let mut best = [F::BLOCK; BUNDLE];
    let mut positions = [0u64; BUNDLE];
    let (best, positions) = (&mut best[..lines.count], &mut positions[..lines.count]);
    let [out_step, step] = lines.steps;
    for k in 0..line.0 {
        for j in 0..lines.count {
            // SAFETY: the caller gives `lines.count` lines of `line.0` elements.
            let x = unsafe {
                *source
                    .offset(k as isize * line.1 + j as isize * step)
                    .cast::<F::Item>()
            };
            let after = F::step(best[j], F::load(x));
            if k == 0 || (after != best[j] && !is_nan(&best[j])) {
                best[j] = after;
                positions[j] = k as u64;
            }
        }
    }
    for (j, &position) in positions.iter().enumerate() {
        // SAFETY: the caller gives one output element per line.
        unsafe {
            out.offset(j as isize * out_step)
                .cast::<i64>()
                .write(position as i64);
        };
    }
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
