"""The package numpy.polynomial: every function of the six bases, and polyutils.

Left out is where NumPy's answer depends on how its loops happen to be written: it negates unsigned points (which wrap
around), computes single coefficients of 32 bits in 64, and rounds coefficients to 32 bits before they meet wide points.
"""

import itertools

import numpy as np

from generate import Calls, DTYPES

BASES = {"polynomial": "poly", "chebyshev": "cheb", "legendre": "leg", "hermite": "herm", "hermite_e": "herme", "laguerre": "lag"}
NAMES = ["i32", "u8", "f16", "f32", "f64", "c64", "c128"]
SHORT = ["i32", "f32", "f64", "c128"]


def draw(rng, name, shape):
    dtype = DTYPES[name]
    if dtype.kind in "iu":
        return rng.integers(1, 9, shape).astype(dtype)
    values = rng.integers(-24, 25, shape) / 8 + 1 / 16
    if dtype.kind == "c":
        values = values + 1j * (rng.integers(-24, 25, shape) / 8)
    return values.astype(dtype)


def cases():
    calls, rng = Calls(np.polynomial), np.random.default_rng(31)
    arrays = {}

    def data(name, *shape):
        key = "_".join([name, *map(str, shape)])
        if key not in arrays:
            arrays[key] = calls.define(key, draw(rng, name, shape))
        return arrays[key]

    for module, prefix in BASES.items():
        def call(role, *args, name=None, **kwargs):
            function = f"{module}.{name or prefix + role}"
            target = kwargs.pop("target", None)
            if target:
                calls.call(target, *args, name=function, exact="array", **kwargs)
            else:
                calls.call(function, *args, exact="array", **kwargs)
            # Six hundred half steps of rounding at most, relative to the largest element.
            calls.cases[-1]["ulps"] = 512
            # What is badly conditioned, or less exact in NumPy (its Laguerre weights of high degree).
            if "fit" in function or "gauss" in function:
                calls.cases[-1]["ulps"] = 65536

        package = getattr(np.polynomial, module)
        values(call, data, prefix)
        arithmetic(call, data, prefix)
        calculus(call, data)
        zeros(call, data, package, prefix)
        fits(call, package, prefix)
        constants(call, package, prefix)
        conversions(call, data, prefix)
        quadrature(call, data, prefix)
    utilities(calls, data)
    yield from calls.lines()


def values(call, data, prefix):
    for name, n in itertools.product(NAMES, [1, 2, 3, 6]):
        if (prefix, name) != ("lag", "u8"):
            call("val", data(name, 4), data(name, n))
    for a, b in itertools.product(["u8", "f32", "f64", "c64"], repeat=2):
        wraps = prefix == "lag" and a == "u8"
        rounds = prefix in ("leg", "lag") and a == "f64" and b in ("f32", "c64")
        if not wraps and not rounds:
            call("val", data(a, 3), data(b, 4))
    for name in SHORT:
        call("val", data(name), data(name, 5))
        call("val", data(name, 2, 3), data(name, 4))
        call("val", data(name, 3), data(name, 4, 2))
        call("val", data(name, 2, 3), data(name, 3, 2, 2))
        call("val", data(name, 2), data(name, 4, 2), tensor=False)
        call("val", data(name, 3, 2), data(name, 4, 2), tensor=False)
        call("val2d", data(name, 4), data(name, 4), data(name, 3, 2))
        call("val2d", data(name, 2, 2), data(name, 2, 2), data(name, 2, 3, 2))
        call("val3d", data(name, 4), data(name, 4), data(name, 4), data(name, 3, 2, 2))
        call("grid2d", data(name, 4), data(name, 3), data(name, 3, 2))
        call("grid2d", data(name, 2, 2), data(name, 3), data(name, 3, 2, 2))
        call("grid3d", data(name, 2), data(name, 3), data(name, 2), data(name, 3, 2, 2))
    call("val2d", data("f64"), data("f64"), data("f64", 3, 2))
    call("val2d", data("f64", 3), data("f64", 4), data("f64", 3, 2))
    call("val3d", data("f64", 3), data("f64", 3), data("f64", 2), data("f64", 3, 2, 2))
    call("val", np.zeros((0,)), data("f64", 3))
    call("val", data("f64", 2), np.zeros((0,)))
    call("val", data("f64", 2), np.array(3.0))
    for name, degree in itertools.product(NAMES, [0, 1, 2, 5]):
        call("vander", data(name, 3), degree)
    call("vander", data("f64"), 3)
    call("vander", data("f64", 2, 3), 4)
    call("vander", np.zeros((0,)), 2)
    for name in SHORT:
        call("vander2d", data(name, 3), data(name, 3), [2, 1])
        call("vander3d", data(name, 3), data(name, 3), data(name, 3), [2, 1, 2])
    call("vander2d", data("f64", 2, 2), data("f64", 2, 2), [1, 2])
    call("vander2d", data("f64"), data("f64"), [1, 2])


