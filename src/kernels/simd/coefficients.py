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
array("EXP_SHORT", "[`EXP`] for single precision.", exp_tail, 5, -half_ln2, half_ln2, lambda x: x**2)
array("EXPM1", "`(exp(r) - 1 - r - r²/2) / r³` for `|r| <= ln 2 / 2`.", lambda x: (exp_tail(x) - mpf(1) / 2) / x, 10, -half_ln2, half_ln2, lambda x: x**2)
array("EXPM1_SHORT", "[`EXP`] for single precision, with the relative error of `exp(r) - 1` levelled.", exp_tail, 6, -half_ln2, half_ln2, abs)

log_tail = lambda z: (mp.log((1 + mp.sqrt(z)) / (1 - mp.sqrt(z))) - 2 * mp.sqrt(z)) / mp.sqrt(z) ** 3
array("LOG", "`(log((1 + s) / (1 - s)) - 2 s) / s³` in `s²` for `s² <= 0.04`.", log_tail, 7, 0, "0.0401", lambda z: z / 2)
array("LOG_SHORT", "[`LOG`] for single precision.", log_tail, 4, 0, "0.0401", lambda z: z / 2)
log_tail_5 = lambda z: (log_tail(z) - mpf(2) / 3) / z
array("LOG_LONG", "`(log((1 + s) / (1 - s)) - 2 s - 2/3 s³) / s⁵` in `s²`, for powers.", log_tail_5, 8, 0, "0.0401", lambda z: z**2 / 2)

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
array("ASIN_SHORT", "[`ASIN`] for single precision.", asin_tail, 6, 0, "0.25", lambda z: z)
atan_tail = lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
array("ATAN", "`(arctan(t) - t) / t³` in `t²` for `|t| <= tan(pi / 8)`.", atan_tail, 10, 0, "0.1718", lambda z: z)
array("ATAN_SHORT", "[`ATAN`] for single precision.", atan_tail, 5, 0, "0.1718", lambda z: z)

erf_even = lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) if z else 2 / mp.sqrt(mp.pi)
array("ERF", "`erf(x) / x - 1` in `x²` for `|x| <= 1`.", lambda z: erf_even(z) - 1, 12, 0, 1, lambda z: 1 / erf_even(z))
array("ERF_SHORT", "`erf(x) / x` in `x²/8 - 1` for `|x| <= 4`, for single precision.", lambda u: erf_even(8 * (u + 1)), 19, -1, 1, lambda u: 1 / erf_even(8 * (u + 1)))


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


short_end = (mpf(11) - 4) / (mpf(11) + 4)
long_end = (mpf(28) - 4) / (mpf(28) + 4)
# With t = (x - 4) / (x + 4), G(t) = exp(x²) erfc(x) (1 + 2x) lies between 1 and 1.3; its value at t = 0 is split off.
at_zero = double(erfc_scaled(mpf(0)))
erfc_tail = lambda t: (erfc_scaled(t) - at_zero) / t
array("ERFC", "`(G(t) - ERFC_CONSTANT) / t`, `G = exp(x²) erfc(x) (1 + 2x)`, `t = (x - 4) / (x + 4)`, `0 <= x <= 28`.", erfc_tail, 24, -1, long_end, abs)
array("ERFC_SHORT", "[`ERFC`] for single precision and `x <= 11`.", erfc_tail, 12, -1, short_end, abs)

root = lambda m: m ** (mpf(-1) / 3)
array("CBRT", "`m^(-1/3)` in `m - 1` for `0.75 <= m < 1.5`.", lambda u: root(1 + u), 7, "-0.25", "0.5", lambda u: 1 / root(1 + u))

# For functions computed in f32 itself.
array("EXP_F32", "[`EXP`] in f32.", exp_tail, 5, -half_ln2, half_ln2, lambda x: x**2, kind="f32")
array("EXPM1_F32", "[`EXPM1`] in f32.", lambda x: (exp_tail(x) - mpf(1) / 2) / x, 5, -half_ln2, half_ln2, lambda x: x**2, kind="f32")
log1p_tail = lambda f: (mp.log1p(f) - f + f * f / 2) / f**3
array("LOG_F32", "`(log(1 + f) - f + f²/2) / f³` for `-1/4 <= f < 1/2`, in f32.", log1p_tail, 9, "-0.25", "0.5", lambda f: f**2, kind="f32")
array("ERF_F32", "`erf(x) / x - 1` in `x²` for `|x| <= 1`, in f32.", lambda z: erf_even(z) - 1, 7, 0, 1, lambda z: 1 / erf_even(z), kind="f32")
array("ERFC_F32", "`-log(erfc(x))` in `x - 1` for `1 <= x <= 4`, in f32.", lambda u: -mp.log(mp.erfc(u + 1)), 8, 0, 3, lambda u: mp.erfc(u + 1), kind="f32")
array("EXP2_SHORT", "`2^r` for `|r| <= 1/2`, good for f32.", lambda x: mpf(2) ** x, 7, "-0.5", "0.5", lambda x: mpf(1))

CONSTANTS = [("ERFC_CONSTANT", "`G(0)` of [`ERFC`].", at_zero, "f64")]


def parts(name, doc, value, bits, kind="f64"):
    """A number as a sum of f64, the first rounded to `bits[0]` bits and so on."""
    round_to = single if kind == "f32" else double
    for suffix, count in zip(["", "_LOW", "_LOWEST"], bits):
        with mp.workprec(count):
            part = +value
        value -= part
        CONSTANTS.append((name + suffix, doc, round_to(part), kind))


parts("LN_2", "log 2 in parts, the first with 21 zero bits so that an exponent times it is exact.", mp.log(2), [32, 53])
parts("LN_2_FULL", "log 2 in two full parts.", mp.log(2), [53, 53])
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
parts("CBRT_2", "Cube root of 2 in two parts.", mp.cbrt(2), [53, 53])
parts("CBRT_4", "Cube root of 4 in two parts.", mp.cbrt(4), [53, 53])
parts("THIRD", "1 / 3.", mpf(1) / 3, [53])
parts("TWO_THIRDS", "2 / 3 in two parts.", mpf(2) / 3, [53, 53])

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
