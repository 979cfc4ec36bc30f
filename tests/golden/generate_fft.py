"""Discrete Fourier transforms: every function of numpy.fft over dtypes, lengths, axes, norms and refusals.

NumPy rounds the factor of a norm to the dtype of its input: 1/6 of an f16 array is wrong in the fourth digit of a
c64 result. numtape multiplies by the exact factor, so f16 arrays appear with factors that are powers of two only.
"""

import itertools

import numpy as np

from generate import Calls, DTYPES, NUMPY_ONLY

LINES = ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]
GRIDS = ["fft2", "ifft2", "rfft2", "irfft2", "fftn", "ifftn", "rfftn", "irfftn"]
NORMS = ["backward", "ortho", "forward"]


def draw(rng, name, shape):
    dtype = DTYPES[name]
    if name == "bool":
        return rng.random(shape) < 0.6
    if dtype.kind in "iu":
        return rng.integers(0 if dtype.kind == "u" else -40, 60, shape).astype(dtype)
    values = np.round(rng.normal(size=shape) * 2, 2)
    if dtype.kind == "c":
        values = values + 1j * np.round(rng.normal(size=shape) * 2, 2)
    return np.asarray(values).astype(dtype)


def is_power_of_two(n):
    return n > 0 and n & (n - 1) == 0


class Transforms(Calls):
    """Calls whose results are compared to many digits, so cases with cancelling sums are left out."""

    def transform(self, function, x, **kwargs):
        out = attempt_array(function, x, kwargs)
        if out is not None and out.size and out.dtype.kind in "fc":
            sizes = np.abs(out)
            if sizes.min() < 1e-2 * sizes.max():
                return
        self.call("fft." + function, x, exact=False, **kwargs)


def attempt_array(function, x, kwargs):
    try:
        return np.asarray(getattr(np.fft, function)(x, **kwargs))
    except Exception:  # noqa: BLE001  (a refusal is a case)
        return None


def cases():
    calls, rng = Transforms(), np.random.default_rng(7)
    arrays = {}

    def data(name, *shape, variant=0):
        key = (name, shape, variant)
        if key not in arrays:
            label = "_".join([name, *map(str, shape)]) + ("" if variant == 0 else f"_v{variant}")
            arrays[key] = calls.define(label, draw(rng, name, shape))
        return arrays[key]

    every_dtype(calls, data)
    lengths(calls, data)
    norms(calls, data)
    axes(calls, data)
    grids(calls, data)
    frequencies(calls, data)
    refusals(calls, data)
    yield from calls.lines()


def every_dtype(calls, data):
    for name, function in itertools.product(NUMPY_ONLY, LINES):
        for n, variant in itertools.product([1, 4, 6, 7, 9], [0, 1]):
            if name == "f16" and function not in ("fft", "rfft") and not (n == 4 and function != "irfft"):
                continue
            calls.transform(function, data(name, n, variant=variant))
    for name, function, shape in itertools.product(NUMPY_ONLY, GRIDS, [(2, 3), (3, 4)]):
        if name == "f16" and function not in ("fft2", "fftn", "rfft2", "rfftn"):
            continue
        calls.transform(function, data(name, *shape))


def lengths(calls, data):
    # Every kind of algorithm: powers of two, products of small primes, primes of both kinds.
    for n in [*range(1, 34), 37, 48, 53, 64, 77, 97, 101]:
        for function, name in [("fft", "c128"), ("rfft", "f64"), ("irfft", "c128"), ("fft", "c64")]:
            calls.transform(function, data(name, 13), n=n)
    for name, function in itertools.product(["f32", "f64", "c64", "c128", "i16", "u8"], LINES):
        for n, variant in itertools.product([1, 2, 3, 5, 6, 8, 11], [0, 1]):
            calls.transform(function, data(name, 6, variant=variant), n=n)


def norms(calls, data):
    for name, function, norm in itertools.product(["f32", "f64", "c64", "c128", "bool", "i32"], LINES, NORMS):
        for n in [None, 4, 5, 7]:
            calls.transform(function, data(name, 6), n=n, norm=norm)
    for function, norm in itertools.product(LINES, NORMS):
        n = 16 if function != "ifft" or norm != "ortho" else 4
        calls.transform(function, data("f16", 4), n=n, norm=norm)


