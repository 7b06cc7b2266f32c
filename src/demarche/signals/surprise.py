"""How surprising one event is: bits, with the comparison in words.

A kind is an event type with its mode and context. Surprise is -log2 P(at least one such event of this dyad within
thirty days), from a Gamma-Poisson model: the dyad's own record of the kind, leaning on what the dyad's activity and
the kind's share in the whole stream would lead one to expect. Everything is read from before the event was reported;
what came with the first load of a store is an archive, and of that each report counts from its publication.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec

from demarche.model.stream import StreamEvent, one_per_story

WINDOW = 30.0
LEAN = 1.0  # events' worth of trust in what activity and share suggest
Kind = tuple[str, str, str]


class Surprise(msgspec.Struct, frozen=True, kw_only=True):
    """Bits for one event, and what they are measured against."""

    event_id: str
    date: date
    actor: str
    recipient: str
    kind: str
    bits: float
    words: str


class Record:
    """Counts of kinds per dyad, events taken in one by one in order of arrival."""

    def __init__(self) -> None:
        self.first: date | None = None
        self.kinds: Counter[Kind] = Counter()
        self.dyads: Counter[tuple[str, str]] = Counter()
        self.own: Counter[tuple[str, str, Kind]] = Counter()
        self.latest: dict[tuple[str, str, Kind], date] = {}

    def add(self, event: StreamEvent) -> None:
        pair, kind = (event.actor, event.recipient), kind_of(event)
        self.first = event.date if self.first is None else min(self.first, event.date)
        self.kinds[kind] += 1
        self.dyads[pair] += 1
        key = (*pair, kind)
        self.own[key] += 1
        self.latest[key] = max(event.date, self.latest.get(key, event.date))

    def bits(self, event: StreamEvent) -> float:
        """Surprise of an event, given what was taken in so far."""
        pair, kind = (event.actor, event.recipient), kind_of(event)
        days = max((event.date - self.first).days, 1) if self.first else 1
        share = (self.kinds[kind] + 0.5) / (sum(self.kinds.values()) + 0.5 * (len(self.kinds) + 1))
        expected = (self.dyads[pair] + 0.5) * share  # over the record so far
        shape = LEAN * min(expected, 1.0) + self.own[(*pair, kind)]
        span = days * (LEAN * min(expected, 1.0) / expected) + days
        none = (span / (span + WINDOW)) ** shape
        return -math.log2(max(1 - none, 1e-12))

    def words(self, event: StreamEvent) -> str:
        """The comparison: how often before, when last, over how long a record."""
        key = (event.actor, event.recipient, kind_of(event))
        pair = f"{event.actor} towards {event.recipient}"
        told = told_kind(kind_of(event))
        if self.first is None:
            return f"nothing is on record before this {told}; no comparison is possible"
        days, total = (event.date - self.first).days, self.dyads[key[:2]]
        if not self.own[key]:
            among = f"{total} event{'s' * (total != 1)}"
            return f"first {told} of {pair} in {days} days on record, among {among} of this pair"
        last = self.latest[key]
        return f"{told} of {pair}: {self.own[key]} before in {days} days on record, last on {last}"


def kind_of(event: StreamEvent) -> Kind:
    """Type, first mode and first context; empty where there is none."""
    return event.event_type, (event.modes or ("",))[0], (event.contexts or ("",))[0]


def told_kind(kind: Kind) -> str:
    """ "CONSULT (visit, military)"."""
    extra = ", ".join(dict.fromkeys(part for part in kind[1:] if part))
    return f"{kind[0]} ({extra})" if extra else kind[0]


def surprises(
    stream: Iterable[StreamEvent], *, dyad: tuple[str, str] | None = None, since: date | None = None
) -> list[Surprise]:
    """Surprise of each current story since a day, greatest first; each is judged by what had arrived before it."""
    events = one_per_story(e for e in stream if e.current)
    first = min((e.arrived for e in events), default=date.max)
    record, out = Record(), []
    waiting: list[StreamEvent] = []
    today: date | None = None
    for event in sorted(events, key=lambda e: (reported(e, first), e)):
        if reported(event, first) != today:
            for past in waiting:
                record.add(past)
            waiting, today = [], reported(event, first)
        waiting.append(event)
        wanted = dyad is None or {event.actor, event.recipient} == set(dyad)
        if wanted and (since is None or event.date >= since):
            out.append(_surprise(record, event))
    return sorted(out, key=lambda s: (-s.bits, s.date, s.event_id, s.actor))


def reported(event: StreamEvent, first_load: date) -> date:
    """The day an event came to be known: its arrival, or its publication when it came with the first load."""
    return min(event.told, event.arrived) if event.arrived == first_load else event.arrived


def _surprise(record: Record, event: StreamEvent) -> Surprise:
    return Surprise(
        event_id=event.event_id,
        date=event.date,
        actor=event.actor,
        recipient=event.recipient,
        kind=told_kind(kind_of(event)),
        bits=round(record.bits(event), 2),
        words=record.words(event),
    )
