"""Every page with nothing, with articles, and with hostile words in every field."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from demarche.console.site import NAVIGATION
from demarche.testing import article
from tests.console.conftest import console
from tests.console.hostile import PAYLOADS

PAGES = (*(path for path, _ in NAVIGATION), "/dyads/COL/VEN", "/login", "/codebook/RETREAT")
LIMIT = 100_000


class Checker(HTMLParser):
    """Reads a page as a browser would, and notes what should not be there."""

    VOID = ("meta", "link", "input", "br", "rect", "line", "circle", "polyline", "polygon", "path")

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.headings: list[str] = []
        self.unnamed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("iframe", "base", "object", "embed", "style", "plaintext", "math", "img"):
            self.bad.append(tag)
        if tag == "script" and values.get("src") != "/static/console.js":
            self.bad.append("script")
        if tag == "meta" and "http-equiv" in values:
            self.bad.append("refresh")
        self.bad += [name for name in values if name.startswith("on") or name == "style"]
        if name := values.get("id"):
            self.bad += [f"id {name} twice"] if name in self.ids else []
            self.ids.add(name)
        for name in ("href", "action", "src"):
            if (value := values.get(name)) is not None:
                self.links.append(value)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)


def check(html: str) -> Checker:
    found = Checker()
    found.feed(html)
    assert found.bad == []
    assert all(link.startswith(("/", "#", "?")) or link.startswith(("http://", "https://")) for link in found.links)
    assert found.headings[:1] == ["h1"]
    assert found.headings.count("h1") == 1
    return found


@pytest.mark.parametrize("path", PAGES)
def test_pages_without_data(empty: TestClient, path: str) -> None:
    """With an empty store every page renders and says what to do next."""
    reply = empty.get(path, headers={"accept": "text/html"})
    assert reply.status_code == 200
    check(reply.text)
    if path in (
        "/events",
        "/stories",
        "/dyads",
        "/forecasts",
        "/exchanges",
        "/actors",
        "/quotes",
        "/map",
        "/network",
        "/articles",
        "/",
    ):
        assert "demarche ingest" in reply.text or "demarche demo" in reply.text


@pytest.mark.parametrize("path", PAGES)
def test_pages_with_data(full: TestClient, path: str) -> None:
    """With articles every page renders, is light, and marks where the reader is."""
    reply = full.get(path, headers={"accept": "text/html"})
    assert reply.status_code == 200
    check(reply.text)
    assert len(reply.content) < LIMIT
    assert path == "/login" or 'aria-current="page"' in reply.text


def test_every_link_of_the_console_leads_somewhere(full: TestClient) -> None:
    """Links from every page, followed once each, answer; links within a page have their target."""
    waiting, seen = list(PAGES), set(PAGES)
    for path in waiting:
        reply = full.get(path, headers={"accept": "text/html"}, follow_redirects=False)
        assert reply.status_code == 200, path
        if "text/html" not in reply.headers["content-type"]:
            continue
        found = check(reply.text)
        for link in found.links:
            place, _, anchor = link.partition("#")
            assert place or not anchor or anchor in found.ids, (path, link)
            shape = re.sub(r"[0-9a-f]{16,}|=[^&]*", "*", place)
            # Filters can be combined without end; one at a time is enough.
            followed = place.startswith("/") and not place.startswith("/reviews") and "/why/" not in place
            if followed and place.count("&") == 0 and shape not in seen:
                seen.add(shape)
                waiting.append(place)
    assert len(waiting) > 60


@pytest.mark.parametrize("number", range(0, len(PAYLOADS), 10))
def test_hostile_words_in_every_field_on_every_page(number: int) -> None:
    """Whatever stands in text, title, source, address, names, quotes or codes: it is shown, and never runs."""
    chosen = PAYLOADS[number : number + 10]
    with console(
        *(article(p, title=p, source=p, url=p, author=p, published="2026-01-07", language="en") for p in chosen)
    ) as web:
        documents = [row["doc_id"] for row in web.get("/v1/documents?fields=doc_id").json()["items"]]
        stories = [row["story_id"] for row in web.get("/v1/stories").json()["items"]]
        paths = [*PAGES, *(f"/articles/{d}" for d in documents), *(f"/stories/{s}" for s in stories[:10])]
        for path in paths:
            reply = web.get(path, headers={"accept": "text/html"})
            assert reply.status_code == 200, path
            check(reply.text)
        for payload in chosen:
            assert web.get("/actors/one", params={"name": payload[:200]}).status_code in (200, 422)
            for name in ("text", "source", "place"):
                check(web.get("/events", params={name: payload[:200]}, headers={"accept": "text/html"}).text)
            check(web.get("/sql", params={"q": payload}, headers={"accept": "text/html"}).text)
            check(web.post("/try", data={"text": payload}).text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_parameters(full: TestClient, payload: str) -> None:
    """Hostile words as any parameter give an answer or a refusal, never a failure, and never run."""
    for path in (
        "/events",
        "/stories",
        "/quotes",
        "/exchanges",
        "/actors",
        "/actors/one",
        "/dyads",
        "/forecasts",
        "/map",
        "/network",
        "/articles",
    ):
        for name in ("dyad", "country", "since", "type", "page", "text", "name", "hide", "limit", payload[:40]):
            reply = full.get(path, params={name: payload}, headers={"accept": "text/html"})
            assert reply.status_code in (200, 404, 422)
    check(full.get("/events", params={"dyad": payload}, headers={"accept": "text/html"}).text)


@pytest.mark.parametrize("path", ["/articles/nothing", "/stories/nothing", "/dyads/C/V", "/codebook/NOTHING",
                                  "/actors/one?name=x",
                                  "/nowhere", "/events?page=0", "/static/../app.py",
"/static/nothing.css"])  # fmt: skip
def test_what_is_not_there(full: TestClient, path: str) -> None:
    """Unknown things get a page of ours with a way back."""
    reply = full.get(path, headers={"accept": "text/html"})
    assert reply.status_code in (404, 422)
    check(reply.text)


def test_a_bargain_shows_both_sides(full: TestClient) -> None:
    """The page of exchanges has both legs with their sentences and leads to the words."""
    html = full.get("/exchanges").text
    assert html.count("gives to") >= 2
    assert re.search(r'href="/articles/[0-9a-f]{24}#c-e1"', html)


def test_marks_lead_to_records_and_back(full: TestClient) -> None:
    """In an article every mark has its record, and every record its words."""
    document = full.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
    html = full.get(f"/articles/{document}").text
    assert set(re.findall(r'class="m [^"]*" href="#(c-e\d)"', html)) == {"c-e1", "c-e2"}
    assert {"t-e1", "t-e2", "c-e1", "c-e2"} <= check(html).ids


def test_the_text_of_an_article_is_whole(full: TestClient) -> None:
    """The text between the marks is the article's text, letter for letter."""
    from demarche.console.article import pieces

    document = full.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
    record = full.desk.store.record(document)  # type: ignore[attr-defined]
    text = "".join("\n" if p.breaks else p.text for p in pieces(record))
    assert text == record.article.text


