"""From matches to events: who fills the roles, what code follows, and what could not be coded.

How frame and event head are weighed against each other is told in witnesses.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from demarche.coding.cast import Cast
from demarche.coding.fit_words import is_time
from demarche.coding.must import demands
from demarche.coding.tree import Tree
from demarche.coding.what import HIT, TALK, Match
from demarche.coding.who import Phrases
from demarche.coding.witnesses import confidence, cues, head_matches, head_roles
from demarche.model import Coded, Event, Issue, Span
from demarche.ontology import Codebook
from demarche.ontology.grammar import grammar, plain_words

RECIPROCAL = frozenset(["CONSULT", "COOPERATE", "AGREE"])
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
        self.book = book
        self.cast = cast
        self.issues: list[Issue] = []
        self.count = 0

    def build(
        self, n: int, tree: Tree, phrases: Phrases, matches: Iterable[Match], silenced: frozenset[int] = frozenset()
    ) -> list[Found]:
        """Events of sentence `n`; what is dropped leaves an issue."""
        out = []
        matches = self._witnessed(tree, [*matches, *demands(tree)], silenced)
        triggers = {k: m for m in matches for k in m.words}
        outer = {v: m for m in matches for v in m.inner}
        for match in matches:
            match = with_actor(match, next((outer[k] for k in match.words if k in outer), None))
            match = with_recipient(tree, match, triggers)
            if self.witnesses == "both":
                match = with_head_roles(tree, match, triggers)
            mine = frozenset(i for k in match.role("A") for i in self.cast.at(n, k, tree, phrases))
            acts = partial(self._acts, n, tree, phrases, mine)
            event = self._event(n, tree, phrases, with_related(tree, match, acts, triggers))
            if event is not None:
                out.append(Found(event=event, match=match))
        return out

    def _acts(self, n: int, tree: Tree, phrases: Phrases, mine: frozenset[str], k: int) -> bool:
        """Whether the phrase at `k` names somebody else than `mine`, pronouns and short forms read."""
        return bool(set(self.cast.at(n, k, tree, phrases)) - mine)

    def _witnessed(self, tree: Tree, matches: list[Match], silenced: frozenset[int]) -> list[Match]:
        """The matches of the witnesses asked for; the head adds acts that no frame has found."""
        if self.witnesses == "frames":
            return matches
        if self.witnesses == "head":
            return head_matches(tree, frozenset())
        taken = frozenset(k for m in matches for k in (*m.words, *(() if m.frame.event_type in TALK else m.role("T"))))
        return sorted([*matches, *head_matches(tree, taken | silenced)], key=lambda m: m.token)

    def _event(self, n: int, tree: Tree, phrases: Phrases, match: Match) -> Event | None:
        match = without_inner(tree, match)
        things = match.pattern.pos != "head" and match.frame.event_type in HIT
        things = things and (match.frame.event_type == "ASSAULT" or not match.role("A"))
        parts = {r: self._ids(n, tree, phrases, match.role(r), things=r == "R" and things) for r in "AQB"}
        parts["R"] = self._ids(n, tree, phrases, _targets(tree, match.role("R")), things=things)
        actors, recipients = parts["A"], parts["R"]
        if parts["B"]:
            actors = _merged(actors, parts["B"])
        recipients = [c for c in recipients if c.value not in {a.value for a in actors}]
        if match.frame.event_type in MOVED:
            # "moved its troops", "withdrew its envoy": one's own are no other party
            own = self._states(actors)
            recipients = [c for c in recipients if self.cast.figure(c.value).country not in own]
        if any(self.cast.figure(c.value).country for c in recipients):
            # beside a party that is known, a mere thing is none
            recipients = [c for c in recipients if self.cast.figure(c.value).reading.kind != "thing"]
        trigger = _span(tree, match.words, match.token)
        free = match.frame.needs == ()  # the frame says that nobody need be named
        if not free and not self._somebody(actors) and not self._somebody(recipients):
            self._issue("no actor or recipient found", trigger)
            return None
        missing = [r for r in match.frame.needs or () if not {"A": actors, "R": recipients, "B": actors}.get(r, True)]
        if missing:
            self._issue(f"{match.frame.id}: role {'/'.join(missing)} not found", trigger)
            return None
        public = any(self._is_public(c.value) for c in (*actors, *recipients))
        private = not any(self._matters(c.value) for c in (*actors, *recipients))
        everyday = match.frame.event_type in SPOKEN and match.code.mode not in BY_STATES
        if private and everyday and _own(tree, match) < SURE_OF_PRIVATE:
            self._issue(f"{match.frame.id}: only private people take part", trigger)
            return None
        states = self._states(actors), self._states(recipients)
        between = bool(states[0] and states[1] and states[0] != states[1]) or (bool(parts["B"]) and len(states[0]) > 1)
        verbal = tree.tokens[match.token].upos == "VERB"
        if match.pattern.pos == "head" and not (public and (actors or verbal)):
            return None
        confidence = self._confidence(n, tree, match, public=public, between=between)
        if confidence is None:
            self._issue(f"{match.frame.id}: the words are ambiguous and the event head does not agree", trigger)
            return None
        self.count += 1
        return self._made(n, tree, match, actors, recipients, parts["Q"], trigger, confidence)

    def _made(
        self,
        n: int,
        tree: Tree,
        match: Match,
        actors: list[Coded[str]],
        recipients: list[Coded[str]],
        third: list[Coded[str]],
        trigger: Span,
        confidence: float,
    ) -> Event:
        code, frame = match.code, match.frame
        coder = f"{frame.id}@1" if match.pattern.pos == "head" else f"frames.{frame.id}@1"
        known = {a.value for a in (*actors, *recipients)}
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
            actors=tuple(actors),
            recipients=tuple(recipients),
            third_parties=tuple(c for c in third if c.value not in known),
            mentions=(trigger,),
            themes=tuple(_phrase(tree, k) for k in match.role("T")),
            roles=match.fills,
            words=match.words,
        )

    def _is_public(self, name: str) -> bool:
        """True for a party with a country, or one of a kind that politics is about."""
        figure = self.cast.figure(name)
        return bool(figure.country) or figure.sector in PUBLIC

    def _matters(self, name: str) -> bool:
        """True for a party with a country, or with any sector but that of private people."""
        figure = self.cast.figure(name)
        return bool(figure.country) or figure.sector not in PRIVATE

    def _states(self, parties: list[Coded[str]]) -> frozenset[str]:
        return frozenset(c for p in parties if (c := self.cast.figure(p.value).country))

    def _somebody(self, parties: list[Coded[str]]) -> bool:
        """True when at least one party is known by country, sector or name."""
        return any(self.cast.figure(c.value).reading.known for c in parties)

    def _ids(self, n: int, tree: Tree, phrases: Phrases, tokens: Iterable[int], *, things: bool) -> list[Coded[str]]:
        out: dict[str, Coded[str]] = {}
        find = self.cast.thing if things else self.cast.at
        for k in tokens:
            for name in find(n, k, tree, phrases):
                out.setdefault(name, Coded(name, (self._evidence(n, tree, phrases, k),), "who@1"))
        return list(out.values())

    def _evidence(self, n: int, tree: Tree, phrases: Phrases, k: int) -> Span:
        for reading in phrases.readings(k):
            return reading.span
        if tree.tokens[k].upos == "PRON":
            for name in self.cast.who.get((n, k), ()):
                # the words that name him in this sentence say more than the pronoun
                mentions = self.cast.figure(name).mentions
                before = [m for m in mentions if tree.sentence.start <= m.start < tree.tokens[k].start]
                longer = [m for m in before if " " in m.text or m.text[:1].isupper()]
                if longer:
                    return longer[-1]
        return _phrase(tree, k)

    def _confidence(self, n: int, tree: Tree, match: Match, *, public: bool, between: bool) -> float | None:
        """How sure the two witnesses are together; None when they do not make an event."""
        if match.pattern.pos == "modal":
            return 0.6
        if match.pattern.pos == "head":
            return round(0.7 * tree.tokens[match.token].cues[0][1], 3)
        if self.witnesses == "frames":
            return None if match.frame.weak and not match.rank[0] else 0.7
        seen = cues(tree, match.words)
        return confidence(
            match.frame.event_type,
            match.rank[0],
            weak=match.frame.weak,
            sure=match.frame.sure,
            seen=seen,
            elsewhere=n in self.elsewhere,
            public=public,
            between=between,
            plain=tree.tokens[match.token].lemma.lower() in plain_words().get(match.frame.event_type, ()),
        )

    def _issue(self, reason: str, span: Span) -> None:
        self.issues.append(Issue(stage="coding", reason=reason, start=span.start, end=span.end))


# The subject of these does what they speak of, so its target is theirs: "threatened to strike the South".
OWN_ACTS = frozenset(["THREATEN", "AGREE"])
OTHERS_ACTS = frozenset(["ACCUSE", "REQUEST", "REJECT", "SUPPORT", "PROTEST", "CONCEDE"])


def with_head_roles(tree: Tree, match: Match, triggers: dict[int, Match]) -> Match:
    """The match with parties that the event head sees at its words, for roles that the pattern left empty.

    Who acts in another act between the two, or stands in what is spoken of, is no party of this one.
    """
    missing = {"A", "R"} - {r for r, _ in match.fills}
    if "B" in {r for r, _ in match.fills} or not missing:
        return match
    spoken = {k for v in match.inner if tree.tokens[v].upos == "VERB" for k in tree.sentence.subtree(v)}
    used = {k for _, k in match.fills} | set(match.words) | spoken
    seen = [(r, k) for w in match.words for r, k in head_roles(tree, w) if r in missing]
    free = [(r, k) for r, k in dict.fromkeys(seen) if k not in used and not is_time(tree, k)]
    more = tuple((r, k) for r, k in free if not _others(tree, match, k, triggers))
    return msgspec.structs.replace(match, fills=(*match.fills, *more)) if more else match


def _others(tree: Tree, match: Match, k: int, triggers: dict[int, Match]) -> bool:
    """True when `k` is an argument of an act that governs this one without speaking of it."""
    if match.pattern.pos != "noun":
        return False
    at = tree.tokens[match.token].head
    while at >= 0:
        other = triggers.get(at)
        speaks = other is not None and other.inner and other.frame.event_type not in TALK | {"SUPPORT"}
        if other is not None and other is not match and not speaks and other.light is None:
            return any(j == k for _, j in other.fills)
        at = tree.tokens[at].head
    return False


def with_actor(match: Match, outer: Match | None) -> Match:
    """The match with an actor taken from the act that speaks of it: "blamed the guard for the attack"."""
    if outer is None or outer is match or match.role("A") or match.role("B"):
        return match
    if outer.frame.inner == "alleged" or outer.frame.family in ("appeal", "demand"):
        found = outer.role("R")
    elif outer.frame.family in ("intend", "threaten", "refuse"):
        found = outer.role("A")
    else:
        return match
    taken = match.role("R")
    return msgspec.structs.replace(match, fills=(*match.fills, *(("A", k) for k in found if k not in taken)))


def with_recipient(tree: Tree, match: Match, triggers: dict[int, Match]) -> Match:
    """The match with a recipient taken from what it speaks of, when its own words name none.

    "condemned the decision of Minsk", "complained that Riga had …": whoever does what is spoken of.
    """
    kind = match.frame.event_type
    if kind == "MOBILIZE" and match.role("T") and not match.role("A"):
        # "NATO jets were scrambled": whose they are acts
        match = msgspec.structs.replace(match, fills=(*match.fills, *(("A", k) for k in match.role("T"))))
    struck = [k for k in match.role("T") if tree.tokens[k].lemma.lower() not in INSTRUMENTS]
    if kind in HIT and struck and not match.role("R"):
        return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in struck)))
    if match.role("R") or match.role("B") or not match.inner or kind not in OWN_ACTS | OTHERS_ACTS:
        return match
    found = [k for v in match.inner for k in _target(tree, v, triggers.get(v), own=kind in OWN_ACTS)]
    found = [k for k in found if k not in match.role("A")]
    return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in dict.fromkeys(found))))


def without_inner(tree: Tree, match: Match) -> Match:
    """The match without a party that only describes another: "growers loyal to Morales"."""
    inside: set[int] = set()
    for role in "AR":
        for k in match.role(role):
            below = set(tree.sentence.subtree(k, skip=frozenset(["conj", "appos"]))) - {k}
            if match.token not in below:
                inside |= {j for r, j in match.fills if r in "AR" and r != role and j in below and tree.prep(j) != "by"}
    fills = tuple((r, k) for r, k in match.fills if k not in inside)
    return msgspec.structs.replace(match, fills=fills) if inside else match


INSTRUMENTS = grammar()["instruments"]  # what one strikes with is not struck
PUBLIC = frozenset(["GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "PRM", "SPY", "OPP", "UAF", "PRE"])
PRIVATE = frozenset([None, "CVL", "UNK"])
# What private people do to each other every day; a killing or an arrest is news whoever it is.
SPOKEN = frozenset(
    ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "SANCTION"]
)
MOVED = frozenset(["MOBILIZE"])
BY_STATES = frozenset(["release", "convict", "expel"])  # prisoners are private people, but not in private hands
SURE_OF_PRIVATE = 0.6  # what the event head must say of an act among private people


def _own(tree: Tree, match: Match) -> float:
    """What the event head gives the type of the frame."""
    return cues(tree, match.words).get(match.frame.event_type, 0.0)


RELATED = ("with", "to", "against", "toward", "towards", "for", "on", "of", "between", "at", "from", "by")
TALKED_ABOUT = frozenset(["CONSULT", "AGREE", "COOPERATE"])


def with_related(tree: Tree, match: Match, acts: Callable[[int], bool], triggers: dict[int, Match]) -> Match:
    """The match with a recipient from the phrases of what is acted on, when that is a thing.

    "boycott all contact with Washington", "threatened to deal blows to Israel"; and whom a threat is to move: "unless
    Baghdad accepts".
    """
    if match.role("B") or any(acts(k) for k in match.role("R")):
        return match
    core = [k for k in _core(tree, match) if acts(k) and not is_time(tree, k)]
    if core:
        return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in core)))
    if match.frame.event_type in TALKED_ABOUT:
        return match
    # what is said of another act: whoever suffers there is no recipient here
    own = [k for k in (*match.role("T"), *match.inner) if k not in triggers or triggers[k] is match]
    theirs = [k for k in own if tree.tokens[k].upos not in ("VERB", "AUX") and acts(k)]
    if theirs and not match.role("R"):
        kept = tuple(k for k in theirs if k not in match.role("A"))
        return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in dict.fromkeys(kept))))
    around = [*match.role("R"), *own]
    around += [o for v in match.inner if tree.tokens[v].upos == "VERB" for o in tree.verb(v).objects]
    around = [k for k in around if tree.tokens[k].rel != "conj"]
    pairs = [p for k in around for p in tree.phrases(k)]
    # "a truce proposed by Tigrayan leaders": whoever made what is acted on
    pairs += [
        ("by", k)
        for o in around
        for c in tree.sentence.kids(o, "acl")
        if tree.is_passive(c)
        for k in tree.verb(c).subjects
    ]
    pairs += [p for v in match.inner if tree.tokens[v].upos == "VERB" for p in tree.verb(v).obliques]
    found = [k for p, k in pairs if p in RELATED and acts(k) and not is_time(tree, k)]
    if not found and match.frame.event_type == "THREATEN":
        found = [k for k in _moved(tree, match) if acts(k)]
    found = [k for k in found if k not in match.role("A")]
    if not found:
        return match
    others = tuple((r, k) for r, k in match.fills if r != "R")
    return msgspec.structs.replace(match, fills=(*others, *(("R", k) for k in dict.fromkeys(found))))


def _core(tree: Tree, match: Match) -> list[int]:
    """Objects of the trigger that no slot has taken: "asked the army for help", "promised Dhaka cheaper power"."""
    if match.pattern.pos not in ("verb", "head") or tree.tokens[match.token].upos != "VERB":
        return []
    args = tree.verb(match.token)
    used = {k for _, k in match.fills} | set(match.words) | set(match.inner)
    free = [k for k in args.indirect if k not in used]
    return free or ([k for k in args.objects if k not in used] if not args.passive else [])


def _moved(tree: Tree, match: Match) -> list[int]:
    """The subjects of the conditions of a threat."""
    heads = [match.token, *match.inner]
    return [
        k
        for h in heads
        for c in tree.sentence.kids(h, "advcl")
        if tree.prep(c).split(" ")[0] in ("if", "unless", "until")
        for k in tree.verb(c).subjects
    ]


def _target(tree: Tree, v: int, inner: Match | None, *, own: bool) -> tuple[int, ...]:
    if inner is not None and inner.token != v and tree.tokens[v].upos == "VERB":
        inner = None if not own else inner
    if inner is not None:
        return (inner.role("R") or inner.role("B")) if own else (inner.role("A") or inner.role("B"))
    if tree.tokens[v].upos in ("VERB", "AUX"):
        args = tree.verb(v)
        return args.objects if own else args.subjects
    return () if own else (v,)


def _targets(tree: Tree, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """Without places when somebody is named against whom it went: "strikes in Iraq against the militants"."""
    against = [k for k in tokens if tree.prep(k) in ("against", "on", "at")]
    return tuple(k for k in tokens if tree.prep(k) not in ("in", "near", "over", "across")) if against else tokens


def _merged(first: list[Coded[str]], second: list[Coded[str]]) -> list[Coded[str]]:
    out = {c.value: c for c in first}
    for c in second:
        out.setdefault(c.value, c)
    return list(out.values())


def _span(tree: Tree, words: tuple[int, ...], token: int) -> Span:
    """The trigger with those of its fixed words that stand close to it, in one run."""
    near = [k for k in words if abs(k - token) <= CLOSE]
    return tree.sentence.span(min(near), max(near))


def _phrase(tree: Tree, k: int) -> Span:
    first, last = tree.phrase(k)
    return tree.sentence.span(first, last)
