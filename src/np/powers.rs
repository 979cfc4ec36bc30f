//! Polynomials as arrays of coefficients, the highest power first (numpy's functions `poly…`).
//!
//! Sums, products, quotients, values, derivatives and integrals. All are compositions that differentiate.
//! numpy drops leading zeros in some of them, which needs the values of the coefficients: inside `vmap` those functions
//! refuse and name one that keeps the shape.

use super::signal::{Overlap, convolve_op};
use super::{Axes, add, concatenate, multiply, subtract};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::promote_types;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use crate::primitives::create::iota;
use crate::primitives::meta::stop_gradient;
use crate::primitives::pad::pad_zeros;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::{slice, slice_axis};
use num_complex::Complex;

/// Coefficients as one axis, from one axis or none.
pub(crate) fn coefficients(op: &'static str, p: Array) -> Result<Array> {
    if p.ndim() > 1 {
        return Err(Error::shape(
            op,
            format!("coefficients have one axis, not shape {:?}", p.shape()),
        ));
    }
    reshape(&p, &[p.len()])
}

/// With zeros for higher powers, up to a number of coefficients.
fn lengthened(p: &Array, len: usize) -> Result<Array> {
    pad_zeros(p, &[len as isize - p.len() as isize], &[0], &[0])
}

/// The coefficients from the first that is not zero.
fn without_leading_zeros(op: &'static str, p: &Array) -> Result<Array> {
    let values = values_of(op, p)?;
    let start = values.iter().position(|z| *z != Complex::new(0.0, 0.0));
    match start {
        Some(start) => slice_axis(p, 0, start, p.len()),
        None => Ok(super::zeros(([1], p.dtype()))),
    }
}

/// The values of an array with one axis, for decisions about the shape of a result.
pub(crate) fn values_of(op: &'static str, p: &Array) -> Result<Vec<Complex<f64>>> {
    let wide = cast(&stop_gradient(p)?, DType::C128)?;
    wide.to_vec::<Complex<f64>>()
        .map_err(|error| error.renamed(op))
}

/// The sum of two polynomials (numpy: `polyadd`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polyadd([1, 2], [9, 5, 4]).to_vec::<i32>().unwrap(), [9, 6, 6]);
/// ```
#[track_caller]
pub fn polyadd<'a, 'b>(p: impl IntoArray<'a>, q: impl IntoArray<'b>) -> Array {
    let [p, q] = of_one_length("polyadd", p.into_array(), q.into_array()).or_raise();
    add(p, q)
}

/// The difference of two polynomials (numpy: `polysub`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polysub([2, 10, -2], [3, 10, -4]).to_vec::<i32>().unwrap(), [-1, 0, 2]);
/// ```
#[track_caller]
pub fn polysub<'a, 'b>(p: impl IntoArray<'a>, q: impl IntoArray<'b>) -> Array {
    let [p, q] = of_one_length("polysub", p.into_array(), q.into_array()).or_raise();
    subtract(p, q)
}

fn of_one_length(op: &'static str, p: Array, q: Array) -> Result<[Array; 2]> {
    let (p, q) = (coefficients(op, p)?, coefficients(op, q)?);
    let len = p.len().max(q.len());
    Ok([lengthened(&p, len)?, lengthened(&q, len)?])
}

/// The product of two polynomials, without leading zeros of the factors (numpy: `polymul`).
///
/// # Panics
/// Inside `vmap`, as the shape depends on values: [`convolve`](super::convolve) keeps all coefficients.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polymul([1, 2, 3], [9, 5, 1]).to_vec::<i32>().unwrap(), [9, 23, 38, 17, 3]);
/// ```
#[track_caller]
pub fn polymul<'a, 'b>(p: impl IntoArray<'a>, q: impl IntoArray<'b>) -> Array {
    polymul_op(p.into_array(), q.into_array()).or_raise()
}

fn polymul_op(p: Array, q: Array) -> Result<Array> {
    const OP: &str = "polymul";
    let trimmed = |p: Array| {
        without_leading_zeros(OP, &coefficients(OP, p)?)
            .map_err(|error| error.hinted("convolve multiplies without dropping leading zeros"))
    };
    let (p, q) = (trimmed(p)?, trimmed(q)?);
    convolve_op(OP, Operand::Owned(p), Operand::Owned(q), Overlap::Full)
}

