"""The classes of names, one sentence a case, near misses beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.knowledge import ActorRow, Knowledge
from demarche.model.names import NAME_KINDS, Name
from demarche.naming import names
from demarche.parse import EngineParser
from demarche.parse.name_tables import heads, known, word_set

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def parser() -> EngineParser:
    return EngineParser()


def found(parser: EngineParser, text: str) -> tuple[Name, ...]:
    return names(parser.parse(text), Knowledge.load())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_names_have_their_classes(parser: EngineParser, case: dict[str, Any]) -> None:
    """All names of the sentence, each with its class and its exact words, and nothing else."""
    assert [f"{n.kind} {n.span.text}" for n in found(parser, case["text"])] == case["names"]


def test_there_are_near_misses_for_every_class() -> None:
    """The cases show each class, and many sentences that only look as if they named something."""
    shown = {name.split()[0] for case in CASES for name in case["names"]}
    assert shown == set(NAME_KINDS)
    assert sum(not case["names"] for case in CASES) >= 15


def test_names_say_what_the_text_says_and_never_overlap(parser: EngineParser) -> None:
    """Spans are exact over several sentences, in text order, and tell their tokens and their rule."""
    text = "\n\n".join(case["text"] for case in CASES)
    sentences = parser.parse(text)
    last = 0
    for name in names(sentences, Knowledge.load()):
        tokens = sentences[name.sentence].tokens
        assert name.span.holds(text)
        assert last <= name.span.start
        assert name.kind in NAME_KINDS
        assert name.coder
        assert tokens[name.first].start <= name.span.start < name.span.end <= tokens[name.last].end
        last = name.span.end


def test_own_actors_hide_no_country(parser: EngineParser) -> None:
    """A user's own entry for a state leaves its class as it is."""
    own = Knowledge.load((ActorRow(name="Belarus", code="BLRGOV"),))
    assert [n.kind for n in names(parser.parse("Belarus protested."), own)] == ["COUNTRY"]


def test_nothing_is_named_in_no_text() -> None:
    """No sentences, no names."""
    assert names(()) == ()


def test_tables_are_well_formed() -> None:
    """Every row has a class and use that the rules know, and every set that they ask for is there."""
    rows = [*heads("last").values(), *heads("first").values()]
    assert {h.kind for h in rows} == {"FACILITY", "EVENT"}
    assert {h.use for h in rows if h.kind == "FACILITY"} == {"site", "house", "seat"}
    assert {m for h in rows for m in h.marks} == {"small", "of", "alone", "number", "named"}
    assert {k.kind for k in known().values()} == {"FACILITY", "EVENT", "SEAT", "EXERCISE", "NONE"}
    for name in ("calendar", "particles", "ships", "exercises", "operations", "called", "not_dated", "no_exercise"):
        assert word_set(name)
