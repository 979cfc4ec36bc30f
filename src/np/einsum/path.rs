//! The order in which `einsum` multiplies: the cheapest of all, the locally best, or the caller's.
//!
//! A path is numpy's: each step names operands by position, takes them out of the list and puts their product
//! at its end. Only sizes matter here; `contract` carries a path out.

use super::subscripts::{Labels, Subscripts, set};
use crate::error::{Error, Result};
use std::fmt::{self, Display};

/// Up to so many operands the cheapest order is searched for by default.
const AUTO_OPTIMAL: usize = 6;
/// Beyond so many operands the search for the cheapest order (3^n steps) gives way to the greedy choice.
const MOST_OPTIMAL: usize = 12;

/// How [`einsum`](super::einsum) chooses the order of products (numpy: `optimize`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Optimize {
    /// [`Optimize::Optimal`] for few operands, [`Optimize::Greedy`] for many.
    #[default]
    Auto,
    /// At each step the pair whose product removes most elements.
    Greedy,
    /// The cheapest order of pairs; greedy beyond 12 operands.
    Optimal,
    /// As [`Optimize::Greedy`], but no step makes more than so many elements; once every pair would, all operands that
    /// are left are multiplied at once (numpy: `('greedy', limit)`).
    GreedyWithin(usize),
    /// The cheapest order of pairs of which none makes more than so many elements (numpy: `('optimal', limit)`); if
    /// there is none, as [`Optimize::GreedyWithin`].
    OptimalWithin(usize),
    /// From left to right (numpy: `False`).
    LeftToRight,
    /// The given steps, as [`einsum_path`](super::einsum_path) finds them.
    Path(Vec<Vec<usize>>),
}

impl From<Vec<Vec<usize>>> for Optimize {
    fn from(steps: Vec<Vec<usize>>) -> Self {
        Optimize::Path(steps)
    }
}

impl From<&EinsumPath> for Optimize {
    fn from(path: &EinsumPath) -> Self {
        Optimize::Path(path.steps.clone())
    }
}

/// What [`einsum_path`](super::einsum_path) finds. It prints as a short report.
#[derive(Clone, Debug, PartialEq)]
pub struct EinsumPath {
    /// Each step's positions in the list of operands, from which they are taken; the product goes to the end.
    pub steps: Vec<Vec<usize>>,
    /// The number of multiplications and additions of these steps.
    pub cost: f64,
    /// The same with all operands at once.
    pub naive_cost: f64,
    /// The number of elements of the largest array that a step makes.
    pub largest_intermediate: f64,
    subscripts: String,
}

impl Display for EinsumPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "einsum {}", self.subscripts)?;
        writeln!(f, "  steps: {:?}", self.steps)?;
        writeln!(
            f,
            "  cost: {:.3e} (all at once: {:.3e})",
            self.cost, self.naive_cost
        )?;
        write!(
            f,
            "  largest intermediate: {:.3e} elements",
            self.largest_intermediate
        )
    }
}

impl EinsumPath {
    pub(super) fn new(
        subscripts: &Subscripts,
        labels: &Labels,
        optimize: &Optimize,
    ) -> Result<EinsumPath> {
        let steps = find(labels, optimize)?;
        let mut state = State::new(labels);
        let (mut cost, mut largest) = (0.0, 0.0_f64);
        for step in &steps {
            cost += state.cost(step);
            let product = state.merge(step);
            largest = largest.max(labels.size(product));
        }
        let all: Vec<usize> = (0..labels.inputs.len()).collect();
        Ok(EinsumPath {
            steps,
            cost,
            naive_cost: State::new(labels).cost(&all),
            largest_intermediate: largest,
            subscripts: subscripts.to_string(),
        })
    }
}

/// The steps; the last leaves one operand.
pub(super) fn find(labels: &Labels, optimize: &Optimize) -> Result<Vec<Vec<usize>>> {
    let n = labels.inputs.len();
    Ok(match optimize {
        Optimize::Path(steps) => {
            check(steps, n)?;
            steps.clone()
        }
        Optimize::LeftToRight => vec![(0..n).collect()],
        _ if n <= 2 => vec![(0..n).collect()],
        Optimize::Auto if n <= AUTO_OPTIMAL => optimal_or_greedy(labels, f64::INFINITY),
        Optimize::Optimal if n <= MOST_OPTIMAL => optimal_or_greedy(labels, f64::INFINITY),
        Optimize::OptimalWithin(limit) if n <= MOST_OPTIMAL => {
            optimal_or_greedy(labels, *limit as f64)
        }
        Optimize::GreedyWithin(limit) | Optimize::OptimalWithin(limit) => {
            greedy(labels, *limit as f64)
        }
        Optimize::Auto | Optimize::Optimal | Optimize::Greedy => greedy(labels, f64::INFINITY),
    })
}

fn optimal_or_greedy(labels: &Labels, limit: f64) -> Vec<Vec<usize>> {
    optimal(labels, limit).unwrap_or_else(|| greedy(labels, limit))
}

fn check(steps: &[Vec<usize>], operands: usize) -> Result<()> {
    let mut left = operands;
    for step in steps {
        let repeats = step
            .iter()
            .enumerate()
            .any(|(i, at)| step[..i].contains(at));
        if step.is_empty() || repeats || step.iter().any(|&at| at >= left) {
            return Err(Error::value(
                "einsum",
                format!(
                    "the path {steps:?} is not one of {operands} operands: step {step:?} finds {left}"
                ),
            ));
        }
        left = left + 1 - step.len();
    }
    if left == 1 {
        return Ok(());
    }
    Err(Error::value(
        "einsum",
        format!("the path {steps:?} leaves {left} of {operands} operands"),
    ))
}

