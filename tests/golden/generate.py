#!/usr/bin/env python3
"""Writes the golden data of numtape's tests: what NumPy answers to thousands of small questions.

    python3 tests/golden/generate.py            # everything
    python3 tests/golden/generate.py linalg fft # some subjects

rewrites the *.jsonl.gz files beside this script. README.md beside it is the reference of the format. The output is
deterministic: no clock, no environment, seeded generators only. NumPy 2.4, ml_dtypes (for bfloat16) and, for special
functions and distributions, SciPy are needed.

Each subject is one function that yields cases (plain dicts): the core's are at the end of this file, the others are
called `cases` and live in a file of their own, `generate_<subject>.py`, which imports what it needs from here.
"""

import gzip
import importlib
import json
import os
import random
import sys
import warnings
from pathlib import Path

# NumPy's vector code differs between processors in the last place (and in whether it fuses multiply-add). With the
# optional instruction sets off, every x86-64 machine gives the same digits.
os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"

warnings.simplefilter("ignore")

import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402

np.seterr(all="ignore")

HERE = Path(__file__).parent
BF16 = np.dtype(ml_dtypes.bfloat16)

DTYPES = {
    "bool": np.dtype(np.bool_),
    "u8": np.dtype(np.uint8),
    "u16": np.dtype(np.uint16),
    "u32": np.dtype(np.uint32),
    "u64": np.dtype(np.uint64),
    "i8": np.dtype(np.int8),
    "i16": np.dtype(np.int16),
    "i32": np.dtype(np.int32),
    "i64": np.dtype(np.int64),
    "f16": np.dtype(np.float16),
    "bf16": BF16,
    "f32": np.dtype(np.float32),
    "f64": np.dtype(np.float64),
    "c64": np.dtype(np.complex64),
    "c128": np.dtype(np.complex128),
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
UNSIGNED = ["u8", "u16", "u32", "u64"]
SIGNED = ["i8", "i16", "i32", "i64"]
FLOATS = ["f16", "bf16", "f32", "f64"]
COMPLEX = ["c64", "c128"]
NUMPY_ONLY = [name for name in DTYPES if name != "bf16"]


# ---------------------------------------------------------------------------------------------------------------
# Encoding
# ---------------------------------------------------------------------------------------------------------------


def number(value, name):
    """One element as text: decimal ints, shortest round-trip floats, "re,im" pairs, true/false."""
    if name == "bool":
        return "true" if value else "false"
    if name == "c64":
        return f"{np.float32(value.real)!s},{np.float32(value.imag)!s}"
    if name == "c128":
        return f"{float(value.real)!r},{float(value.imag)!r}"
    if name == "f64":
        return repr(float(value))
    if name == "bf16":
        return str(np.float32(value))
    return str(value)


def literal(array):
    """An array written out in full."""
    array = np.asarray(array)
    name = NAMES[array.dtype]
    data = [number(value, name) for value in array.ravel()]
    return {"dtype": name, "shape": list(array.shape), "data": data}


class Definitions:
    """Arrays that a file's cases share. They are written once, as `define` lines, and referred to by name."""

    def __init__(self):
        self.names = {}
        self.arrays = []

    def add(self, name, array):
        array = np.asarray(array)
        self.arrays.append(array)  # keeps the id alive
        self.names[id(array)] = name
        return array

    def lines(self):
        for array in self.arrays:
            yield {"define": self.names[id(array)], "array": literal(array)}

    def encode(self, value):
        """Any argument: arrays (by name where defined), lists, dtypes, scalars, None."""
        if isinstance(value, np.ndarray):
            name = self.names.get(id(value))
            return {"ref": name} if name else literal(value)
        if isinstance(value, (list, tuple)):
            return [self.encode(item) for item in value]
        if isinstance(value, np.dtype):
            return NAMES[value]
        return value


class Calls:
    """The cases of a subject: calls of functions with positional arguments and keywords, as in shapes.jsonl."""

    def __init__(self, module=np):
        self.module = module
        self.shared = Definitions()
        self.cases = []

    def define(self, name, array):
        """An array that several cases use: written once."""
        return self.shared.add(name, array)

    def call(self, function, *args, exact=True, name=None, **kwargs):
        """One case. `function` is a name in the module (dots allowed) or a callable with a `name`. `exact` is true, false
        (up to rounding), or "array" (up to rounding of the array's largest element)."""
        target = function
        if isinstance(function, str):
            target, name = self.module, name or function
            for part in function.split("."):
                target = getattr(target, part)
        entry = {"function": name, "args": self.shared.encode(args)}
        entry["kwargs"] = {key: self.shared.encode(value) for key, value in kwargs.items()}
        if exact is not True:
            entry["exact"] = exact
        self.cases.append({**entry, **attempt(lambda: target(*args, **kwargs))})

    def lines(self):
        yield from self.shared.lines()
        yield from self.cases


def attempt(function):
    """The `out` or `error` entry of a case."""
    try:
        result = function()
    except Exception as error:  # noqa: BLE001  (every refusal of NumPy is data here)
        text = (str(error).splitlines() or [""])[0]
        return {"error": f"{type(error).__name__}: {text[:100]}"}
    if isinstance(result, (list, tuple)):
        return {"out": [literal(item) for item in result]}
    return {"out": literal(result)}


def write(subject, cases):
    lines = [json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases]
    path = HERE / f"{subject}.jsonl.gz"
    # No time and no name inside, so that the same cases are the same bytes.
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    count = sum(1 for line in lines if not line.startswith('{"define"'))
    print(f"{path.name}: {count} cases, {path.stat().st_size} bytes")


# ---------------------------------------------------------------------------------------------------------------
# Edge values
# ---------------------------------------------------------------------------------------------------------------

SHORT_FLOATS = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.5, -7.0, 100.25, np.nan, np.inf, -np.inf]
COMPLEX_FINITE = [
    complex(0.0, 0.0), complex(1.0, 0.0), complex(-1.0, 0.0), complex(-1.0, -0.0), complex(0.0, 1.0),
    complex(0.0, -1.0), complex(2.0, 0.0), complex(2.0, -0.0), complex(1.5, -2.5), complex(-0.5, 0.5),
    complex(3.0, 7.0), complex(-7.0, 0.001), complex(0.001, 0.0), complex(-2.5, -1.0),
]  # fmt: skip
COMPLEX_SHORT = [0j, 1 + 0j, -1 + 0j, 1j, 1.5 - 2.5j, -0.5 + 0.5j, 3 + 7j, 3 - 1j]
COMPLEX_SPECIAL = [
    complex(np.nan, 0.0), complex(np.inf, 0.0), complex(-np.inf, 1.0), complex(1.0, np.inf),
    complex(np.nan, np.nan), complex(np.inf, -np.inf), complex(0.0, np.nan),
]  # fmt: skip


