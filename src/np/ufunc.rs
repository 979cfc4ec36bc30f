//! numpy's elementwise functions: promote the operands, bind one primitive.
//!
//! The two tables below declare the functions that are no more than that, with the rule by which numpy
//! chooses the dtype; the few that are composed follow. Comparisons and logic are in `logic`, rounding in
//! `rounding`, parts of complex numbers in `complex`.

use super::args::{common_dtype, common_inexact, convert};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::Primitive;
use crate::primitives::binary_arith::*;
use crate::primitives::binary_bits::*;
use crate::primitives::binary_order::*;
use crate::primitives::special_orders::{Order, Ordered};
use crate::primitives::unary_exp::*;
use crate::primitives::unary_round::*;
use crate::primitives::unary_special::*;
use crate::primitives::unary_trig::*;
use crate::transform::stack::{bind_donating, only};

/// How a function's dtype follows from the common dtype of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// It is that dtype.
    Common,
    /// There is no integer version: bool and 8-bit integers compute in f16, 16-bit in f32, others in f64.
    Inexact,
    /// There is no bool version: bool computes in i8.
    Number,
    /// True division: bool and all integers compute in f64.
    Division,
}

impl Rule {
    #[inline]
    fn apply(self, common: DType) -> DType {
        match self {
            Rule::Inexact => common.to_inexact(),
            Rule::Number if common.is_bool() => DType::I8,
            Rule::Division if !common.is_differentiable() => DType::F64,
            Rule::Common | Rule::Number | Rule::Division => common,
        }
    }
}

/// Binds a primitive of one operand, as it is.
pub(crate) fn unary(primitive: &dyn Primitive, x: Operand<'_>) -> Result<Array> {
    unary_by(primitive, Rule::Common, x)
}

/// Binds a primitive of two operands on their common dtype.
pub(crate) fn binary(primitive: &dyn Primitive, x: Operand<'_>, y: Operand<'_>) -> Result<Array> {
    binary_by(primitive, Rule::Common, x, y)
}

/// [`unary`] with a rule for the dtype. An owned operand that no one else holds may become the result.
pub(crate) fn unary_by(primitive: &dyn Primitive, rule: Rule, mut x: Operand<'_>) -> Result<Array> {
    let dtype = rule.apply(common_dtype(std::slice::from_ref(&x)));
    bind_on(primitive, dtype, [&mut x])
}

/// [`binary`] with a rule for the dtype.
#[inline]
pub(crate) fn binary_by<'a>(
    primitive: &dyn Primitive,
    rule: Rule,
    mut x: Operand<'a>,
    mut y: Operand<'a>,
) -> Result<Array> {
    let common = match (&x, &y) {
        (Operand::Weak(_), Operand::Weak(_)) => None,
        (Operand::Weak(number), strong) | (strong, Operand::Weak(number)) => strong
            .dtype()
            .filter(|&dtype| number.promote_with(dtype) == dtype),
        _ => x.dtype().filter(|_| x.dtype() == y.dtype()),
    };
    match common.filter(|&dtype| rule.apply(dtype) == dtype) {
        Some(dtype) => bind_on(primitive, dtype, [&mut x, &mut y]),
        None => binary_mixed(primitive, rule, [x, y]),
    }
}

