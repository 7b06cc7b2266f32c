"""Errors as `application/problem+json` (RFC 9457) that name the field at fault, or as a page for a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from demarche.errors import BadDate, InputError, NoMemory, NotFound, StoreError

MEDIA = "application/problem+json"
SHOWN = 200
OURS = "Value error, "  # what pydantic puts before words of ours


class FieldError(BaseModel):
    """One field and what is wrong with it."""

    field: str
    detail: str


class Problem(BaseModel):
    """What every error of this API looks like."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class Refusal(Exception):
    """A request that is refused, with the field that is at fault where there is one."""

    def __init__(
        self, status: int, detail: str, *, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.field, self.headers = status, detail, field, headers


def problem(
    status: int, detail: str, *, errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The reply for an error."""
    title = HTTPStatus(status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": clean(detail)}
    if errors:
        body["errors"] = [{"field": clean(e["field"]), "detail": clean(e["detail"])} for e in errors]
    return Response(msgspec.json.encode(body), status, media_type=MEDIA, headers=dict(headers or {}))


def clean(text: str) -> str:
    """Words that can be sent as JSON: surrogates replaced, and not without end."""
    return text.encode("utf-8", "replace").decode("utf-8")[:1000]


def problems_for(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error replies of a route, for its description."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {s: {"description": HTTPStatus(s).phrase, "content": content} for s in statuses}


def field_errors(error: RequestValidationError) -> list[dict[str, str]]:
    """The faults of a request, without the values that were sent."""
    return [{"field": _field(e["loc"]), "detail": str(e["msg"]).removeprefix(OURS)[:SHOWN]} for e in error.errors()]


def _field(location: Sequence[Any]) -> str:
    names = [str(part)[:SHOWN] for part in location[1:] if not isinstance(part, int)]
    return ".".join(names) or str(location[0])


def reply_for(error: Exception) -> tuple[int, str, list[dict[str, str]]]:
    """Status, words and fields of an error that we know."""
    if isinstance(error, RequestValidationError):
        errors = field_errors(error)
        return 422, "; ".join(f"{e['field']}: {e['detail']}" for e in errors[:5]), errors
    if isinstance(error, Refusal):
        return error.status, error.detail, [{"field": error.field, "detail": error.detail}] if error.field else []
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail), []
    if isinstance(error, NotFound):
        return 404, str(error), []
    if isinstance(error, InputError | BadDate):
        return 422, str(error), []
    if isinstance(error, StoreError | MemoryError):
        return 503, str(error) or "there is no memory just now", []
    return 500, "something went wrong here; the server's log says what", []


def install(app: FastAPI, page: Any) -> None:
    """Answer every error in kind: a problem, or `page(request, status, detail)` for somebody at a browser."""

    async def handle(request: Request, error: Exception) -> Response:
        status, detail, errors = reply_for(error)
        headers = getattr(error, "headers", None)
        if status == 405 and (methods := _methods(request)):
            headers = {"allow": methods}
        if isinstance(error, NoMemory | MemoryError):
            headers = {"retry-after": "1"}
        if wants_page(request):
            found: Response = page(request, status, detail)
            found.headers.update(headers or {})
            return found
        return problem(status, detail, errors=errors, headers=headers)

    for kind in (RequestValidationError, Refusal, HTTPException, InputError, StoreError, MemoryError, Exception):
        app.add_exception_handler(kind, handle)


def _methods(request: Request) -> str:
    """The methods that the path of a request knows, from all routes that share it."""
    paths = request.app.openapi()["paths"]
    found = {name.upper() for path, known in paths.items() if compile_path(path)[0].match(request.url.path)
             for name in known}  # fmt: skip
    return ", ".join(sorted(found))


def wants_page(request: Request) -> bool:
    """True for the console's own pages, which people look at."""
    path = request.url.path
    api = path.startswith("/v1/") or path in ("/healthz", "/readyz", "/metrics", "/openapi.json")
    return not api and "text/html" in request.headers.get("accept", "")