/// The operands that are left while a path is walked, as sets of labels.
struct State<'a> {
    labels: &'a Labels,
    left: Vec<u128>,
}

impl<'a> State<'a> {
    fn new(labels: &'a Labels) -> State<'a> {
        State {
            labels,
            left: labels.inputs.iter().map(|input| set(input)).collect(),
        }
    }

    /// The labels of a step's operands, and those of their product.
    fn product(&self, step: &[usize]) -> (u128, u128) {
        let members = self.left.iter().enumerate();
        let (mut all, mut needed) = (0, set(&self.labels.output));
        for (i, &labels) in members {
            if step.contains(&i) {
                all |= labels;
            } else {
                needed |= labels;
            }
        }
        (all, all & needed)
    }

    fn cost(&self, step: &[usize]) -> f64 {
        let (all, kept) = self.product(step);
        cost(self.labels, all, kept, step.len())
    }

    /// Takes a step; returns the labels of the product.
    fn merge(&mut self, step: &[usize]) -> u128 {
        let (_, kept) = self.product(step);
        take(&mut self.left, step);
        self.left.push(kept);
        kept
    }
}

/// Takes the members at these positions out of a list.
pub(super) fn take<T>(list: &mut Vec<T>, positions: &[usize]) -> Vec<T> {
    let mut last_first: Vec<usize> = positions.to_vec();
    last_first.sort_unstable_by(|a, b| b.cmp(a));
    last_first.into_iter().map(|at| list.remove(at)).collect()
}

/// Multiplications, and additions if something is summed over.
fn cost(labels: &Labels, all: u128, kept: u128, operands: usize) -> f64 {
    let per_element = operands.saturating_sub(1).max(1) + usize::from(all != kept);
    labels.size(all) * per_element as f64
}

/// The best way to multiply one subset of the operands: its cost, and one of the two parts.
#[derive(Clone, Copy)]
struct Best {
    cost: f64,
    part: usize,
}

/// The cheapest order of pairs whose products have at most so many elements, by the cheapest order for every subset of
/// the operands. `None` if there is no such order.
fn optimal(labels: &Labels, limit: f64) -> Option<Vec<Vec<usize>>> {
    let n = labels.inputs.len();
    let everything = (1usize << n) - 1;
    let mut touched = vec![0u128; everything + 1];
    for subset in 1..=everything {
        let first = subset.trailing_zeros() as usize;
        touched[subset] = touched[subset & (subset - 1)] | set(&labels.inputs[first]);
    }
    let output = set(&labels.output);
    let result = |subset: usize| {
        // A lone operand is as it is; a product has only what is needed later.
        if subset.is_power_of_two() {
            touched[subset]
        } else {
            touched[subset] & (output | touched[everything ^ subset])
        }
    };
    let mut best = vec![Best { cost: 0.0, part: 0 }; everything + 1];
    for subset in (1..=everything).filter(|subset| !subset.is_power_of_two()) {
        best[subset].cost = f64::INFINITY;
        let kept = result(subset);
        if labels.size(kept) > limit {
            continue;
        }
        let mut part = (subset - 1) & subset;
        // Each split is seen from both sides; the part with the lowest operand is enough.
        while part > 0 {
            let other = subset ^ part;
            if part & subset & subset.wrapping_neg() != 0 {
                let all = result(part) | result(other);
                let total = best[part].cost + best[other].cost + cost(labels, all, kept, 2);
                if total < best[subset].cost || best[subset].part == 0 {
                    best[subset] = Best { cost: total, part };
                }
            }
            part = (part - 1) & subset;
        }
    }
    if best[everything].cost == f64::INFINITY {
        return None;
    }
    let mut steps = Vec::new();
    let mut left: Vec<usize> = (0..n).map(|i| 1 << i).collect();
    walk(everything, &best, &mut left, &mut steps);
    Some(steps)
}

/// Appends the steps that multiply a subset.
fn walk(subset: usize, best: &[Best], left: &mut Vec<usize>, steps: &mut Vec<Vec<usize>>) {
    if subset.is_power_of_two() {
        return;
    }
    let parts = [best[subset].part, subset ^ best[subset].part];
    for part in parts {
        walk(part, best, left, steps);
    }
    let mut step: Vec<usize> = (0..left.len())
        .filter(|&i| parts.contains(&left[i]))
        .collect();
    step.sort_unstable();
    take(left, &step);
    left.push(subset);
    steps.push(step);
}

/// At each step the pair that removes most elements, the cheaper one of equals; pairs without a common label
/// only when no other is left. When every product of a pair has more elements than the limit, all that is left is one
/// step.
fn greedy(labels: &Labels, limit: f64) -> Vec<Vec<usize>> {
    let mut state = State::new(labels);
    let mut steps = Vec::new();
    while state.left.len() > 1 {
        let n = state.left.len();
        let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| [i, j]));
        let pairs = pairs.filter(|pair| labels.size(state.product(pair).1) <= limit);
        let rank = |&[i, j]: &[usize; 2]| {
            let (all, kept) = state.product(&[i, j]);
            let shares = state.left[i] & state.left[j] != 0;
            let before = labels.size(state.left[i]) + labels.size(state.left[j]);
            let grown = labels.size(kept) - before;
            (!shares, grown, cost(labels, all, kept, 2))
        };
        let order = |a: &(bool, f64, f64), b: &(bool, f64, f64)| {
            a.0.cmp(&b.0)
                .then(a.1.total_cmp(&b.1))
                .then(a.2.total_cmp(&b.2))
        };
        let Some(pair) = pairs.min_by(|a, b| order(&rank(a), &rank(b))) else {
            steps.push((0..n).collect());
            break;
        };
        state.merge(&pair);
        steps.push(pair.to_vec());
    }
    steps
}
