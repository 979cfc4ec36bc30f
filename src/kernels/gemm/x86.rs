//! Registers of AVX2 with FMA and of AVX-512: integers and complex numbers, beside the real numbers of `simd`.
//!
//! Complex numbers are sums of two registers: real parts of one factor times the other factor, and imaginary
//! parts times the same. They are combined when they are stored, so a product takes as many instructions as
//! four real ones.

use super::vector::{Factors, Sums};
pub(super) use crate::kernels::simd::avx2::{F32x8, F64x4};
pub(super) use crate::kernels::simd::avx512::{F32x16, F64x8};
use num_complex::Complex;
use std::arch::x86_64::*;

/// A register of integers: a newtype, because integers of every width share a type in `std::arch`.
macro_rules! register {
    (
        $name:ident($register:ty), [$element:ty; $lanes:literal],
        zero $zero:ident, splat $splat:ident, load $load:ident, store $store:ident,
        mask |$count:ident| $mask:expr, load_first |$from:ident, $m:ident| $load_first:expr, store_first $store_first:ident,
        multiply $multiply:ident, plus $plus:ident $(,)?
    ) => {
        #[derive(Clone, Copy)]
        pub(super) struct $name(pub(super) $register);

        impl Factors for $name {
            type Element = $element;
            type Sums = Self;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn splat(x: $element) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($splat(x)) }
            }

            #[inline(always)]
            unsafe fn load(at: *const $element) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives all lanes.
                unsafe { $name($load(at.cast())) }
            }

            #[inline(always)]
            unsafe fn load_first($from: *const $element, $count: usize) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives so many.
                unsafe {
                    let $m = $mask;
                    $name($load_first)
                }
            }

            #[inline(always)]
            unsafe fn multiply_add(self, other: Self, sums: Self) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($plus(sums.0, $multiply(self.0, other.0))) }
            }
        }

        impl Sums for $name {
            const HAS_MASKS: bool = true;

            #[inline(always)]
            unsafe fn zero() -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($zero()) }
            }

            #[inline(always)]
            unsafe fn store(self, at: *mut $element) {
                // SAFETY: the caller runs where the instruction set is, and gives all lanes.
                unsafe { $store(at.cast(), self.0) }
            }

            #[inline(always)]
            unsafe fn store_first(self, at: *mut $element, $count: usize) {
                // SAFETY: the caller runs where the instruction set is, and gives so many.
                unsafe { $store_first(at, $mask, self.0) }
            }

            #[inline(always)]
            unsafe fn plus(self, other: Self) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($plus(self.0, other.0)) }
            }
        }
    };
}

register! {
    I16x32(__m512i), [i16; 32],
    zero _mm512_setzero_si512, splat _mm512_set1_epi16,
    load _mm512_loadu_si512, store _mm512_storeu_si512,
    mask |count| u32::MAX >> (32 - count),
    load_first |from, mask| _mm512_maskz_loadu_epi16(mask, from), store_first _mm512_mask_storeu_epi16,
    multiply _mm512_mullo_epi16, plus _mm512_add_epi16,
}
register! {
    I32x16(__m512i), [i32; 16],
    zero _mm512_setzero_si512, splat _mm512_set1_epi32,
    load _mm512_loadu_si512, store _mm512_storeu_si512,
    mask |count| u16::MAX >> (16 - count),
    load_first |from, mask| _mm512_maskz_loadu_epi32(mask, from), store_first _mm512_mask_storeu_epi32,
    multiply _mm512_mullo_epi32, plus _mm512_add_epi32,
}
register! {
    I64x8(__m512i), [i64; 8],
    zero _mm512_setzero_si512, splat _mm512_set1_epi64,
    load _mm512_loadu_si512, store _mm512_storeu_si512,
    mask |count| u8::MAX >> (8 - count),
    load_first |from, mask| _mm512_maskz_loadu_epi64(mask, from), store_first _mm512_mask_storeu_epi64,
    multiply _mm512_mullo_epi64, plus _mm512_add_epi64,
}
register! {
    I32x8(__m256i), [i32; 8],
    zero _mm256_setzero_si256, splat _mm256_set1_epi32,
    load _mm256_loadu_si256, store _mm256_storeu_si256,
    mask |count| first_of_8(count),
    load_first |from, mask| _mm256_maskload_epi32(from, mask), store_first _mm256_maskstore_epi32,
    multiply _mm256_mullo_epi32, plus _mm256_add_epi32,
}

