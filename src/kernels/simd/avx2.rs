//! The vectors of AVX2 with FMA: four f64 or eight f32; a mask is a vector whose lanes' highest bits count.
//!
//! Every function here must only be reached from a function that has these target features; the rows in `rows`
//! are the only entrances.

use super::vector::{Mask, Vector, Vector32, Vector64, scale32, scale64, split32, split64};
use std::arch::x86_64::*;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Sub};

/// The operations that only differ in the suffix of their intrinsics. Arguments: the type, its mask, register,
/// scalar and bits, the number of lanes, then intrinsics.
macro_rules! vector {
    ($name:ident, $mask:ident, $register:ty, $scalar:ty, $bits:ty, $lanes:literal, $scale:ident, $split:ident;
     $set1:ident $loadu:ident $storeu:ident $maskload:ident $maskstore:ident $cmpgt_int:ident $lane_numbers:expr;
     $add:ident $sub:ident $mul:ident $div:ident $fmadd:ident $fnmadd:ident $sqrt:ident $max:ident $min:ident
     $round:ident $cmp:ident $blend:ident $and:ident $andnot:ident $or:ident $xor:ident $movemask:ident
     $to_int:ident $from_int:ident $set1_int:ident $add_int:ident $sub_int:ident $shift_left:ident $shift_right:ident) => {
        #[derive(Clone, Copy)]
        pub(in crate::kernels) struct $name(pub(in crate::kernels) $register);
        #[derive(Clone, Copy)]
        pub(in crate::kernels) struct $mask($register);

        impl Add for $name {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $add(self.0, other.0) })
            }
        }
        impl Sub for $name {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $sub(self.0, other.0) })
            }
        }
        impl Mul for $name {
            type Output = Self;
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $mul(self.0, other.0) })
            }
        }
        impl Div for $name {
            type Output = Self;
            #[inline(always)]
            fn div(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $div(self.0, other.0) })
            }
        }
        impl BitAnd for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $and(self.0, other.0) })
            }
        }
        impl BitOr for $mask {
            type Output = Self;
            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $or(self.0, other.0) })
            }
        }
        impl Not for $mask {
            type Output = Self;
            #[inline(always)]
            fn not(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $xor(self.0, $from_int($set1_int(-1))) })
            }
        }
        impl Mask for $mask {
            const LANES: usize = $lanes;
            #[inline(always)]
            fn any(self) -> bool {
                self.bits() != 0
            }
            #[inline(always)]
            fn all(self) -> bool {
                self.bits() == (1 << $lanes) - 1
            }
            #[inline(always)]
            fn bits(self) -> u32 {
                // SAFETY: only code for this set, on machines that have it, gets here.
                unsafe { $movemask(self.0) as u32 }
            }
        }

        impl Vector for $name {
            type Scalar = $scalar;
            type Bits = $bits;
            type Mask = $mask;
            const LANES: usize = $lanes;
            const BIAS: i32 = <$scalar>::MAX_EXP - 1;

            #[inline(always)]
            fn splat(value: $scalar) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $set1(value) })
            }
            #[inline(always)]
            fn one() -> Self {
                Self::splat(1.0)
            }
            #[inline(always)]
            fn of(value: f64) -> Self {
                Self::splat(value as $scalar)
            }
            #[inline(always)]
            fn splat_bits(bits: $bits) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $from_int($set1_int(bits as _)) })
            }
            #[inline(always)]
            unsafe fn load(from: *const $scalar) -> Self {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                Self(unsafe { $loadu(from) })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $scalar) {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                unsafe { $storeu(to, self.0) }
            }
            #[inline(always)]
            unsafe fn load_part(from: *const $scalar, count: usize) -> Self {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                Self(unsafe { $maskload(from, $cmpgt_int($set1_int(count as _), $lane_numbers)) })
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $scalar, count: usize) {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                unsafe { $maskstore(to, $cmpgt_int($set1_int(count as _), $lane_numbers), self.0) }
            }
            #[inline(always)]
            fn fma(self, factor: Self, term: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $fmadd(self.0, factor.0, term.0) })
            }
            #[inline(always)]
            fn nfma(self, factor: Self, term: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $fnmadd(self.0, factor.0, term.0) })
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $sqrt(self.0) })
            }
            #[inline(always)]
            fn abs(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $andnot(Self::splat(-0.0).0, self.0) })
            }
            #[inline(always)]
            fn neg(self) -> Self {
                self.xor(Self::splat(-0.0))
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                self.abs().or(sign.and(Self::splat(-0.0)))
            }
            #[inline(always)]
            fn xor_sign(self, sign: Self) -> Self {
                self.xor(sign.and(Self::splat(-0.0)))
            }
            #[inline(always)]
            fn round(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $round::<8>(self.0) })
            }
            #[inline(always)]
            fn floor(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $round::<9>(self.0) })
            }
            #[inline(always)]
            fn ceil(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $round::<10>(self.0) })
            }
            #[inline(always)]
            fn trunc(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $round::<11>(self.0) })
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $max(self.0, other.0) })
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $min(self.0, other.0) })
            }
            #[inline(always)]
            fn lt(self, other: Self) -> $mask {
                // SAFETY: only code for this set, on machines that have it, gets here.
                $mask(unsafe { $cmp::<_CMP_LT_OQ>(self.0, other.0) })
            }
            #[inline(always)]
            fn le(self, other: Self) -> $mask {
                // SAFETY: only code for this set, on machines that have it, gets here.
                $mask(unsafe { $cmp::<_CMP_LE_OQ>(self.0, other.0) })
            }
            #[inline(always)]
            fn eq(self, other: Self) -> $mask {
                // SAFETY: only code for this set, on machines that have it, gets here.
                $mask(unsafe { $cmp::<_CMP_EQ_OQ>(self.0, other.0) })
            }
            #[inline(always)]
            fn is_nan(self) -> $mask {
                // SAFETY: only code for this set, on machines that have it, gets here.
                $mask(unsafe { $cmp::<_CMP_UNORD_Q>(self.0, self.0) })
            }
            #[inline(always)]
            fn is_negative(self) -> $mask {
                // Blends and `movemask` look at the highest bit only.
                $mask(self.0)
            }
            #[inline(always)]
            fn select(mask: $mask, yes: Self, no: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $blend(no.0, yes.0, mask.0) })
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $and(self.0, other.0) })
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $or(self.0, other.0) })
            }
            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $xor(self.0, other.0) })
            }
            #[inline(always)]
            fn int_add(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $from_int($add_int($to_int(self.0), $to_int(other.0))) })
            }
            #[inline(always)]
            fn int_sub(self, other: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $from_int($sub_int($to_int(self.0), $to_int(other.0))) })
            }
            #[inline(always)]
            fn magic() -> Self {
                Self::splat(1.5 / <$scalar>::EPSILON)
            }
            #[inline(always)]
            fn to_exponent(self) -> Self {
                self.shift_left::<{ <$scalar>::MANTISSA_DIGITS - 1 }>()
            }
            #[inline(always)]
            fn of_integer(value: i32) -> Self {
                Self::splat_bits(value as $bits)
            }
            #[inline(always)]
            fn shift_left<const N: u32>(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe {
                    $from_int($shift_left($to_int(self.0), _mm_cvtsi32_si128(N as i32)))
                })
            }
            #[inline(always)]
            fn shift_right<const N: u32>(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe {
                    $from_int($shift_right($to_int(self.0), _mm_cvtsi32_si128(N as i32)))
                })
            }
            #[inline(always)]
            fn scale(self, power: Self) -> Self {
                $scale(self, power)
            }
            #[inline(always)]
            fn split(self) -> (Self, Self) {
                $split(self)
            }
        }
    };
}

