//! Element types: what the 15 dtypes are, how large, of which kind, between which limits.
//!
//! How dtypes combine is in [`promote`]; the Rust types that stand for them are in [`element`]; the
//! macros that go from a `DType` to a Rust type, for kernels, are in `dispatch`.

pub(crate) mod dispatch;
pub mod element;
pub mod promote;

use std::fmt;

/// The type of an array's elements, known at run time (numpy: `dtype`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::zeros(([2], I16)).dtype(), I16);
/// assert_eq!(F32.item_size(), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum DType {
    /// Truth values, one byte each (numpy: `bool`).
    Bool,
    /// Unsigned 8-bit integers (numpy: `uint8`).
    U8,
    /// Unsigned 16-bit integers (numpy: `uint16`).
    U16,
    /// Unsigned 32-bit integers (numpy: `uint32`).
    U32,
    /// Unsigned 64-bit integers (numpy: `uint64`).
    U64,
    /// Signed 8-bit integers (numpy: `int8`).
    I8,
    /// Signed 16-bit integers (numpy: `int16`).
    I16,
    /// Signed 32-bit integers (numpy: `int32`).
    I32,
    /// Signed 64-bit integers (numpy: `int64`), the default of integers.
    I64,
    /// IEEE half precision (numpy: `float16`).
    F16,
    /// Brain floating point: 8 bits of exponent, 8 of significand. numpy has none.
    BF16,
    /// Single precision (numpy: `float32`).
    F32,
    /// Double precision (numpy: `float64`), the default of real numbers.
    F64,
    /// Complex numbers of two `F32` (numpy: `complex64`).
    C64,
    /// Complex numbers of two `F64` (numpy: `complex128`).
    C128,
}

/// What sort of numbers a dtype holds, from narrow to wide: the order in which kinds win in promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Truth values.
    Bool,
    /// Integers without sign.
    Unsigned,
    /// Integers with sign.
    Signed,
    /// Real floating point numbers.
    Float,
    /// Complex floating point numbers.
    Complex,
}

impl DType {
    /// All dtypes, in the order of the enum.
    pub const ALL: [DType; 15] = [
        DType::Bool,
        DType::U8,
        DType::U16,
        DType::U32,
        DType::U64,
        DType::I8,
        DType::I16,
        DType::I32,
        DType::I64,
        DType::F16,
        DType::BF16,
        DType::F32,
        DType::F64,
        DType::C64,
        DType::C128,
    ];

    /// Bytes per element (numpy: `dtype.itemsize`).
    pub const fn item_size(self) -> usize {
        match self {
            DType::Bool | DType::U8 | DType::I8 => 1,
            DType::U16 | DType::I16 | DType::F16 | DType::BF16 => 2,
            DType::U32 | DType::I32 | DType::F32 => 4,
            DType::U64 | DType::I64 | DType::F64 | DType::C64 => 8,
            DType::C128 => 16,
        }
    }

    /// The sort of numbers (numpy: `dtype.kind`).
    pub const fn kind(self) -> Kind {
        match self {
            DType::Bool => Kind::Bool,
            DType::U8 | DType::U16 | DType::U32 | DType::U64 => Kind::Unsigned,
            DType::I8 | DType::I16 | DType::I32 | DType::I64 => Kind::Signed,
            DType::F16 | DType::BF16 | DType::F32 | DType::F64 => Kind::Float,
            DType::C64 | DType::C128 => Kind::Complex,
        }
    }

    /// Whether this is `Bool`.
    pub const fn is_bool(self) -> bool {
        matches!(self, DType::Bool)
    }

    /// Whether this is a signed or unsigned integer type. `Bool` is not.
    pub const fn is_integer(self) -> bool {
        matches!(self.kind(), Kind::Unsigned | Kind::Signed)
    }

    /// Whether this is a real floating point type.
    pub const fn is_float(self) -> bool {
        matches!(self.kind(), Kind::Float)
    }

    /// Whether this is a complex type.
    pub const fn is_complex(self) -> bool {
        matches!(self.kind(), Kind::Complex)
    }

    /// Whether arrays of this type have derivatives: real and complex floating point do (numpy: `inexact`).
    pub const fn is_differentiable(self) -> bool {
        matches!(self.kind(), Kind::Float | Kind::Complex)
    }

    /// The real type of the parts of a complex type; any other type is its own.
    pub const fn real_part(self) -> DType {
        match self {
            DType::C64 => DType::F32,
            DType::C128 => DType::F64,
            other => other,
        }
    }

    /// The dtype that a function without an integer version computes in, as numpy's ufuncs choose it:
    /// bool and 8-bit integers give `F16`, 16-bit `F32`, wider integers `F64`; floats and complex stay.
    pub const fn to_inexact(self) -> DType {
        match self {
            DType::Bool | DType::U8 | DType::I8 => DType::F16,
            DType::U16 | DType::I16 => DType::F32,
            DType::U32 | DType::U64 | DType::I32 | DType::I64 => DType::F64,
            other => other,
        }
    }

    /// The short name: `f32`, `i64`, `bool`, `bf16`, `c128`.
    pub const fn name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::U8 => "u8",
            DType::U16 => "u16",
            DType::U32 => "u32",
            DType::U64 => "u64",
            DType::I8 => "i8",
            DType::I16 => "i16",
            DType::I32 => "i32",
            DType::I64 => "i64",
            DType::F16 => "f16",
            DType::BF16 => "bf16",
            DType::F32 => "f32",
            DType::F64 => "f64",
            DType::C64 => "c64",
            DType::C128 => "c128",
        }
    }

    /// numpy's name: `float32`, `int64`, `bool`, `bfloat16`, `complex128`.
    pub const fn numpy_name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::U8 => "uint8",
            DType::U16 => "uint16",
            DType::U32 => "uint32",
            DType::U64 => "uint64",
            DType::I8 => "int8",
            DType::I16 => "int16",
            DType::I32 => "int32",
            DType::I64 => "int64",
            DType::F16 => "float16",
            DType::BF16 => "bfloat16",
            DType::F32 => "float32",
            DType::F64 => "float64",
            DType::C64 => "complex64",
            DType::C128 => "complex128",
        }
    }

    /// The dtype of a short or a numpy name; `None` if there is no such type.
    ///
    /// # Examples
    /// ```
    /// use numtape::DType;
    /// assert_eq!(DType::from_name("float32"), Some(DType::F32));
    /// assert_eq!(DType::from_name("str"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<DType> {
        DType::ALL
            .into_iter()
            .find(|d| d.name() == name || d.numpy_name() == name)
    }

    /// The smallest and largest integer of an integer type (numpy: `iinfo`); `None` for other kinds.
    pub const fn integer_limits(self) -> Option<(i128, i128)> {
        match self {
            DType::U8 => Some((0, u8::MAX as i128)),
            DType::U16 => Some((0, u16::MAX as i128)),
            DType::U32 => Some((0, u32::MAX as i128)),
            DType::U64 => Some((0, u64::MAX as i128)),
            DType::I8 => Some((i8::MIN as i128, i8::MAX as i128)),
            DType::I16 => Some((i16::MIN as i128, i16::MAX as i128)),
            DType::I32 => Some((i32::MIN as i128, i32::MAX as i128)),
            DType::I64 => Some((i64::MIN as i128, i64::MAX as i128)),
            _ => None,
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
