//! Loops: `while_loop` and `fori_loop`.

use super::{Predicate, as_i64, avals, check_alike, check_one_number, select};
use crate::array::Array;
use crate::array::convert::IntoArray;
use crate::array::value::Aval;
use crate::dtype::Kind;
use crate::error::{Error, OrRaise, Result};
use crate::np;
use crate::tree::Tree;

/// Repeats `body` as long as `condition` holds (JAX, TensorFlow: `while_loop`).
///
/// The state keeps its structure, shapes and dtypes. Inside `vmap` the condition may differ from example to example: the body
/// then runs on all of them until the last one is done, and examples that are done keep their state. In reverse mode a tape records the
/// iterations that ran; [`checkpoint`](crate::checkpoint) around the body keeps the states only.
///
/// # Panics
/// If the condition is not one number, or `body` changes the structure, a shape or a dtype.
///
/// # Examples
/// Newton's iteration for √a, each example until it has converged:
/// ```
/// use numtape::{prelude::*, while_loop};
/// let root = |a: Array| {
///     let far = |x: &Array| np::absolute(x * x - &a).gt(1e-12);
///     while_loop(far, |x: Array| (&x + &a / &x) * 0.5, np::ones_like(&a))
/// };
/// let roots: Array = vectorized_map(root, array([4.0, 9.0, 2.0]));
/// assert!(np::allclose(roots, [2.0, 3.0, 2f64.sqrt()]));
/// ```
#[track_caller]
pub fn while_loop<T: Tree, P: IntoArray<'static>>(
    condition: impl Fn(&T) -> P,
    body: impl Fn(T) -> T,
    init: T,
) -> T {
    while_masked(
        "while_loop",
        |state| condition(state).into_array(),
        body,
        init,
    )
    .or_raise()
}

fn while_masked<T: Tree>(
    op: &'static str,
    condition: impl Fn(&T) -> Array,
    body: impl Fn(T) -> T,
    init: T,
) -> Result<T> {
    let wanted = avals(&init);
    let mut state = init;
    // The examples that are not done; `None` as long as all agree.
    let mut active: Option<Array> = None;
    loop {
        let mut holds = condition(&state);
        if let Some(active) = &active {
            check_one_number(op, "condition", &holds)?;
            holds = np::logical_and(active, holds);
        }
        match Predicate::new(op, "condition", holds)? {
            Predicate::Same(false) | Predicate::PerExample { any: false, .. } => return Ok(state),
            Predicate::Same(true) | Predicate::PerExample { all: true, .. } => {
                state = checked(op, &wanted, body(state))?;
            }
            Predicate::PerExample { mask, .. } => {
                let before = state.map_leaves(&mut Array::clone);
                let after = checked(op, &wanted, body(state))?;
                state = select(&mask, &after, &before);
                active = Some(mask);
            }
        }
    }
}

/// The state after the body, if it is like the first one.
fn checked<T: Tree>(op: &'static str, wanted: &[Aval], state: T) -> Result<T> {
    let names = ["the first state", "what the body returned"];
    check_alike(op, names, wanted, &avals(&state))?;
    Ok(state)
}

/// Runs `body(i, state)` for every `i` from `lower` to below `upper` (JAX: `fori_loop`).
///
/// The bounds are integers, and `i` is an i64 array without axes; inside `vmap` the bounds may differ from example to example. Otherwise as
/// [`while_loop`].
///
/// # Panics
/// If a bound is not one integer, or `body` changes the structure, a shape or a dtype.
///
/// # Examples
/// ```
/// use numtape::{fori_loop, prelude::*};
/// let x = array(3.0);
/// let power = |x: &Array| fori_loop(0, 4, |_i, y: Array| y * x, np::ones_like(x));
/// assert_eq!(power(&x).item::<f64>().unwrap(), 81.0);
/// assert_eq!(grad(power)(&x).item::<f64>().unwrap(), 108.0);
/// ```
#[track_caller]
pub fn fori_loop<'a, 'b, T: Tree>(
    lower: impl IntoArray<'a>,
    upper: impl IntoArray<'b>,
    body: impl Fn(&Array, T) -> T,
    init: T,
) -> T {
    let bounds = [lower.into_array(), upper.into_array()];
    for_range(&bounds, &body, init).or_raise()
}

fn for_range<T: Tree>(
    [lower, upper]: &[Array; 2],
    body: &impl Fn(&Array, T) -> T,
    init: T,
) -> Result<T> {
    const OP: &str = "fori_loop";
    for (what, bound) in [("lower bound", lower), ("upper bound", upper)] {
        check_one_number(OP, what, bound)?;
        if !matches!(bound.dtype().kind(), Kind::Signed | Kind::Unsigned) {
            let text = format!("the {what} is {}, and must be an integer", bound.aval());
            return Err(Error::dtype(OP, text).hinted("astype(I64) converts"));
        }
    }
    let (lower, upper) = (as_i64(lower), as_i64(upper));
    if lower.dense().is_some() && upper.dense().is_some() {
        let wanted = avals(&init);
        let mut state = init;
        for i in lower.item::<i64>()?..upper.item::<i64>()? {
            state = checked(OP, &wanted, body(&np::array(i), state))?;
        }
        return Ok(state);
    }
    let state = while_masked(
        OP,
        |(i, _): &(Array, T)| i.lt(&upper),
        |(i, state)| {
            let state = body(&i, state);
            (i + 1, state)
        },
        (lower, init),
    )?;
    Ok(state.1)
}
