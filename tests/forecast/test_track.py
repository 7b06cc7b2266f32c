"""The record line by line: open, closed, made in hindsight; as a table also when nothing is kept."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from demarche.forecast.ledger import Entry, scores
from demarche.forecast.outlook import forecast
from demarche.forecast.targets import read_target
from demarche.forecast.track import Line, lines, table
from demarche.model.stream import StreamEvent

NOW = dt.date(2025, 1, 1)


def event(day: int) -> StreamEvent:
    date = NOW + dt.timedelta(days=day)
    return StreamEvent(date=date, actor="USA", recipient="BLR", event_type="CONSULT", quad_class=1,
                       event_id=f"e{day}", arrived=date)  # fmt: skip


STREAM = [event(day) for day in range(-60, 20, 5)]


def record(made: dt.datetime) -> list[Line]:
    """A forecast of a week, which has closed ten days later, and one of a month, which has not."""
    found = forecast(STREAM, ("USA", "BLR"), as_of=NOW, targets=[read_target("any")], horizons=[7, 30])
    entries = [Entry(made=made, forecast=f) for f in found]
    return lines(entries, scores(found, STREAM, as_of=NOW + dt.timedelta(days=10)))


def test_closed_ones_are_scored_and_open_ones_wait() -> None:
    """A closed line has its outcome, scores and events; an open one has none of them."""
    closed, waiting = record(dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    assert (closed.state, closed.happened, closed.count, closed.events) == ("closed", True, 2, ("e0", "e5"))
    assert closed.brier == pytest.approx((1 - closed.p) ** 2, abs=1e-4)
    assert (waiting.state, waiting.happened, waiting.bits, waiting.events) == ("open", None, None, ())
    assert waiting.closes == dt.date(2025, 1, 31)


@pytest.mark.parametrize(("hour", "hindsight"), [(23, False), (25, True)])
def test_hindsight_begins_when_the_window_is_over(hour: int, hindsight: bool) -> None:
    """What was made on the last day of the window is a forecast, on the day after it is not."""
    made = dt.datetime(2025, 1, 7, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
    assert record(made)[0].hindsight is hindsight


def test_tables_have_all_columns() -> None:
    """An empty record has the same columns as one with lines."""
    found = record(dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    assert table([]).schema == table(found).schema
    assert table(found).to_pylist()[0]["id"] == found[0].id
    assert table([]).column_names == [field.name for field in msgspec.structs.fields(Line)]
