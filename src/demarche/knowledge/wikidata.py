"""Reads office holders from the JSON of a Wikidata query (SPARQL results), as the query service saves it.

The query names its variables so: `item` and `itemLabel` (the person), `country` (an ISO code, or an entity beside
`countryCode`), `office` or `officeLabel`, `start`, `end`, and, if wished, `sector`. Both forms of the service are
read: the plain list of rows and the SPARQL results with `bindings`.
"""

from __future__ import annotations

import json
from typing import Any

from demarche.errors import ConfigError
from demarche.knowledge.codes import SECTORS
from demarche.knowledge.iso_dates import iso_date
from demarche.knowledge.roles import Roles
from demarche.knowledge.tables import rows
from demarche.knowledge.types import ActorRow
from demarche.knowledge.words import key


def read_wikidata(text: str, where: str) -> list[ActorRow]:
    """One row for each person and office in the results."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{where}: no JSON: {error}") from error
    bindings = data.get("results", {}).get("bindings", []) if isinstance(data, dict) else data
    if not isinstance(bindings, list):
        raise ConfigError(f"{where}: neither SPARQL results nor a list of rows")
    offices = Roles(rows("roles.csv"))
    states = _states()
    return [_actor(_plain(row), offices, states, f"{where}, row {n}") for n, row in enumerate(bindings, 1)]


def _plain(row: Any) -> dict[str, str]:
    """A result row as names to values, whichever form it has."""
    if not isinstance(row, dict):
        return {}
    return {name: str(cell.get("value", "") if isinstance(cell, dict) else cell) for name, cell in row.items()}


def _states() -> dict[str, str]:
    """Two- and three-letter codes and names to three letters."""
    out: dict[str, str] = {}
    for row in rows("countries.csv"):
        for name in (row["iso3"], row["iso2"], row["name"]):
            if name:
                out.setdefault(key(name), row["iso3"])
    return out


def _actor(row: dict[str, str], offices: Roles, states: dict[str, str], where: str) -> ActorRow:
    name = row.get("itemLabel", "")
    if not name:
        raise ConfigError(f"{where}: no itemLabel")
    country = _country(row, states)
    if country is None:
        raise ConfigError(f"{where}: no country code or name for {name!r}; the query must give `countryCode`")
    start, end = (iso_date(row.get(field, ""), f"{where}: {field}") for field in ("start", "end"))
    return ActorRow(name=name, code=country + _sector(row, offices), start=start, end=end)


def _country(row: dict[str, str], states: dict[str, str]) -> str | None:
    for field in ("countryCode", "country", "countryLabel"):
        if iso3 := states.get(key(row.get(field, ""))):
            return iso3
    return None


def _sector(row: dict[str, str], offices: Roles) -> str:
    """The sector that the row says, or that the role noun at the head of its office gives."""
    if (said := row.get("sector", "").upper()) in SECTORS:
        return said
    words = key(row.get("officeLabel") or row.get("office", "")).split()
    head = words[: words.index("of")] if "of" in words else words
    found = offices.at_end(words) or offices.last_in(head, with_sector=True)
    role = found[0] if isinstance(found, tuple) else found
    return role.sector if role else ""
