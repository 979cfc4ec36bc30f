//! Transposition of planes: rows of the source become columns of the output, through registers.
//!
//! A plane is cut into square blocks, which are loaded, turned within registers and stored as whole vectors. Each
//! block is written for an element size and an instruction set; [`transposition`] picks them. `copy` and `gathered`
//! decide where a transposition is needed.

use super::simd::{Set, fetch, set};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;
use std::mem::MaybeUninit;

/// Columns of the output that are walked down together. The next part of their rows of the source is fetched meanwhile.
const WIDTH: usize = 128;
/// Bytes of a source row that are read together: a cache line.
const LINE: usize = 64;

/// A plane of the output, `rows` by `columns` elements, and the plane of the source that it takes them from. Elements
/// of an output row are neighbours, and so are those of a source row, which is a column of the output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    pub(crate) out: *mut u8,
    pub(crate) src: *const u8,
    /// Bytes between rows of the output.
    pub(crate) out_stride: isize,
    /// Bytes between rows of the source.
    pub(crate) src_stride: isize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

/// Fills a plane.
///
/// # Safety
/// All elements of the source are readable and those of the output writable; the two do not overlap.
pub(crate) type Transpose = unsafe fn(Plane);

/// The transposition of elements of `size` bytes, for the instruction set in use.
pub(crate) fn transposition(size: usize) -> Transpose {
    of_set(set(), size)
}

#[cfg(target_arch = "x86_64")]
fn of_set(set: Set, size: usize) -> Transpose {
    match (set, size) {
        (_, 1) => any::<Bytes, Single<u8, 4>>,
        (_, 2) => any::<Pairs, Single<u16, 2>>,
        (Set::Avx512, 4) => avx512::<Words16, Words4>,
        (Set::Avx2, 4) => avx2::<Words8, Words4>,
        (_, 4) => any::<Words4, Single<u32, 2>>,
        (Set::Avx512, 8) => avx512::<Longs8, Longs4>,
        (Set::Avx2, 8) => avx2::<Longs4, Single<u64, 2>>,
        (_, 8) => any::<Single<u64, 4>, Single<u64, 2>>,
        _ => any::<Single<[u64; 2], 4>, Single<[u64; 2], 2>>,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn of_set(_: Set, size: usize) -> Transpose {
    match size {
        1 => any::<Single<u8, 16>, Single<u8, 4>>,
        2 => any::<Single<u16, 8>, Single<u16, 4>>,
        4 => any::<Single<u32, 4>, Single<u32, 2>>,
        8 => any::<Single<u64, 4>, Single<u64, 2>>,
        _ => any::<Single<[u64; 2], 4>, Single<[u64; 2], 2>>,
    }
}

/// # Safety
/// As for [`Transpose`], on a machine that has the set.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn avx512<B: Block, S: Block>(plane: Plane) {
    // SAFETY: passed on.
    unsafe { any::<B, S>(plane) }
}

/// # Safety
/// As for [`Transpose`], on a machine that has the set.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<B: Block, S: Block>(plane: Plane) {
    // SAFETY: passed on.
    unsafe { any::<B, S>(plane) }
}

/// A square of `EDGE` by `EDGE` elements.
trait Block {
    type Item: Copy;
    const EDGE: usize;

    /// Transposes one square. Strides are in bytes.
    ///
    /// # Safety
    /// `EDGE` rows of as many elements are readable and writable.
    unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize);
}

/// Blocks of `B` where the plane has room for them, else of `S`, else single elements.
///
/// # Safety
/// As for [`Transpose`]; the machine has the instruction set of the blocks.
#[inline(always)]
unsafe fn any<B: Block, S: Block>(plane: Plane) {
    let shorter = plane.rows.min(plane.columns);
    // SAFETY: passed on.
    unsafe {
        if shorter >= B::EDGE {
            in_blocks::<B>(plane);
        } else if shorter >= S::EDGE {
            in_blocks::<S>(plane);
        } else if shorter > 0 {
            in_blocks::<Single<B::Item, 1>>(plane);
        }
    }
}

