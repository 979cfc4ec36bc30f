"""Cases of the functions that rearrange arrays: padding, inserting, writing by position, grids, blocks, pieces."""

import itertools

from generate import DTYPES, NUMPY_ONLY, Calls, np


def counting(dtype, shape, start=1):
    """1, 2, 3, … in a dtype that may be small; for bool every second element."""
    size = int(np.prod(shape))
    values = np.arange(start, start + size)
    if dtype.kind == "b":
        return (values % 2 == 1).reshape(shape)
    if dtype.kind == "c":
        return (values + 1j * (values % 3)).astype(dtype).reshape(shape)
    return values.astype(dtype).reshape(shape)


SHAPES = [(), (0,), (1,), (4,), (2, 3), (0, 3), (3, 0), (2, 1, 3), (1, 2, 2, 2)]
SOME = ["bool", "u8", "i16", "i64", "f16", "f32", "f64", "c64"]


def fresh(function):
    """A function that changes its first argument, as one that returns the changed array."""

    def changed(x, *args, **kwargs):
        y = x.copy()
        function(y, *args, **kwargs)
        return y

    return changed


def cases():
    calls = Calls()
    call, define = calls.call, calls.define
    put, place, putmask, copyto = (fresh(f) for f in (np.put, np.place, np.putmask, np.copyto))
    fill_diagonal = fresh(np.fill_diagonal)
    arrays = {}
    for name in NUMPY_ONLY:
        for shape in SHAPES:
            arrays[name, shape] = define(f"{name}{'x'.join(map(str, shape))}", counting(DTYPES[name], shape))
    real = [name for name in SOME if name != "c64"]

    # padding
    widths = [0, 1, 2, [[1, 2]], [[0, 3]]]
    for name, shape, width in itertools.product(["bool", "u8", "i64", "f32", "c64"], SHAPES[1:], widths):
        x = arrays[name, shape]
        for mode in ["edge", "reflect", "symmetric", "wrap"]:
            call("pad", x, width, mode=mode)
    for shape, width in itertools.product(SHAPES[1:], [*widths, 5, [[7, 4]]]):
        x = arrays["i64", shape]
        for mode in ["reflect", "symmetric"]:
            call("pad", x, width, mode=mode, reflect_type="odd")
    for name, shape, width in itertools.product(["bool", "u8", "i16", "f32", "f64"], [(1,), (4,), (2, 3)], [1, [[2, 9]]]):
        for mode in ["reflect", "symmetric"]:
            call("pad", arrays[name, shape], width, mode=mode, reflect_type="odd", exact=False)
    for name, shape in itertools.product(["u8", "i16", "i64", "f16", "f32", "f64"], SHAPES[1:]):
        x = arrays[name, shape]
        for mode in ["maximum", "minimum", "mean", "median"]:
            for length in [None, 1, 2, [[1, 3]], 9]:
                kwargs = {} if length is None else {"stat_length": length}
                call("pad", x, [[2, 1]], mode=mode, exact=False, **kwargs)
        for end in [None, 0, 7, [[0, 3]]]:
            kwargs = {} if end is None else {"end_values": end}
            call("pad", x, [[3, 2]], mode="linear_ramp", exact=False, **kwargs)
        for value in [None, 1, 9, [[3, 4]]]:
            kwargs = {} if value is None else {"constant_values": value}
            call("pad", x, [[1, 2]], mode="constant", **kwargs)
    x = arrays["i64", (2, 3)]
    for mode in ["constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap"]:
        call("pad", x, [[1, 2], [3, 0]], mode=mode, exact=False)
        call("pad", x, [[1, 2], [3, 0], [1, 1]], mode=mode)
        call("pad", arrays["i64", (0, 3)], [[0, 0], [1, 1]], mode=mode)
        call("pad", arrays["i64", (0, 3)], [[1, 0], [1, 1]], mode=mode)
    call("pad", x, 1, mode="maximum", stat_length=0)
    call("pad", x, [[1, 2], [3, 0]], mode="constant", constant_values=[[1, 2], [3, 4]])
    call("pad", x, [[1, 2], [3, 0]], mode="linear_ramp", end_values=[[1, 2], [3, 4]], exact=False)
    call("pad", x, [[1, 2], [3, 0]], mode="mean", stat_length=[[1, 2], [2, 1]], exact=False)

    # inserting and deleting
    places = [0, 1, -1, 2, 3, 4, -4, 5, [], [0], [1, 1], [0, 2], [-1, 0], [2, 1, 0], [7, 0], slice(None), slice(1, None), slice(None, None, 2)]
    places += [slice(None, None, -1), slice(-1, None), np.array([True, False, True]), np.array([True, False]), np.array([False] * 4), np.array(1)]
    values = [9, np.array([5, 6]), np.array([[7], [8]]), np.array([1.75, -2.5]), np.array([5, 6, 7])]
    inserted = {(4,): arrays["i64", (4,)], (2, 3): arrays["i64", (2, 3)], (3,): define("three", np.array([1, 2, 3]))}
    for shape, place_, value in itertools.product(inserted, places, values):
        x = inserted[shape]
        for axis in [None, 0, -1] if len(shape) > 1 else [None, 0]:
            if isinstance(place_, np.ndarray) and place_.dtype == bool and place_.size > (x.size if axis is None else x.shape[axis]):
                continue  # a mask longer than the axis: NumPy takes it for positions
            index = np.array(place_, np.int64) if isinstance(place_, list) else place_
            record_insert(calls, x, index, value, axis)
    for name, shape, place_ in itertools.product(SOME, [(0,), (1,), (4,), (2, 3), (0, 3), (2, 1, 3)], places):
        x = arrays[name, shape]
        index = np.array(place_, np.int64) if isinstance(place_, list) else place_
        for axis in [None, *range(len(shape))]:
            if name in ("i64", "c64") or axis in (None, 0):
                record_delete(calls, x, index, axis)

    # writing by position and condition
    for name, shape in itertools.product(["u8", "i64", "f32", "c64"], SHAPES):
        x = arrays[name, shape]
        for indices, value in [
            (np.array([0]), np.array(7)), (np.array([0, -1]), np.array([7, 8])), (np.array([0, 0, 1]), np.array([7, 8])),
            (np.array([9, -9, 2]), np.array([1, 2, 3])), (np.array([[0, 1]]), np.array([3])), (np.zeros(0, np.int64), np.array([3])),
            (np.array([0]), np.zeros(0, np.int64)), (np.array([True, False]), np.array([5, 6])),
        ]:  # fmt: skip
            for mode in ["raise", "wrap", "clip"]:
                call(put, x, indices, value, name="put", mode=mode)
        masks = [np.ones(shape, bool), np.zeros(shape, bool), counting(np.dtype(bool), shape), counting(np.dtype(np.int64), shape, -1), np.ones(3, bool)]
        for mask, value in itertools.product(masks, [np.array([7]), np.array([5, 6]), np.array([1, 2, 3, 4, 5, 6, 7, 8, 9]), np.zeros(0, np.int64)]):
            call(putmask, x, mask, value.astype(x.dtype), name="putmask")
            call(place, x, mask, value.astype(x.dtype), name="place")
        for source in [np.array(3), counting(np.dtype(np.int8), shape), np.array([1, 2, 3], np.uint8), np.array([[1], [2]], np.int8), np.array([0.5])]:
            call(copyto, x, source, name="copyto")
            call(copyto, x, source, name="copyto", where=np.array([True, False, True]))
            call(copyto, x, source, name="copyto", where=counting(np.dtype(bool), shape))
    for shape in [(3, 3), (2, 4), (5, 2), (7, 3), (1, 1), (0, 0), (2, 2, 2), (3, 3, 3), (2, 3, 2), (4,), ()]:
        x = counting(np.dtype(np.int32), shape)
        for value, wrap in itertools.product([np.array(9), np.array([7, 8]), np.array([[1, 2], [3, 4]]), np.array([1, 2, 3, 4, 5, 6])], [False, True]):
            call(fill_diagonal, x, value, name="fill_diagonal", wrap=wrap)
    for shape in [(4,), (2, 3), (2, 1, 3)]:
        x = arrays["f32", shape]
        for axis in [None, *range(len(shape))]:
            source = x.ravel() if axis is None else x
            order = np.argsort(-source, axis=-1 if axis is None else axis)
            call(fresh(np.put_along_axis), x, order, np.array(5, np.float32), name="put_along_axis", axis=axis)
            call(fresh(np.put_along_axis), x, order, -source, name="put_along_axis", axis=axis)
            call("take_along_axis", x, order, axis=axis)

    # choosing
    choices = [counting(np.dtype(np.int32), (3,)), counting(np.dtype(np.float32), (2, 3), 10), np.array(-5, np.int16)]
    for indices in [np.array(0), np.array([0, 1, 2]), np.array([[0], [2]]), np.array([-1, 3, 1]), np.array([5]), np.array([True, False, True]), np.zeros(0, np.int64), np.array([0, 1]), np.array([1.0])]:
        for mode in ["raise", "wrap", "clip"]:
            call("choose", indices, choices, mode=mode)
            call("choose", indices, choices[:2], mode=mode)
            call("choose", indices, [choices[0]], mode=mode)
    for name in SOME:
        x = arrays[name, (2, 3)]
        conditions = [np.array([True, False, True]), np.array([[True], [False]]), np.zeros((2, 3), bool)]
        for count in [1, 2, 3]:
            call("select", conditions[:count], [x, x[::-1].copy(), np.array([1, 2, 3], np.int8)][:count], 0)
            call("select", conditions[:count], [x, x[::-1].copy(), np.array([1, 2, 3], np.int8)][:count], np.array(2.5, np.float32))
        call("select", conditions, [x], 0)
        for mode in ["raise", "wrap", "clip"]:
            for indices in [np.array(1), np.array([0, 1, 1]), np.array([[0, -1]]), np.array([5, -7]), np.zeros((0, 2), np.int64), np.array([True])]:
                for axis in [None, 0, 1, -1]:
                    call("take", x, indices, axis=axis, mode=mode)
        for condition in [np.array([True, False]), np.array([0, 1, 1]), np.array([True] * 6), np.array([True] * 7), np.zeros(0, bool), np.array([[True]])]:
            for axis in [None, 0, 1]:
                call("compress", condition, x, axis=axis)
        call("extract", np.asarray(x.astype(bool)), x)
        call("extract", np.array([[True, False, True], [False, False, True]]), x)
        call("extract", np.array([True, True]), x)

    # positions
    for shape in [(5,), (3, 3), (2, 4), (4, 2), (2, 2, 2), (2, 3, 2), (0, 0), ()]:
        x = counting(np.dtype(np.int64), shape)
        call("diag_indices_from", x)
        for k in [-2, -1, 0, 1, 3]:
            call("tril_indices_from", x, k=k)
            call("triu_indices_from", x, k=k)
        if len(shape) == 2:
            for k in [-9, -1, 0, 2]:
                call("tril_indices", shape[0], k=k, m=shape[1])
                call("triu_indices", shape[0], k=k, m=shape[1])
    for n, k in itertools.product([0, 1, 3, 4], [-1, 0, 1, 2]):
        call(lambda n, k: np.mask_indices(n, np.tril, k), n, k, name="mask_indices")
        call("diag_indices", n, ndim=k + 1)
    for name, shape in itertools.product(NUMPY_ONLY, SHAPES):
        x = arrays[name, shape]
        x = np.asarray((x - x.ravel()[0]).astype(x.dtype)) if x.size and x.dtype.kind != "b" else x
        for function in ["nonzero", "flatnonzero", "argwhere"]:
            call(function, x)
        call("count_nonzero", x)
        for axis in range(len(shape)):
            call("count_nonzero", x, axis=axis)
            call("count_nonzero", x, axis=axis, keepdims=True)
    for shape in [(), (3,), (2, 3), (2, 0), (2, 1, 2)]:
        call("indices", list(shape))
        call("indices", list(shape), dtype=DTYPES["f32"])
        call("indices", list(shape), sparse=True)
    for shape, indices in itertools.product([(6,), (2, 3), (3, 0), (2, 2, 2)], [np.array(0), np.array([0, 5]), np.array([[1, 2], [3, 4]]), np.array([6]), np.array([-1]), np.zeros(0, np.int64), np.array([1.0])]):
        call("unravel_index", indices, list(shape))
    coordinates = [np.array([0, 1]), np.array([2, 0]), np.array([-1, 5]), np.array(1), np.array([[1], [0]]), np.zeros(0, np.int64)]
    for first, second in itertools.product(coordinates, coordinates):
        for mode in ["raise", "wrap", "clip", ["clip", "wrap"], ["wrap", "raise"]]:
            call(lambda indices, shape, mode: np.ravel_multi_index(tuple(indices), tuple(shape), mode=tuple(mode) if isinstance(mode, list) else mode), [first, second], [2, 3], name="ravel_multi_index", mode=mode)
    for vectors in [[np.array([0, 2])], [np.array([0, 2]), np.array([1, 3, 0])], [np.array([True, False, True]), np.array([1])], [np.zeros(0, np.int64), np.array([1])], [np.array([[1]])], [np.array(1)]]:
        call("ix_", *vectors)
    spans = [[0, 3, 1], [1, 6, 2], [5, 0, -2], [0.0, 1.0, 0.25], [-1, 1, {"count": 5}], [0, 2, {"count": 1}], [0, 0, 1], [0.5, 2, 1], [3, 0, 1]]
    for count in [1, 2, 3]:
        for chosen in itertools.product(spans, repeat=count):
            if count == 3 and len({str(s) for s in chosen}) < 3 or count == 3 and spans.index(chosen[0]) % 3:
                continue
            key = tuple(slice(a, b, complex(0, c["count"]) if isinstance(c, dict) else c) for a, b, c in chosen)
            call(lambda _, key=key: np.mgrid[key], list(chosen), name="mgrid", exact=False)
            if count < 3:
                call(lambda _, key=key: np.ogrid[key], list(chosen), name="ogrid", exact=False)

    # sizes, blocks, shifts
    for name, shape in itertools.product(["bool", "i16", "f64"], SHAPES):
        x = arrays[name, shape]
        for new in [[], [0], [2], [7], [2, 3], [3, 4], [2, 0]]:
            call("resize", x, new)
        for trim in ["fb", "f", "b"]:
            for axis in [None, 0, -1]:
                call("trim_zeros", x, trim, axis=axis)
    zeros = np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, 0, 0]], np.int8)
    for x in [zeros, zeros[1], zeros[0], zeros * 0, np.array([0.0, -0.0, np.nan, 0.0])]:
        for trim, axis in itertools.product(["fb", "f", "b"], [None, 0, -1, *([[0, 1]] if x.ndim > 1 else [])]):
            call(lambda x, trim, axis: np.trim_zeros(x, trim, axis=tuple(axis) if isinstance(axis, list) else axis), x, trim, name="trim_zeros", axis=axis)
    a, b, c, d = np.ones((2, 2), np.int8), np.full((2, 3), 2, np.float32), np.full((1, 2), 3), np.full((1, 3), 4)
    v = np.array([1, 2, 3])
    for blocks in [
        [[a, b], [c, d]], [[a, a]], [a, a], [[a], [a]], a, [v, v], [[v], [v]], [1, 2, 3], [[1, 2], [3, 4]], [v, 4], [[a, b], [c]], [[a, b], c], [],
        [[], []], [[[a, a]], [[a, a]]], [[[v]], [[v]]], [np.ones((2, 1, 2)), np.ones((2, 1, 1))], [[np.ones((2, 1, 2))], [np.ones((2, 3, 2))]], [[1, v], [v, 1]],
        [True, 2.5], [[a, v]], [a, np.array([[1], [2]])],
    ]:  # fmt: skip
        call("block", blocks)
    for shape in SHAPES:
        x = arrays["i16", shape]
        for k, axes in itertools.product(range(-2, 5), [[0, 1], [1, 0], [-1, 0], [1, 2], [0, 0], [0, 5]]):
            call("rot90", x, k=k, axes=axes)
        for shift, axis in [(1, None), (-2, 0), (7, -1), ([1, 2], [0, 1]), ([1, 2], 0), (1, [0, 1]), ([1, 2, 3], [0, 1]), ([1, -1], [0, 0]), (1, 5), ([1, 2], None)]:
            call("roll", x, shift, axis=axis)
        for repeats, axis in itertools.product([0, 1, 3, [2, 1], [1, 0, 2], [1, 2, 3, 4]], [None, 0, -1, 2]):
            call("repeat", x, repeats, axis=axis)
        for repeats in [0, 2, [2, 1], [1, 2, 2], [1, 1, 1, 2, 1]]:
            call("tile", x, repeats)
        for axis in [None, 0, -1, [0, 1], [0, -1], 4]:
            call("flip", x, axis=axis)
        for axis in [0, 1, -1, 5]:
            call(lambda x, axis: list(np.unstack(x, axis=axis)), x, name="unstack", axis=axis)
        call("matrix_transpose", x)
        for function in ["atleast_1d", "atleast_2d", "atleast_3d"]:
            call(function, x)
        for sections, axis in itertools.product([1, 2, 3, [1], [0, 2], [5, 1], [-1, 1]], [0, -1]):
            call("array_split", x, sections, axis=axis)
            call("split", x, sections, axis=axis)
        for value, axis in itertools.product([arrays["i16", (4,)], arrays["f32", (2, 3)], np.array(5)], [None, 0, 1]):
            call("append", x, value, axis=axis)

    # functions of parts
    for shape in SHAPES:
        x = arrays["i64", shape]
        for axis in [0, 1, -1, 2]:
            call(lambda x, axis: np.apply_along_axis(lambda v: v.sum(), axis, x), x, name="along_sum", axis=axis)
            call(lambda x, axis: np.apply_along_axis(lambda v: np.sort(v)[::-1], axis, x), x, name="along_sort", axis=axis)
            call(lambda x, axis: np.apply_along_axis(lambda v: np.outer(v, v), axis, x), x, name="along_outer", axis=axis)
        for axes in [[0], [0, 1], [-1], [1, 0], [0, 2], [5]]:
            call(lambda x, axes: np.apply_over_axes(np.sum, x, axes), x, axes, name="over_sum")
    points = [np.arange(3.0), np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(2, 2, 3), np.arange(6.0).reshape(2, 1, 3), np.array(2.0), np.arange(2.0)]
    dot = np.vectorize(lambda a, b: np.dot(a, b), signature="(n),(n)->()")
    outer = np.vectorize(lambda a, b: np.outer(a, b), signature="(n),(m)->(n,m)")
    power = np.vectorize(lambda a, b: a * b + 1, signature="(),()->()")
    for a, b in itertools.product(points, points):
        call(lambda a, b: dot(a, b), a, b, name="vectorized_dot")
        call(lambda a, b: outer(a, b), a, b, name="vectorized_outer")
        call(lambda a, b: power(a, b), a, b, name="vectorized_power")
    for name in real:
        x = arrays[name, (2, 3)]
        halves = [x > x.ravel()[2], x < x.ravel()[1]]
        call(lambda x, conditions: np.piecewise(x, conditions, [lambda v: v * v, 1]), x, halves, name="piecewise_two")
        call(lambda x, conditions: np.piecewise(x, conditions, [lambda v: v * v, 1, lambda v: v + v]), x, halves, name="piecewise_three")
        call(lambda x, conditions: np.piecewise(x, conditions, [1]), x, halves, name="piecewise_one")
    return calls.lines()


def place_of(index):
    """A position argument as JSON: an integer, a slice, an array."""
    if isinstance(index, slice):
        return {"slice": [index.start, index.stop, index.step]}
    return index


def record_insert(calls, x, index, value, axis):
    calls.call(lambda x, _index, value, axis: np.insert(x, index, value, axis=axis), x, place_of(index), np.asarray(value), name="insert", axis=axis)


def record_delete(calls, x, index, axis):
    calls.call(lambda x, _index, axis: np.delete(x, index, axis=axis), x, place_of(index), name="delete", axis=axis)
