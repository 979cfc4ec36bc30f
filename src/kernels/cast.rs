//! Conversions between dtypes, with the meaning of numpy's `astype`.
//!
//! Where numpy leaves the result open (a float that no integer of the target holds) the nearest integer
//! is taken, and nan becomes 0, as Rust's `as` does. Bytes are read as another dtype without any kernel.

use super::half::{bf16_from_f64, f16_from_f64};
use super::typed::{Kernel, map1};
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
    use DType::{BF16, Bool, C64, C128, F16, F32, F64};
    match (from, to) {
        // The only pairs of 16-bit floats, and the only ones where passing through f32 would round twice.
        (F16, BF16) => Kernel::new(
            map1::<true, _, _, _>(|x: f16| bf16::from_f32(x.to_f32())),
            8,
        ),
        (BF16, F16) => Kernel::new(
            map1::<true, _, _, _>(|x: bf16| f16::from_f32(x.to_f32())),
            8,
        ),
        (F64, F16) => Kernel::new(map1::<false, _, _, _>(f16_from_f64), 30),
        (F64, BF16) => Kernel::new(map1::<false, _, _, _>(bf16_from_f64), 30),
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

/// The loop from a bool, integer, f32 or f64 dtype to any but the 16-bit floats.
fn real(from: DType, to: DType) -> Kernel<2> {
    macro_rules! to_each {
        ($a:ty) => {
            match to {
                DType::Bool => map1::<true, _, _, _>(|x: $a| x != (0 as $a)),
                DType::U8 => map1::<true, _, _, _>(|x: $a| x as u8),
                DType::U16 => map1::<true, _, _, _>(|x: $a| x as u16),
                DType::U32 => map1::<true, _, _, _>(|x: $a| x as u32),
                DType::U64 => map1::<true, _, _, _>(|x: $a| x as u64),
                DType::I8 => map1::<true, _, _, _>(|x: $a| x as i8),
                DType::I16 => map1::<true, _, _, _>(|x: $a| x as i16),
                DType::I32 => map1::<true, _, _, _>(|x: $a| x as i32),
                DType::I64 => map1::<true, _, _, _>(|x: $a| x as i64),
                DType::F32 => map1::<true, _, _, _>(|x: $a| x as f32),
                DType::F64 => map1::<true, _, _, _>(|x: $a| x as f64),
                DType::C64 => map1::<true, _, _, _>(|x: $a| Complex::new(x as f32, 0.0f32)),
                DType::C128 => map1::<true, _, _, _>(|x: $a| Complex::new(x as f64, 0.0f64)),
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
        DType::F32 => to_each!(f32),
        DType::F64 => to_each!(f64),
        other => unreachable!("{other} has no loop of its own"),
    };
    Kernel::new(inner, 2)
}
