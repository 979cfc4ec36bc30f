"""The polynomial functions of NumPy's main namespace, and trim_zeros."""

import itertools

import numpy as np

from generate import Calls, DTYPES, NUMPY_ONLY

PAIRS = [(1, 1), (3, 3), (4, 2), (2, 5), (1, 4)]


def draw(rng, name, n):
    dtype = DTYPES[name]
    if name == "bool":
        return np.arange(n) % 2 == 0
    if dtype.kind in "iu":
        return rng.integers(1 if dtype.kind == "u" else -9, 12, n).astype(dtype)
    values = rng.integers(-40, 40, n) / 8
    if dtype.kind == "c":
        values = values + 1j * rng.integers(-40, 40, n) / 8
    return values.astype(dtype)


def cases():
    calls, rng = Calls(), np.random.default_rng(13)
    arrays = {}

    def data(name, n):
        if (name, n) not in arrays:
            arrays[name, n] = calls.define(f"{name}_{n}", draw(rng, name, n))
        return arrays[name, n]

    arithmetic(calls, data)
    values(calls, data)
    calculus(calls, data)
    trimming(calls)
    fits(calls)
    yield from calls.lines()


def arithmetic(calls, data):
    for name, function, (n, m) in itertools.product(NUMPY_ONLY, ["polyadd", "polysub", "polymul"], PAIRS):
        calls.call(function, data(name, n), data(name, m))
    for name, (n, m) in itertools.product(NUMPY_ONLY, PAIRS):
        if not well_divided(data(name, n), data(name, m)):
            continue
        calls.call("polydiv", data(name, n), data(name, m), exact=False)
    for a, b in itertools.product(["i32", "u8", "f16", "f32", "f64", "c64"], repeat=2):
        for function in ["polyadd", "polysub", "polymul"]:
            calls.call(function, data(a, 3), data(b, 2))
    zeros = [np.array([0, 0, 1, 2]), np.array([0.0, 3.0]), np.array([0, 0]), np.array([0.0]), np.array(2.0), np.array([1.0, 0, 0])]
    for p, q in itertools.product(zeros, repeat=2):
        calls.call("polymul", p, q)
        calls.call("polyadd", p, q)
    exact = [([1.0, -3, 2], [1.0, -1]), ([2.0, 0, 0, -2], [1.0, 0, 1]), ([1.0, 2], [4.0, 5, 6]), ([1, 2, 3], [2]), ([0.0, 0, 1], [1.0, 1])]
    for u, v in exact:
        calls.call("polydiv", np.array(u), np.array(v))
    for function in ["polymul", "polydiv"]:
        calls.call(function, np.ones((2, 2)), np.array([1.0]))
    calls.call("polydiv", np.array([]), np.array([1.0]))
    calls.call("polydiv", np.array([1.0]), np.array([]))
    calls.call("polymul", np.array([]), np.array([1.0]))
    for roots in [[], [0.0], [1, 2, 3], [-0.5, 0.25], [1j, -1j], [1 + 2j, 1 - 2j, 3], [1j, 1j], [2 + 1j], [1, 1, 1, 1]]:
        calls.call("poly", np.array(roots, complex if any(isinstance(r, complex) for r in roots) else None))
    for name, n in itertools.product(NUMPY_ONLY, [1, 2, 3]):
        calls.call("poly", data(name, n), exact=False)
    calls.call("poly", np.ones((2, 3)))
    calls.call("poly", np.array(2.0))


def well_divided(u, v):
    """Whether no coefficient of the results is a difference that nearly vanishes: its digits would be noise."""
    with np.errstate(all="ignore"):
        parts = np.concatenate([np.ravel(part) for part in np.polydiv(u, v)])
    parts = np.abs(parts[parts != 0])
    return parts.size == 0 or not parts.min() < 1e-2 * parts.max()


def values(calls, data):
    for name, n in itertools.product(NUMPY_ONLY, [0, 1, 3, 4]):
        for x in [data(name, 5), np.array(2, DTYPES[name]), data(name, 5)[:4].reshape(2, 2)]:
            calls.call("polyval", data(name, n), x, exact=False)
    for a, b in itertools.product(["bool", "i8", "u16", "f16", "f32", "f64", "c64"], repeat=2):
        calls.call("polyval", data(a, 3), data(b, 3), exact=False)
    calls.call("polyval", np.arange(6.0).reshape(2, 3), np.array([1.0, 2, 3]))
    calls.call("polyval", np.arange(6.0).reshape(2, 3), np.array(2.0))
    calls.call("polyval", np.array(3.0), np.array(2.0))
    calls.call("polyval", np.array([2.0]), np.array([np.inf, np.nan, -np.inf]))