def axes(calls, data):
    for name, function, axis in itertools.product(["f64", "c128", "f32"], LINES, range(-4, 4)):
        calls.transform(function, data(name, 2, 3, 2), axis=axis)
        calls.transform(function, data(name, 2, 3, 2), axis=axis, n=3, norm="ortho")
    for function, axis in itertools.product(LINES, range(4)):
        calls.transform(function, data("f64", 1, 2, 1, 3), axis=axis, n=2)


def grids(calls, data):
    shapes = [(), (3,), (2, 3), (2, 2, 3), (1, 2, 1, 3), (0, 3), (2, 0), (2, 0, 3), (1, 1)]
    for name, function, shape in itertools.product(["f64", "c128"], GRIDS, shapes):
        calls.transform(function, data(name, *shape))
    for name, function, norm in itertools.product(["f64", "c64"], GRIDS, NORMS):
        calls.transform(function, data(name, 2, 2, 3), norm=norm)
    choices = [
        {"axes": [0, 1]}, {"axes": [1, 0]}, {"axes": [-1]}, {"axes": [2, 0]}, {"axes": [0, 0]}, {"axes": [0, 3]},
        {"axes": [0, 1, 2]}, {"s": [2, 2], "axes": [0, 1]}, {"s": [3, 4], "axes": [1, 2]}, {"s": [-1, 2], "axes": [2, 0]},
        {"s": [4], "axes": [1]}, {"s": [2, 3, 4], "axes": [0, 1, 2]}, {"s": [2], "axes": [0, 1]},
        {"s": [0, 2], "axes": [0, 1]}, {"s": [-2, 2], "axes": [0, 1]}, {"s": [2, -1], "axes": [-2, -1]},
        {"axes": []}, {"s": [1, 1], "axes": [0, 2]}, {"s": [3, 3], "axes": [1, 1]}, {"s": [5], "axes": [-3]},
    ]  # fmt: skip
    for name, function, choice in itertools.product(["f64", "c128"], GRIDS, choices):
        calls.transform(function, data(name, 2, 2, 3), **choice)
    for name, function, s in itertools.product(["f64", "c128"], ["fftn", "ifftn", "rfftn", "irfftn"], [[2], [2, 3], [3, -1, 2]]):
        calls.transform(function, data(name, 2, 2, 3), s=s)


def frequencies(calls, data):
    for function, n, d in itertools.product(["fftfreq", "rfftfreq"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 25], [1.0, 0.5, 0.1, -2.0]):
        calls.call("fft." + function, n, d)
    for function, (n, d) in itertools.product(["fftfreq", "rfftfreq"], [(0, 1.0), (3, 0.0)]):
        calls.call("fft." + function, n, d)
    for name, function, shape in itertools.product(NUMPY_ONLY, ["fftshift", "ifftshift"], [(), (1,), (4,), (7,), (2, 3)]):
        calls.call("fft." + function, data(name, *shape))
    for name, function, axes in itertools.product(
        ["i64", "c64"], ["fftshift", "ifftshift"], [0, 1, -1, [0], [0, 1], [2, 0], [0, 0], [-3, 2], [], [1, 1, 1], 3, -4, [0, 5]]
    ):
        calls.call("fft." + function, data(name, 2, 3, 2), axes=axes)
    for function in ["fftshift", "ifftshift"]:
        for shape in [(0,), (0, 3), (2, 0)]:
            calls.call("fft." + function, data("f64", *shape))


def refusals(calls, data):
    for name, function in itertools.product(["f64", "c128", "bool"], LINES):
        calls.transform(function, data(name, 6), n=0)
        calls.transform(function, data(name, 0))
        if function not in ("irfft", "hfft"):  # NumPy 2.4 reads memory that it has not written
            calls.transform(function, data(name, 0), n=4)
        calls.transform(function, data(name))
        calls.transform(function, data(name, 0, 3))
        calls.transform(function, data(name, 3, 0))
        calls.transform(function, data(name, 3, 0), axis=0)
        calls.transform(function, data(name, 2, 3), axis=2)
        calls.transform(function, data(name, 1, 3), axis=0)