#[inline(never)]
fn binary_mixed(
    primitive: &dyn Primitive,
    rule: Rule,
    mut operands: [Operand<'_>; 2],
) -> Result<Array> {
    let dtype = match rule {
        Rule::Inexact => common_inexact(&operands),
        _ => rule.apply(common_dtype(&operands)),
    };
    bind_on(primitive, dtype, operands.each_mut())
}

/// Binds a primitive on operands of that dtype, which those of another one and numbers become. Operands stay where they
/// are: moving what the caller has just written would take as long as the rest of this.
#[inline]
fn bind_on<const N: usize>(
    primitive: &dyn Primitive,
    dtype: DType,
    mut operands: [&mut Operand<'_>; N],
) -> Result<Array> {
    let mut donated = 0;
    for (position, operand) in operands.iter_mut().enumerate() {
        if operand.dtype() != Some(dtype) {
            let given = std::mem::replace(*operand, Operand::Weak(Scalar::Bool(false)));
            **operand = Operand::Owned(convert(primitive.name(), given, dtype)?);
        }
        if let Operand::Owned(x) = operand {
            donated |= u32::from(x.is_unique()) << position;
        }
    }
    let arrays = operands.each_ref().map(|operand| match operand {
        Operand::Owned(x) => x,
        Operand::Borrowed(x) => *x,
        Operand::Weak(_) => unreachable!("numbers were converted"),
    });
    Ok(only(bind_donating(primitive, &arrays, donated)?))
}

/// Functions of one operand: documentation, name, primitive, dtype rule, and an example with its result.
macro_rules! unary_functions {
    ($($(#[$doc:meta])* $name:ident: $primitive:ident, $rule:ident, $x:literal => $ty:literal $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::prelude::*;
        #[doc = concat!("assert_eq!(np::", stringify!($name), "(", $x, ").to_vec::<", $ty, ">().unwrap(), [", $y, "]);")]
        /// ```
        #[inline]
        #[track_caller]
        pub fn $name<'a>(x: impl IntoArray<'a>) -> Array {
            unary_by(&$primitive, Rule::$rule, x.into_operand()).or_raise()
        }
    )*};
}

/// Functions of two operands.
macro_rules! binary_functions {
    ($($(#[$doc:meta])* $name:ident: $primitive:ident, $rule:ident, $x:literal, $y:literal => $ty:literal $z:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Examples
        /// ```
        /// use numtape::prelude::*;
        #[doc = concat!("assert_eq!(np::", stringify!($name), "(", $x, ", ", $y, ").to_vec::<", $ty, ">().unwrap(), [", $z, "]);")]
        /// ```
        #[inline]
        #[track_caller]
        pub fn $name<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
            binary_by(&$primitive, Rule::$rule, x.into_operand(), y.into_operand()).or_raise()
        }
    )*};
}

/// Other names of functions with one operand.
macro_rules! unary_aliases {
    ($($alias:ident = $name:ident),* $(,)?) => {$(
        #[doc = concat!("Another name of [`", stringify!($name), "`] (numpy: `", stringify!($alias), "`).")]
        #[inline]
        #[track_caller]
        pub fn $alias<'a>(x: impl IntoArray<'a>) -> Array {
            $name(x)
        }
    )*};
}

/// Other names of functions with two operands.
macro_rules! binary_aliases {
    ($($alias:ident = $name:ident),* $(,)?) => {$(
        #[doc = concat!("Another name of [`", stringify!($name), "`] (numpy: `", stringify!($alias), "`).")]
        #[inline]
        #[track_caller]
        pub fn $alias<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
            $name(x, y)
        }
    )*};
}

