"""Reads the tables of this package: CSV files whose first line says version and source after a "#"."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from demarche.errors import CodebookError

DATA = Path(__file__).parent / "data"

Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """The rows of one table; a row with more or fewer fields than the header is an error that names its line."""
    with path.open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if not line.startswith("#"))
        reader = csv.reader(lines)
        header = next(reader, [])
        return [dict(zip(header, _checked(cells, header, path), strict=True)) for cells in reader if cells]


def _checked(cells: list[str], header: list[str], path: Path) -> list[str]:
    if len(cells) != len(header):
        raise CodebookError(f"{path.name}: {len(cells)} fields where the header has {len(header)}: {cells[:3]}")
    return cells


def tables(pattern: str) -> list[Path]:
    """The table files of that name pattern, in a fixed order."""
    return sorted(DATA.glob(pattern))


def rows(pattern: str) -> Iterator[Row]:
    """The rows of all tables of that name pattern."""
    for path in tables(pattern):
        yield from read_table(path)


def many(cell: str) -> list[str]:
    """The values of a cell that holds several."""
    return [value for part in cell.split(";") if (value := part.strip())] if cell else []


@cache
def word_set(name: str) -> frozenset[str]:
    """A closed set of words or codes from words.csv."""
    for row in rows("words.csv"):
        if row["set"] == name:
            return frozenset(row["words"].split())
    raise CodebookError(f"words.csv: no set called {name!r}")


def version(path: Path) -> str:
    """What the first line of a table says about its version and source."""
    with path.open(encoding="utf-8") as handle:
        first = handle.readline()
    return first[1:].strip() if first.startswith("#") else ""
