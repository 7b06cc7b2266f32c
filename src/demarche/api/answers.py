"""Replies: rows as JSON, CSV, JSON lines or Parquet, pages with cursors, and entity tags."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
from typing import Any

import msgspec
from fastapi import Request
from starlette.responses import Response

from demarche.api.desk import Desk
from demarche.api.params import MOST, MOST_TABLE, USUAL, USUAL_TABLE, ListQuery
from demarche.api.problems import Refusal
from demarche.api.shapes import JSON_COLUMNS
from demarche.store.result import Rows

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
ACCEPTED = {"text/csv": "csv", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl",
            "application/vnd.apache.parquet": "parquet"}  # fmt: skip


class Place(msgspec.Struct, frozen=True):
    """Where a page begins: how many rows were before it, the moment of the first page, and what was asked."""

    offset: int = 0
    moment: str | None = None
    asked: str = ""


def asked(query: ListQuery) -> str:
    """A short digest of the filters, so that a cursor is not used with others."""
    plain = msgspec.json.encode(dict(sorted(query.filters().items())))
    return hashlib.sha256(plain).hexdigest()[:12]


def place_of(query: ListQuery, desk: Desk) -> Place:
    """The place that a cursor names; the beginning, now, without one."""
    if query.cursor is None:
        moment = desk.store.clock() + dt.timedelta(microseconds=1)
        return Place(0, moment.isoformat(), asked(query))
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        place = msgspec.json.decode(base64.urlsafe_b64decode(padded.encode("ascii")), type=Place)
        if place.moment is not None:
            dt.datetime.fromisoformat(place.moment)
    except (ValueError, UnicodeError, msgspec.DecodeError):
        raise Refusal(422, "this cursor is none of ours; use the one from `next`", field="cursor") from None
    if not 0 <= place.offset <= 10**12 or place.asked != asked(query):
        raise Refusal(422, "this cursor belongs to another question; keep the filters as they were", field="cursor")
    return place


def format_of(request: Request, query: ListQuery | None = None) -> str:
    """json, csv, jsonl or parquet: as the parameter, the path's extension or the Accept header says."""
    if query is not None and query.format:
        return query.format
    if extension := request.scope.get("demarche.format"):
        return str(extension)
    for part in request.headers.get("accept", "").split(","):
        if (kind := part.partition(";")[0].strip().lower()) in ACCEPTED:
            return ACCEPTED[kind]
    return "json"


def limit_of(query: ListQuery, kind: str) -> int:
    """How many rows: capped, more for tables than for JSON."""
    usual, most = (USUAL, MOST) if kind == "json" else (USUAL_TABLE, MOST_TABLE)
    return min(query.limit or usual, most)


def page(request: Request, rows: Rows, query: ListQuery, place: Place, kind: str, *, name: str) -> Response:
    """One page of rows in the format that was asked for."""
    end = place.offset + len(rows)
    follow = _cursor(place, end) if end < rows.total else None
    table = chosen(rows, query.fields)
    headers = {"x-total-count": str(rows.total)}
    if follow:
        onward = str(request.url.include_query_params(cursor=follow))
        headers["link"] = f'<{onward}>; rel="next"'
    if kind != "json":
        return download(table, kind, name, headers)
    body = {
        "items": [plain(row) for row in table],
        "total": rows.total,
        "next": str(request.url.include_query_params(cursor=follow)) if follow else None,
        "cursor": follow,
    }
    return as_json(body, headers=headers)


def _cursor(place: Place, offset: int) -> str:
    data = msgspec.json.encode(Place(offset, place.moment, place.asked))
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def chosen(rows: Rows, fields: str | None) -> Rows:
    """Only the columns that were asked for, in that order."""
    if fields is None:
        return rows
    names = list(dict.fromkeys(name.strip() for name in fields.split(",") if name.strip()))
    unknown = [name for name in names if name not in rows.columns]
    if unknown or not names:
        known = ", ".join(rows.columns)
        raise Refusal(422, f"no column called {(unknown or [''])[0][:80]!r}; known: {known}", field="fields")
    return Rows(rows.to_arrow().select(names), what=rows.what, total=rows.total)


def download(rows: Rows, kind: str, name: str, headers: dict[str, str] | None = None) -> Response:
    """Rows as a file."""
    from demarche.store.formats.export import WRITERS

    out = io.BytesIO()
    WRITERS[kind](rows.to_arrow().to_reader(), out)
    told = {"content-disposition": f'attachment; filename="{name}.{kind}"', **(headers or {})}
    return Response(out.getvalue(), media_type=MEDIA[kind], headers=told)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its JSON columns as objects."""
    return {k: msgspec.Raw(v.encode()) if k in JSON_COLUMNS and isinstance(v, str) else v for k, v in row.items()}


def as_json(body: Any, status: int = 200, *, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json", headers=headers)


def tag_of(request: Request, desk: Desk) -> str:
    """The entity tag of a reply: another one whenever the store, the day or the question is another."""
    words = f"{desk.boot}\0{desk.version}\0{dt.date.today()}\0{request.url}\0{request.headers.get('accept', '')}"
    words += str(request.scope.get("demarche.format"))
    return '"' + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:24] + '"'
