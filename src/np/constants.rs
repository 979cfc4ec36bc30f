//! numpy's constants, as `f64`, and its names of dtypes.
//!
//! The constants exist under Rust's spelling (`np::PI`) and under numpy's (`np::pi`, `np::float32`).

use crate::dtype::DType;
use crate::index::NewAxis;

/// The circle constant (numpy: `pi`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!((np::PI - std::f64::consts::PI).abs() == 0.0);
/// ```
pub const PI: f64 = std::f64::consts::PI;

/// Euler's number (numpy: `e`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::E, 1f64.exp());
/// ```
pub const E: f64 = std::f64::consts::E;

/// Positive infinity (numpy: `inf`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(-np::INF, f64::NEG_INFINITY);
/// ```
pub const INF: f64 = f64::INFINITY;

/// Not a number (numpy: `nan`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::NAN.is_nan());
/// ```
pub const NAN: f64 = f64::NAN;

/// The Euler-Mascheroni constant (numpy: `euler_gamma`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::EULER_GAMMA, 0.577_215_664_901_532_9);
/// ```
pub const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

/// An axis of size 1 in an index (numpy: `newaxis`); the same as `NewAxis`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(array([1, 2]).i(s![np::NEWAXIS, ..]).shape(), [1, 2]);
/// ```
pub const NEWAXIS: NewAxis = NewAxis;

/// numpy's own spelling of the constants, and its names of dtypes.
macro_rules! numpy_names {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $value:expr;)*) => {$(
        $(#[$doc])*
        #[allow(non_upper_case_globals, reason = "numpy's names")]
        pub const $name: $ty = $value;
    )*};
}

numpy_names! {
    /// The circle constant, as numpy spells it.
    pi: f64 = PI;
    /// Euler's number, as numpy spells it.
    e: f64 = E;
    /// Positive infinity, as numpy spells it.
    inf: f64 = INF;
    /// Not a number, as numpy spells it.
    nan: f64 = NAN;
    /// The Euler-Mascheroni constant, as numpy spells it.
    euler_gamma: f64 = EULER_GAMMA;
    /// An axis of size 1 in an index, as numpy spells it.
    newaxis: NewAxis = NewAxis;

    /// `Bool` (numpy: `bool_`, `bool`).
    bool_: DType = DType::Bool;
    /// `U8`.
    uint8: DType = DType::U8;
    /// `U16`.
    uint16: DType = DType::U16;
    /// `U32`.
    uint32: DType = DType::U32;
    /// `U64`.
    uint64: DType = DType::U64;
    /// `I8`.
    int8: DType = DType::I8;
    /// `I16`.
    int16: DType = DType::I16;
    /// `I32`.
    int32: DType = DType::I32;
    /// `I64`.
    int64: DType = DType::I64;
    /// `F16`.
    float16: DType = DType::F16;
    /// `BF16`, which numpy has not.
    bfloat16: DType = DType::BF16;
    /// `F32`.
    float32: DType = DType::F32;
    /// `F64`.
    float64: DType = DType::F64;
    /// `C64`.
    complex64: DType = DType::C64;
    /// `C128`.
    complex128: DType = DType::C128;

    /// C's `signed char`: `I8`.
    byte: DType = DType::I8;
    /// C's `unsigned char`: `U8`.
    ubyte: DType = DType::U8;
    /// C's `short`: `I16`.
    short: DType = DType::I16;
    /// C's `unsigned short`: `U16`.
    ushort: DType = DType::U16;
    /// C's `int`: `I32`.
    intc: DType = DType::I32;
    /// C's `unsigned int`: `U32`.
    uintc: DType = DType::U32;
    /// C's `long` on 64-bit Unix: `I64`.
    long: DType = DType::I64;
    /// C's `unsigned long` on 64-bit Unix: `U64`.
    ulong: DType = DType::U64;
    /// C's `long long`: `I64`.
    longlong: DType = DType::I64;
    /// C's `unsigned long long`: `U64`.
    ulonglong: DType = DType::U64;
    /// The default of integers: `I64`.
    int_: DType = DType::I64;
    /// The default of unsigned integers: `U64`.
    uint: DType = DType::U64;
    /// Integers of indices: `I64` (numpy: of the width of pointers).
    intp: DType = DType::I64;
    /// Unsigned integers of the width of pointers: `U64`.
    uintp: DType = DType::U64;
    /// Half precision: `F16`.
    half: DType = DType::F16;
    /// Single precision: `F32`.
    single: DType = DType::F32;
    /// Double precision: `F64`.
    double: DType = DType::F64;
    /// Complex numbers of single precision: `C64`.
    csingle: DType = DType::C64;
    /// Complex numbers of double precision: `C128`.
    cdouble: DType = DType::C128;
}
