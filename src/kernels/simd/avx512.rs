//! The vectors of AVX-512 (F, BW, DQ, VL): eight f64 or sixteen f32, with masks in registers of their own.
//!
//! Every function here must only be reached from a function that has these target features; the rows in `rows`
//! are the only entrances.

use super::vector::{Mask, Vector, Vector32, Vector64};
use std::arch::x86_64::*;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Sub};

macro_rules! mask {
    ($name:ident, $bits:ty) => {
        #[derive(Clone, Copy)]
        pub(in crate::kernels) struct $name($bits);

        impl BitAnd for $name {
            type Output = Self;
            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }
        impl BitOr for $name {
            type Output = Self;
            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }
        impl Not for $name {
            type Output = Self;
            #[inline(always)]
            fn not(self) -> Self {
                Self(!self.0)
            }
        }
        impl Mask for $name {
            const LANES: usize = <$bits>::BITS as usize;
            #[inline(always)]
            fn any(self) -> bool {
                self.0 != 0
            }
            #[inline(always)]
            fn all(self) -> bool {
                self.0 == !0
            }
            #[inline(always)]
            fn bits(self) -> u32 {
                self.0.into()
            }
        }
    };
}
mask!(Mask8, u8);
mask!(Mask16, u16);

/// The operations that only differ in the suffix of their intrinsics. Arguments: the type, its register, scalar,
/// bits and mask types, the number of lanes, then intrinsics.
macro_rules! vector {
    ($name:ident, $register:ty, $scalar:ty, $bits:ty, $mask:ident, $lanes:literal;
     $set1:ident $loadu:ident $storeu:ident $maskz_loadu:ident $mask_storeu:ident
     $add:ident $sub:ident $mul:ident $div:ident $fmadd:ident $fnmadd:ident $sqrt:ident $max:ident $min:ident
     $roundscale:ident $cmp:ident $blend:ident $abs:ident $and:ident $or:ident $xor:ident
     $to_int:ident $from_int:ident $set1_int:ident $add_int:ident $sub_int:ident $shift_left:ident $shift_right:ident
     $ternary:ident $scalef:ident $getmant:ident $getexp:ident $mask_add:ident $movepi_mask:ident) => {
        #[derive(Clone, Copy)]
        pub(in crate::kernels) struct $name(pub(in crate::kernels) $register);

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

        impl Vector for $name {
            type Scalar = $scalar;
            type Bits = $bits;
            type Mask = $mask;
            const LANES: usize = $lanes;
            const BIAS: i32 = <$scalar>::MAX_EXP - 1;
            const HAS_SCALE: bool = true;

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
                Self(unsafe { $maskz_loadu(((1u32 << count) - 1) as _, from) })
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $scalar, count: usize) {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                unsafe { $mask_storeu(to, ((1u32 << count) - 1) as _, self.0) }
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
                Self(unsafe { $abs(self.0) })
            }
            #[inline(always)]
            fn neg(self) -> Self {
                self.xor(Self::splat(-0.0))
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                // Bits of `sign` where the mask is set, of `self` elsewhere.
                let mask = Self::splat(-0.0);
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe {
                    $from_int($ternary::<0xca>(
                        $to_int(mask.0),
                        $to_int(sign.0),
                        $to_int(self.0),
                    ))
                })
            }
            #[inline(always)]
            fn xor_sign(self, sign: Self) -> Self {
                // `self ^ (mask & sign)`.
                let mask = Self::splat(-0.0);
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe {
                    $from_int($ternary::<0x78>(
                        $to_int(self.0),
                        $to_int(mask.0),
                        $to_int(sign.0),
                    ))
                })
            }
            #[inline(always)]
            fn round(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $roundscale::<8>(self.0) })
            }
            #[inline(always)]
            fn floor(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $roundscale::<9>(self.0) })
            }
            #[inline(always)]
            fn ceil(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $roundscale::<10>(self.0) })
            }
            #[inline(always)]
            fn trunc(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $roundscale::<11>(self.0) })
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
                // SAFETY: only code for this set, on machines that have it, gets here.
                $mask(unsafe { $movepi_mask($to_int(self.0)) })
            }
            #[inline(always)]
            fn select(mask: $mask, yes: Self, no: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $blend(mask.0, no.0, yes.0) })
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
                Self(unsafe { $from_int($shift_left::<N>($to_int(self.0))) })
            }
            #[inline(always)]
            fn shift_right<const N: u32>(self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $from_int($shift_right::<N>($to_int(self.0))) })
            }
            #[inline(always)]
            fn scale(self, power: Self) -> Self {
                // SAFETY: only code for this set, on machines that have it, gets here.
                Self(unsafe { $scalef(self.0, power.0) })
            }
            #[inline(always)]
            fn split(self) -> (Self, Self) {
                let mantissa =
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    Self(unsafe { $getmant::<_MM_MANT_NORM_P75_1P5, _MM_MANT_SIGN_SRC>(self.0) });
                let one = Self::splat(1.0);
                // SAFETY: only code for this set, on machines that have it, gets here.
                let exponent = unsafe {
                    let floor = $getexp(self.0);
                    $mask_add(floor, mantissa.lt(one).0, floor, one.0)
                };
                (mantissa, Self(exponent))
            }
        }
    };
}

