"""Cases of elementwise leftovers, bits, questions about dtypes, and numbers as text."""

import itertools
import random

import ml_dtypes
import numpy as np
from generate import BF16, COMPLEX, DTYPES, FLOATS, NUMPY_ONLY, SIGNED, UNSIGNED, Calls, edges

PLACES = {dtype: place for place, dtype in enumerate(DTYPES.values())}


def place(dtype):
    """A dtype as a result: its place in the list of all."""
    return np.int64(PLACES[np.dtype(dtype)])


def text(string):
    """A text as a result: its bytes."""
    return np.frombuffer(string.encode(), np.uint8)


def finfo(dtype):
    info = ml_dtypes.finfo(dtype)
    fields = [info.bits, info.eps, info.epsneg, info.machep, info.negep, info.max, info.min, info.maxexp, info.minexp]
    fields += [info.nexp, info.nmant, info.precision, info.smallest_normal, info.smallest_subnormal]
    return np.array([float(field) for field in fields])


def iinfo(dtype):
    info = np.iinfo(dtype)
    return [np.array(info.bits), np.array(info.min, np.int64), np.array(info.max, np.uint64)]


def few(name):
    """Five to eight edge values."""
    dtype = DTYPES[name]
    if name == "bool":
        return np.array([False, True])
    if name in UNSIGNED:
        return np.array([0, 1, 2, 5, np.iinfo(dtype).max], dtype)
    if name in SIGNED:
        return np.array([0, 1, -2, 5, np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
    if name in COMPLEX:
        return np.array([0, 1, 1.5 - 2.5j, -0.5 + 0.5j], dtype)
    return np.array([0.0, -0.0, 1.0, -2.5, 7.25, np.nan, np.inf, -np.inf], dtype)


FAMILIES = {
    "signed_integer": np.signedinteger,
    "unsigned_integer": np.unsignedinteger,
    "integer": np.integer,
    "floating": np.floating,
    "complex_floating": np.complexfloating,
    "inexact": np.inexact,
    "number": np.number,
    "generic": np.generic,
}
KINDS = {
    "bool": "bool",
    "signed_integer": "signed integer",
    "unsigned_integer": "unsigned integer",
    "integer": "integral",
    "floating": "real floating",
    "complex_floating": "complex floating",
    "number": "numeric",
}


def dtype_questions(calls):
    dtypes = [DTYPES[name] for name in NUMPY_ONLY]
    for left, right in itertools.product(dtypes, dtypes):
        for casting in ["no", "equiv", "safe", "same_kind", "unsafe"]:
            calls.call("can_cast", left, right, casting)
        calls.call(lambda a, b: place(np.result_type(a, b)), left, right, name="result_type")
        calls.call(lambda a, b: place(np.promote_types(a, b)), left, right, name="promote_types")
        calls.call(lambda a, b: np.issubdtype(a, b), left, right, name="issubdtype")
        calls.call(
            lambda a, b: place(np.common_type(a, b)), np.ones(1, left), np.ones((2, 1), right), name="common_type"
        )
    rng = random.Random(5)
    for _ in range(200):
        three = [rng.choice(dtypes) for _ in range(3)]
        calls.call(lambda *types: place(np.result_type(*types)), *three, name="result_type")
    for dtype in dtypes:
        for weak in [True, 1, -1, 1.5]:
            calls.call(lambda *types: place(np.result_type(*types)), dtype, weak, name="result_type")
            other = rng.choice(dtypes)
            calls.call(lambda *types: place(np.result_type(*types)), weak, dtype, other, name="result_type")
        for family, parent in FAMILIES.items():
            calls.call(lambda a, _, p=parent: np.issubdtype(a, p), dtype, family, name="issubdtype_family")
        for family, kind in KINDS.items():
            calls.call(lambda a, _, k=kind: np.isdtype(a, k), dtype, family, name="isdtype")
        calls.call(iinfo, dtype, name="iinfo")
        calls.call(lambda a: place(np.min_scalar_type(a)), np.ones(2, dtype), name="min_scalar_type")
    calls.call(lambda: place(np.result_type()), name="result_type")
    for weak in [True, 1, 1.5]:
        for other in [True, 1, 1.5]:
            calls.call(lambda *types: place(np.result_type(*types)), weak, other, name="result_type")
    for name in DTYPES:
        calls.call(finfo, DTYPES[name], name="finfo")
        if name not in ["bool", "bf16"]:
            for value in edges(name):
                calls.call(lambda a: place(np.min_scalar_type(a)), np.array(value), name="min_scalar_type")
    for value in [255, 256, 65535, 65536, 2**32 - 1, 2**32, -128, -129, -32768, -32769, -(2**31), -(2**31) - 1]:
        calls.call(lambda a: place(np.min_scalar_type(a)), np.array(value), name="min_scalar_type")
    for value in [64999.0, 65000.0, -65001.0, 3.3e38, 3.5e38, -1e300, 1e-300]:
        calls.call(lambda a: place(np.min_scalar_type(a)), np.array(value), name="min_scalar_type")
        calls.call(lambda a: place(np.min_scalar_type(a)), np.array(complex(1, value)), name="min_scalar_type")


def pairs(calls):
    """Functions of two arguments over all pairs of dtypes."""
    columns = {name: calls.define(f"{name}_column", few(name).reshape(-1, 1)) for name in NUMPY_ONLY}
    rows = {name: calls.define(f"{name}_row", few(name)) for name in NUMPY_ONLY}
    functions = ["divmod", "fmod", "copysign", "heaviside", "nextafter", "left_shift", "bitwise_and", "gcd", "lcm"]
    for function in functions:
        for left, right in itertools.product(NUMPY_ONLY, NUMPY_ONLY):
            calls.call(function, columns[left], rows[right])
    for left, right in itertools.product(NUMPY_ONLY, NUMPY_ONLY):
        calls.call("float_power", columns[left], rows[right], exact=False)
        calls.call("isclose", columns[left], rows[right])
        if left <= right:
            calls.call("array_equiv", columns[left], rows[right])
            calls.call("array_equal", rows[left], rows[right])


def single(calls):
    """Functions of one argument, with their options."""
    arrays = {name: calls.define(f"{name}_edges", edges(name)) for name in DTYPES}
    shapes = [np.array(2.5), np.zeros(0), np.zeros((2, 0)), np.array([[1.5], [-0.25]]), np.float32(3.25).reshape(1, 1, 1)]
    subnormal = [np.array([5e-324, -1e-310, 2.2e-308]), np.array([1e-45, -1e-40], np.float32), np.array([6e-8, -1e-6], np.float16)]
    for name, x in arrays.items():
        numpy_has = name in NUMPY_ONLY
        for function in ["frexp", "modf", "spacing", "fabs", "positive", "isposinf", "isneginf", "nan_to_num", "fix", "signbit"]:
            if numpy_has:
                calls.call(function, x)
        if not numpy_has:
            for function in ["frexp", "fabs", "positive", "signbit"]:
                calls.call(function, x)
            continue
        for function in ["isreal", "iscomplex", "bitwise_count", "bitwise_invert", "real_if_close"]:
            calls.call(function, x)
        for nan, posinf, neginf in [(0.0, None, None), (-1.0, 5.0, None), (2.0, None, -7.0), (0.5, 1.0, 2.0)]:
            calls.call("nan_to_num", x, nan=nan, posinf=posinf, neginf=neginf)
        ordinary = x[np.abs(x.astype(np.complex128)) < 1000] if name != "bool" else x
        for decimals in range(-3, 4):
            calls.call("round", ordinary, decimals, exact=False)
    for x in shapes + subnormal:
        for function in ["frexp", "modf", "spacing", "fabs", "nan_to_num", "signbit", "real_if_close", "isposinf"]:
            calls.call(function, x)
    z = np.array([1 + 1e-14j, 2 - 1e-15j])
    for scale in [1, 1e2, 1e4, 1e8]:
        for tolerance in [100, 1000, 0.5, 1e-8, 1.0]:
            calls.call("real_if_close", z * complex(1, scale), tol=float(tolerance))
    a = np.array([1.0, 1.0 + 1e-9, 1.001, np.nan, np.inf, -np.inf, 0.0, 1e-9])
    b = np.array([1.0, 1.0, 1.0, np.nan, np.inf, np.inf, 1e-9, 0.0])
    for dtype in [np.float64, np.float32, np.complex128]:
        left, right = a.astype(dtype), b.astype(dtype)
        for rtol in [0.0, 1e-5, 1e-2]:
            for atol in [0.0, 1e-8, 1.0]:
                for equal_nan in [False, True]:
                    for function in ["isclose", "allclose"]:
                        calls.call(function, left, right, rtol=rtol, atol=atol, equal_nan=equal_nan)
                        calls.call(function, left[:3], right[:3], rtol=rtol, atol=atol, equal_nan=equal_nan)
        for equal_nan in [False, True]:
            calls.call("array_equal", left, left, equal_nan=equal_nan)
            calls.call("array_equal", left, right, equal_nan=equal_nan)
            calls.call("array_equal", left, left[:3], equal_nan=equal_nan)
            calls.call("array_equal", left[:3], left[:3], equal_nan=equal_nan)
    for left, right in [((2, 1), (1, 2)), ((0,), (0,)), ((0,), (1,)), ((), (2,)), ((2, 3), (3,)), ((2, 3), (2,))]:
        for value in [1, 0]:
            calls.call("array_equiv", np.ones(left), np.full(right, value))
            calls.call("array_equal", np.ones(left), np.full(right, value))
            calls.call("isclose", np.ones(left), np.full(right, value))


def packing(calls):
    rng = np.random.default_rng(3)
    for shape in [(), (0,), (1,), (8,), (11,), (2, 9), (3, 0), (2, 3, 5)]:
        for name in ["bool", "u8", "i16", "i64", "f64"]:
            bits = rng.integers(0, 3, shape).astype(DTYPES[name])
            for axis in [None, *range(-len(shape) - 1, len(shape) + 1)]:
                for bitorder in ["big", "little"]:
                    if bitorder == "big" or name == "bool":
                        calls.call("packbits", bits, axis=axis, bitorder=bitorder)
        for name in ["u8", "i8"]:
            if name == "i8" and shape != (8,):
                continue
            packed = rng.integers(0, 256, shape).astype(np.uint8).astype(DTYPES[name])
            for axis in [None, *range(-len(shape) - 1, len(shape) + 1)]:
                for count in [None, 0, 3, 8, 30, -1, -5, -8, -9]:
                    if packed.size == 0 and (count or 0) > 0:
                        continue  # NumPy gives memory that it has not set
                    calls.call("unpackbits", packed, axis=axis, count=count)
                calls.call("unpackbits", packed, axis=axis, bitorder="little")
                calls.call("unpackbits", packed, axis=axis, count=-3, bitorder="little")


def texts(calls):
    for number in [0, 1, -1, 5, -5, 10, 255, -256, 123456789, -(2**40), 2**62]:
        for base in [2, 3, 10, 16, 36, 1, 37]:
            for padding in [0, 3]:
                calls.call(lambda n, b, p: text(np.base_repr(n, b, p)), number, base, padding, name="base_repr")
        for width in [None, 3, 4, 8, 9, 10, 64]:
            calls.call(lambda n, w: text(np.binary_repr(n, w)), number, width, name="binary_repr")

    numbers = [0.0, -0.0, 1.0, -1.0, 0.1, 123.456, -0.00123, 1e10, 1e-10, 1e22, 0.125, 0.375, 2.5, 9.995, 99.5, 1 / 3, 1e300, np.nan, np.inf, -np.inf]
    formats = [
        {}, {"precision": 0}, {"precision": 2}, {"precision": 5}, {"precision": 2, "unique": False}, {"precision": 0, "unique": False},
        {"precision": 12, "unique": False}, {"trim": "-"}, {"trim": "0"}, {"trim": "."}, {"precision": 2, "trim": "-"},
        {"precision": 6, "unique": False, "trim": "-"}, {"precision": 6, "unique": False, "trim": "0"}, {"sign": True}, {"pad_left": 6},
    ]  # fmt: skip
    positional = [
        {"precision": 3, "fractional": False}, {"precision": 3, "fractional": False, "unique": False}, {"pad_right": 4},
        {"pad_left": 5, "pad_right": 3, "trim": "-"}, {"precision": 3, "unique": False, "pad_right": 5},
    ]  # fmt: skip
    scientific = [{"exp_digits": 3}, {"exp_digits": 1}, {"precision": 3, "exp_digits": 4, "sign": True}]
    for name in ["f16", "f32", "f64"]:
        for number in numbers:
            x = np.array(number, DTYPES[name])
            for options in formats + positional:
                calls.call(lambda v, **o: text(np.format_float_positional(v[()], **o)), x, name="format_float_positional", **options)
            for options in formats + scientific:
                if options.get("trim") == "-" and options.get("unique") is False:
                    continue  # NumPy keeps the point of some numbers and not of others
                calls.call(lambda v, **o: text(np.format_float_scientific(v[()], **o)), x, name="format_float_scientific", **options)

    shown = [np.array(1 / 3), np.arange(5) / 3, np.arange(40), np.eye(3) * 1e-5, np.arange(2000), np.array([1 + 2j, 1e-9])]
    for x in shown:
        calls.call(lambda v: text(np.array_str(v)), x, name="array_str")
        calls.call(lambda v: text(np.array_repr(v)), x, name="array_repr")
        for options in [{}, {"separator": ", "}, {"separator": ","}, {"prefix": "x = "}, {"suffix": "    ;"}, {"precision": 3}, {"max_line_width": 30}, {"suppress_small": True}, {"separator": ", ", "prefix": "data(", "suffix": ")", "max_line_width": 40}]:
            calls.call(lambda v, **o: text(np.array2string(v, **o)), x, name="array2string", **options)

    for string in ["1 2 3", "1, 2, 3", "  4   5 ", "", "1;2;;3", "1.5 2.5", "x", "1 x", "300 1"]:
        for separator in [" ", ",", ";"]:
            for dtype in ["i64", "u8", "f32"]:
                # NumPy guesses at text that it cannot read to its end.
                parts = string.split() if separator == " " else [part.strip() for part in string.split(separator)]
                try:
                    values = [np.dtype(DTYPES[dtype]).type(float(part) if dtype == "f32" else int(part)) for part in parts if string.strip()]
                    expected = np.array(values, DTYPES[dtype])
                except (ValueError, OverflowError):
                    continue
                calls.call(lambda *_, out=expected: out, string, DTYPES[dtype], separator, name="fromstring")
    data = np.arange(24, dtype=np.uint8)
    for name in NUMPY_ONLY:
        if name == "bool":
            continue
        for count in [-1, 0, 1, 2, 30]:
            for offset in [0, 8, 3, 24, 25]:
                calls.call(lambda x, d, count, offset: np.frombuffer(x.tobytes(), d, count, offset), data, DTYPES[name], count=count, offset=offset, name="frombuffer")


def cases():
    calls = Calls()
    dtype_questions(calls)
    pairs(calls)
    single(calls)
    packing(calls)
    texts(calls)
    yield from calls.lines()
