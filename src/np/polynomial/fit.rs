//! Fits of series to points by least squares.

use super::basis::Basis;
use super::evaluate::vander;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::np;
use crate::np::linalg::{Lstsq, Tolerance, lstsq};
use crate::primitives::cast::cast;
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::primitives::slice::slice_axis;

/// Which terms a fit has: all up to a degree, or those of a list.
///
/// # Examples
/// ```
/// use numtape::np::polynomial::polynomial::polyfit;
/// use numtape::prelude::*;
/// let (x, y) = ([-1.0, 0.0, 1.0, 2.0], [3.0, 1.0, 3.0, 9.0]);
/// assert!(np::allclose(polyfit(x, y, 2), [1.0, 0.0, 2.0]));
/// assert!(np::allclose(polyfit(x, y, [0, 2]), [1.0, 0.0, 2.0]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Degrees {
    sorted: Vec<usize>,
    is_list: bool,
}

impl From<usize> for Degrees {
    fn from(degree: usize) -> Self {
        Degrees {
            sorted: (0..=degree).collect(),
            is_list: false,
        }
    }
}

impl From<&[usize]> for Degrees {
    fn from(degrees: &[usize]) -> Self {
        let mut sorted = degrees.to_vec();
        sorted.sort_unstable();
        Degrees {
            sorted,
            is_list: true,
        }
    }
}

impl<const N: usize> From<[usize; N]> for Degrees {
    fn from(degrees: [usize; N]) -> Self {
        Degrees::from(degrees.as_slice())
    }
}

impl From<Vec<usize>> for Degrees {
    fn from(degrees: Vec<usize>) -> Self {
        Degrees::from(degrees.as_slice())
    }
}

/// The rarely used arguments of fits, under numpy's names.
#[derive(Clone, Debug, Default)]
pub struct FitOptions {
    /// Singular values below this, relative to the largest, count as zero; the number of points times the dtype's
    /// epsilon where `None`.
    pub rcond: Option<f64>,
    /// A weight for each point, which multiplies its distance before that is squared.
    pub w: Option<Array>,
}

/// What a fit finds (numpy: `full=True`).
#[derive(Clone, Debug)]
pub struct Fit {
    /// The coefficients; one column for each column of `y`.
    pub coefficients: Array,
    /// The sums of squared distances; none if there are no more points than coefficients.
    pub residuals: Array,
    /// The rank of the scaled matrix of values, i64.
    pub rank: Array,
    /// Its singular values.
    pub singular_values: Array,
    /// The relative limit below which they counted as zero.
    pub rcond: f64,
}

pub(super) fn fit(
    op: &'static str,
    basis: &Basis,
    x: &Array,
    y: &Array,
    degrees: &Degrees,
    options: &FitOptions,
) -> Result<Fit> {
    let Some(&highest) = degrees.sorted.last() else {
        return Err(Error::value(op, "no degree is given"));
    };
    if x.ndim() != 1 || x.is_empty() {
        let text = format!("x is one axis of points, not {}", x.aval());
        return Err(Error::shape(op, text));
    }
    if !matches!(y.ndim(), 1 | 2) || y.shape()[0] != x.len() {
        let text = format!(
            "y has one row for each of {} points, not {}",
            x.len(),
            y.aval()
        );
        return Err(Error::shape(op, text));
    }
    let wide = |x: &Array| match x.dtype() {
        DType::F32 | DType::F64 | DType::C64 | DType::C128 => Ok(x.clone()),
        _ => cast(x, DType::F64),
    };
    let (x, mut right) = (wide(x)?, wide(y)?);
    let count = x.len();
    let mut left = vander(basis, &x, highest)?;
    if degrees.is_list {
        let columns: Vec<i64> = degrees.sorted.iter().map(|&k| k as i64).collect();
        left = np::take(&left, columns, 1);
    }
    if let Some(w) = &options.w {
        if w.shape() != [count] {
            let text = format!("{count} points need as many weights, not {}", w.aval());
            return Err(Error::shape(op, text));
        }
        let w = wide(w)?;
        left = np::multiply(&left, reshape(&w, &[count, 1])?);
        let of_rows = if right.ndim() == 1 {
            w
        } else {
            reshape(&w, &[count, 1])?
        };
        right = np::multiply(&right, of_rows);
    }
    let squares = np::real(np::multiply(&left, np::conj(&left)));
    let squares = np::sum(squares, 0);
    // A column of zeros stays what it is, and has no slope.
    let squares = select(&np::equal(&squares, 0), &np::ones_like(&squares), &squares)?;
    let lengths = np::sqrt(squares);
    let epsilon = match x.dtype() {
        DType::F32 | DType::C64 => f64::from(f32::EPSILON),
        _ => f64::EPSILON,
    };
    let rcond = options.rcond.unwrap_or(count as f64 * epsilon);
    let scaled = np::divide(&left, &lengths);
    let Lstsq {
        x: found,
        residuals,
        rank,
        s,
    } = lstsq(scaled, right, Tolerance::Relative(rcond));
    let terms = degrees.sorted.len();
    let lengths = if found.ndim() == 1 {
        lengths
    } else {
        reshape(&lengths, &[terms, 1])?
    };
    let found = np::divide(found, lengths);
    Ok(Fit {
        coefficients: if degrees.is_list {
            spread(&found, degrees, highest)?
        } else {
            found
        },
        residuals,
        rank,
        singular_values: s,
        rcond,
    })
}

/// The coefficients of a list of degrees with zeros between them.
fn spread(found: &Array, degrees: &Degrees, highest: usize) -> Result<Array> {
    let mut shape = found.shape().to_vec();
    shape[0] = 1;
    let zero = np::zeros((shape, found.dtype()));
    let row = |degree: usize| match degrees.sorted.iter().position(|&k| k == degree) {
        Some(i) => slice_axis(found, 0, i, i + 1),
        None => Ok(zero.clone()),
    };
    let rows = (0..=highest).map(row).collect::<Result<Vec<Array>>>()?;
    Ok(np::concatenate(&rows, 0))
}
