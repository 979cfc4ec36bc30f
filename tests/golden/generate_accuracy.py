"""What 40-digit arithmetic (mpmath) says of the special functions: the measure of their accuracy in f64.

Points are spread over the useful range of each function and drawn with a seed; every value is rounded once.
"""

import random

import mpmath as mp
import numpy as np
from generate import Calls

mp.mp.dps = 40


def linear(rng, low, high, count):
    return [rng.uniform(low, high) for _ in range(count)]


def logarithmic(rng, low, high, count):
    return [10 ** rng.uniform(low, high) for _ in range(count)]


def both_signs(values):
    return values + [-value for value in values]


def gammainc(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def gammaincc(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def betainc(a, b, x):
    if x > a / (a + b):
        return 1 - betainc(b, a, 1 - x)
    # DLMF 8.17.8: all terms are positive.
    term = total = mp.mpf(1)
    k = 0
    while term > total * mp.eps:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return x**a * (1 - x) ** b / (a * mp.beta(a, b)) * total


def log_ndtr(x):
    return mp.log(mp.ncdf(x)) if x < 0 else mp.log1p(-mp.ncdf(-x))


def zeta(s, q):
    with mp.workdps(100):
        return mp.zeta(s, q)


def spence(z):
    return mp.re(mp.polylog(2, 1 - z))


def ndtri(p):
    return -mp.sqrt(2) * inverse_erfc(2 * p)


def inverse_erfc(y):
    if y > 0.01:
        return mp.erfinv(1 - y)
    guess = mp.sqrt(-mp.log(y))
    return mp.findroot(lambda x: mp.log(mp.erfc(x)) - mp.log(y), guess)


def exprel(x):
    return mp.expm1(x) / x


def dawsn(x):
    return mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x)


def wofz(z):
    with mp.workdps(60 + int(abs(z) ** 2)):
        return mp.exp(-z * z) * mp.erfc(-1j * z)


def owens_t(h, a):
    return mp.quad(lambda t: mp.exp(-h * h * (1 + t * t) / 2) / (1 + t * t), mp.linspace(0, a, 9)) / (2 * mp.pi)


def poch(z, m):
    return mp.gamma(z + m) / mp.gamma(z)


def boxcox(x, lmbda):
    return mp.expm1(lmbda * mp.log(x)) / lmbda


def sph_harm_y(n, m, theta, phi):
    """From the finite sum DLMF 14.3.1, of terms that cancel."""
    n, m = int(n), int(m)
    with mp.workdps(80):
        half = mp.sin(theta / 2) ** 2
        terms = [mp.rf(m - n, k) * mp.rf(m + n + 1, k) / mp.rf(m + 1, k) / mp.factorial(k) * half**k for k in range(n - m + 1)]
        outer = mp.factorial(n + m) / (mp.factorial(m) * mp.factorial(n - m) * mp.mpf(2) ** m)
        norm = mp.sqrt((2 * n + 1) / (4 * mp.pi) * mp.factorial(n - m) / mp.factorial(n + m))
        return norm * outer * (-mp.sin(theta)) ** m * mp.fsum(terms) * mp.exp(1j * m * phi)


def in_plane(rng, low, high, count):
    """Complex numbers with a modulus between powers of ten, in all directions."""
    angles = linear(rng, -np.pi, np.pi, count)
    return [complex(r * np.cos(a), r * np.sin(a)) for r, a in zip(logarithmic(rng, low, high, count), angles)]


HALF = mp.mpf(1) / 2

# Function, reference, and points (one list per argument).
FUNCTIONS = {
    "erf": (mp.erf, lambda r: [both_signs(logarithmic(r, -8, 0.7, 40))]),
    "erfc": (mp.erfc, lambda r: [linear(r, -5, 26, 60)]),
    "erfcx": (lambda x: mp.exp(x * x) * mp.erfc(x), lambda r: [linear(r, -20, 20, 60) + logarithmic(r, 1, 20, 10)]),
    "erfinv": (mp.erfinv, lambda r: [both_signs(linear(r, 0, 1, 30)) + logarithmic(r, -10, 0, 10)]),
    "erfcinv": (inverse_erfc, lambda r: [logarithmic(r, -300, 0, 40) + linear(r, 0, 2, 20)]),
    "ndtr": (mp.ncdf, lambda r: [linear(r, -37, 8, 60)]),
    "log_ndtr": (log_ndtr, lambda r: [linear(r, -60, 20, 60)]),
    "ndtri": (ndtri, lambda r: [logarithmic(r, -300, -0.31, 40)]),
    "gamma": (mp.gamma, lambda r: [linear(r, 0, 171, 40) + linear(r, -20, 0, 30)]),
    "gammaln": (lambda x: mp.log(abs(mp.gamma(x))), lambda r: [logarithmic(r, -10, 8, 60)]),
    "digamma": (mp.digamma, lambda r: [logarithmic(r, -5, 8, 50) + linear(r, 1, 2, 20)]),
    "polygamma": (
        lambda n, x: mp.polygamma(int(n), x),
        lambda r: [[float(k % 5 + 1) for k in range(60)], logarithmic(r, -2, 3, 60)],
    ),
    "gammainc": (gammainc, lambda r: paired(r)),
    "gammaincc": (gammaincc, lambda r: paired(r)),
    "betaln": (
        lambda a, b: mp.log(mp.beta(a, b)),
        lambda r: [logarithmic(r, -3, 6, 60), logarithmic(r, -3, 6, 60)],
    ),
    "beta": (mp.beta, lambda r: [logarithmic(r, -3, 2, 60), logarithmic(r, -3, 2, 60)]),
    "binom": (mp.binomial, lambda r: [linear(r, 20, 200, 40), linear(r, 0, 20, 40)]),
    "betainc": (betainc, lambda r: incomplete_beta(r)),
    "i0": (lambda x: mp.besseli(0, x), lambda r: [linear(r, -30, 30, 30) + logarithmic(r, 1, 2.8, 20)]),
    "i0e": (lambda x: mp.exp(-abs(x)) * mp.besseli(0, x), lambda r: [logarithmic(r, -3, 4, 60)]),
    "i1": (lambda x: mp.besseli(1, x), lambda r: [linear(r, -30, 30, 30) + logarithmic(r, 1, 2.8, 20)]),
    "i1e": (lambda x: mp.exp(-abs(x)) * mp.besseli(1, x), lambda r: [logarithmic(r, -3, 4, 60)]),
    "iv": (
        lambda n, x: mp.besseli(int(n), x),
        lambda r: [[float(k % 8 + 2) for k in range(60)], logarithmic(r, -2, 2.5, 60)],
    ),
    "k0": (lambda x: mp.besselk(0, x), lambda r: [logarithmic(r, -6, 2.5, 60)]),
    "k1": (lambda x: mp.besselk(1, x), lambda r: [logarithmic(r, -6, 2.5, 60)]),
    "kn": (
        lambda n, x: mp.besselk(int(n), x),
        lambda r: [[float(k % 8 + 2) for k in range(60)], logarithmic(r, -2, 2.5, 60)],
    ),
    "j0": (lambda x: mp.besselj(0, x), lambda r: [linear(r, 0, 2.3, 40)]),
    "j1": (lambda x: mp.besselj(1, x), lambda r: [linear(r, 0, 3.7, 40)]),
    "jn": (
        lambda n, x: mp.besselj(int(n), x),
        lambda r: [[float(k % 6 + 2) for k in range(40)], linear(r, 0, 4.5, 40)],
    ),
    "y0": (lambda x: mp.bessely(0, x), lambda r: [linear(r, 1, 3.5, 40)]),
    "y1": (lambda x: mp.bessely(1, x), lambda r: [logarithmic(r, -4, 0.3, 40)]),
    "yn": (
        lambda n, x: mp.bessely(int(n), x),
        lambda r: [[float(k % 6 + 2) for k in range(40)], logarithmic(r, -2, 0.3, 40)],
    ),
    "zeta": (zeta, lambda r: [linear(r, 1.05, 20, 60), logarithmic(r, -2, 3, 60)]),
    "expi": (mp.ei, lambda r: [linear(r, -30, 100, 60) + linear(r, 0.2, 0.6, 20) + logarithmic(r, -8, 0, 20)]),
    "exp1": (mp.e1, lambda r: [logarithmic(r, -8, 2.5, 60)]),
    "expn": (
        lambda n, x: mp.expint(int(n), x),
        lambda r: [[float(k % 9 + 2) for k in range(60)], logarithmic(r, -4, 2.5, 60)],
    ),
    "spence": (spence, lambda r: [logarithmic(r, -4, 4, 40) + linear(r, 0.9, 1.1, 20)]),
    "exprel": (exprel, lambda r: [both_signs(logarithmic(r, -10, 2, 40))]),
    "logit": (lambda p: mp.log(p / (1 - p)), lambda r: [linear(r, 0, 1, 40) + logarithmic(r, -20, -1, 20)]),
    "entr": (lambda x: -x * mp.log(x), lambda r: [logarithmic(r, -10, 3, 40)]),
    "kl_div": (
        lambda x, y: x * mp.log(x / y) - x + y,
        lambda r: near_pairs(r),
    ),
    "rel_entr": (lambda x, y: x * mp.log(x / y), lambda r: near_pairs(r)),
    "dawsn": (dawsn, lambda r: [both_signs(logarithmic(r, -5, 3, 40)) + linear(r, 0, 8, 30)]),
    "wofz": (wofz, lambda r: [in_plane(r, -3, 1.3, 80) + [complex(v, 10 ** r.uniform(-8, 0)) for v in linear(r, 0, 12, 40)]]),
    "fresnel (S)": (mp.fresnels, lambda r: [linear(r, 0.01, 30, 60)]),
    "fresnel (C)": (mp.fresnelc, lambda r: [linear(r, 0.01, 30, 60)]),
    "sici (Si)": (mp.si, lambda r: [logarithmic(r, -3, 2, 60)]),
    # Between the first two roots, and far out around the modulus.
    "sici (Ci)": (mp.ci, lambda r: [logarithmic(r, -4, -0.5, 30) + linear(r, 0.8, 3, 30)]),
    "owens_t": (owens_t, lambda r: [linear(r, 0, 12, 60), logarithmic(r, -2, 1.5, 60)]),
    "poch": (poch, lambda r: [logarithmic(r, -1, 4, 60), linear(r, 0, 20, 60)]),
    "boxcox": (boxcox, lambda r: [logarithmic(r, -2, 2, 60), linear(r, -3, 3, 60)]),
    "boxcox1p": (lambda x, lmbda: boxcox(1 + x, lmbda), lambda r: [logarithmic(r, -8, 2, 60), linear(r, -3, 3, 60)]),
    "loggamma": (mp.loggamma, lambda r: [in_plane(r, -2, 3, 80)]),
    "hyp1f1": (mp.hyp1f1, lambda r: [linear(r, 0.1, 20, 80), linear(r, 0.1, 20, 80), linear(r, -60, 60, 60) + both_signs(logarithmic(r, 1.5, 2.7, 10))]),
    "hyp2f1": (mp.hyp2f1, lambda r: [linear(r, 0.1, 8, 80), linear(r, 0.1, 8, 80), linear(r, 0.1, 12, 80), linear(r, -4, 1, 60) + [-v for v in logarithmic(r, 0.5, 4, 20)]]),
    "sph_harm_y": (
        sph_harm_y,
        lambda r: [[float(k % 12) for k in range(80)], [float(k % 12 // 2) for k in range(80)], linear(r, 0.1, 0.3, 80), linear(r, -3, 3, 80)],
    ),
    "sinc": (lambda x: mp.sin(np.pi * x) / (mp.mpf(np.pi) * x), lambda r: [linear(r, 0.01, 0.9, 40)]),
}


def near_pairs(rng):
    x = logarithmic(rng, -3, 3, 60)
    near = [value * (1 + rng.uniform(-0.2, 0.2) * 10 ** rng.uniform(-6, 0)) for value in x[:40]]
    return [x, near + logarithmic(rng, -3, 3, 20)]


def paired(rng):
    """Parameters with arguments around them, where the value is neither 0 nor 1 to all digits."""
    a = logarithmic(rng, -2, 4, 80)
    x = [max(v + rng.uniform(-5, 5) * v**0.5, v * rng.uniform(0.1, 1)) for v in a]
    return [a, x]


def incomplete_beta(rng):
    a, b = logarithmic(rng, -1.5, 4, 70), logarithmic(rng, -1.5, 4, 70)
    x = []
    for p, q in zip(a, b):
        mean, width = p / (p + q), (p * q / (p + q) ** 2 / (p + q + 1)) ** 0.5
        x.append(min(max(mean + rng.uniform(-4, 4) * width, mean * rng.uniform(0.1, 1)), 0.9 + 0.1 * mean))
    return [a, b, x]


COMPLEX = {"wofz", "loggamma", "sph_harm_y"}


def evaluate(name):
    """Arguments and rounded values; points whose value overflows or is subnormal are left out."""
    reference, points = FUNCTIONS[name]
    rng = random.Random(name)
    rows = []
    for row in zip(*points(rng)):
        exact = reference(*[mp.mpmathify(v) for v in row])
        value = complex(exact) if name in COMPLEX else float(mp.re(exact))
        if np.isfinite(value) and abs(value) > 1e-290:
            rows.append((*row, value))
    return [np.array(column) for column in zip(*rows)]


def cases():
    calls = Calls()
    ordered = {"polygamma", "iv", "kn", "jn", "yn", "expn"}
    for name in FUNCTIONS:
        *arguments, values = evaluate(name)
        if name in ordered:
            for n in sorted(set(arguments[0])):
                chosen = arguments[0] == n
                function = lambda n, x, chosen=chosen: values[chosen]
                calls.call(function, int(n), arguments[1][chosen], name=name, exact=False)
        else:
            if name == "sph_harm_y":
                arguments[:2] = [column.astype(int) for column in arguments[:2]]
            calls.call(lambda *_, values=values: values, *arguments, name=name, exact=False)
    yield from calls.lines()
