//! Loops with three inputs: choosing elements by a condition, and limiting them to a range.

use super::scalar_complex::ComplexFunctions as Complex;
use super::scalar_int::IntegerFunctions as Integer;
use super::scalar_real::RealFunctions as Real;
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
        DType::F32 => limited!(f32, Real),
        DType::F64 => limited!(f64, Real),
        DType::C64 => limited!(num_complex::Complex<f32>, Complex),
        DType::C128 => limited!(num_complex::Complex<f64>, Complex),
    };
    Kernel::new(inner, 2)
}
