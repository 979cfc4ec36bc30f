//! Functions of two elements by dtype: for each op the loops of the dtypes that have it.
//!
//! Both elements have one dtype; the function layer promotes. Comparisons, which give bool, are in `compare`.

use super::scalar_complex::ComplexFunctions as Complex;
use super::scalar_int::IntegerFunctions as Integer;
use super::scalar_real::RealFunctions as Real;
use super::simd::{self, functions, rows};
use super::typed::{Kernel, in_blocks, map2, map2_baseline, real_loop};
use crate::array::value::Dense;
use crate::dtype::DType;
use crate::shape::layout::Layout;
use half::{bf16, f16};

/// The loops of one op: a function per kind of dtype. `cost` is in rough nanoseconds per 16 elements. `vector` names
/// the function that takes the place of `real` where the machine has an instruction set for it, and its cost for f32.
macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident, cost $cost:literal {
        $(bool: $bool:expr,)? $(integer: $integer:expr,)? $(real: $real:expr, $(vector: $vector:ident $vector_cost:literal,)?)? $(complex: $complex:expr,)?
    })*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(dtype: DType) -> Option<Kernel<3>> {
            let inner = match dtype {
                $(DType::Bool => map2::<{ in_blocks($cost) }, bool, bool, _, _>($bool),)?
                $(
                    DType::U8 => map2::<{ in_blocks($cost) }, u8, u8, _, _>($integer),
                    DType::U16 => map2::<{ in_blocks($cost) }, u16, u16, _, _>($integer),
                    DType::U32 => map2::<{ in_blocks($cost) }, u32, u32, _, _>($integer),
                    DType::U64 => map2::<{ in_blocks($cost) }, u64, u64, _, _>($integer),
                    DType::I8 => map2::<{ in_blocks($cost) }, i8, i8, _, _>($integer),
                    DType::I16 => map2::<{ in_blocks($cost) }, i16, i16, _, _>($integer),
                    DType::I32 => map2::<{ in_blocks($cost) }, i32, i32, _, _>($integer),
                    DType::I64 => map2::<{ in_blocks($cost) }, i64, i64, _, _>($integer),
                )?
                $(
                    DType::F32 | DType::F16 | DType::BF16 => {
                        $(if let Some(inner) = rows::binary32::<functions::$vector>(simd::set()) {
                            return Some(Kernel::new(inner, $vector_cost).widened_for(dtype));
                        })?
                        let inner = real_loop!([$($vector)?] map2 map2_baseline [{ in_blocks($cost) }, f32, f32, _, _] $real);
                        return Some(Kernel::new(inner, $cost).widened_for(dtype));
                    }
                    DType::F64 => {
                        $(if let Some(inner) = rows::binary64::<functions::$vector>(simd::set()) {
                            return Some(Kernel::new(inner, 2 * $vector_cost));
                        })?
                        real_loop!([$($vector)?] map2 map2_baseline [{ in_blocks($cost) }, f64, f64, _, _] $real)
                    }
                )?
                $(
                    DType::C64 => map2::<{ in_blocks(3 * $cost) }, num_complex::Complex<f32>, num_complex::Complex<f32>, _, _>($complex),
                    DType::C128 => map2::<{ in_blocks(3 * $cost) }, num_complex::Complex<f64>, num_complex::Complex<f64>, _, _>($complex),
                )?
                #[allow(unreachable_patterns, reason = "some ops have all dtypes")]
                _ => return None,
            };
            Some(Kernel::new(inner, $cost))
        }
    )*};
}

pub(crate) use binary;

