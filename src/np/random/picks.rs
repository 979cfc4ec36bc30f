//! Choosing positions and rows: categorical draws, permutations, choices with and without replacement.

use super::arguments::{Size, open_uniform, wide};
use super::closed_form::gumbel_of;
use super::uniform::{between_numbers, uniform_op};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::np::args::ShapeArg;
use crate::primitives::argreduce::arg_max;
use crate::primitives::cast::cast;
use crate::primitives::create::iota;
use crate::primitives::random as primitive;
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// Options of [`categorical_with`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categorical {
    /// The axis of the logits along which the categories lie (default: the last).
    pub axis: isize,
    /// The shape of the result, to which that of the logits without the axis broadcasts; that shape itself
    /// if not given.
    pub shape: Option<ShapeArg>,
}

impl Default for Categorical {
    fn default() -> Self {
        Categorical {
            axis: -1,
            shape: None,
        }
    }
}

/// Positions along the last axis, drawn with the probabilities that [`softmax`](crate::np::softmax) of the
/// logits gives (jax: `random.categorical`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let logits = array([[0.0, f64::NEG_INFINITY], [f64::NEG_INFINITY, 0.0]]);
/// assert_eq!(np::random::categorical(&np::random::key(7), &logits).to_vec::<i64>().unwrap(), [0, 1]);
/// ```
#[track_caller]
pub fn categorical<'a>(key: &Array, logits: impl IntoArray<'a>) -> Array {
    categorical_op(key, &logits.into_array(), &Categorical::default()).or_raise()
}

/// [`categorical`] with an axis and a shape (jax: `random.categorical` with `axis` and `shape`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use np::random::Categorical;
/// let logits = array([0.0, 1.0, 2.0]);
/// let options = Categorical { shape: Some([5, 4].into()), ..Default::default() };
/// assert_eq!(np::random::categorical_with(&np::random::key(7), &logits, options).shape(), [5, 4]);
/// ```
#[track_caller]
pub fn categorical_with<'a>(
    key: &Array,
    logits: impl IntoArray<'a>,
    options: Categorical,
) -> Array {
    categorical_op(key, &logits.into_array(), &options).or_raise()
}

fn categorical_op(key: &Array, logits: &Array, options: &Categorical) -> Result<Array> {
    const OP: &str = "categorical";
    let axis = normalize_axis(OP, options.axis, logits.ndim())?;
    if logits.dtype().is_complex() {
        return Err(Error::unsupported_dtype(
            OP,
            "logits",
            logits.dtype(),
            "real numbers",
        ));
    }
    let dtype = if logits.dtype().is_float() {
        wide(logits.dtype())
    } else {
        DType::F64
    };
    let logits = move_axis(&cast(logits, dtype)?, axis, logits.ndim() - 1)?;
    let (categories, rows) = logits.shape().split_last().expect("the axis exists");
    let size = Size {
        shape: options.shape.clone(),
        dtype: None,
    };
    let mut shape = super::arguments::common_shape(OP, key, &[rows], &size)?;
    shape.push(*categories);
    let noisy = logits + gumbel_of(open_uniform(key, &shape, dtype)?);
    arg_max(&noisy, noisy.ndim() - 1)
}

/// Options of [`permutation_with`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permutation {
    /// The axis along which to permute (default: 0).
    pub axis: isize,
    /// Whether every line along the axis gets an order of its own (numpy: `Generator.permuted`).
    pub independent: bool,
}

/// The rows of an array in random order, or the integers below a number (numpy: `permutation`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::random::permutation(&np::random::key(7), 5);
/// assert_eq!(np::sort(&x, -1).to_vec::<i64>().unwrap(), [0, 1, 2, 3, 4]);
/// ```
#[track_caller]
pub fn permutation<'a>(key: &Array, x: impl IntoArray<'a>) -> Array {
    permutation_with(key, x, Permutation::default())
}

/// [`permutation`] along an axis, of all lines alike or each on its own (jax: `random.permutation` with `axis`
/// and `independent`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use np::random::Permutation;
/// let x = np::arange(12).reshape([3, 4]);
/// let options = Permutation { axis: 1, independent: true };
/// let y = np::random::permutation_with(&np::random::key(7), &x, options);
/// assert!(np::array_equal(np::sort(&y, 1), &x));
/// ```
#[track_caller]
pub fn permutation_with<'a>(key: &Array, x: impl IntoArray<'a>, options: Permutation) -> Array {
    permutation_op(key, x.into_operand(), options).or_raise()
}

fn permutation_op(key: &Array, x: Operand<'_>, options: Permutation) -> Result<Array> {
    const OP: &str = "permutation";
    let x = rows_of(OP, x)?;
    let axis = normalize_axis(OP, options.axis, x.ndim())?;
    if options.independent {
        let words = primitive::random_bits(key, x.shape(), DType::U64)?;
        let order = np::argsort(&words, axis as isize);
        return Ok(np::take_along_axis(&x, &order, axis as isize));
    }
    let order = random_order(key, x.shape()[axis])?;
    Ok(np::take(&x, &order, axis as isize))
}

/// The positions below `n` in random order, along a new last axis for arrays of keys.
fn random_order(key: &Array, n: usize) -> Result<Array> {
    Ok(np::argsort(
        &primitive::random_bits(key, &[n], DType::U64)?,
        -1,
    ))
}

