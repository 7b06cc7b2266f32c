"""The charts: dyad bars with shift marks, the fan of a forecast, and the reliability diagram.

Made with Altair, so that a notebook, the console and a file show the same picture; files need no network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import altair as alt

from demarche.errors import InputError
from demarche.forecast.fan import Fan
from demarche.forecast.ledger import Report
from demarche.signals.relation import Signal
from demarche.signals.series import Series

QUADS = {"1": "verbal cooperation", "2": "material cooperation", "3": "verbal conflict", "4": "material conflict"}
# Cooperation cool, conflict warm, deeds darker than words; told apart with any kind of colour vision.
COLOURS = {"1": "#9ecae1", "2": "#2171b5", "3": "#fdae6b", "4": "#a63603"}
MARKS = {"thaw": "#2171b5", "calming": "#9ecae1", "escalation": "#a63603", "cooling": "#fdae6b"}
WIDTH, HEIGHT = 640, 220
SUFFIXES = (".svg", ".png", ".html", ".json")


def _data(rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # Altair leaves its generated classes untyped


def dyad_chart(series: Series, *, signals: Iterable[Signal] = ()) -> Any:
    """Bars of events per period and quad class, cooperation up and conflict down, gaps hatched grey, shifts marked."""
    arrow = " → " if series.directed else " – "
    layers = [_bars(series)]
    if gaps := [{"start": p.start.isoformat(), "end": _end(p.start, series.unit)} for p in series.periods if p.gap]:
        data = _data(gaps)
        grey = alt.Chart(data).mark_rect(color="#bbbbbb", opacity=0.5)
        layers.insert(0, grey.encode(x="start:T", x2="end:T", tooltip=alt.value("nothing is on record here")))
    if marks := [_mark(s) for s in signals]:
        layers.append(_rules(marks))
    title = f"{series.actor}{arrow}{series.recipient}, stories per {series.unit}"
    return alt.layer(*layers).properties(title=title, width=WIDTH, height=HEIGHT)


def _bars(series: Series) -> Any:
    values = [
        {"start": p.start.isoformat(), "class": QUADS[q], "stories": n if q in "12" else -n, "articles": p.attention}
        for p in series.periods
        for q, n in p.quads.items()
    ]
    scale = alt.Scale(domain=list(QUADS.values()), range=list(COLOURS.values()))
    return (
        alt.Chart(_data(values))
        .mark_bar()
        .encode(
            x=alt.X("start:T", title=None),
            y=alt.Y("stories:Q", title="cooperation ↑ · conflict ↓", stack="zero"),
            color=alt.Color("class:N", scale=scale, title=None, sort=list(QUADS.values())),
            tooltip=["start:T", "class:N", "stories:Q", "articles:Q"],
        )
    )


def _end(start: dt.date, unit: str) -> str:
    days = {"day": 1, "week": 7, "month": 31}[unit]
    return (start + dt.timedelta(days=days)).isoformat()


def _mark(signal: Signal) -> dict[str, Any]:
    return {"began": signal.began.isoformat(), "alarm": signal.alarm.isoformat(), "kind": signal.kind,
            "words": signal.words}  # fmt: skip


def _rules(marks: list[dict[str, Any]]) -> Any:
    scale = alt.Scale(domain=list(MARKS), range=list(MARKS.values()))
    return (
        alt.Chart(_data(marks))
        .mark_rule(strokeWidth=2, strokeDash=[4, 2])
        .encode(
            x="began:T",
            stroke=alt.Stroke("kind:N", scale=scale, title="shift"),
            tooltip=["words:N", "began:T", "alarm:T"],
        )
    )


def fan_chart(fan: Fan) -> Any:
    """What is on record, and the spread of what may come: median, 50, 80 and 90 % bands of the running count."""
    past = [{"date": d.isoformat(), "count": n} for d, n in fan.past]
    bands = [
        {"date": step.date.isoformat(), "low": low, "high": high, "band": f"{level} %"}
        for step in fan.steps
        for level, low, high in ((90, step.q05, step.q95), (80, step.q10, step.q90), (50, step.q25, step.q75))
    ]
    middle = [{"date": step.date.isoformat(), "count": step.q50} for step in fan.steps]
    area = (
        alt.Chart(_data(bands))
        .mark_area(opacity=0.3, color="#2171b5", interpolate="step-after")
        .encode(x=alt.X("date:T", title=None), y=alt.Y("low:Q", title="events, running count"), y2="high:Q",
                detail="band:N", tooltip=["band:N", "date:T", "low:Q", "high:Q"])
    )  # fmt: skip
    line = alt.Chart(_data(middle)).mark_line(color="#08306b", interpolate="step-after")
    before = alt.Chart(_data(past)).mark_line(color="#555555", interpolate="step-after")
    layers = [area, line.encode(x="date:T", y="count:Q"), before.encode(x="date:T", y="count:Q")]
    title = f"{fan.actor} → {fan.recipient}: {fan.target}, as of {fan.as_of}"
    return alt.layer(*layers).properties(title=title, width=WIDTH, height=HEIGHT)


def reliability_chart(report: Report) -> Any:
    """Said against seen: on the diagonal, of all forecasts of 30 % three in ten came true."""
    values = [{"said": b.said, "seen": b.seen, "forecasts": b.forecasts} for b in report.reliability]
    axis = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(_data(values))
        .mark_circle(color="#2171b5")
        .encode(
            x=alt.X("said:Q", scale=axis, title="forecast"),
            y=alt.Y("seen:Q", scale=axis, title="came true"),
            size=alt.Size("forecasts:Q", title="forecasts"),
            tooltip=["said:Q", "seen:Q", "forecasts:Q"],
        )
    )
    ends = _data([{"x": 0, "y": 0}, {"x": 1, "y": 1}])
    line = alt.Chart(ends).mark_line(color="#999999", strokeDash=[4, 4]).encode(x="x:Q", y="y:Q")
    title = f"Reliability of {report.closed} closed forecasts, as of {report.as_of}"
    return alt.layer(line, points).properties(title=title, width=320, height=320)


def render(chart: Any, suffix: str) -> bytes:
    """The chart as svg, png, a page that works offline, or its Vega-Lite JSON."""
    import vl_convert

    spec: str = chart.to_json(indent=None)
    if suffix == ".svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    if suffix == ".png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=2))
    if suffix == ".html":
        return str(vl_convert.vegalite_to_html(spec, bundle=True)).encode()
    if suffix == ".json":
        return spec.encode()
    raise InputError(f"no chart format called {suffix!r}; known: {', '.join(SUFFIXES)}")


def save(chart: Any, path: Path) -> None:
    """Write a chart; the file's ending says how."""
    path.write_bytes(render(chart, path.suffix.lower()))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns lined up for a terminal."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)
