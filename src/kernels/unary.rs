//! Functions of one element by dtype: for each op the loops of the dtypes that have it.
//!
//! The scalar functions are in the `scalar_*` files, the loops in `typed`. A `None` is how an op says that it
//! has no meaning for a dtype; the 16-bit floats run the f32 loop.

use super::scalar_complex::ComplexFunctions as Complex;
use super::scalar_int::IntegerFunctions as Integer;
use super::scalar_real::RealFunctions as Real;
use super::simd::{self, functions, rows};
use super::typed::{Kernel, in_blocks, map1, map1_baseline, real_loop};
use crate::dtype::DType;

/// The loops of one op: a function per kind of dtype. `cost` is in rough nanoseconds per 16 elements. `vector` names
/// the function that takes the place of `real` where the machine has an instruction set for it, and its cost for f32.
macro_rules! unary {
    ($($(#[$doc:meta])* $name:ident, cost $cost:literal {
        $(bool: $bool:expr,)? $(integer: $integer:expr,)? $(real: $real:expr, $(vector: $vector:ident $vector_cost:literal,)?)? $(complex: $complex:expr,)?
    })*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(dtype: DType) -> Option<Kernel<2>> {
            let inner = match dtype {
                $(DType::Bool => map1::<{ in_blocks($cost) }, bool, _, _>($bool),)?
                $(
                    DType::U8 => map1::<{ in_blocks($cost) }, u8, _, _>($integer),
                    DType::U16 => map1::<{ in_blocks($cost) }, u16, _, _>($integer),
                    DType::U32 => map1::<{ in_blocks($cost) }, u32, _, _>($integer),
                    DType::U64 => map1::<{ in_blocks($cost) }, u64, _, _>($integer),
                    DType::I8 => map1::<{ in_blocks($cost) }, i8, _, _>($integer),
                    DType::I16 => map1::<{ in_blocks($cost) }, i16, _, _>($integer),
                    DType::I32 => map1::<{ in_blocks($cost) }, i32, _, _>($integer),
                    DType::I64 => map1::<{ in_blocks($cost) }, i64, _, _>($integer),
                )?
                $(
                    DType::F32 | DType::F16 | DType::BF16 => {
                        $(if let Some(inner) = rows::unary32::<functions::$vector>(simd::set()) {
                            return Some(Kernel::new(inner, $vector_cost).widened_for(dtype));
                        })?
                        let inner = real_loop!([$($vector)?] map1 map1_baseline [{ in_blocks($cost) }, f32, _, _] $real);
                        return Some(Kernel::new(inner, $cost).widened_for(dtype));
                    }
                    DType::F64 => {
                        $(if let Some(inner) = rows::unary64::<functions::$vector>(simd::set()) {
                            return Some(Kernel::new(inner, 2 * $vector_cost));
                        })?
                        real_loop!([$($vector)?] map1 map1_baseline [{ in_blocks($cost) }, f64, _, _] $real)
                    }
                )?
                $(
                    DType::C64 => map1::<{ in_blocks(3 * $cost) }, num_complex::Complex<f32>, _, _>($complex),
                    DType::C128 => map1::<{ in_blocks(3 * $cost) }, num_complex::Complex<f64>, _, _>($complex),
                )?
                #[allow(unreachable_patterns, reason = "some ops have all dtypes")]
                _ => return None,
            };
            Some(Kernel::new(inner, $cost))
        }
    )*};
}

