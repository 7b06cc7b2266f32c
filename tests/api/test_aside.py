"""Forecasts over stores that are too large for the server's own process; what is kept is made of the store as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from demarche.api import aside, flow
from demarche.api.flow import Flow
from demarche.signals.relation import watch_dyad
from demarche.testing import article
from tests.api.conftest import make_desk, serving

FIRST = dt.date(2025, 1, 1)
ASKED = {"dyad": "USA-BLR", "as_of": "2025-09-16", "horizons": [7], "both": True}


@pytest.fixture(scope="module")
def busy() -> Iterator[Flow]:
    """Sixty days in the last of which all the world is louder: four pairs, a meeting of three, a denial."""
    desk = make_desk()
    with desk.store:
        for day in (FIRST + dt.timedelta(days=n) for n in range(60)):
            loud = 4 if day > FIRST + dt.timedelta(days=45) else 1
            texts = ["America praised Belarus on {0}.", "Russia attacked Ukraine on {0}.", "China met India on {0}.",
                     "Poland accused Belarus on {0}."]  # fmt: skip
            for n in range(loud):
                words = " ".join(text.format(day) for text in texts) + f" Case {day} {n}."
                desk.take(article(words, published=str(day), source=f"P{n}", language="en"))
        desk.settle()
        yield Flow(desk)


@pytest.mark.parametrize("as_of", [FIRST + dt.timedelta(days=60), dt.date(2999, 1, 1)])
def test_a_watch_is_that_of_the_whole_stream(busy: Flow, as_of: dt.date) -> None:
    """Though it reads the pair only, and of all others how many events there were on each day."""
    for dyad in (("USA", "BLR"), ("RUS", "UKR"), ("CHN", "IND"), ("USA", "IRN")):
        assert busy.watch(dyad, as_of) == watch_dyad(busy.whole(as_of), dyad, as_of=as_of)


def test_pairs_that_are_read_together_are_those_read_alone(busy: Flow) -> None:
    """Looking at the store once for several pairs gives each its own events."""
    alone = {dyad: busy.of(dyad) for dyad in (("BLR", "USA"), ("CHN", "IND"))}
    busy.memory.changed()
    busy.ahead([("USA", "BLR"), ("IND", "CHN")])
    assert {dyad: sorted(busy.of(dyad)) for dyad in alone} == {dyad: sorted(found) for dyad, found in alone.items()}


def test_another_process_makes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of the store, a forecast is the same to the last digit, with the same id."""
    with serving() as web:
        first = web.post("/v1/forecasts", json=ASKED).json()
        monkeypatch.setattr(flow, "MOST_EVENTS", 0)
        again = web.post("/v1/forecasts", json=ASKED)
    assert (again.status_code, again.json()["new"]) == (200, 0)
    assert again.json()["items"] == first["items"]
    assert first["total"] == 10


def test_one_at_a_time(shared: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a large one is made, the next is put off with a word when to come back."""
    monkeypatch.setattr(flow, "MOST_EVENTS", 0)
    monkeypatch.setattr(aside, "PATIENCE", 0.01)
    with aside.ONE:
        reply = shared.post("/v1/forecasts", json=ASKED)
    assert (reply.status_code, reply.headers["retry-after"]) == (503, aside.LATER)


def test_what_is_kept_does_not_lag(shared: TestClient) -> None:
    """Under a stream of news, in which readers get what is a moment old, a kept forecast is of the store as it is."""
    memory = shared.desk.memory  # type: ignore[attr-defined]
    assert memory.get("figure", lambda: 1) == 1
    for _ in range(8):
        memory.changed()
    kept = memory._place("figure")
    kept.took = 9.0
    assert memory.get("figure", lambda: 2) == 1
    with memory.exactly():
        assert memory.get("figure", lambda: 3) == 3


def test_the_page_of_a_pair_shows_what_was_made(shared: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a large store it says how to have one made, and then shows the latest."""
    monkeypatch.setattr(flow, "MOST_EVENTS", 0)
    page = "/dyads/USA/BLR"
    assert "No forecast of this pair has been made" in shared.get(page).text
    shared.post("/v1/forecasts", json={**ASKED, "as_of": "2025-09-16", "horizons": [30], "events": ["any"]})
    found = shared.get(page).text
    assert "within 30 days of 16 Sep 2025" in found
    assert "The latest that was made" in found
