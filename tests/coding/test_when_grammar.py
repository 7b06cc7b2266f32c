"""The interval grammar over words, without a tree."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.coding.when_grammar import read
from demarche.coding.when_resolve import Setting, interval
from demarche.coding.when_words import Expression
from demarche.model import Token

TODAY = date(2025, 9, 16)  # a Tuesday
PROPER = {"Zapad", "Resolution", "Agenda", "Boeing", "Operation", "Times"}


def tokens(text: str) -> tuple[Token, ...]:
    """Words cut at spaces; "~" glues a word to the one before it."""
    out, at = [], 0
    for word in text.split(" "):
        glued = word.startswith("~")
        word = word.removeprefix("~")
        at -= glued
        upos = "PROPN" if word in PROPER else "NUM" if word[0].isdigit() else "NOUN"
        out.append(Token(at, at + len(word), word, word.lower(), upos, "", -1, "dep"))
        at += len(word) + 1
    return tuple(out)


def one(text: str) -> Expression:
    found = read(tokens(text))
    assert len(found) == 1, found
    return found[0]


def days(text: str, *, tense: str = "past", today: date | None = TODAY, country: str | None = None) -> str:
    found = interval(one(text), Setting(today=today, tense=tense, country=country))
    return f"{found.start}..{found.end}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Thursday", "2025-09-11..2025-09-11"),
        ("on Tuesday", "2025-09-16..2025-09-16"),
        ("last Tuesday", "2025-09-09..2025-09-09"),
        ("last Monday", "2025-09-08..2025-09-08"),
        ("on Sept. 11", "2025-09-11..2025-09-11"),
        ("on Sept 11 - 14", "2025-09-11..2025-09-14"),
        ("11 September 2025", "2025-09-11..2025-09-11"),
        ("the 11th of September", "2025-09-11..2025-09-11"),
        ("on 30 December", "2024-12-30..2024-12-30"),
        ("Thursday , Sept. 11", "2025-09-11..2025-09-11"),
        ("13/09/2025", "2025-09-13..2025-09-13"),
        ("13.09.2025", "2025-09-13..2025-09-13"),
        ("2025 ~- ~09 ~- ~11", "2025-09-11..2025-09-11"),
        ("in March", "2025-03-01..2025-03-31"),
        ("in mid-March", "2025-03-11..2025-03-20"),
        ("in early March 2022", "2022-03-01..2022-03-10"),
        ("in 2022", "2022-01-01..2022-12-31"),
        ("in the 1990s", "1990-01-01..1999-12-31"),
        ("in the early 2000s", "2000-01-01..2003-12-31"),
        ("in the nineties", "1990-01-01..1999-12-31"),
        ("in the 19th century", "1801-01-01..1900-12-31"),
        ("late last year", "2024-09-01..2024-12-31"),
        ("yesterday", "2025-09-15..2025-09-15"),
        ("overnight", "2025-09-15..2025-09-16"),
        ("overnight on Sunday", "2025-09-14..2025-09-14"),
        ("over the weekend", "2025-09-13..2025-09-14"),
        ("last week", "2025-09-08..2025-09-14"),
        ("this month", "2025-09-01..2025-09-30"),
        ("earlier this month", "2025-09-01..2025-09-16"),
        ("three days ago", "2025-09-13..2025-09-13"),
        ("two weeks ago", "2025-09-01..2025-09-07"),
        ("a decade ago", "2015-01-01..2015-12-31"),
        ("half a century ago", "1975-01-01..1975-12-31"),
        ("years ago", "None..2025-09-16"),
        ("in the past three days", "2025-09-13..2025-09-16"),
        ("in recent weeks", "None..2025-09-16"),
        ("since 2020", "2020-01-01..None"),
        ("until Friday", "None..2025-09-12"),
        ("before 2014", "None..2013-12-31"),
        ("after 2014", "2015-01-01..None"),
        ("from March to June", "2025-03-01..2025-06-30"),
        ("between 2014 and 2020", "2014-01-01..2020-12-31"),
        ("from December to March", "2024-12-01..2025-03-31"),
        ("on Sunday and Monday", "2025-09-14..2025-09-15"),
        ("in the first quarter of 2025", "2025-01-01..2025-03-31"),
        ("in the first three months of 2024", "2024-01-01..2024-03-31"),
        ("in the second half of 2024", "2024-07-01..2024-12-31"),
        ("on Christmas Eve", "2024-12-24..2024-12-24"),
        ("on Easter Sunday", "2025-04-20..2025-04-20"),
        ("the end of last year", "2024-09-01..2024-12-31"),
    ],
)
def test_past_expressions(text: str, expected: str) -> None:
    """Each form gives its first and last day, both included, seen from Tuesday 16 September 2025."""
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Thursday", "2025-09-18..2025-09-18"),
        ("on Tuesday", "2025-09-16..2025-09-16"),
        ("next Thursday", "2025-09-25..2025-09-25"),
        ("in March", "2026-03-01..2026-03-31"),
        ("over the weekend", "2025-09-20..2025-09-21"),
        ("next week", "2025-09-22..2025-09-28"),
        ("tomorrow", "2025-09-17..2025-09-17"),
        ("in three days", "2025-09-19..2025-09-19"),
        ("within 48 hours", "2025-09-16..2025-09-18"),
        ("by Friday", "None..2025-09-19"),
        ("from Monday to Friday", "2025-09-22..2025-09-26"),
        ("on Sept. 12", "2025-09-12..2025-09-12"),
    ],
)
def test_future_expressions(text: str, expected: str) -> None:
    """Under a future verb the next such day is meant, unless a day without its year has just gone."""
    assert days(text, tense="future") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Zapad ~- ~2025",
        "Resolution 2231",
        "Agenda 2030",
        "a Boeing 737",
        "9/11",
        "11/9",
        "at 1600 GMT",
        "2022 villages",
        "may leave",
        "a march on the capital",
        "for three years",
        "the first time in ten years",
        "Bloody Sunday",
        "Good Friday Agreement",
        "the Sunday Times",
        "a 30 ~- ~day truce",
        "the second man",
    ],
)
def test_names_and_counts_are_no_dates(text: str) -> None:
    """Numbers and day names inside other names, lengths of time and clock times are left alone."""
    assert read(tokens(text)) == ()


def test_relative_expressions_stay_open_without_a_publication_date() -> None:
    """Without a day to count from both ends stay open and the basis says relative."""
    found = interval(one("last week"), Setting(today=None))
    assert (found.start, found.end, found.granularity, found.basis) == (None, None, "week", "relative")


def test_explicit_dates_need_no_publication_date() -> None:
    """A full date is the same whenever it was told."""
    assert days("on 8 October 2016", today=None) == "2016-10-08..2016-10-08"


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("DEU", "2024-03-01..2024-05-31"),
        ("ARG", "2024-09-01..2024-11-30"),
        (None, "2024-01-01..2024-12-31"),
    ],
)
def test_seasons_follow_the_hemisphere(country: str | None, expected: str) -> None:
    """A spring is three months of the country's hemisphere; where that is not sure only the year is known."""
    assert days("the spring of 2024", country=country) == expected


