//! Conversions between dtypes, with the meaning of numpy's `astype`.
//!
//! Where numpy leaves the result open (a float that no integer of the target holds) the nearest integer
//! is taken, and nan becomes 0, as Rust's `as` does. Bytes are read as another dtype without any kernel.

use super::half::{doubles_to_f16, round_to_odd};
use super::typed::{Kernel, map1, map1_widest};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::shape::layout::Layout;
use half::{bf16, f16};
use num_complex::Complex;

/// Fills `out` with the elements of `x` converted to its dtype; the shapes are equal.
pub(crate) fn cast(x: &Dense, out: &mut Dense) {
    let (from, to) = (x.dtype(), out.dtype());
    if from == to {
        super::copy::copy(x, out);
    } else if from.is_complex() && !to.is_complex() && !to.is_bool() {
        let real = real_parts(x);
        cast(&real, out);
    } else {
        kernel(from, to).run(out, &[x]);
    }
}

/// The real parts of a complex array, as a view.
pub(crate) fn real_parts(x: &Dense) -> Dense {
    parts(x, 0)
}

/// The imaginary parts of a complex array, as a view.
pub(crate) fn imaginary_parts(x: &Dense) -> Dense {
    parts(x, 1)
}

fn parts(x: &Dense, part: usize) -> Dense {
    let strides = x.strides().iter().map(|stride| stride * 2).collect();
    let layout = Layout::new(
        x.layout().shape().clone(),
        strides,
        x.layout().offset() * 2 + part,
    );
    Dense::new(x.dtype().real_part(), layout, x.storage().clone())
}

/// The loop from one dtype to another, complex to real excepted.
fn kernel(from: DType, to: DType) -> Kernel<2> {
    use DType::{BF16, Bool, C64, C128, F16, F32, F64, I32, I64, U32, U64};
    match (from, to) {
        // The only pairs of 16-bit floats. Through f32, they and the wide types below would be rounded twice.
        (F16, BF16) => Kernel::new(
            map1::<true, _, _, _>(|x: f16| bf16::from_f32(x.to_f32())),
            8,
        ),
        (BF16, F16) => Kernel::new(
            map1::<true, _, _, _>(|x: bf16| f16::from_f32(x.to_f32())),
            8,
        ),
        (F64, F16) => doubles_to_f16().map_or_else(through_odd, |inner| Kernel::new(inner, 2)),
        (F64, BF16) => through_odd(),
        (I32, BF16) => Kernel::new(
            map1::<true, _, _, _>(|x: i32| bf16_of(x.unsigned_abs().into(), x < 0)),
            4,
        ),
        (I64, BF16) => Kernel::new(
            map1::<true, _, _, _>(|x: i64| bf16_of(x.unsigned_abs(), x < 0)),
            4,
        ),
        (U32, BF16) => Kernel::new(map1::<true, _, _, _>(|x: u32| bf16_of(x.into(), false)), 4),
        (U64, BF16) => Kernel::new(map1::<true, _, _, _>(|x: u64| bf16_of(x, false)), 4),
        (C64, C128) => Kernel::new(
            map1::<true, _, _, _>(|z: Complex<f32>| Complex::new(f64::from(z.re), f64::from(z.im))),
            3,
        ),
        (C128, C64) => Kernel::new(
            map1::<true, _, _, _>(|z: Complex<f64>| Complex::new(z.re as f32, z.im as f32)),
            3,
        ),
        (C64, Bool) => Kernel::new(
            map1::<true, _, _, _>(|z: Complex<f32>| z.re != 0.0 || z.im != 0.0),
            3,
        ),
        (C128, Bool) => Kernel::new(
            map1::<true, _, _, _>(|z: Complex<f64>| z.re != 0.0 || z.im != 0.0),
            3,
        ),
        (F16 | BF16, _) => real(F32, to).widened(),
        (_, F16 | BF16) => real(from, F32).widened(),
        _ => real(from, to),
    }
}

/// An integer, rounded once: the 24 bits that f32 holds keep in their last one whether anything lies below.
#[inline(always)]
fn bf16_of(size: u64, is_negative: bool) -> bf16 {
    let surplus = 40_u32.saturating_sub(size.leading_zeros());
    let is_inexact = size & ((1 << surplus) - 1) != 0;
    let kept = (size >> surplus) | u64::from(is_inexact);
    let x = kept as f32 * (1_u64 << surplus) as f32;
    bf16::from_f32(if is_negative { -x } else { x })
}

/// From f64 to a 16-bit float through f32.
fn through_odd() -> Kernel<2> {
    Kernel::new(map1::<true, _, _, _>(round_to_odd), 2).widened()
}

