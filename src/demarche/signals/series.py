"""Time series of a dyad: counts by quad class and type, scores, exchanges, attention; gaps known as gaps.

Stories are counted, not reports, and only actual, current events unless asked. `attention` is the number of
documents with events of any dyad, the denominator without which a loud week looks like a change. A period in which
the whole stream is empty is a gap: nothing is known, which is another thing than nothing happened.

A series has at most `MOST` periods: one that is asked for beyond is refused, and one that begins with the record, in
which a single event may be centuries old, begins so many periods before its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from demarche.errors import InputError
from demarche.model.stream import StreamEvent, one_per_story

UNITS = ("day", "week", "month")
MOST = 10_000  # periods: 27 years of days


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """One day, week (from Monday) or month; `gap` means that nothing is known, and then counts are None."""

    start: date
    gap: bool
    attention: int
    events: int | None
    quads: dict[str, int] = {}
    types: dict[str, int] = {}
    goldstein: float | None = None
    plover: float | None = None
    exchanges: int = 0


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A dyad's periods, one after the other without a hole."""

    actor: str
    recipient: str
    directed: bool
    unit: str
    periods: tuple[Period, ...]


def series(
    stream: Iterable[StreamEvent],
    dyad: tuple[str, str],
    *,
    unit: str = "week",
    directed: bool = False,
    everything: bool = False,
    since: date | None = None,
    until: date | None = None,
    scores: dict[str, float] | None = None,
) -> Series:
    """The series of one dyad; `everything` keeps planned, denied and background events too.

    `scores` are PLOVER scores per event type, where the caller wants them summed.
    """
    if unit not in UNITS:
        raise InputError(f"no unit called {unit!r}; known: {', '.join(UNITS)}")
    whole = [e for e in stream if (since is None or e.date >= since) and (until is None or e.date <= until)]
    documents: dict[date, set[str]] = {}
    for event in whole:
        documents.setdefault(start_of(event.date, unit), set()).add(event.document or event.event_id)
    own: dict[date, list[StreamEvent]] = {}
    for event in one_per_story(e for e in whole if between(e, dyad, directed=directed) and (everything or e.current)):
        own.setdefault(start_of(event.date, unit), []).append(event)
    periods = tuple(
        _period(start, own.get(start, []), len(documents.get(start, ())), scores or {})
        for start in _starts(documents, unit, since, until)
    )
    return Series(actor=dyad[0], recipient=dyad[1], directed=directed, unit=unit, periods=periods)


def between(event: StreamEvent, dyad: tuple[str, str], *, directed: bool) -> bool:
    """True when the event is of this dyad."""
    pair = (event.actor, event.recipient)
    return pair == dyad or (not directed and pair == (dyad[1], dyad[0]))


def start_of(day: date, unit: str) -> date:
    """The first day of the period that a day falls in."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def last_of(start: date, unit: str) -> date:
    """The last day of the period that begins on a day."""
    return _next(start, unit) - timedelta(days=1)


def _next(start: date, unit: str) -> date:
    if unit == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=1 if unit == "day" else 7)


def _starts(documents: dict[date, set[str]], unit: str, since: date | None, until: date | None) -> list[date]:
    first = start_of(since, unit) if since else min(documents, default=None)
    last = start_of(until, unit) if until else max(documents, default=None)
    if first is None or last is None or first > last:
        return []
    earliest = _earliest(last, unit)
    if since and first < earliest:
        raise InputError(f"a series has at most {MOST:,} periods; ask for fewer days, or for a longer unit than {unit}")
    out = [max(first, earliest)]
    while out[-1] < last:
        out.append(_next(out[-1], unit))
    return out


def _earliest(last: date, unit: str) -> date:
    """Where a series begins at the earliest that ends with this period."""
    if unit == "month":
        months = last.year * 12 + last.month - MOST
        return date(months // 12, months % 12 + 1, 1) if months >= 12 else date.min
    step = 1 if unit == "day" else 7
    return date.fromordinal(max(last.toordinal() - step * (MOST - 1), 1))


def _period(start: date, events: list[StreamEvent], attention: int, scores: dict[str, float]) -> Period:
    if not attention:
        return Period(start=start, gap=True, attention=0, events=None)
    values = [e.goldstein for e in events if e.goldstein is not None]
    return Period(
        start=start,
        gap=False,
        attention=attention,
        events=len(events),
        quads={str(q): n for q in range(1, 5) if (n := sum(e.quad_class == q for e in events))},
        types=_tally(e.event_type for e in events),
        goldstein=round(sum(values), 3) if values else None,
        plover=round(sum(scores.get(e.event_type, 0.0) for e in events), 3) if scores and events else None,
        exchanges=sum(e.exchange for e in events),
    )


def _tally(values: Iterable[str]) -> dict[str, int]:
    out: dict[str, int] = {}
    for value in values:
        out[value] = out.get(value, 0) + 1
    return dict(sorted(out.items()))
