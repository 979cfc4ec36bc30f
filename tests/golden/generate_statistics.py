"""Means and variances with their options, NaN reductions, averages, covariances, histograms, binary search, interpolation,
differences, numerical derivatives and running sums."""

import itertools

import numpy as np

from generate import COMPLEX, DTYPES, FLOATS, NUMPY_ONLY, SIGNED, UNSIGNED, Calls

SHAPES = [(), (0,), (4,), (3, 4), (2, 0), (2, 3, 2)]
REAL = [name for name in NUMPY_ONLY if name not in COMPLEX]
INTEGERS = UNSIGNED + SIGNED


def values(name, shape, seed):
    rng = np.random.default_rng(seed)
    dtype = DTYPES[name]
    numbers = rng.integers(-8, 9, shape)
    if name == "bool":
        return np.asarray(numbers % 2 == 0)
    if name in UNSIGNED:
        return np.asarray(np.abs(numbers)).astype(dtype)
    if name in FLOATS:
        return np.asarray(numbers / 4).astype(dtype)
    if name in COMPLEX:
        return np.asarray(numbers / 4 + 1j * rng.integers(-3, 4, shape)).astype(dtype)
    return np.asarray(numbers).astype(dtype)


def with_nan(array, seed):
    rng = np.random.default_rng(seed)
    array = array.copy()
    array[rng.random(array.shape) < 0.3] = np.nan
    return array


def histogramdd(*args, **kwargs):
    """Counts and edges in one list."""
    counts, edges = np.histogramdd(*args, **kwargs)
    return [counts, *edges]


def axes_of(shape):
    return [None, 0] if len(shape) < 2 else [None, 0, -1, (0, -1)]


def reductions(calls, arrays, holed):
    rng = np.random.default_rng(1)
    for name, shape in itertools.product(NUMPY_ONLY, SHAPES):
        array = arrays[name, shape]
        mask = np.asarray(rng.random(shape) < 0.6)
        for axis in axes_of(shape):
            for function in ["var", "std"]:
                calls.call(function, array, axis=axis, correction=1, exact=False)
                if name in ["i32", "f32", "f64", "c128"] and shape != (2, 0):
                    calls.call(function, array, axis=axis, ddof=2, keepdims=True, exact=False)
                    calls.call(function, array, axis=axis, where=mask, exact=False)
                    if name in ["f64", "c128"] and np.ndim(array):
                        mean = np.mean(array, axis=axis, keepdims=True)
                        calls.call(function, array, axis=axis, mean=mean, exact=False)
            calls.call("mean", array, axis=axis, where=mask, exact=False)
            if name in ["i16", "u64", "f64"]:
                for function in ["max", "min", "argmax", "argmin", "ptp"]:
                    calls.call(function, array, axis=axis, keepdims=True)
            calls.call("count_nonzero", array, axis=axis)
            if shape == (3, 4):
                calls.call("count_nonzero", array, axis=axis, keepdims=True)
            if isinstance(axis, tuple):
                continue
            for function in ["cumulative_sum", "cumulative_prod"]:
                calls.call(function, array, axis=axis, exact=False)
                calls.call(function, array, axis=axis, include_initial=True, exact=False)
                if shape == (4,):
                    for dtype in ["i64", "f32", "f64", "c128"]:
                        if name not in COMPLEX or dtype == "c128":
                            calls.call(function, array, axis=axis, dtype=DTYPES[dtype], include_initial=True, exact=False)
            for function in ["cumsum", "cumprod", "nancumsum", "nancumprod"]:
                if shape in [(4,), (3, 4)] and name not in COMPLEX:
                    calls.call(function, array, axis=axis, dtype=DTYPES["f64"], exact=False)
    kinds = FLOATS[:1] + FLOATS[2:] + COMPLEX
    nan_functions = ["nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar", "nanstd", "nanargmax", "nanargmin", "nancumsum", "nancumprod"]
    for function in nan_functions:
        takes_list = not function.startswith(("nanarg", "nancum"))
        for name, shape in itertools.product(kinds, SHAPES[2:4] + SHAPES[5:]):
            for axis in axes_of(shape):
                if isinstance(axis, tuple) and not takes_list:
                    continue
                if name in COMPLEX and function in ["nanmax", "nanmin", "nanargmax", "nanargmin"]:
                    continue
                for array in [holed[name, shape, 0], holed[name, shape, 1]]:
                    calls.call(function, array, axis=axis, exact=False)
                    if not function.startswith("nancum"):
                        calls.call(function, array, axis=axis, keepdims=True, exact=False)
                    if function in ["nanvar", "nanstd"]:
                        calls.call(function, array, axis=axis, ddof=1, exact=False)
                        calls.call(function, array, axis=axis, correction=2, exact=False)
                    if function in ["nanmean", "nansum", "nanprod", "nanvar"]:
                        mask = np.arange(array.size).reshape(shape) % 3 != 0
                        calls.call(function, array, axis=axis, where=mask, exact=False)
                    if function in ["nanmax", "nanmin"]:
                        calls.call(function, array, axis=axis, initial=0.5, exact=False)
                    if function in ["nansum", "nanmean"] and name == "f32":
                        calls.call(function, array, axis=axis, dtype=DTYPES["f64"], exact=False)
        for name in ["bool", "u8", "i64"]:
            for axis in [None, 1]:
                calls.call(function, arrays[name, (3, 4)], axis=axis, exact=False)
        for axis in [2, -3]:
            calls.call(function, holed["f64", (3, 4), 0], axis=axis, exact=False)
        calls.call(function, arrays["f64", (0,)], axis=0, exact=False)
        calls.call(function, arrays["f64", (2, 0)], axis=1, exact=False)
        calls.call(function, arrays["f64", (2, 0)], axis=0, exact=False)