/// # Safety
/// As for [`Transpose`]; the machine has the instruction set of the block, and the plane has room for one.
#[inline(always)]
unsafe fn in_blocks<B: Block>(plane: Plane) {
    let Plane {
        out,
        src,
        out_stride,
        src_stride,
        rows,
        columns,
    } = plane;
    let size = size_of::<B::Item>();
    let height = B::EDGE.max(LINE / size);
    // Parts of cache lines are collected first: lines of the output at a power of two from each other drive each
    // other out of the cache before they are whole.
    let is_staged = B::EDGE * size < LINE && out_stride.unsigned_abs() > WIDTH * size;
    let mut stage = MaybeUninit::<[[u8; LINE]; WIDTH]>::uninit();
    for left in (0..columns).step_by(WIDTH) {
        let right = (left + WIDTH).min(columns);
        // The last squares overlap those before them, which costs less than parts of squares.
        let left = left.min(right - B::EDGE);
        for top in (0..rows).step_by(height) {
            let bottom = (top + height).min(rows);
            let top = top.min(bottom - B::EDGE);
            let corner = out.wrapping_offset(top as isize * out_stride + (left * size) as isize);
            let (to, to_stride) = if is_staged {
                (stage.as_mut_ptr().cast(), (WIDTH * size) as isize)
            } else {
                (corner, out_stride)
            };
            for column in (left..right).step_by(B::EDGE) {
                let column = column.min(right - B::EDGE);
                let from = src.wrapping_offset(column as isize * src_stride);
                for i in 0..B::EDGE as isize {
                    fetch(from.wrapping_offset(i * src_stride + (bottom * size) as isize));
                }
                for row in (top..bottom).step_by(B::EDGE) {
                    let row = row.min(bottom - B::EDGE);
                    let to = to.wrapping_offset(
                        (row - top) as isize * to_stride + ((column - left) * size) as isize,
                    );
                    // SAFETY: the square lies inside the plane, and inside the stage where there is one.
                    unsafe { B::turn(to, to_stride, from.wrapping_add(row * size), src_stride) };
                }
            }
            if is_staged {
                let bytes = (right - left) * size;
                for row in 0..(bottom - top) as isize {
                    // SAFETY: the squares have filled this part of the stage.
                    unsafe {
                        copy_bytes(
                            to.offset(row * to_stride),
                            corner.offset(row * out_stride),
                            bytes,
                        );
                    }
                }
            }
        }
    }
}

/// Copies some hundred bytes, without a call.
///
/// # Safety
/// As for `copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy_bytes(from: *const u8, to: *mut u8, count: usize) {
    let whole = count / LINE * LINE;
    // SAFETY: as promised.
    unsafe {
        for at in (0..whole).step_by(LINE) {
            let line = from.add(at).cast::<[u8; LINE]>().read();
            to.add(at).cast::<[u8; LINE]>().write(line);
        }
        std::ptr::copy_nonoverlapping(from.add(whole), to.add(whole), count - whole);
    }
}

/// A square of `EDGE` by `EDGE` elements of type `T`, one at a time.
struct Single<T, const EDGE: usize>(std::marker::PhantomData<T>);

impl<T: Copy, const EDGE: usize> Block for Single<T, EDGE> {
    type Item = T;
    const EDGE: usize = EDGE;

    #[inline(always)]
    unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize) {
        // SAFETY: as promised.
        unsafe {
            let columns: [[T; EDGE]; EDGE] = std::array::from_fn(|c| {
                src.offset(c as isize * src_stride)
                    .cast::<[T; EDGE]>()
                    .read()
            });
            #[allow(
                clippy::needless_range_loop,
                reason = "the index is that of a row, in every column"
            )]
            for r in 0..EDGE {
                out.offset(r as isize * out_stride)
                    .cast::<[T; EDGE]>()
                    .write(std::array::from_fn(|c| columns[c][r]));
            }
        }
    }
}

/// Interleaves registers until rows have become columns: after a step, each register holds pieces of twice as many
/// of the rows, half as long.
#[cfg(target_arch = "x86_64")]
macro_rules! interleave {
    ($x:ident, $count:literal, $low:ident, $high:ident) => {
        $x = std::array::from_fn(|i| {
            let (a, b) = ($x[i / 2], $x[i / 2 + $count / 2]);
            if i % 2 == 0 { $low(a, b) } else { $high(a, b) }
        })
    };
}

