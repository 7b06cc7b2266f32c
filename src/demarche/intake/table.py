"""CSV, TSV and Parquet tables with one article a row."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from demarche.intake.fields import columns_of, plain
from demarche.intake.jsonl import Line, article_of
from demarche.intake.limits import Limits
from demarche.intake.parts import Options, Part, failing, rewound
from demarche.model import Article

DELIMITERS = (",", "\t", ";", "|")


def row_reader(row: Mapping[str, Any], fields: dict[str, str], limits: Limits) -> Callable[[], Article]:
    """The article of one row, read when called."""

    def read() -> Article:
        values = {field: plain(row.get(column)) for field, column in fields.items()}
        return article_of(Line(text=values.pop("text") or "", **values), limits)

    return read


def read_csv(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
    """One part a row, counted from the first below the header; a row of more cells than the header is refused."""
    head = stream.read(8192)
    text = io.TextIOWrapper(rewound(head, stream), "utf-8-sig", "surrogateescape", newline="")
    csv.field_size_limit(options.limits.raw_bytes)
    rows = csv.reader(text, delimiter=_delimiter(head))
    names = [_repaired(cell) for cell in next(rows, [])]
    fields = columns_of(names)
    for number in itertools.count(1):
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as problem:
            yield f"row-{number}", failing(f"not a row of a table: {problem}")
            continue
        if cells:
            yield f"row-{number}", _cells_reader(names, cells, fields, options.limits)


def _delimiter(head: bytes) -> str:
    """The sign that cuts the header into most names; spreadsheets of many countries write semicolons."""
    line = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    try:
        return max(DELIMITERS, key=lambda sign: len(next(csv.reader([line], delimiter=sign), [])))
    except csv.Error:
        return ","


def read_parquet(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
    """One part a row of a Parquet file."""
    import pyarrow
    import pyarrow.parquet as parquet

    try:
        file = parquet.ParquetFile(stream if stream.seekable() else io.BytesIO(stream.read()))
        fields = columns_of(list(file.schema_arrow.names))
        number = 0
        for batch in file.iter_batches(batch_size=64, columns=sorted(set(fields.values()))):
            for row in batch.to_pylist():
                number += 1
                yield f"row-{number}", row_reader(row, fields, options.limits)
    except (pyarrow.ArrowException, OSError) as problem:
        yield "", failing(f"not a readable Parquet file: {problem}")


def _cells_reader(names: list[str], cells: list[str], fields: dict[str, str], limits: Limits) -> Callable[[], Article]:
    if len(cells) > len(names):
        return failing(f"the row has {len(cells)} cells, the header {len(names)}")
    return row_reader(dict(zip(names, map(_repaired, cells), strict=False)), fields, limits)


def _repaired(cell: str) -> str:
    """A cell that is not UTF-8 is windows-1252, as spreadsheets write it."""
    if cell.isascii() or not any("\udc80" <= ch <= "\udcff" for ch in cell):
        return cell
    return cell.encode("utf-8", "surrogateescape").decode("windows-1252", errors="replace")
