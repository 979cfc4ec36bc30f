//! The vector functions by name, as types that the loops of `rows` are made from.

use super::vector::{Vector, Vector32, Vector64};
use super::{arithmetic, error, exponential, logarithm, power, roots, single, trigonometric};

/// A function of one number.
pub(in crate::kernels) trait Unary {
    fn double<V: Vector64>(x: V) -> V;
    fn single<V: Vector32>(x: V) -> V;
}

/// A function of two numbers.
pub(in crate::kernels) trait Binary {
    /// Cheap enough that an operand of one repeated element deserves loops of its own.
    const IS_CHEAP: bool = false;
    fn double<V: Vector64>(x: V, y: V) -> V;
    fn single<V: Vector32>(x: V, y: V) -> V;
}

/// A function of several numbers for a loop of `N` operands, the first of which is the output, and is not read.
pub(in crate::kernels) trait Combined<const N: usize> {
    fn apply<V: Vector>(operands: [V; N]) -> V;
}

/// The functions over f64 lanes and over f32 lanes.
macro_rules! unary {
    ($($name:ident = $double:expr, $single:expr;)*) => {$(
        pub(in crate::kernels) struct $name;
        impl Unary for $name {
            #[inline(always)]
            fn double<V: Vector64>(x: V) -> V {
                $double(x)
            }
            #[inline(always)]
            fn single<V: Vector32>(x: V) -> V {
                $single(x)
            }
        }
    )*};
}

macro_rules! binary {
    ($($name:ident = $double:expr, $single:expr;)*) => {$(
        pub(in crate::kernels) struct $name;
        impl Binary for $name {
            #[inline(always)]
            fn double<V: Vector64>(x: V, y: V) -> V {
                $double(x, y)
            }
            #[inline(always)]
            fn single<V: Vector32>(x: V, y: V) -> V {
                $single(x, y)
            }
        }
    )*};
}

unary! {
    Exp = exponential::exp, single::exp;
    ExpOfNegative = exponential::exp_of_negative, single::exp_of_negative;
    Exp2 = exponential::exp2, single::exp2;
    Expm1 = exponential::expm1, single::expm1;
    Sinh = exponential::sinh, single::sinh;
    Cosh = exponential::cosh, single::cosh;
    Tanh = exponential::tanh, single::tanh;
    Sigmoid = exponential::sigmoid, single::sigmoid;
    Log = logarithm::log, single::log;
    Log2 = logarithm::log2, single::log2;
    Log10 = logarithm::log10, single::log10;
    Log1p = logarithm::log1p, single::log1p;
    Arcsinh = logarithm::arcsinh, single::arcsinh;
    Arccosh = logarithm::arccosh, single::arccosh;
    Arctanh = logarithm::arctanh, single::arctanh;
    Sin = trigonometric::sin::<V, false>, single::sin;
    Cos = trigonometric::cos::<V, false>, single::cos;
    Tan = trigonometric::tan::<V, false>, single::tan;
    Arcsin = trigonometric::arcsin, single::arcsin;
    Arccos = trigonometric::arccos, single::arccos;
    Arctan = trigonometric::arctan, single::arctan;
    Erf = error::erf, single::erf;
    Erfc = error::erfc, single::erfc;
    Cbrt = roots::cbrt, single::cbrt;
}

binary! {
    CosSlope = trigonometric::cos_slope, single::cos_slope;
    Power = power::power, single::power;
    Arctan2 = trigonometric::arctan2, single::arctan2;
    Hypot = roots::hypot, single::hypot;
    Logaddexp = logarithm::logaddexp, single::logaddexp;
    Logaddexp2 = logarithm::logaddexp2, single::logaddexp2;
}

/// Written once for both float types.
macro_rules! unary_arithmetic {
    ($($name:ident = $function:ident;)*) => {$(
        pub(in crate::kernels) struct $name;
        impl Unary for $name {
            #[inline(always)]
            fn double<V: Vector64>(x: V) -> V {
                arithmetic::$function(x)
            }
            #[inline(always)]
            fn single<V: Vector32>(x: V) -> V {
                arithmetic::$function(x)
            }
        }
    )*};
}

unary_arithmetic! {
    Negative = negative;
    Absolute = absolute;
    Square = square;
    Sqrt = sqrt;
    Reciprocal = reciprocal;
    Rsqrt = rsqrt;
    Rint = rint;
    Floor = floor;
    Ceil = ceil;
    Trunc = trunc;
}

/// Written once for both float types.
macro_rules! binary_arithmetic {
    ($($name:ident = $function:ident;)*) => {$(
        pub(in crate::kernels) struct $name;
        impl Binary for $name {
            const IS_CHEAP: bool = true;
            #[inline(always)]
            fn double<V: Vector64>(x: V, y: V) -> V {
                arithmetic::$function(x, y)
            }
            #[inline(always)]
            fn single<V: Vector32>(x: V, y: V) -> V {
                arithmetic::$function(x, y)
            }
        }
    )*};
}

binary_arithmetic! {
    Add = add;
    Subtract = subtract;
    Multiply = multiply;
    DoubleProduct = double_product;
    TanhSlope = tanh_slope;
    SigmoidSlope = sigmoid_slope;
    Divide = divide;
    Maximum = maximum;
    Minimum = minimum;
    Fmax = fmax;
    Fmin = fmin;
    Copysign = copysign;
}

/// Written once for both float types.
macro_rules! combined_arithmetic {
    ($($name:ident = $function:ident($($x:ident)*), $n:literal;)*) => {$(
        pub(in crate::kernels) struct $name;
        impl Combined<$n> for $name {
            #[inline(always)]
            fn apply<V: Vector>([_, $($x),*]: [V; $n]) -> V {
                arithmetic::$function($($x),*)
            }
        }
    )*};
}

combined_arithmetic! {
    ProductSum = product_sum(x y z w), 5;
    QuotientTangent = quotient_tangent(x d r q), 5;
    TanhBend = tanh_bend(t x y), 4;
    SigmoidBend = sigmoid_bend(t x y), 4;
}
