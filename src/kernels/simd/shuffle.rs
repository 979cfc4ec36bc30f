//! Moves between lanes, which reductions and scans need beside the arithmetic of [`Vector`].
//!
//! Every set moves lanes in the same way, so trees that are built of these moves round alike on all of them.

use super::lanes::{Lanes32, Lanes64};
use super::vector::Vector;

/// A vector whose lanes can change places.
pub(in crate::kernels) trait Shuffle: Vector {
    /// The first `count <= LANES` elements; other lanes are those of `fill`.
    ///
    /// # Safety
    /// `count` elements must be readable.
    unsafe fn load_or(from: *const Self::Scalar, count: usize, fill: Self) -> Self;
    /// Of both vectors, one after the other and cut in blocks of `WIDTH` lanes: the blocks at even places, and those
    /// at odd places. `WIDTH` is a power of two below `LANES`.
    fn unzip<const WIDTH: usize>(self, other: Self) -> (Self, Self);
    /// Lanes moved up by `N`, a power of two below `LANES`; the last `N` lanes of `below` come in.
    fn slide<const N: usize>(self, below: Self) -> Self;
    /// The last lane in all lanes.
    fn last(self) -> Self;
    /// The lanes in reverse order.
    fn reversed(self) -> Self;
    fn first(self) -> Self::Scalar;
}

/// The lane of two joined vectors that comes to lane `i` of the first result of `unzip`, or of the second.
const fn unzipped(i: usize, width: usize, second: bool) -> usize {
    let at = 2 * (i / width) * width + i % width;
    if second { at + width } else { at }
}

