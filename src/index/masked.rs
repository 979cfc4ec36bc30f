//! Updates through one mask as a choice between the new and the old element.
//!
//! `x.at(mask).set(v)` with the same value for all selected elements is `where_(mask, v, x)`: it needs no positions,
//! so it works on masks that `vmap` maps, and is the shorter way for others. Masks with a value per element
//! go through their positions, in `at`.

use super::at::{At, fit};
use super::resolve::Plan;
use super::{Index, Indices};
use crate::array::Array;
use crate::dtype::DType;
use crate::dtype::promote::Scalar;
use crate::error::{Error, Result};
use crate::primitives::broadcast::broadcast_to;
use crate::primitives::create::full;
use crate::primitives::reshape::reshape;
use crate::primitives::select::select;
use crate::shape::Shape;

/// An index with one mask and no other arrays.
pub(super) struct Masked {
    mask: Array,
    /// The index with a mask of the same shape that selects nothing.
    plan: Plan,
    /// Whether the mask's values are hidden, so that there is no other way.
    hidden: bool,
}

impl Masked {
    /// The mask of an index, if it has to be a choice, or, for one value, if that is shorter.
    pub(super) fn new(at: &At<'_>, one_value: bool) -> Result<Option<Masked>> {
        let mut arrays = at.index.0.iter().filter_map(|item| match item {
            Index::Array(array) => Some(array),
            _ => None,
        });
        let mask = match (arrays.next(), arrays.next()) {
            (Some(mask), None) if mask.dtype() == DType::Bool => mask.clone(),
            _ => return Ok(None),
        };
        let hidden = mask.dense().is_none();
        if !hidden && (!one_value || at.target.donated()) {
            return Ok(None);
        }
        let nothing = full(mask.shape(), Scalar::Bool(false), DType::Bool)?;
        let index: Indices = at
            .index
            .0
            .iter()
            .map(|item| match item {
                Index::Array(_) => Index::Array(nothing.clone()),
                other => other.clone(),
            })
            .collect();
        let plan = Plan::new(at.op, at.target.array().shape(), &index, at.mode)?;
        Ok(Some(Masked { mask, plan, hidden }))
    }

    /// The target with `f` of the selected elements and the value.
    pub(super) fn update(
        &self,
        at: &At<'_>,
        value: &Array,
        f: &dyn Fn(&Array, &Array) -> Result<Array>,
    ) -> Result<Array> {
        let (plan, advanced) = match &self.plan.advanced {
            Some(advanced) => (&self.plan, advanced),
            None => return Err(Error::index(at.op, "the index has no mask")),
        };
        let ndim = plan.viewed.len();
        // As if one element were selected: the value has to be the same for all.
        let mut one_selected = plan.selected_shape();
        one_selected[advanced.place] = 1;
        let value = fit(at.op, value.clone(), &one_selected).map_err(|error| {
            if !self.hidden {
                return error;
            }
            let reason = format!(
                "a mask that vectorized_map maps selects another number of elements in each example, so a value of \
                 shape {:?} cannot belong to them one by one",
                value.shape()
            );
            Error::shape(at.op, reason)
                .hinted("give one value for all, or choose with np::where_(mask, values, x)")
        })?;
        let (first, count) = (
            advanced.axes.first().copied().unwrap_or(0),
            advanced.axes.len(),
        );
        let is_masked = |axis: usize| (first..first + count).contains(&axis);
        let aligned: Shape = (0..ndim)
            .map(|axis| {
                if is_masked(axis) {
                    1
                } else {
                    plan.viewed[axis]
                }
            })
            .collect();
        let value = reshape(&value, &aligned)?;
        let shape: Shape = (0..ndim)
            .map(|axis| {
                if is_masked(axis) {
                    plan.viewed[axis]
                } else {
                    1
                }
            })
            .collect();
        let view = plan.view(at.target.array())?;
        let new = broadcast_to(&f(&view, &value)?, &plan.viewed)?;
        let updated = select(&reshape(&self.mask, &shape)?, &new, &view)?;
        drop(view);
        if plan.views_all() {
            return Ok(updated);
        }
        at.write_view(plan, &updated)
    }
}
