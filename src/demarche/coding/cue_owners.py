"""The act that a cue pointing back belongs to: "In return, Oslo lifted …", "hit back … with a levy"."""

from __future__ import annotations

from collections.abc import Iterable

from demarche.coding.clauses import is_predicate
from demarche.coding.cue_places import above
from demarche.coding.tree import Tree
from demarche.model import Event

ANSWERED = ("at", "to", "for", "against", "after", "over")  # behind these stands what is answered


def own_act(tree: Tree, first: int, last: int, here: list[Event], verb: int | None) -> Event | None:
    """The act of the cue at these words, or of the replying `verb` that is the cue."""
    if verb is not None:
        return _of_reply(tree, verb, here)
    for at in range(first, last + 1):  # "was rewarded with a stadium"
        if tree.tokens[at].upos == "VERB":
            told = _first(here, tree.sentence.subtree(at), last)
            return told or _of_clause(tree, first, last, here)
    return _of_clause(tree, first, last, here)


def _of_reply(tree: Tree, verb: int, here: list[Event]) -> Event | None:
    """What is done "with" or "by" something before what is done "to" somebody: "hit back at the duties with a levy"."""
    below = set(tree.sentence.subtree(verb))
    told = [e for e in here if e.trigger in below and e.trigger > verb]
    means = [e for e in told if tree.prep(e.trigger) in ("with", "by")]
    others = [e for e in told if tree.prep(e.trigger) not in ANSWERED]
    return next(iter([*means, *others, *(e for e in here if verb in e.words)]), None)


def _of_clause(tree: Tree, first: int, last: int, here: list[Event]) -> Event | None:
    """The act on the way from the cue to the root; else the one beside it."""
    triggers = {k: e for e in here for k in e.words}
    start = last if tree.texts[last] == "which" else first  # "in exchange for which Oslo will lift …"
    for k in above(tree, start):
        if k in triggers:
            return triggers[k]
        if tree.tokens[k].upos == "VERB" and (told := _told_below(tree, k, last, here)):
            return told  # "returned the favour, ending its ban"
        if k > last and tree.tokens[k].rel in ("conj", "parataxis") and is_predicate(tree, k):
            if (told := _first(here, tree.sentence.subtree(k), last)) is not None:
                return told
            break
    later = [e for e in here if e.trigger > last]
    before = [e for e in here if e.trigger < first]
    if first == 0 or tree.tokens[first - 1].text in (",", ";", "and"):
        return next(iter(later), None) or (before[-1] if before else None)
    return before[-1] if before else next(iter(later), None)


def _told_below(tree: Tree, verb: int, last: int, here: list[Event]) -> Event | None:
    """The first act behind word `last` in clauses below the verb that have no subject of their own."""
    clauses = [
        c for c in tree.sentence.kids(verb, "advcl", "acl") if c > last and tree.sentence.kid(c, "nsubj") is None
    ]
    return _first(here, [k for c in clauses for k in tree.sentence.subtree(c)], -1)


def _first(here: list[Event], words: Iterable[int], last: int) -> Event | None:
    """The first act told by these words, behind word `last`."""
    inside = set(words)
    return next((e for e in here if e.trigger in inside and e.trigger > last), None)
