//! numpy's functions as methods, for chaining; each forwards to the function of its name in [`crate::np`],
//! where its documentation is.
//!
//! Constructors and data access are in [`super::convert`], `i`, `at` and `into_at` in [`crate::index`].

use super::Array;
use super::convert::IntoArray;
use crate::dtype::DType;
use crate::error::OrRaise;
use crate::np;
use crate::np::args::{Axis, Reduce, ShapeArg};
use crate::np::{Axes, Integers};
use crate::primitives::concat::concat;
use crate::primitives::slice::slice_axis;
use crate::shape::contiguous_strides;

/// Methods of one array without arguments: documentation and name.
macro_rules! unary_methods {
    ($($doc:literal $name:ident;)*) => {
        /// Elementwise functions.
        impl Array {$(
            #[doc = concat!($doc, ", as [`np::", stringify!($name), "`](crate::np::", stringify!($name), ").")]
            ///
            /// # Examples
            /// ```
            /// use numtape::prelude::*;
            /// let x = array([1.0]);
            #[doc = concat!("assert!(np::array_equal(x.", stringify!($name), "(), np::", stringify!($name), "(&x)));")]
            /// ```
            #[inline]
            #[track_caller]
            pub fn $name(&self) -> Array {
                np::$name(self)
            }
        )*}
    };
}

/// Methods with a second operand: documentation, name, numpy's function.
macro_rules! binary_methods {
    ($($doc:literal $name:ident: $function:ident;)*) => {
        /// Elementwise functions of two operands. There are operators for the commonest.
        impl Array {$(
            #[doc = concat!($doc, ", as [`np::", stringify!($function), "`](crate::np::", stringify!($function), ").")]
            ///
            /// # Examples
            /// ```
            /// use numtape::prelude::*;
            /// let x = array([1.0, 2.0]);
            #[doc = concat!("assert!(np::array_equal(x.", stringify!($name), "(2), np::", stringify!($function), "(&x, 2)));")]
            /// ```
            #[inline]
            #[track_caller]
            pub fn $name<'a>(&self, other: impl IntoArray<'a>) -> Array {
                np::$function(self, other)
            }
        )*}
    };
}

unary_methods! {
    "The exponential" exp;
    "Two to the power of each element" exp2;
    "`exp(x) - 1`, exact near 0" expm1;
    "The natural logarithm" log;
    "The logarithm to base 2" log2;
    "The logarithm to base 10" log10;
    "`log(1 + x)`, exact near 0" log1p;
    "The square root" sqrt;
    "One over the square root" rsqrt;
    "The cube root" cbrt;
    "The square" square;
    "One over each element" reciprocal;
    "The sine" sin;
    "The cosine" cos;
    "The tangent" tan;
    "The inverse sine" arcsin;
    "The inverse cosine" arccos;
    "The inverse tangent" arctan;
    "The hyperbolic sine" sinh;
    "The hyperbolic cosine" cosh;
    "The hyperbolic tangent" tanh;
    "The inverse hyperbolic sine" arcsinh;
    "The inverse hyperbolic cosine" arccosh;
    "The inverse hyperbolic tangent" arctanh;
    "The error function" erf;
    "`1 - erf(x)`" erfc;
    "The inverse of the error function" erfinv;
    "The logarithm of the absolute value of the gamma function" lgamma;
    "The derivative of the logarithm of the gamma function" digamma;
    "The logistic function `1 / (1 + exp(-x))`" sigmoid;
    "The absolute value" abs;
    "The sign: -1, 0 or 1" sign;
    "The negative" negative;
    "Rounded down" floor;
    "Rounded up" ceil;
    "Rounded to the nearest integer, halves to even" rint;
    "Rounded towards zero" trunc;
    "Whether each element is nan" isnan;
    "Whether each element is infinite" isinf;
    "Whether each element is neither nan nor infinite" isfinite;
    "Whether each element is zero" logical_not;
    "The complex conjugate" conj;
    "The real part" real;
    "The imaginary part" imag;
    "The angle of complex numbers, in radians" angle;
}

