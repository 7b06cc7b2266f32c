"""Generic acts: habits, states and laws, which tell no single act.

A state needs the present passive of a verb of standing: "28,000 troops are stationed there".
A habit needs the present tense (or "have always …"): "routinely condemns", "meet every year".
A law speaks in modals or in the present of nobody in particular: "Under the law, police may detain suspects".
"""

from __future__ import annotations

import msgspec

from demarche.coding.governors import governors
from demarche.coding.tree import Tree
from demarche.model import Coded, Event

CODER = "habitual@1"
EACH = frozenset(["every", "each"])
PERIODS = frozenset(
    [
        "day",
        "week",
        "month",
        "year",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "night",
        "morning",
        "weekend",
        "time",
        "decade",
        "season",
        "anniversary",
        "ramadan",
        "friday",
    ]
)
RULES = frozenset(["under", "by", "according"])


def marked(event: Event, tree: Tree) -> Event:
    """The event as `generic` when its words tell a habit or a rule."""
    if event.realis.value in ("requested",) or event.polarity.value == "negative":
        return event
    i = _verb(event, tree)
    at = None
    if event.realis.value in ("actual", "planned") and _is_timeless(tree, i):
        at = _habit(tree, i) if not _stands(tree, i) else i
    if at is None and event.realis.value != "requested":
        at = _law(tree, i)
    if at is None and event.realis.value == "actual":
        at = _each(tree, event.trigger)
    if at is None:
        return event
    return msgspec.structs.replace(event, realis=Coded("generic", (tree.sentence.span(at, at),), CODER))


def _verb(event: Event, tree: Tree) -> int:
    """The trigger, or the verb that a trigger noun hangs on."""
    i = event.trigger
    if tree.tokens[i].upos == "NOUN" and tree.tokens[i].rel in ("obj", "obl", "nsubj") and tree.tokens[i].head >= 0:
        return tree.tokens[i].head
    return i


def _is_timeless(tree: Tree, i: int) -> bool:
    """Simple present, or a present perfect."""
    token = tree.tokens[i]
    auxiliaries = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "aux", "aux:pass")]
    if not auxiliaries:
        return (
            token.upos == "VERB"
            and (token.has("Tense=Pres") or _plain(tree, i))
            and not token.text.lower().endswith("ing")
        )
    return auxiliaries[0] in ("have", "has", "are", "is", "do", "does", "can", "will", "may")


def _plain(tree: Tree, i: int) -> bool:
    """A base form with a subject of its own: a present tense that the tagger did not see."""
    token = tree.tokens[i]
    return token.text.lower() == token.lemma.lower() and tree.sentence.kid(i, "nsubj") is not None


def _habit(tree: Tree, i: int) -> int | None:
    for c in tree.sentence.children[i]:
        token = tree.tokens[c]
        if token.rel == "advmod" and token.text.lower() in governors().sets["habit"]:
            return c
        if token.lemma.lower() in PERIODS and any(
            tree.tokens[k].text.lower() in EACH for k in tree.sentence.kids(c, "det")
        ):
            return c
    return None


def _each(tree: Tree, i: int) -> int | None:
    """ "used every negotiation to": acts of a kind, and no single one."""
    if tree.tokens[i].upos != "NOUN":
        return None
    return next((c for c in tree.sentence.kids(i, "det") if tree.tokens[c].text.lower() in EACH), None)


def _stands(tree: Tree, i: int) -> bool:
    auxiliaries = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "aux", "aux:pass")]
    return auxiliaries in (["is"], ["are"]) and tree.tokens[i].lemma.lower() in governors().sets["standing"]


def _law(tree: Tree, i: int) -> int | None:
    """ "under the law", "the charter says": somebody may, must or does, whoever he is."""
    token = tree.tokens[i]
    modal = any(tree.tokens[c].text.lower() in ("may", "can", "must", "shall") for c in tree.sentence.kids(i, "aux"))
    if not modal and not (token.has("Tense=Pres") and tree.sentence.kid(i, "aux") is None):
        return None
    for c in tree.sentence.kids(i, "obl"):
        if tree.tokens[c].lemma.lower() in governors().sets["law"] and tree.prep(c).split(" ")[0] in RULES:
            return c
    above = token.head if token.rel in ("ccomp", "parataxis") else None
    speakers = [
        s for k in (above, *tree.sentence.kids(i, "parataxis")) if k is not None for s in tree.sentence.kids(k, "nsubj")
    ]
    return next((s for s in speakers if modal and tree.tokens[s].lemma.lower() in governors().sets["law"]), None)
