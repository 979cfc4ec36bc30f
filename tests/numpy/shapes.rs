//! Shape functions, joining, selecting, sorting, building and products against numpy's answers, case by
//! case of `golden/shapes.jsonl`.
//!
//! A function of the file that is neither in the table nor in the list of skips fails the test.

use crate::calls::{self, Call, Skip, int, ints, number, pairs, sections, shape, with_operand};
use numtape::np::{
    Geomspace, IndexMode, Indexing, Integers, Linspace, Logspace, Meshgrid, PadMode, PadWidth,
    Vander,
};
use numtape::prelude::*;
use numtape::{DType, Scalar, np::args::Axis};
use serde_json::Value;

const SKIPS: &[Skip] = &[
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
    (
        "argsort",
        r#"[{"ref":"zero_d"}]"#,
        "numpy gives shape [1] here, but shape [] for sort: a 0-d result is regular",
    ),
];

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
        Some("wrap") => IndexMode::Wrap,
        Some("clip") => IndexMode::Clip,
        _ => IndexMode::Error,
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
    calls::check("shapes", 16.0, 600, SKIPS, evaluate);
}
