"""The page of the forecaster's record: how good it was, what it got wrong, what still waits; and room for more."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import Field, ValidationError
from starlette.responses import RedirectResponse, Response

from demarche.api.desk import Desk
from demarche.api.flow import Flow
from demarche.api.forecasts import NewForecasts, State, TheTrack, chosen
from demarche.api.params import Dyad
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal
from demarche.api.relations import TheFlow
from demarche.api.resources import AtDesk
from demarche.api.track import Track
from demarche.console import queries
from demarche.console.doing import Form
from demarche.console.picture import reliability_picture
from demarche.console.site import address, render
from demarche.errors import InputError
from demarche.forecast.ledger import Report
from demarche.forecast.targets import all_targets
from demarche.store.filters import pair

router = APIRouter()
PAGE = 40
FEW = 100  # closed forecasts below which a difference in scores says little


class RecordQuery(BaseQuery):
    """Which kept forecasts."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    state: State | None = None
    dyad: Dyad | None = None

    def chosen(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True, exclude={"page"})


class Score(msgspec.Struct, frozen=True):
    """One row of the comparison; None where a score does not exist."""

    name: str
    brier: float | None
    bits: float | None
    crps: float | None


@router.get("/forecasts")
def record(
    request: Request, desk: AtDesk, flow: TheFlow, track: TheTrack, query: Annotated[RecordQuery, Query()]
) -> Response:
    """Every kept forecast, scored where its window has closed."""
    return render(request, "forecasts", error="", **_shown(desk, flow, track, query))


@router.post("/forecasts")
def make(request: Request, desk: AtDesk, flow: TheFlow, track: TheTrack, given: Form) -> Response:
    """Make forecasts and keep them, then show the record of the pair."""
    try:
        asked = _asked(given)
        dyad, day = pair(asked.dyad), flow.as_of(None)
        track.keep(track.make(dyad, day, events=asked.events, horizons=asked.horizons, both=asked.both))
    except ValidationError:
        why = "Write two country codes like USA-BLR, and a number of days from 1 to 365."
    except (InputError, Refusal) as refused:
        why = f"No forecast was made: {refused}."
    else:
        return RedirectResponse(address("/forecasts", dyad=asked.dyad), 303)
    return render(request, "forecasts", 422, error=why, **_shown(desk, flow, track, RecordQuery()))


def _asked(given: dict[str, str]) -> NewForecasts:
    """What the form asks for; pydantic's error where it asks for nonsense."""
    event, horizon = given.get("event", "").strip(), given.get("horizon", "")
    days = int(horizon) if horizon.isdecimal() and len(horizon) < 10 else None
    return NewForecasts.model_validate(
        {"dyad": given.get("dyad", ""), "horizons": [days], "both": "both" in given,
         "events": [event] if event else []}
    )  # fmt: skip


def _shown(desk: Desk, flow: Flow, track: Track, query: RecordQuery) -> dict[str, Any]:
    """Everything that the page shows."""
    judged = track.judged(flow.as_of(None))
    found = chosen(reversed(judged.lines), dyad=query.dyad, state=query.state)
    rows = found[PAGE * (query.page - 1) : PAGE * query.page]
    evidence = [event for row in rows for event in row.events]
    evidence += [event for call in (*judged.report.worst, *judged.report.best) for event in call.events]
    return {
        "title": "Forecasts", "judged": judged, "report": judged.report, "scores": scores(judged.report),
        "verdict": verdict(judged.report), "picture": reliability_picture(judged.report.reliability),
        "rows": rows, "total": len(found), "page": query.page, "pages": -(-len(found) // PAGE),
        "query": query.chosen(), "told": queries.with_article(desk.store, evidence) if evidence else set(),
        "next_closes": min((one.closes for one in judged.lines if one.state == "open"), default=None),
        "targets": [target.name for target in all_targets()], "last": flow.last_day(),
    }  # fmt: skip


def scores(report: Report) -> list[Score]:
    """The forecaster and its references."""
    return [
        Score("The forecaster", report.brier, report.bits, report.crps),
        Score("The pair's rate of the last 90 days", report.brier_reference, report.bits_reference,
              report.crps_reference),
        Score("The base rate of all pairs", report.brier_base_rate, report.bits_base_rate, None),
    ]  # fmt: skip


def verdict(report: Report) -> str:
    """The comparison in a sentence, which says so when it rests on little."""
    if report.brier is None or report.brier_reference is None or report.brier_base_rate is None:
        return ""
    best = min(report.brier_reference, report.brier_base_rate)
    gain = 1 - report.brier / best if best else 0.0
    much = f"{abs(gain):.0%}".replace("%", "\u00a0%")
    word = "as good as" if abs(gain) < 0.005 else f"{much} {'better' if gain > 0 else 'worse'} than"
    few = f" With {report.closed} closed forecasts that may be chance." if report.closed < FEW else ""
    return f"By the Brier score it was {word} the better of the two references.{few}"
