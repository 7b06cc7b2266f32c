"""Documents and reviews come in, and the stream tells of them."""

from __future__ import annotations

import json
import threading

import pytest
from starlette.testclient import TestClient

from demarche.api import Desk

NEW = {"text": "Warsaw praised Vilnius.", "published": "2025-09-20", "title": "News", "source": "Wire"}
BROKEN = (b"", b"{", b"[]", b"null", b"1", b'"text"', b'{"text": ', b'{"text": 1}', b'{"text": null}', b"{}",
          b"\xff\xfe",
          b'{"text": "\\ud800"}', b'{"text": ["a"]}', b'{"url": 7}', b'{"text": ""}', b'{"text": "   "}',
          b'{"text": "a", "more": 1}', b'{"text": "a b c.", "published": "someday"}', b"[" * 10_000,
b'{"a":' * 5_000)  # fmt: skip


def test_a_document_is_stored_once(web: TestClient) -> None:
    """The first time is 201, the second 200, with one id; the event can be found at once."""
    first, second = web.post("/v1/documents", json=NEW), web.post("/v1/documents", json=NEW)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["doc_id"] == second.json()["doc_id"]
    assert web.get("/v1/events?dyad=POL-LTU").json()["total"] == 1


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_body_is_refused(shared: TestClient, body: bytes) -> None:
    """Whatever is not a document is a 4xx problem, and nothing is stored."""
    reply = shared.post("/v1/documents", content=body, headers={"content-type": "application/json"})
    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert shared.get("/v1/documents").json()["total"] == 3


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "file:///etc/passwd", "ftp://a/b", "http://[::1]/",
                                 "gopher://x", "x",
                                 "http://10.0.0.1/a", "http://user:pass@example.org/", "http://[",
"http://a:99999/"])  # fmt: skip
def test_private_and_foolish_addresses(shared: TestClient, url: str) -> None:
    """An address that must not be fetched is refused, and the field is named."""
    reply = shared.post("/v1/documents", json={"url": url})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == "url"


def test_the_real_fetcher_refuses_private_addresses() -> None:
    """Without a fetcher of the test's own, private addresses are refused by the one that is used."""
    from demarche.api import create_app
    from demarche.corpus import Store
    from demarche.testing import KeywordCoder

    with Store(":memory:") as store:
        app = create_app(Desk(store, coder=KeywordCoder()))
        with TestClient(app, base_url="http://127.0.0.1") as web:
            reply = web.post("/v1/documents", json={"url": "http://127.0.0.1:9/latest"})
    assert (reply.status_code, "private" in reply.json()["detail"]) == (422, True)


def test_an_address_is_fetched(web: TestClient) -> None:
    """A page of the open web becomes a document."""
    assert web.post("/v1/documents", json={"url": "https://news.example/good"}).status_code == 201
    assert web.get("/v1/events?dyad=CHN-IND").json()["total"] == 1


def test_a_long_text_is_refused(shared: TestClient) -> None:
    """A text beyond the limit is refused, never shortened."""
    reply = shared.post("/v1/documents", json={"text": "a b " * 60_000})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "text")


def test_reviews(web: TestClient) -> None:
    """A correction changes the event at once, is listed, and can be taken back."""
    event = web.get("/v1/events?type=CONSULT").json()["items"][0]["event_id"]
    body = {"event_id": event, "action": "edit", "patch": {"event_type": "COOPERATE"}, "author": "me"}
    made = web.post("/v1/reviews", json=body)
    assert made.status_code == 201
    assert web.get(f"/v1/events/{event}").json()["event_type"] == "COOPERATE"
    assert web.get("/v1/reviews").json()["items"][0]["author"] == "me"
    assert web.delete(f"/v1/reviews/{made.json()['review_id']}").status_code == 204
    assert web.get(f"/v1/events/{event}").json()["event_type"] == "CONSULT"


@pytest.mark.parametrize(
    ("change", "status"),
    [({"event_id": "x:e1"}, 404), ({"action": "praise"}, 422), ({"patch": {"doc_id": "x"}}, 422), ({"patch": None},
     422),
     ({"patch": {"quad_class": "many"}}, 422), ({"action": "merge"}, 404), ({"author": ""}, 422)],
)  # fmt: skip
def test_bad_reviews(shared: TestClient, change: dict[str, object], status: int) -> None:
    """A review that cannot be is refused."""
    event = shared.get("/v1/events").json()["items"][0]["event_id"]
    body = {"event_id": event, "action": "edit", "patch": {"realis": "planned"}, "author": "me"} | change
    assert shared.post("/v1/reviews", json=body).status_code == status


def test_the_stream_tells_of_new_events(web: TestClient) -> None:
    """A listener hears of an event that comes in, with a number to go on from."""
    timer = threading.Timer(0.3, lambda: web.post("/v1/documents", json=NEW))
    timer.start()
    text = web.get("/v1/stream?limit=1").text
    timer.join()
    message = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(":"))
    assert json.loads(message["data"])["event_type"] == "SUPPORT"
    missed = web.get("/v1/stream?limit=1", headers={"last-event-id": str(int(message["id"]) - 1)}).text
    assert json.loads(missed.split("data: ")[1])["event_id"] == json.loads(message["data"])["event_id"]
