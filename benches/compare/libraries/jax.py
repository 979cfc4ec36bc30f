"""The workloads in JAX, each compiled by `jax.jit` and waited for; `add of 4` is a compiled call, its fastest way."""

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

from . import data  # noqa: E402
from .data import each, indices, positive_definite, uniform  # noqa: E402

VERSION = f"jax {jax.__version__}"
F32, F64 = "float32", "float64"


def set_threads(_count):
    """XLA takes as many threads as the process may run on; the driver pins it."""


def call(f, *arguments):
    names = {f"x{i}": jax.tree.map(jnp.asarray, argument) for i, argument in enumerate(arguments)}
    return f"ready(f({', '.join(names)}))", {"f": jax.jit(f), "ready": jax.block_until_ready, **names}


def random(dtype, *shape, seed=1):
    return jnp.asarray(uniform(*shape, seed=seed), dtype)


def pair(f, dtype, *shape):
    return call(f, random(dtype, *shape), random(dtype, *shape, seed=2))


def one(f, dtype, *shape):
    return call(f, random(dtype, *shape))


def product(dtype, left, right):
    return call(lambda a, b: a @ b, random(dtype, *left), random(dtype, *right, seed=2))


def matrix(f, n):
    return call(f, positive_definite(n), random(F64, n))


def complexes(f, dtype, *shape):
    return call(f, random(dtype, *shape) + 1j * random(dtype, *shape, seed=2))


def broadcast(f, other):
    return call(f, random(F32, 2048, 2048), random(F32, *other, seed=2))


def taking(shape, count):
    return call(lambda x, i: x[i], random(F32, *shape), indices(count, shape[0]))


def scatter_add():
    x, i, u = jnp.zeros((10_000, 64), F32), indices(100_000, 10_000), random(F32, 100_000, 64)
    return call(lambda x, i, u: x.at[i].add(u), x, i, u)


def small_chain():
    def f(x, w):
        y = x
        for _ in range(500):
            y = y * w + x
        return y.sum()

    return call(jax.grad(f), random(F32, 4), random(F32, 4, seed=2))


def deep_chain(layers, width):
    def f(x):
        for _ in range(layers):
            x = jnp.sin(x)
        return x.sum()

    return call(jax.grad(f), random(F32, width))


def loss(parameters, x, labels):
    w1, b1, w2, b2 = parameters
    logits = jax.nn.relu(x @ w1 + b1) @ w2 + b2
    picked = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1)
    return -picked.mean()


def training_step(batch, inputs, hidden):
    parameters, x, labels = data.network(batch, inputs, hidden)

    def update(parameters, x, labels):
        gradients = jax.grad(loss)(parameters, x, labels)
        return [p - data.RATE * g for p, g in zip(parameters, gradients)]

    update = jax.jit(update, donate_argnums=0)
    parameters, x, labels = [jnp.asarray(p) for p in parameters], jnp.asarray(x), jnp.asarray(labels)

    def step():
        nonlocal parameters
        parameters = jax.block_until_ready(update(parameters, x, labels))

    return "step()", {"step": step}


def per_example(batch, inputs, hidden):
    def one_loss(parameters, x, label):
        return loss(parameters, x[None], label[None])

    return call(jax.vmap(jax.grad(one_loss), (None, 0, 0)), *data.network(batch, inputs, hidden))


def hessian():
    def f(x):
        return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()

    return call(jax.hessian(f), random(F64, 100))


def jacobian():
    w = random(F64, 100, 100, seed=2)
    return call(jax.jacrev(lambda x: jnp.tanh(w @ x)), random(F64, 100))


WORKLOADS = {
    **each({"add of 4": (lambda a, b: a + b, F32, 4)}, pair),
    "gradient of 1,000 small ops": small_chain,
    **each(
        {
            f"{op} {name} {n:,}": (f, dtype, n)
            for op, f in [("add", lambda a, b: a + b), ("multiply", lambda a, b: a * b)]
            for name, dtype in [("f32", F32), ("f64", F64)]
            for n in [1000, 100_000, 10_000_000]
        },
        pair,
    ),
    **each(
        {
            "add a row 2048²": (lambda a, b: a + b, (2048,)),
            "add a column 2048²": (lambda a, b: a + b, (2048, 1)),
            "a + bᵀ 2048²": (lambda a, b: a + b.T, (2048, 2048)),
            "transposed copy 2048²": (lambda a, b: b.T, (2048, 2048)),
            "a > b 2048²": (lambda a, b: a > b, (2048, 2048)),
            "where(a > b, a, b) 2048²": (lambda a, b: jnp.where(a > b, a, b), (2048, 2048)),
        },
        broadcast,
    ),
    **each({"cast f32 to f64 1,000,000": (lambda x: x.astype(F64), F32, 1_000_000)}, one),
    **each(
        {
            f"{name} {kind} 50,000": (f, dtype, 50_000)
            for name, f in [
                ("exp", jnp.exp),
                ("log", jnp.log),
                ("sin", jnp.sin),
                ("tanh", jnp.tanh),
                ("erf", lax.erf),
                ("power", lambda x: jnp.power(x, x)),
            ]
            for kind, dtype in [("f32", F32), ("f64", F64)]
        },
        one,
    ),
    **each(
        {
            "sum 1,000": (jnp.sum, F32, 1000),
            "sum 10,000,000": (jnp.sum, F32, 10_000_000),
            "max 10,000,000": (jnp.max, F32, 10_000_000),
            "argmax 10,000,000": (jnp.argmax, F32, 10_000_000),
            "mean axis 0 of 2000²": (lambda x: x.mean(0), F32, 2000, 2000),
            "mean axis 1 of 2000²": (lambda x: x.mean(1), F32, 2000, 2000),
            "mean axis 0 of 100,000x10": (lambda x: x.mean(0), F32, 100_000, 10),
            "mean axis 1 of 100,000x10": (lambda x: x.mean(1), F32, 100_000, 10),
            "softmax 1000²": (jax.nn.softmax, F32, 1000, 1000),
            "logsumexp 1000²": (lambda x: jax.nn.logsumexp(x, 1), F32, 1000, 1000),
            "variance of rows 1000²": (lambda x: x.var(1), F32, 1000, 1000),
            "variance 10,000,000": (lambda x: x.var(), F32, 10_000_000),
            "cumsum 1,000,000": (jnp.cumsum, F32, 1_000_000),
            "sort 1,000": (jnp.sort, F32, 1000),
            "sort 1,000,000": (jnp.sort, F32, 1_000_000),
            "argsort 1,000,000": (jnp.argsort, F32, 1_000_000),
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
        {name: (jnp.fft.fft, *size) for name, size in data.transform_sizes(F32, F64).items()},
        complexes,
    ),
    **each({"rfft f32 256 of 1024": (jnp.fft.rfft, F32, 256, 1024)}, one),
    **each(
        {
            f"{name} {n}": (f, n)
            for name, f in [
                ("cholesky", lambda a, b: jnp.linalg.cholesky(a)),
                ("solve", jnp.linalg.solve),
                ("inv", lambda a, b: jnp.linalg.inv(a)),
                ("qr", lambda a, b: jnp.linalg.qr(a)),
                ("eigvalsh", lambda a, b: jnp.linalg.eigvalsh(a)),
                ("eigh", lambda a, b: jnp.linalg.eigh(a)),
                ("svd", lambda a, b: jnp.linalg.svd(a)),
            ]
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
