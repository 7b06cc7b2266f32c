"""What a second command may send, and what is refused of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

GOOD = {"id": "1", "text": "Warsaw praised Vilnius.", "published": "2025-09-20"}
BAD: tuple[dict[str, Any], ...] = (
    {"source": "a"}, {"source": "a", "article": GOOD, "reason": "none"},
    {"source": "a", "article": GOOD | {"text": " "}},
    {"source": "a", "article": GOOD | {"text": "a b " * 60_000}}, {"source": "a", "article": GOOD | {"id": ""}},
    {"source": "a", "article": GOOD | {"published": "someday"}}, {"article": GOOD}, {"source": "\ud800", "reason": "x"},
    {"source": "a", "article": GOOD | {"published": "20250920"}}, {"source": "a", "reason": "x", "size": -1},
    {"source": "a", "article": GOOD | {"more": 1}}, {"source": "a", "article": GOOD | {"title": "\ud83d"}},
)  # fmt: skip


def sent(web: TestClient, *inputs: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = web.post("/v1/intake", json={"inputs": inputs}).json()["outcomes"]
    return found


def test_every_input_has_an_outcome(web: TestClient) -> None:
    """Articles and inputs without one are answered in their order, each under its own name."""
    double = {"source": "a.zip", "part": "2", "article": GOOD | {"id": "2"}}
    found = sent(web, {"source": "a.zip", "part": "1", "article": GOOD}, {"source": "b", "reason": "empty"}, double)
    assert [(o["source"], o["status"], o["reason"]) for o in found] == [
        ("a.zip#1", "stored", None), ("b", "quarantined", "empty"), ("a.zip#2", "duplicate", None)]  # fmt: skip
    assert sent(web, double)[0] == found[2]
    assert found[0]["doc_id"] == found[2]["doc_id"]


@pytest.mark.parametrize("wrong", BAD, ids=lambda wrong: str(wrong)[:50])
def test_what_no_reader_gives_is_refused(shared: TestClient, wrong: dict[str, Any]) -> None:
    """An input that could not have been read from a file is refused, and nothing of its request is stored."""
    body = json.dumps({"inputs": [{"source": "x", "article": GOOD}, wrong]})  # as ASCII, which carries half characters
    reply = shared.post("/v1/intake", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert shared.get("/v1/documents").json()["total"] == 3


def test_a_document_posted_is_one_ingested(web: TestClient) -> None:
    """Both ways in know a document by its content."""
    assert web.post("/v1/documents", json=GOOD).status_code == 201
    assert sent(web, {"source": "x", "article": GOOD})[0]["status"] == "duplicate"


def test_an_import_says_what_does_not_fit(shared: TestClient) -> None:
    """A file of another kind is refused as a whole; an unknown format names the field."""
    reply = shared.post("/v1/import?format=icews", content=b"a\tb\n1\t2\n")
    assert (reply.status_code, "no icews file" in reply.json()["detail"]) == (422, True)
    assert shared.post("/v1/import?format=xls", content=b"a").json()["errors"][0]["field"] == "format"
    assert shared.post("/v1/import?format=gdelt", content=b"\xff\0\n").json() == {
        "new": 0, "refused": [{"line": 1, "reason": "the line has 1 columns, 61 would be right"}]}  # fmt: skip


def test_notes_of_watch_are_its_own(web: TestClient) -> None:
    """What is kept is a state of a feed, seen at once, and nothing else of the store can be noted over."""
    assert web.get("/v1/watched?name=drawn").json() == {"name": "drawn", "state": None}
    assert web.put("/v1/watched", json={"name": "drawn", "state": {"failures": 2}}).status_code == 204
    assert web.get("/v1/watched?name=drawn").json()["state"]["failures"] == 2
    assert web.put("/v1/watched", json={"name": "x", "state": {"failures": "many"}}).status_code == 422
    assert web.post("/v1/verify").json()["faults"] == []


def test_recoding_ends(shared: TestClient) -> None:
    """Behind the last document, and behind one that is not there, there is nothing more."""
    assert shared.post("/v1/recode", json={}).json() == {"changes": [], "last": None}
    assert shared.post("/v1/recode", json={"after": "none"}).json() == {"changes": [], "last": None}
