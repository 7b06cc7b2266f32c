"""Forecasts over a large store, made in a process of their own.

A forecast learns from the whole stream, and a million events are half a minute of computing and a gigabyte: in the
server's process every reader would wait for it. So the stream goes into a file, another process makes of it exactly
what the command line makes, and ends. One such process runs at a time.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from demarche.api import narrow
from demarche.api.coding import GIVES_WAY, end_with_parent
from demarche.api.problems import Refusal
from demarche.model.stream import as_archive, from_rows
from demarche.store.store import Base

if TYPE_CHECKING:
    from demarche.forecast.outlook import Forecast

ONE = threading.Lock()
PATIENCE, LATER = 2.0, "30"  # seconds to wait for the forecast of somebody else, and after which to ask again
AT_ONCE = 20_000  # rows
# What is no news can be left out here, as it is left out of every forecast.
STREAM = f"""SELECT {narrow.STREAM}, event_id IN (SELECT unnest($told::VARCHAR[])) OR coalesce(story_id IN
  (SELECT story_id FROM events WHERE event_id IN (SELECT unnest($told::VARCHAR[]))), false) AS exchanged
FROM events WHERE coalesce(nullif(realis, ''), 'actual') = 'actual'
  AND coalesce(nullif(polarity, ''), 'positive') = 'positive' AND NOT coalesce(historical, false)"""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made; `archive`: publication counts as arrival; `asked`: open questions of articles."""

    dyads: tuple[tuple[str, str], ...]
    as_of: dt.date
    targets: tuple[str, ...]
    horizons: tuple[int, ...]
    asked: tuple[str, ...] = ()
    archive: bool = False


def make(store: Base, order: Order, *, told: frozenset[str]) -> list[Forecast]:
    """The forecasts of an order; Refusal while another one is being made."""
    from demarche.forecast.outlook import Forecast

    if not ONE.acquire(timeout=PATIENCE):
        raise Refusal(503, "another forecast over this large store is being made; ask again in half a minute",
                      headers={"retry-after": LATER})  # fmt: skip
    try:
        with tempfile.TemporaryDirectory() as folder:
            _write(store, file := Path(folder) / "stream.arrow", told)
            made = _elsewhere(file, msgspec.json.encode(order))
    finally:
        ONE.release()
    return msgspec.json.decode(made, type=list[Forecast])


def _write(store: Base, file: Path, told: frozenset[str]) -> None:
    store.fresh()
    with store.database.read() as cursor:
        batches = cursor.execute(STREAM, {"told": sorted(told)}).to_arrow_reader(AT_ONCE)
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, batches.schema) as out:
            for batch in batches:
                out.write_batch(batch)


def _elsewhere(file: Path, order: bytes) -> bytes:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_work, os.fspath(file), order).result()
        except BrokenProcessPool:
            raise Refusal(503, "the process that made the forecast ended; there may be too little memory") from None


def _work(file: str, order: bytes) -> bytes:
    """What the other process does."""
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    threading.Thread(target=end_with_parent, daemon=True).start()
    asked = msgspec.json.decode(order, type=Order)
    with pa.memory_map(file) as source:
        table = pa.ipc.open_file(source).read_all()
    exchanged = frozenset(table.filter(table["exchanged"])["event_id"].to_pylist())
    events = list(from_rows(_rows(table), exchanged=exchanged))
    del table
    return msgspec.json.encode(made_of(as_archive(events) if asked.archive else events, asked))


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries; DuckDB makes Python's values several times faster than Arrow does."""
    import duckdb

    with duckdb.connect() as connection:
        cursor = connection.from_arrow(table).execute()
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield dict(zip(table.column_names, row, strict=True))


def made_of(events: Sequence[Any], order: Order) -> list[Forecast]:
    """The forecasts of an order, as the command line makes them."""
    from demarche.forecast.outlook import forecasts
    from demarche.forecast.questions import beside
    from demarche.forecast.targets import read_target

    targets = [read_target(text) for text in order.targets]
    found = forecasts(events, order.dyads, as_of=order.as_of, targets=targets, horizons=order.horizons)
    return found + beside(order.asked, order.dyads[0], events, as_of=order.as_of)