@pytest.mark.parametrize(
    ("country", "expected"),
    [("USA", "2024-10-01..2025-09-30"), ("IND", "2024-04-01..2025-03-31"), (None, "None..None")],
)
def test_fiscal_years_follow_the_country(country: str | None, expected: str) -> None:
    """Fiscal 2025 is read by the country's rule, and stays open for a country without one."""
    assert days("fiscal 2025", country=country) == expected


def test_the_day_after_counts_from_the_reference() -> None:
    """ "The following week" is the week after that of the last date told."""
    reference = (date(2025, 9, 3), date(2025, 9, 3))
    found = interval(one("the following week"), Setting(today=TODAY, reference=reference))
    assert (found.start, found.end, found.basis) == ("2025-09-08", "2025-09-14", "anchored")


WORDS = [
    "in",
    "the",
    "on",
    "last",
    "Sept.",
    "11",
    "2025",
    "and",
    "to",
    "-",
    "Monday",
    "week",
    "three",
    "days",
    "ago",
    "of",
    "early",
    ",",
    "(",
]


@given(st.lists(st.sampled_from(WORDS)))
def test_any_words_are_read_without_harm(words: list[str]) -> None:
    """Expressions of any word salad lie inside it, in order, and none overlap."""
    found = read(tokens(" ".join(words))) if words else ()
    assert all(e.start <= e.first <= e.last < len(words) for e in found)
    assert all(a.last < b.first for a, b in pairwise(found))
    for e in found:
        interval(e, Setting(today=TODAY))
