//! Mapped functions against a loop over the examples.

use super::allclose::{compare, distance, same};
use super::check_values::epsilon;
use super::finite_diff::Function;
use super::layouts::stacked;
use super::report::{Report, caught};
use super::{Check, OpRecord, SlowArray};
use crate::array::Array;
use crate::error::try_run;
use crate::np;
use crate::transform::vmap::{Fallback, fallback_count, vmap};
use crate::tree::Tree;

/// The batch sizes that are tried.
const SIZES: [usize; 3] = [0, 1, 3];

/// Compares `vmap` of a function with calls on single examples.
///
/// For every subset of the input arrays (beyond four arrays: each alone, and all), every position of the batch
/// axis, and batches of 0, 1 and 3. The other examples of a batch are the inputs scaled down a little;
/// arrays of integers and truth values are the same in all examples.
///
/// Sums of a batch may be taken in another order, so that results may be off by 16 roundings of the largest number among
/// the inputs, the result and terms that cancel in it. How large those are is told by results for inputs that are
/// changed a little.
///
/// # Errors
/// A text that names the batched inputs, axes and size, or what the mapped function failed with.
///
/// # Examples
/// ```
/// use numtape::{prelude::*, testing::check_batch};
/// let (x, w) = (array([0.5, -1.0]), array([[1.0, 2.0], [3.0, 4.0]]));
/// check_batch(|(x, w): &(Array, Array)| x.matmul(w).tanh(), &(x, w)).unwrap();
/// ```
pub fn check_batch<T: Tree, R: Tree>(f: impl Fn(&T) -> R, inputs: &T) -> Result<(), String> {
    let flat = |xs: &[Array]| f(&inputs.with_leaves(xs.iter().cloned())).leaves();
    let leaves = inputs.leaves();
    let examples: Vec<Vec<Array>> = (0..3)
        .map(|row| {
            leaves
                .iter()
                .map(|x| scaled(x, 1.0 - f64::from(row) / 16.0))
                .collect()
        })
        .collect();
    let scales = sizes_of_terms(&flat, &examples);
    for case in cases(&leaves) {
        caught(|| case.check(&flat, &examples, &scales, Fallback::Warn))
            .map_err(|text| format!("{}: {text}", case.text()))?;
    }
    Ok(())
}

/// [`check_batch`] for tests that are not property tests.
///
/// # Panics
/// With the text of the error.
#[track_caller]
pub fn assert_batch<T: Tree, R: Tree>(f: impl Fn(&T) -> R, inputs: &T) {
    if let Err(text) = check_batch(f, inputs) {
        panic!("{text}");
    }
}

fn scaled(x: &Array, factor: f64) -> Array {
    if x.dtype().is_differentiable() && factor != 1.0 {
        x * factor
    } else {
        x.clone()
    }
}

/// The share by which numbers of the inputs are changed at most to learn the size of what cancels in a result: more than a
/// rounding of any dtype.
const SHAKE: f64 = 1.0 / 32.0;

/// For each result about the size of the terms that it is the sum of: how far it moves in proportion to changes of the
/// inputs' elements, each by another share, and at least the largest input.
fn sizes_of_terms(f: Function<'_>, examples: &[Vec<Array>]) -> Vec<f64> {
    let floats = examples.iter().flatten();
    let floats = floats.filter(|x| x.dtype().is_differentiable());
    let least = floats.fold(0.0, |most, x| largest(&SlowArray::of(x)).max(most));
    let mut sizes: Vec<f64> = Vec::new();
    for inputs in examples {
        let shaken: Vec<Array> = inputs.iter().enumerate().map(shaken).collect();
        // What fails here fails in the check, too, or has no value near the inputs.
        let Ok((results, moved)) = try_run(|| (f(inputs), f(&shaken))) else {
            continue;
        };
        sizes.resize(results.len(), least);
        for (size, (result, moved)) in sizes.iter_mut().zip(results.iter().zip(&moved)) {
            let (result, moved) = (SlowArray::of(result), SlowArray::of(moved));
            let changes = result.data.iter().zip(&moved.data);
            let changes = changes.map(|(x, y)| (x - y).norm() / SHAKE);
            *size = changes.filter(|n| n.is_finite()).fold(*size, f64::max);
        }
    }
    sizes
}

