"""Cases for `linalg`: every function in several dtypes and shapes, with its options and refusals.

What is unique only up to a sign or a phase is compared by its moduli; eigenvalues without an order by the sums of their
powers. Matrices are well conditioned unless they are singular on purpose.
"""

import numpy as np
import scipy.linalg
from numpy import linalg as la

from generate import DTYPES, Calls

REAL_AND_COMPLEX = ["f64", "f32", "c128", "c64"]
OTHERS = ["i32", "i64", "u8", "bool"]


def values(name, shape, seed):
    """Quarters between -2 and 2; small integers."""
    generator = np.random.default_rng([seed, len(shape), *shape])
    dtype = DTYPES[name]
    if dtype.kind == "b":
        return np.asarray(generator.integers(0, 2, shape).astype(dtype))
    if dtype.kind in "iu":
        return np.asarray(generator.integers(0 if dtype.kind == "u" else -4, 5, shape).astype(dtype))
    x = generator.integers(-8, 9, shape) / 4
    if dtype.kind == "c":
        x = x + 1j * generator.integers(-8, 9, shape) / 4
    return np.asarray(np.asarray(x).astype(dtype))


def regular(name, shape, seed):
    """Square, or rectangular of full rank, with singular values that are far apart."""
    x = values(name, shape, seed)
    if DTYPES[name].kind == "b":
        return np.broadcast_to(np.tril(np.ones(shape[-2:], bool)), shape).copy()
    rows, columns = np.indices(shape[-2:])
    # Large elements, one in each column, each greater than the last; off the diagonal, so that rows are exchanged.
    large = np.where(rows == (columns + 1) % max(shape[-2], 1), 6 + 3 * columns, 0)
    return (x + large.astype(x.dtype)).astype(x.dtype)


def hermitian(name, shape, seed):
    x = values(name, shape, seed)
    x = x + np.conj(np.swapaxes(x, -1, -2))
    return (x + np.diag(4 * np.arange(shape[-1]) - 3).astype(x.dtype)).astype(DTYPES[name])


def positive(name, shape, seed):
    x = values(name, shape, seed)
    if DTYPES[name].kind == "b":
        return np.broadcast_to(np.eye(shape[-1], dtype=bool), shape).copy()
    if DTYPES[name].kind == "u":
        x = x % 2
    h = x @ np.conj(np.swapaxes(x, -1, -2))
    return (h + np.diag(2 + np.arange(shape[-1])).astype(h.dtype)).astype(DTYPES[name])


def order_of(order):
    return {"inf": np.inf, "-inf": -np.inf}.get(order, order)


def axis_of(axis):
    return tuple(axis) if isinstance(axis, list) else axis


def norm(x, ord=None, axis=None, keepdims=False):
    return np.asarray(la.norm(x, ord=order_of(ord), axis=axis_of(axis), keepdims=keepdims))


def vector_norm(x, ord=2, axis=None, keepdims=False):
    return np.asarray(la.vector_norm(x, ord=order_of(ord), axis=axis_of(axis), keepdims=keepdims))


def matrix_norm(x, ord="fro", keepdims=False):
    return np.asarray(la.matrix_norm(x, ord=order_of(ord), keepdims=keepdims))


def cond(x, p=None):
    return np.asarray(la.cond(x, order_of(p)))


def det(x):
    return np.asarray(la.det(x))


def slogdet(x):
    return [np.asarray(part) for part in la.slogdet(x)]


def matrix_rank(x, tol=None, rtol=None, hermitian=False):
    options = {} if rtol is None else {"rtol": rtol}
    return np.asarray(la.matrix_rank(x, tol, hermitian, **options)).astype(np.int64)


def qr(x):
    return [np.abs(part) for part in la.qr(x)]


def qr_complete(x):
    q, r = la.qr(x, mode="complete")
    # Of the square Q the columns that R has rows for.
    return [np.abs(q[..., : min(x.shape[-2:])]), np.abs(r), np.asarray(np.array(q.shape))]


def qr_r(x):
    return np.abs(la.qr(x, mode="r"))


