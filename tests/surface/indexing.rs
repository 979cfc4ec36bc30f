//! Selecting and writing by position or condition, and the positions of elements.

use crate::record::{Record, record};
use numtape::np::{IndexMode, Span};
use numtape::prelude::*;

pub(crate) fn records() -> Vec<Record> {
    [
        selecting(),
        writing(),
        choosing(),
        diagonals(),
        positions(),
        updates(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn x() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75]])
}

fn square() -> Array {
    array([[0.5, -1.25, 2.0], [3.5, 0.25, -0.75], [1.5, 2.5, -3.0]])
}

fn cube() -> Array {
    np::linspace(-2.0, 3.0, 24).reshape([2, 3, 4])
}

fn selecting() -> Vec<Record> {
    vec![
        record("take")
            .smooth([x()], |[x]| vec![np::take(x, [2, 0, 2], 1)])
            .smooth([x()], |[x]| vec![np::take(x, [[0, -1], [3, 3]], ..)])
            .smooth([cube()], |[x]| vec![np::take(x, 1, -2)])
            .discrete([x(), array([1, 0])], |[x, i]| vec![np::take(x, i, 0)]),
        record("take_with")
            .smooth([x()], |[x]| {
                vec![np::take_with(x, [5, -7], 1, IndexMode::Wrap)]
            })
            .smooth([x()], |[x]| {
                vec![np::take_with(x, [5, -7], 0, IndexMode::Clip)]
            })
            .smooth([x()], |[x]| {
                vec![np::take_with(x, [5, -1], 1, IndexMode::fill(2))]
            })
            .discrete([x(), array([1, 9])], |[x, i]| {
                vec![np::take_with(x, i, 1, IndexMode::fill(1))]
            }),
        record("take_along_axis")
            .smooth([x()], |[x]| {
                vec![np::take_along_axis(x, [[2, 0, 0], [1, 1, -1]], 1)]
            })
            .smooth([x()], |[x]| vec![np::take_along_axis(x, [5, 0], ..)])
            .discrete([x(), array([[1], [2]])], |[x, i]| {
                vec![np::take_along_axis(x, i, 1)]
            }),
        record("compress")
            .smooth([x()], |[x]| vec![np::compress([true, false, true], x, 1)])
            .smooth([x()], |[x]| vec![np::compress([1, 0, 1, 1], x, ..)]),
        record("extract").smooth([x()], |[x]| {
            vec![np::extract([[true, false, true], [false, true, false]], x)]
        }),
        record("choose")
            .smooth([x(), x()], |[x, y]| {
                vec![np::choose([[0, 1, 1], [1, 0, 0]], [x, y], IndexMode::Error)]
            })
            .smooth([x(), x()], |[x, y]| {
                vec![np::choose([-1, 1, 7], [x, y], IndexMode::Clip)]
            })
            .discrete([array([0, 1, 2]), x()], |[i, x]| {
                vec![
                    np::choose(i, x, IndexMode::Wrap),
                    np::choose(i, x, IndexMode::fill(3)),
                ]
            }),
    ]
}

fn writing() -> Vec<Record> {
    let v = || array([1.5, -2.5]);
    vec![
        record("put")
            .smooth([x(), v()], |[x, v]| {
                vec![np::put(x, [0, 4], v, IndexMode::Error)]
            })
            .smooth([x(), v()], |[x, v]| {
                vec![np::put(x, [9, -9, 1], v, IndexMode::Clip)]
            })
            .smooth([x(), v()], |[x, v]| {
                vec![np::put(x, [9, 1], v, IndexMode::Drop)]
            })
            .discrete([x(), array([3, 1])], |[x, i]| {
                vec![np::put(x, i, 1, IndexMode::Wrap)]
            }),
        record("put_along_axis")
            .smooth([x(), array([[1.0], [2.0]])], |[x, v]| {
                vec![np::put_along_axis(x, [[2], [0]], v, 1)]
            })
            .discrete([x(), array([[1], [2]])], |[x, i]| {
                vec![np::put_along_axis(x, i, 0, 1)]
            }),
        record("putmask")
            .smooth([x(), v()], |[x, v]| {
                vec![np::putmask(
                    x,
                    [[true, false, true], [true, true, false]],
                    v,
                )]
            })
            .discrete([x(), v()], |[x, v]| {
                vec![np::putmask(x, np::greater(x, 0), v)]
            }),
        record("place")
            .smooth([x(), v()], |[x, v]| {
                vec![np::place(x, [[true, false, true], [true, true, false]], v)]
            })
            .discrete([x(), v()], |[x, v]| {
                vec![np::place(x, np::greater(x, 0), v)]
            }),
        record("copyto")
            .smooth([x(), array([1.0, 2.0, 3.0])], |[x, v]| {
                vec![np::copyto(x, v, [[true], [false]]), np::copyto(x, v, true)]
            })
            .discrete([x()], |[x]| vec![np::copyto(x, 0, np::less(x, 0))]),
        record("fill_diagonal")
            .smooth([square(), v()], |[x, v]| {
                vec![np::fill_diagonal(x, v, false)]
            })
            .smooth([np::ones([5, 2]), v()], |[x, v]| {
                vec![np::fill_diagonal(x, v, true)]
            })
            .smooth([np::ones([2, 2, 2])], |[x]| {
                vec![np::fill_diagonal(x, 3, false)]
            }),
    ]
}

