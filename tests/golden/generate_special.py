"""scipy.special: edge values, dtypes, shapes and refusals. What holds to the last digit is measured in
generate_accuracy.py; tolerances here allow for SciPy's own errors.

SciPy computes 16-bit floats in wider types and returns those; here the results are rounded to the dtype of the
argument, as JAX does. bfloat16 is computed from the rounded argument in f64.
"""

import numpy as np
import scipy.special as sp
from generate import BF16, DTYPES, SIGNED, UNSIGNED, Calls

FLOATS = ["f16", "bf16", "f32", "f64"]
EDGES = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.0, -2.0, 2.5, -2.5, 3.75, -3.75, 10.0, -10.0, 30.0, -30.0]
EDGES += [1e-3, -1e-3, 100.0, -100.0, 1000.0, np.nan, np.inf, -np.inf]
TINY = [1e-8, -1e-8, 1e-300, 1e-20, 1e5, 1e15, -1e15, 1e300]
UNIT = [0.0, 0.001, 0.25, 0.5, 0.625, 0.75, 0.9375, 1.0, 1.5, -0.25, np.nan]

# Name, values, and the tolerance in units in the last place of f64.
UNARY = {
    "erf": (EDGES + TINY, 8),
    "erfc": (EDGES + TINY, 8),
    "erfcx": (EDGES + TINY, 16),
    "erfinv": (UNIT + [-1.0, -0.5, -0.75], 16),
    "erfcinv": (UNIT + [2.0, 1.25, 1e-100], 32),
    "ndtr": (EDGES + TINY, 512),
    "log_ndtr": (EDGES + TINY, 512),
    "ndtri": (UNIT + [1e-100], 128),
    "gamma": (EDGES[:16] + EDGES[18:19] + EDGES[20:21] + [171.5, -170.5, np.nan, np.inf], 64),
    "gammasgn": (EDGES + TINY, 0),
    "gammaln": ([v for v in EDGES + TINY if v > -1e10 or np.isnan(v)], 64),
    "digamma": ([v for v in EDGES + TINY if v > -1e10 or np.isnan(v)], 64),
    "i0": ([v for v in EDGES + TINY if not abs(v) > 700], 32),
    "i0e": ([v for v in EDGES + TINY if not abs(v) > 1e200], 32),
    "i1": ([v for v in EDGES + TINY if not abs(v) > 700], 32),
    "i1e": ([v for v in EDGES + TINY if not abs(v) > 1e200], 32),
    "k0": (EDGES + TINY[:5], 64),
    "k0e": (EDGES[:-3] + TINY[:6], 64),
    "k1": (EDGES + TINY[:5], 64),
    "k1e": (EDGES[:-3] + TINY[:6], 64),
    "j0": ([v for v in EDGES if abs(v) < 20] + [1e-8], 64),
    "j1": ([v for v in EDGES if abs(v) < 20] + [1e-8], 64),
    "y0": ([v for v in EDGES if abs(v) < 20], 256),
    "y1": ([v for v in EDGES if abs(v) < 20], 64),
    "expi": (EDGES[:-4] + TINY[:4] + [700.0, np.nan, np.inf, -np.inf], 64),
    "exp1": ([v for v in EDGES + TINY if not v < 0], 64),
    # SciPy gives nan at infinity, which large values are in narrow dtypes.
    "spence": ([v for v in EDGES + TINY if not v > 1e4], 64),
    "exprel": (EDGES + TINY[:4], 16),
    "cosm1": ([v for v in EDGES if abs(v) < 50] + [1e-8, 1e-300], 16),
    "logit": (UNIT, 8),
    "expit": (EDGES + TINY, 8),
    "log_expit": (EDGES + TINY, 8),
    "entr": (EDGES + TINY, 8),
    "dawsn": (EDGES + TINY, 16),
    "factorial": ([0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 170.0, 171.0, -1.0, -2.5, 2.5, 0.5, np.nan], 64),
}

