"""What the coder says: values that carry the words they were read from, and events made of them."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from demarche.model.text import Article, Sentence, Span

T = TypeVar("T")


class Coded(msgspec.Struct, Generic[T], frozen=True):
    """A value, the spans it was read from, and the rule or model that read it."""

    value: T
    evidence: tuple[Span, ...] = ()
    coder: str = ""


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could not be coded: which stage, why, and where."""

    stage: str
    reason: str
    start: int
    end: int


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who acts: one per article, with all mentions.

    `kind` is person, group, organisation, country, object (a thing that is hit or taken) or unknown. `country` is ISO
    3166 alpha-3 or a PLOVER non-state code (IGO, UNO, EUR, NGO, ISM, IMG, MNC); `sector` a PLOVER sector. Unknown stays
    None.
    `why` says on what ground country and sector stand ("table: offices", "phrase: Belarusian + minister").
    """

    id: str
    name: str
    kind: str = "unknown"
    country: str | None = None
    sector: str | None = None
    member_of: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    why: str = ""


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """When: ISO dates, either end None when open.

    `granularity`: time, day, weekend, week, month, season, quarter, year, decade, century, unknown.
    `basis`: explicit, relative (to publication), anchored (to another date of the article), dateline,
    publication_default.
    """

    start: str | None
    end: str | None
    granularity: str = "day"
    basis: str = "explicit"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where. `precision`: country, region, city, point. Coordinates only for city and point."""

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "country"
    geonames: int | None = None
    relation: str | None = None  # near, off, over, border


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """How many. `value` when one number is meant, `low`/`high` for bounds and ranges; `unit` as written."""

    role: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = True
    unit: str | None = None
    currency: str | None = None


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Said by whom. `speaker` is an actor id or None; `channel` the medium it came through."""

    speaker: str | None = None
    anonymous: bool = False
    channel: str | None = None
    verb: str | None = None
    description: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to whom; every field with its evidence. `sentence` and `trigger` locate the head word."""

    id: str
    event_type: Coded[str]
    cameo: str | None
    coder: str
    confidence: float
    sentence: int
    trigger: int
    modes: tuple[Coded[str], ...] = ()
    contexts: tuple[Coded[str], ...] = ()
    actors: tuple[Coded[str], ...] = ()
    recipients: tuple[Coded[str], ...] = ()
    third_parties: tuple[Coded[str], ...] = ()
    date: Coded[Interval] | None = None
    place: Coded[Place] | None = None
    quantities: tuple[Coded[Quantity], ...] = ()
    realis: Coded[str] = Coded("actual")
    polarity: Coded[str] = Coded("positive")
    historical: Coded[bool] = Coded(False)
    certainty: Coded[str] = Coded("asserted")
    attribution: tuple[Coded[Attribution], ...] = ()
    mentions: tuple[Span, ...] = ()
    themes: tuple[Span, ...] = ()
    roles: tuple[tuple[str, int], ...] = ()  # (role letter of the pattern, token of `sentence`)
    words: tuple[int, ...] = ()  # tokens of `sentence` that tell the act


class Parsed(msgspec.Struct, frozen=True):
    """An article with its sentences."""

    article: Article
    sentences: tuple[Sentence, ...]
