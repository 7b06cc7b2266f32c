"""Questions in SQL from outside: one SELECT, bounded in rows and time, unable to change or reach anything."""

from __future__ import annotations

import threading

import duckdb

from demarche.errors import InputError
from demarche.store.database import Database
from demarche.store.result import Rows

ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def select(database: Database, query: str, *, limit: int = 10_000, seconds: float = 10.0) -> Rows:
    """The first `limit` rows of a query; InputError when it is not one SELECT, StoreError when it takes too long."""
    text = single(query)
    with database.read() as cursor:
        timer = threading.Timer(seconds, cursor.interrupt)
        timer.start()
        try:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            found = cursor.execute(text).to_arrow_reader(2048)
            return Rows(_first(found, limit), what="rows")
        except (duckdb.ProgrammingError, duckdb.DataError, duckdb.PermissionException, duckdb.NotSupportedError) as why:
            raise InputError(f"the query cannot be answered: {str(why).strip()[:500]}") from None
        finally:
            timer.cancel()


def single(query: str) -> str:
    """The query itself when it is one SELECT."""
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as why:
        raise InputError(f"this is not SQL: {str(why).strip()[:500]}") from None
    if len(statements) != 1:
        raise InputError(f"one query at a time; this has {len(statements)} statements")
    if statements[0].type not in ALLOWED:
        raise InputError("only SELECT is allowed; the store is changed by ingest, review and import")
    return query


def _first(reader: object, limit: int) -> object:
    import pyarrow as pa

    batches, count = [], 0
    for batch in reader:  # type: ignore[attr-defined]
        batches.append(batch)
        count += batch.num_rows
        if count >= limit:
            break
    table = pa.Table.from_batches(batches, schema=reader.schema)  # type: ignore[attr-defined]
    return table.slice(0, limit)
