//! A derivative rule attached to values that were computed already: what custom gradients and checkpoints are
//! made of.
//!
//! The op is the identity on its results; its other inputs are the arguments that the results' derivative is
//! taken by. As an ordinary primitive it is recorded, mapped and differentiated like any other, and carries the
//! user's closures with it. The functions on top are in `transform::custom` and `transform::checkpoint`.

#[cfg(feature = "testing")]
use super::Share;
use super::class::{Batched, Batching, Diff, FramedRule, Gradients, Mask, Rules, Saves, Values};
use super::diff_rules::zeros_of;
use super::{Avals, DenseOut, EvalCx, Key, Outputs, Primitive};
use crate::array::value::{Aval, Dense};
use crate::array::{Array, fresh_id};
#[cfg(feature = "testing")]
use crate::dtype::DType;
use crate::error::{Error, OrRaise, Result};
use crate::np;
#[cfg(feature = "testing")]
use crate::testing::samples::Samples;
#[cfg(feature = "testing")]
use crate::testing::{OpRecord, Sample, SlowArray};
use crate::transform::batch_rules::{front, move_to};
use crate::transform::stack::{Frame, FrameGuard, bind};
use crate::transform::vmap::MapFrame;
use smallvec::SmallVec;
use std::fmt;
use std::sync::Arc;

/// How the derivative of attached results is computed.
pub(crate) trait AttachedRule: Send + Sync {
    /// The function of the user, for errors.
    fn op(&self) -> &'static str;

    /// Whether `vjp` reads the results.
    fn reads_results(&self) -> bool {
        true
    }

    /// The cotangents of the arguments from those of the results, which are zeros where none arrived.
    fn vjp(&self, call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>>;

    /// The tangents of the results from those of the arguments.
    fn jvp(&self, call: &Call, tangents: &[Option<Array>]) -> Tangents;
}

/// The arrays that a rule sees.
pub(crate) struct Call<'a> {
    pub(crate) arguments: &'a [Array],
    /// Empty if the rule does not read them.
    pub(crate) results: &'a [Array],
}

/// How a rule answers in forward mode.
pub(crate) enum Tangents {
    /// By these, and by what the results carry.
    Are(Vec<Option<Array>>),
    /// By these alone.
    Instead(Vec<Option<Array>>),
    /// By the transpose of the cotangent rule, which is linear.
    Transposed,
    /// They travelled with the results when those were computed.
    AlreadyCarried,
}

/// The identity on the last inputs, with a derivative by the first ones.
#[derive(Clone)]
pub(crate) struct Attach {
    rule: Arc<dyn AttachedRule>,
    arguments: usize,
    /// Tells one closure from another.
    id: u64,
}

/// Attaches a rule to results computed from arguments.
pub(crate) fn attach(
    rule: Arc<dyn AttachedRule>,
    arguments: &[Array],
    results: &[Array],
) -> Result<Outputs> {
    let primitive = Attach {
        rule,
        arguments: arguments.len(),
        id: fresh_id(),
    };
    let inputs: SmallVec<[&Array; 4]> = arguments.iter().chain(results).collect();
    bind(&primitive, &inputs)
}

impl fmt::Debug for Attach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Attach({}, {} arguments)",
            self.rule.op(),
            self.arguments
        )
    }
}

impl Primitive for Attach {
    fn name(&self) -> &'static str {
        self.rule.op()
    }

    fn infer(&self, inputs: &[Aval]) -> Result<Avals> {
        Ok(inputs[self.arguments..].iter().cloned().collect())
    }

    fn eval(&self, inputs: &[&Dense], _cx: &mut EvalCx) -> Result<DenseOut> {
        Ok(inputs[self.arguments..]
            .iter()
            .map(|&x| x.clone())
            .collect())
    }

    fn diff(&self) -> Diff<'_> {
        Diff::Custom(self)
    }

    fn saves(&self, _wrt: Mask) -> Saves {
        let arguments = (0..self.arguments).fold(Mask::NONE, |m, i| m.or(Mask::only(i)));
        Saves {
            inputs: arguments,
            outputs: Mask::ALL.when(self.rule.reads_results()),
        }
    }

    fn batching(&self) -> Batching<'_> {
        Batching::Framed(self)
    }

    fn key(&self) -> Key {
        Key {
            name: self.name(),
            parameters: self.id.to_string(),
        }
    }
}

impl Attach {
    /// The arrays of a recorded call.
    fn saved(&self, values: &Values) -> (Vec<Array>, Vec<Array>) {
        let arguments = (0..self.arguments).map(|i| values.input(i).clone());
        let results = values.output_avals.len();
        let results = (0..results).filter(|_| self.rule.reads_results());
        (
            arguments.collect(),
            results.map(|k| values.output(k).clone()).collect(),
        )
    }
}

