//! Carries out an `einsum` path: diagonals first, then products of pairs with early sums, then the order of axes.
//!
//! A pair that sums over a common label is one `Dot`; one that does not is a broadcast multiplication.

use super::path::take;
use super::subscripts::{Labels, set};
use crate::array::Array;
use crate::error::Result;
use crate::np::multiply;
use crate::primitives::dot::dot_general;
use crate::primitives::reduce::{ReduceKind, reduce};
use crate::primitives::reshape::reshape;
use crate::primitives::slice::slice;
use crate::primitives::transpose::transpose;
use crate::shape::Shape;
use crate::shape::axes::AxisList;

/// An operand, or a product of some, each of whose axes has a label of its own.
struct Factor {
    x: Array,
    labels: Vec<usize>,
}

/// The result in the operands' dtype, which all share.
pub(super) fn run(labels: &Labels, steps: &[Vec<usize>], operands: &[Array]) -> Result<Array> {
    let prepare = |(x, axes): (&Array, &Vec<usize>)| Factor::new(x, axes, &labels.sizes);
    let mut left: Vec<Factor> = operands
        .iter()
        .zip(&labels.inputs)
        .map(prepare)
        .collect::<Result<_>>()?;
    for step in steps {
        let mut members = take(&mut left, step);
        let Some(mut product) = members.pop() else {
            continue;
        };
        // The members came out last first, so the last of them is the first operand.
        while let Some(next) = members.pop() {
            let waiting = members.iter().chain(&left);
            let needed = waiting.fold(set(&labels.output), |needed, f| needed | set(&f.labels));
            product = product.times(next, needed)?;
        }
        let needed = left
            .iter()
            .fold(set(&labels.output), |needed, f| needed | set(&f.labels));
        left.push(product.sum_except(needed)?);
    }
    let result = left.pop().expect("a path leaves one operand");
    let order: AxisList = labels
        .output
        .iter()
        .map(|label| {
            result
                .axis(*label)
                .expect("an output label is in an operand")
        })
        .collect();
    transpose(&result.x, &order)
}

impl Factor {
    /// Takes diagonals where a label repeats, and drops axes that are there to broadcast.
    fn new(x: &Array, axes: &[usize], sizes: &[usize]) -> Result<Factor> {
        let mut factor = Factor {
            x: x.clone(),
            labels: axes.to_vec(),
        };
        while let Some((first, second)) = factor.repeated() {
            factor = factor.diagonal(first, second)?;
        }
        let kept = |&(axis, &label): &(usize, &usize)| factor.x.shape()[axis] == sizes[label];
        let kept: Vec<(usize, &usize)> = factor.labels.iter().enumerate().filter(kept).collect();
        let shape: Shape = kept
            .iter()
            .map(|&(axis, _)| factor.x.shape()[axis])
            .collect();
        Ok(Factor {
            x: reshape(&factor.x, &shape)?,
            labels: kept.into_iter().map(|(_, &label)| label).collect(),
        })
    }

    fn axis(&self, label: usize) -> Option<usize> {
        self.labels.iter().position(|&l| l == label)
    }

    fn repeated(&self) -> Option<(usize, usize)> {
        (0..self.labels.len()).find_map(|second| {
            let first = self.axis(self.labels[second])?;
            (first < second).then_some((first, second))
        })
    }

    /// The elements with equal positions on two axes: every `n + 1`st of the two flattened.
    fn diagonal(&self, first: usize, second: usize) -> Result<Factor> {
        let others: AxisList = (0..self.labels.len())
            .filter(|&axis| axis != first && axis != second)
            .collect();
        let n = self.x.shape()[first];
        let perm: AxisList = others.iter().copied().chain([first, second]).collect();
        let mut shape: Shape = others.iter().map(|&axis| self.x.shape()[axis]).collect();
        shape.push(n * n);
        let flat = reshape(&transpose(&self.x, &perm)?, &shape)?;
        let starts: AxisList = shape.iter().map(|_| 0).collect();
        let mut steps: AxisList = shape.iter().map(|_| 1).collect();
        steps[others.len()] = n + 1;
        let kept = others.iter().chain([&first]);
        Ok(Factor {
            x: slice(&flat, &starts, &shape, &steps)?,
            labels: kept.map(|&axis| self.labels[axis]).collect(),
        })
    }

    fn sum_except(&self, needed: u128) -> Result<Factor> {
        let is_needed = |label: usize| needed >> label & 1 == 1;
        let axes: AxisList = (0..self.labels.len())
            .filter(|&axis| !is_needed(self.labels[axis]))
            .collect();
        // The sum of truth values is whether any is true.
        let kind = if self.x.dtype().is_bool() {
            ReduceKind::Any
        } else {
            ReduceKind::Sum
        };
        Ok(Factor {
            x: if axes.is_empty() {
                self.x.clone()
            } else {
                reduce(kind, &self.x, &axes)?
            },
            labels: self
                .labels
                .iter()
                .copied()
                .filter(|&label| is_needed(label))
                .collect(),
        })
    }

    /// The product of two factors, summed over the labels that nothing needs.
    fn times(&self, other: Factor, needed: u128) -> Result<Factor> {
        let (mine, theirs) = (set(&self.labels), set(&other.labels));
        let x = self.sum_except(needed | theirs)?;
        let y = other.sum_except(needed | mine)?;
        let shared = mine & theirs;
        if shared & !needed == 0 {
            return x.multiplied(&y);
        }
        let pairs = |wanted: u128| -> (AxisList, AxisList) {
            let labels = x.labels.iter().filter(|&&label| wanted >> label & 1 == 1);
            labels
                .filter_map(|&label| Some((x.axis(label)?, y.axis(label)?)))
                .unzip()
        };
        let (contract, batch) = (pairs(shared & !needed), pairs(shared & needed));
        let free = |f: &Factor| -> Vec<usize> {
            f.labels
                .iter()
                .copied()
                .filter(|&label| shared >> label & 1 == 0)
                .collect()
        };
        let batched = batch.0.iter().map(|&axis| x.labels[axis]);
        let labels = batched.chain(free(&x)).chain(free(&y)).collect();
        let product = dot_general(&x.x, &y.x, (&contract.0, &contract.1), (&batch.0, &batch.1))?;
        Ok(Factor { x: product, labels })
    }

    /// The product without any sum: this factor's axes, then the other's own.
    fn multiplied(&self, other: &Factor) -> Result<Factor> {
        let own = other
            .labels
            .iter()
            .copied()
            .filter(|&label| self.axis(label).is_none());
        let labels: Vec<usize> = self.labels.iter().copied().chain(own).collect();
        Ok(Factor {
            x: multiply(self.aligned(&labels)?, other.aligned(&labels)?),
            labels,
        })
    }

    /// The array with its axes in this order of labels, and size 1 where it has none.
    fn aligned(&self, labels: &[usize]) -> Result<Array> {
        let order: AxisList = labels
            .iter()
            .filter_map(|&label| self.axis(label))
            .collect();
        let size = |&label: &usize| self.axis(label).map_or(1, |axis| self.x.shape()[axis]);
        let shape: Shape = labels.iter().map(size).collect();
        reshape(&transpose(&self.x, &order)?, &shape)
    }
}
