"""The workloads in NumPy, with SciPy for what NumPy lacks."""

import numpy as np
import scipy
import scipy.special

from . import data
from .data import each, indices, positive_definite, uniform

VERSION = f"numpy {np.__version__}, scipy {scipy.__version__}"
F32, F64 = np.float32, np.float64


def set_threads(_count):
    """OpenBLAS reads OMP_NUM_THREADS, which the driver sets."""


def pair(statement, dtype, *shape):
    return statement, {"a": uniform(*shape, dtype=dtype), "b": uniform(*shape, dtype=dtype, seed=2), "np": np}


def one(statement, dtype, *shape):
    return statement, {"x": uniform(*shape, dtype=dtype), "np": np, "special": scipy.special}


def product(dtype, left, right):
    return "a @ b", {"a": uniform(*left, dtype=dtype), "b": uniform(*right, dtype=dtype, seed=2)}


def matrix(statement, n):
    return statement, {"a": positive_definite(n), "b": uniform(n, dtype=F64), "np": np}


def complexes(statement, dtype, *shape):
    part = {np.complex64: F32, np.complex128: F64}[dtype]
    return statement, {"x": (uniform(*shape, dtype=part) + 1j * uniform(*shape, dtype=part, seed=2)).astype(dtype), "np": np}


def softmax():
    return (
        "e = np.exp(x - x.max(1, keepdims=True)); e /= e.sum(1, keepdims=True)",
        {"x": uniform(1000, 1000), "np": np},
    )


def logsumexp():
    return (
        "m = x.max(1, keepdims=True); np.log(np.exp(x - m).sum(1)) + m[:, 0]",
        {"x": uniform(1000, 1000), "np": np},
    )


def broadcast(statement, other):
    return statement, {"a": uniform(2048, 2048), "b": uniform(*other, seed=2), "np": np}


def take_rows():
    return "x.take(i, axis=0)", {"x": uniform(100_000, 64), "i": indices(100_000, 100_000)}


def take_scalars():
    return "x.take(i)", {"x": uniform(1_000_000), "i": indices(1_000_000, 1_000_000)}


def scatter_add():
    x = np.zeros((10_000, 64), F32)
    return "np.add.at(x, i, u)", {"x": x, "u": uniform(100_000, 64), "i": indices(100_000, 10_000), "np": np}


def training_step(batch, inputs, hidden):
    (w1, b1, w2, b2), x, labels = data.network(batch, inputs, hidden)
    rows = np.arange(batch)

    def step():
        nonlocal w1, b1, w2, b2
        h = np.maximum(x @ w1 + b1, 0)
        z = h @ w2 + b2
        z -= z.max(1, keepdims=True)
        e = np.exp(z)
        d = e / e.sum(1, keepdims=True)
        d[rows, labels] -= 1
        d /= F32(batch)
        dh = (d @ w2.T) * (h > 0)
        w1 = w1 - F32(data.RATE) * (x.T @ dh)
        b1 = b1 - F32(data.RATE) * dh.sum(0)
        w2 = w2 - F32(data.RATE) * (h.T @ d)
        b2 = b2 - F32(data.RATE) * d.sum(0)

    return "step()", {"step": step}


WORKLOADS = {
    **each({"add of 4": ("a + b", F32, 4)}, pair),
    **each(
        {
            f"{op} {name} {n:,}": (statement, dtype, n)
            for op, statement in [("add", "a + b"), ("multiply", "a * b")]
            for name, dtype in [("f32", F32), ("f64", F64)]
            for n in [1000, 100_000, 10_000_000]
        },
        pair,
    ),
    **each(
        {
            "add a row 2048²": ("a + b", (2048,)),
            "add a column 2048²": ("a + b", (2048, 1)),
            "a + bᵀ 2048²": ("a + b.T", (2048, 2048)),
            "transposed copy 2048²": ("np.ascontiguousarray(b.T)", (2048, 2048)),
            "a > b 2048²": ("a > b", (2048, 2048)),
            "where(a > b, a, b) 2048²": ("np.where(a > b, a, b)", (2048, 2048)),
        },
        broadcast,
    ),
    **each({"cast f32 to f64 1,000,000": ("x.astype('f8')", F32, 1_000_000)}, one),
    **each(
        {
            f"{name} {kind} 50,000": (statement, dtype, 50_000)
            for name, statement in [
                ("exp", "np.exp(x)"),
                ("log", "np.log(x)"),
                ("sin", "np.sin(x)"),
                ("tanh", "np.tanh(x)"),
                ("erf", "special.erf(x)"),
                ("power", "np.power(x, x)"),
            ]
            for kind, dtype in [("f32", F32), ("f64", F64)]
        },
        one,
    ),
    **each(
        {
            "sum 1,000": ("x.sum()", F32, 1000),
            "sum 10,000,000": ("x.sum()", F32, 10_000_000),
            "max 10,000,000": ("x.max()", F32, 10_000_000),
            "argmax 10,000,000": ("x.argmax()", F32, 10_000_000),
            "mean axis 0 of 2000²": ("x.mean(0)", F32, 2000, 2000),
            "mean axis 1 of 2000²": ("x.mean(1)", F32, 2000, 2000),
            "mean axis 0 of 100,000x10": ("x.mean(0)", F32, 100_000, 10),
            "mean axis 1 of 100,000x10": ("x.mean(1)", F32, 100_000, 10),
            "variance of rows 1000²": ("x.var(1)", F32, 1000, 1000),
            "variance 10,000,000": ("x.var()", F32, 10_000_000),
            "cumsum 1,000,000": ("x.cumsum()", F32, 1_000_000),
            "sort 1,000": ("np.sort(x)", F32, 1000),
            "sort 1,000,000": ("np.sort(x)", F32, 1_000_000),
            "argsort 1,000,000": ("np.argsort(x)", F32, 1_000_000),
        },
        one,
    ),
    "softmax 1000²": softmax,
    "logsumexp 1000²": logsumexp,
    "take 100,000 rows of 64": take_rows,
    "take 1,000,000 numbers": take_scalars,
    "scatter-add 100,000 rows of 64": scatter_add,
    **each(
        data.product_sizes(F32, F64),
        product,
    ),
    **each(
        {name: ("np.fft.fft(x)", *size) for name, size in data.transform_sizes(np.complex64, np.complex128).items()},
        complexes,
    ),
    **each({"rfft f32 256 of 1024": ("np.fft.rfft(x)", F32, 256, 1024)}, one),
    **each(
        {
            f"{name} {n}": (statement, n)
            for name, statement in [
                ("cholesky", "np.linalg.cholesky(a)"),
                ("solve", "np.linalg.solve(a, b)"),
                ("inv", "np.linalg.inv(a)"),
                ("qr", "np.linalg.qr(a)"),
                ("eigvalsh", "np.linalg.eigvalsh(a)"),
                ("eigh", "np.linalg.eigh(a)"),
                ("svd", "np.linalg.svd(a)"),
            ]
            for n in data.matrix_sizes(name)
        },
        matrix,
    ),
    **each({"training step 64, 784-128-10": (64, 784, 128), "training step 256, 784-512-10": (256, 784, 512)}, training_step),
}
