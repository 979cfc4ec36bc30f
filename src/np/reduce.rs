//! Reductions with numpy's names and options: sums, products, extremes, any and all, positions, running ones.
//!
//! Options are those of [`Reduce`]: axes, keepdims, dtype, initial, where. Means and variances are in
//! `statistics`; the primitives are `Reduce`, `ArgReduce` and `Cumulative`.

use super::args::{Axis, Reduce, convert};
use super::shape::at_least;
use super::{isnan, maximum, minimum};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::promote::Scalar;
use crate::dtype::{DType, Kind};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::argreduce::{ArgKind, arg_max, arg_min};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::create::full;
use crate::primitives::cumulative::{CumulativeKind, cumulative};
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::shape::Shape;
use crate::shape::axes::AxisList;

/// `Axis` stands wherever options do, so that methods can take either.
impl From<Axis> for Reduce {
    fn from(axis: Axis) -> Self {
        axis.0.map_or_else(Reduce::default, Reduce::from)
    }
}

impl Reduce {
    /// The axes in increasing order. numpy's reductions accept axis 0 and -1 for a 0-d array.
    pub(crate) fn sorted_axes(&self, op: &'static str, ndim: usize) -> Result<AxisList> {
        if ndim == 0 && matches!(self.axes.as_deref(), Some([0 | -1])) {
            return Ok(AxisList::new());
        }
        let mut axes = self.resolve_axes(op, ndim)?;
        axes.sort_unstable();
        Ok(axes)
    }

    /// Puts the reduced axes back with size 1, if that is wanted.
    pub(crate) fn keep(&self, y: Array, axes: &[usize]) -> Result<Array> {
        if !self.keepdims {
            return Ok(y);
        }
        let ndim = y.ndim() + axes.len();
        let mut sizes = y.shape().iter().copied();
        let shape: Shape = (0..ndim)
            .map(|a| {
                if axes.contains(&a) {
                    1
                } else {
                    sizes.next().unwrap_or(1)
                }
            })
            .collect();
        reshape(&y, &shape)
    }
}

/// The dtype in which numpy adds and multiplies integers: at least 64 bits.
pub(crate) fn accumulator(dtype: DType) -> DType {
    match dtype.kind() {
        Kind::Bool | Kind::Signed => DType::I64,
        Kind::Unsigned => DType::U64,
        Kind::Float | Kind::Complex => dtype,
    }
}

/// Elements outside the mask of the options become `identity`.
fn masked(op: &'static str, x: &Array, options: &Reduce, identity: Scalar) -> Result<Array> {
    let Some(mask) = &options.where_ else {
        return Ok(x.clone());
    };
    let mask = broadcast_mask(op, mask, x)?;
    select(&mask, x, &scalar_array(identity, x.dtype()))
}

/// The mask of `where_` in the shape of the array.
pub(crate) fn broadcast_mask(op: &'static str, mask: &Array, x: &Array) -> Result<Array> {
    if !mask.dtype().is_bool() {
        return Err(Error::unsupported_dtype(
            op,
            "the mask",
            mask.dtype(),
            "bool",
        ));
    }
    broadcast_to(mask, x.shape())
}

/// The lowest and highest value of a dtype, as reductions without a mask element would start from.
fn limit(dtype: DType, kind: ReduceKind) -> Scalar {
    let lowest = kind == ReduceKind::Max;
    match dtype.integer_limits() {
        Some((low, high)) => Scalar::Int(if lowest { low } else { high }),
        None if dtype.is_bool() => Scalar::Bool(!lowest),
        None => Scalar::Float(if lowest {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }),
    }
}

fn sum_or_prod(kind: ReduceKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    only_options(op, options, OF_SUMS)?;
    let axes = options.sorted_axes(op, x.ndim())?;
    let dtype = options.dtype.unwrap_or_else(|| accumulator(x.dtype()));
    let (identity, logical) = match kind {
        ReduceKind::Sum => (Scalar::Int(0), ReduceKind::Any),
        _ => (Scalar::Int(1), ReduceKind::All),
    };
    let x = masked(op, &cast(x, dtype)?, options, identity)?;
    let mut y = reduce(if dtype.is_bool() { logical } else { kind }, &x, &axes)?;
    if let Some(initial) = options.initial {
        initial.check_fits(op, dtype)?;
        let initial = scalar_array(initial, dtype);
        y = if kind == ReduceKind::Sum {
            super::add(y, initial)
        } else {
            super::multiply(y, initial)
        };
    }
    options.keep(y, &axes)
}

