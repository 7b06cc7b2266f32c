"""The record: one JSON object per article, the contract with everything outside (docs/reference/record.md).

These structs mirror the JSON key by key. They may grow; fields are never renamed or dropped.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from demarche.model.text import Article, Span


class ArticleRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    author: str | None = None
    text: str
    sha256: str


def article_record(article: Article) -> ArticleRecord:
    """The article as a record holds it, with the SHA-256 of its text."""
    return ArticleRecord(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published,
        language=article.language,
        author=article.author,
        text=article.text,
        sha256=hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


class SentenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    kind: str


class ActorRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    member_of: list[str] = []
    mentions: list[Span] = []
    why: str = ""


class DateRecord(msgspec.Struct, frozen=True, kw_only=True):
    start: str | None
    end: str | None
    granularity: str
    basis: str


class PlaceRecord(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    country: str | None
    lat: float | None = None
    lon: float | None = None
    precision: str
    geonames: int | None = None
    relation: str | None = None


class QuantityRecord(msgspec.Struct, frozen=True, kw_only=True):
    role: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = True
    unit: str | None = None
    currency: str | None = None


class AttributionRecord(msgspec.Struct, frozen=True, kw_only=True):
    speaker: str | None = None
    anonymous: bool = False
    channel: str | None = None
    verb: str | None = None
    description: str | None = None


class EventRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    event_type: str
    modes: list[str] = []
    contexts: list[str] = []
    cameo: str | None = None
    quad_class: int
    goldstein: float | None = None
    actors: list[str] = []
    recipients: list[str] = []
    third_parties: list[str] = []
    date: DateRecord | None = None
    place: PlaceRecord | None = None
    quantities: list[QuantityRecord] = []
    realis: str = "actual"
    polarity: str = "positive"
    historical: bool = False
    certainty: str = "asserted"
    attribution: list[AttributionRecord] = []
    evidence: dict[str, list[Span]] = {}
    mentions: list[Span] = []
    coder: str = ""
    confidence: float = 0.0


class LinkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`type`: exchanged_for, retaliation_for, condition_for, caused_by, part_of, same_as, follows."""

    from_: str = msgspec.field(name="from")
    to: str
    type: str
    cues: list[Span] = []


class LegRecord(msgspec.Struct, frozen=True, kw_only=True):
    giver: str | None
    receiver: str | None
    event: str


class ExchangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    legs: list[LegRecord]
    mediators: list[str] = []
    cues: list[Span] = []
    status: str = "done"


class QuoteRecord(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    text: str
    start: int
    end: int
    speaker: str | None = None
    anonymous: bool = False
    addressees: list[str] = []
    about: list[str] = []
    cue: Span | None = None
    description: str | None = None


class PerspectiveRecord(msgspec.Struct, frozen=True, kw_only=True):
    holder: str | None
    stance: str
    about: list[str] = []
    evidence: list[Span] = []


class QuestionRecord(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    start: int
    end: int
    alternatives: list[str] = []
    dyad: list[str] = []


class BulletRecord(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    cites: list[Span] = []
    events: list[str] = []


class IssueRecord(msgspec.Struct, frozen=True, kw_only=True):
    stage: str
    reason: str
    start: int
    end: int


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one article says."""

    demarche: str
    codebook: str
    models: dict[str, str]
    article: ArticleRecord
    sentences: list[SentenceRecord] = []
    actors: list[ActorRecord] = []
    events: list[EventRecord] = []
    links: list[LinkRecord] = []
    exchanges: list[ExchangeRecord] = []
    quotes: list[QuoteRecord] = []
    perspectives: list[PerspectiveRecord] = []
    open_questions: list[QuestionRecord] = []
    digest: list[BulletRecord] = []
    issues: list[IssueRecord] = []

    def to_json(self) -> bytes:
        """Compact UTF-8 JSON; equal records give equal bytes."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> Record:
        """Read a record back; msgspec.ValidationError when it does not fit the schema."""
        return msgspec.json.decode(data, type=cls)

    def to_dict(self) -> dict[str, Any]:
        out = msgspec.to_builtins(self)
        assert isinstance(out, dict)
        return out