unary! {
    negative, cost 1 { integer: Integer::neg, real: Real::neg, vector: Negative 1, complex: Complex::neg, }
    absolute, cost 1 { bool: |x| x, integer: Integer::abs, real: Real::abs, vector: Absolute 1, complex: Complex::abs, }
    sign, cost 3 { integer: Integer::sign, real: Real::sign, complex: Complex::sign, }
    square, cost 1 { integer: Integer::square, real: Real::square, vector: Square 1, complex: Complex::square, }
    reciprocal, cost 8 {
        // Rounded toward zero, so only 1 and -1 have one; 0 gives 0.
        integer: |x| if x == Integer::sign(x) { x } else { Default::default() },
        real: Real::reciprocal, vector: Reciprocal 2,
        complex: Complex::reciprocal,
    }
    floor, cost 10 { real: Real::floor, vector: Floor 1, }
    ceil, cost 10 { real: Real::ceil, vector: Ceil 1, }
    trunc, cost 10 { real: Real::trunc, vector: Trunc 1, }
    rint, cost 10 { real: Real::round_ties_even, vector: Rint 1, complex: |z| num_complex::Complex::new(Real::round_ties_even(z.re), Real::round_ties_even(z.im)), }
    sqrt, cost 10 { real: Real::sqrt, vector: Sqrt 2, complex: Complex::sqrt, }
    rsqrt, cost 15 { real: Real::rsqrt, vector: Rsqrt 3, complex: |z| Complex::divide(num_complex::Complex::from(1.0), Complex::sqrt(z)), }
    cbrt, cost 200 { real: Real::cbrt, vector: Cbrt 10, }
    exp, cost 80 { real: Real::exp, vector: Exp 5, complex: Complex::exp, }
    exp2, cost 80 { real: Real::exp2, vector: Exp2 5, complex: Complex::exp2, }
    expm1, cost 150 { real: Real::expm1, vector: Expm1 8, complex: Complex::expm1, }
    log, cost 100 { real: Real::log, vector: Log 6, complex: Complex::log, }
    log2, cost 100 { real: Real::log2, vector: Log2 6, complex: Complex::log2, }
    log10, cost 150 { real: Real::log10, vector: Log10 6, complex: Complex::log10, }
    log1p, cost 150 { real: Real::log1p, vector: Log1p 10, complex: Complex::log1p, }
    sin, cost 150 { real: Real::sin, vector: Sin 6, complex: Complex::sin, }
    cos, cost 150 { real: Real::cos, vector: Cos 6, complex: Complex::cos, }
    tan, cost 200 { real: Real::tan, vector: Tan 8, complex: Complex::tan, }
    arcsin, cost 200 { real: Real::asin, vector: Arcsin 7, complex: Complex::asin, }
    arccos, cost 200 { real: Real::acos, vector: Arccos 8, complex: Complex::acos, }
    arctan, cost 200 { real: Real::atan, vector: Arctan 8, complex: Complex::atan, }
    sinh, cost 200 { real: Real::sinh, vector: Sinh 10, complex: Complex::sinh, }
    cosh, cost 200 { real: Real::cosh, vector: Cosh 7, complex: Complex::cosh, }
    tanh, cost 200 { real: Real::tanh, vector: Tanh 10, complex: Complex::tanh, }
    arcsinh, cost 300 { real: Real::asinh, vector: Arcsinh 16, complex: Complex::asinh, }
    arccosh, cost 300 { real: Real::acosh, vector: Arccosh 16, complex: Complex::acosh, }
    arctanh, cost 300 { real: Real::atanh, vector: Arctanh 14, complex: Complex::atanh, }
    erf, cost 300 { real: Real::erf, vector: Erf 10, }
    erfc, cost 300 { real: Real::erfc, vector: Erfc 14, }
    erfinv, cost 600 { real: Real::erfinv, }
    lgamma, cost 600 { real: Real::lgamma, }
    digamma, cost 600 { real: Real::digamma, }
    sigmoid, cost 120 { real: Real::sigmoid, vector: Sigmoid 8, complex: Complex::sigmoid, }
    logical_not, cost 1 {
        bool: |x: bool| !x, integer: is_default, real: is_default,
        complex: |z| z == num_complex::Complex::default(),
    }
    bitwise_not, cost 1 { bool: |x: bool| !x, integer: Integer::bitwise_not, }
    bitwise_count, cost 4 { bool: u8::from, integer: Integer::bitwise_count, }
    isnan, cost 1 { bool: |_| false, integer: |_| false, real: Real::isnan, complex: Complex::isnan, }
    isinf, cost 1 { bool: |_| false, integer: |_| false, real: Real::isinf, complex: Complex::isinf, }
    isfinite, cost 1 { bool: |_| true, integer: |_| true, real: Real::isfinite, complex: Complex::isfinite, }
    signbit, cost 1 { bool: |_| false, integer: |x| x < Default::default(), real: Real::signbit, }
    conj, cost 1 { complex: Complex::conj, }
    angle, cost 200 { complex: Complex::angle, }
}

/// Whether a number is zero.
#[inline(always)]
fn is_default<T: PartialEq + Default>(x: T) -> bool {
    x == T::default()
}
