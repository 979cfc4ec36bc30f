"""Medians, quantiles and percentiles: all methods, dtypes, axes, weights, NaN and refusals."""

import itertools

import numpy as np

from generate import BF16, COMPLEX, DTYPES, FLOATS, NUMPY_ONLY, Calls

METHODS = [
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear",
    "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest",
]  # fmt: skip
SHAPES = [(1,), (2,), (5,), (8,), (3, 4), (2, 3, 2), (2, 1, 3, 2)]
AXES = {1: [None, 0], 2: [None, 0, -1, (0, 1)], 3: [1, (0, -1), (2, 0)], 4: [(1, -1), -2]}


def values(name, shape, seed):
    rng = np.random.default_rng(seed)
    dtype = DTYPES[name]
    numbers = rng.integers(-9, 20, shape)
    if name == "bool":
        return numbers % 2 == 0
    if name.startswith("u"):
        return np.abs(numbers).astype(dtype)
    if name in FLOATS:
        return (numbers / 4).astype(dtype)
    if name in COMPLEX:
        return (numbers / 4 + 1j * rng.integers(-3, 4, shape)).astype(dtype)
    return numbers.astype(dtype)


def with_nan(array, seed):
    """Some elements replaced by NaN, the last line wholly."""
    rng = np.random.default_rng(seed)
    array = array.copy()
    array[rng.random(array.shape) < 0.3] = np.nan
    if array.ndim > 1:
        array[-1] = np.nan
    return array


def widened(function):
    """The function on float32 instead of bfloat16, with the result rounded."""

    def wide(*args, **kwargs):
        args = [arg.astype(np.float32) if getattr(arg, "dtype", None) == BF16 else arg for arg in args]
        result = getattr(np, function)(*args, **kwargs)
        return result.astype(BF16) if result.dtype == np.float32 else result

    return wide


