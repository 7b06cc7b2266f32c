"""Putting the console together: templates, helpers, and the page for errors."""

from __future__ import annotations

import contextlib
import datetime as dt
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse, Response

from demarche import __version__
from demarche.api import nearby
from demarche.api.desk import Desk
from demarche.api.flow import Flow
from demarche.console import words
from demarche.console.queries import facets
from demarche.errors import StoreError
from demarche.signals.series import last_of
from demarche.store.filters import Where
from demarche.store.formats.tables import country_name

HERE = Path(__file__).parent
NAVIGATION = (
    ("/", "Today"), ("/events", "Events"), ("/stories", "Stories"), ("/dyads", "Dyads"), ("/forecasts", "Forecasts"),
    ("/exchanges", "Exchanges"),
    ("/actors", "Actors"), ("/quotes", "Quotes"), ("/map", "Map"), ("/network", "Network"), ("/articles", "Articles"),
    ("/sources", "Sources"), ("/runs", "Runs"), ("/codebook", "Codebook"), ("/sql", "SQL"), ("/try", "Try it"),
)  # fmt: skip
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
SIGNS = {1: "+", 2: "++", 3: "−", 4: "−−"}


@cache
def templates() -> Environment:
    """The templates; everything that they write is escaped."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals |= {
        "navigation": NAVIGATION,
        "version": __version__,
        "QUADS": QUADS,
        "SIGNS": SIGNS,
        "address": address,
        "SECTORS": words.SECTORS,
        "FLAGS": words.FLAGS,
    }
    env.filters |= {
        "percent": percent,
        "kind": kind,
        "country": country,
        "web": web,
        "short": short,
        "day": day,
        "segment": segment,
        "pairs": pairs,
        "month_end": month_end,
        "models": words.models,
        "act": words.act,
        "sector": words.sector,
        "facet": words.facet,
        "basis": words.basis,
        "differing": words.differing,
        "differ_on": words.differ_on,
        "told": words.value,
        "rarity": words.rarity,
        "by_number": words.by_number,
        "many": words.many,
    }
    return env


def render(request: Request, name: str, /, status: int = 200, **values: Any) -> Response:
    """A page."""
    html = templates().get_template(f"{name}.html").render(path=request.url.path, here=request.url.path, **values)
    return HTMLResponse(html.encode("utf-8", "replace"), status)


def warm(desk: Desk) -> None:
    """Prepare templates, counts of the first page and a sample of pairs, so that the first reader need not wait."""
    for name in templates().list_templates():
        templates().get_template(name)
    with contextlib.suppress(StoreError):  # whoever asks is told
        desk.memory.get(("facets", "{}"), lambda: facets(desk.store, Where([], [])))
        flow = Flow(desk)
        flow.warm()
        nearby.warm(flow)


def error_page(request: Request, status: int, detail: str) -> Response:
    phrase = HTTPStatus(status).phrase
    said = words.NO_PAGE if detail == phrase and status == HTTPStatus.NOT_FOUND else detail
    return render(request, "error", status, title=words.REFUSED.get(status, phrase), detail=said)


def install(app: FastAPI) -> None:
    """Add all pages to the application."""
    from demarche.console import doing, foreseeing, looking, relating

    for part in (looking, relating, foreseeing, doing):
        app.include_router(part.router, include_in_schema=False)


def address(path: str, **values: Any) -> str:
    """An address with its parameters; those without a value are left out."""
    given = {k.rstrip("_"): v for k, v in values.items() if v not in (None, "", False)}
    return f"{path}?{urlencode(given, errors='replace')}" if given else path


def segment(value: Any) -> str:
    """A text as one segment of a path."""
    return quote(str(value), safe="", errors="replace")


def web(url: str | None) -> str | None:
    """An address that may become a link: http and https only."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def short(text: Any, most: int = 220) -> str:
    plain = " ".join(str(text or "").split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def day(value: Any) -> str:
    """ "4 Mar 2026" for a date or an ISO text; a dash for nothing."""
    if not value:
        return "–"
    try:
        found = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)[:20]
    return f"{found.day} {found:%b} {found.year}"


def month_end(month: str) -> str:
    """The last day of a month like "2026-02"."""
    return last_of(dt.date.fromisoformat(f"{month}-01"), "month").isoformat()


def percent(p: float) -> str:
    """A probability in whole percent; neither certain nor impossible unless it is."""
    if 0 < p < 0.005:
        return "under 1\u00a0%"
    return "over 99\u00a0%" if 0.995 <= p < 1 else f"{100 * p:.0f}\u00a0%"


def kind(target: str) -> str:
    """What is forecast, to stand behind "at least one": the name of a target in words."""
    return "event" if target == "any event" else f"act of {target}" if target in QUADS.values() else target


def country(code: str | None) -> str:
    """The English name of a country code, or the code."""
    return country_name(code) or code or "unknown"


def pairs(values: Any) -> list[Any]:
    return list(values.items())
