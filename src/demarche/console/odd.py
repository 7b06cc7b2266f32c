"""Surprises for pages: events that the record would not have led one to expect, the rarest first."""

from __future__ import annotations

import datetime as dt

from demarche.api.flow import Flow
from demarche.api.nearby import surprises_of
from demarche.signals.surprise import Surprise

LATELY = 28  # days that are news on the page of today
SHOWN = 6


def lately(flow: Flow, as_of: dt.date) -> list[Surprise] | None:
    """Those of the last weeks among all pairs; None when the store is too large to look while a page waits."""
    if flow.too_large():
        return None
    return rarest([s for s in flow.surprises(as_of) if (as_of - s.date).days <= LATELY])


def of_pair(flow: Flow, one: tuple[str, str], as_of: dt.date, *, since: dt.date, directed: bool) -> list[Surprise]:
    """Those of a pair since a day; over a large store they are measured against a sample of the other pairs."""
    ways = {one} if directed else {one, one[::-1]}
    return rarest([s for s in surprises_of(flow, one, as_of) if (s.actor, s.recipient) in ways and s.date >= since])


def rarest(found: list[Surprise]) -> list[Surprise]:
    """Of an event that concerns several pairs, the pair for which it is rarest."""
    first = {s.event_id: s for s in sorted(found, key=lambda s: s.bits)}
    return sorted(first.values(), key=lambda s: (-s.bits, s.event_id))[:SHOWN]
