//! Choosing elements by conditions: `where_`, `select`, `piecewise`.
//!
//! Choosing by position is in `indexing`.

use super::args::{common_dtype, convert};
use crate::array::Array;
use crate::array::convert::{IntoArray, IntoArrays, Operand};
use crate::dtype::DType;
use crate::dtype::promote::promote_all;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::cast::cast_owned;
use crate::primitives::meta::stop_gradient;
use crate::primitives::select::select as select_op;

/// Elements of `x` where the condition holds, else of `y`; all three broadcast (numpy: `where`).
///
/// Numbers adapt to the dtype of the other choice. A choice not taken gets a derivative of exactly zero, even
/// where it is nan or infinite, and so does what it was made of through elementwise ops and views; through other
/// ops (splits, joins, reductions, products, gathers, `checkpoint`) an infinite slope can still make nan of
/// that zero. `np.where(condition)` with one argument is `np::nonzero`.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([-1.0, 2.0]);
/// assert_eq!(np::where_(x.gt(0), &x, 0).to_vec::<f64>().unwrap(), [0.0, 2.0]);
/// ```
#[track_caller]
pub fn where_<'c, 'x, 'y>(
    condition: impl IntoArray<'c>,
    x: impl IntoArray<'x>,
    y: impl IntoArray<'y>,
) -> Array {
    where_op(condition.into_array(), x.into_operand(), y.into_operand()).or_raise()
}

fn where_op(condition: Array, x: Operand<'_>, y: Operand<'_>) -> Result<Array> {
    let operands = [x, y];
    let dtype = common_dtype(&operands);
    let [x, y] = operands;
    let condition = cast_owned(condition, DType::Bool)?;
    select_op(
        &condition,
        &convert("where", x, dtype)?,
        &convert("where", y, dtype)?,
    )
}

/// For each element the choice of the first condition that holds, else the default (numpy: `select`).
///
/// Conditions and choices are lists of equal length; everything broadcasts. Unlike numpy's, the default has
/// no default value.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = np::arange(6);
/// let y = np::select([x.lt(2), x.gt(3)], [-&x, &x * 10], 0);
/// assert_eq!(y.to_vec::<i64>().unwrap(), [0, -1, 0, 0, 40, 50]);
/// ```
#[track_caller]
pub fn select<'a>(
    conditions: impl IntoArrays,
    choices: impl IntoArrays,
    default: impl IntoArray<'a>,
) -> Array {
    select_list(
        conditions.into_arrays(),
        choices.into_arrays(),
        default.into_operand(),
    )
    .or_raise()
}

fn select_list(conditions: Vec<Array>, choices: Vec<Array>, default: Operand<'_>) -> Result<Array> {
    const OP: &str = "select";
    if conditions.len() != choices.len() || choices.is_empty() {
        let (n, m) = (conditions.len(), choices.len());
        return Err(Error::value(
            OP,
            format!(
                "{n} conditions and {m} choices; the lists must have the same length, at least 1"
            ),
        ));
    }
    let dtypes = choices.iter().map(Array::dtype).chain(default.dtype());
    let strong = promote_all(dtypes).unwrap_or(DType::F64);
    let dtype = match &default {
        Operand::Weak(scalar) => scalar.promote_with(strong),
        _ => strong,
    };
    let mut result = convert(OP, default, dtype)?;
    for (condition, choice) in conditions.into_iter().zip(choices).rev() {
        result = select_op(
            &cast_owned(condition, DType::Bool)?,
            &cast_owned(choice, dtype)?,
            &result,
        )?;
    }
    Ok(result)
}

/// For each element the function of the last condition that holds, in the dtype of the array (numpy: `piecewise`). One
/// function more than conditions is for elements where none holds; without it they become 0.
///
/// Each function gets the whole array, not the selected elements as in numpy, so it has to be elementwise; where its
/// condition does not hold it gets a selected element instead of the one there, so that derivatives stay finite, or 1
/// if the condition holds nowhere.
///
/// # Examples
/// ```
/// use numtape::prelude::*;
/// let x = array([-4.0, 0.0, 4.0]);
/// let y = np::piecewise(&x, [x.lt(0), x.gt(0)], &[&|x| -x, &|x| np::sqrt(x)]);
/// assert_eq!(y.to_vec::<f64>().unwrap(), [4.0, 0.0, 2.0]);
/// ```
#[track_caller]
pub fn piecewise<'a>(
    x: impl IntoArray<'a>,
    conditions: impl IntoArrays,
    functions: &[&dyn Fn(&Array) -> Array],
) -> Array {
    piecewise_op(&x.into_array(), conditions.into_arrays(), functions).or_raise()
}

fn piecewise_op(
    x: &Array,
    conditions: Vec<Array>,
    functions: &[&dyn Fn(&Array) -> Array],
) -> Result<Array> {
    const OP: &str = "piecewise";
    let mut conditions = conditions
        .into_iter()
        .map(|condition| {
            let condition = cast_owned(condition, DType::Bool)?;
            broadcast_to(&condition, x.shape()).map_err(|error| error.renamed(OP))
        })
        .collect::<Result<Vec<_>>>()?;
    if conditions.len() + 1 == functions.len() {
        let any = conditions
            .iter()
            .cloned()
            .reduce(np::logical_or::<'static, 'static>);
        conditions.push(match any {
            Some(any) => np::logical_not(any),
            None => np::ones((x.shape(), DType::Bool)),
        });
    }
    if conditions.len() != functions.len() {
        let (n, m) = (conditions.len(), functions.len());
        return Err(
            Error::value(OP, format!("{n} conditions and {m} functions"))
                .hinted("give as many functions as conditions, or one more"),
        );
    }
    let mut y = np::zeros_like(x);
    for (condition, f) in conditions.iter().zip(functions) {
        let selected = stop_gradient(&stand_in(x, condition)?)?;
        let value = cast_owned(f(&select_op(condition, x, &selected)?), x.dtype())?;
        y = select_op(condition, &value, &y)?;
    }
    Ok(y)
}

/// The first element where a condition holds, or 1.
fn stand_in(x: &Array, condition: &Array) -> Result<Array> {
    let one = crate::array::convert::scalar_array(crate::dtype::promote::Scalar::Int(1), x.dtype());
    if x.is_empty() {
        return Ok(one);
    }
    let first = np::argmax(condition, ..);
    let element = np::take(x, first, ..);
    select_op(&np::any(condition, ..), &element, &one)
}
