"""Which time expression belongs to which act, and what stands in when there is none."""

from __future__ import annotations

import msgspec
import pytest
from tests.coding.fields import coded, share

from demarche.coding import when
from demarche.model import Coded, Event, Interval


def test_interval_floor() -> None:
    """At least nine in ten dates of the check cases are right."""
    assert share("time", "interval") >= 0.9


def test_a_weekday_is_read_with_its_words() -> None:
    """The evidence of a date is the exact phrase, and the coder names the rule."""
    date = coded("Belarus freed 52 detainees on Thursday.", "freed").date
    assert date is not None
    assert (date.value.start, date.evidence[0].text, date.coder) == ("2025-09-11", "on Thursday", "when.day@1")


def test_what_was_said_on_a_day_did_not_happen_then() -> None:
    """A date beside the verb of saying does not pass to what is said."""
    text = "Officials said on Monday that the army had shelled the town in May."
    shelled, said = coded(text, "shelled").date, coded(text, "said").date
    assert shelled is not None
    assert said is not None
    assert (shelled.value.start, said.value.start) == ("2025-05-01", "2025-09-15")


def test_the_default_is_marked() -> None:
    """News without a date gets the day of publication, with that basis and no evidence."""
    date = coded("Police in Harare arrested four activists.", "arrested").date
    assert date is not None
    assert (date.value.basis, date.evidence) == ("publication_default", ())


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Mali had previously banned the broadcaster.", "banned"),
        ("Minsk plans to free the prisoners.", "free"),
        ("NATO could deploy more troops.", "deploy"),
        ("Paris condemned the invasion.", "invasion"),
    ],
)
def test_no_default_for_what_is_no_news(text: str, trigger: str) -> None:
    """Background, plans, possibilities and acts that are only taken up again get no date."""
    assert coded(text, trigger).date is None


def test_no_default_without_a_publication_date() -> None:
    """Nothing is guessed when nobody knows when the text appeared."""
    assert coded("Jets bombed the port.", "bombed", published=None).date is None


def test_dateline_is_the_anchor_of_the_text() -> None:
    """Weekdays count from the day of the dateline, and news without a date bears it."""
    text = "MINSK, Sept 11 (Reuters) - Belarus freed 52 detainees, and the envoy met the president on Wednesday."
    freed = coded(text, "freed", published="2025-09-12").date
    met = coded(text, "met", published="2025-09-12").date
    assert freed is not None
    assert (freed.value.start, freed.value.basis) == ("2025-09-11", "dateline")
    assert met is not None
    assert met.value.start == "2025-09-10"


def test_old_acts_are_background() -> None:
    """An act of more than half a year ago is historical, with the words of its date."""
    event = coded("Russia annexed Crimea in March 2014.", "annexed")
    assert event.historical.value
    assert event.historical.evidence[0].text == "in March 2014"


def _event() -> Event:
    return Event(id="e1", event_type=Coded("ASSAULT"), cameo=None, coder="", confidence=1.0, sentence=0, trigger=0)


@pytest.mark.parametrize(
    ("end", "marked", "expected"),
    [
        ("2025-09-11", False, False),
        ("2025-02-01", False, True),
        ("2024-12-31", False, True),
        (None, False, False),
    ],
)
def test_background_by_age(end: str | None, marked: bool, expected: bool) -> None:
    """What ended more than half a year before the news is background; an open end is not."""
    interval = Interval(start="2014-01-01", end=end)
    assert when.is_background(_event(), interval, "2025-09-16", marked=marked) is expected


def test_the_year_before_is_background_only_when_marked() -> None:
    """Last month is no background, though the year has changed, unless the words say so."""
    interval = Interval(start="2025-12-01", end="2025-12-31")
    assert not when.is_background(_event(), interval, "2026-01-16")
    assert when.is_background(_event(), interval, "2026-01-16", marked=True)


def test_plans_are_never_background() -> None:
    """What is planned lies ahead, whatever day is named."""
    event = msgspec.structs.replace(_event(), realis=Coded("planned"))
    assert not when.is_background(event, Interval(start=None, end="2014-01-01"), "2025-09-16")
