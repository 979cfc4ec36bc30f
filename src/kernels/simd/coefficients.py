"""Fits the polynomials of the vector functions and writes `coefficients.rs` next to this file.

Every array is a minimax fit by the Remez exchange algorithm in 60 digits (mpmath), weighted so that the relative
error of the function, not of the polynomial, is levelled. Coefficients are rounded one by one, lowest first, and
the others are fitted again after each where the interval allows it. `python3 coefficients.py` rewrites the file; run `cargo fmt` afterwards.
"""

import os
import struct
import sys

from mpmath import mp, mpf

mp.dps = 60


def single(c):
    return mpf(struct.unpack("f", struct.pack("f", float(c)))[0])


def double(c):
    return mpf(float(c))


def remez(f, powers, low, high, weight):
    """Coefficients of `powers` whose weighted error on [low, high] is levelled, and that error."""
    n = len(powers)
    middle, half = (low + high) / 2, (high - low) / 2
    points = [middle - half * mp.cos(mp.pi * (i + mpf(1) / 2) / (n + 1)) for i in range(n + 1)]
    # A first point where the weight vanishes would force the error to zero.
    if n > 0:
        points = [x if abs(x) > half / 1000 else half / (3 * n * n) for x in points]
    count = 24 * (n + 1)
    grid = [middle - half * mp.cos(mp.pi * i / count) for i in range(count + 1)]
    # A grid point at which function or weight has no value (0 / 0 at the origin) is moved a little inwards.
    safe = lambda x: x if x != 0 else half * mpf(10) ** -12
    grid = [safe(x) for x in grid]
    values = [(x, f(x), weight(x)) for x in grid]
    best = None
    for _ in range(12):
        points = [safe(x) for x in points]
        matrix = mp.matrix(n + 1, n + 1)
        right = mp.matrix(n + 1, 1)
        for i, x in enumerate(points):
            for j, p in enumerate(powers):
                matrix[i, j] = weight(x) * x**p
            matrix[i, n] = (-1) ** i
            right[i] = weight(x) * f(x)
        solution = mp.lu_solve(matrix, right)
        coefficients = [solution[j] for j in range(n)]
        error = lambda x, y, w: w * (mp.fsum(c * x**p for c, p in zip(coefficients, powers)) - y)
        errors = [error(*v) for v in values]
        largest = max(abs(e) for e in errors)
        if best is None or largest < best[0]:
            best = (largest, coefficients)
        if largest <= abs(solution[n]) * mpf("1.02"):
            break
        # New points: in each run of one sign the largest error.
        runs = []
        for x, e in zip(grid, errors):
            if runs and (runs[-1][1] > 0) == (e > 0):
                if abs(e) > abs(runs[-1][1]):
                    runs[-1] = (x, e)
            else:
                runs.append((x, e))
        while len(runs) > n + 1:
            runs.pop(0 if abs(runs[0][1]) < abs(runs[-1][1]) else -1)
        if len(runs) < n + 1:
            break
        points = [x for x, _ in runs]
    return best[1], best[0]


def fit(f, count, low, high, weight, rounded=double, sequential=3):
    """`count` rounded coefficients of 1, x, x^2, ... and the weighted error of the exact fit."""
    low, high = mpf(low), mpf(high)
    fixed, size = [], None
    if low < 0 < high:
        # Without the constant the powers all vanish at a point inside, and levelled errors need not exist.
        sequential = 0
    while len(fixed) < count:
        powers = list(range(len(fixed), count))
        rest = lambda x: f(x) - mp.fsum(c * x**i for i, c in enumerate(fixed))
        coefficients, error = remez(rest, powers, low, high, weight)
        size = error if size is None else size
        take = 1 if len(fixed) < sequential else len(powers)
        fixed += [rounded(c) for c in coefficients[:take]]
    return fixed, size


ARRAYS = {}


def array(name, doc, *args, kind="f64", **kwargs):
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        return
    if kind == "f32":
        kwargs.setdefault("rounded", single)
        kwargs.setdefault("sequential", 99)
    values, size = fit(*args, **kwargs)
    print(f"{name}: {len(values)} coefficients, error 2^{float(mp.log(abs(size), 2)):.1f}", flush=True)
    ARRAYS[name] = (kind, doc, values, float(mp.log(abs(size), 2)))


