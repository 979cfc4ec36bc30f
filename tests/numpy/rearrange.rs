//! Padding, inserting, writing by position, grids, blocks and functions of parts against numpy's answers, case by case
//! of `golden/rearrange.jsonl`.

use crate::calls::{self, Call, Skip, int, ints, list, number, pairs, sections, shape};
use numtape::index::{Index, Slice};
use numtape::np::args::Axis;
use numtape::np::{Block, IndexMode, Integers, PadMode, PadWidth, Span, TrimZeros};
use numtape::prelude::*;
use numtape::{DType, Scalar};
use serde_json::Value;

const SKIPS: &[Skip] = &[
    (
        "over_sum",
        r#"[{"ref":"i64"},[0]]"#,
        "the axis of a 0-d array is refused before numpy's sum would take it",
    ),
    (
        "over_sum",
        r#"[{"ref":"i64"},[-1]]"#,
        "as above, for axis -1",
    ),
    (
        "pad",
        r#"[{"ref":"bool2x3"},[[2,9]]], {"mode":"reflect","reflect_type":"odd"}"#,
        "numpy cuts bool to 0 and 1 at every turn",
    ),
    (
        "pad",
        r#"[{"ref":"bool2x3"},[[2,9]]], {"mode":"symmetric","reflect_type":"odd"}"#,
        "numpy cuts bool to 0 and 1 at every turn",
    ),
];

fn mode(value: &Value) -> IndexMode {
    match value.as_str() {
        Some("clip") => IndexMode::Clip,
        Some("wrap") => IndexMode::Wrap,
        _ => IndexMode::Error,
    }
}

/// The keyword `axis`; absent or null is the flattened array.
fn axis_or_flat(call: &Call) -> Axis {
    match &call.kwargs["axis"] {
        Value::Null => Axis::from(..),
        value => Axis::from(int(value)),
    }
}

/// Where something is put in or taken out.
fn place(call: &Call, value: &Value) -> Index {
    match value {
        Value::Number(_) => Index::from(int(value)),
        Value::Object(fields) if fields.contains_key("slice") => {
            let bounds = list(&fields["slice"]);
            Index::from(Slice::new(
                bounds[0].as_i64(),
                bounds[1].as_i64(),
                bounds[2].as_i64().unwrap_or(1),
            ))
        }
        array => Index::from(call.golden.array(array)),
    }
}

fn span(value: &Value) -> Span {
    let [start, stop, step] = [0, 1, 2].map(|i| &value[i]);
    let span = match (start.as_i64(), stop.as_i64()) {
        (Some(start), Some(stop)) => Span::from(start..stop),
        _ => Span::from(start.as_f64().unwrap()..stop.as_f64().unwrap()),
    };
    match step["count"].as_u64() {
        Some(count) => span.count(count as usize),
        None => span.step(number(step).unwrap()),
    }
}

fn blocks(call: &Call, value: &Value) -> Block {
    match value {
        Value::Array(parts) => Block::List(parts.iter().map(|part| blocks(call, part)).collect()),
        Value::Bool(truth) => Block::from(*truth),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Block::from(whole),
            None => Block::from(number.as_f64().unwrap()),
        },
        array => Block::from(call.golden.array(array)),
    }
}

/// The result of a case: numpy's list of arrays, or one.
fn evaluate(function: &str, call: &Call) -> Option<Vec<Array>> {
    written(function, call)
        .or_else(|| selected(function, call))
        .or_else(|| positions(function, call))
        .or_else(|| reshaped(function, call))
        .or_else(|| of_parts(function, call))
}

fn written(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = || call.array(0);
    Some(vec![match function {
        "pad" => np::pad(x(), pad_width(call), pad_mode(call)),
        "insert" => np::insert(
            x(),
            place(call, &call.args[1]),
            call.array(2),
            axis_or_flat(call),
        ),
        "delete" => np::delete(x(), place(call, &call.args[1]), axis_or_flat(call)),
        "put" => np::put(
            x(),
            call.array(1),
            call.array(2),
            mode(&call.kwargs["mode"]),
        ),
        "putmask" => np::putmask(x(), call.array(1), call.array(2)),
        "place" => np::place(x(), call.array(1), call.array(2)),
        "copyto" => match &call.kwargs["where"] {
            Value::Null => np::copyto(x(), call.array(1), true),
            mask => np::copyto(x(), call.array(1), call.golden.array(mask)),
        },
        "fill_diagonal" => {
            np::fill_diagonal(x(), call.array(1), call.kwargs["wrap"].as_bool().unwrap())
        }
        "put_along_axis" => {
            np::put_along_axis(x(), call.array(1), call.array(2), axis_or_flat(call))
        }
        _ => return None,
    }])
}

