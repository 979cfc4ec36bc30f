"""The workloads in PyTorch, eager."""

import torch

from . import data
from .data import each, indices, positive_definite, uniform

VERSION = f"torch {torch.__version__}"
F32, F64 = "float32", "float64"


def set_threads(count):
    torch.set_num_threads(count)
    torch.set_grad_enabled(False)


def tensor(array):
    return torch.from_numpy(array)


def random(dtype, *shape, seed=1):
    return tensor(uniform(*shape, seed=seed)).to(getattr(torch, dtype))


def pair(statement, dtype, *shape):
    return statement, {"a": random(dtype, *shape), "b": random(dtype, *shape, seed=2), "torch": torch}


def one(statement, dtype, *shape):
    return statement, {"x": random(dtype, *shape), "torch": torch}


def product(dtype, left, right):
    return "a @ b", {"a": random(dtype, *left), "b": random(dtype, *right, seed=2)}


def matrix(statement, n):
    return statement, {"a": tensor(positive_definite(n)), "b": random(F64, n), "torch": torch}


def complexes(statement, dtype, *shape):
    return statement, {"x": torch.complex(random(dtype, *shape), random(dtype, *shape, seed=2)), "torch": torch}


def broadcast(statement, other):
    return statement, {"a": random(F32, 2048, 2048), "b": random(F32, *other, seed=2), "torch": torch}


def taking(shape, count):
    return "x[i]" if len(shape) == 2 else "x.take(i)", {"x": random(F32, *shape), "i": tensor(indices(count, shape[0]))}


def scatter_add():
    x, i, u = torch.zeros(10_000, 64), tensor(indices(100_000, 10_000)), random(F32, 100_000, 64)
    return "x.index_add(0, i, u)", {"x": x, "i": i, "u": u}


def recorded():
    a, b = random(F32, 4).requires_grad_(), random(F32, 4, seed=2)

    def run():
        with torch.enable_grad():
            for _ in range(1000):
                a + b

    return "run()", {"run": run}


def small_chain():
    x, w = random(F32, 4).requires_grad_(), random(F32, 4, seed=2)

    def run():
        with torch.enable_grad():
            y = x
            for _ in range(500):
                y = y * w + x
            return torch.autograd.grad(y.sum(), x)

    return "run()", {"run": run}


def deep_chain(layers, width):
    x = random(F32, width).requires_grad_()

    def run():
        with torch.enable_grad():
            y = x
            for _ in range(layers):
                y = torch.sin(y)
            return torch.autograd.grad(y.sum(), x)

    return "run()", {"run": run}


def network(batch, inputs, hidden):
    parameters, x, labels = data.network(batch, inputs, hidden)
    return [tensor(p) for p in parameters], tensor(x), tensor(labels)


def loss(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    return torch.nn.functional.cross_entropy(torch.relu(x @ w1 + b1) @ w2 + b2, labels)


def training_step(batch, inputs, hidden):
    parameters, x, labels = network(batch, inputs, hidden)
    parameters = [p.requires_grad_() for p in parameters]

    def step():
        with torch.enable_grad():
            gradients = torch.autograd.grad(loss(parameters, x, labels), parameters)
        for p, g in zip(parameters, gradients):
            p.sub_(g, alpha=data.RATE)

    return "step()", {"step": step}


def per_example(batch, inputs, hidden):
    parameters, x, labels = network(batch, inputs, hidden)

    def one_loss(parameters, x, label):
        return loss(parameters, x[None], label[None])

    gradients = torch.func.vmap(torch.func.grad(one_loss), (None, 0, 0))
    return "f(p, x, labels)", {"f": gradients, "p": parameters, "x": x, "labels": labels}


def hessian():
    def f(x):
        return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()

    return "f(x)", {"f": torch.func.hessian(f), "x": random(F64, 100)}


def jacobian():
    w = random(F64, 100, 100, seed=2)
    return "f(x)", {"f": torch.func.jacrev(lambda x: torch.tanh(w @ x)), "x": random(F64, 100)}


WORKLOADS = {
    **each({"add of 4": ("a + b", F32, 4)}, pair),
    "1,000 recorded adds of 4": recorded,
    "gradient of 1,000 small ops": small_chain,
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
            "transposed copy 2048²": ("b.T.contiguous()", (2048, 2048)),
            "a > b 2048²": ("a > b", (2048, 2048)),
            "where(a > b, a, b) 2048²": ("torch.where(a > b, a, b)", (2048, 2048)),
        },
        broadcast,
    ),
    **each({"cast f32 to f64 1,000,000": ("x.to(torch.float64)", F32, 1_000_000)}, one),
    **each(
        {
            f"{name} {kind} 50,000": (statement, dtype, 50_000)
            for name, statement in [
                ("exp", "torch.exp(x)"),
                ("log", "torch.log(x)"),
                ("sin", "torch.sin(x)"),
                ("tanh", "torch.tanh(x)"),
                ("erf", "torch.erf(x)"),
                ("power", "torch.pow(x, x)"),
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
            "softmax 1000²": ("torch.softmax(x, 1)", F32, 1000, 1000),
            "logsumexp 1000²": ("torch.logsumexp(x, 1)", F32, 1000, 1000),
            "variance of rows 1000²": ("x.var(1, correction=0)", F32, 1000, 1000),
            "variance 10,000,000": ("x.var(correction=0)", F32, 10_000_000),
            "cumsum 1,000,000": ("x.cumsum(0)", F32, 1_000_000),
            "sort 1,000": ("torch.sort(x)", F32, 1000),
            "sort 1,000,000": ("torch.sort(x)", F32, 1_000_000),
            "argsort 1,000,000": ("torch.argsort(x)", F32, 1_000_000),
        },
        one,
    ),
    **each({"take 100,000 rows of 64": ((100_000, 64), 100_000), "take 1,000,000 numbers": ((1_000_000,), 1_000_000)}, taking),
    "scatter-add 100,000 rows of 64": scatter_add,
    **each(
        data.product_sizes(F32, F64)
        | {f"product {kind} 1024³": (dtype, (1024, 1024), (1024, 1024)) for kind, dtype in [("bf16", "bfloat16"), ("f16", "float16")]},
        product,
    ),
    **each(
        {name: ("torch.fft.fft(x)", *size) for name, size in data.transform_sizes(F32, F64).items()},
        complexes,
    ),
    **each({"rfft f32 256 of 1024": ("torch.fft.rfft(x)", F32, 256, 1024)}, one),
    **each(
        {
            f"{name} {n}": (f"torch.linalg.{name}(a{', b' if name == 'solve' else ''})", n)
            for name in ["cholesky", "solve", "inv", "qr", "eigvalsh", "eigh", "svd"]
            for n in data.matrix_sizes(name)
        },
        matrix,
    ),
    **each({"training step 64, 784-128-10": (64, 784, 128), "training step 256, 784-512-10": (256, 784, 512)}, training_step),
    **each({"gradients of 64 examples, 784-128-10": (64, 784, 128)}, per_example),
    "hessian of 100 variables": hessian,
    "jacobian 100x100": jacobian,
    **each({"gradient of 50 layers of 1,000,000": (50, 1_000_000)}, deep_chain),
}
