"""Entity tags on what is read, answers that hold kept for the next who asks, and extensions of paths as formats.

A tag is another one whenever the store or the question is another, so an answer kept under its tag is never out of
date: it is the same bytes that the store would give. `/v1/events.csv` is `/v1/events` as CSV.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from fastapi import Request
from starlette.responses import Response

from demarche.api.answers import tag_of
from demarche.api.desk import Desk
from demarche.api.turns import Turns

EXTENSIONS = ("json", "csv", "jsonl", "parquet")
RECORD = "/v1/forecasts/record"  # the one list that lies a step deeper
LIVE = ("/healthz", "/readyz", "/metrics", "/v1/stream", "/v1/export", "/v1/batches/", "/v1/watched", "/static/",
        "/login", "/sql")  # fmt: skip
LARGEST, ROOM = 256 * 1024, 32 * 1024 * 1024  # bytes of one answer that is kept, and of all


class Caching:
    """The middleware."""

    def __init__(self, app: Any, *, desk: Desk) -> None:
        self.app, self.desk, self.answers, self.turns = app, desk, Answers(), Turns(app)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        stem, dot, extension = path.rpartition(".")
        if dot and extension in EXTENSIONS and (stem == RECORD or (path.startswith("/v1/") and path.count("/") == 2)):
            scope = {**scope, "path": stem, "demarche.format": extension}
        if scope["method"] not in ("GET", "HEAD") or path.startswith(LIVE):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        tag = tag_of(request, self.desk)
        if tag in request.headers.get("if-none-match", ""):
            await Response(status_code=304, headers={"etag": tag})(scope, receive, send)
        elif (known := self.answers.get(scope["method"], tag)) is not None:
            for message in known:
                await send(message)
        else:
            await self.turns(scope, receive, self.answers.keeping(scope["method"], tag, _tagging(send, tag)))


class Answers:
    """Whole answers by method and tag; those asked for longest ago go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], list[Any]] = OrderedDict()
        self._bytes = 0

    def get(self, method: str, tag: str) -> list[Any] | None:
        known = self._kept.get((method, tag))
        if known is not None:
            self._kept.move_to_end((method, tag))
        return known

    def keeping(self, method: str, tag: str, send: Any) -> Any:
        """Sends on, and keeps a good answer that came as one piece."""
        start: Any = None

        async def kept(message: Any) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message if message["status"] == 200 else None
            elif start is not None and not message.get("more_body"):
                self._keep((method, tag), [_tagged(start, tag), message])
                start = None
            else:
                start = None
            await send(message)

        return kept

    def _keep(self, key: tuple[str, str], messages: list[Any]) -> None:
        size = len(messages[1].get("body", b""))
        if size > LARGEST or key in self._kept:
            return
        self._kept[key] = messages
        self._bytes += size
        while self._bytes > ROOM:
            _, (_, old) = self._kept.popitem(last=False)
            self._bytes -= len(old.get("body", b""))


def _tagging(send: Any, tag: str) -> Any:
    async def tagged(message: Any) -> None:
        await send(_tagged(message, tag))

    return tagged


def _tagged(message: Any, tag: str) -> Any:
    if message["type"] != "http.response.start" or message["status"] != 200:
        return message
    return {**message, "headers": [*message["headers"], (b"etag", tag.encode()), (b"vary", b"accept, accept-encoding")]}