fn choosing() -> Vec<Record> {
    vec![
        record("where_")
            .smooth([x(), array([1.0, 2.0, 3.0])], |[x, y]| {
                vec![np::where_([[true, false, true], [false, true, true]], x, y)]
            })
            .discrete([x()], |[x]| vec![np::where_(np::greater(x, 0), x, 0)]),
        record("select")
            .smooth([x(), x()], |[x, y]| {
                let conditions = [array([true, false, false]), array([true, true, false])];
                vec![np::select(conditions, [x, y], 1.5)]
            })
            .discrete([x()], |[x]| vec![np::select([np::greater(x, 1)], [x], 0)]),
        record("piecewise")
            .smooth([x()], |[x]| {
                vec![np::piecewise(
                    x,
                    [[[true, false, true], [false, true, true]]],
                    &[&|x| x * x, &|x| np::exp(x)],
                )]
            })
            .discrete([x()], |[x]| {
                vec![np::piecewise(x, [np::greater(x, 0)], &[&|x| np::sqrt(x)])]
            }),
    ]
}

fn diagonals() -> Vec<Record> {
    vec![
        record("diagonal")
            .smooth([x()], |[x]| vec![np::diagonal(x, 1, 0, 1)])
            .smooth([cube()], |[x]| vec![np::diagonal(x, -1, 2, 0)]),
        record("diag")
            .smooth([x()], |[x]| vec![np::diag(x, 0), np::diag(x, -1)])
            .smooth([array([1.0, 2.0])], |[x]| vec![np::diag(x, -1)]),
        record("diagflat").smooth([x()], |[x]| vec![np::diagflat(x, 1)]),
        record("trace").smooth([cube()], |[x]| vec![np::trace(x, 1, 1, 2)]),
        record("tril").smooth([cube()], |[x]| vec![np::tril(x, -1)]),
        record("triu").smooth([cube()], |[x]| vec![np::triu(x, 1)]),
        record("tril_indices").discrete([], |[]| pair(np::tril_indices(3, 0, 4))),
        record("triu_indices").discrete([], |[]| pair(np::triu_indices(3, 1, 4))),
        record("tril_indices_from").discrete([x()], |[x]| pair(np::tril_indices_from(x, 0))),
        record("triu_indices_from").discrete([x()], |[x]| pair(np::triu_indices_from(x, 0))),
        record("mask_indices").discrete([], |[]| {
            pair(np::mask_indices(3, |x, k| np::tril(x, k), -1))
        }),
        record("diag_indices").discrete([], |[]| np::diag_indices(3, 2)),
        record("diag_indices_from").discrete([square()], |[x]| np::diag_indices_from(x)),
    ]
}

fn pair((rows, columns): (Array, Array)) -> Vec<Array> {
    vec![rows, columns]
}

