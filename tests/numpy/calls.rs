//! Runs the cases of a golden file that are calls: a function's name, positional arguments and keywords.
//!
//! Each subject's module turns a name and a [`Call`] into results; what they should be, and how exactly, is
//! decided here and in `golden`.
#![allow(dead_code, reason = "each subject uses a part of it")]

use crate::golden::{self, Exactness, Golden, parse};
use numtape::np::{Axes, Sections, args::Axis};
use numtape::prelude::*;
use numtape::{DType, Scalar};
use serde_json::Value;

/// A case that is not compared: the function, a part of the case's text (arguments, keywords or numpy's error), and
/// the reason: Rust's types cannot say it, or numtape differs on purpose.
pub(crate) type Skip = (&'static str, &'static str, &'static str);

/// Compares all cases of `golden/<subject>.jsonl.gz`. Cases that are not exact may be off by `ulps` units in the last
/// place of the dtype. `least` guards against a file that lost its cases.
///
/// # Panics
/// With a list of what differs; if a function is unknown; if a skip skips nothing.
#[track_caller]
pub(crate) fn check(
    subject: &str,
    ulps: f64,
    least: usize,
    skips: &[Skip],
    evaluate: impl Fn(&str, &Call) -> Option<Vec<Array>>,
) {
    let golden = golden::read(subject);
    let mut used = vec![false; skips.len()];
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for case in &golden.cases {
        let function = case["function"].as_str().expect("a name");
        let text = format!("{}, {} {}", case["args"], case["kwargs"], case["error"]);
        let skip = skips
            .iter()
            .position(|(name, part, _)| *name == function && text.contains(part));
        if let Some(skip) = skip {
            used[skip] = true;
            continue;
        }
        let call = Call {
            golden: &golden,
            args: list(&case["args"]),
            kwargs: &case["kwargs"],
        };
        compared += 1;
        if let Some(verdict) = verdict(case, ulps, || evaluate(function, &call)) {
            wrong.push(format!(
                "{function}({}, {})\n  {verdict}",
                case["args"], case["kwargs"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {compared} cases of {subject} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
    assert!(compared >= least, "only {compared} cases of {subject}");
    for ((name, part, reason), used) in skips.iter().zip(used) {
        assert!(
            used,
            "the skip of {name} with {part:?} ({reason}) skips nothing"
        );
    }
    println!("{subject}: {compared} cases agree with NumPy");
}

/// What is wrong with a case, or `None`.
fn verdict(
    case: &Value,
    ulps: f64,
    evaluate: impl FnOnce() -> Option<Vec<Array>>,
) -> Option<String> {
    let error = case["error"].as_str();
    match try_run(evaluate) {
        Ok(None) => panic!("{} is neither handled nor skipped", case["function"]),
        Ok(Some(found)) => match error {
            Some(error) => Some(format!("should fail with {error}, but gives {found:?}")),
            None => difference(&found, &case["out"], Exactness::of(case, ulps)),
        },
        Err(failure) => error.is_none().then(|| format!("failed: {failure}")),
    }
}

fn difference(found: &[Array], wanted: &Value, exactness: Exactness) -> Option<String> {
    let wanted: Vec<Array> = match wanted {
        Value::Array(several) => several.iter().map(parse).collect(),
        one => vec![parse(one)],
    };
    if found.len() != wanted.len() {
        return Some(format!(
            "gives {} arrays, not {}",
            found.len(),
            wanted.len()
        ));
    }
    let mut pairs = found.iter().zip(&wanted).enumerate();
    pairs.find_map(|(i, (found, wanted))| {
        golden::difference(found, wanted, exactness).map(|text| format!("array {i}: {text}"))
    })
}

/// The arguments of one case.
pub(crate) struct Call<'a> {
    pub(crate) golden: &'a Golden,
    pub(crate) args: &'a [Value],
    pub(crate) kwargs: &'a Value,
}

impl Call<'_> {
    /// A positional argument, or the keyword of that name, or null.
    pub(crate) fn value(&self, position: usize, name: &str) -> &Value {
        self.args.get(position).unwrap_or(&self.kwargs[name])
    }

    /// A positional argument that is an array.
    pub(crate) fn array(&self, position: usize) -> Array {
        self.golden.array(&self.args[position])
    }

    /// A positional argument that is a list of arrays.
    pub(crate) fn arrays(&self, position: usize) -> Vec<Array> {
        list(&self.args[position])
            .iter()
            .map(|value| self.golden.array(value))
            .collect()
    }

    /// All positional arguments, which are arrays.
    pub(crate) fn all_arrays(&self) -> Vec<Array> {
        self.args
            .iter()
            .map(|value| self.golden.array(value))
            .collect()
    }

    /// An integer argument; the default where it is absent or null.
    pub(crate) fn int(&self, position: usize, name: &str, default: i64) -> isize {
        let value = self.value(position, name);
        if value.is_null() {
            default as isize
        } else {
            int(value)
        }
    }

    /// Several axes; all where the argument is absent or null.
    pub(crate) fn axes(&self, position: usize, name: &str) -> Axes {
        let value = self.value(position, name);
        if value.is_null() {
            Axes::from(..)
        } else {
            Axes::from(ints(value))
        }
    }

    /// The keyword `axis`, where null means the flattened array.
    pub(crate) fn axis(&self, default: isize) -> Axis {
        match &self.kwargs["axis"] {
            Value::Null if self.kwargs.get("axis").is_some() => Axis::from(..),
            Value::Null => Axis::from(default),
            value => Axis::from(int(value)),
        }
    }

    /// The keyword `dtype`.
    pub(crate) fn dtype(&self) -> Option<DType> {
        self.kwargs["dtype"]
            .as_str()
            .map(|name| DType::from_name(name).expect("a known dtype"))
    }

    /// An array or a weak number, handed to `f` as what it is.
    pub(crate) fn scalar(&self, position: usize) -> Option<Scalar> {
        number(&self.args[position])
    }
}

/// A list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// An integer.
pub(crate) fn int(value: &Value) -> isize {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is no integer")) as isize
}

/// A list of integers, or one.
pub(crate) fn ints(value: &Value) -> Vec<isize> {
    value.as_array().map_or_else(
        || vec![int(value)],
        |values| values.iter().map(int).collect(),
    )
}

/// A weak scalar.
pub(crate) fn number(value: &Value) -> Option<Scalar> {
    match value {
        Value::Bool(b) => Some(Scalar::Bool(*b)),
        Value::Number(n) => Some(n.as_i64().map_or_else(
            || Scalar::Float(n.as_f64().unwrap()),
            |i| Scalar::Int(i.into()),
        )),
        _ => None,
    }
}

/// A shape, or one size.
pub(crate) fn shape(value: &Value) -> Vec<usize> {
    ints(value)
        .into_iter()
        .map(|n| usize::try_from(n).expect("a size"))
        .collect()
}

/// The sections of `split`.
pub(crate) fn sections(value: &Value) -> Sections {
    match value {
        Value::Array(_) => Sections::from(ints(value)),
        count => Sections::from(int(count) as usize),
    }
}

/// A list of pairs, one pair for all axes, or one number for both ends.
pub(crate) fn pairs<T: Copy>(value: &Value, item: impl Fn(&Value) -> T) -> Vec<[T; 2]> {
    match value {
        Value::Array(rows) if rows.iter().all(Value::is_array) => rows
            .iter()
            .map(|row| [item(&row[0]), item(&row[row.as_array().unwrap().len() - 1])])
            .collect(),
        Value::Array(pair) => vec![[item(&pair[0]), item(&pair[pair.len() - 1])]],
        one => vec![[item(one), item(one)]],
    }
}

/// One or two positional numbers or arrays in front, then a closure over what they are.
macro_rules! with_operand {
    ($call:expr, $position:expr, $x:ident => $body:expr) => {
        match $call.scalar($position) {
            Some($x) => $body,
            None => {
                let $x = $call.array($position);
                $body
            }
        }
    };
}
pub(crate) use with_operand;
