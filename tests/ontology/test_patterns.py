"""The pattern language of frames."""

from __future__ import annotations

import pytest

from demarche.errors import CodebookError
from demarche.ontology import Pattern, compile_pattern, lint, load

SETS = {"CAPTIVES": frozenset(["prisoner", "hostage"])}


def compiled(line: str) -> Pattern:
    return compile_pattern(line, SETS)


def test_subject_trigger_object() -> None:
    """The first item is the subject, the second the trigger, a bare role after it the object."""
    pattern = compiled("A release R")
    assert pattern.subject is not None
    assert (pattern.subject.role, pattern.triggers[0].lemma, pattern.slots[0].role) == ("A", "release", "R")


def test_preposition_belongs_to_the_next_slot() -> None:
    """A preposition, or several joined by slashes, is kept with the slot that follows."""
    assert compiled("A call on/upon R to V").slots[0].preps == ("on", "upon")


def test_particles_and_predicates() -> None:
    """An underscore joins a particle to its verb; "be_" marks a predicate."""
    assert compiled("A shoot_down R").triggers[0].particle == "down"
    assert compiled("A be_critical of R").triggers[0].copular


def test_word_sets_expand() -> None:
    """A set in the pattern becomes its words."""
    assert compiled("A free R:@CAPTIVES").slots[0].words == frozenset(["prisoner", "hostage"])


def test_noun_patterns() -> None:
    """A pattern with "the" or a possessor first is one of a noun."""
    assert compiled("the release of R by A").pos == "noun"
    possessor = compiled("R's arrest by A").possessor
    assert possessor is not None
    assert possessor.role == "R"


def test_compound_nouns_are_found_by_their_last_word() -> None:
    """ "air strike" is triggered by "strike" with "air" before it."""
    trigger = compiled("the {air strike} on R").triggers[0]
    assert (trigger.lemma, trigger.particle) == ("strike", "air")


def test_brackets_make_optional() -> None:
    """What stands in brackets may be absent."""
    assert [s.optional for s in compiled("A send T (to R)").slots] == [False, True]


@pytest.mark.parametrize("line", ["release", "A", "A release R to", "A free @NOBODY", "A {} R", "release A R"])
def test_bad_patterns_say_what_is_wrong(line: str) -> None:
    """A line that cannot be read is refused with the line in the message."""
    with pytest.raises(CodebookError, match="pattern"):
        compiled(line)


def test_our_codebook_lints() -> None:
    """The shipped codebook has no problem, and every type with frames knows its modes and codes."""
    assert lint(load()) == []