def number(c, kind):
    if kind == "f32":
        import numpy

        text = numpy.format_float_scientific(numpy.float32(float(c)), unique=True, exp_digits=1)
    else:
        text = repr(float(c))
        if "e" not in text:
            text = f"{float(c):e}" if float(f"{float(c):e}") == float(c) else text
    mantissa, _, exponent = text.partition("e")
    if "." not in mantissa:
        mantissa += ".0"
    if mantissa.endswith("."):
        mantissa += "0"
    return mantissa + (f"e{int(exponent)}" if exponent and int(exponent) else "")


half_ln2 = mp.log(2) / 2
r = lambda x: mpf(x)

exp_tail = lambda x: (mp.expm1(x) - x) / x**2
array("EXP", "`(exp(r) - 1 - r) / r²` for `|r| <= ln 2 / 2`.", exp_tail, 10, -half_ln2, half_ln2, lambda x: x**2)
array("EXP_SHORT", "[`EXP`] with fewer digits.", exp_tail, 8, -half_ln2, half_ln2, lambda x: x**2)
array("EXPM1", "`(exp(r) - 1 - r - r²/2) / r³` for `|r| <= ln 2 / 2`.", lambda x: (exp_tail(x) - mpf(1) / 2) / x, 10, -half_ln2, half_ln2, lambda x: x**2)

log_tail = lambda z: (mp.log((1 + mp.sqrt(z)) / (1 - mp.sqrt(z))) - 2 * mp.sqrt(z)) / mp.sqrt(z) ** 3
array("LOG", "`(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²` for `s² <= 0.04`.", log_tail, 7, 0, "0.0401", lambda z: z / 2)
array("LOG_WIDE", "[`LOG`] for `s² <= 1/9`, with fewer digits.", log_tail, 8, 0, "0.1112", lambda z: z / 2)
array("LOG_SHORT", "[`LOG`] for single precision.", log_tail, 4, 0, "0.0401", lambda z: z / 2)

sin_tail = lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
quarter = (mp.pi / 4 * mpf("1.0001")) ** 2
array("SIN", "`(sin(r) - r) / r³` in `r²` for `|r| <= pi / 4`.", sin_tail, 6, 0, quarter, lambda z: z)
array("SIN_QUARTER_SHORT", "[`SIN`] for single precision.", sin_tail, 3, 0, quarter, lambda z: z)
array("SIN_SHORT", "`(sin(r) - r) / r³` in `r²` for `|r| <= pi / 2`, for single precision.", sin_tail, 5, 0, 4 * quarter, lambda z: z)
cos_tail = lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2
array("COS", "`(cos(r) - 1 + r²/2) / r⁴` in `r²` for `|r| <= pi / 4`.", cos_tail, 6, 0, quarter, lambda z: z**2)
array("COS_QUARTER_SHORT", "[`COS`] for single precision.", cos_tail, 3, 0, quarter, lambda z: z**2)

asin_tail = lambda z: (mp.asin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
array("ASIN", "`(arcsin(s) - s) / s³` in `s²` for `s² <= 1/4`.", asin_tail, 12, 0, "0.25", lambda z: z)
atan_tail = lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
array("ATAN", "`(arctan(t) - t) / t³` in `t²` for `|t| <= tan(pi / 8)`.", atan_tail, 10, 0, "0.1718", lambda z: z)

erf_even = lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) if z else 2 / mp.sqrt(mp.pi)
array("ERF", "`erf(x) / x - 1` in `x²` for `|x| <= 1`.", lambda z: erf_even(z) - 1, 12, 0, 1, lambda z: 1 / erf_even(z))


def erfcx(x):
    if x < 20:
        return mp.exp(x * x) * mp.erfc(x)
    # The asymptotic series: its terms fall below the precision before they grow again.
    term, total, n = mpf(1), mpf(1), 0
    while abs(term) > mpf(10) ** -60 and n < 300:
        n += 1
        term *= -(2 * n - 1) / (2 * x * x)
        total += term
    return total / (x * mp.sqrt(mp.pi))


