"""The inputs of the workloads, as NumPy arrays, for every Python library alike."""

import numpy as np

RATE = 0.05


def uniform(*shape, dtype=np.float32, seed=1):
    """Numbers in 0.1..1.1."""
    return np.random.default_rng(seed).random(shape).astype(dtype) + dtype(0.1)


def positive_definite(n):
    x = uniform(n, n, dtype=np.float64)
    return x @ x.T + n * np.eye(n)


def indices(n, below, seed=9):
    return np.random.default_rng(seed).integers(0, below, n)


def network(batch, inputs, hidden, outputs=10):
    """Parameters, examples and labels of a network with one hidden layer."""
    normal = np.random.default_rng(3).normal
    parameters = [
        normal(0, 0.05, (inputs, hidden)).astype(np.float32),
        np.zeros(hidden, np.float32),
        normal(0, 0.05, (hidden, outputs)).astype(np.float32),
        np.zeros(outputs, np.float32),
    ]
    return parameters, uniform(batch, inputs), np.arange(batch) % outputs


def each(names, make):
    """Workloads that differ by what their name ends on: `{name + key: lambda: make(value)}`."""
    return {name: (lambda value=value: make(*value)) for name, value in names.items()}


def product_sizes(f32, f64):
    """The products of matrices that every library has: dtype and shapes of the operands by name."""
    squares = {f"product {kind} {n}³": (dtype, (n, n), (n, n)) for kind, dtype in [("f32", f32), ("f64", f64)] for n in [64, 256, 1024, 2048]}
    return squares | {
        "product f32 512 of 32³": (f32, (512, 32, 32), (512, 32, 32)),
        "product f32 64x784x128": (f32, (64, 784), (784, 128)),
        "product f32 matrix by vector 1024²": (f32, (1024, 1024), (1024,)),
    }


def transform_sizes(c64, c128):
    """The complex Fourier transforms: dtype and shape by name."""
    shapes = [("1024", (1024,)), ("2^20", (1 << 20,)), ("256 of 1024", (256, 1024))]
    return {f"fft {kind} {name}": (dtype, *shape) for kind, dtype in [("c64", c64), ("c128", c128)] for name, shape in shapes}


def matrix_sizes(name):
    """The sizes at which a function of matrices is timed."""
    return [16, 256, 1000] if name in ("cholesky", "solve", "inv") else [16, 256]
