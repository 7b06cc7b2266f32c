"""The shapes of replies, for the description at /openapi.json; rows follow the columns of the store's tables."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from demarche.forecast.track import Line
from demarche.store import schema

KINDS: dict[str, Any] = {
    "VARCHAR": str, "VARCHAR[]": list[str], "DOUBLE": float, "INTEGER": int, "BIGINT": int, "BOOLEAN": bool,
    "DATE": dt.date, "TIMESTAMP": str,  # UTC without saying so, which is no date-time of RFC 3339
}  # fmt: skip
JSON_COLUMNS = ("quantities", "parties", "agreed", "disagreements")
COLUMN = re.compile(r"(\w+)\s+([A-Z]+(?:\[\])?)(?:\s+PRIMARY KEY)?")


@cache
def columns(table: str) -> dict[str, Any]:
    """Columns of a table with their Python types."""
    if table == "events":
        body = schema.EVENT_COLUMNS
    else:
        found = re.search(rf"CREATE TABLE {table} \((.*?)\);", schema.TRUTH + schema.DRAWN, re.DOTALL)
        assert found is not None, table
        body = found[1]
    return {name: Any if name in JSON_COLUMNS else KINDS[kind] for name, kind in COLUMN.findall(body)}


def page_of(name: str, table: dict[str, Any]) -> type[BaseModel]:
    """The model of a page of rows with these columns; `fields` may leave out any of them."""
    config = ConfigDict(title=name)
    optional: dict[str, Any] = {c: (kind | None, None) for c, kind in table.items()}
    row = create_model(name, __config__=config, **optional)
    fields: dict[str, Any] = {
        "items": (list[row], ...),  # type: ignore[valid-type]
        "total": (int, ...),
        "next": (str | None, None),
        "cursor": (str | None, None),
    }
    return create_model(f"{name}Page", **fields)


ACTOR = {"name": str, "kind": str, "country": str, "sector": str, "documents": int, "mentions": int}
EVENTS = page_of("Event", columns("events"))
DOCUMENTS = page_of("Document", columns("documents"))
STORIES = page_of("Story", columns("stories"))
QUOTES = page_of("Quote", columns("quotes"))
EXCHANGES = page_of("Exchange", columns("exchanges"))
REVIEWS = page_of("Review", columns("reviews"))
ACTORS = page_of("Actor", ACTOR)
FORECASTS = page_of("KeptForecast", get_type_hints(Line))


def binary(*media: str) -> dict[str, Any]:
    """Content of these media types, of which no more can be said."""
    return {name: {} for name in media}


TABLES = binary("text/csv; charset=utf-8", "application/x-ndjson", "application/vnd.apache.parquet")


def table(model: type[BaseModel]) -> dict[str, Any]:
    """The good reply of a list: a page as JSON, or a table."""
    return {"model": model, "content": TABLES}


class Stored(BaseModel):
    """What became of a document that was posted."""

    doc_id: str
    status: str
    events: int = 0
    reason: str | None = None
    documents: list[str] = []


class Accepted(BaseModel):
    """Documents that were accepted together and are coded one after the other."""

    batch: str
    state: Literal["waiting", "done"]
    total: int
    stored: int
    duplicate: int
    quarantined: int
    documents: list[str]
    doc_id: str | None = None


class Kept(BaseModel):
    """Forecasts that were made; `new` of them were not on record before."""

    as_of: dt.date
    items: list[dict[str, Any]]
    total: int
    new: int
