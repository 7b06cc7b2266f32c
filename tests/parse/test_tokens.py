"""Words as the English treebanks cut them, with their places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.parse.lexicon import lexicon
from demarche.parse.tokens import Tokenizer

TOKENIZER = Tokenizer(lexicon())


@pytest.mark.parametrize(
    "words",
    [
        "Oslo|'s|envoy|did|n't|speak|.",
        "We|’ll|show|you|,|”|she|said",
        "They|ca|n’t|and|can|not|go",
        "the|Serbia|-|Kosovo|border|and|U.S.|-|led|talks",
        "a|pro-Russian|ex-minister|and|the|non-aligned|states",
        "$|1.5|bn|,|7|%|and|US$|20",
        "at|5|pm|or|7:30|a.m.|on|9/11",
        "from|2015|-|2016|,|the|1990s|and|the|23rd",
        "Gen.|Ruiz|and|No.|5|of|Acme|Inc.",
        "AT&T|and/or",
        "mail|to|a.b@example.org|or|see|https://example.org/a?b=c|.",
        "wait|...|what|?!|No|--|never",
        "the|students|'|union|of|O'Brien",
        "Sana'a|naïve|cafe\u0301|Łódź|Київ",
        "great|😀|news",
    ],
)
def test_words_are_cut_as_in_the_treebanks(words: str) -> None:
    """Bars stand where words are cut; spaces are put where a reader expects them."""
    expected = words.replace("and/or", "and|/|or").split("|")
    joined = words.replace("|", " ").replace("and / or", "and/or")
    tight = joined
    for word in ("'s", "n't", "’ll", "n’t", "%", "bn", "pm", ",", ".", "”", "?!", "..."):
        tight = tight.replace(f" {word}", word)
    tight = tight.replace(" - ", "-").replace("$ ", "$").replace("can not", "cannot").replace("students '", "students'")
    assert [w.text for w in TOKENIZER.cut(tight)] == expected


def test_the_last_letter_of_a_sentence_gives_its_period_back() -> None:
    """ "Plan B." ends with a period of its own; "J." before a name keeps it."""
    assert [w.text for w in TOKENIZER.cut("Plan B.")] == ["Plan", "B", "."]
    assert [w.text for w in TOKENIZER.cut("J. Marlow said No.")] == ["J.", "Marlow", "said", "No", "."]


def test_places_are_shifted_by_the_offset() -> None:
    """Words of a later sentence point into the whole text."""
    assert TOKENIZER.cut("Go on", 10)[1][:2] == (13, 15)


@given(st.text(max_size=120))
def test_words_hold_all_that_is_not_space(text: str) -> None:
    """Every word says what the text says at its place, in order, and nothing visible is lost."""
    words = TOKENIZER.cut(text)
    assert all(text[w.start : w.end] == w.text != "" for w in words)
    assert all(a.end <= b.start for a, b in pairwise(words))
    assert "".join("".join(w.text for w in words).split()) == "".join(text.split())


def test_long_runs_take_linear_time() -> None:
    """Text made to confuse the patterns is cut in a moment."""
    import time

    for nasty in (
        "a" * 20_000,
        "a'" * 10_000,
        "a." * 10_000,
        "1," * 10_000,
        "-" * 20_000,
        "a@" * 10_000,
        "h-" * 10_000,
    ):
        begun = time.process_time()
        TOKENIZER.cut(nasty)
        assert time.process_time() - begun < 1
