"""Pictures as plain shapes: where bars, dots, lines and bubbles go. Templates write them as SVG, so all is escaped."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import msgspec

from demarche.signals.series import Series

WIDTH, TOP, MIDDLE, BOTTOM = 720, 24, 112, 200
LEFT, RIGHT = 44, 34
ATTENTION_TOP, ATTENTION_BOTTOM = 226, 262
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
SPREAD = 6.0  # supposed, not measured: Goldstein scores of one dyad scatter over about half their scale


class Bar(msgspec.Struct, frozen=True):
    """A rectangle with a tooltip and where it leads."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    words: str
    href: str = ""


class Label(msgspec.Struct, frozen=True):
    """Words at a place; `anchor` start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "middle"


class DyadPicture(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the chart of a dyad shows."""

    bars: list[Bar]
    gaps: list[Bar]
    attention: list[Bar]
    exchanges: list[Bar]
    marks: list[Bar]
    line: str
    band: str
    labels: list[Label]
    width: int = WIDTH
    height: int = 292
    middle: int = MIDDLE


def dyad_picture(series: Series, signals: Any, href: Any) -> DyadPicture | None:
    """Bars of a series, cooperation up and conflict down; the line is the mean score with its interval."""
    periods = series.periods
    if not periods:
        return None
    step = (WIDTH - LEFT - RIGHT) / len(periods)
    x = {p.start: LEFT + i * step for i, p in enumerate(periods)}
    peak = max([1, *(sum(n for q, n in p.quads.items() if q in half) for p in periods for half in ("12", "34"))])
    most = max([1, *(p.attention for p in periods)])
    bars = [bar for p in periods for bar in _stack(p, x[p.start], step, peak, href)]
    gaps = [
        Bar(x[p.start], TOP, step, BOTTOM - TOP, "gap", f"{p.start}: nothing is on record") for p in periods if p.gap
    ]
    attention = [
        Bar(x[p.start], ATTENTION_BOTTOM - (h := (ATTENTION_BOTTOM - ATTENTION_TOP) * p.attention / most),
            step * 0.8, h, "attention",
            f"{p.start}: {p.attention} articles with events of anybody") for p in periods if p.attention
    ]  # fmt: skip
    exchanges = [Bar(x[p.start] + step * 0.4, TOP - 8, 0, 0, "exchange", f"{p.start}: part of a bargain", href(p.start))
                 for p in periods if p.exchanges]  # fmt: skip
    marks = [Bar(_at(s.began, periods, x), TOP, 0, BOTTOM - TOP, s.kind, s.words) for s in signals]
    line, band = _line(periods, x, step)
    return DyadPicture(bars=bars, gaps=gaps, attention=attention, exchanges=exchanges, marks=marks, line=line,
                       band=band,
                       labels=_labels(periods, x, step, peak, most))  # fmt: skip


def _stack(period: Any, x: float, step: float, peak: int, href: Any) -> list[Bar]:
    out, up, down = [], float(MIDDLE), float(MIDDLE)
    for quad in (2, 1, 4, 3):  # deeds nearest to the axis, words further out
        n = period.quads.get(str(quad), 0)
        height = (MIDDLE - TOP) * n / peak
        if not n:
            continue
        words = f"{period.start}: {n} {QUADS[quad]}"
        if quad in (1, 2):
            up -= height
            out.append(Bar(x, up, step * 0.8, height, f"q{quad}", words, href(period.start)))
        else:
            out.append(Bar(x, down, step * 0.8, height, f"q{quad}", words, href(period.start)))
            down += height
    return out


def _line(periods: Any, x: dict[dt.date, float], step: float) -> tuple[str, str]:
    """Mean Goldstein score a story on a scale from -10 to 10, in a band that narrows with the number of stories.

    The band is a rough guide, no estimate: it supposes a spread of SPREAD around the mean, half of the scale.
    """
    points, upper, lower = [], [], []
    for p in periods:
        if p.goldstein is None or not p.events:
            continue
        mean, half = p.goldstein / p.events, SPREAD / math.sqrt(p.events + 1)
        at = x[p.start] + step * 0.4
        points.append(f"{at:.1f},{_score(mean):.1f}")
        upper.append(f"{at:.1f},{_score(min(mean + half, 10)):.1f}")
        lower.append(f"{at:.1f},{_score(max(mean - half, -10)):.1f}")
    return " ".join(points), " ".join([*upper, *reversed(lower)])


def _score(value: float) -> float:
    return MIDDLE - (MIDDLE - TOP) * max(-10.0, min(10.0, value)) / 10


def _at(day: dt.date, periods: Any, x: dict[dt.date, float]) -> float:
    before = [p.start for p in periods if p.start <= day]
    return x[before[-1]] if before else float(LEFT)


