"""Background: acts told as history although no date gives them away (dated ones: when.py).

Anniversaries and memorials, "two decades ago", "thirty years since", "during the war of".
"""

from __future__ import annotations

import msgspec

from demarche.coding.tree import Tree
from demarche.model import Coded, Event

CODER = "background@1"
MEMORIES = frozenset(
    [
        "anniversary",
        "memorial",
        "commemoration",
        "centenary",
        "commemorate",
        "remembrance",
        "memory",
        "jubilee",
        "remember",
    ]
)
LONG = frozenset(["year", "decade", "century", "generation"])
CLAUSES = frozenset(["since", "after", "when"])


def marked(event: Event, tree: Tree) -> Event:
    """The event as historical when the words around it say so."""
    if event.historical.value or event.realis.value in ("planned", "requested", "hypothetical", "generic"):
        return event
    at = _memory(tree, event.trigger) or _ago(tree, event.trigger) or _counted(tree, event.trigger)
    if at is None:
        return event
    return msgspec.structs.replace(event, historical=Coded(True, (tree.sentence.span(at, at),), CODER))


def _memory(tree: Tree, i: int) -> int | None:
    """ "the anniversary of the massacre": a noun or verb of remembering above the act."""
    child = i
    for _ in range(4):
        head = tree.tokens[child].head
        if head < 0 or tree.tokens[child].rel in ("conj", "ccomp", "parataxis"):
            return None
        if tree.tokens[head].lemma.lower() in MEMORIES:
            return head
        if tree.tokens[head].upos == "VERB" and tree.tokens[child].rel not in ("acl", "advcl"):
            return None
        child = head
    return None


def _ago(tree: Tree, i: int) -> int | None:
    """ "was jailed two decades ago": years and more."""
    for c in (*tree.sentence.kids(i, "advmod", "obl", "nmod", "obl:tmod"), *_clause_of(tree, i)):
        below = tree.sentence.subtree(c, skip=frozenset(["acl", "advcl", "nsubj", "obj"]))
        words = {tree.tokens[k].lemma.lower() for k in below}
        if (
            "ago" in words
            and words & LONG
            and len(below) < 6
            and not words & {"one"} | ({"year"} & words if len(below) < 3 else set())
        ):
            return c
    return None


def _clause_of(tree: Tree, i: int) -> list[int]:
    """Phrases of the light verb above an act's noun."""
    token = tree.tokens[i]
    if (
        token.upos == "NOUN"
        and token.head >= 0
        and tree.tokens[token.head].upos == "VERB"
        and token.rel in ("obj", "nsubj")
    ):
        return list(tree.sentence.kids(token.head, "advmod", "obl"))
    return []


def _counted(tree: Tree, i: int) -> int | None:
    """ "thirty years since they killed …", "ten years after the junta jailed him"."""
    token = tree.tokens[i]
    if token.rel not in ("advcl", "acl", "nmod", "obl") or tree.prep(i).split(" ")[0] not in CLAUSES or token.head < 0:
        return None
    marks = list(tree.sentence.kids(i, "mark", "case"))
    first = min(marks) if marks else i
    if first == 0:
        return None
    before = tree.tokens[first - 1]
    return first - 1 if before.lemma.lower() in LONG and before.has("Number=Plur") else None