def edges(name):
    """The edge values of a dtype, 1-d."""
    dtype = DTYPES[name]
    if name == "bool":
        return np.array([False, True])
    if name in UNSIGNED:
        return np.array([0, 1, 2, 7, np.iinfo(dtype).max], dtype)
    if name in SIGNED:
        info = np.iinfo(dtype)
        return np.array([0, 1, -1, 2, -2, 7, -7, info.min, info.max], dtype)
    if name in COMPLEX:
        return np.array(COMPLEX_FINITE, dtype)
    info = ml_dtypes.finfo(dtype)
    values = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.5, -2.5, 2.0, 3.0, 7.0, -7.0, 1e-3, 100.25]
    values += [np.nan, np.inf, -np.inf, float(info.smallest_subnormal), float(info.max)]
    return np.array(values, dtype)


# ---------------------------------------------------------------------------------------------------------------
# promotion
# ---------------------------------------------------------------------------------------------------------------


def promote(left, right):
    """np.result_type, with bfloat16 by JAX's lattice."""
    if "bf16" not in (left, right):
        return NAMES[np.result_type(DTYPES[left], DTYPES[right])]
    other = right if left == "bf16" else left
    if other == "f16":
        return "f32"
    return other if other in ("f32", "f64", "c64", "c128") else "bf16"


def promotion():
    for left in DTYPES:
        for right in DTYPES:
            yield {"left": left, "right": right, "out": promote(left, right)}
    weak = {"bool": True, "int": 1, "float": 1.0, "complex": 1j}
    for left in DTYPES:
        for kind, scalar in weak.items():
            if left == "bf16":
                out = "c64" if kind == "complex" else "bf16"
            else:
                out = NAMES[np.result_type(DTYPES[left], scalar)]
            yield {"left": left, "weak": kind, "out": out}


# ---------------------------------------------------------------------------------------------------------------
# display
# ---------------------------------------------------------------------------------------------------------------

DEFAULT_OPTIONS = {"precision": 8, "threshold": 1000, "edgeitems": 3, "linewidth": 75, "suppress": False}


def counting(dtype, shape, start, step):
    """A long array given by a rule: element k is start + k * step, in f64 (in i64 for integer dtypes)."""
    size = int(np.prod(shape))
    steps = np.arange(size, dtype=np.int64 if dtype.kind in "iu" else np.float64)
    array = (start + steps * step).astype(dtype).reshape(shape)
    return array, {"dtype": NAMES[dtype], "shape": list(shape), "arange": [repr(start), repr(step)]}


def shown(array, description=None, **options):
    options = {**DEFAULT_OPTIONS, **options} if options else None
    with np.printoptions(**(options or DEFAULT_OPTIONS), sign="-", floatmode="maxprec", legacy=False):
        return {
            "array": description or literal(array),
            "options": options,
            "str": str(array),
            "repr": repr(array),
        }


def display_arrays():
    """Short arrays that are shown with default options."""
    for name in NUMPY_ONLY:
        dtype = DTYPES[name]
        values = edges(name)
        base = np.resize(values[:7], 24)
        yield values
        yield np.array(base[1])
        yield np.array(base[-1])
        yield base[:3].copy()
        yield base[:6].reshape(2, 3)
        yield base[:8].reshape(2, 2, 2)
        yield np.zeros((0,), dtype)
        yield np.ones((1, 1), dtype)
    for name in ["bool", "i64", "f32", "f64", "c128", "u8"]:
        for shape in [(0, 3), (3, 0), (2, 0, 3), (0, 0)]:
            yield np.zeros(shape, DTYPES[name])
    for name in ["i64", "f32", "bool", "c64"]:
        yield np.resize(edges(name)[:7], 16).reshape(2, 2, 2, 2)
        yield np.resize(edges(name)[:5], 6).reshape(1, 3, 1, 2)
    for extreme in [0, 1]:
        for name in SIGNED + UNSIGNED:
            info = np.iinfo(DTYPES[name])
            yield np.array([info.min, info.max][extreme], DTYPES[name])

    vectors = [
        [1.0, 2.0, 3.0], [0.1, 0.2, 0.30000000000000004], [1 / 3, 2 / 3, 1.0], [1e-5, 1.0], [1e-4, 1.0],
        [1e8, 1.0], [1e7, 1.0], [99999999.0, 1.5], [1e16, 1.0], [1e16], [1e15], [123456789.0], [1e-3, 1.0],
        [1001.0, 1.0], [1e-4, 1e-3], [1e-5], [1e-4], [0.0, 1e-20], [1e-320, 1.0], [1e100], [1e-100, 1e100],
        [1e300, -1e-300], [-1.0, 1.0], [-0.0, 0.0], [np.nan, 1.0], [np.nan, -1.5], [np.inf, -np.inf],
        [np.inf, -np.inf, np.nan, 1.25], [np.nan, 1e10, 1e-10], [np.nan], [-np.inf], [np.nan, np.nan],
        [np.nan, 1e-7], [-1e-7, np.inf], [123.456, -0.001], [12345.678, 0.0001], [3.141592653589793],
        [1.123456789012, 2.5], [100.0, 0.123456789], [-100.5, 2.25, 1000.125], [0.5, 10.25, 100.125, 1000.0625],
        [1e5, 1e6, 1e7], [1234567.0, 0.5], [0.00012345], [5e-324], [1.7976931348623157e308], [9.999999999],
        [0.999999999], [0.9999999999, 99.5], [1e22], [1e23, 1.0], [2.5e-8, 2.5e-7],
    ]  # fmt: skip
    for vector in vectors:
        yield np.array(vector)
    for vector in [[0.1, 0.2], [1 / 3, 1e10], [16777217.0], [3.4e38, 1.0], [1e-45], [1e-3, 123.456], [1e8, 0.1], [np.nan, 0.1]]:
        yield np.array(vector, np.float32)
        yield np.array(vector[0], np.float32)
    for vector in [[0.1, 0.2], [1 / 3, 65504.0], [6e-8], [1e-3, 123.456], [2049.0, 0.1], [np.inf, 0.1]]:
        yield np.array(vector, np.float16)
        yield np.array(vector[0], np.float16)
    for scalar in [0.1, 1e16, 1e15, 1e-4, 1e-5, 123456789.123, -0.0, np.nan, -np.inf, 1e22, 5e-324, 100.0]:
        yield np.array(scalar)
    pairs = [
        [1 + 2j, -1 - 2j], [0.1 + 10j, 100 - 0.25j], [complex(np.nan, 1), 1 + 0j], [complex(1, np.nan)],
        [complex(np.inf, -np.inf), 1j], [1e10 + 1j, 1 + 1j], [1e-10 + 1e10j], [1 + 1e-9j, 2 - 3j],
        [complex(-0.0, -0.0)], [1j], [1 / 3 + 2j / 3], [complex(np.nan, np.nan), 1.5 - 2.5j], [1000 + 0.001j, -1j],
        [complex(np.inf, 0), complex(0, -np.inf), 1e20 + 0j],
    ]  # fmt: skip
    for pair in pairs:
        yield np.array(pair)
        yield np.array(pair, np.complex64)
    for scalar in [1 + 2j, complex(-0.0, 1), complex(0.0, -1.0), complex(-0.0, -0.0), complex(np.nan, -np.inf), 1e20 + 1j, 0.1 - 0.2j]:
        yield np.array(scalar)
        yield np.array(scalar, np.complex64)

    # wrapping at 75 columns
    yield np.arange(30)
    yield np.arange(40) - 20
    yield np.arange(60).reshape(2, 30)
    yield np.arange(30) / 7
    yield np.arange(24).reshape(2, 12) / 7
    yield (np.arange(30) / 7).astype(np.float32)
    yield np.arange(30) % 3 == 0
    yield np.arange(12) / 7 - 1j * np.arange(12)
    yield (np.arange(40) * 1000).astype(np.uint16)
    yield np.arange(18) * 10**17
    yield np.arange(30, dtype=np.int8)
    yield np.arange(24).reshape(2, 3, 4)
    yield np.arange(24.0).reshape(2, 3, 4) / 3
    yield np.arange(17).reshape(17, 1)
    yield np.arange(12) * 1e10
    yield np.arange(12).astype(np.float16) / np.float16(3)


