//! The bins of histograms: how they are given, the rules that choose their number, their edges.
//!
//! What is counted in them is in `histogram`.

use super::search::{is_increasing, vector};
use super::{
    add, divide, equal, isfinite, less_equal, linspace, logical_and, max, mean, min, multiply,
    percentile, std, subtract, sum,
};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np::histogram::{Histogram, histogram_with};
use crate::primitives::cast::cast;
use crate::primitives::meta::stop_gradient;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;
use std::f64::consts::PI;

/// A rule for the width of bins (numpy: the names that `bins=` takes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinRule {
    /// The narrower of `Sturges` and `Fd`, but not more than twice as many bins as `Sqrt`.
    Auto,
    /// Freedman and Diaconis: by the interquartile range.
    Fd,
    /// Sturges's rule corrected for skewness.
    Doane,
    /// By the standard deviation.
    Scott,
    /// The least estimate of the integrated squared error.
    Stone,
    /// By the cube root of the number of elements.
    Rice,
    /// By the logarithm of the number of elements.
    Sturges,
    /// By the square root of the number of elements.
    Sqrt,
}

/// The bins of a histogram: a number of equal ones, a rule that chooses the number, or edges.
#[derive(Clone, Debug)]
pub enum Bins {
    /// So many bins of equal width.
    Count(usize),
    /// Equal bins, of a width that a rule chooses from the data.
    Rule(BinRule),
    /// The increasing edges of bins; all bins but the last leave out their upper edge.
    Edges(Array),
}

impl From<usize> for Bins {
    fn from(count: usize) -> Self {
        Bins::Count(count)
    }
}

impl From<BinRule> for Bins {
    fn from(rule: BinRule) -> Self {
        Bins::Rule(rule)
    }
}

impl From<Array> for Bins {
    fn from(edges: Array) -> Self {
        Bins::Edges(edges)
    }
}

impl From<&Array> for Bins {
    fn from(edges: &Array) -> Self {
        Bins::Edges(edges.clone())
    }
}

impl<const N: usize> From<[f64; N]> for Bins {
    fn from(edges: [f64; N]) -> Self {
        Bins::Edges(edges.into_array())
    }
}

impl From<Vec<f64>> for Bins {
    fn from(edges: Vec<f64>) -> Self {
        Bins::Edges(Array::from_vec(edges))
    }
}

/// The edges of the bins that [`histogram`](super::histogram) would use (numpy: `histogram_bin_edges`).
///
/// # Panics
/// If the array has nan or infinities; inside `vmap`, with a [`BinRule`] for a mapped array: give the number of bins
/// or their edges.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::BinRule;
/// let x = array([0.0, 1.0, 2.0, 4.0]);
/// assert_eq!(np::histogram_bin_edges(&x, 2).to_vec::<f64>().unwrap(), [0.0, 2.0, 4.0]);
/// assert_eq!(np::histogram_bin_edges(&x, BinRule::Sturges).len(), 4);
/// ```
#[track_caller]
pub fn histogram_bin_edges<'a>(x: impl IntoArray<'a>, bins: impl Into<Bins>) -> Array {
    bin_edges_op(&x.into_array(), &bins.into(), None).or_raise()
}

/// [`histogram_bin_edges`] over a range (numpy: `histogram_bin_edges(range=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let edges = np::histogram_bin_edges_with([0.1, 0.2], 2, (0.0, 1.0));
/// assert_eq!(edges.to_vec::<f64>().unwrap(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn histogram_bin_edges_with<'a>(
    x: impl IntoArray<'a>,
    bins: impl Into<Bins>,
    range: (f64, f64),
) -> Array {
    bin_edges_op(&x.into_array(), &bins.into(), Some(range)).or_raise()
}

fn bin_edges_op(x: &Array, bins: &Bins, range: Option<(f64, f64)>) -> Result<Array> {
    const OP: &str = "histogram_bin_edges";
    let x = values(OP, x)?;
    Ok(Edges::new(OP, &x, bins, range)?.edges)
}

