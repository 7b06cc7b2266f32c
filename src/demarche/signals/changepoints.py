"""Retrospective change points: the partition of a whole series into stretches of one pace each.

Poisson likelihood, a penalty of three log n per change, pruned exact search (PELT; Killick, Fearnhead and Eckley 2012).
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

SHORTEST = 7  # days: a stretch shorter than a week is news, not a regime


class Stretch(msgspec.Struct, frozen=True):
    """Days first … last (both included) at one pace per day."""

    first: int
    last: int
    pace: float


def stretches(counts: Doubles, *, exposure: Doubles | None = None, penalty: float | None = None) -> list[Stretch]:
    """The best partition; a single stretch when nothing changed."""
    n = len(counts)
    if not n:
        return []
    penalty = 3 * np.log(max(n, 2)) if penalty is None else penalty
    total = np.concatenate([[0.0], counts.cumsum()])
    time = np.concatenate([[0.0], (np.ones(n) if exposure is None else exposure).cumsum()])
    best, origin = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=np.int64)
    best[0] = -penalty
    open_ = np.array([0])
    for end in range(1, n + 1):
        starts = open_[(end - open_ >= SHORTEST) | (open_ == 0)]
        cost = best[starts] + _cost(total[end] - total[starts], time[end] - time[starts])
        if len(cost):
            at = int(cost.argmin())
            best[end], origin[end] = cost[at] + penalty, starts[at]
            young = open_[(end - open_ < SHORTEST) & (open_ != 0)]
            open_ = np.concatenate([starts[cost <= best[end]], young, [end]])
    return _backwards(origin, total, time, n)


def _cost(events: Doubles, days: Doubles) -> Doubles:
    """Minus the log likelihood of the best constant pace."""
    safe = np.where((events > 0) & (days > 0), events, 1.0)
    pace = safe / np.where(days > 0, days, 1.0)
    return np.where((events > 0) & (days > 0), events - safe * np.log(pace), 0.0)


def _backwards(origin: npt.NDArray[np.int64], total: Doubles, time: Doubles, n: int) -> list[Stretch]:
    out, end = [], n
    while end > 0:
        start = int(origin[end])
        days = time[end] - time[start]
        out.append(Stretch(start, end - 1, round(float((total[end] - total[start]) / days) if days > 0 else 0.0, 5)))
        end = start
    return out[::-1]