binary_methods! {
    "The sum" add: add;
    "The difference" subtract: subtract;
    "The product" multiply: multiply;
    "The quotient" divide: divide;
    "The quotient rounded down" floor_divide: floor_divide;
    "The remainder with the sign of the divisor" remainder: remainder;
    "To the power of the argument" power: power;
    "The larger element, nan if either is" maximum: maximum;
    "The smaller element, nan if either is" minimum: minimum;
    "The angle of the point (argument, self)" arctan2: arctan2;
    "`sqrt(x² + y²)`" hypot: hypot;
    "`log(exp(x) + exp(y))`" logaddexp: logaddexp;
    "Whether both are not zero" logical_and: logical_and;
    "Whether one is not zero" logical_or: logical_or;
    "Whether exactly one is not zero" logical_xor: logical_xor;
    "To the power of the argument" pow: power;
    "Whether less than the argument" lt: less;
    "Whether less than or equal to the argument" le: less_equal;
    "Whether greater than the argument" gt: greater;
    "Whether greater than or equal to the argument" ge: greater_equal;
    "Whether equal to the argument" eq_: equal;
    "Whether not equal to the argument" ne_: not_equal;
}

/// Reductions.
impl Array {
    /// The sum over axes (numpy: `sum`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.sum(0).to_vec::<f64>().unwrap(), [4.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn sum(&self, over: impl Into<Reduce>) -> Array {
        np::sum(self, over)
    }

    /// The product over axes (numpy: `prod`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.prod(0).to_vec::<f64>().unwrap(), [3.0, 8.0]);
    /// ```
    #[track_caller]
    pub fn prod(&self, over: impl Into<Reduce>) -> Array {
        np::prod(self, over)
    }

    /// The arithmetic mean over axes (numpy: `mean`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.mean(0).to_vec::<f64>().unwrap(), [2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn mean(&self, over: impl Into<Reduce>) -> Array {
        np::mean(self, over)
    }

    /// The variance over axes (numpy: `var`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.var(0).to_vec::<f64>().unwrap(), [1.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn var(&self, over: impl Into<Reduce>) -> Array {
        np::var(self, over)
    }

    /// The standard deviation over axes (numpy: `std`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.std(0).to_vec::<f64>().unwrap(), [1.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn std(&self, over: impl Into<Reduce>) -> Array {
        np::std(self, over)
    }

    /// The largest element, nan if any is over axes (numpy: `max`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.max(0).to_vec::<f64>().unwrap(), [3.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn max(&self, over: impl Into<Reduce>) -> Array {
        np::max(self, over)
    }

    /// The smallest element, nan if any is over axes (numpy: `min`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.min(0).to_vec::<f64>().unwrap(), [1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn min(&self, over: impl Into<Reduce>) -> Array {
        np::min(self, over)
    }

    /// Whether any element is not zero over axes (numpy: `any`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.any(0).to_vec::<bool>().unwrap(), [true, true]);
    /// ```
    #[track_caller]
    pub fn any(&self, over: impl Into<Reduce>) -> Array {
        np::any(self, over)
    }

    /// Whether all elements are not zero over axes (numpy: `all`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.all(0).to_vec::<bool>().unwrap(), [true, true]);
    /// ```
    #[track_caller]
    pub fn all(&self, over: impl Into<Reduce>) -> Array {
        np::all(self, over)
    }

    /// The range from smallest to largest over axes (numpy: `ptp`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.ptp(0).to_vec::<f64>().unwrap(), [2.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn ptp(&self, over: impl Into<Reduce>) -> Array {
        np::ptp(self, over)
    }
}

/// Along one axis; `..` is the flattened array.
impl Array {
    /// The position of the first largest element, as `I64` (numpy: `argmax`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.argmax(1).to_vec::<i64>().unwrap(), [1, 1]);
    /// ```
    #[track_caller]
    pub fn argmax(&self, along: impl Into<Reduce>) -> Array {
        np::argmax(self, along)
    }

    /// The position of the first smallest element, as `I64` (numpy: `argmin`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.argmin(1).to_vec::<i64>().unwrap(), [0, 0]);
    /// ```
    #[track_caller]
    pub fn argmin(&self, along: impl Into<Reduce>) -> Array {
        np::argmin(self, along)
    }

