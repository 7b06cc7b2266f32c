"""One event as one article tells it, reduced to what decides whether two tellings mean the same event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
STOP = frozenset(
    """a about after again against all also am an and any are as at be been before being between both but by can could
    did do does during each for from further had has have he her here hers him his how i if in into is it its itself
    just me more most my no nor not now of off on once only or other our out over own said same say says she should so
    some such than that the their them then there these they this those through to told too under until up us very was
    we were what when where which while who whom why will with would you your mr mrs ms dr according reported reports
    report officials official spokesman spokeswoman statement sources source monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december""".split()  # noqa: SIM905 a list of words reads best as text
)
INTENT = "03"  # CAMEO: express intent to cooperate
LEVELS = frozenset("the region state province oblast district governorate county prefecture department".split())  # noqa: SIM905
ENDINGS = ("ations", "ation", "ingly", "ments", "ment", "ings", "ing", "edly", "ies", "ed", "es", "ly", "s")


class Party(msgspec.Struct, frozen=True):
    """Who: country and sector as coded, and the words of the name."""

    country: str | None
    sector: str | None
    words: frozenset[str]


class Amount(msgspec.Struct, frozen=True):
    """How many of what."""

    role: str
    low: float
    high: float


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One event in one article. Days are counted from year 1; `sure_day` is False for a date by default."""

    event_id: str
    doc_id: str
    source: str | None
    published: int | None
    event_type: str
    quad_class: int | None
    modes: frozenset[str]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    first_day: int | None
    last_day: int | None
    sure_day: bool
    place: str | None
    place_country: str | None
    place_is_city: bool
    place_is_region: bool
    amounts: tuple[Amount, ...]
    realis: str
    polarity: str
    historical: bool
    words: frozenset[str]
    names: frozenset[str]

    @property
    def countries(self) -> frozenset[str]:
        return frozenset(p.country for p in (*self.actors, *self.recipients) if p.country)


def telling_of(row: Mapping[str, Any]) -> Telling:
    """The telling of an `events` row, which has the article's first words as `lead`."""
    parties = msgspec.json.decode(row["parties"]) if row["parties"] else []
    start, end = row["event_date_start"], row["event_date_end"]
    text = f"{row.get('lead') or ''} {row['sentence'] or ''}"
    return Telling(
        event_id=row["event_id"],
        doc_id=row["doc_id"],
        source=row["source"],
        published=_ordinal(row["published_on"]),
        event_type=row["event_type"] or "",
        quad_class=row.get("quad_class"),
        modes=frozenset(row["modes"] or ()),
        actors=tuple(_party(p) for p in parties if p["role"] == "actor"),
        recipients=tuple(_party(p) for p in parties if p["role"] == "recipient"),
        first_day=_ordinal(start or end),
        last_day=_ordinal(end or start),
        sure_day=row["date_basis"] not in (None, "publication_default", "dateline"),
        place=_place(row["place_name"]) if row["place_name"] else None,
        place_country=row["place_country"],
        place_is_city=row["place_precision"] in ("city", "point"),
        place_is_region=row["place_precision"] == "region",
        amounts=_amounts(row["quantities"]),
        realis="actual" if _is_spoken(row) else row["realis"],
        polarity=row["polarity"],
        historical=bool(row["historical"]),
        words=content_words(text),
        names=frozenset(word.lower() for word in WORD.findall(text) if word[0].isupper() or word[0].isdigit()) - STOP,
    )


def _is_spoken(row: Mapping[str, Any]) -> bool:
    """True for a plan that is an act of speech: "will send aid" and "promised aid" tell one promise."""
    promise = row["event_type"] == "AGREE" and (row.get("cameo") or "").startswith(INTENT)
    return row["realis"] == "planned" and (promise or row["event_type"] == "THREATEN")


def _place(name: str) -> str:
    """A place by its own name: "the Bryansk region" and "Bryansk Oblast" are one."""
    low = name.lower()
    return " ".join(word for word in low.split() if word not in LEVELS) or low


def content_words(text: str) -> frozenset[str]:
    """Words that carry meaning, without their endings."""
    return frozenset(stem(word) for word in map(str.lower, WORD.findall(text)) if word not in STOP and len(word) > 2)


@lru_cache(maxsize=1 << 15)  # a store is resolved anew after every change, and news has few words
def stem(word: str) -> str:
    """A word without its ending: enough to see "talks" and "talked" as one."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word.removesuffix("e") if len(word) > 4 else word


def _party(party: Mapping[str, Any]) -> Party:
    words = frozenset(word.lower() for word in WORD.findall(party["name"]) if word.lower() not in STOP)
    return Party(party["country"], party["sector"], words)


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _amounts(quantities: str | None) -> tuple[Amount, ...]:
    found = []
    for q in msgspec.json.decode(quantities) if quantities else ():
        low, high = q.get("low"), q.get("high")
        low = low if low is not None else q.get("value")
        high = high if high is not None else q.get("value", low)
        if low is not None or high is not None:
            bottom = float(low if low is not None else high)
            top = float(high if high is not None else bottom)
            found.append(Amount(q["role"], bottom, top))
    return tuple(found)
