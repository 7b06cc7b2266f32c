"""The store as a stream of dyad events for signals and forecasts; what costs much is remembered.

For one dyad a large store need not be read whole: its own events, and how many events of all pairs there were on each
day, tell a watch the same, because all it needs of the rest is how loud the record was.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from demarche.api import aside, narrow
from demarche.api.desk import Desk
from demarche.api.problems import Refusal
from demarche.model.stream import StreamEvent, as_archive
from demarche.signals.relation import Watch, watch_dyad
from demarche.signals.series import Series, series, start_of
from demarche.signals.surprise import Surprise, surprises

if TYPE_CHECKING:
    from demarche.forecast.outlook import Forecast

T = TypeVar("T")
MOST_EVENTS = 100_000  # beyond this, what needs the whole stream is not made in this process, or not at all
ALWAYS = ("any", "1", "2", "3", "4")  # forecast without a class of events: all of them, and each quad class
LONG = 2 * 366  # days of a record that is cut by month
NEWS = dt.timedelta(days=31)  # what happened longer ago than that is recalled, not reported
DAY = "coalesce(event_date_start, event_date_end, published_on)"


class Flow:
    """Streams, series, watches and forecasts of a store."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.memory = desk, desk.memory

    def remembered(self, key: Any, make: Callable[[], T]) -> T:
        return self.memory.get(key, make)

    def last_day(self) -> dt.date | None:
        """The last day of publication on record."""
        rows = self.desk.store.database.kept("SELECT max(published_on) FROM events")
        found: dt.date | None = rows[0][0]
        return found

    def first_day(self) -> dt.date | None:
        """Where a chart begins: with the first news, not with something of decades ago that an article recalls."""
        days = self._days()
        told = min((row["published"] or row["day"] for row in days), default=None)
        return told and max(told - NEWS, min(row["day"] for row in days))

    def unit(self) -> str:
        """By what a series is cut unless somebody asks: of many years, weeks would be bars thinner than a hair."""
        first, last = self.first_day(), self.last_day()
        return "month" if first and last and (last - first).days > LONG else "week"

    def warm(self) -> None:
        """Read what every series and watch needs, before anybody waits for it."""
        self.articles(self.unit())
        self.told()

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
        return self._known("whole", lambda: self._read(narrow.WHOLE), as_of)

    def of(self, dyad: tuple[str, str], as_of: dt.date | None = None) -> list[StreamEvent]:
        """The events of a dyad in both directions, read once for series and watch; with a day as they had arrived."""
        a, b = sorted(dyad)

        def make() -> list[StreamEvent]:
            return self._read(narrow.OF_PAIRS, [[a, b], [b, a]])

        return self._known(("of", a, b), make, as_of) if as_of else self.remembered(("of", a, b), make)

    def ahead(self, dyads: Iterable[tuple[str, str]]) -> None:
        """Read the events of several dyads together, for those who will ask for each: a look at all costs as much."""
        pairs = tuple((min(dyad), max(dyad)) for dyad in dyads)
        for pair in pairs:
            self.remembered(("of", *pair), partial(self._one_of, pairs, pair))

    def _one_of(self, pairs: tuple[tuple[str, str], ...], pair: tuple[str, str]) -> list[StreamEvent]:
        return self.remembered(("ahead", pairs), lambda: self._together(pairs))[pair]

    def _together(self, pairs: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], list[StreamEvent]]:
        out: dict[tuple[str, str], list[StreamEvent]] = {pair: [] for pair in pairs}
        directed = [way for a, b in out for way in ((a, b), (b, a))]
        for event in self._read(narrow.OF_PAIRS, [[a for a, _ in directed], [b for _, b in directed]]):
            out[min(event.actor, event.recipient), max(event.actor, event.recipient)].append(event)
        return out

    def _known(self, key: Any, make: Callable[[], list[StreamEvent]], as_of: dt.date) -> list[StreamEvent]:
        """A stream as it had arrived by a day: two forms of it at most are remembered, whatever days are asked for."""
        stream = self.remembered(key, make)
        if not self._before_all(as_of):
            return stream
        return self.remembered(("archive", key), lambda: as_archive(self.remembered(key, make)))

    def _before_all(self, as_of: dt.date) -> bool:
        """Whether nothing had arrived before a day: then publication counts as arrival."""
        days = self._days()
        return bool(days) and as_of <= min(row["arrived"] for row in days)

    def _loudness(self, as_of: dt.date) -> dict[dt.date, int]:
        """Events of all pairs on each day, as far as they were known before a day."""
        archive, out = self._before_all(as_of), Counter[dt.date]()
        for row in self._days():
            known = (row["published"] or row["arrived"]) if archive else row["arrived"]
            if known < as_of and row["day"] < as_of:
                out[row["day"]] += row["events"]
        return dict(out)

    def series(self, dyad: tuple[str, str], *, unit: str = "week", directed: bool = False, everything: bool = False,
               since: str | None = None, until: str | None = None) -> Series:  # fmt: skip
        """The series of a dyad over everything on record."""
        days = [None if day is None else dt.date.fromisoformat(day) for day in (since, until)]

        def make() -> Series:
            found = series(
                [*self.of(dyad), *self._nobody()], dyad, unit=unit, directed=directed, everything=everything,
                since=days[0], until=days[1],
            )  # fmt: skip
            articles = self.articles(unit)
            periods = tuple(
                msgspec.structs.replace(p, attention=articles.get(p.start, p.attention)) for p in found.periods
            )
            return msgspec.structs.replace(found, periods=periods)

        return self.remembered(("series", dyad, unit, directed, everything, since, until), make)

    def watch(self, dyad: tuple[str, str], as_of: dt.date) -> Watch:
        """Shifts of a dyad."""
        return self.remembered(("watch", dyad, as_of), lambda: self._watch(dyad, as_of))

    def _watch(self, dyad: tuple[str, str], as_of: dt.date) -> Watch:
        loudness = self.remembered(("loudness", as_of), lambda: self._loudness(as_of))
        return watch_dyad(self.of(dyad, as_of), dyad, as_of=as_of, loudness=loudness)

    def forecasts(self, dyad: tuple[str, str], as_of: dt.date, horizons: tuple[int, ...], event: str | None) -> Any:
        """Probabilities for a directed dyad."""
        return self.remembered(
            ("forecast", dyad, as_of, horizons, event),
            lambda: self.made((dyad,), as_of, horizons=horizons, events=(event,) if event else ()),
        )

    def made(
        self, dyads: Sequence[tuple[str, str]], as_of: dt.date, *, horizons: Sequence[int], events: Sequence[str],
        asked: Sequence[str] = (),
    ) -> list[Forecast]:  # fmt: skip
        """Forecasts as the command line makes them, whatever the size of the store; `asked` are open questions."""
        order = aside.Order(
            dyads=tuple(dyads), as_of=as_of, targets=tuple(events) or ALWAYS, horizons=tuple(horizons),
            asked=tuple(asked), archive=self._before_all(as_of),
        )  # fmt: skip
        if self.too_large():
            return aside.make(self.desk.store, order, told=self.told())
        return aside.made_of(self.whole(as_of), order)

    def surprises(self, as_of: dt.date) -> list[Surprise]:
        """Events that the record would not have led one to expect."""
        known = [e for e in self.whole(as_of) if e.arrived < as_of]
        return self.remembered(("surprises", as_of), lambda: surprises(known))

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
        return int(self.desk.store.database.kept("SELECT count(*) FROM events")[0][0])

    def _read(self, query: str, values: Iterable[Any] = ()) -> list[StreamEvent]:
        return narrow.stream(self.desk.store, query, values, told=self.told())

    def told(self) -> frozenset[str]:
        """Events that are called part of a bargain."""
        return self.remembered("told", self._told)

    def _told(self) -> frozenset[str]:
        rows = self.desk.store.database.rows("SELECT DISTINCT unnest(events) FROM exchanges")
        return frozenset(str(row[0]) for row in rows)

    def _days(self) -> list[dict[str, Any]]:
        """How many events of the stream there are of each day, by when they became known."""
        return self.remembered("days", lambda: narrow.rows(self.desk.store, narrow.DAILY))

    def _nobody(self) -> list[StreamEvent]:
        """An event of nobody for every day on record: a day without is a gap."""
        return [
            StreamEvent(date=day, actor="", recipient="", event_type="", event_id=f"{day}", quad_class=0, arrived=day)
            for day in sorted({row["day"] for row in self._days()})
        ]

    def articles(self, unit: str) -> dict[dt.date, int]:
        """Documents with events in each period."""
        return self.remembered(("articles", unit), lambda: self._articles(unit))

    def _articles(self, unit: str) -> dict[dt.date, int]:
        period = f"date_trunc('{unit}', {DAY})::DATE"
        query = f"SELECT {period}, count(DISTINCT doc_id) FROM events WHERE {DAY} IS NOT NULL GROUP BY 1"
        return {start_of(day, unit): int(n) for day, n in self.desk.store.database.rows(query)}


def known(stream: list[StreamEvent], as_of: dt.date, *, first: dt.date | None = None) -> list[StreamEvent]:
    """As it had arrived; an archive that was loaded after the day counts as arrived when it was published.

    `first` is the first arrival in the store, where the stream is only a part of it.
    """
    first = first or min((event.arrived for event in stream), default=None)
    return stream if first is None or as_of > first else as_archive(stream)
