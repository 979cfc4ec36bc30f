"""Window functions, convolution, correlation, phase unwrapping and sliding windows."""

import itertools

import numpy as np

from generate import Calls, DTYPES, NUMPY_ONLY

MODES = ["full", "same", "valid"]


def draw(rng, name, n):
    dtype = DTYPES[name]
    if name == "bool":
        return rng.random(n) < 0.5
    if dtype.kind in "iu":
        return rng.integers(0 if dtype.kind == "u" else -9, 12, n).astype(dtype)
    values = rng.integers(-40, 40, n) / 8
    if dtype.kind == "c":
        values = values + 1j * rng.integers(-40, 40, n) / 8
    return values.astype(dtype)


def cases():
    calls, rng = Calls(), np.random.default_rng(11)
    arrays = {}

    def data(name, n):
        if (name, n) not in arrays:
            arrays[name, n] = calls.define(f"{name}_{n}", draw(rng, name, n))
        return arrays[name, n]

    for n in [0, 1, 2, 3, 6, 11]:
        for beta in [0.0, 0.5, 5.0, 8.6, 14.0, -2.0]:
            calls.call("kaiser", n, beta, exact=False)
    for function in ["bartlett", "blackman", "hamming", "hanning"]:
        for n in [*range(14), 31]:
            # The cosines of the ends nearly cancel, so they are compared with the size of the window.
            window = getattr(np, function)(n)
            calls.call(function, n, exact=function == "bartlett") if n < 2 or window.min() > 1e-6 else None
    products(calls, data)
    unwrapping(calls)
    sliding(calls, data)
    yield from calls.lines()


def products(calls, data):
    functions = ["convolve", "correlate"]
    # Multiples of 1/8 make every sum exact, in f16 too.
    for name, function, mode in itertools.product(NUMPY_ONLY, functions, MODES):
        for n, m in [(1, 1), (5, 1), (4, 3), (5, 2), (3, 3), (2, 5), (1, 4), (7, 4)]:
            calls.call(function, data(name, n), data(name, m), mode=mode)
    for (a, b), function in itertools.product(itertools.product(NUMPY_ONLY, NUMPY_ONLY), functions):
        if a != b:
            calls.call(function, data(a, 4), data(b, 3), mode="full")
    for function, mode in itertools.product(functions, MODES):
        calls.call(function, np.array(3.0), data("f64", 3), mode=mode)
        calls.call(function, data("f64", 0), data("f64", 3), mode=mode)
        calls.call(function, data("f64", 3), data("f64", 0), mode=mode)
        calls.call(function, np.ones((2, 2)), data("f64", 3), mode=mode)
        calls.call(function, data("f64", 40), data("f64", 17), mode=mode)
        calls.call(function, data("i64", 33), data("i64", 64), mode=mode)


def unwrapping(calls):
    rng = np.random.default_rng(5)
    for name in NUMPY_ONLY:
        dtype = DTYPES[name]
        for shape in [(), (0,), (1,), (6,), (2, 4), (3, 0), (2, 2, 3)]:
            values = rng.integers(0, 9 if dtype.kind == "u" else 2, shape) if dtype.kind == "b" else rng.integers(0 if dtype.kind == "u" else -9, 9, shape)
            x = values.astype(dtype)
            calls.call("unwrap", x, exact=False)
            if dtype.kind in "iu":
                for period in [4, 5, 6, 255]:
                    calls.call("unwrap", x, period=period)
            if shape == (2, 2, 3):
                for axis in [0, 1, -1, -3, 3]:
                    calls.call("unwrap", x, axis=axis, exact=False)
    for period, discont in itertools.product([360.0, 1.0, 8, 7, 2.5], [None, 1.0, 3.0, 200.0]):
        for x in [np.array([0.0, 170, -170, 200, 380, -20]), np.array([0.0, 4.0, 8.0, 4.0, 0.0, -4.0]), np.array([0, 4, 8, 1, -3])]:
            calls.call("unwrap", x, period=period, discont=discont, exact=False)


def sliding(calls, data):
    view = lambda x, window, axis=None: np.lib.stride_tricks.sliding_window_view(x, window, axis)  # noqa: E731
    x = calls.define("cube", np.arange(24).reshape(2, 3, 4))
    choices = [
        ([2, 2, 2], None), ([1, 3, 4], None), ([2], 0), ([2], 1), ([3], -1), ([4], -1), ([2, 2], [1, 2]), ([2, 2], [2, 1]),
        ([2, 2], [2, 2]), ([2, 3], [2, 2]), ([3, 3], [2, 2]), ([5], 2), ([2], [0, 1]), ([2, 2], None), ([0], 1),
        ([1], 3), ([], []),
    ]  # fmt: skip
    for window, axis in choices:
        calls.call(view, x, window, name="sliding_window_view", axis=axis)
    for name in NUMPY_ONLY:
        for size in range(6):
            calls.call(view, data(name, 5), [size], name="sliding_window_view")
