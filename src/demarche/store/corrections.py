"""What people said about coded events, applied to a record: the same corrections fit again after re-coding.

A correction remembers the event as it was, with its words. After re-coding it is applied to the event that has
these words; when that event is gone, an accepted or edited one is put back, because somebody has vouched for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from demarche.model.record import ActorRecord, EventRecord, Record
from demarche.store.edits import PARTIES, Party

ACTIONS = ("accept", "edit", "reject", "merge", "split")


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it was when somebody looked at it, with the actors that it names."""

    event: EventRecord
    actors: list[ActorRecord]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One correction. `patch` holds new values by field; for merge and split, `event_id` of the other event."""

    review_id: int
    action: str
    doc_id: str
    event_id: str
    anchor: Anchor
    patch: dict[str, Any] = {}
    note: str = ""
    author: str = ""
    made: str = ""


def anchor_of(record: Record, local_id: str) -> Anchor:
    """The event with what is needed to find or rebuild it."""
    event = next(event for event in record.events if event.id == local_id)
    named = {*event.actors, *event.recipients, *event.third_parties}
    return Anchor(event=event, actors=[actor for actor in record.actors if actor.id in named])


def corrected(record: Record, reviews: Iterable[Review]) -> tuple[Record, dict[str, str]]:
    """The record with all corrections applied in order, and what was done to which event of it."""
    done: dict[str, str] = {}
    for review in sorted(reviews, key=lambda review: review.review_id):
        if review.action in ("accept", "edit", "reject"):
            record, event_id = _apply(record, review)
            if event_id:
                done[event_id] = f"{review.action}ed"
    return record, done


def _apply(record: Record, review: Review) -> tuple[Record, str | None]:
    event = find(record, review.anchor)
    if review.action == "reject":
        kept = [other for other in record.events if other is not event]
        return msgspec.structs.replace(record, events=kept), None
    if event is None:
        record, event = _put_back(record, review)
    if review.action == "edit":
        record, event = _edited(record, event, review)
    return record, event.id


def find(record: Record, anchor: Anchor) -> EventRecord | None:
    """The event of a record that has the anchor's words, the same type first."""
    best = max(record.events, key=lambda event: _likeness(event, anchor.event), default=None)
    return best if best is not None and _likeness(best, anchor.event)[0] > 0 else None


def _likeness(event: EventRecord, old: EventRecord) -> tuple[int, bool, bool, int]:
    shared = max((_overlap(a, b) for a in event.mentions for b in old.mentions), default=0)
    if not event.mentions and not old.mentions:
        shared = int(event.id == old.id and event.event_type == old.event_type)
    extent = -sum(abs(a.start - b.start) for a, b in zip(event.mentions[:1], old.mentions[:1], strict=False))
    return (int(shared > 0), event.event_type == old.event_type, event.id == old.id, extent)


def _overlap(a: Any, b: Any) -> int:
    return max(0, int(min(a.end, b.end) - max(a.start, b.start)))


def _put_back(record: Record, review: Review) -> tuple[Record, EventRecord]:
    old = review.anchor.event
    by_id = {actor.id: actor for actor in review.anchor.actors}
    changed: dict[str, Any] = {"id": f"r{review.review_id}"}
    for field in PARTIES:
        parties: list[str | Party] = [_party(by_id[i]) for i in getattr(old, field) if i in by_id]
        record, changed[field] = _ids(record, parties, review)
    event = msgspec.structs.replace(old, **changed)
    return msgspec.structs.replace(record, events=[*record.events, event]), event


def _party(actor: ActorRecord) -> Party:
    return Party(name=actor.name, country=actor.country, sector=actor.sector, kind=actor.kind)


def _edited(record: Record, event: EventRecord, review: Review) -> tuple[Record, EventRecord]:
    values = dict(review.patch)
    for field in PARTIES:
        if field in values:
            record, values[field] = _ids(record, msgspec.convert(values[field], list[str | Party]), review)
    plain = {name: getattr(event, name) for name in event.__struct_fields__}
    evidence = {field: spans for field, spans in event.evidence.items() if field not in values}
    plain |= values | {"evidence": evidence, "coder": f"review.{review.author or 'somebody'}", "confidence": 1.0}
    new = msgspec.convert(msgspec.to_builtins(plain), EventRecord)
    events = [new if other is event else other for other in record.events]
    return msgspec.structs.replace(record, events=events), new


def _ids(record: Record, parties: list[str | Party], review: Review) -> tuple[Record, list[str]]:
    """Actor ids for names or parties; an actor that the record does not have is added to it."""
    actors, ids = list(record.actors), []
    for item in parties:
        party = Party(name=item) if isinstance(item, str) else item
        known = next((a for a in actors if party.name in (a.id, a.name) and _fits(a, party)), None)
        if known is None:
            known = ActorRecord(
                id=f"r{review.review_id}a{len(actors) + 1}",
                name=party.name,
                kind=party.kind,
                country=party.country,
                sector=party.sector,
                why=f"review by {review.author or 'somebody'}",
            )
            actors.append(known)
        ids.append(known.id)
    return msgspec.structs.replace(record, actors=actors), ids


def _fits(actor: ActorRecord, party: Party) -> bool:
    return party.country in (None, actor.country) and party.sector in (None, actor.sector)
