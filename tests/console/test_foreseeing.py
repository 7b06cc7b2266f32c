"""The page of kept forecasts, and forecasts beside open questions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from demarche.console.foreseeing import verdict
from demarche.console.picture import reliability_picture
from demarche.console.site import kind, percent
from demarche.forecast.ledger import Bin, Report
from demarche.testing import KeywordCoder, article
from tests.console.conftest import console, sample
from tests.console.hostile import PAYLOADS, EveryField
from tests.console.test_pages import check

FORM = {"dyad": "COL-VEN", "horizon": "30", "event": ""}


def page(web: TestClient, query: str = "") -> str:
    reply = web.get(f"/forecasts{query}", headers={"accept": "text/html"})
    assert reply.status_code == 200
    check(reply.text)
    return reply.text


def test_nothing_is_kept_yet(own: TestClient) -> None:
    """With articles and no forecast the page says how to make one."""
    html = page(own)
    assert "No forecast is kept yet" in html
    assert "demarche forecast --dyad" in html
    assert 'action="/forecasts"' in html


def test_the_form_makes_and_keeps(own: TestClient) -> None:
    """A forecast made with the form is on record, once, and waits."""
    for _ in range(2):
        reply = own.post("/forecasts", data=FORM, follow_redirects=False)
        assert (reply.status_code, reply.headers["location"]) == (303, "/forecasts?dyad=COL-VEN")
    html = page(own)
    assert "Nothing can be scored yet" in html
    assert "stands beside an open question" in html
    assert html.count("waits for") == own.get("/v1/forecasts/record").json()["total"] > 5


@pytest.mark.parametrize("change", [{"dyad": "COL"}, {"horizon": "0"}, {"horizon": "soon"}, {"event": "PARTY"},
                                    {"dyad": "COL-COL"}, {"event": "<script>alert(1)</script>"}])  # fmt: skip
def test_a_form_with_nonsense(own: TestClient, change: dict[str, str]) -> None:
    """The page comes back with what is wrong, and nothing is kept."""
    reply = own.post("/forecasts", data={**FORM, **change}, headers={"accept": "text/html"})
    assert reply.status_code == 422
    check(reply.text)
    assert 'role="alert"' in reply.text
    assert own.get("/v1/forecasts/record").json()["total"] == 0


def test_the_record_is_told_with_its_figures(full: TestClient) -> None:
    """Scores beside the references, the diagram with the same figures as a table, misses, and those that wait."""
    html, report = page(full), full.get("/v1/forecasts/evaluation").json()
    for value in ("brier", "brier_reference", "brier_base_rate", "bits", "bits_reference", "bits_base_rate"):
        assert f"{report[value]:.3f}" in html, value
    assert html.count('class="bubble"') == len(report["reliability"]) > 0
    assert html.count("it did not happen") + html.count("it happened") == len(report["worst"]) + len(report["best"])
    assert "may be chance" in html or report["closed"] >= 100
    assert "in hindsight" in html


def test_lists_by_state_and_pair(full: TestClient) -> None:
    """Each state has its list, and its download the same filter."""
    assert "waits for" not in page(full, "?state=closed")
    assert "did not happen</td>" not in page(full, "?state=open")
    assert "No kept forecast fits" in page(full, "?dyad=USA-BLR")
    assert "format=csv&amp;state=open" in page(full, "?state=open")


def test_what_decided_leads_to_its_words(full: TestClient) -> None:
    """The events behind an outcome are links to the article, which exists."""
    line = next(one for one in full.get("/v1/forecasts/record").json()["items"] if one["happened"])
    document, _, local = line["events"][0].partition(":")
    assert f'href="/articles/{document}#c-{local}"' in page(full, "?state=closed")
    assert f'id="c-{local}"' in full.get(f"/articles/{document}").text


def test_kept_words_never_run() -> None:
    """Whatever a mode is called, and whatever question a forecast stands beside."""
    with console(article("Colombia freed a sailor. Venezuela opened a road.", language="en")) as web:
        for number in range(0, len(PAYLOADS), 20):
            names = [f"RETREAT/{words}"[:200] for words in PAYLOADS[number : number + 20]]
            reply = web.post("/v1/forecasts", json={"dyad": "COL-VEN", "horizons": [30], "events": names})
            assert reply.status_code in (201, 422)
        assert web.post("/v1/forecasts", json={"dyad": "COL-VEN"}).status_code == 201
        page(web)
        page(web, "?page=2")


def first(web: TestClient) -> str:
    found: str = web.get("/v1/documents?limit=1").json()["items"][0]["doc_id"]
    return found


def test_questions_have_forecasts_beside_them(full: TestClient) -> None:
    """In both directions with probability, range and base rate, the stand-in in words; or plainly none."""
    html = full.get(f"/articles/{first(full)}").text
    check(html)
    assert "Not the question itself, but testable: a visit or talks (at least one CONSULT) within 90 days of" in html
    assert html.count("No testable proxy") == 2
    assert 'aria-label="Forecast beside question 2"' in html
    assert full.get("/v1/forecasts/record").json()["total"] > 0


def test_a_reader_keeps_nothing(own: TestClient) -> None:
    """Looking at an article, and trying a text, enters nothing into the record."""
    own.get(f"/articles/{first(own)}")
    html = own.post("/try", data={"text": "Colombia met Venezuela.", "published": "2026-01-01"}).text
    assert "Not the question itself" in html
    assert own.get("/v1/forecasts/record").json()["total"] == 0


def test_an_article_with_many_questions_stays_quick() -> None:
    """A page forecasts for its first questions, and says so beside the others."""
    from demarche.api.flow import Flow
    from demarche.console.asking import MOST, beside
    from demarche.model.record import QuestionRecord

    plain = EveryField().code(article("Colombia freed a sailor.", language="en"))
    pairs = [("USA", code) for code in ("BLR", "CHN", "FRA", "DEU", "IND", "IRN", "POL")]
    asked = [QuestionRecord(text="Will talks come?", start=0, end=1, dyad=list(pair)) for pair in pairs]
    with console(article("Colombia freed a sailor.", language="en")) as web:
        record = msgspec.structs.replace(plain, open_questions=[*asked, asked[0]])
        found = beside(Flow(web.desk), record)  # type: ignore[attr-defined]
    assert [bool(one["rows"]) for one in found] == [True] * MOST + [False] * (len(pairs) - MOST) + [True]
    assert "first questions" in found[-2]["why"]


def test_pages_of_today_and_of_a_pair_show_what_may_come(full: TestClient) -> None:
    """Fans of both directions, or of the one that is asked for; the pair's own surprises; the reference beside."""
    for path, fans in (("/", 2), ("/dyads/COL/VEN", 2), ("/dyads/COL/VEN?directed=true", 1), ("/dyads/FJI/ISL", 0)):
        html = full.get(path, headers={"accept": "text/html"}).text
        check(html)
        assert html.count('<polyline class="median"') == fans, path
    html = full.get("/dyads/COL/VEN", headers={"accept": "text/html"}).text
    assert "<h2>Surprises</h2>" in html
    assert "on record, among" in html
    assert "90-day rate" in html


