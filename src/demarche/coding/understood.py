"""Recipients that a clause leaves out because the text around it has just named them.

- Police who fire tear gas do so at the crowd that marched or rallied one or two sentences before.
- Whoever refuses what was asked of him a moment ago refuses the one who asked.
- Who raids a house and carries off papers has taken them from those whose house it is.
- A state that threatens or recalls its envoy does so to the state with which it has just clashed.
- Who signs or agrees something about "the two countries" does so with the other one of them.
- What a foreign state or body gives or denies, in a story about one country, goes to or from that country.

Nothing is filled where the words name somebody; the coder says by which rule a party was understood.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.homeland import STORY, homeland
from demarche.coding.pairs import PAIRED
from demarche.knowledge.codes import NONSTATE
from demarche.model import Coded, Draft, Event

CROWD = ("frames.assault.crowd_control",)
ARRESTS = ("frames.coerce.arrest",)  # "police detained one", "arrested twelve"
SEIZING = ("frames.coerce.search_seize",)
STATE = frozenset(["GOV", "MIL", None])
SEIZED = (*SEIZING, "frames.coerce.restrict")  # "sealed the building off"
ASKING = frozenset(["REQUEST"])
REFUSING = frozenset(["REJECT"])
ANSWERING = frozenset(["REJECT", "CONCEDE", "AGREE"])
GIVING = frozenset(["AID", "SANCTION", "CONCEDE"])
FREEING = frozenset(["release", "free", "pardon", "clemency", "amnesty", "liberation"])
KIDNAPPED = frozenset(["abduct"])
BACK = 2  # sentences that a crowd or a demand is looked for
RULED = frozenset(["OPP", "PTY", "LAB", "CVL", "EDU", "AGR"])
COUNTED = frozenset(["one", "two", "three", "four", "five", "six", "some", "several", "dozens", "many", "others"])
OF_STATE = STATE | {"COP", "JUD"}
STERN = frozenset(["THREATEN", "SANCTION"])
HOSTILE = frozenset(["ACCUSE", "REJECT", "THREATEN", "SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "REQUEST"])
FIRM = frozenset(["actual", "planned"])
TOGETHER = frozenset(["AGREE", "COOPERATE", "CONSULT"])
SIGNING = "frames.support.sign"
ASIDE = frozenset(["conj", "parataxis", "acl:relcl"])


def stage(draft: Draft, context: Context) -> Draft:
    """Fills recipients that are empty or mere things."""
    for _ in range(2):  # who is asked first, then who answers
        reader = _Reader(draft, context)
        draft = msgspec.structs.replace(draft, events=tuple(reader.filled(e) for e in draft.events))
    return draft


class _Reader:
    """The events of an article in their order, and the country it is about."""

    def __init__(self, draft: Draft, context: Context) -> None:
        self.context = context
        self.order = sorted(draft.events, key=lambda e: (e.sentence, e.trigger))
        self.home = homeland(draft, context) if len(draft.parsed.sentences) >= STORY else None

    def filled(self, event: Event) -> Event:
        if not event.actors or self._somebody(event.recipients):
            return event
        if event.coder.startswith(CROWD) or (event.coder.startswith(ARRESTS) and self._is_police(event)):
            return _with(event, self._crowd(event), "understood.crowd@1")
        if event.coder.startswith(SEIZED):
            return _with(event, self._searched(event), "understood.shared@1")
        if event.event_type.value in ASKING:
            answering = _with(event, self._answering(event), "understood.reply@1")
            asked = self._rulers(event) or self._jailers(event)
            return answering if answering is not event else _with(event, asked, "understood.home@1")
        if event.event_type.value in REFUSING:
            return _with(event, self._asker(event), "understood.reply@1")
        if event.event_type.value in STERN and (foe := self._foe(event)):
            return _with(event, foe, "understood.foe@1")
        if event.event_type.value in TOGETHER or event.coder.startswith(SIGNING):
            return _with(event, self._other_of_two(event), "understood.pair@1")
        if event.event_type.value in GIVING:
            return _with(event, self._story(event), "understood.story@1")
        return event

    def _before(self, event: Event, back: int) -> list[Event]:
        """Acts told before this one in its sentence and the last ones, nearest first."""
        here = (event.sentence, event.trigger)
        told = [e for e in self.order if (e.sentence, e.trigger) < here and event.sentence - e.sentence <= back]
        return [e for e in reversed(told) if not e.historical.value or e.sentence == event.sentence]

    def _crowd(self, event: Event) -> tuple[Coded[str], ...]:
        """Those who demonstrate, where the police are of no other country."""
        homes = self._countries(event.actors)
        for act in self._before(event, BACK):
            fits = act.event_type.value == "PROTEST" and act.realis.value == "actual" and act.actors
            if fits and len(homes | self._countries(act.actors)) <= 1:
                return act.actors
        return ()

    def _is_police(self, event: Event) -> bool:
        return any(self.context.cast.figure(c.value).sector == "COP" for c in event.actors)

    def _searched(self, event: Event) -> tuple[Coded[str], ...]:
        """Whose rooms the same people, or others of their state, have just searched."""
        doers, homes = self._names(event.actors), self._countries(event.actors)
        for act in self._before(event, 1):
            alike = doers == self._names(act.actors)
            joined = act.sentence < event.sentence and len(homes | self._countries(act.actors)) <= 1
            if act.coder.startswith(SEIZING) and act.actors and (alike or joined):
                return act.recipients if self._somebody(act.recipients) else ()
        return ()

    def _asker(self, event: Event) -> tuple[Coded[str], ...]:
        """Who asked something of the one who refuses."""
        for act in self._before(event, BACK):
            if act.event_type.value in ASKING and act.polarity.value == "positive" and self._asked(event, act):
                return act.actors
        return ()

    def _answering(self, event: Event) -> tuple[Coded[str], ...]:
        """Who turns down or grants the request that the noun tells: "brushing aside a request by the bishops"."""
        if self.context.tree(event).tokens[event.trigger].upos != "NOUN":
            return ()
        for act in self.order:
            answers = act.sentence == event.sentence and act.event_type.value in ANSWERING
            if answers and act is not event and event.trigger in {k for r, k in act.roles if r in "TR"}:
                return act.actors
        return ()

    def _asked(self, event: Event, act: Event) -> bool:
        """Whether the refuser is the one asked: the same figure, or the state of the same country."""
        doers, asked = self._names(event.actors), self._names(act.recipients)
        if not act.actors or doers & self._names(act.actors):
            return False
        figures = [(self.context.cast.figure(x), self.context.cast.figure(y)) for x in doers for y in asked]
        return bool(doers & asked) or any(_alike(x, y) for x, y in figures)

    def _foe(self, event: Event) -> tuple[Coded[str], ...]:
        """The state that stood against this one in the last hostile act between states."""
        mine = self._states(event.actors)
        if len(mine) != 1 or event.polarity.value != "positive":
            return ()
        for act in self._before(event, BACK):
            sides = (self._states(act.actors), self._states(act.recipients))
            if act.event_type.value not in HOSTILE or not mine & (sides[0] | sides[1]):
                continue
            if others := (sides[1] if mine & sides[0] else sides[0]) - mine:
                found = [f for f in self.context.cast.figures if f.reading.kind == "country" and f.country in others]
                return tuple(self._named(f, event) for f in found) if len(others) == 1 == len(found) else ()
        return ()

    def _states(self, parties: Iterable[Coded[str]]) -> set[str]:
        """The countries of those parties that are or act for a state."""
        figures = [self.context.cast.figure(c.value) for c in parties]
        return {f.country for f in figures if f.country and f.country not in NONSTATE and f.sector in OF_STATE}

    def _story(self, event: Event) -> tuple[Coded[str], ...]:
        """The country of the story, where the giver is foreign and its sentence names no third country."""
        givers = self._countries(event.actors)
        if self.home is None or not givers or self.home in givers or event.realis.value not in FIRM:
            return ()
        if self._is_for_others(event):
            return ()
        sentence = self.context.trees[event.sentence].sentence
        for figure in self.context.cast.figures:
            near = any(sentence.start <= m.start < sentence.end for m in figure.mentions)
            if near and figure.country and figure.country not in {self.home, *givers, *NONSTATE}:
                return ()
        found = [f for f in self.context.cast.figures if f.reading.kind == "country" and f.country == self.home]
        return tuple(self._named(f, event) for f in found[:1])

    def _is_for_others(self, event: Event) -> bool:
        """ "Waived fees for stranded vessels": whom it is for is told, though it is nobody of a known country."""
        tree = self.context.tree(event)
        around = [p for k in (event.trigger, *(k for r, k in event.roles if r == "T")) for p in tree.phrases(k)]
        around += tree.verb(event.trigger).obliques if tree.tokens[event.trigger].upos == "VERB" else ()
        return any(
            p in ("to", "for") and tree.tokens[k].entity in ("person", "organization", "object") for p, k in around
        )

    def _other_of_two(self, event: Event) -> tuple[Coded[str], ...]:
        """The other one of "the two countries" that the act is about: "signed a deal to link the two states' grids"."""
        tree, mine = self.context.tree(event), self._countries(event.actors)
        for k in tree.sentence.subtree(event.trigger, skip=ASIDE) if len(mine) == 1 else ():
            two = [self.context.cast.figure(x) for x in self.context.actors_at(event.sentence, k)]
            pair = tree.tokens[k].lemma.lower() in PAIRED and {f.country for f in two} > mine and len(two) == 2
            if pair:
                span = tree.sentence.span(*tree.phrase(k))
                return tuple(Coded(f.id, (span,), "") for f in two if f.country not in mine)
        return ()

    def _rulers(self, event: Event) -> tuple[Coded[str], ...]:
        """The government of the country of the story, of which its own parties, unions and crowds demand something."""
        figures = [self.context.cast.figure(c.value) for c in event.actors]
        if self.home is None or not all(f.country == self.home and f.sector in RULED for f in figures):
            return ()
        found = [f for f in self.context.cast.figures if f.country == self.home and f.reading.key[:1] == ("G",)]
        found = found or [f for f in self.context.cast.figures if f.country == self.home and _governs(f)]
        return tuple(self._named(f, event) for f in found[:1])

    def _jailers(self, event: Event) -> tuple[Coded[str], ...]:
        """The state of the story, of which others demand that a prisoner go free, where no gang holds anybody."""
        tokens = self.context.tree(event).tokens
        told = {tokens[k].lemma.lower() for k in (*event.words, *(k for r, k in event.roles if r in "TV"))}
        taken = any({m.value for m in e.modes} & KIDNAPPED for e in self.order)
        mine = [self.context.cast.figure(c.value) for c in event.actors]
        ruling = any(f.country == self.home and f.sector in STATE for f in mine)
        if self.home is None or taken or ruling or not told & FREEING:
            return ()
        found = [f for f in self.context.cast.figures if f.country == self.home and f.reading.kind == "country"]
        return tuple(self._named(f, event) for f in found[:1])

    def _named(self, figure: Figure, event: Event) -> Coded[str]:
        """The party with the words that named it last before the event, or first at all."""
        told = sorted(figure.mentions)
        before = [m for m in told if m.end <= event.event_type.evidence[0].start]
        return Coded(figure.id, tuple(before[-1:] or told[:1]), "")

    def _somebody(self, parties: Iterable[Coded[str]]) -> bool:
        figures = [self.context.cast.figure(c.value) for c in parties]
        known = [f for f in figures if f.country or f.sector or f.reading.kind != "thing"]
        return any(f.country or f.sector or f.reading.name.lower() not in COUNTED for f in known)

    def _countries(self, parties: Iterable[Coded[str]]) -> set[str]:
        return {f.country for c in parties if (f := self.context.cast.figure(c.value)).country}

    def _names(self, parties: Iterable[Coded[str]]) -> set[str]:
        return {c.value for c in parties}


def _with(event: Event, parties: tuple[Coded[str], ...], coder: str) -> Event:
    """The event with these recipients, which keep the words that name them."""
    own = {c.value for c in event.actors}
    found = tuple(Coded(c.value, c.evidence, coder) for c in parties if c.value not in own)
    return msgspec.structs.replace(event, recipients=found) if found else event


def _governs(figure: Figure) -> bool:
    """A government of the state, not of a region."""
    return "government" in figure.heads and figure.reading.key[:1] != ("R",)


def _alike(x: Figure, y: Figure) -> bool:
    """Two descriptions of one side: a ministry and its country, "the rebels" and "the fighters"."""
    if x.country and y.country and x.country != y.country:
        return False
    if x.sector in STATE and y.sector in STATE:
        return x.country == y.country and x.country is not None and x.country not in NONSTATE
    return x.sector == y.sector and bool(x.country or y.country)
