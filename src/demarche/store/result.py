"""What a query answers: rows with named columns, in the shape that the caller likes best."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import pyarrow as pa

SHOWN_ROWS, SHOWN_CHARACTERS = 20, 80


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
            yield from batch.to_pylist()

    def __getitem__(self, index: int) -> dict[str, Any]:
        row: dict[str, Any] = self._table.slice(index % max(len(self), 1), 1).to_pylist()[0]
        return row

    @property
    def columns(self) -> list[str]:
        return list(self._table.column_names)

    def to_list(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._table.to_pylist()
        return rows

    def to_arrow(self) -> pa.Table:
        return self._table

    def to_pandas(self) -> Any:
        """A pandas DataFrame; pandas must be installed."""
        return self._table.to_pandas()

    def to_polars(self) -> Any:
        """A polars DataFrame; polars must be installed."""
        import polars

        return polars.from_arrow(self._table)

    def __repr__(self) -> str:
        lines = [f"{len(self)} {self.what}"]
        for row in self._table.slice(0, SHOWN_ROWS).to_pylist():
            lines.append("  " + "  ".join(_cell(value) for value in row.values() if value not in (None, [], "")))
        if len(self) > SHOWN_ROWS:
            lines.append(f"  … and {len(self) - SHOWN_ROWS} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """A table for notebooks; every cell is escaped."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row.values()) + "</tr>"
            for row in self._table.slice(0, SHOWN_ROWS).to_pylist()
        )
        return (
            f"<p>{len(self)} {escape(self.what)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
