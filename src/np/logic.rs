//! Comparisons, logic, tests of numbers, and when two arrays count as equal.

use super::args::{common_dtype, promote};
use super::ufunc::{Rule, binary_by, unary_by};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::{DType, Kind};
use crate::error::{OrRaise, Result};
use crate::primitives::Primitive;
use crate::primitives::binary_bits::{LogicalAnd, LogicalOr, LogicalXor};
use crate::primitives::cast::cast;
use crate::primitives::compare::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
use crate::primitives::unary_round::{Isfinite, Isinf, Isnan, LogicalNot, Signbit};
use crate::shape::broadcast::broadcast_shapes;

/// Comparisons: what a pair (unsigned, negative) gives decides how u64 and i64 compare exactly.
macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident: $primitive:ident, beside_negative: $beside:literal, $x:literal, $y:literal => $z:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::prelude::*;
        #[doc = concat!("assert_eq!(np::", stringify!($name), "(", $x, ", ", $y, ").to_vec::<bool>().unwrap(), [", $z, "]);")]
        /// ```
        #[inline]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
            compare(&$primitive, $beside, x.into_operand(), y.into_operand()).or_raise()
        }
    )*};
}

comparisons! {
    /// Where elements are equal; nan is not (numpy: `equal`).
    equal: Equal, beside_negative: false, "[1, 2]", "2" => "false, true";
    /// Where elements differ (numpy: `not_equal`).
    not_equal: NotEqual, beside_negative: true, "[1, 2]", "2" => "true, false";
    /// Where `x < y` (numpy: `less`). Complex numbers are ordered by real, then imaginary part.
    less: Less, beside_negative: false, "[1, 2]", "2" => "true, false";
    /// Where `x ≤ y` (numpy: `less_equal`).
    less_equal: LessEqual, beside_negative: false, "[1, 2, 3]", "2" => "true, true, false";
    /// Where `x > y` (numpy: `greater`).
    greater: Greater, beside_negative: true, "[1, 2, 3]", "2" => "false, false, true";
    /// Where `x ≥ y` (numpy: `greater_equal`).
    greater_equal: GreaterEqual, beside_negative: true, "[1, 2, 3]", "2" => "false, true, true";
}

/// Compares on the common dtype, but u64 with signed integers exactly: their common dtype would be f64.
#[inline]
fn compare(
    primitive: &dyn Primitive,
    beside_negative: bool,
    x: Operand<'_>,
    y: Operand<'_>,
) -> Result<Array> {
    let is_signed = |operand: &Operand<'_>| {
        operand
            .dtype()
            .is_some_and(|dtype| dtype.kind() == Kind::Signed)
    };
    match (x.dtype(), y.dtype()) {
        (Some(DType::U64), Some(_)) if is_signed(&y) => {
            let y = y.into_array();
            let wide = cast(&y, DType::U64)?;
            let result = binary_by(primitive, Rule::Common, x, Operand::Borrowed(&wide))?;
            beside(result, &y, beside_negative)
        }
        (Some(_), Some(DType::U64)) if is_signed(&x) => {
            let x = x.into_array();
            let wide = cast(&x, DType::U64)?;
            let result = binary_by(primitive, Rule::Common, Operand::Borrowed(&wide), y)?;
            // Seen from the other side an order turns round; equality does not.
            let turned = if matches!(primitive.name(), "equal" | "not_equal") {
                beside_negative
            } else {
                !beside_negative
            };
            beside(result, &x, turned)
        }
        _ => compare_weak(primitive, beside_negative, x, y),
    }
}

/// An integer that the array's dtype cannot hold is beyond all of its elements (numpy compares it exactly).
#[inline]
fn compare_weak(
    primitive: &dyn Primitive,
    beside_negative: bool,
    x: Operand<'_>,
    y: Operand<'_>,
) -> Result<Array> {
    use crate::dtype::promote::Scalar;
    let outside = |array: &Operand<'_>, number: &Operand<'_>| match (
        array.dtype().and_then(DType::integer_limits),
        number,
    ) {
        (Some((low, high)), &Operand::Weak(Scalar::Int(v))) if v < low || v > high => Some(v < low),
        _ => None,
    };
    let is_symmetric = matches!(primitive.name(), "equal" | "not_equal");
    let constant = |array: Operand<'_>, value: bool| {
        Ok(super::full(
            (array.into_array().shape(), DType::Bool),
            value,
        ))
    };
    if let Some(is_below) = outside(&x, &y) {
        return constant(
            x,
            if is_symmetric || is_below {
                beside_negative
            } else {
                !beside_negative
            },
        );
    }
    if let Some(is_below) = outside(&y, &x) {
        return constant(
            y,
            if is_symmetric || !is_below {
                beside_negative
            } else {
                !beside_negative
            },
        );
    }
    binary_by(primitive, Rule::Common, x, y)
}

