//! The 16-bit floats: widening to f32 and narrowing again, in blocks.
//!
//! f16 and bf16 have no arithmetic of their own. A row is taken in blocks that fit the first cache level,
//! widened on the stack, handed to the f32 loop and narrowed: one rounding, as numpy does it.

use super::cast::cast;
use super::loops::{Inner, Rows};
#[cfg(target_arch = "x86_64")]
use super::simd::Set;
use super::simd::set;
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::error::Result;
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use smallvec::SmallVec;

/// Fills `out`, of the dtype of the operands, by a function of operands in a dtype that has arithmetic of its own: 16-bit
/// floats are widened to f32 for it, and its result is rounded once.
pub(crate) fn in_f32_if_half<const N: usize>(
    op: &'static str,
    operands: [&Dense; N],
    out: &mut Dense,
    fill: impl FnOnce([&Dense; N], &mut Dense) -> Result<()>,
) -> Result<()> {
    if !is_half(out.dtype()) {
        return fill(operands, out);
    }
    let mut wide: SmallVec<[Dense; N]> = SmallVec::new();
    for operand in operands {
        let mut widened = Dense::uninit(op, DType::F32, operand.shape())?;
        cast(operand, &mut widened);
        wide.push(widened);
    }
    let mut result = Dense::uninit(op, DType::F32, out.shape())?;
    fill(std::array::from_fn(|i| &wide[i]), &mut result)?;
    cast(&result, out);
    Ok(())
}

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
                let src = std::slice::from_raw_parts(src.cast::<f16>(), out.len());
                match set() {
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx512 => avx512::widen(src, out),
                    _ => src.convert_to_f32_slice(out),
                }
            }
            DType::BF16 if stride == 2 => {
                let src = std::slice::from_raw_parts(src.cast::<u16>(), out.len());
                match set() {
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx512 | Set::Avx2 => avx2::widen_bf16(src, out),
                    _ => widen_bf16(src, out),
                }
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
                    let narrowed = &mut narrowed[..block.len()];
                    match set() {
                        #[cfg(target_arch = "x86_64")]
                        Set::Avx512 => avx512::narrow(block, narrowed),
                        _ => narrowed.convert_from_f32_slice(block),
                    }
                    let to = out.cast::<f16>().add(i * BLOCK);
                    to.copy_from_nonoverlapping(narrowed.as_ptr(), block.len());
                }
            }
            DType::BF16 if stride == 2 => match set() {
                #[cfg(target_arch = "x86_64")]
                Set::Avx512 | Set::Avx2 => avx2::narrow_bf16(src, out.cast()),
                _ => narrow_bf16(src, out.cast()),
            },
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

/// The upper half of an f32; a NaN becomes a quiet one, as with `bf16::to_f32`.
#[inline(always)]
fn widen_bf16(src: &[u16], out: &mut [f32]) {
    for (&bits, out) in src.iter().zip(out) {
        let quiet = if bits & 0x7fff > 0x7f80 { 0x40 } else { 0 };
        *out = f32::from_bits(u32::from(bits | quiet) << 16);
    }
}

/// Rounds to the upper halves, ties to even; a NaN becomes a quiet one, as with `bf16::from_f32`.
///
/// # Safety
/// `out` is writable for as many elements as `src` has.
#[inline(always)]
unsafe fn narrow_bf16(src: &[f32], out: *mut u16) {
    for (i, x) in src.iter().enumerate() {
        let bits = x.to_bits();
        let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1)) >> 16;
        let quiet = bits >> 16 | 0x40;
        let is_nan = bits & 0x7fff_ffff > 0x7f80_0000;
        // SAFETY: as promised.
        unsafe {
            out.add(i)
                .write(if is_nan { quiet } else { rounded } as u16);
        };
    }
}

/// Loops for AVX2, which those with AVX-512 run at the same speed.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    /// # Safety
    /// The machine has the set.
    #[target_feature(enable = "avx2,fma")]
    pub(super) unsafe fn widen_bf16(src: &[u16], out: &mut [f32]) {
        super::widen_bf16(src, out);
    }

    /// # Safety
    /// As for the function of this name outside; the machine has the set.
    #[target_feature(enable = "avx2,fma")]
    pub(super) unsafe fn narrow_bf16(src: &[f32], out: *mut u16) {
        // SAFETY: passed on.
        unsafe { super::narrow_bf16(src, out) }
    }
}

