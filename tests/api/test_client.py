"""The Python client against a server in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from demarche import Client
from demarche.client import ApiError
from tests.console.conftest import listening


@pytest.fixture
def client(web: TestClient) -> Iterator[Client]:
    with listening(web) as url, Client(url) as made:
        yield made


def test_the_client(client: Client, tmp_path: Path) -> None:
    """Adding, walking, correcting and exporting go through."""
    stored = client.add(text="Warsaw praised Vilnius.", published="2025-09-20")
    assert (stored.new, client.add(text="Warsaw praised Vilnius.", published="2025-09-20").new) == (True, False)
    assert client.record(stored.doc_id).article.text == "Warsaw praised Vilnius."
    events = client.events(dyad=("POL", "LTU"), limit=1)
    assert len(events) == len(list(events)) == 1
    assert len(list(client.events(limit=2))) == client.events().total == 7
    number = client.review(f"{stored.doc_id}:e1", "reject", author="me")
    assert client.events().total == 6
    client.undo(number)
    assert client.export(tmp_path / "e.csv", format="csv") == (tmp_path / "e.csv").stat().st_size > 100


def test_the_client_forecasts(client: Client) -> None:
    """Asking leaves no trace; what is made is kept, listed and scored."""
    assert client.forecasts(dyad=("USA", "BLR"))["total"] > 0
    assert len(client.track()) == 0
    made = client.forecast(("USA", "BLR"), as_of=date(2025, 9, 14), horizons=[2, 30], events=["any"])
    assert (made["new"], client.forecast("USA-BLR", as_of="2025-09-14", horizons=[2, 30], events=["any"])["new"]) == (
        2,
        0,
    )
    assert [line["state"] for line in client.track(limit=1)] == ["closed", "open"]
    assert client.evaluation()["closed"] == 1


def test_the_client_listens(client: Client) -> None:
    """New events come through the stream."""
    timer = threading.Timer(0.3, lambda: client.add(text="Tehran accused Delhi."))
    timer.start()
    assert [event["event_type"] for event in client.stream(limit=1)] == ["ACCUSE"]
    timer.join()


def test_refusals_name_the_field(client: Client) -> None:
    """An error of the server is an exception with status and fields."""
    with pytest.raises(ApiError) as caught:
        list(client.events(since="someday"))
    assert (caught.value.status, set(caught.value.fields)) == (422, {"since"})