/// The result where the signed operand is not negative, a constant where it is.
fn beside(result: Array, signed: &Array, value: bool) -> Result<Array> {
    let is_negative = binary_by(
        &Less,
        Rule::Common,
        Operand::Borrowed(signed),
        Operand::Weak(0.into()),
    )?;
    if value {
        binary_by(
            &LogicalOr,
            Rule::Common,
            Operand::Owned(result),
            Operand::Owned(is_negative),
        )
    } else {
        let is_positive = unary_by(&LogicalNot, Rule::Common, Operand::Owned(is_negative))?;
        binary_by(
            &LogicalAnd,
            Rule::Common,
            Operand::Owned(result),
            Operand::Owned(is_positive),
        )
    }
}

/// Functions of one operand with bool results.
macro_rules! tests_of_numbers {
    ($($(#[$doc:meta])* $name:ident: $primitive:ident, $x:literal => $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::prelude::*;
        #[doc = concat!("assert_eq!(np::", stringify!($name), "(", $x, ").to_vec::<bool>().unwrap(), [", $y, "]);")]
        /// ```
        #[track_caller]
        pub fn $name<'a>(x: impl IntoArray<'a>) -> Array {
            unary_by(&$primitive, Rule::Common, x.into_operand()).or_raise()
        }
    )*};
}

tests_of_numbers! {
    /// Where elements are nan, in either part (numpy: `isnan`).
    isnan: Isnan, "[1.0, f64::NAN]" => "false, true";
    /// Where elements are infinite, in either part (numpy: `isinf`).
    isinf: Isinf, "[1.0, f64::INFINITY]" => "false, true";
    /// Where elements are neither infinite nor nan (numpy: `isfinite`).
    isfinite: Isfinite, "[1.0, f64::NAN]" => "true, false";
    /// Where the sign bit is set, that of -0.0 too (numpy: `signbit`). Real dtypes only.
    signbit: Signbit, "[1.0, -0.0]" => "false, true";
    /// Where elements are 0 (numpy: `logical_not`).
    logical_not: LogicalNot, "[0.0, 2.0]" => "true, false";
}

/// Logic of two operands of any dtypes.
macro_rules! logic {
    ($($(#[$doc:meta])* $name:ident: $primitive:ident, $x:literal, $y:literal => $z:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::prelude::*;
        #[doc = concat!("assert_eq!(np::", stringify!($name), "(", $x, ", ", $y, ").to_vec::<bool>().unwrap(), [", $z, "]);")]
        /// ```
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
            binary_by(&$primitive, Rule::Common, x.into_operand(), y.into_operand()).or_raise()
        }
    )*};
}

logic! {
    /// Where both are not 0 (numpy: `logical_and`).
    logical_and: LogicalAnd, "[true, false]", "true" => "true, false";
    /// Where one at least is not 0 (numpy: `logical_or`).
    logical_or: LogicalOr, "[true, false]", "false" => "true, false";
    /// Where exactly one is not 0 (numpy: `logical_xor`).
    logical_xor: LogicalXor, "[true, false]", "true" => "false, true";
}

/// Where elements are positive infinity (numpy: `isposinf`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::isposinf([f64::INFINITY, 1.0]).to_vec::<bool>().unwrap(), [true, false]);
/// ```
#[track_caller]
pub fn isposinf<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    logical_and(isinf(&x), logical_not(signbit(&x)))
}

/// Where elements are negative infinity (numpy: `isneginf`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::isneginf([f64::NEG_INFINITY, 1.0]).to_vec::<bool>().unwrap(), [true, false]);
/// ```
#[track_caller]
pub fn isneginf<'a>(x: impl IntoArray<'a>) -> Array {
    let x = x.into_array();
    logical_and(isinf(&x), signbit(&x))
}

