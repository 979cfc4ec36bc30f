"""Cases of the methods of binary ufuncs: reduce, accumulate, outer, at, reduceat."""

import itertools

from generate import DTYPES, Calls, np

UFUNCS = [
    "add", "arctan2", "bitwise_and", "bitwise_or", "bitwise_xor", "copysign", "divide", "equal", "float_power", "floor_divide", "fmax", "fmin", "fmod",
    "gcd", "greater", "greater_equal", "heaviside", "hypot", "lcm", "left_shift", "less", "less_equal", "logaddexp", "logaddexp2", "logical_and",
    "logical_or", "logical_xor", "maximum", "minimum", "multiply", "nextafter", "not_equal", "power", "remainder", "right_shift", "subtract",
]  # fmt: skip
# Where operands are moved or results are rounded, digits may differ in the last places.
ROUNDED = {"add", "arctan2", "divide", "float_power", "hypot", "logaddexp", "logaddexp2", "multiply", "power", "subtract"}
NAMES = ["bool", "u8", "i8", "i64", "f32", "f64", "c128"]


def small(dtype, shape):
    """Small numbers above zero, not in order."""
    size = int(np.prod(shape))
    values = 1 + (np.arange(size) * 3 + 1) % 4
    if dtype.kind == "b":
        return (values % 2 == 0).reshape(shape)
    if dtype.kind == "c":
        return (values + 0.5j * (values % 3)).astype(dtype).reshape(shape)
    if dtype.kind == "f":
        return (values / 2).astype(dtype).reshape(shape)
    return values.astype(dtype).reshape(shape)


def listed(x, ufunc, method, *args, **kwargs):
    """A method's result as an array; numpy gives scalars for 0-d."""
    if isinstance(kwargs.get("axis"), list):
        kwargs["axis"] = tuple(kwargs["axis"])
    return np.asarray(getattr(getattr(np, ufunc), method)(x, *args, **kwargs))


def cases():
    calls = Calls()

    def call(method, ufunc, x, *args, **kwargs):
        exact = ufunc not in ROUNDED or x.dtype.kind not in "fc"
        exact = exact and not (ufunc in ("arctan2", "hypot", "logaddexp", "logaddexp2", "float_power"))
        calls.call(lambda x, ufunc, *args, **kwargs: listed(x, ufunc, method, *args, **kwargs), x, ufunc, *args, name=method, exact=exact, **kwargs)

    arrays = {
        (name, shape): calls.define(f"{name}{'x'.join(map(str, shape))}", small(DTYPES[name], shape))
        for name in NAMES
        for shape in [(), (0,), (1,), (5,), (2, 3), (0, 2), (2, 0), (2, 2, 3)]
    }
    mask = calls.define("mask", np.array([True, False, True]))
    for ufunc, name in itertools.product(UFUNCS, NAMES):
        if name == "c128" and ufunc in ("heaviside", "float_power"):
            continue
        for shape in [(), (0,), (1,), (5,), (2, 3), (0, 2), (2, 0)]:
            x = arrays[name, shape]
            call("reduce", ufunc, x, axis=0)
            if len(shape) == 2:
                call("reduce", ufunc, x, axis=-1, keepdims=True)
                call("reduce", ufunc, x, axis=None)
                call("accumulate", ufunc, x, axis=1)
            call("accumulate", ufunc, x, axis=0)
        x = arrays[name, (2, 3)]
        call("reduce", ufunc, x, axis=1, initial=2)
        call("reduce", ufunc, arrays[name, (2, 0)], axis=1, initial=1)
        call("reduce", ufunc, x, axis=1, where=mask)
        call("reduce", ufunc, x, axis=1, where=mask, initial=1)
        call("reduce", ufunc, x, axis=5)
        cube = arrays[name, (2, 2, 3)]
        call("reduce", ufunc, cube, axis=[0, 2])
        call("reduce", ufunc, cube, axis=[0, 2], keepdims=True, initial=1)
        call("outer", ufunc, arrays[name, (5,)], x)
        call("outer", ufunc, arrays[name, ()], x)
        call("outer", ufunc, x, arrays["i8", (5,)])
        for indices in [[0], [0, 2], [0, 2, 1, 4], [3, 3, 0], [4, 0], [1, 5], [-1, 2], []]:
            call("reduceat", ufunc, arrays[name, (5,)], np.array(indices, np.int64), axis=0)
        call("reduceat", ufunc, x, np.array([0, 1]), axis=1)
        call("reduceat", ufunc, x, np.array([1, 0]), axis=0)
        for indices, values in [([0, 2], [1, 2]), ([1, 1, 3], [1, 2, 3]), ([4, 4, 4, 4], [2]), ([9], [1]), ([-1, 0], [1, 1])]:
            target = arrays[name, (5,)]
            at = getattr(np, ufunc).at
            exact = ufunc not in ROUNDED or target.dtype.kind not in "fc"

            def changed(x, ufunc, indices, values, at=at):
                y = x.copy()
                at(y, indices, values)
                return y

            values = np.array(values).astype(target.dtype)
            try:
                kind = np.asarray(getattr(np, ufunc)(target[:1], target[:1])).dtype.kind
            except TypeError:
                kind = target.dtype.kind
            if kind != target.dtype.kind:
                continue  # NumPy cuts such results without asking; numtape refuses
            calls.call(changed, target, ufunc, np.array(indices), values, name="at", exact=exact)
    for ufunc, name in itertools.product(["add", "multiply", "maximum", "subtract", "logaddexp", "bitwise_or", "hypot", "divide"], NAMES):
        for dtype in ["i8", "i64", "f32", "f64"]:
            x = arrays[name, (2, 3)]
            for method, rest in [("reduce", []), ("accumulate", []), ("reduceat", [np.array([0, 2])])]:
                call(method, ufunc, x, *rest, axis=1, dtype=DTYPES[dtype])
    special = [
        np.array([1.0, np.nan, -2.0, np.inf, 0.0]), np.array([0.5, -0.0, 3.0, -np.inf, 1.0]), np.array([100, 100, 100, 2], np.int8),
        np.array([200, 100, 3, 0], np.uint8), np.array([-7, 2, -3, 5]), np.array([12, 18, 0, 27, -9]), np.array([np.nan, np.nan]),
    ]  # fmt: skip
    for ufunc, x in itertools.product(UFUNCS, special):
        if x.dtype.kind == "i" and ufunc in ("power", "left_shift", "right_shift", "lcm"):
            continue
        if x.dtype.kind == "f" and ufunc in ("remainder", "floor_divide", "fmod"):
            continue
        call("reduce", ufunc, x, axis=0)
        call("accumulate", ufunc, x, axis=0)
        call("reduceat", ufunc, x, np.array([0, 1]), axis=0)
    return calls.lines()
