"""Actor lists that users bring: our CSV, the dictionaries of the PETRARCH coders, Wikidata query results.

`read_actors` looks at the file, not only at its ending: a `.csv` with the header `name,code,start,end`, a `.txt` in
PETRARCH's format (actors or agents), a `.json` of SPARQL results. Whatever cannot be read is a `ConfigError` that
names file and line.
"""

from __future__ import annotations

import csv
from pathlib import Path

from demarche.errors import ConfigError
from demarche.knowledge.iso_dates import iso_date
from demarche.knowledge.petrarch import read_petrarch
from demarche.knowledge.types import ActorRow
from demarche.knowledge.wikidata import read_wikidata

_READERS = {".txt": read_petrarch, ".json": read_wikidata, ".actors": read_petrarch}
_HEADER = ["name", "code", "start", "end"]


def read_actors(path: Path | str) -> tuple[ActorRow, ...]:
    """The actors of a user's list."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the actor list {path}: {error}") from error
    reader = _READERS.get(path.suffix.lower(), read_csv)
    rows = reader(text, path.name)
    if not rows:
        raise ConfigError(f"{path.name}: no actors in it")
    return tuple(rows)


def read_csv(text: str, where: str) -> list[ActorRow]:
    """Lines `name,code,start,end`; the header may leave out the dates, lines may begin with "#"."""
    reader = csv.reader(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    header = [cell.strip().lower() for cell in next(reader, [])]
    if header[:2] != _HEADER[:2] or not set(header) <= set(_HEADER):
        raise ConfigError(f"{where}: the first line must be name,code,start,end; found {','.join(header)!r}")
    return [_row(dict(zip(header, cells, strict=False)), f"{where}, actor {n}") for n, cells in enumerate(reader, 1)]


def _row(cells: dict[str, str], where: str) -> ActorRow:
    name, code = cells.get("name", "").strip(), cells.get("code", "").strip().upper()
    if not name:
        raise ConfigError(f"{where}: no name")
    if len(code) < 3 or not code.replace("-", "").isalpha():
        raise ConfigError(f"{where}: the code of {name!r} must be letters such as USAGOV; found {code!r}")
    start, end = (iso_date(cells.get(field, ""), f"{where}: {field}") for field in ("start", "end"))
    if start and end and start > end:
        raise ConfigError(f"{where}: {name!r} ends on {end}, before it starts on {start}")
    return ActorRow(name=name, code=code, start=start, end=end)