def erfc_scaled(t):
    x = 4 * (1 + t) / (1 - t)
    return erfcx(x) * (1 + 2 * x)


long_end = (mpf(28) - 4) / (mpf(28) + 4)
# With t = (x - 4) / (x + 4), G(t) = exp(x²) erfc(x) (1 + 2x) lies between 1 and 1.3; its value at t = 0 is split off.
at_zero = double(erfc_scaled(mpf(0)))
erfc_tail = lambda t: (erfc_scaled(t) - at_zero) / t
array("ERFC", "`(G(t) - ERFC_CONSTANT) / t`, `G = exp(x²) erfc(x) (1 + 2x)`, `t = (x - 4) / (x + 4)`, `0 <= x <= 28`.", erfc_tail, 24, -1, long_end, abs)

root_tail = lambda e: ((1 - e) ** (mpf(-1) / 3) - 1) / e
array("CBRT", "`((1 - e)^(-1/3) - 1) / e` for `|e| <= 0.1025`.", root_tail, 4, "-0.1025", "0.1025", abs)
tanh_tail = lambda z: (mp.tanh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
array("TANH", "`(tanh(h) - h) / h³` in `h²` for `|h| <= 3/8 log 2`.", tanh_tail, 7, 0, (half_ln2 * mpf("0.75005")) ** 2, lambda z: z)

# For functions computed in f32 itself.
array("EXP_F32", "[`EXP`] in f32.", exp_tail, 5, -half_ln2, half_ln2, lambda x: x**2, kind="f32")
array("EXPM1_F32", "[`EXPM1`] in f32.", lambda x: (exp_tail(x) - mpf(1) / 2) / x, 5, -half_ln2, half_ln2, lambda x: x**2, kind="f32")
log1p_tail = lambda f: (mp.log1p(f) - f + f * f / 2) / f**3
array("LOG_F32", "`(log(1 + f) - f + f²/2) / f³` for `-1/4 <= f < 1/2`, in f32.", log1p_tail, 9, "-0.25", "0.5", lambda f: f**2, kind="f32")
array("EXP2_SHORT", "`2^r` for `|r| <= 1/2`, good for f32.", lambda x: mpf(2) ** x, 7, "-0.5", "0.5", lambda x: mpf(1))

TABLES = {}


def uniform(name, end, size=8, shift=mpf(1) / 2):
    """`size` intervals on [0, end], `h` long but for the first, [0, h / 2], whose centre is 0; all are with a `shift`
    of 0. `1 / h` becomes a constant."""
    inverse = single((size - shift) / end)
    CONSTANTS.append((name + "_STEPS", f"Intervals per unit of [`{name}`].", inverse, "f32"))
    return [(max(j - shift, mpf(0)) / inverse, (j + 1 - shift) / inverse, (j + mpf(1) / 2 - shift) / inverse) for j in range(size)]


def by_exponent(start, end):
    """The 32 intervals of `x + start` by five bits of its f32, two of the exponent and three of the mantissa."""
    intervals = []
    for j in range(32):
        exponent = (j // 8 + 1) % 4
        low, high = ((1 + mpf(j % 8 + i) / 8) * 2**exponent - start for i in (0, 1))
        intervals.append((low, high, (low + high) / 2 if low else mpf(0)) if low < end else intervals[-1])
    return intervals


def table(name, doc, f, intervals, count, slopes=(1, 1)):
    """`f` by intervals: `f(c + t) = f(c) + slope t + t (a0 + a1 t + ...)` for `c + t` in each, given by its ends and
    middle. The centres `c` are chosen such that `f(c)` is almost a number of f32. `slopes` are that of the interval at
    0 and of the others. Columns: `c`, `f(c)`, `a0`, ...
    """
    rows, worst = [], mpf(0)
    for low, high, middle in intervals:
        slope = slopes[low > 0]
        candidates = [single(middle + (i - 500) * (high - low) / 5000) for i in range(1000)] if middle else [mpf(0)]
        c = min(candidates, key=lambda x: abs(single(f(x)) - f(x)))
        # Least squares of the relative error at Chebyshev points; again for the others after `a0` and `a1` are rounded.
        points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mpf(1) / 2) / 40) for i in range(40)]
        a = []
        for fixed in range(3):
            weights = [(x - c) / f(x) for x in points]
            matrix = mp.matrix([[w * (x - c) ** k for k in range(fixed, count)] for x, w in zip(points, weights)])
            left = lambda x: (f(x) - f(c)) / (x - c) - slope - mp.fsum(q * (x - c) ** k for k, q in enumerate(a))
            solution = list(mp.lu_solve(matrix, mp.matrix([w * left(x) for x, w in zip(points, weights)])))
            a += [single(x) for x in (solution[:1] if fixed < 2 else solution)]
        rows.append([c, single(f(c)), *a])
        for i in range(40):
            t = low + (high - low) * (i + mpf(1) / 3) / 40 - c
            value = rows[-1][1] + slope * t + t * mp.fsum(q * t**k for k, q in enumerate(a))
            worst = max(worst, abs(value / f(c + t) - 1))
    print(f"{name}: {count} coefficients in {len(intervals)} intervals, error 2^{float(mp.log(worst, 2)):.1f}", flush=True)
    TABLES[name] = (doc, list(zip(*rows)), float(mp.log(worst, 2)), "f32")