    /// The running sum (numpy: `cumsum`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.cumsum(0).to_vec::<f64>().unwrap(), [1.0, 2.0, 4.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn cumsum(&self, along: impl Into<Reduce>) -> Array {
        np::cumsum(self, along)
    }

    /// The running product (numpy: `cumprod`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.cumprod(0).to_vec::<f64>().unwrap(), [1.0, 2.0, 3.0, 8.0]);
    /// ```
    #[track_caller]
    pub fn cumprod(&self, along: impl Into<Reduce>) -> Array {
        np::cumprod(self, along)
    }

    /// The elements in ascending order, nan last (numpy: `sort`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.sort(..).to_vec::<f64>().unwrap(), [1.0, 2.0, 3.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn sort(&self, axis: impl Into<Axis>) -> Array {
        np::sort(self, axis)
    }

    /// The positions that sort the array, as `I64`; equal elements keep their order (numpy: `argsort`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.argsort(1).to_vec::<i64>().unwrap(), [0, 1, 0, 1]);
    /// ```
    #[track_caller]
    pub fn argsort(&self, axis: impl Into<Axis>) -> Array {
        np::argsort(self, axis)
    }

    /// [`np::partition`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([3, 1, 2]).partition(0, -1).i(0).item::<i32>().unwrap(), 1);
    /// ```
    #[track_caller]
    pub fn partition(&self, kth: impl Into<Integers>, axis: impl Into<Axis>) -> Array {
        np::partition(self, kth, axis)
    }

    /// [`np::argpartition`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([3, 1, 2]).argpartition(0, -1).i(0).item::<i64>().unwrap(), 1);
    /// ```
    #[track_caller]
    pub fn argpartition(&self, kth: impl Into<Integers>, axis: impl Into<Axis>) -> Array {
        np::argpartition(self, kth, axis)
    }
}

/// Shapes and axes.
impl Array {
    /// The same elements in C order under another shape, one size of which may be -1 (numpy: `reshape`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::arange(6).reshape([2, -1]).shape(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn reshape(&self, shape: impl Into<Integers>) -> Array {
        np::reshape(self, shape)
    }

    /// All elements in C order along one axis (numpy: `ravel`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.ravel().shape(), [4]);
    /// ```
    #[track_caller]
    pub fn ravel(&self) -> Array {
        np::ravel(self)
    }

    /// The same as [`Array::ravel`]; arrays are immutable, so a copy cannot be told from a view (numpy: `flatten`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.flatten().shape(), [4]);
    /// ```
    #[track_caller]
    pub fn flatten(&self) -> Array {
        np::ravel(self)
    }

    /// The axes in another order; `..` reverses them (numpy: `transpose`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([2, 3, 4]).transpose([0, 2, 1]).shape(), [2, 4, 3]);
    /// ```
    #[track_caller]
    pub fn transpose(&self, axes: impl Into<Axes>) -> Array {
        np::transpose(self, axes)
    }

    /// All axes reversed (numpy: `T`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([2, 3]).t().shape(), [3, 2]);
    /// ```
    #[track_caller]
    pub fn t(&self) -> Array {
        np::transpose(self, ..)
    }

    /// The last two axes exchanged (numpy: `mT`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([5, 2, 3]).mt().shape(), [5, 3, 2]);
    /// ```
    #[track_caller]
    pub fn mt(&self) -> Array {
        np::matrix_transpose(self)
    }

    /// Two axes exchanged (numpy: `swapaxes`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([2, 3, 4]).swapaxes(0, -1).shape(), [4, 3, 2]);
    /// ```
    #[track_caller]
    pub fn swapaxes(&self, axis1: isize, axis2: isize) -> Array {
        np::swapaxes(self, axis1, axis2)
    }

    /// Some axes at other positions (numpy: `moveaxis`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([2, 3, 4]).moveaxis(0, -1).shape(), [3, 4, 2]);
    /// ```
    #[track_caller]
    pub fn moveaxis(&self, source: impl Into<Axes>, destination: impl Into<Axes>) -> Array {
        np::moveaxis(self, source, destination)
    }

    /// Without axes of size 1: all of them for `..`, else those named (numpy: `squeeze`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([1, 3]).squeeze(..).shape(), [3]);
    /// ```
    #[track_caller]
    pub fn squeeze(&self, axes: impl Into<Axes>) -> Array {
        np::squeeze(self, axes)
    }

    /// With new axes of size 1 at positions of the result (numpy: `expand_dims`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([3]).expand_dims(-1).shape(), [3, 1]);
    /// ```
    #[track_caller]
    pub fn expand_dims(&self, axes: impl Into<Axes>) -> Array {
        np::expand_dims(self, axes)
    }

    /// Repeated along axes of size 1 and new leading axes, without a copy (numpy: `broadcast_to`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([3]).broadcast_to([2, 3]).shape(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn broadcast_to(&self, shape: impl Into<ShapeArg>) -> Array {
        np::broadcast_to(self, shape)
    }

    /// Each element repeated along an axis; `..` repeats those of the flattened array (numpy: `repeat`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1, 2]).repeat(2, ..).to_vec::<i32>().unwrap(), [1, 1, 2, 2]);
    /// ```
    #[track_caller]
    pub fn repeat(&self, repeats: impl Into<Integers>, axis: impl Into<Axis>) -> Array {
        np::repeat(self, repeats, axis)
    }

    /// The whole array repeated along each axis (numpy: `tile`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1, 2]).tile(2).to_vec::<i32>().unwrap(), [1, 2, 1, 2]);
    /// ```
    #[track_caller]
    pub fn tile(&self, repeats: impl Into<Integers>) -> Array {
        np::tile(self, repeats)
    }

    /// Backwards along axes (numpy: `flip`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1, 2]).flip(0).to_vec::<i32>().unwrap(), [2, 1]);
    /// ```
    #[track_caller]
    pub fn flip(&self, axes: impl Into<Axes>) -> Array {
        np::flip(self, axes)
    }

    /// Elements shifted along axes, around the ends (numpy: `roll`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1, 2, 3]).roll(1, ..).to_vec::<i32>().unwrap(), [3, 1, 2]);
    /// ```
    #[track_caller]
    pub fn roll(&self, shift: impl Into<Integers>, axes: impl Into<Axes>) -> Array {
        np::roll(self, shift, axes)
    }
}