fn extreme(kind: ReduceKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    only_options(op, options, OF_SUMS)?;
    let axes = options.sorted_axes(op, x.ndim())?;
    let x = &cast(x, options.dtype.unwrap_or(x.dtype()))?;
    if options.where_.is_some() && options.initial.is_none() {
        return Err(Error::value(op, "a mask may leave nothing to reduce")
            .hinted("give `initial` with `where_`"));
    }
    let x = masked(op, x, options, limit(x.dtype(), kind))?;
    let Some(initial) = options.initial else {
        return options.keep(reduce(kind, &x, &axes)?, &axes);
    };
    initial.check_fits(op, x.dtype())?;
    let y = if axes.iter().any(|&a| x.shape()[a] == 0) {
        let kept: Shape = (0..x.ndim())
            .filter(|a| !axes.contains(a))
            .map(|a| x.shape()[a])
            .collect();
        full(&kept, initial, x.dtype())?
    } else {
        let (y, initial) = (reduce(kind, &x, &axes)?, scalar_array(initial, x.dtype()));
        if kind == ReduceKind::Max {
            maximum(y, initial)
        } else {
            minimum(y, initial)
        }
    };
    options.keep(y, &axes)
}

fn logical(kind: ReduceKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    only_options(op, options, &["keepdims", "initial", "where_"])?;
    let axes = options.sorted_axes(op, x.ndim())?;
    let x = masked(op, x, options, Scalar::Bool(kind == ReduceKind::All))?;
    let mut y = reduce(kind, &x, &axes)?;
    if let Some(initial) = options.initial {
        let initial = scalar_array(initial, DType::Bool);
        y = if kind == ReduceKind::Any {
            super::logical_or(y, initial)
        } else {
            super::logical_and(y, initial)
        };
    }
    options.keep(y, &axes)
}

/// The sum of elements (numpy: `sum`). bool and integers below 64 bits are summed as i64 or u64; long sums
/// of floats are accurate to the last digits; no elements give 0.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(np::sum(&x, ..).item::<f64>().unwrap(), 10.0);
/// assert_eq!(np::sum(&x, 0).to_vec::<f64>().unwrap(), [4.0, 6.0]);
/// assert_eq!(np::sum([true, true], ..).dtype(), I64);
/// ```
#[track_caller]
pub fn sum<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    sum_or_prod(ReduceKind::Sum, "sum", &x.into_array(), &over.into()).or_raise()
}

/// The product of elements (numpy: `prod`), in the dtypes of [`sum`]; no elements give 1.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::prod([2, 3, 4], ..).item::<i64>().unwrap(), 24);
/// ```
#[track_caller]
pub fn prod<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    sum_or_prod(ReduceKind::Prod, "prod", &x.into_array(), &over.into()).or_raise()
}

/// The largest element (numpy: `max`, `amax`). NaN wins; complex numbers are ordered by their real, then
/// their imaginary part. Elements that tie share the gradient equally.
///
/// # Panics
/// If there is nothing to reduce and no `initial`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::max([[1, 5], [7, 2]], 1).to_vec::<i32>().unwrap(), [5, 7]);
/// ```
#[track_caller]
pub fn max<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    extreme(ReduceKind::Max, "max", &x.into_array(), &over.into()).or_raise()
}

/// The smallest element (numpy: `min`, `amin`), by the rules of [`max`].
///
/// # Panics
/// If there is nothing to reduce and no `initial`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::min([3.0, 1.0, 2.0], ..).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn min<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    extreme(ReduceKind::Min, "min", &x.into_array(), &over.into()).or_raise()
}

/// Another name of [`max`] (numpy: `amax`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::amax([1, 5], ..).item::<i32>().unwrap(), 5);
/// ```
#[track_caller]
pub fn amax<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    max(x, over)
}

/// Another name of [`min`] (numpy: `amin`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::amin([1, 5], ..).item::<i32>().unwrap(), 1);
/// ```
#[track_caller]
pub fn amin<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    min(x, over)
}

/// The largest minus the smallest element (numpy: `ptp`).
///
/// # Panics
/// For bool, and if there is nothing to reduce.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ptp([4, 9, 2], ..).item::<i32>().unwrap(), 7);
/// ```
#[track_caller]
pub fn ptp<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    let (x, options) = (x.into_array(), over.into());
    only_options("ptp", &options, &["keepdims"]).or_raise();
    if x.dtype().is_bool() {
        crate::error::raise(Error::unsupported_dtype(
            "ptp",
            "the array",
            DType::Bool,
            "numbers",
        ));
    }
    let high = extreme(ReduceKind::Max, "ptp", &x, &options).or_raise();
    super::subtract(
        high,
        extreme(ReduceKind::Min, "ptp", &x, &options).or_raise(),
    )
}

