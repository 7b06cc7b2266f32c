"""The event stream: one small row per event and directed pair of countries, whatever source it came from.

Our own store, and imported ICEWS, POLECAT or GDELT files, feed the same signals and forecasts through it.
`arrived` is when we came to know of the event; a statement about a day may use only what had arrived before.
`published` is when the world could know of it; archives that are loaded at once have only that to go by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from demarche.errors import BadDate


class StreamEvent(msgspec.Struct, frozen=True, kw_only=True, order=True, gc=False):
    """One event from actor towards recipient; field order gives streams a fixed order."""

    date: dt.date
    actor: str
    recipient: str
    event_type: str
    event_id: str
    story_id: str = ""
    arrived: dt.date
    published: dt.date | None = None
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    quad_class: int
    goldstein: float | None = None
    realis: str = "actual"
    polarity: str = "positive"
    historical: bool = False
    exchange: bool = False
    document: str = ""
    source: str = ""
    text: str = ""

    @property
    def told(self) -> dt.date:
        """When it could be known at the earliest: publication, or arrival where that is unknown."""
        return self.published or self.arrived

    @property
    def current(self) -> bool:
        """True when it happened, and is news rather than background."""
        return self.realis == "actual" and self.polarity == "positive" and not self.historical


def as_day(value: Any) -> dt.date | None:
    """A date from a date, a datetime or ISO text; None for nothing; BadDate for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadDate(f"{value!r} is not a date; write it as 2025-09-16") from None


def from_rows(rows: Iterable[Mapping[str, Any]], *, exchanged: frozenset[str] = frozenset()) -> Iterator[StreamEvent]:
    """Rows of `Store.events()` (or of an import with the same columns) as stream events.

    An event with several actors or recipients gives one row per pair of different countries; a meeting without a
    recipient gives one per pair of its parties, both ways. Events without any date or without two countries are
    left out. `exchanged` names events that are part of a bargain.
    """
    for row in rows:
        published = as_day(row.get("published_on"))
        day = as_day(row.get("event_date_start")) or published
        arrived = as_day(row.get("arrived")) or published or day
        if day is None or arrived is None:
            continue
        for actor, recipient in _pairs(row):
            yield _event(row, day, arrived, published, actor=actor, recipient=recipient, exchanged=exchanged)


def with_bargains(stream: Iterable[StreamEvent], told: Collection[str]) -> list[StreamEvent]:
    """The stream with its bargains: events that an article calls part of one, and all reports of the same events."""
    events = list(stream)
    stories = {event.story_id for event in events if event.event_id in told}
    return [msgspec.structs.replace(e, exchange=True) if e.story_id in stories else e for e in events]


def _pairs(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    actors = sorted({c for c in row.get("actor_countries") or () if c})
    recipients = sorted({c for c in row.get("recipient_countries") or () if c})
    if not recipients:
        recipients = actors
    return [(a, b) for a in actors for b in recipients if a != b]


def _event(
    row: Mapping[str, Any], day: dt.date, arrived: dt.date, published: dt.date | None, *, actor: str, recipient: str,
    exchanged: frozenset[str],
) -> StreamEvent:  # fmt: skip
    name = str(row["event_id"])
    return StreamEvent(
        date=day,
        actor=actor,
        recipient=recipient,
        event_type=str(row["event_type"]),
        event_id=name,
        story_id=str(row.get("story_id") or name),
        arrived=arrived,
        published=published,
        modes=tuple(row.get("modes") or ()),
        contexts=tuple(row.get("contexts") or ()),
        quad_class=int(row["quad_class"]),
        goldstein=None if row.get("goldstein") is None else float(row["goldstein"]),
        realis=str(row.get("realis") or "actual"),
        polarity=str(row.get("polarity") or "positive"),
        historical=bool(row.get("historical")),
        exchange=name in exchanged,
        document=str(row.get("doc_id") or ""),
        source=str(row.get("source") or ""),
        text=str(row.get("sentence") or ""),
    )


def known_before(stream: Iterable[StreamEvent], moment: dt.date) -> list[StreamEvent]:
    """What had happened and had arrived before a day, in a fixed order."""
    return sorted(e for e in stream if e.arrived < moment and e.date < moment)


def as_archive(stream: Iterable[StreamEvent]) -> list[StreamEvent]:
    """The stream as if each report had arrived when it was published: for archives that were loaded at once."""
    return [msgspec.structs.replace(e, arrived=e.told) for e in stream]


def one_per_story(stream: Iterable[StreamEvent]) -> list[StreamEvent]:
    """The first event of each story and pair: copies of one report are not more events."""
    seen: set[tuple[str, str, str]] = set()
    out = []
    for event in sorted(stream, key=lambda e: (e.arrived, e)):
        key = (event.story_id or event.event_id, event.actor, event.recipient)
        if key not in seen:
            seen.add(key)
            out.append(event)
    return sorted(out)
