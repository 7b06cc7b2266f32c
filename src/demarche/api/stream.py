"""New events as they come in, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from demarche.api.answers import plain
from demarche.api.desk import Desk
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal, problems_for
from demarche.api.resources import AtDesk

router = APIRouter(prefix="/v1", tags=["stream"])
BEAT = 15.0  # seconds between signs of life, so that proxies keep the connection


class StreamQuery(BaseQuery):
    """How to listen."""

    after: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        None, description="Begin behind this number; like Last-Event-ID."
    )
    limit: Annotated[int, Field(ge=1, le=2**31)] | None = Field(None, description="End after so many events.")


@router.get("/stream", responses={200: {"content": {"text/event-stream": {}}}, **problems_for(401, 421, 422, 429)})
async def stream(
    request: Request,
    desk: AtDesk,
    query: Annotated[StreamQuery, Query()],
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> Response:
    """Every new event once, with a number; `Last-Event-ID` brings what was missed meanwhile."""
    if desk.crowded:
        raise Refusal(429, "too many are listening already")
    after = query.after
    if after is None and last_event_id and last_event_id.isascii() and last_event_id.isdigit():
        after = int(last_event_id)
    body = _messages(request, desk, after, query.limit)
    return StreamingResponse(body, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _messages(request: Request, desk: Desk, after: int | None, limit: int | None) -> AsyncIterator[bytes]:
    sent = 0
    with desk.listening() as queue:
        missed = [] if after is None else [item for item in list(desk.news) if item[0] > after]
        last = max((number for number, _ in missed), default=0)
        yield b": demarche\n\n"
        for item in missed:
            if limit is not None and sent >= limit:
                return
            yield _message(*item)
            sent += 1
        while (limit is None or sent < limit) and not await request.is_disconnected():
            try:
                number, row = await asyncio.wait_for(queue.get(), BEAT)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if number > last:
                yield _message(number, row)
                sent += 1


def _message(number: int, row: dict[str, Any]) -> bytes:
    return b"id: %d\nevent: event\ndata: " % number + msgspec.json.encode(plain(row)) + b"\n\n"
