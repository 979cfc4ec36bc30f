//! Counting: histograms of one and several variables, and occurrences of integers.
//!
//! Bins and their edges are in `bins`. Counts are sums of weights at the elements' bins, so they map over batches
//! and are differentiable in the weights, and densities in the edges.

use super::bins::{Bins, Edges, grid_edges, values};
use super::diff;
use super::search::{Side, search, vector};
use super::{
    add, divide, equal, greater_equal, less, less_equal, logical_and, logical_not, maximum,
    minimum, multiply, not_equal, subtract, sum,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::promote::{Scalar, promote_types};
use crate::dtype::{DType, Kind};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::create::full;
use crate::primitives::gather::gather;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::{Mode, scatter};
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use crate::shape::{Shape, checked_len};

/// Options of [`histogram_with`].
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    /// The ends of equal bins, if not those of the elements; elements outside do not count.
    pub range: Option<(f64, f64)>,
    /// Whether to return the density, whose integral is 1, in place of counts.
    pub density: bool,
    /// What each element counts: of the array's shape.
    pub weights: Option<Array>,
}

/// How many elements fall into each bin, and the edges of the bins (numpy: `histogram`). The last bin has its upper
/// edge, the others not. The bins are a number of equal ones over the range of the elements, edges, or a
/// [`BinRule`](super::BinRule).
///
/// # Panics
/// If the range is not finite, the edges decrease or the dtype is complex; inside `vmap`, with a rule for a mapped
/// array: give the number of bins or their edges.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (counts, edges) = np::histogram([1.0, 2.0, 2.5, 4.0], 3);
/// assert_eq!(counts.to_vec::<i64>().unwrap(), [1, 2, 1]);
/// assert_eq!(edges.to_vec::<f64>().unwrap(), [1.0, 2.0, 3.0, 4.0]);
/// let (counts, _) = np::histogram([1, 2, 1], [0.0, 1.0, 2.0, 3.0]);
/// assert_eq!(counts.to_vec::<i64>().unwrap(), [0, 2, 1]);
/// ```
#[track_caller]
pub fn histogram<'a>(x: impl IntoArray<'a>, bins: impl Into<Bins>) -> (Array, Array) {
    histogram_with(x, bins, Histogram::default())
}

/// [`histogram`] with a range, as a density or of weighted elements (numpy: `histogram(range=, density=, weights=)`).
/// Weighted counts have the dtype of the weights, densities are f64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Histogram;
/// let options = Histogram { density: true, range: Some((0.0, 4.0)), ..Histogram::default() };
/// let (density, _) = np::histogram_with([1.0, 2.0, 3.0, 9.0], 2, options);
/// assert!(np::allclose(&density, [1.0 / 6.0, 1.0 / 3.0]));
/// ```
#[track_caller]
pub fn histogram_with<'a>(
    x: impl IntoArray<'a>,
    bins: impl Into<Bins>,
    options: Histogram,
) -> (Array, Array) {
    histogram_op(&x.into_array(), &bins.into(), &options).or_raise()
}

fn histogram_op(x: &Array, bins: &Bins, options: &Histogram) -> Result<(Array, Array)> {
    const OP: &str = "histogram";
    if let Some(weights) = &options.weights {
        if weights.shape() != x.shape() {
            let (found, wanted) = (weights.shape(), x.shape());
            return Err(Error::shape(
                OP,
                format!("the weights have shape {found:?}, the array {wanted:?}"),
            ));
        }
        if matches!(bins, Bins::Rule(_)) {
            return Err(
                Error::dtype(OP, "a rule cannot choose bins for weighted elements")
                    .hinted("give the number of bins, or their edges"),
            );
        }
    }
    let x = values(OP, x)?;
    let bins = Edges::new(OP, &x, bins, options.range)?;
    let places = match &bins.equal {
        Some(_) => equal_places(&x, &bins)?,
        None => edge_places(&x, &bins.edges)?,
    };
    let count = bins.edges.len().saturating_sub(1);
    let counts = match &options.weights {
        None => tally(&places, None, count)?,
        Some(weights) => {
            let weights = reshape(weights, &[weights.len()])?;
            cast(&tally(&places, Some(&weights), count)?, weights.dtype())?
        }
    };
    if !options.density {
        return Ok((counts, bins.edges));
    }
    let widths = cast(&diff(&bins.edges), DType::F64)?;
    let density = divide(divide(&counts, widths), sum(&counts, ..));
    Ok((density, bins.edges))
}