def display():
    for array in display_arrays():
        yield shown(array)

    long = [
        ("i64", (1000,), 0, 1), ("i64", (1001,), 0, 1), ("i64", (1001,), -500, 1), ("i32", (5000,), 0, 3),
        ("f64", (1001,), 0.0, 1.0), ("f64", (1001,), -0.5, 0.125), ("f64", (2000,), 0.0, 1e6), ("f32", (1500,), 0.0, 0.25),
        ("f16", (1200,), -1.0, 0.5), ("u8", (1100,), 0, 0), ("u64", (1100,), 0, 10**15), ("c128", (1001,), 0.0, 1.0),
        ("c64", (1001,), -2.0, 0.5), ("i64", (100, 100), 0, 1), ("f64", (100, 100), 0.0, 0.5), ("f32", (100, 100), -1e4, 1.5),
        ("i64", (11, 10, 10), 0, 1), ("f64", (3, 4, 100), 0.0, 1.0), ("i64", (2, 600), 0, 1), ("i64", (600, 2), 0, 1),
        ("f64", (7, 7, 7, 7), 0.0, 0.1), ("i64", (1, 2000), 0, 1), ("i64", (2000, 1), 0, 1), ("i64", (10, 0, 2000), 0, 1),
    ]  # fmt: skip
    for name, shape, start, step in long:
        yield shown(*counting(DTYPES[name], shape, start, step))
    yield shown(*counting(DTYPES["i64"], (1001,), 0, 1), threshold=2000)
    yield shown(*counting(DTYPES["i64"], (1001,), 0, 1), edgeitems=1)
    yield shown(*counting(DTYPES["i64"], (1001,), 0, 1), edgeitems=10)
    yield shown(*counting(DTYPES["f64"], (100, 100), 0.0, 0.125), edgeitems=2, precision=2)

    thirds = np.arange(-4, 5) / 3
    mixed = np.array([1e-10, 1.0, 123456.789])
    tiny = np.array([1e-10, -2e-9, 0.25, 3.0])
    cubes = np.arange(27).reshape(3, 3, 3)
    for precision in [0, 2, 3, 16, 17]:
        for array in [thirds, mixed, thirds.astype(np.float32), thirds[:3] + 1j * thirds[3:6], np.array(2 / 3), np.array([0.1, 2.5])]:
            yield shown(array, precision=precision)
    for array in [tiny, mixed, tiny.astype(np.float32), np.array([1e-300, 1e10]), np.array([1e16, 1.0]), np.array([1e15, 0.1]),
                  tiny * 1j, np.array([np.nan, 1e-9]), np.array(1e-9), np.array([1e-5])]:  # fmt: skip
        yield shown(array, suppress=True)
    yield shown(tiny, suppress=True, precision=3)
    yield shown(tiny, suppress=True, precision=12)
    for width in [10, 30, 120]:
        for array in [np.arange(30), thirds, cubes, np.array([True, False] * 8), thirds[:4] * (1 + 1j)]:
            yield shown(array, linewidth=width)
    for threshold, edgeitems in [(5, 1), (5, 2), (0, 1), (8, 3)]:
        for array in [np.arange(9), np.arange(10), np.arange(36).reshape(6, 6), cubes, np.arange(9) % 2 == 0, thirds]:
            yield shown(array, threshold=threshold, edgeitems=edgeitems)
    yield shown(np.array([1e10, 1.0, 2.0, 3.0, 4.0, 5.0, 1e-10]), threshold=5, edgeitems=2)
    yield shown(np.array([1.0, 1.0, 1e10, 1e-10, 1e5, 1.0, 2.5]), threshold=5, edgeitems=2)
    yield shown(np.array([1, 1, 10**9, 1, 1, 1, 22]), threshold=5, edgeitems=2)


# ---------------------------------------------------------------------------------------------------------------
# ufuncs
# ---------------------------------------------------------------------------------------------------------------

# "exact" functions have one right answer in every dtype; the others are compared with a tolerance.
UNARY_EXACT = """negative positive absolute sign floor ceil rint trunc sqrt logical_not invert isnan isinf isfinite signbit
    conj real imag square reciprocal""".split()
UNARY_ROUNDED = """cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh
    arctanh angle deg2rad rad2deg""".split()
BINARY_EXACT = """add subtract multiply divide floor_divide remainder fmod nextafter copysign heaviside""".split()
BINARY_PICK = "maximum minimum fmax fmin".split()  # which zero of 0.0 and -0.0 comes out depends on the processor
BINARY_LOGIC = """equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor""".split()
BINARY_INTEGER = "left_shift right_shift bitwise_and bitwise_or bitwise_xor gcd lcm".split()
BINARY_ROUNDED = "power float_power arctan2 hypot logaddexp logaddexp2".split()
COMPLEX_ROUNDED = {"absolute", "sign", "sqrt", "square", "reciprocal", "multiply", "divide"}


def apply(name, *inputs):
    """The ufunc; for bfloat16 the float32 result rounded to bfloat16 (nextafter, which is about spacing, by ml_dtypes)."""
    function = getattr(np, name)
    if BF16 not in {array.dtype for array in inputs} or name == "nextafter":
        return function(*inputs)
    result = function(*[array.astype(np.float32) if array.dtype == BF16 else array for array in inputs])
    return result.astype(BF16) if result.dtype == np.float32 else result


