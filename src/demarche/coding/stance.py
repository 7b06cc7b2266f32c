"""The words of stance.yaml, and the judgement that a clause passes: for, against, or none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from demarche.coding.tree import Tree
from demarche.ontology.codebook import DATA, read_yaml

_NO = frozenset(["not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "without"])


class Stances(msgspec.Struct, frozen=True):
    """Every table maps a lemma to its stance; the rest are plain lists."""

    verbs: Mapping[str, str]
    phrasal: Mapping[tuple[str, str], str]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    holders: Mapping[str, str]
    themes: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]


@cache
def stances() -> Stances:
    raw: dict[str, Any] = read_yaml(DATA / "stance.yaml")
    tables = {k: {w: s for s, ws in raw[k].items() for w in ws} for k in ("verbs", "nouns", "adjectives", "holders")}
    phrasal = {(v, p): s for s, verbs in raw["phrasal"].items() for v, preps in verbs.items() for p in preps}
    return Stances(
        **tables,
        phrasal=phrasal,
        themes={noun: frozenset(types) for noun, types in raw["themes"].items()},
        lists={k: frozenset(map(str, v)) for k, v in raw.items() if isinstance(v, list)},
    )


def lemma(tree: Tree, i: int) -> str:
    return tree.tokens[i].lemma.lower()


def negated(tree: Tree, i: int) -> bool:
    """True when "not", "never", "no" or "neither" stands with the word itself."""
    return any(
        tree.tokens[c].text.lower() in _NO for c in tree.sentence.kids(i, "advmod", "det", "cc", "cc:preconj", "case")
    )


def flipped(stance: str) -> str | None:
    """What is left of a view that is denied: not for is against, not against is nothing."""
    return "against" if stance == "for" else None


def judgement(tree: Tree, words: list[int]) -> str | None:
    """The stance of a predicate ("a historic mistake", "could embolden jihadists"); harm outweighs good."""
    table = stances()
    bad = [i for i in words if lemma(tree, i) in table["harm"] and _predicates(tree, i)]
    good = [i for i in words if _is_good(tree, i) and tree.tokens[i].head not in bad]
    if bad:
        return None if any(_denied(tree, i) for i in bad) else "against"
    if good:
        return "against" if any(_denied(tree, i) for i in good) else "for"
    return None


def _denied(tree: Tree, i: int) -> bool:
    """ "not a threat", "did not pose a threat"."""
    head = tree.tokens[i].head
    return negated(tree, i) or (tree.tokens[i].rel in ("obj", "xcomp") and head >= 0 and negated(tree, head))


def _predicates(tree: Tree, i: int) -> bool:
    return tree.tokens[i].upos in ("VERB", "NOUN", "ADJ", "PROPN")


def _is_good(tree: Tree, i: int) -> bool:
    table = stances()
    if lemma(tree, i) in table["good"]:
        return tree.tokens[i].upos in ("VERB", "ADJ", "NOUN")
    return (
        lemma(tree, i) in table["steps"]
        and tree.tokens[i].upos == "NOUN"
        and any(tree.tokens[c].text.lower() in ("forward", "right") for c in tree.sentence.subtree(i))
    )
