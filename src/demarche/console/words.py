"""Codes in plain words, for readers who do not know the codebook by heart."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from demarche.ontology.codebook import DATA, read_yaml

# After the PLOVER manual (openeventdata, CC BY-SA 4.0).
SECTORS = {
    "AGR": "farming", "BUS": "business", "COP": "police", "CRM": "criminals", "CVL": "civilians", "EDU": "education",
    "ELI": "elites and former officials", "GOV": "government", "JRN": "journalists and media", "JUD": "courts",
    "LAB": "workers and unions", "LEG": "parliament", "MED": "health workers", "MIL": "armed forces",
    "OPP": "opposition", "PRE": "breakaway authorities", "PRM": "paramilitaries", "PTY": "political parties",
    "REB": "rebels", "REF": "refugees", "REL": "religious bodies", "SOC": "civil society",
    "SPY": "intelligence services", "UAF": "unidentified armed men", "UNK": "unknown",
}  # fmt: skip
FLAGS = {
    "done": "told as having happened, by the article itself",
    "planned": "announced or intended, not done yet",
    "requested": "asked for or demanded, not done",
    "hypothetical": "could, might or would happen",
    "generic": "told in general, of no single occasion",
    "attributed": "said by somebody whom the article names or describes",
    "reported": "told as hearsay, without saying by whom",
    "denied or negated": "said not to have happened",
    "background": "recalled from earlier, no news",
}
BASES = {
    "explicit": "the date is given",
    "relative": "counted from the day of publication",
    "anchored": "counted from another event in the text",
    "dateline": "from the dateline",
    "publication_default": "no day is given; this is the day of publication",
}
DIFFERING = {"polarity": "whether it happened", "realis": "whether it is done", "date": "the day", "place": "the place",
             "event_type": "the kind of act", "actors": "who", "recipients": "whom"}  # fmt: skip
FACETS = {"type": "act", "mode": "mode of the act", "realis": "done or not", "certainty": "how it is told"}
VALUES = {"positive": "it happened", "negative": "it is denied or negated"}
REFUSED = {
    400: "This could not be understood", 401: "A key is needed", 403: "This is not allowed", 404: "Nothing is here",
    405: "This cannot be done here", 413: "This is too much at once", 422: "This cannot be answered as it was asked",
    500: "Something went wrong", 503: "Not just now",
}  # fmt: skip
NO_PAGE = "No page has this address; the line above names all of them."
EVENT_ID = re.compile(r"\b[0-9a-f]{16,64}:e\d+\b")


@cache
def acts() -> dict[str, str]:
    """What each type of event is, in a sentence."""
    return {name: str(entry["about"]) for name, entry in read_yaml(DATA / "plover.yaml")["types"].items()}


def act(event_type: str) -> str:
    return acts().get(event_type, "")


def sector(code: str | None) -> str:
    return SECTORS.get(code or "", code or "")


def basis(value: str) -> str:
    return BASES.get(value, value.replace("_", " "))


def differing(field: str) -> str:
    """A field on which reports differ: "how many freed", "whether it happened"."""
    return DIFFERING.get(field, f"how many {field.replace('_', ' ')}")


def differ_on(disagreements: str) -> str:
    """The fields of a story's disagreements, as the store keeps them."""
    return ", ".join(differing(field) for field in json.loads(disagreements))


def facet(name: str) -> str:
    return FACETS.get(name, name)


def models(stored: str | None) -> list[tuple[str, str]]:
    """The models of a run, part by part."""
    return [(str(part), str(model)) for part, model in json.loads(stored or "{}").items()]


def value(given: Any) -> str:
    return VALUES.get(str(given), str(given))


def many(count: int, noun: str) -> str:
    """ "1 event", "3 events", "2 stories"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def rarity(bits: float) -> str:
    """Bits of surprise as a chance: 8.7 bits are 1 in 400."""
    odds = 2.0**bits
    digits = max(len(f"{odds:.0f}") - 2, 0)
    return f"1 in {round(odds / 10**digits) * 10**digits:,}"


def by_number(words: str, events: Sequence[str]) -> str:
    """A sentence about events by their ids, with the numbers under which a page lists them."""
    numbers = {event: f"report {n}" for n, event in enumerate(events, start=1)}
    return EVENT_ID.sub(lambda found: numbers.get(found[0], "a report that is gone"), words)
