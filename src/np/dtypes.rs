//! Questions about dtypes: limits, common types, what converts to what, kinds.
//!
//! The dtypes themselves are in [`crate::dtype`], the promotion of operands in `args`; names such as
//! `np::float32` are in `constants`.

use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays};
use crate::dtype::promote::{Scalar, promote_all, promote_types as promote_pair};
use crate::dtype::{DType, Kind};
use crate::error::{Error, OrRaise, Result};

/// The limits of a floating point dtype (numpy: `finfo`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finfo {
    /// The real dtype; that of the parts, for complex ones.
    pub dtype: DType,
    /// Bits per number.
    pub bits: usize,
    /// The distance from 1 to the next larger number.
    pub eps: f64,
    /// The distance from 1 to the next smaller number.
    pub epsneg: f64,
    /// The exponent of `eps`.
    pub machep: i32,
    /// The exponent of `epsneg`.
    pub negep: i32,
    /// The largest finite number.
    pub max: f64,
    /// The lowest finite number.
    pub min: f64,
    /// The smallest exponent that overflows: `2^maxexp` is infinite.
    pub maxexp: i32,
    /// The exponent of the smallest normal number.
    pub minexp: i32,
    /// Bits of the exponent (numpy: `nexp`, `iexp`).
    pub nexp: usize,
    /// Bits of the mantissa that are stored.
    pub nmant: usize,
    /// Decimal digits that are always right.
    pub precision: usize,
    /// Ten to the power `-precision`.
    pub resolution: f64,
    /// The smallest positive number with full precision (numpy: also `tiny`).
    pub smallest_normal: f64,
    /// The smallest positive number.
    pub smallest_subnormal: f64,
}

/// The limits of a float or complex dtype (numpy: `finfo`).
///
/// # Panics
/// For bool and integers.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::finfo(F64).eps, f64::EPSILON);
/// assert_eq!(np::finfo(C64).max, f64::from(f32::MAX));
/// ```
#[track_caller]
pub fn finfo(dtype: DType) -> Finfo {
    finfo_op(dtype).or_raise()
}

fn finfo_op(dtype: DType) -> Result<Finfo> {
    let dtype = dtype.real_part();
    let (nexp, nmant, precision) = match dtype {
        DType::F16 => (5, 10, 3),
        DType::BF16 => (8, 7, 2),
        DType::F32 => (8, 23, 6),
        DType::F64 => (11, 52, 15),
        other => {
            let wanted = "floats and complex numbers";
            return Err(Error::unsupported_dtype("finfo", "dtype", other, wanted)
                .hinted("iinfo has the limits of integers"));
        }
    };
    let maxexp = 1 << (nexp - 1);
    let (minexp, machep) = (2 - maxexp, -(nmant as i32));
    let power = |exponent: i32| 2f64.powi(exponent);
    // Written so that no step overflows.
    let max = (2.0 - power(machep)) * power(maxexp - 1);
    Ok(Finfo {
        dtype,
        bits: 1 + nexp + nmant,
        eps: power(machep),
        epsneg: power(machep - 1),
        machep,
        negep: machep - 1,
        max,
        min: -max,
        maxexp,
        minexp,
        nexp,
        nmant,
        precision,
        resolution: format!("1e-{precision}").parse().expect("a number"),
        smallest_normal: power(minexp),
        smallest_subnormal: power(minexp) * power(machep),
    })
}

/// The limits of an integer dtype (numpy: `iinfo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Iinfo {
    /// The dtype.
    pub dtype: DType,
    /// Bits per number.
    pub bits: usize,
    /// The smallest number.
    pub min: i128,
    /// The largest number.
    pub max: i128,
}

/// The limits of an integer dtype (numpy: `iinfo`).
///
/// # Panics
/// For other dtypes.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::iinfo(I8).max, 127);
/// ```
#[track_caller]
pub fn iinfo(dtype: DType) -> Iinfo {
    let Some((min, max)) = dtype.integer_limits() else {
        return Err(Error::unsupported_dtype(
            "iinfo", "dtype", dtype, "integers",
        ))
        .or_raise();
    };
    Iinfo {
        dtype,
        bits: dtype.item_size() * 8,
        min,
        max,
    }
}

