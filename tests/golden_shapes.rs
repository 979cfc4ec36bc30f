//! Shape functions, joining, selecting, sorting, building and products against numpy's answers, case by
//! case of `golden/shapes.jsonl`.
//!
//! A function of the file that is neither in the table nor in the list of skips fails the test.

#[path = "common/golden.rs"]
mod golden;

use golden::{Exactness, Golden, parse};
use numtape::np::{
    Axes, Geomspace, Indexing, Integers, Linspace, Logspace, Meshgrid, PadMode, PadWidth, Sections,
    TakeMode, Vander,
};
use numtape::prelude::*;
use numtape::{Scalar, np::args::Axis};
use serde_json::Value;

/// Functions of the file that are not compared, each with its reason. None at present.
const SKIPPED_FUNCTIONS: &[(&str, &str)] = &[];

/// Cases that Rust's types cannot express, by function and error text.
const SKIPPED_CASES: &[(&str, &str, &str)] = &[
    (
        "pad",
        "index can't contain negative values",
        "widths are unsigned",
    ),
    (
        "linspace",
        "must be non-negative",
        "the number of points is unsigned",
    ),
];

/// Cases where numtape differs on purpose: function, arguments, reason.
const DIFFERENCES: &[(&str, &str, &str)] = &[(
    "argsort",
    r#"[{"ref":"zero_d"}]"#,
    "numpy gives shape [1] here, but shape [] for sort: a 0-d result is regular",
)];

/// The arguments of one case.
struct Call<'a> {
    golden: &'a Golden,
    args: &'a [Value],
    kwargs: &'a Value,
}

