"""Whom a promise is made to when only the act that is promised names him: "agreed to open its border to refugees"."""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.fills import AGAINST
from demarche.model import Coded, Draft, Event

CODER = "promised@1"


def stage(draft: Draft, context: Context) -> Draft:
    """Fills the empty recipients of promises from the acts in them; acts against somebody are not promised to him."""
    told: dict[str, list[Event]] = {}
    for event in draft.events:
        kind, outer = draft.inner.get((event.sentence, event.trigger), ("", ""))
        if kind == "planned" and event.event_type.value not in AGAINST:
            told.setdefault(outer, []).append(event)
    events = tuple(_addressed(e, told.get(e.id, [])) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _addressed(event: Event, inside: list[Event]) -> Event:
    if event.event_type.value != "AGREE" or not event.actors or event.recipients:
        return event
    own = {c.value for c in event.actors}
    named = {c.value: c for act in inside[:1] for c in act.recipients if c.value not in own}
    parties = tuple(Coded(c.value, c.evidence, CODER) for c in named.values())
    return msgspec.structs.replace(event, recipients=parties) if parties else event
