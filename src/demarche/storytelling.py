"""Resolving the events of a store into stories, and writing them down with the reasons.

Large stores are resolved in stretches of days that overlap, so that memory stays flat; stories that share an event
across a border are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import duckdb

from demarche.resolve.copies import Groups, copy_clusters
from demarche.resolve.judge import DAYS_APART, Judgement
from demarche.resolve.stories import Story, because, resolve, story_of
from demarche.resolve.summary import story_row
from demarche.resolve.telling import Telling, telling_of
from demarche.resolve.threads import Node, follow_ups
from demarche.store.database import Database
from demarche.store.drawing import insert

LEAD = 400
STRETCH = 20_000
ROWS_AT_ONCE = 10_000  # so many are made into a table at once
ROWS = f"""
SELECT e.*, concat_ws(' ', d.title, d.text[1:{LEAD}]) AS lead,
  coalesce(e.event_date_start, e.event_date_end, e.published_on) AS sort_day
FROM events e JOIN documents d USING (doc_id) WHERE e.origin IS NULL
"""
Row = dict[str, Any]


def stale(database: Database) -> bool:
    """True when events have been drawn since stories were last resolved."""
    found = database.kept("SELECT value FROM meta WHERE key = 'stories'")
    return not found or found[0][0] != "resolved"


def resolve_store(database: Database, clock: Callable[[], datetime]) -> int:
    """Resolve all events of a store anew; returns the number of stories."""
    with database.read() as cursor:
        copies = _copies(cursor)
        said = _said(cursor)
        stretches = _stretches(cursor)
        stories, judgements = _resolved(cursor, stretches, said)
    with database.write() as connection:
        _clear(connection)
        _write_copies(connection, copies)
        _write_judgements(connection, judgements, clock)
        _name_stories(connection, stories)
        _write_stories(connection, stories, copies, {(j.a, j.b): j for j in judgements}, said)
        connection.execute("INSERT INTO meta VALUES ('stories', 'resolved')")
    return len(stories)


def _copies(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    one = cursor.cursor()

    def fetch(doc: str) -> str:
        found = one.execute("SELECT text FROM documents WHERE doc_id = ?", [doc]).fetchall()
        return str(found[0][0])

    return copy_clusters(_texts(cursor.cursor()), fetch)


def _texts(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    found = cursor.execute("SELECT doc_id, text FROM documents ORDER BY doc_id")
    while rows := found.fetchmany(500):
        yield from rows


def _said(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], bool]:
    found = cursor.execute("SELECT a, b, same FROM judgements WHERE author <> 'resolver'").fetchall()
    return {(a, b): same for a, b, same in found}


def _stretches(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str | None, str | None]]:
    """Borders of stretches of about 20,000 events each, as days; open at both ends of time."""
    days = cursor.execute(f"SELECT sort_day, count(*) FROM ({ROWS}) GROUP BY 1 ORDER BY 1 NULLS LAST").fetchall()
    borders: list[str | None] = [None]
    count = 0
    for day, events in days:
        if day is not None and count + events > STRETCH and count:
            borders.append(day.isoformat())
            count = 0
        count += events
    return list(zip(borders, [*borders[1:], None], strict=True))


def _resolved(
    cursor: duckdb.DuckDBPyConnection,
    stretches: Sequence[tuple[str | None, str | None]],
    said: dict[tuple[str, str], bool],
) -> tuple[list[Story], list[Judgement]]:
    judgements: dict[tuple[str, str], Judgement] = {}
    found: list[Story] = []
    published: dict[str, int | None] = {}
    for since, until in stretches:
        tellings = [telling_of(row) for row in _rows(cursor, since, until)]
        stories, kept = resolve(tellings, said=said)
        found.extend(stories)
        published |= {t.event_id: t.published for t in tellings}
        judgements |= {(j.a, j.b): j for j in kept}
    if len(stretches) > 1:
        found = _joined(found, published)
    return found, [judgements[pair] for pair in sorted(judgements)]


def _rows(cursor: duckdb.DuckDBPyConnection, since: str | None, until: str | None) -> list[Row]:
    margin = f"INTERVAL {DAYS_APART + 1} DAY"
    query = f"SELECT * FROM ({ROWS}) WHERE (? IS NULL OR sort_day >= CAST(? AS DATE)) AND "
    query += f"(? IS NULL OR sort_day < CAST(? AS DATE) + {margin} OR sort_day IS NULL) ORDER BY event_id"
    rows: list[Row] = cursor.execute(query, [since, since, until, until]).to_arrow_table().to_pylist()
    return rows


def _joined(stories: Sequence[Story], published: dict[str, int | None]) -> list[Story]:
    """Stories that share an event across a border, put together."""
    groups = Groups(published)
    for story in stories:
        for event in story.members[1:]:
            groups.join(story.members[0], event)
    together: dict[str, list[str]] = {}
    for event in sorted(published):
        together.setdefault(groups.root(event), []).append(event)
    return [story_of(members, published) for members in together.values()]


def _clear(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM stories")
    connection.execute("DELETE FROM copies")
    connection.execute("DELETE FROM judgements WHERE author = 'resolver'")
    connection.execute("DELETE FROM meta WHERE key = 'stories'")


def _write_copies(connection: duckdb.DuckDBPyConnection, copies: dict[str, str]) -> None:
    rows = [{"doc_id": doc, "cluster": cluster} for doc, cluster in sorted(copies.items())]
    insert(connection, "copies", rows)


def _write_judgements(
    connection: duckdb.DuckDBPyConnection, judgements: Sequence[Judgement], clock: Callable[[], datetime]
) -> None:
    now = clock()
    for start in range(0, len(judgements), ROWS_AT_ONCE):
        rows = [{"a": j.a, "b": j.b, "same": True, "score": j.score, "reasons": list(j.reasons), "author": "resolver",
                 "made": now} for j in judgements[start : start + ROWS_AT_ONCE]]  # fmt: skip
        insert(connection, "judgements", rows)


def _name_stories(connection: duckdb.DuckDBPyConnection, stories: Sequence[Story]) -> None:
    import pyarrow as pa

    pairs = [(event, story.story_id) for story in stories for event in story.members]
    table = pa.table({"event_id": [p[0] for p in pairs], "story": [p[1] for p in pairs]},
                     schema=pa.schema([("event_id", pa.string()), ("story", pa.string())]))  # fmt: skip
    connection.register("named", table)
    connection.execute("UPDATE events SET story_id = named.story FROM named WHERE events.event_id = named.event_id "
                       "AND events.story_id IS DISTINCT FROM named.story")  # fmt: skip
    connection.unregister("named")


def _write_stories(
    connection: duckdb.DuckDBPyConnection,
    stories: Sequence[Story],
    copies: dict[str, str],
    judged: dict[tuple[str, str], Judgement],
    said: dict[tuple[str, str], bool],
) -> None:
    """Rows of `stories`, drawn in stretches from the events that now carry their story's name."""
    members_of = {story.story_id: story.members for story in stories}
    nodes: list[Node] = []
    batch: list[Row] = []
    for story_id, members in _by_story(connection):
        rows = {row["event_id"]: row for row in members}
        ordered = members_of[story_id]
        tellings = [telling_of(rows[event]) for event in ordered]
        batch.append(story_row(story_id, tellings, rows, copies, list(because(ordered, judged, said))))
        nodes.extend(_node(story_id, tellings))
        if len(batch) >= 2_000:
            insert(connection, "stories", batch)
            batch = []
    insert(connection, "stories", batch)
    _write_threads(connection, nodes)


