//! Branches: `cond` and `switch`.

use super::{Predicate, as_i64, avals, check_alike, check_one_number, select};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::dtype::Kind;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::tree::Tree;

/// The result of one of two functions (JAX, TensorFlow: `cond`).
///
/// `predicate` is one number, true where it is not zero. Inside `vmap` it may differ from example to example: then the functions that some
/// example takes run on all examples and the results are selected, so both must return the same shapes and dtypes.
/// Otherwise only one runs. Arrays that the functions capture are differentiated and mapped as usual.
///
/// # Panics
/// If the predicate is not one number, or both functions ran and their results differ in structure, shape or dtype.
///
/// # Examples
/// ```
/// use numtape::{cond, prelude::*};
/// let f = |x: &Array| cond(x.gt(0.0), || x.square(), || -x);
/// assert_eq!(f(&array(3.0)).item::<f64>().unwrap(), 9.0);
/// let slopes: Array = vectorized_map(|x: Array| grad(f)(&x), array([3.0, -3.0]));
/// assert_eq!(slopes.to_vec::<f64>().unwrap(), [6.0, -1.0]);
/// ```
#[track_caller]
pub fn cond<'a, R: Tree>(
    predicate: impl IntoArray<'a>,
    on_true: impl FnOnce() -> R,
    on_false: impl FnOnce() -> R,
) -> R {
    match Predicate::new("cond", "predicate", predicate.into_array()).or_raise() {
        Predicate::Same(true) | Predicate::PerExample { all: true, .. } => on_true(),
        Predicate::Same(false) | Predicate::PerExample { any: false, .. } => on_false(),
        Predicate::PerExample { mask, .. } => {
            let (a, b) = (on_true(), on_false());
            let names = ["the true branch", "the false branch"];
            check_alike("cond", names, &avals(&a), &avals(&b)).or_raise();
            select(&mask, &a, &b)
        }
    }
}

/// The result of the function with the given number (JAX: `switch`; TensorFlow: `switch_case`).
///
/// `index` is one integer; one below 0 takes the first function, one above the last takes the last, as in JAX. Inside `vmap` it may
/// differ from example to example; then every function that some example takes runs, see [`cond`].
///
/// # Panics
/// If there is no function, `index` is not one integer, or results differ in structure, shape or dtype.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, switch};
/// let x = array(2.0);
/// let y = switch(1, &[&|| x.sin(), &|| x.square(), &|| x.exp()]);
/// assert_eq!(y.item::<f64>().unwrap(), 4.0);
/// let both: Array = vectorized_map(
///     |(i, x): (Array, Array)| switch(i, &[&|| -&x, &|| x.square()]),
///     (array([0, 1]), array([3.0, 3.0])),
/// );
/// assert_eq!(both.to_vec::<f64>().unwrap(), [-3.0, 9.0]);
/// ```
#[track_caller]
pub fn switch<'a, R: Tree>(index: impl IntoArray<'a>, branches: &[&dyn Fn() -> R]) -> R {
    let taken = taken(&index.into_array(), branches.len()).or_raise();
    let mut result: Option<R> = None;
    for &branch in &taken.branches {
        let found = branches[branch]();
        result = Some(match result {
            None => found,
            Some(before) => {
                let names = ["an earlier branch", "a later branch"];
                check_alike("switch", names, &avals(&before), &avals(&found)).or_raise();
                let mask = np::equal(&taken.index, branch as i64);
                select(&mask, &found, &before)
            }
        });
    }
    result.expect("at least one branch is taken")
}

struct Taken {
    /// Clamped to the branches.
    index: Array,
    /// The branches that some example takes, in order.
    branches: Vec<usize>,
}

fn taken(index: &Array, count: usize) -> Result<Taken> {
    const OP: &str = "switch";
    check_one_number(OP, "index", index)?;
    if !matches!(index.dtype().kind(), Kind::Signed | Kind::Unsigned) {
        let text = format!("the index is {}, and must be an integer", index.aval());
        return Err(Error::dtype(OP, text).hinted("for a bool use cond; astype(I64) converts"));
    }
    if count == 0 {
        return Err(Error::value(OP, "there are no branches"));
    }
    let index = np::clip(as_i64(index), 0, count as i64 - 1);
    let mut branches: Vec<usize> = index
        .of_all_examples(OP)?
        .to_vec::<i64>()?
        .into_iter()
        .map(|i| i as usize)
        .collect();
    branches.sort_unstable();
    branches.dedup();
    if branches.is_empty() {
        // A map without examples: any branch has the right shapes.
        branches.push(0);
    }
    Ok(Taken { index, branches })
}
