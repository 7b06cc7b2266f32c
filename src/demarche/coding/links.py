"""What ties acts together: exchange, retaliation, condition, cause, part, sequence; each link with its cue.

A cue stands between two acts ("eased X in exchange for Y"), points back from its own act ("In return, …", "… in
response"), is a verb between two act nouns ("the talks led to the release"), or announces a bargain whose legs stand
side by side ("In a swap, A freed X and B freed Y").  The words are in data/links.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demarche.coding import bargains, link_verbs, repaid
from demarche.coding.context import Context
from demarche.coding.cue_owners import own_act
from demarche.coding.cue_places import announces, depth, found, inside, is_mark, takes_up, what_for
from demarche.coding.governors import lemmas
from demarche.coding.link_words import TYPES, table
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event
from demarche.model.record import LinkRecord

BACK = 2  # sentences that a cue looks back
BELOW = 3  # lines that a sentence with a colon opens


def links(draft: Draft, context: Context) -> tuple[LinkRecord, ...]:
    """All links of the article, one for each pair of acts: the type that says most."""
    finder = _Finder(draft, context)
    found = [link for n in range(len(context.trees)) for link in finder.sentence(n) if not finder.is_denied(n, link)]
    best: dict[frozenset[str], LinkRecord] = {}
    for link in sorted(found, key=lambda k: (TYPES.index(k.type), k.from_, k.to)):
        best.setdefault(frozenset((link.from_, link.to)), link)
    return tuple(sorted(best.values(), key=lambda k: (k.cues[0].start, k.from_, k.to)))


class _Finder:
    """Looks for links in one sentence after the other."""

    def __init__(self, draft: Draft, context: Context) -> None:
        self.context = context
        self.inner = {place: outer for place, (_, outer) in draft.inner.items()}
        self.outer = set(self.inner.values())
        self.on_trial = draft.on_trial
        self.events: dict[int, list[Event]] = {}
        for event in sorted(draft.events, key=lambda e: (e.sentence, e.trigger)):
            if not bargains.keeps_deal(context.trees[event.sentence], event):
                self.events.setdefault(event.sentence, []).append(event)

    def is_denied(self, n: int, link: LinkRecord) -> bool:
        """ "… and the two had nothing to do with each other": said of acts of one sentence."""
        here = {e.id for e in self.events.get(n, [])}
        if link.type not in ("exchanged_for", "retaliation_for") or not {link.from_, link.to} <= here:
            return False
        return next(found(self.context.trees[n], table().unrelated, set()), None) is not None

    def sentence(self, n: int) -> Iterator[LinkRecord]:
        here = self.events.get(n, [])
        tree = self.context.trees[n]
        near = sum(len(self.events.get(m, ())) for m in range(n - BACK, n + BELOW + 1))
        if near < 2 or not (here or tree.texts[-1] == ":"):
            return  # a link ties two acts, one of them told here or in the lines that a colon opens
        taken: set[int] = set()
        self.taking_up: list[tuple[str, int, int]] = []  # "…, in exchange for which": cues that point back
        out = list(self._between(tree, here, taken))
        out += self._back(tree, n, here, list(out), taken)
        before = [self.events.get(m, []) for m in range(n - 1, max(-1, n - 1 - BACK), -1)]
        out += link_verbs.led_to(tree, here, before)
        out += link_verbs.called_answer(tree, here, before)
        for look in (bargains.traded, *repaid.LOOKS):
            out += look(tree, here)
        gifts = [e for e in here if bargains.is_gift(e) and e.id not in self.outer]
        out += bargains.side_by_side(tree, gifts, [self.events.get(m, []) for m in range(n + 1, n + BELOW + 1)], taken)
        yield from out
        yield from bargains.with_coordinated(out, tree, here)

    # -- between ------------------------------------------------------------------------------------------------------

    def _between(self, tree: Tree, here: list[Event], taken: set[int]) -> Iterator[LinkRecord]:
        """The act inside the phrase that a cue opens, and the act that the phrase hangs on."""
        for kind in TYPES:
            cues = table().cues[kind]
            for phrases, weak in ((cues.between, False), (cues.weak, True)):
                for first, last in found(tree, phrases, set(taken) if weak else taken):
                    if kind == "condition_for" and not is_mark(tree, first, last):
                        continue
                    if first == last and tree.tokens[first].rel == "amod":  # "in a matching gesture"
                        taken.discard(first)
                        continue
                    if not weak and takes_up(tree, last):
                        self.taking_up.append((kind, first, last + 1))
                        continue
                    pair = self._pair(tree, first, last, here, weak=weak)
                    if pair is not None:
                        kind_ = link_verbs.of_kind(kind, *pair, mirrored=self._strikes_back(*pair))
                        yield LinkRecord(
                            from_=pair[0].id, to=pair[1].id, type=kind_, cues=[tree.sentence.span(first, last)]
                        )
            for first, last in found(tree, cues.back, set(taken)):
                for at in what_for(tree, last):
                    pair = self._tied(tree, frozenset(tree.sentence.subtree(at)), here, weak=False)
                    if pair is not None:
                        taken.update(range(first, last + 1))
                        cue = [tree.sentence.span(first, last)]
                        yield LinkRecord(
                            from_=pair[0].id, to=pair[1].id, type=link_verbs.of_kind(kind, *pair), cues=cue
                        )

    def _pair(self, tree: Tree, first: int, last: int, here: list[Event], *, weak: bool) -> tuple[Event, Event] | None:
        phrase = inside(tree, first, last)
        cue = frozenset(range(first, last + 1))
        return self._tied(tree, phrase, here, weak=weak, cue=cue) if phrase else None

    def _tied(
        self, tree: Tree, phrase: frozenset[int], here: list[Event], *, weak: bool, cue: frozenset[int] = frozenset()
    ) -> tuple[Event, Event] | None:
        """`cue` are words that tell no act that could be tied by them: "to punish Oslo for …"."""
        within = [e for e in here if e.trigger in phrase]
        if weak:
            head = min(phrase, key=lambda k: depth(tree, k))
            within = [e for e in within if head in (e.trigger, *e.words)]
        means = _means(tree, within) if any(tree.tokens[k].upos == "VERB" for k in cue) else []
        within = [e for e in within if e not in means]
        inner = min(within, key=lambda e: (depth(tree, e.trigger), e.trigger), default=None)
        others = means or [e for e in here if not cue & set(e.words)]
        outer = means[0] if means else self._governing(tree, min(phrase), phrase, others)
        if inner is None or outer is None or inner.id == outer.id:
            return None
        if weak and self.inner.get((inner.sentence, inner.trigger)) == outer.id:
            return None  # what is asked for is no cause
        return self._given(outer, here, phrase), inner

    def _given(self, outer: Event, here: list[Event], inside: frozenset[int]) -> Event:
        """What is offered or agreed rather than the offer: "agreed to free him in exchange for …"."""
        if outer.event_type.value not in ("AGREE", "REQUEST", "THREATEN"):
            return outer
        below = [e for e in here if self.inner.get((e.sentence, e.trigger)) == outer.id and e.trigger not in inside]
        return below[-1] if below else outer

    def _promised(self, outer: Event, here: list[Event]) -> Event:
        """ "Has promised in return to sack them": what is promised, whatever it is."""
        return self._given(outer, here, frozenset()) if outer.event_type.value == "AGREE" else outer

    @staticmethod
    def _governing(tree: Tree, start: int, inside: frozenset[int], here: list[Event]) -> Event | None:
        """The act above a phrase: the first on the way to the root, else the nearest act before or after it."""
        outside = [e for e in here if e.trigger not in inside]
        triggers = {k: e for e in outside for k in e.words if k not in inside}
        k, seen = start, 0
        while k >= 0 and seen < 60:
            if k not in inside and k in triggers:
                return triggers[k]
            k, seen = tree.tokens[k].head, seen + 1
        before = [e for e in outside if e.trigger < start]
        return before[-1] if before else (outside[0] if outside else None)

    # -- pointing back ------------------------------------------------------------------------------------------------

    def _back(
        self, tree: Tree, n: int, here: list[Event], near: list[LinkRecord], taken: set[int]
    ) -> Iterator[LinkRecord]:
        verbs = [i for i, t in enumerate(tree.tokens) if t.upos == "VERB"]
        for kind in TYPES:
            cues = table().cues[kind]
            places = [(a, b, None) for a, b in found(tree, cues.back, set(taken))]
            places += [(a, b, None) for which, a, b in self.taking_up if which == kind]
            framed = list(found(tree, cues.framed, set(taken)))
            replies = [i for i in verbs if set(lemmas(tree, i)) & cues.replies] if cues.replies else []
            for first, last, verb in [*places, *((a, b, None) for a, b in framed), *((i, i, i) for i in replies)]:
                able = [e for e in here if _may_answer(kind, e)] if verb is not None else []
                mine = _later(own_act(tree, first, last, able or here, verb), here, near)
                other = self._answered(kind, mine, n, near, first) if mine else None
                if mine is None or other is None or _speaks_of(mine, tree, first):
                    continue
                if (first, last) not in framed or self._is_deal(n, other, mine):
                    mine, cue = self._promised(mine, here), [tree.sentence.span(first, last)]
                    yield LinkRecord(from_=mine.id, to=other.id, type=kind, cues=cue)

    def _is_deal(self, n: int, a: Event, b: Event) -> bool:
        """True where a bargain is spoken of, or each does something real for the other."""
        trees = self.context.trees[max(0, n - 1) : n + 1]
        if any(announces(t, i) for t in trees for i in range(len(t.tokens))):
            return True
        words_only = any(e.event_type.value == "SUPPORT" and e.cameo in ("050", "051") for e in (a, b))
        return not words_only and self._is_crossed(a, b)

    def _answered(self, kind: str, mine: Event, n: int, near: list[LinkRecord], first: int) -> Event | None:
        """The act that `mine` answers: in a clause with "after", before it in the sentence, or told before."""
        if not _may_answer(kind, mine):
            return None
        by_id = {e.id: e for e in self.events[n]}
        tied = [k.to for k in near if k.from_ == mine.id and k.type in ("follows", "caused_by", "condition_for")]
        tied += [k.from_ for k in near if k.to == mine.id and k.type == "condition_for"]
        candidates = [by_id[i] for i in tied]
        candidates += [e for e in reversed(self.events[n]) if e.trigger < mine.trigger]
        if kind == "retaliation_for":
            below = set(self.context.trees[n].sentence.subtree(first))  # "payback, he said, for the sinking of"
            candidates += [e for e in self.events[n] if e.trigger in below and e.trigger > first]
            candidates += [
                e
                for e in self.events[n]
                if e.trigger > max(first, mine.trigger) and _in_clause(self.context.trees[n], e, mine)
            ]
        for m in range(n - 1, max(-1, n - 1 - BACK), -1):
            candidates += list(reversed(self.events.get(m, [])))
        cue = [e.id for e in self.events[n] if first in e.words]  # "said that it would retaliate"
        fitting = [e for e in candidates if e.id not in (mine.id, *cue) and _fits(kind, e, mine)]
        fitting.sort(
            key=lambda e: e.event_type.value == "ACCUSE"
        )  # a blow is answered rather than who was blamed for it
        if kind == "exchanged_for" and mine.event_type.value in bargains.THIRD:
            fitting = [e for e in fitting if self._is_of_third(mine, e)]
        crossed = [e for e in fitting if self._is_crossed(e, mine)]
        if kind == "retaliation_for" and mine.id in self.on_trial:
            fitting = [e for e in fitting if e.sentence == n]  # in other sentences only what its parties suffered
        gifts = [e for e in fitting if kind != "exchanged_for" or e.event_type.value not in ("SUPPORT", "AGREE")]
        mirrored = [e for e in crossed if all(self._crossings(e, mine))]  # done by one to the other, and back
        best = next(iter([*mirrored, *crossed, *gifts, *fitting]), None)
        return fitting[0] if best is not None and best.event_type.value == "ACCUSE" else best

    def _is_crossed(self, event: Event, mine: Event) -> bool:
        """True when one's actor is of the country that the other acts on."""
        return any(self._crossings(event, mine))

    def _crossings(self, event: Event, mine: Event) -> tuple[bool, bool]:
        """Whether the doer of the first suffers the second, and whether the doer of the second suffered the first."""
        return (
            bool(self._countries(event.actors) & self._countries(mine.recipients)),
            bool(self._countries(event.recipients) & self._countries(mine.actors)),
        )

    def _is_of_third(self, mine: Event, other: Event) -> bool:
        """ "As its side of the bargain voted against Chad": harm is a favour where it hits neither side."""
        hit = self._countries(mine.recipients)
        return bool(hit) and not hit & (self._countries(other.actors) | self._countries(mine.actors))

    def _strikes_back(self, mine: Event, other: Event) -> bool:
        """True when the doer of `other` suffers `mine`, and is of another country than its doer."""
        theirs = self._countries(other.actors) - self._countries(mine.actors)
        return bool(theirs & self._countries(mine.recipients))

    def _countries(self, parties: Sequence[Coded[str]]) -> set[str]:
        return {c for c in (self.context.cast.figure(p.value).country for p in parties) if c}