def ufuncs():
    shared = Definitions()
    cases = []

    def record(name, *inputs, exact=True):
        entry = {"function": name, "inputs": [shared.encode(array) for array in inputs]}
        if not exact:
            entry["exact"] = False
        cases.append({**entry, **attempt(lambda: apply(name, *inputs))})

    # vector: all edge values; column and row: the values whose pairs are tried; short_*: fewer, for costly digits
    sets = {}
    for name, dtype in DTYPES.items():
        values = edges(name)
        short = values
        if name in FLOATS:
            short = np.array(SHORT_FLOATS, dtype)
        if name in COMPLEX:
            short = np.array(COMPLEX_SHORT, dtype)
        full = short if name in COMPLEX else values
        sets[name] = {
            "vector": shared.add(f"{name}", values),
            "column": shared.add(f"{name}_column", full.reshape(-1, 1)),
            "row": shared.add(f"{name}_row", full.reshape(1, -1)),
        }
        if name not in FLOATS + COMPLEX:
            sets[name]["nonzero"] = shared.add(f"{name}_nonzero", values[values != 0])
        sets[name]["short_column"] = sets[name]["column"]
        sets[name]["short_row"] = sets[name]["row"]
        if name in FLOATS:
            sets[name]["short_column"] = shared.add(f"{name}_short_column", short.reshape(-1, 1))
            sets[name]["short_row"] = shared.add(f"{name}_short_row", short.reshape(1, -1))
        if name in COMPLEX:
            special = np.array(COMPLEX_SPECIAL, dtype)
            sets[name]["special"] = shared.add(f"{name}_special", special)
            sets[name]["special_column"] = shared.add(f"{name}_special_column", special.reshape(-1, 1))
            sets[name]["special_row"] = shared.add(f"{name}_special_row", special.reshape(1, -1))

    for function in UNARY_EXACT + UNARY_ROUNDED:
        for name, values in sets.items():
            exact = function in UNARY_EXACT and not (name in COMPLEX and function in COMPLEX_ROUNDED)
            whole = function == "reciprocal" and name not in FLOATS + COMPLEX  # 1 // 0 depends on the processor
            record(function, values["nonzero" if whole else "vector"], exact=exact)
            if name in COMPLEX and "out" in cases[-1]:
                record(function, values["special"], exact=exact)

    for function in BINARY_EXACT + BINARY_PICK + BINARY_LOGIC + BINARY_INTEGER + BINARY_ROUNDED:
        for name, values in sets.items():
            inexact_kind = name in FLOATS + COMPLEX
            exact = function not in BINARY_ROUNDED
            if (function in BINARY_PICK and inexact_kind) or (name in COMPLEX and function in COMPLEX_ROUNDED):
                exact = False
            if function == "power" and name not in FLOATS + COMPLEX:
                exact = True
            few = function in BINARY_LOGIC + BINARY_PICK + BINARY_ROUNDED + ["nextafter", "heaviside", "copysign", "subtract", "fmod"]
            form = "short_" if few else ""
            record(function, values[f"{form}column"], values[f"{form}row"], exact=exact)
            if name in COMPLEX and "out" in cases[-1] and function not in BINARY_ROUNDED:
                record(function, values["special_column"], values["special_row"], exact=exact)

    for name in SIGNED:
        exponents = shared.add(f"{name}_exponents", np.array([[0, 1, 2, 3, 7]], DTYPES[name]))
        record("power", sets[name]["column"], exponents)
    for kind in ["i32", "i64"]:
        exponents = shared.add(f"{kind}_ldexp", np.array([[-2000, -200, -3, 0, 1, 2, 10, 200, 2000]], DTYPES[kind]))
        for name in ["f16", "bf16", "f32", "f64"]:
            record("ldexp", sets[name]["short_column"], exponents)
    for name in ["bool", "u8", "i16", "i64", "c64"]:
        record("ldexp", sets[name]["column"], shared.add(f"{name}_ldexp_one", np.array([[2]], np.int32)))

    # two dtypes; comparisons of u64 with i64 are exact although their common dtype is f64
    mixed = [("u8", "i8"), ("u64", "i64"), ("i64", "u64"), ("bool", "f16"), ("bool", "u8"), ("i32", "f32"), ("i16", "f16")]
    for function in "add subtract multiply divide floor_divide maximum equal less greater_equal logical_and bitwise_and".split():
        for left, right in mixed:
            inexact = function == "maximum" and (left in FLOATS or right in FLOATS)
            record(function, sets[left]["short_column"], sets[right]["short_row"], exact=not inexact)
    for function in ["add", "multiply", "equal"]:
        for left, right in [("f32", "c64"), ("f64", "c64"), ("i64", "c64"), ("bool", "c128")]:
            record(function, sets[left]["short_column"], sets[right]["row"], exact=function != "multiply")

    # rank 0, empty arrays, shapes that broadcast and shapes that do not
    forms = [((), ()), ((), (2,)), ((0,), (1,)), ((0,), ()), ((2, 0), (1, 1)), ((3, 1), (4,)), ((2, 1, 3), (4, 1)), ((0, 3), (0, 1)), ((2,), (3,)), ((0,), (2,)), ((2, 3), (2, 4))]
    for left, right in forms:
        pair = [(np.arange(int(np.prod(shape)), dtype=np.float32) + 1).reshape(shape) for shape in (left, right)]
        for function in ["add", "less", "logical_or"]:
            record(function, *pair)
    for shape in [(), (0,), (2, 0, 3), (1, 2)]:
        for function in ["negative", "sqrt", "isnan", "logical_not"]:
            record(function, (np.arange(int(np.prod(shape)), dtype=np.float64) - 1).reshape(shape))

    yield from shared.lines()
    yield from cases


# ---------------------------------------------------------------------------------------------------------------
# reductions
# ---------------------------------------------------------------------------------------------------------------

REDUCTIONS = "sum prod max min any all mean var std argmax argmin cumsum cumprod ptp count_nonzero".split()
ROUNDED_REDUCTIONS = {"mean", "var", "std"}
SHAPES = [(), (0,), (3,), (2, 3), (2, 0), (2, 3, 4)]


def reduce_values(name, shape):
    """Small whole numbers, so that sums and products are exact in every dtype and in every order."""
    size = int(np.prod(shape))
    pattern = np.array([2, -1, 0, 1, 3, -2, 1, 1, 2, -1, 1], np.int64)
    if size > 6:
        pattern = np.array([1, -1, 2, 1, 1, 2, -1, 1, 3, 1, 1], np.int64)
    values = np.resize(pattern, size).reshape(shape)
    if name == "bool":
        return values > 0
    if name in UNSIGNED:
        return np.abs(values).astype(DTYPES[name])
    if name in COMPLEX:
        return (values + 1j * np.roll(values, 1)).astype(DTYPES[name])
    return values.astype(DTYPES[name])


