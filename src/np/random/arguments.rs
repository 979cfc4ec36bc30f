//! What the distributions share: the shape argument, the settling of parameters, and open uniform numbers.

use crate::array::Array;
use crate::array::convert::{Operand, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::{Scalar, promote_types};
use crate::error::{Error, Result};
use crate::np;
use crate::np::args::{ShapeArg, Spec, convert};
use crate::primitives::cast::cast;
use crate::primitives::random as primitive;
use crate::primitives::select::select;
use crate::shape::Shape;
use crate::shape::broadcast::broadcast_shapes;
use std::ops::RangeFull;

/// Shape and dtype of draws with parameters: a shape, a pair with a dtype, or `..` for the common shape of
/// the parameters. Without a dtype that of the parameters if they are floating point arrays, else f64 (for
/// counts: i64).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let key = np::random::key(0);
/// let a = array([1.0f32, 2.0]);
/// assert_eq!(np::random::gamma(&key, &a, ..).shape(), [2]);
/// assert_eq!(np::random::gamma(&key, &a, [3, 2]).dtype(), F32);
/// assert_eq!(np::random::gamma(&key, &a, (.., F64)).dtype(), F64);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    pub(super) shape: Option<ShapeArg>,
    pub(super) dtype: Option<DType>,
}

impl<S: Into<ShapeArg>> From<S> for Size {
    fn from(shape: S) -> Self {
        Size {
            shape: Some(shape.into()),
            dtype: None,
        }
    }
}

impl<S: Into<ShapeArg>> From<(S, DType)> for Size {
    fn from((shape, dtype): (S, DType)) -> Self {
        Size {
            shape: Some(shape.into()),
            dtype: Some(dtype),
        }
    }
}

impl From<Spec> for Size {
    fn from(spec: Spec) -> Self {
        Size {
            shape: Some(spec.shape),
            dtype: spec.dtype,
        }
    }
}

impl From<RangeFull> for Size {
    fn from(_: RangeFull) -> Self {
        Size {
            shape: None,
            dtype: None,
        }
    }
}

impl From<(RangeFull, DType)> for Size {
    fn from((_, dtype): (RangeFull, DType)) -> Self {
        Size {
            shape: None,
            dtype: Some(dtype),
        }
    }
}

/// The dtype in which numbers of a type are computed.
pub(super) fn wide(dtype: DType) -> DType {
    if dtype == DType::F64 {
        DType::F64
    } else {
        DType::F32
    }
}

/// The dtype of a result that must be a real floating point type; f64 unless one is given.
pub(super) fn float_dtype(op: &'static str, dtype: Option<DType>) -> Result<DType> {
    let dtype = dtype.unwrap_or(DType::F64);
    if dtype.is_float() {
        Ok(dtype)
    } else {
        Err(Error::unsupported_dtype(
            op,
            "the result",
            dtype,
            "real floating point types",
        ))
    }
}

/// Parameters on one dtype, and what the draws will be.
pub(super) struct Settled<const N: usize> {
    /// The parameters in the dtype of the computation, f32 or f64.
    pub(super) parameters: [Array; N],
    /// The shape of one key's draws.
    pub(super) shape: Shape,
    /// The dtype of the computation.
    pub(super) wide: DType,
    /// The dtype of the result.
    pub(super) dtype: DType,
}

