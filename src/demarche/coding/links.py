"""What ties acts together: exchange, retaliation, condition, cause, part, sequence; each link with its cue.

A cue stands between two acts ("eased X in exchange for Y"), points back from its own act ("In return, …", "… in
response"), is a verb between two act nouns ("the talks led to the release"), or announces a bargain whose legs stand
side by side ("In a swap, A freed X and B freed Y").  The words are in data/links.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from demarche.coding.clauses import is_predicate
from demarche.coding.context import Context
from demarche.coding.governors import lemmas
from demarche.coding.link_words import TYPES, Phrases, table
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event
from demarche.model.record import LinkRecord

BACK = 2  # sentences that a cue looks back


def links(draft: Draft, context: Context) -> tuple[LinkRecord, ...]:
    """All links of the article, one for each pair of acts: the type that says most."""
    finder = _Finder(draft, context)
    found = [link for n in range(len(context.trees)) for link in finder.sentence(n)]
    best: dict[frozenset[str], LinkRecord] = {}
    for link in sorted(found, key=lambda k: (TYPES.index(k.type), k.from_, k.to)):
        best.setdefault(frozenset((link.from_, link.to)), link)
    return tuple(sorted(best.values(), key=lambda k: (k.cues[0].start, k.from_, k.to)))


class _Finder:
    """Looks for links in one sentence after the other."""

    def __init__(self, draft: Draft, context: Context) -> None:
        self.context = context
        self.inner = {place: outer for place, (_, outer) in draft.inner.items()}
        self.events: dict[int, list[Event]] = {}
        for event in sorted(draft.events, key=lambda e: (e.sentence, e.trigger)):
            self.events.setdefault(event.sentence, []).append(event)

    def sentence(self, n: int) -> Iterator[LinkRecord]:
        here = self.events.get(n, [])
        if not here:
            return
        tree = self.context.trees[n]
        words = [t.text.lower() for t in tree.tokens]
        taken: set[int] = set()
        after = list(self._between(tree, words, here, taken))
        yield from after
        yield from self._back(tree, n, words, here, after, taken)
        yield from self._verbs(tree, n, here)
        yield from self._traded(tree, here)
        yield from self._called_answer(tree, n, here)
        yield from self._bargains(tree, here, taken)

    # -- between ------------------------------------------------------------------------------------------------------

    def _between(self, tree: Tree, words: list[str], here: list[Event], taken: set[int]) -> Iterator[LinkRecord]:
        """The act inside the phrase that a cue opens, and the act that the phrase hangs on."""
        for kind in TYPES:
            cues = table().cues[kind]
            for phrases, weak in ((cues.between, False), (cues.weak, True)):
                for first, last in _found(words, phrases, set(taken) if weak else taken):
                    pair = self._pair(tree, first, last, here, weak=weak)
                    if pair is not None:
                        kind_ = self._kind(kind, *pair)
                        yield LinkRecord(
                            from_=pair[0].id, to=pair[1].id, type=kind_, cues=[tree.sentence.span(first, last)]
                        )

    @staticmethod
    def _kind(kind: str, outer: Event, inner: Event) -> str:
        """A friendly act in response to something is no retaliation; harm is no part of a bargain."""
        if kind == "retaliation_for" and outer.event_type.value not in table().hostile:
            return "caused_by"
        return kind

    def _pair(self, tree: Tree, first: int, last: int, here: list[Event], *, weak: bool) -> tuple[Event, Event] | None:
        inside = _inside(tree, first, last)
        if not inside:
            return None
        within = [e for e in here if e.trigger in inside]
        if weak:
            head = min(inside, key=lambda k: _depth(tree, k))
            within = [e for e in within if head in (e.trigger, *e.words)]
        inner = min(within, key=lambda e: (_depth(tree, e.trigger), e.trigger), default=None)
        outer = self._governing(tree, min(inside), inside, here)
        if inner is None or outer is None or inner.id == outer.id:
            return None
        if weak and self.inner.get((inner.sentence, inner.trigger)) == outer.id:
            return None  # what is asked for is no cause
        return self._given(outer, here, inside), inner

    def _given(self, outer: Event, here: list[Event], inside: frozenset[int]) -> Event:
        """What is offered or agreed rather than the offer: "agreed to free him in exchange for …"."""
        if outer.event_type.value not in ("AGREE", "REQUEST", "THREATEN"):
            return outer
        below = [e for e in here if self.inner.get((e.sentence, e.trigger)) == outer.id and e.trigger not in inside]
        return below[-1] if below else outer

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
        self, tree: Tree, n: int, words: list[str], here: list[Event], near: list[LinkRecord], taken: set[int]
    ) -> Iterator[LinkRecord]:
        verbs = [i for i, t in enumerate(tree.tokens) if t.upos == "VERB"]
        for kind in TYPES:
            cues = table().cues[kind]
            places = [(a, b, None) for a, b in _found(words, cues.back, set(taken))]
            replies = [i for i in verbs if set(lemmas(tree, i)) & cues.replies] if cues.replies else []
            for first, last, verb in [*places, *((i, i, i) for i in replies)]:
                mine = _later(self._own(tree, first, last, here, verb), here, near)
                other = self._answered(kind, mine, n, near, first) if mine else None
                if mine is not None and other is not None:
                    yield LinkRecord(from_=mine.id, to=other.id, type=kind, cues=[tree.sentence.span(first, last)])

    def _own(self, tree: Tree, first: int, last: int, here: list[Event], verb: int | None) -> Event | None:
        """The act that the cue belongs to."""
        if verb is not None:
            below = set(tree.sentence.subtree(verb))
            return next((e for e in here if e.trigger in below and e.trigger > verb), None)
        triggers = {k: e for e in here for k in e.words}
        k, seen = first, 0
        while k >= 0 and seen < 20:
            if k in triggers:
                return triggers[k]
            if tree.tokens[k].upos == "VERB" and (told := _told_below(tree, k, last, here)):
                return told  # "returned the favour, ending its ban"
            if k > last and tree.tokens[k].rel in ("conj", "parataxis") and is_predicate(tree, k):
                clause = set(tree.sentence.subtree(k))
                inside = next((e for e in here if e.trigger in clause and e.trigger > last), None)
                if inside is not None:
                    return inside
                break
            k, seen = tree.tokens[k].head, seen + 1
        later = [e for e in here if e.trigger > last]
        before = [e for e in here if e.trigger < first]
        if first == 0 or (first > 0 and tree.tokens[first - 1].text in (",", ";", "and")):
            return next(iter(later), None) or (before[-1] if before else None)
        return before[-1] if before else next(iter(later), None)

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
        fitting = [e for e in candidates if e.id != mine.id and _fits(kind, e, mine)]
        crossed = [e for e in fitting if self._is_crossed(e, mine)]
        gifts = [e for e in fitting if kind != "exchanged_for" or e.event_type.value not in ("SUPPORT", "AGREE")]
        return next(iter([*crossed, *gifts, *fitting]), None)

    def _is_crossed(self, event: Event, mine: Event) -> bool:
        """True when one's actor is of the country that the other acts on."""
        return bool(
            self._countries(event.actors) & self._countries(mine.recipients)
            or self._countries(event.recipients) & self._countries(mine.actors)
        )

    def _countries(self, parties: Sequence[Coded[str]]) -> set[str]:
        return {c for c in (self.context.cast.figure(p.value).country for p in parties) if c}

    # -- verbs between acts -------------------------------------------------------------------------------------------

    def _verbs(self, tree: Tree, n: int, here: list[Event]) -> Iterator[LinkRecord]:
        by_token = {k: e for e in here for k in e.words}
        for i, token in enumerate(tree.tokens):
            if token.upos != "VERB":
                continue
            lemma = token.lemma.lower()
            args = tree.verb(i)
            names = {lemma, *lemmas(tree, i), *(f"{lemma}_{p}" for p, _ in args.obliques if p)}
            kind = next((t for t in TYPES if names & table().cues[t].verbs), None)
            if kind is None:
                continue
            targets = [k for p, k in args.obliques if f"{lemma}_{p}" in table().cues[kind].verbs] + list(args.objects)
            cause = next((by_token[k] for k in args.subjects if k in by_token), None) or self._taken_up(
                tree, n, args.subjects
            )
            effect = next((by_token[k] for k in targets if k in by_token), None)
            if cause is not None and effect is not None and cause.id != effect.id:
                if kind == "follows":
                    cause, effect = effect, cause
                yield LinkRecord(from_=effect.id, to=cause.id, type=kind, cues=[tree.sentence.span(i, i)])

    def _called_answer(self, tree: Tree, n: int, here: list[Event]) -> Iterator[LinkRecord]:
        """ "The shelling was Delhi's answer to the killing", "the step was a reply to the expulsion"."""
        by_token = {k: e for e in here for k in e.words}
        for i, token in enumerate(tree.tokens):
            if token.lemma.lower() not in table().answers or tree.sentence.kid(i, "cop") is None:
                continue
            subjects = tree.verb(i).subjects
            told = next((by_token[k] for k in subjects if k in by_token), None) or self._taken_up(tree, n, subjects)
            to = [k for p, k in tree.phrases(i) if p in ("to", "for")]
            other = next((by_token[k] for k in to if k in by_token), None)
            if told is not None and other is not None and told.id != other.id:
                kind = self._kind("retaliation_for", told, other)
                yield LinkRecord(from_=told.id, to=other.id, type=kind, cues=[tree.sentence.span(i, i)])

    @staticmethod
    def _traded(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
        """ "Traded the release of the pilots for the lifting of the embargo": what is given, and what for."""
        by_token = {k: e for e in here for k in e.words}
        for i, token in enumerate(tree.tokens):
            if token.upos != "VERB" or not table().trades & set(lemmas(tree, i)):
                continue
            args = tree.verb(i)
            things = [k for p, k in args.obliques if p == "for"]
            things += [k for o in args.objects for p, k in tree.phrases(o) if p == "for"]
            given = next((by_token[k] for k in args.objects if k in by_token), None)
            gained = next((by_token[k] for k in things if k in by_token), None)
            if given is not None and gained is not None and given.id != gained.id:
                yield LinkRecord(from_=given.id, to=gained.id, type="exchanged_for", cues=[tree.sentence.span(i, i)])

    def _taken_up(self, tree: Tree, n: int, subjects: Sequence[int]) -> Event | None:
        """ "The meeting led to …": the act of that type told before."""
        for k in subjects:
            kinds = table().taken_up.get(tree.tokens[k].lemma.lower())
            if kinds is None or not any(tree.tokens[c].rel in ("det", "nmod") for c in tree.sentence.children[k]):
                continue
            for m in range(n - 1, max(-1, n - 1 - BACK), -1):
                for event in reversed(self.events.get(m, [])):
                    if not kinds or event.event_type.value in kinds:
                        return event
        return None

    # -- bargains side by side ----------------------------------------------------------------------------------------

    def _bargains(self, tree: Tree, here: list[Event], taken: set[int]) -> Iterator[LinkRecord]:
        """ "In a swap, A freed X and B freed Y": two gifts of different givers."""
        cue = next((i for i in range(len(tree.tokens)) if i not in taken and _announces(tree, i)), None)
        if cue is None:
            return
        gifts = [e for e in here if e.event_type.value in table().giving and cue not in e.words and e.actors]
        for a, b in pairwise(gifts):
            if _fits("exchanged_for", a, b):
                yield LinkRecord(from_=b.id, to=a.id, type="exchanged_for", cues=[tree.sentence.span(cue, cue)])


def _later(mine: Event | None, here: list[Event], near: list[LinkRecord]) -> Event | None:
    """Of two acts told with "after" the later one is the reply, wherever the parser hung the cue."""
    earlier = next((k.from_ for k in near if mine and k.to == mine.id and k.type == "follows"), None)
    return next((e for e in here if e.id == earlier), mine)


def _found(words: list[str], phrases: Phrases, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Places of phrases; words that a longer phrase has taken are not used again."""
    for i, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            end = i + len(phrase)
            if tuple(words[i:end]) == phrase and not taken & set(range(i, end)):
                taken.update(range(i, end))
                yield i, end - 1


def _inside(tree: Tree, first: int, last: int) -> frozenset[int]:
    """The tokens of the phrase or clause that a cue introduces."""
    token = tree.tokens[last]
    if token.rel in ("case", "mark", "advmod", "cc") and token.head > last:
        return frozenset(k for k in tree.sentence.subtree(token.head) if k > last)
    for k in (last, *range(first, last + 1)):
        below = [j for j in tree.sentence.subtree(k) if j > last]
        if below:
            return frozenset(below)
    return frozenset()


def _told_below(tree: Tree, verb: int, last: int, here: list[Event]) -> Event | None:
    """The first act behind word `last` in clauses below the verb that have no subject of their own."""
    clauses = [
        c for c in tree.sentence.kids(verb, "advcl", "acl") if c > last and tree.sentence.kid(c, "nsubj") is None
    ]
    inside = {k for c in clauses for k in tree.sentence.subtree(c)}
    return next((e for e in here if e.trigger in inside), None)


def _depth(tree: Tree, k: int) -> int:
    depth = 0
    while tree.tokens[k].head >= 0 and depth < 60:
        k, depth = tree.tokens[k].head, depth + 1
    return depth


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
        return mine.event_type.value in table().giving
    if kind == "retaliation_for":
        return mine.event_type.value in table().hostile
    return True


def _fits(kind: str, event: Event, mine: Event) -> bool:
    """True when `mine` can answer `event`: crossed parties in bargains and reprisals, shared ones in sequences."""
    givers, mine_givers = {c.value for c in event.actors}, {c.value for c in mine.actors}
    if kind == "exchanged_for":
        return event.event_type.value in table().giving and not (givers & mine_givers)
    if kind == "retaliation_for":
        return event.event_type.value in table().hostile | {"SUPPORT", "COOPERATE", "AID"} and not (
            givers and givers <= mine_givers
        )
    everyone = givers | {c.value for c in event.recipients}
    return bool(everyone & (mine_givers | {c.value for c in mine.recipients}))


def _announces(tree: Tree, i: int) -> bool:
    """True for the noun of a bargain: "in a swap", "under a deal", "as part of the agreement"."""
    token = tree.tokens[i]
    if token.upos not in ("NOUN", "PROPN"):
        return False
    lemma = token.lemma.lower()
    if lemma in table().swap or (lemma in table().traded and _is_brokered(tree, i)):
        return not {tree.tokens[k].lemma.lower() for k in tree.modifiers(i)} & table().sold
    if lemma not in table().framed:
        return False
    prep = tree.prep(i)
    part = token.head >= 0 and prep == "of" and tree.tokens[token.head].lemma.lower() == "part"
    which = any(
        t.text.lower() == "whereby"
        or (t.text.lower() == "which" and tree.tokens[k - 1].text.lower() in ("under", "by"))
        for k, t in enumerate(tree.tokens)
        if k > i
    )
    return (
        prep == "under"
        or part
        or which
        or (lemma == "exchange" and prep == "in" and tree.sentence.kid(i, "det") is not None)
    )


def _is_brokered(tree: Tree, i: int) -> bool:
    """ "Switzerland brokered the trade", "a trade arranged by Oman", "suggested a trade"."""
    token = tree.tokens[i]
    above = [token.head] if token.head >= 0 and token.rel in ("obj", "nsubj") else []
    near = [*above, *tree.sentence.kids(i, "acl")]
    return any(set(lemmas(tree, k)) & (table().mediation | table().closing) for k in near)
