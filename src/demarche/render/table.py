"""Records as a table: one row an event, lists joined by ";", safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any

from demarche.model import Record
from demarche.model.record import ActorRecord, EventRecord

COLUMNS = (
    ["article_id", "published", "source", "url", "event_id", "event_type", "modes", "contexts", "cameo",
     "quad_class", "goldstein", "actors", "actor_countries", "actor_sectors", "recipients",
     "recipient_countries", "recipient_sectors", "date_start", "date_end", "date_granularity",
     "date_basis", "place", "place_country", "latitude", "longitude", "place_precision", "quantities",
     "realis", "polarity", "historical", "certainty", "speakers", "anonymous", "text", "confidence",
     "coder"]
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """One mapping an event, in the order of the records."""
    for record in records:
        actors = {a.id: a for a in record.actors}
        for event in record.events:
            yield _row(record, event, actors)


def _row(record: Record, event: EventRecord, actors: dict[str, ActorRecord]) -> dict[str, Any]:
    date, place, article = event.date, event.place, record.article
    return {
        "article_id": article.id,
        "published": article.published,
        "source": article.source,
        "url": article.url,
        "event_id": event.id,
        "event_type": event.event_type,
        "modes": ";".join(event.modes),
        "contexts": ";".join(event.contexts),
        "cameo": event.cameo,
        "quad_class": event.quad_class,
        "goldstein": event.goldstein,
        **_parties("actor", event.actors, actors),
        **_parties("recipient", event.recipients, actors),
        "date_start": date.start if date else None,
        "date_end": date.end if date else None,
        "date_granularity": date.granularity if date else None,
        "date_basis": date.basis if date else None,
        "place": place.name if place else None,
        "place_country": place.country if place else None,
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "quantities": ";".join(f"{q.role}={q.value if q.value is not None else q.low}" for q in event.quantities),
        "realis": event.realis,
        "polarity": event.polarity,
        "historical": event.historical,
        "certainty": event.certainty,
        "speakers": ";".join(
            actors[a.speaker].name if a.speaker in actors else a.description or "" for a in event.attribution
        ),
        "anonymous": any(a.anonymous for a in event.attribution),
        "text": " … ".join(m.text for m in event.mentions),
        "confidence": event.confidence,
        "coder": event.coder,
    }


def _parties(side: str, ids: list[str], actors: dict[str, ActorRecord]) -> dict[str, str]:
    found = [actors[i] for i in ids if i in actors]
    return {
        f"{side}s": ";".join(a.name for a in found),
        f"{side}_countries": ";".join(a.country or "" for a in found),
        f"{side}_sectors": ";".join(a.sector or "" for a in found),
    }


def safe(cell: Any) -> Any:
    """The cell with a quote in front when a spreadsheet would calculate it; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return "'" + cell
    return cell


def write_csv(records: Iterable[Record], out: IO[bytes]) -> None:
    """UTF-8 CSV with a header row."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(records):
        writer.writerow({k: safe(v) for k, v in row.items()})
        out.write(buffer.getvalue().encode("utf-8", "replace"))
        buffer.seek(0)
        buffer.truncate()
    out.write(buffer.getvalue().encode("utf-8", "replace"))


def write_parquet(records: Iterable[Record], out: IO[bytes]) -> None:
    """One Parquet table; all columns are there even without events."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"quad_class": pa.int64(), "goldstein": pa.float64(), "latitude": pa.float64(), "longitude": pa.float64(),
             "historical": pa.bool_(), "anonymous": pa.bool_(), "confidence": pa.float64()}  # fmt: skip
    schema = pa.schema([(c, kinds.get(c, pa.string())) for c in COLUMNS])
    pq.write_table(pa.Table.from_pylist(list(rows(records)), schema=schema), out)