/// Complex numbers whose parts alternate in a register.
macro_rules! complex_register {
    (
        $name:ident, [$real:ty; $lanes:literal], parts $parts:ident,
        real_parts $real_parts:expr, imaginary_parts $imaginary_parts:expr,
        swap $swap:expr, add_alternating |$s:ident, $t:ident| $add_alternating:expr,
        pair |$x:ident| $pair:expr $(,)?
    ) => {
        #[derive(Clone, Copy)]
        pub(super) struct $name {
            straight: $parts,
            crossed: $parts,
        }

        impl $name {
            /// The numbers in one register.
            #[inline(always)]
            unsafe fn combined(self) -> $parts {
                let ($s, swapped) = (self.straight.0, $swap);
                // SAFETY: the caller runs where the instruction set is.
                unsafe {
                    let $t = swapped(self.crossed.0);
                    $parts($add_alternating)
                }
            }

            #[inline(always)]
            unsafe fn from_parts(straight: $parts) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                let crossed = unsafe { $parts::zero() };
                $name { straight, crossed }
            }
        }

        impl Factors for $name {
            type Element = Complex<$real>;
            type Sums = Self;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn splat($x: Complex<$real>) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name::from_parts($parts($pair)) }
            }

            #[inline(always)]
            unsafe fn load(at: *const Complex<$real>) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives all lanes.
                unsafe { $name::from_parts($parts::load(at.cast())) }
            }

            #[inline(always)]
            unsafe fn load_first(at: *const Complex<$real>, count: usize) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives so many.
                unsafe { $name::from_parts($parts::load_first(at.cast(), 2 * count)) }
            }

            /// The factors must come from a load or a splat: only sums have a second register.
            #[inline(always)]
            unsafe fn multiply_add(self, other: Self, sums: Self) -> Self {
                let (a, b) = (self.straight.0, other.straight);
                // SAFETY: the caller runs where the instruction set is.
                unsafe {
                    let (real, imaginary) = ($real_parts, $imaginary_parts);
                    $name {
                        straight: $parts(real(a)).multiply_add(b, sums.straight),
                        crossed: $parts(imaginary(a)).multiply_add(b, sums.crossed),
                    }
                }
            }
        }

        impl Sums for $name {
            const HAS_MASKS: bool = true;

            #[inline(always)]
            unsafe fn zero() -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name::from_parts($parts::zero()) }
            }

            #[inline(always)]
            unsafe fn store(self, at: *mut Complex<$real>) {
                // SAFETY: the caller runs where the instruction set is, and gives all lanes.
                unsafe { self.combined().store(at.cast()) }
            }

            #[inline(always)]
            unsafe fn store_first(self, at: *mut Complex<$real>, count: usize) {
                // SAFETY: the caller runs where the instruction set is, and gives so many.
                unsafe { self.combined().store_first(at.cast(), 2 * count) }
            }

            #[inline(always)]
            unsafe fn plus(self, other: Self) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe {
                    $name {
                        straight: self.straight.plus(other.straight),
                        crossed: self.crossed.plus(other.crossed),
                    }
                }
            }
        }
    };
}