impl Call<'_> {
    /// A positional argument, or the keyword of that name, or null.
    fn value(&self, position: usize, name: &str) -> &Value {
        self.args.get(position).unwrap_or(&self.kwargs[name])
    }

    fn array(&self, position: usize) -> Array {
        self.golden.array(&self.args[position])
    }

    fn arrays(&self, position: usize) -> Vec<Array> {
        list(&self.args[position])
            .iter()
            .map(|value| self.golden.array(value))
            .collect()
    }

    fn all_arrays(&self) -> Vec<Array> {
        self.args
            .iter()
            .map(|value| self.golden.array(value))
            .collect()
    }

    fn int(&self, position: usize, name: &str, default: i64) -> isize {
        let value = self.value(position, name);
        if value.is_null() {
            default as isize
        } else {
            int(value)
        }
    }

    fn axes(&self, position: usize, name: &str) -> Axes {
        let value = self.value(position, name);
        if value.is_null() {
            Axes::from(..)
        } else {
            Axes::from(ints(value))
        }
    }

    fn axis(&self, default: isize) -> Axis {
        match &self.kwargs["axis"] {
            Value::Null if self.kwargs.get("axis").is_some() => Axis::from(..),
            Value::Null => Axis::from(default),
            value => Axis::from(int(value)),
        }
    }

    fn dtype(&self) -> Option<DType> {
        self.kwargs["dtype"]
            .as_str()
            .map(|name| DType::from_name(name).expect("a known dtype"))
    }

    /// An array or a weak number, handed to `f` as what it is.
    fn scalar(&self, position: usize) -> Option<Scalar> {
        number(&self.args[position])
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn int(value: &Value) -> isize {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is no integer")) as isize
}

fn ints(value: &Value) -> Vec<isize> {
    value.as_array().map_or_else(
        || vec![int(value)],
        |values| values.iter().map(int).collect(),
    )
}

fn number(value: &Value) -> Option<Scalar> {
    match value {
        Value::Bool(b) => Some(Scalar::Bool(*b)),
        Value::Number(n) => Some(n.as_i64().map_or_else(
            || Scalar::Float(n.as_f64().unwrap()),
            |i| Scalar::Int(i.into()),
        )),
        _ => None,
    }
}

fn shape(value: &Value) -> Vec<usize> {
    ints(value)
        .into_iter()
        .map(|n| usize::try_from(n).expect("a size"))
        .collect()
}

fn sections(value: &Value) -> Sections {
    match value {
        Value::Array(_) => Sections::from(ints(value)),
        count => Sections::from(int(count) as usize),
    }
}

fn pairs<T: Copy>(value: &Value, item: impl Fn(&Value) -> T) -> Vec<[T; 2]> {
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

/// The result of a case: numpy's list of arrays, or one.
#[expect(clippy::too_many_lines, reason = "a table: one arm per function")]
fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    let one = |x: Array| Some(vec![x]);
    let matrix = |default: DType| -> (Vec<usize>, DType) {
        let sizes = call
            .args
            .iter()
            .take_while(|v| v.is_number())
            .map(|v| int(v) as usize)
            .collect();
        (sizes, call.dtype().unwrap_or(default))
    };
    match function {
        "arange" => one(arange(call)),
        "argsort" => one(np::argsort(call.array(0), call.axis(-1))),
        "sort" => one(np::sort(call.array(0), call.axis(-1))),
        "array_split" => Some(np::array_split(
            call.array(0),
            sections(&call.args[1]),
            call.int(2, "axis", 0),
        )),
        "split" => Some(np::split(
            call.array(0),
            sections(&call.args[1]),
            call.int(2, "axis", 0),
        )),
        "hsplit" => Some(np::hsplit(call.array(0), sections(&call.args[1]))),
        "vsplit" => Some(np::vsplit(call.array(0), sections(&call.args[1]))),
        "dsplit" => Some(np::dsplit(call.array(0), sections(&call.args[1]))),
        "atleast_1d" => one(np::atleast_1d(call.array(0))),
        "atleast_2d" => one(np::atleast_2d(call.array(0))),
        "atleast_3d" => one(np::atleast_3d(call.array(0))),
        "broadcast_arrays" => Some(np::broadcast_arrays(call.all_arrays())),
        "broadcast_to" => one(np::broadcast_to(call.array(0), shape(&call.args[1]))),
        "clip" => one(clip(call)),
        "column_stack" => one(np::column_stack(call.arrays(0))),
        "hstack" => one(np::hstack(call.arrays(0))),
        "vstack" => one(np::vstack(call.arrays(0))),
        "dstack" => one(np::dstack(call.arrays(0))),
        "concatenate" => one(np::concatenate(call.arrays(0), call.axis(0))),
        "stack" => one(np::stack(call.arrays(0), call.int(1, "axis", 0))),
        "diag" => one(np::diag(call.array(0), call.int(1, "k", 0))),
        "diagflat" => one(np::diagflat(call.array(0), call.int(1, "k", 0))),
        "diagonal" => {
            let (offset, a, b) = (
                call.int(1, "offset", 0),
                call.int(2, "axis1", 0),
                call.int(3, "axis2", 1),
            );
            one(np::diagonal(call.array(0), offset, a, b))
        }
        "trace" => {
            let (offset, a, b) = (
                call.int(1, "offset", 0),
                call.int(2, "axis1", 0),
                call.int(3, "axis2", 1),
            );
            one(np::trace(call.array(0), offset, a, b))
        }
        "dot" => one(np::dot(call.array(0), call.array(1))),
        "inner" => one(np::inner(call.array(0), call.array(1))),
        "outer" => one(np::outer(call.array(0), call.array(1))),
        "matmul" => one(np::matmul(call.array(0), call.array(1))),
        "vdot" => one(np::vdot(call.array(0), call.array(1))),
        "tensordot" => one(tensordot(call)),
        "expand_dims" => one(np::expand_dims(call.array(0), call.axes(1, "axis"))),
        "squeeze" => one(np::squeeze(call.array(0), call.axes(1, "axis"))),
        "eye" => one(np::eye_with(matrix(F64), call.int(9, "k", 0))),
        "identity" => one(np::identity(matrix(F64))),
        "tri" => one(np::tri_with(matrix(F64), call.int(9, "k", 0))),
        "tril" => one(np::tril(call.array(0), call.int(1, "k", 0))),
        "triu" => one(np::triu(call.array(0), call.int(1, "k", 0))),
        "zeros" => one(np::zeros((
            shape(&call.args[0]),
            call.dtype().unwrap_or(F64),
        ))),
        "ones" => one(np::ones((
            shape(&call.args[0]),
            call.dtype().unwrap_or(F64),
        ))),
        "full" => {
            let (shape, value) = (shape(&call.args[0]), call.scalar(1).expect("a number"));
            one(match call.dtype() {
                Some(dtype) => np::full((shape, dtype), value),
                None => np::full(shape, value),
            })
        }
        "flip" => one(np::flip(call.array(0), call.axes(1, "axis"))),
        "fliplr" => one(np::fliplr(call.array(0))),
        "flipud" => one(np::flipud(call.array(0))),
        "linspace" => one(
            with_operand!(call, 0, start => with_operand!(call, 1, stop => {
                let options = Linspace {
                    endpoint: call.kwargs["endpoint"].as_bool().unwrap_or(true),
                    dtype: call.dtype(),
                    axis: call.int(9, "axis", 0),
                };
                np::linspace_with(start, stop, call.int(2, "num", 50) as usize, options)
            })),
        ),
        "logspace" => {
            let options = Logspace {
                endpoint: call.kwargs["endpoint"].as_bool().unwrap_or(true),
                base: call.kwargs["base"].as_f64().unwrap_or(10.0),
                ..Logspace::default()
            };
            one(np::logspace_with(
                call.scalar(0)?,
                call.scalar(1)?,
                call.int(2, "num", 50) as usize,
                options,
            ))
        }
        "geomspace" => {
            let num = call.int(2, "num", 50) as usize;
            one(np::geomspace_with(
                call.scalar(0)?,
                call.scalar(1)?,
                num,
                Geomspace::default(),
            ))
        }
        "meshgrid" => {
            let indexing = if call.kwargs["indexing"] == "ij" {
                Indexing::Ij
            } else {
                Indexing::Xy
            };
            let sparse = call.kwargs["sparse"].as_bool().unwrap_or(false);
            Some(np::meshgrid_with(
                call.all_arrays(),
                Meshgrid { indexing, sparse },
            ))
        }
        "moveaxis" => one(np::moveaxis(
            call.array(0),
            ints(&call.args[1]),
            ints(&call.args[2]),
        )),
        "swapaxes" => one(np::swapaxes(
            call.array(0),
            int(&call.args[1]),
            int(&call.args[2]),
        )),
        "transpose" => one(np::transpose(call.array(0), call.axes(1, "axes"))),
        "pad" => one(pad(call)),
        "ravel" => one(np::ravel(call.array(0))),
        "reshape" => one(np::reshape(
            call.array(0),
            Integers::from(ints(&call.args[1])),
        )),
        "repeat" => one(np::repeat(call.array(0), ints(&call.args[1]), call.axis(0))),
        "roll" => one(np::roll(
            call.array(0),
            ints(&call.args[1]),
            call.axes(9, "axis"),
        )),
        "rot90" => {
            let axes = if call.kwargs["axes"].is_null() {
                vec![0, 1]
            } else {
                ints(&call.kwargs["axes"])
            };
            one(np::rot90(
                call.array(0),
                call.int(1, "k", 1),
                [axes[0], axes[1]],
            ))
        }
        "round" => one(np::round(call.array(0), call.int(1, "decimals", 0) as i32)),
        "take" => one(take(call)),
        "take_along_axis" => one(np::take_along_axis(
            call.array(0),
            call.array(1),
            call.axis(-1),
        )),
        "tile" => one(np::tile(call.array(0), Integers::from(ints(&call.args[1])))),
        "vander" => one(np::vander_with(call.array(0), Vander::default())),
        "where" => {
            let condition = call.array(0);
            one(
                with_operand!(call, 1, x => with_operand!(call, 2, y => np::where_(condition, x, y))),
            )
        }
        _ => None,
    }
}

fn arange(call: &Call) -> Array {
    let parts: Vec<Scalar> = (0..call.args.len())
        .map(|i| call.scalar(i).expect("a number"))
        .collect();
    let x = match parts[..] {
        [stop] => np::arange_with(0, stop, 1),
        [start, stop] => np::arange_with(start, stop, 1),
        [start, stop, step] => np::arange_with(start, stop, step),
        _ => panic!("one to three numbers"),
    };
    call.dtype().map_or(x.clone(), |dtype| x.astype(dtype))
}

/// A bound of None is that of the dtype.
fn clip(call: &Call) -> Array {
    let x = call.array(0);
    let bound = |position: usize| {
        if call.args[position].is_null() {
            None
        } else {
            Some(position)
        }
    };
    match (bound(1), bound(2)) {
        (None, None) => x,
        (Some(_), None) => with_operand!(call, 1, low => np::maximum(x, low)),
        (None, Some(_)) => with_operand!(call, 2, high => np::minimum(x, high)),
        _ => with_operand!(call, 1, low => with_operand!(call, 2, high => np::clip(x, low, high))),
    }
}

fn pad(call: &Call) -> Array {
    let width: PadWidth = pairs(&call.args[1], |v| int(v) as usize).into();
    let mode = match call.kwargs["mode"].as_str().expect("a mode") {
        "constant" => match &call.kwargs["constant_values"] {
            Value::Null => PadMode::from(0),
            values => PadMode::Constant(pairs(values, |v| number(v).expect("a number"))),
        },
        "edge" => PadMode::Edge,
        "reflect" => PadMode::Reflect,
        "symmetric" => PadMode::Symmetric,
        "wrap" => PadMode::Wrap,
        other => panic!("unknown mode {other}"),
    };
    np::pad(call.array(0), width, mode)
}

fn take(call: &Call) -> Array {
    let mode = match call.kwargs["mode"].as_str() {
        Some("wrap") => TakeMode::Wrap,
        Some("clip") => TakeMode::Clip,
        _ => TakeMode::Raise,
    };
    let axis = if call.kwargs["axis"].is_null() {
        Axis::from(..)
    } else {
        call.axis(0)
    };
    np::take_with(call.array(0), call.array(1), axis, mode)
}

fn tensordot(call: &Call) -> Array {
    let (x, y) = (call.array(0), call.array(1));
    match &call.kwargs["axes"] {
        Value::Array(lists) => {
            let [left, right] = [ints(&lists[0]), ints(&lists[1])];
            np::tensordot(x, y, (left.as_slice(), right.as_slice()))
        }
        count => np::tensordot(x, y, int(count) as usize),
    }
}

#[test]
fn agrees_with_numpy() {
    let golden = golden::read("shapes.jsonl");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for case in &golden.cases {
        let function = case["function"].as_str().expect("a name");
        if SKIPPED_FUNCTIONS.iter().any(|(name, _)| *name == function) {
            continue;
        }
        let error = case["error"].as_str();
        if error.is_some_and(|e| {
            SKIPPED_CASES
                .iter()
                .any(|(name, text, _)| *name == function && e.contains(text))
        }) {
            continue;
        }
        let args = case["args"].to_string();
        if DIFFERENCES
            .iter()
            .any(|(name, text, _)| *name == function && *text == args)
        {
            continue;
        }
        let call = Call {
            golden: &golden,
            args: list(&case["args"]),
            kwargs: &case["kwargs"],
        };
        let exactness = Exactness::of(case, 16.0);
        compared += 1;
        let verdict = match try_run(|| evaluate(function, &call)) {
            Ok(None) => {
                panic!("the function {function} of the file is neither handled nor skipped")
            }
            Ok(Some(found)) => match error {
                Some(error) => Some(format!("should fail with {error}, but gives {found:?}")),
                None => difference(&found, &case["out"], exactness),
            },
            Err(failure) => error.is_none().then(|| format!("failed: {failure}")),
        };
        if let Some(text) = verdict {
            wrong.push(format!(
                "{function}({}, {})\n  {text}",
                case["args"], case["kwargs"]
            ));
        }
    }
    assert!(compared > 600, "only {compared} cases were compared");
    assert!(
        wrong.is_empty(),
        "{} of {compared} cases differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
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
