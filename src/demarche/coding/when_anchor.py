"""Acts that are dated by another act: "after the attack on Monday", "ahead of Friday's summit"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from demarche.coding import clauses
from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.coding.when_calendar import Days
from demarche.coding.when_resolve import Setting, interval
from demarche.coding.when_words import Expression
from demarche.model import Event, Interval, Span

_RELATION = {
    "after": "after", "following": "after", "before": "before", "ahead": "before", "prior": "before", "until": "until",
    "since": "since", "during": "in", "amid": "in", "when": "in", "as": "in", "while": "in", "in": "in", "at": "in",
    "on": "in",
}  # fmt: skip

# These go on; of other acts "until Friday" says how long they hold, and not when they were done.
LASTING = frozenset(["ASSAULT", "PROTEST", "CONSULT", "COOPERATE"])


class Dated(msgspec.Struct, frozen=True):
    """An event with its interval and the words that tell it; `modifier` for a date inside a noun phrase."""

    event: Event
    when: Interval
    span: Span
    modifier: bool = False

    @property
    def days(self) -> Days | None:
        """First and last day, when both are known."""
        if self.when.start is None or self.when.end is None:
            return None
        return date.fromisoformat(self.when.start), date.fromisoformat(self.when.end)


def anchored(
    event: Event, context: Context, known: Sequence[Dated], told: Sequence[Expression], today: date | None
) -> Dated | None:
    """The date of an event that is tied to a dated act of the same article; None when it is not."""
    tree = context.tree(event)
    for node in _clause(tree, event):
        for c in tree.sentence.kids(node, "advcl", "obl", "nmod"):
            relation = _RELATION.get(_link(tree, c))
            if relation is None or c in event.words:
                continue
            if relation == "until" and event.event_type.value not in LASTING:
                continue
            found = _inside(tree, event, c, relation, known, told, today)
            if found is not None:
                return found
    return None


def _clause(tree: Tree, event: Event) -> list[int]:
    """The trigger and the verb whose clause it stands in."""
    above = tree.tokens[event.trigger].head
    light = (
        above >= 0
        and clauses.is_predicate(tree, above)
        and tree.tokens[event.trigger].rel in ("obj", "nsubj", "conj", "xcomp")
    )
    return [event.trigger, *(w for w in event.words if w != event.trigger), *([above] if light else [])]


def _link(tree: Tree, c: int) -> str:
    words = tree.prep(c).split(" ")
    if words[0]:
        return words[0]
    return next(
        (tree.tokens[k].text.lower() for k in tree.sentence.kids(c, "advmod") if tree.tokens[k].text.lower() == "when"),
        "",
    )


def _inside(
    tree: Tree,
    event: Event,
    c: int,
    relation: str,
    known: Sequence[Dated],
    told: Sequence[Expression],
    today: date | None,
) -> Dated | None:
    """The anchor within the phrase or clause headed at `c`."""
    below = tree.sentence.subtree(c)
    first, last = below[0], below[-1]
    span = tree.sentence.span(first, last)
    for other in known:
        near = other.event.sentence == event.sentence and first <= other.event.trigger <= last
        if near and other.when.basis in ("explicit", "relative", "anchored") and other.days:
            return _dated(tree, event, relation, other.when, span, today)
    if relation != "in":
        for expression in told:
            if first <= expression.first and expression.last <= last:
                future = clauses.tense(tree, c) == "future"
                when = interval(expression, Setting(today=today, tense="future" if future else "past"))
                return _dated(tree, event, relation, when, span, today)
    return _elsewhere(tree, event, c, relation, known, span, today)


def _elsewhere(
    tree: Tree, event: Event, c: int, relation: str, known: Sequence[Dated], span: Span, today: date | None
) -> Dated | None:
    """A dated act of another sentence that the phrase takes up with the same word: "since the coup"."""
    token = tree.tokens[c]
    if (
        relation == "in"
        or token.upos not in ("NOUN", "PROPN", "VERB")
        or (token.upos == "NOUN" and not clauses.is_definite(tree, c))
    ):
        return None
    stem = token.lemma.lower()[:5]
    for other in known:
        text = other.event.event_type.evidence[0].text.lower() if other.event.event_type.evidence else ""
        if len(stem) > 3 and other.event.sentence != event.sentence and stem in text and other.days:
            return _dated(tree, event, relation, other.when, span, today)
    return None


def _is_aside(tree: Tree, event: Event) -> bool:
    """True for an act told in a relative clause or in the past perfect: background to something else."""
    return tree.tokens[event.trigger].deprel == "acl:relcl" or clauses.is_perfect(tree, event.trigger)


def _dated(tree: Tree, event: Event, relation: str, anchor: Interval, span: Span, today: date | None) -> Dated | None:
    start, end = anchor.start, anchor.end
    now = today.isoformat() if today and event.realis.value == "actual" else None
    if relation == "after" and _is_aside(tree, event) and anchor.granularity not in ("day", "time"):
        pass  # "closed following the rift in the early 2000s": no later than the rift's own years, as far as told
    elif relation == "after":
        start, end = start, now if start and now and now >= start else None
    elif relation == "since":
        end = None
    elif relation == "before":
        start, end = None, min(x for x in (start, now) if x) if start else end
    elif relation == "until":
        start = None
    if start is None and end is None:
        return None
    when = Interval(start=start, end=end, granularity=anchor.granularity, basis="anchored")
    return Dated(event, when, span)
