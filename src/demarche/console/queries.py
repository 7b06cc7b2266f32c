"""Questions that only the pages ask: facets, shares, who acts on whom, where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from demarche.store.filters import Where
from demarche.store.store import Base

Counts = list[tuple[Any, int]]
TOP = 12
DAY = "coalesce(event_date_start, event_date_end, published_on)"
# Name: columns, and the value made of them. Lists and days are counted first and taken apart afterwards, because the
# same ones come again and again.
FACETS = {
    "type": ("event_type AS a", "a"),
    "mode": ("modes AS a", "unnest(a)"),
    "country": ("actor_countries AS a, recipient_countries AS b", "unnest(list_distinct(list_concat(a, b)))"),
    "sector": ("actor_sectors AS a, recipient_sectors AS b", "unnest(list_distinct(list_concat(a, b)))"),
    "realis": ("realis AS a", "a"),
    "certainty": ("certainty AS a", "a"),
    "source": ("source AS a", "a"),
    "month": (f"{DAY} AS a", "strftime(a, '%Y-%m')"),
    "place": ("place_name AS a", "a"),
}
FACET_COLUMNS = """event_type, modes, actor_countries, recipient_countries, actor_sectors, recipient_sectors, realis,
certainty, source, event_date_start, event_date_end, published_on, place_name"""

PLAIN = re.compile(r"\w+ = \?")


def facets(store: Base, where: Where) -> dict[str, Counts]:
    """The commonest values of each facet among the events that fit.

    They are read once and kept at hand for all facets; where plain columns choose among all events, and so many events
    may fit, it takes less to pass over the few columns of each facet.
    """
    chosen = f"SELECT {FACET_COLUMNS} FROM events{where.sql}"
    plain = all(PLAIN.fullmatch(condition) for condition in where.conditions)
    each = [
        f"(SELECT '{name}', CAST(value AS VARCHAR) AS value, CAST(sum(m) AS BIGINT) AS n "
        f"FROM (SELECT {value} AS value, m FROM (SELECT {columns}, count(*) AS m FROM f GROUP BY ALL)) "
        f"WHERE value IS NOT NULL AND value <> '' GROUP BY value ORDER BY n DESC, value LIMIT {TOP})"
        for name, (columns, value) in FACETS.items()
    ]
    kept = "NOT MATERIALIZED" if plain else "MATERIALIZED"
    query = f"WITH f AS {kept} ({chosen}) {' UNION ALL '.join(each)}"
    store.fresh()
    out: dict[str, Counts] = {name: [] for name in FACETS}
    for name, value, n in store.database.rows(query, where.values):
        out[name].append((value, int(n)))
    return out


def rows(store: Base, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
    """Rows of a fixed query of ours as dictionaries."""
    store.fresh()
    with store.database.read() as cursor:
        found = cursor.execute(query, values or [])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def sources(store: Base) -> list[dict[str, Any]]:
    """Every publication: how much, since when, the last success, its share."""
    return rows(store, SOURCES)


def feeds(store: Base) -> list[dict[str, Any]]:
    """The state of watched feeds and folders."""
    found = rows(store, "SELECT key, value FROM meta WHERE starts_with(key, 'watch:') ORDER BY key")
    import json

    return [{"name": row["key"].removeprefix("watch:"), **json.loads(row["value"])} for row in found]


def network(store: Base, *, since: str | None, quad: int | None, limit: int = 40) -> list[dict[str, Any]]:
    """Directed pairs with their events, deeds that happened only, busiest first."""
    where = Where(["realis = 'actual'", "polarity = 'positive'", "NOT historical"], [])
    if since:
        where.add(f"{DAY} >= CAST(? AS DATE)", since)
    if quad:
        where.add("quad_class = ?", quad)
    return rows(store, NETWORK.format(where=where.sql, limit=int(limit)), where.values)


def places(store: Base, where: Where) -> list[dict[str, Any]]:
    """Places with a position, busiest first."""
    more = Where([*where.conditions, "lat IS NOT NULL", "lon IS NOT NULL"], where.values)
    return rows(store, PLACES.format(where=more.sql), more.values)


def unplaced(store: Base, where: Where) -> list[dict[str, Any]]:
    """Countries and regions where something happened at a place that is not known better."""
    more = Where([*where.conditions, "lat IS NULL", "place_name IS NOT NULL"], where.values)
    return rows(store, UNPLACED.format(where=more.sql), more.values)


def latest_documents(store: Base, limit: int, *, source: str | None = None, offset: int = 0) -> list[dict[str, Any]]:
    """Documents, last published first, with the number of their events."""
    where = "WHERE d.source = ?" if source else ""
    query = LATEST.format(where=where, limit=int(limit), offset=int(offset))
    return rows(store, query, [source] if source else [])


def documents_of(store: Base, source: str) -> int:
    """How many documents a publication has."""
    return int(store.database.kept("SELECT count(*) FROM documents WHERE source = ?", [source])[0][0])


def tables(store: Base) -> dict[str, list[str]]:
    """The tables that can be asked, with their columns."""
    query = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index"
    out: dict[str, list[str]] = {}
    for table, column in store.database.rows(query):
        out.setdefault(str(table), []).append(str(column))
    return out


def counts(store: Base, tables: Sequence[str]) -> dict[str, int]:
    """How many rows there are in each of our tables."""
    query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    return dict(zip(tables, map(int, store.database.kept(query)[0]), strict=True))


def between(store: Base, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Pairs of countries with the number of their events, in either direction or side by side."""
    one = "SELECT event_id FROM pairs WHERE actor = ? AND recipient = ?"
    counts = ", ".join(f"(SELECT count(*) FROM ({one} UNION {one}))" for _ in pairs)
    values = [side for a, b in pairs for side in (a, b, b, a)]
    found = store.database.kept(f"SELECT {counts}", values)[0] if pairs else ()
    return [(a, b, int(n)) for (a, b), n in zip(pairs, found, strict=True)]