/// The input at a place with each element changed by a share of its own.
fn shaken((place, x): (usize, &Array)) -> Array {
    if !x.dtype().is_differentiable() {
        return x.clone();
    }
    let share = |i: usize| ((37 * i + 11 * place + 5) % 17) as f64 / 8.0 - 1.0;
    let factors = (0..x.len()).map(|i| 1.0 + share(i) * SHAKE);
    let factors = np::reshape(Array::from_vec(factors.collect()), x.shape());
    x * factors.astype(x.dtype())
}

/// A record's samples, mapped over every subset of their inputs, without the loop fallback.
pub fn check_batching(record: &OpRecord) -> Report {
    let mut report = Report::default();
    if record.skips(Check::Batching) {
        return report;
    }
    let looped = fallback_count();
    for &dtype in record.dtypes {
        let others: Vec<_> = (1..4).map(|seed| record.samples_of(seed, dtype)).collect();
        for (i, sample) in others[0].iter().enumerate() {
            let like = |inputs: &[Array]| {
                inputs
                    .iter()
                    .zip(&sample.inputs)
                    .all(|(a, b)| a.aval() == b.aval())
            };
            let rows: Vec<Vec<Array>> = others
                .iter()
                .map(|samples| {
                    samples
                        .get(i)
                        .map(|s| &s.inputs)
                        .filter(|inputs| like(inputs))
                        .unwrap_or(&sample.inputs)
                        .clone()
                })
                .collect();
            for case in cases(&sample.inputs) {
                report.case(
                    || format!("{} {}", sample.text(), case.text()),
                    || case.check(&|xs| sample.call(xs), &rows, &[], Fallback::Error),
                );
            }
        }
    }
    report.case(
        || format!("{} loop fallbacks", record.primitive),
        || {
            if fallback_count() == looped {
                Ok(())
            } else {
                Err("the loop fallback was used".into())
            }
        },
    );
    report
}

/// One way to map a function: the batch axis of each input, and the size.
struct Case {
    axes: Vec<Option<usize>>,
    size: usize,
}

/// Every non-empty subset of the inputs with every combination of axes. With more than four inputs: single
/// inputs and all of them, with the axis at the same place, counted from the front and from the back.
fn cases(inputs: &[Array]) -> Vec<Case> {
    let n = inputs.len();
    let all = (1u64 << n.min(63)) - 1;
    let subsets: Vec<u64> = if n <= 4 {
        (1..=all).collect()
    } else {
        (0..n).map(|i| 1 << i).chain([all]).collect()
    };
    let mut cases = Vec::new();
    for subset in subsets {
        let batched = |i: usize| subset >> i & 1 == 1;
        let choices = if n <= 4 {
            all_choices(inputs, batched)
        } else {
            aligned_choices(inputs, batched)
        };
        for axes in choices {
            cases.extend(SIZES.map(|size| Case {
                axes: axes.clone(),
                size,
            }));
        }
    }
    cases
}

/// The axes of each input: one choice for each way to map.
type Choices = Vec<Vec<Option<usize>>>;

/// The product of all axes of the batched inputs.
fn all_choices(inputs: &[Array], batched: impl Fn(usize) -> bool) -> Choices {
    (0..inputs.len()).fold(vec![vec![]], |choices: Choices, i| {
        let own: Vec<Option<usize>> = if batched(i) {
            (0..=inputs[i].ndim()).map(Some).collect()
        } else {
            vec![None]
        };
        let with = |choice: &Vec<_>| {
            own.iter()
                .map(|axis| [choice.as_slice(), &[*axis]].concat())
                .collect::<Vec<_>>()
        };
        choices.iter().flat_map(with).collect()
    })
}

/// The same place in all batched inputs, counted from the front and from the back.
fn aligned_choices(inputs: &[Array], batched: impl Fn(usize) -> bool) -> Choices {
    let most = (0..inputs.len())
        .filter(|&i| batched(i))
        .map(|i| inputs[i].ndim())
        .max()
        .unwrap_or(0);
    let at = |place: &dyn Fn(usize) -> usize| {
        (0..inputs.len())
            .map(|i| batched(i).then(|| place(inputs[i].ndim())))
            .collect::<Vec<_>>()
    };
    let mut choices: Choices = (0..=most)
        .flat_map(|k| [at(&|ndim| k.min(ndim)), at(&|ndim| ndim.saturating_sub(k))])
        .collect();
    choices.sort();
    choices.dedup();
    choices
}

