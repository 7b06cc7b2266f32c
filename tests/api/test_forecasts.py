"""Forecasts over the API: asked for without a trace, made and kept, listed and scored."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from demarche import cli_forecast
from demarche.api import Desk, create_app
from demarche.corpus import Store
from demarche.testing import KeywordCoder, article
from tests.api.conftest import serving

ASKED = {"dyad": "USA-BLR", "as_of": "2025-09-14", "horizons": [2, 30], "events": ["any", "CONSULT"]}


@pytest.fixture
def kept(web: TestClient) -> TestClient:
    """A server with two forecasts that have closed and two that wait."""
    assert web.post("/v1/forecasts", json=ASKED).status_code == 201
    return web


@contextlib.contextmanager
def serving_file(db: Path) -> Iterator[TestClient]:
    """A server over a store in a file, which is free again afterwards."""
    desk = Desk(Store(db), coder=KeywordCoder())
    with desk.store, TestClient(create_app(desk), base_url="http://127.0.0.1:8000") as client:
        for day in range(10, 20):
            desk.take(article(f"America met Belarus on 2025-09-{day}.", published=f"2025-09-{day}", language="en"))
        yield client


def lines(web: TestClient, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = web.get(f"/v1/forecasts/record{query}").json()["items"]
    return items


def test_asking_leaves_no_trace(web: TestClient) -> None:
    """GET answers and keeps nothing."""
    assert web.get("/v1/forecasts?dyad=USA-BLR").json()["total"] > 0
    assert lines(web) == []
    assert web.get("/v1/forecasts/evaluation").json()["closed"] == 0


def test_made_ones_are_kept_once(web: TestClient) -> None:
    """The first time it is 201 and new; the same again is 200 and adds nothing."""
    first, again = (web.post("/v1/forecasts", json=ASKED) for _ in range(2))
    assert (first.status_code, first.json()["new"], first.json()["total"]) == (201, 4, 4)
    assert (again.status_code, again.json()["new"], again.json()["items"]) == (200, 0, first.json()["items"])
    found = lines(web)
    assert {line["id"] for line in found} == {f["id"] for f in first.json()["items"]}
    assert all(line["inputs"] and line["version"] and line["made"].endswith("Z") for line in found)


def test_both_directions_and_what_is_asked_without_a_kind(web: TestClient) -> None:
    """Without events it is all of them and each class, as on the command line."""
    reply = web.post("/v1/forecasts", json={"dyad": "USA-BLR", "horizons": [7], "both": True})
    assert {(f["actor"], f["recipient"]) for f in reply.json()["items"]} == {("USA", "BLR"), ("BLR", "USA")}
    assert len(reply.json()["items"]) == 10


def test_the_command_line_keeps_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both write to one file, and the forecast that both make is one entry in it."""
    db, record = tmp_path / "news.duckdb", tmp_path / "news.forecasts.jsonl"
    with serving_file(db) as web:
        web.post("/v1/forecasts", json={"dyad": "USA-BLR", "as_of": "2025-09-15", "horizons": [7]})
    before = record.read_text()
    cli_forecast.forecast(db=db, dyad="USA-BLR", as_of="2025-09-15", horizons=[7])
    assert "kept 0 new forecasts" in capsys.readouterr().err
    assert record.read_text() == before


def test_what_the_command_line_keeps_is_seen_at_once(tmp_path: Path) -> None:
    """A line that another process adds shows on the next request, in spite of what is remembered."""
    record = tmp_path / "news.forecasts.jsonl"
    with serving_file(tmp_path / "news.duckdb") as web:
        web.post("/v1/forecasts", json={"dyad": "USA-BLR", "as_of": "2025-09-15", "horizons": [7], "events": ["any"]})
        tag = web.get("/v1/forecasts/record").headers["etag"]
        entry = json.loads(record.read_text())
        entry["forecast"]["id"] = "another"
        with record.open("a") as out:
            out.write(json.dumps(entry) + "\n")
        assert [line["id"] for line in lines(web)][1:] == ["another"]
        assert web.get("/v1/forecasts/record", headers={"if-none-match": tag}).status_code == 200


