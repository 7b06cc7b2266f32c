"""Dates as arithmetic: months, weeks, seasons, feasts and parts of them, always as (first day, last day)."""

from __future__ import annotations

import math
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import msgspec
from dateutil.easter import EASTER_ORTHODOX, easter

from demarche.ontology.codebook import DATA, read_yaml

Days = tuple[date, date]


class Fiscal(msgspec.Struct, frozen=True):
    """First month of a country's fiscal year, and whether it is named after the year in which it ends."""

    month: int
    named: str


class Holiday(msgspec.Struct, frozen=True):
    """When a feast is; one of the rules is set."""

    fixed: tuple[int, int] | None = None
    easter: int | None = None
    orthodox: int | None = None
    islamic: tuple[int, int] | None = None
    lunar: int | None = None
    nowruz: int | None = None
    days: int = 1


class Words(msgspec.Struct, frozen=True):
    """The tables of calendar.yaml, turned round so that a word leads to its meaning."""

    months: dict[str, int]
    weekdays: dict[str, int]
    doubtful: frozenset[str]
    parts: dict[str, str]
    seasons: dict[str, int]
    southern: frozenset[str]
    northern: frozenset[str]
    fiscal: dict[str, Fiscal]
    holidays: dict[tuple[str, ...], Holiday]
    not_holiday: frozenset[str]
    operators: dict[str, str]
    inside: frozenset[str]
    clock: frozenset[str]
    ones: dict[str, int]
    tens: dict[str, int]
    ordinals: dict[str, int]
    named_decades: dict[str, int]
    vague: frozenset[str]
    day_parts: frozenset[str]
    starters: frozenset[str]
    year_prepositions: frozenset[str]
    before_month: frozenset[str]


@cache
def words() -> Words:
    """The shipped calendar words."""
    raw = read_yaml(DATA / "calendar.yaml")
    turned = {key: {w: k for k, names in raw[key].items() for w in names} for key in ("months", "weekdays", "parts")}
    counted = {
        key: {w: first + step * n for n, w in enumerate(raw[key])}
        for key, first, step in (("ones", 0, 1), ("tens", 20, 10), ("ordinals", 1, 1))
    }
    longest_first = sorted(raw["holidays"].items(), key=lambda h: -h[0].count(" "))
    feasts = {tuple(name.split(" ")): msgspec.convert(rule, Holiday) for name, rule in longest_first}
    rest = {k: v for k, v in raw.items() if k not in ("version", "holidays", *turned, *counted)}
    return msgspec.convert({**rest, **turned, **counted, "holidays": feasts}, Words)


# -- spans ----------------------------------------------------------------------------------------------------------


def month(year: int, number: int) -> Days:
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def months(year: int, first: int, count: int) -> Days:
    """`count` months from month `first` (which may lie beyond December) on."""
    start = shift(date(year, 1, 1), first - 1, "month")
    return start, shift(start, count, "month") - timedelta(1)


def year(number: int) -> Days:
    return date(number, 1, 1), date(number, 12, 31)


def years(first: int, count: int) -> Days:
    return date(first, 1, 1), date(min(9999, first + count - 1), 12, 31)


def week(day: date) -> Days:
    start = day - timedelta(day.weekday())
    return start, start + timedelta(6)


def weekend(day: date) -> Days:
    """Saturday and Sunday of the week of `day`."""
    start = week(day)[0] + timedelta(5)
    return start, start + timedelta(1)


