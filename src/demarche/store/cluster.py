"""Keeping the event tables in the order in which they are asked for, so that a page lies together in the file.

DuckDB keeps the least and the greatest value of every 122,880 rows, and passes over those in which nothing can fit.
That helps only when rows that are asked for together lie together: events by day, pairs by their countries. Documents
arrive in any order, so the tables are put in order again when a quarter of the rows is new, and only when they are
large enough for it to matter.
"""

from __future__ import annotations

import duckdb

# One order for every answer and export; `start_char` keeps events in the order of the text.
EVENT_ORDER = "published_on NULLS LAST, doc_id, start_char NULLS LAST, event_id"
ORDERS = {"events": EVENT_ORDER, "pairs": "actor, recipient, event_id", "sides": "country, role, event_id"}
# Below two groups of rows there is nothing that could be passed over.
LEAST, SHARE = 2 * 122_880, 0.25
IN_ORDER = "SELECT coalesce(max(CAST(value AS BIGINT)), 0) FROM meta WHERE key = 'in order'"


def due(cursor: duckdb.DuckDBPyConnection) -> bool:
    """True when there are enough new events for the tables to be put in order."""
    count = _number(cursor, "SELECT count(*) FROM events")
    return count >= LEAST and abs(count - _number(cursor, IN_ORDER)) > SHARE * count


def put_in_order(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the event tables anew in their order; inside a transaction of the caller."""
    for table, order in ORDERS.items():
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM {table} ORDER BY {order}")
    connection.execute("DELETE FROM meta WHERE key = 'in order'")
    connection.execute("INSERT INTO meta SELECT 'in order', CAST(count(*) AS VARCHAR) FROM events")


def _number(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(cursor.execute(query).fetchall()[0][0])