/// Whether any element is not zero (numpy: `any`). NaN is not zero; no elements give false.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::any([[0, 1], [0, 0]], 1).to_vec::<bool>().unwrap(), [true, false]);
/// ```
#[track_caller]
pub fn any<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    logical(ReduceKind::Any, "any", &x.into_array(), &over.into()).or_raise()
}

/// Whether no element is zero (numpy: `all`); no elements give true.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert!(np::all([1.0, 2.0], ..).item::<bool>().unwrap());
/// ```
#[track_caller]
pub fn all<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    logical(ReduceKind::All, "all", &x.into_array(), &over.into()).or_raise()
}

/// Options of reductions that take all that numpy's `sum` has.
pub(crate) const OF_SUMS: &[&str] = &["keepdims", "dtype", "initial", "where_"];

/// Refuses options without a meaning for a function, rather than ignore them. The axes are always allowed.
pub(crate) fn only_options(op: &'static str, options: &Reduce, allowed: &[&str]) -> Result<()> {
    let given = [
        ("keepdims", options.keepdims),
        ("dtype", options.dtype.is_some()),
        ("initial", options.initial.is_some()),
        ("where_", options.where_.is_some()),
        ("ddof", options.ddof.is_some()),
        ("mean", options.mean.is_some()),
        ("include_initial", options.include_initial),
    ];
    let refused = |(name, given): &&(&str, bool)| *given && !allowed.contains(name);
    let Some((name, _)) = given.iter().find(refused) else {
        return Ok(());
    };
    let error = Error::value(op, format!("the option {name} does not apply"));
    Err(match allowed {
        [] => error.hinted("it takes axes, no other option"),
        _ => error.hinted(format!("its options are {}", allowed.join(", "))),
    })
}

/// The array and the one axis to work along: the array flattened if none is named.
fn along_one_axis(op: &'static str, x: &Array, options: &Reduce) -> Result<(Array, usize)> {
    match options.axes.as_deref() {
        None => Ok((reshape(x, &[x.len()])?, 0)),
        Some([0 | -1]) if x.ndim() == 0 => Ok((reshape(x, &[1])?, 0)),
        Some([_]) => Ok((x.clone(), options.resolve_axes(op, x.ndim())?[0])),
        Some(axes) => Err(Error::axis(
            op,
            format!("one axis is needed, {} were given", axes.len()),
        )),
    }
}

fn arg(kind: ArgKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    only_options(op, options, &["keepdims"])?;
    let (line, axis) = along_one_axis(op, x, options)?;
    let y = match kind {
        ArgKind::Max => arg_max(&line, axis)?,
        ArgKind::Min => arg_min(&line, axis)?,
    };
    if options.axes.is_some() && x.ndim() > 0 {
        return options.keep(y, &[axis]);
    }
    options.keep(y, &(0..x.ndim()).collect::<AxisList>())
}

/// The position of the largest element along an axis, or in the flattened array for `..` (numpy: `argmax`).
/// The first one counts, and NaN wins; the result is i64.
///
/// # Panics
/// If the axis is empty.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::argmax([[1, 5], [7, 2]], 1).to_vec::<i64>().unwrap(), [1, 0]);
/// assert_eq!(np::argmax([[1, 5], [7, 2]], ..).item::<i64>().unwrap(), 2);
/// ```
#[track_caller]
pub fn argmax<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    arg(ArgKind::Max, "argmax", &x.into_array(), &over.into()).or_raise()
}

/// The position of the smallest element (numpy: `argmin`), by the rules of [`argmax`].
///
/// # Panics
/// If the axis is empty.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::argmin([3.0, 1.0, 2.0], ..).item::<i64>().unwrap(), 1);
/// ```
#[track_caller]
pub fn argmin<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    arg(ArgKind::Min, "argmin", &x.into_array(), &over.into()).or_raise()
}

/// The position of the largest element that is not NaN (numpy: `nanargmax`).
///
/// # Panics
/// If a line has nothing but NaN; inside `vmap`, where values are not known, the position is then 0.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanargmax([f64::NAN, 1.0, 4.0], ..).item::<i64>().unwrap(), 2);
/// ```
#[track_caller]
pub fn nanargmax<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    nan_arg(ArgKind::Max, "nanargmax", &x.into_array(), &over.into()).or_raise()
}

