"""Dates as arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from demarche.coding import when_calendar as calendar
from demarche.coding.when_calendar import Holiday


@pytest.mark.parametrize(
    ("number", "day"),
    [(2015, "2015-02-19"), (2020, "2020-01-25"), (2022, "2022-02-01"), (2024, "2024-02-10"), (2025, "2025-01-29")],
)
def test_lunar_new_year(number: int, day: str) -> None:
    """The Lunar New Year is the new moon after 20 January in Chinese time."""
    assert calendar.lunar_new_year(number).isoformat() == day


@pytest.mark.parametrize(("number", "day"), [(2023, "2023-03-21"), (2024, "2024-03-20"), (2025, "2025-03-21")])
def test_nowruz(number: int, day: str) -> None:
    """Nowruz is the day of the equinox, or the day after when that falls in the afternoon of Tehran."""
    assert calendar.nowruz(number).isoformat() == day


@pytest.mark.parametrize(("number", "day"), [(2020, "2020-04-24"), (2024, "2024-03-11"), (2025, "2025-03-01")])
def test_ramadan_is_right_to_the_day_before_or_after(number: int, day: str) -> None:
    """The tabular calendar is at most a day off the announced first day of Ramadan."""
    found = calendar.islamic(number, 9, 1)
    assert abs((found - date.fromisoformat(day)).days) <= 1


def test_easter_by_both_reckonings() -> None:
    """Western and orthodox Easter are apart in 2024 and fall together in 2025."""
    western, orthodox = Holiday(easter=0), Holiday(orthodox=0)
    assert [calendar.feast(western, y)[0].isoformat() for y in (2024, 2025)] == ["2024-03-31", "2025-04-20"]
    assert [calendar.feast(orthodox, y)[0].isoformat() for y in (2024, 2025)] == ["2024-05-05", "2025-04-20"]


@pytest.mark.parametrize(
    ("span", "which", "unit", "expected"),
    [
        (calendar.year(2022), "late", "year", ("2022-09-01", "2022-12-31")),
        (calendar.month(2024, 2), "late", "month", ("2024-02-21", "2024-02-29")),
        (calendar.month(2025, 3), "mid", "month", ("2025-03-11", "2025-03-20")),
        (calendar.years(2000, 10), "early", "decade", ("2000-01-01", "2003-12-31")),
        (calendar.week(date(2025, 9, 16)), "late", "week", ("2025-09-18", "2025-09-21")),
    ],
)
def test_parts_of_a_span(span: calendar.Days, which: str, unit: str, expected: tuple[str, str]) -> None:
    """Early, middle and late parts lie inside their span as calendar.yaml says."""
    found = calendar.part(span, which, unit)
    assert tuple(d.isoformat() for d in found) == expected


def test_moving_by_months_keeps_inside_the_month() -> None:
    """A month after 31 January is the last day of February."""
    assert calendar.shift(date(2023, 1, 31), 1, "month") == date(2023, 2, 28)


def test_a_week_runs_from_monday_to_sunday() -> None:
    """The weekend of a week is its last two days."""
    assert calendar.week(date(2025, 9, 16)) == (date(2025, 9, 15), date(2025, 9, 21))
    assert calendar.weekend(date(2025, 9, 16)) == (date(2025, 9, 20), date(2025, 9, 21))
