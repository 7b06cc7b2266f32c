"""Numbers as quantities of events."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.coding.fields import coded, share

from demarche.coding.howmany_numbers import numbers
from demarche.model import Token


def tokens(text: str) -> tuple[Token, ...]:
    """Words cut at spaces; "~" glues a word to the one before it."""
    out, at = [], 0
    for word in text.split(" "):
        at -= word.startswith("~")
        word = word.removeprefix("~")
        upos = "NUM" if word[:1].isdigit() else "PROPN" if word[:1].isupper() else "NOUN"
        feats = "Number=Plur" if word.endswith("s") else ""
        out.append(Token(at, at + len(word), word, word.lower(), upos, feats, -1, "dep"))
        at += len(word) + 1
    return tuple(out)


def test_value_and_role_floor() -> None:
    """At least nine in ten quantities of the check cases are right in value and role."""
    assert share("quantity", "value and role") >= 0.9


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "exact"),
    [
        ("52 detainees", 52, None, None, True),
        ("1,200 men", 1200, None, None, True),
        ("1.5 million people", 1_500_000, None, None, True),
        ("twenty - five men", 25, None, None, True),
        ("two hundred and fifty men", 250, None, None, True),
        ("a dozen men", 12, None, None, True),
        ("half a million people", 500_000, None, None, True),
        ("at least 12 people", 12, 12, None, False),
        ("no fewer than 12 people", 12, 12, None, False),
        ("12 or more people", 12, 12, None, False),
        ("up to 12 people", 12, None, 12, False),
        ("nearly 100 people", 100, None, 100, False),
        ("about 300 people", 300, None, None, False),
        ("10 ~- ~15 people", None, 10, 15, False),
        ("10 to 15 people", None, 10, 15, False),
        ("between 10 and 15 people", None, 10, 15, False),
        ("thousands of troops", None, 1000, None, False),
        ("tens of thousands of people", None, 10_000, None, False),
        ("dozens of people", None, 12, None, False),
        ("several men", None, 3, None, False),
        ("a handful of men", None, 3, None, False),
        ("a couple of men", 2, None, None, False),
        ("several hundred men", None, 300, None, False),
        ("$ 1.2 bn", 1_200_000_000, None, None, True),
        ("$ 500 m", 500_000_000, None, None, True),
        ("two ~- ~thirds of voters", 0.6667, None, None, True),
    ],
)
def test_numbers(text: str, value: float | None, low: float | None, high: float | None, exact: bool) -> None:
    """Each form gives its value or bounds, and says whether it is exact."""
    found = numbers(tokens(text))
    assert [(n.value, n.low, n.high, n.exact) for n in found] == [(value, low, high, exact)]


def test_a_particle_bounds_no_number() -> None:
    """ "Handed over 11 men" is eleven, "over 11 men" are more."""
    handed, over, *men = tokens("handed over 11 men")
    (loose,), (held,) = (
        numbers((handed, msgspec.structs.replace(over, deprel=rel), *men)) for rel in ("advmod", "compound:prt")
    )
    assert (loose.exact, loose.low) == (False, 11)
    assert (held.exact, held.low, held.first) == (True, None, 2)


@pytest.mark.parametrize(
    "text",
    [
        "Resolution 2231",
        "F ~- ~16 jets",
        "Group of 77",
        "Boeing 737",
        "the 11th man",
        "at 5 p.m.",
        "aged 12",
        "few men",
    ],
)
def test_numbers_of_names_are_no_counts(text: str) -> None:
    """Numbers inside names, ordinals, clock times and ages count nothing."""
    assert numbers(tokens(text)) == []


def roles(text: str, trigger: str, kind: str = "ASSAULT") -> list[tuple[str, float | None]]:
    return [(q.value.role, q.value.value) for q in coded(text, trigger, kind=kind).quantities]


def test_parts_stand_beside_the_whole() -> None:
    """A part keeps the role of the whole and is never added to it."""
    text = "An air strike killed 12 civilians, including three children."
    assert roles(text, "killed") == [("killed", 12), ("killed", 3)]


def test_what_is_done_decides_before_what_they_are() -> None:
    """Soldiers who were killed count as killed, soldiers who were sent as troops."""
    assert roles("Gunmen killed 30 soldiers.", "killed") == [("killed", 30)]
    assert roles("Kenya deployed 30 soldiers.", "deployed", "MOBILIZE") == [("troops", 30)]


def test_money_keeps_its_currency() -> None:
    """Sums are in units of their currency."""
    (quantity,) = coded("Ottawa pledged 2 billion Canadian dollars.", "pledged", kind="AID").quantities
    assert (quantity.value.value, quantity.value.currency, quantity.value.unit) == (2e9, "CAD", "dollars")


def test_two_tolls_stay_two() -> None:
    """Numbers of different sources are kept side by side, each with its own words."""
    text = "The ministry said 40 people were killed. The army said 25 people were killed."
    assert roles(text, "killed") == [("killed", 40)]
    assert roles(text, "killed#2") == [("killed", 25)]


def test_dates_are_no_quantities() -> None:
    """The numbers of a date and of a length of time that dates the act are left to time."""
    assert roles("The ministers met on 3 May 2024, three days after the vote.", "met", "CONSULT") == []


def test_evidence_holds_the_bound() -> None:
    """The words before the number belong to the evidence."""
    (quantity,) = coded("At least 12 people were killed in Khartoum.", "killed").quantities
    assert quantity.evidence[0].text == "At least 12 people"


WORDS = [
    "at",
    "least",
    "12",
    "-",
    "15",
    "million",
    "$",
    "bn",
    "dozens",
    "of",
    "two",
    "hundred",
    "and",
    "a",
    "few",
    "half",
    "%",
    "or",
    "more",
    "men",
]


@given(st.lists(st.sampled_from(WORDS)))
def test_any_words_are_read_without_harm(words: list[str]) -> None:
    """Numbers of any word salad lie inside it, in order, and none overlap."""
    found = numbers(tokens(" ".join(words))) if words else []
    assert all(0 <= n.first <= n.core <= n.last < len(words) for n in found)
    assert all(a.last < b.core for a, b in pairwise(found))
