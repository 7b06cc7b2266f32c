"""Alarms: when the evidence for a changed pace crosses the threshold that its false-alarm budget asks for.

The budget is shared between both directions. After an alarm the watch starts anew on the day the new pace began.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
import numpy.typing as npt

from demarche.signals.detector import WARM_UP, evidence
from demarche.signals.thresholds import Thresholds, load_thresholds

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# A rise matters more and shows sooner than a fall; most of the budget goes where it buys detections.
SHARE_UP = 0.75
# Pace and scatter of a real series are estimated, which costs alarms; chosen on simulated series, other seeds than
# those of the check in bench/shifts.py.
SAFETY = 0.65
# Standard errors by which the scatter may be larger than measured when a threshold is looked up: taken as measured,
# days that scatter moderately (variance 1.1 to 1.5 times the mean) gave up to 0.13 alarms a year for a stated 0.1.
DOUBT = 0.5
THIN = 3  # events: below this, silence is said and no fall can be seen
QUIET_AFTER = 30  # days after an alarm in which the same change is not told twice


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A shift: day indices of alarm and beginning, pace per day before and since, evidence in bits.

    `undone_after` is how many days at the old pace would outweigh the evidence.
    """

    direction: str
    day: int
    began: int
    before: float
    since: float
    bits: float
    undone_after: int


def first_alarms(
    counts: Doubles, *, table: Thresholds | None = None, false_alarms: float = 0.1, start: Ints | None = None
) -> tuple[Ints, Ints]:
    """First day of an alarm up and down per series (rows), -1 for none; with `start`, only from that day on."""
    table = table or load_thresholds()
    found = evidence(counts)
    days = np.arange(counts.shape[1])[None, :]
    open_ = days >= (np.zeros(len(counts), dtype=np.int64) if start is None else start)[:, None]
    out = []
    for name, values, share in (("up", found.up, SHARE_UP), ("down", found.down, 1 - SHARE_UP)):
        rate = _settled(found.rate)
        over = open_ & (values >= table.at(name, rate, _doubted(found.dispersion), false_alarms * share * SAFETY))
        out.append(np.where(over.any(axis=1), over.argmax(axis=1), -1))
    return out[0], out[1]


def watch(counts: Doubles, *, exposure: Doubles | None = None, false_alarms: float = 0.1) -> list[Alarm]:
    """All alarms of one daily series, in order; each uses only the days up to it."""
    table = load_thresholds()
    alarms: list[Alarm] = []
    start, resume = 0, 0
    while len(counts) - start > WARM_UP:
        part = None if exposure is None else exposure[start:]
        alarm = _first(counts[start:], part, table, false_alarms, max(resume - start, 0))
        if alarm is None:
            break
        moved = msgspec.structs.replace(alarm, day=alarm.day + start, began=alarm.began + start)
        alarms.append(moved)
        start, resume = max(moved.began, start + 1), moved.day + QUIET_AFTER
    return alarms


def _first(counts: Doubles, exposure: Doubles | None, table: Thresholds, budget: float, resume: int) -> Alarm | None:
    found = evidence(counts[None, :], exposure=exposure)
    rate, spread = _settled(found.rate), _doubted(found.dispersion)
    best: Alarm | None = None
    for name, values, days, share in (
        ("up", found.up, found.days_up, SHARE_UP),
        ("down", found.down, found.days_down, 1 - SHARE_UP),
    ):
        over = values[0] >= table.at(name, rate[0], spread[0], budget * share * SAFETY)
        over[:resume] = False
        if over.any():
            day = int(over.argmax())
            if best is None or day < best.day:
                best = _alarm(name, day, int(days[0, day]), float(values[0, day]), counts, exposure)
    return best


def _alarm(name: str, day: int, days: int, value: float, counts: Doubles, exposure: Doubles | None) -> Alarm:
    time = np.ones(len(counts)) if exposure is None else exposure
    began = max(day + 1 - days, 0)
    before = (counts[:began].sum() + 0.5) / (time[:began].sum() + 1)
    since = (counts[began : day + 1].sum() + 0.5) / (time[began : day + 1].sum() + 1)
    return Alarm(
        direction=name,
        day=day,
        began=began,
        before=round(float(before), 5),
        since=round(float(since), 5),
        bits=round(value / math.log(2), 2),
        undone_after=_undone(float(before), float(since), value),
    )


def _undone(before: float, since: float, value: float) -> int:
    """Days at the old pace until the old pace is again the better explanation."""
    a_day = since - before - before * math.log(since / before)
    return math.ceil(max(value, 0.1) / max(a_day, 1e-6)) if a_day > 0 else 999


def _settled(rate: Doubles) -> Doubles:
    """The rate of the day before, so that today's burst does not choose its own threshold."""
    return np.concatenate([rate[:, :1], rate[:, :-1]], axis=1)


def _doubted(spread: Doubles) -> Doubles:
    """The scatter with its doubt: a variance from n days has a relative standard error of √(2/n)."""
    days = np.maximum(np.arange(spread.shape[1]), 1)
    return np.asarray(spread * (1 + DOUBT * np.sqrt(2 / days)))