def test_accept_edit_reject_undo(own: TestClient) -> None:
    """The forms of an article correct its events, and take it back."""
    event = own.get("/v1/events").json()["items"][0]["event_id"]
    back = own.post(
        "/reviews",
        data={"event": event, "action": "edit", "field": "realis", "value": "planned"},
        follow_redirects=False,
    )
    assert back.status_code == 303
    assert back.headers["location"].startswith("/articles/")
    assert own.get(f"/v1/events/{event}").json()["realis"] == "planned"
    own.post("/reviews", data={"event": event, "action": "reject"})
    assert own.get("/v1/events").json()["total"] == 1
    assert "Undo" in own.get(f"/articles/{event.split(':')[0]}").text
    own.post("/reviews/undo", data={"review": "2", "event": event})
    assert own.get("/v1/events").json()["total"] == 2


@pytest.mark.parametrize("data", [{"action": ""}, {"event": "x:e1", "action": "accept"}, {"event": "", "action": "fly"},
                                  {"event": "//evil", "action": "merge", "other": "y"}])  # fmt: skip
def test_forms_that_make_no_sense(full: TestClient, data: dict[str, str]) -> None:
    """A form that names nothing is refused."""
    assert full.post("/reviews", data=data, headers={"accept": "text/html"}).status_code in (404, 422)


def test_a_form_of_another_kind(full: TestClient) -> None:
    """Only plain forms are read."""
    assert full.post("/try", json={"text": "a"}).status_code == 415


def test_try_stores_nothing(own: TestClient) -> None:
    """A text that was tried is shown with its records and is nowhere afterwards."""
    before = own.get("/v1/documents").json()["total"]
    reply = own.post("/try", data={"text": "Colombia met Venezuela.", "published": "2026-01-01"})
    check(reply.text)
    assert "RETREAT" in reply.text
    assert own.get("/v1/documents").json()["total"] == before


def test_sql_reads_only(full: TestClient) -> None:
    """The SQL page answers a SELECT and refuses everything else."""
    assert "RETREAT" in full.get("/sql", params={"q": "SELECT event_type FROM events"}).text
    for query in (
        "DROP TABLE events",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY events TO '/tmp/x'",
        "SELECT 1; SELECT 2",
    ):
        assert full.get("/sql", params={"q": query}).status_code == 422


def test_errors_say_what_to_do(full: TestClient) -> None:
    """An error page speaks to a reader, not of HTTP, and names the field at fault with words of ours alone."""
    page = {"accept": "text/html"}
    lost, wrong = full.get("/nowhere", headers=page), full.get("/events?dyad=zz", headers=page)
    assert (lost.status_code, wrong.status_code) == (404, 422)
    assert "Nothing is here" in lost.text
    assert "Not Found" not in lost.text
    assert "dyad: not a dyad; write two country codes like USA-BLR" in wrong.text
