"""What a second command has read: its articles and what it could not read, filed as if it owned the store itself.

`POST /v1/documents` is for documents of the web and says little of each of many. Here every input keeps its name and
its fields to the letter, and every one has an outcome, so that `demarche ingest` prints and leaves the same with a
server and without. What was read is bounded like any other text; the reading itself was done, within its limits, in a
process of the command.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import anyio
import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from starlette.responses import Response

from demarche.api.answers import as_json
from demarche.api.desk import Desk, Taken
from demarche.api.documents import WAITING
from demarche.api.params import Body
from demarche.api.problems import Refusal, problems_for
from demarche.api.resources import AtDesk, DocId
from demarche.errors import BadDate, UnreadableInput
from demarche.intake.dates import published
from demarche.intake.language import with_language
from demarche.intake.limits import check_text
from demarche.intaking import stored_outcome
from demarche.model import Article
from demarche.reading import Outcome, Place, as_dict
from demarche.store.identity import doc_id

router = APIRouter(prefix="/v1", tags=["second command"])
MOST = 64  # inputs of one request: as many as can be coded while a client waits
TOGETHER = 32  # documents in one commit, as many as ingest commits together by itself


class Read(Body):
    """An article as it was read."""

    id: Annotated[str, Field(min_length=1)]
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: Annotated[str, Field(max_length=64)] | None = None
    language: str | None = None
    author: str | None = None


EITHER: JsonDict = {
    "oneOf": [
        {"required": ["article"], "properties": {"article": {"type": "object"}, "reason": {"type": "null"}}},
        {"required": ["reason"], "properties": {"reason": {"type": "string"}, "article": {"type": "null"}}},
    ]
}


class Input(Body):
    """One part of a source: its `article`, or the `reason` why there is none, with digest and size of the source."""

    model_config = ConfigDict(json_schema_extra=EITHER)
    source: str
    part: str = ""
    article: Read | None = None
    reason: str | None = None
    digest: str = ""
    size: Annotated[int, Field(ge=0, le=2**53, strict=True)] = 0

    @model_validator(mode="after")
    def _either(self) -> Input:
        if (self.article is None) == (self.reason is None):
            raise ValueError("give the article that was read, or the reason why there is none")
        return self

    @property
    def place(self) -> Place:
        return Place(self.source, self.part)


class Inputs(Body):
    """What was read, in order."""

    inputs: Annotated[list[Input], Field(min_length=1, max_length=MOST)]


class Outcomes(BaseModel):
    """What became of every input, in the same order."""

    outcomes: list[dict[str, str | None]]


@router.post("/intake", responses={200: {"model": Outcomes}, **problems_for(400, 401, 403, 408, 413, 421, 422, 429)})
async def intake(desk: AtDesk, body: Inputs) -> Response:
    """File what was read; answers after it is committed. The same again changes nothing."""
    return await anyio.to_thread.run_sync(partial(_filed, desk, body.inputs), limiter=WAITING)


@router.delete("/quarantine/{case}", status_code=204, responses=problems_for(401, 403, 421, 422))
def release(desk: AtDesk, case: DocId) -> Response:
    """Take a case out of quarantine, because its input could be read after all."""
    with desk.change() as store:
        store.release(case)
    return Response(status_code=204)


def _filed(desk: Desk, inputs: list[Input]) -> Response:
    articles = [None if one.article is None else _article(one.article, n) for n, one in enumerate(inputs)]
    taken = _taken(desk, inputs, articles)
    for one in inputs:
        if one.reason is not None:
            desk.refuse(one.place, one.reason, digest=one.digest, size=one.size)
    return as_json({"outcomes": [as_dict(found) for found in _outcomes(inputs, articles, taken)]})


def _article(read: Read, number: int) -> Article:
    """The article, unchanged, once it is known that it could have been read from a file."""
    at = f"inputs.{number}.article"
    try:
        check_text(read.text)
    except UnreadableInput as why:
        raise Refusal(422, str(why), field=f"{at}.text") from None
    try:
        if read.published is not None and published(read.published) != read.published:
            raise BadDate(f"{read.published!r} is a date in another form; {published(read.published)} would be right")
    except BadDate as why:
        raise Refusal(422, str(why), field=f"{at}.published") from None
    return with_language(msgspec.convert(read.model_dump(), Article))


def _taken(desk: Desk, inputs: list[Input], articles: list[Article | None]) -> dict[str, Taken]:
    """What became of every article; one that was sent twice is told of by its first time."""
    pairs = reversed(list(zip(inputs, articles, strict=True)))
    places = {doc_id(article): one.place for one, article in pairs if article}
    found: dict[str, Taken] = {}
    for taken in desk.take_many([article for article in articles if article], places=places, together=TOGETHER):
        found.setdefault(taken.doc_id, taken)
    return found


def _outcomes(inputs: list[Input], articles: list[Article | None], taken: dict[str, Taken]) -> Iterator[Outcome]:
    told: set[str] = set()
    for one, article in zip(inputs, articles, strict=True):
        if article is None:
            yield Outcome(source=one.place.name, status="quarantined", reason=one.reason)
            continue
        found = taken[doc_id(article)]
        if found.status == "stored" and found.doc_id not in told:
            yield stored_outcome(one.place, found.doc_id, article)
        else:
            status = "duplicate" if found.doc_id in told else found.status
            yield Outcome(source=one.place.name, status=status, doc_id=found.doc_id,
                          reason=found.reason if status == "quarantined" else None)  # fmt: skip
        told.add(found.doc_id)