def averages(calls, arrays):
    rng = np.random.default_rng(2)
    for name, weight in itertools.product(NUMPY_ONLY, ["u8", "i64", "f32", "f64", "c64"]):
        if name == "f16" and weight in ["u8"]:
            continue  # numpy accumulates in f16
        for shape in [(4,), (3, 4), (2, 3, 2)]:
            for axis in axes_of(shape):
                array = arrays[name, shape]
                weights = (rng.integers(1, 5, shape) * (0.5 if weight[0] in "fc" else 1)).astype(DTYPES[weight])
                calls.call("average", array, axis=axis, weights=weights, exact=False)
                calls.call("average", array, axis=axis, weights=weights, returned=True, keepdims=len(shape) == 2, exact=False)
                if axis is not None:
                    part = weights[tuple(slice(None) if a in np.atleast_1d(axis) % len(shape) else 0 for a in range(len(shape)))]
                    calls.call("average", array, axis=axis, weights=part, exact=False)
    square = arrays["f64", (3, 4)]
    for axis, weights in [(0, np.ones(4)), (None, np.ones(3)), (2, np.ones(4)), ((0, 0), np.ones((3, 3))), (1, np.zeros(4)), (0, np.array([1.0, -1.0, 0.0]))]:
        calls.call("average", square, axis=axis, weights=weights)
    calls.call("average", arrays["f64", (0,)], weights=np.ones(0))