/// The position of the smallest element that is not NaN (numpy: `nanargmin`), by the rules of [`nanargmax`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanargmin([f64::NAN, 1.0, 4.0], ..).item::<i64>().unwrap(), 1);
/// ```
#[track_caller]
pub fn nanargmin<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    nan_arg(ArgKind::Min, "nanargmin", &x.into_array(), &over.into()).or_raise()
}

fn nan_arg(kind: ArgKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    let worst = match kind {
        ArgKind::Max => ReduceKind::Max,
        ArgKind::Min => ReduceKind::Min,
    };
    let y = arg(
        kind,
        op,
        &without_nan(x, limit(DType::F64, worst))?,
        options,
    )?;
    if x.dtype().is_differentiable() && x.dense().is_some() && !x.is_empty() {
        let (line, axis) = along_one_axis(op, x, options)?;
        let none = reduce(ReduceKind::All, &isnan(line), &[axis])?;
        let every: AxisList = (0..none.ndim()).collect();
        if reduce(ReduceKind::Any, &none, &every)?.to_bool()? {
            return Err(Error::value(op, "a line has nothing but NaN"));
        }
    }
    Ok(y)
}

/// NaN replaced by a number; dtypes without NaN as they are.
pub(crate) fn without_nan(x: &Array, replacement: Scalar) -> Result<Array> {
    if !x.dtype().is_differentiable() {
        return Ok(x.clone());
    }
    select(&isnan(x), &scalar_array(replacement, x.dtype()), x)
}

fn running(kind: CumulativeKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    only_options(op, options, &["dtype"])?;
    let (x, axis) = along_one_axis(op, x, options)?;
    let dtype = match kind {
        CumulativeKind::Sum | CumulativeKind::Prod => {
            options.dtype.unwrap_or_else(|| accumulator(x.dtype()))
        }
        CumulativeKind::Max | CumulativeKind::Min => options.dtype.unwrap_or(x.dtype()),
    };
    let x = convert(op, (&x).into_operand(), dtype)?;
    // A running sum of truth values is a running or, a running product a running and.
    let kind = match kind {
        CumulativeKind::Sum if dtype.is_bool() => CumulativeKind::Max,
        CumulativeKind::Prod if dtype.is_bool() => CumulativeKind::Min,
        kind => kind,
    };
    cumulative(kind, &x, axis, false)
}

/// The running sum along an axis, or of the flattened array for `..` (numpy: `cumsum`), in the dtypes of
/// [`sum`]; the option `dtype` chooses another one.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cumsum([1, 2, 3], 0).to_vec::<i64>().unwrap(), [1, 3, 6]);
/// assert_eq!(np::cumsum(([1, 2, 3]), axis(0).dtype(F32)).dtype(), F32);
/// ```
#[track_caller]
pub fn cumsum<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    running(
        CumulativeKind::Sum,
        "cumsum",
        &x.into_array(),
        &along.into(),
    )
    .or_raise()
}

/// The running product along an axis (numpy: `cumprod`), as [`cumsum`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cumprod([1, 2, 3, 4], 0).to_vec::<i64>().unwrap(), [1, 2, 6, 24]);
/// ```
#[track_caller]
pub fn cumprod<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    running(
        CumulativeKind::Prod,
        "cumprod",
        &x.into_array(),
        &along.into(),
    )
    .or_raise()
}

/// The running sum along an axis, which only 1-d arrays may leave out (numpy: `cumulative_sum`); with the option
/// `include_initial` it begins with 0. Otherwise as [`cumsum`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cumulative_sum([1, 2, 3], 0).to_vec::<i64>().unwrap(), [1, 3, 6]);
/// ```
#[track_caller]
pub fn cumulative_sum<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    let kind = CumulativeKind::Sum;
    cumulative_op(kind, "cumulative_sum", &x.into_array(), along.into()).or_raise()
}

/// The running product along an axis (numpy: `cumulative_prod`), as [`cumulative_sum`]; with the option
/// `include_initial` it begins with 1.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cumulative_prod([1, 2, 3], 0).to_vec::<i64>().unwrap(), [1, 2, 6]);
/// ```
#[track_caller]
pub fn cumulative_prod<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    let kind = CumulativeKind::Prod;
    cumulative_op(kind, "cumulative_prod", &x.into_array(), along.into()).or_raise()
}

