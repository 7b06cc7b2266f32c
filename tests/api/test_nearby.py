"""Parts of the stream that stay small: the pair itself, a sample of others, and what decides the kept forecasts."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.testclient import TestClient

from demarche.api import nearby
from demarche.api.flow import Flow
from demarche.forecast.questions import answer
from demarche.model.stream import StreamEvent

DAY = dt.date(2025, 9, 17)
DYAD = ("BLR", "USA")


@pytest.fixture
def flow(shared: TestClient) -> Flow:
    shared.desk.settle()  # type: ignore[attr-defined]
    return Flow(shared.desk)  # type: ignore[attr-defined]


def keys(stream: list[StreamEvent]) -> list[tuple[str, str, str]]:
    return sorted((e.event_id, e.actor, e.recipient) for e in stream)


def test_a_small_store_is_taken_whole(flow: Flow) -> None:
    """Where everything has room, a forecast is the one over the whole stream."""
    near, whole = nearby.near(flow, DYAD, DAY), flow.whole(DAY)
    assert keys(near) == keys(whole)
    found = [answer("Will the embassy reopen?", DYAD, stream, as_of=DAY) for stream in (near, whole)]
    assert len({tuple(f.p for f in one.forecasts) for one in found if one}) == 1


def test_of_a_large_store_the_pair_and_a_sample_are_read(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest events of the pair, and of other pairs no more than there is room for."""
    whole = flow.whole(DAY)
    monkeypatch.setattr(flow, "remembered", lambda key, make: make())
    monkeypatch.setattr(nearby, "OWN", 1)
    monkeypatch.setattr(nearby, "OTHERS", 0)
    near = nearby.near(flow, DYAD, DAY)
    assert {frozenset((e.actor, e.recipient)) for e in near} == {frozenset(DYAD)}
    assert 0 < len(near) < len([e for e in whole if {e.actor, e.recipient} == set(DYAD)])


def test_only_stories_of_the_period_decide(flow: Flow) -> None:
    """Between two days, for one direction, without the rest of the store."""
    days = {"since": dt.date(2025, 9, 13), "until": dt.date(2025, 9, 20)}
    found = nearby.towards(flow, {("USA", "BLR")}, DAY, **days)
    assert {(e.actor, e.recipient) for e in found} == {("USA", "BLR")}
    assert dt.date(2025, 9, 13) in {e.date for e in found}
    assert nearby.towards(flow, {("USA", "CHN")}, DAY, **days) == []
    later = {"since": dt.date(2025, 9, 15), "until": dt.date(2025, 9, 20)}
    assert nearby.towards(flow, {("USA", "BLR")}, DAY, **later) == []
