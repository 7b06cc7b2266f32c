"""Who a speaker is: named or only described, and the words that describe him.

Anonymous is whoever is a person or persons, not named, and not the holder of an office that one person holds: "a senior
official", "two diplomats", "residents".  Bodies, newspapers and spokespeople speak on the record.
"""

from __future__ import annotations

from demarche.coding.context import Context
from demarche.coding.speech import phrase_span, words
from demarche.coding.tree import Tree
from demarche.model import Span

DEFINITE = frozenset(["the", "his", "its", "their", "this", "that", "her", "our", "my"])


def speaker(context: Context, n: int, k: int) -> tuple[str | None, bool, Span]:
    """Actor id, whether he is anonymous, and the words that name or describe him."""
    tree = context.trees[n]
    k = _named_beside(tree, k)
    ids = context.actors_at(n, k)
    figure = context.cast.figure(ids[0]) if ids else None
    if figure is not None and tree.tokens[k].upos == "PRON":
        return figure.id, figure.anonymous, phrase_span(tree, k)
    named = figure is not None and figure.reading.kind == "person"
    anonymous = is_anonymous(tree, k, named=named)
    if figure is not None and anonymous and figure.reading.kind in ("group", "unknown", "organisation"):
        figure.anonymous = True
    return (figure.id if figure else None), anonymous, phrase_span(tree, k)


def _named_beside(tree: Tree, k: int) -> int:
    """The name in apposition to a description: "the station's director, Mary Akello"."""
    if tree.tokens[k].name:
        return k
    return next((c for c in tree.sentence.kids(k, "appos") if tree.tokens[c].name.endswith("PERSON")), k)


def is_anonymous(tree: Tree, k: int, *, named: bool) -> bool:
    """True for persons who are only described."""
    token = tree.tokens[k]
    lemma = token.lemma.lower()
    if named or token.name or token.upos not in ("NOUN", "ADJ", "NUM"):
        return False
    if lemma.startswith("spokes"):
        return False
    if lemma in words().on_record and not token.has("Number=Plur") and _is_definite(tree, k):
        return False
    return lemma in words().unnamed | words().on_record or token.entity == "person"


def _is_definite(tree: Tree, k: int) -> bool:
    """ "the governor", "Norway's envoy", "army chief": one man, whom readers can look up."""
    kids = tree.sentence.children[k]
    articles = [tree.tokens[c].lemma.lower() for c in kids if tree.tokens[c].rel == "det"]
    if articles:
        return articles[0] in DEFINITE
    return not any(tree.tokens[c].rel == "nummod" for c in kids)


def channel_span(tree: Tree, k: int) -> Span:
    """The medium alone: "Footage", "a statement"."""
    first, last = tree.phrase(k)
    return tree.sentence.span(first, last)
