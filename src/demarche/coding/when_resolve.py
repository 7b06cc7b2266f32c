"""From the meaning of a time expression to an interval, once it is known on which day it was said.

Weekdays and dates without a year follow tense: past ones are the last on or before the day of the text (which may be
that day itself), future ones the next on or after it.
Relative expressions in a text without a date stay open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from demarche.coding import when_calendar as calendar
from demarche.coding.when_calendar import Days
from demarche.coding.when_words import Expression, When
from demarche.model import Interval

Ends = tuple[date | None, date | None]
_OPEN: Ends = (None, None)
# A story may be filed a day before the date it bears.
_SLACK = timedelta(1)
# "Said it would leave on Sept. 10", told on Sept. 12: nobody names a day a year ahead without its year.
_RECENT, _FAR = timedelta(7), timedelta(240)


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What an expression is read against.

    `today` is the day of the text (its dateline, or its publication); `tense` past, future or ""; `reference` the last
    date that the text has told, for "the day after"; `country` whose seasons and fiscal years count.
    """

    today: date | None
    tense: str = "past"
    reference: Days | None = None
    country: str | None = None


def interval(expression: Expression, setting: Setting) -> Interval:
    """The interval of an expression with its preposition."""
    when = expression.when
    if expression.to is not None:
        ends = _range(when, expression.to, setting)
        kind = _granularity(expression.to)
    else:
        ends = _operated(_ends(when, setting), expression.op)
        kind = _granularity(when)
    basis = _basis(when, expression.to, setting)
    return Interval(start=_iso(ends[0]), end=_iso(ends[1]), granularity=kind, basis=basis)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _operated(ends: Ends, op: str) -> Ends:
    start, end = ends
    if op in ("since", "from"):
        return start, None
    if op in ("until", "by", "through"):
        return None, end
    if op == "before":
        return None, start - timedelta(1) if start else None
    if op == "after":
        return end + timedelta(1) if end else None, None
    return ends


def _range(left: When, right: When, setting: Setting) -> Ends:
    """Both ends of "from … to"; the year or direction of one decides about the other."""
    if right.year is not None and left.year is None and left.kind == "date":
        left = msgspec.structs.replace(left, year=right.year)
    if setting.today is None and left.year is None:
        return _OPEN
    if (left.year is not None and right.kind == "date" and right.year is None) or setting.tense == "future":
        start = _ends(left, setting)[0]
        later = msgspec.structs.replace(setting, today=start, tense="future") if start else setting
        return start, _ends(right, later)[1]
    end_start, end = _ends(right, setting)
    earlier = (
        msgspec.structs.replace(setting, today=end_start, tense="past") if end_start and left.year is None else setting
    )
    return _ends(left, earlier)[0], end


def _ends(when: When, setting: Setting) -> Ends:
    found = _RULES[when.kind](when, setting)
    if found is None or not when.part or found[0] is None or found[1] is None:
        return found or _OPEN
    return _parted(when, (found[0], found[1]), setting)


def _parted(when: When, span: Days, setting: Setting) -> Ends:
    if when.part in ("before", "after"):
        if setting.today is None or not span[0] <= setting.today <= span[1]:
            return span
        return (span[0], setting.today) if when.part == "before" else (setting.today, span[1])
    if when.part == "overnight":
        return span[0] - timedelta(1), span[1]
    if when.part == "starts" or when.day or when.kind in ("weekday", "day", "holiday", "ago", "same", "shift"):
        return span
    return calendar.part(span, when.part, _unit(when))


def _unit(when: When) -> str:
    if when.kind == "date":
        return "month" if when.month else "year"
    return {"decade": "decade", "century": "century", "season": "season", "quarter": "quarter"}.get(
        when.kind, when.unit
    )


# -- rules, one for each kind ---------------------------------------------------------------------------------------


def _date(when: When, setting: Setting) -> Ends | None:
    if when.month is None:
        return calendar.year(when.year) if when.year else None
    if when.year is not None:
        return _on(when, when.year)
    return _nearest(when.direction, setting, lambda number: _on(when, number))


def _on(when: When, number: int) -> Days | None:
    """The month, day or days of a year; None for the 30th of February."""
    assert when.month is not None
    span = calendar.month(number, when.month)
    if when.day is None:
        return span
    last = when.last_day or when.day
    if not when.day <= last <= span[1].day:
        return None
    return span[0].replace(day=when.day), span[0].replace(day=last)


