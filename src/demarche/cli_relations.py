"""What the commands dyads, signals and chart do; imports of anything heavy wait until they are called."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.cli_stream import (
    FORMATS,
    arrived,
    busiest,
    day_of,
    known,
    pair,
    pairs,
    put,
    stream_as_of,
    stream_of,
    sure_day,
    told_pair,
)
from demarche.errors import ConfigError, InputError

if TYPE_CHECKING:
    from demarche.signals.relation import Watch

MOST_FALSE_ALARMS = 1.0  # per dyad and year; beyond it thresholds mean nothing


def dyads(
    *,
    db: Path,
    dyad: str | None = None,
    unit: str = "week",
    directed: bool = False,
    everything: bool = False,
    since: str | None = None,
    until: str | None = None,
    format: str = "text",
) -> int:
    """All pairs of countries with their events, or the series of one."""
    known(format, FORMATS)
    first, last = day_of(since), day_of(until)
    if first and last and first > last:
        raise InputError(f"--since {first} lies after --until {last}; there is no day between them")
    events = stream_of(db)
    if dyad is None:
        rows = pairs(events, everything=everything, since=first, until=last)
        return put(rows, format, lambda r: f"{r['actor']}-{r['recipient']}  {r['events']}")
    from demarche.signals.series import series

    one = told_pair(dyad, events)
    found = series(
        events, one, unit=unit, directed=directed, everything=everything, since=first, until=last, scores=_scores()
    )
    return put(msgspec.to_builtins(found.periods), format, _period_line)


def signals(
    *,
    db: Path,
    dyad: str | None = None,
    as_of: str | None = None,
    since: str | None = None,
    false_alarms: float = 0.1,
    format: str = "text",
    webhook: str | None = None,
) -> int:
    """Shifts and surprises of one dyad, or of the busiest ones."""
    known(format, (*FORMATS, "atom"))
    from demarche.signals.alerts import as_atom, check_webhook, post
    from demarche.signals.relation import paces, watch_dyad
    from demarche.signals.surprise import surprises

    if not 0 < false_alarms <= MOST_FALSE_ALARMS:
        raise InputError(f"false alarms per dyad and year lie above 0 and at most at {MOST_FALSE_ALARMS:g}")
    if webhook:
        check_webhook(webhook)
        _secret()
    events, day = stream_as_of(db, as_of)
    wanted = [told_pair(dyad, events)] if dyad else busiest(events)
    watches = [watch_dyad(events, pair, as_of=day, false_alarms=false_alarms) for pair in wanted]
    found = [s for watch in watches for s in watch.signals if since is None or s.alarm >= sure_day(since)]
    if webhook and found:
        tries = post(webhook, found, secret=_secret())
        print(f"sent {len(found)} signals to the webhook, attempts: {tries}", file=sys.stderr)
    if format == "atom":
        sys.stdout.buffer.write(as_atom(found))
        return 0
    odd = surprises(arrived(events, day), dyad=wanted[0] if dyad else None, since=day_of(since))
    past = paces(events, wanted[0], as_of=day) if dyad else ()
    if format == "text":
        for p in past:
            print(f"pace: {p.channel} {p.pace:g} a month from {p.first} to {p.last}")
        return _print_watches(watches, found, odd[:10])
    rows = [{"what": "shift", **msgspec.to_builtins(s)} for s in found]
    rows += [{"what": "surprise", **msgspec.to_builtins(s)} for s in odd[:50]]
    rows += [{"what": "pace", **msgspec.to_builtins(p)} for p in past]
    rows += [{"what": "silent", "words": line} for watch in watches if dyad for line in watch.silent]
    return put(rows, format, str)


def chart(
    *,
    db: Path,
    dyad: str,
    out: Path,
    kind: str = "dyad",
    unit: str = "week",
    directed: bool = False,
    as_of: str | None = None,
    event: str = "any",
    days: int = 90,
) -> int:
    """Write the chart of a dyad (`dyad`) or of its forecast (`fan`); the file's ending says in which format."""
    from demarche import charts

    if out.suffix.lower() not in charts.SUFFIXES:
        raise InputError(f"no chart format called {out.suffix!r}; known: {', '.join(charts.SUFFIXES)}")
    known(kind, ("dyad", "fan"))
    if not out.parent.is_dir():
        raise InputError(f"there is no folder {out.parent} to write {out.name} to")
    if not 1 <= days <= 365:
        raise InputError("a fan reaches 1 to 365 days ahead")
    pair(dyad)
    stream, day = stream_as_of(db, as_of)
    one = told_pair(dyad, stream)
    if kind == "fan":
        from demarche.forecast.fan import fan
        from demarche.forecast.targets import read_target

        made = charts.fan_chart(fan(stream, one, as_of=day, target=read_target(event), days=days))
    else:
        from demarche.signals.relation import watch_dyad
        from demarche.signals.series import series

        so_far = arrived(stream, day)
        marks = watch_dyad(so_far, one, as_of=day, directed=directed).signals
        made = charts.dyad_chart(series(so_far, one, unit=unit, directed=directed), signals=marks)
    charts.save(made, out)
    return 0


def _print_watches(watches: list[Watch], found: list[Any], odd: list[Any]) -> int:
    for signal in found:
        print(f"{signal.alarm}  {signal.actor}-{signal.recipient}  {signal.words}; undone by {signal.undone_by}")
        print(f"    events: {', '.join(signal.evidence)}")
    for watch in watches:
        for line in watch.silent if len(watches) == 1 else ():
            print(f"silent: {line}")
    for one in odd:
        print(f"{one.date}  {one.bits:4.1f} bits  {one.words}  [{one.event_id}]")
    return 0


def _period_line(row: dict[str, Any]) -> str:
    if row["gap"]:
        return f"{row['start']}  no data"
    quads = " ".join(f"q{q}={n}" for q, n in row["quads"].items())
    return f"{row['start']}  {row['events']:>4} stories  {quads}  of {row['attention']} articles"


def _scores() -> dict[str, float]:
    from demarche.ontology import load

    types = getattr(load(), "types", {})
    return {name: float(entry.score) for name, entry in types.items() if getattr(entry, "score", None) is not None}


def _secret() -> str:
    secret = os.environ.get("DEMARCHE_WEBHOOK_SECRET", "")
    if not secret:
        raise ConfigError("a webhook needs a secret to sign with; set DEMARCHE_WEBHOOK_SECRET")
    return secret
