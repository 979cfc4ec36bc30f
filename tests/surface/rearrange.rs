//! Other shapes, joining, cutting, repeating, padding, putting in and taking out, and functions of parts.

use crate::record::{Record, record};
use numtape::index::Slice;
use numtape::np::PadMode;
use numtape::prelude::*;

pub(crate) fn records() -> Vec<Record> {
    [
        shapes(),
        joining(),
        cutting(),
        padding(),
        editing(),
        functions(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn x() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]])
}

fn cube() -> Array {
    np::linspace(-2.0, 3.0, 24).reshape([2, 3, 4])
}

fn row() -> Array {
    array([1.5, -0.5, 2.25])
}

fn shapes() -> Vec<Record> {
    vec![
        record("reshape").smooth([x()], |[x]| vec![np::reshape(x, [3, -1])]),
        record("ravel").smooth([x()], |[x]| vec![np::ravel(np::transpose(x, ..))]),
        record("transpose").smooth([cube()], |[x]| {
            vec![np::transpose(x, ..), np::transpose(x, [1, 0, 2])]
        }),
        record("permute_dims").smooth([cube()], |[x]| vec![np::permute_dims(x, [2, 0, 1])]),
        record("matrix_transpose").smooth([cube()], |[x]| vec![np::matrix_transpose(x)]),
        record("swapaxes").smooth([cube()], |[x]| vec![np::swapaxes(x, 0, -1)]),
        record("moveaxis").smooth([cube()], |[x]| vec![np::moveaxis(x, [0, 1], [-1, 0])]),
        record("rollaxis").smooth([cube()], |[x]| vec![np::rollaxis(x, 2, 0)]),
        record("squeeze").smooth([array([[[1.0], [2.0]]])], |[x]| {
            vec![np::squeeze(x, ..), np::squeeze(x, 0)]
        }),
        record("expand_dims").smooth([x()], |[x]| vec![np::expand_dims(x, [0, -1])]),
        record("broadcast_to").smooth([row()], |[x]| vec![np::broadcast_to(x, [2, 3])]),
        record("broadcast_arrays").smooth([row(), array([[1.0], [2.0]])], |[x, y]| {
            np::broadcast_arrays([x, y])
        }),
        record("broadcast_shapes").discrete([], |[]| {
            let shape = np::broadcast_shapes(&[&[2, 1], &[3]]);
            vec![np::zeros(shape)]
        }),
        record("atleast_1d").smooth([array(2.0)], |[x]| vec![np::atleast_1d(x)]),
        record("atleast_2d").smooth([row()], |[x]| vec![np::atleast_2d(x)]),
        record("atleast_3d").smooth([x()], |[x]| vec![np::atleast_3d(x)]),
        record("flip").smooth([cube()], |[x]| vec![np::flip(x, ..), np::flip(x, [0, 2])]),
        record("fliplr").smooth([x()], |[x]| vec![np::fliplr(x)]),
        record("flipud").smooth([x()], |[x]| vec![np::flipud(x)]),
        record("rot90").smooth([cube()], |[x]| {
            vec![np::rot90(x, 1, [0, 1]), np::rot90(x, -1, [2, 0])]
        }),
        record("roll").smooth([x()], |[x]| {
            vec![np::roll(x, 2, ..), np::roll(x, [1, -1], [0, 1])]
        }),
        record("resize").smooth([x()], |[x]| vec![np::resize(x, [2, 5]), np::resize(x, [2])]),
        record("tile").smooth([x()], |[x]| vec![np::tile(x, [2, 1, 2])]),
        record("repeat").smooth([x()], |[x]| {
            vec![np::repeat(x, 2, ..), np::repeat(x, [1, 0, 2], 1)]
        }),
    ]
}

