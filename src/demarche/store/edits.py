"""What a person may write into an event: fields that exist, values that the codebook knows, and what follows from them.

A new type brings its quad class, a CAMEO code of its own and that code's score, unless the edit says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from demarche.errors import InputError
from demarche.model.record import EventRecord
from demarche.ontology import Codebook

PARTIES = ("actors", "recipients", "third_parties")
EDITABLE = (
    *PARTIES, "event_type", "modes", "contexts", "cameo", "quad_class", "goldstein", "date", "place", "quantities",
    "realis", "polarity", "historical", "certainty",
)  # fmt: skip
LISTS = (*PARTIES, "modes", "contexts")
ONE_OF = {
    "realis": ("actual", "planned", "requested", "hypothetical", "generic"),
    "polarity": ("positive", "negative"),
    "certainty": ("asserted", "attributed", "reported", "inferred"),
    "quad_class": (1, 2, 3, 4),
}
HIGHEST = 10.0  # of Goldstein's scale, in both directions
COUNTRY = re.compile(r"[A-Z]{3}")


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An actor as a person writes it into an edit."""

    name: str
    country: str | None = None
    sector: str | None = None
    kind: str = "unknown"


def whole_patch(patch: dict[str, Any], event: EventRecord, book: Codebook) -> dict[str, Any]:
    """The edit with what follows from it; InputError when it names no field or gives a value that cannot be."""
    unknown = sorted(set(patch) - set(EDITABLE))
    if unknown:
        raise InputError(f"these fields cannot be edited: {', '.join(unknown)}; known: {', '.join(EDITABLE)}")
    # One name or word in the place of a list is a list of one.
    patch = {field: [v] if field in LISTS and isinstance(v, str) else v for field, v in _dated(patch).items()}
    parties = _shaped(patch)
    for field, known in ONE_OF.items():
        if field in patch and patch[field] not in known:
            raise InputError(f"{field} cannot be {patch[field]!r}; known: {', '.join(map(str, known))}")
    wrong = next(_unknown(patch, parties, event, book), None)
    if wrong is not None:
        raise InputError(wrong)
    return patch | _implied(patch, event, book)


def _dated(patch: dict[str, Any]) -> dict[str, Any]:
    """A day, or two with a slash between them, as the date of an event."""
    value = patch.get("date")
    if isinstance(value, str):
        start, _, end = value.partition("/")
        last = end or start
        value = {"start": start, "end": last, "granularity": "day" if last == start else "unknown", "basis": "explicit"}
    days = [value.get("start"), value.get("end")] if isinstance(value, dict) else []
    for day in days:
        try:
            date.fromisoformat(day or "0001-01-01")
        except (ValueError, TypeError):
            raise InputError(f"{day!r} is no day; write it like 2025-03-04, or 2025-03-04/2025-03-06") from None
    return patch | {"date": value} if value is not None else patch


def _shaped(patch: dict[str, Any]) -> list[Party]:
    """The parties of the edit; InputError where a value is of the wrong kind."""
    plain = {field: value for field, value in patch.items() if field not in PARTIES}
    try:
        msgspec.convert({"id": "e", "event_type": "X", "quad_class": 1, **plain}, EventRecord)
        named = [p for field in PARTIES for p in msgspec.convert(patch.get(field, []), list[str | Party])]
    except msgspec.ValidationError as why:
        raise InputError(f"the edit does not fit an event: {why}") from None
    return [party for party in named if isinstance(party, Party)]


def _unknown(patch: dict[str, Any], parties: Iterable[Party], event: EventRecord, book: Codebook) -> Iterator[str]:
    """What the codebook does not know of an edit; what the event has already may stay."""
    kind = patch.get("event_type", event.event_type)
    if "event_type" in patch and kind not in book.types:
        yield f"there is no event type {kind!r}; known: {', '.join(sorted(book.types))}"
    modes = book.types[kind].modes if kind in book.types else {}
    for mode in patch.get("modes", ()):
        if mode not in modes and mode not in event.modes:
            yield f"{kind} has no mode {mode!r}; known: {', '.join(modes) or 'none'}"
    for context in patch.get("contexts", ()):
        if context not in book.contexts and context not in event.contexts:
            yield f"there is no context {context!r}; known: {', '.join(sorted(book.contexts))}"
    if patch.get("cameo") is not None and patch["cameo"] not in book.cameo:
        yield f"there is no CAMEO code {patch['cameo']!r}"
    if patch.get("goldstein") is not None and not -HIGHEST <= patch["goldstein"] <= HIGHEST:
        yield f"goldstein cannot be {patch['goldstein']}; it lies between -{HIGHEST:g} and {HIGHEST:g}"
    for party in parties:
        if party.country is not None and not COUNTRY.fullmatch(party.country):
            yield f"{party.country!r} is no country; write its three letters, like POL"
        if party.sector is not None and party.sector not in book.sectors:
            yield f"there is no sector {party.sector!r}; known: {', '.join(sorted(book.sectors))}"


def _implied(patch: dict[str, Any], event: EventRecord, book: Codebook) -> dict[str, Any]:
    """Class, code and score that a new type or code brings along, where the edit does not give them."""
    found: dict[str, Any] = {}
    kind = patch.get("event_type", event.event_type)
    if kind != event.event_type:
        modes = [mode for mode in event.modes if mode in book.types[kind].modes]
        found = {"quad_class": book.types[kind].quad, "modes": modes}
        found["cameo"] = _code(kind, patch.get("modes", modes), book)
    if "cameo" in found or "cameo" in patch:
        found["goldstein"] = book.goldstein(patch.get("cameo", found.get("cameo")))
    return {field: value for field, value in found.items() if field not in patch}


def _code(kind: str, modes: Iterable[str], book: Codebook) -> str | None:
    """The most general CAMEO code of a type, with one of its modes where there is such a code."""
    codes = [entry for entry in book.cameo.values() if entry.plover_type == kind and len(entry.code) > 2]
    best = min(codes, key=lambda entry: (entry.plover_mode not in modes, len(entry.code), entry.code), default=None)
    return best.code if best else None
