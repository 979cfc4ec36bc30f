//! Rust's operators on arrays, by one macro: `+ - * / % & | ^ << >>`, unary `-` and `!`, and the assigning
//! forms.
//!
//! Each forwards to the numpy function of its name in [`crate::np`]. Arrays given by value pass their buffer
//! on for reuse. The right operand is anything that stands for an array; on the left stand arrays and `f64`,
//! `i64`, `bool`, `Complex<f64>` (other types: `&x * a`). There is no `==`, `<` or `[]`: Rust's traits cannot
//! return arrays, so these are the methods `eq_`, `lt` and `i`.

use super::Array;
use super::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::promote_types;
use crate::np;
use crate::shape::broadcast::broadcast_shapes;
use num_complex::Complex;
use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Div, DivAssign,
    Mul, MulAssign, Neg, Not, Rem, RemAssign, Shl, ShlAssign, Shr, ShrAssign, Sub, SubAssign,
};

/// One binary operator for numbers on the left.
macro_rules! numbers_on_the_left {
    ($Op:ident, $method:ident, $function:ident; $($Number:ty),*) => {$(
        impl $Op<Array> for $Number {
            type Output = Array;
            #[inline]
            #[track_caller]
            fn $method(self, right: Array) -> Array {
                np::$function(self, right)
            }
        }

        impl $Op<&Array> for $Number {
            type Output = Array;
            #[inline]
            #[track_caller]
            fn $method(self, right: &Array) -> Array {
                np::$function(self, right)
            }
        }
    )*};
}

/// Binary operators with their assigning forms: trait and method, numpy function, and which dtypes the
/// function accepts.
///
/// There is one implementation for all right operands, and on the left one number type per kind of literal:
/// with more, Rust could not tell the type of `(&x + 1.0)` or `(2 * &x)` before a method call on it.
macro_rules! operators {
    ($($Op:ident $method:ident, $Assign:ident $assign:ident, $function:ident, $accepts:expr;)*) => {$(
        impl<'a, T: IntoArray<'a>> $Op<T> for Array {
            type Output = Array;
            #[inline]
            #[track_caller]
            fn $method(self, right: T) -> Array {
                np::$function(self, right)
            }
        }

        impl<'a, T: IntoArray<'a>> $Op<T> for &Array {
            type Output = Array;
            #[inline]
            #[track_caller]
            fn $method(self, right: T) -> Array {
                np::$function(self, right)
            }
        }

        numbers_on_the_left!($Op, $method, $function; f64, i64, bool, Complex<f64>);

        /// Rebinds: the array on the left becomes the result, whose shape and dtype may differ.
        impl<'a, T: IntoArray<'a>> $Assign<T> for Array {
            #[inline]
            #[track_caller]
            fn $assign(&mut self, right: T) {
                let right = right.into_operand();
                let left = left_operand(self, &right, $accepts);
                let result = np::$function(left, right);
                *self = result;
            }
        }
    )*};
}

operators! {
    Add add, AddAssign add_assign, add, |_| true;
    Sub sub, SubAssign sub_assign, subtract, |dtype| !dtype.is_bool();
    Mul mul, MulAssign mul_assign, multiply, |_| true;
    Div div, DivAssign div_assign, divide, DType::is_differentiable;
    Rem rem, RemAssign rem_assign, remainder, |dtype| dtype.is_integer() || dtype.is_float();
    BitAnd bitand, BitAndAssign bitand_assign, bitwise_and, |dtype| dtype.is_bool() || dtype.is_integer();
    BitOr bitor, BitOrAssign bitor_assign, bitwise_or, |dtype| dtype.is_bool() || dtype.is_integer();
    BitXor bitxor, BitXorAssign bitxor_assign, bitwise_xor, |dtype| dtype.is_bool() || dtype.is_integer();
    Shl shl, ShlAssign shl_assign, left_shift, DType::is_integer;
    Shr shr, ShrAssign shr_assign, right_shift, DType::is_integer;
}

/// The left operand of an assigning operator: taken out of the variable where its buffer can be reused,
/// else borrowed. It is taken only if the operation cannot fail, so that an error caught by `try_run`
/// leaves the variable as it was.
#[inline]
fn left_operand<'a>(
    left: &'a mut Array,
    right: &Operand<'_>,
    accepts: impl Fn(DType) -> bool,
) -> Operand<'a> {
    let dtype = left.dtype();
    let fits = match right {
        Operand::Owned(right) => keeps(left, right),
        Operand::Borrowed(right) => keeps(left, right),
        Operand::Weak(number) => {
            number.promote_with(dtype) == dtype && number.check_fits("", dtype).is_ok()
        }
    };
    if fits && accepts(dtype) && left.dense().is_some() && left.is_unique() {
        Operand::Owned(std::mem::take(left))
    } else {
        Operand::Borrowed(left)
    }
}

/// Whether a result of the two has the shape and dtype of `left`.
fn keeps(left: &Array, right: &Array) -> bool {
    right.dense().is_some()
        && promote_types(left.dtype(), right.dtype()) == left.dtype()
        && broadcast_shapes(left.shape(), right.shape())
            .is_some_and(|shape| shape.as_slice() == left.shape())
}

impl Neg for Array {
    type Output = Array;
    #[track_caller]
    fn neg(self) -> Array {
        np::negative(self)
    }
}

impl Neg for &Array {
    type Output = Array;
    #[track_caller]
    fn neg(self) -> Array {
        np::negative(self)
    }
}

impl Not for Array {
    type Output = Array;
    #[track_caller]
    fn not(self) -> Array {
        np::bitwise_not(self)
    }
}

impl Not for &Array {
    type Output = Array;
    #[track_caller]
    fn not(self) -> Array {
        np::bitwise_not(self)
    }
}