/// Quotient and remainder of two polynomials, the remainder without leading zeros (numpy: `polydiv`).
/// Integers are divided as f64.
///
/// # Panics
/// For a divisor without coefficients; inside `vmap`, as the shape of the remainder depends on values:
/// [`polydiv_untrimmed`] keeps it.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (quotient, remainder) = np::polydiv([3.0, 5.0, 2.0], [2.0, 1.0]);
/// assert_eq!(quotient.to_vec::<f64>().unwrap(), [1.5, 1.75]);
/// assert_eq!(remainder.to_vec::<f64>().unwrap(), [0.25]);
/// ```
#[track_caller]
pub fn polydiv<'a, 'b>(u: impl IntoArray<'a>, v: impl IntoArray<'b>) -> (Array, Array) {
    const OP: &str = "polydiv";
    let (quotient, remainder) = polydiv_op(OP, u.into_array(), v.into_array()).or_raise();
    let values = values_of(OP, &remainder)
        .map_err(|error| error.hinted("polydiv_untrimmed keeps the leading zeros of the remainder"))
        .or_raise();
    let is_zero = |z: &Complex<f64>| z.norm() <= 1e-8;
    let last = remainder.len() - 1;
    let start = values[..last].iter().take_while(|z| is_zero(z)).count();
    let remainder = slice_axis(&remainder, 0, start, last + 1).or_raise();
    (quotient, remainder)
}

/// As [`polydiv`], but the remainder has as many coefficients as `u`, the leading ones about 0. numpy has no
/// such function; this one maps over batches.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let (_, remainder) = np::polydiv_untrimmed([3.0, 5.0, 2.0], [2.0, 1.0]);
/// assert_eq!(remainder.to_vec::<f64>().unwrap(), [0.0, 0.0, 0.25]);
/// ```
#[track_caller]
pub fn polydiv_untrimmed<'a, 'b>(u: impl IntoArray<'a>, v: impl IntoArray<'b>) -> (Array, Array) {
    polydiv_op("polydiv_untrimmed", u.into_array(), v.into_array()).or_raise()
}

fn polydiv_op(op: &'static str, u: Array, v: Array) -> Result<(Array, Array)> {
    let (u_dtype, v_dtype) = (inexact(u.dtype()), inexact(v.dtype()));
    let dtype = promote_types(u_dtype, v_dtype);
    let u = cast(&coefficients(op, u)?, dtype)?;
    let v = cast(&coefficients(op, v)?, v_dtype)?;
    if u.is_empty() || v.is_empty() {
        return Err(Error::value(op, "a polynomial has no coefficients"));
    }
    let scale = super::divide(1.0, slice_axis(&v, 0, 0, 1)?);
    let steps = (u.len() + 1).saturating_sub(v.len());
    let mut remainder = u;
    let mut quotient = Vec::new();
    for k in 0..steps {
        let term = multiply(&scale, slice_axis(&remainder, 0, k, k + 1)?);
        let below = (remainder.len() - k - v.len()) as isize;
        let product = pad_zeros(&multiply(&term, &v), &[k as isize], &[below], &[0])?;
        remainder = subtract(remainder, product);
        quotient.push(term);
    }
    if quotient.is_empty() {
        quotient.push(super::zeros(([1], dtype)));
    }
    Ok((concatenate(quotient, 0), remainder))
}

/// The dtype of an array plus `0.0`.
fn inexact(dtype: DType) -> DType {
    if dtype.is_differentiable() {
        dtype
    } else {
        DType::F64
    }
}

/// The values of a polynomial at the points `x`, by Horner's scheme (numpy: `polyval`). Coefficients with
/// more axes are as many polynomials, which broadcast with `x`.
///
/// # Panics
/// If `p` is 0-d.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polyval([3, 0, 1], 5).item::<i32>().unwrap(), 76);
/// assert_eq!(np::polyval([1.0, 0.0], [2.0, 3.0]).to_vec::<f64>().unwrap(), [2.0, 3.0]);
/// ```
#[track_caller]
pub fn polyval<'a, 'b>(p: impl IntoArray<'a>, x: impl IntoArray<'b>) -> Array {
    polyval_op(p.into_array(), x.into_operand()).or_raise()
}

fn polyval_op(p: Array, x: Operand<'_>) -> Result<Array> {
    let Some((&count, rest)) = p.shape().split_first() else {
        return Err(Error::shape("polyval", "0-d coefficients have no order")
            .hinted("give an array with one axis"));
    };
    let (p, x) = if count == 0 {
        (p.clone(), x.into_array())
    } else {
        let [p, x] = super::args::promote("polyval", [Operand::Borrowed(&p), x])?;
        (p, x)
    };
    let mut y = super::zeros_like(&x);
    for k in 0..count {
        let coefficient = reshape(&slice_axis(&p, 0, k, k + 1)?, rest)?;
        // As in numpy the first product, with 0, is taken too: it makes nan of infinite points.
        y = add(multiply(y, &x), coefficient);
    }
    Ok(y)
}

