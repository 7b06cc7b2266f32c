"""What the words above an act make of it: tables of verbs, nouns and adjectives, read from data/governors.yaml."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from demarche.coding.tree import Tree
from demarche.ontology.codebook import DATA, read_yaml

PLACES = ("clause", "object", "phrase", "noun", "quality", "subject")
SETS = ("complements", "transparent", "occurrence", "light", "aspect", "habit", "standing", "law")


class Governors(msgspec.Struct, frozen=True):
    """For each place the lemmas with their kind; and the word sets that the walk needs."""

    places: dict[str, dict[str, str]]
    sets: dict[str, frozenset[str]]

    def kind(self, place: str, lemmas: tuple[str, ...]) -> str:
        """The kind of the first of `lemmas` that is listed for this place, or ""."""
        table = self.places[place]
        return next((table[w] for w in lemmas if w in table), "")


@cache
def governors() -> Governors:
    raw: dict[str, Any] = read_yaml(DATA / "governors.yaml")
    places = {p: {str(w): kind for kind, words in raw[p].items() for w in words} for p in PLACES}
    return Governors(places, {s: frozenset(map(str, raw[s])) for s in SETS})


def lemmas(tree: Tree, i: int) -> tuple[str, ...]:
    """The lemma of a word; for a verb with a particle only both together ("call_off"), for "stop short" as well."""
    if i not in tree.names:
        tree.names[i] = _lemmas(tree, i)
    return tree.names[i]


def _lemmas(tree: Tree, i: int) -> tuple[str, ...]:
    token = tree.tokens[i]
    lemma = token.lemma.lower()
    if token.upos != "VERB":
        being = token.upos == "ADJ" and tree.sentence.kid(i, "cop", "aux:pass") is not None
        return (f"be_{lemma}", lemma) if being else (lemma, token.text.lower())
    particles = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "compound:prt")]
    if particles:
        return (f"{lemma}_{particles[0]}",)
    if tree.sentence.kid(i, "aux:pass", "cop") is not None:
        return (f"be_{lemma}", lemma)
    if lemma == "call" and any(tree.tokens[c].upos in ("ADJ", "NOUN") for c in tree.sentence.kids(i, "xcomp")):
        return ("call_so",)  # "called the talks a success": nothing is called for
    behind = [c for c in tree.sentence.kids(i, "advmod", "obj", "xcomp") if c > i]
    behind += [c for c in tree.sentence.kids(i, "advcl") if tree.tokens[c].upos in ("ADV", "ADJ")]  # "set tyres alight"
    return (*(f"{lemma}_{tree.tokens[c].text.lower()}" for c in behind), lemma)
