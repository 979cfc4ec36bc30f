//! The 16-bit floats: widening to f32 and narrowing again, in blocks.
//!
//! f16 and bf16 have no arithmetic of their own. A row is taken in blocks that fit the first cache level,
//! widened on the stack, handed to the f32 loop and narrowed: one rounding, as numpy does it.

use super::loops::{Inner, Rows};
use crate::dtype::DType;
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

/// Elements per block.
const BLOCK: usize = 256;

/// Whether the dtype is computed in f32.
#[inline]
pub(crate) const fn is_half(dtype: DType) -> bool {
    matches!(dtype, DType::F16 | DType::BF16)
}

/// Widens `out.len()` elements, `stride` bytes apart.
///
/// # Safety
/// `src` must be readable at all of them, as elements of `dtype`, which is `F16` or `BF16`.
pub(crate) unsafe fn widen(dtype: DType, src: *const u8, stride: isize, out: &mut [f32]) {
    // SAFETY: passed on.
    unsafe {
        match dtype {
            DType::F16 if stride == 2 => {
                std::slice::from_raw_parts(src.cast::<f16>(), out.len()).convert_to_f32_slice(out);
            }
            DType::F16 => widen_each::<f16>(src, stride, out, f16::to_f32),
            _ => widen_each::<bf16>(src, stride, out, bf16::to_f32),
        }
    }
}

/// # Safety
/// As for [`widen`].
unsafe fn widen_each<H: Copy>(
    src: *const u8,
    stride: isize,
    out: &mut [f32],
    convert: impl Fn(H) -> f32,
) {
    for (i, wide) in out.iter_mut().enumerate() {
        // SAFETY: the caller promises an element at every step.
        *wide = convert(unsafe { src.offset(i as isize * stride).cast::<H>().read() });
    }
}

/// Narrows all of `src`, to elements `stride` bytes apart; to nearest, ties to even.
///
/// # Safety
/// `out` must be writable at all of them, as elements of `dtype`, which is `F16` or `BF16`.
pub(crate) unsafe fn narrow(dtype: DType, src: &[f32], out: *mut u8, stride: isize) {
    // SAFETY: passed on.
    unsafe {
        match dtype {
            DType::F16 if stride == 2 => {
                // Through a buffer, as a slice of the output must not be made where it is uninitialised.
                let mut narrowed = [f16::ZERO; BLOCK];
                for (i, block) in src.chunks(BLOCK).enumerate() {
                    narrowed[..block.len()].convert_from_f32_slice(block);
                    let to = out.cast::<f16>().add(i * BLOCK);
                    to.copy_from_nonoverlapping(narrowed.as_ptr(), block.len());
                }
            }
            DType::F16 => narrow_each::<f16>(src, out, stride, f16::from_f32),
            _ => narrow_each::<bf16>(src, out, stride, bf16::from_f32),
        }
    }
}

/// # Safety
/// As for [`narrow`].
unsafe fn narrow_each<H>(src: &[f32], out: *mut u8, stride: isize, convert: impl Fn(f32) -> H) {
    for (i, &wide) in src.iter().enumerate() {
        // SAFETY: the caller promises an element at every step.
        unsafe {
            out.offset(i as isize * stride)
                .cast::<H>()
                .write(convert(wide));
        };
    }
}

/// Which operands of a row are 16-bit floats of one dtype; the others the f32 loop reads or writes itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Widened<const N: usize> {
    /// The dtype of the operands marked in `halves`.
    pub(crate) dtype: DType,
    /// One mark per operand, the output first.
    pub(crate) halves: [bool; N],
}

impl<const N: usize> Widened<N> {
    /// Runs a loop over f32 on one row.
    ///
    /// # Safety
    /// The row must be what `inner` expects, but with elements of `self.dtype` in place of f32 where marked.
    pub(crate) unsafe fn run_row(
        self,
        inner: Inner<N>,
        pointers: [*mut u8; N],
        strides: [isize; N],
        n: usize,
    ) {
        let mut buffers = [[0f32; BLOCK]; N];
        let mut done = 0;
        while done < n {
            let count = (n - done).min(BLOCK);
            let mut at: [*mut u8; N] =
                std::array::from_fn(|i| pointers[i].wrapping_offset(done as isize * strides[i]));
            let mut steps = strides;
            let out = at[0];
            for i in 0..N {
                if !self.halves[i] {
                    continue;
                }
                if i > 0 {
                    // A repeated element is widened once.
                    let distinct = if strides[i] == 0 { 1 } else { count };
                    // SAFETY: `count` elements of the row are left.
                    unsafe { widen(self.dtype, at[i], strides[i], &mut buffers[i][..distinct]) };
                }
                at[i] = buffers[i].as_mut_ptr().cast();
                steps[i] = if i > 0 && strides[i] == 0 { 0 } else { 4 };
            }
            // SAFETY: marked operands are now f32 blocks of `count` elements, the others the caller's.
            unsafe { inner(at, steps, count, &Rows::ONE) };
            if self.halves[0] {
                // SAFETY: as above; the inputs of this block have all been read.
                unsafe { narrow(self.dtype, &buffers[0][..count], out, strides[0]) };
            }
            done += count;
        }
    }
}

