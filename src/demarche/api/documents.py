"""Handing in documents, and taking tables out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Annotated, Any, Literal

import anyio
import msgspec
from fastapi import APIRouter, Header, Query
from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from starlette.responses import Response, StreamingResponse

from demarche.api.answers import MEDIA, as_json
from demarche.api.desk import Desk, Taken
from demarche.api.params import Body
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal, problems_for
from demarche.api.resources import AtDesk, DocId
from demarche.api.shapes import Accepted, Stored, binary
from demarche.errors import BadDate, UnreadableInput
from demarche.intake.fetch import Refused, check_address
from demarche.intake.jsonl import Line, article_of
from demarche.intake.language import with_language
from demarche.model import Article

router = APIRouter(prefix="/v1", tags=["documents"])
WAITING = anyio.CapacityLimiter(4)  # documents that are fetched, coded and stored at a time; others wait their turn
AT_ONCE, MOST = 20, 1_000  # documents of one request: coded while the client waits, and accepted at all
CHUNK = 1 << 16
TABS = "text/tab-separated-values; charset=utf-8"
Short = Annotated[str, Field(max_length=2_000)]


class Piece(Body):
    """A document by its text, with what is known of it."""

    text: str
    url: Annotated[str, Field(max_length=8_000)] | None = None
    title: Short | None = None
    source: Short | None = None
    published: Annotated[str, Field(max_length=64)] | None = None
    author: Short | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    id: Short | None = None


EITHER: JsonDict = {
    "anyOf": [
        {"required": ["documents"], "properties": {"documents": {"type": "array"}}, "maxProperties": 1},
        {"required": ["text"], "properties": {"text": {"type": "string"}, "documents": {"type": "null"}}},
        {"required": ["url"], "properties": {"url": {"type": "string"}, "documents": {"type": "null"}}},
    ]
}


class NewDocument(Piece):
    """A document: its `text`, with what is known of it; or the `url` to fetch it from; or many `documents`."""

    model_config = ConfigDict(json_schema_extra=EITHER)
    text: str | None = None  # type: ignore[assignment]
    documents: Annotated[list[Piece], Field(min_length=1, max_length=MOST)] | None = None

    @model_validator(mode="after")
    def _something(self) -> NewDocument:
        if self.text is None and self.url is None and self.documents is None:
            raise ValueError("give the text of the document, the url to fetch it from, or many documents")
        if self.documents is not None and self.model_fields_set != {"documents"}:
            raise ValueError("what is known of each of many documents stands beside its text")
        return self


@router.post("/documents", status_code=201, response_model=Stored,
             responses={200: {"model": Stored, "description": "It was stored before."},
                        202: {"model": Accepted, "description": "It will be coded; `/v1/batches/{batch}` says when."},
                        **problems_for(400, 401, 403, 408, 413, 421, 422, 429)})  # fmt: skip
async def add(
    desk: AtDesk, body: NewDocument, prefer: Annotated[str | None, Header(max_length=200)] = None
) -> Response:
    """Code and store a document, or many; answers after they are committed. The same again changes nothing.

    More than twenty documents, or any with `Prefer: respond-async`, are accepted with 202 and coded afterwards; once
    they are accepted they survive the end of the process.
    """
    later = "respond-async" in (prefer or "").lower() or len(body.documents or ()) > AT_ONCE
    return await anyio.to_thread.run_sync(partial(_accept if later else _add, desk, body), limiter=WAITING)


@router.get("/batches/{batch}", responses={200: {"model": Accepted}, **problems_for(401, 404, 421, 422)})
def batch(desk: AtDesk, batch: DocId) -> Response:
    """How far the documents are that were accepted together."""
    if (found := desk.waiting.get(batch)) is None:
        raise Refusal(404, "there is no such batch; those of long ago and of an earlier server are forgotten")
    return as_json(found)


def _accept(desk: Desk, body: NewDocument) -> Response:
    """Keep documents for later; all of them can be read, or none is kept."""
    if desk.waiting.full:
        raise Refusal(429, "too many batches are waiting; come back when some are done")
    found = desk.waiting.accept([with_language(article) for article in _articles(desk, body)])
    headers = {"location": f"/v1/batches/{found.batch}"}
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return as_json(plain | {"doc_id": found.documents[0]}, 202, headers=headers)


def _articles(desk: Desk, body: NewDocument) -> list[Article]:
    """The articles that were sent, or that are at the address."""
    if body.documents is not None:
        return [_given(one, f"documents.{n}.") for n, one in enumerate(body.documents)]
    return [_given(body)] if body.text is not None else _fetched(desk, body.url or "")


def _add(desk: Desk, body: NewDocument) -> Response:
    taken = list(desk.take_many(_articles(desk, body)))
    good = [one for one in taken if one.status != "quarantined"]
    if not good:
        raise Refusal(
            422, taken[0].reason or "it could not be coded", field="url" if body.url and body.text is None else "text"
        )
    return as_json(_reply(good), 201 if any(one.status == "stored" for one in good) else 200)


def _reply(taken: list[Taken]) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(taken[0])
    return plain | {"documents": [one.doc_id for one in taken]}


def _given(body: Piece, at: str = "") -> Article:
    """An article that was sent; `at` is where it stands among many."""
    try:
        return article_of(Line(**body.model_dump(exclude={"documents"})))
    except UnreadableInput as why:
        raise Refusal(422, str(why), field=f"{at}text") from None
    except BadDate as why:
        raise Refusal(422, str(why), field=f"{at}published") from None


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
