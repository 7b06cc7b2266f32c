"""A walk through every page with a real browser; skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from demarche.testing import article
from tests.console.browser import Browser, chromium
from tests.console.conftest import console, listening
from tests.console.hostile import PAYLOADS
from tests.console.test_pages import PAGES

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")
WIDTHS = (1280, 390, 360)
# Words of links and fields, text that is too pale, and what sticks out of the window.
AUDIT = """(() => {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth)
    out.push("wider than the window: " + document.documentElement.scrollWidth);
  const light = (c) => { const [r, g, b] = c.map((v) => {
    v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const rgb = (s) => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > .5) return c.slice(0, 3); }
    return rgb(getComputedStyle(document.body).backgroundColor); };
  for (const e of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest("svg, [hidden], option") || !e.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5)
      out.push("too pale: " + e.tagName + " " + e.className + " " + e.textContent.trim().slice(0, 30));
  }
  for (const e of document.querySelectorAll("a[href], button"))
    if (!e.textContent.trim()) out.push("no words: " + e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!e.labels.length) out.push("no label: " + e.name);
  for (const e of document.querySelectorAll("svg[role=img]"))
    if (!e.querySelector("title")) out.push("picture without words");
  if (!document.documentElement.lang || !document.querySelector("main") || !document.title)
    out.push("no language, main or title");
  return [...new Set(out)].slice(0, 8);
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(full: TestClient) -> Iterator[str]:
    with listening(full) as url:
        yield url


def places(full: TestClient) -> list[str]:
    """All pages, and one of each thing."""
    document = full.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
    story = full.get("/v1/stories?limit=1").json()["items"][0]["story_id"]
    more = ("/events?dyad=COL-VEN&realis=actual", "/forecasts?state=open", "/forecasts?dyad=COL-VEN&state=closed")
    return [*PAGES, f"/articles/{document}", f"/stories/{story}", *more]


@pytest.mark.parametrize(
    ("width", "dark", "script"),
    [(1280, False, True), (390, True, True), (390, False, False), (360, False, False), (1280, True, False)],
)
def test_every_page_at_every_width(
    browser: Browser, full: TestClient, address: str, width: int, dark: bool, script: bool
) -> None:
    """No page sticks out, is too pale, lacks words, logs an error or fails to load; with and without script."""
    browser.size(width, dark=dark, script=script)
    browser.problems.clear()
    for path in places(full):
        browser.open(address + path)
        browser.size(width, dark=dark, script=True)
        assert browser.js(AUDIT) == [], path
        browser.size(width, dark=dark, script=script)
    assert browser.problems == []


def test_from_the_start_to_the_proof(browser: Browser, address: str) -> None:
    """From Today three clicks lead to a bargain, both its sides, and the words that prove it."""
    browser.size(1280)
    browser.open(f"{address}/")
    browser.follow('a[href^="/exchanges"]')
    assert browser.js("document.querySelectorAll('.bargain .legs li').length") >= 2
    browser.follow('.legs a[href*="#c-e1"]')
    assert browser.js("document.querySelector(':target').id") == "c-e1"
    assert browser.js("document.querySelectorAll('.text a.m').length") >= 2


def test_a_forecast_made_with_the_form(browser: Browser) -> None:
    """Without script: two fields, a click, and the forecast waits in the list; empty before."""
    browser.size(390, script=False)
    browser.problems.clear()
    with (
        console(article("Colombia freed a sailor.", published="2026-01-07", language="en")) as web,
        listening(web) as url,
    ):
        browser.open(f"{url}/forecasts")
        browser.size(390)
        assert browser.js("document.querySelector('.empty') !== null")
        assert browser.js(AUDIT) == []
        browser.js("document.querySelector('[name=dyad]').value = 'COL-VEN'")
        browser.follow("form.filters button")
        assert browser.js("location.pathname + location.search") == "/forecasts?dyad=COL-VEN"
        assert browser.js("document.querySelectorAll('table.record tbody tr').length") >= 5
        assert browser.js(AUDIT) == []
    assert browser.problems == []


