"""Cases of sorting and sets: unique, set operations, partitions, sorting by several keys."""

import numpy as np
from generate import COMPLEX, DTYPES, FLOATS, NUMPY_ONLY, UNSIGNED, Calls


def values(name, shape, rng):
    """Small whole numbers with repetitions; NaN, infinities and both zeros among floats."""
    dtype = DTYPES[name]
    size = int(np.prod(shape))
    if name == "bool":
        return rng.integers(0, 2, size).astype(dtype).reshape(shape)
    whole = rng.integers(0 if name in UNSIGNED else -3, 4, size)
    array = whole.astype(np.float64)
    if name in COMPLEX:
        array = array + 1j * rng.integers(-1, 2, size)
    array = array.astype(dtype)
    if name in FLOATS + COMPLEX and size > 4:
        array = array + np.zeros(1, dtype)  # no -0.0: which zero is kept is the sort's affair
        array[rng.integers(0, size, 2)] = np.nan
        array[rng.integers(0, size)] = np.inf
    return array.reshape(shape)


SHAPES = [(), (0,), (1,), (7,), (12,), (3, 4), (2, 0), (0, 3), (2, 3, 2), (2, 1, 3, 2)]


def unique_all(x, axis=None, equal_nan=True):
    return np.unique(x, return_index=True, return_inverse=True, return_counts=True, axis=axis, equal_nan=equal_nan)


def at_places(function):
    """What a partition promises: the elements at the places."""

    def run(x, kth, axis=-1):
        if function == "partition":
            found = np.partition(x, kth, axis=axis)
        else:
            order = np.argpartition(x, kth, axis=axis)
            found = np.take_along_axis(x.ravel() if axis is None else x, order, axis=0 if axis is None else axis)
        return np.take(found, kth, axis=0 if axis is None else axis)

    return run


def top_k(x, k):
    """The largest first, the first of equals first, NaN before all: as jax.lax.top_k."""
    if x.ndim == 0 or k > x.shape[-1]:
        raise ValueError("k is larger than the axis")
    order = x.shape[-1] - 1 - np.flip(np.argsort(np.flip(x, -1), axis=-1, kind="stable"), -1)
    order = order[..., :k]
    return np.take_along_axis(x, order, -1), order


def descending(x, axis=-1):
    """The array API's sort and argsort with descending=True."""
    if axis is None:
        x, axis = x.ravel(), 0
    order = x.shape[axis] - 1 - np.flip(np.argsort(np.flip(x, axis), axis=axis, kind="stable"), axis)
    return np.take_along_axis(x, order, axis), order


def unique_sized(x, size, fill):
    found = unique_all(x)
    n = len(found[0])
    out = np.full(size, fill, x.dtype)
    index = np.full(size, found[1][0] if n else 0, np.int64)
    counts = np.zeros(size, np.int64)
    kept = min(n, size)
    out[:kept], index[:kept], counts[:kept] = found[0][:kept], found[1][:kept], found[3][:kept]
    return out, index, found[2], counts


def nonzero_sized(x, size, fill):
    found = np.nonzero(x)
    out = []
    for places in found:
        row = np.full(size, fill, np.int64)
        row[: min(size, len(places))] = places[:size]
        out.append(row)
    return out


