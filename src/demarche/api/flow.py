"""The store as a stream of dyad events for signals and forecasts; what costs much is remembered.

For one dyad a large store need not be read whole: its own events, and one event for every other day on record, tell a
watch the same, because all it needs of the rest is on which days anything was on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from demarche.api.desk import Desk
from demarche.api.problems import Refusal
from demarche.model.stream import StreamEvent, as_archive, from_rows
from demarche.signals.relation import Watch, watch_dyad
from demarche.signals.series import Series, series, start_of

T = TypeVar("T")
MOST_EVENTS = 100_000  # beyond this, what needs the whole stream is left to the command line
NOBODY = ("", "")
DAY = "coalesce(event_date_start, event_date_end, published_on)"


class Flow:
    """Streams, series, watches and forecasts of a store."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.memory = desk, desk.memory

    def remembered(self, key: Any, make: Callable[[], T]) -> T:
        return self.memory.get(key, make)

    def last_day(self) -> dt.date | None:
        """The last day of publication on record."""
        rows = self.desk.store.database.rows("SELECT max(published_on) FROM events")
        found: dt.date | None = rows[0][0]
        return found

    def as_of(self, day: str | None) -> dt.date:
        """The day that was asked for; else the day after the last one on record, which is not in the future."""
        tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
        if day is not None:
            if (asked := dt.date.fromisoformat(day)) > tomorrow:
                raise Refusal(422, f"nothing is known as of {asked}; tomorrow at the latest", field="as_of")
            return asked
        last = self.last_day()
        return tomorrow if last is None else min(tomorrow, last + dt.timedelta(days=1))

    def too_large(self) -> bool:
        return self._count() > MOST_EVENTS

    def whole(self, as_of: dt.date) -> list[StreamEvent]:
        """All events; Refusal when there are too many to do this while somebody waits."""
        if (count := self._count()) > MOST_EVENTS:
            raise Refusal(
                422, f"the store holds {count:,} events; above {MOST_EVENTS:,} use the command line, or name a dyad"
            )
        return self._known("whole", lambda: list(self._read({})), as_of)

    def of(self, dyad: tuple[str, str], as_of: dt.date) -> list[StreamEvent]:
        """The events of a dyad, and one for each other day."""
        return self._known(("of", dyad), lambda: [*self._read({"dyad": dyad}), *self._days()], as_of)

    def _known(self, key: Any, make: Callable[[], list[StreamEvent]], as_of: dt.date) -> list[StreamEvent]:
        """A stream as it had arrived by a day: two forms of it at most are remembered, whatever days are asked for."""
        stream = self.remembered(key, make)
        first = min((event.arrived for event in stream), default=None)
        if first is None or as_of > first:
            return stream
        return self.remembered(("archive", key), lambda: as_archive(self.remembered(key, make)))

    def series(self, dyad: tuple[str, str], *, unit: str = "week", directed: bool = False, everything: bool = False,
               since: str | None = None, until: str | None = None) -> Series:  # fmt: skip
        """The series of a dyad over everything on record."""
        days = [None if day is None else dt.date.fromisoformat(day) for day in (since, until)]

        def make() -> Series:
            stream = [*self._read({"dyad": dyad}), *self._days()]
            found = series(
                stream, dyad, unit=unit, directed=directed, everything=everything, since=days[0], until=days[1]
            )
            articles = self.remembered(("articles", unit), lambda: self._articles(unit))
            periods = tuple(
                msgspec.structs.replace(p, attention=articles.get(p.start, p.attention)) for p in found.periods
            )
            return msgspec.structs.replace(found, periods=periods)

        return self.remembered(("series", dyad, unit, directed, everything, since, until), make)

    def watch(self, dyad: tuple[str, str], as_of: dt.date) -> Watch:
        """Shifts of a dyad."""
        return self.remembered(("watch", dyad, as_of), lambda: watch_dyad(self.of(dyad, as_of), dyad, as_of=as_of))

    def forecasts(self, dyad: tuple[str, str], as_of: dt.date, horizons: tuple[int, ...], event: str | None) -> Any:
        """Probabilities for a directed dyad."""
        from demarche.forecast.outlook import forecast
        from demarche.forecast.targets import all_targets, read_target

        targets = [read_target(event)] if event else list(all_targets()[:5])

        def make() -> Any:
            return forecast(self.whole(as_of), dyad, as_of=as_of, targets=targets, horizons=horizons)

        return self.remembered(("forecast", dyad, as_of, horizons, event), make)

    def surprises(self, as_of: dt.date, dyad: tuple[str, str] | None = None, since: dt.date | None = None) -> Any:
        """Events that the record would not have led one to expect."""
        from demarche.signals.surprise import surprises

        known = [e for e in self.whole(as_of) if e.arrived < as_of]
        return self.remembered(("surprises", as_of, dyad, since), lambda: surprises(known, dyad=dyad, since=since))

    def busiest(self, limit: int, since: str | None = None) -> list[tuple[str, str, int]]:
        """Pairs of countries with the most events, each pair once."""
        rows = self.desk.store.dyads(since=since)
        both: dict[tuple[str, str], int] = {}
        for row in rows:
            pair = (min(row["actor"], row["recipient"]), max(row["actor"], row["recipient"]))
            both[pair] = both.get(pair, 0) + row["events"]
        ranked = sorted(both.items(), key=lambda item: (-item[1], item[0]))
        return [(a, b, n) for (a, b), n in ranked[:limit]]

    def _count(self) -> int:
        return int(self.desk.store.database.rows("SELECT count(*) FROM events")[0][0])

    def _read(self, filters: dict[str, Any]) -> Any:
        """Events as a stream; every report of an event that one report calls part of a bargain is part of it."""
        rows = self.desk.store.events(**filters).to_list()
        told = self.remembered("told", self._told)
        stories = {row["story_id"] for row in rows if row["event_id"] in told and row["story_id"]}
        exchanged = frozenset(row["event_id"] for row in rows if row["event_id"] in told or row["story_id"] in stories)
        return from_rows(rows, exchanged=exchanged)

    def _told(self) -> frozenset[str]:
        """Events that are called part of a bargain."""
        rows = self.desk.store.database.rows("SELECT DISTINCT unnest(events) FROM exchanges")
        return frozenset(str(row[0]) for row in rows)

    def _days(self) -> list[StreamEvent]:
        """An event of nobody for every day on record."""
        return self.remembered("days", self._read_days)

    def _read_days(self) -> list[StreamEvent]:
        query = f"SELECT {DAY} AS day, min(arrived), min(published_on) FROM events WHERE {DAY} IS NOT NULL GROUP BY 1"
        return [
            StreamEvent(date=day, actor="", recipient="", event_type="", event_id=f"{day}", quad_class=0,
                        arrived=(arrived.date() if arrived else day), published=published)
            for day, arrived, published in self.desk.store.database.rows(query)
        ]  # fmt: skip

    def _articles(self, unit: str) -> dict[dt.date, int]:
        """Documents with events in each period."""
        period = f"date_trunc('{unit}', {DAY})::DATE"
        query = f"SELECT {period}, count(DISTINCT doc_id) FROM events WHERE {DAY} IS NOT NULL GROUP BY 1"
        return {start_of(day, unit): int(n) for day, n in self.desk.store.database.rows(query)}


def known(stream: list[StreamEvent], as_of: dt.date, *, first: dt.date | None = None) -> list[StreamEvent]:
    """As it had arrived; an archive that was loaded after the day counts as arrived when it was published.

    `first` is the first arrival in the store, where the stream is only a part of it.
    """
    first = first or min((event.arrived for event in stream), default=None)
    return stream if first is None or as_of > first else as_archive(stream)