def reductions():
    shared = Definitions()
    cases = []

    def record(function, array, **kwargs):
        entry = {"function": function, "input": shared.encode(array)}
        entry.update({key: shared.encode(value) for key, value in kwargs.items()})
        if function in ROUNDED_REDUCTIONS:
            entry["exact"] = False

        def compute():
            if array.dtype != BF16:
                return getattr(np, function)(array, **kwargs)
            result = getattr(np, function)(array.astype(np.float32), **kwargs)
            return result.astype(BF16) if result.dtype == np.float32 else result

        cases.append({**entry, **attempt(compute)})

    for name in DTYPES:
        thorough = name in ("i64", "f32")
        for shape in SHAPES:
            array = shared.add("x".join([name, *map(str, shape)]), reduce_values(name, shape))
            axes = [None, 0, -1, (0, -1)] if len(shape) != 1 else [None, 0]
            if not thorough:
                axes = {(): [None], (0,): [None], (3,): [0], (2, 3): [None, 0, -1], (2, 0): [-1], (2, 3, 4): [1, (0, -1)]}[shape]
            for function in REDUCTIONS:
                for axis in axes:
                    if isinstance(axis, tuple) and (function.startswith(("arg", "cum")) or len(shape) < 2):
                        continue
                    record(function, array, axis=axis)
                    if thorough and not function.startswith("cum") and shape in [(), (2, 3), (2, 3, 4)]:
                        record(function, array, axis=axis, keepdims=True)

    # axes that do not exist, or come twice
    square = shared.add("f64_square", np.array([[1.0, -2.0], [0.5, 4.0]]))
    for function in REDUCTIONS:
        record(function, square, axis=2)
        record(function, square, axis=-3)
    for function in ["sum", "max", "mean", "all"]:
        record(function, square, axis=(0, 0))
        record(function, square, axis=())

    # NaN, infinities, ties
    rows = {
        "nan_middle": [1.0, np.nan, 3.0, np.nan],
        "nan_first": [np.nan, 1.0, np.inf, 2.0],
        "infinite": [np.inf, 1.0, -np.inf, 2.0],
        "ties": [2.0, 5.0, 5.0, 2.0],
        "all_nan": [np.nan, np.nan],
        "zeros": [0.0, -0.0, 0.0],
    }
    for label, row in rows.items():
        for name in ["f64"] if label in ("ties", "zeros", "all_nan") else ["f16", "bf16", "f64"]:
            array = shared.add(f"{name}_{label}", np.array(row, DTYPES[name]))
            for function in REDUCTIONS:
                if label != "zeros" or function not in ("max", "min"):  # which zero comes out is not specified
                    record(function, array, axis=None)
        if name == "f64":
            columns = shared.add(f"f64_{label}_columns", np.array([row, row[::-1]]))
            for function in ["max", "min", "argmax", "argmin", "sum", "any", "cumsum"]:
                if label != "zeros":
                    record(function, columns, axis=0)
                    record(function, columns, axis=1)
    for name in COMPLEX:
        array = shared.add(f"{name}_nan", np.array([1 + 2j, complex(3, np.nan), complex(np.nan, 0), 5 - 1j], DTYPES[name]))
        ordered = shared.add(f"{name}_ordered", np.array([1 + 2j, 1 - 2j, 1 + 5j, -3 + 9j, 1 + 5j], DTYPES[name]))
        for function in REDUCTIONS:
            if function not in ROUNDED_REDUCTIONS and function not in ("prod", "cumprod"):
                record(function, array, axis=None)
            record(function, ordered, axis=None)

    # the width of integer sums, wrap-around, float16 overflow
    for name in SIGNED + UNSIGNED:
        info = np.iinfo(DTYPES[name])
        array = shared.add(f"{name}_extremes", np.array([info.max, info.max, info.min, 3], DTYPES[name]))
        for function in REDUCTIONS:
            if function not in ROUNDED_REDUCTIONS or name not in ("i64", "u64"):
                record(function, array, axis=None)
    half = shared.add("f16_large", np.array([60000.0, 60000.0, -60000.0, 1.0], np.float16))
    for function in ["sum", "mean", "cumsum", "max"]:
        record(function, half, axis=None)

    # further keywords
    matrix = shared.add("f32_matrix", np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 33.0]], np.float32))
    bytes_ = shared.add("u8_matrix", np.array([[1, 2, 4], [8, 16, 200]], np.uint8))
    for array in [matrix, bytes_]:
        for function in ["var", "std"]:
            for ddof in [1, 2, 6]:
                record(function, array, axis=None, ddof=ddof)
                record(function, array, axis=-1, ddof=ddof, keepdims=True)
        for name in ["i64", "f16", "f64", "c64", "u8", "bool"]:
            for function in ["sum", "prod", "cumsum", "mean"]:
                if (function, name) not in [("mean", "u8"), ("mean", "bool"), ("mean", "i64")]:
                    if not (array is matrix and name in ("u8", "bool", "i64")) and not (function == "prod" and name == "f16"):
                        record(function, array, axis=0, dtype=DTYPES[name])
        mask = shared.add(f"{array.dtype.name}_mask", np.array([[True, False, True], [False, False, True]]))
        for function in ["sum", "prod", "mean", "any", "all", "var"]:
            record(function, array, axis=0, where=mask)
        for function, initial in [("sum", 10), ("prod", 2), ("max", 20), ("min", 3)]:
            record(function, array, axis=1, initial=initial)
        for function, initial in [("max", 0), ("min", 100)]:
            record(function, array, axis=1, initial=initial, where=mask)
        record("max", array, axis=1, where=mask)
    for name in ["f32", "i64"]:
        empty = shared.add(f"{name}_empty", np.zeros((0, 2), DTYPES[name]))
        for function, initial in [("max", 7), ("min", -7)]:
            record(function, empty, axis=0, initial=initial)

    yield from shared.lines()
    yield from cases


# ---------------------------------------------------------------------------------------------------------------
# shapes
# ---------------------------------------------------------------------------------------------------------------


