""" "R's" in a verb pattern is the owner of what follows it."""

from __future__ import annotations

from demarche.ontology.patterns import compile_pattern


def test_an_owner_takes_no_object_and_leaves_its_preposition() -> None:
    """In "come to R's {aid}" the preposition belongs to the aid, and R stands in front of it."""
    owner, aid = compile_pattern("A come to R's {aid}", {}).slots
    assert (owner.role, owner.owner, owner.preps) == ("R", True, ())
    assert (aid.words, aid.preps, aid.owner) == (frozenset(["aid"]), ("to",), False)
