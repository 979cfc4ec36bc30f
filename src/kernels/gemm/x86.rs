//! The registers of AVX2 with FMA and of AVX-512 as [`Vector`]s.
//!
//! Complex numbers are sums of two registers: real parts of one factor times the other factor, and imaginary
//! parts times the same. They are combined when they are stored, so a product takes as many instructions as
//! four real ones.

use super::vector::{Sums, Vector};
use num_complex::Complex;
use std::arch::x86_64::*;

/// One register type: a newtype, because integers of every width share a type in `std::arch`.
macro_rules! register {
    (
        $name:ident($register:ty), [$element:ty; $lanes:literal], mask $mask:ty,
        zero $zero:ident, splat |$x:ident| $splat:expr, load $load:ident, store $store:ident,
        first |$count:ident| $first:expr,
        load_first |$from:ident, $m:ident| $load_first:expr,
        store_first |$to:ident, $n:ident, $v:ident| $store_first:expr,
        multiply_add |$c:ident, $a:ident, $b:ident| $multiply_add:expr,
        plus |$p:ident, $q:ident| $plus:expr $(,)?
    ) => {
        #[derive(Clone, Copy)]
        pub(super) struct $name(pub(super) $register);

        impl Vector for $name {
            type Element = $element;
            type Sums = Self;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn splat($x: $element) -> Self {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($splat) }
            }

            #[inline(always)]
            unsafe fn load(at: *const $element) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives all lanes.
                unsafe { $name($load(at.cast())) }
            }

            #[inline(always)]
            unsafe fn load_first($from: *const $element, $m: $mask) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives the lanes of the mask.
                unsafe { $name($load_first) }
            }

            #[inline(always)]
            unsafe fn multiply_add(self, other: Self, sums: Self) -> Self {
                let ($c, $a, $b) = (sums.0, self.0, other.0);
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($multiply_add) }
            }
        }

        impl Sums for $name {
            type Mask = $mask;
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
            unsafe fn first($count: usize) -> $mask {
                // SAFETY: the caller runs where the instruction set is.
                #[allow(unused_unsafe, reason = "some masks are plain numbers")]
                unsafe {
                    $first
                }
            }

            #[inline(always)]
            unsafe fn store_first(self, $to: *mut $element, $n: $mask) {
                let $v = self.0;
                // SAFETY: the caller runs where the instruction set is, and gives the lanes of the mask.
                unsafe { $store_first }
            }

            #[inline(always)]
            unsafe fn plus(self, other: Self) -> Self {
                let ($p, $q) = (self.0, other.0);
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $name($plus) }
            }
        }
    };
}

register! {
    F32x16(__m512), [f32; 16], mask __mmask16,
    zero _mm512_setzero_ps, splat |x| _mm512_set1_ps(x),
    load _mm512_loadu_ps, store _mm512_storeu_ps,
    first |count| u16::MAX >> (16 - count),
    load_first |from, mask| _mm512_maskz_loadu_ps(mask, from),
    store_first |to, mask, v| _mm512_mask_storeu_ps(to, mask, v),
    multiply_add |c, a, b| _mm512_fmadd_ps(a, b, c),
    plus |a, b| _mm512_add_ps(a, b),
}
register! {
    F64x8(__m512d), [f64; 8], mask __mmask8,
    zero _mm512_setzero_pd, splat |x| _mm512_set1_pd(x),
    load _mm512_loadu_pd, store _mm512_storeu_pd,
    first |count| u8::MAX >> (8 - count),
    load_first |from, mask| _mm512_maskz_loadu_pd(mask, from),
    store_first |to, mask, v| _mm512_mask_storeu_pd(to, mask, v),
    multiply_add |c, a, b| _mm512_fmadd_pd(a, b, c),
    plus |a, b| _mm512_add_pd(a, b),
}
register! {
    I16x32(__m512i), [i16; 32], mask __mmask32,
    zero _mm512_setzero_si512, splat |x| _mm512_set1_epi16(x),
    load _mm512_loadu_si512, store _mm512_storeu_si512,
    first |count| u32::MAX >> (32 - count),
    load_first |from, mask| _mm512_maskz_loadu_epi16(mask, from),
    store_first |to, mask, v| _mm512_mask_storeu_epi16(to, mask, v),
    multiply_add |c, a, b| _mm512_add_epi16(c, _mm512_mullo_epi16(a, b)),
    plus |a, b| _mm512_add_epi16(a, b),
}
register! {
    I32x16(__m512i), [i32; 16], mask __mmask16,
    zero _mm512_setzero_si512, splat |x| _mm512_set1_epi32(x),
    load _mm512_loadu_si512, store _mm512_storeu_si512,
    first |count| u16::MAX >> (16 - count),
    load_first |from, mask| _mm512_maskz_loadu_epi32(mask, from),
    store_first |to, mask, v| _mm512_mask_storeu_epi32(to, mask, v),
    multiply_add |c, a, b| _mm512_add_epi32(c, _mm512_mullo_epi32(a, b)),
    plus |a, b| _mm512_add_epi32(a, b),
}
register! {
    I64x8(__m512i), [i64; 8], mask __mmask8,
    zero _mm512_setzero_si512, splat |x| _mm512_set1_epi64(x),
    load _mm512_loadu_si512, store _mm512_storeu_si512,
    first |count| u8::MAX >> (8 - count),
    load_first |from, mask| _mm512_maskz_loadu_epi64(mask, from),
    store_first |to, mask, v| _mm512_mask_storeu_epi64(to, mask, v),
    multiply_add |c, a, b| _mm512_add_epi64(c, _mm512_mullo_epi64(a, b)),
    plus |a, b| _mm512_add_epi64(a, b),
}

