"""Paces of every dyad and target as of a day, each leaning on the level above: the hierarchy behind own forecasts.

Stream share of the target → activity of the dyad → pace of the target in this dyad. Rare dyads and rare types borrow
from what is above them; the strengths are in data/priors.yaml. Only events that had arrived before the day count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demarche.forecast.counts import hurdle
from demarche.forecast.targets import Target, prior_share, priors
from demarche.model.stream import StreamEvent

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class StreamArrays:
    """A stream as arrays: dyad, day of event and of its telling (days since `first`), and targets each event holds."""

    dyads: tuple[tuple[str, str], ...]
    targets: tuple[Target, ...]
    first: dt.date
    dyad: Ints
    day: Ints
    arrived: Ints
    holds: Flags
    back: Ints  # the opposite dyad of each, -1 where there is none, and for the row of a dyad never seen

    def number(self, dyad: tuple[str, str]) -> int:
        """Which dyad, -1 when it never occurs."""
        return self.dyads.index(dyad) if dyad in self.dyads else -1


def as_arrays(events: Sequence[StreamEvent], targets: tuple[Target, ...]) -> StreamArrays:
    """Arrays of events in their given order; the stream must not be empty."""
    first = min(e.date for e in events)
    dyads = tuple(sorted({(e.actor, e.recipient) for e in events}))
    number = {dyad: i for i, dyad in enumerate(dyads)}
    return StreamArrays(
        dyads=dyads,
        targets=targets,
        first=first,
        dyad=np.array([number[e.actor, e.recipient] for e in events], dtype=np.int64),
        day=np.array([(e.date - first).days for e in events], dtype=np.int64),
        arrived=np.array([(e.told - first).days for e in events], dtype=np.int64),
        holds=np.array([[t.holds(e) for t in targets] for e in events], dtype=bool),
        back=opposite(dyads),
    )


def opposite(dyads: Sequence[tuple[str, str]]) -> Ints:
    """The number of each dyad's opposite, and -1 at the end."""
    number = {dyad: i for i, dyad in enumerate(dyads)}
    return np.array([number.get((b, a), -1) for a, b in dyads] + [-1], dtype=np.int64)


@dataclass(frozen=True)
class State:
    """Posterior paces as of a day: Gamma(shape, span) per dyad and target, and recent counts for the correction."""

    shape: Doubles
    span: Doubles
    share: Doubles
    activity: Doubles
    features: dict[str, Doubles]
    count_90: Doubles


def state_at(stream: StreamArrays, origin: int) -> State:
    """Everything known before day `origin`; the last row stands for a dyad never seen."""
    prior = priors()
    seen = (stream.day < origin) & (stream.arrived < origin)
    age = (origin - 1 - stream.day)[seen]
    faded = 0.5 ** (age / prior["half_life"])
    n, k = len(stream.dyads) + 1, len(stream.targets)
    dyad, holds = stream.dyad[seen], stream.holds[seen]
    per_dyad = np.bincount(dyad, weights=faded, minlength=n)
    span = _span(origin, prior["half_life"])
    activity = (per_dyad + prior["dyad_rate"] * prior["dyad_strength"]) / (span + prior["dyad_strength"])
    share = (holds.sum(axis=0) + prior["share_strength"] * _prior_shares(stream.targets)) / (
        len(age) + prior["share_strength"]
    )
    own = _counts(dyad, holds, faded, n, k)
    expected = activity[:, None] * share[None, :]
    shape = (expected * prior["target_strength"] + own) / prior["scatter"]
    spans = np.full((n, k), (prior["target_strength"] + span) / prior["scatter"])
    return State(
        shape, spans, share, activity, _recent(stream, dyad, holds, age, n, k), _within(dyad, holds, age, 90, n, k)
    )


def _recent(stream: StreamArrays, dyad: Ints, holds: Flags, age: Ints, n: int, k: int) -> dict[str, Doubles]:
    back = stream.back
    month = _within(dyad, holds, age, 30, n, k)
    total = _within(dyad, np.ones((len(dyad), 1), dtype=bool), age, 14, n, 1)
    return {
        "events of this kind in the last 7 days": np.log1p(_within(dyad, holds, age, 7, n, k)),
        "events of this kind in the last 30 days": np.log1p(month),
        "the same the other way in the last 30 days": np.log1p(month[back]) * (back >= 0)[:, None],
        "all events of the pair in the last 14 days": np.repeat(np.log1p(total), k, axis=1),
    }


def _within(dyad: Ints, holds: Flags, age: Ints, days: int, n: int, k: int) -> Doubles:
    new = age < days
    return _counts(dyad[new], holds[new], np.ones(int(new.sum())), n, k)


def _counts(dyad: Ints, holds: Flags, weight: Doubles, n: int, k: int) -> Doubles:
    out = np.zeros((n, k))
    for j in range(k):
        out[:, j] = np.bincount(dyad, weights=weight * holds[:, j], minlength=n)
    return out


def _span(origin: int, half_life: float) -> float:
    """Days that faded counts stand for: the sum of the fading weights over the record."""
    q = float(0.5 ** (1 / half_life))
    return float((1 - q ** max(origin, 1)) / (1 - q))


def _prior_shares(targets: tuple[Target, ...]) -> Doubles:
    return np.array([prior_share(t) for t in targets])


def chance(shape: Doubles, span: Doubles, horizon: int) -> Doubles:
    """P(at least one event in `horizon` days) when the pace is Gamma(shape, span)."""
    return np.asarray(1 - (span / (span + horizon)) ** shape)


def count_mass(p: Doubles, shape: Doubles, span: Doubles, horizon: int) -> Doubles:
    """P(n) for n = 0, 1, … events in `horizon` days, when P(n > 0) was corrected to p; one row per entry of p."""
    return hurdle(p, shape / span * horizon, bursty(shape))


def bursty(shape: Doubles) -> Doubles:
    """Size of a negative binomial count: the pace is uncertain (`shape`), and events come in bursts at any pace."""
    return np.asarray(1 / (1 / shape + 1 / priors()["burst"]))
