//! Values of series at points, of one, two and three variables, and the matrices of values of the basis.

use super::basis::Basis;
use super::series::{inexact, with_axis};
use crate::array::Array;
use crate::array::convert::Operand;
use crate::error::{Error, Result};
use crate::np;
use crate::np::args::promote;
use crate::primitives::cast::cast;
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice_axis;
use crate::shape::Shape;

/// `a x + b`.
fn affine(x: &Array, [a, b, _]: [f64; 3]) -> Array {
    let y = if a == 1.0 {
        x.clone()
    } else {
        np::multiply(x, a)
    };
    if b == 0.0 { y } else { np::add(y, b) }
}

/// The values of the series along the first axis of `c`. With `tensor` every series is taken at every point, else
/// the other axes of `c` broadcast with the points.
pub(super) fn values(
    op: &'static str,
    basis: &Basis,
    x: Operand<'_>,
    c: &Array,
    tensor: bool,
) -> Result<Array> {
    let [c, x] = promote(op, [Operand::Owned(with_axis(c)?), x])?;
    let n = c.shape()[0];
    if n == 0 {
        return Err(Error::shape(op, "there are no coefficients"));
    }
    let mut shape = Shape::from_slice(&c.shape()[1..]);
    if tensor {
        shape.extend(std::iter::repeat_n(1, x.ndim()));
    }
    let coefficient = |k: usize| reshape(&slice_axis(&c, 0, k, k + 1)?, &shape);
    if n == 1 {
        // The product gives the result the shape of the points too, and makes nan of infinite ones, as in numpy.
        return Ok(np::add(coefficient(0)?, np::multiply(&x, 0)));
    }
    // What is left is c0 P[k] + c1 P[k+1] (Clenshaw's algorithm).
    let (mut c0, mut c1) = (coefficient(n - 2)?, coefficient(n - 1)?);
    for k in (1..n - 1).rev() {
        let rule = (basis.recurrence)(k);
        let mut lower = coefficient(k - 1)?;
        if rule[2] != 0.0 {
            lower = np::subtract(lower, np::multiply(&c1, rule[2]));
        }
        c1 = np::add(c0, np::multiply(c1, affine(&x, rule)));
        c0 = lower;
    }
    Ok(np::add(
        c0,
        np::multiply(c1, affine(&x, (basis.recurrence)(0))),
    ))
}

/// The values at points with several coordinates, which must have one shape.
pub(super) fn values_at(
    op: &'static str,
    basis: &Basis,
    points: &[Array],
    c: &Array,
) -> Result<Array> {
    check_same_shape(op, points)?;
    let mut y = c.clone();
    for (i, x) in points.iter().enumerate() {
        y = values(op, basis, Operand::Borrowed(x), &y, i == 0)?;
    }
    Ok(y)
}

/// The values on the grid of all combinations of coordinates.
pub(super) fn values_on_grid(
    op: &'static str,
    basis: &Basis,
    axes: &[Array],
    c: &Array,
) -> Result<Array> {
    axes.iter().try_fold(c.clone(), |y, x| {
        values(op, basis, Operand::Borrowed(x), &y, true)
    })
}

fn check_same_shape(op: &'static str, points: &[Array]) -> Result<()> {
    if points.iter().all(|x| x.shape() == points[0].shape()) {
        return Ok(());
    }
    let shapes: Vec<String> = points.iter().map(|x| format!("{:?}", x.shape())).collect();
    Err(Error::shape(
        op,
        format!("coordinates have one shape, not {}", shapes.join(" and ")),
    ))
}

/// The values of P₀ … of a degree at the points, along a new last axis.
pub(super) fn vander(basis: &Basis, x: &Array, degree: usize) -> Result<Array> {
    let x = with_axis(x)?;
    let mut columns = vec![np::add(np::multiply(&x, 0), 1)];
    for k in 0..degree {
        let rule = (basis.recurrence)(k);
        let mut column = np::multiply(&columns[k], affine(&x, rule));
        if k > 0 && rule[2] != 0.0 {
            column = np::subtract(column, np::multiply(&columns[k - 1], rule[2]));
        }
        columns.push(column);
    }
    Ok(np::stack(&columns, -1))
}

/// All products of the values of the basis at each coordinate, the last coordinate's degree changing fastest.
pub(super) fn vander_of_products(
    op: &'static str,
    basis: &Basis,
    points: &[Array],
    degrees: &[usize],
) -> Result<Array> {
    check_same_shape(op, points)?;
    let dtype = np::args::common_dtype(&points.iter().map(Operand::Borrowed).collect::<Vec<_>>());
    let dtype = inexact(dtype);
    let matrix = |i: usize| vander(basis, &cast(&points[i], dtype)?, degrees[i]);
    let mut y = matrix(0)?;
    for (i, degree) in degrees.iter().enumerate().skip(1) {
        let further = matrix(i)?;
        let mut shape = Shape::from_slice(y.shape());
        let columns = shape.pop().unwrap_or(1);
        shape.push(columns * (degree + 1));
        y = np::multiply(np::expand_dims(&y, -1), np::expand_dims(further, -2));
        y = reshape(&y, &shape)?;
    }
    Ok(y)
}