/// Squares with rows of 16 bytes. Interleaving rows `i` and `i + EDGE / 2`, as often as halving the edge leads to one
/// row, is a transposition.
#[cfg(target_arch = "x86_64")]
macro_rules! sse2 {
    ($(#[$doc:meta])* $name:ident, $item:ty, $edge:literal, $low:ident, $high:ident, $($time:literal)*) => {
        $(#[$doc])*
        struct $name;

        impl Block for $name {
            type Item = $item;
            const EDGE: usize = $edge;

            #[inline(always)]
            unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize) {
                // SAFETY: rows of 16 bytes, as promised; every machine of the target has the instructions.
                unsafe {
                    let mut x: [__m128i; $edge] = std::array::from_fn(|i| {
                        _mm_loadu_si128(src.offset(i as isize * src_stride).cast())
                    });
                    $(
                        let _ = $time;
                        interleave!(x, $edge, $low, $high);
                    )*
                    for (i, x) in x.into_iter().enumerate() {
                        _mm_storeu_si128(out.offset(i as isize * out_stride).cast(), x);
                    }
                }
            }
        }
    };
}
#[cfg(target_arch = "x86_64")]
sse2! {
    /// Sixteen by sixteen bytes.
    Bytes, u8, 16, _mm_unpacklo_epi8, _mm_unpackhi_epi8, 1 2 3 4
}
#[cfg(target_arch = "x86_64")]
sse2! {
    /// Eight by eight elements of two bytes.
    Pairs, u16, 8, _mm_unpacklo_epi16, _mm_unpackhi_epi16, 1 2 3
}
#[cfg(target_arch = "x86_64")]
sse2! {
    /// Four by four elements of four bytes.
    Words4, u32, 4, _mm_unpacklo_epi32, _mm_unpackhi_epi32, 1 2
}

/// Eight by eight elements of four bytes.
#[cfg(target_arch = "x86_64")]
struct Words8;

#[cfg(target_arch = "x86_64")]
impl Block for Words8 {
    type Item = u32;
    const EDGE: usize = 8;

    #[inline(always)]
    unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize) {
        for half in 0..2 {
            // SAFETY: rows of 32 bytes, as promised.
            unsafe {
                let part = |row: isize| src.offset(row * src_stride + half * 16).cast();
                // The lower half of each register is of row `i`, the upper of row `i + 4`.
                let mut x: [__m256i; 4] = std::array::from_fn(|i| {
                    let i = i as isize;
                    _mm256_inserti128_si256::<1>(
                        _mm256_castsi128_si256(_mm_loadu_si128(part(i))),
                        _mm_loadu_si128(part(i + 4)),
                    )
                });
                interleave!(x, 4, _mm256_unpacklo_epi32, _mm256_unpackhi_epi32);
                interleave!(x, 4, _mm256_unpacklo_epi32, _mm256_unpackhi_epi32);
                for (i, x) in x.into_iter().enumerate() {
                    let row = half * 4 + i as isize;
                    _mm256_storeu_si256(out.offset(row * out_stride).cast(), x);
                }
            }
        }
    }
}

/// The first quarters of four registers, then the second ones, and so on.
///
/// # Safety
/// The machine has AVX-512.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn quarters([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    // SAFETY: as promised.
    unsafe {
        let (low, low2) = (
            _mm512_shuffle_i64x2::<0x44>(a, b),
            _mm512_shuffle_i64x2::<0x44>(c, d),
        );
        let (high, high2) = (
            _mm512_shuffle_i64x2::<0xee>(a, b),
            _mm512_shuffle_i64x2::<0xee>(c, d),
        );
        [
            _mm512_shuffle_i64x2::<0x88>(low, low2),
            _mm512_shuffle_i64x2::<0xdd>(low, low2),
            _mm512_shuffle_i64x2::<0x88>(high, high2),
            _mm512_shuffle_i64x2::<0xdd>(high, high2),
        ]
    }
}

/// Sixteen by sixteen elements of four bytes.
#[cfg(target_arch = "x86_64")]
struct Words16;

#[cfg(target_arch = "x86_64")]
impl Block for Words16 {
    type Item = u32;
    const EDGE: usize = 16;

    #[inline(always)]
    unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize) {
        // SAFETY: rows of 64 bytes, as promised.
        unsafe {
            let mut x: [__m512i; 16] = std::array::from_fn(|i| {
                _mm512_loadu_si512(src.offset(i as isize * src_stride).cast())
            });
            // Register `4 * q + i` gets quarter `q` of rows `i`, `i + 4`, `i + 8` and `i + 12`.
            for i in 0..4 {
                [x[i], x[i + 4], x[i + 8], x[i + 12]] =
                    quarters([x[i], x[i + 4], x[i + 8], x[i + 12]]);
            }
            for quarter in 0..4 {
                let mut x: [__m512i; 4] = std::array::from_fn(|i| x[4 * quarter + i]);
                interleave!(x, 4, _mm512_unpacklo_epi32, _mm512_unpackhi_epi32);
                interleave!(x, 4, _mm512_unpacklo_epi32, _mm512_unpackhi_epi32);
                for (i, x) in x.into_iter().enumerate() {
                    let row = (4 * quarter + i) as isize;
                    _mm512_storeu_si512(out.offset(row * out_stride).cast(), x);
                }
            }
        }
    }
}