/// The loop from a bool, integer, f32 or f64 dtype to any but the 16-bit floats.
fn real(from: DType, to: DType) -> Kernel<2> {
    macro_rules! to_each {
        ($a:ty) => {
            to_each!($a, map1::<true, _, _, _>)
        };
        ($a:ty, $long:expr) => {
            match to {
                DType::Bool => map1::<true, _, _, _>(|x: $a| x != (0 as $a)),
                DType::U8 => map1::<true, _, _, _>(<$a as ToInteger<u8>>::to_integer),
                DType::U16 => map1::<true, _, _, _>(<$a as ToInteger<u16>>::to_integer),
                DType::U32 => map1::<true, _, _, _>(<$a as ToInteger<u32>>::to_integer),
                DType::U64 => $long(<$a as ToInteger<u64>>::to_integer),
                DType::I8 => map1::<true, _, _, _>(<$a as ToInteger<i8>>::to_integer),
                DType::I16 => map1::<true, _, _, _>(<$a as ToInteger<i16>>::to_integer),
                DType::I32 => map1::<true, _, _, _>(<$a as ToInteger<i32>>::to_integer),
                DType::I64 => $long(<$a as ToInteger<i64>>::to_integer),
                DType::F32 => map1::<true, _, _, _>(|x: $a| x as f32),
                DType::F64 => map1::<true, _, _, _>(|x: $a| x as f64),
                DType::C64 => map1::<true, _, _, _>(|x: $a| [x as f32, 0.0]),
                DType::C128 => map1::<true, _, _, _>(|x: $a| [x as f64, 0.0]),
                DType::F16 | DType::BF16 => unreachable!("16-bit floats are widened"),
            }
        };
    }
    let inner = match from {
        // A truth value is a byte that is 0 or 1.
        DType::Bool | DType::U8 => to_each!(u8),
        DType::U16 => to_each!(u16),
        DType::U32 => to_each!(u32),
        DType::U64 => to_each!(u64),
        DType::I8 => to_each!(i8),
        DType::I16 => to_each!(i16),
        DType::I32 => to_each!(i32),
        DType::I64 => to_each!(i64),
        DType::F32 => to_each!(f32, map1_widest),
        DType::F64 => to_each!(f64, map1_widest),
        other => unreachable!("{other} has no loop of its own"),
    };
    Kernel::new(inner, 2)
}

/// What `as` does, in a form of which the compiler makes vector code.
trait ToInteger<I> {
    fn to_integer(self) -> I;
}

macro_rules! integers_to_integer {
    ($from:ident: $($to:ident)*) => {$(
        impl ToInteger<$to> for $from {
            #[inline(always)]
            fn to_integer(self) -> $to {
                self as $to
            }
        }
    )*};
    ($($from:ident)*) => {$(
        integers_to_integer!($from: u8 u16 u32 u64 i8 i16 i32 i64);
    )*};
}
integers_to_integer!(u8 u16 u32 u64 i8 i16 i32 i64);

/// From a float, through an integer type that machines convert to.
macro_rules! floats_to_integer {
    ($($from:ident $to:ident through $middle:ident;)*) => {$(
        impl ToInteger<$to> for $from {
            #[inline(always)]
            fn to_integer(self) -> $to {
                const LOW: $from = $to::MIN as $from;
                /// The largest float that the type holds.
                const HIGH: $from = {
                    let nearest = $to::MAX as $from;
                    if nearest as i128 > $to::MAX as i128 { nearest.next_down() } else { nearest }
                };
                let number = if self.is_nan() { 0.0 } else { self };
                let number = if number > LOW { number } else { LOW };
                let number = if number < HIGH { number } else { HIGH };
                // SAFETY: the number was brought into the range of the type.
                let result = unsafe { number.to_int_unchecked::<$middle>() } as $to;
                if HIGH as $to != $to::MAX && self > HIGH { $to::MAX } else { result }
            }
        }
    )*};
}
floats_to_integer! {
    f32 u8 through i32;
    f32 u16 through i32;
    f32 u32 through u32;
    f32 u64 through u64;
    f32 i8 through i32;
    f32 i16 through i32;
    f32 i32 through i32;
    f32 i64 through i64;
    f64 u8 through i32;
    f64 u16 through i32;
    f64 u32 through u32;
    f64 u64 through u64;
    f64 i8 through i32;
    f64 i16 through i32;
    f64 i32 through i32;
    f64 i64 through i64;
}

#[cfg(test)]
mod tests {
    use super::{ToInteger, bf16_of};
    use half::bf16;

    #[test]
    fn integers_become_bf16_with_one_rounding() {
        // Just above the middle of two neighbours, in a place that f32 does not hold.
        assert_eq!(
            bf16_of((1 << 40) + (1 << 32) + 1, false).to_f64(),
            2f64.powi(40) + 2f64.powi(33)
        );
        assert_eq!(
            bf16_of((1 << 30) + (1 << 22) + 1, true).to_f64(),
            -(2f64.powi(30) + 2f64.powi(23))
        );
        assert_eq!(
            bf16_of((1 << 62) + (1 << 54) + 1, false).to_f64(),
            2f64.powi(62) + 2f64.powi(55)
        );
        assert_eq!(
            bf16_of((1 << 40) + (1 << 32), false).to_f64(),
            2f64.powi(40)
        );
        assert_eq!(bf16_of(u64::MAX, false).to_f64(), 2f64.powi(64));
        for small in 0..100_000 {
            assert_eq!(bf16_of(small, false), bf16::from_f32(small as f32));
        }
    }

    /// Every type against `as`, at the limits of all types and between.
    #[test]
    fn floats_become_integers_as_rust_converts_them() {
        let mut numbers = vec![
            0.0,
            -0.0,
            0.5,
            0.999,
            1.5,
            f64::NAN,
            f64::INFINITY,
            1e300,
            f64::MIN_POSITIVE,
        ];
        for bits in 0..70 {
            let power = 2f64.powi(bits);
            let near = [
                power.next_down(),
                power,
                power.next_up(),
                power - 1.0,
                power - 0.5,
                power + 1.0,
            ];
            numbers.extend(near);
            numbers.extend(near.map(|x| f64::from(x as f32)));
            numbers.extend([(power as f32).next_down(), (power as f32).next_up()].map(f64::from));
        }
        macro_rules! check {
            ($($float:ident: $($integer:ident)*;)*) => {
                for &x in &numbers {
                    for x in [x, -x] {
                        $($(
                            let x = x as $float;
                            let found: $integer = x.to_integer();
                            assert_eq!(found, x as $integer, "{x} as {}", stringify!($integer));
                        )*)*
                    }
                }
            };
        }
        check! {
            f32: u8 u16 u32 u64 i8 i16 i32 i64;
            f64: u8 u16 u32 u64 i8 i16 i32 i64;
        }
    }
}
