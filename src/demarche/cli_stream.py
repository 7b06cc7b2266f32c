"""What the verbs on dyads, signals, charts and forecasts share: the stream of a store, pairs, days, printing."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.errors import ConfigError, InputError

if TYPE_CHECKING:
    from demarche.model.stream import StreamEvent

FORMATS = ("text", "json", "jsonl")
BUSIEST = 20  # dyads watched when none is named
SILENT = dt.timedelta(days=7)  # after the end of the record, after which it is said that nothing is known since


def stream_of(db: Path) -> list[StreamEvent]:
    """All events of a store, or of the server that owns it, as a stream."""
    from demarche.cli_open import asked
    from demarche.model.stream import from_rows, with_bargains

    if not db.exists():
        raise InputError(f"there is no store at {db}; ingest or import something first")
    with asked(db) as store:
        told = {str(name) for row in store.exchanges() for name in row["events"]}
        return with_bargains(from_rows(store.events()), told)


def stream_as_of(db: Path, as_of: str | None) -> tuple[list[StreamEvent], dt.date]:
    """The stream of a store as it had arrived by a day, and that day: the one named, or the end of the record."""
    stream = stream_of(db)
    day = asked_day(as_of, stream)
    return as_arrived(stream, day), day


def asked_day(text: str | None, stream: list[StreamEvent]) -> dt.date:
    """The day that was named, which is not in the future; else the day after the last one that is told of."""
    day, end = day_of(text), reach(stream)
    if day is None:
        if end < tomorrow():
            print(f"demarche: as of {end}, the day after the last report on record", file=sys.stderr)
        return end
    if day > tomorrow():
        raise InputError(f"nothing is known as of {day} yet; name tomorrow at the latest")
    if stream and day > end + SILENT:
        print(f"demarche: the last report on record is of {end - dt.timedelta(days=1)}; "
              f"whether anything has happened since is not known", file=sys.stderr)  # fmt: skip
    return day


def as_arrived(stream: list[StreamEvent], as_of: dt.date) -> list[StreamEvent]:
    """The stream as it is known on a day.

    When the day asked about lies before the store's first arrival, the store is an archive loaded later: then
    publication counts as arrival, and that is said.
    """
    from demarche.model.stream import as_archive

    if not stream or as_of > min(e.arrived for e in stream):
        return stream
    print(f"demarche: nothing had arrived before {as_of}; the day of publication counts as arrival", file=sys.stderr)
    return as_archive(stream)


def reach(stream: list[StreamEvent]) -> dt.date:
    """The day after the last one that is told of, as far as that is not in the future."""
    last = max((e.told for e in stream), default=None)
    return tomorrow() if last is None else min(tomorrow(), last + dt.timedelta(days=1))


def arrived(events: list[StreamEvent], day: dt.date) -> list[StreamEvent]:
    from demarche.model.stream import known_before

    return known_before(events, day)


def pair(text: str) -> tuple[str, str]:
    """ "USA-BLR" as two countries."""
    a, _, b = text.upper().replace("→", "-").replace(">", "-").partition("-")
    if not (len(a.strip()) == 3 and len(b.strip()) == 3) or a.strip() == b.strip():
        raise InputError(f"{text!r} is not a dyad; write two different three-letter codes, such as USA-BLR")
    return a.strip(), b.strip()


def told_pair(text: str, events: list[StreamEvent]) -> tuple[str, str]:
    """The pair, with a word on stderr where the record knows nothing of one of the two."""
    found = pair(text)
    seen = {country for e in events for country in (e.actor, e.recipient)}
    for country in found:
        if events and country not in seen:
            print(f"demarche: no event of {country} is on record; is the code right?", file=sys.stderr)
    return found


def pairs(
    events: list[StreamEvent], *, everything: bool = False, since: dt.date | None = None, until: dt.date | None = None
) -> list[dict[str, Any]]:
    """Directed pairs with the number of their stories, busiest first; days as for a series."""
    from demarche.model.stream import one_per_story

    inside = (e for e in events if (since is None or e.date >= since) and (until is None or e.date <= until))
    table: dict[tuple[str, str], int] = {}
    for event in one_per_story(e for e in inside if everything or e.current):
        key = (event.actor, event.recipient)
        table[key] = table.get(key, 0) + 1
    ordered = sorted(table.items(), key=lambda entry: (-entry[1], entry[0]))
    return [{"actor": a, "recipient": b, "events": n} for (a, b), n in ordered]


def busiest(events: list[StreamEvent]) -> list[tuple[str, str]]:
    out: dict[tuple[str, str], None] = {}
    for row in pairs(events):
        a, b = sorted((row["actor"], row["recipient"]))
        out[a, b] = None
    return list(out)[:BUSIEST]


def day_of(text: str | None) -> dt.date | None:
    from demarche.model.stream import as_day

    return as_day(text)


def sure_day(text: str) -> dt.date:
    day = day_of(text)
    if day is None:
        raise InputError("a date is missing; write it as 2025-09-16")
    return day


def tomorrow() -> dt.date:
    """Everything that has arrived up to and including today counts."""
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def known(value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ConfigError(f"{value!r} is not known here; known: {', '.join(allowed)}")


def put(rows: Any, format: str, line: Any) -> int:
    if format == "json":
        sys.stdout.buffer.write(msgspec.json.encode(rows) + b"\n")
    elif format == "jsonl":
        for row in rows:
            sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    else:
        for row in rows:
            print(line(row))
    return 0
