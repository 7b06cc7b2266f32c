"""How many events in the next h days, as a distribution: a boosted Poisson mean, negative binomial around it.

The mean is that of a few boosters on different halves of the rows. The size parameter follows the mean (log-linear),
fitted by likelihood on the last part of the past, which the mean was not fitted on, so that intervals are honest about
both kinds of error. A small part of the dyad's own past windows is mixed in (a linear pool, cf. Gneiting and Ranjan
2013): they know of bursts that a smooth distribution does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

SMALLEST_MEAN = 1e-4
SLOPES = np.linspace(-0.2, 1.2, 15)
LEVELS = np.linspace(-2.5, 3.0, 23)
TAIL = 1e-5
BOOSTERS = 3
OWN_PART = 0.1  # part of the dyad's own windows in the pool


@dataclass(frozen=True)
class CountModel:
    """The dyad's own pace times what the booster says; log size = level + slope · log mean."""

    boosters: tuple[lightgbm.Booster, ...]
    level: float
    slope: float
    pace: tuple[int, ...]
    horizon: int

    def mean(self, x: Floats) -> Doubles:
        return _mean(self.boosters, x, own_pace(x, self.pace, self.horizon))

    def size(self, mean: Doubles) -> Doubles:
        return np.asarray(np.exp(self.level + self.slope * np.log(mean)), dtype=np.float64)

    def mass(self, x: Floats, own: Floats) -> Doubles:
        """P(n) for n = 0, 1, …; one row per row of x, with the daily counts `own` before the origin."""
        mean = self.mean(x)
        return pool(negative_binomial(mean, self.size(mean)), bootstrap(own, self.horizon), part=OWN_PART)


PACE_COLUMNS = ("own rate, last 30 days", "own rate, last 90 days", "own rate, fading over 30 days",
                "own rate, whole record")  # fmt: skip


def own_pace(x: Floats, columns: tuple[int, ...], horizon: int) -> Doubles:
    """Log of the events that the dyad's own past suggests for the horizon; the booster starts from there."""
    daily = np.expm1(x[:, list(columns)].astype(np.float64)).mean(axis=1) / 30
    return np.asarray(np.log(horizon * daily + 0.01))


def fit_counts(
    x: Floats, counts: Doubles, origin: npt.NDArray[np.int64], *, names: tuple[str, ...], horizon: int, seed: int
) -> CountModel:
    """Fit the mean on all rows, and the scatter on the last third of origins with a mean fitted on the others."""
    columns = tuple(names.index(name) for name in PACE_COLUMNS)
    pace = own_pace(x, columns, horizon)
    late = origin > np.quantile(np.unique(origin), 0.67)
    mean = _mean(_fit_mean(x[~late], counts[~late], pace[~late], seed), x[late], pace[late])
    best, level, slope = -np.inf, 0.0, 1.0
    for a in LEVELS:
        for b in SLOPES:
            likely = _log_likelihood(counts[late], mean, np.exp(a + b * np.log(mean)))
            if likely > best:
                best, level, slope = likely, float(a), float(b)
    return CountModel(_fit_mean(x, counts, pace, seed), level, slope, columns, horizon)


def _mean(boosters: tuple[lightgbm.Booster, ...], x: Floats, pace: Doubles) -> Doubles:
    raw = np.mean([np.asarray(b.predict(x, raw_score=True, num_threads=1), dtype=np.float64) for b in boosters], axis=0)
    return np.asarray(np.maximum(np.exp(np.minimum(raw + pace, 20.0)), SMALLEST_MEAN))


def _fit_mean(x: Floats, counts: Doubles, pace: Doubles, seed: int) -> tuple[lightgbm.Booster, ...]:
    return tuple(_boosted(x, counts, pace, seed + i) for i in range(BOOSTERS))


def _boosted(x: Floats, counts: Doubles, pace: Doubles, seed: int) -> lightgbm.Booster:
    parameters = {
        "objective": "poisson", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 100, "max_bin": 63,
        "feature_fraction": 0.5, "lambda_l2": 5.0, "num_threads": 1, "deterministic": True, "force_col_wise": True,
        "bagging_fraction": 0.5, "bagging_freq": 1, "seed": seed, "verbosity": -1, "poisson_max_delta_step": 0.1,
    }  # fmt: skip
    return lightgbm.train(parameters, lightgbm.Dataset(x, counts, init_score=pace), num_boost_round=150)


