//! Weighted averages, covariances and correlation coefficients.
//!
//! Plain means and variances are in `statistics`.

use super::args::Reduce;
use super::quantile::fit_weights;
use super::reduce::only_options;
use super::statistics::mean;
use super::{
    conj, diagonal, divide, equal, expand_dims, imag, less_equal, matmul, matrix_transpose,
    maximum, minimum, multiply, real, round, sqrt, squeeze, subtract, sum,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::{Scalar, promote_types};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::create::full;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::shape::axes::AxisList;

/// The mean with weights (numpy: `average(weights=)`; without weights it is [`mean`](super::mean)): of the array's
/// shape, or of the reduced axes in the order given.
///
/// # Panics
/// If weights sum to zero (inside `vmap` the result is then infinite or NaN).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::average([1.0, 4.0], .., [2.0, 1.0]).item::<f64>().unwrap(), 2.0);
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(np::average(&x, 0, [1, 3]).to_vec::<f64>().unwrap(), [2.5, 3.5]);
/// ```
#[track_caller]
pub fn average<'a, 'b>(
    x: impl IntoArray<'a>,
    over: impl Into<Reduce>,
    weights: impl IntoArray<'b>,
) -> Array {
    average_and_sum(x, over, weights).0
}

/// [`average`], and the sum of weights that it was divided by (numpy: `average(returned=True)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (mean, weight) = np::average_and_sum([1.0, 4.0], .., [2.0, 1.0]);
/// assert_eq!((mean.item::<f64>().unwrap(), weight.item::<f64>().unwrap()), (2.0, 3.0));
/// ```
#[track_caller]
pub fn average_and_sum<'a, 'b>(
    x: impl IntoArray<'a>,
    over: impl Into<Reduce>,
    weights: impl IntoArray<'b>,
) -> (Array, Array) {
    average_op(&x.into_array(), &over.into(), &weights.into_array()).or_raise()
}

fn average_op(x: &Array, over: &Reduce, weights: &Array) -> Result<(Array, Array)> {
    const OP: &str = "average";
    only_options(OP, over, &["keepdims"])?;
    let mut axes = over.resolve_axes(OP, x.ndim())?;
    axes.sort_unstable();
    let weights = fit_weights(OP, weights, x.shape(), over)?;
    let mut dtype = promote_types(x.dtype(), weights.dtype());
    if !x.dtype().is_differentiable() {
        dtype = promote_types(dtype, DType::F64);
    }
    let (x, weights) = (cast(x, dtype)?, cast(&weights, dtype)?);
    let weight = reduce(ReduceKind::Sum, &weights, &axes)?;
    if weight.dense().is_some() {
        let every: AxisList = (0..weight.ndim()).collect();
        if reduce(ReduceKind::Any, &equal(&weight, 0), &every)?.to_bool()? {
            return Err(Error::value(OP, "weights sum to zero"));
        }
    }
    let total = reduce(ReduceKind::Sum, &multiply(&x, &weights), &axes)?;
    Ok((
        over.keep(divide(total, &weight), &axes)?,
        over.keep(weight, &axes)?,
    ))
}

/// Options of [`cov_with`].
#[derive(Clone, Debug)]
pub struct Cov {
    /// More variables, with as many observations.
    pub y: Option<Array>,
    /// Whether rows are variables and columns observations, or the reverse.
    pub rowvar: bool,
    /// Whether to divide by the number of observations, not by one less.
    pub bias: bool,
    /// What to subtract from the number of observations, instead of what `bias` says.
    pub ddof: Option<i64>,
    /// How often each observation was made: integers.
    pub fweights: Option<Array>,
    /// The importance of each observation.
    pub aweights: Option<Array>,
    /// The dtype of the result: a float or complex one, by default at least f64.
    pub dtype: Option<DType>,
}

impl Default for Cov {
    fn default() -> Self {
        Cov {
            y: None,
            rowvar: true,
            bias: false,
            ddof: None,
            fweights: None,
            aweights: None,
            dtype: None,
        }
    }
}

/// The covariances of variables, given as the rows of a matrix of observations (numpy: `cov`): a matrix, or for one
/// variable its variance. In f64, or c128 for complex arrays. Of one observation NaN.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let c = np::cov([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]);
/// assert_eq!(c.to_vec::<f64>().unwrap(), [1.0, -1.0, -1.0, 1.0]);
/// assert_eq!(np::cov([1, 2, 3]).ndim(), 0);
/// ```
#[track_caller]
pub fn cov<'a>(x: impl IntoArray<'a>) -> Array {
    cov_with(x, Cov::default())
}

