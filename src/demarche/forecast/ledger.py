"""The record of the forecaster: every forecast made, kept with inputs, version and time, and scored in the open.

The ledger is a file of JSON lines beside the store, only ever appended to. A forecast made twice from the same inputs
is one entry. It is scored once its window has closed, against what is on record by the day of scoring.
The command line and a server may write to one file at the same time: each adds whole lines, and of two that say the
same the first one counts.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from demarche.errors import InputError
from demarche.forecast.counts import poisson
from demarche.forecast.outlook import Counts, Forecast
from demarche.forecast.scores import brier, calibration_error, crps, log_score, reliability
from demarche.forecast.targets import read_target
from demarche.model.stream import StreamEvent, known_before, one_per_story
from demarche.store.identity import ledger_path

__all__ = ["Entry", "Ledger", "Report", "Scored", "evaluate", "held", "ledger_path", "report", "score", "scores"]

SHOWN = 5
TORN = "truncated"  # how msgspec calls a line that ends too early
COIN = 1.0  # bits that a toss of a coin costs: what costs more was called wrong


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A stored forecast and the moment it was made."""

    made: dt.datetime
    forecast: Forecast


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """One closed forecast: what was said, what came, and the events that decided it."""

    forecast: Forecast
    happened: bool
    brier: float
    bits: float
    events: tuple[str, ...]
    count: int = 0
    crps: float | None = None
    crps_reference: float | None = None


class Bin(msgspec.Struct, frozen=True):
    """One bar of the reliability diagram."""

    said: float
    seen: float
    forecasts: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The track record: scores beside those of the references, reliability, best and worst calls."""

    as_of: dt.date
    closed: int
    open: int
    happened: int
    brier: float | None = None
    brier_reference: float | None = None
    brier_base_rate: float | None = None
    bits: float | None = None
    bits_reference: float | None = None
    bits_base_rate: float | None = None
    calibration_error: float | None = None
    crps: float | None = None
    crps_reference: float | None = None
    interval_held: float | None = None
    interval_said: float | None = None
    reliability: tuple[Bin, ...] = ()
    best: tuple[Scored, ...] = ()
    worst: tuple[Scored, ...] = ()


class Ledger:
    """The forecasts kept in one file, or in memory for a store that is there itself."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._held = b""
        self._adding = threading.Lock()

    @property
    def stamp(self) -> str:
        """Another one whenever something was added, by whomever."""
        if self.path is None:
            return f"{len(self._held)}"
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return "0"
        return f"{found.st_size}-{found.st_mtime_ns}"

    def entries(self) -> list[Entry]:
        """Each forecast once, in the order they were made; a torn line (a crash while writing) is passed over."""
        out: dict[str, Entry] = {}
        for number, line in enumerate(self._read().split(b"\n"), start=1):
            try:
                if line:
                    entry = msgspec.json.decode(line, type=Entry)
                    out.setdefault(entry.forecast.id, entry)
            except msgspec.DecodeError as why:
                if TORN not in str(why):
                    raise InputError(f"{self.path}, line {number} is no stored forecast: {why}") from None
        return list(out.values())

    def add(self, forecasts: Iterable[Forecast], *, made: dt.datetime) -> int:
        """Append forecasts that are not there yet; how many were new."""
        with self._adding:
            known = {entry.forecast.id for entry in self.entries()}
            new = {f.id: f for f in forecasts if f.id not in known}
            if new:
                self._append(b"".join(msgspec.json.encode(Entry(made=made, forecast=f)) + b"\n" for f in new.values()))
        return len(new)

    def _read(self) -> bytes:
        if self.path is None:
            return self._held
        return self.path.read_bytes() if self.path.exists() else b""

    def _append(self, lines: bytes) -> None:
        if self.path is None:
            self._held += lines
            return
        torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
        with self.path.open("ab") as out:
            out.write((b"\n" if torn else b"") + lines)
            out.flush()
            os.fsync(out.fileno())


def evaluate(forecasts: Sequence[Forecast], stream: Iterable[StreamEvent], *, as_of: dt.date) -> Report:
    """Score all forecasts whose window had closed by `as_of`, with what had arrived by then."""
    scored = scores(forecasts, stream, as_of=as_of)
    return report(scored, still_open=len(forecasts) - len(scored), as_of=as_of)


