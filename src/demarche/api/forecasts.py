"""Forecasts: asked for, made and kept, listed with what came of them, and scored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from demarche.api import shapes
from demarche.api.answers import as_json, format_of, limit_of, page, place_of
from demarche.api.flow import Flow
from demarche.api.params import Body, Day, Dyad, ListQuery, Words
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal, problems_for
from demarche.api.relations import CHARTS, TheFlow
from demarche.api.resources import AtDesk
from demarche.api.track import Track
from demarche.forecast.track import Line, table
from demarche.store.filters import pair
from demarche.store.result import Rows

router = APIRouter(prefix="/v1", tags=["forecasts"])
ERRORS = problems_for(401, 404, 421, 422)
Horizon = Annotated[int, Field(ge=1, le=365)]
Days = Annotated[Horizon, Field(strict=True)]  # in JSON `true` is no number
State = Literal["open", "closed"]


def the_track(flow: TheFlow) -> Track:
    return Track(flow)


TheTrack = Annotated[Track, Depends(the_track)]


class ForecastQuery(BaseQuery):
    """Which forecast; the first country of the dyad is the actor."""

    dyad: Dyad
    as_of: Day | None = None
    horizon: Horizon | None = None
    event: Words | None = Field(None, description="any, a quad class, a PLOVER type, or type/mode.")


class NewForecasts(Body):
    """Forecasts to make and keep; the first country of the dyad is the actor."""

    dyad: Dyad
    as_of: Day | None = Field(
        None, description="Only what had arrived before this day is used; tomorrow at the latest."
    )
    horizons: Annotated[list[Days], Field(min_length=1, max_length=10)] = Field([7, 30, 90], description="Days.")
    events: Annotated[list[Words], Field(max_length=20)] = Field(
        [], description="any, quad classes, PLOVER types, or type/mode. None: all and each quad class, and what stands "
        "for questions that the latest articles of the pair leave open."
    )  # fmt: skip
    both: bool = Field(False, description="Both directions.", strict=True)


class RecordQuery(ListQuery):
    """Which kept forecasts."""

    dyad: Dyad | None = Field(None, description="Two countries, in either direction.")
    state: State | None = Field(None, description="closed: the window is over, and it is scored.")
    as_of: Day | None = Field(None, description="Scored with what had arrived before this day.")


class AsOf(BaseQuery):
    """As of which day."""

    as_of: Day | None = Field(None, description="Scored with what had arrived before this day.")


def chosen(lines: Iterable[Line], *, dyad: str | None, state: State | None) -> list[Line]:
    """The lines of a pair, in either direction, and of a state."""
    both = set(pair(dyad)) if dyad else None
    return [one for one in lines if both in (None, {one.actor, one.recipient}) and state in (None, one.state)]


@router.get("/forecasts", responses=ERRORS)
def forecasts(flow: TheFlow, query: Annotated[ForecastQuery, Query()]) -> Response:
    """Calibrated probabilities of a pair, with the reasons. Nothing is kept: to enter the record, POST."""
    day = flow.as_of(query.as_of)
    horizons = (query.horizon,) if query.horizon else (7, 30, 90)
    found = flow.forecasts(pair(query.dyad), day, horizons, query.event)
    return as_json({"as_of": day, "items": msgspec.to_builtins(found), "total": len(found)})


@router.post("/forecasts", status_code=201, response_model=shapes.Kept,
             responses={200: {"model": shapes.Kept, "description": "All of them were kept before."},
                        **problems_for(400, 401, 403, 413, 421, 422, 429)})  # fmt: skip
def make(flow: TheFlow, track: TheTrack, body: NewForecasts) -> Response:
    """Make forecasts and keep them, with inputs, version and time, to be scored when their windows have closed.

    The same forecast made again from the same inputs is kept once.
    """
    day = flow.as_of(body.as_of)
    found = track.make(pair(body.dyad), day, events=body.events, horizons=body.horizons, both=body.both)
    new = track.keep(found)
    return as_json({"as_of": day, "items": found, "total": len(found), "new": new}, 201 if new else 200)


@router.get("/forecasts/record", responses={200: shapes.table(shapes.FORECASTS), **ERRORS})
def record(
    request: Request, desk: AtDesk, flow: TheFlow, track: TheTrack, query: Annotated[RecordQuery, Query()]
) -> Response:
    """Every kept forecast in the order they were made, with its score once its window has closed."""
    kind, place = format_of(request, query), place_of(query, desk)
    found = chosen(track.judged(flow.as_of(query.as_of)).lines, dyad=query.dyad, state=query.state)
    some = found[place.offset : place.offset + limit_of(query, kind)]
    return page(request, Rows(table(some), what="forecasts", total=len(found)), query, place, kind, name="forecasts")


@router.get("/forecasts/evaluation", responses=ERRORS)
def evaluation(flow: TheFlow, track: TheTrack, query: Annotated[AsOf, Query()]) -> Response:
    """The track record: scores beside those of the references, reliability, best and worst calls."""
    return as_json(track.judged(flow.as_of(query.as_of)).report)


@router.get("/forecasts/reliability.{kind}",
            responses={200: {"content": shapes.binary(*CHARTS.values())}, **ERRORS})  # fmt: skip
def reliability(
    flow: TheFlow, track: TheTrack, kind: Literal["svg", "png", "json"], query: Annotated[AsOf, Query()]
) -> Response:
    """The reliability diagram as a picture, or as its Vega-Lite description; 404 before any forecast has closed."""
    day = flow.as_of(query.as_of)
    return Response(_drawn(flow, track, day, kind), media_type=CHARTS[kind])


def _drawn(flow: Flow, track: Track, day: Any, kind: str) -> bytes:
    from demarche import charts

    found = track.judged(day).report
    if not found.closed:
        raise Refusal(404, f"no kept forecast has closed by {day}; there is nothing to draw yet")
    key = ("reliability", day, kind, track.ledger.stamp)
    return flow.remembered(key, lambda: charts.render(charts.reliability_chart(found), f".{kind}"))