/// [`cov`] with its options (numpy: `cov(y, rowvar=, bias=, ddof=, fweights=, aweights=, dtype=)`). Weights that
/// `vmap` maps are not checked.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Cov;
/// let columns = Cov { rowvar: false, bias: true, ..Cov::default() };
/// assert_eq!(np::cov_with([[0.0], [2.0]], columns).item::<f64>().unwrap(), 1.0);
/// ```
#[track_caller]
pub fn cov_with<'a>(x: impl IntoArray<'a>, options: Cov) -> Array {
    cov_op("cov", &x.into_array(), &options).or_raise()
}

fn cov_op(op: &'static str, x: &Array, options: &Cov) -> Result<Array> {
    let x = variables(op, x, options)?;
    if x.shape()[0] == 0 {
        return full(&[0, 0], Scalar::Int(0), DType::F64);
    }
    let dtype = x.dtype();
    let ddof = options.ddof.unwrap_or(i64::from(!options.bias)) as f64;
    let frequencies = weights(op, "fweights", options.fweights.as_ref(), x.shape()[1])?;
    let importances = weights(op, "aweights", options.aweights.as_ref(), x.shape()[1])?;
    let combined = match (&frequencies, &importances) {
        (Some(f), Some(a)) => Some(multiply(f, a)),
        (f, a) => f.clone().or(a.clone()),
    };
    let (average, divisor) = match &combined {
        None => {
            let count = (x.shape()[1] as f64 - ddof).max(0.0);
            (mean(&x, 1), scalar_array(Scalar::Float(count), DType::F64))
        }
        Some(w) => {
            let (average, _) = average_op(&x, &Reduce::from(1), w)?;
            let total = sum(w, ..);
            let lost = match &importances {
                None => scalar_array(Scalar::Float(ddof), DType::F64),
                Some(a) => multiply(divide(sum(multiply(w, a), ..), &total), ddof),
            };
            (average, maximum(subtract(total, lost), 0.0))
        }
    };
    let centred = subtract(&x, expand_dims(cast(&average, dtype)?, 1));
    let weighted = match &combined {
        Some(w) => multiply(&centred, cast(w, dtype)?),
        None => centred.clone(),
    };
    let products = matmul(&centred, conjugate_transpose(&weighted));
    let c = multiply(products, cast(&divide(1.0, divisor), dtype)?);
    Ok(squeeze(c, ..))
}

fn conjugate_transpose(x: &Array) -> Array {
    let x = matrix_transpose(x);
    if x.dtype().is_complex() { conj(x) } else { x }
}

/// The variables of both arguments as rows.
fn variables(op: &'static str, x: &Array, options: &Cov) -> Result<Array> {
    let all: Vec<&Array> = std::iter::once(x).chain(&options.y).collect();
    for argument in &all {
        if argument.ndim() > 2 {
            let shape = argument.shape();
            return Err(Error::shape(
                op,
                format!("an array of shape {shape:?} has more than 2 axes"),
            ));
        }
    }
    let dtype = options.dtype.unwrap_or_else(|| {
        all.iter()
            .fold(DType::F64, |dtype, x| promote_types(dtype, x.dtype()))
    });
    let loses_imaginary = !dtype.is_complex() && all.iter().any(|x| x.dtype().is_complex());
    if !dtype.is_differentiable() || loses_imaginary {
        return Err(Error::unsupported_dtype(
            op,
            "the result",
            dtype,
            "floating point, and for complex arrays complex, dtypes",
        ));
    }
    let mut rows = Vec::new();
    for (i, argument) in all.iter().enumerate() {
        let row = if argument.ndim() < 2 {
            reshape(argument, &[1, argument.len()])?
        } else if options.rowvar || (i > 0 && argument.shape()[0] == 1) {
            (*argument).clone()
        } else {
            matrix_transpose(*argument)
        };
        // numpy ignores the other argument where the first has no variables.
        if i == 0 && row.shape()[0] == 0 {
            return cast(&row, dtype);
        }
        rows.push(cast(&row, dtype)?);
    }
    concat(&rows.iter().collect::<Vec<_>>(), 0).map_err(|error| error.renamed(op))
}