def shapes():
    shared = Definitions()
    cases = []

    def call(function, *args, exact=True, **kwargs):
        entry = {"function": function, "args": shared.encode(args), "kwargs": {k: shared.encode(v) for k, v in kwargs.items()}}
        if not exact:
            entry["exact"] = False
        cases.append({**entry, **attempt(lambda: getattr(np, function)(*args, **kwargs))})

    def define(name, array):
        return shared.add(name, array)

    zero = define("zero_d", np.array(5.0, np.float32))
    vector = define("vector", np.array([3, -1, 2, 0], np.int64))
    floats = define("floats", np.array([0.5, 2.0, -1.5], np.float32))
    matrix = define("matrix", np.arange(6, dtype=np.float32).reshape(2, 3))
    square = define("square", np.arange(9, dtype=np.int32).reshape(3, 3))
    cube = define("cube", np.arange(24, dtype=np.int64).reshape(2, 3, 4))
    flags = define("flags", np.array([[True, False, True], [False, False, True]]))
    complexes = define("complexes", np.array([[1 + 2j, 3 - 1j], [0.5j, -2 + 0j]], np.complex64))
    empty = define("empty", np.zeros((0, 3), np.float64))
    thin = define("thin", np.arange(3, dtype=np.int16).reshape(1, 3, 1))
    all_ranks = [zero, vector, matrix, cube, empty, thin]

    # shape only
    for array, targets in [
        (matrix, [(3, 2), (6,), (-1,), (1, 6, 1), (2, -1), (3, -1, 2), (4, 2), (-1, -1), (-1, 4)]),
        (zero, [(1,), (1, 1), (-1,), ()]),
        (cube, [(4, 6), (2, 12), (-1, 4), (24,), (3, 2, 2, 2)]),
        (empty, [(0,), (3, 0), (5, 0, 2), (-1, 3), (0, -1)]),
        (flags, [(3, 2)]),
        (complexes, [(4,)]),
    ]:
        for target in targets:
            call("reshape", array, target)
    for array in all_ranks:
        call("transpose", array)
        call("ravel", array)
        call("squeeze", array)
        call("atleast_1d", array)
        call("atleast_2d", array)
        call("atleast_3d", array)
    for axes in [(0, 1, 2), (2, 0, 1), (1, 0, 2), (-1, 0, 1), (0, 0, 1), (0, 1), (0, 1, 3)]:
        call("transpose", cube, axes)
    for source, target in [(0, -1), (-1, 0), (0, 1), ((0, 1), (-1, 0)), ((0, 2), (1, 0)), (3, 0), ((0, 0), (1, 2))]:
        call("moveaxis", cube, source, target)
    for first, second in [(0, 1), (0, -1), (1, 1), (-3, 2), (0, 3)]:
        call("swapaxes", cube, first, second)
    for axis in [0, 2, -1, (0, 2), 1, 3]:
        call("squeeze", thin, axis=axis)
    for axis in [0, 1, 2, -1, -3, 3, (0, 1), (0, -1), (0, 0)]:
        call("expand_dims", matrix, axis)
    call("expand_dims", zero, 0)
    for array, target in [
        (floats, (2, 3)), (zero, (2, 2)), (zero, ()), (matrix, (2, 2, 3)), (thin, (2, 3, 2)), (floats, (3, 2)),
        (empty, (2, 0, 3)), (floats, (0, 3)), (matrix, (3,)), (floats, (1, 3)),
    ]:  # fmt: skip
        call("broadcast_to", array, target)
    for arrays in [[floats, matrix], [zero, thin, vector], [floats, vector]]:
        call("broadcast_arrays", *arrays)

    # joining
    for arrays, axis in [
        ([matrix, matrix], 0), ([matrix, matrix], 1), ([matrix, matrix], -1), ([matrix, matrix], 2), ([vector, floats], 0),
        ([matrix, square], 0), ([matrix, square], 1), ([matrix, flags], 1), ([empty, matrix], 0), ([cube, cube], 1),
        ([matrix, vector], 0), ([zero, zero], 0), ([flags, square], 0), ([complexes, complexes], 1), ([matrix], 0),
        ([matrix, cube], None), ([matrix, complexes], None), ([], 0),
    ]:  # fmt: skip
        call("concatenate", list(arrays), axis=axis)
    for arrays, axis in [
        ([floats, floats], 0), ([floats, floats], 1), ([floats, floats], -1), ([floats, floats], 2), ([zero, zero], 0),
        ([matrix, flags], 0), ([matrix, matrix, matrix], 1), ([matrix, matrix], -1), ([matrix, square], 0), ([empty, empty], 1),
        ([cube, cube], 3), ([], 0),
    ]:  # fmt: skip
        call("stack", list(arrays), axis=axis)
    for function in ["vstack", "hstack", "dstack", "column_stack"]:
        for arrays in [[floats, floats], [matrix, matrix], [matrix, square], [zero, zero], [cube, cube], [floats, matrix], [flags, matrix], [empty, empty]]:
            call(function, list(arrays))

    # repeating and rearranging
    for array, repeats in [
        (floats, 2), (floats, (2, 2)), (matrix, 2), (matrix, (2, 1)), (matrix, (1, 2)), (matrix, (2, 1, 1)), (zero, 3), (zero, (2, 2)),
        (matrix, 0), (empty, (2, 2)), (flags, (1, 2)), (matrix, ()),
    ]:  # fmt: skip
        call("tile", array, repeats)
    for array, repeats, axis in [
        (floats, 2, None), (matrix, 2, None), (matrix, 2, 0), (matrix, 2, 1), (matrix, 2, -1), (matrix, [1, 2], 0), (matrix, [0, 2, 1], 1),
        (matrix, [1, 2], 1), (zero, 3, None), (matrix, 0, 0), (empty, 2, 1), (vector, [1, 0, 2, 3], None), (matrix, 2, 2), (floats, -1, None),
    ]:  # fmt: skip
        call("repeat", array, repeats, axis=axis)
    for array, shift, axis in [
        (vector, 1, None), (vector, -1, None), (vector, 6, None), (matrix, 1, None), (matrix, 1, 0), (matrix, 1, 1), (matrix, -2, -1),
        (matrix, (1, 1), (0, 1)), (matrix, 2, (0, 1)), (cube, (1, -1), (0, 2)), (zero, 1, None), (empty, 1, 0), (matrix, 1, 2),
    ]:  # fmt: skip
        call("roll", array, shift, axis=axis)
    for array, axis in [(vector, None), (matrix, None), (matrix, 0), (matrix, 1), (cube, (0, 2)), (cube, -1), (zero, None), (empty, 1), (matrix, 2), (flags, 1)]:
        call("flip", array, axis=axis)
    for function in ["flipud", "fliplr"]:
        for array in [matrix, vector, cube]:
            call(function, array)
    for k in [0, 1, 2, 3, 4, -1, 5]:
        call("rot90", matrix, k=k)
    call("rot90", cube, k=1, axes=(1, 2))
    call("rot90", cube, k=1, axes=(2, 0))
    call("rot90", vector)
    call("rot90", matrix, k=1, axes=(0, 0))

    # splitting
    for array, sections, axis in [
        (vector, 2, 0), (vector, 4, 0), (vector, 3, 0), (vector, [1, 3], 0), (vector, [3, 1], 0), (vector, [1, 9], 0), (vector, [-1], 0),
        (matrix, 3, 1), (matrix, 2, 0), (matrix, [1], 1), (matrix, [0, 2], -1), (cube, 2, 2), (empty, 3, 1), (matrix, 1, 2), (vector, [], 0),
    ]:  # fmt: skip
        call("split", array, sections, axis=axis)
        call("array_split", array, sections, axis=axis)
    call("array_split", vector, 3)
    call("array_split", vector, 6)
    call("array_split", vector, 0)
    call("hsplit", matrix, 3)
    call("vsplit", matrix, 2)
    call("dsplit", cube, 2)
    call("vsplit", vector, 2)

    # padding and triangles
    for array, width, kwargs in [
        (vector, 1, {}), (vector, (1, 2), {}), (matrix, 1, {"constant_values": 9}), (matrix, ((1, 0), (0, 2)), {"constant_values": -1}),
        (matrix, ((0, 0), (1, 1)), {}), (matrix, (1, 2), {"constant_values": (7, 8)}), (matrix, ((1, 1), (2, 0)), {"constant_values": ((1, 2), (3, 4))}),
        (zero, 1, {}), (empty, 1, {}), (flags, 1, {}), (complexes, ((0, 1), (0, 0)), {}), (vector, -1, {}), (matrix, 0, {}),
    ]:  # fmt: skip
        call("pad", array, width, mode="constant", **kwargs)
    for mode in ["edge", "reflect", "symmetric", "wrap"]:
        call("pad", vector, 2, mode=mode)
        call("pad", matrix, ((1, 0), (2, 1)), mode=mode)
    for function in ["tril", "triu"]:
        for array in [square, matrix, cube, flags, floats]:
            call(function, array)
        for k in [-1, 1, 2, -3]:
            call(function, matrix, k=k)
    for array in [vector, floats, matrix, square, cube, zero]:
        call("diag", array)
    for k in [1, -1, 3, -3]:
        call("diag", floats, k=k)
        call("diag", square, k=k)
    call("diagflat", matrix, k=1)
    for array, kwargs in [
        (square, {}), (matrix, {}), (matrix, {"offset": 1}), (matrix, {"offset": -1}), (matrix, {"offset": 5}), (cube, {}),
        (cube, {"axis1": 1, "axis2": 2}), (cube, {"offset": 1, "axis1": 2, "axis2": 0}), (cube, {"axis1": -1, "axis2": 0}),
        (cube, {"axis1": 1, "axis2": 1}), (vector, {}), (flags, {}), (empty, {}),
    ]:  # fmt: skip
        call("diagonal", array, **kwargs)
        call("trace", array, **kwargs)

    # selecting
    index = define("index", np.array([[0, 2], [1, -1]], np.int64))
    for array, indices, kwargs in [
        (vector, index, {}), (matrix, index, {}), (matrix, index, {"axis": 1}), (cube, np.array([1, 0, 1]), {"axis": 0}),
        (cube, np.array(2), {"axis": 1}), (cube, np.array([], np.int64), {"axis": 2}), (matrix, np.array([3]), {"axis": 1}),
        (matrix, np.array([-3, 2]), {"axis": 1}), (matrix, np.array([-4]), {"axis": 1}), (zero, np.array([0, 0]), {}),
        (matrix, np.array([7, -9, 1]), {"axis": 1, "mode": "clip"}), (matrix, np.array([7, -9, 1]), {"axis": 1, "mode": "wrap"}),
        (empty, np.array([0]), {"axis": 0}), (empty, np.array([0, 2]), {"axis": 1}), (matrix, np.array([0.5]), {}), (matrix, index, {"axis": 2}),
        (vector, np.array([3, 0], np.uint8), {}),
    ]:  # fmt: skip
        call("take", array, indices, **kwargs)
    for array, indices, axis in [
        (matrix, np.array([[2, 0, 1], [0, 0, 2]]), 1), (matrix, np.array([[0, 1, 1]]), 0), (matrix, np.array([[-1], [0]]), 1),
        (matrix, np.array([1, 4]), None), (matrix, np.array([[3], [0]]), 1), (matrix, np.array([0, 1]), 1), (cube, np.array([[[0, 1, 0, 1]]]), 1),
    ]:  # fmt: skip
        call("take_along_axis", array, indices, axis=axis)
    for condition, left, right in [
        (flags, matrix, zero), (flags, floats, floats), (flags, 1, 0), (flags, matrix, 0), (flags, matrix, 0.5), (flags, 1.5, 2),
        (np.array([True, False, True, False]), vector, np.array([9], np.int8)), (matrix, matrix, -1), (np.array(True), matrix, zero),
        (np.array([True, False]), matrix, zero), (flags, flags, matrix), (flags, np.array([1], np.uint8), np.array([-1], np.int8)),
        (np.zeros((0, 3), bool), empty, zero),
    ]:  # fmt: skip
        call("where", condition, left, right)
    nans = define("nans", np.array([2.0, np.nan, -0.5, np.inf, -np.inf, 0.0, 2.0]))
    for array, low, high in [
        (vector, 0, 2), (vector, None, 1), (vector, 1, None), (floats, -1, 1), (floats, 0.5, 0.75), (nans, -1.0, 1.0), (vector, 2, 0),
        (matrix, floats, 3), (matrix, floats, np.array([[2.0], [4.0]], np.float32)), (vector, None, None), (vector, 0.5, 1.5), (zero, 6, 7),
        (np.array([1, 200], np.uint8), 5, 100), (vector, np.array([0, 1, np.nan, 0]), 2.0),
    ]:  # fmt: skip
        call("clip", array, low, high)
    ties = define("ties", np.array([[3, 1, 2, 1], [0, 0, 5, -5]], np.int32))
    wild = define("wild", np.array([1 + 2j, complex(0, np.nan), 1 - 2j, complex(np.nan, 0), -3 + 0j]))
    for function in ["sort", "argsort"]:
        for array in [vector, floats, nans, ties, cube[:, ::-1, ::-1].copy(), flags, wild, empty, zero, np.array([1.0, 0.5, np.nan], np.float16)]:
            call(function, array, kind="stable")
        for axis in [0, 1, None, -2, 2]:
            call(function, ties, axis=axis, kind="stable")
    call("argsort", np.array([1, 0] * 20), kind="stable")

    # building
    for kwargs in [{}, {"indexing": "ij"}, {"sparse": True}, {"indexing": "ij", "sparse": True}]:
        call("meshgrid", floats, vector, **kwargs)
    call("meshgrid", floats, np.array([1, 2]), np.array([5.0]))
    call("meshgrid", floats, np.array([1, 2]), np.array([5.0]), indexing="ij")
    call("meshgrid", floats)
    call("meshgrid", zero, floats)
    for args in [(5,), (2, 5), (0, 10, 3), (5, 0, -2), (0,), (5, 2), (0.0, 1.0, 0.25), (3.0,), (1.5, 4.0), (0, 1, 0.3), (-1.0, 1.0, 0.5), (1, 2, 0), (10, 0, -3)]:
        call("arange", *args, exact=not any(isinstance(a, float) for a in args))
    for name in ["u8", "i16", "f16", "f32", "c64"]:
        call("arange", 0, 6, 2, dtype=DTYPES[name])
    for args, kwargs in [
        ((0, 1), {"num": 5}), ((0.0, 1.0), {"num": 3}), ((2, 3), {"num": 1}), ((2, 3), {"num": 0}), ((0, 10), {"num": 4, "endpoint": False}),
        ((1, 0), {"num": 6}), ((0, 10), {"num": 6, "dtype": DTYPES["i64"]}), ((0, 9), {"num": 5, "dtype": DTYPES["i32"]}),
        ((-3, 0), {"num": 5, "dtype": DTYPES["i64"]}), ((0, 1), {"num": 4, "dtype": DTYPES["f32"]}), ((5, 5), {"num": 3}), ((0, 1), {"num": -1}),
        ((floats, 1.0), {"num": 3}), ((np.array([0.0, 1.0]), np.array([[2.0], [3.0]])), {"num": 2, "axis": -1}), ((0, 1), {"num": 1, "endpoint": False}),
    ]:  # fmt: skip
        call("linspace", *args, exact=False, **kwargs)
    for args in [((0, 2, 3), {}), ((0, 3), {"num": 4, "base": 2.0}), ((1, 2), {"num": 3, "endpoint": False})]:
        call("logspace", *args[0], exact=False, **args[1])
    for args, kwargs in [((1, 1000), {"num": 4}), ((8, 1), {"num": 4}), ((-1, -16), {"num": 3})]:
        call("geomspace", *args, exact=False, **kwargs)
    for args, kwargs in [
        ((3,), {}), ((2, 3), {}), ((3,), {"k": 1}), ((3, 2), {"k": -1}), ((0,), {}), ((2, 0), {}), ((2,), {"dtype": DTYPES["bool"]}),
        ((2,), {"dtype": DTYPES["i8"]}), ((2, 4), {"k": 9}), ((2,), {"dtype": DTYPES["c64"]}),
    ]:  # fmt: skip
        call("eye", *args, **kwargs)
        call("tri", *args, **kwargs)
    call("identity", 3)
    call("vander", np.array([1, 2, 3]))
    call("full", (2, 2), 7)
    call("full", (2,), 0.5, dtype=DTYPES["f32"])
    call("full", (), True)
    call("zeros", (2, 0))
    call("ones", (2, 1), dtype=DTYPES["c128"])

    # products: whole numbers, so every order of summation gives the same
    two = define("two", np.array([[1, 2], [3, 4]], np.int8))
    batch = define("batch", np.arange(12, dtype=np.float32).reshape(2, 2, 3) - 4)
    right = define("right", np.arange(6, dtype=np.float32).reshape(3, 2) - 2)
    for a, b in [(vector, floats), (matrix, floats), (zero, floats), (complexes, vector), (flags, flags), (empty, vector), (two, two)]:
        call("outer", a, b)
    products = [
        (vector, vector), (floats, floats), (matrix, floats), (np.array([1.0, -1.0]), matrix), (matrix, right), (right, matrix), (matrix, matrix),
        (batch, right), (batch, floats), (matrix, np.swapaxes(batch, 1, 2).copy()), (batch, np.arange(6.0).reshape(1, 3, 2)),
        (batch, np.arange(18.0).reshape(3, 3, 2)), (np.arange(4.0).reshape(2, 1, 1, 2), np.arange(12).reshape(3, 2, 2)), (zero, matrix),
        (zero, zero), (complexes, complexes), (complexes, np.array([1, 2], np.int32)), (flags, flags.T.copy()), (two, two),
        (np.array([[100, 100]], np.int8), np.array([[100], [100]], np.int8)), (np.zeros((2, 0)), np.zeros((0, 3))), (np.zeros(0), np.zeros(0)),
        (empty, np.zeros((3, 2))), (np.array([1.0, np.inf]), np.array([0.0, 1.0])), (two, np.array([[1], [2]], np.uint8)),
        (np.array([[1.5, 2.0]], np.float16), np.array([[2.0], [4.0]], np.float16)), (vector, floats),
    ]  # fmt: skip
    for function in ["matmul", "dot", "inner"]:
        for a, b in products:
            call(function, a, b)
    for a, b in [(vector, vector), (complexes, complexes), (complexes, vector), (matrix, matrix), (matrix, right), (zero, zero), (floats, vector), (flags, flags), (two, two)]:
        call("vdot", a, b)
    for a, b, axes in [
        (matrix, right, 1), (matrix, matrix, 2), (matrix, floats, 0), (cube, cube, 3), (cube, matrix, [[0, 1], [0, 1]]), (cube, matrix, [[1], [1]]),
        (cube, cube, [[2, 0], [2, 0]]), (complexes, complexes, [[0], [1]]), (matrix, right, [1, 0]), (matrix, right, [-1, 0]), (matrix, matrix, 1),
        (empty, matrix, [[1], [1]]), (np.zeros((2, 0)), np.zeros((0, 2)), 1), (flags, flags, 2), (two, two, 1), (floats, floats, 1), (cube, matrix, [[0, 0], [0, 1]]),
    ]:  # fmt: skip
        call("tensordot", a, b, axes=axes)

    # rounding to decimals
    for decimals in [0, 1, 2, -1]:
        call("round", np.array([0.5, 1.5, 2.5, -0.5, 0.125, 2.675, 123.456, -15.0, np.nan, np.inf]), decimals=decimals, exact=False)
        call("round", np.array([15, 25, -14, 7], np.int32), decimals=decimals)

    yield from shared.lines()
    yield from cases


def main():
    if not np.__version__.startswith("2.4."):
        raise SystemExit(f"the golden data is NumPy 2.4's; this is {np.__version__}")
    subjects = {f.__name__: f for f in [promotion, display, ufuncs, reductions, shapes]}
    for path in sorted(HERE.glob("generate_*.py")):
        subject = path.stem.removeprefix("generate_")
        subjects[subject] = importlib.import_module(path.stem).cases
    for subject in sys.argv[1:] or subjects:
        write(subject, subjects[subject]())


if __name__ == "__main__":
    # The subjects' files import this one under its own name; let them have this very module.
    sys.modules["generate"] = sys.modules["__main__"]
    main()
