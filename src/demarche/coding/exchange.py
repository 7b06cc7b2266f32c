"""What ties acts together: exchange, retaliation, condition, cause, sequence; and bargains with both their legs.

Cues are phrases between two acts of a sentence, phrases that open a sentence and point back, and verbs between two
act nouns (data/links.yaml).
In a bargain each side gives what the other receives; a leg whose giver is not named gets the receiver of the other leg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event, Span
from demarche.model.record import ExchangeRecord, LegRecord, LinkRecord
from demarche.ontology.codebook import DATA, read_yaml

CODER = "exchange@1"
TYPES = ("exchanged_for", "retaliation_for", "condition_for", "caused_by", "follows")
BACK = 3  # sentences that an opening cue looks back


class Cues(msgspec.Struct, frozen=True):
    """The phrases of one link type, each as its words; longer ones are tried first."""

    between: tuple[tuple[str, ...], ...]
    opening: tuple[tuple[str, ...], ...]
    verbs: tuple[tuple[str, ...], ...]


@cache
def cues() -> dict[str, Cues]:
    raw = read_yaml(DATA / "links.yaml")
    return {name: Cues(*(_phrases(raw[name][k]) for k in ("between", "opening", "verbs"))) for name in TYPES}


@cache
def mediation() -> frozenset[str]:
    return frozenset(read_yaml(DATA / "links.yaml")["mediation"])


def _phrases(raw: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(p.split()) for p in raw), key=lambda p: (-len(p), p)))


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with its links and exchanges, and with givers that follow from a bargain."""
    by_sentence: dict[int, list[Event]] = {}
    for event in draft.events:
        by_sentence.setdefault(event.sentence, []).append(event)
    links: dict[tuple[str, str, str], LinkRecord] = {}
    for n in range(len(context.trees)):
        for link in _links(n, by_sentence, context):
            links.setdefault((link.from_, link.to, link.type), link)
    chosen = _strongest(list(links.values()))
    events = {e.id: e for e in draft.events}
    exchanges = [_exchange(link, events, context) for link in chosen if link.type == "exchanged_for"]
    return msgspec.structs.replace(
        draft, links=tuple(chosen), exchanges=tuple(exchanges), events=tuple(events[e.id] for e in draft.events)
    )


def _strongest(links: list[LinkRecord]) -> list[LinkRecord]:
    """One link for each pair of acts: the type that says most."""
    best: dict[frozenset[str], LinkRecord] = {}
    for link in sorted(links, key=lambda k: (TYPES.index(k.type), k.from_, k.to)):
        best.setdefault(frozenset((link.from_, link.to)), link)
    return sorted(best.values(), key=lambda k: (k.cues[0].start if k.cues else 0, k.from_, k.to))


def _links(n: int, events: dict[int, list[Event]], context: Context) -> Iterator[LinkRecord]:
    tree = context.trees[n]
    here = events.get(n, [])
    if not here:
        return
    words = [t.text.lower() for t in tree.tokens]
    for kind in TYPES:
        table = cues()[kind]
        for first, last in _found(words, table.between):
            yield from _between(tree, kind, first, last, here)
        for first, last in _found(words, table.opening):
            if first <= 1 or words[first - 1] in (",", ";", "and", "while", "but"):
                yield from _opening(tree, kind, first, last, n, events)
        yield from _verbs(tree, kind, table.verbs, here)


