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
