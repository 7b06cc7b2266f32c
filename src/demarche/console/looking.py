"""Pages to read: today, events, articles, stories, quotes, exchanges, actors, sources, runs, codebook."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from demarche.api.answers import limit_of, place_of
from demarche.api.flow import DAY, Flow
from demarche.api.params import (
    ActorQuery,
    EventQuery,
    ExchangeQuery,
    QuoteQuery,
    StoryQuery,
    Words,
)
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal
from demarche.api.relations import TheFlow
from demarche.api.resources import AtDesk
from demarche.console import article as view
from demarche.console import queries
from demarche.console.asking import beside
from demarche.console.fans import fans_of
from demarche.console.odd import LATELY, lately
from demarche.console.site import render
from demarche.errors import DemarcheError
from demarche.quickread import quick_read
from demarche.signals.relation import Watch
from demarche.store.store import Base

router = APIRouter()
PAGE = 50
SHOWN, WATCHED = 6, 20  # relations on the page of today, and among how many shifts are looked for
Relation = tuple[str, str, int, Watch]  # two countries, their events, and their shifts
LATEST_FIRST = f"{DAY} DESC NULLS LAST, doc_id, start_char NULLS LAST, event_id"
COLUMNS = ("date", "who", "act", "whom", "place", "how sure", "sentence", "source")
Number = Annotated[int, Field(ge=1, le=100_000)]


class PageQuery(BaseQuery):
    """Which page of a list."""

    page: Number = 1
    source: Words | None = None


class EventsQuery(EventQuery):
    """Filters, page and columns of the events table."""

    page: Number = 1
    hide: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=10)] = Field(default_factory=list)

    def chosen(self) -> dict[str, Any]:
        return {k: v for k, v in self.filters().items() if k not in ("page", "hide")}


@router.get("/")
def today(request: Request, desk: AtDesk, flow: TheFlow) -> Response:
    """What is new, with citations; the busiest dyads; surprises."""
    desk.settle()
    store = desk.store
    as_of = flow.as_of(None)
    looked = SHOWN if flow.too_large() else WATCHED
    busiest = flow.remembered("busiest", lambda: queries.between(store, [(a, b) for a, b, _ in flow.busiest(looked)]))
    flow.ahead((a, b) for a, b, _ in busiest)
    busy = shifted_first([(a, b, n, flow.watch((a, b), as_of)) for a, b, n in busiest], as_of)[:SHOWN]
    bullets = flow.remembered("today", lambda: quick_read(store))
    odd, lead = lately(flow, as_of), next((row for row in busy if row[3].signals), busy[0] if busy else None)
    return render(
        request, "today", title="Today", last=flow.last_day(), bullets=bullets, busy=busy, surprises=odd,
        sentences=queries.sentences(desk.store, [s.event_id for s in odd or ()]),
        fans=fans_of(flow, lead[:2], as_of) if lead and not flow.too_large() else [],
        bargains=store.ask("exchanges", _everything(), "published DESC, exchange_id", what="", limit=5, offset=0),
        latest=queries.latest_documents(store, 8),
        counts=queries.counts(store, ("documents", "events", "stories", "exchanges")),
    )  # fmt: skip


def _everything() -> Any:
    from demarche.store.filters import Where

    return Where([], [])


def shifted_first(relations: list[Relation], as_of: dt.date) -> list[Relation]:
    """Relations in which a shift was noticed in the last weeks, then the others, each part in its order."""

    def quiet(relation: Relation) -> bool:
        return all((as_of - s.alarm).days > LATELY for s in relation[3].signals)

    return sorted(relations, key=quiet)


@router.get("/events")
def events(request: Request, desk: AtDesk, flow: TheFlow, query: Annotated[EventsQuery, Query()]) -> Response:
    """The table of events."""
    desk.settle()
    where = query.where()
    found = desk.store.ask("events", where, LATEST_FIRST, what="events", limit=PAGE, offset=PAGE * (query.page - 1))
    facets = flow.remembered(("facets", str(query.chosen())), lambda: queries.facets(desk.store, where))
    return render(request, "events", title="Events", rows=found, total=found.total, query=query.chosen(),
                  page=query.page,
                  pages=-(-found.total // PAGE), facets=facets, hide=query.hide, columns=COLUMNS)  # fmt: skip


@router.get("/articles")
def articles(request: Request, desk: AtDesk, query: Annotated[PageQuery, Query()]) -> Response:
    """All articles, latest first."""
    total = queries.documents_of(desk.store, query.source) if query.source else desk.documents()
    rows = queries.latest_documents(desk.store, PAGE, source=query.source, offset=PAGE * (query.page - 1))
    return render(request, "articles", title="Articles", rows=rows, total=total, page=query.page,
                  pages=-(-total // PAGE),
                  source=query.source)  # fmt: skip


@router.get("/articles/{doc_id}")
def article(request: Request, desk: AtDesk, flow: TheFlow, doc_id: str) -> Response:
    """One article: its text with the words of every field, and what was read from it."""
    desk.settle()
    record = desk.store.record(doc_id)
    rows = {row["event_id"].partition(":")[2]: row for row in desk.store.events(doc_id=doc_id)}
    reviews = queries.rows(
        desk.store, "SELECT * FROM reviews WHERE doc_id = ? AND NOT undone ORDER BY review_id", [doc_id]
    )
    return render(request, "article", title=record.article.title or "Article", doc_id=doc_id, reviews=reviews,
                  rows=rows,
                  **seen(record, flow))  # fmt: skip


def seen(record: Any, flow: Flow) -> dict[str, Any]:
    """A record as the template shows it, with forecasts beside what it leaves open."""
    return {
        "record": record, "article": record.article, "pieces": view.pieces(record), "cards": view.cards(record),
        "exchanges": view.exchanges(record), "quotes": view.quotes(record), "issues": view.issues(record),
        "asked": beside(flow, record), "labels": view.LABELS,
        "names": {a.id: a.name for a in record.actors},
    }  # fmt: skip


@router.get("/articles/{doc_id}/why/{local}")
def why(request: Request, desk: AtDesk, doc_id: str, local: str) -> Response:
    """Why an event was coded so: sentence, tree, frame, and the rule of every field."""
    article, coder = desk.store.article(doc_id), desk.coder
    if not hasattr(coder, "draft"):
        raise Refusal(404, "this coder does not say why")
    from demarche.render.explain import explain

    try:
        with desk.coding:
            words = explain(coder.draft(article), coder.book, local)  # type: ignore[union-attr]
    except DemarcheError as error:
        words = f"The coder that runs now reads this article otherwise: {error}"
    return render(request, "why", title=f"Why {local}", words=words, doc_id=doc_id, local=local, article=article)


class StoriesQuery(StoryQuery):
    page: Number = 1


@router.get("/stories")
def stories(request: Request, desk: AtDesk, query: Annotated[StoriesQuery, Query()]) -> Response:
    """Stories, latest first."""
    desk.settle()
    plain = {k: v for k, v in query.filters().items() if k != "page"}
    named = {("event_type" if k == "type" else k): v for k, v in plain.items()}
    total = Base.stories(desk.store, **named, limit=1).total
    offset = max(total - PAGE * query.page, 0)
    rows = Base.stories(
        desk.store, **named, limit=max(0, min(PAGE, total - PAGE * (query.page - 1))), offset=offset
    ).to_list()
    sentences = queries.sentences(desk.store, [row["first_event"] for row in rows])
    return render(request, "stories", title="Stories", rows=rows[::-1], total=total, page=query.page,
                  pages=-(-total // PAGE), sentences=sentences, query=plain)  # fmt: skip


@router.get("/stories/{story_id}")
def story(request: Request, desk: AtDesk, story_id: str) -> Response:
    """All reports of one event, side by side."""
    desk.settle()
    found = Base.stories(desk.store, story_id=story_id)
    if not len(found):
        raise Refusal(404, "there is no such story")
    row = found[0]
    reports = sorted(desk.store.events(story_id=story_id), key=lambda e: (e["published"] or "", e["event_id"]))
    return render(
        request, "story", title="Story", story=row, reports=reports, agreed=json.loads(row["agreed"]),
        disagreements=json.loads(row["disagreements"]), follows=_named(desk, row["follows"]),
        numbers={r["event_id"]: n for n, r in enumerate(reports, start=1)},
        sources={r["event_id"]: r["source"] for r in reports},
    )  # fmt: skip


def _named(desk: Any, ids: list[str]) -> list[dict[str, Any]]:
    """Stories by id with a sentence each."""
    query = (
        "SELECT s.story_id, s.day, s.event_type, e.sentence FROM stories s JOIN events e ON e.event_id = s.first_event "
        "WHERE s.story_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY s.day"
    )
    return queries.rows(desk.store, query, [ids]) if ids else []


class QuotesQuery(QuoteQuery):
    page: Number = 1


@router.get("/quotes")
def quotes(request: Request, desk: AtDesk, query: Annotated[QuotesQuery, Query()]) -> Response:
    """Quotations, with filters."""
    plain = {k: v for k, v in query.filters().items() if k != "page"}
    total = desk.store.quotes(**plain, limit=1).total
    first, last = max(total - PAGE * query.page, 0), max(total - PAGE * (query.page - 1), 0)
    rows = desk.store.quotes(**plain, limit=last - first, offset=first).to_list()[::-1]
    return render(request, "quotes", title="Quotes", rows=rows, total=total, page=query.page,
                  pages=-(-total // PAGE), query=plain)  # fmt: skip


@router.get("/exchanges")
def exchanges(request: Request, desk: AtDesk, query: Annotated[ExchangeQuery, Query()]) -> Response:
    """Bargains with both legs and the sentences that prove them."""
    desk.settle()
    rows = desk.store.exchanges(**query.filters(), limit=limit_of(query, "json"), offset=place_of(query, desk).offset)
    return render(request, "exchanges", title="Exchanges", bargains=[_bargain(desk, row) for row in rows],
                  total=rows.total, query=query.filters())  # fmt: skip


def _bargain(desk: Any, row: dict[str, Any]) -> dict[str, Any]:
    """A bargain with its article and the legs as they are told there."""
    record = desk.store.record(row["doc_id"])
    local = row["exchange_id"].partition(":")[2]
    found = next((x for x in view.exchanges(record) if x["id"] == local), None)
    return row | {
        "title": record.article.title,
        "legs": found["legs"] if found else [],
        "cues": found["cues"] if found else [],
    }


@router.get("/actors")
def actors(request: Request, desk: AtDesk, query: Annotated[ActorQuery, Query()]) -> Response:
    """Actors, most mentioned first."""
    rows = desk.store.actors(**query.filters(), limit=300)
    return render(request, "actors", title="Actors", rows=rows, query=query.filters())


class OneActor(BaseQuery):
    """Which actor."""

    name: Words
    country: Words | None = None


@router.get("/actors/one")
def actor(request: Request, desk: AtDesk, query: Annotated[OneActor, Query()]) -> Response:
    """One actor: on what ground it has its codes, with whom it acts, what it said."""
    known = queries.rows(desk.store, "SELECT * FROM mentions WHERE name = ? ORDER BY doc_id", [query.name])
    if not known:
        raise Refusal(404, "no article names this actor")
    grounds = queries.rows(desk.store, GROUNDS, [query.name])
    events = queries.actor_events(desk.store, query.name, PAGE)
    quotes = desk.store.ask(
        "quotes", _speaker(query.name), "published DESC NULLS LAST, quote_id", what="", limit=20, offset=0
    )
    return render(request, "actor", title=query.name, name=query.name, grounds=grounds, events=events, quotes=quotes,
                  why=_why(desk, query.name, known), documents=len({row["doc_id"] for row in known}))  # fmt: skip


GROUNDS = """
SELECT kind, country, sector, count(DISTINCT doc_id) AS documents,
       min(d.published_on) AS first, max(d.published_on) AS last