def actor_events(store: Base, name: str, limit: int) -> list[dict[str, Any]]:
    """Events in which somebody of this name acts or is acted upon, last first."""
    query = (
        "SELECT * FROM events WHERE list_contains(actor_names, ?) OR list_contains(recipient_names, ?) "
        f"ORDER BY {DAY} DESC NULLS LAST, event_id LIMIT {int(limit)}"
    )
    return rows(store, query, [name, name])


def with_article(store: Base, ids: list[str]) -> set[str]:
    """Of these events those that an article of the store tells, and that a page can so show the words of."""
    query = "SELECT event_id FROM events WHERE origin IS NULL AND event_id IN (SELECT unnest(?::VARCHAR[]))"
    return {row["event_id"] for row in rows(store, query, [ids])}


SOURCES = """
SELECT coalesce(source, '') AS source, count(*) AS documents, min(published_on) AS first, max(published_on) AS last,
       max(arrived) AS arrived, count(*) / sum(count(*)) OVER () AS share,
       (SELECT count(*) FROM events e WHERE coalesce(e.source, '') = coalesce(d.source, '')) AS events
FROM documents d GROUP BY source ORDER BY documents DESC, source LIMIT 500
"""
NETWORK = """
SELECT actor, recipient, count(DISTINCT coalesce(story_id, event_id)) AS events,
       count(DISTINCT coalesce(story_id, event_id)) FILTER (quad_class IN (1, 2)) AS cooperation,
       count(DISTINCT coalesce(story_id, event_id)) FILTER (quad_class IN (3, 4)) AS conflict
FROM pairs JOIN (SELECT event_id, story_id, quad_class FROM events{where}) USING (event_id)
GROUP BY ALL ORDER BY events DESC, actor, recipient LIMIT {limit}
"""
PLACES = """
SELECT place_name AS name, place_country AS country, any_value(lat) AS lat, any_value(lon) AS lon,
       any_value(place_precision) AS precision, count(*) AS events,
       count(*) FILTER (quad_class IN (3, 4)) AS conflict
FROM events{where} GROUP BY place_name, place_country ORDER BY events DESC, name LIMIT 300
"""
UNPLACED = """
SELECT place_name AS name, place_country AS country, any_value(place_precision) AS precision, count(*) AS events
FROM events{where} GROUP BY place_name, place_country ORDER BY events DESC, name LIMIT 60
"""
# The events are counted of the documents that are shown, not of all.
LATEST = """
WITH latest AS MATERIALIZED (
  SELECT d.doc_id, d.title, d.source, d.published, d.published_on, d.url, d.text[1:160] AS lead
  FROM documents d {where} ORDER BY d.published DESC NULLS LAST, d.doc_id LIMIT {limit} OFFSET {offset})
SELECT latest.*, coalesce(n, 0) AS events FROM latest LEFT JOIN
  (SELECT doc_id, count(*) AS n FROM events WHERE doc_id IN (SELECT doc_id FROM latest) GROUP BY doc_id) USING (doc_id)
ORDER BY published DESC NULLS LAST, doc_id
"""


def sentences(store: Base, ids: list[str]) -> dict[str, str]:
    """The words in which events are told, by their ids."""
    query = "SELECT event_id, sentence FROM events WHERE event_id IN (SELECT unnest(?::VARCHAR[]))"
    return {row["event_id"]: row["sentence"] or "" for row in rows(store, query, [ids])}
