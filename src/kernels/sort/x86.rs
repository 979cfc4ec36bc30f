//! Sorting and selecting with AVX2 and AVX-512: the functions that have the target features.
//!
//! Here code enters an instruction set: everything in `network`, `quick` and `selection` is inlined into these
//! functions. The vectors are in `wide` and `narrow`.

use super::level::Vectors;
use super::narrow::{I32x8, I64x4};
use super::network::sort_block;
use super::quick::{Sorter, sort_run, split_at};
use super::selection::{Enclosed, enclose, part_block};
use super::wide::{I32x16, I64x8};

/// Keys of 32 bits with AVX-512.
#[derive(Clone, Copy)]
pub(super) struct Wide32;
/// Keys of 64 bits with AVX-512.
#[derive(Clone, Copy)]
pub(super) struct Wide64;
/// Keys of 32 bits with AVX2.
#[derive(Clone, Copy)]
pub(super) struct Narrow32;
/// Keys of 64 bits with AVX2.
#[derive(Clone, Copy)]
pub(super) struct Narrow64;

macro_rules! sorter {
    ($name:ident, $key:ty, $vector:ty, $features:literal, $block:literal,
     $($limit:literal $function:ident $lanes:ty, $rows:literal;)*) => {
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
                unsafe { Self::sort(from, other, n, into_other, rounds) }
            }
        }
        impl $name {
            pub(super) const VECTORS: Vectors<$key> = Vectors {
                run: Self::sort,
                split: Self::split,
                enclose: Self::enclose,
                part: Self::part,
            };
            #[target_feature(enable = $features)]
            unsafe fn sort(from: *mut $key, other: *mut $key, n: usize, into_other: bool, rounds: u32) {
                // SAFETY: passed on from the caller.
                unsafe { sort_run::<$name>(from, other, n, into_other, rounds) }
            }
            #[target_feature(enable = $features)]
            unsafe fn split(from: *const $key, n: usize, to: *mut $key, pivot: Option<$key>) -> (usize, $key) {
                // SAFETY: passed on from the caller.
                unsafe { split_at::<$name>(from, n, to, pivot) }
            }
            #[target_feature(enable = $features)]
            unsafe fn enclose(from: *const $key, n: usize, bounds: [$key; 2], kept: *mut $key) -> Enclosed {
                // SAFETY: passed on from the caller.
                unsafe { enclose::<$vector>(from, n, bounds, kept) }
            }
            #[target_feature(enable = $features)]
            unsafe fn part(
                keys: *const $key,
                data: *const $key,
                n: usize,
                pivot: $key,
                sides: [*mut $key; 3],
            ) -> [usize; 3] {
                // SAFETY: passed on from the caller.
                unsafe { part_block::<$vector>(keys, data, n, pivot, sides) }
            }
        }
    };
}
sorter!(Wide32, i32, I32x16, "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi2,popcnt", 256,
    64 wide_32_small I32x8, 8; 128 wide_32_middle I32x8, 16; 256 wide_32_large I32x16, 16;);
sorter!(Wide64, i64, I64x8, "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi2,popcnt", 128,
    64 wide_64_small I64x8, 8; 128 wide_64_large I64x8, 16;);
sorter!(Narrow32, i32, I32x8, "avx2,popcnt", 128,
    64 narrow_32_small I32x8, 8; 128 narrow_32_large I32x8, 16;);
sorter!(Narrow64, i64, I64x4, "avx2,popcnt", 64,
    32 narrow_64_small I64x4, 8; 64 narrow_64_large I64x4, 16;);
