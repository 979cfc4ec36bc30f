//! Derivatives and integrals of series.

use super::basis::{Basis, Steps};
use super::evaluate::values;
use super::series::{banded, column, shifted, with_axis};
use crate::array::Array;
use crate::array::convert::{IntoArray, Operand};
use crate::dtype::promote::Scalar;
use crate::error::{Error, Result};
use crate::np;
use crate::primitives::cumulative::{CumulativeKind, cumulative};
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::primitives::transpose::move_axis;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// The rarely used arguments of derivatives, under numpy's names.
///
/// # Examples
/// ```
/// use numtape::np::polynomial::{Derivative, polynomial::polyder_with};
/// use numtape::prelude::*;
/// let second = Derivative { m: 2, ..Derivative::default() };
/// assert_eq!(polyder_with([1.0, 1.0, 1.0, 1.0], second).to_vec::<f64>().unwrap(), [2.0, 6.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Derivative {
    /// How often to differentiate.
    pub m: usize,
    /// What each derivative is multiplied by: the inner derivative of a linear change of variable.
    pub scl: f64,
    /// The axis of the coefficients.
    pub axis: isize,
}

impl Default for Derivative {
    fn default() -> Self {
        Derivative {
            m: 1,
            scl: 1.0,
            axis: 0,
        }
    }
}

/// The rarely used arguments of integrals, under numpy's names.
///
/// # Examples
/// ```
/// use numtape::np::polynomial::{Integral, polynomial::polyint_with};
/// use numtape::prelude::*;
/// let from_one = Integral { lbnd: 1.0, ..Integral::default() };
/// assert_eq!(polyint_with([0.0, 2.0], from_one).to_vec::<f64>().unwrap(), [-1.0, 0.0, 1.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Integral {
    /// How often to integrate.
    pub m: usize,
    /// The values of the integrals at `lbnd`, in the order of the steps; zeros beyond those given.
    pub k: Option<Array>,
    /// Where the integrals have the values `k`.
    pub lbnd: f64,
    /// What the series is multiplied by before each integral.
    pub scl: f64,
    /// The axis of the coefficients.
    pub axis: isize,
}

impl Default for Integral {
    fn default() -> Self {
        Integral {
            m: 1,
            k: None,
            lbnd: 0.0,
            scl: 1.0,
            axis: 0,
        }
    }
}

fn times(c: Array, factor: f64) -> Array {
    if factor == 1.0 {
        c
    } else {
        np::multiply(c, factor)
    }
}

pub(super) fn derivative(
    op: &'static str,
    basis: &Basis,
    c: &Array,
    options: Derivative,
) -> Result<Array> {
    let c = with_axis(c)?;
    let axis = normalize_axis(op, options.axis, c.ndim())?;
    if options.m == 0 {
        return Ok(c);
    }
    let mut y = move_axis(&c, axis, 0)?;
    if options.m >= y.shape()[0] {
        let none = slice_axis(&y, 0, 0, y.shape()[0].min(1))?;
        return move_axis(&np::multiply(none, 0), 0, axis);
    }
    for _ in 0..options.m {
        y = once(basis, &times(y, options.scl))?;
    }
    move_axis(&y, 0, axis)
}

fn once(basis: &Basis, c: &Array) -> Result<Array> {
    let n = c.shape()[0];
    let rule = &basis.derivative;
    let terms = np::multiply(slice_axis(c, 0, 1, n)?, column((1..n).map(rule.factor), c)?);
    let sums = match rule.steps {
        Steps::Next => return Ok(terms),
        Steps::All => cumulative(CumulativeKind::Sum, &terms, 0, true)?,
        Steps::EverySecond => {
            let odd = (n - 1) % 2;
            let even = shifted(&terms, 0, odd as isize)?;
            let mut shape = Shape::from_slice(even.shape());
            shape[0] /= 2;
            shape.insert(1, 2);
            let pairs = reshape(&even, &shape)?;
            let sums = cumulative(CumulativeKind::Sum, &pairs, 0, true)?;
            slice_axis(&reshape(&sums, even.shape())?, 0, 0, n - 1)?
        }
    };
    Ok(np::multiply(sums, column((0..n - 1).map(rule.weight), c)?))
}

pub(super) fn integral(
    op: &'static str,
    basis: &Basis,
    c: &Array,
    options: &Integral,
) -> Result<Array> {
    let c = with_axis(c)?;
    let axis = normalize_axis(op, options.axis, c.ndim())?;
    let constants = match &options.k {
        Some(k) if k.ndim() > 1 => {
            let text = format!("constants are numbers in one axis, not {}", k.aval());
            return Err(Error::shape(op, text));
        }
        Some(k) => Some(reshape(k, &[k.len()])?),
        None => None,
    };
    let given = constants.as_ref().map_or(0, Array::len);
    if given > options.m {
        let text = format!("{given} constants for {} integrals", options.m);
        return Err(Error::value(op, text));
    }
    let mut y = move_axis(&c, axis, 0)?;
    if y.shape()[0] == 0 {
        return Err(Error::shape(op, "there are no coefficients"));
    }
    for step in 0..options.m {
        y = banded(&times(y, options.scl), basis.integral)?;
        let at_bound = values(
            op,
            basis,
            Operand::Weak(Scalar::Float(options.lbnd)),
            &y,
            true,
        )?;
        let mut constant = np::negative(at_bound);
        if let Some(k) = constants.as_ref().filter(|_| step < given) {
            let k = reshape(&slice_axis(k, 0, step, step + 1)?, &[])?;
            constant = np::add(constant, k.astype(y.dtype()));
        }
        let first = np::expand_dims(constant.into_array(), 0);
        y = np::add(&y, shifted(&first, 0, y.shape()[0] as isize - 1)?);
    }
    move_axis(&y, 0, axis)
}