/// An array as it is; a number as the integers below it.
fn rows_of(op: &'static str, x: Operand<'_>) -> Result<Array> {
    let Operand::Weak(scalar) = x else {
        let x = x.into_array();
        return if x.ndim() > 0 {
            Ok(x)
        } else {
            Err(Error::axis_out_of_range(op, 0, 0))
        };
    };
    let Scalar::Int(n) = scalar else {
        return Err(Error::value(op, "a number of rows must be an integer"));
    };
    let n = usize::try_from(n)
        .map_err(|_| Error::value(op, format!("{n} rows cannot be drawn from")))?;
    iota(&[n], DType::I64, 0)
}

/// Another name of [`permutation`]; numpy's `shuffle` changes its argument, this returns a new array.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::shuffle(&np::random::key(7), [[1, 2], [3, 4]]).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn shuffle<'a>(key: &Array, x: impl IntoArray<'a>) -> Array {
    permutation(key, x)
}

/// Options of [`choice_with`].
#[derive(Clone, Debug)]
pub struct Choice {
    /// Whether a row may be drawn more than once (default: true).
    pub replace: bool,
    /// Weights of the rows, which need not sum to 1; equal weights if not given. Without replacement, rows of
    /// weight 0 come after all others.
    pub p: Option<Array>,
    /// The axis along which the rows lie (default: 0).
    pub axis: isize,
}

impl Default for Choice {
    fn default() -> Self {
        Choice {
            replace: true,
            p: None,
            axis: 0,
        }
    }
}

/// Rows of an array, or integers below a number, drawn independently (numpy: `choice`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::random::choice(&np::random::key(7), [10, 20, 30], [2, 2]).shape(), [2, 2]);
/// ```
#[track_caller]
pub fn choice<'a>(key: &Array, x: impl IntoArray<'a>, shape: impl Into<ShapeArg>) -> Array {
    choice_with(key, x, shape, Choice::default())
}

/// [`choice`] with weights, without replacement, or along an axis (numpy: `choice` with `replace`, `p` and
/// `axis`). Weighted draws without replacement take the largest of `log p` plus Gumbel numbers, which is
/// numpy's distribution.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use np::random::Choice;
/// let key = np::random::key(7);
/// let hand = np::random::choice_with(&key, 52, 5, Choice { replace: false, ..Default::default() });
/// assert_eq!(hand.shape(), [5]);
/// let options = Choice { p: Some(array([0.0, 1.0, 0.0])), ..Default::default() };
/// assert_eq!(np::random::choice_with(&key, [10, 20, 30], 2, options).to_vec::<i32>().unwrap(), [20, 20]);
/// ```
#[track_caller]
pub fn choice_with<'a>(
    key: &Array,
    x: impl IntoArray<'a>,
    shape: impl Into<ShapeArg>,
    options: Choice,
) -> Array {
    choice_op(key, x.into_operand(), &shape.into(), &options).or_raise()
}

const CHOICE: &str = "choice";

fn choice_op(key: &Array, x: Operand<'_>, shape: &ShapeArg, options: &Choice) -> Result<Array> {
    let x = rows_of(CHOICE, x)?;
    let axis = normalize_axis(CHOICE, options.axis, x.ndim())?;
    let n = x.shape()[axis];
    let wanted: usize = shape.0.iter().product();
    if wanted > 0 && n == 0 {
        return Err(Error::value(CHOICE, "there are no rows to choose from"));
    }
    if !options.replace && wanted > n {
        return Err(Error::value(
            CHOICE,
            format!("cannot take {wanted} of {n} rows without replacement"),
        ));
    }
    let weights = options.p.as_ref().map(|p| weights_of(p, n)).transpose()?;
    let positions = match (weights, options.replace) {
        _ if wanted == 0 => np::zeros((shape.0.as_slice(), DType::I64)),
        (None, true) => between_numbers(key, [0, n as i64], shape, DType::I64)?,
        (Some(weights), true) => weighted(key, &weights, shape)?,
        (None, false) => first(&random_order(key, n)?, wanted, shape)?,
        (Some(weights), false) => {
            let noise = gumbel_of(open_uniform(key, &[n], DType::F64)?);
            let order = np::argsort(-(np::log(weights) + noise), -1);
            first(&order, wanted, shape)?
        }
    };
    Ok(np::take(&x, &positions, axis as isize))
}

fn weights_of(p: &Array, n: usize) -> Result<Array> {
    if p.shape() != [n] {
        return Err(Error::shape(
            CHOICE,
            format!(
                "{n} rows have weights of shape [{n}], these have {:?}",
                p.shape()
            ),
        ));
    }
    if p.dtype().is_complex() {
        return Err(Error::unsupported_dtype(
            CHOICE,
            "p",
            p.dtype(),
            "real numbers",
        ));
    }
    cast(p, DType::F64)
}

/// Positions by the sums of the weights up to them.
fn weighted(key: &Array, weights: &Array, shape: &ShapeArg) -> Result<Array> {
    let sums = np::cumsum(weights, 0);
    let total = np::take(&sums, -1, 0);
    let u = uniform_op(key, &shape.0.as_slice().into())?;
    // Scaled sums end in exactly 1, which no uniform number reaches.
    Ok(np::searchsorted_with(sums / total, u, np::Side::Right))
}

/// The first positions of an order along the last axis, in the wanted shape behind the axes of keys.
fn first(order: &Array, count: usize, shape: &ShapeArg) -> Result<Array> {
    let taken = np::take(order, np::arange(count as i64), -1);
    let keys = &taken.shape()[..taken.ndim() - 1];
    let full: Shape = keys.iter().chain(&shape.0).copied().collect();
    reshape(&taken, &full)
}
