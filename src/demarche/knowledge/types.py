"""The nouns of the knowledge tables: what a name stands for, and where it was found."""

from __future__ import annotations

import msgspec

# Kinds of entries, best first: when one phrase has several readings, this order decides what comes first.
KINDS = (
    "own",
    "country",
    "nationality",
    "capital",
    "metonym",
    "organisation",
    "person",
    "group",
    "people",
    "region",
    "city",
    "water",
)


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reading of a name.

    `country` is ISO 3166 alpha-3, a former state, or a PLOVER non-state code (IGO, UNO, EUR, NGO, MNC, ISM, IMG);
    `sector` a PLOVER sector; `home` the country in which an organisation or group lives.
    `start` and `end` are ISO dates, or None when open; `code` is the code as a user's own list wrote it.
    """

    id: str
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    start: str | None = None
    end: str | None = None
    office: str | None = None
    home: str | None = None
    code: str | None = None
    table: str = ""

    def holds_on(self, date: str | None) -> bool:
        """True when `date` lies inside start and end; without a date, when the entry has no end."""
        if date is None:
            return not self.end
        day = date[:10]
        return (not self.start or self.start[: len(day)] <= day) and (not self.end or day <= self.end + "~")


class Match(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A phrase found in a list of words: from word `first` to word `last`, both included.

    `start` is an offset into the first word, `end` an exclusive offset into the last one, so that a part of a
    hyphenated word can be named. `entries` are the readings, best first.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]

    @property
    def entry(self) -> Entry:
        """The best reading."""
        return self.entries[0]


class Role(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a noun says about somebody: a sector, and whether it is a person, a group, a body, gear or kin.

    `care` warns where the noun has another reading; `words` is how many words of the phrase it took.
    """

    noun: str
    sector: str
    kind: str
    care: str = ""
    words: int = 1


class ActorCode(msgspec.Struct, frozen=True, kw_only=True):
    """Country and sector of an actor phrase, and on what ground they stand."""

    country: str | None = None
    sector: str | None = None
    why: str = ""
    entry: Entry | None = None


class ActorRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a user's own actor list; the code may be anything of country letters and sector letters."""

    name: str
    code: str
    start: str | None = None
    end: str | None = None


class PlaceCandidate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A place that a name may mean; `score` orders candidates, `geonameid` is None for places from our tables."""

    name: str
    kind: str
    country: str | None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    geonameid: int | None = None
    score: float = 0.0
