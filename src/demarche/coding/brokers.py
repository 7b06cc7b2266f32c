"""Who stands between two sides: whoever mediates between them, and whoever one of them thanks for it."""

from __future__ import annotations

from collections.abc import Iterable

from demarche.coding.governors import lemmas
from demarche.coding.link_words import table
from demarche.coding.tree import Tree

# Only a third party does these; who "negotiates" or "arranges" may be a side.
STANDS_BETWEEN = frozenset(["broker", "mediate", "facilitate", "midwife", "help_arrange"])
THANKING = frozenset(["thank", "credit", "commend"])


def brokers(tree: Tree, words: frozenset[str] | None = None) -> list[int]:
    """ "brokered by Oman", "Oman mediated", "with the mediation of Oman", "Oman's mediation"."""
    words = words or table().mediation
    out: list[int] = []
    for i, token in enumerate(tree.tokens):
        if token.upos in ("PUNCT", "DET", "PRON", "NUM", "CCONJ", "AUX"):
            continue
        mediates = not words.isdisjoint(lemmas(tree, i))
        if mediates and i > 1 and tree.tokens[i - 1].text == "-":
            out.append(i - 2)  # "an Omani-brokered deal"
        elif mediates and token.upos == "VERB":
            out.extend(tree.verb(i).subjects)
        elif token.text.endswith("d") and not words.isdisjoint(_stems(token.text.lower())):
            out.extend(k for p, k in tree.phrases(i) if p == "by")  # a participle that was tagged as noun or adjective
        elif token.upos == "NOUN" and token.lemma.lower() in table().mediators:
            out.extend(k for p, k in tree.phrases(i) if p in ("of", "by", "from"))
            out.extend(tree.sentence.kids(i, "nmod:poss", "amod"))
    return out


def _stems(word: str) -> tuple[str, str]:
    return word.removesuffix("d"), word.removesuffix("ed")


def thanked(tree: Tree) -> Iterable[int]:
    """Who is thanked: "thanked the emir for hosting the talks"."""
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB" and token.lemma.lower() in THANKING:
            yield from tree.verb(i).objects