fn pad_width(call: &Call) -> PadWidth {
    pairs(&call.args[1], |v| int(v) as usize).into()
}

fn pad_mode(call: &Call) -> PadMode {
    let ends = |name: &str| match &call.kwargs[name] {
        Value::Null => vec![[Scalar::Int(0); 2]],
        values => pairs(values, |v| number(v).expect("a number")),
    };
    let lengths = || match &call.kwargs["stat_length"] {
        Value::Null => vec![],
        values => pairs(values, |v| int(v) as usize),
    };
    let odd = call.kwargs["reflect_type"] == "odd";
    match call.kwargs["mode"].as_str().expect("a mode") {
        "constant" => PadMode::Constant(ends("constant_values")),
        "edge" => PadMode::Edge,
        "linear_ramp" => PadMode::LinearRamp(ends("end_values")),
        "maximum" => PadMode::Maximum(lengths()),
        "mean" => PadMode::Mean(lengths()),
        "median" => PadMode::Median(lengths()),
        "minimum" => PadMode::Minimum(lengths()),
        "reflect" if odd => PadMode::ReflectOdd,
        "reflect" => PadMode::Reflect,
        "symmetric" if odd => PadMode::SymmetricOdd,
        "symmetric" => PadMode::Symmetric,
        "wrap" => PadMode::Wrap,
        other => panic!("unknown mode {other}"),
    }
}

fn selected(function: &str, call: &Call) -> Option<Vec<Array>> {
    Some(vec![match function {
        "take" => np::take_with(
            call.array(0),
            call.array(1),
            axis_or_flat(call),
            mode(&call.kwargs["mode"]),
        ),
        "take_along_axis" => np::take_along_axis(call.array(0), call.array(1), axis_or_flat(call)),
        "compress" => np::compress(call.array(0), call.array(1), axis_or_flat(call)),
        "extract" => np::extract(call.array(0), call.array(1)),
        "choose" => np::choose(call.array(0), call.arrays(1), mode(&call.kwargs["mode"])),
        "select" => match number(&call.args[2]) {
            Some(default) => np::select(call.arrays(0), call.arrays(1), default),
            None => np::select(call.arrays(0), call.arrays(1), call.array(2)),
        },
        "piecewise_one" => np::piecewise(call.array(0), call.arrays(1), &[&|x| np::ones_like(x)]),
        "piecewise_two" => np::piecewise(
            call.array(0),
            call.arrays(1),
            &[&|x| x * x, &|x| np::ones_like(x)],
        ),
        "piecewise_three" => np::piecewise(
            call.array(0),
            call.arrays(1),
            &[&|x| x * x, &|x| np::ones_like(x), &|x| x + x],
        ),
        _ => return None,
    }])
}

fn positions(function: &str, call: &Call) -> Option<Vec<Array>> {
    let size = |position: usize| int(&call.args[position]) as usize;
    let k = || call.int(9, "k", 0);
    let pair = |(rows, columns): (Array, Array)| Some(vec![rows, columns]);
    match function {
        "diag_indices" => Some(np::diag_indices(size(0), call.int(9, "ndim", 2) as usize)),
        "diag_indices_from" => Some(np::diag_indices_from(call.array(0))),
        "tril_indices" => pair(np::tril_indices(size(0), k(), call.int(9, "m", 0) as usize)),
        "triu_indices" => pair(np::triu_indices(size(0), k(), call.int(9, "m", 0) as usize)),
        "tril_indices_from" => pair(np::tril_indices_from(call.array(0), k())),
        "triu_indices_from" => pair(np::triu_indices_from(call.array(0), k())),
        "mask_indices" => pair(np::mask_indices(
            size(0),
            |x, k| np::tril(x, k),
            int(&call.args[1]),
        )),
        "nonzero" => Some(np::nonzero(call.array(0))),
        "flatnonzero" => Some(vec![np::flatnonzero(call.array(0))]),
        "argwhere" => Some(vec![np::argwhere(call.array(0))]),
        "count_nonzero" => {
            let over = match &call.kwargs["axis"] {
                Value::Null => all(),
                value => axis(int(value)),
            };
            let over = match call.kwargs["keepdims"].as_bool() {
                Some(true) => over.keepdims(),
                _ => over,
            };
            Some(vec![np::count_nonzero(call.array(0), over)])
        }
        "indices" => {
            let spec = (shape(&call.args[0]), call.dtype().unwrap_or(DType::I64));
            Some(match call.kwargs["sparse"].as_bool() {
                Some(true) => np::indices_sparse(spec),
                _ => vec![np::indices(spec)],
            })
        }
        "unravel_index" => Some(np::unravel_index(call.array(0), shape(&call.args[1]))),
        "ravel_multi_index" => {
            let modes: Vec<IndexMode> = match &call.kwargs["mode"] {
                Value::Array(modes) => modes.iter().map(mode).collect(),
                one => vec![mode(one)],
            };
            Some(vec![np::ravel_multi_index_with(
                call.arrays(0),
                shape(&call.args[1]),
                modes,
            )])
        }
        "ix_" => Some(np::ix_(call.all_arrays())),
        "mgrid" | "ogrid" => {
            let spans: Vec<Span> = list(&call.args[0]).iter().map(span).collect();
            Some(if function == "ogrid" {
                np::ogrid(spans)
            } else {
                vec![np::mgrid(spans)]
            })
        }
        _ => None,
    }
}

