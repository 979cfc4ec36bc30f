//! Functions of three and four elements by dtype that derivatives are made of: several products in one pass.
//!
//! The table is like those of `unary` and `binary`. Machines with an instruction set for it run the vector functions.

use super::loops::Inner;
use super::scalar_complex::ComplexFunctions as Complex;
use super::simd::{self, functions, rows};
use super::typed::{Kernel, map3, map3_baseline, map4, map4_baseline};
use crate::dtype::DType;
use num_complex::Complex as Number;

/// The loops of one op: a function of real numbers, its vector function, and a function of complex numbers. `cost` is
/// in rough nanoseconds per 16 elements.
macro_rules! combined {
    ($($(#[$doc:meta])* $name:ident, $operands:literal, $map:ident $baseline:ident, cost $cost:literal { real: $real:expr, vector: $vector:ident, complex: $complex:expr, })*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(dtype: DType) -> Option<Kernel<$operands>> {
            let inner = match dtype {
                DType::F32 | DType::F16 | DType::BF16 => {
                    let inner = rows::combined32::<functions::$vector, $operands>(simd::set());
                    let inner = inner.unwrap_or_else(|| $baseline::<f32, _>($real));
                    return Some(Kernel::new(inner, $cost).widened_for(dtype));
                }
                DType::F64 => rows::combined64::<functions::$vector, $operands>(simd::set())
                    .unwrap_or_else(|| $baseline::<f64, _>($real)),
                DType::C64 => $map::<Number<f32>, _>($complex),
                DType::C128 => $map::<Number<f64>, _>($complex),
                _ => return None,
            };
            Some(Kernel::new(inner, $cost))
        }
    )*};
}

fn three<T: Copy, F: Fn(T, T, T) -> T + Copy>(f: F) -> Inner<4> {
    map3::<true, T, T, T, T, F>(f)
}

fn three_baseline<T: Copy, F: Fn(T, T, T) -> T + Copy>(f: F) -> Inner<4> {
    map3_baseline::<true, T, T, T, T, F>(f)
}

fn four<T: Copy, F: Fn(T, T, T, T) -> T + Copy>(f: F) -> Inner<5> {
    map4::<true, T, T, T, T, T, F>(f)
}

fn four_baseline<T: Copy, F: Fn(T, T, T, T) -> T + Copy>(f: F) -> Inner<5> {
    map4_baseline::<true, T, T, T, T, T, F>(f)
}

combined! {
    /// `x·y + z·w`.
    product_sum, 5, four four_baseline, cost 2 {
        real: |x, y, z, w| x * y + z * w,
        vector: ProductSum,
        complex: |x, y, z, w| x * y + z * w,
    }
    /// `x/d - r·q`.
    quotient_tangent, 5, four four_baseline, cost 3 {
        real: |x, d, r, q| x / d - r * q,
        vector: QuotientTangent,
        complex: |x, d, r, q| Complex::divide(x, d) - r * q,
    }
    /// `-2·t·x·y`.
    tanh_bend, 4, three three_baseline, cost 2 {
        real: |t, x, y| ((t * x) * y) * -2.0,
        vector: TanhBend,
        complex: |t, x, y| t * x * y * -2.0,
    }
    /// `t·x·(1 - 2y)`.
    sigmoid_bend, 4, three three_baseline, cost 2 {
        real: |t, x, y| (t * x) * (1.0 - (y + y)),
        vector: SigmoidBend,
        complex: |t, x, y| t * x * -(y + y - 1.0),
    }
}
