"""Bargains: the two or more legs of an exchange, with givers, receivers, mediators and status.

In a bargain each side gives what the other receives; a leg whose giver is not named gets the receiver of the other leg.
Links come from links.py; a bargain told twice is one, and bargains that share a leg are one with several legs.
"""

from __future__ import annotations

import msgspec

from demarche.coding.bargain_status import status
from demarche.coding.bargains import THIRD
from demarche.coding.brokers import brokers
from demarche.coding.context import Context
from demarche.coding.gates import is_public, matters
from demarche.coding.link_words import table
from demarche.coding.links import links
from demarche.coding.merge import DEFAULTS
from demarche.model import Coded, Draft, Event, Span
from demarche.model.record import ExchangeRecord, LegRecord, LinkRecord

CODER = "exchange@2"
OPEN = ("planned", "requested", "hypothetical")


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with its links and exchanges, and with givers that follow from a bargain."""
    found = links(draft, context)
    events = {e.id: e for e in draft.events}
    go_betweens = [e for e in draft.events if any(m.value == "third-party" for m in e.modes)]
    exchanges = [_exchange(link, events, go_betweens, context) for link in found if link.type == "exchanged_for"]
    return msgspec.structs.replace(
        draft, links=found, exchanges=tuple(exchanges), events=tuple(events[e.id] for e in draft.events)
    )


TYING = ("exchanged_for", "retaliation_for", "condition_for", "caused_by")


def tried(draft: Draft, context: Context) -> Draft:
    """The draft without the events on trial that no link ties; those of a bargain get its other side as a party."""
    if not draft.on_trial:
        return draft
    events = {e.id: e for e in draft.events}
    kept = set(events) - draft.on_trial
    for link in links(draft, context):
        a, b = events[link.from_], events[link.to]
        if link.type not in TYING:
            continue
        if link.type == "exchanged_for":
            a, b = (_crossed(x, y, context) if x.id in draft.on_trial else x for x, y in ((a, b), (b, a)))
        elif link.type == "retaliation_for":
            a, b = (_aimed(x, y) if x.id in draft.on_trial and _is_told(x) else x for x, y in ((a, b), (b, a)))
        if _holds(link, a, b, context):
            kept |= {a.id, b.id}
            events |= {a.id: a, b.id: b}
    return msgspec.structs.replace(draft, events=tuple(e for e in events.values() if e.id in kept))


def _is_told(event: Event) -> bool:
    """What was not done was done to nobody."""
    return event.polarity.value == "positive"


def _holds(link: LinkRecord, a: Event, b: Event, context: Context) -> bool:
    """True when the two sides are known well enough that the cue may vouch for acts that nothing else vouches for."""
    sides = [[c.value for c in (*e.actors, *e.recipients)] for e in (a, b)]
    if link.type == "exchanged_for":
        parties = {name for side in sides for name in side}
        gifts = is_due(a, b, context) and is_due(b, a, context)
        told = (
            any(not e.coder.startswith("leg.") for e in (a, b)) or len(parties) > 1
        )  # not "swapped old lorries for new"
        return gifts and told and any(matters(context.cast, name) for name in parties)
    if link.type == "caused_by" and not all(e.event_type.value in table().hostile for e in (a, b)):
        return False
    if link.type in ("retaliation_for", "caused_by"):
        # "to punish the clan": the cue is no act of its own
        own = [c for c in link.cues if c.start <= a.mentions[0].start < c.end]
        return all(sides) and not own and b.event_type.value in table().hostile | table().provoking | {"CONSULT"}
    clear = " " in link.cues[0].text or link.cues[0].text.lower() == "provided"  # "on condition that"; "if" is weaker
    known = clear or all(e.coder.startswith("frames.") for e in (a, b))
    gifts = known and all(e.event_type.value in table().giving and e.actors for e in (a, b))
    public = [any(is_public(context.cast, name) for name in side) for side in sides]
    return (
        gifts
        and (all(public) or (clear and any(public)))
        and not {c.value for c in a.actors} & {c.value for c in b.actors}
    )


def is_due(event: Event, other: Event, context: Context) -> bool:
    """True for what may be given in a bargain; harm too, when it is done to a third party for the other side's sake."""
    if event.event_type.value in (*table().giving, "MOBILIZE"):
        return True
    if event.event_type.value not in THIRD:
        return False
    home = {context.cast.figure(c.value).country or c.value for c in other.actors}
    hit = {context.cast.figure(c.value).country or c.value for c in event.recipients}
    return bool(hit) and not home & hit