binary! {
    add, cost 1 { bool: |x, y| x | y, integer: Integer::add, real: |x, y| x + y, vector: Add 1, complex: |x, y| x + y, }
    subtract, cost 1 { integer: Integer::subtract, real: |x, y| x - y, vector: Subtract 1, complex: |x, y| x - y, }
    multiply, cost 1 { bool: |x, y| x & y, integer: Integer::multiply, real: |x, y| x * y, vector: Multiply 1, complex: |x, y| x * y, }
    double_product, cost 1 { real: |x, y| (x * y) * 2.0, vector: DoubleProduct 1, complex: |x, y| x * y * 2.0, }
    tanh_slope, cost 1 { real: |t, y| t * (1.0 - y * y), vector: TanhSlope 1, complex: |t, y| t * -(y * y - 1.0), }
    sigmoid_slope, cost 1 { real: |t, y| t * (y * (1.0 - y)), vector: SigmoidSlope 1, complex: |t, y| t * (y * -(y - 1.0)), }
    cos_slope, cost 150 { real: |t, x| -(t * Real::sin(x)), vector: CosSlope 7, complex: |t, x| -(t * Complex::sin(x)), }
    divide, cost 5 { real: |x, y| x / y, vector: Divide 2, complex: Complex::divide, }
    floor_divide, cost 30 { integer: Integer::floor_divide, real: Real::floor_divide, }
    remainder, cost 100 { integer: Integer::remainder, real: Real::remainder, }
    fmod, cost 100 { integer: Integer::fmod, real: Real::fmod, }
    power, cost 300 { integer: Integer::power, real: Real::power, vector: Power 20, complex: Complex::power, }
    arctan2, cost 300 { real: Real::arctan2, vector: Arctan2 16, }
    hypot, cost 60 { real: Real::hypot, vector: Hypot 6, }
    logaddexp, cost 250 { real: Real::logaddexp, vector: Logaddexp 22, }
    logaddexp2, cost 250 { real: Real::logaddexp2, vector: Logaddexp2 22, }
    maximum, cost 1 { bool: |x, y| x | y, integer: Integer::maximum, real: Real::maximum, vector: Maximum 1, complex: Complex::maximum, }
    minimum, cost 1 { bool: |x, y| x & y, integer: Integer::minimum, real: Real::minimum, vector: Minimum 1, complex: Complex::minimum, }
    fmax, cost 1 { bool: |x, y| x | y, integer: Integer::maximum, real: Real::fmax, vector: Fmax 1, complex: Complex::fmax, }
    fmin, cost 1 { bool: |x, y| x & y, integer: Integer::minimum, real: Real::fmin, vector: Fmin 1, complex: Complex::fmin, }
    copysign, cost 1 { real: Real::copysign, vector: Copysign 1, }
    heaviside, cost 2 { real: Real::heaviside, }
    bitwise_and, cost 1 { bool: |x, y| x & y, integer: Integer::bitwise_and, }
    bitwise_or, cost 1 { bool: |x, y| x | y, integer: Integer::bitwise_or, }
    bitwise_xor, cost 1 { bool: |x, y| x ^ y, integer: Integer::bitwise_xor, }
    left_shift, cost 2 { integer: Integer::left_shift, }
    right_shift, cost 2 { integer: Integer::right_shift, }
    gcd, cost 500 { integer: Integer::gcd, }
    lcm, cost 600 { integer: Integer::lcm, }
}

/// Whether the elements are one float in memory, and that is 1. Complex numbers are left out: an infinite one times `1 + 0i` has nan.
pub(crate) fn is_one_throughout(x: &Dense) -> bool {
    let is_repeated = match x.layout() {
        Layout::Contiguous(_) => x.len() == 1,
        Layout::Strided(_) => x.len() > 0 && x.strides().iter().all(|&stride| stride == 0),
    };
    // SAFETY: the array has an element, which its pointer points to.
    is_repeated
        && unsafe {
            match x.dtype() {
                DType::F32 => x.as_ptr().cast::<f32>().read() == 1.0,
                DType::F64 => x.as_ptr().cast::<f64>().read() == 1.0,
                DType::F16 => x.as_ptr().cast::<f16>().read() == f16::ONE,
                DType::BF16 => x.as_ptr().cast::<bf16>().read() == bf16::ONE,
                _ => false,
            }
        }
}

/// The neighbours of a 16-bit float are not those of its f32, so these have loops of their own.
pub(crate) fn nextafter(dtype: DType) -> Option<Kernel<3>> {
    let inner = match dtype {
        DType::F16 => map2::<false, _, _, _, _>(|x: f16, y: f16| {
            f16::from_bits(next_bits(
                x.to_bits(),
                x.to_f32(),
                y.to_f32(),
                y.to_bits(),
                x.to_bits(),
                f16::NAN.to_bits(),
            ))
        }),
        DType::BF16 => map2::<false, _, _, _, _>(|x: bf16, y: bf16| {
            bf16::from_bits(next_bits(
                x.to_bits(),
                x.to_f32(),
                y.to_f32(),
                y.to_bits(),
                y.to_bits(),
                bf16::NAN.to_bits(),
            ))
        }),
        DType::F32 => map2::<false, f32, f32, _, _>(Real::nextafter),
        DType::F64 => map2::<false, f64, f64, _, _>(Real::nextafter),
        _ => return None,
    };
    Some(Kernel::new(inner, 10))
}

/// The bits of the 16-bit float next to `x` toward `y`: magnitudes are ordered as their bits are. `same` is the
/// answer for equal numbers, which shows for zeros of unlike sign: numpy's f16 stays, `ml_dtypes`' bf16 goes.
fn next_bits(bits: u16, x: f32, y: f32, target: u16, same: u16, nan: u16) -> u16 {
    const SIGN: u16 = 0x8000;
    if x.is_nan() || y.is_nan() {
        nan
    } else if x == y {
        same
    } else if x == 0.0 {
        (target & SIGN) | 1
    } else if (y > x) == (x > 0.0) {
        bits + 1
    } else {
        bits - 1
    }
}

/// Whether an integer array has a negative element: numpy refuses such exponents.
pub(crate) fn has_negative_integer(x: &Dense) -> bool {
    macro_rules! any_negative {
        ($t:ty) => {{
            let x = super::copy::contiguous(x);
            // SAFETY: the array is contiguous and holds `len` elements of its dtype.
            unsafe { std::slice::from_raw_parts(x.as_ptr().cast::<$t>(), x.len()) }
                .iter()
                .any(|&v| v < 0)
        }};
    }
    match x.dtype() {
        DType::I8 => any_negative!(i8),
        DType::I16 => any_negative!(i16),
        DType::I32 => any_negative!(i32),
        DType::I64 => any_negative!(i64),
        _ => false,
    }
}