def test_closed_ones_are_scored(kept: TestClient) -> None:
    """States, outcomes and the figures over them."""
    closed = lines(kept, "?state=closed")
    assert [(line["horizon"], line["target"], line["happened"]) for line in closed] == [
        (2, "any event", True), (2, "CONSULT", False)
    ]  # fmt: skip
    assert {line["horizon"] for line in lines(kept, "?state=open")} == {30}
    report = kept.get("/v1/forecasts/evaluation").json()
    assert (report["closed"], report["open"], report["happened"]) == (2, 2, 1)
    assert report["brier"] > 0
    assert report["bits_base_rate"] > 0
    assert kept.get("/v1/forecasts/evaluation?as_of=2025-11-01").json()["closed"] == 4
    assert lines(kept, "?dyad=BLR-USA")
    assert lines(kept, "?dyad=RUS-UKR") == []


def test_the_server_scores_as_the_command_line_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It reads only what it needs, and comes to the same report."""
    db = tmp_path / "news.duckdb"
    with serving_file(db) as web:
        for day in ("2025-09-12", "2025-09-15"):
            web.post("/v1/forecasts", json={"dyad": "USA-BLR", "as_of": day, "horizons": [1, 3, 30], "both": True})
        found = web.get("/v1/forecasts/evaluation?as_of=2025-09-20").json()
    cli_forecast.evaluate(db=db, as_of="2025-09-20", format="json")
    assert json.loads(capsys.readouterr().out) == found
    assert found["happened"] > 0


def test_the_diagram(kept: TestClient) -> None:
    """It can be had as a picture once something has closed, and not before."""
    assert kept.get("/v1/forecasts/reliability.svg").text.startswith("<svg")
    assert kept.get("/v1/forecasts/reliability.json").json()["title"].startswith("Reliability of 2")
    with serving() as fresh:
        assert fresh.get("/v1/forecasts/reliability.svg").status_code == 404


def test_tables_are_safe(web: TestClient) -> None:
    """The record as CSV, whatever somebody called a mode."""
    web.post("/v1/forecasts", json={"dyad": "USA-BLR", "horizons": [7], "events": ["RETREAT/=cmd|'x'!A1", "any"]})
    reply = web.get("/v1/forecasts/record?format=csv")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert web.get("/v1/forecasts/record.csv").text == reply.text
    assert web.get("/v1/forecasts/record?format=parquet").content.startswith(b"PAR1")


def test_pages_of_the_record(kept: TestClient) -> None:
    """Walking with a small limit gives the same lines."""
    first = kept.get("/v1/forecasts/record?limit=3").json()
    assert first["total"] == 4
    assert first["items"] + kept.get(first["next"]).json()["items"] == lines(kept)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dyad": "USA"}, "dyad"), ({"dyad": "USA-USA"}, "dyad"),
        ({"as_of": "soon"}, "as_of"), ({"as_of": "2999-01-01"}, "as_of"),
        ({"horizons": [0]}, "horizons"), ({"horizons": []}, "horizons"), ({"events": ["PARTY"]}, ""),
        ({"more": 1}, "more"), ({"as_of": "2000-01-01"}, ""),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_not_kept(web: TestClient, change: dict[str, Any], field: str) -> None:
    """What cannot be forecast is a problem that names the field."""
    reply = web.post("/v1/forecasts", json={**ASKED, **change})
    assert reply.status_code == 422
    assert not field or field in {error["field"] for error in reply.json()["errors"]}
    assert lines(web) == []


def test_openapi_tells_of_them(web: TestClient) -> None:
    """The description has the body, and the columns of the record."""
    described = web.get("/openapi.json").json()
    assert set(described["paths"]["/v1/forecasts"]) == {"get", "post"}
    columns = described["components"]["schemas"]["KeptForecast"]["properties"]
    web.post("/v1/forecasts", json=ASKED)
    assert set(columns) == set(lines(web)[0])