POSITIVE = [0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0]
BINARY = {
    "gammainc": (POSITIVE + [np.nan, -1.0], POSITIVE + [np.inf, -1.0], 256),
    "gammaincc": (POSITIVE + [np.nan, -1.0], POSITIVE + [np.inf, -1.0], 256),
    "beta": ([0.25, 0.5, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0, -0.5, -2.5], [0.25, 0.5, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0], 1024),
    "betaln": ([0.25, 0.5, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0], [0.25, 0.5, 1.0, 1.5, 2.0, 5.0, 20.0, 100.0, np.nan], 512),
    "binom": ([0.0, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, -2.5], [0.0, 1.0, 2.0, 5.0, 30.0], 512),
    "comb": ([0.0, 1.0, 5.0, 10.0, 60.0, -2.0], [0.0, 1.0, 2.0, 5.0, 30.0, -1.0], 512),
    "xlogy": (EDGES[:12] + EDGES[-3:], EDGES[:12] + EDGES[-3:], 8),
    "xlog1py": (EDGES[:12] + EDGES[-3:], EDGES[:12] + EDGES[-3:], 8),
    "kl_div": (POSITIVE + [-1.0, np.nan], [0.0, 0.25, 0.75, 3.0, 40.0, -1.0, np.nan], 256),
    "rel_entr": (POSITIVE + [-1.0, np.nan], [0.0, 0.25, 0.75, 3.0, 40.0, -1.0, np.nan], 256),
    "poch": ([0.0, 0.5, 1.0, 2.5, 20.0, 100.0, -1.0, -2.5, -4.0], [0.0, 0.5, 1.0, 2.0, 3.0, 7.5, -0.25], 512),
    "boxcox": ([0.0, 0.25, 1.0, 1.5, 2.0, 50.0, -1.0, np.nan], [0.0, 0.5, 1.0, -1.0, 2.5, -2.5, 1e-8, np.nan], 64),
    "boxcox1p": ([0.0, 0.25, 1.0, 1e-8, 2.0, 50.0, -1.0, -2.0, np.nan], [0.0, 0.5, 1.0, -1.0, 2.5, -2.5, 1e-8, np.nan], 64),
    "owens_t": ([0.0, 0.25, -0.5, 1.0, 3.0, 10.0, np.inf, np.nan], [0.0, 0.25, -0.5, 1.0, 1.5, 20.0, -3.0, np.inf, np.nan], 512),
    "zeta": ([1.0, 1.5, 2.0, 3.0, 7.5, 20.0, 0.5], [0.25, 0.5, 1.0, 2.5, 10.0, 100.0, 0.0, -1.0], 64),
}

ORDERED = {
    "polygamma": ([0, 1, 2, 3, 7], [0.25, 0.5, 1.0, 2.5, 10.0, 100.0], 64),
    "jn": ([0, 1, 2, 5], [0.0, 0.25, 0.5, 1.0, 2.0, 7.0, -0.5], 256),
    "yn": ([0, 1, 2, 5], [0.0, 0.25, 0.5, 1.0, 2.0, 6.5, -0.5], 256),
    "iv": ([0, 1, 2, 5], [0.0, 0.25, 0.5, 1.0, 2.0, 7.0, 50.0, -0.5, -3.0], 64),
    "ive": ([0, 1, 2, 5], [0.0, 0.25, 0.5, 1.0, 2.0, 7.0, 50.0, -0.5, -3.0], 64),
    "kn": ([0, 1, 2, 5], [0.0, 0.25, 0.5, 1.0, 2.0, 7.0, 50.0, -0.5], 64),
    "expn": ([0, 1, 2, 5, 12], [0.0, 0.25, 0.5, 1.0, 2.0, 7.0, 50.0, -0.5], 64),
}


def rounded(values, dtype):
    """Values of a dtype, without those that it has not."""
    values = np.array(values).astype(dtype)
    if dtype.itemsize == 2 or dtype == np.float32:
        finite = np.abs(values.astype(np.float64)) < 2e4
        values = values[finite | ~np.isfinite(values.astype(np.float64))]
    return values


def narrow(function, dtype):
    """The function computed in f64 and rounded to the dtype."""

    def call(*args, **kwargs):
        wide = [x.astype(np.float64) if isinstance(x, np.ndarray) and x.dtype == dtype else x for x in args]
        return np.asarray(function(*wide, **kwargs)).astype(dtype)

    return call


