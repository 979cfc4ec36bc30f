//! Products of bf16 by the instruction that multiplies pairs of them and adds both products to an f32.
//!
//! A panel holds, for each two indices of the summed axis, the two elements of a row or column as one number of
//! 32 bits; a zero stands beside the last of an odd number. Each product is exact and each addition rounds to
//! nearest, as in f32, but the instruction takes subnormal numbers for zeros, and makes zeros of subnormal sums.

use super::pack::Packed;
use super::vector::Factors;
use super::x86::F32x16;
use std::arch::x86_64::*;

/// A bf16 whose products are computed in pairs.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(super) struct Paired(u16);

/// Two of them, the first in the lower bits.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(super) struct Pair(u32);

impl Packed for Pair {
    type Unit = Paired;
    const UNITS: usize = 2;

    #[inline(always)]
    unsafe fn join<const N: usize>(from: *const Paired, along: isize) -> [Pair; N] {
        let next = from.wrapping_offset(along);
        // SAFETY: the caller gives both rows; alignment is not assumed.
        let [low, high] =
            [from, next].map(|row| unsafe { row.cast::<[u16; N]>().read_unaligned() });
        std::array::from_fn(|i| Pair(u32::from(low[i]) | u32::from(high[i]) << 16))
    }

    #[inline(always)]
    unsafe fn join_part(from: *const Paired, along: isize, count: usize) -> Pair {
        // SAFETY: the caller gives the first, and the second if there are two.
        unsafe {
            let high = if count > 1 {
                (*from.offset(along)).0
            } else {
                0
            };
            Pair(u32::from((*from).0) | u32::from(high) << 16)
        }
    }
}

/// Sixteen pairs.
#[derive(Clone, Copy)]
pub(super) struct Pairs16(__m512bh);

impl Factors for Pairs16 {
    type Element = Pair;
    type Sums = F32x16;
    const LANES: usize = 16;

    #[inline(always)]
    unsafe fn splat(x: Pair) -> Self {
        // SAFETY: the caller runs where the instruction set is; both types are 512 bits.
        Pairs16(unsafe { std::mem::transmute::<__m512i, __m512bh>(_mm512_set1_epi32(x.0 as i32)) })
    }

    #[inline(always)]
    unsafe fn load(at: *const Pair) -> Self {
        // SAFETY: the caller gives all lanes; alignment is not assumed.
        Pairs16(unsafe { at.cast::<__m512bh>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn load_first(at: *const Pair, count: usize) -> Self {
        // SAFETY: the caller runs where the instruction set is, and gives so many; both types are
        // 512 bits.
        Pairs16(unsafe {
            std::mem::transmute::<__m512i, __m512bh>(_mm512_maskz_loadu_epi32(
                u16::MAX >> (16 - count),
                at.cast(),
            ))
        })
    }

    #[inline(always)]
    unsafe fn multiply_add(self, other: Self, sums: F32x16) -> F32x16 {
        // SAFETY: the caller runs where the instruction set is.
        F32x16(unsafe { _mm512_dpbf16_ps(sums.0, self.0, other.0) })
    }
}