/// The bin of each element among equal bins: computed, then corrected by the edges; outside, the number of bins.
fn equal_places(x: &Array, bins: &Edges) -> Result<Array> {
    let Some(equal) = &bins.equal else {
        return edge_places(x, &bins.edges);
    };
    let n = equal.count;
    let edges = stop_gradient(&bins.edges)?;
    let (first, last) = (stop_gradient(&equal.first)?, stop_gradient(&equal.last)?);
    let x = cast(&stop_gradient(x)?, edges.dtype())?;
    let is_within = logical_and(greater_equal(&x, &first), less_equal(&x, &last));
    let share = divide(subtract(&x, &first), subtract(&last, &first));
    let place = cast(&multiply(share, n), DType::I64)?;
    let place = minimum(maximum(place, 0), n - 1);
    let edge = |place: &Array| gather(&edges, &[place], &[0], 0);
    let falls_short = cast(&less(&x, edge(&place)?), DType::I64)?;
    let place = maximum(subtract(&place, falls_short), 0);
    let goes_on = logical_and(
        greater_equal(&x, edge(&add(&place, 1))?),
        not_equal(&place, n - 1),
    );
    let place = add(&place, cast(&goes_on, DType::I64)?);
    select(
        &is_within,
        &place,
        &scalar_array(Scalar::Int(n as i128), DType::I64),
    )
}

/// The bin of each element by search; outside, the number of bins.
fn edge_places(x: &Array, edges: &Array) -> Result<Array> {
    let n = edges.len().saturating_sub(1);
    let outside = scalar_array(Scalar::Int(n as i128), DType::I64);
    if n == 0 {
        return broadcast_to(&outside, x.shape());
    }
    let dtype = promote_types(x.dtype(), edges.dtype());
    let x = cast(&stop_gradient(x)?, dtype)?;
    let edges = cast(&stop_gradient(edges)?, dtype)?;
    let place = subtract(search(&edges, &x, Side::Right)?, 1);
    let last = reshape(&slice_axis(&edges, 0, n, n + 1)?, &[])?;
    let place = select(
        &equal(&x, &last),
        &scalar_array(Scalar::Int(n as i128 - 1), DType::I64),
        &place,
    )?;
    select(&less(&place, 0), &outside, &place)
}

/// The number, or the sum of weights, of the elements at each of `count` places, in a wide dtype; what is at the
/// place `count` is left out.
fn tally(places: &Array, weights: Option<&Array>, count: usize) -> Result<Array> {
    let dtype = match weights.map(|weights| weights.dtype().kind()) {
        None | Some(Kind::Bool | Kind::Unsigned | Kind::Signed) => DType::I64,
        Some(Kind::Float) => DType::F64,
        Some(Kind::Complex) => DType::C128,
    };
    let updates = match weights {
        Some(weights) => cast(weights, dtype)?,
        None => full(places.shape(), Scalar::Int(1), dtype)?,
    };
    let zeros = full(&[count + 1], Scalar::Int(0), dtype)?;
    let sums = scatter(Mode::Add, &zeros, &[places], &updates, &[0], false)?;
    slice_axis(&sums, 0, 0, count)
}

/// The bins of several variables: the same for all, or one entry for each.
#[derive(Clone, Debug)]
pub enum BinsPerAxis {
    /// The same bins for all variables.
    Same(Bins),
    /// The bins of each variable.
    Each(Vec<Bins>),
}

impl From<usize> for BinsPerAxis {
    fn from(count: usize) -> Self {
        BinsPerAxis::Same(Bins::Count(count))
    }
}