/// A dtype, or a number that adapts to the dtypes beside it: an argument of [`result_type`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TypeArg {
    /// A dtype, also that of an array.
    DType(DType),
    /// A weak number.
    Weak(Scalar),
}

impl From<DType> for TypeArg {
    fn from(dtype: DType) -> Self {
        TypeArg::DType(dtype)
    }
}

impl From<&Array> for TypeArg {
    fn from(x: &Array) -> Self {
        TypeArg::DType(x.dtype())
    }
}

macro_rules! weak_types {
    ($($Number:ty),*) => {$(
        impl From<$Number> for TypeArg {
            fn from(value: $Number) -> Self {
                TypeArg::Weak(value.into())
            }
        }
    )*};
}

weak_types!(
    Scalar, bool, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64
);
weak_types!(num_complex::Complex<f32>, num_complex::Complex<f64>);

/// A list of dtypes, arrays and numbers: a tuple of up to six, or an array, slice or vector of one type.
pub trait IntoTypes {
    /// The members.
    fn into_types(self) -> Vec<TypeArg>;
}

impl<T: Into<TypeArg>, const N: usize> IntoTypes for [T; N] {
    fn into_types(self) -> Vec<TypeArg> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T: Into<TypeArg> + Clone> IntoTypes for &[T] {
    fn into_types(self) -> Vec<TypeArg> {
        self.iter().cloned().map(Into::into).collect()
    }
}

impl<T: Into<TypeArg>> IntoTypes for Vec<T> {
    fn into_types(self) -> Vec<TypeArg> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! type_tuples {
    ($(($($T:ident $x:ident),*))*) => {$(
        impl<$($T: Into<TypeArg>),*> IntoTypes for ($($T,)*) {
            fn into_types(self) -> Vec<TypeArg> {
                let ($($x,)*) = self;
                vec![$($x.into()),*]
            }
        }
    )*};
}

type_tuples! {
    (A a)
    (A a, B b)
    (A a, B b, C c)
    (A a, B b, C c, D d)
    (A a, B b, C c, D d, E e)
    (A a, B b, C c, D d, E e, F f)
}

/// The dtype of an operation between dtypes, arrays and numbers, where numbers are weak (numpy: `result_type`).
///
/// # Panics
/// Without any argument.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::result_type((I8, U8)), I16);
/// assert_eq!(np::result_type((&np::zeros(([2], F32)), 1.0)), F32);
/// assert_eq!(np::result_type((I8, 1.0)), F64);
/// ```
#[track_caller]
pub fn result_type(arguments: impl IntoTypes) -> DType {
    result_type_op(&arguments.into_types()).or_raise()
}

fn result_type_op(arguments: &[TypeArg]) -> Result<DType> {
    let strong = arguments.iter().filter_map(|argument| match argument {
        TypeArg::DType(dtype) => Some(*dtype),
        TypeArg::Weak(_) => None,
    });
    let mut weak = arguments.iter().filter_map(|argument| match argument {
        TypeArg::DType(_) => None,
        TypeArg::Weak(scalar) => Some(*scalar),
    });
    promote_all(strong)
        .or_else(|| weak.next().map(Scalar::dtype))
        .map(|first| weak.fold(first, |dtype, scalar| scalar.promote_with(dtype)))
        .ok_or_else(|| Error::value("result_type", "there is no dtype, array or number"))
}

/// The dtype of an operation between two dtypes (numpy: `promote_types`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::promote_types(I64, F32), F64);
/// ```
pub fn promote_types(a: DType, b: DType) -> DType {
    promote_pair(a, b)
}

/// Which conversions [`can_cast_with`] allows, each more than the one before (numpy: `casting=`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Casting {
    /// None.
    No,
    /// Of the order of bytes, of which there is one here: as `No`.
    Equiv,
    /// Those that keep all values (numpy's default).
    #[default]
    Safe,
    /// Those within a kind too, such as f64 to f32, and to wider kinds.
    SameKind,
    /// All.
    Unsafe,
}

/// Whether all values of a dtype can be kept in another one (numpy: `can_cast`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::can_cast(I16, F32));
/// assert!(!np::can_cast(I32, F32));
/// ```
pub fn can_cast(from: DType, to: DType) -> bool {
    can_cast_with(from, to, Casting::Safe)
}

/// Whether a dtype may be converted to another one by a rule (numpy: `can_cast(casting=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::can_cast_with(F64, F32, np::Casting::SameKind));
/// assert!(!np::can_cast_with(F64, I64, np::Casting::SameKind));
/// ```
pub fn can_cast_with(from: DType, to: DType, casting: Casting) -> bool {
    let is_safe = match to {
        // It promotes with all integers, but holds only the shortest.
        DType::BF16 => matches!(from, DType::Bool | DType::U8 | DType::I8 | DType::BF16),
        _ => promote_pair(from, to) == to,
    };
    match casting {
        Casting::No | Casting::Equiv => from == to,
        Casting::Safe => is_safe,
        Casting::SameKind => is_safe || from.kind() <= to.kind(),
        Casting::Unsafe => true,
    }
}

/// The float or complex dtype that holds numbers of all arrays; that of integers is f64 (numpy: `common_type`).
///
/// # Panics
/// For bool arrays.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::common_type((array([1.0f32]), array([1u8]))), F64);
/// ```
#[track_caller]
pub fn common_type(arrays: impl IntoArrays) -> DType {
    common_type_op(&arrays.into_arrays()).or_raise()
}

fn common_type_op(arrays: &[Array]) -> Result<DType> {
    arrays
        .iter()
        .map(|x| match x.dtype() {
            DType::Bool => Err(Error::unsupported_dtype(
                "common_type",
                "an array",
                DType::Bool,
                "numbers",
            )),
            dtype if dtype.is_integer() => Ok(DType::F64),
            dtype => Ok(dtype),
        })
        .reduce(|a, b| Ok(promote_pair(a?, b?)))
        .unwrap_or(Ok(DType::F16))
}

/// The smallest dtype that holds a number, or a 0-d array's value: of integers that are not negative an unsigned
/// one, of floats one with their range; of larger arrays their dtype (numpy: `min_scalar_type`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::min_scalar_type(255), U8);
/// assert_eq!(np::min_scalar_type(-1), I8);
/// assert_eq!(np::min_scalar_type(1e50), F64);
/// ```
#[track_caller]
pub fn min_scalar_type<'a>(x: impl IntoArray<'a>) -> DType {
    min_scalar_type_op(&x.into_array()).or_raise()
}

