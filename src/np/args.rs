//! Arguments that many functions share: reductions' options, axes, shapes with dtypes; and the promotion
//! of operands.
//!
//! The rule of the surface: what numpy users always pass is positional, the rest is one options value with
//! chained setters, and `From` makes the common cases plain numbers or ranges.

use crate::array::Array;
use crate::array::convert::{IntoArray, Operand, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::{Scalar, promote_all, promote_types};
use crate::error::Result;
use crate::primitives::cast::cast_owned;
use crate::shape::axes::{AxisList, normalize_axes, normalize_axis};
use smallvec::SmallVec;
use std::ops::RangeFull;

/// Operands on their common dtype, by NumPy 2's rules with weak scalars.
///
/// # Errors
/// If an integer scalar does not fit the common dtype.
pub(crate) fn promote<const N: usize>(
    op: &'static str,
    operands: [Operand<'_>; N],
) -> Result<[Array; N]> {
    let dtype = common_dtype(&operands);
    convert_all(op, operands, dtype)
}

/// As [`promote`], for functions that have no integer version: bool and integers become the float type that
/// numpy's ufuncs choose (f16 for 8 bits, f32 for 16, f64 above).
pub(crate) fn promote_inexact<const N: usize>(
    op: &'static str,
    operands: [Operand<'_>; N],
) -> Result<[Array; N]> {
    let dtype = common_inexact(&operands);
    convert_all(op, operands, dtype)
}

/// The dtype in which a function without an integer version computes. Integers of several types become floats
/// each by itself, as numpy's ufuncs choose: u8 and i8 meet at f16, though they would meet at i16.
pub(crate) fn common_inexact(operands: &[Operand<'_>]) -> DType {
    let common = common_dtype(operands);
    if common.is_differentiable() {
        return common;
    }
    let strong = operands.iter().filter_map(Operand::dtype);
    promote_all(strong.map(DType::to_inexact)).unwrap_or(common.to_inexact())
}

/// The dtype that operands meet at.
pub(crate) fn common_dtype(operands: &[Operand<'_>]) -> DType {
    let strong = promote_all(operands.iter().filter_map(Operand::dtype));
    let weak = operands.iter().filter_map(|operand| match operand {
        Operand::Weak(scalar) => Some(*scalar),
        _ => None,
    });
    match strong {
        Some(dtype) => weak.fold(dtype, |dtype, scalar| scalar.promote_with(dtype)),
        None => weak
            .map(Scalar::dtype)
            .reduce(promote_types)
            .unwrap_or(DType::F64),
    }
}

fn convert_all<const N: usize>(
    op: &'static str,
    operands: [Operand<'_>; N],
    dtype: DType,
) -> Result<[Array; N]> {
    let mut arrays = SmallVec::<[Array; N]>::new();
    for operand in operands {
        arrays.push(convert(op, operand, dtype)?);
    }
    Ok(arrays
        .into_inner()
        .unwrap_or_else(|_| unreachable!("one array per operand")))
}

/// One operand as an array of the given dtype.
#[inline]
pub(crate) fn convert(op: &'static str, operand: Operand<'_>, dtype: DType) -> Result<Array> {
    match operand {
        Operand::Owned(x) if x.dtype() == dtype => Ok(x),
        Operand::Borrowed(x) if x.dtype() == dtype => Ok(x.clone()),
        Operand::Owned(x) => cast_owned(x, dtype),
        Operand::Borrowed(x) => crate::primitives::cast::cast(x, dtype),
        Operand::Weak(scalar) => {
            scalar.check_fits(op, dtype)?;
            Ok(scalar_array(scalar, dtype))
        }
    }
}

/// What a reduction runs over and how: axes, keepdims, dtype, initial value, mask, degrees of freedom.
///
/// Made from `..` (all axes), an integer, or a list of integers; [`axis`], [`axes`] and [`all`] start a chain.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(x.sum(..).ndim(), 0);
/// assert_eq!(x.sum(-1).shape(), [2]);
/// assert_eq!(x.sum(axis(0).keepdims()).shape(), [1, 2]);
/// assert_eq!(x.sum(all().initial(10.0)).item::<f64>().unwrap(), 20.0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reduce {
    pub(crate) axes: Option<SmallVec<[isize; 4]>>,
    pub(crate) keepdims: bool,
    pub(crate) dtype: Option<DType>,
    pub(crate) initial: Option<Scalar>,
    pub(crate) where_: Option<Array>,
    pub(crate) ddof: Option<f64>,
    pub(crate) mean: Option<Array>,
    pub(crate) include_initial: bool,
}

/// A reduction over one axis, negative counting from the end.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(x.sum(axis(-1).keepdims()).shape(), [2, 1]);
/// ```
pub fn axis(axis: isize) -> Reduce {
    Reduce::from(axis)
}

/// A reduction over several axes.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(x.sum(axes([0, 1]).keepdims()).shape(), [1, 1]);
/// ```
pub fn axes(axes: impl AsRef<[isize]>) -> Reduce {
    Reduce::from(axes.as_ref())
}

/// A reduction over all axes, as `..`, for chaining options.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(x.sum(all().keepdims()).shape(), [1, 1]);
/// ```
pub fn all() -> Reduce {
    Reduce::default()
}

impl Reduce {
    /// Keeps reduced axes with size 1 (numpy: `keepdims=True`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.max(axis(0).keepdims()).shape(), [1, 2]);
    /// ```
    pub fn keepdims(mut self) -> Self {
        self.keepdims = true;
        self
    }

    /// The dtype of the result and of the accumulation (numpy: `dtype=`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1u8, 2]).sum(all().dtype(F32)).dtype(), F32);
    /// ```
    pub fn dtype(mut self, dtype: DType) -> Self {
        self.dtype = Some(dtype);
        self
    }

    /// A value that takes part in the reduction (numpy: `initial=`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0, 2.0]).max(all().initial(5.0)).item::<f64>().unwrap(), 5.0);
    /// ```
    pub fn initial(mut self, value: impl Into<Scalar>) -> Self {
        self.initial = Some(value.into());
        self
    }

    /// A mask, broadcast to the array, of the elements that take part (numpy: `where=`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let mask = [true, false, true];
    /// assert_eq!(array([1.0, 2.0, 3.0]).sum(all().where_(mask)).item::<f64>().unwrap(), 4.0);
    /// ```
    pub fn where_<'a>(mut self, mask: impl IntoArray<'a>) -> Self {
        self.where_ = Some(mask.into_array());
        self
    }

    /// What `var` and `std` subtract from the number of elements (numpy: `ddof=`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0, 3.0]).var(all().ddof(1)).item::<f64>().unwrap(), 2.0);
    /// ```
    pub fn ddof(mut self, ddof: impl Into<f64>) -> Self {
        self.ddof = Some(ddof.into());
        self
    }

    /// Another name of [`ddof`](Self::ddof) (numpy: `correction=`, as in the array API).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// assert_eq!(array([1.0, 3.0]).var(all().correction(1)).item::<f64>().unwrap(), 2.0);
    /// ```
    pub fn correction(self, correction: impl Into<f64>) -> Self {
        self.ddof(correction)
    }

    /// The mean, if it is known, for `var` and `std` (numpy: `mean=`): with reduced axes of size 1.
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = array([1.0, 3.0]);
    /// let mean = x.mean(all().keepdims());
    /// assert_eq!(x.var(all().mean(&mean)).item::<f64>().unwrap(), 1.0);
    /// ```
    pub fn mean<'a>(mut self, mean: impl IntoArray<'a>) -> Self {
        self.mean = Some(mean.into_array());
        self
    }

    /// Begins the result of `cumulative_sum` with 0, that of `cumulative_prod` with 1 (numpy:
    /// `include_initial=True`).
    ///
    /// # Examples
    /// ```
    /// use numtape::prelude::*;
    /// let x = np::cumulative_sum([1, 2, 3], axis(0).include_initial());
    /// assert_eq!(x.to_vec::<i64>().unwrap(), [0, 1, 3, 6]);
    /// ```
    pub fn include_initial(mut self) -> Self {
        self.include_initial = true;
        self
    }

    /// The axes in `0..ndim`; all of them for `..`.
    pub(crate) fn resolve_axes(&self, op: &'static str, ndim: usize) -> Result<AxisList> {
        match &self.axes {
            None => Ok((0..ndim).collect()),
            Some(axes) => normalize_axes(op, axes, ndim),
        }
    }
}

impl From<RangeFull> for Reduce {
    fn from(_: RangeFull) -> Self {
        Reduce::default()
    }
}

impl From<&[isize]> for Reduce {
    fn from(axes: &[isize]) -> Self {
        Reduce {
            axes: Some(axes.into()),
            ..Reduce::default()
        }
    }
}

impl<const N: usize> From<[isize; N]> for Reduce {
    fn from(axes: [isize; N]) -> Self {
        Reduce::from(axes.as_slice())
    }
}

impl From<isize> for Reduce {
    fn from(axis: isize) -> Self {
        Reduce::from([axis])
    }
}

/// An axis argument of functions that work along one axis: an integer, or `..` for the flattened array
/// (numpy: `axis=None`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[3, 1], [2, 4]]);
/// assert_eq!(x.cumsum(..).shape(), [4]);
/// assert_eq!(x.argmax(-1).to_vec::<i64>().unwrap(), [0, 1]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis(pub(crate) Option<isize>);

impl From<RangeFull> for Axis {
    fn from(_: RangeFull) -> Self {
        Axis(None)
    }
}

impl From<isize> for Axis {
    fn from(axis: isize) -> Self {
        Axis(Some(axis))
    }
}

impl Axis {
    /// The axis in `0..ndim`; `None` for the flattened array.
    pub(crate) fn resolve(self, op: &'static str, ndim: usize) -> Result<Option<usize>> {
        self.0
            .map(|axis| normalize_axis(op, axis, ndim))
            .transpose()
    }
}

/// A list of sizes: an integer, an array, a slice or a vector of integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeArg(pub(crate) SmallVec<[usize; 6]>);

impl From<usize> for ShapeArg {
    fn from(size: usize) -> Self {
        ShapeArg(smallvec::smallvec![size])
    }
}

impl<const N: usize> From<[usize; N]> for ShapeArg {
    fn from(shape: [usize; N]) -> Self {
        ShapeArg(SmallVec::from_slice(&shape))
    }
}

impl From<&[usize]> for ShapeArg {
    fn from(shape: &[usize]) -> Self {
        ShapeArg(SmallVec::from_slice(shape))
    }
}

impl From<&Vec<usize>> for ShapeArg {
    fn from(shape: &Vec<usize>) -> Self {
        ShapeArg(SmallVec::from_slice(shape))
    }
}

impl From<Vec<usize>> for ShapeArg {
    fn from(shape: Vec<usize>) -> Self {
        ShapeArg(SmallVec::from_slice(&shape))
    }
}

/// Shape and dtype of an array to be created: a shape alone (then f64), or a pair.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::zeros([2, 3]).dtype(), F64);
/// assert_eq!(np::zeros(([2, 3], I16)).dtype(), I16);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub(crate) shape: ShapeArg,
    pub(crate) dtype: Option<DType>,
}

impl<S: Into<ShapeArg>> From<S> for Spec {
    fn from(shape: S) -> Self {
        Spec {
            shape: shape.into(),
            dtype: None,
        }
    }
}

impl<S: Into<ShapeArg>> From<(S, DType)> for Spec {
    fn from((shape, dtype): (S, DType)) -> Self {
        Spec {
            shape: shape.into(),
            dtype: Some(dtype),
        }
    }
}