def covariances(calls, arrays):
    rng = np.random.default_rng(3)
    for name, shape in itertools.product(NUMPY_ONLY, [(), (0,), (4,), (3, 4), (2, 0), (2, 3, 2), (1, 5), (5, 1)]):
        array = arrays[name, shape]
        if name not in ["bool", "i32", "f32", "f64", "c64", "c128"] and shape not in [(4,), (3, 4)]:
            continue
        calls.call("cov", array, exact=False)
        calls.call("cov", array, rowvar=False, exact=False)
        calls.call("cov", array, bias=True, exact=False)
        if shape == (3, 4):
            calls.call("cov", array, ddof=0, exact=False)
            calls.call("cov", array, ddof=3, exact=False)
            calls.call("cov", array, ddof=4, bias=True, exact=False)
            y = arrays[name, (2, 4)]
            calls.call("cov", array, y, exact=False)
            calls.call("cov", array, y, rowvar=False, exact=False)
            calls.call("cov", array, arrays["f32", (4,)], bias=True, exact=False)
            calls.call("cov", array, arrays["c128", (4,)], exact=False)
            frequencies = rng.integers(1, 5, 4)
            importances = rng.integers(1, 9, 4) / 4
            for ddof in [None, 0, 2]:
                calls.call("cov", array, fweights=frequencies, ddof=ddof, exact=False)
                calls.call("cov", array, aweights=importances, ddof=ddof, exact=False)
                calls.call("cov", array, fweights=frequencies, aweights=importances, ddof=ddof, exact=False)
            if name not in COMPLEX:
                calls.call("cov", array, dtype=DTYPES["f32"], exact=False)
    spread = [rng.normal(size=(3, 6)), rng.normal(size=(3, 6)) + 1j * rng.normal(size=(3, 6)), rng.integers(-9, 9, (4, 5)), rng.normal(size=7)]
    for array in spread:
        calls.call("corrcoef", array, exact=False)
        calls.call("corrcoef", array, rowvar=False, exact=False)
        calls.call("corrcoef", array, rng.normal(size=array.shape[-1]), exact=False)
        calls.call("corrcoef", array.astype(np.float32 if array.dtype.kind != "c" else np.complex64), exact=False)
    calls.call("corrcoef", spread[0], dtype=DTYPES["f32"], exact=False)
    calls.call("corrcoef", np.ones((2, 3)), exact=False)
    calls.call("corrcoef", np.zeros((2, 3, 2)))
    square = arrays["f64", (3, 4)]
    for key in ["fweights", "aweights"]:
        for bad in [np.array([1, 2]), np.ones((2, 2)), np.array([1, -1, 1, 1]), np.array(1)]:
            calls.call("cov", square, **{key: bad})
    calls.call("cov", square, fweights=np.array([1.5, 1, 1, 1]))
    calls.call("cov", square, np.zeros((2, 3)))
    calls.call("cov", square, np.zeros((2, 2, 2)))
    calls.call("cov", arrays["c64", (3, 4)], dtype=DTYPES["i32"])