def arithmetic(call, data, prefix):
    pairs = [(1, 1), (3, 3), (4, 2), (2, 5), (1, 4), (6, 6)]
    for name, function, (n, m) in itertools.product(NAMES, ["add", "sub", "mul"], pairs):
        widens = name in ("f32", "c64") and 1 in (n, m)
        if function == "mul" and (name == "f16" or widens):
            continue
        call(function, data(name, n), data(name, m))
    for a, b in itertools.product(["u8", "f32", "f64", "c64"], repeat=2):
        for function in ["add", "sub", "mul"]:
            call(function, data(a, 3), data(b, 2))
    trailing = [np.array(c) for c in ([1.0, 2, 0], [0.0], [0, 0, 0], [0.0, 0, 2], [-1.0, -2, 0, 0], [5])]
    for p, q in itertools.product(trailing, repeat=2):
        for function in ["add", "sub", "mul"]:
            call(function, p, q)
        call("div", p, q)
    bad = [np.zeros((0,)), np.ones((2, 2)), np.array([True, False])]
    for c in bad:
        for function in ["add", "mul", "div"]:
            call(function, c, data("f64", 2))
            call(function, data("f64", 2), c)
        call("mulx", c)
        call("pow", c, 2)
    call("add", np.array(2.0), data("f64", 3))
    for name, (n, m) in itertools.product(SHORT, [(3, 1), (3, 2), (6, 3), (2, 4)]):
        if name != "f32":
            call("div", data(name, n), data(name, m))
    for name, n in itertools.product(["i32", "f32", "f64", "c64", "c128"], [1, 2, 5]):
        call("mulx", data(name, n))
        widens = name in ("f32", "c64") and n == 1
        for power in [0, 1] if widens else [0, 1, 2, 3]:
            call("pow", data(name, n), power)
    for c in trailing:
        call("mulx", c)
        call("pow", c, 2)


def calculus(call, data):
    for name, n in itertools.product(NAMES, [1, 2, 5]):
        call("der", data(name, n))
        call("int", data(name, n))
    for name, m in itertools.product(["i32", "f64", "c128"], range(6)):
        call("der", data(name, 5), m=m)
        call("der", data(name, 5), m=m, scl=0.5)
        call("int", data(name, 4), m=m)
        call("int", data(name, 4), m=m, lbnd=0.5, scl=-2.0)
        for k in [[1.5], [1.0, 2.0], [0.5, 1.0, 2.0]]:
            call("int", data(name, 4), m=m, k=k, lbnd=-0.25)
    for axis in [0, 1, -1, 2]:
        call("der", data("f64", 3, 4), m=2, axis=axis)
        call("int", data("f64", 3, 4), m=2, k=[1.0], axis=axis)
        call("int", data("f64", 3, 4), m=1, lbnd=1.0, axis=axis)
    call("der", data("f64", 3, 4, 2), axis=1)
    call("int", data("f64", 3, 4, 2), axis=1)


def sorted_complex(roots):
    return np.sort_complex(np.asarray(roots, complex))


def zeros(call, data, package, prefix):
    for name, n in itertools.product(SHORT, [1, 2, 3, 5]):
        call("companion", data(name, n))
    call("companion", np.array([1.0, 2, 0, 0]))
    roots = getattr(package, prefix + "roots")
    from_roots = getattr(package, prefix + "fromroots")
    real = lambda c: np.round(np.real(roots(c)), 7)
    for given in [[0.5], [-1.0, 0.25], [-2.0, 0.5, 1.5], [-0.75, -0.25, 0.5, 1.0], [1, 2, 3]]:
        given = np.array(given)
        call("fromroots", given)
        call("roots", from_roots(given), target=real)
    for c in [[1.0, 0.25], [3.0, 0.5, 1.0, 0.0], [1.0, 1.0, 1.0]]:
        call("roots", np.array(c), name=prefix + "roots_complex", target=lambda c: sorted_complex(np.round(roots(c), 7)))
    call("roots", np.ones((2, 2)))
    call("fromroots", np.zeros((0,)))
    call("fromroots", np.array([1j, -1j, 2.0]))
    for c in [[1.0, 2.0, 0.0], [0.0, 0.0], [1.0, 1e-3, -1e-6], [1, 2, 3], [-0.5, 2.0, 0.125]]:
        for tol in [0.0, 1e-4, 0.5, -1.0]:
            call("trim", np.array(c), tol)
    call("trim", np.ones((2, 2)), 0.0)
    for off, scl in itertools.product([2, 0.5, 0], [3, 0.25, 0]):
        call("line", off, scl)


