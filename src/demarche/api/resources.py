"""The lists: events, documents, stories, actors, quotes, exchanges; and one of each."""

from __future__ import annotations

from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from demarche.api import shapes
from demarche.api.answers import as_json, chosen, download, format_of, limit_of, page, place_of, plain
from demarche.api.desk import Desk
from demarche.api.params import (
    USUAL_TABLE,
    ActorQuery,
    DocumentQuery,
    EventQuery,
    ExchangeQuery,
    QuoteQuery,
    SqlQuery,
    StoryQuery,
)
from demarche.api.problems import Refusal, problems_for
from demarche.errors import NotFound
from demarche.store.queries import EVENT_ORDER
from demarche.store.store import Base

router = APIRouter(prefix="/v1", tags=["data"])
ERRORS = problems_for(401, 403, 404, 421, 422)
DocId = Annotated[str, Path(max_length=80)]


def the_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(the_desk)]


@router.get("/events", responses={200: shapes.table(shapes.EVENTS), **ERRORS})
def events(request: Request, desk: AtDesk, query: Annotated[EventQuery, Query()]) -> Response:
    """Events in a fixed order; a walk through `next` sees what the store held when it began."""
    kind, place = format_of(request, query), place_of(query, desk)
    rows = desk.store.ask("events", query.where(before=place.moment), EVENT_ORDER, what="events",
                          limit=limit_of(query, kind), offset=place.offset)  # fmt: skip
    return page(request, rows, query, place, kind, name="events")


@router.get("/facets", responses=ERRORS)
def facets(desk: AtDesk, query: Annotated[EventQuery, Query()]) -> Response:
    """How many events have which type, mode, country, sector, realis, certainty, source, month and place."""
    from demarche.console.queries import facets as count

    found = desk.memory.get(("facets", str(query.filters())), lambda: count(desk.store, query.where()))
    return as_json({name: dict(counts) for name, counts in found.items()})


@router.get("/events/{event_id}", responses=ERRORS)
def event(desk: AtDesk, event_id: DocId, fields: Annotated[str | None, Query(max_length=1000)] = None) -> Response:
    """One event with all its columns, and its evidence."""
    rows = desk.store.events(event_id=event_id)
    if not len(rows):
        raise Refusal(404, "there is no such event")
    found = plain(chosen(rows, fields or None)[0])
    return as_json(found if fields else found | {"coded": _coded(desk, event_id)})


def _coded(desk: Desk, event_id: str) -> Any:
    """The event as its record has it, with evidence; None for imported events."""
    document, _, local = event_id.partition(":")
    try:
        record = desk.store.record(document)
    except NotFound:
        return None
    return next((e for e in record.events if e.id == local), None)


@router.get("/documents", responses={200: shapes.table(shapes.DOCUMENTS), **ERRORS})
def documents(request: Request, desk: AtDesk, query: Annotated[DocumentQuery, Query()]) -> Response:
    """Documents with their text; `fields=doc_id,title` leaves it out."""
    return _listed(request, desk, query, "documents", {})


@router.get("/documents/{doc_id}", responses=ERRORS)
def document(desk: AtDesk, doc_id: DocId) -> Response:
    """The record of a document, with corrections applied."""
    return Response(desk.store.record(doc_id).to_json(), media_type="application/json")


@router.get("/stories", responses={200: shapes.table(shapes.STORIES), **ERRORS})
def stories(request: Request, desk: AtDesk, query: Annotated[StoryQuery, Query()]) -> Response:
    """Stories: one event, its reports, what they agree and disagree on."""
    desk.settle()
    return _listed(request, desk, query, "stories", {"type": "event_type"})


@router.get("/stories/{story_id}", responses=ERRORS)
def story(desk: AtDesk, story_id: DocId) -> Response:
    """One story with its events."""
    desk.settle()
    rows = Base.stories(desk.store, story_id=story_id)
    if not len(rows):
        raise Refusal(404, "there is no such story")
    return as_json(plain(rows[0]) | {"events": [plain(row) for row in desk.store.events(story_id=story_id)]})


@router.get("/quotes", responses={200: shapes.table(shapes.QUOTES), **ERRORS})
def quotes(request: Request, desk: AtDesk, query: Annotated[QuoteQuery, Query()]) -> Response:
    """Quotations and who said them."""
    return _listed(request, desk, query, "quotes", {})


@router.get("/exchanges", responses={200: shapes.table(shapes.EXCHANGES), **ERRORS})
def exchanges(request: Request, desk: AtDesk, query: Annotated[ExchangeQuery, Query()]) -> Response:
    """Bargains: what was given for what, by whom."""
    return _listed(request, desk, query, "exchanges", {})


@router.get("/actors", responses={200: shapes.table(shapes.ACTORS), **ERRORS})
def actors(request: Request, desk: AtDesk, query: Annotated[ActorQuery, Query()]) -> Response:
    """Actors over all documents, most mentioned first."""
    from demarche.store.result import Rows

    kind, place = format_of(request, query), place_of(query, desk)
    found = desk.store.actors(**query.filters())
    rows = Rows(found.to_arrow().slice(place.offset, limit_of(query, kind)), what="actors", total=len(found))
    return page(request, rows, query, place, kind, name="actors")


@router.get("/sql", responses={200: {"content": shapes.TABLES}, **ERRORS})
def sql(request: Request, desk: AtDesk, query: Annotated[SqlQuery, Query()]) -> Response:
    """One SELECT over the store's tables, reading only, bounded in rows and time."""
    kind = query.format or format_of(request)
    try:
        rows = desk.store.sql(query.q, limit=query.limit or USUAL_TABLE, seconds=query.seconds)
        if kind != "json":
            return download(rows, kind, "rows")
        return as_json({"items": rows.to_list(), "total": len(rows), "next": None, "cursor": None})
    except (pa.ArrowNotImplementedError, TypeError, OverflowError) as why:
        raise Refusal(422, f"this cannot be written as {kind}; cast the column: {why}", field="q") from None


def _listed(request: Request, desk: Desk, query: Any, what: str, names: dict[str, str]) -> Response:
    """A page of one of the store's lists; `names` are parameters that the store calls otherwise."""
    kind, place = format_of(request, query), place_of(query, desk)
    filters = {names.get(key, key): value for key, value in query.filters().items()}
    ask = getattr(Base, what)
    rows = ask(desk.store, **filters, limit=limit_of(query, kind), offset=place.offset)
    return page(request, rows, query, place, kind, name=what)