def _crossed(event: Event, other: Event, context: Context) -> Event:
    """A leg told without parties: who gave it got the other leg, and who got it gave the other one."""
    return _aimed(_given(event, other, context), other)


def _aimed(event: Event, other: Event) -> Event:
    """A leg or blow that names nobody to whom it is done is done to whoever did the other one."""
    if event.recipients or not other.actors:
        return event
    givers = {c.value for c in event.actors}
    got = tuple(Coded(c.value, c.evidence, "inferred.exchange@1") for c in other.actors if c.value not in givers)
    return msgspec.structs.replace(event, recipients=got)


# -- bargains -------------------------------------------------------------------------------------------------------


def _exchange(link: LinkRecord, events: dict[str, Event], go_betweens: list[Event], context: Context) -> ExchangeRecord:
    a, b = events[link.from_], events[link.to]
    a, b = _given(a, b, context), _given(b, a, context)
    a, b = _as_open(a, b, context), _as_open(b, a, context)
    events[a.id], events[b.id] = a, b
    legs = [_leg(a, b, context), _leg(b, a, context)]
    return ExchangeRecord(
        id=f"x{link.from_}-{link.to}",
        legs=legs,
        mediators=_mediators(a, b, go_betweens, context),
        cues=link.cues,
        status=status(a, b, context),
    )


def _as_open(event: Event, other: Event, context: Context) -> Event:
    """A leg told by a noun or infinitive has no tense: what is offered for it makes it open as well."""
    token = context.tree(event).tokens[event.trigger]
    finite = token.has("VerbForm=Fin") or context.tree(event).sentence.kid(event.trigger, "aux", "aux:pass") is not None
    settled = event.realis.value != "actual" or event.polarity.value == "negative" or event.sentence != other.sentence
    if finite or settled or other.realis.value not in OPEN:
        return event
    today = event.date is not None and event.date.value.basis in DEFAULTS  # what is only offered has no day yet
    realis = Coded(other.realis.value, other.realis.evidence, CODER)
    return msgspec.structs.replace(event, realis=realis, date=None if today else event.date)


def _given(event: Event, other: Event, context: Context) -> Event:
    """The event with its giver inferred from the other leg when its own words name none."""
    if event.actors or not other.recipients:
        return event
    named = [c for c in other.recipients if c.value not in {r.value for r in event.recipients}]
    freed = any(m.value == "release" for m in other.modes)
    states = [_state(c, context, itself=not freed) for c in named]
    givers = tuple(Coded(c.value, c.evidence, "inferred.exchange@1") for c in states if c is not None)[:1]
    return msgspec.structs.replace(event, actors=givers)


def _state(coded: Coded[str], context: Context, *, itself: bool = True) -> Coded[str] | None:
    """The party `itself` when it is public, or the government behind a company or people that received something.

    Their government is their country, when that is in the cast.
    """
    figure = context.cast.figure(coded.value)
    if figure.reading.kind == "country" or (itself and figure.sector in ("GOV", "MIL")):
        return coded
    for other in context.cast.figures:
        if other.reading.kind == "country" and other.country == figure.country and figure.country:
            return Coded(other.id, coded.evidence, coded.coder)
    return None