array("SIN_F32", "[`SIN`] in f32.", sin_tail, 3, 0, quarter * mpf("1.005"), lambda z: z, kind="f32")
array("COS_F32", "[`COS`] in f32.", cos_tail, 3, 0, quarter * mpf("1.005"), lambda z: z**2, kind="f32")
tan_tail = lambda z: (mp.tan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
array("TAN_F32", "`(tan(r) - r) / r³` in `r²` for `|r| <= pi / 4`, in f32.", tan_tail, 7, 0, quarter * mpf("1.005"), lambda z: z * mp.sqrt(z) / mp.tan(mp.sqrt(z)), kind="f32")
array("ASIN_F32", "[`ASIN`] in f32.", asin_tail, 5, 0, "0.25", lambda z: z, kind="f32")
array("ATAN_F32", "[`ATAN`] for `|t| <= 1`, in f32.", atan_tail, 9, 0, 1, lambda z: z * mp.sqrt(z) / mp.atan(mp.sqrt(z)), kind="f32")
array("ATANH_F32", "`(arctanh(d) - d) / d³` in `d²` for `d <= 3/11`, in f32.", lambda z: (mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 4, 0, mpf("0.0744"), lambda z: z, kind="f32")
array("ASINH_F32", "`(arcsinh(x) - x) / x³` in `x²` for `x² <= 0.35`, in f32.", lambda z: (mp.asinh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 6, 0, mpf("0.35"), lambda z: z * mp.sqrt(z) / mp.asinh(mp.sqrt(z)), kind="f32")
array("SINH_F32", "`(sinh(r) - r) / r³` in `r²` for `|r| <= ln 2 / 2`, in f32.", lambda z: (mp.sinh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 3, 0, half_ln2**2, lambda z: z, kind="f32")
array("COSH_F32", "`(cosh(r) - 1) / r²` in `r²` for `|r| <= ln 2 / 2`, in f32.", lambda z: (mp.cosh(mp.sqrt(z)) - 1) / z, 3, 0, half_ln2**2, lambda z: z, kind="f32")
array("CBRT_F32", "[`CBRT`] in f32.", root_tail, 3, "-0.1025", "0.1025", abs, kind="f32")
array("LOG2_TAIL_F32", "[`LOG2_TAIL`] in f32.", lambda f: 2 * log1p_tail(f) / mp.log(2), 4, mpf("-0.018"), mpf(1) / 32, lambda f: mpf(1), kind="f32")
array("LOG2_TAIL", "`2 (log(1 + f) - f + f²/2) log2(e) / f³` for `-0.018 <= f <= 1/32`.", lambda f: 2 * log1p_tail(f) / mp.log(2), 9, mpf("-0.018"), mpf(1) / 32, lambda f: f**2)
array("EXP2_TAIL", "`(2^r - 1) / r` for `|r| <= 1/32`.", lambda x: (mpf(2) ** x - 1) / x, 6, mpf(-1) / 32, mpf(1) / 32, abs)
array("EXP2_TAIL_F32", "`(2^r - 1) / r` for `|r| <= 1/64`, in f32.", lambda x: (mpf(2) ** x - 1) / x, 3, mpf(-1) / 64, mpf(1) / 64, abs, kind="f32")

array("SINH", "`(sinh(r) - r) / r³` in `r²` for `|r| <= ln 2 / 2`.", lambda z: (mp.sinh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 5, 0, half_ln2**2, lambda z: z)
array("COSH", "`(cosh(r) - 1) / r²` in `r²` for `|r| <= ln 2 / 2`.", lambda z: (mp.cosh(mp.sqrt(z)) - 1) / z, 5, 0, half_ln2**2, lambda z: z)

CONSTANTS = [("ERFC_CONSTANT", "`G(0)` of [`ERFC`].", at_zero, "f64")]


def parts(name, doc, value, bits, kind="f64"):
    """A number as a sum of f64, the first rounded to `bits[0]` bits and so on."""
    round_to = single if kind == "f32" else double
    for suffix, count in zip(["", "_LOW", "_LOWEST"], bits):
        with mp.workprec(count):
            part = +value
        value -= part
        CONSTANTS.append((name + suffix, doc, round_to(part), kind))


# Of -1/3 of a number's bits, taken as an integer, to those of about its inverse cube root; see `cbrt_of_normal`.
for suffix, kind, unit, bias, bits in [("", "f64", 2**52, 1023, 20), ("_F32", "f32", 2**23, 127, 15)]:
    start = mpf(unit) * 4 / 3 + (mpf(bias) * 4 / 3 - mpf("0.068")) * 2**bits
    CONSTANTS.append(("CBRT_START" + suffix, "Where guesses of inverse cube roots start.", double(start) if kind == "f64" else single(start), kind))

parts("LN_2", "log 2 in parts, the first with 21 zero bits so that an exponent times it is exact.", mp.log(2), [32, 53])
parts("LN_2_FULL", "log 2 in two full parts.", mp.log(2), [53, 53])
parts("HALF_LN_2", "log 2 / 2 in two full parts.", mp.log(2) / 2, [53, 53])
parts("LOG2_E", "1 / log 2 in two parts.", 1 / mp.log(2), [53, 53])
parts("LOG10_E", "1 / log 10 in two parts.", 1 / mp.log(10), [53, 53])
parts("LN_2_F32", "log 2 in parts of f32, the first with 8 zero bits.", mp.log(2), [16, 24], "f32")
parts("LN_2_FULL_F32", "log 2 in two full parts of f32.", mp.log(2), [24, 24], "f32")
parts("LOG2_E_F32", "1 / log 2 in parts of f32.", 1 / mp.log(2), [24, 24], "f32")
parts("LOG10_E_F32", "1 / log 10 in parts of f32.", 1 / mp.log(10), [24, 24], "f32")
parts("LOG10_2_F32", "log10 2 in parts of f32, the first with 8 zero bits.", mp.log10(2), [16, 24], "f32")
parts("LOG10_2", "log10 2 in parts, the first with 21 zero bits.", mp.log10(2), [32, 53])
parts("HALF_PI", "pi / 2 in three parts.", mp.pi / 2, [53, 53, 53])
parts("PI", "pi in two parts.", mp.pi, [53, 53])
parts("QUARTER_PI", "pi / 4 in two parts.", mp.pi / 4, [53, 53])
parts("TWO_OVER_PI", "2 / pi.", 2 / mp.pi, [53])
parts("ONE_OVER_PI", "1 / pi.", 1 / mp.pi, [53])
parts("HALF_PI_F32", "pi / 2 in three parts of f32.", mp.pi / 2, [24, 24, 24], "f32")
parts("PI_F32", "pi in two parts of f32.", mp.pi, [24, 24], "f32")
parts("TWO_OVER_PI_F32", "2 / pi in f32.", 2 / mp.pi, [24], "f32")
parts("THIRD_F32", "1 / 3 in f32.", mpf(1) / 3, [24], "f32")
parts("THIRD", "1 / 3.", mpf(1) / 3, [53])
parts("TWO_THIRDS", "2 / 3.", mpf(2) / 3, [53])
parts("FIVE_NINTHS", "5 / 9.", mpf(5) / 9, [53])

table("TANH_TABLE", "tanh on [0, 9.31] by intervals: centres, values there, then coefficients, in f32; the slope is 1 in the first.", mp.tanh, uniform("TANH_TABLE", mpf("9.31")), 9, slopes=(1, 0))
table("TANH_WIDE_TABLE", "[`TANH_TABLE`] by intervals of `x + 1` that grow with it, with a slope of 1 in all.", mp.tanh, by_exponent(1, mpf("9.31")), 5)
table("ERF_TABLE", "erf on [0, 4.01], as [`TANH_WIDE_TABLE`] but by equal intervals.", mp.erf, uniform("ERF_TABLE", mpf("4.01")), 7)

table("ERFC_TABLE", "`exp(x²) erfc(x)` on [0, 10.12], as [`TANH_TABLE`] but without a slope.", erfcx, uniform("ERFC_TABLE", mpf("10.12"), shift=0), 10, slopes=(0, 0))


def logarithm_table(bits, rounded):
    """For the 32 values of a number's first five bits after the leading one, the number being in [0.75, 1.5): about
    its inverse `1 / c` as a multiple of 1/64, for which the product with the number, less 1, is exact; and log2(c) in
    two words, the first a multiple of 2^-bits. The intervals next to 1 have `c = 1`."""
    columns = [[], [], []]
    for i in range(32):
        low, width = (1 + mpf(i) / 32, mpf(1) / 32) if i < 16 else ((1 + mpf(i) / 32) / 2, mpf(1) / 64)
        size = lambda n: max(abs(low * n / 64 - 1), abs((low + width) * n / 64 - 1))
        n = 64 if i in (0, 31) else min(range(40, 90), key=size)
        assert i in (0, 31) or size(n) <= (mpf(1) / 32 if i < 16 else mpf(1) / 64), (i, float(size(n)))
        c = -mp.log(mpf(n) / 64) / mp.log(2)
        high = mp.nint(c * 2**bits) / 2**bits
        for column, value in zip(columns, [mpf(n) / 64, high, rounded(c - high)]):
            column.append(value)
    return columns


for suffix, kind, bits, rounded, count in [("", "f64", 40, double, 16), ("_F32", "f32", 15, single, 32)]:
    doc = "Inverses of centres and their log2 in two words, by a number's first five bits."
    TABLES["LOG2_TABLE" + suffix] = (doc, logarithm_table(bits, rounded), None, kind)
    powers = [mpf(2) ** (mpf(i) / count) for i in range(count)]
    columns = [[rounded(x) for x in powers], [rounded(x - rounded(x)) for x in powers]]
    TABLES["EXP2_TABLE" + suffix] = (f"`2^(i / {count})` in two words.", columns, None, kind)

if len(sys.argv) == 1:
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "coefficients.rs"), "w") as out:
        out.write("//! Polynomial coefficients of the vector functions, lowest power first. Written by `coefficients.py`, which\n")
        out.write("//! says how they are fitted; do not edit.\n")
        out.write('#![allow(clippy::unreadable_literal, clippy::excessive_precision, clippy::approx_constant, reason = "a generated file")]\n')
        for name, doc, value, kind in CONSTANTS:
            out.write(f"\n/// {doc}\n" if not name.endswith(("_LOW", "_LOWEST")) else f"/// The rest of it.\n")
            out.write(f"pub(super) const {name}: {kind} = {number(value, kind)};\n")
        for name, (kind, doc, values, size) in ARRAYS.items():
            out.write(f"\n/// {doc} Error of the fit: 2^{size:.1f}.\n")
            out.write(f"pub(super) const {name}: [{kind}; {len(values)}] = [")
            out.write(", ".join(number(v, kind) for v in values))
            out.write("];\n")
        for name, (doc, columns, size, kind) in TABLES.items():
            error = f" Relative error: 2^{size:.1f}." if size else ""
            out.write(f"\n/// {doc}{error}\n")
            out.write(f"pub(super) const {name}: [[{kind}; {len(columns[0])}]; {len(columns)}] = [")
            out.write(", ".join("[" + ", ".join(number(v, kind) for v in column) + "]" for column in columns))
            out.write("];\n")
