"""Days as pages print them: "11 de septiembre de 2025 - 08:30", "Published: 07.03.2025", "2025年9月11日".

Rules for days in digits: a year of four digits is at one end; a number above 12 is the day; a weekday beside the date
decides; else the month comes first where Americans write (`en`, `en-US`), and the day elsewhere.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

# Longer lines are sentences, and the days in them are those of events.
LONGEST_LINE = 160
FIRST_YEAR, LAST_YEAR = 1980, 2100  # of web pages, and of papers that were put on the web later
# A month's name; in Thai and Hindi its letters carry signs that are no letters.
MONTH = r"[^\W\d_][^\s\d_.,;:/|()\u2013\u2014-]{1,12}"
WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|\.º)?,?[\s-]+(?:de\s+|of\s+)?({MONTH})\.?,?[\s-]+(?:de\s+|del\s+)?(\d{{4}})(?!\d)"
)
MONTH_FIRST = re.compile(rf"(?<!\w)({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
# "2025. március 6.", "2025 m. kovo 6 d."
YEAR_WORD = re.compile(rf"(?<!\d)(\d{{4}})\.?\s+(?:m\.\s+)?({MONTH})\.?\s+(\d{{1,2}})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
DIGITS = re.compile(r"(?<![\d/.])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})(?![\d/])")
# Thai pages count the years of the Buddhist era.
BUDDHIST, BUDDHIST_AHEAD = re.compile(r"(?<!\d)2[56]\d\d(?!\d)"), 543
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def day_in(line: str, language: str | None = None) -> str | None:
    """The first day in a short line, as an ISO date; `language` is that of the page ("es", "en-GB")."""
    line = BUDDHIST.sub(_common_era, line) if (language or "").lower().startswith("th") else line
    text = line[: LONGEST_LINE + 1]
    if len(text) > LONGEST_LINE:
        return None
    found = sorted(_days(text, language or ""))
    return found[0][1] if found else None


def _common_era(year: re.Match[str]) -> str:
    return str(int(year[0]) - BUDDHIST_AHEAD)


def _days(text: str, language: str) -> list[tuple[int, str]]:
    days = [(m.start(), _iso(m[3], _month(m[2], language), m[1])) for m in WORDS.finditer(text)]
    days += [(m.start(), _iso(m[3], _month(m[1], language), m[2])) for m in MONTH_FIRST.finditer(text)]
    days += [(m.start(), _iso(m[1], _month(m[2], language), m[3])) for m in YEAR_WORD.finditer(text)]
    days += [(m.start(), _iso(m[1], int(m[2]), m[3])) for m in YEAR_FIRST.finditer(text)]
    days += [(m.start(), _in_digits(m, text, language)) for m in DIGITS.finditer(text)]
    return [(at, day) for at, day in days if day]


def _in_digits(found: re.Match[str], text: str, language: str) -> str | None:
    one, two, year = found[1], found[3], found[4]
    day_first, month_first = _iso(year, int(two), one), _iso(year, int(one), two)
    for day in (day_first, month_first):
        if day and day_first != month_first and _weekday(text) == date.fromisoformat(day).weekday():
            return day
    american = found[2] != "." and language.lower() in ("en", "en-us", "en_us")
    return (month_first or day_first) if american else (day_first or month_first)


def _weekday(text: str) -> int | None:
    low = text.casefold()
    return next((n for n, name in enumerate(WEEKDAYS) if re.search(rf"(?<!\w){name}", low)), None)


def _iso(year: str, month: int, day: str) -> str | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR or not 1 <= month <= 12:
        return None
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _month(name: str, language: str) -> int:
    """1 to 12, or 0 for a word that is no month."""
    low = name.casefold()
    if low[:3] in ENGLISH and ENGLISH_MONTH.fullmatch(low):
        return ENGLISH.index(low[:3]) + 1
    short = re.split(r"[-_]", language.casefold())[0]
    return _months(short).get(low, 0) if short.isalpha() and len(short) in (2, 3) and short != "en" else 0


ENGLISH_MONTH = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)


@cache
def _months(language: str) -> dict[str, int]:
    """Month names of a language, long and short, from CLDR."""
    from babel import UnknownLocaleError
    from babel.dates import get_month_names

    try:
        tables = [get_month_names(w, c, language) for w in ("wide", "abbreviated") for c in ("format", "stand-alone")]
    except (UnknownLocaleError, ValueError):
        return {}
    return {name.casefold().strip("."): number for table in tables for number, name in table.items()}
