"""Checks the tables of actors and places: `python -m demarche.knowledge.lint`.

Errors are what must not ship: a row that does not fit its header, an unknown country or sector, a date that is none,
an end before a start, the same thing said twice. Warnings are what a person should look at: two holders of an office
that only one can hold at a time.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from demarche.errors import DemarcheError
from demarche.knowledge.codes import NONSTATE, SECTORS
from demarche.knowledge.iso_dates import iso_date
from demarche.knowledge.tables import Row, many, read_table, tables, version
from demarche.knowledge.words import key


class Finding(NamedTuple):
    """Something wrong in a table."""

    table: str
    text: str
    serious: bool = True

    def __str__(self) -> str:
        return f"{'error' if self.serious else 'warning'}: {self.table}: {self.text}"


# What makes a row of a table unique; names of different things may be equal.
_UNIQUE = {
    "countries": ("iso3",),
    "metonyms": ("phrase", "country"),
    "organisations": ("id",),
    "memberships": ("org", "iso3", "start"),
    "roles": ("noun",),
    "regions": ("name", "country"),
    "waters": ("name",),
    "peoples": ("name",),
    "ambiguous": ("phrase",),
    "given_names": ("name",),
    "office_holders": ("name", "country", "office", "start"),
    "groups": ("name", "country", "start"),
    "words": ("set",),
}
_RULES = frozenset({"us", "upper", "given", "the", "mid", "off"})
# Offices of which a state has one holder at a time.
_SOLE = frozenset({"president", "prime minister", "king", "queen", "emir", "sultan", "chancellor"})
# Hand-overs within a month are no overlap: tables count the day of election or of the oath.
_GRACE = 31


def lint() -> list[Finding]:
    """Everything wrong with the shipped tables, errors first."""
    found: list[Finding] = []
    try:
        content = {path.stem: read_table(path) for path in tables("*.csv")}
    except DemarcheError as error:
        return [Finding("tables", str(error))]
    states = {row["iso3"] for row in content.get("countries", [])}
    orgs = {row["id"] for row in content.get("organisations", [])}
    for path in tables("*.csv"):
        if not version(path):
            found.append(Finding(path.stem, "no first line with version and source"))
    for stem, table in content.items():
        found.extend(check(stem, table, states, orgs))
    found.extend(overlaps([row for stem, table in content.items() if _kind(stem) == "office_holders" for row in table]))
    return sorted(found, key=lambda f: (not f.serious, f.table, f.text))


def check(stem: str, table: list[Row], states: set[str], orgs: set[str]) -> Iterator[Finding]:
    """The errors of one table."""
    for problem in _twice(_kind(stem), table):
        yield Finding(stem, problem)
    for row in table:
        for problem in (*_codes(row, _kind(stem), states, orgs), *_dates(row), *_empty(row, _kind(stem))):
            yield Finding(stem, problem)


def _kind(stem: str) -> str:
    """The table that a file belongs to: office_holders_west_africa is one of office_holders."""
    return next((kind for kind in _UNIQUE if stem == kind or stem.startswith(kind + "_")), stem)


def _twice(kind: str, table: list[Row]) -> Iterator[str]:
    fields = _UNIQUE.get(kind, ())
    seen = Counter(tuple(row.get(field, "").rstrip("?") for field in fields) for row in table) if fields else Counter()
    for values, count in seen.items():
        if count > 1:
            yield f"{' / '.join(values)} stands there {count} times"


def _codes(row: Row, kind: str, states: set[str], orgs: set[str]) -> Iterator[str]:
    what = next(iter(row.values()))
    for field in ("country", "code", "iso3", "home"):
        value = row.get(field, "")
        if value and value not in states and value not in NONSTATE:
            yield f"{what}: no country {value!r} in {field}"
    if row.get("sector") and row["sector"] not in SECTORS:
        yield f"{what}: no sector {row['sector']!r}"
    if kind == "memberships" and row["org"] not in orgs:
        yield f"{what}: no organisation {row['org']!r}"
    if kind == "ambiguous" and row["rule"] not in _RULES:
        yield f"{what}: no rule {row['rule']!r}"


def _dates(row: Row) -> Iterator[str]:
    what = next(iter(row.values()))
    try:
        start, end = (iso_date(row.get(field, ""), what) for field in ("start", "end"))
    except DemarcheError as error:
        yield str(error)
        return
    if start and end and end + "~" < start:
        yield f"{what}: ends on {end}, before it starts on {start}"


def _empty(row: Row, kind: str) -> Iterator[str]:
    """Names without letters, names of one sign, and names twice in one row."""
    what = next(iter(row.values()))
    if not key(what) and kind not in ("words",):
        yield f"{what!r} has no name"
    for name in (what, *many(row.get("aliases", ""))) if kind == "groups" else ():
        if len(name) < len("X1") or not any(map(str.isalpha, name)):
            yield f"{what}: {name!r} is a number or letter, and no name"
    for field in ("names", "aliases", "adjectives"):
        for name, count in Counter(many(row.get(field, ""))).items():
            if count > 1:
                yield f"{what}: {name!r} stands {count} times in {field}"


def overlaps(holders: list[Row]) -> Iterator[Finding]:
    """Two holders of an office that only one can hold."""
    offices: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in holders:
        if row["office"] in _SOLE and row["start"]:
            offices[row["country"], row["office"]].append(row)
    for (country, office), rows in sorted(offices.items()):
        rows.sort(key=lambda row: row["start"])
        for one, next_one in pairwise(rows):
            if one["name"] != next_one["name"] and _later(one["end"], next_one["start"]):
                text = f"{country} {office}: {one['name']} until {one['end'] or 'now'}, {next_one['name']}"
                yield Finding("office_holders", f"{text} from {next_one['start']}", serious=False)


def _later(end: str, start: str) -> bool:
    """True when an end lies more than the grace after a start; a month or year counts as its first day."""
    return not end or _days(end) - _days(start) > _GRACE


def _days(date: str) -> int:
    year, month, day = (int(part) for part in (date + "-01-01").split("-")[:3])
    return year * 372 + (month - 1) * 31 + day


def main() -> int:
    """Prints the findings; 1 when there is an error."""
    found = lint()
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    errors = sum(finding.serious for finding in found)
    sys.stdout.write(f"{errors} errors, {len(found) - errors} warnings\n")
    return 1 if errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
