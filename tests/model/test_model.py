"""Spans, sentences and the record."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.model import Record, Sentence, Span, Token
from demarche.model.schema import schema, schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "record.schema.json"


@given(st.text(min_size=1), st.data())
def test_a_span_gives_its_exact_words_or_refuses(text: str, data: st.DataObject) -> None:
    """Any range inside the text gives a span that holds; any other is refused."""
    start = data.draw(st.integers(-3, len(text) + 3))
    end = data.draw(st.integers(-3, len(text) + 3))
    if 0 <= start <= end <= len(text):
        assert Span.of(text, start, end).holds(text)
    else:
        with pytest.raises(ValueError, match="outside"):
            Span.of(text, start, end)


def test_a_sentence_knows_its_children() -> None:
    """Children follow from heads, and a subtree comes in text order."""
    words = [("Minsk", 1, "nsubj"), ("freed", -1, "root"), ("them", 1, "obj")]
    tokens, at = [], 0
    for text, head, rel in words:
        tokens.append(Token(at, at + len(text), text, text, "X", "", head, rel))
        at += len(text) + 1
    sentence = Sentence.build(start=0, end=at - 1, text="Minsk freed them", tokens=tuple(tokens))
    assert sentence.root == 1
    assert sentence.subtree(1) == [0, 1, 2]
    assert sentence.span(0, 1).text == "Minsk freed"


def test_the_published_schema_is_that_of_the_types() -> None:
    """docs/reference/record.schema.json is what the types generate."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_records_fit_the_schema_and_come_back() -> None:
    """A coded record validates and survives a round trip through JSON."""
    import demarche

    record = demarche.code(
        "Poland accused Belarus of sending migrants to its border on Friday.", published="2021-11-09"
    ).record
    jsonschema.Draft202012Validator(schema()).validate(json.loads(record.to_json()))
    assert Record.from_json(record.to_json()) == record
    assert Record.from_json(record.to_json()).to_json() == record.to_json()