/// The flattened elements; truth values as numbers.
pub(crate) fn values(op: &'static str, x: &Array) -> Result<Array> {
    let dtype = x.dtype();
    if dtype.is_complex() {
        return Err(Error::unsupported_dtype(
            op,
            "the array",
            dtype,
            "real numbers",
        ));
    }
    let flat = reshape(x, &[x.len()])?;
    if dtype.is_bool() {
        return cast(&flat, DType::U8);
    }
    Ok(flat)
}

/// Edges of bins, and what makes them equal, if they are.
pub(crate) struct Edges {
    pub(crate) edges: Array,
    pub(crate) equal: Option<EqualBins>,
}

/// Equal bins: their ends in the dtype of the edges, and their number.
pub(crate) struct EqualBins {
    pub(crate) first: Array,
    pub(crate) last: Array,
    pub(crate) count: usize,
}

impl Edges {
    pub(crate) fn new(
        op: &'static str,
        x: &Array,
        bins: &Bins,
        range: Option<(f64, f64)>,
    ) -> Result<Edges> {
        let count = match bins {
            Bins::Edges(edges) => {
                vector(op, "the array of edges", edges)?;
                if is_increasing(edges)? == Some(false) {
                    return Err(Error::value(op, "the edges must increase"));
                }
                return Ok(Edges {
                    edges: edges.clone(),
                    equal: None,
                });
            }
            Bins::Count(0) => return Err(Error::value(op, "the number of bins must be positive")),
            Bins::Count(count) => *count,
            Bins::Rule(rule) => rule.count(op, x, range)?,
        };
        let (first, last) = outer_edges(op, x, range)?;
        let dtype = edge_dtype(x);
        let edges = cast(&linspace(&first, &last, count + 1), dtype)?;
        if edges.dense().is_some() {
            let high = slice_axis(&edges, 0, 1, count + 1)?;
            let falls = less_equal(high, slice_axis(&edges, 0, 0, count)?);
            if reduce(ReduceKind::Any, &falls, &[0])?.to_bool()? {
                return Err(Error::value(
                    op,
                    format!("{count} bins are too many: their edges would not differ"),
                ));
            }
        }
        let equal = EqualBins {
            first: cast(&first, dtype)?,
            last: cast(&last, dtype)?,
            count,
        };
        Ok(Edges {
            edges,
            equal: Some(equal),
        })
    }
}

/// The edges of one variable's bins among several, which keep the dtype of their ends.
pub(crate) fn grid_edges(
    op: &'static str,
    x: &Array,
    bins: &Bins,
    range: Option<(f64, f64)>,
) -> Result<Array> {
    match bins {
        Bins::Count(count) if *count > 0 => {
            let (first, last) = outer_edges(op, x, range)?;
            Ok(linspace(first, last, count + 1))
        }
        Bins::Rule(_) => Err(Error::value(op, "rules choose bins of one variable only")),
        other => Ok(Edges::new(op, x, other, range)?.edges),
    }
}

fn edge_dtype(x: &Array) -> DType {
    if x.dtype().is_differentiable() {
        x.dtype()
    } else {
        DType::F64
    }
}

/// The least and the largest edge as 0-d arrays: the range, or that of the elements; never equal.
fn outer_edges(op: &'static str, x: &Array, range: Option<(f64, f64)>) -> Result<(Array, Array)> {
    let number = |x: f64| scalar_array(Scalar::Float(x), DType::F64);
    let (first, last) = match range {
        Some((first, last)) if first > last => {
            return Err(Error::value(op, "the range ends before it begins"));
        }
        Some((first, last)) => (number(first), number(last)),
        None if x.is_empty() => (number(0.0), number(1.0)),
        None => {
            let x = cast(x, edge_dtype(x))?;
            (min(&x, ..), max(&x, ..))
        }
    };
    if first.dense().is_some() && last.dense().is_some() {
        let is_finite = logical_and(isfinite(&first), isfinite(&last));
        if !is_finite.to_bool()? {
            return Err(Error::value(op, "the range has an end that is not finite"));
        }
    }
    let same = equal(&first, &last);
    Ok((
        select(&same, &subtract(&first, 0.5), &first)?,
        select(&same, &add(&last, 0.5), &last)?,
    ))
}

