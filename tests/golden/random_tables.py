"""Writes random.json: what tests/random.rs compares draws with.

Distributions are cut into bins of about equal probability, with SciPy's distribution functions; the streams of
bits are computed by an independent Threefry. Run `python3 random_tables.py` here; needs numpy and scipy.
"""

import json

import numpy as np
from scipy import special, stats

BINS = 24
MASK = 0xFFFFFFFF


def bins(name, parameters, distribution):
    grid = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(distribution.ppf(grid))
    cumulative = distribution.cdf(edges)
    probabilities = np.diff(np.concatenate([[0.0], cumulative, [1.0]]))
    return {
        "name": name,
        "parameters": parameters,
        "edges": [float(f"{edge:.14g}") for edge in edges],
        "probabilities": [float(f"{p:.10g}") for p in probabilities],
    }


def continuous():
    yield bins("uniform", [], stats.uniform())
    yield bins("uniform_between", [-2.0, 5.0], stats.uniform(-2, 7))
    yield bins("normal", [], stats.norm())
    yield bins("exponential", [], stats.expon())
    yield bins("gumbel", [], stats.gumbel_r())
    yield bins("laplace", [], stats.laplace())
    yield bins("logistic", [], stats.logistic())
    yield bins("cauchy", [], stats.cauchy())
    yield bins("maxwell", [], stats.maxwell())
    for low, high in [(-1.0, 2.0), (0.5, 0.75), (-6.0, -3.0), (3.0, 4.0)]:
        yield bins("truncated_normal", [low, high], stats.truncnorm(low, high))
    for sigma in [0.1, 2.0]:
        yield bins("lognormal", [sigma], stats.lognorm(sigma))
    for b in [0.5, 3.0]:
        yield bins("pareto", [b], stats.pareto(b))
    for scale, shape in [(1.0, 0.5), (2.0, 3.0)]:
        yield bins("weibull_min", [scale, shape], stats.weibull_min(shape, scale=scale))
    yield bins("rayleigh", [2.0], stats.rayleigh(scale=2))
    for left, mode, right in [(-1.0, 0.0, 3.0), (0.0, 0.0, 1.0), (0.0, 2.0, 2.0)]:
        yield bins("triangular", [left, mode, right], stats.triang((mode - left) / (right - left), left, right - left))
    for a in [0.05, 0.4, 0.99, 1.0, 1.5, 7.0, 150.0, 1e6, 1e12]:
        yield bins("gamma", [a], stats.gamma(a))
    for a in [0.05, 1.0, 30.0]:
        yield bins("loggamma", [a], stats.loggamma(a))
    for df in [1.0, 5.5]:
        yield bins("chisquare", [df], stats.chi2(df))
    for num, den in [(1.0, 4.0), (10.0, 3.0)]:
        yield bins("f", [num, den], stats.f(num, den))
    for df in [0.7, 1.0, 4.0, 100.0]:
        yield bins("student_t", [df], stats.t(df))
    for a, b in [(0.5, 0.5), (0.1, 3.0), (1.0, 1.0), (20.0, 5.0), (300.0, 700.0)]:
        yield bins("beta", [a, b], stats.beta(a, b))
    for p in [0.5, 1.0, 2.0, 7.0]:
        yield bins("generalized_normal", [p], stats.gennorm(p))
    for mean in [0.05, 1.0, 8.0]:
        yield bins("wald", [mean], stats.invgauss(mean))
    for df, nonc in [(3.0, 2.0), (1.5, 20.0), (0.5, 1.0), (1.0, 3.0), (4.0, 0.0)]:
        yield bins("noncentral_chisquare", [df, nonc], stats.ncx2(df, nonc) if nonc else stats.chi2(df))
    for num, den, nonc in [(3.0, 8.0, 2.0), (0.5, 4.0, 5.0)]:
        yield bins("noncentral_f", [num, den, nonc], stats.ncf(num, den, nonc))
    for mu, kappa in [(0.0, 1e-3), (0.0, 0.7), (1.0, 4.0), (-3.0, 2.0), (0.0, 300.0)]:
        yield bins("vonmises", [mu, kappa], Wrapped(mu, kappa))
    yield bins("vonmises", [0.0, 4e6], stats.norm(0, 5e-4))
    for loc, scale in [(0.0, 1.0), (-2.0, 3.0)]:
        yield bins("double_sided_maxwell", [loc, scale], DoubleSidedMaxwell(loc, scale))


class DoubleSidedMaxwell:
    """A Maxwell number with a random sign."""

    def __init__(self, loc, scale):
        self.loc, self.half = loc, stats.maxwell(scale=scale)

    def cdf(self, x):
        x = x - self.loc
        return 0.5 + 0.5 * np.sign(x) * self.half.cdf(abs(x))

    def ppf(self, p):
        return self.loc + np.sign(p - 0.5) * self.half.ppf(abs(2 * p - 1))


