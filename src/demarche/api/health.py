"""Is it alive, is it ready, and how is it doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from demarche import __version__
from demarche.api.answers import as_json
from demarche.api.problems import problems_for
from demarche.api.resources import AtDesk
from demarche.errors import StoreError

router = APIRouter(tags=["server"])


@router.get("/healthz")
async def alive() -> Response:
    """The process answers."""
    return as_json({"status": "alive", "version": __version__})


@router.get("/readyz", responses=problems_for(503))
def ready(desk: AtDesk) -> Response:
    """The store answers."""
    try:
        return as_json({"status": "ready", "documents": desk.documents()})
    except StoreError as why:
        return as_json({"status": "not ready", "reason": str(why)}, 503)


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **problems_for(401)})
def metrics(request: Request, desk: AtDesk) -> Response:
    """Counters for Prometheus."""
    count = {f"{t}": int(desk.store.database.rows(f"SELECT count(*) FROM {t}")[0][0])
             for t in ("documents", "events", "stories", "quarantine")}  # fmt: skip
    return PlainTextResponse(request.app.state.metrics.text(count), media_type="text/plain; version=0.0.4")
