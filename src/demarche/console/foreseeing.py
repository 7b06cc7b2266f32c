"""The page of the forecaster's record: how good it was, what it got wrong, what still waits; and room for more."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from demarche.api.forecasts import NewForecasts, TheTrack
from demarche.api.params import Dyad
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal
from demarche.api.relations import TheFlow
from demarche.api.resources import AtDesk
from demarche.api.track import Judged
from demarche.console.doing import Form
from demarche.console.picture import reliability_picture
from demarche.console.site import address, render
from demarche.errors import InputError
from demarche.forecast.ledger import Report
from demarche.forecast.targets import all_targets
from demarche.store.filters import pair

router = APIRouter()
PAGE = 50
FEW = 50  # closed forecasts below which a difference in scores says little
HORIZONS = (7, 30, 90)


class RecordQuery(BaseQuery):
    """Which kept forecasts."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    state: Literal["open", "closed"] | None = None
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
    return _page(request, flow, track, query)


@router.post("/forecasts")
def make(request: Request, flow: TheFlow, track: TheTrack, given: Form) -> Response:
    """Make forecasts and keep them, then show the record of the pair."""
    try:
        asked = NewForecasts.model_validate(
            {"dyad": given.get("dyad", ""), "horizons": [int(given.get("horizon", ""))], "both": "both" in given,
             "events": [event] if (event := given.get("event", "").strip()) else []}
        )  # fmt: skip
        found = track.make(
            pair(asked.dyad), flow.as_of(None), events=asked.events, horizons=asked.horizons, both=asked.both
        )
    except ValueError:  # pydantic's errors are of this kind too
        return _page(
            request, flow, track, RecordQuery(), error="Write two country codes like USA-BLR, and 1 to 365 days."
        )
    except (InputError, Refusal) as why:
        return _page(request, flow, track, RecordQuery(), error=str(why))
    track.keep(found)
    return RedirectResponse(address("/forecasts", dyad=asked.dyad), 303)


def _page(request: Request, flow: Any, track: Any, query: RecordQuery, *, error: str = "") -> Response:
    judged: Judged = track.judged(flow.as_of(None))
    report = judged.report
    chosen = [one for one in reversed(judged.lines) if _fits(one, query)]
    waiting = [one.closes for one in judged.lines if one.state == "open"]
    return render(
        request, "forecasts", 422 if error else 200, title="Forecasts", judged=judged, report=report, error=error,
        rows=chosen[PAGE * (query.page - 1) : PAGE * query.page], total=len(chosen), query=query.chosen(),
        page=query.page, pages=-(-len(chosen) // PAGE), scores=scores(report), verdict=verdict(report),
        picture=reliability_picture(report.reliability), next_closes=min(waiting, default=None),
        targets=[t.name for t in all_targets()], horizons=HORIZONS, last=flow.last_day(),
    )  # fmt: skip


def _fits(one: Any, query: RecordQuery) -> bool:
    same = query.dyad is None or {one.actor, one.recipient} == set(pair(query.dyad))
    return same and query.state in (None, one.state)


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
    much = f"{abs(gain):.0%}".replace("%", " %")
    word = "as good as" if abs(gain) < 0.005 else f"{much} {'better' if gain > 0 else 'worse'} than"
    few = f" With {report.closed} closed forecasts that may be chance." if report.closed < FEW else ""
    return f"By the Brier score it was {word} the better of the two references.{few}"
