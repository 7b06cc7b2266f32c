"""What may be asked: the query parameters of every list, checked before anything looks at the store.

An unknown parameter is an error that names it, because a filter that was misspelt and passed over is a wrong answer.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from demarche.store.filters import EventFilter, Where, pair, where_events

MOST, MOST_TABLE, USUAL, USUAL_TABLE = 1_000, 100_000, 100, 10_000
FORMATS = Literal["json", "csv", "jsonl", "parquet"]


def _day(value: str) -> str:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("not a date; write it like 2025-09-16") from None


def _dyad(value: str) -> str:
    try:
        return "-".join(pair(value))
    except Exception:
        raise ValueError("not a dyad; write two country codes like USA-BLR") from None


def _words(value: Any) -> Any:
    """Text without NUL, which no stored text is searched for."""
    if isinstance(value, str) and "\0" in value:
        raise ValueError("a NUL character cannot be searched for")
    return value


def sound(value: Any) -> Any:
    """A value from JSON whose texts can be stored: no half of a surrogate pair, which JSON can smuggle in."""
    if isinstance(value, dict):
        return {sound(key): sound(item) for key, item in value.items()}
    if isinstance(value, list):
        return [sound(item) for item in value]
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("a text holds half of a surrogate pair") from None
    return value


def _limit(value: Any) -> Any:
    """A limit beyond the cap is the cap; `answer` lowers it further for JSON."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 40:
        return min(int(value), MOST_TABLE)
    return value


Day = Annotated[str, Field(max_length=10, json_schema_extra={"format": "date"}), AfterValidator(_day)]
DYAD = {"pattern": "^ *[A-Za-z]{3}[-:>/ ]+[A-Za-z]{3} *$"}
Dyad = Annotated[str, Field(max_length=10, examples=["USA-BLR"], json_schema_extra=DYAD), AfterValidator(_dyad)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", examples=["BLR"])]
WORDS = {"pattern": r"^[^\x00]*$"}
Words = Annotated[str, Field(max_length=200, json_schema_extra=WORDS), BeforeValidator(_words)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_]{2,40}$")]
Id = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9:_-]+$")]
Limit = Annotated[int, Field(ge=1, le=MOST_TABLE), BeforeValidator(_limit)]


class Body(BaseModel):
    """Base of what is sent as JSON: nothing unknown, and texts that can be stored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _sound(cls, values: Any) -> Any:
        return sound(values)


class Query(BaseModel):
    """Base of all queries: nothing unknown, and an empty parameter is one that was not given."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: Any) -> Any:
        if isinstance(values, dict):
            return {key: value for key, value in values.items() if value != ""}
        return values


class ListQuery(Query):
    """What every list knows: how much, from where, which columns, in which format."""

    limit: Limit | None = Field(None, description="Rows a page: 100 unless said otherwise, at most 1,000 as JSON.")
    cursor: Annotated[str, Field(max_length=300)] | None = Field(None, description="From `next` of the page before.")
    fields: Annotated[str, Field(max_length=1000)] | None = Field(None, description="Columns, separated by commas.")
    format: FORMATS | None = Field(None, description="Instead of the Accept header or an extension of the path.")

    def filters(self) -> dict[str, Any]:
        """Everything but the paging."""
        plain = self.model_dump(exclude_none=True, by_alias=True)
        return {k: v for k, v in plain.items() if k not in ("limit", "cursor", "fields", "format")}


class EventQuery(ListQuery):
    """Filters of events."""

    dyad: Dyad | None = Field(None, description="Two countries, in either direction.")
    directed: bool | None = Field(None, description="With dyad: the first country is the actor.")
    actor: Code | None = None
    recipient: Code | None = None
    country: Code | None = Field(None, description="On either side.")
    since: Day | None = None
    until: Day | None = None
    type: Name | None = Field(None, description="PLOVER event type, such as CONSULT.")
    mode: Words | None = None
    context: Words | None = None
    quad_class: Annotated[int, Field(ge=1, le=4)] | None = None
    realis: Literal["actual", "planned", "requested", "hypothetical", "generic"] | None = None
    polarity: Literal["positive", "negative"] | None = None
    certainty: Literal["asserted", "attributed", "reported", "inferred"] | None = None
    historical: bool | None = None
    sector: Annotated[str, Field(pattern=r"^[A-Za-z]{2,4}$")] | None = Field(None, description="Of either side.")
    source: Words | None = None
    place: Words | None = None
    place_country: Code | None = None
    review: Literal["accepted", "edited"] | None = None
    doc_id: Id | None = None
    story_id: Id | None = None
    text: Words | None = Field(None, description="Words of the event's sentence.")

    def where(self, *, before: str | None = None) -> Where:
        """The conditions; `before` is a moment of the store: later arrivals are left out."""
        names = {f: f for f in EventFilter.__struct_fields__ if f in EventQuery.model_fields} | {"event_type": "type"}
        given = {name: value for name, field in names.items() if (value := getattr(self, field)) is not None}
        where = where_events(EventFilter(**given, arrived_before=before))
        if self.sector:
            code = self.sector.upper()
            where.add("(list_contains(actor_sectors, ?) OR list_contains(recipient_sectors, ?))", code, code)
        if self.place:
            where.add("contains(lower(place_name), lower(?))", self.place)
        if self.place_country:
            where.add("place_country = ?", self.place_country.upper())
        if self.review:
            where.add("review = ?", self.review)
        return where


class DocumentQuery(ListQuery):
    """Filters of documents."""

    source: Words | None = None
    since: Day | None = None
    until: Day | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    text: Words | None = None


class StoryQuery(ListQuery):
    """Filters of stories."""

    dyad: Dyad | None = None
    type: Name | None = None
    since: Day | None = None
    until: Day | None = None
    story_id: Id | None = None
    min_sources: Annotated[int, Field(ge=1, le=10_000)] | None = None
    disputed: bool | None = None


class QuoteQuery(ListQuery):
    """Filters of quotations."""

    speaker: Words | None = None
    country: Code | None = None
    since: Day | None = None
    until: Day | None = None
    anonymous: bool | None = None
    text: Words | None = None


class ExchangeQuery(ListQuery):
    """Filters of bargains."""

    dyad: Dyad | None = None
    since: Day | None = None
    until: Day | None = None
    status: Words | None = None


class ActorQuery(ListQuery):
    """Filters of actors."""

    country: Code | None = None
    text: Words | None = None


class ReviewQuery(ListQuery):
    """Filters of reviews."""

    author: Words | None = None


class SqlQuery(Query):
    """One question in SQL."""

    q: Annotated[str, Field(max_length=20_000), BeforeValidator(_words)] = Field(description="One SELECT.")
    limit: Limit | None = Field(None, description="Rows: 10,000 unless said otherwise.")
    seconds: Annotated[float, Field(gt=0, le=30)] = Field(10.0, description="Stop after this time.")
    format: FORMATS | None = None