impl Rules for Attach {
    fn vjp(&self, cts: &[Option<Array>], values: &Values) -> Gradients {
        let (arguments, results) = self.saved(values);
        let filled: Vec<Array> = cts
            .iter()
            .zip(values.output_avals)
            .map(|(ct, aval)| ct.clone().unwrap_or_else(|| zeros_of(aval)))
            .collect();
        let wanted = (0..self.arguments).any(|i| values.wants(i));
        let mut gradients: Gradients = if wanted {
            let call = Call {
                arguments: &arguments,
                results: &results,
            };
            let found = self.rule.vjp(&call, &filled).or_raise();
            check(self.rule.op(), &arguments, &found).or_raise();
            found.into()
        } else {
            arguments.iter().map(|_| None).collect()
        };
        for (i, gradient) in gradients.iter_mut().enumerate() {
            if !values.wants(i) {
                *gradient = None;
            }
        }
        // What the results were computed from besides the arguments is differentiated as it was computed.
        gradients.extend(cts.iter().cloned());
        gradients
    }

    fn jvp(&self, tangents: &[Option<Array>], values: &Values) -> Option<Gradients> {
        let (of_arguments, of_results) = tangents.split_at(self.arguments);
        let (arguments, results) = self.saved(values);
        let call = Call {
            arguments: &arguments,
            results: &results,
        };
        let own = match self.rule.jvp(&call, of_arguments) {
            Tangents::Are(tangents) => tangents,
            Tangents::Instead(tangents) => return Some(tangents.into()),
            Tangents::AlreadyCarried => vec![None; of_results.len()],
            Tangents::Transposed => return None,
        };
        let sums = own
            .into_iter()
            .zip(of_results)
            .map(|(own, carried)| match (own, carried) {
                (Some(own), Some(carried)) => Some(np::add(own, carried)),
                (own, carried) => own.or_else(|| carried.clone()),
            });
        Some(sums.collect())
    }
}

/// The gradients that a rule returned: as many as arguments, each of its argument's shape and dtype.
fn check(op: &'static str, arguments: &[Array], gradients: &[Option<Array>]) -> Result<()> {
    if arguments.len() != gradients.len() {
        let (found, wanted) = (gradients.len(), arguments.len());
        return Err(Error::custom_count(op, found, wanted));
    }
    for (i, (argument, gradient)) in arguments.iter().zip(gradients).enumerate() {
        if let Some(gradient) = gradient
            && argument.dtype().is_differentiable()
            && gradient.aval() != argument.aval()
        {
            let (found, wanted) = (gradient.aval(), argument.aval());
            return Err(Error::custom_gradient(op, "gradient", i, &found, &wanted));
        }
    }
    Ok(())
}

impl FramedRule for Attach {
    /// Its closures may speak of a map that has a name, also where no array of theirs belongs to it.
    fn is_about(&self, frame: &MapFrame) -> bool {
        frame.name().is_some()
    }

    fn batch(
        &self,
        frame: &Arc<MapFrame>,
        inputs: &[Array],
        axes: &[Option<usize>],
    ) -> Result<Batched> {
        let (arguments, results) = inputs.split_at(self.arguments);
        // Every result gets a batch, so that the rule runs once for each example whatever it returns.
        let results = results
            .iter()
            .zip(&axes[self.arguments..])
            .map(|(x, &axis)| front(x, axis, frame.size()))
            .collect::<Result<Vec<_>>>()?;
        let rule = MappedRule {
            rule: Arc::clone(&self.rule),
            frame: Arc::clone(frame),
            axes: axes[..self.arguments].into(),
        };
        let outputs = attach(Arc::new(rule), arguments, &results)?;
        let axes = outputs.iter().map(|_| Some(0)).collect();
        Ok((outputs, axes))
    }
}

/// A rule on whole batches: the map is opened once more around the rule for one example, whose closure may
/// hold examples of that map.
struct MappedRule {
    rule: Arc<dyn AttachedRule>,
    frame: Arc<MapFrame>,
    /// The batch axes of the arguments; results have theirs in front.
    axes: Vec<Option<usize>>,
}

impl MappedRule {
    /// Runs a rule inside the map and gives its results with their batch axes.
    fn inside<R>(&self, call: &Call, f: impl FnOnce(&Call) -> R) -> R {
        let _open = FrameGuard::push(Frame::Vmap(Arc::clone(&self.frame)));
        let arguments: Vec<Array> = self.wrap_arguments(call.arguments);
        let results: Vec<Array> = call.results.iter().map(|y| self.example(y, 0)).collect();
        f(&Call {
            arguments: &arguments,
            results: &results,
        })
    }

