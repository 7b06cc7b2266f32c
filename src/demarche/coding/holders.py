"""Who holds those whose release is asked for or told: whoever arrested or abducted them in the same article.

"Kenya demanded the release of its fishermen" asks whoever took them, if the article tells who that was; "they were let
go at dusk" tells that he has freed them, if no raid has and nobody else is told to have.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.model import Coded, Draft, Event

CODER = "holders@1"
HOLDING = frozenset(["arrest", "convict", "abduct", "seize", "hold"])
FREEING = frozenset(["release", "return"])
RESCUES = frozenset(["rescue", "raid", "operation", "commando", "storm", "escape", "ransom", "liberate", "jailbreak"])


def stage(draft: Draft, context: Context) -> Draft:
    """Fills the asked and the one who is to release, where both are empty."""
    holders = _holders(draft, HOLDING)
    if not holders:
        return draft
    captors = _holders(draft, HOLDING - {"convict"})  # a judge who convicts holds nobody
    released = [e for e in draft.events if _is_release(e) and not _is_rescue(e, context)]
    if any(e.actors for e in released if e.realis.value == "actual"):
        captors = {}  # "Chile freed the activist … his release": the police who had arrested him did not free him
    freed = {e.id: _held_by(e, captors if e.realis.value == "actual" else holders) for e in released}
    asked = {e.id: freed[inner.id] for e in draft.events for inner in _asked_for(e, draft) if inner.id in freed}
    events = tuple(_filled(e, freed.get(e.id, ()), asked.get(e.id, ())) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _holders(draft: Draft, holding: frozenset[str]) -> dict[str, tuple[Coded[str], ...]]:
    """Actors of the acts by which somebody was taken, for each who was."""
    found: dict[str, tuple[Coded[str], ...]] = {}
    for event in draft.events:
        if event.actors and {m.value for m in event.modes} & holding and event.realis.value == "actual":
            for who in event.recipients:
                found.setdefault(who.value, event.actors)
    return found


def _is_release(event: Event) -> bool:
    modes = {m.value for m in event.modes}
    told = event.realis.value in ("requested", "actual")
    return event.event_type.value == "RETREAT" and bool(modes & FREEING) and told


def _is_rescue(event: Event, context: Context) -> bool:
    """ "The hostages were freed in a raid": not by those who held them."""
    return any(t.lemma.lower() in RESCUES for t in context.tree(event).tokens)


def _held_by(event: Event, holders: dict[str, tuple[Coded[str], ...]]) -> tuple[Coded[str], ...]:
    return next((holders[c.value] for c in event.recipients if c.value in holders), ())


def _asked_for(event: Event, draft: Draft) -> list[Event]:
    """The releases that a request names."""
    if event.event_type.value != "REQUEST" or event.recipients:
        return []
    named = {k for role, k in event.roles if role in "TV"}
    return [
        e
        for e in draft.events
        if e.sentence == event.sentence
        and _is_release(e)
        and (e.trigger in named or draft.inner.get((e.sentence, e.trigger), ("", ""))[1] == event.id)
    ]


def _filled(event: Event, holder: tuple[Coded[str], ...], asked: tuple[Coded[str], ...]) -> Event:
    if holder and not event.actors:
        return msgspec.structs.replace(event, actors=_inferred(holder, event.recipients))
    if asked:
        return msgspec.structs.replace(event, recipients=_inferred(asked, event.actors))
    return event


def _inferred(parties: tuple[Coded[str], ...], others: tuple[Coded[str], ...]) -> tuple[Coded[str], ...]:
    mine = {c.value for c in others}
    return tuple(Coded(c.value, c.evidence, CODER) for c in parties if c.value not in mine)
