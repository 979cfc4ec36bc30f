//! What the generic tests know of one public function, and the checks themselves.

use numtape::prelude::*;
use numtape::testing::{check_batch, check_grads};
use numtape::transform::vmap::fallback_count;
use numtape::{DType, Error};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A function with calls that show it: various shapes and arguments.
pub(crate) struct Record {
    /// The name in the source; of a function outside `np` with its module: `linalg::qr`.
    pub(crate) name: &'static str,
    pub(crate) calls: Vec<Call>,
}

pub(crate) type Body = Box<dyn Fn(&[Array]) -> Vec<Array> + Send + Sync>;

/// One call.
pub(crate) struct Call {
    pub(crate) inputs: Vec<Array>,
    pub(crate) body: Body,
    /// To which order its derivatives are checked.
    pub(crate) order: usize,
    /// Checks that do not apply, each with its reason.
    pub(crate) skips: Vec<(Check, &'static str)>,
}

/// What may be skipped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Check {
    /// Against a loop, without fallback.
    Batching,
    /// On the inputs in every dtype.
    Dtypes,
}

/// A record without calls yet.
pub(crate) fn record(name: &'static str) -> Record {
    Record {
        name,
        calls: Vec::new(),
    }
}

impl Record {
    /// A call that is smooth around its f64 and c128 inputs: differentiated twice, batched, run in every dtype.
    pub(crate) fn smooth<const N: usize>(
        self,
        inputs: [Array; N],
        body: impl Fn([&Array; N]) -> Vec<Array> + Send + Sync + 'static,
    ) -> Record {
        self.call(2, inputs, body)
    }

    /// A call whose results have no derivatives, or none of interest: batched and run in every dtype.
    pub(crate) fn discrete<const N: usize>(
        self,
        inputs: [Array; N],
        body: impl Fn([&Array; N]) -> Vec<Array> + Send + Sync + 'static,
    ) -> Record {
        self.call(0, inputs, body)
    }

    fn call<const N: usize>(
        mut self,
        order: usize,
        inputs: [Array; N],
        body: impl Fn([&Array; N]) -> Vec<Array> + Send + Sync + 'static,
    ) -> Record {
        let body = move |xs: &[Array]| body(std::array::from_fn(|i| &xs[i]));
        self.calls.push(Call {
            inputs: inputs.into(),
            body: Box::new(body),
            order,
            skips: Vec::new(),
        });
        self
    }

    /// Leaves a check out for the last call.
    pub(crate) fn skip(mut self, check: Check, reason: &'static str) -> Record {
        assert!(
            reason.len() > 10,
            "{} skips {check:?} without a reason",
            self.name
        );
        self.calls
            .last_mut()
            .expect("a skip follows a call")
            .skips
            .push((check, reason));
        self
    }

    /// First and second derivatives by the tape against finite differences.
    pub(crate) fn check_derivatives(&self) -> Vec<String> {
        self.each(|call| {
            if call.order == 0 {
                return Ok(());
            }
            check_grads(|xs: &Vec<Array>| (call.body)(xs), &call.inputs, call.order)
        })
    }

    /// `vmap` over every subset of the inputs and every axis, against a loop; the loop fallback is a failure.
    pub(crate) fn check_batching(&self) -> Vec<String> {
        self.each(|call| {
            if call.skips(Check::Batching) || call.inputs.is_empty() {
                return Ok(());
            }
            let before = fallback_count();
            check_batch(|xs: &Vec<Array>| (call.body)(xs), &call.inputs)?;
            if fallback_count() == before {
                Ok(())
            } else {
                Err("the loop fallback was used".into())
            }
        })
    }

    /// With the inputs cast to each dtype in turn: results, or a typed error, never another panic.
    pub(crate) fn check_dtypes(&self) -> Vec<String> {
        self.each(|call| {
            if call.skips(Check::Dtypes) {
                return Ok(());
            }
            let failed: Vec<String> = DType::ALL
                .into_iter()
                .filter_map(|dtype| call.in_dtype(dtype).err())
                .collect();
            if failed.is_empty() {
                Ok(())
            } else {
                Err(failed.join("\n  "))
            }
        })
    }

    fn each(&self, check: impl Fn(&Call) -> Result<(), String>) -> Vec<String> {
        assert!(!self.calls.is_empty(), "{} has no calls", self.name);
        let checked = |(i, call)| {
            check(call)
                .err()
                .map(|text| format!("call {i} of {}: {text}", call.shapes()))
        };
        self.calls.iter().enumerate().filter_map(checked).collect()
    }
}

impl Call {
    pub(crate) fn skips(&self, check: Check) -> bool {
        self.skips.iter().any(|(skipped, _)| *skipped == check)
    }

    pub(crate) fn shapes(&self) -> String {
        let inputs: Vec<String> = self.inputs.iter().map(|x| x.aval().to_string()).collect();
        format!("({})", inputs.join(", "))
    }

    /// Runs the call on its floating point inputs cast to a dtype.
    fn in_dtype(&self, dtype: DType) -> Result<(), String> {
        let cast = |x: &Array| {
            if x.dtype().is_float() || x.dtype().is_complex() {
                x.astype(dtype)
            } else {
                x.clone()
            }
        };
        let inputs: Vec<Array> = self.inputs.iter().map(cast).collect();
        match catch_unwind(AssertUnwindSafe(|| try_run(|| (self.body)(&inputs)))) {
            Ok(Ok(results)) => {
                // Reading forces whatever a result stands for.
                for y in &results {
                    let _ = y.to_string();
                }
                Ok(())
            }
            Ok(Err(Error::Dtype(_) | Error::Value(_))) => Ok(()),
            Ok(Err(error)) => Err(format!("{dtype}: not a dtype error: {error}")),
            Err(panic) => {
                let text = panic
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or(panic.downcast_ref::<&str>().copied());
                Err(format!(
                    "{dtype}: panic: {}",
                    text.unwrap_or("of unknown kind")
                ))
            }
        }
    }
}
