"""Done or not: realis and polarity of each event, from its own words and from the words that govern it (upward.py).

The furthest from fact wins: possible over demanded over planned over done.
An act that does not happen is `actual` and `negative`; it stays `planned` only when a plot or attack was thwarted, and
`hypothetical` where the words leave it open ("may not sign").
Where grammar finds nothing, and no clause of fact ends the way, the event head of the language engine is a witness.
"""

from __future__ import annotations

import msgspec

from demarche.coding import background, habitual
from demarche.coding.context import Context
from demarche.coding.governors import governors, lemmas
from demarche.coding.modality import own, speech_above
from demarche.coding.negation import Own
from demarche.coding.performed import is_performed
from demarche.coding.realis import RANK, TRIED, State
from demarche.coding.tree import Tree
from demarche.coding.upward import SPOKEN, climb, is_call
from demarche.model import Coded, Draft, Event, Span

CODER = "certainty@2"
WITNESS = "head.realis@1"
SIDES = frozenset(["A", "B", "R"])
DEEDS = frozenset(["ASSAULT", "COERCE", "MOBILIZE"])  # done with or to things, too
SURE = 0.8  # probability of the event type at which the head's realis counts

__all__ = ["Judge", "speech_above"]


class Judge:
    """Decides realis and polarity of one event after the other."""

    def stage(self, draft: Draft, context: Context) -> Draft:
        events = []
        for event in draft.events:
            tree = context.tree(event)
            kind = draft.inner.get((event.sentence, event.trigger), ("", ""))[0]
            event = background.marked(habitual.marked(self.judge(event, tree, kind), tree), tree)
            events.append(event)
        return msgspec.structs.replace(draft, events=tuple(events))

    def judge(self, event: Event, tree: Tree, inner: str) -> Event:
        if is_performed(tree, event.trigger):
            return _written(event, "actual", "positive", ())
        state = State(event)
        for w in _predicates(event, tree):
            found = own(tree, w, state.words)
            if found.realis == "attempted":
                found = Own("" if state.kind in TRIED else "planned", found.negative, found.tokens)
            state.take(found, "")
        _foiled(tree, state)
        climb(tree, event.trigger, state)
        self._within(inner, state, event)
        _anybody(event, tree, state)
        realis, polarity = state.done()
        if realis == "actual" and polarity == "positive" and not state.fact and not is_call(tree, event.trigger):
            witnessed = _witnessed(event, tree)
            if witnessed is not None:
                return witnessed
        spans = tuple(tree.sentence.span(k, k) for k in sorted(set(state.why)))
        return _written(event, realis, polarity, spans)

    @staticmethod
    def _within(inner: str, state: State, event: Event) -> None:
        """What the frame around an act says of it, when the words above it did not."""
        if state.negative or state.realis or state.fact:
            return
        if inner == "negated":
            state.negate(event.trigger)
        elif inner in RANK:
            state.raise_to(inner, event.trigger)


def _predicates(event: Event, tree: Tree) -> list[int]:
    """The trigger, and those of its words that are verbs; "vowed that it would pay": the vow has been made."""
    others = [w for w in event.words if w != event.trigger and tree.tokens[w].upos in ("VERB", "AUX")]
    if event.event_type.value in SPOKEN:
        others = [w for w in others if (tree.tokens[w].head, tree.tokens[w].rel) != (event.trigger, "ccomp")]
    return [event.trigger, *others]


def _anybody(event: Event, tree: Tree, state: State) -> None:
    """ "Any fleet deployed there could be sunk": whoever it may be, and nobody yet."""
    if state.negative or state.realis or state.kind == "REJECT":
        return  # "rejected any suggestion" has rejected
    told = SIDES | {"T"} if state.kind in DEEDS else SIDES
    for k in (k for role, k in event.roles if role in told):
        any_of = [c for c in tree.sentence.kids(k, "det") if tree.tokens[c].text.lower() in ("any", "whichever")]
        for c in any_of[:1]:
            state.raise_to("hypothetical", c)


def _witnessed(event: Event, tree: Tree) -> Event | None:
    """What the event head takes the act to be, when it is sure of the act and says that it is none that happened."""
    token = tree.tokens[event.trigger]
    sure = any(kind == event.event_type.value and p >= SURE for kind, p in token.cues)
    if not sure or not RANK.get(token.realis):
        return None
    realis = Coded(token.realis, (tree.sentence.span(event.trigger, event.trigger),), WITNESS)
    return msgspec.structs.replace(event, realis=realis, polarity=Coded("positive", (), CODER))


def _written(event: Event, realis: str, polarity: str, spans: tuple[Span, ...]) -> Event:
    return msgspec.structs.replace(
        event,
        realis=Coded(realis, spans if realis != "actual" else (), CODER),
        polarity=Coded(polarity, spans if polarity == "negative" else (), CODER),
    )


def _foiled(tree: Tree, state: State) -> None:
    """A trigger of several words may say what becomes of its act: "foiled a plot to kill", "called a strike"."""
    kinds = {"ASSAULT": ("thwarted",), "PROTEST": ("planned",)}.get(state.kind, ())
    if not kinds or len(state.words) < 2:
        return
    for w in sorted(state.words):
        place = "object" if tree.tokens[w].upos == "VERB" else "noun"
        kind = governors().kind(place, lemmas(tree, w))
        if kind in kinds or (place == "noun" and kind == "planned"):
            state.govern(kind, w)
