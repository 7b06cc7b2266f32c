"""Signals of a relation: thaw, escalation and their opposites, each with the events that carried it.

Every channel of `data/channels.yaml` is watched on its own; the false-alarm budget of a dyad is split evenly among
them. Where a dyad has too little on record for a watch, that is said instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import numpy as np
import yaml

from demarche.model.stream import StreamEvent, known_before, one_per_story
from demarche.signals.changepoints import stretches
from demarche.signals.detector import WARM_UP
from demarche.signals.series import between
from demarche.signals.shifts import THIN, Alarm, watch

SHOWN = 10  # evidence events per signal
LONGEST = 10_000  # days that are watched, 27 years: one event of 1648 must not make a watch of a hundred thousand days
LATELY = 7  # days over which the loudness of the stream is read
THIN_STREAM = 5.0  # events a day: streams thinner than this are taken as equally loud every day


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """A shift in one channel of a relation; paces are events per 30 days."""

    actor: str
    recipient: str
    kind: str
    channel: str
    direction: str
    alarm: date
    began: date
    before: float
    since: float
    bits: float
    evidence: tuple[str, ...]
    undone_by: str
    words: str


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What a watch over a dyad found, and what it could not say."""

    actor: str
    recipient: str
    as_of: date
    first: date | None
    false_alarms: float
    signals: tuple[Signal, ...]
    silent: tuple[str, ...]


class Channel(msgspec.Struct, frozen=True):
    """One watched kind of events; `down` empty means that a fall has no name here."""

    name: str
    about: str
    any: tuple[dict[str, Any], ...]
    up: str
    down: str = ""

    def holds(self, event: StreamEvent) -> bool:
        return any(_fits(event, rule) for rule in self.any)


@cache
def channels() -> tuple[Channel, ...]:
    """The watched channels, as shipped."""
    text = resources.files("demarche.signals").joinpath("data/channels.yaml").read_text(encoding="utf-8")
    table = yaml.safe_load(text)["channels"]
    return tuple(msgspec.convert({"name": name, **entry}, Channel) for name, entry in table.items())


def _fits(event: StreamEvent, rule: dict[str, Any]) -> bool:
    if "types" in rule and event.event_type not in rule["types"]:
        return False
    if "modes" in rule and not set(event.modes) & set(rule["modes"]):
        return False
    return "exchange" not in rule or event.exchange


def watch_dyad(
    stream: Iterable[StreamEvent],
    dyad: tuple[str, str],
    *,
    as_of: date,
    directed: bool = False,
    false_alarms: float = 0.1,
    loudness: Mapping[date, int] | None = None,
) -> Watch:
    """Signals of a dyad from what had arrived before `as_of`.

    Where the stream holds only the events of this dyad, `loudness` says how many events of all dyads are known of
    each day.
    """
    known = known_lately(stream, as_of)
    daily = Counter(e.date for e in known) if loudness is None else lately(loudness, as_of)
    first = min(daily, default=None)
    own = one_per_story(e for e in known if e.current and between(e, dyad, directed=directed))
    signals: list[Signal] = []
    silent: list[str] = []
    if first is None or (as_of - first).days <= WARM_UP:
        silent.append(f"the record is shorter than {WARM_UP} days; nothing can be compared yet")
    else:
        exposure = _exposure(daily, known, dyad, first, as_of)
        kinds = _by_kind(own)
        for channel in (table := channels()):
            events = [e for some in kinds if channel.holds(some[0]) for e in some]
            if len(events) < THIN:
                silent.append(f"{channel.name}: {len(events)} events on record, too few to speak of a pace")
                continue
            counts = _daily(events, first, as_of)
            for alarm in watch(counts, exposure=exposure, false_alarms=false_alarms / len(table)):
                signals += _signal(dyad, channel, alarm, events, first)
    return Watch(
        actor=dyad[0],
        recipient=dyad[1],
        as_of=as_of,
        first=first,
        false_alarms=false_alarms,
        signals=tuple(sorted(signals, key=lambda s: (s.alarm, s.channel))),
        silent=tuple(silent),
    )


def _by_kind(events: Iterable[StreamEvent]) -> list[list[StreamEvent]]:
    """Events that no channel tells apart, together: a pair may have a hundred thousand, but of few kinds."""
    out: dict[tuple[Any, ...], list[StreamEvent]] = {}
    for event in events:
        out.setdefault((event.event_type, event.modes, event.exchange), []).append(event)
    return list(out.values())


def known_lately(stream: Iterable[StreamEvent], as_of: date) -> list[StreamEvent]:
    """What had arrived before a day, of the `LONGEST` days before it."""
    earliest = _earliest(as_of)
    return [event for event in known_before(stream, as_of) if event.date >= earliest]