fn positions() -> Vec<Record> {
    let reason = "the shape of the result depends on the values";
    let flags = || array([[0.0, 2.0, 0.0], [1.0, 0.0, 0.0]]);
    vec![
        record("nonzero")
            .discrete([flags()], |[x]| np::nonzero(x))
            .skip(crate::record::Check::Batching, reason),
        record("flatnonzero")
            .discrete([flags()], |[x]| vec![np::flatnonzero(x)])
            .skip(crate::record::Check::Batching, reason),
        record("argwhere")
            .discrete([flags()], |[x]| vec![np::argwhere(x)])
            .skip(crate::record::Check::Batching, reason),
        record("flatnonzero_sized").discrete([flags()], |[x]| vec![np::flatnonzero_sized(x, 3, 9)]),
        record("argwhere_sized").discrete([flags()], |[x]| vec![np::argwhere_sized(x, 3, 0)]),
        record("count_nonzero").discrete([flags()], |[x]| {
            vec![
                np::count_nonzero(x, ..),
                np::count_nonzero(x, axis(1).keepdims()),
            ]
        }),
        record("ix_").discrete([array([1, 0]), array([2, 2, 1])], |[a, b]| np::ix_([a, b])),
        record("indices").discrete([], |[]| vec![np::indices([2, 3]), np::indices(([2], F32))]),
        record("indices_sparse").discrete([], |[]| np::indices_sparse([2, 3])),
        record("mgrid").discrete([], |[]| {
            vec![np::mgrid([Span::from(0..3), Span::from(0..5).step(2)])]
        }),
        record("ogrid").discrete([], |[]| {
            np::ogrid([Span::from(0.0..1.0).count(3), Span::from(0.0..2.0)])
        }),
        record("unravel_index").discrete([array([5, 0, 3])], |[i]| np::unravel_index(i, [2, 3])),
        record("ravel_multi_index").discrete([array([1, 0]), array([2, 1])], |[a, b]| {
            vec![np::ravel_multi_index([a, b], [2, 3])]
        }),
        record("ravel_multi_index_with").discrete([array([-1, 9]), array([5, 1])], |[a, b]| {
            let modes = [IndexMode::Clip, IndexMode::Wrap];
            vec![np::ravel_multi_index_with([a, b], [2, 3], modes)]
        }),
        record("ndindex").discrete([], |[]| {
            vec![Array::from_vec(
                np::ndindex([2, 3]).map(|i| i[1] as i64).collect(),
            )]
        }),
        record("ndenumerate")
            .discrete([x()], |[x]| {
                let x = x.real().astype(F64);
                vec![Array::from_vec(
                    np::ndenumerate::<f64>(&x).map(|(_, v)| v).collect(),
                )]
            })
            .skip(crate::record::Check::Batching, "it reads the values"),
    ]
}

/// `x.i` and `x.at`, which are methods and not functions of `np`.
fn updates() -> Vec<Record> {
    let v = || array([1.5, -2.5]);
    vec![
        record("At::get")
            .smooth([cube()], |[x]| {
                vec![x.i(s![.., [0, 2], 1..3]), x.i(s![1, [0, 1], ..;-1])]
            })
            .smooth([x()], |[x]| {
                vec![x.at(s![.., [0, 7]]).mode(IndexMode::fill(4)).get()]
            })
            .discrete([x(), array([0, 1])], |[x, i]| {
                vec![x.i(s![i, 2]), x.i(s![.., i])]
            }),
        record("At::set")
            .smooth([x(), v()], |[x, v]| {
                vec![
                    x.at(s![.., 1]).set(v),
                    x.at(s![.., [2]]).set(np::expand_dims(v, 1)),
                ]
            })
            .smooth([x(), v()], |[x, v]| {
                vec![x.at(s![0, [0, 9]]).mode(IndexMode::Drop).set(v)]
            })
            .smooth([x(), array(2.5)], |[x, v]| {
                vec![
                    x.at(array([[true, false, true], [false, false, true]]))
                        .set(v),
                ]
            })
            .discrete([x(), array(3.0)], |[x, v]| {
                vec![x.at(np::greater(x, 0)).set(v)]
            }),
        record("At::add")
            .smooth([x(), v()], |[x, v]| vec![x.at(s![1, [0, 0]]).add(v)])
            .discrete([x(), array(3.0)], |[x, v]| {
                vec![x.at(s![np::greater(x, 0)]).add(v)]
            }),
        record("At::subtract").smooth([x(), v()], |[x, v]| vec![x.at(s![1, [0, 0]]).subtract(v)]),
        record("At::mul").smooth([x(), v()], |[x, v]| vec![x.at(s![1, [0, 0]]).mul(v)]),
        record("At::div")
            .smooth([x(), v()], |[x, v]| {
                vec![x.at(s![1, [0, 0]]).div(v), x.at(s![.., 0]).div(v)]
            })
            .discrete([x(), array([1, 1])], |[x, i]| vec![x.at(s![i, 0]).div(2.0)]),
        record("At::power")
            .smooth([np::abs(x()), array([2.0, 1.5])], |[x, v]| {
                vec![x.at(s![1, [0, 0]]).power(v), x.at(s![.., 0]).power(v)]
            })
            .discrete([np::abs(x()), array([1, 1])], |[x, i]| {
                vec![x.at(s![i, 0]).power(2)]
            }),
        record("At::min").smooth([x(), v()], |[x, v]| vec![x.at(s![1, [0, 1]]).min(v)]),
        record("At::max").smooth([x(), v()], |[x, v]| vec![x.at(s![1, [0, 1]]).max(v)]),
        record("At::apply").smooth([x()], |[x]| {
            vec![x.at(s![.., 1..]).apply(|part| part * part)]
        }),
    ]
}
