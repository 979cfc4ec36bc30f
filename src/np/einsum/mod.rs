//! `einsum`: any sum of products, written as labels of the operands' axes.
//!
//! `subscripts` reads the labels, `path` decides in which order operands meet, `contract` does the work with
//! products, sums and transpositions, so that derivatives and batching come by themselves.

mod contract;
mod path;
mod subscripts;

pub use path::{EinsumPath, Optimize};
pub use subscripts::Subscripts;

use super::args::{common_dtype, convert};
use crate::array::Array;
use crate::array::convert::{IntoArrays, Operand};
use crate::dtype::DType;
use crate::dtype::promote::promote_types;
use crate::error::{Error, OrRaise, Result};
use crate::primitives::cast::cast;
use subscripts::Labels;

/// Options of [`einsum_with`].
#[derive(Clone, Debug, Default)]
pub struct Einsum {
    /// In which order the operands are multiplied.
    pub optimize: Optimize,
    /// The dtype of the computation and the result; all operands must convert to it without loss.
    pub dtype: Option<DType>,
}

/// The sum of products that the subscripts describe (numpy: `einsum`).
///
/// A label that the output does not name is summed over; one that stands twice in an operand takes a
/// diagonal; `...` stands for axes that broadcast. Without `->` the output has the labels that occur once, in
/// alphabetical order. Axes of size 1 broadcast. Operands meet in pairs, in the order that costs least, where
/// numpy multiplies all of them at once unless told otherwise. [`Subscripts::lists`] takes labels as numbers.
///
/// # Panics
/// If the subscripts are malformed or do not fit the operands.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([[1, 2], [3, 4]]);
/// assert_eq!(np::einsum("ij,jk->ik", [&x, &x]).to_vec::<i32>().unwrap(), [7, 10, 15, 22]);
/// assert_eq!(np::einsum("ii", [&x]).item::<i32>().unwrap(), 5);
/// assert_eq!(np::einsum("...j,j", (&x, [1, 1])).to_vec::<i32>().unwrap(), [3, 7]);
/// ```
#[track_caller]
pub fn einsum(subscripts: impl Into<Subscripts>, operands: impl IntoArrays) -> Array {
    einsum_op(
        &subscripts.into(),
        operands.into_arrays(),
        &Einsum::default(),
    )
    .or_raise()
}

/// [`einsum`] with a chosen order of products, or a dtype.
///
/// # Examples
/// ```
/// use numtape::np::{Einsum, Optimize};
/// use numtape::prelude::*;
/// let x = np::ones(([3], I8));
/// let options = Einsum { dtype: Some(F32), optimize: Optimize::Greedy };
/// assert_eq!(np::einsum_with("i,i,i", [&x, &x, &x], options).item::<f32>().unwrap(), 3.0);
/// ```
#[track_caller]
pub fn einsum_with(
    subscripts: impl Into<Subscripts>,
    operands: impl IntoArrays,
    options: Einsum,
) -> Array {
    einsum_op(&subscripts.into(), operands.into_arrays(), &options).or_raise()
}

fn einsum_op(subscripts: &Subscripts, operands: Vec<Array>, options: &Einsum) -> Result<Array> {
    let labels = subscripts.fit(&operands)?;
    let steps = path::find(&labels, &options.optimize)?;
    let (result, compute) = dtypes(&operands, options.dtype)?;
    let operands: Vec<Array> = operands
        .into_iter()
        .map(|x| convert("einsum", Operand::Owned(x), compute))
        .collect::<Result<_>>()?;
    cast(&contract::run(&labels, &steps, &operands)?, result)
}

/// The dtype of the result, and the one to compute in: 16-bit floats are rounded once, at the end.
fn dtypes(operands: &[Array], asked: Option<DType>) -> Result<(DType, DType)> {
    let borrowed: Vec<Operand<'_>> = operands.iter().map(Operand::Borrowed).collect();
    let result = asked.unwrap_or_else(|| common_dtype(&borrowed));
    for (i, x) in operands.iter().enumerate() {
        if promote_types(x.dtype(), result) != result {
            return Err(Error::dtype(
                "einsum",
                format!(
                    "operand {i} has dtype {}, which does not convert to {result} without loss",
                    x.dtype()
                ),
            ));
        }
    }
    let compute = match result {
        DType::F16 | DType::BF16 => DType::F32,
        other => other,
    };
    Ok((result, compute))
}

/// The order in which [`einsum`] would multiply, and what it costs (numpy: `einsum_path`).
///
/// # Examples
/// ```
/// use numtape::np::Optimize;
/// use numtape::prelude::*;
/// let operands = (np::ones([20, 2]), np::ones([2, 30]), np::ones([30]));
/// let path = np::einsum_path("ij,jk,k->i", operands, Optimize::Optimal);
/// assert_eq!(path.steps, vec![vec![1usize, 2], vec![0, 1]]);
/// assert!(path.cost < path.naive_cost);
/// ```
#[track_caller]
pub fn einsum_path(
    subscripts: impl Into<Subscripts>,
    operands: impl IntoArrays,
    optimize: impl Into<Optimize>,
) -> EinsumPath {
    let subscripts = subscripts.into();
    let describe = |labels: Labels| EinsumPath::new(&subscripts, &labels, &optimize.into());
    subscripts
        .fit(&operands.into_arrays())
        .and_then(describe)
        .or_raise()
}
