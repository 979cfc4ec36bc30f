//! Registers of factors that are narrower in memory than the numbers they are computed as.
//!
//! Products of a matrix and a vector read the matrix once, so they widen it as they read, where products of
//! matrices widen it into panels (`source`).

use super::source::Narrow;
use super::vector::{Factors, Lanes, Sums};
#[cfg(target_arch = "x86_64")]
use super::x86::{F32x8, F32x16, I16x32};
#[cfg(target_arch = "x86_64")]
use half::{bf16, f16};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;
use std::marker::PhantomData;

/// A register of `V` that is loaded from elements of `S`.
#[derive(Clone, Copy)]
pub(super) struct Widened<S, V>(V, PhantomData<S>);

/// How a register is loaded from narrower elements.
pub(super) trait Widen<S>: Sums {
    /// # Safety
    /// As for [`Factors::load`].
    unsafe fn widen(at: *const S) -> Self;
    /// # Safety
    /// As for [`Factors::load_first`].
    unsafe fn widen_first(at: *const S, count: usize) -> Self;
}

impl<S: Narrow, V: Widen<S> + Factors<Element = S::Wide>> Factors for Widened<S, V> {
    type Element = S;
    type Sums = V;
    const LANES: usize = V::LANES;

    #[inline(always)]
    unsafe fn splat(x: S) -> Self {
        // SAFETY: passed on from the caller.
        Widened(unsafe { V::splat(S::widen(x)) }, PhantomData)
    }

    #[inline(always)]
    unsafe fn load(at: *const S) -> Self {
        // SAFETY: passed on from the caller.
        Widened(unsafe { V::widen(at) }, PhantomData)
    }

    #[inline(always)]
    unsafe fn load_first(at: *const S, count: usize) -> Self {
        // SAFETY: passed on from the caller.
        Widened(unsafe { V::widen_first(at, count) }, PhantomData)
    }

    #[inline(always)]
    unsafe fn multiply_add(self, other: Self, sums: V) -> V {
        // SAFETY: passed on from the caller.
        unsafe { self.0.multiply_add(other.0, sums) }
    }
}

/// The first elements, and zeros for the others.
///
/// # Safety
/// `count` elements must be readable.
#[inline(always)]
unsafe fn first_of<S: Narrow, const N: usize>(at: *const S, count: usize) -> [S; N] {
    std::array::from_fn(|i| {
        if i < count {
            // SAFETY: the caller's promise.
            unsafe { *at.add(i) }
        } else {
            S::default()
        }
    })
}

impl<S: Narrow, const N: usize> Widen<S> for Lanes<S::Wide, N> {
    #[inline(always)]
    unsafe fn widen(at: *const S) -> Self {
        // SAFETY: the caller gives all lanes; alignment is not assumed.
        Lanes(S::widen_array(unsafe {
            at.cast::<[S; N]>().read_unaligned()
        }))
    }

    #[inline(always)]
    unsafe fn widen_first(at: *const S, count: usize) -> Self {
        // SAFETY: the caller gives so many.
        Lanes(S::widen_array(unsafe { first_of(at, count) }))
    }
}

/// One way to widen: how a whole register is loaded, and how its first lanes are.
macro_rules! widen {
    ($($s:ty => $v:ident, |$wide:ident| $convert:expr, load $load:expr, first |$from:ident, $count:ident| $first:expr;)*) => {$(
        #[cfg(target_arch = "x86_64")]
        impl Widen<$s> for $v {
            #[inline(always)]
            unsafe fn widen(at: *const $s) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives all lanes.
                $v(unsafe {
                    let $wide = $load(at.cast());
                    $convert
                })
            }

            #[inline(always)]
            unsafe fn widen_first($from: *const $s, $count: usize) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives so many.
                $v(unsafe {
                    let $wide = $first;
                    $convert
                })
            }
        }
    )*};
}

widen! {
    bf16 => F32x16, |x| _mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_cvtepu16_epi32(x))),
        load _mm256_loadu_si256,
        first |from, count| _mm256_maskz_loadu_epi16(u16::MAX >> (16 - count), from.cast());
    f16 => F32x16, |x| _mm512_cvtph_ps(x),
        load _mm256_loadu_si256,
        first |from, count| _mm256_maskz_loadu_epi16(u16::MAX >> (16 - count), from.cast());
    u8 => I16x32, |x| _mm512_cvtepu8_epi16(x),
        load _mm256_loadu_si256,
        first |from, count| _mm256_maskz_loadu_epi8(u32::MAX >> (32 - count), from.cast());
    bf16 => F32x8, |x| _mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_cvtepu16_epi32(x))),
        load _mm_loadu_si128,
        first |from, count| _mm_loadu_si128(first_of::<_, 8>(from, count).as_ptr().cast());
    f16 => F32x8, |x| _mm256_cvtph_ps(x),
        load _mm_loadu_si128,
        first |from, count| _mm_loadu_si128(first_of::<_, 8>(from, count).as_ptr().cast());
}