/// Settles the parameters of a continuous distribution, each of which is one number per draw.
pub(super) fn settle<const N: usize>(
    op: &'static str,
    key: &Array,
    parameters: [Operand<'_>; N],
    size: &Size,
) -> Result<Settled<N>> {
    let strong = common_float(op, &parameters)?;
    let dtype = float_dtype(op, size.dtype.or(strong))?;
    let parameters = convert_all(op, parameters, wide(dtype))?;
    let shapes: [&[usize]; N] = std::array::from_fn(|i| parameters[i].shape());
    let shape = common_shape(op, key, &shapes, size)?;
    Ok(Settled {
        parameters,
        shape,
        wide: wide(dtype),
        dtype,
    })
}

/// As [`settle`] for counts: computed in f64, given as integers unless another dtype is wanted.
pub(super) fn settle_counts<const N: usize>(
    op: &'static str,
    key: &Array,
    parameters: [Operand<'_>; N],
    size: &Size,
) -> Result<Settled<N>> {
    common_float(op, &parameters)?;
    let dtype = count_dtype(op, size.dtype)?;
    let parameters = convert_all(op, parameters, DType::F64)?;
    let shapes: [&[usize]; N] = std::array::from_fn(|i| parameters[i].shape());
    let shape = common_shape(op, key, &shapes, size)?;
    Ok(Settled {
        parameters,
        shape,
        wide: DType::F64,
        dtype,
    })
}

/// The dtype of counts: i64 unless an integer or floating point type is given.
pub(super) fn count_dtype(op: &'static str, dtype: Option<DType>) -> Result<DType> {
    let dtype = dtype.unwrap_or(DType::I64);
    if dtype.is_float() || dtype.is_integer() {
        Ok(dtype)
    } else {
        Err(Error::unsupported_dtype(
            op,
            "the result",
            dtype,
            "integers and real floating point types",
        ))
    }
}

/// The floating point type of the arrays among the parameters, if there is one; complex ones are refused.
pub(super) fn common_float(op: &'static str, parameters: &[Operand<'_>]) -> Result<Option<DType>> {
    let complex = |operand: &&Operand| match operand {
        Operand::Weak(scalar) => matches!(scalar, Scalar::Complex(_)),
        other => other.dtype().is_some_and(DType::is_complex),
    };
    if let Some(operand) = parameters.iter().find(complex) {
        return Err(Error::unsupported_dtype(
            op,
            "a parameter",
            operand.dtype().unwrap_or(DType::C128),
            "real numbers",
        ));
    }
    let strong = parameters.iter().filter_map(Operand::dtype);
    Ok(strong
        .reduce(promote_types)
        .filter(|dtype| dtype.is_float()))
}

fn convert_all<const N: usize>(
    op: &'static str,
    parameters: [Operand<'_>; N],
    dtype: DType,
) -> Result<[Array; N]> {
    let mut failure = None;
    let arrays = parameters.map(|operand| {
        convert(op, operand, dtype).unwrap_or_else(|error| {
            failure.get_or_insert(error);
            scalar_array(Scalar::Int(0), dtype)
        })
    });
    failure.map_or(Ok(arrays), Err)
}

/// The shape that was asked for, if the parameters broadcast to it (behind the axes of a batch of keys), or
/// their common shape.
pub(super) fn common_shape(
    op: &'static str,
    key: &Array,
    parameters: &[&[usize]],
    size: &Size,
) -> Result<Shape> {
    let mut common = Shape::new();
    for shape in parameters {
        common = broadcast_shapes(&common, shape).ok_or_else(|| {
            Error::shape(
                op,
                format!("the parameters' shapes {parameters:?} do not broadcast"),
            )
        })?;
    }
    let Some(wanted) = &size.shape else {
        return Ok(common);
    };
    let keys = &key.shape()[..key.ndim().saturating_sub(1)];
    let full: Shape = keys.iter().chain(&wanted.0).copied().collect();
    if broadcast_shapes(&full, &common).as_ref() != Some(&full) {
        return Err(Error::shape(
            op,
            format!(
                "parameters of shape {common:?} do not broadcast to the shape {:?} of the draws",
                wanted.0
            ),
        ));
    }
    Ok(wanted.0.clone())
}

/// The key of one part of a draw that needs several streams.
pub(super) fn part(key: &Array, index: usize) -> Result<Array> {
    let keys = &key.shape()[..key.ndim().saturating_sub(1)];
    primitive::fold_in(key, &np::full(keys, index as u32))
}

/// Integers below 2^digits as numbers of a float type, which holds them exactly.
pub(super) fn whole(key: &Array, shape: &[usize], dtype: DType, digits: usize) -> Result<Array> {
    let source = if dtype == DType::F64 {
        DType::U64
    } else {
        DType::U32
    };
    let bits = primitive::random_bits(key, shape, source)?;
    cast(
        &np::right_shift(bits, source.item_size() * 8 - digits),
        dtype,
    )
}

/// Numbers in the open interval (0, 1), at the centres of equal cells: 2^52 for f64, 2^23 for f32.
pub(super) fn open_uniform(key: &Array, shape: &[usize], dtype: DType) -> Result<Array> {
    let digits = if dtype == DType::F64 { 52 } else { 23 };
    let cells = whole(key, shape, dtype, digits)?;
    Ok((cells + 0.5) * 0.5f64.powi(digits as i32))
}

/// Draws without parameters, made from open uniform numbers.
pub(super) fn standard(
    op: &'static str,
    key: &Array,
    spec: &Spec,
    quantile: impl FnOnce(Array) -> Array,
) -> Result<Array> {
    let dtype = float_dtype(op, spec.dtype)?;
    let u = open_uniform(key, &spec.shape.0, wide(dtype))?;
    cast(&quantile(u), dtype)
}

/// Draws with parameters, made from open uniform numbers.
pub(super) fn with_parameters<const N: usize>(
    op: &'static str,
    key: &Array,
    parameters: [Operand<'_>; N],
    size: &Size,
    quantile: impl FnOnce(Array, [Array; N]) -> Array,
) -> Result<Array> {
    let settled = settle(op, key, parameters, size)?;
    let u = open_uniform(key, &settled.shape, settled.wide)?;
    cast(&quantile(u, settled.parameters), settled.dtype)
}

/// Counts in the dtype of the result; NaN, the count of invalid parameters, is -1 among integers.
pub(super) fn counted(x: &Array, dtype: DType) -> Result<Array> {
    let count = cast(x, dtype)?;
    if dtype.is_float() {
        return Ok(count);
    }
    select(&np::isnan(x), &scalar_array(Scalar::Int(-1), dtype), &count)
}
