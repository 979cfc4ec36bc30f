"""jax.nn (JAX 0.10 on the CPU, 64-bit floats on): activations with their gradients, losses, and helpers.

The losses are optax's formulas, written out here with jax.nn. Gradients are those of the sum of the results. Run alone,
this prints the versions that the data was made with.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from generate import DTYPES, Calls  # noqa: E402

VALUES = [-1e4, -50.0, -6.0, -3.0, -2.5, -1.0, -0.75, -1e-3, 0.0, 1e-3, 0.25, 1.0, 2.75, 3.0, 6.0, 7.5, 50.0, 1e4]

ACTIVATIONS = {
    "relu": jax.nn.relu,
    "selu": jax.nn.selu,
    "gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "gelu_tanh": lambda x: jax.nn.gelu(x, approximate=True),
    "silu": jax.nn.silu,
    "mish": jax.nn.mish,
    "softplus": jax.nn.softplus,
    "soft_sign": jax.nn.soft_sign,
    "log_sigmoid": jax.nn.log_sigmoid,
    "sigmoid": jax.nn.sigmoid,
    "hard_tanh": jax.nn.hard_tanh,
    "relu6": jax.nn.relu6,
    "hard_sigmoid": jax.nn.hard_sigmoid,
    "hard_silu": jax.nn.hard_silu,
    "sparse_plus": jax.nn.sparse_plus,
    "sparse_sigmoid": jax.nn.sparse_sigmoid,
    "log1mexp": jax.nn.log1mexp,
}
# JAX's formulas lose their digits on the far left; log1mexp is not defined there.
LOWEST = {"gelu_tanh": -1.0, "squareplus": -10.0, "log1mexp": 0.0}
# At these points JAX shares the gradient of a tie equally, numtape follows TensorFlow: no gradient.
SHARED_TIES = {"relu6": [0.0, 6.0], "hard_sigmoid": [-3.0, 3.0], "hard_silu": [-3.0, 3.0], "sparse_sigmoid": [-1.0, 1.0]}

WITH_PARAMETER = {
    "leaky_relu": (jax.nn.leaky_relu, [0.01, 0.25]),
    "elu": (jax.nn.elu, [1.0, 0.5]),
    "celu": (jax.nn.celu, [1.0, 0.5]),
    "squareplus": (jax.nn.squareplus, [4.0, 1.0]),
}


def plain(function):
    """The function of NumPy arrays."""

    def call(*args, **kwargs):
        # A wrong call in this file must not become a recorded refusal.
        try:
            return np.asarray(function(*map(jnp.asarray, args), **kwargs))
        except TypeError as error:
            raise SystemExit(f"{args}: {error}") from error

    return call


def slope(function, parameter=()):
    return plain(lambda x, *_: jax.grad(lambda v: jnp.sum(function(v, *parameter)))(x))


def huber(error, delta):
    size = jnp.abs(error)
    return jnp.where(size <= delta, 0.5 * error**2, delta * (size - 0.5 * delta))


def binary_cross_entropy(logits, labels):
    return -labels * jax.nn.log_sigmoid(logits) - (1 - labels) * jax.nn.log_sigmoid(-logits)


def cross_entropy(logits, labels):
    return -jnp.sum(labels * jax.nn.log_softmax(logits), axis=-1)


def integer_cross_entropy(logits, labels):
    chosen = jnp.take_along_axis(logits, labels[..., None], axis=-1)[..., 0]
    return jax.nn.logsumexp(logits, axis=-1) - chosen


def attention(call, rng):
    """Every option alone and together, with gradients. In f32: JAX takes the softmax in f32 whatever the dtype."""

    def target(query, key, value, *rest, **options):
        arrays = {k: jnp.asarray(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
        arrays = {k: v.astype(jnp.int32) if k.endswith("lengths") else v for k, v in arrays.items()}
        return jax.nn.dot_product_attention(query, key, value, **arrays)

    def of_arrays(query, key, value, **options):
        return np.asarray(target(jnp.asarray(query), jnp.asarray(key), jnp.asarray(value), **options))

    def gradient(query, key, value, **options):
        loss = lambda *x: jnp.sum(jnp.sin(target(*x, **options)))
        return [np.asarray(g) for g in jax.grad(loss, (0, 1, 2))(jnp.asarray(query), jnp.asarray(key), jnp.asarray(value))]

    draw = lambda *shape: rng.normal(0, 1, shape).astype(np.float32)
    for b, t, s, n, k, h in [(2, 5, 5, 4, 4, 3), (2, 4, 6, 4, 2, 3), (1, 3, 7, 6, 1, 2), (3, 6, 4, 2, 2, 5), (2, 1, 1, 1, 1, 1)]:
        query, key, value = draw(b, t, n, h), draw(b, s, k, h), draw(b, s, k, h)
        mask = rng.random((b, n, t, s)) < 0.7
        options = {
            "bias": draw(b, n, t, s),
            "mask": mask,
            "scale": 0.25,
            "is_causal": True,
            "query_seq_lengths": rng.integers(0, t + 1, b),
            "key_value_seq_lengths": rng.integers(1, s + 1, b),
            "local_window_size": [1, 2],
        }
        window = lambda given: {**given, "local_window_size": tuple(given["local_window_size"])} if "local_window_size" in given else given
        choices = [{}, options] + [{name: value} for name, value in options.items()]
        choices += [{"is_causal": True, "local_window_size": [0, 0]}, {"local_window_size": [2, 0], "mask": mask[:1, :1]}]
        choices += [{"bias": options["bias"][:, :1]}, {"bias": options["bias"][0, 0]}, {"mask": mask[0], "bias": options["bias"][0, :, :1]}]
        for chosen in choices:
            call("attention", lambda q, k, v, **o: of_arrays(q, k, v, **window(o)), query, key, value, **chosen)
            call("attention_gradient", lambda q, k, v, **o: gradient(q, k, v, **window(o)), query, key, value, **chosen)
        call("attention", of_arrays, query[0], key[0], value[0])
        call("attention", of_arrays, query[0], key[0], value[0], is_causal=True)


def cases():
    calls = Calls()

    def call(name, function, *args, **kwargs):
        calls.call(function, *args, name=name, exact="array" if name.startswith("attention") else False, **kwargs)
        calls.cases[-1]["ulps"] = 1024

    def elementwise(name, function, parameter=()):
        gradient = slope(function, parameter)
        for dtype in ["f32", "f64"]:
            lowest = LOWEST.get(name, -np.inf)
            x = np.array([v for v in VALUES if v >= lowest], DTYPES[dtype])
            smooth = np.array([v for v in x if v not in SHARED_TIES.get(name, [])], x.dtype)
            call(name, plain(lambda v, *_: function(v, *parameter)), x, *parameter)
            call(name + "_gradient", gradient, smooth, *parameter)
            for shape in [(), (0,), (1, 3, 2)]:
                part = smooth[3 : 3 + int(np.prod(shape))].reshape(shape)
                call(name, plain(lambda v, *_: function(v, *parameter)), part, *parameter)
            call(name + "_gradient", gradient, smooth[3:9].reshape(2, 3), *parameter)

    for name, function in ACTIVATIONS.items():
        elementwise(name, function)
    for name, (function, parameters) in WITH_PARAMETER.items():
        for parameter in parameters:
            elementwise(name, function, (parameter,))

    rng = np.random.default_rng(11)
    for dtype in ["f32", "f64"]:
        for shape in [(4,), (2, 6), (4, 3, 2)]:
            x = rng.normal(0, 2, shape).astype(DTYPES[dtype])
            for axis in range(-len(shape), len(shape)):
                for name in ["glu", "softmax", "log_softmax", "logsumexp"]:
                    call(name, plain(lambda v, axis, f=getattr(jax.nn, name): f(v, axis=axis)), x, axis=axis)
                call("standardize", plain(lambda v, axis: jax.nn.standardize(v, axis=axis, epsilon=1e-5)), x, axis=axis)
                calls.cases[-1]["ulps"] = 8192
        labels = rng.integers(0, 4, (3, 5))
        logits = rng.normal(0, 3, (3, 5, 4)).astype(DTYPES[dtype])
        soft = np.asarray(jax.nn.softmax(rng.normal(0, 1, (3, 5, 4)), axis=-1)).astype(DTYPES[dtype])
        call("softmax_cross_entropy", plain(cross_entropy), logits, soft)
        call("softmax_cross_entropy_with_integer_labels", plain(integer_cross_entropy), logits, labels)
        call("softmax_cross_entropy_with_integer_labels", plain(integer_cross_entropy), logits[0, 0], np.array(labels[0, 0]))
        zero_one = (soft > 0.25).astype(DTYPES[dtype])
        for target in [soft, zero_one]:
            call("sigmoid_binary_cross_entropy", plain(binary_cross_entropy), logits * 20, target)
            call("squared_error", plain(lambda x, y: (x - y) ** 2), logits, target)
            for delta in [0.5, 1.0]:
                call("huber_loss", plain(lambda x, y, d: huber(x - y, d)), logits, target, delta)
            call("log_cosh", plain(lambda x, y: jnp.logaddexp(x - y, y - x) - jnp.log(2.0).astype(x.dtype)), logits, target)
            calls.cases[-1]["ulps"] = 4096
            signs = 2 * zero_one - 1
            call("hinge_loss", plain(lambda x, y: jax.nn.relu(1 - x * y)), logits, signs)
    attention(call, rng)
    for dtype in ["f32", "f64"]:
        for shape in [(4,), (2, 6), (4, 3, 2)]:
            x = (rng.normal(0, 2, shape) * 100).astype(DTYPES[dtype])
            mask = rng.random(shape) < 0.6
            mask[..., 0] = True
            for axis in range(-len(shape), len(shape)):
                call("logmeanexp", plain(lambda v, axis: jax.nn.logmeanexp(v, axis=axis)), x, axis=axis)
            masked = lambda v, m, axis: jax.nn.logmeanexp(v, axis=axis, where=m)
            call("logmeanexp", plain(masked), x, mask, axis=-1)
    for labels in [np.array([0, 2, 1]), np.array([[3, -1], [0, 5]]), np.array(1)]:
        for classes in [1, 3, 4]:
            for dtype in ["f32", "f64", "i32", "bool"]:
                for axis in [-1, 0]:
                    function = lambda v, n, axis, dtype: np.asarray(jax.nn.one_hot(v, n, dtype=dtype, axis=axis))
                    call("one_hot", function, labels, classes, axis=axis, dtype=DTYPES[dtype])
    yield from calls.lines()


if __name__ == "__main__":
    print(f"jax {jax.__version__}, numpy {np.__version__}")