/// The loop from f64 to f16 for machines with AVX-512, without a stop in between.
pub(crate) fn doubles_to_f16() -> Option<Inner<2>> {
    match set() {
        #[cfg(target_arch = "x86_64")]
        Set::Avx512 => Some(avx512::narrow_doubles),
        _ => None,
    }
}

/// Conversions of f16 by sixteen elements; the crate `half` takes eight at most.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::{Rows, f16_from_f64};
    use half::f16;
    use std::arch::x86_64::*;

    /// # Safety
    /// The machine has the set.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
    pub(super) unsafe fn widen(src: &[f16], out: &mut [f32]) {
        let (blocks, rest) = src.as_chunks::<16>();
        let (out, out_rest) = out.as_chunks_mut::<16>();
        for (block, out) in blocks.iter().zip(out) {
            // SAFETY: both have sixteen elements.
            unsafe {
                _mm512_storeu_ps(
                    out.as_mut_ptr(),
                    _mm512_cvtph_ps(_mm256_loadu_si256(block.as_ptr().cast())),
                );
            };
        }
        if !rest.is_empty() {
            let mut block = [f16::ZERO; 16];
            block[..rest.len()].copy_from_slice(rest);
            let mut wide = [0.0; 16];
            // SAFETY: as above.
            unsafe {
                _mm512_storeu_ps(
                    wide.as_mut_ptr(),
                    _mm512_cvtph_ps(_mm256_loadu_si256(block.as_ptr().cast())),
                );
            };
            out_rest.copy_from_slice(&wide[..rest.len()]);
        }
    }

    /// # Safety
    /// The machine has the set.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
    pub(super) unsafe fn narrow(src: &[f32], out: &mut [f16]) {
        const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT;
        let (blocks, rest) = src.as_chunks::<16>();
        let (out, out_rest) = out.as_chunks_mut::<16>();
        for (block, out) in blocks.iter().zip(out) {
            // SAFETY: both have sixteen elements.
            unsafe {
                _mm256_storeu_si256(
                    out.as_mut_ptr().cast(),
                    _mm512_cvtps_ph::<NEAREST>(_mm512_loadu_ps(block.as_ptr())),
                );
            };
        }
        if !rest.is_empty() {
            let mut block = [0.0; 16];
            block[..rest.len()].copy_from_slice(rest);
            let mut narrow = [f16::ZERO; 16];
            // SAFETY: as above.
            unsafe {
                _mm256_storeu_si256(
                    narrow.as_mut_ptr().cast(),
                    _mm512_cvtps_ph::<NEAREST>(_mm512_loadu_ps(block.as_ptr())),
                );
            };
            out_rest.copy_from_slice(&narrow[..rest.len()]);
        }
    }

    /// [`super::round_to_odd`] of eight elements: toward zero, then the last bit set where digits were lost.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
    fn round_to_odd(x: __m512d) -> __m256 {
        let shorter = _mm512_cvt_roundpd_ps::<{ _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC }>(x);
        let is_inexact = _mm512_cmp_pd_mask::<_CMP_NEQ_OQ>(_mm512_cvtps_pd(shorter), x);
        let bits = _mm256_castps_si256(shorter);
        let odd = _mm256_mask_or_epi32(bits, is_inexact, bits, _mm256_set1_epi32(1));
        _mm256_castsi256_ps(odd)
    }

    /// # Safety
    /// Rows of f16 and f64 as [`Inner`](super::Inner) says, on a machine with the set.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
    pub(super) unsafe fn narrow_doubles(
        pointers: [*mut u8; 2],
        [to, from]: [isize; 2],
        n: usize,
        rows: &Rows<2>,
    ) {
        rows.each(pointers, |[out, x]| {
            if [to, from] != [2, 8] {
                for i in 0..n as isize {
                    // SAFETY: the caller promises elements at every step.
                    unsafe {
                        let number = x.offset(i * from).cast::<f64>().read();
                        out.offset(i * to).cast::<f16>().write(f16_from_f64(number));
                    }
                }
                return;
            }
            for start in (0..n).step_by(16) {
                let left = n - start;
                let mask = if left < 16 { (1u16 << left) - 1 } else { !0 };
                let at = x.cast::<f64>().wrapping_add(start);
                // SAFETY: only elements of the mask are read and written, and these are left.
                unsafe {
                    let low = round_to_odd(_mm512_maskz_loadu_pd(mask as u8, at));
                    let high = _mm512_maskz_loadu_pd((mask >> 8) as u8, at.wrapping_add(8));
                    let low = _mm512_castps256_ps512(low);
                    let both = _mm512_insertf32x8::<1>(low, round_to_odd(high));
                    let narrow = _mm512_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(both);
                    _mm256_mask_storeu_epi16(out.cast::<i16>().add(start), mask, narrow);
                }
            }
        });
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
#[inline(always)]
pub(crate) fn round_to_odd(x: f64) -> f32 {
    let nearest = x as f32;
    let back = f64::from(nearest);
    // False for NaN, which stays as it is.
    let is_inexact = (back < x) | (back > x);
    let is_too_large = is_inexact & (back.abs() > x.abs());
    f32::from_bits((nearest.to_bits() - u32::from(is_too_large)) | u32::from(is_inexact))
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

    /// Conversions of rows against those of single elements, for every bit pattern of the 16-bit floats and its
    /// neighbours in f32.
    #[test]
    fn rows_convert_as_elements_do() {
        let all: Vec<u16> = (0..=u16::MAX).collect();
        for dtype in [DType::F16, DType::BF16] {
            let one_wide = |bits| match dtype {
                DType::F16 => f16::from_bits(bits).to_f32(),
                _ => bf16::from_bits(bits).to_f32(),
            };
            let one_narrow = |x| match dtype {
                DType::F16 => f16::from_f32(x).to_bits(),
                _ => bf16::from_f32(x).to_bits(),
            };
            let mut wide = vec![0f32; all.len()];
            // SAFETY: both have as many elements.
            unsafe { widen(dtype, all.as_ptr().cast(), 2, &mut wide) };
            for (&bits, wide) in all.iter().zip(&wide) {
                assert_eq!(one_wide(bits).to_bits(), wide.to_bits(), "{dtype} {bits:x}");
            }
            let half_step = if dtype == DType::F16 {
                1 << 12
            } else {
                1 << 15
            };
            for offset in [
                0,
                1,
                half_step - 1,
                half_step,
                half_step + 1,
                2 * half_step - 1,
            ] {
                let near: Vec<f32> = wide
                    .iter()
                    .map(|x| f32::from_bits(x.to_bits().wrapping_add(offset)))
                    .collect();
                let mut narrowed = vec![0u16; near.len()];
                // SAFETY: as above.
                unsafe { narrow(dtype, &near, narrowed.as_mut_ptr().cast(), 2) };
                for (&x, &found) in near.iter().zip(&narrowed) {
                    assert_eq!(one_narrow(x), found, "{dtype} {:x}", x.to_bits());
                }
            }
        }
    }

    /// Numbers at, next to and halfway between those of f16, in rows of any length and step.
    #[test]
    fn doubles_become_f16_in_one_rounding() {
        let Some(inner) = doubles_to_f16() else {
            return;
        };
        let mut numbers = vec![
            f64::NAN,
            f64::MAX,
            1e300,
            5e-324,
            -1e-300,
            65_520.0,
            65_519.9,
        ];
        for bits in (0..=u16::MAX).step_by(7) {
            let (here, next) = (f16::from_bits(bits), f16::from_bits(bits.wrapping_add(1)));
            let (here, next) = (here.to_f64(), next.to_f64());
            let between = here / 2.0 + next / 2.0;
            numbers.extend([here, between, between.next_up(), between.next_down()]);
        }
        for (to, from) in [(2, 8), (4, 8), (2, 16)] {
            for n in (0..40).chain([numbers.len() / 2]) {
                let mut out = vec![0u16; 2 * n];
                let x = numbers.as_ptr().cast::<u8>().cast_mut();
                // SAFETY: both have elements for `n` steps.
                unsafe { inner([out.as_mut_ptr().cast(), x], [to, from], n, &Rows::ONE) };
                for i in 0..n {
                    let number = numbers[i * from as usize / 8];
                    let found = f16::from_bits(out[i * to as usize / 2]);
                    let wanted = f16_from_f64(number);
                    assert!(
                        found.to_bits() == wanted.to_bits() || found.is_nan() && wanted.is_nan(),
                        "{number} in {n}: {found}"
                    );
                }
                assert!(out[n * to as usize / 2..].iter().all(|&x| x == 0), "{n}");
            }
        }
    }

    #[test]
    fn blocks_of_f16_and_bf16() {
        row_sum(DType::F16, f16::from_f32);
        row_sum(DType::BF16, bf16::from_f32);
    }
}
