//! Keys in the vectors of AVX2.
//!
//! Every method must only be reached from a function that has the target features; the entries in `x86` are the only
//! such functions, and are only called where the machine has them.

use super::network::Lanes;
use super::quick::Split;
use std::arch::x86_64::*;

/// `i ^ m` for every lane.
const fn swapped_32(m: usize) -> [i32; 8] {
    let mut lanes = [0; 8];
    let mut i = 0;
    while i < 8 {
        lanes[i] = (i ^ m) as i32;
        i += 1;
    }
    lanes
}

/// Lanes of ones for the first `count`.
fn part_mask_32(count: usize) -> [i32; 8] {
    std::array::from_fn(|i| if i < count { -1 } else { 0 })
}

fn part_mask_64(count: usize) -> [i64; 4] {
    std::array::from_fn(|i| if i < count { -1 } else { 0 })
}

/// For each mask of lanes to the left, the lanes in their new order, those to the left first.
const fn split_orders() -> [[u8; 8]; 256] {
    let mut orders = [[0; 8]; 256];
    let mut mask = 0;
    while mask < 256 {
        let (mut next, mut side) = (0, 0);
        while side < 2 {
            let mut lane = 0;
            while lane < 8 {
                if (mask >> lane & 1 == 1) == (side == 0) {
                    orders[mask][next] = lane as u8;
                    next += 1;
                }
                lane += 1;
            }
            side += 1;
        }
        mask += 1;
    }
    orders
}
static SPLIT_ORDERS: [[u8; 8]; 256] = split_orders();

/// [`split_orders`] of four lanes, each as two halves.
static SPLIT_ORDERS_64: [[u8; 8]; 16] = {
    let orders = split_orders();
    let mut halves = [[0; 8]; 16];
    let mut mask = 0;
    while mask < 16 {
        let (mut next, mut i) = (0, 0);
        while i < 8 {
            let lane = orders[mask][i];
            if lane < 4 {
                halves[mask][2 * next] = 2 * lane;
                halves[mask][2 * next + 1] = 2 * lane + 1;
                next += 1;
            }
            i += 1;
        }
        mask += 1;
    }
    halves
};

#[derive(Clone, Copy)]
pub(super) struct I32x8(__m256i);
#[derive(Clone, Copy)]
pub(super) struct I64x4(__m256i);

/// The parts of [`Lanes`] that differ by names alone.
macro_rules! memory_256 {
    ($key:ty, $lanes:literal, $splat:ident $mask_load:ident $mask_store:ident $part_mask:ident) => {
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
            Self(unsafe { _mm256_loadu_si256(from.cast()) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut $key) {
            // SAFETY: the instruction set is there, and as many keys are writable, by the contract.
            unsafe { _mm256_storeu_si256(to.cast(), self.0) }
        }
        #[inline(always)]
        unsafe fn load_part(from: *const $key, count: usize) -> Self {
            let mask = $part_mask(count);
            // SAFETY: the instruction set is there; the mask selects the keys that are readable by the contract.
            unsafe {
                let mask = _mm256_loadu_si256(mask.as_ptr().cast());
                Self::largest().choose(Self($mask_load(from.cast(), mask)), Self(mask))
            }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut $key, count: usize) {
            let mask = $part_mask(count);
            // SAFETY: the instruction set is there; the mask selects the keys that are writable by the contract.
            unsafe { $mask_store(to.cast(), _mm256_loadu_si256(mask.as_ptr().cast()), self.0) }
        }
    };
}

macro_rules! lanes_256 {
    ($name:ident, $key:ty, $lanes:literal; $greater:ident $bits:ident $as_float:ident $orders:ident) => {
        impl $name {
            /// `self` where the sign of `mask` is not set, else `other`.
            #[inline(always)]
            fn choose(self, other: Self, mask: Self) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { _mm256_blendv_epi8(self.0, other.0, mask.0) })
            }
            #[inline(always)]
            fn greater(self, other: Self) -> Self {
                // SAFETY: only reached where the instruction set is.
                Self(unsafe { $greater(self.0, other.0) })
            }
            /// The lanes of `low` first, then the others.
            #[inline(always)]
            fn reorder(self, low: u32) -> Self {
                // SAFETY: only reached where the instruction set is; eight bytes of a table are read.
                unsafe {
                    let order = _mm_loadl_epi64($orders[low as usize].as_ptr().cast());
                    Self(_mm256_permutevar8x32_epi32(
                        self.0,
                        _mm256_cvtepu8_epi32(order),
                    ))
                }
            }
        }
        impl Split for $name {
            const WINDOW: usize = 2 * $lanes;
            #[inline(always)]
            fn below<const OR_EQUAL: bool>(self, pivot: Self) -> u32 {
                let (a, b) = if OR_EQUAL {
                    (self, pivot)
                } else {
                    (pivot, self)
                };
                // SAFETY: only reached where the instruction set is.
                let mask = unsafe { $bits($as_float(a.greater(b).0)) } as u32;
                if OR_EQUAL {
                    mask ^ ((1 << $lanes) - 1)
                } else {
                    mask
                }
            }
            #[inline(always)]
            unsafe fn pack(self, mask: u32, to: *mut $key) {
                // SAFETY: passed on from the caller.
                unsafe { self.reorder(mask).store(to) }
            }
            #[inline(always)]
            unsafe fn place(self, low: u32, left: *mut $key, right: *mut $key) {
                let ordered = self.reorder(low);
                // SAFETY: the gap has room for two vectors, by the contract.
                unsafe {
                    ordered.store(left);
                    ordered.store(right.sub($lanes));
                }
            }
        }
    };
}
lanes_256!(I32x8, i32, 8; _mm256_cmpgt_epi32 _mm256_movemask_ps _mm256_castsi256_ps SPLIT_ORDERS);
lanes_256!(I64x4, i64, 4; _mm256_cmpgt_epi64 _mm256_movemask_pd _mm256_castsi256_pd SPLIT_ORDERS_64);

