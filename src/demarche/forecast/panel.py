"""Daily counts per directed dyad and channel, and what they say at an origin: the table behind dyad probabilities.

A channel is a class of events (in benchmarks the four quad classes). `counts[d, k, t]` are events of channel k from
actor to recipient of dyad d on day t. Everything read at origin t uses days before t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

WINDOWS = (1, 3, 7, 14, 30, 60, 90)
FADES = (7.0, 30.0, 120.0)
ACTIVE_DAYS, ACTIVE_EVENTS = 90, 3
LONGEST_AGE = 365
TOTAL = -1  # as a channel: all events of the dyad


@dataclass(frozen=True)
class Panel:
    """`dyads` rows are (actor, recipient) ids below `n_actors`; `back[d]` is the opposite dyad or -1."""

    dyads: Ints
    counts: Floats
    n_actors: int
    back: Ints

    @property
    def n_days(self) -> int:
        return int(self.counts.shape[2])

    def active(self, origin: int) -> Ints:
        """Dyads with at least three events in the ninety days before the origin."""
        recent = self.counts[:, :, max(0, origin - ACTIVE_DAYS) : origin].sum(axis=(1, 2))
        return np.flatnonzero(recent >= ACTIVE_EVENTS)

    def own(self, rows: Ints, first: int, last: int, channel: int) -> Floats:
        """Daily events of a channel (or of all) on the days first … last - 1."""
        days = self.counts[rows, :, max(first, 0) : last]
        return np.asarray(days.sum(axis=1) if channel == TOTAL else days[:, channel])

    def outcome(self, rows: Ints, origin: int, horizon: int, channel: int) -> Doubles:
        """Events of a channel in the days origin … origin + horizon - 1."""
        return np.asarray(self.own(rows, origin, origin + horizon, channel).sum(axis=1, dtype=np.float64))


def build_panel(events: Ints, *, n_actors: int, n_channels: int, n_days: int) -> Panel:
    """A panel from rows (actor, recipient, channel, day); channel -1 counts for activity only."""
    key, dyad = np.unique(events[:, 0] * n_actors + events[:, 1], return_inverse=True)
    counts = np.zeros((len(key), n_channels + 1, n_days), dtype=np.float32)
    np.add.at(counts, (dyad.reshape(-1), events[:, 2], events[:, 3]), 1)
    dyads = np.stack([key // n_actors, key % n_actors], axis=1)
    turned = dyads[:, 1] * n_actors + dyads[:, 0]
    at = np.minimum(np.searchsorted(key, turned), len(key) - 1)
    return Panel(dyads=dyads, counts=counts, n_actors=n_actors, back=np.where(key[at] == turned, at, -1))


def past(panel: Panel, rows: Ints, origin: int, channel: int) -> dict[str, Floats]:
    """Named features of a channel for some dyads, from the days before the origin."""
    before = panel.counts[rows, :, :origin] * attention(panel.counts[:, :, :origin])
    own = before.sum(axis=1) if channel == TOTAL else before[:, channel]
    out = {f"own rate, last {w} days": log_rate(own[:, -w:].sum(axis=1), min(w, origin)) for w in WINDOWS}
    for half_life in FADES:
        out[f"own rate, fading over {half_life:.0f} days"] = np.log1p(30 * own @ fading(origin, half_life))
    out["own rate, whole record"] = log_rate(own.sum(axis=1), origin)
    out["own days with events, last 90"] = np.log1p((own[:, -90:] > 0).sum(axis=1)).astype(np.float32)
    out["days since the last"] = np.log1p(_age(own))
    for k in range(before.shape[1] - 1):
        for window in (7, 30, 90):
            out[f"channel {k + 1}, last {window} days"] = log_rate(before[:, k, -window:].sum(axis=1), window)
    out["everything, whole record"] = log_rate(before.sum(axis=(1, 2)), origin)
    return out | _around(panel, rows, origin, channel)


def _around(panel: Panel, rows: Ints, origin: int, channel: int) -> dict[str, Floats]:
    """The opposite direction, and what actor and recipient do elsewhere."""
    level = attention(panel.counts[:, :, :origin])[:, -30:]
    month = (panel.counts[:, :, max(0, origin - 30) : origin] * level).sum(axis=2)
    back = panel.back[rows]
    turned = np.where((back >= 0)[:, None], month[back], 0)
    out = {f"the other way, channel {k + 1}": log_rate(turned[:, k], 30) for k in range(turned.shape[1] - 1)}
    monthly = month.sum(axis=1) if channel == TOTAL else month[:, channel]
    actors, recipients = panel.dyads[:, 0], panel.dyads[:, 1]
    for label, who in (("actor", actors), ("recipient", recipients)):
        own = np.bincount(who, weights=monthly, minlength=panel.n_actors)
        every = np.bincount(who, weights=month.sum(axis=1), minlength=panel.n_actors)
        out[f"{label} in this channel, anywhere"] = log_rate(own[who[rows]], 30)
        out[f"{label} in all channels, anywhere"] = log_rate(every[who[rows]], 30)
    return out


def log_rate(counts: npt.ArrayLike, days: int) -> Floats:
    """Events a month, on the scale on which paces compare."""
    return np.log1p(30 * np.asarray(counts, dtype=np.float32) / days)


def fading(origin: int, half_life: float) -> Floats:
    """Weights of the days before an origin that halve with age; their sum is 1."""
    fade = 0.5 ** (np.arange(origin - 1, -1, -1) / half_life)
    return np.asarray(fade / fade.sum(), dtype=np.float32)


def _age(own: Floats) -> Floats:
    seen = own > 0
    days = np.where(seen.any(axis=1), seen[:, ::-1].argmax(axis=1) + 1, LONGEST_AGE)
    return np.asarray(np.minimum(days, LONGEST_AGE), dtype=np.float32)


def attention(counts: Floats, *, window: int = 29) -> Floats:
    """What one event counts on each day: more in thin weeks of the whole stream, less in loud ones.

    `counts` are all days before an origin; the level of a day is the mean of the days around it among those.
    """
    daily = counts.sum(axis=0).astype(np.float64)
    days = np.arange(daily.shape[1])
    low, high = np.maximum(days - window // 2, 0), np.minimum(days + window // 2 + 1, len(days))
    total = np.concatenate([np.zeros((len(daily), 1)), daily.cumsum(axis=1)], axis=1)
    around = (total[:, high] - total[:, low]) / (high - low)
    return np.asarray((daily.mean(axis=1, keepdims=True) + 1) / (around + 1), dtype=np.float32)