fn cumulative_op(
    kind: CumulativeKind,
    op: &'static str,
    x: &Array,
    mut options: Reduce,
) -> Result<Array> {
    let x = at_least(x, 1)?;
    if options.axes.is_none() && x.ndim() > 1 {
        return Err(Error::axis(op, "an array of several axes needs an axis"));
    }
    let with_initial = std::mem::take(&mut options.include_initial);
    let y = running(kind, op, &x, &options)?;
    if !with_initial {
        return Ok(y);
    }
    let (_, axis) = along_one_axis(op, &x, &options)?;
    let mut shape = Shape::from_slice(y.shape());
    shape[axis] = 1;
    let first = Scalar::Int(i128::from(kind == CumulativeKind::Prod));
    concat(&[&full(&shape, first, y.dtype())?, &y], axis)
}

/// The running sum of elements with NaN as 0 (numpy: `nancumsum`), as [`cumsum`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nancumsum([1.0, f64::NAN, 2.0], 0).to_vec::<f64>().unwrap(), [1.0, 1.0, 3.0]);
/// ```
#[track_caller]
pub fn nancumsum<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    let x = without_nan(&x.into_array(), Scalar::Int(0)).or_raise();
    running(CumulativeKind::Sum, "nancumsum", &x, &along.into()).or_raise()
}

/// The running product of elements with NaN as 1 (numpy: `nancumprod`), as [`cumprod`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nancumprod([2.0, f64::NAN, 3.0], 0).to_vec::<f64>().unwrap(), [2.0, 2.0, 6.0]);
/// ```
#[track_caller]
pub fn nancumprod<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    let x = without_nan(&x.into_array(), Scalar::Int(1)).or_raise();
    running(CumulativeKind::Prod, "nancumprod", &x, &along.into()).or_raise()
}

/// The running maximum along an axis (numpy: `maximum.accumulate`). NaN stays, once met; of equal elements
/// the first gets the gradient.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cummax([1, 3, 2], 0).to_vec::<i32>().unwrap(), [1, 3, 3]);
/// ```
#[track_caller]
pub fn cummax<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    running(
        CumulativeKind::Max,
        "cummax",
        &x.into_array(),
        &along.into(),
    )
    .or_raise()
}

/// The running minimum along an axis (numpy: `minimum.accumulate`), as [`cummax`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::cummin([2, 1, 3], 0).to_vec::<i32>().unwrap(), [2, 1, 1]);
/// ```
#[track_caller]
pub fn cummin<'a>(x: impl IntoArray<'a>, along: impl Into<Reduce>) -> Array {
    running(
        CumulativeKind::Min,
        "cummin",
        &x.into_array(),
        &along.into(),
    )
    .or_raise()
}

/// The sum of elements with NaN as 0 (numpy: `nansum`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nansum([1.0, f64::NAN], ..).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn nansum<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    let x = without_nan(&x.into_array(), Scalar::Int(0)).or_raise();
    sum_or_prod(ReduceKind::Sum, "nansum", &x, &over.into()).or_raise()
}

/// The product of elements with NaN as 1 (numpy: `nanprod`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanprod([2.0, f64::NAN, 3.0], ..).item::<f64>().unwrap(), 6.0);
/// ```
#[track_caller]
pub fn nanprod<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    let x = without_nan(&x.into_array(), Scalar::Int(1)).or_raise();
    sum_or_prod(ReduceKind::Prod, "nanprod", &x, &over.into()).or_raise()
}

/// The largest element that is not NaN; NaN if there is no other (numpy: `nanmax`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanmax([1.0, f64::NAN], ..).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn nanmax<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    nan_extreme(ReduceKind::Max, "nanmax", &x.into_array(), &over.into()).or_raise()
}

/// The smallest element that is not NaN; NaN if there is no other (numpy: `nanmin`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::nanmin([1.0, f64::NAN], ..).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn nanmin<'a>(x: impl IntoArray<'a>, over: impl Into<Reduce>) -> Array {
    nan_extreme(ReduceKind::Min, "nanmin", &x.into_array(), &over.into()).or_raise()
}

fn nan_extreme(kind: ReduceKind, op: &'static str, x: &Array, options: &Reduce) -> Result<Array> {
    let y = extreme(kind, op, &without_nan(x, limit(DType::F64, kind))?, options)?;
    if !x.dtype().is_differentiable() || options.initial.is_some() {
        return Ok(y);
    }
    let axes = options.sorted_axes(op, x.ndim())?;
    let none = options.keep(reduce(ReduceKind::All, &isnan(x), &axes)?, &axes)?;
    select(&none, &scalar_array(Scalar::Float(f64::NAN), y.dtype()), &y)
}
