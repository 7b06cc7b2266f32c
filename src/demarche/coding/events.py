"""From matches to events: who fills the roles, what code follows, and what could not be coded.

How frame and event head are weighed against each other is told in witnesses.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec

from demarche.coding.blame import blames
from demarche.coding.cast import Cast
from demarche.coding.edges import whole
from demarche.coding.fills import (
    targets,
    whole_target,
    wins_back,
    with_actor,
    with_blamed,
    with_recipient,
    without_friends,
    without_inner,
    without_label,
    without_regained,
    without_town,
    without_weapons,
)
from demarche.coding.fit_nouns import claimants
from demarche.coding.fit_words import is_ground, is_settlement
from demarche.coding.gates import is_public, matters, refusal
from demarche.coding.head_fills import with_head_roles
from demarche.coding.kinds import Kind
from demarche.coding.leg_matches import BLOWS, LEG, is_leg, leg_matches, without_replies
from demarche.coding.legs import Expected
from demarche.coding.lent import with_lent, with_refuser
from demarche.coding.must import as_told, demands
from demarche.coding.register import Register, speaks_not_of
from demarche.coding.related import with_related
from demarche.coding.sides import Sides, is_force, is_weapon, merged, put_right, with_missions
from demarche.coding.taken_up import is_candidate
from demarche.coding.tree import Tree
from demarche.coding.what import HIT, TALK, Match
from demarche.coding.who import Phrases
from demarche.coding.who_described import MISSIONS
from demarche.coding.witnesses import confidence, cues, head_matches, hyphened, seen_act
from demarche.model import Coded, Event, Issue, Span
from demarche.ontology import Codebook
from demarche.ontology.grammar import plain_words

RULERS = frozenset(["GOV", "MIL", "JUD", "REB", "COP"])
EXPECTED = 0.5  # how sure an act is whose second witness is the cue that ties it to another one
CLOSE = 6  # how many words a fixed word may stand from its trigger and be quoted with it


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An event with the match that it came from."""

    event: Event
    match: Match | None


