"""One DuckDB file, owned by one process: opening it, and DuckDB's errors in words for the user."""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from demarche.errors import NoMemory, StoreDamaged, StoreError, StoreLocked

MEMORY = ":memory:"
# Queries of users run on these settings too: no files, no network, no extensions, no change of settings.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "true",
    # Moving the log into the file writes the last 122,880 rows of every table anew; DuckDB's 16 MB make that a third
    # of the work of a long ingest. A log of this size is read again in about a second after a crash.
    "checkpoint_threshold": "64MB",
}
FILE = "SELECT path FROM duckdb_databases() WHERE NOT internal"
# What putting 400,000 events in order needs at least; with all that DuckDB may use it takes three times as much.
SPARING = "256MB"
MOST_KEPT = 500  # short answers that are kept until the next commit
HOLDER = re.compile(r"PID (\d+)")


class Database:
    """The open file. Writing goes through `write`, one at a time; each reader gets a cursor of its own."""

    def __init__(self, path: str | Path, *, memory: str = "1GB", threads: int | None = None) -> None:
        self.path = os.fspath(path)
        self._threads = self._used = threads or min(os.cpu_count() or 1, 8)
        settings = {**CONFIG, "memory_limit": memory, "threads": str(self._threads)}
        self._memory = memory
        self._connection = _open(self.path, settings)
        self._lock = threading.RLock()
        self._commits, self._kept = 0, dict[tuple[str, str], tuple[int, list[tuple[Any, ...]]]]()
        if self.path != MEMORY:
            with contextlib.suppress(OSError):
                _owner_file(self.path).write_text(json.dumps({"pid": os.getpid()}))

    @contextlib.contextmanager
    def write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction: committed when the block ends well, rolled back when it does not."""
        with self._lock, said(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            self._commits += 1  # not before: who reads between the two may see the old rows

    @contextlib.contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees what is committed."""
        with said(self.path):
            cursor = self._connection.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    @contextlib.contextmanager
    def quiet(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection outside any transaction while no other thread writes."""
        with self._lock, said(self.path):
            yield self._connection

    def rows(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        with self.read() as cursor:
            return cursor.execute(query, values or []).fetchall()

    def kept(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The few rows of a short answer, such as a count: asked once, and again only after the next commit."""
        commits, key = self._commits, (query, repr(values))
        found = self._kept.get(key)
        if found is None or found[0] != commits:
            found = commits, self.rows(query, values)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found[1]

    def spread(self, wide: bool) -> None:
        """Whether a query is spread over all threads, or stays on that of its caller.

        Over few rows the handing over costs more than it saves, and many who read at once keep the processor busy.
        """
        if self._used != (wanted := self._threads if wide else 1):
            with self._lock, said(self.path):
                self._connection.execute(f"SET threads = {wanted}")
                self._used = wanted

    def let_go(self) -> None:
        """Move the log into the file, and give the pages that DuckDB has cached back to the system.

        DuckDB has no word for the latter, but evicts when its limit is lowered. It must be lowered beyond what can be
        evicted: only then DuckDB goes through all that it has noted for eviction, and drops the notes on pages that
        are long gone, 0.7 MB for every thousand documents. Somebody who reads just then could be refused memory, so
        this is for runs that have the store to themselves.
        """
        if self.path == MEMORY:
            return  # what it holds is all there is; it would be written to a file beside us
        with self._lock, contextlib.suppress(duckdb.Error):  # somebody is busy with it: another time
            self._connection.execute("CHECKPOINT")
            try:
                self._connection.execute("SET memory_limit = '1B'")
            finally:
                self._connection.execute(f"SET memory_limit = '{self._memory}'")

    @contextlib.contextmanager
    def sparing(self) -> Iterator[None]:
        """While it lasts, large sorts go through a file beside the store instead of filling the memory."""
        with self._lock:
            if self.path != MEMORY:
                with contextlib.suppress(duckdb.Error):  # more than that is in use: it goes as it would have gone
                    self._connection.execute(f"SET memory_limit = '{SPARING}'")
            try:
                yield
            finally:
                self._connection.execute(f"SET memory_limit = '{self._memory}'")

    def announce(self, url: str, **said: Any) -> None:
        """Tell other processes where this store is served, and what else they should know of the server."""
        _owner_file(self.path).write_text(json.dumps({"pid": os.getpid(), "url": url, **said}))

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            if self.path != MEMORY:
                _owner_file(self.path).unlink(missing_ok=True)


def owner(path: str | Path) -> dict[str, Any]:
    """What the owning process says of itself: its `pid`, and the `url` when it serves; empty when there is none."""
    try:
        found = json.loads(_owner_file(os.fspath(path)).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextlib.contextmanager
def said(path: str) -> Iterator[None]:
    """DuckDB's errors as ours, where they speak of the file rather than of a query."""
    try:
        yield
    except duckdb.InterruptException:
        raise StoreError("the query took too long and was stopped") from None
    except (duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException, duckdb.IOException) as why:
        raise _damaged(path, why) from None
    except duckdb.OutOfMemoryException as why:
        raise NoMemory(f"the query needs more memory than the store may use: {_first_line(why)}") from None


def _open(path: str, settings: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    if path != MEMORY and not Path(path).absolute().parent.is_dir():
        raise StoreError(f"there is no folder {Path(path).absolute().parent} to keep the store in")
    if path != MEMORY and Path(path).exists() and Path(path).stat().st_size == 0:
        raise StoreDamaged(f"{path} is an empty file, not a store; remove it or restore a backup over it")
    try:
        connection = duckdb.connect(path, config=settings)
    except duckdb.IOException as why:
        if "Could not set lock" in str(why):
            raise _locked(path, why) from None
        raise _damaged(path, why) from None
    except duckdb.Error as why:
        raise _damaged(path, why) from None
    # DuckDB opens tables (CSV, JSON, Parquet) as views in memory: what is written beside them would be lost.
    if path != MEMORY and connection.execute(FILE).fetchall() == [(None,)]:
        connection.close()
        raise StoreDamaged(f"{path} is no store; name another file, and read this one with `demarche ingest`")
    return connection


def _locked(path: str, why: duckdb.Error) -> StoreLocked:
    found = HOLDER.search(str(why))
    who = f"process {found[1]}" if found else "another process"
    url = owner(path).get("url")
    if url:
        return StoreLocked(f"{path} is being served by {who} at {url}; ask there, or stop it first")
    return StoreLocked(f"{path} is in use by {who}; wait until it has ended, or stop it")


def _damaged(path: str, why: duckdb.Error) -> StoreDamaged:
    return StoreDamaged(f"{path} is damaged or no store: {_first_line(why)}; restore a backup with `demarche restore`")


def _first_line(why: Exception) -> str:
    return str(why).strip().split("\n", 1)[0][:300]


def _owner_file(path: str) -> Path:
    return Path(f"{path}.owner")
