//! Counting: 0, 1, 2, … in every dtype.
//!
//! Only the one-dimensional fill is here; `primitives::create` repeats it over other axes as a view.

use crate::array::value::Dense;
use crate::dtype::DType;
use num_complex::Complex;

/// Writes each element's position into a fresh one-dimensional array. Integers wrap, bool is `i != 0`.
pub(crate) fn fill_iota(out: &mut Dense) {
    match out.dtype() {
        DType::Bool => fill(out, |i| i != 0),
        DType::U8 => fill(out, |i| i as u8),
        DType::U16 => fill(out, |i| i as u16),
        DType::U32 => fill(out, |i| i as u32),
        DType::U64 => fill(out, |i| i as u64),
        DType::I8 => fill(out, |i| i as i8),
        DType::I16 => fill(out, |i| i as i16),
        DType::I32 => fill(out, |i| i as i32),
        DType::I64 => fill(out, |i| i as i64),
        DType::F16 => fill(out, |i| super::half::f16_from_f64(i as f64)),
        DType::BF16 => fill(out, |i| super::half::bf16_from_f64(i as f64)),
        DType::F32 => fill(out, |i| i as f32),
        DType::F64 => fill(out, |i| i as f64),
        DType::C64 => fill(out, |i| Complex::new(i as f32, 0.0)),
        DType::C128 => fill(out, |i| Complex::new(i as f64, 0.0)),
    }
}

fn fill<T>(out: &mut Dense, value: impl Fn(usize) -> T) {
    let len = out.len();
    let start = out.as_mut_ptr().cast::<T>();
    for i in 0..len {
        // SAFETY: `out` is fresh, contiguous and holds `len` elements of the type its dtype stands for.
        unsafe { start.add(i).write(value(i)) };
    }
}
