"""Chooses among readings by date: who held which office when, and who is a former holder."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from demarche.knowledge.codes import NONSTATE
from demarche.knowledge.tables import word_set
from demarche.knowledge.types import Entry

# PLOVER: ELI is for former officials of government and armed forces; a former rebel or clergyman is none.
_OFFICIAL = word_set("official")


def on_date(entries: tuple[Entry, ...], date: str | None) -> tuple[Entry, ...]:
    """The readings that fit the date first; people out of office as former holders, own actors only in their dates."""
    if not any(entry.start or entry.end for entry in entries):
        return entries
    out: list[Entry] = []
    for key in dict.fromkeys((entry.kind, _who(entry)) for entry in entries):
        out.extend(_one([entry for entry in entries if (entry.kind, _who(entry)) == key], date))
    return tuple(out)


def _who(entry: Entry) -> str:
    return entry.name if entry.kind == "own" else entry.id


def _one(entries: list[Entry], date: str | None) -> Iterable[Entry]:
    """The readings of one person, group or name, best first."""
    holding = [entry for entry in entries if entry.holds_on(date)]
    rest = [entry for entry in entries if entry not in holding]
    kind = entries[0].kind
    if kind == "own":
        return holding or (entries if date is None else [])
    if kind == "person":
        return [*sorted(holding, key=_start, reverse=True), *out_of_office(rest, date)]
    return [*sorted(holding, key=_start, reverse=True), *sorted(rest, key=_end, reverse=True)]


def out_of_office(entries: list[Entry], date: str | None) -> list[Entry]:
    """Offices that a person does not hold on the date: later ones without sector, earlier ones as ELI."""
    past = [entry for entry in entries if date is None or (entry.end and entry.end < date)]
    later = [entry for entry in entries if entry not in past]
    return [*map(former, sorted(past, key=_home, reverse=True)), *map(_not_yet, sorted(later, key=_start))]


def former(entry: Entry) -> Entry:
    """The entry as a former holder of its office."""
    sector = "ELI" if entry.sector in _OFFICIAL else entry.sector
    return msgspec.structs.replace(entry, sector=sector, office=f"former {entry.office or 'official'}")


def _not_yet(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, sector=None, office=f"later {entry.office or 'official'}")


def _start(entry: Entry) -> str:
    return entry.start or ""


def _home(entry: Entry) -> tuple[bool, str]:
    """Who led a world body for a while is afterwards of his own country again: "Tony Blair", once of the Quartet."""
    return entry.country not in NONSTATE, _end(entry)


def _end(entry: Entry) -> str:
    return entry.end or "9999"