def histograms(calls, arrays):
    rng = np.random.default_rng(4)
    data = {
        "f64": rng.normal(size=60), "f32": rng.normal(size=40).astype(np.float32), "i32": rng.integers(-20, 20, 50).astype(np.int32),
        "u8": rng.integers(0, 255, 30).astype(np.uint8), "i8": rng.integers(-128, 127, 30).astype(np.int8), "bool": rng.random(9) < 0.4,
        "few": np.array([1.0, 2.0, 2.0, 5.0]), "same": np.full(5, 2.5), "one": np.array([3]), "matrix": rng.integers(0, 9, (3, 5)) / 2,
        "none": np.zeros(0), "skewed": rng.exponential(size=200), "wide": np.array([0.0, 1e-3, 1.0, 1e6]), "u64": rng.integers(0, 99, 25).astype(np.uint64),
    }  # fmt: skip
    data = {name: calls.define("h_" + name, array) for name, array in data.items()}
    rules = ["auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt"]
    edges = [np.array([-1.0, 0.0, 0.5, 2.0]), np.array([0, 2, 5, 5]), np.array([1.0]), np.array([-np.inf, 0.0, 1.0, np.inf]), np.array([0.0, 1.0, 1.0, 3.0])]
    for name, array in data.items():
        for bins in [1, 2, 5, 10, 33]:
            calls.call("histogram", array, bins, exact=False)
            calls.call("histogram_bin_edges", array, bins, exact=False)
            calls.call("histogram", array, bins, density=True, exact=False)
            for limits in [(0.0, 2.0), (-3.5, 3.5), (2, 2), (100.0, 101.0)]:
                if name == "f32" and limits == (100.0, 101.0) and bins == 33:
                    continue
                calls.call("histogram", array, bins, range=limits, exact=False)
            for weight in ["i16", "f32", "f64", "c128", "bool"]:
                weights = (rng.integers(0, 9, array.shape) / (1 if weight == "i16" else 4)).astype(DTYPES[weight])
                calls.call("histogram", array, bins, weights=weights, exact=False)
            calls.call("histogram", array, bins, weights=rng.integers(1, 9, array.shape) / 4, density=True, range=(-2.0, 50.0), exact=False)
        for edge in edges:
            calls.call("histogram", array, edge, exact=False)
            if np.isfinite(edge).all():
                calls.call("histogram", array, edge, density=True, exact=False)
            calls.call("histogram", array, edge, weights=rng.integers(0, 9, array.shape) / 4, exact=False)
        for rule in rules:
            if name not in ["wide", "f32"]:
                calls.call("histogram", array, rule, exact=False)
                calls.call("histogram_bin_edges", array, rule, exact=False)
                calls.call("histogram_bin_edges", array, rule, range=(-1.0, 3.0), exact=False)
    few = data["few"]
    for bad in [0, np.array([1.0, 0.0]), np.zeros((2, 2))]:
        calls.call("histogram", few, bad)
        calls.call("histogram_bin_edges", few, bad)
    for limits in [(1.0, 0.0), (0.0, np.inf), (np.nan, 1.0)]:
        if np.isnan(limits[0]) or np.isinf(limits[1]):
            continue  # not JSON
        calls.call("histogram", few, 3, range=limits)
    calls.call("histogram", np.array([1.0, np.nan]), 3)
    calls.call("histogram", np.array([1.0, np.inf]), 3)
    calls.call("histogram", np.array([1.0, np.nan, 2.0]), 3, range=(0.0, 2.0), exact=False)
    calls.call("histogram", np.array([1.0, np.nan, 2.0]), np.array([0.0, 1.5, 2.0]), exact=False)
    calls.call("histogram", few, 3, weights=np.ones(3))
    calls.call("histogram", few, "auto", weights=np.ones(4))
    calls.call("histogram", np.array([1.0, 1.0 + 1e-15]), 50)

    for n in [0, 1, 7, 20]:
        x, y, z = rng.normal(size=n), rng.integers(0, 5, n), rng.normal(size=n).astype(np.float32)
        weights = rng.integers(1, 9, n) / 4
        for bins in [3, [2, 4], [np.array([-1.0, 0.0, 1.0]), np.array([0, 1, 2, 4])]]:
            for density in [False, True]:
                calls.call("histogram2d", x, y, bins, density=density, exact=False)
                calls.call("histogram2d", x, z, bins, density=density, weights=weights, exact=False)
            calls.call("histogram2d", x, y, bins, range=[[-2.0, 2.0], [0, 3]], exact=False)
            calls.call(histogramdd, np.stack([x, y], 1), bins, exact=False, name="histogramdd")
            calls.call(histogramdd, np.stack([x, y], 1), bins, range=[[-1.0, 1.0], None], weights=weights, exact=False, name="histogramdd")
        for bins in [2, [1, 2, 3]]:
            calls.call(histogramdd, np.stack([x, y, z], 1), bins, exact=False, name="histogramdd")
            calls.call(histogramdd, np.stack([x, y, z], 1), bins, density=True, exact=False, name="histogramdd")
        calls.call(histogramdd, x, 4, exact=False, name="histogramdd")
        calls.call(histogramdd, z, 4, density=True, exact=False, name="histogramdd")
    x = rng.normal(size=5)
    calls.call("histogram2d", x, x[:4], 3)
    calls.call("histogram2d", x, x, [3, 0])
    calls.call("histogram2d", x, x, 3, weights=np.ones(4))
    calls.call(histogramdd, np.ones((5, 2)), [1, 2, 3], name="histogramdd")
    calls.call(histogramdd, np.ones((5, 2, 2)), 3, name="histogramdd")
    calls.call(histogramdd, np.ones((5, 2)), 3, range=[[0.0, 1.0]], name="histogramdd")
    calls.call(histogramdd, np.ones((5, 2)), 3, weights=np.ones(5) * 1j, name="histogramdd")

    for name in ["bool"] + INTEGERS + ["f32", "c64"]:
        for n in [0, 1, 6]:
            x = np.abs(values(name, (n,), n)) if name != "bool" else values(name, (n,), n)
            calls.call("bincount", x)
            calls.call("bincount", x, minlength=4)
            for weight in ["bool", "i32", "f16", "f32", "f64", "c64"]:
                calls.call("bincount", x, values(weight, (n,), 3), exact=False)
                calls.call("bincount", x, values(weight, (n,), 3), minlength=12, exact=False)
    calls.call("bincount", np.array([1, -1]))
    calls.call("bincount", np.array(1))
    calls.call("bincount", np.zeros((2, 2), int))
    calls.call("bincount", np.array([1, 2]), np.ones(3))