fn reshaped(function: &str, call: &Call) -> Option<Vec<Array>> {
    let x = || call.array(0);
    Some(match function {
        "resize" => vec![np::resize(x(), shape(&call.args[1]))],
        "trim_zeros" => {
            let ends = call.args[1].as_str().expect("ends");
            let options = TrimZeros {
                front: ends.contains('f'),
                back: ends.contains('b'),
                axes: call.axes(9, "axis"),
            };
            vec![np::trim_zeros_with(x(), options)]
        }
        "block" => vec![np::block(blocks(call, &call.args[0]))],
        "rot90" => {
            let axes = ints(&call.kwargs["axes"]);
            vec![np::rot90(x(), call.int(9, "k", 1), [axes[0], axes[1]])]
        }
        "roll" => vec![np::roll(x(), ints(&call.args[1]), call.axes(9, "axis"))],
        "repeat" => vec![np::repeat(x(), ints(&call.args[1]), axis_or_flat(call))],
        "tile" => vec![np::tile(x(), Integers::from(ints(&call.args[1])))],
        "flip" => vec![np::flip(x(), call.axes(9, "axis"))],
        "unstack" => np::unstack(x(), call.int(9, "axis", 0)),
        "matrix_transpose" => vec![np::matrix_transpose(x())],
        "atleast_1d" => vec![np::atleast_1d(x())],
        "atleast_2d" => vec![np::atleast_2d(x())],
        "atleast_3d" => vec![np::atleast_3d(x())],
        "array_split" => np::array_split(x(), sections(&call.args[1]), call.int(9, "axis", 0)),
        "split" => np::split(x(), sections(&call.args[1]), call.int(9, "axis", 0)),
        "append" => vec![np::append(x(), call.array(1), axis_or_flat(call))],
        _ => return None,
    })
}

fn of_parts(function: &str, call: &Call) -> Option<Vec<Array>> {
    let axis = || call.int(9, "axis", 0);
    let two = || (call.array(0), call.array(1));
    let along = |f: &dyn Fn(Array) -> Array| np::apply_along_axis(f, axis(), call.array(0));
    Some(vec![match function {
        "along_sum" => along(&|v| v.sum(..)),
        "along_sort" => along(&|v| np::sort(v, 0).i(s![..;-1])),
        "along_outer" => along(&|v| np::outer(&v, &v)),
        "over_sum" => np::apply_over_axes(
            |x, axis| np::sum(x, axis),
            call.array(0),
            ints(&call.args[1]),
        ),
        "vectorized_dot" => {
            let f = |(a, b): (Array, Array)| np::dot(a, b);
            np::vectorize("(n),(n)->()", f).call(two())
        }
        "vectorized_outer" => {
            let f = |(a, b): (Array, Array)| np::outer(a, b);
            np::vectorize("(n),(m)->(n,m)", f).call(two())
        }
        "vectorized_power" => {
            let f = |(a, b): (Array, Array)| a * b + 1.0;
            np::vectorize("(),()->()", f).call(two())
        }
        _ => return None,
    }])
}

#[test]
fn agrees_with_numpy() {
    calls::check("rearrange", 16.0, 12_000, SKIPS, evaluate);
}