/// Four by four elements of eight bytes.
#[cfg(target_arch = "x86_64")]
struct Longs4;

#[cfg(target_arch = "x86_64")]
impl Block for Longs4 {
    type Item = u64;
    const EDGE: usize = 4;

    #[inline(always)]
    unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize) {
        for half in 0..2 {
            // SAFETY: rows of 32 bytes, as promised.
            unsafe {
                let part = |row: isize| src.offset(row * src_stride + half * 16).cast();
                let mut x: [__m256i; 2] = std::array::from_fn(|i| {
                    let i = i as isize;
                    _mm256_inserti128_si256::<1>(
                        _mm256_castsi128_si256(_mm_loadu_si128(part(i))),
                        _mm_loadu_si128(part(i + 2)),
                    )
                });
                interleave!(x, 2, _mm256_unpacklo_epi64, _mm256_unpackhi_epi64);
                for (i, x) in x.into_iter().enumerate() {
                    let row = half * 2 + i as isize;
                    _mm256_storeu_si256(out.offset(row * out_stride).cast(), x);
                }
            }
        }
    }
}

/// Eight by eight elements of eight bytes.
#[cfg(target_arch = "x86_64")]
struct Longs8;

#[cfg(target_arch = "x86_64")]
impl Block for Longs8 {
    type Item = u64;
    const EDGE: usize = 8;

    #[inline(always)]
    unsafe fn turn(out: *mut u8, out_stride: isize, src: *const u8, src_stride: isize) {
        // SAFETY: rows of 64 bytes, as promised.
        unsafe {
            let mut x: [__m512i; 8] = std::array::from_fn(|i| {
                _mm512_loadu_si512(src.offset(i as isize * src_stride).cast())
            });
            // Register `2 * q + i` gets quarter `q` of rows `i`, `i + 2`, `i + 4` and `i + 6`.
            for i in 0..2 {
                [x[i], x[i + 2], x[i + 4], x[i + 6]] =
                    quarters([x[i], x[i + 2], x[i + 4], x[i + 6]]);
            }
            for quarter in 0..4 {
                let mut x: [__m512i; 2] = std::array::from_fn(|i| x[2 * quarter + i]);
                interleave!(x, 2, _mm512_unpacklo_epi64, _mm512_unpackhi_epi64);
                for (i, x) in x.into_iter().enumerate() {
                    let row = (2 * quarter + i) as isize;
                    _mm512_storeu_si512(out.offset(row * out_stride).cast(), x);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::simd::available;

    /// Compares a plane inside larger buffers with a plain loop; nothing around it may be touched.
    fn check(set: Set, size: usize, rows: usize, columns: usize) {
        let (out_stride, src_stride) = ((columns + 3) * size, (rows + 1) * size);
        let src: Vec<u8> = (0..columns * src_stride)
            .map(|i| ((i * 7919) >> 3) as u8)
            .collect();
        let mut out = vec![0u8; rows * out_stride];
        let mut wanted = out.clone();
        for row in 0..rows {
            for column in 0..columns {
                let (to, from) = (
                    row * out_stride + column * size,
                    column * src_stride + row * size,
                );
                wanted[to..to + size].copy_from_slice(&src[from..from + size]);
            }
        }
        let plane = Plane {
            out: out.as_mut_ptr(),
            src: src.as_ptr(),
            out_stride: out_stride as isize,
            src_stride: src_stride as isize,
            rows,
            columns,
        };
        // SAFETY: the buffers have the elements of the plane; the machine has the set.
        unsafe { of_set(set, size)(plane) };
        assert!(out == wanted, "{set:?}: {rows} x {columns} of {size} bytes");
    }

    #[test]
    fn planes_of_all_sizes() {
        for &set in available() {
            for size in [1, 2, 4, 8, 16] {
                for rows in [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70] {
                    for columns in [0, 1, 3, 4, 5, 8, 15, 16, 17, 31, 32, 67, 127, 129, 150] {
                        check(set, size, rows, columns);
                    }
                }
            }
        }
    }
}
