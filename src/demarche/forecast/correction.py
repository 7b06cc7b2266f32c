"""What a stream's own past teaches about the hierarchy: its probabilities and paces, corrected on closed windows.

Both corrections start at "change nothing" and are pulled towards it, and both are fitted only once enough has happened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demarche.forecast.counts import hurdle
from demarche.forecast.logistic import Logistic, fit_logistic, logit
from demarche.forecast.loglinear import LogLinear, fit_loglinear, log_likelihood, size_at
from demarche.forecast.rates import State, StreamArrays, chance, state_at
from demarche.forecast.targets import priors

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PAST_ORIGINS = 40  # weekly origins that teach
STEP = 7  # days between them
RIDGE = 30.0  # pull towards "change nothing"
MOST_ROWS = 60_000
MOST_SCATTERED = 10_000  # rows that are enough to tell how counts scatter
# The size of counts grows with the root of their mean: half way between bursts of one size and none at all.
SLOPE = 0.5
LEVELS = np.exp(np.linspace(-2.0, 3.0, 21))


@dataclass(frozen=True)
class Correction:
    """A logistic curve for chances, a log-linear one for paces, and the size of counts at a mean of one."""

    chance: Logistic
    pace: LogLinear
    level: float

    def mass(self, p: Doubles, design: Doubles, expected: Doubles) -> Doubles:
        """P(n) with P(n > 0) = p; `expected` is what the hierarchy expects."""
        mean = self.pace.mean(design, np.log(expected))
        return hurdle(p, mean, size_at(mean, self.level, SLOPE))


def correction(stream: StreamArrays, origin: int, horizon: int, columns: list[int]) -> Correction | None:
    """The correction from windows that ended by `origin`; None while the past is too thin."""
    last = origin - horizon
    past = range(last, max(last - STEP * PAST_ORIGINS, 30), -STEP)
    parts = [_window(stream, day, horizon, columns, known=origin) for day in past]
    if not parts:
        return None
    design, expected, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    told = max(1.0, horizon / STEP)  # windows overlap: so many of them tell of the same event
    if (counts > 0).sum() < told * priors()["calibrate_from"] or (counts > 0).mean() > 0.999:
        return None
    keep = np.arange(0, len(design), max(1, len(design) // MOST_ROWS))
    return _fit(design[keep], np.log(expected[keep]), counts[keep], ridge=told * RIDGE)


def _fit(design: Doubles, start: Doubles, counts: Doubles, *, ridge: float) -> Correction:
    goal = np.zeros(design.shape[1] + 1)
    goal[0] = max(design[:, 0].std(), 1e-9)
    pace = fit_loglinear(design, counts, start, ridge=ridge, rough=(1.0, SLOPE))
    some = np.arange(0, len(design), max(1, len(design) // MOST_SCATTERED))
    mean = pace.mean(design[some], start[some])
    likely = [log_likelihood(counts[some], mean, size_at(mean, level, SLOPE)) for level in LEVELS]
    chances = fit_logistic(design, (counts > 0).astype(np.float64), ridge=ridge, prior=goal)
    return Correction(chances, pace, float(LEVELS[int(np.argmax(likely))]))


def _window(
    stream: StreamArrays, origin: int, horizon: int, columns: list[int], *, known: int
) -> tuple[Doubles, Doubles, Doubles]:
    """Of one closed window the rows of the design, what the hierarchy expected, and what is `known` to have come."""
    state = state_at(stream, origin)
    live = np.flatnonzero(state.activity[:-1] > 1.5 * priors()["dyad_rate"])
    cut = np.ix_(live, np.array(columns))
    expected = (state.shape[cut] / state.span[cut] * horizon).ravel()
    return design_of(state, live, columns, horizon), expected, _came(stream, origin, horizon, live, columns, known)


def design_of(state: State, dyads: Ints, columns: list[int], horizon: int) -> Doubles:
    """Rows for the correction: the log odds of the hierarchy, then the recent counts; dyads by columns, flat."""
    cut = np.ix_(dyads, np.array(columns))
    p = chance(state.shape[cut], state.span[cut], horizon)
    parts = [logit(p.ravel()), *(values[cut].ravel() for values in state.features.values())]
    return np.stack(parts, axis=1)


def _came(stream: StreamArrays, origin: int, horizon: int, dyads: Ints, columns: list[int], known: int) -> Doubles:
    inside = (stream.day >= origin) & (stream.day < origin + horizon) & (stream.arrived < known)
    found = np.zeros((len(stream.dyads), len(columns)))
    for i, j in enumerate(columns):
        found[:, i] = np.bincount(stream.dyad[inside & stream.holds[:, j]], minlength=len(stream.dyads))
    return np.asarray(found[dyads].ravel())
