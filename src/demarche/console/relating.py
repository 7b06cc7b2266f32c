"""Pages on relations: dyads, the map, the network."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from pydantic import Field
from starlette.responses import Response

from demarche.api.flow import Flow
from demarche.api.params import Code, Day, EventQuery
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal
from demarche.api.relations import TheFlow
from demarche.api.resources import AtDesk
from demarche.console import land, queries
from demarche.console.fans import fans_of
from demarche.console.looking import LATEST_FIRST
from demarche.console.odd import of_pair
from demarche.console.picture import dyad_picture, map_bubbles, network_picture
from demarche.console.site import address, render
from demarche.errors import InputError
from demarche.signals.series import last_of
from demarche.store.filters import EventFilter, where_events

router = APIRouter()
Side = Annotated[Code, InPath()]
SHOWN = 40
HORIZON = 30
KEPT_NONE = "No forecast of this pair has been made. Over so large a store one takes about a minute."
Unit = Literal["day", "week", "month"]
# Days that a chart goes back at most: more bars would be thinner than a hair, and the page heavy.
SPANS = {"day": 366, "week": 5 * 366, "month": 40 * 366}


class DyadsQuery(BaseQuery):
    """Which pairs, or which pair to go to."""

    since: Day | None = None
    country: Code | None = None


class DyadQuery(BaseQuery):
    """How the series is cut, and whether to wait for surprises and fans, which over a large store take a second."""

    unit: Unit | None = None
    directed: bool = False
    outlook: bool = False


class NetworkQuery(BaseQuery):
    """Which acts."""

    since: Day | None = None
    quad_class: Annotated[int, Field(ge=1, le=4)] | None = None


@router.get("/dyads")
def dyads(request: Request, desk: AtDesk, flow: TheFlow, query: Annotated[DyadsQuery, Query()]) -> Response:
    """Pairs of countries, busiest first."""
    rows = desk.store.dyads(since=query.since).to_list()
    if query.country:
        rows = [row for row in rows if query.country.upper() in (row["actor"], row["recipient"])]
    return render(request, "dyads", title="Dyads", rows=rows[:200], total=len(rows), query=query)


@router.get("/dyads/{a}/{b}")
def dyad(
    request: Request, desk: AtDesk, flow: TheFlow, a: Side, b: Side, query: Annotated[DyadQuery, Query()]
) -> Response:
    """One pair: its series, events, bargains, shifts and forecasts."""
    desk.settle()
    one, day = (a.upper(), b.upper()), flow.as_of(None)
    first, last = flow.first_day() or day, day - dt.timedelta(days=1)
    unit = query.unit or flow.unit()
    first = max(first, day - dt.timedelta(days=SPANS[unit]))
    series = flow.series(one, unit=unit, directed=query.directed, since=first.isoformat(), until=last.isoformat())
    watch = flow.watch(one, day)

    def href(start: dt.date) -> str:
        return address("/events", dyad="-".join(one), since=start, until=last_of(start, unit))

    where = where_events(EventFilter(dyad=one, directed=query.directed))
    events = desk.store.ask("events", where, LATEST_FIRST, what="events", limit=SHOWN, offset=0)
    wait = query.outlook or not flow.too_large()
    odd = of_pair(flow, one, day, since=first, directed=query.directed) if wait else None
    return render(
        request, "dyad", title=f"{one[0]} and {one[1]}", a=one[0], b=one[1], series=series, unit=unit,
        directed=query.directed, picture=dyad_picture(series, watch.signals, href), watch=watch, events=events,
        total=events.total, bargains=desk.store.exchanges(dyad=one), as_of=day, forecast=_forecast(flow, one, day),
        fans=fans_of(flow, one, day, directed=query.directed) if wait else None, surprises=odd,
        sentences=queries.sentences(desk.store, [s.event_id for s in odd or ()]),
    )  # fmt: skip


def _forecast(flow: Flow, one: tuple[str, str], day: dt.date) -> dict[str, Any]:
    """Both directions within 30 days, or in words why there is none."""
    if flow.too_large():
        return _kept_forecast(flow, one)
    try:
        rows = [f for pair in (one, one[::-1]) for f in flow.forecasts(pair, day, (HORIZON,), None)]
    except (InputError, Refusal) as why:
        return {"rows": [], "why": str(why), "as_of": day, "kept": False}
    return {"rows": rows, "why": "", "as_of": day, "kept": False}


def _kept_forecast(flow: Flow, one: tuple[str, str]) -> dict[str, Any]:
    """The latest that somebody has had made: over a large store that takes longer than a page may."""
    both = {one, one[::-1]}
    kept = [e.forecast for e in flow.desk.ledger.entries() if (e.forecast.actor, e.forecast.recipient) in both]
    latest = max((f.as_of for f in kept if f.horizon == HORIZON), default=None)
    rows = [f for f in kept if f.as_of == latest and f.horizon == HORIZON]
    return {"rows": rows, "why": "" if rows else KEPT_NONE, "as_of": latest, "kept": True}


@router.get("/map")
def world(request: Request, desk: AtDesk, query: Annotated[EventQuery, Query()]) -> Response:
    """Where it happened, as precisely as the text says and no more."""
    where = query.where()
    known = queries.places(desk.store, where)
    bubbles = map_bubbles(known, lambda p: address("/events", place=p["name"], place_country=p["country"]))
    return render(
        request, "map", title="Map", land=land.path(), water=land.path("water"), bubbles=bubbles, known=known,
        unplaced=queries.unplaced(desk.store, where), query=query.filters(),
    )  # fmt: skip


@router.get("/network")
def network(request: Request, desk: AtDesk, query: Annotated[NetworkQuery, Query()]) -> Response:
    """Who acts on whom."""
    pairs = queries.network(desk.store, since=query.since, quad=query.quad_class)
    return render(request, "network", title="Network", pairs=pairs, picture=network_picture(pairs), query=query)