/// Choosing and limiting elements.
impl Array {
    /// The elements at integer positions along an axis (numpy: `take`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([5, 6, 7]).take([2, 0], 0).to_vec::<i32>().unwrap(), [7, 5]);
    /// ```
    #[track_caller]
    pub fn take<'a>(&self, indices: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
        np::take(self, indices, axis)
    }

    /// For each position of `indices` the element of the same row along an axis (numpy: `take_along_axis`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[3, 1], [2, 4]]);
    /// assert_eq!(x.take_along_axis(x.argsort(1), 1).to_vec::<i32>().unwrap(), [1, 3, 2, 4]);
    /// ```
    #[track_caller]
    pub fn take_along_axis<'a>(&self, indices: impl IntoArray<'a>, axis: impl Into<Axis>) -> Array {
        np::take_along_axis(self, indices, axis)
    }

    /// The main diagonal of a matrix or of the first two axes (numpy: `diagonal`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.diagonal().to_vec::<f64>().unwrap(), [1.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn diagonal(&self) -> Array {
        np::diagonal(self, 0, 0, 1)
    }

    /// The sum of the main diagonal (numpy: `trace`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.trace().item::<f64>().unwrap(), 5.0);
    /// ```
    #[track_caller]
    pub fn trace(&self) -> Array {
        np::trace(self, 0, 0, 1)
    }

    /// The positions of elements that are not zero, one array per axis (numpy: `nonzero`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([0, 5, 6]).nonzero()[0].to_vec::<i64>().unwrap(), [1, 2]);
    /// ```
    #[track_caller]
    pub fn nonzero(&self) -> Vec<Array> {
        np::nonzero(self)
    }

    /// These elements where the condition holds, else those of the argument (numpy: `where`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([-1.0, 2.0]);
    /// assert_eq!(x.where_(x.gt(0), 0).to_vec::<f64>().unwrap(), [0.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn where_<'c, 'y>(
        &self,
        condition: impl IntoArray<'c>,
        other: impl IntoArray<'y>,
    ) -> Array {
        np::where_(condition, self, other)
    }

    /// The elements limited to an interval (numpy: `clip`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0, 5.0]).clip(2, 3).to_vec::<f64>().unwrap(), [2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn clip<'a, 'b>(&self, low: impl IntoArray<'a>, high: impl IntoArray<'b>) -> Array {
        np::clip(self, low, high)
    }

    /// Rounded to a number of decimals, halves to even (numpy: `round`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([2.5, 1.25]).round(0).to_vec::<f64>().unwrap(), [2.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn round(&self, decimals: i32) -> Array {
        np::round(self, decimals)
    }
}

