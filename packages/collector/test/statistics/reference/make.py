"""Writes scipy.json, the values that the tests compare with. Needs scipy 1.17 and statsmodels 0.15; run in this folder."""

import itertools
import json

import numpy as np
from scipy import integrate, optimize, special, stats
from scipy.stats import _resampling
from statsmodels.stats import multitest, power, proportion

random = np.random.default_rng(20261121)
reference = {}


def record(name, rows):
    reference[name] = [{"arguments": arguments, "value": value} for arguments, value in rows]


def distributions():
    draw = lambda count, low, high: np.exp(random.uniform(low, high, count)).tolist()
    record("normalCdf", [([z], stats.norm.cdf(z)) for z in (-12.5, -5, -1.96, -0.3, 0, 1e-9, 0.7, 2.5758293035489, 6)])
    record("normalQuantile", [([p], stats.norm.ppf(p)) for p in (1e-12, 0.001, 0.025, 0.2, 0.4999, 0.5, 0.8, 0.975, 0.9999)])
    cells = list(zip(random.normal(0, 3, 30).tolist(), draw(30, 0, 8)))
    record("studentCdf", [([t, d], stats.t.cdf(t, d)) for t, d in cells])
    cells = list(zip(random.uniform(1e-6, 1, 30).tolist(), draw(30, 0, 8)))
    record("studentQuantile", [([p, d], stats.t.ppf(p, d)) for p, d in cells])
    cells = [(t, d, s) for t in (0.5, 1.7, 4) for d in (1.5, 6, 40, 900) for s in (-1, 0, 2.5, 6)]
    record("noncentralStudentTail", [([t, d, s], stats.nct.sf(t, d, s)) for t, d, s in cells])
    cells = [(k, n, p) for n in (1, 7, 60, 5000) for p in (0.03, 0.5, 0.8) for k in {0, 1, n // 3, n // 2, n - n // 10, n}]
    record("binomialTail", [([k, n, p], stats.binom.sf(k - 1, n, p)) for k, n, p in cells])
    cells = list(zip(draw(30, -2, 7), draw(30, -2, 7)))
    record("regularizedGamma", [([a, x], [special.gammainc(a, x), special.gammaincc(a, x)]) for a, x in cells])
    cells = [(x, a, b) for x in (0.001, 0.3, 0.5, 0.95) for a in (0.5, 3, 40, 2000) for b in (0.5, 7, 300)]
    values = [(cell, special.betainc(cell[1], cell[2], cell[0])) for cell in cells]
    record("regularizedBeta", [(list(cell), value) for cell, value in values])


def rates():
    cells = [(k, n, level) for n in (1, 8, 29, 263) for k in (0, 1, n // 2, n) for level in (0.9, 0.95)]
    wilson = lambda k, n, level: stats.binomtest(k, n).proportion_ci(level, "wilson")
    record("wilsonInterval", [([k, n, level], list(wilson(k, n, level))) for k, n, level in cells])
    sides = {"greater": "greater", "less": "less", "two-sided": "two-sided"}
    cells = [(w, l, side) for w, l in ((5, 0), (0, 5), (1, 7), (12, 4), (40, 60), (1, 0)) for side in sides]
    record("mcnemarTest", [([w, l, s], stats.binomtest(w, w + l, 0.5, alternative=s).pvalue) for w, l, s in cells])
    families = [[0.01, 0.04, 0.03, 0.005], [0.2, 0.2, 0.01], [0.6, 0.9], [0.049]]
    record("holm", [(f, multitest.multipletests(f, method="holm")[1].tolist()) for f in families])


def evidence():
    cells = [(0, 0), (5, 0), (0, 5), (12, 4), (30, 30), (80, 40)]
    density = lambda theta, w, l: 2 * (2 * theta) ** w * (2 * (1 - theta)) ** l
    value = lambda w, l: np.log(integrate.quad(density, 0.5, 1, (w, l), epsabs=0, epsrel=1e-13)[0])
    record("discordantEvidence", [([w, l], value(w, l)) for w, l in cells])


def permutations():
    mean = lambda x, axis: np.mean(x, axis=axis)
    rows = []
    for count in (2, 5, 9, 14):
        for side in ("greater", "less", "two-sided"):
            differences = random.choice([-0.5, -0.25, -0.2, 0, 0.1, 0.25, 0.5, 0.75], count).tolist()
            test = stats.permutation_test((differences,), mean, permutation_type="samples", alternative=side, n_resamples=np.inf)
            rows.append(([differences, side], test.pvalue))
    record("permutationTest", rows)
    rows = []
    for sizes in ((1, 2, 3, 4, 1, 2), (5, 1, 1, 1, 1, 1, 1, 2)):
        groups = [(random.normal(0.3, 1) + random.normal(0, 0.5, size)).tolist() for size in sizes]
        for side in ("greater", "less", "two-sided"):
            rows.append(([groups, side], grouped(groups, side)))
    record("permutationTestOfGroups", rows)
    darwin = [6.125, -8.375, 1, 2, 0.75, 2.875, 3.5, 5.125, 1.75, 3.625, 7, 3, 9.375, 7.5, -6]
    record("darwin", [(darwin, stats.permutation_test((darwin,), mean, permutation_type="samples", alternative="two-sided", n_resamples=np.inf).pvalue)])
    sample = random.normal(0.2, 1, 12).tolist()
    record("pairedMean", [(sample, [np.mean(sample), stats.sem(sample), stats.ttest_1samp(sample, 0).statistic])])


def grouped(groups, side):
    """All signs of the groups, with the cluster-robust t of statsmodels' definition written out."""
    sums, sizes = np.array([sum(g) for g in groups]), np.array([len(g) for g in groups])
    statistics = []
    for signs in itertools.product((1, -1), repeat=len(groups)):
        flipped = sums * signs
        mean = flipped.sum() / sizes.sum()
        statistics.append(mean / np.sqrt(((flipped - sizes * mean) ** 2).sum()))
    order = {"greater": lambda t: t, "less": lambda t: -t, "two-sided": abs}[side]
    return float(np.mean([order(t) >= order(statistics[0]) - 1e-12 for t in statistics]))


def bootstrap():
    rows = []
    for data in (random.exponential(1, 12), random.normal(0, 1, 30), random.choice([-1.0, 0, 0, 1, 1], 20)):
        picks = random.integers(0, len(data), (400, len(data)))
        resampled = np.sort(data[picks].mean(axis=1))
        jackknife = [float(np.delete(data, i).mean()) for i in range(len(data))]
        mean = lambda x, axis=-1: np.mean(x, axis=axis)
        for tail in (0.025, 0.05):
            interval = _resampling._bca_interval((data,), mean, -1, tail, resampled, None, np)[:2]
            limits = [float(np.percentile(resampled, 100 * float(np.squeeze(side)))) for side in interval]
            rows.append(([float(data.mean()), resampled.tolist(), jackknife, tail], limits))
    record("bcaLimits", rows)
    data = random.exponential(1, 25)
    n = len(data)
    tail = float(stats.norm.cdf(np.sqrt(n / (n - 1)) * stats.t.ppf(0.025, n - 1)))
    whole = stats.bootstrap((data,), np.mean, n_resamples=400_000, confidence_level=1 - 2 * tail, method="BCa", rng=random, batch=10_000)
    record("bootstrapInterval", [(data.tolist(), list(whole.confidence_interval))])
    values = random.normal(0, 1, 11)
    values.sort()
    record("sortedQuantile", [([values.tolist(), p], float(np.quantile(values, p))) for p in (0, 0.05, 0.5, 0.77, 1)])


def powers():
    test = power.TTestPower()
    rows = []
    for effect in (0.2, 0.5, 0.9):
        for units in (5, 12, 40):
            for side in ("larger", "two-sided"):
                rows.append(([effect, units, side], float(test.power(effect, units, 0.05, alternative=side))))
    record("power", rows)
    reaches = lambda d, n, s: float(test.power(d, n, 0.05, alternative=s)) - 0.8
    smallest = lambda n, s: optimize.brentq(reaches, 0, 8 / n**0.5, (n, s), xtol=1e-14, rtol=1e-14)
    rows = [([n, s], smallest(n, s)) for n in (8, 24, 120) for s in ("larger", "two-sided")]
    record("minimumDetectableEffect", rows)
    fewest = lambda d, s: next(n for n in itertools.count(5) if reaches(d, n, s) >= 0)
    rows = [([d, s], fewest(d, s)) for d in (0.15, 0.5, 0.8) for s in ("larger", "two-sided")]
    record("requiredCases", rows)


for part in (distributions, rates, evidence, permutations, bootstrap, powers):
    part()
with open("scipy.json", "w") as file:
    json.dump(reference, file, default=float)
