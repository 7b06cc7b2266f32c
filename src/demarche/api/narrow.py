"""Events of a store as a stream, read by the few columns that a stream needs.

An event has some fifty columns, most of them words and lists; to read all of them for a thousand events that lie
scattered over a large store takes half a second, and these few a tenth of that. Countries of a pair come from the
narrow table of pairs, because lists cost more than all other columns together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from demarche.model.stream import StreamEvent, from_rows, with_bargains
from demarche.store.store import Base

AT_ONCE = 1_000
COLUMNS = """event_id, doc_id, story_id, event_date_start, published_on, arrived::DATE AS arrived, event_type, modes,
quad_class, goldstein, realis, polarity, historical"""
STREAM = f"{COLUMNS}, contexts, actor_countries, recipient_countries, source, sentence"
WHOLE = f"SELECT {STREAM} FROM events"
# Of the events of some directed pairs what they say of these pairs. Parties side by side are a pair only where nobody
# is on the other side. The events are chosen by their ids before they are joined: with one more condition DuckDB would
# otherwise read all columns of the whole table first.
OF_PAIRS = f"""WITH wanted AS (SELECT unnest(?::VARCHAR[]) AS actor, unnest(?::VARCHAR[]) AS recipient),
chosen AS (SELECT event_id, actor, recipient, beside FROM pairs SEMI JOIN wanted USING (actor, recipient)),
towards AS (SELECT event_id FROM pairs SEMI JOIN (SELECT event_id FROM chosen WHERE beside) USING (event_id)
  WHERE NOT beside)
SELECT {COLUMNS}, actor, recipient
FROM (SELECT * FROM events WHERE event_id IN (SELECT event_id FROM chosen)) JOIN chosen USING (event_id)
WHERE NOT (beside AND event_id IN (SELECT event_id FROM towards))"""
# How many events of the stream, one for each directed pair, there are of each day, by when they became known. Taking
# lists apart is slow, and most have one country.
DAILY = """SELECT coalesce(event_date_start, published_on) AS day,
coalesce(arrived::DATE, published_on, day) AS arrived, published_on AS published, CAST(sum(
  CASE WHEN len(actor_countries) = 1 AND len(recipient_countries) = 1
    THEN (actor_countries <> recipient_countries)::INTEGER
  WHEN len(recipient_countries) = 0
    THEN len(list_distinct(actor_countries)) * (len(list_distinct(actor_countries)) - 1)
  ELSE len(list_distinct(actor_countries)) * len(list_distinct(recipient_countries))
    - len(list_intersect(actor_countries, recipient_countries)) END) AS BIGINT) AS events
FROM events WHERE day IS NOT NULL GROUP BY ALL"""


def rows(store: Base, query: str, values: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """Rows of a fixed query of ours as dictionaries."""
    return list(_each(store, query, values))


def stream(
    store: Base, query: str, values: Iterable[Any] = (), *, told: frozenset[str] = frozenset()
) -> list[StreamEvent]:
    """The events that a query finds; `told` names those that an article calls part of a bargain."""
    return with_bargains(from_rows(_each(store, query, values)), told)


def _each(store: Base, query: str, values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """One row at a time: ten thousands of dictionaries at once keep Python's collector busier than the query."""
    store.fresh()
    with store.database.read() as cursor:
        cursor.execute(query, list(values))
        names = [column[0] for column in cursor.description]
        while found := cursor.fetchmany(AT_ONCE):
            for values in found:
                row = dict(zip(names, values, strict=True))
                if "actor" in row:  # made here: lists are what DuckDB takes longest to hand over
                    row["actor_countries"], row["recipient_countries"] = [row["actor"]], [row["recipient"]]
                yield row