def _found(words: list[str], phrases: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    taken: set[int] = set()
    for phrase in phrases:
        k = len(phrase)
        for i in range(len(words) - k + 1):
            if tuple(words[i : i + k]) == phrase and not taken & set(range(i, i + k)):
                taken.update(range(i, i + k))
                yield i, i + k - 1


def _between(tree: Tree, kind: str, first: int, last: int, here: list[Event]) -> Iterator[LinkRecord]:
    """The act inside the phrase that the cue opens, and the act that the phrase hangs on."""
    inside = _inside(tree, first, last)
    if not inside:
        return
    inner = [e for e in here if e.trigger in inside]
    outer = _governing(tree, min(inside), inside, here)
    if inner and outer and inner[0].id != outer.id:
        cue = tree.sentence.span(first, last)
        yield LinkRecord(from_=outer.id, to=inner[0].id, type=kind, cues=[cue])


def _inside(tree: Tree, first: int, last: int) -> frozenset[int]:
    """The tokens of the phrase or clause that a cue introduces."""
    token = tree.tokens[last]
    head = token.head
    if token.rel in ("case", "mark", "advmod", "cc") and head > last:
        return frozenset(k for k in tree.sentence.subtree(head) if k > last)
    below = [k for k in tree.sentence.subtree(last) if k > last]
    if below:
        return frozenset(below)
    # "in exchange for X": the cue noun carries X
    for k in range(first, last + 1):
        more = [j for j in tree.sentence.subtree(k) if j > last]
        if more:
            return frozenset(more)
    return frozenset()


def _governing(tree: Tree, start: int, inside: frozenset[int], here: list[Event]) -> Event | None:
    """The act above a phrase: the first on the way to the root, else the nearest act before or after it."""
    triggers = {k: e for e in here for k in e.words if e.trigger not in inside}
    k, seen = start, 0
    while k >= 0 and seen < 60:
        if k not in inside and k in triggers:
            return triggers[k]
        k, seen = tree.tokens[k].head, seen + 1
    outside = [e for e in here if e.trigger not in inside]
    before = [e for e in outside if e.trigger < start]
    return before[-1] if before else (outside[0] if outside else None)


def _opening(
    tree: Tree, kind: str, first: int, last: int, n: int, events: dict[int, list[Event]]
) -> Iterator[LinkRecord]:
    """An act told before that fits the one after the cue: parties in common, crossed for exchange and retaliation."""
    mine = next((e for e in events[n] if e.trigger > last), None)
    if mine is None:
        return
    cue = tree.sentence.span(first, last)
    earlier = [e for e in events[n] if e.trigger < first]
    for m in range(n - 1, max(-1, n - 1 - BACK), -1):
        earlier = events.get(m, []) + earlier
    fitting = [e for e in earlier if e.realis.value == "actual" and e.polarity.value == "positive" and e.id != mine.id]
    if kind == "exchanged_for":
        fitting = [e for e in fitting if e.event_type.value in GIVING] or []
    elif kind == "retaliation_for":
        fitting = [e for e in fitting if e.event_type.value not in ("CONSULT", "SUPPORT", "AGREE")] or fitting
    if fitting:
        yield LinkRecord(from_=mine.id, to=fitting[-1].id, type=kind, cues=[cue])


# What can be given in a bargain; a meeting or a statement is none of it.
GIVING = frozenset(["RETREAT", "CONCEDE", "AID", "COOPERATE", "AGREE", "SUPPORT"])


def _verbs(tree: Tree, kind: str, verbs: Sequence[tuple[str, ...]], here: list[Event]) -> Iterator[LinkRecord]:
    by_token = {k: e for e in here for k in e.words}
    for verb in verbs:
        for i, token in enumerate(tree.tokens):
            if token.upos != "VERB" or token.lemma.lower() != verb[0]:
                continue
            args = tree.verb(i)
            prep = " ".join(verb[1:])
            objects = [k for p, k in args.obliques if p == prep] if prep else list(args.objects)
            cause = next((by_token[k] for k in args.subjects if k in by_token), None)
            effect = next((by_token[k] for k in objects if k in by_token), None)
            if cause and effect and cause.id != effect.id:
                if kind == "follows":
                    cause, effect = effect, cause
                yield LinkRecord(from_=effect.id, to=cause.id, type=kind, cues=[tree.sentence.span(i, i)])


# -- bargains -------------------------------------------------------------------------------------------------------


def _exchange(link: LinkRecord, events: dict[str, Event], context: Context) -> ExchangeRecord:
    a, b = events[link.from_], events[link.to]
    a, b = _given(a, b, context), _given(b, a, context)
    events[a.id], events[b.id] = a, b
    legs = [_leg(a, b, context), _leg(b, a, context)]
    return ExchangeRecord(
        id=f"x{link.from_}-{link.to}", legs=legs, mediators=_mediators(a, b, context), cues=link.cues, status=_status(a, b)
    )


def _given(event: Event, other: Event, context: Context) -> Event:
    """The event with its giver inferred from the other leg when its own words name none."""
    if event.actors or not other.recipients:
        return event
    named = [c for c in other.recipients if c.value not in {r.value for r in event.recipients}]
    states = [_state(c, context) for c in named]
    givers = tuple(Coded(c.value, c.evidence, "inferred.exchange@1") for c in states if c is not None)[:1]
    return msgspec.structs.replace(event, actors=givers)


def _state(coded: Coded[str], context: Context) -> Coded[str] | None:
    """The government behind a company or people that received something: its country, when that is in the cast."""
    figure = context.cast.figure(coded.value)
    if figure.reading.kind == "country" or figure.sector in ("GOV", "MIL"):
        return coded
    for other in context.cast.figures:
        if other.reading.kind == "country" and other.country == figure.country and figure.country:
            return Coded(other.id, coded.evidence, coded.coder)
    return None


def _leg(event: Event, other: Event, context: Context) -> LegRecord:
    giver = event.actors[0].value if event.actors else None
    receiver = other.actors[0].value if other.actors else (event.recipients[0].value if event.recipients else None)
    return LegRecord(giver=giver, receiver=receiver, event=event.id)


def _mediators(a: Event, b: Event, context: Context) -> list[str]:
    out: list[str] = []
    for n in sorted({a.sentence, b.sentence}):
        tree = context.trees[n]
        for i, token in enumerate(tree.tokens):
            if token.upos == "VERB" and token.lemma.lower() in mediation():
                out.extend(x for k in tree.verb(i).subjects for x in context.actors_at(n, k))
    parties = {c.value for e in (a, b) for c in (*e.actors, *e.recipients)}
    return [m for m in dict.fromkeys(out) if m not in parties]


def _status(a: Event, b: Event) -> str:
    """done when both legs happened, broken when one is negated, partly when one is done, else proposed."""
    if "negative" in (a.polarity.value, b.polarity.value):
        return "broken"
    done = [e.realis.value == "actual" for e in (a, b)]
    return "done" if all(done) else "partly" if any(done) else "proposed"


def without_doubles(draft: Draft) -> Draft:
    """After merging: links and exchanges by the new ids, each told once, with all their cues."""
    links: dict[tuple[str, str, str], LinkRecord] = {}
    for link in draft.links:
        if link.from_ != link.to:
            old = links.get((link.from_, link.to, link.type)) or links.get((link.to, link.from_, link.type))
            key = (old.from_, old.to, old.type) if old else (link.from_, link.to, link.type)
            links[key] = msgspec.structs.replace(link, from_=key[0], to=key[1], cues=_both(old.cues if old else [], link.cues))
    found: dict[frozenset[str], ExchangeRecord] = {}
    for exchange in draft.exchanges:
        key_ = frozenset(leg.event for leg in exchange.legs)
        if len(key_) < 2:
            continue
        old_x = found.get(key_)
        found[key_] = _together(old_x, exchange) if old_x else exchange
    numbered = [msgspec.structs.replace(x, id=f"x{i + 1}") for i, x in enumerate(found.values())]
    return msgspec.structs.replace(draft, links=tuple(links.values()), exchanges=tuple(numbered))


def _both(a: list[Span], b: list[Span]) -> list[Span]:
    return sorted({*a, *b})


def _together(a: ExchangeRecord, b: ExchangeRecord) -> ExchangeRecord:
    legs = []
    for leg in a.legs:
        twin = next(x for x in b.legs if x.event == leg.event)
        legs.append(LegRecord(giver=leg.giver or twin.giver, receiver=leg.receiver or twin.receiver, event=leg.event))
    mediators = list(dict.fromkeys([*a.mediators, *b.mediators]))
    return msgspec.structs.replace(a, legs=legs, mediators=mediators, cues=_both(a.cues, b.cues))