def full(fit):
    def target(x, y, deg, **kwargs):
        c, [residuals, _, s, rcond] = fit(x, y, deg, full=True, **kwargs)
        return c, residuals, s, np.asarray(rcond, float)

    return target


def fits(call, package, prefix):
    rng = np.random.default_rng(7)
    fit = getattr(package, prefix + "fit")
    for count, columns in itertools.product([6, 9], [None, 2]):
        x = np.round(rng.uniform(-1, 1.5, count), 3)
        y = np.round(rng.uniform(-3, 3, count if columns is None else (count, columns)), 3)
        w = np.round(rng.uniform(0.5, 2, count), 3)
        for degree in [0, 1, 3, [0, 2], [3, 1], [2]]:
            call("fit", x, y, degree)
            call("fit", x, y, degree, w=w)
            call("fit", x, y, degree, name=prefix + "fit_full", target=full(fit), w=w)
    x, y = np.round(rng.uniform(-1, 1, 5), 2), np.round(rng.uniform(-1, 1, 5), 2)
    call("fit", x, y + 1j * x, 2)
    call("fit", np.arange(5), np.arange(5) ** 2, 2)
    call("fit", x, y, [])
    call("fit", x, y[:4], 2)
    call("fit", x.reshape(5, 1), y, 2)
    call("fit", x[:0], y[:0], 1)
    call("fit", x, y.reshape(5, 1, 1), 1)
    call("fit", x, y, 1, w=y[:3])


def constants(call, package, prefix):
    for role in ["domain", "zero", "one", "x"]:
        call(role, target=lambda role=role: getattr(package, prefix + role))


def conversions(call, data, prefix):
    if prefix == "poly":
        return
    for name, n in itertools.product(SHORT, [1, 2, 3, 6]):
        if name != "f32":
            call(None, data(name, n), name=f"poly2{prefix}")
        call(None, data(name, n), name=f"{prefix}2poly")
    call(None, np.array([1.0, 2.0, 0.0, 0.0]), name=f"poly2{prefix}")
    call(None, np.array([1.0, 2.0, 3.0, 0.0, 0.0]), name=f"{prefix}2poly")
    call(None, np.zeros((0,)), name=f"{prefix}2poly")


def quadrature(call, data, prefix):
    if prefix == "poly":
        for name in SHORT:
            call("valfromroots", data(name, 3), data(name, 4))
            call("valfromroots", data(name, 2, 3), data(name, 4, 2))
            call("valfromroots", data(name, 2), data(name, 4, 2), tensor=False)
        call("valfromroots", data("f64", 4), data("f64", 4), tensor=False)
        call("valfromroots", data("f64"), data("f64", 3))
        return
    for degree in [1, 2, 3, 5, 10, 25, 40]:
        call("gauss", degree)
    call("gauss", 0)
    for name in ["f32", "f64"]:
        x = (data(name, 5) / 4).astype(DTYPES[name])
        call("weight", x)
    if prefix == "cheb":
        for count in [0, 1, 2, 3, 8]:
            call("pts1", count)
            call("pts2", count)
        for degree in [0, 1, 4, 9]:
            call("interpolate_cos", degree, target=lambda degree: np.polynomial.chebyshev.chebinterpolate(np.cos, degree))


def utilities(calls, data):
    def call(function, *args):
        calls.call(f"polyutils.{function}", *args, exact=False)

    for c in [[1.0, 2.0, 0.0], [0.0, 0.0], [1, 2], [1e-9]]:
        call("trimseq", np.array(c))
        call("trimcoef", np.array(c))
        call("trimcoef", np.array(c), 1e-6)
        call("as_series", [np.array(c), np.array([1, 2, 3]), np.array(2.0)])
    call("as_series", [np.ones((2, 2))])
    call("as_series", [np.ones(0)])
    call("trimcoef", np.ones(3), -1.0)
    for name in ["i32", "f32", "f64", "c128"]:
        call("getdomain", data(name, 5))
    old, new = np.array([0.5, 2.0]), np.array([-1.0, 1.0])
    for a, b in itertools.product([old, new, np.array([1j, 1 + 1j])], repeat=2):
        call("mapparms", a, b)
        call("mapdomain", np.array([0.0, 1.5, 3.0]), a, b)
        call("mapdomain", np.array(0.75), a, b)