def quarter(day: date) -> Days:
    return months(day.year, 3 * ((day.month - 1) // 3) + 1, 3)


def season(number: int, first: int) -> Days:
    """The three months from month `first` of a year on."""
    return months(number, first, 3)


def century(number: int) -> Days:
    return years(100 * (number - 1) + 1, 100)


def around(day: date, unit: str) -> Days:
    """The calendar unit that holds `day`."""
    if unit == "week":
        return week(day)
    if unit == "weekend":
        return weekend(day)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day)
    if unit == "year":
        return year(day.year)
    if unit == "decade":
        return years(day.year // 10 * 10, 10)
    if unit == "century":
        return century((day.year - 1) // 100 + 1)
    return day, day


def shift(day: date, count: int, unit: str) -> date:
    """`day` moved by whole units; the 31st becomes the last day of a shorter month."""
    if unit in ("week", "weekend", "fortnight"):
        return day + timedelta(count * (14 if unit == "fortnight" else 7))
    per = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if per is None:
        return day + timedelta(count)
    index = day.year * 12 + day.month - 1 + count * per
    number, rest = divmod(index, 12)
    number = min(9999, max(1, number))
    return date(number, rest + 1, min(day.day, monthrange(number, rest + 1)[1]))


def part(span: Days, which: str, unit: str) -> Days:
    """The early, middle or late part of a span; what that means is said in calendar.yaml."""
    start, end = span
    if unit == "week":
        first, count = {"early": (0, 3), "mid": (1, 3), "late": (3, 4)}[which]
        return start + timedelta(first), start + timedelta(first + count - 1)
    if unit == "month":
        first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}[which]
        return start.replace(day=first), start.replace(day=min(last, end.day))
    if unit == "decade":
        first, count = {"early": (0, 4), "mid": (4, 3), "late": (7, 3)}[which]
        return years(start.year + first, count)
    third = {"early": 0, "mid": 1, "late": 2}[which]
    days = (end - start).days + 1
    if unit in ("year", "quarter", "season"):
        size = max(1, round(days / 30.4)) // 3
        begin = shift(start, third * size, "month")
        return begin, shift(begin, size, "month") - timedelta(1)
    begin = start + timedelta(days * third // 3)
    return begin, start + timedelta(days * (third + 1) // 3 - 1)


# -- feasts ---------------------------------------------------------------------------------------------------------


def feast(rule: Holiday, number: int) -> Days:
    """The feast that falls into a year."""
    start = _first_day(rule, number)
    return start, start + timedelta(rule.days - 1)


def _first_day(rule: Holiday, number: int) -> date:
    if rule.fixed:
        return date(number, *rule.fixed)
    if rule.easter is not None:
        return easter(number) + timedelta(rule.easter)
    if rule.orthodox is not None:
        return easter(number, EASTER_ORTHODOX) + timedelta(rule.orthodox)
    if rule.islamic:
        return islamic(number, *rule.islamic)
    if rule.lunar is not None:
        return lunar_new_year(number)
    return nowruz(number)


def islamic(number: int, moon: int, day: int) -> date:
    """A day of the tabular Islamic calendar that falls into a Gregorian year; the sighted month may be a day off."""
    for lunar in range(int((number - 622) * 33 / 32) - 1, int((number - 622) * 33 / 32) + 3):
        found = _islamic_day(lunar, moon, day)
        if found.year == number:
            return found
    return _islamic_day(int((number - 622) * 33 / 32) + 1, moon, day)


def _islamic_day(lunar: int, moon: int, day: int) -> date:
    elapsed = (lunar - 1) * 354 + (3 + 11 * lunar) // 30 + math.ceil(29.5 * (moon - 1)) + day - 1
    return date(622, 7, 19) + timedelta(elapsed)  # 1 Muharram 1 is 16 July 622 (Julian)


def nowruz(number: int) -> date:
    """The day of the March equinox in Tehran; after noon the next day counts."""
    t = (number - 2000) / 1000
    julian = 2451623.80984 + 365242.37404 * t + 0.05169 * t * t - 0.00411 * t**3
    local = julian + 0.5 + 3.5 / 24 - 2451544.5 - 0.5  # days since 2000-01-01, Tehran time
    whole = math.floor(local)
    return date(2000, 1, 1) + timedelta(whole + (1 if local - whole >= 0.5 else 0))


# A mean lunation, and the mean new moon of 6 January 2000 to count from, in days of that year.
_LUNATION, _NEW_MOON = 29.530588861, 5.59766


def lunar_new_year(number: int) -> date:
    """The new moon between 21 January and 20 February, in Chinese time."""
    start = date(number, 1, 21)
    k = math.floor(((start - date(2000, 1, 1)).days - _NEW_MOON) / _LUNATION) - 1
    while True:
        day = date(2000, 1, 1) + timedelta(math.floor(_true_new_moon(k) + 8 / 24))
        if day >= start:
            return day
        k += 1


def _true_new_moon(k: int) -> float:
    """Days from the start of 2000 (UT) to new moon `k`, good to some minutes (main terms of the moon's motion)."""
    t = k / 1236.85
    sun = math.radians(2.5534 + 29.1053567 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * k)
    mean = _NEW_MOON + _LUNATION * k
    terms = -0.4072 * math.sin(moon) + 0.17241 * math.sin(sun) + 0.01608 * math.sin(2 * moon)
    terms += 0.01039 * math.sin(2 * node) + 0.00739 * math.sin(moon - sun) - 0.00514 * math.sin(moon + sun)
    return mean + terms - 0.0008