def searches(calls, arrays):
    rng = np.random.default_rng(5)
    for name, other in itertools.product(REAL, ["same", "u8", "i64", "f32", "f64"]):
        other = name if other == "same" else other
        for n in [0, 1, 4, 9]:
            x = np.sort(values(name, (n,), n))
            for shape in [(), (5,), (2, 3)]:
                v = values(other, shape, 11)
                for side in ["left", "right"]:
                    calls.call("searchsorted", x, v, side=side)
                for right in [False, True]:
                    calls.call("digitize", v, x, right=right)
                    if n > 1:
                        calls.call("digitize", v, x[::-1].copy(), right=right)
    for name in ["i32", "f64", "c64"]:
        x = values(name, (7,), 5)
        sorter = np.argsort(x, kind="stable")
        for side in ["left", "right"]:
            calls.call("searchsorted", x, values(name, (5,), 6), side=side, sorter=sorter)
            calls.call("searchsorted", x, values(name, (5,), 6), side=side, sorter=sorter.astype(np.int32))
            calls.call("searchsorted", np.sort(x), values(name, (5,), 6), side=side)
    holed = np.array([1.0, 2.0, np.nan, np.nan])
    for side in ["left", "right"]:
        calls.call("searchsorted", holed, np.array([0.0, 2.0, np.nan, np.inf]), side=side)
    x = np.arange(4.0)
    calls.call("searchsorted", x, 1.5, side="left")
    calls.call("searchsorted", x.reshape(2, 2), np.array([1.0]), side="left")
    calls.call("searchsorted", x, np.array([1.0]), side="left", sorter=np.array([0, 1]))
    calls.call("searchsorted", x, np.array([1.0]), side="left", sorter=np.arange(4.0))
    for bad in [np.array([0.0, 2.0, 1.0]), np.zeros((2, 2)), np.array(1.0)]:
        calls.call("digitize", x, bad)
    calls.call("digitize", x * 1j, x)

    for name, sample in itertools.product(REAL, ["bool", "i32", "f32", "f64", "c64", "c128"]):
        for n in [1, 2, 5]:
            xp = np.unique(values(name, (n,), n))
            fp = values(sample, xp.shape, n + 1)
            for shape in [(), (6,), (2, 3)]:
                x = values(name, shape, 3)
                calls.call("interp", x, xp, fp, exact=False)
                calls.call("interp", x, xp, fp, left=-1.5, right=7, exact=False)
                calls.call("interp", np.asarray(x + 0.25), xp, fp, left=9.0, exact=False)
                calls.call("interp", np.asarray(x * 1.5), xp, fp, period=5.0, exact=False)
    xp = np.array([0.0, 1.0, 2.0, 3.0])
    for fp in [np.array([0.0, np.inf, 1.0, 2.0]), np.array([np.nan, 1.0, 2.0, -np.inf]), np.array([np.inf, np.inf, 0.0, 0.0])]:
        calls.call("interp", np.array([-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, np.nan, np.inf]), xp, fp, exact=False)
    calls.call("interp", np.array([0.0, 0.5, 1.0, 1.5]), np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0, 6.0]), exact=False)
    calls.call("interp", np.array([-4.0, 0.5, 7.5]), np.array([3.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0]), period=-4.0, exact=False)
    for bad in [(xp, xp, xp[:2]), (xp, xp[:0], xp[:0]), (xp, xp.reshape(2, 2), xp), (xp * 1j, xp, xp), (xp, xp * 1j, xp)]:
        calls.call("interp", *bad)
    calls.call("interp", xp, xp, xp, period=0)


