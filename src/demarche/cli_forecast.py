"""What the commands dyads, signals, forecast and chart do; imports of anything heavy wait until they are called."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.errors import ConfigError, InputError

if TYPE_CHECKING:
    from demarche.forecast.ledger import Report
    from demarche.forecast.outlook import Forecast
    from demarche.model.stream import StreamEvent
    from demarche.signals.relation import Watch

FORMATS = ("text", "json", "jsonl")
BUSIEST = 20  # dyads watched when none is named
ASKED = 20  # latest articles of a pair whose open questions are looked at
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
    _known(format, FORMATS)
    events = stream_of(db)
    if dyad is None:
        return _print(_pairs(events), format, lambda r: f"{r['actor']}-{r['recipient']}  {r['events']}")
    from demarche.signals.series import series

    found = series(
        events,
        pair(dyad),
        unit=unit,
        directed=directed,
        everything=everything,
        since=_day(since),
        until=_day(until),
        scores=_scores(),
    )
    return _print(msgspec.to_builtins(found.periods), format, _period_line)


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
    _known(format, (*FORMATS, "atom"))
    from demarche.signals.alerts import as_atom, check_webhook, post
    from demarche.signals.relation import paces, watch_dyad
    from demarche.signals.surprise import surprises

    if not 0 < false_alarms <= MOST_FALSE_ALARMS:
        raise InputError(f"false alarms per dyad and year lie above 0 and at most at {MOST_FALSE_ALARMS:g}")
    if webhook:
        check_webhook(webhook)
        _secret()
    day = _day(as_of) or _tomorrow()
    events = stream_of(db, day)
    wanted = [_told_pair(dyad, events)] if dyad else _busiest(events)
    watches = [watch_dyad(events, pair, as_of=day, false_alarms=false_alarms) for pair in wanted]
    found = [s for watch in watches for s in watch.signals if since is None or s.alarm >= _sure(since)]
    if webhook and found:
        tries = post(webhook, found, secret=_secret())
        print(f"sent {len(found)} signals to the webhook, attempts: {tries}", file=sys.stderr)
    if format == "atom":
        sys.stdout.buffer.write(as_atom(found))
        return 0
    odd = surprises(_arrived(events, day), dyad=wanted[0] if dyad else None, since=_day(since))
    past = paces(events, wanted[0], as_of=day) if dyad else ()
    if format == "text":
        for p in past:
            print(f"pace: {p.channel} {p.pace:g} a month from {p.first} to {p.last}")
        return _print_watches(watches, found, odd[:10])
    rows = [{"what": "shift", **msgspec.to_builtins(s)} for s in found]
    rows += [{"what": "surprise", **msgspec.to_builtins(s)} for s in odd[:50]]
    rows += [{"what": "pace", **msgspec.to_builtins(p)} for p in past]
    rows += [{"what": "silent", "words": line} for watch in watches if dyad for line in watch.silent]
    return _print(rows, format, str)


def forecast(
    *,
    db: Path,
    dyad: str,
    as_of: str | None = None,
    events: Sequence[str] = (),
    horizons: Sequence[int] = (7, 30, 90),
    both: bool = False,
    store: bool = True,
    format: str = "text",
) -> int:
    """Probabilities for one dyad; each is kept in the ledger unless `store` is off."""
    _known(format, FORMATS)
    if not horizons or min(horizons) < 1 or max(horizons) > 365:
        raise InputError("a horizon is a number of days from 1 to 365")
    from demarche.forecast.ledger import Ledger, ledger_path
    from demarche.forecast.outlook import forecast as make
    from demarche.forecast.targets import all_targets, read_target

    targets = [read_target(text) for text in events] or list(all_targets()[:5])
    pair(dyad)
    day = _day(as_of) or _tomorrow()
    stream = stream_of(db, day)
    one = _told_pair(dyad, stream)
    directions = [one, (one[1], one[0])] if both else [one]
    found = [f for d in directions for f in make(stream, d, as_of=day, targets=targets, horizons=horizons)]
    if not events:
        found += beside_questions(db, one, stream, day)
    if store:
        new = Ledger(ledger_path(db)).add(found, made=dt.datetime.now(dt.UTC))
        print(f"kept {new} new forecasts in {ledger_path(db).name}", file=sys.stderr)
    if format == "text":
        print("\n\n".join(_told(f) for f in found))
        return 0
    return _print(msgspec.to_builtins(found), format, str)


def evaluate(*, db: Path, as_of: str | None = None, format: str = "text", out: Path | None = None) -> int:
    """Score the stored forecasts whose window has closed."""
    _known(format, FORMATS)
    from demarche.forecast.ledger import Ledger, ledger_path
    from demarche.forecast.ledger import evaluate as score

    day = _day(as_of) or _tomorrow()
    report = score([e.forecast for e in Ledger(ledger_path(db)).entries()], stream_of(db, day), as_of=day)
    if out is not None:
        from demarche.charts import reliability_chart, save

        if not report.closed:
            raise InputError(f"no forecast has closed before {day}; there is nothing to draw yet")
        save(reliability_chart(report), out)
    if format != "text":
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        return 0
    print("\n".join(_record(report)))
    for label in ("best", "worst"):
        for s in getattr(report, label):
            f = s.forecast
            print(f"{label}: {f.as_of} {f.actor}-{f.recipient} {f.target} in {f.horizon} days: "
                  f"{f.p:.0%}, {'happened' if s.happened else 'did not happen'}")  # fmt: skip
    return 0


def benchmark(*, folder: Path, evaluate: str = "valid", predictions: Path | None = None, reasons: bool = False) -> int:
    """Who-with-whom ranking on a benchmark folder; figures as JSON on stdout, `reasons` beside each prediction."""
    _one_thread()
    from demarche.forecast.benchmark import run

    if predictions is None:
        report = run(folder, evaluate=evaluate)
    else:
        with predictions.open("w", encoding="utf-8") as out:
            report = run(folder, evaluate=evaluate, predictions=out, reasons=reasons)
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    return 0


def benchmark_dyads(*, folder: Path, json: bool = True) -> int:
    """Dyad probabilities on a benchmark folder; one JSON object, or a line per forecast."""
    _one_thread()
    from demarche.forecast.dyads import run

    report = run(folder)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        return 0
    for p in report["predictions"]:
        print(f"{p['origin']}  {p['horizon']:>2} days  {p['actor']} → {p['recipient']}  quad {p['quad']}  {p['p']:.3f}")
    return 0


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
    _known(kind, ("dyad", "fan"))
    if not out.parent.is_dir():
        raise InputError(f"there is no folder {out.parent} to write {out.name} to")
    if not 1 <= days <= 365:
        raise InputError("a fan reaches 1 to 365 days ahead")
    day, one = _day(as_of) or _tomorrow(), pair(dyad)
    stream = stream_of(db, day)
    if kind == "fan":
        from demarche.forecast.fan import fan
        from demarche.forecast.targets import read_target

        made = charts.fan_chart(fan(stream, one, as_of=day, target=read_target(event), days=days))
    else:
        from demarche.signals.relation import watch_dyad
        from demarche.signals.series import series

        known = _arrived(stream, day)
        marks = watch_dyad(known, one, as_of=day, directed=directed).signals
        made = charts.dyad_chart(series(known, one, unit=unit, directed=directed), signals=marks)
    charts.save(made, out)
    return 0


def stream_of(db: Path, as_of: dt.date | None = None) -> list[StreamEvent]:
    """All events of a store, or of the server that owns it, as a stream.

    When the day asked about lies before the store's first arrival, the store is an archive loaded later: then
    publication counts as arrival, and that is said.
    """
    from demarche.cli_open import asked
    from demarche.model.stream import as_archive, from_rows

    if not db.exists():
        raise InputError(f"there is no store at {db}; ingest or import something first")
    with asked(db) as store:
        exchanged = frozenset(str(name) for row in store.exchanges() for name in row["events"])
        found = list(from_rows(store.events(), exchanged=exchanged))
    if as_of is None or not found or as_of > min(e.arrived for e in found):
        return found
    print(f"demarche: nothing had arrived before {as_of}; the day of publication counts as arrival", file=sys.stderr)
    return as_archive(found)


def beside_questions(db: Path, dyad: tuple[str, str], stream: list[StreamEvent], as_of: dt.date) -> list[Forecast]:
    """Forecasts beside the open questions that recent articles ask about a pair, each saying which question."""
    from demarche.corpus import Store
    from demarche.errors import StoreLocked
    from demarche.forecast.questions import beside

    told = [e for e in stream if {e.actor, e.recipient} == set(dyad) and e.arrived < as_of and e.document]
    recent = list(dict.fromkeys(e.document for e in sorted(told, key=lambda e: (e.told, e), reverse=True)))[:ASKED]
    try:
        with Store(db) as store:
            records = [store.record(document) for document in recent]
    except StoreLocked:
        print("demarche: a server owns the store; open questions of articles are left out", file=sys.stderr)
        return []
    asked = [q.text for record in records for q in record.open_questions if set(q.dyad) == set(dyad)]
    return beside(asked, dyad, stream, as_of=as_of)


def pair(text: str) -> tuple[str, str]:
    """ "USA-BLR" as two countries."""
    a, _, b = text.upper().replace("→", "-").replace(">", "-").partition("-")
    if not (len(a.strip()) == 3 and len(b.strip()) == 3) or a.strip() == b.strip():
        raise InputError(f"{text!r} is not a dyad; write two different three-letter codes, such as USA-BLR")
    return a.strip(), b.strip()


def _told_pair(text: str, events: list[StreamEvent]) -> tuple[str, str]:
    """The pair, with a word on stderr where the record knows nothing of one of the two."""
    found = pair(text)
    seen = {country for e in events for country in (e.actor, e.recipient)}
    for country in found:
        if events and country not in seen:
            print(f"demarche: no event of {country} is on record; is the code right?", file=sys.stderr)
    return found


def _told(f: Forecast) -> str:
    from demarche.forecast.outlook import plainly

    head = (f"{f.actor} → {f.recipient}, {f.target} within {f.horizon} days of {f.as_of}: {f.p:.1%} "
            f"({f.low:.1%}–{f.high:.1%}); base rate {f.base_rate:.1%}, 90-day rate {f.reference:.1%}")  # fmt: skip
    reasons = [f"  - {r.words}" + ("" if r.effect is None else f" ({r.effect:+.2f})") for r in f.reasons]
    if f.counts is not None:
        head += f"; how many: {plainly(f.counts.mean)} expected, 90 %: {f.counts.low}–{f.counts.high}"
    return "\n".join([head, *reasons])


def _record(report: Report) -> list[str]:
    """The track record in words, references beside it."""
    out = [f"as of {report.as_of}: {report.closed} forecasts closed, {report.happened} of them happened, "
           f"{report.open} still open"]  # fmt: skip
    if not report.closed:
        return [*out, "nothing to score yet"]
    out += [
        f"Brier score: {report.brier} (90-day rate {report.brier_reference}, base rate {report.brier_base_rate})",
        f"log score, bits: {report.bits} (90-day rate {report.bits_reference}, base rate {report.bits_base_rate})",
        f"calibration error: {report.calibration_error}",
    ]
    if report.crps is not None:
        out.append(f"counts, CRPS: {report.crps} (90-day rate {report.crps_reference}); "
                   f"90 % intervals held {report.interval_held:.0%}")  # fmt: skip
    return out + [f"said {b.said:.0%}, happened {b.seen:.0%}, of {b.forecasts}" for b in report.reliability]


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


def _pairs(events: list[StreamEvent]) -> list[dict[str, Any]]:
    from demarche.model.stream import one_per_story

    table: dict[tuple[str, str], int] = {}
    for event in one_per_story(e for e in events if e.current):
        key = (event.actor, event.recipient)
        table[key] = table.get(key, 0) + 1
    ordered = sorted(table.items(), key=lambda entry: (-entry[1], entry[0]))
    return [{"actor": a, "recipient": b, "events": n} for (a, b), n in ordered]


def _busiest(events: list[StreamEvent]) -> list[tuple[str, str]]:
    out: dict[tuple[str, str], None] = {}
    for row in _pairs(events):
        a, b = sorted((row["actor"], row["recipient"]))
        out[a, b] = None
    return list(out)[:BUSIEST]


def _arrived(events: list[StreamEvent], day: dt.date) -> list[StreamEvent]:
    from demarche.model.stream import known_before

    return known_before(events, day)


def _scores() -> dict[str, float]:
    from demarche.ontology import load

    types = getattr(load(), "types", {})
    return {name: float(entry.score) for name, entry in types.items() if getattr(entry, "score", None) is not None}


def _print(rows: Any, format: str, line: Any) -> int:
    if format == "json":
        sys.stdout.buffer.write(msgspec.json.encode(rows) + b"\n")
    elif format == "jsonl":
        for row in rows:
            sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    else:
        for row in rows:
            print(line(row))
    return 0


def _known(value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ConfigError(f"{value!r} is not known here; known: {', '.join(allowed)}")


def _day(text: str | None) -> dt.date | None:
    from demarche.model.stream import as_day

    return as_day(text)


def _sure(text: str) -> dt.date:
    day = _day(text)
    if day is None:
        raise InputError("a date is missing; write it as 2025-09-16")
    return day


def _tomorrow() -> dt.date:
    """Everything that has arrived up to and including today counts."""
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def _secret() -> str:
    secret = os.environ.get("DEMARCHE_WEBHOOK_SECRET", "")
    if not secret:
        raise ConfigError("a webhook needs a secret to sign with; set DEMARCHE_WEBHOOK_SECRET")
    return secret


def _one_thread() -> None:
    """Matrix products on one thread, before numpy loads: as fast here, and CPU time means what it says."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