fn min_scalar_type_op(x: &Array) -> Result<DType> {
    if x.ndim() > 0 {
        return Ok(x.dtype());
    }
    let smallest = |types: [DType; 4], holds: &dyn Fn(i128, i128) -> bool| {
        let limits = |dtype: &DType| dtype.integer_limits().expect("an integer type");
        types
            .into_iter()
            .find(|dtype| holds(limits(dtype).0, limits(dtype).1))
            .unwrap_or(x.dtype())
    };
    let in_single = |v: f64| v > -3.4e38 && v < 3.4e38;
    Ok(match x.dtype().kind() {
        Kind::Bool => DType::Bool,
        Kind::Unsigned | Kind::Signed => {
            let value = if x.dtype() == DType::U64 {
                i128::from(x.item::<u64>()?)
            } else {
                i128::from(x.astype(DType::I64).item::<i64>()?)
            };
            let types = if value < 0 {
                [DType::I8, DType::I16, DType::I32, DType::I64]
            } else {
                [DType::U8, DType::U16, DType::U32, DType::U64]
            };
            smallest(types, &|low, high| (low..=high).contains(&value))
        }
        Kind::Float if x.dtype().item_size() == 2 => x.dtype(),
        Kind::Float => {
            let value = x.astype(DType::F64).item::<f64>()?;
            // numpy's bounds.
            if !value.is_finite() || value.abs() < 65000.0 {
                DType::F16
            } else if x.dtype() == DType::F32 || in_single(value) {
                DType::F32
            } else {
                DType::F64
            }
        }
        Kind::Complex => {
            let z = x.astype(DType::C128).item::<num_complex::Complex<f64>>()?;
            if x.dtype() == DType::C64 || (in_single(z.re) && in_single(z.im)) {
                DType::C64
            } else {
                DType::C128
            }
        }
    })
}