def lately(daily: Mapping[date, int], as_of: date) -> dict[date, int]:
    """Of numbers by day those of the `LONGEST` days before a day, as far as anything was known of these."""
    earliest = _earliest(as_of)
    return {day: n for day, n in daily.items() if n and earliest <= day < as_of}


def _earliest(as_of: date) -> date:
    return date.fromordinal(max(as_of.toordinal() - LONGEST, 1))


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a channel at one pace, events per 30 days; both days included."""

    channel: str
    first: date
    last: date
    pace: float


def paces(
    stream: Iterable[StreamEvent], dyad: tuple[str, str], *, as_of: date, directed: bool = False
) -> tuple[Pace, ...]:
    """Change points in retrospect: each channel's record, as far as it reaches, cut into stretches of one pace."""
    known = known_lately(stream, as_of)
    if not known:
        return ()
    first = min(e.date for e in known)
    own = one_per_story(e for e in known if e.current and between(e, dyad, directed=directed))
    exposure = _exposure(Counter(e.date for e in known), known, dyad, first, as_of)
    covered = int(np.flatnonzero(exposure)[-1]) + 1  # behind the last day that is covered nothing is known
    return tuple(
        Pace(
            channel=channel.name,
            first=first + timedelta(days=part.first),
            last=first + timedelta(days=part.last),
            pace=round(30 * part.pace, 2),
        )
        for channel in channels()
        if len(events := [e for e in own if channel.holds(e)]) >= THIN
        for part in stretches(_daily(events, first, as_of)[:covered], exposure=exposure[:covered])
    )


def _daily(events: Iterable[StreamEvent], first: date, as_of: date) -> np.ndarray[Any, np.dtype[np.float64]]:
    return _spread(Counter(event.date for event in events), first, as_of)


def _spread(daily: Mapping[date, int], first: date, as_of: date) -> np.ndarray[Any, np.dtype[np.float64]]:
    counts = np.zeros((as_of - first).days)
    for day, n in daily.items():
        counts[(day - first).days] = n
    return counts


def _exposure(
    daily: Mapping[date, int], known: list[StreamEvent], dyad: tuple[str, str], first: date, as_of: date
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How much was there to see: the pace of all other events lately against their pace so far; 0 in gaps.

    A feed that doubles would otherwise look like a change in every relation. Thin streams say little about their
    own loudness, so the ratio is drawn towards 1; each day uses only the days up to it.
    """
    everything = _spread(daily, first, as_of)
    others = everything - _daily([e for e in known if {e.actor, e.recipient} == set(dyad)], first, as_of)
    total = np.concatenate([[0.0], others.cumsum()])
    days = np.arange(1, len(others) + 1)
    low = np.maximum(days - LATELY, 0)
    lately, so_far = (total[days] - total[low]) / (days - low), total[days] / days
    loudness = np.clip((lately + THIN_STREAM) / (so_far + THIN_STREAM), 0.25, 4.0)
    return np.where(_covered(everything > 0), loudness, 0.0)


def _covered(seen: np.ndarray[Any, np.dtype[np.bool_]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """False where the whole stream has been empty for a week, or for four times its usual pause if that is longer."""
    days = np.arange(len(seen))
    pause = days - np.maximum.accumulate(np.where(seen, days, 0))
    usual = (days + 1) / np.maximum(seen.cumsum(), 1)
    return np.asarray(pause < np.maximum(LATELY, 4 * usual))


def _signal(
    dyad: tuple[str, str], channel: Channel, alarm: Alarm, events: list[StreamEvent], first: date
) -> list[Signal]:
    kind = channel.up if alarm.direction == "up" else channel.down
    if not kind:
        return []
    began, told = first + timedelta(days=alarm.began), first + timedelta(days=alarm.day)
    carried = [e for e in events if began <= e.date <= told]
    strongest = sorted(carried, key=lambda e: (-abs(e.goldstein or 0), e))[:SHOWN]
    before, since = round(30 * alarm.before, 2), round(30 * alarm.since, 2)
    return [
        Signal(
            actor=dyad[0],
            recipient=dyad[1],
            kind=kind,
            channel=channel.name,
            direction=alarm.direction,
            alarm=told,
            began=began,
            before=before,
            since=since,
            bits=alarm.bits,
            evidence=tuple(e.event_id for e in sorted(strongest)),
            undone_by=f"about {alarm.undone_after} days at the old pace of {before:g} a month",
            words=f"{kind}: {channel.about}, {before:g} → {since:g} a month since {began} ({alarm.bits:g} bits)",
        )
    ]
