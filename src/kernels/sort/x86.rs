//! The vectors of AVX2 and AVX-512 for sorting, and the sorters made of them.
//!
//! Every function here must only be reached from a function that has the target features; the entries at the end
//! are the only such functions.
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "one reason for all blocks: the entries are only called on machines that have the features, and pointers \
              are what the traits' contracts say"
)]

use super::network::{Lanes, sort_block};
use super::quick::{Sorter, Split, sort_run, split_at};
use std::arch::x86_64::*;

/// `i ^ m` for every lane.
const fn swapped_32<const N: usize>(m: usize) -> [i32; N] {
    let mut lanes = [0; N];
    let mut i = 0;
    while i < N {
        lanes[i] = (i ^ m) as i32;
        i += 1;
    }
    lanes
}

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
#[inline(always)]
unsafe fn swap_64<const M: usize>(x: __m512i) -> __m512i {
    // SAFETY: the caller runs where the instruction set is.
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

/// Lanes of ones for the first `count`.
fn part_mask_32(count: usize) -> [i32; 8] {
    std::array::from_fn(|i| if i < count { -1 } else { 0 })
}

fn part_mask_64(count: usize) -> [i64; 4] {
    std::array::from_fn(|i| if i < count { -1 } else { 0 })
}

#[derive(Clone, Copy)]
pub(super) struct I32x16(__m512i);
#[derive(Clone, Copy)]
pub(super) struct I64x8(__m512i);
#[derive(Clone, Copy)]
pub(super) struct I32x8(__m256i);
#[derive(Clone, Copy)]
pub(super) struct I64x4(__m256i);

macro_rules! lanes_512 {
    ($name:ident, $key:ty, $lanes:literal, $mask:ty; $splat:ident $load:ident $store:ident $load_part:ident $store_part:ident
     $min:ident $max:ident $swap:ident $blend:ident $less:ident $less_equal:ident $compress:ident $permute_two:ident $transposed:ident) => {
        impl Lanes for $name {
            type Key = $key;
            const LANES: usize = $lanes;
            #[inline(always)]
            fn largest() -> Self {
                Self::splat(<$key>::MAX)
            }
            #[inline(always)]
            unsafe fn load(from: *const $key) -> Self {
                Self(unsafe { $load(from.cast()) })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $key) {
                unsafe { $store(to.cast(), self.0) }
            }
            #[inline(always)]
            unsafe fn load_part(from: *const $key, count: usize) -> Self {
                let mask = ((1u32 << count) - 1) as $mask;
                Self(unsafe { $load_part(Self::largest().0, mask, from) })
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $key, count: usize) {
                let mask = ((1u32 << count) - 1) as $mask;
                unsafe { $store_part(to, mask, self.0) }
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                Self(unsafe { $min(self.0, other.0) })
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self(unsafe { $max(self.0, other.0) })
            }
            #[inline(always)]
            fn swap<const M: usize>(self) -> Self {
                Self(unsafe { $swap::<M>(self.0) })
            }
            #[inline(always)]
            fn blend<const M: usize>(self, other: Self) -> Self {
                Self(unsafe { $blend(const { bits(M) as $mask }, self.0, other.0) })
            }
            #[inline(always)]
            fn transpose<const M: usize>(self, other: Self) -> (Self, Self) {
                let lanes = const { $transposed::<$lanes>(M) };
                let [first, second] = lanes.map(|lanes| {
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
            fn splat(key: $key) -> Self {
                Self(unsafe { $splat(key) })
            }
            #[inline(always)]
            unsafe fn split<const OR_EQUAL: bool>(
                self,
                pivot: Self,
                left: *mut $key,
                right: *mut $key,
            ) -> usize {
                unsafe {
                    let low = if OR_EQUAL {
                        $less_equal(self.0, pivot.0)
                    } else {
                        $less(self.0, pivot.0)
                    };
                    let below = low.count_ones() as usize;
                    let above = $lanes - below;
                    Self($compress(low, self.0)).store(left);
                    Self($compress(!low, self.0)).store_part(right.sub(above), above);
                    below
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
                unsafe {
                    let (keys, pivot) = (Self::load_part(from, count), Self::splat(pivot));
                    let all = ((1u32 << count) - 1) as $mask;
                    let low = all
                        & if OR_EQUAL {
                            $less_equal(keys.0, pivot.0)
                        } else {
                            $less(keys.0, pivot.0)
                        };
                    let below = low.count_ones() as usize;
                    let above = count - below;
                    Self($compress(low, keys.0)).store_part(left, below);
                    Self($compress(all & !low, keys.0)).store_part(right.sub(above), above);
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

macro_rules! lanes_256 {
    ($name:ident, $key:ty, $lanes:literal; $splat:ident $mask_load:ident $mask_store:ident $part_mask:ident $greater:ident
     $bits:ident $as_float:ident) => {
        impl $name {
            /// `self` where the sign of `mask` is not set, else `other`.
            #[inline(always)]
            fn choose(self, other: Self, mask: Self) -> Self {
                Self(unsafe { _mm256_blendv_epi8(self.0, other.0, mask.0) })
            }
            #[inline(always)]
            fn greater(self, other: Self) -> Self {
                Self(unsafe { $greater(self.0, other.0) })
            }
        }
        impl Split for $name {
            const WINDOW: usize = 2 * $lanes;
            #[inline(always)]
            fn splat(key: $key) -> Self {
                Self(unsafe { $splat(key) })
            }
            #[inline(always)]
            unsafe fn split<const OR_EQUAL: bool>(
                self,
                pivot: Self,
                left: *mut $key,
                right: *mut $key,
            ) -> usize {
                let low = if OR_EQUAL {
                    self.greater(pivot)
                } else {
                    pivot.greater(self)
                };
                unsafe {
                    let mut low = $bits($as_float(low.0)) as usize;
                    if OR_EQUAL {
                        low ^= (1 << $lanes) - 1;
                    }
                    let ordered = self.reorder(low);
                    ordered.store(left);
                    ordered.store(right.sub($lanes));
                    low.count_ones() as usize
                }
            }
        }
    };
}

macro_rules! memory_256 {
    ($key:ty, $lanes:literal, $mask_load:ident $mask_store:ident $part_mask:ident) => {
        type Key = $key;
        const LANES: usize = $lanes;
        #[inline(always)]
        fn largest() -> Self {
            Self::splat(<$key>::MAX)
        }
        #[inline(always)]
        unsafe fn load(from: *const $key) -> Self {
            Self(unsafe { _mm256_loadu_si256(from.cast()) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut $key) {
            unsafe { _mm256_storeu_si256(to.cast(), self.0) }
        }
        #[inline(always)]
        unsafe fn load_part(from: *const $key, count: usize) -> Self {
            let mask = $part_mask(count);
            unsafe {
                let mask = _mm256_loadu_si256(mask.as_ptr().cast());
                Self::largest().choose(Self($mask_load(from.cast(), mask)), Self(mask))
            }
        }
        #[inline(always)]
        unsafe fn store_part(self, to: *mut $key, count: usize) {
            let mask = $part_mask(count);
            unsafe { $mask_store(to.cast(), _mm256_loadu_si256(mask.as_ptr().cast()), self.0) }
        }
    };
}

lanes_256!(I32x8, i32, 8; _mm256_set1_epi32 _mm256_maskload_epi32 _mm256_maskstore_epi32 part_mask_32 _mm256_cmpgt_epi32
    _mm256_movemask_ps _mm256_castsi256_ps);
lanes_256!(I64x4, i64, 4; _mm256_set1_epi64x _mm256_maskload_epi64 _mm256_maskstore_epi64 part_mask_64 _mm256_cmpgt_epi64
    _mm256_movemask_pd _mm256_castsi256_pd);

impl I32x8 {
    #[inline(always)]
    fn reorder(self, low: usize) -> Self {
        unsafe {
            let order = _mm256_cvtepu8_epi32(_mm_loadl_epi64(SPLIT_ORDERS[low].as_ptr().cast()));
            Self(_mm256_permutevar8x32_epi32(self.0, order))
        }
    }
}

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

impl I64x4 {
    #[inline(always)]
    fn reorder(self, low: usize) -> Self {
        unsafe {
            let order = _mm256_cvtepu8_epi32(_mm_loadl_epi64(SPLIT_ORDERS_64[low].as_ptr().cast()));
            Self(_mm256_permutevar8x32_epi32(self.0, order))
        }
    }
}

impl Lanes for I32x8 {
    memory_256!(i32, 8, _mm256_maskload_epi32 _mm256_maskstore_epi32 part_mask_32);
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(unsafe { _mm256_min_epi32(self.0, other.0) })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(unsafe { _mm256_max_epi32(self.0, other.0) })
    }
    #[inline(always)]
    fn swap<const M: usize>(self) -> Self {
        let lanes = const { swapped_32::<8>(M) };
        Self(unsafe {
            _mm256_permutevar8x32_epi32(self.0, _mm256_loadu_si256(lanes.as_ptr().cast()))
        })
    }
    #[inline(always)]
    fn blend<const M: usize>(self, other: Self) -> Self {
        // SAFETY: as above. The immediate is one of three.
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
    memory_256!(i64, 4, _mm256_maskload_epi64 _mm256_maskstore_epi64 part_mask_64);
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
        Self(unsafe {
            match M {
                1 => _mm256_blend_epi32::<0b1100_1100>(self.0, other.0),
                _ => _mm256_blend_epi32::<0b1111_0000>(self.0, other.0),
            }
        })
    }
}

/// Keys of 32 bits with AVX-512.
#[derive(Clone, Copy)]
struct Wide32;
/// Keys of 64 bits with AVX-512.
#[derive(Clone, Copy)]
struct Wide64;
/// Keys of 32 bits with AVX2.
#[derive(Clone, Copy)]
struct Narrow32;
/// Keys of 64 bits with AVX2.
#[derive(Clone, Copy)]
struct Narrow64;

macro_rules! sorter {
    ($name:ident, $key:ty, $vector:ty, $features:literal, $block:literal,
     $sort:ident $split:ident: $($limit:literal $function:ident $lanes:ty, $rows:literal;)*) => {
        $(
            #[target_feature(enable = $features)]
            unsafe fn $function(from: *const $key, to: *mut $key, n: usize) {
                // SAFETY: passed on from the caller.
                unsafe { sort_block::<$lanes, $rows>(from, to, n) }
            }
        )*
        impl Sorter for $name {
            type Key = $key;
            type Vector = $vector;
            const BLOCK: usize = $block;
            #[inline(always)]
            unsafe fn block(from: *const $key, to: *mut $key, n: usize) {
                // SAFETY: passed on from the caller.
                unsafe {
                    $(if n <= $limit {
                        return $function(from, to, n);
                    })*
                }
                debug_assert!(false, "a block of {n} keys");
            }
            #[inline(always)]
            unsafe fn run(from: *mut $key, other: *mut $key, n: usize, into_other: bool, rounds: u32) {
                // SAFETY: passed on from the caller.
                unsafe { $sort(from, other, n, into_other, rounds) }
            }
        }
        #[target_feature(enable = $features)]
        pub(super) unsafe fn $sort(from: *mut $key, other: *mut $key, n: usize, into_other: bool, rounds: u32) {
            // SAFETY: passed on from the caller.
            unsafe { sort_run::<$name>(from, other, n, into_other, rounds) }
        }
        #[target_feature(enable = $features)]
        pub(super) unsafe fn $split(
            from: *const $key,
            n: usize,
            to: *mut $key,
            pivot: Option<$key>,
        ) -> (usize, $key) {
            // SAFETY: passed on from the caller.
            unsafe { split_at::<$name>(from, n, to, pivot) }
        }
    };
}
sorter!(Wide32, i32, I32x16, "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi2,popcnt", 256, sort_wide_32 split_wide_32:
    64 wide_32_small I32x8, 8; 128 wide_32_middle I32x8, 16; 256 wide_32_large I32x16, 16;);
sorter!(Wide64, i64, I64x8, "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi2,popcnt", 128, sort_wide_64 split_wide_64:
    64 wide_64_small I64x8, 8; 128 wide_64_large I64x8, 16;);
sorter!(Narrow32, i32, I32x8, "avx2,popcnt", 128, sort_narrow_32 split_narrow_32:
    64 narrow_32_small I32x8, 8; 128 narrow_32_large I32x8, 16;);
sorter!(Narrow64, i64, I64x4, "avx2,popcnt", 64, sort_narrow_64 split_narrow_64:
    32 narrow_64_small I64x4, 8; 64 narrow_64_large I64x4, 16;);
