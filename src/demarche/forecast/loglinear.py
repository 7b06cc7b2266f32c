"""A log-linear mean of counts with a ridge: scoring steps on the negative binomial likelihood.

The likelihood knows that busy dyads scatter more than Poisson; under a plain Poisson one they would drown the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

STEPS = 25
CLOSE = 1e-7
EDGE = 12.0  # log of a mean that no horizon reaches


@dataclass(frozen=True)
class LogLinear:
    """Weights for standardised columns, intercept last; they multiply a start that is given per row."""

    center: Doubles
    scale: Doubles
    weights: Doubles

    def mean(self, x: npt.NDArray[np.floating], start: Doubles) -> Doubles:
        """Expected counts; `start` is the log of what a row begins from."""
        return _mean(_design(x, self.center, self.scale), self.weights, start)


def fit_loglinear(
    x: npt.NDArray[np.floating], counts: Doubles, start: Doubles, *, ridge: float, rough: tuple[float, float]
) -> LogLinear:
    """Fit by Fisher scoring; `ridge` pulls standardised weights to zero, not the intercept.

    `rough` is the scatter that is assumed, as for `size_at`; it weighs the rows.
    """
    center, scale = x.mean(axis=0, dtype=np.float64), x.std(axis=0, dtype=np.float64)
    scale = np.where(scale > 1e-9, scale, 1.0)
    z = _design(x, center, scale)
    pull = np.full(z.shape[1], ridge)
    pull[-1] = 1e-6
    w = np.zeros(z.shape[1])
    w[-1] = np.log(max(counts.sum(), 0.5) / np.exp(start).sum())
    for _ in range(STEPS):
        mean = _mean(z, w, start)
        size = size_at(mean, *rough)
        slope, bend = gradient(mean, counts, size)
        step = np.linalg.solve((z * bend[:, None]).T @ z + np.diag(pull), z.T @ slope + pull * w)
        loss, share = _loss(z, w, start, counts, size, pull), 1.0
        while (new := _loss(z, w - share * step, start, counts, size, pull)) > loss and share > 1e-4:
            share /= 2
        w = w - share * step
        if loss - new < CLOSE * abs(loss):
            break
    return LogLinear(center, scale, w)


def size_at(mean: Doubles, level: float, slope: float) -> Doubles:
    """The size of a negative binomial that follows the mean."""
    return np.asarray(level * mean**slope)


def gradient(mean: Doubles, counts: npt.NDArray[np.floating], size: Doubles) -> tuple[Doubles, Doubles]:
    """Slope and expected curvature of minus the log likelihood along the log mean."""
    part = 1 + mean / size
    return np.asarray((mean - counts) / part), np.asarray(mean / part + 1e-6)


def log_likelihood(counts: Doubles, mean: Doubles, size: Doubles) -> float:
    """Of counts under negative binomials."""
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


def _design(x: npt.NDArray[np.floating], center: Doubles, scale: Doubles) -> Doubles:
    z = (np.asarray(x, dtype=np.float64) - center) / scale
    return np.column_stack([z, np.ones(len(z))])


def _mean(z: Doubles, w: Doubles, start: Doubles) -> Doubles:
    return np.asarray(np.exp(np.clip(z @ w + start, -EDGE, EDGE)))


def _loss(z: Doubles, w: Doubles, start: Doubles, counts: Doubles, size: Doubles, pull: Doubles) -> float:
    mean = _mean(z, w, start)
    likely = counts * np.log(mean / (mean + size)) - size * np.log1p(mean / size)
    return float(-likely.sum() + 0.5 * pull @ w**2)