def _nearest(direction: int | None, setting: Setting, on: Callable[[int], Days | None]) -> Days | None:
    """The occurrence of something yearly that is meant: by direction, else by tense."""
    today = setting.today
    if today is None:
        return None
    spans = [s for number in range(today.year - 2, today.year + 3) if (s := on(number)) is not None]
    if direction == -1:
        return next((s for s in reversed(spans) if s[1] < today), None)
    if direction == 1:
        return next((s for s in spans if s[0] > today), None)
    if direction == 0:
        return next((s for s in spans if s[0].year == today.year), None)
    before = next((s for s in reversed(spans) if s[0] <= today + _SLACK), None)
    after = next((s for s in spans if s[1] >= today), None)
    if setting.tense != "future":
        return before
    just_gone = before is not None and after is not None and before[1] >= today - _RECENT and after[0] > today + _FAR
    return before if just_gone else after


def _weekday(when: When, setting: Setting) -> Ends | None:
    today = setting.today
    if today is None or when.weekday is None:
        return None
    monday = calendar.week(today)[0]
    if when.direction == -1:
        back = (today.weekday() - when.weekday) % 7
        back += 7 if back <= 2 else 0  # of yesterday nobody says "last Tuesday"
        day = today - timedelta(back)
    elif when.direction == 1:
        day = monday + timedelta(7 + when.weekday)
    elif when.direction == 0:
        day = monday + timedelta(when.weekday)
    elif setting.tense == "future":
        day = today + timedelta((when.weekday - today.weekday()) % 7)
    else:
        day = today - timedelta((today.weekday() - when.weekday) % 7)
    return day, day


def _day(when: When, setting: Setting) -> Ends | None:
    if setting.today is None:
        return None
    day = setting.today + timedelta(int(when.n or 0))
    return day, day


def _calendar_unit(when: When, setting: Setting) -> Ends | None:
    today = setting.today
    if today is None:
        return None
    if when.unit == "weekend":
        return _weekend(when, setting)
    count = when.direction or 0
    return calendar.around(calendar.shift(calendar.around(today, when.unit)[0], count, when.unit), when.unit)


def _weekend(when: When, setting: Setting) -> Ends:
    assert setting.today is not None
    current = calendar.weekend(setting.today)
    begun = current[0] <= setting.today
    future = when.direction == 1 or (when.direction in (None, 0) and setting.tense == "future")
    if future:
        weeks = 1 if when.direction == 1 and begun else 0
    elif when.direction == -1:
        weeks = -1
    else:
        weeks = 0 if begun else -1
    move = timedelta(7 * weeks)
    return current[0] + move, current[1] + move


def _ago(when: When, setting: Setting) -> Ends | None:
    today = setting.today
    if today is None:
        return None
    if when.unit == "time":
        return today, today
    if when.n is None:
        return None, today
    if when.n != int(when.n):
        return _ago(_halved(when), setting)
    day = calendar.shift(today, -int(when.n), when.unit)
    return calendar.around(day, "year" if when.unit in ("decade", "century") else when.unit)


def _halved(when: When) -> When:
    """ "half a century ago", "half a year ago" in smaller units."""
    count, unit = {"century": (50, "year"), "decade": (5, "year"), "year": (6, "month")}.get(when.unit, (1, when.unit))
    return msgspec.structs.replace(when, n=count, unit=unit)


def _ahead(when: When, setting: Setting) -> Ends | None:
    today = setting.today
    if today is None or when.n is None or setting.tense != "future":
        return None
    if when.unit == "time":
        return today, today + timedelta(1)
    return calendar.around(calendar.shift(today, int(when.n), when.unit), when.unit)