def svd(x, full_matrices=True, hermitian=False):
    u, s, vh = la.svd(x, full_matrices=full_matrices, hermitian=hermitian)
    k = s.shape[-1]
    return [np.abs(u[..., :k]), s, np.abs(vh[..., :k, :]), np.array(u.shape), np.array(vh.shape)]


def power_sums(w):
    """Complex, and unchanged by the order of the eigenvalues."""
    w = np.asarray(w).astype(np.complex64 if w.dtype.itemsize // (1 + (w.dtype.kind == "c")) == 4 else np.complex128)
    powers = [np.sum(w**k, axis=-1) for k in range(1, w.shape[-1] + 1)]
    return np.stack(powers, -1) if powers else np.sum(w, axis=-1)


def eig(x):
    """The sums of powers of the eigenvalues, and V·diag(w)·V⁻¹, which is the matrix."""
    w, v = la.eig(x)
    sums = power_sums(w)
    return [sums, (v * w[..., None, :] @ la.inv(v)).astype(sums.dtype)]


def eigvals(x):
    return power_sums(la.eigvals(x))


def eigh(x, UPLO="L"):
    w, v = la.eigh(x, UPLO)
    return [w, np.abs(v)]


def lstsq(a, b, rcond=None):
    x, residuals, rank, s = la.lstsq(a, b, rcond)
    # numpy leaves the residuals of matrices without full rank out; numtape gives NaN. A vector has one.
    return [x, np.asarray(residuals).reshape(-1), np.asarray(rank).astype(np.int64), s]


def floating(x):
    """Integers as f64, as numpy has it; scipy takes f32 or f16 where those hold the integers."""
    return x if x.dtype.kind in "fc" else x.astype(float)


def lu(x):
    return list(scipy.linalg.lu(floating(x)))


def lu_factor(x):
    factors, pivots = scipy.linalg.lu_factor(floating(x))
    return [factors, np.asarray(pivots).astype(np.int32)]


def lu_solve(a, b, trans=0):
    return scipy.linalg.lu_solve(scipy.linalg.lu_factor(a), b, trans=trans)


def cho_solve(a, b, lower=True):
    return scipy.linalg.cho_solve((np.conj(la.cholesky(a).T) if not lower else la.cholesky(a), lower), b)


def solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False):
    return scipy.linalg.solve_triangular(a, b, trans=trans, lower=lower, unit_diagonal=unit_diagonal)


def expm(x):
    """By Taylor's series of x / 2^k in 80 bits, for scipy's has fewer digits."""
    dtype = floating(x).dtype
    halved = x.astype(np.clongdouble if dtype.kind == "c" else np.longdouble) / 2**12
    term = y = np.eye(len(x), dtype=halved.dtype)
    for k in range(1, 20):
        term = term @ halved / k
        y = y + term
    for _ in range(12):
        y = y @ y
    return y.astype(dtype)


def cholesky(x, upper=False):
    return la.cholesky(x, upper=upper)


def plain(name):
    function = getattr(la, name)
    return lambda *args, **kwargs: np.asarray(function(*args, **kwargs))