unary_functions! {
    /// The negative of each element (numpy: `negative`). Unsigned integers wrap; bool is an error.
    negative: Negative, Common, "[1.5, -2.0]" => "f64" "-1.5, 2.0";
    /// The absolute value, of complex numbers the modulus as a real array (numpy: `absolute`). The
    /// derivative at 0 is 0.
    absolute: Absolute, Common, "[-1.5, 2.0]" => "f64" "1.5, 2.0";
    /// -1, 0 or 1 by the sign of each element; complex numbers become `z / |z|` (numpy: `sign`). Bool is an
    /// error.
    sign: Sign, Common, "[-3, 0, 5]" => "i32" "-1, 0, 1";
    /// The square (numpy: `square`). Integers wrap.
    square: Square, Number, "[3, -2]" => "i32" "9, 4";
    /// One over each element (numpy: `reciprocal`). Integers divide as integers.
    reciprocal: Reciprocal, Number, "[4.0, -0.5]" => "f64" "0.25, -2.0";
    /// The square root; nan for negative reals (numpy: `sqrt`).
    sqrt: Sqrt, Inexact, "[4.0, 9.0]" => "f64" "2.0, 3.0";
    /// One over the square root (numpy has none; scipy and TF: `rsqrt`).
    rsqrt: Rsqrt, Inexact, "[4.0, 0.25]" => "f64" "0.5, 2.0";
    /// The cube root, also of negative numbers (numpy: `cbrt`). Real dtypes only.
    cbrt: Cbrt, Inexact, "[8.0, -27.0]" => "f64" "2.0, -3.0";
    /// The exponential (numpy: `exp`).
    exp: Exp, Inexact, "[0.0]" => "f64" "1.0";
    /// Two to the power of each element (numpy: `exp2`).
    exp2: Exp2, Inexact, "[3.0, -1.0]" => "f64" "8.0, 0.5";
    /// `exp(x) - 1`, exact near 0 (numpy: `expm1`).
    expm1: Expm1, Inexact, "[0.0]" => "f64" "0.0";
    /// The natural logarithm; nan for negative reals, -inf at 0 (numpy: `log`).
    log: Log, Inexact, "[1.0, 0.0]" => "f64" "0.0, f64::NEG_INFINITY";
    /// The logarithm to base 2 (numpy: `log2`).
    log2: Log2, Inexact, "[8.0]" => "f64" "3.0";
    /// The logarithm to base 10 (numpy: `log10`).
    log10: Log10, Inexact, "[1000.0]" => "f64" "3.0";
    /// `log(1 + x)`, exact near 0 (numpy: `log1p`).
    log1p: Log1p, Inexact, "[0.0]" => "f64" "0.0";
    /// The sine (numpy: `sin`). Angles are in radians here and below.
    sin: Sin, Inexact, "[0.0]" => "f64" "0.0";
    /// The cosine (numpy: `cos`).
    cos: Cos, Inexact, "[0.0]" => "f64" "1.0";
    /// The tangent (numpy: `tan`).
    tan: Tan, Inexact, "[0.0]" => "f64" "0.0";
    /// The inverse sine; nan outside -1 to 1 for reals (numpy: `arcsin`).
    arcsin: Arcsin, Inexact, "[0.0]" => "f64" "0.0";
    /// The inverse cosine; nan outside -1 to 1 for reals (numpy: `arccos`).
    arccos: Arccos, Inexact, "[1.0]" => "f64" "0.0";
    /// The inverse tangent (numpy: `arctan`).
    arctan: Arctan, Inexact, "[0.0]" => "f64" "0.0";
    /// The hyperbolic sine (numpy: `sinh`).
    sinh: Sinh, Inexact, "[0.0]" => "f64" "0.0";
    /// The hyperbolic cosine (numpy: `cosh`).
    cosh: Cosh, Inexact, "[0.0]" => "f64" "1.0";
    /// The hyperbolic tangent (numpy: `tanh`).
    tanh: Tanh, Inexact, "[0.0]" => "f64" "0.0";
    /// The inverse hyperbolic sine (numpy: `arcsinh`).
    arcsinh: Arcsinh, Inexact, "[0.0]" => "f64" "0.0";
    /// The inverse hyperbolic cosine; nan below 1 for reals (numpy: `arccosh`).
    arccosh: Arccosh, Inexact, "[1.0]" => "f64" "0.0";
    /// The inverse hyperbolic tangent; nan outside -1 to 1 for reals (numpy: `arctanh`).
    arctanh: Arctanh, Inexact, "[0.0]" => "f64" "0.0";
    /// The error function (scipy: `special.erf`). Real dtypes only, as all of this family.
    erf: Erf, Division, "[0.0]" => "f64" "0.0";
    /// `1 - erf(x)`, exact for large `x` (scipy: `special.erfc`).
    erfc: Erfc, Division, "[0.0]" => "f64" "1.0";
    /// The inverse of the error function (scipy: `special.erfinv`).
    erfinv: Erfinv, Division, "[0.0]" => "f64" "0.0";
    /// The logarithm of the absolute value of the gamma function (scipy: `special.gammaln`).
    lgamma: Lgamma, Division, "[1.0, 2.0]" => "f64" "0.0, 0.0";
    /// The derivative of [`lgamma`] (scipy: `special.digamma`).
    digamma: Digamma, Division, "[f64::INFINITY]" => "f64" "f64::INFINITY";
    /// The logistic function `1 / (1 + exp(-x))` (scipy: `special.expit`).
    sigmoid: Sigmoid, Division, "[0.0]" => "f64" "0.5";
    /// Every bit inverted; `not` of bool (numpy: `bitwise_not`, `invert`). Integers and bool only.
    bitwise_not: BitwiseNot, Common, "[0, 5]" => "i32" "-1, -6";
    /// The number of one bits in the absolute value, as u8 (numpy: `bitwise_count`). Integers and bool only.
    bitwise_count: BitwiseCount, Common, "[0, 7, -7]" => "u8" "0, 3, 3";
}

