"""Questions in SQL from outside: one SELECT, bounded in rows, bytes and time, unable to change or reach anything.

DuckDB keeps most of its memory within the store's limit, but not the texts and lists that a query makes up: a single
`SELECT range(1000000000)` would take gigabytes. So, on Linux, whatever one step of a query allocates is bounded by
`RLIMIT_DATA` while somebody asks, and a query in the course of which the process grows too much is interrupted.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from demarche.errors import InputError
from demarche.store.database import Database
from demarche.store.result import Rows

ALLOWED = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
HUNGRY = "the query needs more memory than one may use; ask for less at a time"
MOST_BYTES = 64_000_000  # of an answer
GROWTH = 2_000_000_000  # bytes by which the process may grow while questions are answered
CALM = 3.0  # seconds for which a question waits until the memory of the one before it has been given back
STEP = 0.02  # seconds between two looks at the clock and the memory
LINUX = sys.platform == "linux"
PAGE = resource.getpagesize()


class Room:
    """The limit of the process while at least one question is being answered; one that was set from outside stays."""

    def __init__(self) -> None:
        self._lock, self._inside, self._before = threading.Lock(), 0, (0, 0)
        self._least = sys.maxsize  # bytes in memory at the calmest beginning of a question

    @contextlib.contextmanager
    def bounded(self) -> Iterator[None]:
        self._calm()
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = resource.getrlimit(resource.RLIMIT_DATA)
                self._set(_pages(5) + GROWTH)
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self._set(self._before[0])

    def _calm(self) -> None:
        """DuckDB gives memory back a little after a query has ended."""
        until = time.monotonic() + CALM
        while _pages(1) > self._least + GROWTH // 4 and time.monotonic() < until:
            time.sleep(STEP)
        self._least = min(self._least, _pages(1))

    def _set(self, most: int) -> None:
        soft, hard = self._before
        if LINUX and soft == resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


ROOM = Room()  # one for all stores: the limit is the process's


def _pages(column: int) -> int:
    """Bytes of this process: in memory (1), or private whether in memory or not (5)."""
    return int(Path("/proc/self/statm").read_text().split()[column]) * PAGE if LINUX else 0


class Watched:
    """Interrupts a query that takes too long or too much; `why` says which."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self.why = ""
        self._cursor, self._until, self._most = cursor, time.monotonic() + seconds, _pages(1) + GROWTH
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(STEP):
            if time.monotonic() > self._until:
                self.why = "the query took too long and was stopped"
            elif _pages(1) > self._most:
                self.why = HUNGRY
            if self.why:
                self._cursor.interrupt()
                return


def select(database: Database, query: str, *, limit: int = 10_000, seconds: float = 10.0) -> Rows:
    """The first `limit` rows of a query; InputError when it is not one SELECT, or takes too long or too much memory."""
    text = single(query)
    with ROOM.bounded(), database.read() as cursor:
        watched = Watched(cursor, seconds)
        try:
            with watched:
                cursor.execute("BEGIN TRANSACTION READ ONLY")
                found = cursor.execute(text).to_arrow_reader(2048)
                return Rows(_first(found, limit), what="rows")
        except duckdb.InterruptException:
            raise InputError(watched.why) from None
        except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError):
            raise InputError(HUNGRY) from None
        except OSError as why:  # a type that Arrow does not have
            raise InputError(f"the query cannot be answered; cast the column: {str(why).strip()[:300]}") from None
        except (duckdb.ProgrammingError, duckdb.DataError, duckdb.PermissionException, duckdb.NotSupportedError) as why:
            raise InputError(f"the query cannot be answered: {str(why).strip()[:500]}") from None


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
