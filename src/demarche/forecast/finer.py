"""Finer features of a dyad at an origin: shorter windows, bursts, and what both do elsewhere.

As in `panel`, everything is read from the days before the origin. Single days are evened out by the weekday, on which
the amount of reporting depends: an origin on a Monday has a weekend behind it.
"""

from __future__ import annotations

import numpy as np

from demarche.forecast.panel import TOTAL, Floats, Ints, Panel, fading, log_rate, past

WEEK = 7
QUARTER = 90


class Told:
    """All features of the dyads active at an origin, plain ones first; kept, because horizons share them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], dict[str, Floats]] = {}
        self.plain = 0  # how many are the plain ones

    def __call__(self, panel: Panel, rows: Ints, origin: int, channel: int) -> dict[str, Floats]:
        if (origin, channel) not in self._kept:
            plain = past(panel, rows, origin, channel)
            self.plain = len(plain)
            self._kept[origin, channel] = plain | finer(panel, rows, origin, channel)
        return self._kept[origin, channel]

    def forget(self) -> None:
        """Let go of what was kept."""
        self._kept.clear()


def finer(panel: Panel, rows: Ints, origin: int, channel: int) -> dict[str, Floats]:
    """Named features of a channel for some dyads, beside those of `panel.past`."""
    counts = panel.counts[:, :, :origin] * weekday(panel.counts[:, :, :origin])
    total = counts.sum(axis=1)
    mine = total if channel == TOTAL else counts[:, channel]
    recent = {f"channel {k + 1}, last 3 days": log_rate(counts[rows, k, -3:].sum(axis=1), 3)
              for k in range(counts.shape[1] - 1)}  # fmt: skip
    told = (
        _paces(mine[rows], total[rows], panel.own(rows, 0, origin, channel))
        | recent
        | _bursts(panel.own(rows, 0, origin, channel), panel.own(rows, 0, origin, TOTAL))
        | _opposite(panel, rows, mine, total)
        | _elsewhere(panel, rows, mine, total)
    )
    return {name: np.asarray(values, dtype=np.float32) for name, values in told.items()}


def weekday(counts: Floats) -> Floats:
    """What one event counts on each day: more on weekdays on which the whole stream is thin."""
    daily = counts.sum(axis=(0, 1), dtype=np.float64)
    which = np.arange(len(daily)) % WEEK
    level = np.bincount(which, weights=daily, minlength=WEEK) / np.maximum(np.bincount(which, minlength=WEEK), 1)
    return np.asarray(((daily.mean() + 1) / (level + 1))[which], dtype=np.float32)


def _paces(own: Floats, total: Floats, raw: Floats) -> dict[str, Floats]:
    out = {f"own, evened, fading over {h:.0f} days": np.log1p(30 * own @ fading(own.shape[1], h))
           for h in (2.0, 4.0, 15.0, 60.0)}  # fmt: skip
    out |= {f"own as counted, fading over {h:.0f} days": np.log1p(30 * raw @ fading(raw.shape[1], h))
            for h in (7.0, 30.0)}  # fmt: skip
    out |= {f"own, evened, last {w} days": log_rate(own[:, -w:].sum(axis=1), w) for w in (1, 3)}
    out |= {f"all, evened, last {w} days": log_rate(total[:, -w:].sum(axis=1), w) for w in (3, 14)}
    for lag in (1, 2, 3):
        first = own.shape[1] - WEEK * (lag + 1)
        out[f"own, {lag} weeks before the last"] = np.log1p(own[:, max(first, 0) : first + WEEK].sum(axis=1))
    return out


def _bursts(raw: Floats, total: Floats) -> dict[str, Floats]:
    """How unevenly the events come: days and weeks of the last quarter."""
    out = {f"own days with events, last {w}": (raw[:, -w:] > 0).sum(axis=1) for w in (7, 14, 30)}
    out["days with any events, last 30"] = (total[:, -30:] > 0).sum(axis=1)
    days = raw[:, -QUARTER:]
    out["scatter of days"] = np.log((days.var(axis=1) + 0.05) / (days.mean(axis=1) + 0.05))
    sums = np.concatenate([np.zeros((len(raw), 1)), raw[:, -QUARTER - WEEK :].cumsum(axis=1, dtype=np.float64)], axis=1)
    weeks = sums[:, WEEK:] - sums[:, :-WEEK]
    out["scatter of weeks"] = np.log((weeks.var(axis=1) + 0.2) / (weeks.mean(axis=1) + 0.2))
    out["busiest week"] = np.log1p(weeks.max(axis=1))
    out["middle week"] = np.log1p(np.median(weeks, axis=1))
    out["share of empty weeks"] = (weeks == 0).mean(axis=1)
    return out


def _opposite(panel: Panel, rows: Ints, mine: Floats, total: Floats) -> dict[str, Floats]:
    back = panel.back[rows]
    known = (back >= 0)[:, None]
    same, every = np.where(known, mine[back], 0), np.where(known, total[back], 0)
    out: dict[str, Floats] = {}
    for window in (3, 7, 14, 90):
        out[f"the other way, this channel, last {window} days"] = log_rate(same[:, -window:].sum(axis=1), window)
        out[f"the other way, all, last {window} days"] = log_rate(every[:, -window:].sum(axis=1), window)
    out["the other way, all, fading over 60 days"] = np.log1p(30 * every @ fading(every.shape[1], 60.0))
    return out


def _elsewhere(panel: Panel, rows: Ints, mine: Floats, total: Floats) -> dict[str, Floats]:
    """What actor and recipient do towards others, and what is done to the actor and by the recipient."""
    actors, recipients = panel.dyads[:, 0], panel.dyads[:, 1]
    out: dict[str, Floats] = {}
    for label, who, turned in (("actor", actors, recipients), ("recipient", recipients, actors)):
        for what, counts in (("this channel", mine), ("all", total)):
            for window in (3, 7, 90):
                amount = counts[:, -window:].sum(axis=1)
                others = np.bincount(who, weights=amount, minlength=panel.n_actors)[who[rows]] - amount[rows]
                out[f"{label} elsewhere, {what}, last {window} days"] = log_rate(np.maximum(others, 0), window)
        for window in (7, 30):
            amount = np.bincount(turned, weights=total[:, -window:].sum(axis=1), minlength=panel.n_actors)
            out[f"{label} in the other role, last {window} days"] = log_rate(amount[who[rows]], window)
    return out