unary_aliases! {
    abs = absolute, invert = bitwise_not, bitwise_invert = bitwise_not,
    asin = arcsin, acos = arccos, atan = arctan, asinh = arcsinh, acosh = arccosh, atanh = arctanh,
    expit = sigmoid, gammaln = lgamma, psi = digamma, rad2deg = degrees, deg2rad = radians,
}

binary_functions! {
    /// The sum (numpy: `add`). Integers wrap; for bool it is `or`.
    add: Add, Common, "[1.0, 2.0]", "0.5" => "f64" "1.5, 2.5";
    /// The difference (numpy: `subtract`). Integers wrap; bool is an error.
    subtract: Subtract, Common, "[1.0, 2.0]", "0.5" => "f64" "0.5, 1.5";
    /// The product (numpy: `multiply`). Integers wrap; for bool it is `and`.
    multiply: Multiply, Common, "[1.0, 2.0]", "3.0" => "f64" "3.0, 6.0";
    /// The quotient; of integers too, in f64 (numpy: `divide`).
    divide: Divide, Division, "[1, 3]", "2" => "f64" "0.5, 1.5";
    /// The quotient rounded down (numpy: `floor_divide`). Integers divided by 0 give 0.
    floor_divide: FloorDivide, Number, "[7, -7]", "2" => "i32" "3, -4";
    /// The remainder with the sign of the divisor (numpy: `remainder`, Python's `%`). Integers modulo 0
    /// give 0.
    remainder: Remainder, Number, "[7, -7]", "3" => "i32" "1, 2";
    /// The remainder with the sign of the dividend (numpy: `fmod`, Rust's `%`).
    fmod: Fmod, Number, "[7, -7]", "3" => "i32" "1, -1";
    /// `x` to the power `y` (numpy: `power`). A negative integer exponent of an integer is an error. The
    /// derivative with respect to `x` is 0 where `y` is 0, that with respect to `y` is 0 where `x` is 0.
    power: Power, Number, "[2.0, 3.0]", "2.0" => "f64" "4.0, 9.0";
    /// The angle of the point (`y`, `x`): the inverse tangent of `x1 / x2` in the right quadrant (numpy:
    /// `arctan2`).
    arctan2: Arctan2, Inexact, "[0.0]", "[1.0]" => "f64" "0.0";
    /// `sqrt(x² + y²)` without overflow (numpy: `hypot`). The derivative at (0, 0) is 0.
    hypot: Hypot, Inexact, "[3.0]", "4.0" => "f64" "5.0";
    /// `log(exp(x) + exp(y))` without overflow (numpy: `logaddexp`).
    logaddexp: Logaddexp, Inexact, "[1000.0]", "f64::NEG_INFINITY" => "f64" "1000.0";
    /// `log2(2^x + 2^y)` without overflow (numpy: `logaddexp2`).
    logaddexp2: Logaddexp2, Inexact, "[3.0]", "3.0" => "f64" "4.0";
    /// The larger of two elements, nan if either is (numpy: `maximum`). Equal elements share the gradient.
    maximum: Maximum, Common, "[1.0, 5.0]", "3.0" => "f64" "3.0, 5.0";
    /// The smaller of two elements, nan if either is (numpy: `minimum`). Equal elements share the gradient.
    minimum: Minimum, Common, "[1.0, 5.0]", "3.0" => "f64" "1.0, 3.0";
    /// The larger of two elements, the other one if one is nan (numpy: `fmax`).
    fmax: Fmax, Common, "[f64::NAN, 5.0]", "3.0" => "f64" "3.0, 5.0";
    /// The smaller of two elements, the other one if one is nan (numpy: `fmin`).
    fmin: Fmin, Common, "[f64::NAN, 5.0]", "3.0" => "f64" "3.0, 3.0";
    /// `|x|` with the sign of `y` (numpy: `copysign`).
    copysign: Copysign, Inexact, "[1.0, -2.0]", "-0.0" => "f64" "-1.0, -2.0";
    /// The next number after `x` in the direction of `y` (numpy: `nextafter`).
    nextafter: Nextafter, Inexact, "[1.0]", "2.0" => "f64" "1.0 + f64::EPSILON";
    /// 0 where `x` is negative, 1 where it is positive, `y` where it is 0 (numpy: `heaviside`).
    heaviside: Heaviside, Inexact, "[-2.0, 0.0, 3.0]", "0.5" => "f64" "0.0, 0.5, 1.0";
    /// The bits that both have; `and` of bool (numpy: `bitwise_and`). Integers and bool only, as all bit
    /// functions.
    bitwise_and: BitwiseAnd, Common, "[6]", "3" => "i32" "2";
    /// The bits that either has; `or` of bool (numpy: `bitwise_or`).
    bitwise_or: BitwiseOr, Common, "[6]", "3" => "i32" "7";
    /// The bits that one of them has (numpy: `bitwise_xor`).
    bitwise_xor: BitwiseXor, Common, "[6]", "3" => "i32" "5";
    /// The bits moved up; 0 if the count is negative or not below the width (numpy: `left_shift`).
    left_shift: LeftShift, Number, "[1, 3]", "2" => "i32" "4, 12";
    /// The bits moved down, the sign repeated (numpy: `right_shift`).
    right_shift: RightShift, Number, "[12, -8]", "2" => "i32" "3, -2";
    /// The greatest common divisor (numpy: `gcd`). Integers only.
    gcd: Gcd, Common, "[12, -9]", "6" => "i32" "6, 3";
    /// The least common multiple (numpy: `lcm`). Integers only.
    lcm: Lcm, Common, "[4, 6]", "10" => "i32" "20, 30";
}

