//! Differences of neighbours, and what is made of them: numerical derivatives and the trapezoidal rule.
//!
//! `gradient` is numpy's numerical derivative of sampled values; derivatives of programs are in `transform`.

use super::args::promote;
use super::{Axes, add, concatenate, divide, multiply, negative, not_equal, subtract, sum};
use crate::array::Array;
use crate::array::convert::{IntoArray, scalar_array};
use crate::dtype::DType;
use crate::dtype::promote::{Scalar, promote_types};
use crate::error::{Error, OrRaise, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast;
use crate::primitives::concat::concat;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::shape::Shape;
use crate::shape::axes::normalize_axis;

/// Options of [`diff_with`].
#[derive(Clone, Debug)]
pub struct Diff {
    /// How many times differences are taken.
    pub n: usize,
    /// The axis along which they are taken.
    pub axis: isize,
    /// Values in front: of the array's shape on the other axes, or 0-d.
    pub prepend: Option<Array>,
    /// Values behind.
    pub append: Option<Array>,
}

impl Default for Diff {
    fn default() -> Self {
        Diff {
            n: 1,
            axis: -1,
            prepend: None,
            append: None,
        }
    }
}

/// Differences of neighbours along the last axis (numpy: `diff`): one element fewer. For bool, whether neighbours
/// differ.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::diff([1, 4, 9]).to_vec::<i32>().unwrap(), [3, 5]);
/// ```
#[track_caller]
pub fn diff<'a>(x: impl IntoArray<'a>) -> Array {
    diff_with(x, Diff::default())
}

/// [`diff`] along another axis, taken `n` times, with values in front and behind (numpy:
/// `diff(n=, axis=, prepend=, append=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Diff;
/// let twice = Diff { n: 2, ..Diff::default() };
/// assert_eq!(np::diff_with([1, 4, 9, 16], twice).to_vec::<i32>().unwrap(), [2, 2]);
/// let from_zero = Diff { prepend: Some(array(0)), ..Diff::default() };
/// assert_eq!(np::diff_with([1, 4, 9], from_zero).to_vec::<i32>().unwrap(), [1, 3, 5]);
/// ```
#[track_caller]
pub fn diff_with<'a>(x: impl IntoArray<'a>, options: Diff) -> Array {
    diff_op(x.into_array(), &options).or_raise()
}

fn diff_op(mut x: Array, options: &Diff) -> Result<Array> {
    if options.n == 0 {
        return Ok(x);
    }
    let axis = normalize_axis("diff", options.axis, x.ndim())?;
    let mut end_shape = Shape::from_slice(x.shape());
    end_shape[axis] = 1;
    let end = |end: &Option<Array>| -> Result<Option<Array>> {
        end.as_ref()
            .map(|values| match values.ndim() {
                0 => broadcast_to(values, &end_shape),
                _ => Ok(values.clone()),
            })
            .transpose()
    };
    let (front, back) = (end(&options.prepend)?, end(&options.append)?);
    if front.is_some() || back.is_some() {
        let parts: Vec<Array> = front.into_iter().chain([x]).chain(back).collect();
        x = concatenate(parts, axis as isize);
    }
    for _ in 0..options.n {
        x = neighbours(&x, axis, |low, high| {
            if low.dtype().is_bool() {
                not_equal(high, low)
            } else {
                subtract(high, low)
            }
        })?;
    }
    Ok(x)
}

/// A function of all elements but the last and all but the first.
fn neighbours(
    x: &Array,
    axis: usize,
    combine: impl FnOnce(&Array, &Array) -> Array,
) -> Result<Array> {
    let size = x.shape()[axis];
    let low = slice_axis(x, axis, 0, size.saturating_sub(1))?;
    let high = slice_axis(x, axis, size.min(1), size)?;
    Ok(combine(&low, &high))
}

/// Options of [`ediff1d_with`].
#[derive(Clone, Debug, Default)]
pub struct Ediff1d {
    /// Numbers to put in front of the differences.
    pub to_begin: Option<Array>,
    /// Numbers to put behind them.
    pub to_end: Option<Array>,
}

/// Differences of neighbours in the flattened array (numpy: `ediff1d`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::ediff1d([[1, 2], [4, 8]]).to_vec::<i32>().unwrap(), [1, 2, 4]);
/// ```
#[track_caller]
pub fn ediff1d<'a>(x: impl IntoArray<'a>) -> Array {
    ediff1d_with(x, Ediff1d::default())
}