def calculus(calls, data):
    for name, n in itertools.product(NUMPY_ONLY, [0, 1, 2, 5]):
        calls.call("polyder", data(name, n))
        calls.call("polyint", data(name, n), exact=False)
    for name, m in itertools.product(["f64", "f32", "i32", "c128"], range(7)):
        calls.call("polyder", data(name, 5), m=m)
        for k in [None, np.array(2.0), np.array([3.0]), np.arange(1.0, m + 1), np.arange(m + 2.0), np.array([1.0, 2.0])]:
            calls.call("polyint", data(name, 4), m=m, k=k, exact=False)
    calls.call("polyder", np.array(2.0))
    calls.call("polyint", np.array(2.0))


def trimming(calls):
    vectors = [[], [0], [0, 0, 0], [1], [0, 1], [1, 0], [0, 0, 3, 0, 2, 0, 0, 0], [1, 2, 3]]
    for name, vector in itertools.product(NUMPY_ONLY, vectors):
        calls.call("trim_zeros", np.array(vector).astype(DTYPES[name]))
    grid = np.zeros((4, 5, 3))
    grid[1, 2, 1], grid[2, 1, 2] = 2.0, np.nan
    grid = calls.define("grid", grid)
    for trim, axis in itertools.product(["fb", "f", "b"], [None, 0, -1, [0, 1], [2, 0], [], 3, [1, 1]]):
        calls.call("trim_zeros", grid, trim=trim, axis=axis)
        calls.call("trim_zeros", np.zeros((2, 3, 2)), trim=trim, axis=axis)
        calls.call("trim_zeros", np.array([0, -0.0, 5, 0]), trim=trim, axis=axis)
    calls.call("trim_zeros", np.array(0.0))
    calls.call("trim_zeros", np.array(3.0))


def sorted_roots(p):
    """As complex numbers in an order that does not depend on how they were found."""
    return np.sort_complex(np.round(np.roots(p), 6)).astype(complex)


def full_fit(x, y, deg, w=None):
    c, residuals, _, s, _ = np.polyfit(x, y, deg, full=True, w=w)
    return c, residuals, s


def fits(calls):
    polynomials = [[1.0, -3, 2], [1.0, 0, 1], [2.0, 1, -5, 3], [0.0, 0, 1, -2, 0, 0], [0.0, 0], [3.0], [], [1, -6, 11, -6], [1j, 2, 1.0]]
    for p in polynomials:
        calls.call(sorted_roots, np.array(p), name="roots", exact="array")
    calls.call(sorted_roots, np.ones((2, 2)), name="roots")
    for matrix in [[[2.0, 1], [1, 3]], [[0.0, -1], [1, 0]], [[1.0, 2, 0], [0, 3, 1], [4, 0, 1]]]:
        calls.call("poly", np.array(matrix), exact="array")

    rng = np.random.default_rng(29)
    for count, deg, columns in itertools.product([4, 7, 12], [0, 1, 2, 3], [None, 2]):
        x = np.round(rng.uniform(-2, 2, count), 3)
        y = np.round(rng.uniform(-3, 3, count if columns is None else (count, columns)), 3)
        w = np.round(rng.uniform(0.5, 2, count), 3)
        for dtype in ["f64", "f32"] if columns is None else ["f64"]:
            calls.call("polyfit", x.astype(DTYPES[dtype]), y.astype(DTYPES[dtype]), deg, exact="array")
        calls.call(full_fit, x, y, deg, name="polyfit_full", exact="array")
        calls.call(full_fit, x, y, deg, name="polyfit_full", w=w, exact="array")
        if count > deg + 1:
            calls.call("polyfit", x, y, deg, name="polyfit", cov=True, exact="array")
            calls.call("polyfit", x, y, deg, w=w, cov=True, exact="array")
        calls.call("polyfit", x, y, deg, cov="unscaled", exact="array")
    calls.call("polyfit", np.arange(4), np.array([1, 3, 5, 7]), 1, exact="array")
    calls.call("polyfit", np.ones(3), np.ones(4), 1)
    calls.call("polyfit", np.ones(0), np.ones(0), 1)
    calls.call("polyfit", np.ones((2, 2)), np.ones(2), 1)
    calls.call("polyfit", np.ones(3), np.ones(3), 1, w=np.ones(2))
    # The digits that are left depend on how well conditioned the powers of the points are.
    for case in calls.cases:
        if case.get("exact") == "array":
            case["ulps"] = 8192