def _labels(periods: Any, x: dict[dt.date, float], step: float, peak: int, most: int) -> list[Label]:
    every = max(1, math.ceil(len(periods) / 8))
    days = [Label(x[p.start] + step * 0.4, 282, p.start.strftime("%d %b %y").lstrip("0")) for p in periods[::every]]
    at = [(TOP + 8, peak), (MIDDLE + 4, 0), (BOTTOM, peak), (ATTENTION_TOP + 8, most)]
    counts = [Label(LEFT - 6, y, f"{n:,}", "end") for y, n in at]
    scores = [Label(WIDTH - RIGHT + 6, y, words, "start")
              for y, words in ((TOP + 8, "+10"), (MIDDLE + 4, "0"), (BOTTOM, "−10"))]  # fmt: skip
    axes = [
        Label(4, TOP - 12, "stories: cooperation up, conflict down", "start"),
        Label(WIDTH - 4, TOP - 12, "mean score", "end"),
        Label(4, ATTENTION_TOP - 6, "articles", "start"),
    ]
    return [*days, *counts, *scores, *axes]


class Bubble(msgspec.Struct, frozen=True):
    """A circle with words and an address."""

    x: float
    y: float
    r: float
    words: str
    href: str
    kind: str = ""


def map_bubbles(places: list[dict[str, Any]], href: Any) -> list[Bubble]:
    """Places on a plate carrée of 720 × 360: x is longitude, y is latitude, nothing is stretched."""
    most = max([1, *(p["events"] for p in places)])
    return [
        Bubble(2 * (p["lon"] + 180), 2 * (90 - p["lat"]), round(4 + 12 * math.sqrt(p["events"] / most), 1),
               f"{p['name']}, {p['country'] or 'country unknown'}: {p['events']} event{'s' * (p['events'] != 1)}, "
               f"{p['conflict'] or 'none'} of conflict "
               f"({p['precision']})",
               href(p), "conflict" if 2 * p["conflict"] > p["events"] else "cooperation")
        for p in sorted(places, key=lambda p: -p["events"])
    ]  # fmt: skip


def network_picture(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """States on a circle, an arc for each direction; wider means more events."""
    names = sorted({p[side] for p in pairs for side in ("actor", "recipient")})
    angle = {name: 2 * math.pi * i / max(len(names), 1) - math.pi / 2 for i, name in enumerate(names)}
    at = {name: (300 + 220 * math.cos(a), 260 + 220 * math.sin(a)) for name, a in angle.items()}
    most = max([1, *(p["events"] for p in pairs)])
    arcs = []
    for p in pairs:
        (x1, y1), (x2, y2) = at[p["actor"]], at[p["recipient"]]
        mx, my = (x1 + x2) / 2 * 0.75 + 75 + (y1 - y2) * 0.08, (y1 + y2) / 2 * 0.75 + 65 + (x2 - x1) * 0.08
        arcs.append({"d": f"M{x1:.0f} {y1:.0f}Q{mx:.0f} {my:.0f} {x2:.0f} {y2:.0f}",
                     "w": round(1 + 5 * p["events"] / most, 1),
                     "kind": "conflict" if p["conflict"] > p["cooperation"] else "cooperation", "pair": p})  # fmt: skip
    nodes = [{"name": n, "x": round(x), "y": round(y), "lx": round(300 + 246 * math.cos(angle[n])),
              "ly": round(264 + 240 * math.sin(angle[n]))} for n, (x, y) in at.items()]  # fmt: skip
    return {"nodes": nodes, "arcs": arcs}


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    """A square from 0 to 100 % on both sides, with a dot for each bin."""

    dots: list[Bubble]
    grid: list[Bar]
    labels: list[Label]
    width: int = 360
    height: int = 366
    left: int = 52
    right: int = 344
    top: int = 30
    bottom: int = 322


def reliability_picture(bins: Any) -> Reliability:
    """Said from left to right, came true upwards; the area of a dot is its number of forecasts."""
    empty = Reliability(dots=[], grid=[], labels=[])
    left, bottom, side = empty.left, empty.bottom, empty.right - empty.left
    most = max([1, *(b.forecasts for b in bins)])
    dots = [
        Bubble(left + side * b.said, bottom - side * b.seen, round(4 + 9 * math.sqrt(b.forecasts / most), 1),
               f"said {b.said:.0%}, came true {b.seen:.0%}, {b.forecasts} forecasts", "")
        for b in bins
    ]  # fmt: skip
    steps = [(percent, side * percent / 100) for percent in (0, 25, 50, 75, 100)]
    grid = [Bar(left, bottom - d, side, 0, "", "") for _, d in steps]
    grid += [Bar(left + d, empty.top, 0, side, "", "") for _, d in steps]
    labels = [Label(left + d, bottom + 16, f"{percent}") for percent, d in steps]
    labels += [Label(left - 6, bottom - d + 4, f"{percent}", "end") for percent, d in steps]
    labels += [Label(left + side / 2, bottom + 34, "said, %"), Label(4, empty.top - 16, "came true, %", "start")]
    return msgspec.structs.replace(empty, dots=dots, grid=grid, labels=labels)