/// How far apart equal numbers may be: `|x - y| ≤ atol + rtol·|y|`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// The part that grows with `y`; numpy's default is 1e-5.
    pub rtol: f64,
    /// The constant part; numpy's default is 1e-8.
    pub atol: f64,
    /// Whether nan equals nan.
    pub equal_nan: bool,
}

impl Default for Tolerance {
    fn default() -> Self {
        Tolerance {
            rtol: 1e-5,
            atol: 1e-8,
            equal_nan: false,
        }
    }
}

/// Where `|x - y| ≤ atol + rtol·|y|`, with numpy's default tolerances; infinities equal themselves (numpy:
/// `isclose`). Other tolerances: [`isclose_with`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::isclose([1.0, 1.1], 1.0 + 1e-9).to_vec::<bool>().unwrap(), [true, false]);
/// ```
#[track_caller]
pub fn isclose<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    isclose_with(x, y, Tolerance::default())
}

/// [`isclose`] with given tolerances (numpy: `rtol=`, `atol=`, `equal_nan=`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let wide = np::Tolerance { atol: 0.2, ..Default::default() };
/// assert_eq!(np::isclose_with([1.0, 1.1], 1.0, wide).to_vec::<bool>().unwrap(), [true, true]);
/// ```
#[track_caller]
pub fn isclose_with<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    tolerance: Tolerance,
) -> Array {
    let operands = [x.into_operand(), y.into_operand()];
    // Unsigned differences would wrap, and bool has none.
    let dtype = common_dtype(&operands);
    let [x, y] = promote("isclose", operands).or_raise();
    let (x, y) = if dtype.is_differentiable() {
        (x, y)
    } else {
        (
            cast(&x, DType::F64).or_raise(),
            cast(&y, DType::F64).or_raise(),
        )
    };
    let near = less_equal(
        super::absolute(&x - &y),
        super::absolute(&y) * tolerance.rtol + tolerance.atol,
    );
    let both_finite = logical_and(isfinite(&x), isfinite(&y));
    let close = logical_or(logical_and(near, both_finite), equal(&x, &y));
    if tolerance.equal_nan {
        logical_or(close, logical_and(isnan(&x), isnan(&y)))
    } else {
        close
    }
}

/// Whether all elements are close by [`isclose`] (numpy: `allclose`). Reads the values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::allclose([1.0, 2.0], [1.0, 2.0 + 1e-9]));
/// ```
#[track_caller]
pub fn allclose<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> bool {
    allclose_with(x, y, Tolerance::default())
}

/// [`allclose`] with given tolerances.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let strict = np::Tolerance { rtol: 0.0, atol: 0.0, ..Default::default() };
/// assert!(!np::allclose_with([1.0], [1.0 + 1e-9], strict));
/// ```
#[track_caller]
pub fn allclose_with<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    tolerance: Tolerance,
) -> bool {
    is_all_true(&isclose_with(x, y, tolerance))
}

/// Whether two arrays have one shape and equal elements; nan is not equal (numpy: `array_equal`). Reads the
/// values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::array_equal([1, 2], [1.0, 2.0]));
/// assert!(!np::array_equal([1, 2], 1));
/// ```
#[track_caller]
pub fn array_equal<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> bool {
    let (x, y) = (x.into_array(), y.into_array());
    x.shape() == y.shape() && is_all_true(&equal(&x, &y))
}

/// [`array_equal`], with nan equal to nan if wanted (numpy: `array_equal(equal_nan=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::array_equal_with([1.0, f64::NAN], [1.0, f64::NAN], true));
/// ```
#[track_caller]
pub fn array_equal_with<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    equal_nan: bool,
) -> bool {
    let (x, y) = (x.into_array(), y.into_array());
    if !equal_nan {
        return array_equal(x, y);
    }
    x.shape() == y.shape()
        && is_all_true(&logical_or(
            equal(&x, &y),
            logical_and(isnan(&x), isnan(&y)),
        ))
}

/// Whether two arrays broadcast to one shape with equal elements (numpy: `array_equiv`). Reads the values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::array_equiv([2, 2], 2));
/// assert!(!np::array_equiv([2, 2], [2, 2, 2]));
/// ```
#[track_caller]
pub fn array_equiv<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> bool {
    let (x, y) = (x.into_array(), y.into_array());
    broadcast_shapes(x.shape(), y.shape()).is_some() && is_all_true(&equal(&x, &y))
}

#[track_caller]
fn is_all_true(x: &Array) -> bool {
    super::all(x, ..).item::<bool>().or_raise()
}
