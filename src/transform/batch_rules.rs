//! Batched calls by class: from what a primitive declares to one op on whole batches.
//!
//! These rules bind on the frames below the vmap frame, so they are recorded and batched further like any
//! other code.

use super::fallback;
use super::stack::bind;
use super::vmap::MapFrame;
use crate::array::Array;
use crate::error::Result;
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::class::{Batched, Batching};
use crate::primitives::reshape::reshape;
use crate::primitives::transpose::move_axis;
use crate::primitives::{Outputs, Primitive};
use crate::shape::Shape;
use crate::shape::dim::Dim;
use smallvec::SmallVec;
use std::sync::Arc;

/// Runs one op on the batches of a frame. At least one input has a batch axis.
pub(crate) fn batch(
    frame: &Arc<MapFrame>,
    primitive: &dyn Primitive,
    inputs: &[Array],
    axes: &[Option<usize>],
) -> Result<Batched> {
    match primitive.batching() {
        Batching::Elementwise => Ok(at_front(elementwise(primitive, inputs, axes)?)),
        Batching::Axes(rule) => {
            let shifted = rule.shifted(Dim::from(frame.size()));
            Ok(at_front(fronted(&*shifted, inputs, axes, frame.size())?))
        }
        Batching::Leading => Ok(at_front(fronted(primitive, inputs, axes, frame.size())?)),
        Batching::Custom(rule) => rule.batch(frame.size(), inputs, axes),
        Batching::Framed(rule) => rule.batch(frame, inputs, axes),
        Batching::Loop => fallback::run(frame, primitive, inputs, axes),
    }
}

/// The op on inputs that all have the batch axis in front.
fn fronted(
    primitive: &dyn Primitive,
    inputs: &[Array],
    axes: &[Option<usize>],
    size: usize,
) -> Result<Outputs> {
    let fronted = inputs
        .iter()
        .zip(axes)
        .map(|(x, &axis)| front(x, axis, size));
    let fronted = fronted.collect::<Result<SmallVec<[Array; 3]>>>()?;
    bind(
        primitive,
        &fronted.iter().collect::<SmallVec<[&Array; 3]>>(),
    )
}

fn at_front(outputs: Outputs) -> Batched {
    let axes = outputs.iter().map(|_| Some(0)).collect();
    (outputs, axes)
}

/// The batch axis moved to position `to`; the same array if it is there.
pub(crate) fn move_to(x: &Array, axis: usize, to: usize) -> Result<Array> {
    if axis == to {
        Ok(x.clone())
    } else {
        move_axis(x, axis, to)
    }
}

/// The array with its batch axis in front; one that has none is repeated.
pub(crate) fn front(x: &Array, axis: Option<usize>, size: usize) -> Result<Array> {
    if let Some(axis) = axis {
        move_to(x, axis, 0)
    } else {
        let mut shape = Shape::from_slice(x.shape());
        shape.insert(0, size);
        broadcast_to(x, &shape)
    }
}

/// Batches in front, then ones up to the largest rank of one example, so that the op's own broadcasting
/// aligns the rest.
fn elementwise(
    primitive: &dyn Primitive,
    inputs: &[Array],
    axes: &[Option<usize>],
) -> Result<Outputs> {
    let example_ndim = |(x, axis): (&Array, &Option<usize>)| x.ndim() - usize::from(axis.is_some());
    let ndim = inputs.iter().zip(axes).map(example_ndim).max().unwrap_or(0);
    let is_aligned =
        |(x, axis): (&Array, &Option<usize>)| axis.is_none_or(|at| at == 0 && x.ndim() == ndim + 1);
    if inputs.iter().zip(axes).all(is_aligned) {
        return bind(primitive, &inputs.iter().collect::<SmallVec<[&Array; 3]>>());
    }
    let aligned = inputs.iter().zip(axes).map(|(x, axis)| match axis {
        None => Ok(x.clone()),
        Some(axis) => {
            let x = move_to(x, *axis, 0)?;
            if x.ndim() == ndim + 1 {
                return Ok(x);
            }
            let mut shape = Shape::from_slice(x.shape());
            (x.ndim()..=ndim).for_each(|_| shape.insert(1, 1));
            reshape(&x, &shape)
        }
    });
    let aligned = aligned.collect::<Result<SmallVec<[Array; 3]>>>()?;
    bind(
        primitive,
        &aligned.iter().collect::<SmallVec<[&Array; 3]>>(),
    )
}