/// A dtype or a family of them: what [`isdtype`] and [`issubdtype`] ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeFamily {
    /// Exactly this dtype.
    Exactly(DType),
    /// Bool (array API: `"bool"`).
    Bool,
    /// Signed integers (numpy: `signedinteger`; array API: `"signed integer"`).
    SignedInteger,
    /// Unsigned integers (numpy: `unsignedinteger`; array API: `"unsigned integer"`).
    UnsignedInteger,
    /// All integers (numpy: `integer`; array API: `"integral"`).
    Integer,
    /// Real floating point numbers (numpy: `floating`; array API: `"real floating"`).
    Floating,
    /// Complex numbers (numpy: `complexfloating`; array API: `"complex floating"`).
    ComplexFloating,
    /// Real and complex floating point numbers (numpy: `inexact`).
    Inexact,
    /// All but bool (numpy: `number`; array API: `"numeric"`).
    Number,
    /// Everything (numpy: `generic`).
    Generic,
}

impl TypeFamily {
    fn contains(self, dtype: DType) -> bool {
        let kind = dtype.kind();
        match self {
            TypeFamily::Exactly(wanted) => dtype == wanted,
            TypeFamily::Bool => kind == Kind::Bool,
            TypeFamily::SignedInteger => kind == Kind::Signed,
            TypeFamily::UnsignedInteger => kind == Kind::Unsigned,
            TypeFamily::Integer => dtype.is_integer(),
            TypeFamily::Floating => kind == Kind::Float,
            TypeFamily::ComplexFloating => kind == Kind::Complex,
            TypeFamily::Inexact => dtype.is_differentiable(),
            TypeFamily::Number => kind != Kind::Bool,
            TypeFamily::Generic => true,
        }
    }
}

impl From<DType> for TypeFamily {
    fn from(dtype: DType) -> Self {
        TypeFamily::Exactly(dtype)
    }
}

/// Whether a dtype is another one or of a family (numpy: `issubdtype`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::issubdtype(BF16, np::TypeFamily::Floating));
/// assert!(!np::issubdtype(F32, F64));
/// ```
pub fn issubdtype(dtype: DType, family: impl Into<TypeFamily>) -> bool {
    family.into().contains(dtype)
}

/// Dtypes and families of them: one, or an array or slice of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeFamilies(Vec<TypeFamily>);

impl<T: Into<TypeFamily>> From<T> for TypeFamilies {
    fn from(family: T) -> Self {
        TypeFamilies(vec![family.into()])
    }
}

impl<T: Into<TypeFamily>, const N: usize> From<[T; N]> for TypeFamilies {
    fn from(families: [T; N]) -> Self {
        TypeFamilies(families.into_iter().map(Into::into).collect())
    }
}

impl From<&[TypeFamily]> for TypeFamilies {
    fn from(families: &[TypeFamily]) -> Self {
        TypeFamilies(families.to_vec())
    }
}

/// Whether a dtype is one of some dtypes or families (numpy: `isdtype`, with names for the families).
///
/// # Examples
/// ```
/// use numtape::np::TypeFamily;
/// use numtape::prelude::*;
/// assert!(np::isdtype(F32, TypeFamily::Floating));
/// assert!(np::isdtype(F32, [F32, F64]));
/// assert!(!np::isdtype(Bool, [TypeFamily::Number, TypeFamily::Exactly(F64)]));
/// ```
pub fn isdtype(dtype: DType, families: impl Into<TypeFamilies>) -> bool {
    let families = families.into().0;
    families.into_iter().any(|family| family.contains(dtype))
}
