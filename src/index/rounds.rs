//! Updates by functions that no scatter knows, at places that may be named several times.
//!
//! numpy's `ufunc.at` takes the named elements in order. Here, each round takes those that are named for the first
//! time, the second time, and so on, all at once: without repetition that is one round. Where the indices are
//! hidden by `vmap`, every position is a round of its own.

use super::resolve::Advanced;
use crate::array::Array;
use crate::error::Result;
use crate::primitives::gather::{gather, gather_with};
use crate::primitives::reshape::reshape;
use crate::primitives::scatter::{Mode, scatter_with};
use crate::shape::Shape;
use std::collections::HashMap;

/// What is the same in all rounds.
pub(super) struct Rounds<'a> {
    pub(super) op: &'static str,
    pub(super) advanced: &'a Advanced,
    pub(super) skip: bool,
}

impl Rounds<'_> {
    /// The front (indexed axes first) with `f` of its elements and the values, which have the shape of the blocks.
    pub(super) fn run(
        &self,
        front: Array,
        value: &Array,
        f: &dyn Fn(&Array, &Array) -> Result<Array>,
    ) -> Result<Array> {
        let count: usize = self.advanced.shape.iter().product();
        let rest = &value.shape()[self.advanced.shape.len()..];
        let flat: Shape = std::iter::once(count).chain(rest.iter().copied()).collect();
        let value = reshape(value, &flat)?;
        let indices: Vec<Array> = self
            .advanced
            .indices
            .iter()
            .map(|index| reshape(index, &[count]))
            .collect::<Result<_>>()?;
        let rounds = rounds(&indices, front.shape(), count)?;
        if let [all] = rounds.as_slice()
            && all.len() == count
        {
            return self.step(&front, &indices, &value, f);
        }
        let mut x = front;
        for positions in rounds {
            let positions = Array::from_vec(positions);
            let part = |y: &Array| gather(y, &[&positions], &[0], 0);
            let own: Vec<Array> = indices.iter().map(part).collect::<Result<_>>()?;
            x = self.step(&x, &own, &part(&value)?, f)?;
        }
        Ok(x)
    }

    /// One round, in which no element is named twice.
    fn step(
        &self,
        x: &Array,
        indices: &[Array],
        value: &Array,
        f: &dyn Fn(&Array, &Array) -> Result<Array>,
    ) -> Result<Array> {
        let indices: Vec<&Array> = indices.iter().collect();
        let names = &self.advanced.names;
        let part = gather_with(x, &indices, names, 0, self.skip)
            .map_err(|error| error.renamed(self.op))?;
        scatter_with(
            Mode::Set,
            x,
            &indices,
            &f(&part, value)?,
            names,
            self.skip,
            false,
        )
        .map_err(|error| error.renamed(self.op))
    }
}

/// The positions of each round. Nothing is left out, so that the kernels see every index.
fn rounds(indices: &[Array], shape: &[usize], count: usize) -> Result<Vec<Vec<i64>>> {
    if indices.iter().any(|index| index.dense().is_none()) {
        return Ok((0..count as i64).map(|position| vec![position]).collect());
    }
    let indices = indices
        .iter()
        .map(Array::to_vec::<i64>)
        .collect::<Result<Vec<_>>>()?;
    let mut seen: HashMap<Vec<i64>, usize> = HashMap::with_capacity(count);
    let mut rounds: Vec<Vec<i64>> = Vec::new();
    for position in 0..count {
        let place = indices.iter().zip(shape).map(|(index, &size)| {
            let i = index[position];
            if i < 0 {
                i.saturating_add(size as i64)
            } else {
                i
            }
        });
        let round = seen.entry(place.collect()).or_insert(0);
        if rounds.len() == *round {
            rounds.push(Vec::new());
        }
        rounds[*round].push(position as i64);
        *round += 1;
    }
    Ok(rounds)
}