/// [`ediff1d`] with numbers in front and behind, which are converted to the array's dtype (numpy:
/// `ediff1d(to_begin=, to_end=)`).
///
/// # Panics
/// If a number is of a wider kind than the array: a float among integers, a signed integer among unsigned ones.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Ediff1d;
/// let options = Ediff1d { to_begin: Some(array([0, 0])), ..Ediff1d::default() };
/// assert_eq!(np::ediff1d_with([1, 2, 4], options).to_vec::<i32>().unwrap(), [0, 0, 1, 2]);
/// ```
#[track_caller]
pub fn ediff1d_with<'a>(x: impl IntoArray<'a>, options: Ediff1d) -> Array {
    ediff1d_op(&x.into_array(), &options).or_raise()
}

fn ediff1d_op(x: &Array, options: &Ediff1d) -> Result<Array> {
    const OP: &str = "ediff1d";
    let dtype = x.dtype();
    if dtype.is_bool() {
        return Err(Error::unsupported_dtype(OP, "the array", dtype, "numbers"));
    }
    let x = reshape(x, &[x.len()])?;
    let end = |end: &Option<Array>| -> Result<Option<Array>> {
        let Some(end) = end else { return Ok(None) };
        if end.dtype().kind() > dtype.kind() {
            return Err(Error::dtype(
                OP,
                format!(
                    "numbers of dtype {} do not fit differences of dtype {dtype}",
                    end.dtype()
                ),
            ));
        }
        Ok(Some(cast(&reshape(end, &[end.len()])?, dtype)?))
    };
    let between = neighbours(&x, 0, |low, high| subtract(high, low))?;
    let (front, back) = (end(&options.to_begin)?, end(&options.to_end)?);
    let parts: Vec<&Array> = front.iter().chain([&between]).chain(&back).collect();
    if parts.len() == 1 {
        return Ok(between);
    }
    concat(&parts, 0)
}

/// Options of [`gradient_with`].
#[derive(Clone, Debug)]
pub struct Gradient {
    /// The distance of samples: none for 1, one number for all axes, or for each axis a number or the 1-d array of
    /// its coordinates.
    pub spacing: Vec<Array>,
    /// The order of the one-sided differences at the ends: 1 or 2.
    pub edge_order: usize,
}

impl Default for Gradient {
    fn default() -> Self {
        Gradient {
            spacing: Vec::new(),
            edge_order: 1,
        }
    }
}

/// The derivatives of sampled values along axes, by central differences, one array for each axis (numpy:
/// `gradient`, which for one axis gives no list). Samples have the distance 1.
///
/// # Panics
/// If an axis has fewer than 2 samples; for bool.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let dy = np::gradient([1.0, 2.0, 4.0, 7.0], 0).remove(0);
/// assert_eq!(dy.to_vec::<f64>().unwrap(), [1.0, 1.5, 2.5, 3.0]);
/// assert_eq!(np::gradient(np::ones([3, 4]), ..).len(), 2);
/// ```
#[track_caller]
pub fn gradient<'a>(f: impl IntoArray<'a>, axes: impl Into<Axes>) -> Vec<Array> {
    gradient_with(f, axes, Gradient::default())
}

/// [`gradient`] with distances or coordinates of the samples, and the order of the ends (numpy:
/// `gradient(f, *varargs, edge_order=)`). Differentiable in both. Coordinates are always treated as uneven, so
/// even ones may differ from numpy's result in the last digits.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Gradient;
/// let x = array([0.0, 1.0, 3.0]);
/// let options = Gradient { spacing: vec![x.clone()], edge_order: 2 };
/// let dy = np::gradient_with(x.square(), 0, options).remove(0);
/// assert!(np::allclose(&dy, [0.0, 2.0, 6.0]));
/// ```
#[track_caller]
pub fn gradient_with<'a>(
    f: impl IntoArray<'a>,
    axes: impl Into<Axes>,
    options: Gradient,
) -> Vec<Array> {
    gradient_op(&f.into_array(), &axes.into(), &options).or_raise()
}