binary_aliases! {
    true_divide = divide, mod_ = remainder, pow = power, atan2 = arctan2,
    bitwise_left_shift = left_shift, bitwise_right_shift = right_shift,
}

/// The elements as they are (numpy: `positive`). Bool is an error.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::positive([1, -2]).to_vec::<i32>().unwrap(), [1, -2]);
/// ```
#[track_caller]
pub fn positive<'a>(x: impl IntoArray<'a>) -> Array {
    positive_op(x.into_array()).or_raise()
}

fn positive_op(x: Array) -> Result<Array> {
    if x.dtype().is_bool() {
        return Err(Error::unsupported_dtype(
            "positive",
            "x",
            x.dtype(),
            "numbers",
        ));
    }
    Ok(x)
}

/// The power computed in f64, or c128 for complex numbers (numpy: `float_power`): negative exponents of
/// integers are allowed.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::float_power([2, 4], -1).to_vec::<f64>().unwrap(), [0.5, 0.25]);
/// ```
#[track_caller]
pub fn float_power<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> Array {
    float_power_op(x.into_operand(), y.into_operand()).or_raise()
}

fn float_power_op(x: Operand<'_>, y: Operand<'_>) -> Result<Array> {
    let operands = [x, y];
    let dtype = if common_dtype(&operands).is_complex() {
        DType::C128
    } else {
        DType::F64
    };
    let [x, y] = operands;
    let (x, y) = (
        convert("float_power", x, dtype)?,
        convert("float_power", y, dtype)?,
    );
    binary(&Power, Operand::Owned(x), Operand::Owned(y))
}

