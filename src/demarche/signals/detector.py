"""Online detection of a change in the rate of events: how much evidence is there today that the pace has changed?

For every start of a new regime within the last weeks, the days since are compared with the days before:
Poisson counts whose rate was multiplied by a factor, against one unchanged rate, the unknown rate itself integrated
out under a Gamma prior (a two-sample Bayes factor; cf. Shiryaev 1963, Lai 1995, Fearnhead & Liu 2007).
Starts and factors are mixed with fixed weights. Counts that scatter more than Poisson are tempered by their
dispersion, estimated from the days before. Days without coverage carry no exposure, so a gap is not a silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

WINDOWS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 34, 42, 50, 60)
UP = (1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 12.0)
DOWN = (0.6, 0.4, 0.25, 0.1)
WARM_UP = 45  # days before the first statement
MEMORY = 365  # days that the old rate may rest on
BLOCK = 128  # days looked at together
PRIOR = (0.5, 1.0)  # Gamma prior of the old rate: half an event in one day, soon outweighed


@dataclass(frozen=True)
class Evidence:
    """Log Bayes factors per series and day, and the number of days since the likeliest start."""

    up: Doubles
    down: Doubles
    days_up: npt.NDArray[np.int64]
    days_down: npt.NDArray[np.int64]
    rate: Doubles
    dispersion: Doubles


def evidence(counts: Doubles, *, exposure: Doubles | None = None) -> Evidence:
    """Evidence for a change, per series (rows) and day (columns); each day looks back only."""
    n, days = counts.shape
    exposure = np.ones(days) if exposure is None else exposure
    total = np.concatenate([np.zeros((n, 1)), counts.cumsum(axis=1)], axis=1)
    time = np.concatenate([[0.0], exposure.cumsum()])
    spread = dispersion(counts, exposure)
    rate = _rate(total, time)
    out = {name: np.full((n, days), -np.inf) for name in ("up", "down")}
    since = {name: np.zeros((n, days), dtype=np.int64) for name in ("up", "down")}
    for begin in range(WARM_UP, days, BLOCK):
        # Always whole blocks, filled up with the last day: no bit of a day's figure depends on how many days follow.
        day = np.minimum(np.arange(begin, begin + BLOCK), days - 1)
        for name, factors in (("up", UP), ("down", DOWN)):
            table = _windows(total, time, day + 1, factors, spread[:, day])
            top = table.max(axis=2)
            out[name][:, day] = top + np.log(np.exp(table - top[:, :, None]).mean(axis=2))
            since[name][:, day] = np.array(WINDOWS)[table.argmax(axis=2)]
    return Evidence(out["up"], out["down"], since["up"], since["down"], rate, spread)


def _windows(
    total: Doubles, time: Doubles, now: npt.NDArray[np.int64], factors: tuple[float, ...], spread: Doubles
) -> Doubles:
    """Log Bayes factor of a change w days before each day, for each w in `WINDOWS`, factors mixed evenly."""
    start = np.maximum(now[:, None] - np.array(WINDOWS), 1)
    low = np.maximum(start - MEMORY, 0)
    new, old = total[:, now][:, :, None] - total[:, start], total[:, start] - total[:, low]
    new_days, old_days = time[now][:, None] - time[start], time[start] - time[low]
    everything = PRIOR[0] + old + new
    cells = [
        new * np.log(f) - everything * np.log((PRIOR[1] + old_days + f * new_days) / (PRIOR[1] + old_days + new_days))
        for f in factors
    ]
    stack = np.stack(cells, axis=3) / spread[:, :, None, None]
    top = stack.max(axis=3)
    return np.asarray(top + np.log(np.exp(stack - top[:, :, :, None]).mean(axis=3)))


def _rate(total: Doubles, time: Doubles) -> Doubles:
    days = np.arange(1, total.shape[1])
    low = np.maximum(days - MEMORY, 0)
    return np.asarray((PRIOR[0] + total[:, days] - total[:, low]) / (PRIOR[1] + time[days] - time[low]))


def dispersion(counts: Doubles, exposure: Doubles) -> Doubles:
    """Variance over mean of the counts so far, drawn towards 1 on thin evidence; never below 1.

    Differences between neighbouring days are used, so that a change of level does not pass for scatter.
    """
    live = exposure[1:] * exposure[:-1] > 0
    squared = np.where(live, (counts[:, 1:] - counts[:, :-1]) ** 2 / 2, 0.0)
    level = np.where(live, (counts[:, 1:] + counts[:, :-1]) / 2, 0.0)
    pseudo = 3.0  # events' worth of trust in plain Poisson
    ratio = (squared.cumsum(axis=1) + pseudo) / (level.cumsum(axis=1) + pseudo)
    lagged = np.concatenate([np.ones((len(counts), 1)), np.maximum(ratio, 1.0)], axis=1)
    return np.asarray(lagged[:, : counts.shape[1]])
