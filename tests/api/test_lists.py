"""The lists: filters, pages, formats, tags."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

LISTS = ("events", "documents", "stories", "actors", "quotes", "exchanges", "reviews")


def walk(web: TestClient, url: str) -> list[dict[str, Any]]:
    """All rows of a list, page after page."""
    rows, following = [], url
    while following:
        page = web.get(following).json()
        rows += page["items"]
        following = page["next"]
    return rows


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_items_and_a_total(shared: TestClient, name: str) -> None:
    """Every list answers with items, total and next."""
    page = shared.get(f"/v1/{name}").json()
    assert set(page) == {"items", "total", "next", "cursor"}
    assert page["total"] == len(page["items"])


def test_pages_hold_every_row_once(shared: TestClient) -> None:
    """Walking with a small limit gives the same rows as one large page."""
    whole = shared.get("/v1/events").json()
    assert walk(shared, "/v1/events?limit=2") == whole["items"]
    assert whole["total"] == len(whole["items"]) == 6


def test_a_walk_sees_what_was_there_when_it_began(web: TestClient) -> None:
    """A document that arrives between two pages neither shifts nor doubles a row."""
    first = web.get("/v1/events?limit=2").json()
    web.post("/v1/documents", json={"text": "America praised China.", "published": "2020-01-01"})
    rows = first["items"] + walk(web, first["next"])
    assert len({row["event_id"] for row in rows}) == len(rows) == first["total"]


def test_the_limit_is_capped(shared: TestClient) -> None:
    """An enormous limit is the cap, not an error and not everything."""
    assert shared.get("/v1/events?limit=99999999999999999999").status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("dyad=USA-BLR", 3), ("dyad=BLR-USA", 3), ("country=UKR", 2), ("type=CONSULT", 2), ("realis=actual", 6),
        ("realis=planned", 0), ("text=praised", 1), ("source=Post", 2), ("quad_class=4", 1), ("since=2025-09-15", 2),
        ("until=2025-09-12", 2), ("place=vilnius", 1), ("sector=GOV", 0), ("dyad=", 6), ("actor=RUS&recipient=UKR", 2),
    ],
)  # fmt: skip
def test_filters(shared: TestClient, query: str, count: int) -> None:
    """A filter gives the rows that fit, and the total says how many."""
    page = shared.get(f"/v1/events?{query}").json()
    assert (len(page["items"]), page["total"]) == (count, count)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("events?dyad=USA", "dyad"), ("events?since=yesterday", "since"), ("events?since=2025-02-30", "since"),
        ("events?limit=0", "limit"), ("events?limit=-1", "limit"), ("events?limit=1e3", "limit"),
        ("events?realis=maybe", "realis"),
        ("events?dyed=USA-BLR", "dyed"), ("events?country=Belarus", "country"), ("events?quad_class=9", "quad_class"),
        ("events?cursor=zzz", "cursor"), ("events?fields=nothing", "fields"), ("events?text=%00", "text"),
        ("events?format=xml", "format"), ("stories?min_sources=0", "min_sources"),
        ("quotes?anonymous=perhaps", "anonymous"),
        ("documents?language=english", "language"), ("export?what=secrets", "what"), ("export?format=exe", "format"),
        ("dyads/USA/BLR/series?unit=hour", "unit"), ("dyads/US/BLR/series", "a"), ("forecasts", "dyad"),
        ("forecasts?dyad=USA-BLR&horizon=0", "horizon"), ("forecasts?dyad=USA-BLR&event=nonsense", ""),
        ("signals?as_of=2025", "as_of"),
        ("digest?limit=0", "limit"), ("stream?after=-1", "after"), ("actors?country=1", "country"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(shared: TestClient, path: str, field: str) -> None:
    """Bad parameters are refused as a problem that names the field."""
    reply = shared.get(f"/v1/{path}")
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == 422
    assert not field or field in {error["field"] for error in problem["errors"]}


def test_a_cursor_belongs_to_its_filters(shared: TestClient) -> None:
    """A cursor with other filters than it was made for is refused."""
    cursor = shared.get("/v1/events?limit=1").json()["cursor"]
    assert shared.get(f"/v1/events?limit=1&type=CONSULT&cursor={cursor}").status_code == 422


def test_fields_choose_columns(shared: TestClient) -> None:
    """`fields` gives these columns and no other."""
    page = shared.get("/v1/events?fields=event_type,event_id").json()
    assert {tuple(row) for row in page["items"]} == {("event_type", "event_id")}


@pytest.mark.parametrize("how", ["/v1/events.csv", "/v1/events?format=csv", "accept"])
def test_csv_in_three_ways(shared: TestClient, how: str) -> None:
    """Extension, parameter and Accept header give the same CSV."""
    reply = shared.get("/v1/events", headers={"accept": "text/csv"}) if how == "accept" else shared.get(how)
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert reply.headers["content-type"].startswith("text/csv")
    assert len(rows) == 6


def test_json_lines_and_parquet(shared: TestClient) -> None:
    """The other formats hold the same rows."""
    lines = [json.loads(line) for line in shared.get("/v1/events.jsonl").text.splitlines()]
    assert [row["event_id"] for row in lines] == [row["event_id"] for row in shared.get("/v1/events").json()["items"]]
    assert shared.get("/v1/events.parquet").content.startswith(b"PAR1")


def test_one_of_each(shared: TestClient) -> None:
    """An event, a story and a document can be had by their ids; unknown ids are 404."""
    event = shared.get("/v1/events").json()["items"][0]
    assert shared.get(f"/v1/events/{event['event_id']}").json()["coded"]["evidence"]
    story = shared.get("/v1/stories").json()["items"][0]
    assert shared.get(f"/v1/stories/{story['story_id']}").json()["events"]
    assert shared.get(f"/v1/documents/{event['doc_id']}").json()["article"]["text"]
    assert {shared.get(f"/v1/{name}/nothing").status_code for name in ("events", "stories", "documents")} == {404}


def test_a_tag_spares_the_second_answer(web: TestClient) -> None:
    """The same question on the same store is 304; after a change it is answered anew."""
    web.get("/v1/stories")
    tag = web.get("/v1/events").headers["etag"]
    assert web.get("/v1/events", headers={"if-none-match": tag}).status_code == 304
    web.post("/v1/documents", json={"text": "America praised China."})
    assert web.get("/v1/events", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("format", ["plover", "polecat", "icews", "gdelt", "csv", "jsonl", "parquet", "geojson", "ftm"])
def test_every_export(shared: TestClient, format: str) -> None:
    """Every format of the field can be had, as a file."""
    reply = shared.get(f"/v1/export?what=events&format={format}")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].startswith('attachment; filename="events.')
    assert len(reply.content) > 50


def test_relations(shared: TestClient) -> None:
    """Pairs, series, chart, shifts, forecasts and the quick read answer."""
    assert shared.get("/v1/dyads").json()["total"] > 0
    assert any(period["events"] for period in shared.get("/v1/dyads/usa/blr/series").json()["periods"])
    assert shared.get("/v1/dyads/USA/BLR/chart.svg").text.startswith("<svg")
    assert shared.get("/v1/signals?dyad=USA-BLR").json()["silent"]
    found = shared.get("/v1/forecasts?dyad=USA-BLR&horizon=30").json()["items"]
    assert all(0 < one["p"] < 1 for one in found)
    quick = shared.get("/v1/digest?day=2025-09-12").json()
    assert quick["about"] == "Reported on 2025-09-12"
    assert {item["text"] for item in quick["items"]} >= {"Minsk released 52 detainees."}
    assert shared.get("/v1/digest?doc_id=nothing").status_code == 404
    assert shared.get("/v1/digest?doc_id=a&story_id=b").status_code == 422
    assert dict(shared.get("/v1/facets").json()["type"])["CONSULT"] == 2


def test_sql_reads_and_does_nothing_else(shared: TestClient) -> None:
    """One SELECT is answered in every format; anything else is refused with the field at fault."""
    query = "SELECT event_type, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC, 1"
    assert shared.get("/v1/sql", params={"q": query}).json()["items"][0] == {"event_type": "CONSULT", "n": 2}
    assert shared.get("/v1/sql", params={"q": query, "format": "csv"}).text.startswith("event_type,n")
    for wrong in ("DELETE FROM events", "SELECT 1; SELECT 2", "SELECT * FROM read_csv('/etc/passwd')", "no sql"):
        assert shared.get("/v1/sql", params={"q": wrong}).status_code == 422, wrong
    assert shared.get("/v1/sql", params={"q": "SELECT INTERVAL 1 DAY", "format": "parquet"}).status_code in (200, 422)
    assert shared.get("/v1/sql", params={"q": "SELECT sum(i * j) FROM range(10000000) a(i), range(10000000) b(j)",
                                         "seconds": 0.2}).status_code in (422, 503)  # fmt: skip


def test_the_description_describes_the_replies(shared: TestClient) -> None:
    """OpenAPI knows every path, and the columns of a page of events."""
    described = shared.get("/openapi.json").json()
    assert {f"/v1/{name}" for name in (*LISTS, "signals", "forecasts", "digest", "export", "stream")} <= set(
        described["paths"]
    )
    row = described["components"]["schemas"]["Event"]["properties"]
    assert set(row) == set(shared.get("/v1/events").json()["items"][0])
    assert described["components"]["schemas"]["Problem"]


def test_an_answer_that_holds_is_not_made_twice(web: TestClient) -> None:
    """The same question gets the same bytes without a look at the store, until the store changes."""
    first = web.get("/v1/events?country=BLR")
    ask = web.desk.store.ask  # type: ignore[attr-defined]
    web.desk.store.ask = None  # type: ignore[attr-defined]
    again = web.get("/v1/events?country=BLR")
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    web.desk.store.ask = ask  # type: ignore[attr-defined]
    web.post("/v1/documents", json={"text": "Minsk praised Warsaw.", "published": "2025-09-20"})
    assert web.get("/v1/events?country=BLR").json()["total"] == first.json()["total"] + 1