impl From<Array> for BinsPerAxis {
    fn from(edges: Array) -> Self {
        BinsPerAxis::Same(Bins::Edges(edges))
    }
}

impl<const D: usize> From<[usize; D]> for BinsPerAxis {
    fn from(counts: [usize; D]) -> Self {
        BinsPerAxis::Each(counts.map(Bins::Count).into())
    }
}

impl<const D: usize> From<[Array; D]> for BinsPerAxis {
    fn from(edges: [Array; D]) -> Self {
        BinsPerAxis::Each(edges.map(Bins::Edges).into())
    }
}

impl From<Vec<Bins>> for BinsPerAxis {
    fn from(bins: Vec<Bins>) -> Self {
        BinsPerAxis::Each(bins)
    }
}

/// Options of [`histogramdd_with`] and [`histogram2d_with`].
#[derive(Clone, Debug, Default)]
pub struct Histogramdd {
    /// The ends of each variable's bins, where they are not those of the elements; none at all, or one entry for
    /// each variable.
    pub range: Vec<Option<(f64, f64)>>,
    /// Whether to return the density, whose integral is 1, in place of counts.
    pub density: bool,
    /// What each observation counts: 1-d.
    pub weights: Option<Array>,
}

/// The histogram of several variables, given as the columns of a matrix of observations, and the edges of the bins
/// of each (numpy: `histogramdd`). Counts are f64; bins are as in [`histogram`], without rules.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (counts, edges) = np::histogramdd([[0.0, 0.0], [1.0, 0.2], [1.0, 1.0]], 2);
/// assert_eq!(counts.to_vec::<f64>().unwrap(), [1.0, 0.0, 1.0, 1.0]);
/// assert_eq!(edges[0].to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn histogramdd<'a>(
    sample: impl IntoArray<'a>,
    bins: impl Into<BinsPerAxis>,
) -> (Array, Vec<Array>) {
    histogramdd_with(sample, bins, Histogramdd::default())
}

/// [`histogramdd`] with ranges, as a density or with weights (numpy: `histogramdd(range=, density=, weights=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Histogramdd;
/// let options = Histogramdd { weights: Some(array([1.0, 3.0])), ..Histogramdd::default() };
/// let (counts, _) = np::histogramdd_with([[0.0, 0.0], [1.0, 1.0]], 2, options);
/// assert_eq!(counts.to_vec::<f64>().unwrap(), [1.0, 0.0, 0.0, 3.0]);
/// ```
#[track_caller]
pub fn histogramdd_with<'a>(
    sample: impl IntoArray<'a>,
    bins: impl Into<BinsPerAxis>,
    options: Histogramdd,
) -> (Array, Vec<Array>) {
    let sample = sample.into_array();
    columns(&sample)
        .and_then(|columns| grid("histogramdd", &columns, bins.into(), &options))
        .or_raise()
}

/// The histogram of two variables, and the edges of the bins of both (numpy: `histogram2d`). As [`histogramdd`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (counts, _, y_edges) = np::histogram2d([0.0, 1.0, 1.0], [5.0, 5.0, 7.0], [2, 1]);
/// assert_eq!(counts.to_vec::<f64>().unwrap(), [1.0, 2.0]);
/// assert_eq!(y_edges.to_vec::<f64>().unwrap(), [5.0, 7.0]);
/// ```
#[track_caller]
pub fn histogram2d<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    bins: impl Into<BinsPerAxis>,
) -> (Array, Array, Array) {
    histogram2d_with(x, y, bins, Histogramdd::default())
}