/// Quotient rounded down and remainder (numpy: `divmod`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (quotient, remainder) = np::divmod([7, -7], 3);
/// assert_eq!(quotient.to_vec::<i32>().unwrap(), [2, -3]);
/// assert_eq!(remainder.to_vec::<i32>().unwrap(), [1, 2]);
/// ```
#[track_caller]
pub fn divmod<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>) -> (Array, Array) {
    let operands = [x.into_operand(), y.into_operand()];
    let [x, y] = super::args::promote("divmod", operands).or_raise();
    (floor_divide(&x, &y), remainder(&x, &y))
}

/// Radians to degrees (numpy: `degrees`, `rad2deg`). Real dtypes only.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::degrees(np::PI).item::<f64>().unwrap(), 180.0);
/// ```
#[track_caller]
pub fn degrees<'a>(x: impl IntoArray<'a>) -> Array {
    scaled("degrees", x.into_operand(), 180.0 / std::f64::consts::PI).or_raise()
}

/// Degrees to radians (numpy: `radians`, `deg2rad`). Real dtypes only.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::radians(180.0).item::<f64>().unwrap(), np::PI);
/// ```
#[track_caller]
pub fn radians<'a>(x: impl IntoArray<'a>) -> Array {
    scaled("radians", x.into_operand(), std::f64::consts::PI / 180.0).or_raise()
}

fn scaled(op: &'static str, x: Operand<'_>, factor: f64) -> Result<Array> {
    let [x] = super::args::promote_inexact(op, [x])?;
    if x.dtype().is_complex() {
        return Err(Error::unsupported_dtype(op, "x", x.dtype(), "real numbers"));
    }
    // In a 16-bit float the factor itself would be rounded too early.
    let narrow = matches!(x.dtype(), DType::F16 | DType::BF16);
    let dtype = x.dtype();
    let wide = if narrow {
        crate::primitives::cast::cast_owned(x, DType::F32)?
    } else {
        x
    };
    crate::primitives::cast::cast_owned(wide * factor, dtype)
}

/// The derivative of order `n` of [`digamma`] (scipy: `special.polygamma`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::polygamma(1, [1.0]).item::<f64>().unwrap();
/// assert!((x - np::PI * np::PI / 6.0).abs() < 1e-12);
/// ```
#[track_caller]
pub fn polygamma<'a>(n: u32, x: impl IntoArray<'a>) -> Array {
    let x = x.into_operand();
    match n {
        0 => unary_by(&Digamma, Rule::Division, x).or_raise(),
        n => {
            let function = Order::Polygamma;
            unary_by(&Ordered { function, n }, Rule::Division, x).or_raise()
        }
    }
}

/// `sin(πx) / (πx)`, 1 at 0 (numpy: `sinc`). At 0, too, its derivatives are the true ones (of complex numbers to
/// order 17; near 0 it is a polynomial then).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::sinc([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn sinc<'a>(x: impl IntoArray<'a>) -> Array {
    let [x] = super::args::promote_inexact("sinc", [x.into_operand()]).or_raise();
    if x.dtype().is_complex() {
        return complex_sinc(&(x * std::f64::consts::PI)).or_raise();
    }
    let function = Order::Sinc;
    unary(&Ordered { function, n: 0 }, Operand::Owned(x)).or_raise()
}

/// The modified Bessel function of the first kind and order 0 (numpy: `i0`; others are in [`crate::special`]).
/// Integers are computed in f64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::i0([0.0]).to_vec::<f64>().unwrap(), [1.0]);
/// ```
#[track_caller]
pub fn i0<'a>(x: impl IntoArray<'a>) -> Array {
    crate::special::i0(x)
}

