//! Keys in the vectors of AVX-512.
//!
//! Every method must only be reached from a function that has the target features; the entries in `x86` are the only
//! such functions, and are only called where the machine has them.

use super::network::Lanes;
use super::quick::Split;
use std::arch::x86_64::*;

/// The lanes of two vectors, numbered through, that make up the two of [`Lanes::transpose`].
const fn transposed_32<const N: usize>(m: usize) -> [[i32; N]; 2] {
    let mut lanes = [[0; N]; 2];
    let mut i = 0;
    while i < N {
        lanes[0][i] = if i & m == 0 { i } else { N + (i ^ m) } as i32;
        lanes[1][i] = if i & m == 0 { i ^ m } else { N + i } as i32;
        i += 1;
    }
    lanes
}

const fn transposed_64<const N: usize>(m: usize) -> [[i64; N]; 2] {
    let narrow = transposed_32::<N>(m);
    let mut lanes = [[0; N]; 2];
    let mut i = 0;
    while i < N {
        lanes[0][i] = narrow[0][i] as i64;
        lanes[1][i] = narrow[1][i] as i64;
        i += 1;
    }
    lanes
}

/// Lane `i ^ M` at lane `i`: a shuffle within groups of four lanes, then one of the groups.
///
/// # Safety
/// The machine must have AVX-512 F.
#[inline(always)]
unsafe fn swap_32<const M: usize>(x: __m512i) -> __m512i {
    // SAFETY: the caller runs where the instruction set is.
    unsafe {
        let x = match M & 3 {
            1 => _mm512_shuffle_epi32::<0b10_11_00_01>(x),
            2 => _mm512_shuffle_epi32::<0b01_00_11_10>(x),
            3 => _mm512_shuffle_epi32::<0b00_01_10_11>(x),
            _ => x,
        };
        match M >> 2 {
            1 => _mm512_shuffle_i32x4::<0b10_11_00_01>(x, x),
            2 => _mm512_shuffle_i32x4::<0b01_00_11_10>(x, x),
            3 => _mm512_shuffle_i32x4::<0b00_01_10_11>(x, x),
            _ => x,
        }
    }
}

/// [`swap_32`] for lanes of 64 bits.
///
/// # Safety
/// The machine must have AVX-512 F.
#[inline(always)]
unsafe fn swap_64<const M: usize>(x: __m512i) -> __m512i {
    // SAFETY: passed on from the caller.
    unsafe {
        match M {
            1 => swap_32::<2>(x),
            2 => swap_32::<4>(x),
            3 => swap_32::<6>(x),
            4 => swap_32::<8>(x),
            5 => swap_32::<10>(x),
            6 => swap_32::<12>(x),
            7 => swap_32::<14>(x),
            _ => x,
        }
    }
}

/// The lanes with `i & m != 0` as bits.
const fn bits(m: usize) -> u16 {
    let mut bits = 0;
    let mut i = 0;
    while i < 16 {
        if i & m != 0 {
            bits |= 1 << i;
        }
        i += 1;
    }
    bits
}

#[derive(Clone, Copy)]
pub(super) struct I32x16(__m512i);
#[derive(Clone, Copy)]
pub(super) struct I64x8(__m512i);