macro_rules! plain {
    ($name:ident, $scalar:ty, $lanes:literal) => {
        impl Shuffle for $name {
            #[inline(always)]
            unsafe fn load_or(from: *const $scalar, count: usize, fill: Self) -> Self {
                let mut lanes = fill.0;
                for (i, lane) in lanes.iter_mut().enumerate().take(count) {
                    // SAFETY: the caller promises `count` elements.
                    *lane = unsafe { from.add(i).read() };
                }
                Self(lanes)
            }
            #[inline(always)]
            fn unzip<const WIDTH: usize>(self, other: Self) -> (Self, Self) {
                let lane = |i: usize| {
                    if i < $lanes {
                        self.0[i]
                    } else {
                        other.0[i - $lanes]
                    }
                };
                let half = |second| Self(std::array::from_fn(|i| lane(unzipped(i, WIDTH, second))));
                (half(false), half(true))
            }
            #[inline(always)]
            fn slide<const N: usize>(self, below: Self) -> Self {
                Self(std::array::from_fn(|i| {
                    if i < N {
                        below.0[$lanes - N + i]
                    } else {
                        self.0[i - N]
                    }
                }))
            }
            #[inline(always)]
            fn last(self) -> Self {
                Self([self.0[$lanes - 1]; $lanes])
            }
            #[inline(always)]
            fn reversed(self) -> Self {
                Self(std::array::from_fn(|i| self.0[$lanes - 1 - i]))
            }
            #[inline(always)]
            fn first(self) -> $scalar {
                self.0[0]
            }
        }
    };
}
plain!(Lanes32, f32, 8);
plain!(Lanes64, f64, 4);

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::super::avx2::{F32x8, F64x4};
    use super::super::avx512::{F32x16, F64x8};
    use super::super::vector::Vector;
    use super::{Shuffle, unzipped};
    use std::arch::x86_64::*;

    /// Numbers of lanes, as constants of a permutation.
    #[inline(always)]
    fn lanes_of<T: TryFrom<usize> + Default, const N: usize>(
        lane: impl Fn(usize) -> usize,
    ) -> [T; N] {
        std::array::from_fn(|i| T::try_from(lane(i)).unwrap_or_default())
    }

    macro_rules! avx512 {
        ($name:ident, $scalar:ty, $index:ty, $lanes:literal;
         $mask_loadu:ident $permute2:ident $permute:ident $alignr:ident $to_int:ident $from_int:ident $first:ident) => {
            impl Shuffle for $name {
                #[inline(always)]
                unsafe fn load_or(from: *const $scalar, count: usize, fill: Self) -> Self {
                    let mask = ((1u32 << count) - 1) as _;
                    // SAFETY: only code for this set gets here, and the caller promises the elements.
                    Self(unsafe { $mask_loadu(fill.0, mask, from) })
                }
                #[inline(always)]
                fn unzip<const WIDTH: usize>(self, other: Self) -> (Self, Self) {
                    let even: [$index; $lanes] = lanes_of(|i| unzipped(i, WIDTH, false));
                    let odd: [$index; $lanes] = lanes_of(|i| unzipped(i, WIDTH, true));
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    unsafe {
                        let even = _mm512_loadu_si512(even.as_ptr().cast());
                        let odd = _mm512_loadu_si512(odd.as_ptr().cast());
                        (
                            Self($permute2(self.0, even, other.0)),
                            Self($permute2(self.0, odd, other.0)),
                        )
                    }
                }
                #[inline(always)]
                fn slide<const N: usize>(self, below: Self) -> Self {
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    let (high, low) = unsafe { ($to_int(self.0), $to_int(below.0)) };
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    Self(unsafe {
                        $from_int(match N {
                            1 => $alignr::<{ $lanes - 1 }>(high, low),
                            2 => $alignr::<{ $lanes - 2 }>(high, low),
                            4 => $alignr::<{ $lanes - 4 }>(high, low),
                            _ => $alignr::<{ $lanes / 2 }>(high, low),
                        })
                    })
                }
                #[inline(always)]
                fn last(self) -> Self {
                    let lanes = [$lanes - 1 as $index; $lanes];
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    Self(unsafe { $permute(_mm512_loadu_si512(lanes.as_ptr().cast()), self.0) })
                }
                #[inline(always)]
                fn reversed(self) -> Self {
                    let lanes: [$index; $lanes] = lanes_of(|i| $lanes - 1 - i);
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    Self(unsafe { $permute(_mm512_loadu_si512(lanes.as_ptr().cast()), self.0) })
                }
                #[inline(always)]
                fn first(self) -> $scalar {
                    // SAFETY: only code for this set, on machines that have it, gets here.
                    unsafe { $first(self.0) }
                }
            }
        };
    }
    avx512!(F32x16, f32, i32, 16;
        _mm512_mask_loadu_ps _mm512_permutex2var_ps _mm512_permutexvar_ps _mm512_alignr_epi32
        _mm512_castps_si512 _mm512_castsi512_ps _mm512_cvtss_f32);
    avx512!(F64x8, f64, i64, 8;
        _mm512_mask_loadu_pd _mm512_permutex2var_pd _mm512_permutexvar_pd _mm512_alignr_epi64
        _mm512_castpd_si512 _mm512_castsi512_pd _mm512_cvtsd_f64);

    /// `[a0 a1 a2 a3]` as `[a0 a2 a1 a3]`.
    const MIDDLE: i32 = 0b11_01_10_00;

    impl Shuffle for F32x8 {
        #[inline(always)]
        unsafe fn load_or(from: *const f32, count: usize, fill: Self) -> Self {
            if count >= 8 {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                return unsafe { Self::load(from) };
            }
            // SAFETY: only code for this set gets here, and the caller promises the elements.
            unsafe {
                let numbers = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
                let mask = _mm256_cmpgt_epi32(_mm256_set1_epi32(count as i32), numbers);
                let loaded = _mm256_maskload_ps(from, mask);
                Self(_mm256_blendv_ps(fill.0, loaded, _mm256_castsi256_ps(mask)))
            }
        }
        #[inline(always)]
        fn unzip<const WIDTH: usize>(self, other: Self) -> (Self, Self) {
            // SAFETY: only code for this set, on machines that have it, gets here.
            unsafe {
                let (even, odd) = match WIDTH {
                    1 => (
                        _mm256_shuffle_ps::<0x88>(self.0, other.0),
                        _mm256_shuffle_ps::<0xdd>(self.0, other.0),
                    ),
                    2 => (
                        _mm256_shuffle_ps::<0x44>(self.0, other.0),
                        _mm256_shuffle_ps::<0xee>(self.0, other.0),
                    ),
                    _ => {
                        return (
                            Self(_mm256_permute2f128_ps::<0x20>(self.0, other.0)),
                            Self(_mm256_permute2f128_ps::<0x31>(self.0, other.0)),
                        );
                    }
                };
                // What was done in both halves goes to the halves it belongs to.
                let (even, odd) = (_mm256_castps_pd(even), _mm256_castps_pd(odd));
                (
                    Self(_mm256_castpd_ps(_mm256_permute4x64_pd::<MIDDLE>(even))),
                    Self(_mm256_castpd_ps(_mm256_permute4x64_pd::<MIDDLE>(odd))),
                )
            }
        }
        #[inline(always)]
        fn slide<const N: usize>(self, below: Self) -> Self {
            // SAFETY: only code for this set, on machines that have it, gets here.
            unsafe {
                let middle = _mm256_permute2f128_ps::<0x21>(below.0, self.0);
                let (high, low) = (_mm256_castps_si256(self.0), _mm256_castps_si256(middle));
                match N {
                    1 => Self(_mm256_castsi256_ps(_mm256_alignr_epi8::<12>(high, low))),
                    2 => Self(_mm256_castsi256_ps(_mm256_alignr_epi8::<8>(high, low))),
                    _ => Self(middle),
                }
            }
        }
        #[inline(always)]
        fn last(self) -> Self {
            // SAFETY: only code for this set, on machines that have it, gets here.
            Self(unsafe { _mm256_permutevar8x32_ps(self.0, _mm256_set1_epi32(7)) })
        }
        #[inline(always)]
        fn reversed(self) -> Self {
            // SAFETY: only code for this set, on machines that have it, gets here.
            Self(unsafe {
                _mm256_permutevar8x32_ps(self.0, _mm256_set_epi32(0, 1, 2, 3, 4, 5, 6, 7))
            })
        }
        #[inline(always)]
        fn first(self) -> f32 {
            // SAFETY: only code for this set, on machines that have it, gets here.
            unsafe { _mm256_cvtss_f32(self.0) }
        }
    }

    impl Shuffle for F64x4 {
        #[inline(always)]
        unsafe fn load_or(from: *const f64, count: usize, fill: Self) -> Self {
            if count >= 4 {
                // SAFETY: only code for this set gets here, and the caller promises the elements.
                return unsafe { Self::load(from) };
            }
            // SAFETY: only code for this set gets here, and the caller promises the elements.
            unsafe {
                let numbers = _mm256_set_epi64x(3, 2, 1, 0);
                let mask = _mm256_cmpgt_epi64(_mm256_set1_epi64x(count as i64), numbers);
                let loaded = _mm256_maskload_pd(from, mask);
                Self(_mm256_blendv_pd(fill.0, loaded, _mm256_castsi256_pd(mask)))
            }
        }
        #[inline(always)]
        fn unzip<const WIDTH: usize>(self, other: Self) -> (Self, Self) {
            // SAFETY: only code for this set, on machines that have it, gets here.
            unsafe {
                match WIDTH {
                    1 => (
                        Self(_mm256_permute4x64_pd::<MIDDLE>(_mm256_unpacklo_pd(
                            self.0, other.0,
                        ))),
                        Self(_mm256_permute4x64_pd::<MIDDLE>(_mm256_unpackhi_pd(
                            self.0, other.0,
                        ))),
                    ),
                    _ => (
                        Self(_mm256_permute2f128_pd::<0x20>(self.0, other.0)),
                        Self(_mm256_permute2f128_pd::<0x31>(self.0, other.0)),
                    ),
                }
            }
        }
        #[inline(always)]
        fn slide<const N: usize>(self, below: Self) -> Self {
            // SAFETY: only code for this set, on machines that have it, gets here.
            unsafe {
                let middle = _mm256_permute2f128_pd::<0x21>(below.0, self.0);
                match N {
                    1 => Self(_mm256_shuffle_pd::<0b0101>(middle, self.0)),
                    _ => Self(middle),
                }
            }
        }
        #[inline(always)]
        fn last(self) -> Self {
            // SAFETY: only code for this set, on machines that have it, gets here.
            Self(unsafe { _mm256_permute4x64_pd::<0xff>(self.0) })
        }
        #[inline(always)]
        fn reversed(self) -> Self {
            // SAFETY: only code for this set, on machines that have it, gets here.
            Self(unsafe { _mm256_permute4x64_pd::<0b00_01_10_11>(self.0) })
        }
        #[inline(always)]
        fn first(self) -> f64 {
            // SAFETY: only code for this set, on machines that have it, gets here.
            unsafe { _mm256_cvtsd_f64(self.0) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sets::{Entry, Isa, run};
    use super::Shuffle;

    /// All moves of one vector type, on lanes numbered from 0, as numbers.
    fn moves<V: Shuffle>(number: impl Fn(usize) -> V::Scalar, value: impl Fn(V::Scalar) -> usize) {
        let lanes = V::LANES;
        let source: Vec<V::Scalar> = (0..2 * lanes).map(&number).collect();
        let list = |v: V| {
            let mut out = vec![V::Scalar::default(); lanes];
            // SAFETY: there is room for all lanes.
            unsafe { v.store(out.as_mut_ptr()) };
            out.into_iter().map(&value).collect::<Vec<usize>>()
        };
        // SAFETY: twice as many elements as lanes.
        let (a, b) = unsafe {
            (
                V::load(source.as_ptr()),
                V::load(source.as_ptr().add(lanes)),
            )
        };
        let blocks = |width: usize, odd: usize| -> Vec<usize> {
            (0..2 * lanes).filter(|i| i / width % 2 == odd).collect()
        };
        let check = |(even, odd): (V, V), width: usize| {
            assert_eq!(
                (list(even), list(odd)),
                (blocks(width, 0), blocks(width, 1)),
                "{width}"
            );
        };
        check(a.unzip::<1>(b), 1);
        check(a.unzip::<2>(b), 2);
        if lanes > 4 {
            check(a.unzip::<4>(b), 4);
        }
        if lanes > 8 {
            check(a.unzip::<8>(b), 8);
        }
        let moved = |n: usize| (lanes - n..2 * lanes - n).collect::<Vec<usize>>();
        assert_eq!(list(b.slide::<1>(a)), moved(1));
        assert_eq!(list(b.slide::<2>(a)), moved(2));
        if lanes > 4 {
            assert_eq!(list(b.slide::<4>(a)), moved(4));
        }
        if lanes > 8 {
            assert_eq!(list(b.slide::<8>(a)), moved(8));
        }
        assert_eq!(list(b.last()), vec![2 * lanes - 1; lanes]);
        assert_eq!(list(a.reversed()), (0..lanes).rev().collect::<Vec<_>>());
        assert_eq!(value(b.first()), lanes);
        for count in 0..=lanes {
            // SAFETY: `count` elements are there.
            let loaded = unsafe { V::load_or(source[lanes..].as_ptr(), count, a) };
            let wanted: Vec<usize> = (0..lanes)
                .map(|i| if i < count { lanes + i } else { i })
                .collect();
            assert_eq!(list(loaded), wanted, "{count}");
        }
    }

    struct Moves;
    impl Entry for Moves {
        type Out = ();
        fn call<S: Isa>(self) {
            moves::<S::Single>(|i| i as f32, |x| x as usize);
            moves::<S::Double>(|i| i as f64, |x| x as usize);
        }
    }

    #[test]
    fn lanes_go_to_the_same_places_in_every_set() {
        for &set in super::super::available() {
            run(set, Moves);
        }
    }
}