impl Case {
    fn text(&self) -> String {
        let axes: Vec<String> = self
            .axes
            .iter()
            .map(|a| a.map_or("None".to_string(), |a| a.to_string()))
            .collect();
        format!("in_axes [{}], size {}", axes.join(", "), self.size)
    }

    /// `examples[row]` are the inputs of one example; inputs that are not batched come from the first. Each result
    /// may be off by roundings of its scale or, where larger, of its own largest element.
    fn check(
        &self,
        f: Function<'_>,
        examples: &[Vec<Array>],
        scales: &[f64],
        fallback: Fallback,
    ) -> Result<(), String> {
        let batches: Vec<Array> = (0..self.axes.len())
            .map(|i| match self.axes[i] {
                None => examples[0][i].clone(),
                Some(axis) => {
                    let parts: Vec<Array> =
                        (0..self.size).map(|row| examples[row][i].clone()).collect();
                    stacked(&parts, &examples[0][i], axis)
                }
            })
            .collect();
        let in_axes: Vec<Option<isize>> = self
            .axes
            .iter()
            .map(|axis| axis.map(|a| a as isize))
            .collect();
        let mapped = try_run(|| {
            vmap(|xs: Vec<Array>| f(&xs))
                .in_axes(in_axes)
                .fallback(fallback)
                .call(&batches)
        });
        let mapped = mapped.map_err(|error| format!("vmap failed: {error}"))?;
        if self.size == 0 {
            return Self::check_empty(&mapped, &f(&examples[0]));
        }
        for row in 0..self.size {
            let inputs: Vec<Array> = (0..self.axes.len())
                .map(|i| {
                    if self.axes[i].is_some() {
                        examples[row][i].clone()
                    } else {
                        examples[0][i].clone()
                    }
                })
                .collect();
            let single = f(&inputs);
            if single.len() != mapped.len() {
                return Err(format!(
                    "{} results instead of {}",
                    mapped.len(),
                    single.len()
                ));
            }
            for (k, (batch, one)) in mapped.iter().zip(&single).enumerate() {
                let scale = scales.get(k).copied().unwrap_or(0.0);
                compare_row(batch, row, self.size, one, scale)
                    .map_err(|text| format!("result {k} of example {row}: {text}"))?;
            }
        }
        Ok(())
    }

    fn check_empty(mapped: &[Array], single: &[Array]) -> Result<(), String> {
        for (batch, one) in mapped.iter().zip(single) {
            if batch.shape().first() != Some(&0)
                || batch.shape()[1..] != *one.shape()
                || batch.dtype() != one.dtype()
            {
                return Err(format!(
                    "an empty batch gave {}, one example gives {}",
                    batch.aval(),
                    one.aval()
                ));
            }
        }
        Ok(())
    }
}

/// The largest absolute value among the finite elements.
fn largest(x: &SlowArray) -> f64 {
    let sizes = x.data.iter().map(|z| z.norm());
    sizes.filter(|n| n.is_finite()).fold(0.0, f64::max)
}

fn compare_row(
    batch: &Array,
    row: usize,
    size: usize,
    one: &Array,
    scale: f64,
) -> Result<(), String> {
    if batch.dtype() != one.dtype() {
        return Err(format!(
            "dtype {} instead of {}",
            batch.dtype(),
            one.dtype()
        ));
    }
    if batch.shape().first() != Some(&size) {
        return Err(format!("the batch has shape {:?}", batch.shape()));
    }
    let values = SlowArray::of(batch);
    let len = one.len();
    let actual = SlowArray {
        shape: batch.shape()[1..].to_vec(),
        data: values.data[row * len..][..len].to_vec(),
    };
    let expected = SlowArray::of(one);
    // Sums of a batch may be taken in another order.
    let allowed = if one.dtype().is_differentiable() {
        16.0 * epsilon(one.dtype()) * largest(&expected).max(scale)
    } else {
        0.0
    };
    compare(&actual, &expected, |a, e| {
        let off = distance(a, e);
        if same(a, e) || off <= allowed {
            None
        } else {
            Some(off)
        }
    })
}
