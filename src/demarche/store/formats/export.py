"""Writing what a store holds to a file: fixed order, no clock, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

import msgspec

from demarche.errors import InputError
from demarche.store.cluster import EVENT_ORDER
from demarche.store.formats import objects, rows
from demarche.store.formats.tables import columns

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from demarche.store.database import Database

TABULAR = ("csv", "jsonl", "parquet")
EVENT_FORMATS = ("plover", "polecat", "icews", "gdelt", *TABULAR, "geojson", "ftm")
# A spreadsheet runs a cell that begins so; a leading apostrophe makes it text (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BATCH = 2_000

QUERIES = {
    "events": f"SELECT * EXCLUDE (arrived) FROM events ORDER BY {EVENT_ORDER}",
    "documents": "SELECT doc_id, title, source, url, published, language, author, text, sha256 FROM documents "
    "ORDER BY published_on NULLS LAST, doc_id",
    "quarantine": "SELECT id, source, part, reason, digest, bytes FROM quarantine ORDER BY id",
    "stories": "SELECT * FROM stories ORDER BY day NULLS LAST, story_id",
    "quotes": "SELECT * FROM quotes ORDER BY published NULLS LAST, doc_id, start_char, quote_id",
    "exchanges": "SELECT * FROM exchanges ORDER BY published NULLS LAST, exchange_id",
}
# Formats of the field have columns that come from the document, its run and its story.
FULL_EVENTS = f"""
SELECT e.*, d.title, d.language, r.codebook, r.demarche, s.reports, s.independent
FROM events e LEFT JOIN documents d USING (doc_id)
LEFT JOIN (SELECT doc_id, first(codebook) AS codebook, first(demarche) AS demarche
           FROM records JOIN runs USING (run_id) GROUP BY doc_id) r USING (doc_id)
LEFT JOIN stories s ON s.story_id = e.story_id
{{where}} ORDER BY {EVENT_ORDER}
"""
# GDELT, ICEWS and POLECAT have one day for every row, which their readers need.
DATED_FORMATS = ("gdelt", "icews", "polecat")
DATED = "WHERE coalesce(e.event_date_start, e.event_date_end, e.published_on) IS NOT NULL"
# GDELT, ICEWS and POLECAT cannot say that something was planned, denied or long ago; their readers take every row
# for something that happened.
HAPPENED = " AND e.realis = 'actual' AND e.polarity = 'positive' AND NOT e.historical"


def formats_of(what: str) -> tuple[str, ...]:
    return EVENT_FORMATS if what == "events" else TABULAR


def export(database: Database, out: IO[bytes], *, what: str, format: str, everything: bool = False) -> int:
    """Write a table in a format; returns the number of rows.

    GDELT, ICEWS and POLECAT files hold what happened; `everything` adds what was planned, denied or is background.
    """
    if what not in QUERIES:
        raise InputError(f"{what!r} cannot be exported; known: {', '.join(QUERIES)}")
    if format not in formats_of(what):
        raise InputError(f"{what} cannot be written as {format!r}; known: {', '.join(formats_of(what))}")
    with database.read() as cursor:
        if format in TABULAR:
            return WRITERS[format](cursor.execute(QUERIES[what]).to_arrow_reader(BATCH), out)
        where = DATED + ("" if everything else HAPPENED) if format in DATED_FORMATS else ""
        events = _dicts(cursor.execute(FULL_EVENTS.format(where=where)))
        return _write_events(events, out, format)


def _dicts(cursor: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    for batch in cursor.to_arrow_reader(BATCH):
        yield from batch.to_pylist()


def _write_events(events: Iterable[dict[str, Any]], out: IO[bytes], format: str) -> int:
    if format == "geojson":
        return _write_geojson(events, out)
    if format in ("plover", "ftm"):
        make = objects.plover if format == "plover" else objects.entities
        return _write_lines((thing for event in events for thing in make(event)), out, once=format == "ftm")
    make_rows: Callable[[dict[str, Any]], Iterator[tuple[Any, ...]]] = getattr(rows, format)
    header = None if format == "gdelt" else columns(format)
    return _write_tabbed((row for event in events for row in make_rows(event)), out, header)


def _write_lines(things: Iterable[dict[str, Any]], out: IO[bytes], *, once: bool = False) -> int:
    """JSON lines; with `once`, an object whose id was written already is left out."""
    seen: set[str] = set()
    count = 0
    for thing in things:
        if once and thing["id"] in seen:
            continue
        seen.add(thing["id"]) if once else None
        out.write(msgspec.json.encode(thing) + b"\n")
        count += 1
    return count


def _write_geojson(events: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    out.write(b'{"type":"FeatureCollection","features":[')
    count = 0
    for event in events:
        for thing in objects.feature(event):
            out.write((b",\n" if count else b"\n") + msgspec.json.encode(thing))
            count += 1
    out.write(b"\n]}\n")
    return count


def _write_tabbed(found: Iterable[tuple[Any, ...]], out: IO[bytes], header: tuple[str, ...] | None) -> int:
    """Tab-separated lines without quoting, as these formats are; tabs and line ends in values become spaces."""
    if header:
        out.write(("\t".join(header) + "\n").encode())
    count = 0
    for row in found:
        out.write(("\t".join(_bare(cell) for cell in row) + "\n").encode("utf-8", "replace"))
        count += 1
    return count


def _bare(value: Any) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return safe_cell(" ".join(value.split()))


def safe_cell(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + value if value.startswith(FORMULA) else value


def _write_csv(reader: pa.RecordBatchReader, out: IO[bytes]) -> int:
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(reader.schema.names)
    count = 0
    for batch in reader:
        for row in batch.to_pylist():
            writer.writerow([_csv_cell(value) for value in row.values()])
            count += 1
    text.detach()
    return count


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        return safe_cell(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _write_jsonl(reader: pa.RecordBatchReader, out: IO[bytes]) -> int:
    count = 0
    for batch in reader:
        for row in batch.to_pylist():
            out.write(msgspec.json.encode({key: _json_value(key, value) for key, value in row.items()}) + b"\n")
            count += 1
    return count


# Columns that hold JSON; in JSON lines they are objects, not strings of objects.
NESTED = ("quantities", "parties", "agreed", "disagreements")


def _json_value(key: str, value: Any) -> Any:
    return msgspec.Raw(value.encode()) if key in NESTED and isinstance(value, str) else _plain(value)


def _write_parquet(reader: pa.RecordBatchReader, out: IO[bytes]) -> int:
    import pyarrow.parquet as parquet

    count = 0
    with parquet.ParquetWriter(out, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


WRITERS: dict[str, Callable[[Any, IO[bytes]], int]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
}