class Builder:
    """Makes events of one sentence after the other; ids count through the article."""

    def __init__(self, book: Codebook, cast: Cast, *, witnesses: str = "both") -> None:
        self.witnesses = witnesses
        self.elsewhere: frozenset[int] = frozenset()
        self.kind = Kind()
        self.book = book
        self.cast = cast
        self.issues: list[Issue] = []
        self.nouns: list[tuple[Event, str]] = []  # acts that are no event of their own, and why not
        self.expected: Expected = {}
        self.blow: Match | None = None  # the last one told: what "replied in kind" repeats
        self.on_trial: set[str] = set()  # events that stand only if a link ties them to another one
        self.count = 0

    def build(
        self, n: int, tree: Tree, phrases: Phrases, matches: Iterable[Match], silenced: frozenset[int] = frozenset()
    ) -> list[Found]:
        """Events of sentence `n`; what is dropped leaves an issue."""
        out = []
        matches = self._witnessed(tree, [*matches, *demands(tree), *blames(tree)], silenced)
        matches = without_replies(tree, matches, self.expected.get(n, {}), self.blow)
        matches += leg_matches(tree, self.expected.get(n, {}), matches, self.blow)
        self.blow = next((m for m in reversed(matches) if m.frame.event_type in BLOWS), self.blow)
        matches = [without_town(tree, m, phrases.is_town) for m in matches]
        triggers = {k: m for m in matches for k in m.words}
        outer = {v: m for m in matches for v in m.inner}
        for match in matches:
            above = next((outer[k] for k in match.words if k in outer), None)
            if match.pattern.pos != LEG:
                match = with_actor(as_told(tree, match, above), above)
                match = with_recipient(tree, match, phrases.acts, phrases.is_of_a_state, triggers)
                match = with_refuser(tree, with_lent(tree, match), partial(self._rules, n, tree, phrases))
            if self.witnesses == "both":
                match = with_blamed(tree, with_head_roles(tree, match, triggers))
                match = without_town(tree, match, phrases.is_town)
                triggers |= dict.fromkeys(match.words, match)
            mine = frozenset(i for k in match.role("A") for i in self.cast.at(n, k, tree, phrases))
            acts = partial(self._acts, n, tree, phrases, mine)
            match = whole_target(tree, match, phrases.is_town)
            event = self._event(n, tree, phrases, with_related(tree, match, acts, triggers))
            if event is not None:
                out.append(Found(event=event, match=match))
        return _told_once(tree, out)

    def _acts(self, n: int, tree: Tree, phrases: Phrases, mine: frozenset[str], k: int) -> bool:
        """Whether the phrase at `k` names somebody else than `mine`, pronouns and short forms read."""
        return bool(set(self.cast.at(n, k, tree, phrases)) - mine)

    def _rules(self, n: int, tree: Tree, phrases: Phrases, k: int) -> bool:
        """Whether the phrase at `k` names somebody in whose power acts of state are."""
        return any(self.cast.figure(i).sector in RULERS for i in self.cast.at(n, k, tree, phrases))

    def _witnessed(self, tree: Tree, matches: list[Match], silenced: frozenset[int]) -> list[Match]:
        """The matches of the witnesses asked for; the head adds acts that no frame has found."""
        if self.witnesses == "frames":
            return matches
        if self.witnesses == "head":
            return head_matches(tree, frozenset())
        taken = frozenset(k for m in matches for k in (*m.words, *(() if m.frame.event_type in TALK else m.role("T"))))
        return sorted([*matches, *head_matches(tree, taken | silenced)], key=lambda m: m.token)

    def _event(self, n: int, tree: Tree, phrases: Phrases, match: Match) -> Event | None:
        match = without_label(tree, without_weapons(tree, without_inner(tree, match)))
        match = without_friends(tree, without_regained(tree, match))
        sides, third = self._sides(n, tree, phrases, match)
        trigger = _span(tree, match.words, match.token)
        wanted = n not in self.elsewhere and is_leg(tree, match, self.expected.get(n, {}))
        why = self._missing(match, sides)
        if why and not wanted:
            self._no_event(why, self._made(n, tree, match, sides, third, trigger, 0.0), tree)
            return None
        refused = (
            ""
            if match.pattern.pos == LEG
            else refusal(self.cast, tree, match, sides.actors, sides.recipients, expected=wanted)
        )
        if not refused and (why_not := self.kind.refusal(self.cast, tree, match, sides.actors, sides.recipients)):
            refused = f"{match.frame.id}: {why_not}"
        if refused:
            self._issue(refused, trigger)
            return None
        public = any(is_public(self.cast, c.value) for c in sides.everybody())
        verbal = tree.tokens[match.token].upos == "VERB"
        public = public or match.frame.event_type == "PROTEST"  # which private people do
        if match.pattern.pos == "head" and not (public and (sides.actors or verbal)):
            return None
        confidence = self._confidence(n, tree, match, sides, public=public)
        private = not any(matters(self.cast, c.value) for c in sides.everybody())
        if wanted and (why or private or confidence is None):
            self.on_trial.add(f"e{self.count + 1}")
            confidence = confidence or EXPECTED
        if confidence is None:
            why = f"{match.frame.id}: the words are ambiguous and the event head does not agree"
            self._no_event(why, self._made(n, tree, match, sides, third, trigger, 0.0), tree)
            return None
        self.count += 1
        return self._made(n, tree, match, sides, third, trigger, confidence)

    def _sides(self, n: int, tree: Tree, phrases: Phrases, match: Match) -> tuple[Sides, list[Coded[str]]]:
        """Who fills the roles, and third parties."""
        things = match.pattern.pos != "head" and match.frame.event_type in HIT
        things = things and (match.frame.event_type == "ASSAULT" or not match.role("A"))
        actors, third, both = (self._ids(n, tree, phrases, match.role(r), things=False) for r in "AQB")
        hit = targets(tree, match.role("R"))
        if match.frame.event_type == "RETREAT":
            hit = tuple(k for k in hit if phrases.is_of_a_state(k) or not is_ground(tree, k))
        if match.frame.event_type == "ASSAULT" and self._of_coalition(actors):
            # "strikes of the Coalition in Iraq": beside Iraq
            hit = tuple(k for k in hit if _stands_in(tree, k) != "in")
        recipients = self._ids(n, tree, phrases, hit, things=things)
        places = [k for k in match.role("A") if is_settlement(tree, k)]
        if wins_back(tree, match):  # "the army retook Mosul": it has not struck its own country
            own = {self.cast.figure(c.value).country for c in actors}
            theirs = [(c, self.cast.figure(c.value)) for c in recipients]
            recipients = [c for c, f in theirs if f.country not in own and (own or f.reading.kind != "place")]
        sides = Sides(merged(actors, both), recipients, bool(both))
        if match.frame.event_type == "SANCTION":
            missions = [k for k in match.role("T") if tree.tokens[k].lemma.lower() in MISSIONS]
            hosts = [j for k in missions for p, j in tree.phrases(k) if p in ("in", "to", "at")]
            named = (self._ids(n, tree, phrases, found, things=False) for found in (missions, hosts))
            sides = with_missions(self.cast, sides, *named)
        here = self._ids(n, tree, phrases, places, things=False)
        sides = put_right(self.cast, match.frame.event_type, sides, here)
        if match.code.mode == "withdraw" and sides.actors:  # "pulled its troops out", "dismantled two positions"
            sides.recipients = [c for c in sides.recipients if not is_force(self.cast, c.value)]
        if match.code.mode == "withhold":  # "held up the delivery of two patrol vessels"
            sides.recipients = [c for c in sides.recipients if not is_weapon(self.cast, c.value)]
        return sides, third

    def _of_coalition(self, actors: Iterable[Coded[str]]) -> bool:
        """True for a coalition, and for aircraft of no country, or nobody, where the article tells of one."""
        figures = [self.cast.figure(c.value) for c in actors]
        if any(self._is_coalition(f.id) for f in figures):
            return True
        nobodys = not any(f.country for f in figures)
        return nobodys and any(self._is_coalition(f.id) for f in self.cast.figures)

    def _is_coalition(self, name: str) -> bool:
        """True for an alliance, and for states of one: they fight in a country, not against it."""
        figure = self.cast.figure(name)
        return figure.country == "IGO" or "coalition" in figure.reading.name.lower()

    def _missing(self, match: Match, sides: Sides) -> str:
        """What the frame needs and the words do not name; "" when nothing is missing."""
        free = match.frame.needs == ()  # the frame says that nobody need be named
        if not free and not any(self.cast.figure(c.value).reading.known for c in sides.everybody()):
            return "no actor or recipient found"
        filled = {"A": sides.actors, "R": sides.recipients, "B": sides.actors}
        missing = [r for r in match.frame.needs or () if not filled.get(r, True)]
        return f"{match.frame.id}: role {'/'.join(missing)} not found" if missing else ""

    def _made(
        self,
        n: int,
        tree: Tree,
        match: Match,
        sides: Sides,
        third: list[Coded[str]],
        trigger: Span,
        confidence: float,
    ) -> Event:
        code, frame = match.code, match.frame
        coder = f"{frame.id}@1" if match.pattern.pos in ("head", LEG) else f"frames.{frame.id}@1"
        known = {a.value for a in sides.everybody()}
        return Event(
            id=f"e{self.count}",
            event_type=Coded(frame.event_type, (trigger,), coder),
            cameo=code.cameo or None,
            coder=coder,
            confidence=confidence,
            sentence=n,
            trigger=match.token,
            modes=(Coded(code.mode, (trigger,), coder),) if code.mode else (),
            contexts=tuple(Coded(c, (trigger,), coder) for c in code.contexts),
            actors=tuple(sides.actors),
            recipients=tuple(sides.recipients),
            third_parties=tuple(c for c in third if c.value not in known),
            mentions=(trigger,),
            themes=tuple(_phrase(tree, k) for k in match.role("T")),
            roles=match.fills,
            words=match.words,
        )

    def _ids(self, n: int, tree: Tree, phrases: Phrases, tokens: Iterable[int], *, things: bool) -> list[Coded[str]]:
        out: dict[str, Coded[str]] = {}
        find = self.cast.thing if things else self.cast.at
        for k in tokens:
            for name in find(n, k, tree, phrases):
                out.setdefault(name, Coded(name, (self._evidence(n, tree, phrases, k),), "who@1"))
        return list(out.values())

    def _evidence(self, n: int, tree: Tree, phrases: Phrases, k: int) -> Span:
        for reading in phrases.readings(k):
            return whole(tree, k, reading.span, phrases.is_office)
        if tree.tokens[k].upos == "PRON":
            for name in self.cast.who.get((n, k), ()):
                # the words that name him in this sentence say more than the pronoun
                mentions = self.cast.figure(name).mentions
                before = [m for m in mentions if tree.sentence.start <= m.start < tree.tokens[k].start]
                longer = [m for m in before if " " in m.text or m.text[:1].isupper()]
                if longer:
                    return longer[-1]
        return _phrase(tree, k)

    def _confidence(self, n: int, tree: Tree, match: Match, sides: Sides, *, public: bool) -> float | None:
        """How sure the two witnesses are together; None when they do not make an event."""
        if match.pattern.pos == "modal":
            return 0.6 if public and self.kind.register is not Register.PERSONAL else None
        if match.pattern.pos == LEG:
            return None
        if match.pattern.pos == "head":
            return round(0.7 * seen_act(tree, match.token)[1], 3)
        if self.witnesses == "frames":
            return None if match.frame.weak and not match.rank[0] else 0.7
        # "clashes between B continued": the act is told by the subject
        acting = [k for k in match.role("T") if tree.tokens[k].rel == "nsubj"]
        claimed = bool(claimants(tree, match.token))  # "claimed responsibility for the attack" is never innocent
        seen = cues(tree, (*match.words, *acting, *hyphened(tree, match.token)))
        return confidence(
            match.frame.event_type,
            match.rank[0] + (match.light is not None) + claimed,
            weak=match.frame.weak,
            sure=match.frame.sure or claimed,
            seen=seen,
            elsewhere=n in self.elsewhere or speaks_not_of(self.kind.register, match.frame.event_type),
            public=public,
            between=sides.between(self.cast) or (match.frame.event_type == "ASSAULT" and sides.embattled(self.cast)),
            single=not (sides.actors and sides.recipients) and len(sides.actors) < 2,
            plain=tree.tokens[match.token].lemma.lower() in plain_words().get(match.frame.event_type, ()),
        )

    def _no_event(self, why: str, event: Event, tree: Tree) -> None:
        """A definite noun may still take up an act of another sentence; everything else is an issue."""
        if is_candidate(tree.sentence, event.trigger):
            self.nouns.append((event, why))
        else:
            self._issue(why, event.mentions[0])

    def unclaimed(self, nouns: Iterable[Event]) -> None:
        """The issues of nouns that take up nothing."""
        left = {id(noun) for noun in nouns}
        for event, why in self.nouns:
            if id(event) in left:
                self._issue(why, event.mentions[0])

    def _issue(self, reason: str, span: Span) -> None:
        self.issues.append(Issue(stage="coding", reason=reason, start=span.start, end=span.end))


