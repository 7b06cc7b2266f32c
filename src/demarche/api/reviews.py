"""Corrections: given, listed and taken back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict
from starlette.responses import Response

from demarche.api import shapes
from demarche.api.answers import as_json, format_of, limit_of, page, place_of
from demarche.api.params import Body, ReviewQuery
from demarche.api.problems import problems_for
from demarche.api.resources import AtDesk

router = APIRouter(prefix="/v1", tags=["reviews"])
ERRORS = problems_for(401, 403, 404, 421, 422)


NEEDS: JsonDict = {
    "oneOf": [
        {"properties": {"action": {"enum": ["accept", "reject"]}}},
        {
            "properties": {"action": {"const": "edit"}, "patch": {"type": "object", "minProperties": 1}},
            "required": ["patch"],
        },
        {"properties": {"action": {"enum": ["merge", "split"]}, "other": {"type": "string"}}, "required": ["other"]},
    ]
}


class NewReview(Body):
    """A correction of an event. An edit has a `patch` with new values by field; merge and split have `other`."""

    model_config = ConfigDict(json_schema_extra=NEEDS)

    event_id: Annotated[str, Field(max_length=80)]
    action: Literal["accept", "edit", "reject", "merge", "split"]
    author: Annotated[str, Field(min_length=1, max_length=200)] = "somebody"
    patch: dict[str, Any] | None = None
    other: Annotated[str, Field(max_length=80)] | None = None
    note: Annotated[str, Field(max_length=2_000)] = ""


@router.post("/reviews", status_code=201, responses=ERRORS)
def add(desk: AtDesk, body: NewReview) -> Response:
    """Correct an event; the correction survives re-coding."""
    plain = body.model_dump()
    with desk.change() as store:
        number = store.review(plain.pop("event_id"), plain.pop("action"), **plain)
    return as_json({"review_id": number, "event_id": body.event_id, "action": body.action}, 201)


@router.get("/reviews", responses={200: shapes.table(shapes.REVIEWS), **ERRORS})
def listed(request: Request, desk: AtDesk, query: Annotated[ReviewQuery, Query()]) -> Response:
    """All reviews, oldest first, also those that were undone."""
    kind, place = format_of(request, query), place_of(query, desk)
    rows = desk.store.reviews(**query.filters(), limit=limit_of(query, kind), offset=place.offset)
    return page(request, rows, query, place, kind, name="reviews")


@router.get("/golden", responses=problems_for(401, 421))
def golden(desk: AtDesk) -> Response:
    """Accepted and edited events as golden cases for a codebook's tests."""
    return as_json({"items": desk.store.golden_cases()})


@router.delete("/reviews/{review_id}", status_code=204, responses=ERRORS)
def undo(desk: AtDesk, review_id: Annotated[int, Path(ge=1, le=2**53)]) -> Response:
    """Take a review back; it stays on record as undone."""
    with desk.change() as store:
        store.undo(review_id)
    return Response(status_code=204)
