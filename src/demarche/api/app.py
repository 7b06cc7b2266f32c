"""The application: API, console and guard in one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from demarche import __version__
from demarche.api import (
    documents,
    forecasts,
    health,
    intake,
    problems,
    relations,
    resources,
    reviews,
    stream,
    upkeep,
)
from demarche.api.again import Again
from demarche.api.caching import Caching
from demarche.api.description import described
from demarche.api.desk import Desk
from demarche.api.guard import Access, Guard
from demarche.api.metrics import Metrics

READERS = 8  # requests answered at a time; more would only take the processor from each other
ABOUT = "Who did what to whom, with the words behind every field. Errors are problem+json and name the field at fault."


def create_app(desk: Desk, *, access: Access | None = None, ready: Callable[[], None] = lambda: None) -> FastAPI:
    """The application over an open store; `desk.store` stays open until the caller closes it.

    `ready` is called when everything is prepared for the first reader.
    """
    from demarche import console

    def warm() -> None:
        console.warm(desk)
        ready()

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = READERS
        desk.start()
        warming = threading.Thread(target=warm, name="warm", daemon=True)
        warming.start()
        try:
            yield
        finally:
            warming.join(timeout=30)
            desk.stop()

    app = FastAPI(
        title="demarche", version=__version__, description=ABOUT, lifespan=life, docs_url=None, redoc_url=None
    )
    app.state.desk, app.state.access, app.state.metrics = desk, access or Access(), Metrics()
    for part in (resources, documents, relations, forecasts, reviews, intake, upkeep, stream, health):
        app.include_router(part.router)
    console.install(app)
    app.mount("/static", StaticFiles(directory=Path(console.__file__).parent / "static"), name="static")
    problems.install(app, console.error_page)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    app.add_middleware(Caching, desk=desk)
    app.add_middleware(Again)
    app.add_middleware(Guard, access=app.state.access, metrics=app.state.metrics)
    return app