class Special:
    """Calls of functions of scipy.special with a tolerance."""

    def __init__(self):
        self.calls = Calls(sp)

    def call(self, name, *args, ulps=8, **kwargs):
        function = getattr(sp, "ndtri" if name == "ndtri" else name)
        floats = [x.dtype for x in args if isinstance(x, np.ndarray) and x.dtype.kind not in "biu"]
        if floats and floats[0] != np.float64:
            function = narrow(function, floats[0])
            ulps = 1 if ulps else 0
        else:
            # Integers are computed in f64, also where SciPy has an f32 loop.
            wide = lambda x: x.astype(np.float64) if isinstance(x, np.ndarray) else x
            original, function = function, lambda *a, **k: original(*map(wide, a), **k)
        self.calls.call(function, *args, name=name, exact=False, **kwargs)
        self.calls.cases[-1]["ulps"] = ulps


def unary(special):
    for name, (values, ulps) in UNARY.items():
        for dtype in FLOATS:
            special.call(name, rounded(values, DTYPES[dtype]), ulps=ulps)
        chosen = np.array([v for v in values if np.isfinite(v)][:6])
        special.call(name, np.array(chosen[2]), ulps=ulps)
        special.call(name, np.zeros((0,)), ulps=ulps)
        special.call(name, np.zeros((2, 0, 3), np.float32), ulps=ulps)
        special.call(name, chosen.reshape(2, 3), ulps=ulps)
        special.call(name, chosen.reshape(2, 1, 3), ulps=ulps)
        special.call(name, chosen.astype(np.float32).reshape(1, 3, 1, 2), ulps=ulps)
        for value in chosen:
            special.call(name, np.array([value]), ulps=ulps)
        for dtype in ["bool", *UNSIGNED, *SIGNED]:
            integers = [0, 1, 1, 0] if dtype == "bool" else [0, 1, 2, 5]
            special.call(name, np.array(integers, DTYPES[dtype]), ulps=ulps)
        if name != "expit":
            special.calls.call(refuse, np.array([1 + 1j]), name=name)


def refuse(*_):
    """SciPy computes some functions of complex numbers; numtape's special functions are real."""
    raise TypeError("numtape's function is not supported for the input types")


def binary(special):
    for name, (x, y, ulps) in BINARY.items():
        for dtype in FLOATS:
            first, second = rounded(x, DTYPES[dtype]), rounded(y, DTYPES[dtype])
            special.call(name, first[:, None], second, ulps=ulps)
            special.call(name, first[3:6], second[2:3], ulps=ulps)
            special.call(name, first[4:5].reshape(()), second[1:5].reshape(2, 2), ulps=ulps)
            special.call(name, first[:0], second[:1], ulps=ulps)
        for dtype in ["bool", *UNSIGNED, *SIGNED]:
            integers = np.array([1, 1, 0] if dtype == "bool" else [1, 2, 5], DTYPES[dtype])
            special.call(name, integers, integers[:1], ulps=ulps)
            special.call(name, integers, np.array([1.5, 2.5, 0.5]), ulps=ulps)
        special.calls.call(name, np.ones(2), np.ones(3))
        special.calls.call(refuse, np.array([1 + 1j]), np.ones(1), name=name)


def ordered(special):
    for name, (orders, values, ulps) in ORDERED.items():
        for order in orders:
            for dtype in FLOATS:
                special.call(name, order, rounded(values, DTYPES[dtype]), ulps=ulps)
            special.call(name, order, np.array(values[2]), ulps=ulps)
            special.call(name, order, np.array(values[:6]).reshape(3, 2), ulps=ulps)
            special.call(name, order, np.zeros((0, 2)), ulps=ulps)
            for dtype in ["u8", "i16", "i32", "i64"]:
                special.call(name, order, np.array([1, 2, 3], DTYPES[dtype]), ulps=ulps)


