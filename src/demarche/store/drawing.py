"""Keeping the drawn tables true to documents, records and corrections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import msgspec
import pyarrow as pa

from demarche.model.record import Record
from demarche.store.corrections import Review, corrected
from demarche.store.database import Database
from demarche.store.draw import Document, Row, rows_of
from demarche.store.schema import countries_of_events

BATCH = 500
ARROW = {
    "VARCHAR": pa.string(), "VARCHAR[]": pa.list_(pa.string()), "INTEGER": pa.int32(), "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "DATE": pa.string(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip
FROM_RECORDS = ("events", "mentions", "quotes", "exchanges", "links")
# Rows are looked for in the narrow column of ids and then fetched by their numbers. Asked by `doc_id` alone, DuckDB
# decompresses the texts and records of the whole store, and keeps them in its cache, to find a few hundred.
WITH_RECORDS = """
SELECT d.doc_id, d.arrived, d.text, r.record, d.origin, (SELECT count(*) FROM reviews) FROM
  (SELECT * FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE doc_id {chosen})) d
  JOIN (SELECT * FROM records WHERE rowid IN (SELECT rowid FROM records WHERE doc_id {chosen})) r USING (doc_id)
ORDER BY d.doc_id
"""


def pending(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Documents that are stored but not drawn yet, such as those of a process that was killed."""
    query = (
        "SELECT doc_id FROM documents WHERE seq > (SELECT CAST(value AS BIGINT) FROM meta WHERE key = 'drawn') "
        "ORDER BY seq"
    )
    return [str(row[0]) for row in cursor.execute(query).fetchall()]


def draw_pending(database: Database) -> None:
    """Draw the rows of all documents that have none yet."""
    with database.read() as cursor:
        waiting = pending(cursor)
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        with database.write() as connection:
            draw(connection, batch)
            mark_drawn(connection, batch)


def draw(connection: duckdb.DuckDBPyConnection, doc_ids: Sequence[str]) -> None:
    """Draw the rows of some documents anew; inside a transaction of the caller."""
    ids = list(doc_ids)
    rows: dict[str, list[Row]] = {table: [] for table in FROM_RECORDS}
    for document in documents(connection, ids):
        for table, found in rows_of(document).items():
            rows[table].extend(found)
    for table in FROM_RECORDS:
        connection.execute(f"DELETE FROM {table} WHERE doc_id IN (SELECT unnest(?::VARCHAR[]))", [ids])
        insert(connection, table, rows[table])
    draw_countries(connection, "doc_id", ids)
    connection.execute("DELETE FROM meta WHERE key = 'stories'")


def draw_countries(connection: duckdb.DuckDBPyConnection, column: str, ids: Sequence[str]) -> None:
    """The narrow rows of the countries of some events, chosen by `doc_id` or `event_id`."""
    chosen = f"WHERE {column} IN (SELECT unnest($1::VARCHAR[]))"
    for table in ("pairs", "sides"):
        connection.execute(f"DELETE FROM {table} {chosen}", [list(ids)])
    for query in countries_of_events(f"WHERE rowid IN (SELECT rowid FROM events {chosen})"):
        connection.execute(query, [list(ids)])


def mark_drawn(connection: duckdb.DuckDBPyConnection, doc_ids: Sequence[str]) -> None:
    connection.execute(
        "UPDATE meta SET value = (SELECT CAST(max(seq) AS VARCHAR) FROM documents WHERE doc_id IN "
        "(SELECT unnest(?::VARCHAR[]))) WHERE key = 'drawn'",
        [list(doc_ids)],
    )


def documents(connection: duckdb.DuckDBPyConnection, doc_ids: Sequence[str]) -> Iterable[Document]:
    """Documents with their corrected records, in the order of their ids."""
    # One document is what pages ask for, and its plan is made in half the time.
    chosen, value = ("= $1", doc_ids[0]) if len(doc_ids) == 1 else ("IN (SELECT unnest($1::VARCHAR[]))", list(doc_ids))
    found = connection.execute(WITH_RECORDS.format(chosen=chosen), [value]).fetchall()
    by_document = reviews_by_document(connection, doc_ids) if found and found[0][-1] else {}
    for doc_id, arrived, text, record, origin, _ in found:
        whole, reviewed = corrected(whole_record(record, text), by_document.get(doc_id, []))
        yield Document(doc_id=doc_id, arrived=arrived, record=whole, reviewed=reviewed, origin=origin)


def whole_record(stored: str, text: str) -> Record:
    """A record as it was coded; the store keeps its text only once."""
    record = Record.from_json(stored)
    return msgspec.structs.replace(record, article=msgspec.structs.replace(record.article, text=text))


def reviews_by_document(connection: duckdb.DuckDBPyConnection, doc_ids: Sequence[str]) -> dict[str, list[Review]]:
    """Corrections in force, oldest first; merges and splits are judgements on stories and change no record."""
    query = (
        "SELECT review_id, action, doc_id, event_id, anchor, patch, note, author, CAST(made AS VARCHAR) FROM reviews "
        "WHERE NOT undone AND action NOT IN ('merge', 'split') AND doc_id IN (SELECT unnest(?::VARCHAR[])) "
        "ORDER BY review_id"
    )
    found: dict[str, list[Review]] = {}
    for row in connection.execute(query, [list(doc_ids)]).fetchall():
        found.setdefault(row[2], []).append(review_of(row))
    return found


def review_of(row: tuple[Any, ...]) -> Review:
    values = dict(zip(Review.__struct_fields__, row, strict=True))
    values["anchor"], values["patch"] = msgspec.json.decode(row[4]), msgspec.json.decode(row[5])
    return msgspec.convert(values, Review)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Add rows in bulk; days that are no days become null."""
    if not rows:
        return
    # The catalogue's own view of columns costs ten times as much as a look at the table.
    columns = [(d[0], str(d[1])) for d in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]
    schema = pa.schema([(name, ARROW[kind]) for name, kind in columns])
    arrow = pa.Table.from_pylist(list(rows), schema=schema)
    insert_arrow(connection, table, arrow, columns)


def insert_arrow(
    connection: duckdb.DuckDBPyConnection, table: str, arrow: pa.Table, columns: Sequence[tuple[str, str]]
) -> None:
    chosen = ", ".join(f"TRY_CAST({name} AS DATE) AS {name}" if kind == "DATE" else name for name, kind in columns)
    connection.register("incoming", arrow)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME SELECT {chosen} FROM incoming")
    finally:
        connection.unregister("incoming")