/// Weights of observations in f64, checked where their values are known.
fn weights(
    op: &'static str,
    name: &str,
    weights: Option<&Array>,
    observations: usize,
) -> Result<Option<Array>> {
    let Some(weights) = weights else {
        return Ok(None);
    };
    if weights.dtype().is_complex() {
        let dtype = weights.dtype();
        return Err(Error::unsupported_dtype(op, name, dtype, "real numbers"));
    }
    if weights.shape() != [observations] {
        let shape = weights.shape();
        return Err(Error::shape(
            op,
            format!("{name} have shape {shape:?}, not [{observations}]"),
        ));
    }
    let weights = cast(weights, DType::F64)?;
    if weights.dense().is_some() {
        let any = |wrong: Array| reduce(ReduceKind::Any, &wrong, &[0])?.to_bool();
        if any(super::less(&weights, 0))? {
            return Err(Error::value(op, format!("{name} must not be negative")));
        }
        if name == "fweights" && any(super::not_equal(&weights, round(&weights, 0)))? {
            return Err(Error::value(op, "fweights must be integers"));
        }
    }
    Ok(Some(weights))
}

/// Options of [`corrcoef_with`].
#[derive(Clone, Debug)]
pub struct Corrcoef {
    /// More variables, with as many observations.
    pub y: Option<Array>,
    /// Whether rows are variables and columns observations, or the reverse.
    pub rowvar: bool,
    /// The dtype of the result: a float or complex one, by default at least f64.
    pub dtype: Option<DType>,
}

impl Default for Corrcoef {
    fn default() -> Self {
        Corrcoef {
            y: None,
            rowvar: true,
            dtype: None,
        }
    }
}

/// The correlation coefficients of variables, given as the rows of a matrix (numpy: `corrcoef`). NaN for a
/// constant variable.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let r = np::corrcoef([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]);
/// assert!(np::allclose(&r, [[1.0, -1.0], [-1.0, 1.0]]));
/// ```
#[track_caller]
pub fn corrcoef<'a>(x: impl IntoArray<'a>) -> Array {
    corrcoef_with(x, Corrcoef::default())
}

/// [`corrcoef`] with its options (numpy: `corrcoef(y, rowvar=, dtype=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Corrcoef;
/// let options = Corrcoef { y: Some(array([3.0, 2.0, 1.0])), ..Corrcoef::default() };
/// assert_eq!(np::corrcoef_with([1.0, 2.0, 3.0], options).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn corrcoef_with<'a>(x: impl IntoArray<'a>, options: Corrcoef) -> Array {
    corrcoef_op(&x.into_array(), options).or_raise()
}

fn corrcoef_op(x: &Array, options: Corrcoef) -> Result<Array> {
    let Corrcoef { y, rowvar, dtype } = options;
    let options = Cov {
        y,
        rowvar,
        dtype,
        ..Cov::default()
    };
    let c = cov_op("corrcoef", x, &options)?;
    if c.ndim() == 0 {
        return Ok(divide(&c, &c));
    }
    let n = c.shape()[0];
    let deviations = sqrt(real(diagonal(&c, 0, 0, 1)));
    let rows = broadcast_to(&reshape(&deviations, &[n, 1])?, &[n, n])?;
    let r = divide(divide(&c, rows), &deviations);
    if r.dtype().is_complex() {
        let i = scalar_array(Scalar::Complex(num_complex::Complex::i()), r.dtype());
        let dtype = r.dtype();
        return Ok(super::add(
            cast(&within_one(&real(&r))?, dtype)?,
            multiply(i, cast(&within_one(&imag(&r))?, dtype)?),
        ));
    }
    within_one(&r)
}

/// Rounding may lead out of range; the gradient passes as if it had not.
fn within_one(r: &Array) -> Result<Array> {
    let clipped = maximum(minimum(r, 1.0), -1.0);
    let is_within = less_equal(super::absolute(r), 1.0);
    select(&is_within, r, &clipped)
}