FROM mentions m JOIN documents d USING (doc_id) WHERE name = ? GROUP BY ALL ORDER BY documents DESC, kind
"""


def _speaker(name: str) -> Any:
    from demarche.store.filters import Where

    return Where(["speaker = ?"], [name])


def _why(desk: Any, name: str, known: list[dict[str, Any]]) -> list[str]:
    """The grounds on which its codes stand, from a few of its articles."""
    found: list[str] = []
    for document in dict.fromkeys(row["doc_id"] for row in known[:5]):
        found += [a.why for a in desk.store.record(document).actors if a.name == name and a.why]
    return list(dict.fromkeys(found))


@router.get("/sources")
def sources(request: Request, desk: AtDesk) -> Response:
    """Where the articles come from, the health of feeds, and what could not be read."""
    return render(request, "sources", title="Sources", rows=queries.sources(desk.store),
                  feeds=queries.feeds(desk.store),
                  quarantine=desk.store.quarantined(limit=PAGE))  # fmt: skip


@router.get("/runs")
def runs(request: Request, desk: AtDesk) -> Response:
    """Which coder made which records, and what re-coding has changed."""
    return render(request, "runs", title="Runs", rows=desk.store.runs(), changes=desk.store.changes(limit=200))


@router.get("/codebook")
def codebook(request: Request) -> Response:
    """The event types, modes and contexts."""
    from demarche.ontology import load

    book = load()
    return render(
        request, "codebook", title="Codebook", book=book, contexts=sorted(book.contexts), sectors=sorted(book.sectors)
    )


@router.get("/codebook/{name}")
def codebook_type(request: Request, name: str) -> Response:
    """One event type with its modes, CAMEO codes and frames."""
    from demarche.ontology import load

    book = load()
    if (found := book.types.get(name.upper())) is None:
        raise Refusal(404, "there is no such event type")
    frames = [f for f in book.frames if f.event_type == found.name]
    codes = [c for c in book.cameo.values() if c.plover_type == found.name]
    return render(request, "codebook_type", title=found.name, type=found, frames=frames, codes=codes)