def _leg(event: Event, other: Event, context: Context) -> LegRecord:
    giver = event.actors[0].value if event.actors else None
    receiver = other.actors[0].value if other.actors else (event.recipients[0].value if event.recipients else None)
    return LegRecord(giver=giver, receiver=receiver, event=event.id)


def _mediators(a: Event, b: Event, go_betweens: list[Event], context: Context) -> list[str]:
    """Who brokered it, in the sentences of the two legs, in the one before them and in the headline."""
    out: list[str] = []
    headline = [n for n, t in enumerate(context.trees[:1]) if t.sentence.kind != "body"]
    for n in sorted({a.sentence, b.sentence, max(0, a.sentence - 1), *headline}):
        for k in brokers(context.trees[n]):
            out.extend(context.actors_at(n, k))
        out.extend(c.value for e in go_betweens if e.sentence == n for c in e.actors)
    parties = {c.value for e in (a, b) for c in (*e.actors, *e.recipients)}
    return [m for m in dict.fromkeys(out) if m not in parties]


def without_doubles(draft: Draft) -> Draft:
    """After merging: links and exchanges by the new ids, each told once, with all their cues."""
    told: dict[tuple[str, str, str], LinkRecord] = {}
    for link in draft.links:
        if link.from_ != link.to:
            old = told.get((link.from_, link.to, link.type)) or told.get((link.to, link.from_, link.type))
            key = (old.from_, old.to, old.type) if old else (link.from_, link.to, link.type)
            told[key] = msgspec.structs.replace(
                link, from_=key[0], to=key[1], cues=_both(old.cues if old else [], link.cues)
            )
    exchanges: list[ExchangeRecord] = []
    for exchange in draft.exchanges:
        if len({leg.event for leg in exchange.legs}) < 2:
            continue
        twin = next((x for x in exchanges if _is_same(x, exchange, draft)), None)
        if twin is None:
            exchanges.append(exchange)
        else:
            exchanges[exchanges.index(twin)] = _together(twin, exchange, draft)
    numbered = [msgspec.structs.replace(x, id=f"x{i + 1}") for i, x in enumerate(exchanges)]
    return msgspec.structs.replace(draft, links=tuple(told.values()), exchanges=tuple(numbered))


def _is_same(a: ExchangeRecord, b: ExchangeRecord, draft: Draft) -> bool:
    """Bargains that share a leg; or the same givers and receivers, once in a headline or bullet."""
    if {leg.event for leg in a.legs} & {leg.event for leg in b.legs}:
        return True
    sides = [{(leg.giver, leg.receiver) for leg in x.legs} for x in (a, b)]
    known = all(giver and receiver for side in sides for giver, receiver in side)
    return known and sides[0] == sides[1] and (_is_short(a, draft) or _is_short(b, draft))


def _is_short(exchange: ExchangeRecord, draft: Draft) -> bool:
    """True for a bargain told in a headline or bullet only."""
    at = {e.id: e.sentence for e in draft.events}
    return all(draft.parsed.sentences[at[leg.event]].kind != "body" for leg in exchange.legs)


def _both(a: list[Span], b: list[Span]) -> list[Span]:
    return sorted({*a, *b})


def _together(a: ExchangeRecord, b: ExchangeRecord, draft: Draft) -> ExchangeRecord:
    """One bargain; the telling in running text gives the legs."""
    if _is_short(a, draft) and not _is_short(b, draft):
        a, b = b, a
    legs = {leg.event: leg for leg in a.legs}
    if not _is_short(b, draft) or set(legs) & {leg.event for leg in b.legs}:
        for leg in b.legs:
            known = legs.get(leg.event, leg)
            legs[leg.event] = LegRecord(
                giver=known.giver or leg.giver, receiver=known.receiver or leg.receiver, event=leg.event
            )
    mediators = list(dict.fromkeys([*a.mediators, *b.mediators]))
    return msgspec.structs.replace(a, legs=list(legs.values()), mediators=mediators, cues=_both(a.cues, b.cues))