def scores(forecasts: Iterable[Forecast], stream: Iterable[StreamEvent], *, as_of: dt.date) -> list[Scored]:
    """What came of each forecast whose window had closed by `as_of`."""
    towards: dict[tuple[str, str], list[StreamEvent]] = {}
    for event in one_per_story(e for e in known_before(stream, as_of) if e.current):
        towards.setdefault((event.actor, event.recipient), []).append(event)
    return [score(f, towards.get((f.actor, f.recipient), ())) for f in forecasts if f.closes <= as_of]


def report(scored: Sequence[Scored], *, still_open: int, as_of: dt.date) -> Report:
    """The track record over closed forecasts."""
    if not scored:
        return Report(as_of=as_of, closed=0, open=still_open, happened=0)
    y = np.array([float(s.happened) for s in scored])
    p = np.array([s.forecast.p for s in scored])
    reference = np.array([s.forecast.reference for s in scored])
    base = np.array([s.forecast.base_rate for s in scored])
    counted = [s for s in scored if s.crps is not None]
    ordered = sorted(scored, key=lambda s: (s.bits, s.forecast.id))
    return Report(
        as_of=as_of,
        closed=len(scored),
        open=still_open,
        happened=int(y.sum()),
        brier=round(brier(p, y), 5),
        brier_reference=round(brier(reference, y), 5),
        brier_base_rate=round(brier(base, y), 5),
        bits=round(log_score(p, y), 5),
        bits_reference=round(log_score(reference, y), 5),
        bits_base_rate=round(log_score(base, y), 5),
        calibration_error=round(calibration_error(p, y), 5),
        crps=_mean([s.crps for s in counted]),
        crps_reference=_mean([s.crps_reference for s in counted]),
        interval_held=_mean([float(held(s)) for s in counted]),
        interval_said=_mean([s.forecast.counts.holds for s in counted if s.forecast.counts]),
        reliability=tuple(Bin(round(a, 5), round(b, 5), n) for a, b, n in reliability(p, y)),
        best=tuple(s for s in ordered if s.happened and s.bits <= COIN)[:SHOWN],
        worst=tuple(s for s in reversed(ordered) if s.bits > COIN)[:SHOWN],
    )


def score(forecast: Forecast, events: Iterable[StreamEvent]) -> Scored:
    """What came of one forecast; a window shut on its last day, whatever the granularity of later reports."""
    target = read_target(forecast.target)
    hits = [
        e.event_id
        for e in events
        if (e.actor, e.recipient) == (forecast.actor, forecast.recipient)
        and forecast.as_of <= e.date < forecast.closes
        and target.holds(e)
    ]
    p = np.array([forecast.p])
    y = np.array([float(bool(hits))])
    return Scored(
        forecast=forecast,
        happened=bool(hits),
        brier=round(brier(p, y), 5),
        bits=round(log_score(p, y), 4),
        events=tuple(hits[:SHOWN]),
        count=len(hits),
        crps=_crps(forecast.counts, len(hits)),
        crps_reference=_crps_of_pace(forecast, len(hits)),
    )


def held(scored: Scored) -> bool:
    """True when the count came to lie in the interval given for it."""
    counts = scored.forecast.counts
    return counts is not None and counts.low <= scored.count <= counts.high


def _crps(counts: Counts | None, happened: int) -> float | None:
    if counts is None:
        return None
    return round(float(crps(np.array([counts.chances]), np.array([float(happened)]))[0]), 5)


def _crps_of_pace(forecast: Forecast, happened: int) -> float | None:
    """The same for a Poisson count at the pace of the last ninety days, which is the reference forecast."""
    if forecast.counts is None:
        return None
    mean = -np.log1p(-min(forecast.reference, 1 - 1e-9))
    mass = poisson(np.array([mean]), longest=int(mean + 10 * np.sqrt(mean) + 20))
    return round(float(crps(mass, np.array([float(happened)]))[0]), 5)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return round(float(np.mean(known)), 5) if known else None