    fn example(&self, x: &Array, axis: usize) -> Array {
        self.frame.wrap(x.clone(), Some(axis))
    }

    fn wrap_arguments(&self, arguments: &[Array]) -> Vec<Array> {
        let wrap = |(x, axis): (&Array, &Option<usize>)| self.frame.wrap(x.clone(), *axis);
        arguments.iter().zip(&self.axes).map(wrap).collect()
    }

    /// One example's gradient as that of the whole argument.
    fn gather(&self, gradient: &Array, axis: Option<usize>) -> Result<Array> {
        let (whole, found) = self.frame.unwrap(gradient);
        let whole = front(&whole, found, self.frame.size())?;
        match axis {
            Some(axis) => move_to(&whole, 0, axis),
            // All examples share the argument.
            None => Ok(np::sum(whole, 0)),
        }
    }
}

impl AttachedRule for MappedRule {
    fn op(&self) -> &'static str {
        self.rule.op()
    }

    fn reads_results(&self) -> bool {
        self.rule.reads_results()
    }

    fn vjp(&self, call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>> {
        let gradients = self.inside(call, |call| {
            let cts: Vec<Array> = cts.iter().map(|ct| self.example(ct, 0)).collect();
            let gradients = self.rule.vjp(call, &cts)?;
            check(self.op(), call.arguments, &gradients)?;
            Ok(gradients)
        })?;
        gradients
            .iter()
            .zip(&self.axes)
            .map(|(g, &axis)| g.as_ref().map(|g| self.gather(g, axis)).transpose())
            .collect()
    }

    fn jvp(&self, call: &Call, tangents: &[Option<Array>]) -> Tangents {
        let answer = self.inside(call, |call| {
            let wrap = |(t, axis): (&Option<Array>, &Option<usize>)| {
                t.as_ref().map(|t| self.frame.wrap(t.clone(), *axis))
            };
            let tangents: Vec<Option<Array>> = tangents.iter().zip(&self.axes).map(wrap).collect();
            self.rule.jvp(call, &tangents)
        });
        let whole = |tangents: Vec<Option<Array>>| {
            let whole = tangents.iter().map(|t| {
                let (whole, axis) = self.frame.unwrap(t.as_ref()?);
                Some(front(&whole, axis, self.frame.size()).or_raise())
            });
            whole.collect()
        };
        match answer {
            Tangents::Are(tangents) => Tangents::Are(whole(tangents)),
            Tangents::Instead(tangents) => Tangents::Instead(whole(tangents)),
            Tangents::Transposed | Tangents::AlreadyCarried => answer,
        }
    }
}

/// The records of this file: a rule that doubles what the derivative of a product is.
#[cfg(feature = "testing")]
pub(crate) fn records() -> Vec<OpRecord> {
    /// The derivative of `x·y` by both.
    struct Product;
    impl AttachedRule for Product {
        fn op(&self) -> &'static str {
            "product"
        }
        fn vjp(&self, call: &Call, cts: &[Array]) -> Result<Vec<Option<Array>>> {
            let [x, y] = [0, 1].map(|i| np::conj(&call.arguments[i]));
            Ok(vec![Some(y * &cts[0]), Some(x * &cts[0])])
        }
        fn jvp(&self, _call: &Call, _tangents: &[Option<Array>]) -> Tangents {
            Tangents::Transposed
        }
    }
    fn samples(samples: &mut Samples, dtype: DType) -> Vec<Sample> {
        let shapes: [&[usize]; 4] = [&[], &[3], &[0, 2], &[2, 1, 3]];
        let sample = |shape: &&[usize]| {
            let inputs = (0..3).map(|_| samples.array(dtype, shape, -2.0, 2.0));
            let primitive = Attach {
                rule: Arc::new(Product),
                arguments: 2,
                id: fresh_id(),
            };
            Sample {
                primitive: primitive.share(),
                inputs: inputs.collect(),
            }
        };
        shapes.iter().map(sample).collect()
    }
    fn reference(inputs: &[SlowArray], _sample: &Sample) -> Vec<SlowArray> {
        vec![inputs[2].clone()]
    }
    use crate::testing::Check::{Gradient, SecondGradient};
    const REASON: &str = "the attached rule is not the derivative of the values, by design; tests/custom.rs checks it";
    vec![OpRecord {
        primitive: "Attach",
        dtypes: &DType::ALL,
        samples,
        reference,
        ulps: 0.0,
        skips: &[(Gradient, REASON), (SecondGradient, REASON)],
    }]
}