def incomplete_beta(special):
    a = [0.25, 0.5, 1.0, 2.0, 5.0, 20.0, 100.0]
    x = [0.0, 0.125, 0.25, 0.5, 0.75, 0.9375, 1.0]
    for dtype in FLOATS:
        a_of, x_of = rounded(a, DTYPES[dtype]), rounded(x, DTYPES[dtype])
        for b in a_of:
            special.call("betainc", a_of[:, None], b.reshape(1), x_of, ulps=1024)
        edge = rounded([0.0, -1.0, np.nan, np.inf, 1.0], DTYPES[dtype])
        special.call("betainc", edge, a_of[:1], x_of[2:3], ulps=1024)
        special.call("betainc", a_of[:1], edge, x_of[2:3], ulps=1024)
        special.call("betainc", a_of[:1], a_of[:1], rounded([-0.5, 1.5, np.nan], DTYPES[dtype]), ulps=1024)
    for dtype in ["u8", "i32", "i64"]:
        special.call("betainc", np.array([1, 2, 3], DTYPES[dtype]), np.array([2, 1, 2], DTYPES[dtype]), np.array([0.25]), ulps=64)
    special.calls.call("betainc", np.ones(2), np.ones(3), np.ones(1))


def pairs(special):
    values = [0.0, -0.0, 0.25, -0.25, 1.0, -1.5, 2.0, 2.5, 3.0, 10.0, -10.0, 100.0, 1e-8, np.inf, -np.inf, np.nan]
    for name in ["fresnel", "sici"]:
        function = getattr(sp, name)
        for dtype in FLOATS:
            x = rounded(values, DTYPES[dtype])
            for shape in [x, x[2:10].reshape(2, 4), x[4:5].reshape(()), x[:0], x[2:8].reshape(1, 3, 1, 2)]:
                special.calls.call(lambda x: tuple(v.astype(x.dtype) for v in function(x.astype(np.float64))), shape, name=name, exact=False)
                special.calls.cases[-1]["ulps"] = 64 if dtype == "f64" else 1
        for dtype in ["bool", *UNSIGNED, *SIGNED]:
            special.calls.call(lambda x: function(x.astype(np.float64)), np.array([0, 1, 1], DTYPES[dtype]), name=name, exact=False)
            special.calls.cases[-1]["ulps"] = 64
        special.calls.call(refuse, np.array([1 + 1j]), name=name)


def of_complex(special):
    grid = np.array([-9.0, -2.5, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0, 12.0])
    plane = grid[:, None] + 1j * np.array([-4.0, -1.0, -0.25, 0.25, 0.75, 2.0, 9.0])
    for name, ulps in [("wofz", 4096), ("loggamma", 4096)]:
        function = getattr(sp, name)
        for z in [plane, plane[3], plane[2:4, 1:3].reshape(2, 1, 2), np.array(1.5 + 0.5j), plane[:0], plane[:1, :1].reshape(1, 1, 1, 1)]:
            for dtype in [np.complex128, np.complex64]:
                call = lambda z: function(z.astype(np.complex128)).astype(z.dtype)
                special.calls.call(call, z.astype(dtype), name=name, exact=False)
                special.calls.cases[-1]["ulps"] = ulps if dtype == np.complex128 else 4
        for value in [0.5, -0.5, 2.0, -2.5]:
            special.calls.call(function, np.array([complex(value, 0.0), complex(value, -0.0)]), name=name, exact=False)
            special.calls.cases[-1]["ulps"] = ulps
    for dtype in FLOATS:
        x = rounded(EDGES, DTYPES[dtype])
        kind = np.complex128 if dtype == "f64" else np.complex64
        special.calls.call(lambda x: sp.wofz(x.astype(np.float64)).astype(kind), x, name="wofz", exact=False)
        special.calls.cases[-1]["ulps"] = 64 if dtype == "f64" else 1
        special.calls.call(lambda x: sp.loggamma(x.astype(np.float64)).astype(x.dtype), rounded(EDGES[:-1], DTYPES[dtype]), name="loggamma", exact=False)
        special.calls.cases[-1]["ulps"] = 64 if dtype == "f64" else 1
    for dtype in ["bool", *UNSIGNED, *SIGNED]:
        for name in ["wofz", "loggamma"]:
            kind = np.complex128 if name == "wofz" else np.float64
            function = getattr(sp, name)
            special.calls.call(lambda x: function(x.astype(np.float64)).astype(kind), np.array([0, 1, 1], DTYPES[dtype]), name=name, exact=False)
            special.calls.cases[-1]["ulps"] = 64