register! {
    F32x8(__m256), [f32; 8], mask __m256i,
    zero _mm256_setzero_ps, splat |x| _mm256_set1_ps(x),
    load _mm256_loadu_ps, store _mm256_storeu_ps,
    first |count| first_of_8(count),
    load_first |from, mask| _mm256_maskload_ps(from, mask),
    store_first |to, mask, v| _mm256_maskstore_ps(to, mask, v),
    multiply_add |c, a, b| _mm256_fmadd_ps(a, b, c),
    plus |a, b| _mm256_add_ps(a, b),
}
register! {
    F64x4(__m256d), [f64; 4], mask __m256i,
    zero _mm256_setzero_pd, splat |x| _mm256_set1_pd(x),
    load _mm256_loadu_pd, store _mm256_storeu_pd,
    first |count| first_of_4(count),
    load_first |from, mask| _mm256_maskload_pd(from, mask),
    store_first |to, mask, v| _mm256_maskstore_pd(to, mask, v),
    multiply_add |c, a, b| _mm256_fmadd_pd(a, b, c),
    plus |a, b| _mm256_add_pd(a, b),
}
register! {
    I32x8(__m256i), [i32; 8], mask __m256i,
    zero _mm256_setzero_si256, splat |x| _mm256_set1_epi32(x),
    load _mm256_loadu_si256, store _mm256_storeu_si256,
    first |count| first_of_8(count),
    load_first |from, mask| _mm256_maskload_epi32(from, mask),
    store_first |to, mask, v| _mm256_maskstore_epi32(to, mask, v),
    multiply_add |c, a, b| _mm256_add_epi32(c, _mm256_mullo_epi32(a, b)),
    plus |a, b| _mm256_add_epi32(a, b),
}

/// Complex numbers whose parts alternate in a register.
macro_rules! complex_register {
    (
        $name:ident, [$real:ty; $lanes:literal], parts $parts:ident, mask $mask:ty,
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

        impl Vector for $name {
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
            unsafe fn load_first(at: *const Complex<$real>, mask: $mask) -> Self {
                // SAFETY: the caller runs where the instruction set is, and gives the lanes of the mask.
                unsafe { $name::from_parts($parts::load_first(at.cast(), mask)) }
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
            type Mask = $mask;
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
            unsafe fn first(count: usize) -> $mask {
                // SAFETY: the caller runs where the instruction set is.
                unsafe { $parts::first(2 * count) }
            }

            #[inline(always)]
            unsafe fn store_first(self, at: *mut Complex<$real>, mask: $mask) {
                // SAFETY: the caller runs where the instruction set is, and gives the lanes of the mask.
                unsafe { self.combined().store_first(at.cast(), mask) }
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
    C64x8, [f32; 8], parts F32x16, mask __mmask16,
    real_parts _mm512_moveldup_ps, imaginary_parts _mm512_movehdup_ps,
    swap _mm512_permute_ps::<0xB1>,
    add_alternating |s, t| _mm512_fmaddsub_ps(s, _mm512_set1_ps(1.0), t),
    pair |x| _mm512_castpd_ps(_mm512_set1_pd(std::mem::transmute::<Complex<f32>, f64>(x))),
}
complex_register! {
    C128x4, [f64; 4], parts F64x8, mask __mmask8,
    real_parts _mm512_movedup_pd, imaginary_parts _mm512_permute_pd::<0xFF>,
    swap _mm512_permute_pd::<0x55>,
    add_alternating |s, t| _mm512_fmaddsub_pd(s, _mm512_set1_pd(1.0), t),
    pair |x| _mm512_broadcast_f64x2(_mm_setr_pd(x.re, x.im)),
}
complex_register! {
    C64x4, [f32; 4], parts F32x8, mask __m256i,
    real_parts _mm256_moveldup_ps, imaginary_parts _mm256_movehdup_ps,
    swap _mm256_permute_ps::<0xB1>,
    add_alternating |s, t| _mm256_addsub_ps(s, t),
    pair |x| _mm256_castpd_ps(_mm256_set1_pd(std::mem::transmute::<Complex<f32>, f64>(x))),
}
complex_register! {
    C128x2, [f64; 2], parts F64x4, mask __m256i,
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

/// Ones in the first `count` of four lanes of 64 bits.
#[inline(always)]
unsafe fn first_of_4(count: usize) -> __m256i {
    // SAFETY: the caller runs where AVX2 is.
    unsafe {
        _mm256_cmpgt_epi64(
            _mm256_set1_epi64x(count as i64),
            _mm256_setr_epi64x(0, 1, 2, 3),
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
