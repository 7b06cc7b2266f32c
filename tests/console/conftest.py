"""Servers with nothing, with the example corpus, and with hostile words in every field."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from demarche.api import Desk, create_app
from demarche.corpus import Store
from demarche.demo import articles
from demarche.model import Article
from demarche.serving import server_of
from demarche.testing import article
from tests.console.hostile import EveryField


@contextlib.contextmanager
def console(*given: Article) -> Iterator[TestClient]:
    """A client of a console over these articles; the coder fills every field that there is."""
    desk = Desk(Store(":memory:"), coder=EveryField())
    with desk.store:
        for one in given:
            desk.take(one)
        with TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as client:
            client.desk = desk  # type: ignore[attr-defined]
            yield client


def sample() -> list[Article]:
    """Articles of the example corpus on one relation."""
    return [one for one in articles() if one.id.startswith("colombia")]


@pytest.fixture(scope="module")
def empty() -> Iterator[TestClient]:
    with console() as client:
        yield client


@pytest.fixture(scope="module")
def full() -> Iterator[TestClient]:
    """A console with articles, and with forecasts that have closed and others that wait."""
    with console(*sample()) as client:
        for day in ("2026-01-20", "2026-02-03", None):
            reply = client.post("/v1/forecasts", json={"dyad": "COL-VEN", "as_of": day, "both": True})
            assert reply.status_code == 201, reply.text
        yield client


@pytest.fixture
def own() -> Iterator[TestClient]:
    """A console that a test may change."""
    with console(
        article("Colombia freed a sailor. Venezuela opened a road.", title="Both", source="Wire", language="en")
    ) as client:
        yield client


@contextlib.contextmanager
def listening(client: TestClient) -> Iterator[str]:
    """The address of a real server in front of the same application."""
    server = server_of(client.app, port=0, lifespan="off")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
