"""Golden values of real functions to twice the precision of f64, for the unit tests of the vector functions.

`python3 generate_ulp.py` writes `ulp.txt.gz`: a line for each value with the function's name, its arguments and the
result as a sum of two f64 (bits in hexadecimal), computed by mpmath with 60 digits.
"""

import gzip
import os
import struct

import numpy as np
from mpmath import mp, mpf

mp.dps = 60
COUNT = 120

bits = lambda x: format(struct.unpack("<Q", struct.pack("<d", x))[0], "x")


def logarithm(low, high):
    return lambda r: float(np.exp(r.uniform(np.log(low), np.log(high))))


def uniform(low, high):
    return lambda r: float(r.uniform(low, high))


log2 = lambda x: mp.log(x) / mp.log(2)
UNARY = {
    "Exp": (mp.exp, [uniform(-1, 1), uniform(-100, 100), uniform(-745, 709), logarithm(1e-12, 1)]),
    "Exp2": (lambda x: mpf(2) ** x, [uniform(-1, 1), uniform(-100, 100), uniform(-1074, 1023)]),
    "Expm1": (mp.expm1, [uniform(-1, 1), uniform(-5, 5), uniform(-40, 700), logarithm(1e-12, 1)]),
    "Sinh": (mp.sinh, [uniform(-1, 1), uniform(-5, 5), uniform(-710, 710), logarithm(1e-12, 1)]),
    "Cosh": (mp.cosh, [uniform(-1, 1), uniform(-5, 5), uniform(-710, 710)]),
    "Tanh": (mp.tanh, [uniform(-1, 1), uniform(-20, 20), logarithm(1e-12, 1)]),
    "Sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), [uniform(-1, 1), uniform(-20, 20), uniform(-700, 40)]),
    "Log": (mp.log, [uniform(0.5, 2), uniform(0.95, 1.05), logarithm(1e-5, 1e5), logarithm(1e-320, 1e308)]),
    "Log2": (log2, [uniform(0.5, 2), uniform(0.95, 1.05), logarithm(1e-5, 1e5), logarithm(1e-320, 1e308)]),
    "Log10": (mp.log10, [uniform(0.5, 2), uniform(0.95, 1.05), logarithm(1e-5, 1e5), logarithm(1e-320, 1e308)]),
    "Log1p": (mp.log1p, [uniform(-0.5, 1), uniform(-0.999, 10), logarithm(1e-15, 1e15), logarithm(1e-300, 1e300)]),
    "Arcsinh": (mp.asinh, [uniform(-2, 2), logarithm(1e-10, 1e10), logarithm(1e-300, 1e308)]),
    "Arccosh": (mp.acosh, [uniform(1, 2), uniform(1, 1.001), logarithm(1, 1e308)]),
    "Arctanh": (mp.atanh, [uniform(-0.999, 0.999), logarithm(1e-15, 1)]),
    "Sin": (mp.sin, [uniform(-3.2, 3.2), uniform(-1000, 1000), uniform(-4e6, 4e6), logarithm(1e-300, 1e300)]),
    "Cos": (mp.cos, [uniform(-3.2, 3.2), uniform(-1000, 1000), uniform(-4e6, 4e6), logarithm(1e-300, 1e300)]),
    "Tan": (mp.tan, [uniform(-3.2, 3.2), uniform(-1000, 1000), uniform(-4e6, 4e6), logarithm(1e-300, 1e300)]),
    "Arcsin": (mp.asin, [uniform(-1, 1), uniform(0.4, 0.6), logarithm(1e-15, 1)]),
    "Arccos": (mp.acos, [uniform(-1, 1), uniform(0.4, 0.6), uniform(0.999, 1)]),
    "Arctan": (mp.atan, [uniform(-1, 1), uniform(-10, 10), logarithm(1e-15, 1e15)]),
    "Erf": (mp.erf, [uniform(-1, 1), uniform(-6, 6), uniform(0.9, 1.3), logarithm(1e-15, 1)]),
    "Erfc": (mp.erfc, [uniform(-1, 1), uniform(-6, 6), uniform(0, 27), logarithm(1e-15, 1)]),
    "Cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), [uniform(-10, 10), logarithm(1e-320, 1e308)]),
}

near_one = uniform(0.99, 1.01)
BINARY = {
    "Power": (
        lambda x, y: x**y,
        [(uniform(0.1, 10), uniform(-10, 10)), (uniform(0.5, 2), uniform(-900, 900)), (near_one, uniform(-5e4, 5e4)),
         (logarithm(1e-300, 1e300), uniform(-1, 1))],
    ),
    "Arctan2": (
        mp.atan2,
        [(uniform(-5, 5), uniform(-5, 5)), (uniform(-1, 1), uniform(-1e3, 1e3)),
         (logarithm(1e-300, 1e300), logarithm(1e-300, 1e300))],
    ),
    "Hypot": (mp.hypot, [(uniform(-5, 5), uniform(-5, 5)), (logarithm(1e-300, 1e300), logarithm(1e-300, 1e300))]),
    "Logaddexp": (
        lambda x, y: mp.log(mp.exp(x) + mp.exp(y)),
        [(uniform(0, 5), uniform(0, 5)), (uniform(0, 50), uniform(-50, 50)), (uniform(-700, -1), uniform(-700, -1))],
    ),
    "Logaddexp2": (
        lambda x, y: log2(mpf(2) ** x + mpf(2) ** y),
        [(uniform(0, 5), uniform(0, 5)), (uniform(0, 50), uniform(-50, 50)), (uniform(-700, -2), uniform(-700, -2))],
    ),
}


def near_multiples_of_half_pi():
    """Arguments whose reduction by pi / 2 cancels: those f64 that come nearest to a multiple of it, and multiples at
    random with their neighbours, up to the limit of the vector functions (4194304)."""
    high, middle, low = 843314856 * 2.0**-29, float(mp.pi / 2) - 843314856 * 2.0**-29, 6.123233995736766e-17
    k = np.arange(1.0, 2670176.0)
    x = k * (np.pi / 2)
    distance = abs(((x - k * high) - k * middle) - k * low)
    random = np.random.RandomState(12)
    at = x[random.randint(0, len(x), 80)]
    found = [132100.82949079722, 3948970.9699880825, *x[np.argsort(distance)[:60]], *x[np.argsort(distance / x)[:20]]]
    for values in (found, x[:20], at, np.nextafter(at, 0.0), np.nextafter(at, 1e9)):
        yield from map(float, values)


NEAR_ZEROS = [(name, UNARY[name][0], list(near_multiples_of_half_pi())) for name in ("Sin", "Cos", "Tan")]


def lines():
    random = np.random.RandomState(11)
    for table in (UNARY, BINARY):
        for name, (function, domains) in table.items():
            for domain in domains:
                draws = domain if isinstance(domain, tuple) else (domain,)
                for _ in range(COUNT):
                    arguments = [draw(random) for draw in draws]
                    value = function(*[mpf(x) for x in arguments])
                    high = float(value)
                    # Beyond the range of f64 other tests have the values.
                    if abs(value) < mpf(2) ** -1074 or not np.isfinite(high):
                        continue
                    low = float(value - mpf(high))
                    yield " ".join([name, *(bits(x) for x in [*arguments, high, low])])
    for name, function, arguments in NEAR_ZEROS:
        for x in arguments:
            value = function(mpf(x))
            high = float(value)
            yield " ".join([name, *(bits(x) for x in [x, high, float(value - mpf(high))])])


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ulp.txt.gz")
with gzip.GzipFile(path, "wb", mtime=0) as file:
    file.write(("\n".join(lines()) + "\n").encode())
