"""Handing in documents, and taking tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Annotated, Any, Literal

import anyio
import msgspec
from fastapi import APIRouter, Query
from pydantic import Field, model_validator
from starlette.responses import Response, StreamingResponse

from demarche.api.answers import MEDIA, as_json
from demarche.api.desk import Desk, Taken
from demarche.api.params import Body
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal, problems_for
from demarche.api.resources import AtDesk
from demarche.api.shapes import Stored, binary
from demarche.errors import BadDate, UnreadableInput
from demarche.intake.fetch import Refused, check_address
from demarche.intake.jsonl import Line, article_of
from demarche.model import Article

router = APIRouter(prefix="/v1", tags=["documents"])
WAITING = anyio.CapacityLimiter(4)  # documents that are fetched, coded and stored at a time; others wait their turn
CHUNK = 1 << 16
TABS = "text/tab-separated-values; charset=utf-8"
Short = Annotated[str, Field(max_length=2_000)]


class NewDocument(Body):
    """A document: its `text`, with what is known of it; or the `url` to fetch it from."""

    text: str | None = None
    url: Annotated[str, Field(max_length=8_000)] | None = None
    title: Short | None = None
    source: Short | None = None
    published: Annotated[str, Field(max_length=64)] | None = None
    author: Short | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    id: Short | None = None

    @model_validator(mode="after")
    def _something(self) -> NewDocument:
        if self.text is None and self.url is None:
            raise ValueError("give the text of the document, or the url to fetch it from")
        return self


@router.post("/documents", status_code=201, response_model=Stored,
             responses={200: {"model": Stored, "description": "It was stored before."},
                        **problems_for(400, 401, 403, 408, 413, 421, 422, 429)})  # fmt: skip
async def add(desk: AtDesk, body: NewDocument) -> Response:
    """Code and store a document; answers after it is committed. The same document again changes nothing."""
    return await anyio.to_thread.run_sync(partial(_add, desk, body), limiter=WAITING)


def _add(desk: Desk, body: NewDocument) -> Response:
    taken = [
        desk.take(article) for article in (_given(body) if body.text is not None else _fetched(desk, body.url or ""))
    ]
    good = [one for one in taken if one.status != "quarantined"]
    if not good:
        raise Refusal(422, taken[0].reason or "it could not be coded", field="text" if body.text is not None else "url")
    return as_json(_reply(good), 201 if any(one.status == "stored" for one in good) else 200)


def _reply(taken: list[Taken]) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(taken[0])
    return plain | {"documents": [one.doc_id for one in taken]}


def _given(body: NewDocument) -> list[Article]:
    """The article that was sent."""
    try:
        return [article_of(Line(**body.model_dump()))]
    except UnreadableInput as why:
        raise Refusal(422, str(why), field="text") from None
    except BadDate as why:
        raise Refusal(422, str(why), field="published") from None


def _fetched(desk: Desk, url: str) -> list[Article]:
    """The articles at an address."""
    try:
        check_address(url)
        found = list(desk.fetch(url))
    except (Refused, UnicodeError) as why:
        raise Refusal(422, str(why), field="url") from None
    articles = [part.article for part in found if part.article is not None]
    if not articles:
        raise Refusal(422, found[0].reason if found else "there is no article at this address", field="url")
    return articles


class ExportQuery(BaseQuery):
    """What to write, and how."""

    what: Literal["events", "documents", "stories", "quotes", "exchanges", "quarantine"] = "events"
    format: Literal["plover", "polecat", "icews", "gdelt", "csv", "jsonl", "parquet", "geojson", "ftm"] = "jsonl"
    everything: bool = Field(False, description="GDELT, ICEWS, POLECAT: also what did not happen.")


@router.get("/export", responses={200: {"content": binary(*MEDIA.values(), TABS)}, **problems_for(401, 421, 422)})
def export(desk: AtDesk, query: Annotated[ExportQuery, Query()]) -> Response:
    """A whole table in a format of the field; the same store gives the same bytes."""
    if query.what in ("events", "stories"):
        with desk.lock:
            desk.store.resolve()
    with tempfile.NamedTemporaryFile(prefix="demarche-", delete=False) as place:
        path = Path(place.name)
    try:
        desk.store.export(query.what, query.format, path, everything=query.everything)
        file = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    ending = {"plover": "jsonl", "ftm": "jsonl", "polecat": "txt", "icews": "tab", "gdelt": "tsv"}.get(
        query.format, query.format
    )
    media = MEDIA.get(ending, TABS)
    named = {"content-disposition": f'attachment; filename="{query.what}.{ending}"'}
    return StreamingResponse(_chunks(file), media_type=media, headers=named)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while data := file.read(CHUNK):
            yield data