/// An f16 as f32, without branches, so that loops over it become vectors.
#[inline(always)]
pub(super) fn f16_to_f32(x: f16) -> f32 {
    let bits = u32::from(x.to_bits());
    // The exponent's bias is 112 less; subnormals become normal by the product.
    let scaled = f32::from_bits((bits & 0x7fff) << 13) * f32::from_bits(0x7780_0000);
    let is_special = bits & 0x7c00 == 0x7c00;
    let infinity = if is_special { 0x7f80_0000 } else { 0 };
    f32::from_bits(scaled.to_bits() | infinity | (bits & 0x8000) << 16)
}

/// A bf16 as f32, likewise.
#[inline(always)]
pub(super) fn bf16_to_f32(x: bf16) -> f32 {
    f32::from_bits(u32::from(x.to_bits()) << 16)
}

/// The nearest f16.
pub(crate) fn f16_from_f64(x: f64) -> f16 {
    f16::from_f32(round_to_odd(x))
}

/// The nearest bf16.
pub(crate) fn bf16_from_f64(x: f64) -> bf16 {
    bf16::from_f32(round_to_odd(x))
}

/// The neighbour of `x` in f32 that has an odd last bit, unless `x` is an f32 itself. Narrowing that once
/// more rounds as if `x` had been narrowed at once (Boldo and Melquiond 2008); `f16::from_f64` of the crate
/// `half` does not.
fn round_to_odd(x: f64) -> f32 {
    let nearest = x as f32;
    if nearest.is_nan() || f64::from(nearest) == x {
        return nearest;
    }
    let towards_zero = if f64::from(nearest).abs() > x.abs() {
        f32::from_bits(nearest.to_bits() - 1)
    } else {
        nearest
    };
    f32::from_bits(towards_zero.to_bits() | 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe fn add_rows(p: [*mut u8; 3], s: [isize; 3], n: usize, _: &Rows<3>) {
        for i in 0..n as isize {
            // SAFETY: the tests pass rows of `n` elements.
            unsafe {
                let (x, y) = (
                    p[1].offset(i * s[1]).cast::<f32>().read(),
                    p[2].offset(i * s[2]).cast::<f32>().read(),
                );
                p[0].offset(i * s[0]).cast::<f32>().write(x + y);
            }
        }
    }

    fn row_sum<H: Copy + Default + PartialEq + std::fmt::Debug>(dtype: DType, of: fn(f32) -> H) {
        for n in [0usize, 1, 255, 256, 257, 600] {
            let mut x: Vec<H> = (0..n).map(|i| of((i % 64) as f32)).collect();
            let mut y: Vec<H> = (0..2 * n).map(|i| of((i % 32) as f32)).collect();
            let mut z = [of(0.5)];
            let mut out = vec![H::default(); n];
            let widened = Widened {
                dtype,
                halves: [true; 3],
            };
            let (xp, yp, zp): (*mut u8, *mut u8, *mut u8) = (
                x.as_mut_ptr().cast(),
                y.as_mut_ptr().cast(),
                z.as_mut_ptr().cast(),
            );
            // SAFETY: every pointer has the elements that its stride reaches.
            unsafe { widened.run_row(add_rows, [out.as_mut_ptr().cast(), xp, yp], [2, 2, 4], n) };
            let wanted: Vec<H> = (0..n)
                .map(|i| of((i % 64) as f32 + (2 * i % 32) as f32))
                .collect();
            assert_eq!(out, wanted, "strided, {n}");
            // SAFETY: as above; in place, with one repeated element.
            unsafe { widened.run_row(add_rows, [xp, xp, zp], [2, 2, 0], n) };
            let wanted: Vec<H> = (0..n).map(|i| of((i % 64) as f32 + 0.5)).collect();
            assert_eq!(x, wanted, "in place, {n}");
        }
    }

    #[test]
    fn blocks_of_f16_and_bf16() {
        row_sum(DType::F16, f16::from_f32);
        row_sum(DType::BF16, bf16::from_f32);
    }
}