def cases():
    calls = Calls()
    rng = np.random.default_rng(7)
    arrays = {}
    for name in NUMPY_ONLY:
        for shape in SHAPES:
            label = name + "x".join(map(str, shape)) if shape else name + "scalar"
            arrays[name, shape] = calls.define(label, values(name, shape, rng))

    for (name, shape), x in arrays.items():
        calls.call(unique_all, x, name="unique_all_options")
        if name in FLOATS + COMPLEX:
            calls.call(unique_all, x, equal_nan=False, name="unique_all_options")
        for axis in range(-len(shape) - 1, len(shape)):
            if axis < 0 and name not in ["i32", "f64"]:
                continue
            # Which of several rows with NaN comes first is left to an unstable sort.
            if name in FLOATS + COMPLEX and np.isnan(x).any():
                continue
            calls.call(unique_all, x, axis=axis, name="unique_all_options")
        if len(shape) == 1:
            if name in ["u8", "i64", "f32", "c128"]:
                calls.call("unique", x)
                calls.call("unique_counts", x)
                calls.call("unique_inverse", x)
                calls.call("unique_all", x)
        calls.call("sort_complex", x)
        for axis in list(range(-len(shape) - 1, len(shape) + 1)) + [None]:
            if name in ["u8", "i32", "f64", "c64"] or axis in (-1, None):
                calls.call("sort", x, axis=axis, kind="stable", name="sort")
                if x.ndim:
                    calls.call("argsort", x, axis=axis, kind="stable", name="argsort")
            if x.ndim and (name in ["u8", "f64", "c64"] or axis == -1):
                calls.call(descending, x, axis=axis, name="descending")
    # rows with NaN, without ties
    rows = np.array([[1.0, np.nan], [0.0, 2.0], [np.nan, 1.0], [0.0, 2.0], [-1.0, 5.0]])
    calls.call(unique_all, rows, axis=0, name="unique_all_options")
    calls.call(unique_all, rows, axis=1, name="unique_all_options")
    many = rng.integers(0, 40, 300)
    for name in ["u8", "i64", "f32", "c64"]:
        long = many.astype(DTYPES[name])
        calls.call(unique_all, long, name="unique_all_options")
        calls.call(unique_all, long.reshape(100, 3), axis=0, name="unique_all_options")

    # two arrays
    pairs = [(a, a) for a in NUMPY_ONLY]
    pairs += [("u8", "i8"), ("i32", "f32"), ("bool", "i16"), ("f64", "c64"), ("u32", "i64"), ("f16", "f64"), ("i64", "u8")]
    shapes = [((7,), (12,)), ((12,), (7,)), ((0,), (7,)), ((7,), (0,)), ((3, 4), (7,)), ((), (3, 4)), ((2, 3, 2), ()), ((1,), (1,)), ((12,), (12,))]
    for left, right in pairs:
        for a, b in shapes:
            x, y = arrays[left, a], arrays[right, b]
            for function in ["union1d", "intersect1d", "setdiff1d", "setxor1d", "isin"]:
                calls.call(function, x, y)
            calls.call("isin", x, y, invert=True)
            calls.call("intersect1d", x, y, return_indices=True)
    # large integers, far apart
    far = np.array([0, 2**62, -(2**62), 5, 2**63 - 1])
    for function in ["union1d", "intersect1d", "setdiff1d", "setxor1d", "isin"]:
        calls.call(function, far, far[::2].copy())
        calls.call(function, far.astype(np.uint64), far[1:].astype(np.uint64))

    # partitions
    for name in NUMPY_ONLY:
        for function in ["partition", "argpartition"]:
            run = at_places(function)
            for shape in [(0,), (1,), (7,), (3, 4), (2, 3, 2)]:
                x = arrays[name, shape]
                for axis in [-1, 0, None]:
                    size = x.size if axis is None else x.shape[axis]
                    for kth in sorted({0, size // 2, size - 1, -1, size, -size - 1}):
                        if name in ["u8", "f64", "c128"] or kth in (0, size):
                            calls.call(run, x, kth, axis=axis, name=function)
                    calls.call(run, x, [0, -1], axis=axis, name=function)
                calls.call(run, x, 0, axis=len(shape), name=function)
    calls.call(at_places("partition"), np.array(3.0), 0, name="partition")
    calls.call(at_places("partition"), np.array(3.0), 0, axis=None, name="partition")

    # several keys
    for names in [("i32",), ("u8", "i64"), ("f64", "i32"), ("bool", "f32", "u16"), ("c64", "i8"), ("f16", "c128")]:
        for shape in [(), (0,), (1,), (7,), (12,), (3, 4), (2, 0), (2, 3, 2)]:
            keys = [arrays[name, shape] for name in names]
            for axis in range(-len(shape) - 1, len(shape) + 1):
                calls.call("lexsort", keys, axis=axis)
    calls.call("lexsort", [arrays["i32", (7,)], arrays["i32", (12,)]])
    calls.call("lexsort", [])

    for name in NUMPY_ONLY:
        for shape in [(0,), (1,), (7,), (3, 4), (2, 3, 2)]:
            x = arrays[name, shape]
            for k in [0, 1, 2, shape[-1], shape[-1] + 1]:
                calls.call(top_k, x, k, name="top_k")
            for size in [0, 1, 3, 15]:
                calls.call(unique_sized, x, size, 3 if name != "bool" else True, name="unique_sized")
                calls.call(nonzero_sized, x, size, -1, name="nonzero_sized")
    calls.call(top_k, np.array(1.0), 1, name="top_k")
    yield from calls.lines()
