"""Hostile words as title, text, address and source, through the API and through ingest, on every page in a browser.

Each string stands in all four fields of an article and, through a coder that copies it, in every field of a record.
Every page of every list is opened; of single articles, stories and actors a share, and all of them when the
environment has DEMARCHE_THOROUGH, which takes minutes.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.console.browser import Browser, chromium
from tests.console.conftest import console, listening
from tests.console.hostile import EveryField, strings
from tests.console.test_pages import PAGES

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")
OWN = ("about:", "data:image/svg+xml;base64,")  # the browser's own pictures in fields for days
THOROUGH = bool(os.environ.get("DEMARCHE_THOROUGH"))
BY_API = 400 if THOROUGH else 40
SINGLES = 100_000 if THOROUGH else 25
# Nothing on a page may be a way to run something, whatever the words were.
FOREIGN = """[...document.querySelectorAll('*')].filter((e) =>
  ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'STYLE', 'MATH', 'MARQUEE', 'VIDEO', 'AUDIO', 'IMG'].includes(e.tagName)
  || (e.tagName === 'SCRIPT' && e.getAttribute('src') !== '/static/console.js')
  || [...e.attributes].some((a) => a.name.startsWith('on') || /^[\\s\\x00-\\x1f]*(javascript|vbscript|data|file|blob):/i
     .test(['href', 'src', 'action', 'formaction', 'xlink:href'].includes(a.name) ? a.value : ''))
).map((e) => e.outerHTML.slice(0, 100))"""


def documents() -> list[dict[str, str]]:
    """An article for every string, days apart so that their stories stay apart."""
    first = dt.date(2020, 1, 1)
    return [
        {"title": s, "text": s, "url": s, "source": s, "published": f"{first + dt.timedelta(days=2 * n)}",
         "language": "en"} for n, s in enumerate(strings())
    ]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A console whose articles came in through the API, through ingest, and as imported event files."""
    folder = tmp_path_factory.mktemp("hostile")
    given = documents()
    with console() as web:
        statuses = {web.post("/v1/documents", json=one).status_code for one in given[:BY_API]}
        assert statuses <= {200, 201, 422}
        store, file = web.desk.store, folder / "articles.jsonl"  # type: ignore[attr-defined]
        file.write_text("".join(json.dumps(one) + "\n" for one in given[BY_API:]), encoding="utf-8")
        with web.desk.change():  # type: ignore[attr-defined]
            assert {o["status"] for o in store.ingest(file, coder=EveryField())} <= {"stored", "quarantined"}
            imported(store, folder)
        yield web


def imported(store: object, folder: Path) -> None:
    """The events again, as the event files of others would bring them."""
    for name, least in (("icews", 1), ("gdelt", 1), ("polecat", 1000)):  # the first two refuse hostile codes
        file = folder / f"events.{name}"
        store.export("events", name, file)  # type: ignore[attr-defined]
        new, _ = store.import_events(file, name)  # type: ignore[attr-defined]
        assert new >= least


def pages(web: TestClient) -> Iterator[str]:
    """Every page of every list, and as many single pages as are asked for."""
    yield from PAGES
    for path, table in (("/events", "events"), ("/stories", "stories"), ("/quotes", "quotes"),
                        ("/articles", "documents")):  # fmt: skip
        total = web.get(f"/v1/{table}?limit=1").json()["total"]
        yield from (f"{path}?page={n}" for n in range(1, total // 50 + 2))
    for path, table, name in (("/articles", "documents", "doc_id"), ("/stories", "stories", "story_id")):
        rows = web.get(f"/v1/{table}?limit=1000&fields={name}").json()["items"]
        yield from (f"{path}/{quote(row[name])}" for row in rows[:: max(1, len(rows) // SINGLES)])
    names = [row["name"] for row in web.get("/v1/actors?limit=1000").json()["items"]]
    yield from (f"/actors/one?name={quote(name)}" for name in names[:: max(1, len(names) // SINGLES)])
    for word in strings()[:: max(1, 8 * len(strings()) // SINGLES // 8)]:
        yield from (f"/events?text={quote(word[:200])}", f"/sql?q={quote(word[:900])}")


def test_eight_hundred_hostile_strings(hostile: TestClient, tmp_path: Path) -> None:
    """No page opens a dialog, breaks its policy, asks for anything of another place, or holds what could run."""
    assert len(strings()) >= 800
    browser = Browser(tmp_path / "profile")
    try:
        with listening(hostile) as url:
            for number, path in enumerate(itertools.chain(pages(hostile), ("/",))):
                browser.size(390 if number % 3 == 0 else 1280)
                browser.open(url + path)
                assert browser.js(FOREIGN) == [], path
                assert browser.js("document.querySelectorAll('main h1').length") == 1, path
            refused = [p for p in browser.problems if "status of 4" not in p]  # a string may be no query
            assert refused == []
            assert {urlsplit(a).netloc for a in browser.asked if not a.startswith(OWN)} == {urlsplit(url).netloc}
    finally:
        browser.close()