/// Products.
impl Array {
    /// The matrix product, over leading axes broadcast (numpy: `matmul`, `@`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.matmul([1.0, 1.0]).to_vec::<f64>().unwrap(), [3.0, 7.0]);
    /// ```
    #[track_caller]
    pub fn matmul<'a>(&self, other: impl IntoArray<'a>) -> Array {
        np::matmul(self, other)
    }

    /// The product of the last axis with the second last of the argument (numpy: `dot`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0, 2.0]).dot([3.0, 4.0]).item::<f64>().unwrap(), 11.0);
    /// ```
    #[track_caller]
    pub fn dot<'a>(&self, other: impl IntoArray<'a>) -> Array {
        np::dot(self, other)
    }
}

/// Types and identity.
impl Array {
    /// With another element type (numpy: `astype`). Floats are truncated and saturate on the way to integers.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.7]).astype(I8).to_vec::<i8>().unwrap(), [1]);
    /// ```
    #[track_caller]
    pub fn astype(&self, dtype: DType) -> Array {
        np::astype(self, dtype)
    }

    /// The same bytes read as another dtype of equal item size (numpy: `view(dtype)`), as
    /// [`np::view`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0f32]).view_as(U32).to_vec::<u32>().unwrap(), [0x3F80_0000]);
    /// ```
    #[track_caller]
    pub fn view_as(&self, dtype: DType) -> Array {
        np::view(self, dtype)
    }

    /// The same values as an array with its own identity, in C order (numpy: `copy`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::ones([2]);
    /// assert!(!x.copy().is_same(&x));
    /// ```
    #[track_caller]
    pub fn copy(&self) -> Array {
        np::copy(self)
    }

    /// The same values without connection to any tape (TF: `stop_gradient`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let (_, dx) = value_and_grad(|x: &Array| (x * x.stop_gradient()).sum(..), &array([3.0]));
    /// assert_eq!(dx.to_vec::<f64>().unwrap(), [3.0]);
    /// ```
    #[track_caller]
    pub fn stop_gradient(&self) -> Array {
        crate::primitives::meta::stop_gradient(self).or_raise()
    }
}

/// Memory.
impl Array {
    /// Bytes per element (numpy: `itemsize`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::ones(([2], F32)).item_size(), 4);
    /// ```
    pub fn item_size(&self) -> usize {
        self.dtype().item_size()
    }

    /// Bytes of all elements (numpy: `nbytes`). Views and broadcasts may need less memory.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::ones([2, 3]).nbytes(), 48);
    /// ```
    pub fn nbytes(&self) -> usize {
        self.len() * self.item_size()
    }

    /// Steps between neighbours along each axis, in elements (numpy counts bytes): 0 for broadcast axes,
    /// negative for flipped ones. Inside `vectorized_map` those of C order.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(np::zeros([2, 3]).t().strides(), [1, 3]);
    /// ```
    pub fn strides(&self) -> Vec<isize> {
        match self.dense() {
            Some(dense) => dense.strides().to_vec(),
            None => contiguous_strides(self.shape()).to_vec(),
        }
    }

    /// Whether the elements lie in C order without gaps (numpy: `flags.c_contiguous`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert!(!np::zeros([2, 3]).t().is_contiguous());
    /// ```
    pub fn is_contiguous(&self) -> bool {
        self.dense().is_none_or(super::value::Dense::is_contiguous)
    }

    /// The array with its elements in C order: itself if they are, else a copy (numpy:
    /// `ascontiguousarray`). No function needs this, it serves [`Array::as_slice`].
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::zeros([2, 3]).t().contiguous();
    /// assert!(x.as_slice::<f64>().is_some());
    /// ```
    #[track_caller]
    pub fn contiguous(&self) -> Array {
        if self.is_contiguous() {
            return self.clone();
        }
        // Joining always writes a new array in C order; an empty part keeps this a recorded op.
        slice_axis(self, 0, 0, 0)
            .and_then(|nothing| concat(&[self, &nothing], 0))
            .or_raise()
    }
}
