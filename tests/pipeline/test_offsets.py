"""Whatever the text holds, nothing raises and every span of the record says exactly its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.errors import InputError
from demarche.model import Article, Record
from demarche.pipeline import Pipeline

Lying = Callable[[Record], list[dict[str, Any]]]
NEWS = st.sampled_from(
    [
        "Kenya accused Sudan of shelling Juba on Monday.",
        "Police arrested 14 protesters in Lima, a union said",
        "“We will not leave,” said Ana Moro, the minister.",
        "The bloc’s envoys met in São Tomé",
        "Two officers (one from Mali) were freed",
        "• Oslo eased sanctions",
        "MINSK, Sept 11 (News) — The U.S. lifted a ban.",
    ]
)
ODD = st.sampled_from(
    ["\U0001f1fa\U0001f1f3", "e\u0301", "\r\n", "\n\n", "\x00", "\u200b", "\ufeff", "\u202e", "\t", "\x85", "\u2028",
     "👩🏽\u200d🚀", "ﬁ", "ß", "İ", "…", "''", "``", "/", "-", "1,000", "$", "@@@", "<b>"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NEWS, ODD, st.text(max_size=8)), max_size=12).map(" ".join) | st.lists(
    st.one_of(NEWS, ODD), max_size=12
).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_every_span_holds(pipeline: Pipeline, lying: Lying, text: str) -> None:
    """News mixed with emoji, combining marks, control characters and odd line ends."""
    record = pipeline.code(Article(id="t", text=text, published="2025-09-16"))
    assert record.article.text == text
    assert lying(record) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "a" * 60_000,
        "Kenya accused Sudan. " * 300,
        "Kenya accused " + ", ".join(["Sudan", "Chad", "Mali"] * 300) + " of lying.",
        "Kenya, " * 2_000,
        "“" * 1_000,
        "\r\n".join(["Kenya accused Sudan of lying."] * 50),
        "Ke\x00nya accused Sudan\x00.",
        "e\u0301" * 3_000,
        "Kenya accused Sudan of shelling Juba on Monday. “We will not leave,” said Ana Moro, the minister. 0\x1bʹ¡§",
    ],
    ids=["empty", "blank", "one-word", "one-line", "long-list", "commas", "quotes", "crlf", "nul", "marks", "signs"],
)
def test_long_and_empty_texts(pipeline: Pipeline, lying: Lying, text: str) -> None:
    """Very long lines, lists and words, and texts without any."""
    record = pipeline.code(Article(id="t", text=text, published="2025-09-16"))
    assert lying(record) == []


def test_half_characters_are_refused(pipeline: Pipeline) -> None:
    """Half of a surrogate pair is no text: the message says where it stands."""
    with pytest.raises(InputError, match="character 6 is half of a surrogate pair"):
        pipeline.code(Article(id="t", text="Kenya \ud83d accused Sudan."))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(ODD, min_size=1, max_size=4).map(" ".join))
def test_what_stands_before_moves_offsets_only(pipeline: Pipeline, lying: Lying, before: str) -> None:
    """A paragraph of odd characters in front leaves all spans on their words."""
    record = pipeline.code(Article(id="t", text=f"{before}\n\nKenya accused Sudan of lying.", published="2025-09-16"))
    assert lying(record) == []
    assert "accused" in {m.text for e in record.events for m in e.mentions}
