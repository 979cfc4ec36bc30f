//! Macros that turn a run-time `DType`, or an element size, into a Rust type for one expression.
//!
//! Kernels use them at their outermost level, never inside a loop. Each arm instantiates the expression
//! once, so code that only moves bytes uses `for_item_size` (five arms) and not `for_dtype` (fifteen).

/// Evaluates an expression with `$t` bound to the Rust type of a dtype, for all fifteen.
macro_rules! for_dtype {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            $crate::dtype::DType::Bool => {
                type $t = bool;
                $body
            }
            $crate::dtype::DType::U8 => {
                type $t = u8;
                $body
            }
            $crate::dtype::DType::U16 => {
                type $t = u16;
                $body
            }
            $crate::dtype::DType::U32 => {
                type $t = u32;
                $body
            }
            $crate::dtype::DType::U64 => {
                type $t = u64;
                $body
            }
            $crate::dtype::DType::I8 => {
                type $t = i8;
                $body
            }
            $crate::dtype::DType::I16 => {
                type $t = i16;
                $body
            }
            $crate::dtype::DType::I32 => {
                type $t = i32;
                $body
            }
            $crate::dtype::DType::I64 => {
                type $t = i64;
                $body
            }
            $crate::dtype::DType::F16 => {
                type $t = half::f16;
                $body
            }
            $crate::dtype::DType::BF16 => {
                type $t = half::bf16;
                $body
            }
            $crate::dtype::DType::F32 => {
                type $t = f32;
                $body
            }
            $crate::dtype::DType::F64 => {
                type $t = f64;
                $body
            }
            $crate::dtype::DType::C64 => {
                type $t = num_complex::Complex<f32>;
                $body
            }
            $crate::dtype::DType::C128 => {
                type $t = num_complex::Complex<f64>;
                $body
            }
        }
    };
}

/// Evaluates an expression with `$t` bound to an unsigned type of the given size in bytes (16 is `[u64; 2]`).
macro_rules! for_item_size {
    ($size:expr, $t:ident => $body:expr) => {
        match $size {
            1 => {
                type $t = u8;
                $body
            }
            2 => {
                type $t = u16;
                $body
            }
            4 => {
                type $t = u32;
                $body
            }
            8 => {
                type $t = u64;
                $body
            }
            16 => {
                type $t = [u64; 2];
                $body
            }
            other => unreachable!("no dtype has {other} bytes per element"),
        }
    };
}

pub(crate) use {for_dtype, for_item_size};