def test_forms_go_through(browser: Browser) -> None:
    """A text is tried and an event accepted by a click: the browser tells whose page sends the form."""
    browser.size(1280)
    browser.problems.clear()
    with (
        console(article("Colombia freed a sailor.", published="2026-01-07", language="en")) as web,
        listening(web) as url,
    ):
        browser.open(f"{url}/try")
        browser.js("document.querySelector('textarea').value = 'Colombia freed a sailor.'")
        browser.follow("form.try button")
        assert browser.js("document.querySelectorAll('.card').length") > 0
        document = web.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
        browser.open(f"{url}/articles/{document}")
        browser.follow("button[data-key=a]")
        assert web.get("/v1/reviews").json()["items"][0]["action"] == "accept"
    assert browser.problems == []


def test_keys_walk_through_events(browser: Browser, full: TestClient, address: str) -> None:
    """On an article, j goes to the first and the next event and lights up its words."""
    document = full.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
    browser.size(1280)
    browser.open(f"{address}/articles/{document}")
    for expected in ("c-e1", "c-e2"):
        browser.call("Input.dispatchKeyEvent", type="keyDown", key="j", text="j")
        assert browser.js("document.activeElement.id") == expected
    assert browser.js("document.querySelectorAll('.text .on').length") >= 1


def press(browser: Browser, *keys: str) -> None:
    """Press keys one after the other as a reader does."""
    for key in keys:
        browser.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=key if len(key) == 1 else "")
        browser.call("Input.dispatchKeyEvent", type="keyUp", key=key)


def pressed(browser: Browser, key: str) -> None:
    """Press a key that sends a form, and wait for the page that comes back."""
    browser._events.clear()
    press(browser, key)
    browser._loaded()


def test_corrections_by_keys(browser: Browser) -> None:
    """Accept, take back, edit, reject: nothing but keys, and after each the event is in focus again."""
    browser.size(1280)
    browser.problems.clear()
    given = article("Colombia freed a sailor. Venezuela opened a road.", published="2026-01-07", language="en")
    with console(given) as web, listening(web) as url:

        def actions() -> list[str]:
            return [row["action"] for row in web.get("/v1/reviews").json()["items"] if not row["undone"]]

        document = web.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
        browser.open(f"{url}/articles/{document}")
        press(browser, "j")
        pressed(browser, "a")
        assert actions() == ["accept"]
        assert browser.js("document.activeElement.id") == "c-e1"
        pressed(browser, "u")
        assert actions() == []
        press(browser, "e")
        assert browser.js("document.activeElement.name") == "field"
        press(browser, "Escape")
        assert browser.js("document.activeElement.id") == "c-e1"
        press(browser, "e")
        browser.js("document.activeElement.value = 'realis'; document.querySelector('#c-e1 [name=value]').focus()")
        browser.call("Input.insertText", text="planned")
        browser.follow("#c-e1 button[value=edit]")
        assert actions() == ["edit"]
        assert browser.js("document.querySelector('#c-e1 .flag').textContent") == "planned"
        pressed(browser, "u")
        pressed(browser, "r")
        assert actions() == ["reject"]
    assert browser.problems == []


def test_nothing_hostile_runs(browser: Browser) -> None:
    """With hostile words in every field no page opens a dialog, breaks the policy or asks for anything else."""
    browser.size(1280)
    browser.problems.clear()
    given = [article(p, title=p, source=p, url=p, author=p, published="2026-01-07", language="en") for p in PAYLOADS]
    with console(*given) as web, listening(web) as url:
        documents = [row["doc_id"] for row in web.get("/v1/documents?fields=doc_id").json()["items"]]
        for path in [*PAGES, *(f"/articles/{d}" for d in documents[:12])]:
            browser.open(url + path)
            assert browser.js("document.documentElement.scrollWidth <= innerWidth"), path
    assert browser.problems == []
