"""The fan of a dyad as plain shapes: its running count behind a day, and the spread of what may come ahead of it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

import msgspec

from demarche.api.flow import Flow
from demarche.api.nearby import near
from demarche.console.picture import Label
from demarche.errors import InputError
from demarche.forecast.fan import Fan, Step, fans
from demarche.forecast.targets import Target

WIDTH, HEIGHT = 420, 210
LEFT, RIGHT, TOP, BOTTOM = 36, 408, 24, 180
DAYS = 90
BANDS = ((90, "q05", "q95"), (80, "q10", "q90"), (50, "q25", "q75"))
TOLD = (7, 30, 90)  # days ahead of which the table beside the picture tells


class FanPicture(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the fan chart of one direction shows; `steps` are the figures of its table."""

    fan: Fan
    past: str
    middle: str
    bands: list[tuple[int, str]]
    labels: list[Label]
    steps: list[tuple[int, Step]]
    today: float
    zero: float
    width: int = WIDTH
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM
    left: int = LEFT
    right: int = RIGHT


def fans_of(flow: Flow, one: tuple[str, str], as_of: dt.date, *, directed: bool = False) -> list[FanPicture]:
    """The fans of a pair, one for each direction that is asked for; none before anything is on record."""

    def make() -> list[Fan]:
        try:
            return fans(near(flow, one, as_of), [one, one[::-1]], as_of=as_of, target=Target(), days=DAYS)
        except InputError:
            return []

    return [fan_picture(fan) for fan in flow.remembered(("fans", *one, as_of), make)[: 1 if directed else 2]]


def fan_picture(fan: Fan) -> FanPicture:
    """Days from left to right, events from the bottom up; both lines meet at zero on the day of the forecast."""
    low, high = min(n for _, n in fan.past), max(fan.steps[-1].q95, 1)
    first, last = fan.past[0][0], fan.steps[-1].date

    def x(day: dt.date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - first).days / (last - first).days

    def y(count: int) -> float:
        return BOTTOM - (BOTTOM - TOP) * (count - low) / (high - low)

    def stairs(points: Sequence[tuple[dt.date, int]]) -> list[tuple[float, float]]:
        turns = [points[0], *(to for at, to in itertools.pairwise(points) if to[1] != at[1]), points[-1]]
        out = [(x(at), y(n)) for (day, n), (later, _) in itertools.pairwise(turns) for at in (day, later)]
        return [*out, (x(points[-1][0]), y(points[-1][1]))]

    def quantile(name: str) -> list[tuple[float, float]]:
        return stairs([(fan.as_of, 0), *((step.date, getattr(step, name)) for step in fan.steps)])

    return FanPicture(
        fan=fan,
        past=_line(stairs(fan.past)),
        middle=_line(quantile("q50")),
        bands=[(level, _line([*quantile(above), *reversed(quantile(below))])) for level, below, above in BANDS],
        labels=_labels(low, high, y, [(x(day), day) for day in (first, fan.as_of, last)]),
        steps=[(days, fan.steps[days - 1]) for days in TOLD],
        today=x(fan.as_of),
        zero=y(0),
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _labels(low: int, high: int, y: Any, days: Sequence[tuple[float, dt.date]]) -> list[Label]:
    counts = [Label(LEFT - 5, y(n) + 4, f"{n:+,}".replace("-", "−") if n else "0", "end")
              for n in sorted({low, 0, high})]  # fmt: skip
    anchors = ("start", "middle", "end")
    dates = [Label(x, BOTTOM + 18, day.strftime("%d %b %y").lstrip("0"), anchor)
             for (x, day), anchor in zip(days, anchors, strict=True)]  # fmt: skip
    return [*counts, *dates, Label(4, TOP - 10, "events, counted from the day of the forecast", "start")]
