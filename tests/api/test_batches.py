"""Many documents in one request: few at once, many later, and nothing lost that was accepted."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from demarche import Client
from demarche.api import Desk, create_app
from demarche.corpus import Store
from demarche.testing import KeywordCoder
from tests.console.conftest import listening


def many(count: int) -> list[dict[str, str]]:
    return [{"text": f"Warsaw praised Vilnius {n} times.", "published": "2025-09-20"} for n in range(count)]


def done(web: TestClient, batch: str) -> dict[str, Any]:
    """What became of a batch, once it is done."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found: dict[str, Any] = web.get(f"/v1/batches/{batch}").json()
        if found["state"] == "done":
            return found
        time.sleep(0.02)
    raise AssertionError("the batch was not done in time")


def test_a_few_are_stored_at_once(web: TestClient) -> None:
    """A small batch answers 201 when all of it is committed."""
    reply = web.post("/v1/documents", json={"documents": many(5)})
    assert (reply.status_code, len(reply.json()["documents"])) == (201, 5)
    assert web.get("/v1/events?dyad=POL-LTU").json()["total"] == 5
    assert web.post("/v1/documents", json={"documents": many(5)}).status_code == 200


def test_many_are_accepted(web: TestClient) -> None:
    """A large batch answers 202 with where to ask, and is stored once, whatever of it was known."""
    web.post("/v1/documents", json={"documents": many(3)})
    reply = web.post("/v1/documents", json={"documents": many(40)})
    assert (reply.status_code, reply.headers["location"]) == (202, f"/v1/batches/{reply.json()['batch']}")
    found = done(web, reply.json()["batch"])
    assert (found["stored"], found["duplicate"], found["total"]) == (37, 3, 40)
    assert web.get(f"/v1/documents/{reply.json()['doc_id']}").status_code == 200
    assert web.get("/v1/events?dyad=POL-LTU").json()["total"] == 40


def test_whoever_prefers_it_need_not_wait(web: TestClient) -> None:
    """With `Prefer: respond-async` one document is enough for a 202."""
    reply = web.post("/v1/documents", json=many(1)[0], headers={"prefer": "respond-async"})
    assert (reply.status_code, done(web, reply.json()["batch"])["stored"]) == (202, 1)


def test_one_bad_document_refuses_the_batch(web: TestClient) -> None:
    """What cannot be read is named with its place, and nothing of the batch is kept."""
    reply = web.post("/v1/documents", json={"documents": [*many(30), {"text": "a", "published": "someday"}]})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "documents.30.published")
    mixed = {"documents": many(2), "title": "of all"}
    assert web.post("/v1/documents", json=mixed).status_code == 422
    assert web.get("/v1/batches/none").status_code == 404


def test_what_was_accepted_survives(tmp_path: Path) -> None:
    """A server that starts again codes what the one before had accepted, and leaves no file behind."""
    with Store(tmp_path / "news.duckdb") as store:
        left = Desk(store, coder=KeywordCoder()).waiting
        with TestClient(create_app(Desk(store, coder=KeywordCoder())), base_url="http://127.0.0.1") as web:
            texts = [one["text"] for one in many(12)]
        left.accept([_article(text) for text in texts])
        assert len(list((tmp_path / "news.duckdb.waiting").iterdir())) == 1
    with Store(tmp_path / "news.duckdb") as store:
        app = create_app(Desk(store, coder=KeywordCoder()))
        with TestClient(app, base_url="http://127.0.0.1") as web:
            until = time.monotonic() + 30
            # The file goes last, when every document has its events.
            while (tmp_path / "news.duckdb.waiting").exists() and time.monotonic() < until:
                time.sleep(0.05)
            assert web.get("/v1/events?dyad=POL-LTU").json()["total"] == 12
    assert [path.name for path in tmp_path.iterdir()] == ["news.duckdb"]


def _article(text: str) -> Any:
    from demarche.testing import article

    return article(text, published="2025-09-20", language="en")


def test_the_client_hands_in_many(web: TestClient) -> None:
    """The Python client sends what it is given in batches and can ask how far they are."""
    with listening(web) as url, Client(url) as client:
        batches = client.add_many(many(120))
        assert len(batches) == 2
        assert sum(done(web, name)["stored"] for name in batches) == 120
        assert client.batch(batches[0])["state"] == "done"
