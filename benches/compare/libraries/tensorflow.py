"""The workloads in which TensorFlow, eager, may be the fastest of the peers."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf  # noqa: E402

from .data import each, uniform  # noqa: E402

VERSION = f"tensorflow {tf.__version__}"
F32, F64 = "float32", "float64"


def set_threads(count):
    tf.config.threading.set_intra_op_parallelism_threads(count)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def random(dtype, *shape, seed=1):
    return tf.cast(tf.constant(uniform(*shape, seed=seed)), dtype)


def pair(statement, dtype, *shape):
    return statement, {"a": random(dtype, *shape), "b": random(dtype, *shape, seed=2), "tf": tf}


def one(statement, dtype, *shape):
    return statement, {"x": random(dtype, *shape), "tf": tf}


def broadcast(statement, other):
    return statement, {"a": random(F32, 2048, 2048), "b": random(F32, *other, seed=2), "tf": tf}


WORKLOADS = {
    **each(
        {
            f"{op} {name} {n:,}": (statement, dtype, n)
            for op, statement in [("add", "a + b"), ("multiply", "a * b")]
            for name, dtype in [("f32", F32), ("f64", F64)]
            for n in [100_000, 10_000_000]
        },
        pair,
    ),
    **each(
        {
            "add a row 2048²": ("a + b", (2048,)),
            "add a column 2048²": ("a + b", (2048, 1)),
            "a + bᵀ 2048²": ("a + tf.transpose(b)", (2048, 2048)),
            "transposed copy 2048²": ("tf.transpose(b)", (2048, 2048)),
            "a > b 2048²": ("a > b", (2048, 2048)),
            "where(a > b, a, b) 2048²": ("tf.where(a > b, a, b)", (2048, 2048)),
        },
        broadcast,
    ),
    **each(
        {
            "mean axis 0 of 2000²": ("tf.reduce_mean(x, 0)", F32, 2000, 2000),
            "mean axis 1 of 2000²": ("tf.reduce_mean(x, 1)", F32, 2000, 2000),
            "mean axis 0 of 100,000x10": ("tf.reduce_mean(x, 0)", F32, 100_000, 10),
            "mean axis 1 of 100,000x10": ("tf.reduce_mean(x, 1)", F32, 100_000, 10),
            "softmax 1000²": ("tf.nn.softmax(x)", F32, 1000, 1000),
            "logsumexp 1000²": ("tf.reduce_logsumexp(x, 1)", F32, 1000, 1000),
            "variance of rows 1000²": ("tf.math.reduce_variance(x, 1)", F32, 1000, 1000),
            "variance 10,000,000": ("tf.math.reduce_variance(x)", F32, 10_000_000),
        },
        one,
    ),
    **each(
        {
            f"product {kind} 1024³": ("tf.matmul(a, b)", kind_name, 1024, 1024)
            for kind, kind_name in [("f32", F32), ("f64", F64), ("bf16", "bfloat16"), ("f16", "float16")]
        },
        pair,
    ),
}
