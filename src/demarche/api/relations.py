"""Pairs of countries: series, charts, shifts; and the quick read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from pydantic import Field
from starlette.responses import Response

from demarche.api import shapes
from demarche.api.answers import as_json, download, format_of
from demarche.api.flow import Flow
from demarche.api.nearby import surprises_of
from demarche.api.params import Code, Day, Dyad, Id
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import problems_for
from demarche.api.resources import AtDesk
from demarche.quickread import quick_read
from demarche.store.filters import pair

router = APIRouter(prefix="/v1", tags=["relations"])
ERRORS = problems_for(401, 404, 421, 422)
Side = Annotated[Code, InPath()]
BUSIEST = 20
CHARTS = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}


def the_flow(request: Request, desk: AtDesk) -> Flow:
    """One flow for the whole server."""
    state = request.app.state
    if not hasattr(state, "flow"):
        state.flow = Flow(desk)
    flow: Flow = state.flow
    return flow


TheFlow = Annotated[Flow, Depends(the_flow)]


class DyadsQuery(BaseQuery):
    """Which pairs."""

    since: Day | None = None
    until: Day | None = None
    limit: Annotated[int, Field(ge=1)] = 100
    format: Literal["json", "csv", "jsonl", "parquet"] | None = None


class SeriesQuery(BaseQuery):
    """How a series is cut."""

    unit: Literal["day", "week", "month"] = "week"
    directed: bool = False
    everything: bool = Field(False, description="Planned, denied and background events too.")
    since: Day | None = None
    until: Day | None = None


class SignalQuery(BaseQuery):
    """Which shifts."""

    dyad: Dyad | None = Field(None, description="Without it, the twenty busiest pairs.")
    as_of: Day | None = None
    since: Day | None = None


class DigestQuery(BaseQuery):
    """Of what: an article, a story, or a dyad with its days of publication; without any, of the last week on record."""

    doc_id: Id | None = None
    story_id: Id | None = None
    dyad: Dyad | None = None
    day: Day | None = None
    since: Day | None = None
    until: Day | None = None
    limit: Annotated[int, Field(ge=1, le=100)] | None = None


@router.get("/dyads", responses={200: {"content": shapes.TABLES}, **ERRORS})
def dyads(request: Request, desk: AtDesk, query: Annotated[DyadsQuery, Query()]) -> Response:
    """Directed pairs of countries with the number of their events by quad class, busiest first."""
    rows = desk.store.dyads(since=query.since, until=query.until, limit=min(query.limit, 1000))
    kind = query.format or format_of(request)
    if kind != "json":
        return download(rows, kind, "dyads")
    return as_json({"items": rows.to_list(), "total": len(rows), "next": None, "cursor": None})


@router.get("/dyads/{a}/{b}/series", responses=ERRORS)
def dyad_series(flow: TheFlow, a: Side, b: Side, query: Annotated[SeriesQuery, Query()]) -> Response:
    """Stories of a pair per day, week or month by quad class, and how many articles there were at all."""
    found = flow.series((a.upper(), b.upper()), **query.model_dump())
    return as_json(found)


@router.get("/dyads/{a}/{b}/chart.{kind}", responses={200: {"content": shapes.binary(*CHARTS.values())}, **ERRORS})
def dyad_chart(
    flow: TheFlow, a: Side, b: Side, kind: Literal["svg", "png", "json"], query: Annotated[SeriesQuery, Query()]
) -> Response:
    """The chart of a pair as a picture, or as its Vega-Lite description."""
    from demarche import charts

    one = (a.upper(), b.upper())
    found = flow.series(one, **query.model_dump())
    marks = flow.watch(one, flow.as_of(None)).signals
    data = flow.remembered(
        ("chart", one, kind, str(query)), lambda: charts.render(charts.dyad_chart(found, signals=marks), f".{kind}")
    )
    return Response(data, media_type=CHARTS[kind])


@router.get("/signals", responses=ERRORS)
def signals(flow: TheFlow, query: Annotated[SignalQuery, Query()]) -> Response:
    """Shifts, the surprises of the last weeks, and where too little is on record to say anything."""
    day = flow.as_of(query.as_of)
    wanted = [pair(query.dyad)] if query.dyad else [(a, b) for a, b, _ in flow.busiest(BUSIEST)]
    flow.ahead(wanted)
    watches = [flow.watch(dyad, day) for dyad in wanted]
    shifts = [
        s for watch in watches for s in watch.signals if query.since is None or s.alarm.isoformat() >= query.since
    ]
    silent: list[dict[str, Any]] = [
        {"dyad": f"{w.actor}-{w.recipient}", "words": words} for w in watches for words in w.silent
    ]
    if query.dyad is None and flow.too_large():
        silent.append({"dyad": None, "words": "the store is too large to look for surprises in all of it; name a dyad"})
        odd: Any = []
    else:
        odd = surprises_of(flow, wanted[0], day) if query.dyad else flow.surprises(day)
    return as_json({"as_of": day, "items": shifts, "total": len(shifts), "surprises": odd[:50], "silent": silent})


@router.get("/digest", responses=ERRORS)
def digest(desk: AtDesk, flow: TheFlow, query: Annotated[DigestQuery, Query()]) -> Response:
    """The quick read: sentences, each with the article and the words it stands on."""
    desk.settle()
    found = flow.remembered(("digest", str(query)), lambda: quick_read(desk.store, **query.model_dump()))
    return as_json({"about": found.about, "items": found.bullets, "total": len(found)})
