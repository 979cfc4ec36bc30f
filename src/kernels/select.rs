//! Loops with three inputs: choosing elements by a condition, and limiting them to a range.

use super::loops::Rows;
use super::scalar_complex::ComplexFunctions as Complex;
use super::scalar_int::IntegerFunctions as Integer;
use super::scalar_real::RealFunctions as Real;
use super::simd::functions::{Binary, Maximum, Minimum};
use super::simd::sets::{Entry, Isa, run};
use super::simd::vector::Vector;
use super::simd::{Set, set};
use super::typed::{Kernel, map3};
use crate::dtype::DType;
use crate::dtype::dispatch::for_item_size;

/// The second operand where the first (bool) is true, the third elsewhere. One loop per element size.
pub(crate) fn select(dtype: DType) -> Kernel<4> {
    let inner = for_item_size!(dtype.item_size(), T => map3::<true, _, _, _, _, _>(|condition: bool, x: T, y: T| if condition { x } else { y }));
    Kernel::new(inner, 2)
}

/// `minimum(maximum(x, low), high)`; nan where any operand is nan.
pub(crate) fn clamp(dtype: DType) -> Kernel<4> {
    macro_rules! limited {
        ($t:ty, $of:ident) => {
            map3::<true, _, _, _, _, _>(|x: $t, low: $t, high: $t| {
                $of::minimum($of::maximum(x, low), high)
            })
        };
    }
    let inner = match dtype {
        DType::Bool => {
            map3::<true, _, _, _, _, _>(|x: bool, low: bool, high: bool| (x | low) & high)
        }
        DType::U8 => limited!(u8, Integer),
        DType::U16 => limited!(u16, Integer),
        DType::U32 => limited!(u32, Integer),
        DType::U64 => limited!(u64, Integer),
        DType::I8 => limited!(i8, Integer),
        DType::I16 => limited!(i16, Integer),
        DType::I32 => limited!(i32, Integer),
        DType::I64 => limited!(i64, Integer),
        DType::F16 | DType::BF16 => return Kernel::new(limited!(f32, Real), 2).widened(),
        DType::F32 => clamp_singles,
        DType::F64 => clamp_doubles,
        DType::C64 => limited!(num_complex::Complex<f32>, Complex),
        DType::C128 => limited!(num_complex::Complex<f64>, Complex),
    };
    Kernel::new(inner, 2)
}

/// A contiguous row and its limits.
struct Row<T> {
    out: *mut T,
    x: *const T,
    limits: [T; 2],
    n: usize,
}

/// Limits a row by vectors.
///
/// # Safety
/// `n` elements are readable at `x` and writable at `out`.
#[inline(always)]
unsafe fn clamp_row<V: Vector>(row: Row<V::Scalar>, limited: impl Fn(V, V, V) -> V) {
    let Row { out, x, limits, n } = row;
    let [low, high] = limits.map(V::splat);
    let mut i = 0;
    // SAFETY: indices stay below `n`.
    unsafe {
        while i + V::LANES <= n {
            limited(V::load(x.add(i)), low, high).store(out.add(i));
            i += V::LANES;
        }
        if i < n {
            limited(V::load_part(x.add(i), n - i), low, high).store_part(out.add(i), n - i);
        }
    }
}

/// The loop of [`clamp`] for a float type, whose vectors `$vectors` have the functions `$apply`.
macro_rules! clamp_floats {
    ($name:ident, $t:ty, $vectors:ident, $apply:ident) => {
        impl Entry for Row<$t> {
            type Out = ();
            #[inline(always)]
            fn call<S: Isa>(self) {
                // SAFETY: rows are made below, of elements that the caller promises.
                unsafe {
                    clamp_row::<S::$vectors>(
                        self,
                        #[inline(always)]
                        |x, low, high| Minimum::$apply(Maximum::$apply(x, low), high),
                    );
                }
            }
        }

        /// # Safety
        /// Rows as [`Inner`](super::loops::Inner) says.
        unsafe fn $name(p: [*mut u8; 4], strides: [isize; 4], n: usize, rows: &Rows<4>) {
            let size = size_of::<$t>() as isize;
            if strides != [size, size, 0, 0] || set() == Set::Baseline {
                let each = map3::<true, _, _, _, _, _>(|x: $t, low: $t, high: $t| {
                    Real::minimum(Real::maximum(x, low), high)
                });
                // SAFETY: passed on.
                return unsafe { each(p, strides, n, rows) };
            }
            rows.each(p, |[out, x, low, high]| {
                // SAFETY: the limits are one element each.
                let limits = unsafe { [low.cast::<$t>().read(), high.cast::<$t>().read()] };
                let (out, x) = (out.cast(), x.cast::<$t>().cast_const());
                run(set(), Row { out, x, limits, n });
            });
        }
    };
}
clamp_floats!(clamp_singles, f32, Single, single);
clamp_floats!(clamp_doubles, f64, Double, double);

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits of one element and of many, at every length, against the functions of single elements.
    macro_rules! check_clamp {
        ($t:ident, $inner:expr) => {
            let numbers = [
                0.0,
                -0.0,
                1.0,
                -2.5,
                $t::NAN,
                $t::INFINITY,
                $t::NEG_INFINITY,
                0.5,
                -7.0,
            ];
            let x: Vec<$t> = (0..100)
                .map(|i| numbers[i % 9] + (i / 9) as $t * 0.25)
                .collect();
            let pairs = numbers.map(|low| numbers.map(|high| [low, high]));
            for &[low, high] in pairs.as_flattened() {
                for (n, step) in (0..70).map(|n| (n, 0)).chain([(70, size_of::<$t>())]) {
                    let (lows, highs) = (vec![low; 70], vec![high; 70]);
                    let mut out: Vec<$t> = vec![9.0; n + 1];
                    let size = size_of::<$t>() as isize;
                    let pointers = [
                        out.as_mut_ptr().cast::<u8>(),
                        x.as_ptr().cast::<u8>().cast_mut(),
                        lows.as_ptr().cast::<u8>().cast_mut(),
                        highs.as_ptr().cast::<u8>().cast_mut(),
                    ];
                    let strides = [size, size, step as isize, step as isize];
                    // SAFETY: the vectors have elements for `n` steps.
                    unsafe { $inner(pointers, strides, n, &Rows::ONE) };
                    for i in 0..n {
                        let wanted = Real::minimum(Real::maximum(x[i], low), high);
                        assert!(
                            out[i].to_bits() == wanted.to_bits()
                                || out[i].is_nan() && wanted.is_nan(),
                            "{} within {low} and {high}: {}",
                            x[i],
                            out[i]
                        );
                    }
                    assert_eq!(out[n], 9.0);
                }
            }
        };
    }

    #[test]
    fn floats_are_limited_as_single_elements_are() {
        check_clamp!(f32, clamp_singles);
        check_clamp!(f64, clamp_doubles);
    }
}
