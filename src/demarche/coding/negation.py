"""Negation of verbs and nouns, and the qualities that nouns carry: "no talks", "never signed", "a possible strike"."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from demarche.coding.governors import governors, lemmas
from demarche.coding.tree import Tree

NOT = frozenset(["not", "n't", "n’t", "never", "nor", "neither", "hardly", "cannot", "no"])
NOBODY = frozenset(["nobody", "none", "nothing", "neither", "no-one"])
MEASURES = frozenset(["less", "fewer", "more", "longer", "later", "earlier"])


class Own(msgspec.Struct, frozen=True):
    """Realis ("" for plain fact), negation, and the tokens that say so; `flat` when negation leaves no possibility."""

    realis: str = ""
    negative: bool = False
    tokens: tuple[int, ...] = ()
    flat: bool = True


def negations(tree: Tree, i: int, skip: int, arguments: bool) -> Iterator[int]:
    """The words that negate the predicate at `i`: its own, and those of its subject and object."""
    for c in tree.sentence.children[i]:
        token = tree.tokens[c]
        text = token.text.lower()
        if text in NOT and token.rel in ("advmod", "aux", "cc", "det", "advcl"):
            if not _only(tree, c):
                yield c
        elif (text in ("without", "far") and token.rel in ("mark", "case", "advmod")) or _outdated(tree, c):
            yield c
        elif text == "against" and token.rel == "mark" and tree.sentence.kid(i, "cop") is not None:
            yield c  # "is against lifting the ban"
        elif token.rel in ("nsubj", "obj") and c != skip and arguments:
            found = _no(tree, c)
            if found is not None:
                yield found
    if tree.tokens[i].rel == "xcomp" and tree.tokens[tree.tokens[i].head].lemma.lower() in ("have", "be"):
        yield from (
            c for c in tree.sentence.kids(tree.tokens[i].head, "advmod") if tree.tokens[c].text.lower() == "yet"
        )


def _outdated(tree: Tree, c: int) -> bool:
    """ "no longer", "any longer"."""
    return tree.tokens[c].text.lower() == "longer" and c > 0 and tree.tokens[c - 1].text.lower() == "no"


def _only(tree: Tree, c: int) -> bool:
    """ "not only", "not just", "not until", "never before": no negation of the act."""
    after = tree.tokens[c + 1].text.lower() if c + 1 < len(tree.tokens) else ""
    return after in ("only", "just", "merely", "least", "until", "before", "to") and after != "to"


def _no(tree: Tree, k: int) -> int | None:
    """The word that makes a phrase empty: "no suspects", "neither Kuwait nor Iraq", "none of them", "nobody"."""
    text = tree.tokens[k].text.lower()
    after = tree.tokens[k + 1].text.lower() if k + 1 < len(tree.tokens) else ""
    if text in NOBODY or (text == "no" and after == "one"):
        return k
    for c in tree.sentence.kids(k, "det", "cc:preconj", "cc", "advmod"):
        after, later = (tree.tokens[min(c + d, len(tree.tokens) - 1)].text.lower() for d in (1, 2))
        word = tree.tokens[c].text.lower()
        if c > k or (after in MEASURES and later == "than"):
            continue
        if word in ("no", "neither") or (word == "not" and after in ("a", "one", "any", "even")):
            return c
    return None


# -- nouns ------------------------------------------------------------------------------------------------------------


def of_noun(tree: Tree, i: int, words: frozenset[int] = frozenset()) -> Own:
    """Negation ("no talks", "without agreement") and qualities ("possible", "planned", "failed") of a noun."""
    found = _no(tree, i)
    tokens = [found] if found is not None and found not in words else []
    prep = tree.prep(i)
    if prep in ("without", "instead of", "rather than"):
        tokens += [c for c in tree.sentence.kids(i, "case") if c not in words][:1]
    realis = ""
    for c in tree.sentence.kids(i, "amod", "compound", "advmod"):
        kind = "" if c in words else governors().kind("quality", (*lemmas(tree, c), tree.tokens[c].text.lower()))
        if kind == "negated":
            tokens.append(c)
        elif kind:
            realis = kind
            return Own(realis, bool(tokens), (*tokens, c))
    return Own(realis, bool(tokens), tuple(tokens))