def hypergeometric(special):
    import mpmath as mp

    def exact(function):
        # SciPy's own lose digits here and there.
        def call(*args):
            rows = np.broadcast_arrays(*args)
            values = [float(function(*[mp.mpf(float(v)) for v in row])) for row in zip(*[r.ravel() for r in rows])]
            dtype = np.result_type(*[a.dtype for a in args if a.dtype.kind == "f"] or [np.float64])
            return np.array(values).reshape(rows[0].shape).astype(dtype)

        return call

    a = np.array([-3.0, -0.75, 0.5, 1.0, 2.5, 7.0])
    b = np.array([0.5, 1.0, 2.25, 6.0])
    x = np.array([-40.0, -3.0, -0.5, 0.0, 0.25, 1.0, 6.0, 45.0])
    for dtype in [np.float64, np.float32]:
        # The value's condition in x, which no digit of the result can better, is up to 45 in f32 too.
        special.calls.call(exact(mp.hyp1f1), a[:, None, None].astype(dtype), b[:, None].astype(dtype), x.astype(dtype), name="hyp1f1", exact=False)
        special.calls.cases[-1]["ulps"] = 256 if dtype == np.float64 else 1
    # M(0, -1, x), infinite in SciPy, is 1 here, as a polynomial of degree 0.
    special.call("hyp1f1", np.array([0.0, 1.0, -1.0, -2.0, -3.0, 1.0, 1.0, np.nan]), np.array([2.0, -2.0, -2.0, -2.0, -2.0, 2.0, 2.0, 1.0]), np.array([0.5, 0.5, 0.5, 0.5, 0.5, np.inf, -np.inf, 1.0]), ulps=16)
    x = np.array([-1000.0, -20.0, -1.5, -0.75, -0.25, 0.0, 0.25, 0.5, 0.75, 0.9375, 0.9990234375])
    for c in [0.5, 1.0, 2.25, 6.0]:
        for dtype in [np.float64, np.float32]:
            args = [a[:, None, None].astype(dtype), b[:, None].astype(dtype), np.array(c, dtype), x.astype(dtype)]
            special.calls.call(exact(mp.hyp2f1), *args, name="hyp2f1", exact=False)
            special.calls.cases[-1]["ulps"] = 1024 if dtype == np.float64 else 1
    special.call("hyp2f1", np.array([1.0, 1.0, 1.0, -2.0, -2.0, 1.0, np.nan, 0.5]), np.array([2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 0.25]), np.array([3.0, 3.0, 4.0, -4.0, 3.0, -4.0, 1.0, 1.0]), np.array([1.5, 1.0, 1.0, 0.5, 5.0, 0.5, 0.5, 1.0]), ulps=64)
    for name, count in [("hyp1f1", 3), ("hyp2f1", 4)]:
        for dtype in ["u8", "i16", "i32", "i64"]:
            special.call(name, *[np.array([1, 2], DTYPES[dtype])] * (count - 1), np.array([0.5]), ulps=64)
        for shapes in [[()] * count, [(2, 0), (1,), (2, 1), ()][:count], [(2, 1, 1, 1), (3, 1), (1, 2), (2,)][:count]]:
            rng = np.random.default_rng(5)
            # SciPy is off by 50 units where the parameters are near one another.
            special.call(name, *[rng.uniform(0.25, 0.75, shape) for shape in shapes], ulps=128)
        special.calls.call(name, *[np.ones(k + 1) for k in range(1, count + 1)])
        special.calls.call(refuse, *[np.array([1 + 1j])] * count, name=name)


def harmonics(special):
    n, m = np.arange(0, 9)[:, None, None], np.arange(-9, 10)[:, None]
    theta = np.array([0.0, 0.3, 1.5, 3.0])
    special.calls.call("sph_harm_y", n, m, theta, np.array(0.4), exact=False)
    special.calls.cases[-1]["ulps"] = 256
    special.calls.call("sph_harm_y", np.array([30, 100]), np.array([20, -99]), np.array([1.25, 1.5]), np.array([-2.0, 0.75]), exact=False)
    special.calls.cases[-1]["ulps"] = 4096
    for dtype in FLOATS:
        wide = np.complex128 if dtype == "f64" else np.complex64
        angles = rounded([0.25, 0.75, 1.5], DTYPES[dtype])
        call = lambda n, m, theta, phi: sp.sph_harm_y(n, m, theta.astype(np.float64), phi.astype(np.float64)).astype(wide)
        special.calls.call(call, np.array([[3], [5]]), np.array([-2, 0, 3]), angles, angles[::-1].copy(), name="sph_harm_y", exact=False)
        special.calls.cases[-1]["ulps"] = 64 if dtype == "f64" else 16
    for shape in [(0,), (2, 0), (2, 1, 3), (1, 2, 2, 1)]:
        special.calls.call("sph_harm_y", np.array(2), np.array(-1), np.full(shape, 0.5), np.full(shape, 0.25), exact=False)
        special.calls.cases[-1]["ulps"] = 64
    special.calls.call(refuse, np.array([1.5]), np.array([1]), np.array([0.1]), np.array([0.2]), name="sph_harm_y")


