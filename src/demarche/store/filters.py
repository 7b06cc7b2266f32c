"""What callers ask for, turned into SQL conditions with bound values; no text of theirs becomes SQL."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec

from demarche.errors import BadDate, InputError

DYAD = re.compile(r"^([A-Za-z]{3})[-:>/ ]+([A-Za-z]{3})$")


class Where(msgspec.Struct):
    """Conditions joined by AND, with their values in order."""

    conditions: list[str] = []
    values: list[Any] = []

    def add(self, condition: str, *values: Any) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    @property
    def sql(self) -> str:
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


class EventFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that events can be chosen by; None means no matter.

    `dyad` is two countries in either direction, `directed` makes the first the actor. `since` and `until` are
    days, both included, compared with the event's own date and, where it has none, with publication.
    `arrived_before` is a moment: what the store knew then.
    """

    dyad: tuple[str, str] | str | None = None
    directed: bool = False
    actor: str | None = None
    recipient: str | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    event_type: str | None = None
    mode: str | None = None
    context: str | None = None
    quad_class: int | None = None
    realis: str | None = None
    polarity: str | None = None
    certainty: str | None = None
    historical: bool | None = None
    source: str | None = None
    doc_id: str | None = None
    event_id: str | None = None
    story_id: str | None = None
    text: str | None = None
    arrived_before: str | None = None


SINGLE = ("quad_class", "realis", "polarity", "certainty", "historical", "source", "doc_id", "event_id", "story_id")
LISTED = {"mode": "modes", "context": "contexts"}


def where_events(chosen: EventFilter) -> Where:
    """The conditions of an event query."""
    where = Where([], [])
    if chosen.dyad:
        _dyad(where, *pair(chosen.dyad), directed=chosen.directed)
    for role in ("actor", "recipient"):
        if country := getattr(chosen, role):
            where.add("event_id IN (SELECT event_id FROM sides WHERE role = ? AND country = ?)", role, country.upper())
    if chosen.country:
        where.add("event_id IN (SELECT event_id FROM sides WHERE country = ?)", chosen.country.upper())
    if chosen.event_type:
        where.add("event_type = ?", chosen.event_type.upper())
    for name in SINGLE:
        if getattr(chosen, name) is not None:
            where.add(f"{name} = ?", getattr(chosen, name))
    for name, column in LISTED.items():
        if getattr(chosen, name):
            where.add(f"list_contains({column}, ?)", getattr(chosen, name))
    _period(where, chosen.since, chosen.until)
    if chosen.text:
        where.add("contains(lower(sentence), lower(?))", chosen.text)
    if chosen.arrived_before:
        where.add("arrived < CAST(? AS TIMESTAMP)", chosen.arrived_before)
    return where


def pair(dyad: tuple[str, str] | str) -> tuple[str, str]:
    """Two country codes, from a pair or from "USA-BLR"."""
    if isinstance(dyad, str):
        found = DYAD.match(dyad.strip())
        if found is None:
            raise InputError(f"{dyad[:40]!r} is no dyad; write two country codes like USA-BLR")
        return found[1].upper(), found[2].upper()
    if len(dyad) != 2:
        raise InputError("a dyad has two countries, like ('USA', 'BLR')")
    return dyad[0].upper(), dyad[1].upper()


def iso_day(value: str) -> str:
    """A checked day; BadDate when it is none."""
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise BadDate(f"{value[:40]!r} is not a date; write it like 2025-09-16") from None


def _dyad(where: Where, a: str, b: str, *, directed: bool) -> None:
    """Towards each other, or, without a direction, also side by side: a meeting has all parties as actors."""
    towards = "SELECT event_id FROM pairs WHERE actor = ? AND recipient = ?"
    if directed:
        where.add(f"event_id IN ({towards} AND NOT beside)", a, b)
        return
    where.add(f"event_id IN ({towards} UNION ALL {towards})", a, b, b, a)


def _period(where: Where, since: str | None, until: str | None) -> None:
    if since:
        where.add("coalesce(event_date_end, event_date_start, published_on) >= CAST(? AS DATE)", iso_day(since))
    if until:
        where.add("coalesce(event_date_start, event_date_end, published_on) <= CAST(? AS DATE)", iso_day(until))