class Zipf:
    """SciPy's searches its quantiles for long."""

    def __init__(self, a):
        self.a = a

    def cdf(self, k):
        return 1 - special.zeta(self.a, np.asarray(k) + 1) / special.zeta(self.a, 1)

    def ppf(self, p):
        values = np.unique(np.concatenate([np.arange(1, 1000), 10.0 ** np.arange(3, 16)]))
        return values[np.minimum(np.searchsorted(self.cdf(values), p), len(values) - 1)]


class Wrapped:
    """A von Mises distribution, wrapped to the turn around 0."""

    def __init__(self, mu, kappa):
        self.mu, self.around = mu, stats.vonmises(kappa)

    def turned(self, angle):
        turns = np.floor((angle + np.pi) / (2 * np.pi))
        return self.around.cdf(angle - 2 * np.pi * turns) + turns

    def cdf(self, x):
        return self.turned(x - self.mu) - self.turned(-np.pi - self.mu)

    def ppf(self, p):
        angles = np.linspace(-np.pi, np.pi, 10001)
        return np.interp(p, self.cdf(angles), angles)


def discrete():
    for low, high in [(0, 6), (-3, 40), (10, 12)]:
        yield bins("randint", [low, high], stats.randint(low, high))
    for p in [0.02, 0.5]:
        yield bins("bernoulli", [p], stats.bernoulli(p))
    for rate in [0.3, 2.0, 9.9, 10.1, 31.0, 500.0, 1e5, 1e10]:
        yield bins("poisson", [rate], stats.poisson(rate))
    # SciPy has no digits here, where the normal distribution is as good.
    yield bins("poisson", [1e15], stats.norm(1e15, 1e15**0.5))
    for n, p in [(1, 0.3), (10, 0.5), (15, 0.9), (40, 0.2), (40, 0.3), (40, 0.7), (100, 0.03), (1000, 0.5),
                 (1000, 0.003), (10**6, 0.25), (10**9, 0.999), (10**9, 3e-9)]:
        yield bins("binomial", [n, p], stats.binom(n, p))
    for p in [0.01, 0.4, 0.95]:
        yield bins("geometric", [p], stats.geom(p))
    for p in [0.01, 0.5, 0.98]:
        yield bins("logseries", [p], stats.logser(p))
    for a in [1.25, 2.0, 4.5]:
        yield bins("zipf", [a], Zipf(a))
    for n, p in [(1, 0.3), (2.5, 0.2), (50, 0.5)]:
        yield bins("negative_binomial", [n, p], stats.nbinom(n, p))
    for good, bad, sample in [(7, 5, 6), (5, 40, 12), (40, 5, 30), (200, 300, 100), (300, 200, 450),
                              (10**5, 10**6, 10**4)]:
        yield bins("hypergeometric", [good, bad, sample], stats.hypergeom(good + bad, good, sample))


def threefry(key, counter):
    """Threefry-2x32 with 20 rounds, written from the paper (Salmon et al. 2011)."""
    rotations = [13, 15, 26, 6, 17, 29, 16, 24]
    schedule = [key[0], key[1], 0x1BD11BDA ^ key[0] ^ key[1]]
    x = [(counter[0] + schedule[0]) & MASK, (counter[1] + schedule[1]) & MASK]
    for i in range(20):
        x[0] = (x[0] + x[1]) & MASK
        r = rotations[i % 8]
        x[1] = ((x[1] << r | x[1] >> (32 - r)) & MASK) ^ x[0]
        if i % 4 == 3:
            s = i // 4 + 1
            x[0] = (x[0] + schedule[s % 3]) & MASK
            x[1] = (x[1] + schedule[(s + 1) % 3] + s) & MASK
    return x


def streams():
    for seed in [0, 1, 42, 2**40 + 17, 2**64 - 1]:
        key = [seed >> 32, seed & MASK]
        blocks = [threefry(key, [0, i]) for i in range(8)]
        yield {
            "seed": str(seed),
            "u32": [word for block in blocks[:4] for word in block],
            "u64": [str(high << 32 | low) for high, low in blocks],
            "split": [threefry(key, [1 << 30, i]) for i in range(3)],
            "fold_in": [threefry(key, [2 << 30, data]) for data in (0, 7, MASK)],
        }


if __name__ == "__main__":
    tables = {"continuous": list(continuous()), "discrete": list(discrete()), "streams": list(streams())}
    with open("random.json", "w") as file:
        json.dump(tables, file, separators=(",", ":"), allow_nan=False)
        file.write("\n")
