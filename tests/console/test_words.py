"""Codes in plain words, and pages that say the same thing alike."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from starlette.testclient import TestClient

from demarche.console import words
from demarche.console.article import understood
from demarche.console.fans import fan_picture
from demarche.console.odd import rarest
from demarche.console.picture import dyad_picture
from demarche.console.site import month_end
from demarche.forecast.fan import fan
from demarche.forecast.targets import Target
from demarche.model import Record, Span
from demarche.model.record import ActorRecord, EventRecord, SentenceRecord, article_record
from demarche.model.stream import StreamEvent, with_bargains
from demarche.ontology import load
from demarche.signals.series import series
from demarche.signals.surprise import Surprise
from demarche.testing import article


def test_every_code_has_words() -> None:
    """No sector and no type of the codebook is left as a bare code."""
    book = load()
    assert set(words.SECTORS) == set(book.sectors)
    assert words.acts() == {name: kind.about for name, kind in book.types.items()}
    assert words.sector("XYZ") == "XYZ"


@pytest.mark.parametrize(("bits", "told"), [(1.0, "1 in 2"), (8.7, "1 in 420"), (13.0, "1 in 8,200")])
def test_surprise_as_a_chance(bits: float, told: str) -> None:
    """Bits are told as one in so many, in two digits."""
    assert words.rarity(bits) == told


def test_the_fan_meets_the_record_at_the_day() -> None:
    """The record ends at zero where the fan begins; wider bands hold narrower ones; the figures are in words too."""
    day = dt.date(2025, 6, 1)
    stream = [
        StreamEvent(date=d, actor="PER", recipient="ECU", event_type="CONSULT", quad_class=1, event_id=f"{d}",
                    arrived=d) for d in (day - dt.timedelta(days=7 * n) for n in range(1, 30))
    ]  # fmt: skip
    picture = fan_picture(fan(stream, ("PER", "ECU"), as_of=day, target=Target()))
    zero = f"{picture.today:.1f},{picture.zero:.1f}"
    assert picture.past.endswith(zero)
    assert picture.middle.startswith(zero)
    assert [level for level, _ in picture.bands] == [90, 80, 50]
    assert [(days, s.q05 <= s.q25 <= s.q50 <= s.q75 <= s.q95) for days, s in picture.steps] == [
        (7, True), (30, True), (90, True)]  # fmt: skip
    assert {label.words for label in picture.labels} >= {"0", "−12", "1 Jun 25"}


def test_the_fan_of_a_pair_never_seen_is_drawn_from_the_prior() -> None:
    """Nothing on record between them: a flat line behind, and something possible ahead."""
    day = dt.date(2025, 6, 1)
    other = StreamEvent(date=dt.date(2025, 5, 1), actor="PER", recipient="ECU", event_type="CONSULT", quad_class=1,
                        event_id="e", arrived=dt.date(2025, 5, 1))  # fmt: skip
    picture = fan_picture(fan([other], ("FJI", "ISL"), as_of=day, target=Target()))
    assert {point.partition(",")[2] for point in picture.past.split()} == {f"{picture.zero:.1f}"}
    assert picture.fan.steps[-1].q95 > 0


def test_of_an_event_of_several_pairs_the_rarest_counts() -> None:
    """A meeting of three is six directed pairs, and one line."""
    told = [
        Surprise(event_id=e, date=dt.date(2025, 6, 1), actor=a, recipient="ECU", kind="CONSULT", bits=bits, words="")
        for e, a, bits in (("e1", "PER", 3.0), ("e1", "CHL", 9.0), ("e2", "PER", 5.0))
    ]
    assert [(s.event_id, s.bits) for s in rarest(told)] == [("e1", 9.0), ("e2", 5.0)]


def test_one_is_no_plural() -> None:
    """One is told in the singular, nothing and many in the plural."""
    assert [words.many(n, "event") for n in (0, 1, 2)] == ["0 events", "1 event", "2 events"]
    assert words.many(3, "story") == "3 stories"


def test_months_end_when_they_do() -> None:
    """The last day of a month belongs to it."""
    assert [month_end(month) for month in ("2026-01", "2026-02", "2028-02", "2026-12")] == [
        "2026-01-31", "2026-02-28", "2028-02-29", "2026-12-31"
    ]  # fmt: skip


def test_what_reports_differ_on() -> None:
    """Fields are named as a reader would ask for them."""
    assert words.differ_on(json.dumps({"freed": {}, "polarity": {}})) == "how many freed, whether it happened"


def test_ids_become_numbers_of_the_page() -> None:
    """Why reports are one event is said with the numbers under which they stand there."""
    one, other, gone = "a" * 24 + ":e1", "b" * 24 + ":e12", "c" * 24 + ":e1"
    said = words.by_number(f"{one} and {other} merged; {gone} too", [other, one])
    assert said == "report 2 and report 1 merged; a report that is gone too"


def test_reports_of_a_bargain() -> None:
    """What one article calls part of a bargain is so in the other reports of the event."""
    day = dt.date(2026, 1, 5)
    stream = [StreamEvent(date=day, actor="COL", recipient="VEN", event_type="RETREAT", event_id=event, story_id=story,
                          arrived=day, quad_class=2)
              for event, story in (("a", "s"), ("b", "s"), ("c", "c"))]  # fmt: skip
    assert [e.event_id for e in with_bargains(stream, {"a"}) if e.exchange] == ["a", "b"]
    assert [e.event_id for e in with_bargains(stream, {"c"}) if e.exchange] == ["c"]


def test_axes_have_words() -> None:
    """The chart of a dyad says what is counted, on both sides."""
    days = [dt.date(2026, 1, 5), dt.date(2026, 1, 14)]
    stream = [StreamEvent(date=day, actor="COL", recipient="VEN", event_type="CONSULT", event_id=f"{day}", arrived=day,
                          quad_class=1, goldstein=1.0) for day in days]  # fmt: skip
    picture = dyad_picture(series(stream, ("COL", "VEN")), [], str)
    assert picture is not None
    said = {label.words for label in picture.labels}
    assert {"stories: cooperation up, conflict down", "articles", "mean score", "+10", "−10"} <= said


def test_a_relation_counts_alike_everywhere(full: TestClient) -> None:
    """Today and the page of the pair give the same number of events."""
    today = full.get("/", headers={"accept": "text/html"}).text
    found = re.search(r'href="/dyads/COL/VEN">[^<]*</a> <span class="small">(\d+) events', today)
    assert found is not None
    assert f"{found[1]} events, as of" in full.get("/dyads/COL/VEN", headers={"accept": "text/html"}).text


def test_quotations_in_their_own_words(full: TestClient) -> None:
    """Latest first; what is told indirectly stands without quotation marks."""
    page = full.get("/quotes", headers={"accept": "text/html"}).text
    dates = [dt.datetime.strptime(d, "%d %b %Y").date() for d in re.findall(r", (\d+ \w{3} \d{4})</a></p></li>", page)]
    assert dates == sorted(dates, reverse=True)
    quotes = page.split("<blockquote>")[1:]
    assert quotes
    assert all(quote.startswith("“") is ("· indirect ·" not in quote) for quote in quotes)


def test_parties_that_are_understood_are_marked() -> None:
    """Who stands in another sentence, or is meant by other words, is told apart from who is named."""
    text = "Colombia held a sailor. Venezuela condemned the arrest."
    words = {word: Span.of(text, text.index(word), text.index(word) + len(word))
             for word in ("Colombia", "Venezuela", "condemned", "the arrest")}  # fmt: skip
    people = [ActorRecord(id=i, name=name, kind="country", country=name[:3].upper(), sector=None,
                          mentions=[words[name]], why="")
              for i, name in (("a", "Venezuela"), ("b", "Colombia"))]  # fmt: skip
    known = {actor.id: actor for actor in people}
    record = Record(demarche="", codebook="", models={}, article=article_record(article(text, published="2026-01-07")),
                    sentences=[SentenceRecord(start=0, end=23, kind="body"),
                               SentenceRecord(start=24, end=len(text), kind="body")], actors=people)  # fmt: skip

    def ground(word: str) -> str:
        event = EventRecord(id="e1", event_type="ACCUSE", quad_class=3, actors=["a"], recipients=["b"],
                            evidence={"actors": [words["Venezuela"]], "recipients": [words[word]]},
                            mentions=[words["condemned"]])  # fmt: skip
        assert understood(record, event, "actors", known["a"], known) == ""
        return understood(record, event, "recipients", known["b"], known)

    assert ground("Colombia") == "from “Colombia” in another sentence"
    assert ground("the arrest") == "by “the arrest”"
    assert ground("Venezuela") == ""  # words of somebody else say nothing of it