vector! {
    F64x4, Mask64x4, __m256d, f64, u64, 4, scale64, split64;
    _mm256_set1_pd _mm256_loadu_pd _mm256_storeu_pd _mm256_maskload_pd _mm256_maskstore_pd _mm256_cmpgt_epi64
    _mm256_set_epi64x(3, 2, 1, 0);
    _mm256_add_pd _mm256_sub_pd _mm256_mul_pd _mm256_div_pd _mm256_fmadd_pd _mm256_fnmadd_pd _mm256_sqrt_pd _mm256_max_pd _mm256_min_pd
    _mm256_round_pd _mm256_cmp_pd _mm256_blendv_pd _mm256_and_pd _mm256_andnot_pd _mm256_or_pd _mm256_xor_pd _mm256_movemask_pd
    _mm256_castpd_si256 _mm256_castsi256_pd _mm256_set1_epi64x _mm256_add_epi64 _mm256_sub_epi64 _mm256_sll_epi64 _mm256_srl_epi64
}

vector! {
    F32x8, Mask32x8, __m256, f32, u32, 8, scale32, split32;
    _mm256_set1_ps _mm256_loadu_ps _mm256_storeu_ps _mm256_maskload_ps _mm256_maskstore_ps _mm256_cmpgt_epi32
    _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    _mm256_add_ps _mm256_sub_ps _mm256_mul_ps _mm256_div_ps _mm256_fmadd_ps _mm256_fnmadd_ps _mm256_sqrt_ps _mm256_max_ps _mm256_min_ps
    _mm256_round_ps _mm256_cmp_ps _mm256_blendv_ps _mm256_and_ps _mm256_andnot_ps _mm256_or_ps _mm256_xor_ps _mm256_movemask_ps
    _mm256_castps_si256 _mm256_castsi256_ps _mm256_set1_epi32 _mm256_add_epi32 _mm256_sub_epi32 _mm256_sll_epi32 _mm256_srl_epi32
}