def _log_likelihood(counts: Doubles, mean: Doubles, size: Doubles) -> float:
    from math import lgamma

    table = np.array([lgamma(v) for v in np.unique(counts) + 1])
    factorial = table[np.searchsorted(np.unique(counts), counts)]
    return float((_log_rising(size, counts) - factorial + size * np.log(size / (size + mean))
                  + counts * np.log(mean / (size + mean))).sum())  # fmt: skip


def _log_rising(size: Doubles, counts: Doubles) -> Doubles:
    """log Γ(size + n) − log Γ(size), by Stirling's series shifted up by eight."""

    def log_gamma(v: Doubles) -> Doubles:
        w = v + 8
        shift = sum(np.log(v + i) for i in range(8))
        return np.asarray((w - 0.5) * np.log(w) - w + 0.5 * np.log(2 * np.pi) + 1 / (12 * w) - shift)

    return np.asarray(log_gamma(size + counts) - log_gamma(size))


def negative_binomial(mean: Doubles, size: Doubles) -> Doubles:
    """Mass functions, cut where even the widest has less than `TAIL` left (or at 20 standard deviations)."""
    widest = float((mean + 20 * np.sqrt(mean + mean**2 / size)).max())
    out = [np.exp(size * np.log(size / (size + mean)))]
    left = 1 - out[0]
    n = 0
    while left.max() > TAIL and n < widest:
        out.append(out[-1] * (size + n) / (n + 1) * mean / (size + mean))
        left = left - out[-1]
        n += 1
    return np.stack(out, axis=1)


def hurdle(p: Doubles, mean: Doubles, size: Doubles) -> Doubles:
    """Mass functions with P(n > 0) = p; how many there are, if any, as a negative binomial has it."""
    mass = negative_binomial(mean, size)
    some = np.maximum(1 - mass[:, :1], 1e-12)
    return np.concatenate([1 - p[:, None], p[:, None] * mass[:, 1:] / some], axis=1)


def interval(mass: Doubles, *, level: float = 0.9) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The shortest run of counts that holds at least `level`; of equally short ones the likeliest.

    Counts pile up at zero, where an equal-tailed interval would keep a lower tail that it cannot use.
    """
    below = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    low, high = np.zeros(len(mass), dtype=np.int64), np.full(len(mass), mass.shape[1] - 1)
    open_ = np.arange(len(mass))
    for width in range(1, mass.shape[1] + 1):
        held = below[open_, width:] - below[open_, :-width]
        found = held.max(axis=1) >= level
        low[open_[found]] = held[found].argmax(axis=1)
        high[open_[found]] = low[open_[found]] + width - 1
        open_ = open_[~found]
    return low, high


def pool(one: Doubles, other: Doubles, *, part: float) -> Doubles:
    """Linear pool of two sets of mass functions, `part` of the other."""
    out = np.zeros((len(one), max(one.shape[1], other.shape[1])))
    out[:, : one.shape[1]] += (1 - part) * one
    out[:, : other.shape[1]] += part * other
    return out


def poisson(mean: Doubles, *, longest: int) -> Doubles:
    """Poisson mass functions for n = 0 … longest."""
    n = np.arange(longest + 1)
    factorial = np.concatenate([[0.0], np.log(np.arange(1, longest + 1)).cumsum()])
    mean = np.maximum(mean, SMALLEST_MEAN)[:, None]
    return np.asarray(np.exp(n * np.log(mean) - mean - factorial))


def bootstrap(own: Floats, horizon: int) -> Doubles:
    """The dyad's own windows of the last ninety days, each as likely as the other."""
    total = np.concatenate([np.zeros((len(own), 1)), own[:, -90:].cumsum(axis=1, dtype=np.float64)], axis=1)
    sums = (total[:, horizon:] - total[:, :-horizon]).astype(np.int64)
    out = np.zeros((len(own), int(sums.max(initial=0)) + 1))
    np.add.at(out, (np.arange(len(own))[:, None], sums), 1 / sums.shape[1])
    return out