def test_a_large_store_does_not_claim_that_nothing_surprises(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not looked for is not said to be absent; the page of a pair looks for its own when asked."""
    monkeypatch.setattr("demarche.api.flow.MOST_EVENTS", 1)
    with console(*sample()) as web:
        assert "too large to look for them" in web.get("/", headers={"accept": "text/html"}).text
        short, whole = (
            web.get(f"/dyads/COL/VEN{more}", headers={"accept": "text/html"}).text for more in ("", "?outlook=true")
        )
        assert "/dyads/COL/VEN?outlook=true" in short
        assert "on record, among" not in short
        assert '<polyline class="median"' not in short
        assert "on record, among" in whole
        assert whole.count('<polyline class="median"') == 2
        unnamed = [row["words"] for row in web.get("/v1/signals").json()["silent"] if row["dyad"] is None]
        assert len(unnamed) == 1
        assert web.get("/v1/signals?dyad=COL-VEN").json()["surprises"]


def test_whom_an_article_tells_most_of() -> None:
    """The pair with most events; none when two pairs are level, or when there is none at all."""
    from demarche.forecast.questions import leading_pair

    texts = {
        "America met Belarus. Minsk praised Washington. Russia attacked Ukraine.": ("BLR", "USA"),
        "America met Belarus. Russia attacked Ukraine.": None,
        "Nothing happened.": None,
    }
    for text, pair in texts.items():
        assert leading_pair(KeywordCoder().code(article(text))) == pair


def test_a_question_without_countries_is_read_for_those_of_the_article(own: TestClient) -> None:
    """The page says that they are the article's, not the question's."""
    html = own.get(f"/articles/{first(own)}").text
    assert html.count("these are the two that the article tells most of") == 1


def test_questions_before_anything_is_on_record(empty: TestClient) -> None:
    """Without a past there is no forecast, and the page says so."""
    html = empty.post("/try", data={"text": "Colombia met Venezuela.", "published": "2026-01-01"}).text
    check(html)
    assert "a forecast needs at least one event" in html


def report(**figures: Any) -> Report:
    return Report(**{"as_of": dt.date(2026, 1, 1), "closed": 100, "open": 0, "happened": 9, **figures})


def test_the_verdict_in_words() -> None:
    """Better, worse and as good as the better reference; with few forecasts that it may be chance."""
    against = {"brier_reference": 0.2, "brier_base_rate": 0.3}
    assert "10\u00a0% better than" in verdict(report(brier=0.18, **against))
    assert "50\u00a0% worse than" in verdict(report(brier=0.3, **against))
    assert "as good as" in verdict(report(brier=0.2, **against))
    assert "chance" in verdict(report(brier=0.2, closed=3, **against))
    assert verdict(report()) == ""


def test_the_diagram_stays_within_its_square() -> None:
    """Dots of 0 and 100 % lie on the corners, and more forecasts are a larger dot."""
    picture = reliability_picture((Bin(0.0, 1.0, 5), Bin(1.0, 0.0, 50)))
    (a, b) = picture.dots
    assert (a.x, a.y, b.x, b.y) == (picture.left, picture.top, picture.right, picture.bottom)
    assert b.r > a.r
    assert len(reliability_picture(()).dots) == 0


@pytest.mark.parametrize(("p", "words"), [(0.0, "0"), (0.001, "under 1"), (0.5, "50"), (0.999, "over 99"), (1, "100")])
def test_percent(p: float, words: str) -> None:
    """Only what is certain is called certain."""
    assert percent(p) == f"{words}\u00a0%"


def test_kinds_in_words() -> None:
    """A target reads on after "at least one"."""
    assert [kind(t) for t in ("any event", "verbal conflict", "CONSULT")] == [
        "event",
        "act of verbal conflict",
        "CONSULT",
    ]