impl F64x4 {
    /// Elements of a table of a power of two, which the lowest bits of each lane choose.
    #[inline(always)]
    fn gather<const N: usize>(table: &[f64; N], index: Self) -> Self {
        const { assert!(N.is_power_of_two()) };
        let index = index.and(Self::splat_bits(N as u64 - 1));
        // SAFETY: only code for this set gets here; the index is below `N`.
        unsafe {
            let index = _mm256_castpd_si256(index.0);
            Self(_mm256_i64gather_pd::<8>(table.as_ptr(), index))
        }
    }
}

impl Vector64 for F64x4 {
    #[inline(always)]
    fn lookup(table: &[f64; 16], index: Self) -> Self {
        Self::gather(table, index)
    }
    #[inline(always)]
    fn lookup_wide(table: &[f64; 32], index: Self) -> Self {
        Self::gather(table, index)
    }
}

impl Vector32 for F32x8 {
    type Wide = F64x4;
    #[inline(always)]
    fn widen(self) -> (F64x4, F64x4) {
        // SAFETY: only code for this set, on machines that have it, gets here.
        unsafe {
            (
                F64x4(_mm256_cvtps_pd(_mm256_castps256_ps128(self.0))),
                F64x4(_mm256_cvtps_pd(_mm256_extractf128_ps::<1>(self.0))),
            )
        }
    }
    #[inline(always)]
    fn narrow(low: F64x4, high: F64x4) -> Self {
        // SAFETY: only code for this set, on machines that have it, gets here.
        unsafe {
            Self(_mm256_set_m128(
                _mm256_cvtpd_ps(high.0),
                _mm256_cvtpd_ps(low.0),
            ))
        }
    }
    #[inline(always)]
    fn lookup(table: &[f32; 8], index: Self) -> Self {
        // SAFETY: only code for this set gets here; the table has eight elements.
        unsafe {
            let table = _mm256_loadu_ps(table.as_ptr());
            Self(_mm256_permutevar8x32_ps(
                table,
                _mm256_castps_si256(index.0),
            ))
        }
    }
}
