"""The spread of what may come: quantiles of the running count of events over the days ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from demarche.forecast.counts import negative_binomial
from demarche.forecast.outlook import Fitted, prepare
from demarche.forecast.rates import bursty
from demarche.forecast.targets import Target
from demarche.model.stream import StreamEvent

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
SHOWN_PAST = 90


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Quantiles of the number of events from the day of the forecast to `date`."""

    date: dt.date
    mean: float
    q05: int
    q10: int
    q25: int
    q50: int
    q75: int
    q90: int
    q95: int


class Fan(msgspec.Struct, frozen=True, kw_only=True):
    """A dyad's running count: known for the last ninety days (zero at `as_of`), and its spread ahead."""

    actor: str
    recipient: str
    target: str
    as_of: dt.date
    past: tuple[tuple[dt.date, int], ...]
    steps: tuple[Step, ...]


def fan(stream: Iterable[StreamEvent], dyad: tuple[str, str], *, as_of: dt.date, target: Target, days: int = 90) -> Fan:
    """The fan of one directed dyad: a negative binomial, as the pace is uncertain and events come in bursts."""
    return fans(stream, [dyad], as_of=as_of, target=target, days=days)[0]


def fans(
    stream: Iterable[StreamEvent], dyads: Sequence[tuple[str, str]], *, as_of: dt.date, target: Target, days: int = 90
) -> list[Fan]:
    """The same for several directed dyads; the stream is read once for all of them."""
    fitted = prepare(stream, as_of=as_of, targets=[target])
    return [_fan(fitted, dyad, target, days) for dyad in dyads]


def _fan(fitted: Fitted, dyad: tuple[str, str], target: Target, days: int) -> Fan:
    as_of, row = fitted.as_of, fitted.stream.number(dyad)
    shape, span = fitted.state.shape[row, 0], fitted.state.span[row, 0]
    ahead = np.arange(1, days + 1, dtype=np.float64)
    mass = negative_binomial(ahead * shape / span, np.full(days, bursty(shape)))
    below = np.cumsum(mass, axis=1)
    steps = [_step(as_of + dt.timedelta(days=i + 1), float(ahead[i] * shape / span), below[i]) for i in range(days)]
    held = sorted(e.date for e in fitted.events if (e.actor, e.recipient) == dyad and target.holds(e))
    return Fan(
        actor=dyad[0],
        recipient=dyad[1],
        target=target.name,
        as_of=as_of,
        past=tuple(_past(held, as_of)),
        steps=tuple(steps),
    )


def _step(day: dt.date, mean: float, below: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Step:
    quantiles = {f"q{round(100 * level):02d}": int(np.searchsorted(below, level)) for level in LEVELS}
    return Step(date=day, mean=round(mean, 4), **quantiles)


def _past(held: list[dt.date], as_of: dt.date) -> list[tuple[dt.date, int]]:
    """Events still to come until `as_of`, counted down as negative numbers, so that the line meets the fan at zero."""
    start = as_of - dt.timedelta(days=SHOWN_PAST)
    days = [start + dt.timedelta(days=i) for i in range(SHOWN_PAST + 1)]
    return [(day, -sum(day <= d < as_of for d in held)) for day in days]
