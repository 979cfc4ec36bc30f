//! Polynomials through linear algebra: their roots, and fits of least squares (numpy: `roots`, `polyfit`).
//!
//! The other functions of polynomials are in [`super::powers`](crate::np).

use super::linalg::{Lstsq, Tolerance, eigvals, inv, lstsq};
use super::powers::{coefficients, values_of};
use super::{concatenate, divide, matmul, multiply, outer, sqrt, sum, transpose, zeros};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np::Vander;
use crate::primitives::cast::cast;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use num_complex::Complex;

/// The roots of a polynomial, the highest power first (numpy: `roots`): always complex, where numpy's are real if
/// all of them are. Coefficients of f32 give C64, others C128.
///
/// Differentiable where no root is repeated.
///
/// # Panics
/// If the coefficients have more than one axis; inside `vmap`, where it is not known which of them are zero.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let roots = np::sort_complex(np::roots([1.0, -3.0, 2.0]));
/// assert!(np::allclose(np::real(roots), [1.0, 2.0]));
/// ```
#[track_caller]
pub fn roots<'a>(p: impl IntoArray<'a>) -> Array {
    roots_op(p.into_array()).or_raise()
}

fn roots_op(p: Array) -> Result<Array> {
    const OP: &str = "roots";
    let p = coefficients(OP, p)?;
    let values = values_of(OP, &p)?;
    let is_zero = |z: &Complex<f64>| *z == Complex::new(0.0, 0.0);
    let dtype = match p.dtype() {
        DType::F32 | DType::C64 => DType::C64,
        _ => DType::C128,
    };
    let Some(first) = values.iter().position(|z| !is_zero(z)) else {
        return Ok(zeros(([0], dtype)));
    };
    let last = values.iter().rposition(|z| !is_zero(z)).unwrap_or(first);
    let at_zero = zeros(([p.len() - 1 - last], dtype));
    if first == last {
        return Ok(at_zero);
    }
    let p = slice_axis(&p, 0, first, last + 1)?;
    let p = if p.dtype().is_differentiable() {
        p
    } else {
        cast(&p, DType::F64)?
    };
    let n = p.len() - 1;
    // The companion matrix: its characteristic polynomial is p.
    let head = slice_axis(&p, 0, 0, 1)?;
    let row = divide(-slice_axis(&p, 0, 1, n + 1)?, head);
    let row = reshape(&row, &[1, n])?;
    let below = super::eye_with(([n - 1, n], row.dtype()), 0);
    let companion = concatenate([row, below], 0);
    let found = cast(&eigvals(companion), dtype)?;
    Ok(concatenate([found, at_zero], 0))
}

/// The rarely used arguments of [`polyfit_with`], under numpy's names.
#[derive(Clone, Debug, Default)]
pub struct PolyfitOptions {
    /// Singular values below this, relative to the largest, count as zero; the number of points times the dtype's
    /// epsilon where `None`.
    pub rcond: Option<f64>,
    /// A weight for each point, which multiplies its distance before that is squared.
    pub w: Option<Array>,
    /// Whether the covariance is left unscaled by the distances (numpy: `cov='unscaled'`).
    pub unscaled: bool,
}

/// What [`polyfit_with`] finds.
#[derive(Clone, Debug)]
pub struct Polyfit {
    /// The coefficients, the highest power first; one column for each column of `y`.
    pub coefficients: Array,
    /// The sums of squared distances; none if there are no more points than coefficients.
    pub residuals: Array,
    /// The rank of the scaled Vandermonde matrix, i64.
    pub rank: Array,
    /// Its singular values.
    pub singular_values: Array,
    /// The covariance of the coefficients, one matrix for each column of `y` along the last axis. `None` if there are too
    /// few points to estimate it.
    pub covariance: Option<Array>,
}

/// The polynomial of a degree that comes closest to points, by least squares (numpy: `polyfit`). `y` is a vector, or has a
/// column for each set of points. Integers and f16 are computed in f64.
///
/// # Panics
/// If `x` is not 1-d or empty, `y` is not 1-d or 2-d, or their lengths differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let fit = np::polyfit([0.0, 1.0, 2.0, 3.0], [1.0, 3.0, 5.0, 7.0], 1);
/// assert!(np::allclose(fit, [2.0, 1.0]));
/// ```
#[track_caller]
pub fn polyfit<'a, 'b>(x: impl IntoArray<'a>, y: impl IntoArray<'b>, degree: usize) -> Array {
    let options = PolyfitOptions::default();
    let fit = fit(x.into_array(), y.into_array(), degree, &options).or_raise();
    fit.0.coefficients
}

