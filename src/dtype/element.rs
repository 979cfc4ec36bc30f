//! The Rust types that can be elements of an array.
//!
//! Types appear only at the edges of the library (`Array::from_vec::<T>`, `x.item::<T>()`); inside, an
//! array's type is the run-time value [`DType`].

use super::DType;
use half::{bf16, f16};
use num_complex::Complex;

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that stands for one [`DType`]. Sealed: there are exactly fifteen.
///
/// # Examples
/// ```
/// use numtape::{DType, Element};
/// assert_eq!(f32::DTYPE, DType::F32);
/// ```
pub trait Element:
    sealed::Sealed + Copy + Default + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// The dtype that this Rust type stands for.
    const DTYPE: DType;
}

macro_rules! elements {
    ($($ty:ty => $dtype:ident),* $(,)?) => {$(
        impl sealed::Sealed for $ty {}
        impl Element for $ty { const DTYPE: DType = DType::$dtype; }
    )*};
}

elements! {
    bool => Bool, u8 => U8, u16 => U16, u32 => U32, u64 => U64, i8 => I8, i16 => I16, i32 => I32, i64 => I64,
    f16 => F16, bf16 => BF16, f32 => F32, f64 => F64, Complex<f32> => C64, Complex<f64> => C128,
}