def matmul_like(calls):
    """Products and the like: exact on quarters."""
    call = calls.exactly
    for name in ["f64", "f32", "c128", "i32", "u8", "bool", "f16"]:
        x = calls.shared_array("p", name, (3, 3), values)
        rectangle = calls.shared_array("p", name, (2, 3), values)
        batch = calls.shared_array("p", name, (2, 3, 3), values)
        for n in range(0, 6):
            call("matrix_power", x, n)
        call("matrix_power", batch, 3)
        call("matrix_power", batch, 0)
        call("matrix_power", rectangle, 2)
        for offset in [-3, -1, 0, 1, 2, 5]:
            call("diagonal", batch, offset=offset)
            call("diagonal", rectangle, offset=offset)
            if name != "f16":
                call("trace", batch, offset=offset)
                call("trace", rectangle, offset=offset)
        call("matrix_transpose", rectangle)
        call("matrix_transpose", batch)
        vectors = [calls.shared_array("p", name, shape, values) for shape in [(3,), (2,), (0,), (2, 3), (1, 3), (3, 2)]]
        for a in vectors:
            for b in vectors:
                call("outer", a, b)
                call("vecdot", a, b)
                if name != "bool":
                    call("cross", a, b)
        if name != "bool":
            for axis in [0, 1, -1, -2]:
                call("cross", calls.shared_array("p", name, (3, 2), values), calls.shared_array("q", name, (3, 2), values), axis=axis)
                call("cross", batch, x, axis=axis)
        for axis in [0, 1, -1, 2]:
            call("vecdot", rectangle, rectangle, axis=axis)
        call("matmul", rectangle, x)
        call("matmul", batch, x)
        call("matmul", rectangle, rectangle)
        call("tensordot", rectangle, x, axes=1)
        call("tensordot", batch, batch, axes=2)
    for shapes in [
        [(2, 3), (3, 4)], [(2, 3), (3, 1), (1, 4)], [(3,), (3, 4)], [(2, 3), (3,)], [(3,), (3,)], [(3,), (3, 2), (2, 4), (4,)],
        [(5, 2), (2, 4), (4, 3), (3, 1), (1, 6)], [(2, 3)], [], [(2, 3), (2, 3)], [(2, 3), (3,), (3, 2)], [(2, 2, 2), (2, 2)],
        [(0, 2), (2, 3)], [(2, 0), (0, 3), (3, 2)], [(), (2, 2)],
    ]:  # fmt: skip
        for name in ["f64", "i32", "c64"]:
            call("multi_dot", [values(name, shape, 5) for shape in shapes])


def norms(calls):
    call = calls.closely
    orders = [None, "fro", "nuc", "inf", "-inf", 0, 1, -1, 2, -2, 3, 0.5, -3]
    axes = {
        (): [None, 0], (0,): [None, 0], (3,): [None, 0, -1, 1, [0]], (1, 1): [None], (2, 3): [None, 0, 1, [0, 1], [1, 0], [0, 0], 2, [-1]],
        (0, 3): [None, 0, 1], (3, 0): [None, 0], (2, 3, 4): [None, 1, [0, 2], [2, 0], [-2, -1], [0, 1, 2], -1],
    }  # fmt: skip
    for shape, choices in axes.items():
        x = calls.shared_array("x", "f64", shape, values)
        for order in orders:
            for axis in choices:
                # LAPACK is not asked about empty matrices.
                call("norm", x, ord=order, axis=axis)
        call("norm", x, keepdims=True)
        for order in [1, "inf", 2]:
            for axis in choices:
                call("vector_norm", x, ord=order, axis=axis, keepdims=True)
        for order in [None, "fro", "nuc", "inf", "-inf", 1, -1, 2, -2, 0, 3]:
            call("matrix_norm", x, ord=order or "fro", keepdims=order is None)
    for name in ["f32", "c64", "c128", "i32", "u8", "bool", "f16"]:
        x = calls.shared_array("x", name, (2, 3, 4), values)
        matrix = calls.shared_array("x", name, (2, 3), values)
        for order in orders:
            if name == "f16" and order in ("nuc", 2, -2):
                continue
            call("norm", x, ord=order, axis=1)
            call("vector_norm", matrix, ord=2 if order is None else order)
            call("norm", matrix, ord=order, keepdims=True)
            call("norm", x, ord=order, axis=[2, 1])
        call("norm", x)
        call("norm", np.zeros_like(x), ord=3, axis=0)