/// [`polyfit`] with weights, and with residuals, rank, singular values and covariance in the result (numpy:
/// `polyfit(…, full=True)` and `cov=True`).
///
/// # Panics
/// As [`polyfit`], or if the weights are not as many as the points.
///
/// # Examples
/// ```
/// use numtape::{np::PolyfitOptions, prelude::*};
/// let options = PolyfitOptions { w: Some(array([1.0, 1.0, 0.0])), ..PolyfitOptions::default() };
/// let fit = np::polyfit_with([0.0, 1.0, 2.0], [1.0, 2.0, 9.0], 1, &options);
/// assert!(np::allclose(fit.coefficients, [1.0, 1.0]));
/// ```
#[track_caller]
pub fn polyfit_with<'a, 'b>(
    x: impl IntoArray<'a>,
    y: impl IntoArray<'b>,
    degree: usize,
    options: &PolyfitOptions,
) -> Polyfit {
    let (mut fit, scaled) = fit(x.into_array(), y.into_array(), degree, options).or_raise();
    fit.covariance = covariance(&fit, &scaled, degree + 1, options.unscaled).or_raise();
    fit
}

/// The matrix that was fitted, its columns scaled to length 1, and their lengths before.
struct Scaled {
    matrix: Array,
    lengths: Array,
}

fn fit(x: Array, y: Array, degree: usize, options: &PolyfitOptions) -> Result<(Polyfit, Scaled)> {
    const OP: &str = "polyfit";
    if x.ndim() != 1 || x.is_empty() {
        let reason = format!("x is one axis of points, not {}", x.aval());
        return Err(Error::shape(OP, reason));
    }
    if !matches!(y.ndim(), 1 | 2) || y.shape()[0] != x.len() {
        let reason = format!(
            "y has one row for each of the {} points, not {}",
            x.len(),
            y.aval()
        );
        return Err(Error::shape(OP, reason));
    }
    let wide = |x: &Array| match x.dtype() {
        DType::F32 | DType::F64 | DType::C64 | DType::C128 => Ok(x.clone()),
        _ => cast(x, DType::F64),
    };
    let (x, mut right) = (wide(&x)?, wide(&y)?);
    let count = x.len();
    let columns = Vander {
        columns: Some(degree + 1),
        ..Vander::default()
    };
    let mut left = super::vander_with(&x, columns);
    if let Some(w) = &options.w {
        if w.shape() != [count] {
            let reason = format!("{count} points need as many weights, not {}", w.aval());
            return Err(Error::shape(OP, reason));
        }
        let w = reshape(&wide(w)?, &[count, 1])?;
        left = multiply(&left, &w);
        let shape: &[usize] = if right.ndim() == 1 {
            &[count]
        } else {
            &[count, 1]
        };
        right = multiply(&right, reshape(&w, shape)?);
    }
    let squares = super::real(multiply(&left, super::conj(&left)));
    let lengths = sqrt(sum(squares, 0));
    let matrix = divide(&left, &lengths);
    let epsilon = match matrix.dtype() {
        DType::F32 | DType::C64 => f64::from(f32::EPSILON),
        _ => f64::EPSILON,
    };
    let rcond = options.rcond.unwrap_or(count as f64 * epsilon);
    let Lstsq {
        x: found,
        residuals,
        rank,
        s,
    } = lstsq(&matrix, &right, Tolerance::Relative(rcond));
    let of_rows = if found.ndim() == 1 {
        lengths.clone()
    } else {
        reshape(&lengths, &[degree + 1, 1])?
    };
    let fit = Polyfit {
        coefficients: divide(found, of_rows),
        residuals,
        rank,
        singular_values: s,
        covariance: None,
    };
    Ok((fit, Scaled { matrix, lengths }))
}

fn covariance(
    fit: &Polyfit,
    scaled: &Scaled,
    order: usize,
    unscaled: bool,
) -> Result<Option<Array>> {
    let count = scaled.matrix.shape()[0];
    if !unscaled && (count <= order || fit.residuals.is_empty()) {
        return Ok(None);
    }
    let gram = matmul(transpose(&scaled.matrix, ..), &scaled.matrix);
    let base = divide(inv(gram), outer(&scaled.lengths, &scaled.lengths));
    let base = if fit.coefficients.ndim() == 1 {
        base
    } else {
        reshape(&base, &[order, order, 1])?
    };
    if unscaled {
        return Ok(Some(base));
    }
    let factor = divide(&fit.residuals, (count - order) as f64);
    Ok(Some(multiply(base, factor)))
}
