"""What looks after a whole store, for a second command: verify, re-code, import, and what `watch` notes between rounds.

Re-coding and import go piece by piece, driven by whoever asks, so that no request lasts long and whoever reads
meanwhile never waits for the whole.
"""

from __future__ import annotations

import io
from typing import Annotated, Any, Literal

import anyio
import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from demarche.api.answers import as_json
from demarche.api.desk import Desk
from demarche.api.documents import WAITING
from demarche.api.params import Body
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal, problems_for
from demarche.api.resources import AtDesk
from demarche.recoding import articles_of, replaced
from demarche.store.formats.imports import rows_of
from demarche.watching import NOTES, State

router = APIRouter(prefix="/v1", tags=["second command"])
ERRORS = problems_for(400, 401, 403, 404, 408, 413, 421, 422)
TOGETHER = 32  # documents that are coded again in one request
TABLE = {"content": {"text/tab-separated-values": {"schema": {"type": "string", "format": "binary"}}}, "required": True}


class Sound(BaseModel):
    """What verify found; no faults means that the store is whole."""

    documents: int
    events: int
    quarantined: int
    faults: list[str]


class Behind(Body):
    """Where to go on: behind the document that the answer before named as `last`; at the beginning without."""

    after: Annotated[str, Field(max_length=80)] | None = None


class Recoded(BaseModel):
    """What changed in some documents; `last` is null when there are no more."""

    changes: list[dict[str, Any]]
    last: str | None


class ImportQuery(BaseQuery):
    """What the body is, and where in its file it stood."""

    format: Literal["icews", "polecat", "gdelt"]
    first: Annotated[int, Field(ge=1, le=2**53)] = Field(1, description="Number of the first line behind the header.")


class Imported(BaseModel):
    """How many events were new, and the lines that do not fit."""

    new: int
    refused: list[dict[str, Any]]


class Watched(BaseQuery):
    """Which feed or folder."""

    name: Annotated[str, Field(min_length=1, max_length=8_000)]


class Note(Body):
    """The state of a feed or folder, as `demarche watch` keeps it."""

    name: Annotated[str, Field(min_length=1, max_length=8_000)]
    state: dict[str, Any]


@router.post("/verify", responses={200: {"model": Sound}, **ERRORS})
def verify(desk: AtDesk) -> Response:
    """Read every block, text and record of the store, now."""
    return as_json(msgspec.to_builtins(desk.store.verify()))


@router.post("/recode", responses={200: {"model": Recoded}, **ERRORS})
async def recode(desk: AtDesk, body: Behind) -> Response:
    """Code the next documents again and store what differs; answers after it is committed."""
    return await anyio.to_thread.run_sync(_recoded, desk, body.after, limiter=WAITING)


def _recoded(desk: Desk, after: str | None) -> Response:
    ids = desk.store.documents_after(after, batch=TOGETHER)
    articles = articles_of(desk.store, ids)
    records = desk.records(articles)
    with desk.change() as store:
        changes = list(replaced(store, articles, records))
    return as_json({"changes": changes, "last": ids[-1] if len(ids) == TOGETHER else None})


@router.post("/import", openapi_extra={"requestBody": TABLE}, responses={200: {"model": Imported}, **ERRORS})
async def import_events(request: Request, desk: AtDesk, query: Annotated[ImportQuery, Query()]) -> Response:
    """Add the events of a file of ICEWS, POLECAT or GDELT, or of some of its lines behind its header."""
    return await anyio.to_thread.run_sync(_imported, desk, query, await request.body(), limiter=WAITING)


def _imported(desk: Desk, query: ImportQuery, data: bytes) -> Response:
    found = list(rows_of(io.BytesIO(data), query.format, first=query.first))
    with desk.change() as store:
        new, problems = store.import_rows(found)
    return as_json({"new": new, "refused": [msgspec.to_builtins(problem) for problem in problems]})


@router.get("/watched", responses=ERRORS)
def watched(desk: AtDesk, query: Annotated[Watched, Query()]) -> Response:
    """What is known of a feed or folder; null when it was never looked at."""
    kept = desk.store.noted(f"{NOTES}{query.name}")
    return as_json({"name": query.name, "state": None if kept is None else msgspec.json.decode(kept)})


@router.put("/watched", status_code=204, responses=ERRORS)
def keep(desk: AtDesk, body: Note) -> Response:
    """Keep what is known of a feed or folder now."""
    try:
        state = msgspec.convert(body.state, State)
    except msgspec.ValidationError as why:
        raise Refusal(422, str(why), field="state") from None
    desk.store.note(f"{NOTES}{body.name}", msgspec.json.encode(state).decode())
    return Response(status_code=204)