complex_register! {
    C64x8, [f32; 8], parts F32x16,
    real_parts _mm512_moveldup_ps, imaginary_parts _mm512_movehdup_ps,
    swap _mm512_permute_ps::<0xB1>,
    add_alternating |s, t| _mm512_fmaddsub_ps(s, _mm512_set1_ps(1.0), t),
    pair |x| _mm512_castpd_ps(_mm512_set1_pd(std::mem::transmute::<Complex<f32>, f64>(x))),
}
complex_register! {
    C128x4, [f64; 4], parts F64x8,
    real_parts _mm512_movedup_pd, imaginary_parts _mm512_permute_pd::<0xFF>,
    swap _mm512_permute_pd::<0x55>,
    add_alternating |s, t| _mm512_fmaddsub_pd(s, _mm512_set1_pd(1.0), t),
    pair |x| _mm512_broadcast_f64x2(_mm_setr_pd(x.re, x.im)),
}
complex_register! {
    C64x4, [f32; 4], parts F32x8,
    real_parts _mm256_moveldup_ps, imaginary_parts _mm256_movehdup_ps,
    swap _mm256_permute_ps::<0xB1>,
    add_alternating |s, t| _mm256_addsub_ps(s, t),
    pair |x| _mm256_castpd_ps(_mm256_set1_pd(std::mem::transmute::<Complex<f32>, f64>(x))),
}
complex_register! {
    C128x2, [f64; 2], parts F64x4,
    real_parts _mm256_movedup_pd, imaginary_parts _mm256_permute_pd::<0xF>,
    swap _mm256_permute_pd::<0x5>,
    add_alternating |s, t| _mm256_addsub_pd(s, t),
    pair |x| _mm256_setr_pd(x.re, x.im, x.re, x.im),
}

/// Ones in the first `count` of eight lanes of 32 bits.
#[inline(always)]
unsafe fn first_of_8(count: usize) -> __m256i {
    // SAFETY: the caller runs where AVX2 is.
    unsafe {
        _mm256_cmpgt_epi32(
            _mm256_set1_epi32(count as i32),
            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
        )
    }
}

/// Eight rows of eight elements of 32 bits, transposed.
///
/// # Safety
/// AVX2 must be there, and the memory as for `pack::transpose_any`.
#[inline(always)]
pub(super) unsafe fn transpose_32<T>(rows: &[*const T; 8], to: *mut T, step: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let row = |i: usize| _mm256_loadu_ps(rows[i].cast());
        let pairs = |i: usize| {
            let (x, y) = (row(i), row(i + 1));
            (_mm256_unpacklo_ps(x, y), _mm256_unpackhi_ps(x, y))
        };
        let fours = |i: usize| {
            let ((a, b), (c, d)) = (pairs(i), pairs(i + 2));
            [
                _mm256_shuffle_ps::<0x44>(a, c),
                _mm256_shuffle_ps::<0xEE>(a, c),
                _mm256_shuffle_ps::<0x44>(b, d),
                _mm256_shuffle_ps::<0xEE>(b, d),
            ]
        };
        let (top, bottom) = (fours(0), fours(4));
        for i in 0..4 {
            let low = _mm256_permute2f128_ps::<0x20>(top[i], bottom[i]);
            let high = _mm256_permute2f128_ps::<0x31>(top[i], bottom[i]);
            _mm256_storeu_ps(to.add(i * step).cast(), low);
            _mm256_storeu_ps(to.add((i + 4) * step).cast(), high);
        }
    }
}

/// Eight rows of eight elements of 64 bits, transposed.
///
/// # Safety
/// As for [`transpose_32`].
#[inline(always)]
pub(super) unsafe fn transpose_64<T>(rows: &[*const T; 8], to: *mut T, step: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        for top in [0, 4] {
            for left in [0, 4] {
                let row = |i: usize| _mm256_loadu_pd(rows[top + i].add(left).cast());
                let to = to.add(left * step + top);
                let (x, y, z, w) = (row(0), row(1), row(2), row(3));
                let (a, b) = (_mm256_unpacklo_pd(x, y), _mm256_unpackhi_pd(x, y));
                let (c, d) = (_mm256_unpacklo_pd(z, w), _mm256_unpackhi_pd(z, w));
                _mm256_storeu_pd(to.cast(), _mm256_permute2f128_pd::<0x20>(a, c));
                _mm256_storeu_pd(to.add(step).cast(), _mm256_permute2f128_pd::<0x20>(b, d));
                _mm256_storeu_pd(
                    to.add(2 * step).cast(),
                    _mm256_permute2f128_pd::<0x31>(a, c),
                );
                _mm256_storeu_pd(
                    to.add(3 * step).cast(),
                    _mm256_permute2f128_pd::<0x31>(b, d),
                );
            }
        }
    }
}