fn joining() -> Vec<Record> {
    vec![
        record("concatenate").smooth([x(), x()], |[x, y]| {
            vec![np::concatenate([x, y], 1), np::concatenate([x, y], ..)]
        }),
        record("concat").smooth([x(), x()], |[x, y]| vec![np::concat([x, y], 0)]),
        record("stack").smooth([x(), x()], |[x, y]| vec![np::stack([x, y], -1)]),
        record("vstack").smooth([row(), row()], |[x, y]| vec![np::vstack([x, y])]),
        record("hstack").smooth([row(), row()], |[x, y]| vec![np::hstack([x, y])]),
        record("dstack").smooth([row(), row()], |[x, y]| vec![np::dstack([x, y])]),
        record("column_stack").smooth([row(), row()], |[x, y]| vec![np::column_stack([x, y])]),
        record("append").smooth([x(), row()], |[x, y]| vec![np::append(x, y, ..)]),
        record("block").smooth([x(), row()], |[x, y]| {
            vec![np::block([[x, x], [y, y]]), np::block([y, y])]
        }),
    ]
}

fn cutting() -> Vec<Record> {
    vec![
        record("split").smooth([cube()], |[x]| np::split(x, [1, 3], 2)),
        record("array_split").smooth([cube()], |[x]| np::array_split(x, 3, 2)),
        record("vsplit").smooth([cube()], |[x]| np::vsplit(x, 2)),
        record("hsplit").smooth([cube()], |[x]| np::hsplit(x, 3)),
        record("dsplit").smooth([cube()], |[x]| np::dsplit(x, 2)),
        record("unstack").smooth([cube()], |[x]| np::unstack(x, 1)),
    ]
}

fn padding() -> Vec<Record> {
    let ends = || vec![[1.0.into(), (-2.0).into()]];
    let smooth = |record: Record, mode: PadMode| {
        record.smooth([x()], move |[x]| {
            vec![np::pad(x, [[1, 2], [3, 4]], mode.clone())]
        })
    };
    let modes = [
        PadMode::from(2.0),
        PadMode::Constant(ends()),
        PadMode::Edge,
        PadMode::LinearRamp(ends()),
        PadMode::Maximum(vec![]),
        PadMode::Mean(vec![[1, 2]]),
        PadMode::Median(vec![]),
        PadMode::Minimum(vec![[2, 2]]),
        PadMode::Reflect,
        PadMode::ReflectOdd,
        PadMode::Symmetric,
        PadMode::SymmetricOdd,
        PadMode::Wrap,
        PadMode::Empty,
    ];
    vec![
        modes.into_iter().fold(record("pad"), smooth),
        record("pad_with").smooth([x()], |[x]| {
            vec![np::pad_with(x, 1, |slice, [before, _], _| {
                let first = slice.i(before);
                slice.into_at(..before).set(first)
            })]
        }),
    ]
}

fn editing() -> Vec<Record> {
    vec![
        record("insert")
            .smooth([x(), row()], |[x, y]| {
                vec![
                    np::insert(x, 1, y, 0),
                    np::insert(x, [0, 1, 1], y, 1),
                    np::insert(x, 4, y, ..),
                ]
            })
            .smooth([x(), row()], |[x, y]| {
                vec![np::insert(x, Slice::from(..).step(2), y, 0)]
            })
            .discrete([row(), array([2, 0])], |[x, i]| {
                vec![np::insert(x, i, 9, 0)]
            }),
        record("delete")
            .smooth([x()], |[x]| {
                vec![
                    np::delete(x, 1, 1),
                    np::delete(x, [0, 0], 1),
                    np::delete(x, 2..4, ..),
                ]
            })
            .discrete([row(), array(1)], |[x, i]| vec![np::delete(x, i, 0)]),
    ]
}

fn functions() -> Vec<Record> {
    vec![
        record("apply_along_axis")
            .smooth([cube()], |[x]| {
                vec![np::apply_along_axis(|v| v.square().sum(..), 1, x)]
            })
            .smooth([cube()], |[x]| {
                vec![np::apply_along_axis(|v| np::outer(&v, &v), 0, x)]
            }),
        record("apply_over_axes").smooth([cube()], |[x]| {
            vec![np::apply_over_axes(|x, axis| np::sum(x, axis), x, [0, 2])]
        }),
        record("vectorize").smooth([x(), row()], |[x, y]| {
            let f = np::vectorize("(n),(n)->(n),()", |(x, y): (Array, Array)| {
                (&x * &y, np::dot(&x, &y))
            });
            let (a, b): (Array, Array) = f.call((x, y));
            vec![a, b]
        }),
    ]
}