/// The polynomial with the given roots and leading coefficient 1 (numpy: `poly`); of a square matrix, with feature
/// `linalg`, its characteristic polynomial. Integers give f64, and so do f16 and bf16. Of complex roots that come in
/// conjugate pairs the result is real.
///
/// # Panics
/// If the roots have more than one axis; for complex roots inside `vmap`, where their values cannot decide the
/// dtype.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::poly([1.0, 2.0]).to_vec::<f64>().unwrap(), [1.0, -3.0, 2.0]);
/// ```
#[track_caller]
pub fn poly<'a>(roots: impl IntoArray<'a>) -> Array {
    poly_op(roots.into_array()).or_raise()
}

fn poly_op(roots: Array) -> Result<Array> {
    const OP: &str = "poly";
    let dtype = match roots.dtype() {
        dtype @ (DType::F32 | DType::C64 | DType::C128) => dtype,
        _ => DType::F64,
    };
    #[cfg(feature = "linalg")]
    if let &[m, n] = roots.shape()
        && m == n
        && n > 0
    {
        let of_complex = roots.dtype().is_complex();
        let eigenvalues = super::linalg::eigvals(cast(&roots, dtype)?);
        let p = poly_op(eigenvalues)?;
        return Ok(if of_complex { p } else { super::real(p) });
    }
    if roots.ndim() != 1 {
        return Err(Error::shape(
            OP,
            format!("roots have one axis, not shape {:?}", roots.shape()),
        ));
    }
    let roots = cast(&roots, dtype)?;
    if roots.is_empty() {
        return Ok(super::ones([]));
    }
    let mut p = super::ones(([1], dtype));
    for k in 0..roots.len() {
        let root = slice_axis(&roots, 0, k, k + 1)?;
        let shifted = pad_zeros(&p, &[0], &[1], &[0])?;
        let scaled = pad_zeros(&multiply(&p, &root), &[1], &[0], &[0])?;
        p = subtract(shifted, scaled);
    }
    if dtype.is_complex() && comes_in_pairs(OP, &roots)? {
        return Ok(super::real(p));
    }
    Ok(p)
}

/// Whether the conjugates of the roots are the same roots.
fn comes_in_pairs(op: &'static str, roots: &Array) -> Result<bool> {
    let sorted = |mut roots: Vec<Complex<f64>>| {
        roots.sort_by(|a, b| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im)));
        roots
    };
    let values = values_of(op, roots)?;
    // Adding 0 makes -0 and 0 one in the order.
    let clean = |z: Complex<f64>| Complex::new(z.re + 0.0, z.im + 0.0);
    let conjugates = values.iter().map(|z| clean(z.conj())).collect();
    Ok(sorted(values.into_iter().map(clean).collect()) == sorted(conjugates))
}

/// The derivative of a polynomial (numpy: `polyder`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polyder([1.0, 1.0, 1.0]).to_vec::<f64>().unwrap(), [2.0, 1.0]);
/// ```
#[track_caller]
pub fn polyder<'a>(p: impl IntoArray<'a>) -> Array {
    polyder_with(p, 1)
}

/// The `m`th derivative of a polynomial (numpy: `polyder` with `m`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polyder_with([1.0, 1.0, 1.0], 2).to_vec::<f64>().unwrap(), [2.0]);
/// ```
#[track_caller]
pub fn polyder_with<'a>(p: impl IntoArray<'a>, m: usize) -> Array {
    polyder_op(p.into_array(), m).or_raise()
}

fn polyder_op(p: Array, m: usize) -> Result<Array> {
    if p.ndim() != 1 {
        return Err(Error::shape(
            "polyder",
            format!("coefficients have one axis, not shape {:?}", p.shape()),
        ));
    }
    (0..m).try_fold(p, |p, _| {
        let len = p.len().saturating_sub(1);
        let powers = falling(len)?;
        Ok(multiply(slice_axis(&p, 0, 0, len)?, powers))
    })
}

/// The integers from `n` down to 1.
fn falling(n: usize) -> Result<Array> {
    Ok(subtract(n as i64, iota(&[n], DType::I64, 0)?))
}

/// Options of [`polyint_with`].
///
/// # Examples
/// ```
/// use numtape::{np::Polyint, prelude::*};
/// let p = np::polyint_with([6.0], Polyint { m: 2, k: Some(array([1.0, 5.0])) });
/// assert_eq!(p.to_vec::<f64>().unwrap(), [3.0, 1.0, 5.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Polyint {
    /// How often to integrate.
    pub m: usize,
    /// The constants of integration in the order of the steps, or one for all; zeros by default.
    pub k: Option<Array>,
}

