"""Files as NumPy writes them, as hexadecimal text, with the arrays that they hold; and text tables."""

import io

import numpy as np
from generate import DTYPES, Calls, attempt, literal

TEXTS = [
    "1 2 3\n4 5 6\n", "1\n2\n3\n", "7\n", "1 2 3\n", "# a\n1 2 # b\n\n3 4\n", "1e3 -2.5\nnan inf\n", "", "# only\n",
    "1 2\n3\n", "1 x\n", "0x10\n", "  1   2  \n", "1,2\n3,4\n", "1, 2\n3, 4\n", "1,,2\n", "+1 -0 .5 5.\n", "1_0\n",
]  # fmt: skip


class Raw:
    """An array argument of a case that is a whole file."""

    def __init__(self):
        self.cases = []

    def file(self, kind, data, out):
        self.cases.append({"function": kind, "args": [data.hex()], "kwargs": {}, "out": out})


def npy(array, version=(1, 0)):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version)
    return buffer.getvalue()


def cases():
    raw = Raw()
    rng = np.random.default_rng(5)
    for name, dtype in DTYPES.items():
        if name == "bf16":
            continue
        for shape in [(), (3,), (0, 2), (2, 3), (2, 1, 2, 2)]:
            values = rng.integers(-3, 4, shape) if name[0] != "u" else rng.integers(0, 4, shape)
            array = np.asarray(values).astype(dtype)
            if name[0] == "c":
                array = (array + array * dtype.type(0.5j)).astype(dtype)
            out = literal(array)
            raw.file("npy", npy(array), out)
            raw.file("npy", npy(array, (2, 0)), out)
            raw.file("npy_foreign", npy(array.astype(dtype.newbyteorder(">"))), out)
            if array.ndim > 1:
                raw.file("npy_foreign", npy(np.asfortranarray(array)), out)
    for compressed in [False, True]:
        buffer = io.BytesIO()
        arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([True, False])}
        (np.savez_compressed if compressed else np.savez)(buffer, **arrays)
        raw.file("npz", buffer.getvalue(), [literal(a) for a in arrays.values()])

    yield from raw.cases

    calls = Calls()

    def table(text, **kwargs):
        entry = {"function": "loadtxt", "args": [text], "kwargs": calls.shared.encode(list(kwargs.items()))}
        entry["kwargs"] = {key: calls.shared.encode(value) for key, value in kwargs.items()}
        calls.cases.append({**entry, **attempt(lambda: np.loadtxt(io.StringIO(text), **kwargs))})

    for text in TEXTS:
        table(text)
        table(text, ndmin=2)
        table(text, unpack=True)
        table(text, delimiter=",")
        table(text, skiprows=1)
        table(text, max_rows=1)
        table(text, usecols=[0])
        table(text, usecols=[-1, 0])
        table(text, dtype=DTYPES["i64"])
        table(text, dtype=DTYPES["f32"])
    table("(1+2j) 3j\n1 -2e3-4e-2j\n", dtype=DTYPES["c128"])
    table("9007199254740993 -9223372036854775808\n", dtype=DTYPES["i64"])
    table("18446744073709551615\n", dtype=DTYPES["u64"])

    values = np.array([[0.0, 1.5, -2.25e10], [1e-7, 123456.789, 1e100]])
    integers = np.array([[1, -20, 300], [4, 5, -6]])
    for array in [values, integers, values[0], np.array([1 + 2j, -3.5 - 4e-3j]), np.float64(2.5), values[:0]]:
        for fmt in ["%.18e", "%.3f", "%10.4e", "%g", "%.10g", "%-12.2f", "%+d", "%08.3f", "% .2e", "%d", "<%.1f>", "%G"]:
            buffer = io.StringIO()
            if np.iscomplexobj(array) and fmt in ("%+d", "%d", "<%.1f>"):
                continue
            np.savetxt(buffer, np.atleast_1d(array), fmt=fmt, delimiter=";", header="h\nk", footer="end")
            entry = {"function": "savetxt", "args": [literal(array), fmt, buffer.getvalue()], "kwargs": {}}
            calls.cases.append({**entry, "out": literal(np.array(True))})
    yield from calls.lines()
