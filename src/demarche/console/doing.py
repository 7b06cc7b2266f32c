"""Pages that do something: try a text, ask in SQL, correct an event, show the key."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl

import anyio
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from demarche.api.documents import WAITING
from demarche.api.guard import COOKIE
from demarche.api.params import Query as BaseQuery
from demarche.api.problems import Refusal
from demarche.api.relations import TheFlow
from demarche.api.resources import AtDesk
from demarche.console import queries
from demarche.console.looking import seen
from demarche.console.site import render
from demarche.errors import BadDate, InputError, StoreError, UnreadableInput
from demarche.intake.jsonl import Line, article_of

router = APIRouter()
MOST_ROWS, SECONDS = 500, 5.0
MOST_FIELDS = 50
ASKED = "SELECT event_type, count(*) AS events FROM events GROUP BY 1 ORDER BY 2 DESC"


async def form(request: Request) -> dict[str, str]:
    """The fields of a form; a field given twice counts last."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refusal(415, "send the form as application/x-www-form-urlencoded")
    try:
        return dict(
            parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        )
    except ValueError:
        raise Refusal(400, "the form cannot be read") from None


Form = Annotated[dict[str, str], Depends(form)]


@router.get("/try")
def try_it(request: Request) -> Response:
    """Room for a text."""
    return render(request, "try", title="Try it", text="", published="", error="", record=None)


@router.post("/try")
async def tried(request: Request, desk: AtDesk, flow: TheFlow, given: Form) -> Response:
    """The text, coded; nothing is stored."""
    text, published = given.get("text", "").replace("\r\n", "\n"), given.get("published", "")
    try:
        article = article_of(Line(text=text, published=published or None))
        record: Any = await anyio.to_thread.run_sync(partial(desk.code, article), limiter=WAITING)
        error = record if isinstance(record, str) else ""
    except (UnreadableInput, BadDate) as why:
        record, error = None, str(why)
    if record is None or isinstance(record, str):
        return render(request, "try", 422, title="Try it", text=text, published=published, error=error, record=None)
    shown = await anyio.to_thread.run_sync(seen, record, flow)
    return render(request, "try", title="Try it", text=text, published=published, error="", **shown)


class SqlQuery(BaseQuery):
    """One question."""

    q: Annotated[str, Field(max_length=5_000)] | None = None


@router.get("/sql")
def sql(request: Request, desk: AtDesk, query: Annotated[SqlQuery, Query()]) -> Response:
    """One SELECT over the store, bounded in rows and time."""
    rows, error = None, ""
    try:
        rows = desk.store.sql(query.q, limit=MOST_ROWS, seconds=SECONDS) if query.q else None
    except (InputError, StoreError) as why:
        error = str(why)
    return render(
        request, "sql", 422 if error else 200, title="SQL", q=query.q or ASKED, rows=rows, error=error, most=MOST_ROWS,
        tables=queries.tables(desk.store),
    )  # fmt: skip


@router.post("/reviews")
def review(desk: AtDesk, given: Form) -> Response:
    """Accept, edit, reject, merge or split an event, then go back to where it is shown."""
    event, action = given.get("event", ""), given.get("action", "")
    patch = (
        {given["field"]: _value(given["field"], given.get("value", ""))}
        if action == "edit" and given.get("field")
        else None
    )
    with desk.change() as store:
        store.review(event, action, author=given.get("author", "").strip()[:200] or "console", patch=patch,
                     other=given.get("other") or None, note=given.get("note", "")[:2000])  # fmt: skip
    return RedirectResponse(_back(given, event), 303)


@router.post("/reviews/undo")
def undo(desk: AtDesk, given: Form) -> Response:
    """Take a review back."""
    number = given.get("review", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Refusal(422, "a review has a number", field="review")
    with desk.change() as store:
        store.undo(int(number))
    return RedirectResponse(_back(given, given.get("event", "")), 303)


def _value(field: str, value: str) -> Any:
    """What was typed for a field, as the field wants it."""
    if field in ("modes", "contexts", "actors", "recipients", "third_parties"):
        return [part.strip() for part in value.split(";") if part.strip()]
    if field == "historical":
        return value.lower() in ("true", "yes", "1")
    if field in ("date", "place", "quantities"):
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(422, f"{field} is written as JSON", field="value") from None
    if field == "quad_class":
        return int(value) if value in "1234" and value else value
    return value


def _back(given: dict[str, str], event: str) -> str:
    """A page of ours; nothing that was sent is taken for an address."""
    if given.get("from") == "story" and given.get("story", "").isalnum():
        return f"/stories/{given['story']}"
    document, _, local = event.partition(":")
    if document.isalnum() and local.isalnum() and document.isascii() and local.isascii():
        return f"/articles/{document}#c-{local}"
    return "/events"


@router.get("/login")
def login(request: Request) -> Response:
    return render(request, "login", title="Key", error="")


@router.post("/login")
def logged_in(request: Request, given: Form) -> Response:
    """A browser that shows the key carries a session from then on."""
    access = request.app.state.access
    if access.key is not None and not access.knows(given.get("key", "").strip()):
        return render(request, "login", 403, title="Key", error="This is not the key.")
    reply = RedirectResponse("/", 303)
    reply.set_cookie(COOKIE, access.session(), httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return reply