def differences(calls, arrays):
    for name, shape in itertools.product(NUMPY_ONLY, SHAPES + [(5,), (4, 5)]):
        array = arrays[name, shape]
        calls.call("diff", array)
        calls.call("diff", array, n=0)
        calls.call("diff", array, n=2, axis=0)
        calls.call("diff", array, n=9, axis=0)
        calls.call("ediff1d", array)
        if shape in [(4,), (3, 4), (2, 0)]:
            for axis in [0, -1]:
                calls.call("diff", array, axis=axis, prepend=np.array(2, DTYPES[name]))
                calls.call("diff", array, axis=axis, append=array)
                calls.call("diff", array, axis=axis, append=np.array(1.5), prepend=array)
                calls.call("diff", array, n=2, axis=axis, append=np.array(7))
        if shape in [(4,), (3, 4), (0,), ()]:
            for other in ["u8", "i32", "f32", "c64"]:
                calls.call("ediff1d", array, to_begin=values(other, (2,), 1))
                calls.call("ediff1d", array, to_end=values(other, (1, 2), 2), to_begin=values(name, (), 3))
        for axis in [0, -1, 2]:
            calls.call("trapezoid", array, axis=axis, exact=False)
            calls.call("trapezoid", array, dx=0.5, axis=axis, exact=False)
        if shape in [(4,), (3, 4)]:
            x = calls.define(f"x_{name}_{len(shape)}", np.array([0.5, 1.0, 2.5, 3.0], np.float32))
            calls.call("trapezoid", array, x=x, exact=False)
            calls.call("trapezoid", array, x=np.arange(4), exact=False)
            calls.call("trapezoid", array, x=array, exact=False)
            calls.call("trapezoid", array, x=np.arange(3), axis=0, exact=False)
        for axis in [None, 0, -1, (1, 0), 2]:
            if len(shape) != 1 or axis in (None, 0):
                calls.call("gradient", array, axis=axis, exact=False)
                calls.call("gradient", array, 0.5, axis=axis, edge_order=2, exact=False)
        if shape == (4, 5):
            uneven = [np.array([0.0, 1.0, 3.0, 3.5]), np.array([0, 1, 3, 4, 7])]
            calls.call("gradient", array, *uneven, exact=False)
            calls.call("gradient", array, *uneven, edge_order=2, exact=False)
            calls.call("gradient", array, 2.0, uneven[1], exact=False)
            if name in ["f32", "c64"]:  # for wider ones numpy rounds the coefficients to f32
                calls.call("gradient", array, uneven[0].astype(np.float32), axis=0, edge_order=2, exact=False)
            calls.call("gradient", array, 2, 0.25, axis=(1, 0), exact=False)
    square = arrays["f64", (4, 5)]
    calls.call("gradient", square, 1.0, 2.0, 3.0)
    calls.call("gradient", square, np.arange(3.0), np.arange(5.0))
    calls.call("gradient", square, np.ones((2, 2)), 1.0)
    calls.call("gradient", square, edge_order=3)
    calls.call("gradient", square[:1], axis=0)
    calls.call("gradient", square[:2], axis=0, edge_order=2)
    calls.call("diff", square, axis=2)
    calls.call("diff", square, axis=0, append=np.ones((1, 4)))
    calls.call("trapezoid", square, x=np.arange(4.0))


def cases():
    calls = Calls()
    arrays, holed = {}, {}
    extra = [(5,), (4, 5), (1, 5), (5, 1), (2, 4)]
    for i, (name, shape) in enumerate(itertools.product(NUMPY_ONLY, SHAPES + extra)):
        label = "x".join([name, *map(str, shape)])
        arrays[name, shape] = calls.define(label, values(name, shape, i))
        if name in FLOATS + COMPLEX and shape in SHAPES and np.prod(shape) > 1:
            holed[name, shape, 0] = calls.define(label + "_nan", with_nan(arrays[name, shape], i))
            lines = arrays[name, shape].copy()
            lines[..., -1] = np.nan
            lines[0] = np.nan
            holed[name, shape, 1] = calls.define(label + "_lines", lines)
    reductions(calls, arrays, holed)
    averages(calls, arrays)
    covariances(calls, arrays)
    histograms(calls, arrays)
    searches(calls, arrays)
    differences(calls, arrays)
    return calls.lines()
