//! Control flow that depends on arrays, in a form that transforms see through: branches, loops, scans.
//!
//! Where a predicate or a bound is one number for the whole program, these run as Rust's own `if` and `while` would, and
//! every active transform sees the ops of what ran. Where it is a number for each example of a map, branches are computed
//! for all examples as far as some example needs them, and selected. The functions are in `cond`, `loops`, `scan` and
//! `associative`; what they share is here.
//!
//! Gradients of a selection are zero for the branch that an example did not take; how far that reaches where the branch is
//! infinite is said at [`np::where_`] and in the book's table of sharp edges.

mod associative;
mod cond;
mod loops;
mod scan;

pub use associative::{associative_scan, associative_scan_with};
pub use cond::{cond, switch};
pub use loops::{fori_loop, while_loop};
pub use scan::{Scan, map, scan, scan_with};

use crate::array::Array;
use crate::array::value::Aval;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::np;
use crate::tree::Tree;

/// A bool that decides: one for all, or one for each example of the maps around.
enum Predicate {
    Same(bool),
    /// With whether any and whether all examples have it.
    PerExample {
        mask: Array,
        any: bool,
        all: bool,
    },
}

impl Predicate {
    /// Numbers count as true where they are not zero.
    fn new(op: &'static str, what: &str, x: Array) -> Result<Self> {
        check_one_number(op, what, &x)?;
        let mask = if x.dtype() == DType::Bool {
            x
        } else {
            np::not_equal(&x, 0)
        };
        if mask.dense().is_some() {
            return Ok(Predicate::Same(mask.item()?));
        }
        let values: Vec<bool> = mask.of_all_examples(op)?.to_vec()?;
        Ok(Predicate::PerExample {
            any: values.contains(&true),
            all: !values.contains(&false),
            mask,
        })
    }
}

fn check_one_number(op: &'static str, what: &str, x: &Array) -> Result<()> {
    if x.ndim() == 0 {
        return Ok(());
    }
    let text = format!("the {what} is {}, and must be one number (0-d)", x.aval());
    Err(Error::shape(op, text).hinted(
        "reduce it with np::all or np::any; to choose element by element use np::where_; to decide for each row use vmap",
    ))
}

/// An integer of any dtype as i64, the largest one for those beyond.
fn as_i64(x: &Array) -> Array {
    if x.dtype() == DType::U64 {
        let limit = np::array(i64::MAX as u64);
        return np::minimum(x, limit).astype(DType::I64);
    }
    x.astype(DType::I64)
}

/// `a` where the mask holds, else `b`; the structures are known to be alike.
fn select<T: Tree>(mask: &Array, a: &T, b: &T) -> T {
    let mut others = b.leaves().into_iter();
    a.map_leaves(&mut |a| {
        let b = others.next().expect("alike");
        if a.is_same(&b) {
            b
        } else {
            np::where_(mask, a, b)
        }
    })
}

/// Shapes and dtypes of a structure.
fn avals<T: Tree>(tree: &T) -> Vec<Aval> {
    tree.leaves().iter().map(Array::aval).collect()
}

/// Refuses structures that differ. `names` says what the two are.
fn check_alike(op: &'static str, names: [&str; 2], a: &[Aval], b: &[Aval]) -> Result<()> {
    let [first, second] = names;
    if a.len() != b.len() {
        let text = format!("{first} has {} arrays, {second} has {}", a.len(), b.len());
        return Err(Error::value(op, text).hinted("both must have the same structure"));
    }
    for (leaf, (a, b)) in a.iter().zip(b).enumerate() {
        if a == b {
            continue;
        }
        let text = format!("array {leaf} is {a} in {first} and {b} in {second}");
        return Err(if a.dtype == b.dtype {
            Error::shape(op, text)
                .hinted("shapes must be the same; np::broadcast_to gives one of them the other's")
        } else {
            Error::dtype(op, text).hinted("dtypes must be the same; astype converts")
        });
    }
    Ok(())
}