def _means(tree: Tree, events: list[Event]) -> list[Event]:
    """ "Hit back at the curbs with tariffs", "avenged the dead by shelling a camp": what was done, not what for."""
    return [e for e in events if tree.prep(e.trigger) in ("with", "by")]


def _later(mine: Event | None, here: list[Event], near: list[LinkRecord]) -> Event | None:
    """Of two acts told with "after" the later one is the reply, wherever the parser hung the cue."""
    earlier = next((k.from_ for k in near if mine and k.to == mine.id and k.type == "follows"), None)
    return next((e for e in here if e.id == earlier), mine)


def _speaks_of(mine: Event, tree: Tree, first: int) -> bool:
    """ "Called the retaliation unlawful": who judges an answer has not answered."""
    at = tree.tokens[first].start
    inside = mine.trigger < first and any(m.start <= at < m.end for m in mine.mentions)
    return inside and mine.event_type.value in ("ACCUSE", "REJECT", "SUPPORT", "REQUEST")


def _in_clause(tree: Tree, event: Event, mine: Event) -> bool:
    """True when the act stands in a clause of time or cause below `mine`."""
    k = event.trigger
    while tree.tokens[k].head >= 0 and k != mine.trigger:
        marks = {tree.tokens[c].text.lower() for c in tree.sentence.kids(k, "mark", "advmod", "case")}
        if tree.tokens[k].rel == "advcl" and marks & {"after", "when", "because", "as", "since"}:
            return True
        k = tree.tokens[k].head
    return False


def _may_answer(kind: str, mine: Event) -> bool:
    if kind == "exchanged_for":
        return mine.event_type.value in (*table().giving, *bargains.THIRD)
    if kind == "retaliation_for":
        return mine.event_type.value in table().hostile
    return True


def _fits(kind: str, event: Event, mine: Event) -> bool:
    """True when `mine` can answer `event`: crossed parties in bargains and reprisals, shared ones in sequences."""
    givers, mine_givers = {c.value for c in event.actors}, {c.value for c in mine.actors}
    if kind == "exchanged_for":
        return event.event_type.value in table().giving and not (givers & mine_givers)
    if kind == "retaliation_for":
        return event.event_type.value in table().hostile | table().provoking and not (givers and givers <= mine_givers)
    everyone = givers | {c.value for c in event.recipients}
    return bool(everyone & (mine_givers | {c.value for c in mine.recipients}))
