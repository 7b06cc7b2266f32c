"""Questions in SQL from outside: one SELECT, bounded in rows, bytes and time, unable to change or reach anything.

DuckDB keeps most of its memory within the store's limit, but not the texts and lists that a query makes up: a single
`SELECT range(1000000000)` would take gigabytes. While somebody asks, the process may therefore grow by so much over
what it had at the first question (`RLIMIT_DATA`, on Linux); beyond it DuckDB gives the query up and all else goes on.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from demarche.errors import InputError
from demarche.store.database import Database
from demarche.store.result import Rows

ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
MOST_BYTES = 64_000_000  # of an answer
GROWTH = 2_000_000_000  # bytes by which the process may grow while questions are answered
SLACK = 64_000_000  # what there is at least; DuckDB keeps address space of earlier questions, and fills it again
PAGE = resource.getpagesize()


class Room:
    """The limit of the process while at least one question is being answered; a limit that was set before stays."""

    def __init__(self) -> None:
        self._lock, self._inside, self._before, self._base = threading.Lock(), 0, (-1, -1), 0

    @contextlib.contextmanager
    def bounded(self) -> Iterator[None]:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = resource.getrlimit(resource.RLIMIT_DATA)
                now = _data()
                self._base = self._base or now
                self._set(max(self._base + GROWTH, now + SLACK))
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self._set(self._before[0])

    def _set(self, most: int) -> None:
        soft, hard = self._before
        if sys.platform == "linux" and soft == resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


ROOM = Room()  # one for all stores: the limit is the process's


def _data() -> int:
    """Bytes of private memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[5]) * PAGE if sys.platform == "linux" else 0


def select(database: Database, query: str, *, limit: int = 10_000, seconds: float = 10.0) -> Rows:
    """The first `limit` rows of a query; InputError when it is not one SELECT, or takes too long or too much memory."""
    text = single(query)
    with ROOM.bounded(), database.read() as cursor:
        timer = threading.Timer(seconds, cursor.interrupt)
        timer.start()
        try:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            found = cursor.execute(text).to_arrow_reader(2048)
            return Rows(_first(found, limit), what="rows")
        except duckdb.InterruptException:
            raise InputError("the query took too long and was stopped") from None
        except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError):
            raise InputError("the query needs more memory than one may use; ask for less at a time") from None
        except OSError as why:  # a type that Arrow does not have
            raise InputError(f"the query cannot be answered; cast the column: {str(why).strip()[:300]}") from None
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
    batches, count, size = [], 0, 0
    for batch in reader:  # type: ignore[attr-defined]
        batches.append(batch)
        count += batch.num_rows
        size += batch.nbytes
        if size > MOST_BYTES:
            raise InputError(f"the answer has more than {MOST_BYTES:,} bytes; ask for fewer rows or columns")
        if count >= limit:
            break
    table = pa.Table.from_batches(batches, schema=reader.schema)  # type: ignore[attr-defined]
    return table.slice(0, limit)
