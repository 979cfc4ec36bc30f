//! The loop for ops without a batching rule: run once per example, stack the results.
//!
//! Correct for every op and slow, so each use is counted and each op is named once in a warning.

use super::stack::bind;
use super::vmap::{MapFrame, example};
use crate::array::Array;
use crate::config;
use crate::error::{Error, Result};
use crate::primitives::class::Batched;
use crate::primitives::concat::concat;
use crate::primitives::diff_rules::zeros_of;
use crate::primitives::reshape::reshape;
use crate::primitives::{Outputs, Primitive};
use crate::shape::Shape;
use std::cell::Cell;

/// What a mapped function does with an op that has no batching rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fallback {
    /// Loop over the examples; warn once per op.
    #[default]
    Warn,
    /// Loop over the examples.
    Silent,
    /// An error that names the op.
    Error,
}

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// How many ops ran by the loop on this thread so far. Tests assert that it does not grow.
pub fn fallback_count() -> u64 {
    COUNT.get()
}

/// Runs the op for each example and stacks the results along axis 0.
pub(crate) fn run(
    frame: &MapFrame,
    primitive: &dyn Primitive,
    inputs: &[Array],
    axes: &[Option<usize>],
) -> Result<Batched> {
    let name = primitive.name();
    match frame.fallback {
        Fallback::Error => return Err(Error::no_batching_rule(name)),
        Fallback::Warn => config::warn_once(
            &format!("vmap {name}"),
            &format!(
                "`{name}` has no batching rule: vectorized_map runs it once per example, which is slow"
            ),
        ),
        Fallback::Silent => {}
    }
    COUNT.set(COUNT.get() + 1);
    if frame.size() == 0 {
        return empty(primitive, inputs, axes);
    }
    let rows = (0..frame.size())
        .map(|row| one(primitive, inputs, axes, row))
        .collect::<Result<Vec<_>>>()?;
    let outputs = (0..rows[0].len()).map(|i| {
        let parts: Vec<&Array> = rows.iter().map(|row| &row[i]).collect();
        concat(&parts, 0)
    });
    let outputs = outputs.collect::<Result<Outputs>>()?;
    let axes = outputs.iter().map(|_| Some(0)).collect();
    Ok((outputs, axes))
}

/// The results for one example, each with a leading axis of size 1.
fn one(
    primitive: &dyn Primitive,
    inputs: &[Array],
    axes: &[Option<usize>],
    row: usize,
) -> Result<Outputs> {
    let inputs = inputs.iter().zip(axes).map(|(x, axis)| match axis {
        Some(axis) => example(x, *axis, row),
        None => Ok(x.clone()),
    });
    let inputs = inputs.collect::<Result<Vec<_>>>()?;
    let outputs = bind(primitive, &inputs.iter().collect::<Vec<_>>())?;
    outputs
        .iter()
        .map(|y| {
            let mut shape = Shape::from_slice(y.shape());
            shape.insert(0, 1);
            reshape(y, &shape)
        })
        .collect()
}

/// No examples: the shapes come from inference.
fn empty(primitive: &dyn Primitive, inputs: &[Array], axes: &[Option<usize>]) -> Result<Batched> {
    let avals: Vec<_> = inputs
        .iter()
        .zip(axes)
        .map(|(x, axis)| {
            let mut aval = x.aval();
            if let Some(axis) = axis {
                aval.shape.remove(*axis);
            }
            aval
        })
        .collect();
    let outputs: Outputs = primitive
        .infer(&avals)?
        .into_iter()
        .map(|mut aval| {
            aval.shape.insert(0, crate::shape::dim::Dim::from(0));
            zeros_of(&aval)
        })
        .collect();
    let axes = outputs.iter().map(|_| Some(0)).collect();
    Ok((outputs, axes))
}