impl Default for Polyint {
    fn default() -> Self {
        Polyint { m: 1, k: None }
    }
}

/// The integral of a polynomial that is 0 at 0 (numpy: `polyint`). Integers give f64.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::polyint([3.0, 2.0]).to_vec::<f64>().unwrap(), [1.5, 2.0, 0.0]);
/// ```
#[track_caller]
pub fn polyint<'a>(p: impl IntoArray<'a>) -> Array {
    polyint_with(p, Polyint::default())
}

/// [`polyint`] several times, with constants of integration.
///
/// # Examples
/// ```
/// use numtape::{np::Polyint, prelude::*};
/// let p = np::polyint_with([2.0], Polyint { m: 1, k: Some(array(7.0)) });
/// assert_eq!(p.to_vec::<f64>().unwrap(), [2.0, 7.0]);
/// ```
#[track_caller]
pub fn polyint_with<'a>(p: impl IntoArray<'a>, options: Polyint) -> Array {
    polyint_op(p.into_array(), options).or_raise()
}

fn polyint_op(p: Array, Polyint { m, k }: Polyint) -> Result<Array> {
    const OP: &str = "polyint";
    let k = coefficients(OP, k.unwrap_or_else(|| super::zeros([m])))?;
    let k = if k.len() == 1 {
        super::broadcast_to(&k, [m.max(1)])
    } else {
        k
    };
    if k.len() < m {
        return Err(Error::value(
            OP,
            format!("{} constants for {m} integrals", k.len()),
        ));
    }
    if m > 0 && p.ndim() != 1 {
        return Err(Error::shape(
            OP,
            format!("coefficients have one axis, not shape {:?}", p.shape()),
        ));
    }
    (0..m).try_fold(p, |p, step| {
        let quotients = super::divide(&p, falling(p.len())?);
        Ok(concatenate(
            [quotients, slice_axis(&k, 0, step, step + 1)?],
            0,
        ))
    })
}

/// Options of [`trim_zeros_with`].
///
/// # Examples
/// ```
/// use numtape::{np::TrimZeros, prelude::*};
/// let y = np::trim_zeros_with([0, 1, 0], TrimZeros { back: false, ..TrimZeros::default() });
/// assert_eq!(y.to_vec::<i32>().unwrap(), [1, 0]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrimZeros {
    /// Whether to cut at the front.
    pub front: bool,
    /// Whether to cut at the back.
    pub back: bool,
    /// The axes to shorten, all by default.
    pub axes: Axes,
}

impl Default for TrimZeros {
    fn default() -> Self {
        TrimZeros {
            front: true,
            back: true,
            axes: Axes::from(..),
        }
    }
}

/// The array without zeros at both ends of every axis: the smallest block with all elements that are not zero
/// (numpy: `trim_zeros`).
///
/// # Panics
/// Inside `vmap`, as the shape depends on values.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::trim_zeros([0, 1, 0, 2, 0]).to_vec::<i32>().unwrap(), [1, 0, 2]);
/// ```
#[track_caller]
pub fn trim_zeros<'a>(x: impl IntoArray<'a>) -> Array {
    trim_zeros_with(x, TrimZeros::default())
}

/// [`trim_zeros`] at one end, or of some axes.
///
/// # Examples
/// ```
/// use numtape::{np::TrimZeros, prelude::*};
/// let rows = TrimZeros { axes: 0.into(), ..TrimZeros::default() };
/// assert_eq!(np::trim_zeros_with([[0, 0], [0, 3]], rows).shape(), [1, 2]);
/// ```
#[track_caller]
pub fn trim_zeros_with<'a>(x: impl IntoArray<'a>, options: TrimZeros) -> Array {
    trim_zeros_op(&x.into_array(), &options).or_raise()
}

fn trim_zeros_op(x: &Array, options: &TrimZeros) -> Result<Array> {
    let axes = options.axes.resolve("trim_zeros", x.ndim())?;
    if axes.is_empty() {
        return Ok(x.clone());
    }
    let positions = super::nonzero::nonzero_op("trim_zeros", x)?;
    let (mut starts, mut limits) = (vec![0; x.ndim()], x.shape().to_vec());
    for &axis in &axes {
        let along = positions[axis].to_vec::<i64>()?;
        let (Some(&first), Some(&last)) = (along.iter().min(), along.iter().max()) else {
            limits[axis] = 0;
            continue;
        };
        if options.front {
            starts[axis] = first as usize;
        }
        if options.back {
            limits[axis] = last as usize + 1;
        }
    }
    slice(x, &starts, &limits, &vec![1; x.ndim()])
}
