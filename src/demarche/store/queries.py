"""The questions that a store answers, each with filters and in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from demarche.errors import InputError, NotFound
from demarche.store.cluster import EVENT_ORDER as EVENT_ORDER
from demarche.store.filters import EventFilter, Where, iso_day, pair, where_events
from demarche.store.result import Rows

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from demarche.store.database import Database

# Up to so many rows are found by their narrow columns first and read in full afterwards.
PAGE = 2_000
SMALL = 50_000  # rows of a table that can be read in full at once sooner than in two steps


class Queries:
    """Reading methods of the store."""

    database: Database

    def fresh(self) -> None:
        raise NotImplementedError

    def ask(self, table: str, where: Where, order: str, *, what: str, limit: int | None, offset: int) -> Rows:
        """Rows of a table; `total` counts all that fit, whatever the limit."""
        self.fresh()
        with self.database.read() as cursor:
            page = "" if limit is None else f" LIMIT {_count(limit)} OFFSET {_count(offset)}"
            found = _page(cursor, table, where, order, page, small=self._count_of(table) < SMALL)
        total = offset + found.num_rows
        # A page that is not full is the last one, and says itself how many there are.
        if limit is not None and (found.num_rows >= limit or (offset and not found.num_rows)):
            total = self._count_of(table, where)
        return Rows(found, what=what, total=total)

    def _count_of(self, table: str, where: Where | None = None) -> int:
        where = where or Where([], [])
        return int(self.database.kept(f"SELECT count(*) FROM {table}{where.sql}", where.values)[0][0])

    def events(self, *, limit: int | None = None, offset: int = 0, **filters: Any) -> Rows:
        """Events; filters are the fields of `EventFilter`: dyad, since, until, event_type, realis, text, …"""
        try:
            chosen = msgspec.convert(filters, EventFilter)
        except msgspec.ValidationError as why:
            raise InputError(f"no such filter: {why}; known: {', '.join(EventFilter.__struct_fields__)}") from None
        return self.ask("events", where_events(chosen), EVENT_ORDER, what="events", limit=limit, offset=offset)

    def event(self, event_id: str) -> dict[str, Any]:
        """One event; NotFound when there is none."""
        found = self.events(event_id=event_id)
        if not len(found):
            raise NotFound(f"there is no event {event_id!r}")
        return found[0]

    def documents(
        self,
        *,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
        text: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Rows:
        """Documents with their text; since and until are days of publication, both included."""
        where = _dated(since, until)
        for name, value in (("source", source), ("language", language)):
            if value:
                where.add(f"{name} = ?", value)
        if text:
            where.add("contains(lower(text), lower(?))", text)
        order = "published_on NULLS LAST, doc_id"
        return self.ask("documents", where, order, what="documents", limit=limit, offset=offset)

    def stories(
        self,
        *,
        dyad: tuple[str, str] | str | None = None,
        event_type: str | None = None,
        since: str | None = None,
        until: str | None = None,
        story_id: str | None = None,
        min_sources: int | None = None,
        disputed: bool | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Rows:
        """Stories: events that several reports tell, with what the reports agree and disagree on."""
        where = Where([], [])
        if dyad:
            where.add("list_has_all(countries, ?::VARCHAR[])", list(pair(dyad)))
        if since:
            where.add("day >= CAST(? AS DATE)", iso_day(since))
        if until:
            where.add("day <= CAST(? AS DATE)", iso_day(until))
        for name, value in (("event_type", event_type and event_type.upper()), ("story_id", story_id)):
            if value:
                where.add(f"{name} = ?", value)
        if min_sources:
            where.add("independent >= ?", min_sources)
        if disputed is not None:
            where.add("disagreements <> '{}'" if disputed else "disagreements = '{}'")
        return self.ask("stories", where, "day NULLS LAST, story_id", what="stories", limit=limit, offset=offset)

    def dyads(self, *, since: str | None = None, until: str | None = None, limit: int | None = None) -> Rows:
        """Pairs of countries with the number of their events by quad class, busiest first."""
        where = _dated(since, None, "last_day")
        if until:
            where.add("first_day <= CAST(? AS DATE)", iso_day(until))
        self.fresh()
        query = DYADS.format(where=where.sql, limit="" if limit is None else f"LIMIT {_count(limit)}")
        with self.database.read() as cursor:
            return Rows(cursor.execute(query, where.values).to_arrow_table(), what="dyads")

    def quotes(
        self,
        *,
        speaker: str | None = None,
        country: str | None = None,
        since: str | None = None,
        until: str | None = None,
        anonymous: bool | None = None,
        text: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Rows:
        """Quotations with their speakers, named or not."""
        where = _dated(since, until, "TRY_CAST(published[:10] AS DATE)")
        if speaker:
            where.add("contains(lower(speaker), lower(?))", speaker)
        if country:
            where.add("speaker_country = ?", country.upper())
        if anonymous is not None:
            where.add("anonymous = ?", anonymous)
        if text:
            where.add("contains(lower(text), lower(?))", text)
        order = "published NULLS LAST, doc_id, start_char, quote_id"
        return self.ask("quotes", where, order, what="quotes", limit=limit, offset=offset)

    def exchanges(
        self,
        *,
        dyad: tuple[str, str] | str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Rows:
        """Bargains: what was given for what, by whom; the latest first."""
        where = _dated(since, until, "TRY_CAST(published[:10] AS DATE)")
        if dyad:
            where.add("list_has_all(list_concat(giver_countries, receiver_countries), ?::VARCHAR[])", list(pair(dyad)))
        if status:
            where.add("status = ?", status)
        order = "published DESC NULLS LAST, exchange_id"
        return self.ask("exchanges", where, order, what="exchanges", limit=limit, offset=offset)

    def actors(self, *, country: str | None = None, text: str | None = None, limit: int | None = None) -> Rows:
        """Actors over all documents, most mentioned first."""
        where = Where([], [])
        if country:
            where.add("country = ?", country.upper())
        if text:
            where.add("contains(lower(name), lower(?))", text)
        self.fresh()
        query = ACTORS.format(where=where.sql, limit="" if limit is None else f"LIMIT {_count(limit)}")
        with self.database.read() as cursor:
            return Rows(cursor.execute(query, where.values).to_arrow_table(), what="actors")

    def runs(self) -> Rows:
        """Runs of coders over the documents: version, codebook and models of each, and how many records it made."""
        self.fresh()
        with self.database.read() as cursor:
            return Rows(cursor.execute(RUNS).to_arrow_table(), what="runs")

    def changes(self, *, doc_id: str | None = None, limit: int | None = None, offset: int = 0) -> Rows:
        """What re-coding has changed, event by event."""
        where = Where([], [])
        if doc_id:
            where.add("doc_id = ?", doc_id)
        return self.ask("changes", where, "doc_id, event_id, change", what="changes", limit=limit, offset=offset)

    def quarantined(self, *, limit: int | None = None, offset: int = 0) -> Rows:
        """Inputs that gave no article, with the reason."""
        return self.ask("quarantine", Where([], []), "source, part, id", what="inputs", limit=limit, offset=offset)


def _page(
    cursor: duckdb.DuckDBPyConnection, table: str, where: Where, order: str, page: str, *, small: bool
) -> pa.Table:
    """The rows of a page. Few rows are chosen first by the columns that this needs, because reading all columns of
    a million rows takes seconds; both steps see the same moment.
    """
    if small:
        return cursor.execute(f"SELECT * FROM {table}{where.sql} ORDER BY {order}{page}", where.values).to_arrow_table()
    if not page and not where.conditions:
        return cursor.execute(f"SELECT * FROM {table} ORDER BY {order}").to_arrow_table()
    cursor.execute("BEGIN TRANSACTION READ ONLY")
    chosen = cursor.execute(f"SELECT rowid FROM {table}{where.sql} ORDER BY {order}{page}", where.values)
    ids = [int(row[0]) for row in chosen.fetchmany(PAGE + 1)]
    if len(ids) > PAGE:
        query, values = f"SELECT * FROM {table}{where.sql} ORDER BY {order}{page}", where.values
    else:
        numbers = ", ".join(map(str, ids)) or "NULL"
        # The range lets DuckDB pass over the parts of the file that the list alone would make it read.
        query = f"SELECT * FROM {table} WHERE rowid IN ({numbers}) AND rowid BETWEEN ? AND ? ORDER BY {order}"
        values = [min(ids, default=0), max(ids, default=0)]
    found = cursor.execute(query, values).to_arrow_table()
    cursor.execute("COMMIT")
    return found


def _count(rows: int) -> int:
    """A number of rows; InputError for less than none."""
    if int(rows) < 0:
        raise InputError(f"{rows} is no number of rows; write 0 or more")
    return int(rows)


def _dated(since: str | None, until: str | None, column: str = "published_on") -> Where:
    where = Where([], [])
    if since:
        where.add(f"{column} >= CAST(? AS DATE)", iso_day(since))
    if until:
        where.add(f"{column} <= CAST(? AS DATE)", iso_day(until))
    return where


RUNS = """
SELECT run_id, demarche, codebook, models, started, count(doc_id) AS records
FROM runs LEFT JOIN records USING (run_id) GROUP BY ALL ORDER BY started, run_id
"""

ACTORS = """
SELECT name, kind, country, sector, count(DISTINCT doc_id) AS documents, CAST(sum(mentions) AS BIGINT) AS mentions
FROM mentions{where} GROUP BY ALL
ORDER BY documents DESC, mentions DESC, name, kind, country NULLS LAST, sector NULLS LAST {limit}
"""

DYADS = """
SELECT actor, recipient, count(*) AS events,
       count(*) FILTER (quad = 1) AS verbal_cooperation, count(*) FILTER (quad = 2) AS material_cooperation,
       count(*) FILTER (quad = 3) AS verbal_conflict, count(*) FILTER (quad = 4) AS material_conflict
FROM pairs{where}
GROUP BY ALL ORDER BY events DESC, actor, recipient {limit}
"""
