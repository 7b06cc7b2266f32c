"""What a query answers: rows with named columns, in the shape that the caller likes best."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import pyarrow as pa

from demarche.errors import InputError

SHOWN_ROWS, SHOWN_CHARACTERS = 20, 80
# What a person wants to see first; everything else is in the other shapes.
SHOWN_COLUMNS = {
    "events": ("event_date_start", "event_type", "modes", "actor_names", "recipient_names", "place_name", "realis",
               "sentence", "event_id"),
    "stories": ("day", "event_type", "countries", "reports", "independent", "disagreements", "story_id"),
    "documents": ("published", "source", "title", "language", "doc_id"),
    "quotes": ("published", "speaker", "speaker_country", "text", "doc_id"),
}  # fmt: skip


class Rows:
    """An answer in memory. Iterating gives dictionaries; `total` counts rows before a limit, when that is known."""

    def __init__(self, table: pa.Table, *, what: str = "rows", total: int | None = None) -> None:
        self._table = table
        self.what = what
        self.total = table.num_rows if total is None else total

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self._table.to_batches(max_chunksize=1000):
            yield from _plain(batch)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return _plain(self._table.slice(index % max(len(self), 1), 1))[0]

    @property
    def columns(self) -> list[str]:
        return list(self._table.column_names)

    def to_list(self) -> list[dict[str, Any]]:
        return _plain(self._table)

    def to_arrow(self) -> pa.Table:
        return self._table

    def to_pandas(self) -> Any:
        """A pandas DataFrame; pandas must be installed."""
        return self._table.to_pandas()

    def to_polars(self) -> Any:
        """A polars DataFrame; polars must be installed."""
        import polars

        return polars.from_arrow(self._table)

    def _shown(self) -> list[dict[str, Any]]:
        """The first rows in the columns that are shown."""
        wanted = [name for name in SHOWN_COLUMNS.get(self.what, ()) if name in self._table.column_names]
        table = self._table.select(wanted) if wanted else self._table
        return _plain(table.slice(0, SHOWN_ROWS))

    def __repr__(self) -> str:
        lines = [f"{len(self)} {self.what}"]
        for row in self._shown():
            lines.append("  " + "  ".join(_cell(value) for value in row.values() if value not in (None, [], "")))
        if len(self) > SHOWN_ROWS:
            lines.append(f"  … and {len(self) - SHOWN_ROWS} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """A table for notebooks; every cell is escaped."""
        shown = self._shown()
        names = list(shown[0]) if shown else self.columns
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row.values()) + "</tr>" for row in shown
        )
        return (
            f"<p>{len(self)} {escape(self.what)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _plain(table: pa.Table | pa.RecordBatch) -> list[dict[str, Any]]:
    """Rows as dictionaries; InputError for what Python has no value for."""
    names = table.schema.names
    try:
        columns = [column.to_pylist() for column in table.columns]  # Arrow's own rows take three times as long
    except OverflowError:
        raise InputError("a date lies outside the years 1 to 9999; cast its column to VARCHAR") from None
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