/// `sin(t) / t`. Near 0 it is a polynomial, as a constant there would have the wrong derivatives.
fn complex_sinc(t: &Array) -> Result<Array> {
    use crate::primitives::select::select;
    let is_small = super::less(super::abs(t), 0.5);
    // The dead branch gets a harmless argument, so that its derivative is finite too.
    let small = select(&is_small, t, &super::zeros_like(t))?;
    let large = select(&is_small, &super::ones_like(t), t)?;
    let series = sine_series(&(&small * &small));
    select(&is_small, &series, &(sin(&large) / &large))
}

/// `sin(t) / t` as a polynomial in `t²`, for `|t| < 0.5`. More terms than the value needs: they are what its
/// higher derivatives consist of.
fn sine_series(squared: &Array) -> Array {
    const TERMS: u32 = 8;
    // 1 - t²/(2·3) (1 - t²/(4·5) (1 - …))
    let one = super::ones_like(squared);
    (1..=TERMS).rev().fold(one.clone(), |sum, k| {
        let divisor = f64::from(2 * k) * f64::from(2 * k + 1);
        &one - squared * sum / divisor
    })
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    /// The derivative of order `n` of `sinc` by its series, `Σ (-1)^k (πx)^2k / (2k+1)!`.
    fn sinc_derivative(n: i32, x: f64) -> f64 {
        let term = |k: i32| {
            let factorial: f64 = (1..=2 * k + 1).map(f64::from).product();
            let falling: f64 = (2 * k - n + 1..=2 * k).map(f64::from).product();
            let power = if 2 * k < n { 0.0 } else { x.powi(2 * k - n) };
            (-1f64).powi(k) * np::PI.powi(2 * k) * falling * power / factorial
        };
        (0..30).map(term).sum()
    }

    #[test]
    fn sinc_has_its_derivatives_at_zero() {
        // 0.159 and 0.16 lie on the two sides of the place where the polynomial ends.
        for at in [0.0, 0.01, -0.01, 0.159, 0.16, 0.4] {
            let x = array(at);
            let f = |x: &Array| np::sinc(x);
            let found = [
                f(&x),
                grad(f)(&x),
                grad(grad(f))(&x),
                grad(grad(grad(f)))(&x),
                grad(grad(grad(grad(f))))(&x),
            ];
            for (n, found) in found.iter().enumerate() {
                let (found, wanted) = (found.item::<f64>().unwrap(), sinc_derivative(n as i32, at));
                assert!(
                    (found - wanted).abs() <= 1e-9 * wanted.abs().max(1e-3),
                    "derivative {n} at {at}: {found}, not {wanted}"
                );
            }
        }
    }

    #[test]
    fn sinc_is_sine_over_angle() {
        for i in -2000..2000 {
            let x = f64::from(i) / 400.0 + 0.001;
            let t = x * np::PI;
            let (found, wanted) = (np::sinc(x).item::<f64>().unwrap(), t.sin() / t);
            assert!(
                (found - wanted).abs() <= 2.0 * f64::EPSILON * wanted.abs(),
                "{x}"
            );
        }
        let edges = np::sinc([f64::NAN, 1e300, f64::INFINITY])
            .to_vec::<f64>()
            .unwrap();
        assert!(edges[0].is_nan() && edges[1].abs() < 1e-299 && edges[2].is_nan());
        let slopes = grad(|x: &Array| np::sinc(x).sum(..))(&array([1e300, 1e-300]));
        assert!(np::all(np::isfinite(slopes), ..).item::<bool>().unwrap());
        for dtype in [F16, F32, C128] {
            let found = np::sinc(array([0.0, 0.1, 0.5]).astype(dtype));
            assert_eq!(found.dtype(), dtype);
            let wanted = array([1.0, 0.983_631_643, std::f64::consts::FRAC_2_PI]);
            let error = np::max(np::abs(found.real().astype(F64) - wanted), ..);
            assert!(error.item::<f64>().unwrap() < 2e-3);
        }
    }
}
