"""Whom or what a relative clause speaks of, where the parser has hung it on the last noun before it.

"the attack on the camp that killed ten": the attack has killed them.
"a woman linked to Hamas who shot at guards": "who" is a person, and no body.
"""

from __future__ import annotations

from demarche.coding.extents import Extents
from demarche.ontology.grammar import grammar

# What harms is an act: a relative clause with one of these belongs to the attack, not to its place.
HARMING = grammar()["harming"]
PLACED = frozenset(["in", "on", "at", "near", "of", "against"])
ASIDE = frozenset(["nmod", "conj", "appos", "flat"])
# How a noun hangs inside the phrase of another, participles between them.
INSIDE = frozenset(["nmod", "obl", "acl", "amod", "xcomp", "conj", "appos"])


def antecedent(extents: Extents, verb: int, head: int) -> int:
    """The noun that the relative clause of `verb`, hung on `head`, speaks of."""
    if extents.tokens[verb].lemma.lower() in HARMING and (attack := _attack(extents, head)) is not None:
        return attack
    words = {extents.tokens[c].text.lower() for c in extents.sentence.children[verb] if c < verb}
    if "who" in words and _is_body(extents, head):
        return _person_above(extents, head)
    return head


def _attack(extents: Extents, head: int) -> int | None:
    """The attack on, in or at the place where the parser has hung the clause."""
    at = head
    while extents.tokens[at].rel in ASIDE and (extents.tokens[at].rel != "nmod" or extents.prep(at) in PLACED):
        at = extents.tokens[at].head
        if at < 0 or extents.tokens[at].upos not in ("NOUN", "PROPN"):
            return None
        if extents.tokens[at].entity == "event":
            return at
    return None


def _is_body(extents: Extents, i: int) -> bool:
    """True for the name of one body or place; "the Houthis, who" are people."""
    token = extents.tokens[i]
    return token.name.endswith(("ORG", "PLACE")) and not token.has("Number=Plur") and token.upos == "PROPN"


def _person_above(extents: Extents, head: int) -> int:
    """The nearest noun around `head` that is a person; `head` where there is none."""
    at = head
    while extents.tokens[at].rel in INSIDE and extents.tokens[at].head >= 0:
        at = extents.tokens[at].head
        if extents.tokens[at].upos == "NOUN" and extents.tokens[at].entity == "person":
            return at
    return head
