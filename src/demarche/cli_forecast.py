"""What `demarche forecast` and its subcommands do; imports of anything heavy wait until they are called."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from demarche.cli_stream import FORMATS, known, pair, put, stream_as_of, told_pair
from demarche.errors import InputError

SMALLEST_EFFECT = 0.005  # in log odds: smaller ones would be printed as nothing

if TYPE_CHECKING:
    from demarche.forecast.ledger import Report
    from demarche.forecast.outlook import Counts, Forecast
    from demarche.model.stream import StreamEvent


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
    known(format, FORMATS)
    if not horizons or min(horizons) < 1 or max(horizons) > 365:
        raise InputError("a horizon is a number of days from 1 to 365")
    from demarche.forecast.ledger import Ledger, ledger_path
    from demarche.forecast.outlook import forecasts as make
    from demarche.forecast.targets import all_targets, read_target

    targets = [read_target(text) for text in events] or list(all_targets()[:5])
    pair(dyad)
    stream, day = stream_as_of(db, as_of)
    one = told_pair(dyad, stream)
    directions = [one, (one[1], one[0])] if both else [one]
    found = make(stream, directions, as_of=day, targets=targets, horizons=horizons)
    if not events:
        found += beside_questions(db, one, stream, day)
    if store:
        new = Ledger(ledger_path(db)).add(found, made=dt.datetime.now(dt.UTC))
        print(f"kept {new} new forecasts in {ledger_path(db).name}", file=sys.stderr)
    if format == "text":
        print("\n\n".join(_told(f) for f in found))
        return 0
    return put(msgspec.to_builtins(found), format, str)


def evaluate(*, db: Path, as_of: str | None = None, format: str = "text", out: Path | None = None) -> int:
    """Score the stored forecasts whose window has closed, unless a day is named as far as the record reaches."""
    known(format, FORMATS)
    from demarche.forecast.ledger import Ledger, ledger_path
    from demarche.forecast.ledger import evaluate as score

    stream, day = stream_as_of(db, as_of)
    report = score([e.forecast for e in Ledger(ledger_path(db)).entries()], stream, as_of=day)
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


def beside_questions(db: Path, dyad: tuple[str, str], stream: list[StreamEvent], as_of: dt.date) -> list[Forecast]:
    """Forecasts beside the open questions that recent articles ask about a pair, each saying which question."""
    from demarche.corpus import Store
    from demarche.errors import StoreLocked
    from demarche.forecast.questions import beside, questions_of

    try:
        with Store(db) as store:
            asked = questions_of(store.record, dyad, stream, as_of=as_of)
    except StoreLocked:
        print("demarche: a server owns the store; open questions of articles are left out", file=sys.stderr)
        return []
    return beside(asked, dyad, stream, as_of=as_of)


def _told(f: Forecast) -> str:
    from demarche.forecast.outlook import plainly, told

    head = (f"{f.actor} → {f.recipient}, {f.target} within {f.horizon} days of {f.as_of}: {told(f.p)} "
            f"({told(f.low)} to {told(f.high)}); base rate {told(f.base_rate)}, "
            f"90-day rate {told(f.reference)}")  # fmt: skip
    causes = [(r.words, r.effect) for r in f.reasons if r.effect is None or abs(r.effect) >= SMALLEST_EFFECT]
    reasons = [f"  - {words}" + ("" if effect is None else f" ({effect:+.2f} in log odds)") for words, effect in causes]
    if not f.corrected:
        reasons.append("  - from the prior and the pace alone: too little has happened yet to correct them by")
    if f.counts is not None:
        head += f"; how many: {plainly(f.counts.mean)} expected, {_range(f.counts)}"
    return "\n".join([head, *reasons])


def _range(counts: Counts) -> str:
    """The interval of a count with what it holds: whole numbers seldom add up to 90 %."""
    said = "90%" if counts.holds is None else f"{counts.holds:.0%}" if counts.holds < 0.995 else "over 99%"
    return f"{said} for {counts.low}" + (f"–{counts.high}" if counts.high > counts.low else "")


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
        said = f" and said {report.interval_said:.0%}" if report.interval_said is not None else ""
        out.append(f"counts, CRPS: {report.crps} (90-day rate {report.crps_reference}); "
                   f"intervals held {report.interval_held:.0%}{said}")  # fmt: skip
    return out + [f"said {b.said:.0%}, happened {b.seen:.0%}, of {b.forecasts}" for b in report.reliability]


def _one_thread() -> None:
    """Matrix products on one thread, before numpy loads: as fast here, and CPU time means what it says."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