def cases():
    calls = Calls()

    def call(function, *args, **kwargs):
        if any(getattr(arg, "dtype", None) == BF16 for arg in args):
            calls.call(widened(function), *args, exact=False, name=function, **kwargs)
        else:
            calls.call(function, *args, exact=False, **kwargs)

    arrays = {}
    for i, (name, shape) in enumerate(itertools.product(DTYPES, SHAPES)):
        label = "x".join([name, *map(str, shape)])
        arrays[name, shape] = calls.define(label, values(name, shape, i))
        if name in FLOATS + COMPLEX:
            arrays[name, shape, "nan"] = calls.define(label + "_nan", with_nan(arrays[name, shape], i))
    lists = {
        "f64": calls.define("q_f64", np.array([0.0, 0.1, 0.5, 2 / 3, 1.0])),
        "f32": calls.define("q_f32", np.array([0.25, 0.8], np.float32)),
        "matrix": calls.define("q_matrix", np.array([[0.2, 0.4], [0.6, 1.0]])),
        "whole": calls.define("q_whole", np.array([0, 1, 1])),
        "zero_d": calls.define("q_zero_d", np.array(0.3)),
        "empty": calls.define("q_empty", np.array([0.3])[:0]),
    }

    for name in DTYPES:
        for shape in SHAPES:
            kinds = [(name, shape)] + ([(name, shape, "nan")] if name in FLOATS + COMPLEX else [])
            for kind in kinds:
                for axis in AXES[len(shape)]:
                    for function in ["median", "nanmedian"]:
                        if function == "nanmedian" and name in COMPLEX:
                            continue
                        call(function, arrays[kind], axis=axis)
                        if shape == (3, 4) or name == "f64":
                            call(function, arrays[kind], axis=axis, keepdims=True)
        for q in [0.4, 1]:
            call("quantile", arrays[name, (5,)], q)
            call("percentile", arrays[name, (3, 4)], q * 60, axis=0)
    for name, method in itertools.product(NUMPY_ONLY, METHODS):
        for shape in [(5,), (8,), (3, 4)]:
            array = arrays[name, shape]
            if name in COMPLEX and method != "lower":
                continue
            axis = None if len(shape) == 1 else 1
            for q in [0.3, 0.5]:
                call("quantile", array, q, axis=axis, method=method)
            call("quantile", array, lists["f64"], axis=axis, method=method)
            if name in ["i32", "f32", "f64"]:
                call("percentile", array, 35, axis=axis, method=method)
                call("quantile", array, 1, axis=axis, method=method)
                call("quantile", array, lists["whole"], axis=axis, method=method)
                call("quantile", array, lists["f32"], axis=axis, method=method)
                call("quantile", array, lists["matrix"], axis=axis, method=method)
                call("quantile", array, lists["zero_d"], axis=axis, method=method, keepdims=True)
                call("quantile", array, lists["empty"], axis=axis, method=method)
    for name, method in itertools.product(["f16", "f32", "f64"], METHODS):
        for shape in SHAPES[2:]:
            for axis in AXES[len(shape)]:
                array = arrays[name, shape, "nan"]
                if name != "f16" and len(shape) < 4:
                    call("nanquantile", array, lists["f64"], axis=axis, method=method)
                call("nanpercentile", array, 70, axis=axis, method=method, keepdims=len(shape) == 3)
                if shape == (3, 4):
                    call("quantile", array, lists["f64"], axis=axis, method=method)
                    call("percentile", array, 12.5, axis=axis, method=method)
    call("nanquantile", arrays["i64", (3, 4)], 0.3, axis=0)
    call("nanquantile", arrays["u8", (3, 4)], lists["f64"], axis=0)

    # weights
    rng = np.random.default_rng(7)
    for name in ["bool", "i16", "u64", "f16", "f32", "f64"]:
        for shape in [(5,), (8,), (3, 4), (2, 3, 2)]:
            array = arrays[name, shape]
            for axis in AXES[len(shape)]:
                whole = rng.integers(0, 4, shape) + np.eye(1, int(np.prod(shape)), dtype=int).reshape(shape)
                if axis is not None:
                    whole = whole + 1
                for weights in [whole, whole * 0.37]:
                    for function, q in [("quantile", 0.5), ("quantile", lists["f64"]), ("percentile", 100), ("percentile", 0)]:
                        call(function, array, q, axis=axis, method="inverted_cdf", weights=weights)
                    if name in FLOATS:
                        holed = arrays[name, shape, "nan"]
                        if not np.isnan(holed).all():
                            call("quantile", holed, 0.5, axis=axis, method="inverted_cdf", weights=weights)
                            call("nanquantile", holed, lists["f64"], axis=axis, method="inverted_cdf", weights=weights)
                            call("nanpercentile", holed, 60, axis=axis, method="inverted_cdf", weights=weights, keepdims=True)
                if axis is not None:
                    axes = axis if isinstance(axis, tuple) else (axis,)
                    part = rng.integers(1, 5, [shape[a] for a in axes])
                    call("quantile", array, lists["f64"], axis=axis, method="inverted_cdf", weights=part)
    square = arrays["f64", (3, 4)]
    for bad in [
        np.array([1, 2, 3]), np.array([1.0, -1.0, 1.0, 1.0]), np.zeros(4), np.array([1.0, np.nan, 1, 1]), np.array([1.0, np.inf, 1, 1]),
        np.ones((4, 3)),
    ]:  # fmt: skip
        call("quantile", square, 0.5, axis=1, method="inverted_cdf", weights=bad)
        call("nanpercentile", square, 50, axis=1, method="inverted_cdf", weights=bad)
    call("quantile", square, 0.5, method="inverted_cdf", weights=np.ones(4))
    for method in METHODS:
        call("quantile", square, 0.5, axis=1, method=method, weights=np.ones(4))

    # no elements, no axes, wrong axes, wrong q
    for name in ["bool", "i32", "f16", "f64", "c64"]:
        for shape in [(0,), (0, 3), (3, 0), (2, 0, 3)]:
            empty = calls.define("x".join(["empty", name, *map(str, shape)]), np.zeros(shape, DTYPES[name]))
            for axis in [None, 0, -1]:
                call("median", empty, axis=axis)
                call("median", empty, axis=axis, keepdims=True)
                if name not in ["bool", "c64"]:
                    call("quantile", empty, 0.5, axis=axis)
                    call("percentile", empty, lists["f64"], axis=axis)
                    call("quantile", empty, 0.5, axis=axis, method="lower")
                    call("nanmedian", empty, axis=axis)
                    call("nanquantile", empty, 0.5, axis=axis)
        zero_d = calls.define(f"{name}_zero_d", np.array(1, DTYPES[name]))
        for axis in [None, 0]:
            call("median", zero_d, axis=axis)
            call("quantile", zero_d, 0.5, axis=axis)
            call("quantile", zero_d, lists["f64"], axis=axis, method="higher")
            if name != "c64":
                call("nanmedian", zero_d, axis=axis)
                call("nanpercentile", zero_d, 30, axis=axis)
    for function, top in [("quantile", 1), ("percentile", 100), ("nanquantile", 1), ("nanpercentile", 100)]:
        for q in [-0.1, 1.01 * top, top + 1, np.array([0.5, -0.5]), np.array([0.5, np.nan]), np.array(2.0 * top), np.full((1, 1, 1), 0.5)]:
            call(function, square, q)
            call(function, square, q, axis=0)
        for axis in [2, -3, (0, 0), (0, 2)]:
            call(function, square, 0.5, axis=axis)
            call(function, square, 0.5, axis=axis, method="lower")
    for function, axis in itertools.product(["median", "nanmedian"], [2, -3, (0, 0)]):
        call(function, square, axis=axis)
    infinite = calls.define("infinite", np.array([-np.inf, 1.0, 2.0, np.inf]))
    for method in ["linear", "lower", "higher", "midpoint", "hazen"]:
        for q in [0.4, 0.5, 0.9]:
            call("quantile", infinite, q, method=method)
    for name in ["f32", "f64"]:
        big = np.finfo(DTYPES[name]).max
        call("median", np.array([big, big, big], DTYPES[name]))
        call("nanmedian", np.array([big, np.nan], DTYPES[name]))
    return calls.lines()