vector! {
    F64x8, __m512d, f64, u64, Mask8, 8;
    _mm512_set1_pd _mm512_loadu_pd _mm512_storeu_pd _mm512_maskz_loadu_pd _mm512_mask_storeu_pd
    _mm512_add_pd _mm512_sub_pd _mm512_mul_pd _mm512_div_pd _mm512_fmadd_pd _mm512_fnmadd_pd _mm512_sqrt_pd _mm512_max_pd _mm512_min_pd
    _mm512_roundscale_pd _mm512_cmp_pd_mask _mm512_mask_blend_pd _mm512_abs_pd _mm512_and_pd _mm512_or_pd _mm512_xor_pd
    _mm512_castpd_si512 _mm512_castsi512_pd _mm512_set1_epi64 _mm512_add_epi64 _mm512_sub_epi64 _mm512_slli_epi64 _mm512_srli_epi64
    _mm512_ternarylogic_epi64 _mm512_scalef_pd _mm512_getmant_pd _mm512_getexp_pd _mm512_mask_add_pd _mm512_movepi64_mask
}

vector! {
    F32x16, __m512, f32, u32, Mask16, 16;
    _mm512_set1_ps _mm512_loadu_ps _mm512_storeu_ps _mm512_maskz_loadu_ps _mm512_mask_storeu_ps
    _mm512_add_ps _mm512_sub_ps _mm512_mul_ps _mm512_div_ps _mm512_fmadd_ps _mm512_fnmadd_ps _mm512_sqrt_ps _mm512_max_ps _mm512_min_ps
    _mm512_roundscale_ps _mm512_cmp_ps_mask _mm512_mask_blend_ps _mm512_abs_ps _mm512_and_ps _mm512_or_ps _mm512_xor_ps
    _mm512_castps_si512 _mm512_castsi512_ps _mm512_set1_epi32 _mm512_add_epi32 _mm512_sub_epi32 _mm512_slli_epi32 _mm512_srli_epi32
    _mm512_ternarylogic_epi32 _mm512_scalef_ps _mm512_getmant_ps _mm512_getexp_ps _mm512_mask_add_ps _mm512_movepi32_mask
}

impl F64x8 {
    /// The element of the 16 from a place on that the lowest four bits of each lane choose.
    ///
    /// # Safety
    /// 16 elements must be readable.
    #[inline(always)]
    unsafe fn permute(table: *const f64, index: Self) -> Self {
        // SAFETY: only code for this set gets here; the caller promises the elements.
        unsafe {
            let (low, high) = (_mm512_loadu_pd(table), _mm512_loadu_pd(table.add(8)));
            Self(_mm512_permutex2var_pd(
                low,
                _mm512_castpd_si512(index.0),
                high,
            ))
        }
    }
}

impl Vector64 for F64x8 {
    #[inline(always)]
    fn lookup(table: &[f64; 16], index: Self) -> Self {
        // SAFETY: the table has 16 elements.
        unsafe { Self::permute(table.as_ptr(), index) }
    }
    #[inline(always)]
    fn lookup_wide(table: &[f64; 32], index: Self) -> Self {
        // SAFETY: both halves have 16 elements.
        let (low, high) = unsafe {
            (
                Self::permute(table.as_ptr(), index),
                Self::permute(table.as_ptr().add(16), index),
            )
        };
        Self::select(index.shift_left::<59>().is_negative(), high, low)
    }
}

impl Vector32 for F32x16 {
    type Wide = F64x8;
    #[inline(always)]
    fn widen(self) -> (F64x8, F64x8) {
        // SAFETY: only code for this set, on machines that have it, gets here.
        unsafe {
            (
                F64x8(_mm512_cvtps_pd(_mm512_castps512_ps256(self.0))),
                F64x8(_mm512_cvtps_pd(_mm512_extractf32x8_ps::<1>(self.0))),
            )
        }
    }
    #[inline(always)]
    fn narrow(low: F64x8, high: F64x8) -> Self {
        // SAFETY: only code for this set, on machines that have it, gets here.
        unsafe {
            let low = _mm512_castps256_ps512(_mm512_cvtpd_ps(low.0));
            Self(_mm512_insertf32x8::<1>(low, _mm512_cvtpd_ps(high.0)))
        }
    }
    #[inline(always)]
    fn lookup(table: &[f32; 8], index: Self) -> Self {
        // SAFETY: only code for this set gets here; the table has eight elements, which are repeated.
        unsafe {
            let table = _mm512_broadcast_f32x8(_mm256_loadu_ps(table.as_ptr()));
            Self(_mm512_permutexvar_ps(_mm512_castps_si512(index.0), table))
        }
    }
    const HAS_WIDE_LOOKUP: bool = true;
    #[inline(always)]
    fn lookup_wide(table: &[f32; 32], index: Self) -> Self {
        // SAFETY: only code for this set gets here; the table has 32 elements.
        unsafe {
            let low = _mm512_loadu_ps(table.as_ptr());
            let high = _mm512_loadu_ps(table.as_ptr().add(16));
            Self(_mm512_permutex2var_ps(
                low,
                _mm512_castps_si512(index.0),
                high,
            ))
        }
    }
}