/// [`histogram2d`] with ranges, as a density or with weights (numpy: `histogram2d(range=, density=, weights=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Histogramdd;
/// let options = Histogramdd { density: true, ..Histogramdd::default() };
/// let (density, _, _) = np::histogram2d_with([0.0, 2.0], [0.0, 1.0], 1, options);
/// assert_eq!(density.item::<f64>().unwrap(), 0.5);
/// ```
#[track_caller]
pub fn histogram2d_with<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    bins: impl Into<BinsPerAxis>,
    options: Histogramdd,
) -> (Array, Array, Array) {
    let (x, y) = (x.into_array(), y.into_array());
    let (counts, edges) = two_columns(&x, &y)
        .and_then(|columns| grid("histogram2d", &columns, bins.into(), &options))
        .or_raise();
    (counts, edges[0].clone(), edges[1].clone())
}

fn two_columns(x: &Array, y: &Array) -> Result<Vec<Array>> {
    const OP: &str = "histogram2d";
    vector(OP, "x", x)?;
    vector(OP, "y", y)?;
    if x.len() != y.len() {
        let (n, m) = (x.len(), y.len());
        return Err(Error::shape(OP, format!("x has {n} elements, y {m}")));
    }
    // numpy makes one matrix of both.
    let dtype = promote_types(x.dtype(), y.dtype());
    Ok(vec![cast(x, dtype)?, cast(y, dtype)?])
}

/// The variables of a matrix of observations; a vector is one variable.
fn columns(sample: &Array) -> Result<Vec<Array>> {
    if sample.ndim() < 2 {
        return Ok(vec![reshape(sample, &[sample.len()])?]);
    }
    let &[n, variables] = sample.shape() else {
        let shape = sample.shape();
        return Err(Error::shape(
            "histogramdd",
            format!("the sample must be a matrix, its shape is {shape:?}"),
        ));
    };
    (0..variables)
        .map(|i| reshape(&slice_axis(sample, 1, i, i + 1)?, &[n]))
        .collect()
}

fn grid(
    op: &'static str,
    variables: &[Array],
    bins: BinsPerAxis,
    options: &Histogramdd,
) -> Result<(Array, Vec<Array>)> {
    let d = variables.len();
    let bins = match bins {
        BinsPerAxis::Same(bins) => vec![bins; d],
        BinsPerAxis::Each(bins) => bins,
    };
    if bins.len() != d || ![0, d].contains(&options.range.len()) {
        let (n, m) = (bins.len(), options.range.len());
        return Err(Error::value(
            op,
            format!("{d} variables were given with the bins of {n} and the ranges of {m}"),
        ));
    }
    let mut edges = Vec::with_capacity(d);
    let mut sizes = Shape::new();
    let mut places: Option<Array> = None;
    let mut is_outside = scalar_array(Scalar::Bool(false), DType::Bool);
    for (i, (variable, bins)) in variables.iter().zip(&bins).enumerate() {
        let x = values(op, variable)?;
        let range = options.range.get(i).copied().flatten();
        let own = grid_edges(op, &x, bins, range)?;
        let place = edge_places(&x, &own)?;
        let size = own.len().saturating_sub(1);
        is_outside = super::logical_or(is_outside, equal(&place, size));
        places = Some(match places {
            Some(before) => add(multiply(before, size), place),
            None => place,
        });
        sizes.push(size);
        edges.push(own);
    }
    let Some(places) = places else {
        return Err(Error::shape(op, "there are no variables"));
    };
    let total = checked_len(op, &sizes, DType::F64.item_size())?;
    let nowhere = scalar_array(Scalar::Int(total as i128), DType::I64);
    let places = select(&is_outside, &nowhere, &places)?;
    let weights = grid_weights(op, options.weights.as_ref(), &places)?;
    let counts = tally(&places, weights.as_ref(), total)?;
    let mut counts = reshape(&cast(&counts, DType::F64)?, &sizes)?;
    if options.density {
        let all = sum(&counts, ..);
        for (axis, edges) in edges.iter().enumerate() {
            let mut shape = Shape::from_elem(1, d);
            shape[axis] = sizes[axis];
            counts = divide(counts, reshape(&diff(edges), &shape)?);
        }
        counts = divide(counts, all);
    }
    Ok((counts, edges))
}

