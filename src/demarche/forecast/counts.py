"""Distributions over counts: mass functions, the interval that is told of them, and the references.

The model that says which distribution a dyad has is in `pace`; own streams have theirs from `rates`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SMALLEST_MEAN = 1e-4
TAIL = 1e-5


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


def interval(mass: Doubles, *, level: float = 0.9) -> tuple[Ints, Ints]:
    """The shortest run of counts whose probability comes nearest to `level`; of equally short ones the likeliest.

    Whole numbers seldom add up to 90 %. A run that must hold at least that much holds more on average; here the last
    count stays out where without it the run is nearer to the level (as mid-P values do in tests; Lancaster 1961).
    Counts pile up at zero, where an equal-tailed interval would keep a lower tail that it cannot use.
    """
    below = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    low, high = np.zeros(len(mass), dtype=np.int64), np.full(len(mass), mass.shape[1] - 1)
    shorter = np.zeros(len(mass))  # what the best run that is one count shorter holds
    open_ = np.arange(len(mass))
    for width in range(1, mass.shape[1] + 1):
        held = below[open_, width:] - below[open_, :-width]
        most = held.max(axis=1)
        nearer = most - level <= level - shorter[open_]
        low[open_[nearer]] = held[nearer].argmax(axis=1)
        high[open_[nearer]] = low[open_[nearer]] + width - 1
        shorter[open_] = most
        open_ = open_[most < level]
    return low, high


def holds(mass: Doubles, low: Ints, high: Ints) -> Doubles:
    """The probability of each interval, both ends included."""
    n = np.arange(mass.shape[1])[None, :]
    return np.asarray(np.where((n >= low[:, None]) & (n <= high[:, None]), mass, 0).sum(axis=1))


def largest(masses: Sequence[Doubles]) -> Doubles:
    """The stochastically largest of several sets of mass functions: for each n the smallest chance of at most n."""
    longest = max(mass.shape[1] for mass in masses)
    below = [np.pad(np.cumsum(mass, axis=1), ((0, 0), (0, longest - mass.shape[1])), mode="edge") for mass in masses]
    return np.diff(np.min(below, axis=0), axis=1, prepend=0.0)


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