macro_rules! lanes_512 {
    ($name:ident, $key:ty, $lanes:literal, $mask:ty; $splat:ident $load:ident $store:ident $load_part:ident $store_part:ident
     $min:ident $max:ident $swap:ident $blend:ident $less:ident $less_equal:ident $compress:ident $permute_two:ident $transposed:ident) => {
        impl Lanes for $name {
            type Key = $key;
            const LANES: usize = $lanes;
            #[inline(always)]
            fn splat(key: $key) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { $splat(key) })
            }
            #[inline(always)]
            unsafe fn load(from: *const $key) -> Self {
                // SAFETY: the instruction set is there, and as many keys are readable, by the contract.
                Self(unsafe { $load(from.cast()) })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $key) {
                // SAFETY: the instruction set is there, and as many keys are writable, by the contract.
                unsafe { $store(to.cast(), self.0) }
            }
            #[inline(always)]
            unsafe fn load_part(from: *const $key, count: usize) -> Self {
                let mask = ((1u32 << count) - 1) as $mask;
                // SAFETY: the instruction set is there; the mask selects the keys that are readable by the contract.
                Self(unsafe { $load_part(Self::largest().0, mask, from) })
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $key, count: usize) {
                let mask = ((1u32 << count) - 1) as $mask;
                // SAFETY: the instruction set is there; the mask selects the keys that are writable by the contract.
                unsafe { $store_part(to, mask, self.0) }
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { $min(self.0, other.0) })
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { $max(self.0, other.0) })
            }
            #[inline(always)]
            fn swap<const M: usize>(self) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { $swap::<M>(self.0) })
            }
            #[inline(always)]
            fn blend<const M: usize>(self, other: Self) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { $blend(const { bits(M) as $mask }, self.0, other.0) })
            }
            #[inline(always)]
            fn transpose<const M: usize>(self, other: Self) -> (Self, Self) {
                let lanes = const { $transposed::<$lanes>(M) };
                let [first, second] = lanes.map(|lanes| {
                    // SAFETY: only reached where the instruction set is; a vector of lane numbers is read.
                    Self(unsafe {
                        $permute_two(self.0, _mm512_loadu_si512(lanes.as_ptr().cast()), other.0)
                    })
                });
                (first, second)
            }
        }
        impl Split for $name {
            const WINDOW: usize = $lanes;
            #[inline(always)]
            fn below<const OR_EQUAL: bool>(self, pivot: Self) -> u32 {
                // SAFETY: only reached where the instruction set is.
                u32::from(unsafe {
                    if OR_EQUAL {
                        $less_equal(self.0, pivot.0)
                    } else {
                        $less(self.0, pivot.0)
                    }
                })
            }
            #[inline(always)]
            unsafe fn pack(self, mask: u32, to: *mut $key) {
                // SAFETY: the instruction set is there, and a vector of keys is writable, by the contract.
                unsafe { Self($compress(mask as $mask, self.0)).store(to) }
            }
            #[inline(always)]
            unsafe fn place(self, low: u32, left: *mut $key, right: *mut $key) {
                let above = $lanes - low.count_ones() as usize;
                // SAFETY: the instruction set is there, and a vector of keys is writable between the ends, by the
                // contract.
                unsafe {
                    self.pack(low, left);
                    Self($compress(!low as $mask, self.0)).store_part(right.sub(above), above);
                }
            }
            #[inline(always)]
            unsafe fn split_part<const OR_EQUAL: bool>(
                from: *const $key,
                count: usize,
                pivot: $key,
                left: *mut $key,
                right: *mut $key,
            ) -> usize {
                // SAFETY: the instruction set is there; `count` keys are read and written, as the contract allows.
                unsafe {
                    let keys = Self::load_part(from, count);
                    let all = (1u32 << count) - 1;
                    let low = all & keys.below::<OR_EQUAL>(Self::splat(pivot));
                    let below = low.count_ones() as usize;
                    let above = count - below;
                    Self($compress(low as $mask, keys.0)).store_part(left, below);
                    let high = Self($compress((all & !low) as $mask, keys.0));
                    high.store_part(right.sub(above), above);
                    below
                }
            }
        }
    };
}
lanes_512!(I32x16, i32, 16, u16; _mm512_set1_epi32 _mm512_loadu_si512 _mm512_storeu_si512 _mm512_mask_loadu_epi32 _mm512_mask_storeu_epi32
    _mm512_min_epi32 _mm512_max_epi32 swap_32 _mm512_mask_blend_epi32
    _mm512_cmplt_epi32_mask _mm512_cmple_epi32_mask _mm512_maskz_compress_epi32 _mm512_permutex2var_epi32 transposed_32);
lanes_512!(I64x8, i64, 8, u8; _mm512_set1_epi64 _mm512_loadu_si512 _mm512_storeu_si512 _mm512_mask_loadu_epi64 _mm512_mask_storeu_epi64
    _mm512_min_epi64 _mm512_max_epi64 swap_64 _mm512_mask_blend_epi64
    _mm512_cmplt_epi64_mask _mm512_cmple_epi64_mask _mm512_maskz_compress_epi64 _mm512_permutex2var_epi64 transposed_64);