def _by_story(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Row]]]:
    ids = [row[0] for row in connection.execute("SELECT DISTINCT story_id FROM events WHERE origin IS NULL AND "
                                                "story_id IS NOT NULL ORDER BY 1").fetchall()]  # fmt: skip
    for start in range(0, len(ids), 5_000):
        query = f"SELECT * FROM ({ROWS}) WHERE story_id BETWEEN ? AND ? ORDER BY story_id, event_id"
        chunk = ids[start : start + 5_000]
        found: dict[str, list[Row]] = {}
        for row in connection.execute(query, [chunk[0], chunk[-1]]).to_arrow_table().to_pylist():
            found.setdefault(row["story_id"], []).append(row)
        yield from found.items()


def _node(story_id: str, tellings: Sequence[Telling]) -> Iterator[Node]:
    day = next((t.first_day or t.published for t in tellings if t.first_day or t.published), None)
    happened = [t for t in tellings if t.realis == "actual" and not t.historical]
    if day is not None and happened:
        countries = frozenset().union(*(t.countries for t in tellings))
        names = frozenset().union(*(t.names for t in tellings))
        kind = happened[0].event_type
        yield Node(story_id=story_id, event_type=kind, day=day, countries=countries, names=names)


def _write_threads(connection: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> None:
    import pyarrow as pa

    found = [(story, earlier) for story, earlier in follow_ups(nodes).items() if earlier]
    if not found:
        return
    table = pa.table({"story": [f[0] for f in found], "earlier": [f[1] for f in found]})
    connection.register("threads", table)
    connection.execute("UPDATE stories SET follows = threads.earlier FROM threads WHERE stories.story_id = "
                       "threads.story")  # fmt: skip
    connection.unregister("threads")