impl BinRule {
    /// The number of bins that the rule chooses for the elements within the range.
    fn count(self, op: &'static str, x: &Array, range: Option<(f64, f64)>) -> Result<usize> {
        if x.dense().is_none() {
            return Err(Error::hidden_data(
                op,
                "inside vectorized_map",
                "the number of bins depends on them: give it, `histogram(x, 10)`, or the edges of the bins",
            ));
        }
        let (first, last) = outer_edges(op, x, range)?;
        let end = |x: &Array| cast(x, DType::F64)?.item::<f64>();
        let (first, last) = (end(&first)?, end(&last)?);
        let elements: Vec<f64> = cast(x, DType::F64)?
            .to_vec::<f64>()?
            .into_iter()
            .filter(|v| (first..=last).contains(v))
            .collect();
        if elements.is_empty() {
            return Ok(1);
        }
        let mut width = self.width(&Array::from_vec(elements), (first, last))?;
        if width == 0.0 {
            return Ok(1);
        }
        if x.dtype().is_integer() {
            width = width.max(1.0);
        }
        Ok(((last - first) / width).ceil() as usize)
    }

    /// The width of bins for elements in f64; 0 for a single bin.
    fn width(self, x: &Array, range: (f64, f64)) -> Result<f64> {
        let n = x.len() as f64;
        let extent = subtract(max(x, ..), min(x, ..)).item::<f64>()?;
        Ok(match self {
            BinRule::Sqrt => extent / n.sqrt(),
            BinRule::Sturges => extent / (n.log2() + 1.0),
            BinRule::Rice => extent / (2.0 * n.cbrt()),
            BinRule::Scott => (24.0 * PI.sqrt() / n).cbrt() * std(x, ..).item::<f64>()?,
            BinRule::Fd => {
                let quartiles = percentile(x, [75.0, 25.0], ..).to_vec::<f64>()?;
                2.0 * (quartiles[0] - quartiles[1]) / n.cbrt()
            }
            BinRule::Auto => {
                let fd = BinRule::Fd.width(x, range)?;
                fd.max(BinRule::Sqrt.width(x, range)? / 2.0)
                    .min(BinRule::Sturges.width(x, range)?)
            }
            BinRule::Doane => {
                let deviation = std(x, ..).item::<f64>()?;
                if x.len() <= 2 || deviation == 0.0 {
                    return Ok(0.0);
                }
                let standardised = divide(subtract(x, mean(x, ..)), deviation);
                let skewness = mean(super::power(standardised, 3.0), ..).item::<f64>()?;
                let error = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
                extent / (1.0 + n.log2() + (1.0 + skewness.abs() / error).log2())
            }
            BinRule::Stone => return stone(x, extent, range),
        })
    }
}

/// The width with the least estimate of the integrated squared error, by trying numbers of bins.
fn stone(x: &Array, extent: f64, range: (f64, f64)) -> Result<f64> {
    let n = x.len() as f64;
    if x.len() <= 1 || extent == 0.0 {
        return Ok(0.0);
    }
    let most = (n.sqrt() as usize).max(100);
    let mut best = (f64::INFINITY, 1);
    for count in 1..=most {
        let options = Histogram {
            range: Some(range),
            ..Histogram::default()
        };
        let (counts, _) = histogram_with(&stop_gradient(x)?, count, options);
        let shares = divide(counts, n);
        let squares = sum(multiply(&shares, &shares), ..).item::<f64>()?;
        let error = (2.0 - (n + 1.0) * squares) / (extent / count as f64);
        if error < best.0 {
            best = (error, count);
        }
    }
    Ok(extent / best.1 as f64)
}