impl Lanes for I32x8 {
    memory_256!(i32, 8, _mm256_set1_epi32 _mm256_maskload_epi32 _mm256_maskstore_epi32 part_mask_32);
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: only reached where the instruction set is.
        Self(unsafe { _mm256_min_epi32(self.0, other.0) })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: only reached where the instruction set is.
        Self(unsafe { _mm256_max_epi32(self.0, other.0) })
    }
    #[inline(always)]
    fn swap<const M: usize>(self) -> Self {
        let lanes = const { swapped_32(M) };
        // SAFETY: only reached where the instruction set is; a vector of lane numbers is read.
        Self(unsafe {
            _mm256_permutevar8x32_epi32(self.0, _mm256_loadu_si256(lanes.as_ptr().cast()))
        })
    }
    #[inline(always)]
    fn blend<const M: usize>(self, other: Self) -> Self {
        // SAFETY: only reached where the instruction set is.
        Self(unsafe {
            match M {
                1 => _mm256_blend_epi32::<0xaa>(self.0, other.0),
                2 => _mm256_blend_epi32::<0xcc>(self.0, other.0),
                _ => _mm256_blend_epi32::<0xf0>(self.0, other.0),
            }
        })
    }
}

impl Lanes for I64x4 {
    memory_256!(i64, 4, _mm256_set1_epi64x _mm256_maskload_epi64 _mm256_maskstore_epi64 part_mask_64);
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.choose(other, self.greater(other))
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        other.choose(self, self.greater(other))
    }
    #[inline(always)]
    fn swap<const M: usize>(self) -> Self {
        // SAFETY: only reached where the instruction set is.
        Self(unsafe {
            match M {
                1 => _mm256_permute4x64_epi64::<0b10_11_00_01>(self.0),
                2 => _mm256_permute4x64_epi64::<0b01_00_11_10>(self.0),
                _ => _mm256_permute4x64_epi64::<0b00_01_10_11>(self.0),
            }
        })
    }
    #[inline(always)]
    fn blend<const M: usize>(self, other: Self) -> Self {
        // SAFETY: only reached where the instruction set is.
        Self(unsafe {
            match M {
                1 => _mm256_blend_epi32::<0b1100_1100>(self.0, other.0),
                _ => _mm256_blend_epi32::<0b1111_0000>(self.0, other.0),
            }
        })
    }
}