fn gradient_op(f: &Array, axes: &Axes, options: &Gradient) -> Result<Vec<Array>> {
    const OP: &str = "gradient";
    let axes = axes.resolve(OP, f.ndim())?;
    if !(1..=2).contains(&options.edge_order) {
        return Err(Error::value(OP, "edge_order must be 1 or 2"));
    }
    if f.dtype().is_bool() && !axes.is_empty() {
        return Err(Error::unsupported_dtype(
            OP,
            "the array",
            f.dtype(),
            "numbers",
        ));
    }
    let dtype = if f.dtype().is_differentiable() {
        f.dtype()
    } else {
        DType::F64
    };
    let spacings = match &options.spacing[..] {
        [] => vec![scalar_array(Scalar::Int(1), dtype); axes.len()],
        [one] if one.ndim() == 0 => vec![one.clone(); axes.len()],
        list if list.len() == axes.len() => list.to_vec(),
        list => {
            let (found, wanted) = (list.len(), axes.len());
            return Err(Error::value(
                OP,
                format!("{found} spacings were given for {wanted} axes"),
            ));
        }
    };
    let mut derivatives = Vec::with_capacity(axes.len());
    for (&axis, spacing) in axes.iter().zip(&spacings) {
        if f.shape()[axis] <= options.edge_order {
            return Err(Error::shape(
                OP,
                format!(
                    "axis {axis} has {} samples, but {} are needed",
                    f.shape()[axis],
                    options.edge_order + 1
                ),
            ));
        }
        if spacing.dtype().is_complex() && !dtype.is_complex() {
            let dtype = spacing.dtype();
            return Err(Error::unsupported_dtype(
                OP,
                "the spacing",
                dtype,
                "real numbers",
            ));
        }
        let stencil = Stencil::new(f, axis, spacing, dtype)?;
        derivatives.push(cast(&stencil.derivative(options.edge_order)?, dtype)?);
    }
    Ok(derivatives)
}

/// Samples along an axis, and the distances of neighbours as an array that broadcasts to them.
struct Stencil {
    f: Array,
    axis: usize,
    /// A 0-d array, or one distance per pair of neighbours.
    steps: Array,
}

impl Stencil {
    fn new(f: &Array, axis: usize, spacing: &Array, dtype: DType) -> Result<Stencil> {
        if spacing.ndim() == 0 {
            return Ok(Stencil {
                f: cast(f, dtype)?,
                axis,
                steps: cast(spacing, dtype)?,
            });
        }
        let size = f.shape()[axis];
        if spacing.shape() != [size] {
            let shape = spacing.shape();
            return Err(Error::shape(
                "gradient",
                format!("the coordinates of axis {axis} have shape {shape:?}, not [{size}]"),
            ));
        }
        let own = if spacing.dtype().is_differentiable() {
            spacing.dtype()
        } else {
            DType::F64
        };
        let compute = promote_types(dtype, own);
        let steps = neighbours(&cast(spacing, own)?, 0, |low, high| subtract(high, low))?;
        let mut shape = Shape::from_elem(1, f.ndim());
        shape[axis] = size - 1;
        Ok(Stencil {
            f: cast(f, compute)?,
            axis,
            steps: reshape(&cast(&steps, compute)?, &shape)?,
        })
    }

    fn samples(&self, start: usize, limit: usize) -> Result<Array> {
        slice_axis(&self.f, self.axis, start, limit)
    }

    fn steps(&self, start: usize, limit: usize) -> Result<Array> {
        match self.steps.ndim() {
            0 => Ok(self.steps.clone()),
            _ => slice_axis(&self.steps, self.axis, start, limit),
        }
    }

    fn derivative(&self, edge_order: usize) -> Result<Array> {
        let n = self.f.shape()[self.axis];
        let parts = if edge_order == 1 {
            [self.slope(0)?, self.middle()?, self.slope(n - 2)?]
        } else {
            [self.end(0, false)?, self.middle()?, self.end(n - 3, true)?]
        };
        concat(&[&parts[0], &parts[1], &parts[2]], self.axis)
    }

    /// The difference quotient of a pair of neighbours.
    fn slope(&self, i: usize) -> Result<Array> {
        let rise = subtract(self.samples(i + 1, i + 2)?, self.samples(i, i + 1)?);
        Ok(divide(rise, self.steps(i, i + 1)?))
    }