/// The weights of observations in f64.
fn grid_weights(
    op: &'static str,
    weights: Option<&Array>,
    places: &Array,
) -> Result<Option<Array>> {
    let Some(weights) = weights else {
        return Ok(None);
    };
    if weights.dtype().is_complex() {
        let dtype = weights.dtype();
        return Err(Error::unsupported_dtype(
            op,
            "the weights",
            dtype,
            "real numbers",
        ));
    }
    if weights.shape() != places.shape() {
        let (found, wanted) = (weights.shape(), places.len());
        return Err(Error::shape(
            op,
            format!("the weights have shape {found:?} for {wanted} elements"),
        ));
    }
    Ok(Some(cast(weights, DType::F64)?))
}

/// Options of [`bincount_with`].
#[derive(Clone, Debug, Default)]
pub struct Bincount {
    /// What each element counts: of the array's shape.
    pub weights: Option<Array>,
    /// The least length of the result.
    pub minlength: usize,
    /// The length of the result, whatever the elements are: numbers outside are left out. Needed inside `vmap`.
    pub length: Option<usize>,
}

/// How often each of the numbers 0, 1, 2, … occurs in a 1-d array of integers (numpy: `bincount`).
///
/// # Panics
/// For negative numbers; inside `vmap`, where the length of the result must be known: see [`bincount_with`].
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::bincount([0, 1, 1, 3]).to_vec::<i64>().unwrap(), [1, 2, 0, 1]);
/// ```
#[track_caller]
pub fn bincount<'a>(x: impl IntoArray<'a>) -> Array {
    bincount_with(x, Bincount::default())
}

/// [`bincount`] with weights, then in f64 (in numpy not for no elements), and the length of the result (numpy: `bincount(weights=, minlength=)`; a
/// fixed `length` is not in numpy).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Bincount;
/// let options = Bincount { weights: Some(array([0.5, 1.0, 2.0])), ..Bincount::default() };
/// assert_eq!(np::bincount_with([1, 0, 1], options).to_vec::<f64>().unwrap(), [1.0, 2.5]);
/// let rows = array([[0, 0, 1], [2, 2, 2]]);
/// let counts = vectorized_map(
///     |row| np::bincount_with(&row, Bincount { length: Some(3), ..Bincount::default() }),
///     &rows,
/// );
/// assert_eq!(counts.to_vec::<i64>().unwrap(), [2, 1, 0, 0, 0, 3]);
/// ```
#[track_caller]
pub fn bincount_with<'a>(x: impl IntoArray<'a>, options: Bincount) -> Array {
    bincount_op(&x.into_array(), &options).or_raise()
}

fn bincount_op(x: &Array, options: &Bincount) -> Result<Array> {
    const OP: &str = "bincount";
    vector(OP, "the array", x)?;
    if !x.dtype().is_integer() && !x.dtype().is_bool() {
        return Err(Error::unsupported_dtype(
            OP,
            "the array",
            x.dtype(),
            "integers",
        ));
    }
    let x = cast(x, DType::I64)?;
    let weights = grid_weights(OP, options.weights.as_ref(), &x)?;
    let length = match options.length {
        Some(length) => length,
        None => known_length(OP, &x, options.minlength)?,
    };
    let is_within = logical_and(greater_equal(&x, 0), less(&x, length));
    let outside = scalar_array(Scalar::Int(length as i128), DType::I64);
    let places = select(&logical_not(is_within), &outside, &x)?;
    tally(&places, weights.as_ref(), length)
}

/// One more than the largest number.
fn known_length(op: &'static str, x: &Array, least: usize) -> Result<usize> {
    if x.dense().is_none() {
        return Err(Error::hidden_data(
            op,
            "inside vectorized_map",
            "the length of the result depends on them: give it, `bincount_with(x, Bincount { length: Some(n), .. })`",
        ));
    }
    let numbers = x.to_vec::<i64>()?;
    if numbers.iter().any(|&n| n < 0) {
        return Err(Error::value(op, "a number is negative"));
    }
    let needed = numbers.iter().max().map_or(0, |&n| n as usize + 1);
    Ok(needed.max(least))
}