def _told_once(tree: Tree, found: list[Found]) -> list[Found]:
    """Without a blow that another verb of the sentence tells: "two strikes destroyed a bridge" is one attack."""
    verbs = {f.match.token for f in found if f.match is not None and f.event.event_type.value == "ASSAULT"}
    return [f for f in found if not _is_told_by(tree, f, verbs)]


def _is_told_by(tree: Tree, found: Found, verbs: set[int]) -> bool:
    """Whether a bare blow is the subject of one of these verbs."""
    match = found.match
    if match is None or found.event.event_type.value != "ASSAULT" or found.event.actors:
        return False
    token = tree.tokens[match.token]
    below = set(tree.sentence.subtree(match.token))
    return token.rel == "nsubj" and token.head in verbs and not below & set(match.role("R"))


def _stands_in(tree: Tree, k: int) -> str:
    """The preposition of a word, or of the first of those coordinated with it: "in Syria and Iraq"."""
    while tree.tokens[k].rel == "conj" and not tree.prep(k):
        k = tree.tokens[k].head
    return tree.prep(k)


def _span(tree: Tree, words: tuple[int, ...], token: int) -> Span:
    """The trigger with those of its fixed words that stand close to it, in one run."""
    near = [k for k in words if abs(k - token) <= CLOSE]
    return tree.sentence.span(min(near), max(near))


def _phrase(tree: Tree, k: int) -> Span:
    first, last = tree.phrase(k)
    return tree.sentence.span(first, last)