def reductions(special):
    rng = np.random.default_rng(7)
    arrays = [rng.normal(0, 3, shape) for shape in [(), (5,), (2, 3), (2, 1, 4), (2, 2, 2, 2)]]
    arrays += [np.array([1000.0, 1000.0, -np.inf]), np.array([-np.inf, -np.inf]), np.array([[1000.0, -1000.0], [0.0, np.inf]])]
    arrays += [np.array([[np.nan, 1.0], [0.0, 2.0]])]
    for x in arrays:
        axes = [None, *range(-x.ndim, x.ndim)]
        for axis in axes:
            # Where an element is inf, SciPy gives nan for the others too, numtape 0.
            for name in ["softmax", "log_softmax"] if not np.isposinf(x).any() else []:
                special.calls.call(name, x, axis=axis, exact=False)
                special.calls.cases[-1]["ulps"] = 64
            # SciPy gives shape [1] for keepdims of a 0-d array.
            for keepdims in [False, True] if x.ndim else [False]:
                special.calls.call("logsumexp", x, axis=axis, keepdims=keepdims, exact=False)
                special.calls.cases[-1]["ulps"] = 64
    for dtype in ["i8", "u16", "i32", "i64"]:
        for name in ["logsumexp", "softmax", "log_softmax"]:
            wide = np.array([[1, 2], [3, 5]])
            function = getattr(sp, name)
            special.calls.call(lambda x, axis, f=function: f(wide.astype(np.float64), axis=axis), wide.astype(DTYPES[dtype]), axis=-1, name=name, exact=False)
            special.calls.cases[-1]["ulps"] = 64
    for name in ["logsumexp", "softmax", "log_softmax"]:
        special.calls.call(name, np.ones((2, 3)), axis=2)
    x, b = rng.normal(0, 2, (3, 4)), rng.normal(0, 1, (3, 4))
    for axis in [None, 0, 1, -1]:
        for weights in [abs(b), abs(b[0]), np.where(b > 0, b, 0.0), np.zeros(4)]:
            special.calls.call(lambda x, b, axis: sp.logsumexp(x, axis=axis, b=b), x, weights, axis=axis, name="logsumexp_weighted", exact=False)
            special.calls.cases[-1]["ulps"] = 256
        for weights in [b, b[0], -abs(b)]:
            function = lambda x, b, axis: sp.logsumexp(x, axis=axis, b=b, return_sign=True)
            special.calls.call(function, x, weights, axis=axis, name="logsumexp_signed", exact=False)
            special.calls.cases[-1]["ulps"] = 1024


def rest(special):
    for d in [1, 2, 3, 5]:
        for x in [np.array([4.0, 7.5]), np.array(10.0), np.array([[20.0, 3.0]])]:
            special.calls.call("multigammaln", x, d, exact=False)
            special.calls.cases[-1]["ulps"] = 128
    for n in [0, 1, 2, 3, 10, 30, 60]:
        # SciPy gives index 0 to 2 for n below 2.
        special.calls.call(lambda n: sp.bernoulli(max(n, 2))[: n + 1], n, name="bernoulli", exact=False)
        # SciPy's own are off by 2e-12.
        special.calls.cases[-1]["ulps"] = 20000


def cases():
    special = Special()
    unary(special)
    binary(special)
    ordered(special)
    incomplete_beta(special)
    reductions(special)
    rest(special)
    pairs(special)
    of_complex(special)
    hypergeometric(special)
    harmonics(special)
    yield from special.calls.lines()