def decompositions(calls):
    call, exactly = calls.closely, calls.exactly
    square = [(1, 1), (2, 2), (3, 3), (5, 5), (2, 3, 3), (2, 1, 2, 2), (0, 0), (0, 3, 3), (2, 0, 0)]
    rectangles = [(2, 3), (3, 2), (5, 3), (1, 4), (4, 1), (2, 4, 3), (2, 3, 4), (3, 0), (0, 3), (0, 2, 3)]
    refused = [(2, 3), (3,), (), (2, 2, 3)]
    for name in REAL_AND_COMPLEX + OTHERS:
        for shape in square + refused:
            if len(shape) < 2 or shape[-1] != shape[-2]:
                general = hermite = definite = calls.shared_array("x", name, shape, values)
            else:
                general = calls.shared_array("r", name, shape, regular)
                hermite = calls.shared_array("h", name, shape, hermitian)
                definite = calls.shared_array("d", name, shape, positive)
            for function in ["det", "slogdet", "inv", "eigvals"]:
                call(function, general)
            # Small integers have equal eigenvalues, whose vectors are anything.
            has_vectors = name not in ("bool", "u8") or general.size < 2
            if (len(shape) < 2 or shape[-1] > 0) and has_vectors:
                call("eig", general)
            for n in [-1, -2, -3]:
                call("matrix_power", general, n)
            for order in [None, "fro", "nuc", "inf", "-inf", 1, -1, 2, -2, 3]:
                call("cond", general, p=order)
            for uplo in ["L", "U"]:
                if has_vectors:
                    call("eigh", hermite, UPLO=uplo)
                call("eigvalsh", hermite, UPLO=uplo)
            call("eigvalsh", general)
            if has_vectors:
                call("eigh", definite)
            for upper in [False, True]:
                call("cholesky", definite, upper=upper)
            call("cholesky", np.tril(definite) if definite.ndim > 1 else definite)
            call("matrix_rank", hermite, hermitian=True)
            if definite.size or name in REAL_AND_COMPLEX:  # numpy's empty result stays an integer
                call("pinv", definite, hermitian=True)
            if len(shape) == 2 and shape[-1] == shape[-2] and shape[-1] > 0:
                if name != "bool":
                    call("expm", (general / 4).astype(general.dtype) if general.dtype.kind in "fc" else general % 3)
                    call("expm", np.conj(hermite) if name in REAL_AND_COMPLEX else hermite % 2)
                if shape != (1, 1):  # scipy's permutation is complex then
                    call("lu", general)
                call("lu_factor", general)
            for rhs in [(shape[-1:] or (2,)), (*(shape[-1:] or (2,)), 2), (*shape[:-2], *shape[-1:], 3), (4,), (2, 1), (3, 3, 1)]:
                b = calls.shared_array("b", name, rhs, values)
                call("solve", general, b)
                if len(shape) == 2 and shape[-1] == shape[-2] and shape[-1] > 0 and len(rhs) < 3 and name in REAL_AND_COMPLEX:
                    for trans in [0, 1, 2]:
                        call("lu_solve", general, b, trans=trans)
                        for lower in [False, True]:
                            call("solve_triangular", definite, b, trans=trans, lower=lower)
                    call("solve_triangular", general, b, unit_diagonal=True)
                    call("cho_solve", definite, b)
                    call("cho_solve", definite, b, lower=False)
        for shape in [(2, 2), (3, 3), (2, 3, 3)] + rectangles + refused:
            x = calls.shared_array("r", name, shape, regular if len(shape) > 1 else values)
            for function in ["qr", "qr_complete", "qr_r", "svdvals", "matrix_rank", "pinv"]:
                if function != "pinv" or x.size or name in REAL_AND_COMPLEX:
                    call(function, x)
            for full_matrices in [False, True]:
                if name != "bool" or 0 in shape:
                    call("svd", x, full_matrices=full_matrices)
            for tolerance in [0.5, 5.0, 100.0]:
                exactly("matrix_rank", x, tol=tolerance)
            for rtol in [0.01, 0.5, 0.9]:
                call("matrix_rank", x, rtol=rtol)
                if rtol < 0.5 and (x.size or name in REAL_AND_COMPLEX):
                    call("pinv", x, rtol=rtol)
            if len(shape) == 2:
                for rhs in [(shape[0],), (shape[0], 2), (7,)] if name != "bool" else []:
                    call("lstsq", x, calls.shared_array("b", name, rhs, values))
                if name in REAL_AND_COMPLEX and 0 not in shape:
                    call("lu", x)

    for name in ["f64", "c64"]:
        singular = [
            np.zeros((2, 2)), np.ones((3, 3)), np.array([[1, 2], [2, 4]]), np.array([[0, 1], [0, 2]]), np.array([[0.0]]),
            np.stack([np.eye(2), np.zeros((2, 2))]), np.array([[[2, 1], [4, 2]], [[1, 0], [0, 1]]]),
        ]  # fmt: skip
        for x in singular:
            x = x.astype(DTYPES[name])
            for function in ["inv", "det", "slogdet", "matrix_rank", "pinv", "eigvals", "eigvalsh"]:
                call(function, x)
            call("solve", x, np.ones(x.shape[-1], x.dtype))
            call("matrix_power", x, -1)
            call("svdvals", x)
            call("cholesky", x - np.eye(x.shape[-1], dtype=x.dtype))
            call("norm", x)
        for x in [np.zeros((2, 2)), np.array([[np.nan, 1], [1, 2]]), np.stack([np.eye(2), np.zeros((2, 2))])]:
            for order in [None, 1, "inf", "fro", -2]:
                call("cond", x.astype(DTYPES[name]), p=order)
        for x in [np.array([[1, 2], [2, 1]]), np.array([[-1.0]]), np.stack([np.eye(2), -np.eye(2)])]:
            call("cholesky", x.astype(DTYPES[name]))
        # Without full rank.
        for x in [np.ones((4, 2)), np.ones((2, 4)), np.zeros((3, 2)), np.diag([3.0, 2.0, 0.0])]:
            x = x.astype(DTYPES[name])
            call("pinv", x)
            call("matrix_rank", x)
            call("svdvals", x)

    for name in ["f64", "c128", "i32"]:
        for shape, ind in [
            ((2, 3, 6), 2), ((6, 2, 3), 1), ((4, 2, 2), 1), ((2, 2), 1), ((2, 3), 1), ((2, 3, 6), 1), ((2, 2, 2, 2), 2), ((2, 2), 0),
            ((2, 2), -1), ((6, 6), 2),
        ]:  # fmt: skip
            rows = int(np.prod(shape[: max(ind, 0)]))
            columns = int(np.prod(shape)) // max(rows, 1)
            call("tensorinv", regular(name, (rows, columns), 3).reshape(shape), ind=ind)
        for shape, b, axes in [
            ((2, 3, 6), (2, 3), None), ((2, 3, 3, 2), (2, 3), None), ((6, 2, 3), (6,), None), ((2, 6, 3), (2, 3), [1]), ((2, 2), (2,), None),
            ((3, 2, 2, 3), (2, 3), [0, 1]), ((2, 3, 6), (3, 2), None), ((2, 3, 5), (2, 3), None), ((2, 2), (3,), None),
        ]:  # fmt: skip
            size = int(np.prod(b))
            x = regular(name, (size, int(np.prod(shape)) // size), 4)
            if x.size == np.prod(shape):
                call("tensorsolve", x.reshape(shape), values(name, b, 9), axes=axes)


class LinalgCalls(Calls):
    """Calls of the functions above, or of `numpy.linalg`, with arrays that are written once."""

    def __init__(self):
        super().__init__()
        self.arrays = {}

    def shared_array(self, kind, name, shape, make):
        key = f"{kind}_{name}_{'x'.join(map(str, shape))}"
        if key not in self.arrays:
            self.arrays[key] = self.define(key, make(name, shape, ord(kind)))
        return self.arrays[key]

    def run(self, name, args, kwargs, exact):
        function = globals().get(name) or plain(name)
        self.call(function, *args, name=name, exact=exact, **kwargs)

    def exactly(self, name, *args, **kwargs):
        inexact = any(np.asarray(x).dtype.kind == "c" for x in args if isinstance(x, np.ndarray))
        self.run(name, args, kwargs, "array" if inexact or name == "multi_dot" else True)

    def closely(self, name, *args, **kwargs):
        self.run(name, args, kwargs, "array")


def cases():
    calls = LinalgCalls()
    matmul_like(calls)
    norms(calls)
    decompositions(calls)
    return calls.lines()