    /// All samples but the first and last.
    fn middle(&self) -> Result<Array> {
        let n = self.f.shape()[self.axis];
        let (low, high) = (self.samples(0, n - 2)?, self.samples(2, n)?);
        if self.steps.ndim() == 0 {
            return Ok(divide(subtract(high, low), multiply(&self.steps, 2.0)));
        }
        let (left, right) = (self.steps(0, n - 2)?, self.steps(1, n - 1)?);
        let both = add(&left, &right);
        let a = divide(negative(&right), multiply(&left, &both));
        let b = divide(subtract(&right, &left), multiply(&left, &right));
        let c = divide(&left, multiply(&right, &both));
        Ok(add(
            add(multiply(a, low), multiply(b, self.samples(1, n - 1)?)),
            multiply(c, high),
        ))
    }

    /// The derivative at the first or last of three samples of the parabola through them.
    fn end(&self, first: usize, at_last: bool) -> Result<Array> {
        let (left, right) = (
            self.steps(first, first + 1)?,
            self.steps(first + 1, first + 2)?,
        );
        let both = add(&left, &right);
        // Distances from the place of the derivative; those behind it are negative.
        let (near, far) = if at_last {
            (&right, &left)
        } else {
            (&left, &right)
        };
        let own = divide(add(multiply(near, 2.0), far), multiply(near, &both));
        let next = divide(&both, multiply(&left, &right));
        let other = divide(near, multiply(far, &both));
        let [p, q, r] = [first, first + 1, first + 2].map(|i| self.samples(i, i + 1));
        let (here, there) = if at_last { (r?, p?) } else { (p?, r?) };
        let forward = subtract(
            subtract(multiply(next, q?), multiply(own, here)),
            multiply(other, there),
        );
        Ok(if at_last { negative(forward) } else { forward })
    }
}

/// Options of [`trapezoid_with`].
#[derive(Clone, Debug)]
pub struct Trapezoid {
    /// The coordinates of the samples: 1-d along the axis, or of a shape that broadcasts to the array's.
    pub x: Option<Array>,
    /// The distance of samples without coordinates.
    pub dx: f64,
    /// The axis to integrate along.
    pub axis: isize,
}

impl Default for Trapezoid {
    fn default() -> Self {
        Trapezoid {
            x: None,
            dx: 1.0,
            axis: -1,
        }
    }
}

/// The integral of samples of distance 1 along the last axis, by the trapezoidal rule (numpy: `trapezoid`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// assert_eq!(np::trapezoid([1, 2, 3]).item::<f64>().unwrap(), 4.0);
/// ```
#[track_caller]
pub fn trapezoid<'a>(y: impl IntoArray<'a>) -> Array {
    trapezoid_with(y, Trapezoid::default())
}

/// [`trapezoid`] with coordinates or a distance, along any axis (numpy: `trapezoid(x=, dx=, axis=)`).
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// use numtape::np::Trapezoid;
/// let options = Trapezoid { x: Some(array([4.0, 6.0, 8.0])), ..Trapezoid::default() };
/// assert_eq!(np::trapezoid_with([1, 2, 3], options).item::<f64>().unwrap(), 8.0);
/// ```
#[track_caller]
pub fn trapezoid_with<'a>(y: impl IntoArray<'a>, options: Trapezoid) -> Array {
    trapezoid_op(&y.into_array(), &options).or_raise()
}

fn trapezoid_op(y: &Array, options: &Trapezoid) -> Result<Array> {
    const OP: &str = "trapezoid";
    let axis = normalize_axis(OP, options.axis, y.ndim())?;
    let pairs = neighbours(y, axis, |low, high| add(high, low))?;
    let areas = match &options.x {
        None => multiply(pairs, options.dx),
        Some(x) => {
            let along = if x.ndim() == 1 { 0 } else { options.axis };
            let steps = diff_op(
                x.clone(),
                &Diff {
                    axis: along,
                    ..Diff::default()
                },
            )
            .map_err(|error| error.renamed(OP))?;
            let steps = if x.ndim() == 1 {
                let mut shape = Shape::from_elem(1, y.ndim());
                shape[axis] = steps.len();
                reshape(&steps, &shape)?
            } else {
                steps
            };
            let [steps, pairs] = promote(OP, [steps.into_operand(), pairs.into_operand()])?;
            multiply(steps, pairs)
        }
    };
    let halves = divide(areas, 2.0);
    if halves.ndim() <= axis {
        return Err(Error::axis_out_of_range(OP, options.axis, halves.ndim()));
    }
    Ok(sum(halves, options.axis))
}
