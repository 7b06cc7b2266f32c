"""Datelines are set aside while the sentence is read, and no place in them acts."""

from __future__ import annotations

import pytest

from demarche.model import Article, Record
from demarche.parse.dateline import dateline_end
from demarche.parse.tokens import Piece
from demarche.pipeline import Pipeline

WITH = [
    "KATHMANDU - ",
    "NAIROBI, May 8 (Reuters) - ",
    "KYIV, Ukraine (AP) — ",
    "Kabul (Pajhwok) - ",
    "WASHINGTON -- ",
    "March 3 (Reuters) - ",
    "Sept. 11 (AP) — ",
    "NEW YORK/GENEVA, Jan 5 (AFP) – ",
]
WITHOUT = [
    "Russia - a member of the Security Council - ",
    "On Monday - the third day - ",
    "He said - and he meant it - that ",
]
STORY = "Britain expelled two Iranian diplomats after a court in London convicted a spy."


def pieces(text: str) -> list[Piece]:
    out, at = [], 0
    for word in text.replace(",", " ,").replace("(", "( ").replace(")", " )").split():
        at = text.index(word, at)
        out.append(Piece(at, at + len(word), word))
        at += len(word)
    return out


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def coded(pipeline: Pipeline, text: str) -> Record:
    return pipeline.record(pipeline.draft(Article(id="x", text=text, published="2024-05-09")))


@pytest.mark.parametrize("line", WITH)
def test_seen(line: str) -> None:
    """The words before the story are a dateline."""
    count = len(pieces(line))
    assert dateline_end(pieces(line + STORY)) == count


@pytest.mark.parametrize("line", WITHOUT)
def test_no_dateline(line: str) -> None:
    """A dash alone makes none."""
    assert dateline_end(pieces(line + STORY)) == 0


@pytest.mark.parametrize("line", WITH)
def test_same_events(pipeline: Pipeline, line: str) -> None:
    """With and without dateline the same is done by the same states, and spans are those of the text."""
    plain, dated = coded(pipeline, STORY), coded(pipeline, line + STORY)

    def told(record: Record) -> list[tuple[object, ...]]:
        country = {a.id: a.country for a in record.actors}
        return [(e.event_type, [country[i] for i in (*e.actors, *e.recipients)]) for e in record.events]

    assert told(dated) == told(plain)
    text = dated.article.text
    spans = [s for e in dated.events for found in e.evidence.values() for s in found]
    assert all(text[s.start : s.end] == s.text for s in spans)
    assert all(s.start >= len(line) for e in dated.events for s in e.evidence["actors"])