def _rolling(when: When, setting: Setting) -> Ends | None:
    today = setting.today
    if today is None:
        return None
    if when.n is None:
        return (None, today) if when.direction == -1 else (today, None)
    days = -(-int(when.n) // 24) if when.unit == "time" else int(when.n)
    unit = "day" if when.unit == "time" else when.unit
    if when.direction == -1:
        return calendar.shift(today, -days, unit), today
    return today, calendar.shift(today, days, unit)


def _season(when: When, setting: Setting) -> Ends | None:
    """Months of the hemisphere, where the country is sure; else only the year."""
    tables = calendar.words()
    first = when.month or 0
    if setting.country in tables.southern:
        first = first + 6 if first + 6 <= 12 else first - 6
    elif setting.country not in tables.northern:
        return calendar.year(when.year) if when.year else None
    if when.year is not None:
        return calendar.season(when.year, first) if first != 12 else calendar.year(when.year)
    direction = when.direction if when.direction in (-1, 1) else None
    if when.direction == 0:
        return _this_season(first, setting)
    return _nearest(direction, setting, lambda number: calendar.season(number, first))


def _this_season(first: int, setting: Setting) -> Ends | None:
    if setting.today is None:
        return None
    spans = [calendar.season(setting.today.year + k, first) for k in (-1, 0)]
    inside = next((s for s in spans if s[0] <= setting.today <= s[1]), None)
    return inside or spans[1]


def _quarter(when: When, setting: Setting) -> Ends | None:
    count = {"quarter": 3, "half": 6, "months": int(when.n or 0)}[when.kind]
    first = 1 if when.kind == "months" else 1 + count * (int(when.n or 1) - 1)
    if when.year is not None:
        return calendar.months(when.year, first, count)
    if setting.today is None:
        return None
    if when.direction is not None:
        return calendar.months(setting.today.year + when.direction, first, count)
    return _nearest(None, setting, lambda number: calendar.months(number, first, count))


def _fiscal(when: When, setting: Setting) -> Ends | None:
    rule = calendar.words().fiscal.get(setting.country or "")
    if rule is None or when.year is None:
        return None
    starts = when.year if when.part == "starts" or rule.named == "starts" else when.year - 1
    return calendar.months(starts, rule.month, 12)


def _holiday(when: When, setting: Setting) -> Ends | None:
    rule = when.holiday
    assert rule is not None
    if when.year is not None:
        return calendar.feast(rule, when.year)
    return _nearest(when.direction, setting, lambda number: calendar.feast(rule, number))


def _decade(when: When, setting: Setting) -> Ends | None:
    return calendar.years(when.year or 0, 10)


def _century(when: When, setting: Setting) -> Ends | None:
    return calendar.century(int(when.n or 0)) if when.n and when.n < 40 else None


def _shift(when: When, setting: Setting) -> Ends | None:
    if setting.reference is None or when.n is None or when.unit == "time":
        return None
    anchor = setting.reference[1] if when.n > 0 else setting.reference[0]
    return calendar.around(calendar.shift(anchor, int(when.n), when.unit), when.unit)


def _same(when: When, setting: Setting) -> Ends | None:
    if setting.reference is None:
        return None
    if when.unit == "day":
        return setting.reference
    return calendar.around(setting.reference[0], when.unit)


_RULES: dict[str, Callable[[When, Setting], Ends | None]] = {
    "date": _date,
    "weekday": _weekday,
    "day": _day,
    "unit": _calendar_unit,
    "ago": _ago,
    "ahead": _ahead,
    "rolling": _rolling,
    "season": _season,
    "quarter": _quarter,
    "half": _quarter,
    "months": _quarter,
    "fiscal": _fiscal,
    "holiday": _holiday,
    "decade": _decade,
    "century": _century,
    "shift": _shift,
    "same": _same,
}
_BY_KIND = {
    "weekday": "day", "day": "day", "season": "season", "quarter": "quarter", "half": "quarter", "months": "month",
    "fiscal": "year", "holiday": "day", "decade": "decade", "century": "century",
}  # fmt: skip


def _granularity(when: When) -> str:
    if when.kind == "date":
        return "day" if when.day else "month" if when.month else "year"
    if when.kind in _BY_KIND:
        return _BY_KIND[when.kind]
    if when.kind == "rolling" and when.unit == "time":
        return "day"
    if when.kind == "ago" and when.unit in ("decade", "century"):
        return "year"
    return {"fortnight": "week"}.get(when.unit, when.unit)


def _basis(when: When, to: When | None, setting: Setting) -> str:
    absolute = ("date", "decade", "century", "quarter", "half", "months", "fiscal", "holiday", "season")
    if when.kind in ("shift", "same"):
        return "anchored"
    dated = when.year is not None or (to is not None and to.year is not None) or when.kind == "century"
    if dated:
        return "explicit"
    named = when.kind in absolute and when.direction is None
    return "explicit" if named and setting.today is not None else "relative"
