"""Entity tags on what is read, and extensions of paths as formats: `/v1/events.csv` is `/v1/events` as CSV."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from demarche.api.answers import tag_of
from demarche.api.desk import Desk

EXTENSIONS = ("json", "csv", "jsonl", "parquet")
LIVE = ("/healthz", "/readyz", "/metrics", "/v1/stream", "/static/", "/login", "/sql")


class Caching:
    """The middleware."""

    def __init__(self, app: Any, *, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        stem, dot, extension = path.rpartition(".")
        if dot and path.startswith("/v1/") and path.count("/") == 2 and extension in EXTENSIONS:
            scope = {**scope, "path": stem, "demarche.format": extension}
        if scope["method"] not in ("GET", "HEAD") or path.startswith(LIVE):
            await self.app(scope, receive, send)
            return
        tag = tag_of(Request(scope), self.desk)
        if tag in Request(scope).headers.get("if-none-match", ""):
            await Response(status_code=304, headers={"etag": tag})(scope, receive, send)
            return
        await self.app(scope, receive, _tagging(send, tag))


def _tagging(send: Any, tag: str) -> Any:
    async def tagged(message: Any) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = [*message["headers"], (b"etag", tag.encode()), (b"vary", b"accept, accept-encoding")]
            message = {**message, "headers": headers}
        await send(message)

    return tagged
